//! Learns from annotated articles who says what.

use std::collections::HashMap;
use std::path::Path;

use super::{SPEAKERS, choose};
use crate::analyzer::{self, Analyzer};
use crate::entities::mention::{Mention, Source};
use crate::entities::tagger::markup;
use crate::error::Result;
use crate::label::Label;
use crate::linear::Weights;
use crate::linear::train::{Choice, Steps, learn};
use crate::quotes::speaker::outermost;
use crate::quotes::{QuoteKind, Reader};
use crate::resolve;
use crate::span::Span;

/// The least share of the bytes that either has which a marked quotation and a found one must have in common.
const SHARED: f64 = 0.5;
const STEPS: Steps = Steps {
    rate: 0.02,
    decay: 1e-3,
};

/// A quotation of an article whose speaker is known.
pub struct Example {
    /// The article's file name.
    pub article: String,
    /// Whether it is in the speaker's own words.
    pub direct: bool,
    /// Whether its mentions are those that the article marks.
    pub marked: bool,
    /// The features of the candidates.
    options: Vec<Vec<u32>>,
    /// Which candidates are right.
    right: Vec<bool>,
    /// Which of them are right where mentions need only overlap the marked ones.
    near: Vec<bool>,
    /// The choice of the rules.
    rules: usize,
    /// Whether the model is asked.
    open: bool,
}

impl Example {
    /// Whether the rules choose the right speaker.
    #[must_use]
    pub fn rules_are_right(&self) -> bool {
        self.right[self.rules]
    }
}

struct Article {
    name: String,
    text: String,
    mentions: Vec<(Span, Label, Option<String>)>,
    /// Place, whether direct, and the speaker.
    quotes: Vec<(Span, bool, Option<String>)>,
}

fn articles(folder: &Path) -> Result<Vec<Article>> {
    let mut out = Vec::new();
    for (path, labelled) in markup::heads(folder)? {
        let mut article = Article {
            name: Path::new(&path)
                .file_stem()
                .map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
            text: labelled.text,
            mentions: Vec::new(),
            quotes: Vec::new(),
        };
        for (span, head) in labelled.mentions {
            let (kind, id) = head
                .split_once('#')
                .map_or((head.as_str(), None), |(k, i)| (k, Some(i)));
            match kind {
                "DIRECT" | "INDIRECT" => {
                    let speaker = id
                        .map(|i| i.split('<').next().unwrap_or(i))
                        .filter(|i| *i != "?");
                    article
                        .quotes
                        .push((span, kind == "DIRECT", speaker.map(Into::into)));
                }
                "CUE" => {}
                _ => article
                    .mentions
                    .push((span, Label::named(kind)?, id.map(Into::into))),
            }
        }
        article
            .mentions
            .sort_by_key(|m| (m.0.start, std::cmp::Reverse(m.0.end), m.1));
        out.push(article);
    }
    Ok(out)
}

/// The quotations of a folder's annotated articles, over marked mentions and over those that the fast model finds.
///
/// # Errors
/// As [`markup::read`], and where a type is no label's name.
pub fn examples(folder: impl AsRef<Path>) -> Result<Vec<Example>> {
    let analyzer = Analyzer::new();
    let mut out = Vec::new();
    for article in articles(folder.as_ref())? {
        let found = analyzer.analyze(&article.text).mentions;
        for marked in [true, false] {
            let _ = analyzer::read(&article.text, |words, hits, sentences| {
                let mentions = if marked {
                    let at = |span: Span| {
                        let first = words.tokens.partition_point(|t| t.span.end <= span.start);
                        let end = words.tokens.partition_point(|t| t.span.start < span.end);
                        (first as u32, end as u32)
                    };
                    let mut mentions: Vec<Mention> = article
                        .mentions
                        .iter()
                        .map(|m| Mention {
                            span: m.0,
                            tokens: at(m.0),
                            label: m.1,
                            score: 1.0,
                            source: Source::Model,
                            entity: None,
                            id: None,
                        })
                        .collect();
                    resolve::resolve(words.text, &mut mentions);
                    mentions
                } else {
                    found.clone()
                };
                let reader = Reader::new(words, hits, sentences, &mentions);
                read(&reader, &article, marked, &mut out);
                Vec::new()
            });
        }
    }
    Ok(out)
}

fn read(reader: &Reader<'_>, article: &Article, marked: bool, out: &mut Vec<Example>) {
    let found = reader.found();
    let said = outermost(&found);
    let voices = reader.voices(found, &said);
    if voices.is_empty() {
        return;
    }
    let ids: HashMap<(Span, Label), &str> = article
        .mentions
        .iter()
        .filter_map(|m| Some(((m.0, m.1), m.2.as_deref()?)))
        .collect();
    let overview = reader.overview(&voices, &said);
    let mut by_cue: HashMap<usize, usize> = HashMap::new();
    let leaders: Vec<usize> = voices
        .iter()
        .enumerate()
        .map(|(n, v)| match v.0.cue {
            Some(c) => *by_cue.entry(c.tokens.0).or_insert(n),
            None => n,
        })
        .collect();
    let mut used = vec![false; voices.len()];
    for (span, direct, speaker) in &article.quotes {
        let best = (0..voices.len())
            .filter(|&k| !used[k] && (voices[k].0.kind == QuoteKind::Direct) == *direct)
            .map(|k| {
                let (first, end) = voices[k].0.tokens;
                (overlap(reader.span(first, end), *span), k)
            })
            .filter(|b| b.0 >= SHARED)
            .max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)));
        let Some((_, k)) = best else { continue };
        used[k] = true;
        // the text below tells who speaks in the headline
        if voices[k].0.cue.is_none() && reader.in_headline(voices[k].0.tokens.0) {
            continue;
        }
        let leader = leaders[k];
        let chosen = reader.entity_of(voices[leader].1.speaker);
        let candidates = reader.speaker_candidates(&voices, leader, &overview);
        let of = |e: u32| reader.mentions.iter().filter(move |m| m.entity == Some(e));
        let is = |m: &Mention| ids.get(&(m.span, m.label)).copied() == speaker.as_deref();
        let touches = |m: &Mention| {
            article
                .mentions
                .iter()
                .any(|g| g.0.overlaps(m.span) && g.1 == m.label && g.2.is_some() && g.2 == *speaker)
        };
        let right = |test: &dyn Fn(&Mention) -> bool| {
            candidates
                .iter()
                .map(|c| match c.entity {
                    Some(e) => speaker.is_some() && of(e).any(test),
                    None => speaker.is_none(),
                })
                .collect::<Vec<bool>>()
        };
        let strict = right(&is);
        let near = right(&|m: &Mention| is(m) || touches(m));
        out.push(Example {
            article: article.name.clone(),
            direct: *direct,
            marked,
            rules: candidates
                .iter()
                .position(|c| c.entity == chosen)
                .unwrap_or(0),
            open: reader.is_open(&voices[leader].0, &voices[leader].1),
            options: candidates.into_iter().map(|c| once(c.features)).collect(),
            near: if strict.contains(&true) {
                strict.clone()
            } else {
                near
            },
            right: strict,
        });
    }
}

fn once(mut features: Vec<u32>) -> Vec<u32> {
    features.sort_unstable();
    features.dedup();
    features
}

/// The bytes that two places share, by those that either has.
fn overlap(a: Span, b: Span) -> f64 {
    let both = f64::from(a.end.min(b.end).saturating_sub(a.start.max(b.start)));
    both / f64::from(a.end.max(b.end) - a.start.min(b.start))
}

/// Trains a model: its file's content.
#[must_use]
pub fn train(examples: &[&Example]) -> Vec<u8> {
    let mut order: Vec<(u64, &Example)> = examples
        .iter()
        .enumerate()
        .map(|(n, e)| (crate::hash::finish(n as u64 + 1), *e))
        .collect();
    order.sort_by_key(|e| e.0);
    let choices: Vec<Choice<'_>> = order
        .iter()
        .filter(|(_, e)| e.near.contains(&true) && e.options.len() > 1 && e.open)
        .map(|(_, e)| Choice {
            options: e.options.iter().map(Vec::as_slice).collect(),
            right: e.near.clone(),
        })
        .collect();
    learn(&choices, &STEPS).to_bytes(&SPEAKERS)
}

/// Whether a model, by its file's content, chooses the right speaker of each example.
///
/// # Errors
/// Where the content is damaged.
pub fn evaluate(model: &[u8], examples: &[&Example]) -> Result<Vec<bool>> {
    let model = Weights::from_bytes(model, &SPEAKERS)?;
    Ok(examples
        .iter()
        .map(|e| {
            if !e.open {
                return e.rules_are_right();
            }
            let scores: Vec<f32> = e.options.iter().map(|o| model.score(o)).collect();
            e.right[choose(&scores, e.rules)]
        })
        .collect())
}
