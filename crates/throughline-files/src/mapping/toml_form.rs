//! A mapping as TOML: pleasant to edit, and read back to the same mapping.

use std::fmt::Write as _;

use serde::Deserialize;
use throughline::error::Error;
use throughline::log::{Field, Holds};

use super::{ColumnMap, Mapping, To};
use crate::job::shorten;
use crate::times::TimeForm;
use crate::toml_text;

/// The words of `as` that are no fields.
const WORDS: [&str; 10] = [
    "need",
    "at",
    "time_of_day",
    "event",
    "class",
    "is_failure",
    "person_pseudonym",
    "attribute",
    "need_attribute",
    "ignore",
];

/// The words of `time`.
const FORMS: [(&str, TimeForm); 10] = [
    ("iso", TimeForm::Iso),
    ("year_first", TimeForm::YearFirst),
    ("day_first", TimeForm::DayFirst),
    ("month_first", TimeForm::MonthFirst),
    ("excel", TimeForm::Excel),
    ("epoch_seconds", TimeForm::EpochSeconds),
    ("epoch_milliseconds", TimeForm::EpochMillis),
    ("epoch_microseconds", TimeForm::EpochMicros),
    ("epoch_nanoseconds", TimeForm::EpochNanos),
    ("seconds_from_0", TimeForm::SecondsFromNought),
];

/// The file as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Written {
    #[serde(default = "london")]
    zone: String,
    #[serde(default = "thirty")]
    window_days: f64,
    #[serde(default)]
    closing: Vec<String>,
    #[serde(default)]
    contacts: Vec<String>,
    paired_by: Option<String>,
    part: Option<String>,
    delimiter: Option<String>,
    encoding: Option<String>,
    #[serde(default)]
    set: toml::Table,
    #[serde(default)]
    column: Vec<toml::Spanned<WrittenColumn>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WrittenColumn {
    name: String,
    #[serde(rename = "as")]
    becomes: toml::Spanned<String>,
    event: Option<String>,
    time: Option<toml::Spanned<String>>,
}

fn london() -> String {
    "Europe/London".to_string()
}

fn thirty() -> f64 {
    30.0
}

impl Mapping {
    /// The mapping that a TOML file says; `name` is what to call the file in messages.
    pub fn from_toml(text: &str, name: &str) -> Result<Mapping, Error> {
        let at = |place: usize, says: String| Error::in_text(name, text, place, says);
        let of_key = |key: &str, says: String| Error::of_key(name, text, key, says);
        let written: Written =
            toml::from_str(text).map_err(|error| at(toml_text::place(&error), advice(&error)))?;
        throughline::time::zone(&written.zone).map_err(|error| of_key("zone", error.to_string()))?;
        if !(written.window_days.is_finite() && written.window_days > 0.0) {
            return Err(of_key("window_days", "`window_days` is a number of days above 0".to_string()));
        }
        let mut columns = Vec::with_capacity(written.column.len());
        for column in written.column {
            columns.push(read_column(column.into_inner()).map_err(|(place, says)| at(place, says))?);
        }
        let mut constants = Vec::new();
        for (field, value) in written.set {
            let wrong = |says| of_key(&field, says);
            let known = Field::named(&field).ok_or_else(|| {
                wrong(format!("“{field}” under [set] is no field; the fields are {}", fields()))
            })?;
            let value = match value {
                toml::Value::String(text) => text,
                toml::Value::Integer(number) => number.to_string(),
                toml::Value::Float(number) => number.to_string(),
                toml::Value::Datetime(time) => time.to_string(),
                _ => return Err(wrong(format!("`{field}` under [set] is one value, in quotes"))),
            };
            constants.push((known, value));
        }
        let delimiter = match written.delimiter {
            None => None,
            Some(written) => match written.chars().collect::<Vec<_>>()[..] {
                [one] => Some(one),
                _ => {
                    let says = "`delimiter` is one character, such as \",\" or \"\\t\"".to_string();
                    return Err(of_key("delimiter", says));
                }
            },
        };
        Ok(Mapping {
            zone: written.zone,
            columns,
            constants,
            closing: written.closing,
            contacts: written.contacts,
            window_days: written.window_days,
            paired_by: written.paired_by,
            part: written.part,
            delimiter,
            encoding: written.encoding,
        })
    }

    /// The mapping as TOML. `source` is named in the comment at its head.
    pub fn to_toml(&self, source: &str) -> String {
        let mut out = String::new();
        let _ = writeln!(
            out,
            "# What the columns of {} become in the log.\n\
             # Change what is wrong, save this, and give it with --mapping. A column that is not named here is left out.\n\
             # `as` is one of: {},\n# or a field: {}.\n# `event` says which event a value or time_of_day is of.\n\
             # Two columns `as = \"activity\"`, or `as = \"need\"`, are one: their values are joined with +, in the order of the columns here.\n\
             # `class` says what contacts were sorted as (value, failure, other, can't tell), `is_failure` only yes or no.\n\
             # `time` says how times are written: {}, or a pattern such as \"%d %b %Y, %H:%M\".\n",
            comment(source),
            WORDS.join(", "),
            fields(),
            FORMS.map(|(word, _)| word).join(", "),
        );
        let _ = writeln!(out, "# The zone of times that do not say theirs.\nzone = {}", quoted(&self.zone));
        let _ = writeln!(
            out,
            "# Where needs have no number: days of silence after which a person's next contact is a new need.\nwindow_days = {}",
            toml::Value::Float(self.window_days)
        );
        let list = |activities: &[String]| {
            activities.iter().map(|activity| quoted(activity)).collect::<Vec<_>>().join(", ")
        };
        let _ = writeln!(
            out,
            "# Activities after which a need counts as ended; empty if none says so.\nclosing = [{}]",
            list(&self.closing)
        );
        let _ = writeln!(
            out,
            "# Activities in which a person gets in touch; empty if none does, or a column of kinds says it.\ncontacts = [{}]",
            list(&self.contacts)
        );
        let said = |key, value: &Option<String>| value.as_deref().map(|value| (key, quoted(value)));
        let (paired_by, part) = (said("paired_by", &self.paired_by), said("part", &self.part));
        let delimiter = self.delimiter.map(|one| ("delimiter", quoted(&one.to_string())));
        let parts = [paired_by, part, delimiter, said("encoding", &self.encoding)];
        for (key, value) in parts.into_iter().flatten() {
            let _ = writeln!(out, "{key} = {value}");
        }
        if !self.constants.is_empty() {
            out.push_str("\n# The same for every event.\n[set]\n");
            for (field, value) in &self.constants {
                let _ = writeln!(out, "{} = {}", field.name(), quoted(value));
            }
        }
        self.columns.iter().for_each(|map| write_column(&mut out, map));
        out
    }
}

/// What one column becomes, as TOML.
fn write_column(out: &mut String, map: &ColumnMap) {
    out.push_str("\n[[column]]\n");
    if !map.because.is_empty() {
        let _ = writeln!(out, "# {}", comment(&map.because));
    }
    let _ = writeln!(out, "name = {}\nas = \"{}\"", quoted(&map.name), word(&map.to));
    let event = match &map.to {
        To::Event(activity) => Some(activity),
        _ => map.event.as_ref(),
    };
    if let Some(event) = event {
        let _ = writeln!(out, "event = {}", quoted(event));
    }
    match &map.time {
        Some(TimeForm::Custom(pattern)) => {
            let _ = writeln!(out, "time = {}", quoted(pattern));
        }
        Some(form) => {
            let word = FORMS.iter().find(|(_, known)| known == form).map_or("iso", |(word, _)| word);
            let _ = writeln!(out, "time = \"{word}\"");
        }
        None => {}
    }
}

fn quoted(text: &str) -> String {
    toml::Value::String(text.to_string()).to_string()
}

/// The word for what a column becomes.
pub(crate) fn word(to: &To) -> &'static str {
    match to {
        To::Need => "need",
        To::At => "at",
        To::AtTimeOfDay => "time_of_day",
        To::Event(_) => "event",
        To::Class => "class",
        To::IsFailure => "is_failure",
        To::Field(field) => field.name(),
        To::Pseudonym => "person_pseudonym",
        To::Attribute => "attribute",
        To::NeedAttribute => "need_attribute",
        To::Ignore => "ignore",
    }
}

fn fields() -> String {
    Field::ALL.map(|(_, name, _)| name).join(", ")
}

/// One line without control characters, fit for a comment.
fn comment(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// The parser's message with what to do about it.
fn advice(error: &toml::de::Error) -> String {
    let says = toml_text::says(error);
    if says.starts_with("missing field") {
        return format!("{says}; every [[column]] has a `name` and an `as`");
    }
    says
}

/// One column; or where in the file it is wrong, and how.
fn read_column(column: WrittenColumn) -> Result<ColumnMap, (usize, String)> {
    let WrittenColumn { name, becomes, event, time } = column;
    let place = becomes.span().start;
    let mut own_event = None;
    let to = match (becomes.get_ref().as_str(), event) {
        ("event", Some(activity)) => To::Event(activity),
        ("event", None) => {
            let says =
                format!("“{}” is an event, but of what? Add `event = \"…\"`, the activity", shorten(&name));
            return Err((place, says));
        }
        (word, event) => {
            own_event = event;
            match word {
                "need" => To::Need,
                "at" => To::At,
                "time_of_day" => To::AtTimeOfDay,
                "class" => To::Class,
                "is_failure" => To::IsFailure,
                "person_pseudonym" => To::Pseudonym,
                "attribute" => To::Attribute,
                "need_attribute" => To::NeedAttribute,
                "ignore" => To::Ignore,
                other => match Field::named(other) {
                    Some(field) => To::Field(field),
                    None => {
                        let other = shorten(other);
                        let says = format!(
                            "“{other}” is no word for `as`; use {}, or a field: {}",
                            WORDS.join(", "),
                            fields()
                        );
                        return Err((place, says));
                    }
                },
            }
        }
    };
    let holds_time = match &to {
        To::At | To::Event(_) => true,
        To::Field(field) => field.holds() == Holds::Time,
        _ => false,
    };
    let time = match time {
        None => None,
        Some(form) if !holds_time => {
            let says =
                format!("“{}” does not become a time, so it has no `time`; take it out", shorten(&name));
            return Err((form.span().start, says));
        }
        Some(form) => Some(read_form(form)?),
    };
    Ok(ColumnMap { name, to, event: own_event, time, because: String::new() })
}

fn read_form(form: toml::Spanned<String>) -> Result<TimeForm, (usize, String)> {
    let place = form.span().start;
    let word = form.into_inner();
    if let Some((_, form)) = FORMS.iter().find(|(known, _)| *known == word) {
        return Ok(form.clone());
    }
    // Whether the pattern can be read is seen by writing a time with it.
    let sound = word.contains('%')
        && jiff::fmt::strtime::format(&word, &jiff::Timestamp::UNIX_EPOCH.to_zoned(jiff::tz::TimeZone::UTC))
            .is_ok();
    if sound {
        return Ok(TimeForm::Custom(word));
    }
    let forms = FORMS.map(|(word, _)| word).join(", ");
    let says = format!(
        "“{}” is no form of times; use {forms}, or a pattern such as \"%d %b %Y, %H:%M\"",
        shorten(&word)
    );
    Err((place, says))
}
