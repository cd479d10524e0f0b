//! The keys under which spellings of names are looked up and compared.

use crate::fold;
use crate::names;

/// The name folded, its words joined by one space, without quotation marks and other signs; عبد stands apart from the name of
/// God behind it, since عبدالعاطي and عبد العاطي are one name.
pub(crate) fn key(name: &str) -> String {
    let mut key = folded(name);
    part_servants(&mut key);
    key
}

/// As [`key`], with its words as they are written.
pub(crate) fn folded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut gap = false;
    for c in name.chars() {
        match fold::fold_char(c).filter(|f| f.is_alphanumeric()) {
            Some(f) => {
                if gap && !out.is_empty() {
                    out.push(' ');
                }
                gap = false;
                out.push(f);
            }
            // marks and tatweel leave no trace, signs and spaces part words
            None => gap |= !c.is_alphanumeric() && fold::fold_char(c).is_some(),
        }
    }
    out
}

/// Where the first part of a person's name ends in a key: its first word, with what عبد belongs to.
fn first_end(key: &str) -> usize {
    let from = key
        .strip_prefix("عبد ")
        .map_or(0, |rest| key.len() - rest.len());
    key[from..].find(' ').map_or(key.len(), |end| from + end)
}

/// The first part of a person's name: عبد الله of عبد الله صالح.
pub(crate) fn first_part(key: &str) -> &str {
    &key[..first_end(key)]
}

/// The last part of a person's name: عبد العاطي of بدر عبد العاطي.
pub(crate) fn last_part(key: &str) -> &str {
    let before = |end: usize| key[..end].rfind(' ').map_or(0, |at| at + 1);
    let last = before(key.len());
    let servant = before(last.saturating_sub(1));
    if &key[servant..last] == "عبد " {
        &key[servant..]
    } else {
        &key[last..]
    }
}

/// Whether a person's name has one part only, a first or a family name.
pub(crate) fn is_short(key: &str) -> bool {
    first_end(key) == key.len()
}

/// Puts a space behind each عبد that a word of a folded name opens with, before an article and two letters at least.
fn part_servants(key: &mut String) {
    const SERVANT: &str = "عبد";
    let mut from = 0;
    while let Some(at) = key[from..].find("عبدال").map(|at| from + at) {
        let name = at + SERVANT.len();
        let opens = at == 0 || key[..at].ends_with(' ');
        let word = key[name..].split(' ').next().unwrap_or_default();
        from = name;
        if opens && word.chars().count() > "ال".chars().count() + 1 {
            key.insert(name, ' ');
            from += 1;
        }
    }
}

/// The key without the article of its first word.
pub(crate) fn bare(key: &str) -> &str {
    key.strip_prefix("ال")
        .filter(|rest| rest.chars().count() >= 3)
        .unwrap_or(key)
}

/// The phonetic skeleton of a key.
pub(crate) fn skeleton(key: &str) -> String {
    let mut out = String::new();
    names::skeleton(key, &mut out);
    out
}

/// What a nationality and the name it comes from have in common: أوروبي and أوروبا give اوروب.
pub(crate) fn nisba_stem(key: &str) -> &str {
    let word = bare(key);
    let endings = ["يين", "يون", "يات", "يه", "ي", "يا", "ا", "ه"];
    endings
        .iter()
        .find_map(|e| word.strip_suffix(e).filter(|s| s.chars().count() >= 3))
        .unwrap_or(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_fold_and_drop_signs() {
        assert_eq!(key("وكالة \"ريا نوفوستي\""), "وكاله ريا نوفوستي");
        assert_eq!(key("كيم جونغ-أون"), "كيم جونغ اون");
        assert_eq!(key("عبدالله عبدالعاطي"), "عبد الله عبد العاطي");
        assert_eq!(key("عبدالعاطي"), key("عبد العاطي"));
        for whole in ["عبدال", "عبدالي", "معبدالله", "عبداللطيفعبدالله"]
        {
            assert_eq!(
                key(whole).matches(' ').count(),
                usize::from(whole.len() > 20),
                "{whole}"
            );
        }
        assert_eq!(first_part("عبد الله صالح"), "عبد الله");
        assert_eq!(last_part("بدر عبد العاطي"), "عبد العاطي");
        assert_eq!(
            (first_part("علي حسن"), last_part("علي حسن")),
            ("علي", "حسن")
        );
        for short in ["بوتين", "عبد الله", "عبد", ""] {
            assert!(is_short(short), "{short}");
            assert_eq!((first_part(short), last_part(short)), (short, short));
        }
        assert!(!is_short("علي حسن"));
        assert_eq!(bare("الاهلي"), "اهلي");
        assert_eq!(nisba_stem("اوروبي"), nisba_stem("اوروبا"));
    }
}
