//! Nodes: what profiles share by identifier or full name, and which nodes are one.

use std::collections::HashMap;

use super::context::Context;
use super::similar;
use super::summary::{Local, Summary};
use crate::error::Result;
use crate::hash::hash_str;
use crate::label::Label;
use crate::resolve::spelling::key;

/// How many members of two clusters are checked against each other before they are joined.
const CHECKED: usize = 16;

/// The clusters of a corpus and the cluster of each local entity of each document.
pub(super) struct Resolution {
    pub(super) clusters: Vec<Cluster>,
    pub(super) profiles: Vec<Vec<u32>>,
}

/// Nodes that are one entity, by their keys, sorted.
pub(super) struct Cluster {
    pub(super) nodes: Vec<String>,
}

impl Cluster {
    /// The identifier that the cluster has, else one made of its smallest key.
    pub(super) fn fresh_id(&self) -> String {
        let first = &self.nodes[0];
        first.strip_prefix('=').map_or_else(
            || format!("kunya:{:016x}", hash_str(first)),
            |id| id.to_owned(),
        )
    }
}

/// What one or more profiles share.
pub(super) struct Node {
    pub(super) key: String,
    pub(super) label: Label,
    /// Its spelling, folded; empty where only titles name it.
    pub(super) name: String,
    pub(super) known: bool,
    pub(super) documents: Vec<u32>,
    pub(super) context: Context,
}

/// The label under which names are compared: nationalities go with places.
fn class(label: Label) -> Label {
    if label == Label::Norp {
        Label::Loc
    } else {
        label
    }
}

/// The name by which a local entity is known: of people the longest, else the most frequent.
fn main_name(local: &Local) -> String {
    let words = |k: &str| {
        if local.label == Label::Per {
            k.split(' ').count()
        } else {
            0
        }
    };
    local
        .names
        .iter()
        .map(|(name, n)| (key(name), *n))
        .max_by(|a, b| {
            (words(&a.0), a.1)
                .cmp(&(words(&b.0), b.1))
                .then(b.0.cmp(&a.0))
        })
        .map(|n| n.0)
        .unwrap_or_default()
}

/// The key of the node that a local entity belongs to. Ids of documents, not their places, tell apart what has no name.
fn node_key(document: &Summary, l: usize, name: &str) -> String {
    let local = &document.entities[l];
    if let Some(known) = &local.known {
        return format!("={known}");
    }
    if name.is_empty() {
        return format!("~{}#{l}", document.id);
    }
    match (local.label, local.countries.iter().min()) {
        (Label::Per, Some(country)) if name.contains(' ') => format!("PER:{name}#{country}"),
        _ => format!("{}:{name}", class(local.label).name()),
    }
}

/// Resolves all documents.
pub(super) fn resolve(
    documents: &[Summary],
    threads: Option<usize>,
    mut go_on: impl FnMut() -> bool,
) -> Result<Resolution> {
    let mut by_key: HashMap<String, u32> = HashMap::new();
    let mut nodes: Vec<Node> = Vec::new();
    let mut of_profile: Vec<Vec<u32>> = Vec::with_capacity(documents.len());
    let mut aliases: HashMap<(Label, String), Vec<u32>> = HashMap::new();
    for (d, document) in documents.iter().enumerate() {
        let mut locals = Vec::with_capacity(document.entities.len());
        for (l, local) in document.entities.iter().enumerate() {
            let name = main_name(local);
            let key_of = node_key(document, l, &name);
            let n = *by_key.entry(key_of).or_insert_with_key(|k| {
                nodes.push(Node {
                    key: k.clone(),
                    label: class(local.label),
                    name: String::new(),
                    known: local.known.is_some(),
                    documents: Vec::new(),
                    context: Context::default(),
                });
                nodes.len() as u32 - 1
            });
            let node = &mut nodes[n as usize];
            // of a known entity's names the smallest stands for it, whatever the order of the documents
            if node.name.is_empty() || !name.is_empty() && name < node.name {
                node.name.clone_from(&name);
            }
            if node.documents.last() != Some(&(d as u32)) {
                node.documents.push(d as u32);
            }
            node.context.add(&Context::of(local));
            for (form, _) in &local.names {
                let form = key(form);
                if local.label != Label::Per || form.contains(' ') {
                    let list = aliases.entry((class(local.label), form)).or_default();
                    if !list.contains(&n) && list.len() < CHECKED {
                        list.push(n);
                    }
                }
            }
            locals.push(n);
        }
        of_profile.push(locals);
    }
    let mut pairs: Vec<(f32, u32, u32)> = similar::pairs(&nodes, threads, &mut go_on)?;
    for list in aliases.values() {
        // a spelling that several known entities share decides nothing
        if list.iter().filter(|&&n| nodes[n as usize].known).count() > 1 {
            continue;
        }
        for (k, &a) in list.iter().enumerate() {
            pairs.extend(list[k + 1..].iter().map(|&b| (0.99, a, b)));
        }
    }
    let order = |&(score, a, b): &(f32, u32, u32)| {
        let (x, y) = (&nodes[a as usize].key, &nodes[b as usize].key);
        (score, if x <= y { (x, y) } else { (y, x) })
    };
    pairs.sort_by(|p, q| {
        let (p, q) = (order(p), order(q));
        q.0.total_cmp(&p.0).then_with(|| p.1.cmp(&q.1))
    });
    let mut union = Union::new(nodes.len());
    for &(_, a, b) in &pairs {
        union.join(a, b, &nodes);
    }
    short_forms(&nodes, &mut union);
    Ok(clusters(&nodes, &mut union, of_profile))
}

/// Joins a name of one word to the only person of the corpus whose full name begins or ends with it.
fn short_forms(nodes: &[Node], union: &mut Union) {
    let mut bearers: HashMap<&str, Vec<u32>> = HashMap::new();
    for (n, node) in nodes
        .iter()
        .enumerate()
        .filter(|(_, n)| n.label == Label::Per && n.name.contains(' '))
    {
        let root = union.root(n as u32);
        let ends = [
            node.name.split(' ').next(),
            node.name.split(' ').next_back(),
        ];
        for word in ends.into_iter().flatten() {
            let list = bearers.entry(word).or_default();
            if !list.contains(&root) && list.len() < 3 {
                list.push(root);
            }
        }
    }
    for (n, node) in nodes.iter().enumerate() {
        if node.label == Label::Per
            && !node.known
            && !node.name.is_empty()
            && !node.name.contains(' ')
            && let Some([only]) = bearers.get(node.name.as_str()).map(Vec::as_slice)
        {
            union.join(n as u32, *only, nodes);
        }
    }
}

fn clusters(nodes: &[Node], union: &mut Union, of_profile: Vec<Vec<u32>>) -> Resolution {
    let roots: Vec<u32> = (0..nodes.len() as u32).map(|n| union.root(n)).collect();
    let mut members: HashMap<u32, Vec<u32>> = HashMap::new();
    for (n, &root) in roots.iter().enumerate() {
        members.entry(root).or_default().push(n as u32);
    }
    let mut list: Vec<(usize, Vec<String>, u32)> = members
        .into_iter()
        .map(|(root, members)| {
            let mut documents: Vec<u32> = members
                .iter()
                .flat_map(|&m| nodes[m as usize].documents.iter().copied())
                .collect();
            documents.sort_unstable();
            documents.dedup();
            let mut keys: Vec<String> = members
                .iter()
                .map(|&m| nodes[m as usize].key.clone())
                .collect();
            // an identifier comes first
            keys.sort_by(|a, b| b.starts_with('=').cmp(&a.starts_with('=')).then(a.cmp(b)));
            (documents.len(), keys, root)
        })
        .collect();
    list.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let place: HashMap<u32, u32> = list
        .iter()
        .enumerate()
        .map(|(c, l)| (l.2, c as u32))
        .collect();
    let profiles = of_profile
        .into_iter()
        .map(|locals| {
            locals
                .into_iter()
                .map(|n| place[&roots[n as usize]])
                .collect()
        })
        .collect();
    let clusters = list
        .into_iter()
        .map(|(_, nodes, _)| Cluster { nodes })
        .collect();
    Resolution { clusters, profiles }
}

/// Sets of nodes that are one.
struct Union {
    parent: Vec<u32>,
    members: HashMap<u32, Vec<u32>>,
}

impl Union {
    fn new(count: usize) -> Self {
        Self {
            parent: (0..count as u32).collect(),
            members: HashMap::new(),
        }
    }

    fn root(&mut self, n: u32) -> u32 {
        let mut root = n;
        while self.parent[root as usize] != root {
            root = self.parent[root as usize];
        }
        let mut at = n;
        while self.parent[at as usize] != root {
            at = std::mem::replace(&mut self.parent[at as usize], root);
        }
        root
    }

    fn of(&self, root: u32) -> Vec<u32> {
        self.members
            .get(&root)
            .cloned()
            .unwrap_or_else(|| vec![root])
    }

    /// Joins the sets of two nodes, unless something keeps two of their members apart.
    fn join(&mut self, a: u32, b: u32, nodes: &[Node]) {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return;
        }
        let (mine, theirs) = (self.of(a), self.of(b));
        let apart = mine.iter().take(CHECKED).any(|&x| {
            theirs
                .iter()
                .take(CHECKED)
                .any(|&y| kept_apart(&nodes[x as usize], &nodes[y as usize]))
        });
        if apart {
            return;
        }
        let (into, from) = if mine.len() >= theirs.len() {
            (a, b)
        } else {
            (b, a)
        };
        self.parent[from as usize] = into;
        let mut all = if into == a { mine } else { theirs };
        let moved = self.of(from);
        all.extend(moved);
        self.members.remove(&from);
        self.members.insert(into, all);
    }
}

/// Whether two nodes cannot be one: other identifiers, other countries, or a document that has both as two.
fn kept_apart(a: &Node, b: &Node) -> bool {
    if a.label != b.label || a.known && b.known && a.key != b.key || a.context.conflicts(&b.context)
    {
        return true;
    }
    let (short, long) = if a.documents.len() <= b.documents.len() {
        (&a.documents, &b.documents)
    } else {
        (&b.documents, &a.documents)
    };
    short.iter().any(|d| long.binary_search(d).is_ok())
}
