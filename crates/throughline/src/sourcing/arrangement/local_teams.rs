//! Local teams: a team for each area in place of one pool for all, or of several pools where each in the team does all of it.
//! Where a team has nothing to do it may take what has waited for long elsewhere.

use super::{Kind, Made};
use crate::error::Error;
use crate::sourcing::amount::Amount;
use crate::sourcing::follows::{Follows, parted};
use crate::sourcing::plan::{Help, Number, Plan, Pool};
use crate::sourcing::question::Instead;

pub(super) const KIND: Kind = Kind {
    name: "local_teams",
    title: "Local teams",
    differs: "A team for each area, which may do all steps; it takes what has waited for long elsewhere; a place for each costs.",
    evidence: &[
        "what a hand-over adds to the chance that a need is not met",
        "what it takes off to be known to who does the work",
        "how much longer work takes for somebody who does all of it",
        "travel",
    ],
    turns: Some("split"),
};

/// A team for each area in place of pools.
#[derive(Debug, Clone)]
pub struct Teams {
    /// The pools they replace. Of several, everybody in a team does all of their steps.
    pub pools: Vec<usize>,
    /// After how many hours of waiting other teams help; they never do where nobody says.
    pub overflow_after_hours: Option<Number>,
}

pub(super) fn split(
    plan: &mut Plan,
    teams: &Teams,
    amounts: &mut Vec<Amount>,
) -> Result<Vec<Instead>, Error> {
    if teams.pools.is_empty() {
        return Err(Error::asked("there are no pools to split; name at least one"));
    }
    if plan.areas.len() < 2 {
        return Err(Error::asked(
            "teams need areas; write [areas] with a share for each, such as north = 0.4",
        ));
    }
    let of: Vec<Pool> = teams.pools.iter().map(|pool| plan.pools[*pool].clone()).collect();
    let shares: Vec<Number> = plan.areas.iter().map(|area| area.share).collect();
    let value = |number: &Number| amounts[number.0].value;
    let of_all: f64 = of.iter().map(|pool| value(&pool.staff)).sum();
    let parts = parted(of_all, &shares.iter().map(value).collect::<Vec<f64>>());
    if let Some(place) = parts.iter().position(|part| *part < 1.0) {
        return Err(Error::asked(format!(
            "“{}” would have nobody: {of_all} people cannot be parted among {} areas by their shares",
            plan.areas[place].name,
            parts.len()
        )));
    }
    let whole = of[0].name.clone();
    let mut made = Made { amounts, instead: Vec::new(), of: &of, name: &whole };
    let rate = made.mean_of(("rate_per_hour", "pounds an hour"), |pool| pool.pounds_per_hour);
    let shrinkage = made.mean_of(("shrinkage", "share"), |pool| pool.shrinkage);
    let slowness = made.mean_of(("slowness", "times as long"), |pool| pool.slowness);
    let like = Pool { pounds_per_hour: rate, shrinkage, slowness, ..of[0].clone() };
    let teams_of: Vec<usize> = (0..parts.len()).map(|area| plan.pools.len() + area).collect();
    for (place, area) in plan.areas.iter().enumerate() {
        let name = format!("{whole}, {}", area.name);
        let source = format!("{of_all} people by the area's share of needs");
        let all = of.iter().map(|pool| pool.staff).collect();
        let part = Follows::Part { of: all, shares: shares.clone(), place };
        let path = format!("pool.{name}.staff");
        let staff = made.follows(path, "people", part, source);
        let help = |pool: &usize| Help {
            pool: *pool,
            after_hours: teams.overflow_after_hours.unwrap_or(staff),
            above: None,
        };
        let others = teams_of.iter().filter(|pool| **pool != teams_of[place]);
        let helps = teams.overflow_after_hours.map_or(Vec::new(), |_| others.map(help).collect());
        plan.pools.push(Pool { name, staff, helps, ..like.clone() });
    }
    let instead = made.instead;
    for step in &mut plan.steps {
        if teams.pools.contains(&step.pool) {
            step.in_areas = teams_of.clone();
            step.pool = teams_of[0];
        }
    }
    plan.send_work(&teams.pools, teams_of[0]);
    plan.remove_pools(&teams.pools);
    Ok(instead)
}
