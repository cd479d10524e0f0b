//! Pairs of nodes whose names are variants of each other.
//!
//! Names are compared within blocks of one skeleton only. The pairs of a block are kept until one of its nodes changes,
//! so that documents which come later cost comparisons only where they say something new.

use std::collections::HashMap;
use std::ops::Range;

use super::nodes::Node;
use crate::error::Result;
use crate::label::Label;
use crate::names::Matcher;
use crate::parallel;
use crate::resolve::spelling::{is_short, skeleton};

/// How alike two names must be to be one, and where a country or title supports it.
const SAME: f32 = 0.75;
const SUPPORTED: f32 = 0.55;
/// With how many of its block, the most frequent ones, each name is compared.
const COMPARED: usize = 24;
/// How many names of a block are one piece of work.
const PIECE: usize = 256;

/// Two nodes and how alike they are.
pub(super) type Pair = (f32, u32, u32);

/// Nodes whose names have one skeleton.
#[derive(Default)]
struct Block {
    nodes: Vec<u32>,
    pairs: Vec<Pair>,
    changed: bool,
}

/// All blocks.
#[derive(Default)]
pub(super) struct Blocks {
    list: Vec<Block>,
    by_key: HashMap<(Label, String), u32>,
    /// The block, the label and the name of each node, as far as it was put into one.
    of: Vec<Option<(u32, Label, Box<str>)>>,
    changed: Vec<u32>,
}

impl Blocks {
    /// Notes that node `n` is new or has changed.
    pub(super) fn touch(&mut self, n: u32, node: &Node) {
        let at = n as usize;
        if self.of.len() <= at {
            self.of.resize(at + 1, None);
        }
        if self.of[at]
            .as_ref()
            .is_some_and(|(_, class, name)| *class != node.class() || **name != *node.name)
            && let Some((old, ..)) = self.of[at].take()
        {
            self.list[old as usize].nodes.retain(|&other| other != n);
            self.change(old);
        }
        if self.of[at].is_none() {
            let Some(key) = skeleton_of(node) else {
                return;
            };
            let key = (node.class(), key);
            let list = &mut self.list;
            let block = *self.by_key.entry(key).or_insert_with(|| {
                list.push(Block::default());
                list.len() as u32 - 1
            });
            self.list[block as usize].nodes.push(n);
            self.of[at] = Some((block, node.class(), node.name.as_str().into()));
        }
        if let Some((block, ..)) = self.of[at] {
            self.change(block);
        }
    }

    fn change(&mut self, block: u32) {
        let it = &mut self.list[block as usize];
        if !it.changed {
            it.changed = true;
            self.changed.push(block);
        }
    }

    /// Compares the names of blocks that changed.
    pub(super) fn compare(
        &mut self,
        nodes: &[Node],
        threads: Option<usize>,
        go_on: &mut impl FnMut() -> bool,
    ) -> Result<()> {
        let mut pieces: Vec<(u32, usize)> = Vec::new();
        for &b in &self.changed {
            let block = &mut self.list[b as usize];
            if block.nodes.len() < 2 {
                continue;
            }
            rank(nodes, &mut block.nodes);
            pieces.extend(
                (0..block.nodes.len())
                    .step_by(PIECE)
                    .map(|first| (b, first)),
            );
        }
        let list = &self.list;
        let compare = |&(block, first): &(u32, usize)| {
            let members = &list[block as usize].nodes;
            compare(nodes, members, first..(first + PIECE).min(members.len()))
        };
        let found = parallel::map(&pieces, threads, compare, |_| go_on())?;
        for b in self.changed.drain(..) {
            let block = &mut self.list[b as usize];
            block.changed = false;
            block.pairs.clear();
        }
        for ((block, _), pairs) in pieces.into_iter().zip(found) {
            self.list[block as usize].pairs.extend(pairs);
        }
        Ok(())
    }

    /// All pairs that are alike.
    pub(super) fn pairs(&self) -> impl Iterator<Item = &Pair> {
        self.list.iter().flat_map(|block| &block.pairs)
    }
}

/// Sorts the nodes of a block: those that most documents name first, then by key.
pub(super) fn rank(nodes: &[Node], members: &mut [u32]) {
    members.sort_by(|&a, &b| {
        let (a, b) = (&nodes[a as usize], &nodes[b as usize]);
        b.documents
            .cmp(&a.documents)
            .then_with(|| a.key.cmp(&b.key))
    });
}

/// The pairs that are alike of some nodes of a block and the first ones of it; the block is ranked.
pub(super) fn compare(nodes: &[Node], members: &[u32], some: Range<usize>) -> Vec<Pair> {
    let matcher = Matcher::global();
    let mut out: Vec<Pair> = Vec::new();
    for k in some {
        let b = members[k];
        for &a in &members[..k.min(COMPARED)] {
            out.extend(
                alike(&matcher, &nodes[a as usize], &nodes[b as usize]).map(|score| (score, a, b)),
            );
        }
    }
    out
}

/// Where a node's name is compared, among those of its class; nowhere, where it is too short to tell, or that of a body
/// whose state is not known.
pub(super) fn skeleton_of(node: &Node) -> Option<String> {
    let words = node.name.split(' ').count();
    let short = node.name.chars().count() < 4 || node.class() == Label::Per && is_short(&node.name);
    if short || node.is_stateless() {
        return None;
    }
    Some(format!("{words} {}", skeleton(&node.name)))
}

fn alike(matcher: &Matcher, a: &Node, b: &Node) -> Option<f32> {
    if a.is_known() && b.is_known() {
        return None;
    }
    let score = if a.name == b.name {
        1.0
    } else {
        matcher.similarity(&a.name, &b.name)
    };
    // names of several words for things differ in a word more often than in its spelling
    let wordy = a.class() == Label::Org && a.name.contains(' ') && a.name != b.name;
    let words_agree = || {
        a.name
            .split(' ')
            .zip(b.name.split(' '))
            .all(|(x, y)| x == y || matcher.similarity(x, y) >= 0.85)
    };
    // bodies of one state have its country in common and nothing else
    let needed = if a.class() != Label::Org && a.context.supports(&b.context) {
        SUPPORTED
    } else {
        SAME
    };
    (score >= needed && (!wordy || words_agree())).then_some(score)
}
