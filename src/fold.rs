//! The fold under which lexicon keys and words are compared.
//!
//! One letter, one key:
//! - marks, Quranic signs on letters, tatweel and invisible controls are dropped;
//! - hamza forms of alef lose their hamza (أإآٱ → ا), ؤ → و, ئ and ى → ي, ة → ه; ء stays;
//! - Persian, Urdu and Kurdish letters become their Arabic neighbours where Arabic writes the same
//!   letter (ک → ك, ی → ي, ہ → ه); letters for sounds that Arabic lacks (پ چ ژ ڤ گ) stay, since what
//!   they are respelled to varies: that is for name matching to decide;
//! - presentation forms and ligatures become their letters (ﻻ → لا, ﷲ → الله);
//! - digits become ASCII, ٫ ٬ ٪ become `.` `,` `%`;
//! - Latin, Greek and Cyrillic letters become lower case.
//!
//! The folded form of a folded form is itself. This file depends on nothing, since the build program
//! compiles it too.

/// Appends the folded form of `text` to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    let bytes = text.as_bytes();
    let mut i = 0;
    while i < bytes.len() {
        let b = bytes[i];
        if b & 0xfc == 0xd8 {
            // U+0600..U+0700: one look into the table
            let f = TABLE[((b as usize & 3) << 6) | (bytes[i + 1] as usize & 0x3f)];
            if let Some(f) = char::from_u32(u32::from(f)).filter(|&f| f != '\0') {
                out.push(f);
            }
            i += 2;
        } else if b < 0x80 {
            out.push(b.to_ascii_lowercase() as char);
            i += 1;
        } else {
            let Some(c) = text[i..].chars().next() else {
                return;
            };
            if let Some(f) = fold_char(c) {
                out.push(f);
            } else {
                out.push_str(expand(c).unwrap_or(""));
            }
            i += c.len_utf8();
        }
    }
}

/// The folded form of `text`.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    fold_into(text, &mut out);
    out
}

/// The one character that `c` folds to; `None` where it is dropped or expands to several.
#[must_use]
pub fn fold_char(c: char) -> Option<char> {
    match c {
        '\0'..='\u{7f}' => Some(c.to_ascii_lowercase()),
        '\u{600}'..='\u{6ff}' => match fold_arabic(c) {
            '\0' => None,
            f => Some(f),
        },
        '\u{ad}' | '\u{34f}' => None,
        '\u{897}'..='\u{89f}' | '\u{8ca}'..='\u{8e1}' | '\u{8e3}'..='\u{8ff}' => None,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => None,
        '\u{fe00}'..='\u{fe0f}' | '\u{feff}' => None,
        _ if expand(c).is_some() => None,
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(f), None) => Some(f),
                _ => Some(c),
            }
        }
    }
}

/// The fold of a character of the Arabic block; NUL where it is dropped.
const fn fold_arabic(c: char) -> char {
    match c {
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' | 'ٵ' => 'ا',
        'ؤ' | 'ٶ' => 'و',
        'ئ' | 'ى' | 'ی' | 'ې' | 'ۍ' | 'ێ' | 'ٸ' => 'ي',
        'ة' | 'ہ' | 'ۀ' | 'ە' | 'ھ' | 'ۃ' | 'ۂ' => 'ه',
        'ک' | 'ڪ' => 'ك',
        '٠'..='٩' => (c as u32 - '٠' as u32 + '0' as u32) as u8 as char,
        '۰'..='۹' => (c as u32 - '۰' as u32 + '0' as u32) as u8 as char,
        '٪' => '%',
        '٫' => '.',
        '٬' => ',',
        '\u{610}'..='\u{61a}' | '\u{61c}' | '\u{640}' | '\u{64b}'..='\u{65f}' | '\u{670}' => '\0',
        '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' => '\0',
        '\u{6ea}'..='\u{6ed}' => '\0',
        _ => c,
    }
}

/// The folds of U+0600..U+0700; all of them lie below U+0700.
static TABLE: [u16; 256] = {
    let mut table = [0; 256];
    let mut i = 0;
    while i < 256 {
        if let Some(c) = char::from_u32(0x600 + i as u32) {
            table[i] = fold_arabic(c) as u16;
        }
        i += 1;
    }
    table
};

/// Presentation forms in ascending order, with what they stand for, folded.
static FORMS: &[(u16, &str)] = &include!("fold/presentation_forms.rs");

/// What a presentation form stands for, folded; `None` for everything else.
fn expand(c: char) -> Option<&'static str> {
    if !matches!(c, '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}') {
        return None;
    }
    let place = FORMS.binary_search_by_key(&(c as u32), |f| u32::from(f.0));
    place.ok().map(|n| FORMS[n].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_share_a_key() {
        for (a, b) in [
            ("أحْمَد", "احمـد"),
            ("مکّة", "مكه"),
            ("ﷲ", "الله"),
            ("ﺳﻼﻡ", "سلام"),
            ("مسؤول", "مسوول"),
            ("١٢٬٣٤٥٫٦٪", "12,345.6%"),
            ("CNÉ", "cné"),
            ("می\u{200c}خواهم", "ميخواهم"),
            ("\u{fefb}\u{feff}", "لا"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
        assert_ne!(fold("باريس"), fold("پاريس"));
    }

    #[test]
    fn a_fold_is_its_own_fold() {
        for n in 0..=0x1_0000 {
            if let Some(c) = char::from_u32(n) {
                let once = fold(c.encode_utf8(&mut [0; 4]));
                assert_eq!(fold(&once), once, "{c:?}");
            }
        }
    }

    #[test]
    fn forms_are_sorted() {
        assert!(FORMS.is_sorted_by_key(|f| f.0));
        assert!(FORMS.len() > 600);
    }
}
