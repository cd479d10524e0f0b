//! What the scorer looks at in a candidate, in its word and around it.

use super::candidates::{Candidate, PREFIXES};
use super::model::{Known, Model, key};
use crate::hash;

/// Most features of one candidate.
pub(super) const MOST: usize = 48;

/// A word and its neighbours, folded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Context<'a> {
    pub word: &'a str,
    /// Whether the word is written with a final ة or ى, which no pronoun has.
    pub closed: bool,
    pub before: &'a str,
    pub after: &'a str,
}

/// A list of feature indices without allocation.
pub(super) struct Features {
    pub list: [u32; MOST],
    pub len: usize,
    mask: u64,
}

impl Features {
    pub fn new(weights: usize) -> Self {
        Self {
            list: [0; MOST],
            len: 0,
            mask: weights as u64 - 1,
        }
    }

    fn add(&mut self, template: u64, candidate: u64, value: u64) {
        let state = hash::mix(hash::mix(template, candidate), value);
        if self.len < MOST {
            self.list[self.len] = (hash::finish(state) & self.mask) as u32;
            self.len += 1;
        }
    }
}

/// The last `n` letters (two bytes each in Arabic) of a word, or all of it.
fn tail(word: &str, n: usize) -> &str {
    word.char_indices()
        .rev()
        .nth(n - 1)
        .map_or(word, |(at, _)| &word[at..])
}

/// The first `n` letters of a word, or all of it.
fn head(word: &str, n: usize) -> &str {
    word.char_indices()
        .nth(n)
        .map_or(word, |(at, _)| &word[..at])
}

/// Counts of a stem in its other forms.
fn variants(model: &Model, stem: &str, suffixed: bool) -> (Known, u8, u8) {
    let mut buffer = [0u8; 96];
    let known = model.known(key(stem, false)).unwrap_or_default();
    let closed = model.known(key(stem, true)).unwrap_or_default();
    let known = Known {
        frequencies: known.as_word().max(closed.as_word())
            | known.as_stem().max(closed.as_stem()) << 4,
        decision: 0,
    };
    let with_article = {
        let n = stem.len() + 4;
        buffer[..4].copy_from_slice("ال".as_bytes());
        buffer[4..n].copy_from_slice(stem.as_bytes());
        let word = std::str::from_utf8(&buffer[..n]).unwrap_or_default();
        let open = model.known(key(word, false)).unwrap_or_default();
        let closed = model.known(key(word, true)).unwrap_or_default();
        open.as_word().max(closed.as_word())
    };
    // Before a pronoun ة is written ت: مدرسته is the مدرسة of somebody.
    let feminine = match stem.strip_suffix('ت') {
        Some(root) if suffixed && !root.is_empty() => {
            let n = root.len() + 2;
            buffer[..n - 2].copy_from_slice(root.as_bytes());
            buffer[n - 2..n].copy_from_slice("ه".as_bytes());
            let word = std::str::from_utf8(&buffer[..n]).unwrap_or_default();
            model.known(key(word, true)).unwrap_or_default().as_word()
        }
        _ => 0,
    };
    (known, with_article, feminine)
}

/// The features of `candidate`; the model gives the words' frequencies.
pub(super) fn features(model: &Model, at: &Context, candidate: Candidate, out: &mut Features) {
    out.len = 0;
    let stem = candidate.stem(at.word);
    // A conjunction stands before words and before other proclitics alike: the two are judged apart, and together.
    let prefix = PREFIXES[usize::from(candidate.prefix)].0;
    let (conjunction, inner) = match prefix.chars().next() {
        Some('و') => (1, &prefix[2..]),
        Some('ف') => (2, &prefix[2..]),
        _ => (0u64, prefix),
    };
    let rest = if conjunction > 0 {
        &at.word[2..]
    } else {
        at.word
    };
    let text = |t: &str| hash::mix_bytes(0, t.as_bytes());
    let p = text(inner);
    let s = u64::from(candidate.suffix);
    let both = hash::mix(p, s);
    let exact = u64::from(candidate.prefix) << 8 | s;
    let letters = stem.len() as u64 / 2;
    let whole = model.known(key(at.word, at.closed)).unwrap_or_default();
    let (known, with_article, feminine) = variants(model, stem, candidate.suffix > 0);
    let (word, stems) = (u64::from(known.as_word()), u64::from(known.as_stem()));
    // What the conjunction stands before is judged as if it stood alone.
    let rest_as_word = model.known(key(rest, at.closed)).unwrap_or_default();
    let rest_as_word = u64::from(rest_as_word.as_word());
    let cut = u64::from(candidate.prefix > 0) << 1 | u64::from(s > 0);

    out.add(1, both, 0);
    out.add(2, p, letters.min(8));
    out.add(3, s, letters.min(8));
    out.add(4, both, word);
    out.add(5, both, stems);
    out.add(6, cut, stems << 8 | word);
    out.add(
        7,
        p,
        u64::from(with_article).min(6) << 4 | u64::from(stem.starts_with("ال")),
    );
    out.add(8, s, u64::from(feminine) << 4 | word.min(4));
    out.add(9, both, rest_as_word);
    out.add(10, p, word << 8 | rest_as_word);
    out.add(11, s, word << 8 | rest_as_word);
    out.add(39, both, text(rest));
    out.add(12, p, text(head(stem, 1)));
    out.add(13, p, text(head(stem, 2)));
    out.add(14, p, text(head(stem, 3)));
    out.add(15, s, text(tail(stem, 1)));
    out.add(16, s, text(tail(stem, 2)));
    out.add(17, s, text(tail(stem, 3)));
    out.add(18, exact, text(at.word));
    out.add(19, cut, text(stem));
    out.add(20, exact, text(at.before));
    out.add(21, exact, text(at.after));
    out.add(
        22,
        both,
        u64::from(at.after.starts_with("ال")) << 1 | u64::from(at.before.starts_with("ال")),
    );
    out.add(23, p, text(tail(at.before, 2)));
    out.add(24, s, text(head(at.before, 2)));
    out.add(25, exact, u64::from(at.closed));
    out.add(26, p, text(tail(stem, 2)));
    out.add(27, s, text(head(stem, 1)));
    // What all pronouns, and all proclitics, have in common: the rare ones learn from the frequent ones.
    if s > 0 {
        let any = 1;
        out.add(28, any, stems << 8 | word);
        out.add(29, any, text(tail(stem, 2)));
        out.add(30, any, u64::from(whole.as_word()) << 8 | stems);
    }
    out.add(31, cut, text(tail(stem, 3)));
    let rest_as_word = model.known(key(rest, at.closed)).unwrap_or_default();
    let rest_as_word = u64::from(rest_as_word.as_word());
    out.add(
        32,
        conjunction,
        rest_as_word << 8 | u64::from(whole.as_word()),
    );
    out.add(33, conjunction, text(head(rest, 1)));
    out.add(34, conjunction, text(head(rest, 2)));
    out.add(35, conjunction, text(head(rest, 3)));
    out.add(36, conjunction, rest.len() as u64 / 2);
    out.add(37, conjunction, s);
    out.add(38, conjunction, text(tail(at.before, 2)));
}

/// The score of a candidate: the sum of its features' weights.
pub(super) fn score(model: &Model, features: &Features) -> f32 {
    features.list[..features.len]
        .iter()
        .map(|&f| model.weights[f as usize])
        .sum()
}
