//! Known names in spellings that no lexicon lists: بيونج يونج for بيونغ يانغ.
//!
//! Countries, capitals, large cities and known people are kept by the skeleton of their names; words that the lexicons
//! do not know are looked up by theirs, and what shares it is compared as names are.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::mention::{Mention, Source};
use super::recognise::SURER;
use super::words::{Hits, Words};
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};
use crate::names::parts::Parts;
use crate::names::{Matcher, skeleton};
use crate::span::Span;

/// Cities with fewer inhabitants are too many to be told apart by their spelling.
const LEAST_POPULATION: u64 = 250_000;
/// The longest name that is looked up, in words.
const LONGEST: usize = 3;
/// The least similarity of a name of one word, and of several.
const SAME_WORD: f32 = 0.85;
const SAME_NAME: f32 = 0.72;
/// The shortest skeleton that says anything.
const SHORTEST: usize = 3;

struct Known {
    name: &'static str,
    label: Label,
    id: Box<str>,
}

struct Table(HashMap<Box<str>, Vec<Known>>);

impl Table {
    fn global() -> &'static Self {
        static GLOBAL: OnceLock<Table> = OnceLock::new();
        GLOBAL.get_or_init(Self::build)
    }

    fn build() -> Self {
        let lexicon = Lexicon::global();
        let mut table = Self(HashMap::new());
        for record in lexicon.records(Kind::Country) {
            let id = format!("iso3166:{}", record.field(0));
            record
                .values(1)
                .for_each(|name| table.add(name, Label::Loc, &id));
        }
        for record in lexicon.records(Kind::Place) {
            let large = record
                .field(5)
                .parse::<u64>()
                .is_ok_and(|n| n >= LEAST_POPULATION);
            if large || record.field(1) == "capital" {
                record
                    .values(2)
                    .for_each(|name| table.add(name, Label::Loc, record.field(0)));
            }
        }
        for record in lexicon.records(Kind::Person) {
            record
                .values(1)
                .for_each(|name| table.add(name, Label::Per, record.field(0)));
        }
        table
    }

    fn add(&mut self, name: &'static str, label: Label, id: &str) {
        let mut key = String::new();
        skeleton(name, &mut key);
        if key.len() >= SHORTEST {
            self.0.entry(key.into()).or_default().push(Known {
                name,
                label,
                id: id.into(),
            });
        }
    }
}

/// Adds the known names that unknown words of the document spell otherwise.
pub fn respelled(words: Words<'_>, hits: &Hits, out: &mut Vec<Mention>) {
    let table = Table::global();
    let matcher = Matcher::global();
    let mut key = String::new();
    let (mut read, mut other) = (Parts::new(), Parts::new());
    let mut i = 0;
    while i < words.len() {
        let only_part = 1 << Kind::NamePart as u32;
        let unknown = words.is_word(i) && hits.at(i).is_empty();
        let unnamed = words.is_word(i) && hits.at(i).iter().all(|h| h.kinds & !only_part == 0);
        if !unnamed {
            i += 1;
            continue;
        }
        let mut found = None;
        for length in (1..=LONGEST).rev() {
            let end = i + length;
            // the words around may be known as parts of names, never as ordinary words
            let fits = end <= words.len()
                && (i + 1..end).all(|k| {
                    words.adjacent(k - 1)
                        && words.is_word(k)
                        && hits
                            .at(k)
                            .iter()
                            .all(|h| !h.is(Kind::OrdinaryWord) && !h.is(Kind::FunctionWord))
                });
            if !fits || length == 1 && !unknown {
                continue;
            }
            let last = words.tokens[end - 1].span.end;
            let least = if length == 1 { SAME_WORD } else { SAME_NAME };
            // whole, then without a proclitic that the segmenter did not see
            let (whole, stem) = (words.tokens[i].span.start, words.stem(i).start);
            let behind = words.behind_letter(i).map(|(_, start)| start);
            let starts = [
                Some(whole),
                Some(stem).filter(|&s| s != whole),
                behind.filter(|&s| s != stem),
            ];
            found = starts.into_iter().flatten().find_map(|start| {
                let span = Span::new(start, last);
                let name = span.of(words.text);
                key.clear();
                skeleton(name, &mut key);
                let alike = table.0.get(key.as_str())?;
                matcher.read(name, &mut read);
                let alike = alike.iter().map(|k| {
                    matcher.read(k.name, &mut other);
                    (matcher.similarity_of(&read, &other), k)
                });
                let best = alike
                    .max_by(|a, b| a.0.total_cmp(&b.0))
                    .filter(|b| b.0 >= least)?;
                Some((end, span, best.0, best.1))
            });
            if found.is_some() {
                break;
            }
        }
        let Some((end, span, similarity, known)) = found else {
            i += 1;
            continue;
        };
        out.push(Mention {
            span,
            tokens: (i as u32, end as u32),
            label: known.label,
            // several words that all sound like a known name are hardly a chance
            score: if end > i + 1 { SURER } else { 0.9 * similarity },
            source: Source::Lexicon,
            entity: None,
            id: (known.id.as_ref() != "-").then(|| known.id.clone()),
        });
        i = end;
    }
}
