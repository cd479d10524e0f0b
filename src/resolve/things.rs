//! Places, organisations, nationalities, events and products: by identifier, then by spelling.

use std::collections::HashMap;

use super::Groups;
use super::known::{self, Name};
use super::spelling::{bare, nisba_stem, skeleton};
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};
use crate::names::Matcher;

/// How alike two names must be to be one, and two words of a longer name.
const SAME: f32 = 0.7;
const SAME_WORD: f32 = 0.85;
/// How many spellings with one skeleton are compared.
const COMPARED: usize = 8;

/// Words for kinds of places that a name may go with or without, folded.
const PLACE_HEADS: &[&str] = &[
    "نهر",
    "جزيره",
    "جزر",
    "جبل",
    "جبال",
    "بحيره",
    "وادي",
    "صحراء",
    "قطاع",
    "اقليم",
    "هضبه",
    "خليج",
    "مدينه",
    "دوله",
    "شبه جزيره",
];

/// The indexes of one document.
#[derive(Default)]
struct Index {
    by_id: HashMap<Box<str>, usize>,
    by_key: HashMap<(Label, String), usize>,
    /// Groups under a part of their name: without its head, its nationality, its article.
    by_part: HashMap<(Label, String), usize>,
    /// Spellings by skeleton and number of words.
    by_skeleton: HashMap<(Label, String), Vec<(String, usize)>>,
}

/// What is compared with each other: nationalities go with places.
const fn class(label: Label) -> Option<Label> {
    match label {
        Label::Loc | Label::Norp => Some(Label::Loc),
        Label::Org | Label::Event | Label::Product | Label::Own(_) => Some(label),
        _ => None,
    }
}

pub(super) fn group(text: &str, mentions: &[Mention], names: &[Name], groups: &mut Groups) {
    let mut index = Index::default();
    for (n, m) in mentions.iter().enumerate() {
        let Some(class) = class(m.label) else {
            continue;
        };
        let name = &names[n];
        let id = name.id.as_deref();
        let at = match index.find(groups, m.label, class, name) {
            Some(at) => at,
            None => {
                let at = index
                    .find_part(groups, class, name)
                    .unwrap_or_else(|| groups.add(m.label));
                index.add(class, name, at, trailing_nationality(text, mentions, n));
                at
            }
        };
        if let Some(id) = id {
            index.by_id.entry(id.into()).or_insert(at);
        }
        groups.put(n, at, id);
    }
}

/// How many bytes of a mention's text a nationality at its end takes: وزارة الدفاع الروسية.
fn trailing_nationality(text: &str, mentions: &[Mention], n: usize) -> Option<String> {
    let m = &mentions[n];
    let inside = mentions[n + 1..]
        .iter()
        .take_while(|o| o.span.start < m.span.end)
        .filter(|o| m.span.contains(o.span));
    let last = inside
        .filter(|o| o.label == Label::Norp && o.span.end == m.span.end)
        .last()?;
    let rest = text[m.span.start as usize..last.span.start as usize].trim_end();
    (m.label == Label::Org && !rest.is_empty()).then(|| super::key(rest))
}

impl Index {
    /// The group of an identifier, else of a spelling.
    fn find(&self, groups: &Groups, label: Label, class: Label, name: &Name) -> Option<usize> {
        if let Some(at) = name.id.as_deref().and_then(|id| self.by_id.get(id)) {
            return Some(groups.root(*at));
        }
        let at = groups.root(*self.by_key.get(&(class, name.key.clone()))?);
        // one spelling may be two things that the lexicons tell apart: المصري and مصر are not, but a place and its people are one
        let known = groups.list[at].id.as_deref();
        (label == Label::Norp
            || known.is_none()
            || name.id.is_none()
            || known == name.id.as_deref())
        .then_some(at)
    }

    /// The group that this is another form of: a short form, a spelling variant.
    fn find_part(&self, groups: &Groups, class: Label, name: &Name) -> Option<usize> {
        let fits = |at: usize| {
            may_be_one(
                groups.list[groups.root(at)].id.as_deref(),
                name.id.as_deref(),
            )
        };
        let part = parts(class, &name.key).into_iter().find_map(|p| {
            let at = *self
                .by_part
                .get(&(class, p.clone()))
                .or_else(|| self.by_key.get(&(class, p)))?;
            fits(at).then(|| groups.root(at))
        });
        let part = part.or_else(|| {
            self.by_part
                .get(&(class, name.key.clone()))
                .copied()
                .filter(|&at| fits(at))
                .map(|at| groups.root(at))
        });
        part.or_else(|| self.similar(groups, class, name).filter(|&at| fits(at)))
    }

    fn similar(&self, groups: &Groups, class: Label, name: &Name) -> Option<usize> {
        if name.key.chars().count() < 4 {
            return None;
        }
        let words = name.key.split(' ').count();
        let matcher = Matcher::global();
        let bucket = self.by_skeleton.get(&(class, skeleton_of(&name.key)))?;
        let found = bucket.iter().rev().take(COMPARED).find(|(other, _)| {
            let alike = if class == Label::Org && words > 1 {
                alike_words(&matcher, &name.key, other)
            } else {
                matcher.similarity(&name.key, other) >= SAME
            };
            alike && other.split(' ').any(|w| w.len() > 2)
        })?;
        Some(groups.root(found.1))
    }

    fn add(&mut self, class: Label, name: &Name, at: usize, without_nationality: Option<String>) {
        self.by_key.entry((class, name.key.clone())).or_insert(at);
        for part in parts(class, &name.key)
            .into_iter()
            .chain(without_nationality)
        {
            // the latest that has the part
            self.by_part.insert((class, part), at);
        }
        let bucket = self
            .by_skeleton
            .entry((class, skeleton_of(&name.key)))
            .or_default();
        bucket.push((name.key.clone(), at));
    }
}

/// Whether two identifiers may be of one thing: equal, or a people's and a region's.
fn may_be_one(a: Option<&str>, b: Option<&str>) -> bool {
    let (Some(a), Some(b)) = (a, b) else {
        return true;
    };
    let people = |id: &str| id.starts_with("norp:");
    let region = |id: &str| id.starts_with("place:");
    a == b || people(a) && region(b) || people(b) && region(a)
}

/// The skeleton and the number of words, so that only names of one length share it.
fn skeleton_of(key: &str) -> String {
    format!("{} {}", key.split(' ').count(), skeleton(key))
}

/// The shorter forms of a name: without the article, without a head, a nationality as the name that it comes from.
fn parts(class: Label, key: &str) -> Vec<String> {
    let mut out = Vec::new();
    match class {
        Label::Loc => {
            let rest = PLACE_HEADS
                .iter()
                .find_map(|h| key.strip_prefix(h).and_then(|r| r.strip_prefix(' ')));
            out.extend(rest.map(|r| bare(r).to_owned()));
            if !key.contains(' ') {
                let singular = known::singular_nisba(key);
                out.push(format!(
                    "nisba {}",
                    nisba_stem(singular.as_deref().unwrap_or(key))
                ));
            }
            out.push(bare(key).to_owned());
        }
        Label::Org => {
            let core = without_heads(key);
            if core.len() < key.len() {
                out.push(bare(core).to_owned());
            }
            if !key.contains(' ') || core.len() == key.len() {
                out.push(bare(key).to_owned());
            }
        }
        _ => out.push(bare(key).to_owned()),
    }
    out.retain(|p| p.chars().count() >= 3);
    out
}

/// The name without the nouns that open names of its kind: وكالة أنباء ريا نوفوستي, النادي الأهلي.
fn without_heads(key: &str) -> &str {
    let lexicon = Lexicon::global();
    let is_head = |word: &str| {
        let entry = |w: &str| {
            lexicon
                .iter(lexicon.get(w))
                .any(|e| e.kind == Kind::OrgHead)
        };
        entry(word) || word.strip_prefix("ال").is_some_and(entry)
    };
    let mut rest = key;
    for _ in 0..3 {
        let Some((first, after)) = rest.split_once(' ') else {
            break;
        };
        if !(is_head(first) || rest.len() < key.len() && matches!(first, "انباء" | "الانباء"))
        {
            break;
        }
        rest = after;
    }
    rest
}

/// Whether names of several words agree word by word: ordinary words equal, others alike.
fn alike_words(matcher: &Matcher, a: &str, b: &str) -> bool {
    a.split(' ')
        .zip(b.split(' '))
        .all(|(x, y)| x == y || (x.chars().count() > 3 && matcher.similarity(x, y) >= SAME_WORD))
}
