//! How often a whole study finds something in a service that keeps no limits, and in ones that do: all tests together, with the
//! false-discovery rate over them.

use throughline::log::{Field, Holds, Linking, Log, LogBuilder, Rows, Slot, Value};
use throughline::measure::MEASURES;
use throughline::place::Calendar;
use throughline::reading::{Ask, Shape, Target, Verdict};
use throughline::statistics::random::Random;
use throughline::time::{self, DAY_US, Instant, SECOND_US};

use super::{line, stages, strength};

/// A service of so many needs, of which the share `moved` of those that would end in the week after day 56 ends in the four days up to it.
fn service(random: &mut Random, needs: usize, moved: f64) -> Option<Log> {
    let mut rows = Rows::new();
    let need_column = rows.column(Slot::Need, Holds::Name);
    let activity_column = rows.column(Slot::Field(Field::Activity), Holds::Name);
    let person_column = rows.column(Slot::Field(Field::Person), Holds::Name);
    let worker_column = rows.column(Slot::Field(Field::Worker), Holds::Name);
    for need in 0..needs {
        let opens = random.below(730) as i64;
        let mut days = 4 + stages(random, 26.0) as i64;
        if (57..=64).contains(&days) && random.unit() < moved {
            days = 53 + random.below(4) as i64;
        }
        for (activity, day) in [("asks", opens), ("decided", opens + days)] {
            rows.set(need_column, Value::Text(&format!("n{need}")));
            rows.set(activity_column, Value::Text(activity));
            rows.set(person_column, Value::Text(&format!("p{need}")));
            rows.set(worker_column, Value::Text(&format!("w{}", random.below(20))));
            let second = 9 * 3600 + random.below(8 * 3600) as i64;
            rows.end_row(day * DAY_US + second * SECOND_US);
        }
    }
    let mut builder = LogBuilder::new(Linking::default());
    builder.closing("decided");
    builder.add(rows);
    builder.finish(2).ok()
}

/// Whether a study finds any pattern with a test; one named, if a name is given.
fn finds(log: &Log, ask: &Ask, pattern: Option<&str>) -> bool {
    let Some(measure) = MEASURES.iter().find(|measure| measure.name == "distortion") else { return false };
    let Shape::Findings(findings) = (measure.read)(log, ask).shape else { return false };
    let found = |finding: &throughline::reading::Finding| {
        finding.verdict == Verdict::Found
            && finding.p.is_some()
            && pattern.is_none_or(|pattern| finding.pattern == pattern)
    };
    findings.iter().any(found)
}

/// The lines of the table: nothing is bent, and anything found is wrong; then a pile at day 56, declared and not.
pub(super) fn whole_studies() {
    let declared = Target::parse("decision=56d").ok();
    for (test, targets) in [
        ("any of a study's tests, 56 days declared", declared.into_iter().collect::<Vec<_>>()),
        ("any of a study's tests, customary marks scanned", Vec::new()),
    ] {
        let Ok(zone) = time::zone("UTC") else { return };
        let ask = Ask {
            threads: 2,
            zone,
            now: Instant(1_100 * DAY_US),
            quiet_days: 30.0,
            repeat_days: vec![30.0],
            calendar: Calendar::office_hours(),
            seed: 1,
            rates: None,
            targets,
            changes: Vec::new(),
            words_from: throughline::demand::own_words::LEAST_PEOPLE,
        };
        for moved in [0.0, 0.25, 0.5] {
            let pattern = (moved > 0.0).then_some("threshold bunching");
            let strength =
                strength(moved, |moved| format!("{:.0} % of those just after moved before", moved * 100.0));
            line(test, "4,000 needs of 4 days and two stages of 26", &strength, |random| {
                service(random, 4_000, moved).is_some_and(|log| finds(&log, &ask, pattern))
            });
        }
    }
}
