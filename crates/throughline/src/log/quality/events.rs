//! What is counted event by event, in one pass over the needs.

use jiff::tz::TimeZone;

use crate::log::{CodeSlice, Column, Field, Log, NONE, Needs};
use crate::time::{DAY_US, HOUR_US, Instant, MISSING_US, SECOND_US};

const MINUTE_US: i64 = 60 * SECOND_US;

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Tally {
    pub(super) events: u64,
    pub(super) duplicates: u64,
    /// At midnight, or in the last minute of a day.
    pub(super) midnight: u64,
    /// At a whole minute, but not at midnight; of these on five minutes, on the hour.
    pub(super) on_minutes: u64,
    pub(super) on_five_minutes: u64,
    pub(super) on_hours: u64,
    /// Lengths of whole minutes; of these multiples of five.
    pub(super) minutes: u64,
    pub(super) round_minutes: u64,
    /// None where the log has no workers.
    pub(super) without_worker: Option<u64>,
    pub(super) written: u64,
    pub(super) written_late: u64,
    pub(super) written_early: u64,
}

impl Tally {
    fn add(&mut self, other: &Tally) {
        self.events += other.events;
        self.duplicates += other.duplicates;
        self.midnight += other.midnight;
        self.on_minutes += other.on_minutes;
        self.on_five_minutes += other.on_five_minutes;
        self.on_hours += other.on_hours;
        self.minutes += other.minutes;
        self.round_minutes += other.round_minutes;
        self.without_worker = match (self.without_worker, other.without_worker) {
            (None, count) | (count, None) => count,
            (Some(a), Some(b)) => Some(a + b),
        };
        self.written += other.written;
        self.written_late += other.written_late;
        self.written_early += other.written_early;
    }

    fn time_of_day(&mut self, of_day_us: i64) {
        if of_day_us == 0 || of_day_us >= DAY_US - MINUTE_US {
            self.midnight += 1;
        } else if of_day_us % MINUTE_US == 0 {
            self.on_minutes += 1;
            self.on_five_minutes += u64::from(of_day_us % (5 * MINUTE_US) == 0);
            self.on_hours += u64::from(of_day_us % HOUR_US == 0);
        }
    }

    fn length(&mut self, minutes: f64) {
        if minutes > 0.0 && minutes.fract() == 0.0 {
            self.minutes += 1;
            self.round_minutes += u64::from(minutes % 5.0 == 0.0);
        }
    }
}

/// The columns that are looked at.
struct Looked<'a> {
    at_us: &'a [i64],
    activity: Option<CodeSlice<'a>>,
    worker: Option<CodeSlice<'a>>,
    until: Option<&'a [i64]>,
    minutes: Option<&'a [f64]>,
    written: Option<&'a [i64]>,
}

/// Counts over all needs looked at.
pub(super) fn tally(log: &Log, zone: &TimeZone, threads: usize) -> Tally {
    let times = |field| match log.field(field) {
        Some(Column::Times(cells)) => Some(&cells[..]),
        _ => None,
    };
    let codes = |field| log.names(field).map(|column| column.codes.all());
    let looked = Looked {
        at_us: log.at_us(),
        activity: codes(Field::Activity),
        worker: codes(Field::Worker),
        until: times(Field::Until),
        minutes: match log.field(Field::Minutes) {
            Some(Column::Real(cells)) => Some(&cells[..]),
            _ => None,
        },
        written: times(Field::WrittenAt),
    };
    let offsets = Offsets::of(log, zone, threads);
    let mut all = Tally { without_worker: looked.worker.map(|_| 0), ..Tally::default() };
    for part in log.each_part(threads, |needs| part(needs, &looked, &offsets)) {
        all.add(&part);
    }
    all
}

fn part(needs: Needs<'_>, looked: &Looked<'_>, offsets: &Offsets) -> Tally {
    let mut tally = Tally { without_worker: looked.worker.map(|_| 0), ..Tally::default() };
    let mut hint = 0;
    let mut same = Vec::new();
    for need in needs {
        tally.events += need.events.len() as u64;
        for event in need.events.clone() {
            let at = looked.at_us[event];
            tally.time_of_day((at + offsets.at(at, &mut hint)).rem_euclid(DAY_US));
            if let (Some(worker), Some(without)) = (looked.worker, &mut tally.without_worker) {
                *without += u64::from(worker.at(event) == NONE);
            }
            match (looked.minutes, looked.until) {
                (Some(minutes), _) => tally.length(minutes[event]),
                (None, Some(until)) if until[event] != MISSING_US => {
                    let length_us = until[event].saturating_sub(at);
                    tally.length(length_us as f64 / MINUTE_US as f64);
                }
                _ => {}
            }
            if let Some(written) = looked.written.map(|written| written[event]).filter(|us| *us != MISSING_US)
            {
                let lag_us = written.saturating_sub(at);
                tally.written += 1;
                tally.written_late += u64::from(lag_us > DAY_US);
                tally.written_early += u64::from(lag_us < 0);
            }
        }
        let mut run = need.events.start;
        while run < need.events.end {
            let at = looked.at_us[run];
            let end = (run + 1..need.events.end)
                .find(|event| looked.at_us[*event] != at)
                .unwrap_or(need.events.end);
            if end - run > 1 {
                tally.duplicates += repeated(run..end, looked, &mut same);
            }
            run = end;
        }
    }
    tally
}

/// How many of these events (of one need, at one time) are like an earlier one of them.
fn repeated(events: std::ops::Range<usize>, looked: &Looked<'_>, same: &mut Vec<(u32, u32)>) -> u64 {
    let code = |codes: Option<CodeSlice<'_>>, event: usize| codes.map_or(NONE, |codes| codes.at(event));
    same.clear();
    same.extend(events.map(|event| (code(looked.activity, event), code(looked.worker, event))));
    let all = same.len();
    same.sort_unstable();
    same.dedup();
    (all - same.len()) as u64
}

/// How far the zone is from UTC, for every instant of a log.
pub(super) struct Offsets {
    /// From these instants on…
    starts_us: Vec<i64>,
    /// … it is so far to the east.
    offsets_us: Vec<i64>,
}

impl Offsets {
    /// The changes of the zone within the span of the log.
    pub(super) fn of(log: &Log, zone: &TimeZone, threads: usize) -> Offsets {
        let mut offsets = Offsets { starts_us: vec![i64::MIN], offsets_us: vec![0] };
        let Some((first, last)) = log.span(threads) else { return offsets };
        offsets.offsets_us[0] = i64::from(zone.to_offset(first.timestamp()).seconds()) * SECOND_US;
        for change in zone.following(first.timestamp()) {
            let at = Instant(change.timestamp().as_microsecond());
            if at > last {
                break;
            }
            offsets.starts_us.push(at.0);
            offsets.offsets_us.push(i64::from(change.offset().seconds()) * SECOND_US);
        }
        offsets
    }

    /// The offset at an instant. `hint` is where the last one was found: instants near each other are found at once.
    #[inline]
    pub(super) fn at(&self, us: i64, hint: &mut usize) -> i64 {
        let here = |place: usize| {
            self.starts_us[place] <= us && self.starts_us.get(place + 1).is_none_or(|next| us < *next)
        };
        if !here(*hint) {
            *hint = self.starts_us.partition_point(|start| *start <= us) - 1;
        }
        self.offsets_us[*hint]
    }
}
