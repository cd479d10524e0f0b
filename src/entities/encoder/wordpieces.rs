//! Words to vocabulary pieces: a unigram model, the best path by Viterbi.
//!
//! Kudo (2018), "Subword Regularization": a word is cut into the pieces with the highest sum of log-probabilities.
//! `training/encoder/wordpieces.py` does the same; the golden file compares both.

use crate::error::Result;

use super::container::Container;

/// First piece of a window.
pub(super) const BEGIN: u32 = 0;
/// Ends a sentence.
pub(super) const END: u32 = 2;
const UNKNOWN: u32 = 3;
/// How much worse than the worst piece an unknown letter is (SentencePiece's value).
const UNKNOWN_PENALTY: f64 = 10.0;
/// A word longer than this is read by its first letters only: no name is longer, and time stays linear.
const MAX_LETTERS: usize = 64;
/// Pieces that a word may take in a window.
pub(super) const MAX_PIECES: usize = 16;
const METASPACE: char = '\u{2581}';

/// The vocabulary, sorted by bytes, and the character map.
pub(super) struct Wordpieces {
    text: Vec<u8>,
    ends: Vec<u32>,
    ids: Vec<u32>,
    scores: Vec<f64>,
    unknown: f64,
    map_codes: Vec<u32>,
    map_ends: Vec<u32>,
    map_text: String,
}

/// Buffers of [`Wordpieces::encode`], reused from word to word.
#[derive(Default)]
pub(super) struct Lattice {
    normal: String,
    /// Per byte position: best score, its piece, and where the piece begins.
    best: Vec<(f64, u32, u32)>,
}

impl Wordpieces {
    /// Reads the vocabulary; `vocabulary` is the number of embedding rows that ids may name.
    pub(super) fn read(file: &Container, vocabulary: usize) -> Result<Self> {
        let ids = file.u32s("piece-ids", None)?;
        let ends = file.u32s("piece-ends", Some(ids.len() + 1))?;
        let text = file.section("piece-text", None)?.to_vec();
        let scores: Vec<f64> = file
            .f32s("piece-scores", ids.len())?
            .into_iter()
            .map(f64::from)
            .collect();
        let map_codes = file.u32s("map-codes", None)?;
        let map_ends = file.u32s("map-ends", Some(map_codes.len() + 1))?;
        let map_text = String::from_utf8(file.section("map-text", None)?.to_vec())
            .map_err(|_| file.invalid("section \"map-text\" is not UTF-8"))?;
        let sound = !ids.is_empty()
            && ids.iter().all(|&id| (id as usize) < vocabulary)
            && ends.is_sorted()
            && ends[ids.len()] as usize == text.len()
            && map_codes.is_sorted()
            && map_ends.is_sorted()
            && map_ends[map_codes.len()] as usize == map_text.len()
            && map_ends
                .iter()
                .all(|&end| map_text.is_char_boundary(end as usize));
        if !sound {
            return Err(file.invalid("the vocabulary's tables do not agree with each other"));
        }
        let unknown = scores.iter().copied().fold(f64::INFINITY, f64::min) - UNKNOWN_PENALTY;
        Ok(Self {
            text,
            ends,
            ids,
            scores,
            unknown,
            map_codes,
            map_ends,
            map_text,
        })
    }

    /// Appends the pieces of a word: at least one, at most [`MAX_PIECES`].
    pub(super) fn encode(&self, word: &str, lattice: &mut Lattice, out: &mut Vec<u32>) {
        self.normalize(word, &mut lattice.normal);
        let text = lattice.normal.as_bytes();
        let best = &mut lattice.best;
        if text.len() == METASPACE.len_utf8() {
            out.push(UNKNOWN);
            return;
        }
        best.clear();
        best.resize(text.len() + 1, (f64::NEG_INFINITY, UNKNOWN, 0));
        best[0].0 = 0.0;
        for (at, letter) in lattice.normal.char_indices() {
            let here = best[at].0;
            let mut range = 0..self.ids.len();
            for end in at..text.len() {
                range = self.narrow(range, end - at, text[end]);
                let Some(piece) = (!range.is_empty()).then_some(range.start) else {
                    break;
                };
                if self.piece(piece).len() == end - at + 1
                    && here + self.scores[piece] > best[end + 1].0
                {
                    best[end + 1] = (here + self.scores[piece], self.ids[piece], at as u32);
                }
            }
            let next = at + letter.len_utf8();
            if here + self.unknown > best[next].0 {
                best[next] = (here + self.unknown, UNKNOWN, at as u32);
            }
        }
        // The path is found from its end; it is turned round in place.
        let first = out.len();
        let mut at = text.len();
        while at > 0 {
            out.push(best[at].1);
            at = best[at].2 as usize;
        }
        out[first..].reverse();
        out.truncate(first + MAX_PIECES);
    }

    fn piece(&self, i: usize) -> &[u8] {
        &self.text[self.ends[i] as usize..self.ends[i + 1] as usize]
    }

    /// The pieces of `range` (which agree in `depth` bytes) that have `byte` next.
    fn narrow(
        &self,
        range: std::ops::Range<usize>,
        depth: usize,
        byte: u8,
    ) -> std::ops::Range<usize> {
        let search = |mut low: usize, mut high: usize, above: bool| {
            while low < high {
                let middle = low + (high - low) / 2;
                let before = match self.piece(middle).get(depth) {
                    None => true,
                    Some(&b) => b < byte || above && b == byte,
                };
                if before {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            low
        };
        let start = search(range.start, range.end, false);
        start..search(start, range.end, true)
    }

    /// Metaspace and the word in the vocabulary's letters, without marks and tatweel.
    fn normalize(&self, word: &str, out: &mut String) {
        out.clear();
        out.push(METASPACE);
        for letter in word
            .chars()
            .take(MAX_LETTERS)
            .filter(|&c| c != ' ' && !is_dropped(c))
        {
            match self.map_codes.binary_search(&(letter as u32)) {
                Err(_) => out.push(letter),
                Ok(i) => {
                    let mapped =
                        &self.map_text[self.map_ends[i] as usize..self.map_ends[i + 1] as usize];
                    out.extend(mapped.chars().filter(|&c| c != ' ' && !is_dropped(c)));
                }
            }
        }
    }
}

/// Vowel marks, Quranic signs, tatweel, zero-width and bidi controls: rare in the training text, no evidence for names.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{610}'..='\u{61a}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6ed}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}
