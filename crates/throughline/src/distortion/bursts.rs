//! Are more entries made within a minute than a day of real work would hold?
//!
//! Of one source's entries of a day the largest number inside any 60 seconds, against the same number of entries spread evenly by
//! chance over the same hours, 999 times. Source: measures.md 2.7 (a). Reported for teams only, never for a person. Where it misleads:
//! bulk tools and typing up at the end of a shift are innocent; the real test is the citizen: "did anyone call you?", asked of a
//! random 30.

use crate::statistics::random::Random;

/// The window, in seconds.
pub const WINDOW_S: f64 = 60.0;
/// How often the entries are spread by chance.
pub const DRAWS: usize = 999;

/// The largest number of entries inside any window of `window_s` seconds; both ends of the window count. Orders the times.
pub fn most_within(times_s: &mut [f64], window_s: f64) -> usize {
    times_s.sort_by(f64::total_cmp);
    let (mut first, mut most) = (0, 0);
    for (place, time) in times_s.iter().enumerate() {
        while time - times_s[first] > window_s {
            first += 1;
        }
        most = most.max(place + 1 - first);
    }
    most
}

/// What was found of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Burst {
    /// How many entries.
    pub n: usize,
    /// The largest number inside the window.
    pub most: usize,
    /// In how many of [`DRAWS`] draws there were as many.
    pub as_many: usize,
}

impl Burst {
    /// The chance of so many within the window if the entries were spread evenly.
    pub fn p(&self) -> f64 {
        (1 + self.as_many) as f64 / (1 + DRAWS) as f64
    }
}

/// The test of one source's day: when entries were made, in seconds from the start of the `day_s` seconds in which they can be. None if
/// there is no entry, or one lies outside.
pub fn burst(times_s: &[f64], day_s: f64, random: &mut Random) -> Option<Burst> {
    let inside = times_s.iter().all(|time| (0.0..=day_s).contains(time));
    if times_s.is_empty() || !inside || !(day_s > 0.0 && day_s.is_finite()) {
        return None;
    }
    let mut times = times_s.to_vec();
    let most = most_within(&mut times, WINDOW_S);
    let as_many = (0..DRAWS)
        .filter(|_| {
            times.iter_mut().for_each(|time| *time = random.unit() * day_s);
            most_within(&mut times, WINDOW_S) >= most
        })
        .count();
    Some(Burst { n: times.len(), most, as_many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_in_a_minute() {
        assert_eq!(most_within(&mut [100.0, 0.0, 60.0, 30.0, 161.0], WINDOW_S), 3);
        assert_eq!(most_within(&mut [], WINDOW_S), 0);
    }

    #[test]
    fn ten_in_a_minute_of_a_day_are_no_chance() {
        let mut random = Random::new(1, "bursts");
        let mut times: Vec<f64> = (0..20).map(|entry| f64::from(entry) * 1400.0).collect();
        let even = burst(&times, 28_800.0, &mut random).unwrap();
        assert_eq!((even.most, even.p()), (1, 1.0));
        times.extend((0..10).map(|entry| 5000.0 + f64::from(entry) * 5.0));
        let found = burst(&times, 28_800.0, &mut random).unwrap();
        assert_eq!((found.most, found.p()), (10, 0.001));
        assert_eq!(burst(&[], 10.0, &mut random), None);
        assert_eq!(burst(&[11.0], 10.0, &mut random), None);
        assert_eq!(burst(&[f64::NAN], 10.0, &mut random), None);
    }
}
