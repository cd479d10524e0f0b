//! A name in its roles: titles, given names, nasab, kunya, laqab, family, nisba.

use super::align::Script;
use super::family;
use super::letters;
use super::matcher::Matcher;
use super::parts::{Part, Parts};

/// What a part of a name is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// A name given to the person.
    Given,
    /// Whose son or daughter: the name after بن or bint.
    Nasab,
    /// Father or mother of: أبو مازن, Umm Kulthum.
    Kunya,
    /// An honorific name: صلاح الدين.
    Laqab,
    /// The family's name.
    Family,
}

impl Role {
    /// The role in lower-case English.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Given => "given",
            Self::Nasab => "nasab",
            Self::Kunya => "kunya",
            Self::Laqab => "laqab",
            Self::Family => "family",
        }
    }
}

/// One part of a name, as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamePart {
    /// The part as written, compounds whole: عبد الرحمن.
    pub text: String,
    /// What it is.
    pub role: Role,
    /// First byte in the name.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
}

/// A name in its roles. Lists are in the order of the name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Name {
    /// Leading titles and honorifics.
    pub titles: Vec<String>,
    /// Given names.
    pub given: Vec<String>,
    /// Names after بن and its kin: father, grandfather ...
    pub nasab: Vec<String>,
    /// Father of, mother of.
    pub kunya: Vec<String>,
    /// Honorific compounds in الدين.
    pub laqab: Vec<String>,
    /// The family's name, the last or in East Asian names the first; empty where the name has one part.
    pub family: Vec<String>,
    /// The family's name where it tells an origin: الزرقاوي.
    pub nisba: Vec<String>,
    /// All parts but the titles.
    pub parts: Vec<NamePart>,
}

/// Reads a name into its roles. A name without letters gives an empty [`Name`].
///
/// With one comma it is read as "family, given names".
///
/// ```
/// let name = kunya::names::parse("الدكتور محمد بن عبد الرحمن الزرقاوي");
/// assert_eq!(name.titles, ["الدكتور"]);
/// assert_eq!(name.given, ["محمد"]);
/// assert_eq!(name.nasab, ["عبد الرحمن"]);
/// assert_eq!(name.nisba, ["الزرقاوي"]);
/// ```
#[must_use]
pub fn parse(name: &str) -> Name {
    let mut read = Parts::new();
    Matcher::global().read(name, &mut read);
    let text = |(start, end): (u32, u32)| {
        name.get(start as usize..end as usize)
            .unwrap_or_default()
            .to_owned()
    };
    let mut out = Name {
        titles: read.titles().iter().map(|&t| text(t)).collect(),
        ..Name::default()
    };
    let parts = read.as_slice();
    let family = family::family(parts);
    let mut i = 0;
    while i < parts.len() {
        let p = &parts[i];
        let in_family = family.contains(&i);
        let role = if p.nasab {
            Role::Nasab
        } else if p.kunya && (!in_family || i == 0 || is_set_off(name, p)) {
            Role::Kunya
        } else if in_family || parts.len() == 1 && is_house(&text(p.span)) {
            Role::Family
        } else if is_laqab(p) {
            Role::Laqab
        } else {
            Role::Given
        };
        // the parts of a family's name are one
        let end = if role == Role::Family && in_family {
            family.end
        } else {
            i + 1
        };
        let run = &parts[i..end];
        let start = run.iter().map(|p| p.span.0).min().unwrap_or_default();
        let stop = run.iter().map(|p| p.span.1).max().unwrap_or_default();
        let t = text((start, stop));
        match role {
            Role::Given => out.given.push(t.clone()),
            Role::Nasab => out.nasab.push(t.clone()),
            Role::Kunya => out.kunya.push(t.clone()),
            Role::Laqab => out.laqab.push(t.clone()),
            Role::Family => {
                out.family.push(t.clone());
                if is_nisba(p, &t) {
                    out.nisba.push(t.clone());
                }
            }
        }
        out.parts.push(NamePart {
            text: t,
            role,
            start: start as usize,
            end: stop as usize,
        });
        i = end;
    }
    out
}

/// Whether a part is set off from the name by a bracket or quotation mark: محمود عباس (أبو مازن).
fn is_set_off(name: &str, p: &Part) -> bool {
    let before = name.get(..p.span.0 as usize).unwrap_or_default();
    before.ends_with(['(', '[', '"', '“', '”', '„', '«', '\''])
}

/// Whether a part names a ruling or leading house: آل ثاني.
fn is_house(text: &str) -> bool {
    text.starts_with("آل ")
}

/// Whether a part is an honorific of the faith: صلاح الدين. Compounds in الله (فتح الله) are given names.
fn is_laqab(p: &Part) -> bool {
    const FAITH: [&[u8]; 1] = [&[letters::ALEF, letters::LAM, 7, letters::YA, 24]];
    const FAITH_LATIN: [&[u8]; 5] = [
        &[3, 8, 13],
        &[3, 3, 8, 13],
        &[3, 8, 13, 4],
        &[3, 3, 8, 13, 4],
        &[3, 4, 4, 13],
    ];
    let ends: &[&[u8]] = match p.script() {
        Script::Arabic => &FAITH,
        Script::Latin => &FAITH_LATIN,
    };
    p.laqab && ends.iter().any(|end| p.codes.ends_with(end))
}

/// Whether a part tells an origin: article and final ya. آل ثاني is a house and no origin.
fn is_nisba(p: &Part, text: &str) -> bool {
    let last = p.codes.last().copied();
    match p.script() {
        Script::Arabic => {
            p.article > 0 && !text.contains(' ') && p.codes.len() >= 5 && last == Some(letters::YA)
        }
        // Al Thani with a capital and a space is more often a house
        Script::Latin => {
            p.article > 0
                && !text.starts_with("Al ")
                && p.codes.len() >= 5
                && matches!(last, Some(8 | 24))
        }
    }
}
