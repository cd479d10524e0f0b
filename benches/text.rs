//! Speed of the text layer, in bytes of UTF-8 per second (divan; wall time).
//!
//! For figures per second of CPU time, which other work on the machine does not spoil, see
//! `text_cpu`. Run: `cargo bench --bench text`.

use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use kunya::folded::fold_tokens;
use kunya::normalize::Normalizer;
use kunya::sentence::sentences_into;
use kunya::span::Cursor;
use kunya::tokenize::{tokenize, tokenize_into};

#[path = "news/mod.rs"]
mod news;

fn main() {
    divan::main();
}

fn on(bencher: Bencher, mut work: impl FnMut(&str)) {
    let text = news::text();
    bencher
        .counter(BytesCount::of_str(text))
        .bench_local(move || work(black_box(text)));
}

#[divan::bench]
fn tokens(bencher: Bencher) {
    let mut tokens = Vec::new();
    on(bencher, |text| tokenize_into(text, &mut tokens));
}

#[divan::bench]
fn sentences(bencher: Bencher) {
    let tokens = tokenize(news::text());
    let mut out = Vec::new();
    on(bencher, |text| sentences_into(text, &tokens, &mut out));
}

#[divan::bench]
fn folded(bencher: Bencher) {
    let tokens = tokenize(news::text());
    on(bencher, |text| {
        black_box(fold_tokens(text, &tokens));
    });
}

#[divan::bench]
fn code_points_of_tokens(bencher: Bencher) {
    let tokens = tokenize(news::text());
    on(bencher, |text| {
        let mut cursor = Cursor::new(text);
        for token in &tokens {
            black_box(cursor.span_to_chars(token.span));
        }
    });
}

#[divan::bench(args = ["default", "search", "matching", "display"])]
fn normalize(bencher: Bencher, preset: &str) {
    let n = news::preset(preset);
    let mut out = String::new();
    on(bencher, |text| {
        out.clear();
        n.normalize_into(text, &mut out);
    });
}

#[divan::bench]
fn align(bencher: Bencher) {
    let n = Normalizer::new();
    on(bencher, |text| {
        black_box(n.align(text));
    });
}
