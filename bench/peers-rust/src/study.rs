//! The shared work over the crate's `EventLog`.

use std::collections::{HashMap, HashSet};

use answer::{Answer, median2};
use chrono::Datelike;
use process_mining::EventLog;
use process_mining::core::event_data::case_centric::utils::activity_projection::log_to_activity_projection;
use process_mining::core::event_data::case_centric::{AttributeValue, Event, XESEditableAttribute};
use process_mining::discovery::case_centric::dfg::discover_dfg;

/// Seconds since 1970 of an event.
pub fn at(event: &Event) -> Option<i64> {
    match event.attributes.get_by_key("time:timestamp")?.value {
        AttributeValue::Date(at) => Some(at.timestamp()),
        _ => None,
    }
}

fn name<'a>(event: &'a Event, key: &str) -> Option<&'a str> {
    event.attributes.get_by_key(key)?.value.try_as_string().map(String::as_str)
}

/// What is counted over all needs.
#[derive(Default)]
struct Counts<'a> {
    gaps: HashMap<(&'a str, &'a str), Vec<u64>>,
    hand_overs: HashMap<(&'a str, &'a str), u64>,
    rework: HashMap<&'a str, (u64, u64)>,
    durations: Vec<u64>,
    weeks: HashMap<i64, Vec<u64>>,
    workers_sum: u64,
    workers_max: u64,
}

/// The whole of it.
pub fn study(log: &EventLog) -> Result<Answer, String> {
    let graph = discover_dfg(log);
    let projection = log_to_activity_projection(log);
    let mut counts = Counts::default();
    for trace in &log.traces {
        counts.trace(&trace.events).ok_or("an event without activity, worker or time")?;
    }
    if graph.directly_follows_relations.len() != counts.gaps.len() {
        return Err("the crate's own graph has another number of edges".into());
    }
    let edges = counts.gaps.iter_mut().map(|((from, to), gaps)| {
        (from.to_string(), to.to_string(), gaps.len() as u64, gaps.iter().sum(), median2(gaps))
    });
    Ok(Answer {
        needs: log.traces.len() as u64,
        events: log.traces.iter().map(|trace| trace.events.len() as u64).sum(),
        edges: edges.collect(),
        duration_sum_s: counts.durations.iter().sum(),
        duration_median2_s: median2(&mut counts.durations),
        variants: projection
            .traces
            .iter()
            .map(|(path, needs)| {
                let names: Vec<&str> =
                    path.iter().map(|place| projection.activities[*place].as_str()).collect();
                (names.join("\u{1f}"), *needs)
            })
            .collect(),
        variant_count: 0,
        hand_overs: counts.hand_overs.iter().map(|((a, b), n)| (a.to_string(), b.to_string(), *n)).collect(),
        rework: counts
            .rework
            .iter()
            .map(|(name, (needs, repeats))| (name.to_string(), *needs, *repeats))
            .collect(),
        workers_sum: counts.workers_sum,
        workers_max: counts.workers_max,
        weeks: counts
            .weeks
            .iter_mut()
            .map(|(monday, durations)| (date(*monday), durations.len() as u64, median2(durations)))
            .collect(),
    })
}

impl<'a> Counts<'a> {
    fn trace(&mut self, events: &'a [Event]) -> Option<()> {
        let (Some(first), Some(last)) = (events.first(), events.last()) else { return Some(()) };
        let mut times: HashMap<&str, u64> = HashMap::new();
        let mut workers: HashSet<&str> = HashSet::new();
        for event in events {
            *times.entry(name(event, "concept:name")?).or_default() += 1;
            workers.insert(name(event, "org:resource")?);
        }
        for pair in events.windows(2) {
            let step = (name(&pair[0], "concept:name")?, name(&pair[1], "concept:name")?);
            self.gaps.entry(step).or_default().push((at(&pair[1])? - at(&pair[0])?) as u64);
            let (from, to) = (name(&pair[0], "org:resource")?, name(&pair[1], "org:resource")?);
            if from != to {
                *self.hand_overs.entry((from, to)).or_default() += 1;
            }
        }
        for (activity, times) in times {
            if times > 1 {
                let (needs, repeats) = self.rework.entry(activity).or_default();
                *needs += 1;
                *repeats += times - 1;
            }
        }
        let duration = (at(last)? - at(first)?) as u64;
        self.durations.push(duration);
        self.workers_sum += workers.len() as u64;
        self.workers_max = self.workers_max.max(workers.len() as u64);
        // 1970-01-01 was a Thursday: three days after a Monday.
        let monday = (at(last)?.div_euclid(86_400) + 3).div_euclid(7) * 7 - 3;
        self.weeks.entry(monday).or_default().push(duration);
        Some(())
    }
}

fn date(day: i64) -> String {
    let date = chrono::DateTime::from_timestamp(day * 86_400, 0).unwrap_or_default();
    format!("{:04}-{:02}-{:02}", date.year(), date.month(), date.day())
}
