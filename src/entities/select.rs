//! Chooses mentions among candidates that may overlap.
//!
//! Names (PER, LOC, ORG, EVENT, PRODUCT) do not overlap: the set with the greatest weight is chosen,
//! where a candidate weighs its log-odds for each of its words. Candidates of several sources for the
//! same span and label support each other. What nests (a nationality, place or person inside an
//! organisation) is added afterwards.

use super::mention::{Mention, Source};
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

/// Whether two candidates of this label exclude each other where they overlap.
const fn is_flat(label: Label) -> bool {
    matches!(
        label,
        Label::Per | Label::Loc | Label::Org | Label::Event | Label::Product
    )
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
                if last.value.is_none() {
                    last.value = c.value;
                }
            }
            _ => out.push(c),
        }
    }
    out
}

/// The candidates that are chosen, sorted by start, longer first.
///
/// Values (dates, amounts) give way to a name that is surer than they are, and the other way round.
#[must_use]
pub fn select(candidates: Vec<Mention>) -> Vec<Mention> {
    let merged = merge(candidates);
    let (flat, other): (Vec<Mention>, Vec<Mention>) = merged
        .into_iter()
        .partition(|m| is_flat(m.label) && m.score >= LEAST);
    let mut chosen = best_without_overlap(&flat);
    // what nests in a chosen organisation
    let nested: Vec<Mention> = flat
        .iter()
        .filter(|m| {
            matches!(m.label, Label::Loc | Label::Per | Label::Org)
                && m.score >= 0.6
                && m.source != Source::Rule
        })
        .filter(|m| {
            chosen.iter().any(|o| {
                o.label == Label::Org
                    && o.span.contains(m.span)
                    && m.tokens.1 - m.tokens.0 < o.tokens.1 - o.tokens.0
                    && m.label != Label::Org
            })
        })
        .cloned()
        .collect();
    let nested = best_without_overlap(&nested);
    for m in other {
        let fits = match m.label {
            Label::Norp => {
                m.score >= 0.4
                    && chosen.iter().all(|c| {
                        !c.span.overlaps(m.span)
                            || matches!(c.label, Label::Org | Label::Event)
                                && c.span.contains(m.span)
                                && c.span != m.span
                            || c.score < 0.45 && c.tokens.1 - c.tokens.0 <= m.tokens.1 - m.tokens.0
                    })
            }
            _ => {
                m.score >= LEAST
                    && chosen.iter().all(|c| {
                        !c.span.overlaps(m.span) || c.label == Label::Event || c.score < 0.5
                    })
            }
        };
        if fits {
            chosen.retain(|c| {
                !(c.span.overlaps(m.span) && is_flat(c.label) && !c.span.contains(m.span)
                    || c.span == m.span)
            });
            chosen.push(m);
        }
    }
    chosen.extend(nested.into_iter().filter(|m| m.score >= 0.6));
    let mut out = merge(chosen);
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
            if order[n - 1].score >= 0.5 {
                out.push(order[n - 1].clone());
            }
            n = before[n - 1];
        } else {
            n -= 1;
        }
    }
    out
}
