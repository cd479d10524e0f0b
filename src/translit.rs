//! Romanisation schemes: Arabic letters as Latin ones by the tables of a standard.
//!
//! Letter for letter (Buckwalter, safe Buckwalter, Habash-Soudi-Buckwalter): a character for a
//! character, so that the way back is exact. By sound (ALA-LC, DIN 31635, ISO 233, BGN/PCGN, UNGEGN):
//! short vowels, doubled letters and the article are written as each standard says; short vowels
//! only where the text marks them, since nothing is guessed. For guesses there is
//! [`crate::names::romanize`].

use crate::error::{Error, Result};

/// A romanisation scheme.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scheme {
    /// Buckwalter: ASCII, reversible.
    Buckwalter,
    /// Buckwalter with letters only, for use in identifiers and XML; reversible.
    SafeBuckwalter,
    /// Habash-Soudi-Buckwalter: readable, reversible.
    Hsb,
    /// American Library Association and Library of Congress, 2012.
    AlaLc,
    /// Deutsches Institut für Normung, 1982.
    Din31635,
    /// International Organization for Standardization, 1984, simplified vowels (ISO 233-2).
    Iso233,
    /// United States Board on Geographic Names and British Permanent Committee, 1956.
    BgnPcgn,
    /// United Nations Group of Experts on Geographical Names, Beirut 1972.
    Ungegn,
}

impl Scheme {
    /// All schemes.
    pub const ALL: [Self; 8] = [
        Self::Buckwalter,
        Self::SafeBuckwalter,
        Self::Hsb,
        Self::AlaLc,
        Self::Din31635,
        Self::Iso233,
        Self::BgnPcgn,
        Self::Ungegn,
    ];

    /// The scheme's name, as [`Scheme::from_name`] takes it.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Buckwalter => "buckwalter",
            Self::SafeBuckwalter => "safe-buckwalter",
            Self::Hsb => "hsb",
            Self::AlaLc => "ala-lc",
            Self::Din31635 => "din31635",
            Self::Iso233 => "iso233",
            Self::BgnPcgn => "bgn-pcgn",
            Self::Ungegn => "ungegn",
        }
    }

    /// The scheme of a name.
    ///
    /// # Errors
    /// [`Error::InvalidArgument`] for an unknown one.
    pub fn from_name(name: &str) -> Result<Self> {
        Self::ALL
            .into_iter()
            .find(|s| s.name() == name)
            .ok_or_else(|| {
                let known: Vec<_> = Self::ALL.iter().map(|s| s.name()).collect();
                Error::invalid_argument(
                    "scheme",
                    format!("{name:?}"),
                    format!("one of {}", known.join(", ")),
                )
            })
    }

    /// Whether Arabic can be read back exactly.
    #[must_use]
    pub const fn is_reversible(self) -> bool {
        matches!(self, Self::Buckwalter | Self::SafeBuckwalter | Self::Hsb)
    }
}

/// Characters of the letter-for-letter schemes: Arabic, Buckwalter, safe Buckwalter, HSB.
const LETTERS: [(char, char, char, char); 50] = [
    ('ء', '\'', 'C', '\''),
    ('آ', '|', 'M', 'Ā'),
    ('أ', '>', 'O', 'Â'),
    ('ؤ', '&', 'W', 'ŵ'),
    ('إ', '<', 'I', 'Ǎ'),
    ('ئ', '}', 'Q', 'ŷ'),
    ('ا', 'A', 'A', 'A'),
    ('ب', 'b', 'b', 'b'),
    ('ة', 'p', 'p', 'ħ'),
    ('ت', 't', 't', 't'),
    ('ث', 'v', 'v', 'θ'),
    ('ج', 'j', 'j', 'j'),
    ('ح', 'H', 'H', 'H'),
    ('خ', 'x', 'x', 'x'),
    ('د', 'd', 'd', 'd'),
    ('ذ', '*', 'V', 'ð'),
    ('ر', 'r', 'r', 'r'),
    ('ز', 'z', 'z', 'z'),
    ('س', 's', 's', 's'),
    ('ش', '$', 'c', 'š'),
    ('ص', 'S', 'S', 'S'),
    ('ض', 'D', 'D', 'D'),
    ('ط', 'T', 'T', 'T'),
    ('ظ', 'Z', 'Z', 'Ď'),
    ('ع', 'E', 'E', 'ς'),
    ('غ', 'g', 'g', 'γ'),
    ('ـ', '_', '_', '_'),
    ('ف', 'f', 'f', 'f'),
    ('ق', 'q', 'q', 'q'),
    ('ك', 'k', 'k', 'k'),
    ('ل', 'l', 'l', 'l'),
    ('م', 'm', 'm', 'm'),
    ('ن', 'n', 'n', 'n'),
    ('ه', 'h', 'h', 'h'),
    ('و', 'w', 'w', 'w'),
    ('ى', 'Y', 'Y', 'ý'),
    ('ي', 'y', 'y', 'y'),
    ('\u{64b}', 'F', 'F', 'ã'),
    ('\u{64c}', 'N', 'N', 'ũ'),
    ('\u{64d}', 'K', 'K', 'ĩ'),
    ('\u{64e}', 'a', 'a', 'a'),
    ('\u{64f}', 'u', 'u', 'u'),
    ('\u{650}', 'i', 'i', 'i'),
    ('\u{651}', '~', 'X', '~'),
    ('\u{652}', 'o', 'o', '·'),
    ('\u{670}', '`', 'e', 'á'),
    ('ٱ', '{', 'L', 'Ä'),
    ('پ', 'P', 'P', 'p'),
    ('چ', 'J', 'J', 'c'),
    ('ڤ', 'V', 'B', 'v'),
];
const GAF: (char, char, char, char) = ('گ', 'G', 'G', 'G');

/// Consonants of the schemes by sound: ALA-LC, DIN 31635, ISO 233, BGN/PCGN, UNGEGN.
const SOUNDS: [(char, [&str; 5]); 33] = [
    ('ء', ["ʼ", "ʾ", "ʾ", "’", "’"]),
    ('ب', ["b"; 5]),
    ('ت', ["t"; 5]),
    ('ث', ["th", "ṯ", "ṯ", "th", "th"]),
    ('ج', ["j", "ǧ", "ǧ", "j", "j"]),
    ('ح', ["ḥ", "ḥ", "ḥ", "ḩ", "ḩ"]),
    ('خ', ["kh", "ḫ", "ẖ", "kh", "kh"]),
    ('د', ["d"; 5]),
    ('ذ', ["dh", "ḏ", "ḏ", "dh", "dh"]),
    ('ر', ["r"; 5]),
    ('ز', ["z"; 5]),
    ('س', ["s"; 5]),
    ('ش', ["sh", "š", "š", "sh", "sh"]),
    ('ص', ["ṣ", "ṣ", "ṣ", "ş", "ş"]),
    ('ض', ["ḍ", "ḍ", "ḍ", "ḑ", "ḑ"]),
    ('ط', ["ṭ", "ṭ", "ṭ", "ţ", "ţ"]),
    ('ظ', ["ẓ", "ẓ", "ẓ", "z̧", "z̧"]),
    ('ع', ["ʻ", "ʿ", "ʿ", "‘", "‘"]),
    ('غ', ["gh", "ġ", "ġ", "gh", "gh"]),
    ('ف', ["f"; 5]),
    ('ق', ["q"; 5]),
    ('ك', ["k"; 5]),
    ('ل', ["l"; 5]),
    ('م', ["m"; 5]),
    ('ن', ["n"; 5]),
    ('ه', ["h"; 5]),
    ('و', ["w"; 5]),
    ('ي', ["y"; 5]),
    ('پ', ["p"; 5]),
    ('چ', ["ch", "č", "č", "ch", "ch"]),
    ('ژ', ["zh", "ž", "ž", "zh", "zh"]),
    ('ڤ', ["v"; 5]),
    ('گ', ["g"; 5]),
];

/// Letters that an article's l becomes, where the scheme writes it so.
const SUN: &str = "تثدذرزسشصضطظلن";

/// `text` in Latin letters by `scheme`. Characters that the scheme does not know stay as they are.
///
/// ```
/// use kunya::translit::{Scheme, transliterate};
/// assert_eq!(transliterate("محمد", Scheme::Buckwalter), "mHmd");
/// assert_eq!(transliterate("مُحَمَّد", Scheme::AlaLc), "muḥammad");
/// assert_eq!(transliterate("الشَمْس", Scheme::Din31635), "aš-šams");
/// ```
#[must_use]
pub fn transliterate(text: &str, scheme: Scheme) -> String {
    if scheme.is_reversible() {
        return text.chars().map(|c| forward(c, scheme)).collect();
    }
    let mut out = String::with_capacity(text.len() * 2);
    let mut word: Vec<char> = Vec::new();
    for c in text.chars() {
        if is_letter_or_mark(c) {
            word.push(c);
        } else {
            write_word(&word, scheme, &mut out);
            word.clear();
            out.push(punctuation(c));
        }
    }
    write_word(&word, scheme, &mut out);
    out
}

/// Arabic read back from `text`, which `scheme` wrote.
///
/// # Errors
/// [`Error::InvalidArgument`] where the scheme loses what the way back needs.
///
/// ```
/// use kunya::translit::{Scheme, reverse};
/// assert_eq!(reverse("mHmd", Scheme::Buckwalter)?, "محمد");
/// # Ok::<(), kunya::error::Error>(())
/// ```
pub fn reverse(text: &str, scheme: Scheme) -> Result<String> {
    if !scheme.is_reversible() {
        return Err(Error::invalid_argument(
            "scheme",
            format!("{:?} with reverse", scheme.name()),
            "buckwalter, safe-buckwalter or hsb where reverse is asked for",
        ));
    }
    Ok(text.chars().map(|c| backward(c, scheme)).collect())
}

fn rows() -> impl Iterator<Item = &'static (char, char, char, char)> {
    LETTERS.iter().chain([&GAF])
}

const fn latin(row: &(char, char, char, char), scheme: Scheme) -> char {
    match scheme {
        Scheme::Buckwalter => row.1,
        Scheme::SafeBuckwalter => row.2,
        _ => row.3,
    }
}

fn forward(c: char, scheme: Scheme) -> char {
    rows().find(|r| r.0 == c).map_or(c, |r| latin(r, scheme))
}

fn backward(c: char, scheme: Scheme) -> char {
    rows().find(|r| latin(r, scheme) == c).map_or(c, |r| r.0)
}

const fn is_mark(c: char) -> bool {
    matches!(c, '\u{64b}'..='\u{652}' | '\u{670}')
}

const fn is_letter_or_mark(c: char) -> bool {
    matches!(c, 'ء'..='ي' | 'ٱ' | 'پ' | 'چ' | 'ژ' | 'ڤ' | 'گ') || is_mark(c)
}

const fn punctuation(c: char) -> char {
    match c {
        '،' => ',',
        '؛' => ';',
        '؟' => '?',
        '٪' => '%',
        '٠'..='٩' => (c as u32 - '٠' as u32 + '0' as u32) as u8 as char,
        c => c,
    }
}

/// Columns of [`SOUNDS`].
const fn column(scheme: Scheme) -> usize {
    match scheme {
        Scheme::Din31635 => 1,
        Scheme::Iso233 => 2,
        Scheme::BgnPcgn => 3,
        Scheme::Ungegn => 4,
        _ => 0,
    }
}

fn sound(c: char, scheme: Scheme) -> Option<&'static str> {
    SOUNDS
        .iter()
        .find(|r| r.0 == c)
        .map(|r| r.1[column(scheme)])
}

/// One letter and the marks on it.
struct Lettered {
    letter: char,
    vowel: Option<char>,
    doubled: bool,
    silent: bool,
}

fn lettered(word: &[char]) -> Vec<Lettered> {
    let mut out: Vec<Lettered> = Vec::new();
    for &c in word {
        if !is_mark(c) {
            if c != 'ـ' {
                out.push(Lettered {
                    letter: c,
                    vowel: None,
                    doubled: false,
                    silent: false,
                });
            }
            continue;
        }
        if let Some(last) = out.last_mut() {
            match c {
                '\u{651}' => last.doubled = true,
                '\u{652}' => last.silent = true,
                v => last.vowel = Some(v),
            }
        }
    }
    out
}

/// Words whose spelling hides a vowel, marked so that the rules read it: a long a that is never written, the
/// connecting alef that is read i.
const HIDDEN: [(&str, &str); 17] = [
    ("الله", "\u{627}\u{64e}\u{644}\u{651}\u{670}ه"),
    ("لله", "ل\u{650}ل\u{651}\u{670}ه"),
    ("بالله", "ب\u{650}ل\u{651}\u{670}ه"),
    ("إله", "إل\u{670}ه"),
    ("الرحمن", "الر\u{651}\u{64e}ح\u{652}م\u{670}ن"),
    ("رحمن", "ر\u{64e}ح\u{652}م\u{670}ن"),
    ("هذا", "ه\u{670}ذا"),
    ("هذه", "ه\u{670}ذ\u{650}ه"),
    ("هؤلاء", "ه\u{670}ؤ\u{64f}لاء"),
    ("ذلك", "ذ\u{670}ل\u{650}ك"),
    ("لكن", "ل\u{670}ك\u{650}ن"),
    ("ابن", "ا\u{650}ب\u{652}ن"),
    ("ابنة", "ا\u{650}ب\u{652}ن\u{64e}ة"),
    ("اسم", "ا\u{650}س\u{652}م"),
    ("امرأة", "ا\u{650}م\u{652}ر\u{64e}أ\u{64e}ة"),
    ("اثنان", "ا\u{650}ث\u{652}نان"),
    ("طه", "ط\u{670}ه\u{670}"),
];

/// The letters of a word with their marks; words of [`HIDDEN`] with those of the list and an own final vowel.
fn read_word(word: &[char]) -> Vec<Lettered> {
    let letters = lettered(word);
    let known = HIDDEN
        .iter()
        .find(|(bare, _)| bare.chars().eq(letters.iter().map(|l| l.letter)));
    let Some((_, marked)) = known else {
        return letters;
    };
    let mut read = lettered(&marked.chars().collect::<Vec<_>>());
    if let (Some(own), Some(last)) = (letters.last(), read.last_mut())
        && own.vowel.is_some()
    {
        last.vowel = own.vowel;
    }
    read
}

fn write_word(word: &[char], scheme: Scheme, out: &mut String) {
    let letters = read_word(word);
    if let Some(from) = write_joined_article(&letters, scheme, out) {
        for i in from..letters.len() {
            write_letter(&letters, i, from, scheme, out);
        }
        return;
    }
    let mut from = 0;
    // the article, before at least two letters
    if letters.len() >= 4
        && matches!(letters[0].letter, 'ا' | 'ٱ')
        && letters[1].letter == 'ل'
        && letters[1].vowel.is_none()
        && matches!(letters[0].vowel, None | Some('\u{64e}'))
    {
        let next = letters[2].letter;
        out.push('a');
        out.push_str(if assimilates(next, scheme) {
            sound(next, scheme).unwrap_or("l")
        } else {
            "l"
        });
        out.push(if scheme == Scheme::BgnPcgn { ' ' } else { '-' });
        from = 2;
    }
    for i in from..letters.len() {
        write_letter(&letters, i, from, scheme, out);
    }
}

/// Writes a proclitic and the article behind it (وَالشَّمْس, لِلشَّمْس) and returns where the noun starts. Only where marks tell
/// them from a word such as والد: the l bears a sukun, or the letter behind it is doubled.
fn write_joined_article(letters: &[Lettered], scheme: Scheme, out: &mut String) -> Option<usize> {
    let proclitic = letters.first()?;
    let vowel = match proclitic.vowel {
        Some('\u{64e}') => 'a',
        Some('\u{650}') => 'i',
        _ => return None,
    };
    let lam = match (proclitic.letter, letters.get(1)?.letter) {
        ('ل', 'ل') => 1,
        ('و' | 'ف' | 'ب' | 'ك', 'ا' | 'ٱ') if letters.get(2)?.letter == 'ل' => 2,
        _ => return None,
    };
    let (l, noun) = (&letters[lam], letters.get(lam + 1)?);
    let bare = (1..=lam).all(|i| letters[i].vowel.is_none() && !letters[i].doubled);
    if !bare || !(l.silent || noun.doubled) || letters.len() < lam + 3 {
        return None;
    }
    let consonant = if assimilates(noun.letter, scheme) {
        sound(noun.letter, scheme)?
    } else {
        "l"
    };
    let between = if scheme == Scheme::BgnPcgn { ' ' } else { '-' };
    out.push_str(sound(proclitic.letter, scheme)?);
    out.push(vowel);
    if lam == 2 {
        out.push(between);
        // DIN 31635 leaves the connecting vowel out: wa-l-qamar
        if scheme != Scheme::Din31635 {
            out.push('a');
        }
    }
    out.push_str(consonant);
    out.push(between);
    Some(lam + 1)
}

/// Whether the article's l is written as the next letter.
fn assimilates(next: char, scheme: Scheme) -> bool {
    SUN.contains(next) && !matches!(scheme, Scheme::AlaLc | Scheme::Iso233)
}

fn write_letter(letters: &[Lettered], i: usize, from: usize, scheme: Scheme, out: &mut String) {
    let l = &letters[i];
    let first = i == from;
    let last = i + 1 == letters.len();
    let before = if first { None } else { letters.get(i - 1) };
    let hamza = sound('ء', scheme).unwrap_or("");
    let short = |v: Option<char>| match v {
        Some('\u{64e}') => "a",
        Some('\u{64f}') => "u",
        Some('\u{650}') => "i",
        Some('\u{64b}') => "an",
        Some('\u{64c}') => "un",
        Some('\u{64d}') => "in",
        Some('\u{670}') => "ā",
        _ => "",
    };
    match l.letter {
        'ا' | 'ٱ' if first => out.push_str(if l.vowel.is_some() {
            short(l.vowel)
        } else {
            "a"
        }),
        'ا' | 'ٱ' => {
            // after an own fatha the vowel grows long; after a tanwin the alef is silent
            match before.and_then(|b| b.vowel) {
                Some('\u{64e}') => {
                    out.pop();
                    out.push('ā');
                }
                Some('\u{64b}') => {}
                // the alef behind a plural's u is silent: كَتَبُوا
                None if last && closes_plural(letters, i) => {}
                _ => out.push('ā'),
            }
        }
        'آ' => {
            if !first {
                out.push_str(hamza);
            }
            out.push('ā');
        }
        'أ' | 'إ' | 'ؤ' | 'ئ' => {
            if !(first && matches!(l.letter, 'أ' | 'إ')) {
                out.push_str(hamza);
            }
            match l.vowel {
                None if l.letter == 'إ' => out.push('i'),
                None if l.letter == 'أ' && first => out.push('a'),
                v => out.push_str(short(v)),
            }
        }
        'ة' => {
            let a = if before.is_some_and(|b| b.vowel == Some('\u{64e}')) {
                ""
            } else {
                "a"
            };
            out.push_str(a);
            if !matches!(scheme, Scheme::Din31635) || !last || l.vowel.is_some() {
                out.push_str(if last && l.vowel.is_none() { "h" } else { "t" });
            }
            out.push_str(short(l.vowel));
        }
        // فَتًى
        'ى' if before.is_some_and(|b| b.vowel == Some('\u{64b}')) => {}
        'ى' => {
            if before.is_some_and(|b| b.vowel == Some('\u{64e}')) {
                out.pop();
            }
            out.push(if matches!(scheme, Scheme::Din31635 | Scheme::Iso233) {
                'ā'
            } else {
                'á'
            });
        }
        'و' | 'ي' if is_long(letters, i, first) => {
            let (own, long) = if l.letter == 'و' {
                ('\u{64f}', 'ū')
            } else {
                ('\u{650}', 'ī')
            };
            if before.is_some_and(|b| b.vowel == Some(own)) {
                out.pop();
            }
            out.push(long);
        }
        c => {
            let Some(s) = sound(c, scheme) else {
                out.push(c);
                return;
            };
            out.push_str(s);
            if l.doubled
                && c == 'ي'
                && scheme != Scheme::Iso233
                && follows(letters, i, from, '\u{650}')
            {
                // iyy is īy, and ī at the end of a word
                out.truncate(out.len() - "iy".len());
                out.push_str(if last && l.vowel.is_none() {
                    "ī"
                } else {
                    "īy"
                });
            } else if l.doubled
                && c == 'و'
                && scheme != Scheme::Iso233
                && follows(letters, i, from, '\u{64f}')
            {
                out.truncate(out.len() - "uw".len());
                out.push_str("ūw");
            } else if l.doubled && !(first && from > 0) {
                out.push_str(s);
            }
            out.push_str(short(l.vowel));
        }
    }
}

/// Whether the letter before bears this vowel.
fn follows(letters: &[Lettered], i: usize, from: usize, vowel: char) -> bool {
    i > from && letters[i - 1].vowel == Some(vowel)
}

/// Whether an alef stands behind a long u that marks tell: the one that closes plural verbs.
fn closes_plural(letters: &[Lettered], i: usize) -> bool {
    i >= 2
        && letters[i - 1].letter == 'و'
        && letters[i - 1].vowel.is_none()
        && letters[i - 2].vowel == Some('\u{64f}')
}

/// Whether و or ي is a long vowel here and no consonant.
fn is_long(letters: &[Lettered], i: usize, first: bool) -> bool {
    let l = &letters[i];
    if first || l.vowel.is_some() || l.doubled {
        return false;
    }
    let before = &letters[i - 1];
    let own = if l.letter == 'و' {
        '\u{64f}'
    } else {
        '\u{650}'
    };
    match before.vowel {
        Some(v) => v == own && !l.silent,
        // without marks: a consonant before, and no alef before or after
        None => {
            !before.silent
                && !matches!(before.letter, 'ا' | 'آ' | 'و' | 'ي')
                && !letters
                    .get(i + 1)
                    .is_some_and(|n| matches!(n.letter, 'ا' | 'ة' | 'آ'))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letter_for_letter_schemes_go_back() {
        let all: String = rows().map(|r| r.0).collect();
        for scheme in Scheme::ALL.into_iter().filter(|s| s.is_reversible()) {
            let latin = transliterate(&all, scheme);
            assert_eq!(
                reverse(&latin, scheme).expect("reversible"),
                all,
                "{scheme:?}"
            );
        }
        assert!(reverse("muḥammad", Scheme::AlaLc).is_err());
    }

    #[test]
    fn schemes_by_sound() {
        for (text, scheme, expected) in [
            ("مُحَمَّد", Scheme::AlaLc, "muḥammad"),
            ("الشَّمْس", Scheme::AlaLc, "al-shams"),
            ("الشَّمْس", Scheme::Din31635, "aš-šams"),
            ("الشَّمْس", Scheme::BgnPcgn, "ash shams"),
            ("الشَّمْس", Scheme::Ungegn, "ash-shams"),
            ("القَاهِرَة", Scheme::AlaLc, "al-qāhirah"),
            ("القَاهِرَة", Scheme::Din31635, "al-qāhira"),
            ("خَالِد", Scheme::Din31635, "ḫālid"),
            ("نُور", Scheme::AlaLc, "nūr"),
            ("سعيد", Scheme::AlaLc, "sʻīd"),
            ("حُسَيْن", Scheme::AlaLc, "ḥusayn"),
            ("مُوسَى", Scheme::AlaLc, "mūsá"),
            ("أَحْمَد، ١٢", Scheme::Iso233, "aḥmad, 12"),
        ] {
            assert_eq!(transliterate(text, scheme), expected, "{text} {scheme:?}");
        }
    }
}
