//! Places in a text, and their conversion between units.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// A half-open place in a text, in UTF-8 bytes.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default, Serialize, Deserialize,
)]
pub struct Span {
    /// The first byte.
    pub start: u32,
    /// The byte after the last.
    pub end: u32,
}

impl Span {
    /// The place from byte `start` up to byte `end`.
    #[must_use]
    pub const fn new(start: u32, end: u32) -> Self {
        Self { start, end }
    }

    /// The length in bytes.
    #[must_use]
    pub const fn len(self) -> u32 {
        self.end - self.start
    }

    /// Whether the place holds nothing.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// What stands at this place in `text`.
    ///
    /// # Panics
    /// Where the span was not made for `text`.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        &text[self.start as usize..self.end as usize]
    }

    /// Whether `other` lies wholly inside.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share at least one byte.
    #[must_use]
    pub const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// The longest text that can be worked on, in bytes: places are 32-bit numbers.
pub const MAX_LEN: usize = u32::MAX as usize;

/// The number of code points in `bytes`, which are UTF-8: every byte but continuation bytes.
#[inline]
fn count_chars(bytes: &[u8]) -> u32 {
    // sums of u8 in short pieces, which compilers turn into wide compares and adds
    bytes
        .chunks(192)
        .map(|piece| {
            u32::from(
                piece
                    .iter()
                    .fold(0_u8, |n, &b| n + u8::from((b as i8) >= -0x40)),
            )
        })
        .sum()
}

/// The number of characters of four bytes in `bytes`: those UTF-16 writes as two units.
#[inline]
fn count_astral(bytes: &[u8]) -> u32 {
    bytes
        .chunks(192)
        .map(|piece| u32::from(piece.iter().fold(0_u8, |n, &b| n + u8::from(b >= 0xf0))))
        .sum()
}

/// Converts places of one text between bytes, code points and UTF-16 units, in any order.
///
/// The index holds the counts at every 256th byte, 8 bytes each; for an ASCII text it holds nothing.
/// For many sorted places a [`Cursor`] is quicker.
///
/// ```
/// use kunya::span::CharIndex;
/// let index = CharIndex::new("قمة G20 🌍!");
/// assert_eq!(index.to_char(7), 4);
/// assert_eq!(index.to_byte(4), 7);
/// assert_eq!(index.to_utf16(15), 10);
/// ```
#[derive(Debug, Clone)]
pub struct CharIndex<'t> {
    bytes: &'t [u8],
    samples: Cow<'t, [(u32, u32)]>,
}

/// What a [`CharIndex`] counts, apart from its text: for those who own the text beside it.
#[derive(Debug, Clone, Default)]
pub struct CharSamples(
    /// Code points and astral characters before byte `256 * i`; empty where the text is ASCII.
    Vec<(u32, u32)>,
);

impl CharSamples {
    /// Counts `text`.
    #[must_use]
    pub fn new(text: &str) -> Self {
        let mut samples = Vec::new();
        if !text.is_ascii() {
            let bytes = text.as_bytes();
            samples.reserve(bytes.len() / SAMPLE + 1);
            let (mut chars, mut astral) = (0, 0);
            for piece in bytes.chunks(SAMPLE) {
                samples.push((chars, astral));
                chars += count_chars(piece);
                astral += count_astral(piece);
            }
        }
        Self(samples)
    }

    /// The index of `text`, which must be the text that was counted.
    #[must_use]
    pub fn index<'t>(&'t self, text: &'t str) -> CharIndex<'t> {
        CharIndex {
            bytes: text.as_bytes(),
            samples: Cow::Borrowed(&self.0),
        }
    }
}

/// The distance of two samples, in bytes.
const SAMPLE: usize = 256;

impl<'t> CharIndex<'t> {
    /// The index of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self {
            bytes: text.as_bytes(),
            samples: Cow::Owned(CharSamples::new(text).0),
        }
    }

    /// The code points and astral characters before `byte`.
    fn counts(&self, byte: u32) -> (u32, u32) {
        let byte = (byte as usize).min(self.bytes.len());
        let Some(last) = self.samples.len().checked_sub(1) else {
            return (byte as u32, 0);
        };
        let sample = (byte / SAMPLE).min(last);
        let (chars, astral) = self.samples[sample];
        let rest = &self.bytes[sample * SAMPLE..byte];
        (chars + count_chars(rest), astral + count_astral(rest))
    }

    /// The number of code points before `byte`, which is a character boundary.
    #[must_use]
    pub fn to_char(&self, byte: u32) -> u32 {
        self.counts(byte).0
    }

    /// The number of UTF-16 units before `byte`, which is a character boundary.
    #[must_use]
    pub fn to_utf16(&self, byte: u32) -> u32 {
        let (chars, astral) = self.counts(byte);
        chars + astral
    }

    /// The byte at which code point `char` starts; the length of the text where it has no such.
    #[must_use]
    pub fn to_byte(&self, char: u32) -> u32 {
        if self.samples.is_empty() {
            return char.min(self.bytes.len() as u32);
        }
        // the last sample that does not lie behind the code point
        let sample = self.samples.partition_point(|s| s.0 <= char) - 1;
        let mut left = char - self.samples[sample].0;
        let start = sample * SAMPLE;
        for (i, &b) in self.bytes[start..].iter().enumerate() {
            if (b as i8) >= -0x40 {
                if left == 0 {
                    return (start + i) as u32;
                }
                left -= 1;
            }
        }
        self.bytes.len() as u32
    }

    /// A place of code points as one of bytes.
    #[must_use]
    pub fn span_to_bytes(&self, chars: Span) -> Span {
        Span::new(self.to_byte(chars.start), self.to_byte(chars.end))
    }

    /// A place of bytes as one of code points.
    #[must_use]
    pub fn span_to_chars(&self, bytes: Span) -> Span {
        Span::new(self.to_char(bytes.start), self.to_char(bytes.end))
    }

    /// A place of bytes as one of UTF-16 units.
    #[must_use]
    pub fn span_to_utf16(&self, bytes: Span) -> Span {
        Span::new(self.to_utf16(bytes.start), self.to_utf16(bytes.end))
    }
}

/// Converts places of one text that come in ascending order, reading the text once.
///
/// ```
/// use kunya::span::Cursor;
/// let mut cursor = Cursor::new("قمة G20");
/// assert_eq!(cursor.to_char(7), 4);
/// assert_eq!(cursor.to_char(10), 7);
/// ```
#[derive(Debug, Clone)]
pub struct Cursor<'t> {
    bytes: &'t [u8],
    byte: usize,
    chars: u32,
    astral: u32,
    ascii: bool,
}

impl<'t> Cursor<'t> {
    /// A cursor at the start of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self {
            bytes: text.as_bytes(),
            byte: 0,
            chars: 0,
            astral: 0,
            ascii: text.is_ascii(),
        }
    }

    /// Moves to `byte`; back to the start first where it lies behind the cursor.
    #[inline]
    fn move_to(&mut self, byte: u32) {
        let to = (byte as usize).min(self.bytes.len());
        if to < self.byte {
            (self.byte, self.chars, self.astral) = (0, 0, 0);
        }
        let step = &self.bytes[self.byte..to];
        if self.ascii {
            self.chars = to as u32;
        } else if step.len() < 32 {
            // one pass, bytes of a word
            for &b in step {
                self.chars += u32::from((b as i8) >= -0x40);
                self.astral += u32::from(b >= 0xf0);
            }
        } else {
            self.chars += count_chars(step);
            self.astral += count_astral(step);
        }
        self.byte = to;
    }

    /// The number of code points before `byte`, which is a character boundary.
    #[inline]
    pub fn to_char(&mut self, byte: u32) -> u32 {
        self.move_to(byte);
        self.chars
    }

    /// The number of UTF-16 units before `byte`, which is a character boundary.
    #[inline]
    pub fn to_utf16(&mut self, byte: u32) -> u32 {
        self.move_to(byte);
        self.chars + self.astral
    }

    /// A place of bytes as one of code points. Spans may overlap if their starts ascend, but a start
    /// before the last end reads the text again from its beginning.
    #[inline]
    pub fn span_to_chars(&mut self, bytes: Span) -> Span {
        Span::new(self.to_char(bytes.start), self.to_char(bytes.end))
    }

    /// A place of bytes as one of UTF-16 units.
    #[inline]
    pub fn span_to_utf16(&mut self, bytes: Span) -> Span {
        Span::new(self.to_utf16(bytes.start), self.to_utf16(bytes.end))
    }
}
