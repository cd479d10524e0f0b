//! Attested names: which spellings are known, how often, and what they are in the other script.
//!
//! Two frequent Arabic names whose Latin spellings have nothing in common (حسن Hassan, حسين Hussein) are two
//! names, however few letters they differ in. The table is built by `training/names` and read in place.

use super::align::{MAX_LETTERS, Pairs, Script, Word};
use super::memory;

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
    /// How far the letters of the two spellings are from a perfect fit, per letter.
    pub loss: f32,
}

/// Losses are kept in steps of this size.
const LOSS_STEP: f32 = 1.0 / 32.0;

/// One entry, so laid out that one look finds all of it.
#[derive(Clone, Copy, Debug, Default)]
struct Record {
    /// First letter code.
    start: u32,
    /// First link.
    link: u32,
    /// Letter codes.
    len: u16,
    /// Links.
    links: u8,
    /// 0 Arabic, 1 Latin.
    script: u8,
    /// Count, as 8 * log2(count + 1), at most 255.
    count: u8,
}

/// The table of attested names.
#[derive(Clone, Debug, Default)]
pub struct Attested {
    /// Letter codes of all entries, one after another.
    letters: Vec<u8>,
    records: Vec<Record>,
    /// Links of all entries: the other entry, its share in 1/255, the loss in [`LOSS_STEP`]s.
    links: Vec<(u32, u8, u8)>,
    /// Open-addressing table of hash tag and entry id + 1; a power of two long.
    slots: Vec<(u32, u32)>,
}

/// The hash under which a spelling is looked up.
pub(super) fn hash(script: Script, codes: &[u8]) -> u64 {
    const K: u64 = 0x9e37_79b9_7f4a_7c15;
    let mut h = (codes.len() as u64 * 2 + script as u64).wrapping_mul(K);
    let (chunks, rest) = codes.as_chunks::<8>();
    for chunk in chunks {
        h = (h.rotate_left(5) ^ u64::from_le_bytes(*chunk)).wrapping_mul(K);
    }
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    h = (h.rotate_left(5) ^ u64::from_le_bytes(last)).wrapping_mul(K);
    h ^ (h >> 32)
}

/// The table's columns, as stored.
pub(super) struct Columns {
    pub(super) letters: Vec<u8>,
    /// Letters of each entry.
    pub(super) len: Vec<u8>,
    pub(super) script: Vec<u8>,
    pub(super) count: Vec<u8>,
    /// Links of each entry.
    pub(super) links: Vec<u8>,
    pub(super) link: Vec<u32>,
    pub(super) share: Vec<u8>,
    pub(super) loss: Vec<u8>,
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
    /// Builds the table; positions in `entries` become entry ids. Entries of more than 255 letters are
    /// cut off.
    #[must_use]
    pub fn new(entries: &[NewEntry]) -> Self {
        let mut table = Self::default();
        for e in entries {
            let codes = &e.codes[..e.codes.len().min(255)];
            let links = &e.links[..e.links.len().min(MAX_LINKS)];
            table.records.push(Record {
                start: table.letters.len() as u32,
                link: table.links.len() as u32,
                len: codes.len() as u16,
                links: links.len() as u8,
                script: e.script as u8,
                count: quantise_count(e.count),
            });
            table.letters.extend_from_slice(codes);
            for &(to, share) in links {
                table
                    .links
                    .push((to, (share * 255.0).round().clamp(0.0, 255.0) as u8, 0));
            }
        }
        table.index();
        table
    }

    fn index(&mut self) {
        let size = (self.len() * 2).next_power_of_two().max(2);
        self.slots = vec![(0, 0); size];
        for id in 0..self.len() as u32 {
            let h = hash(self.script(id), self.codes(id));
            let mut at = h as usize & (size - 1);
            while self.slots[at].1 != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = ((h >> 32) as u32, id + 1);
        }
    }

    /// Number of entries.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there is no entry.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The entry of a spelling.
    #[must_use]
    pub fn find(&self, script: Script, codes: &[u8]) -> Option<EntryId> {
        self.find_hashed(hash(script, codes), script, codes)
    }

    /// The entry of a spelling whose [`hash`] is known.
    #[must_use]
    pub(super) fn find_hashed(&self, h: u64, script: Script, codes: &[u8]) -> Option<EntryId> {
        if self.slots.is_empty() {
            return None;
        }
        let mask = self.slots.len() - 1;
        let mut at = h as usize & mask;
        loop {
            let (tag, id) = self.slots[at];
            let id = id.checked_sub(1)?;
            if tag == (h >> 32) as u32 && self.script(id) == script && self.codes(id) == codes {
                return Some(id);
            }
            at = (at + 1) & mask;
        }
    }

    /// The record that a hash leads to at first sight.
    fn glimpse(&self, h: u64) -> Option<u32> {
        let (tag, id) = *self
            .slots
            .get(h as usize & self.slots.len().wrapping_sub(1))?;
        let id = id.checked_sub(1)?;
        (tag == (h >> 32) as u32).then_some(id)
    }

    /// Asks the memory for what [`Attested::find_hashed`] will read first.
    pub(super) fn fetch_slot(&self, h: u64) {
        memory::fetch(&self.slots, h as usize & self.slots.len().wrapping_sub(1));
    }

    /// Asks for what comes second; the slot should be there by now.
    pub(super) fn fetch_record(&self, h: u64) {
        if let Some(id) = self.glimpse(h) {
            memory::fetch(&self.records, id as usize);
        }
    }

    /// Asks for an entry's letters and links; its record should be there by now.
    pub(super) fn fetch_letters(&self, h: u64) {
        if let Some(id) = self.glimpse(h) {
            self.fetch_entry(id);
        }
    }

    fn fetch_entry(&self, id: EntryId) {
        let r = &self.records[id as usize];
        memory::fetch(&self.letters, r.start as usize);
        memory::fetch(&self.links, r.link as usize);
    }

    /// Asks for the records of an entry's first `n` links; its links should be there by now.
    pub(super) fn fetch_linked(&self, id: EntryId, n: usize) {
        for link in self.links(id).take(n) {
            memory::fetch(&self.records, link.entry as usize);
        }
    }

    /// Asks for their letters; their records should be there by now.
    pub(super) fn fetch_linked_letters(&self, id: EntryId, n: usize) {
        for link in self.links(id).take(n) {
            memory::fetch(
                &self.letters,
                self.records[link.entry as usize].start as usize,
            );
        }
    }

    /// Letter codes of an entry.
    #[must_use]
    pub fn codes(&self, id: EntryId) -> &[u8] {
        let r = &self.records[id as usize];
        &self.letters[r.start as usize..r.start as usize + r.len as usize]
    }

    /// Script of an entry.
    #[must_use]
    pub fn script(&self, id: EntryId) -> Script {
        if self.records[id as usize].script == 0 {
            Script::Arabic
        } else {
            Script::Latin
        }
    }

    /// How often an entry was seen, as log2(count + 1).
    #[must_use]
    pub fn log_count(&self, id: EntryId) -> f32 {
        f32::from(self.records[id as usize].count) / 8.0
    }

    /// Spellings of an entry in the other script, the most frequent first.
    pub fn links(&self, id: EntryId) -> impl Iterator<Item = Link> + '_ {
        let r = &self.records[id as usize];
        let first = r.link as usize;
        self.links[first..first + r.links as usize]
            .iter()
            .map(|&(entry, share, loss)| Link {
                entry,
                share: f32::from(share) / 255.0,
                loss: f32::from(loss) * LOSS_STEP,
            })
    }

    /// Keeps how well each link fits, as `loss` says of an entry and a linked one.
    pub fn set_losses(&mut self, loss: impl Fn(&Self, EntryId, EntryId) -> f32) {
        let mut losses = Vec::with_capacity(self.links.len());
        for id in 0..self.len() as u32 {
            for link in self.links(id) {
                let steps = loss(self, id, link.entry) / LOSS_STEP;
                losses.push(steps.round().clamp(0.0, 255.0) as u8);
            }
        }
        for (link, loss) in self.links.iter_mut().zip(losses) {
            link.2 = loss;
        }
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

    /// The columns in which the table is stored.
    pub(super) fn columns(&self) -> Columns {
        Columns {
            letters: self.letters.clone(),
            len: self.records.iter().map(|r| r.len as u8).collect(),
            script: self.records.iter().map(|r| r.script).collect(),
            count: self.records.iter().map(|r| r.count).collect(),
            links: self.records.iter().map(|r| r.links).collect(),
            link: self.links.iter().map(|l| l.0).collect(),
            share: self.links.iter().map(|l| l.1).collect(),
            loss: self.links.iter().map(|l| l.2).collect(),
        }
    }

    /// Rebuilds a table from its columns, or says what is wrong with them.
    pub(super) fn from_columns(c: Columns) -> Result<Self, &'static str> {
        let n = c.script.len();
        let sum = |v: &[u8]| v.iter().map(|&x| x as usize).sum::<usize>();
        if c.count.len() != n
            || c.len.len() != n
            || c.links.len() != n
            || c.share.len() != c.link.len()
        {
            return Err("the table of attested names has columns of unequal length");
        }
        if sum(&c.len) != c.letters.len()
            || sum(&c.links) != c.link.len()
            || c.loss.len() != c.link.len()
        {
            return Err("the table of attested names has too few letters or links");
        }
        if c.link.iter().any(|&l| l as usize >= n)
            || c.script.iter().any(|&s| s > 1)
            || c.links.iter().any(|&l| l as usize > MAX_LINKS)
        {
            return Err("the table of attested names links outside itself");
        }
        let (mut start, mut link) = (0, 0);
        let records = (0..n)
            .map(|i| {
                let r = Record {
                    start,
                    link,
                    len: u16::from(c.len[i]),
                    links: c.links[i],
                    script: c.script[i],
                    count: c.count[i],
                };
                start += u32::from(c.len[i]);
                link += u32::from(c.links[i]);
                r
            })
            .collect();
        let links = (0..c.link.len())
            .map(|i| (c.link[i], c.share[i], c.loss[i]))
            .collect();
        let mut table = Self {
            letters: c.letters,
            records,
            links,
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
