//! What it takes to hand a need over.

use throughline::error::Error;
use throughline::sourcing::plan::{HandOver, Pool, Time};

use super::Names;
use crate::plan::numbers::{May, Numbers};
use crate::plan::tree::Table;

impl Names<'_> {
    pub(in crate::plan) fn hand_over(
        &self,
        root: &Table<'_>,
        numbers: &Numbers,
        pools: &[Pool],
    ) -> Result<HandOver, Error> {
        let nothing =
            HandOver { between_pools: false, transit: None, transit_between: Vec::new(), reread: None };
        let Some(table) = root.table("handoff")? else { return Ok(nothing) };
        let minutes = numbers.number(&table, "reread_minutes", "minutes", May::Positive)?;
        let reread = numbers.time(&table, "reread")?.or_else(|| {
            minutes.map(|minutes| {
                numbers.times(minutes, 1.0 / 60.0, "hours");
                Time::Fixed(minutes)
            })
        });
        let mut transit_between = Vec::new();
        if let Some(ways) = table.table("transit_between")? {
            let known = |name: &str| pools.iter().any(|pool| pool.organisation == name);
            for (way, item) in ways.all() {
                let (from, to) = way
                    .split_once("->")
                    .map(|(from, to)| (from.trim(), to.trim()))
                    .filter(|(from, to)| known(from) && known(to))
                    .ok_or_else(|| {
                        let says = "must be “organisation -> organisation”, both of some pool";
                        ways.wrong_at(item.line, format_args!("`{}` {says}", ways.path_of(way)))
                    })?;
                transit_between.push((from.to_string(), to.to_string(), numbers.time_of(&ways, way, item)?));
            }
        }
        let hand_over = HandOver {
            between_pools: table.flag("between_pools")?.unwrap_or(false),
            transit: numbers.time(&table, "transit")?,
            transit_between,
            reread,
        };
        table.done()?;
        Ok(hand_over)
    }
}
