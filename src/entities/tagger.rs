//! The fast recogniser: a linear-chain conditional random field over hashed features, read twice.
//!
//! The first reading sees words, their neighbours, lexicons and word classes. The second also sees what the first one
//! found for the same words elsewhere in the document: a bare surname is a person where its full name stands nearby.
//! The result are scores of tags, to which rules may add theirs before a path is chosen ([`Lattice`]).

mod clusters;
mod evidence;
mod features;
pub mod iob2;
pub mod lattice;
pub mod lesson;
pub mod markup;
mod model;
mod tags;
pub mod train;

use std::borrow::Cow;
use std::cell::RefCell;
use std::path::Path;
use std::sync::OnceLock;

use crate::entities::words::{Hits, Words};
use crate::error::{Error, Result};
use crate::sentence::SentenceRange;

pub use features::DocumentFeatures;
pub use lattice::{Lattice, TagSpan, Transitions, spans};
pub use tags::Tags;

use evidence::Evidence;
use features::Row;
use model::Model;

/// How much likelier than any mention it is that a token is none that was not to be read.
const UNREAD: f32 = 20.0;

/// Bytes that begin with a cache line.
#[repr(align(64))]
struct Aligned<T: ?Sized>(T);

/// A loaded recogniser. Immutable; one serves all threads.
pub struct Tagger {
    model: Model,
}

/// Buffers of [`Tagger::emissions`], one set a thread.
#[derive(Default)]
struct Scratch {
    row: Row,
    next: Row,
    sums: Vec<i16>,
    lattice: Lattice,
    probabilities: Vec<f32>,
    evidence: Evidence,
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Tagger {
    /// The recogniser that the program carries. Its types are labels of kunya: PER, LOC, ORG, NORP, EVENT, PRODUCT.
    ///
    /// # Panics
    /// Never: the model's bytes are part of the program and tested.
    #[must_use]
    pub fn global() -> &'static Self {
        static GLOBAL: OnceLock<Tagger> = OnceLock::new();
        GLOBAL.get_or_init(|| {
            static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../models/fast/fast.bin"));
            Self::new(Cow::Borrowed(&BYTES.0), "the built-in fast model")
                .expect("the built-in fast model is sound")
        })
    }

    /// The recogniser of titles and offices that the program carries, which overlap names. Its one type is ROLE.
    ///
    /// # Panics
    /// Never: the model's bytes are part of the program and tested.
    #[must_use]
    pub fn roles() -> &'static Self {
        static ROLES: OnceLock<Tagger> = OnceLock::new();
        ROLES.get_or_init(|| {
            static BYTES: &Aligned<[u8]> = &Aligned(*include_bytes!("../../models/fast/roles.bin"));
            Self::beside(&BYTES.0, "the built-in model of roles")
        })
    }

    /// The recogniser of dates, times and amounts.
    ///
    /// # Panics
    /// Never: the model's bytes are part of the program and tested.
    #[must_use]
    pub fn figures() -> &'static Self {
        static FIGURES: OnceLock<Tagger> = OnceLock::new();
        FIGURES.get_or_init(|| {
            static BYTES: &Aligned<[u8]> =
                &Aligned(*include_bytes!("../../models/fast/figures.bin"));
            Self::beside(&BYTES.0, "the built-in model of figures")
        })
    }

    /// The recogniser of what organisations, events and products hold, each read as a sentence of its own.
    ///
    /// # Panics
    /// Never: the model's bytes are part of the program and tested.
    #[must_use]
    pub fn nested() -> &'static Self {
        static NESTED: OnceLock<Tagger> = OnceLock::new();
        NESTED.get_or_init(|| {
            static BYTES: &Aligned<[u8]> =
                &Aligned(*include_bytes!("../../models/fast/nested.bin"));
            Self::beside(&BYTES.0, "the built-in model of names within names")
        })
    }

    /// A built-in model that has the word classes of the recogniser of names.
    fn beside(bytes: &'static [u8], name: &str) -> Self {
        let mut tagger = Self::new(Cow::Borrowed(bytes), name).expect("a built-in model is sound");
        tagger.model.clusters = Self::global().model.clusters.clone();
        tagger
    }

    /// Reads a model file.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be read; [`Error::InvalidFile`] where it is no recogniser model of this
    /// version, is truncated or damaged.
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let bytes = std::fs::read(path).map_err(|source| Error::Io {
            path: path.to_owned(),
            source,
        })?;
        Self::from_bytes(bytes, &path.display().to_string())
    }

    /// A recogniser from a model file's content; `name` stands for the file in errors.
    ///
    /// # Errors
    /// As [`Tagger::load`], for the content.
    pub fn from_bytes(bytes: Vec<u8>, name: &str) -> Result<Self> {
        Self::new(Cow::Owned(bytes), name)
    }

    fn new(bytes: Cow<'static, [u8]>, name: &str) -> Result<Self> {
        Model::from_bytes(bytes, name).map(|model| Self { model })
    }

    /// The tags that rows of scores are for.
    #[must_use]
    pub fn tags(&self) -> &Tags {
        &self.model.tags
    }

    /// The scores of neighbouring tags.
    #[must_use]
    pub fn transitions(&self) -> &Transitions {
        &self.model.transitions
    }

    /// Scores of tags for all tokens of a document, one row of [`Tags::len`] numbers a token, in natural logarithms.
    ///
    /// They are to be decoded sentence by sentence with [`Tagger::transitions`]. `out` is cleared first.
    pub fn emissions(
        &self,
        words: &Words<'_>,
        hits: &Hits,
        sentences: &[SentenceRange],
        out: &mut Vec<f32>,
    ) {
        self.emissions_of(&self.features(words, hits), sentences, |_| true, out);
    }

    /// What this recogniser sees of a document's words. The built-in ones all see the same.
    #[must_use]
    pub fn features(&self, words: &Words<'_>, hits: &Hits) -> DocumentFeatures {
        let mut features = DocumentFeatures::default();
        features.fill(words, hits, &self.model.clusters, None);
        features
    }

    /// As [`Tagger::emissions`], for the tokens that are `wanted`; the others are taken to be no mention, unread.
    ///
    /// `features` are those of this recogniser, or of one with the same word classes.
    pub fn emissions_of(
        &self,
        features: &DocumentFeatures,
        sentences: &[SentenceRange],
        wanted: impl Fn(usize) -> bool,
        out: &mut Vec<f32>,
    ) {
        SCRATCH.with_borrow_mut(|scratch| {
            self.first_reading(features, sentences, &wanted, scratch, out);
            self.second_reading(features, sentences, &wanted, scratch, out);
        });
    }

    /// Whether a row of scores is that of a token that was not wanted.
    pub(super) fn is_unread(row: &[f32]) -> bool {
        row[0] == UNREAD && row[1..].iter().all(|&score| score == 0.0)
    }

    fn first_reading(
        &self,
        features: &DocumentFeatures,
        sentences: &[SentenceRange],
        wanted: &impl Fn(usize) -> bool,
        scratch: &mut Scratch,
        out: &mut Vec<f32>,
    ) {
        let n = self.model.tags.len();
        out.clear();
        out.resize(features.len() * n, 0.0);
        let Scratch {
            row, next, sums, ..
        } = scratch;
        let mut sum =
            |row: &Row, i: usize| self.sum(&row.features, sums, &mut out[i * n..(i + 1) * n]);
        // the weights of one token come from memory while the features of the next are made
        let mut waiting = None;
        for sentence in sentences {
            let range = sentence.tokens();
            for i in range.clone().filter(|&i| wanted(i)) {
                features.row(i, &range, next);
                self.model.prefetch(&next.features);
                if let Some(before) = waiting.replace(i) {
                    sum(row, before);
                }
                std::mem::swap(row, next);
            }
        }
        if let Some(last) = waiting {
            sum(row, last);
        }
        for i in sentences
            .iter()
            .flat_map(|s| s.tokens())
            .filter(|&i| !wanted(i))
        {
            out[i * n] = UNREAD;
        }
    }

    /// Adds the weights of features to a row of scores.
    fn sum(&self, features: &[u64], sums: &mut Vec<i16>, out: &mut [f32]) {
        sums.resize(out.len(), 0);
        self.model.sum(features, sums);
        for (o, &sum) in out.iter_mut().zip(&*sums) {
            *o += f32::from(sum) * self.model.scale;
        }
    }

    fn second_reading(
        &self,
        features: &DocumentFeatures,
        sentences: &[SentenceRange],
        wanted: &impl Fn(usize) -> bool,
        scratch: &mut Scratch,
        out: &mut [f32],
    ) {
        let n = self.model.tags.len();
        scratch.probabilities.clear();
        scratch.probabilities.resize(out.len(), 0.0);
        for sentence in sentences {
            let range = sentence.tokens();
            if !range.clone().any(wanted) {
                continue;
            }
            let lattice = &mut scratch.lattice;
            lattice.fill(n, &out[range.start * n..range.end * n]);
            lattice.sum(&self.model.transitions);
            lattice.probabilities(&mut scratch.probabilities[range.start * n..range.end * n]);
        }
        scratch.evidence.fill(features, n, &scratch.probabilities);
        for sentence in sentences {
            let range = sentence.tokens();
            for i in range.clone().filter(|&i| wanted(i)) {
                scratch.row.features.clear();
                scratch
                    .evidence
                    .features(i, &range, &mut scratch.row.features);
                if !scratch.row.features.is_empty() {
                    self.sum(
                        &scratch.row.features,
                        &mut scratch.sums,
                        &mut out[i * n..(i + 1) * n],
                    );
                }
            }
        }
    }
}
