//! What a chart of a study says: its answer in one sentence with how many points and from when to when, and how sure that is.
//!
//! A level counts as moved in the answer only if the points since lie more than a third of the way to a limit from the middle before:
//! a run of eight points that lies next to the middle is a sign, and is named where it is said how sure all of it is, but answers nothing.
//! Where a change that somebody named took hold shortly before, it is named as what may be the cause, which a chart cannot prove.

use jiff::civil::Date;

use super::chance::{LimitsFrom, false_signal_share};
use super::chart::{Chart as Found, Kind};
use super::phases::Phase;
use super::rules::{Rule, Signal};
use super::waves::{QUARTERS, seasons, year_on_year};
use super::xmr::{mean, median};
use super::{FIRM_POINTS, LEAST_POINTS};
use crate::reading::{Ask, Chart};
use crate::time;
use crate::wording::{counted, figure, percent, percents, step_of, to_step};

/// What is asked of a chart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Asked {
    /// What is usual.
    Usual,
    /// Whether it is more than before.
    More,
}

/// What the values are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Values {
    /// Seconds.
    Times,
    /// So many of something.
    Counts(&'static str),
    /// A share that is something.
    Shares(&'static str),
    /// So many of something for each of another.
    Rates(&'static str),
}

/// How a chart is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) asked: Asked,
    pub(crate) values: Values,
}

/// Three digits that count, but ten or more to the nearest whole number, fewer to a tenth.
fn count(value: f64) -> String {
    if value.abs() >= 10.0 {
        to_step(value.abs(), step_of(value).max(1.0))
    } else {
        figure((value * 10.0).round() / 10.0)
    }
}

fn rate(value: f64) -> String {
    figure((value * 100.0).round() / 100.0)
}

impl Values {
    fn about(self, value: f64) -> String {
        match self {
            Values::Times => time::about(value),
            Values::Counts(what) => format!("{} {what}", count(value)),
            Values::Shares(what) => format!("{} {what}", percent(value)),
            Values::Rates(what) => format!("{} {what}", rate(value)),
        }
    }

    /// `from 6½ to 16 days`; without a lower end `up to 16 days`.
    fn between(self, low: Option<f64>, high: f64) -> String {
        let Some(low) = low.filter(|low| *low > 0.0) else {
            return match self {
                Values::Times => format!("up to {}", time::about(high)),
                Values::Counts(_) => format!("up to {}", count(high)),
                Values::Shares(_) => format!("up to {}", percent(high)),
                Values::Rates(_) => format!("up to {}", rate(high)),
            };
        };
        match self {
            Values::Times => format!("from {}", time::from_to(low, high)),
            Values::Counts(_) => format!("from {} to {}", count(low), count(high)),
            Values::Shares(_) => {
                let (low, high) = percents((low, high));
                format!("from {low} to {high}")
            }
            Values::Rates(_) => format!("from {} to {}", rate(low), rate(high)),
        }
    }

    /// How much more or less, where nought is neither.
    fn more_or_less(self, value: f64) -> String {
        let (amount, less) = match self {
            Values::Times => (time::about(value.abs()), "less"),
            Values::Counts(_) => (count(value.abs()), "fewer"),
            Values::Shares(_) => {
                (format!("{} points", figure((1000.0 * value.abs()).round() / 10.0)), "less")
            }
            Values::Rates(_) => (rate(value.abs()), "fewer"),
        };
        format!("{amount} {}", if value < 0.0 { less } else { "more" })
    }

    fn less(self) -> &'static str {
        match self {
            Values::Counts(_) | Values::Rates(_) => "Fewer",
            Values::Times | Values::Shares(_) => "Less",
        }
    }
}

/// A chart that is to be put in words.
pub(super) struct Says<'a> {
    pub(super) chart: &'a Chart,
    pub(super) found: &'a Found,
    /// How alike neighbours are, if the points come in waves.
    pub(super) waves: Option<f64>,
    pub(super) said: &'a Said,
    pub(super) ask: &'a Ask,
}

/// A level that moved.
struct Moved<'a> {
    /// Its first point.
    start: u64,
    /// The middle since.
    centre: f64,
    /// A change that may have done it.
    after: Option<&'a str>,
}

impl<'a> Says<'a> {
    /// The answer.
    pub(super) fn answer(&self) -> String {
        let (values, period) = (self.said.values, self.chart.period);
        let (Some(centre), Some(phase)) = (self.chart.centre, self.found.phases.last()) else {
            return self.refused();
        };
        if self.waves.is_some() {
            return self.of_waves(centre);
        }
        let Some((low, high)) = self.normal(phase) else {
            let missing = LEAST_POINTS.saturating_sub(phase.points);
            return format!(
                "Half of the {} lie at {} or below; {LEAST_POINTS} are needed to say what is normal, {missing} more.",
                counted(phase.points as u64, period, &format!("{period}s")),
                values.about(centre)
            );
        };
        let (normal, points) = (values.between(low, high), self.points());
        let about = values.about(centre);
        match (self.moved(phase, centre, high), self.said.asked) {
            (Some(moved), Asked::Usual) => format!(
                "A usual {period} since about {}: about {}{}; before it was about {about} ({points}).",
                self.day(moved.start),
                values.about(moved.centre),
                moved.cause(),
            ),
            (Some(moved), Asked::More) => format!(
                "{} since about {}{}: about {} in a usual {period}, before that about {} ({points}).",
                if moved.centre > centre { "More" } else { values.less() },
                self.day(moved.start),
                moved.cause(),
                values.about(moved.centre),
                about,
            ),
            (None, Asked::Usual) => {
                format!("A usual {period}: about {about}; anything {normal} is normal here ({points}).")
            }
            (None, Asked::More) => {
                let answer = if self.chart.signals.is_empty() {
                    "No sign of more or less"
                } else {
                    "No lasting change"
                };
                format!(
                    "{answer}: a usual {period} has about {about}, and anything {normal} is normal here ({points})."
                )
            }
        }
    }

    /// How sure it is.
    pub(super) fn sure(&self) -> String {
        let Some(phase) = self.found.phases.last().filter(|_| self.chart.centre.is_some()) else {
            return String::new();
        };
        let period = self.chart.period;
        if let Some(r) = self.waves {
            return format!(
                "Each {period} is much like the one before (r = {r:.2}), so limits from how much neighbours differ would be too narrow, and \
                 nearly every chart would show signals though nothing lasting had changed: only the points and their middle are drawn."
            );
        }
        if self.normal(phase).is_none() {
            return String::new();
        }
        let mut all = vec![self.baseline(phase), self.signals()];
        all.extend(self.proposals());
        all.push(self.chance());
        all.extend(self.cautions(phase));
        all.join(" ")
    }

    /// Why there are no limits.
    fn refused(&self) -> String {
        let first = self.found.phases.last().map_or(0, |phase| phase.baseline_points);
        let period = self.chart.period;
        let then = match self.found.kind {
            Kind::Times => "look at how these times were written down",
            _ => "if they are counts of something rare, chart the days between one and the next instead",
        };
        format!("Too many of the first {first} {period}s are equal to say what is normal; {then}.")
    }

    /// Between which values all is normal; of shares in a point as large as the last.
    fn normal(&self, phase: &Phase) -> Option<(Option<f64>, f64)> {
        match (self.chart.lower, self.chart.upper) {
            (lower, Some(upper)) => Some((lower, upper)),
            _ => phase.each.iter().flatten().next_back().map(|(low, high)| (Some(*low), *high)),
        }
    }

    /// The level since it seems to have moved, if that is more than next to the middle.
    fn moved(&self, phase: &Phase, centre: f64, upper: f64) -> Option<Moved<'_>> {
        let last =
            self.found.proposals.last().filter(|last| last.ready && last.start > phase.places.start)?;
        let since: Vec<f64> = self.found.values[last.start..].iter().flatten().copied().collect();
        let now = if self.found.kind == Kind::Times { median(&since) } else { mean(&since) }?;
        let start = last.start as u64;
        ((now - centre).abs() > (upper - centre) / 3.0).then(|| Moved {
            start,
            centre: now,
            after: self.chart.may_explain(start, last.detected_at as u64),
        })
    }

    fn of_waves(&self, centre: f64) -> String {
        let (values, period, points) = (self.said.values, self.chart.period, self.points());
        let all: Vec<f64> = self.found.values.iter().flatten().copied().collect();
        let (low, high) =
            all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(*v), high.max(*v)));
        let (about, waves) = (values.about(centre), values.between(Some(low), high));
        if self.said.asked == Asked::Usual {
            return format!("A usual {period}: about {about}, in waves {waves} ({points}).");
        }
        let usual = format!("about {about} in the middle {period}, in waves {waves}");
        let year = match period {
            "week" => 52,
            "month" => 12,
            _ => return format!("It comes in waves: {usual} ({points})."),
        };
        let Some(found) = year_on_year(&self.found.values, year) else {
            return format!(
                "Not known yet, as it comes in waves and {} are needed to compare with a year before: {usual} ({points}).",
                counted((year + year / 2) as u64, period, &format!("{period}s")),
            );
        };
        let (low, high) = found.between;
        let answer = match (low > 0.0, high < 0.0) {
            (true, _) => "More than a year before",
            (_, true) => match values.less() {
                "Fewer" => "Fewer than a year before",
                _ => "Less than a year before",
            },
            _ => "No lasting rise or fall",
        };
        let days: Vec<Date> =
            self.chart.points.iter().map(|point| point.start.in_zone(&self.ask.zone).date()).collect();
        let season = seasons(&self.found.values, &days, year).map_or(String::new(), |(most, least)| {
            format!("; in both years it is most from {} and least from {}", QUARTERS[most], QUARTERS[least])
        });
        format!(
            "{answer}: in the last {} {} a {period} than in the same ones a year before (95 % interval {} to {}), about {} in the middle \
             {period}{season} ({points}).",
            counted(found.compared as u64, period, &format!("{period}s")),
            values.more_or_less(found.more),
            values.more_or_less(low),
            values.more_or_less(high),
            values.about(centre),
        )
    }

    /// How many points from when to when.
    fn points(&self) -> String {
        let period = self.chart.period;
        let all = &self.chart.points;
        let known = self.found.values.iter().flatten().count() as u64;
        let counted = counted(known, period, &format!("{period}s"));
        let (Some(first), Some(last)) = (all.first(), all.last()) else { return counted };
        let zone = &self.ask.zone;
        let last = match period {
            // The last day of its week.
            "week" => time::Instant(last.start.0 + 7 * time::DAY_US - time::DAY_US / 2).day_in(zone),
            "month" => last.start.in_zone(zone).strftime("%B %Y").to_string(),
            _ => last.start.day_in(zone),
        };
        let first = match period {
            "month" => first.start.in_zone(zone).strftime("%B %Y").to_string(),
            _ => first.start.day_in(zone),
        };
        format!("{counted} from {first} to {last}")
    }

    fn day(&self, place: u64) -> String {
        self.chart
            .points
            .get(place as usize)
            .map_or(String::new(), |point| point.start.day_in(&self.ask.zone))
    }

    /// Which points set the limits, and for how long.
    fn baseline(&self, phase: &Phase) -> String {
        let period = self.chart.period;
        if self.chart.status == "provisional" {
            return format!("What is normal is provisional: it is firm from {FIRM_POINTS} {period}s on.");
        }
        match phase.baseline_points < phase.points {
            true => format!("The first {} {period}s set what is normal.", phase.baseline_points),
            false => format!("All {period}s together set what is normal."),
        }
    }

    /// The signs of a change.
    fn signals(&self) -> String {
        let period = self.chart.period;
        let all: Vec<&Signal> = self.found.phases.iter().flat_map(|phase| &phase.signals).collect();
        if all.is_empty() {
            return "There is no sign of a change: single ups and downs within the limits mean nothing by themselves."
                .to_string();
        }
        let of = |rule: fn(Rule) -> bool| {
            all.iter().copied().filter(|own| rule(own.rule)).collect::<Vec<&Signal>>()
        };
        let mut said = Vec::new();
        let outside = of(|rule| rule == Rule::Outside);
        match outside[..] {
            [] => {}
            [one] => {
                said.push(format!("the {period} from {} lies outside the limits", self.day(one.start as u64)))
            }
            [first, .., last] => said.push(format!(
                "{} {period}s lie outside the limits, from {} to {}",
                outside.len(),
                self.day(first.start as u64),
                self.day(last.start as u64)
            )),
        }
        let others = [
            (of(|rule| rule == Rule::RunOfEight), "on the same side of the middle", "eight or more"),
            (of(|rule| rule == Rule::ThreeOfFour), "nearer to a limit than to the middle", "three of four"),
        ];
        for (own, way, many) in others {
            if let Some(last) = own.last() {
                let before = match own.len() - 1 {
                    0 => String::new(),
                    1 => " (and once before)".to_string(),
                    more => format!(" (and {more} times before)"),
                };
                said.push(format!(
                    "{many} {period}s in a row lie {way}, from {} to {}{before}",
                    self.day(last.start as u64),
                    self.day(last.end as u64)
                ));
            }
        }
        format!("Signs of a change: {}.", said.join("; "))
    }

    /// The level that may have moved last.
    fn proposals(&self) -> Option<String> {
        let last = self.found.proposals.last()?;
        let way = if last.direction > 0 { "up" } else { "down" };
        let cause = match self.chart.may_explain(last.start as u64, last.detected_at as u64) {
            Some(name) => format!("it came after “{name}” and could be that, which is not proven"),
            None => {
                "the cause is not recorded: whoever knows it can name it (--change NAME=DATE)".to_string()
            }
        };
        let before = match self.found.proposals.len() - 1 {
            0 => String::new(),
            1 => " It seems to have moved once before.".to_string(),
            more => format!(" It seems to have moved {more} times before."),
        };
        Some(format!(
            "The level may have moved {way} about {}; {cause}.{before}",
            self.day(last.start as u64)
        ))
    }

    /// How often a steady chart of as many points would show some sign.
    fn chance(&self) -> String {
        let points: usize = self.found.phases.iter().map(|phase| phase.points).sum();
        let frozen = self.found.phases.iter().any(|phase| phase.baseline_points < phase.points);
        let limits = if frozen { LimitsFrom::TheFirst } else { LimitsFrom::All };
        let share = false_signal_share(self.found.rules, limits, points) * 100.0;
        let period = self.chart.period;
        match share {
            nearly if nearly >= 90.0 => {
                format!(
                    "Though nothing changed, nearly every chart of {points} {period}s shows some such sign by chance."
                )
            }
            _ => format!(
                "Though nothing changed, about {share:.0} of 100 charts of {points} {period}s show some such sign by chance."
            ),
        }
    }

    /// What to be careful of.
    fn cautions(&self, phase: &Phase) -> Vec<String> {
        let period = self.chart.period;
        let mut all = Vec::new();
        if super::chance::depends(self.found.lag_one, phase.points) {
            all.push(format!(
                "Each {period} is rather like the one before (r = {:.2}), so limits are somewhat too narrow, unless the level has moved.",
                self.found.lag_one.unwrap_or(0.0)
            ));
        }
        match phase.xmr.map_or(0, |xmr| xmr.ranges_screened) {
            0 => {}
            1 => all.push("One step between neighbours was left out of the limits as too wide.".to_string()),
            more => {
                all.push(format!("{more} steps between neighbours were left out of the limits as too wide."))
            }
        }
        match phase.sigma_z {
            Some(times) if times < 0.7 => all.push(format!(
                "The {period}s differ less than chance allows ({times:.1} times as much): look at how this is counted."
            )),
            Some(times) if times >= 1.05 => {
                all.push(format!("The {period}s differ {times:.1} times as much as chance alone would have it."))
            }
            Some(_) => all.push(format!("The {period}s differ about as much as chance alone would have it.")),
            None => {}
        }
        if !phase.large_enough {
            all.push(format!(
                "In many {period}s fewer than five are expected, which is too few to judge each."
            ));
        }
        all
    }
}

impl Moved<'_> {
    fn cause(&self) -> String {
        self.after.map_or(String::new(), |name| format!(", after “{name}”, which may be why"))
    }
}
