//! Boosted trees, evaluated: a fixed number of features in, a sum of leaf values (a logit) out.

/// Depth of every tree; shorter ones are padded.
pub const DEPTH: usize = 4;
/// Most features a forest may have.
pub const MAX_FEATURES: usize = 32;
const NODES: usize = (1 << DEPTH) - 1;
const LEAVES: usize = 1 << DEPTH;

/// Trees that are walked side by side; they stand together in memory, node by node.
const LANES: usize = 16;

#[derive(Clone, Copy, Debug, PartialEq)]
struct Group {
    feature: [[u8; LANES]; NODES],
    threshold: [[f32; LANES]; NODES],
    leaf: [[f32; LANES]; LEAVES],
}

const EMPTY: Group = Group {
    feature: [[0; LANES]; NODES],
    threshold: [[0.0; LANES]; NODES],
    leaf: [[0.0; LANES]; LEAVES],
};

/// A forest of complete trees.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Forest {
    /// The logit that all trees start from.
    pub base: f32,
    /// The trees, filled up with empty ones to whole groups.
    groups: Vec<Group>,
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
        let count = nodes.len() / NODES;
        let mut groups = vec![EMPTY; count.div_ceil(LANES)];
        for (t, nodes) in nodes.chunks_exact(NODES).enumerate() {
            let (group, lane) = (&mut groups[t / LANES], t % LANES);
            for (i, &(feature, threshold)) in nodes.iter().enumerate() {
                group.feature[i][lane] = feature;
                group.threshold[i][lane] = threshold;
            }
        }
        for (t, leaves) in leaves.chunks_exact(LEAVES).enumerate() {
            for (i, &leaf) in leaves.iter().enumerate() {
                groups[t / LANES].leaf[i][t % LANES] = leaf;
            }
        }
        Ok(Self {
            base,
            groups,
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
        let trees = (0..self.count).map(|t| (&self.groups[t / LANES], t % LANES));
        (
            trees
                .clone()
                .flat_map(|(g, l)| (0..NODES).map(move |i| (g.feature[i][l], g.threshold[i][l])))
                .collect(),
            trees
                .flat_map(|(g, l)| (0..LEAVES).map(move |i| g.leaf[i][l]))
                .collect(),
        )
    }

    /// The logit of one row of features.
    #[must_use]
    pub fn logit(&self, row: &[f32; MAX_FEATURES]) -> f32 {
        #[cfg(target_arch = "x86_64")]
        let mut sums = if is_x86_feature_detected!("avx512f") {
            // SAFETY: the processor has the feature.
            unsafe { avx512::sums(&self.groups, row) }
        } else {
            sums(&self.groups, row)
        };
        #[cfg(not(target_arch = "x86_64"))]
        let mut sums = sums(&self.groups, row);
        // one order of addition for all processors
        let mut half = LANES / 2;
        while half > 0 {
            for i in 0..half {
                sums[i] += sums[i + half];
            }
            half /= 2;
        }
        self.base + sums[0]
    }
}

/// The leaves of each lane's trees, summed.
fn sums(groups: &[Group], row: &[f32; MAX_FEATURES]) -> [f32; LANES] {
    let mut sums = [0.0; LANES];
    for group in groups {
        let mut at = [0usize; LANES];
        for _ in 0..DEPTH {
            for (lane, at) in at.iter_mut().enumerate() {
                let node = *at;
                let value = row[group.feature[node][lane] as usize & (MAX_FEATURES - 1)];
                *at = 2 * node + 1 + usize::from(value >= group.threshold[node][lane]);
            }
        }
        for (lane, at) in at.into_iter().enumerate() {
            sums[lane] += group.leaf[(at - NODES) & (LEAVES - 1)][lane];
        }
    }
    sums
}

/// The same with AVX-512: a lane for each tree, and choices instead of loads.
#[cfg(target_arch = "x86_64")]
mod avx512 {
    use std::arch::x86_64::*;

    use super::{Group, LANES, MAX_FEATURES};

    /// # Safety
    /// The processor has AVX-512 F.
    #[target_feature(enable = "avx512f")]
    pub(super) unsafe fn sums(groups: &[Group], row: &[f32; MAX_FEATURES]) -> [f32; LANES] {
        // SAFETY: both halves of the row are 64 bytes.
        let (low, high) = unsafe {
            (
                _mm512_loadu_ps(row.as_ptr()),
                _mm512_loadu_ps(row[LANES..].as_ptr()),
            )
        };
        let mut sum = _mm512_setzero_ps();
        for group in groups {
            // SAFETY: each line is as long as what is read of it.
            let feature = |i: usize| unsafe {
                _mm512_cvtepu8_epi32(_mm_loadu_si128(group.feature[i].as_ptr().cast()))
            };
            let threshold = |i: usize| unsafe { _mm512_loadu_ps(group.threshold[i].as_ptr()) };
            let leaf = |i: usize| unsafe { _mm512_loadu_ps(group.leaf[i].as_ptr()) };
            let right = |feature: __m512i, threshold: __m512| {
                let value = _mm512_permutex2var_ps(low, feature, high);
                _mm512_cmp_ps_mask::<_CMP_GE_OQ>(value, threshold)
            };
            let pick =
                |k: __mmask16, left: __m512, right: __m512| _mm512_mask_blend_ps(k, left, right);
            let pick_feature = |k: __mmask16, left: __m512i, right: __m512i| {
                _mm512_mask_blend_epi32(k, left, right)
            };
            let a = right(feature(0), threshold(0));
            let b = right(
                pick_feature(a, feature(1), feature(2)),
                pick(a, threshold(1), threshold(2)),
            );
            let c = right(
                pick_feature(
                    a,
                    pick_feature(b, feature(3), feature(4)),
                    pick_feature(b, feature(5), feature(6)),
                ),
                pick(
                    a,
                    pick(b, threshold(3), threshold(4)),
                    pick(b, threshold(5), threshold(6)),
                ),
            );
            // the node among four, and the leaf among eight, that the first steps lead to
            let feature4 = |i: usize| {
                pick_feature(
                    b,
                    pick_feature(c, feature(i), feature(i + 1)),
                    pick_feature(c, feature(i + 2), feature(i + 3)),
                )
            };
            let threshold4 = |i: usize| {
                pick(
                    b,
                    pick(c, threshold(i), threshold(i + 1)),
                    pick(c, threshold(i + 2), threshold(i + 3)),
                )
            };
            let d = right(
                pick_feature(a, feature4(7), feature4(11)),
                pick(a, threshold4(7), threshold4(11)),
            );
            let leaf4 = |i: usize| {
                pick(
                    c,
                    pick(d, leaf(i), leaf(i + 1)),
                    pick(d, leaf(i + 2), leaf(i + 3)),
                )
            };
            let leaf8 = |i: usize| pick(b, leaf4(i), leaf4(i + 4));
            sum = _mm512_add_ps(sum, pick(a, leaf8(0), leaf8(8)));
        }
        let mut sums = [0.0; LANES];
        // SAFETY: the array takes the 64 bytes that are written.
        unsafe { _mm512_storeu_ps(sums.as_mut_ptr(), sum) };
        sums
    }

    // the choices are written for trees of this depth, over a row of two registers
    const _: () = assert!(super::DEPTH == 4 && LANES == 16 && MAX_FEATURES == 32);
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Numbers that look random, the same in every run.
    fn numbers() -> impl FnMut() -> u32 {
        let mut state = 12_345u32;
        move || {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            state >> 8
        }
    }

    fn walked(nodes: &[(u8, f32)], leaves: &[f32], row: &[f32]) -> f64 {
        let trees = nodes.chunks_exact(NODES).zip(leaves.chunks_exact(LEAVES));
        trees
            .map(|(nodes, leaves)| {
                let mut at = 0;
                while at < NODES {
                    let (feature, threshold) = nodes[at];
                    at = 2 * at + 1 + usize::from(row[feature as usize] >= threshold);
                }
                f64::from(leaves[at - NODES])
            })
            .sum()
    }

    #[test]
    fn a_forest_is_the_sum_of_its_trees() {
        let mut next = numbers();
        for trees in [1, 15, 16, 17, 120] {
            let nodes: Vec<(u8, f32)> = (0..trees * NODES)
                .map(|_| ((next() % 26) as u8, (next() % 100) as f32))
                .collect();
            let leaves: Vec<f32> = (0..trees * LEAVES)
                .map(|_| (next() % 2000) as f32 / 1000.0 - 1.0)
                .collect();
            let forest = Forest::new(26, 0.25, &nodes, &leaves).unwrap();
            assert_eq!(forest.trees(), trees);
            assert_eq!(forest.parts(), (nodes.clone(), leaves.clone()));
            for _ in 0..50 {
                let mut row = [0.0; MAX_FEATURES];
                row.iter_mut().for_each(|x| *x = (next() % 100) as f32);
                row[3] = f32::NAN;
                let want = 0.25 + walked(&nodes, &leaves, &row);
                let got = f64::from(forest.logit(&row));
                assert!((got - want).abs() < 1e-4, "{got} {want}");
                #[cfg(target_arch = "x86_64")]
                if is_x86_feature_detected!("avx512f") {
                    // SAFETY: the processor has the feature.
                    let fast = unsafe { avx512::sums(&forest.groups, &row) };
                    assert_eq!(fast, sums(&forest.groups, &row));
                }
            }
        }
    }
}
