//! A name in its roles: titles, given names, nasab, kunya, laqab, family, nisba.

use super::align::Script;
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
    /// Honorific compounds in الدين and the like.
    pub laqab: Vec<String>,
    /// The family's name; empty where the name has one part.
    pub family: Vec<String>,
    /// The family's name where it tells an origin: الزرقاوي.
    pub nisba: Vec<String>,
    /// All parts but the titles.
    pub parts: Vec<NamePart>,
}

/// Reads a name into its roles. A name without letters gives an empty [`Name`].
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
    let n = parts.len();
    for (i, p) in parts.iter().enumerate() {
        let last = i + 1 == n && n > 1;
        let role = if p.nasab {
            Role::Nasab
        } else if p.kunya && !(last && i > 0) {
            Role::Kunya
        } else if p.laqab && !last {
            Role::Laqab
        } else if last {
            Role::Family
        } else {
            Role::Given
        };
        let t = text(p.span);
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
            start: p.span.0 as usize,
            end: p.span.1 as usize,
        });
    }
    out
}

/// Whether a part tells an origin: article and final ya. آل ثاني is a house and no origin.
fn is_nisba(p: &Part, text: &str) -> bool {
    let last = p.codes.last().copied();
    match p.script() {
        Script::Arabic => {
            p.article > 0 && !text.contains(' ') && p.codes.len() >= 5 && last == Some(letters::YA)
        }
        Script::Latin => p.article > 0 && p.codes.len() >= 5 && matches!(last, Some(8 | 24)),
    }
}
