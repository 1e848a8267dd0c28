//! Before and after the changes that somebody named.
//!
//! Question: did it make a difference? Formula: weekly medians of end-to-end time, and needs opened a week, of the full weeks before the
//! change (back to the change before it) against those after it (up to the next); the week of the change is left out. Difference of means
//! with the number of weeks adjusted for neighbours being alike, the slope before, whether the last weeks before stood out, signals of the
//! old limits run forward (`before_after`, `xmr`); of counts also the quasi-Poisson rate ratio. At least 12 weeks before and 8 after.
//! With 24 weeks or more on both sides, none missing, a line is laid through each side too: the step between the two lines and how much steeper
//! the second is (`segmented`, errors after Newey and West). It is said only where the weeks before were clearly moving already, for then the
//! difference of means is not the change's alone; where nothing changed it still finds something in about one of six, so the slope that
//! should change has to have been stated beforehand.
//! Where a change was made in some places only (`--change NAME=DATE@team=North`), the weeks of those are looked at, and the same is asked of
//! their difference from the places that did not change (`compared`): whether the two moved alike before, how far they moved apart since, in
//! how many ways of calling as many places changed they differ as much, and with five places or more on both sides an error by place.
//! Source: measures.md 4. Where it misleads: without a place that did not change, whatever else changed then is in the difference; for a
//! while after a change end needs that began before it; a date chosen from the data finds what it looked for.

use super::against::{self, Against};
use super::before_after::{
    Difference, LEAST_AFTER, LEAST_BEFORE, Rates, Trend, difference, rate_ratio, segmented, stood_out, trend,
};
use super::change_says::{answer, cautions};
use super::chart::{Kind, Observations, chart};
use super::compared::Places;
use super::drawn::{Points, shown as shown_chart};
use super::ended::Ended;
use super::opened::filled_weeks;
use super::rules::Rules;
use super::since::{chart_since, signals_since};
use super::weekly_time::{end_us, full_weeks, medians};
use super::xmr::mean;
use crate::flow::weekly::{Week, weekly};
use crate::log::Log;
use crate::reading::{Ask, Change, Chart, Item, Measure, Reading, Shape, Table};
use crate::statistics::least_squares::t_95;
use crate::time;
use crate::wording::three;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "before_after",
    asks: "Did the changes that were named make a difference?",
    unit: "seconds, needs a week",
    formula: "mean of the weeks after less mean of those before, weeks counted as fewer where neighbours are alike; Student's t",
    source: "quasi-Poisson: McCullagh and Nelder, Generalized Linear Models, 1989",
    misleads: "Whatever else changed then is in the difference, unless places without the change were compared.",
    read,
};

/// A weekly series, and how its figures are said.
pub(super) struct Weekly {
    name: &'static str,
    pub(super) says: &'static str,
    pub(super) counts: bool,
    /// Whether rates before and after can be compared by their ratio.
    ratio: bool,
    weeks: Vec<Week>,
    values: Vec<Option<f64>>,
}

impl Weekly {
    /// A figure with its sign.
    pub(super) fn signed(&self, value: f64) -> String {
        let sign = if value < 0.0 { "-" } else { "+" };
        format!("{sign}{}", self.figure(value.abs()))
    }

    /// A value, in a cell of its own.
    pub(super) fn item(&self, value: Option<f64>) -> Item {
        let of = if self.counts { Item::Number } else { Item::Seconds };
        value.filter(|value| value.is_finite()).map_or(Item::None, of)
    }

    pub(super) fn figure(&self, value: f64) -> String {
        if self.counts { three(value) } else { time::plain(value) }
    }
}

/// What was found of one change in one series.
pub(super) struct Found {
    pub(super) before: Vec<Option<f64>>,
    pub(super) after: Vec<Option<f64>>,
    pub(super) difference: Option<Difference>,
    pub(super) trend: Option<Trend>,
    pub(super) stood_out: Option<i8>,
    pub(super) signals: usize,
    rates: Option<Rates>,
    pub(super) lines: Option<Lines>,
}

/// So many weeks on both sides for a line through each (measures.md 4).
const LEAST_FOR_LINES: usize = 24;

/// A figure with its 95 % interval.
pub(super) type Between = (f64, f64, f64);

/// A line through the weeks before and one through those after.
pub(super) struct Lines {
    /// How far the second begins above the first.
    step: Between,
    /// How much more it rises in a week.
    slope: Between,
}

impl Lines {
    /// None with too few weeks on a side, or one without a figure.
    fn through(before: &[Option<f64>], after: &[Option<f64>]) -> Option<Lines> {
        if before.len().min(after.len()) < LEAST_FOR_LINES {
            return None;
        }
        let all: Vec<f64> = before.iter().chain(after).copied().collect::<Option<_>>()?;
        let line = segmented(&all, before.len())?;
        let reach = t_95(line.degrees_of_freedom as f64)?;
        let of = |place: usize| {
            let term = line.terms[place];
            let half = reach * term.robust_error;
            half.is_finite().then_some((term.estimate, term.estimate - half, term.estimate + half))
        };
        Some(Lines { step: of(2)?, slope: of(3)? })
    }

    pub(super) fn says(&self, series: &Weekly) -> String {
        let between = |of: &Between| {
            format!("{} (between {} and {})", series.signed(of.0), series.signed(of.1), series.signed(of.2))
        };
        format!(
            " With a line through each side: {} at the change, and {} a week in slope; read it only if you said beforehand that the slope \
             would change.",
            between(&self.step),
            between(&self.slope)
        )
    }
}

fn read(log: &Log, ask: &Ask) -> Reading {
    if ask.changes.is_empty() {
        return Reading::not_enough(
            "no change was named; name each with the day from which it held (--change NAME=DATE)",
        );
    }
    let mut all = series(log, ask);
    if all.iter().all(|series| series.values.iter().flatten().next().is_none()) {
        return Reading::not_enough(
            "no full week of this log has enough needs to compare; give a longer log",
        );
    }
    let outside: Vec<Option<String>> = ask.changes.iter().map(|change| outside(log, ask, change)).collect();
    if outside.iter().all(Option::is_some) {
        return Reading::not_enough(outside.into_iter().flatten().collect::<Vec<String>>().join("; "));
    }
    let mut rows = Vec::new();
    let (mut says, mut sure) = (Vec::new(), Vec::new());
    let mut drawn = None;
    let (mut weeks, mut left_out) = (0, 0);
    let whole: Vec<Vec<Option<f64>>> = all.iter().map(|series| series.values.clone()).collect();
    for (place, change) in ask.changes.iter().enumerate() {
        let from_us = place.checked_sub(1).map_or(i64::MIN, |before| ask.changes[before].at.0);
        let until_us = ask.changes.get(place + 1).map_or(i64::MAX, |next| next.at.0);
        let places = change.affected.as_ref().and_then(|affected| Places::of(log, ask, affected));
        left_out = left_out.max(places.as_ref().map_or(0, |places| places.left_out));
        for (series, whole) in all.iter_mut().zip(&whole) {
            series.values = match &places {
                Some(places) => places.of_changed(&series.weeks, series.counts, ask),
                None => whole.clone(),
            };
            let found = around(series, change, from_us, until_us);
            weeks = weeks.max(found.before.iter().chain(&found.after).flatten().count());
            let others =
                places.as_ref().map(|places| beside(places, series, change, (from_us, until_us), ask));
            if outside[place].is_none() {
                // What people wait is the answer; what came in stands beside it.
                if series.counts { &mut sure } else { &mut says }.push(answer(series, change, &found, ask));
                sure.extend(cautions(series, &found, ask));
                if !series.counts && found.difference.is_some() && drawn.is_none() {
                    drawn = picture(series, change, (from_us, until_us));
                }
            }
            // Where nothing can be said of the places that changed, there is nothing to compare.
            let said = change.affected.as_ref().filter(|_| found.difference.is_some() || places.is_none());
            let said = said.filter(|_| outside[place].is_none());
            sure.extend(said.map(|affected| against::sentence(series, affected, others.as_ref())));
            rows.push([row(series, change, &found), against::row(series, change, others.as_ref())].concat());
        }
    }
    says.extend(outside.into_iter().flatten().map(|says| format!("{says}.")));
    sure.push(what_else(ask));
    let columns = [&COLUMNS[..], &against::COLUMNS[..]].concat();
    let place = columns.iter().position(|name| *name == "difference");
    let judged = |row: &Vec<Item>| place.and_then(|place| row.get(place)?.number()).is_some();
    let too_early = !rows.iter().any(judged);
    let table = Shape::Table(Table { columns, keys: 3, rows });
    let reading = Reading::of(says.join(" "), weeks as u64, "weeks", table).as_sure_as(sure.join(" "));
    Reading { drawn, ..reading }
        .too_early(too_early)
        .leaving_out("needs of several places, or of none, where places were compared", left_out)
}

/// What a comparison of before and after never says.
fn what_else(ask: &Ask) -> String {
    let alone = ask.changes.iter().any(|change| change.affected.is_none());
    let alone = if alone {
        " No place without the change was compared: if it was made in some places only, say where (--change NAME=DATE@team=North)."
    } else {
        ""
    };
    format!("What else changed at the time?{alone}")
}

/// The weeks before and after a change as a chart of two phases, each with the middle and the limits of all its weeks; the week of the change
/// has no value.
fn picture(series: &Weekly, change: &Change, (from_us, until_us): (i64, i64)) -> Option<Chart> {
    let within = |week: &Week| week.start.0 >= from_us && end_us(week) <= until_us;
    let whole = |week: &Week| end_us(week) <= change.at.0 || week.start.0 >= change.at.0;
    let shown = series.weeks.iter().zip(&series.values).filter(|(week, _)| within(week));
    let (weeks, values): (Vec<&Week>, Vec<Option<f64>>) =
        shown.map(|(week, value)| (week, value.filter(|_| whole(week)))).unzip();
    let split = weeks.partition_point(|week| week.start.0 < change.at.0);
    let points = Points {
        period: "week",
        starts: weeks.iter().map(|week| week.start).collect(),
        n: weeks.iter().map(|week| week.n).collect(),
        given: Observations::of(values.clone()),
    };
    let found = chart(Kind::Xmr, Rules::Wheeler, &points.given, &[split], Some(usize::MAX));
    let mean = |values: &[Option<f64>]| mean(&values.iter().flatten().copied().collect::<Vec<f64>>());
    let mut drawn = shown_chart(&found, &points, Vec::new(), false);
    (drawn.splits, drawn.proposals) = (vec![(split as u64, change.name.clone())], Vec::new());
    // Both sides have limits from all of their own weeks, and what moves within one is no answer to what moved between them.
    drawn.signals = Vec::new();
    // The middles are those of the answer, of however few weeks.
    drawn.centre = Some(mean(&values[split..])?);
    drawn.earlier.first_mut()?.centre = Some(mean(&values[..split])?);
    Some(drawn)
}

/// Said of a change of a day before the log begins or after watching ended, of which it can say nothing however long one waits.
fn outside(log: &Log, ask: &Ask, change: &Change) -> Option<String> {
    let first = log.span(ask.threads)?.0;
    let date = |at: time::Instant| at.in_zone(&ask.zone).date();
    let out = date(change.at) < date(first) || date(change.at) > date(ask.now);
    let [from, until, at] = [first, ask.now, change.at].map(|at| at.day_in(&ask.zone));
    out.then(|| {
        format!(
            "“{}” ({at}) lies outside this log, which goes from {from} to {until}: look whether the day is right, or give a log that reaches \
             from before it to after it",
            change.name
        )
    })
}

/// The places that changed less those that did not, before and after.
fn beside(
    places: &Places,
    series: &Weekly,
    change: &Change,
    (from_us, until_us): (i64, i64),
    ask: &Ask,
) -> Against {
    let within = series.weeks.iter().filter(|week| week.start.0 >= from_us && end_us(week) <= until_us);
    let (before, after): (Vec<&Week>, Vec<&Week>) = within
        .filter(|week| end_us(week) <= change.at.0 || week.start.0 >= change.at.0)
        .partition(|week| week.start.0 < change.at.0);
    let split = before.len();
    let weeks: Vec<Week> = before.into_iter().chain(after).cloned().collect();
    let (permuted, clustered) = places.each(&weeks, split, series.counts, ask);
    let apart = Weekly {
        values: if places.others() > 0 {
            places.apart(&series.weeks, series.counts, ask)
        } else {
            vec![None; series.weeks.len()]
        },
        weeks: series.weeks.clone(),
        ratio: false,
        ..*series
    };
    Against { others: places.others(), found: around(&apart, change, from_us, until_us), permuted, clustered }
}

fn series(log: &Log, ask: &Ask) -> Vec<Weekly> {
    let ended = Ended::of(log, ask);
    let (from_us, until_us) = ended.map_or((i64::MAX, i64::MIN), |ended| (ended.from_us, ended.until_us));
    let times = full_weeks(weekly(log, ask), from_us, until_us);
    let opened = filled_weeks(log, ask);
    vec![
        Weekly {
            name: "end_to_end_weekly",
            says: "the weekly median end-to-end time",
            counts: false,
            ratio: false,
            values: medians(&times),
            weeks: times,
        },
        Weekly {
            name: "needs_opened",
            says: "needs opened a week",
            counts: true,
            ratio: true,
            values: opened.iter().map(|week| Some(week.n as f64)).collect(),
            weeks: opened,
        },
    ]
}

/// The full weeks before and after a change, and what they say.
fn around(series: &Weekly, change: &Change, from_us: i64, until_us: i64) -> Found {
    let of = |from_us: i64, until_us: i64| -> Vec<Option<f64>> {
        let within = |(week, _): &(&Week, &Option<f64>)| week.start.0 >= from_us && end_us(week) <= until_us;
        series.weeks.iter().zip(&series.values).filter(within).map(|(_, value)| *value).collect()
    };
    let (before, after) = (of(from_us, change.at.0), of(change.at.0, until_us));
    let count = |values: &[Option<f64>]| values.iter().flatten().count();
    if count(&before) < LEAST_BEFORE || count(&after) < LEAST_AFTER {
        let (difference, trend, stood_out, rates, lines) = (None, None, None, None, None);
        return Found { before, after, difference, trend, stood_out, signals: 0, rates, lines };
    }
    let both = [&before[..], &after[..]].concat();
    // The limits of the time before, run forward; the week of the change lies between.
    let old = chart_since(both.clone(), before.len(), count(&before).min(Kind::Xmr.baseline()));
    let signals = signals_since(&old, before.len()).len();
    let counts: Vec<f64> = both.iter().flatten().copied().collect();
    Found {
        difference: difference(&before, &after),
        trend: trend(&before),
        stood_out: stood_out(&before),
        signals,
        rates: series.ratio.then(|| rate_ratio(&counts, &vec![1.0; counts.len()], count(&before))).flatten(),
        lines: Lines::through(&before, &after),
        before,
        after,
    }
}

const COLUMNS: [&str; 24] = [
    "change",
    "at",
    "measure",
    "weeks_before",
    "weeks_after",
    "mean_before",
    "mean_after",
    "difference",
    "low",
    "high",
    "p",
    "autocorrelation",
    "slope_before_a_week",
    "slope_before_t",
    "signals_since",
    "ratio",
    "ratio_low",
    "ratio_high",
    "lines_step",
    "lines_step_low",
    "lines_step_high",
    "lines_slope_a_week",
    "lines_slope_low",
    "lines_slope_high",
];

fn row(series: &Weekly, change: &Change, found: &Found) -> Vec<Item> {
    let number =
        |value: Option<f64>| value.filter(|value| value.is_finite()).map_or(Item::None, Item::Number);
    let count = |values: &[Option<f64>]| Item::Count(values.iter().flatten().count() as u64);
    let mean =
        |values: &[Option<f64>]| series.item(mean(&values.iter().flatten().copied().collect::<Vec<f64>>()));
    let of = |part: fn(&Difference) -> f64| found.difference.as_ref().map(part);
    let ratio = |part: fn(&Rates) -> f64| number(found.rates.as_ref().map(part));
    let compared = found.difference.is_some();
    let line = |part: fn(&Lines) -> f64| series.item(found.lines.as_ref().map(part));
    vec![
        Item::Name(change.name.clone()),
        Item::At(change.at),
        Item::Name(series.name.to_string()),
        count(&found.before),
        count(&found.after),
        mean(&found.before),
        mean(&found.after),
        series.item(of(|all| all.difference)),
        series.item(of(|all| all.low)),
        series.item(of(|all| all.high)),
        number(of(|all| all.p)),
        number(of(|all| all.autocorrelation)),
        series.item(found.trend.map(|trend| trend.slope)),
        number(found.trend.map(|trend| trend.t)),
        if compared { Item::Count(found.signals as u64) } else { Item::None },
        ratio(|all| all.ratio),
        ratio(|all| all.low),
        ratio(|all| all.high),
        line(|all| all.step.0),
        line(|all| all.step.1),
        line(|all| all.step.2),
        line(|all| all.slope.0),
        line(|all| all.slope.1),
        line(|all| all.slope.2),
    ]
}
