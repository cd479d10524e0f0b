//! The compiled-in lexicons: what is known of a phrase.
//!
//! The files in lexicons/ are compiled by build.rs into one map from folded phrases to entries; all
//! of it is read in place.

pub mod layout;
mod recent;

pub use layout::{Entry, Kind};
pub use recent::Recent;
use std::sync::OnceLock;

/// All lexicons, looked up together.
pub struct Lexicon {
    map: fst::raw::Fst<&'static [u8]>,
    entries: &'static [u8],
    tables: [&'static str; Kind::ALL.len()],
}

impl Lexicon {
    /// The lexicons that are compiled in.
    pub fn global() -> &'static Self {
        static GLOBAL: OnceLock<Lexicon> = OnceLock::new();
        GLOBAL.get_or_init(|| Self {
            map: fst::raw::Fst::new(
                include_bytes!(concat!(env!("OUT_DIR"), "/phrases.fst")).as_slice(),
            )
            .expect("build.rs wrote it"),
            entries: include_bytes!(concat!(env!("OUT_DIR"), "/entries.bin")),
            tables: include!(concat!(env!("OUT_DIR"), "/tables.rs")),
        })
    }

    /// The entries of a folded phrase, its words joined by one space.
    #[must_use]
    pub fn get(&self, phrase: &str) -> Entries {
        Recent::with(|recent| recent.step(self, phrase))
            .map_or(Entries::NONE, |walk| self.entries_at(walk))
    }

    /// The start of a walk through all phrases, byte by byte.
    #[must_use]
    pub fn walk(&self) -> Walk {
        Walk {
            node: self.map.root().addr(),
            output: 0,
        }
    }

    /// The walk after `bytes`; `None` where no phrase goes on so.
    #[must_use]
    pub fn step(&self, walk: Walk, bytes: &[u8]) -> Option<Walk> {
        let mut node = self.map.node(walk.node);
        let mut output = walk.output;
        for &b in bytes {
            let t = node.transition(node.find_input(b)?);
            output += t.out.value();
            node = self.map.node(t.addr);
        }
        Some(Walk {
            node: node.addr(),
            output,
        })
    }

    /// The entries of the phrase that ends where the walk stands; empty where none does.
    #[must_use]
    pub fn entries_at(&self, walk: Walk) -> Entries {
        let node = self.map.node(walk.node);
        if node.is_final() {
            Entries(walk.output + node.final_output().value())
        } else {
            Entries::NONE
        }
    }

    /// The entries that `list` names.
    pub fn iter(&self, list: Entries) -> impl Iterator<Item = Entry> + Clone + use<'_> {
        let start = (list.0 >> 8) as usize * 8;
        self.entries[start..start + (list.0 & 0xff) as usize * 8]
            .chunks_exact(8)
            .map(|b| Entry::unpack(u64::from_le_bytes(b.try_into().expect("eight bytes"))))
    }

    /// The line of an entry.
    #[must_use]
    pub fn record(&self, entry: Entry) -> Record<'static> {
        let table: &'static str = self.tables[entry.kind as usize];
        let rest = &table[entry.line as usize..];
        Record(&rest[..memchr::memchr(b'\n', rest.as_bytes()).unwrap_or(rest.len())])
    }

    /// All lines of a lexicon but its header.
    pub fn records(&self, kind: Kind) -> impl Iterator<Item = Record<'static>> + use<> {
        self.tables[kind as usize].lines().skip(1).map(Record)
    }
}

/// The entries of one phrase, to be read with [`Lexicon::iter`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Entries(u64);

impl Entries {
    /// No entry.
    pub const NONE: Self = Self(0);

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 & 0xff == 0
    }
}

/// A place in the walk through all phrases.
#[derive(Debug, Clone, Copy)]
pub struct Walk {
    node: usize,
    output: u64,
}

/// One line of a lexicon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record<'a>(&'a str);

impl<'a> Record<'a> {
    /// The text of column `n`, counted from 0; empty where there is none.
    #[must_use]
    pub fn field(self, n: usize) -> &'a str {
        match self.0.split('\t').nth(n) {
            Some("-") | None => "",
            Some(f) => f,
        }
    }

    /// The values of a column that holds several.
    pub fn values(self, n: usize) -> impl Iterator<Item = &'a str> {
        self.field(n).split('|').filter(|v| !v.is_empty())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_phrases_of_all_lexicons_under_their_fold() {
        let lexicon = Lexicon::global();
        let kinds = |phrase: &str| {
            lexicon
                .iter(lexicon.get(&crate::fold::fold(phrase)))
                .map(|e| e.kind)
                .collect::<Vec<_>>()
        };
        assert!(kinds("روسيا").contains(&Kind::Country));
        assert!(kinds("الكوري الشمالي").contains(&Kind::Country));
        assert!(kinds("إلى").contains(&Kind::FunctionWord));
        assert!(kinds("رئيس الوزراء").contains(&Kind::Role));
        assert!(kinds("لا عبارة كهذه").is_empty());
    }

    #[test]
    fn a_walk_gives_the_entries_of_the_whole_phrase() {
        let lexicon = Lexicon::global();
        let whole = lexicon.get("كوريا الشماليه");
        let first = lexicon.step(lexicon.walk(), "كوريا".as_bytes()).unwrap();
        let last = lexicon.step(first, " الشماليه".as_bytes()).unwrap();
        assert!(!whole.is_empty());
        assert_eq!(lexicon.entries_at(last), whole);
        let entry = lexicon.iter(whole).next().unwrap();
        assert_eq!(lexicon.record(entry).field(0), "KP");
    }
}
