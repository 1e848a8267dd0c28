//! A TOML file as a tree whose every value knows its line, and tables from which keys are taken one by one: what nobody took was
//! written for nothing, and is an error.

use std::cell::RefCell;

use jiff::civil::Date;
use throughline::error::Error;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) line: usize,
    pub(super) value: Value,
}

/// A value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Number(f64),
    Flag(bool),
    Day(String),
    List(Vec<Item>),
    /// In the order in which the keys were written.
    Table(Vec<(String, Item)>),
}

/// A table while it is read: where it stands, and which of its keys were taken.
pub(super) struct Table<'a> {
    file: &'a str,
    /// As a path: `pool.contact`.
    pub(super) path: String,
    pub(super) line: usize,
    entries: &'a [(String, Item)],
    taken: RefCell<Vec<&'static str>>,
}

/// The tree of a file; `file` is what to call it in messages.
pub(super) fn parsed(text: &str, file: &str) -> Result<Item, Error> {
    let line = |place: usize| text.get(..place).map_or(1, |before| before.matches('\n').count() + 1);
    let table = DeTable::parse(text).map_err(|error| {
        let place = crate::toml_text::place(&error);
        let written = text.lines().nth(line(place) - 1).unwrap_or_default();
        let says = match error.message().trim_end_matches('.') {
            "duplicate key" => {
                let key = error.span().and_then(|span| text.get(span)).unwrap_or_default();
                format!("`{key}` is said a second time; leave one of them out, or give it another name")
            }
            says => says.to_string(),
        };
        Error::asked(format!("{file}, line {}: {says}{}", line(place), no_toml(written)))
    })?;
    Ok(Item { line: 1, value: Value::Table(entries(table.get_ref(), &line)) })
}

/// What people write that TOML does not read: how to write it, to go on a sentence.
fn no_toml(line: &str) -> &'static str {
    let letters: Vec<char> = line.chars().collect();
    let grouped = |part: &[char]| {
        part[0].is_ascii_digit() && part[1] == ',' && part[2..].iter().all(char::is_ascii_digit)
    };
    if line.contains(['“', '”', '‘', '’', '„']) {
        "; it has curly quotes: write straight ones, \"…\""
    } else if letters.windows(5).any(grouped) {
        "; a number has no commas: write 60000 or 60_000 for sixty thousand"
    } else if line.contains('£') {
        "; money is a number of pounds without a sign: write 60000"
    } else if line.trim_start().starts_with('[') && line.trim().contains(' ') {
        "; a name with a space in it stands in quotes: [pool.\"trades team\"]"
    } else {
        ""
    }
}

fn entries(table: &DeTable<'_>, line: &dyn Fn(usize) -> usize) -> Vec<(String, Item)> {
    let mut placed: Vec<(usize, String, Item)> = table
        .iter()
        .map(|(key, value)| {
            (key.span().start, key.get_ref().to_string(), item(key.span().start, value, line))
        })
        .collect();
    placed.sort_by_key(|(place, _, _)| *place);
    placed.into_iter().map(|(_, key, item)| (key, item)).collect()
}

fn item(place: usize, value: &Spanned<DeValue<'_>>, line: &dyn Fn(usize) -> usize) -> Item {
    let number = |text: &str| text.replace('_', "").parse().unwrap_or(f64::NAN);
    let value = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(whole) => match i64::from_str_radix(&whole.as_str().replace('_', ""), whole.radix())
        {
            Ok(whole) => Value::Number(whole as f64),
            Err(_) => Value::Number(number(whole.as_str())),
        },
        DeValue::Float(float) => Value::Number(number(float.as_str())),
        DeValue::Boolean(flag) => Value::Flag(*flag),
        DeValue::Datetime(day) => Value::Day(day.to_string()),
        DeValue::Array(items) => {
            Value::List(items.iter().map(|one| item(one.span().start, one, line)).collect())
        }
        DeValue::Table(table) => Value::Table(entries(table, line)),
    };
    Item { line: line(place), value }
}

impl Value {
    /// What it is, for messages.
    fn is(&self) -> &'static str {
        match self {
            Value::Text(_) => "a text",
            Value::Number(_) => "a number",
            Value::Flag(_) => "true or false",
            Value::Day(_) => "a date",
            Value::List(_) => "a list",
            Value::Table(_) => "a table",
        }
    }
}

impl<'a> Table<'a> {
    pub(super) fn of(item: &'a Item, path: String, file: &'a str) -> Result<Table<'a>, Error> {
        match &item.value {
            Value::Table(entries) => {
                Ok(Table { file, path, line: item.line, entries, taken: RefCell::default() })
            }
            other => Err(Error::asked(format!(
                "{file}, line {}: `{path}` must be a table, and is {}; write [{path}] and its keys below",
                item.line,
                other.is()
            ))),
        }
    }

    /// An error at this table.
    pub(super) fn wrong(&self, says: impl std::fmt::Display) -> Error {
        self.wrong_at(self.line, says)
    }

    /// An error at a line.
    pub(super) fn wrong_at(&self, line: usize, says: impl std::fmt::Display) -> Error {
        Error::asked(format!("{}, line {line}: {says}", self.file))
    }

    /// The path of a key.
    pub(super) fn path_of(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_string() } else { format!("{}.{key}", self.path) }
    }

    /// The value of a key, which counts as read from then on.
    pub(super) fn take(&self, key: &'static str) -> Option<&'a Item> {
        self.taken.borrow_mut().push(key);
        self.entries.iter().find(|(name, _)| name == key).map(|(_, item)| item)
    }

    /// Every key and value: of a table whose keys are names.
    pub(super) fn all(&self) -> &'a [(String, Item)] {
        self.entries
    }

    /// A table within this one.
    pub(super) fn table(&self, key: &'static str) -> Result<Option<Table<'a>>, Error> {
        self.take(key).map(|item| Table::of(item, self.path_of(key), self.file)).transpose()
    }

    /// A table under a key that is a name.
    pub(super) fn named(&self, name: &str, item: &'a Item) -> Result<Table<'a>, Error> {
        Table::of(item, self.path_of(name), self.file)
    }

    pub(super) fn text(&self, key: &'static str) -> Result<Option<(usize, &'a str)>, Error> {
        match self.take(key) {
            None => Ok(None),
            Some(Item { line, value: Value::Text(text) }) => Ok(Some((*line, text))),
            Some(item) => Err(self.not(key, item, "a text in quotes")),
        }
    }

    pub(super) fn flag(&self, key: &'static str) -> Result<Option<bool>, Error> {
        match self.take(key) {
            None => Ok(None),
            Some(Item { value: Value::Flag(flag), .. }) => Ok(Some(*flag)),
            Some(item) => Err(self.not(key, item, "true or false")),
        }
    }

    /// A whole number from `least` on.
    pub(super) fn whole(&self, key: &'static str, least: u64) -> Result<Option<u64>, Error> {
        let most = 9_007_199_254_740_992.0;
        match self.take(key) {
            None => Ok(None),
            Some(Item { value: Value::Number(number), .. })
                if number.fract() == 0.0 && *number >= least as f64 && *number <= most =>
            {
                Ok(Some(*number as u64))
            }
            Some(item) => Err(self.not(key, item, &format!("a whole number from {least} on"))),
        }
    }

    /// A number above nought that nobody could dispute.
    pub(super) fn positive(&self, key: &'static str) -> Result<Option<f64>, Error> {
        match self.take(key) {
            None => Ok(None),
            Some(Item { value: Value::Number(number), .. }) if *number > 0.0 && number.is_finite() => {
                Ok(Some(*number))
            }
            Some(item) => Err(self.not(key, item, "a number above 0")),
        }
    }

    /// A list of plain numbers, none below nought.
    pub(super) fn numbers(&self, key: &'static str) -> Result<Option<Vec<f64>>, Error> {
        let Some(item) = self.take(key) else { return Ok(None) };
        let Value::List(items) = &item.value else { return Err(self.not(key, item, "a list of numbers")) };
        items
            .iter()
            .map(|one| match one.value {
                Value::Number(number) if number >= 0.0 && number.is_finite() => Ok(number),
                _ => Err(self.not(key, one, "a list of numbers from 0 on")),
            })
            .collect::<Result<_, _>>()
            .map(Some)
    }

    /// The date that an item says.
    pub(super) fn day(&self, key: &str, item: &Item) -> Result<Date, Error> {
        let wrong = || self.not(key, item, "a date such as 2026-04-01");
        match &item.value {
            Value::Text(text) | Value::Day(text) => text.parse().map_err(|_| wrong()),
            _ => Err(wrong()),
        }
    }

    /// That a key holds something else than it should.
    pub(super) fn not(&self, key: &str, item: &Item, should: &str) -> Error {
        self.not_but(key, item, should, "")
    }

    /// The same, and how to write it, to go on the sentence.
    pub(super) fn not_but(&self, key: &str, item: &Item, should: &str, how: &str) -> Error {
        let path = self.path_of(key);
        let is = match &item.value {
            // Not all of its three hundred digits.
            Value::Number(number) if number.abs() >= 1e15 => format!("{number:e}"),
            Value::Number(number) => format!("{number}"),
            Value::Text(text) => format!("“{text}”"),
            other => other.is().to_string(),
        };
        self.wrong_at(item.line, format_args!("`{path}` must be {should}, and is {is}{how}"))
    }

    /// An error if there is a key that nobody took: it names the keys that this table may have.
    pub(super) fn done(&self) -> Result<(), Error> {
        let taken = self.taken.borrow();
        let Some((key, item)) = self.entries.iter().find(|(key, _)| !taken.contains(&key.as_str())) else {
            return Ok(());
        };
        let near = nearest(key, &taken)
            .map(|near| format!("; did you mean `{near}`?"))
            .unwrap_or_else(|| ".".to_string());
        let place = if self.path.is_empty() { "A plan" } else { &format!("[{}]", self.path) };
        Err(self.wrong_at(
            item.line,
            format_args!("`{}` is not known{near} {place} may have: {}", self.path_of(key), taken.join(", ")),
        ))
    }
}

/// The end of what is said of a name that there is not: the one that may have been meant.
pub(super) fn did_you_mean(written: &str, names: &[&str]) -> String {
    nearest(written, names).map_or(".".to_string(), |near| format!("; did you mean “{near}”?"))
}

/// The name most like what was written, where one is.
fn nearest<'n>(written: &str, names: &[&'n str]) -> Option<&'n str> {
    let like = |name: &str| {
        let alike = |a: &str, b: &str| a.chars().filter(|letter| b.contains(*letter)).count();
        alike(written, name) + alike(name, written)
    };
    let whole = |name: &str| written.chars().count() + name.chars().count();
    names
        .iter()
        .copied()
        .filter(|name| like(name) * 5 >= whole(name) * 4)
        .max_by_key(|name| (like(name) * 1000 / whole(name).max(1), std::cmp::Reverse(*name)))
}
