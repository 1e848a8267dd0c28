//! How much of the work moved the need on, and how long people waited for it.
//!
//! Question: of the days from first words to sorted, on how many did anything happen that was of use to the person? Formula: for each
//! ended need, calendar days from the day of the first event to that of the last, both counted, less days with any value work: days of
//! waiting. What nobody judged would count as waiting: so only needs are looked at of which every contact and every piece of work is judged,
//! and only where nine in ten contacts and pieces of work of the ended needs are, for needs that happen to be judged throughout are the
//! short ones. Value-work share = minutes of value work over those of value work and waste, over all ended needs, each event as often as it
//! stands for others (as in `cost.failure`), with the 95 % interval of a ratio by linearisation over needs, on Wilson's scale. Value work
//! is a contact of class `value`, or work whose `value` is `value`, seen from the widest boundary. Flow efficiency = minutes of value work
//! over all minutes of the person's time, over the needs looked at. Sources: measures.md section 5 (waiting);
//! domain.md 8.2.5; Modig and Åhlström, This is Lean, 2012, for flow efficiency. Why days and not money: nobody has agreed a price for
//! waiting. Where it misleads: work that nobody wrote down counts as waiting; what is of value is a judgement.

use super::failure::{Judged, Standing};
use crate::demand::codes::Class;
use crate::demand::contacts::Weights;
use crate::flow::spans;
use crate::log::{Column, Field, Log, NONE};
use crate::place::clock::{Clock, day_of};
use crate::reading::{Ask, Measure, Number, Reading, Shape, counted, median, percent, quantile};
use crate::statistics::spread::{Part, Ratio};
use crate::time::SECOND_US;
use crate::wording;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "cost.value_work",
    asks: "How much of the work moved the need on, and on how many days did people only wait?",
    unit: "calendar days, share of minutes",
    formula: "days from first event to last, both counted, less days with value work, over needs of which all is judged; minutes of value work \
              over those of value work and waste",
    source: "Kaplan and Anderson 2007; flow efficiency: Modig and Åhlström, This is Lean, 2012",
    misleads: "Work that nobody wrote down counts as waiting; what is of value is a judgement.",
    read,
};

/// So many ended needs with value work there must be.
pub const LEAST_NEEDS: usize = 10;
/// So much of the contacts and work of the ended needs must be judged for waiting to be told from what nobody judged.
pub const LEAST_JUDGED: f64 = 0.9;

/// One ended need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Waited {
    /// Calendar days from the first event to the last, both counted.
    pub days: i64,
    /// Of these, days on which value work was done.
    pub days_with_value_work: i64,
    /// Contacts and pieces of work that somebody judged.
    pub judged: u64,
    /// The same that nobody judged.
    pub unjudged: u64,
    /// Contacts that are neither value nor failure, and so in no share.
    pub neither: u64,
    /// Judged events left out of the share, as their weight is impossible, or the chance of their being drawn missing or impossible.
    pub weightless: u64,
    /// Minutes of value work.
    pub value_minutes: f64,
    /// Minutes of value work and of all value work and waste, each event as often as it stands for others.
    pub weighted_minutes: (f64, f64),
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
    let waiting = waiting(&found);
    let share = share(&found);
    let (says, n) = match (&waiting, &share) {
        (Err(missing), None) => return Reading::not_enough(missing),
        (Err(missing), Some(share)) => (
            format!("{} On how many days people only waited is not enough to say: {missing}.", share.says()),
            share.needs,
        ),
        (Ok(waiting), None) => (waiting.says(), waiting.needs),
        (Ok(waiting), Some(share)) => (format!("{} {}", waiting.says(), share.says()), waiting.needs),
    };
    let days = |of: fn(&Waiting) -> f64| waiting.as_ref().ok().map(of);
    let number = |name, value| Number { name, value, interval: None };
    let numbers = vec![
        number("days_median", days(|waiting| waiting.whole)),
        number("waiting_days_median", days(|waiting| waiting.middle)),
        number("waiting_days_p90", days(|waiting| waiting.long)),
        Number {
            name: "value_share_of_minutes",
            value: share.as_ref().map(|share| share.value),
            interval: share.as_ref().map(|share| share.interval),
        },
        number("flow_efficiency", waiting.as_ref().ok().and_then(|waiting| waiting.efficiency)),
    ];
    let sum = |of: fn(&Waited) -> u64| found.iter().map(of).sum::<u64>();
    let part = waiting.as_ref().map_or(0, |waiting| found.len() as u64 - waiting.needs);
    Reading::of(says, n, "needs", Shape::Numbers(numbers))
        .leaving_out("needs still open", (log.need_count() - found.len()) as u64)
        .leaving_out("ended needs in which something is judged by nobody (kept out of the days only)", part)
        .leaving_out(
            "contacts sorted as other, neither value nor failure (kept out of the minutes)",
            sum(|need| need.neither),
        )
        .leaving_out(Weights::of(log).left_out(), sum(|need| need.weightless))
}

/// What is said of the days.
struct Waiting {
    needs: u64,
    whole: f64,
    middle: f64,
    long: f64,
    efficiency: Option<f64>,
}

/// The days of the needs of which all is judged; or what is missing.
fn waiting(found: &[Waited]) -> Result<Waiting, String> {
    let sum = |of: fn(&Waited) -> u64| found.iter().map(of).sum::<u64>();
    let (judged, unjudged) = (sum(|need| need.judged), sum(|need| need.unjudged));
    let known = judged as f64 / (judged + unjudged) as f64;
    if known < LEAST_JUDGED {
        return Err(format!(
            "of {} in needs that ended {} are judged as value or not, and what nobody judged would count as waiting; {} are needed: judge \
             all of some needs, drawn at random, and look at those alone (--slice)",
            counted(judged + unjudged, "contact or piece of work", "contacts and pieces of work"),
            percent(known),
            percent(LEAST_JUDGED),
        ));
    }
    let all: Vec<&Waited> = found.iter().filter(|need| need.unjudged == 0).collect();
    let with = all.iter().filter(|need| need.days_with_value_work > 0).count();
    if with < LEAST_NEEDS {
        return Err(format!(
            "{} ended with all work judged and some of it of value; {LEAST_NEEDS} are needed",
            counted(with as u64, "need", "needs")
        ));
    }
    let mut waiting: Vec<i64> = all.iter().map(|need| need.waiting_days()).collect();
    let mut days: Vec<i64> = all.iter().map(|need| need.days).collect();
    let minutes = |of: fn(&Waited) -> f64| all.iter().map(|need| of(need)).sum::<f64>();
    let efficiency = minutes(|need| need.value_minutes) / minutes(|need| need.whole_minutes);
    let timed = minutes(|need| need.weighted_minutes.1) > 0.0;
    Ok(Waiting {
        needs: all.len() as u64,
        whole: median(&mut days).unwrap_or(f64::NAN),
        middle: median(&mut waiting).unwrap_or(f64::NAN),
        long: quantile(&mut waiting, 0.9).unwrap_or(f64::NAN),
        efficiency: (efficiency.is_finite() && timed).then_some(efficiency),
    })
}

impl Waiting {
    fn says(&self) -> String {
        format!(
            "Half of the ended needs took {:.0} calendar days or more, and half had {:.0} days or more on which nobody did anything that moved \
             them on (one in ten {:.0} days or more).",
            self.whole, self.middle, self.long
        )
    }
}

/// What is said of the minutes.
struct ValueShare {
    needs: u64,
    value: f64,
    interval: (f64, f64),
}

/// The share of value work in the minutes judged; none of too few needs.
fn share(found: &[Waited]) -> Option<ValueShare> {
    let part = |(cluster, need): (usize, &Waited)| {
        let (above, below) = need.weighted_minutes;
        Part { above, below, cluster: cluster as u64 }
    };
    let timed = found.iter().enumerate().filter(|(_, need)| need.weighted_minutes.1 > 0.0);
    let parts: Vec<Part> = timed.map(part).collect();
    let ratio = Ratio::of(&parts).filter(|_| parts.len() >= LEAST_NEEDS)?;
    Some(ValueShare { needs: parts.len() as u64, value: ratio.value, interval: ratio.share_interval()? })
}

impl ValueShare {
    fn says(&self) -> String {
        let told = wording::share(self.value, self.interval);
        format!(
            "Of the minutes of work judged as value or waste, {} moved a need on ({}).",
            told.value,
            told.between()
        )
    }
}

/// Every ended need. `None` if the log does not say what is value work.
pub fn value_work(log: &Log, ask: &Ask) -> Option<Vec<Waited>> {
    let judged = Judged::of(log)?;
    let (boundary, standing) = (judged.widest(), Standing::of(log));
    let minutes = match log.field(Field::Minutes) {
        Some(Column::Real(minutes)) => Some(minutes),
        _ => None,
    };
    let took = |event: usize| {
        let took = minutes.map_or(0.0, |minutes| minutes[event]);
        if took.is_finite() { took.max(0.0) } else { 0.0 }
    };
    let is_work = work(log);
    let parts = spans::each_part(log, ask, |spans| {
        let mut clock = Clock::of(&ask.zone);
        let ended = spans.filter(|span| span.ended.is_some());
        let one = |span: spans::Span| {
            let (first, last) = (day_of(clock.civil_us(span.first_us)), day_of(clock.civil_us(span.last_us)));
            let mut found = Waited {
                days: last - first + 1,
                days_with_value_work: 0,
                judged: 0,
                unjudged: 0,
                neither: 0,
                weightless: 0,
                value_minutes: 0.0,
                weighted_minutes: (0.0, 0.0),
                whole_minutes: span.last_us.saturating_sub(span.first_us) as f64 / SECOND_US as f64 / 60.0,
            };
            let mut last_day = None;
            for event in log.need(span.need).events {
                let Some(class) = judged.class(event, boundary) else {
                    found.unjudged += u64::from(is_work(event));
                    continue;
                };
                found.add(class, took(event), standing.of_event(event));
                let day = day_of(clock.civil_us(log.at_us()[event]));
                if class == Class::Value {
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

impl Waited {
    /// Adds an event that somebody judged.
    fn add(&mut self, class: Class, took: f64, weight: Option<f64>) {
        self.judged += 1;
        match (class, weight) {
            (Class::Other | Class::CannotTell, _) => self.neither += 1,
            (_, None) => self.weightless += 1,
            (class, Some(weight)) => {
                let value = if class == Class::Value { weight * took } else { 0.0 };
                self.weighted_minutes.0 += value;
                self.weighted_minutes.1 += weight * took;
            }
        }
        if class == Class::Value {
            self.value_minutes += took;
        }
    }
}

/// Whether an event is a contact or work, and so to be judged: all are where no column says the kinds of events.
fn work(log: &Log) -> impl Fn(usize) -> bool + Sync {
    let kind = log.names(Field::Kind);
    let other = |name: &str| ["hand_over", "clock", "money", "word"].contains(&name);
    let others: Vec<bool> = kind.map_or(Vec::new(), |kind| kind.names.iter().map(other).collect());
    move |event| {
        let code = kind.map_or(NONE, |kind| kind.codes.at(event));
        code == NONE || !others[code as usize]
    }
}
