//! The path as one map: which activity of which organisation directly follows which, with where needs begin and end.
//!
//! Question: what way do needs take through the organisations, and how long between? Formula: as `flow.edges`, with an activity told apart
//! by the organisation that did it; a first step from nowhere for the first event of each need that says what was done, a last step to
//! nowhere for the event with which a need ended (see `spans`). Source: van der Aalst, *Process Mining*, 2nd ed. 2016, section 6.2;
//! an event without an organisation stands by itself. Where it misleads: as `flow.edges`; a map of the frequent steps hides the rare ones,
//! and some of what matters most is rare.

use std::cmp::Reverse;
use std::sync::Arc;

use super::spans;
use super::starts::first_known;
use super::steps::{Step, between_any};
use crate::log::{CodeCells, Field, Log, NONE, NameColumn, Names};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent, thousands};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.map",
    asks: "What way do needs take through the organisations?",
    unit: "times, needs, seconds",
    formula: "count, needs, mean and median of time(b) - end(a) over neighbouring activities, each with its organisation; first and last ones",
    source: "van der Aalst, Process Mining, 2nd ed. 2016, section 6.2",
    misleads: "Following is not causing; what is rare is not in the picture, and can be what matters.",
    read,
};

/// So many steps are in the answer at most.
const MOST: usize = 2_000;

/// So many pairs of an activity and an organisation are told apart; with more the organisations are left out.
const MOST_PAIRS: usize = 1 << 22;

/// With more organisations than this one map cannot tell them apart, and they are left out: most likely they are queues or streets.
const MOST_ORGANISATIONS: usize = 50;

/// Activities told apart by the organisation that did them.
pub(crate) struct Places {
    /// A code for each pair.
    pub(crate) column: NameColumn,
    /// Activity and organisation of each code of the column.
    of: Vec<(u32, u32)>,
}

impl Places {
    /// The organisation and the activity of a code, where there is one and they are known.
    pub(crate) fn names_of<'a>(&self, log: &'a Log, code: Option<u32>) -> [Option<&'a str>; 2] {
        let (activity, body) = code.map_or((NONE, NONE), |code| self.of[code as usize]);
        let name =
            |field, code| log.names(field).filter(|_| code != NONE).map(|column| column.names.get(code));
        [name(Field::Organisation, body), name(Field::Activity, activity)]
    }
}

/// A step of the map: one after the other, a beginning or an end.
struct Row {
    from: Option<u32>,
    to: Option<u32>,
    count: u64,
    needs: u64,
    times_s: Option<(f64, f64)>,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(activity) = log.names(Field::Activity) else {
        return Reading::not_enough("no column says what was done; name one as `activity` in the mapping");
    };
    let organisation = log.names(Field::Organisation);
    let places = places(activity, organisation);
    let steps = between_any(log, &places.column, ask.threads);
    if steps.is_empty() {
        return Reading::not_enough("no need has two events, so nothing follows anything");
    }
    let bodies = organisation.map(|column| column.names.len());
    let says = sentence(&steps, &places, bodies);
    let n: u64 = steps.iter().map(|step| step.count).sum();
    let (ends, open) = ends(log, ask, &places);
    let mut rows: Vec<Row> = steps.iter().map(of_step).collect();
    let starts = first_known(log, &places.column, ask.threads, |codes| codes.known().next());
    let edge = |from, to, count| Row { from, to, count, needs: count, times_s: None };
    rows.extend(starts.into_iter().map(|(code, needs)| edge(None, Some(code), needs)));
    rows.extend(ends.into_iter().map(|(code, needs)| edge(Some(code), None, needs)));
    // The order of equals is that of the parts, which is by name already.
    rows.sort_by_key(|row| Reverse(row.count));
    let left = rows.len().saturating_sub(MOST) as u64;
    let cells = |row: &Row| cells(row, &places, log);
    let table =
        Table { columns: COLUMNS.to_vec(), keys: 4, rows: rows.iter().take(MOST).map(cells).collect() };
    Reading::of(says, n, "steps", Shape::Table(table))
        .leaving_out("needs still open (their last event is no end)", open)
        .leaving_out("rarer steps (not in the list)", left)
}

const COLUMNS: [&str; 8] =
    ["from_organisation", "from", "to_organisation", "to", "count", "needs", "mean_s", "median_s"];

fn of_step(step: &Step) -> Row {
    Row {
        from: Some(step.from),
        to: Some(step.to),
        count: step.count,
        needs: step.needs,
        times_s: Some((step.mean_s, step.median_s)),
    }
}

fn cells(row: &Row, places: &Places, log: &Log) -> Vec<Item> {
    let names = |code: Option<u32>| {
        let names = places.names_of(log, code);
        names.map(|name| name.map_or(Item::None, |name| Item::Name(name.to_string())))
    };
    let mut cells: Vec<Item> = [names(row.from), names(row.to)].concat();
    cells.extend([Item::Count(row.count), Item::Count(row.needs)]);
    let times = row.times_s.map_or([Item::None, Item::None], |(mean, half)| [mean, half].map(Item::Number));
    cells.extend(times);
    cells
}

fn sentence(steps: &[Step], places: &Places, bodies: Option<usize>) -> String {
    let all: u64 = steps.iter().map(|step| step.count).sum();
    let of_steps = steps.iter().flat_map(|step| [step.from, step.to]);
    let mut activities: Vec<u32> = of_steps.map(|code| places.of[code as usize].0).collect();
    activities.sort_unstable();
    activities.dedup();
    let kinds = counted(activities.len() as u64, "activity", "activities");
    let body = |code: u32| places.of[code as usize].1;
    let crosses =
        |step: &&Step| body(step.from) != NONE && body(step.to) != NONE && body(step.from) != body(step.to);
    let steps_say = counted(all, "step", "steps");
    let without = match bodies {
        None => Some("which organisation did them is not known".to_string()),
        Some(bodies) => (bodies > MOST_ORGANISATIONS).then(|| {
            format!("{} organisations are too many to be told apart here", thousands(bodies as u64))
        }),
    };
    if let Some(without) = without {
        return format!("{steps_say} from one of {kinds} to the next; {without}.");
    }
    let crossing: u64 = steps.iter().filter(crosses).map(|step| step.count).sum();
    match crossing {
        0 => format!(
            "{steps_say} from one of {kinds} to the next; none goes from one organisation to another."
        ),
        _ => format!(
            "{steps_say} from one of {kinds} to the next; {} of them ({}) go from one organisation to another.",
            thousands(crossing),
            percent(crossing as f64 / all as f64),
        ),
    }
}

/// The activities of a log, told apart by organisation.
pub(crate) fn places(activity: &NameColumn, organisation: Option<&NameColumn>) -> Places {
    let organisation = organisation.filter(|column| column.names.len() <= MOST_ORGANISATIONS);
    let bodies = organisation.map_or(1, |column| column.names.len() + 1);
    let pairs = activity.names.len().saturating_mul(bodies);
    let organisation = organisation.filter(|_| pairs <= MOST_PAIRS);
    let Some(organisation) = organisation else {
        let of = (0..activity.names.len() as u32).map(|code| (code, NONE)).collect();
        return Places { column: activity.clone(), of };
    };
    // No organisation comes before the first.
    let cell = |activity: u32, body: u32| activity as usize * bodies + body.wrapping_add(1) as usize;
    let mut codes = vec![NONE; pairs];
    let mut of = Vec::new();
    let code = |(activity, body): (u32, u32)| {
        if activity == NONE {
            return NONE;
        }
        let own = &mut codes[cell(activity, body)];
        if *own == NONE {
            *own = of.len() as u32;
            of.push((activity, body));
        }
        *own
    };
    let codes: CodeCells = activity.codes.iter().zip(organisation.codes.iter()).map(code).collect();
    let name = |(act, body): &(u32, u32)| {
        let body = if *body == NONE { "" } else { organisation.names.get(*body) };
        format!("{}\u{0}{body}", activity.names.get(*act))
    };
    let names: Names = of.iter().map(name).collect();
    Places { column: NameColumn { names: Arc::new(names), codes }, of }
}

/// Needs by the event with which they ended, most first, ties by name; and how many are still open.
fn ends(log: &Log, ask: &Ask, places: &Places) -> (Vec<(u32, u64)>, u64) {
    let codes = places.column.codes.all();
    let parts = spans::each_part(log, ask, |spans| {
        let (mut counts, mut open) = (vec![0_u64; places.of.len()], 0);
        for span in spans {
            match (span.ended, codes.at(span.last_event)) {
                (None, _) => open += 1,
                (Some(_), NONE) => {}
                (Some(_), code) => counts[code as usize] += 1,
            }
        }
        (counts, open)
    });
    let open = parts.iter().map(|(_, open)| open).sum();
    let sum = |code: u32| (code, parts.iter().map(|(counts, _)| counts[code as usize]).sum());
    let mut all: Vec<(u32, u64)> =
        (0..places.of.len() as u32).map(sum).filter(|(_, needs)| *needs > 0).collect();
    let rank = places.column.names.ranks();
    all.sort_by_key(|(code, needs)| (Reverse(*needs), rank[*code as usize]));
    (all, open)
}
