//! End-to-end time counted in working hours, beside the person's clock.
//!
//! Question: how much of the time that people wait is the service open? Formula: for each need that has ended, the time between
//! its first and its last event that lies in working hours, by the calendar and the civil clock of the zone; median, mean and
//! p90, each beside the same on the person's clock, which is never paused or replaced. Source: pm4py issues 558 and 559 (the
//! wishes and the bugs to avoid); see `place::working`. Where it misleads: working time looks short because most hours are not
//! worked; the person waits through all of them.

use super::spans;
use crate::log::Log;
use crate::place::Calendar;
use crate::reading::{Ask, Measure, Number, Reading, Shape, counted, of_half, percent, quantile};
use crate::time::{self, Instant, SECOND_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.working_time",
    asks: "How much of the time that people wait is the service open?",
    unit: "seconds",
    formula: "time from first to last event of ended needs that lies in the calendar's hours, beside all of it",
    source: "civil hours and days off as data; see the calendar",
    misleads: "The person waits through nights and weekends too: their clock is the one that counts.",
    read,
};

/// The end-to-end time of each ended need: in working hours, and on the person's clock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkingTime {
    /// In working hours, in microseconds.
    pub working_us: Vec<i64>,
    /// On the person's clock, in microseconds.
    pub whole_us: Vec<i64>,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let mut found = working_time(log, ask);
    let n = found.whole_us.len();
    if n == 0 {
        return Reading::not_enough("no need has ended yet");
    }
    let mean_s =
        |times_us: &[i64]| times_us.iter().map(|us| *us as f64).sum::<f64>() / n as f64 / SECOND_US as f64;
    let (working_mean_s, whole_mean_s) = (mean_s(&found.working_us), mean_s(&found.whole_us));
    let quantile_s = |times_us: &mut [i64], q| quantile(times_us, q).unwrap_or(f64::NAN) / SECOND_US as f64;
    let [working_s, working_p90_s] = [0.5, 0.9].map(|q| quantile_s(&mut found.working_us, q));
    let [whole_s, whole_p90_s] = [0.5, 0.9].map(|q| quantile_s(&mut found.whole_us, q));
    let says = format!(
        "{} of the time that ended needs took is in working hours ({}){}.",
        if whole_mean_s > 0.0 { percent(working_mean_s / whole_mean_s) } else { "None".to_string() },
        in_words(&ask.calendar),
        of_half(n as u64, || format!(
            "; half of them took over {} of the person's time, and over {} of working hours",
            time::plain(whole_s),
            time::plain(working_s)
        )),
    );
    let numbers = vec![
        Number::exact("n", n as f64),
        Number::exact("working_mean_s", working_mean_s),
        Number::exact("working_median_s", working_s),
        Number::exact("working_p90_s", working_p90_s),
        Number::exact("mean_s", whole_mean_s),
        Number::exact("median_s", whole_s),
        Number::exact("p90_s", whole_p90_s),
    ];
    Reading::of(says, n as u64, "needs", Shape::Numbers(numbers))
        .leaving_out("needs still open", (log.need_count() - n) as u64)
}

/// `40 hours a week, 8 days off named`; and that nobody said when the service works, where nobody did.
fn in_words(calendar: &Calendar) -> String {
    let hours = format!("{} hours a week", calendar.hours_a_week());
    if *calendar == Calendar::office_hours() {
        return format!("{hours}: Monday to Friday, 9 to 17, and no day off, as nobody said others");
    }
    let off = calendar.holidays.len() as u64;
    format!("{hours}, {} named", counted(off, "day off", "days off"))
}

/// The times of every ended need, in the order of the needs.
pub fn working_time(log: &Log, ask: &Ask) -> WorkingTime {
    let (mut working_us, mut whole_us) = (Vec::new(), Vec::new());
    let Some((first, last)) = log.span(ask.threads) else { return WorkingTime { working_us, whole_us } };
    let hours = ask.calendar.hours(&ask.zone, first, last);
    let parts = spans::each_part(log, ask, |spans| {
        let room = spans.size_hint().1.unwrap_or(0);
        let (mut working_us, mut whole_us) = (Vec::with_capacity(room), Vec::with_capacity(room));
        for span in spans.filter(|span| span.ended.is_some()) {
            working_us.push(hours.between_us(Instant(span.first_us), Instant(span.last_us)));
            whole_us.push(span.length_us());
        }
        (working_us, whole_us)
    });
    for (working, whole) in parts {
        working_us.extend(working);
        whole_us.extend(whole);
    }
    WorkingTime { working_us, whole_us }
}
