//! What each character is.
//!
//! The Arabic blocks (Arabic, Arabic Supplement, Extended-A and -B, and both blocks of presentation
//! forms) are answered from one table made at compile time; the rest of Unicode falls to ranges and
//! to the standard library's own tables.

use unicode_normalization::char::is_combining_mark;

/// What a character is to the text layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
#[non_exhaustive]
pub enum CharClass {
    /// A code point that no text should hold: a control, a private or an unassigned one.
    Other,
    /// A letter of the Arabic script, of whatever language.
    ArabicLetter,
    /// An Arabic letter in a presentation form, or a ligature of several.
    ArabicPresentation,
    /// A vowel sign, shadda, hamza above or below, or any other mark on a letter.
    Mark,
    /// A sign of the Quran's text: pause signs, sajda, rub el hizb.
    QuranicSign,
    /// The stroke that stretches a word: U+0640.
    Tatweel,
    /// A decimal digit: ASCII, Arabic-Indic, Persian or of another script.
    Digit,
    /// A letter of the Latin script.
    LatinLetter,
    /// A letter of another script.
    OtherLetter,
    /// Punctuation.
    Punctuation,
    /// Currency, mathematics, and what else stands for a word.
    Symbol,
    /// A pictogram.
    Emoji,
    /// Joiners and direction marks that may stand inside a word: ZWNJ, ZWJ, LRM, RLM, ALM,
    /// embeddings, isolates, soft hyphen, word joiner, byte order mark, variation selectors.
    Invisible,
    /// White space, line ends and the zero-width space.
    Space,
}

use CharClass as C;

/// The class of a character of U+0600..U+0700, U+0750..U+0780, U+0870..U+0900.
const fn arabic_class(c: u32) -> C {
    match c {
        // subtending marks of numbers, year sign and the like
        0x0600..=0x0605 | 0x08e2 | 0x0890 | 0x0891 => C::Symbol,
        0x0606..=0x0608 | 0x060b | 0x060e | 0x060f => C::Symbol,
        0x0609 | 0x060a | 0x060c | 0x060d | 0x061b | 0x061d..=0x061f => C::Punctuation,
        0x066a..=0x066d | 0x06d4 => C::Punctuation,
        0x061c => C::Invisible,
        0x0610..=0x061a | 0x064b..=0x065f | 0x0670 => C::Mark,
        0x06d6..=0x06dc | 0x06df..=0x06e4 | 0x06e7 | 0x06e8 | 0x06ea..=0x06ed => C::Mark,
        0x06dd | 0x06de | 0x06e9 => C::QuranicSign,
        0x0640 => C::Tatweel,
        0x0660..=0x0669 | 0x06f0..=0x06f9 => C::Digit,
        0x06fd | 0x06fe => C::Symbol,
        0x0620..=0x063f | 0x0641..=0x064a | 0x066e | 0x066f | 0x0671..=0x06d3 => C::ArabicLetter,
        0x06d5 | 0x06e5 | 0x06e6 | 0x06ee | 0x06ef | 0x06fa..=0x06fc | 0x06ff => C::ArabicLetter,
        0x0750..=0x077f | 0x0870..=0x0887 | 0x0889..=0x088e | 0x08a0..=0x08c9 => C::ArabicLetter,
        0x0888 => C::Symbol,
        0x0897..=0x089f | 0x08ca..=0x08e1 | 0x08e3..=0x08ff => C::Mark,
        _ => C::Other,
    }
}

/// The class of a character of the presentation forms, U+FB50..U+FE00 and U+FE70..U+FF00.
const fn presentation_class(c: u32) -> C {
    match c {
        0xfb50..=0xfbb1 | 0xfbd3..=0xfd3d | 0xfd50..=0xfd8f | 0xfd92..=0xfdc7 => {
            C::ArabicPresentation
        }
        // ligatures of whole phrases (ﷲ, ﷺ), and the riyal sign
        0xfdf0..=0xfdfb => C::ArabicPresentation,
        0xfdfc => C::Symbol,
        0xfd3e | 0xfd3f => C::Punctuation,
        0xfbb2..=0xfbc2 | 0xfd40..=0xfd4f | 0xfdcf | 0xfdfd..=0xfdff => C::Symbol,
        // marks alone or on a tatweel
        0xfe70..=0xfe74 | 0xfe76..=0xfe7f => C::ArabicPresentation,
        0xfe80..=0xfefc => C::ArabicPresentation,
        0xfeff => C::Invisible,
        _ => C::Other,
    }
}

/// Classes of the code points that UTF-8 writes with the lead bytes D8..DF: U+0600..U+0800.
const TWO_BYTE: [C; 512] = {
    let mut table = [C::OtherLetter; 512];
    let mut i = 0;
    while i < 512 {
        let c = 0x600 + i as u32;
        // Syriac, Thaana and N'Ko lie between: they take the slow way
        if c < 0x700 || (c >= 0x750 && c < 0x780) {
            table[i] = arabic_class(c);
        }
        i += 1;
    }
    table
};

/// What the characters U+0600..U+0700 are, by their place: what UTF-8 writes with D8..DB.
pub(crate) const fn arabic_block() -> [CharClass; 256] {
    let mut table = [C::Other; 256];
    let mut i = 0;
    while i < 256 {
        table[i] = TWO_BYTE[i];
        i += 1;
    }
    table
}

/// What `c` is.
#[must_use]
pub fn class(c: char) -> CharClass {
    match c as u32 {
        n @ (0x600..=0x6ff | 0x750..=0x77f) => TWO_BYTE[n as usize - 0x600],
        n @ 0..=0x7f => ascii_class(n as u8),
        n @ 0x870..=0x8ff => arabic_class(n),
        n @ (0xfb50..=0xfdff | 0xfe70..=0xfeff) => presentation_class(n),
        n => general_class(c, n),
    }
}

/// What an ASCII character is.
#[must_use]
pub const fn ascii_class(byte: u8) -> CharClass {
    match byte {
        b'\t'..=b'\r' | b' ' => C::Space,
        b'a'..=b'z' | b'A'..=b'Z' => C::LatinLetter,
        b'0'..=b'9' => C::Digit,
        b'$' | b'+' | b'<' | b'=' | b'>' | b'^' | b'`' | b'|' | b'~' => C::Symbol,
        b'!'..=b'~' => C::Punctuation,
        _ => C::Other,
    }
}

fn general_class(c: char, n: u32) -> C {
    match n {
        0x85 | 0xa0 | 0x1680 | 0x2000..=0x200b | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000 => {
            return C::Space;
        }
        0xad | 0x034f | 0x200c..=0x200f | 0x202a..=0x202e | 0x2060..=0x2064 => return C::Invisible,
        0x2066..=0x206f | 0xfe00..=0xfe0f | 0xe0020..=0xe007f => return C::Invisible,
        0xa1 | 0xa7 | 0xab | 0xb6 | 0xb7 | 0xbb | 0xbf => return C::Punctuation,
        0x2010..=0x2027 | 0x2030..=0x2043 | 0x2045..=0x2051 => return C::Punctuation,
        0x2053..=0x205e | 0x207d | 0x207e | 0x208d | 0x208e => return C::Punctuation,
        0x2308..=0x230b | 0x2329 | 0x232a | 0x2768..=0x2775 | 0x27e6..=0x27ef => {
            return C::Punctuation;
        }
        0x2983..=0x2998 | 0x29fc | 0x29fd | 0x2e00..=0x2e5d => return C::Punctuation,
        0x3001..=0x3003 | 0x3008..=0x3011 | 0x3014..=0x301f | 0x3030 => return C::Punctuation,
        0xfe10..=0xfe19 | 0xfe30..=0xfe52 | 0xfe54..=0xfe61 => return C::Punctuation,
        0xff01..=0xff03 | 0xff05..=0xff0a | 0xff0c..=0xff0f => return C::Punctuation,
        0xff1a | 0xff1b | 0xff1f | 0xff20 | 0xff3b..=0xff3d | 0xff3f => return C::Punctuation,
        0xff5b | 0xff5d | 0xff5f..=0xff65 => return C::Punctuation,
        0x10ec0..=0x10eff | 0x1ee00..=0x1eeff if c.is_alphabetic() => return C::ArabicLetter,
        _ => {}
    }
    if is_emoji(c) {
        C::Emoji
    } else if is_combining_mark(c) {
        C::Mark
    } else if is_latin(n) && c.is_alphabetic() {
        C::LatinLetter
    } else if is_decimal_digit(n) {
        C::Digit
    } else if c.is_alphanumeric() {
        C::OtherLetter
    } else if c.is_control() || is_private_or_special(n) {
        C::Other
    } else {
        C::Symbol
    }
}

const fn is_private_or_special(n: u32) -> bool {
    matches!(n, 0xe000..=0xf8ff | 0xfff0..=0xffff | 0xe0000..=0x10_ffff)
}

const fn is_latin(n: u32) -> bool {
    matches!(n,
        0xaa | 0xba | 0xc0..=0x24f | 0x250..=0x2af | 0x1d00..=0x1d25 | 0x1d2c..=0x1d5c
        | 0x1d62..=0x1d65 | 0x1d6b..=0x1d77 | 0x1d79..=0x1dbe | 0x1e00..=0x1eff | 0x2c60..=0x2c7f
        | 0xa722..=0xa787 | 0xa78b..=0xa7ff | 0xab30..=0xab64 | 0xfb00..=0xfb06
        | 0xff21..=0xff3a | 0xff41..=0xff5a)
}

/// The decimal digits of scripts that appear beside Arabic: full-width and South Asian ones.
const fn is_decimal_digit(n: u32) -> bool {
    matches!(n,
        0x7c0..=0x7c9 | 0x966..=0x96f | 0x9e6..=0x9ef | 0xa66..=0xa6f | 0xae6..=0xaef
        | 0xb66..=0xb6f | 0xbe6..=0xbef | 0xc66..=0xc6f | 0xce6..=0xcef | 0xd66..=0xd6f
        | 0xe50..=0xe59 | 0xed0..=0xed9 | 0xf20..=0xf29 | 0x1040..=0x1049 | 0x17e0..=0x17e9
        | 0xff10..=0xff19)
}

/// Whether `c` shows as a picture by default (UTS #51, `Emoji_Presentation`).
#[must_use]
pub const fn is_emoji(c: char) -> bool {
    matches!(c as u32,
        0x231a | 0x231b | 0x23e9..=0x23ec | 0x23f0 | 0x23f3 | 0x25fd | 0x25fe | 0x2614 | 0x2615
        | 0x2648..=0x2653 | 0x267f | 0x2693 | 0x26a1 | 0x26aa | 0x26ab | 0x26bd | 0x26be | 0x26c4
        | 0x26c5 | 0x26ce | 0x26d4 | 0x26ea | 0x26f2 | 0x26f3 | 0x26f5 | 0x26fa | 0x26fd | 0x2705
        | 0x270a | 0x270b | 0x2728 | 0x274c | 0x274e | 0x2753..=0x2755 | 0x2757 | 0x2795..=0x2797
        | 0x27b0 | 0x27bf | 0x2b1b | 0x2b1c | 0x2b50 | 0x2b55
        | 0x1f004 | 0x1f0cf | 0x1f18e | 0x1f191..=0x1f19a | 0x1f1e6..=0x1f1ff | 0x1f201 | 0x1f21a
        | 0x1f22f | 0x1f232..=0x1f236 | 0x1f238..=0x1f23a | 0x1f250 | 0x1f251 | 0x1f300..=0x1f64f
        | 0x1f680..=0x1f6ff | 0x1f7e0..=0x1f7eb | 0x1f7f0 | 0x1f90c..=0x1f9ff | 0x1fa70..=0x1faff)
}

/// Whether `c` becomes a picture when a variation selector 16 follows it: ©, ☀, ❤, ✔ and so on.
#[must_use]
pub const fn may_become_emoji(c: char) -> bool {
    is_emoji(c)
        || matches!(c as u32,
            0xa9 | 0xae | 0x203c | 0x2049 | 0x2122 | 0x2139 | 0x2194..=0x2199 | 0x21a9 | 0x21aa
            | 0x2328 | 0x23cf | 0x23e9..=0x23fa | 0x24c2 | 0x25aa | 0x25ab | 0x25b6 | 0x25c0
            | 0x25fb..=0x25fe | 0x2600..=0x27bf | 0x2934 | 0x2935 | 0x2b05..=0x2b07 | 0x2b1b
            | 0x2b1c | 0x2b50 | 0x2b55 | 0x3030 | 0x303d | 0x3297 | 0x3299 | 0x1f000..=0x1faff)
}

/// Whether `c` is a letter of the Arabic script, in whatever form.
#[must_use]
pub fn is_arabic_letter(c: char) -> bool {
    matches!(class(c), C::ArabicLetter | C::ArabicPresentation)
}

/// Whether `c` opens or closes a quotation, or does both.
#[must_use]
pub const fn is_quotation_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '\''
            | '«'
            | '»'
            | '\u{2018}'..='\u{201f}'
            | '‹'
            | '›'
            | '「'..='』'
            | '〝'..='〟'
            | '＂'
    )
}

/// The value of a decimal digit of ASCII, Arabic-Indic or Persian writing.
#[must_use]
pub const fn digit_value(c: char) -> Option<u8> {
    match c {
        '0'..='9' => Some(c as u8 - b'0'),
        '٠'..='٩' => Some((c as u32 - '٠' as u32) as u8),
        '۰'..='۹' => Some((c as u32 - '۰' as u32) as u8),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_arabic_language_writes_letters() {
        for c in "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئةى پچژگکی ٹڈڑےںھہ ڕڵۆێ ڤڭڥڨ ٱ".chars()
        {
            assert!(c == ' ' || class(c) == C::ArabicLetter, "{c:?}");
        }
        assert_eq!(class('ﻻ'), C::ArabicPresentation);
        assert_eq!(class('ﷲ'), C::ArabicPresentation);
    }

    #[test]
    fn the_rest_is_told_apart() {
        for (c, is) in [
            ('ّ', C::Mark),
            ('ٰ', C::Mark),
            ('\u{06dd}', C::QuranicSign),
            ('ـ', C::Tatweel),
            ('٣', C::Digit),
            ('۳', C::Digit),
            ('3', C::Digit),
            ('،', C::Punctuation),
            ('٪', C::Punctuation),
            ('«', C::Punctuation),
            ('…', C::Punctuation),
            ('é', C::LatinLetter),
            ('я', C::OtherLetter),
            ('€', C::Symbol),
            ('﷼', C::Symbol),
            ('😀', C::Emoji),
            ('\u{200c}', C::Invisible),
            ('\u{200f}', C::Invisible),
            ('\u{a0}', C::Space),
            ('\n', C::Space),
            ('\0', C::Other),
            ('\u{e000}', C::Other),
        ] {
            assert_eq!(class(c), is, "{c:?}");
        }
    }
}
