//! How people ask what has become of their need while it is open: how long after their words they begin to, how often, who answers and
//! how long that takes.
//!
//! They begin when one in a hundred of those who asked had. From then on: times asked / open days, of passes that were closed, or of all
//! until they were last seen where too few of those who asked had theirs closed; its interval is that of its logarithm, ± 1.96 standard
//! errors of a ratio over needs (Cochran 1977, 6.4), as some ask often and others never. Where it misleads: whoever asks more often the
//! longer it takes is taken to ask evenly, and those whose need stays open for years and who ask seldom are not in the rate.

use throughline::sourcing::amount::{Belief, Known};
use throughline::sourcing::plan::{Chase, Time};
use throughline::statistics::share::Z_95;
use throughline::time::{DAY_US, HOUR_US};

use super::lengths::lengths;
use super::service::ASSUMED_HOURS;
use super::sheet::{Found, Sheet};
use super::traces::Trace;

/// Asked fewer times than this, nothing is told.
pub(super) const LEAST: usize = 30;

/// How many times the people of some needs asked.
pub(super) fn times_asked(traces: &[&Trace]) -> usize {
    traces.iter().map(|trace| trace.asked_us.len()).sum()
}

/// How the people of needs of a kind ask, under `path`: by those alone, or where they asked too few times with those of the other kinds of
/// which that is so (`rare`); `None` where these are too few too, nobody of this kind asked, or nobody is known who answers.
pub(super) fn chase(
    own: &[&Trace],
    rare: &[&Trace],
    until_us: i64,
    path: &str,
    sheet: &mut Sheet,
) -> Option<Chase> {
    let (traces, alone) = match times_asked(own) {
        0 => return None,
        LEAST.. => (own, ""),
        _ => (rare, "too few of this kind, so told with the other kinds of which they are too few; "),
    };
    let mut asked_us: Vec<i64> = traces.iter().flat_map(|trace| &trace.asked_us).copied().collect();
    if asked_us.len() < LEAST {
        return None;
    }
    let pool =
        super::parts::most_frequent(traces.iter().flat_map(|trace| &trace.answers).map(|(pool, _)| *pool))?;
    asked_us.sort_unstable();
    let after_us = asked_us[asked_us.len() / 100];
    let n = asked_us.len() as u64;
    let closed: Vec<&Trace> = traces.iter().filter(|trace| trace.ended_us.is_some()).copied().collect();
    let of = if times_asked(&closed) >= LEAST { &closed } else { traces };
    let (per_day, interval) = rate(of, after_us, until_us)?;
    let path = format!("{path}.chase");
    let after_hours = sheet.add(Found {
        path: &format!("{path}.after"),
        unit: "hours",
        value: after_us as f64 / HOUR_US as f64,
        interval: None,
        belief: Belief::Triangular,
        n,
        known: Known::Measured,
        guard: "all but one in a hundred asked later".to_string(),
    });
    let per_day = sheet.add(Found {
        path: &format!("{path}.per_day"),
        unit: "a day",
        value: per_day,
        interval: Some(interval),
        belief: Belief::Lognormal,
        n: times_asked(of) as u64,
        known: Known::Measured,
        guard: format!("{alone}every contact while it is open counts; some say something new"),
    });
    Some(Chase { after_hours, per_day, pool, time: answering(traces, &format!("{path}.time"), sheet) })
}

/// How often in a day of open time somebody asks, after so long, with its interval.
fn rate(traces: &[&Trace], after_us: i64, until_us: i64) -> Option<(f64, (f64, f64))> {
    let each = |trace: &&Trace| {
        let open_us = |closed_us: i64, began_us: i64| (closed_us - began_us - after_us).max(0);
        let passes = trace.passes.iter();
        let open_us: i64 =
            passes.map(|pass| open_us(pass.closed_us.unwrap_or(until_us), pass.began_us)).sum();
        let asked = trace.asked_us.iter().filter(|asked_us| **asked_us >= after_us).count();
        (asked as f64, open_us as f64 / DAY_US as f64)
    };
    let all: Vec<(f64, f64)> = traces.iter().map(each).collect();
    let (asked, days) = all.iter().fold((0.0, 0.0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    if days <= 0.0 || asked == 0.0 {
        return None;
    }
    let rate = asked / days;
    let off = |(asked, days): &(f64, f64)| (asked - rate * days) * (asked - rate * days);
    let squares: f64 = all.iter().map(off).sum();
    let error = squares.sqrt() / days / rate;
    Some((rate, (rate * libm::exp(-Z_95 * error), rate * libm::exp(Z_95 * error))))
}

/// How long an answer takes.
fn answering(traces: &[&Trace], path: &str, sheet: &mut Sheet) -> Time {
    let answers = traces.iter().flat_map(|trace| &trace.answers);
    let hours: Vec<f64> = answers.filter_map(|(_, hours)| *hours).filter(|hours| *hours > 0.0).collect();
    if let Some(found) = lengths(&hours, &[], sheet.asked(path)) {
        return sheet.time(path, &found, "");
    }
    let (hours, low, high) = ASSUMED_HOURS;
    Time::Exponential(sheet.add(Found {
        path: &format!("{path}.mean"),
        unit: "hours",
        value: hours,
        interval: Some((low, high)),
        belief: Belief::Pert,
        n: 0,
        known: Known::Assumed,
        guard: "nothing in the log says how long an answer takes".to_string(),
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fit::traces::Pass;

    /// Of a kind whose people asked ten times nothing can be told alone; with another of which that is so, as often as both together.
    #[test]
    fn kinds_of_which_too_few_asked_are_told_together() {
        let need = |asks: usize| Trace {
            kind: 0,
            opened_us: 0,
            ended_us: Some(10 * DAY_US),
            after_earlier_us: None,
            followed_us: None,
            visits: Vec::new(),
            passes: vec![Pass { closed_us: Some(10 * DAY_US), ..Pass::begun(0, 0) }],
            asked_us: vec![DAY_US; asks],
            answers: vec![(0, Some(0.1)); asks],
        };
        let (own, other, none) = (vec![need(1); 10], vec![need(2); 12], vec![need(0); 10]);
        let mut sheet = Sheet {
            amounts: Vec::new(),
            table: Vec::new(),
            refused: Vec::new(),
            source: "log".to_string(),
            families: Default::default(),
        };
        fn refer(all: &[Trace]) -> Vec<&Trace> {
            all.iter().collect()
        }
        let both: Vec<&Trace> = own.iter().chain(&other).collect();
        assert!(chase(&refer(&own), &refer(&own), 20 * DAY_US, "demand.a.failure", &mut sheet).is_none());
        assert!(chase(&refer(&none), &both, 20 * DAY_US, "demand.a.failure", &mut sheet).is_none());
        let found = chase(&refer(&own), &both, 20 * DAY_US, "demand.a.failure", &mut sheet).unwrap();
        // 34 times in 22 needs that are open for nine days after the first.
        let per_day = sheet.amounts[found.per_day.0].value;
        assert!((per_day - 34.0 / (22.0 * 9.0)).abs() < 1e-5, "{per_day}");
        let told = sheet.table.iter().find(|one| one.path.ends_with("per_day")).unwrap();
        assert!(told.guard.starts_with("too few of this kind") && told.n == 34, "{told:?}");
    }

    /// Ten needs, open for ten days each; of five somebody asks on days 3 and 5, of none before day 2.
    #[test]
    fn a_rate_by_hand() {
        let day = DAY_US;
        let need = |asks: bool| Trace {
            kind: 0,
            opened_us: 0,
            ended_us: Some(10 * day),
            after_earlier_us: None,
            followed_us: None,
            visits: Vec::new(),
            passes: vec![Pass { closed_us: Some(10 * day), ..Pass::begun(0, 0) }],
            asked_us: if asks { vec![3 * day, 5 * day] } else { Vec::new() },
            answers: Vec::new(),
        };
        let needs: Vec<Trace> = (0..10).map(|place| need(place < 5)).collect();
        let traces: Vec<&Trace> = needs.iter().collect();
        let (per_day, (low, high)) = rate(&traces, 2 * day, 20 * day).unwrap();
        assert!((per_day - 10.0 / 80.0).abs() < 1e-12);
        // Each is one off what 8 days at that rate would be: a standard error of √10 / 80.
        let width = (1.96 * 10f64.sqrt() / 80.0 / 0.125).exp();
        assert!((high / per_day - width).abs() < 1e-3 && (per_day / low - width).abs() < 1e-3);
        assert_eq!(rate(&traces, 10 * day, 20 * day), None, "nothing was open for longer");
    }
}
