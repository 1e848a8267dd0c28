//! The needs: each is made from the seed and its own number alone, so that they can be written in any order without being kept.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

use crate::service::{self, ACTIVITIES, CLOSE, OPENINGS, ORGANISATIONS};

/// Monday 2 January 2023, midnight UTC, in seconds since 1970.
pub const START_S: i64 = 1_672_617_600;
/// Needs open over so many weeks: two years.
const WEEKS: u64 = 104;

/// One thing that happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Event {
    /// Seconds since 1970, UTC.
    pub at_s: i64,
    /// A place in [`ACTIVITIES`].
    pub activity: u8,
    /// The worker's number.
    pub worker: u16,
    /// What it cost, in pence.
    pub pence: u32,
}

/// All needs of a log.
pub struct Needs {
    seed: u64,
    needs: u64,
    last_length: u64,
    /// Weight of all hours of the week before each hour.
    before: Vec<u64>,
}

impl Needs {
    /// As many needs as give exactly so many events; the last one is cut short where the count asks for it.
    pub fn with_events(seed: u64, events: u64) -> Needs {
        let (mut needs, mut left, mut last_length) = (0, events, 0);
        while left > 0 {
            last_length = length(&mut random(seed, needs)).min(left);
            left -= last_length;
            needs += 1;
        }
        let mut before = vec![0];
        for hour in 0..24 * 7 {
            before.push(before[hour as usize] + service::opening_weight(hour));
        }
        Needs { seed, needs, last_length, before }
    }

    /// How many there are.
    pub fn count(&self) -> u64 {
        self.needs
    }

    /// The events of a need in order of time. A later need never opens before an earlier one.
    pub fn events(&self, need: u64, events: &mut Vec<Event>) {
        events.clear();
        let mut random = random(self.seed, need);
        let mut length = length(&mut random);
        if need + 1 == self.needs {
            length = self.last_length;
        }
        let mut activity = pick(OPENINGS, &mut random);
        let mut at_s = self.opened_at(need, random.next_u32());
        let mut worker = None;
        for place in 0..length {
            if place + 1 == length {
                activity = CLOSE;
            } else if place > 0 {
                activity = pick(ACTIVITIES[activity as usize].next, &mut random);
            }
            if place > 0 {
                at_s += wait_s(ACTIVITIES[activity as usize].mean_minutes, &mut random);
            }
            let who = who(activity, worker, &mut random);
            worker = Some(who);
            let pence = skewed(ACTIVITIES[activity as usize].mean_pence, &mut random) as u32;
            events.push(Event { at_s, activity, worker: who, pence });
        }
    }

    /// When a need opens: spread evenly over the two years as the weekly rhythm weighs them, each need within its own share.
    fn opened_at(&self, need: u64, within: u32) -> i64 {
        let week_weight = self.before[self.before.len() - 1] * 3600;
        let place = (u128::from(need) << 32) + u128::from(within);
        let place = (place * u128::from(WEEKS * week_weight) / (u128::from(self.needs) << 32)) as u64;
        let (week, rest) = (place / week_weight, place % week_weight);
        let hour = self.before.partition_point(|before| before * 3600 <= rest) - 1;
        let second = (rest - self.before[hour] * 3600) / (self.before[hour + 1] - self.before[hour]);
        START_S + (week * 7 * 86_400 + hour as u64 * 3600 + second) as i64
    }
}

fn random(seed: u64, need: u64) -> ChaCha8Rng {
    let mut random = ChaCha8Rng::seed_from_u64(seed);
    random.set_stream(need);
    random
}

/// 4 to 14 events, 8 on average, mostly about 7.
fn length(random: &mut ChaCha8Rng) -> u64 {
    const LENGTHS: &[(u8, u32)] =
        &[(4, 7), (5, 10), (6, 14), (7, 16), (8, 15), (9, 11), (10, 9), (11, 7), (12, 5), (13, 4), (14, 2)];
    u64::from(pick(LENGTHS, random))
}

fn pick(choices: &[(u8, u32)], random: &mut ChaCha8Rng) -> u8 {
    let total: u32 = choices.iter().map(|(_, weight)| weight).sum();
    let mut place = below(u64::from(total), random) as u32;
    for (choice, weight) in choices {
        if place < *weight {
            return *choice;
        }
        place -= weight;
    }
    choices[0].0
}

/// A number below `limit`; the bias of the multiplication is below one in a hundred million here.
fn below(limit: u64, random: &mut ChaCha8Rng) -> u64 {
    (u64::from(random.next_u32()) * limit) >> 32
}

/// A positive number with this mean and a long tail: the mean times eight times three numbers between 0 and 1.
fn skewed(mean: u64, random: &mut ChaCha8Rng) -> u64 {
    let bits = random.next_u64();
    let product = ((bits & 0xffff) * (bits >> 16 & 0xffff)) >> 16;
    (mean * 8 * product * (bits >> 32 & 0xffff)) >> 32
}

/// At least a minute, so that no two events of a need happen at the same second.
fn wait_s(mean_minutes: u64, random: &mut ChaCha8Rng) -> i64 {
    60 + skewed(mean_minutes * 60, random) as i64
}

/// Often the one who did the last thing, else somebody of the organisation whose work it is, some of them far more often.
fn who(activity: u8, last: Option<u16>, random: &mut ChaCha8Rng) -> u16 {
    let home = ACTIVITIES[activity as usize].home;
    let organisation =
        if below(100, random) < 8 { below(ORGANISATIONS.len() as u64, random) as u8 } else { home };
    if let Some(last) = last.filter(|last| service::organisation_of(*last) == organisation)
        && below(100, random) < 55
    {
        return last;
    }
    let (first, workers) = service::workers_of(organisation);
    let spread = below(u64::from(workers), random) * below(1 << 16, random) >> 16;
    first + spread as u16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_log_has_the_shape_that_is_stated() {
        let needs = Needs::with_events(42, 100_000);
        let (mut all, mut events, mut opened) = (0, Vec::new(), i64::MIN);
        let (mut activities, mut workers) = ([false; 30], [false; 200]);
        for need in 0..needs.count() {
            needs.events(need, &mut events);
            all += events.len();
            assert!(events[0].at_s >= opened, "needs open in order");
            assert!(events.windows(2).all(|pair| pair[1].at_s >= pair[0].at_s + 60));
            assert!((4..=14).contains(&events.len()) || need + 1 == needs.count());
            opened = events[0].at_s;
            for event in &events {
                activities[event.activity as usize] = true;
                workers[event.worker as usize] = true;
            }
        }
        assert_eq!(all, 100_000);
        let mean = 100_000.0 / needs.count() as f64;
        assert!((7.9..8.1).contains(&mean), "{mean}");
        assert!(activities.iter().all(|seen| *seen) && workers.iter().filter(|seen| **seen).count() > 195);
        let last_week = START_S + 103 * 7 * 86_400;
        assert!(opened >= last_week && opened < last_week + 7 * 86_400, "needs open over two years");
    }

    #[test]
    fn a_need_is_the_same_whenever_it_is_made() {
        let needs = Needs::with_events(7, 10_000);
        let (mut once, mut again) = (Vec::new(), Vec::new());
        needs.events(900, &mut once);
        needs.events(3, &mut again);
        needs.events(900, &mut again);
        assert_eq!(once, again);
        Needs::with_events(8, 10_000).events(900, &mut again);
        assert_ne!(once, again);
    }
}
