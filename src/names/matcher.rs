//! Comparing names: the model, and the buffers that one thread needs.

use std::cell::RefCell;

use super::attested::EntryId;
use super::compare;
use super::features::TRIED_LINKS;
use super::model::Model;
use super::parts::{Part, Parts};
use crate::fold;

/// Compares names. Immutable and cheap to copy; threads share one.
///
/// ```
/// use kunya::names::Matcher;
/// let matcher = Matcher::global();
/// assert!(matcher.similarity("غوغل", "جوجل") > 0.5);
/// assert!(matcher.similarity("حسن", "حسين") < 0.5);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Matcher<'m> {
    model: &'m Model,
}

/// The buffers of one thread.
#[derive(Clone, Debug, Default)]
pub struct Scratch {
    a: Parts,
    b: Parts,
    block: Block,
}

/// Pairs of names that are compared side by side.
const BLOCK: usize = 8;

/// Names that are read side by side, so that the table's answers for one are under way while others are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    names: Vec<Parts>,
}

impl Block {
    /// Reads names.
    pub(super) fn read<'t>(
        &mut self,
        model: &Model,
        names: impl Iterator<Item = &'t str>,
    ) -> &[Parts] {
        let mut n = 0;
        let attested = &model.attested;
        for name in names {
            if n == self.names.len() {
                self.names.push(Parts::new());
            }
            let parts = &mut self.names[n];
            parts.read_letters(name, model.both_pairs());
            hashes(parts).for_each(|h| attested.fetch_slot(h));
            n += 1;
        }
        let names = &mut self.names[..n];
        names
            .iter()
            .flat_map(hashes)
            .for_each(|h| attested.fetch_record(h));
        names
            .iter()
            .flat_map(hashes)
            .for_each(|h| attested.fetch_letters(h));
        names.iter_mut().for_each(|p| p.look_up(attested));
        for name in &*names {
            entries(name).for_each(|e| attested.fetch_linked(e, TRIED_LINKS));
        }
        for name in &*names {
            entries(name).for_each(|e| attested.fetch_linked_letters(e, TRIED_LINKS));
        }
        &self.names[..n]
    }
}

fn hashes(name: &Parts) -> impl Iterator<Item = u64> + '_ {
    name.as_slice().iter().flat_map(Part::hashes)
}

fn entries(name: &Parts) -> impl Iterator<Item = EntryId> + '_ {
    name.as_slice().iter().filter_map(|p| p.entry)
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::default();
}

impl Matcher<'static> {
    /// The matcher over the model that comes with the program.
    #[must_use]
    pub fn global() -> Self {
        Self {
            model: Model::global(),
        }
    }
}

impl<'m> Matcher<'m> {
    /// A matcher over another model.
    #[must_use]
    pub const fn new(model: &'m Model) -> Self {
        Self { model }
    }

    /// The model.
    #[must_use]
    pub const fn model(&self) -> &'m Model {
        self.model
    }

    /// How likely two names are one, 0 to 1; 0.5 is as likely as not.
    ///
    /// Symmetric; 1 for names that are equal after folding; 0 where one of two unequal names has
    /// no letter. Titles count little, the order of parts counts.
    #[must_use]
    pub fn similarity(&self, a: &str, b: &str) -> f32 {
        SCRATCH.with(|s| match s.try_borrow_mut() {
            Ok(mut s) => self.similarity_with(a, b, &mut s),
            Err(_) => self.similarity_with(a, b, &mut Scratch::default()),
        })
    }

    /// The same with the caller's buffers.
    #[must_use]
    pub fn similarity_with(&self, a: &str, b: &str, scratch: &mut Scratch) -> f32 {
        self.read(a, &mut scratch.a);
        self.read(b, &mut scratch.b);
        self.scored((a, &scratch.a), (b, &scratch.b))
    }

    /// [`Matcher::similarity`] of many pairs; quicker than one after another.
    #[must_use]
    pub fn similarities(&self, pairs: &[(&str, &str)]) -> Vec<f32> {
        SCRATCH.with(|s| match s.try_borrow_mut() {
            Ok(mut s) => self.similarities_with(pairs, &mut s),
            Err(_) => self.similarities_with(pairs, &mut Scratch::default()),
        })
    }

    fn similarities_with(&self, pairs: &[(&str, &str)], scratch: &mut Scratch) -> Vec<f32> {
        let mut scores = Vec::with_capacity(pairs.len());
        for pairs in pairs.chunks(BLOCK) {
            let names = pairs.iter().flat_map(|&(a, b)| [a, b]);
            let read = scratch.block.read(self.model, names);
            for (&(a, b), read) in pairs.iter().zip(read.as_chunks::<2>().0) {
                scores.push(self.scored((a, &read[0]), (b, &read[1])));
            }
        }
        scores
    }

    /// The similarity of two names as text and as parts.
    fn scored(&self, a: (&str, &Parts), b: (&str, &Parts)) -> f32 {
        if a.1.as_slice().is_empty() || b.1.as_slice().is_empty() {
            let equal = a.0 == b.0 || fold::fold(a.0) == fold::fold(b.0);
            return if equal { 1.0 } else { 0.0 };
        }
        compare::similarity(self.model, a.1, b.1)
    }

    /// Reads a name into parts, to be compared many times.
    pub fn read(&self, name: &str, parts: &mut Parts) {
        parts.read(name, self.model.both_pairs(), &self.model.attested);
    }

    /// Logit that names already read are one; [`compare::EQUAL`] for equal ones.
    #[must_use]
    pub fn logit_of(&self, a: &Parts, b: &Parts) -> f32 {
        if a.key() == b.key() {
            compare::EQUAL
        } else {
            compare::name_logit(self.model, a, b)
        }
    }

    /// Similarity of names already read.
    #[must_use]
    pub fn similarity_of(&self, a: &Parts, b: &Parts) -> f32 {
        compare::similarity(self.model, a, b)
    }
}

/// How likely two names are one: [`Matcher::similarity`] of the global matcher.
#[must_use]
pub fn similarity(a: &str, b: &str) -> f32 {
    Matcher::global().similarity(a, b)
}
