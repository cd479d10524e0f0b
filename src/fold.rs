//! The fold under which lexicon keys and words are compared.
//!
//! One letter, one key: marks, tatweel, invisible controls are dropped; hamza forms of alef lose
//! their hamza (أإآٱ → ا), ؤ → و, ئ and ى → ي, ة → ه; Persian and Urdu letters become their Arabic
//! neighbours where Arabic writes the same letter (ک → ك, ی → ي); digits become ASCII; Latin
//! letters become lower case. This file depends on nothing, since the build program compiles it too.

/// Appends the folded form of `text` to `out`.
pub fn fold_into(text: &str, out: &mut String) {
    for c in text.chars() {
        if let Some(f) = fold_char(c) {
            out.push(f);
        } else if let Some(s) = expand(c) {
            out.push_str(s);
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

/// The one character that `c` folds to; `None` where it is dropped (or expands to several).
#[must_use]
pub const fn fold_char(c: char) -> Option<char> {
    let f = match c {
        'A'..='Z' => (c as u8 + 32) as char,
        '\0'..='\u{7f}' => c,
        'أ' | 'إ' | 'آ' | 'ٱ' | 'ٲ' | 'ٳ' => 'ا',
        'ؤ' => 'و',
        'ئ' | 'ى' | 'ی' | 'ې' | 'ۍ' | 'ێ' => 'ي',
        'ة' | 'ہ' | 'ۀ' | 'ە' | 'ھ' | 'ۃ' | 'ۂ' => 'ه',
        'ک' | 'ڪ' => 'ك',
        '٠'..='٩' => (c as u32 - '٠' as u32 + '0' as u32) as u8 as char,
        '۰'..='۹' => (c as u32 - '۰' as u32 + '0' as u32) as u8 as char,
        '٪' => '%',
        // marks, Quranic signs, tatweel, bidi and zero-width controls, variation selectors
        '\u{0610}'..='\u{061c}'
        | '\u{0640}'
        | '\u{064b}'..='\u{065f}'
        | '\u{0670}'
        | '\u{06d6}'..='\u{06dc}'
        | '\u{06df}'..='\u{06e4}'
        | '\u{06e7}'
        | '\u{06e8}'
        | '\u{06ea}'..='\u{06ed}'
        | '\u{08d3}'..='\u{08ff}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}' => return None,
        '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{fefc}' => return None,
        _ => c,
    };
    Some(f)
}

/// What a presentation form stands for, folded; `None` for everything else.
const fn expand(_c: char) -> Option<&'static str> {
    None
}
