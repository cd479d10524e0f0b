//! The whole flow, in order.

use crate::document::Document;
use crate::entities::mention::Mention;
use crate::entities::words::{Hits, Words};
use crate::entities::{evidence, rules, select, spellings};
use crate::folded::fold_tokens;
use crate::segment::Segmenter;
use crate::span::CharSamples;
use crate::{quotes, resolve, sentence, tokenize};

/// Reads texts into documents. Immutable; threads share one.
#[derive(Clone, Default)]
pub struct Analyzer {}

impl Analyzer {
    /// The analyzer with the lexicons and models that come with the program.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads one text.
    #[must_use]
    pub fn analyze(&self, text: &str) -> Document {
        let tokens = tokenize::tokenize(text);
        let sentences = sentence::sentences(text, &tokens);
        let folded = fold_tokens(text, &tokens);
        let mut segments = Vec::new();
        for (i, t) in tokens.iter().enumerate() {
            let (before, after) = (
                if i > 0 { folded.get(i - 1) } else { "" },
                if i + 1 < tokens.len() {
                    folded.get(i + 1)
                } else {
                    ""
                },
            );
            segments.push(if t.kind == crate::tokenize::TokenKind::Word {
                Segmenter::global().segment(text, t.span, folded.get(i), before, after)
            } else {
                crate::segment::WordSegments::whole(t.span)
            });
        }
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
        let first = select::select(candidates.clone());
        evidence::repeat_names(words, hits, &first, &mut candidates);
        let mut mentions = select::select(candidates);
        mentions.extend(rules::find_roles(words, hits, &mentions));
        select::sort(&mut mentions);
        mentions
    }
}
