//! Annotated articles: headers, an empty line, then text in which `{LABEL#id words}` marks a mention; marks may nest.

use std::path::{Path, PathBuf};

use super::iob2::Labelled;
use crate::error::{Error, Result};
use crate::span::Span;

/// The articles of a folder (`*.txt`) in the order of their names, with their outermost mentions of `types`; of any type
/// where `types` is empty.
///
/// # Errors
/// [`Error::Io`] where the folder or a file cannot be read, [`Error::InvalidUtf8`] and [`Error::MalformedLine`] with the
/// place of what is wrong.
pub fn read<S: AsRef<str>>(folder: impl AsRef<Path>, types: &[S]) -> Result<Vec<Labelled>> {
    files(folder.as_ref())?
        .iter()
        .map(|(name, article)| parse(article, name, types))
        .collect()
}

/// What the mentions of types `outer` hold, in the articles of a folder: each has its areas, the mentions, and in them
/// those of types `inner` that no mention between holds. An article stands once for each depth.
///
/// # Errors
/// As [`read`].
pub fn nested(folder: impl AsRef<Path>, outer: &[&str], inner: &[&str]) -> Result<Vec<Labelled>> {
    let mut out = Vec::new();
    for (name, article) in files(folder.as_ref())? {
        let all: Vec<&str> = outer.iter().chain(inner).copied().collect();
        let (text, mut mentions) = marks(&article, &name, &all)?;
        by_start(&mut mentions);
        // a mention's depth is one more than that of the smallest that holds it
        let mut levels: Vec<Labelled> = Vec::new();
        let mut open: Vec<(Span, bool)> = Vec::new();
        for (span, kind) in mentions {
            open.retain(|(holder, _)| holder.end >= span.end && *holder != span);
            if let Some((_, true)) = open.last()
                && inner.contains(&kind.as_str())
                && let Some(level) = levels.get_mut(open.len() - 1)
            {
                level.mentions.push((span, kind.clone()));
            }
            let holds = outer.contains(&kind.as_str());
            if holds {
                if levels.len() <= open.len() {
                    levels.resize_with(open.len() + 1, || Labelled {
                        text: text.clone(),
                        ..Labelled::default()
                    });
                }
                levels[open.len()].areas.push(span);
            }
            open.push((span, holds));
        }
        out.extend(levels.into_iter().filter(|level| !level.areas.is_empty()));
    }
    Ok(out)
}

/// The articles of a folder with all their marks and, for types, whole heads (`PER#1`, `DIRECT#1<2`), by name.
///
/// # Errors
/// As [`read`].
pub fn heads(folder: impl AsRef<Path>) -> Result<Vec<(String, Labelled)>> {
    files(folder.as_ref())?
        .into_iter()
        .map(|(name, article)| {
            let (text, mut mentions) = marks_with_heads(&article, &name)?;
            by_start(&mut mentions);
            let labelled = Labelled {
                text,
                mentions,
                ..Labelled::default()
            };
            Ok((name, labelled))
        })
        .collect()
}

/// The names and contents of a folder's articles.
fn files(folder: &Path) -> Result<Vec<(String, String)>> {
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source| Error::Io { path, source }
    };
    let entries = std::fs::read_dir(folder).map_err(io(folder))?;
    let mut paths: Vec<PathBuf> = Vec::new();
    for entry in entries {
        let path = entry.map_err(io(folder))?.path();
        if path.extension().is_some_and(|e| e == "txt") {
            paths.push(path);
        }
    }
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let bytes = std::fs::read(path).map_err(io(path))?;
            let name = path.display().to_string();
            let article = String::from_utf8(bytes).map_err(|e| Error::InvalidUtf8 {
                path: name.clone(),
                offset: e.utf8_error().valid_up_to(),
            })?;
            Ok((name, article))
        })
        .collect()
}

/// Reads an article; `name` stands for its file in errors.
///
/// # Errors
/// [`Error::MalformedLine`] where a mark is not as it must be.
pub fn parse<S: AsRef<str>>(article: &str, name: &str, types: &[S]) -> Result<Labelled> {
    let (text, mut mentions) = marks(article, name, types)?;
    outermost(&mut mentions);
    Ok(Labelled {
        text,
        mentions,
        ..Labelled::default()
    })
}

/// A mention and its type.
type Mark = (Span, String);

/// The text of an article and its mentions of `types`, of any type where `types` is empty.
fn marks<S: AsRef<str>>(article: &str, name: &str, types: &[S]) -> Result<(String, Vec<Mark>)> {
    let (text, mut marks) = marks_with_heads(article, name)?;
    for (_, head) in &mut marks {
        head.truncate(head.find('#').unwrap_or(head.len()));
    }
    marks.retain(|(_, kind)| types.is_empty() || types.iter().any(|t| t.as_ref() == kind));
    Ok((text, marks))
}

/// The text of an article and its marks, for the type of each its head: the type, and what follows it up to the space.
fn marks_with_heads(article: &str, name: &str) -> Result<(String, Vec<Mark>)> {
    let malformed = |at: usize, reason: &str| Error::MalformedLine {
        path: name.to_owned(),
        line: article[..at].matches('\n').count() + 1,
        reason: reason.to_owned(),
    };
    let Some(body) = article.find("\n\n").map(|at| at + 2) else {
        return Err(malformed(0, "expected headers, an empty line and the text"));
    };
    let (mut text, mut mentions) = (String::new(), vec![]);
    let mut open: Vec<(&str, usize, usize)> = vec![];
    let mut at = body;
    while let Some(mark) = article[at..].find(['{', '}']).map(|n| at + n) {
        text.push_str(&article[at..mark]);
        at = mark + 1;
        if article[mark..].starts_with('{') {
            let label = article[at..]
                .split_once(' ')
                .map(|(label, _)| label)
                .filter(|label| !label.contains(['\n', '{', '}']))
                .ok_or_else(|| {
                    malformed(mark, "expected {LABEL words}, got a brace without a label")
                })?;
            open.push((label, text.len(), mark));
            at += label.len() + 1;
        } else {
            let (label, start, _) = open
                .pop()
                .ok_or_else(|| malformed(mark, "a closing brace that no mark opens"))?;
            let kind = label.split('#').next().unwrap_or_default();
            if kind.is_empty() {
                return Err(malformed(mark, "a mark without a label"));
            }
            let span = Span::new(start as u32, text.len() as u32);
            mentions.push((span, label.to_owned()));
        }
    }
    if let Some((_, _, mark)) = open.pop() {
        return Err(malformed(mark, "a mark that no brace closes"));
    }
    text.push_str(&article[at..]);
    Ok((text, mentions))
}

/// Sorts mentions by start, of two that start together the longer first.
fn by_start(mentions: &mut [Mark]) {
    mentions.sort_by_key(|m| (m.0.start, std::cmp::Reverse(m.0.end)));
}

/// Leaves the mentions that lie in no other, by start.
fn outermost(mentions: &mut Vec<Mark>) {
    by_start(mentions);
    let mut end = 0;
    mentions.retain(|(span, _)| {
        let outer = span.end > end;
        end = end.max(span.end);
        outer
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    const ANY: [&str; 0] = [];

    #[test]
    fn reads_outermost_marks_of_the_types_asked_for() {
        let article = "id: a\n\nقال {ROLE#1 الرئيس {NORP#2 الروسي}} {PER#1 بوتين}.\n";
        let read = |types: &[&str]| -> Vec<String> {
            let labelled = parse(article, "a.txt", types).unwrap();
            let shown = labelled.mentions.iter();
            shown
                .map(|(s, t)| format!("{t} {}", s.of(&labelled.text)))
                .collect()
        };
        assert_eq!(read(&[]), ["ROLE الرئيس الروسي", "PER بوتين"]);
        assert_eq!(read(&["NORP", "PER"]), ["NORP الروسي", "PER بوتين"]);
    }

    #[test]
    fn reads_what_mentions_hold_depth_by_depth() {
        let folder = std::env::temp_dir().join(format!("kunya-nested-{}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let article =
            "id: a\n\n{ORG#1 كلية الآداب ب{ORG#2 جامعة {LOC#3 القاهرة}}} في {LOC#3 القاهرة}\n";
        std::fs::write(folder.join("a.txt"), article).unwrap();
        let read = nested(&folder, &["ORG"], &["ORG", "LOC"]).unwrap();
        std::fs::remove_dir_all(&folder).unwrap();
        let shown: Vec<(Vec<&str>, Vec<&str>)> = read
            .iter()
            .map(|l| {
                let areas = l.areas.iter().map(|a| a.of(&l.text)).collect();
                (areas, l.mentions.iter().map(|m| m.0.of(&l.text)).collect())
            })
            .collect();
        assert_eq!(
            shown,
            [
                (vec!["كلية الآداب بجامعة القاهرة"], vec!["جامعة القاهرة"]),
                (vec!["جامعة القاهرة"], vec!["القاهرة"]),
            ]
        );
    }

    #[test]
    fn names_the_line_of_what_is_wrong() {
        for (article, line) in [
            ("no headers", 1),
            ("id: a\n\nنص }\n", 3),
            ("id: a\n\nنص\nثم {PER محمد\n", 4),
            ("id: a\n\n{PER\n", 3),
            ("id: a\n\n{#1 محمد}\n", 3),
        ] {
            let error = parse(article, "a.txt", &ANY).unwrap_err().to_string();
            assert!(error.starts_with(&format!("a.txt:{line}: ")), "{error}");
        }
    }
}
