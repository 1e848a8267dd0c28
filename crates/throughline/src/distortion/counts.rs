//! How often each whole duration occurs: what the tests near a limit look at.

/// Of each duration in whole units, from nought to some longest, how often it occurs; of longer ones how many there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Counts {
    each: Vec<u64>,
    longer: u64,
    negative: u64,
}

/// No duration longer than this is looked at one by one: a hundred thousand minutes are ten weeks.
pub const LONGEST: i64 = 100_000;

impl Counts {
    /// Nothing counted yet; durations up to `longest` (at most [`LONGEST`]) will be told apart.
    pub fn up_to(longest: i64) -> Counts {
        Counts { each: vec![0; longest.clamp(0, LONGEST) as usize + 1], longer: 0, negative: 0 }
    }

    /// Counts `count` needs of this duration.
    pub fn add(&mut self, duration: i64, count: u64) {
        match usize::try_from(duration) {
            Err(_) => self.negative += count,
            Ok(place) => match self.each.get_mut(place) {
                Some(cell) => *cell += count,
                None => self.longer += count,
            },
        }
    }

    /// The same with the counts of another of the same length.
    pub fn and(mut self, other: &Counts) -> Counts {
        self.each.iter_mut().zip(&other.each).for_each(|(mine, theirs)| *mine += theirs);
        self.longer += other.longer;
        self.negative += other.negative;
        self
    }

    /// How often this duration occurs.
    pub fn at(&self, duration: i64) -> u64 {
        usize::try_from(duration).ok().and_then(|place| self.each.get(place)).copied().unwrap_or(0)
    }

    /// How many durations lie between these two, both counted in.
    pub fn between(&self, from: i64, to: i64) -> u64 {
        let from = from.clamp(0, self.each.len() as i64) as usize;
        let to = (to + 1).clamp(from as i64, self.each.len() as i64) as usize;
        self.each[from..to].iter().sum()
    }

    /// How many there are of nought or more.
    pub fn total(&self) -> u64 {
        self.each.iter().sum::<u64>() + self.longer
    }

    /// How many lie below nought, and are not looked at.
    pub fn negative(&self) -> u64 {
        self.negative
    }

    /// The duration that occurs most often, and how often; the shortest of equals. None without any.
    pub fn most_frequent(&self) -> Option<(i64, u64)> {
        let most = self.each.iter().copied().max().filter(|most| *most > 0)?;
        let place = self.each.iter().position(|count| *count == most)?;
        Some((place as i64, most))
    }

    /// How many different durations between these two occur.
    pub fn distinct(&self, from: i64, to: i64) -> usize {
        (from.max(0)..=to.min(self.each.len() as i64 - 1)).filter(|duration| self.at(*duration) > 0).count()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_duration_is_counted_once() {
        let mut counts = Counts::up_to(10);
        for (duration, count) in [(3, 2), (10, 1), (11, 5), (-1, 4), (3, 1), (i64::MIN, 1), (i64::MAX, 1)] {
            counts.add(duration, count);
        }
        assert_eq!((counts.at(3), counts.at(10), counts.at(11), counts.at(-1)), (3, 1, 0, 0));
        assert_eq!((counts.total(), counts.negative()), (10, 5));
        assert_eq!((counts.between(3, 10), counts.between(4, 9), counts.between(9, 4)), (4, 0, 0));
        assert_eq!((counts.between(-5, 99), counts.distinct(-5, 99)), (4, 2));
        assert_eq!(counts.most_frequent(), Some((3, 3)));
        assert_eq!(counts.clone().and(&counts).at(3), 6);
        assert_eq!(Counts::up_to(-1).most_frequent(), None);
    }
}
