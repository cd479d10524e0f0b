//! Titles and offices (ROLE), which overlap names: a trained reading and the rules together.
//!
//! As with names, a model scores the tags of every word, what the rules propose is evidence for a span, and one path
//! through each sentence is chosen. The names are known by then: a title holds them whole, or not at all.

use super::mention::{Mention, Source};
use super::recognise::balanced;
use super::rules;
use super::tagger::{DocumentFeatures, Lattice, Tagger, Tags, spans};
use super::words::{Hits, Words};
use crate::label::Label;
use crate::lexicon::Kind;
use crate::sentence::SentenceRange;
use crate::span::Span;

/// How much a rule's log-odds count beside the model's scores, and what every proposal is worth: chosen on the
/// development articles.
const EVIDENCE: f32 = 0.6;
const PROPOSED: f32 = 0.6;
/// What is taken from the score of a title over a person's name, or beginning inside a name.
const AGAINST: f32 = 12.0;
/// How many tokens before and after a title's word or a person's name may belong to a title.
const BEFORE: usize = 6;
const AFTER: usize = 8;
/// Below this probability a title is left out.
const LEAST: f32 = 0.3;

/// The titles and offices of a document whose names are `names`, sorted by start.
///
/// `features` are what the built-in recognisers see; `beside` are scores of another model to be added, one row of three tags (`O`, `B-ROLE`, `I-ROLE`) a token, or none.
#[must_use]
pub fn find(
    words: Words<'_>,
    hits: &Hits,
    features: &DocumentFeatures,
    sentences: &[SentenceRange],
    names: &[Mention],
    beside: &[f32],
) -> Vec<Mention> {
    let tagger = Tagger::roles();
    let n = tagger.tags().len();
    let near = near_titles(words, hits, names);
    let mut rows = Vec::new();
    tagger.emissions_of(features, sentences, |i| near[i], &mut rows);
    for (score, other) in rows.iter_mut().zip(beside) {
        *score += other;
    }
    keep_names_whole(names, n, &mut rows);
    let proposals = rules::find_roles(words, hits, names);
    let mut lattice = Lattice::default();
    let (mut path, mut out) = (Vec::new(), Vec::new());
    let mut rest = &proposals[..];
    for sentence in sentences {
        let range = sentence.tokens();
        let here = rest.partition_point(|p| (p.tokens.0 as usize) < range.end);
        let (proposed, after) = rest.split_at(here);
        rest = after;
        if proposed.is_empty() && !range.clone().any(|i| near[i]) {
            continue;
        }
        lattice.fill(n, &rows[range.start * n..range.end * n]);
        for p in proposed.iter().filter(|p| p.tokens.1 as usize <= range.end) {
            let (first, last) = (p.tokens.0 as usize, p.tokens.1 as usize - 1);
            lattice.add_span(
                first - range.start,
                last - range.start,
                0,
                evidence(p.score),
            );
        }
        lattice.best(tagger.transitions(), &mut path);
        if path.iter().all(|&tag| tag == 0) {
            continue;
        }
        lattice.sum(tagger.transitions());
        for span in spans(&path) {
            let (a, b) = (span.first as usize, span.last as usize);
            let score = lattice.span_probability(a, b, 0).clamp(0.0, 1.0);
            if score < LEAST {
                continue;
            }
            let (start, end) = (range.start + a, range.start + b + 1);
            out.push(mention(words, names, &proposals, start, end, score));
        }
    }
    out
}

/// Which tokens may belong to a title: those about the words that the lexicon knows as titles, and about people.
fn near_titles(words: Words<'_>, hits: &Hits, names: &[Mention]) -> Vec<bool> {
    let mut near = vec![false; words.len()];
    let mut mark = |start: usize, end: usize| {
        near[start.saturating_sub(BEFORE)..(end + AFTER).min(words.len())].fill(true);
    };
    for i in 0..words.len() {
        if let Some(hit) = hits.at(i).iter().find(|h| h.is(Kind::Role)) {
            mark(i, hit.end as usize);
        }
    }
    for name in names.iter().filter(|m| m.label == Label::Per) {
        mark(name.tokens.0 as usize, name.tokens.1 as usize);
    }
    near
}

fn evidence(score: f32) -> f32 {
    PROPOSED + EVIDENCE * (score / (1.0 - score)).ln()
}

/// Makes it unlikely that a title holds a person's name, or begins inside a name.
fn keep_names_whole(names: &[Mention], n: usize, rows: &mut [f32]) {
    let mut organisation = Span::new(0, 0);
    for name in names.iter().filter(|m| m.label.is_named()) {
        if name.label == Label::Org && name.span.end > organisation.end {
            organisation = name.span;
        }
        // a person in an organisation's name may be part of what a title is over
        let person = name.label == Label::Per && !organisation.contains(name.span);
        for i in name.tokens.0 as usize..name.tokens.1 as usize {
            let first = i == name.tokens.0 as usize;
            let row = &mut rows[i * n..(i + 1) * n];
            if person {
                row[Tags::begin(0)] -= AGAINST;
                row[Tags::inside(0)] -= AGAINST;
            } else if !first {
                row[Tags::begin(0)] -= AGAINST;
            }
        }
    }
}

/// The mention of tokens `start..end`, which goes on to the end of the name or quotation that it would cut.
fn mention(
    words: Words<'_>,
    names: &[Mention],
    proposals: &[Mention],
    start: usize,
    end: usize,
    score: f32,
) -> Mention {
    let same = |p: &&Mention| p.tokens == (start as u32, end as u32);
    if let Some(proposal) = proposals.iter().find(same) {
        return Mention {
            score,
            ..proposal.clone()
        };
    }
    let at = names.partition_point(|m| m.tokens.0 as usize <= start);
    let cut = names[at..]
        .iter()
        .take_while(|m| (m.tokens.0 as usize) < end)
        .filter(|m| m.label != Label::Per && m.tokens.1 as usize > end)
        .max_by_key(|m| m.tokens.1);
    let (end, close) = match cut {
        Some(name) => (name.tokens.1 as usize, name.span.end),
        None => {
            let (_, end) = balanced(&words, start, end);
            (end, words.stem(end - 1).end)
        }
    };
    Mention {
        span: Span::new(words.stem(start).start, close),
        tokens: (start as u32, end as u32),
        label: Label::Role,
        score,
        source: Source::Model,
        entity: None,
        id: None,
    }
}
