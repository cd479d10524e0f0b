//! The accurate recogniser's model: a compact Arabic encoder that gives each word's label probabilities.
//!
//! A vocabulary of word pieces, six transformer layers from multilingual-e5-small, fine-tuned (models/accurate/MODEL.md);
//! 8-bit weights. Decoding, and what lexicons and rules add, is the tagger's business: this module only reads words.
//!
//! Neighbouring sentences share windows of a fixed number of pieces, so they are context for each other, time is linear
//! in the text whatever its sentences look like, and nothing is padded.

mod container;
mod float;
mod matrix;
mod network;
mod wordpieces;

use std::cell::RefCell;
use std::path::Path;

use crate::error::Result;

use container::Container;
use matrix::Level;
use network::{Buffers, Network};
use wordpieces::{BEGIN, END, Lattice, Wordpieces};

/// A loaded model: immutable, shared between threads. The weights stay in the mapped file.
pub struct Encoder {
    file: Container,
    pieces: Wordpieces,
    network: Network,
    labels: Vec<String>,
    level: Level,
}

/// Buffers of [`Encoder::emissions`], one set a thread.
#[derive(Default)]
struct Scratch {
    lattice: Lattice,
    /// Pieces of the sentences not yet run, and where each word's pieces end.
    sentence: Vec<u32>,
    ends: Vec<u32>,
    /// The open window and its words' first pieces.
    window: Vec<u32>,
    first: Vec<u32>,
    buffers: Buffers,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Encoder {
    /// Maps a model file.
    ///
    /// # Errors
    /// [`Error::Io`](crate::error::Error::Io) where the file cannot be read; [`Error::InvalidFile`](crate::error::Error::InvalidFile)
    /// where it is not an encoder model of this version, is truncated, or is damaged.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        Self::new(Container::open(path.as_ref())?)
    }

    /// The model that the program carries, read on first use.
    ///
    /// # Panics
    /// Never: the model's bytes are part of the program and tested.
    #[cfg(feature = "accurate")]
    #[must_use]
    pub fn global() -> &'static Self {
        static GLOBAL: std::sync::OnceLock<Encoder> = std::sync::OnceLock::new();
        GLOBAL.get_or_init(|| {
            let bytes = include_bytes!("../../models/accurate/encoder.bin");
            Self::from_static(bytes, "the accurate model").expect("the shipped model is sound")
        })
    }

    /// A model that the program carries, without copying it. `name` stands for it in errors.
    ///
    /// # Errors
    /// As [`Encoder::load`], for the content.
    pub fn from_static(bytes: &'static [u8], name: &str) -> Result<Self> {
        Self::new(Container::from_static(bytes, name)?)
    }

    /// A model from bytes in memory. `name` stands for them in errors.
    ///
    /// # Errors
    /// As [`Encoder::load`], for the content.
    pub fn from_bytes(bytes: Vec<u8>, name: &str) -> Result<Self> {
        Self::new(Container::from_vec(bytes, name)?)
    }

    fn new(file: Container) -> Result<Self> {
        let network = Network::read(&file)?;
        let pieces = Wordpieces::read(&file, network.shape.vocabulary)?;
        let labels: Vec<String> = String::from_utf8_lossy(file.section("labels", None)?)
            .lines()
            .map(str::to_owned)
            .collect();
        if labels.len() != network.shape.labels.iter().sum::<usize>() {
            return Err(file.invalid(format!(
                "{} label names, expected {}",
                labels.len(),
                network.shape.labels.iter().sum::<usize>()
            )));
        }
        Ok(Self {
            file,
            pieces,
            network,
            labels,
            level: Level::best(),
        })
    }

    /// The main labels in the order of their columns: `O`, then `B-` and `I-` of each type.
    pub fn labels(&self) -> &[String] {
        &self.labels[..self.network.shape.labels[0]]
    }

    /// The labels of the second layer (titles and offices, which overlap names), whose columns follow the main ones.
    pub fn role_labels(&self) -> &[String] {
        &self.labels[self.network.shape.labels[0]..]
    }

    /// Columns of a row of [`Encoder::emissions`]: main labels, then role labels.
    pub fn columns(&self) -> usize {
        self.labels.len()
    }

    /// Natural logarithms of label probabilities, one row of [`Encoder::columns`] numbers a word, in the words' order.
    ///
    /// `sentences` are the words of neighbouring sentences (best a whole document): they are read together. In each row
    /// the main labels' probabilities sum to one, and so do the role labels'. `out` is cleared first.
    pub fn emissions<S: AsRef<[W]>, W: AsRef<str>>(&self, sentences: &[S], out: &mut Vec<f32>) {
        out.clear();
        out.reserve(sentences.iter().map(|s| s.as_ref().len()).sum::<usize>() * self.columns());
        SCRATCH.with_borrow_mut(|scratch| self.emissions_with(scratch, sentences, out));
    }

    fn emissions_with<S: AsRef<[W]>, W: AsRef<str>>(
        &self,
        scratch: &mut Scratch,
        sentences: &[S],
        out: &mut Vec<f32>,
    ) {
        let length = self.network.shape.length;
        scratch.window.clear();
        scratch.first.clear();
        for sentence in sentences {
            let words = sentence.as_ref();
            scratch.sentence.clear();
            scratch.ends.clear();
            // No more of a sentence is looked at than decides whether it fits; the rest follows word by word.
            let mut known = 0;
            while known < words.len() && scratch.sentence.len() <= length {
                self.pieces.encode(
                    words[known].as_ref(),
                    &mut scratch.lattice,
                    &mut scratch.sentence,
                );
                scratch.ends.push(scratch.sentence.len() as u32);
                known += 1;
            }
            if scratch.window.len().max(1) + scratch.sentence.len() + 1 > length {
                self.flush(scratch, out);
            }
            let mut start = 0;
            for (i, word) in words.iter().enumerate() {
                if i >= known {
                    scratch.sentence.clear();
                    start = 0;
                    self.pieces
                        .encode(word.as_ref(), &mut scratch.lattice, &mut scratch.sentence);
                }
                let end = if i < known {
                    scratch.ends[i] as usize
                } else {
                    scratch.sentence.len()
                };
                if scratch.window.len().max(1) + (end - start) + 1 > length {
                    self.flush(scratch, out);
                }
                if scratch.window.is_empty() {
                    scratch.window.push(BEGIN);
                }
                scratch.first.push(scratch.window.len() as u32);
                scratch
                    .window
                    .extend_from_slice(&scratch.sentence[start..end]);
                start = end;
            }
            if scratch.window.len() > 1 {
                scratch.window.push(END);
            }
        }
        self.flush(scratch, out);
    }

    /// Runs the open window, if it has words, and opens a new one.
    fn flush(&self, scratch: &mut Scratch, out: &mut Vec<f32>) {
        if !scratch.first.is_empty() {
            if scratch.window.last() != Some(&END) {
                scratch.window.push(END);
            }
            self.network.run(
                self.file.bytes(),
                self.level,
                &scratch.window,
                &scratch.first,
                &mut scratch.buffers,
                out,
            );
        }
        scratch.window.clear();
        scratch.first.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::matrix::{Matrix, Quantized};
    use super::*;

    const MODEL: &str = "tests/golden/encoder.bin";

    #[test]
    fn every_level_gives_the_same_products() {
        let file = Container::open(Path::new(MODEL)).expect("the golden model");
        let shape = network::Shape::read(&file).expect("sizes");
        let matrix = Matrix::read(&file, "layer0.up", shape.hidden, shape.feed).expect("a layer");
        for rows in 1..=17 {
            // All bytes that quantisation can give, the extremes first: a saturating sum would show.
            let values = (0..rows * shape.hidden)
                .map(|i| [1, 255, 1, 255, (1 + i * 37 % 255) as u8][i % 5])
                .collect();
            let x = Quantized {
                values,
                scales: (0..rows).map(|r| 0.01 + r as f32).collect(),
            };
            let run = |level| {
                let mut out = vec![f32::NAN; rows * shape.feed];
                matrix.product(file.bytes(), level, &x, rows, &mut out);
                out
            };
            let expected = run(Level::Portable);
            for level in Level::available() {
                assert_eq!(run(level), expected, "{level:?}, {rows} rows");
            }
        }
    }

    #[test]
    fn every_level_gives_the_same_answers() {
        let mut encoder = Encoder::load(MODEL).expect("the golden model");
        let words: Vec<&str> = "وصل الرئيس الروسي فلاديمير بوتين إلى بيونغ يانغ صباح الثلاثاء ."
            .split(' ')
            .cycle()
            .take(90)
            .collect();
        let answers: Vec<Vec<f32>> = Level::available()
            .into_iter()
            .map(|level| {
                encoder.level = level;
                let mut out = Vec::new();
                encoder.emissions(&[&words[..40], &words[40..]], &mut out);
                out
            })
            .collect();
        for other in &answers[1..] {
            let worst = other
                .iter()
                .zip(&answers[0])
                .map(|(a, b)| (a.exp() - b.exp()).abs())
                .fold(0.0, f32::max);
            assert!(worst < 0.05, "{worst}");
        }
    }
}
