//! People: full names first, then the short forms.

use super::{Group, key};
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::names::Matcher;

/// How alike two full names must be to be one.
const SAME_FULL: f32 = 0.6;
/// How alike a short form must be to a part of a full name.
const SAME_PART: f32 = 0.7;

struct Person {
    group: usize,
    /// The keys of its full names, as words.
    names: Vec<Vec<String>>,
    /// Its latest mention so far.
    last: u32,
}

pub(super) fn group(text: &str, mentions: &[Mention], groups: &mut Vec<Group>) {
    let matcher = Matcher::global();
    let mut people: Vec<Person> = Vec::new();
    let words_of = |m: &Mention| {
        key(m.span.of(text))
            .split(' ')
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let persons: Vec<usize> = (0..mentions.len())
        .filter(|&n| mentions[n].label == Label::Per)
        .collect();
    let mut short = Vec::new();
    for &n in &persons {
        let words = words_of(&mentions[n]);
        if words.len() < 2 {
            short.push((n, words));
            continue;
        }
        let id = mentions[n].value.as_deref();
        let found = people.iter().position(|p| {
            let known = groups[p.group].id.as_deref();
            if let (Some(a), Some(b)) = (id, known) {
                return a == b;
            }
            p.names.iter().any(|other| {
                *other == words
                    || extends(&matcher, other, &words)
                    || same_full(&matcher, other, &words)
            })
        });
        join(groups, &mut people, found, n as u32, words, id);
    }
    // A short form belongs to the latest person before it who fits, else to the next one.
    for (n, words) in short {
        let word = &words[0];
        let id = mentions[n].value.as_deref();
        let fits = |p: &Person| {
            if id.is_some() && groups[p.group].id.as_deref() == id {
                return 1.0;
            }
            p.names
                .iter()
                .map(|full| part_similarity(&matcher, full, word))
                .fold(0.0_f32, f32::max)
        };
        let scored = people
            .iter()
            .enumerate()
            .map(|(k, p)| (k, fits(p), nearest(groups, p, n as u32)));
        let found = scored.filter(|s| s.1 >= SAME_PART).max_by(|a, b| {
            let full = |s: f32| (s * 10.0).round() as i32;
            full(a.1).cmp(&full(b.1)).then(b.2.cmp(&a.2))
        });
        join(groups, &mut people, found.map(|f| f.0), n as u32, words, id);
    }
}

fn join(
    groups: &mut Vec<Group>,
    people: &mut Vec<Person>,
    found: Option<usize>,
    n: u32,
    words: Vec<String>,
    id: Option<&str>,
) {
    let k = found.unwrap_or_else(|| {
        groups.push(Group {
            label: Label::Per,
            mentions: Vec::new(),
            id: None,
        });
        people.push(Person {
            group: groups.len() - 1,
            names: Vec::new(),
            last: n,
        });
        people.len() - 1
    });
    let person = &mut people[k];
    let group = &mut groups[person.group];
    group.mentions.push(n);
    if let Some(id) = id.filter(|id| *id != "-") {
        group.id.get_or_insert_with(|| id.into());
    }
    person.last = n;
    if !person.names.contains(&words) {
        person.names.push(words);
    }
}

/// How far, in mentions, the person's nearest mention before `n` is; those after it count double.
fn nearest(groups: &[Group], person: &Person, n: u32) -> u32 {
    groups[person.group]
        .mentions
        .iter()
        .map(|&m| if m <= n { n - m } else { (m - n) * 2 + 1 })
        .min()
        .unwrap_or(u32::MAX)
}

/// Whether one full name holds the other's words in their order, the first or last of them too: علي عبد الله and علي عبد الله صالح.
fn extends(matcher: &Matcher, a: &[String], b: &[String]) -> bool {
    let (short, long) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if short.len() == long.len() {
        return false;
    }
    let mut rest = long.iter();
    let in_order = short
        .iter()
        .all(|w| rest.any(|l| l == w || matcher.similarity(l, w) >= 0.85));
    let edge = |x: &String, y: &String| x == y || matcher.similarity(x, y) >= 0.85;
    in_order
        && edge(&short[0], &long[0])
        && (short.len() > 2
            || edge(&short[short.len() - 1], &long[long.len() - 1])
            || long.len() - short.len() == 1)
}

fn same_full(matcher: &Matcher, a: &[String], b: &[String]) -> bool {
    matcher.similarity(&a.join(" "), &b.join(" ")) >= SAME_FULL
}

/// How well a short form fits a full name: its last word first, then its first, then those between.
fn part_similarity(matcher: &Matcher, full: &[String], word: &str) -> f32 {
    let alike = |part: &str| {
        if part == word {
            1.0
        } else {
            let bare = |s: &str| s.strip_prefix("ال").map_or(s.to_owned(), str::to_owned);
            if bare(part) == bare(word) {
                0.95
            } else {
                matcher.similarity(part, word)
            }
        }
    };
    let last = alike(&full[full.len() - 1]);
    let others = full[..full.len() - 1]
        .iter()
        .map(|p| alike(p))
        .fold(0.0_f32, f32::max);
    last.max(others * 0.9)
}
