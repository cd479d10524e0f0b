//! Speed of names: reading, comparing, searching, grouping (divan; wall time).
//!
//! Names are put together from parts of the lexicon that comes with the program. Run: `cargo bench --bench names`.

use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use kunya::names::parts::Parts;
use kunya::names::{DEFAULT_THRESHOLD, Index, Matcher, Scratch, cluster, skeleton};

/// Arabic forms of the lexicon, each with a Latin spelling.
static LEXICON: LazyLock<Vec<(&str, &str)>> = LazyLock::new(|| {
    include_str!("../lexicons/person_names.tsv")
        .lines()
        .skip(1)
        .filter_map(|line| {
            let mut columns = line.split('\t');
            let (form, latin) = (columns.next()?, columns.next_back()?);
            let first = latin.split('|').next().filter(|l| !l.is_empty())?;
            Some((form, first))
        })
        .collect()
});

/// The Arabic forms.
static PARTS: LazyLock<Vec<&str>> = LazyLock::new(|| LEXICON.iter().map(|e| e.0).collect());

fn main() {
    divan::main();
}

/// `n` names of one to three parts, the same in every run.
fn names(n: usize) -> Vec<String> {
    let mut state = 17u64;
    let mut below = |n: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % n
    };
    (0..n)
        .map(|_| {
            let parts: Vec<&str> = (0..[1, 2, 2, 3][below(4)])
                .map(|_| PARTS[below(PARTS.len())])
                .collect();
            parts.join(" ")
        })
        .collect()
}

/// Pairs of Arabic names of one part that stand near each other in the lexicon, and so look alike.
fn arabic_pairs() -> Vec<(String, String)> {
    (0..1000)
        .map(|i| i * (PARTS.len() - 2) / 1000)
        .map(|i| (PARTS[i].to_owned(), PARTS[i + 1].to_owned()))
        .collect()
}

/// Arabic names of one part, each with a Latin spelling of it or of its neighbour.
fn mixed_pairs() -> Vec<(String, String)> {
    (0..1000)
        .map(|i| i * (LEXICON.len() - 2) / 1000)
        .map(|i| (LEXICON[i].0.to_owned(), LEXICON[i + i % 2].1.to_owned()))
        .collect()
}

/// Full names, each against one in which a part is another.
fn full_pairs() -> Vec<(String, String)> {
    (0..1000)
        .map(|i| i * (PARTS.len() - 4) / 1000)
        .map(|i| {
            let [a, b, c, d] = [0, 1, 2, 3].map(|k| PARTS[(i * 7 + k * 31) % PARTS.len()]);
            (format!("{a} {b} {c}"), format!("{a} {b} {d}"))
        })
        .collect()
}

fn pairs(kind: &str) -> Vec<(String, String)> {
    match kind {
        "arabic" => arabic_pairs(),
        "arabic and latin" => mixed_pairs(),
        _ => full_pairs(),
    }
}

const KINDS: [&str; 3] = ["arabic", "arabic and latin", "full"];

#[divan::bench]
fn prepare(bencher: Bencher) {
    let names = names(1000);
    let mut parts = Parts::new();
    bencher
        .counter(ItemsCount::new(names.len()))
        .bench_local(move || {
            for name in &names {
                Matcher::global().read(black_box(name), &mut parts);
                black_box(&parts);
            }
        });
}

#[divan::bench]
fn skeletons(bencher: Bencher) {
    let names = names(1000);
    let mut out = String::new();
    bencher
        .counter(ItemsCount::new(names.len()))
        .bench_local(move || {
            for name in &names {
                out.clear();
                skeleton(black_box(name), &mut out);
            }
        });
}

#[divan::bench(args = KINDS)]
fn similarity_one_by_one(bencher: Bencher, kind: &str) {
    let pairs = pairs(kind);
    let mut scratch = Scratch::default();
    bencher
        .counter(ItemsCount::new(pairs.len()))
        .bench_local(move || {
            for (a, b) in &pairs {
                black_box(Matcher::global().similarity_with(black_box(a), b, &mut scratch));
            }
        });
}

#[divan::bench(args = KINDS)]
fn similarity_batch(bencher: Bencher, kind: &str) {
    let owned = pairs(kind);
    let pairs: Vec<(&str, &str)> = owned.iter().map(|(a, b)| (&**a, &**b)).collect();
    bencher
        .counter(ItemsCount::new(pairs.len()))
        .bench_local(|| Matcher::global().similarities(black_box(&pairs)));
}

#[divan::bench(args = [10_000, 100_000], sample_count = 10)]
fn index_build(bencher: Bencher, n: usize) {
    let names = names(n);
    bencher
        .counter(ItemsCount::new(n))
        .bench_local(|| Index::new(black_box(&names), &[]).map(|index| index.len()));
}

#[divan::bench(args = [10_000, 100_000], sample_count = 10)]
fn index_search(bencher: Bencher, n: usize) {
    let names = names(n);
    let index = Index::new(&names, &[]).expect("the names are short");
    let queries: Vec<&String> = names.iter().step_by(n / 100).collect();
    bencher
        .counter(ItemsCount::new(queries.len()))
        .bench_local(|| {
            for query in &queries {
                black_box(index.search(black_box(query), 10, 0.0));
            }
        });
}

#[divan::bench(args = [1_000, 10_000], sample_count = 10)]
fn clusters(bencher: Bencher, n: usize) {
    let names = names(n);
    bencher
        .counter(ItemsCount::new(n))
        .bench_local(|| cluster(black_box(&names), DEFAULT_THRESHOLD, 1));
}
