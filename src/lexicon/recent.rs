//! Walks from the root of the lexicons, kept for the words met last: most words of the news are a few thousand, and to
//! compare one is quicker than to walk its letters through the map.

use std::cell::RefCell;

use super::{Lexicon, Walk};
use crate::hash::hash_str;

/// Words that are kept.
const SLOTS: usize = 1 << BITS;
const BITS: u32 = 12;
/// The longest word that is kept, in bytes.
const LONGEST: usize = 23;

/// A word and where the walk stands behind it.
#[derive(Clone, Copy, Default)]
struct Slot {
    len: u8,
    bytes: [u8; LONGEST],
    walk: Option<Walk>,
}

/// The last word of each hash.
pub struct Recent {
    slots: Box<[Slot]>,
}

impl Default for Recent {
    fn default() -> Self {
        Self {
            slots: vec![Slot::default(); SLOTS].into(),
        }
    }
}

thread_local! {
    static RECENT: RefCell<Recent> = RefCell::default();
}

impl Recent {
    /// Lends those of this thread, which `with` must not ask for again.
    pub fn with<T>(with: impl FnOnce(&mut Self) -> T) -> T {
        RECENT.with_borrow_mut(with)
    }

    /// The walk from the root through a word: as [`Lexicon::step`].
    pub fn step(&mut self, lexicon: &Lexicon, word: &str) -> Option<Walk> {
        let bytes = word.as_bytes();
        if bytes.is_empty() || bytes.len() > LONGEST {
            return lexicon.step(lexicon.walk(), bytes);
        }
        let slot = &mut self.slots[(hash_str(word) >> (u64::BITS - BITS)) as usize];
        if &slot.bytes[..usize::from(slot.len)] != bytes {
            slot.len = bytes.len() as u8;
            slot.bytes[..bytes.len()].copy_from_slice(bytes);
            slot.walk = lexicon.step(lexicon.walk(), bytes);
        }
        slot.walk
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gives_what_a_walk_gives() {
        let (lexicon, mut recent) = (Lexicon::global(), Recent::default());
        let entries = |walk: Option<Walk>| walk.map(|w| lexicon.entries_at(w));
        let names = ["", "روسيا", "كوريا", "لاشيءكهذا", "كلمةطويلةجداجداجداجداجدا"];
        // so many words that they push one another out
        let many: Vec<String> = (0..3 * SLOTS).map(|n| n.to_string()).collect();
        for word in names
            .into_iter()
            .chain(many.iter().map(String::as_str))
            .chain(names)
        {
            let walked = lexicon.step(lexicon.walk(), word.as_bytes());
            assert_eq!(
                entries(recent.step(lexicon, word)),
                entries(walked),
                "{word}"
            );
            assert_eq!(
                entries(recent.step(lexicon, word)),
                entries(walked),
                "{word}"
            );
        }
    }
}
