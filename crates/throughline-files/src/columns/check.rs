//! Whether columns fit together, so that reading a cell can never fail: scans that cost a few milliseconds for ten million
//! events.

use throughline::log::{Column, Columns, NONE};
use throughline::time::{EARLIEST_US, LATEST_US, MISSING_US};

/// What is wrong with the columns, if anything is.
pub(super) fn whole(columns: &Columns) -> Result<(), String> {
    let (events, needs) = (columns.at_us.len(), columns.need_names.len());
    if events >= u32::MAX as usize {
        return Err("it has more events than one log holds".to_string());
    }
    let first = &columns.first_event;
    let empty = first.is_empty() && needs == 0 && events == 0;
    if !empty {
        let ends = first.first() == Some(&0) && first.last() == Some(&(events as u64));
        if first.len() != needs + 1 || !ends {
            return Err("its needs and its events do not fit together".to_string());
        }
        // Every need has an event: there is no need without one.
        if !first.windows(2).all(|pair| pair[0] < pair[1]) {
            return Err("its needs are not in order".to_string());
        }
    }
    times(&columns.at_us, false, "at_us")?;
    // Starting a need may go back in time, an event within one may not.
    let back = columns
        .at_us
        .windows(2)
        .enumerate()
        .filter(|(_, pair)| pair[1] < pair[0])
        .map(|(place, _)| place as u64 + 1);
    let mut starts = first.iter().copied().peekable();
    for place in back {
        while starts.next_if(|start| *start < place).is_some() {}
        if starts.peek() != Some(&place) {
            return Err("the events of a need are not in order of time".to_string());
        }
    }
    for (field, column) in &columns.fields {
        one(column, events, field.name())?;
    }
    for (name, column) in &columns.attributes {
        one(column, events, name)?;
    }
    for (name, column) in &columns.need_attributes {
        one(column, needs, name)?;
    }
    Ok(())
}

fn one(column: &Column, cells: usize, name: &str) -> Result<(), String> {
    if column.len() != cells {
        return Err(format!("“{name}” has {} cells instead of {cells}", column.len()));
    }
    match column {
        Column::Names(column) => {
            let known = column.names.len() as u32;
            // No branch in the loop, so that it is done many codes at a time.
            let fits = |code: &u32| (*code < known) | (*code == NONE);
            if column.codes.chunks(1 << 12).all(|codes| codes.iter().fold(true, |all, code| all & fits(code)))
            {
                Ok(())
            } else {
                Err(format!("“{name}” uses names that are not there"))
            }
        }
        Column::Times(cells) => times(cells, true, name),
        Column::Whole(_) | Column::Real(_) | Column::Flags(_) => Ok(()),
    }
}

fn times(cells: &[i64], may_miss: bool, name: &str) -> Result<(), String> {
    let fits = |us: &i64| ((*us >= EARLIEST_US) & (*us <= LATEST_US)) | (may_miss & (*us == MISSING_US));
    if cells.chunks(1 << 12).all(|cells| cells.iter().fold(true, |all, us| all & fits(us))) {
        Ok(())
    } else {
        Err(format!("“{name}” has times outside the years 1 to 9999"))
    }
}
