//! Puts the chosen names, what nests in them and the values together.
//!
//! Candidates of several sources for the same span and label support each other. Of what may nest in one name, the set
//! with the greatest weight is taken, where a candidate weighs its log-odds for each of its words.

use super::mention::{Mention, Source};
use crate::label::Label;

/// Below this probability a candidate is never chosen, whatever stands around it.
const LEAST: f32 = 0.3;
/// The least probability of what nests in a name.
const NESTED: f32 = 0.6;

fn log_odds(p: f32) -> f32 {
    let p = p.clamp(0.01, 0.99);
    (p / (1.0 - p)).ln()
}

fn probability(log_odds: f32) -> f32 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// Candidates for the same span and label become one, its probability that of independent witnesses.
fn merge(mut candidates: Vec<Mention>) -> Vec<Mention> {
    candidates.sort_by(|a, b| {
        (a.span.start, a.span.end, a.label)
            .cmp(&(b.span.start, b.span.end, b.label))
            .then(b.score.total_cmp(&a.score))
    });
    let mut out: Vec<Mention> = Vec::with_capacity(candidates.len());
    for c in candidates {
        match out.last_mut() {
            Some(last) if last.span == c.span && last.label == c.label => {
                if last.source != c.source {
                    last.score = probability(log_odds(last.score) + log_odds(c.score).max(0.0));
                }
                if last.id.is_none() {
                    last.id = c.id;
                }
            }
            _ => out.push(c),
        }
    }
    out
}

/// The mentions of a document: the chosen names, what nests in them, and the values beside them, sorted by start.
///
/// `names` are chosen already and do not overlap (PER, LOC, ORG, NORP, EVENT, PRODUCT). Of `candidates`, nationalities,
/// places and people inside a chosen organisation, event or product are added, and values (dates, amounts) that cross no
/// name surer than they are.
#[must_use]
pub fn select(names: Vec<Mention>, candidates: Vec<Mention>) -> Vec<Mention> {
    let candidates = merge(candidates);
    let holder = |m: &Mention| {
        let at = names.partition_point(|n| n.span.start <= m.span.start);
        let name = names[..at].last()?;
        (name.span.contains(m.span) && name.span != m.span).then_some(name)
    };
    let inside: Vec<Mention> = candidates
        .iter()
        .filter(|m| {
            matches!(m.label, Label::Norp | Label::Loc | Label::Per)
                && m.score >= NESTED
                && m.source != Source::Rule
        })
        .filter(|m| {
            holder(m).is_some_and(|n| {
                n.label == Label::Org || n.label == Label::Event && m.label == Label::Norp
            })
        })
        .cloned()
        .collect();
    let nested = best_without_overlap(&inside);
    let mut out: Vec<Mention> = Vec::with_capacity(names.len() + nested.len());
    let values: Vec<Mention> = candidates
        .into_iter()
        .filter(|m| !m.label.is_named() && m.score >= LEAST)
        .collect();
    for m in &values {
        let a = names.partition_point(|n| n.span.end <= m.span.start);
        let crossed = names[a..].iter().take_while(|n| n.span.start < m.span.end);
        if crossed
            .clone()
            .all(|n| n.label == Label::Event || n.score < m.score && m.span.contains(n.span))
        {
            out.push(m.clone());
        }
    }
    let kept = names.iter().filter(|n| {
        let a = values.partition_point(|v| v.span.end <= n.span.start);
        values[a..]
            .iter()
            .take_while(|v| v.span.start < n.span.end)
            .all(|v| n.label == Label::Event || n.score >= v.score || !v.span.contains(n.span))
    });
    out.extend(kept.cloned());
    out.extend(nested);
    sort(&mut out);
    out
}

/// Sorts mentions by start, of two that start together the longer first.
pub fn sort(mentions: &mut [Mention]) {
    mentions.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end), m.label));
}

/// The heaviest set of candidates of which no two share a token (weighted interval scheduling).
fn best_without_overlap(candidates: &[Mention]) -> Vec<Mention> {
    let mut order: Vec<&Mention> = candidates.iter().collect();
    order.sort_by_key(|m| (m.tokens.1, m.tokens.0));
    let mut best = vec![0.0_f32; order.len() + 1];
    let mut take = vec![false; order.len()];
    let mut before = vec![0; order.len()];
    for (n, m) in order.iter().enumerate() {
        before[n] = order.partition_point(|o| o.tokens.1 <= m.tokens.0);
        let length = (m.tokens.1 - m.tokens.0) as f32;
        let with = best[before[n]] + (log_odds(m.score) - log_odds(LEAST)) * length.sqrt();
        take[n] = with > best[n];
        best[n + 1] = with.max(best[n]);
    }
    let mut out = Vec::new();
    let mut n = order.len();
    while n > 0 {
        if take[n - 1] {
            out.push(order[n - 1].clone());
            n = before[n - 1];
        } else {
            n -= 1;
        }
    }
    out
}
