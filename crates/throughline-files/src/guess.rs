//! Guessing a mapping from names and values, and saying why.
//!
//! In this order: is it a form of our own; which columns are keys of process mining; which hold times, and of what kind; which
//! is the id of the need, the person, the activity; is it a log (one row an event), a wide table (one row a need with several
//! dates) or a list of contacts; what do the other columns mean by their names. Each field is taken at most once, the surest
//! name first; what is left is kept as attributes. Nothing is taken for a field against its values.

mod activities;
mod called;
#[cfg(test)]
mod calls;
mod clocks;
mod closing;
mod coded;
mod dates;
#[cfg(test)]
mod exports;
mod kinds;
mod look;
mod needs;
mod numbers;
#[cfg(test)]
mod odd;
mod own;
mod pairs;
mod persons;
mod shape;
mod short;
mod stamps;
mod steps;
#[cfg(test)]
mod steps_tests;
mod telling;
#[cfg(test)]
mod tests;
mod unnamed;
#[cfg(test)]
mod vendors;
mod words;

use std::collections::HashMap;

use throughline::demand::codes::{Class, is_code_column};
use throughline::demand::contacts::is_chance_column;
use throughline::log::Field;
use throughline::wording::thousands;

pub use dates::{DateOrder, date_order};
use look::Looked;
use words::{ABOUT, FIELDS, KEYS, Key, MONEY, WAITS};

use crate::mapping::{ColumnMap, Mapping, To};
use crate::sample::Sample;
use crate::source::Format;
use crate::table::listed;
use crate::table::numbers::is_open_end;
use crate::times::TimeForm;

/// The mapping for a sample; problems a person must decide are returned beside it.
pub fn guess(sample: &Sample, format: Format, zone: &str) -> (Mapping, Vec<String>) {
    if let Some(own) = crate::xes::own_mapping(sample, zone) {
        return (own, Vec::new());
    }
    let mut mapping = Mapping::new(zone);
    if let Some(columns) = own::columns(sample, format) {
        mapping.columns = columns;
        mapping.closing = own::closing(sample);
        return (mapping, Vec::new());
    }
    let of_traces = sample.columns.iter().any(|column| key(&column.name) == Some(Key::Need));
    let mut guess = Guess {
        sample,
        columns: sample.columns.iter().map(|column| Looked::at(column, of_traces, zone)).collect(),
        maps: vec![None; sample.columns.len()],
        problems: Vec::new(),
        in_traces: format == Format::Xes,
    };
    guess.keys();
    guess.kind();
    persons::decide(&mut guess);
    telling::addresses(&mut guess);
    called::by_our_names(&mut guess);
    coded::sorted(&mut guess);
    guess.fields();
    guess.many_organisations();
    guess.money();
    telling::activity(&mut guess);
    shape::decide(&mut guess, &mut mapping);
    telling::leave_out(&mut guess);
    guess.rest();
    mapping.columns = guess.maps.into_iter().flatten().collect();
    if mapping.closing.is_empty() {
        mapping.closing = closing::of_log(sample, &mapping.columns, zone);
    }
    let places: HashMap<&str, usize> =
        sample.columns.iter().enumerate().map(|(place, column)| (column.name.as_str(), place)).collect();
    let problems = mapping.columns.iter().filter(|map| map.time.is_some()).filter_map(|map| {
        let place = *places.get(map.name.as_str())?;
        guess.columns[place].time.as_ref()?.problem.clone()
    });
    let open_ends = mapping.columns.iter().filter(|map| map.time.is_some()).filter_map(|map| {
        let column = &sample.columns[*places.get(map.name.as_str())?];
        let count = column.values.iter().flatten().filter(|value| is_open_end(value.trim())).count();
        (count > 0).then(|| {
            format!(
                "“{}”: the last day of the year 9999 stands in {} of {} rows looked at; systems write it for “no end yet”, so it is taken \
                 for no date",
                map.name,
                thousands(count as u64),
                thousands(sample.rows as u64)
            )
        })
    });
    let open_ends: Vec<String> = open_ends.collect();
    let free = telling::free_text(&guess.columns, &mapping.columns);
    let problems: Vec<String> = problems.chain(guess.problems).chain(open_ends).chain(free).collect();
    (mapping, problems)
}

/// A mapping in the making.
struct Guess<'a> {
    sample: &'a Sample,
    columns: Vec<Looked<'a>>,
    maps: Vec<Option<ColumnMap>>,
    problems: Vec<String>,
    /// Whether the events stand in traces, each of which is a need.
    in_traces: bool,
}

/// Names that mean what they say only when they stand alone: an age group is no team.
const ALONE: [&str; 39] = [
    "group", "user", "type", "source", "owner", "unit", "area", "section", "method", "category", "site",
    "reason", "value", "total", "hours", "text", "subject", "summary", "details", "desk", "position", "band",
    "city", "region", "location", "town", "medium", "origin", "topic", "nature", "body", "message", "fault",
    "words", "service", "office", "staff", "place", "comment",
];

impl<'a> Guess<'a> {
    fn take(&mut self, place: usize, to: To, because: String) {
        let column = &self.columns[place];
        let holds_time = match &to {
            To::At | To::Event(_) => true,
            To::Field(field) => field.holds() == throughline::log::Holds::Time,
            _ => false,
        };
        let time = column.time.as_ref().filter(|_| holds_time);
        let because = match time {
            Some(found) if found.form != TimeForm::Iso => format!("{because}; {}", found.because),
            _ => because,
        };
        let time = time.map(|found| found.form.clone());
        self.maps[place] = Some(ColumnMap { name: column.name.to_string(), to, event: None, time, because });
    }

    /// Columns nothing was decided about yet, with their places.
    fn free(&self) -> impl Iterator<Item = (usize, &Looked<'a>)> {
        self.columns.iter().enumerate().filter(|(place, _)| self.maps[*place].is_none())
    }

    /// Whether a column became this.
    fn has(&self, to: &To) -> bool {
        self.maps.iter().flatten().any(|map| map.to == *to)
    }

    /// The column of the needs: the one that was taken, else that which is named so.
    fn need(&self) -> Option<usize> {
        let taken = self.maps.iter().position(|map| map.as_ref().is_some_and(|map| map.to == To::Need));
        taken.or_else(|| needs::named(self))
    }

    /// The names of all columns, for messages.
    fn listed(&self) -> String {
        listed(&self.sample.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>())
    }

    /// Columns whose name or values leave no question: keys of process mining, attributes of the case, running numbers.
    fn keys(&mut self) {
        let started =
            self.columns.iter().any(|column| column.name == "start_timestamp" && column.time.is_some());
        let completed = self.columns.iter().any(|column| key(column.name) == Some(Key::At));
        let ours = own::speaks_our_words(self.sample);
        for place in 0..self.columns.len() {
            let column = &self.columns[place];
            let (name, counts) = (column.name, column.counts());
            let standard = format!("the standard key of process mining; {counts}");
            match key(name) {
                Some(Key::Need) => self.take(place, To::Need, standard),
                Some(Key::At) if started => {
                    let because =
                        "the standard key for when an event was complete; its start is in start_timestamp";
                    self.take(place, To::Field(Field::Until), because.to_string());
                }
                Some(Key::At) => self.take(place, To::At, "the standard key of process mining".to_string()),
                Some(Key::Start) if column.time.is_some() && completed => {
                    self.take(place, To::At, "the standard key for when an event started".to_string());
                }
                // Whatever is beside it may be its end.
                Some(Key::Start) => {}
                Some(Key::Person) => self.take(place, To::Field(Field::Person), standard),
                Some(Key::Field(Field::Pence)) if !column.numeric => {}
                Some(Key::Field(field)) => self.take(place, To::Field(field), standard),
                Some(Key::Attribute) => self.take(place, To::Attribute, standard),
                None if ours && column.is_called_as_ours() => {
                    let to = match name {
                        "need" => To::Need,
                        "at" => To::At,
                        name => Field::named(name).map_or(To::Attribute, To::Field),
                    };
                    self.take(place, to, format!("it has the name this product uses; {counts}"));
                }
                _ if column.of_case && !self.has_no_need_key(place) => {
                    self.take(
                        place,
                        To::NeedAttribute,
                        format!("its name says it belongs to the case; {counts}"),
                    );
                }
                _ if column.running && is_unnamed(column) => {
                    let because = "numbers its rows one by one and has no meaning of its own";
                    self.take(place, To::Ignore, because.to_string());
                }
                _ => {}
            }
        }
    }

    /// Whether `place` could be the need because no column has the key for it: `case:id`, say.
    fn has_no_need_key(&self, place: usize) -> bool {
        let keyed = self.columns.iter().any(|column| key(column.name) == Some(Key::Need));
        !keyed && self.columns[place].is_id && self.columns[place].label.split(' ').count() == 1
    }

    /// A column of kinds of event, in our own words.
    fn kind(&mut self) {
        const KINDS: [&str; 6] = ["contact", "work", "hand_over", "clock", "money", "word"];
        let told = |place: usize| {
            let mut values = self.sample.columns[place].values.iter().flatten().map(|value| value.trim());
            values.all(|value| value.is_empty() || KINDS.contains(&value))
        };
        let found = self.free().find(|(place, column)| {
            column.filled > 0 && (column.distinct > 1 || column.label == "kind") && told(*place)
        });
        if let Some((place, _)) = found {
            let because = format!("all of its values are kinds of event ({})", KINDS.join(", "));
            self.take(place, To::Field(Field::Kind), because);
        }
    }

    /// The other fields, each the column with the surest name whose values allow it.
    fn fields(&mut self) {
        for (field, what, patterns) in FIELDS {
            if self.has(&To::Field(field)) {
                continue;
            }
            let allowed = |column: &Looked<'_>| match field {
                Field::Minutes => {
                    column.is_length_of_time() && !column.is_planned() && !column.has_word(&WAITS)
                }
                // As many as there are needs are no services, whatever they are called.
                Field::Service if column.is_id && column.distinct > 20 => {
                    column.distinct * 20 < column.filled
                }
                Field::Words => column.is_prose() || column.has_word(&["said", "verbatim"]),
                _ => column.time.is_none() && !column.is_prose(),
            };
            let about = |column: &Looked<'_>| {
                let last = column.label.rsplit(' ').next().unwrap_or("");
                ABOUT.contains(&last) && !patterns.contains(&column.label.as_str())
            };
            let need = self.need();
            // What differs from row to row of a need is not what its person asks for.
            let done = |place: usize| {
                let differs = |need| telling::differs_within(self.sample, need, place);
                field == Field::Demand && self.columns[place].label == "type" && need.is_some_and(differs)
            };
            let best = self
                .free()
                .filter(|(place, column)| {
                    column.filled > 0
                        && !about(column)
                        && !shape::names_what_was_done(column)
                        && !done(*place)
                })
                .filter(|(_, column)| allowed(column))
                .filter_map(|(place, column)| Some((column.fits(patterns, |p| !ALONE.contains(&p))?, place)))
                .max_by_key(|(fits, place)| (*fits, usize::MAX - *place));
            if let Some((_, place)) = best {
                let because = format!("named like {what}; {}", self.columns[place].counts());
                self.take(place, To::Field(field), because);
            }
        }
    }

    /// A column of agencies or departments with so many different ones that they are the teams of a place, not the organisations that share
    /// its work: these are few, and each crossing between them would be seen as one between organisations.
    fn many_organisations(&mut self) {
        const MOST: usize = 30;
        const LOOSE: [&str; 8] = [
            "agency",
            "department",
            "directorate",
            "dept",
            "division",
            "responsible agency",
            "agency responsible",
            "company",
        ];
        let is_organisation = |map: &ColumnMap| map.to == To::Field(Field::Organisation);
        let found = self.maps.iter().position(|map| map.as_ref().is_some_and(is_organisation));
        let Some(place) = found.filter(|_| !self.has(&To::Field(Field::Team))) else { return };
        let column = &self.columns[place];
        if column.distinct > MOST && column.fits(&LOOSE, |_| true).is_some() {
            let because = format!(
                "named like an organisation, but {} are too many to be anything but the teams of one: taken for teams; say \
                 `as = \"organisation\"` if they are not; {}",
                thousands(column.distinct as u64),
                column.counts()
            );
            self.take(place, To::Field(Field::Team), because);
        }
    }

    /// Money, where there is one amount, or one that is plainly the cost.
    fn money(&mut self) {
        let amounts: Vec<(usize, usize)> = self
            .free()
            .filter(|(_, column)| column.time.is_none() && !column.is_id && !column.is_planned())
            .filter(|(place, column)| column.numeric || self.is_money(*place))
            .filter_map(|(place, column)| Some((column.fits(&MONEY, |p| !ALONE.contains(&p))?, place)))
            .collect();
        let plain = |fits: usize| fits > 2000 - 5;
        let best = amounts.iter().copied().max_by_key(|(fits, place)| (*fits, usize::MAX - *place));
        match best {
            Some((fits, place)) if amounts.len() == 1 || plain(fits) => {
                let unit = crate::table::numbers::MoneyUnit::of_column(self.columns[place].name);
                let unit = if unit == crate::table::numbers::MoneyUnit::Pence { "pence" } else { "pounds" };
                let because =
                    format!("named like an amount of money; numbers without a sign are taken as {unit}");
                self.take(place, To::Field(Field::Pence), because);
            }
            _ => {
                for (_, place) in amounts {
                    let because =
                        "an amount of money, but there are several and none is plainly the cost of the event";
                    self.take(place, self.attribute(place), because.to_string());
                }
            }
        }
    }

    fn is_money(&self, place: usize) -> bool {
        use crate::table::numbers::{MoneyUnit, is_no_value, pence};
        let mut values =
            self.sample.columns[place].values.iter().flatten().map(|v| v.trim()).filter(|v| !is_no_value(v));
        self.columns[place].filled > 0 && values.all(|value| pence(value, MoneyUnit::Pounds).is_some())
    }

    /// Whether any value of a column is a code of value or failure.
    fn is_coded(&self, place: usize) -> bool {
        let code = |value: &String| Class::named(value.split(['@', ';']).next().unwrap_or(value)).is_some();
        self.sample.columns[place].values.iter().flatten().any(code)
    }

    fn attribute(&self, place: usize) -> To {
        if self.columns[place].of_case { To::NeedAttribute } else { To::Attribute }
    }

    /// What is left is kept as it is: in a wide table one value a need.
    fn rest(&mut self) {
        let wide = self.maps.iter().flatten().any(|map| matches!(map.to, To::Event(_)));
        let mut first: HashMap<&[Option<String>], usize> = HashMap::new();
        for place in 0..self.columns.len() {
            let column = &self.columns[place];
            let twin = *first.entry(&self.sample.columns[place].values).or_insert(place);
            let twin = (twin < place && column.filled > 0).then_some(twin);
            if let Some(map) = &mut self.maps[place] {
                if wide && map.to == To::Attribute && !is_code_column(&map.name) {
                    map.to = To::NeedAttribute;
                }
                continue;
            }
            let because = match twin {
                _ if column.time.is_some() && column.is_planned() => {
                    "a date that is only meant, not one when something happened".to_string()
                }
                Some(twin) => format!("the same values as “{}”", self.columns[twin].name),
                None => format!("kept as it is; {}{}", column.counts(), column.gaps()),
            };
            // What contacts were sorted as belongs to the contact, and so does the chance with which it was drawn for that.
            let of_contact =
                is_chance_column(column.name) || (is_code_column(column.name) && self.is_coded(place));
            let to = if wide && !of_contact { To::NeedAttribute } else { self.attribute(place) };
            self.take(place, to, because);
        }
    }
}

/// The key of process mining that a column is named by, also where it was written `case concept:name` or `event concept:name`.
fn key(name: &str) -> Option<Key> {
    let known = |name: &str| KEYS.iter().find(|(key, _)| *key == name).map(|(_, key)| *key);
    let of_case = || known(&format!("case:{}", name.strip_prefix("case ")?));
    let of_event = || known(name.strip_prefix("event ").or_else(|| name.strip_prefix("event:"))?);
    known(name).or_else(of_case).or_else(of_event)
}

fn is_unnamed(column: &Looked<'_>) -> bool {
    let label = column.label.as_str();
    label.starts_with("column ")
        || label.starts_with("unnamed")
        || ["index", "level 0", "row", "row number", ""].contains(&label)
}
