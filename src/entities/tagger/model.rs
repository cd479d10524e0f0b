//! The fast recogniser's model file: quantised weights of hashed features, transitions, word classes.
//!
//! Little-endian: magic `KUNYATAG`, u32 version, u32 types, u32 lines, f32 scale, u64 checksum of all that follows; then
//! the types' names, a line each, and an empty line; (tags + 1) x tags f32 transitions; the word classes; zeros up to a
//! multiple of 64 bytes; then the table. Its lines of 64 bytes (of one row, if a row is longer) hold rows of u16 check (0 is
//! empty), i8 weights, one a tag, and zeros up to a power of two. A feature stands in the line that its hash says, or in one
//! behind it if that is full. Almost all features of a text were never trained: most searches end in one line.

use std::borrow::Cow;

use super::clusters::Clusters;
use super::lattice::Transitions;
use super::tags::Tags;
use crate::error::{Error, Result};
use crate::hash;

const MAGIC: &[u8; 8] = b"KUNYATAG";
const VERSION: u32 = 3;
const HEADER: usize = 8 + 4 * 4 + 8;

/// A loaded model.
pub(super) struct Model {
    pub tags: Tags,
    pub transitions: Transitions,
    pub clusters: Clusters,
    bytes: Cow<'static, [u8]>,
    /// Where the table begins in `bytes`.
    table: usize,
    lines: u64,
    stride: usize,
    /// What one step of a weight is worth, in natural logarithms.
    pub scale: f32,
}

/// Bytes of a cache line.
const LINE: usize = 64;
/// Bytes of a row's check.
const CHECK: usize = 2;

/// Bytes of a row.
const fn stride(tags: usize) -> usize {
    match CHECK + tags {
        ..=8 => 8,
        bytes @ ..=LINE => bytes.next_power_of_two(),
        bytes => bytes.next_multiple_of(LINE),
    }
}

/// Bytes of a line of the table.
const fn line_size(stride: usize) -> usize {
    if stride > LINE { stride } else { LINE }
}

/// The line at which the search for a feature begins.
#[inline]
const fn first_line(feature: u64, lines: u64) -> u64 {
    ((feature as u128 * lines as u128) >> 64) as u64
}

/// What tells features of one line apart; independent of the line.
#[inline]
const fn check(feature: u64) -> u16 {
    let low = feature as u16;
    if low == 0 { 1 } else { low }
}

/// The row of a feature, of rows of which a line holds several.
#[inline(always)]
fn short_row<const STRIDE: usize>(lines: &[[u8; LINE]], feature: u64) -> Option<&[u8; STRIDE]> {
    let check = check(feature);
    let mut at = first_line(feature, lines.len() as u64) as usize;
    loop {
        let rows = lines[at].as_chunks::<STRIDE>().0;
        let checks = |row: &[u8; STRIDE]| u16::from_le_bytes([row[0], row[1]]);
        // all rows are compared, without a branch that cannot be foreseen
        let found =
            rows.iter().enumerate().fold(
                0,
                |found, (i, row)| if checks(row) == check { i + 1 } else { found },
            );
        if found > 0 {
            return Some(&rows[found - 1]);
        }
        if checks(&rows[rows.len() - 1]) == 0 {
            return None;
        }
        at = if at + 1 == lines.len() { 0 } else { at + 1 };
    }
}

/// The row of a line that has this check.
fn row(line: &[u8], stride: usize, check: u16) -> Option<&[u8]> {
    let check = check.to_le_bytes();
    line.chunks_exact(stride).find(|row| row[..CHECK] == check)
}

/// Whether a line has an empty row, of which the last is always one.
#[inline]
fn is_open(line: &[u8], stride: usize) -> bool {
    line[line.len() - stride..][..CHECK] == [0, 0]
}

impl Model {
    /// The sums of the weights of features, one a tag; `sums` is as long as there are tags.
    #[inline]
    pub fn sum(&self, features: &[u64], sums: &mut [i16]) {
        match self.stride {
            8 => self.sum_rows::<8>(features, sums),
            16 => self.sum_rows::<16>(features, sums),
            _ => {
                sums.fill(0);
                for &feature in features {
                    if let Some(row) = self.find(feature) {
                        for (sum, &w) in sums.iter_mut().zip(&row[CHECK..]) {
                            *sum += i16::from(w as i8);
                        }
                    }
                }
            }
        }
    }

    /// The same for rows of `STRIDE` bytes, which are added as wholes, the checks too.
    #[inline]
    fn sum_rows<const STRIDE: usize>(&self, features: &[u64], sums: &mut [i16]) {
        let mut totals = [0_i16; STRIDE];
        let lines = self.bytes[self.table..].as_chunks::<LINE>().0;
        for &feature in features {
            if let Some(row) = short_row::<STRIDE>(lines, feature) {
                for (total, &w) in totals.iter_mut().zip(row) {
                    *total = total.wrapping_add(i16::from(w as i8));
                }
            }
        }
        sums.copy_from_slice(&totals[CHECK..][..sums.len()]);
    }

    /// Has the lines of features brought near, so that many come at once while something else is done.
    #[inline]
    pub fn prefetch(&self, features: &[u64]) {
        #[cfg(target_arch = "x86_64")]
        for &feature in features {
            use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
            let at = self.table + first_line(feature, self.lines) as usize * line_size(self.stride);
            // SAFETY: `first_line` is less than `lines`, and the table has that many lines, so the address lies in it.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(self.bytes.as_ptr().add(at).cast()) };
        }
        #[cfg(not(target_arch = "x86_64"))]
        let _ = features;
    }

    /// The row of a feature, of rows of any length.
    fn find(&self, feature: u64) -> Option<&[u8]> {
        let (check, stride) = (check(feature), self.stride);
        let size = line_size(stride);
        let table = &self.bytes[self.table..];
        let mut at = first_line(feature, self.lines);
        loop {
            let line = &table[at as usize * size..][..size];
            let found = row(line, stride, check);
            if found.is_some() || is_open(line, stride) {
                return found;
            }
            at = if at + 1 == self.lines { 0 } else { at + 1 };
        }
    }

    /// Reads a file's content; `name` stands for the file in errors.
    pub fn from_bytes(content: Cow<'static, [u8]>, name: &str) -> Result<Self> {
        let bytes: &[u8] = &content;
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
        let (types, lines) = (number(12) as usize, number(16) as usize);
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
        if tags.types().len() != types || types == 0 || types > 127 || lines == 0 {
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
        let size = line_size(stride);
        let table = (bytes.len() - rest.len()).next_multiple_of(LINE);
        let found = bytes.get(table..).unwrap_or_default();
        let open = |line: &[u8]| is_open(line, stride);
        if lines.checked_mul(size) != Some(found.len()) || !found.chunks_exact(size).any(open) {
            return Err(damaged());
        }
        Ok(Self {
            transitions: Transitions::new(n, &scores),
            tags,
            clusters,
            table,
            lines: lines as u64,
            stride,
            scale,
            bytes: content,
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
        // A table two thirds full; weights that round to nothing are not worth a row.
        kept.truncate(most / stride * 2 / 3);
        kept.retain(|k| k.2 >= scale / 2.0);
        let line = line_size(stride);
        let lines = (kept.len() * stride * 3 / 2).div_ceil(line) as u64 + 1;
        let mut table = vec![0u8; lines as usize * line];
        for (feature, weights, _) in kept {
            let mut at = first_line(feature, lines);
            while !is_open(&table[at as usize * line..][..line], stride) {
                at = if at + 1 == lines { 0 } else { at + 1 };
            }
            let mut rows = table[at as usize * line..][..line].chunks_exact_mut(stride);
            let Some(row) = rows.find(|row| row[..CHECK] == [0, 0]) else {
                continue;
            };
            row[..CHECK].copy_from_slice(&check(feature).to_le_bytes());
            for (byte, w) in row[CHECK..].iter_mut().zip(weights) {
                *byte = (w / scale).round().clamp(-127.0, 127.0) as i8 as u8;
            }
        }
        let mut body = tags.types().join("\n").into_bytes();
        body.extend(b"\n\n");
        body.extend(transitions.iter().flat_map(|t| t.to_le_bytes()));
        clusters.write(&mut body);
        body.resize((HEADER + body.len()).next_multiple_of(LINE) - HEADER, 0);
        body.extend(table);
        let mut out = MAGIC.to_vec();
        out.extend(VERSION.to_le_bytes());
        out.extend((tags.types().len() as u32).to_le_bytes());
        out.extend((lines as u32).to_le_bytes());
        out.extend(scale.to_le_bytes());
        out.extend(hash::finish(hash::mix_bytes(0, &body)).to_le_bytes());
        out.extend(body);
        out
    }
}
