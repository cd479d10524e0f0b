//! Where the family's name stands in foreign names: first in East Asian ones (Xi Jinping), behind its
//! particle in European ones (van der Bellen).
//!
//! Family names that open a name are listed in `lexicons/family_names.tsv`. Some are given names elsewhere (Kim
//! Philby, بان), so what follows must also be built like syllables of these languages.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::align::Script;
use super::letters;
use super::parts::Part;

const SOURCE: &str = include_str!("../../lexicons/family_names.tsv");

/// What a listed form is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// A family name that stands first.
    First,
    /// The same, but also a given name elsewhere: only before two more names.
    FirstOfThree,
    /// A particle that belongs to the family name behind it.
    Particle,
    /// The number of a ruler, which is no family name: السادس, XVI.
    Ordinal,
}

static TABLE: LazyLock<HashMap<String, Kind>> = LazyLock::new(|| read(SOURCE).unwrap_or_default());

fn read(source: &str) -> Result<HashMap<String, Kind>, String> {
    let mut table = HashMap::new();
    for (i, line) in source.lines().enumerate().skip(1) {
        let wrong = |why: &str| format!("line {}: {why}", i + 1);
        let (form, class) = line
            .split_once('\t')
            .ok_or_else(|| wrong("two columns expected"))?;
        let kind = match class {
            "first" => Kind::First,
            "first_of_three" => Kind::FirstOfThree,
            "particle" => Kind::Particle,
            "ordinal" => Kind::Ordinal,
            _ => return Err(wrong(&format!("unknown class {class:?}"))),
        };
        if table.insert(letters::key(form), kind).is_some() {
            return Err(wrong(&format!("{form} is there twice")));
        }
    }
    Ok(table)
}

fn kind(part: &Part) -> Option<Kind> {
    if part.foreign != 0 || part.nasab || part.kunya || part.abd || part.laqab {
        return None;
    }
    let form: String = part
        .codes
        .iter()
        .map(|&c| part.script().character(c))
        .collect();
    TABLE.get(&form).copied()
}

/// The places of the parts that make up the family's name; empty for a name of one part.
pub(super) fn family(parts: &[Part]) -> std::ops::Range<usize> {
    let n = parts.len();
    if n < 2 {
        return 0..0;
    }
    let rest = &parts[1..];
    let opens = match kind(&parts[0]) {
        Some(Kind::First) => true,
        Some(Kind::FirstOfThree) => n > 2,
        _ => false,
    };
    if opens && n <= 4 && rest.iter().all(|p| is_built_of_syllables(p, 2)) {
        return 0..1;
    }
    // of one word: آل ثاني is written with the letters of الثاني
    let last = &parts[n - 1];
    let is_word = last.script() == Script::Latin
        || (last.span.1 - last.span.0) as usize == 2 * last.codes.len();
    if is_word && kind(last) == Some(Kind::Ordinal) {
        return 0..0;
    }
    let particles = parts[..n - 1]
        .iter()
        .rev()
        .take_while(|p| kind(p) == Some(Kind::Particle))
        .count();
    n - 1 - particles..n
}

/// The sounds of a letter in the syllables of Chinese, Korean and Vietnamese names.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Sound {
    Vowel,
    /// ن, n: ends a syllable, alone or before غ, ج or g.
    N,
    /// The letter of the digraph ng.
    G,
    /// A consonant that ends Korean and Vietnamese syllables: k l m p t.
    Final,
    /// Another consonant.
    Other,
    /// A letter that these names do not have.
    Foreign,
}

fn sound(script: Script, code: u8) -> Sound {
    match (script, script.character(code)) {
        (Script::Arabic, 'ا' | 'و' | 'ي' | 'ه') => Sound::Vowel,
        (Script::Latin, 'a' | 'e' | 'i' | 'o' | 'u' | 'y') => Sound::Vowel,
        (Script::Arabic, 'ن') | (Script::Latin, 'n') => Sound::N,
        (Script::Arabic, 'غ' | 'ج') | (Script::Latin, 'g') => Sound::G,
        (Script::Arabic, 'ك' | 'ل' | 'م' | 'ب' | 'ت') => Sound::Final,
        (Script::Latin, 'k' | 'l' | 'm' | 'p' | 't') => Sound::Final,
        (Script::Arabic, 'د' | 'ر' | 'ز' | 'س' | 'ش' | 'ف' | 'ق' | 'پ' | 'چ') => {
            Sound::Other
        }
        (Script::Latin, 'b' | 'c' | 'd' | 'f' | 'h' | 'j' | 'q' | 'r' | 's' | 'w' | 'x' | 'z') => {
            Sound::Other
        }
        _ => Sound::Foreign,
    }
}

/// Whether the letters make at most `most` syllables: consonants, vowels, and n or ng. A single syllable may
/// also end in k l m p t, and in Arabic do without a vowel (تشن).
fn is_built_of_syllables(part: &Part, most: usize) -> bool {
    if part.article > 0 || part.foreign != 0 || part.nasab || part.abd || part.kunya || part.laqab {
        return false;
    }
    let sounds: Vec<Sound> = part
        .codes
        .iter()
        .map(|&c| sound(part.script(), c))
        .collect();
    if sounds.len() > 10 || sounds.contains(&Sound::Foreign) {
        return false;
    }
    let bare = part.script() == Script::Arabic;
    ends_after(&sounds, most, bare, true)
}

/// Whether syllables, at most `left` of them, cover the sounds; `alone` while no other came before.
fn ends_after(sounds: &[Sound], left: usize, bare: bool, alone: bool) -> bool {
    if sounds.is_empty() {
        return !alone;
    }
    if left == 0 {
        return false;
    }
    let onset = sounds.iter().take_while(|&&s| s != Sound::Vowel).count();
    let vowels = sounds[onset.min(sounds.len())..]
        .iter()
        .take_while(|&&s| s == Sound::Vowel)
        .count();
    if vowels == 0 {
        // تشن, دنغ: a single syllable whose vowel is not written
        return bare && alone && ends_in_nasal(sounds) && sounds.len() <= 4;
    }
    if onset > 2 || vowels > 3 {
        return false;
    }
    let tail = &sounds[onset + vowels..];
    // longest end first; each is tried, since n may also open the next syllable
    for end in [2, 1, 0] {
        let Some(coda) = tail.get(..end) else {
            continue;
        };
        let fits = match coda {
            [] | [Sound::N] | [Sound::N, Sound::G] => true,
            [Sound::Final] => alone && tail.len() == 1,
            _ => false,
        };
        if fits && ends_after(&tail[end..], left - 1, bare, false) {
            return true;
        }
    }
    false
}

/// Whether consonants end in n or ng behind one or two others.
fn ends_in_nasal(sounds: &[Sound]) -> bool {
    let before = match sounds {
        [before @ .., Sound::N, Sound::G] | [before @ .., Sound::N] => before,
        _ => return false,
    };
    (1..=2).contains(&before.len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::names::matcher::Matcher;
    use crate::names::parts::Parts;

    fn family_of(name: &str) -> String {
        let mut parts = Parts::new();
        Matcher::global().read(name, &mut parts);
        let parts = parts.as_slice();
        let range = family(parts);
        if range.is_empty() {
            return String::new();
        }
        let (start, end) = (parts[range.start].span.0, parts[range.end - 1].span.1);
        name[start as usize..end as usize].to_owned()
    }

    #[test]
    fn the_table_is_well_formed() {
        let table = read(SOURCE).expect("two columns, known classes, each form once");
        assert!(table.keys().all(|k| !k.is_empty()));
    }

    #[test]
    fn east_asian_families_stand_first() {
        for (name, expected) in [
            ("كيم جونغ أون", "كيم"),
            ("كيم جونج إيل", "كيم"),
            ("شي جين بينغ", "شي"),
            ("شي جينبينغ", "شي"),
            ("مون جيه إن", "مون"),
            ("بان كي مون", "بان"),
            ("ماو تسي تونغ", "ماو"),
            ("دنغ شياو بينغ", "دنغ"),
            ("وانغ يي", "وانغ"),
            ("لي كه تشيانغ", "لي"),
            ("Kim Jong Un", "Kim"),
            ("Kim Jong-un", "Kim"),
            ("Xi Jinping", "Xi"),
            ("Mao Zedong", "Mao"),
            ("Park Geun-hye", "Park"),
            ("Nguyen Phu Trong", "Nguyen"),
        ] {
            assert_eq!(family_of(name), expected, "{name}");
        }
    }

    #[test]
    fn the_same_words_elsewhere_are_given_names() {
        for (name, expected) in [
            ("كيم كارداشيان", "كارداشيان"),
            ("كيم فيلبي", "فيلبي"),
            ("لي هارفي أوزوالد", "أوزوالد"),
            ("Kim Philby", "Philby"),
            ("Lee Harvey Oswald", "Oswald"),
            ("Kim Basinger", "Basinger"),
            ("Lee Dixon", "Dixon"),
            ("بان محمد", "محمد"),
            ("علي حسن", "حسن"),
            ("ليو ميسي", "ميسي"),
            ("Leo Messi", "Messi"),
        ] {
            assert_eq!(family_of(name), expected, "{name}");
        }
    }

    #[test]
    fn particles_belong_to_the_family() {
        for (name, expected) in [
            ("Alexander van der Bellen", "van der Bellen"),
            ("أورسولا فون دير لاين", "فون دير لاين"),
            ("ستيفان دي ميستورا", "دي ميستورا"),
            ("Charles de Gaulle", "de Gaulle"),
            ("مارين لوبان", "لوبان"),
            ("de Gaulle", "de Gaulle"),
            ("محمد", ""),
        ] {
            assert_eq!(family_of(name), expected, "{name}");
        }
    }
}
