//! Boosted trees, evaluated: a fixed number of features in, a sum of leaf values (a logit) out.

/// Depth of every tree; shorter ones are padded.
pub const DEPTH: usize = 4;
const NODES: usize = (1 << DEPTH) - 1;
const LEAVES: usize = 1 << DEPTH;

/// A forest of complete trees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    /// The logit that all trees start from.
    pub base: f32,
    /// Feature and threshold of each inner node, tree after tree in heap order; a value that is not
    /// less than the threshold goes right.
    nodes: Vec<(u32, f32)>,
    /// Leaf values, tree after tree.
    leaves: Vec<f32>,
    features: usize,
}

impl Forest {
    /// A forest over `features` features, or what is wrong with its parts.
    ///
    /// # Errors
    /// Where the number of nodes and leaves is not that of complete trees, or a node names a
    /// feature that does not exist.
    pub fn new(
        features: usize,
        base: f32,
        nodes: Vec<(u32, f32)>,
        leaves: Vec<f32>,
    ) -> Result<Self, &'static str> {
        if !nodes.len().is_multiple_of(NODES) || leaves.len() != nodes.len() / NODES * LEAVES {
            return Err("the forest's trees are not complete");
        }
        if nodes.iter().any(|&(f, _)| f as usize >= features) || !base.is_finite() {
            return Err("the forest names a feature that does not exist");
        }
        Ok(Self {
            base,
            nodes,
            leaves,
            features,
        })
    }

    /// Number of trees.
    #[must_use]
    pub fn trees(&self) -> usize {
        self.leaves.len() / LEAVES
    }

    /// Number of features.
    #[must_use]
    pub const fn features(&self) -> usize {
        self.features
    }

    /// Nodes and leaves, as stored.
    #[must_use]
    pub fn parts(&self) -> (&[(u32, f32)], &[f32]) {
        (&self.nodes, &self.leaves)
    }

    /// The logit of one row of features.
    ///
    /// # Panics
    /// Where the row is shorter than the forest's features.
    #[must_use]
    pub fn logit(&self, row: &[f32]) -> f32 {
        assert!(row.len() >= self.features);
        let mut sum = self.base;
        for (nodes, leaves) in self
            .nodes
            .chunks_exact(NODES)
            .zip(self.leaves.chunks_exact(LEAVES))
        {
            let mut at = 0;
            for _ in 0..DEPTH {
                let (feature, threshold) = nodes[at];
                at = 2 * at + 1 + usize::from(row[feature as usize] >= threshold);
            }
            sum += leaves[at - NODES];
        }
        sum
    }
}
