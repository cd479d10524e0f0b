//! Clitics: what is written together with a word without belonging to it.
//!
//! Proclitics و ف ب ك ل س أ stand before a stem, pronouns behind it. The article ال is part of the stem, except in `لل`,
//! where it lost its alef to the preposition: there both lams are proclitics, so that `للزعيم` has the stem `زعيم`.
//! Strings alone do not decide (وزير, فيلم, كتاب and لبنان stay whole): every way to cut a word is scored by a
//! log-linear model that knows how often the word and its would-be stem occur, and sees the neighbouring words.
//! Words whose cut does not depend on their neighbours are decided once, when the model is made.

mod candidates;
mod features;
mod model;
pub mod train;

use std::sync::OnceLock;

use crate::error::Result;
use crate::fold::fold_char;
use crate::folded::FoldedTokens;
use crate::span::Span;
use crate::tokenize::{Token, TokenKind};

use candidates::{Candidate, LONGEST, PREFIXES, SUFFIXES, candidates};
use features::{Context, Features, features, score};
use model::{Model, key};

/// What a part of a word is to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// A conjunction, preposition or particle written before the stem.
    Proclitic,
    /// The word itself.
    Stem,
    /// A pronoun written behind the stem.
    Enclitic,
}

/// A word's parts, as places in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct WordSegments {
    word: Span,
    stem: Span,
    /// Lengths in bytes of the proclitics before the stem; 0 for none.
    proclitics: [u8; 3],
    /// How many bytes of the folded word are before the stem, and behind it.
    folded_prefix: u8,
    folded_suffix: u8,
}

impl WordSegments {
    /// A word that is all stem.
    #[must_use]
    pub const fn whole(word: Span) -> Self {
        Self {
            word,
            stem: word,
            proclitics: [0; 3],
            folded_prefix: 0,
            folded_suffix: 0,
        }
    }

    /// The whole word.
    #[must_use]
    pub const fn word(&self) -> Span {
        self.word
    }

    /// The word without what is written together with it.
    #[must_use]
    pub const fn stem(&self) -> Span {
        self.stem
    }

    /// How many bytes of the folded word its proclitics take.
    #[must_use]
    pub const fn folded_prefix(&self) -> usize {
        self.folded_prefix as usize
    }

    /// How many bytes of the folded word its enclitic takes.
    #[must_use]
    pub const fn folded_suffix(&self) -> usize {
        self.folded_suffix as usize
    }

    /// The pronoun behind the stem.
    #[must_use]
    pub const fn enclitic(&self) -> Option<Span> {
        if self.stem.end < self.word.end {
            Some(Span::new(self.stem.end, self.word.end))
        } else {
            None
        }
    }

    /// The parts before the stem, in their order.
    pub fn proclitics(&self) -> impl Iterator<Item = Span> + use<> {
        let mut at = self.word.start;
        self.proclitics
            .into_iter()
            .take_while(|&n| n > 0)
            .map(move |n| {
                let span = Span::new(at, at + u32::from(n));
                at = span.end;
                span
            })
    }

    /// All parts in their order; together they are the word.
    pub fn parts(&self) -> impl Iterator<Item = (Role, Span)> + use<> {
        self.proclitics()
            .map(|s| (Role::Proclitic, s))
            .chain(std::iter::once((Role::Stem, self.stem)))
            .chain(self.enclitic().map(|s| (Role::Enclitic, s)))
    }
}

/// Cuts words into clitics and stems. Immutable; one serves all threads.
pub struct Segmenter {
    model: Model,
}

impl Segmenter {
    /// The segmenter that the program carries.
    ///
    /// # Panics
    /// Never: the model's bytes are part of the program and tested.
    #[must_use]
    pub fn global() -> &'static Self {
        static GLOBAL: OnceLock<Segmenter> = OnceLock::new();
        GLOBAL.get_or_init(|| {
            Self::from_bytes(
                include_bytes!("../models/segment/segment.bin"),
                "the built-in segmenter model",
            )
            .expect("the built-in segmenter model is sound")
        })
    }

    /// A segmenter from a model file's content; `name` stands for the file in errors.
    ///
    /// # Errors
    /// [`Error::InvalidFile`](crate::error::Error::InvalidFile) where it is no segmenter model of this version, is
    /// truncated or damaged.
    pub fn from_bytes(bytes: &[u8], name: &str) -> Result<Self> {
        Model::from_bytes(bytes, name).map(|model| Self { model })
    }

    /// Cuts one word. `word` is its place in `text`; `folded`, `before` and `after` are the folded forms
    /// ([`fold`](crate::fold::fold)) of the word and its neighbours, empty at the ends of a text.
    #[must_use]
    pub fn segment(
        &self,
        text: &str,
        word: Span,
        folded: &str,
        before: &str,
        after: &str,
    ) -> WordSegments {
        let context = Context {
            word: folded,
            closed: is_closed(word.of(text)),
            before,
            after,
        };
        let candidate = self.best(&context);
        if candidate == Candidate::default() {
            return WordSegments::whole(word);
        }
        place(text, word, folded, candidate).unwrap_or_else(|| WordSegments::whole(word))
    }

    /// The best way to cut a word.
    fn best(&self, context: &Context) -> Candidate {
        let word = context.word;
        if word.len() < 4 || word.len() > LONGEST {
            return Candidate::default();
        }
        // Treebanks set لل apart from its noun: preposition and article.
        if word == "لل" {
            return Candidate {
                prefix: 5,
                suffix: 0,
            };
        }
        if let Some(known) = self.model.known(key(word, context.closed))
            && known.decision > 0
        {
            return Candidate::unpack(known.decision - 1).unwrap_or_default();
        }
        self.scored(context).0
    }

    /// The best candidate by score, and how much the runner-up is behind.
    fn scored(&self, context: &Context) -> (Candidate, f32) {
        let mut list = [Candidate::default(); candidates::MOST];
        let n = candidates(context.word, context.closed, &mut list);
        let mut best = (Candidate::default(), f32::NEG_INFINITY);
        let mut second = f32::NEG_INFINITY;
        let mut buffer = Features::new(self.model.weights.len());
        for &candidate in &list[..n] {
            features(&self.model, context, candidate, &mut buffer);
            let score = score(&self.model, &buffer);
            if score > best.1 {
                second = best.1;
                best = (candidate, score);
            } else if score > second {
                second = score;
            }
        }
        (best.0, best.1 - second)
    }
}

/// Cuts all words of a text. `out` is cleared first, then has an element for each token: numbers, signs and the like are
/// whole.
pub fn segment_tokens(
    segmenter: &Segmenter,
    text: &str,
    tokens: &[Token],
    folded: &FoldedTokens,
    out: &mut Vec<WordSegments>,
) {
    out.clear();
    out.reserve(tokens.len());
    for (i, token) in tokens.iter().enumerate() {
        if token.kind != TokenKind::Word {
            out.push(WordSegments::whole(token.span));
            continue;
        }
        let before = i.checked_sub(1).map_or("", |j| folded.get(j));
        let after = if i + 1 < tokens.len() {
            folded.get(i + 1)
        } else {
            ""
        };
        out.push(segmenter.segment(text, token.span, folded.get(i), before, after));
    }
}

/// Whether a word is written with a final letter that no pronoun has.
fn is_closed(word: &str) -> bool {
    let end = word.trim_end_matches(|c| fold_char(c).is_none()).as_bytes();
    // ة U+0629, ى U+0649
    matches!(end, [.., 0xd8, 0xa9] | [.., 0xd9, 0x89])
}

/// Where a candidate's parts stand in the text: `None` where its letters are not those of the original, or a part is
/// longer than 255 bytes for its marks.
fn place(text: &str, word: Span, folded: &str, candidate: Candidate) -> Option<WordSegments> {
    let original = word.of(text);
    let (prefix, parts) = PREFIXES[usize::from(candidate.prefix)];
    let stem_letters = candidate.stem(folded).chars().count();
    let prefix_letters = prefix.chars().count();
    let mut proclitics = [0u8; 3];
    let (mut letters, mut part, mut part_end) = (0, 0, 0u8);
    let (mut start, mut end) = (0, original.len());
    let mut part_start = 0;
    for (at, c) in original.char_indices() {
        if fold_char(c).is_none() {
            continue;
        }
        // A letter begins here: what came before it, marks included, is complete.
        if part < parts.len() && letters == usize::from(part_end + parts[part]) {
            proclitics[part] = u8::try_from(at - part_start).ok()?;
            part_start = at;
            part_end += parts[part];
            part += 1;
        }
        // What stands before the first letter belongs to the first part.
        if letters == prefix_letters && letters > 0 {
            start = at;
        }
        if letters == prefix_letters + stem_letters {
            end = at;
        }
        letters += 1;
    }
    if letters != folded.chars().count() || part != parts.len() {
        return None;
    }
    Some(WordSegments {
        word,
        stem: Span::new(word.start + start as u32, word.start + end as u32),
        proclitics,
        // the longest proclitics and pronouns have six bytes
        folded_prefix: prefix.len() as u8,
        folded_suffix: SUFFIXES[usize::from(candidate.suffix)].len() as u8,
    })
}
