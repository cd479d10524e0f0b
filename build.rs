//! Compiles lexicons/*.tsv into one map that the library reads in place.
//!
//! Every phrase of every lexicon becomes a key of one fst, folded and with its words joined by one
//! space; its value points to the packed entries of that phrase. The TSV files themselves are
//! compiled in as they are: an entry holds the place of its line. A missing, unsorted or malformed
//! file stops the build with the file and the line.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs, process};

#[path = "src/fold.rs"]
#[allow(dead_code)]
mod fold;
#[path = "src/lexicon/layout.rs"]
#[allow(dead_code)]
mod layout;

use layout::{Entry, Kind, frame, role_flag};

/// The phrases of one lexicon line, each with its level and detail.
type Phrases = Vec<(String, u8, u16)>;

struct Line<'a> {
    path: &'a Path,
    number: usize,
    fields: Vec<&'a str>,
}

impl Line<'_> {
    fn fail(&self, reason: &str) -> ! {
        fail(self.path, self.number, reason)
    }

    /// The values of a column that holds several.
    fn values(&self, column: usize) -> impl Iterator<Item = &str> {
        self.fields[column]
            .split('|')
            .filter(|v| !v.is_empty() && *v != "-")
    }

    /// A column with a small number.
    fn level(&self, column: usize) -> u8 {
        match self.fields[column].parse() {
            Ok(n) if n <= 3 => n,
            _ => self.fail(&format!(
                "column {} must be 0 to 3, got {:?}",
                column + 1,
                self.fields[column]
            )),
        }
    }
}

fn fail(path: &Path, line: usize, reason: &str) -> ! {
    eprintln!("{}:{line}: {reason}", path.display());
    process::exit(1);
}

/// The key of a phrase: folded, its words joined by one space; what is neither letter nor digit
/// parts words, as it does in a text.
fn key(phrase: &str) -> String {
    let folded = fold::fold(phrase);
    folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|w| !w.is_empty())
        .collect::<Vec<_>>()
        .join(" ")
}

/// The phrase with the article on its first word, and on all its words.
fn definite(phrase: &str) -> Vec<String> {
    let words: Vec<&str> = phrase.split(' ').collect();
    let with = |w: &&str| {
        if w.starts_with("ال") && w.chars().count() > 4 {
            (*w).to_owned()
        } else {
            format!("ال{w}")
        }
    };
    let all: Vec<String> = words.iter().map(with).collect();
    let mut out = vec![all.join(" ")];
    if words.len() > 1 {
        out.push(
            std::iter::once(all[0].clone())
                .chain(words[1..].iter().map(|w| (*w).to_owned()))
                .collect::<Vec<_>>()
                .join(" "),
        );
    }
    out
}

fn number_of<T: AsRef<str>>(line: &Line, column: usize, allowed: &[T]) -> u16 {
    let given = line.fields[column];
    match allowed.iter().position(|a| a.as_ref() == given) {
        Some(n) => n as u16,
        None => line.fail(&format!("column {}: unknown value {given:?}", column + 1)),
    }
}

fn frames(line: &Line, column: usize) -> u16 {
    line.values(column).map(frame).fold(0, |all, f| all | f)
}

fn phrases(kind: Kind, line: &Line) -> Phrases {
    let mut out = Phrases::new();
    match kind {
        Kind::Place => {
            let detail = layout::place_class(line.fields[1]);
            out.extend(
                line.values(2)
                    .map(|n| (n.to_owned(), line.level(8), detail)),
            );
        }
        Kind::Country => {
            let level = |form: &str| u8::from(line.values(9).any(|a| a == form));
            out.extend(line.values(1).map(|n| (n.to_owned(), level(n), 0)));
            for (detail, column) in [(1, 4), (2, 5), (3, 6), (4, 7), (5, 8)] {
                for form in line.values(column) {
                    out.push((form.to_owned(), level(form), detail));
                    let definite = definite(form).into_iter();
                    out.extend(definite.map(|d| (d, level(form), detail)));
                }
            }
        }
        Kind::Norp => {
            for (detail, column) in [(1, 1), (2, 2), (3, 3), (4, 4)] {
                for form in line.values(column) {
                    out.push((form.to_owned(), 0, detail));
                    out.extend(definite(form).into_iter().map(|d| (d, 0, detail)));
                }
            }
        }
        Kind::Person => {
            for (n, name) in line.values(1).enumerate() {
                let single = u16::from(!name.contains(' '));
                out.push((name.to_owned(), 0, single | u16::from(n == 0) << 1));
            }
        }
        Kind::NamePart => {
            let detail =
                number_of(line, 1, &layout::NAME_KINDS) | number_of(line, 2, &layout::GENDERS) << 4;
            out.push((line.fields[0].to_owned(), line.level(5), detail));
        }
        Kind::Role => {
            let mut detail = frames(line, 5) | role_flag::of_kind(line.fields[1]);
            if line.fields[2] == "f" {
                detail |= role_flag::FEMININE;
            }
            for (column, detail) in [(3, detail), (4, detail | role_flag::PLURAL)] {
                for form in line.values(column) {
                    out.push((form.to_owned(), 0, detail));
                    out.extend(definite(form).into_iter().map(|d| (d, 0, detail)));
                }
            }
        }
        Kind::Organisation => {
            let detail = layout::organisation_class(line.fields[1]);
            out.extend(
                line.values(2)
                    .map(|n| (n.to_owned(), line.level(5), detail)),
            );
        }
        Kind::OrgHead | Kind::LocHead => {
            let class = if kind == Kind::OrgHead {
                layout::organisation_class(line.fields[1])
            } else {
                layout::place_class(line.fields[1])
            };
            let detail = class << 1 | u16::from(line.level(2));
            out.push((line.fields[0].to_owned(), 0, detail));
        }
        Kind::Cue => {
            let detail = number_of(line, 2, &layout::CUE_KINDS) | frames(line, 4) << 3;
            out.extend(line.values(1).map(|f| (f.to_owned(), 0, detail)));
        }
        Kind::Month => out.extend(line.values(2).map(|n| (n.to_owned(), 0, 0))),
        Kind::Weekday => out.extend(line.values(1).map(|n| (n.to_owned(), 0, 0))),
        Kind::Unit => out.extend(line.values(1).map(|n| (n.to_owned(), 0, 0))),
        Kind::Currency => out.extend(line.values(1).map(|n| (n.to_owned(), 0, 0))),
        Kind::NumberWord => {
            let detail = u16::from(line.fields[2] == "ordinal");
            out.extend(line.values(1).map(|n| (n.to_owned(), 0, detail)));
        }
        Kind::Event | Kind::Product => {
            out.extend(line.values(2).map(|n| (n.to_owned(), line.level(4), 0)))
        }
        Kind::FunctionWord => out.push((line.fields[0].to_owned(), 0, 0)),
        Kind::OrdinaryWord => {
            let rate: f64 = line.fields[1]
                .parse()
                .unwrap_or_else(|_| line.fail("column 2 must be a number"));
            out.push((
                line.fields[0].to_owned(),
                0,
                (rate.max(1.0).log2() * 16.0).min(511.0) as u16,
            ));
        }
    }
    out
}

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed=src/fold.rs");
    println!("cargo::rerun-if-changed=src/lexicon/layout.rs");
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let out_dir = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    let mut map: BTreeMap<String, Vec<Entry>> = BTreeMap::new();
    let mut tables = String::from("[\n");
    for kind in Kind::ALL {
        let path = root.join("lexicons").join(kind.file());
        println!("cargo::rerun-if-changed={}", path.display());
        let text = fs::read_to_string(&path).unwrap_or_else(|e| fail(&path, 0, &e.to_string()));
        writeln!(tables, "    include_str!({path:?}),").expect("a String takes all");
        let columns = kind.columns();
        let (mut offset, mut previous) = (0, "");
        for (n, raw) in text.split_inclusive('\n').enumerate() {
            let row = raw.trim_end_matches('\n');
            let line = Line {
                path: &path,
                number: n + 1,
                fields: row.split('\t').collect(),
            };
            if n == 0 {
                if line.fields != columns {
                    line.fail(&format!(
                        "the header must be {columns:?}, got {:?}",
                        line.fields
                    ));
                }
            } else {
                if line.fields.len() != columns.len() {
                    line.fail(&format!(
                        "{} columns expected, got {}",
                        columns.len(),
                        line.fields.len()
                    ));
                }
                if row < previous {
                    line.fail(&format!(
                        "lines must be sorted: {row:?} comes after {previous:?}"
                    ));
                }
                previous = row;
                for (phrase, level, detail) in phrases(kind, &line) {
                    let key = key(&phrase);
                    if key.is_empty() {
                        line.fail(&format!("the phrase {phrase:?} holds no letter"));
                    }
                    let entry = Entry {
                        kind,
                        level,
                        detail,
                        line: offset,
                    };
                    let entries = map.entry(key).or_default();
                    if !entries.iter().any(|e| e.kind == kind && e.line == offset) {
                        entries.push(entry);
                    }
                }
            }
            offset += raw.len() as u32;
        }
    }
    tables.push(']');
    let mut builder = fst::MapBuilder::memory();
    let mut entries = Vec::new();
    for (key, mut list) in map {
        list.truncate(255);
        let value = (entries.len() as u64 / 8) << 8 | list.len() as u64;
        entries.extend(list.iter().flat_map(|e| e.pack().to_le_bytes()));
        builder.insert(key, value).expect("the map is sorted");
    }
    fs::write(
        out_dir.join("phrases.fst"),
        builder.into_inner().expect("memory"),
    )
    .expect("OUT_DIR is writable");
    fs::write(out_dir.join("entries.bin"), entries).expect("OUT_DIR is writable");
    fs::write(out_dir.join("tables.rs"), tables).expect("OUT_DIR is writable");
}
