//! The numbers of a plan as they are estimated: each into the plan with its range and source, and into the table with its guard.

use std::collections::BTreeMap;

use throughline::sourcing::amount::{Amount, Belief, Known, Range};
use throughline::sourcing::plan::{Number, Time};

use super::lengths::{Family, Lengths, Taken};

/// An estimate, for a reader of the table.
#[derive(Debug, Clone, PartialEq)]
pub struct Estimate {
    /// Where it stands in the plan: `pool.contact.staff`.
    pub path: String,
    /// Its value.
    pub value: f64,
    /// What it is counted in.
    pub unit: &'static str,
    /// Its 95 % interval, or the range within which it lies; `None` where there is none to be had.
    pub interval: Option<(f64, f64)>,
    /// How many things it rests on.
    pub n: u64,
    /// How it is known.
    pub known: Known,
    /// What to be careful of, as a sentence; empty where there is nothing.
    pub guard: String,
}

/// An estimate on its way into a plan.
pub(super) struct Found<'a> {
    pub(super) path: &'a str,
    pub(super) unit: &'static str,
    pub(super) value: f64,
    pub(super) interval: Option<(f64, f64)>,
    pub(super) belief: Belief,
    pub(super) n: u64,
    pub(super) known: Known,
    pub(super) guard: String,
}

/// The numbers so far.
#[cfg_attr(test, derive(Default))]
pub(super) struct Sheet {
    pub(super) amounts: Vec<Amount>,
    pub(super) table: Vec<Estimate>,
    pub(super) refused: Vec<String>,
    /// Where they are from: `log 2014-01..2015-06`.
    pub(super) source: String,
    /// What families are asked for, by path.
    pub(super) families: BTreeMap<String, Family>,
}

/// Six significant digits: more are noise, and fewer differ between machines.
pub(super) fn rounded(value: f64) -> f64 {
    format!("{value:.5e}").parse().unwrap_or(value)
}

impl Sheet {
    /// The family that is asked for at a path: of all needs alike where no kind of need has its own, of all pools that do the same.
    pub(super) fn asked(&self, path: &str) -> Option<Family> {
        let for_all = path.split_once(".failure.").map(|(_, rest)| format!("failure.{rest}"));
        let by_pool = path
            .split_once(" (")
            .zip(path.rsplit_once(")."))
            .map(|((name, _), (_, key))| format!("{name}.{key}"));
        let mut paths = [Some(path.to_string()), for_all, by_pool].into_iter().flatten();
        paths.find_map(|path| self.families.get(&path)).copied()
    }

    /// A number that nobody knows or asks about: what a plan takes where it is silent.
    pub(super) fn taken(&mut self, path: &str, unit: &'static str, value: f64) -> Number {
        self.amounts.push(Amount { unit, ..Amount::taken(path, value) });
        Number(self.amounts.len() - 1)
    }

    /// An estimate.
    pub(super) fn add(&mut self, found: Found<'_>) -> Number {
        let (value, interval) = self.tell(&found);
        let range = interval.filter(|(low, high)| low < high).map(|(low, high)| Range {
            low: low.min(value),
            high: high.max(value),
            belief: found.belief,
        });
        let what = match found.known {
            Known::Measured if found.guard.is_empty() => format!("{}, n = {}", self.source, found.n),
            Known::Measured => format!("{}, n = {}; {}", self.source, found.n, found.guard),
            _ => format!("not in the log; {}", if found.guard.is_empty() { "taken" } else { &found.guard }),
        };
        let mut amount = Amount {
            within: match found.unit {
                "share" => (0.0, 1.0),
                "" => (f64::NEG_INFINITY, f64::INFINITY),
                _ => (0.0, f64::INFINITY),
            },
            unit: found.unit,
            range,
            source: Some(what),
            known: found.known,
            ..Amount::taken(found.path, value)
        };
        if amount.wrong().is_some() {
            amount.range = None;
        }
        self.amounts.push(amount);
        Number(self.amounts.len() - 1)
    }

    /// An estimate that is only in the table, rounded.
    pub(super) fn tell(&mut self, found: &Found<'_>) -> (f64, Option<(f64, f64)>) {
        let value = rounded(found.value);
        let interval = found.interval.map(|(low, high)| (rounded(low), rounded(high)));
        self.table.push(Estimate {
            path: found.path.to_string(),
            value,
            unit: found.unit,
            interval,
            n: found.n,
            known: found.known,
            guard: found.guard.clone(),
        });
        (value, interval)
    }

    /// A length of time as it was found, in hours; its numbers are under `path`.
    pub(super) fn time(&mut self, path: &str, found: &Lengths, guard: &str) -> Time {
        let n = (found.ended + found.open) as u64;
        let mut says = Vec::new();
        if found.open > 0 {
            says.push(format!("{} had not ended and count as longer", found.open));
        }
        if let Taken::Seen(_) = found.taken {
            says.push("no family of distributions is like it, so it is taken as it was seen".to_string());
        }
        if !guard.is_empty() {
            says.push(guard.to_string());
        }
        let (mean_path, guard) = (format!("{path}.mean"), says.join("; "));
        let mean = Found {
            path: &mean_path,
            unit: "hours",
            value: found.mean,
            interval: Some(found.interval),
            belief: Belief::Lognormal,
            n,
            known: Known::Measured,
            guard,
        };
        let Taken::Family { family, shape, shape_interval } = &found.taken else {
            let seen = if let Taken::Seen(seen) = &found.taken { seen.clone() } else { Vec::new() };
            return Time::Seen(self.add(mean), seen);
        };
        let mean = self.add(mean);
        if *family == Family::Weibull {
            return Time::Weibull(mean, rounded(*shape));
        }
        if *family == Family::Exponential {
            return Time::Exponential(mean);
        }
        let variation_path = format!("{path}.variation");
        let variation = self.add(Found {
            path: &variation_path,
            unit: "",
            value: *shape,
            interval: Some(*shape_interval),
            belief: Belief::Lognormal,
            n,
            known: Known::Measured,
            guard: String::new(),
        });
        if *family == Family::Gamma { Time::Gamma(mean, variation) } else { Time::Lognormal(mean, variation) }
    }
}
