//! What is to be said of the times of a table that could be read, but seldom are so.

use throughline::wording::counted;

/// Times that may be true but seldom are.
#[derive(Default)]
pub(super) struct OddTimes {
    pub(super) count: u64,
    pub(super) first: Option<(u64, String)>,
    /// Dates without a time of day that were taken to follow an event of the same day.
    pub(super) same_day: u64,
    /// Dates whose time of day, in a column of its own, is missing.
    pub(super) no_clock: u64,
    /// Ends of which the time of day alone is told, and is before the beginning's.
    pub(super) past_midnight: u64,
}

impl OddTimes {
    /// What is said at the end.
    pub(super) fn notes(&self, file: &str) -> Vec<String> {
        let mut notes = Vec::new();
        if self.no_clock > 0 {
            notes.push(format!(
                "{file}: {} without a time of day, where others have it in a column of its own; taken as midnight",
                counted(self.no_clock, "date", "dates")
            ));
        }
        if self.past_midnight > 0 {
            notes.push(format!(
                "{file}: {} at an earlier time of day than it began, with no date of its own; taken as the next day",
                counted(self.past_midnight, "event ends", "events end")
            ));
        }
        if self.same_day > 0 {
            notes.push(format!(
                "{file}: {} no time of day and lie on the day of an event that has one; taken to follow it at once",
                counted(self.same_day, "date has", "dates have")
            ));
        }
        if let Some((line, value)) = &self.first {
            notes.push(format!(
                "{file}: {} before 1950 or after 2100 (the first is “{value}” in line {line}); kept, but look whether a \
                 system writes such a date for “not known”",
                counted(self.count, "time lies", "times lie"),
            ));
        }
        notes
    }
}
