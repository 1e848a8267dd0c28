//! What becomes of the keys of a log with typed attributes (XES, OCEL): the mapping, key by key.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use throughline::error::Error;
use throughline::log::{Field, Holds, Slot};

use super::own;
use crate::mapping::{ColumnMap, Mapping, To};
use crate::times::TimeForm;

/// Whose attribute it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Level {
    /// The trace's: one value a need.
    Trace,
    /// The event's.
    Event,
}

/// How a value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// `string` and `id`.
    Text,
    /// `date`, ISO 8601.
    Date,
    /// `int`.
    Whole,
    /// `float`.
    Real,
    /// `boolean`.
    Flag,
}

/// Where the values of a key go.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Target {
    /// Nowhere: the mapping leaves them out.
    Nowhere,
    /// They say when the event happened.
    At(TimeForm),
    /// Into a column.
    Column {
        slot: Slot,
        /// The place of the key in the mapping: the order in which several keys of one slot are joined.
        order: usize,
        /// How times are written, where the mapping says that a text is one.
        time: Option<TimeForm>,
        /// Whether the values are ids of persons, to be made pseudonyms.
        person: bool,
    },
}

/// The mapping of one log.
pub(crate) struct Plan {
    columns: HashMap<String, (usize, ColumnMap)>,
    /// The zone of times that do not say theirs.
    pub(super) zone: TimeZone,
    /// Values for all events.
    pub(super) constants: Vec<(Field, String)>,
    /// Only so many events, every key as an attribute, no time needed.
    pub(super) sample: Option<usize>,
    /// Whether we wrote the log ourselves: it is taken as it is.
    pub(crate) own: bool,
    /// Whether an event without an activity is refused.
    pub(super) needs_activity: bool,
    /// Whether a trace without a name gets one: the need is the trace.
    pub(super) trace_is_need: bool,
}

impl Plan {
    /// The plan of a mapping.
    pub(crate) fn new(mapping: &Mapping) -> Result<Plan, Error> {
        let mut columns = HashMap::new();
        let (mut needs_activity, mut needs, mut event_needs) = (false, 0, 0);
        for (order, column) in mapping.columns.iter().enumerate() {
            match &column.to {
                To::Event(_) | To::AtTimeOfDay => {
                    return Err(Error::asked(format!(
                        "the mapping makes an event or a time of day of “{}”, but every event of this log has a time of its \
                         own; map it as an attribute, or as `at` if it is that time",
                        column.name
                    )));
                }
                To::IsFailure => {
                    return Err(Error::asked(format!(
                        "the mapping takes “{}” for `is_failure`, which is for tables only; export it as value and failure, and \
                         map it as `class`",
                        column.name
                    )));
                }
                To::At if column.name.starts_with("case:") => {
                    return Err(Error::asked(format!(
                        "the mapping takes the time of events from “{}”, which the log has once a case; choose a date that \
                         every event has",
                        column.name
                    )));
                }
                To::Field(Field::Activity) => needs_activity = true,
                To::Need if column.name.starts_with("case:") => needs += 1,
                To::Need => event_needs += 1,
                _ => {}
            }
            columns.entry(column.name.clone()).or_insert_with(|| (order, column.clone()));
        }
        if mapping.constants.iter().any(|(field, _)| *field == Field::Activity) {
            needs_activity = false;
        }
        // Where nothing names the need, a person's events are linked; else the trace is what belongs together.
        let about = |column: &ColumnMap| matches!(column.to, To::Field(Field::Person) | To::Pseudonym);
        let about_persons = mapping.columns.iter().any(about);
        Ok(Plan {
            columns,
            zone: throughline::time::zone(&mapping.zone)?,
            constants: mapping.constants.clone(),
            sample: None,
            own: false,
            needs_activity,
            trace_is_need: event_needs == 0 && (needs > 0 || !about_persons),
        })
    }

    /// The plan that keeps everything of the first events as it is, to look at.
    pub(crate) fn sample(rows: usize) -> Plan {
        Plan {
            columns: HashMap::new(),
            zone: TimeZone::UTC,
            constants: Vec::new(),
            sample: Some(rows),
            own: false,
            needs_activity: false,
            trace_is_need: false,
        }
    }

    /// Where the values of a key go.
    pub(super) fn target(&self, level: Level, key: &str) -> Target {
        let name = match level {
            Level::Trace => format!("case:{key}"),
            Level::Event => key.to_string(),
        };
        if self.sample.is_some() {
            return Target::Column { slot: Slot::Attribute(name), order: 0, time: None, person: false };
        }
        let plain = if self.own { own::unreserved(key) } else { key };
        let kept = match level {
            Level::Trace => Slot::NeedAttribute(plain.to_string()),
            Level::Event => Slot::Attribute(plain.to_string()),
        };
        let Some((order, column)) = self.columns.get(&name) else {
            return Target::Column { slot: kept, order: usize::MAX, time: None, person: false };
        };
        let slot = match &column.to {
            To::Ignore | To::Event(_) | To::AtTimeOfDay | To::IsFailure => return Target::Nowhere,
            To::Class => Slot::Attribute("class".to_string()),
            To::At => return Target::At(column.time.clone().unwrap_or(TimeForm::Iso)),
            To::Need => Slot::Need,
            To::Field(field) => Slot::Field(*field),
            To::Pseudonym => Slot::Field(Field::Person),
            To::Attribute if level == Level::Trace => Slot::Attribute(name),
            To::Attribute => kept,
            To::NeedAttribute if level == Level::Trace => kept,
            To::NeedAttribute => {
                Slot::NeedAttribute(plain.strip_prefix("case:").unwrap_or(plain).to_string())
            }
        };
        let person = column.to == To::Field(Field::Person);
        Target::Column { slot, order: *order, time: column.time.clone(), person }
    }
}

impl Kind {
    /// What a column of such values holds.
    pub(super) fn holds(self) -> Holds {
        match self {
            Kind::Text => Holds::Name,
            Kind::Date => Holds::Time,
            Kind::Whole => Holds::Whole,
            Kind::Real => Holds::Real,
            Kind::Flag => Holds::Flag,
        }
    }
}
