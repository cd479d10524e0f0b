//! Reads the markup of annotated articles (tests/articles/README.md). Places are bytes of the plain text.

use std::path::Path;

use kunya::label::Label;
use kunya::span::Span;

/// A marked name or value.
pub struct GoldMention {
    pub span: Span,
    pub label: Label,
    /// The entity's id in its article; `None` for values.
    pub entity: Option<String>,
}

/// A marked quotation.
pub struct GoldQuote {
    pub span: Span,
    pub direct: bool,
    /// The entity that speaks; `None` where the text names nobody.
    pub speaker: Option<String>,
}

/// An article without its markup, and what the markup says.
pub struct Article {
    pub name: String,
    pub text: String,
    pub mentions: Vec<GoldMention>,
    pub quotes: Vec<GoldQuote>,
}

/// The articles of one part (train, dev, test), by name.
pub fn articles(part: &str) -> Vec<Article> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/articles")
        .join(part);
    let mut paths: Vec<_> = std::fs::read_dir(&folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|f| f.expect("a readable folder").path())
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    paths.iter().map(|p| read(p)).collect()
}

fn read(path: &Path) -> Article {
    let whole = std::fs::read_to_string(path).expect("a readable article");
    let (_, body) = whole
        .split_once("\n\n")
        .expect("a header and an empty line");
    let name = path
        .file_stem()
        .expect("a file name")
        .to_string_lossy()
        .into_owned();
    let mut article = Article {
        name,
        text: String::new(),
        mentions: Vec::new(),
        quotes: Vec::new(),
    };
    let mut open: Vec<(&str, u32)> = Vec::new();
    let mut rest = body.trim_end_matches('\n');
    while let Some(at) = rest.find(['{', '}']) {
        article.text.push_str(&rest[..at]);
        let here = article.text.len() as u32;
        if rest[at..].starts_with('{') {
            let end = at + rest[at..].find([' ', '}']).expect("a head in its braces");
            open.push((&rest[at + 1..end], here));
            rest = rest[end..].strip_prefix(' ').unwrap_or(&rest[end..]);
        } else {
            let (head, start) = open.pop().expect("an open brace");
            close(&mut article, head, Span::new(start, here));
            rest = &rest[at + 1..];
        }
    }
    article.text.push_str(rest);
    article
        .mentions
        .sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end), m.label));
    article
        .quotes
        .sort_by_key(|q| (q.span.start, std::cmp::Reverse(q.span.end)));
    article
}

fn close(article: &mut Article, head: &str, span: Span) {
    let (label, id) = head
        .split_once('#')
        .map_or((head, None), |(l, i)| (l, Some(i)));
    if label == "DIRECT" || label == "INDIRECT" {
        let speaker = id
            .map(|i| i.split('<').next().unwrap_or(i))
            .filter(|i| *i != "?");
        article.quotes.push(GoldQuote {
            span,
            direct: label == "DIRECT",
            speaker: speaker.map(Into::into),
        });
    } else if label != "CUE" {
        let label = label
            .parse()
            .unwrap_or_else(|e| panic!("{}: {e}", article.name));
        article.mentions.push(GoldMention {
            span,
            label,
            entity: id.map(Into::into),
        });
    }
}
