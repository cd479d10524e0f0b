//! Names by the trained recognisers, the lexicons and the rules together.
//!
//! A recogniser scores the tags of every word. What lexicons and rules propose is added to the scores as evidence for a
//! span, with the log-odds of its own score; then one path through each sentence is chosen. So a sure phrase of the
//! lexicons wins over a doubtful reading, and a sure reading over a doubtful phrase. A mention's score is its probability
//! in the sum over all paths.

use std::path::Path;
use std::sync::Arc;

use super::encoder::Encoder;
use super::mention::{Mention, Source};
use super::proclitics::Reader;
use super::tagger::{DocumentFeatures, Lattice, Tagger, Tags, Transitions, spans};
use super::words::{Hits, Words};
use crate::error::{Error, Result};
use crate::label::Label;
use crate::script::is_arabic_letter;
use crate::sentence::SentenceRange;
use crate::span::Span;
use crate::tokenize::TokenKind;

/// How much a candidate's log-odds count beside the recogniser's scores, and what every candidate is worth: chosen on
/// the development articles, where the recogniser alone finds too few names.
const EVIDENCE: f32 = 0.6;
const PROPOSED: f32 = 0.6;
/// How much the encoder's log-probabilities count beside the fast recogniser's scores: chosen on the development articles.
const ENCODER_SHARE: f32 = 0.5;
/// The log-probability below which the encoder's are all alike.
const LEAST_LIKELY: f32 = -8.0;
/// O, B-ROLE, I-ROLE.
const ROLE_TAGS: usize = 3;
/// What is added for a phrase of several words that the lexicons know and that is hardly anything else.
const PHRASE: f32 = 2.0;
const SURE: f32 = 0.95;
/// Candidates at least this sure are phrases that no chance explains, and count as two: several words that sound like a
/// known name.
pub(super) const SURER: f32 = 0.985;
/// A log-odds that no evidence exceeds.
const SUREST: f32 = 4.0;
/// What is added for the phrases of the user's own gazetteer, which no reading outweighs.
const LISTED: f32 = 30.0;
/// What at most is taken from the score of going on with a person's name over a word that و joins, and how much less likely
/// than no name it may be for that to matter.
const JOINED: f32 = 8.0;
const MAY_GO_ON: f32 = 8.0;
/// What is added to the score of being no name for a word in letters that are neither Arabic nor Latin, about which the
/// recognisers have learned nothing; the user's own gazetteer outweighs it.
const UNREAD: f32 = 20.0;
/// Candidates at least this sure are from the user's own gazetteer.
pub const LISTED_SCORE: f32 = 0.99;

/// A trained recogniser of names.
#[derive(Clone)]
pub enum Recogniser {
    /// The fast model, built in or the user's.
    Fast(Arc<Tagger>),
    /// The encoder, with the fast model beside it.
    Accurate(&'static Encoder),
}

/// Scores of tags for all tokens of a document.
pub struct Reading {
    rows: Vec<f32>,
    /// The encoder's scores of titles and offices, for [`super::roles`]; none where there is no encoder.
    pub(crate) roles: Vec<f32>,
    labels: Vec<Label>,
    transitions: Transitions,
}

impl Recogniser {
    /// A user's fast model, of any types; types that are labels of kunya mean the same.
    ///
    /// # Errors
    /// Where the file cannot be read, is no such model, or a type's name is none for a label.
    pub fn load(path: &Path) -> Result<Self> {
        let tagger = Tagger::load(path)?;
        for name in tagger.tags().types() {
            Label::named(name).map_err(|error| Error::InvalidFile {
                path: path.display().to_string(),
                reason: format!("its types must be names of labels: {error}"),
            })?;
        }
        Ok(Self::Fast(Arc::new(tagger)))
    }

    /// Reads a document, of which `features` are what the built-in recognisers see.
    #[must_use]
    pub fn read(
        &self,
        words: &Words<'_>,
        hits: &Hits,
        features: &DocumentFeatures,
        sentences: &[SentenceRange],
    ) -> Reading {
        match self {
            Self::Fast(tagger) => {
                Reading::of(tagger, &tagger.features(words, hits), sentences, |_| true)
            }
            Self::Accurate(encoder) => accurate(encoder, words, features, sentences),
        }
    }
}

/// The labels of a model's types, which were looked at when the model was loaded.
fn labels(tags: &Tags) -> Vec<Label> {
    let label = |name: &String| Label::named(name).unwrap_or(Label::Product);
    tags.types().iter().map(label).collect()
}

impl Reading {
    /// A document whose `wanted` tokens are read by a fast model, for which `features` are; the others are taken to be no
    /// mention.
    #[must_use]
    pub fn of(
        tagger: &Tagger,
        features: &DocumentFeatures,
        sentences: &[SentenceRange],
        wanted: impl Fn(usize) -> bool,
    ) -> Self {
        let mut rows = Vec::new();
        tagger.emissions_of(features, sentences, wanted, &mut rows);
        Self {
            rows,
            roles: Vec::new(),
            labels: labels(tagger.tags()),
            transitions: tagger.transitions().clone(),
        }
    }
}

fn accurate(
    encoder: &Encoder,
    words: &Words<'_>,
    features: &DocumentFeatures,
    sentences: &[SentenceRange],
) -> Reading {
    let texts: Vec<Vec<&str>> = sentences
        .iter()
        .map(|s| s.tokens().map(|i| words.raw(i)).collect())
        .collect();
    let mut encoded = Vec::new();
    encoder.emissions(&texts, &mut encoded);
    let columns = encoder.columns();
    let mut reading = Reading::of(Tagger::global(), features, sentences, |_| true);
    let n = 1 + 2 * reading.labels.len();
    // the encoder's column of each tag
    let names = encoder.labels();
    let column = |tag: usize| {
        let Some(t) = Tags::type_of(tag) else {
            return names.iter().position(|name| name == "O");
        };
        let place = if Tags::is_begin(tag) { "B-" } else { "I-" };
        names.iter().position(|name| {
            name.strip_prefix(place)
                .is_some_and(|name| name == reading.labels[t].name())
        })
    };
    let of: Vec<Option<usize>> = (0..n).map(column).collect();
    reading.roles = vec![0.0; words.len() * ROLE_TAGS];
    let order = sentences.iter().flat_map(|s| s.tokens());
    for (i, row) in order.zip(encoded.chunks_exact(columns)) {
        for (score, column) in reading.rows[i * n..(i + 1) * n].iter_mut().zip(&of) {
            if let Some(c) = column {
                *score += ENCODER_SHARE * row[*c].max(LEAST_LIKELY);
            }
        }
        let roles = &mut reading.roles[i * ROLE_TAGS..(i + 1) * ROLE_TAGS];
        for (score, other) in roles.iter_mut().zip(&row[names.len()..]) {
            *score = ENCODER_SHARE * other.max(LEAST_LIKELY);
        }
    }
    reading
}

impl Reading {
    /// Makes it unlikely that a person's name goes on over a word that و joins, and that a word of another script is a name.
    fn keep_apart(
        &self,
        words: &Words<'_>,
        reader: &Reader<'_>,
        sentence: std::ops::Range<usize>,
        lattice: &mut Lattice,
    ) {
        let person = self.labels.iter().position(|l| *l == Label::Per);
        for i in sentence.clone() {
            let row = lattice.row_mut(i - sentence.start);
            if words.kind(i) == TokenKind::Word && !words.raw(i).chars().any(is_arabic_letter) {
                row[0] += UNREAD;
            } else if let Some(person) = person
                && i > sentence.start
                && row[Tags::inside(person)] > row[0] - MAY_GO_ON
                && let Some(log_odds) = reader.joined(i)
            {
                row[Tags::inside(person)] -= log_odds.clamp(0.0, JOINED);
            }
        }
    }

    /// The names of a document, no two of them overlapping, sorted by start.
    ///
    /// `candidates` are what lexicons and rules propose; of those with the label of a name each is evidence.
    #[must_use]
    pub fn decode(
        &self,
        words: &Words<'_>,
        reader: &Reader<'_>,
        sentences: &[SentenceRange],
        candidates: &[Mention],
    ) -> Vec<Mention> {
        self.decode_where(words, reader, sentences, candidates, |_| None)
    }

    /// The names of a document that was decoded before, now that there are more candidates: those behind the first
    /// `before`. Only their sentences are decoded again.
    #[must_use]
    pub fn decode_again(
        &self,
        words: &Words<'_>,
        reader: &Reader<'_>,
        sentences: &[SentenceRange],
        candidates: &[Mention],
        before: usize,
        decoded: &[Mention],
    ) -> Vec<Mention> {
        let mut added: Vec<u32> = candidates[before..].iter().map(|c| c.tokens.0).collect();
        added.sort_unstable();
        self.decode_where(words, reader, sentences, candidates, |sentence| {
            let at = added.partition_point(|&token| token < sentence.first);
            if added.get(at).is_some_and(|&token| token < sentence.end) {
                return None;
            }
            let names = |end: u32| decoded.partition_point(|m| m.tokens.0 < end);
            Some(&decoded[names(sentence.first)..names(sentence.end)])
        })
    }

    /// As [`Reading::decode`], but for the sentences whose names are known.
    fn decode_where<'d>(
        &self,
        words: &Words<'_>,
        reader: &Reader<'_>,
        sentences: &[SentenceRange],
        candidates: &[Mention],
        decoded: impl Fn(&SentenceRange) -> Option<&'d [Mention]>,
    ) -> Vec<Mention> {
        let n = 1 + 2 * self.labels.len();
        let mut by_start: Vec<&Mention> = candidates
            .iter()
            .filter(|c| self.labels.contains(&c.label))
            .collect();
        by_start.sort_by(|a, b| key(a).cmp(&key(b)).then(b.score.total_cmp(&a.score)));
        leave_out_parts(&mut by_start);
        // of those for the same tokens and label the surest stays
        by_start.dedup_by_key(|c| key(c));
        let mut lattice = Lattice::default();
        let (mut path, mut out) = (Vec::new(), Vec::new());
        let mut next = 0;
        for sentence in sentences {
            let (first, end) = (sentence.first as usize, sentence.end as usize);
            if let Some(names) = decoded(sentence) {
                out.extend_from_slice(names);
                next += by_start[next..].partition_point(|c| (c.tokens.0 as usize) < end);
                continue;
            }
            let rows = &self.rows[first * n..end * n];
            let proposed = by_start
                .get(next)
                .is_some_and(|c| (c.tokens.0 as usize) < end);
            if !proposed && rows.chunks_exact(n).all(Tagger::is_unread) {
                continue;
            }
            lattice.fill(n, rows);
            self.keep_apart(words, reader, first..end, &mut lattice);
            while next < by_start.len() && (by_start[next].tokens.0 as usize) < end {
                let c = by_start[next];
                next += 1;
                if (c.tokens.0 as usize) < first || c.tokens.1 as usize > end {
                    continue;
                }
                let t = self.labels.iter().position(|l| *l == c.label).unwrap_or(0);
                lattice.add_span(
                    c.tokens.0 as usize - first,
                    c.tokens.1 as usize - 1 - first,
                    t,
                    evidence(c),
                );
            }
            lattice.best(&self.transitions, &mut path);
            if path.iter().all(|&tag| tag == 0) {
                continue;
            }
            lattice.sum(&self.transitions);
            for span in spans(&path) {
                let (a, b) = (span.first as usize, span.last as usize);
                let label = self.labels[usize::from(span.kind)];
                let score = lattice
                    .span_probability(a, b, usize::from(span.kind))
                    .clamp(0.0, 1.0);
                out.push(mention(
                    words,
                    &by_start,
                    first + a,
                    first + b + 1,
                    label,
                    score,
                ));
            }
        }
        out
    }
}

/// What candidates are sorted and found by.
const fn key(candidate: &Mention) -> ((u32, u32), Label) {
    (candidate.tokens, candidate.label)
}

/// The longest phrase of the lexicons, in tokens.
const LONGEST: u32 = 12;

/// Leaves out what is a part of a longer phrase of the lexicons that is as sure: both would be evidence against each
/// other. So does a rule that reads words of a surer phrase otherwise. A part is found again as what nests in the name.
///
/// `candidates` are sorted by start.
fn leave_out_parts(candidates: &mut Vec<&Mention>) {
    let length = |m: &Mention| m.tokens.1 - m.tokens.0;
    let phrases: Vec<&Mention> = candidates
        .iter()
        .copied()
        .filter(|c| length(c) > 1 && c.source == Source::Lexicon)
        .collect();
    candidates.retain(|c| {
        let from = phrases.partition_point(|p| p.tokens.0 + LONGEST < c.tokens.0);
        let near = phrases[from..]
            .iter()
            .take_while(|p| p.tokens.0 < c.tokens.1);
        !near
            .filter(|p| p.tokens.1 > c.tokens.0 && p.score >= c.score)
            .any(|p| {
                let whole = p.tokens.0 <= c.tokens.0 && c.tokens.1 <= p.tokens.1;
                whole && length(p) > length(c) || c.source == Source::Rule && p.label != c.label
            })
    });
}

fn evidence(candidate: &Mention) -> f32 {
    let p = candidate.score.clamp(0.02, 0.98);
    let log_odds = (p / (1.0 - p)).ln().clamp(-SUREST, SUREST);
    let sure_phrase = candidate.source == Source::Lexicon
        && candidate.tokens.1 - candidate.tokens.0 > 1
        && candidate.score >= SURE;
    PROPOSED
        + if sure_phrase { PHRASE } else { 0.0 }
        + if sure_phrase && candidate.score >= SURER {
            PHRASE
        } else {
            0.0
        }
        + EVIDENCE * log_odds
        + if candidate.score >= LISTED_SCORE {
            LISTED
        } else {
            0.0
        }
}

/// The mention of tokens `start..end`, its edges those of the candidate that proposed it, else of the stems.
fn mention(
    words: &Words<'_>,
    known: &[&Mention],
    start: usize,
    end: usize,
    label: Label,
    score: f32,
) -> Mention {
    let (start, end) = balanced(words, start, end);
    let tokens = (start as u32, end as u32);
    if let Ok(at) = known.binary_search_by_key(&(tokens, label), |c| key(c)) {
        return Mention {
            score,
            ..known[at].clone()
        };
    }
    let last = words.tokens[end - 1].span;
    let close = if matches!(label, Label::Per | Label::Loc) {
        last.end
    } else {
        words.stem(end - 1).end
    };
    Mention {
        span: Span::new(words.stem(start).start, close),
        tokens,
        label,
        score,
        source: Source::Model,
        entity: None,
        id: None,
    }
}

/// The tokens of a name with the quotation mark that closes one inside it, and without one that it does not open:
/// وكالة "نوفوستي".
pub(super) fn balanced(words: &Words<'_>, start: usize, end: usize) -> (usize, usize) {
    let open = |i: usize| matches!(words.raw(i), "«" | "“" | "\"");
    let close = |i: usize| matches!(words.raw(i), "»" | "”" | "\"");
    let inside = (start + 1..end).filter(|&i| open(i) || close(i)).count();
    match inside % 2 {
        1 if close(end) && words.adjacent(end - 1) => (start, end + 1),
        1 if close(end - 1) && end > start + 1 => (start, end - 1),
        _ => (start, end),
    }
}

/// The accurate model that comes with the program.
///
/// # Errors
/// Where this build has none.
#[cfg(feature = "accurate")]
pub fn accurate_model() -> Result<Recogniser> {
    Ok(Recogniser::Accurate(Encoder::global()))
}

/// The accurate model that comes with the program.
///
/// # Errors
/// Where this build has none.
#[cfg(not(feature = "accurate"))]
pub fn accurate_model() -> Result<Recogniser> {
    Err(Error::invalid_argument(
        "model",
        "\"accurate\"",
        "\"fast\": this build has no accurate model (feature `accurate`)",
    ))
}
