//! Which columns of a small table are to be charted, and what its first column says of the points.
//!
//! Names decide first (`y`; `r` and `n`; `cases_between`, `days_between`), then what is in the columns: a column counts as numbers if
//! more than half of its cells are; an index, dates and names stand beside the points. Where more than one column fits, a person is
//! asked.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use throughline::capability::periods::{Periods, of_dates, of_numbers};
use throughline::error::Error;

use super::{Row, Table};
use crate::guess::{DateOrder, date_order};
use crate::table::numbers::{is_no_value, number};
use crate::times::{TimeForm, TimeReader};

/// What a caller can chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Whatever the columns are.
    Any,
    /// Just this.
    Only(Meaning),
}

/// What the columns are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// Single values, such as `y`.
    Single,
    /// `r` of `n`, where `r` is a part of `n`.
    Shares,
    /// `r` for `n`, where `r` may be more than `n`.
    Rates,
    /// Cases between events.
    CasesBetween,
    /// Days between events.
    DaysBetween,
    /// A name, and `r` of `n`.
    Places,
}

/// Columns to be charted.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What they are.
    pub meaning: Meaning,
    /// The name of the column of values, and of sizes.
    pub names: Vec<String>,
    /// What to call each point: its date, index or name; else its number from 1.
    pub labels: Vec<String>,
    /// Its values; of shares and rates `r`.
    pub values: Vec<Option<f64>>,
    /// Of shares and rates `n`; else nothing.
    pub sizes: Vec<Option<f64>>,
    /// What a point stands for, and which periods are missing.
    pub periods: Periods,
    /// The date of each point; nothing where the points have none.
    pub dates: Vec<Date>,
    /// What a person should know of how it was read.
    pub notes: Vec<String>,
}

/// A date or a month as ISO 8601 writes it, with or without a time of day.
pub(super) fn date(cell: &str) -> Option<Date> {
    let month = || cell.len() == 7 && cell.as_bytes()[4] == b'-';
    if month() {
        return format!("{cell}-01").parse().ok();
    }
    let day = cell.get(..10)?;
    let rest = cell.get(10..)?;
    (rest.is_empty() || rest.starts_with(['T', ' '])).then(|| day.parse().ok()).flatten()
}

/// A month by its name: `Apr 2016`, `April 2016`, `Apr-16`.
fn named_month(cell: &str) -> Option<Date> {
    let text = format!("1 {}", cell.replace('-', " "));
    ["%d %b %Y", "%d %B %Y", "%d %b %y"].iter().find_map(|form| Date::strptime(form, &text).ok())
}

impl Table {
    /// The columns to chart: `column` by name, or those that fit what is wanted.
    pub fn series(&self, wanted: Wanted, column: Option<&str>) -> Result<Series, Error> {
        let mut notes = Vec::new();
        let (meaning, chosen) = self.choose(wanted, column, &mut notes)?;
        let label = (0..self.names.len())
            .find(|place| !chosen.contains(place) && self.labels_points(*place, meaning));
        let mut series = Series {
            meaning,
            names: chosen.iter().map(|place| self.names[*place].clone()).collect(),
            labels: self.labels(label),
            values: self.numbers(chosen[0], meaning, &mut notes)?,
            sizes: match chosen.get(1) {
                Some(place) => self.numbers(*place, meaning, &mut notes)?,
                None => Vec::new(),
            },
            periods: Periods::default(),
            dates: Vec::new(),
            notes,
        };
        self.parts_fit(&series)?;
        if let Some(label) = label.filter(|_| meaning != Meaning::Places) {
            self.put_in_order(label, &mut series);
        }
        Ok(series)
    }

    /// The meaning of the table and the places of its columns: values, then sizes.
    fn choose(
        &self,
        wanted: Wanted,
        column: Option<&str>,
        notes: &mut Vec<String>,
    ) -> Result<(Meaning, Vec<usize>), Error> {
        let named = |name: &str| self.names.iter().position(|own| own.trim().eq_ignore_ascii_case(name));
        if let Some(name) = column {
            let place = named(name).ok_or_else(|| {
                Error::asked(format!("{}: has no column “{name}”; it has {}", self.file, self.listed()))
            })?;
            return match wanted {
                Wanted::Any => Ok((Meaning::Single, vec![place])),
                Wanted::Only(Meaning::Shares | Meaning::Rates | Meaning::Places) => Err(Error::asked(
                    "--column names one column, and this kind of chart needs two: name them r and n in the file".to_string(),
                )),
                Wanted::Only(meaning) => Ok((meaning, vec![place])),
            };
        }
        let parts = named("r").zip(named("n"));
        let first_is_name = self.names.len() > 2 && !self.is_numbers(0) && self.dates(0).is_none();
        match wanted {
            Wanted::Any => match (parts, named("y"), named("cases_between"), named("days_between")) {
                (Some((r, n)), None, ..) if first_is_name => Ok((Meaning::Places, vec![r, n])),
                (Some((r, n)), None, ..) => Ok((Meaning::Shares, vec![r, n])),
                (_, None, Some(cases), days) => {
                    if days.is_some() {
                        notes.push(
                            "cases between events are charted; --kind t charts the days between".to_string(),
                        );
                    }
                    Ok((Meaning::CasesBetween, vec![cases]))
                }
                (_, None, None, Some(days)) => Ok((Meaning::DaysBetween, vec![days])),
                _ => Ok((Meaning::Single, vec![self.only_numbers("y")?])),
            },
            Wanted::Only(meaning @ (Meaning::Shares | Meaning::Rates | Meaning::Places)) => match parts {
                Some((r, n)) => Ok((meaning, vec![r, n])),
                None => Ok((meaning, self.part_and_whole(notes)?)),
            },
            Wanted::Only(Meaning::CasesBetween) => {
                Ok((Meaning::CasesBetween, vec![self.only_numbers("cases_between")?]))
            }
            Wanted::Only(Meaning::DaysBetween) => {
                Ok((Meaning::DaysBetween, vec![self.only_numbers("days_between")?]))
            }
            Wanted::Only(Meaning::Single) => Ok((Meaning::Single, vec![self.only_numbers("y")?])),
        }
    }

    fn listed(&self) -> String {
        crate::table::listed(&self.names)
    }

    /// The column of this name, or the only one of numbers that is no index.
    fn only_numbers(&self, name: &str) -> Result<usize, Error> {
        if let Some(place) = self.names.iter().position(|own| own.trim().eq_ignore_ascii_case(name)) {
            return Ok(place);
        }
        let numbers = self.columns_of_numbers();
        match numbers[..] {
            // The number of a row is no value, though nothing else is there.
            [0] if self.is_index(0) && self.first_empty().is_some() => Err(Error::asked(format!(
                "{}: the column “{}” is empty, and “{}” only numbers the rows; fill in the values, or name the column to chart with \
                 --column NAME",
                self.file,
                self.first_empty().unwrap_or_default(),
                self.names[0]
            ))),
            [one] => Ok(one),
            [] if self.names.len() == 1 => Ok(0),
            [] => Err(Error::asked(format!(
                "{}: has no column of numbers (it has {}); if it is a log of events, use throughline study",
                self.file,
                self.listed()
            ))),
            _ => Err(Error::asked(format!(
                "{}: has several columns of numbers ({}); name the one to chart with --column NAME",
                self.file,
                numbers.iter().map(|place| self.names[*place].as_str()).collect::<Vec<_>>().join(", ")
            ))),
        }
    }

    /// The first column without any value.
    fn first_empty(&self) -> Option<&str> {
        let place = (0..self.names.len()).find(|place| self.cells(*place).all(is_no_value))?;
        Some(&self.names[place])
    }

    /// Two columns of numbers of which one is never more than the other: a part and its whole.
    fn part_and_whole(&self, notes: &mut Vec<String>) -> Result<Vec<usize>, Error> {
        let numbers = self.columns_of_numbers();
        let never_more = |r: usize, n: usize| {
            let pair =
                |row: &Row| number(&row.cells[r]).zip(number(&row.cells[n])).is_none_or(|(r, n)| r <= n);
            self.rows.iter().all(pair)
        };
        let found = match numbers[..] {
            [one, other] if never_more(one, other) && !never_more(other, one) => [one, other],
            [one, other] if never_more(other, one) && !never_more(one, other) => [other, one],
            _ => {
                return Err(Error::asked(format!(
                    "{}: this kind of chart needs a column r (how many) and a column n (of how many); it has {}",
                    self.file,
                    self.listed()
                )));
            }
        };
        let [r, n] = found.map(|place| &self.names[place]);
        notes.push(format!("“{r}” was taken as r and “{n}” as n, as it is never less"));
        Ok(found.to_vec())
    }

    /// The columns of numbers, without an index or years before them.
    fn columns_of_numbers(&self) -> Vec<usize> {
        let all: Vec<usize> = (0..self.names.len()).filter(|place| self.is_numbers(*place)).collect();
        let others: Vec<usize> =
            all.iter().copied().filter(|place| *place > 0 || !self.is_index(0)).collect();
        if others.is_empty() { all } else { others }
    }

    fn cells(&self, place: usize) -> impl Iterator<Item = &str> {
        self.rows.iter().map(move |row| row.cells[place].as_str())
    }

    fn is_numbers(&self, place: usize) -> bool {
        let there = self.cells(place).filter(|cell| !is_no_value(cell)).count();
        let numbers = self.cells(place).filter(|cell| number(cell).is_some()).count();
        numbers * 2 > there
    }

    /// Whole numbers that rise by one, but for a few.
    fn is_index(&self, place: usize) -> bool {
        let index = self.index(place);
        index.is_some_and(|index| index.len() > 1 && index.windows(2).all(|pair| pair[1] > pair[0]))
    }

    /// The whole numbers of a column, if all are.
    fn index(&self, place: usize) -> Option<Vec<i64>> {
        let whole = |cell: &str| number(cell).filter(|value| value.fract() == 0.0 && value.abs() < 1e12);
        self.cells(place).map(|cell| whole(cell).map(|value| value as i64)).collect()
    }

    /// The dates of a column, if all are.
    fn dates(&self, place: usize) -> Option<Vec<Date>> {
        let all =
            |read: &dyn Fn(&str) -> Option<Date>| self.cells(place).map(read).collect::<Option<Vec<Date>>>();
        let form = match date_order(self.cells(place)) {
            DateOrder::MonthFirst => TimeForm::MonthFirst,
            DateOrder::DayFirst | DateOrder::Either => TimeForm::DayFirst,
            _ => return all(&date).or_else(|| all(&named_month)),
        };
        let read = |cell: &str| {
            let us = TimeReader::new(form.clone(), TimeZone::UTC).read(cell.as_bytes()).ok()?;
            Some(throughline::time::Instant(us).in_zone(&TimeZone::UTC).date())
        };
        all(&date).or_else(|| all(&read))
    }

    /// Whether a column says which point is which: before the values, or dates, or for places names.
    fn labels_points(&self, place: usize, meaning: Meaning) -> bool {
        match meaning {
            Meaning::Places => !self.is_numbers(place),
            _ => place == 0 || self.dates(place).is_some(),
        }
    }

    fn labels(&self, label: Option<usize>) -> Vec<String> {
        let name = |(place, row): (usize, &Row)| {
            let cell = label.map_or("", |label| row.cells[label].as_str());
            if cell.is_empty() { format!("point {}", place + 1) } else { cell.to_string() }
        };
        self.rows.iter().enumerate().map(name).collect()
    }

    /// The numbers of a column. What is neither a number nor a mark of none is an error, with its line.
    fn numbers(
        &self,
        place: usize,
        meaning: Meaning,
        notes: &mut Vec<String>,
    ) -> Result<Vec<Option<f64>>, Error> {
        let mut percentages = 0;
        let value = |row: &Row| {
            let cell = &row.cells[place];
            let wrong = |why: &str| {
                Error::asked(format!(
                    "{}, line {}, column “{}”: “{cell}” {why}",
                    self.file, row.line, self.names[place]
                ))
            };
            if is_no_value(cell) {
                return Ok(None);
            }
            percentages += usize::from(cell.ends_with('%'));
            let value = number(cell)
                .ok_or_else(|| wrong("is not a number; leave the cell empty if it is not known"))?;
            if value < 0.0 && meaning != Meaning::Single {
                return Err(wrong("is below nought, which cannot be here"));
            }
            if meaning == Meaning::Places && (value.fract() != 0.0 || value > 1e15) {
                return Err(wrong("is not a whole number of cases"));
            }
            Ok(Some(value))
        };
        let values: Vec<Option<f64>> = self.rows.iter().map(value).collect::<Result<_, Error>>()?;
        if percentages > 0 {
            notes.push(format!("percentages in “{}” are charted as shares: 95% is 0.95", self.names[place]));
        }
        Ok(values)
    }

    /// That no part is more than its whole.
    fn parts_fit(&self, series: &Series) -> Result<(), Error> {
        if !matches!(series.meaning, Meaning::Shares | Meaning::Places) {
            return Ok(());
        }
        for ((r, n), row) in series.values.iter().zip(&series.sizes).zip(&self.rows) {
            if let (Some(r), Some(n)) = (r, n)
                && r > n
            {
                return Err(Error::asked(format!(
                    "{}, line {}: {r} of {n} is more than all; are “{}” and “{}” the right way round? For rates use --kind u",
                    self.file, row.line, series.names[0], series.names[1]
                )));
            }
        }
        Ok(())
    }

    /// Finds the periods by the dates or the index beside the points. Points with dates are charted in the order of these; of one day in
    /// the order of the file, which is turned round where the newest comes first.
    fn put_in_order(&self, label: usize, series: &mut Series) {
        let Some(dates) = self.dates(label) else {
            series.periods = self.index(label).map_or_else(Periods::default, |index| of_numbers(&index));
            return;
        };
        let mut order: Vec<usize> = (0..dates.len()).collect();
        let newest_first = dates.first() > dates.last() && dates.windows(2).all(|pair| pair[1] <= pair[0]);
        if newest_first {
            series.notes.push("the rows were newest first; they are charted oldest first".to_string());
            order.reverse();
        } else if dates.windows(2).any(|pair| pair[1] < pair[0]) {
            series.notes.push("the dates were not in order; the points are charted by date".to_string());
            order.sort_by_key(|place| dates[*place]);
        }
        series.labels = order.iter().map(|place| series.labels[*place].clone()).collect();
        series.values = order.iter().map(|place| series.values[*place]).collect();
        series.sizes = order.iter().filter_map(|place| series.sizes.get(*place).copied()).collect();
        series.dates = order.iter().map(|place| dates[*place]).collect();
        series.periods = of_dates(&series.dates);
    }
}

#[cfg(test)]
mod tests;
