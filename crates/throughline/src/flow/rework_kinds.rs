//! Rework told apart: done again at once or after something else, by the same or by another.
//!
//! Question: when work is done again, does it stay with the same worker, team and organisation, or does it come back from
//! somewhere else? Formula: every execution of an activity after its first in a need is a **self-loop** if the event before it
//! is of the same activity, else a **repetition**; at each level it is by the *same* one as the execution before it, by
//! *another*, or *unknown* where one of the two does not say. Source: edeaR (Swennen, Janssenswillen et al.; its *repeat* is
//! "same", its *redo* "another"), extended from the worker to team and organisation. edeaR counts a run of self-loops once;
//! here every extra execution counts, so that the kinds of a level add up to the repeats of `flow.rework`. Where it misleads:
//! as rework does; and "another" may be nothing but a shift that ended.

use crate::log::{Field, Log, NONE, NameColumn, Needs};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.rework_kinds",
    asks: "Is work done again at once or later, by the same or by others?",
    unit: "times, needs",
    formula: "extra executions: self-loop if the event before is of the same activity, else repetition; by whom",
    source: "edeaR (self-loops, repetitions; repeat, redo), extended to teams and organisations",
    misleads: "By another may only mean that a shift ended; some things are meant to be done again.",
    read,
};

/// How the extra execution stands to the one before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Directly after it.
    SelfLoop,
    /// After something else.
    Repetition,
}

/// Who did it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum By {
    /// The same as the time before.
    Same,
    /// Another.
    Another,
    /// One of the two executions does not say.
    Unknown,
}

const KINDS: [(Kind, &str); 2] = [(Kind::SelfLoop, "self_loop"), (Kind::Repetition, "repetition")];
const BY: [(By, &str); 3] = [(By::Same, "same"), (By::Another, "another"), (By::Unknown, "unknown")];

/// One kind of rework, as counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReworkKind {
    /// Whose sameness is looked at: worker, team or organisation.
    pub level: Field,
    /// At once or later.
    pub kind: Kind,
    /// By the same or another.
    pub by: By,
    /// How many extra executions.
    pub count: u64,
    /// In how many needs.
    pub needs: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    if log.names(Field::Activity).is_none() {
        return Reading::not_enough("no column says what was done; name one as `activity` in the mapping");
    }
    let found = rework_kinds(log, ask.threads);
    let Some(last) = found.last() else {
        return Reading::not_enough(
            "no column says who did it; name one as `worker`, `team` or `organisation` in the mapping",
        );
    };
    let level: Vec<&ReworkKind> = found.iter().filter(|kind| kind.level == last.level).collect();
    let sum =
        |keep: &dyn Fn(&ReworkKind) -> bool| level.iter().filter(|k| keep(k)).map(|k| k.count).sum::<u64>();
    let (all, known) = (sum(&|_| true), sum(&|k| k.by != By::Unknown));
    let (later, another) = (sum(&|k| k.kind == Kind::Repetition), sum(&|k| k.by == By::Another));
    let says = match (all, known) {
        (0, _) => "Nothing was done twice in the same need.".to_string(),
        (_, 0) => format!("Work was done again {}; who did it is not known.", counted(all, "time", "times")),
        _ => format!(
            "Of {}, {} came back after something else had been done, and {} of those where it is known were by another {}.",
            counted(all, "extra execution", "extra executions"),
            percent(later as f64 / all as f64),
            percent(another as f64 / known as f64),
            last.level.name(),
        ),
    };
    let row = |kind: &ReworkKind| {
        vec![
            Item::Name(kind.level.name().to_string()),
            Item::Name(KINDS[kind.kind as usize].1.to_string()),
            Item::Name(BY[kind.by as usize].1.to_string()),
            Item::Count(kind.count),
            Item::Count(kind.needs),
        ]
    };
    let table = Table {
        columns: vec!["level", "kind", "by", "count", "needs"],
        keys: 3,
        rows: found.iter().map(row).collect(),
    };
    Reading::of(says, all, "extra executions", Shape::Table(table))
}

/// All kinds at every level the log knows: worker, team, organisation.
pub fn rework_kinds(log: &Log, threads: usize) -> Vec<ReworkKind> {
    let Some(activity) = log.names(Field::Activity) else { return Vec::new() };
    let mut all = Vec::new();
    for level in [Field::Worker, Field::Team, Field::Organisation] {
        let Some(who) = log.names(level) else { continue };
        let parts = log.each_part(threads, |needs| count(needs, activity, who));
        for (kind, _) in KINDS {
            for (by, _) in BY {
                let cell = kind as usize * BY.len() + by as usize;
                let count = parts.iter().map(|part| part[cell].count).sum();
                let needs = parts.iter().map(|part| part[cell].needs).sum();
                all.push(ReworkKind { level, kind, by, count, needs });
            }
        }
    }
    all
}

#[derive(Clone, Copy)]
struct Cell {
    count: u64,
    needs: u64,
    last_need: u32,
}

fn count(needs: Needs<'_>, activity: &NameColumn, who: &NameColumn) -> [Cell; 6] {
    let mut cells = [Cell { count: 0, needs: 0, last_need: NONE }; 6];
    // For each activity the need it was last seen in and who did it then.
    let mut last = vec![(NONE, NONE); activity.names.len()];
    for need in needs {
        let mut before = NONE;
        for (code, who) in
            activity.codes.part(need.events.clone()).iter().zip(who.codes.part(need.events.clone()))
        {
            if code == NONE {
                continue;
            }
            let (in_need, by) = &mut last[code as usize];
            if *in_need == need.index {
                let kind = if before == code { Kind::SelfLoop } else { Kind::Repetition };
                let by = match (*by, who) {
                    (NONE, _) | (_, NONE) => By::Unknown,
                    (a, b) if a == b => By::Same,
                    _ => By::Another,
                };
                let cell = &mut cells[kind as usize * BY.len() + by as usize];
                cell.count += 1;
                cell.needs += u64::from(cell.last_need != need.index);
                cell.last_need = need.index;
            }
            (*in_need, *by) = (need.index, who);
            before = code;
        }
    }
    cells
}
