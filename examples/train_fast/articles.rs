//! Annotated articles (tests/articles): headers, an empty line, then text in which `{LABEL#id words}` marks a mention.

use std::error::Error;
use std::fs;

use kunya::entities::tagger::iob2::Labelled;
use kunya::span::Span;

/// The articles of a folder with their outermost mentions of `types`, in the order of their names.
pub fn read(folder: &str, types: &[&str]) -> Result<Vec<Labelled>, Box<dyn Error>> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .map_err(|e| format!("{folder}: {e}"))?
        .filter_map(|e| Some(e.ok()?.path()))
        .filter(|p| p.extension().is_some_and(|e| e == "txt"))
        .collect();
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let article = fs::read_to_string(path)?;
            let body = article
                .split_once("\n\n")
                .ok_or_else(|| format!("{}: no empty line after the headers", path.display()))?
                .1;
            parse(body, types).map_err(|e| format!("{}: {e}", path.display()).into())
        })
        .collect()
}

fn parse(body: &str, types: &[&str]) -> Result<Labelled, String> {
    let mut out = Labelled::default();
    let mut open: Vec<(String, usize)> = vec![];
    let mut rest = body;
    while let Some(at) = rest.find(['{', '}']) {
        out.text.push_str(&rest[..at]);
        if rest[at..].starts_with('{') {
            let (label, after) = rest[at + 1..]
                .split_once(' ')
                .ok_or("a brace without a label")?;
            let label = label.split('#').next().unwrap_or_default();
            open.push((label.to_owned(), out.text.len()));
            rest = after;
        } else {
            let (label, start) = open.pop().ok_or("a brace that closes nothing")?;
            let span = Span::new(start as u32, out.text.len() as u32);
            if types.contains(&label.as_str()) {
                out.mentions.push((span, label));
            }
            rest = &rest[at + 1..];
        }
    }
    out.text.push_str(rest);
    if !open.is_empty() {
        return Err("a brace that is never closed".into());
    }
    let all = out.mentions.clone();
    out.mentions
        .retain(|(s, _)| !all.iter().any(|(o, _)| o.contains(*s) && o != s));
    out.mentions.sort_by_key(|m| m.0.start);
    Ok(out)
}
