//! Times the resolution of 1,000, 10,000 and 100,000 short documents with names made at random.
use std::time::Instant;

use kunya::corpus::{Corpus, Row, Summary};
use kunya::label::Label;

fn main() {
    let syllables = [
        "سا", "مي", "كر", "حد", "نو", "را", "جي", "لب", "دن", "فو", "تا", "شي", "غر", "بو", "زي",
        "هم",
    ];
    let word = |n: u64| {
        (0..3)
            .map(|k| syllables[(n >> (4 * k)) as usize % 16])
            .collect::<String>()
    };
    for count in [1_000_u64, 10_000, 100_000] {
        let mut state = 1_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            state >> 33
        };
        let documents: Vec<Summary> = (0..count)
            .map(|d| {
                let rows: Vec<Row> = (0..8)
                    .map(|k| {
                        // a few are in every tenth document, most are rare
                        let person = next() % (if k < 3 { 50 } else { count });
                        let text = format!(
                            "{} {}",
                            word(person * 7919 % 4096),
                            word(person * 104_729 / 13 % 4096)
                        );
                        let label = [Label::Per, Label::Org, Label::Loc][k % 3];
                        Row {
                            text,
                            label,
                            entity: Some(k as u64),
                            start: 0,
                            end: 0,
                        }
                    })
                    .collect();
                Summary::from_rows(&d.to_string(), None, &rows)
            })
            .collect();
        let start = Instant::now();
        let mut corpus = Corpus::new();
        corpus.add(documents, None, || true).expect("different ids");
        println!(
            "{count} documents: {} entities in {:.2} s",
            corpus.entities().len(),
            start.elapsed().as_secs_f64()
        );
    }
}
