//! The list of all measures: one line each. The command, the page, the JSON and the manual follow from it.

use crate::flow;
use crate::reading::Measure;

/// All measures, in the order in which a study shows them.
pub const MEASURES: &[&Measure] = &[
    &flow::end_to_end::MEASURE,
    &flow::weekly::MEASURE,
    &flow::gaps::MEASURE,
    &flow::working_time::MEASURE,
    &flow::open_work::MEASURE,
    &flow::repeats::MEASURE,
    &flow::contacts_per_need::MEASURE,
    &flow::activities::MEASURE,
    &flow::starts::MEASURE,
    &flow::ends::MEASURE,
    &flow::edges::MEASURE,
    &flow::variants::MEASURE,
    &flow::variety::MEASURE,
    &flow::rework::MEASURE,
    &flow::rework_kinds::MEASURE,
    &flow::hand_overs::MEASURE,
    &flow::between_teams::MEASURE,
    &flow::between_organisations::MEASURE,
    &flow::returns::MEASURE,
    &flow::bounces::MEASURE,
    &flow::workers_per_need::MEASURE,
    &flow::week_hours::MEASURE,
    &flow::contact_hours::MEASURE,
];
