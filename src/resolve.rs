//! Mentions to entities within one document.
//!
//! People are grouped by their names (full names first, then short forms with the latest fitting person), places and
//! organisations by what the lexicons know or by their spelling, nationalities with their country, titles and offices
//! with the person they stand beside or fit by country and office.

mod people;
mod roles;
mod things;

use crate::entities::mention::Mention;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};

/// What opens the value of a mention that the user's own gazetteer knows, before the user's id.
pub(crate) const USER_ID: &str = "user:";

/// Someone or something that a document names, under one or several spellings.
#[derive(Debug, Clone, PartialEq)]
pub struct Entity {
    /// The kind: PER, LOC, ORG, NORP, EVENT or PRODUCT.
    pub label: Label,
    /// The mention with the best full form, by its place in the document's mentions.
    pub name: u32,
    /// The usual Latin spelling, where it is known or can be derived.
    pub latin: Option<Box<str>>,
    /// What it is outside the document: `geonames:524901`, `iso3166:RU`, `wikidata:Q...`, or the user's own id.
    pub link: Option<Box<str>>,
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

/// Groups `mentions` (sorted by start) of `text` into entities and writes each mention's entity.
pub fn resolve(text: &str, mentions: &mut [Mention]) -> Vec<Entity> {
    let mut groups = things::group(text, mentions);
    people::group(text, mentions, &mut groups);
    roles::attach(text, mentions, &mut groups);
    for group in &mut groups {
        group.mentions.sort_unstable();
    }
    groups.sort_by_key(|g| g.mentions[0]);
    groups
        .into_iter()
        .enumerate()
        .map(|(id, group)| entity(text, mentions, group, id as u32))
        .collect()
}

fn entity(text: &str, mentions: &mut [Mention], group: Group, id: u32) -> Entity {
    for &m in &group.mentions {
        mentions[m as usize].entity = Some(id);
    }
    let name = best_name(text, mentions, &group);
    let record = known(
        group.id.as_deref(),
        mentions[name as usize].span.of(text),
        group.label,
    );
    let latin = record
        .as_ref()
        .map(|r| r.0)
        .filter(|l| !l.is_empty())
        .map(Into::into);
    let link = group.id.and_then(|id| {
        let known = ["geonames:", "iso3166:", "wikidata:"]
            .iter()
            .any(|p| id.starts_with(p));
        id.strip_prefix(USER_ID)
            .map(Into::into)
            .or_else(|| known.then(|| id.clone()))
    });
    Entity {
        label: group.label,
        name,
        latin,
        link,
        mentions: group.mentions,
    }
}

/// The mention with the best full form: of the entity's own label, with most words (of places and things: most frequent),
/// then most frequent, then first.
fn best_name(text: &str, mentions: &[Mention], group: &Group) -> u32 {
    let form = |m: u32| mentions[m as usize].span.of(text);
    let own = |m: u32| mentions[m as usize].label == group.label;
    let count = |m: u32| {
        group
            .mentions
            .iter()
            .filter(|&&o| form(o) == form(m) && own(o))
            .count()
    };
    let best = group
        .mentions
        .iter()
        .copied()
        .filter(|&m| own(m))
        .max_by_key(|&m| {
            let words = mentions[m as usize].tokens.1 - mentions[m as usize].tokens.0;
            let long = if matches!(group.label, Label::Per | Label::Org) {
                words.min(4)
            } else {
                0
            };
            (long, count(m), std::cmp::Reverse(m))
        });
    best.unwrap_or(group.mentions[0])
}

/// What the lexicons know of an entity: its Latin spelling and country.
fn known(id: Option<&str>, name: &str, label: Label) -> Option<(&'static str, &'static str)> {
    let lexicon = Lexicon::global();
    let kinds: &[(Kind, usize, usize)] = match label {
        Label::Per => &[(Kind::Person, 2, 3)],
        Label::Loc | Label::Norp => &[
            (Kind::Country, 2, 0),
            (Kind::Place, 3, 4),
            (Kind::Norp, 5, 6),
        ],
        Label::Org => &[(Kind::Organisation, 3, 4)],
        Label::Event => &[(Kind::Event, 3, 1)],
        Label::Product => &[(Kind::Product, 3, 1)],
        _ => &[],
    };
    let key = key(name);
    let local = id.map(|i| {
        i.strip_prefix("iso3166:")
            .or(i.strip_prefix("norp:"))
            .unwrap_or(i)
    });
    for &(kind, latin, country) in kinds {
        for entry in lexicon.iter(lexicon.get(&key)).filter(|e| e.kind == kind) {
            let record = lexicon.record(entry);
            if local.is_none_or(|l| record.field(0) == l || record.field(0).is_empty()) {
                return Some((record.field(latin), record.field(country)));
            }
        }
    }
    None
}

/// The key under which names are compared and looked up: folded, its words joined by one space, no quotation marks.
fn key(name: &str) -> String {
    let folded = crate::fold::fold(name);
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}
