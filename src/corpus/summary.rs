//! What is kept of a document: its entities, mentions and quotations, without the text.

use std::collections::HashMap;

use crate::document::Document;
use crate::label::Label;
use crate::quotes::QuoteKind;

/// What a corpus keeps of one document.
#[derive(Debug, Clone)]
pub struct Summary {
    pub(super) id: String,
    pub(super) date: Option<String>,
    pub(super) entities: Vec<Local>,
    pub(super) mentions: Vec<Place>,
    pub(super) quotes: Vec<Said>,
}

/// An entity of one document.
#[derive(Debug, Clone)]
pub(super) struct Local {
    pub(super) label: Label,
    /// Its spellings and titles with how often each stands, in order of appearance.
    pub(super) names: Vec<(Box<str>, u32)>,
    pub(super) roles: Vec<(Box<str>, u32)>,
    pub(super) mentions: u32,
    /// Its identifier in the lexicons or the user's knowledge base.
    pub(super) known: Option<Box<str>>,
    pub(super) link: Option<Box<str>>,
    pub(super) latin: Option<Box<str>>,
    /// The countries that its titles are over.
    pub(super) countries: Vec<Box<str>>,
}

impl Local {
    fn new(label: Label) -> Self {
        Self {
            label,
            names: Vec::new(),
            roles: Vec::new(),
            mentions: 0,
            known: None,
            link: None,
            latin: None,
            countries: Vec::new(),
        }
    }

    /// Counts a spelling or a title and gives its number: names from 0 up, titles from -1 down.
    fn count(&mut self, text: &str, role: bool) -> i32 {
        self.mentions += 1;
        let list = if role {
            &mut self.roles
        } else {
            &mut self.names
        };
        let at = list.iter().position(|f| &*f.0 == text).unwrap_or_else(|| {
            list.push((text.into(), 0));
            list.len() - 1
        });
        list[at].1 += 1;
        if role { -1 - at as i32 } else { at as i32 }
    }

    /// The spelling or title of a number.
    pub(super) fn form(&self, n: i32) -> &str {
        if n >= 0 {
            &self.names[n as usize].0
        } else {
            &self.roles[(-1 - n) as usize].0
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
    pub(super) cue: Option<&'static str>,
    pub(super) stance: Option<&'static str>,
    pub(super) speaker: Option<u32>,
    pub(super) score: f32,
}

/// A mention from a table of the user's own.
#[derive(Debug, Clone)]
pub struct Row {
    /// What stands there.
    pub text: String,
    /// The kind.
    pub label: Label,
    /// Which mentions of the document are one entity; `None`: those of one spelling are.
    pub entity: Option<u64>,
    /// The place in the text, in code points; 0 where it is not known.
    pub start: u32,
    /// The code point after the last.
    pub end: u32,
}

impl Summary {
    /// What a corpus keeps of a document.
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
        for (n, m) in document.mentions.iter().enumerate() {
            let Some(entity) = m.entity else { continue };
            let form =
                entities[entity as usize].count(document.slice(m.span), m.label == Label::Role);
            let span = chars.span_to_chars(m.span);
            mentions.push(Place {
                start: span.start,
                end: span.end,
                label: m.label,
                entity,
                form,
            });
            if m.label == Label::Role {
                // sorted by start: what nests comes right behind
                let inside = document.mentions[n + 1..]
                    .iter()
                    .take_while(|o| o.span.start < m.span.end);
                for country in inside
                    .filter_map(|o| document.entities[o.entity? as usize].known.as_deref())
                    .filter(|k| k.starts_with("iso3166:"))
                {
                    let countries = &mut entities[entity as usize].countries;
                    if !countries.iter().any(|c| &**c == country) {
                        countries.push(country.into());
                    }
                }
            }
        }
        let quotes = document.quotes.iter().map(|q| {
            let span = chars.span_to_chars(q.span);
            Said {
                start: span.start,
                end: span.end,
                text: document.slice(q.span).into(),
                kind: q.kind,
                cue: q.lemma,
                stance: q.stance,
                speaker: q.entity,
                score: q.score,
            }
        });
        Self {
            id: id.into(),
            date: date.map(Into::into),
            entities,
            mentions,
            quotes: quotes.collect(),
        }
    }

    /// What a table of mentions says of one document.
    #[must_use]
    pub fn from_rows(id: &str, date: Option<&str>, rows: &[Row]) -> Self {
        let mut entities: Vec<Local> = Vec::new();
        let mut by_number: HashMap<u64, u32> = HashMap::new();
        let mut by_name: HashMap<(Label, &str), u32> = HashMap::new();
        let mut mentions = Vec::with_capacity(rows.len());
        for row in rows {
            let next = entities.len() as u32;
            let entity = match row.entity {
                Some(number) => *by_number.entry(number).or_insert(next),
                None => *by_name.entry((row.label, &row.text)).or_insert(next),
            };
            if entity == next {
                entities.push(Local::new(if row.label == Label::Role {
                    Label::Per
                } else {
                    row.label
                }));
            }
            let form = entities[entity as usize].count(&row.text, row.label == Label::Role);
            mentions.push(Place {
                start: row.start,
                end: row.end,
                label: row.label,
                entity,
                form,
            });
        }
        Self {
            id: id.into(),
            date: date.map(Into::into),
            entities,
            mentions,
            quotes: Vec::new(),
        }
    }

    /// The document's id.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}
