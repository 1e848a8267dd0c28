//! The share of failure demand, period by period.
//!
//! Question: is there more failure demand than before, beyond the usual ups and downs? Formula: of the contacts sorted in each full week
//! (Monday to Sunday in the service's zone), sum of weights of failure over that of value and failure, as a p' chart of r = share times
//! n, n = (sum w)^2 / sum w^2 (so many equal contacts); seen from the widest boundary. Where fewer than nine of ten weeks have five
//! of the rarer kind to be expected, by months. Source: measures.md 1.7; Laney, Quality Engineering 14, 2002; domain.md 8.2, measure 1.
//! Why the primed form: how people sort drifts from week to week, and plain limits do not allow for it. Where it misleads: the share
//! moves with who sorts and which contacts were drawn; it is no target, and below 30 sorted contacts or where readers disagree there
//! is none (`failure_share`).

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::tz::TimeZone;

use super::codes::Class;
use super::contacts::Coded;
use super::failure_share::{codes_of, one};
use crate::capability::chart::{Kind, Observations};
use crate::capability::drawn::{Points, draw};
use crate::log::Log;
use crate::place::clock::{Clock, MOST_WEEKS, day_of, monday_of, start_of_day, week_of};
use crate::reading::{Ask, Measure, Reading, Shape};
use crate::time::Instant;
use crate::wording::three;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "capability[].failure_share",
    asks: "Is there more failure demand than before?",
    unit: "share of contacts",
    formula: "sum of weights of failure / sum of weights of value and failure in each full week or month; p' limits",
    source: "Laney, Quality Engineering 14, 2002",
    misleads: "The share moves with who sorts, and with which contacts were drawn; it is no target.",
    read,
};

/// So many of the rarer kind are to be expected in a period.
const LEAST_EXPECTED: f64 = 5.0;

/// How long a period is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Period {
    Week,
    Month,
}

impl Period {
    fn name(self) -> &'static str {
        match self {
            Period::Week => "week",
            Period::Month => "month",
        }
    }

    /// The number of the period that holds a day counted from 1970-01-01.
    fn of_day(self, day: i64) -> i64 {
        match self {
            Period::Week => week_of(day),
            Period::Month => {
                let date =
                    jiff::Span::new().try_days(day).ok().and_then(|days| epoch().checked_add(days).ok());
                date.map_or(0, |date| i64::from(date.year()) * 12 + i64::from(date.month()) - 1)
            }
        }
    }

    /// When a period begins.
    fn start(self, number: i64, zone: &TimeZone) -> Instant {
        let day = match self {
            Period::Week => monday_of(number),
            Period::Month => {
                let (year, month) = (number.div_euclid(12), number.rem_euclid(12) + 1);
                let date = i16::try_from(year).ok().and_then(|year| Date::new(year, month as i8, 1).ok());
                date.and_then(|date| date.since(epoch()).ok()).map_or(0, |span| i64::from(span.get_days()))
            }
        };
        start_of_day(day, zone)
    }
}

fn epoch() -> Date {
    Date::constant(1970, 1, 1)
}

/// What was sorted in a period: how many contacts, and sums of weights.
#[derive(Default, Clone, Copy)]
struct Sorted {
    n: u64,
    failure: f64,
    all: f64,
    squares: f64,
}

impl Sorted {
    /// As so many equal contacts, of which so many are failure; none without any.
    fn parts(&self) -> Option<(f64, f64)> {
        (self.squares > 0.0).then(|| {
            let n = self.all * self.all / self.squares;
            (self.failure / self.all * n, n)
        })
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let codes = match codes_of(log) {
        Ok(codes) => codes,
        Err(missing) => return Reading::not_enough(missing),
    };
    if codes.boundaries().is_empty() {
        return Reading::not_enough(super::failure_share::unknown_codes(&codes));
    }
    let boundary = codes.widest();
    let coded = Coded::of(log, ask, &codes, boundary);
    let share = match one(log, ask, &codes, boundary, &coded) {
        Ok(found) => found.share.value,
        Err(reason) => return Reading::not_enough(reason),
    };
    let rarer = share.min(1.0 - share);
    if rarer <= 0.0 {
        return Reading::not_enough(
            "all contacts that were sorted are of one class, so a chart would show nothing",
        );
    }
    let by = |period: Period| periods(log, ask, &coded, period);
    let enough = |found: &[(Instant, Sorted)]| {
        let parts: Vec<(f64, f64)> = found.iter().filter_map(|(_, sorted)| sorted.parts()).collect();
        let large = parts.iter().filter(|(_, n)| n * rarer >= LEAST_EXPECTED).count();
        !parts.is_empty() && large * 10 >= parts.len() * 9
    };
    let found = [Period::Week, Period::Month].map(|period| (period, by(period)));
    let Some((period, found)) = found.into_iter().find(|(_, found)| enough(found)) else {
        return Reading::not_enough(format!(
            "in most months fewer than {} contacts are sorted into value or failure, too few for a chart; sort more of them, drawn at random \
             from every week",
            (LEAST_EXPECTED / rarer).ceil()
        ));
    };
    let n: u64 = found.iter().map(|(_, sorted)| sorted.n).sum();
    let (r, sizes) = found.iter().map(|(_, sorted)| sorted.parts().unzip()).unzip();
    let points = Points {
        period: period.name(),
        starts: found.iter().map(|(start, _)| *start).collect(),
        n: found.iter().map(|(_, sorted)| sorted.n).collect(),
        given: Observations { values: r, sizes, gaps: Vec::new() },
    };
    let (chart, says) = draw(Kind::Shares, &points, ask, &|share| format!("{} %", three(share * 100.0)));
    let said = |class: Class| coded.count(class);
    let others = said(Class::Other) + said(Class::CannotTell);
    Reading::of(
        format!("Share of failure demand among the contacts sorted in each {}: {says}", period.name()),
        n,
        "coded contacts",
        Shape::Chart(chart),
    )
    .leaving_out("contacts that are neither value nor failure", others)
    .leaving_out("contacts sorted in part periods", said(Class::Value) + said(Class::Failure) - n)
}

/// The full periods from the first to the last in which something was sorted, those without anything among them.
fn periods(log: &Log, ask: &Ask, coded: &Coded, period: Period) -> Vec<(Instant, Sorted)> {
    let mut clock = Clock::of(&ask.zone);
    let mut sums: BTreeMap<i64, Sorted> = BTreeMap::new();
    for contact in
        coded.contacts.iter().filter(|contact| matches!(contact.class, Class::Value | Class::Failure))
    {
        let number = period.of_day(day_of(clock.civil_us(log.at_us()[contact.event])));
        let own = sums.entry(number).or_default();
        own.n += 1;
        own.all += contact.weight;
        own.squares += contact.weight * contact.weight;
        own.failure += if contact.class == Class::Failure { contact.weight } else { 0.0 };
    }
    let Some((first, _)) = log.span(ask.threads) else { return Vec::new() };
    let full = |number: &i64| {
        period.start(*number, &ask.zone) >= first && period.start(number + 1, &ask.zone) <= ask.now
    };
    sums.retain(|number, _| full(number));
    let (Some(from), Some(to)) = (sums.keys().next().copied(), sums.keys().next_back().copied()) else {
        return Vec::new();
    };
    // More than a hundred years come from a wrong date.
    if to - from > MOST_WEEKS {
        return Vec::new();
    }
    (from..=to)
        .map(|number| (period.start(number, &ask.zone), sums.get(&number).copied().unwrap_or_default()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_begin_where_the_calendar_has_them() {
        let zone = TimeZone::UTC;
        for (period, day, start) in [
            (Period::Week, "2024-03-03", "2024-02-26"),
            (Period::Week, "2024-03-04", "2024-03-04"),
            (Period::Month, "2024-02-29", "2024-02-01"),
            (Period::Month, "1969-12-31", "1969-12-01"),
        ] {
            let days =
                |text: &str| i64::from(text.parse::<Date>().unwrap().since(epoch()).unwrap().get_days());
            assert_eq!(
                period.start(period.of_day(days(day)), &zone),
                start_of_day(days(start), &zone),
                "{day}"
            );
        }
    }
}
