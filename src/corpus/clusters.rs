//! Which nodes are one entity.

use std::collections::{HashMap, HashSet};

use super::nodes::{Node, Nodes};
use super::similar::Pair;
use crate::label::Label;

/// How alike nodes count that share a spelling.
const SHARED: f32 = 0.99;
/// How many members of two clusters are checked against each other's countries before they are joined.
const CHECKED: usize = 16;

/// Groups all nodes, the groups with most documents first, then by key; of each group an identifier comes first, then by
/// key.
pub(super) fn form(nodes: &Nodes) -> Vec<Vec<u32>> {
    let list = &nodes.list;
    let mut pairs: Vec<Pair> = nodes.blocks.pairs().copied().collect();
    for sharing in nodes.aliases.values() {
        // a spelling that several known entities share decides nothing
        if sharing.iter().filter(|&&n| list[n as usize].known).count() > 1 {
            continue;
        }
        for (k, &a) in sharing.iter().enumerate() {
            pairs.extend(sharing[k + 1..].iter().map(|&b| (SHARED, a, b)));
        }
    }
    let keys = |&(_, a, b): &Pair| {
        let (x, y) = (&list[a as usize].key, &list[b as usize].key);
        if x <= y { (x, y) } else { (y, x) }
    };
    pairs.sort_by(|p, q| q.0.total_cmp(&p.0).then_with(|| keys(p).cmp(&keys(q))));
    let mut union = Union::new(list);
    for &(_, a, b) in &pairs {
        union.join(a, b);
    }
    join_short_forms(&mut union);
    union.groups()
}

/// Joins a name of one word to the only person of the corpus whose full name begins or ends with it.
fn join_short_forms(union: &mut Union) {
    let nodes = union.nodes;
    let mut short: Vec<u32> = Vec::new();
    let mut bearers: HashMap<&str, Vec<u32>> = HashMap::new();
    for (n, node) in nodes.iter().enumerate() {
        if node.class == Label::Per
            && !node.known
            && !node.name.is_empty()
            && !node.name.contains(' ')
        {
            short.push(n as u32);
            bearers.entry(&node.name).or_default();
        }
    }
    for (n, node) in nodes.iter().enumerate() {
        if node.class != Label::Per || !node.name.contains(' ') {
            continue;
        }
        let root = union.root(n as u32);
        let ends = [
            node.name.split(' ').next(),
            node.name.split(' ').next_back(),
        ];
        for word in ends.into_iter().flatten() {
            if let Some(list) = bearers.get_mut(word)
                && list.len() < 2
                && !list.contains(&root)
            {
                list.push(root);
            }
        }
    }
    short.sort_by(|&a, &b| nodes[a as usize].key.cmp(&nodes[b as usize].key));
    for n in short {
        if let [only] = bearers[nodes[n as usize].name.as_str()][..] {
            union.join(n, only);
        }
    }
}

/// Sets of nodes that are one.
struct Union<'n> {
    nodes: &'n [Node],
    parent: Vec<u32>,
    /// Of sets with several nodes: what they hold.
    sets: HashMap<u32, Set>,
}

/// A set of several nodes.
struct Set {
    members: Vec<u32>,
    documents: HashSet<u32>,
    known: bool,
}

impl<'n> Union<'n> {
    fn new(nodes: &'n [Node]) -> Self {
        Self {
            nodes,
            parent: (0..nodes.len() as u32).collect(),
            sets: HashMap::new(),
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

    fn members<'a>(&'a self, root: &'a u32) -> &'a [u32] {
        self.sets
            .get(root)
            .map_or(std::slice::from_ref(root), |set| &set.members)
    }

    fn known(&self, root: u32) -> bool {
        self.sets
            .get(&root)
            .map_or(self.nodes[root as usize].known, |set| set.known)
    }

    fn documents(&self, root: u32) -> usize {
        self.sets
            .get(&root)
            .map_or(self.nodes[root as usize].documents.len(), |set| {
                set.documents.len()
            })
    }

    /// Whether two sets cannot be one: other labels, other identifiers, other countries, or a document that has both as two.
    fn kept_apart(&self, a: u32, b: u32) -> bool {
        let nodes = self.nodes;
        if nodes[a as usize].class != nodes[b as usize].class || self.known(a) && self.known(b) {
            return true;
        }
        let conflict = self.members(&a).iter().take(CHECKED).any(|&x| {
            self.members(&b).iter().take(CHECKED).any(|&y| {
                nodes[x as usize]
                    .context
                    .conflicts(&nodes[y as usize].context)
            })
        });
        if conflict {
            return true;
        }
        let (few, many) = if self.documents(a) <= self.documents(b) {
            (a, b)
        } else {
            (b, a)
        };
        let holds = |d: &u32| match self.sets.get(&many) {
            Some(set) => set.documents.contains(d),
            None => nodes[many as usize].documents.binary_search(d).is_ok(),
        };
        match self.sets.get(&few) {
            Some(set) => set.documents.iter().any(holds),
            None => nodes[few as usize].documents.iter().any(holds),
        }
    }

    /// Joins the sets of two nodes, unless something keeps them apart.
    fn join(&mut self, a: u32, b: u32) {
        let (a, b) = (self.root(a), self.root(b));
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
        self.parent[from as usize] = root;
        // the smaller into the larger, each for itself
        if root == b {
            std::mem::swap(&mut one.members, &mut other.members);
        }
        if one.documents.len() < other.documents.len() {
            std::mem::swap(&mut one.documents, &mut other.documents);
        }
        one.members.append(&mut other.members);
        one.documents.extend(other.documents);
        one.known |= other.known;
        self.sets.insert(root, one);
    }

    /// Takes the set of a root out.
    fn set(&mut self, root: u32) -> Set {
        self.sets.remove(&root).unwrap_or_else(|| {
            let node = &self.nodes[root as usize];
            Set {
                members: vec![root],
                documents: node.documents.iter().copied().collect(),
                known: node.known,
            }
        })
    }

    fn groups(mut self) -> Vec<Vec<u32>> {
        let nodes = self.nodes;
        let mut out: Vec<(usize, Vec<u32>)> = Vec::new();
        for n in 0..nodes.len() as u32 {
            if self.root(n) != n {
                continue;
            }
            let documents = self.documents(n);
            let mut members = self
                .sets
                .remove(&n)
                .map_or_else(|| vec![n], |set| set.members);
            members.sort_by(|&a, &b| {
                let (a, b) = (&nodes[a as usize], &nodes[b as usize]);
                b.known.cmp(&a.known).then_with(|| a.key.cmp(&b.key))
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
