//! Places of a text and the tokens that stand there.

use std::ops::Range;

use super::Document;
use crate::span::Span;

/// What becomes of a token that a place covers in part.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Alignment {
    /// There must be none: the place begins and ends with a token.
    Strict,
    /// It is left out.
    Contract,
    /// It is taken in.
    Expand,
}

impl Document {
    /// The token that covers `byte`; None between tokens and behind the text.
    #[must_use]
    pub fn token_at(&self, byte: u32) -> Option<usize> {
        let token = self.tokens.partition_point(|t| t.span.end <= byte);
        (self.tokens.get(token)?.span.start <= byte).then_some(token)
    }

    /// The sentence that covers a token.
    #[must_use]
    pub fn sentence_of(&self, token: usize) -> Option<usize> {
        let sentence = self.sentences.partition_point(|s| s.tokens().end <= token);
        self.sentences
            .get(sentence)?
            .tokens()
            .contains(&token)
            .then_some(sentence)
    }

    /// The tokens that stand at `span`, in bytes; None where there is none, or not as `alignment` asks.
    #[must_use]
    pub fn tokens_at(&self, span: Span, alignment: Alignment) -> Option<Range<usize>> {
        // the tokens that share a byte with the place
        let mut first = self.tokens.partition_point(|t| t.span.end <= span.start);
        let mut end = self.tokens.partition_point(|t| t.span.start < span.end);
        if first >= end {
            return None;
        }
        let cut_first = self.tokens[first].span.start < span.start;
        let cut_last = self.tokens[end - 1].span.end > span.end;
        match alignment {
            Alignment::Strict => {
                let exact = self.tokens[first].span.start == span.start
                    && self.tokens[end - 1].span.end == span.end;
                if !exact {
                    return None;
                }
            }
            Alignment::Contract => {
                first += usize::from(cut_first);
                end -= usize::from(cut_last && end > first);
            }
            Alignment::Expand => {}
        }
        (first < end).then_some(first..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analyzer::Analyzer;

    #[test]
    fn places_find_their_tokens() {
        let document = Analyzer::new().analyze("قال وزير. وأضاف");
        let span = |from: &str, to: &str| {
            let start = document.text.find(from).expect("stands there");
            let end = document.text.rfind(to).expect("stands there") + to.len();
            Span::new(start as u32, end as u32)
        };
        let at = |span, alignment| document.tokens_at(span, alignment);
        for alignment in [Alignment::Strict, Alignment::Contract, Alignment::Expand] {
            assert_eq!(at(span("قال", "وزير"), alignment), Some(0..2));
            assert_eq!(at(Span::new(6, 7), alignment), None, "a space");
            assert_eq!(at(Span::new(0, 0), alignment), None, "nothing");
        }
        let cut = span("ال و", "أضاف");
        assert_eq!(at(cut, Alignment::Strict), None);
        assert_eq!(at(cut, Alignment::Contract), Some(1..4));
        assert_eq!(at(cut, Alignment::Expand), Some(0..4));
        let inside = span("زي", "زي");
        assert_eq!(at(inside, Alignment::Contract), None);
        assert_eq!(at(inside, Alignment::Expand), Some(1..2));
        for (n, token) in document.tokens.iter().enumerate() {
            for byte in token.span.start..token.span.end {
                assert_eq!(document.token_at(byte), Some(n));
            }
        }
        assert_eq!(document.token_at(6), None);
        assert_eq!(document.token_at(u32::MAX), None);
        assert_eq!(document.sentence_of(0), Some(0));
        assert_eq!(document.sentence_of(3), Some(1));
        assert_eq!(document.sentence_of(4), None);
    }
}
