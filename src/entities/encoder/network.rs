//! The layers: post-norm transformer (BERT as in multilingual-e5), 8-bit products, 32-bit in between.

use std::ops::Range;

use crate::error::Result;

use super::container::Container;
use super::float::{self, Attention, HEAD};
use super::matrix::{Level, Matrix, Quantized};

/// Sizes, as the model file states them.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) hidden: usize,
    pub(super) layers: usize,
    pub(super) feed: usize,
    pub(super) vocabulary: usize,
    /// Pieces in a window.
    pub(super) length: usize,
    /// Labels of the main layer, then of the role layer.
    pub(super) labels: [usize; 2],
}

impl Shape {
    /// Reads and bounds the sizes.
    pub(super) fn read(file: &Container) -> Result<Self> {
        let n = file.u32s("shape", Some(8))?;
        let [hidden, layers, heads, feed, vocabulary, length, main, role] =
            std::array::from_fn(|i| n[i] as usize);
        // Bounds keep sizes far from overflow; a real model stays well inside.
        let sound = (HEAD..=4096).contains(&hidden)
            && hidden == heads * HEAD
            && (1..=64).contains(&layers)
            && (1..=16_384).contains(&feed)
            && (5..=1_000_000).contains(&vocabulary)
            && (32..=512).contains(&length)
            && (1..=256).contains(&main)
            && role <= 256;
        if !sound {
            return Err(file.invalid(format!(
                "sizes {n:?} are not those of an encoder with heads of {HEAD}"
            )));
        }
        Ok(Self {
            hidden,
            layers,
            feed,
            vocabulary,
            length,
            labels: [main, role],
        })
    }
}

struct Layer {
    qkv: Matrix,
    out: Matrix,
    norm1: Vec<f32>,
    up: Matrix,
    down: Matrix,
    norm2: Vec<f32>,
}

/// The weights. 8-bit numbers stay in the file; only scales and biases are copied.
pub(super) struct Network {
    pub(super) shape: Shape,
    embedding: Range<usize>,
    embedding_scales: Vec<f32>,
    positions: Vec<f32>,
    norm: Vec<f32>,
    layers: Vec<Layer>,
    /// One row of weights a label, then the biases.
    head: Vec<f32>,
}

/// Buffers of one run, sized for a full window.
#[derive(Default)]
pub(super) struct Buffers {
    x: Vec<f32>,
    wide: Vec<f32>,
    y: Vec<f32>,
    quantized: Quantized,
    attention: Attention,
}

impl Buffers {
    fn reserve(&mut self, shape: &Shape) {
        let widest = (3 * shape.hidden).max(shape.feed);
        self.x.resize(shape.length * shape.hidden, 0.0);
        self.y.resize(shape.length * shape.hidden, 0.0);
        self.wide.resize(shape.length * widest, 0.0);
        self.quantized.values.resize(shape.length * widest, 0);
        self.quantized.scales.resize(shape.length, 0.0);
        self.attention.reserve(shape.length);
    }
}

impl Network {
    pub(super) fn read(file: &Container) -> Result<Self> {
        let shape = Shape::read(file)?;
        let Shape {
            hidden,
            feed,
            vocabulary,
            length,
            ..
        } = shape;
        let layers = (0..shape.layers)
            .map(|l| {
                let matrix = |part: &str, inputs, outputs| {
                    Matrix::read(file, &format!("layer{l}.{part}"), inputs, outputs)
                };
                Ok(Layer {
                    qkv: matrix("qkv", hidden, 3 * hidden)?,
                    out: matrix("out", hidden, hidden)?,
                    norm1: file.f32s(&format!("layer{l}.norm1"), 2 * hidden)?,
                    up: matrix("up", hidden, feed)?,
                    down: matrix("down", feed, hidden)?,
                    norm2: file.f32s(&format!("layer{l}.norm2"), 2 * hidden)?,
                })
            })
            .collect::<Result<_>>()?;
        let labels = shape.labels[0] + shape.labels[1];
        Ok(Self {
            shape,
            embedding: file.range("embedding", Some(vocabulary * hidden))?,
            embedding_scales: file.f32s("embedding-scales", vocabulary)?,
            positions: file.f32s("positions", length * hidden)?,
            norm: file.f32s("norm", 2 * hidden)?,
            layers,
            head: file.f32s("head", labels * (hidden + 1))?,
        })
    }

    /// Log-probabilities of the pieces at `wanted`, appended to `out` row after row: the main labels, then the role
    /// labels, each part summing to one. `ids` is one window, at most `shape.length` pieces, each a row of the
    /// vocabulary; `wanted` ascends.
    pub(super) fn run(
        &self,
        file: &[u8],
        level: Level,
        ids: &[u32],
        wanted: &[u32],
        buffers: &mut Buffers,
        out: &mut Vec<f32>,
    ) {
        let Shape { hidden, feed, .. } = self.shape;
        buffers.reserve(&self.shape);
        let Buffers {
            x,
            wide,
            y,
            quantized,
            attention,
        } = buffers;
        let mut rows = ids.len();
        let embedding = &file[self.embedding.clone()];
        for ((row, &id), position) in x
            .chunks_exact_mut(hidden)
            .zip(ids)
            .zip(self.positions.chunks_exact(hidden))
        {
            let scale = self.embedding_scales[id as usize];
            let piece = &embedding[id as usize * hidden..][..hidden];
            for ((v, &q), p) in row.iter_mut().zip(piece).zip(position) {
                *v = f32::from(q as i8) * scale + p;
            }
        }
        float::layer_norm(level, &mut x[..rows * hidden], &self.norm);
        for (l, layer) in self.layers.iter().enumerate() {
            float::quantize(level, &x[..rows * hidden], hidden, quantized);
            layer.qkv.product(file, level, quantized, rows, wide);
            float::attention(
                level,
                &wide[..rows * 3 * hidden],
                hidden,
                attention,
                &mut y[..rows * hidden],
            );
            if l + 1 == self.layers.len() {
                // After the last attention only the words' first pieces matter.
                for (to, &from) in wanted.iter().enumerate() {
                    let from = from as usize * hidden;
                    x.copy_within(from..from + hidden, to * hidden);
                    y.copy_within(from..from + hidden, to * hidden);
                }
                rows = wanted.len();
            }
            float::quantize(level, &y[..rows * hidden], hidden, quantized);
            layer.out.product(file, level, quantized, rows, y);
            float::add_and_norm(
                level,
                &mut x[..rows * hidden],
                &y[..rows * hidden],
                &layer.norm1,
            );
            float::quantize(level, &x[..rows * hidden], hidden, quantized);
            layer.up.product(file, level, quantized, rows, wide);
            float::gelu_and_quantize(level, &mut wide[..rows * feed], feed, quantized);
            layer.down.product(file, level, quantized, rows, y);
            float::add_and_norm(
                level,
                &mut x[..rows * hidden],
                &y[..rows * hidden],
                &layer.norm2,
            );
        }
        let (weights, bias) = self.head.split_at(self.head.len() / (hidden + 1) * hidden);
        for row in x[..rows * hidden].chunks_exact(hidden) {
            let start = out.len();
            out.extend(
                weights
                    .chunks_exact(hidden)
                    .zip(bias)
                    .map(|(w, b)| dot(row, w) + b),
            );
            let (main, role) = out[start..].split_at_mut(self.shape.labels[0]);
            log_softmax(main);
            log_softmax(role);
        }
    }
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut partial = [0f32; 16];
    for (x, y) in a.chunks_exact(16).zip(b.chunks_exact(16)) {
        for k in 0..16 {
            partial[k] += x[k] * y[k];
        }
    }
    partial.iter().sum()
}

fn log_softmax(values: &mut [f32]) {
    let peak = values.iter().copied().fold(f32::MIN, f32::max);
    let total = peak + values.iter().map(|v| (v - peak).exp()).sum::<f32>().ln();
    values.iter_mut().for_each(|v| *v -= total);
}
