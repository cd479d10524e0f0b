//! Which nodes are one entity.
//!
//! Nodes that pairs connect are candidates. Before they are joined it must be known which of them a document names as
//! two: only nodes of one component can ever be joined, so only those are looked for in documents, by [`together`].

use std::collections::{HashMap, HashSet};

use super::nodes::Node;
use super::similar::Pair;

/// How many members of two clusters are checked against each other's countries before they are joined.
const CHECKED: usize = 16;
/// Up to how many nodes are told apart in pairs, which repeat from document to document, and not all at once.
const PAIRED: usize = 8;

/// What may join nodes.
#[derive(Default)]
pub(crate) struct Edges {
    pub(crate) pairs: Vec<Pair>,
    /// A name of one word and a full name that it may stand for. All full names of a word are there, or none.
    pub(crate) short: Vec<(u32, u32)>,
}

impl Edges {
    /// Each name of one word that is of one person alone, with a full name of that person, by the keys of the short ones.
    fn short_names(&self, nodes: &[Node], forest: &mut Forest) -> Vec<(u32, u32)> {
        let mut full: HashMap<u32, Option<u32>> = HashMap::new();
        for &(s, f) in &self.short {
            let root = forest.root(f);
            let only = full.entry(s).or_insert(Some(root));
            *only = only.filter(|&first| first == root);
        }
        let mut out: Vec<_> = full
            .into_iter()
            .filter_map(|(short, only)| Some((short, only?)))
            .collect();
        out.sort_by(|a, b| nodes[a.0 as usize].key.cmp(&nodes[b.0 as usize].key));
        out
    }
}

/// Which nodes may be joined, each other's or through others.
pub(crate) struct Components(Vec<u32>);

impl Components {
    const ALONE: u32 = u32::MAX;

    pub(crate) fn new(nodes: &[Node], edges: &Edges) -> Self {
        let mut forest = Forest::new(nodes.len());
        for &(_, a, b) in &edges.pairs {
            forest.unite(a, b);
        }
        for (short, only) in edges.short_names(nodes, &mut forest) {
            forest.unite(short, only);
        }
        let mut roots: Vec<u32> = (0..nodes.len() as u32).map(|n| forest.root(n)).collect();
        let mut sizes = vec![0_u32; nodes.len()];
        for &root in &roots {
            sizes[root as usize] += 1;
        }
        for root in &mut roots {
            if sizes[*root as usize] == 1 {
                *root = Self::ALONE;
            }
        }
        Self(roots)
    }

    /// The component of a node; None where it is alone.
    pub(crate) fn of(&self, node: u32) -> Option<u32> {
        Some(self.0[node as usize]).filter(|&root| root != Self::ALONE)
    }
}

/// Adds the nodes of one component that a document, whose nodes are `own`, names as several.
pub(crate) fn together(
    own: impl Iterator<Item = u32>,
    component: impl Fn(u32) -> Option<u32>,
    apart: &mut HashSet<Box<[u32]>>,
) {
    let mut found: Vec<(u32, u32)> = own.filter_map(|n| Some((component(n)?, n))).collect();
    found.sort_unstable();
    found.dedup();
    for of_one in found.chunk_by(|a, b| a.0 == b.0) {
        if of_one.len() > PAIRED {
            apart.insert(of_one.iter().map(|p| p.1).collect());
            continue;
        }
        for (k, a) in of_one.iter().enumerate() {
            for b in &of_one[k + 1..] {
                apart.insert([a.1, b.1].into());
            }
        }
    }
}

/// Groups all nodes, the groups with most documents first, then by key; of each group an identifier comes first, then by
/// key. Of the nodes that are together in a set of `apart`, no two are put into one group.
pub(crate) fn form<'a>(
    nodes: &[Node],
    edges: &Edges,
    apart: impl Iterator<Item = &'a [u32]>,
) -> Vec<Vec<u32>> {
    let mut pairs = edges.pairs.clone();
    let keys = |&(_, a, b): &Pair| {
        let (x, y) = (&nodes[a as usize].key, &nodes[b as usize].key);
        if x <= y { (x, y, 0) } else { (y, x, 1) }
    };
    pairs.sort_by(|p, q| q.0.total_cmp(&p.0).then_with(|| keys(p).cmp(&keys(q))));
    let mut union = Union::new(nodes, apart);
    for &(_, a, b) in &pairs {
        union.join(a, b);
    }
    for (short, only) in edges.short_names(nodes, &mut union.forest) {
        union.join(short, only);
    }
    union.groups()
}

/// Trees of nodes that are one set.
struct Forest(Vec<u32>);

impl Forest {
    fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    fn root(&mut self, n: u32) -> u32 {
        let mut root = n;
        while self.0[root as usize] != root {
            root = self.0[root as usize];
        }
        let mut at = n;
        while self.0[at as usize] != root {
            at = std::mem::replace(&mut self.0[at as usize], root);
        }
        root
    }

    fn unite(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
        self.0[a.max(b) as usize] = a.min(b);
    }
}

/// Sets of nodes that are one.
struct Union<'n> {
    nodes: &'n [Node],
    forest: Forest,
    /// Of sets with several nodes: what they hold.
    sets: HashMap<u32, Set>,
    /// For each node that is kept apart from some: the numbers of the sets of `apart` that it is in, ascending.
    apart: HashMap<u32, Vec<u32>>,
}

/// A set of several nodes.
struct Set {
    members: Vec<u32>,
    apart: HashSet<u32>,
    /// No two nodes of a set are in one document.
    documents: u32,
    known: bool,
}

impl<'n> Union<'n> {
    fn new<'a>(nodes: &'n [Node], apart: impl Iterator<Item = &'a [u32]>) -> Self {
        let mut of: HashMap<u32, Vec<u32>> = HashMap::new();
        for (k, set) in apart.enumerate() {
            for &n in set {
                of.entry(n).or_default().push(k as u32);
            }
        }
        Self {
            nodes,
            forest: Forest::new(nodes.len()),
            sets: HashMap::new(),
            apart: of,
        }
    }

    fn members<'a>(&'a self, root: &'a u32) -> &'a [u32] {
        self.sets
            .get(root)
            .map_or(std::slice::from_ref(root), |set| &set.members)
    }

    fn known(&self, root: u32) -> bool {
        self.sets
            .get(&root)
            .map_or_else(|| self.nodes[root as usize].is_known(), |set| set.known)
    }

    fn documents(&self, root: u32) -> u32 {
        self.sets
            .get(&root)
            .map_or(self.nodes[root as usize].documents, |set| set.documents)
    }

    fn apart(&self, node: u32) -> &[u32] {
        self.apart.get(&node).map_or(&[], Vec::as_slice)
    }

    /// Whether two sets cannot be one: other labels, other identifiers, other countries, or a document that has both as two.
    fn kept_apart(&self, a: u32, b: u32) -> bool {
        let nodes = self.nodes;
        if nodes[a as usize].class() != nodes[b as usize].class() || self.known(a) && self.known(b)
        {
            return true;
        }
        let conflict = self.members(&a).iter().take(CHECKED).any(|&x| {
            self.members(&b).iter().take(CHECKED).any(|&y| {
                nodes[x as usize]
                    .context
                    .conflicts(&nodes[y as usize].context)
            })
        });
        conflict || self.documents_speak_against(a, b)
    }

    fn documents_speak_against(&self, a: u32, b: u32) -> bool {
        match (self.sets.get(&a), self.sets.get(&b)) {
            (Some(a), Some(b)) => {
                let (few, many) = if a.apart.len() <= b.apart.len() {
                    (a, b)
                } else {
                    (b, a)
                };
                few.apart.iter().any(|k| many.apart.contains(k))
            }
            (Some(set), None) => self.apart(b).iter().any(|k| set.apart.contains(k)),
            (None, Some(set)) => self.apart(a).iter().any(|k| set.apart.contains(k)),
            (None, None) => {
                let (few, many) = (self.apart(a), self.apart(b));
                let (few, many) = if few.len() <= many.len() {
                    (few, many)
                } else {
                    (many, few)
                };
                few.iter().any(|k| many.binary_search(k).is_ok())
            }
        }
    }

    /// Joins the sets of two nodes, unless something keeps them apart.
    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.forest.root(a), self.forest.root(b));
        if a == b || self.kept_apart(a, b) {
            return;
        }
        let (mut one, mut other) = (self.set(a), self.set(b));
        let root = if one.members.len() >= other.members.len() {
            a
        } else {
            b
        };
        let from = if root == a { b } else { a };
        self.forest.0[from as usize] = root;
        // the smaller into the larger, each for itself
        if root == b {
            std::mem::swap(&mut one.members, &mut other.members);
        }
        if one.apart.len() < other.apart.len() {
            std::mem::swap(&mut one.apart, &mut other.apart);
        }
        one.members.append(&mut other.members);
        one.apart.extend(other.apart);
        one.documents += other.documents;
        one.known |= other.known;
        self.sets.insert(root, one);
    }

    /// Takes the set of a root out.
    fn set(&mut self, root: u32) -> Set {
        self.sets.remove(&root).unwrap_or_else(|| {
            let node = &self.nodes[root as usize];
            Set {
                members: vec![root],
                apart: self.apart(root).iter().copied().collect(),
                documents: node.documents,
                known: node.is_known(),
            }
        })
    }

    fn groups(mut self) -> Vec<Vec<u32>> {
        let nodes = self.nodes;
        let mut out: Vec<(u32, Vec<u32>)> = Vec::new();
        for n in 0..nodes.len() as u32 {
            if self.forest.root(n) != n {
                continue;
            }
            let documents = self.documents(n);
            let mut members = self
                .sets
                .remove(&n)
                .map_or_else(|| vec![n], |set| set.members);
            members.sort_by(|&a, &b| {
                let (a, b) = (&nodes[a as usize], &nodes[b as usize]);
                b.is_known()
                    .cmp(&a.is_known())
                    .then_with(|| a.key.cmp(&b.key))
            });
            out.push((documents, members));
        }
        out.sort_by(|a, b| {
            let key = |members: &[u32]| &nodes[members[0] as usize].key;
            b.0.cmp(&a.0).then_with(|| key(&a.1).cmp(key(&b.1)))
        });
        out.into_iter().map(|(_, members)| members).collect()
    }
}
