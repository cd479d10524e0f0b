//! Usual spellings of known names in the other script, from the lexicons of people, places and
//! organisations.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::letters;
use super::matcher::Matcher;
use super::parts::Parts;
use crate::fold;
use crate::lexicon::{Kind, Lexicon, Record};

/// Lexicons of names in the order in which they are asked.
const KINDS: [Kind; 4] = [Kind::Person, Kind::Country, Kind::Organisation, Kind::Place];

/// A column of a lexicon by its name.
fn field(kind: Kind, record: Record<'static>, name: &str) -> &'static str {
    let column = kind.columns().iter().position(|&c| c == name);
    column.map_or("", |c| record.field(c))
}

fn names(kind: Kind, record: Record<'static>) -> impl Iterator<Item = &'static str> {
    field(kind, record, "names")
        .split('|')
        .filter(|n| !n.is_empty())
}

/// The Latin spelling as the press writes it; those with diacritics are a geographer's.
fn usual_latin(kind: Kind, record: Record<'static>) -> Option<&'static str> {
    let latin = field(kind, record, "latin");
    (!latin.is_empty() && latin.is_ascii()).then_some(latin)
}

/// A usual spelling and whether it is a person's.
pub(super) struct Usual {
    pub(super) text: &'static str,
    pub(super) is_person: bool,
}

/// The number of a name's parts.
fn parts(name: &str) -> usize {
    let mut read = Parts::new();
    Matcher::global().read(name, &mut read);
    read.as_slice().len()
}

/// The usual Latin spelling of a whole name in Arabic letters.
pub(super) fn latin(name: &str) -> Option<Usual> {
    let lexicon = Lexicon::global();
    let words: Vec<String> = name.split_whitespace().map(fold::fold).collect();
    let phrase = words.join(" ");
    let mut found: Vec<_> = lexicon
        .iter(lexicon.get(&phrase))
        .filter_map(|entry| {
            let order = KINDS.iter().position(|&k| k == entry.kind)?;
            let record = lexicon.record(entry);
            let latin = usual_latin(entry.kind, record)?;
            // an adjective or a capital leads to a country too
            names(entry.kind, record).find(|n| fold::fold(n) == phrase)?;
            let people: u64 = field(entry.kind, record, "population").parse().unwrap_or(0);
            Some((order, u64::MAX - people, latin))
        })
        // بوتين is no spelling of Vladimir Putin
        .filter(|&(order, _, latin)| KINDS[order] != Kind::Person || parts(name) == parts(latin))
        .collect();
    found.sort_unstable();
    found.first().map(|&(order, _, text)| Usual {
        text,
        is_person: KINDS[order] == Kind::Person,
    })
}

static ARABIC: LazyLock<HashMap<String, &'static str>> = LazyLock::new(|| {
    let lexicon = Lexicon::global();
    let mut table = HashMap::new();
    for kind in KINDS {
        let mut rows: Vec<_> = lexicon.records(kind).collect();
        rows.sort_by_key(|&r| {
            let people: u64 = field(kind, r, "population").parse().unwrap_or(0);
            u64::MAX - people
        });
        for record in rows {
            let Some(latin) = usual_latin(kind, record) else {
                continue;
            };
            // the first is the full name
            if let Some(name) = names(kind, record).next() {
                table.entry(letters::key(latin)).or_insert(name);
            }
        }
    }
    table
});

/// The usual Arabic spelling of a whole name in Latin letters.
pub(super) fn arabic(name: &str) -> Option<&'static str> {
    ARABIC.get(&letters::key(name)).copied()
}

type Spellings = Vec<(&'static str, u32)>;

static PARTS: LazyLock<HashMap<String, Spellings>> = LazyLock::new(|| {
    let mut table: HashMap<String, Spellings> = HashMap::new();
    for record in Lexicon::global().records(Kind::Person) {
        let Some(latin) = usual_latin(Kind::Person, record) else {
            continue;
        };
        let words = |s: &str| s.split_whitespace().count();
        let first = names(Kind::Person, record).next();
        let Some(name) = first.filter(|n| words(n) == words(latin)) else {
            continue;
        };
        for (own, other) in name.split_whitespace().zip(latin.split_whitespace()) {
            let spellings = table.entry(letters::key(own)).or_default();
            match spellings.iter_mut().find(|s| s.0 == other) {
                Some(s) => s.1 += 1,
                None => spellings.push((other, 1)),
            }
        }
    }
    table
});

/// Latin spellings of one Arabic word in the names of known people, with how many bear them.
pub(super) fn latin_parts(letters: &str) -> &'static [(&'static str, u32)] {
    PARTS.get(letters).map_or(&[], Vec::as_slice)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_names_are_known() {
        let latin = |name| latin(name).map(|usual| usual.text);
        assert_eq!(latin("بيونغ يانغ"), Some("Pyongyang"));
        assert_eq!(latin("ديمتري  بيسكوف"), Some("Dmitry Peskov"));
        assert_eq!(latin("غوغل"), Some("Google"));
        assert_eq!(latin("حسن نصر الله"), Some("Hassan Nasrallah"));
        assert_eq!(latin("بوتين"), None);
        assert_eq!(latin("نصر الله"), None);
        assert_eq!(latin("لا اسم كهذا"), None);
        assert_eq!(arabic("dmitry peskov"), Some("دميتري بيسكوف"));
        assert_eq!(arabic("Pyongyang"), Some("بيونغيانغ"));
    }
}
