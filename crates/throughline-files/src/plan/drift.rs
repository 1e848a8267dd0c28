//! How the world goes on: the drift of the plan's own demands, and other courses that it may take.

use std::cell::Cell;

use throughline::error::Error;
use throughline::sourcing::arrangement::Arrangement;
use throughline::sourcing::plan::{Demand, Number, Plan, SpecChanges};
use throughline::sourcing::question::{Drift, Instead};

use super::numbers::{May, Numbers};
use super::options::instead;
use super::tree::{Table, did_you_mean};

/// The keys of a drift that demands name.
const LEVEL: &str = "level_per_year";
const SPEC_CHANGES: &str = "spec_changes_per_year";

/// What demands may name as their `drift`.
pub(super) struct Named {
    all: Vec<OfDemands>,
}

struct OfDemands {
    name: String,
    line: usize,
    level: Option<Number>,
    spec_changes: Option<Number>,
    is_named: Cell<bool>,
}

/// Whether a table is a drift of demands and no other course of the world.
fn is_of_demands(table: &Table<'_>) -> bool {
    table.all().iter().any(|(key, _)| [LEVEL, SPEC_CHANGES].contains(&key.as_str()))
}

impl Named {
    pub(super) fn of(root: &Table<'_>, numbers: &Numbers) -> Result<Named, Error> {
        let mut all = Vec::new();
        let Some(drifts) = root.table("drift")? else { return Ok(Named { all }) };
        for (name, item) in drifts.all() {
            let table = drifts.named(name, item)?;
            if !is_of_demands(&table) {
                continue;
            }
            if let Some((key, item)) =
                table.all().iter().find(|(key, _)| ["probability", "set", "times"].contains(&key.as_str()))
            {
                let says = format_args!(
                    "[{}] says `{key}`, and is how demands go on in every course of the world; write a [drift.NAME] of its own for another course",
                    table.path
                );
                return Err(table.wrong_at(item.line, says));
            }
            let level = numbers.number(&table, LEVEL, "share", May::Growth)?;
            let lowest = |number: Number| {
                numbers.with(number, |amount| amount.range.map_or(amount.value, |range| range.low))
            };
            if level.map(lowest).is_some_and(|lowest| lowest <= -1.0) {
                return Err(table.wrong(format_args!(
                    "`{}` takes all of it away in a year; write a share above -1, such as 0.02",
                    table.path_of(LEVEL)
                )));
            }
            if level.is_some_and(|level| numbers.with(level, |amount| amount.value) > 1.0) {
                return Err(table.wrong(format_args!(
                    "`{}` makes more than twice as much of it every year; write a share, such as 0.02 for 2 % more",
                    table.path_of(LEVEL)
                )));
            }
            let spec_changes = numbers.number(&table, SPEC_CHANGES, "a year", May::Positive)?;
            table.done()?;
            let is_named = Cell::new(false);
            all.push(OfDemands { name: name.clone(), line: table.line, level, spec_changes, is_named });
        }
        Ok(Named { all })
    }

    /// What a demand's drift says: by what share it grows a year, and how what is needed changes.
    pub(super) fn for_demand(
        &self,
        table: &Table<'_>,
    ) -> Result<(Option<Number>, Option<SpecChanges>), Error> {
        let Some((line, name)) = table.text("drift")? else { return Ok((None, None)) };
        let Some(drift) = self.all.iter().find(|drift| drift.name == name) else {
            let names: Vec<&str> = self.all.iter().map(|drift| drift.name.as_str()).collect();
            let near = did_you_mean(name, &names);
            let says = format_args!(
                "`{}` is “{name}”, which is no drift of demands{near} Write [drift.{name}] with {LEVEL} or {SPEC_CHANGES}",
                table.path_of("drift")
            );
            return Err(table.wrong_at(line, says));
        };
        drift.is_named.set(true);
        let changes = |per_year| SpecChanges { per_year, lead_days: None };
        Ok((drift.level, drift.spec_changes.map(changes)))
    }

    /// That each is named by some demand, and that where failing goes with changes there are some.
    pub(super) fn done(&self, root: &Table<'_>, plan: &Plan, numbers: &Numbers) -> Result<(), Error> {
        if let Some(drift) = self.all.iter().find(|drift| !drift.is_named.get()) {
            let says = format_args!(
                "[drift.{0}] is how demands go on, and none says so; write drift = \"{0}\" in those it is for",
                drift.name
            );
            return Err(root.wrong_at(drift.line, says));
        }
        let (changing, others): (Vec<&Demand>, Vec<&Demand>) =
            plan.demands.iter().partition(|demand| demand.spec_changes.is_some());
        // What is said of all kinds of needs alike is of those that change, whichever else there are.
        let of_changing = |gap: Number| changing.iter().any(|demand| demand.failure.per_spec_gap == gap);
        for demand in others {
            let own = Some(demand.failure.per_spec_gap).filter(|gap| !of_changing(*gap));
            said_of_nothing(root, numbers, own, |path| {
                format!(
                    "`{path}` says what each change of what is needed adds to failing, and nothing changes; write [drift.base] with {SPEC_CHANGES}, and \
                     drift = \"base\" in [demand.{}]",
                    demand.name
                )
            })?;
        }
        let of_steps = plan.steps.iter().map(|step| step.per_spec_gap).filter(|_| changing.is_empty());
        said_of_nothing(root, numbers, of_steps, |path| {
            format!(
                "`{path}` says by how much each change of what is needed lengthens the work, and nothing changes; write [drift.base] with \
                 {SPEC_CHANGES}, and drift = \"base\" in a demand"
            )
        })
    }
}

/// That none of these numbers, which are of what there is not, says anything; else why it is wrong, for the path of the first that does.
fn said_of_nothing(
    root: &Table<'_>,
    numbers: &Numbers,
    all: impl IntoIterator<Item = Number>,
    wrong: impl Fn(&str) -> String,
) -> Result<(), Error> {
    match all.into_iter().find_map(|number| numbers.where_it_matters(number)) {
        None => Ok(()),
        Some((line, path)) => Err(root.wrong_at(line, wrong(&path))),
    }
}

/// That where work goes with the changes that are not made yet, making one takes some time under some option.
pub(super) fn changes_take_time(
    root: &Table<'_>,
    (arrangements, drifts): (&[Arrangement], &[Drift]),
    numbers: &Numbers,
) -> Result<(), Error> {
    let demands = arrangements.iter().flat_map(|made| &made.plan.demands);
    let mut changes = demands.filter_map(|demand| demand.spec_changes).peekable();
    if changes.peek().is_none() || changes.any(|one| one.lead_days.is_some()) {
        return Ok(());
    }
    let plan = &arrangements[0].plan;
    let of_demands = plan.demands.iter().map(|demand| demand.failure.per_spec_gap);
    let gaps: Vec<Number> = of_demands.chain(plan.steps.iter().map(|step| step.per_spec_gap)).collect();
    let set = arrangements
        .iter()
        .flat_map(|made| &made.instead)
        .chain(drifts.iter().flat_map(|drift| &drift.instead));
    let set = set.filter_map(|one| match one {
        Instead::Set(gap, own) if gaps.contains(gap) => Some(*own),
        _ => None,
    });
    said_of_nothing(root, numbers, gaps.iter().copied().chain(set), |path| {
        format!(
            "`{path}` is of each change that is not made yet, and every change is made at once; write change = {{ in_house_lead_days = 30 }} in \
             [option.as_is], or `lead_days` of a contract's `change`"
        )
    })
}

/// Courses that the world may take.
pub(super) fn courses(root: &Table<'_>, plan: &Plan, numbers: &Numbers) -> Result<Vec<Drift>, Error> {
    let Some(drifts) = root.table("drift")? else { return Ok(Vec::new()) };
    let (mut all, mut sum) = (Vec::new(), 0.0);
    for (name, item) in drifts.all() {
        let table = drifts.named(name, item)?;
        if is_of_demands(&table) {
            continue;
        }
        let probability = numbers.number(&table, "probability", "share", May::Share)?;
        if let Some((line, share)) = probability.map(|of| numbers.with(of, |of| (of.line, of.value))) {
            sum += share;
            if sum > 1.0 + 1e-9 {
                let says = format_args!(
                    "the probabilities of the courses in [drift] come to {sum} with this one; they may be 1 at most, and what remains is the plan's own"
                );
                return Err(drifts.wrong_at(line, says));
            }
        }
        all.push(Drift { name: name.clone(), probability, instead: instead(&table, numbers, plan)? });
        table.done()?;
    }
    Ok(all)
}
