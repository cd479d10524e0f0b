//! Reads the name lists that may be learned from into one table of spellings and links.

use std::collections::HashMap;
use std::path::Path;

use kunya::names::align::{Pairs, Script};
use kunya::names::attested::{Attested, NewEntry};
use kunya::names::parts::Parts;

/// Kinds a spelling was seen as.
pub mod kind {
    /// A given name.
    pub const GIVEN: u8 = 1;
    /// A family name.
    pub const FAMILY: u8 = 2;
    /// A place.
    pub const PLACE: u8 = 4;
    /// A name of an Arab person.
    pub const ARAB: u8 = 8;
}

/// One spelling.
#[derive(Clone, Debug, Default)]
pub struct Spelling {
    /// Letter codes.
    pub codes: Vec<u8>,
    /// How often it was seen in all.
    pub count: u32,
    /// Bits of [`kind`].
    pub kinds: u8,
    /// Spellings in the other script with their counts.
    pub links: HashMap<u32, u32>,
}

/// All spellings of both scripts.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Arabic spellings.
    pub arabic: Vec<Spelling>,
    /// Latin spellings.
    pub latin: Vec<Spelling>,
    ids: [HashMap<Vec<u8>, u32>; 2],
    /// Names of several words with both scripts: Arabic, Latin.
    pub phrases: Vec<(String, String)>,
}

impl Names {
    fn id(&mut self, script: Script, codes: &[u8]) -> u32 {
        let list = match script {
            Script::Arabic => &mut self.arabic,
            Script::Latin => &mut self.latin,
        };
        *self.ids[script as usize]
            .entry(codes.to_vec())
            .or_insert_with(|| {
                list.push(Spelling {
                    codes: codes.to_vec(),
                    ..Spelling::default()
                });
                list.len() as u32 - 1
            })
    }

    fn add(&mut self, arabic: &[u8], latin: Option<&[u8]>, count: u32, kinds: u8) {
        let a = self.id(Script::Arabic, arabic);
        self.arabic[a as usize].kinds |= kinds;
        self.arabic[a as usize].count += count;
        if let Some(latin) = latin {
            let l = self.id(Script::Latin, latin);
            *self.arabic[a as usize].links.entry(l).or_default() += count.max(1);
            let spelling = &mut self.latin[l as usize];
            *spelling.links.entry(a).or_default() += count.max(1);
            spelling.count += count;
            spelling.kinds |= kinds;
        }
    }

    /// Forgets links that `keep` refuses.
    pub fn retain_links(&mut self, keep: impl Fn(&[u8], &[u8]) -> bool) -> usize {
        let mut dropped = 0;
        for a in 0..self.arabic.len() {
            let bad: Vec<u32> = self.arabic[a]
                .links
                .keys()
                .copied()
                .filter(|&l| !keep(&self.arabic[a].codes, &self.latin[l as usize].codes))
                .collect();
            for l in bad {
                self.arabic[a].links.remove(&l);
                self.latin[l as usize].links.remove(&(a as u32));
                dropped += 1;
            }
        }
        dropped
    }

    /// Links in a fixed order: Arabic, Latin, count.
    pub fn links(&self) -> Vec<(u32, u32, u32)> {
        let mut all: Vec<_> = self
            .arabic
            .iter()
            .enumerate()
            .flat_map(|(a, s)| s.links.iter().map(move |(&l, &n)| (a as u32, l, n)))
            .collect();
        all.sort_unstable();
        all
    }

    /// The table that ships. Arabic spellings come first, then the Latin ones.
    pub fn attested(&self) -> Attested {
        let offset = self.arabic.len() as u32;
        let entry = |script, s: &Spelling, shift: u32| {
            let total: u32 = s.links.values().sum();
            let mut links: Vec<(u32, u32)> = s.links.iter().map(|(&l, &n)| (l, n)).collect();
            links.sort_unstable_by_key(|&(l, n)| (std::cmp::Reverse(n), l));
            NewEntry {
                script,
                codes: s.codes.clone(),
                count: s.count,
                links: links
                    .iter()
                    .map(|&(l, n)| (l + shift, n as f32 / total.max(1) as f32))
                    .collect(),
            }
        };
        let mut entries: Vec<NewEntry> = self
            .arabic
            .iter()
            .map(|s| entry(Script::Arabic, s, offset))
            .collect();
        entries.extend(self.latin.iter().map(|s| entry(Script::Latin, s, 0)));
        Attested::new(&entries)
    }
}

/// Columns of a tab-separated file by name.
pub fn table(path: &Path) -> Result<Vec<HashMap<String, String>>, String> {
    let text = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
    let mut lines = text.lines();
    let header: Vec<String> = lines
        .next()
        .unwrap_or_default()
        .split('\t')
        .map(str::to_owned)
        .collect();
    Ok(lines
        .map(|l| {
            header
                .iter()
                .cloned()
                .zip(l.split('\t').map(str::to_owned))
                .collect()
        })
        .collect())
}

/// Reads single name parts from text.
pub struct Reader {
    parts: Parts,
    pairs: [Pairs; 2],
    none: Attested,
}

impl Reader {
    /// A reader without trained pairs.
    pub fn new() -> Self {
        Self {
            parts: Parts::new(),
            pairs: [
                Pairs::new(Script::Arabic, &[]),
                Pairs::new(Script::Latin, &[]),
            ],
            none: Attested::default(),
        }
    }

    /// The letters of a name that is one part of one script.
    pub fn single(&mut self, text: &str, script: Script) -> Option<Vec<u8>> {
        self.parts
            .read(text, [&self.pairs[0], &self.pairs[1]], &self.none);
        match self.parts.as_slice() {
            [p] if p.script() == script
                && p.foreign == 0
                && self.parts.titles().is_empty()
                && p.codes.len() > 1 =>
            {
                Some(p.codes.clone())
            }
            _ => None,
        }
    }
}

/// Reads all sources under `shared/data`.
pub fn read(data: &Path) -> Result<Names, String> {
    let mut names = Names::default();
    let mut reader = Reader::new();
    for row in table(&data.join("names/train_pairs.tsv"))? {
        let count = row["count"].parse().unwrap_or(1);
        if let (Some(a), Some(l)) = (
            reader.single(&row["arabic"], Script::Arabic),
            reader.single(&row["latin"], Script::Latin),
        ) {
            names.add(&a, Some(&l), count, 0);
        }
    }
    for row in table(&data.join("lexicon/person_name_parts.tsv"))? {
        let Some(a) = reader.single(&row["key_folded"], Script::Arabic) else {
            continue;
        };
        let number = |key: &str| row[key].parse::<u32>().unwrap_or(0);
        let (given, family) = (number("n_given"), number("n_family"));
        let arab = row["sources"].contains(['R', 'E', 'F']);
        let kinds = u8::from(given > 0) * kind::GIVEN
            + u8::from(family > 0) * kind::FAMILY
            + u8::from(arab) * kind::ARAB;
        names.add(&a, None, 0, kinds);
        for item in row["latin"].split('|') {
            let Some((latin, n)) = item.rsplit_once(':') else {
                continue;
            };
            if let Some(l) = reader.single(latin, Script::Latin) {
                names.add(&a, Some(&l), n.parse().unwrap_or(1), kinds);
            }
        }
    }
    for row in table(&data.join("lexicon/places.tsv"))? {
        let latin = row["name_en"].clone();
        for arabic in row["names_ar"].split('|').filter(|a| !a.is_empty()) {
            match (
                reader.single(arabic, Script::Arabic),
                reader.single(&latin, Script::Latin),
            ) {
                (Some(a), Some(l)) => names.add(&a, Some(&l), 1, kind::PLACE),
                _ => names.phrases.push((arabic.to_owned(), latin.clone())),
            }
        }
    }
    Ok(names)
}
