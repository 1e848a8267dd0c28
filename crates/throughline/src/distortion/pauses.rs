//! Is the official clock stopped more often just before a limit?
//!
//! Events of kind `clock` whose activity speaks of a stop, and activities that do so by their name; the first of each need. Formula as in
//! `changed_class`: the rate in the last five days against that of the three weeks before. The person's clock is never paused: this looks
//! at the pause as a thing that happened. Source: measures.md 2.4, domain.md 4.2 G5. Where it misleads: waiting for the citizen may well come
//! late in a case; look whether anybody was contacted.

use super::lives::in_days;
use super::pattern::{Looked, Pattern, Tested};
use super::reclassified::{activities, is_one, judged};
use crate::log::{Field, NONE};

pub(super) const PATTERN: Pattern = Pattern {
    name: "pauses before the limit",
    statistic: "rate ratio",
    size_of: "ratio",
    could_also_be: "a real wait for the citizen or another body that comes late in every case",
    look_at: "the pauses of the last days before the limit: is there an outgoing contact that asks for what was missing?",
    rule: "Is there a rule that lets the clock stop at this age?",
    look,
};

/// Words in the names of activities that stop the official clock.
const STOPS: [&str; 7] =
    ["pause", "suspend", "clock stop", "stop clock", "clock stopped", "on hold", "adjourn"];

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    if looked.watched.is_empty() {
        return looked.no_limit(pattern);
    }
    let log = looked.log;
    let stops = activities(log, &STOPS);
    let of_clock = activities(log, &["stop", "wait", "hold"]);
    let kind = log.names(Field::Kind);
    let clock = kind.and_then(|kind| kind.names.find("clock")).unwrap_or(NONE - 1);
    let first = |need: u32| {
        log.need(need).events.find(|event| {
            is_one(&stops, *event)
                || (kind.is_some_and(|kind| kind.codes.at(*event) == clock) && is_one(&of_clock, *event))
        })
    };
    let any = stops.is_some()
        || (of_clock.is_some() && kind.is_some_and(|kind| kind.names.find("clock").is_some()));
    let mut tested = Tested::default();
    for watched in &looked.watched {
        let finding = if !any {
            let why =
                "no event says that the official clock was paused; record pauses as events of kind `clock`";
            pattern.not_enough_at(looked, watched, why)
        } else if !in_days(watched) {
            pattern.not_enough_at(looked, watched, "this is looked at day by day, and the limit is shorter")
        } else {
            judged(looked, watched, pattern, "the official clock was stopped", first)
        };
        tested.findings.push(finding);
    }
    tested
}
