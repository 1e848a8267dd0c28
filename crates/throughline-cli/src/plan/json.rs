//! A plan's replications as JSON, version 1: schema/plan.schema.json says its form.

use serde_json::{Map, Value, json};
use throughline::sourcing::question::{Question, VERSION};
use throughline_sim::replicate::{About, Figure};

use super::Replicated;

/// All figures, each with its standard error; what has no steady state has `null`, and `says` why.
pub(super) fn replicated(question: &Question, of: &Replicated, says: &[String]) -> String {
    let (plan, model) = (&question.plan, &of.model);
    let named = |about: About, name: &str| {
        let mut all = Map::new();
        all.insert("name".into(), json!(name));
        all.extend(figures(of, &about));
        all
    };
    let classes = model.classes.iter().enumerate();
    let stations = model.pools.iter().enumerate().map(|(place, pool)| {
        let mut station = named(About::Pool(place), &pool.name);
        station.insert("organisation".into(), json!(model.organisations[pool.organisation]));
        let classes = model.classes.iter().enumerate();
        let of_class = classes.map(|(class, of)| named(About::PoolClass(place, class), &of.name));
        station.insert("classes".into(), of_class.collect());
        station
    });
    let steps = model.steps.iter().enumerate().map(|(place, step)| {
        let mut all = named(About::Step(place), &step.name);
        all.insert("station".into(), json!(model.pools[step.pool].name));
        all
    });
    let loads = of.loads.iter().enumerate().map(|(place, load)| {
        json!({
            "station": load.pool,
            "workers": load.workers,
            "workers_asked_for": load.asked,
            "share": load.share(),
            "keeps_up": of.keeps_up(place),
            "tips_at_overdue_needs": load.tips_at,
        })
    });
    crate::json::text(&json!({
        "version": 1,
        "plan": plan.name,
        "start": plan.start.to_string(),
        "warm_up_days": plan.warm_up_days,
        "days": plan.days,
        "seed": of.seed,
        "made_by": made_by(question),
        "replications": of.made,
        "says": says,
        "loads": loads.collect::<Value>(),
        "whole": figures(of, &About::Whole),
        "classes": classes.map(|(place, class)| named(About::Class(place), &class.name)).collect::<Value>(),
        "stations": stations.collect::<Value>(),
        "steps": steps.collect::<Value>(),
    }))
}

/// By what it can be made again, beside the seed.
pub(super) fn made_by(question: &Question) -> Value {
    let read_from = &question.read_from;
    json!({ "version": VERSION, "plan_sha256": read_from.plan, "log_sha256": read_from.log })
}

fn figures(of: &Replicated, about: &About) -> Map<String, Value> {
    of.figures
        .iter()
        .filter(|figure| figure.about == *about)
        .map(|figure| (figure.metric.to_string(), value(of, figure)))
        .collect()
}

fn value(of: &Replicated, figure: &Figure) -> Value {
    if figure.replications == 0 || !super::lasts(of, figure) {
        return Value::Null;
    }
    json!({
        "mean": figure.mean,
        "standard_error": figure.standard_error,
        "half_width_95": figure.half_width_95,
        "n": figure.replications,
    })
}
