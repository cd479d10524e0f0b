//! Tokens of a column, straight into the buffers of the result.
//!
//! Tokens are what columns give most of, so their array is not built in parts and joined: a first pass finds the
//! tokens, a second fills buffers of the right size, each thread its own stretch of them.

use std::sync::{Arc, Mutex};

use arrow_array::builder::NullBufferBuilder;
use arrow_array::{
    Array, ArrayRef, Int32Array, LargeStringArray, ListArray, StringArray, StructArray,
};
use arrow_buffer::{Buffer, OffsetBuffer, ScalarBuffer};
use arrow_schema::{Field, Fields};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

use super::input::{Piece, Texts};
use crate::python::run;
use crate::tokenize::{Token, TokenKind, tokenize_into};

/// The longest name of a kind, in bytes, is shorter than this.
const KIND: usize = 8;

/// The names of all kinds, padded, with their lengths: a copy of fixed length is one instruction.
const KINDS: [([u8; KIND], usize); TokenKind::ALL.len()] = {
    let mut padded = [([0; KIND], 0); TokenKind::ALL.len()];
    let mut i = 0;
    while i < padded.len() {
        let name = TokenKind::ALL[i].name().as_bytes();
        assert!(TokenKind::ALL[i] as usize == i && name.len() <= KIND);
        padded[i].1 = name.len();
        let mut j = 0;
        while j < name.len() {
            padded[i].0[j] = name[j];
            j += 1;
        }
        i += 1;
    }
    padded
};

/// The tokens of the rows of one piece.
struct Found {
    tokens: Vec<Token>,
    /// How many tokens each row has; None for a null.
    rows: Vec<Option<usize>>,
    text_bytes: usize,
    kind_bytes: usize,
}

impl Found {
    fn new(piece: &Piece<'_>) -> Self {
        let mut found = Self {
            tokens: Vec::with_capacity(piece.bytes() / 6),
            rows: Vec::with_capacity(piece.len()),
            text_bytes: 0,
            kind_bytes: 0,
        };
        let mut row = Vec::new();
        for text in piece.iter() {
            found.rows.push(text.map(|text| {
                tokenize_into(text, &mut row);
                found.tokens.extend_from_slice(&row);
                row.len()
            }));
        }
        for token in &found.tokens {
            found.text_bytes += token.span.len() as usize;
            found.kind_bytes += KINDS[token.kind as usize].1;
        }
        found
    }
}

/// The columns of all tokens.
struct Columns {
    starts: Vec<i32>,
    ends: Vec<i32>,
    text_offsets: Vec<i64>,
    texts: Vec<u8>,
    kind_offsets: Vec<i32>,
    kinds: Vec<u8>,
}

/// The stretch of the columns that one piece fills.
struct Stretch<'a> {
    starts: &'a mut [i32],
    ends: &'a mut [i32],
    text_offsets: &'a mut [i64],
    texts: &'a mut [u8],
    kind_offsets: &'a mut [i32],
    kinds: &'a mut [u8],
    /// The bytes of text and of kinds before this stretch.
    before: (usize, usize),
}

impl Columns {
    fn new(found: &[Found]) -> Self {
        let sum = |part: fn(&Found) -> usize| found.iter().map(part).sum();
        let tokens: usize = sum(|f| f.tokens.len());
        Self {
            starts: vec![0; tokens],
            ends: vec![0; tokens],
            text_offsets: vec![0; tokens + 1],
            texts: vec![0; sum(|f| f.text_bytes)],
            kind_offsets: vec![0; tokens + 1],
            kinds: vec![0; sum(|f| f.kind_bytes)],
        }
    }

    fn stretches(&mut self, found: &[Found]) -> Vec<Stretch<'_>> {
        let (mut starts, mut ends) = (&mut *self.starts, &mut *self.ends);
        // the first offset is 0; each token writes where it ends
        let (mut text_offsets, mut texts) = (&mut self.text_offsets[1..], &mut *self.texts);
        let (mut kind_offsets, mut kinds) = (&mut self.kind_offsets[1..], &mut *self.kinds);
        let mut before = (0, 0);
        let mut stretches = Vec::with_capacity(found.len());
        for f in found {
            let n = f.tokens.len();
            stretches.push(Stretch {
                starts: cut(&mut starts, n),
                ends: cut(&mut ends, n),
                text_offsets: cut(&mut text_offsets, n),
                texts: cut(&mut texts, f.text_bytes),
                kind_offsets: cut(&mut kind_offsets, n),
                kinds: cut(&mut kinds, f.kind_bytes),
                before,
            });
            before = (before.0 + f.text_bytes, before.1 + f.kind_bytes);
        }
        stretches
    }

    fn into_structs(self) -> StructArray {
        let texts = OffsetBuffer::new(ScalarBuffer::from(self.text_offsets));
        let kinds = OffsetBuffer::new(ScalarBuffer::from(self.kind_offsets));
        // SAFETY: the bytes are whole tokens of strings and whole names, and the offsets end each of them.
        let (texts, kinds) = unsafe {
            (
                LargeStringArray::new_unchecked(texts, Buffer::from_vec(self.texts), None),
                StringArray::new_unchecked(kinds, Buffer::from_vec(self.kinds), None),
            )
        };
        let columns: [(&str, ArrayRef); 4] = [
            ("start", Arc::new(Int32Array::from(self.starts))),
            ("end", Arc::new(Int32Array::from(self.ends))),
            ("text", Arc::new(texts)),
            ("kind", Arc::new(kinds)),
        ];
        let fields: Fields = columns
            .iter()
            .map(|(name, a)| Field::new(*name, a.data_type().clone(), true))
            .collect();
        StructArray::new(fields, columns.into_iter().map(|(_, a)| a).collect(), None)
    }
}

/// The first `n` items, which `rest` loses.
fn cut<'a, T>(rest: &mut &'a mut [T], n: usize) -> &'a mut [T] {
    rest.split_off_mut(..n)
        .expect("the columns hold all that was found")
}

/// The number of code points in a short stretch of UTF-8.
#[inline]
fn count_chars(bytes: &[u8]) -> usize {
    let (words, rest) = bytes.as_chunks::<8>();
    let continuation: usize = words
        .iter()
        .map(|word| {
            let word = u64::from_ne_bytes(*word);
            // 10xxxxxx: the highest bit set, the next not
            ((word >> 7) & !(word >> 6) & 0x0101_0101_0101_0101).count_ones() as usize
        })
        .sum();
    let rest_chars = rest.iter().filter(|&&b| (b as i8) >= -0x40).count();
    8 * words.len() - continuation + rest_chars
}

/// Copies `from` to the start of `to`. Where both have room, more is copied than asked for, in one
/// instruction; what follows is written later.
#[inline]
fn copy<const WIDE: usize>(to: &mut [u8], text: &[u8], from: std::ops::Range<usize>) {
    let n = from.len();
    if n <= WIDE
        && let (Some(to), Some(wide)) = (
            to.first_chunk_mut::<WIDE>(),
            text[from.start..].first_chunk::<WIDE>(),
        )
    {
        *to = *wide;
    } else {
        to[..n].copy_from_slice(&text[from]);
    }
}

impl Stretch<'_> {
    fn fill(&mut self, piece: &Piece<'_>, found: &Found) {
        let (mut text_at, mut kind_at, mut i) = (0, 0, 0);
        for (text, tokens) in piece.iter().zip(&found.rows) {
            let (Some(text), Some(tokens)) = (text, tokens) else {
                continue;
            };
            let text = text.as_bytes();
            let (mut byte, mut chars) = (0, 0);
            for token in &found.tokens[i..i + tokens] {
                let (start, end) = (token.span.start as usize, token.span.end as usize);
                chars += count_chars(&text[byte..start]);
                self.starts[i] = chars as i32;
                chars += count_chars(&text[start..end]);
                self.ends[i] = chars as i32;
                byte = end;
                copy::<16>(&mut self.texts[text_at..], text, start..end);
                text_at += end - start;
                self.text_offsets[i] = (self.before.0 + text_at) as i64;
                let (name, length) = &KINDS[token.kind as usize];
                copy::<KIND>(&mut self.kinds[kind_at..], name, 0..*length);
                kind_at += length;
                self.kind_offsets[i] = (self.before.1 + kind_at) as i32;
                i += 1;
            }
        }
    }
}

/// The tokens of each text: a list of structs with start, end, text and kind.
pub fn tokens(
    py: Python<'_>,
    texts: &Bound<'_, PyAny>,
    threads: Option<usize>,
) -> PyResult<ListArray> {
    let texts = Texts::read(texts)?;
    let pieces = texts.pieces();
    let found = run::map(py, &pieces, threads, Found::new, |_, _| Ok(()))?;
    let total: usize = found.iter().map(|f| f.tokens.len()).sum();
    if i32::try_from(total * KIND).is_err() {
        return Err(PyValueError::new_err(format!(
            "texts must hold at most {} tokens, a part of the column at a time; got {total}",
            i32::MAX as usize / KIND
        )));
    }
    let mut columns = Columns::new(&found);
    let stretches = columns.stretches(&found);
    let work: Vec<_> = pieces
        .iter()
        .zip(&found)
        .zip(stretches)
        .map(|(p, s)| (p, Mutex::new(s)))
        .collect();
    run::map(
        py,
        &work,
        threads,
        |((piece, found), stretch)| stretch.lock().expect("one thread each").fill(piece, found),
        |_, _| Ok(()),
    )?;
    drop(work);
    let rows: usize = found.iter().map(|f| f.rows.len()).sum();
    let mut offsets = Vec::with_capacity(rows + 1);
    let mut valid = NullBufferBuilder::new(rows);
    let mut end = 0;
    offsets.push(0);
    for row in found.iter().flat_map(|f| &f.rows) {
        end += row.unwrap_or(0) as i32;
        offsets.push(end);
        valid.append(row.is_some());
    }
    let structs = columns.into_structs();
    Ok(ListArray::new(
        Arc::new(Field::new("item", structs.data_type().clone(), true)),
        OffsetBuffer::new(ScalarBuffer::from(offsets)),
        Arc::new(structs),
        valid.finish(),
    ))
}
