//! Makes models/segment/segment.bin, and measures it.
//!
//!     cargo run --release --example train_segment -- train PUD.conllu RAW.txt LEXICONS OUT.bin
//!     cargo run --release --example train_segment -- cross PUD.conllu RAW.txt LEXICONS   (tenfold, on the cut words)
//!     cargo run --release --example train_segment -- eval MODEL.bin FILE.conllu
//!     cargo run --release --example train_segment -- speed MODEL.bin RAW.txt
//!
//! Sources and licences: models/segment/MODEL.md.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fs;
use std::time::Instant;

use kunya::fold::fold;
use kunya::segment::{Segmenter, train};
use kunya::span::Span;
use train::Cut;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args[..] {
        ["train", cut, raw, stems, out] => {
            let (cut, raw) = (read_cut(cut)?, fs::read_to_string(raw)?);
            let stems = read_stems(stems)?;
            fs::write(
                out,
                train::train(&cut, &sentences(&raw), &stems, train::Options::default()),
            )?;
        }
        ["cross", cut, raw, stems] => {
            let (cut, raw) = (read_cut(cut)?, fs::read_to_string(raw)?);
            let (raw, stems) = (sentences(&raw), read_stems(stems)?);
            let mut total = Score::default();
            for fold in 0..10 {
                let held = |i: usize| i * 10 / cut.len() == fold;
                let part = |of: bool| {
                    cut.iter()
                        .enumerate()
                        .filter(|&(i, _)| held(i) == of)
                        .map(|(_, s)| s.clone())
                        .collect::<Vec<_>>()
                };
                let model = train::train(&part(false), &raw, &stems, train::Options::default());
                total.add(&Segmenter::from_bytes(&model, "the model")?, &part(true));
                if fold == 2 && std::env::var_os("QUICK").is_some() {
                    break;
                }
            }
            total.print();
        }
        ["eval", model, cut] => {
            let mut score = Score::default();
            score.add(
                &Segmenter::from_bytes(&fs::read(model)?, model)?,
                &read_cut(cut)?,
            );
            score.print();
        }
        ["speed", model, raw] => {
            let segmenter = Segmenter::from_bytes(&fs::read(model)?, model)?;
            let raw = fs::read_to_string(raw)?;
            let folded: Vec<(Span, String)> = sentences(&raw)
                .into_iter()
                .flatten()
                .map(|w| {
                    let start = w.as_ptr() as usize - raw.as_ptr() as usize;
                    (Span::new(start as u32, (start + w.len()) as u32), fold(w))
                })
                .collect();
            let start = Instant::now();
            let mut cut = 0;
            for w in folded.windows(3) {
                let s = segmenter.segment(&raw, w[1].0, &w[1].1, &w[0].1, &w[2].1);
                cut += usize::from(s.stem() != s.word());
            }
            let seconds = start.elapsed().as_secs_f64();
            println!(
                "{} words, {cut} cut, {:.1} MB/s",
                folded.len(),
                raw.len() as f64 / 1e6 / seconds
            );
        }
        _ => return Err("see the first lines of the program for its arguments".into()),
    }
    Ok(())
}

/// Maximal runs of Arabic letters and marks, line by line.
fn sentences(raw: &str) -> Vec<Vec<&str>> {
    raw.lines()
        .map(|line| {
            line.split(|c: char| !is_arabic(c))
                .filter(|w| !w.is_empty())
                .collect()
        })
        .collect()
}

fn is_arabic(c: char) -> bool {
    matches!(c, '\u{621}'..='\u{652}' | '\u{670}'..='\u{6d3}')
}

/// The words of names: the column `name` or `names` of the lexicons of people and places.
fn read_stems(folder: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut out = BTreeSet::new();
    for file in ["person_names.tsv", "places.tsv", "countries.tsv"] {
        let path = format!("{folder}/{file}");
        let text = fs::read_to_string(&path).map_err(|e| format!("{path}: {e}"))?;
        let mut lines = text.lines();
        let column = lines
            .next()
            .and_then(|header| header.split('\t').position(|c| c == "name" || c == "names"))
            .ok_or_else(|| format!("{path}:1: no column name or names"))?;
        for line in lines {
            if let Some(names) = line.split('\t').nth(column) {
                out.extend(
                    names
                        .split(|c: char| !is_arabic(c))
                        .filter(|w| w.chars().count() > 1)
                        .map(str::to_owned),
                );
            }
        }
    }
    Ok(out.into_iter().collect())
}

/// Words and their parts from CoNLL-U: words joined by `SpaceAfter=No` with no punctuation between are one.
fn read_cut(path: &str) -> Result<Vec<Vec<Cut>>, Box<dyn Error>> {
    let mut out = vec![vec![]];
    let mut group: Vec<String> = vec![];
    let flush = |group: &mut Vec<String>, out: &mut Vec<Vec<Cut>>| {
        let parts: Vec<String> = group.drain(..).filter(|p| !fold(p).is_empty()).collect();
        if !parts.is_empty() && parts.iter().all(|p| p.chars().all(is_arabic)) {
            let word = written(&parts);
            let parts = joined(&parts).iter().map(|p| fold(p)).collect();
            if let Some(sentence) = out.last_mut() {
                sentence.push(Cut { word, parts });
            }
        }
    };
    for line in fs::read_to_string(path)?.lines() {
        if line.is_empty() {
            flush(&mut group, &mut out);
            out.push(vec![]);
            continue;
        }
        let columns: Vec<&str> = line.split('\t').collect();
        if line.starts_with('#') || columns.len() < 10 || columns[0].contains(['-', '.']) {
            continue;
        }
        if columns[3] == "PUNCT" {
            flush(&mut group, &mut out);
            continue;
        }
        let form: String = columns[1]
            .chars()
            .filter(|c| !c.is_control() && !matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}'))
            .collect();
        // The treebank leaves the article's lam with the noun: ل + لسلطة, whose lemma is سلطة.
        match form.strip_prefix('ل') {
            Some(noun)
                if group.last().is_some_and(|p| p == "ل") && !fold(columns[2]).starts_with('ل') =>
            {
                group.extend(["ل".to_owned(), noun.to_owned()]);
            }
            _ => group.push(form),
        }
        if !columns[9].contains("SpaceAfter=No") {
            flush(&mut group, &mut out);
        }
    }
    Ok(out)
}

/// ل + ال is written لل.
fn written(parts: &[String]) -> String {
    let mut out = String::new();
    for part in parts {
        let contracts = matches!(out.as_str(), "ل" | "ول" | "فل");
        match part.strip_prefix('ا') {
            Some(rest) if contracts && rest.starts_with('ل') => out.push_str(rest),
            _ => out.push_str(part),
        }
    }
    out
}

/// Joins the article to what follows it and the feminine ending to what precedes it.
fn joined(parts: &[String]) -> Vec<String> {
    let mut out: Vec<String> = vec![];
    for part in parts {
        match out.last_mut() {
            Some(last) if last == "ال" || part == "ة" => last.push_str(part),
            _ => out.push(part.clone()),
        }
    }
    out
}

/// Joins the lam of the article, too: measures must not depend on where an annotator leaves it.
fn without_lams(parts: &[String]) -> Vec<String> {
    let mut out: Vec<String> = vec![];
    for part in parts {
        let n = out.len();
        if n > 1 && out[n - 1] == "ل" && out[n - 2] == "ل" {
            out[n - 1].push_str(part);
        } else {
            out.push(part.clone());
        }
    }
    out
}

#[derive(Default)]
struct Score {
    words: usize,
    right: usize,
    cut: usize,
    cut_right: usize,
    wrong: BTreeMap<String, usize>,
}

impl Score {
    fn add(&mut self, segmenter: &Segmenter, cut: &[Vec<Cut>]) {
        let words: Vec<&Cut> = cut.iter().flatten().collect();
        for block in words.chunks(40) {
            let folded: Vec<String> = block.iter().map(|c| fold(&c.word)).collect();
            for (i, gold) in block.iter().enumerate() {
                let before = i.checked_sub(1).map_or("", |j| &folded[j]);
                let after = folded.get(i + 1).map_or("", |w| w);
                let span = Span::new(0, gold.word.len() as u32);
                let parts: Vec<String> = segmenter
                    .segment(&gold.word, span, &folded[i], before, after)
                    .parts()
                    .map(|(_, s)| s.of(&gold.word).to_owned())
                    .collect();
                let ours: Vec<String> = joined(&parts).iter().map(|p| fold(p)).collect();
                let (ours, wanted) = (without_lams(&ours), without_lams(&gold.parts));
                // An annotator may have rewritten the word (ل+ال for لل): then the number of parts decides.
                let right = if wanted.concat() == folded[i] {
                    ours == wanted
                } else {
                    ours.len() == wanted.len()
                };
                self.words += 1;
                self.right += usize::from(right);
                self.cut += usize::from(wanted.len() > 1);
                self.cut_right += usize::from(right && wanted.len() > 1);
                if !right {
                    let error = format!("{} not {}", wanted.join("+"), ours.join("+"));
                    *self.wrong.entry(error).or_default() += 1;
                }
            }
        }
    }

    fn print(&self) {
        println!(
            "{} words, {:.2} % right; {} cut words, {:.2} % right",
            self.words,
            100.0 * self.right as f64 / self.words as f64,
            self.cut,
            100.0 * self.cut_right as f64 / self.cut.max(1) as f64
        );
        let mut wrong: Vec<_> = self.wrong.iter().collect();
        wrong.sort_by_key(|&(_, n)| std::cmp::Reverse(n));
        for (error, n) in wrong.into_iter().take(60) {
            println!("{n:4} {error}");
        }
    }
}
