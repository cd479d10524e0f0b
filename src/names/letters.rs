//! The two alphabets of the matcher as small integers.
//!
//! Arabic letters are taken after the matching fold (`crate::fold`): alef without hamza, ya for alef
//! maqsura, ha for ta marbuta. Latin letters lose their diacritics; those that stand for a digraph
//! (č, š, ž, ş) are spelled out. Codes are stable: the trained tables in `models/names` are indexed by them.

use std::sync::LazyLock;

use crate::fold;

/// Number of Arabic letter codes, digits included.
pub const ARABIC: usize = 45;
/// Number of Latin letter codes, digits included.
pub const LATIN: usize = 37;

/// Arabic letters in the order of their codes; the ten digits close the list.
pub const ARABIC_LETTERS: [char; ARABIC] = [
    'ا', 'ب', 'ت', 'ث', 'ج', 'ح', 'خ', 'د', 'ذ', 'ر', 'ز', 'س', 'ش', 'ص', 'ض', 'ط', 'ظ', 'ع', 'غ',
    'ف', 'ق', 'ك', 'ل', 'م', 'ن', 'ه', 'و', 'ي', 'ء', 'پ', 'چ', 'ژ', 'ڤ', 'گ', 'ڭ', '0', '1', '2',
    '3', '4', '5', '6', '7', '8', '9',
];

/// What a character is to the matcher.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Letter {
    /// An Arabic letter or digit, by its code.
    Arabic(u8),
    /// A Latin letter or digit: one code, or two where the letter stands for a digraph.
    Latin(u8, Option<u8>),
    /// An ASCII digit (0 to 9), which belongs to both alphabets.
    Digit(u8),
    /// A letter of another script: compared only for equality.
    Other(char),
    /// An apostrophe and its kin inside a word: no letter, and no word boundary.
    Silent,
    /// Everything else: between words.
    Gap,
}

/// Code of the first digit in the Arabic alphabet.
pub const ARABIC_ZERO: u8 = 35;
/// Code of the first digit in the Latin alphabet.
pub const LATIN_ZERO: u8 = 27;

/// Arabic code of the article's alef.
pub const ALEF: u8 = 0;
/// Arabic code of lam.
pub const LAM: u8 = 22;
/// Arabic code of waw.
pub const WAW: u8 = 26;
/// Arabic code of ya.
pub const YA: u8 = 27;
/// Arabic code of ha, which ta marbuta folds to.
pub const HA: u8 = 25;
/// Arabic code of ain.
pub const AIN: u8 = 17;
/// Arabic code of the lone hamza.
pub const HAMZA: u8 = 28;

const fn arabic_code(c: char) -> Option<u8> {
    Some(match c {
        'ا' => 0,
        'ب' => 1,
        'ت' => 2,
        'ث' => 3,
        'ج' => 4,
        'ح' => 5,
        'خ' => 6,
        'د' => 7,
        'ذ' => 8,
        'ر' => 9,
        'ز' => 10,
        'س' => 11,
        'ش' => 12,
        'ص' => 13,
        'ض' => 14,
        'ط' => 15,
        'ظ' => 16,
        'ع' => 17,
        'غ' => 18,
        'ف' => 19,
        'ق' => 20,
        'ك' => 21,
        'ل' => 22,
        'م' => 23,
        'ن' => 24,
        'ه' => 25,
        'و' => 26,
        'ي' => 27,
        'ء' => 28,
        'پ' => 29,
        'چ' => 30,
        'ژ' => 31,
        'ڤ' | 'ڨ' | 'ۋ' => 32,
        'گ' => 33,
        'ڭ' | 'ݣ' => 34,
        _ => return None,
    })
}

/// Table values that are no letter code.
const TABLE_DROPPED: u8 = 255;
const TABLE_SLOW: u8 = 254;

/// Codes of the Arabic block after the fold, for the way that nearly every letter takes.
static ARABIC_BLOCK: LazyLock<[u8; 256]> = LazyLock::new(|| {
    let mut table = [TABLE_SLOW; 256];
    for (c, code) in ('\u{600}'..='\u{6ff}').zip(&mut table) {
        *code = match fold::fold_char(c) {
            None => TABLE_DROPPED,
            Some(f) => arabic_code(f).unwrap_or(TABLE_SLOW),
        };
    }
    table
});

/// What `c` is to the matcher after the fold; `None` where the fold drops it.
#[must_use]
pub fn folded_letter(c: char) -> Option<Letter> {
    let code = u32::from(c);
    if code.wrapping_sub(0x600) < 256 {
        match ARABIC_BLOCK[(code - 0x600) as usize] {
            TABLE_DROPPED => return None,
            TABLE_SLOW => {}
            code => return Some(Letter::Arabic(code)),
        }
    } else if c.is_ascii_alphabetic() {
        return Some(Letter::Latin((code as u8 | 32) - b'a', None));
    } else if c == ' ' {
        return Some(Letter::Gap);
    }
    fold::fold_char(c).map(letter)
}

/// What `c`, already folded, is to the matcher.
#[must_use]
pub fn letter(c: char) -> Letter {
    match c {
        'a'..='z' => Letter::Latin(c as u8 - b'a', None),
        '0'..='9' => Letter::Digit(c as u8 - b'0'),
        '\'' | '’' | '‘' | '`' | '´' | 'ʿ' | 'ʾ' | 'ʼ' | 'ʻ' | '\u{300}'..='\u{36f}' => {
            Letter::Silent
        }
        '\0'..='\u{7f}' => Letter::Gap,
        '\u{0600}'..='\u{06ff}' | '\u{0750}'..='\u{077f}' => match arabic_code(c) {
            Some(code) => Letter::Arabic(code),
            None if c.is_alphabetic() => Letter::Other(c),
            None => Letter::Gap,
        },
        '\u{00c0}'..='\u{024f}' | '\u{1e00}'..='\u{1eff}' => latin_with_diacritic(c),
        _ if c.is_alphanumeric() => Letter::Other(c),
        _ => Letter::Gap,
    }
}

fn latin_with_diacritic(c: char) -> Letter {
    let one = |l: char| Letter::Latin(l as u8 - b'a', None);
    let two = |l: char, m: char| Letter::Latin(l as u8 - b'a', Some(m as u8 - b'a'));
    let lower = c.to_lowercase().next().unwrap_or(c);
    match lower {
        'č' | 'ć' | 'ĉ' => two('c', 'h'),
        'š' | 'ś' | 'ş' | 'ŝ' | 'ș' => two('s', 'h'),
        'ž' | 'ź' => two('z', 'h'),
        'æ' => two('a', 'e'),
        'œ' => two('o', 'e'),
        'ß' => two('s', 's'),
        'þ' => two('t', 'h'),
        'ø' => one('o'),
        'đ' | 'ð' => one('d'),
        'ł' => one('l'),
        'ı' => one('i'),
        'ħ' => one('h'),
        'ŋ' => one('n'),
        _ => {
            let base = unicode_normalization::char::decompose_canonical;
            let mut first = None;
            base(lower, |d| {
                if first.is_none() {
                    first = Some(d);
                }
            });
            match first {
                Some(l @ 'a'..='z') => one(l),
                _ if c.is_alphabetic() => Letter::Other(c),
                _ => Letter::Gap,
            }
        }
    }
}

/// Whether an Arabic code is a letter that writes a long vowel or a glide: ا و ي.
#[must_use]
pub const fn is_weak_arabic(code: u8) -> bool {
    matches!(code, ALEF | WAW | YA)
}

/// Whether a Latin code is a vowel letter: a e i o u y.
#[must_use]
pub const fn is_vowel_latin(code: u8) -> bool {
    matches!(code, 0 | 4 | 8 | 14 | 20 | 24)
}

/// Classes of sound of the Arabic letters; 255 for weak letters and others that may go unwritten.
const ARABIC_SOUND: [u8; ARABIC] = [
    255, 0, 1, 1, 2, 255, 2, 1, 1, 3, 4, 4, 4, 4, 1, 1, 1, 255, 2, 5, 2, 2, 6, 7, 8, 255, 255, 255,
    255, 0, 2, 4, 5, 2, 2, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
];
/// Classes of sound of the Latin letters.
const LATIN_SOUND: [u8; LATIN] = [
    255, 0, 2, 1, 255, 5, 2, 255, 255, 2, 2, 6, 7, 8, 255, 0, 2, 3, 4, 1, 255, 5, 255, 2, 255, 4,
    255, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19,
];

/// The class of sound of a letter, the same in both scripts for letters that write each other.
#[must_use]
pub fn sound(script: super::align::Script, code: u8) -> Option<u8> {
    let class = match script {
        super::align::Script::Arabic => ARABIC_SOUND[code as usize],
        super::align::Script::Latin => LATIN_SOUND[code as usize],
    };
    (class != 255).then_some(class)
}

/// The folded letters of `text` as lookup keys: Arabic and Latin letters and digits only.
#[must_use]
pub fn key(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    fold::fold_into(text, &mut folded);
    let mut out = String::with_capacity(folded.len());
    for c in folded.chars() {
        push_key(letter(c), &mut out);
    }
    out
}

/// Appends the letter as it stands in lookup keys.
pub fn push_key(l: Letter, out: &mut String) {
    match l {
        Letter::Arabic(code) => out.push(ARABIC_LETTERS[code as usize]),
        Letter::Latin(code, more) => {
            out.push((b'a' + code) as char);
            if let Some(code) = more {
                out.push((b'a' + code) as char);
            }
        }
        Letter::Digit(d) => out.push((b'0' + d) as char),
        Letter::Other(c) => out.push(c),
        Letter::Silent | Letter::Gap => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_and_letters_agree() {
        for (i, &c) in ARABIC_LETTERS.iter().enumerate().take(ARABIC_ZERO as usize) {
            assert_eq!(letter(c), Letter::Arabic(i as u8));
        }
    }

    #[test]
    fn diacritics_are_spelled_out() {
        assert_eq!(key("Šārūḫ Güven"), "sharuhguven");
        assert_eq!(key("مُحَمَّد"), "محمد");
    }
}
