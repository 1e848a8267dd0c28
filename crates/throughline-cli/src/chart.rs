//! `throughline chart`: a capability chart of a column of numbers, for somebody who has nothing else.

mod json;
mod page;
mod picture;

use std::path::{Path, PathBuf};

use throughline::capability::LEAST_POINTS;
use throughline::capability::chart::{Chart, Kind, Observations, chart};
use throughline::capability::funnel::{Funnel, LEAST_PLACES, funnel};
use throughline::capability::rules::Rules;
use throughline::capability::season::{LEAST_YEARS, Season, season};
use throughline::capability::sentences::{Writing, sentences};
use throughline::error::Error;
use throughline::wording::{counted, figure, percent};
use throughline_files::series::{self, Meaning, Series, Wanted};

use crate::args::{Chart as Arguments, ChartKind, ChartRules};
use crate::{Ended, session};

/// A phase that a person accepted.
struct Split {
    cause: String,
    point: usize,
}

/// Everything there is to show.
struct Drawn {
    file: String,
    series: Series,
    rules: Rules,
    splits: Vec<Split>,
    /// Whether the points are months of which none is missing.
    monthly: bool,
    what: What,
    says: Vec<String>,
}

enum What {
    /// Points in order of time.
    Points { chart: Chart, season: Option<Season> },
    /// Places side by side; no funnel of too few.
    Places(Option<Funnel>),
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ended, Error> {
    let outputs: Vec<&PathBuf> = arguments.json.iter().chain(&arguments.svg).collect();
    let is_stdout = |path: &Path| path == Path::new("-");
    if let Some(out) =
        outputs.iter().find(|out| !is_stdout(out) && throughline_files::read::same_file(&arguments.file, out))
    {
        return Err(Error::asked(format!(
            "{}: would be written over what is read; name another file",
            out.display()
        )));
    }
    if let [one, other] = outputs[..]
        && (one == other || throughline_files::read::same_file(one, other))
    {
        return Err(Error::asked("--json and --svg name the same file; name two"));
    }
    let table = series::read(&arguments.file)?;
    let series = table.series(wanted(arguments.kind), arguments.column.as_deref())?;
    let drawn = drawn(arguments, table.file, series)?;
    let svg = arguments.svg.as_ref().map(|path| Ok((path, picture::svg(&drawn)?))).transpose()?;
    if !outputs.iter().any(|path| is_stdout(path)) {
        session::show(&page::page(&drawn))?;
    }
    if let Some(path) = &arguments.json {
        session::write(path, json::chart(&drawn))?;
    }
    if let Some((path, svg)) = svg {
        session::write(path, &svg)?;
    }
    Ok(Ended::Done)
}

fn wanted(kind: Option<ChartKind>) -> Wanted {
    match kind {
        None => Wanted::Any,
        Some(ChartKind::Xmr | ChartKind::Median | ChartKind::Times) => Wanted::Only(Meaning::Single),
        Some(ChartKind::P) => Wanted::Only(Meaning::Shares),
        Some(ChartKind::U) => Wanted::Only(Meaning::Rates),
        Some(ChartKind::G) => Wanted::Only(Meaning::CasesBetween),
        Some(ChartKind::T) => Wanted::Only(Meaning::DaysBetween),
        Some(ChartKind::Funnel) => Wanted::Only(Meaning::Places),
    }
}

fn drawn(arguments: &Arguments, file: String, series: Series) -> Result<Drawn, Error> {
    let rules = match arguments.rules {
        ChartRules::Wheeler => Rules::Wheeler,
        ChartRules::Mdc => Rules::Mdc,
        ChartRules::Anhoej => Rules::Anhoej,
    };
    let kind = match (series.meaning, arguments.kind) {
        (Meaning::Single, Some(ChartKind::Median)) => Kind::Median,
        (Meaning::Single, Some(ChartKind::Times)) => Kind::Times,
        (Meaning::Single, _) => Kind::Xmr,
        (Meaning::Shares, _) => Kind::Shares,
        (Meaning::Rates, _) => Kind::Rates,
        (Meaning::CasesBetween, _) => Kind::CasesBetween,
        (Meaning::DaysBetween, _) => Kind::DaysBetween,
        (Meaning::Places, _) => return places(file, series, rules),
    };
    if let Some(baseline) = arguments.baseline.filter(|baseline| *baseline < LEAST_POINTS) {
        return Err(Error::asked(format!(
            "--baseline {baseline} is too few: limits need {LEAST_POINTS} points"
        )));
    }
    if kind == Kind::Times
        && let Some(place) = series.values.iter().position(|value| value.is_some_and(|value| value < 0.0))
    {
        return Err(Error::asked(format!(
            "{file}: {} is a negative duration ({}); take it out, or use --kind xmr",
            series.values[place].map(figure).unwrap_or_default(),
            series.labels[place]
        )));
    }
    let splits =
        arguments.split.iter().map(|given| split(given, &series)).collect::<Result<Vec<Split>, Error>>()?;
    let things = matches!(kind, Kind::Times | Kind::CasesBetween | Kind::DaysBetween);
    let given = Observations {
        values: series.values.clone(),
        sizes: series.sizes.clone(),
        // Single cases and events have no periods between them that could be missing.
        gaps: if things { Vec::new() } else { series.periods.gaps.clone() },
    };
    let starts: Vec<usize> = splits.iter().map(|split| split.point).collect();
    let chart = chart(kind, rules, &given, &starts, arguments.baseline);
    let monthly = series.periods.name == Some("month") && !series.periods.gaps.contains(&true);
    let season = season(&given.values).filter(|_| monthly && matches!(kind, Kind::Xmr | Kind::Median));
    let says = said(&chart, &series, season.as_ref(), monthly);
    Ok(Drawn { file, series, rules, splits, monthly, what: What::Points { chart, season }, says })
}

/// The sentences of a chart.
fn said(chart: &Chart, series: &Series, season: Option<&Season>, monthly: bool) -> Vec<String> {
    let shares = chart.kind == Kind::Shares;
    let writing = Writing {
        point: &|place| match series.labels.get(place) {
            Some(number) if number.parse::<f64>().is_ok() => format!("point {number}"),
            label => label.cloned().unwrap_or_default(),
        },
        figure: &|value| if shares { format!("{} %", figure(value * 100.0)) } else { figure(value) },
        never_negative: chart.kind != Kind::Xmr && chart.kind != Kind::Median,
    };
    let mut says = sentences(chart, &writing);
    let below_nought = chart.phases.last().and_then(|phase| phase.lower).is_some_and(|lower| lower <= 0.0);
    if below_nought && !writing.never_negative && chart.values.iter().flatten().all(|value| *value >= 0.0) {
        says.push(
            "The lower limit lies below nought: if these figures cannot, there is no lower limit."
                .to_string(),
        );
    }
    if season.is_some() {
        says.push("There are years enough to take the season out: --json gives the adjusted values; look at the unadjusted ones first.".to_string());
    } else if monthly && chart.values.len() >= 12 {
        says.push(format!(
            "With fewer than {LEAST_YEARS} full years the season cannot be told from a change."
        ));
    }
    says
}

/// `CAUSE=POINT`: the point by its date, its index or its number.
fn split(given: &str, series: &Series) -> Result<Split, Error> {
    let Some((cause, point)) = given.rsplit_once('=').filter(|(cause, _)| !cause.trim().is_empty()) else {
        return Err(Error::asked(format!(
            "--split “{given}” wants CAUSE=POINT, as in --split \"new rota=2024-03-01\": without a cause nobody can judge it"
        )));
    };
    let number = || point.parse::<usize>().ok()?.checked_sub(1);
    let place = series.labels.iter().position(|label| label == point).or_else(number);
    match place.filter(|place| (1..series.labels.len()).contains(place)) {
        Some(point) => Ok(Split { cause: cause.trim().to_string(), point }),
        None => Err(Error::asked(format!(
            "--split “{given}”: there is no point {point} after the first; the points go from {} to {}",
            series.labels.first().map_or("", String::as_str),
            series.labels.last().map_or("", String::as_str)
        ))),
    }
}

/// Places side by side.
fn places(file: String, series: Series, rules: Rules) -> Result<Drawn, Error> {
    let whole = |value: &Option<f64>| value.map_or(0, |value| value as u64);
    let places: Vec<(u64, u64)> = series
        .values
        .iter()
        .zip(&series.sizes)
        // A place of which either is missing has no cases to show.
        .map(|(r, n)| if r.is_some() && n.is_some() { (whole(r), whole(n)) } else { (0, 0) })
        .collect();
    let count = places.iter().filter(|(_, n)| *n > 0).count();
    let found = funnel(&places).filter(|_| count >= LEAST_PLACES);
    let mut says = Vec::new();
    match &found {
        _ if count < LEAST_PLACES => says.push(format!(
            "Too few places to compare: there are {count}, and {LEAST_PLACES} are needed; see each on its own chart."
        )),
        None => says.push("All places have none, or all have all: there is nothing to compare.".to_string()),
        Some(found) => {
            let outside = page::outside(found, &series).len();
            let limits = if found.tau2 > 0.0 {
                "limits that allow for places differing in more ways than chance"
            } else {
                "exact limits, as chance alone explains how the places differ"
            };
            says.push(format!(
                "Of {count} places {} outside the funnel, by {limits}; the share of all together is {}.",
                match outside {
                    0 => "none lies".to_string(),
                    1 => "1 lies".to_string(),
                    _ => format!("{outside} lie"),
                },
                percent(found.centre)
            ));
            says.push(format!(
                "By chance alone about {:.1} of {count} places would lie outside. Places inside the funnel cannot be told apart; case mix differs \
                 between places, and no funnel takes that away.",
                found.expected_outside()
            ));
            let lifted = found.lifted_to_nought() as u64;
            if lifted > 0 {
                says.push(format!(
                    "The lower limit of {} comes out below nought and is drawn at nought.",
                    counted(lifted, "place", "places")
                ));
            }
        }
    }
    Ok(Drawn { file, series, rules, splits: Vec::new(), monthly: false, what: What::Places(found), says })
}
