//! The keys under which spellings of names are looked up and compared.

use crate::fold;
use crate::names;

/// The name folded, its words joined by one space, without quotation marks and other signs.
pub(crate) fn key(name: &str) -> String {
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
        assert_eq!(bare("الاهلي"), "اهلي");
        assert_eq!(nisba_stem("اوروبي"), nisba_stem("اوروبا"));
    }
}
