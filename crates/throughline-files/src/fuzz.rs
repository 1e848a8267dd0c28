//! Doorways for fuzzing: any bytes, given to one reader. They must end in a log or a sentence, never in a panic. What is read is
//! held against something: written and read back it is the same log, every measure can be asked of it.

pub(crate) mod parts;

use throughline::log::{Field, Linking, Log, LogBuilder, Rows, quality};
use throughline::measure::MEASURES;
use throughline::place::Calendar;
use throughline::reading::Ask;
use throughline::time::{EARLIEST_US, Instant, LATEST_US};

use crate::job::{Job, Progress, Report};
use crate::mapping::{ColumnMap, Mapping, To};
use crate::pseudonym::Key;
use crate::source::{Format, Source};
use crate::table::{Cell, clock, numbers};
use crate::times::{TimeForm, TimeReader};
use crate::{columns, guess, ocel, write, xes};

const ZONE: &str = "Europe/London";
/// A log with more events than this is read, but nothing is asked of it, so that a fuzzer gets many inputs through.
const FEW_EVENTS: usize = 500;

/// Any bytes as CSV, under the mapping that is guessed for them; written as CSV, it is read back the same.
pub fn csv(bytes: &[u8]) {
    let Some(log) = by_guess(bytes, Format::Csv).filter(|log| log.event_count() > 0) else { return };
    let mut written = Vec::new();
    assert!(write::csv(&log, &mut written).is_ok(), "a log that was read could not be written");
    let again = read_guessed(&written, Format::Csv).and_then(|rows| finished(rows, &log.columns().closing));
    let difference = again.map(|again| throughline::log::difference(&log, &again));
    assert_eq!(difference, Some(None), "what was written is not the same log");
}

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

/// Any bytes as OCEL 2.0 SQLite.
pub fn ocel_sqlite(bytes: &[u8]) {
    there_and_back(bytes, Format::OcelSqlite);
}

/// Any bytes as Parquet, under the mapping that is guessed for them.
pub fn parquet(bytes: &[u8]) {
    by_guess(bytes, Format::Parquet);
}

/// Any bytes as JSON lines, under the mapping that is guessed for them.
pub fn jsonl(bytes: &[u8]) {
    by_guess(bytes, Format::JsonLines);
}

/// Any bytes as a spreadsheet, under the mapping that is guessed for it. Bytes that begin with [`parts::MARK`] are the parts of
/// an XLSX or ODS and are packed first: the checksums of a zip would keep nearly all changed bytes from the decoder.
pub fn spreadsheet(bytes: &[u8]) {
    match parts::packed(bytes) {
        Some(packed) => by_guess(&packed, Format::Spreadsheet),
        None => by_guess(bytes, Format::Spreadsheet),
    };
}

/// Any bytes as a column file: if it can be read at all, every cell of it can be, and every measure can be asked of it.
pub fn columns(bytes: &[u8]) {
    if let Ok(log) = columns::log_of(bytes.to_vec().into(), false) {
        let _ = throughline::log::difference(&log, &log);
        ask_all(&log);
    }
}

/// Any text as a mapping: written again it is the same, and whatever it says can be tried on a small log in each kind of format.
pub fn mapping(bytes: &[u8]) {
    const CSV: &[u8] = b"job,person,raised,done,what,minutes\nJ1,P1,28/02/2024 09:14,2024-03-04,asked,1h 5m\nJ1,,1709111640,45292.5,,\n";
    const JSON: &[u8] =
        b"{\"job\":1,\"raised\":\"2024-02-28 09:14\",\"what\":{\"done\":true},\"minutes\":1.5}\n";
    const XES: &[u8] = b"<log><trace><string key='job' value='J1'/><event><string key='what' value='asked'/><date key='raised' \
        value='2024-01-01T00:00:00Z'/><float key='minutes' value='5'/></event></trace></log>";
    let Some(mapping) =
        std::str::from_utf8(bytes).ok().and_then(|text| Mapping::from_toml(text, "m.toml").ok())
    else {
        return;
    };
    let again = Mapping::from_toml(&mapping.to_toml("fuzz"), "again.toml").map(sorted);
    assert_eq!(again.ok(), Some(sorted(mapping.clone())), "a mapping that was written is not the same");
    for (bytes, format) in [(CSV, Format::Csv), (JSON, Format::JsonLines), (XES, Format::Xes)] {
        let Some(source) = source(bytes, format) else { continue };
        if let Ok(rows) = crate::read::rows(&source, &mapping, &job()) {
            let mut builder = LogBuilder::new(Linking { window_days: mapping.window_days });
            rows.into_iter().for_each(|rows| builder.add(rows));
            mapping.closing.iter().for_each(|activity| builder.closing(activity));
            let _ = builder.finish(2).map(|log| ask_all(&log));
        }
    }
}

fn sorted(mut mapping: Mapping) -> Mapping {
    mapping.constants.sort();
    mapping
}

/// Any text as a time in any form, the pattern of a form of its own included (before a line end); as a time of day; as a span
/// of minutes; as money.
pub fn times(bytes: &[u8]) {
    let Ok(zone) = throughline::time::zone(ZONE) else { return };
    let end = bytes.iter().position(|byte| *byte == b'\n').unwrap_or(0);
    let (pattern, text) = (String::from_utf8_lossy(&bytes[..end]), bytes[end..].trim_ascii());
    let forms = [
        TimeForm::Iso,
        TimeForm::DayFirst,
        TimeForm::MonthFirst,
        TimeForm::Excel,
        TimeForm::EpochSeconds,
        TimeForm::EpochMillis,
        TimeForm::Custom(pattern.into_owned()),
    ];
    let known = std::str::from_utf8(text).ok().and_then(|text| text.parse::<jiff::Timestamp>().ok());
    for form in forms {
        let mut reader = TimeReader::new(form.clone(), zone.clone());
        let read = reader.read(text);
        assert_eq!(reader.read(text), read, "a time read twice differs");
        let Ok(us) = read else { continue };
        assert!((EARLIEST_US..=LATEST_US).contains(&us), "{us} lies outside the years 1 to 9999");
        if let (TimeForm::Iso, Some(known)) = (form, known) {
            // Parts of a microsecond before 1970 may be cut towards either side.
            assert!(
                (us - known.as_microsecond()).abs() <= 1,
                "{us}, but jiff says {}",
                known.as_microsecond()
            );
        }
    }
    let text = String::from_utf8_lossy(text);
    guess::date_order(text.lines());
    clock::time_of_day(Cell::Text(&text));
    numbers::number(&text);
    numbers::pence(&text, numbers::MoneyUnit::Pounds);
    let minutes = numbers::minutes(&text, numbers::SpanUnit::Hours);
    assert!(minutes.is_none_or(f64::is_finite), "{minutes:?} is no number of minutes");
}

fn job() -> Job {
    Job { threads: 2, key: Key::new(b"fuzz"), report: Report::default(), progress: Progress::default() }
}

/// The bytes as a file of this format. Text that looks like no text is read only because its name says so.
fn source(bytes: &[u8], format: Format) -> Option<Source> {
    let mut source = Source::of_bytes("fuzz.csv", bytes).ok()?.into_iter().next()?;
    source.format = format;
    Some(source)
}

/// What the product does with a file that is given no mapping.
fn read_guessed(bytes: &[u8], format: Format) -> Option<Vec<Rows>> {
    let (source, job) = (source(bytes, format)?, job());
    let mapping = crate::read::guessed(&source, ZONE, None, &job).ok()?;
    let again = Mapping::from_toml(&mapping.to_toml("fuzz"), "guessed.toml");
    assert!(again.is_ok(), "a guessed mapping cannot be read: {again:?}");
    let rows = crate::read::rows(&source, &mapping, &job).ok()?;
    assert!(
        job.report.refusals().iter().all(|refusal| !refusal.reason.is_empty()),
        "refused without a reason"
    );
    Some(rows)
}

fn finished(rows: Vec<Rows>, closing: &[String]) -> Option<Log> {
    let mut builder = LogBuilder::new(Linking::default());
    rows.into_iter().for_each(|rows| builder.add(rows));
    closing.iter().for_each(|activity| builder.closing(activity));
    builder.finish(2).ok()
}

fn by_guess(bytes: &[u8], format: Format) -> Option<Log> {
    let log = finished(read_guessed(bytes, format)?, &["closed".to_string()])?;
    let mut written = Vec::new();
    if log.event_count() > 0 && columns::write(&log, &mut written).is_ok() {
        let again = columns::log_of(written.into(), false);
        let difference = again.map(|again| throughline::log::difference(&log, &again));
        assert_eq!(difference.ok(), Some(None), "the column file of it is not the same log");
    }
    ask_all(&log);
    Some(log)
}

/// Every measure, and the quality of the data, asked of a small log.
fn ask_all(log: &Log) {
    if !(1..=FEW_EVENTS).contains(&log.event_count()) {
        return;
    }
    let Ok(zone) = throughline::time::zone(ZONE) else { return };
    quality::findings(log, &zone, 1);
    let now = log.at_us().iter().copied().max().map_or(Instant(0), Instant);
    let ask = Ask {
        threads: 1,
        zone,
        now,
        quiet_days: 30.0,
        repeat_days: vec![30.0, 14.0, 60.0],
        calendar: Calendar::office_hours(),
        seed: 1,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: throughline::demand::own_words::LEAST_PEOPLE,
    };
    for measure in MEASURES {
        let reading = (measure.read)(log, &ask);
        assert!(!reading.says.is_empty(), "{} says nothing", measure.name);
    }
}

fn there_and_back(bytes: &[u8], format: Format) {
    let Some(log) = read(bytes, format) else { return };
    ask_all(&log);
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
    let (source, job) = (source(bytes, format)?, job());
    let is_xes = format == Format::Xes;
    let sample = if is_xes { xes::sample(&source, 100) } else { ocel::sample(&source, 100, None) };
    let mapping = xes::own_mapping(&sample.ok()?, ZONE).unwrap_or_else(standard);
    let rows = if is_xes { xes::read(&source, &mapping, &job) } else { ocel::read(&source, &mapping, &job) };
    finished(rows.ok()?, &mapping.closing)
}

fn standard() -> Mapping {
    let column =
        |name: &str, to| ColumnMap { name: name.into(), to, event: None, time: None, because: String::new() };
    Mapping {
        zone: ZONE.to_string(),
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
        contacts: Vec::new(),
        window_days: 30.0,
        paired_by: None,
        part: None,
        delimiter: None,
        encoding: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The bytes with some changed, left out or repeated.
    fn harmed(bytes: &[u8], changes: &[(usize, u8, u8)]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
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

    type Doorway = fn(&[u8]);
    const DOORWAYS: [(&str, Doorway); 11] = [
        ("csv", csv),
        ("xes", xes),
        ("ocel_json", ocel_json),
        ("ocel_xml", ocel_xml),
        ("ocel_sqlite", ocel_sqlite),
        ("parquet", parquet),
        ("spreadsheet", spreadsheet),
        ("jsonl", jsonl),
        ("columns", columns),
        ("mapping", mapping),
        ("times", times),
    ];

    /// The files of a target's committed corpus, by name.
    fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
        let folder = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fuzz/corpus/{}"), target);
        let entries = std::fs::read_dir(&folder).unwrap_or_else(|error| panic!("{folder}: {error}"));
        let paths = entries.map(|entry| entry.unwrap().path());
        let mut files: Vec<(String, Vec<u8>)> =
            paths.map(|path| (path.display().to_string(), std::fs::read(path).unwrap())).collect();
        files.sort();
        files
    }

    /// A target that starts from files its reader refuses at once finds nothing.
    #[test]
    fn the_committed_corpora_are_read() {
        let mut unread = Vec::new();
        for (target, doorway) in DOORWAYS {
            for (name, bytes) in corpus(target) {
                let is_read = match target {
                    "csv" => by_guess(&bytes, Format::Csv).is_some(),
                    "xes" => read(&bytes, Format::Xes).is_some(),
                    "ocel_json" => read(&bytes, Format::OcelJson).is_some(),
                    "ocel_xml" => read(&bytes, Format::OcelXml).is_some(),
                    "ocel_sqlite" => read(&bytes, Format::OcelSqlite).is_some(),
                    "parquet" => by_guess(&bytes, Format::Parquet).is_some(),
                    "spreadsheet" => {
                        let packed = parts::packed(&bytes).unwrap_or_else(|| bytes.clone());
                        by_guess(&packed, Format::Spreadsheet).is_some()
                    }
                    "jsonl" => by_guess(&bytes, Format::JsonLines).is_some(),
                    "columns" => columns::log_of(bytes.clone().into(), false).is_ok(),
                    "mapping" => Mapping::from_toml(std::str::from_utf8(&bytes).unwrap(), "m.toml").is_ok(),
                    _ => true,
                };
                // What once brought a reader down need not be readable.
                if !is_read && !name.contains("/damaged-") {
                    unread.push(name);
                }
                doorway(&bytes);
            }
        }
        assert!(unread.is_empty(), "not read: {unread:?}");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(std::env::var("CASES").map_or(100, |n| n.parse().unwrap())))]
        #[test]
        fn harmed_files_end_in_a_log_or_a_sentence(
            target in 0..DOORWAYS.len(),
            file in any::<prop::sample::Index>(),
            changes in prop::collection::vec((any::<usize>(), any::<u8>(), prop_oneof![any::<u8>(), prop::sample::select(b"<>/\"'&= x0,;:.-9[]{}\n".to_vec())]), 0..6),
        ) {
            let (target, doorway) = DOORWAYS[target];
            let files = corpus(target);
            doorway(&harmed(&files[file.index(files.len())].1, &changes));
        }
    }
}
