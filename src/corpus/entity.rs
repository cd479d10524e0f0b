//! What nodes that are one say together.

use super::CorpusEntity;
use super::counts::{Count, Counts};
use super::nodes::Node;
use crate::label::Label;

/// The entity of some of the nodes.
pub(super) fn joined(id: String, members: &[u32], nodes: &[Node]) -> CorpusEntity {
    let (&first, others) = members.split_first().expect("a group has members");
    let first = &nodes[first as usize];
    if others.is_empty() {
        return entity(id, first);
    }
    let mut all = first.clone();
    for &n in others {
        all.merge(&nodes[n as usize]);
    }
    entity(id, &all)
}

/// The entity that a node is.
pub(crate) fn entity(id: String, node: &Node) -> CorpusEntity {
    let texts = |counts: &Counts| -> Vec<String> {
        let sorted = counts.sorted();
        sorted.iter().map(|c| c.text.to_string()).collect()
    };
    CorpusEntity {
        id,
        label: node.label,
        name: name(node).to_owned(),
        latin: node.latin.first().map(Into::into),
        link: node.links.first().map(Into::into),
        variants: texts(&node.names),
        roles: texts(&node.roles),
        documents: node.documents,
        mentions: node.mentions,
    }
}

/// Of people the fullest form, of countries their own name, of others the most frequent.
fn name(node: &Node) -> &str {
    let full = |c: &Count| match node.label {
        Label::Per => c.text.split_whitespace().count().clamp(1, 3),
        Label::Loc => usize::from(!c.is_nationality),
        _ => 0,
    };
    node.names
        .sorted()
        .into_iter()
        .rev()
        .max_by_key(|c| (full(c), c.mentions))
        .map(|c| &*c.text)
        .or_else(|| node.roles.first())
        .unwrap_or_default()
}
