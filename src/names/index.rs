//! Many names, searched: candidates by keys, then the exact measure.
//!
//! A segment is one run of bytes: names, where each begins, and for each key bucket the names in it.
//! Built in memory or mapped from a file, it is read in the same way, so that processes share a file's
//! pages. Names that are added later make a segment of their own.

use std::cell::RefCell;
use std::fs::File;
use std::io::Write as _;
use std::path::Path;

use super::align::{Script, Word};
use super::compare;
use super::forest::MAX_FEATURES;
use super::keys::Keys;
use super::matcher::{Block, Matcher};
use super::memory;
use super::model::{body, checksum};
use super::parts::{Parts, read_glued};
use super::rank::{Ranker, rank_features};
use crate::error::{Error, Result};
use crate::parallel;

const MAGIC: &[u8; 8] = b"KUNYANIX";
const VERSION: u32 = 1;
const HEADER: usize = 28;
/// How hard one search tries.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// Postings looked at in each segment; the rarest keys come first.
    pub(super) budget: usize,
    /// Candidates by keys whose letters are aligned, all parts as one word.
    pub(super) aligned: usize,
    /// Candidates that are scored exactly: the best by letters,
    pub(super) by_letters: usize,
    /// and the best by keys, which also finds names with more or fewer parts.
    pub(super) by_keys: usize,
}

const SEARCH: Limits = Limits {
    budget: 40_000,
    aligned: 1_300,
    by_letters: 150,
    by_keys: 40,
};

/// Names that are ordered anew: the likeliest, whatever the limit.
const RANKED: usize = 50;

/// Names that are read side by side.
const BLOCK: usize = 16;

/// A found name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Match {
    /// Position of the name among those that the index was built of.
    pub position: u32,
    /// How likely it is the name that was asked for, 0 to 1.
    pub score: f32,
}

enum Bytes {
    Owned(Vec<u8>),
    Mapped(memmap2::Mmap),
}

impl Bytes {
    fn as_slice(&self) -> &[u8] {
        match self {
            Self::Owned(v) => v,
            Self::Mapped(m) => m,
        }
    }
}

/// Where the parts of a segment lie, in bytes after the header.
#[derive(Clone, Copy, Debug)]
struct Layout {
    names: u32,
    bits: u32,
    offsets: usize,
    buckets: usize,
    postings: usize,
    text: usize,
    labels: usize,
    end: usize,
}

/// Numbers that open a segment's body.
const SIZES: usize = 40;
/// Names that one thread reads at a time: little enough that an interrupt is soon seen.
const PIECE: usize = 4096;

pub(super) struct Segment {
    bytes: Bytes,
    layout: Layout,
}

fn word(bytes: &[u8], at: usize) -> u32 {
    bytes
        .get(at..at + 4)
        .map_or(0, |b| u32::from_le_bytes([b[0], b[1], b[2], b[3]]))
}

fn long(bytes: &[u8], at: usize) -> u64 {
    u64::from(word(bytes, at)) | u64::from(word(bytes, at + 4)) << 32
}

impl Segment {
    /// Calls `go_on` several times a second with the number of names whose keys are made.
    pub(super) fn build<S: AsRef<str> + Sync>(
        names: &[S],
        labels: &[u8],
        threads: usize,
        go_on: &mut dyn FnMut(usize) -> bool,
    ) -> Result<Self> {
        let text_len: usize = names.iter().map(|n| n.as_ref().len()).sum();
        if u32::try_from(text_len).is_err() || u32::try_from(names.len()).is_err() {
            return Err(Error::invalid_argument(
                "names",
                format!("{} names of {text_len} bytes", names.len()),
                "less than 4 GiB of text in one index",
            ));
        }
        let matcher = Matcher::global();
        let chunks: Vec<&[S]> = names.chunks(PIECE).collect();
        let read = |chunk: &&[S]| {
            let (mut parts, mut keys) = (Parts::new(), Keys::new());
            let mut out = Vec::with_capacity(chunk.len() * 16);
            for name in *chunk {
                matcher.read(name.as_ref(), &mut parts);
                keys.read(&parts);
                out.push(keys.as_slice().len() as u32);
                out.extend_from_slice(keys.as_slice());
            }
            out
        };
        let keys: Vec<Vec<u32>> = parallel::map(&chunks, Some(threads), read, |done| {
            go_on((done * PIECE).min(names.len()))
        })?;
        let total: usize = keys.iter().map(Vec::len).sum::<usize>() - names.len();
        let bits = (total / 3)
            .next_power_of_two()
            .trailing_zeros()
            .clamp(4, 26);
        let bucket = |key: u32| (key >> (32 - bits)) as usize;
        let mut starts = vec![0u32; (1 << bits) + 1];
        let mut each = |visit: &mut dyn FnMut(u32, u32)| {
            let mut id = 0;
            for chunk in &keys {
                if !go_on(names.len()) {
                    return Err(Error::Interrupted);
                }
                let mut at = 0;
                while at < chunk.len() {
                    let n = chunk[at] as usize;
                    chunk[at + 1..=at + n].iter().for_each(|&k| visit(id, k));
                    at += n + 1;
                    id += 1;
                }
            }
            Ok(())
        };
        each(&mut |_, k| starts[bucket(k) + 1] += 1)?;
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut postings = vec![0u32; total];
        let mut next = starts.clone();
        each(&mut |id, k| {
            let b = bucket(k);
            postings[next[b] as usize] = id;
            next[b] += 1;
        })?;
        let mut body = Vec::with_capacity(
            SIZES + 4 * (names.len() + starts.len() + total) + text_len + labels.len() + 16,
        );
        for n in [names.len(), bits as usize, total, text_len, labels.len()] {
            body.extend_from_slice(&(n as u64).to_le_bytes());
        }
        let mut at = 0u32;
        body.extend_from_slice(&at.to_le_bytes());
        for name in names {
            at += name.as_ref().len() as u32;
            body.extend_from_slice(&at.to_le_bytes());
        }
        for column in [&starts, &postings] {
            column
                .iter()
                .for_each(|x| body.extend_from_slice(&x.to_le_bytes()));
        }
        names
            .iter()
            .for_each(|n| body.extend_from_slice(n.as_ref().as_bytes()));
        body.extend_from_slice(labels);
        let layout = Self::layout(&body).map_err(|reason| Error::InvalidFile {
            path: "index".to_owned(),
            reason,
        })?;
        Ok(Self {
            bytes: Bytes::Owned(body),
            layout,
        })
    }

    /// Reads and tests the sizes at the start of a body.
    fn layout(body: &[u8]) -> std::result::Result<Layout, String> {
        let broken = || "the name index is damaged: its sizes do not fit".to_owned();
        if body.len() < SIZES {
            return Err(broken());
        }
        let size = |i: usize| usize::try_from(long(body, i * 8)).map_err(|_| broken());
        let (names, bits, postings, text, labels) =
            (size(0)?, size(1)?, size(2)?, size(3)?, size(4)?);
        if !(1..=26).contains(&bits)
            || [names, postings, text, labels]
                .iter()
                .any(|&n| n > body.len())
        {
            return Err(broken());
        }
        let offsets = SIZES;
        let buckets = offsets + 4 * (names + 1);
        let postings_at = buckets + 4 * ((1 << bits) + 1);
        let text_at = postings_at + 4 * postings;
        let labels_at = text_at + text;
        let end = labels_at + labels;
        if end != body.len() {
            return Err(broken());
        }
        Ok(Layout {
            names: u32::try_from(names).map_err(|_| broken())?,
            bits: bits as u32,
            offsets,
            buckets,
            postings: postings_at,
            text: text_at,
            labels: labels_at,
            end,
        })
    }

    fn body(&self) -> &[u8] {
        match &self.bytes {
            Bytes::Owned(v) => v,
            Bytes::Mapped(m) => &m[HEADER..],
        }
    }

    fn name(&self, id: u32) -> &str {
        let body = self.body();
        let at =
            |i: u32| self.layout.text + word(body, self.layout.offsets + 4 * i as usize) as usize;
        let range = at(id)..at(id + 1).min(self.layout.labels);
        body.get(range)
            .and_then(|b| std::str::from_utf8(b).ok())
            .unwrap_or_default()
    }

    /// Asks the memory for where a name lies.
    fn fetch_offset(&self, id: u32) {
        memory::fetch(self.body(), self.layout.offsets + 4 * id as usize);
    }

    /// Asks the memory for a name; where it lies should be known by now.
    fn fetch_text(&self, id: u32) {
        let body = self.body();
        let at = word(body, self.layout.offsets + 4 * id as usize) as usize;
        memory::fetch(body, self.layout.text + at);
    }

    fn bucket(&self, key: u32) -> (usize, usize) {
        let body = self.body();
        let b = (key >> (32 - self.layout.bits)) as usize;
        let at = |i: usize| word(body, self.layout.buckets + 4 * i) as usize;
        let last = (self.layout.text - self.layout.postings) / 4;
        let (from, to) = (at(b).min(last), at(b + 1).min(last));
        (from, to.max(from))
    }
}

/// What one thread needs to search.
#[derive(Clone, Debug, Default)]
pub(super) struct Searcher {
    query: Parts,
    block: Block,
    keys: Keys,
    lists: Vec<(usize, usize)>,
    points: Vec<u16>,
    touched: Vec<u32>,
    ranked: Vec<(u16, u32)>,
    words: Option<[Word; 4]>,
    ranker: Ranker,
}

thread_local! {
    static SEARCHER: RefCell<Searcher> = RefCell::default();
}

impl Searcher {
    /// Calls `found` with the query, the position and the parts of each name of a segment that may be it.
    pub(super) fn near(
        &mut self,
        matcher: Matcher,
        segment: &Segment,
        query: &str,
        limits: &Limits,
        mut found: impl FnMut(&Parts, u32, &Parts),
    ) {
        matcher.read(query, &mut self.query);
        self.keys.read(&self.query);
        candidates(segment, self, limits);
        best_by_letters(matcher, segment, query, self, limits);
        for ranked in self.ranked.chunks(BLOCK) {
            let names = ranked.iter().map(|&(_, id)| segment.name(id));
            let read = self.block.read(matcher.model(), names);
            for (&(_, id), name) in ranked.iter().zip(read) {
                found(&self.query, id, name);
            }
        }
    }
}

/// An index of names.
///
/// ```
/// use kunya::names::Index;
/// let index = Index::new(&["موسكو", "بيونغ يانغ", "غلاسكو"], &[])?;
/// let found = index.search("جلاسجو", 10, 0.0);
/// assert_eq!(found[0].position, 2);
/// # Ok::<(), kunya::error::Error>(())
/// ```
#[derive(Default)]
pub struct Index {
    segments: Vec<Segment>,
}

impl std::fmt::Debug for Index {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Index")
            .field("names", &self.len())
            .finish_non_exhaustive()
    }
}

impl Index {
    /// Indexes names; `labels` are bytes of the caller's own that are kept with them.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] where the names hold 4 GiB or more.
    pub fn new<S: AsRef<str> + Sync>(names: &[S], labels: &[u8]) -> Result<Self> {
        Self::new_watched(names, labels, |_| true)
    }

    /// [`Index::new`], which calls `go_on` several times a second with the number of names that were read; where it returns
    /// false the work ends.
    ///
    /// # Errors
    /// Those of [`Index::new`], and [`Error::Interrupted`] where `go_on` returned false.
    pub fn new_watched<S: AsRef<str> + Sync>(
        names: &[S],
        labels: &[u8],
        mut go_on: impl FnMut(usize) -> bool,
    ) -> Result<Self> {
        let threads = parallel::default_threads();
        Ok(Self {
            segments: vec![Segment::build(names, labels, threads, &mut go_on)?],
        })
    }

    /// Adds names behind those that are there. Each call makes searches a little slower until the
    /// index is saved, which joins them.
    ///
    /// # Errors
    /// As [`Index::new`].
    pub fn add<S: AsRef<str> + Sync>(&mut self, names: &[S]) -> Result<()> {
        self.append(Self::new(names, &[])?);
        Ok(())
    }

    /// Adds the names of another index behind those that are there, without its labels.
    pub fn append(&mut self, other: Self) {
        self.segments.extend(other.segments);
    }

    /// Number of names.
    #[must_use]
    pub fn len(&self) -> usize {
        self.segments.iter().map(|s| s.layout.names as usize).sum()
    }

    /// Whether there is no name.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Bytes that the index takes.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.segments.iter().map(|s| s.bytes.as_slice().len()).sum()
    }

    /// The name at a position.
    #[must_use]
    pub fn name(&self, position: u32) -> Option<&str> {
        let mut at = position;
        for s in &self.segments {
            if at < s.layout.names {
                return Some(s.name(at));
            }
            at -= s.layout.names;
        }
        None
    }

    /// The caller's bytes of the first segment.
    #[must_use]
    pub fn labels(&self) -> &[u8] {
        self.segments
            .first()
            .map_or(&[], |s| &s.body()[s.layout.labels..s.layout.end])
    }

    /// The names most like `query`, best first, ties by position; none that scores under `min_score`.
    ///
    /// Among names that may all be the query, the order also weighs how near the letters are, so a
    /// score may be a little higher than the one before it.
    #[must_use]
    pub fn search(&self, query: &str, limit: usize, min_score: f32) -> Vec<Match> {
        SEARCHER.with(|s| match s.try_borrow_mut() {
            Ok(mut s) => self.search_with(query, limit, min_score, &mut s),
            Err(_) => self.search_with(query, limit, min_score, &mut Searcher::default()),
        })
    }

    fn search_with(
        &self,
        query: &str,
        limit: usize,
        min_score: f32,
        searcher: &mut Searcher,
    ) -> Vec<Match> {
        let limits = Limits {
            aligned: SEARCH.aligned.max(limit),
            by_letters: SEARCH.by_letters.max(limit),
            by_keys: SEARCH.by_keys.max(limit),
            ..SEARCH
        };
        let matcher = Matcher::global();
        let mut found = Vec::new();
        let mut first = 0;
        for segment in &self.segments {
            searcher.near(matcher, segment, query, &limits, |query, id, name| {
                let logit = matcher.logit_of(query, name);
                let score = if logit == compare::EQUAL {
                    matcher.similarity_of(query, name)
                } else {
                    compare::probability(logit)
                };
                if score >= min_score {
                    found.push((logit, first + id, score));
                }
            });
            first += segment.layout.names;
        }
        self.order(matcher, query, &mut found, searcher);
        found.truncate(limit);
        found
            .into_iter()
            .map(|(_, position, score)| Match { position, score })
            .collect()
    }

    /// Orders what was found: the likeliest by their rank, the others by how likely they are.
    fn order(
        &self,
        matcher: Matcher,
        query: &str,
        found: &mut [(f32, u32, f32)],
        searcher: &mut Searcher,
    ) {
        let by_first =
            |a: &(f32, u32, f32), b: &(f32, u32, f32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
        found.sort_unstable_by(by_first);
        let ranked = found.len().min(RANKED);
        let found = &mut found[..ranked];
        let model = matcher.model();
        matcher.read(query, &mut searcher.query);
        let mut row = [0.0; MAX_FEATURES];
        for found in found.chunks_mut(BLOCK) {
            let names = found.iter().map(|f| self.name(f.1).unwrap_or_default());
            let read = searcher.block.read(model, names);
            for (f, name) in found.iter_mut().zip(read) {
                if f.0 >= compare::EQUAL {
                    // nothing comes before what is written alike
                    f.0 = f32::MAX * f.2;
                    continue;
                }
                let (query, ranker) = (&searcher.query, &mut searcher.ranker);
                rank_features(model, query, name, f.0, ranker, &mut row);
                f.0 += model.rank_forest.logit(&row);
            }
        }
        found.sort_unstable_by(by_first);
    }

    /// The positions of names that may be the query, with the logits that they are, the likeliest first: what the
    /// order of searches is learned from.
    #[must_use]
    pub fn candidates(&self, matcher: Matcher, query: &str, limit: usize) -> Vec<(u32, f32)> {
        let mut searcher = Searcher::default();
        let mut found = Vec::new();
        let mut first = 0;
        for segment in &self.segments {
            searcher.near(matcher, segment, query, &SEARCH, |query, id, name| {
                found.push((first + id, matcher.logit_of(query, name)));
            });
            first += segment.layout.names;
        }
        found.sort_unstable_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
        found.truncate(limit);
        found
    }

    /// Writes the index to a file that [`Index::load`] maps. The file appears whole or not at all.
    ///
    /// # Errors
    /// [`Error::Io`] where the file cannot be written.
    pub fn save(&self, path: &Path) -> Result<()> {
        let joined;
        let segment = match &self.segments[..] {
            [one] => one,
            all => {
                let names: Vec<&str> = all
                    .iter()
                    .flat_map(|s| (0..s.layout.names).map(|i| s.name(i)))
                    .collect();
                let threads = parallel::default_threads();
                joined = Segment::build(&names, self.labels(), threads, &mut |_| true)?;
                &joined
            }
        };
        let body = segment.body();
        let io = |source| Error::Io {
            path: path.to_owned(),
            source,
        };
        let mut name = path.file_name().unwrap_or_default().to_owned();
        name.push(format!(".{}.part", std::process::id()));
        let part = path.with_file_name(name);
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&part)?;
            file.write_all(MAGIC)?;
            file.write_all(&VERSION.to_le_bytes())?;
            file.write_all(&(body.len() as u64).to_le_bytes())?;
            file.write_all(&checksum(body).to_le_bytes())?;
            file.write_all(body)?;
            file.sync_all()?;
            std::fs::rename(&part, path)
        };
        write().map_err(|e| {
            let _ = std::fs::remove_file(&part);
            io(e)
        })
    }

    /// Maps a file that [`Index::save`] wrote. Several processes share its pages.
    ///
    /// # Errors
    /// [`Error::Io`] where it cannot be opened, [`Error::InvalidFile`] where it is no name index, of
    /// another version, cut off or damaged.
    pub fn load(path: &Path) -> Result<Self> {
        let io = |source| Error::Io {
            path: path.to_owned(),
            source,
        };
        let file = File::open(path).map_err(io)?;
        if file.metadata().map_err(io)?.is_dir() {
            return Err(io(std::io::Error::from(std::io::ErrorKind::IsADirectory)));
        }
        // SAFETY: the mapping is only read; a file that another program cuts off while it is mapped
        // is the documented limit of mapped files.
        let map = unsafe { memmap2::Mmap::map(&file) }.map_err(io)?;
        let invalid = |reason| Error::InvalidFile {
            path: path.display().to_string(),
            reason,
        };
        let content = body(&map, MAGIC, VERSION, "name index").map_err(invalid)?;
        let layout = Segment::layout(content).map_err(invalid)?;
        if std::str::from_utf8(&content[layout.text..layout.labels]).is_err() {
            return Err(invalid(
                "the name index is damaged: its names are not UTF-8".to_owned(),
            ));
        }
        Ok(Self {
            segments: vec![Segment {
                bytes: Bytes::Mapped(map),
                layout,
            }],
        })
    }
}

/// Ranks the names that share keys with the query, rare keys first; leaves the best in `s.ranked`.
fn candidates(segment: &Segment, s: &mut Searcher, limits: &Limits) {
    let wanted = limits.aligned;
    let names = segment.layout.names as usize;
    if s.points.len() < names {
        s.points.resize(names, 0);
    }
    s.lists.clear();
    s.lists.extend(
        s.keys
            .as_slice()
            .iter()
            .map(|&k| segment.bucket(k))
            .filter(|l| l.0 < l.1),
    );
    s.lists.sort_unstable_by_key(|l| l.1 - l.0);
    s.lists.dedup();
    s.touched.clear();
    let body = segment.body();
    let mut left = limits.budget;
    for &(from, to) in &s.lists {
        let len = to - from;
        if left < len && !s.touched.is_empty() {
            break;
        }
        let to = from + len.min(left.max(limits.budget / 4));
        left = left.saturating_sub(len);
        // a rare key says more: its information in bits, and one point for being there
        let point = ((names as f32 / len as f32).log2().max(0.0) * 4.0) as u16 + 1;
        for at in from..to {
            let id = word(body, segment.layout.postings + 4 * at);
            let Some(p) = s.points.get_mut(id as usize) else {
                continue;
            };
            if *p == 0 {
                s.touched.push(id);
            }
            *p = p.saturating_add(point);
        }
    }
    s.ranked.clear();
    for &id in &s.touched {
        s.ranked.push((s.points[id as usize], id));
        s.points[id as usize] = 0;
    }
    let order = |a: &(u16, u32), b: &(u16, u32)| b.0.cmp(&a.0).then(a.1.cmp(&b.1));
    if s.ranked.len() > wanted {
        s.ranked.select_nth_unstable_by(wanted - 1, order);
        s.ranked.truncate(wanted);
    }
}

/// Keeps of the ranked names those whose letters fit the query best, and those with the most points.
fn best_by_letters(
    matcher: Matcher,
    segment: &Segment,
    name: &str,
    s: &mut Searcher,
    limits: &Limits,
) {
    let (by_letters, by_keys) = (limits.by_letters, limits.by_keys);
    if s.ranked.len() <= by_letters + by_keys {
        return;
    }
    s.ranked
        .select_nth_unstable_by(by_keys, |a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    let model = matcher.model();
    let [query, query_stem, word, stem] = s
        .words
        .get_or_insert_with(|| std::array::from_fn(|_| Word::empty(Script::Latin)));
    let definite = read_glued(name, model.both_pairs(), query, query_stem);
    let loss = |a: &Word, b: &Word| {
        let (x, y) = if a.script as u8 <= b.script as u8 {
            (a, b)
        } else {
            (b, a)
        };
        let channel = model.channel(x.script, y.script);
        let letters = f32::from(x.len + y.len).max(1.0) / 2.0;
        (channel.ceiling(x, y) - channel.path(x, y).score) / letters
    };
    let ranked = &mut s.ranked[by_keys..];
    for i in 0..ranked.len() {
        // names lie anywhere in the index: ask for them before they are read
        if let Some(&(_, later)) = ranked.get(i + 2 * BLOCK) {
            segment.fetch_offset(later);
        }
        if let Some(&(_, next)) = ranked.get(i + BLOCK) {
            segment.fetch_text(next);
        }
        let (points, id) = &mut ranked[i];
        let article = read_glued(segment.name(*id), model.both_pairs(), word, stem);
        // an article on one side only may be none
        let loss = match (definite, article) {
            (false, false) => loss(query, word),
            (true, true) => loss(query_stem, stem),
            (true, false) => loss(query_stem, word).min(loss(query, word)),
            (false, true) => loss(query, stem).min(loss(query, word)),
        };
        *points = u16::MAX - (loss.clamp(-5.0, 60.0) * 900.0 + 4500.0) as u16;
    }
    s.ranked[by_keys..]
        .select_nth_unstable_by(by_letters - 1, |a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    s.ranked.truncate(by_keys + by_letters);
}
