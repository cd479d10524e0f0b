//! Words, numbers and the rest of a text, with their places.
//!
//! One pass over the bytes. Arabic words, which are most of a news text, stay in a loop of one table
//! lookup per letter; everything else (numbers, Latin, addresses, emoji, abbreviations) leaves it.
//!
//! A token never holds white space, and the text between two tokens holds nothing but white space
//! and invisible controls: tokens and gaps together are the text.
//!
//! Against UAX #29 the deliberate differences are:
//! - Arabic letters part from Latin letters and from digits: `الـCNN`, `covid19في`, `و20`.
//! - Addresses, e-mails, `#هاشتاق_عربي`, `@handles` are one token each, and so are numbers with their
//!   percent sign and dates (`2.5%`, `10/11/2023`, `2023-11-10`).
//! - Abbreviations keep their stops: `د.`, `أ.د.`, `ق.م`, `U.S.`; between other Arabic letters a stop,
//!   a colon or an underscore parts words, where UAX #29 joins them.
//! - A comma joins digits only before a group of three digits at most (`12,345`, not `2018,2019`), and
//!   a number with separators parts from Latin letters after it (`2.5kg`).
//! - Marks that follow a space or a sign are no part of it; invisible controls at the edge of a word
//!   are no part of the word.
//! - A run of one punctuation mark is one token (`...`), except quotation marks and brackets, which
//!   stand alone up to three of them; `؟!` is one token.
//! - Letters of other scripts form runs, also where a script writes without spaces.

use memchr::memchr;

use crate::script::{self, CharClass, class};
use crate::span::Span;

/// The kind of a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum TokenKind {
    /// Letters of the Arabic script, or of any other but Latin.
    Word,
    /// Digits with their separators, and a percent sign that touches them.
    Number,
    /// Punctuation, and a tatweel that stands alone as a dash.
    Punct,
    /// Latin letters, with digits among them.
    Latin,
    /// A web address.
    Url,
    /// A mail address.
    Email,
    /// `#` and a word.
    Hashtag,
    /// `@` and a name.
    Handle,
    /// A pictogram with its modifiers.
    Emoji,
    /// A currency sign, a mathematical sign and the like.
    Symbol,
    /// What belongs in no text: controls, stray marks, unassigned characters.
    Other,
}

impl TokenKind {
    /// All kinds, in their order.
    pub const ALL: [Self; 11] = [
        Self::Word,
        Self::Number,
        Self::Punct,
        Self::Latin,
        Self::Url,
        Self::Email,
        Self::Hashtag,
        Self::Handle,
        Self::Emoji,
        Self::Symbol,
        Self::Other,
    ];

    /// The kind's name, as in `word`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Word => "word",
            Self::Number => "number",
            Self::Punct => "punct",
            Self::Latin => "latin",
            Self::Url => "url",
            Self::Email => "email",
            Self::Hashtag => "hashtag",
            Self::Handle => "handle",
            Self::Emoji => "emoji",
            Self::Symbol => "symbol",
            Self::Other => "other",
        }
    }
}

/// A token: its place and its kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Token {
    /// The place in the text, in bytes.
    pub span: Span,
    /// The kind.
    pub kind: TokenKind,
}

impl Token {
    /// The token's text.
    #[must_use]
    pub fn of(self, text: &str) -> &str {
        self.span.of(text)
    }
}

/// The tokens of `text`, in their order.
///
/// ```
/// use kunya::tokenize::{TokenKind, tokenize};
/// let text = "قال بـ«الأزهر»: 12,345.6";
/// let tokens = tokenize(text);
/// let found: Vec<&str> = tokens.iter().map(|t| t.of(text)).collect();
/// assert_eq!(found, ["قال", "بـ", "«", "الأزهر", "»", ":", "12,345.6"]);
/// assert_eq!(tokens[6].kind, TokenKind::Number);
/// ```
///
/// # Panics
/// Where `text` is longer than [`crate::span::MAX_LEN`] bytes.
#[must_use]
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    tokenize_into(text, &mut tokens);
    tokens
}

/// Like [`tokenize`], into a vector that is emptied first, so that its memory can be used again.
///
/// # Panics
/// Where `text` is longer than [`crate::span::MAX_LEN`] bytes.
pub fn tokenize_into(text: &str, tokens: &mut Vec<Token>) {
    assert!(
        text.len() <= crate::span::MAX_LEN,
        "a text must be at most {} bytes long, got {}",
        crate::span::MAX_LEN,
        text.len()
    );
    tokens.clear();
    tokens.reserve(text.len() / 9 + 8);
    Scanner {
        text,
        bytes: text.as_bytes(),
        tokens,
        next_at: None,
        no_domain_before: 0,
    }
    .run();
}

/// What a first byte announces.
#[derive(Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Lead {
    Space,
    Latin,
    Digit,
    Sign,
    /// D8..DB: U+0600..U+0700.
    Arabic,
    /// Every other first byte of several.
    High,
}

const LEADS: [Lead; 256] = {
    let mut table = [Lead::High; 256];
    let mut b = 0;
    while b < 128 {
        table[b] = match script::ascii_class(b as u8) {
            CharClass::Space => Lead::Space,
            CharClass::LatinLetter => Lead::Latin,
            CharClass::Digit => Lead::Digit,
            _ => Lead::Sign,
        };
        b += 1;
    }
    while b < 256 {
        if b >= 0xd8 && b <= 0xdb {
            table[b] = Lead::Arabic;
        }
        b += 1;
    }
    table
};

const ARABIC: [CharClass; 256] = script::arabic_block();

/// Whether a character of U+0600..U+0700 goes on with a word: letters, marks, tatweel.
const IN_WORD: [bool; 256] = {
    let mut table = [false; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = matches!(
            ARABIC[i],
            CharClass::ArabicLetter | CharClass::Mark | CharClass::Tatweel
        );
        i += 1;
    }
    table
};

/// The place in U+0600..U+0700 of a character by its two bytes.
#[inline(always)]
const fn arabic_index(lead: u8, trail: u8) -> usize {
    ((lead as usize & 3) << 6) | (trail as usize & 0x3f)
}

/// How many of the eight characters that these 16 bytes may be are letters, marks or tatweel of
/// U+0620..U+0660, up to the first that is none.
///
/// UTF-8 writes U+0620..U+0640 as D8 A0..D8 BF and U+0640..U+0660 as D9 80..D9 9F: the lead byte is D8
/// or D9, and its lowest bit differs from bit 5 of the trail byte. All eight are tested at once, which
/// spares a branch for every letter.
#[inline(always)]
fn plain_letters(bytes: &[u8]) -> usize {
    const LOW: u128 = 0x0001_0001_0001_0001_0001_0001_0001_0001;
    let mut sixteen = [0; 16];
    sixteen.copy_from_slice(bytes);
    let x = u128::from_le_bytes(sixteen);
    let other_lead = (x ^ (0xd8 * LOW)) & (0xfe * LOW);
    let same_bit = (x >> 13) ^ x ^ LOW;
    let others = other_lead | (same_bit & LOW);
    others.trailing_zeros() as usize / 16
}

struct Scanner<'t, 'v> {
    text: &'t str,
    bytes: &'t [u8],
    tokens: &'v mut Vec<Token>,
    /// The first `@` at or after the last place that asked.
    next_at: Option<usize>,
    /// Up to here no domain name starts: keeps the search for one linear.
    no_domain_before: usize,
}

impl Scanner<'_, '_> {
    fn run(mut self) {
        let bytes = self.bytes;
        let mut i = 0;
        while i < bytes.len() {
            let b = bytes[i];
            match LEADS[b as usize] {
                Lead::Space => i += 1,
                Lead::Arabic => {
                    i = if ARABIC[arabic_index(b, bytes[i + 1])] == CharClass::ArabicLetter {
                        self.word(i, i + 2)
                    } else {
                        self.high(i)
                    }
                }
                Lead::Latin => i = self.latin(i, i + 1),
                Lead::Digit => i = self.number(i, i),
                Lead::Sign => i = self.sign(i),
                Lead::High => i = self.high(i),
            }
        }
    }

    #[inline(always)]
    fn push(&mut self, start: usize, end: usize, kind: TokenKind) -> usize {
        debug_assert!(start < end);
        self.tokens.push(Token {
            span: Span::new(start as u32, end as u32),
            kind,
        });
        end
    }

    /// The character at `i`, which is a boundary inside the text.
    fn char_at(&self, i: usize) -> Option<char> {
        self.text[i..].chars().next()
    }

    fn byte(&self, i: usize) -> u8 {
        self.bytes.get(i).copied().unwrap_or(0)
    }

    /// The class and the length of the character at `i`; the end of the text is white space.
    fn class_at(&self, i: usize) -> (CharClass, usize) {
        match self.char_at(i) {
            Some(c) => (class(c), c.len_utf8()),
            None => (CharClass::Space, 0),
        }
    }

    /// The end of the invisible controls that start at `i`.
    fn skip_invisible(&self, mut i: usize) -> usize {
        while let (CharClass::Invisible, n) = self.class_at(i) {
            i += n;
        }
        i
    }

    /// An Arabic word from `start`, known to reach up to `i` at least.
    #[inline]
    fn word(&mut self, start: usize, mut i: usize) -> usize {
        let bytes = self.bytes;
        loop {
            while let Some(eight) = bytes.get(i..i + 16) {
                let letters = plain_letters(eight);
                i += 2 * letters;
                if letters < 8 {
                    break;
                }
            }
            while i < bytes.len() && bytes[i] & 0xfc == 0xd8 {
                if !IN_WORD[arabic_index(bytes[i], bytes[i + 1])] {
                    break;
                }
                i += 2;
            }
            if i >= bytes.len() || bytes[i] < 0x80 {
                break;
            }
            match self.word_goes_on(i) {
                Some(next) => i = next,
                None => break,
            }
        }
        if self.byte(i) == b'.'
            && i - start <= LONGEST_INITIAL
            && let Some(end) = self.abbreviation(start, i)
        {
            i = end;
        }
        self.push(start, i, TokenKind::Word)
    }

    /// Where a word goes on that met something else than a letter of the Arabic block at `i`.
    #[cold]
    fn word_goes_on(&self, i: usize) -> Option<usize> {
        let (is, n) = self.class_at(i);
        match is {
            CharClass::ArabicLetter
            | CharClass::ArabicPresentation
            | CharClass::Mark
            | CharClass::Tatweel => Some(i + n),
            CharClass::Invisible => {
                let next = self.skip_invisible(i);
                match self.class_at(next).0 {
                    CharClass::ArabicLetter
                    | CharClass::ArabicPresentation
                    | CharClass::Mark
                    | CharClass::Tatweel => Some(next),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// The end of an initial from `start`: one Arabic letter with its marks, or `هـ`.
    fn initial(&self, start: usize) -> Option<usize> {
        let (is, n) = self.class_at(start);
        if is != CharClass::ArabicLetter {
            return None;
        }
        let mut i = start + n;
        loop {
            match self.class_at(i) {
                (CharClass::Mark | CharClass::Tatweel, n) if i - start < LONGEST_INITIAL => i += n,
                (
                    CharClass::ArabicLetter
                    | CharClass::ArabicPresentation
                    | CharClass::Mark
                    | CharClass::Tatweel,
                    _,
                ) => return None,
                _ => return Some(i),
            }
        }
    }

    /// The end of an abbreviation whose first initial may be `start..dot`, where a stop stands at `dot`.
    ///
    /// Initials joined by stops are one abbreviation (`أ.د.`, `ق.م`). One initial alone takes its stop
    /// where a word follows (`د. محمد`), but not after a number, where it is a unit at the end of a
    /// sentence (`عام 1990 م. وقال`).
    #[cold]
    fn abbreviation(&self, start: usize, dot: usize) -> Option<usize> {
        // a title after `and`: `ود. سعاد`
        let after_and = self.text[start..dot]
            .strip_prefix('و')
            .filter(|rest| rest.starts_with(['د', 'أ', 'م', 'ا']))
            .map(|rest| dot - rest.len());
        if self.initial(after_and.unwrap_or(start)) != Some(dot) {
            return None;
        }
        let mut end = dot;
        let mut initials = 1;
        while self.byte(end) == b'.' {
            match self.initial(end + 1) {
                Some(next) => {
                    end = next;
                    initials += 1;
                }
                None => break,
            }
        }
        if self.byte(end) != b'.' || self.byte(end + 1) == b'.' {
            return (initials > 1).then_some(end);
        }
        let after = self.text[end + 1..].trim_start_matches([' ', '\u{a0}']);
        let spaces = self.text.len() - end - 1 - after.len();
        let letter_follows = after.chars().next().is_some_and(|c| {
            matches!(
                class(c),
                CharClass::ArabicLetter | CharClass::LatinLetter | CharClass::ArabicPresentation
            )
        });
        if initials > 1 {
            // a stop glued to a word parts sentences: `ق.م.وقال`
            return Some(if letter_follows && spaces == 0 {
                end
            } else {
                end + 1
            });
        }
        let after_number = self.tokens.last().is_some_and(|t| {
            t.kind == TokenKind::Number
                && self.text[t.span.end as usize..start]
                    .chars()
                    .all(|c| c == ' ' || c == '\u{a0}')
        });
        (letter_follows && (spaces > 0 || initials > 1) && !after_number).then_some(end + 1)
    }

    /// A token that starts with a character beyond ASCII, not with a plain Arabic letter.
    #[inline(never)]
    fn high(&mut self, start: usize) -> usize {
        let Some(c) = self.char_at(start) else {
            return start + 1;
        };
        let next = start + c.len_utf8();
        match class(c) {
            CharClass::ArabicLetter | CharClass::ArabicPresentation => self.word(start, next),
            CharClass::LatinLetter => self.latin(start, next),
            CharClass::Digit => self.number(start, start),
            CharClass::Space | CharClass::Invisible => next,
            CharClass::Tatweel | CharClass::Mark => self.marks(start),
            CharClass::OtherLetter => {
                let mut i = next;
                while let (CharClass::OtherLetter | CharClass::Mark, n) = self.class_at(i) {
                    i += n;
                }
                self.push(start, i, TokenKind::Word)
            }
            CharClass::Emoji => self.emoji(start, c),
            CharClass::Punctuation => {
                if c == '٪' && self.digit_at(next) {
                    return self.number(start, next);
                }
                if script::may_become_emoji(c) && self.byte(next) == 0xef {
                    return self.symbol(start, c);
                }
                self.punctuation(start, c)
            }
            CharClass::Symbol | CharClass::QuranicSign => self.symbol(start, c),
            CharClass::Other => {
                self.run_of(start, TokenKind::Other, |c| class(c) == CharClass::Other)
            }
        }
    }

    /// Tatweel or marks without a letter before them: the head of a word, a dash, or stray.
    fn marks(&mut self, start: usize) -> usize {
        let (first, size) = self.class_at(start);
        let mut i = self.repeated(start, size);
        let mut stray = first == CharClass::Mark;
        loop {
            match self.class_at(i) {
                (CharClass::Tatweel, n) => i += n,
                (CharClass::Mark, n) => {
                    stray = true;
                    i += n;
                }
                (CharClass::ArabicLetter | CharClass::ArabicPresentation, n) => {
                    return self.word(start, i + n);
                }
                _ => break,
            }
        }
        let kind = if stray {
            TokenKind::Other
        } else {
            TokenKind::Punct
        };
        self.push(start, i, kind)
    }

    fn run_of(&mut self, start: usize, kind: TokenKind, belongs: impl Fn(char) -> bool) -> usize {
        let rest = &self.text[start..];
        let end = rest.find(|c| !belongs(c)).unwrap_or(rest.len()) + start;
        self.push(start, end, kind)
    }

    fn symbol(&mut self, start: usize, c: char) -> usize {
        let next = start + c.len_utf8();
        if script::may_become_emoji(c) && self.text[next..].starts_with('\u{fe0f}') {
            return self.emoji(start, c);
        }
        self.run_of(start, TokenKind::Symbol, |d| d == c)
    }

    /// An emoji sequence (UTS #51): flags, keycaps, skin tones, tags, joined pictures.
    #[cold]
    fn emoji(&mut self, start: usize, first: char) -> usize {
        let flag = |c: char| ('\u{1f1e6}'..='\u{1f1ff}').contains(&c);
        let mut i = start + first.len_utf8();
        if flag(first) {
            if let Some(c) = self.char_at(i).filter(|&c| flag(c)) {
                i += c.len_utf8();
            }
            return self.push(start, i, TokenKind::Emoji);
        }
        while let Some(c) = self.char_at(i) {
            match c {
                '\u{fe0f}' | '\u{20e3}' | '\u{1f3fb}'..='\u{1f3ff}' => i += c.len_utf8(),
                '\u{e0020}'..='\u{e007f}' => i += c.len_utf8(),
                '\u{200d}' => match self.char_at(i + c.len_utf8()) {
                    Some(d) if script::may_become_emoji(d) => i += c.len_utf8() + d.len_utf8(),
                    _ => break,
                },
                _ => break,
            }
        }
        self.push(start, i, TokenKind::Emoji)
    }

    /// The end of a keycap emoji whose sign ends at `i`.
    fn keycap(&self, i: usize) -> Option<usize> {
        let rest = &self.bytes[i.min(self.bytes.len())..];
        let rest_at = if rest.starts_with("\u{fe0f}".as_bytes()) {
            3
        } else {
            0
        };
        rest[rest_at..]
            .starts_with("\u{20e3}".as_bytes())
            .then_some(i + rest_at + 3)
    }

    /// The end of the run of the character at `start`, which is `size` bytes long.
    fn repeated(&self, start: usize, size: usize) -> usize {
        /// Whole characters of one to four bytes.
        const PIECE: usize = 48;
        let unit = &self.bytes[start..start + size];
        let mut end = start + size;
        if !self.bytes[end..].starts_with(unit) {
            return end;
        }
        // whole pieces at once: nothing may be slower than news
        let mut piece = [0; PIECE];
        for place in piece.chunks_exact_mut(size) {
            place.copy_from_slice(unit);
        }
        while self.bytes[end..].starts_with(&piece) {
            end += PIECE;
        }
        while self.bytes[end..].starts_with(unit) {
            end += size;
        }
        end
    }

    /// A token that starts with an ASCII character that is neither letter nor digit nor space.
    fn sign(&mut self, start: usize) -> usize {
        let b = self.bytes[start];
        match b {
            b'#' | b'*' if self.keycap(start + 1).is_some() => {
                let end = self.keycap(start + 1).unwrap_or(start + 1);
                self.push(start, end, TokenKind::Emoji)
            }
            b'#' => match self.tag(start + 1) {
                Some(end) => self.push(start, end, TokenKind::Hashtag),
                None => self.punctuation(start, '#'),
            },
            b'@' => match self.handle(start + 1) {
                Some(end) => self.push(start, end, TokenKind::Handle),
                None => self.punctuation(start, '@'),
            },
            b'%' if self.digit_at(start + 1) => self.number(start, start + 1),
            _ => match script::ascii_class(b) {
                CharClass::Punctuation => self.punctuation(start, b as char),
                CharClass::Symbol => self.symbol(start, b as char),
                _ => self.run_of(start, TokenKind::Other, |c| class(c) == CharClass::Other),
            },
        }
    }

    fn punctuation(&mut self, start: usize, c: char) -> usize {
        let mixes = |c: char| matches!(c, '!' | '?' | '؟');
        let end = if mixes(c) {
            let rest = &self.text[start..];
            start + rest.find(|d| !mixes(d)).unwrap_or(rest.len())
        } else {
            self.repeated(start, c.len_utf8())
        };
        // pairs close one by one, but nobody means four at once
        let length = c.len_utf8();
        if stands_alone(c) && (end - start) <= 3 * length {
            let mut i = start;
            while i < end {
                i = self.push(i, i + length, TokenKind::Punct);
            }
            return end;
        }
        self.push(start, end, TokenKind::Punct)
    }

    /// The end of the word of a hashtag that starts at `start`: it holds at least one letter.
    fn tag(&self, start: usize) -> Option<usize> {
        let mut i = start;
        let mut letters = false;
        loop {
            let (is, n) = self.class_at(i);
            match is {
                CharClass::ArabicLetter
                | CharClass::ArabicPresentation
                | CharClass::LatinLetter
                | CharClass::OtherLetter => letters = true,
                CharClass::Digit => {}
                CharClass::Mark | CharClass::Tatweel if i > start => {}
                CharClass::Invisible if letters => {
                    let next = self.skip_invisible(i);
                    match self.class_at(next).0 {
                        CharClass::ArabicLetter | CharClass::Mark | CharClass::LatinLetter => {
                            i = next;
                            continue;
                        }
                        _ => break,
                    }
                }
                CharClass::Punctuation if self.byte(i) == b'_' => {}
                _ => break,
            }
            i += n;
        }
        letters.then_some(i)
    }

    fn handle(&self, start: usize) -> Option<usize> {
        let end = self.tag(start)?;
        // a stop joins parts of a handle, but never ends one
        let mut i = end;
        while self.byte(i) == b'.' && self.byte(i + 1).is_ascii_alphanumeric() {
            match self.tag(i + 1) {
                Some(next) => i = next,
                None => break,
            }
        }
        Some(i)
    }

    fn digit_at(&self, i: usize) -> bool {
        match self.byte(i) {
            b'0'..=b'9' => true,
            0..=0x7f => false,
            _ => self.class_at(i).0 == CharClass::Digit,
        }
    }

    /// The end of the digits that start at `i`.
    fn digits(&self, mut i: usize) -> usize {
        loop {
            match self.byte(i) {
                b'0'..=b'9' => i += 1,
                0..=0x7f => return i,
                _ => match self.class_at(i) {
                    (CharClass::Digit, n) => i += n,
                    _ => return i,
                },
            }
        }
    }

    /// A number from `start`, whose digits begin at `first`.
    #[inline(never)]
    fn number(&mut self, start: usize, first: usize) -> usize {
        let mut end = self.digits(first);
        if start == first {
            if let Some(next) = self.keycap(end) {
                return self.push(start, next, TokenKind::Emoji);
            }
            if matches!(self.byte(end), b'-' | b'.' | b'@' | b'+' | b'_' | b'a'..=b'z' | b'A'..=b'Z')
                && let Some((next, kind)) = self.address(start)
            {
                return self.push(start, next, kind);
            }
            match self.byte(end) {
                b'a'..=b'z' | b'A'..=b'Z' => return self.latin(start, end),
                b'-' => {
                    if let Some(next) = self.hyphen_date(start, end) {
                        return self.push(start, next, TokenKind::Number);
                    }
                }
                0x80.. if self.class_at(end).0 == CharClass::LatinLetter => {
                    return self.latin(start, end);
                }
                _ => {}
            }
        }
        loop {
            let (separator, comma) = match self.byte(end) {
                b'.' | b':' | b'/' => (1, false),
                b',' => (1, true),
                // ٫ ٬ and the Arabic comma
                0xd9 if self.byte(end + 1) == 0xab => (2, false),
                0xd9 if self.byte(end + 1) == 0xac => (2, true),
                0xd8 if self.byte(end + 1) == 0x8c => (2, true),
                _ => break,
            };
            let group = end + separator;
            if !self.digit_at(group) {
                break;
            }
            let next = self.digits(group);
            if comma && self.text[group..next].chars().count() > 3 {
                break;
            }
            end = next;
        }
        if start == first {
            match (self.byte(end), self.byte(end + 1)) {
                (b'%', _) => end += 1,
                (0xd9, 0xaa) => end += 2,
                _ => {}
            }
        }
        self.push(start, end, TokenKind::Number)
    }

    /// The end of a date with hyphens from `start` whose first group ends at `first_end`.
    fn hyphen_date(&self, start: usize, first_end: usize) -> Option<usize> {
        let count = |from: usize, to: usize| self.text[from..to].chars().count();
        let second_end = self.digits(first_end + 1);
        if self.byte(second_end) != b'-' {
            return None;
        }
        let end = self.digits(second_end + 1);
        let lengths = (
            count(start, first_end),
            count(first_end + 1, second_end),
            count(second_end + 1, end),
        );
        let is_date = matches!(lengths, (4, 1 | 2, 1 | 2) | (1 | 2, 1 | 2, 2 | 4));
        (is_date && self.byte(end) != b'-').then_some(end)
    }

    /// A token that starts with a Latin letter, or with digits that Latin letters follow, known to
    /// reach up to `i` at least.
    #[inline(never)]
    fn latin(&mut self, start: usize, mut i: usize) -> usize {
        let bytes = self.bytes;
        while i < bytes.len() && bytes[i].is_ascii_alphanumeric() {
            i += 1;
        }
        if matches!(self.byte(i), b'.' | b':' | b'@' | b'-' | b'_' | b'+' | b'%')
            && let Some((end, kind)) = self.address(start)
        {
            return self.push(start, end, kind);
        }
        loop {
            while i < bytes.len() && (bytes[i].is_ascii_alphanumeric() || bytes[i] == b'_') {
                i += 1;
            }
            let (is, n) = self.class_at(i);
            match is {
                CharClass::LatinLetter | CharClass::Mark => i += n,
                CharClass::Invisible => {
                    let next = self.skip_invisible(i);
                    if self.class_at(next).0 != CharClass::LatinLetter {
                        break;
                    }
                    i = next;
                }
                CharClass::Punctuation if joins_latin(&bytes[i..], n) => {
                    let before = bytes[i - 1];
                    let (after, _) = self.class_at(i + n);
                    let joined = if before.is_ascii_digit() {
                        after == CharClass::Digit && self.byte(i) == b'.'
                    } else {
                        after == CharClass::LatinLetter
                    };
                    if !joined {
                        break;
                    }
                    i += n;
                }
                _ => break,
            }
        }
        if self.byte(i) == b'.' && self.latin_abbreviation(start, i) {
            i += 1;
        }
        self.push(start, i, TokenKind::Latin)
    }

    /// Whether the stop at `dot` belongs to the abbreviation `start..dot`.
    fn latin_abbreviation(&self, start: usize, dot: usize) -> bool {
        if self.byte(dot + 1) == b'.' || dot - start > 40 {
            return false;
        }
        let word = &self.text[start..dot];
        let initials = word
            .split('.')
            .all(|p| p.len() == 1 && p.as_bytes()[0].is_ascii_alphabetic());
        if initials && word.len() > 1 {
            return true;
        }
        let title = [
            "Dr", "Mr", "Mrs", "Ms", "St", "Jr", "Sr", "Prof", "vs", "No",
        ]
        .contains(&word);
        let rest = self.text[dot + 1..].trim_start_matches(' ');
        (title || (initials && word.as_bytes()[0].is_ascii_uppercase()))
            && rest.len() < self.text.len() - dot - 1
            && rest.chars().next().is_some_and(char::is_alphanumeric)
    }

    /// An address that starts at `start`: its end and kind.
    #[cold]
    fn address(&mut self, start: usize) -> Option<(usize, TokenKind)> {
        if let Some(end) = self.scheme(start) {
            return Some((self.address_end(start, end), TokenKind::Url));
        }
        if let Some(end) = self.email(start) {
            return Some((end, TokenKind::Email));
        }
        let host = self.domain(start)?;
        let end = match self.byte(host) {
            b'/' | b'?' | b'#' => self.address_end(start, host),
            b':' if self.byte(host + 1).is_ascii_digit() => self.address_end(start, host),
            _ => host,
        };
        Some((end, TokenKind::Url))
    }

    /// The end of `http://` and its like.
    fn scheme(&self, start: usize) -> Option<usize> {
        let head = &self.bytes[start..self.bytes.len().min(start + 12)];
        let letters = head.iter().take_while(|b| b.is_ascii_alphabetic()).count();
        let rest = head[letters..].strip_prefix(b"://".as_slice())?;
        (letters >= 2 && rest.first().is_some_and(|b| !b.is_ascii_whitespace()))
            .then_some(start + letters + 3)
    }

    /// The end of an address that reaches up to `from` at least: up to white space, quotes or
    /// Arabic punctuation, without the punctuation that closes the sentence around it.
    fn address_end(&self, start: usize, from: usize) -> usize {
        let rest = &self.text[from..];
        let stops = |c: char| {
            matches!(
                c,
                '"' | '<' | '>' | '«' | '»' | '“' | '”' | '،' | '؛' | '؟' | '{' | '}' | '|'
            ) || matches!(
                class(c),
                CharClass::Space | CharClass::Other | CharClass::Invisible
            )
        };
        let mut end = from + rest.find(stops).unwrap_or(rest.len());
        let mut open = 0_i64;
        for &b in &self.bytes[start..end] {
            match b {
                b'(' | b'[' => open += 1,
                b')' | b']' => open -= 1,
                _ => {}
            }
        }
        while end > from {
            match self.bytes[end - 1] {
                b'.' | b',' | b';' | b':' | b'!' | b'?' | b'\'' | b'*' | b'(' | b'[' => {
                    if matches!(self.bytes[end - 1], b'(' | b'[') {
                        open -= 1;
                    }
                    end -= 1;
                }
                b')' | b']' if open < 0 => {
                    open += 1;
                    end -= 1;
                }
                _ => break,
            }
        }
        end
    }

    fn email(&mut self, start: usize) -> Option<usize> {
        let known = self.next_at.is_some_and(|at| at >= start);
        if !known {
            let found = memchr(b'@', &self.bytes[start..]);
            self.next_at = Some(found.map_or(usize::MAX, |n| start + n));
        }
        let at = self.next_at?;
        if at == usize::MAX || at - start > LONGEST_LOCAL_PART {
            return None;
        }
        let local = &self.bytes[start..at];
        let allowed = |b: &u8| b.is_ascii_alphanumeric() || b"._%+-".contains(b);
        if local.is_empty() || !local.iter().all(allowed) {
            return None;
        }
        let (end, labels) = self.labels(at + 1);
        (labels >= 2).then_some(end)
    }

    /// The end of the labels of a host name from `start`, without a stop or hyphen at its end, and
    /// their number; none where it is longer than a host name may be (RFC 1035).
    fn labels(&self, start: usize) -> (usize, usize) {
        let rest = &self.bytes[start..];
        let mut length = rest
            .iter()
            .take(LONGEST_HOST + 1)
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
            .count();
        if length > LONGEST_HOST {
            return (start, 0);
        }
        while length > 0 && matches!(rest[length - 1], b'.' | b'-') {
            length -= 1;
        }
        let host = &rest[..length];
        if length == 0 || host.windows(2).any(|w| w == b"..") || host[0] == b'.' {
            return (start, 0);
        }
        (start + length, host.split(|&b| b == b'.').count())
    }

    /// The end of a domain name that starts at `start` and ends in a known top-level domain.
    fn domain(&mut self, start: usize) -> Option<usize> {
        if start < self.no_domain_before {
            return None;
        }
        let (end, labels) = self.labels(start);
        let host = &self.text[start..end];
        let found = labels >= 2
            && host
                .rsplit('.')
                .next()
                .is_some_and(|top| TOP_LEVEL.iter().any(|t| top.eq_ignore_ascii_case(t)))
            && host.bytes().any(|b| b.is_ascii_alphabetic());
        if found {
            return Some(end);
        }
        // every later start in the same run of host characters meets the same end
        let run = self.bytes[start..]
            .iter()
            .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
            .count();
        self.no_domain_before = start + run;
        None
    }
}

/// An initial with a mark and a tatweel, in bytes.
const LONGEST_INITIAL: usize = 8;
/// The part of a mail address before `@`, in bytes (RFC 5321, section 4.5.3.1.1).
const LONGEST_LOCAL_PART: usize = 64;
/// A host name, in bytes (RFC 1035, section 2.3.4).
const LONGEST_HOST: usize = 253;

/// Top-level domains under which an address is recognised without `http://`: the generic ones in
/// common use, those of the Arab countries, and of the countries their press cites most.
const TOP_LEVEL: [&str; 74] = [
    "com", "net", "org", "edu", "gov", "mil", "int", "info", "biz", "io", "co", "tv", "me", "news",
    "app", "dev", "ai", "online", "site", "xyz", "press", "media", "blog", "tech", "store", "tn",
    "eg", "sa", "ae", "qa", "kw", "bh", "om", "ye", "iq", "sy", "lb", "jo", "ps", "ma", "dz", "ly",
    "sd", "mr", "so", "dj", "km", "uk", "us", "fr", "de", "it", "es", "ru", "cn", "jp", "in", "ir",
    "il", "tr", "ca", "au", "ch", "eu", "be", "nl", "se", "no", "ua", "kr", "br", "za", "ng", "ke",
];

/// Whether `rest` starts with a character that joins Latin letters: `'`, `’`, `.`.
fn joins_latin(rest: &[u8], length: usize) -> bool {
    matches!(&rest[..length], b"'" | b"." | [0xe2, 0x80, 0x99])
}

/// Whether each of several such marks in a row is a token of its own: quotation marks and brackets.
fn stands_alone(c: char) -> bool {
    match c {
        '\'' => false,
        '(' | ')' | '[' | ']' | '{' | '}' | '﴾' | '﴿' => true,
        _ => script::is_quotation_mark(c),
    }
}
