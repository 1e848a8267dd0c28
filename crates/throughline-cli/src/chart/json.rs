//! A chart as JSON: the form of DESIGN.md. Places count from 0; what is not known is null.

use serde_json::{Map, Value, json};
use throughline::capability::chart::{Chart, Kind};
use throughline::capability::funnel::Funnel;
use throughline::capability::phases::Phase;
use throughline::capability::rebase::Proposal;
use throughline::capability::rules::Signal;

use super::{Drawn, What};
use crate::json::real;

/// The whole chart, with a line end.
pub(super) fn chart(drawn: &Drawn) -> String {
    let mut all = Map::new();
    let rules = drawn.rules.name();
    match &drawn.what {
        What::Points { chart, season } => {
            all.insert("kind".into(), json!(chart.kind.name()));
            all.insert("rules".into(), json!(rules));
            all.insert("phases".into(), chart.phases.iter().map(phase).collect());
            all.insert("proposals".into(), chart.proposals.iter().map(proposal).collect());
            all.insert(
                "points".into(),
                (0..chart.values.len()).map(|place| point(drawn, chart, place)).collect(),
            );
            all.insert("says".into(), json!(drawn.says.join(" ")));
            all.insert("lag_1".into(), real(chart.lag_one));
            let even = matches!(chart.kind, Kind::Times | Kind::DaysBetween);
            all.insert("range_scale".into(), json!(if even { "y^(1/3.6)" } else { "y" }));
            let splits = drawn.splits.iter().map(|split| json!({"start": split.point, "cause": split.cause}));
            all.insert("splits".into(), splits.collect());
            if let Some(season) = season {
                let numbers =
                    |all: &[Option<f64>]| all.iter().map(|value| real(*value)).collect::<Vec<Value>>();
                let relatives: Vec<Option<f64>> = season.relatives.iter().copied().map(Some).collect();
                let (relatives, adjusted) = (numbers(&relatives), numbers(&season.adjusted));
                all.insert(
                    "season".into(),
                    json!({"years": season.years, "relatives": relatives, "adjusted": adjusted}),
                );
            }
        }
        What::Places(funnel) => {
            all.insert("kind".into(), json!("funnel"));
            all.insert("rules".into(), Value::Null);
            all.insert("phases".into(), json!([]));
            all.insert("proposals".into(), json!([]));
            all.insert(
                "points".into(),
                (0..drawn.series.values.len()).map(|at| place(drawn, funnel.as_ref(), at)).collect(),
            );
            all.insert("says".into(), json!(drawn.says.join(" ")));
            all.insert("funnel".into(), funnel.as_ref().map_or(Value::Null, spread));
        }
    }
    all.insert("file".into(), json!(drawn.file));
    all.insert("columns".into(), json!(drawn.series.names));
    all.insert("period".into(), json!(drawn.series.periods.name));
    all.insert("notes".into(), json!(drawn.series.notes));
    let mut text = serde_json::to_string_pretty(&Value::Object(all)).unwrap_or_default();
    text.push('\n');
    text
}

fn phase(phase: &Phase) -> Value {
    let xmr = phase.xmr;
    json!({
        "start": phase.places.start,
        "end": phase.places.end - 1,
        "points": phase.points,
        "baseline_points": phase.baseline_points,
        "status": phase.status.name(),
        "centre": real(phase.centre),
        "lower": real(phase.lower),
        "upper": real(phase.upper),
        "mean_range": real(xmr.map(|xmr| xmr.mean_range)),
        "mean_range_raw": real(xmr.map(|xmr| xmr.mean_range_raw)),
        "median_range": real(xmr.map(|xmr| xmr.median_range)),
        "ranges_screened": xmr.map(|xmr| xmr.ranges_screened),
        "range_upper": real(phase.range_upper),
        "sigma_z": real(phase.sigma_z),
        "anhoej": phase.anhoej.as_ref().map(|all| json!({
            "median": real(Some(all.median)),
            "useful": all.useful,
            "longest_run": all.longest_run,
            "longest_run_max": all.longest_run_most,
            "crossings": all.crossings,
            "crossings_min": all.crossings_least,
        })),
        "signals": phase.signals.iter().map(signal).collect::<Vec<Value>>(),
    })
}

fn signal(signal: &Signal) -> Value {
    json!({
        "rule": signal.rule.name(),
        "start": signal.start,
        "detected_at": signal.detected_at,
        "end": signal.end,
        "side": signal.side,
    })
}

fn proposal(proposal: &Proposal) -> Value {
    json!({
        "start": proposal.start,
        "detected_at": proposal.detected_at,
        "direction": proposal.direction,
        "status": if proposal.ready { "ready" } else { "not_enough_data" },
        "points": proposal.points,
    })
}

/// A point with its own limits.
fn point(drawn: &Drawn, chart: &Chart, place: usize) -> Value {
    let own = chart.phases.iter().find(|phase| phase.places.contains(&place));
    let limits = own.and_then(|phase| phase.limits_at(place)).filter(|_| chart.values[place].is_some());
    let series = &drawn.series;
    let mut all = Map::new();
    all.insert("index".into(), json!(place));
    all.insert("start".into(), json!(series.labels[place]));
    all.insert("value".into(), real(chart.values[place]));
    if let Some(n) = series.sizes.get(place) {
        all.insert("r".into(), real(series.values[place]));
        all.insert("n".into(), real(*n));
    }
    all.insert("lower".into(), real(limits.map(|(lower, _)| lower)));
    all.insert("upper".into(), real(limits.map(|(_, upper)| upper)));
    all.insert("gap_before".into(), json!(series.periods.gaps.get(place).copied().unwrap_or(false)));
    Value::Object(all)
}

/// A place of a funnel, in the order of the file.
fn place(drawn: &Drawn, funnel: Option<&Funnel>, at: usize) -> Value {
    let (r, n) = (drawn.series.values[at], drawn.series.sizes[at]);
    let exact = funnel.and_then(|funnel| funnel.exact[at]);
    let outer = funnel.and_then(|funnel| funnel.outer(at));
    json!({
        "index": at,
        "name": drawn.series.labels[at],
        "r": real(r),
        "n": real(n),
        "value": real(Funnel::share(r, n)),
        "lower": real(outer.map(|(lower, _)| lower)),
        "upper": real(outer.map(|(_, upper)| upper)),
        "exact_lower_998": real(exact.map(|limits| limits.low_998)),
        "exact_lower_95": real(exact.map(|limits| limits.low_95)),
        "exact_upper_95": real(exact.map(|limits| limits.high_95)),
        "exact_upper_998": real(exact.map(|limits| limits.high_998)),
        "outside": funnel.and_then(|funnel| funnel.is_outside(at, r, n)),
    })
}

/// How much the places differ.
fn spread(funnel: &Funnel) -> Value {
    json!({
        "centre": real(Some(funnel.centre)),
        "phi": real(Some(funnel.phi)),
        "tau2": real(Some(funnel.tau2)),
        "limits": if funnel.tau2 > 0.0 { "over-dispersed" } else { "exact" },
    })
}
