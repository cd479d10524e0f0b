//! Log-linear choices among a few options: one table of weights, its file, and how it is learned.

use crate::error::{Error, Result};
use crate::hash::{finish, mix, mix_bytes};

/// How many weights a table has.
const WEIGHTS: usize = 1 << 15;
const VERSION: u32 = 1;
const HEADER: usize = 8 + 4 + 4 + 8;

/// Which choice a table is for.
pub(crate) struct Purpose {
    /// The first bytes of its file.
    pub(crate) magic: &'static [u8; 8],
    /// The model's name in errors.
    pub(crate) name: &'static str,
}

/// The place of the weight of a feature: what `template` asks has this answer.
pub(crate) const fn feature(template: u64, context: u64, value: u64) -> u32 {
    (finish(mix(mix(mix(0, template), context), value)) % WEIGHTS as u64) as u32
}

/// A table of weights, found by the hash of a feature. Little-endian: magic, u32 version, f32 scale, u64 checksum of what
/// follows; then i8 weights.
pub(crate) struct Weights(Vec<f32>);

impl Weights {
    /// Reads a file's bytes.
    ///
    /// # Errors
    /// [`Error::InvalidFile`] where they are damaged or of another kind or version.
    pub(crate) fn from_bytes(bytes: &[u8], purpose: &Purpose) -> Result<Self> {
        let invalid = |reason: String| Error::InvalidFile {
            path: format!("the built-in model of {}", purpose.name),
            reason,
        };
        let (head, body) = bytes
            .split_at_checked(HEADER)
            .ok_or_else(|| invalid("truncated".to_owned()))?;
        if &head[..8] != purpose.magic || head[8..12] != VERSION.to_le_bytes() {
            let reason = format!("not a model of {} of this version", purpose.name);
            return Err(invalid(reason));
        }
        let checksum = finish(mix_bytes(0, body));
        if head[16..] != checksum.to_le_bytes() || body.len() != WEIGHTS {
            return Err(invalid("truncated or damaged".to_owned()));
        }
        let scale = f32::from_le_bytes([head[12], head[13], head[14], head[15]]);
        Ok(Self(
            body.iter().map(|&b| f32::from(b as i8) * scale).collect(),
        ))
    }

    /// The log-odds of an option by its features.
    pub(crate) fn score(&self, features: &[u32]) -> f32 {
        features.iter().map(|&f| self.0[f as usize]).sum()
    }

    /// The same where features that repeat count once.
    pub(crate) fn score_once(&self, features: &[u32], marks: &mut Marks) -> f32 {
        let mut sum = 0.0;
        for &f in features {
            let (word, bit) = (f as usize / 64, 1 << (f % 64));
            if marks.0[word] & bit == 0 {
                marks.0[word] |= bit;
                sum += self.0[f as usize];
            }
        }
        for &f in features {
            marks.0[f as usize / 64] = 0;
        }
        sum
    }
}

/// Which features an option has had so far; none between options.
pub(crate) struct Marks([u64; WEIGHTS / 64]);

impl Marks {
    pub(crate) const fn new() -> Self {
        Self([0; WEIGHTS / 64])
    }
}

/// Turns the scores of options into their probabilities.
pub(crate) fn softmax(scores: &mut [f32]) {
    let most = scores.iter().fold(f32::MIN, |m, &s| m.max(s));
    for s in scores.iter_mut() {
        *s = (*s - most).exp();
    }
    let total: f32 = scores.iter().sum();
    for s in scores {
        *s /= total;
    }
}

/// Learns tables from choices that were made.
pub(crate) mod train {
    use super::{Purpose, VERSION, WEIGHTS, Weights, finish, mix_bytes, softmax};

    const PASSES: usize = 12;

    /// How far a step goes, and how strongly weights are drawn to zero.
    pub(crate) struct Steps {
        pub(crate) rate: f32,
        pub(crate) decay: f32,
    }

    /// The features of the options, and which of them are right: at least one.
    pub(crate) struct Choice<'a> {
        pub(crate) options: Vec<&'a [u32]>,
        pub(crate) right: Vec<bool>,
    }

    /// Makes the right options of every choice likely, in twelve passes (AdaGrad). Where several are right, which of them is
    /// likely is left to the model.
    pub(crate) fn learn(choices: &[Choice<'_>], steps: &Steps) -> Weights {
        let mut weights = Weights(vec![0f32; WEIGHTS]);
        let mut squares = vec![0f32; WEIGHTS];
        for _ in 0..PASSES {
            for choice in choices {
                let mut p: Vec<f32> = choice.options.iter().map(|o| weights.score(o)).collect();
                softmax(&mut p);
                let right: f32 = p
                    .iter()
                    .zip(&choice.right)
                    .filter(|x| *x.1)
                    .map(|x| x.0)
                    .sum();
                for (n, option) in choice.options.iter().enumerate() {
                    let wanted = if choice.right[n] {
                        p[n] / right.max(1e-30)
                    } else {
                        0.0
                    };
                    let error = p[n] - wanted;
                    for &f in *option {
                        let f = f as usize;
                        let gradient = error + steps.decay * weights.0[f];
                        squares[f] += gradient * gradient;
                        weights.0[f] -= steps.rate * gradient / (squares[f].sqrt() + 1e-2);
                    }
                }
            }
        }
        weights
    }

    impl Weights {
        /// The content of a file.
        pub(crate) fn to_bytes(&self, purpose: &Purpose) -> Vec<u8> {
            let most = self.0.iter().fold(1e-6_f32, |m, w| m.max(w.abs()));
            let scale = most / 127.0;
            let body: Vec<u8> = self
                .0
                .iter()
                .map(|w| (w / scale).round() as i8 as u8)
                .collect();
            let mut out = purpose.magic.to_vec();
            out.extend(VERSION.to_le_bytes());
            out.extend(scale.to_le_bytes());
            out.extend(finish(mix_bytes(0, &body)).to_le_bytes());
            out.extend(body);
            out
        }
    }
}

#[cfg(test)]
mod tests {
    use super::train::{Choice, Steps, learn};
    use super::*;

    const PURPOSE: Purpose = Purpose {
        magic: b"KUNYATST",
        name: "tests",
    };

    #[test]
    fn learns_what_tells_options_apart_and_reads_its_file_again() {
        let [telling, other, common] = [1, 2, 3].map(|n| feature(n, 0, 0));
        let (yes, no) = ([telling, common], [other, common]);
        let choice = |first: bool| Choice {
            options: if first {
                vec![&yes[..], &no]
            } else {
                vec![&no[..], &yes]
            },
            right: vec![first, !first],
        };
        let steps = Steps {
            rate: 0.1,
            decay: 1e-5,
        };
        let choices: Vec<Choice<'_>> = (0..40).map(|n| choice(n % 2 == 0)).collect();
        let learned = learn(&choices, &steps);
        let bytes = learned.to_bytes(&PURPOSE);
        let read = Weights::from_bytes(&bytes, &PURPOSE).unwrap();
        let mut p = [read.score(&yes), read.score(&no)];
        let twice = [yes[0], yes[1], yes[0]];
        let mut marks = Marks::new();
        for _ in 0..2 {
            assert_eq!(read.score_once(&twice, &mut marks), p[0]);
        }
        softmax(&mut p);
        assert!(p[0] > 0.9 && (p[0] + p[1] - 1.0).abs() < 1e-5, "{p:?}");

        let mut damaged = bytes.clone();
        damaged[100] ^= 1;
        assert!(Weights::from_bytes(&damaged, &PURPOSE).is_err());
        assert!(Weights::from_bytes(&bytes[..10], &PURPOSE).is_err());
        let other = Purpose {
            magic: b"KUNYAOTH",
            name: "others",
        };
        assert!(Weights::from_bytes(&bytes, &other).is_err());
    }
}
