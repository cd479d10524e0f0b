//! Comparing names: the model, and the buffers that one thread needs.

use std::cell::RefCell;

use super::compare;
use super::model::Model;
use super::parts::Parts;
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
        if scratch.a.as_slice().is_empty() || scratch.b.as_slice().is_empty() {
            return if a == b || fold::fold(a) == fold::fold(b) {
                1.0
            } else {
                0.0
            };
        }
        compare::similarity(self.model, &scratch.a, &scratch.b)
    }

    /// Reads a name into parts, to be compared many times.
    pub fn read(&self, name: &str, parts: &mut Parts) {
        parts.read(name, self.model.both_pairs(), &self.model.attested);
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
