//! The values of a sheet's cells, as the log takes them.

use calamine::{Data, DataRef};
use jiff::civil::DateTime;
use throughline::log::Holds;

use crate::table::Cell;

/// A value of a sheet.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Held {
    Empty,
    Text(String),
    Civil(DateTime),
    Whole(i64),
    Real(f64),
    Flag(bool),
}

pub(super) fn borrowed(cell: &Data) -> DataRef<'_> {
    match cell {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(flag) => DataRef::Bool(*flag),
        Data::DateTime(time) => DataRef::DateTime(*time),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(error) => DataRef::Error(error.clone()),
        Data::Empty => DataRef::Empty,
    }
}

/// A cell as the log takes it. Whole numbers are kept as such, for a spreadsheet knows only real ones.
pub(super) fn held(cell: &DataRef<'_>) -> Held {
    match cell {
        DataRef::Empty => Held::Empty,
        DataRef::Int(number) => Held::Whole(*number),
        DataRef::Float(number) if number.fract() == 0.0 && number.abs() < 9e15 => Held::Whole(*number as i64),
        DataRef::Float(number) => Held::Real(*number),
        DataRef::Bool(flag) => Held::Flag(*flag),
        DataRef::String(text) => text_of(text),
        DataRef::SharedString(text) => text_of(text),
        DataRef::DateTime(time) => civil(time),
        DataRef::DateTimeIso(text) => {
            let time =
                text.parse::<DateTime>().or_else(|_| text.parse::<jiff::civil::Date>().map(DateTime::from));
            time.map_or_else(|_| text_of(text), Held::Civil)
        }
        DataRef::DurationIso(text) => {
            let start = DateTime::constant(1899, 12, 30, 0, 0, 0, 0);
            let time = text.parse::<jiff::Span>().and_then(|span| start.checked_add(span));
            time.map_or_else(|_| text_of(text), Held::Civil)
        }
        DataRef::Error(error) => Held::Text(error.to_string()),
    }
}

fn text_of(text: &str) -> Held {
    if text.trim().is_empty() { Held::Empty } else { Held::Text(text.to_string()) }
}

/// A date cell. A time of day alone falls on the day before the first, as spreadsheets have it; a serial carries about a tenth
/// of a millisecond, so times are rounded to the millisecond.
/// Spreadsheets keep a time of day as a time on the day they count as nought.
fn is_time_of_day(civil: DateTime) -> bool {
    civil.date() == jiff::civil::Date::constant(1899, 12, 30)
}

fn civil(time: &calamine::ExcelDateTime) -> Held {
    let serial = time.as_f64();
    // The later of the two counts begins 1,462 days after the other; the cell itself knows which it uses.
    let (year, ..) = time.to_ymd_hms_milli();
    let counted =
        calamine::ExcelDateTime::new(serial, calamine::ExcelDateTimeType::DateTime, false).to_ymd_hms_milli();
    let later = if year != counted.0 && !time.is_duration() { 1_462.0 } else { 0.0 };
    let days = serial + later;
    if !(0.0..2_958_466.0).contains(&days) {
        return if serial.is_finite() { Held::Real(serial) } else { Held::Empty };
    }
    let start = DateTime::constant(1899, 12, 30, 0, 0, 0, 0);
    let span = jiff::SignedDuration::from_millis((days * 86_400_000.0).round() as i64);
    start.checked_add(span).map_or(Held::Real(serial), Held::Civil)
}

impl Held {
    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Held::Empty => Cell::Empty,
            Held::Text(text) => Cell::Text(text),
            Held::Civil(civil) => Cell::Civil(*civil),
            Held::Whole(number) => Cell::Whole(*number),
            Held::Real(number) => Cell::Real(*number),
            Held::Flag(flag) => Cell::Flag(*flag),
        }
    }

    pub(super) fn text(&self) -> Option<String> {
        match self {
            Held::Empty => None,
            Held::Text(text) => Some(text.trim().to_string()),
            Held::Civil(civil) if is_time_of_day(*civil) => Some(civil.time().to_string()),
            Held::Civil(civil) => Some(civil.to_string()),
            Held::Whole(number) => Some(number.to_string()),
            Held::Real(number) => Some(number.to_string()),
            Held::Flag(flag) => Some(flag.to_string()),
        }
    }

    pub(super) fn holds(&self) -> Option<Holds> {
        Some(match self {
            Held::Empty => return None,
            Held::Text(_) => Holds::Name,
            Held::Civil(civil) if is_time_of_day(*civil) => Holds::Name,
            Held::Civil(_) => Holds::Time,
            Held::Whole(_) => Holds::Whole,
            Held::Real(_) => Holds::Real,
            Held::Flag(_) => Holds::Flag,
        })
    }
}
