//! What the lexicons know of each mention.

use std::collections::HashMap;

use super::places;
use super::spelling::{is_short, key};
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};

/// A mention's key and identifier.
#[derive(Debug, Clone, Default)]
pub(super) struct Name {
    /// The spelling, folded; empty for values and titles.
    pub(super) key: String,
    /// The identifier that the lexicons or the user give it.
    pub(super) id: Option<Box<str>>,
}

/// The keys and identifiers of all mentions. One key has one identifier in a document.
pub(super) fn read(text: &str, mentions: &[Mention]) -> Vec<Name> {
    let mut names: Vec<Name> = mentions
        .iter()
        .map(|m| Name {
            key: if m.label.is_named() {
                full_key(text, m)
            } else {
                String::new()
            },
            id: m.id.clone().filter(|v| v.starts_with(super::USER_ID)),
        })
        .collect();
    let context = places::Context::new(mentions, &names);
    let mut seen: HashMap<(Label, &str), Option<Box<str>>> = HashMap::new();
    let mut ids = Vec::with_capacity(names.len());
    for (m, name) in mentions.iter().zip(&names) {
        ids.push(match &name.id {
            Some(id) => Some(id.clone()),
            None if name.key.is_empty() => None,
            None => seen
                .entry((m.label, &name.key))
                .or_insert_with(|| {
                    identify(m, &name.key, &context).or_else(|| respelled(m, &name.key))
                })
                .clone(),
        });
    }
    for (name, id) in names.iter_mut().zip(ids) {
        name.id = id;
    }
    names
}

/// The key of a name with the article that لل has taken up: in للأمم المتحدة stands الأمم المتحدة.
pub(super) fn full_key(text: &str, mention: &Mention) -> String {
    let key = key(mention.span.of(text));
    let taken_up = text[..mention.span.start as usize].ends_with("لل") && !key.starts_with("ال");
    if taken_up { format!("ال{key}") } else { key }
}

fn identify(mention: &Mention, key: &str, context: &places::Context) -> Option<Box<str>> {
    let lexicon = Lexicon::global();
    let entries = || lexicon.iter(lexicon.get(key));
    let first = |kind: Kind| {
        entries()
            .filter(|e| e.kind == kind)
            .min_by_key(|e| e.level)
            .map(|e| Box::from(lexicon.record(e).field(0)))
    };
    match mention.label {
        Label::Loc => places::identify(key, context),
        Label::Norp => country_of_nisba(key),
        Label::Org => first(Kind::Organisation),
        Label::Event => first(Kind::Event),
        Label::Product => first(Kind::Product),
        // a short form is known only through the full name that the text gives
        Label::Per if !is_short(key) => first(Kind::Person),
        _ => None,
    }
}

/// The country or people of a nationality, with or without the article.
fn country_of_nisba(key: &str) -> Option<Box<str>> {
    let lexicon = Lexicon::global();
    let with_article = format!("ال{key}");
    [key, with_article.as_str()].iter().find_map(|form| {
        let entries = || lexicon.iter(lexicon.get(form));
        entries()
            .find(|e| e.kind == Kind::Country && e.detail > 0)
            .map(|e| format!("iso3166:{}", lexicon.record(e).field(0)).into())
            .or_else(|| {
                entries()
                    .find(|e| e.kind == Kind::Norp)
                    .map(|e| format!("norp:{}", lexicon.record(e).field(0)).into())
            })
    })
}

/// The known person of one word: بوتين. Where several are known under it, none.
pub(super) fn single_person(key: &str) -> Option<&'static str> {
    let lexicon = Lexicon::global();
    let mut found = lexicon
        .iter(lexicon.get(key))
        .filter(|e| e.kind == Kind::Person)
        .map(|e| lexicon.record(e).field(0));
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// The identifier that the recogniser gave to a spelling that no lexicon has.
fn respelled(mention: &Mention, key: &str) -> Option<Box<str>> {
    mention
        .id
        .clone()
        .filter(|_| Lexicon::global().get(key).is_empty())
}

/// The country and office of a known person with the full name `key`.
pub(super) fn office_of_person(id: &str, key: &str) -> Option<(&'static str, &'static str)> {
    let lexicon = Lexicon::global();
    lexicon
        .iter(lexicon.get(key))
        .filter(|e| e.kind == Kind::Person)
        .map(|e| lexicon.record(e))
        .find(|r| r.field(0) == id)
        .map(|r| (r.field(3), r.field(4)))
}

/// The usual Latin spelling of what has the identifier `id` and is spelled `key`.
pub(super) fn latin(id: &str, key: &str, label: Label) -> Option<&'static str> {
    let kinds: &[(Kind, usize)] = match label {
        Label::Per => &[(Kind::Person, 2)],
        Label::Loc | Label::Norp => &[(Kind::Country, 2), (Kind::Place, 3), (Kind::Norp, 5)],
        Label::Org => &[(Kind::Organisation, 3)],
        Label::Event => &[(Kind::Event, 3)],
        Label::Product => &[(Kind::Product, 3)],
        _ => &[],
    };
    let local = id
        .strip_prefix("iso3166:")
        .or(id.strip_prefix("norp:"))
        .unwrap_or(id);
    let lexicon = Lexicon::global();
    kinds
        .iter()
        .flat_map(|&(kind, column)| {
            lexicon
                .iter(lexicon.get(key))
                .filter(move |e| e.kind == kind)
                .map(move |e| (lexicon.record(e), column))
        })
        .find(|(record, _)| record.field(0) == local)
        .map(|(record, column)| record.field(column))
        .filter(|l| !l.is_empty())
}

/// The nationality in the singular of a people under any of its forms: الأفارقة gives افريقي.
pub(super) fn singular_nisba(key: &str) -> Option<String> {
    let lexicon = Lexicon::global();
    let entry = lexicon
        .iter(lexicon.get(key))
        .find(|e| e.kind == Kind::Norp)?;
    lexicon.record(entry).values(1).next().map(self::key)
}
