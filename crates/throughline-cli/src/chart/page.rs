//! A chart on one page of a terminal: what was charted, the figures of each phase, and what they say.

use std::fmt::Write;

use throughline::capability::chart::{Chart, Kind};
use throughline::capability::funnel::Funnel;
use throughline::capability::phases::{Phase, Status};
use throughline::wording::{counted, figure};
use throughline_files::series::Series;

use super::{Drawn, What};
use crate::terminal::wrapped;

/// So many places outside a funnel are named.
const PLACES_SHOWN: usize = 20;

/// The page.
pub(super) fn page(drawn: &Drawn) -> String {
    let mut page = String::new();
    let series = &drawn.series;
    let names = names(series);
    let _ = match &drawn.what {
        What::Points { chart, .. } => {
            let span = match (series.labels.first(), series.labels.last()) {
                (Some(first), Some(last)) => format!(", {first} to {last}"),
                _ => String::new(),
            };
            let kind = in_words(chart.kind);
            writeln!(
                page,
                "{}: {names}{span}\n{kind}; signals by the rules of {}\n",
                drawn.file,
                drawn.rules.name()
            )
        }
        What::Places(_) => writeln!(
            page,
            "{}: {names}\nPlaces side by side (funnel), in the order of the file\n",
            drawn.file
        ),
    };
    match &drawn.what {
        What::Points { chart, .. } => phases(&mut page, drawn, chart),
        What::Places(funnel) => places(&mut page, series, funnel.as_ref()),
    }
    page.push('\n');
    drawn.says.iter().chain(&series.notes).for_each(|says| wrapped(&mut page, "  · ", says));
    let _ = writeln!(page, "\nEvery point with its limits: --json FILE. As a picture: --svg FILE.");
    page
}

/// What is charted: `y`, `r of n`.
pub(super) fn names(series: &Series) -> String {
    series.names.join(" of ")
}

/// A kind of chart in words.
pub(super) fn in_words(kind: Kind) -> &'static str {
    match kind {
        Kind::Xmr => "Single values (XmR)",
        Kind::Median => "Single values around their median (XmR)",
        Kind::Times => "Single durations, on the scale y^(1/3.6)",
        Kind::Shares => "Shares (p')",
        Kind::Rates => "Rates (u')",
        Kind::CasesBetween => "Cases between rare events (g)",
        Kind::DaysBetween => "Days between rare events (t)",
    }
}

fn phases(page: &mut String, drawn: &Drawn, chart: &Chart) {
    for (number, phase) in chart.phases.iter().enumerate() {
        if chart.phases.len() > 1 {
            let label = |place: usize| drawn.series.labels[place].as_str();
            let cause = drawn.splits.iter().find(|split| split.point == phase.places.start);
            let cause = cause.map_or(String::new(), |split| format!(", since: {}", split.cause));
            let (first, last) = (label(phase.places.start), label(phase.places.end - 1));
            let _ = writeln!(page, "  Phase {}: {first} to {last}{cause}", number + 1);
        }
        figures(page, chart, phase);
    }
}

fn figures(page: &mut String, chart: &Chart, phase: &Phase) {
    let mut line = |name: &str, says: String| {
        let _ = writeln!(page, "  {name:<12}{says}");
    };
    let shown = |value: f64| match chart.kind {
        Kind::Shares => format!("{} %", figure(value * 100.0)),
        _ => figure(value),
    };
    let missing = phase.places.len() - phase.points;
    let missing = if missing > 0 { format!(", {missing} missing") } else { String::new() };
    line("n", format!("{}{missing}", counted(phase.points as u64, "point", "points")));
    let status = match phase.status {
        Status::NotEnoughData => "points only: too few for a median".to_string(),
        Status::MedianOnly => "median only: too few points for limits".to_string(),
        Status::Provisional => format!("provisional limits, from {} points", phase.baseline_points),
        Status::Firm => format!("firm limits, from {} points", phase.baseline_points),
        Status::NotEnoughVariation => "no limits: too many equal values".to_string(),
    };
    line("status", status);
    if let Some(centre) = phase.centre {
        line("centre", shown(centre));
    }
    match (phase.lower, phase.upper, phase.each.iter().flatten().next_back()) {
        (Some(lower), Some(upper), _) => line("limits", format!("{} to {}", shown(lower), shown(upper))),
        (_, _, Some((lower, upper))) => {
            line("limits", format!("{} to {} for the last point", shown(*lower), shown(*upper)));
        }
        _ => {}
    }
    if let (Some(xmr), Some(upper)) = (phase.xmr, phase.range_upper) {
        let scale = if chart.kind == Kind::Times { " (on the scale)" } else { "" };
        let left_out = format!("{} left out as too wide", xmr.ranges_screened);
        line(
            "range",
            format!("mean {}, upper limit {}; {left_out}{scale}", figure(xmr.mean_range), figure(upper)),
        );
    }
    line("signals", phase.signals.len().to_string());
}

/// The places outside the funnel, in the order of the file.
pub(super) fn outside(funnel: &Funnel, series: &Series) -> Vec<usize> {
    let is_outside =
        |place: &usize| funnel.is_outside(*place, series.values[*place], series.sizes[*place]) == Some(true);
    (0..series.labels.len()).filter(is_outside).collect()
}

fn places(page: &mut String, series: &Series, funnel: Option<&Funnel>) {
    let _ = writeln!(page, "  {:<12}{}", "n", counted(series.labels.len() as u64, "place", "places"));
    let Some(funnel) = funnel else { return };
    let percent = |share: f64| format!("{} %", figure(share * 100.0));
    let _ = writeln!(page, "  {:<12}{}", "centre", percent(funnel.centre));
    let _ = writeln!(page, "  {:<12}phi {}, tau² {}", "spread", figure(funnel.phi), figure(funnel.tau2));
    let outside = outside(funnel, series);
    for place in outside.iter().take(PLACES_SHOWN) {
        let share = Funnel::share(series.values[*place], series.sizes[*place]).unwrap_or(f64::NAN);
        let (lower, upper) = funnel.outer(*place).unwrap_or((f64::NAN, f64::NAN));
        let name = &series.labels[*place];
        let _ = writeln!(
            page,
            "  outside     {name}: {}, funnel {} to {}",
            percent(share),
            percent(lower),
            percent(upper)
        );
    }
    if outside.len() > PLACES_SHOWN {
        let _ = writeln!(page, "  … and {} more", outside.len() - PLACES_SHOWN);
    }
}
