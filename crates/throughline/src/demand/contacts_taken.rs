//! How many contacts it took to meet the needs that ended, week by week.
//!
//! Question: does it take people more contacts than before to have a need met? Formula: contacts of the needs that ended in each full week,
//! divided by these needs, as a u' chart; from the week on from which times are charted (`capability/ended`). Source: domain.md 8.2
//! (contacts per need); measures.md 1.7; Laney, Quality Engineering 14, 2002. Why by the end: a need's contacts are known when it has
//! ended. Where it misleads: needs that never end are not in it; contacts that the log does not hold (a hall, a corridor) are not counted.

use std::collections::BTreeMap;

use super::contacts::{Contacts, NO_CONTACT};
use crate::capability::chart::{Kind, Observations};
use crate::capability::drawn::{Points, draw};
use crate::capability::ended::Ended;
use crate::flow::spans;
use crate::log::Log;
use crate::place::clock::{Clock, MOST_WEEKS, day_of, monday_of, start_of_day, week_of};
use crate::reading::{Ask, Measure, Reading, Shape, counted};
use crate::wording::three;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "capability[].contacts_a_need",
    asks: "Does it take people more contacts than before to have a need met?",
    unit: "contacts a need",
    formula: "contacts of the needs that ended in each full week / those needs; u' limits",
    source: "Laney, Quality Engineering 14, 2002",
    misleads: "Needs still open are not in it; contacts that the log does not hold are not counted.",
    read,
};

/// So many contacts are to be expected in a week.
const LEAST_CONTACTS: u64 = 5;

/// The contacts and the needs of each week in which needs ended, by the number of its Monday.
fn by_week(log: &Log, ask: &Ask, contacts: &Contacts<'_>) -> BTreeMap<i64, (u64, u64)> {
    let parts = spans::each_part(log, ask, |spans| {
        let mut clock = Clock::of(&ask.zone);
        let mut found: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
        for span in spans.filter(|span| span.ended.is_some()) {
            let own = found.entry(week_of(day_of(clock.civil_us(span.last_us)))).or_default();
            own.0 += log.need(span.need).events.filter(|event| contacts.is(*event, false)).count() as u64;
            own.1 += 1;
        }
        found
    });
    let mut weeks: BTreeMap<i64, (u64, u64)> = BTreeMap::new();
    for (week, (own, needs)) in parts.into_iter().flatten() {
        let all = weeks.entry(week).or_default();
        *all = (all.0 + own, all.1 + needs);
    }
    weeks
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(contacts) = Contacts::named(log) else {
        return Reading::not_enough(NO_CONTACT);
    };
    let Some(ended) = Ended::of(log, ask) else {
        return Reading::not_enough("no need has ended yet");
    };
    let mut weeks = by_week(log, ask, &contacts);
    if weeks.values().all(|(contacts, _)| *contacts == 0) {
        return Reading::not_enough(NO_CONTACT);
    }
    let start = |week: i64| start_of_day(monday_of(week), &ask.zone);
    weeks.retain(|week, _| start(*week).0 >= ended.from_us && start(week + 1).0 <= ended.until_us);
    let large = weeks.values().filter(|(contacts, _)| *contacts >= LEAST_CONTACTS).count();
    if weeks.is_empty() || large * 10 < weeks.len() * 9 {
        return Reading::not_enough(format!(
            "of {} in which needs ended {} fewer than {LEAST_CONTACTS} contacts, too few for a rate a week",
            counted(weeks.len() as u64, "full week", "full weeks"),
            match weeks.len() - large {
                1 => "1 has".to_string(),
                more => format!("{more} have"),
            }
        ));
    }
    let n: u64 = weeks.values().map(|(_, needs)| needs).sum();
    let (from, to) =
        (weeks.keys().next().copied().unwrap_or(0), weeks.keys().next_back().copied().unwrap_or(0));
    // More than a hundred years come from a wrong date: then only weeks with needs stand in it.
    let numbers: Vec<i64> =
        if to - from > MOST_WEEKS { weeks.keys().copied().collect() } else { (from..=to).collect() };
    let of = |week: &i64| weeks.get(week).copied();
    let points = Points {
        period: "week",
        starts: numbers.iter().map(|week| start(*week)).collect(),
        n: numbers.iter().map(|week| of(week).map_or(0, |(_, needs)| needs)).collect(),
        given: Observations {
            values: numbers.iter().map(|week| of(week).map(|(contacts, _)| contacts as f64)).collect(),
            sizes: numbers.iter().map(|week| of(week).map(|(_, needs)| needs as f64)).collect(),
            gaps: Vec::new(),
        },
    };
    let (chart, says) = draw(Kind::Rates, &points, ask, &|rate| format!("{} contacts a need", three(rate)));
    let others = ended.all_us.len() as u64 - n;
    Reading::of(
        format!("Contacts that it took to meet the needs that ended in each week: {says}"),
        n,
        "needs",
        Shape::Chart(chart),
    )
    .leaving_out("needs that ended in the log's first weeks, or in part weeks", others)
    .leaving_out("needs still open", log.need_count() as u64 - ended.all_us.len() as u64)
}
