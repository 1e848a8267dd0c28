//! A target that exists outside (in law, in a contract), declared so that what it does to the records can be watched.

use crate::error::Error;
use crate::time::Unit;

/// A declared target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// What people call it.
    pub name: String,
    /// Met is a duration of so many units or fewer.
    pub limit: i64,
    /// The unit.
    pub unit: Unit,
    /// The activity whose first event starts the clock; None: the need's first event.
    pub from: Option<String>,
    /// The activity whose first event after that stops it; None: the end of the need.
    pub to: Option<String>,
}

/// The units as they are written.
const UNITS: [(&str, Unit); 12] = [
    ("d", Unit::Days),
    ("day", Unit::Days),
    ("days", Unit::Days),
    ("wd", Unit::WorkingDays),
    ("working days", Unit::WorkingDays),
    ("h", Unit::Hours),
    ("hour", Unit::Hours),
    ("hours", Unit::Hours),
    ("min", Unit::Minutes),
    ("m", Unit::Minutes),
    ("minute", Unit::Minutes),
    ("minutes", Unit::Minutes),
];

/// The longest limit: a hundred years in days.
const MOST: i64 = 36_525;

impl Target {
    /// A target as it is written on a command line: `NAME=56d`, `NAME=56d:from..to`, `NAME=10wd:from..`, `NAME=4h:..to`.
    pub fn parse(text: &str) -> Result<Target, Error> {
        let wrong = |why: &str| {
            Error::asked(format!(
                "the target “{text}” {why}; write it as NAME=56d or NAME=56d:from..to, with d, wd (working days), h or min"
            ))
        };
        // A name may hold a = of its own: the first with a limit behind it divides.
        let mut divided = text.match_indices('=').map(|(at, _)| Target::of(&text[..at], &text[at + 1..]));
        let first = divided.next().unwrap_or(Err("has no name".to_string()));
        first.or_else(|why| divided.find_map(Result::ok).ok_or(why)).map_err(|why| wrong(&why))
    }

    /// A target from its name and what stands behind it; or what is wrong with it.
    fn of(name: &str, rest: &str) -> Result<Target, String> {
        let (limit, clock) = match rest.split_once(':') {
            Some((limit, clock)) => (limit.trim(), Some(clock)),
            None => (rest.trim(), None),
        };
        if name.trim().is_empty() {
            return Err("has no name".to_string());
        }
        let digits = limit.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(limit.len());
        let (number, unit) = limit.split_at(digits);
        let number: i64 = number.parse().map_err(|_| "has no whole number of units")?;
        let unit = unit.trim().to_lowercase();
        let unit = UNITS.iter().find(|(known, _)| *known == unit).map(|(_, unit)| *unit);
        let unit = unit.ok_or("is in no unit that is known")?;
        if !(1..=MOST).contains(&number) {
            return Err(format!("must be from 1 to {MOST}"));
        }
        let ends = match clock {
            None => (None, None),
            Some(clock) => {
                let (from, to) = clock.split_once("..").ok_or("has no `..` between its activities")?;
                let named = |name: &str| Some(name.trim().to_string()).filter(|name| !name.is_empty());
                (named(from), named(to))
            }
        };
        Ok(Target { name: name.trim().to_string(), limit: number, unit, from: ends.0, to: ends.1 })
    }

    /// `56 days`.
    pub fn limit_in_words(&self) -> String {
        self.unit.counted(self.limit)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_as_they_are_written() {
        let all = Target::parse("permit=56d:01_HOOFD_010..01_HOOFD_510_2").unwrap();
        assert_eq!((all.name.as_str(), all.limit, all.unit), ("permit", 56, Unit::Days));
        assert_eq!((all.from.as_deref(), all.to.as_deref()), (Some("01_HOOFD_010"), Some("01_HOOFD_510_2")));
        let half = Target::parse("a=10wd:..done").unwrap();
        assert_eq!((half.unit, half.from, half.to.as_deref()), (Unit::WorkingDays, None, Some("done")));
        assert_eq!(Target::parse("wait = 240 minutes").unwrap().limit_in_words(), "240 minutes");
        assert_eq!(Target::parse("a=4h").unwrap().unit, Unit::Hours);
        let named = |text: &str| Target::parse(text).map(|target| (target.name, target.limit, target.from));
        assert_eq!(named("a=b = 28d").unwrap(), ("a=b".to_string(), 28, None));
        assert_eq!(named("a=5d:b=1..c=2d").unwrap(), ("a".to_string(), 5, Some("b=1".to_string())));
    }

    #[test]
    fn targets_that_do_not_fit_are_said() {
        for (text, why) in [
            ("56d", "has no name"),
            ("=56d", "has no name"),
            ("a=b=c", "whole number"),
            ("a=d", "whole number"),
            ("a=5.5d", "no unit that is known"),
            ("a=56 weeks", "no unit that is known"),
            ("a=0d", "from 1 to 36525"),
            ("a=-3d", "whole number"),
            ("a=99999999999999999999d", "whole number"),
            ("a=5d:start", "no `..`"),
        ] {
            let error = Target::parse(text).unwrap_err();
            assert!(error.to_string().contains(why) && error.is_asked_wrong(), "{text}: {error}");
        }
    }
}
