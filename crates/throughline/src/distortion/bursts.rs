//! Are more entries made within a minute than a day of real work would hold?
//!
//! Of one source's entries of a day the largest number inside any 60 seconds, against the same number of entries spread evenly by
//! chance over the same hours: 999 times for one day ([`burst`]); 199 times for each of many days ([`days_with_bursts`]), of which then
//! one in a hundred has a burst of a chance of 0.01 by chance. Source: measures.md 2.7 (a). Never reported for a person. Where it misleads:
//! bulk tools and typing up at the end of a shift are innocent; the real test is the citizen: "did anyone call you?", asked of a
//! random 30.

use std::collections::BTreeMap;

use crate::flow::side_by_side::side_by_side;
use crate::statistics::exact::binomial_at_least;
use crate::statistics::random::Random;

/// The window, in seconds.
pub const WINDOW_S: f64 = 60.0;
/// How often the entries are spread by chance.
pub const DRAWS: usize = 999;

/// The largest number of entries inside any window of `window_s` seconds; both ends of the window count. Orders the times.
pub fn most_within(times_s: &mut [f64], window_s: f64) -> usize {
    times_s.sort_unstable_by(f64::total_cmp);
    let (mut first, mut most) = (0, 0);
    for (place, time) in times_s.iter().enumerate() {
        while time - times_s[first] > window_s {
            first += 1;
        }
        most = most.max(place + 1 - first);
    }
    most
}

/// The largest number inside the window of as many entries as there are `times_s`, spread by chance over so many seconds.
fn most_by_chance(times_s: &mut [f64], day_s: f64, random: &mut Random) -> usize {
    times_s.iter_mut().for_each(|time| *time = random.unit() * day_s);
    most_within(times_s, WINDOW_S)
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
    let as_many = (0..DRAWS).filter(|_| most_by_chance(&mut times, day_s, random) >= most).count();
    Some(Burst { n: times.len(), most, as_many })
}

/// A burst is what has at most this chance on a day.
pub const RARE: f64 = 0.01;
/// So many within a minute are no burst on any day: even of ten entries, spread over a whole day, two fall within a minute of each other
/// on six days in a hundred.
const COMMON: usize = 2;
/// Bursts on a smaller share of days than this are not spoken of.
const LEAST_SHARE: f64 = 0.05;
/// Draws for a number of entries and a length: enough for a chance of 0.01.
const DAY_DRAWS: usize = 199;

/// On how many of some days of single sources, each the times of its entries in seconds, there is a burst. A day reaches from its first
/// entry to its last and what lies beyond them at an even pace, in half hours; for each size of a day the draws are made once.
pub fn days_with_bursts(days: &[Vec<f64>], seed: u64, threads: usize) -> u64 {
    let mut sizes: BTreeMap<(usize, u32), (Vec<usize>, u64)> = BTreeMap::new();
    for times in days.iter().filter(|times| times.len() > COMMON) {
        let mut times = times.clone();
        let most = most_within(&mut times, WINDOW_S);
        if most > COMMON {
            let n = times.len() as f64;
            let long_s = (times[times.len() - 1] - times[0]) * (n + 1.0) / (n - 1.0);
            let halves = (long_s / 1800.0).round().clamp(2.0, 48.0) as u32;
            sizes.entry((times.len(), halves)).or_default().0.push(most);
        }
    }
    let is_rare = |as_many: &usize| (1 + as_many) as f64 / (1 + DAY_DRAWS) as f64 <= RARE;
    let mut sizes: Vec<_> = sizes.into_iter().collect();
    side_by_side(sizes.iter_mut().rev(), threads, Vec::new, |times, (size, (mosts, bursts))| {
        let (n, halves) = *size;
        let mut random = Random::new(seed, &format!("entries in bursts, {n} in {halves} half hours"));
        times.resize(n, 0.0);
        let mut as_many = vec![0; mosts.len()];
        for _ in 0..DAY_DRAWS {
            // Most days are soon seen to be no burst, and then nothing is left to draw for.
            if !as_many.iter().any(is_rare) {
                break;
            }
            let drawn = most_by_chance(times, f64::from(halves) * 1800.0, &mut random);
            as_many.iter_mut().zip(&*mosts).for_each(|(count, most)| *count += usize::from(drawn >= *most));
        }
        *bursts = as_many.iter().filter(|count| is_rare(count)).count() as u64;
    });
    sizes.iter().map(|(_, (_, bursts))| bursts).sum()
}

/// The chance of bursts on so many of `days` days or more, and whether they are to be spoken of.
pub fn of_days(bursts: u64, days: u64) -> (f64, bool) {
    let p = binomial_at_least(bursts, days, RARE);
    (p, p < RARE && bursts as f64 >= LEAST_SHARE * days as f64)
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
    fn days_with_ten_in_a_minute_are_counted_and_even_ones_are_not() {
        let even: Vec<f64> = (0..20).map(|entry| f64::from(entry) * 1400.0).collect();
        let burst: Vec<f64> =
            even.iter().copied().chain((0..10).map(|entry| 5000.0 + f64::from(entry) * 5.0)).collect();
        // As many entries in as long a day, three of them within a minute, as they often are by chance.
        let near: Vec<f64> = (0..30)
            .map(|entry| f64::from(entry) * 917.0)
            .map(|at| if at < 2_000.0 { at / 100.0 } else { at })
            .collect();
        let days = [even, burst.clone(), near, burst];
        assert_eq!([1, 2].map(|threads| days_with_bursts(&days, 1, threads)), [2, 2]);
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
