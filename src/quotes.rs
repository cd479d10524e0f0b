//! Quotations, direct and indirect, with their cues and speakers.

mod bodies;
mod clauses;
mod cues;
mod dialogue;
mod direct;
mod gender;
mod headline;
mod marks;
mod scorer;
mod speaker;
mod statement;
mod subject;
mod vocabulary;
pub use scorer::train as speakers;

use crate::entities::mention::Mention;
use crate::entities::words::{Hits, Words};
use crate::sentence::SentenceRange;
use crate::span::Span;
use cues::Cue;
use gender::Gender;
use marks::Marked;

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

impl std::str::FromStr for QuoteKind {
    type Err = crate::error::Error;

    fn from_str(name: &str) -> crate::error::Result<Self> {
        [Self::Direct, Self::Indirect, Self::Mixed, Self::Belief]
            .into_iter()
            .find(|kind| kind.name() == name)
            .ok_or_else(|| {
                crate::error::Error::invalid_argument(
                    "kind",
                    format!("{name:?}"),
                    "one of direct, indirect, mixed, belief",
                )
            })
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

/// A quotation whose speaker is not known yet.
struct Found {
    tokens: (usize, usize),
    /// Whether the conjunction before the first word stays outside.
    bare: bool,
    kind: QuoteKind,
    cue: Option<Cue>,
    /// Who says it, where its place in the text tells.
    speaker: Option<u32>,
    score: f32,
}

/// What the finders of quotations share: one document, read up to its entities.
struct Reader<'a> {
    words: Words<'a>,
    hits: &'a Hits,
    sentences: &'a [SentenceRange],
    mentions: &'a [Mention],
    cues: Vec<Cue>,
    /// Stretches between quotation marks, by start; none lies in another.
    marked: Vec<Marked>,
    /// The gender of each entity, as far as its names and titles show it.
    genders: Vec<Gender>,
    /// Where the first line ends, in bytes; 0 where there is only one.
    headline: u32,
}

/// The quotations of a document, by start.
#[must_use]
pub fn quotes(
    words: Words<'_>,
    hits: &Hits,
    sentences: &[SentenceRange],
    mentions: &[Mention],
) -> Vec<Quote> {
    let reader = Reader::new(words, hits, sentences, mentions);
    reader.assign_speakers(reader.found())
}

fn headline(text: &str) -> u32 {
    let begin = text.len() - text.trim_start().len();
    text[begin..]
        .find('\n')
        .filter(|at| !text[begin + at..].trim().is_empty())
        .map_or(0, |at| (begin + at) as u32)
}

impl<'a> Reader<'a> {
    fn new(
        words: Words<'a>,
        hits: &'a Hits,
        sentences: &'a [SentenceRange],
        mentions: &'a [Mention],
    ) -> Self {
        let mut reader = Self {
            words,
            hits,
            sentences,
            mentions,
            cues: cues::find(words, hits, mentions),
            marked: marks::pair(words),
            genders: Vec::new(),
            headline: headline(words.text),
        };
        reader.genders = reader.entity_genders();
        reader
    }

    /// The quotations, by start, without their speakers.
    fn found(&self) -> Vec<Found> {
        let clauses = self.clauses();
        let mut found = self.attributed(&clauses);
        found.sort_by_key(|f| f.tokens.0);
        let direct = self.direct(&clauses, &found);
        found.retain(|f| f.kind != QuoteKind::Direct);
        found.extend(self.indirect(&clauses));
        found.extend(direct);
        let echoes = self.echoes(&found);
        found.extend(echoes);
        found.sort_by_key(|f| (f.tokens.0, std::cmp::Reverse(f.tokens.1)));
        self.drop_repeated(&mut found);
        found
    }
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

    /// The cue that begins at token `i`.
    fn cue_at(&self, i: usize) -> Option<Cue> {
        self.cues_in(i, i + 1).first().copied()
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

    /// The longest mention that begins at token `i`.
    fn mention_at(&self, i: usize) -> Option<(usize, &Mention)> {
        self.mentions_in(i, i + 1).next()
    }

    /// The stretch between quotation marks that holds token `i`, marks included.
    fn marked_over(&self, i: usize) -> Option<&Marked> {
        let at = self.marked.partition_point(|m| m.open <= i);
        self.marked[..at].last().filter(|m| i <= m.close)
    }

    /// The place of tokens `first..end` in the text.
    fn span(&self, first: usize, end: usize) -> Span {
        Span::new(
            self.words.tokens[first].span.start,
            self.words.tokens[end - 1].span.end,
        )
    }

    /// Whether a conjunction (و، ف) is written before the word at token `i`.
    fn has_conjunction(&self, i: usize) -> bool {
        self.words.folded(i).starts_with(['و', 'ف'])
            && self
                .words
                .stem(i)
                .start
                .max(self.cue_at(i).map_or(0, |c| c.span.start))
                > self.words.tokens[i].span.start
    }

    /// The folded form of token `i` without a conjunction before it.
    fn bare(&self, i: usize) -> &str {
        let form = self.words.folded(i);
        if self.has_conjunction(i) {
            &form['و'.len_utf8()..]
        } else {
            form
        }
    }
}
