//! Numbers as people write them: thousands separators, pounds and pence, hours and minutes.
//!
//! Money never passes through a float: the digits are read as pence.

use jiff::SignedDuration;

use super::{Cell, clock};

/// What a number without a unit of its own is counted in, by its column's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum MoneyUnit {
    /// Pounds (or another currency's whole unit).
    Pounds,
    /// Pence (or cents).
    Pence,
}

/// What a number without a unit of its own is counted in, by its column's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SpanUnit {
    /// Seconds.
    Seconds,
    /// Minutes.
    Minutes,
    /// Hours.
    Hours,
}

impl MoneyUnit {
    /// By the words of the column's name: pounds unless it says pence.
    pub(crate) fn of_column(name: &str) -> MoneyUnit {
        let words = words(name);
        let says_pence = |word: &String| ["pence", "pennies", "penny", "p", "cents"].contains(&word.as_str());
        if words.iter().any(says_pence) { MoneyUnit::Pence } else { MoneyUnit::Pounds }
    }
}

impl SpanUnit {
    /// By the words of the column's name: minutes unless it says hours or seconds.
    pub(crate) fn of_column(name: &str) -> SpanUnit {
        for word in words(name) {
            match word.as_str() {
                "hours" | "hour" | "hrs" | "hr" | "h" => return SpanUnit::Hours,
                "seconds" | "second" | "secs" | "sec" | "s" => return SpanUnit::Seconds,
                "minutes" | "minute" | "mins" | "min" => return SpanUnit::Minutes,
                _ => {}
            }
        }
        SpanUnit::Minutes
    }
}

/// The words of a column's name in small letters: `jobCost (£)` is `job`, `cost`.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut before = ' ';
    let mut letters = name.chars().peekable();
    while let Some(letter) = letters.next() {
        if letter.is_alphanumeric() {
            let next_is_small = letters.peek().is_some_and(|next| next.is_lowercase());
            let camel =
                letter.is_uppercase() && (before.is_lowercase() || (before.is_uppercase() && next_is_small));
            let digits = before.is_alphanumeric() && before.is_ascii_digit() != letter.is_ascii_digit();
            if !before.is_alphanumeric() || camel || digits {
                words.push(String::new());
            }
            if let Some(word) = words.last_mut() {
                word.extend(letter.to_lowercase());
            }
        }
        before = letter;
    }
    // `1st` is one word.
    let mut joined: Vec<String> = Vec::with_capacity(words.len());
    for word in words {
        match joined.last_mut() {
            Some(number) if is_ending_of(&word, number) => number.push_str(&word),
            _ => joined.push(word),
        }
    }
    joined
}

/// Whether a word is what stands behind this number in `1st`, `2nd`, `3rd`, `4th`.
fn is_ending_of(word: &str, number: &str) -> bool {
    ["st", "nd", "rd", "th"].contains(&word) && number.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether a text is one of the marks systems export for "no value".
pub(crate) fn is_no_value(text: &str) -> bool {
    const MARKS: [&str; 12] =
        ["-", "--", "n/a", "na", "null", "none", "nan", "nat", "nil", "\\n", "#n/a", "not applicable"];
    text.is_empty()
        || (text.len() <= 14 && MARKS.contains(&text.to_ascii_lowercase().as_str()))
        || is_open_end(text)
}

/// Whether a text is the last day of 9999, with or without a time of day: systems write it where something has no end yet.
pub(crate) fn is_open_end(text: &str) -> bool {
    // Nearly all values are told apart by this alone.
    if !(8..=35).contains(&text.len()) || !text.contains("9999") {
        return false;
    }
    let digits: String = text.bytes().filter(u8::is_ascii_digit).map(char::from).collect();
    let date = text.split(['T', ' ']).next().unwrap_or(text);
    let date_alone =
        date.len() <= 10 && date.bytes().all(|byte| byte.is_ascii_digit() || b"-/.".contains(&byte));
    let small = text.to_ascii_lowercase();
    (date_alone && ["99991231", "31129999", "12319999"].iter().any(|day| digits.starts_with(day)))
        || ["31-dec-9999", "31 dec 9999", "31 december 9999"].iter().any(|day| small.starts_with(day))
}

/// A number split at its decimal separator, with the thousands separators left out.
struct Digits {
    negative: bool,
    whole: String,
    fraction: String,
}

/// `1,234.5`, `1 234,5`, `1.234,50`, `(12.50)`, `12-`. A single comma with three digits after it separates thousands.
fn digits(text: &str) -> Option<Digits> {
    let mut text = text.trim();
    let mut negative = false;
    if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        (text, negative) = (inner, true);
    } else if let Some(rest) = text.strip_prefix(['-', '\u{2212}']).or_else(|| text.strip_suffix('-')) {
        (text, negative) = (rest, true);
    } else if let Some(rest) = text.strip_prefix('+') {
        text = rest;
    }
    let text: String =
        text.trim().chars().filter(|c| !matches!(c, '\'' | '\u{a0}' | '\u{202f}' | ' ')).collect();
    let (commas, points) = (text.matches(',').count(), text.matches('.').count());
    let after = |mark: char| text.rsplit(mark).next().map_or(0, str::len);
    let decimal = match (commas, points) {
        (0, 0) => None,
        (0, 1) => Some('.'),
        (1, 0) if after(',') != 3 => Some(','),
        (_, 0) => None,
        (0, _) => None,
        _ if text.rfind(',') > text.rfind('.') => Some(','),
        _ => Some('.'),
    };
    let (whole, fraction) = match decimal {
        Some(mark) => text.split_once(mark)?,
        None => (text.as_str(), ""),
    };
    let group = if decimal == Some(',') || (commas == 0 && points > 1) { '.' } else { ',' };
    let mut groups = whole.split(group);
    let first = groups.next().unwrap_or("");
    let mut joined = first.to_string();
    for next in groups {
        if next.len() != 3 || first.is_empty() || first.len() > 3 {
            return None;
        }
        joined.push_str(next);
    }
    let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let sound = all_digits(&joined) && all_digits(fraction) && joined.len() + fraction.len() > 0;
    sound.then(|| Digits { negative, whole: joined, fraction: fraction.to_string() })
}

/// A number; `None` if it is none. Also as computers write it (`1e5`), and percentages (`95%` is 0.95).
pub(crate) fn number(text: &str) -> Option<f64> {
    if let Some(share) = text.strip_suffix('%') {
        return number(share.trim_end()).map(|percent| percent / 100.0);
    }
    if let Some(Digits { negative, whole, fraction }) = digits(text) {
        let value: f64 = format!("{whole}.{fraction}").parse().ok()?;
        return Some(if negative { -value } else { value });
    }
    let starts_as_number = text.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.'));
    text.parse().ok().filter(|value: &f64| value.is_finite() && starts_as_number)
}

/// Whole pence of an amount: `£12.50` and `1,250p` are 1250. Parts of a penny are rounded, halves away from nought.
pub(crate) fn pence(text: &str, unit: MoneyUnit) -> Option<i64> {
    let mut unit = unit;
    let mut rest = text.trim();
    let mut negative = false;
    if let Some(inner) = rest.strip_prefix('(').and_then(|inner| inner.strip_suffix(')')) {
        (rest, negative) = (inner.trim(), true);
    } else if let Some(inner) = rest.strip_prefix('-') {
        (rest, negative) = (inner.trim_start(), true);
    }
    for sign in ["£", "€", "$", "GBP", "EUR", "USD"] {
        if let Some(inner) = rest.strip_prefix(sign).or_else(|| rest.strip_suffix(sign)) {
            (rest, unit) = (inner.trim(), MoneyUnit::Pounds);
            break;
        }
    }
    if let Some(inner) = rest.strip_suffix(['p', 'P']) {
        (rest, unit) = (inner.trim_end(), MoneyUnit::Pence);
    }
    let Some(Digits { negative: also, whole, fraction }) = digits(rest) else {
        // As computers write it: `1.0E7`.
        let amount = number(rest)?;
        return pence_of(if negative { -amount } else { amount }, unit);
    };
    let shift = if unit == MoneyUnit::Pounds { 2 } else { 0 };
    let padded = format!("{fraction:0<width$}", width = shift + 1);
    let kept: i64 = format!("0{whole}{}", &padded[..shift]).parse().ok()?;
    let kept = kept.checked_add(i64::from(padded.as_bytes()[shift] >= b'5'))?;
    Some(if negative != also { -kept } else { kept })
}

/// The number in a cell.
pub(crate) fn number_in(cell: Cell<'_>) -> Option<f64> {
    match cell {
        Cell::Text(text) => number(text),
        Cell::Whole(number) => Some(number as f64),
        Cell::Real(number) => Some(number),
        _ => None,
    }
}

/// Whole pence of the amount in a cell.
pub(crate) fn pence_in(cell: Cell<'_>, unit: MoneyUnit) -> Option<i64> {
    match cell {
        Cell::Text(text) => pence(text, unit),
        Cell::Whole(number) if unit == MoneyUnit::Pence => Some(number),
        _ => pence_of(number_in(cell)?, unit),
    }
}

/// Minutes of the length of time in a cell.
pub(crate) fn minutes_in(cell: Cell<'_>, unit: SpanUnit) -> Option<f64> {
    match cell {
        Cell::Text(text) => minutes(text, unit),
        Cell::Civil(civil) => Some(clock::since_midnight(civil)),
        _ => minutes_of(number_in(cell)?, unit),
    }
}

fn pence_of(number: f64, unit: MoneyUnit) -> Option<i64> {
    let pence = (if unit == MoneyUnit::Pounds { number * 100.0 } else { number }).round();
    (pence.abs() < 9e15).then_some(pence as i64)
}

/// Minutes of a length of time: `90`, `1:30`, `1:30:00`, `1h 30m`, `1.5 hours`, `PT1H30M`.
pub(crate) fn minutes(text: &str, unit: SpanUnit) -> Option<f64> {
    if let Some(value) = number(text) {
        return minutes_of(value, unit);
    }
    if let Some(value) = clock_minutes(text) {
        return Some(value);
    }
    text.to_lowercase()
        .parse::<SignedDuration>()
        .or_else(|_| text.parse())
        .ok()
        .map(|span| span.as_secs_f64() / 60.0)
}

/// Minutes of a number in a unit; `None` where they are more than a number can say.
fn minutes_of(value: f64, unit: SpanUnit) -> Option<f64> {
    let minutes = match unit {
        SpanUnit::Seconds => value / 60.0,
        SpanUnit::Minutes => value,
        SpanUnit::Hours => value * 60.0,
    };
    minutes.is_finite().then_some(minutes)
}

/// `1:30` and `101:30:15`: hours, minutes and seconds.
fn clock_minutes(text: &str) -> Option<f64> {
    let mut parts = text.split(':');
    let hours: u32 = parts.next()?.trim().parse().ok()?;
    let minutes: u32 = parts.next().filter(|part| part.len() == 2)?.parse().ok()?;
    let seconds: f64 = match parts.next() {
        Some(part) if part.starts_with(|c: char| c.is_ascii_digit()) => part.parse().ok()?,
        Some(_) => return None,
        None => 0.0,
    };
    let sound = minutes < 60 && (0.0..60.0).contains(&seconds) && parts.next().is_none();
    sound.then(|| f64::from(hours) * 60.0 + f64::from(minutes) + seconds / 60.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_last_day_there_is_means_no_end_yet() {
        for text in [
            "9999-12-31",
            "9999-12-31 23:59:59",
            "9999-12-31T00:00:00.000Z",
            "31/12/9999",
            "12/31/9999 00:00",
            "99991231",
            "31-DEC-9999",
        ] {
            assert!(is_open_end(text) && is_no_value(text), "{text}");
        }
        for text in ["9999-12-30", "2024-12-31", "99991231999999999", "9999", "1.9999123131", "9999-12-31x"] {
            assert!(!is_open_end(text), "{text}");
        }
    }

    #[test]
    fn numbers_as_people_write_them() {
        let read: Vec<_> =
            ["1,234.5", "1234", "1.234,50", "12,5", "1 234", "(3)", "-0.5", "1e5", "95%", "1.234.567"]
                .map(number)
                .into_iter()
                .collect();
        let known = [1234.5, 1234.0, 1234.5, 12.5, 1234.0, -3.0, -0.5, 1e5, 0.95, 1_234_567.0].map(Some);
        assert_eq!(read, known);
        assert_eq!(["", "abc", "1,23,4", "12a", "nan", "inf", "1.2.3", ",", "."].map(number), [None; 9]);
    }

    #[test]
    fn pence_are_whole() {
        use MoneyUnit::{Pence, Pounds};
        assert_eq!(pence("£12.50", Pounds), Some(1250));
        assert_eq!(pence("£12.50", Pence), Some(1250), "a pound sign says pounds whatever the column says");
        assert_eq!(pence("12.5", Pounds), Some(1250));
        assert_eq!(pence("1,250p", Pounds), Some(1250));
        assert_eq!(pence("1250", Pence), Some(1250));
        assert_eq!(pence("-£1,234.05", Pounds), Some(-123_405));
        assert_eq!(pence("(£3)", Pounds), Some(-300));
        assert_eq!(pence("(3)", Pounds), Some(-300));
        assert_eq!(pence("0.005", Pounds), Some(1));
        assert_eq!(pence("1.1", Pounds), Some(110));
        assert_eq!(pence("free", Pounds), None);
        assert_eq!(pence("99999999999999999999", Pounds), None);
    }

    #[test]
    fn minutes_as_people_write_them() {
        let all = ["90", "1:30", "1:30:00", "1h 30m", "90 min", "PT1H30M", "1 hour 30 minutes", "90 mins"];
        for text in all {
            assert_eq!(minutes(text, SpanUnit::Minutes), Some(90.0), "{text}");
        }
        assert_eq!(minutes("1.5", SpanUnit::Hours), Some(90.0));
        assert_eq!(minutes("90", SpanUnit::Seconds), Some(1.5));
        assert_eq!(minutes("1e307", SpanUnit::Hours), None, "more minutes than a number can say");
        assert_eq!(["soon", "1:99", "1:3", ""].map(|t| minutes(t, SpanUnit::Minutes)), [None; 4]);
    }

    #[test]
    fn units_are_read_from_the_column() {
        assert_eq!(MoneyUnit::of_column("jobCost (£)"), MoneyUnit::Pounds);
        assert_eq!(MoneyUnit::of_column("cost_pence"), MoneyUnit::Pence);
        assert_eq!(SpanUnit::of_column("HoursWorked"), SpanUnit::Hours);
        assert_eq!(SpanUnit::of_column("duration"), SpanUnit::Minutes);
        assert_eq!(words("SRNumber2 closedDate"), ["sr", "number", "2", "closed", "date"]);
    }

    proptest! {
        #[test]
        fn any_amount_reads_back(amount in -9_000_000_000_000i64..9_000_000_000_000) {
            let printed = throughline::money::Pence(amount).to_string();
            prop_assert_eq!(pence(&printed, MoneyUnit::Pounds), Some(amount));
        }

        #[test]
        fn no_text_is_too_odd(text in ".{0,20}") {
            let _ = pence(&text, MoneyUnit::Pounds);
            prop_assert!(number(&text).is_none_or(f64::is_finite));
            prop_assert!(minutes(&text, SpanUnit::Hours).is_none_or(f64::is_finite));
        }
    }
}
