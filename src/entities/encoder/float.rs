//! The float32 steps between the matrix products: normalisation, attention, GELU, quantisation.
//!
//! Plain loops over fixed widths, which the compiler turns into vector code; each step is compiled for several
//! processors, and `Level` chooses at run time. No step calls the mathematics library, so all platforms agree to the
//! last few bits.

use super::matrix::{Level, Quantized};

/// Width of an attention head; the kernels are written for it.
pub(super) const HEAD: usize = 32;
/// Attention scores are computed this many at a time.
const LANES: usize = 16;
/// Rows of queries that share the loads of keys.
const ROWS: usize = 4;

/// Compiles `$body` for three kinds of processors and calls the one for `$level`.
macro_rules! by_level {
    ($(#[$doc:meta])* $name:ident($($arg:ident: $type:ty),*) = $body:ident) => {
        $(#[$doc])*
        pub(super) fn $name(level: Level, $($arg: $type),*) {
            #[cfg(target_arch = "x86_64")]
            {
                #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx2,fma")]
                fn avx512($($arg: $type),*) { $body::<true>($($arg),*) }
                #[target_feature(enable = "avx2,fma")]
                fn avx2($($arg: $type),*) { $body::<true>($($arg),*) }
                match level {
                    // SAFETY: `Level::available` found these features on this processor.
                    Level::Avx512Vnni => return unsafe { avx512($($arg),*) },
                    Level::Avx2 | Level::AvxVnni => return unsafe { avx2($($arg),*) },
                    Level::Portable => {}
                }
            }
            let _ = level;
            $body::<false>($($arg),*)
        }
    };
}

/// `a * b + c`, in one instruction where the processor has it.
#[inline(always)]
fn fma<const FUSED: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FUSED { a.mul_add(b, c) } else { a * b + c }
}

/// Nearest integer, ties to even, for |x| < 2^22: the sum pushes the fraction out of the mantissa.
const ROUNDING: f32 = 12_582_912.0;

/// e to the power of x, for -87 <= x <= 88 (0 in practice below); relative error below 2e-7.
#[inline(always)]
fn exp<const FUSED: bool>(x: f32) -> f32 {
    let x = x.max(-87.0);
    let shifted = fma::<FUSED>(x, std::f32::consts::LOG2_E, ROUNDING);
    let n = shifted - ROUNDING;
    // ln 2 in two parts, so that the reduction keeps all bits.
    let r = fma::<FUSED>(n, -0.693_359_4, x);
    let r = fma::<FUSED>(n, 2.121_944_4e-4, r);
    let mut p = 1.987_569_1e-4;
    for c in [
        1.398_199_9e-3,
        8.333_452e-3,
        4.166_579_6e-2,
        1.666_666_5e-1,
        0.5,
    ] {
        p = fma::<FUSED>(p, r, c);
    }
    let p = fma::<FUSED>(p * r, r, r + 1.0);
    // n stands in the low bits of `shifted`: moved into the exponent, it is 2^n.
    p * f32::from_bits((shifted.to_bits() << 23).wrapping_add(1f32.to_bits()))
}

/// x times the normal distribution function of x. erf by Abramowitz and Stegun 7.1.26, error below 1.5e-7.
#[inline(always)]
fn gelu<const FUSED: bool>(x: f32) -> f32 {
    let z = x.abs() * std::f32::consts::FRAC_1_SQRT_2;
    let t = 1.0 / fma::<FUSED>(z, 0.327_591_1, 1.0);
    let mut p = 1.061_405_4f32;
    for c in [-1.453_152_1, 1.421_413_8, -0.284_496_74, 0.254_829_6] {
        p = fma::<FUSED>(p, t, c);
    }
    let erf = fma::<FUSED>(-(p * t), exp::<FUSED>(-z * z), 1.0);
    0.5 * x * (1.0 + erf.copysign(x))
}

#[inline(always)]
fn sum(values: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    // Independent partial sums let the compiler use vector lanes.
    let mut partial = [0f32; 32];
    let chunks = values.chunks_exact(32);
    let rest: f32 = chunks.remainder().iter().map(|&v| term(v)).sum();
    for chunk in chunks {
        for (p, &v) in partial.iter_mut().zip(chunk) {
            *p += term(v);
        }
    }
    partial.iter().sum::<f32>() + rest
}

#[inline(always)]
fn maximum(values: &[f32], term: impl Fn(f32) -> f32) -> f32 {
    let mut partial = [f32::MIN; 32];
    let chunks = values.chunks_exact(32);
    let rest = chunks
        .remainder()
        .iter()
        .fold(f32::MIN, |m, &v| m.max(term(v)));
    for chunk in chunks {
        for (p, &v) in partial.iter_mut().zip(chunk) {
            let v = term(v);
            *p = if v > *p { v } else { *p };
        }
    }
    partial.iter().fold(rest, |m, &v| m.max(v))
}

by_level! {
    /// Layer normalisation of each row in place; `weights` holds the gains, then the biases.
    layer_norm(x: &mut [f32], weights: &[f32]) = layer_norm_body
}

#[inline(always)]
fn layer_norm_body<const FUSED: bool>(x: &mut [f32], weights: &[f32]) {
    let width = weights.len() / 2;
    let (gain, bias) = weights.split_at(width);
    for row in x.chunks_exact_mut(width) {
        let mean = sum(row, |v| v) / width as f32;
        let variance = sum(row, |v| (v - mean) * (v - mean)) / width as f32;
        let scale = 1.0 / (variance + 1e-12).sqrt();
        for ((v, g), b) in row.iter_mut().zip(gain).zip(bias) {
            *v = (*v - mean) * scale * g + b;
        }
    }
}

by_level! {
    /// `x += y`, then layer normalisation of each row of `x`.
    add_and_norm(x: &mut [f32], y: &[f32], weights: &[f32]) = add_and_norm_body
}

#[inline(always)]
fn add_and_norm_body<const FUSED: bool>(x: &mut [f32], y: &[f32], weights: &[f32]) {
    for (a, b) in x.iter_mut().zip(y) {
        *a += b;
    }
    layer_norm_body::<FUSED>(x, weights);
}

by_level! {
    /// Rows of 8-bit numbers: each row divided by its largest absolute value over 127, rounded, plus 128.
    quantize(x: &[f32], width: usize, out: &mut Quantized) = quantize_body
}

#[inline(always)]
fn quantize_body<const FUSED: bool>(x: &[f32], width: usize, out: &mut Quantized) {
    let rows = x.len() / width;
    for r in 0..rows {
        let row = &x[r * width..(r + 1) * width];
        let peak = maximum(row, f32::abs);
        let inverse = if peak > 0.0 {
            127.0 / peak.max(1e-30)
        } else {
            0.0
        };
        out.scales[r] = peak / 127.0;
        for (q, &v) in out.values[r * width..(r + 1) * width].iter_mut().zip(row) {
            *q = (v * inverse + (ROUNDING + 128.0)).to_bits() as u8;
        }
    }
}

by_level! {
    /// GELU of each value, then [`quantize`]: the two are one pass over the widest rows.
    gelu_and_quantize(x: &mut [f32], width: usize, out: &mut Quantized) = gelu_and_quantize_body
}

#[inline(always)]
fn gelu_and_quantize_body<const FUSED: bool>(x: &mut [f32], width: usize, out: &mut Quantized) {
    for v in x.iter_mut() {
        *v = gelu::<FUSED>(*v);
    }
    quantize_body::<FUSED>(x, width, out);
}

/// Buffers of [`attention`].
#[derive(Default)]
pub(super) struct Attention {
    /// One head's keys, transposed: `HEAD` rows of the padded length.
    keys: Vec<f32>,
    /// Scores of `ROWS` queries.
    scores: Vec<f32>,
}

impl Attention {
    /// Room for windows of up to `length` pieces.
    pub(super) fn reserve(&mut self, length: usize) {
        let padded = length.next_multiple_of(LANES);
        self.keys.resize(HEAD * padded, 0.0);
        self.scores.resize(ROWS * padded, 0.0);
    }
}

by_level! {
    /// Attention of every piece to every piece of one window. `qkv` has rows of queries, keys and values (each all heads);
    /// `out` gets rows of all heads.
    attention(qkv: &[f32], width: usize, buffers: &mut Attention, out: &mut [f32]) = attention_body
}

#[inline(always)]
fn attention_body<const FUSED: bool>(
    qkv: &[f32],
    width: usize,
    buffers: &mut Attention,
    out: &mut [f32],
) {
    let rows = out.len() / width;
    let padded = rows.next_multiple_of(LANES);
    let scale = 1.0 / (HEAD as f32).sqrt();
    for head in (0..width).step_by(HEAD) {
        let keys = &mut buffers.keys[..HEAD * padded];
        for (j, row) in qkv.chunks_exact(3 * width).enumerate() {
            for (d, &k) in row[width + head..][..HEAD].iter().enumerate() {
                keys[d * padded + j] = k;
            }
        }
        for d in 0..HEAD {
            keys[d * padded + rows..(d + 1) * padded].fill(0.0);
        }
        for first in (0..rows).step_by(ROWS) {
            // The last block repeats its last row rather than run short.
            let at: [usize; ROWS] = std::array::from_fn(|r| (first + r).min(rows - 1));
            let queries: [&[f32]; ROWS] =
                std::array::from_fn(|r| &qkv[at[r] * 3 * width + head..][..HEAD]);
            let scores = &mut buffers.scores[..ROWS * padded];
            for lane in (0..padded).step_by(LANES) {
                let mut sums = [[0f32; LANES]; ROWS];
                for d in 0..HEAD {
                    let Some(k) = keys[d * padded + lane..].first_chunk::<LANES>() else {
                        continue;
                    };
                    for r in 0..ROWS {
                        let q = queries[r][d];
                        for c in 0..LANES {
                            sums[r][c] = fma::<FUSED>(q, k[c], sums[r][c]);
                        }
                    }
                }
                for r in 0..ROWS {
                    scores[r * padded + lane..][..LANES].copy_from_slice(&sums[r]);
                }
            }
            let mut inverse = [0f32; ROWS];
            for (r, row) in scores.chunks_exact_mut(padded).enumerate() {
                let peak = maximum(&row[..rows], |v| v);
                for v in row.iter_mut() {
                    *v = exp::<FUSED>((*v - peak).min(0.0) * scale);
                }
                row[rows..].fill(0.0);
                inverse[r] = 1.0 / sum(row, |v| v);
            }
            for lane in (0..HEAD).step_by(LANES) {
                let mut sums = [[0f32; LANES]; ROWS];
                for (j, row) in qkv.chunks_exact(3 * width).enumerate() {
                    let Some(v) = row[2 * width + head + lane..].first_chunk::<LANES>() else {
                        continue;
                    };
                    for r in 0..ROWS {
                        let p = scores[r * padded + j];
                        for c in 0..LANES {
                            sums[r][c] = fma::<FUSED>(p, v[c], sums[r][c]);
                        }
                    }
                }
                for r in 0..ROWS {
                    for c in 0..LANES {
                        out[at[r] * width + head + lane + c] = sums[r][c] * inverse[r];
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponential_matches_the_library() {
        for i in 0..=8780 {
            let x = -(i as f32) / 101.0;
            let expected = f64::from(x).exp();
            for y in [exp::<false>(x), exp::<true>(x)] {
                assert!(
                    (f64::from(y) - expected).abs() <= 3e-7 * expected,
                    "exp({x}) = {y}, expected {expected}"
                );
            }
        }
        assert!(exp::<false>(f32::MIN) < 2e-38);
    }

    #[test]
    fn gelu_matches_known_values() {
        // From tables of the normal distribution function.
        for (x, expected) in [
            (0.0, 0.0),
            (1.0, 0.841_344_8),
            (-1.0, -0.158_655_2),
            (3.0, 2.995_950_3),
            (-3.0, -0.004_049_694),
            (9.0, 9.0),
        ] {
            assert!(
                (gelu::<false>(x) - expected).abs() < 1e-5,
                "gelu({x}) = {}",
                gelu::<false>(x)
            );
        }
    }

    #[test]
    fn every_level_agrees_on_attention() {
        let (rows, width) = (37, 64);
        let qkv: Vec<f32> = (0..rows * 3 * width)
            .map(|i| ((i * 7919 % 1000) as f32 - 500.0) / 250.0)
            .collect();
        let run = |level| {
            let (mut buffers, mut out) = (Attention::default(), vec![0.0; rows * width]);
            buffers.reserve(rows);
            attention(level, &qkv, width, &mut buffers, &mut out);
            out
        };
        // The definition, without any order of computation in mind.
        let mut expected = vec![0f64; rows * width];
        for head in (0..width).step_by(HEAD) {
            for i in 0..rows {
                let at = |row: usize, part: usize, d: usize| {
                    f64::from(qkv[row * 3 * width + part * width + head + d])
                };
                let scores: Vec<f64> = (0..rows)
                    .map(|j| {
                        ((0..HEAD).map(|d| at(i, 0, d) * at(j, 1, d)).sum::<f64>()
                            / (HEAD as f64).sqrt())
                        .exp()
                    })
                    .collect();
                let total: f64 = scores.iter().sum();
                for d in 0..HEAD {
                    expected[i * width + head + d] =
                        (0..rows).map(|j| scores[j] * at(j, 2, d)).sum::<f64>() / total;
                }
            }
        }
        for level in Level::available() {
            for (a, b) in run(level).iter().zip(&expected) {
                assert!(
                    (f64::from(*a) - b).abs() < 1e-4,
                    "{level:?}: {a} against {b}"
                );
            }
        }
    }
}
