//! Normalised text, under named options, with a map back to the original.
//!
//! Lossy folds happen only where their option says so. One pass over the text; the characters of the
//! Arabic block (U+0600..U+0700) go through one table made when the options are set.
//!
//! The map between original and normalised text is kept as the places where their lengths differ.
//! A deleted mark belongs to the letter before it: the end of `عام` in the normalised `عام` is the end
//! of `عامٌ` in the original.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, compose, is_combining_mark};

use crate::script::{self, CharClass, class};
use crate::span::Span;

/// What normalisation does, as named options.
///
/// ```
/// use kunya::normalize::Normalizer;
/// assert_eq!(Normalizer::new().normalize("أحـــمَدُ"), "أحمد");
/// assert_eq!(Normalizer::matching().normalize("إلى مكّة ٢٠٢٦"), "الي مكه 2026");
/// ```
#[derive(Clone)]
pub struct Normalizer {
    options: Options,
    /// For U+0600..U+0700: what to write.
    table: Box<[Action; 256]>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Options {
    marks: bool,
    tatweel: bool,
    hamza: bool,
    ya: bool,
    ta_marbuta: bool,
    persian: bool,
    digits: bool,
    nfkc: bool,
    controls: bool,
    joiners: bool,
    repeats: bool,
    whitespace: bool,
    lowercase: bool,
}

/// What is done with a character that UTF-8 writes in two bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Action {
    /// These two bytes are written.
    Write([u8; 2]),
    /// It is dropped.
    Drop,
    /// Anything else: the slow way decides.
    Slow,
}

impl std::fmt::Debug for Normalizer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.options.fmt(f)
    }
}

impl Default for Normalizer {
    fn default() -> Self {
        Self::new()
    }
}

macro_rules! setters {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        impl Normalizer {
            $($(#[$doc])*
            #[must_use]
            pub fn $name(mut self, on: bool) -> Self {
                self.options.$name = on;
                self.table = table(self.options);
                self
            })*
        }
    };
}

setters! {
    /// Drops vowel signs, shadda, dagger alef, Quranic signs and all other marks on Arabic letters.
    marks,
    /// Drops the stroke that stretches words.
    tatweel,
    /// Folds the hamza forms: أ إ آ ٱ to ا, ؤ to و, ئ to ي.
    hamza,
    /// Folds ى to ي.
    ya,
    /// Folds ة to ه.
    ta_marbuta,
    /// Folds the Persian, Urdu and Kurdish forms of letters that Arabic has too: ک to ك, ی to ي, ہ to ه.
    persian,
    /// Writes Arabic-Indic and Persian digits as ASCII digits, and their separators ٫ ٬ ٪ as `.` `,` `%`.
    digits,
    /// Writes presentation forms and ligatures as their letters (ﻻ as لا, ﷲ as الله), composes letters
    /// with their marks and orders these (Unicode NFKC, but vowel signs in presentation form stand on
    /// no space).
    nfkc,
    /// Drops bidi controls, zero-width spaces, word joiners, soft hyphens and byte order marks.
    controls,
    /// Drops the joiners ZWNJ and ZWJ and variation selectors, except beside emoji.
    joiners,
    /// Writes an Arabic letter once that is repeated three times or more: رااائع as رائع.
    repeats,
    /// Writes a run of white space as one space, or as one line end where it holds one, and drops it
    /// at the start and the end.
    whitespace,
    /// Writes letters of cased scripts in lower case.
    lowercase,
}

impl Normalizer {
    /// The default: marks and tatweel dropped, presentation forms resolved, nothing folded.
    #[must_use]
    pub fn new() -> Self {
        Self::with(Options {
            marks: true,
            tatweel: true,
            nfkc: true,
            ..Options::NONE
        })
    }

    /// Nothing at all; options are added to it.
    #[must_use]
    pub fn none() -> Self {
        Self::with(Options::NONE)
    }

    /// For search indexes: what writers vary without meaning anything by it is folded, words stay
    /// readable. Marks, tatweel and controls dropped; hamza forms, ya, digits, Persian forms and case
    /// folded; white space collapsed. Ta marbuta stays.
    #[must_use]
    pub fn search() -> Self {
        Self::with(Options {
            marks: true,
            tatweel: true,
            hamza: true,
            ya: true,
            persian: true,
            digits: true,
            nfkc: true,
            controls: true,
            joiners: true,
            whitespace: true,
            lowercase: true,
            ..Options::NONE
        })
    }

    /// For matching names and words: all that [`Normalizer::search`] folds, and ta marbuta and repeated
    /// letters.
    #[must_use]
    pub fn matching() -> Self {
        Self::search().ta_marbuta(true).repeats(true)
    }

    /// For showing to people: tatweel, stray controls and doubled white space go, presentation forms
    /// are resolved; every letter and vowel sign stays.
    #[must_use]
    pub fn display() -> Self {
        Self::with(Options {
            tatweel: true,
            nfkc: true,
            controls: true,
            whitespace: true,
            ..Options::NONE
        })
    }

    fn with(options: Options) -> Self {
        Self {
            options,
            table: table(options),
        }
    }

    /// The normalised text.
    #[must_use]
    pub fn normalize(&self, text: &str) -> String {
        let mut out = String::new();
        self.normalize_into(text, &mut out);
        out
    }

    /// Appends the normalised text to `out`.
    pub fn normalize_into(&self, text: &str, out: &mut String) {
        let mut writer = Writer::new(std::mem::take(out).into_bytes(), NoMap);
        self.run(text, &mut writer);
        *out = writer.into_text().0;
    }

    /// The normalised text with its map to the original.
    ///
    /// ```
    /// use kunya::{normalize::Normalizer, span::Span};
    /// let text = "قِمّةُ الرياض";
    /// let normalized = Normalizer::new().align(text);
    /// assert_eq!(normalized.text(), "قمة الرياض");
    /// assert_eq!(normalized.to_original(Span::new(0, 6)).of(text), "قِمّةُ");
    /// ```
    ///
    /// # Panics
    /// Where `text` or the normalised text is longer than [`crate::span::MAX_LEN`] bytes.
    #[must_use]
    pub fn align(&self, text: &str) -> Normalized {
        let limit = crate::span::MAX_LEN;
        assert!(
            text.len() <= limit,
            "a text must be at most {limit} bytes long, got {}",
            text.len()
        );
        let mut writer = Writer::new(Vec::new(), Map::default());
        self.run(text, &mut writer);
        let (normalized, map) = writer.into_text();
        assert!(
            normalized.len() <= limit,
            "a normalised text must be at most {limit} bytes long, got {}",
            normalized.len()
        );
        Normalized {
            original_len: text.len() as u32,
            text: normalized,
            blocks: map.blocks,
        }
    }

    fn run<M: Recorder>(&self, text: &str, w: &mut Writer<M>) {
        let bytes = text.as_bytes();
        let o = self.options;
        w.out.reserve(bytes.len() + 16);
        let case_bit = if o.lowercase { 0x20 } else { 0 };
        let mut i = 0;
        while i < bytes.len() {
            let b = bytes[i];
            if b & 0xfc == 0xd8 {
                match self.table[index(b, bytes[i + 1])] {
                    Action::Write(pair) if !(o.repeats && w.out.ends_with(&pair)) => {
                        w.out.extend_from_slice(&pair);
                        i += 2;
                        continue;
                    }
                    Action::Drop => {
                        let mut end = i + 2;
                        while end < bytes.len()
                            && bytes[end] & 0xfc == 0xd8
                            && self.table[index(bytes[end], bytes[end + 1])] == Action::Drop
                        {
                            end += 2;
                        }
                        w.delete(i..end);
                        i = end;
                        continue;
                    }
                    _ => {}
                }
            } else if b < 0x80 {
                let plain = !o.whitespace
                    || b > b' '
                    || (b == b' '
                        && w.len() > 0
                        && !w.out.ends_with(b" ")
                        && !w.out.ends_with(b"\n"));
                if plain {
                    w.out.push(if b.is_ascii_uppercase() {
                        b | case_bit
                    } else {
                        b
                    });
                    i += 1;
                    continue;
                }
            }
            i = self.slow(text, i, w);
        }
        if o.whitespace && w.last().is_some_and(is_blank) {
            w.take_back(1, text.len());
        }
    }

    /// Normalises the character at `i`; returns where the next one starts.
    fn slow<M: Recorder>(&self, text: &str, i: usize, w: &mut Writer<M>) -> usize {
        let o = self.options;
        let Some(c) = text[i..].chars().next() else {
            return text.len();
        };
        let next = i + c.len_utf8();
        let source = i..next;
        if c.is_ascii() {
            self.emit(c, source, w);
            return next;
        }
        // what no option touches
        if matches!(
            c,
            '«' | '»' | '–' | '—' | '‘' | '’' | '“' | '”' | '\u{1f300}'..='\u{1f64f}'
        ) {
            w.out.extend_from_slice(&text.as_bytes()[source]);
            return next;
        }
        let is = class(c);
        if self.drops_invisible(c, is, w) {
            w.delete(source);
            return next;
        }
        // letters, of which only ٵ and its like stand for two
        let plain = is == CharClass::ArabicLetter && !has_parts(c);
        if !o.nfkc || plain {
            self.mapped(c, source, w);
            return next;
        }
        let mut parts = std::iter::once(c).nfkc();
        if let (Some(only), None) = (parts.next(), parts.next()) {
            self.composed(only, source, w);
            return next;
        }
        let mut parts = std::iter::once(c).nfkc().peekable();
        let from = w.len();
        while let Some(part) = parts.next() {
            // vowel signs in presentation form are decomposed to a space and the sign
            let carrier = part == ' '
                && is == CharClass::ArabicPresentation
                && parts.peek().copied().is_some_and(is_combining_mark);
            if !carrier {
                self.composed(part, i..i, w);
            }
        }
        if w.len() > from {
            w.stands_for(from, source);
        } else {
            w.delete(source);
        }
        next
    }

    /// Whether `c` is an invisible character that the options drop after what is written so far.
    fn drops_invisible<M: Recorder>(&self, c: char, is: CharClass, w: &Writer<M>) -> bool {
        let joiner = matches!(c, '\u{200c}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}');
        if !joiner {
            return self.options.controls && (is == CharClass::Invisible || c == '\u{200b}');
        }
        self.options.joiners
            && !w.last().is_some_and(|p| {
                script::may_become_emoji(p)
                    || matches!(p, '\u{fe0f}' | '\u{e0020}'..='\u{e007e}' | '0'..='9' | '#' | '*')
            })
    }

    /// Writes `c` so that it and the letter before with its marks are in the composed canonical form
    /// (UAX #15): joined to the letter, or in its place among the marks.
    fn composed<M: Recorder>(&self, c: char, source: Range<usize>, w: &mut Writer<M>) {
        if !self.options.nfkc || c.is_ascii() {
            return self.mapped(c, source, w);
        }
        let own_class = canonical_combining_class(c);
        let last = w.last();
        let in_place = last.is_none_or(|p| canonical_combining_class(p) <= own_class);
        // vowel signs join no letter
        if in_place && matches!(c, '\u{64b}'..='\u{652}' | '\u{670}') {
            return self.mapped(c, source, w);
        }
        if own_class == 0 {
            // vowels of Hangul and of scripts of India join the letter that stands before them
            if let Some(letter) = last
                && let Some(whole) = compose(letter, c)
            {
                let from = w.len() - letter.len_utf8();
                return w.rewrite(from, source, |w, source| self.mapped(whole, source, w));
            }
            return self.mapped(c, source, w);
        }
        // back over the marks to the letter
        let mut at = w.out.len();
        while let Some(p) = last_char(&w.out[w.base..at]) {
            at -= p.len_utf8();
            if canonical_combining_class(p) == 0 || w.out.len() - at > LONGEST_CLUSTER {
                break;
            }
        }
        let mut cluster = String::from_utf8_lossy(&w.out[at..]).into_owned();
        cluster.push(c);
        let ordered: String = cluster.nfc().collect();
        if ordered == cluster || self.letter(c).is_none() && ordered.ends_with(c) {
            return self.mapped(c, source, w);
        }
        w.rewrite(at - w.base, source, |w, source| {
            for part in ordered.chars() {
                self.mapped(part, source.end..source.end, w);
            }
        });
    }

    /// Writes `c` under the letter options.
    fn mapped<M: Recorder>(&self, c: char, source: Range<usize>, w: &mut Writer<M>) {
        match self.letter(c) {
            Some(f) => self.emit(f, source, w),
            None => w.delete(source),
        }
    }

    /// What the letter options make of one character; none where it is dropped.
    fn letter(&self, c: char) -> Option<char> {
        match map_arabic(c, self.options) {
            Some(Mapped::Drop) => None,
            Some(Mapped::To(f)) => Some(f),
            None => Some(c),
        }
    }

    /// Writes `c`, under the options on case, white space and repeated letters.
    fn emit<M: Recorder>(&self, c: char, source: Range<usize>, w: &mut Writer<M>) {
        let o = self.options;
        if o.whitespace && c != '\u{200b}' && class(c) == CharClass::Space {
            let one = if is_line_end(c) { '\n' } else { ' ' };
            match w.last() {
                None => w.delete(source),
                Some('\n') => w.delete(source),
                Some(' ') if one == ' ' => w.delete(source),
                Some(' ') => {
                    if let Some(last) = w.out.last_mut() {
                        *last = b'\n';
                    }
                    w.delete(source);
                }
                _ => w.write(one, source),
            }
            return;
        }
        let c = if o.lowercase { lower(c) } else { c };
        if o.repeats && class(c) == CharClass::ArabicLetter && w.last() == Some(c) {
            let size = c.len_utf8();
            let before = last_char(&w.out[w.base..w.out.len() - size]);
            if w.collapsed_at == Some(w.out.len()) {
                return w.delete(source);
            }
            if before == Some(c) {
                w.take_back(size, source.end);
                w.collapsed_at = Some(w.out.len());
                return;
            }
        }
        w.write(c, source);
    }
}

impl Options {
    const NONE: Self = Self {
        marks: false,
        tatweel: false,
        hamza: false,
        ya: false,
        ta_marbuta: false,
        persian: false,
        digits: false,
        nfkc: false,
        controls: false,
        joiners: false,
        repeats: false,
        whitespace: false,
        lowercase: false,
    };
}

/// A letter is looked for over so many bytes of marks; longer stacks of marks are not text.
const LONGEST_CLUSTER: usize = 64;

enum Mapped {
    Drop,
    To(char),
}

/// What the letter options make of `c`; none where they leave it.
fn map_arabic(c: char, o: Options) -> Option<Mapped> {
    use Mapped::{Drop, To};
    Some(match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' if o.hamza => To('ا'),
        'ؤ' if o.hamza => To('و'),
        'ئ' if o.hamza => To('ي'),
        'ى' if o.ya => To('ي'),
        'ة' if o.ta_marbuta => To('ه'),
        'ک' | 'ڪ' if o.persian => To('ك'),
        'ی' | 'ې' | 'ۍ' | 'ێ' if o.persian => To('ي'),
        'ہ' | 'ۀ' | 'ە' | 'ھ' | 'ۂ' if o.persian => To('ه'),
        'ۃ' if o.persian => To(if o.ta_marbuta { 'ه' } else { 'ة' }),
        '٫' if o.digits => To('.'),
        '٬' if o.digits => To(','),
        '٪' if o.digits => To('%'),
        _ => match class(c) {
            CharClass::Digit if o.digits => match script::digit_value(c) {
                Some(v) => To((b'0' + v) as char),
                None => return None,
            },
            CharClass::Tatweel if o.tatweel => Drop,
            CharClass::QuranicSign if o.marks => Drop,
            CharClass::Mark if o.marks && is_arabic_mark(c) => Drop,
            _ => return None,
        },
    })
}

/// Marks of the Arabic blocks; those of other scripts are letters' parts (é) and stay.
const fn is_arabic_mark(c: char) -> bool {
    matches!(c as u32, 0x600..=0x6ff | 0x897..=0x8ff)
}

/// The lower case of `c`, where it is one character too.
fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(l), None) => l,
        _ => c,
    }
}

/// Letters of the Arabic block that stand for a letter and a hamza (ٵ): NFKC takes them apart.
const fn has_parts(c: char) -> bool {
    matches!(c, '\u{675}'..='\u{678}')
}

/// White space as it is written under the option on it.
fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\n')
}

fn is_line_end(c: char) -> bool {
    matches!(
        c,
        '\n' | '\r' | '\u{b}' | '\u{c}' | '\u{85}' | '\u{2028}' | '\u{2029}'
    )
}

/// The last character of `bytes`, which are UTF-8.
fn last_char(bytes: &[u8]) -> Option<char> {
    let lead = bytes.iter().rposition(|&b| (b as i8) >= -0x40)?;
    std::str::from_utf8(&bytes[lead..]).ok()?.chars().next()
}

/// The place of a character of U+0600..U+0700 in the table, by its two bytes.
const fn index(lead: u8, trail: u8) -> usize {
    ((lead as usize & 3) << 6) | (trail as usize & 0x3f)
}

fn table(options: Options) -> Box<[Action; 256]> {
    let mut table = Box::new([Action::Slow; 256]);
    for (c, action) in ('\u{600}'..='\u{6ff}').zip(table.iter_mut()) {
        let slow = class(c) == CharClass::Invisible
            || (options.nfkc && (has_parts(c) || canonical_combining_class(c) != 0));
        let written = match map_arabic(c, options) {
            None => c,
            Some(Mapped::To(f)) => f,
            // a hamza or madda may join its letter before it counts as a mark
            Some(Mapped::Drop) => {
                if !(options.nfkc && matches!(c, '\u{653}'..='\u{655}')) {
                    *action = Action::Drop;
                }
                continue;
            }
        };
        if !slow && written.len_utf8() == 2 {
            let mut pair = [0; 2];
            written.encode_utf8(&mut pair);
            *action = Action::Write(pair);
        }
    }
    table
}

/// Takes down where the two texts differ in length.
trait Recorder {
    /// `normalized` stands for `original`.
    fn record(&mut self, original: Range<usize>, normalized: Range<usize>);

    /// Forgets what was written from `normalized` on; returns the place in both texts from which on
    /// nothing is recorded now, which is before `normalized` where that lies inside a block.
    fn forget(&mut self, normalized: usize) -> (usize, usize);
}

struct NoMap;

impl Recorder for NoMap {
    fn record(&mut self, _: Range<usize>, _: Range<usize>) {}

    fn forget(&mut self, normalized: usize) -> (usize, usize) {
        (0, normalized)
    }
}

/// A piece of the original and the piece that stands for it. Between blocks the two texts have
/// characters of the same lengths.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Block {
    original: Span,
    normalized: Span,
}

#[derive(Debug, Default)]
struct Map {
    blocks: Vec<Block>,
}

impl Recorder for Map {
    fn record(&mut self, original: Range<usize>, normalized: Range<usize>) {
        if original.is_empty() && normalized.is_empty() {
            return;
        }
        let block = Block {
            original: Span::new(original.start as u32, original.end as u32),
            normalized: Span::new(normalized.start as u32, normalized.end as u32),
        };
        // what is deleted in a row is one block
        if let Some(last) = self.blocks.last_mut()
            && last.original.end == block.original.start
            && last.normalized.end == block.normalized.start
            && last.normalized.is_empty()
            && block.normalized.is_empty()
        {
            last.original.end = block.original.end;
            return;
        }
        self.blocks.push(block);
    }

    fn forget(&mut self, normalized: usize) -> (usize, usize) {
        while let Some(last) = self.blocks.last() {
            let (start, end) = (last.normalized.start as usize, last.normalized.end as usize);
            if end <= normalized {
                return (last.original.end as usize + normalized - end, normalized);
            }
            let place = (last.original.start as usize, start);
            self.blocks.pop();
            if start < normalized {
                return place;
            }
        }
        (normalized, normalized)
    }
}

struct Writer<M> {
    out: Vec<u8>,
    /// Where this text starts in `out`.
    base: usize,
    /// The length of `out` after a repeated letter was collapsed.
    collapsed_at: Option<usize>,
    map: M,
}

impl<M: Recorder> Writer<M> {
    fn new(out: Vec<u8>, map: M) -> Self {
        Self {
            base: out.len(),
            out,
            collapsed_at: None,
            map,
        }
    }

    fn into_text(self) -> (String, M) {
        // SAFETY: `out` began as a String; whole characters alone are written to it and taken back.
        (unsafe { String::from_utf8_unchecked(self.out) }, self.map)
    }

    /// The length of the normalised text.
    fn len(&self) -> usize {
        self.out.len() - self.base
    }

    fn last(&self) -> Option<char> {
        last_char(&self.out[self.base..])
    }

    fn write(&mut self, c: char, source: Range<usize>) {
        let from = self.len();
        let mut buffer = [0; 4];
        let encoded = c.encode_utf8(&mut buffer).as_bytes();
        self.out.extend_from_slice(encoded);
        if encoded.len() != source.len() {
            self.map.record(source, from..self.len());
        }
    }

    fn delete(&mut self, source: Range<usize>) {
        let at = self.len();
        self.map.record(source, at..at);
    }

    /// Takes back the last `size` bytes; the original up to `end` is deleted with them.
    fn take_back(&mut self, size: usize, end: usize) {
        self.out.truncate(self.out.len() - size);
        let at = self.len();
        let (original, from) = self.map.forget(at);
        self.map.record(original..end, from..at);
    }

    /// Takes back all from `from` on, lets `write` write it anew, and records that as standing for
    /// the same original and `source`.
    fn rewrite(
        &mut self,
        from: usize,
        source: Range<usize>,
        write: impl FnOnce(&mut Self, Range<usize>),
    ) {
        self.out.truncate(self.base + from);
        self.collapsed_at = None;
        let (original, start) = self.map.forget(from);
        write(self, source.clone());
        self.map.forget(start);
        self.map.record(original..source.end, start..self.len());
    }

    /// Records that all from `from` on stands for `source`.
    fn stands_for(&mut self, from: usize, source: Range<usize>) {
        let (original, start) = self.map.forget(from);
        self.map
            .record(original.min(source.start)..source.end, start..self.len());
    }
}

/// A normalised text with its map to the original, both ways.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Normalized {
    original_len: u32,
    text: String,
    blocks: Vec<Block>,
}

impl Normalized {
    /// The normalised text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The normalised text, without its map.
    #[must_use]
    pub fn into_text(self) -> String {
        self.text
    }

    /// The place in the original of a place in the normalised text, in bytes; it covers whole
    /// characters, and the marks that were deleted after them.
    #[must_use]
    pub fn to_original(&self, normalized: Span) -> Span {
        let start = self.original_at(normalized.start, false);
        let end = self.original_at(normalized.end, true);
        Span::new(start.min(end), end)
    }

    /// The place in the normalised text of a place in the original, in bytes; empty where all of it
    /// was deleted.
    #[must_use]
    pub fn to_normalized(&self, original: Span) -> Span {
        let start = self.normalized_at(original.start, false);
        let end = self.normalized_at(original.end, true);
        Span::new(start, end.max(start))
    }

    /// The original place of the boundary at `at`; inside a block its start or its end.
    fn original_at(&self, at: u32, up: bool) -> u32 {
        let at = at.min(self.text.len() as u32);
        // blocks that begin before the boundary, or are a deletion at it
        let n = self
            .blocks
            .partition_point(|b| b.normalized.start < at || b.normalized.end <= at);
        let Some(block) = n.checked_sub(1).map(|n| self.blocks[n]) else {
            return at;
        };
        if at < block.normalized.end {
            return if up {
                block.original.end
            } else {
                block.original.start
            };
        }
        (block.original.end + (at - block.normalized.end)).min(self.original_len)
    }

    /// The normalised place of the boundary at `at`; inside a block its start or its end.
    fn normalized_at(&self, at: u32, up: bool) -> u32 {
        let at = at.min(self.original_len);
        let n = self.blocks.partition_point(|b| b.original.start < at);
        let Some(block) = n.checked_sub(1).map(|n| self.blocks[n]) else {
            return at;
        };
        if at < block.original.end {
            return if up {
                block.normalized.end
            } else {
                block.normalized.start
            };
        }
        block.normalized.end + (at - block.original.end)
    }
}
