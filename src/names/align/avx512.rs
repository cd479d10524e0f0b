//! The best path with AVX-512: eight cells of a row at a time.
//!
//! The same sums of the same integers as the portable loop, so the results are equal to the last bit. Columns are
//! taken in blocks of eight. Within a block a row is one register; what lies to its left is the same row's
//! register of the block before, or for the first block column zero in its last lane. Steps along the
//! row are a running maximum of the cells less the gaps up to them.

use std::arch::x86_64::*;

use super::{Channel, MAX_LETTERS, MAX_PAIRS, NEVER, Word};

/// Cells of one register.
const LANES: usize = 8;

/// Whether this processor has what [`best`] needs.
#[inline]
pub(super) fn available() -> bool {
    is_x86_feature_detected!("avx512f")
}

/// A table's row as the start of a gather by a byte: the slice proves that all 256 cells are there.
fn row(table: &[i64], at: usize) -> *const i64 {
    table[at..at + 256].as_ptr()
}

/// The packed value of the best path between two words of the channel's scripts.
///
/// # Safety
/// The processor has AVX-512 F ([`available`]).
#[target_feature(enable = "avx512f")]
pub(super) unsafe fn best(channel: &Channel, a: &Word, b: &Word) -> i64 {
    let (n, m) = (a.len as usize, b.len as usize);
    let never = _mm512_set1_epi64(NEVER);
    let last = _mm512_set1_epi64(LANES as i64 - 1);
    let mut before_first = 0;
    for &gap in &a.gap[..n] {
        before_first += channel.gap_a[gap as usize];
    }
    if m == 0 {
        return before_first;
    }
    // each row's register in the block to the left
    let mut lefts = [never; MAX_LETTERS + 1];
    let mut end = never;
    let blocks = m.div_ceil(LANES);
    for block in 0..blocks {
        let at = block * LANES;
        let bytes = |v: &[u8; super::WIDTH], at: usize| {
            let mut eight = [0; LANES];
            eight.copy_from_slice(&v[at..at + LANES]);
            u64::from_le_bytes(eight)
        };
        let wide = |bytes: u64| _mm512_cvtepu8_epi64(_mm_cvtsi64_si128(bytes as i64));
        let letters = bytes(&b.letter, at);
        let (letter, symbol) = (wide(letters), wide(bytes(&b.symbol, at)));
        // what stands one letter before: no pair and no letter before the first
        let (pair, letter_before) = if block == 0 {
            (bytes(&b.pair, 0) << 8, letters << 8 | 0xff)
        } else {
            (bytes(&b.pair, at - 1), bytes(&b.letter, at - 1))
        };
        let (pair, letter_before) = (wide(pair), wide(letter_before));
        // gaps summed up from the block's first column
        let mut gaps = [0; LANES];
        let mut sum = 0;
        for (j, gap) in gaps.iter_mut().enumerate() {
            if at + j < m {
                sum += channel.gap_b[b.gap[at + j] as usize];
            }
            *gap = sum;
        }
        // SAFETY: the array holds the 64 bytes that are read.
        let gaps = unsafe { _mm512_loadu_si512(gaps.as_ptr().cast()) };
        let mut column = 0;
        if block == 0 {
            lefts[0] = _mm512_mask_set1_epi64(never, 0x80, 0);
        }
        let mut left_above = lefts[0];
        let mut above = _mm512_add_epi64(_mm512_permutexvar_epi64(last, left_above), gaps);
        lefts[0] = above;
        let (mut left_before, mut before) = (never, never);
        for i in 0..n {
            let gap_a = channel.gap_a[a.gap[i] as usize];
            let left = if block == 0 {
                column += gap_a;
                _mm512_mask_set1_epi64(never, 0x80, column)
            } else {
                lefts[i + 1]
            };
            let one_one = row(&channel.one_one, a.symbol[i] as usize * channel.b_symbols);
            let one_two = row(&channel.one_two, a.letter[i] as usize * MAX_PAIRS);
            // SAFETY: the indices are bytes, and `row` proved 256 cells.
            let (one_one, one_two) = unsafe {
                (
                    _mm512_i64gather_epi64::<8>(symbol, one_one),
                    _mm512_i64gather_epi64::<8>(pair, one_two),
                )
            };
            let one = _mm512_add_epi64(_mm512_alignr_epi64(above, left_above, 7), one_one);
            let two = _mm512_add_epi64(_mm512_alignr_epi64(above, left_above, 6), one_two);
            let gap = _mm512_add_epi64(above, _mm512_set1_epi64(gap_a));
            let mut cell = _mm512_max_epi64(_mm512_max_epi64(two, gap), one);
            if i > 0 {
                let own_pair = a.pair[i - 1] as usize;
                if own_pair != 0 {
                    let two_one = row(&channel.two_one, own_pair * channel.b_letters);
                    // SAFETY: as above.
                    let two_one = unsafe { _mm512_i64gather_epi64::<8>(letter, two_one) };
                    let from = _mm512_alignr_epi64(before, left_before, 7);
                    cell = _mm512_max_epi64(cell, _mm512_add_epi64(from, two_one));
                }
                if let Some(swap) = channel.swap {
                    let (x, y) = (a.letter[i - 1], a.letter[i]);
                    let crossed = _mm512_cmpeq_epi64_mask(letter, _mm512_set1_epi64(i64::from(x)))
                        & _mm512_cmpeq_epi64_mask(letter_before, _mm512_set1_epi64(i64::from(y)));
                    if crossed != 0 && x != y {
                        let weight = _mm512_set1_epi64(channel.swap_weight(swap, x, y));
                        let from = _mm512_alignr_epi64(before, left_before, 6);
                        let swapped = _mm512_add_epi64(from, weight);
                        cell = _mm512_mask_max_epi64(cell, crossed, cell, swapped);
                    }
                }
            }
            let mut run = _mm512_sub_epi64(cell, gaps);
            run = _mm512_max_epi64(run, _mm512_permutexvar_epi64(last, left));
            run = _mm512_max_epi64(run, _mm512_alignr_epi64(run, never, 7));
            run = _mm512_max_epi64(run, _mm512_alignr_epi64(run, never, 6));
            if m - at > 4 {
                run = _mm512_max_epi64(run, _mm512_alignr_epi64(run, never, 4));
            }
            (left_before, before) = (left_above, above);
            (left_above, above) = (left, _mm512_add_epi64(run, gaps));
            if blocks > 1 {
                lefts[i + 1] = above;
            }
        }
        end = above;
    }
    let mut cells = [0; LANES];
    // SAFETY: the array takes the 64 bytes that are written.
    unsafe { _mm512_storeu_si512(cells.as_mut_ptr().cast(), end) };
    cells[(m - 1) % LANES]
}
