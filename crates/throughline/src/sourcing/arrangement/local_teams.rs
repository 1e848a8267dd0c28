//! Local teams: a team for each area in place of one pool for all, or of several pools where each in the team does all of it.
//! Where a team has nothing to do it may take what has waited for long elsewhere.

use super::{Kind, follows};
use crate::error::Error;
use crate::sourcing::amount::Amount;
use crate::sourcing::plan::{Help, Number, Plan, Pool};

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

/// How many of `staff` go to each area, by its share: whole people, none lost.
fn parted(staff: f64, shares: &[f64]) -> Vec<f64> {
    let all: f64 = shares.iter().sum();
    let (mut so_far, mut given) = (0.0, 0.0);
    let part = |share: &f64| {
        so_far += share;
        let upto = (staff * so_far / all).round();
        let part = upto - given;
        given = upto;
        part
    };
    shares.iter().map(part).collect()
}

pub(super) fn split(plan: &mut Plan, teams: &Teams, amounts: &mut Vec<Amount>) -> Result<(), Error> {
    let [first, others @ ..] = teams.pools.as_slice() else {
        return Err(Error::asked("there are no pools to split; name at least one"));
    };
    if plan.areas.len() < 2 {
        return Err(Error::asked(
            "teams need areas; write [areas] with a share for each, such as north = 0.4",
        ));
    }
    let value = |amounts: &[Amount], number: Number| amounts[number.0].value;
    let shares: Vec<f64> = plan.areas.iter().map(|area| value(amounts, area.share)).collect();
    let of_all: f64 = teams.pools.iter().map(|pool| value(amounts, plan.pools[*pool].staff)).sum();
    let heads = |pool: &usize| {
        value(amounts, plan.pools[*pool].staff) * value(amounts, plan.pools[*pool].pounds_per_hour)
    };
    let rate = teams.pools.iter().map(heads).sum::<f64>() / of_all.max(1.0);
    let parts = parted(of_all, &shares);
    if let Some(place) = parts.iter().position(|part| *part < 1.0) {
        return Err(Error::asked(format!(
            "“{}” would have nobody: {of_all} people cannot be parted among {} areas by their shares",
            plan.areas[place].name,
            parts.len()
        )));
    }
    let whole = plan.pools[*first].name.clone();
    let name = |area: &str| format!("{whole}, {area}");
    let one_rate = (teams.pools.len() == 1).then(|| plan.pools[*first].pounds_per_hour);
    let rate = one_rate.unwrap_or_else(|| {
        let path = format!("pool.{whole}.rate_per_hour");
        follows(amounts, path, rate, "pounds an hour", "the mean of the pools, by heads".to_string())
    });
    let made: Vec<usize> = (0..parts.len()).map(|area| plan.pools.len() + area).collect();
    for (area, part) in parts.iter().enumerate() {
        let name = name(&plan.areas[area].name);
        let source = format!("{of_all} people by the area's share of needs");
        let staff = follows(amounts, format!("pool.{name}.staff"), *part, "people", source);
        let help = |pool: &usize| Help {
            pool: *pool,
            after_hours: teams.overflow_after_hours.unwrap_or(staff),
            above: None,
        };
        let others = made.iter().filter(|pool| **pool != made[area]);
        let helps = teams.overflow_after_hours.map_or(Vec::new(), |_| others.map(help).collect());
        let like = plan.pools[*first].clone();
        plan.pools.push(Pool { name, staff, pounds_per_hour: rate, helps, ..like });
    }
    for step in &mut plan.steps {
        if teams.pools.contains(&step.pool) {
            step.in_areas = made.clone();
            step.pool = made[0];
        }
    }
    let gone: Vec<usize> = std::iter::once(*first).chain(others.iter().copied()).collect();
    plan.send_work(&gone, made[0]);
    plan.remove_pools(&gone);
    Ok(())
}
