//! The model file: named sections behind a magic, a version and a checksum.
//!
//! Little-endian; `training/encoder/quantized.py` writes it and describes it:
//! magic `KUNYAENC`, u32 version, u32 sections, u64 bytes of the file, u64 checksum of everything from byte 64 on;
//! then a directory of 40-byte entries (24 bytes name, u64 offset, u64 length), then the sections.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;

use memmap2::Mmap;

use crate::error::{Error, Result};

const MAGIC: &[u8; 8] = b"KUNYAENC";
const VERSION: u32 = 1;
const HEADER: usize = 64;
const ENTRY: usize = 40;
const NAME: usize = 24;

/// Where the bytes live.
enum Bytes {
    Static(&'static [u8]),
    Owned(Vec<u8>),
    Mapped(Mmap),
}

impl Bytes {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Static(bytes) => bytes,
            Self::Owned(bytes) => bytes,
            Self::Mapped(bytes) => bytes,
        }
    }
}

/// A checked model file.
pub(super) struct Container {
    bytes: Bytes,
    sections: HashMap<String, Range<usize>>,
    name: String,
}

impl Container {
    /// Maps a file into memory and checks it.
    pub(super) fn open(path: &Path) -> Result<Self> {
        let io = |source| Error::Io {
            path: path.to_owned(),
            source,
        };
        let file = std::fs::File::open(path).map_err(io)?;
        // SAFETY: the map is only read. A file that somebody shortens while it is mapped would fault; model files are
        // replaced, not edited, as with every memory-mapped model.
        let map = unsafe { Mmap::map(&file) }.map_err(io)?;
        Self::check(Bytes::Mapped(map), path.display().to_string())
    }

    /// Checks bytes that the program carries.
    pub(super) fn from_static(bytes: &'static [u8], name: &str) -> Result<Self> {
        Self::check(Bytes::Static(bytes), name.to_owned())
    }

    /// Checks bytes that were read from somewhere.
    pub(super) fn from_vec(bytes: Vec<u8>, name: &str) -> Result<Self> {
        Self::check(Bytes::Owned(bytes), name.to_owned())
    }

    fn check(bytes: Bytes, name: String) -> Result<Self> {
        let fail = |reason: String| Error::InvalidFile {
            path: name.clone(),
            reason,
        };
        let data = bytes.as_slice();
        if data.len() < HEADER || &data[..8] != MAGIC {
            return Err(fail(format!(
                "not an encoder model: expected the magic KUNYAENC and version {VERSION}"
            )));
        }
        let version = read_u32(data, 8);
        if version != VERSION {
            return Err(fail(format!(
                "encoder model version {version}, expected {VERSION}"
            )));
        }
        let expected = read_u64(data, 16);
        if data.len() as u64 != expected || !data.len().is_multiple_of(8) {
            return Err(fail(format!(
                "{} bytes, expected {expected}: the file is truncated or padded",
                data.len()
            )));
        }
        let (stored, computed) = (read_u64(data, 24), checksum(&data[HEADER..]));
        if stored != computed {
            return Err(fail(format!(
                "checksum {computed:016x}, expected {stored:016x}: the file is damaged"
            )));
        }
        let count = read_u32(data, 12) as usize;
        let mut sections = HashMap::with_capacity(count);
        for i in 0..count {
            let at = HEADER + i * ENTRY;
            let entry = data
                .get(at..at + ENTRY)
                .ok_or_else(|| fail(format!("{count} sections do not fit the file")))?;
            let title = entry[..NAME].split(|&b| b == 0).next().unwrap_or_default();
            let title = String::from_utf8_lossy(title).into_owned();
            let (offset, length) = (read_u64(entry, NAME), read_u64(entry, NAME + 8));
            let end = offset
                .checked_add(length)
                .filter(|&end| end <= data.len() as u64);
            let Some(end) = end else {
                return Err(fail(format!(
                    "section {title:?} at {offset} with {length} bytes lies outside the file"
                )));
            };
            sections.insert(title, offset as usize..end as usize);
        }
        Ok(Self {
            bytes,
            sections,
            name,
        })
    }

    /// An error about this file.
    pub(super) fn invalid(&self, reason: impl Into<String>) -> Error {
        Error::InvalidFile {
            path: self.name.clone(),
            reason: reason.into(),
        }
    }

    /// All bytes of the file, which ranges from [`Container::range`] index.
    pub(super) fn bytes(&self) -> &[u8] {
        self.bytes.as_slice()
    }

    /// Where a section lies; an error where it is missing or not `length` bytes long.
    pub(super) fn range(&self, section: &str, length: Option<usize>) -> Result<Range<usize>> {
        let range = self
            .sections
            .get(section)
            .ok_or_else(|| self.invalid(format!("section {section:?} is missing")))?;
        match length {
            Some(length) if length != range.len() => Err(self.invalid(format!(
                "section {section:?} has {} bytes, expected {length}",
                range.len()
            ))),
            _ => Ok(range.clone()),
        }
    }

    /// A section's bytes.
    pub(super) fn section(&self, section: &str, length: Option<usize>) -> Result<&[u8]> {
        Ok(&self.bytes()[self.range(section, length)?])
    }

    /// A section of u32 numbers.
    pub(super) fn u32s(&self, section: &str, count: Option<usize>) -> Result<Vec<u32>> {
        let bytes = self.section(section, count.map(|n| n * 4))?;
        Ok(bytes.chunks_exact(4).map(|b| read_u32(b, 0)).collect())
    }

    /// A section of f32 numbers, all finite.
    pub(super) fn f32s(&self, section: &str, count: usize) -> Result<Vec<f32>> {
        let bytes = self.section(section, Some(count * 4))?;
        let values: Vec<f32> = bytes
            .chunks_exact(4)
            .map(|b| f32::from_bits(read_u32(b, 0)))
            .collect();
        if values.iter().any(|v| !v.is_finite()) {
            return Err(self.invalid(format!(
                "section {section:?} holds a number that is not finite"
            )));
        }
        Ok(values)
    }
}

fn read_u32(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

fn read_u64(bytes: &[u8], at: usize) -> u64 {
    u64::from(read_u32(bytes, at)) | u64::from(read_u32(bytes, at + 4)) << 32
}

/// FNV-1a over little-endian words of 8 bytes.
fn checksum(bytes: &[u8]) -> u64 {
    bytes
        .chunks_exact(8)
        .fold(0xcbf2_9ce4_8422_2325, |hash, word| {
            (hash ^ read_u64(word, 0)).wrapping_mul(0x0100_0000_01b3)
        })
}
