//! One mention and where it comes from.

use crate::label::Label;
use crate::span::Span;

/// What found a mention.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// The trained recogniser.
    Model,
    /// A lexicon, built in or the user's.
    Lexicon,
    /// A rule over words and lexicons.
    Rule,
}

impl Source {
    /// The source's name, as in `lexicon`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Model => "model",
            Self::Lexicon => "lexicon",
            Self::Rule => "rule",
        }
    }
}

/// A stretch of the text that names or stands for something.
#[derive(Debug, Clone, PartialEq)]
pub struct Mention {
    /// Its place in the text, without clitics and without quotation marks around it.
    pub span: Span,
    /// Its first token, and the token after its last.
    pub tokens: (u32, u32),
    /// Its kind.
    pub label: Label,
    /// How sure the mention is, 0 to 1.
    pub score: f32,
    /// What found it.
    pub source: Source,
    /// The entity it belongs to, by its place in the document's entities.
    pub entity: Option<u32>,
    /// Its identifier where a lexicon or the user's own phrases know it.
    pub id: Option<Box<str>>,
}
