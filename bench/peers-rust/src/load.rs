//! Into the crate's `EventLog`.

use std::collections::HashMap;
use std::error::Error;
use std::path::Path;

use process_mining::EventLog;
use process_mining::core::event_data::case_centric::xes::{
    XESImportOptions, build_ignore_attributes, import_xes_path,
};
use process_mining::core::event_data::case_centric::{Attribute, AttributeValue, Event, Trace};

/// By the crate's reader, keeping only what the shared work needs.
pub fn xes(file: &Path) -> Result<EventLog, Box<dyn Error>> {
    let options = XESImportOptions {
        ignore_log_attributes_except: Some(build_ignore_attributes::<[&str; 0], _>([])),
        ignore_trace_attributes_except: Some(build_ignore_attributes(["concept:name"])),
        ignore_event_attributes_except: Some(build_ignore_attributes([
            "concept:name",
            "time:timestamp",
            "org:resource",
        ])),
        sort_events_with_timestamp_key: Some("time:timestamp".into()),
        verbose: false,
        ..XESImportOptions::default()
    };
    Ok(import_xes_path(file, options)?)
}

/// Rows by the `csv` crate, put into traces by need and sorted by time, ties in the order of the file.
pub fn csv(file: &Path) -> Result<EventLog, Box<dyn Error>> {
    let mut reader = csv::ReaderBuilder::new().buffer_capacity(1 << 20).from_path(file)?;
    let header = reader.headers()?.clone();
    let column =
        |name: &str| header.iter().position(|known| known == name).ok_or_else(|| format!("no column {name}"));
    let (need, at, activity, worker) =
        (column("need")?, column("at")?, column("activity")?, column("worker")?);
    let mut traces: Vec<Trace> = Vec::new();
    let mut places: HashMap<String, usize> = HashMap::new();
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row)? {
        let place = match places.get(&row[need]) {
            Some(place) => *place,
            None => {
                let name = text("concept:name", &row[need]);
                traces.push(Trace { attributes: vec![name], events: Vec::new() });
                places.insert(row[need].to_string(), traces.len() - 1);
                traces.len() - 1
            }
        };
        let at = chrono::DateTime::parse_from_rfc3339(&row[at])?;
        let attributes = vec![
            text("concept:name", &row[activity]),
            Attribute::new("time:timestamp".into(), AttributeValue::Date(at)),
            text("org:resource", &row[worker]),
        ];
        traces[place].events.push(Event { attributes });
    }
    for trace in &mut traces {
        trace.events.sort_by_key(|event| crate::study::at(event).unwrap_or(i64::MIN));
    }
    Ok(EventLog { traces, ..EventLog::new() })
}

fn text(key: &str, value: &str) -> Attribute {
    Attribute::new(key.into(), AttributeValue::String(value.into()))
}
