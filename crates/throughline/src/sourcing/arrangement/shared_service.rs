//! Shared service: several pools become one, whose queue is shared.

use super::{Kind, follows};
use crate::error::Error;
use crate::sourcing::amount::Amount;
use crate::sourcing::plan::{Number, Plan};

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
    /// Which: the first one's calendar and rule hold for all.
    pub pools: Vec<usize>,
    /// What the one is called.
    pub into: String,
    /// Whose it is; the first one's where nobody says.
    pub organisation: Option<String>,
    /// How many work in it; all of them where nobody says.
    pub staff: Option<Number>,
    /// Pounds an hour; their mean, by heads, where nobody says.
    pub pounds_per_hour: Option<Number>,
}

pub(super) fn merge(plan: &mut Plan, merge: Merge, amounts: &mut Vec<Amount>) -> Result<(), Error> {
    let [first, others @ ..] = merge.pools.as_slice() else {
        return Err(Error::asked("there are no pools to merge; name at least two"));
    };
    let value = |number: Number| amounts[number.0].value;
    let of = |pool: &usize| &plan.pools[*pool];
    let staff: f64 = merge.pools.iter().map(|pool| value(of(pool).staff)).sum();
    let paid: f64 =
        merge.pools.iter().map(|pool| value(of(pool).staff) * value(of(pool).pounds_per_hour)).sum();
    let names: Vec<&str> = merge.pools.iter().map(|pool| of(pool).name.as_str()).collect();
    let names = names.join(", ");
    let path = |what: &str| format!("pool.{}.{what}", merge.into);
    let staff = merge
        .staff
        .unwrap_or_else(|| follows(amounts, path("staff"), staff, "people", format!("all of {names}")));
    let rate = merge.pounds_per_hour.unwrap_or_else(|| {
        let rate = paid / amounts[staff.0].value.max(1.0);
        follows(
            amounts,
            path("rate_per_hour"),
            rate,
            "pounds an hour",
            format!("the mean of {names}, by heads"),
        )
    });
    let (first, others) = (*first, others.to_vec());
    let one = &mut plan.pools[first];
    (one.name, one.staff, one.pounds_per_hour) = (merge.into, staff, rate);
    if let Some(organisation) = merge.organisation {
        one.organisation = organisation;
    }
    plan.send_work(&others, first);
    plan.remove_pools(&others);
    Ok(())
}
