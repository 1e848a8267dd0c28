//! Lengths of time and calendars as plans write them: `10m`, `lognormal 2h variation 0.8`, `mon-fri 09:00-17:00`.

use throughline::place::Calendar;
use throughline::sourcing::plan::{Opens, mean_as_seen};

use super::tree::Value;

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

/// Why something is no length of time, as the end of a sentence.
pub(super) fn why_not(value: &Value) -> String {
    let examples = || format!(". Such as {}", examples());
    let text = match value {
        Value::Text(text) => text.as_str(),
        Value::Number(number) => {
            return format!(
                ": it says no unit; write \"{number}m\" for minutes, \"{number}h\" for hours or \"{number}d\" for days"
            );
        }
        _ => return examples(),
    };
    let words: Vec<&str> = text.split_whitespace().collect();
    let (name, rest) = words.split_first().map_or(("", &[][..]), |(name, rest)| (*name, rest));
    let family = FAMILIES.iter().find(|(known, ..)| *known == name);
    if let Some(below) = words.iter().find(|word| word.starts_with('-')) {
        return format!(": {below} is below 0, and nothing of a length is");
    }
    let Some((_, family, example)) = family else {
        let names = FAMILIES.map(|(name, ..)| name).join(", ");
        return match name.starts_with(|letter: char| letter.is_ascii_digit()) {
            true => format!(": {}", of_length(&words, "4h")),
            false if name.is_empty() => examples(),
            false => format!(
                ": “{name}” is no family of lengths. There are: {names}; “{example}” is one of them",
                example = FAMILIES[1].2
            ),
        };
    };
    let shaped =
        |word: &str| words.iter().position(|one| *one == word).map(|place| words.get(place + 1).copied());
    let word = match family {
        Family::Lognormal | Family::Gamma => Some("variation"),
        Family::Weibull => Some("shape"),
        _ => None,
    };
    let why = match (word, word.and_then(shaped)) {
        (Some(word), None) => format!("{name} says no `{word}`"),
        (Some(word), Some(said)) if said.and_then(number).is_none_or(|shape| shape <= 0.0) => {
            format!("its `{word}` is a number above 0")
        }
        _ => of_family(*family, rest),
    };
    format!(": {why}; write it as “{example}”")
}

fn number(text: &str) -> Option<f64> {
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Why the words after a family's name do not do.
fn of_family(family: Family, rest: &[&str]) -> String {
    let first = rest.first().copied().and_then(number);
    let lengths: Vec<Option<f64>> = rest.iter().map(|word| hours(word)).collect();
    match family {
        Family::Hyperexponential if !first.is_some_and(|chance| (0.0..=1.0).contains(&chance)) => {
            "what stands first is the chance of the first mean, from 0 to 1".to_string()
        }
        Family::Erlang
            if !first.is_some_and(|parts| (1.0..=MOST_PARTS).contains(&parts) && parts.fract() == 0.0) =>
        {
            format!("what stands first is how many parts it has, a whole number from 1 to {MOST_PARTS}")
        }
        Family::Uniform if matches!(lengths[..], [Some(low), Some(high)] if low > high) => {
            "its ends are the wrong way round: the shorter comes first".to_string()
        }
        Family::Uniform | Family::Hyperexponential if lengths.iter().flatten().count() == 1 => {
            "it needs two lengths".to_string()
        }
        _ if lengths.contains(&Some(0.0)) => "a mean is above 0".to_string(),
        _ => of_length(rest, "4h"),
    }
}

/// Why some words are no lengths.
fn of_length(words: &[&str], example: &str) -> String {
    match words.iter().find(|word| hours(word).is_none() && !["variation", "shape"].contains(word)) {
        Some(bare) if number(bare).is_some() && !bare.contains(['e', 'E']) => {
            format!("{bare} says no unit; write {bare}m for minutes, {bare}h for hours or {bare}d for days")
        }
        Some(other) => {
            format!(
                "“{other}” is no length such as {example}: a number without an exponent, and one of s, m, h, d or w"
            )
        }
        None => "it says too few lengths, or too many".to_string(),
    }
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
    fn what_is_no_length_says_why() {
        for (wrong, says) in [
            ("exp -30m", "-30m is below 0"),
            ("exp 0m", "a mean is above 0"),
            ("exp 30", "30 says no unit; write 30m for minutes"),
            ("30", "30 says no unit"),
            ("pareto 30m", "“pareto” is no family of lengths. There are: fixed, exp,"),
            ("exp 1e15d", "“1e15d” is no length such as 4h: a number without an exponent"),
            ("lognormal 30m", "lognormal says no `variation`; write it as “lognormal 2h variation 0.8”"),
            ("lognormal 30m variation -1", "-1 is below 0"),
            ("lognormal 30m variation 0", "its `variation` is a number above 0"),
            ("weibull 1h shape 0", "its `shape` is a number above 0"),
            ("uniform 3h 1h", "its ends are the wrong way round"),
            ("uniform 3h", "it needs two lengths"),
            ("erlang 0 1h", "how many parts it has, a whole number from 1 to 1000"),
            ("hyper 1.5 1h 2h", "the chance of the first mean, from 0 to 1"),
            ("soon", "“soon” is no family"),
        ] {
            let why = why_not(&Value::Text(wrong.to_string()));
            assert!(why.contains(says), "{wrong}{why}");
        }
    }

    #[test]
    fn calendars_are_read() {
        assert_eq!(calendar("mon-fri 09:00-17:00"), Some(Opens::Hours(Calendar::office_hours())));
        assert_eq!(calendar("always"), Some(Opens::Always));
        assert_eq!(calendar("mon-fri"), None);
    }
}
