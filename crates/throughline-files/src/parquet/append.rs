//! From the decoder's arrays to cells: whole columns of a batch at a time.

use arrow_array::cast::AsArray;
use arrow_array::types::{Date32Type, Float64Type, Int64Type};
use arrow_array::types::{
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
};
use arrow_array::{Array, ArrayRef, StringViewArray};
use arrow_data::{ByteView, MAX_INLINE_VIEW_LEN};
use arrow_schema::{DataType, TimeUnit};
use throughline::log::{Interner, NONE, NameCells, RowCells, Value};
use throughline::time::{DAY_US, Instant, MISSING_US};

use super::times::{Civil, kept};
use super::value::{Got, get, us_of};
use crate::times::TimeForm;

/// Appends the cells of an array. `wrong` hears of a value that cannot be read as what the column holds: its row in the
/// array, the value and the reason; the cell is then without a value.
pub(super) fn append(
    cells: &mut RowCells,
    array: &ArrayRef,
    clock: &mut Civil,
    wrong: &mut dyn FnMut(usize, String, String),
) {
    match cells {
        RowCells::Names(names) => append_names(names, array),
        RowCells::Times(cells) => times(cells, array, clock, &mut |row, value, reason| {
            if let Some(reason) = reason {
                wrong(row, value, reason);
            }
        }),
        RowCells::Real(cells) => match array.as_primitive_opt::<Float64Type>() {
            Some(numbers) if numbers.null_count() == 0 => cells.extend_from_slice(numbers.values()),
            Some(numbers) => cells.extend(numbers.iter().map(|number| number.unwrap_or(f64::NAN))),
            None => cells.extend((0..array.len()).map(|row| match get(array, row) {
                Got::Real(number) => number,
                Got::Whole(number) => number as f64,
                _ => f64::NAN,
            })),
        },
        RowCells::Flags(cells) => {
            let flags = array.as_boolean();
            cells.extend(flags.iter().map(|flag| flag.map_or(2, u8::from)));
        }
        RowCells::Whole(numbers) => match array.as_primitive_opt::<Int64Type>() {
            Some(more) if !more.values().contains(&i64::MIN) => match more.nulls() {
                None => numbers.extend_from_slice(more.values()),
                Some(_) => numbers.extend(more.iter().map(|number| number.unwrap_or(i64::MIN))),
            },
            // Other widths, and the few numbers that do not fit: one by one, widening the column where need be.
            _ => append_each(cells, array),
        },
    }
}

fn append_each(cells: &mut RowCells, array: &ArrayRef) {
    for row in 0..array.len() {
        match get(array, row) {
            Got::Whole(number) => cells.push(Value::Whole(number)),
            Got::Real(number) => cells.push(Value::Real(number)),
            Got::Flag(flag) => cells.push(Value::Flag(flag)),
            Got::Text(text) => cells.push(Value::Text(&text)),
            got @ (Got::At(_) | Got::Civil(_)) => cells.push(Value::Text(&got.text().unwrap_or_default())),
            Got::Empty => cells.push(Value::Text("")),
        }
    }
}

fn append_names(names: &mut NameCells, array: &ArrayRef) {
    match array.data_type() {
        DataType::Utf8View => append_views(names, array.as_string_view()),
        DataType::Utf8 => {
            for text in array.as_string::<i32>() {
                let code = text.map_or(NONE, |text| intern(&mut names.names, text.as_bytes()));
                names.codes.push(code);
            }
        }
        _ => {
            for row in 0..array.len() {
                let code = match get(array, row) {
                    Got::Text(text) => intern(&mut names.names, text.as_bytes()),
                    got => got.text().map_or(NONE, |text| intern(&mut names.names, text.as_bytes())),
                };
                names.codes.push(code);
            }
        }
    }
}

/// Texts as the decoder leaves them: a view of 16 bytes each, with a short text in it and of a longer one where it lies. They
/// are looked up there, many at a time, with their neighbours' bytes around them, which is quicker than one by one.
fn append_views(names: &mut NameCells, texts: &StringViewArray) {
    let views = texts.views();
    let short = views.inner().as_slice();
    let mut lie_in = short;
    let mut run: Vec<(u32, u32)> = Vec::with_capacity(texts.len());
    for (row, view) in views.iter().enumerate() {
        let view = ByteView::from(*view);
        let (bytes, start) = if view.length <= MAX_INLINE_VIEW_LEN {
            (short, (row * size_of::<u128>() + size_of::<u32>()) as u32)
        } else {
            (texts.data_buffers()[view.buffer_index as usize].as_slice(), view.offset)
        };
        let none = view.length == 0 || texts.is_null(row);
        if none || !std::ptr::eq(bytes, lie_in) {
            names.names.intern_fields(lie_in, &run, &mut names.codes);
            run.clear();
            lie_in = bytes;
        }
        if none {
            names.codes.push(NONE);
        } else {
            run.push((start, start + view.length));
        }
    }
    names.names.intern_fields(lie_in, &run, &mut names.codes);
}

#[inline]
fn intern(names: &mut Interner, name: &[u8]) -> u32 {
    if name.is_empty() { NONE } else { names.intern(name) }
}

/// Appends instants. `wrong` hears of each row without one: its value, and the reason if it has a value.
pub(super) fn times(
    cells: &mut Vec<i64>,
    array: &ArrayRef,
    clock: &mut Civil,
    wrong: &mut dyn FnMut(usize, String, Option<String>),
) {
    let from = cells.len();
    // Microseconds, as far as there are any; then what they mean; then what is wrong with some of them.
    let civil = match array.data_type() {
        DataType::Timestamp(unit, zone) => {
            let values: &[i64] = match unit {
                TimeUnit::Second => array.as_primitive::<TimestampSecondType>().values(),
                TimeUnit::Millisecond => array.as_primitive::<TimestampMillisecondType>().values(),
                TimeUnit::Microsecond => array.as_primitive::<TimestampMicrosecondType>().values(),
                TimeUnit::Nanosecond => array.as_primitive::<TimestampNanosecondType>().values(),
            };
            match unit {
                TimeUnit::Microsecond => cells.extend_from_slice(values),
                unit => cells.extend(values.iter().map(|value| us_of(*unit, *value).unwrap_or(MISSING_US))),
            }
            zone.is_none()
        }
        DataType::Date32 => {
            let days = array.as_primitive::<Date32Type>().values();
            cells.extend(days.iter().map(|day| i64::from(*day).checked_mul(DAY_US).unwrap_or(MISSING_US)));
            true
        }
        DataType::Int64 if matches!(clock.form(), TimeForm::EpochSeconds | TimeForm::EpochMillis) => {
            let us = if *clock.form() == TimeForm::EpochSeconds { 1_000_000 } else { 1_000 };
            let values = array.as_primitive::<Int64Type>().values();
            cells.extend(values.iter().map(|value| value.checked_mul(us).unwrap_or(MISSING_US)));
            false
        }
        _ => return one_by_one(cells, array, clock, wrong),
    };
    let zone_shifts = civil && !clock.is_utc();
    if let Some(nulls) = array.nulls() {
        for (cell, there) in cells[from..].iter_mut().zip(nulls.iter()) {
            *cell = if there { *cell } else { MISSING_US };
        }
    }
    if zone_shifts {
        for cell in &mut cells[from..] {
            if *cell != MISSING_US {
                *cell = clock.instant(*cell).unwrap_or(MISSING_US);
            }
        }
    }
    if cells[from..].iter().all(|us| kept(*us)) {
        return;
    }
    for row in 0..array.len() {
        let cell = &mut cells[from + row];
        if !kept(*cell) {
            *cell = MISSING_US;
            let reason = (!array.is_null(row)).then(|| crate::times::OUTSIDE.to_string());
            wrong(row, get(array, row).text().unwrap_or_default(), reason);
        }
    }
}

fn one_by_one(
    cells: &mut Vec<i64>,
    array: &ArrayRef,
    clock: &mut Civil,
    wrong: &mut dyn FnMut(usize, String, Option<String>),
) {
    for row in 0..array.len() {
        let got = get(array, row);
        let read = match &got {
            Got::Empty => Err(None),
            Got::At(Instant(us)) if kept(*us) => Ok(*us),
            Got::Civil(civil) => clock.reader.civil(*civil).map_err(Some),
            Got::Text(text) if text.trim().is_empty() => Err(None),
            Got::Text(text) => clock.reader.read(text.trim().as_bytes()).map_err(Some),
            got => clock.reader.read(got.text().unwrap_or_default().as_bytes()).map_err(Some),
        };
        cells.push(read.unwrap_or_else(|reason| {
            wrong(row, got.text().unwrap_or_default(), reason);
            MISSING_US
        }));
    }
}
