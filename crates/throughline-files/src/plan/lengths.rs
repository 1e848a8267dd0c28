//! Lengths of time and calendars as plans write them: `10m`, `lognormal 2h variation 0.8`, `mon-fri 09:00-17:00`.

use throughline::place::Calendar;
use throughline::sourcing::plan::{Opens, mean_as_seen};

/// Units of time: what is written after a number, and how many hours it is. A day is 24 hours of the clock, whatever the calendar.
const UNITS: [(&str, f64); 5] =
    [("s", 1.0 / 3600.0), ("m", 1.0 / 60.0), ("h", 1.0), ("d", 24.0), ("w", 168.0)];

/// Hours that a length such as `1h 30m`, `1h30m` or `90 minutes` says; `None` if it says none.
pub(super) fn hours(text: &str) -> Option<f64> {
    let mut sum = None;
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut() {
            // A number and its unit, apart.
            Some(last) if last.parse::<f64>().is_ok() && word.starts_with(char::is_alphabetic) => {
                last.push_str(word);
            }
            _ => words.push(word.to_string()),
        }
    }
    for word in &words {
        let mut word = word.as_str();
        while !word.is_empty() {
            let end = word.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
            let (number, rest) = word.split_at(end);
            let unit = rest.find(|letter: char| letter.is_ascii_digit()).unwrap_or(rest.len());
            let (unit, rest) = rest.split_at(unit);
            let unit = match unit {
                "min" | "minutes" | "minute" => "m",
                "hours" | "hour" => "h",
                "days" | "day" => "d",
                "weeks" | "week" => "w",
                other => other,
            };
            let (_, each) = UNITS.iter().find(|(name, _)| *name == unit)?;
            sum = Some(sum.unwrap_or(0.0) + number.parse::<f64>().ok()? * each);
            word = rest;
        }
    }
    sum
}

/// A distribution as it is written: its family, its lengths in hours, and the number that shapes it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Written {
    pub(super) family: Family,
    pub(super) hours: Vec<f64>,
    pub(super) shape: f64,
}

/// The families that can be written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    Fixed,
    Exponential,
    Uniform,
    Erlang,
    Hyperexponential,
    Lognormal,
    Gamma,
    Weibull,
    Seen,
}

/// How each family is written, and an example; what shapes it is its word before or after the lengths.
pub(super) const FAMILIES: [(&str, Family, &str); 9] = [
    ("fixed", Family::Fixed, "fixed 10m"),
    ("exp", Family::Exponential, "exp 4h"),
    ("uniform", Family::Uniform, "uniform 1h 3h"),
    ("erlang", Family::Erlang, "erlang 3 2h"),
    ("hyper", Family::Hyperexponential, "hyper 0.25 1h 9h"),
    ("lognormal", Family::Lognormal, "lognormal 2h variation 0.8"),
    ("gamma", Family::Gamma, "gamma 2h variation 0.5"),
    ("weibull", Family::Weibull, "weibull 7h shape 2"),
    ("seen", Family::Seen, "seen 5m 7m 12m 40m"),
];

/// What can be written for a length of time, for messages.
pub(super) fn examples() -> String {
    FAMILIES.map(|(_, _, example)| format!("“{example}”")).join(", ")
}

/// The most parts of an erlang length, each of which is drawn: more vary by less than a thirtieth.
pub(super) const MOST_PARTS: f64 = 1000.0;

/// Reads a distribution; a length alone is always the same.
pub(super) fn distribution(text: &str) -> Option<Written> {
    if let Some(length) = hours(text) {
        return Some(Written { family: Family::Fixed, hours: vec![length], shape: 0.0 });
    }
    let (name, rest) = text.trim().split_once(char::is_whitespace)?;
    let (_, family, _) = *FAMILIES.iter().find(|(known, _, _)| *known == name)?;
    let mut words: Vec<&str> = rest.split_whitespace().collect();
    let word = match family {
        Family::Lognormal | Family::Gamma => Some("variation"),
        Family::Weibull => Some("shape"),
        _ => None,
    };
    let mut shape: f64 = 0.0;
    if let Some(word) = word {
        let place = words.iter().position(|one| *one == word)?;
        shape = words.get(place + 1)?.parse().ok()?;
        words.drain(place..place + 2);
    } else if matches!(family, Family::Erlang | Family::Hyperexponential) {
        shape = words.remove(0).parse().ok()?;
    }
    let lengths: Vec<f64> = words.iter().map(|word| hours(word)).collect::<Option<_>>()?;
    let many = match family {
        Family::Uniform | Family::Hyperexponential => lengths.len() == 2,
        Family::Seen => !lengths.is_empty(),
        _ => lengths.len() == 1,
    };
    let shaped = match family {
        Family::Erlang => (1.0..=MOST_PARTS).contains(&shape) && shape.fract() == 0.0,
        Family::Hyperexponential => (0.0..=1.0).contains(&shape),
        _ => word.is_none() || (shape > 0.0 && shape.is_finite()),
    };
    (many && shaped).then_some(Written { family, hours: lengths, shape })
}

/// The parts of a distribution that was written as a text, by the keys under which each may be written with its range: `lognormal 2h
/// variation 0.8` is `family`, `mean` and `variation`. `None` where it has none, or is no distribution.
pub(super) fn parts(text: &str) -> Option<Vec<(String, String)>> {
    let family = distribution(text)?.family;
    let name = FAMILIES.iter().find(|(_, known, _)| *known == family)?.0;
    let mut words: Vec<&str> = match hours(text) {
        Some(_) => vec![text.trim()],
        None => text.split_whitespace().skip(1).collect(),
    };
    let mut all = vec![("family".to_string(), name.to_string())];
    for key in ["variation", "shape"] {
        if let Some(place) = words.iter().position(|word| *word == key) {
            let pair: Vec<&str> = words.drain(place..place + 2).collect();
            all.push((key.to_string(), pair[1].to_string()));
        }
    }
    let keys: &[&str] = match family {
        Family::Fixed => &["length"],
        Family::Uniform => &["low", "high"],
        Family::Erlang => &["parts", "mean"],
        Family::Hyperexponential => &["chance", "first_mean", "second_mean"],
        Family::Seen => {
            let mut seen: Vec<f64> = words.iter().map(|word| hours(word)).collect::<Option<_>>()?;
            seen.sort_by(f64::total_cmp);
            all.push(("seen".to_string(), words.join(" ")));
            all.push(("mean".to_string(), format!("{}h", mean_as_seen(&seen))));
            return Some(all);
        }
        Family::Exponential | Family::Lognormal | Family::Gamma | Family::Weibull => &["mean"],
    };
    all.extend(keys.iter().zip(words).map(|(key, word)| (key.to_string(), word.to_string())));
    Some(all)
}

/// When a pool is open: `always`, or days and hours such as `mon-fri 09:00-17:00, sat 10:00-13:00`.
pub(super) fn calendar(text: &str) -> Option<Opens> {
    if text.trim() == "always" {
        return Some(Opens::Always);
    }
    Calendar::written(text).map(Opens::Hours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_and_distributions_are_read() {
        assert_eq!(hours("1h 30m"), Some(1.5));
        assert_eq!(hours("2d"), Some(48.0));
        assert_eq!(hours("90 minutes"), Some(1.5));
        assert_eq!((hours("1 hour 30 minutes"), hours("90"), hours("4 5h")), (Some(1.5), None, None));
        assert_eq!(hours("soon"), None);
        for (_, family, example) in FAMILIES {
            assert_eq!(distribution(example).unwrap().family, family, "{example}");
        }
        let written = distribution("lognormal 2h variation 0.8").unwrap();
        assert_eq!((written.hours, written.shape), (vec![2.0], 0.8));
        for wrong in [
            "exp",
            "exp 4",
            "normal 4h",
            "uniform 1h",
            "erlang 1.5 2h",
            "erlang 1001 2h",
            "lognormal 2h",
            "hyper 2 1h 2h",
        ] {
            assert_eq!(distribution(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn calendars_are_read() {
        assert_eq!(calendar("mon-fri 09:00-17:00"), Some(Opens::Hours(Calendar::office_hours())));
        assert_eq!(calendar("always"), Some(Opens::Always));
        assert_eq!(calendar("mon-fri"), None);
    }
}
