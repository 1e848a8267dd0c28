//! Is the work for one need cut into more and more jobs?
//!
//! A column of the events numbers jobs if its name speaks of a job, a work order or a ticket. Different jobs per need, by month of opening: a Poisson
//! regression on time with a quasi scale; the change over the whole span as a ratio with its interval. Found if jobs per need grew by
//! 15 % or more with a chance below 0.01. Only needs that have ended. Source: domain.md 4.2 G8 (Portsmouth: jobs split to meet targets).
//! Where it misleads: needs that truly take more trades; a change of the system that numbers jobs.

use std::collections::HashSet;

use super::pattern::{Looked, Pattern, Tested};
use crate::flow::spans;
use crate::log::{Column, NONE, NameColumn};
use crate::reading::{Finding, Verdict};
use crate::statistics::poisson::{Design, fit};
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

const COLUMNS: [&str; 5] = ["job", "work_order", "work order", "workorder", "ticket"];
const LEAST_NEEDS: usize = 200;
const LEAST_RATIO: f64 = 1.15;

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let Some(job) = column(looked) else {
        let why =
            "no column of the events numbers jobs (its name would speak of a job, a work order or a ticket)";
        return pattern.not_enough(looked, why).into();
    };
    let parts = spans::each_part(looked.log, looked.ask, |spans| {
        let mut found = Vec::new();
        let mut jobs: HashSet<u32> = HashSet::new();
        for span in spans.filter(|span| span.ended.is_some()) {
            jobs.clear();
            jobs.extend(job.codes[looked.log.need(span.need).events].iter().filter(|code| **code != NONE));
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
    let (from, until) = (all[0].0 as f64, all[all.len() - 1].0 as f64);
    let mut design = Design::new(2);
    all.iter()
        .for_each(|(first_us, _)| design.push(&[1.0, (*first_us as f64 - from) / (until - from).max(1.0)]));
    let counts: Vec<f64> = all.iter().map(|(_, jobs)| *jobs).collect();
    let fit = match fit(&design, &counts, None) {
        Ok(fit) => fit,
        Err(why) => return pattern.not_enough(looked, &why.to_string()).into(),
    };
    let (effect, error) = (fit.coefficients[1], fit.standard_error(1, fit.dispersion()));
    let (ratio, interval) = (effect.exp(), ((effect - 1.96 * error).exp(), (effect + 1.96 * error).exp()));
    let t = if error > 0.0 { effect / error } else { 0.0 };
    let p = normal_above(t);
    let is = p < 0.01 && ratio >= LEAST_RATIO;
    let mean = counts.iter().sum::<f64>() / counts.len() as f64;
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
        p: Some(p),
        size: Some((ratio, Some(interval))),
        ..pattern.finding(looked, if is { Verdict::Found } else { Verdict::Nothing }, says)
    }
    .into()
}

fn column<'a>(looked: &Looked<'a>) -> Option<&'a NameColumn> {
    let named = looked.log.columns().attributes.iter().find(|(name, _)| {
        let name = name.to_lowercase();
        COLUMNS.iter().any(|word| name.contains(word))
    });
    match named {
        Some((_, Column::Names(names))) => Some(names),
        _ => None,
    }
}
