//! Ticks of a scale of days: first days of years, of months, Mondays, or days, as many as there is room for.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// Room for a tick's name, in pixels.
const TICK_PX: f64 = 62.0;

/// The steps that are tried, the finest first.
#[derive(Clone, Copy)]
enum Step {
    Days(i64),
    Weeks(i64),
    Months(i16),
    Years(i16),
}

const STEPS: [Step; 17] = [
    Step::Days(1),
    Step::Days(2),
    Step::Weeks(1),
    Step::Weeks(2),
    Step::Months(1),
    Step::Months(2),
    Step::Months(3),
    Step::Months(6),
    Step::Years(1),
    Step::Years(2),
    Step::Years(5),
    Step::Years(10),
    Step::Years(20),
    Step::Years(50),
    Step::Years(100),
    Step::Years(500),
    Step::Years(1000),
];

impl Step {
    /// About how many days it has.
    fn days(self) -> f64 {
        match self {
            Step::Days(days) => days as f64,
            Step::Weeks(weeks) => 7.0 * weeks as f64,
            Step::Months(months) => 30.44 * f64::from(months),
            Step::Years(years) => 365.25 * f64::from(years),
        }
    }

    /// The last round day of it at or before a day.
    fn at_or_before(self, day: Date) -> Option<Date> {
        match self {
            Step::Days(_) => Some(day),
            Step::Weeks(_) => {
                let since = i64::from(day.weekday().since(Weekday::Monday));
                day.checked_sub(since.days()).ok()
            }
            Step::Months(months) => {
                let month = (i16::from(day.month()) - 1) / months * months + 1;
                Date::new(day.year(), i8::try_from(month).ok()?, 1).ok()
            }
            Step::Years(years) => Date::new(day.year().div_euclid(years) * years, 1, 1).ok(),
        }
    }

    fn next(self, day: Date) -> Option<Date> {
        let span = match self {
            Step::Days(days) => days.days(),
            Step::Weeks(weeks) => weeks.weeks(),
            Step::Months(months) => i64::from(months).months(),
            Step::Years(years) => i64::from(years).years(),
        };
        day.checked_add(span).ok()
    }

    fn name(self, day: Date) -> String {
        match self {
            Step::Days(_) | Step::Weeks(_) => day.strftime("%-d %b").to_string(),
            Step::Months(_) => day.strftime("%b").to_string(),
            Step::Years(_) => day.year().to_string(),
        }
    }
}

/// A tick: its day since 1970-01-01, its name, and the year below it where that is new.
#[derive(Debug, PartialEq)]
pub(super) struct Tick {
    pub(super) day: f64,
    pub(super) name: String,
    pub(super) year: Option<String>,
}

/// The ticks between two days that have so much room.
pub(super) fn ticks(first: f64, last: f64, room_px: f64) -> Vec<Tick> {
    let fits = |step: &&Step| (last - first) / step.days() * TICK_PX <= room_px;
    let step = *STEPS.iter().find(fits).unwrap_or(&STEPS[STEPS.len() - 1]);
    let mut day = date(first).and_then(|day| step.at_or_before(day));
    let mut found: Vec<Tick> = Vec::new();
    let mut year = None;
    while let Some(tick) = day.filter(|tick| day_of(*tick) <= last) {
        if day_of(tick) >= first {
            let new = !matches!(step, Step::Years(_)) && year != Some(tick.year());
            year = Some(tick.year());
            let said = new.then(|| tick.year().to_string());
            found.push(Tick { day: day_of(tick), name: step.name(tick), year: said });
        }
        day = step.next(tick);
    }
    found
}

/// Days since 1970-01-01.
pub(super) fn day_of(date: Date) -> f64 {
    f64::from(date.since(Date::constant(1970, 1, 1)).map_or(0, |span| span.get_days()))
}

/// The date of a day since 1970-01-01.
pub(super) fn date(day: f64) -> Option<Date> {
    Date::constant(1970, 1, 1).checked_add(jiff::Span::new().try_days(day.floor() as i64).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named(first: &str, last: &str) -> Vec<String> {
        let day = |text: &str| day_of(text.parse().unwrap());
        let said = |tick: Tick| tick.year.map_or(tick.name.clone(), |year| format!("{} {year}", tick.name));
        ticks(day(first), day(last), 750.0).into_iter().map(said).collect()
    }

    #[test]
    fn ticks_are_real_days() {
        assert_eq!(
            named("2023-11-20", "2024-06-30"),
            ["Dec 2023", "Jan 2024", "Feb", "Mar", "Apr", "May", "Jun"]
        );
        assert_eq!(named("2010-03-01", "2020-12-01").first().map(String::as_str), Some("2011"));
        assert_eq!(named("2024-02-27", "2024-03-27"), ["4 Mar 2024", "11 Mar", "18 Mar", "25 Mar"]);
        assert_eq!(named("2024-03-01", "2024-03-01"), ["1 Mar 2024"]);
        assert_eq!(named("2021-01-01", "2023-12-01").len(), 6 * 2);
    }

    #[test]
    fn no_span_is_too_long() {
        assert!(named("0001-01-01", "9999-12-31").len() < 25);
    }
}
