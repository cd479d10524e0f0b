//! The hash under which trained models store words and features. It is part of the model files: changing it makes
//! every model unusable, so the version numbers of the files must change with it.

const K: u64 = 0x517c_c1b7_2722_0a95;

/// Mixes one number into a state.
#[inline]
#[must_use]
pub const fn mix(state: u64, value: u64) -> u64 {
    (state.rotate_left(5) ^ value).wrapping_mul(K)
}

/// Spreads a state's entropy over all of its bits.
#[inline]
#[must_use]
pub const fn finish(state: u64) -> u64 {
    let x = state ^ (state >> 32);
    let x = x.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    x ^ (x >> 29)
}

/// Mixes bytes into a state, eight at a time, in little-endian order on every machine.
#[inline]
#[must_use]
pub fn mix_bytes(mut state: u64, bytes: &[u8]) -> u64 {
    let (eights, rest) = bytes.as_chunks::<8>();
    for eight in eights {
        state = mix(state, u64::from_le_bytes(*eight));
    }
    // The length keeps "a" and "a\0" apart.
    mix(state, number(rest) ^ ((bytes.len() as u64) << 56))
}

/// Fewer than eight bytes as a little-endian number: of two pieces that may overlap, without a call to copy them.
#[inline]
fn number(bytes: &[u8]) -> u64 {
    let shift = |n: usize| 8 * (bytes.len() - n);
    if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u64::from(u32::from_le_bytes(*first)) | u64::from(u32::from_le_bytes(*last)) << shift(4)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
        u64::from(u16::from_le_bytes(*first)) | u64::from(u16::from_le_bytes(*last)) << shift(2)
    } else {
        bytes.first().map_or(0, |&byte| u64::from(byte))
    }
}

/// The hash of one string.
#[inline]
#[must_use]
pub fn hash_str(text: &str) -> u64 {
    finish(mix_bytes(0, text.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_bytes_are_one_number() {
        let bytes = [1, 2, 3, 4, 5, 6, 7];
        for n in 0..=7 {
            let mut eight = [0; 8];
            eight[..n].copy_from_slice(&bytes[..n]);
            assert_eq!(number(&bytes[..n]), u64::from_le_bytes(eight), "{n}");
        }
    }

    #[test]
    fn stays_what_model_files_were_made_with() {
        assert_eq!(hash_str("روسيا"), hash_str("روسيا"));
        assert_ne!(hash_str("روسيا"), hash_str("روسيه"));
        assert_ne!(hash_str("a"), hash_str("a\0"));
        assert_ne!(hash_str("abcdefgh"), hash_str("abcdefghi"));
    }
}
