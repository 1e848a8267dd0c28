//! When needs arise: the time of each one follows from that of the one before and its own random number.

use std::borrow::Cow;

use crate::distribution::{Distribution, exponential};
use crate::draws::{Key, Purpose};
use crate::hours::NEVER_US;

/// How needs of one class arise.
#[derive(Debug, Clone, PartialEq)]
pub enum Arrivals {
    /// None do.
    None,
    /// At random at an even rate, day and night (Poisson).
    Even {
        /// How many in a day of 24 hours.
        per_day: f64,
    },
    /// At random at a rate that changes (Poisson): the count expected from the start until each instant, both never falling and the
    /// first (0, 0); between two the rate is even, and after the last nobody comes. One number an arrival, by inverting that
    /// count, so that the same needs arise a little sooner where the rate is a little higher.
    Changing(Vec<(i64, f64)>),
    /// So long after one another.
    Between(Distribution),
    /// A part of those that arise so long after one another: each falls to one part, by a number of its own. Parts of one stream see the
    /// same instants, so that together they are that stream.
    Part(PartOf),
    /// At these instants, in order.
    Given(Vec<i64>),
}

/// A part of a stream of needs that arise so long after one another.
#[derive(Debug, Clone, PartialEq)]
pub struct PartOf {
    /// The time between two of the whole stream.
    pub between: Distribution,
    /// Which stream.
    pub stream: u64,
    /// Between which two shares of it the part lies: those from the first on and below the second are its own.
    pub lies: (f64, f64),
}

/// The streams that are parted come after those of classes and changes, and before those of days.
const FIRST_OF_PARTED: u64 = 1 << 32;

impl PartOf {
    fn share(&self) -> f64 {
        self.lies.1 - self.lies.0
    }

    /// The key of the whole stream in one replication.
    fn key(&self, seed: u64, replication: u64) -> Key {
        Key::of_stream(seed, replication, FIRST_OF_PARTED + self.stream)
    }
}

/// How much busier some days are than others, beyond chance: what is expected of a day (of 24 hours from the start of the clock) is
/// multiplied by a gamma of mean 1, so that its count is a negative binomial whose variance is so many times its mean, whatever that is
/// (Greenwood and Yule 1920). Where it misleads: days are drawn independently of each other, so a busy week is no likelier than chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BusyDays {
    /// Which days: classes of one stream are busy on the same ones.
    pub stream: u64,
    /// The variance of a day's count in its stream by its mean; above 1.
    pub dispersion: f64,
    /// The share that the class is of its stream.
    pub share: f64,
}

/// The streams of days come after those of all classes and changes.
const FIRST_OF_DAYS: u64 = 1 << 33;

impl BusyDays {
    /// The arrivals of one replication.
    pub(crate) fn drawn(&self, arrivals: &Arrivals, seed: u64, replication: u64) -> Arrivals {
        let Arrivals::Changing(counts) = arrivals else { return arrivals.clone() };
        let key = Key::of_stream(seed, replication, FIRST_OF_DAYS + self.stream);
        let times =
            |day: i64| {
                let expected = arrivals.expected(day * DAY, (day + 1) * DAY) / self.share;
                let shape = expected / (self.dispersion - 1.0);
                if shape <= 0.0 {
                    return 0.0;
                }
                Distribution::Gamma { shape, scale_us: 1.0 / shape }
                    .drawn_us(&mut key.of_need(day as u64).draw(0, 0, Purpose::Day))
            };
        let (mut drawn, mut count) = (vec![(0, 0.0)], 0.0);
        let (mut day, mut busy) = (0, times(0));
        for pair in counts.windows(2) {
            let [(from_us, before), (until_us, after)] = [pair[0], pair[1]];
            if from_us / DAY != day {
                day = from_us / DAY;
                busy = times(day);
            }
            count += (after - before) * busy;
            drawn.push((until_us, count));
        }
        Arrivals::Changing(drawn)
    }
}

/// The stream of one class in one replication.
#[derive(Debug)]
pub(crate) struct Stream<'a> {
    arrivals: Cow<'a, Arrivals>,
    key: Key,
    number: u64,
    /// Of a part, the key of the whole stream, and how many of that are behind.
    whole: Key,
    passed: u64,
    /// In microseconds, or as a count where the rate changes.
    reached: f64,
    place: usize,
}

const DAY: i64 = throughline::time::DAY_US;
const DAY_US: f64 = DAY as f64;

impl<'a> Stream<'a> {
    /// Of a class in one replication.
    pub(crate) fn new(
        arrivals: Cow<'a, Arrivals>,
        (seed, replication, class): (u64, u64, u64),
    ) -> Stream<'a> {
        let key = Key::of_stream(seed, replication, class);
        let whole = if let Arrivals::Part(part) = &*arrivals { part.key(seed, replication) } else { key };
        Stream { arrivals, key, number: 0, whole, passed: 0, reached: 0.0, place: 0 }
    }

    /// When the next one arises, its number and its key.
    pub(crate) fn next(&mut self) -> (i64, u64, Key) {
        let number = self.number;
        let need = self.key.of_need(number);
        self.number += 1;
        let mut draw = need.draw(0, 0, Purpose::Between);
        let at_us = match &*self.arrivals {
            Arrivals::None => return (NEVER_US, number, need),
            Arrivals::Even { per_day } => {
                self.reached += exponential(&mut draw) * DAY_US / per_day;
                self.reached
            }
            Arrivals::Between(between) => {
                self.reached += between.drawn_us(&mut draw);
                self.reached
            }
            Arrivals::Part(part) => loop {
                let one = self.whole.of_need(self.passed);
                self.passed += 1;
                self.reached += part.between.drawn_us(&mut one.draw(0, 0, Purpose::Between));
                let falls = one.draw(0, 0, Purpose::Part).unit();
                if (part.lies.0..part.lies.1).contains(&falls) || self.reached >= NEVER_US as f64 {
                    break self.reached;
                }
            },
            Arrivals::Given(at_us) => {
                return (at_us.get(number as usize).copied().unwrap_or(NEVER_US), number, need);
            }
            Arrivals::Changing(counts) => {
                self.reached += exponential(&mut draw);
                while counts.get(self.place + 1).is_some_and(|(_, count)| *count < self.reached) {
                    self.place += 1;
                }
                let (Some((from_us, before)), Some((until_us, after))) =
                    (counts.get(self.place), counts.get(self.place + 1))
                else {
                    return (NEVER_US, number, need);
                };
                let share = (self.reached - before) / (after - before);
                *from_us as f64 + share * (until_us - from_us) as f64
            }
        };
        (if at_us < NEVER_US as f64 { at_us as i64 } else { NEVER_US }, number, need)
    }
}

impl Arrivals {
    /// How many are expected between two instants.
    pub fn expected(&self, from_us: i64, until_us: i64) -> f64 {
        let length_us = (until_us - from_us) as f64;
        match self {
            Arrivals::None => 0.0,
            Arrivals::Even { per_day } => per_day * length_us / DAY_US,
            Arrivals::Between(between) => length_us / between.mean_us(),
            Arrivals::Part(part) => part.share() * length_us / part.between.mean_us(),
            Arrivals::Given(at_us) => {
                at_us.iter().filter(|at_us| (from_us..until_us).contains(at_us)).count() as f64
            }
            Arrivals::Changing(counts) => {
                let until = |at_us: i64| {
                    let after = counts.partition_point(|(us, _)| *us <= at_us);
                    match (after.checked_sub(1).map(|place| counts[place]), counts.get(after)) {
                        (None, _) => 0.0,
                        (Some((_, count)), None) => count,
                        (Some((from_us, before)), Some((until_us, count))) => {
                            let share = (at_us - from_us) as f64 / (until_us - from_us) as f64;
                            before + share * (count - before)
                        }
                    }
                };
                until(until_us) - until(from_us)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(arrivals: &Arrivals, from_us: i64, until_us: i64) -> u64 {
        let mut stream = Stream::new(Cow::Borrowed(arrivals), (3, 0, 0));
        let (mut count, mut last) = (0, 0);
        loop {
            let (at_us, _, _) = stream.next();
            assert!(at_us >= last);
            last = at_us;
            if at_us >= until_us {
                return count;
            }
            count += u64::from(at_us >= from_us);
        }
    }

    /// A negative binomial: the mean is as expected, the variance so many times that; two classes of one stream are busy together.
    #[test]
    fn days_differ_as_much_as_is_said() {
        let hours: Vec<(i64, f64)> =
            (0..=24 * 200).map(|hour| (hour * throughline::time::HOUR_US, hour as f64 * 2.0)).collect();
        let (all, part) = (Arrivals::Changing(hours.clone()), |share: f64| {
            Arrivals::Changing(hours.iter().map(|(us, count)| (*us, count * share)).collect())
        });
        let busy = |share| BusyDays { stream: 0, dispersion: 4.0, share };
        let (mut whole, mut parts) = (Vec::new(), Vec::new());
        for replication in 0..20 {
            let days = |arrivals: Arrivals, class| {
                let mut stream = Stream::new(Cow::Owned(arrivals), (3, replication, class));
                let mut counts = vec![0.0; 200];
                loop {
                    let (at_us, _, _) = stream.next();
                    let Some(count) = counts.get_mut((at_us / DAY) as usize) else { return counts };
                    *count += 1.0;
                }
            };
            whole.extend(days(busy(1.0).drawn(&all, 3, replication), 0));
            let one = days(busy(0.25).drawn(&part(0.25), 3, replication), 1);
            let other = days(busy(0.75).drawn(&part(0.75), 3, replication), 2);
            parts.extend(one.iter().zip(&other).map(|(one, other)| one + other));
        }
        for counts in [whole, parts] {
            let n = counts.len() as f64;
            let mean = counts.iter().sum::<f64>() / n;
            let variance = counts.iter().map(|count| (count - mean).powi(2)).sum::<f64>() / (n - 1.0);
            // 4,000 days of 48 with a variance of 192: standard errors 0.22 and about 4.6.
            assert!((mean - 48.0).abs() < 0.9 && (variance - 192.0).abs() < 20.0, "{mean} {variance}");
        }
        assert_eq!(busy(1.0).drawn(&Arrivals::Given(vec![5]), 3, 0), Arrivals::Given(vec![5]));
    }

    #[test]
    fn as_many_arise_as_are_expected_hour_by_hour() {
        let hour = throughline::time::HOUR_US;
        // 40,000 in the first hour, none in the second, 10,000 in the third.
        let changing = Arrivals::Changing(vec![(0, 0.0), (hour, 40e3), (2 * hour, 40e3), (3 * hour, 50e3)]);
        for (from, until, expected) in [(0, hour, 40e3), (hour, 2 * hour, 0.0), (2 * hour, 9 * hour, 10e3)] {
            assert_eq!(changing.expected(from, until), expected);
            let off = counted(&changing, from, until) as f64 - expected;
            assert!(off.abs() <= 4.0 * f64::sqrt(expected), "{from}: {off}");
        }
        let even = Arrivals::Even { per_day: 24e4 };
        assert_eq!(even.expected(hour, 3 * hour), 2e4);
        assert!((counted(&even, hour, 3 * hour) as f64 - 2e4).abs() <= 4.0 * 2e4_f64.sqrt());
        let every = Arrivals::Between(Distribution::Fixed { us: hour as f64 / 10.0 });
        assert_eq!(counted(&every, 0, 10 * hour + 1), 100);
        // Thirds of one that is even are each a third of it, and together all of it.
        let third = |place: f64| {
            let lies = (place / 3.0, (place + 1.0) / 3.0);
            Arrivals::Part(PartOf {
                between: Distribution::Fixed { us: hour as f64 / 100.0 },
                stream: 0,
                lies,
            })
        };
        let parts = [0.0, 1.0, 2.0].map(|place| counted(&third(place), 0, 100 * hour + 1));
        assert_eq!(parts.iter().sum::<u64>(), 10_000);
        assert!((third(0.0).expected(0, 3 * hour) - 100.0).abs() < 1e-9);
        // Binomial: a standard deviation of 47.
        assert!(parts.iter().all(|part| part.abs_diff(3_333) < 4 * 47), "{parts:?}");
        let given = Arrivals::Given(vec![hour, hour, 3 * hour]);
        assert_eq!((counted(&given, 0, 2 * hour), given.expected(0, 2 * hour)), (2, 2.0));
    }
}
