//! From a chart as it was worked out to one that can be drawn: of a plain series, and of a study.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use throughline::capability::chart::{Chart, Kind};
use throughline::capability::phases::{Phase, Status};
use throughline::capability::rules::Rule;
use throughline::reading;
use throughline::wording::figure;

use super::Words;
use super::chart::{Across, Drawing, Note, Point, Stretch};
use super::days::day_of;
use super::marks::Sign;

/// A chart of a plain series, and what there is to know of its points.
pub struct Plain<'a> {
    /// What it is called and says.
    pub words: Words,
    /// What the values are.
    pub unit: String,
    /// The chart.
    pub chart: &'a Chart,
    /// What to call each point.
    pub labels: &'a [String],
    /// Where the points lie.
    pub across: Across,
    /// Whether a period is missing before each; may be shorter.
    pub gaps: &'a [bool],
    /// Whether each point is a month and none is missing, so that the same month a year before can be shown.
    pub monthly: bool,
    /// The phases that a person accepted: their first point and their cause.
    pub causes: &'a [(usize, String)],
}

/// Where points with such dates (none if they have none) and labels lie: by date or number if these rise and the points are periods; what
/// happened one after the other lies side by side.
pub fn across(dates: &[Date], labels: &[String], periods: bool) -> Across {
    let rises = |all: &[f64]| all.len() == labels.len() && all.windows(2).all(|pair| pair[0] < pair[1]);
    let days: Vec<f64> = dates.iter().map(|date| day_of(*date)).collect();
    if periods && rises(&days) {
        return Across::Days(days);
    }
    let number =
        |label: &String| label.trim_start_matches("point ").parse::<f64>().ok().filter(|n| n.abs() < 1e15);
    match labels.iter().map(number).collect::<Option<Vec<f64>>>() {
        Some(numbers) if rises(&numbers) => Across::Numbers(numbers),
        _ => Across::Order(labels.to_vec()),
    }
}

/// The chart of a plain series, to be drawn.
pub fn plain(given: Plain<'_>) -> Drawing {
    let Plain { words, unit, chart, labels, across, gaps, monthly, causes } = given;
    // Shares are shown as percentages.
    let times = if chart.kind == Kind::Shares { 100.0 } else { 1.0 };
    let (least, most) = match chart.kind {
        Kind::Xmr | Kind::Median => (f64::NEG_INFINITY, f64::INFINITY),
        Kind::Shares => (0.0, 1.0),
        _ => (0.0, f64::INFINITY),
    };
    let lower = |limit: f64| Some(limit * times).filter(|_| limit > least);
    let upper = |limit: f64| Some(limit * times).filter(|_| limit < most);
    let signs = signs(chart.values.len(), chart.phases.iter().flat_map(of_phase));
    let point = |place: usize| {
        let own = chart.phases.iter().find(|phase| phase.places.contains(&place));
        let limits = own.and_then(|phase| phase.limits_at(place)).filter(|_| chart.values[place].is_some());
        let each = limits.filter(|_| own.is_some_and(|phase| !phase.each.is_empty()));
        let value = chart.values[place].map(|value| value * times);
        let limits = limits.map(|(low, high)| (lower(low), upper(high)));
        Point {
            value,
            lower: each.and_then(|(low, _)| lower(low)),
            upper: each.and_then(|(_, high)| upper(high)),
            sign: signs[place],
            gap_before: gaps.get(place).copied().unwrap_or(false),
            year_before: place
                .checked_sub(12)
                .filter(|_| monthly)
                .and_then(|at| chart.values[at])
                .map(|v| v * times),
            says: said(&labels[place], value, limits, signs[place]),
        }
    };
    let stretch = |phase: &Phase| Stretch {
        places: phase.places.clone(),
        centre: phase
            .centre
            .filter(|_| phase.status != Status::NotEnoughVariation)
            .map(|centre| centre * times),
        lower: phase.lower.and_then(lower),
        upper: phase.upper.and_then(upper),
        firm: phase.status == Status::Firm,
        // Of a median form the median step stands behind the limits, and is drawn with nothing else of its kind.
        step: phase.xmr.map(|xmr| xmr.mean_range).zip(phase.range_upper).filter(|_| chart.kind == Kind::Xmr),
    };
    let shown: Vec<Option<f64>> = chart.values.iter().map(|value| value.map(|value| value * times)).collect();
    let accepted = causes.iter().map(|(at, cause)| Note { at: *at, says: cause.clone(), accepted: true });
    let proposed = chart.proposals.iter().map(|proposal| moved(proposal.start, proposal.direction > 0, None));
    let mut notes: Vec<Note> = accepted.chain(proposed).collect();
    notes.sort_by_key(|note| note.at);
    Drawing {
        words,
        unit,
        across,
        points: (0..chart.values.len()).map(point).collect(),
        phases: chart.phases.iter().map(stretch).collect(),
        notes,
        signals: called(signed(chart, times), &shown),
        beside: None,
    }
}

/// The signals of a plain series, whose values are shown so many times as large.
fn signed(chart: &Chart, times: f64) -> impl Iterator<Item = Signed> + '_ {
    chart.phases.iter().flat_map(move |phase| {
        phase.signals.iter().map(move |signal| Signed {
            rule: signal.rule.name(),
            start: signal.start,
            end: signal.end,
            centre: phase.centre.map(|centre| centre * times),
        })
    })
}

/// A signal, and the middle beside which it lies.
struct Signed {
    rule: &'static str,
    start: usize,
    end: usize,
    centre: Option<f64>,
}

/// So many points outside are named one by one; of more only the furthest.
const NAMED_OUTSIDE: usize = 3;

/// What the signals that matter most are called, each at one of its points: those outside by their values, and of several in a row the
/// longest.
fn called(signals: impl Iterator<Item = Signed>, values: &[Option<f64>]) -> Vec<(usize, String)> {
    let (outside, rows): (Vec<Signed>, Vec<Signed>) =
        signals.partition(|signal| signal.rule == Rule::Outside.name());
    let far = |place: usize, centre: Option<f64>| {
        values[place].zip(centre).map_or(0.0, |(value, centre)| (value - centre).abs())
    };
    let mut all: Vec<(usize, f64)> =
        outside.iter().map(|own| (own.start, far(own.start, own.centre))).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    let count = all.len();
    all.truncate(if count > NAMED_OUTSIDE { 1 } else { NAMED_OUTSIDE });
    let value = |place: usize| values[place].map_or(String::new(), &rounded);
    let name = |place: usize| match count {
        1 => format!("{}: look here", value(place)),
        ..=NAMED_OUTSIDE => value(place),
        _ => format!("{}, the furthest of {count} outside", value(place)),
    };
    let mut named: Vec<(usize, String)> = all.iter().map(|(place, _)| (*place, name(*place))).collect();
    let long =
        |own: &&Signed| (own.rule.starts_with("run") || own.rule.ends_with("run"), own.end - own.start);
    let longest = rows.iter().filter(|own| own.rule != Rule::FewCrossings.name()).max_by_key(long);
    if let Some(own) = longest {
        let places = || (own.start..=own.end).filter(|place| values[*place].is_some());
        let furthest = places().max_by(|a, b| far(*a, own.centre).total_cmp(&far(*b, own.centre)));
        let above =
            furthest.and_then(|place| values[place]).zip(own.centre).is_some_and(|(v, centre)| v > centre);
        let side = if above { "above" } else { "below" };
        let says = match own.rule {
            "trend7" => format!("{} in a row in one direction", places().count()),
            "3of4" | "2of3" => format!("several in a row far {side} the middle"),
            _ => format!("{} in a row {side} the middle", places().count()),
        };
        named.extend(furthest.map(|place| (place, says)));
    }
    named
}

/// Whole numbers from ten on, else a tenth.
fn rounded(value: f64) -> String {
    let digits = if value.abs() >= 10.0 { 1.0 } else { 10.0 };
    figure((value * digits).round() / digits)
}

/// The signals of a phase: whether each is a point outside, and its places.
fn of_phase(phase: &Phase) -> impl Iterator<Item = (Sign, usize, usize)> + '_ {
    // That the line crosses too seldom is said of all points, and marks none.
    let marks = phase.signals.iter().filter(|signal| signal.rule != Rule::FewCrossings);
    marks.map(|signal| {
        let sign = if signal.rule == Rule::Outside { Sign::Outside } else { Sign::Run };
        (sign, signal.start, signal.end)
    })
}

/// What each point means: outside before part of a run.
fn signs(count: usize, signals: impl Iterator<Item = (Sign, usize, usize)>) -> Vec<Sign> {
    let mut signs = vec![Sign::Usual; count];
    for (sign, start, end) in signals {
        signs[start.min(count)..(end + 1).min(count)].iter_mut().for_each(|own| *own = (*own).max(sign));
    }
    signs
}

fn moved(at: usize, up: bool, after: Option<&str>) -> Note {
    let why = after.map_or("cause not recorded".to_string(), |name| format!("after “{name}”?"));
    Note { at, says: format!("{} since? {why}", if up { "higher" } else { "lower" }), accepted: false }
}

/// What a point says when pointed at.
fn said(label: &str, value: Option<f64>, limits: Option<(Option<f64>, Option<f64>)>, sign: Sign) -> String {
    let value = value.map_or("missing".to_string(), figure);
    let limits = match limits {
        Some((Some(lower), Some(upper))) => format!("; limits {} to {}", figure(lower), figure(upper)),
        Some((None, Some(upper))) => format!("; limit {}", figure(upper)),
        Some((Some(lower), None)) => format!("; lower limit {}", figure(lower)),
        _ => String::new(),
    };
    let sign = match sign {
        Sign::Usual => "",
        Sign::Run => "; part of a signal",
        Sign::Outside => "; outside the limits",
    };
    format!("{label}: {value}{limits}{sign}")
}

/// A chart of a study, to be drawn; its values are in `unit`, the unit of its measure. Seconds are shown in what is easily read.
pub fn of_reading(words: Words, chart: &reading::Chart, unit: &str, zone: &TimeZone) -> Drawing {
    let highest = chart.points.iter().filter_map(|point| point.value).fold(0.0, f64::max);
    let (divisor, unit) = match unit {
        "seconds" if highest >= 2.0 * 86_400.0 => (86_400.0, "days"),
        "seconds" if highest >= 7_200.0 => (3_600.0, "hours"),
        "seconds" if highest >= 120.0 => (60.0, "minutes"),
        "share" => (0.01, "%"),
        unit => (1.0, unit),
    };
    let shown = |value: f64| value / divisor;
    let count = chart.points.len();
    let outside = |rule: &str| if rule == Rule::Outside.name() { Sign::Outside } else { Sign::Run };
    let marks = chart.signals.iter().filter(|signal| signal.rule != Rule::FewCrossings.name());
    let signs =
        signs(count, marks.map(|signal| (outside(signal.rule), signal.start as usize, signal.end as usize)));
    let dates: Vec<Date> = chart.points.iter().map(|point| point.start.in_zone(zone).date()).collect();
    let labels: Vec<String> = chart.points.iter().map(|point| point.start.day_in(zone)).collect();
    let short: Vec<String> = dates.iter().map(|date| date.strftime("%-d %b %Y").to_string()).collect();
    let point = |(place, point): (usize, &reading::ChartPoint)| {
        let (lower, upper) = point.limits.map(|(lower, upper)| (shown(lower), shown(upper))).unzip();
        let lower = lower.filter(|lower| *lower > 0.0);
        let value = point.value.map(shown);
        let (low, high) = chart.limits_at(place);
        let limits = (low.filter(|low| *low > 0.0).map(shown), high.map(shown));
        let year_before = place.checked_sub(12).filter(|_| chart.period == "month");
        Point {
            value,
            lower,
            upper,
            sign: signs[place],
            gap_before: false,
            year_before: year_before.and_then(|at| chart.points[at].value).map(shown),
            says: said(&labels[place], value, Some(limits), signs[place]),
        }
    };
    let values: Vec<Option<f64>> = chart.points.iter().map(|point| point.value.map(shown)).collect();
    let phases = phases(chart, &shown);
    let found = chart.signals.iter().map(|signal| Signed {
        rule: signal.rule,
        start: signal.start as usize,
        end: signal.end as usize,
        centre: phases
            .iter()
            .find(|phase| phase.places.contains(&(signal.start as usize)))
            .and_then(|own| own.centre),
    });
    Drawing {
        words,
        unit: unit.to_string(),
        across: across(&dates, &short, chart.period != "need"),
        points: chart.points.iter().enumerate().map(point).collect(),
        signals: called(found, &values),
        phases,
        notes: notes(chart),
        beside: None,
    }
}

/// What was changed, and where the level may have moved.
fn notes(chart: &reading::Chart) -> Vec<Note> {
    let accepted = chart.splits.iter().chain(&chart.changes);
    let accepted = accepted.map(|(at, cause)| Note { at: *at as usize, says: cause.clone(), accepted: true });
    let proposed = chart
        .proposals
        .iter()
        .map(|(start, known, up)| moved(*start as usize, *up, chart.may_explain(*start, *known)));
    accepted.chain(proposed).collect()
}

/// The phases of a chart of a study, the present one last.
fn phases(chart: &reading::Chart, shown: &dyn Fn(f64) -> f64) -> Vec<Stretch> {
    let count = chart.points.len();
    let starts: Vec<usize> = chart.earlier.iter().map(|phase| phase.start as usize).collect();
    let now = chart.splits.last().map_or(0, |(start, _)| *start as usize).min(count);
    let ends = starts.iter().skip(1).copied().chain([now]);
    let old = chart.earlier.iter().zip(ends).map(|(phase, end)| Stretch {
        places: phase.start as usize..end,
        centre: phase.centre.map(shown),
        lower: phase.lower.map(shown),
        upper: phase.upper.map(shown),
        firm: true,
        step: None,
    });
    let present = Stretch {
        places: if chart.earlier.is_empty() { 0 } else { now }..count,
        centre: chart.centre.map(shown),
        lower: chart.lower.map(shown),
        upper: chart.upper.map(shown),
        firm: chart.status != Status::Provisional.name() && chart.status != Status::MedianOnly.name(),
        step: chart.range_centre.map(shown).zip(chart.range_upper.map(shown)),
    };
    old.chain([present]).collect()
}

#[cfg(test)]
mod tests;
