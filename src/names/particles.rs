//! Words of names that are no name themselves: titles, son-of, father-of, articles.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::letters::{Letter, letter};
use crate::fold;

/// What a word of a name does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Particle {
    /// An honorific; leading ones are no part of the name.
    Title,
    /// An office that goes on with a definite word: وزير الخارجية.
    TitleHead,
    /// Son or daughter of: بن, bint.
    Nasab,
    /// Father of: أبو, Abu; joins the next word.
    Abu,
    /// Mother of: أم, Umm; joins the next word.
    Umm,
    /// Servant of: عبد, Abdul; joins the next word.
    Abd,
    /// The article or آل as a word of its own; joins the next word.
    Article,
    /// A Latin article whose l has become the next letter: "as" in as-Sadr. Only before a hyphen.
    Assimilated,
    /// The second half of a compound name: الدين, الله.
    Suffix,
    /// The same without its article: "Din" after "al-".
    SuffixStem,
}

const SOURCE: &str = include_str!("../../lexicons/name_particles.tsv");

static TABLE: LazyLock<HashMap<Vec<u8>, Particle>> =
    LazyLock::new(|| read(SOURCE).unwrap_or_default());

/// The codes under which a word is looked up: its letters, Latin ones above the Arabic.
pub(super) const LATIN_OFFSET: u8 = 64;

fn codes(form: &str) -> Vec<u8> {
    fold::fold(form)
        .chars()
        .flat_map(|c| match letter(c) {
            Letter::Arabic(c) => [Some(c), None],
            Letter::Latin(c, d) => [Some(c + LATIN_OFFSET), d.map(|d| d + LATIN_OFFSET)],
            _ => [None, None],
        })
        .flatten()
        .collect()
}

fn read(source: &str) -> Result<HashMap<Vec<u8>, Particle>, String> {
    let mut table = HashMap::new();
    for (i, line) in source.lines().enumerate().skip(1) {
        let (form, class) = line
            .split_once('\t')
            .ok_or_else(|| format!("line {}: two columns expected", i + 1))?;
        let particle = match class {
            "title" => Particle::Title,
            "title_head" => Particle::TitleHead,
            "nasab" => Particle::Nasab,
            "abu" => Particle::Abu,
            "umm" => Particle::Umm,
            "abd" => Particle::Abd,
            "article" => Particle::Article,
            "assimilated" => Particle::Assimilated,
            "suffix" => Particle::Suffix,
            "suffix_stem" => Particle::SuffixStem,
            _ => return Err(format!("line {}: unknown class {class:?}", i + 1)),
        };
        table.insert(codes(form), particle);
    }
    Ok(table)
}

/// Longest form in the table, in letters.
const LONGEST: usize = 12;

/// What the word does, if it is one of the table's. Latin codes are above [`LATIN_OFFSET`].
pub(super) fn particle(codes: &[u8]) -> Option<Particle> {
    if codes.len() > LONGEST {
        None
    } else {
        TABLE.get(codes).copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_well_formed() {
        let table = read(SOURCE).expect("every line has a form and a known class");
        assert!(table.keys().all(|k| !k.is_empty() && k.len() <= LONGEST));
        assert_eq!(particle(&codes("أبو")), Some(Particle::Abu));
        assert_eq!(particle(&codes("Dr")), Some(Particle::Title));
    }
}
