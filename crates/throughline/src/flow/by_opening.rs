//! How long needs take by when they opened, with those still open kept in view.
//!
//! Question: do needs that open now take as long as those that opened before? Formula: for the needs opened in each quarter (in each year, of a
//! log of three years or more), by the civil clock of the zone, the Kaplan-Meier curve of end-to-end time, open ones censored as in
//! `end_to_end`: the times by which half and nine tenths have ended, with the 95 % interval of the half (Brookmeyer and Crowley). Sources:
//! domain.md 8.2 measure 3; Kaplan and Meier, JASA 53, 1958. Why by opening: by the week of the end (`weekly`) only those are in view that
//! have ended, so that a week in which old needs are cleared looks bad. Fewer than 6 watched: no half is said; fewer than 36: no slowest tenth. Where
//! it misleads: of the last quarter only quick needs can have ended yet, which is why its half is often not known; single quarters differ
//! by chance too.

use jiff::civil::{Date, date};
use jiff::tz::TimeZone;

use super::side_by_side::side_by_side;
use super::spans::{self, Spans, rule};
use crate::log::Log;
use crate::place::clock::start_of_day;
use crate::reading::{Ask, Item, LEAST_FOR_HALF, LEAST_FOR_TENTH, Measure, Reading, Shape, Table, counted};
use crate::statistics::survival::Survival;
use crate::time::{self, Instant, SECOND_US};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.by_opening",
    asks: "Do needs that open now take as long as those that opened before?",
    unit: "seconds, needs",
    formula: "Kaplan-Meier on end-to-end time of the needs opened in each quarter (year, of three years or more): half, nine tenths",
    source: "Kaplan and Meier, JASA 53, 1958; interval of the half: Brookmeyer and Crowley, Biometrics 38, 1982",
    misleads: "Of the latest needs only quick ones can have ended yet; single quarters differ by chance too.",
    read,
};

/// A log of fewer months is told by the quarter.
const MONTHS_FOR_YEARS: i64 = 36;

/// The needs that opened in one quarter or year.
#[derive(Debug, Clone, PartialEq)]
pub struct Opened {
    /// `January to March 2024`, `2024`.
    pub name: String,
    /// When it begins in the service's zone.
    pub start: Instant,
    /// How many needs opened in it.
    pub n: u64,
    /// How many of them are open.
    pub open: u64,
    /// The time by which half have ended, with the ends of its 95 % interval; none where it is not known, or too few are watched.
    pub half_us: Option<(i64, Option<i64>, Option<i64>)>,
    /// The time by which nine tenths have ended; none where it is not known, or too few are watched.
    pub tenth_us: Option<i64>,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let (period, all) = by_opening(log, ask);
    let known: Vec<(&Opened, i64)> = all.iter().filter_map(|one| Some((one, one.half_us?.0))).collect();
    let (Some(first), Some(last)) = (known.first(), known.last()) else {
        return Reading::not_enough(format!(
            "there is no {period} in which {LEAST_FOR_HALF} or more needs opened of which half are known to have ended"
        ));
    };
    let half = |(one, half_us): &(&Opened, i64)| {
        let seconds = |us: i64| time::plain(us as f64 / SECOND_US as f64);
        let between = match one.half_us {
            Some((_, Some(low), Some(high))) => format!(" (between {} and {})", seconds(low), seconds(high)),
            _ => String::new(),
        };
        format!("{}{between}", seconds(*half_us))
    };
    let says = match known.len() {
        1 => format!("Half of the needs opened in {} take longer than {}.", first.0.name, half(first)),
        _ => format!(
            "Half of the needs opened in {} take longer than {}, of those opened in {} than {}.",
            first.0.name,
            half(first),
            last.0.name,
            half(last),
        ),
    };
    let n = all.iter().map(|one| one.n).sum();
    let unknown = (all.len() - known.len()) as u64;
    let not_said = match unknown {
        0 => String::new(),
        _ => format!(
            " Of {} the half is not said: fewer than {LEAST_FOR_HALF} needs are watched, or more than half are not known to have ended.",
            counted(unknown, period, &format!("{period}s")),
        ),
    };
    let rows = all.iter().map(row).collect();
    Reading::of(says, n, "needs", Shape::Table(Table { columns: COLUMNS.to_vec(), keys: 1, rows }))
        .as_sure_as(format!("{}{not_said}", rule(log, ask).sentence()))
}

const COLUMNS: [&str; 8] = [
    "opened",
    "start",
    "n",
    "open",
    "survival_median_s",
    "survival_median_low_s",
    "survival_median_high_s",
    "survival_p90_s",
];

fn row(one: &Opened) -> Vec<Item> {
    let seconds = |us: Option<i64>| us.map_or(Item::None, |us| Item::Number(us as f64 / SECOND_US as f64));
    vec![
        Item::Name(one.name.clone()),
        Item::At(one.start),
        Item::Count(one.n),
        Item::Count(one.open),
        seconds(one.half_us.map(|half| half.0)),
        seconds(one.half_us.and_then(|half| half.1)),
        seconds(one.half_us.and_then(|half| half.2)),
        seconds(one.tenth_us),
    ]
}

/// What a row is of (`quarter` or `year`), and every one in which a need opened, in order of time.
pub fn by_opening(log: &Log, ask: &Ask) -> (&'static str, Vec<Opened>) {
    let Some((first, last)) = log.span(ask.threads) else { return ("quarter", Vec::new()) };
    let periods = Periods::of(first, last, &ask.zone);
    let mut cohorts = vec![Cohort::default(); periods.starts.len()];
    for part in spans::each_part(log, ask, |spans| periods.cohorts(spans)) {
        cohorts.iter_mut().zip(part).for_each(|(all, part)| all.add(part));
    }
    let mut found: Vec<Option<Opened>> = vec![None; cohorts.len()];
    let work = |(): &mut (), (place, (found, cohort)): (usize, (&mut Option<Opened>, Cohort))| {
        *found = (cohort.n > 0).then(|| cohort.opened(periods.name(place), periods.starts[place]));
    };
    side_by_side(found.iter_mut().zip(cohorts).enumerate(), ask.threads, || (), work);
    (periods.what(), found.into_iter().flatten().collect())
}

/// The quarters or years of a log.
struct Periods {
    /// How long each is.
    months: i64,
    /// The number of the first, counted in their own length from the year nought.
    first: i64,
    /// When each begins, in order.
    starts: Vec<Instant>,
}

impl Periods {
    fn of(first: Instant, last: Instant, zone: &TimeZone) -> Periods {
        let [first, last] = [first, last].map(|at| {
            let day = at.in_zone(zone).date();
            i64::from(day.year()) * 12 + i64::from(day.month()) - 1
        });
        let months = if last - first < MONTHS_FOR_YEARS { 3 } else { 12 };
        let numbers = first.div_euclid(months)..=last.div_euclid(months);
        let starts = numbers.map(|number| start_of_day(day_number(first_day(number * months)), zone));
        Periods { months, first: first.div_euclid(months), starts: starts.collect() }
    }

    fn what(&self) -> &'static str {
        if self.months == 3 { "quarter" } else { "year" }
    }

    fn name(&self, place: usize) -> String {
        let first = first_day((self.first + place as i64) * self.months);
        let months = match (self.months, first.month()) {
            (12, _) => return first.year().to_string(),
            (_, 1) => "January to March",
            (_, 4) => "April to June",
            (_, 7) => "July to September",
            _ => "October to December",
        };
        format!("{months} {}", first.year())
    }

    fn cohorts(&self, spans: Spans<'_>) -> Vec<Cohort> {
        let mut cohorts = vec![Cohort::default(); self.starts.len()];
        for span in spans {
            let place = self.starts.partition_point(|start| start.0 <= span.first_us).saturating_sub(1);
            let cohort = &mut cohorts[place];
            cohort.n += 1;
            cohort.open += u64::from(span.ended.is_none());
            match span.watched() {
                Some((length_us, true)) => cohort.ended_us.push(length_us),
                Some((length_us, false)) => cohort.open_us.push(length_us),
                None => {}
            }
        }
        cohorts
    }
}

/// The first day of a month, counted from January of the year nought.
fn first_day(month: i64) -> Date {
    date(month.div_euclid(12) as i16, month.rem_euclid(12) as i8 + 1, 1)
}

/// The days from 1970-01-01 to a date.
fn day_number(day: Date) -> i64 {
    day.duration_since(date(1970, 1, 1)).as_secs() / 86_400
}

/// The needs of one period while they are counted.
#[derive(Clone, Default)]
struct Cohort {
    n: u64,
    open: u64,
    /// From the first event to the end, of those seen to end.
    ended_us: Vec<i64>,
    /// From the first event to the end of watching, of the others.
    open_us: Vec<i64>,
}

impl Cohort {
    fn add(&mut self, other: Cohort) {
        self.n += other.n;
        self.open += other.open;
        self.ended_us.extend(other.ended_us);
        self.open_us.extend(other.open_us);
    }

    fn opened(self, name: String, start: Instant) -> Opened {
        let watched = self.ended_us.len() + self.open_us.len();
        let survival = Survival::of(self.ended_us, self.open_us);
        let time_of = |share, least| survival.time_of(share).filter(|_| watched >= least);
        Opened {
            name,
            start,
            n: self.n,
            open: self.open,
            half_us: time_of(0.5, LEAST_FOR_HALF),
            tenth_us: time_of(0.1, LEAST_FOR_TENTH).map(|found| found.0),
        }
    }
}
