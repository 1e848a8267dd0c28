//! The standard's own example in its three forms, hostile files, and what we write.

use proptest::prelude::*;
use throughline::log::{Field, Linking, Log, LogBuilder, difference};

use crate::job::tests::job;
use crate::mapping::{Mapping, To};
use crate::sample::Sample;
use crate::source::{Format, Source};
use crate::xes::made;
use crate::xes::tests::{column, shared, standard};

const FORMS: [&str; 3] = ["ocel20_example.jsonocel", "ocel20_example.xmlocel", "ocel20_example.sqlite"];

struct Read {
    log: Log,
    refused: Vec<(String, String)>,
    notes: Vec<String>,
}

fn read(source: &Source, mapping: &Mapping) -> Result<Read, String> {
    let job = job(2);
    let mut builder = LogBuilder::new(Linking::default());
    super::read(source, mapping, &job)
        .map_err(|error| error.to_string())?
        .into_iter()
        .for_each(|rows| builder.add(rows));
    mapping.closing.iter().for_each(|activity| builder.closing(activity));
    let refused = job.report.refusals().into_iter().map(|refusal| (refusal.place(), refusal.value)).collect();
    Ok(Read { log: builder.finish(2).unwrap(), refused, notes: job.report.notes() })
}

fn of_bytes(bytes: &[u8], format: Format) -> Source {
    // What only looks like OCEL is still given to the reader.
    let mut source = Source::of_bytes("log", b"need,at\n1,2024-01-01\n").unwrap().remove(0);
    if let Ok(mut sources) = Source::of_bytes("log", bytes) {
        source = sources.remove(0);
    }
    source.format = format;
    source
}

/// The example's XML and SQLite were written without offsets, in the time of Central Europe (compare the JSON).
fn berlin() -> Mapping {
    Mapping { zone: "Europe/Berlin".to_string(), ..standard() }
}

fn json(text: &str) -> Source {
    of_bytes(text.as_bytes(), Format::OcelJson)
}

fn column_of<'a>(sample: &'a Sample, name: &str) -> Vec<Option<&'a str>> {
    let column = sample.columns.iter().find(|column| column.name == name).unwrap();
    column.values.iter().map(Option::as_deref).collect()
}

#[test]
fn the_three_forms_of_the_example_are_the_same_log() {
    let logs: Vec<Read> = FORMS
        .iter()
        .filter_map(|file| shared(file))
        .map(|path| read(&Source::open(&path).unwrap().remove(0), &berlin()).unwrap())
        .collect();
    for read in &logs {
        assert_eq!(difference(&read.log, &logs[0].log), None);
        assert_eq!(read.refused, logs[0].refused);
        // From pm4py 2.7: ocel_flattening by “Invoice”, cases and events.
        assert_eq!((read.log.need_count(), read.log.event_count()), INVOICES);
        assert!(read.notes[0].contains("“Invoice” are taken as the needs"), "{:?}", read.notes);
    }
}

const INVOICES: (usize, usize) = (3, 9);

#[test]
fn any_object_type_can_be_the_need() {
    // From pm4py 2.7: ocel_flattening by each type, cases and events.
    for (part, cases, events) in TYPES {
        let Some(path) = shared(FORMS[0]) else { return };
        let mapping = Mapping { part: Some(part.to_string()), ..berlin() };
        let read = read(&Source::open(&path).unwrap().remove(0), &mapping).unwrap();
        assert_eq!((read.log.need_count(), read.log.event_count()), (cases, events), "{part}");
    }
}

#[test]
fn why_a_type_is_the_need_is_said_once_and_only_where_nobody_chose_it() {
    let says_need = |notes: &[String]| {
        notes
            .iter()
            .filter(|note| note.contains("are taken as the needs") || note.contains("is the need"))
            .count()
    };
    assert_eq!(says_need(&read(&json(SMALL), &standard()).unwrap().notes), 1);
    let chosen = Mapping { part: Some("job".to_string()), ..standard() };
    assert_eq!(says_need(&read(&json(SMALL), &chosen).unwrap().notes), 0);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("log.json");
    std::fs::write(&file, SMALL).unwrap();
    let guessed = crate::read::read(&[file], &[], "UTC", &job(2)).unwrap();
    assert_eq!(says_need(&guessed.notes), 1, "{:?}", guessed.notes);
}

const TYPES: [(&str, usize, usize); 4] =
    [("Invoice", 3, 9), ("Payment", 3, 3), ("Purchase Order", 2, 5), ("Purchase Requisition", 1, 3)];

const SMALL: &str = r#"{
 "objectTypes": [{"name":"job","attributes":[{"name":"size","type":"integer"},{"name":"state","type":"string"}]},
                 {"name":"part","attributes":[]}],
 "eventTypes": [{"name":"do","attributes":[{"name":"when due","type":"time"},{"name":"cost","type":"float"}]}],
 "objects": [{"id":"J1","type":"job","attributes":[{"name":"size","time":"1970-01-01T00:00:00Z","value":3},
                {"name":"state","time":"2024-01-02T00:00:00Z","value":"late"},{"name":"state","time":"2024-01-01T00:00:00Z","value":"new"}]},
             {"id":"J2","type":"job"},{"id":"P1","type":"part"},{"id":"P2","type":"part"},{"id":"P3","type":"part"}],
 "events": [
  {"id":"e1","type":"do","time":"2024-01-01T10:00:00Z","attributes":[{"name":"cost","value":2},{"name":"when due","value":"2024-02-01T00:00:00Z"}],
   "relationships":[{"objectId":"J1"},{"objectId":"P1"},{"objectId":"P2"}]},
  {"id":"e2","type":"share","time":"2024-01-01T11:00:00Z","relationships":[{"objectId":"J1"},{"objectId":"J2"},{"objectId":"gone"}]},
  {"id":"e3","type":"lost","time":"2024-01-01T12:00:00Z","relationships":[{"objectId":"P1"}]},
  {"id":"e4","type":"when","relationships":[{"objectId":"J2"}]},
  {"id":"e5","type":"do","time":"2024-01-01T13:00:00Z","relationships":[{"objectId":"J2"},{"objectId":"J2"}]}]}"#;

#[test]
fn objects_become_columns_and_what_cannot_be_used_is_said() {
    let sample = super::sample(&json(SMALL), 100, None).unwrap();
    assert_eq!(
        column_of(&sample, "case:concept:name"),
        [Some("J1"), Some("J1"), Some("J2"), Some("J2"), Some("J2")]
    );
    assert_eq!(column_of(&sample, "case:state")[..2], [Some("late"); 2]);
    assert_eq!(column_of(&sample, "case:size")[..3], [Some("3"), Some("3"), None]);
    assert_eq!(column_of(&sample, "part")[..2], [Some("P1+P2"), None]);
    assert_eq!(column_of(&sample, "cost")[0], Some("2"));
    let read = read(&json(SMALL), &standard()).unwrap();
    let refused: Vec<(&str, &str)> =
        read.refused.iter().map(|(place, value)| (place.as_str(), value.as_str())).collect();
    assert_eq!(refused, [("event 3", "e3"), ("event 4", "")]);
    let of: Vec<_> =
        read.log.needs().map(|need| (read.log.need_name(need.index), need.events.len())).collect();
    assert_eq!(of, [("J1", 2), ("J2", 2)]);
    assert!(
        read.notes.iter().any(|note| note.contains("1 event belongs to several objects of type “job”")),
        "{:?}",
        read.notes
    );
    assert!(read.notes.iter().any(|note| note.contains("1 relation")), "{:?}", read.notes);
    assert!(matches!(read.log.event_column("when due"), Some(throughline::log::Column::Times(_))));
}

#[test]
fn a_type_that_is_not_there_is_an_error_that_names_those_that_are() {
    let mapping = Mapping { part: Some("order".to_string()), ..standard() };
    let error = read(&json(SMALL), &mapping).err().unwrap();
    assert!(error.contains("“order”") && error.contains("“job”, “part”"), "{error}");
}

#[test]
fn files_that_are_not_ocel_are_refused_with_a_sentence() {
    let deep = format!("{{\"objects\":[],\"events\":[{}", "[".repeat(10_000));
    let deep_value = SMALL.replace("\"value\":2", &format!("\"value\":{}1", "[".repeat(10_000)));
    let laughs = "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\">]><log><events/></log>";
    let nested = format!("<log><events>{}", "<event>".repeat(10_000));
    let cases: [(&str, Format, &str); 11] = [
        (&SMALL[..SMALL.len() - 40], Format::OcelJson, "ends in the middle"),
        (&deep, Format::OcelJson, "cannot be read as OCEL"),
        (&deep_value, Format::OcelJson, "recursion limit"),
        ("{}", Format::OcelJson, "no “objects”"),
        ("{\"ocel:events\":{}}", Format::OcelJson, "OCEL 1.0"),
        ("{\"objects\":[],\"events\":[]}", Format::OcelJson, "no objects"),
        (laughs, Format::OcelXml, "document type"),
        (&nested, Format::OcelXml, "more than 100 deep"),
        ("<log><events><event id=\"e\"", Format::OcelXml, "line 1"),
        ("<log><events>\n<event id=\"e\"></events></log>", Format::OcelXml, "near line 2"),
        ("not a database at all, but long enough to have a header", Format::OcelSqlite, "SQLite"),
    ];
    for (text, format, says) in cases {
        let error = read(&of_bytes(text.as_bytes(), format), &standard()).err().unwrap_or_default();
        assert!(error.contains(says), "{}: {error}", &text[..text.len().min(60)]);
    }
}

#[test]
fn xml_with_references_and_cdata_is_read() {
    let text = "<?xml version='1.0' encoding='ISO-8859-1'?><log><event-types><event-type name='d&amp;o'><attributes>\
        <attribute name='n' type='integer'/></attributes></event-type></event-types>\
        <objects><object id='J &lt;1' type='job'/></objects><events><event id='e' type='d&amp;o' time='2024-01-01T00:00:00Z'>\
        <attributes><attribute name='n'>7</attribute><attribute name='t'>a &amp; <![CDATA[<b>]]>&#233;</attribute></attributes>\
        <objects><relationship object-id='J &lt;1' qualifier=''/></objects></event></events></log>";
    let source = of_bytes(text.as_bytes(), Format::OcelXml);
    let sample = super::sample(&source, 10, None).unwrap();
    let values: Vec<_> = sample
        .columns
        .iter()
        .map(|column| (column.name.as_str(), column.values[0].as_deref().unwrap()))
        .collect();
    assert_eq!(
        values,
        [
            ("case:concept:name", "J <1"),
            ("concept:name", "d&o"),
            ("time:timestamp", "2024-01-01T00:00:00Z"),
            ("n", "7"),
            ("t", "a & <b>é")
        ]
    );
}

/// What is written and read back.
fn there_and_back(log: &Log) -> Result<(), String> {
    let mut bytes = Vec::new();
    super::write(log, &mut bytes).unwrap();
    let source = of_bytes(&bytes, Format::OcelJson);
    let sample = super::sample(&source, 1000, None).map_err(|error| error.to_string())?;
    let mapping = crate::xes::own_mapping(&sample, "Europe/London").ok_or("not known as our own")?;
    let read = read(&source, &mapping)?;
    match difference(log, &read.log) {
        None if read.refused.is_empty() => Ok(()),
        None => Err(format!("refused {:?}", read.refused)),
        Some(difference) => Err(format!("{difference}\n{}", String::from_utf8_lossy(&bytes))),
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn what_we_write_reads_back_as_the_same_log(log in made::log()) {
        if let Err(says) = there_and_back(&log) {
            return Err(TestCaseError::fail(says));
        }
    }
}

#[test]
fn real_logs_are_the_same_when_written_and_read_back() {
    let mut mapping = standard();
    mapping.columns.push(column("org:role", To::Field(Field::Role)));
    for file in ["receipt.xes.gz", "helpdesk.xes.gz", "running-example.xes"] {
        let Some(path) = shared(file) else { continue };
        let source = Source::open(&path).unwrap().remove(0);
        let read = crate::xes::tests::read_source(&source, &mapping, 2).unwrap();
        assert_eq!(there_and_back(&read.log), Ok(()), "{file}");
    }
}

#[test]
fn sqlite_that_makes_its_rows_up_is_not_read() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.sqlite");
    let plain = "CREATE TABLE object (ocel_id, ocel_type); INSERT INTO object VALUES ('o', 'job');
        CREATE TABLE object_map_type (ocel_type, ocel_type_map); INSERT INTO object_map_type VALUES ('job', 'job');
        CREATE TABLE object_job (ocel_id, ocel_time, ocel_changed_field);
        CREATE TABLE event (ocel_id, ocel_type); INSERT INTO event VALUES ('e', 'visit');
        CREATE TABLE event_map_type (ocel_type, ocel_type_map); INSERT INTO event_map_type VALUES ('visit', 'visit');
        CREATE TABLE event_visit (ocel_id, ocel_time); INSERT INTO event_visit VALUES ('e', '2024-03-01 09:00:00');
        CREATE TABLE event_object (ocel_event_id, ocel_object_id, ocel_qualifier);
        INSERT INTO event_object VALUES ('e', 'o', '');";
    let endless = "WITH RECURSIVE n(a) AS (SELECT 1 UNION ALL SELECT a + 1 FROM n) SELECT";
    let changed = [
        ("event", format!("DROP TABLE event; CREATE VIEW event AS {endless} 'e' || a AS ocel_id, 'visit' AS ocel_type FROM n;")),
        (
            "event_visit",
            format!("DROP TABLE event_visit; CREATE VIEW event_visit AS {endless} 'e' AS ocel_id, a AS ocel_time FROM n;"),
        ),
        ("object_job", "ALTER TABLE object_job ADD COLUMN large GENERATED ALWAYS AS (zeroblob(900000000));".to_string()),
        ("Event_Object", "DROP TABLE event_object; CREATE VIRTUAL TABLE Event_Object USING fts5(ocel_event_id, ocel_object_id);".to_string()),
    ];
    let read_with = |change: &str| {
        let _ = std::fs::remove_file(&path);
        let file = rusqlite::Connection::open(&path).unwrap();
        file.execute_batch(plain).and_then(|()| file.execute_batch(change)).unwrap();
        drop(file);
        crate::ocel::sample(&Source::open(&path).unwrap().remove(0), 10, None)
    };
    assert!(read_with("").is_ok());
    for (table, change) in changed {
        let said = read_with(&change).err().unwrap().to_string();
        let named = said.to_lowercase().contains(&format!("its “{}” is a view", table.to_lowercase()));
        assert!(named && said.contains("make a plain table of it"), "{table}: {said}");
    }
}
