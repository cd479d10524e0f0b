//! The words of one mention and what the lexicons know at each.

use crate::folded::{FoldedTokens, fold_tokens};
use crate::lexicon::{Kind, Lexicon, Record};
use crate::tokenize::{Token, TokenKind, tokenize};

/// The longest phrase that is looked up, in words.
const LONGEST: usize = 5;

/// The words of a mention, folded.
pub(super) struct Phrase<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    folded: FoldedTokens,
}

impl<'a> Phrase<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        let tokens = tokenize(text);
        let folded = fold_tokens(text, &tokens);
        Self {
            text,
            tokens,
            folded,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.tokens.len()
    }

    /// The folded form of word `i`; empty past the end.
    pub(super) fn word(&self, i: usize) -> &str {
        if i < self.len() {
            self.folded.get(i)
        } else {
            ""
        }
    }

    /// The text of word `i` as it is written; empty past the end.
    pub(super) fn raw(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| t.span.of(self.text))
    }

    /// Whether word `i` is neither word nor number.
    pub(super) fn is_mark(&self, i: usize) -> bool {
        self.tokens
            .get(i)
            .is_some_and(|t| matches!(t.kind, TokenKind::Punct | TokenKind::Other))
    }

    /// The text from word `i` to the end; empty where there is none.
    pub(super) fn rest(&self, i: usize) -> &'a str {
        self.tokens
            .get(i)
            .map_or("", |t| self.text[t.span.start as usize..].trim())
    }

    /// The longest phrase from word `i` on that a lexicon knows and `wanted` accepts: its end and its line.
    pub(super) fn longest(
        &self,
        i: usize,
        kind: Kind,
        wanted: impl Fn(Record<'_>) -> bool,
    ) -> Option<(usize, Record<'static>)> {
        self.longest_as(self.word(i), i, kind, wanted)
    }

    /// The same, where word `i` is read as `first`.
    pub(super) fn longest_as(
        &self,
        first: &str,
        i: usize,
        kind: Kind,
        wanted: impl Fn(Record<'_>) -> bool,
    ) -> Option<(usize, Record<'static>)> {
        let lexicon = Lexicon::global();
        let mut walk = lexicon.step(lexicon.walk(), first.as_bytes())?;
        let mut best = None;
        let mut end = i + 1;
        if first.is_empty() {
            return None;
        }
        loop {
            let found = lexicon
                .iter(lexicon.entries_at(walk))
                .filter(|e| e.kind == kind)
                .map(|e| lexicon.record(e))
                .find(|r| wanted(*r));
            if let Some(record) = found {
                best = Some((end, record));
            }
            if end == self.len() || end - i == LONGEST {
                return best;
            }
            let next = lexicon
                .step(walk, b" ")
                .and_then(|w| lexicon.step(w, self.word(end).as_bytes()));
            match next {
                Some(next) => walk = next,
                None => return best,
            }
            end += 1;
        }
    }
}
