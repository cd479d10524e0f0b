//! Speed of the text layer in megabytes (10^6 bytes) of UTF-8 per second of CPU time: medians over
//! several runs. Run: `cargo bench --bench text_cpu`.

use std::hint::black_box;
use std::time::Instant;

use kunya::folded::{FoldedTokens, fold_tokens};
use kunya::gazetteer::{Gazetteer, GazetteerBuilder};
use kunya::normalize::Normalizer;
use kunya::sentence::sentences_into;
use kunya::span::Cursor;
use kunya::tokenize::{tokenize, tokenize_into};
use kunya::{fold, parallel};

#[path = "news/mod.rs"]
mod news;

/// Runs of each job.
const RUNS: usize = 5;
/// The shortest run, in seconds: the system counts processor time in steps of some milliseconds.
const SHORTEST: f64 = 0.2;

/// The time this thread has had on a processor, in seconds; elsewhere than on Linux, the time of day.
fn cpu_seconds() -> f64 {
    thread_local!(static START: Instant = Instant::now());
    let own = std::fs::read_to_string("/proc/thread-self/schedstat")
        .ok()
        .and_then(|s| s.split(' ').next()?.parse::<f64>().ok());
    match own {
        Some(ns) => ns / 1e9,
        None => START.with(|s| s.elapsed().as_secs_f64()),
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

/// Measures a job whose name holds the first argument of the program, or any where there is none.
fn report(name: &str, bytes: usize, mut work: impl FnMut()) {
    let wanted = std::env::args().nth(1).unwrap_or_default();
    if !wanted.starts_with('-') && !name.contains(&wanted) {
        return;
    }
    work();
    let rates = (0..RUNS)
        .map(|_| {
            let start = cpu_seconds();
            let (mut times, mut seconds) = (0, 0.0);
            while seconds < SHORTEST {
                work();
                times += 1;
                seconds = cpu_seconds() - start;
            }
            f64::from(times) * bytes as f64 / 1e6 / seconds
        })
        .collect();
    println!("{name:<48} {:>8.0} MB/s", median(rates));
}

fn main() {
    let text = news::text();
    let size = text.len();
    println!("{:.1} MB of news", size as f64 / 1e6);

    let mut tokens = Vec::new();
    report("tokenize", size, || {
        tokenize_into(black_box(text), &mut tokens)
    });
    let mut found = Vec::new();
    report("sentences, of tokens", size, || {
        sentences_into(black_box(text), &tokens, &mut found);
    });
    report("tokenize and sentences", size, || {
        tokenize_into(black_box(text), &mut tokens);
        sentences_into(text, &tokens, &mut found);
    });
    let mut folded = FoldedTokens::default();
    report("fold tokens", size, || {
        folded.refill(black_box(text), &tokens)
    });
    let mut out = String::new();
    report("fold", size, || {
        out.clear();
        fold::fold_into(black_box(text), &mut out);
    });
    report("code points of tokens", size, || {
        let mut cursor = Cursor::new(text);
        for token in &tokens {
            black_box(cursor.span_to_chars(token.span));
        }
    });
    for preset in ["default", "search", "matching", "display"] {
        let n = news::preset(preset);
        report(&format!("normalize, {preset}"), size, || {
            out.clear();
            n.normalize_into(black_box(text), &mut out);
        });
    }
    for preset in ["default", "search", "matching"] {
        let n = news::preset(preset);
        report(&format!("normalize with alignment, {preset}"), size, || {
            black_box(n.align(black_box(text)));
        });
    }
    let vocalised = vocalise(text);
    for (name, n) in [
        ("default", Normalizer::new()),
        ("display", Normalizer::display()),
    ] {
        report(
            &format!("normalize with alignment, vocalised, {name}"),
            vocalised.len(),
            || {
                black_box(n.align(black_box(&vocalised)));
            },
        );
    }
    report("tokenize, vocalised", vocalised.len(), || {
        tokenize_into(black_box(&vocalised), &mut tokens);
    });
    for unit in ["\"", "ـ", "a-", "( ", "\u{200f}", "1,", "😀", "َ"] {
        let long = unit.repeat(size / unit.len());
        report(
            &format!("tokenize, nothing but {unit:?}"),
            long.len(),
            || {
                tokenize_into(black_box(&long), &mut tokens);
            },
        );
        report(
            &format!("normalize, nothing but {unit:?}"),
            long.len(),
            || {
                black_box(Normalizer::search().align(black_box(&long)));
            },
        );
    }
    let g = million();
    tokenize_into(text, &mut tokens);
    folded.refill(text, &tokens);
    println!("{} matches", g.find_all(&folded).len());
    report("gazetteer of 10^6 phrases, alone", size, || {
        black_box(g.find_all(black_box(&folded)));
    });
    report("tokenize, fold, gazetteer of 10^6", size, || {
        let tokens = tokenize(black_box(text));
        black_box(g.find_all(&fold_tokens(text, &tokens)));
    });
    threads(text);
}

/// A vowel sign after every second Arabic letter.
fn vocalise(text: &str) -> String {
    let mut out = String::new();
    for (i, c) in text.chars().take(3_000_000).enumerate() {
        out.push(c);
        if i % 2 == 0 && ('ب'..='ي').contains(&c) {
            out.push('\u{64e}');
        }
    }
    out
}

/// A million different phrases of one to four words, made of the words of the news: half of them as
/// they stand there, half in an order of chance.
fn million() -> Gazetteer {
    let text = news::text();
    let words: Vec<&str> = text.split_whitespace().filter(|w| w.len() > 3).collect();
    let mut state = 1_u64;
    let mut chance = move |below: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        ((state >> 33) as usize) % below
    };
    let mut phrases = std::collections::BTreeSet::new();
    while phrases.len() < 1_040_000 {
        let at = chance(words.len() - 4);
        let length = 1 + chance(4);
        phrases.insert(if phrases.len() % 2 == 0 {
            words[at..at + length].join(" ")
        } else {
            let random: Vec<&str> = (0..length).map(|_| words[chance(words.len())]).collect();
            random.join(" ")
        });
    }
    let start = cpu_seconds();
    let mut builder = GazetteerBuilder::new();
    for (i, phrase) in phrases.iter().enumerate() {
        let id = format!("id:{i}");
        // a phrase of nothing but punctuation is refused: the news has some
        let _ = builder.add(i as u32 % 12, phrase, Some(&id));
    }
    let g = builder.build().expect("a gazetteer");
    println!(
        "gazetteer: {} phrases, {:.2} s to build, {:.1} MB",
        g.len(),
        cpu_seconds() - start,
        g.as_bytes().len() as f64 / 1e6
    );
    g
}

/// The time all threads of this process have had on a processor, in seconds (Linux).
fn process_seconds() -> Option<f64> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let fields: Vec<&str> = stat.rsplit(')').next()?.split_whitespace().collect();
    let ticks = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
    Some(ticks / 100.0)
}

/// How much two threads do in the time of one, and what they cost in processor time, which other work
/// on the machine does not spoil: two threads that never wait for each other cost what one costs.
fn threads(text: &str) {
    let documents: Vec<&str> = text.lines().collect();
    let run = |threads| {
        let cpu = process_seconds();
        let times = (0..RUNS).map(|_| {
            let start = Instant::now();
            for _ in 0..4 {
                let work = |d: &&str| {
                    let tokens = tokenize(d);
                    fold_tokens(d, &tokens).len()
                };
                black_box(parallel::map(&documents, Some(threads), work, |_| true).is_ok());
            }
            start.elapsed().as_secs_f64()
        });
        let wall = median(times.collect());
        (wall, process_seconds().zip(cpu).map(|(b, a)| b - a))
    };
    let ((one, one_cpu), (two, two_cpu)) = (run(1), run(2));
    println!("two threads against one, wall time: {:.2}", one / two);
    if let Some((one, two)) = one_cpu.zip(two_cpu) {
        println!(
            "two threads against one, processor time: {:.2}",
            2.0 * one / two
        );
    }
}
