//! What a document says of a word: how the first reading took it in its other places.

use std::ops::Range;

use super::features::{DocumentFeatures, Elsewhere, document_features};
use super::tags::Tags;

/// What is known of every token's word from its other places, with buffers that are used again.
#[derive(Debug, Default)]
pub(super) struct Evidence {
    elsewhere: Vec<Elsewhere>,
    best: Vec<Best>,
}

/// The two highest probabilities of a type among the places of a word.
#[derive(Debug, Clone, Copy, Default)]
struct Best {
    first: f32,
    at: u32,
    second: f32,
}

/// Steps of a probability, finer where it is high.
fn step(p: f32) -> u8 {
    [0.3, 0.5, 0.7, 0.85, 0.95]
        .iter()
        .filter(|&&t| p >= t)
        .count() as u8
}

impl Evidence {
    /// Gathers the evidence from the tags' probabilities, `tags` numbers a token.
    pub fn fill(&mut self, document: &DocumentFeatures, tags: usize, probabilities: &[f32]) {
        self.elsewhere.clear();
        self.elsewhere.resize(document.len(), Elsewhere::default());
        let types = (tags - 1) / 2;
        let row = |i: u32| &probabilities[i as usize * tags..(i as usize + 1) * tags];
        let of = |i: u32, t: usize| row(i)[Tags::begin(t)] + row(i)[Tags::inside(t)];
        for group in document.repeated() {
            self.best.clear();
            self.best.resize(types, Best::default());
            let mut outside = 0f32;
            for &(_, i) in group {
                outside += row(i)[0];
                for (t, best) in self.best.iter_mut().enumerate() {
                    let p = of(i, t);
                    if p > best.first {
                        best.second = best.first;
                        best.first = p;
                        best.at = i;
                    } else if p > best.second {
                        best.second = p;
                    }
                }
            }
            for &(_, i) in group {
                let others = |b: &Best| if b.at == i { b.second } else { b.first };
                let (kind, p) = self
                    .best
                    .iter()
                    .map(others)
                    .enumerate()
                    .fold((types, 0.3), |m, (t, p)| if p > m.1 { (t, p) } else { m });
                let outside = (outside - row(i)[0]) / (group.len() - 1) as f32;
                self.elsewhere[i as usize] = Elsewhere {
                    kind: kind as u8 + 1,
                    step: if kind == types { 0 } else { step(p) },
                    outside: (outside * 3.99) as u8,
                };
            }
        }
    }

    /// The features of token `i` of a sentence that the document gives.
    pub fn features(&self, i: usize, sentence: &Range<usize>, out: &mut Vec<u64>) {
        let at = |j: Option<usize>| match j {
            Some(j) if sentence.contains(&j) => self.elsewhere[j],
            _ => Elsewhere::default(),
        };
        document_features(at(Some(i)), at(i.checked_sub(1)), at(Some(i + 1)), out);
    }
}
