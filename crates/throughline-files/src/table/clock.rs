//! Times of day in a column of their own.

use jiff::civil::{Date, DateTime, Time};

use super::Cell;

/// Midnight of the day that spreadsheets count as nought: a time of day alone lies on it.
const SPREADSHEET_NOUGHT: Date = Date::constant(1899, 12, 30);

/// Minutes from the spreadsheets' nought to a civil time: the length of time in a cell that shows `1:30`.
pub(crate) fn since_midnight(civil: DateTime) -> f64 {
    civil.duration_since(SPREADSHEET_NOUGHT.to_datetime(Time::midnight())).as_secs_f64() / 60.0
}

/// `14:05`, `14:05:30.5`, `2:05 pm`, `2.05pm`, `14h05`, `1405`, `140530`; a share of a day, as spreadsheets store it.
pub(crate) fn time_of_day(cell: Cell<'_>) -> Option<Time> {
    match cell {
        Cell::Civil(civil) => Some(civil.time()),
        Cell::Real(share) if (0.0..1.0).contains(&share) => of_seconds((share * 86_400.0).round() as i64),
        Cell::Real(number) if number.fract() == 0.0 => of_digits(number as i64),
        Cell::Whole(number) => of_digits(number),
        Cell::Text(text) => of_text(text),
        _ => None,
    }
}

fn of_seconds(seconds: i64) -> Option<Time> {
    // The last half second of a day rounds up to the next midnight; it stays within its day.
    let seconds = seconds.min(86_399);
    Time::new((seconds / 3600) as i8, (seconds / 60 % 60) as i8, (seconds % 60) as i8, 0).ok()
}

/// `905` and `1405` as numbers, and `140530`.
fn of_digits(number: i64) -> Option<Time> {
    let number = if number >= 10_000 { number } else { number * 100 };
    let (hour, minute, second) = (number / 10_000, number / 100 % 100, number % 100);
    let sound = (0..24).contains(&hour) && minute < 60 && (0..60).contains(&second);
    if sound { Time::new(hour as i8, minute as i8, second as i8, 0).ok() } else { None }
}

fn of_text(text: &str) -> Option<Time> {
    let small = text.trim().to_ascii_lowercase();
    let (clock, half) =
        match small.trim_end_matches('.').strip_suffix(['m']).map(|rest| rest.trim_end_matches('.')) {
            Some(rest) if rest.ends_with('a') => (rest[..rest.len() - 1].trim_end(), Some("AM")),
            Some(rest) if rest.ends_with('p') => (rest[..rest.len() - 1].trim_end(), Some("PM")),
            _ => (small.as_str(), None),
        };
    if clock.len() <= 4 && clock.bytes().all(|byte| byte.is_ascii_digit()) && half.is_none() {
        return if clock.len() >= 3 { of_digits(clock.parse().ok()?) } else { None };
    }
    if clock.len() == 6 && clock.bytes().all(|byte| byte.is_ascii_digit()) && half.is_none() {
        return Time::strptime("%H%M%S", clock).ok();
    }
    // `14h05`, as the French write it.
    let clock = match clock.split_once('h') {
        Some((hour, minute)) if !hour.is_empty() => {
            format!("{hour}:{}", if minute.is_empty() { "00" } else { minute })
        }
        _ => clock.to_string(),
    };
    // `9.30` is half past nine; a point after the seconds starts a fraction.
    let clock = if clock.contains(':') { clock } else { clock.replace('.', ":") };
    match half {
        Some(half) => {
            let forms = ["%I:%M:%S%.f %p", "%I:%M %p", "%I %p"];
            forms.iter().find_map(|form| Time::strptime(form, format!("{clock} {half}")).ok())
        }
        None => ["%H:%M:%S%.f", "%H:%M"].iter().find_map(|form| Time::strptime(form, &clock).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_of_day_as_people_write_them() {
        let five_past_two = Some(Time::constant(14, 5, 0, 0));
        for text in
            ["14:05", "14:05:00", "2:05 pm", "2.05pm", "02:05 P.M.", "1405", "14.05", "14h05", "140500"]
        {
            assert_eq!(time_of_day(Cell::Text(text)), five_past_two, "{text}");
        }
        assert_eq!(time_of_day(Cell::Whole(1405)), five_past_two);
        assert_eq!(time_of_day(Cell::Real(845.0 / 1440.0)), five_past_two);
        assert_eq!(time_of_day(Cell::Text("9am")), Some(Time::constant(9, 0, 0, 0)));
        assert_eq!(time_of_day(Cell::Text("12:30 am")), Some(Time::constant(0, 30, 0, 0)));
        for text in ["25:00", "noon", "", "14", "14:5:", "2499", "é pm", "m", "am", "h30", "246000", "14hm"]
        {
            assert_eq!(time_of_day(Cell::Text(text)), None, "{text}");
        }
        assert_eq!(since_midnight(jiff::civil::datetime(1899, 12, 31, 1, 30, 0, 0)), 1530.0);
    }
}
