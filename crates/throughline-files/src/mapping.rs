//! The mapping: which column of a source becomes what in the log. Guessed (see [`crate::guess`]) or given as TOML.

mod toml_form;

use throughline::log::Field;

use crate::times::TimeForm;
pub(crate) use toml_form::word;

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
    /// Activities that are contacts, where no column says the kinds of events.
    pub contacts: Vec<String>,
    /// Days without an event after which a person's need is over, where needs are linked by person.
    pub window_days: f64,
    /// The column that says of each event whether it is the start or the completion of work: a start and its completion become one
    /// event. None if each stays an event of its own.
    pub paired_by: Option<String>,
    /// For a spreadsheet: the sheet. For OCEL: the object type that is the need.
    pub part: Option<String>,
    /// For CSV: the delimiter, if not to be found out.
    pub delimiter: Option<char>,
    /// For CSV: the encoding (a WHATWG label), if not to be found out.
    pub encoding: Option<String>,
}

impl Mapping {
    /// A mapping of no columns yet, for a service in this zone.
    pub fn new(zone: &str) -> Mapping {
        Mapping {
            zone: zone.to_string(),
            columns: Vec::new(),
            constants: Vec::new(),
            closing: Vec::new(),
            contacts: Vec::new(),
            window_days: 30.0,
            paired_by: None,
            part: None,
            delimiter: None,
            encoding: None,
        }
    }
}

/// What one column becomes.
#[derive(Debug, Clone, PartialEq)]
pub struct ColumnMap {
    /// Its name in the source.
    pub name: String,
    /// What it becomes.
    pub to: To,
    /// In a wide table: the event (its activity) that this value belongs to; none if it belongs to the row (see [`crate::table`]).
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
    /// The time of day that belongs to a date: that in the `At` column, or in a wide table that of the column's event. With the event `until`
    /// and no such date it is when an event ended on the day it began.
    AtTimeOfDay,
    /// A date of a wide table: an event of this activity.
    Event(String),
    /// A column with a meaning of its own. Several activities are joined with `+`.
    Field(Field),
    /// What contacts were sorted as: value, failure, other or can't tell. Kept as an attribute called `class`.
    Class,
    /// The same, where the column only says whether a contact was failure demand: a yes becomes failure, a no value.
    IsFailure,
    /// A person's pseudonym that was made before: kept as it is.
    Pseudonym,
    /// Kept under its name, one value an event.
    Attribute,
    /// Kept under its name (without a `case:` before it), one value a need.
    NeedAttribute,
    /// Left out.
    Ignore,
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const WRITTEN: &str = r#"
zone = "Europe/London"
closing = ["closed"]

[set]
organisation = "Landlord"

[[column]]
name = "job"
as = "need"

[[column]]
name = "closed"
as = "event"
event = "closed"
time = "day_first"

[[column]]
name = "by"
as = "worker"
event = "closed"
"#;

    #[test]
    fn a_written_mapping_is_read() {
        let mapping = Mapping::from_toml(WRITTEN, "m.toml").unwrap();
        assert_eq!((mapping.zone.as_str(), mapping.window_days), ("Europe/London", 30.0));
        assert_eq!(mapping.constants, [(Field::Organisation, "Landlord".to_string())]);
        let to: Vec<&To> = mapping.columns.iter().map(|map| &map.to).collect();
        assert_eq!(to, [&To::Need, &To::Event("closed".to_string()), &To::Field(Field::Worker)]);
        assert_eq!(mapping.columns[1].time, Some(TimeForm::DayFirst));
        assert_eq!(mapping.columns[2].event.as_deref(), Some("closed"));
        // What is printed says how an activity of two columns is named.
        assert!(
            mapping
                .to_toml("jobs.csv")
                .contains("# Two columns `as = \"activity\"`, or `as = \"need\"`, are one")
        );
    }

    #[test]
    fn what_is_wrong_is_said_with_its_line_and_what_may_stand_there() {
        let error = |text: &str| Mapping::from_toml(text, "m.toml").unwrap_err().to_string();
        let said = error("zone = \"Europe/London\"\n\n[[column]]\nname = \"a\"\nas = \"officer\"\n");
        assert!(
            said.starts_with("m.toml, line 5: “officer” is no word for `as`; use need, at, time_of_day"),
            "{said}"
        );
        assert!(said.contains("worker, team, organisation"), "{said}");
        let said = error("[[column]]\nname = \"a\"\nas = \"need\"\ncolour = 3\n");
        assert!(
            said.starts_with("m.toml, line 4: unknown word `colour`, expected one of `name`, `as`"),
            "{said}"
        );
        let said = error("sone = \"Europe/London\"\n");
        assert!(said.starts_with("m.toml, line 1: unknown word `sone`, expected one of `zone`"), "{said}");
        let said = error("[set]\ncolour = \"red\"\n");
        assert!(
            said.starts_with("m.toml, line 2: “colour” under [set] is no field; the fields are until"),
            "{said}"
        );
        assert!(
            error("[[column]]\nname = \"a\"\nas = \"event\"\n")
                .contains("line 3: “a” is an event, but of what?")
        );
        assert!(
            error("[[column]]\nname = \"a\"\nas = \"at\"\ntime = \"iso8601\"\n")
                .contains("line 4: “iso8601” is no form")
        );
        assert!(
            error("[[column]]\nname = \"a\"\nas = \"need\"\ntime = \"iso\"\n")
                .contains("does not become a time")
        );
        assert!(error("[[column]]\nname = \"a\"\n").contains("every [[column]] has a `name` and an `as`"));
        assert!(error("zone = \"Mars\"").starts_with("m.toml, line 1: “Mars” is not a time zone"));
        assert!(
            error("window_days = 0\n")
                .starts_with("m.toml, line 1: `window_days` is a number of days above 0")
        );
        assert!(error("zone = ").starts_with("m.toml, line 1: "));
    }

    fn any_column() -> impl Strategy<Value = ColumnMap> {
        let time = prop_oneof![
            Just(None),
            Just(Some(TimeForm::Iso)),
            Just(Some(TimeForm::MonthFirst)),
            Just(Some(TimeForm::EpochMillis)),
            Just(Some(TimeForm::Custom("%d %b %Y, \"%H\":%M".to_string()))),
        ];
        let to = prop_oneof![
            Just(To::Need),
            Just(To::At),
            Just(To::AtTimeOfDay),
            ".{1,8}".prop_map(To::Event),
            (0usize..22).prop_map(|place| To::Field(Field::ALL[place].0)),
            Just(To::Class),
            Just(To::IsFailure),
            Just(To::Pseudonym),
            Just(To::Attribute),
            Just(To::NeedAttribute),
            Just(To::Ignore),
        ];
        (any::<String>(), to, prop::option::of(any::<String>()), time).prop_map(|(name, to, event, time)| {
            let holds_time = match &to {
                To::At | To::Event(_) => true,
                To::Field(field) => field.holds() == throughline::log::Holds::Time,
                _ => false,
            };
            let event = event.filter(|_| !matches!(to, To::Event(_)));
            ColumnMap { name, to, event, time: time.filter(|_| holds_time), because: String::new() }
        })
    }

    proptest! {
        #[test]
        fn a_mapping_reads_back(
            columns in prop::collection::vec(any_column(), 0..5),
            because in any::<String>(),
            constants in prop::collection::btree_map(0usize..22, any::<String>(), 0..3),
            closing in prop::collection::vec(any::<String>(), 0..3),
            contacts in prop::collection::vec(any::<String>(), 0..3),
            window_days in 0.001f64..1e6,
            paired_by in prop::option::of(any::<String>()),
            part in prop::option::of(any::<String>()),
            delimiter in prop::option::of(any::<char>()),
        ) {
            let mut mapping = Mapping {
                zone: "America/Los_Angeles".to_string(),
                columns,
                constants: constants.into_iter().map(|(place, value)| (Field::ALL[place].0, value)).collect(),
                closing,
                contacts,
                window_days,
                paired_by,
                part,
                delimiter,
                encoding: Some("windows-1252".to_string()),
            };
            let mut shown = mapping.clone();
            shown.columns.iter_mut().for_each(|map| map.because = because.clone());
            let text = shown.to_toml("a\nb.csv");
            let mut read = Mapping::from_toml(&text, "m.toml").map_err(|error| TestCaseError::fail(format!("{error}\n{text}")))?;
            read.constants.sort();
            mapping.constants.sort();
            prop_assert_eq!(read, mapping);
        }
    }
}
