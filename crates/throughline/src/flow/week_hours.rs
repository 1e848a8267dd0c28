//! When in the week things happen: by the day of the week and the hour of the day, on the service's clock.
//!
//! Question: when is something done about needs, and does that fit when people need it? Formula: events by weekday (from
//! Monday) and hour of their time in the service's zone. Source: domain.md 1.2 (study demand across several days and hours).
//! Where it misleads: times that a computer wrote at night, or a person on the next morning, are when it was written; a time
//! that is only a date shows at midnight.

use crate::log::{Field, Log};
use crate::place::clock::{Clock, day_of, weekday_of};
use crate::reading::{Ask, Matrix, Measure, Reading, Shape, percent};
use crate::time::{DAY_US, SECOND_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.week_hours",
    asks: "When in the week are things done?",
    unit: "events",
    formula: "events by weekday and hour in the service's zone",
    source: "the study of demand: Vanguard, Demand is the greatest lever",
    misleads: "Shows when things were written down; a time that is only a date shows at midnight.",
    read,
};

const DAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const HOURS: usize = 24;

fn read(log: &Log, ask: &Ask) -> Reading {
    reading(&week_hours(log, ask, None), "events", "no need has an event")
}

/// Events of a kind (all, if none is named) by weekday and hour: place `day * 24 + hour`, Monday is day 0.
pub fn week_hours(log: &Log, ask: &Ask, kind: Option<&str>) -> [u64; 7 * HOURS] {
    let wanted =
        kind.map(|kind| log.names(Field::Kind).and_then(|column| Some((column, column.names.find(kind)?))));
    let mut all = [0; 7 * HOURS];
    if matches!(wanted, Some(None)) {
        return all;
    }
    let wanted = wanted.flatten();
    let parts = log.each_part(ask.threads, |needs| {
        let mut clock = Clock::of(&ask.zone);
        let mut counts = [0u64; 7 * HOURS];
        let mut count = |at_us: i64| {
            let civil_us = clock.civil_us(at_us);
            let hour = civil_us.rem_euclid(DAY_US) / (3600 * SECOND_US);
            counts[weekday_of(day_of(civil_us)) * HOURS + hour as usize] += 1;
        };
        for need in needs {
            let at_us = &log.at_us()[need.events.clone()];
            match wanted {
                None => at_us.iter().for_each(|at_us| count(*at_us)),
                Some((column, code)) => {
                    let codes = column.codes.part(need.events);
                    at_us.iter().zip(codes).filter(|(_, c)| *c == code).for_each(|(at_us, _)| count(*at_us));
                }
            }
        }
        counts
    });
    parts.iter().flatten().enumerate().for_each(|(place, count)| all[place % (7 * HOURS)] += count);
    all
}

/// The reading of such counts.
pub(super) fn reading(counts: &[u64; 7 * HOURS], of: &'static str, missing: &str) -> Reading {
    let n: u64 = counts.iter().sum();
    if n == 0 {
        return Reading::not_enough(missing);
    }
    let day = |day: usize| counts[day * HOURS..][..HOURS].iter().sum::<u64>();
    let hour = |hour: usize| (0..7).map(|day| counts[day * HOURS + hour]).sum::<u64>();
    let busiest_day = (0..7).max_by_key(|d| (day(*d), 7 - d)).unwrap_or(0);
    let busiest_hour = (0..HOURS).max_by_key(|h| (hour(*h), HOURS - h)).unwrap_or(0);
    let daytime: u64 = (0..5).flat_map(|d| &counts[d * HOURS + 8..d * HOURS + 18]).sum();
    let says = format!(
        "{} is the busiest day ({} of {of}) and {busiest_hour}:00 to {}:00 the busiest hour; {} of {of} fall outside 8:00 to 18:00 on Mondays to Fridays.",
        DAYS[busiest_day],
        percent(day(busiest_day) as f64 / n as f64),
        busiest_hour + 1,
        percent((n - daytime) as f64 / n as f64),
    );
    let matrix = Matrix {
        rows: DAYS.map(str::to_string).to_vec(),
        columns: (0..HOURS).map(|hour| format!("{hour:02}:00")).collect(),
        cells: counts.iter().map(|count| *count as f64).collect(),
    };
    Reading::of(says, n, of, Shape::Matrix(matrix))
}
