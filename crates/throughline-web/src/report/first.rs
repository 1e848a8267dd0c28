//! What is said first of a study: the same sentences on a terminal, on the page and in the running service.

use std::fmt::Write;

use jiff::tz::TimeZone;
use throughline::log::Contents;
use throughline::reading::{Item, Measure, Reading, Shape, counted};
use throughline::time::Instant;

/// So many sentences come first.
pub const SENTENCES: usize = 12;
/// So many of them stand at the head, before the change that made a difference.
pub const HEADLINES: usize = 3;
/// What they are of, in order of consequence to the person the service is for; of each group the first that can be said.
pub const FIRST: [&[&str]; 15] = [
    &[KINDS],
    &["end_to_end"],
    &["repeat_contact.one_stop", "repeat_contact.repeats"],
    &["demand.failure_share", "demand.from_words"],
    &["purpose.scores"],
    &["capability[].end_to_end_weekly", "capability[].end_to_end_each"],
    &["cost.per_need"],
    &["demand.boundary_loss", "flow.between_organisations", "flow.between_teams"],
    &["cost.failure"],
    &["cost.failure_balance"],
    &["flow.gaps"],
    &["flow.bounces"],
    &["flow.rework"],
    &["flow.open_work"],
    &["flow.continuity", "flow.workers_per_need"],
];

/// What people ask for.
const KINDS: &str = "demand.kinds";

/// What is said only where somebody asked about a change.
pub const BEFORE_AFTER: &str = "before_after";

/// The answers that matter first; among the first of them a change that made a difference.
pub fn first<'a>(
    readings: &'a [(&'static Measure, Reading)],
    contents: &Contents,
    changes: usize,
) -> Vec<&'a (&'static Measure, Reading)> {
    let answered = |name: &&str| {
        let named = readings.iter().find(|(measure, _)| measure.name == *name);
        named.filter(|(_, reading)| reading.is_answered())
    };
    // What people ask for comes first where the log is one of contacts.
    let of_contacts = contents.contacts.is_some_and(|contacts| contacts * 2 > contents.events);
    let groups = FIRST.iter().filter(|group| of_contacts || group[..] != [KINDS]);
    let mut said: Vec<_> =
        groups.filter_map(|group| group.iter().find_map(answered)).take(SENTENCES).collect();
    if let Some(change) = answered(&BEFORE_AFTER).filter(|_| is_clear_change(readings, changes)) {
        said.insert(said.len().min(HEADLINES), change);
    }
    said
}

/// Whether a change that was asked about made a difference beyond chance.
pub fn is_clear_change(readings: &[(&'static Measure, Reading)], changes: usize) -> bool {
    let before_after = readings.iter().find(|(measure, _)| measure.name == BEFORE_AFTER);
    let Some((_, Reading { shape: Shape::Table(table), .. })) = before_after.filter(|_| changes > 0) else {
        return false;
    };
    let end = |row: &[Item], name: &str| {
        let place = table.columns.iter().position(|column| *column == name)?;
        row.get(place)?.number()
    };
    let clear =
        |row: &Vec<Item>| end(row, "low").zip(end(row, "high")).is_some_and(|(low, high)| low * high > 0.0);
    table.rows.iter().any(clear)
}

/// What the log holds.
pub fn holds(contents: &Contents, warnings: &[String], zone: &TimeZone) -> String {
    let log = contents;
    let mut parts = vec![counted(log.events, "event", "events"), counted(log.needs, "need", "needs")];
    let others = [
        (log.contacts, "contact", "contacts"),
        (log.people, "person", "people"),
        (log.activities, "activity", "activities"),
        (log.workers, "worker", "workers"),
        (log.organisations, "organisation", "organisations"),
    ];
    parts.extend(others.iter().filter_map(|(count, one, many)| count.map(|count| counted(count, one, many))));
    let mut says = parts.join(", ");
    if let Some((first, last)) = log.span {
        let day = |instant: Instant| instant.in_zone(zone).strftime("%-d %B %Y").to_string();
        let _ = write!(says, "; {} to {}", day(first), day(last));
    }
    says.push('.');
    warnings.iter().for_each(|warning| says.extend([" ", warning]));
    says
}
