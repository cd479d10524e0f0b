//! Labelled text in IOB2: a token and its tag on each line, an empty line after each sentence.

use std::path::Path;

use crate::error::{Error, Result};
use crate::span::Span;

/// Sentences that make a document where the file does not say: a line `-DOCSTART- O` begins one.
const BLOCK: usize = 20;

/// A text with its mentions.
#[derive(Debug, Clone, Default)]
pub struct Labelled {
    /// Tokens joined by spaces, sentences by line ends.
    pub text: String,
    /// Place and type of each mention, in their order.
    pub mentions: Vec<(Span, String)>,
    /// Where each token of the file stands, for measures that count tokens as the file cuts them.
    pub tokens: Vec<Span>,
    /// The parts that are labelled, each read by itself; none where all of the text is.
    pub areas: Vec<Span>,
}

/// Reads a file.
///
/// # Errors
/// [`Error::Io`] where the file cannot be read, [`Error::InvalidUtf8`] and [`Error::MalformedLine`] with the place of
/// what is wrong.
pub fn read(path: impl AsRef<Path>) -> Result<Vec<Labelled>> {
    let path = path.as_ref();
    let bytes = std::fs::read(path).map_err(|source| Error::Io {
        path: path.to_owned(),
        source,
    })?;
    let name = path.display().to_string();
    let text = std::str::from_utf8(&bytes).map_err(|e| Error::InvalidUtf8 {
        path: name.clone(),
        offset: e.valid_up_to(),
    })?;
    parse(text, &name)
}

/// Reads a file's content; `name` stands for the file in errors.
///
/// # Errors
/// [`Error::MalformedLine`] where a line is not a token and its tag.
pub fn parse(text: &str, name: &str) -> Result<Vec<Labelled>> {
    let mut documents = vec![];
    let mut document = Labelled::default();
    let mut sentences = 0;
    // The type of the mention that the last token of this sentence belongs to.
    let mut open: Option<String> = None;
    let mut in_sentence = false;
    for (n, line) in text.lines().enumerate() {
        let line = line.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if line.is_empty() {
            open = None;
            if std::mem::take(&mut in_sentence) {
                document.text.push('\n');
                sentences += 1;
            }
            if sentences == BLOCK {
                documents.push(std::mem::take(&mut document));
                sentences = 0;
            }
            continue;
        }
        let malformed = |reason: String| Error::MalformedLine {
            path: name.to_owned(),
            line: n + 1,
            reason,
        };
        let Some((token, tag)) = line.rsplit_once(char::is_whitespace) else {
            return Err(malformed(format!(
                "expected a token, a space and a tag, got {line:?}"
            )));
        };
        let token = token.split_whitespace().collect::<Vec<_>>().join("_");
        if token == "-DOCSTART-" {
            if !document.text.is_empty() {
                documents.push(std::mem::take(&mut document));
            }
            (sentences, in_sentence, open) = (0, false, None);
            continue;
        }
        let (begins, kind) = match tag.split_once('-') {
            _ if tag == "O" => (false, None),
            Some(("B", kind)) if !kind.is_empty() => (true, Some(kind)),
            // A tag that continues nothing begins a mention.
            Some(("I", kind)) if !kind.is_empty() => (open.as_deref() != Some(kind), Some(kind)),
            _ => {
                return Err(malformed(format!(
                    "the tag must be O, B-TYPE or I-TYPE, got {tag:?}"
                )));
            }
        };
        if in_sentence {
            document.text.push(' ');
        }
        let start = document.text.len() as u32;
        document.text.push_str(&token);
        let end = document.text.len() as u32;
        document.tokens.push(Span::new(start, end));
        in_sentence = true;
        match kind {
            Some(kind) if begins => document
                .mentions
                .push((Span::new(start, end), kind.to_owned())),
            Some(_) => {
                if let Some(last) = document.mentions.last_mut() {
                    last.0.end = end;
                }
            }
            None => {}
        }
        open = kind.map(str::to_owned);
    }
    if !document.text.is_empty() {
        documents.push(document);
    }
    Ok(documents)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_mentions_and_names_the_line_of_what_is_wrong() {
        let read = parse("زار B-PER\nمحمد I-PER\n\nقال O\nفي I-LOC\n", "a.iob2").expect("sound");
        assert_eq!(read.len(), 1);
        let found: Vec<(&str, &str)> = read[0]
            .mentions
            .iter()
            .map(|(s, t)| (s.of(&read[0].text), t.as_str()))
            .collect();
        assert_eq!(found, [("زار محمد", "PER"), ("في", "LOC")]);
        for (text, line) in [("أ O\nب\n", 2), ("أ O\n\nب X-PER\n", 3), ("أ B-\n", 1)] {
            let error = parse(text, "a.iob2").expect_err(text).to_string();
            assert!(error.starts_with(&format!("a.iob2:{line}: ")), "{error}");
        }
    }

    #[test]
    fn documents_are_blocks_of_sentences_or_what_the_file_says() {
        let sentence = "قال O\n\n";
        assert_eq!(parse(&sentence.repeat(45), "a").expect("sound").len(), 3);
        let text = format!("-DOCSTART- O\n\n{sentence}-DOCSTART- O\n\n{sentence}");
        assert_eq!(parse(&text, "a").expect("sound").len(), 2);
    }
}
