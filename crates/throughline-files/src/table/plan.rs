//! A mapping made ready for the rows of one source: which cell goes where, and how it is read.

use jiff::tz::TimeZone;
use throughline::error::Error;
use throughline::log::{Field, Holds, Rows, Slot};

use super::numbers::{MoneyUnit, SpanUnit};
use super::retype::slot;
use crate::mapping::{ColumnMap, Mapping, To};
use crate::times::{TimeForm, TimeReader};

/// What is done with the cells of one source.
#[derive(Default)]
pub(super) struct Plan {
    /// Cells that make up the id of the need.
    pub(super) need: Vec<usize>,
    /// The cell with the time, for an event of the row itself.
    pub(super) at: Option<Dated>,
    /// Cells with a time of day, until their dates are known; with the event it belongs to, none for that of the row itself.
    clocks: Vec<(Clock, Option<String>)>,
    /// Cells that make up the activity of that event.
    pub(super) activity: Vec<usize>,
    /// The dates of a wide table, with their activities.
    pub(super) events: Vec<(Dated, String)>,
    /// All other values.
    pub(super) values: Vec<ValueUse>,
    /// The same value for every event, where the row has none of its own.
    pub(super) constants: Vec<(usize, String, How)>,
    /// What is done if neither the row nor a date names an activity.
    pub(super) constant_activity: Option<String>,
    /// The columns of the log for the need and the activity.
    pub(super) need_column: Option<usize>,
    pub(super) activity_column: usize,
    /// What to call the activity in messages.
    pub(super) activity_name: String,
}

/// A cell with a time.
pub(super) struct Dated {
    pub(super) cell: usize,
    pub(super) name: String,
    pub(super) reader: usize,
    /// The cell with the time of day that belongs to this date.
    pub(super) clock: Option<Clock>,
}

/// A cell with a time of day.
#[derive(Clone)]
pub(super) struct Clock {
    pub(super) cell: usize,
    pub(super) name: String,
}

/// A cell whose value is kept.
pub(super) struct ValueUse {
    pub(super) cell: usize,
    pub(super) name: String,
    /// The column of the log.
    pub(super) column: usize,
    pub(super) how: How,
    /// Whether it says when the event ended.
    pub(super) is_until: bool,
    /// In a wide table: the one event it belongs to, by its activity.
    pub(super) event: Option<String>,
    /// In a wide table: whether it happened or was said once, so that only one event of the row has it, though nobody said which.
    pub(super) once: bool,
    /// The same as a date, where a time of day belongs to it.
    pub(super) dated: Option<Dated>,
    /// Whether it is that time of day alone: on the day on which the event began, or past midnight on the next.
    pub(super) clock_alone: bool,
}

/// How a value is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// As it stands, keeping the cell's type.
    Attribute,
    /// As a name.
    Name,
    /// As a name: `failure` for a yes and `value` for a no.
    IsFailure,
    /// As a person's id, to be made a pseudonym.
    Person,
    /// As a time, by the reader of this number.
    Time(usize),
    /// As a length of time.
    Minutes(SpanUnit),
    /// As money.
    Pence(MoneyUnit),
    /// As a number.
    Number,
}

impl Plan {
    /// The plan for a source with these columns; its columns of the log are made in `rows`, in the order of the mapping.
    pub(super) fn of(
        columns: &[String],
        mapping: &Mapping,
        zone: &TimeZone,
        rows: &mut Rows,
        readers: &mut Vec<(String, TimeReader)>,
    ) -> Result<Plan, Error> {
        let mut plan = Plan::default();
        let wide = |map: &ColumnMap| matches!(map.to, To::Event(_));
        if mapping.columns.iter().any(|map| map.to == To::Need || wide(map)) {
            plan.need_column = Some(rows.column(Slot::Need, Holds::Name));
        }
        plan.activity_column = rows.column(Slot::Field(Field::Activity), Holds::Name);
        let mut reader = |name: &str, form: Option<TimeForm>| {
            readers.push((name.to_string(), TimeReader::new(form.unwrap_or(TimeForm::Iso), zone.clone())));
            readers.len() - 1
        };
        for map in mapping.columns.iter().filter(|map| map.to != To::Ignore) {
            let cell =
                columns.iter().position(|name| *name == map.name).ok_or_else(|| missing(map, columns))?;
            plan.column(map, cell, rows, &mut reader)?;
        }
        for (field, value) in &mapping.constants {
            if *field == Field::Activity {
                plan.constant_activity = Some(value.clone());
                continue;
            }
            let how = match field {
                Field::Person => How::Person,
                field if field.holds() == Holds::Time => How::Time(reader(field.name(), None)),
                field => How::of(*field, field.name()),
            };
            plan.constants.push((rows.column(Slot::Field(*field), Holds::Name), value.clone(), how));
        }
        plan.activity_name = match plan.activity.first() {
            Some(cell) => columns[*cell].clone(),
            None => Field::Activity.name().to_string(),
        };
        plan.join_clocks(columns, rows)?;
        plan.check(columns)?;
        Ok(plan)
    }

    /// Adds one column of the mapping, found in this cell.
    fn column(
        &mut self,
        map: &ColumnMap,
        cell: usize,
        rows: &mut Rows,
        reader: &mut impl FnMut(&str, Option<TimeForm>) -> usize,
    ) -> Result<(), Error> {
        let name = map.name.clone();
        let mut dated =
            || Dated { cell, name: name.clone(), reader: reader(&name, map.time.clone()), clock: None };
        match &map.to {
            To::Need => self.need.push(cell),
            To::At => match &self.at {
                Some(first) => return Err(two("at", &first.name, &map.name)),
                None => self.at = Some(dated()),
            },
            To::AtTimeOfDay => self.clocks.push((Clock { cell, name }, map.event.clone())),
            To::Event(activity) => self.events.push((dated(), activity.clone())),
            To::Field(Field::Activity) => self.activity.push(cell),
            to => {
                let Some((slot, tag)) = slot(to, &map.name) else { return Ok(()) };
                let is_until = slot == Slot::Field(Field::Until);
                let how = match to {
                    To::Field(Field::Person) => How::Person,
                    To::Field(field) if field.holds() == Holds::Time => {
                        How::Time(reader(&name, map.time.clone()))
                    }
                    To::Field(field) => How::of(*field, &map.name),
                    To::IsFailure => How::IsFailure,
                    To::Attribute | To::NeedAttribute if tag.is_none() => How::Attribute,
                    _ => How::Name,
                };
                let column = rows.column(slot, Holds::Name);
                let event = map.event.clone();
                let once = event.is_none() && is_once(to);
                self.values.push(ValueUse {
                    cell,
                    name,
                    column,
                    how,
                    is_until,
                    event,
                    once,
                    dated: None,
                    clock_alone: false,
                });
            }
        }
        Ok(())
    }

    /// Gives each date its time of day.
    fn join_clocks(&mut self, columns: &[String], rows: &mut Rows) -> Result<(), Error> {
        let there = listed(columns);
        for (clock, event) in std::mem::take(&mut self.clocks) {
            let name = clock.name.clone();
            if event.as_deref() == Some(Field::Until.name())
                && let Some(at) = self.at.as_ref().filter(|_| !self.values.iter().any(|value| value.is_until))
            {
                let ends = ValueUse::ends_on_the_day(at, clock, rows);
                self.values.push(ends);
                continue;
            }
            let dated = match &event {
                None => self.at.as_mut(),
                Some(event) => {
                    let found = self.events.iter_mut().find(|(_, activity)| activity == event);
                    let ends =
                        self.values.iter_mut().find(|value| value.is_until && event == Field::Until.name());
                    found.map(|(dated, _)| dated).or_else(|| ends.and_then(ValueUse::as_date))
                }
            };
            let Some(dated) = dated else {
                return Err(Error::asked(match event {
                    None => format!(
                        "“{name}” is a time of day, but no column is the date it belongs to; name one with `as = \"at\"`, or \
                         say with `event = \"…\"` beside it which event's it is. The columns are {there}"
                    ),
                    Some(event) => format!(
                        "“{name}” is the time of day of “{event}”, but no column is the date of that event; name one with `as = \
                         \"event\"` and `event = \"{event}\"` (`until` is the end of a row that is one event). The columns are \
                         {there}"
                    ),
                }));
            };
            if let Some(first) = &dated.clock {
                return Err(two("time_of_day", &first.name, &name));
            }
            dated.clock = Some(clock);
        }
        Ok(())
    }

    /// Whether the plan can give events at all.
    fn check(&self, columns: &[String]) -> Result<(), Error> {
        let there = listed(columns);
        if self.at.is_none() && self.events.is_empty() {
            return Err(Error::asked(format!(
                "no column says when things happened; name one with `as = \"at\"` (or several dates with `as = \"event\"`) in \
                 the mapping. The columns are {there}"
            )));
        }
        if self.at.is_some() && self.activity.is_empty() && self.constant_activity.is_none() {
            return Err(Error::asked(format!(
                "no column says what was done; name one with `as = \"activity\"`, or give all events one activity under [set] \
                 in the mapping. The columns are {there}"
            )));
        }
        if self.at.is_none()
            && let Some(cell) = self.activity.first()
        {
            return Err(Error::asked(format!(
                "“{}” is mapped as the activity, but each date of a wide table names its own; map the time that belongs to it \
                 with `as = \"at\"`, or make it a need_attribute",
                columns[*cell]
            )));
        }
        Ok(())
    }
}

/// Whether a value was said, or happened, once in the life of a need: who did it, how it arrived, what it took. Of a row with several
/// dates it would else seem to have been at each of them. Whose row it is (person, team, organisation, service, place) holds for all.
fn is_once(to: &To) -> bool {
    const ONCE: [Field; 8] = [
        Field::Worker,
        Field::Role,
        Field::Channel,
        Field::Words,
        Field::Demand,
        Field::CausedBy,
        Field::Minutes,
        Field::Pence,
    ];
    match to {
        To::Field(field) => ONCE.contains(field),
        To::Attribute | To::Class | To::IsFailure => true,
        _ => false,
    }
}

impl ValueUse {
    /// The end of an event of which only the time of day is told.
    fn ends_on_the_day(at: &Dated, clock: Clock, rows: &mut Rows) -> ValueUse {
        let (cell, name, reader) = (clock.cell, clock.name.clone(), at.reader);
        ValueUse {
            cell,
            name,
            column: rows.column(Slot::Field(Field::Until), Holds::Name),
            how: How::Time(reader),
            is_until: true,
            event: None,
            once: false,
            dated: Some(Dated { cell: at.cell, name: at.name.clone(), reader, clock: Some(clock) }),
            clock_alone: true,
        }
    }

    /// Itself as a date that a time of day can be given to.
    fn as_date(&mut self) -> Option<&mut Dated> {
        let How::Time(reader) = self.how else { return None };
        let (cell, name) = (self.cell, self.name.clone());
        Some(self.dated.get_or_insert(Dated { cell, name, reader, clock: None }))
    }
}

impl How {
    fn of(field: Field, name: &str) -> How {
        match field {
            Field::Minutes => How::Minutes(SpanUnit::of_column(name)),
            Field::Pence if name == Field::Pence.name() => How::Pence(MoneyUnit::Pence),
            Field::Pence => How::Pence(MoneyUnit::of_column(name)),
            field if field.holds() == Holds::Real => How::Number,
            _ => How::Name,
        }
    }
}

fn missing(map: &ColumnMap, columns: &[String]) -> Error {
    Error::asked(format!(
        "the mapping names a column “{}” that is not there; correct its name or take it out of the mapping. The columns are {}",
        map.name,
        listed(columns)
    ))
}

fn two(word: &str, first: &str, second: &str) -> Error {
    Error::asked(format!(
        "the mapping has two columns with `as = \"{word}\"`, “{first}” and “{second}”; keep the one that says when the event \
         happened and make the other an attribute (or `until`)"
    ))
}

/// The names of columns for a message, at most thirty of them.
pub(crate) fn listed(columns: &[String]) -> String {
    let shown: Vec<String> =
        columns.iter().take(30).map(|name| format!("“{}”", crate::job::shorten(name))).collect();
    let more = columns.len() - shown.len();
    let all = shown.join(", ");
    if more > 0 { format!("{all} and {more} more") } else { all }
}
