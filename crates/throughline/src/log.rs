//! The log: everything that happened, as events, laid out in columns. Live service, imported file and simulation all give
//! a [`Log`]; every measure only reads one.
//!
//! * A **need** is what a person is trying to get done: the case of process mining. The events of one need lie next to each
//!   other, in order of time, ties in the order in which the sources gave them.
//! * A **column** holds one thing about every event (or every need). Names are small integers into a dictionary.
//! * Readers fill [`Rows`] and hand them to a [`LogBuilder`]; a [`Slice`] keeps whole needs, never parts of one, so that
//!   end-to-end time stays true in every slice.
//!
//! Deliberately not here: meaning (the log does not know what failure is) and opening files.

mod blocks;
mod build;
mod cells;
mod code_cells;
mod codes;
mod contents;
mod instants;
mod interner;
mod link;
mod names;
mod order;
mod pieces;
pub mod quality;
mod rows;
mod same;
mod shared;
mod slice;
mod together;

use std::ops::Range;
use std::sync::{Arc, OnceLock};

use crate::time::Instant;
pub use build::LogBuilder;
pub use cells::{Cells, Column, NameColumn, Value};
pub use code_cells::{CodeCells, CodeIter, CodeSlice};
pub use codes::Codes;
pub use contents::Contents;
pub use instants::Instants;
pub use interner::Interner;
pub use link::{Linked, Linking};
pub use names::{NONE, Names};
pub use rows::{Holds, NameCells, RowCells, Rows, Slot, retain};
pub use same::difference;
pub use shared::{Marks, Shared};
pub use slice::Slice;

/// A column with a meaning of its own (DESIGN.md, Events). Anything else is an attribute, kept under the source's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Field {
    /// When it ended, if it took time.
    Until,
    /// When it was written down.
    WrittenAt,
    /// contact, work, hand_over, clock, money or word.
    Kind,
    /// What was done, in the source's words.
    Activity,
    /// Who it is about, as a keyed pseudonym.
    Person,
    /// How a contact arrived.
    Channel,
    /// What the person said, unchanged.
    Words,
    /// Kind of demand, in the person's words.
    Demand,
    /// The event or need that caused a contact.
    CausedBy,
    /// Who did it.
    Worker,
    /// The team that did it.
    Team,
    /// The organisation that did it.
    Organisation,
    /// For a hand-over: the organisation it went to.
    ToOrganisation,
    /// The role or grade of who did it.
    Role,
    /// Touch time in minutes.
    Minutes,
    /// Money in pence.
    Pence,
    /// Who paid.
    Payer,
    /// value, waste or unknown.
    Value,
    /// The service.
    Service,
    /// The place.
    Place,
    /// One over the probability of being sampled.
    Weight,
    /// How sure it is that this event belongs to its need, 0 to 1.
    LinkProbability,
}

impl Field {
    /// Every field, with the name used in mappings, slices and files and what it holds.
    pub const ALL: [(Field, &'static str, Holds); 22] = [
        (Field::Until, "until", Holds::Time),
        (Field::WrittenAt, "written_at", Holds::Time),
        (Field::Kind, "kind", Holds::Name),
        (Field::Activity, "activity", Holds::Name),
        (Field::Person, "person", Holds::Name),
        (Field::Channel, "channel", Holds::Name),
        (Field::Words, "words", Holds::Name),
        (Field::Demand, "demand", Holds::Name),
        (Field::CausedBy, "caused_by", Holds::Name),
        (Field::Worker, "worker", Holds::Name),
        (Field::Team, "team", Holds::Name),
        (Field::Organisation, "organisation", Holds::Name),
        (Field::ToOrganisation, "to_organisation", Holds::Name),
        (Field::Role, "role", Holds::Name),
        (Field::Minutes, "minutes", Holds::Real),
        (Field::Pence, "pence", Holds::Whole),
        (Field::Payer, "payer", Holds::Name),
        (Field::Value, "value", Holds::Name),
        (Field::Service, "service", Holds::Name),
        (Field::Place, "place", Holds::Name),
        (Field::Weight, "weight", Holds::Real),
        (Field::LinkProbability, "link_probability", Holds::Real),
    ];

    /// The name used in mappings, slices and files.
    pub fn name(self) -> &'static str {
        Field::ALL[self as usize].1
    }

    /// What a column of this field holds.
    pub fn holds(self) -> Holds {
        Field::ALL[self as usize].2
    }

    /// The field of this name.
    pub fn named(name: &str) -> Option<Field> {
        Field::ALL.iter().find(|(_, n, _)| *n == name).map(|(field, _, _)| *field)
    }
}

/// The attribute of events that says whether their source tells when a need ends. It is there in logs of several sources of which
/// some do and some do not, where a missing value says yes; and in that of a running service, whose people can say it of every need.
pub const SOURCE_SAYS_END: &str = "source_says_end";

/// The columns themselves. A [`Log`] is a view on them. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Columns {
    /// The ids of the needs; need `n` is the one with code `n`.
    pub need_names: Arc<Names>,
    /// Where the events of need `n` start; one longer than there are needs, so that `n + 1` is where they end.
    pub first_event: Cells<u64>,
    /// When each event happened, in microseconds of UTC.
    pub at_us: Cells<i64>,
    /// Columns with a meaning of their own.
    pub fields: Vec<(Field, Column)>,
    /// Other columns of the events, under the source's names.
    pub attributes: Vec<(String, Column)>,
    /// Columns with one value a need, under the source's names.
    pub need_attributes: Vec<(String, Column)>,
    /// The activities after which a need counts as ended (a closing date in a wide table, say). Empty when not known.
    pub closing: Vec<String>,
    /// How many events stood in the sources after a later event of the same need.
    pub out_of_order: u64,
    /// What was linked by person because the source named no need.
    pub linked: Option<Linked>,
}

/// A log: columns, and which of the needs in them are looked at. Cheap to clone and to slice.
#[derive(Debug, Clone, Default)]
pub struct Log {
    columns: Arc<Columns>,
    /// Those with all events, where `columns` has only those looked at.
    whole: Option<Arc<Columns>>,
    kept: Option<Arc<Kept>>,
    kept_events: usize,
    /// Before when a need was opened to be looked at, if that was asked for.
    opened_before: Option<Instant>,
    /// Looked for once: many measures ask.
    span: Arc<OnceLock<Option<(Instant, Instant)>>>,
}

/// The needs that a slice looks at.
#[derive(Debug)]
struct Kept {
    /// Their numbers, in rising order.
    needs: Vec<u32>,
    /// How many events the needs up to and with each have.
    ends: Vec<usize>,
}

/// One need: its number and where its events lie in the columns.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The need's number, the code of its id.
    pub index: u32,
    /// Its events, in order of time.
    pub events: Range<usize>,
}

impl Log {
    /// A log of all the needs in `columns`.
    pub fn new(columns: Columns) -> Log {
        Log::of(Arc::new(columns))
    }

    fn of(columns: Arc<Columns>) -> Log {
        Log {
            kept_events: columns.at_us.len(),
            columns,
            whole: None,
            kept: None,
            opened_before: None,
            span: Arc::default(),
        }
    }

    /// The log of all needs, looked at or not: for what holds of it as a whole, such as how ends are known.
    pub fn whole(&self) -> Log {
        Log::of(Arc::clone(self.whole.as_ref().unwrap_or(&self.columns)))
    }

    /// Whether all needs are looked at.
    pub fn is_whole(&self) -> bool {
        self.kept.is_none()
    }

    /// Before when a need was opened to be looked at, if that was asked for: later needs are there, and are not counted.
    pub fn opened_before(&self) -> Option<Instant> {
        self.opened_before
    }

    /// The same columns, looking only at these needs (numbers in rising order).
    pub fn keep(&self, needs: Vec<u32>) -> Log {
        let first_event = &self.columns.first_event[..];
        let mut events = 0;
        let ends = needs.iter().map(|index| {
            events += need(first_event, *index).events.len();
            events
        });
        let ends: Vec<usize> = ends.collect();
        Log {
            columns: Arc::clone(&self.columns),
            whole: self.whole.clone(),
            kept_events: events,
            kept: Some(Arc::new(Kept { needs, ends })),
            opened_before: self.opened_before,
            span: Arc::default(),
        }
    }

    /// The same needs with other attributes of their events: of each attribute what `change` makes of it, if anything.
    pub fn with_attributes(&self, change: impl Fn(&(String, Column)) -> Option<(String, Column)>) -> Log {
        self.changed(|columns| columns.attributes = columns.attributes.iter().filter_map(&change).collect())
    }

    /// The same needs with other names in a field of names, if the sources had it.
    pub fn with_names(&self, field: Field, change: impl Fn(&NameColumn) -> NameColumn) -> Log {
        self.changed(|columns| {
            if let Some((_, Column::Names(names))) =
                columns.fields.iter_mut().find(|(known, _)| *known == field)
            {
                *names = change(names);
            }
        })
    }

    fn changed(&self, change: impl Fn(&mut Columns)) -> Log {
        let changed = |columns: &Arc<Columns>| {
            let mut columns = (**columns).clone();
            change(&mut columns);
            Arc::new(columns)
        };
        Log { columns: changed(&self.columns), whole: self.whole.as_ref().map(changed), ..self.clone() }
    }

    /// The columns. Of the needs everything is there, looked at or not; of the events at least those that are looked at.
    pub fn columns(&self) -> &Columns {
        &self.columns
    }

    /// How many needs are looked at.
    pub fn need_count(&self) -> usize {
        match &self.kept {
            Some(kept) => kept.needs.len(),
            None => self.columns.first_event.len().saturating_sub(1),
        }
    }

    /// How many events the needs looked at have.
    pub fn event_count(&self) -> usize {
        self.kept_events
    }

    /// One need by its number.
    pub fn need(&self, index: u32) -> Need {
        need(&self.columns.first_event, index)
    }

    /// When each event in the columns happened, in microseconds of UTC.
    pub fn at_us(&self) -> &[i64] {
        &self.columns.at_us
    }

    /// A column with a meaning of its own, if the sources had it.
    pub fn field(&self, field: Field) -> Option<&Column> {
        self.columns.fields.iter().find(|(f, _)| *f == field).map(|(_, column)| column)
    }

    /// A field of names, if the sources had it.
    pub fn names(&self, field: Field) -> Option<&NameColumn> {
        match self.field(field) {
            Some(Column::Names(names)) => Some(names),
            _ => None,
        }
    }

    /// For each code of a field of names the one it is counted under, in the log as a whole: names that differ only in capitals and
    /// blanks are one, shown in their commonest spelling.
    pub fn alike(&self, field: Field) -> Option<Vec<u32>> {
        self.whole().names(field).map(NameColumn::alike)
    }

    /// All needs looked at, in order.
    pub fn needs(&self) -> Needs<'_> {
        self.needs_in(0..self.need_count())
    }

    /// A run of the needs looked at.
    fn needs_in(&self, range: Range<usize>) -> Needs<'_> {
        // Cells that are lent have to be asked for: once a run, not once a need.
        Needs {
            first_event: &self.columns.first_event,
            kept: self.kept.as_ref().map(|kept| &kept.needs[..]),
            range,
        }
    }

    /// The needs in at most `parts` runs of about equally many events, to be worked on side by side.
    pub fn parts(&self, parts: usize) -> Vec<Needs<'_>> {
        let needs = self.need_count();
        let first_event = &self.columns.first_event[..];
        let goal = self.event_count().div_ceil(parts.max(1)).max(1);
        let mut from = 0;
        let mut runs = Vec::new();
        for events in (1..=parts.max(1)).map(|part| part * goal) {
            let until = match &self.kept {
                None => first_event.partition_point(|start| (*start as usize) < events),
                Some(kept) => kept.ends.partition_point(|end| *end < events) + 1,
            };
            let until = until.min(needs);
            if until > from {
                runs.push(from..until);
                from = until;
            }
        }
        if from < needs {
            runs.push(from..needs);
        }
        runs.into_iter().map(|range| self.needs_in(range)).collect()
    }

    /// Runs `work` on parts of the needs side by side; the answers come back in the order of the needs.
    pub fn each_part<T: Send>(&self, threads: usize, work: impl Fn(Needs<'_>) -> T + Sync) -> Vec<T> {
        let mut parts = self.parts(threads);
        if parts.len() <= 1 {
            return parts.pop().map(work).into_iter().collect();
        }
        std::thread::scope(|scope| {
            let work = &work;
            let running: Vec<_> = parts.into_iter().map(|part| scope.spawn(move || work(part))).collect();
            running.into_iter().map(join).collect()
        })
    }

    /// The first and the last instant of the needs looked at; ends of work count. `None` without events.
    pub fn span(&self, threads: usize) -> Option<(Instant, Instant)> {
        *self.span.get_or_init(|| self.look_for_span(threads))
    }

    fn look_for_span(&self, threads: usize) -> Option<(Instant, Instant)> {
        let until = match self.field(Field::Until) {
            Some(Column::Times(cells)) => Some(&cells[..]),
            _ => None,
        };
        let at = self.at_us();
        let of = |needs: Needs<'_>| {
            needs.fold(None, |span: Option<(i64, i64)>, need| {
                // They are in order of time; only an end may lie after the last.
                let ([first, .., last] | [first @ last]) = &at[need.events.clone()] else { return span };
                let ends = until.map_or(&[][..], |until| &until[need.events]);
                let last = ends.iter().fold(*last, |last, end| last.max(*end));
                let (low, high) = span.unwrap_or((*first, last));
                Some((low.min(*first), high.max(last)))
            })
        };
        let parts = self.each_part(threads, of).into_iter().flatten();
        let span = parts.reduce(|(low, high), (first, last)| (low.min(first), high.max(last)));
        span.map(|(low, high)| (Instant(low), Instant(high)))
    }

    /// Which share of all needs, looked at or not, were made by linking a person's contacts.
    pub fn share_made(&self) -> f64 {
        let names = &self.columns.need_names;
        match &self.columns.linked {
            Some(linked) if linked.rows == 0 => 0.0,
            Some(linked) => linked.made as f64 / names.len().max(1) as f64,
            None => link::share_made(names),
        }
    }

    /// The id of a need, as the source wrote it.
    pub fn need_name(&self, index: u32) -> &str {
        self.columns.need_names.get(index)
    }

    /// A column of the events by the name people use for it: a field's name, else a source's attribute.
    pub fn event_column(&self, name: &str) -> Option<&Column> {
        match Field::named(name) {
            Some(field) => self.field(field),
            None => self.columns.attributes.iter().find(|(n, _)| n == name).map(|(_, column)| column),
        }
    }

    /// A column of the needs by the source's name.
    pub fn need_column(&self, name: &str) -> Option<&Column> {
        self.columns.need_attributes.iter().find(|(n, _)| n == name).map(|(_, column)| column)
    }
}

#[inline]
fn need(first_event: &[u64], index: u32) -> Need {
    let place = index as usize;
    Need { index, events: first_event[place] as usize..first_event[place + 1] as usize }
}

/// Waits for a thread; a panic in it goes on here.
pub(crate) fn join<T>(thread: std::thread::ScopedJoinHandle<'_, T>) -> T {
    match thread.join() {
        Ok(done) => done,
        Err(panic) => std::panic::resume_unwind(panic),
    }
}

/// A run of needs, to loop over.
#[derive(Debug, Clone)]
pub struct Needs<'a> {
    first_event: &'a [u64],
    kept: Option<&'a [u32]>,
    range: Range<usize>,
}

impl Iterator for Needs<'_> {
    type Item = Need;

    #[inline]
    fn next(&mut self) -> Option<Need> {
        let place = self.range.next()?;
        let index = match self.kept {
            Some(kept) => kept[place],
            None => place as u32,
        };
        Some(need(self.first_event, index))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.range.len(), Some(self.range.len()))
    }
}

impl ExactSizeIterator for Needs<'_> {}
