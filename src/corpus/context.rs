//! What is known around a name, as evidence for and against being one.

use super::summary::Local;
use crate::resolve::spelling::key;

/// What the profiles of a node say: the countries of its titles and the heads of its titles, sorted.
#[derive(Debug, Clone, Default)]
pub(crate) struct Context {
    pub(crate) countries: Vec<Box<str>>,
    pub(crate) heads: Vec<Box<str>>,
}

/// How many values of each kind are kept for a node.
const KEPT: usize = 24;

impl Context {
    pub(super) fn of(local: &Local) -> Self {
        let mut context = Self {
            countries: local.countries.clone(),
            heads: Vec::new(),
        };
        context.heads = local.roles.iter().map(|c| head(&c.text)).collect();
        context.tidy();
        context
    }

    fn tidy(&mut self) {
        for list in [&mut self.countries, &mut self.heads] {
            list.sort_unstable();
            list.dedup();
            list.truncate(KEPT);
        }
    }

    pub(super) fn add(&mut self, other: &Self) {
        self.countries.extend(other.countries.iter().cloned());
        self.heads.extend(other.heads.iter().cloned());
        self.tidy();
    }

    /// Whether the countries of two speak against being one: both known, none shared, no title shared.
    pub(super) fn conflicts(&self, other: &Self) -> bool {
        !self.countries.is_empty()
            && !other.countries.is_empty()
            && !shares(&self.countries, &other.countries)
            && !shares(&self.heads, &other.heads)
    }

    /// Whether a country or a title of two is the same.
    pub(super) fn supports(&self, other: &Self) -> bool {
        shares(&self.countries, &other.countries) || shares(&self.heads, &other.heads)
    }
}

/// The first word of a title, folded, without its article.
fn head(role: &str) -> Box<str> {
    let key = key(role);
    let first = key.split(' ').next().unwrap_or_default();
    first.strip_prefix("ال").unwrap_or(first).into()
}

/// Whether two sorted lists have a value in common.
fn shares(a: &[Box<str>], b: &[Box<str>]) -> bool {
    let (mut i, mut j) = (0, 0);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Equal => return true,
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
        }
    }
    false
}
