//! The fast recogniser's model file: quantised weights of hashed features, transitions, word classes.
//!
//! Little-endian: magic `KUNYATAG`, u32 version, u32 types, u32 slots, f32 scale, u64 checksum of all that follows; then
//! the types' names, a line each, and an empty line; (tags + 1) x tags f32 transitions; the word classes; then `slots` rows of u16 check
//! (0 is empty), i8 weights, one a tag, and zeros up to 8 or a multiple of 16 bytes, in which a feature is found by linear
//! probing: its own row or none, since almost all features of a text were never trained.

use std::borrow::Cow;

use super::clusters::Clusters;
use super::lattice::Transitions;
use super::tags::Tags;
use crate::error::{Error, Result};
use crate::hash;

const MAGIC: &[u8; 8] = b"KUNYATAG";
const VERSION: u32 = 2;
const HEADER: usize = 8 + 4 * 4 + 8;

/// A loaded model.
pub(super) struct Model {
    pub tags: Tags,
    pub transitions: Transitions,
    pub clusters: Clusters,
    table: Cow<'static, [u8]>,
    /// Where the rows begin in `table`.
    rows: usize,
    slots: u64,
    stride: usize,
    /// What one step of a weight is worth, in natural logarithms.
    pub scale: f32,
}

/// Bytes of a row: no row lies in two cache lines more than it must.
const fn stride(tags: usize) -> usize {
    match 2 + tags {
        ..=8 => 8,
        bytes => bytes.next_multiple_of(16),
    }
}

/// The slot at which the search for a feature begins.
#[inline]
const fn slot(feature: u64, slots: u64) -> u64 {
    ((feature as u128 * slots as u128) >> 64) as u64
}

/// What tells features of one slot apart; independent of the slot.
#[inline]
const fn check(feature: u64) -> u16 {
    let low = feature as u16;
    if low == 0 { 1 } else { low }
}

impl Model {
    /// Adds the weights of a feature to sums, one a tag.
    #[inline]
    pub fn add(&self, feature: u64, sums: &mut [i16]) {
        let check = check(feature).to_le_bytes();
        let mut at = slot(feature, self.slots);
        let rows = &self.table[self.rows..];
        loop {
            let start = at as usize * self.stride;
            let row = &rows[start..start + self.stride];
            if row[..2] == check {
                for (sum, &w) in sums.iter_mut().zip(&row[2..]) {
                    *sum += i16::from(w as i8);
                }
                return;
            }
            if row[..2] == [0, 0] {
                return;
            }
            at = if at + 1 == self.slots { 0 } else { at + 1 };
        }
    }

    /// Reads a file's content; `name` stands for the file in errors.
    pub fn from_bytes(table: Cow<'static, [u8]>, name: &str) -> Result<Self> {
        let bytes: &[u8] = &table;
        let invalid = |reason: String| Error::InvalidFile {
            path: name.to_owned(),
            reason,
        };
        if bytes.len() < HEADER || &bytes[..8] != MAGIC {
            return Err(invalid(format!(
                "not a recogniser model of kunya (version {VERSION} expected)"
            )));
        }
        let number = |at: usize| {
            u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
        };
        if number(8) != VERSION {
            return Err(invalid(format!(
                "recogniser model version {}, expected {VERSION}",
                number(8)
            )));
        }
        let (types, slots) = (number(12) as usize, number(16) as usize);
        let scale = f32::from_bits(number(20));
        let body = &bytes[HEADER..];
        if bytes[24..32] != hash::finish(hash::mix_bytes(0, body)).to_le_bytes() {
            return Err(invalid(
                "truncated or damaged: the checksum does not match".into(),
            ));
        }
        let damaged = || invalid("damaged: its parts do not fit together".into());
        let end = body
            .windows(2)
            .position(|w| w == b"\n\n")
            .ok_or_else(damaged)?;
        let names = std::str::from_utf8(&body[..end]).map_err(|_| damaged())?;
        let tags = Tags::new(names.lines().map(str::to_owned).collect());
        if tags.types().len() != types || types == 0 || types > 127 || slots == 0 {
            return Err(damaged());
        }
        let n = tags.len();
        let (scores, rest) = body[end + 2..]
            .split_at_checked((n + 1) * n * 4)
            .ok_or_else(damaged)?;
        let scores: Vec<f32> = scores
            .chunks_exact(4)
            .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
            .collect();
        let (clusters, rest) = Clusters::read(rest).ok_or_else(damaged)?;
        let stride = stride(n);
        let empty = |row: &[u8]| row[..2] == [0, 0];
        if slots.checked_mul(stride) != Some(rest.len()) || !rest.chunks_exact(stride).any(empty) {
            return Err(damaged());
        }
        let rows = bytes.len() - rest.len();
        Ok(Self {
            transitions: Transitions::new(n, &scores),
            tags,
            clusters,
            rows,
            slots: slots as u64,
            stride,
            scale,
            table,
        })
    }

    /// A file's content from trained weights. Of the features, those whose weights matter most are kept, as many as the
    /// file may hold at `most` bytes of rows.
    pub fn write(
        tags: &Tags,
        transitions: &[f32],
        clusters: &Clusters,
        features: &[(u64, &[f32])],
        most: usize,
    ) -> Vec<u8> {
        let n = tags.len();
        let stride = stride(n);
        let size = |w: &[f32]| w.iter().fold(0f32, |m, x| m.max(x.abs()));
        let mut kept: Vec<(u64, &[f32], f32)> =
            features.iter().map(|&(f, w)| (f, w, size(w))).collect();
        kept.sort_unstable_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        // One weight in a thousand may be cut off for the sake of the others' precision.
        let scale = kept.get(kept.len() / 1000).map_or(1.0, |k| k.2).max(1e-6) / 127.0;
        // A table four fifths full; weights that round to nothing are not worth a row.
        kept.truncate(most / stride * 4 / 5);
        kept.retain(|k| k.2 >= scale / 2.0);
        let slots = (kept.len() * 5 / 4 + 16) as u64;
        let mut rows = vec![0u8; slots as usize * stride];
        for (feature, weights, _) in kept {
            let mut at = slot(feature, slots);
            while rows[at as usize * stride..][..2] != [0, 0] {
                at = if at + 1 == slots { 0 } else { at + 1 };
            }
            let row = &mut rows[at as usize * stride..][..stride];
            row[..2].copy_from_slice(&check(feature).to_le_bytes());
            for (byte, w) in row[2..].iter_mut().zip(weights) {
                *byte = (w / scale).round().clamp(-127.0, 127.0) as i8 as u8;
            }
        }
        let mut body = tags.types().join("\n").into_bytes();
        body.extend(b"\n\n");
        body.extend(transitions.iter().flat_map(|t| t.to_le_bytes()));
        clusters.write(&mut body);
        body.extend(rows);
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        out.extend((tags.types().len() as u32).to_le_bytes());
        out.extend((slots as u32).to_le_bytes());
        out.extend(scale.to_le_bytes());
        out.extend(hash::finish(hash::mix_bytes(0, &body)).to_le_bytes());
        out.extend(body);
        out
    }
}
