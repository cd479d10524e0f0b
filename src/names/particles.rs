//! Words of names that are no name themselves: titles, son-of, father-of, articles.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::letters::{Letter, letter};
use crate::fold;
use crate::lexicon::{Kind, Lexicon};

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
    /// أمة, ذو: joins a next word with the article (أمة الرحمن, ذو الفقار) and is a name without it.
    BeforeDefinite,
    /// What may follow a title: الروسي in الرئيس الروسي, العام in القائد العام.
    TitleAdjective,
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

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut forms = read(SOURCE).unwrap_or_default();
    for adjective in nationalities(Lexicon::global()) {
        forms.entry(adjective).or_insert(Particle::TitleAdjective);
    }
    Table::new(forms)
});

/// The adjectives of countries, definite: الروسي, الروسية. Those of cities are too often families' names.
fn nationalities(lexicon: &Lexicon) -> impl Iterator<Item = Vec<u8>> {
    let column = |name| {
        let columns = Kind::Country.columns();
        columns.iter().position(|&c| c == name)
    };
    let (masculine, feminine) = (column("nisba_m"), column("nisba_f"));
    lexicon.records(Kind::Country).flat_map(move |record| {
        let forms = [masculine, feminine].into_iter().flatten();
        forms.flat_map(move |c| record.values(c).map(|form| codes(&format!("ال{form}"))))
    })
}

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
            "before_definite" => Particle::BeforeDefinite,
            "title_adjective" => Particle::TitleAdjective,
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

/// Longest form in the table, in letters: as many as fit into a key.
const LONGEST: usize = 18;

/// The letters as one number, seven bits each.
fn packed(codes: &[u8]) -> Option<u128> {
    (codes.len() <= LONGEST).then(|| codes.iter().fold(0, |key, &c| key << 7 | u128::from(c + 1)))
}

/// The table, open-addressed by packed letters; every word of every name is looked up in it.
struct Table {
    slots: Vec<Option<(u128, Particle)>>,
    /// By first letter: the lengths of the forms that open with it, a bit for each. Most words of names are told
    /// from all forms by that.
    lengths: [u32; 128],
}

impl Table {
    fn new(forms: HashMap<Vec<u8>, Particle>) -> Self {
        let mut slots = vec![None; (forms.len() * 4).next_power_of_two()];
        let mask = slots.len() - 1;
        let mut lengths = [0; 128];
        for (codes, particle) in forms {
            let Some(key) = packed(&codes) else { continue };
            if let Some(&first) = codes.first() {
                lengths[first as usize & 127] |= 1 << codes.len();
            }
            let mut at = Self::hash(key) & mask;
            while slots[at].is_some() {
                at = (at + 1) & mask;
            }
            slots[at] = Some((key, particle));
        }
        Self { slots, lengths }
    }

    const fn hash(key: u128) -> usize {
        let h = (key as u64 ^ (key >> 64) as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (h >> 40) as usize
    }

    fn get(&self, key: u128) -> Option<Particle> {
        let mask = self.slots.len() - 1;
        let mut at = Self::hash(key) & mask;
        while let Some((found, particle)) = self.slots[at] {
            if found == key {
                return Some(particle);
            }
            at = (at + 1) & mask;
        }
        None
    }
}

/// What the word does, if it is one of the table's. Latin codes are above [`LATIN_OFFSET`].
pub(super) fn particle(codes: &[u8]) -> Option<Particle> {
    let table = &*TABLE;
    let lengths = table.lengths[*codes.first()? as usize & 127];
    if codes.len() > LONGEST || lengths >> codes.len() & 1 == 0 {
        return None;
    }
    table.get(packed(codes)?)
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
        assert_eq!(particle(&codes("الروسية")), Some(Particle::TitleAdjective));
        assert_eq!(particle(&codes("روسي")), None);
    }
}
