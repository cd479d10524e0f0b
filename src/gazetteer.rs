//! Phrases found in texts, whichever way they are spelled: people's own lists and compiled ones.
//!
//! A phrase is the folded forms of its tokens. Matches start at a token's start, or after proclitics
//! of a first token (`لروسيا` holds روسيا), and end at a token's end, so that no match cuts a word.
//! Hyphens, quotation marks and tatweel between the words of a phrase are passed over, in the list
//! and in the text: `ريا "نوفوستي"` is `ريا نوفوستي`.
//!
//! The structure is one array of bytes that is used in place: a bit set of first words, which keeps
//! most tokens off the table; a hash table of all phrases and of all their beginnings; a record of each
//! phrase with its text, against which a hit is checked, and its entries. What other structures cost, for a million phrases
//! of news: an fst walks a byte at a time (20 MB of text per second), an Aho-Corasick automaton takes
//! three times the memory and may end inside a word.

use std::borrow::Cow;
use std::ops::Range;

use crate::error::{Error, Result};
use crate::folded::FoldedTokens;
use crate::hash::{finish, mix_bytes};
use crate::tokenize::{Token, tokenize_into};

/// Phrases with their entries, to be found in texts.
///
/// ```
/// use kunya::{folded::fold_tokens, gazetteer::GazetteerBuilder, tokenize::tokenize};
/// let mut builder = GazetteerBuilder::new();
/// builder.add(1, "روسيا", Some("iso3166:RU"))?;
/// builder.add(2, "وكالة ريا نوفوستي", None)?;
/// let gazetteer = builder.build()?;
///
/// let text = "قالت لوكالةِ ريا \"نوفوستي\" إن روسيا";
/// let tokens = tokenize(text);
/// let found = gazetteer.find_all(&fold_tokens(text, &tokens));
/// assert_eq!(found.len(), 2);
/// assert_eq!(found[0].tokens, 1..5);
/// assert_eq!(found[0].skip, "ل".len());
/// let mut entries = found[1].entries.clone();
/// assert_eq!(entries.next().unwrap().id, Some("iso3166:RU"));
/// # Ok::<(), kunya::error::Error>(())
/// ```
#[derive(Clone)]
pub struct Gazetteer {
    bytes: Cow<'static, [u8]>,
    layout: Layout,
}

/// Where a phrase was found, and its entries.
#[derive(Debug, Clone)]
pub struct Match<'g> {
    /// The tokens of the phrase.
    pub tokens: Range<usize>,
    /// The bytes of the first token's folded form that come before the phrase.
    pub skip: usize,
    /// Whether the phrase begins with an article whose alef the text leaves out, as in لل:
    /// `للقاهرة` holds القاهرة, of which only قاهرة stands in the text.
    pub article: bool,
    /// The entries of the phrase, in the order in which they were added.
    pub entries: Entries<'g>,
}

/// One meaning of a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry<'g> {
    /// The label or tag it was added with.
    pub label: u32,
    /// The identifier it was added with.
    pub id: Option<&'g str>,
}

/// The entries of one phrase.
#[derive(Clone)]
pub struct Entries<'g> {
    gazetteer: &'g Gazetteer,
    /// The bytes of the entries that are left.
    range: Range<usize>,
}

impl std::fmt::Debug for Entries<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.clone()).finish()
    }
}

impl<'g> Iterator for Entries<'g> {
    type Item = Entry<'g>;

    fn next(&mut self) -> Option<Entry<'g>> {
        if self.range.is_empty() {
            return None;
        }
        let at = self.range.start;
        self.range.start += ENTRY;
        Some(self.gazetteer.entry(at))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let left = self.range.len() / ENTRY;
        (left, Some(left))
    }
}

impl ExactSizeIterator for Entries<'_> {}

const MAGIC: [u8; 8] = *b"kunyagaz";
const VERSION: u32 = 1;
/// Magic, version and six sizes.
const HEADER: usize = 8 + 4 + 6 * 4;
/// A slot is a fingerprint and a value: the place of the phrase's record plus one, and whether longer
/// phrases begin so.
const SLOT: usize = 8;
const BEGINS_LONGER: u32 = 1 << 31;
/// A record is the number of its entries, the length of its text, the entries and the text, filled up
/// to whole units.
const RECORD_HEAD: usize = 8;
/// The places of records are counted in units of so many bytes.
const UNIT: usize = 4;
/// An entry is its label and the place of its identifier.
const ENTRY: usize = 8;
const NO_ID: u32 = u32::MAX;

/// Where the parts lie in the bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Layout {
    /// Number of 64-bit words of the bit set, a power of two.
    bit_words: usize,
    slots: usize,
    phrases: usize,
    entries: usize,
    slots_at: usize,
    records_at: usize,
    ids_at: usize,
    end: usize,
}

impl Layout {
    /// From the sizes in the header: words of the bit set, slots, phrases, entries, units of records,
    /// bytes of identifiers.
    fn new(sizes: [u32; 6]) -> Self {
        let [bit_words, slots, phrases, entries, units, ids] = sizes.map(|n| n as usize);
        let slots_at = HEADER + bit_words * 8;
        let records_at = slots_at + slots * SLOT;
        let ids_at = records_at + units * UNIT;
        Self {
            bit_words,
            slots,
            phrases,
            entries,
            slots_at,
            records_at,
            ids_at,
            end: ids_at + ids,
        }
    }
}

/// The bytes of a record.
fn record_size(entries: usize, text: usize) -> usize {
    (RECORD_HEAD + entries * ENTRY + text).next_multiple_of(UNIT)
}

fn word_at(bytes: &[u8], at: usize) -> u32 {
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[at..at + 4]);
    u32::from_le_bytes(four)
}

fn put(bytes: &mut [u8], at: usize, value: u32) {
    bytes[at..at + 4].copy_from_slice(&value.to_le_bytes());
}

/// The slot at which the search for a hash begins: its upper bits, scaled.
fn first_slot(hash: u64, slots: usize) -> usize {
    ((u128::from(hash) * slots as u128) >> 64) as usize
}

/// The bit of a hash in the set: lower bits than the slot is chosen by.
fn bit(hash: u64, bit_words: usize) -> (usize, u8) {
    let bit = hash as usize & (bit_words * 64 - 1);
    (HEADER + bit / 8, 1 << (bit & 7))
}

/// Whether a folded token may stand between the words of a phrase without being one.
fn is_connector(folded: &str) -> bool {
    let mut chars = folded.chars();
    match (chars.next(), chars.next()) {
        // tatweel alone, folded
        (None, _) => true,
        (Some(c), None) => {
            crate::script::is_quotation_mark(c) || matches!(c, '-' | '\u{2010}'..='\u{2015}' | '·')
        }
        _ => folded == "''",
    }
}

/// So many hits at one token are kept; should a list hold more phrases that begin one another, and
/// all the longer ones be mistaken by their hash, the shorter ones are lost.
const MOST_HITS: usize = 16;

/// A match may pass over so many tokens between two words.
const MOST_CONNECTORS: usize = 2;

/// The longest first word that is looked up with its article restored, in bytes.
const LONGEST_WITH_ARTICLE: usize = 64;
const ARTICLE: &str = "ال";

/// Proclitics after which [`Gazetteer::find_all`] looks for phrases, and whether they swallow the
/// alef of an article.
const PROCLITICS: [(&str, bool); 14] = [
    ("و", false),
    ("ف", false),
    ("ب", false),
    ("ك", false),
    ("ل", false),
    ("لل", true),
    ("وب", false),
    ("وك", false),
    ("ول", false),
    ("ولل", true),
    ("فب", false),
    ("فك", false),
    ("فل", false),
    ("فلل", true),
];

/// What must remain of a word after its proclitics, in bytes: two letters.
const SHORTEST_REST: usize = 4;

impl Gazetteer {
    /// A gazetteer that finds nothing.
    #[must_use]
    pub fn empty() -> Self {
        let mut bytes = vec![0; HEADER + 8 + SLOT];
        write_header(&mut bytes, [1, 1, 0, 0, 0, 0]);
        Self {
            layout: Layout::new([1, 1, 0, 0, 0, 0]),
            bytes: Cow::Owned(bytes),
        }
    }

    /// Uses the bytes of a gazetteer in place.
    ///
    /// # Errors
    /// [`Error::InvalidFile`] where they are not those of [`Gazetteer::as_bytes`] of this version.
    pub fn from_static(bytes: &'static [u8]) -> Result<Self> {
        Self::checked(Cow::Borrowed(bytes))
    }

    /// A gazetteer from the bytes of another.
    ///
    /// # Errors
    /// [`Error::InvalidFile`] where they are not those of [`Gazetteer::as_bytes`] of this version.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Self::checked(Cow::Owned(bytes))
    }

    fn checked(bytes: Cow<'static, [u8]>) -> Result<Self> {
        let layout = check(&bytes).map_err(|reason| Error::InvalidFile {
            path: "gazetteer".to_owned(),
            reason: reason.to_owned(),
        })?;
        Ok(Self { bytes, layout })
    }

    /// All there is to it, to be stored and used again.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The number of different phrases.
    #[must_use]
    pub fn len(&self) -> usize {
        self.layout.phrases
    }

    /// Whether there is no phrase.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.layout.phrases == 0
    }

    /// The longest phrase that starts in token `index`, after `skip_bytes` of its folded form, and ends
    /// at the end of that token or a later one.
    #[must_use]
    pub fn longest_at(
        &self,
        folded: &FoldedTokens,
        index: usize,
        skip_bytes: usize,
    ) -> Option<Match<'_>> {
        let first = folded.get(index).get(skip_bytes..)?;
        self.longest(folded, index, first)
            .map(|(end, phrase)| self.found(index..end, skip_bytes, false, phrase))
    }

    /// Like [`Gazetteer::longest_at`], for phrases that begin with the article whose alef is left out
    /// in the text: after `skip_bytes` of لل, the rest is looked up with ال before it.
    #[must_use]
    pub fn longest_with_article(
        &self,
        folded: &FoldedTokens,
        index: usize,
        skip_bytes: usize,
    ) -> Option<Match<'_>> {
        let rest = folded.get(index).get(skip_bytes..)?;
        let size = ARTICLE.len() + rest.len();
        let mut buffer = [0; LONGEST_WITH_ARTICLE];
        let word = buffer.get_mut(..size)?;
        word[..ARTICLE.len()].copy_from_slice(ARTICLE.as_bytes());
        word[ARTICLE.len()..].copy_from_slice(rest.as_bytes());
        let word = std::str::from_utf8(word).ok()?;
        self.longest(folded, index, word)
            .map(|(end, phrase)| self.found(index..end, skip_bytes, true, phrase))
    }

    /// All phrases in a text, from left to right: at each token the longest, whether it starts with
    /// the token or after proclitics; the search goes on after it.
    #[must_use]
    pub fn find_all(&self, folded: &FoldedTokens) -> Vec<Match<'_>> {
        let mut out = Vec::new();
        let mut i = 0;
        while i < folded.len() {
            match self.best_at(folded, i) {
                Some(found) => {
                    i = found.tokens.end;
                    out.push(found);
                }
                None => i += 1,
            }
        }
        out
    }

    /// The longest phrase that starts in token `i`, with or without proclitics; where two are equally
    /// long, the one after fewer proclitics.
    fn best_at(&self, folded: &FoldedTokens, i: usize) -> Option<Match<'_>> {
        let mut best = self.longest_at(folded, i, 0);
        let word = folded.get(i);
        // ASCII and the like take no proclitics
        if !word
            .as_bytes()
            .first()
            .is_some_and(|b| *b == 0xd9 || *b == 0xd8)
        {
            return best;
        }
        for (proclitic, article) in PROCLITICS {
            if !word.starts_with(proclitic) || word.len() < proclitic.len() + SHORTEST_REST {
                continue;
            }
            let found = if article {
                self.longest_with_article(folded, i, proclitic.len())
            } else {
                self.longest_at(folded, i, proclitic.len())
            };
            if let Some(found) = found
                && best
                    .as_ref()
                    .is_none_or(|b| b.tokens.end < found.tokens.end)
            {
                best = Some(found);
            }
        }
        best
    }

    fn found(&self, tokens: Range<usize>, skip: usize, article: bool, record: usize) -> Match<'_> {
        let start = record + RECORD_HEAD;
        let entries = word_at(&self.bytes, record) as usize;
        Match {
            tokens,
            skip,
            article,
            entries: Entries {
                gazetteer: self,
                range: start..start + entries * ENTRY,
            },
        }
    }

    fn entry(&self, at: usize) -> Entry<'_> {
        let id = match word_at(&self.bytes, at + 4) {
            NO_ID => None,
            place => {
                let start = self.layout.ids_at + place as usize;
                let size = word_at(&self.bytes, start) as usize;
                std::str::from_utf8(&self.bytes[start + 4..start + 4 + size]).ok()
            }
        };
        Entry {
            label: word_at(&self.bytes, at),
            id,
        }
    }

    /// The folded words of the phrase of a record, joined by spaces.
    fn phrase(&self, record: usize) -> &[u8] {
        let start = record + RECORD_HEAD + word_at(&self.bytes, record) as usize * ENTRY;
        &self.bytes[start..start + word_at(&self.bytes, record + 4) as usize]
    }

    /// The end token and the record of the longest phrase that starts with `first`, which stands for
    /// token `index`.
    #[inline]
    fn longest(&self, folded: &FoldedTokens, index: usize, first: &str) -> Option<(usize, usize)> {
        if first.is_empty() {
            return None;
        }
        let state = mix_bytes(0, first.as_bytes());
        let hash = finish(state);
        let (byte, mask) = bit(hash, self.layout.bit_words);
        if self.bytes[byte] & mask == 0 {
            return None;
        }
        self.longest_from(folded, index, first, state)
    }

    fn longest_from(
        &self,
        folded: &FoldedTokens,
        index: usize,
        first: &str,
        mut state: u64,
    ) -> Option<(usize, usize)> {
        // hits, longest last; only the longest is checked against its text, if that is enough
        let mut hits = [(0, 0); MOST_HITS];
        let mut count = 0;
        let mut end = index + 1;
        loop {
            let goes_on = self.probe(finish(state), |record| {
                if count == MOST_HITS {
                    hits.copy_within(1.., 0);
                    count -= 1;
                }
                hits[count] = (end, record);
                count += 1;
            });
            if !goes_on {
                break;
            }
            let mut passed = 0;
            while end < folded.len() && passed < MOST_CONNECTORS && is_connector(folded.get(end)) {
                end += 1;
                passed += 1;
            }
            if end >= folded.len() || is_connector(folded.get(end)) {
                break;
            }
            state = mix_bytes(state, folded.get(end).as_bytes());
            end += 1;
        }
        hits[..count]
            .iter()
            .rev()
            .find(|&&(end, record)| self.is_phrase(record, folded, index..end, first))
            .copied()
    }

    /// Calls `hit` with the record of every phrase that may have this hash, and returns whether longer
    /// phrases may begin with it.
    #[inline]
    fn probe(&self, hash: u64, mut hit: impl FnMut(usize)) -> bool {
        let mark = hash as u32;
        let mut slot = first_slot(hash, self.layout.slots);
        let mut goes_on = false;
        loop {
            let at = self.layout.slots_at + slot * SLOT;
            let value = word_at(&self.bytes, at + 4);
            if value == 0 {
                return goes_on;
            }
            if word_at(&self.bytes, at) == mark {
                goes_on |= value & BEGINS_LONGER != 0;
                if let Some(unit) = (value & !BEGINS_LONGER).checked_sub(1) {
                    hit(self.layout.records_at + unit as usize * UNIT);
                }
            }
            slot += 1;
            if slot == self.layout.slots {
                slot = 0;
            }
        }
    }

    fn is_phrase(
        &self,
        record: usize,
        folded: &FoldedTokens,
        tokens: Range<usize>,
        first: &str,
    ) -> bool {
        let Some(mut rest) = self.phrase(record).strip_prefix(first.as_bytes()) else {
            return false;
        };
        for i in tokens.skip(1) {
            let word = folded.get(i);
            if is_connector(word) {
                continue;
            }
            let Some(after) = rest
                .strip_prefix(b" ")
                .and_then(|r| r.strip_prefix(word.as_bytes()))
            else {
                return false;
            };
            rest = after;
        }
        rest.is_empty()
    }
}

impl std::fmt::Debug for Gazetteer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Gazetteer")
            .field("phrases", &self.layout.phrases)
            .field("entries", &self.layout.entries)
            .field("bytes", &self.bytes.len())
            .finish()
    }
}

fn write_header(bytes: &mut [u8], sizes: [u32; 6]) {
    bytes[..8].copy_from_slice(&MAGIC);
    put(bytes, 8, VERSION);
    for (i, size) in sizes.into_iter().enumerate() {
        put(bytes, 12 + 4 * i, size);
    }
}

/// Checks everything that a look-up relies on.
fn check(bytes: &[u8]) -> std::result::Result<Layout, &'static str> {
    if bytes.len() < HEADER || bytes[..8] != MAGIC {
        return Err("not a gazetteer of kunya");
    }
    if word_at(bytes, 8) != VERSION {
        return Err("a gazetteer of another version of kunya: build it again");
    }
    let layout = Layout::new([0, 1, 2, 3, 4, 5].map(|i| word_at(bytes, 12 + 4 * i)));
    if layout.end != bytes.len() || !layout.bit_words.is_power_of_two() || layout.slots == 0 {
        return Err("the file is cut off or damaged");
    }
    let ids = &bytes[layout.ids_at..];
    let id_fits = |place: usize| {
        place + 4 <= ids.len() && place + 4 + word_at(ids, place) as usize <= ids.len()
    };
    // the records follow one another
    let mut starts = vec![0_u64; (layout.ids_at - layout.records_at) / UNIT / 64 + 1];
    let (mut at, mut phrases, mut entries) = (layout.records_at, 0, 0);
    while at < layout.ids_at {
        if at + RECORD_HEAD > layout.ids_at {
            return Err("a record is cut off");
        }
        let count = word_at(bytes, at) as usize;
        let next = at + record_size(count, word_at(bytes, at + 4) as usize);
        if next > layout.ids_at {
            return Err("a record is cut off");
        }
        for entry in 0..count {
            let place = word_at(bytes, at + RECORD_HEAD + entry * ENTRY + 4);
            if place != NO_ID && !id_fits(place as usize) {
                return Err("an entry points behind the identifiers");
            }
        }
        let unit = (at - layout.records_at) / UNIT;
        starts[unit / 64] |= 1 << (unit % 64);
        at = next;
        phrases += 1;
        entries += count;
    }
    if phrases != layout.phrases || entries != layout.entries {
        return Err("the records are not as many as the header says");
    }
    let mut free = layout.slots;
    for slot in 0..layout.slots {
        let value = word_at(bytes, layout.slots_at + slot * SLOT + 4);
        free -= usize::from(value != 0);
        if let Some(unit) = (value & !BEGINS_LONGER).checked_sub(1) {
            let unit = unit as usize;
            let is_start = starts
                .get(unit / 64)
                .is_some_and(|w| w >> (unit % 64) & 1 == 1);
            if !is_start {
                return Err("a slot points at no record");
            }
        }
    }
    if free == 0 {
        return Err("the table is full");
    }
    Ok(layout)
}

/// Collects phrases for a [`Gazetteer`].
#[derive(Debug, Default)]
pub struct GazetteerBuilder {
    /// The folded phrases, one after the other.
    texts: String,
    ids: Vec<u8>,
    added: Vec<Added>,
    /// The identifier added last and its place, since an item's variants come one after the other.
    last_id: Option<(u32, u32)>,
    tokens: Vec<Token>,
    folded: FoldedTokens,
}

#[derive(Debug, Clone, Copy)]
struct Added {
    start: u32,
    size: u32,
    label: u32,
    id: u32,
}

impl GazetteerBuilder {
    /// A builder without phrases.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a phrase with a label or tag of the caller's and, if it has one, an identifier. The same
    /// phrase may be added several times.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] where the phrase holds no word, or where the list outgrows 4 GiB.
    pub fn add(&mut self, label: u32, phrase: &str, id: Option<&str>) -> Result<()> {
        let room = u32::MAX as usize / 2 - phrase.len().min(u32::MAX as usize / 2);
        if self.texts.len() > room || self.ids.len() > room {
            return Err(Error::invalid_argument(
                "gazetteer",
                format!("a phrase after {} bytes of phrases", self.texts.len()),
                "less than 2 GiB of phrases",
            ));
        }
        tokenize_into(phrase, &mut self.tokens);
        self.folded.refill(phrase, &self.tokens);
        let start = self.texts.len();
        for word in self.folded.iter().filter(|w| !is_connector(w)) {
            if self.texts.len() > start {
                self.texts.push(' ');
            }
            self.texts.push_str(word);
        }
        if self.texts.len() == start {
            return Err(Error::invalid_argument(
                "phrase",
                format!("{phrase:?}"),
                "a text with at least one word",
            ));
        }
        let id = match id {
            None => NO_ID,
            Some(id) => self.place_of(id),
        };
        self.added.push(Added {
            start: start as u32,
            size: (self.texts.len() - start) as u32,
            label,
            id,
        });
        Ok(())
    }

    fn place_of(&mut self, id: &str) -> u32 {
        if let Some((start, end)) = self.last_id
            && self.ids[start as usize + 4..end as usize] == *id.as_bytes()
        {
            return start;
        }
        let start = self.ids.len();
        self.ids.extend_from_slice(&(id.len() as u32).to_le_bytes());
        self.ids.extend_from_slice(id.as_bytes());
        self.last_id = Some((start as u32, self.ids.len() as u32));
        start as u32
    }

    /// Adds the lines of a list: label, phrase and, if there is one, identifier, with tabs between.
    /// Empty lines and lines that start with `#` are passed over. `path` names the list in errors.
    ///
    /// # Errors
    /// [`Error::MalformedLine`] with the line where `label` knows no such label, where a line has fewer
    /// than two or more than three columns, or where its phrase holds no word.
    pub fn add_lines(
        &mut self,
        lines: &str,
        path: &str,
        label: impl Fn(&str) -> Result<u32>,
    ) -> Result<()> {
        for (n, line) in lines.lines().enumerate() {
            let line = line.trim_start_matches('\u{feff}');
            if line.trim().is_empty() || line.starts_with('#') {
                continue;
            }
            let malformed = |reason: String| Error::MalformedLine {
                path: path.to_owned(),
                line: n + 1,
                reason,
            };
            let columns: Vec<&str> = line.split('\t').map(str::trim).collect();
            let (name, phrase, id) = match columns[..] {
                [name, phrase] => (name, phrase, None),
                [name, phrase, id] => (name, phrase, Some(id).filter(|id| !id.is_empty())),
                _ => {
                    return Err(malformed(format!(
                        "label, phrase and possibly an id, with tabs between, expected, got {} columns",
                        columns.len()
                    )));
                }
            };
            let label = label(name).map_err(|e| malformed(e.to_string()))?;
            self.add(label, phrase, id)
                .map_err(|e| malformed(e.to_string()))?;
        }
        Ok(())
    }

    /// The number of phrases added.
    #[must_use]
    pub fn len(&self) -> usize {
        self.added.len()
    }

    /// Whether nothing was added.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.added.is_empty()
    }

    /// The gazetteer of all phrases added.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] where the list outgrows what 32-bit places can hold.
    pub fn build(self) -> Result<Gazetteer> {
        let Self {
            mut texts,
            mut ids,
            mut added,
            ..
        } = self;
        // what is kept while the parts are made should be no more than it must
        texts.shrink_to_fit();
        ids.shrink_to_fit();
        added.shrink_to_fit();
        if added.is_empty() {
            return Ok(Gazetteer::empty());
        }
        let texts = texts.as_bytes();
        let text = |a: &Added| &texts[a.start as usize..(a.start + a.size) as usize];
        // by text, equal ones in the order they came in
        added.sort_unstable_by(|a, b| text(a).cmp(text(b)).then(a.start.cmp(&b.start)));

        let mut counts = Counts::default();
        let mut last: &[u8] = &[];
        for a in &added {
            counts.add(last, text(a));
            last = text(a);
        }
        let too_many = || {
            Error::invalid_argument(
                "gazetteer",
                format!("{} phrases", added.len()),
                "at most 500 million phrases and their beginnings",
            )
        };
        // three of four slots used: a search ends after two or three looks
        let slots = (counts.phrases + counts.beginnings) / 3 * 4 + 4;
        let bit_words = (counts.first_words / 4).next_power_of_two().max(1);
        let mut records = 0;
        for same in added.chunk_by(|a, b| text(a) == text(b)) {
            records += record_size(same.len(), same[0].size as usize);
        }
        let units = records / UNIT;
        if slots.max(units) >= BEGINS_LONGER as usize {
            return Err(too_many());
        }
        let sizes = [
            bit_words as u32,
            slots as u32,
            counts.phrases as u32,
            added.len() as u32,
            units as u32,
            ids.len() as u32,
        ];
        let layout = Layout::new(sizes);
        let mut bytes = Vec::with_capacity(layout.end);
        bytes.resize(layout.records_at, 0);
        write_header(&mut bytes, sizes);
        for same in added.chunk_by(|a, b| text(a) == text(b)) {
            let start = bytes.len();
            let unit = (start - layout.records_at) / UNIT;
            insert(&mut bytes, &layout, text(&same[0]), unit as u32);
            bytes.extend_from_slice(&(same.len() as u32).to_le_bytes());
            bytes.extend_from_slice(&same[0].size.to_le_bytes());
            for a in same {
                bytes.extend_from_slice(&a.label.to_le_bytes());
                bytes.extend_from_slice(&a.id.to_le_bytes());
            }
            bytes.extend_from_slice(text(&same[0]));
            bytes.resize(start + (bytes.len() - start).next_multiple_of(UNIT), 0);
        }
        bytes.extend_from_slice(&ids);
        Ok(Gazetteer {
            bytes: Cow::Owned(bytes),
            layout,
        })
    }
}

/// What a sorted list holds, counted to size the parts.
#[derive(Default)]
struct Counts {
    phrases: usize,
    beginnings: usize,
    first_words: usize,
}

impl Counts {
    /// Counts `text`, which follows `last` in the order.
    fn add(&mut self, last: &[u8], text: &[u8]) {
        if last == text {
            return;
        }
        self.phrases += 1;
        let shared = last.iter().zip(text).take_while(|(a, b)| a == b).count();
        let mut spaces = text.iter().enumerate().filter(|(_, b)| **b == b' ');
        if let Some((first, _)) = spaces.next() {
            let in_last = |at: usize| at < shared;
            self.first_words += usize::from(!in_last(first));
            self.beginnings += usize::from(!in_last(first));
            self.beginnings += spaces.filter(|&(at, _)| !in_last(at)).count();
        } else {
            self.first_words += 1;
        }
    }
}

/// Puts a phrase, whose record begins at `unit`, and its beginnings into the table.
fn insert(bytes: &mut [u8], layout: &Layout, text: &[u8], unit: u32) {
    let mut state = 0;
    let mut words = text.split(|&b| b == b' ').peekable();
    let mut is_first = true;
    while let Some(word) = words.next() {
        state = mix_bytes(state, word);
        let hash = finish(state);
        if is_first {
            let (byte, mask) = bit(hash, layout.bit_words);
            bytes[byte] |= mask;
            is_first = false;
        }
        let whole = words.peek().is_none();
        let mark = hash as u32;
        let mut slot = first_slot(hash, layout.slots);
        loop {
            let at = layout.slots_at + slot * SLOT;
            let value = word_at(bytes, at + 4);
            let same = word_at(bytes, at) == mark;
            if value == 0 {
                put(bytes, at, mark);
                put(bytes, at + 4, if whole { unit + 1 } else { BEGINS_LONGER });
                break;
            }
            if same && !whole {
                put(bytes, at + 4, value | BEGINS_LONGER);
                break;
            }
            // another phrase with the same mark keeps its slot
            if same && value == BEGINS_LONGER {
                put(bytes, at + 4, BEGINS_LONGER | (unit + 1));
                break;
            }
            slot += 1;
            if slot == layout.slots {
                slot = 0;
            }
        }
    }
}
