//! Doorways for fuzzing: any bytes, given to one reader. They must end in a log or a sentence, never in a panic.

use throughline::log::{Field, Linking, Log, LogBuilder};

use crate::job::{Job, Progress, Report};
use crate::mapping::{ColumnMap, Mapping, To};
use crate::pseudonym::Key;
use crate::source::{Format, Source};
use crate::{columns, jsonl, ocel, parquet, spreadsheet, xes};

/// Any bytes as XES: sampled, read, and what was read written and read back.
pub fn xes(bytes: &[u8]) {
    there_and_back(bytes, Format::Xes);
}

/// Any bytes as OCEL 2.0 JSON.
pub fn ocel_json(bytes: &[u8]) {
    there_and_back(bytes, Format::OcelJson);
}

/// Any bytes as OCEL 2.0 XML.
pub fn ocel_xml(bytes: &[u8]) {
    there_and_back(bytes, Format::OcelXml);
}

/// Any bytes as Parquet, under the mapping that is guessed for them.
pub fn parquet(bytes: &[u8]) {
    by_guess(bytes, Format::Parquet);
}

/// Any bytes as JSON lines, under the mapping that is guessed for them.
pub fn jsonl(bytes: &[u8]) {
    by_guess(bytes, Format::JsonLines);
}

/// Any bytes as a spreadsheet, under the mapping that is guessed for it.
pub fn spreadsheet(bytes: &[u8]) {
    by_guess(bytes, Format::Spreadsheet);
}

/// Any bytes as a column file: if it can be read at all, every cell of it can be.
pub fn columns(bytes: &[u8]) {
    if let Ok(log) = columns::of_bytes(bytes.to_vec().into()) {
        let _ = throughline::log::difference(&log, &log);
    }
}

fn by_guess(bytes: &[u8], format: Format) {
    let sources = Source::of_bytes("fuzz", bytes);
    let Some(mut source) = sources.ok().and_then(|sources| sources.into_iter().next()) else { return };
    source.format = format;
    let job =
        Job { threads: 2, key: Key::new(b"fuzz"), report: Report::default(), progress: Progress::default() };
    let Ok(mapping) = crate::read::guessed(&source, "Europe/London", &job) else { return };
    let rows = match format {
        Format::Parquet => parquet::read(&source, &mapping, &job),
        Format::JsonLines => jsonl::read(&source, &mapping, &job),
        _ => spreadsheet::read(&source, &mapping, &job),
    };
    let mut builder = LogBuilder::new(Linking::default());
    rows.into_iter().flatten().for_each(|rows| builder.add(rows));
    let _ = builder.finish(2);
}

fn there_and_back(bytes: &[u8], format: Format) {
    let Some(log) = read(bytes, format) else { return };
    let (mut written, back) =
        (Vec::new(), if format == Format::Xes { Format::Xes } else { Format::OcelJson });
    let done = match back {
        Format::Xes => xes::write(&log, &mut written),
        _ => ocel::write(&log, &mut written),
    };
    assert!(done.is_ok(), "a log that was read could not be written");
    if log.event_count() > 0 {
        let again = read(&written, back);
        let difference = again.map(|again| throughline::log::difference(&log, &again));
        assert_eq!(difference, Some(None), "what was written is not the same log");
    }
}

fn read(bytes: &[u8], format: Format) -> Option<Log> {
    let mut source = Source::of_bytes("fuzz", bytes).ok()?.into_iter().next()?;
    source.format = format;
    let job =
        Job { threads: 2, key: Key::new(b"fuzz"), report: Report::default(), progress: Progress::default() };
    let is_xes = format == Format::Xes;
    let sample = if is_xes { xes::sample(&source, 100) } else { ocel::sample(&source, 100) };
    let mapping = xes::own_mapping(&sample.ok()?, "Europe/London").unwrap_or_else(standard);
    let rows = if is_xes { xes::read(&source, &mapping, &job) } else { ocel::read(&source, &mapping, &job) };
    let mut builder = LogBuilder::new(Linking::default());
    rows.ok()?.into_iter().for_each(|rows| builder.add(rows));
    mapping.closing.iter().for_each(|activity| builder.closing(activity));
    builder.finish(2).ok()
}

fn standard() -> Mapping {
    let column =
        |name: &str, to| ColumnMap { name: name.into(), to, event: None, time: None, because: String::new() };
    Mapping {
        zone: "Europe/London".to_string(),
        columns: vec![
            column("case:concept:name", To::Need),
            column("concept:name", To::Field(Field::Activity)),
            column("time:timestamp", To::At),
            column("org:resource", To::Field(Field::Worker)),
            column("until", To::Field(Field::Until)),
            column("cost", To::Field(Field::Pence)),
        ],
        constants: Vec::new(),
        closing: Vec::new(),
        window_days: 30.0,
        part: None,
        delimiter: None,
        encoding: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const XES: &str = "<?xml version='1.0' encoding='UTF-8'?><log><string key='throughline:log' value='1'/><trace><string key='concept:name' \
        value='N1'/><int key='n' value='3'/><event><string key='concept:name' value='a &amp; b'/><date key='time:timestamp' \
        value='2024-01-01T00:00:00Z'/><list key='l'><values><float key='f' value='1e3'/></values></list></event></trace>\
        <!-- c --><trace><event/><![CDATA[x]]></trace></log>";
    const JSON: &str = r#"{"objectTypes":[{"name":"t","attributes":[{"name":"a","type":"integer"}]}],"eventTypes":[],"objects":[{"id":"o",
        "type":"t","attributes":[{"name":"a","time":"2024-01-01","value":3}]}],"events":[{"id":"e","type":"x","time":"2024-01-01T00:00:00Z",
        "attributes":[{"name":"b","value":1.5}],"relationships":[{"objectId":"o","qualifier":""}]}]}"#;
    const XML: &str = "<log><objects><object id='o' type='t'><attributes><attribute name='a' time='2024-01-01'>1&lt;</attribute></attributes>\
        </object></objects><events><event id='e' type='x' time='2024-01-01T00:00:00Z'><objects><relationship object-id='o'/></objects>\
        </event></events></log>";

    /// The text with some bytes changed, left out or repeated.
    fn harmed(text: &str, changes: &[(usize, u8, u8)]) -> Vec<u8> {
        let mut bytes = text.as_bytes().to_vec();
        for (place, how, byte) in changes {
            let at = place % bytes.len().max(1);
            match how % 4 {
                0 if at < bytes.len() => bytes[at] = *byte,
                1 => bytes.insert(at, *byte),
                2 if at < bytes.len() => drop(bytes.remove(at)),
                _ => {
                    let end = (at + usize::from(*byte)).min(bytes.len());
                    let piece = bytes[at..end].to_vec();
                    bytes.splice(at..at, piece);
                }
            }
        }
        bytes
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]
        #[test]
        fn harmed_files_end_in_a_log_or_a_sentence(
            changes in prop::collection::vec((any::<usize>(), any::<u8>(), prop_oneof![any::<u8>(), prop::sample::select(b"<>/\"'&= x0".to_vec())]), 0..6),
        ) {
            xes(&harmed(XES, &changes));
            ocel_json(&harmed(JSON, &changes));
            ocel_xml(&harmed(XML, &changes));
            prop_assert!(read(XES.as_bytes(), Format::Xes).is_some_and(|log| log.event_count() == 1));
        }
    }
}
