//! The tokens of a text, folded once for all later stages.

use crate::fold::{fold_char, fold_into};
use crate::tokenize::Token;

/// The folded forms of all tokens of a text, in one string.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FoldedTokens {
    text: String,
    /// Where each token starts in `text`; one more than there are tokens.
    starts: Vec<u32>,
}

impl FoldedTokens {
    /// The folded form of token `i`; empty where all of it is dropped.
    ///
    /// # Panics
    /// Where there is no token `i`.
    #[must_use]
    pub fn get(&self, i: usize) -> &str {
        &self.text[self.starts[i] as usize..self.starts[i + 1] as usize]
    }

    /// The number of tokens.
    #[must_use]
    pub fn len(&self) -> usize {
        self.starts.len().saturating_sub(1)
    }

    /// Whether there is no token.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The folded forms, in the order of the tokens.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (0..self.len()).map(|i| self.get(i))
    }

    /// Folds the tokens of another text, with the memory of this one.
    pub fn refill(&mut self, text: &str, tokens: &[Token]) {
        self.text.clear();
        self.starts.clear();
        self.text.reserve(text.len());
        self.starts.reserve(tokens.len() + 1);
        self.starts.push(0);
        for token in tokens {
            fold_into(token.of(text), &mut self.text);
            self.starts.push(self.text.len() as u32);
        }
    }
}

/// The folded forms of `tokens`, which are tokens of `text`.
#[must_use]
pub fn fold_tokens(text: &str, tokens: &[Token]) -> FoldedTokens {
    let mut folded = FoldedTokens::default();
    folded.refill(text, tokens);
    folded
}

/// The bytes of `word` that the first `folded` bytes of its folded form come from: where a proclitic
/// ends in the text itself. Dropped characters (marks, tatweel) belong to the letter before them.
///
/// ```
/// use kunya::folded::source_len;
/// let word = "لِروسيا";
/// assert_eq!(&word[source_len(word, "ل".len())..], "روسيا");
/// ```
#[must_use]
pub fn source_len(word: &str, folded: usize) -> usize {
    let mut seen = 0;
    let mut buffer = String::new();
    for (i, c) in word.char_indices() {
        let n = match fold_char(c) {
            Some(f) => f.len_utf8(),
            None => {
                buffer.clear();
                fold_into(&word[i..i + c.len_utf8()], &mut buffer);
                buffer.len()
            }
        };
        if seen >= folded && n > 0 {
            return i;
        }
        seen += n;
    }
    word.len()
}
