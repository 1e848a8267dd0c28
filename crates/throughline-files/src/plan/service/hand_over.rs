//! What it takes to hand a need over.

use throughline::error::Error;
use throughline::sourcing::plan::{HandOver, Pool, Time, Transit};

use super::Names;
use crate::plan::numbers::{May, Numbers};
use crate::plan::tree::{Item, Table};

impl Names<'_> {
    pub(in crate::plan) fn hand_over(
        &self,
        root: &Table<'_>,
        numbers: &Numbers,
        pools: &[Pool],
    ) -> Result<HandOver, Error> {
        let nothing = HandOver {
            between_pools: false,
            transit: None,
            transit_between: Vec::new(),
            transit_for: Vec::new(),
            reread: None,
        };
        let Some(table) = root.table("handoff")? else { return Ok(nothing) };
        let minutes = numbers.number(&table, "reread_minutes", "minutes", May::Positive)?;
        let reread = numbers.time(&table, "reread")?.or_else(|| {
            minutes.map(|minutes| {
                numbers.times(minutes, 1.0 / 60.0, "hours");
                Time::Fixed(minutes)
            })
        });
        let between = table.table("transit_between")?;
        let transit_between = between.map_or(Ok(Vec::new()), |ways| transits(&ways, numbers, pools))?;
        let mut transit_for = Vec::new();
        if let Some(kinds) = table.table("transit_for")? {
            for (kind, item) in kinds.all() {
                let demand = self.place(&kinds, kind, (item.line, kind), self.demands.all())?;
                transit_for.push((demand, transits(&kinds.named(kind, item)?, numbers, pools)?));
            }
        }
        let hand_over = HandOver {
            between_pools: table.flag("between_pools")?.unwrap_or(false),
            transit: numbers.time(&table, "transit")?,
            transit_between,
            transit_for,
            reread,
        };
        table.done()?;
        Ok(hand_over)
    }
}

/// How long a need is on its way from one organisation to another, by way.
fn transits(ways: &Table<'_>, numbers: &Numbers, pools: &[Pool]) -> Result<Vec<Transit>, Error> {
    let known = |name: &str| pools.iter().any(|pool| pool.organisation == name);
    let transit = |(way, item): &(String, Item)| {
        let (from, to) = way
            .split_once("->")
            .map(|(from, to)| (from.trim(), to.trim()))
            .filter(|(from, to)| known(from) && known(to))
            .ok_or_else(|| {
                let says = "must be “organisation -> organisation”, both of some pool";
                ways.wrong_at(item.line, format_args!("`{}` {says}", ways.path_of(way)))
            })?;
        Ok((from.to_string(), to.to_string(), numbers.time_of(ways, way, item)?))
    };
    ways.all().iter().map(transit).collect()
}
