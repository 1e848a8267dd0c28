//! What the world may do meanwhile, as a plan says it.

use throughline::error::Error;
use throughline::sourcing::plan::Plan;
use throughline::sourcing::question::Drift;

use super::numbers::{May, Numbers};
use super::options::instead;
use super::tree::{Item, Table};

/// Courses that the world may take.
pub(super) fn drifts(root: &Table<'_>, plan: &Plan, numbers: &Numbers) -> Result<Vec<Drift>, Error> {
    let Some(drifts) = root.table("drift")? else { return Ok(Vec::new()) };
    let drift = |(name, item): &(String, Item)| {
        let table = drifts.named(name, item)?;
        let drift = Drift {
            name: name.clone(),
            probability: numbers.number(&table, "probability", "share", May::Share)?,
            instead: instead(&table, numbers, plan)?,
        };
        table.done()?;
        Ok(drift)
    };
    let all: Vec<Drift> = drifts.all().iter().map(drift).collect::<Result<_, Error>>()?;
    let mut sum = 0.0;
    for probability in all.iter().filter_map(|drift| drift.probability) {
        let (line, share) = numbers.with(probability, |amount| (amount.line, amount.value));
        sum += share;
        if sum > 1.0 + 1e-9 {
            let says = format!(
                "the probabilities of the courses in [drift] come to {sum} with this one; they may be 1 at most, and what remains is the plan's own"
            );
            return Err(drifts.wrong_at(line, says));
        }
    }
    Ok(all)
}
