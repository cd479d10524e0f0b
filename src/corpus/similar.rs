//! Pairs of nodes whose names are variants of each other.

use std::collections::HashMap;

use super::nodes::Node;
use crate::error::Result;
use crate::label::Label;
use crate::names::Matcher;
use crate::parallel;
use crate::resolve::spelling::skeleton;

/// How alike two names must be to be one, and where a country or title supports it.
const SAME: f32 = 0.75;
const SUPPORTED: f32 = 0.55;
/// With how many of its block, the most frequent ones, each name is compared.
const COMPARED: usize = 24;

/// The pairs that are alike, with their similarity.
pub(super) fn pairs(
    nodes: &[Node],
    threads: Option<usize>,
    go_on: &mut impl FnMut() -> bool,
) -> Result<Vec<(f32, u32, u32)>> {
    let mut blocks: HashMap<(Label, String), Vec<u32>> = HashMap::new();
    for (n, node) in nodes.iter().enumerate() {
        let words = node.name.split(' ').count();
        if node.name.chars().count() < 4 || node.label == Label::Per && words < 2 {
            continue;
        }
        let block = format!("{words} {}", skeleton(&node.name));
        blocks
            .entry((node.label, block))
            .or_default()
            .push(n as u32);
    }
    let mut blocks: Vec<Vec<u32>> = blocks.into_values().filter(|b| b.len() > 1).collect();
    for block in &mut blocks {
        block.sort_by(|&a, &b| {
            let (a, b) = (&nodes[a as usize], &nodes[b as usize]);
            b.documents
                .len()
                .cmp(&a.documents.len())
                .then_with(|| a.key.cmp(&b.key))
        });
    }
    let compare = |block: &Vec<u32>| {
        let matcher = Matcher::global();
        let mut out = Vec::new();
        for (k, &b) in block.iter().enumerate() {
            for &a in &block[..k.min(COMPARED)] {
                out.extend(
                    alike(&matcher, &nodes[a as usize], &nodes[b as usize])
                        .map(|score| (score, a, b)),
                );
            }
        }
        out
    };
    Ok(parallel::map(&blocks, threads, compare, |_| go_on())?
        .into_iter()
        .flatten()
        .collect())
}

fn alike(matcher: &Matcher, a: &Node, b: &Node) -> Option<f32> {
    if a.known && b.known {
        return None;
    }
    let score = if a.name == b.name {
        1.0
    } else {
        matcher.similarity(&a.name, &b.name)
    };
    // names of several words for things differ in a word more often than in its spelling
    let wordy = a.label == Label::Org && a.name.contains(' ') && a.name != b.name;
    let words_agree = || {
        a.name
            .split(' ')
            .zip(b.name.split(' '))
            .all(|(x, y)| x == y || matcher.similarity(x, y) >= 0.85)
    };
    let needed = if a.context.supports(&b.context) {
        SUPPORTED
    } else {
        SAME
    };
    (score >= needed && (!wordy || words_agree())).then_some(score)
}
