//! Every figure that the measures give on the demonstration place has a head that people can read, and the unit that its name says.

use std::collections::BTreeSet;

use serde_json::Value;
use throughline_web::figures::{Unit, head};

use crate::run;

/// What stands at the place that a measure's name says.
fn answer<'a>(study: &'a Value, name: &str) -> &'a Value {
    if let Some((list, item)) = name.split_once("[].") {
        let found = study[list].as_array().unwrap().iter().find(|one| one["measure"] == item);
        return found.unwrap();
    }
    name.split('.').fold(study, |place, part| &place[part])
}

/// The names of the figures in an answer: of numbers, of the columns of a table, of the values of a series.
fn names(answer: &Value) -> BTreeSet<String> {
    let row = |row: &Value| row.as_object().map_or(Vec::new(), |row| row.keys().cloned().collect());
    match answer {
        Value::Array(rows) => rows.iter().flat_map(row).collect(),
        Value::Object(all) if all.contains_key("points") => {
            let points = all["points"].as_array().unwrap();
            points.iter().flat_map(row).filter(|name| name != "start").collect()
        }
        // Neither a matrix, which has names of things, nor the reason why there is nothing.
        Value::Object(all) if all.contains_key("cells") || all.contains_key("reason") => BTreeSet::new(),
        Value::Object(all) => {
            let own =
                all.iter().filter(|(name, value)| !value.is_array() && *name != "says" && *name != "measure");
            let own = own.map(|(name, _)| name.clone());
            let curves = all
                .iter()
                .filter(|(name, _)| !name.ends_with("_interval"))
                .filter_map(|(_, value)| value.as_array());
            own.chain(curves.flatten().flat_map(row)).collect()
        }
        _ => BTreeSet::new(),
    }
}

/// The unit that a name must have, as far as the name alone says it.
fn must_be(name: &str) -> Option<Unit> {
    let parts: Vec<&str> = name.split('_').collect();
    match parts[..] {
        _ if parts.contains(&"share") => Some(Unit::Share),
        _ if parts.contains(&"pence") => Some(Unit::Pence),
        [.., "s"] => Some(Unit::Seconds),
        [.., "minutes"] | ["minutes", ..] => Some(Unit::Minutes),
        [.., "km"] => Some(Unit::Kilometres),
        _ => None,
    }
}

#[test]
fn every_figure_of_the_demonstration_has_a_head_and_its_unit() {
    let mut seen = 0;
    for log in ["demo", "demo/repairs.csv"] {
        let study = run::study([log]);
        for measure in study["measures"].as_array().unwrap() {
            let measure = measure["name"].as_str().unwrap();
            let drawn =
                measure.starts_with("capability[]") || matches!(measure, "distortion" | "flow.variants");
            let figures = if drawn { BTreeSet::new() } else { names(answer(&study, measure)) };
            for name in figures {
                let (says, unit) =
                    head(measure, &name).unwrap_or_else(|| panic!("{measure}: {name} has no head"));
                assert!(
                    !says.contains('_') && says.starts_with(|first: char| !first.is_lowercase()),
                    "{says}"
                );
                // A share of minutes is a share; how many contacts within some days is no number of days.
                let share_of = name.contains("share");
                if let Some(must) = must_be(&name).filter(|must| !share_of || *must == Unit::Share) {
                    assert_eq!(unit, must, "{measure}: {name} is “{says}”");
                }
                seen += 1;
            }
        }
    }
    assert!(seen > 250, "only {seen} figures were looked at");
    let contacts = head("repeat_contact.contacts_per_need", "mean_within_days");
    assert_eq!(contacts.map(|(_, unit)| unit), Some(Unit::Plain), "contacts, and not days");
}
