//! The needs' lives near a watched limit, day by day: what the patterns near a limit count in.

use super::changed_class::Day;
use super::clocks::{Ruler, Time};
use super::pattern::{Looked, Watched};
use crate::time::Unit;

/// Days of life that are told apart: none of the limits' windows reaches further.
const LONGEST: usize = 4_000;

/// For each day of life how many were still running, and how many ended on it.
pub(super) fn ends(watched: &Watched) -> Vec<Day> {
    let mut lives = vec![Day::default(); LONGEST + 1];
    for time in &watched.times {
        let day = &mut lives[time.duration.clamp(0, LONGEST as i64) as usize];
        // Here: how many are watched for so long, ended or not.
        day.at_risk += 1;
        day.changed += u64::from(time.ended_by.is_some());
    }
    let mut at_risk = watched.times.len() as u64;
    for day in &mut lives {
        let gone = day.at_risk;
        day.at_risk = at_risk;
        at_risk -= gone;
    }
    lives
}

/// For each day of life how many needs were still running and not yet marked, and how many were marked on it. `marked` says when one was
/// marked first, if it was, in microseconds; marks before the start count on day nought.
pub(super) fn days(
    looked: &Looked<'_>,
    watched: &Watched,
    marked: impl Fn(&Time) -> Option<i64>,
) -> (Vec<Day>, Vec<usize>) {
    let mut ruler = Ruler::new(watched.limit.unit, &looked.ask.zone, &looked.working);
    let mut ends = vec![0_u64; LONGEST + 1];
    let mut changes = vec![0_u64; LONGEST + 1];
    // The times, as places in `watched.times`, of needs marked in the window.
    let mut inside = Vec::new();
    for (place, time) in watched.times.iter().enumerate() {
        let last = time.duration.clamp(0, LONGEST as i64) as usize;
        let at = marked(time).filter(|at_us| *at_us <= time.end_us);
        match at {
            Some(at_us) => {
                let day = ruler.between(time.start_us, at_us).clamp(0, last as i64) as usize;
                changes[day] += 1;
                ends[day] += 1;
                let from_limit = watched.limit.at - day as i64;
                if (0..=super::changed_class::WINDOW).contains(&from_limit) {
                    inside.push(place);
                }
            }
            None => ends[last] += 1,
        }
    }
    let mut at_risk: u64 = ends.iter().sum();
    let day = |(ended, changed): (u64, u64)| {
        let day = Day { at_risk, changed };
        at_risk -= ended;
        day
    };
    (ends.into_iter().zip(changes).map(day).collect(), inside)
}

/// Whether days of life can be counted in: limits in hours and minutes have none.
pub(super) fn in_days(watched: &Watched) -> bool {
    matches!(watched.limit.unit, Unit::Days | Unit::WorkingDays)
}
