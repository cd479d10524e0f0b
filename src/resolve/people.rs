//! People: full names first, then the short forms.

use std::collections::HashMap;

use super::Groups;
use super::known::{self, Name};
use super::spelling::{first_part, skeleton};
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::lexicon::{Kind, Lexicon};
use crate::names::Matcher;

/// How alike two full names, and two words of names, must be to be one.
const SAME_FULL: f32 = 0.6;
const SAME_WORD: f32 = 0.85;
/// How alike a short form must be to a part of a full name.
const SAME_PART: f32 = 0.7;
/// How many people with one skeleton are compared.
const COMPARED: usize = 12;

/// Words that stand before a part of a name and are no name themselves, folded.
const PARTICLES: &[&str] = &[
    "بن", "ابن", "بنت", "ال", "ابو", "ابي", "ابا", "ام", "عبد", "دي", "دا", "دو", "فان", "فون",
    "لا", "ولد", "ذو",
];

struct Person {
    group: usize,
    /// Its distinct full names, as words; a lone short form where no full name is known.
    names: Vec<Vec<String>>,
    /// Masculine or feminine, where its first name shows it.
    feminine: Option<bool>,
    /// Its mentions of full names, by place, and its latest short one.
    full: Vec<u32>,
    short: Option<u32>,
}

/// The people of a document, by the words of their names.
#[derive(Default)]
struct People {
    list: Vec<Person>,
    by_id: HashMap<Box<str>, usize>,
    by_key: HashMap<String, usize>,
    /// People by the skeleton of each word of their names.
    by_word: HashMap<String, Vec<usize>>,
}

pub(super) fn group(text: &str, mentions: &[Mention], names: &[Name], groups: &mut Groups) {
    let mut people = People::default();
    let persons = || (0..mentions.len()).filter(|&n| mentions[n].label == Label::Per);
    for n in persons() {
        if names[n].key.contains(' ') {
            people.full(n, &names[n], groups);
        }
    }
    let mut last: HashMap<&str, usize> = HashMap::new();
    for n in persons().filter(|&n| !names[n].key.contains(' ')) {
        let feminine = title_before(text, mentions, n);
        let at = people.short(
            n,
            &names[n],
            feminine,
            groups,
            last.get(names[n].key.as_str()).copied(),
        );
        last.insert(&names[n].key, at);
    }
}

/// The gender of a title directly before a name: الرئيسة is feminine.
fn title_before(text: &str, mentions: &[Mention], n: usize) -> Option<bool> {
    let start = mentions[n].span.start;
    let title = mentions[..n]
        .iter()
        .rev()
        .take(6)
        .find(|m| m.label == Label::Role && m.span.end <= start)?;
    let beside = text[title.span.end as usize..start as usize]
        .trim()
        .is_empty();
    beside.then(|| {
        title
            .span
            .of(text)
            .split(' ')
            .next()
            .is_some_and(|w| w.ends_with('ة'))
    })
}

/// Whether a first name is a woman's, where the lexicon of names knows it.
pub(super) fn is_feminine(first: &str) -> Option<bool> {
    let lexicon = Lexicon::global();
    let entry = lexicon
        .iter(lexicon.get(first))
        .find(|e| e.kind == Kind::NamePart)?;
    match entry.detail >> 4 {
        0 => Some(false),
        1 => Some(true),
        _ => None,
    }
}

impl People {
    /// The person of a full name.
    fn full(&mut self, n: usize, name: &Name, groups: &mut Groups) {
        let (key, id) = (name.key.as_str(), name.id.as_deref());
        let known = id
            .and_then(|id| self.by_id.get(id))
            .or_else(|| self.by_key.get(key))
            .copied();
        let words: Vec<String> = key.split(' ').map(str::to_owned).collect();
        let found = known.or_else(|| {
            let matcher = Matcher::global();
            self.candidates(&words).into_iter().find(|&p| {
                let person = &self.list[p];
                let other = groups.list[groups.root(person.group)].id.as_deref();
                let apart = matches!((id, other), (Some(a), Some(b)) if a != b);
                let clash = matches!((is_feminine(first_part(key)), person.feminine), (Some(a), Some(b)) if a != b);
                !apart && person.names.iter().any(|o| one_name(&matcher, o, &words, clash))
            })
        });
        let p =
            found.unwrap_or_else(|| self.add(groups.add(Label::Per), is_feminine(first_part(key))));
        self.note(p, key, words, n);
        if let Some(id) = id {
            self.by_id.entry(id.into()).or_insert(p);
        }
        groups.put(n, self.list[p].group, id);
    }

    /// The person of a short form: the latest before it who fits best, else the next one.
    fn short(
        &mut self,
        n: usize,
        name: &Name,
        feminine: Option<bool>,
        groups: &mut Groups,
        last: Option<usize>,
    ) -> usize {
        let word = name.key.as_str();
        let id = name.id.as_deref().or_else(|| known::single_person(word));
        if let Some(&p) = id.and_then(|id| self.by_id.get(id)) {
            groups.put(n, self.list[p].group, None);
            self.list[p].short = Some(n as u32);
            return p;
        }
        let matcher = Matcher::global();
        let words = [word.to_owned()];
        let mut best: Option<((u32, std::cmp::Reverse<u32>), usize)> = None;
        let mut near = self.candidates(&words);
        if near.is_empty() {
            // another spelling may have another skeleton: عراقتشي and عراقجي
            near.extend((0..self.list.len()).rev().take(COMPARED));
        }
        for p in near {
            let person = &self.list[p];
            if matches!((feminine, person.feminine), (Some(a), Some(b)) if a != b) {
                continue;
            }
            let alike = person
                .names
                .iter()
                .map(|full| part_similarity(&matcher, full, word))
                .fold(0.0_f32, f32::max);
            if alike < SAME_PART {
                continue;
            }
            let rank = (
                (alike * 10.0).round() as u32,
                std::cmp::Reverse(person.distance(n as u32)),
            );
            if best.is_none_or(|b| rank > b.0) {
                best = Some((rank, p));
            }
        }
        // a form that was seen before keeps its person, unless somebody nearer bears it
        let found = best.map(|b| b.1).or(last);
        let p = found.unwrap_or_else(|| {
            let p = self.add(groups.add(Label::Per), None);
            self.note(p, &name.key, vec![name.key.clone()], n);
            p
        });
        groups.put(n, self.list[p].group, name.id.as_deref());
        self.list[p].short = Some(n as u32);
        p
    }

    fn add(&mut self, group: usize, feminine: Option<bool>) -> usize {
        self.list.push(Person {
            group,
            names: Vec::new(),
            feminine,
            full: Vec::new(),
            short: None,
        });
        self.list.len() - 1
    }

    /// Notes a spelling of a person.
    fn note(&mut self, p: usize, key: &str, words: Vec<String>, n: usize) {
        self.list[p].full.push(n as u32);
        if self.by_key.contains_key(key) {
            return;
        }
        self.by_key.insert(key.to_owned(), p);
        for word in words.iter().filter(|w| !PARTICLES.contains(&w.as_str())) {
            let bucket = self.by_word.entry(skeleton(word)).or_default();
            if bucket.last() != Some(&p) {
                bucket.push(p);
            }
        }
        let person = &mut self.list[p];
        if person.names.len() < COMPARED {
            person.names.push(words);
        }
        person.feminine = person.feminine.or_else(|| is_feminine(first_part(key)));
    }

    /// People with a word of the same skeleton, latest first.
    fn candidates(&self, words: &[String]) -> Vec<usize> {
        let mut out = Vec::new();
        for word in words
            .iter()
            .rev()
            .filter(|w| !PARTICLES.contains(&w.as_str()))
        {
            for &p in self
                .by_word
                .get(&skeleton(word))
                .into_iter()
                .flatten()
                .rev()
                .take(COMPARED)
            {
                if !out.contains(&p) {
                    out.push(p);
                }
            }
        }
        out
    }
}

impl Person {
    /// How far, in mentions, its nearest mention before mention `n` is; those after it count double.
    fn distance(&self, n: u32) -> u32 {
        let after = self.full.partition_point(|&m| m <= n);
        let before = after.checked_sub(1).map(|k| n - self.full[k]);
        let next = self.full.get(after).map(|&m| (m - n) * 2 + 1);
        let short = self.short.map(|m| n - m);
        [before, next, short]
            .into_iter()
            .flatten()
            .min()
            .unwrap_or(u32::MAX)
    }
}

/// Whether two full names are one person's.
fn one_name(matcher: &Matcher, a: &[String], b: &[String], genders_clash: bool) -> bool {
    if a == b {
        return true;
    }
    if a.len() == 1 || b.len() == 1 {
        return false;
    }
    if extends(matcher, a, b) {
        return true;
    }
    if genders_clash || a.len() != b.len() {
        return !genders_clash
            && matcher.similarity(&a.join(" "), &b.join(" ")) >= SAME_FULL
            && a.last() == b.last()
            && a[0] == b[0];
    }
    if matcher.similarity(&a.join(" "), &b.join(" ")) >= SAME_FULL {
        return true;
    }
    // one word differs in its vowels only: دميتري and ديمتري
    let unequal: Vec<_> = a.iter().zip(b).filter(|(x, y)| x != y).collect();
    unequal.len() == 1
        && skeleton(unequal[0].0) == skeleton(unequal[0].1)
        && matcher.similarity(unequal[0].0, unequal[0].1) >= 0.5
}

/// Whether one name holds the other's words in their order and shares an end with it: علي عبد الله and علي عبد الله صالح, باك نجاد and
/// محسن باك نجاد.
fn extends(matcher: &Matcher, a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() == long.len() {
        return false;
    }
    let same = |x: &String, y: &String| x == y || matcher.similarity(x, y) >= SAME_WORD;
    let suffix = short
        .iter()
        .rev()
        .zip(long.iter().rev())
        .all(|(x, y)| same(x, y));
    if suffix {
        // ابو مازن is no part of محمد ابو مازن's father's name, but بن سلمان is a short form of محمد بن سلمان
        return true;
    }
    let mut rest = long.iter();
    let in_order = short.iter().all(|w| rest.any(|l| same(l, w)));
    in_order
        && same(&short[0], &long[0])
        && (short.len() > 2
            || same(&short[short.len() - 1], &long[long.len() - 1])
            || long.len() - short.len() == 1)
}

/// How well a short form fits a full name: its last word first, then its first, then those between. A father's name (after بن) is
/// no short form.
fn part_similarity(matcher: &Matcher, full: &[String], word: &str) -> f32 {
    let alike = |i: usize| {
        let part = full[i].as_str();
        let father = i > 0 && matches!(full[i - 1].as_str(), "بن" | "ابن" | "بنت");
        let score = if part == word {
            1.0
        } else if super::spelling::bare(part) == super::spelling::bare(word) {
            0.95
        } else if part.chars().count() >= 3 && word.chars().count() >= 3 {
            matcher.similarity(part, word)
        } else {
            0.0
        };
        if father { score * 0.75 } else { score }
    };
    let last = alike(full.len() - 1);
    let others = (0..full.len() - 1).map(alike).fold(0.0_f32, f32::max);
    last.max(others * 0.9)
}
