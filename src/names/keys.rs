//! Keys under which names are found: the consonants of each part by class of sound, whole and with one
//! of them left out. Two names that differ in one class share a key on both sides (symmetric deletion).

use super::align::Script;
use super::letters::{self, sound};
use super::parts::{Part, Parts};

/// Longest key, in classes; longer names are cut off.
const LONGEST: usize = 12;
/// Parts with at most this many consonants are also found with their vowels.
const SHORT: usize = 2;
/// Most keys that one name has.
pub const MAX_KEYS: usize = 160;

/// Classes of a word: consonants, and for short words vowels.
#[derive(Clone, Copy, Debug)]
struct Classes {
    class: [u8; LONGEST],
    len: usize,
}

impl Classes {
    const EMPTY: Self = Self {
        class: [0; LONGEST],
        len: 0,
    };

    fn push(&mut self, class: u8) {
        if self.len < LONGEST && (self.len == 0 || self.class[self.len - 1] != class) {
            self.class[self.len] = class;
            self.len += 1;
        }
    }

    fn hash(&self, skip: usize, seed: u32) -> u32 {
        let mut h = seed ^ 0x811c_9dc5;
        for (i, &c) in self.class[..self.len].iter().enumerate() {
            if i != skip {
                h = (h ^ u32::from(c)).wrapping_mul(0x0100_0193);
                h ^= h >> 15;
            }
        }
        h.wrapping_mul(0x9e37_79b1)
    }
}

const GUTTURAL: u8 = 2;
const SIBILANT: u8 = 4;
const LABIAL: u8 = 5;
/// Vowel classes follow the consonants.
const A: u8 = 24;
const W: u8 = 25;
const Y: u8 = 26;
const H: u8 = 27;

/// Adds the classes of a word's letters.
fn consonants(script: Script, codes: &[u8], out: &mut Classes) {
    let mut i = 0;
    while i < codes.len() {
        let (c, next) = (codes[i], codes.get(i + 1).copied());
        let class = match (
            script,
            script.character(c),
            next.map(|n| script.character(n)),
        ) {
            // تش writes one sound
            (Script::Arabic, 'ت', Some('ش')) => {
                i += 1;
                Some(GUTTURAL)
            }
            // at the start و is never a vowel, and writes w as often as v
            (_, 'و' | 'w', _) if i == 0 => Some(LABIAL),
            (Script::Latin, 'p', Some('h')) => Some(LABIAL),
            (Script::Latin, 'c', Some('e' | 'i' | 'y')) => Some(SIBILANT),
            (Script::Latin, 's', Some('c'))
                if codes
                    .get(i + 2)
                    .is_some_and(|&h| script.character(h) == 'h') =>
            {
                i += 1;
                Some(SIBILANT)
            }
            (Script::Latin, 't', Some('c'))
                if codes
                    .get(i + 2)
                    .is_some_and(|&h| script.character(h) == 'h') =>
            {
                i += 1;
                Some(GUTTURAL)
            }
            _ => sound(script, c),
        };
        if let Some(class) = class {
            out.push(class);
        }
        if script == Script::Latin && script.character(c) == 'x' {
            out.push(SIBILANT);
        }
        i += 1;
    }
}

/// All letters of a short word, vowels by colour.
fn with_vowels(script: Script, codes: &[u8], out: &mut Classes) {
    for &c in codes {
        let class = sound(script, c).or(match (script, script.character(c)) {
            (_, 'ا' | 'ع' | 'ء' | 'a' | 'e') => Some(A),
            (_, 'و' | 'o' | 'u' | 'w') => Some(W),
            (_, 'ي' | 'i' | 'y') => Some(Y),
            (_, 'ه' | 'ح' | 'h') => Some(H),
            _ => None,
        });
        if let Some(class) = class {
            out.push(class);
        }
    }
}

/// The keys of one name, in a buffer.
#[derive(Clone, Debug)]
pub struct Keys {
    keys: [u32; MAX_KEYS],
    len: usize,
}

impl Keys {
    /// No keys.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            keys: [0; MAX_KEYS],
            len: 0,
        }
    }

    fn push(&mut self, key: u32) {
        if self.len < MAX_KEYS {
            self.keys[self.len] = key;
            self.len += 1;
        }
    }

    fn word(&mut self, classes: &Classes, seed: u32) {
        self.push(classes.hash(usize::MAX, seed));
        if classes.len > 1 {
            for skip in 0..classes.len {
                self.push(classes.hash(skip, seed));
            }
        }
    }

    fn part(&mut self, script: Script, codes: &[u8]) {
        let mut classes = Classes::EMPTY;
        consonants(script, codes, &mut classes);
        if classes.len > 0 {
            self.word(&classes, 0);
        }
        if classes.len <= SHORT {
            let mut vowels = Classes::EMPTY;
            with_vowels(script, codes, &mut vowels);
            if vowels.len > 0 {
                self.word(&vowels, 1);
            }
        }
    }

    /// Collects the keys of a name, each once, in rising order.
    pub fn read(&mut self, name: &Parts) {
        self.len = 0;
        let parts = name.as_slice();
        for part in parts {
            if part.foreign != 0 {
                self.push((part.foreign >> 16) as u32);
                continue;
            }
            self.part(part.script(), stem(part));
            // the first letters may be no article: ألسان is also written اولسان, العربي also لعربي
            if part.article > 0 {
                self.part(part.script(), &part.codes);
            }
        }
        // names may be written in one word or in two
        if parts.len() > 1 && parts.len() <= 3 && name.glued().is_some() {
            let mut classes = Classes::EMPTY;
            for part in parts {
                consonants(part.script(), &part.codes, &mut classes);
            }
            if classes.len > 0 {
                self.word(&classes, 0);
            }
        }
        self.keys[..self.len].sort_unstable();
        let mut kept = 0;
        for i in 0..self.len {
            if i == 0 || self.keys[i] != self.keys[kept - 1] {
                self.keys[kept] = self.keys[i];
                kept += 1;
            }
        }
        self.len = kept;
    }

    /// The keys.
    #[must_use]
    pub fn as_slice(&self) -> &[u32] {
        &self.keys[..self.len]
    }
}

impl Default for Keys {
    fn default() -> Self {
        Self::new()
    }
}

fn stem(part: &Part) -> &[u8] {
    &part.codes[part.article as usize..]
}

// vowel classes and digit classes must not meet
const _: () = assert!(letters::ARABIC > 0 && A > 19);
