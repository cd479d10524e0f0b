//! Trains what compares two name parts: edit weights and a forest for each pair of scripts.

use kunya::names::align::{Channel, Pairs, Script, Weights, Word};
use kunya::names::features::{Evidence, PAIR_FEATURES, fit_parts, pair_features};
use kunya::names::forest::{Forest, MAX_FEATURES};
use kunya::names::model::Model;
use kunya::names::parts::Part;
use rayon::prelude::*;

use crate::boost::{Rows, Settings, boost};
use crate::em::{self, Trained};
use crate::examples::{self, PartPair};
use crate::random::Random;
use crate::sources::{Names, Spelling};
use crate::tune::{self, Parameters};

/// The scripts of each kind of pair.
pub const KINDS: [(Script, Script); 3] = [
    (Script::Arabic, Script::Arabic),
    (Script::Arabic, Script::Latin),
    (Script::Latin, Script::Latin),
];

fn spelling(names: &Names, script: Script, i: u32) -> &Spelling {
    match script {
        Script::Arabic => &names.arabic[i as usize],
        Script::Latin => &names.latin[i as usize],
    }
}

/// Letters without the Arabic article.
pub fn article(script: Script, codes: &[u8]) -> usize {
    if script == Script::Arabic && codes.len() >= 4 && codes[..2] == [0, 22] {
        2
    } else {
        0
    }
}

fn em_examples(names: &Names, pairs: &[PartPair], (a, b): (Script, Script)) -> Vec<em::Example> {
    pairs
        .iter()
        .map(|p| {
            let x = &spelling(names, a, p.a).codes;
            let y = &spelling(names, b, p.b).codes;
            (x.clone(), y.clone(), f64::from(p.weight))
        })
        .filter(|e| e.0.len() <= 20 && e.1.len() <= 24)
        .collect()
}

/// Drops links whose letters have too little in common: translations, nicknames, mistakes.
pub fn clean(names: &mut Names, trained: &Trained) {
    let pairs = select_pairs(trained, None);
    let p = Parameters::new(
        Script::Arabic,
        Script::Latin,
        trained,
        [&pairs[0], &pairs[1]],
    );
    let channel = Channel::new(&p.weights());
    let before = names.links().len();
    let dropped = names.retain_links(|a, l| {
        let x = Word::new(Script::Arabic, a, &pairs[0]);
        let y = Word::new(Script::Latin, l, &pairs[1]);
        let path = channel.path(&x, &y);
        // a stem without its article is still the same name
        let stem = &a[article(Script::Arabic, a)..];
        let z = Word::new(Script::Arabic, stem, &pairs[0]);
        path.score.max(channel.path(&z, &y).score) > -0.5
    });
    eprintln!("dropped {dropped} of {before} links whose letters do not fit");
}

/// The letter pairs that are worth a unit of their own.
pub fn select_pairs(cross: &Trained, within: Option<(&Trained, &Trained)>) -> [Pairs; 2] {
    let best = |mut list: Vec<(f64, (u8, u8))>, n: usize| {
        list.sort_by(|a, b| b.0.total_cmp(&a.0));
        list.into_iter().take(n).map(|x| x.1).collect::<Vec<_>>()
    };
    let mut arabic = best(cross.pairs_a(), 30);
    let mut latin = best(cross.pairs_b(), 100);
    if let Some((a, l)) = within {
        for (list, more) in [
            (&mut arabic, best(a.pairs_a(), 30)),
            (&mut latin, best(l.pairs_a(), 40)),
        ] {
            for p in more {
                if !list.contains(&p) {
                    list.push(p);
                }
            }
        }
    }
    [
        Pairs::new(Script::Arabic, &arabic),
        Pairs::new(Script::Latin, &latin),
    ]
}

/// All training pairs of name parts, by kind.
pub fn pairs(names: &Names, random: &mut Random) -> [Vec<PartPair>; 3] {
    let misses = examples::near_misses(names, 60_000, 2, random);
    let native = examples::native_misses(names, 4, random);
    let strangers = examples::strangers(names, 20_000, random);
    eprintln!(
        "{} near misses, {} native, {} strangers",
        misses.len(),
        native.len(),
        strangers.len()
    );
    let all: Vec<PartPair> = misses
        .iter()
        .chain(&native)
        .chain(&strangers)
        .copied()
        .collect();
    let mut arabic = examples::variants(names, Script::Arabic, random);
    let mut cross = examples::transcriptions(names);
    let mut latin = examples::variants(names, Script::Latin, random);
    eprintln!(
        "positives: {} arabic, {} cross, {} latin",
        arabic.len(),
        cross.len(),
        latin.len()
    );
    cross.extend(examples::across(names, &all, random));
    latin.extend(examples::latin_misses(names, &all, random));
    arabic.extend(all);
    [arabic, cross, latin]
}

/// Trains edit weights of one kind.
pub fn weights(
    names: &Names,
    kind: usize,
    pairs: &[PartPair],
    trained: &Trained,
    units: &[Pairs; 2],
) -> Weights {
    let (a, b) = KINDS[kind];
    let mut p = Parameters::new(a, b, trained, [&units[0], &units[1]]);
    let words: Vec<tune::Example> = balanced(pairs)
        .into_iter()
        .map(|pair| {
            let (x, y) = (
                &spelling(names, a, pair.a).codes,
                &spelling(names, b, pair.b).codes,
            );
            let (i, j) = match (a == b, article(a, x), article(b, y)) {
                (true, 2, 2) => (2, 2),
                _ => (0, 0),
            };
            tune::Example {
                a: Word::new(a, &x[i..], &units[a as usize]),
                b: Word::new(b, &y[j..], &units[b as usize]),
                same: pair.same,
                weight: pair.weight,
            }
        })
        .collect();
    tune::tune(&mut p, &words, 4, 3, 11 + kind as u64);
    p.weights()
}

/// Weights so scaled that both labels count alike.
fn balanced(pairs: &[PartPair]) -> Vec<PartPair> {
    let sum = |same: bool| {
        pairs
            .iter()
            .filter(|p| p.same == same)
            .map(|p| p.weight)
            .sum::<f32>()
    };
    let (positive, negative) = (sum(true), sum(false));
    let mean = (positive + negative) / 2.0;
    pairs
        .iter()
        .map(|p| PartPair {
            weight: p.weight * mean / if p.same { positive } else { negative },
            ..*p
        })
        .collect()
}

/// EM for all three kinds, first across scripts, whose fit cleans the links for the rest.
pub fn expectation(names: &mut Names) -> [Trained; 3] {
    let all = |names: &Names| em_examples(names, &examples::transcriptions(names), KINDS[1]);
    let first = em::train(KINDS[1].0, KINDS[1].1, &all(names), 8);
    clean(names, &first);
    let cross = em::train(KINDS[1].0, KINDS[1].1, &all(names), 10);
    let mut random = Random::new(3);
    let arabic = examples::variants(names, Script::Arabic, &mut random);
    let latin = examples::variants(names, Script::Latin, &mut random);
    let within = |pairs: &[PartPair], kind: usize| {
        em::train(
            KINDS[kind].0,
            KINDS[kind].1,
            &em_examples(names, pairs, KINDS[kind]),
            10,
        )
    };
    [within(&arabic, 0), cross, within(&latin, 2)]
}

/// A part as the matcher would read it.
pub fn part(names: &Names, script: Script, i: u32, model: &Model) -> Part {
    let s = spelling(names, script, i);
    let entry = if script == Script::Arabic {
        i
    } else {
        i + names.arabic.len() as u32
    };
    Part::from_codes(
        &s.codes,
        script,
        article(script, &s.codes) as u8,
        model.pairs(script),
        Some(entry),
        &model.attested,
    )
}

/// What the forest may know in training: less than there is, as with names that were never seen.
///
/// Both labels lose links alike, so that knowing a name is no sign of either: of variants the links
/// that they share, of near misses as many links of their own.
fn masked(
    model: &Model,
    (a, b): (&Part, &Part),
    same: bool,
    random: &mut Random,
) -> (Evidence, Evidence) {
    let mut ea = Evidence::of(&model.attested, a.entry);
    let mut eb = Evidence::of(&model.attested, b.entry);
    let within = a.script() == b.script();
    let (from_a, from_b) = match random.below(8) {
        0 => (false, false),
        1..=3 => (true, !within),
        4..=6 => (!within, true),
        _ => (true, true),
    };
    let common: Vec<u32> = if !same {
        Vec::new()
    } else if within {
        ea.links()
            .iter()
            .map(|l| l.entry)
            .filter(|x| eb.links().iter().any(|l| l.entry == *x))
            .collect()
    } else {
        a.entry.into_iter().chain(b.entry).collect()
    };
    // what is known of a frequent name is nearly complete, so it is seldom hidden
    let (hide_a, hide_b) = [ea, eb]
        .map(|e| random.chance(if e.log_count > 3.3 { 0.03 } else { 1.0 }))
        .into();
    for (evidence, from) in [(&mut ea, from_a && hide_a), (&mut eb, from_b && hide_b)] {
        if !from {
            continue;
        }
        if same {
            common.iter().for_each(|&c| *evidence = evidence.without(c));
        } else if evidence.len > 0 {
            let gone = evidence.links[random.below(evidence.len)].entry;
            *evidence = evidence.without(gone);
        }
    }
    if random.chance(0.2) && hide_a {
        ea = Evidence::NONE;
    }
    if random.chance(0.2) && hide_b {
        eb = Evidence::NONE;
    }
    (ea, eb)
}

/// Trains the forest of one kind.
pub fn forest(
    names: &Names,
    kind: usize,
    pairs: &[PartPair],
    model: &Model,
    trees: usize,
) -> Forest {
    let (sa, sb) = KINDS[kind];
    let weighted = balanced(pairs);
    let rows: Vec<([f32; MAX_FEATURES], bool, f32)> = weighted
        .par_iter()
        .enumerate()
        .map(|(i, p)| {
            let mut random = Random::new(i as u64 * 77 + kind as u64);
            let (a, b) = (part(names, sa, p.a, model), part(names, sb, p.b, model));
            let evidence = masked(model, (&a, &b), p.same, &mut random);
            let fit = fit_parts(model, &a, &b);
            let mut row = [0.0; MAX_FEATURES];
            pair_features(model, &a, &b, &fit, (&evidence.0, &evidence.1), &mut row);
            (row, p.same, p.weight)
        })
        .collect();
    let mut table = Rows::default();
    for (row, same, weight) in rows {
        table.values.extend(&row[..PAIR_FEATURES]);
        table.labels.push(same);
        table.weights.push(weight);
    }
    boost(
        &table,
        PAIR_FEATURES,
        &Settings {
            trees,
            rate: 0.15,
            least: 20.0,
            penalty: 5.0,
        },
    )
}
