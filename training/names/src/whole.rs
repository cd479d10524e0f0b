//! Trains what compares whole names.

use kunya::names::compare::{NAME_FEATURES, name_features, name_logit, pair_parts};
use kunya::names::forest::{Forest, MAX_FEATURES};
use kunya::names::model::Model;
use kunya::names::parts::Parts;
use rayon::prelude::*;

use crate::boost::{Rows, Settings, boost};
use crate::compose::Composer;
use crate::examples::PartPair;
use crate::measure::Labelled;
use crate::random::Random;
use crate::sources::Names;

/// Trains the forest over names of several parts.
pub fn forest(names: &Names, model: &Model, arabic_pairs: &[PartPair], trees: usize) -> Forest {
    let composer = Composer::new(names, model, arabic_pairs);
    let mut pairs: Vec<_> = (0..160_000u64)
        .into_par_iter()
        .map(|i| composer.people(&mut Random::new(i * 31 + 7)))
        .collect();
    pairs.extend(composer.phrases(&mut Random::new(99), 40_000));
    pairs.extend((0..20_000u64).map(|i| composer.spacing(&mut Random::new(i * 17 + 3))));
    if std::env::var("SAMPLES").is_ok() {
        for p in pairs.iter().step_by(1999) {
            eprintln!("{} {:.1} {} | {}", p.same, p.weight, p.a, p.b);
        }
    }
    let rows: Vec<([f32; MAX_FEATURES], bool, f32)> = pairs
        .par_iter()
        .enumerate()
        .map_init(
            || (Parts::new(), Parts::new()),
            |(a, b), (i, p)| {
                let mut random = Random::new(i as u64 * 13 + 5);
                a.read(&p.a, [&model.pairs[0], &model.pairs[1]], &model.attested);
                b.read(&p.b, [&model.pairs[0], &model.pairs[1]], &model.attested);
                // as with names that were never seen: a third of the parts is not in the table
                for part in a.as_mut_slice().iter_mut().chain(b.as_mut_slice()) {
                    if random.chance(if part.log_count > 3.3 { 0.03 } else { 0.4 }) {
                        part.entry = None;
                        part.log_count = -1.0;
                    }
                }
                let usable = !a.as_slice().is_empty()
                    && !b.as_slice().is_empty()
                    && (a.as_slice().len() > 1 || b.as_slice().len() > 1)
                    && a.key() != b.key();
                let (x, y) = if b.key() < a.key() {
                    (&*b, &*a)
                } else {
                    (&*a, &*b)
                };
                let mut row = [0.0; MAX_FEATURES];
                if usable {
                    let pairing = pair_parts(model, x.as_slice(), y.as_slice());
                    name_features(model, x, y, &pairing, &mut row);
                }
                (row, p.same, if usable { p.weight } else { 0.0 })
            },
        )
        .collect();
    let mut table = Rows::default();
    for (row, same, weight) in rows.into_iter().filter(|r| r.2 > 0.0) {
        table.values.extend(&row[..NAME_FEATURES]);
        table.labels.push(same);
        table.weights.push(weight);
    }
    boost(
        &table,
        NAME_FEATURES,
        &Settings {
            trees,
            rate: 0.15,
            least: 20.0,
            penalty: 5.0,
        },
    )
}

/// Logits of labelled pairs.
pub fn logits(model: &Model, pairs: &[Labelled]) -> Vec<Option<f32>> {
    pairs
        .par_iter()
        .map_init(
            || (Parts::new(), Parts::new()),
            |(a, b), p| {
                a.read(&p.a, [&model.pairs[0], &model.pairs[1]], &model.attested);
                b.read(&p.b, [&model.pairs[0], &model.pairs[1]], &model.attested);
                if a.key() == b.key() {
                    return Some(20.0);
                }
                Some(name_logit(model, a, b))
            },
        )
        .collect()
}
