//! Whole numbers of a few bits each as Parquet packs them: runs of one number again and again, and runs of numbers side by side.
//!
//! Source: <https://parquet.apache.org/docs/file-format/data-pages/encodings/>, "Run Length Encoding / Bit-Packing Hybrid".

use bytes::Bytes;
use parquet::errors::{ParquetError, Result};

use super::pages::varint;

/// Packed numbers, read from the first to the last.
pub(super) struct Hybrid {
    bytes: Bytes,
    /// Of each number.
    bits: usize,
    /// Where the next run starts, or the next number of a packed run: counted in bits.
    at: usize,
    run: Run,
    /// How many numbers the run still has.
    left: usize,
}

enum Run {
    Same(u32),
    Packed,
}

impl Hybrid {
    /// Numbers of so many bits each, 32 at the most.
    pub(super) fn of(bytes: Bytes, bits: u8) -> Result<Hybrid> {
        match bits {
            0..=32 => Ok(Hybrid { bytes, bits: bits.into(), at: 0, run: Run::Packed, left: 0 }),
            _ => Err(ParquetError::General(format!("numbers of {bits} bits"))),
        }
    }

    /// Fills `out` with the next numbers.
    pub(super) fn read(&mut self, mut out: &mut [u32]) -> Result<()> {
        while !out.is_empty() {
            if self.left == 0 {
                self.next_run().ok_or_else(too_short)?;
            }
            let (here, rest) = out.split_at_mut(self.left.min(out.len()));
            match self.run {
                Run::Same(number) => here.fill(number),
                Run::Packed => self.unpack(here),
            }
            self.left -= here.len();
            out = rest;
        }
        Ok(())
    }

    fn next_run(&mut self) -> Option<()> {
        // A run starts with a whole byte, as packed numbers come by eights.
        let mut rest = self.bytes.get(self.at / 8..)?;
        let header = varint(&mut rest)?;
        let start = self.bytes.len() - rest.len();
        if header & 1 == 0 {
            let (number, _) = rest.split_at_checked(self.bits.div_ceil(8))?;
            let number = number.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte));
            (self.run, self.left, self.at) =
                (Run::Same(number), header >> 1, (start + self.bits.div_ceil(8)) * 8);
        } else {
            // The last numbers of the last run may have been left out.
            let (most, said) = (rest.len() * 8 / self.bits.max(1), (header >> 1).checked_mul(8)?);
            let left = if self.bits == 0 { said } else { said.min(most) };
            (self.run, self.left, self.at) = (Run::Packed, left, start * 8);
        }
        (self.left > 0).then_some(())
    }

    /// The next numbers of a packed run. Each takes no more than four bytes, or five if it does not start with one.
    fn unpack(&mut self, out: &mut [u32]) {
        let (bytes, bits, mask) = (&self.bytes[..], self.bits, (1 << self.bits) - 1);
        for (place, number) in out.iter_mut().enumerate() {
            let at = self.at + place * bits;
            let rest = bytes.get(at / 8..).unwrap_or_default();
            let eight = rest.first_chunk().copied().unwrap_or_else(|| {
                let mut eight = [0; 8];
                eight[..rest.len()].copy_from_slice(rest);
                eight
            });
            *number = (u64::from_le_bytes(eight) >> (at % 8) & mask) as u32;
        }
        self.at += out.len() * bits;
    }
}

/// What is wrong with a page that has fewer values than it should.
pub(super) fn too_short() -> ParquetError {
    ParquetError::EOF("a page ends before its last value".to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The runs as a writer packs them: of one number, or of eights of numbers.
    fn packed(runs: &[(bool, Vec<u32>)], bits: usize) -> (Vec<u8>, Vec<u32>) {
        let (mut bytes, mut all) = (Vec::new(), Vec::new());
        let header = |mut header: usize, bytes: &mut Vec<u8>| {
            while header >= 128 {
                bytes.push(header as u8 | 128);
                header >>= 7;
            }
            bytes.push(header as u8);
        };
        for (same, numbers) in runs {
            if *same {
                header(numbers.len() << 1, &mut bytes);
                bytes.extend(&numbers[0].to_le_bytes()[..bits.div_ceil(8)]);
                all.extend(numbers.iter().map(|_| numbers[0]));
            } else {
                header(numbers.len() / 8 * 2 + 1, &mut bytes);
                let mut of_run = vec![0; numbers.len() / 8 * bits];
                for (place, number) in numbers.iter().enumerate() {
                    for bit in (0..bits).filter(|bit| number >> bit & 1 == 1) {
                        of_run[(place * bits + bit) / 8] |= 1 << ((place * bits + bit) % 8);
                    }
                }
                bytes.extend(of_run);
                all.extend(numbers);
            }
        }
        (bytes, all)
    }

    proptest! {
        #[test]
        fn what_is_packed_is_read(
            bits in 0usize..=32,
            runs in prop::collection::vec((any::<bool>(), prop::collection::vec(any::<u32>(), 1..60)), 1..12),
            steps in prop::collection::vec(1usize..50, 1..20),
        ) {
            let narrow = |number: u32| (u64::from(number) & ((1 << bits) - 1)) as u32;
            let runs: Vec<(bool, Vec<u32>)> = runs
                .into_iter()
                .map(|(same, numbers)| {
                    let mut numbers: Vec<u32> = numbers.into_iter().map(narrow).collect();
                    if !same {
                        numbers.resize(numbers.len().next_multiple_of(8), 0);
                    }
                    (same, numbers)
                })
                .collect();
            let (bytes, all) = packed(&runs, bits);
            let mut hybrid = Hybrid::of(bytes.into(), bits as u8).unwrap();
            let mut read = Vec::new();
            for step in steps.iter().cycle() {
                let step = (*step).min(all.len() - read.len());
                let mut some = vec![0; step];
                hybrid.read(&mut some).unwrap();
                read.extend(some);
                if read.len() == all.len() {
                    break;
                }
            }
            prop_assert_eq!(read, all);
            if bits > 0 {
                prop_assert!(hybrid.read(&mut [0]).is_err());
            }
        }

        #[test]
        fn whatever_the_bytes_it_comes_to_an_end(bytes in prop::collection::vec(any::<u8>(), 0..60), bits in 0u8..=32) {
            let mut hybrid = Hybrid::of(bytes.into(), bits).unwrap();
            let mut room = [0; 100];
            (0..50).any(|_| hybrid.read(&mut room).is_err());
        }
    }

    #[test]
    fn numbers_of_more_than_32_bits_are_refused() {
        assert!(Hybrid::of(Bytes::new(), 33).is_err());
    }
}
