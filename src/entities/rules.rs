//! What lexicons and rules find: candidates for mentions, each with how sure it is.
//!
//! Values (dates, amounts) are found by grammar. Names come from the lexicons, from the words that
//! open them (وزارة، مدينة، الرئيس) and from what the rest of the document says. Candidates may
//! overlap; [`super::select`] chooses among them and those of the trained recogniser.

mod organisations;
mod people;
mod places;
mod roles;
mod sieve;
mod temporal;
mod values;

use super::mention::{Mention, Source};
use super::words::{COMMON, Hit, Hits, Words};
use crate::label::Label;
use crate::lexicon::{Kind, layout::role_flag};
use crate::span::Span;
use crate::tokenize::TokenKind;

pub use roles::find_roles;

/// Words that a name never holds although no closed class lists them, folded: what opens a clause.
const BREAKS: &[&str] = &["ان", "قد", "لن", "لم", "ما", "هل"];

/// The rules at work on one document.
pub struct Rules<'a> {
    words: Words<'a>,
    hits: &'a Hits,
    out: Vec<Mention>,
}

/// The candidates of lexicons and rules in a document, in no order; ROLE is found later, by [`find_roles`].
#[must_use]
pub fn candidates(words: Words<'_>, hits: &Hits) -> Vec<Mention> {
    let mut rules = Rules {
        words,
        hits,
        out: Vec::new(),
    };
    rules.find_values();
    for i in 0..words.len() {
        if hits.at(i).is_empty() && words.kind(i) != TokenKind::Word {
            continue;
        }
        rules.nationality(i);
        rules.place(i);
        rules.organisation(i);
        rules.person(i);
        rules.known_thing(i);
    }
    rules.out
}

impl<'a> Rules<'a> {
    fn find_values(&mut self) {
        let mut i = 0;
        while i < self.words.len() {
            debug_assert!(
                self.may_begin_value(i) || !self.begins_time(i) && self.number(i).is_none(),
                "{} is missing among the openers",
                self.words.folded(i)
            );
            i = match self.words.kind(i) {
                TokenKind::Word | TokenKind::Number if self.may_begin_value(i) => {
                    self.temporal(i).or_else(|| self.amount(i)).unwrap_or(i + 1)
                }
                _ => i + 1,
            };
        }
    }

    /// Adds a value of tokens `start..end`.
    fn value(&mut self, label: Label, start: usize, end: usize, score: f32) {
        let first = if self.words.kind(start) == TokenKind::Word {
            self.words.stem(start).start
        } else {
            self.words.tokens[start].span.start
        };
        let span = Span::new(first, self.words.tokens[end - 1].span.end);
        self.push(label, span, (start, end), score, Source::Rule, None);
    }

    fn push(
        &mut self,
        label: Label,
        span: Span,
        tokens: (usize, usize),
        score: f32,
        source: Source,
        id: Option<&str>,
    ) {
        self.out.push(Mention {
            span,
            tokens: (tokens.0 as u32, tokens.1 as u32),
            label,
            score,
            source,
            entity: None,
            id: id.filter(|v| !v.is_empty()).map(Into::into),
        });
    }

    fn push_hit(&mut self, label: Label, hit: &Hit, score: f32, id: Option<&str>) {
        self.push(
            label,
            hit.span,
            (hit.start as usize, hit.end as usize),
            score,
            Source::Lexicon,
            id,
        );
    }

    fn nationality(&mut self, i: usize) {
        let mut best: Option<(Hit, f32, String)> = None;
        for hit in self.hits.at(i) {
            for kind in [Kind::Country, Kind::Norp] {
                for entry in hit.of(kind) {
                    if entry.detail == 0 {
                        continue;
                    }
                    let definite =
                        hit.span.of(self.words.text).starts_with("ال") || self.after_article(hit);
                    let score = match (entry.detail, definite) {
                        // المالية is of finance far more often than of Mali
                        _ if entry.level > 0 => 0.2,
                        (5, false) => 0.2,
                        (_, true) => 0.93,
                        (1 | 2, false) if self.at(i, Kind::NamePart) && hit.len() == 1 => 0.45,
                        _ => 0.72,
                    };
                    let id = crate::lexicon::Lexicon::global().record(entry).field(0);
                    let id = if kind == Kind::Country {
                        format!("iso3166:{id}")
                    } else {
                        format!("norp:{id}")
                    };
                    if best.as_ref().is_none_or(|(h, _, _)| hit.len() > h.len()) {
                        best = Some((*hit, score, id));
                    }
                }
            }
        }
        if let Some((hit, score, id)) = best {
            self.push_hit(Label::Norp, &hit, score, Some(&id));
        }
    }

    fn known_thing(&mut self, i: usize) {
        for (kind, label) in [(Kind::Event, Label::Event), (Kind::Product, Label::Product)] {
            let Some(hit) = self.hits.longest(i, kind).copied() else {
                continue;
            };
            let Some(entry) = hit.entry(kind) else {
                continue;
            };
            let quoted = self.in_quotes(hit.start as usize, hit.end as usize);
            let score = match entry.level {
                0 => 0.88,
                1 if quoted || hit.len() > 1 => 0.7,
                1 => 0.4,
                _ if quoted => 0.5,
                _ => continue,
            };
            let record = crate::lexicon::Lexicon::global().record(entry);
            // A feast is a day of the calendar: قبل عيد الأضحى.
            let label = if record.field(1) == "holiday" {
                Label::Date
            } else {
                label
            };
            self.push_hit(label, &hit, score, Some(record.field(0)));
        }
    }

    /// Whether the hit stands after لل, whose second lam is the article's.
    fn after_article(&self, hit: &Hit) -> bool {
        let before = Span::new(
            self.words.tokens[hit.start as usize].span.start,
            hit.span.start,
        );
        before.of(self.words.text).ends_with("لل")
    }

    /// Whether quotation marks stand directly around tokens `start..end`.
    fn in_quotes(&self, start: usize, end: usize) -> bool {
        start > 0 && is_opening(self.words.raw(start - 1)) && is_closing(self.words.raw(end))
    }

    fn is_one_of(&self, i: usize, forms: &[&str]) -> bool {
        i < self.words.len() && forms.contains(&self.words.folded_stem(i))
    }

    fn is_raw_one_of(&self, i: usize, forms: &[&str]) -> bool {
        forms.contains(&self.words.folded(i))
    }

    /// Whether token `i` begins with its stem.
    fn no_prefix(&self, i: usize) -> bool {
        i < self.words.len() && self.words.stem(i).start == self.words.tokens[i].span.start
    }

    /// Whether the one word at token `i` is in a lexicon.
    fn at(&self, i: usize, kind: Kind) -> bool {
        self.hits.single(i, kind).is_some()
    }

    fn level(&self, i: usize, kind: Kind) -> Option<u8> {
        self.hits
            .at(i)
            .iter()
            .filter(|h| h.len() == 1)
            .find_map(|h| h.entry(kind))
            .map(|e| e.level)
    }

    /// Whether the word at token `i` is frequent in the news.
    fn is_common(&self, i: usize) -> bool {
        self.hits
            .at(i)
            .iter()
            .filter(|h| h.len() == 1)
            .filter_map(|h| h.entry(Kind::OrdinaryWord))
            .any(|e| e.detail > COMMON)
    }

    /// Whether a nationality or people begins at token `i`.
    fn is_nationality(&self, i: usize) -> bool {
        self.hits
            .at(i)
            .iter()
            .any(|h| h.is(Kind::Norp) || h.of(Kind::Country).any(|e| e.detail > 0))
    }

    /// Whether token `i` is a verb or participle of saying.
    fn is_finite_cue(&self, i: usize) -> bool {
        self.hits
            .at(i)
            .iter()
            .filter_map(|h| h.entry(Kind::Cue))
            .any(|e| matches!(e.detail & 7, 0 | 3))
    }

    /// Whether the lexicons know nothing of token `i` but that it is no common word.
    fn is_unknown(&self, i: usize) -> bool {
        self.words.is_word(i)
            && self.hits.at(i).iter().all(|h| h.len() > 1)
            && self.words.folded_suffix(i) == 0
            && !BREAKS.contains(&self.words.folded(i))
    }

    /// Whether token `i` follows the one before it on the same line.
    fn follows(&self, i: usize) -> bool {
        i > 0 && i < self.words.len() && self.words.adjacent(i - 1)
    }
}

/// Whether a hit is a title or office of one person.
fn is_role(hit: &Hit) -> bool {
    hit.of(Kind::Role)
        .any(|e| e.detail & (role_flag::PLURAL | role_flag::KIN) == 0)
}

pub(super) fn is_opening(token: &str) -> bool {
    matches!(token, "\"" | "«" | "“" | "'" | "‘" | "„" | "(")
}

pub(super) fn is_closing(token: &str) -> bool {
    matches!(token, "\"" | "»" | "”" | "'" | "’" | "“" | ")")
}
