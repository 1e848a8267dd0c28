//! When needs arise: the time of each one follows from that of the one before and its own random number.

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
    /// At these instants, in order.
    Given(Vec<i64>),
}

/// The stream of one class in one replication.
#[derive(Debug)]
pub(crate) struct Stream<'a> {
    arrivals: &'a Arrivals,
    key: Key,
    number: u64,
    /// In microseconds, or as a count where the rate changes.
    reached: f64,
    place: usize,
}

const DAY_US: f64 = throughline::time::DAY_US as f64;

impl<'a> Stream<'a> {
    pub(crate) fn new(arrivals: &'a Arrivals, key: Key) -> Stream<'a> {
        Stream { arrivals, key, number: 0, reached: 0.0, place: 0 }
    }

    /// When the next one arises, its number and its key.
    pub(crate) fn next(&mut self) -> (i64, u64, Key) {
        let number = self.number;
        let need = self.key.of_need(number);
        self.number += 1;
        let mut draw = need.draw(0, 0, Purpose::Between);
        let at_us = match self.arrivals {
            Arrivals::None => return (NEVER_US, number, need),
            Arrivals::Even { per_day } => {
                self.reached += exponential(&mut draw) * DAY_US / per_day;
                self.reached
            }
            Arrivals::Between(between) => {
                self.reached += between.drawn_us(&mut draw);
                self.reached
            }
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
        let mut stream = Stream::new(arrivals, Key::of_stream(3, 0, 0));
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
        let given = Arrivals::Given(vec![hour, hour, 3 * hour]);
        assert_eq!((counted(&given, 0, 2 * hour), given.expected(0, 2 * hour)), (2, 2.0));
    }
}
