//! Whether columns fit together, so that reading a cell can never fail: scans that cost a few milliseconds for ten million
//! events, done side by side.

use std::ops::Range;

use throughline::log::{CodeSlice, Column, Columns};
use throughline::time::{EARLIEST_US, LATEST_US, MISSING_US};

/// What is wrong with the columns, if anything is.
pub(super) fn whole(columns: &Columns, threads: usize) -> Result<(), String> {
    lengths(columns)?;
    let (events, needs) = (columns.at_us.len(), columns.need_names.len());
    let of_events = columns.fields.iter().map(|(field, column)| (field.name(), column));
    let of_events: Vec<(&str, &Column)> =
        of_events.chain(columns.attributes.iter().map(|(name, column)| (&name[..], column))).collect();
    let part = |part: usize| {
        let share = |cells: usize| cells * part / threads..cells * (part + 1) / threads;
        let mut wrong = in_order(&columns.first_event, &columns.at_us, share(needs));
        let cells = of_events.iter().map(|(name, column)| (*name, *column, share(events)));
        let need_cells =
            columns.need_attributes.iter().map(|(name, column)| (&name[..], column, share(needs)));
        for (place, (name, column, share)) in cells.chain(need_cells).enumerate() {
            wrong =
                wrong.or_else(|| cells_fit(column, share).map(|why| (place + 1, format!("“{name}” {why}"))));
        }
        wrong
    };
    let mut wrong: Vec<(usize, String)> = std::thread::scope(|scope| {
        let part = &part;
        let running: Vec<_> = (1..threads).map(|number| scope.spawn(move || part(number))).collect();
        let mut wrong: Vec<_> = part(0).into_iter().collect();
        for thread in running {
            match thread.join() {
                Ok(found) => wrong.extend(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        wrong
    });
    // The same is said whatever the number of threads.
    wrong.sort();
    wrong.into_iter().next().map_or(Ok(()), |(_, why)| Err(why))
}

/// Whether there are as many cells as there should be.
fn lengths(columns: &Columns) -> Result<(), String> {
    let (events, needs) = (columns.at_us.len(), columns.need_names.len());
    if events >= u32::MAX as usize {
        return Err("it has more events than one log holds".to_string());
    }
    let first = &columns.first_event;
    let empty = first.is_empty() && needs == 0 && events == 0;
    let ends = first.first() == Some(&0) && first.last() == Some(&(events as u64));
    if !empty && (first.len() != needs + 1 || !ends) {
        return Err("its needs and its events do not fit together".to_string());
    }
    let of_events = columns.fields.iter().map(|(field, column)| (field.name(), column, events));
    let of_events =
        of_events.chain(columns.attributes.iter().map(|(name, column)| (&name[..], column, events)));
    let of_needs = columns.need_attributes.iter().map(|(name, column)| (&name[..], column, needs));
    let mut all = of_events.chain(of_needs);
    match all.find(|(_, column, cells)| column.len() != *cells) {
        Some((name, column, cells)) => Err(format!("“{name}” has {} cells instead of {cells}", column.len())),
        None => Ok(()),
    }
}

/// What is wrong with some needs: every one must have events, in order of time, within the years 1 to 9999.
fn in_order(first_event: &[u64], at_us: &[i64], needs: Range<usize>) -> Option<(usize, String)> {
    let wrong = |why: &str| Some((0, why.to_string()));
    if needs.is_empty() {
        return None;
    }
    for ends in first_event[needs.start..=needs.end].windows(2) {
        let events = usize::try_from(ends[0]).ok().zip(usize::try_from(ends[1]).ok());
        let events = events.and_then(|(from, until)| at_us.get(from..until)).unwrap_or_default();
        let ([first, .., last] | [first @ last]) = events else {
            return wrong("its needs are not in order");
        };
        // No branch for each event: needs are short, and nearly all are in order.
        if !events.windows(2).fold(true, |all, pair| all & (pair[0] <= pair[1])) {
            return wrong("the events of a need are not in order of time");
        }
        if *first < EARLIEST_US || *last > LATEST_US {
            return wrong("“at_us” has times outside the years 1 to 9999");
        }
    }
    None
}

/// What is wrong with some cells of a column.
fn cells_fit(column: &Column, share: Range<usize>) -> Option<&'static str> {
    // No branch within a chunk, so that many cells are looked at at a time.
    match column {
        Column::Names(column) => {
            let names = column.names.len();
            let all = match column.codes.part(share) {
                CodeSlice::Bytes(codes) => codes_fit(codes, names, u8::MAX),
                CodeSlice::Shorts(codes) => codes_fit(codes, names, u16::MAX),
                CodeSlice::Words(codes) => codes_fit(codes, names, u32::MAX),
            };
            (!all).then_some("uses names that are not there")
        }
        Column::Times(cells) => {
            let fits = |us: &i64| ((*us >= EARLIEST_US) & (*us <= LATEST_US)) | (*us == MISSING_US);
            let mut chunks = cells[share].chunks(1 << 12);
            let all = chunks.all(|cells| cells.iter().fold(true, |all, us| all & fits(us)));
            (!all).then_some("has times outside the years 1 to 9999")
        }
        Column::Whole(_) | Column::Real(_) | Column::Flags(_) => None,
    }
}

/// Whether each code is that of a name or says that there is none.
fn codes_fit<C: Copy + PartialOrd + TryFrom<usize>>(codes: &[C], names: usize, none: C) -> bool {
    // Of more names than a code can say every code is one.
    let Ok(names) = C::try_from(names) else { return true };
    let mut chunks = codes.chunks(1 << 12);
    chunks.all(|codes| codes.iter().fold(true, |all, code| all & ((*code < names) | (*code == none))))
}
