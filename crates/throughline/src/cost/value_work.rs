//! How much of the work moved the need on, and how long people waited for it.
//!
//! Question: of the days from first words to sorted, on how many did anything happen that was of use to the person? Formula: for each
//! ended need, calendar days from the day of the first event to that of the last, both counted, less days with any value work: days of
//! waiting. Value-work share = minutes of value work over minutes of all work that somebody coded, over all needs, with the 95 % interval
//! of a ratio by linearisation over needs. Value work is a contact of class `value`, or work whose `value` is `value`, as in
//! `cost.failure`, seen from the widest boundary. Flow efficiency = minutes of value work over all minutes of the person's time. Sources: measures.md section 5 (waiting);
//! domain.md 8.2.5; Modig and Åhlström, This is Lean, 2012, for flow efficiency. Why days and not money: nobody has agreed a price for
//! waiting. Where it misleads: work that nobody wrote down counts as waiting; what is of value is a judgement.

use super::failure::Judged;
use crate::demand::codes::Class;
use crate::flow::spans;
use crate::log::{Column, Field, Log};
use crate::place::clock::{Clock, day_of};
use crate::reading::{Ask, Measure, Number, Reading, Shape, counted, median, quantile};
use crate::statistics::spread::{Part, Ratio};
use crate::time::SECOND_US;
use crate::wording;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.value_work",
    asks: "How much of the work moved the need on, and on how many days did people only wait?",
    unit: "calendar days, share of minutes",
    formula: "days from first event to last, both counted, less days with value work; minutes of value work over minutes coded",
    source: "Kaplan and Anderson 2007; flow efficiency: Modig and Åhlström, This is Lean, 2012",
    misleads: "Work that nobody wrote down counts as waiting; what is of value is a judgement.",
    read,
};

/// So many ended needs with value work there must be.
pub const LEAST_NEEDS: usize = 10;

/// One ended need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waited {
    /// Calendar days from the first event to the last, both counted.
    pub days: i64,
    /// Of these, days on which value work was done.
    pub days_with_value_work: i64,
    /// Minutes of value work.
    pub value_minutes: f64,
    /// Minutes of all work that is coded as value or not.
    pub coded_minutes: f64,
    /// Minutes from the first event to the last.
    pub whole_minutes: f64,
}

impl Waited {
    /// Days on which nothing of value was done.
    pub fn waiting_days(&self) -> i64 {
        self.days - self.days_with_value_work
    }

    /// Minutes of value work over all minutes of the person's time; none where that is no time.
    pub fn flow_efficiency(&self) -> Option<f64> {
        (self.whole_minutes > 0.0).then(|| self.value_minutes / self.whole_minutes)
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(found) = value_work(log, ask) else {
        return Reading::not_enough(
            "nothing says which work moved a need on; code contacts in a column `class` (value, failure, other) and work in one that is \
             mapped as `value` (value, waste)",
        );
    };
    let with = found.iter().filter(|need| need.days_with_value_work > 0).count();
    if with < LEAST_NEEDS {
        return Reading::not_enough(format!(
            "{} ended with work coded as of value; {LEAST_NEEDS} are needed",
            counted(with as u64, "need", "needs")
        ));
    }
    let mut waiting: Vec<i64> = found.iter().map(Waited::waiting_days).collect();
    let mut days: Vec<i64> = found.iter().map(|need| need.days).collect();
    let middle = median(&mut waiting).unwrap_or(f64::NAN);
    let long = quantile(&mut waiting, 0.9).unwrap_or(f64::NAN);
    let whole = median(&mut days).unwrap_or(f64::NAN);
    let part = |(cluster, need): (usize, &Waited)| Part {
        above: need.value_minutes,
        below: need.coded_minutes,
        cluster: cluster as u64,
    };
    let parts: Vec<Part> =
        found.iter().enumerate().filter(|(_, need)| need.coded_minutes > 0.0).map(part).collect();
    let ratio = Ratio::of(&parts);
    let interval = ratio.and_then(|ratio| ratio.interval()).map(|(low, high)| (low.max(0.0), high.min(1.0)));
    let sum = |of: fn(&Waited) -> f64| found.iter().map(of).sum::<f64>();
    let efficiency = sum(|need| need.value_minutes) / sum(|need| need.whole_minutes);
    let efficiency = (efficiency.is_finite() && ratio.is_some()).then_some(efficiency);
    let mut says = format!(
        "Half of the ended needs took {whole:.0} calendar days or more, and half had {middle:.0} days or more on which nobody did anything \
         that moved them on (one in ten {long:.0} days or more)."
    );
    if let (Some(ratio), Some(interval)) = (ratio, interval) {
        let told = wording::share(ratio.value, interval);
        says += &format!(
            " Of the minutes of work that are coded, {} moved a need on ({}).",
            told.value,
            told.between(),
        );
    }
    let exact = |name, value: f64| Number::exact(name, value);
    let numbers = vec![
        exact("days_median", whole),
        exact("waiting_days_median", middle),
        exact("waiting_days_p90", long),
        Number { name: "value_share_of_minutes", value: ratio.map(|ratio| ratio.value), interval },
        Number { name: "flow_efficiency", value: efficiency, interval: None },
    ];
    Reading::of(says, found.len() as u64, "needs", Shape::Numbers(numbers))
        .leaving_out("needs still open", (log.need_count() - found.len()) as u64)
}

/// Every ended need. `None` if the log does not say what is value work.
pub fn value_work(log: &Log, ask: &Ask) -> Option<Vec<Waited>> {
    let judged = Judged::of(log)?;
    let boundary = judged.widest();
    let minutes = match log.field(Field::Minutes) {
        Some(Column::Real(minutes)) => Some(minutes),
        _ => None,
    };
    let parts = spans::each_part(log, ask, |spans| {
        let mut clock = Clock::of(&ask.zone);
        let ended = spans.filter(|span| span.ended.is_some());
        let one = |span: spans::Span| {
            let (first, last) = (day_of(clock.civil_us(span.first_us)), day_of(clock.civil_us(span.last_us)));
            let mut found = Waited {
                days: last - first + 1,
                days_with_value_work: 0,
                value_minutes: 0.0,
                coded_minutes: 0.0,
                whole_minutes: span.last_us.saturating_sub(span.first_us) as f64 / SECOND_US as f64 / 60.0,
            };
            let mut last_day = None;
            for event in log.need(span.need).events {
                let Some(class) = judged.class(event, boundary) else { continue };
                let took = minutes.map_or(0.0, |minutes| minutes[event]);
                let took = if took.is_finite() { took.max(0.0) } else { 0.0 };
                found.coded_minutes += took;
                let day = day_of(clock.civil_us(log.at_us()[event]));
                if class == Class::Value {
                    found.value_minutes += took;
                    // Events of a need are in order of time; what came after its end is not waited for.
                    found.days_with_value_work += i64::from(last_day != Some(day) && day <= last);
                    last_day = Some(day);
                }
            }
            found
        };
        ended.map(one).collect::<Vec<_>>()
    });
    Some(parts.concat())
}
