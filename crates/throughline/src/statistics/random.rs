//! Numbers drawn by chance, the same for the same seed on every machine.

/// SplitMix64 (Steele, Lea and Flood, OOPSLA 2014): small, fast, and good enough for shuffles and bootstraps. Not for secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// The numbers of one purpose: the same seed and purpose draw the same numbers, whatever else was drawn.
    pub fn new(seed: u64, purpose: &str) -> Random {
        let mut random = Random(seed);
        for byte in purpose.bytes() {
            random.0 = random.next_u64() ^ u64::from(byte);
        }
        random
    }

    /// Any 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A place below `count`, each as likely as the others (Lemire's multiplication; for the counts we have its bias is below
    /// 2^-32). Nought if `count` is nought.
    pub fn below(&mut self, count: usize) -> usize {
        ((u128::from(self.next_u64()) * count as u128) >> 64) as usize
    }

    /// A number from 0 up to, not including, 1.
    pub fn unit(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// Puts the values in an order drawn by chance (Fisher and Yates).
    pub fn shuffle<T>(&mut self, values: &mut [T]) {
        for last in (1..values.len()).rev() {
            values.swap(last, self.below(last + 1));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first numbers of seed 1234567 as other implementations give them (Rosetta Code, "Pseudo-random numbers/Splitmix64").
    #[test]
    fn known_numbers() {
        let mut random = Random(1_234_567);
        let first: Vec<u64> = (0..3).map(|_| random.next_u64()).collect();
        assert_eq!(first, [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423]);
    }

    #[test]
    fn every_order_comes_up_as_often() {
        let mut random = Random::new(1, "orders");
        let mut counts = std::collections::BTreeMap::new();
        for _ in 0..6000 {
            let mut values = [1, 2, 3];
            random.shuffle(&mut values);
            *counts.entry(values).or_insert(0) += 1;
        }
        // Six orders, a thousand each; five standard deviations are 144.
        assert!(counts.len() == 6 && counts.values().all(|count| (856..1144).contains(count)), "{counts:?}");
        assert!((0..1000).map(|_| random.unit()).all(|value| (0.0..1.0).contains(&value)));
        assert_eq!(random.below(0), 0);
        assert_ne!(Random::new(1, "a").next_u64(), Random::new(1, "b").next_u64());
    }
}
