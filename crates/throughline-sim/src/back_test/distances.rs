//! How far what a run made is from what happened, by the distances of Chapela-Campa and others 2023 ("Can I trust my simulation
//! model?"): when needs arise, how long they take, at what hour of the week work is done, and what follows what.
//!
//! Wasserstein-1 in hours: the area between the two distribution functions. On the circle of a week: that area after the median
//! difference is taken off (Rabin, Delon and Gousseau 2011). Pairs of steps: half of the sum of differences of their shares, from 0
//! to 1. Every distance has a floor: that between every other need of what happened and the rest.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use throughline::time::{HOUR_US, Instant, plain};
use throughline::wording::percent;

/// A need as it is compared.
#[derive(Debug, Clone)]
pub(super) struct Way {
    pub(super) kind: usize,
    pub(super) opened_us: i64,
    pub(super) ended_us: Option<i64>,
    /// Steps and when each ended, in order.
    pub(super) steps: Vec<(usize, i64)>,
}

/// What a distance is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// When needs arise in the time held back, hours of Wasserstein distance.
    Arrivals,
    /// How long needs take that end in it, hours of Wasserstein distance.
    EndToEnd,
    /// At what hour of the week work ends, hours on the circle.
    HourOfWeek,
    /// Which step follows which, a share from 0 to 1.
    Pairs,
}

impl Of {
    /// All of them.
    pub const ALL: [Of; 4] = [Of::Arrivals, Of::EndToEnd, Of::HourOfWeek, Of::Pairs];

    /// What it is, in words.
    pub fn says(self) -> &'static str {
        match self {
            Of::Arrivals => "when needs arise",
            Of::EndToEnd => "end-to-end time",
            Of::HourOfWeek => "at what hour of the week work ends",
            Of::Pairs => "which step follows which",
        }
    }

    /// How far off that is, in words.
    pub fn told(self, distance: f64) -> String {
        match self {
            Of::Pairs => percent(distance),
            Of::Arrivals | Of::EndToEnd | Of::HourOfWeek => plain(distance * 3600.0),
        }
    }
}

/// The time that is compared, and the zone whose week it is.
pub(super) struct Compared<'a> {
    pub(super) from_us: i64,
    pub(super) until_us: i64,
    pub(super) zone: &'a TimeZone,
}

impl Compared<'_> {
    fn within(&self, at_us: i64) -> bool {
        (self.from_us..self.until_us).contains(&at_us)
    }

    /// The distance between two sets of needs; `None` where one has nothing to compare.
    pub(super) fn distance(&self, of: Of, one: &[&Way], other: &[&Way]) -> Option<f64> {
        match of {
            Of::Arrivals => wasserstein(self.opened(one), self.opened(other)),
            Of::EndToEnd => wasserstein(self.took(one), self.took(other)),
            Of::HourOfWeek => circular(&self.hours(one), &self.hours(other)),
            Of::Pairs => half_of_differences(&self.pairs(one), &self.pairs(other)),
        }
    }

    /// The distance between every other need and the rest.
    pub(super) fn floor(&self, of: Of, ways: &[Way]) -> Option<f64> {
        let mut sorted: Vec<&Way> = ways.iter().collect();
        sorted.sort_by_key(|way| way.opened_us);
        let half = |odd: usize| sorted.iter().skip(odd).step_by(2).copied().collect::<Vec<_>>();
        self.distance(of, &half(0), &half(1))
    }

    fn opened(&self, ways: &[&Way]) -> Vec<f64> {
        let opened = ways.iter().map(|way| way.opened_us).filter(|at_us| self.within(*at_us));
        opened.map(|at_us| (at_us - self.from_us) as f64 / HOUR_US as f64).collect()
    }

    /// Hours that those took who ended within the time.
    fn took(&self, ways: &[&Way]) -> Vec<f64> {
        let ended = |way: &&&Way| way.ended_us.is_some_and(|at_us| self.within(at_us));
        ways.iter().filter(ended).filter_map(|way| took_hours(way)).collect()
    }

    fn hours(&self, ways: &[&Way]) -> [f64; 168] {
        let mut hours = [0.0; 168];
        for (_, at_us) in ways.iter().flat_map(|way| &way.steps).filter(|(_, at_us)| self.within(*at_us)) {
            let civil = Instant(*at_us).in_zone(self.zone);
            let day = civil.date().weekday().to_monday_zero_offset() as usize;
            hours[day * 24 + civil.hour() as usize] += 1.0;
        }
        hours
    }

    fn pairs(&self, ways: &[&Way]) -> BTreeMap<(Option<usize>, Option<usize>), f64> {
        let mut pairs: BTreeMap<(Option<usize>, Option<usize>), f64> = BTreeMap::new();
        for way in ways {
            let mut from = None;
            for (step, at_us) in &way.steps {
                if self.within(*at_us) {
                    *pairs.entry((from, Some(*step))).or_default() += 1.0;
                }
                from = Some(*step);
            }
            if way.ended_us.is_some_and(|at_us| self.within(at_us)) {
                *pairs.entry((from, None)).or_default() += 1.0;
            }
        }
        pairs
    }
}

/// Hours from first words to the end.
pub(super) fn took_hours(way: &Way) -> Option<f64> {
    Some((way.ended_us? - way.opened_us) as f64 / HOUR_US as f64)
}

/// The area between two empirical distribution functions.
fn wasserstein(mut one: Vec<f64>, mut other: Vec<f64>) -> Option<f64> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    one.sort_by(f64::total_cmp);
    other.sort_by(f64::total_cmp);
    let (mut place, mut other_place, mut area) = (0, 0, 0.0);
    let mut at = one[0].min(other[0]);
    while place < one.len() || other_place < other.len() {
        let next = match (one.get(place), other.get(other_place)) {
            (Some(a), Some(b)) => a.min(*b),
            (Some(a), None) => *a,
            (_, b) => *b?,
        };
        let [below, other_below] = [place as f64 / one.len() as f64, other_place as f64 / other.len() as f64];
        area += (below - other_below).abs() * (next - at);
        at = next;
        while one.get(place) == Some(&at) {
            place += 1;
        }
        while other.get(other_place) == Some(&at) {
            other_place += 1;
        }
    }
    Some(area)
}

/// The same on a circle of bins, in bins.
fn circular(one: &[f64; 168], other: &[f64; 168]) -> Option<f64> {
    let [all, other_all] = [one, other].map(|counts| counts.iter().sum::<f64>());
    if all == 0.0 || other_all == 0.0 {
        return None;
    }
    let mut sum = 0.0;
    let mut differences: Vec<f64> = one
        .iter()
        .zip(other)
        .map(|(a, b)| {
            sum += a / all - b / other_all;
            sum
        })
        .collect();
    differences.sort_by(f64::total_cmp);
    let middle = differences[differences.len() / 2];
    Some(differences.iter().map(|one| (one - middle).abs()).sum())
}

fn half_of_differences<K: Ord + Copy>(one: &BTreeMap<K, f64>, other: &BTreeMap<K, f64>) -> Option<f64> {
    let [all, other_all] = [one, other].map(|counts| counts.values().sum::<f64>());
    if all == 0.0 || other_all == 0.0 {
        return None;
    }
    let keys: std::collections::BTreeSet<&K> = one.keys().chain(other.keys()).collect();
    let share = |counts: &BTreeMap<K, f64>, key: &K, all: f64| counts.get(key).copied().unwrap_or(0.0) / all;
    let differences = keys.into_iter().map(|key| (share(one, key, all) - share(other, key, other_all)).abs());
    Some(differences.sum::<f64>() / 2.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn distances_by_hand() {
        // SciPy's wasserstein_distance([0, 1, 3], [5, 6, 8]) = 5, ([0, 1, 3], [0, 1]) = 0.8333….
        assert_eq!(wasserstein(vec![3.0, 0.0, 1.0], vec![5.0, 6.0, 8.0]), Some(5.0));
        let uneven = wasserstein(vec![0.0, 1.0, 3.0], vec![0.0, 1.0]).unwrap();
        assert!((uneven - 5.0 / 6.0).abs() < 1e-12, "{uneven}");
        assert_eq!(wasserstein(vec![], vec![1.0]), None);
        let at = |hour: usize| std::array::from_fn(|place| if place == hour { 4.0 } else { 0.0 });
        // Sunday 23:00 and Monday 1:00 are two hours apart.
        assert_eq!(circular(&at(167), &at(1)), Some(2.0));
        assert_eq!(circular(&at(10), &at(10)), Some(0.0));
        let pairs = |counts: &[(u8, f64)]| counts.iter().copied().collect::<BTreeMap<_, _>>();
        assert_eq!(
            half_of_differences(&pairs(&[(1, 1.0), (2, 3.0)]), &pairs(&[(1, 1.0), (3, 1.0)])),
            Some(0.75)
        );
    }
}
