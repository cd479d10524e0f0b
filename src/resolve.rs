//! Mentions to entities within one document.
//!
//! Places, organisations, nationalities, events and products are grouped by what the lexicons know of them, then by
//! spelling; people by their names (full names first, then short forms with the latest fitting person); what the text
//! itself declares to be one (an abbreviation in brackets, المعروف باسم) is joined; titles and offices go with the person
//! they stand beside, else with one who fits by office, country and gender.
//!
//! The cost grows with the number of mentions: candidates come from indexes by identifier, spelling and skeleton, and
//! of each entry of an index only the latest few are compared.

mod aliases;
mod known;
mod people;
mod places;
mod roles;
pub(crate) mod spelling;
mod things;

use std::collections::HashMap;

use crate::entities::mention::Mention;
use crate::label::Label;
use spelling::key;

/// What opens the identifier of a mention that the user's own gazetteer knows, before the user's id.
pub(crate) const USER_ID: &str = "user:";

/// Someone or something that a document names, under one or several spellings.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The kind: PER, LOC, ORG, NORP, EVENT or PRODUCT.
    pub label: Label,
    /// The mention with the best full form, by its place in the document's mentions.
    pub name: u32,
    /// The usual Latin spelling, where the lexicons know it.
    pub latin: Option<Box<str>>,
    /// What it is outside the document: `geonames:524901`, `iso3166:RU`, `wikidata:Q...`, or the user's own id.
    pub link: Option<Box<str>>,
    /// Its identifier in the lexicons or the user's knowledge base, where there is one: `org:nato`, or as in `link`.
    pub known: Option<Box<str>>,
    /// All mentions in the order of the text, by their places in the document's mentions.
    pub mentions: Vec<u32>,
}

/// A group of mentions while entities are being made.
struct Group {
    label: Label,
    /// The mentions, in any order.
    mentions: Vec<u32>,
    /// The identifier that its mentions agree on.
    id: Option<Box<str>>,
}

/// The groups of a document, and which of them turned out to be one.
#[derive(Default)]
struct Groups {
    list: Vec<Group>,
    /// The group that each was joined to; itself where to none.
    joined: Vec<usize>,
    /// The group of each mention.
    of: Vec<Option<usize>>,
}

impl Groups {
    fn new(mentions: usize) -> Self {
        Self {
            of: vec![None; mentions],
            ..Self::default()
        }
    }

    fn add(&mut self, label: Label) -> usize {
        self.list.push(Group {
            label,
            mentions: Vec::new(),
            id: None,
        });
        self.joined.push(self.list.len() - 1);
        self.list.len() - 1
    }

    /// The group that `g` is part of.
    fn root(&self, mut g: usize) -> usize {
        while self.joined[g] != g {
            g = self.joined[g];
        }
        g
    }

    /// The group of mention `m`.
    fn group_of(&self, m: usize) -> Option<usize> {
        self.of[m].map(|g| self.root(g))
    }

    /// Puts mention `m` into group `g`.
    fn put(&mut self, m: usize, g: usize, id: Option<&str>) {
        let g = self.root(g);
        self.of[m] = Some(g);
        let group = &mut self.list[g];
        group.mentions.push(m as u32);
        if let Some(id) = id {
            group.id.get_or_insert_with(|| id.into());
        }
    }

    /// Makes two groups one, unless their identifiers differ.
    fn join(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return true;
        }
        if let (Some(x), Some(y)) = (&self.list[a].id, &self.list[b].id)
            && x != y
        {
            return false;
        }
        // the smaller into the larger, so that no chain grows long
        let (into, from) = if self.list[a].mentions.len() >= self.list[b].mentions.len() {
            (a, b)
        } else {
            (b, a)
        };
        let mentions = std::mem::take(&mut self.list[from].mentions);
        for &m in &mentions {
            self.of[m as usize] = Some(into);
        }
        self.list[into].mentions.extend(mentions);
        if self.list[into].id.is_none() {
            self.list[into].id = self.list[from].id.take();
        }
        self.joined[from] = into;
        true
    }
}

/// Groups `mentions` (sorted by start) of `text` into entities and writes each mention's entity.
pub fn resolve(text: &str, mentions: &mut [Mention]) -> Vec<Entity> {
    let mut groups = Groups::new(mentions.len());
    let names = known::read(text, mentions);
    things::group(text, mentions, &names, &mut groups);
    people::group(text, mentions, &names, &mut groups);
    aliases::join(text, mentions, &names, &mut groups);
    roles::attach(text, mentions, &names, &mut groups);
    let mut list: Vec<Group> = groups
        .list
        .into_iter()
        .filter(|g| !g.mentions.is_empty())
        .collect();
    for group in &mut list {
        group.mentions.sort_unstable();
    }
    list.sort_by_key(|g| g.mentions[0]);
    list.into_iter()
        .enumerate()
        .map(|(id, group)| entity(text, mentions, group, id as u32))
        .collect()
}

fn entity(text: &str, mentions: &mut [Mention], group: Group, id: u32) -> Entity {
    let mut label = group.label;
    for &m in &group.mentions {
        mentions[m as usize].entity = Some(id);
        // a country that is also named is a place, not only a people
        if label == Label::Norp && mentions[m as usize].label == Label::Loc {
            label = Label::Loc;
        }
    }
    let name = best_name(text, mentions, &group.mentions, label);
    let latin = group
        .id
        .as_deref()
        .and_then(|id| known::latin(id, &known::full_key(text, &mentions[name as usize]), label));
    let known = group.id.clone();
    let link = group.id.and_then(|id| {
        let public = ["geonames:", "iso3166:", "wikidata:"]
            .iter()
            .any(|p| id.starts_with(p));
        id.strip_prefix(USER_ID)
            .map(Into::into)
            .or_else(|| public.then(|| id.clone()))
    });
    Entity {
        label,
        name,
        latin: latin.map(Into::into),
        link,
        known,
        mentions: group.mentions,
    }
}

/// The mention with the best full form: of the entity's own label, of people and organisations one with most words, then
/// the most frequent, then the first.
fn best_name(text: &str, mentions: &[Mention], group: &[u32], label: Label) -> u32 {
    let mut counts: HashMap<&str, (u32, u32)> = HashMap::new();
    for &m in group
        .iter()
        .filter(|&&m| mentions[m as usize].label == label)
    {
        counts
            .entry(mentions[m as usize].span.of(text))
            .or_insert((0, m))
            .0 += 1;
    }
    let best = counts.into_values().max_by_key(|&(count, first)| {
        let tokens = mentions[first as usize].tokens;
        let long = if matches!(label, Label::Per | Label::Org) {
            (tokens.1 - tokens.0).min(4)
        } else {
            0
        };
        (long, count, std::cmp::Reverse(first))
    });
    best.map_or(group[0], |b| b.1)
}
