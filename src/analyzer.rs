//! The whole flow, in order.

use std::path::Path;
use std::sync::Arc;

use crate::document::Document;
use crate::entities::mention::{Mention, Source};
use crate::entities::proclitics::{self, Reader};
use crate::entities::recognise::{self, LISTED_SCORE, Reading, Recogniser};
use crate::entities::tagger::Tagger;
use crate::entities::values::Date;
use crate::entities::words::{Hits, Words};
use crate::entities::{adjectives, evidence, figures, nested, roles, rules, select, spellings};
use crate::error::{Error, Result};
use crate::folded::fold_tokens;
use crate::gazetteer::Gazetteer;
use crate::knowledge::Knowledge;
use crate::label::Label;
use crate::segment::{Segmenter, segment_tokens};
use crate::sentence::{self, SentenceRange};
use crate::span::{CharSamples, Span};
use crate::{quotes, resolve, tokenize};

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
    /// `None` for the fast model that comes with the program, which is loaded on first use.
    recogniser: Option<Recogniser>,
    gazetteer: Option<Arc<Gazetteer>>,
    knowledge: Option<Arc<Knowledge>>,
    min_score: f32,
    reference: Option<Date>,
}

impl Analyzer {
    /// The analyzer with the lexicons and models that come with the program.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Chooses the recogniser: `fast` (the default), `accurate`, or the file of a fast model.
    ///
    /// The model decides which names there are: of what the lexicons know, only names of its types are found.
    ///
    /// # Errors
    /// Where there is no such model, or the file is damaged or another kind of file.
    pub fn model(mut self, model: &str) -> Result<Self> {
        self.recogniser = match model {
            "fast" => None,
            "accurate" => Some(recognise::accurate_model()?),
            path if Path::new(path).exists() => Some(Recogniser::load(Path::new(path))?),
            given => {
                let allowed = "\"fast\", \"accurate\" or the path of a model file";
                return Err(Error::invalid_argument(
                    "model",
                    format!("{given:?}"),
                    allowed,
                ));
            }
        };
        Ok(self)
    }

    /// Also finds the phrases of `gazetteer`, whose tags are labels by their place in [`Label::ALL`]; other tags are passed
    /// over.
    ///
    /// What it knows goes before what the program knows; an entry's id becomes its entity's link.
    #[must_use]
    pub fn gazetteer(mut self, gazetteer: Arc<Gazetteer>) -> Self {
        self.gazetteer = Some(gazetteer);
        self
    }

    /// Also finds who and what `knowledge` lists, and links entities to its ids.
    ///
    /// What it knows goes before what the program knows.
    #[must_use]
    pub fn knowledge(mut self, knowledge: Arc<Knowledge>) -> Self {
        self.knowledge = Some(knowledge);
        self
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

    /// Reckons relative dates, أمس, from this day: the day on which the texts were written.
    #[must_use]
    pub fn reference_date(mut self, day: Option<Date>) -> Self {
        self.reference = day;
        self
    }

    /// Reads one text.
    #[must_use]
    pub fn analyze(&self, text: &str) -> Document {
        let mut document = read(text, |words, hits, sentences| {
            self.mentions(words, hits, sentences)
        });
        document.reference = self.reference;
        if let Some(knowledge) = &self.knowledge {
            knowledge.link(&mut document);
        }
        document
    }

    fn mentions(&self, words: Words, hits: &Hits, sentences: &[SentenceRange]) -> Vec<Mention> {
        let mut candidates = rules::candidates(words, hits);
        spellings::respelled(words, hits, &mut candidates);
        if let Some(gazetteer) = &self.gazetteer {
            listed(gazetteer, words, &mut candidates);
        }
        if let Some(knowledge) = &self.knowledge {
            listed(knowledge.gazetteer(), words, &mut candidates);
        }
        let features = Tagger::global().features(&words, hits);
        let reader = Reader::new(&words, hits);
        let reading = match &self.recogniser {
            Some(recogniser) => recogniser.read(&words, hits, &features, sentences),
            None => Reading::of(Tagger::global(), &features, sentences, |_| true),
        };
        let first = reading.decode(&words, &reader, sentences, &candidates);
        let before = candidates.len();
        evidence::repeat_names(words, hits, &first, &mut candidates);
        let mut names =
            reading.decode_again(&words, &reader, sentences, &candidates, before, &first);
        proclitics::settle(&reader, &mut names);
        adjectives::take_in(&words, hits, &mut names);
        let nested = nested::find(words, &features, &reader, &names, &candidates);
        let mut values = figures::find(words, hits, &features, &reader, sentences, &candidates);
        // titles that the user lists
        values.extend(candidates.into_iter().filter(|c| c.label == Label::Role));
        select::sort(&mut values);
        let mut mentions = select::select(names, nested, values);
        mentions.extend(roles::find(
            words,
            hits,
            &features,
            sentences,
            &mentions,
            &reading.roles,
        ));
        mentions.retain(|m| m.score >= self.min_score);
        select::sort(&mut mentions);
        // a user's model may know titles too
        mentions.dedup_by(|a, b| a.span == b.span && a.label == b.label);
        mentions
    }
}

/// Adds the phrases of a gazetteer of the user's.
fn listed(gazetteer: &Gazetteer, words: Words, out: &mut Vec<Mention>) {
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
                score: LISTED_SCORE,
                source: Source::Lexicon,
                entity: None,
                id: entry
                    .id
                    .map(|id| format!("{}{id}", resolve::USER_ID).into()),
            });
        }
    }
}

/// The whole flow round `find`, which gives the mentions, sorted as [`select::sort`] does.
#[must_use]
pub fn read(
    text: &str,
    find: impl FnOnce(Words<'_>, &Hits, &[SentenceRange]) -> Vec<Mention>,
) -> Document {
    let tokens = tokenize::tokenize(text);
    let sentences = sentence::sentences(text, &tokens);
    let folded = fold_tokens(text, &tokens);
    let mut segments = Vec::new();
    segment_tokens(Segmenter::global(), text, &tokens, &folded, &mut segments);
    let words = Words {
        text,
        tokens: &tokens,
        folded: &folded,
        segments: &segments,
    };
    let mut hits = Hits::default();
    hits.find(&words);
    let mut mentions = find(words, &hits, &sentences);
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
        reference: None,
        samples: CharSamples::new(text),
    }
}
