//! Gradient-boosted trees, with histograms.

use kunya::names::forest::{DEPTH, Forest};
use rayon::prelude::*;

const BINS: usize = 64;

/// Rows of features with their labels and weights.
#[derive(Default)]
pub struct Rows {
    /// Features, row after row.
    pub values: Vec<f32>,
    /// Whether the row is one name.
    pub labels: Vec<bool>,
    /// How much each row counts.
    pub weights: Vec<f32>,
}

/// How to boost.
pub struct Settings {
    /// Trees.
    pub trees: usize,
    /// Step size.
    pub rate: f32,
    /// Least sum of second derivatives in a leaf.
    pub least: f32,
    /// Penalty on leaf values.
    pub penalty: f32,
}

fn edges(values: &[f32], width: usize, feature: usize) -> Vec<f32> {
    let n = values.len() / width;
    let step = (n / 40_000).max(1);
    let mut sample: Vec<f32> = (0..n)
        .step_by(step)
        .map(|i| values[i * width + feature])
        .collect();
    sample.sort_by(f32::total_cmp);
    let mut edges: Vec<f32> = (1..BINS)
        .map(|b| sample[b * (sample.len() - 1) / BINS])
        .collect();
    edges.dedup();
    if edges.first() == sample.first() {
        edges.remove(0);
    }
    edges
}

/// Trains a forest over `width` features to tell labels apart.
pub fn boost(rows: &Rows, width: usize, settings: &Settings) -> Forest {
    let n = rows.labels.len();
    let positive: f64 = (0..n)
        .filter(|&i| rows.labels[i])
        .map(|i| f64::from(rows.weights[i]))
        .sum();
    let total: f64 = rows.weights.iter().map(|&w| f64::from(w)).sum();
    let base = (positive / (total - positive)).ln() as f32;
    let slopes = |scores: &[f32]| {
        (0..n)
            .map(|i| {
                let p = 1.0 / (1.0 + (-scores[i]).exp());
                let y = f32::from(u8::from(rows.labels[i]));
                (
                    rows.weights[i] * (p - y),
                    rows.weights[i] * (p * (1.0 - p)).max(1e-6),
                )
            })
            .unzip()
    };
    let mut scores = vec![base; n];
    let (nodes, leaves) = grow(&rows.values, width, settings, &mut scores, slopes);
    let loss: f64 = (0..n)
        .map(|i| {
            let z = f64::from(scores[i]);
            f64::from(rows.weights[i]) * (1.0 + (if rows.labels[i] { -z } else { z }).exp()).ln()
        })
        .sum();
    eprintln!(
        "boost: {n} rows, {} trees, loss {:.4}",
        settings.trees,
        loss / total
    );
    Forest::new(width, base, &nodes, &leaves).expect("trees are complete")
}

/// Nodes and leaves of trees, as [`Forest::new`] takes them.
pub type Trees = (Vec<(u8, f32)>, Vec<f32>);

/// Grows trees that take `scores` down the slope: `slopes` gives the loss's first and second derivatives
/// by each row's score.
pub fn grow(
    values: &[f32],
    width: usize,
    settings: &Settings,
    scores: &mut [f32],
    slopes: impl Fn(&[f32]) -> (Vec<f32>, Vec<f32>),
) -> Trees {
    let n = scores.len();
    let edges: Vec<Vec<f32>> = (0..width)
        .into_par_iter()
        .map(|f| edges(values, width, f))
        .collect();
    // feature after feature, so that a histogram reads one column
    let bins: Vec<Vec<u8>> = (0..width)
        .into_par_iter()
        .map(|f| {
            (0..n)
                .map(|i| {
                    let v = values[i * width + f];
                    edges[f].partition_point(|&e| e <= v) as u8
                })
                .collect()
        })
        .collect();
    let mut nodes = Vec::new();
    let mut leaves = Vec::new();
    for _ in 0..settings.trees {
        let (g, h) = slopes(scores);
        let mut at = vec![0u8; n];
        let mut tree: Vec<(u8, f32)> = Vec::new();
        for level in 0..DEPTH {
            let width_of_level = 1 << level;
            let best: Vec<Vec<(f32, usize, usize)>> = (0..width)
                .into_par_iter()
                .map(|f| {
                    let mut histogram = vec![(0f64, 0f64); width_of_level * BINS];
                    for i in 0..n {
                        let cell = &mut histogram[at[i] as usize * BINS + bins[f][i] as usize];
                        cell.0 += f64::from(g[i]);
                        cell.1 += f64::from(h[i]);
                    }
                    (0..width_of_level)
                        .map(|node| {
                            let cells = &histogram[node * BINS..(node + 1) * BINS];
                            let (sg, sh) =
                                cells.iter().fold((0.0, 0.0), |s, c| (s.0 + c.0, s.1 + c.1));
                            let gain = |g: f64, h: f64| g * g / (h + f64::from(settings.penalty));
                            let mut best = (0.0f32, f, BINS);
                            let (mut lg, mut lh) = (0.0, 0.0);
                            for (b, cell) in cells.iter().enumerate().take(edges[f].len()) {
                                lg += cell.0;
                                lh += cell.1;
                                let (rg, rh) = (sg - lg, sh - lh);
                                if lh < f64::from(settings.least) || rh < f64::from(settings.least)
                                {
                                    continue;
                                }
                                let value = (gain(lg, lh) + gain(rg, rh) - gain(sg, sh)) as f32;
                                if value > best.0 {
                                    best = (value, f, b);
                                }
                            }
                            best
                        })
                        .collect()
                })
                .collect();
            let chosen: Vec<(f32, usize, usize)> = (0..width_of_level)
                .map(|node| {
                    best.iter()
                        .map(|b| b[node])
                        .fold((0.0, 0, BINS), |x, y| if y.0 > x.0 { y } else { x })
                })
                .collect();
            for &(gain, f, b) in &chosen {
                tree.push(if gain > 0.0 {
                    (f as u8, edges[f][b])
                } else {
                    (0, f32::MAX)
                });
            }
            for i in 0..n {
                let (gain, f, b) = chosen[at[i] as usize];
                let right = gain > 0.0 && bins[f][i] as usize > b;
                at[i] = at[i] * 2 + u8::from(right);
            }
        }
        let mut sums = vec![(0f64, 0f64); 1 << DEPTH];
        for i in 0..n {
            sums[at[i] as usize].0 += f64::from(g[i]);
            sums[at[i] as usize].1 += f64::from(h[i]);
        }
        let values: Vec<f32> = sums
            .iter()
            .map(|&(g, h)| (-g / (h + f64::from(settings.penalty))) as f32 * settings.rate)
            .collect();
        for i in 0..n {
            scores[i] += values[at[i] as usize];
        }
        nodes.extend(tree);
        leaves.extend(values);
    }
    (nodes, leaves)
}
