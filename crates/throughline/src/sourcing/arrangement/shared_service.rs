//! Shared service: several pools become one, whose queue is shared.

use super::{Kind, Made};
use crate::error::Error;
use crate::sourcing::amount::Amount;
use crate::sourcing::follows::Follows;
use crate::sourcing::plan::{Number, Plan, Pool};
use crate::sourcing::question::Instead;

pub(super) const KIND: Kind = Kind {
    name: "shared_service",
    title: "Shared service",
    differs: "Pools become one, with one queue; governance costs, and who pays how much is agreed.",
    evidence: &[
        "how much longer work takes that is not alike",
        "what is lost when nobody knows the person",
        "the share of overheads that is really saved",
    ],
    turns: Some("merge"),
};

/// Several pools become one.
#[derive(Debug, Clone)]
pub struct Merge {
    /// Which: the first one's calendar and rule hold for all; shrinkage and slowness are their mean, by heads.
    pub pools: Vec<usize>,
    /// What the one is called.
    pub into: String,
    /// Whose it is; the first one's where nobody says.
    pub organisation: Option<String>,
    /// How many work in it; all of them where nobody says. Where the world's course changes how many the pools have, it changes as much.
    pub staff: Option<Number>,
    /// Pounds an hour; their mean, by heads, where nobody says. Where the world's course changes that mean, it changes as much.
    pub pounds_per_hour: Option<Number>,
}

pub(super) fn merge(plan: &mut Plan, merge: Merge, amounts: &mut Vec<Amount>) -> Result<Vec<Instead>, Error> {
    let [first, others @ ..] = merge.pools.as_slice() else {
        return Err(Error::asked("there are no pools to merge; name at least two"));
    };
    let of: Vec<Pool> = merge.pools.iter().map(|pool| plan.pools[*pool].clone()).collect();
    let names: Vec<&str> = of.iter().map(|pool| pool.name.as_str()).collect();
    let all_of = format!("all of {}", names.join(", "));
    let mut made = Made { amounts, instead: Vec::new(), of: &of, name: &merge.into };
    let everybody = || Follows::Sum(of.iter().map(|pool| pool.staff).collect());
    let staff = match merge.staff {
        None => made.follows(format!("pool.{}.staff", merge.into), "people", everybody(), all_of),
        Some(own) => {
            made.instead.push(Instead::RisesWith(own, everybody()));
            own
        }
    };
    let rate = match merge.pounds_per_hour {
        None => made.mean_of(("rate_per_hour", "pounds an hour"), |pool| pool.pounds_per_hour),
        Some(own) => {
            let mean = made.mean(|pool| pool.pounds_per_hour);
            made.instead.push(Instead::RisesWith(own, mean));
            own
        }
    };
    let shrinkage = made.mean_of(("shrinkage", "share"), |pool| pool.shrinkage);
    let slowness = made.mean_of(("slowness", "times as long"), |pool| pool.slowness);
    let instead = made.instead;
    let (first, others) = (*first, others.to_vec());
    let one = &mut plan.pools[first];
    (one.name, one.staff, one.pounds_per_hour) = (merge.into, staff, rate);
    (one.shrinkage, one.slowness) = (shrinkage, slowness);
    if let Some(organisation) = merge.organisation {
        one.organisation = organisation;
    }
    plan.send_work(&others, first);
    plan.remove_pools(&others);
    Ok(instead)
}
