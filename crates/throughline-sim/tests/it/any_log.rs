//! Whatever a log holds, a fit gives a plan that can be run and written, or says in a sentence why not.

use proptest::prelude::*;
use throughline::log::{Field, Holds, Rows, Slot, Value};
use throughline::time::{DAY_US, HOUR_US, Instant};
use throughline_sim::back_test::{Runs, back_test};
use throughline_sim::compile::compile;
use throughline_sim::fit::{Asked, fit};
use throughline_sim::run::run;

use crate::logs::{ask, of_rows, written_and_read};

/// Need, hour, how many hours it took, activity, worker, team, kind of event, person: small numbers, the largest being none.
type Event = (u16, u16, u8, u8, u8, u8, u8, u8);

fn events() -> impl Strategy<Value = Vec<Event>> {
    let event = (0_u16..120, 0_u16..3000, 0_u8..20, 0_u8..6, 0_u8..6, 0_u8..4, 0_u8..8, 0_u8..30);
    prop::collection::vec(event, 0..800)
}

fn rows_of(events: &[Event]) -> Rows {
    let mut rows = Rows::new();
    let need = rows.column(Slot::Need, Holds::Name);
    let fields = [
        Field::Activity,
        Field::Until,
        Field::Worker,
        Field::Team,
        Field::Kind,
        Field::Person,
        Field::Demand,
    ];
    let columns = fields.map(|field| rows.column(Slot::Field(field), field.holds()));
    let [activity, until, worker, team, kind, person, demand] = columns;
    for (number, hour, took, what, who, place, sort, about) in events {
        let at_us = 1_767_600_000_000_000 + i64::from(*hour) * HOUR_US;
        rows.set(need, Value::Text(&format!("N{number}")));
        if *what < 5 {
            rows.set(
                activity,
                Value::Text(["asks", "looks", "does", "gives up", "reopened \"it\""][usize::from(*what)]),
            );
        }
        if *took < 15 {
            rows.set(until, Value::Time(Instant(at_us + i64::from(*took) * HOUR_US)));
        }
        for (column, name, most) in [(worker, *who, 5), (team, *place, 3), (person, *about, 25)] {
            if name < most {
                rows.set(column, Value::Text(&format!("name {name}")));
            }
        }
        let kinds = ["work", "work", "work", "contact", "word", "clock", "hand_over"];
        if let Some(name) = kinds.get(usize::from(*sort)) {
            rows.set(kind, Value::Text(name));
        }
        rows.set(demand, Value::Text(["a roof", "a door. \"front\""][usize::from(number % 2)]));
        rows.end_row(at_us);
    }
    rows
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]
    #[test]
    fn any_log_gives_a_plan_or_a_reason(events in events(), quiet in 1_u8..40) {
        let log = of_rows(rows_of(&events));
        let ask = throughline::reading::Ask { quiet_days: f64::from(quiet), ..ask(&log, "Europe/London") };
        match fit(&log, &ask, &Asked::default()) {
            Ok(fitted) => {
                let (model, _) = compile(&fitted.plan, &fitted.plan.values()).unwrap();
                prop_assert!(run(&model, 1, 0, false).tally.events > 0);
                written_and_read(&fitted.plan);
                for one in &fitted.table {
                    prop_assert!(one.value.is_finite(), "{:?}", one);
                }
            }
            Err(error) => prop_assert!(error.to_string().len() > 20),
        }
        let earlier = throughline::reading::Ask { now: Instant(ask.now.0 + DAY_US), ..ask };
        if let Err(error) = back_test(&log, &earlier, &Runs { seed: 1, replications: 4, threads: 1 }) {
            prop_assert!(error.to_string().len() > 20);
        }
    }
}
