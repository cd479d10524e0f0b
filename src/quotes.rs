//! Quotations, direct and indirect, with their cues and speakers.

use crate::span::Span;

/// How a quotation stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum QuoteKind {
    /// In the speaker's words, between quotation marks.
    Direct,
    /// As a reported clause.
    Indirect,
    /// A reported clause that holds words in quotation marks.
    Mixed,
    /// What somebody believes or expects, not what they said.
    Belief,
}

impl QuoteKind {
    /// The kind's name, as in `direct`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Direct => "direct",
            Self::Indirect => "indirect",
            Self::Mixed => "mixed",
            Self::Belief => "belief",
        }
    }
}

/// What somebody said.
#[derive(Debug, Clone, PartialEq)]
pub struct Quote {
    /// The words said, without quotation marks around them or the particle (أن، إن) before them.
    pub span: Span,
    /// How it stands in the text.
    pub kind: QuoteKind,
    /// The word of saying, without its clitics.
    pub cue: Option<Span>,
    /// The cue's dictionary form.
    pub lemma: Option<&'static str>,
    /// The attitude the cue shows: neutral, assert, deny, warn...
    pub stance: Option<&'static str>,
    /// The mention that names the speaker.
    pub speaker: Option<u32>,
    /// The speaker's entity.
    pub entity: Option<u32>,
    /// The mention of the medium that relays it.
    pub source: Option<u32>,
    /// How sure it is that this speaker said it, 0 to 1.
    pub score: f32,
}
