//! The segmenter's model file: what is known of words, and the weights of the scorer.
//!
//! Little-endian: magic `KUNYASEG`, u32 version, u32 slots (a power of two), u32 weights (a power of two), f32 scale,
//! u64 checksum of all that follows; then for each slot of the word table u32 key (0 is empty), u8 frequencies, u8
//! decision; then the i16 weights.

use crate::error::{Error, Result};
use crate::hash;

const MAGIC: &[u8; 8] = b"KUNYASEG";
const VERSION: u32 = 1;
const HEADER: usize = 8 + 4 * 4 + 8;
const SLOT: usize = 6;

/// What is known of one folded word form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Known {
    /// Low four bits: how often it stands as a word; high four: with how many different clitics it is a stem. In halving
    /// steps, 0 for never.
    pub frequencies: u8,
    /// 0: the word must be scored; otherwise one more than the packed candidate that is right whatever stands around it.
    pub decision: u8,
}

impl Known {
    pub fn as_word(self) -> u8 {
        self.frequencies & 15
    }

    pub fn as_stem(self) -> u8 {
        self.frequencies >> 4
    }
}

/// A loaded model.
pub(super) struct Model {
    keys: Vec<u32>,
    known: Vec<Known>,
    /// Log-linear weights by hashed feature.
    pub weights: Vec<f32>,
}

/// The hash of a folded word; `closed`: it is written with a final ة or ى.
pub(super) fn key(word: &str, closed: bool) -> u64 {
    let state = hash::mix_bytes(u64::from(closed), word.as_bytes());
    hash::finish(state)
}

impl Model {
    /// A model of known words, all weights 0.
    pub fn new(words: impl ExactSizeIterator<Item = (u64, Known)>, weights: usize) -> Self {
        let slots = (words.len() * 3 / 2).next_power_of_two().max(64);
        let mut model = Self {
            keys: vec![0; slots],
            known: vec![Known::default(); slots],
            weights: vec![0.0; weights],
        };
        for (key, known) in words {
            let (slot, found) = model.slot(key);
            if !found {
                model.keys[slot] = short(key);
                model.known[slot] = known;
            }
        }
        model
    }

    /// The slot of a key, and whether it is there. The table is never full.
    fn slot(&self, key: u64) -> (usize, bool) {
        let mask = self.keys.len() - 1;
        let short = short(key);
        let mut at = key as usize & mask;
        loop {
            match self.keys[at] {
                0 => return (at, false),
                k if k == short => return (at, true),
                _ => at = (at + 1) & mask,
            }
        }
    }

    /// What is known of a word by its [`key`].
    pub fn known(&self, key: u64) -> Option<Known> {
        let (slot, found) = self.slot(key);
        found.then(|| self.known[slot])
    }

    /// Sets the decision of a word that is in the table.
    pub fn decide(&mut self, key: u64, decision: u8) {
        let (slot, found) = self.slot(key);
        if found {
            self.known[slot].decision = decision;
        }
    }

    /// Writes the model as a file's content.
    pub fn to_bytes(&self) -> Vec<u8> {
        let largest = self.weights.iter().fold(1e-6f32, |m, w| m.max(w.abs()));
        let scale = largest / f32::from(i16::MAX);
        let mut body = Vec::with_capacity(self.keys.len() * SLOT + self.weights.len() * 2);
        for (key, known) in self.keys.iter().zip(&self.known) {
            body.extend(key.to_le_bytes());
            body.extend([known.frequencies, known.decision]);
        }
        for w in &self.weights {
            body.extend(((w / scale).round() as i16).to_le_bytes());
        }
        let mut out = Vec::with_capacity(HEADER + body.len());
        out.extend(MAGIC);
        out.extend(VERSION.to_le_bytes());
        out.extend((self.keys.len() as u32).to_le_bytes());
        out.extend((self.weights.len() as u32).to_le_bytes());
        out.extend(scale.to_le_bytes());
        out.extend(hash::finish(hash::mix_bytes(0, &body)).to_le_bytes());
        out.extend(body);
        out
    }

    /// Reads a file's content; `name` stands for the file in errors.
    pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Self> {
        let invalid = |reason: String| Error::InvalidFile {
            path: name.to_owned(),
            reason,
        };
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(invalid("not a segmenter model of kunya".into()));
        }
        let u32_at = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        if u32_at(8) != VERSION {
            return Err(invalid(format!(
                "segmenter model version {}, expected {VERSION}",
                u32_at(8)
            )));
        }
        let (slots, weights) = (u32_at(12) as usize, u32_at(16) as usize);
        let scale = f32::from_bits(u32_at(20));
        let body = &bytes[HEADER..];
        let expected = slots
            .checked_mul(SLOT)
            .and_then(|n| n.checked_add(weights.checked_mul(2)?));
        if !slots.is_power_of_two() || !weights.is_power_of_two() || expected != Some(body.len()) {
            return Err(invalid(format!(
                "truncated or damaged: {} bytes of content for {slots} words and {weights} weights",
                body.len()
            )));
        }
        let checksum = hash::finish(hash::mix_bytes(0, body));
        if bytes[24..32] != checksum.to_le_bytes() {
            return Err(invalid("damaged: the checksum does not match".into()));
        }
        let (table, rest) = body.split_at(slots * SLOT);
        let keys: Vec<u32> = table
            .chunks_exact(SLOT)
            .map(|s| u32::from_le_bytes([s[0], s[1], s[2], s[3]]))
            .collect();
        if !keys.contains(&0) {
            return Err(invalid("damaged: its word table is full".into()));
        }
        Ok(Self {
            keys,
            known: table
                .chunks_exact(SLOT)
                .map(|s| Known {
                    frequencies: s[4],
                    decision: s[5],
                })
                .collect(),
            weights: rest
                .chunks_exact(2)
                .map(|w| f32::from(i16::from_le_bytes([w[0], w[1]])) * scale)
                .collect(),
        })
    }
}

/// The part of a key that the table keeps; never 0. Independent of the bits that choose the slot.
fn short(key: u64) -> u32 {
    ((key >> 32) as u32).max(1)
}
