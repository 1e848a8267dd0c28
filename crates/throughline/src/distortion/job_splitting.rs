//! Is the work for one need cut into more and more jobs?
//!
//! A column of the events numbers jobs if its name is that of a job, a work order or a ticket, or of its number. Different jobs per need,
//! each need a row: a Poisson regression on the time of opening with a quasi scale; the change over the whole span as a ratio with its interval. Found if jobs per need grew by
//! 15 % or more with a chance below 0.01. Only needs that have ended. Source: domain.md 4.2 G8 (Portsmouth: jobs split to meet targets).
//! Where it misleads: needs that truly take more trades; a change of the system that numbers jobs.

use std::collections::HashSet;

use super::pattern::{Looked, Pattern, Tested};
use super::reclassified::words;
use crate::flow::spans;
use crate::log::{Column, NONE};
use crate::reading::{Finding, Verdict};
use crate::statistics::poisson::{Design, NoFit, fit};
use crate::statistics::share::Z_95;
use crate::statistics::tails::normal_above;
use crate::wording::thousands;

pub(super) const PATTERN: Pattern = Pattern {
    name: "job splitting",
    statistic: "ratio over the span",
    size_of: "ratio",
    could_also_be: "needs that truly take more trades than before, or a new system that numbers jobs otherwise",
    look_at: "needs with several jobs: was each of them needed, and did the person wait for the last?",
    rule: "Does a system cut work into jobs by itself?",
    look,
};

/// What jobs are called.
const JOBS: [&str; 4] = ["job", "workorder", "ticket", "order"];
/// What else may stand in the name of a column that numbers them.
const NUMBERS: [&str; 10] = ["work", "id", "no", "nr", "number", "num", "ref", "reference", "code", "key"];
const LEAST_NEEDS: usize = 200;
const LEAST_RATIO: f64 = 1.15;

/// How jobs per need changed from the first need to the last.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Growth {
    /// Jobs of the last over those of the first.
    pub ratio: f64,
    /// Its 95 % interval.
    pub interval: (f64, f64),
    /// Its logarithm in standard errors.
    pub t: f64,
}

impl Growth {
    /// The chance of so much growth or more if there were none.
    pub fn p(&self) -> f64 {
        normal_above(self.t)
    }

    /// Whether it is to be spoken of.
    pub fn is(&self) -> bool {
        self.p() < 0.01 && self.ratio >= LEAST_RATIO
    }
}

/// The growth of jobs per need: when each need opened, in any unit and in order, and how many jobs it had.
pub fn growth(needs: &[(i64, f64)]) -> Result<Growth, NoFit> {
    let (Some(first), Some(last)) = (needs.first(), needs.last()) else { return Err(NoFit::NothingCounted) };
    let (from, until) = (first.0 as f64, last.0 as f64);
    let mut design = Design::new(2);
    needs.iter().for_each(|(at, _)| design.push(&[1.0, (*at as f64 - from) / (until - from).max(1.0)]));
    let counts: Vec<f64> = needs.iter().map(|(_, jobs)| *jobs).collect();
    let fit = fit(&design, &counts, None)?;
    let (effect, error) = (fit.coefficients[1], fit.standard_error(1, fit.dispersion()));
    Ok(Growth {
        ratio: effect.exp(),
        interval: ((effect - Z_95 * error).exp(), (effect + Z_95 * error).exp()),
        t: if error > 0.0 { effect / error } else { 0.0 },
    })
}

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let Some(job) = column(looked) else {
        let why =
            "no column of the events numbers jobs (`job`, `job number`, `work order`, `ticket` or the like)";
        return pattern.not_enough(looked, why).into();
    };
    let parts = spans::each_part(looked.log, looked.ask, |spans| {
        let mut found = Vec::new();
        let mut jobs: HashSet<i64> = HashSet::new();
        for span in spans.filter(|span| span.ended.is_some()) {
            jobs.clear();
            let events = looked.log.need(span.need).events;
            match &job {
                Jobs::Names(codes) => {
                    jobs.extend(
                        codes[events].iter().filter(|code| **code != NONE).map(|code| i64::from(*code)),
                    );
                }
                Jobs::Whole(numbers) => {
                    jobs.extend(numbers[events].iter().copied().filter(|number| *number != i64::MIN));
                }
            }
            if !jobs.is_empty() {
                found.push((span.first_us, jobs.len() as f64));
            }
        }
        found
    });
    let mut all = parts.concat();
    if all.len() < LEAST_NEEDS {
        let why = format!("{} ended needs have a job; {LEAST_NEEDS} are needed", thousands(all.len() as u64));
        return pattern.not_enough(looked, &why).into();
    }
    all.sort_by_key(|(first_us, _)| *first_us);
    let found = match growth(&all) {
        Ok(found) => found,
        Err(why) => return pattern.not_enough(looked, &why.to_string()).into(),
    };
    let Growth { ratio, interval, .. } = found;
    let is = found.is();
    let mean = all.iter().map(|(_, jobs)| *jobs).sum::<f64>() / all.len() as f64;
    let says = format!(
        "Of {} ended needs each took {mean:.2} jobs on average; from the first to the last opened that changed by a factor of {ratio:.2} \
         ({:.2} to {:.2}).{}",
        thousands(all.len() as u64),
        interval.0,
        interval.1,
        if is { " Consistent with work being cut into more jobs." } else { " No evidence that it grows." }
    );
    Finding {
        statistic: Some((pattern.statistic, ratio)),
        p: Some(found.p()),
        size: Some((ratio, Some(interval))),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
    .into()
}

/// The column that numbers jobs, names or whole numbers.
enum Jobs<'a> {
    Names(&'a [u32]),
    Whole(&'a [i64]),
}

fn column<'a>(looked: &Looked<'a>) -> Option<Jobs<'a>> {
    let attributes = looked.log.columns().attributes.iter().filter(|(name, _)| numbers_jobs(name));
    let mut jobs = attributes.filter_map(|(_, column)| match column {
        Column::Names(names) => Some(Jobs::Names(&names.codes)),
        Column::Whole(numbers) => Some(Jobs::Whole(numbers)),
        _ => None,
    });
    jobs.next()
}

/// Whether a column of this name numbers jobs: `job`, `Job number`, `work_order_id`, but not `job title` or `order`.
fn numbers_jobs(name: &str) -> bool {
    let words = words(name);
    let is = |word: &str| words.iter().any(|other| other == word);
    let named = JOBS.iter().any(|job| is(job) && (*job != "order" || is("work")));
    named && words.iter().all(|word| JOBS.contains(&word.as_str()) || NUMBERS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_that_number_jobs() {
        for (name, is) in [
            ("job", true),
            ("job_id", true),
            ("Job Number", true),
            ("work order", true),
            ("workorder_ref", true),
            ("ticket", true),
            ("job_title", false),
            ("order", false),
            ("work", false),
            ("id", false),
        ] {
            assert_eq!(numbers_jobs(name), is, "{name}");
        }
    }
}
