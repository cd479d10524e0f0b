//! Places, organisations, nationalities, events and products: by identifier, then by spelling.

use std::collections::HashMap;

use super::{Group, key};
use crate::entities::mention::Mention;
use crate::label::Label;
use crate::names::Matcher;

/// How alike two names of one kind must be to be one.
const SAME: f32 = 0.7;

pub(super) fn group(text: &str, mentions: &[Mention]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut by_id: HashMap<&str, usize> = HashMap::new();
    let mut by_key: HashMap<(Label, String), usize> = HashMap::new();
    for (n, m) in mentions.iter().enumerate() {
        let label = match m.label {
            Label::Loc | Label::Norp => Label::Loc,
            Label::Org | Label::Event | Label::Product => m.label,
            _ => continue,
        };
        let name = key(m.span.of(text));
        let found = m
            .value
            .as_deref()
            .and_then(|id| by_id.get(id))
            .or_else(|| by_key.get(&(label, name.clone())))
            .copied();
        let at = found
            .or_else(|| similar(text, mentions, &groups, m, label, &name))
            .or_else(|| abbreviated(text, mentions, &groups, n, label));
        let at = at.unwrap_or_else(|| {
            groups.push(Group {
                label: m.label,
                mentions: Vec::new(),
                id: None,
            });
            groups.len() - 1
        });
        let group = &mut groups[at];
        group.mentions.push(n as u32);
        // a country that is also named is a place, not only a people
        if m.label == Label::Loc {
            group.label = Label::Loc;
        }
        if let Some(id) = m.value.as_deref() {
            by_id.entry(id).or_insert(at);
            group.id.get_or_insert_with(|| id.into());
        }
        by_key.entry((label, name)).or_insert(at);
    }
    groups
}

/// A group with a spelling variant of the name: بيونج يونج and بيونغ يانغ. Names that the lexicons tell apart are not compared.
fn similar(
    text: &str,
    mentions: &[Mention],
    groups: &[Group],
    m: &Mention,
    label: Label,
    name: &str,
) -> Option<usize> {
    if m.label == Label::Norp || name.chars().count() < 4 {
        return None;
    }
    let words = name.split(' ').count();
    let matcher = Matcher::global();
    groups.iter().position(|g| {
        let fits = g.label == label || label == Label::Loc && g.label == Label::Loc;
        fits && (g.id.is_none() || m.value.is_none())
            && g.mentions.iter().any(|&o| {
                let o = &mentions[o as usize];
                let other = key(o.span.of(text));
                o.label == m.label
                    && other.split(' ').count() == words
                    && other.chars().next().is_some()
                    && {
                        if label == Label::Org && words > 1 {
                            alike_words(&matcher, name, &other)
                        } else {
                            matcher.similarity(name, &other) >= SAME
                        }
                    }
            })
    })
}

/// Whether names of several words agree word by word: ordinary words equal, at least one of them only alike.
fn alike_words(matcher: &Matcher, a: &str, b: &str) -> bool {
    a.split(' ')
        .zip(b.split(' '))
        .all(|(x, y)| x == y || (x.chars().count() > 3 && matcher.similarity(x, y) >= 0.85))
}

/// The group whose name stands directly before a bracket that holds this one: حركة المقاومة الإسلامية (حماس); also a name that
/// another one of its kind holds whole: وزارة الدفاع and الدفاع are left apart, ريا نوفوستي and وكالة أنباء "ريا نوفوستي" are one.
fn abbreviated(
    text: &str,
    mentions: &[Mention],
    groups: &[Group],
    n: usize,
    label: Label,
) -> Option<usize> {
    let m = &mentions[n];
    if label != Label::Org {
        return None;
    }
    let before = mentions[..n]
        .iter()
        .rposition(|o| o.label == Label::Org && o.span.end <= m.span.start);
    if let Some(b) = before {
        let gap = &text[mentions[b].span.end as usize..m.span.start as usize];
        if matches!(gap.trim(), "(" | "\"" | "«" | "“") && matches!(gap.trim(), "(") {
            return groups.iter().position(|g| g.mentions.contains(&(b as u32)));
        }
    }
    let name = key(m.span.of(text));
    groups.iter().position(|g| {
        g.label == Label::Org
            && g.mentions.iter().any(|&o| {
                let other = key(mentions[o as usize].span.of(text));
                tail(&other, &name) || tail(&name, &other)
            })
    })
}

/// Whether `whole` is a generic head and then `part`, or `part` opens it: both at least two words, or the part not a common one.
fn tail(whole: &str, part: &str) -> bool {
    let Some(head) = whole.strip_suffix(part).and_then(|h| h.strip_suffix(' ')) else {
        return whole
            .strip_prefix(part)
            .is_some_and(|rest| rest.starts_with(' ') && part.split(' ').count() >= 2);
    };
    let lexicon = crate::lexicon::Lexicon::global();
    let is_head = lexicon
        .iter(lexicon.get(head))
        .any(|e| e.kind == crate::lexicon::Kind::OrgHead);
    is_head && (!part.starts_with("ال") || part.split(' ').count() >= 2)
}
