//! Composes labelled pairs of whole names from name parts: spellings vary, parts are dropped, joined,
//! introduced by titles; and other people who share all but one part.

use kunya::names::align::{Channel, Script, Step, Word};
use kunya::names::model::Model;
use rayon::prelude::*;
use std::collections::HashMap;

use crate::examples::{self, PartPair};
use crate::neighbours::{Neighbours, letter_grams};
use crate::random::Random;
use crate::sources::{Names, kind};

/// A labelled pair of names as text.
#[derive(Clone, Debug)]
pub struct NamePair {
    /// First name.
    pub a: String,
    /// Second name.
    pub b: String,
    /// One name.
    pub same: bool,
    /// How much it counts.
    pub weight: f32,
}

const TITLES_ARABIC: [&str; 12] = [
    "الدكتور",
    "السيد",
    "الشيخ",
    "اللواء",
    "المهندس",
    "الأستاذ",
    "الرئيس",
    "الوزير",
    "الفنان",
    "السيدة",
    "الأمير",
    "وزير الدفاع",
];
const TITLES_LATIN: [&str; 8] = [
    "Dr.",
    "Mr",
    "Sheikh",
    "General",
    "President",
    "Prof.",
    "Mrs",
    "Prince",
];

/// Draws and varies name parts.
pub struct Composer<'a> {
    names: &'a Names,
    model: &'a Model,
    given: Vec<u32>,
    family: Vec<u32>,
    foreign: Vec<u32>,
    variants: HashMap<u32, Vec<u32>>,
    near_native: HashMap<u32, Vec<u32>>,
    near_foreign: HashMap<u32, Vec<u32>>,
}

/// Text of letter codes.
pub fn text(script: Script, codes: &[u8]) -> String {
    codes.iter().map(|&c| script.character(c)).collect()
}

fn near(names: &Names, ids: &[u32], n: usize, limit: usize) -> HashMap<u32, Vec<u32>> {
    let index = Neighbours::new(
        ids.iter()
            .map(|&i| letter_grams(&names.arabic[i as usize].codes))
            .collect(),
    );
    ids.par_iter()
        .enumerate()
        .take(limit)
        .map_init(Vec::new, |counts, (at, &id)| {
            let list = index
                .nearest(at, n, counts)
                .into_iter()
                .map(|i| ids[i as usize])
                .filter(|&b| {
                    !examples::may_be_one(
                        names,
                        &names.arabic[id as usize],
                        &names.arabic[b as usize],
                    )
                })
                .collect();
            (id, list)
        })
        .collect()
}

impl<'a> Composer<'a> {
    /// Prepares the lists.
    pub fn new(names: &'a Names, model: &'a Model, arabic_pairs: &[PartPair]) -> Self {
        let select = |test: &dyn Fn(&crate::sources::Spelling) -> bool| -> Vec<u32> {
            (0..names.arabic.len() as u32)
                .filter(|&i| {
                    !names.arabic[i as usize].links.is_empty() && test(&names.arabic[i as usize])
                })
                .collect()
        };
        let given =
            select(&|s| s.kinds & kind::ARAB != 0 && s.kinds & kind::GIVEN != 0 && s.count >= 2);
        let family = select(&|s| s.kinds & kind::ARAB != 0 && s.kinds & kind::FAMILY != 0);
        let mut foreign = select(&|s| s.kinds & kind::ARAB == 0);
        Random::new(5).shuffle(&mut foreign);
        let mut variants: HashMap<u32, Vec<u32>> = HashMap::new();
        for p in arabic_pairs.iter().filter(|p| p.same) {
            variants.entry(p.a).or_default().push(p.b);
            variants.entry(p.b).or_default().push(p.a);
        }
        let mut native: Vec<u32> = given
            .iter()
            .chain(&family)
            .copied()
            .filter(|&i| names.arabic[i as usize].count >= 2)
            .collect();
        native.sort_unstable();
        native.dedup();
        let near_native = near(names, &native, 12, native.len());
        let near_foreign = near(names, &foreign, 12, 12_000);
        Self {
            names,
            model,
            given,
            family,
            foreign,
            variants,
            near_native,
            near_foreign,
        }
    }

    fn draw(&self, from: &[u32], by_count: bool, random: &mut Random) -> u32 {
        loop {
            let i = from[random.below(from.len())];
            let c = self.names.arabic[i as usize].count;
            // frequent names are drawn more often, though less than in life
            if !by_count || random.chance((f64::from(c) / 60.0).powf(0.5).clamp(0.02, 1.0)) {
                return i;
            }
        }
    }

    /// Writes a part differently: an attested variant, or likely changes of letters.
    fn vary(&self, id: u32, random: &mut Random) -> Vec<u8> {
        if let Some(v) = self.variants.get(&id)
            && random.chance(0.7)
        {
            return self.names.arabic[v[random.below(v.len())] as usize]
                .codes
                .clone();
        }
        corrupt(
            &self.model.channels[0],
            self.model,
            &self.names.arabic[id as usize].codes,
            random,
        )
    }

    /// A Latin spelling of a part.
    fn latin(&self, id: u32, random: &mut Random) -> String {
        let l = examples::pick(&self.names.arabic[id as usize], random).expect("parts have links");
        let mut s = text(Script::Latin, &self.names.latin[l as usize].codes);
        let definite = text(
            Script::Arabic,
            &self.names.arabic[id as usize].codes
                [..2.min(self.names.arabic[id as usize].codes.len())],
        ) == "ال";
        if definite && s.len() > 4 && (s.starts_with("al") || s.starts_with("el")) {
            match random.below(4) {
                0 => s.insert(2, ' '),
                1 | 2 => s.insert(2, '-'),
                _ => {}
            }
        }
        for stem in ["abdul", "abdel", "abdal"] {
            if s.starts_with(stem) && s.len() > 8 && random.chance(0.5) {
                s.insert(stem.len(), ' ');
                break;
            }
        }
        s
    }

    /// An Arabic part as text, compounds joined or apart.
    fn arabic(&self, codes: &[u8], random: &mut Random) -> String {
        let mut s = text(Script::Arabic, codes);
        if s.starts_with("عبدال") && s.chars().count() > 6 && random.chance(0.6) {
            s.insert("عبد".len(), ' ');
        } else if s.starts_with("ابو") && s.chars().count() > 5 && random.chance(0.7) {
            let rest = s["ابو".len()..].to_owned();
            s = format!("{} {rest}", ["ابو", "أبو", "ابي", "أبي"][random.below(4)]);
        } else if s.ends_with("الدين") && s.chars().count() > 6 && random.chance(0.7) {
            s.insert(s.len() - "الدين".len(), ' ');
        }
        s
    }

    /// A person: parts of an Arab or a foreign name.
    fn person(&self, arab: bool, random: &mut Random) -> Vec<u32> {
        if arab {
            let mut parts = vec![self.draw(&self.given, true, random)];
            for _ in 0..[0, 0, 0, 1, 1, 2][random.below(6)] {
                parts.push(self.draw(&self.given, true, random));
            }
            parts.push(self.draw(
                if random.chance(0.8) {
                    &self.family
                } else {
                    &self.given
                },
                random.chance(0.5),
                random,
            ));
            parts
        } else {
            let n = [2, 2, 2, 3][random.below(4)];
            (0..n)
                .map(|_| self.foreign[random.below(12_000.min(self.foreign.len()))])
                .collect()
        }
    }

    /// Another part that looks like this one, or any other.
    fn other(&self, id: u32, arab: bool, given: bool, random: &mut Random) -> u32 {
        let near = if arab {
            &self.near_native
        } else {
            &self.near_foreign
        };
        if let Some(list) = near.get(&id)
            && !list.is_empty()
            && random.chance(0.65)
        {
            return list[random.below(list.len())];
        }
        for _ in 0..20 {
            let b = match (arab, given) {
                (true, true) => self.draw(&self.given, true, random),
                (true, false) => self.draw(&self.family, false, random),
                _ => self.foreign[random.below(self.foreign.len())],
            };
            if b != id
                && !examples::may_be_one(
                    self.names,
                    &self.names.arabic[id as usize],
                    &self.names.arabic[b as usize],
                )
            {
                return b;
            }
        }
        id
    }

    fn write(
        &self,
        parts: &[u32],
        latin: bool,
        vary: f64,
        bin: bool,
        random: &mut Random,
    ) -> Vec<String> {
        let mut words = Vec::new();
        for (i, &id) in parts.iter().enumerate() {
            if bin && i > 0 && i + 1 < parts.len() || bin && parts.len() == 2 && i == 1 {
                words.push(
                    if latin {
                        ["bin", "ibn", "ben"][random.below(3)]
                    } else {
                        ["بن", "ابن", "بن"][random.below(3)]
                    }
                    .to_owned(),
                );
            }
            words.push(if latin {
                self.latin(id, random)
            } else {
                let codes = if random.chance(vary) {
                    self.vary(id, random)
                } else {
                    self.names.arabic[id as usize].codes.clone()
                };
                let codes = if random.chance(0.06) {
                    toggle_article(&codes)
                } else {
                    codes
                };
                let codes = if vary > 0.0 && random.chance(0.25) {
                    without_din(codes)
                } else {
                    codes
                };
                self.arabic(&codes, random)
            });
        }
        words
    }

    fn finish(&self, mut words: Vec<String>, latin: bool, random: &mut Random) -> String {
        if random.chance(0.07) {
            let title = if latin {
                TITLES_LATIN[random.below(8)]
            } else {
                TITLES_ARABIC[random.below(12)]
            };
            words.insert(0, title.to_owned());
        }
        if let Some(i) = words
            .iter()
            .position(|w| matches!(&**w, "بن" | "bin" | "ben"))
            && i + 1 < words.len()
            && random.chance(0.25)
        {
            let next = words.remove(i + 1);
            words[i].push_str(&next);
        } else if words.len() > 1 && random.chance(0.03) {
            let i = random.below(words.len() - 1);
            let next = words.remove(i + 1);
            words[i].push_str(&next);
        }
        words.join(" ")
    }

    /// One labelled pair of people.
    pub fn people(&self, random: &mut Random) -> NamePair {
        let arab = random.chance(0.6);
        let (latin_a, latin_b) = match random.below(10) {
            0..=4 => (false, false),
            5..=8 => (false, true),
            _ => (true, true),
        };
        let parts = self.person(arab, random);
        let vary = if arab { 0.15 } else { 0.6 };
        let bin = arab && random.chance(0.12);
        let mut other = parts.clone();
        let mut same = random.chance(0.5);
        let mut weight = 1.0;
        let mut order = None;
        if same {
            if other.len() > 2 && random.chance(0.35) {
                match random.below(5) {
                    0 => {
                        other.pop();
                    }
                    _ => {
                        other.remove(1 + random.below(other.len() - 2));
                    }
                }
            }
        } else {
            match random.below(20) {
                // order swapped: another person
                0 if arab && latin_a == latin_b => {
                    other.reverse();
                    weight = 0.6;
                    if other == parts {
                        same = true;
                    }
                }
                // one name alone is no evidence for a full name
                1 => {
                    other = vec![other[random.below(other.len())]];
                    weight = 0.4;
                }
                // the father: the first name missing
                2 if other.len() > 2 => {
                    other.remove(0);
                }
                3 => {
                    let n = other.len();
                    for (i, part) in other.iter_mut().enumerate() {
                        *part = self.other(*part, arab, i + 1 < n, random);
                    }
                }
                _ => {
                    let at = if arab {
                        [0, 0, random.below(other.len()), other.len() - 1][random.below(4)]
                    } else {
                        [
                            0,
                            other.len() - 1,
                            other.len() - 1,
                            random.below(other.len()),
                        ][random.below(4)]
                    };
                    let new = self.other(other[at], arab, at + 1 < other.len(), random);
                    if new == other[at] {
                        weight = 0.0;
                    }
                    other[at] = new;
                    if other.len() > 2 && random.chance(0.15) {
                        order = Some(1 + random.below(other.len() - 2));
                    }
                }
            }
        }
        if let Some(i) = order
            && other.len() > 2
        {
            other.remove(i.min(other.len() - 2));
        }
        let first = self.write(&parts, latin_a, 0.0, bin, random);
        let mut second = self.write(&other, latin_b, vary, bin && random.chance(0.5), random);
        if random.chance(0.03) && second.len() > 1 && latin_b {
            second[0] = format!("{}.", &second[0][..1]);
        }
        let a = self.finish(first, latin_a, random);
        let b = self.finish(second, latin_b, random);
        let (a, b) = if random.chance(0.5) { (a, b) } else { (b, a) };
        NamePair { a, b, same, weight }
    }

    /// Pairs of names of several words from the place lists, and near misses among them.
    pub fn phrases(&self, random: &mut Random, n: usize) -> Vec<NamePair> {
        let phrases = &self.names.phrases;
        let mut by_word: HashMap<&str, Vec<u32>> = HashMap::new();
        for (i, p) in phrases.iter().enumerate() {
            for w in p.0.split([' ', '-']).filter(|w| w.chars().count() > 2) {
                by_word.entry(w).or_default().push(i as u32);
            }
        }
        let mut out = Vec::new();
        for _ in 0..n {
            let i = random.below(phrases.len());
            let (arabic, latin) = &phrases[i];
            let latin_b = random.chance(0.5);
            let same = random.chance(0.5);
            let (mut target, mut weight) = (i, 1.0);
            if !same {
                let words: Vec<&str> = arabic
                    .split([' ', '-'])
                    .filter(|w| w.chars().count() > 2)
                    .collect();
                let list = words
                    .get(random.below(words.len().max(1)))
                    .and_then(|w| by_word.get(w));
                target = match list {
                    Some(list) if list.len() > 1 && random.chance(0.75) => {
                        list[random.below(list.len())] as usize
                    }
                    _ => random.below(phrases.len()),
                };
                if phrases[target].0 == *arabic || phrases[target].1 == *latin {
                    continue;
                }
            }
            let b = if latin_b {
                phrases[target].1.clone()
            } else {
                weight = 0.8;
                self.vary_phrase(&phrases[target].0, same, random)
            };
            out.push(NamePair {
                a: arabic.clone(),
                b,
                same,
                weight,
            });
        }
        out
    }

    fn vary_phrase(&self, phrase: &str, often: bool, random: &mut Random) -> String {
        let mut words: Vec<String> = phrase
            .split([' ', '-'])
            .filter(|w| !w.is_empty())
            .map(|w| {
                if random.chance(if often { 0.6 } else { 0.2 }) {
                    let codes: Vec<u8> = w
                        .chars()
                        .filter_map(|c| {
                            match kunya::names::letters::letter(kunya::fold::fold_char(c)?) {
                                kunya::names::letters::Letter::Arabic(c) => Some(c),
                                _ => None,
                            }
                        })
                        .collect();
                    text(
                        Script::Arabic,
                        &corrupt(&self.model.channels[0], self.model, &codes, random),
                    )
                } else {
                    w.to_owned()
                }
            })
            .collect();
        if words.len() > 1 && random.chance(0.12) {
            let i = random.below(words.len() - 1);
            let next = words.remove(i + 1);
            words[i].push_str(&next);
        }
        words.join(" ")
    }

    /// A single foreign name cut in two, or written as one: بيونغيانغ, بيونغ يانغ.
    pub fn spacing(&self, random: &mut Random) -> NamePair {
        let (x, y) = (
            self.foreign[random.below(self.foreign.len())],
            self.foreign[random.below(self.foreign.len())],
        );
        let same = random.chance(0.5);
        let first = [x, y].map(|i| self.names.arabic[i as usize].codes.clone());
        let second = if same {
            [x, y]
        } else {
            [x, self.other(y, false, false, random)]
        };
        let second = second.map(|i| {
            if random.chance(0.5) {
                self.vary(i, random)
            } else {
                self.names.arabic[i as usize].codes.clone()
            }
        });
        let join = |p: &[Vec<u8>; 2], s: &str| {
            format!(
                "{}{s}{}",
                text(Script::Arabic, &p[0]),
                text(Script::Arabic, &p[1])
            )
        };
        NamePair {
            a: join(&first, " "),
            b: join(&second, ""),
            same,
            weight: 0.7,
        }
    }
}

/// نورالدين as نور.
fn without_din(codes: Vec<u8>) -> Vec<u8> {
    match codes.strip_suffix(&[0, 22, 7, 27, 24]) {
        Some(head) if head.len() > 1 => head.to_vec(),
        _ => codes,
    }
}

fn toggle_article(codes: &[u8]) -> Vec<u8> {
    if codes.len() >= 4 && codes[..2] == [0, 22] {
        codes[2..].to_vec()
    } else {
        [&[0, 22], codes].concat()
    }
}

/// Writes a name with one or two of the changes that the edit model finds likely.
pub fn corrupt(channel: &Channel, model: &Model, codes: &[u8], random: &mut Random) -> Vec<u8> {
    let mut out = codes.to_vec();
    let changes = 1 + usize::from(random.chance(0.35));
    let mut steps: Vec<Step> = Vec::new();
    for _ in 0..changes {
        let word = Word::new(Script::Arabic, &out, model.pairs(Script::Arabic));
        let own = channel.steps(&word, &word, &mut steps);
        let mut options: Vec<(f64, Vec<u8>)> = Vec::new();
        for i in 0..out.len() {
            let mut attempt = |new: Vec<u8>| {
                if new.len() > 1 {
                    let other = Word::new(Script::Arabic, &new, model.pairs(Script::Arabic));
                    let cost = own - channel.path(&word, &other).score;
                    options.push((f64::from(-cost * 0.8).exp(), new));
                }
            };
            let mut shorter = out.clone();
            shorter.remove(i);
            attempt(shorter);
            for c in 0..29u8 {
                if c != out[i] {
                    let mut swapped = out.clone();
                    swapped[i] = c;
                    attempt(swapped);
                }
            }
            for c in [0u8, 26, 27] {
                let mut longer = out.clone();
                longer.insert(i, c);
                attempt(longer);
            }
        }
        let total: f64 = options.iter().map(|o| o.0).sum();
        let mut at = total * (random.below(1_000_000) as f64 / 1e6);
        for (p, new) in options {
            at -= p;
            if at <= 0.0 {
                out = new;
                break;
            }
        }
    }
    out
}
