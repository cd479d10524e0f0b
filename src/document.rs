//! A text that was read: tokens, sentences, mentions, entities and quotations.

mod align;
mod export;
mod metonymy;

pub use self::align::Alignment;

use std::borrow::Cow;

use crate::entities::mention::Mention;
use crate::entities::values::{self, Context, Date, Value};
use crate::label::Label;
use crate::names;
use crate::quotes::Quote;
use crate::resolve::Entity;
use crate::segment::WordSegments;
use crate::sentence::SentenceRange;
use crate::span::{CharIndex, CharSamples, Span};
use crate::tokenize::Token;

/// The longest name, in bytes, whose Latin spelling is guessed.
const LONGEST_ROMANIZED: u32 = 120;

/// A text and all that was found in it; immutable once built.
///
/// All places are UTF-8 bytes in [`text`](Self::text); [`chars`](Self::chars) converts them.
pub struct Document {
    /// The text as it was given.
    pub text: Box<str>,
    /// Its tokens, in order.
    pub tokens: Vec<Token>,
    /// The stem and the clitics of each token.
    pub words: Vec<WordSegments>,
    /// Its sentences, in order.
    pub sentences: Vec<SentenceRange>,
    /// Its mentions by start; of two that start together the longer comes first.
    pub mentions: Vec<Mention>,
    /// Its entities, by their first mention.
    pub entities: Vec<Entity>,
    /// Its quotations, by start.
    pub quotes: Vec<Quote>,
    /// The day on which the text was written, where it is known: what relative dates are reckoned from.
    pub reference: Option<Date>,
    /// What [`chars`](Self::chars) needs.
    pub samples: CharSamples,
}

impl Document {
    /// Converts places in the text from bytes to code points and UTF-16 units.
    #[must_use]
    pub fn chars(&self) -> CharIndex<'_> {
        self.samples.index(&self.text)
    }

    /// What stands at `span`.
    #[must_use]
    pub fn slice(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The name of an entity: its best full form in the text.
    #[must_use]
    pub fn entity_name(&self, entity: &Entity) -> &str {
        self.slice(self.mentions[entity.name as usize].span)
    }

    /// What a date, time or amount says in its normal form; `None` for other mentions and for what is not understood.
    ///
    /// It is found when asked for.
    #[must_use]
    pub fn value(&self, mention: &Mention) -> Option<Value> {
        let (start, end) = (mention.span.start as usize, mention.span.end as usize);
        let context = Context {
            reference: self.reference,
            before: &self.text[..start],
            after: &self.text[end..],
        };
        values::read(mention.label, self.slice(mention.span), context)
    }

    /// The usual Latin spelling of an entity; of a person that no lexicon knows, the likeliest one.
    ///
    /// It is found when asked for: a guess costs as much as reading a sentence.
    #[must_use]
    pub fn latin<'a>(&'a self, entity: &'a Entity) -> Option<Cow<'a, str>> {
        let name = &self.mentions[entity.name as usize];
        let guess = || {
            let person = name.label == Label::Per && name.span.len() <= LONGEST_ROMANIZED;
            person
                .then(|| {
                    names::romanize(self.slice(name.span), 1)
                        .pop()
                        .map(Cow::Owned)
                })
                .flatten()
        };
        entity.latin.as_deref().map(Cow::Borrowed).or_else(guess)
    }

    /// The distinct spellings of an entity, most frequent first, then by first place.
    #[must_use]
    pub fn variants(&self, entity: &Entity) -> Vec<&str> {
        let names = entity.mentions.iter().map(|&m| &self.mentions[m as usize]);
        distinct(
            names
                .filter(|m| m.label != Label::Role)
                .map(|m| self.slice(m.span)),
        )
    }

    /// The distinct titles and offices of an entity, most frequent first, then by first place.
    #[must_use]
    pub fn roles(&self, entity: &Entity) -> Vec<&str> {
        let roles = entity.mentions.iter().map(|&m| &self.mentions[m as usize]);
        distinct(
            roles
                .filter(|m| m.label == Label::Role)
                .map(|m| self.slice(m.span)),
        )
    }
}

/// The distinct texts, most frequent first; of two as frequent, the earlier first.
fn distinct<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut counts: Vec<(&str, usize)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for text in texts {
        let at = *places.entry(text).or_insert_with(|| {
            counts.push((text, 0));
            counts.len() - 1
        });
        counts[at].1 += 1;
    }
    counts.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
    counts.into_iter().map(|(text, _)| text).collect()
}
