//! Needs opened week by week.
//!
//! Question: is more being asked for than before, beyond the usual ups and downs? Formula: needs whose first event lies in each full week
//! (Monday to Sunday in the service's zone), as an XmR chart. Source: measures.md 1.1, 1.2. Where it misleads: a log gathered by when
//! needs ended lacks the newest; a year's seasons look like changes until there are three of them.

use super::chart::{Kind, Observations};
use super::drawn::{Points, draw};
use super::weekly_time::full_weeks;
use super::xmr::median;
use crate::flow::spans;
use crate::flow::weekly::Week;
use crate::log::Log;
use crate::place::clock::{Clock, MOST_WEEKS, day_of, monday_of, start_of_day, week_of};
use crate::reading::{Ask, Measure, Reading, Shape, counted};
use crate::wording::three;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "capability[].needs_opened",
    asks: "Is more being asked for than before?",
    unit: "needs",
    formula: "needs whose first event lies in each full week; XmR limits from the first 20 weeks",
    source: "Wheeler, Understanding Variation, 2000",
    misleads: "A log gathered by when needs ended lacks the newest.",
    read,
};

/// Needs opened in each week from the first to the last; none if they lie more than a hundred years apart.
pub(super) fn weeks_opened(log: &Log, ask: &Ask) -> Vec<Week> {
    let parts = spans::each_part(log, ask, |spans| {
        let mut clock = Clock::of(&ask.zone);
        spans.map(|span| week_of(day_of(clock.civil_us(span.first_us)))).collect::<Vec<i64>>()
    });
    let all = || parts.iter().flatten().copied();
    let (Some(first), Some(last)) = (all().min(), all().max()) else { return Vec::new() };
    let count = (last - first + 1) as usize;
    if last - first >= MOST_WEEKS {
        return Vec::new();
    }
    let start = |place: usize| start_of_day(monday_of(first + place as i64), &ask.zone);
    let mut weeks: Vec<Week> =
        (0..count).map(|place| Week { start: start(place), n: 0, median_s: None, mean_s: None }).collect();
    all().for_each(|week| weeks[(week - first) as usize].n += 1);
    weeks
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some((first, _)) = log.span(ask.threads) else {
        return Reading::not_enough("there are no needs in this log");
    };
    let weeks = full_weeks(weeks_opened(log, ask), first.0, ask.now.0);
    let counts: Vec<f64> = weeks.iter().map(|week| week.n as f64).collect();
    let Some(usual) = median(&counts) else {
        return Reading::not_enough(
            "no full week lies in this log, from Monday to Sunday; give a longer one",
        );
    };
    let empty = counts.iter().filter(|count| **count == 0.0).count();
    if usual <= 2.0 || empty * 5 > counts.len() {
        return Reading::not_enough(format!(
            "in the usual week {} opened, too few for a chart by weeks; chart the days between them (throughline chart --kind t)",
            counted(usual as u64, "need is", "needs are")
        ));
    }
    let points = Points {
        period: "week",
        starts: weeks.iter().map(|week| week.start).collect(),
        n: weeks.iter().map(|week| week.n).collect(),
        given: Observations::of(counts.iter().copied().map(Some).collect()),
    };
    let (chart, says) = draw(Kind::Xmr, &points, ask, &|count| format!("{} needs", three(count)));
    let n: u64 = weeks.iter().map(|week| week.n).sum();
    Reading::of(format!("Needs opened in each week: {says}"), n, "needs", Shape::Chart(chart))
        .leaving_out("needs opened in part weeks", log.need_count() as u64 - n)
}
