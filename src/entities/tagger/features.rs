//! What the fast recogniser looks at: every word as a list of hashed features.
//!
//! Training and reading share this file, so they cannot differ. A word's features come in three groups: those that know
//! which word it is, which training sometimes hides so that unknown names can be learned; those of its surroundings and
//! of the lexicons; and those of the document, which only the second pass has.

use std::ops::Range;

use super::clusters::Clusters;
use crate::entities::words::{Hits, Words};
use crate::hash::{finish, mix, mix_bytes};
use crate::lexicon::{Entry, Kind, Lexicon, layout::role_flag};
use crate::tokenize::TokenKind;

/// Most lexicon codes that a word keeps.
const CODES: usize = 8;

/// What is computed once for a token and used for it and its neighbours.
#[derive(Debug, Clone, Copy, Default)]
struct Seen {
    word: u64,
    stem: u64,
    prefixes: [u64; 4],
    suffixes: [u64; 4],
    shape: u64,
    before: u64,
    cluster: [u64; 2],
    codes: [u64; CODES],
    n_codes: u8,
    /// All codes in one.
    known: u64,
    /// The last noun before the word that opens names or titles, and how far it is.
    head: u64,
    quoted: bool,
    /// The key under which the word is looked for elsewhere in the document; 0 for none.
    pub key: u64,
}

impl Seen {
    /// The lexicon codes, sorted.
    fn codes(&self) -> &[u64] {
        &self.codes[..usize::from(self.n_codes)]
    }
}

/// What recognisers see of a document's words: made once for all recognisers that have the same word classes.
#[derive(Debug, Default)]
pub struct DocumentFeatures {
    seen: Vec<Seen>,
    /// Tokens by the key of their word.
    groups: Vec<(u64, u32)>,
}

/// The features of one word.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Hashed features, those that know which word it is first.
    pub features: Vec<u64>,
    /// How many of them do.
    pub identity: usize,
}

/// The feature of a template with one value.
#[inline(always)]
const fn single(template: u64, value: u64) -> u64 {
    finish(mix(mix(0, template), value))
}

/// The feature of a template with two values.
#[inline(always)]
const fn pair(template: u64, a: u64, b: u64) -> u64 {
    finish(mix(mix(mix(0, template), a), b))
}

fn text(t: &str) -> u64 {
    mix_bytes(0, t.as_bytes())
}

/// What the lexicons say of a phrase in one number: the lexicon and what matters of the entry.
fn code(entry: Entry) -> u64 {
    let detail = u64::from(entry.detail);
    let level = u64::from(entry.level);
    let part = match entry.kind {
        Kind::Place => level << 3 | detail,
        Kind::Country => level << 3 | detail,
        Kind::Norp => detail,
        Kind::Person => detail & 1,
        Kind::NamePart => level << 3 | detail & 7,
        Kind::Role => {
            let is = |flag: u16| u64::from(entry.detail & flag != 0);
            is(role_flag::PLURAL)
                | is(role_flag::TITLE) << 1
                | is(role_flag::OCCUPATION) << 2
                | is(role_flag::KIN) << 3
        }
        Kind::Organisation => level << 3 | detail,
        Kind::OrgHead | Kind::LocHead => detail,
        Kind::Cue => detail & 7,
        Kind::Event | Kind::Product => level,
        // Frequencies are given in sixteenths of an octave.
        Kind::OrdinaryWord => detail / 64,
        _ => 0,
    };
    (entry.kind as u64) << 32 | part
}

/// Whether a lexicon holds names, of which no lexicon has all.
const fn names(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Place
            | Kind::Country
            | Kind::Norp
            | Kind::Person
            | Kind::NamePart
            | Kind::Organisation
            | Kind::Event
            | Kind::Product
    )
}

/// Whether a lexicon's phrases are worth knowing to the recogniser where they are longer than a word.
const fn opens(kind: Kind) -> bool {
    matches!(kind, Kind::OrgHead | Kind::LocHead | Kind::Role)
}

impl DocumentFeatures {
    /// Looks at all tokens of a document.
    ///
    /// `forget`: a seed by which half of the names are taken out of the lexicons, for training: a text is full of names
    /// that no lexicon has.
    pub(super) fn fill(
        &mut self,
        words: &Words<'_>,
        hits: &Hits,
        clusters: &Clusters,
        forget: Option<u64>,
    ) {
        self.seen.clear();
        let mut quoted = false;
        for i in 0..words.len() {
            let seen = token(words, i, clusters, &mut quoted);
            self.seen.push(seen);
        }
        self.lexicons(words, hits, forget);
        self.heads(words, hits);
        self.groups.clear();
        let keys = self.seen.iter().zip(0..).map(|(seen, i)| (seen.key, i));
        self.groups.extend(keys.filter(|group| group.0 != 0));
        self.groups.sort_unstable();
    }

    pub(super) fn len(&self) -> usize {
        self.seen.len()
    }

    /// The tokens of each word that stands in the document more than once.
    pub(super) fn repeated(&self) -> impl Iterator<Item = &[(u64, u32)]> {
        self.groups
            .chunk_by(|a, b| a.0 == b.0)
            .filter(|group| group.len() > 1)
    }

    fn lexicons(&mut self, words: &Words<'_>, hits: &Hits, forget: Option<u64>) {
        let lexicon = Lexicon::global();
        for i in 0..words.len() {
            for hit in hits.at(i) {
                let length = hit.len().min(3);
                let forgotten = forget.is_some_and(|seed| {
                    finish(mix(seed, text(hit.span.of(words.text)))).is_multiple_of(2)
                });
                for entry in lexicon.iter(hit.entries) {
                    if forgotten && names(entry.kind) {
                        continue;
                    }
                    let code = code(entry);
                    for j in hit.start..hit.end {
                        let place = if hit.len() == 1 {
                            0
                        } else if j == hit.start {
                            1
                        } else if j + 1 == hit.end {
                            3
                        } else {
                            2
                        };
                        let seen = &mut self.seen[j as usize];
                        let n = usize::from(seen.n_codes);
                        let code = code << 8 | place << 4 | u64::from(length);
                        // Longer phrases come first; a word keeps the first of each kind and place.
                        if n < CODES && !seen.codes[..n].contains(&code) {
                            seen.codes[n] = code;
                            seen.n_codes += 1;
                        }
                    }
                }
            }
        }
        for seen in &mut self.seen {
            let n = usize::from(seen.n_codes);
            seen.codes[..n].sort_unstable();
            seen.known = seen.codes().iter().fold(1, |state, &c| mix(state, c));
        }
    }

    fn heads(&mut self, words: &Words<'_>, hits: &Hits) {
        let mut last = (0u64, 0usize);
        for i in 0..words.len() {
            let distance = i - last.1.min(i);
            self.seen[i].head = if last.0 == 0 || distance > 5 {
                0
            } else {
                last.0 << 4 | distance as u64
            };
            if !words.is_word(i) {
                if !matches!(words.raw(i), "\"" | "«" | "“" | "”" | "»" | "-") {
                    last.0 = 0;
                }
            } else if let Some(hit) = hits.at(i).iter().find(|h| {
                [Kind::OrgHead, Kind::LocHead, Kind::Role]
                    .iter()
                    .any(|&k| h.is(k))
            }) {
                let entry = Lexicon::global().iter(hit.entries).find(|e| opens(e.kind));
                last = (entry.map_or(0, |e| code(e) + 1), hit.end as usize - 1);
            } else if hits.single(i, Kind::FunctionWord).is_some() {
                last.0 = 0;
            }
        }
    }

    /// The features of token `i` of a sentence, without those of the document.
    pub(super) fn row(&self, i: usize, sentence: &Range<usize>, row: &mut Row) {
        row.features.clear();
        let edge = Seen {
            word: 1,
            stem: 1,
            shape: 1,
            known: 2,
            ..Seen::default()
        };
        let at = |offset: isize| -> &Seen {
            match i.checked_add_signed(offset) {
                Some(j) if sentence.contains(&j) => &self.seen[j],
                _ => &edge,
            }
        };
        let (me, left, right) = (at(0), at(-1), at(1));

        let out = &mut row.features;
        out.extend([single(1, me.word), single(2, me.stem)]);
        out.extend(std::array::from_fn::<_, 4, _>(|n| {
            single(3 + n as u64, me.prefixes[n])
        }));
        out.extend(std::array::from_fn::<_, 4, _>(|n| {
            single(7 + n as u64, me.suffixes[n])
        }));
        out.extend([
            single(11, me.cluster[0]),
            single(12, me.cluster[1]),
            pair(13, left.stem, me.stem),
            pair(14, me.stem, right.stem),
            pair(15, me.stem, me.known),
            pair(16, left.cluster[0], me.cluster[0]),
            pair(17, me.cluster[0], right.cluster[0]),
            pair(18, me.stem, me.before),
        ]);
        row.identity = out.len();

        out.extend([
            single(20, 0),
            single(21, me.shape),
            single(22, me.before),
            single(23, me.known),
        ]);
        out.extend(me.codes().iter().map(|&code| single(24, code)));
        out.extend([
            single(25, me.head),
            pair(26, me.head, me.known),
            pair(27, u64::from(me.quoted), me.known),
            pair(28, u64::from(i == sentence.start), u64::from(me.quoted)),
        ]);
        for (n, offset) in [-2isize, -1, 1, 2].into_iter().enumerate() {
            let other = at(offset);
            let n = n as u64 * 16;
            out.extend([
                single(32 + n, other.stem),
                single(33 + n, other.cluster[0]),
                single(34 + n, other.cluster[1]),
                single(35 + n, other.known),
            ]);
            out.extend(other.codes().iter().map(|&code| single(36 + n, code)));
            if offset.abs() == 1 {
                out.extend([
                    single(37 + n, other.word),
                    single(38 + n, other.shape),
                    single(39 + n, other.before),
                    single(40 + n, other.prefixes[1]),
                    single(41 + n, other.prefixes[2]),
                    single(42 + n, other.suffixes[1]),
                    single(43 + n, other.suffixes[2]),
                ]);
            }
        }
        out.extend([
            pair(100, left.known, me.known),
            pair(101, me.known, right.known),
            pair(102, left.stem, me.known),
            pair(103, me.known, right.stem),
            pair(104, left.stem, right.stem),
            pair(105, at(-2).stem, left.stem),
            pair(106, right.stem, at(2).stem),
            pair(107, left.cluster[1], me.known),
            pair(108, me.known, right.cluster[1]),
            pair(109, mix(left.known, me.known), right.known),
            pair(110, left.cluster[0], me.shape),
            pair(111, at(-2).cluster[1], left.cluster[1]),
            pair(112, right.cluster[1], at(2).cluster[1]),
        ]);
    }
}

/// Looks at one token by itself.
fn token(words: &Words<'_>, i: usize, clusters: &Clusters, quoted: &mut bool) -> Seen {
    let kind = words.kind(i);
    let folded = words.folded(i);
    let stem = words.folded_stem(i);
    let raw = words.raw(i);
    let mut seen = Seen::default();
    let is_word = matches!(
        kind,
        TokenKind::Word | TokenKind::Latin | TokenKind::Hashtag
    );
    if is_word {
        seen.word = text(folded);
        seen.stem = text(stem);
        let mut letters = stem.char_indices().map(|(at, _)| at).chain([stem.len()]);
        letters.next();
        for (n, end) in letters.by_ref().take(4).enumerate() {
            seen.prefixes[n] = mix(n as u64 + 1, text(&stem[..end]));
        }
        for (n, (start, _)) in stem.char_indices().rev().take(4).enumerate() {
            seen.suffixes[n] = mix(n as u64 + 1, text(&stem[start..]));
        }
        if let Some(found) = clusters.get(finish(seen.stem)) {
            seen.cluster = found;
        }
        if stem.len() >= 6 {
            seen.key = seen.stem;
        }
    } else {
        // Numbers by their length, signs by themselves.
        let value = match kind {
            TokenKind::Number => {
                let percent = raw.ends_with(['%', '٪']);
                mix(5 + u64::from(percent), raw.len().min(6) as u64)
            }
            _ => text(&folded[..folded.chars().take(2).map(char::len_utf8).sum()]),
        };
        seen.word = mix(kind as u64, value);
        seen.stem = seen.word;
    }
    let article = stem.starts_with("ال") || words.folded_prefix(i) >= 4 && folded.starts_with("لل");
    let closed = raw.ends_with('ة');
    let length = (stem.len() / 2).min(9) as u64;
    seen.shape = (kind as u64) << 8
        | length << 4
        | u64::from(article) << 3
        | u64::from(closed) << 2
        | u64::from(words.folded_suffix(i) > 0) << 1;
    seen.before = text(folded.get(..words.folded_prefix(i)).unwrap_or_default());
    match raw {
        "«" | "“" => *quoted = true,
        "»" | "”" => *quoted = false,
        "\"" => *quoted = !*quoted,
        _ => {}
    }
    // A quotation that is never closed does not go on past its line.
    if i > 0 && words.gap(i - 1).contains('\n') {
        *quoted = false;
    }
    seen.quoted = *quoted;
    seen
}

/// What the document says of a word: for each type how sure its other occurrences are, at best.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Elsewhere {
    /// One more than the type that is surest; 0 where the word stands only here.
    pub kind: u8,
    /// Its probability, in steps.
    pub step: u8,
    /// How probable it is on average that the others are no mention, in steps.
    pub outside: u8,
}

/// The features of what the document says of a word and its neighbours.
pub(super) fn document_features(
    here: Elsewhere,
    left: Elsewhere,
    right: Elsewhere,
    out: &mut Vec<u64>,
) {
    let value =
        |e: Elsewhere| u64::from(e.kind) << 16 | u64::from(e.step) << 8 | u64::from(e.outside);
    let kind = |e: Elsewhere| u64::from(e.kind) << 8 | u64::from(e.step);
    if here.kind > 0 {
        out.push(finish(mix(mix(0, 200), value(here))));
        out.push(finish(mix(mix(0, 201), kind(here))));
        out.push(finish(mix(mix(mix(0, 202), kind(left)), kind(here))));
        out.push(finish(mix(mix(mix(0, 203), kind(here)), kind(right))));
    } else {
        if left.kind > 0 {
            out.push(finish(mix(mix(0, 204), kind(left))));
        }
        if right.kind > 0 {
            out.push(finish(mix(mix(0, 205), kind(right))));
        }
    }
}
