//! What the rest of the document says: a word that named a person once names them again.

use std::collections::HashMap;

use super::mention::{Mention, Source};
use super::words::{COMMON, Hits, Words};
use crate::label::Label;
use crate::lexicon::Kind;
use crate::span::Span;

/// Adds the short forms of names found elsewhere in the document: بيسكوف after ديمتري بيسكوف.
///
/// `names` are the mentions chosen so far, sorted. A word counts where it ends (or, in a name of two or more parts that
/// is not Arab, begins) a chosen person of at least two words, or is a whole place or organisation, and is no common word.
pub fn repeat_names(words: Words<'_>, hits: &Hits, names: &[Mention], out: &mut Vec<Mention>) {
    let mut known: HashMap<&str, (Label, f32)> = HashMap::new();
    for m in names {
        let (start, end) = (m.tokens.0 as usize, m.tokens.1 as usize);
        match m.label {
            Label::Per if end - start >= 2 && m.score >= 0.6 => {
                for k in [end - 1, start] {
                    let word = if k == start {
                        first_word(&words, m)
                    } else {
                        words.folded(k)
                    };
                    if word.chars().count() >= 3 && !is_ordinary(hits, k, k == start) {
                        known
                            .entry(word)
                            .or_insert((Label::Per, m.score * if k == start { 0.8 } else { 0.95 }));
                    }
                }
            }
            Label::Org | Label::Loc | Label::Per if end - start == 1 && m.score >= 0.75 => {
                let word = first_word(&words, m);
                if !is_ordinary(hits, start, false) {
                    known.entry(word).or_insert((m.label, m.score * 0.95));
                }
            }
            _ => {}
        }
    }
    if known.is_empty() {
        return;
    }
    let covered = |i: usize| {
        let at = names.partition_point(|m| m.tokens.0 as usize <= i);
        names[at.saturating_sub(6)..at]
            .iter()
            .any(|m| (m.tokens.0 as usize..m.tokens.1 as usize).contains(&i))
    };
    for i in 0..words.len() {
        if !words.is_word(i) || covered(i) {
            continue;
        }
        for (form, start) in forms(&words, i) {
            if let Some(&(label, score)) = known.get(form) {
                out.push(Mention {
                    span: Span::new(start, words.tokens[i].span.end),
                    tokens: (i as u32, i as u32 + 1),
                    label,
                    score,
                    source: Source::Rule,
                    entity: None,
                    id: None,
                });
                break;
            }
        }
    }
}

fn first_word<'t>(words: &Words<'t>, m: &Mention) -> &'t str {
    let i = m.tokens.0 as usize;
    let cut = super::words::folded_len(
        Span::new(words.tokens[i].span.start, m.span.start).of(words.text),
    );
    words.folded(i).get(cut..).unwrap_or_default()
}

/// The forms of token `i` that may be a name, with their first byte: whole, its stem, without one more letter.
fn forms<'t>(words: &Words<'t>, i: usize) -> impl Iterator<Item = (&'t str, u32)> {
    [
        Some((words.folded(i), words.tokens[i].span.start)),
        Some((words.folded_stem(i), words.stem(i).start)),
        words.behind_letter(i),
    ]
    .into_iter()
    .flatten()
}

fn is_ordinary(hits: &Hits, i: usize, first: bool) -> bool {
    let single = |kind| hits.single(i, kind).and_then(|h| h.entry(kind));
    let common = single(Kind::OrdinaryWord).is_some_and(|e| e.detail > COMMON);
    let level = single(Kind::NamePart).map(|e| e.level);
    single(Kind::FunctionWord).is_some()
        || single(Kind::Role).is_some()
        || single(Kind::Cue).is_some() && level != Some(0)
        || match level {
            Some(0) => first && common,
            Some(1) => common || first,
            Some(_) => true,
            None => common,
        }
}
