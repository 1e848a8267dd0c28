//! What a run did, by the plan's own pools, steps and kinds of needs, month by month: what a bill is made from.

use throughline::sourcing::money::{Activity, DemandMonth, PoolMonth, StepMonth};
use throughline::sourcing::outcome::Times;
use throughline::sourcing::plan::Plan;
use throughline::time::{DAY_US, HOUR_US};

use crate::compile::{classes, steps};
use crate::model::Model;
use crate::tally::{ClassTally, Tally};

/// The months that are counted, in their order.
pub(super) fn of(plan: &Plan, model: &Model, tally: &Tally) -> Vec<Activity> {
    let (classes, steps) = (classes(plan), steps(plan));
    let counted = model.months_us.iter().enumerate().filter(|(_, at_us)| **at_us >= model.from_us);
    counted
        .map(|(place, from_us)| {
            let until_us = model.months_us.get(place + 1).copied().unwrap_or(model.until_us);
            let month = &tally.months[place];
            let mut activity = Activity {
                pools: Vec::new(),
                steps: vec![StepMonth::default(); plan.steps.len()],
                demands: vec![DemandMonth::default(); plan.demands.len()],
            };
            for (pool, of) in model.pools.iter().enumerate() {
                let open_us = model.hours[of.hours].between_us(*from_us, until_us);
                activity.pools.push(PoolMonth {
                    paid_hours: open_us as f64 / HOUR_US as f64 * f64::from(of.workers),
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
        .collect()
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
