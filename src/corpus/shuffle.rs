//! The steps of [`Corpus::resolve`](super::Corpus::resolve) apart, for engines that spread a collection over machines.
//!
//! 1. Each worker makes [`Nodes`] of its documents; those of one key are merged where they meet.
//! 2. Each node goes to its [`blocks`]; of a block that is whole come its [`edges`].
//! 3. Of all edges, whose number grows with the names and not with the mentions, come the [`Components`]. Workers look in
//!    their documents for nodes of one component that are named [`together`], and [`form`] makes groups.
//!
//! Edges are between keys here, since places of nodes differ from worker to worker.

use std::collections::HashMap;

pub(crate) use super::clusters::{Components, Edges, form, together};
pub(crate) use super::entity::entity;
pub(crate) use super::nodes::{Node, Nodes, id_of, keys};
use super::sharing;
use super::similar;

/// A place where nodes meet that may be one.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Block {
    pub(crate) kind: Kind,
    pub(crate) key: String,
}

/// Why nodes meet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Kind {
    /// Their names have one skeleton and are compared.
    Similar,
    /// They share a spelling.
    Shared,
    /// A word is a short name of the one, and begins or ends the full name of the other.
    Short,
}

/// Where a node may meet others that it is one with.
pub(crate) fn blocks(node: &Node) -> Vec<Block> {
    let class = node.class().name();
    let mut out: Vec<Block> = similar::skeleton_of(node)
        .map(|skeleton| Block {
            kind: Kind::Similar,
            key: format!("{class}:{skeleton}"),
        })
        .into_iter()
        .collect();
    let shared = sharing::spellings(node, 0).map(|form| Block {
        kind: Kind::Shared,
        key: format!("{class}:{form}"),
    });
    out.extend(shared);
    let short = sharing::is_short(node).then_some(node.name.as_str());
    let words = short.into_iter().chain(sharing::ends(node));
    out.extend(words.map(|word| Block {
        kind: Kind::Short,
        key: word.to_owned(),
    }));
    out.sort_unstable();
    out.dedup();
    out
}

/// The edges of nodes that are, by their places, in `members` of blocks; each block is whole.
pub(crate) fn edges(nodes: &[Node], members: HashMap<Block, Vec<u32>>) -> Edges {
    let mut out = Edges::default();
    for (block, mut members) in members {
        if members.len() < 2 {
            continue;
        }
        match block.kind {
            Kind::Similar => {
                similar::rank(nodes, &mut members);
                let all = 0..members.len();
                out.pairs.extend(similar::compare(nodes, &members, all));
            }
            Kind::Shared => out.pairs.extend(sharing::pairs(nodes, members)),
            Kind::Short => {
                let (short, full): (Vec<u32>, Vec<u32>) = members
                    .into_iter()
                    .partition(|&n| sharing::is_short(&nodes[n as usize]));
                out.short.extend(sharing::candidates(&short, &full));
            }
        }
    }
    out
}
