//! Names that the text itself declares to be one: abbreviations in brackets, what a body goes by in quotation marks,
//! المعروف باسم, الملقب بـ.

use super::Groups;
use super::known::Name;
use super::spelling::key;
use crate::entities::mention::Mention;
use crate::label::Label;

/// The longest text between a name and its alias, in bytes.
const GAP: usize = 90;

/// Words that introduce another name of the same, folded.
const ALIAS: &[&str] = &[
    "المعروف",
    "المعروفه",
    "معروف",
    "معروفه",
    "يعرف",
    "تعرف",
    "الملقب",
    "الملقبه",
    "يلقب",
    "تلقب",
    "المكني",
    "المكناه",
    "يكني",
    "كنيته",
    "الشهير",
    "الشهيره",
    "المشهور",
    "المشهوره",
    "اختصارا",
    "المسمي",
    "المسماه",
    "سابقا",
    "لقبه",
    "المدعو",
];

pub(super) fn join(text: &str, mentions: &[Mention], names: &[Name], groups: &mut Groups) {
    let mut previous: [Option<usize>; 2] = [None, None];
    for (n, m) in mentions.iter().enumerate() {
        let slot = match m.label {
            Label::Per => 0,
            Label::Org | Label::Event | Label::Loc => 1,
            _ => continue,
        };
        let nested = |o: usize| mentions[o].span.contains(m.span);
        if let Some(before) = previous[slot].filter(|&o| !nested(o))
            && mentions[before].label == m.label
            && declared_one(text, &mentions[before], m)
            && names[before].key != names[n].key
            && let (Some(a), Some(b)) = (groups.group_of(before), groups.group_of(n))
        {
            groups.join(a, b);
        }
        if previous[slot].is_none_or(|o| !nested(o)) {
            previous[slot] = Some(n);
        }
    }
}

/// Whether what stands between two names makes the second one a name of the first.
fn declared_one(text: &str, a: &Mention, b: &Mention) -> bool {
    if b.span.start < a.span.end {
        return false;
    }
    let gap = &text[a.span.end as usize..b.span.start as usize];
    if gap.len() > GAP || gap.contains('\n') || gap.contains('.') {
        return false;
    }
    let opens = gap.trim_matches(|c: char| c.is_whitespace() || "\"«»“”'".contains(c));
    let closes = text[b.span.end as usize..]
        .trim_start_matches(|c: char| "\"»” ".contains(c))
        .starts_with(')');
    if opens == "(" && closes && matches!(a.label, Label::Org | Label::Event | Label::Per) {
        return true;
    }
    // a body and in quotation marks what it goes by: الرئاسة الروسية "الكرملين"
    let mut mark = gap.trim_start().chars();
    let quoted = matches!((mark.next(), mark.next()), (Some('"' | '«' | '“'), None))
        && text[b.span.end as usize..].starts_with(['"', '»', '”']);
    if quoted && a.label == Label::Org {
        return true;
    }
    let words = key(gap);
    let few = words.split(' ').count() <= 7;
    few && words
        .split(' ')
        .any(|w| ALIAS.contains(&w) || w.strip_prefix('و').is_some_and(|r| ALIAS.contains(&r)))
}
