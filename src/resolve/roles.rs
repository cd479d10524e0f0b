//! Titles and offices: with the person they stand beside, else with the one they fit.

use super::{Group, key, known};
use crate::entities::mention::Mention;
use crate::label::Label;

/// How far from a title, in bytes, a name still stands beside it.
const NEAR: u32 = 40;

/// What is said of a title: its words, what countries and organisations it is over.
struct Office {
    words: Vec<String>,
    over: Vec<usize>,
}

pub(super) fn attach(text: &str, mentions: &[Mention], groups: &mut Vec<Group>) {
    let mut owner: Vec<Option<usize>> = vec![None; mentions.len()];
    for (g, group) in groups.iter().enumerate() {
        for &m in &group.mentions {
            owner[m as usize] = Some(g);
        }
    }
    let roles: Vec<usize> = (0..mentions.len())
        .filter(|&n| mentions[n].label == Label::Role)
        .collect();
    let offices: Vec<Office> = roles
        .iter()
        .map(|&n| office(text, mentions, &owner, n))
        .collect();
    // beside a name first, so that each person's offices are known
    let mut held: Vec<(usize, usize)> = Vec::new();
    for (k, &n) in roles.iter().enumerate() {
        if let Some(group) = beside(text, mentions, n).and_then(|p| owner[p]) {
            groups[group].mentions.push(n as u32);
            owner[n] = Some(group);
            held.push((k, group));
        }
    }
    let persons: Vec<usize> = (0..groups.len())
        .filter(|&g| groups[g].label == Label::Per)
        .collect();
    for (k, &n) in roles.iter().enumerate() {
        if owner[n].is_some() {
            continue;
        }
        let mut best: Option<(i32, usize)> = None;
        for &g in &persons {
            let offices_of = held.iter().filter(|h| h.1 == g).map(|h| &offices[h.0]);
            let by_offices = offices_of.map(|o| fit(&offices[k], o)).max().unwrap_or(0);
            let score = by_offices.max(lexicon_fit(text, mentions, groups, g, &offices[k]));
            let near = groups[g].mentions.iter().any(|&m| (m as usize) < n);
            let score = if score > 0 {
                score * 2 + i32::from(near)
            } else {
                0
            };
            if score >= 4 && best.is_none_or(|b| score > b.0) {
                best = Some((score, g));
            }
        }
        let group = best.map_or_else(
            || {
                groups.push(Group {
                    label: Label::Per,
                    mentions: Vec::new(),
                    id: None,
                });
                groups.len() - 1
            },
            |b| b.1,
        );
        groups[group].mentions.push(n as u32);
        owner[n] = Some(group);
        held.push((k, group));
        if best.is_none() {
            // the office without a name: the next one of the same kind is the same person
            for later in k + 1..roles.len() {
                let m = roles[later];
                if owner[m].is_none() && fit(&offices[k], &offices[later]) >= 3 {
                    groups[group].mentions.push(m as u32);
                    owner[m] = Some(group);
                    held.push((later, group));
                }
            }
        }
    }
}

fn office(text: &str, mentions: &[Mention], owner: &[Option<usize>], n: usize) -> Office {
    let span = mentions[n].span;
    // sorted by start: what nests comes right behind
    let after = mentions[n + 1..]
        .iter()
        .take_while(|m| m.span.start < span.end);
    let inside = (n + 1..)
        .zip(after)
        .filter(|(_, m)| span.contains(m.span) && m.label != Label::Role);
    let mut over = Vec::new();
    let mut nested = Vec::new();
    for (k, m) in inside {
        over.extend(owner[k]);
        nested.push(key(m.span.of(text)));
    }
    let mut whole = key(span.of(text));
    for n in nested {
        whole = whole.replace(&n, "");
    }
    let words = whole
        .split(' ')
        .filter(|w| !w.is_empty())
        .map(|w| w.strip_prefix("ال").unwrap_or(w).to_owned())
        .collect();
    Office { words, over }
}

/// How well two offices fit: 0 where they cannot be one.
fn fit(a: &Office, b: &Office) -> i32 {
    let (Some(x), Some(y)) = (a.words.first(), b.words.first()) else {
        return 0;
    };
    let same_head = x == y || one_rank(x, y);
    let shared = a.over.iter().any(|o| b.over.contains(o));
    let clash = !shared && !a.over.is_empty() && !b.over.is_empty();
    let former = |o: &Office| {
        o.words
            .iter()
            .any(|w| matches!(w.as_str(), "سابق" | "سابقه" | "اسبق" | "راحل" | "راحله"))
    };
    if !same_head || clash {
        return 0;
    }
    let words = a.words.len().min(b.words.len()) as i32;
    let equal = a.words.iter().filter(|w| b.words.contains(w)).count() as i32;
    if words > 1 && equal < words
        || former(a) != former(b) && !a.over.is_empty() && !b.over.is_empty()
    {
        return 0;
    }
    1 + i32::from(x == y)
        + i32::from(shared) * 2
        + i32::from(equal == words && a.words.len() == b.words.len())
}

/// Titles that name one rank: زعيم كوريا and رئيس كوريا.
fn one_rank(a: &str, b: &str) -> bool {
    const HEADS: &[&str] = &["رييس", "زعيم", "قايد"];
    HEADS.contains(&a) && HEADS.contains(&b)
}

/// How well an office fits what the lexicon of known people says of a person.
fn lexicon_fit(
    text: &str,
    mentions: &[Mention],
    groups: &[Group],
    g: usize,
    office: &Office,
) -> i32 {
    let Some(id) = groups[g].id.as_deref() else {
        return 0;
    };
    let country = groups[g].mentions.iter().find_map(|&m| {
        let m = &mentions[m as usize];
        (m.label == Label::Per)
            .then(|| known(Some(id), m.span.of(text), Label::Per))
            .flatten()
    });
    let Some((_, country)) = country.filter(|c| !c.1.is_empty()) else {
        return 0;
    };
    let ours = office.over.iter().any(|&o| {
        groups[o]
            .id
            .as_deref()
            .and_then(|i| i.strip_prefix("iso3166:"))
            == Some(country)
    });
    let head = office.words.first().is_some_and(|w| {
        matches!(
            w.as_str(),
            "رييس" | "زعيم" | "ملك" | "امير" | "سلطان" | "رييسه"
        )
    });
    if ours && head && office.words.len() == 1 {
        2
    } else {
        0
    }
}

/// The person whose name stands beside the title: after it, or before it, a comma, bracket or quotation mark between or not.
fn beside(text: &str, mentions: &[Mention], n: usize) -> Option<usize> {
    let span = mentions[n].span;
    let loose = |gap: &str| {
        gap.len() < 8
            && gap
                .chars()
                .all(|c| c.is_whitespace() || "،,(\"«“".contains(c))
            && !gap.contains('\n')
    };
    let next = (n + 1..)
        .zip(&mentions[n + 1..])
        .filter(|(_, m)| m.span.start >= span.end)
        .take_while(|(_, m)| m.span.start < span.end + NEAR)
        .find(|(_, m)| m.label == Label::Per)
        .filter(|(_, m)| {
            let gap = &text[span.end as usize..m.span.start as usize];
            // an enclitic of the title stands in the gap: وزعيمها كيم
            let clitic = gap.trim_start_matches(|c: char| c.is_alphabetic());
            loose(gap) || gap.len() - clitic.len() <= 8 && clitic != gap && loose(clitic)
        });
    if let Some((k, _)) = next {
        return Some(k);
    }
    (0..n)
        .rev()
        .take_while(|&k| mentions[k].span.start + NEAR * 4 > span.start)
        .find(|&k| mentions[k].label == Label::Per && mentions[k].span.end <= span.start)
        .filter(|&k| loose(&text[mentions[k].span.end as usize..span.start as usize]))
}
