//! Pairs of name parts to learn from: spellings of one name, and near misses.

use std::collections::HashMap;

use kunya::names::align::Script;
use rayon::prelude::*;

use crate::neighbours::{Neighbours, consonant_grams, letter_grams};
use crate::random::Random;
use crate::sources::{Names, Spelling, kind};

/// Two spellings by their place in the lists of their scripts.
#[derive(Clone, Copy, Debug)]
pub struct PartPair {
    /// The first spelling; Arabic where the scripts differ.
    pub a: u32,
    /// The second spelling.
    pub b: u32,
    /// One name.
    pub same: bool,
    /// How much it counts.
    pub weight: f32,
}

/// A Latin spelling without what spellings of one name differ in most: doubled letters, vowels' colour.
fn blurred(codes: &[u8]) -> Vec<u8> {
    let mut out: Vec<u8> = Vec::new();
    for &c in codes {
        let c = match c {
            0 | 4 => 0,    // a e
            8 | 24 => 8,   // i y
            14 | 20 => 14, // o u
            c => c,
        };
        if out.last() != Some(&c) {
            out.push(c);
        }
    }
    out
}

/// How much of two Arabic spellings' Latin spellings is common, 0 to 1, after blurring.
pub fn overlap(names: &Names, a: &Spelling, b: &Spelling) -> f32 {
    let blur = |s: &Spelling| -> HashMap<Vec<u8>, f32> {
        let total: u32 = s.links.values().sum();
        let mut shares = HashMap::new();
        for (&l, &n) in &s.links {
            *shares
                .entry(blurred(&names.latin[l as usize].codes))
                .or_insert(0.0) += n as f32 / total as f32;
        }
        shares
    };
    let (x, y) = (blur(a), blur(b));
    x.iter()
        .filter_map(|(k, p)| y.get(k).map(|q| p.min(*q)))
        .sum()
}

/// Whether two Arabic spellings may be one name. Frequent names may share a rare Latin spelling by
/// mistake, rare names may not.
pub fn may_be_one(names: &Names, a: &Spelling, b: &Spelling) -> bool {
    let frequent = a.count.min(b.count) >= 10;
    overlap(names, a, b) > if frequent { 0.12 } else { 0.0 }
}

fn cap(n: u32) -> f32 {
    ((n + 1) as f32).log2().min(4.0)
}

/// Pairs of spellings of one script that share a spelling in the other.
pub fn variants(names: &Names, script: Script, random: &mut Random) -> Vec<PartPair> {
    let (list, hubs) = match script {
        Script::Arabic => (&names.arabic, &names.latin),
        Script::Latin => (&names.latin, &names.arabic),
    };
    let mut pairs = Vec::new();
    for hub in hubs {
        let mut linked: Vec<(u32, u32)> = hub.links.iter().map(|(&i, &n)| (i, n)).collect();
        linked.sort_unstable_by_key(|&(i, n)| (std::cmp::Reverse(n), i));
        linked.truncate(8);
        for (i, &(x, m)) in linked.iter().enumerate() {
            for &(y, n) in &linked[..i] {
                // a rare spelling of a frequent name is often a mistake in the data
                let share_x = m as f32 / list[x as usize].links.values().sum::<u32>() as f32;
                let share_y = n as f32 / list[y as usize].links.values().sum::<u32>() as f32;
                if share_x.min(share_y) < 0.08 {
                    continue;
                }
                let (a, b) = if random.chance(0.5) { (x, y) } else { (y, x) };
                pairs.push(PartPair {
                    a,
                    b,
                    same: true,
                    weight: (share_x.min(share_y)).sqrt().max(0.3),
                });
            }
        }
    }
    pairs
}

/// Spellings of a name in both scripts.
pub fn transcriptions(names: &Names) -> Vec<PartPair> {
    names
        .links()
        .into_iter()
        .filter_map(|(a, b, n)| {
            let total = |s: &Spelling| s.links.values().sum::<u32>() as f32;
            let of_arabic = n as f32 / total(&names.arabic[a as usize]);
            let of_latin = n as f32 / total(&names.latin[b as usize]);
            (of_arabic >= 0.02 && of_latin >= 0.08).then_some(PartPair {
                a,
                b,
                same: true,
                weight: cap(n).min(2.0) * of_latin.sqrt(),
            })
        })
        .collect()
}

/// Near misses among Arabic spellings: for each anchor some that look alike and some that sound alike.
pub fn near_misses(
    names: &Names,
    anchors: usize,
    per_anchor: usize,
    random: &mut Random,
) -> Vec<PartPair> {
    let known: Vec<u32> = (0..names.arabic.len() as u32)
        .filter(|&i| !names.arabic[i as usize].links.is_empty())
        .collect();
    let by_letters = Neighbours::new(
        known
            .iter()
            .map(|&i| letter_grams(&names.arabic[i as usize].codes))
            .collect(),
    );
    let by_sound = Neighbours::new(
        known
            .iter()
            .map(|&i| consonant_grams(Script::Arabic, &names.arabic[i as usize].codes))
            .collect(),
    );
    let mut chosen: Vec<(u32, u64)> = (0..known.len() as u32)
        .map(|i| (i, random.next()))
        .collect();
    random.shuffle(&mut chosen);
    chosen.truncate(anchors);
    chosen
        .into_par_iter()
        .map_init(Vec::new, |counts, (at, seed)| {
            let mut random = Random::new(seed);
            let anchor = known[at as usize];
            let a = &names.arabic[anchor as usize];
            let mut out = Vec::new();
            for (index, n) in [(&by_letters, 14), (&by_sound, 24)] {
                let near = index.nearest(at as usize, n, counts);
                for _ in 0..per_anchor {
                    if near.is_empty() {
                        break;
                    }
                    let b = known[near[random.below(near.len())] as usize];
                    if !may_be_one(names, a, &names.arabic[b as usize]) {
                        let pair = if random.chance(0.5) {
                            (anchor, b)
                        } else {
                            (b, anchor)
                        };
                        out.push(PartPair {
                            a: pair.0,
                            b: pair.1,
                            same: false,
                            weight: 1.0,
                        });
                    }
                }
            }
            out
        })
        .flatten_iter()
        .collect()
}

/// Near misses among frequent Arab names: attested often, and always apart.
pub fn native_misses(names: &Names, per_anchor: usize, random: &mut Random) -> Vec<PartPair> {
    let known: Vec<u32> = (0..names.arabic.len() as u32)
        .filter(|&i| {
            let s = &names.arabic[i as usize];
            s.kinds & kind::ARAB != 0 && s.count >= 3 && !s.links.is_empty()
        })
        .collect();
    let index = Neighbours::new(
        known
            .iter()
            .map(|&i| letter_grams(&names.arabic[i as usize].codes))
            .collect(),
    );
    let mut out = Vec::new();
    let mut counts = Vec::new();
    for at in 0..known.len() {
        let near = index.nearest(at, 16, &mut counts);
        for _ in 0..per_anchor {
            if near.is_empty() {
                break;
            }
            let (a, b) = (known[at], known[near[random.below(near.len())] as usize]);
            if !may_be_one(names, &names.arabic[a as usize], &names.arabic[b as usize]) {
                out.push(PartPair {
                    a,
                    b,
                    same: false,
                    weight: 1.0,
                });
            }
        }
    }
    out
}

/// Turns Arabic near misses into pairs of Arabic and Latin: the neighbour in its Latin spelling.
pub fn across(names: &Names, misses: &[PartPair], random: &mut Random) -> Vec<PartPair> {
    misses
        .iter()
        .filter_map(|p| {
            let latin = pick(&names.arabic[p.b as usize], random)?;
            let links = &names.latin[latin as usize].links;
            let share =
                links.get(&p.a).copied().unwrap_or(0) as f32 / links.values().sum::<u32>() as f32;
            (share < 0.12).then_some(PartPair { b: latin, ..*p })
        })
        .collect()
}

/// Turns Arabic near misses into pairs of Latin spellings.
pub fn latin_misses(names: &Names, misses: &[PartPair], random: &mut Random) -> Vec<PartPair> {
    misses
        .iter()
        .filter_map(|p| {
            let a = pick(&names.arabic[p.a as usize], random)?;
            let b = pick(&names.arabic[p.b as usize], random)?;
            (a != b).then_some(PartPair { a, b, ..*p })
        })
        .collect()
}

/// One of a name's spellings in the other script, by frequency.
pub fn pick(s: &Spelling, random: &mut Random) -> Option<u32> {
    let mut links: Vec<(u32, u32)> = s.links.iter().map(|(&l, &n)| (l, n)).collect();
    links.sort_unstable();
    let total: u32 = links.iter().map(|l| l.1).sum();
    let mut at = random.below(total as usize) as u32;
    for (l, n) in links {
        if at < n {
            return Some(l);
        }
        at -= n;
    }
    None
}

/// Random pairs, far apart.
pub fn strangers(names: &Names, n: usize, random: &mut Random) -> Vec<PartPair> {
    (0..n)
        .map(|_| PartPair {
            a: random.below(names.arabic.len()) as u32,
            b: random.below(names.arabic.len()) as u32,
            same: false,
            weight: 0.7,
        })
        .filter(|p| {
            let (a, b) = (&names.arabic[p.a as usize], &names.arabic[p.b as usize]);
            !a.links.is_empty() && !b.links.is_empty() && !may_be_one(names, a, b)
        })
        .collect()
}
