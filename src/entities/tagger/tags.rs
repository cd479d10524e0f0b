//! The tags of a recogniser: `O`, and `B-` and `I-` of each type.

/// The tags of a set of types, numbered: 0 is `O`, `1 + 2t` begins type `t`, `2 + 2t` continues it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tags {
    types: Vec<String>,
}

impl Tags {
    /// The tags of these types.
    #[must_use]
    pub fn new(types: Vec<String>) -> Self {
        Self { types }
    }

    /// The types, in their order.
    #[must_use]
    pub fn types(&self) -> &[String] {
        &self.types
    }

    /// How many tags there are.
    #[must_use]
    pub fn len(&self) -> usize {
        1 + 2 * self.types.len()
    }

    /// Whether there is no type, and `O` is all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.types.is_empty()
    }

    /// The tag that begins type `t`.
    #[must_use]
    pub const fn begin(t: usize) -> usize {
        1 + 2 * t
    }

    /// The tag that continues type `t`.
    #[must_use]
    pub const fn inside(t: usize) -> usize {
        2 + 2 * t
    }

    /// The type of a tag; `None` for `O`.
    #[must_use]
    pub const fn type_of(tag: usize) -> Option<usize> {
        if tag == 0 { None } else { Some((tag - 1) / 2) }
    }

    /// Whether a tag begins a mention.
    #[must_use]
    pub const fn is_begin(tag: usize) -> bool {
        tag % 2 == 1
    }

    /// Whether `next` may follow `tag` (`None`: at the start of a sentence).
    #[must_use]
    pub const fn may_follow(tag: Option<usize>, next: usize) -> bool {
        if next == 0 || Self::is_begin(next) {
            return true;
        }
        match tag {
            Some(t) => t == next || t + 1 == next,
            None => false,
        }
    }

    /// A tag's name, as in `B-PER`.
    #[must_use]
    pub fn name(&self, tag: usize) -> String {
        match Self::type_of(tag) {
            None => "O".to_owned(),
            Some(t) if Self::is_begin(tag) => format!("B-{}", self.types[t]),
            Some(t) => format!("I-{}", self.types[t]),
        }
    }
}
