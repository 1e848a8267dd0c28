//! How the dates of a column are written, decided from all its values.

use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

use super::numbers;
use super::short::{Says, Short};
use crate::times::{TimeForm, TimeReader};

/// In which order a column writes day and month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// Year first: no question arises.
    YearFirst,
    /// Day before month.
    DayFirst,
    /// Month before day.
    MonthFirst,
    /// Every date could be either.
    Either,
    /// Some dates can only be the one and some only the other.
    Both,
    /// No dates of such a form.
    Neither,
}

/// In which order dates write day and month: look at a whole column with it when a sample cannot tell.
pub fn date_order<'a>(values: impl Iterator<Item = &'a str>) -> DateOrder {
    let mut evidence = Evidence::default();
    values.for_each(|value| evidence.look_at(value));
    evidence.order().0
}

/// What speaks for either order.
#[derive(Default)]
pub(super) struct Evidence {
    dates: u64,
    year_first: u64,
    /// Those of them with a day over 12.
    year_first_late: u64,
    /// Values that can only be read day first, or only month first.
    only_day_first: u64,
    only_month_first: u64,
    /// Values with a weekday that fits only the one reading.
    weekday_day_first: u64,
    weekday_month_first: u64,
    /// Values with am or pm.
    half_days: u64,
    /// Values that lie before and after the one above them, day first and month first.
    back: [u64; 2],
    forth: [u64; 2],
    before: Option<[(u32, u32, u32); 2]>,
    /// Dates of two digits, two digits, two digits.
    short: Short,
}

/// The first three numbers of a date and the name of a month among them.
struct Parts {
    numbers: [u32; 3],
    lengths: [usize; 3],
    count: usize,
    month_name_at: Option<usize>,
}

impl Evidence {
    /// Takes one more value into account.
    pub(super) fn look_at(&mut self, value: &str) {
        let Some(parts) = parts(value) else { return };
        self.dates += 1;
        if parts.lengths[0] == 4 || (parts.lengths[0] == 8 && parts.count == 1) {
            self.year_first += 1;
            let day = if parts.count == 3 { parts.numbers[2] } else { parts.numbers[0] % 100 };
            self.year_first_late += u64::from(day > 12);
            return;
        }
        match parts.month_name_at {
            Some(0) => return self.only_month_first += 1,
            Some(_) => return self.only_day_first += 1,
            None if parts.count < 3 => return self.dates -= 1,
            None => {}
        }
        if parts.lengths.iter().all(|length| *length <= 2) {
            self.short.look_at(parts.numbers, parts.lengths);
        }
        let [a, b, year] = parts.numbers;
        let year = if parts.lengths[2] == 2 { year + if year < 69 { 2000 } else { 1900 } } else { year };
        match (a, b) {
            (13..=31, 1..=12) => self.only_day_first += 1,
            (1..=12, 13..=31) => self.only_month_first += 1,
            (1..=12, 1..=12) => {
                if let Some(weekday) = weekday(value) {
                    let fits = |day: u32, month: u32| {
                        Date::new(year as i16, month as i8, day as i8)
                            .is_ok_and(|date| date.weekday() == weekday)
                    };
                    self.weekday_day_first += u64::from(fits(a, b) && !fits(b, a));
                    self.weekday_month_first += u64::from(fits(b, a) && !fits(a, b));
                }
            }
            _ => return self.dates -= 1,
        }
        let small = value.trim_end().to_ascii_lowercase();
        self.half_days += u64::from(small.ends_with("am") || small.ends_with("pm"));
        let now = [(year, b, a), (year, a, b)];
        for (reading, before) in self.before.iter().flatten().enumerate() {
            self.back[reading] += u64::from(now[reading] < *before);
            self.forth[reading] += u64::from(now[reading] > *before);
        }
        self.before = Some(now);
    }

    /// The order, and what decided it.
    pub(super) fn order(&self) -> (DateOrder, String) {
        let order = match self.short.says(self.dates) {
            Says::Nothing => return self.day_or_month(),
            Says::OnlyYearFirst => (DateOrder::YearFirst, "year first: only so can they be read"),
            Says::YearFirst => (
                DateOrder::YearFirst,
                "year first: the first numbers hardly differ, the third run through the month",
            ),
            Says::Unknown { .. } => {
                (DateOrder::Either, "every date could begin with the year or with the day")
            }
        };
        (order.0, order.1.to_string())
    }

    /// The order of day and month where the year is not in question, and what decided it.
    fn day_or_month(&self) -> (DateOrder, String) {
        // Rows in order of time, up or down, in one reading and to and fro in the other.
        let turns = |reading: usize| self.back[reading].min(self.forth[reading]);
        let sorted = |reading: usize| self.dates >= 20 && turns(reading) == 0 && turns(1 - reading) >= 2;
        let (order, because) = match () {
            () if self.dates == 0 => (DateOrder::Neither, "no dates"),
            () if self.year_first * 2 > self.dates => (DateOrder::YearFirst, "dates with the year first"),
            () if self.only_day_first > 0 && self.only_month_first > 0 => {
                (DateOrder::Both, "some dates can only be day/month and others only month/day")
            }
            () if self.only_day_first > 0 => {
                (DateOrder::DayFirst, "day first: some first numbers are over 12")
            }
            () if self.only_month_first > 0 => {
                (DateOrder::MonthFirst, "month first: some second numbers are over 12")
            }
            () if self.weekday_day_first > self.weekday_month_first => {
                (DateOrder::DayFirst, "day first: only so do the weekdays fit")
            }
            () if self.weekday_month_first > self.weekday_day_first => {
                (DateOrder::MonthFirst, "month first: only so do the weekdays fit")
            }
            () if sorted(0) => (DateOrder::DayFirst, "day first: only so are the rows in order of time"),
            () if sorted(1) => (DateOrder::MonthFirst, "month first: only so are the rows in order of time"),
            () => (DateOrder::Either, "every date could be day/month or month/day"),
        };
        (order, because.to_string())
    }

    /// The form of the dates that do not begin with the year, where some of them can only be read so.
    fn beside_year_first(&self) -> Option<TimeForm> {
        match (self.only_day_first, self.only_month_first) {
            (1.., 0) => Some(TimeForm::DayFirst),
            (0, 1..) => Some(TimeForm::MonthFirst),
            _ => None,
        }
    }

    /// Whether a spreadsheet of another country read the dates it could, with day and month exchanged, and left the others as texts: by
    /// chance ten days in a row are under 13 once in ten thousand times.
    fn looks_turned(&self) -> bool {
        let late = self.only_day_first.max(self.only_month_first);
        self.year_first >= 10
            && self.year_first_late == 0
            && late >= 10
            && late + self.year_first == self.dates
    }

    /// Whether am and pm, as Americans write, are the only hint there is.
    pub(super) fn looks_american(&self) -> bool {
        self.half_days * 2 > self.dates
    }
}

/// The parts of a date, up to its third number; `None` if it has no number.
fn parts(value: &str) -> Option<Parts> {
    let mut parts = Parts { numbers: [0; 3], lengths: [0; 3], count: 0, month_name_at: None };
    let mut rest = value.trim();
    while parts.count < 3 && !rest.is_empty() {
        let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
        if digits > 0 {
            parts.numbers[parts.count] = rest[..digits].parse().ok()?;
            parts.lengths[parts.count] = digits;
            parts.count += 1;
            rest = &rest[digits..];
            continue;
        }
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if letters > 0 {
            if is_month(&rest[..letters]) {
                parts.month_name_at.get_or_insert(parts.count);
            } else if rest[..letters].eq_ignore_ascii_case("T") {
                break;
            }
            rest = &rest[letters..];
            continue;
        }
        if rest.starts_with(':') {
            // A clock has begun before three numbers of a date.
            parts.count = parts.count.saturating_sub(1);
            break;
        }
        rest = &rest[rest.chars().next().map_or(1, char::len_utf8)..];
    }
    (parts.count > 0).then_some(parts)
}

fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.to_ascii_lowercase();
    word.len() >= 3 && MONTHS.iter().any(|month| month.starts_with(&word))
}

fn weekday(value: &str) -> Option<Weekday> {
    let start = value.trim_start().get(..3)?.to_ascii_lowercase();
    Some(match start.as_str() {
        "mon" => Weekday::Monday,
        "tue" => Weekday::Tuesday,
        "wed" => Weekday::Wednesday,
        "thu" => Weekday::Thursday,
        "fri" => Weekday::Friday,
        "sat" => Weekday::Saturday,
        "sun" => Weekday::Sunday,
        _ => return None,
    })
}

/// The form of a column's times, why, and what a person must decide.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct FormFound {
    pub(super) form: TimeForm,
    pub(super) because: String,
    pub(super) problem: Option<String>,
}

/// Of every hundred values so many must be readable for a column to hold times. A typing error or a `TBC` must not hide the
/// thousands of good ones beside it; the bad ones are refused, each with its line.
const ENOUGH: usize = 95;
/// In a column that is named like a time half are enough: refusing the others says more than keeping all as text.
const ENOUGH_IF_NAMED: usize = 50;

/// The form in which (nearly) all `values` are times. Plain numbers are times only in a column whose name says so.
pub(super) fn form(name: &str, values: &[&str], named_like_time: bool, zone: &str) -> Option<FormFound> {
    let numeric = numbers::are_numbers(values);
    if values.is_empty() || (numeric && !named_like_time) {
        return None;
    }
    if numeric && let Some(found) = numbers::form(name, values) {
        return Some(found);
    }
    // A quick look spares columns of words the parsing.
    if !values.iter().take(20).any(|value| value.bytes().any(|b| b.is_ascii_digit())) {
        return None;
    }
    let enough = if named_like_time { ENOUGH_IF_NAMED } else { ENOUGH };
    let good = |form: &TimeForm| {
        let mut reader = TimeReader::new(form.clone(), TimeZone::UTC);
        values.iter().filter(|value| reader.read(value.as_bytes()).is_ok()).count()
    };
    let reads = |form: &TimeForm| good(form) * 100 >= values.len() * enough;
    let found = |form, because: &str| Some(FormFound { form, because: because.to_string(), problem: None });
    let with_year_first = good(&TimeForm::Iso);
    if with_year_first == values.len() {
        return found(TimeForm::Iso, "dates with the year first");
    }
    let mut evidence = Evidence::default();
    values.iter().for_each(|value| evidence.look_at(value));
    if with_year_first > 0
        && let Some(form) = evidence.beside_year_first()
        && reads(&form)
        && good(&form) > with_year_first
    {
        let turned = evidence.looks_turned();
        return Some(mixed(name, form, with_year_first, values.len(), turned));
    }
    if reads(&TimeForm::Iso) {
        return found(TimeForm::Iso, "dates with the year first");
    }
    let says = evidence.short.says(evidence.dates);
    if says != Says::Nothing && reads(&TimeForm::YearFirst) {
        match says {
            Says::Unknown { steadier_first } => {
                return Some(unknown(name, values, &evidence, steadier_first, zone));
            }
            _ => return found(TimeForm::YearFirst, &evidence.order().1),
        }
    }
    let (day, month) = (reads(&TimeForm::DayFirst), reads(&TimeForm::MonthFirst));
    if day || month { Some(day_or_month(name, values, &evidence, [day, month], zone)) } else { None }
}

/// The form of a column of which some dates have the year first and others the day (or the month), where nothing has to be guessed.
fn mixed(name: &str, form: TimeForm, with_year_first: usize, all: usize, turned: bool) -> FormFound {
    let because = format!("dates with the year first and others as {}", word(&form));
    if turned {
        let problem = format!(
            "Look at this first: in “{name}” no date that the spreadsheet read as one ({with_year_first} of {all}) has a day over 12, and \
             every one left as text has. That is what is left when dates are opened in a spreadsheet set to another country: day and month \
             are exchanged in those that it read, and times are wrong by up to eleven months. Export it again, with dates as 2024-12-31"
        );
        return FormFound { form, because, problem: Some(problem) };
    }
    let problem = format!(
        "“{name}” is written in more than one form: {with_year_first} of {all} values looked at begin with the year, and others are \
         {} because some of them can only be read so; all are read",
        word(&form)
    );
    FormFound { form, because, problem: Some(problem) }
}

/// The form of dates that may begin with the year or with the day (or month): which of them differs less is taken for the
/// year, and it is said.
fn unknown(name: &str, values: &[&str], evidence: &Evidence, steadier_first: bool, zone: &str) -> FormFound {
    let other = day_or_month(name, values, evidence, [true, true], zone).form;
    let (form, against, where_) = if steadier_first {
        (TimeForm::YearFirst, &other, "first")
    } else {
        (other.clone(), &TimeForm::YearFirst, "last")
    };
    let because = "every date could begin with the year or with the day".to_string();
    let shown =
        values.iter().find(|value| value.bytes().any(|b| b.is_ascii_digit())).copied().unwrap_or_default();
    let problem = format!(
        "“{name}”: {because} (“{shown}”, say); taken as {} because the {where_} numbers do not differ more than the others. If \
         that is wrong, say `time = \"{}\"` in the mapping",
        word(&form),
        term(against),
    );
    FormFound { form, because, problem: Some(problem) }
}

/// The form of dates that begin with the day or the month; `reads` says whether enough of them can be read so.
fn day_or_month(
    name: &str,
    values: &[&str],
    evidence: &Evidence,
    [day, month]: [bool; 2],
    zone: &str,
) -> FormFound {
    let (order, because) = evidence.day_or_month();
    let found = |form, because, problem| FormFound { form, because, problem };
    match order {
        DateOrder::DayFirst => found(TimeForm::DayFirst, because, None),
        DateOrder::MonthFirst => found(TimeForm::MonthFirst, because, None),
        DateOrder::Both => {
            let form = if evidence.only_month_first > evidence.only_day_first {
                TimeForm::MonthFirst
            } else {
                TimeForm::DayFirst
            };
            let problem = format!(
                "“{name}”: {because}; rows that cannot be read as {} will be refused. Export the column in one form (best \
                 2024-12-31)",
                word(&form)
            );
            found(form, because, Some(problem))
        }
        _ if day && !month => found(TimeForm::DayFirst, "day first".to_string(), None),
        _ if month && !day => found(TimeForm::MonthFirst, "month first".to_string(), None),
        _ => {
            let american = is_american(zone) || (evidence.looks_american() && !is_british(zone));
            let form = if american { TimeForm::MonthFirst } else { TimeForm::DayFirst };
            let other = if american { TimeForm::DayFirst } else { TimeForm::MonthFirst };
            let shown = values.first().copied().unwrap_or_default();
            let hint = if evidence.looks_american() && !american {
                " (am and pm speak a little for month/day)"
            } else {
                ""
            };
            let problem = format!(
                "“{name}”: {because} (“{shown}”, say){hint}; taken as {} because the service is in {zone}. If that is wrong, \
                 say `time = \"{}\"` in the mapping",
                word(&form),
                term(&other),
            );
            found(form, because, Some(problem))
        }
    }
}

fn word(form: &TimeForm) -> &'static str {
    match form {
        TimeForm::YearFirst => "year-month-day",
        TimeForm::MonthFirst => "month/day",
        _ => "day/month",
    }
}

/// The word for a form in a mapping.
fn term(form: &TimeForm) -> &'static str {
    match form {
        TimeForm::YearFirst => "year_first",
        TimeForm::MonthFirst => "month_first",
        _ => "day_first",
    }
}

fn is_british(zone: &str) -> bool {
    [
        "Europe/London",
        "Europe/Belfast",
        "Europe/Jersey",
        "Europe/Guernsey",
        "Europe/Isle_of_Man",
        "GB",
        "GB-Eire",
    ]
    .contains(&zone)
}

/// Zones of the United States, where dates are written month first; other Americans write the day first.
fn is_american(zone: &str) -> bool {
    const CITIES: [&str; 13] = [
        "New_York",
        "Detroit",
        "Chicago",
        "Menominee",
        "Denver",
        "Boise",
        "Phoenix",
        "Los_Angeles",
        "Anchorage",
        "Juneau",
        "Sitka",
        "Nome",
        "Adak",
    ];
    let city = zone.strip_prefix("America/");
    zone.starts_with("US/")
        || zone == "Pacific/Honolulu"
        || city.is_some_and(|city| {
            CITIES.contains(&city)
                || ["Indiana/", "Kentucky/", "North_Dakota/"].iter().any(|state| city.starts_with(state))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(values: &[&str]) -> DateOrder {
        date_order(values.iter().copied())
    }

    #[test]
    fn one_day_over_twelve_decides_the_whole_column() {
        assert_eq!(order(&["03/04/2024", "13/04/2024 10:00"]), DateOrder::DayFirst);
        assert_eq!(order(&["03/04/2024", "04/13/2024 10:00"]), DateOrder::MonthFirst);
        assert_eq!(order(&["03/04/24", "05/06/24 12:30"]), DateOrder::Either);
        assert_eq!(order(&["13/04/2024", "04/13/2024"]), DateOrder::Both);
        assert_eq!(order(&["2024-04-03T10:00:00Z", "20240403"]), DateOrder::YearFirst);
        assert_eq!(order(&["red", "", "10:30"]), DateOrder::Neither);
    }

    #[test]
    fn weekdays_month_names_and_the_order_of_rows_decide_too() {
        // 3 April 2024 was a Wednesday, 4 March 2024 a Monday.
        assert_eq!(order(&["Wed 03/04/2024"]), DateOrder::DayFirst);
        assert_eq!(order(&["Mon 03/04/2024"]), DateOrder::MonthFirst);
        assert_eq!(order(&["3 Jan 2024"]), DateOrder::DayFirst);
        assert_eq!(order(&["January 3, 2024"]), DateOrder::MonthFirst);
        let days: Vec<String> =
            (1..=3).flat_map(|month| (1..=12).map(move |day| format!("{day:02}/{month:02}/2024"))).collect();
        assert_eq!(date_order(days.iter().map(String::as_str)), DateOrder::DayFirst);
        let months: Vec<String> =
            (1..=3).flat_map(|month| (1..=12).map(move |day| format!("{month:02}/{day:02}/2024"))).collect();
        assert_eq!(date_order(months.iter().map(String::as_str)), DateOrder::MonthFirst);
    }

    #[test]
    fn when_it_cannot_be_told_the_zone_decides_and_it_is_said() {
        let found = form("raised", &["03/04/2024", "05/06/2024"], true, "Europe/London").unwrap();
        assert_eq!(found.form, TimeForm::DayFirst);
        let problem = found.problem.unwrap();
        assert!(problem.starts_with("“raised”: every date could be day/month or month/day"), "{problem}");
        assert!(problem.ends_with("say `time = \"month_first\"` in the mapping"), "{problem}");
        let found = form("raised", &["03/04/2024"], true, "America/Los_Angeles").unwrap();
        assert_eq!((found.form, found.problem.is_some()), (TimeForm::MonthFirst, true));
        let found = form("raised", &["03/04/2024 1:00 PM"], true, "Europe/London").unwrap();
        assert_eq!((found.form, found.problem.is_some()), (TimeForm::DayFirst, true));
    }

    #[test]
    fn a_year_of_two_digits_is_found_or_asked_for() {
        let days: Vec<String> = (1..=28).map(|day| format!("24-03-{day:02}")).collect();
        let days: Vec<&str> = days.iter().map(String::as_str).collect();
        let found = form("raised", &days, true, "Europe/London").unwrap();
        assert_eq!((found.form, found.problem), (TimeForm::YearFirst, None));
        assert_eq!(order(&days), DateOrder::YearFirst);
        let turned: Vec<String> = (1..=28).map(|day| format!("{day:02}-03-24")).collect();
        let turned: Vec<&str> = turned.iter().map(String::as_str).collect();
        let found = form("raised", &turned, true, "Europe/London").unwrap();
        assert_eq!((found.form, found.problem), (TimeForm::DayFirst, None));
        let found = form("raised", &["24-03-01", "24-04-02"], true, "Europe/London").unwrap();
        assert_eq!(found.form, TimeForm::YearFirst);
        let problem = found.problem.unwrap();
        assert!(
            problem.starts_with("“raised”: every date could begin with the year or with the day"),
            "{problem}"
        );
        assert!(problem.ends_with("say `time = \"day_first\"` in the mapping"), "{problem}");
        let found = form("raised", &["24-03-22"], true, "Europe/London").unwrap();
        assert!(
            found.form == TimeForm::DayFirst && found.problem.unwrap().contains("`time = \"year_first\"`")
        );
    }

    #[test]
    fn numbers_are_times_only_in_a_column_named_so() {
        let form = |named, values: &[&str]| form("x", values, named, "Europe/London").map(|found| found.form);
        assert_eq!(form(true, &["45292", "45293.5"]), Some(TimeForm::Excel));
        assert_eq!(form(false, &["45292", "45293.5"]), None);
        assert_eq!(form(true, &["1700000000"]), Some(TimeForm::EpochSeconds));
        assert_eq!(form(true, &["1700000000123"]), Some(TimeForm::EpochMillis));
        assert_eq!(form(true, &["20240301", "20240302", "TBC"]), Some(TimeForm::Iso));
        assert_eq!(form(true, &["20240301142233", "20240302142233", "unknown"]), Some(TimeForm::Iso));
        assert_eq!(form(false, &["20240301142233", "20240302142233", "unknown"]), None);
        assert_eq!(form(true, &["12", "14"]), None);
        assert_eq!(form(false, &["Mon 3 Jan 2022 14:05"]), Some(TimeForm::DayFirst));
        assert_eq!(form(false, &["2016-07-13 15:11:07+00:00"]), Some(TimeForm::Iso));
        assert_eq!(form(false, &["2016-07-13", "not yet"]), None);
        assert_eq!(form(false, &["Elm ward 3", "Oak"]), None);
    }
}
