//! What is kept of a document: its entities, mentions and quotations, and where asked for the sentences they stand in.

use std::collections::HashMap;

use super::bodies;
use super::counts::Counts;
use super::{CorpusDocument, CorpusMention, CorpusQuote};
use crate::document::Document;
use crate::hash::{finish, mix, mix_bytes};
use crate::label::Label;
use crate::quotes::QuoteKind;
use crate::resolve::spelling::key;

/// How many entities of one document are paired with each other.
const PAIRED: usize = 64;
/// How many mentions behind a title are looked at for countries inside of it.
const NESTED: usize = 16;

/// What a corpus keeps of one document.
#[derive(Debug, Clone)]
pub struct Summary {
    pub(super) id: String,
    pub(super) date: Option<String>,
    /// A hash of the mentions, which tells apart what has no name, whatever the document's id is.
    pub(super) fingerprint: u64,
    pub(super) entities: Vec<Local>,
    pub(super) mentions: Vec<Place>,
    pub(super) quotes: Vec<Said>,
    /// Sentences that hold mentions or quotations, by start.
    pub(super) passages: Vec<Passage>,
}

/// An entity of one document.
#[derive(Debug, Clone)]
pub(super) struct Local {
    pub(super) label: Label,
    /// Its spellings and titles with how often each stands, in order of appearance.
    pub(super) names: Counts,
    pub(super) roles: Counts,
    pub(super) mentions: u32,
    /// Its identifier in the lexicons or the user's knowledge base.
    pub(super) known: Option<Box<str>>,
    pub(super) link: Option<Box<str>>,
    pub(super) latin: Option<Box<str>>,
    /// The countries that its titles are over; of a body of a state its country.
    pub(super) countries: Vec<Box<str>>,
    /// The name of a body of a state, folded and without nationality.
    pub(super) body: Option<Box<str>>,
}

impl Local {
    fn new(label: Label) -> Self {
        Self {
            label,
            names: Counts::default(),
            roles: Counts::default(),
            mentions: 0,
            known: None,
            link: None,
            latin: None,
            countries: Vec::new(),
            body: None,
        }
    }

    /// The name by which it is known, folded: of people the longest, else the most frequent.
    pub(super) fn main_name(&self) -> String {
        let words = |k: &str| {
            if self.label == Label::Per {
                k.split(' ').count()
            } else {
                0
            }
        };
        self.names
            .iter()
            .map(|c| (key(&c.text), c.mentions))
            .max_by(|a, b| {
                (words(&a.0), a.1)
                    .cmp(&(words(&b.0), b.1))
                    .then(b.0.cmp(&a.0))
            })
            .map(|n| n.0)
            .unwrap_or_default()
    }

    /// Counts a spelling or a title and gives its number: names from 0 up, titles from -1 down.
    fn count(&mut self, text: &str, label: Label) -> i32 {
        self.mentions += 1;
        if label == Label::Role {
            return -1 - self.roles.add(text, 1, 0) as i32;
        }
        let at = self.names.add(text, 1, 0);
        if label == Label::Norp {
            self.names.mark_nationality(at);
        }
        at as i32
    }

    /// The spelling or title of a number.
    pub(super) fn form(&self, n: i32) -> &str {
        if n >= 0 {
            self.names.text(n as usize)
        } else {
            self.roles.text((-1 - n) as usize)
        }
    }
}

/// A mention: code points of the text, the local entity and the number of the spelling.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) label: Label,
    pub(super) entity: u32,
    pub(super) form: i32,
}

/// A quotation.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(super) text: Box<str>,
    pub(super) kind: QuoteKind,
    pub(super) cue: Option<Box<str>>,
    pub(super) stance: Option<Box<str>>,
    pub(super) speaker: Option<u32>,
    /// The medium that relays it.
    pub(super) source: Option<u32>,
    pub(super) score: f32,
}

/// A sentence.
#[derive(Debug, Clone)]
pub(super) struct Passage {
    /// Its first code point in the document.
    pub(super) start: u32,
    pub(super) text: Box<str>,
}

/// A mention from a table.
#[derive(Debug, Clone)]
pub struct Row {
    /// What stands there.
    pub text: String,
    /// The kind.
    pub label: Label,
    /// Which mentions of the document are one entity; `None`: names of one spelling are, and what is no name is left out.
    pub entity: Option<u64>,
    /// The place in the text, in code points; 0 where it is not known.
    pub start: u32,
    /// The code point after the last.
    pub end: u32,
}

/// What a table knows of an entity of one document, beside its mentions.
#[derive(Debug, Clone, Default)]
pub struct Known {
    /// Its number in the rows.
    pub entity: u64,
    /// Its identifier in the lexicons or the user's knowledge base.
    pub known: Option<String>,
    /// Its public identifier: `geonames:524901`.
    pub link: Option<String>,
    /// Its Latin spelling.
    pub latin: Option<String>,
}

/// A quotation from a table.
#[derive(Debug, Clone)]
pub struct QuoteRow {
    /// Its first code point.
    pub start: u32,
    /// The code point after the last.
    pub end: u32,
    /// The words said.
    pub text: String,
    /// How it stands in the text.
    pub kind: QuoteKind,
    /// The cue's dictionary form.
    pub cue: Option<String>,
    /// The attitude that the cue shows.
    pub stance: Option<String>,
    /// The speaker's entity, by its number in the rows.
    pub speaker: Option<u64>,
    /// The entity of the medium that relays it, by its number in the rows.
    pub source: Option<u64>,
    /// How sure it is, 0 to 1.
    pub score: f32,
}

/// What tables say of one document.
#[derive(Debug, Clone, Default)]
pub struct Tables<'a> {
    /// The mentions, by start.
    pub mentions: &'a [Row],
    /// What is known of the entities.
    pub entities: &'a [Known],
    /// The quotations, by start.
    pub quotes: &'a [QuoteRow],
    /// Sentences with their first code points, by start.
    pub sentences: &'a [(u32, &'a str)],
}

impl Summary {
    /// What a corpus keeps of a document, without its sentences.
    #[must_use]
    pub fn of(id: &str, date: Option<&str>, document: &Document) -> Self {
        let chars = document.chars();
        let mut entities: Vec<Local> = document
            .entities
            .iter()
            .map(|e| Local {
                known: e.known.clone(),
                link: e.link.clone(),
                latin: e.latin.clone(),
                ..Local::new(e.label)
            })
            .collect();
        let mut mentions = Vec::new();
        for m in &document.mentions {
            let Some(entity) = m.entity else { continue };
            let form = entities[entity as usize].count(document.slice(m.span), m.label);
            let span = chars.span_to_chars(m.span);
            mentions.push(Place {
                start: span.start,
                end: span.end,
                label: m.label,
                entity,
                form,
            });
        }
        find_countries(&mentions, &mut entities);
        bodies::find(&mut entities);
        let quotes = document.quotes.iter().map(|q| {
            let span = chars.span_to_chars(q.span);
            Said {
                start: span.start,
                end: span.end,
                text: document.slice(q.span).into(),
                kind: q.kind,
                cue: q.lemma.map(Into::into),
                stance: q.stance.map(Into::into),
                speaker: q.entity,
                source: q.source.and_then(|m| document.mentions[m as usize].entity),
                score: q.score,
            }
        });
        Self {
            id: id.into(),
            date: date.map(Into::into),
            fingerprint: fingerprint(&mentions, &entities),
            entities,
            mentions,
            quotes: quotes.collect(),
            passages: Vec::new(),
        }
    }

    /// Also keeps the sentences of `document` that hold mentions or quotations.
    #[must_use]
    pub fn with_passages(mut self, document: &Document) -> Self {
        let chars = document.chars();
        let sentences = document
            .sentences
            .iter()
            .map(|s| (chars.to_char(s.span.start), document.slice(s.span)));
        self.keep_passages(sentences);
        self
    }

    fn keep_passages<'a>(&mut self, sentences: impl Iterator<Item = (u32, &'a str)>) {
        let mut starts: Vec<u32> = self.mentions.iter().map(|m| m.start).collect();
        starts.extend(self.quotes.iter().map(|q| q.start));
        starts.sort_unstable();
        self.passages = sentences
            .filter(|(start, text)| {
                let end = start.saturating_add(text.chars().count() as u32);
                let next = starts.partition_point(|s| s < start);
                starts.get(next).is_some_and(|&s| s < end)
            })
            .map(|(start, text)| Passage {
                start,
                text: text.into(),
            })
            .collect();
    }

    /// What a table of mentions says of one document.
    #[must_use]
    pub fn from_rows(id: &str, date: Option<&str>, rows: &[Row]) -> Self {
        let tables = Tables {
            mentions: rows,
            ..Tables::default()
        };
        Self::from_tables(id, date, &tables)
    }

    /// What tables say of one document.
    #[must_use]
    pub fn from_tables(id: &str, date: Option<&str>, tables: &Tables) -> Self {
        let mut entities: Vec<Local> = Vec::new();
        let mut by_number: HashMap<u64, u32> = HashMap::new();
        let mut by_name: HashMap<(Label, String), u32> = HashMap::new();
        let mut mentions = Vec::with_capacity(tables.mentions.len());
        for row in tables.mentions {
            // values, and titles of nobody
            if row.entity.is_none() && !row.label.is_named() {
                continue;
            }
            let next = entities.len() as u32;
            let entity = match row.entity {
                Some(number) => *by_number.entry(number).or_insert(next),
                None => *by_name.entry((row.label, key(&row.text))).or_insert(next),
            };
            let label = if row.label == Label::Role {
                Label::Per
            } else {
                row.label
            };
            if entity == next {
                entities.push(Local::new(label));
            }
            let local = &mut entities[entity as usize];
            // a country that is also named is a place, not only a people; a title tells less than any name
            if local.names.is_empty() && row.label != Label::Role
                || local.label == Label::Norp && label == Label::Loc
            {
                local.label = label;
            }
            let form = local.count(&row.text, row.label);
            mentions.push(Place {
                start: row.start,
                end: row.end,
                label: row.label,
                entity,
                form,
            });
        }
        for known in tables.entities {
            if let Some(&entity) = by_number.get(&known.entity) {
                let local = &mut entities[entity as usize];
                local.known = known
                    .known
                    .as_deref()
                    .or(known.link.as_deref())
                    .map(Into::into);
                local.link = known.link.as_deref().map(Into::into);
                local.latin = known.latin.as_deref().map(Into::into);
            }
        }
        find_countries(&mentions, &mut entities);
        bodies::find(&mut entities);
        let entity = |number: Option<u64>| by_number.get(&number?).copied();
        let quotes = tables.quotes.iter().map(|q| Said {
            start: q.start,
            end: q.end,
            text: q.text.as_str().into(),
            kind: q.kind,
            cue: q.cue.as_deref().map(Into::into),
            stance: q.stance.as_deref().map(Into::into),
            speaker: entity(q.speaker),
            source: entity(q.source),
            score: q.score,
        });
        let mut summary = Self {
            id: id.into(),
            date: date.map(Into::into),
            fingerprint: fingerprint(&mentions, &entities),
            entities,
            mentions,
            quotes: quotes.collect(),
            passages: Vec::new(),
        };
        summary.keep_passages(tables.sentences.iter().copied());
        summary
    }

    /// The document's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// Its row of the table of documents.
    pub(crate) fn row(&self) -> CorpusDocument<'_> {
        CorpusDocument {
            id: &self.id,
            date: self.date.as_deref(),
            mentions: self.mentions.len() as u32,
            quotes: self.quotes.len() as u32,
        }
    }

    /// Its mentions; `entity` gives the entity of each of its own.
    pub(crate) fn mentions_of(
        &self,
        entity: impl Fn(u32) -> u32,
    ) -> impl Iterator<Item = CorpusMention<'_>> {
        self.mentions.iter().map(move |m| CorpusMention {
            document: &self.id,
            start: m.start,
            end: m.end,
            text: self.entities[m.entity as usize].form(m.form),
            label: m.label,
            entity: entity(m.entity),
        })
    }

    /// Its quotations; `entity` gives the entity of each of its own.
    pub(crate) fn quotes_of(
        &self,
        entity: impl Fn(u32) -> u32,
    ) -> impl Iterator<Item = CorpusQuote<'_>> {
        self.quotes.iter().map(move |q| CorpusQuote {
            document: &self.id,
            date: self.date.as_deref(),
            start: q.start,
            end: q.end,
            text: &q.text,
            kind: q.kind,
            cue: q.cue.as_deref(),
            stance: q.stance.as_deref(),
            speaker: q.speaker.map(&entity),
            source: q.source.map(&entity),
            score: q.score,
        })
    }

    /// Calls `pair` for each two entities that it names together, the smaller first; `entities` are those of its own. Of
    /// many those are paired that it mentions most, then the smallest.
    pub(crate) fn co_mentions<E: Ord + Copy>(
        &self,
        entities: impl Iterator<Item = E>,
        mut pair: impl FnMut(E, E),
    ) {
        let mut present: Vec<(E, u32)> = entities
            .zip(self.entities.iter().map(|local| local.mentions))
            .collect();
        present.sort_unstable();
        present.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0 };
            same
        });
        if present.len() > PAIRED {
            present.sort_by_key(|p| std::cmp::Reverse(p.1));
            present.truncate(PAIRED);
            present.sort_unstable();
        }
        for (k, a) in present.iter().enumerate() {
            for b in &present[k + 1..] {
                pair(a.0, b.0);
            }
        }
    }
}

/// A hash of what is mentioned where.
fn fingerprint(mentions: &[Place], entities: &[Local]) -> u64 {
    let mixed = mentions.iter().fold(0, |state, m| {
        let text = entities[m.entity as usize].form(m.form);
        mix(mix_bytes(state, text.as_bytes()), m.start.into())
    });
    finish(mixed)
}

/// Notes the countries that stand inside of titles: الرئيس [الروسي].
fn find_countries(mentions: &[Place], entities: &mut [Local]) {
    for (n, role) in mentions.iter().enumerate() {
        if role.label != Label::Role {
            continue;
        }
        // sorted by start: what nests comes right behind
        let inside = mentions[n + 1..]
            .iter()
            .take_while(|o| o.start < role.end)
            .take(NESTED);
        for other in inside {
            let Some(country) = entities[other.entity as usize]
                .known
                .clone()
                .filter(|k| k.starts_with("iso3166:"))
            else {
                continue;
            };
            let countries = &mut entities[role.entity as usize].countries;
            if !countries.contains(&country) {
                countries.push(country);
            }
        }
    }
}
