//! What a log shows and nobody could believe of a service: weeks that nobody works, people without work, waits of a year. It stays in
//! the plan, as the log says it; but not without a word of what it may be and what to write then.
//!
//! The limits are judgements, set where hardly any service that we have seen lies beyond. Where it misleads: what lies just inside them
//! can be as wrong.

use throughline::time::{DAY_US, plain};
use throughline::wording::{thousands, three};

use super::capacity::Capacity;
use crate::distribution::Distribution;
use crate::load::PoolLoad;
use crate::model::Model;

/// More hours a week than this nobody works.
const LONG_WEEK_HOURS: f64 = 60.0;
/// A smaller share of people's time than this is not what they are there for; of fewer people than so many it says nothing.
const LITTLE_WORK: f64 = 0.1;
const FEW: u32 = 3;
/// On average, and at most: longer waits than these that no queue explains are of needs that were lost sight of.
const LONG_US: f64 = (182 * DAY_US) as f64;
const LONGEST_US: f64 = (365 * DAY_US) as f64;

/// What is unlikely of a fitted plan, as sentences that say what to do.
pub(super) fn told(model: &Model, loads: &[PoolLoad], capacities: &[Capacity]) -> Vec<String> {
    let pools = loads.iter().zip(capacities).enumerate();
    let of_pools = pools.flat_map(|(pool, (load, capacity))| {
        // Where nobody knows who works or when, that is said already.
        let week_hours = open_share(model, pool) * 7.0 * 24.0;
        let known = capacity.staff.is_some();
        [
            long_week(load, week_hours).filter(|_| known && !capacity.dates_only),
            little_work(load).filter(|_| known),
        ]
    });
    let of_steps = (0..model.steps.len()).filter_map(|step| before_step(model, step));
    of_pools.flatten().chain(of_steps).chain(on_the_way(model)).collect()
}

/// The share of all time in which a pool is open.
fn open_share(model: &Model, pool: usize) -> f64 {
    let (from_us, until_us) = (model.from_us, model.until_us);
    let open_us = model.hours[model.pools[pool].hours].between_us(from_us, until_us);
    open_us as f64 / (until_us - from_us) as f64
}

fn long_week(load: &PoolLoad, week_hours: f64) -> Option<String> {
    (week_hours > LONG_WEEK_HOURS).then(|| {
        format!(
            "“{}” is open {} hours a week by when its work was done, and the plan has each of its people work all of them: if they take turns, \
             write in `staff` how many work at one time; if the times are when somebody entered them, write the hours of work in `calendar`.",
            load.pool,
            three(week_hours)
        )
    })
}

fn little_work(load: &PoolLoad) -> Option<String> {
    (load.workers >= FEW && load.share() < LITTLE_WORK).then(|| {
        format!(
            "The {} people of “{}” have work for {} of them in this log: if most of what they do is not in it, write in `staff` how many of them this \
             work takes.",
            thousands(u64::from(load.workers)),
            load.pool,
            three(load.asked)
        )
    })
}

/// How long something is on average, and at most where that is known.
fn long(length: &Distribution, times: f64) -> Option<(f64, Option<f64>)> {
    let longest_us = match length {
        Distribution::Seen(lengths) => lengths.last().map(|longest| longest * times),
        _ => None,
    };
    let mean_us = length.mean_us() * times;
    let is_long = mean_us > LONG_US || longest_us.is_some_and(|longest| longest >= LONGEST_US);
    is_long.then_some((mean_us, longest_us))
}

fn how_long((mean_us, longest_us): (f64, Option<f64>)) -> String {
    let [mean, longest] = [mean_us, longest_us.unwrap_or(mean_us)].map(|us| plain(us / 1e6));
    if longest_us.is_some() {
        format!("{mean} on average and up to {longest}")
    } else {
        format!("{mean} on average")
    }
}

const LOST_SIGHT_OF: &str = "which no queue explains: if needs were lost sight of, or closed in the records long after they were done, write in";

fn before_step(model: &Model, step: usize) -> Option<String> {
    let of = &model.steps[step];
    // A delay counts only while the pool is open.
    let times = 1.0 / open_share(model, of.pool);
    let all = of.delays.iter().flatten().filter_map(|delay| long(delay, times));
    let longest = all.max_by(|one, other| one.0.total_cmp(&other.0))?;
    Some(format!(
        "Before “{}” needs lie for {}, {LOST_SIGHT_OF} `delay` what is to be expected.",
        of.name,
        how_long(longest)
    ))
}

fn on_the_way(model: &Model) -> Vec<String> {
    let names = &model.organisations;
    let ways = (0..names.len()).flat_map(|giver| (0..names.len()).map(move |taker| (giver, taker)));
    let says = |(giver, taker): (usize, usize)| {
        let all = (0..model.classes.len())
            .filter_map(|class| long(model.hand_over.transit(class, giver, taker), 1.0));
        let longest = all.max_by(|one, other| one.0.total_cmp(&other.0))?;
        Some(format!(
            "From “{}” to “{}” needs are on their way for {}, {LOST_SIGHT_OF} `transit_between` what is to be expected.",
            names[giver],
            names[taker],
            how_long(longest)
        ))
    };
    ways.filter_map(says).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(workers: u32, asked: f64) -> PoolLoad {
        PoolLoad {
            pool: "desk".to_string(),
            workers,
            asked,
            share_with_help: asked / f64::from(workers),
            bounded: false,
            tips_at: None,
        }
    }

    #[test]
    fn weeks_and_people_that_nobody_could_believe_are_said() {
        // Seven days of sixteen hours.
        let says = long_week(&load(4, 2.0), 112.0).unwrap();
        assert!(says.contains("“desk” is open 112 hours a week") && says.contains("`staff`"), "{says}");
        assert_eq!(long_week(&load(4, 2.0), 40.0), None);
        let says = little_work(&load(40, 2.5)).unwrap();
        assert!(says.starts_with("The 40 people of “desk” have work for 2.50 of them in this log"), "{says}");
        assert_eq!((little_work(&load(40, 4.5)), little_work(&load(2, 0.01))), (None, None));
    }

    #[test]
    fn waits_that_nobody_could_believe_are_said() {
        let days = |days: f64| days * DAY_US as f64;
        let seen = Distribution::Seen(vec![0.0, days(10.0), days(400.0)]);
        // (0 + 10) / 2 and (10 + 400) / 2, each as likely.
        let found = long(&seen, 1.0).unwrap();
        assert!((found.0 - days(105.0)).abs() < 1.0 && found.1 == Some(days(400.0)), "{found:?}");
        assert!(how_long(found).contains(" on average and up to "), "{}", how_long(found));
        assert_eq!(long(&Distribution::Exponential { mean_us: days(30.0) }, 1.0), None);
        // Forty open days of a pool that is open a fifth of the time are two hundred.
        let open = Distribution::Exponential { mean_us: days(40.0) };
        assert_eq!(long(&open, 5.0), Some((days(200.0), None)));
    }
}
