//! Puts the chosen names, what nests in them and the values together.

use super::mention::Mention;
use crate::label::Label;

/// Below this probability a candidate is never chosen, whatever stands around it.
const LEAST: f32 = 0.3;

/// The mentions of a document: the chosen names, what nests in them, and the values beside them, sorted by start.
///
/// `names` are chosen already and do not overlap (PER, LOC, ORG, NORP, EVENT, PRODUCT), and `nested` is what they hold. Of
/// the `values` (dates, amounts) those are added that cross no name surer than they are.
#[must_use]
pub fn select(names: Vec<Mention>, nested: Vec<Mention>, values: Vec<Mention>) -> Vec<Mention> {
    let mut out: Vec<Mention> = Vec::with_capacity(names.len() + nested.len());
    let values: Vec<Mention> = values.into_iter().filter(|m| m.score >= LEAST).collect();
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
