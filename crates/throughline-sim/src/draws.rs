//! Random numbers drawn by key: the seed, the replication, the class and number of the need, its pass, its step, and what the
//! number is for. Two ways of arranging the work that meet the same need at the same step see the same number, whatever
//! happened elsewhere in between, so their difference is not drowned in luck; and no result depends on how the replications
//! are shared out between threads.
//!
//! Source: SplitMix64 (Steele, Lea and Flood 2014, "Fast splittable pseudorandom number generators"), read at a place instead of
//! in sequence, with the mixing constants of Stafford's variant 13, which it uses.

/// 2^64 divided by the golden ratio, made odd: the step between places.
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

/// What a number is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u64)]
pub enum Purpose {
    /// The time between two arrivals.
    Between,
    /// How complex a need is.
    Complexity,
    /// The time of the work at a step.
    Work,
    /// Where a need goes next.
    Route,
    /// Whether a claimed closure fails.
    Fails,
    /// Whether its person gives up then.
    GivesUp,
    /// How long until they come back.
    Returns,
    /// How long a hand-over is on its way.
    Transit,
    /// How long who takes over reads.
    Reread,
    /// How long somebody waits at most.
    Patience,
    /// When somebody chases.
    Chase,
    /// How long answering a chase takes.
    ChaseWork,
    /// How busy a day is.
    Day,
    /// When what is needed changes.
    SpecChange,
    /// For how long a need has been open at the start.
    Age,
    /// How the futures of a set are spread over what is not known.
    Spread,
    /// To which part of a stream an arrival falls.
    Part,
}

/// The numbers of one need in one replication.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key(u64);

/// The numbers for one purpose at one step: the first is what most distributions take, the others follow for those that need more.
#[derive(Debug, Clone, Copy)]
pub struct Draw {
    key: u64,
    place: u64,
}

fn mixed(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

impl Key {
    /// The key of a stream: all needs of one class in one replication.
    pub fn of_stream(seed: u64, replication: u64, class: u64) -> Key {
        let mut key = mixed(seed.wrapping_add(STEP));
        for part in [replication, class] {
            key = mixed(key ^ mixed(part.wrapping_add(STEP)));
        }
        Key(key)
    }

    /// The key of its need of that number.
    #[inline]
    pub fn of_need(self, number: u64) -> Key {
        Key(mixed(self.0.wrapping_add(number.wrapping_mul(STEP))))
    }

    /// The numbers for a purpose at a step of a pass. Up to 65,535 passes of 65,535 steps have numbers of their own.
    #[inline]
    pub fn draw(self, pass: u32, step: u32, purpose: Purpose) -> Draw {
        let place = u64::from(pass) << 40 | u64::from(step & 0xffff) << 24 | (purpose as u64) << 16;
        Draw { key: self.0, place }
    }
}

impl Draw {
    /// The next number, between 0 and 1 and never either.
    #[inline]
    pub fn unit(&mut self) -> f64 {
        self.place += 1;
        let bits = mixed(self.key.wrapping_add(self.place.wrapping_mul(STEP)));
        ((bits >> 12) as f64 + 0.5) * (1.0 / (1_u64 << 52) as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Chi-squared of counts in 64 cells, against what is expected of even numbers; 4 standard deviations of it are allowed.
    fn is_even(counts: &[u64; 64]) -> bool {
        let n: u64 = counts.iter().sum();
        let each = n as f64 / 64.0;
        let chi: f64 = counts.iter().map(|count| (*count as f64 - each).powi(2) / each).sum();
        (chi - 63.0).abs() < 4.0 * (2.0_f64 * 63.0).sqrt()
    }

    #[test]
    fn numbers_are_even_along_every_part_of_the_key_and_in_pairs() {
        let key = Key::of_stream(7, 0, 0);
        let draw = |number: u64, pass, step, purpose| key.of_need(number).draw(pass, step, purpose).unit();
        let along: [Box<dyn Fn(u32) -> f64>; 5] = [
            Box::new(move |i| draw(u64::from(i), 0, 0, Purpose::Work)),
            Box::new(move |i| draw(1, i % 30_000, 0, Purpose::Work)),
            Box::new(move |i| draw(1, 0, i % 60_000, Purpose::Route)),
            Box::new(|i| Key::of_stream(7, u64::from(i), 3).of_need(5).draw(1, 1, Purpose::Fails).unit()),
            Box::new(|i| Key::of_stream(u64::from(i), 0, 0).of_need(0).draw(0, 0, Purpose::Between).unit()),
        ];
        for one in along {
            let (mut alone, mut pairs) = ([0; 64], [0; 64]);
            for i in 0..30_000 {
                let (a, b) = (one(i), one(i + 1));
                assert!(0.0 < a && a < 1.0);
                alone[(a * 64.0) as usize] += 1;
                pairs[(a * 8.0) as usize * 8 + (b * 8.0) as usize] += 1;
            }
            assert!(is_even(&alone), "{alone:?}");
            assert!(is_even(&pairs), "{pairs:?}");
        }
    }

    #[test]
    fn numbers_for_two_purposes_are_not_alike() {
        let key = Key::of_stream(1, 2, 3);
        let n = 20_000;
        let mut sum = 0.0;
        for number in 0..n {
            let need = key.of_need(number);
            let [a, b] = [Purpose::Work, Purpose::Route].map(|purpose| need.draw(0, 0, purpose).unit() - 0.5);
            sum += a * b;
        }
        // The covariance of two independent even numbers has a standard error of 1 / (12 sqrt n).
        assert!((sum / n as f64).abs() < 4.0 / (12.0 * (n as f64).sqrt()));
    }
}
