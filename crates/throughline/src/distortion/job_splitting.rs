//! Is the work for one need cut into more and more jobs?
//!
//! A column of the events numbers jobs if its name is that of a job, a work order or a ticket, or of its number. Different jobs per need,
//! each need a row: a Poisson regression on the time of opening with a quasi scale, and with an effect of each kind of demand where the log knows
//! it, so that a new kind that truly needs more jobs is not taken for splitting (domain.md 4.2, G8's guard); the change over the whole span
//! as a ratio with its interval. The kinds' effects follow from the slope, so only the slope is searched for (Newton). Found if jobs per need grew by
//! 15 % or more with a chance below 0.01. Only needs that have ended. Source: domain.md 4.2 G8 (Portsmouth: jobs split to meet targets).
//! Where it misleads: needs that truly take more trades; a change of the system that numbers jobs.

use std::collections::{HashMap, HashSet};

use super::pattern::{Looked, Pattern, Tested};
use super::reclassified::words;
use crate::flow::spans;
use crate::log::{CodeSlice, Column, Field, NONE};
use crate::reading::{Finding, Verdict};
use crate::statistics::poisson::NoFit;
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

/// Kinds of demand of fewer needs than this are taken together.
const LEAST_OF_A_KIND: u32 = 20;
/// The slope is found when it changes by less than this.
const CLOSE: f64 = 1e-10;
const MOST_STEPS: usize = 100;

/// One need.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Opened {
    /// When it opened, in any unit.
    pub at: i64,
    /// How many jobs it had.
    pub jobs: f64,
    /// Its kind of demand, as a code.
    pub kind: u32,
}

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

/// The growth of jobs per need, within kinds of demand; of needs in the order of their opening.
pub fn growth(needs: &[Opened]) -> Result<Growth, NoFit> {
    let (Some(first), Some(last)) = (needs.first(), needs.last()) else { return Err(NoFit::NothingCounted) };
    let (from, span) = (first.at as f64, (last.at as f64 - first.at as f64).max(1.0));
    let kinds = places_of_kinds(needs);
    let rows: Vec<Row> = needs
        .iter()
        .map(|need| Row {
            x: (need.at as f64 - from) / span,
            jobs: need.jobs,
            kind: kinds.get(&need.kind).copied().unwrap_or(0),
        })
        .collect();
    let many = 1 + kinds.values().copied().max().unwrap_or(0);
    let columns = 1 + kinds.values().collect::<HashSet<_>>().len();
    if rows.len() <= columns {
        return Err(NoFit::TooFewRows { rows: rows.len(), columns });
    }
    if !rows.iter().any(|row| row.jobs > 0.0) {
        return Err(NoFit::NothingCounted);
    }
    let (slope, means) = slope(&rows, many)?;
    let mean = |row: &Row| means[row.kind].level * (slope * row.x).exp();
    let pearson: f64 = rows
        .iter()
        .map(|row| (row.jobs - mean(row), mean(row)))
        .filter(|(_, mean)| *mean > 0.0)
        .map(|(off, mean)| off * off / mean)
        .sum();
    let information: f64 = means.iter().map(Kind::information).sum();
    let error = (pearson / (rows.len() - columns) as f64 / information).sqrt();
    Ok(Growth {
        ratio: slope.exp(),
        interval: ((slope - Z_95 * error).exp(), (slope + Z_95 * error).exp()),
        t: if error > 0.0 { slope / error } else { 0.0 },
    })
}

/// Each kind of enough needs has a place of its own; the others share the first.
fn places_of_kinds(needs: &[Opened]) -> HashMap<u32, usize> {
    let mut counts: HashMap<u32, u32> = HashMap::new();
    needs.iter().for_each(|need| *counts.entry(need.kind).or_default() += 1);
    let mut kinds: Vec<(u32, u32)> = counts.into_iter().collect();
    kinds.sort_unstable();
    let mut next = 0;
    let place = |(kind, count): (u32, u32)| {
        let own = count >= LEAST_OF_A_KIND;
        next += usize::from(own);
        (kind, if own { next } else { 0 })
    };
    kinds.into_iter().map(place).collect()
}

/// A need as the regression sees it.
struct Row {
    /// When it opened, from nought to one.
    x: f64,
    jobs: f64,
    kind: usize,
}

/// Sums over the needs of a kind, at some slope.
#[derive(Clone, Default)]
struct Kind {
    jobs: f64,
    jobs_x: f64,
    /// Sums of exp(slope x), and of that times x and x squared.
    sums: [f64; 3],
    /// The jobs of a need of this kind at the beginning.
    level: f64,
}

impl Kind {
    /// What this kind says of the slope, once its own level is known.
    fn information(&self) -> f64 {
        let [sum, sum_x, sum_xx] = self.sums;
        if sum > 0.0 { self.level * (sum_xx - sum_x * sum_x / sum) } else { 0.0 }
    }
}

/// The slope, with the kinds' sums there.
fn slope(rows: &[Row], kinds: usize) -> Result<(f64, Vec<Kind>), NoFit> {
    let mut slope = 0.0_f64;
    for _ in 0..MOST_STEPS {
        let mut all = vec![Kind::default(); kinds];
        for row in rows {
            let kind = &mut all[row.kind];
            let here = (slope * row.x).exp();
            kind.jobs += row.jobs;
            kind.jobs_x += row.jobs * row.x;
            kind.sums[0] += here;
            kind.sums[1] += here * row.x;
            kind.sums[2] += here * row.x * row.x;
        }
        for kind in all.iter_mut().filter(|kind| kind.sums[0] > 0.0) {
            kind.level = kind.jobs / kind.sums[0];
        }
        let score: f64 = all.iter().map(|kind| kind.jobs_x - kind.level * kind.sums[1]).sum();
        let information: f64 = all.iter().map(Kind::information).sum();
        // Every kind at one time only: growth and kind cannot be told apart.
        if information.is_nan() || information <= CLOSE * rows.len() as f64 {
            return Err(NoFit::Singular { column: 1 });
        }
        let step = (score / information).clamp(-1.0, 1.0);
        if step.abs() < CLOSE {
            return Ok((slope, all));
        }
        slope += step;
    }
    Err(NoFit::NoEnd)
}

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let Some(job) = column(looked) else {
        let why =
            "no column of the events numbers jobs (`job`, `job number`, `work order`, `ticket` or the like)";
        return pattern.not_enough(looked, why).into();
    };
    let mut all = opened(looked, &job);
    if all.len() < LEAST_NEEDS {
        let why = format!("{} ended needs have a job; {LEAST_NEEDS} are needed", thousands(all.len() as u64));
        return pattern.not_enough(looked, &why).into();
    }
    all.sort_by_key(|need| need.at);
    let found = match growth(&all) {
        Ok(found) => found,
        Err(why) => return pattern.not_enough(looked, &why.to_string()).into(),
    };
    let Growth { ratio, interval, .. } = found;
    let is = found.is();
    let mean = all.iter().map(|need| need.jobs).sum::<f64>() / all.len() as f64;
    let says = format!(
        "Of {} ended needs each took {mean:.2} jobs on average; from the first to the last opened that changed by a factor of {ratio:.2} \
         ({:.2} to {:.2}){}.{}",
        thousands(all.len() as u64),
        interval.0,
        interval.1,
        if looked.log.names(Field::Demand).is_some() { " within each kind of demand" } else { "" },
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

/// The ended needs that have jobs.
fn opened(looked: &Looked<'_>, job: &Jobs<'_>) -> Vec<Opened> {
    let demand = looked.log.names(Field::Demand);
    let parts = spans::each_part(looked.log, looked.ask, |spans| {
        let mut found = Vec::new();
        let mut jobs: HashSet<i64> = HashSet::new();
        for span in spans.filter(|span| span.ended.is_some()) {
            jobs.clear();
            let events = looked.log.need(span.need).events;
            match job {
                Jobs::Names(codes) => {
                    jobs.extend(codes.part(events).known().map(i64::from));
                }
                Jobs::Whole(numbers) => {
                    jobs.extend(numbers[events].iter().copied().filter(|number| *number != i64::MIN));
                }
            }
            if !jobs.is_empty() {
                let kind =
                    demand.and_then(|demand| first(demand.codes.part(looked.log.need(span.need).events)));
                let kind = kind.unwrap_or(NONE);
                found.push(Opened { at: span.first_us, jobs: jobs.len() as f64, kind });
            }
        }
        found
    });
    parts.concat()
}

/// The first value that is known.
fn first(codes: CodeSlice<'_>) -> Option<u32> {
    codes.known().next()
}

/// The column that numbers jobs, names or whole numbers.
enum Jobs<'a> {
    Names(CodeSlice<'a>),
    Whole(&'a [i64]),
}

fn column<'a>(looked: &Looked<'a>) -> Option<Jobs<'a>> {
    let attributes = looked.log.columns().attributes.iter().filter(|(name, _)| numbers_jobs(name));
    let mut jobs = attributes.filter_map(|(_, column)| match column {
        Column::Names(names) => Some(Jobs::Names(names.codes.all())),
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
    use crate::statistics::poisson::{Design, fit};
    use crate::statistics::random::Random;

    /// 1,000 needs; a new kind from the middle on takes `new_jobs`, the others one or two, growing by `grows` each.
    fn needs(grows: f64, new_jobs: f64) -> Vec<Opened> {
        let mut random = Random::new(3, "jobs");
        let mut need = |at: i64| {
            let kind = if at >= 500 && random.unit() < 0.3 { 9 } else { at as u32 % 3 };
            let more = if random.unit() < 0.3 + grows * at as f64 / 1_000.0 { 1.0 } else { 0.0 };
            Opened { at, jobs: if kind == 9 { new_jobs } else { 1.0 } + more, kind }
        };
        (0..1_000).map(&mut need).collect()
    }

    /// The same as the general regression with a column for each kind.
    #[test]
    fn the_slope_is_that_of_the_regression_with_all_kinds() {
        let needs = needs(0.3, 3.0);
        let found = growth(&needs).unwrap();
        let mut design = Design::new(5);
        needs.iter().for_each(|need| {
            let is = |kind: u32| f64::from(u8::from(need.kind == kind));
            design.push(&[1.0, need.at as f64 / 999.0, is(1), is(2), is(9)]);
        });
        let jobs: Vec<f64> = needs.iter().map(|need| need.jobs).collect();
        let fit = fit(&design, &jobs, None).unwrap();
        let (effect, error) = (fit.coefficients[1], fit.standard_error(1, fit.dispersion()));
        assert!((found.ratio.ln() - effect).abs() < 1e-8, "{found:?} {effect}");
        assert!((found.t - effect / error).abs() < 1e-6, "{found:?} {effect} {error}");
    }

    #[test]
    fn a_new_kind_that_needs_more_jobs_is_no_splitting_and_splitting_is() {
        let new_kind = needs(0.0, 4.0);
        assert!(!growth(&new_kind).unwrap().is());
        let blind: Vec<Opened> = new_kind.iter().map(|need| Opened { kind: 0, ..*need }).collect();
        assert!(growth(&blind).unwrap().is());
        assert!(growth(&needs(0.7, 1.0)).unwrap().is());
        let one = |at: i64, jobs: f64| Opened { at, jobs, kind: 0 };
        assert_eq!(growth(&[]), Err(NoFit::NothingCounted));
        assert_eq!(growth(&[one(5, 1.0); 30]), Err(NoFit::Singular { column: 1 }));
        assert_eq!(growth(&[one(1, 0.0), one(2, 0.0), one(3, 0.0)]), Err(NoFit::NothingCounted));
    }

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
