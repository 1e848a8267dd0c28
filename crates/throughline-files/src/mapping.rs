//! The mapping: which column of a source becomes what in the log. Guessed (see [`crate::guess`]) or given as TOML.

use throughline::log::Field;

use crate::times::TimeForm;

/// What the columns of one source become.
#[derive(Debug, Clone, PartialEq)]
pub struct Mapping {
    /// The service's zone, for times that do not say theirs.
    pub zone: String,
    /// The columns, in the order of the source.
    pub columns: Vec<ColumnMap>,
    /// The same value for every event of this source, such as its organisation.
    pub constants: Vec<(Field, String)>,
    /// Activities after which a need counts as ended.
    pub closing: Vec<String>,
    /// Days without an event after which a person's need is over, where needs are linked by person.
    pub window_days: f64,
    /// For a spreadsheet: the sheet. For OCEL: the object type that is the need.
    pub part: Option<String>,
    /// For CSV: the delimiter, if not to be found out.
    pub delimiter: Option<char>,
    /// For CSV: the encoding (a WHATWG label), if not to be found out.
    pub encoding: Option<String>,
}

/// What one column becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnMap {
    /// Its name in the source.
    pub name: String,
    /// What it becomes.
    pub to: To,
    /// In a wide table: the event (its activity) that this value belongs to; none if it belongs to all of them.
    pub event: Option<String>,
    /// How its times are written, if it holds times.
    pub time: Option<TimeForm>,
    /// Why, in a few words.
    pub because: String,
}

/// What a column becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum To {
    /// The id of the need. Several are joined with `+`.
    Need,
    /// When the event happened.
    At,
    /// The time of day that belongs to a date in the `At` column.
    AtTimeOfDay,
    /// A date of a wide table: an event of this activity.
    Event(String),
    /// A column with a meaning of its own. Several activities are joined with `+`.
    Field(Field),
    /// A person's pseudonym that was made before: kept as it is.
    Pseudonym,
    /// Kept under its name, one value an event.
    Attribute,
    /// Kept under its name (without a `case:` before it), one value a need.
    NeedAttribute,
    /// Left out.
    Ignore,
}
