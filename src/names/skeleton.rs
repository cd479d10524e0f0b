//! The skeleton of a name: its consonants by classes of sound, one key for most spellings.
//!
//! Cheap and coarse: what shares no skeleton may still be one name, and what shares one need not be. It
//! is a first sieve in front of [`super::similarity`].

use super::align::Script;
use super::letters::{self, Letter, letter};
use crate::fold;

/// Class of an Arabic letter; `None` for weak letters.
const fn arabic(code: u8) -> Option<char> {
    Some(match code {
        1 | 29 => 'b',
        2 | 3 | 15 => 't',
        7 | 8 | 14 | 16 => 'd',
        4 | 6 | 18 | 20 | 21 | 30 | 33 | 34 => 'k',
        10 | 11 | 12 | 13 | 31 => 's',
        9 => 'r',
        19 | 32 => 'f',
        22 => 'l',
        23 => 'm',
        24 => 'n',
        35..=44 => (b'0' + code - letters::ARABIC_ZERO) as char,
        _ => return None,
    })
}

/// Class of a Latin letter before `next`; `None` for vowels and for h, w, y.
const fn latin(code: u8, next: Option<u8>) -> Option<char> {
    Some(match (code + b'a', next) {
        (b'b' | b'p', _) => 'b',
        (b't', _) => 't',
        (b'd', _) => 'd',
        (b'c', Some(4 | 8 | 24)) => 's',
        (b'c', Some(7)) => 'k',
        (b'c' | b'g' | b'j' | b'k' | b'q' | b'x', _) => 'k',
        (b's' | b'z', _) => 's',
        (b'r', _) => 'r',
        (b'f' | b'v', _) => 'f',
        (b'l', _) => 'l',
        (b'm', _) => 'm',
        (b'n', _) => 'n',
        _ => {
            if code >= letters::LATIN_ZERO && code < letters::LATIN_ZERO + 10 {
                return Some((b'0' + code - letters::LATIN_ZERO) as char);
            }
            return None;
        }
    })
}

/// Appends the skeleton of `name` to `out`: a word of class letters for each word that has any, one
/// space between. An article, doubled letters and weak letters leave no trace.
///
/// ```
/// let mut a = String::new();
/// kunya::names::skeleton("ديمتري بيسكوف", &mut a);
/// let mut b = String::new();
/// kunya::names::skeleton("Dmitry Peskov", &mut b);
/// assert_eq!(a, b);
/// ```
pub fn skeleton(name: &str, out: &mut String) {
    let begin = out.len();
    let mut word: Vec<(Script, u8)> = Vec::new();
    let flush = |word: &mut Vec<(Script, u8)>, out: &mut String| {
        let article = word.len() >= 4
            && word[0] == (Script::Arabic, letters::ALEF)
            && word[1] == (Script::Arabic, letters::LAM);
        let mut last = None;
        let mut fresh = true;
        for i in if article { 2 } else { 0 }..word.len() {
            let (script, code) = word[i];
            let class = match script {
                Script::Arabic => arabic(code),
                Script::Latin => latin(code, word.get(i + 1).map(|w| w.1)),
            };
            if class.is_some() && class != last {
                if fresh && out.len() > begin {
                    out.push(' ');
                }
                fresh = false;
                out.extend(class);
            }
            last = class;
        }
        word.clear();
    };
    for c in name.chars() {
        match fold::fold_char(c).map(letter) {
            Some(Letter::Arabic(code)) => word.push((Script::Arabic, code)),
            Some(Letter::Latin(code, more)) => {
                word.push((Script::Latin, code));
                word.extend(more.map(|m| (Script::Latin, m)));
            }
            Some(Letter::Digit(d)) => word.push((Script::Latin, letters::LATIN_ZERO + d)),
            Some(Letter::Other(_) | Letter::Gap) => flush(&mut word, out),
            Some(Letter::Silent) | None => {}
        }
    }
    flush(&mut word, out);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str) -> String {
        let mut out = String::new();
        skeleton(name, &mut out);
        out
    }

    #[test]
    fn spellings_share_a_skeleton() {
        for (a, b) in [
            ("بيونج يونج", "بيونغ يانغ"),
            ("غلاسكو", "جلاسجو"),
            ("محمد", "Mohammed"),
            ("القذافي", "قدافي"),
        ] {
            assert_eq!(of(a), of(b), "{a} {b}");
        }
        assert_ne!(of("سمير"), of("كريم"));
        assert_eq!(of(" -"), "");
    }
}
