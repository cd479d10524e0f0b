//! Boosted trees, evaluated: a fixed number of features in, a sum of leaf values (a logit) out.

/// Depth of every tree; shorter ones are padded.
pub const DEPTH: usize = 4;
/// Most features a forest may have.
pub const MAX_FEATURES: usize = 32;
const NODES: usize = (1 << DEPTH) - 1;
const LEAVES: usize = 1 << DEPTH;

/// Trees that are walked side by side, so that the processor need not wait for one walk's loads.
const LANES: usize = 8;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Tree {
    feature: [u8; 1 << DEPTH],
    threshold: [f32; 1 << DEPTH],
    leaf: [f32; LEAVES],
}

const EMPTY: Tree = Tree {
    feature: [0; 1 << DEPTH],
    threshold: [0.0; 1 << DEPTH],
    leaf: [0.0; LEAVES],
};

/// A forest of complete trees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    /// The logit that all trees start from.
    pub base: f32,
    /// The trees, filled up with empty ones to whole lanes.
    trees: Vec<Tree>,
    count: usize,
    features: usize,
}

impl Forest {
    /// A forest over `features` features: feature and threshold of each inner node, tree after tree in
    /// heap order (a value not less than the threshold goes right), and the leaves.
    ///
    /// # Errors
    /// Where the number of nodes and leaves is not that of complete trees, or a node names a
    /// feature that does not exist.
    pub fn new(
        features: usize,
        base: f32,
        nodes: &[(u8, f32)],
        leaves: &[f32],
    ) -> Result<Self, &'static str> {
        if !nodes.len().is_multiple_of(NODES) || leaves.len() != nodes.len() / NODES * LEAVES {
            return Err("the forest's trees are not complete");
        }
        if features > MAX_FEATURES || nodes.iter().any(|&(f, _)| f as usize >= features) {
            return Err("the forest names a feature that does not exist");
        }
        if !base.is_finite() || leaves.iter().any(|l| !l.is_finite()) {
            return Err("the forest holds a value that is no number");
        }
        let mut trees: Vec<Tree> = nodes
            .chunks_exact(NODES)
            .zip(leaves.chunks_exact(LEAVES))
            .map(|(nodes, leaves)| {
                let mut tree = EMPTY;
                for (i, &(f, t)) in nodes.iter().enumerate() {
                    tree.feature[i] = f;
                    tree.threshold[i] = t;
                }
                tree.leaf.copy_from_slice(leaves);
                tree
            })
            .collect();
        let count = trees.len();
        trees.resize(count.next_multiple_of(LANES), EMPTY);
        Ok(Self {
            base,
            trees,
            count,
            features,
        })
    }

    /// Number of trees.
    #[must_use]
    pub const fn trees(&self) -> usize {
        self.count
    }

    /// Number of features.
    #[must_use]
    pub const fn features(&self) -> usize {
        self.features
    }

    /// Nodes and leaves, as [`Forest::new`] takes them.
    #[must_use]
    pub fn parts(&self) -> (Vec<(u8, f32)>, Vec<f32>) {
        let trees = &self.trees[..self.count];
        (
            trees
                .iter()
                .flat_map(|t| (0..NODES).map(|i| (t.feature[i], t.threshold[i])))
                .collect(),
            trees.iter().flat_map(|t| t.leaf).collect(),
        )
    }

    /// The logit of one row of features.
    #[must_use]
    pub fn logit(&self, row: &[f32; MAX_FEATURES]) -> f32 {
        let mut sum = self.base;
        for trees in self.trees.as_chunks::<LANES>().0 {
            let mut at = [0usize; LANES];
            for _ in 0..DEPTH {
                for (tree, at) in trees.iter().zip(&mut at) {
                    let node = *at & (NODES);
                    let value = row[tree.feature[node] as usize & (MAX_FEATURES - 1)];
                    *at = 2 * node + 1 + usize::from(value >= tree.threshold[node]);
                }
            }
            for (tree, at) in trees.iter().zip(at) {
                sum += tree.leaf[(at - NODES) & (LEAVES - 1)];
            }
        }
        sum
    }
}
