//! Plain numbers as times: days since 1900, or seconds or parts of one since 1970, by their size.

use super::dates::FormFound;
use crate::times::{TimeForm, is_rounded};

/// Of every hundred numbers so many must lie in the range of a form. A typing error or a `0` for “not known” must not hide
/// thousands of times: the few that are wrong are then refused, each with its line. More than that would be another meaning.
const ENOUGH: usize = 95;

/// The sizes that times from 1979 to 2103 have (days: 1954 to 2119).
const FORMS: [(std::ops::Range<f64>, TimeForm, &str); 5] = [
    (20_000.0..80_000.0, TimeForm::Excel, "numbers of days since 1900, as spreadsheets count"),
    (3e8..4.2e9, TimeForm::EpochSeconds, "seconds since 1970"),
    (3e11..4.2e12, TimeForm::EpochMillis, "milliseconds since 1970"),
    (3e14..4.2e15, TimeForm::EpochMicros, "microseconds since 1970"),
    (3e17..4.2e18, TimeForm::EpochNanos, "nanoseconds since 1970"),
];

/// Whether most values are plain numbers (with a power of ten, too): what stands between them (`unknown`) is no number, but
/// does not make the column one of words.
pub(super) fn are_numbers(values: &[&str]) -> bool {
    values.iter().filter(|value| number(value).is_some()).count() * 2 >= values.len()
}

/// The form of a column of plain numbers; none if their sizes are not those of times.
pub(super) fn form(name: &str, values: &[&str]) -> Option<FormFound> {
    let numbers: Vec<f64> = values.iter().filter_map(|value| number(value)).collect();
    let inside =
        |range: &std::ops::Range<f64>| numbers.iter().filter(|number| range.contains(number)).count();
    let (_, form, because) =
        FORMS.into_iter().find(|(range, _, _)| inside(range) * 100 >= numbers.len().max(1) * ENOUGH)?;
    let mut rounded = values.iter().filter(|value| is_rounded(value));
    let problem = rounded.next().map(|first| {
        format!(
            "“{name}”: {} of {} numbers were rounded by a spreadsheet (“{first}”, say) and no longer say the time; their rows \
             are refused. Export the column as text or as whole numbers",
            rounded.count() + 1,
            numbers.len()
        )
    });
    Some(FormFound { form, because: because.to_string(), problem })
}

fn number(value: &str) -> Option<f64> {
    let plain = |byte: u8| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+' | b'e' | b'E');
    let starts = value.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '-' | '.'));
    if starts && value.bytes().all(plain) { value.parse().ok() } else { None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(values: &[&str]) -> Option<TimeForm> {
        are_numbers(values).then(|| form("when", values))?.map(|found| found.form)
    }

    #[test]
    fn sizes_tell_the_unit() {
        assert_eq!(found(&["45292", "45293.5"]), Some(TimeForm::Excel));
        assert_eq!(found(&["1709301742"]), Some(TimeForm::EpochSeconds));
        assert_eq!(found(&["1709301742123"]), Some(TimeForm::EpochMillis));
        assert_eq!(found(&["1709301742123456"]), Some(TimeForm::EpochMicros));
        assert_eq!(found(&["1709301742123456789"]), Some(TimeForm::EpochNanos));
        assert_eq!(found(&["12", "90"]), None);
        assert_eq!(found(&["red", "blue", "1709301742"]), None);
    }

    #[test]
    fn a_few_bad_values_do_not_hide_the_times() {
        let mut values = vec!["1709301742"; 97];
        values.extend(["0", "17", "TBC"]);
        assert_eq!(found(&values), Some(TimeForm::EpochSeconds));
        values.extend(["1"; 10]);
        assert_eq!(found(&values), None, "too many are of another size");
        assert_eq!(
            found(&["45292", "unknown"]),
            Some(TimeForm::Excel),
            "words do not count against the numbers"
        );
    }

    #[test]
    fn what_a_spreadsheet_rounded_is_explained() {
        let found = form("when", &["1.7093E+12", "1.70931E+12"]).unwrap();
        assert_eq!(found.form, TimeForm::EpochMillis);
        let problem = found.problem.unwrap();
        assert!(
            problem.starts_with("“when”: 2 of 2 numbers were rounded by a spreadsheet (“1.7093E+12”"),
            "{problem}"
        );
    }
}
