//! Nodes that share a spelling, and short names with the full ones that they may stand for.

use std::collections::HashMap;

use super::nodes::Node;
use super::similar::Pair;
use crate::label::Label;
use crate::resolve::spelling::{self, first_part, key, last_part};

/// How alike nodes count that share a spelling.
const SHARED: f32 = 0.99;
/// How many nodes that share a spelling are taken for one, where nothing keeps them apart.
const SHARING: usize = 16;
/// A word in which more full names than this begin or end is nobody's short name.
const BEARERS: usize = 64;

/// The spellings of a node, folded, that by themselves tell who is meant, from the `first` one on; of a body that every state
/// has there are none.
pub(super) fn spellings(node: &Node, first: usize) -> impl Iterator<Item = String> {
    let person = node.class() == Label::Per;
    let body = node.is_body();
    node.names
        .iter()
        .skip(first)
        .map(|count| key(&count.text))
        .filter(move |form| !body && (!person || !spelling::is_short(form)))
}

/// The pairs of nodes that share a spelling; of many those with the smallest keys.
pub(super) fn pairs(nodes: &[Node], mut sharing: Vec<u32>) -> Vec<Pair> {
    sharing.sort_by(|&a, &b| nodes[a as usize].key.cmp(&nodes[b as usize].key));
    sharing.dedup();
    sharing.truncate(SHARING);
    let known = sharing.iter().filter(|&&n| nodes[n as usize].is_known());
    // a spelling that several known entities share decides nothing
    if known.count() > 1 {
        return Vec::new();
    }
    let mut out = Vec::new();
    for (k, &a) in sharing.iter().enumerate() {
        out.extend(sharing[k + 1..].iter().map(|&b| (SHARED, a, b)));
    }
    out
}

/// Which nodes share which spelling. It grows with the nodes.
#[derive(Default)]
pub(super) struct Sharing {
    nodes: HashMap<(Label, Box<str>), Vec<u32>>,
    /// For each node the class and the number of its spellings that are in.
    taken: Vec<(Label, usize)>,
}

impl Sharing {
    /// Notes that node `n` is new or has changed.
    pub(super) fn touch(&mut self, n: u32, node: &Node) {
        let class = node.class();
        let at = n as usize;
        if self.taken.len() <= at {
            self.taken.resize(at + 1, (class, 0));
        }
        let (old, taken) = self.taken[at];
        // what is in under another class is passed over by `pairs`
        let first = if old == class { taken } else { 0 };
        for form in spellings(node, first) {
            self.nodes.entry((class, form.into())).or_default().push(n);
        }
        self.taken[at] = (class, node.names.len());
    }

    pub(super) fn pairs(&self, nodes: &[Node]) -> impl Iterator<Item = Pair> {
        let several = self.nodes.iter().filter(|(_, sharing)| sharing.len() > 1);
        several.flat_map(|((class, _), sharing)| {
            let sharing = sharing.iter().copied();
            pairs(
                nodes,
                sharing
                    .filter(|&n| nodes[n as usize].class() == *class)
                    .collect(),
            )
        })
    }
}

/// Whether a node is of a person of whom one part of the name is known.
pub(super) fn is_short(node: &Node) -> bool {
    node.class() == Label::Per
        && !node.is_known()
        && !node.name.is_empty()
        && spelling::is_short(&node.name)
}

/// The parts by which a person of a full name may be called: the first and the last.
pub(super) fn ends(node: &Node) -> impl Iterator<Item = &str> {
    let full = node.class() == Label::Per && !spelling::is_short(&node.name);
    let (first, last) = (first_part(&node.name), last_part(&node.name));
    let parts = [Some(first), Some(last).filter(|&last| last != first)];
    parts.into_iter().flatten().filter(move |_| full)
}

/// Each of the `short` names with each of the `full` ones of one word.
pub(super) fn candidates(short: &[u32], full: &[u32]) -> Vec<(u32, u32)> {
    if full.len() > BEARERS {
        return Vec::new();
    }
    let pairs = short
        .iter()
        .flat_map(|&s| full.iter().map(move |&f| (s, f)));
    pairs.collect()
}

/// The short names of all nodes with the full names that they may stand for.
pub(super) fn short_names(nodes: &[Node]) -> Vec<(u32, u32)> {
    let mut words: HashMap<&str, (Vec<u32>, Vec<u32>)> = HashMap::new();
    for (n, node) in nodes.iter().enumerate() {
        if is_short(node) {
            words.entry(&node.name).or_default().0.push(n as u32);
        }
    }
    for (n, node) in nodes.iter().enumerate() {
        for word in ends(node) {
            if let Some((_, full)) = words.get_mut(word)
                && full.len() <= BEARERS
            {
                full.push(n as u32);
            }
        }
    }
    words
        .values()
        .flat_map(|(short, full)| candidates(short, full))
        .collect()
}
