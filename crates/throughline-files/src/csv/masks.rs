//! Which of 64 bytes are one of three others: a mask of each, the first byte in the lowest bit.

use wide::u8x16;

/// So many bytes are looked at together.
pub(super) const CHUNK: usize = 64;

/// On any processor, sixteen at a time.
#[inline(always)]
pub(super) fn portable(chunk: &[u8; CHUNK], wanted: [u8; 3]) -> [u64; 3] {
    let wanted = wanted.map(u8x16::splat);
    let mut masks = [0; 3];
    for (part, sixteen) in chunk.as_chunks().0.iter().enumerate() {
        let sixteen = u8x16::new(*sixteen);
        for (mask, wanted) in masks.iter_mut().zip(wanted) {
            *mask |= u64::from(sixteen.simd_eq(wanted).to_bitmask()) << (part * 16);
        }
    }
    masks
}

/// Whether the processor has the instructions of [`avx2`], and those that count and find bits.
#[cfg(target_arch = "x86_64")]
#[inline]
pub(super) fn avx2_is_there() -> bool {
    is_x86_feature_detected!("avx2")
        && is_x86_feature_detected!("bmi1")
        && is_x86_feature_detected!("bmi2")
        && is_x86_feature_detected!("lzcnt")
        && is_x86_feature_detected!("popcnt")
}

/// On nearly all of today's x86 processors, thirty-two at a time.
#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2")]
#[inline]
pub(super) fn avx2(chunk: &[u8; CHUNK], wanted: [u8; 3]) -> [u64; 3] {
    use std::arch::x86_64::{_mm256_cmpeq_epi8, _mm256_movemask_epi8, _mm256_set_epi64x, _mm256_set1_epi8};
    let halves = chunk.as_chunks::<32>().0.iter().map(|half| {
        let [a, b, c, d] =
            [0, 8, 16, 24].map(|at| half[at..].first_chunk().map_or(0, |of| i64::from_le_bytes(*of)));
        _mm256_set_epi64x(d, c, b, a)
    });
    let mut masks = [0; 3];
    for (part, half) in halves.enumerate() {
        for (mask, wanted) in masks.iter_mut().zip(wanted) {
            let same = _mm256_movemask_epi8(_mm256_cmpeq_epi8(half, _mm256_set1_epi8(wanted as i8)));
            *mask |= u64::from(same as u32) << (part * 32);
        }
    }
    masks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn each_way_finds_every_one(chunk in prop::collection::vec(prop_oneof![Just(b','), Just(b'\n'), Just(b'"'), any::<u8>()], CHUNK)) {
            let chunk: [u8; CHUNK] = chunk.try_into().unwrap();
            let wanted = [b',', b'\n', b'"'];
            let plain = wanted.map(|wanted| {
                chunk.iter().enumerate().fold(0, |mask, (at, byte)| mask | u64::from(*byte == wanted) << at)
            });
            prop_assert_eq!(portable(&chunk, wanted), plain);
            #[cfg(target_arch = "x86_64")]
            if avx2_is_there() {
                #[allow(unsafe_code)]
                // SAFETY: the processor has the instructions.
                let found = unsafe { avx2(&chunk, wanted) };
                prop_assert_eq!(found, plain);
            }
        }
    }
}
