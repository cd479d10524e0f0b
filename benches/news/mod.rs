//! The text that the benchmarks read.
#![allow(dead_code)]

use std::process::Command;
use std::sync::OnceLock;
use std::{fs, path::Path};

use kunya::normalize::Normalizer;

/// News articles, a paragraph a line: the corpus beside the project where it is present, else the
/// project's own articles, repeated to a like size.
pub fn text() -> &'static str {
    static TEXT: OnceLock<String> = OnceLock::new();
    TEXT.get_or_init(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        let corpus = root.join("../shared/data/raw/ant.txt.xz");
        let decoded = Command::new("xz").arg("-dc").arg(corpus).output();
        match decoded.map(|o| String::from_utf8(o.stdout)) {
            Ok(Ok(text)) if !text.is_empty() => text,
            _ => own(root),
        }
    })
}

fn own(root: &Path) -> String {
    let mut names: Vec<_> = fs::read_dir(root.join("tests/articles/train"))
        .map(|d| d.flatten().map(|e| e.path()).collect())
        .unwrap_or_default();
    names.sort();
    let articles: String = names
        .iter()
        .filter_map(|n| fs::read_to_string(n).ok())
        .collect();
    let plain = without_annotation(&articles);
    plain.repeat(12_000_000 / plain.len().max(1))
}

/// The text of annotated articles: without their header lines, `{LABEL#id ` and `}`.
fn without_annotation(articles: &str) -> String {
    let mut out = String::new();
    for line in articles.lines().filter(|l| !l.starts_with('#')) {
        let mut in_label = false;
        for c in line.chars() {
            match c {
                '{' => in_label = true,
                ' ' if in_label => in_label = false,
                '}' => {}
                _ if in_label => {}
                _ => out.push(c),
            }
        }
        out.push('\n');
    }
    out
}

/// A normalizer by its preset's name.
pub fn preset(name: &str) -> Normalizer {
    match name {
        "search" => Normalizer::search(),
        "matching" => Normalizer::matching(),
        "display" => Normalizer::display(),
        _ => Normalizer::new(),
    }
}
