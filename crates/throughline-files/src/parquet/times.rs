//! Whole columns of times: instants as they are, times without a zone in the service's zone.

use jiff::tz::{AmbiguousOffset, TimeZone};
use throughline::time::{DAY_US, EARLIEST_US, LATEST_US, SECOND_US};

use super::value::civil;
use crate::times::{TimeForm, TimeReader};

/// The days whose offset from UTC is remembered: 1900 to 2100, as days since 1970.
const DAYS: std::ops::Range<i64> = -25_567..47_847;
/// Not looked up yet.
const UNKNOWN: i32 = i32::MIN;
/// The clocks change on this day.
const CHANGES: i32 = i32::MAX;

/// Turns times without a zone into instants. The zone is asked once a day met, not once a row.
pub(super) struct Civil {
    zone: TimeZone,
    form: TimeForm,
    /// Reads what is text, and the days on which clocks change.
    pub(super) reader: TimeReader,
    offsets_seconds: Vec<i32>,
}

impl Civil {
    pub(super) fn new(form: TimeForm, zone: &TimeZone) -> Civil {
        let days = (DAYS.end - DAYS.start) as usize;
        let offsets_seconds = vec![UNKNOWN; days];
        Civil {
            zone: zone.clone(),
            reader: TimeReader::new(form.clone(), zone.clone()),
            form,
            offsets_seconds,
        }
    }

    /// How texts and numbers mean times here.
    pub(super) fn form(&self) -> &TimeForm {
        &self.form
    }

    /// Whether civil times are instants already.
    pub(super) fn is_utc(&self) -> bool {
        self.zone == TimeZone::UTC
    }

    /// The instant of a civil time, given in microseconds after 1970 began; none outside the years 1 to 9999.
    #[inline]
    pub(super) fn instant(&mut self, civil_us: i64) -> Option<i64> {
        let day = civil_us.div_euclid(DAY_US) - DAYS.start;
        match self.offsets_seconds.get(day as usize) {
            Some(seconds) if !matches!(*seconds, UNKNOWN | CHANGES) => {
                Some(civil_us - i64::from(*seconds) * SECOND_US)
            }
            _ => self.ask(civil_us),
        }
    }

    #[cold]
    fn ask(&mut self, civil_us: i64) -> Option<i64> {
        let civil_time = civil(civil_us)?;
        let day = civil_us.div_euclid(DAY_US);
        if DAYS.contains(&day) {
            let offset = |us: i64| match self.zone.to_ambiguous_timestamp(civil(us)?).offset() {
                AmbiguousOffset::Unambiguous { offset } => Some(offset.seconds()),
                _ => None,
            };
            let (start, end) = (offset(day * DAY_US), offset((day + 1) * DAY_US));
            self.offsets_seconds[(day - DAYS.start) as usize] =
                if start == end { start.unwrap_or(CHANGES) } else { CHANGES };
        }
        self.reader.civil(civil_time).ok()
    }
}

/// Whether a column may keep this instant.
#[inline]
pub(super) fn kept(us: i64) -> bool {
    (EARLIEST_US..=LATEST_US).contains(&us)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn every_civil_time_is_what_the_reader_makes_of_it(times in prop::collection::vec(-2_208_988_800i64..4_200_000_000, 1..200)) {
            for zone in ["Europe/London", "America/Los_Angeles", "UTC", "Australia/Lord_Howe"] {
                let zone = throughline::time::zone(zone).unwrap();
                let mut civil_times = Civil::new(TimeForm::Iso, &zone);
                let mut reader = TimeReader::new(TimeForm::Iso, zone);
                // The hours around the changes of 2024, too.
                let changes = (0..48).flat_map(|half| [1_711_843_200 + half * 1800, 1_729_987_200 + half * 1800]);
                for seconds in times.iter().copied().chain(changes) {
                    let us = seconds * SECOND_US + 7;
                    prop_assert_eq!(civil_times.instant(us), reader.civil(civil(us).unwrap()).ok());
                }
                prop_assert_eq!((civil_times.reader.skipped, civil_times.reader.repeated), (reader.skipped, reader.repeated));
            }
        }
    }

    #[test]
    fn times_that_have_no_date_are_none() {
        let mut civil_times = Civil::new(TimeForm::Iso, &TimeZone::UTC);
        assert_eq!([i64::MIN, i64::MAX, LATEST_US + 1].map(|us| civil_times.instant(us)), [None; 3]);
    }
}
