//! Attested names: which spellings are known, how often, and what they are in the other script.
//!
//! Two frequent Arabic names whose Latin spellings have nothing in common (حسن Hassan, حسين Hussein) are two
//! names, however few letters they differ in. The table is built by `training/names` and read in place.

use super::align::{MAX_LETTERS, Pairs, Script, Word};

/// Most spellings in the other script that an entry keeps.
pub const MAX_LINKS: usize = 4;

/// A known spelling's place in the table.
pub type EntryId = u32;

/// A spelling in the other script.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Link {
    /// The other spelling.
    pub entry: EntryId,
    /// Share of this spelling among all of the name's, 0 to 1.
    pub share: f32,
}

/// The table of attested names.
#[derive(Clone, Debug, Default)]
pub struct Attested {
    /// Letter codes of all entries, one after another.
    letters: Vec<u8>,
    /// First letter of each entry; one more than there are entries.
    start: Vec<u32>,
    /// 0 Arabic, 1 Latin.
    script: Vec<u8>,
    /// Count, as 8 * log2(count + 1), at most 255.
    count: Vec<u8>,
    /// First link of each entry; one more than there are entries.
    link_start: Vec<u32>,
    /// Linked entries.
    link: Vec<u32>,
    /// Shares of the links in 1/255.
    share: Vec<u8>,
    /// Open-addressing table of entry id + 1; a power of two long.
    slots: Vec<u32>,
}

fn hash(script: Script, codes: &[u8]) -> u64 {
    let mut h = 0x9e37_79b9_7f4a_7c15u64 ^ (script as u64).wrapping_mul(0xd6e8_feb8_6659_fd93);
    for &c in codes {
        h = (h ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3_u64.wrapping_mul(0x9e37_79b1) | 1);
        h ^= h >> 29;
    }
    h ^ (h >> 32)
}

/// The table's columns, borrowed.
pub(super) struct Columns<'a> {
    pub(super) letters: &'a [u8],
    pub(super) start: &'a [u32],
    pub(super) script: &'a [u8],
    pub(super) count: &'a [u8],
    pub(super) link_start: &'a [u32],
    pub(super) link: &'a [u32],
    pub(super) share: &'a [u8],
}

/// What goes into one entry.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Its script.
    pub script: Script,
    /// Its letter codes.
    pub codes: Vec<u8>,
    /// How often it was seen.
    pub count: u32,
    /// Positions of the linked entries in the list, with their shares.
    pub links: Vec<(u32, f32)>,
}

impl Attested {
    /// Builds the table; positions in `entries` become entry ids.
    #[must_use]
    pub fn new(entries: &[NewEntry]) -> Self {
        let mut table = Self {
            start: vec![0],
            link_start: vec![0],
            ..Self::default()
        };
        for e in entries {
            table.letters.extend_from_slice(&e.codes);
            table.start.push(table.letters.len() as u32);
            table.script.push(e.script as u8);
            table.count.push(quantise_count(e.count));
            for &(to, share) in e.links.iter().take(MAX_LINKS) {
                table.link.push(to);
                table
                    .share
                    .push((share * 255.0).round().clamp(0.0, 255.0) as u8);
            }
            table.link_start.push(table.link.len() as u32);
        }
        table.index();
        table
    }

    fn index(&mut self) {
        let size = (self.len() * 2).next_power_of_two().max(2);
        self.slots = vec![0; size];
        for id in 0..self.len() as u32 {
            let mut at = hash(self.script(id), self.codes(id)) as usize & (size - 1);
            while self.slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = id + 1;
        }
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.script.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.script.is_empty()
    }

    /// The entry of a spelling.
    #[must_use]
    pub fn find(&self, script: Script, codes: &[u8]) -> Option<EntryId> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = hash(script, codes) as usize & mask;
        loop {
            let id = self.slots[at].checked_sub(1)?;
            if self.script[id as usize] == script as u8 && self.codes(id) == codes {
                return Some(id);
            }
            at = (at + 1) & mask;
        }
    }

    /// Letter codes of an entry.
    #[must_use]
    pub fn codes(&self, id: EntryId) -> &[u8] {
        &self.letters[self.start[id as usize] as usize..self.start[id as usize + 1] as usize]
    }

    /// Script of an entry.
    #[must_use]
    pub fn script(&self, id: EntryId) -> Script {
        if self.script[id as usize] == 0 {
            Script::Arabic
        } else {
            Script::Latin
        }
    }

    /// How often an entry was seen, as log2(count + 1).
    #[must_use]
    pub fn log_count(&self, id: EntryId) -> f32 {
        f32::from(self.count[id as usize]) / 8.0
    }

    /// Spellings of an entry in the other script, the most frequent first.
    pub fn links(&self, id: EntryId) -> impl Iterator<Item = Link> + '_ {
        let range =
            self.link_start[id as usize] as usize..self.link_start[id as usize + 1] as usize;
        range.map(|i| Link {
            entry: self.link[i],
            share: f32::from(self.share[i]) / 255.0,
        })
    }

    /// The entry's letters as a word.
    pub fn word(&self, id: EntryId, pairs: &Pairs, word: &mut Word) {
        let codes = self.codes(id);
        word.set(
            self.script(id),
            &codes[..codes.len().min(MAX_LETTERS)],
            pairs,
        );
    }

    /// The columns in the order in which they are stored.
    pub(super) fn columns(&self) -> Columns<'_> {
        Columns {
            letters: &self.letters,
            start: &self.start,
            script: &self.script,
            count: &self.count,
            link_start: &self.link_start,
            link: &self.link,
            share: &self.share,
        }
    }

    /// Rebuilds a table from its columns, or says what is wrong with them.
    pub(super) fn from_columns(
        letters: Vec<u8>,
        start: Vec<u32>,
        script: Vec<u8>,
        count: Vec<u8>,
        link_start: Vec<u32>,
        link: Vec<u32>,
        share: Vec<u8>,
    ) -> Result<Self, &'static str> {
        let n = script.len();
        let rising = |v: &[u32], end: usize| {
            v.len() == n + 1
                && v[0] == 0
                && v[n] as usize == end
                && v.windows(2).all(|w| w[0] <= w[1])
        };
        if count.len() != n || !rising(&start, letters.len()) || !rising(&link_start, link.len()) {
            return Err("the table of attested names has columns of unequal length");
        }
        if share.len() != link.len()
            || link.iter().any(|&l| l as usize >= n)
            || script.iter().any(|&s| s > 1)
        {
            return Err("the table of attested names links outside itself");
        }
        let mut table = Self {
            letters,
            start,
            script,
            count,
            link_start,
            link,
            share,
            slots: Vec::new(),
        };
        for id in 0..n as u32 {
            let limit = table.script(id).letters() as u8;
            if table.codes(id).iter().any(|&c| c >= limit) {
                return Err("the table of attested names has a letter that its alphabet lacks");
            }
        }
        table.index();
        Ok(table)
    }
}

fn quantise_count(count: u32) -> u8 {
    ((f64::from(count) + 1.0).log2() * 8.0).round().min(255.0) as u8
}
