//! Trains the order of what a search finds, from searches among the training names.
//!
//! A query is a spelling of which another is in the index; what it finds besides are the names that it must not be
//! taken for. What is known of the names is hidden now and then, as it is for names that were never seen.

use std::collections::{HashMap, HashSet};

use kunya::names::align::Script;
use kunya::names::forest::{Forest, MAX_FEATURES};
use kunya::names::index::Index;
use kunya::names::model::Model;
use kunya::names::parts::Parts;
use kunya::names::rank::{RANK_FEATURES, Ranker, rank_features};
use kunya::names::Matcher;
use rayon::prelude::*;

use crate::boost::{Settings, grow};
use crate::compose::{Composer, text};
use crate::examples::{self, PartPair};
use crate::random::Random;
use crate::sources::Names;

/// Names that a query is held against.
const LIST: usize = 40;
/// Candidates that are asked for, to find the positions again whatever is hidden.
const FETCHED: usize = 60;
/// How often what is known of a query is hidden.
const HIDE_QUERY: f64 = 0.6;
/// How often what is known of a name is hidden.
const HIDE_NAME: f64 = 0.4;

/// A query, the positions of its other spellings, and of those that may be one.
struct Search {
    query: String,
    wanted: HashSet<u32>,
    unclear: HashSet<u32>,
}

/// One query's candidates: features of each, and whether it is wanted.
#[derive(Default)]
struct List {
    rows: Vec<[f32; MAX_FEATURES]>,
    wanted: Vec<bool>,
}

/// Trains the forest that is added to the logit.
pub fn forest(names: &Names, model: &Model, trees: usize) -> Forest {
    let mut random = Random::new(41);
    let arabic_pairs = examples::variants(names, Script::Arabic, &mut random);
    let arabic = arabic_searches(names, model, &arabic_pairs, &mut random);
    let latin = latin_searches(names, &mut random);
    let mut lists = run(model, &arabic.0, &arabic.1);
    lists.extend(run(model, &latin.0, &latin.1));
    // every tenth list only measures
    let held: Vec<List> = {
        let mut at = 0;
        lists
            .extract_if(.., |_| {
                at += 1;
                at % 10 == 0
            })
            .collect()
    };
    let forest = learn(&lists, trees);
    for (what, lists) in [("learned from", &lists), ("held back", &held)] {
        report(what, lists, &forest);
    }
    forest
}

/// Names of Arabic letters, and searches among them in both scripts.
fn arabic_searches(
    names: &Names,
    model: &Model,
    pairs: &[PartPair],
    random: &mut Random,
) -> (Vec<String>, Vec<Search>) {
    let mut index: Vec<String> = names
        .arabic
        .iter()
        .map(|s| text(Script::Arabic, &s.codes))
        .collect();
    let mut variants: HashMap<u32, HashSet<u32>> = HashMap::new();
    for p in pairs {
        variants.entry(p.a).or_default().insert(p.b);
        variants.entry(p.b).or_default().insert(p.a);
    }
    let mut queries: Vec<u32> = variants.keys().copied().collect();
    queries.sort_unstable();
    random.shuffle(&mut queries);
    let linked = |links: &HashMap<u32, u32>| links.keys().copied().collect::<Vec<u32>>();
    let mut searches: Vec<Search> = queries
        .iter()
        .take(14_000)
        .map(|&q| {
            let spelling = &names.arabic[q as usize];
            // what shares a Latin spelling, however rare
            let unclear = linked(&spelling.links)
                .into_iter()
                .flat_map(|l| linked(&names.latin[l as usize].links))
                .chain([q])
                .collect();
            Search {
                query: text(Script::Arabic, &spelling.codes),
                wanted: variants[&q].clone(),
                unclear,
            }
        })
        .collect();
    let mut latin: Vec<u32> = (0..names.latin.len() as u32)
        .filter(|&l| !names.latin[l as usize].links.is_empty())
        .collect();
    random.shuffle(&mut latin);
    searches.extend(latin.iter().take(5_000).map(|&l| {
        let spelling = &names.latin[l as usize];
        let total: u32 = spelling.links.values().sum();
        let wanted = spelling
            .links
            .iter()
            .filter(|&(_, &n)| n * 10 >= total)
            .map(|(&a, _)| a)
            .collect();
        Search {
            query: text(Script::Latin, &spelling.codes),
            wanted,
            unclear: linked(&spelling.links).into_iter().collect(),
        }
    }));
    // places of several words that share their Latin name
    let mut places: HashMap<&str, Vec<u32>> = HashMap::new();
    for (arabic, latin) in &names.phrases {
        places.entry(latin).or_default().push(index.len() as u32);
        index.push(arabic.clone());
    }
    let mut places: Vec<Vec<u32>> = places.into_values().filter(|p| p.len() > 1).collect();
    places.sort_unstable();
    for ids in &places {
        let query = ids[random.below(ids.len())];
        searches.push(Search {
            query: index[query as usize].clone(),
            wanted: ids.iter().copied().filter(|&i| i != query).collect(),
            unclear: HashSet::from([query]),
        });
    }
    // people
    let composer = Composer::new(names, model, pairs);
    let people: Vec<_> = (0..30_000u64)
        .into_par_iter()
        .map(|i| composer.people(&mut Random::new(i * 37 + 11)))
        .filter(|p| p.same && p.weight > 0.0 && p.a != p.b)
        .collect();
    for (i, p) in people.into_iter().enumerate() {
        let id = index.len() as u32;
        index.push(p.b);
        if i % 3 == 0 {
            searches.push(Search {
                query: p.a,
                wanted: HashSet::from([id]),
                unclear: HashSet::new(),
            });
        }
    }
    (index, searches)
}

/// Names of Latin letters, and searches for Arabic ones among them.
fn latin_searches(names: &Names, random: &mut Random) -> (Vec<String>, Vec<Search>) {
    let index = names
        .latin
        .iter()
        .map(|s| text(Script::Latin, &s.codes))
        .collect();
    let mut arabic: Vec<u32> = (0..names.arabic.len() as u32)
        .filter(|&a| !names.arabic[a as usize].links.is_empty())
        .collect();
    random.shuffle(&mut arabic);
    let searches = arabic
        .iter()
        .take(4_000)
        .map(|&a| {
            let spelling = &names.arabic[a as usize];
            let total: u32 = spelling.links.values().sum();
            let wanted = spelling
                .links
                .iter()
                .filter(|&(_, &n)| n * 10 >= total)
                .map(|(&l, _)| l)
                .collect();
            Search {
                query: text(Script::Arabic, &spelling.codes),
                wanted,
                unclear: spelling.links.keys().copied().collect(),
            }
        })
        .collect();
    (index, searches)
}

/// Hides what is known of a name's parts.
fn hide(name: &mut Parts, p: f64, random: &mut Random) {
    for part in name.as_mut_slice() {
        if random.chance(p) {
            part.entry = None;
            part.log_count = -1.0;
        }
    }
}

fn run(model: &Model, names: &[String], searches: &[Search]) -> Vec<List> {
    let matcher = Matcher::new(model);
    let index = Index::new(names, &[]).expect("the names are short");
    searches
        .par_iter()
        .enumerate()
        .map_init(
            || (Parts::new(), Parts::new(), Ranker::default()),
            |(query, name, ranker), (i, search)| {
                let mut random = Random::new(i as u64 * 1009 + 3);
                matcher.read(&search.query, query);
                hide(query, HIDE_QUERY, &mut random);
                let mut found: Vec<(f32, bool, [f32; MAX_FEATURES])> = Vec::new();
                for (id, _) in index.candidates(matcher, &search.query, FETCHED) {
                    let wanted = search.wanted.contains(&id);
                    if !wanted && search.unclear.contains(&id) {
                        continue;
                    }
                    matcher.read(&names[id as usize], name);
                    hide(name, HIDE_NAME, &mut random);
                    let logit = matcher.logit_of(query, name);
                    let mut row = [0.0; MAX_FEATURES];
                    rank_features(model, query, name, logit, ranker, &mut row);
                    found.push((logit, wanted, row));
                }
                found.sort_by(|a, b| b.0.total_cmp(&a.0));
                found.truncate(LIST);
                List {
                    rows: found.iter().map(|f| f.2).collect(),
                    wanted: found.iter().map(|f| f.1).collect(),
                }
            },
        )
        .filter(|l| l.wanted.contains(&true) && l.wanted.contains(&false))
        .collect()
}

/// Boosts on the likelihood that what is wanted comes first.
fn learn(lists: &[List], trees: usize) -> Forest {
    let mut values = Vec::new();
    let mut scores = Vec::new();
    let mut wanted = Vec::new();
    let mut starts = vec![0];
    for list in lists {
        for row in &list.rows {
            values.extend(&row[..RANK_FEATURES]);
            scores.push(row[0]);
        }
        wanted.extend(&list.wanted);
        starts.push(scores.len());
    }
    let slopes = |scores: &[f32]| {
        starts
            .windows(2)
            .flat_map(|w| {
                let (scores, wanted) = (&scores[w[0]..w[1]], &wanted[w[0]..w[1]]);
                let top = scores.iter().copied().fold(f32::MIN, f32::max);
                let mass: Vec<f32> = scores.iter().map(|s| (s - top).exp()).collect();
                let all: f32 = mass.iter().sum();
                let good: f32 = mass.iter().zip(wanted).filter(|m| *m.1).map(|m| m.0).sum();
                mass.into_iter()
                    .zip(wanted)
                    .map(|(m, &y)| {
                        let p = m / all;
                        let share = if y { m / good.max(1e-20) } else { 0.0 };
                        (p - share, (p * (1.0 - p)).max(1e-4))
                    })
                    .collect::<Vec<_>>()
            })
            .unzip()
    };
    let settings = Settings {
        trees,
        rate: 0.12,
        least: 5.0,
        penalty: 3.0,
    };
    let (nodes, leaves) = grow(&values, RANK_FEATURES, &settings, &mut scores, slopes);
    Forest::new(RANK_FEATURES, 0.0, &nodes, &leaves).expect("trees are complete")
}

fn report(what: &str, lists: &[List], forest: &Forest) {
    let rank = |list: &List, score: &dyn Fn(&[f32; MAX_FEATURES]) -> f32| {
        let scores: Vec<f32> = list.rows.iter().map(score).collect();
        let best = scores
            .iter()
            .zip(&list.wanted)
            .filter(|s| *s.1)
            .map(|s| *s.0)
            .fold(f32::MIN, f32::max);
        scores
            .iter()
            .zip(&list.wanted)
            .filter(|s| !*s.1 && *s.0 >= best)
            .count()
    };
    let share = |most: usize, score: &dyn Fn(&[f32; MAX_FEATURES]) -> f32| {
        lists.iter().filter(|l| rank(l, score) < most).count() as f64 / lists.len() as f64
    };
    let after = |row: &[f32; MAX_FEATURES]| row[0] + forest.logit(row);
    eprintln!(
        "rank {what}: {} lists, first {:.3} -> {:.3}, among ten {:.3} -> {:.3}",
        lists.len(),
        share(1, &|r| r[0]),
        share(1, &after),
        share(10, &|r| r[0]),
        share(10, &after),
    );
}
