//! Numbers of seconds, or of parts of a second, since 1970.

use throughline::time::DAY_US;

use super::within;

/// The year 1970: a nought or a typing error rather than a time.
const FIRST_YEAR_US: i64 = 365 * DAY_US;

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Seconds,
    Millis,
    Micros,
    Nanos,
}

impl Unit {
    fn named(self) -> &'static str {
        match self {
            Unit::Seconds => "seconds",
            Unit::Millis => "milliseconds",
            Unit::Micros => "microseconds",
            Unit::Nanos => "nanoseconds",
        }
    }

    /// So many whole ones in microseconds.
    fn us(self, whole: i64) -> Option<i64> {
        match self {
            Unit::Seconds => whole.checked_mul(1_000_000),
            Unit::Millis => whole.checked_mul(1_000),
            Unit::Micros => Some(whole),
            Unit::Nanos => Some(whole.div_euclid(1_000)),
        }
    }

    fn us_of_real(self, number: f64) -> f64 {
        match self {
            Unit::Seconds => number * 1e6,
            Unit::Millis => number * 1e3,
            Unit::Micros => number,
            Unit::Nanos => number / 1e3,
        }
    }
}

/// The instant, in microseconds of UTC. A number below nought, or one of which a spreadsheet kept only the first digits, would
/// give a time that nobody meant.
pub(super) fn read(text: &str, unit: Unit) -> Result<i64, String> {
    let us = from_nought(text, unit)?;
    if us < FIRST_YEAR_US {
        let meant = if unit == Unit::Seconds {
            "; if it is meant, say `time = \"seconds_from_0\"` in the mapping"
        } else {
            ""
        };
        return Err(format!(
            "as {} since 1970 would lie in that year, when nothing counted so; a system may write it for “not known”{meant}",
            unit.named()
        ));
    }
    Ok(us)
}

/// The same, also of the first year: where somebody says that it is meant, as in made or recorded data that count from nought.
pub(super) fn from_nought(text: &str, unit: Unit) -> Result<i64, String> {
    let wrong = || format!("is not a number of {} since 1970", unit.named());
    if is_rounded(text) {
        return Err(format!(
            "was rounded by a spreadsheet to its first digits, so it no longer says the time; export the column as text or as \
             whole numbers of {}",
            unit.named()
        ));
    }
    let us = match text.parse::<i64>() {
        Ok(whole) => unit.us(whole),
        Err(_) => {
            let real = text.parse::<f64>().ok().filter(|number| number.is_finite());
            real.map(|number| unit.us_of_real(number).round() as i64)
        }
    };
    let us = us.ok_or_else(wrong)?;
    if us < 0 {
        return Err(format!(
            "is below nought, so as {} since 1970 it would lie before then; a system may write it for “not known”",
            unit.named()
        ));
    }
    within(us).ok_or_else(|| super::OUTSIDE.to_string())
}

/// Whether a number is written with a power of ten and fewer digits than it has: `1.7093E+12`, as spreadsheets leave it.
pub(crate) fn is_rounded(text: &str) -> bool {
    let Some((digits, power)) = text.split_once(['e', 'E']) else { return false };
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b'-' | b'+'));
    let count = digits.bytes().filter(u8::is_ascii_digit).count();
    let power = power.parse::<i32>();
    all_digits && count > 0 && power.is_ok_and(|power| count as i64 <= i64::from(power))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_unit_gives_the_same_instant() {
        let us = 1_709_301_742_123_456;
        assert_eq!(read("1709301742.123456", Unit::Seconds), Ok(us));
        assert_eq!(read("1709301742123.456", Unit::Millis), Ok(us));
        assert_eq!(read("1709301742123456", Unit::Micros), Ok(us));
        assert_eq!(read("1709301742123456789", Unit::Nanos), Ok(us));
    }

    #[test]
    fn what_a_spreadsheet_rounded_and_what_lies_below_nought_is_refused() {
        assert!(read("1.7093E+12", Unit::Millis).unwrap_err().starts_with("was rounded by a spreadsheet"));
        assert!(read("1.7E9", Unit::Seconds).unwrap_err().starts_with("was rounded by a spreadsheet"));
        // All its digits are there.
        assert_eq!(read("1.709301742e+09", Unit::Seconds), Ok(1_709_301_742_000_000));
        assert!(read("-1", Unit::Seconds).unwrap_err().starts_with("is below nought"));
        assert!(read("-62135596800000", Unit::Millis).unwrap_err().starts_with("is below nought"));
        assert!(
            read("0", Unit::Millis)
                .unwrap_err()
                .starts_with("as milliseconds since 1970 would lie in that year")
        );
        assert_eq!(from_nought("0", Unit::Seconds), Ok(0));
        assert_eq!(from_nought("90.5", Unit::Seconds), Ok(90_500_000));
        assert!(from_nought("-1", Unit::Seconds).unwrap_err().starts_with("is below nought"));
        assert!(
            read("90", Unit::Seconds)
                .unwrap_err()
                .ends_with("say `time = \"seconds_from_0\"` in the mapping")
        );
        assert!(read("inf", Unit::Seconds).unwrap_err().starts_with("is not a number of seconds"));
        assert!(read("9223372036854775807", Unit::Millis).is_err());
        assert!(read("1e", Unit::Millis).is_err());
    }

    proptest! {
        #[test]
        fn whole_numbers_are_exact(us in FIRST_YEAR_US..4_000_000_000_000_000) {
            prop_assert_eq!(read(&us.to_string(), Unit::Micros), Ok(us));
            prop_assert_eq!(read(&(us * 1000 + 999).to_string(), Unit::Nanos), Ok(us));
            prop_assert_eq!(read(&(us / 1000).to_string(), Unit::Millis), Ok(us / 1000 * 1000));
        }
    }
}
