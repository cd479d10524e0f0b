//! Puts the chosen names, what nests in them and the values together.
//!
//! Candidates of several sources for the same span and label support each other.

use super::mention::Mention;
use crate::label::Label;

/// Below this probability a candidate is never chosen, whatever stands around it.
const LEAST: f32 = 0.3;

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
/// `names` are chosen already and do not overlap (PER, LOC, ORG, NORP, EVENT, PRODUCT), and `nested` is what they hold. Of
/// `candidates`, values (dates, amounts) are added that cross no name surer than they are.
#[must_use]
pub fn select(names: Vec<Mention>, nested: Vec<Mention>, candidates: Vec<Mention>) -> Vec<Mention> {
    let candidates = merge(candidates);
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
