//! Quotations, direct and indirect, with their cues and speakers.

mod direct;
mod indirect;
mod speaker;

use crate::entities::mention::Mention;
use crate::entities::words::{Hits, Words};
use crate::lexicon::{Entry, Kind, Lexicon};
use crate::sentence::SentenceRange;
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

/// A word of saying in the text.
#[derive(Debug, Clone, Copy)]
struct Cue {
    /// Its first token, and the token after its last.
    tokens: (usize, usize),
    span: Span,
    entry: Entry,
}

impl Cue {
    /// 0 verb, 1 noun, 2 preposition, 3 belief.
    const fn class(&self) -> u16 {
        self.entry.detail & 7
    }

    fn lemma(&self) -> &'static str {
        Lexicon::global().record(self.entry).field(0)
    }

    fn stance(&self) -> &'static str {
        Lexicon::global().record(self.entry).field(3)
    }
}

/// What the finders of quotations share: one document, read up to its entities.
struct Reader<'a> {
    words: Words<'a>,
    sentences: &'a [SentenceRange],
    mentions: &'a [Mention],
    cues: Vec<Cue>,
}

/// The quotations of a document, by start.
#[must_use]
pub fn quotes(
    words: Words<'_>,
    hits: &Hits,
    sentences: &[SentenceRange],
    mentions: &[Mention],
) -> Vec<Quote> {
    let reader = Reader {
        words,
        sentences,
        mentions,
        cues: cues(words, hits, mentions),
    };
    let direct = reader.direct();
    let mut out = reader.indirect(&direct);
    out.extend(direct);
    out.sort_by_key(|q| (q.span.start, std::cmp::Reverse(q.span.end)));
    reader.assign_speakers(&mut out);
    out
}

fn cues(words: Words<'_>, hits: &Hits, mentions: &[Mention]) -> Vec<Cue> {
    let mut out: Vec<Cue> = Vec::new();
    let mut names = mentions
        .iter()
        .filter(|m| !matches!(m.label, crate::label::Label::Role))
        .peekable();
    for i in 0..words.len() {
        if out.last().is_some_and(|c| c.tokens.1 > i) {
            continue;
        }
        while names.next_if(|m| m.tokens.1 as usize <= i).is_some() {}
        if names.peek().is_some_and(|m| m.tokens.0 as usize <= i) {
            continue;
        }
        let Some(hit) = hits.longest(i, Kind::Cue) else {
            continue;
        };
        let Some(entry) = hit.entry(Kind::Cue) else {
            continue;
        };
        out.push(Cue {
            tokens: (i, hit.end as usize),
            span: hit.span,
            entry,
        });
    }
    out
}

impl Reader<'_> {
    /// The sentence that holds token `i`, as its place in the list.
    fn sentence_of(&self, i: usize) -> usize {
        self.sentences
            .partition_point(|s| s.end as usize <= i)
            .min(self.sentences.len().saturating_sub(1))
    }

    /// The tokens of the sentence that holds token `i`.
    fn sentence(&self, i: usize) -> (usize, usize) {
        self.sentences
            .get(self.sentence_of(i))
            .map_or((0, self.words.len()), |s| {
                (s.first as usize, s.end as usize)
            })
    }

    /// The cues whose first token lies in `from..to`.
    fn cues_in(&self, from: usize, to: usize) -> &[Cue] {
        let a = self.cues.partition_point(|c| c.tokens.0 < from);
        let b = self.cues.partition_point(|c| c.tokens.0 < to);
        &self.cues[a..b.max(a)]
    }

    /// The mentions whose first token lies in `from..to`, with their places in the list.
    fn mentions_in(
        &self,
        from: usize,
        to: usize,
    ) -> impl DoubleEndedIterator<Item = (usize, &Mention)> + Clone {
        let a = self
            .mentions
            .partition_point(|m| (m.tokens.0 as usize) < from);
        let b = self
            .mentions
            .partition_point(|m| (m.tokens.0 as usize) < to)
            .max(a);
        (a..b).zip(&self.mentions[a..b])
    }

    /// Whether token `i` opens a reported clause: أن، إن، أنه، بأن.
    fn opens_clause(&self, i: usize) -> bool {
        matches!(
            self.words.folded(i),
            "ان" | "انه"
                | "انها"
                | "انهم"
                | "انهما"
                | "اننا"
                | "انني"
                | "اني"
                | "انا"
                | "بان"
                | "بانه"
                | "بانها"
                | "بانهم"
                | "بانهما"
                | "لان"
                | "كون"
                | "بانني"
                | "باننا"
        )
    }
}
