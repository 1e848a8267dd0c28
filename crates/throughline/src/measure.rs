//! The list of all measures: one line each. The command, the page, the JSON and the manual follow from it.

use std::sync::atomic::{AtomicUsize, Ordering};

use crate::capability;
use crate::cost;
use crate::demand;
use crate::distortion;
use crate::flow;
use crate::flow::side_by_side::side_by_side;
use crate::log::Log;
use crate::purpose;
use crate::reading::{Ask, Measure, Reading};

/// All measures, in the order in which a study shows them.
pub const MEASURES: &[&Measure] = &[
    &flow::end_to_end::MEASURE,
    &flow::by_opening::MEASURE,
    &flow::weekly::MEASURE,
    &flow::gaps::MEASURE,
    &flow::working_time::MEASURE,
    &flow::touch::MEASURE,
    &flow::open_work::MEASURE,
    &flow::repeats::MEASURE,
    &demand::contacts_per_need::MEASURE,
    &demand::one_stop::MEASURE,
    &demand::failure_share::MEASURE,
    &demand::effort_share::MEASURE,
    &demand::kinds::MEASURE,
    &demand::on_the_way::MEASURE,
    &demand::own_words::MEASURE,
    &demand::agreement::MEASURE,
    &demand::boundary_loss::MEASURE,
    &demand::from_words::MEASURE,
    &demand::label_next::MEASURE,
    &purpose::scores::MEASURE,
    &purpose::persistence::MEASURE,
    &flow::activities::MEASURE,
    &flow::starts::MEASURE,
    &flow::ends::MEASURE,
    &flow::ended_how::MEASURE,
    &flow::edges::MEASURE,
    &flow::map::MEASURE,
    &flow::variants::MEASURE,
    &flow::variety::MEASURE,
    &flow::rework::MEASURE,
    &flow::rework_kinds::MEASURE,
    &flow::hand_overs::MEASURE,
    &flow::between_workers::MEASURE,
    &flow::between_teams::MEASURE,
    &flow::between_organisations::MEASURE,
    &flow::returns::MEASURE,
    &flow::bounces::MEASURE,
    &flow::workers_per_need::MEASURE,
    &flow::continuity::MEASURE,
    &flow::distance::MEASURE,
    &flow::week_hours::MEASURE,
    &flow::contact_hours::MEASURE,
    &capability::weekly_time::MEASURE,
    &capability::single_times::MEASURE,
    &capability::opened::MEASURE,
    &demand::contacts_weekly::MEASURE,
    &demand::contacts_taken::MEASURE,
    &demand::failure_weekly::MEASURE,
    &capability::expected_time::MEASURE,
    &capability::changes::MEASURE,
    &cost::per_need::MEASURE,
    &cost::by_payer::MEASURE,
    &cost::failure::MEASURE,
    &cost::value_work::MEASURE,
    &cost::failure_balance::MEASURE,
    &cost::exported_failure::MEASURE,
    &cost::ledger::MEASURE,
    &cost::capacity::MEASURE,
    &cost::concentration::MEASURE,
    &cost::touch_bounds::MEASURE,
    &distortion::MEASURE,
];

/// The readings of some measures, in their order.
///
/// Every measure uses all threads by itself, but not all the time: parts have to be brought together, and the last one waited
/// for. So two are at work at once, and one fills the processors where the other leaves them idle; the last of the list, which take
/// longest, begin.
pub fn readings(measures: &[&Measure], log: &Log, ask: &Ask) -> Vec<Reading> {
    readings_while(measures, log, ask, |_| true).unwrap_or_default()
}

/// The same, as long as `goes_on` says so, which is told before each measure how many are done; nothing if it stopped.
pub fn readings_while(
    measures: &[&Measure],
    log: &Log,
    ask: &Ask,
    goes_on: impl Fn(usize) -> bool + Sync,
) -> Option<Vec<Reading>> {
    let mut readings: Vec<Option<Reading>> = vec![None; measures.len()];
    let done = AtomicUsize::new(0);
    let work = |(): &mut (), (reading, measure): (&mut Option<Reading>, &&Measure)| {
        *reading = goes_on(done.load(Ordering::Relaxed)).then(|| (measure.read)(log, ask));
        done.fetch_add(1, Ordering::Relaxed);
    };
    side_by_side(readings.iter_mut().zip(measures).rev(), ask.threads.min(2), || (), work);
    readings.into_iter().collect()
}
