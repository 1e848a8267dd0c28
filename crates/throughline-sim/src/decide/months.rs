//! What a run did, by the plan's own pools, steps and kinds of needs, month by month: what a bill is made from.

use throughline::error::Error;
use throughline::sourcing::money::{Activity, DemandMonth, PoolMonth, StepMonth};
use throughline::sourcing::outcome::Times;
use throughline::sourcing::plan::{self, Opens, Plan};
use throughline::time::{DAY_US, HOUR_US, Instant, zone};

use crate::compile::{classes, steps};
use crate::hours::Hours;
use crate::model::{Model, Pool};
use crate::tally::{ClassTally, Tally};

/// For each pool the hours for which whoever is there is paid: on a day off as on any such weekday, though nobody works then.
fn paid(plan: &Plan, model: &Model, start: Instant) -> Result<Vec<Hours>, Error> {
    let zone = zone(&plan.zone)?;
    let of = |(pool, of): (&plan::Pool, &Pool)| match &pool.calendar {
        Opens::Hours(calendar) if !plan.days_off.is_empty() => {
            Hours::of(calendar, &zone, start, model.until_us)
        }
        _ => model.hours[of.hours].clone(),
    };
    Ok(plan.pools.iter().zip(&model.pools).map(of).collect())
}

/// The months that are counted, in their order; `start` is the instant at which the model's clock is 0.
pub(super) fn of(plan: &Plan, model: &Model, start: Instant, tally: &Tally) -> Result<Vec<Activity>, Error> {
    let (classes, steps) = (classes(plan), steps(plan));
    let paid = paid(plan, model, start)?;
    let counted = model.months_us.iter().enumerate().filter(|(_, at_us)| **at_us >= model.from_us);
    Ok(counted
        .map(|(place, from_us)| {
            let until_us = model.months_us.get(place + 1).copied().unwrap_or(model.until_us);
            let month = &tally.months[place];
            let mut activity = Activity {
                pools: Vec::new(),
                steps: vec![StepMonth::default(); plan.steps.len()],
                demands: vec![DemandMonth::default(); plan.demands.len()],
            };
            for (pool, of) in model.pools.iter().enumerate() {
                let paid_us = paid[pool].between_us(*from_us, until_us);
                activity.pools.push(PoolMonth {
                    paid_hours: paid_us as f64 / HOUR_US as f64 * f64::from(of.workers),
                    busy_hours: month.busy_us[pool] as f64 / HOUR_US as f64,
                });
            }
            for (place, of) in steps.iter().enumerate() {
                activity.steps[of.step].visits += month.visits[place];
                activity.steps[of.step].repeats += month.again[place];
            }
            for (class, of) in classes.iter().enumerate() {
                let demand = &mut activity.demands[of.demand];
                demand.opened += month.opened[class];
                demand.met += month.met[class];
                demand.gave_up += month.gave_up[class];
                demand.repeats += month.repeats[class];
                demand.chases += month.chases[class];
                demand.end_to_end_days += month.met_after_us[class] as f64 / DAY_US as f64;
            }
            activity
        })
        .collect())
}

/// How long needs took that were met; `None` where none was.
pub(super) fn times(tally: &Tally) -> Option<Times> {
    let mut all = ClassTally::none();
    tally.classes.iter().for_each(|class| all.add(class));
    if all.met == 0 {
        return None;
    }
    let quantile = |share| all.times.value_at_quantile(share) as f64 / HOUR_US as f64;
    Some(Times {
        mean_hours: all.met_after_us as f64 / all.met as f64 / HOUR_US as f64,
        median_hours: quantile(0.5),
        p90_hours: quantile(0.9),
    })
}
