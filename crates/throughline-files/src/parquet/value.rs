//! One value of a column, whatever its type: for samples, for wide tables, and for types that are rare in logs.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Decimal32Type, Decimal64Type, Decimal128Type, Float16Type, Float32Type,
    Float64Type, Int8Type, Int16Type, Int32Type, Int64Type, Time32MillisecondType, Time32SecondType,
    Time64MicrosecondType, Time64NanosecondType, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{AnyDictionaryArray, Array};
use arrow_schema::{DataType, TimeUnit};
use jiff::civil::DateTime;
use throughline::log::Holds;
use throughline::time::{EARLIEST_US, Instant, LATEST_US};

use crate::table::Cell;

/// A value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Got<'a> {
    Empty,
    Text(Cow<'a, str>),
    At(Instant),
    Civil(DateTime),
    Whole(i64),
    Real(f64),
    Flag(bool),
}

impl Got<'_> {
    pub(super) fn cell(&self) -> Cell<'_> {
        match self {
            Got::Empty => Cell::Empty,
            Got::Text(text) => Cell::Text(text),
            Got::At(at) => Cell::Time(*at),
            Got::Civil(civil) => Cell::Civil(*civil),
            Got::Whole(whole) => Cell::Whole(*whole),
            Got::Real(real) => Cell::Real(*real),
            Got::Flag(flag) => Cell::Flag(*flag),
        }
    }

    pub(super) fn text(&self) -> Option<String> {
        match self {
            Got::Empty => None,
            Got::Text(text) => Some(text.to_string()),
            Got::At(at) => Some(at.to_string()),
            Got::Civil(civil) => Some(civil.to_string()),
            Got::Whole(whole) => Some(whole.to_string()),
            Got::Real(real) => Some(real.to_string()),
            Got::Flag(flag) => Some(flag.to_string()),
        }
    }
}

/// What a column of this type holds for us; none if it is of a kind that is not read (lists, structures, bytes).
pub(super) fn holds(form: &DataType) -> Option<Holds> {
    use DataType as T;
    Some(match form {
        T::Utf8 | T::LargeUtf8 | T::Utf8View | T::Binary | T::LargeBinary | T::BinaryView | T::Null => {
            Holds::Name
        }
        T::Time32(_) | T::Time64(_) => Holds::Name,
        T::Dictionary(_, value) => return holds(value),
        T::Int8 | T::Int16 | T::Int32 | T::Int64 | T::UInt8 | T::UInt16 | T::UInt32 | T::UInt64 => {
            Holds::Whole
        }
        T::Float16 | T::Float32 | T::Float64 => Holds::Real,
        T::Decimal32(..) | T::Decimal64(..) | T::Decimal128(..) => Holds::Real,
        T::Boolean => Holds::Flag,
        T::Timestamp(..) | T::Date32 | T::Date64 => Holds::Time,
        _ => return None,
    })
}

/// Microseconds from a number of `unit`s; none if they are more than fit.
pub(super) fn us_of(unit: TimeUnit, value: i64) -> Option<i64> {
    match unit {
        TimeUnit::Second => value.checked_mul(1_000_000),
        TimeUnit::Millisecond => value.checked_mul(1_000),
        TimeUnit::Microsecond => Some(value),
        TimeUnit::Nanosecond => Some(value.div_euclid(1_000)),
    }
}

/// The civil time that is so many microseconds after 1970 began.
pub(super) fn civil(us: i64) -> Option<DateTime> {
    let utc = jiff::tz::TimeZone::UTC;
    (EARLIEST_US..=LATEST_US).contains(&us).then(|| Instant(us).in_zone(&utc))
}

/// The value in a row. One that has no place in our time is given as text, for a person to see what it was.
pub(super) fn get(array: &dyn Array, row: usize) -> Got<'_> {
    use DataType as T;
    if array.is_null(row) {
        return Got::Empty;
    }
    match array.data_type() {
        T::Utf8 => text(array.as_string::<i32>().value(row)),
        T::LargeUtf8 => text(array.as_string::<i64>().value(row)),
        T::Utf8View => text(array.as_string_view().value(row)),
        T::Binary => bytes(array.as_binary::<i32>().value(row)),
        T::LargeBinary => bytes(array.as_binary::<i64>().value(row)),
        T::BinaryView => bytes(array.as_binary_view().value(row)),
        T::Int8 => Got::Whole(array.as_primitive::<Int8Type>().value(row).into()),
        T::Int16 => Got::Whole(array.as_primitive::<Int16Type>().value(row).into()),
        T::Int32 => Got::Whole(array.as_primitive::<Int32Type>().value(row).into()),
        T::Int64 => Got::Whole(array.as_primitive::<Int64Type>().value(row)),
        T::UInt8 => Got::Whole(array.as_primitive::<UInt8Type>().value(row).into()),
        T::UInt16 => Got::Whole(array.as_primitive::<UInt16Type>().value(row).into()),
        T::UInt32 => Got::Whole(array.as_primitive::<UInt32Type>().value(row).into()),
        T::UInt64 => {
            let value = array.as_primitive::<UInt64Type>().value(row);
            i64::try_from(value).map_or_else(|_| Got::Text(value.to_string().into()), Got::Whole)
        }
        T::Float16 => real(array.as_primitive::<Float16Type>().value(row).into()),
        T::Float32 => real(array.as_primitive::<Float32Type>().value(row).into()),
        T::Float64 => real(array.as_primitive::<Float64Type>().value(row)),
        T::Boolean => Got::Flag(array.as_boolean().value(row)),
        T::Dictionary(..) => entry(array.as_any_dictionary(), row),
        form => rare(form, array, row),
    }
}

fn rare<'a>(form: &DataType, array: &'a dyn Array, row: usize) -> Got<'a> {
    use DataType as T;
    let clock = |us: i64| match civil(us) {
        Some(civil) if (0..86_400_000_000).contains(&us) => Got::Text(civil.time().to_string().into()),
        _ => Got::Text(us.to_string().into()),
    };
    match form {
        T::Timestamp(unit, zone) => {
            let value = match unit {
                TimeUnit::Second => array.as_primitive::<TimestampSecondType>().value(row),
                TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().value(row),
                TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().value(row),
                TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().value(row),
            };
            match us_of(*unit, value).and_then(|us| civil(us).map(|civil| (us, civil))) {
                None => Got::Text(value.to_string().into()),
                Some((us, _)) if zone.is_some() => Got::At(Instant(us)),
                Some((_, civil)) => Got::Civil(civil),
            }
        }
        T::Date32 => {
            date(i64::from(array.as_primitive::<Date32Type>().value(row)).checked_mul(86_400_000_000))
        }
        T::Date64 => date(array.as_primitive::<Date64Type>().value(row).checked_mul(1_000)),
        T::Decimal32(_, scale) => decimal(array.as_primitive::<Decimal32Type>().value(row).into(), *scale),
        T::Decimal64(_, scale) => decimal(array.as_primitive::<Decimal64Type>().value(row).into(), *scale),
        T::Decimal128(_, scale) => decimal(array.as_primitive::<Decimal128Type>().value(row), *scale),
        T::Time32(TimeUnit::Second) => {
            clock(i64::from(array.as_primitive::<Time32SecondType>().value(row)).saturating_mul(1_000_000))
        }
        T::Time32(_) => {
            clock(i64::from(array.as_primitive::<Time32MillisecondType>().value(row)).saturating_mul(1_000))
        }
        T::Time64(TimeUnit::Microsecond) => clock(array.as_primitive::<Time64MicrosecondType>().value(row)),
        T::Time64(_) => clock(array.as_primitive::<Time64NanosecondType>().value(row).div_euclid(1_000)),
        _ => Got::Empty,
    }
}

fn text(text: &str) -> Got<'_> {
    if text.is_empty() { Got::Empty } else { Got::Text(text.into()) }
}

/// Old writers left it unsaid that their bytes are text.
fn bytes(bytes: &[u8]) -> Got<'_> {
    if bytes.is_empty() { Got::Empty } else { Got::Text(String::from_utf8_lossy(bytes)) }
}

fn real(real: f64) -> Got<'static> {
    if real.is_nan() { Got::Empty } else { Got::Real(real) }
}

fn date(us: Option<i64>) -> Got<'static> {
    us.and_then(civil).map_or(Got::Empty, Got::Civil)
}

fn decimal(digits: i128, scale: i8) -> Got<'static> {
    Got::Real(digits as f64 / 10f64.powi(scale.into()))
}

fn entry(array: &dyn AnyDictionaryArray, row: usize) -> Got<'_> {
    match get(array.keys(), row) {
        Got::Whole(key) => match usize::try_from(key) {
            Ok(key) if key < array.values().len() => get(array.values(), key),
            _ => Got::Empty,
        },
        _ => Got::Empty,
    }
}
