//! The trained model of names: edit models, attested names and forests, and the file they are kept in.
//!
//! The file is `models/names/names.bin`: eight bytes of magic, a version, the length and a checksum of
//! what follows, then the columns, little-endian, each with its length. `training/names` writes it.

use std::sync::LazyLock;

use super::align::{Channel, GAP_CONTEXTS, MAX_PAIRS, Pairs, Script, Weights, Word};
use super::attested::{Attested, Columns};
use super::compare::NAME_FEATURES;
use super::features::{PAIR_FEATURES, fit};
use super::forest::Forest;
use super::letters;
use super::rank::RANK_FEATURES;
use crate::error::{Error, Result};

const MAGIC: &[u8; 8] = b"KUNYANAM";
const VERSION: u32 = 5;
const HEADER: usize = 28;

static BUILT_IN: &[u8] = include_bytes!("../../models/names/names.bin");

static GLOBAL: LazyLock<Model> = LazyLock::new(|| {
    // the file is part of the program and a test reads it, so it cannot be found broken here
    Model::from_bytes(BUILT_IN, "models/names/names.bin").unwrap_or_else(|e| unreachable!("{e}"))
});

/// Everything that was learned.
#[derive(Clone, Debug)]
pub struct Model {
    /// Letter pairs of each script: Arabic, Latin.
    pub pairs: [Pairs; 2],
    /// Weights of Arabic~Arabic, Arabic~Latin, Latin~Latin, as trained.
    pub weights: [Weights; 3],
    /// The same, compiled.
    pub channels: [Channel; 3],
    /// Known spellings.
    pub attested: Attested,
    /// Part against part: Arabic~Arabic, Arabic~Latin, Latin~Latin.
    pub part_forests: [Forest; 3],
    /// Name against name.
    pub name_forest: Forest,
    /// The order of what a search finds, added to the logit.
    pub rank_forest: Forest,
}

impl Model {
    /// The model that comes with the program.
    #[must_use]
    pub fn global() -> &'static Self {
        &GLOBAL
    }

    /// The position of a pair of scripts in the arrays.
    #[must_use]
    pub const fn kind(a: Script, b: Script) -> usize {
        a as usize + b as usize
    }

    /// The edit model of two scripts; Arabic is the first where they differ.
    #[must_use]
    pub const fn channel(&self, a: Script, b: Script) -> &Channel {
        &self.channels[Self::kind(a, b)]
    }

    /// Measures how well attested spellings fit their links.
    pub fn measure_links(&mut self) {
        let mut attested = std::mem::take(&mut self.attested);
        attested.set_losses(|table, a, b| {
            let (a, b) = if table.script(a) as u8 <= table.script(b) as u8 {
                (a, b)
            } else {
                (b, a)
            };
            let mut words = [Word::empty(Script::Arabic), Word::empty(Script::Latin)];
            for (word, id) in words.iter_mut().zip([a, b]) {
                table.word(id, self.pairs(table.script(id)), word);
            }
            fit(
                self.channel(table.script(a), table.script(b)),
                &words[0],
                &words[1],
            )
            .loss()
        });
        self.attested = attested;
    }

    /// The letter pairs of a script.
    #[must_use]
    pub const fn pairs(&self, script: Script) -> &Pairs {
        &self.pairs[script as usize]
    }

    /// The letter pairs of both scripts.
    #[must_use]
    pub const fn both_pairs(&self) -> [&Pairs; 2] {
        [&self.pairs[0], &self.pairs[1]]
    }

    /// The model as a file.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut body = Writer(Vec::new());
        for p in &self.pairs {
            body.bytes(
                &p.list()
                    .iter()
                    .flat_map(|&(a, b)| [a, b])
                    .collect::<Vec<_>>(),
            );
        }
        for w in &self.weights {
            for column in [&w.one_one, &w.one_two, &w.two_one, &w.gap_a, &w.gap_b] {
                body.floats(column);
            }
            body.floats(&w.swap);
        }
        let c = self.attested.columns();
        for column in [
            &c.letters, &c.len, &c.script, &c.count, &c.links, &c.share, &c.loss,
        ] {
            body.bytes(column);
        }
        body.integers(&c.link);
        for f in self
            .part_forests
            .iter()
            .chain([&self.name_forest, &self.rank_forest])
        {
            let (nodes, leaves) = f.parts();
            body.floats(&[f.base]);
            body.bytes(&nodes.iter().map(|n| n.0).collect::<Vec<_>>());
            body.floats(&nodes.iter().map(|n| n.1).collect::<Vec<_>>());
            body.floats(&leaves);
        }
        let body = body.0;
        let mut out = Vec::with_capacity(HEADER + body.len());
        out.extend_from_slice(MAGIC);
        out.extend_from_slice(&VERSION.to_le_bytes());
        out.extend_from_slice(&(body.len() as u64).to_le_bytes());
        out.extend_from_slice(&checksum(&body).to_le_bytes());
        out.extend_from_slice(&body);
        out
    }

    /// Reads a model file; `path` names it in messages.
    ///
    /// # Errors
    /// [`Error::InvalidFile`] where the file is not a name model, of another version, or damaged.
    pub fn from_bytes(bytes: &[u8], path: &str) -> Result<Self> {
        let invalid = |reason: &str| Error::InvalidFile {
            path: path.to_owned(),
            reason: reason.to_owned(),
        };
        let body = body(bytes, MAGIC, VERSION, "name model").map_err(|e| invalid(&e))?;
        Self::read(&mut Reader(body)).map_err(|e| invalid(&e))
    }

    fn read(r: &mut Reader) -> std::result::Result<Self, String> {
        let mut pair_lists = Vec::new();
        for script in [Script::Arabic, Script::Latin] {
            let flat = r.bytes()?;
            let limit = script.letters() as u8;
            if !flat.len().is_multiple_of(2)
                || flat.len() / 2 >= MAX_PAIRS
                || flat.iter().any(|&c| c >= limit)
            {
                return Err("it lists letter pairs that do not exist".to_owned());
            }
            let list: Vec<(u8, u8)> = flat.chunks_exact(2).map(|p| (p[0], p[1])).collect();
            pair_lists.push(Pairs::new(script, &list));
        }
        let mut weights = Vec::new();
        for (a, b) in [
            (Script::Arabic, Script::Arabic),
            (Script::Arabic, Script::Latin),
            (Script::Latin, Script::Latin),
        ] {
            let mut w = Weights::constant(a, b, 0.0);
            for column in [
                &mut w.one_one,
                &mut w.one_two,
                &mut w.two_one,
                &mut w.gap_a,
                &mut w.gap_b,
            ] {
                let read = r.floats()?;
                if read.len() != column.len() || read.iter().any(|x| x.is_nan() || x.abs() > 1000.0)
                {
                    return Err("its edit weights are not those of its alphabets".to_owned());
                }
                *column = read;
            }
            w.swap = match r.floats()?[..] {
                [x, y] if x.abs() <= 1000.0 && y.abs() <= 1000.0 => [x, y],
                _ => return Err("its swap weights are not two numbers".to_owned()),
            };
            weights.push(w);
        }
        let attested = Attested::from_columns(Columns {
            letters: r.bytes()?,
            len: r.bytes()?,
            script: r.bytes()?,
            count: r.bytes()?,
            links: r.bytes()?,
            share: r.bytes()?,
            loss: r.bytes()?,
            link: r.integers()?,
        })?;
        let mut forests = Vec::new();
        for features in [
            PAIR_FEATURES,
            PAIR_FEATURES,
            PAIR_FEATURES,
            NAME_FEATURES,
            RANK_FEATURES,
        ] {
            let base = r.floats()?;
            let index = r.bytes()?;
            let thresholds = r.floats()?;
            let leaves = r.floats()?;
            let [base] = base[..] else {
                return Err("a forest has no base".to_owned());
            };
            if index.len() != thresholds.len() {
                return Err("a forest's nodes are incomplete".to_owned());
            }
            let nodes: Vec<(u8, f32)> = index.into_iter().zip(thresholds).collect();
            forests.push(Forest::new(features, base, &nodes, &leaves)?);
        }
        if !r.0.is_empty() {
            return Err("it is longer than its parts".to_owned());
        }
        let rank_forest = forests.pop().ok_or("it has no forests")?;
        let name_forest = forests.pop().ok_or("it has no forests")?;
        let channels = [
            Channel::new(&weights[0]),
            Channel::new(&weights[1]),
            Channel::new(&weights[2]),
        ];
        Ok(Self {
            pairs: pair_lists
                .try_into()
                .map_err(|_| "it has no letter pairs")?,
            weights: weights.try_into().map_err(|_| "it has no weights")?,
            channels,
            attested,
            part_forests: forests.try_into().map_err(|_| "it has no forests")?,
            name_forest,
            rank_forest,
        })
    }
}

/// A 64-bit checksum over eight bytes at a time.
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    let mut h = 0xcbf2_9ce4_8422_2325u64 ^ bytes.len() as u64;
    let (chunks, rest) = bytes.as_chunks::<8>();
    for chunk in chunks {
        h = (h ^ u64::from_le_bytes(*chunk)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        h ^= h >> 32;
    }
    for &b in rest {
        h = (h ^ u64::from(b)).wrapping_mul(0x0000_0100_0000_01b3);
    }
    h
}

/// What follows the header of a file, after its magic, version, length and checksum were tested.
pub(super) fn body<'a>(
    bytes: &'a [u8],
    magic: &[u8; 8],
    version: u32,
    what: &str,
) -> std::result::Result<&'a [u8], String> {
    let number = |at: usize, len: usize| -> Option<u64> {
        let mut buffer = [0; 8];
        buffer[..len].copy_from_slice(bytes.get(at..at + len)?);
        Some(u64::from_le_bytes(buffer))
    };
    if bytes.get(..8) != Some(magic) {
        return Err(format!(
            "this is no kunya {what}: it does not start with {:?}",
            String::from_utf8_lossy(magic)
        ));
    }
    let short = || {
        format!(
            "the {what} is cut off: only {} bytes are there",
            bytes.len()
        )
    };
    let found = number(8, 4).ok_or_else(short)?;
    if found != u64::from(version) {
        return Err(format!(
            "the {what} has version {found}, this program reads version {version}"
        ));
    }
    let length = number(12, 8).ok_or_else(short)?;
    let sum = number(20, 8).ok_or_else(short)?;
    let body = &bytes[HEADER..];
    if length != body.len() as u64 {
        return Err(format!(
            "the {what} should hold {length} bytes after its header, it holds {}",
            body.len()
        ));
    }
    if checksum(body) != sum {
        return Err(format!("the {what} is damaged: its checksum does not fit"));
    }
    Ok(body)
}

struct Writer(Vec<u8>);

impl Writer {
    fn bytes(&mut self, v: &[u8]) {
        self.0.extend_from_slice(&(v.len() as u64).to_le_bytes());
        self.0.extend_from_slice(v);
    }

    fn integers(&mut self, v: &[u32]) {
        self.bytes(&v.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<_>>());
    }

    fn floats(&mut self, v: &[f32]) {
        self.bytes(&v.iter().flat_map(|x| x.to_le_bytes()).collect::<Vec<_>>());
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn bytes(&mut self) -> std::result::Result<Vec<u8>, String> {
        let short = || "it ends inside a column".to_owned();
        let (length, rest) = self.0.split_first_chunk::<8>().ok_or_else(short)?;
        let length = usize::try_from(u64::from_le_bytes(*length)).map_err(|_| short())?;
        let (column, rest) = rest.split_at_checked(length).ok_or_else(short)?;
        self.0 = rest;
        Ok(column.to_vec())
    }

    fn words(&mut self) -> std::result::Result<Vec<[u8; 4]>, String> {
        let bytes = self.bytes()?;
        let (chunks, rest) = bytes.as_chunks::<4>();
        if rest.is_empty() {
            Ok(chunks.to_vec())
        } else {
            Err("a column ends inside a number".to_owned())
        }
    }

    fn integers(&mut self) -> std::result::Result<Vec<u32>, String> {
        Ok(self.words()?.into_iter().map(u32::from_le_bytes).collect())
    }

    fn floats(&mut self) -> std::result::Result<Vec<f32>, String> {
        Ok(self.words()?.into_iter().map(f32::from_le_bytes).collect())
    }
}

// the gap columns and pair columns are sized by these
const _: () = assert!(GAP_CONTEXTS < 256 && MAX_PAIRS <= 256 && letters::ARABIC * 3 < 256);
