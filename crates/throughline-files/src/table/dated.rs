//! Dates whose time of day stands in a column of its own.

use throughline::time::Instant;

use super::cell::{cell_at, text_of, trimmed};
use super::plan::{Dated, ValueUse};
use super::{Cell, NO_CLOCK, Table, Wrong, clock, says_nothing};
use crate::job::shorten;

/// How long something takes at most that ends at an earlier time of day than it began: beyond that one of the two is wrong.
const LONGEST_SHIFT_US: i64 = 16 * 3_600_000_000;

impl Table<'_> {
    /// The cell of a value; of a date with a time of day in another column the instant. `at` is when the event began.
    pub(super) fn value_of<'p, 'c>(
        &mut self,
        line: u64,
        value: &'p ValueUse,
        cells: &[Cell<'c>],
        at: i64,
    ) -> Result<Cell<'c>, Wrong<'p>> {
        let cell = cell_at(cells, value.cell);
        let Some(dated) = &value.dated else { return Ok(cell) };
        // Of a time of day alone nothing is told where it is missing: the date is that of the beginning.
        if value.clock_alone && says_nothing(trimmed(cell)) {
            return Ok(Cell::Empty);
        }
        let Some(mut instant) = self.row_time(line, dated, cells)? else { return Ok(Cell::Empty) };
        if value.clock_alone {
            instant = self.past_midnight(dated, at, instant);
        }
        Ok(Cell::Time(Instant(instant)))
    }

    /// The end of an event that began at `at`, of which the time of day alone is told: on the next day where it would else lie before the
    /// beginning, and the event is no longer than a long shift.
    fn past_midnight(&mut self, dated: &Dated, at: i64, ends: i64) -> i64 {
        if ends >= at {
            return ends;
        }
        let next = Instant(ends).in_zone(&self.zone).tomorrow();
        let next = next.ok().and_then(|next| self.readers[dated.reader].1.civil(next).ok());
        match next.filter(|next| (at..=at + LONGEST_SHIFT_US).contains(next)) {
            Some(next) => {
                self.odd.past_midnight += 1;
                next
            }
            None => ends,
        }
    }

    /// The instant of an event: a date, with the time of day of another column where there is one.
    pub(super) fn row_time<'p>(
        &mut self,
        line: u64,
        dated: &'p Dated,
        cells: &[Cell<'_>],
    ) -> Result<Option<i64>, Wrong<'p>> {
        let date = self.time(line, dated, cells)?;
        let (Some(date), Some(clock)) = (date, &dated.clock) else { return Ok(date) };
        let cell = trimmed(cell_at(cells, clock.cell));
        if says_nothing(cell) {
            let time = Instant(date).in_zone(&self.zone).time();
            self.odd.no_clock += u64::from(time == jiff::civil::Time::midnight());
            return Ok(Some(date));
        }
        let of = text_of(cells.get(dated.cell).copied().unwrap_or(Cell::Empty));
        let wrong = |reason: String| Wrong {
            column: &clock.name,
            value: text_of(cell).into_owned(),
            reason: format!("{reason}; it belongs to “{}” in “{}”", shorten(of.trim()), shorten(&dated.name)),
        };
        let time = clock::time_of_day(cell).ok_or_else(|| wrong(NO_CLOCK.to_string()))?;
        let civil = Instant(date).in_zone(&self.zone).date().to_datetime(time);
        self.readers[dated.reader].1.civil(civil).map(Some).map_err(wrong)
    }
}
