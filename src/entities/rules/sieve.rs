//! Words that are worth a closer look.

use std::sync::OnceLock;

use super::Rules;
use super::{temporal, values};
use crate::hash::hash_str;
use crate::lexicon::Kind;
use crate::tokenize::TokenKind;

/// What values begin with in the lexicons.
const KINDS: u32 =
    1 << Kind::Weekday as u32 | 1 << Kind::Month as u32 | 1 << Kind::NumberWord as u32;

/// A set of words that says of a few others too that they may be in it.
struct Sieve([u64; 64]);

impl Sieve {
    fn of(lists: &[&[&str]]) -> Self {
        let mut bits = [0; 64];
        for word in lists.iter().copied().flatten() {
            let (number, bit) = Self::place(word);
            bits[number] |= bit;
        }
        Self(bits)
    }

    fn may_hold(&self, word: &str) -> bool {
        let (number, bit) = Self::place(word);
        self.0[number] & bit != 0
    }

    fn place(word: &str) -> (usize, u64) {
        let hash = hash_str(word);
        ((hash >> 6 & 63) as usize, 1 << (hash & 63))
    }
}

impl Rules<'_> {
    /// Whether a date, time or amount may begin at token `i`. Most words begin none, and the grammar is not tried on them.
    pub(super) fn may_begin_value(&self, i: usize) -> bool {
        static OPENERS: OnceLock<Sieve> = OnceLock::new();
        let openers =
            OPENERS.get_or_init(|| Sieve::of(&[temporal::OPENERS, values::OPENERS].concat()));
        let stem = self.words.folded_stem(i);
        self.words.kind(i) == TokenKind::Number
            || self.hits.at(i).iter().any(|h| h.kinds & KINDS != 0)
            || stem.ends_with("ين")
            || stem.ends_with("ان")
            || openers.may_hold(stem)
    }
}

#[cfg(test)]
mod tests {
    use super::Sieve;

    #[test]
    fn holds_all_its_words_and_few_others() {
        let words = ["يوم", "شهر", "مليون"];
        let sieve = Sieve::of(&[&words[..1], &words[1..]]);
        assert!(words.iter().all(|word| sieve.may_hold(word)));
        let others = (0..1000).filter(|n| sieve.may_hold(&n.to_string())).count();
        assert!(others < 10, "{others}");
    }
}
