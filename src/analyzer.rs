//! The whole flow, in order.

use std::sync::Arc;

use crate::document::Document;
use crate::entities::mention::{Mention, Source};
use crate::entities::words::{Hits, Words};
use crate::entities::{evidence, rules, select, spellings};
use crate::error::{Error, Result};
use crate::folded::{FoldedTokens, fold_tokens};
use crate::gazetteer::Gazetteer;
use crate::label::Label;
use crate::segment::{Segmenter, WordSegments};
use crate::span::{CharSamples, Span};
use crate::tokenize::{self, Token, TokenKind};
use crate::{quotes, resolve, sentence};

/// How sure a phrase of the user's own gazetteer is.
const GAZETTEER_SCORE: f32 = 0.99;

/// Reads texts into documents. Immutable; threads share one.
///
/// ```
/// use kunya::{analyzer::Analyzer, label::Label};
/// let document = Analyzer::new().analyze("وصل الرئيس الروسي فلاديمير بوتين إلى بيونغ يانغ.");
/// let person = document.mentions.iter().find(|m| m.label == Label::Per).unwrap();
/// assert_eq!(document.slice(person.span), "فلاديمير بوتين");
/// ```
#[derive(Clone, Default)]
pub struct Analyzer {
    gazetteer: Option<Arc<Gazetteer>>,
    min_score: f32,
}

impl Analyzer {
    /// The analyzer with the lexicons and models that come with the program.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Also finds the phrases of `gazetteer`, whose tags are labels by their place in [`Label::ALL`].
    ///
    /// What it knows goes before what the program knows; an entry's id becomes its entity's link.
    ///
    /// # Errors
    /// Where a tag is none of a label.
    pub fn gazetteer(mut self, gazetteer: Arc<Gazetteer>) -> Result<Self> {
        self.gazetteer = Some(gazetteer);
        Ok(self)
    }

    /// Leaves out mentions whose score is below `score`, 0 to 1 (default 0: none).
    ///
    /// # Errors
    /// Where `score` is not between 0 and 1.
    pub fn min_score(mut self, score: f32) -> Result<Self> {
        if !(0.0..=1.0).contains(&score) {
            return Err(Error::invalid_argument(
                "min_score",
                score,
                "between 0 and 1",
            ));
        }
        self.min_score = score;
        Ok(self)
    }

    /// Reads one text.
    #[must_use]
    pub fn analyze(&self, text: &str) -> Document {
        let tokens = tokenize::tokenize(text);
        let sentences = sentence::sentences(text, &tokens);
        let folded = fold_tokens(text, &tokens);
        let segments = segments(text, &tokens, &folded);
        let words = Words {
            text,
            tokens: &tokens,
            folded: &folded,
            segments: &segments,
        };
        let mut hits = Hits::default();
        hits.find(&words);
        let mut mentions = self.mentions(words, &hits);
        let entities = resolve::resolve(text, &mut mentions);
        let quotes = quotes::quotes(words, &hits, &sentences, &mentions);
        Document {
            text: text.into(),
            tokens,
            words: segments,
            sentences,
            mentions,
            entities,
            quotes,
            samples: CharSamples::new(text),
        }
    }

    fn mentions(&self, words: Words, hits: &Hits) -> Vec<Mention> {
        let mut candidates = rules::candidates(words, hits);
        spellings::respelled(words, hits, &mut candidates);
        self.listed(words, &mut candidates);
        let first = select::select(candidates.clone());
        evidence::repeat_names(words, hits, &first, &mut candidates);
        let mut mentions = select::select(candidates);
        mentions.extend(rules::find_roles(words, hits, &mentions));
        mentions.retain(|m| m.score >= self.min_score);
        select::sort(&mut mentions);
        mentions
    }

    /// Adds the phrases of the user's gazetteer.
    fn listed(&self, words: Words, out: &mut Vec<Mention>) {
        let Some(gazetteer) = &self.gazetteer else {
            return;
        };
        for found in gazetteer.find_all(words.folded) {
            let (first, end) = (found.tokens.start, found.tokens.end);
            let span = Span::new(
                words.original_offset(first, found.skip),
                words.tokens[end - 1].span.end,
            );
            for entry in found.entries {
                let Some(&label) = Label::ALL.get(entry.label as usize) else {
                    continue;
                };
                out.push(Mention {
                    span,
                    tokens: (first as u32, end as u32),
                    label,
                    score: GAZETTEER_SCORE,
                    source: Source::Lexicon,
                    entity: None,
                    value: entry
                        .id
                        .map(|id| format!("{}{id}", resolve::USER_ID).into()),
                });
            }
        }
    }
}

/// The stems and clitics of all tokens.
fn segments(text: &str, tokens: &[Token], folded: &FoldedTokens) -> Vec<WordSegments> {
    let segmenter = Segmenter::global();
    let form = |i: usize| if i < tokens.len() { folded.get(i) } else { "" };
    let cut = |(i, token): (usize, &Token)| match token.kind {
        TokenKind::Word => segmenter.segment(
            text,
            token.span,
            form(i),
            form(i.wrapping_sub(1)),
            form(i + 1),
        ),
        _ => WordSegments::whole(token.span),
    };
    tokens.iter().enumerate().map(cut).collect()
}
