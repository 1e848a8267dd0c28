//! After which activities a need counts as ended.
//!
//! Of a wide table those dates with the surest word for an end, and those of cancelling. Of a log an activity may also be the end of a mere step:
//! so only those that say nothing else (`closed`, `case closed`), and those of the weaker words (`completed`, `resolved`, `cancelled`)
//! that are the last thing in nearly all needs of the sample that have them. Where none of the surest word is there, the weaker ones count
//! only if no other activity, of which nobody knows that it ends anything, is the last of more needs.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use throughline::log::Field;

use super::words::CLOSING;
use crate::mapping::{ColumnMap, To};
use crate::sample::{Sample, SampleColumn};
use crate::table::numbers::words;
use crate::times::TimeReader;

/// Words of an event after which nothing more is done, because somebody does not want it or cannot have it.
const CANCELLING: [&str; 6] =
    ["cancelled", "canceled", "cancellation", "withdrawn", "withdrawal", "abandoned"];
/// What may stand beside a word for an end.
const THINGS: [&str; 8] = ["case", "request", "ticket", "incident", "job", "order", "complaint", "enquiry"];
/// An activity that fewer needs of the sample have proves nothing.
const LEAST: usize = 5;
/// So many of ten needs that have an activity have it last, if it ends them.
const OF_TEN: usize = 9;

/// The closing ones of the dates of a wide table.
pub(super) fn of_dates(activities: &[&str]) -> Vec<String> {
    let has =
        |activity: &str, list: &[&str]| words(activity).iter().any(|word| list.contains(&word.as_str()));
    let surest = CLOSING.iter().find(|list| activities.iter().any(|activity| has(activity, list)));
    let closes =
        |activity: &&&str| surest.is_some_and(|list| has(activity, list)) || has(activity, &CANCELLING);
    activities.iter().filter(closes).map(|activity| activity.to_string()).collect()
}

/// The closing ones of the activities of a log.
pub(super) fn of_log(sample: &Sample, columns: &[ColumnMap], zone: &str) -> Vec<String> {
    let Some(activity) = column(sample, columns, &To::Field(Field::Activity)) else { return Vec::new() };
    let mut names: Vec<&str> = activity.values.iter().flatten().map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    let only = |name: &str, list: &[&str]| {
        let all = words(name);
        let known = |word: &String| list.contains(&word.as_str()) || THINGS.contains(&word.as_str());
        all.iter().any(|word| list.contains(&word.as_str())) && all.iter().all(known)
    };
    let weaker: Vec<&str> = CLOSING.concat().into_iter().chain(CANCELLING).collect();
    let sure: Vec<&str> = names.iter().copied().filter(|name| only(name, CLOSING[0])).collect();
    let ends = ends(sample, columns, activity, zone);
    let is_last =
        |name: &&str| ends.get(name).is_some_and(|(has, last)| *has >= LEAST && last * 10 >= has * OF_TEN);
    let proven: Vec<&str> = names
        .iter()
        .copied()
        .filter(|name| only(name, &weaker) && !sure.contains(name) && is_last(name))
        .collect();
    let others = names.iter().filter(|name| !proven.contains(name) && is_last(name));
    let last_in = |name: &&str| ends.get(name).map_or(0, |(_, last)| *last);
    let most = others.map(last_in).max().unwrap_or(0);
    let counts = !sure.is_empty() || proven.iter().map(last_in).sum::<usize>() > most;
    let weaker = proven.into_iter().filter(|_| counts);
    sure.iter().copied().chain(weaker).map(str::to_string).collect()
}

/// The column of the sample that became this, if one alone did.
fn column<'a>(sample: &'a Sample, columns: &[ColumnMap], to: &To) -> Option<&'a SampleColumn> {
    let mut maps = columns.iter().filter(|map| map.to == *to);
    let (Some(map), None) = (maps.next(), maps.next()) else { return None };
    sample.columns.iter().find(|column| column.name == map.name)
}

/// For each activity how many needs of two rows or more have it, and of how many it is the last.
fn ends<'a>(
    sample: &'a Sample,
    columns: &[ColumnMap],
    activity: &'a SampleColumn,
    zone: &str,
) -> HashMap<&'a str, (usize, usize)> {
    let mut ends = HashMap::new();
    let (Some(need), Some(at)) = (column(sample, columns, &To::Need), column(sample, columns, &To::At))
    else {
        return ends;
    };
    let form = columns.iter().find(|map| map.to == To::At).and_then(|map| map.time.clone());
    let (Some(form), Ok(zone)) = (form, TimeZone::get(zone)) else { return ends };
    let mut reader = TimeReader::new(form, zone);
    let mut rows: Vec<(&str, i64, usize)> = Vec::new();
    for (row, (need, at)) in need.values.iter().zip(&at.values).enumerate() {
        if let (Some(need), Some(at)) = (need, at)
            && let Ok(at_us) = reader.read(at.trim().as_bytes())
        {
            rows.push((need, at_us, row));
        }
    }
    rows.sort_unstable();
    for rows in rows.chunk_by(|a, b| a.0 == b.0).filter(|rows| rows.len() > 1) {
        let names = rows.iter().map(|(.., row)| activity.values.get(*row).and_then(Option::as_deref));
        let last = names.clone().next_back().flatten();
        let mut names: Vec<&str> = names.flatten().collect();
        names.sort_unstable();
        names.dedup();
        for name in names {
            let (has, is_last) = ends.entry(name).or_insert((0, 0));
            *has += 1;
            *is_last += usize::from(last == Some(name));
        }
    }
    ends
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guess::guess;
    use crate::guess::tests::sample;
    use crate::source::Format;

    /// The closing activities guessed for needs of these steps, one a day.
    fn closing(needs: &[&[&str]]) -> Vec<String> {
        let rows = needs.iter().enumerate().flat_map(|(need, steps)| {
            let row = move |(day, step): (usize, &&str)| {
                (format!("J{need}"), format!("2024-03-{:02} 10:0{}", 1 + day, need % 10), step.to_string())
            };
            steps.iter().enumerate().map(row)
        });
        let rows: Vec<(String, String, String)> = rows.collect();
        let [jobs, times, steps]: [Vec<&str>; 3] = [
            rows.iter().map(|row| row.0.as_str()).collect(),
            rows.iter().map(|row| row.1.as_str()).collect(),
            rows.iter().map(|row| row.2.as_str()).collect(),
        ];
        let sample = sample(&[("Job number", &jobs), ("Time", &times), ("Activity", &steps)]);
        guess(&sample, Format::Csv, "Europe/London").0.closing
    }

    #[test]
    fn weaker_words_close_where_nothing_follows_them() {
        let completed: &[&str] = &["reported", "visited", "job completed"];
        let cancelled: &[&str] = &["reported", "cancelled"];
        let open: &[&str] = &["reported", "visited"];
        let all = [vec![completed; 12], vec![cancelled; 5], vec![open; 4]].concat();
        assert_eq!(closing(&all), ["cancelled", "job completed"]);
        // Fewer than five, or more that end with something else: nothing is known of the ends.
        assert_eq!(closing(&[vec![completed; 4], vec![open; 2]].concat()), [""; 0]);
        let paid: &[&str] = &["reported", "paid"];
        assert_eq!(closing(&[vec![cancelled; 6], vec![paid; 20]].concat()), [""; 0]);
        // A step that is followed by others ends nothing; beside the surest word the weaker count where they end.
        let goes_on: &[&str] = &["reported", "completed", "invoiced", "closed"];
        assert_eq!(closing(&[vec![goes_on; 10], vec![cancelled; 5]].concat()), ["closed", "cancelled"]);
    }

    #[test]
    fn dates_of_cancelling_close_beside_the_surest() {
        assert_eq!(of_dates(&["raised", "completed", "cancelled", "invoiced"]), ["completed", "cancelled"]);
        assert_eq!(of_dates(&["created", "resolved", "closed"]), ["closed"]);
        assert_eq!(of_dates(&["created", "assigned"]), [""; 0]);
    }
}
