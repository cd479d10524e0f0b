//! Bodies of a state, which only their country tells apart: the وزارة الداخلية of Egypt and that of Iraq.
//!
//! Their name says the country (وزارة الداخلية العراقية), else the document does: the country that it speaks of clearly most. Where neither
//! does, the body is nobody's, and is joined with none that has a country.

use std::collections::HashMap;
use std::sync::OnceLock;

use super::summary::Local;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};
use crate::resolve::spelling::key;

/// Kinds of heads, in the lexicon of heads, and of organisations, in that of organisations, that every state has.
const STATE: &[&str] = &[
    "government",
    "ministry",
    "military",
    "security",
    "parliament",
    "court",
    "bank",
    "institution",
];
/// How many mentions of places and nationalities of a country make it a document's, and how many times those of any other
/// they must be. On annotated articles 17 of 19 bodies that name no country are then given their own.
const LEAST: u32 = 2;
const TIMES: f32 = 1.5;
/// The longest head and nationality, in words.
const HEAD: usize = 3;
const NATIONALITY: usize = 2;

/// Notes which entities of a document are bodies of a state, and of which.
pub(super) fn find(entities: &mut [Local]) {
    let bodies: Vec<(usize, String)> = entities
        .iter()
        .enumerate()
        .filter(|(_, local)| local.label == Label::Org && !is_one(local.known.as_deref()))
        .filter_map(|(n, local)| Some((n, body(&local.main_name())?)))
        .collect();
    if bodies.is_empty() {
        return;
    }
    let most = country_of(entities);
    for (n, core) in bodies {
        let local = &mut entities[n];
        let mut named: Vec<Box<str>> = local
            .names
            .iter()
            .filter_map(|c| nationality(&key(&c.text)).map(|found| found.1))
            .collect();
        named.sort_unstable();
        named.dedup();
        local.countries = match (named.is_empty(), &most) {
            (true, Some(country)) => vec![country.clone()],
            _ => named,
        };
        local.body = Some(core.into());
        local.known = None;
        local.link = None;
    }
}

/// Whether an identifier is of one thing in the world, and no name that several states have: مجلس النواب.
fn is_one(known: Option<&str>) -> bool {
    static COMMON: OnceLock<HashMap<&str, bool>> = OnceLock::new();
    let common = COMMON.get_or_init(|| {
        let records = Lexicon::global().records(Kind::Organisation);
        records
            .map(|r| {
                (
                    r.field(0),
                    r.field(4).is_empty() && STATE.contains(&r.field(1)),
                )
            })
            .collect()
    });
    known.is_some_and(|id| !common.get(id).copied().unwrap_or(false))
}

/// The name of a body without its nationality, where it begins with what every state has and all its words are ordinary ones.
fn body(name: &str) -> Option<String> {
    let core = nationality(name).map_or(name, |found| found.0);
    let lexicon = Lexicon::global();
    let words: Vec<&str> = core.split(' ').collect();
    let head = (1..=HEAD.min(words.len())).rev().find(|&n| {
        let head = words[..n].join(" ");
        let bare = head.strip_prefix("ال").unwrap_or(&head);
        [head.as_str(), bare].iter().any(|h| {
            lexicon
                .iter(lexicon.get(h))
                .any(|e| e.kind == Kind::OrgHead && STATE.contains(&lexicon.record(e).field(1)))
        })
    })?;
    let ordinary = |word: &&str| {
        let entries = || lexicon.iter(lexicon.get(word));
        entries().any(|e| e.kind == Kind::OrdinaryWord)
            && !entries().any(|e| {
                e.kind == Kind::Place && e.level == 0 || e.kind == Kind::Country && e.detail == 0
            })
    };
    words[head..].iter().all(ordinary).then(|| core.to_owned())
}

/// A name without the nationality at its end, and the country's identifier.
fn nationality(name: &str) -> Option<(&str, Box<str>)> {
    let lexicon = Lexicon::global();
    let mut at = name.len();
    let mut found = None;
    for _ in 0..NATIONALITY {
        let Some(space) = name[..at].rfind(' ') else {
            break;
        };
        at = space;
        let country = lexicon
            .iter(lexicon.get(&name[at + 1..]))
            .find(|e| e.kind == Kind::Country && e.detail > 0);
        if let Some(e) = country {
            found = Some((
                &name[..at],
                format!("iso3166:{}", lexicon.record(e).field(0)).into(),
            ));
        }
    }
    found
}

/// The country that the entities of a document speak of clearly most.
fn country_of(entities: &[Local]) -> Option<Box<str>> {
    let mut votes: HashMap<&str, u32> = HashMap::new();
    for local in entities {
        let known = local.known.as_deref().and_then(|id| {
            id.strip_prefix("iso3166:")
                .or_else(|| country_of_place().get(id).copied())
        });
        let is_place = matches!(local.label, Label::Loc | Label::Norp);
        if let Some(country) = known.or_else(|| country_named(local).filter(|_| is_place)) {
            *votes.entry(country).or_insert(0) += local.mentions;
        }
    }
    let mut order: Vec<(u32, &str)> = votes.into_iter().map(|(c, n)| (n, c)).collect();
    order.sort_unstable_by(|a, b| b.cmp(a));
    let &(most, country) = order.first()?;
    let second = order.get(1).map_or(0, |o| o.0);
    (most >= LEAST && most as f32 >= TIMES * second as f32)
        .then(|| format!("iso3166:{country}").into())
}

/// The country whose name or nationality an entity without identifier has.
fn country_named(local: &Local) -> Option<&'static str> {
    let lexicon = Lexicon::global();
    let entries = lexicon.get(&local.main_name());
    let country = lexicon.iter(entries).find(|e| e.kind == Kind::Country)?;
    Some(lexicon.record(country).field(0))
}

/// The countries of the lexicon's places, by identifier.
fn country_of_place() -> &'static HashMap<&'static str, &'static str> {
    static COUNTRIES: OnceLock<HashMap<&str, &str>> = OnceLock::new();
    COUNTRIES.get_or_init(|| {
        let records = Lexicon::global().records(Kind::Place);
        records
            .map(|r| (r.field(0), r.field(4)))
            .filter(|(_, country)| !country.is_empty())
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_of_a_state_are_told_from_names_of_their_own() {
        let names = [
            ("وزارة الداخلية", Some("وزاره الداخليه"), None),
            (
                "وزارة الداخلية العراقية",
                Some("وزاره الداخليه"),
                Some("iso3166:IQ"),
            ),
            ("الحكومة المصرية", Some("الحكومه"), Some("iso3166:EG")),
            (
                "وزارة الدفاع الكورية الجنوبية",
                Some("وزاره الدفاع"),
                Some("iso3166:KR"),
            ),
            ("شرطة دبي", None, None),
            ("حزب الأمة", None, None),
            ("ريا نوفوستي", None, None),
        ];
        for (name, core, country) in names {
            let key = key(name);
            assert_eq!(body(&key).as_deref(), core, "{name}");
            assert_eq!(nationality(&key).map(|n| n.1).as_deref(), country, "{name}");
        }
        assert!(!is_one(None) && is_one(Some("org:nato")) && is_one(Some("user:1")));
        assert!(!is_one(Some("org:mjls-alnwab")));
    }
}
