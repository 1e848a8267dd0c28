//! What is open when a plan starts.

use throughline::error::Error;
use throughline::sourcing::amount::Amount;
use throughline::sourcing::plan::{Open, Time};

use super::Names;
use crate::plan::numbers::{May, Numbers};
use crate::plan::tree::Table;

/// Each is a person in memory.
const MOST_OPEN: f64 = 1e6;

impl Names<'_> {
    /// How many needs of each kind are open at each step, and for how long: `[open.repair.visit]`, `count = 40`, `age = "exp 9d"`.
    pub(in crate::plan) fn open(&self, root: &Table<'_>, numbers: &Numbers) -> Result<Vec<Open>, Error> {
        let Some(kinds) = root.table("open")? else { return Ok(Vec::new()) };
        let mut all = Vec::new();
        for (kind, item) in kinds.all() {
            let demand = self.place(&kinds, kind, (item.line, kind), self.demands.all())?;
            let steps = kinds.named(kind, item)?;
            for (name, item) in steps.all() {
                let step = self.place(&steps, name, (item.line, name), self.all_steps())?;
                let table = steps.named(name, item)?;
                let count = numbers.number(&table, "count", "needs", May::Positive)?;
                let count = count.ok_or_else(|| {
                    table.wrong(format_args!(
                        "[{}] says no `count`; write how many are open there",
                        table.path
                    ))
                })?;
                if numbers.with(count, Amount::highest) > MOST_OPEN {
                    return Err(table.wrong(format_args!(
                        "`{}` is more than a million; a plan can start with so many needs open at a step, and no more",
                        table.path_of("count")
                    )));
                }
                let just_now = || Time::Fixed(numbers.taken(table.path_of("age"), 0.0, "hours"));
                let age = numbers.time(&table, "age")?.unwrap_or_else(just_now);
                table.done()?;
                all.push(Open { demand, step, count, age });
            }
        }
        Ok(all)
    }
}
