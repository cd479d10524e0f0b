//! Products of 8-bit matrices: activations (one scale a row) times weights (one scale a column).
//!
//! Sums are exact 32-bit integers, so all processors give the same; the fastest way the processor knows is found at
//! run time. Activations are stored plus 128, as `vpdpbusd` wants them; its surplus, 128 times the column's sum,
//! is taken off at the end.

use std::ops::Range;

use crate::error::Result;

use super::container::Container;

/// Columns that lie together in the file.
const PANEL: usize = 16;
/// Inputs that one 32-bit lane holds.
const GROUP: usize = 4;

/// What the processor can do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// No special instructions: any processor.
    Portable,
    /// 256-bit integers and fused multiply-add (x86, 2013 on).
    Avx2,
    /// 256-bit dot products of bytes (x86, without AVX-512).
    AvxVnni,
    /// 512-bit dot products of bytes.
    Avx512Vnni,
}

impl Level {
    /// All that this processor can do, best last.
    pub(super) fn available() -> Vec<Self> {
        let mut levels = vec![Self::Portable];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                levels.push(Self::Avx2);
                if is_x86_feature_detected!("avxvnni") {
                    levels.push(Self::AvxVnni);
                }
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vnni")
                {
                    levels.push(Self::Avx512Vnni);
                }
            }
        }
        levels
    }

    /// The best that this processor can do.
    pub(super) fn best() -> Self {
        Self::available().pop().unwrap_or(Self::Portable)
    }
}

/// A weight matrix whose numbers stay in the model file.
pub(super) struct Matrix {
    panels: Range<usize>,
    inputs: usize,
    outputs: usize,
    scales: Vec<f32>,
    bias: Vec<f32>,
    /// 128 times the sum of each column.
    surplus: Vec<i32>,
}

/// Activations in 8 bits: values plus 128, row after row, and each row's scale.
#[derive(Default)]
pub(super) struct Quantized {
    pub(super) values: Vec<u8>,
    pub(super) scales: Vec<f32>,
}

impl Matrix {
    /// Reads section `name` (panels) and `name.rest` (scales, bias).
    pub(super) fn read(
        file: &Container,
        name: &str,
        inputs: usize,
        outputs: usize,
    ) -> Result<Self> {
        if !inputs.is_multiple_of(GROUP) || !outputs.is_multiple_of(PANEL) {
            return Err(file.invalid(format!(
                "{name} is {inputs} by {outputs}, expected multiples of {GROUP} and {PANEL}"
            )));
        }
        let panels = file.range(name, Some(inputs * outputs))?;
        let mut scales = file.f32s(&format!("{name}.rest"), 2 * outputs)?;
        let bias = scales.split_off(outputs);
        let mut surplus = vec![0i32; outputs];
        for (sums, panel) in surplus
            .chunks_exact_mut(PANEL)
            .zip(file.bytes()[panels.clone()].chunks_exact(PANEL * inputs))
        {
            for line in panel.chunks_exact(PANEL * GROUP) {
                for (sum, group) in sums.iter_mut().zip(line.chunks_exact(GROUP)) {
                    *sum += group.iter().map(|&b| 128 * i32::from(b as i8)).sum::<i32>();
                }
            }
        }
        Ok(Self {
            panels,
            inputs,
            outputs,
            scales,
            bias,
            surplus,
        })
    }

    /// `out = x · weights + bias`, `out` row after row. `file` is the bytes this matrix was read from.
    pub(super) fn product(
        &self,
        file: &[u8],
        level: Level,
        x: &Quantized,
        rows: usize,
        out: &mut [f32],
    ) {
        let weights = &file[self.panels.clone()];
        let x_values = &x.values[..rows * self.inputs];
        let scales = &x.scales[..rows];
        let out = &mut out[..rows * self.outputs];
        match level {
            // SAFETY: `Level::available` found the features; slices were cut to the sizes that the kernels read and write.
            #[cfg(target_arch = "x86_64")]
            Level::Avx512Vnni => unsafe {
                x86::product_avx512vnni(self, weights, x_values, scales, out)
            },
            #[cfg(target_arch = "x86_64")]
            Level::AvxVnni => unsafe { x86::product_avxvnni(self, weights, x_values, scales, out) },
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => unsafe { x86::product_avx2(self, weights, x_values, scales, out) },
            _ => self.product_portable(weights, x_values, scales, out),
        }
    }

    fn product_portable(&self, weights: &[u8], x: &[u8], scales: &[f32], out: &mut [f32]) {
        for (p, panel) in weights.chunks_exact(PANEL * self.inputs).enumerate() {
            for (row, (values, &scale)) in x.chunks_exact(self.inputs).zip(scales).enumerate() {
                let mut sums = [0i32; PANEL];
                for (group, line) in values
                    .chunks_exact(GROUP)
                    .zip(panel.chunks_exact(PANEL * GROUP))
                {
                    for (sum, w) in sums.iter_mut().zip(line.chunks_exact(GROUP)) {
                        for k in 0..GROUP {
                            *sum += (i32::from(group[k]) - 128) * i32::from(w[k] as i8);
                        }
                    }
                }
                let at = row * self.outputs + p * PANEL;
                for (c, sum) in sums.into_iter().enumerate() {
                    let column = p * PANEL + c;
                    out[at + c] = sum as f32 * scale * self.scales[column] + self.bias[column];
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod x86 {
    use std::arch::x86_64::*;

    use super::{GROUP, Matrix, PANEL};

    /// Runs `$block::<ROWS>` over all rows: as many blocks of `$rows` as fit, then one smaller.
    macro_rules! by_rows {
        ($rows:expr, $total:expr, $at:ident, $block:ident, $call:expr, [$($small:literal)*]) => {{
            let mut $at = 0;
            while $at + $rows <= $total {
                const $block: usize = $rows;
                $call;
                $at += $rows;
            }
            match $total - $at {
                $($small => { const $block: usize = $small; $call; })*
                _ => {}
            }
        }};
    }

    /// # Safety
    /// The processor has AVX-512 F, BW, VL and VNNI; `weights` has inputs x outputs bytes, `x` rows x inputs, `out` rows x outputs.
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma")]
    pub(super) unsafe fn product_avx512vnni(
        m: &Matrix,
        weights: &[u8],
        x: &[u8],
        scales: &[f32],
        out: &mut [f32],
    ) {
        let panels = m.outputs / PANEL;
        let mut p = 0;
        while p < panels {
            let w = weights[p * PANEL * m.inputs..].as_ptr();
            // Two panels at a time halve the loads of activations.
            if p + 2 <= panels {
                by_rows!(8, scales.len(), row, R, unsafe { block512::<R, 2>(m, w, x, scales, out, row, p) }, [1 2 3 4 5 6 7]);
                p += 2;
            } else {
                by_rows!(8, scales.len(), row, R, unsafe { block512::<R, 1>(m, w, x, scales, out, row, p) }, [1 2 3 4 5 6 7]);
                p += 1;
            }
        }
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw,avx512vl,avx512vnni,avx2,fma")]
    unsafe fn block512<const R: usize, const P: usize>(
        m: &Matrix,
        w: *const u8,
        x: &[u8],
        scales: &[f32],
        out: &mut [f32],
        row: usize,
        panel: usize,
    ) {
        unsafe {
            let x = x[row * m.inputs..].as_ptr();
            let mut sums = [[_mm512_setzero_si512(); P]; R];
            for k in 0..m.inputs / GROUP {
                let mut lines = [_mm512_setzero_si512(); P];
                for (c, line) in lines.iter_mut().enumerate() {
                    *line =
                        _mm512_loadu_si512(w.add(c * PANEL * m.inputs + k * PANEL * GROUP).cast());
                }
                for (r, sum) in sums.iter_mut().enumerate() {
                    let values = _mm512_set1_epi32(
                        x.add(r * m.inputs + k * GROUP)
                            .cast::<i32>()
                            .read_unaligned(),
                    );
                    for (s, &line) in sum.iter_mut().zip(&lines) {
                        *s = _mm512_dpbusd_epi32(*s, values, line);
                    }
                }
            }
            for c in 0..P {
                let column = (panel + c) * PANEL;
                let surplus = _mm512_loadu_si512(m.surplus[column..].as_ptr().cast());
                let scale = _mm512_loadu_ps(m.scales[column..].as_ptr());
                let bias = _mm512_loadu_ps(m.bias[column..].as_ptr());
                for (r, sum) in sums.iter().enumerate() {
                    let sum = _mm512_cvtepi32_ps(_mm512_sub_epi32(sum[c], surplus));
                    let sum =
                        _mm512_mul_ps(_mm512_mul_ps(sum, _mm512_set1_ps(scales[row + r])), scale);
                    _mm512_storeu_ps(
                        out[(row + r) * m.outputs + column..].as_mut_ptr(),
                        _mm512_add_ps(sum, bias),
                    );
                }
            }
        }
    }

    /// The 256-bit kernels differ in one step: four products of bytes added to a 32-bit lane.
    macro_rules! kernel256 {
        ($product:ident, $block:ident, $features:literal, $rows:literal, [$($small:literal)*], offset: $offset:literal, $dot:expr) => {
            /// # Safety
            /// The processor has the features; `weights` has inputs x outputs bytes, `x` rows x inputs, `out` rows x outputs.
            #[target_feature(enable = $features)]
            pub(super) unsafe fn $product(m: &Matrix, weights: &[u8], x: &[u8], scales: &[f32], out: &mut [f32]) {
                for p in 0..m.outputs / PANEL {
                    let w = weights[p * PANEL * m.inputs..].as_ptr();
                    by_rows!($rows, scales.len(), row, R, unsafe { $block::<R>(m, w, x, scales, out, row, p) }, [$($small)*]);
                }
            }

            #[inline]
            #[target_feature(enable = $features)]
            unsafe fn $block<const R: usize>(
                m: &Matrix, w: *const u8, x: &[u8], scales: &[f32], out: &mut [f32], row: usize, panel: usize,
            ) {
                unsafe {
                    let x = x[row * m.inputs..].as_ptr();
                    let mut sums = [[_mm256_setzero_si256(); 2]; R];
                    for k in 0..m.inputs / GROUP {
                        let line = w.add(k * PANEL * GROUP);
                        let lines = [_mm256_loadu_si256(line.cast()), _mm256_loadu_si256(line.add(32).cast())];
                        for (r, sum) in sums.iter_mut().enumerate() {
                            let values = _mm256_set1_epi32(x.add(r * m.inputs + k * GROUP).cast::<i32>().read_unaligned());
                            for (s, &line) in sum.iter_mut().zip(&lines) {
                                *s = $dot(*s, values, line);
                            }
                        }
                    }
                    for half in 0..2 {
                        let column = panel * PANEL + half * 8;
                        let surplus = if $offset { _mm256_loadu_si256(m.surplus[column..].as_ptr().cast()) } else { _mm256_setzero_si256() };
                        let scale = _mm256_loadu_ps(m.scales[column..].as_ptr());
                        let bias = _mm256_loadu_ps(m.bias[column..].as_ptr());
                        for (r, sum) in sums.iter().enumerate() {
                            let sum = _mm256_cvtepi32_ps(_mm256_sub_epi32(sum[half], surplus));
                            let sum = _mm256_mul_ps(_mm256_mul_ps(sum, _mm256_set1_ps(scales[row + r])), scale);
                            _mm256_storeu_ps(out[(row + r) * m.outputs + column..].as_mut_ptr(), _mm256_add_ps(sum, bias));
                        }
                    }
                }
            }
        };
    }

    kernel256!(product_avxvnni, block_avxvnni, "avx2,fma,avxvnni", 6, [1 2 3 4 5], offset: true, |s, values, line| {
        _mm256_dpbusd_avx_epi32(s, values, line)
    });

    // `vpmaddubsw` adds two products in 16 bits: |a| times w with a's sign stays below 2 x 127 x 127 and cannot saturate.
    kernel256!(product_avx2, block_avx2, "avx2,fma", 4, [1 2 3], offset: false, |s, values, line| {
        let values = _mm256_xor_si256(values, _mm256_set1_epi8(-128));
        let pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(values), _mm256_sign_epi8(line, values));
        _mm256_add_epi32(s, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)))
    });
}
