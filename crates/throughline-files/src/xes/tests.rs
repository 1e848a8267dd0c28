//! Known answers, real logs, and what a careful reader reads.

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use throughline::log::difference;
use throughline::log::{Field, Linking, Log, LogBuilder, Value};

use crate::job::Refusal;
use crate::job::tests::job;
use crate::mapping::{ColumnMap, Mapping, To};
use crate::sample::Sample;
use crate::source::Source;
use crate::xes::made;

pub(crate) fn shared(file: &str) -> Option<PathBuf> {
    let root = std::env::var("THROUGHLINE_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_string());
    let path = Path::new(&root).join("logs").join(file);
    if !path.exists() {
        println!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

pub(crate) fn column(name: &str, to: To) -> ColumnMap {
    ColumnMap { name: name.to_string(), to, event: None, time: None, because: String::new() }
}

/// pm4py's meaning of the standard keys.
pub(crate) fn standard() -> Mapping {
    Mapping {
        zone: "Europe/London".to_string(),
        columns: vec![
            column("case:concept:name", To::Need),
            column("concept:name", To::Field(Field::Activity)),
            column("time:timestamp", To::At),
            column("org:resource", To::Field(Field::Worker)),
            column("org:group", To::Field(Field::Team)),
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

pub(crate) struct Read {
    pub(crate) log: Log,
    pub(crate) refused: Vec<Refusal>,
    pub(crate) notes: Vec<String>,
}

pub(crate) fn read_source(source: &Source, mapping: &Mapping, threads: usize) -> Result<Read, String> {
    let job = job(threads);
    let rows = super::read(source, mapping, &job).map_err(|error| error.to_string())?;
    let mut builder = LogBuilder::new(Linking::default());
    rows.into_iter().for_each(|rows| builder.add(rows));
    mapping.closing.iter().for_each(|activity| builder.closing(activity));
    let log = builder.finish(threads).map_err(|error| error.to_string())?;
    Ok(Read { log, refused: job.report.refusals(), notes: job.report.notes() })
}

pub(crate) fn of_bytes(bytes: &[u8]) -> Source {
    Source::of_bytes("log.xes", bytes).unwrap().remove(0)
}

fn read_with(text: &str, mapping: &Mapping) -> Result<Read, String> {
    read_source(&of_bytes(text.as_bytes()), mapping, 1)
}

fn read(text: &str) -> Result<Read, String> {
    read_with(text, &standard())
}

fn sample(text: &str) -> Sample {
    super::sample(&of_bytes(text.as_bytes()), 1000).unwrap()
}

/// Every event as a line: need, time, and all columns that have a value.
fn lines(log: &Log) -> Vec<String> {
    let mut lines = Vec::new();
    let said = |value: Value<'_>| match value {
        Value::Text(text) => format!("{text:?}"),
        other => other.to_string(),
    };
    for need in log.needs() {
        for event in need.events.clone() {
            let mut parts = vec![
                log.need_name(need.index).to_string(),
                Value::Time(throughline::time::Instant(log.at_us()[event])).to_string(),
            ];
            let fields =
                log.columns().fields.iter().map(|(field, column)| (field.name().to_string(), column));
            let attributes = log.columns().attributes.iter().map(|(name, column)| (name.clone(), column));
            let mut all: Vec<(String, Option<Value<'_>>)> =
                fields.chain(attributes).map(|(name, column)| (name, column.get(event))).collect();
            for (name, column) in &log.columns().need_attributes {
                all.push((format!("case:{name}"), column.get(need.index as usize)));
            }
            all.sort_by(|a, b| a.0.cmp(&b.0));
            parts
                .extend(all.into_iter().filter_map(|(name, value)| Some(format!("{name}={}", said(value?)))));
            lines.push(parts.join(" | "));
        }
    }
    lines
}

fn event(inner: &str) -> String {
    format!(
        "<event><string key=\"concept:name\" value=\"a\"/><date key=\"time:timestamp\" value=\"2024-01-01T00:00:00Z\"/>{inner}</event>"
    )
}

fn log_of(traces: &str) -> String {
    format!("<?xml version=\"1.0\"?>\n<log>\n{traces}\n</log>\n")
}

fn trace(name: &str, inner: &str) -> String {
    format!("<trace><string key=\"concept:name\" value=\"{name}\"/>{inner}</trace>")
}

#[test]
fn types_nesting_lists_and_attributes_of_the_trace_are_kept() {
    let text = log_of(
        "<trace>
           <string key='concept:name' value='N1'/>
           <int key='size' value='3'><string key='unit' value='m²'/></int>
           <event>
             <date key='time:timestamp' value='2024-07-01T12:00:00.250+02:00'/>
             <string key='concept:name' value='ask &amp; &quot;answer&quot; &#10;&#xe9;'/>
             <int key='n' value='-7'/><float key='x' value='1.5e3'/><boolean key='yes' value='true'/>
             <id key='identity:id' value='f81d4fae'/><date key='due' value='2024-07-02'/>
             <list key='tags'><values><string key='tag' value='a'/><string key='tag' value='b'/></values></list>
             <container key='box'><float key='w' value='2'><string key='deep' value='d'/></float></container>
             <string key='empty' value=''/>
           </event>
           <string key='late' value='also'/>
         </trace>",
    );
    let read = read(&text).unwrap();
    assert_eq!(read.refused, []);
    assert_eq!(
        lines(&read.log),
        [
            "N1 | 2024-07-01T10:00:00.25Z | activity=\"ask & \\\"answer\\\" \\né\" | box/w=2 | box/w/deep=\"d\" | case:late=\"also\" | \
             case:size=3 | case:size/unit=\"m²\" | due=2024-07-01T23:00:00Z | identity:id=\"f81d4fae\" | n=-7 | tags/tag=\"a\" | \
             tags/tag (2)=\"b\" | x=1500 | yes=true"
        ]
    );
}

#[test]
fn markup_that_is_legal_but_odd_is_read() {
    let text = "\u{feff}<?xml version='1.0'?><!-- <trace> --><x:log xmlns:x='http://www.xes-standard.org/'><![CDATA[<trace>]]>\
        <?pi <trace> ?><x:trace ><x:string\n value = 'N > 1'\n key = \"concept:name\" ></x:string><!-- - -->\
        <x:event><x:date value='2024-01-01T00:00:00Z' key='time:timestamp' other='1'/><![CDATA[ x ]]>\
        <x:string key='concept:name' value='a\r\n\tb'/></x:event ></x:trace></x:log>  <!-- end -->\n";
    let read = read(text).unwrap();
    assert_eq!(lines(&read.log), ["N > 1 | 2024-01-01T00:00:00Z | activity=\"a  b\""]);
}

#[test]
fn events_that_cannot_be_used_are_refused_with_their_line() {
    let text = "<log>\n<event>\n<string key='concept:name' value='lost'/></event>\n<trace>\n<string key='concept:name' value='N'/>\n\
        <event>\n<string key='concept:name' value='no time'/>\n</event>\n\
        <event><string key='concept:name' value='bad'/>\n<date key='time:timestamp' value='yesterday'/></event>\n\
        <event>\n<date key='time:timestamp' value='2024-01-01T00:00:00Z'/></event>\n\
        <event><string key='concept:name' value='kept'/><date key='time:timestamp' value='2024-01-01T00:00:00Z'/></event>\n\
        </trace></log>";
    let read = read(text).unwrap();
    let refused: Vec<_> =
        read.refused.iter().map(|r| (r.line, r.column.as_str(), r.value.as_str())).collect();
    assert_eq!(
        refused,
        [
            (2, "event", ""),
            (6, "time:timestamp", ""),
            (10, "time:timestamp", "yesterday"),
            (11, "concept:name", "")
        ]
    );
    assert_eq!(lines(&read.log), ["N | 2024-01-01T00:00:00Z | activity=\"kept\""]);
}

#[test]
fn amounts_are_in_the_currency_unless_the_key_says_pence() {
    let cost = |tag: &str| log_of(&trace("1", &event(tag)));
    let pence = |key: &str, tag: &str| {
        let mut mapping = standard();
        mapping.columns.push(column(key, To::Field(Field::Pence)));
        let read = read_with(&cost(tag), &mapping).unwrap();
        assert_eq!(read.refused, []);
        read.log.field(Field::Pence).and_then(|column| column.get(0).map(|value| value.to_string()))
    };
    assert_eq!(pence("cost:total", "<float key=\"cost:total\" value=\"0.93\"/>").as_deref(), Some("93"));
    assert_eq!(pence("cost:total", "<int key=\"cost:total\" value=\"12\"/>").as_deref(), Some("1200"));
    assert_eq!(pence("pence", "<int key=\"pence\" value=\"93\"/>").as_deref(), Some("93"));
}

#[test]
fn an_event_that_ends_before_it_starts_is_refused() {
    let mut mapping = standard();
    mapping.columns.push(column("until", To::Field(Field::Until)));
    let inner = "<date key=\"until\" value=\"2023-12-31T00:00:00Z\"/>";
    let read = read_with(&log_of(&trace("N", &event(inner))), &mapping).unwrap();
    assert_eq!(read.refused[0].value, "2024-01-01T00:00:00Z to 2023-12-31T00:00:00Z");
    assert_eq!((read.refused.len(), read.log.event_count()), (1, 0));
}

#[test]
fn traces_without_a_name_without_events_or_with_the_same_name_are_said() {
    let one = event("");
    let traces =
        format!("<trace>{one}</trace>{}{}{}<trace/>", trace("N", &one), trace("empty", ""), trace("N", &one));
    let read = read(&log_of(&traces)).unwrap();
    let names: Vec<_> =
        read.log.needs().map(|need| (read.log.need_name(need.index), need.events.len())).collect();
    assert_eq!(names, [("case 1", 1), ("N", 2)]);
    assert_eq!(
        read.notes,
        [
            "log.xes: 2 traces without events: a need of which nothing is known cannot be kept",
            "log.xes: 1 trace without concept:name: named “case N” after their place in the file",
            "log.xes: 1 trace with the name of an earlier one: taken as the same need"
        ]
    );
}

#[test]
fn a_mapping_leaves_out_hides_and_joins() {
    let mut mapping = standard();
    mapping.columns.push(column("lifecycle:transition", To::Field(Field::Activity)));
    mapping.columns.push(column("secret", To::Ignore));
    mapping.columns.push(column("case:who", To::Field(Field::Person)));
    mapping.columns.push(column("case:size", To::NeedAttribute));
    mapping.constants.push((Field::Organisation, "Council".to_string()));
    let inner = "<string key=\"lifecycle:transition\" value=\"start\"/><string key=\"secret\" value=\"x\"/>";
    let traces = trace(
        "N",
        &format!("{}<string key=\"who\" value=\"P1\"/><int key=\"size\" value=\"2\"/>", event(inner)),
    );
    let read = read_with(&log_of(&traces), &mapping).unwrap();
    let person = job(1).key.pseudonym("P1");
    assert_eq!(
        lines(&read.log),
        [format!(
            "N | 2024-01-01T00:00:00Z | activity=\"a+start\" | case:size=2 | organisation=\"Council\" | person=\"{person}\""
        )]
    );
}

#[test]
fn a_sample_has_the_types_and_says_what_it_was_told() {
    let text = log_of(
        "<classifier name='Activity' keys='concept:name lifecycle:transition'/><string key='creator' value='x'/>\
         <trace><string key='concept:name' value='N'/><event><date key='time:timestamp' value='2024-01-01T00:00:00Z'/>\
         <int key='n' value='007'/></event><event><boolean key='ok' value='0'/></event></trace>",
    );
    let sample = sample(&text);
    let columns: Vec<_> = sample
        .columns
        .iter()
        .map(|c| (c.name.as_str(), c.values.iter().map(|v| v.as_deref().unwrap_or("-")).collect::<Vec<_>>()))
        .collect();
    assert_eq!(
        columns,
        [
            ("case:concept:name", vec!["N", "N"]),
            ("time:timestamp", vec!["2024-01-01T00:00:00Z", "-"]),
            ("n", vec!["7", "-"]),
            ("ok", vec!["-", "false"])
        ]
    );
    assert!(sample.whole && sample.rows == 2);
    for says in ["“Activity” = concept:name lifecycle:transition", "`as = \"activity\"` are joined with +"]
    {
        assert!(sample.notes[0].contains(says), "{:?}", sample.notes);
    }
}

#[test]
fn a_sample_stops_when_it_has_enough() {
    let traces: String = (0..50).map(|n| trace(&n.to_string(), &event("").repeat(3))).collect();
    let sample = super::sample(&of_bytes(log_of(&traces).as_bytes()), 10).unwrap();
    assert!(!sample.whole && sample.rows == 10 && sample.columns.iter().all(|c| c.values.len() == 10));
}

#[test]
fn encodings_are_read_as_declared() {
    let text = "<?xml version=\"1.0\" encoding=\"ENC\"?><log><trace><string key=\"concept:name\" value=\"é\"/><event><string \
                key=\"concept:name\" value=\"ü\"/><date key=\"time:timestamp\" value=\"2024-01-01T00:00:00Z\"/></event></trace></log>";
    let latin = encoding_rs::WINDOWS_1252.encode(&text.replace("ENC", "ISO-8859-1")).0.into_owned();
    let utf16: Vec<u8> = [0xff, 0xfe]
        .into_iter()
        .chain(text.replace("ENC", "UTF-16").encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let wrong = text.replace("ENC", "UTF-16").into_bytes();
    let unsaid = encoding_rs::WINDOWS_1252.encode(&text.replace("ENC", "utf-8")).0.into_owned();
    for bytes in [text.replace("ENC", "utf-8").into_bytes(), latin, utf16, wrong, unsaid] {
        let read = read_source(&of_bytes(&bytes), &standard(), 2).unwrap();
        assert_eq!(lines(&read.log), ["é | 2024-01-01T00:00:00Z | activity=\"ü\""]);
    }
    let unknown = text.replace("ENC", "klingon");
    assert!(read(&unknown).err().unwrap().contains("“klingon”"));
}

#[test]
fn harmful_files_are_refused_with_a_sentence() {
    let laughs =
        "<?xml version=\"1.0\"?><!DOCTYPE lolz [<!ENTITY lol \"lol\"><!ENTITY lol2 \"&lol;&lol;\">]><log/>";
    let deep = format!("<log><trace><event>{}", "<string key='a' value='b'>".repeat(10_000));
    let aside = format!("<log>{}", "<x>".repeat(10_000));
    let whole = log_of(&trace("N", &event("")));
    let keys: String = (0..20_001).map(|n| format!("<string key=\"k{n}\" value=\"v\"/>")).collect();
    let cases: [(String, &str); 13] = [
        (laughs.to_string(), "document type"),
        (deep, "more than 100 deep"),
        (aside, "more than 100 deep"),
        (whole[..whole.len() - 12].to_string(), "ends in the middle of the log"),
        (whole[..whole.len() / 2].to_string(), "ends in the middle of the log"),
        (log_of(&trace("N", &event("<string key='a' value='&lol;'/>"))), "cannot be read"),
        ("<log><trace></log></trace>".to_string(), "</log> where </trace>"),
        ("<other><log/></other>".to_string(), "not an XES log"),
        ("<log/><log/>".to_string(), "follows after the end"),
        ("<log><trace><string key=\"a\" value=\"<\"/></trace></log>".to_string(), "&lt;"),
        ("<log><trace><string key=a/></trace></log>".to_string(), "not in quotes"),
        ("<!-- only a comment <log -->".to_string(), "no <log>"),
        (log_of(&trace("N", &event(&keys))), "20000 different keys"),
    ];
    for (text, says) in cases {
        for threads in [1, 2] {
            let mut source = of_bytes(text.as_bytes());
            source.format = crate::source::Format::Xes;
            let error = read_source(&source, &standard(), threads).err().unwrap_or_default();
            assert!(error.contains(says), "{}: {error}", &text[..text.len().min(80)]);
            assert!(super::sample(&source, usize::MAX).is_err());
        }
    }
}

#[test]
fn real_logs_have_as_many_needs_and_events_as_pm4py_finds() {
    for (file, needs, events, pairs, starts) in REAL {
        let Some(path) = shared(file) else { continue };
        let source = Source::open(&path).unwrap().remove(0);
        let read = read_source(&source, &standard(), 2).unwrap();
        assert_eq!((read.log.need_count(), read.log.event_count()), (needs, events), "{file}");
        assert_eq!(read.refused, [], "{file}");
        let edges = throughline::flow::edges::edges(&read.log, 2);
        let followed: u64 = edges.iter().map(|edge| edge.count).sum();
        let first = read.log.names(Field::Activity).unwrap();
        let mut firsts: Vec<u32> = read.log.needs().map(|need| first.codes.at(need.events.start)).collect();
        firsts.sort_unstable();
        firsts.dedup();
        assert_eq!((edges.len(), followed, firsts.len()), (pairs, (events - needs) as u64, starts), "{file}");
    }
}

/// What is written and read back, by one thread and by three.
fn there_and_back(log: &Log, name: &str) -> Result<(), String> {
    let mut bytes = Vec::new();
    super::write(log, &mut bytes).unwrap();
    let mut source = of_bytes(&bytes);
    source.format = crate::source::Format::Xes;
    let sample = super::sample(&source, 1000).unwrap();
    let mapping = super::own_mapping(&sample, "Europe/London").ok_or("not known as our own")?;
    for threads in [1, 3] {
        let read = read_source(&source, &mapping, threads)?;
        if !read.refused.is_empty() {
            return Err(format!("{name}: refused {:?}", read.refused));
        }
        if let Some(difference) = difference(log, &read.log) {
            return Err(format!("{name}: {difference}\n{}", String::from_utf8_lossy(&bytes)));
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]
    #[test]
    fn what_we_write_reads_back_as_the_same_log(log in made::log()) {
        if let Err(says) = there_and_back(&log, "made") {
            return Err(TestCaseError::fail(says));
        }
    }
}

#[test]
fn real_logs_are_the_same_when_written_and_read_back() {
    for (file, ..) in REAL {
        let Some(path) = shared(file) else { continue };
        let source = Source::open(&path).unwrap().remove(0);
        let read = read_source(&source, &standard(), 2).unwrap();
        assert_eq!(there_and_back(&read.log, file), Ok(()));
    }
}

/// File, needs, events, different pairs of activities that follow each other, different first activities: what pm4py 2.7 finds
/// (`read_xes`, then `discover_dfg`).
const REAL: [(&str, usize, usize, usize, usize); 7] = [
    ("running-example.xes", 6, 42, 16, 1),
    ("receipt.xes.gz", 1434, 8577, 99, 1),
    ("helpdesk.xes.gz", 4580, 21348, 55, 6),
    ("BPIC13_incidents.xes.gz", 7554, 65533, 11, 3),
    ("BPIC15_4.xes.gz", 1053, 47293, 3565, 15),
    ("BPIC15_5.xes.gz", 1156, 59083, 4892, 13),
    ("Road_Traffic_Fine_Management_Process.xes.zip", 150370, 561470, 70, 1),
];

/// How fast the file named by `XES_SPEED` is read: run it alone, with `--ignored --nocapture`.
#[test]
#[ignore = "for measuring by hand"]
fn speed() {
    let path = std::env::var("XES_SPEED").unwrap();
    let source = Source::open(Path::new(&path)).unwrap().remove(0);
    for threads in [1, 2] {
        let begun = std::time::Instant::now();
        let job = job(threads);
        let rows = super::read(&source, &standard(), &job).unwrap();
        let events: usize = rows.iter().map(throughline::log::Rows::len).sum();
        println!("{threads} threads: {events} events, {} parts, {:?}", rows.len(), begun.elapsed());
        assert!(events > 0);
    }
}

/// Writes the real logs to the directory `XES_OUT`, as XES and OCEL, for pm4py to read.
#[test]
#[ignore = "for comparing by hand"]
fn write_for_pm4py() {
    let out = PathBuf::from(std::env::var("XES_OUT").unwrap());
    for (file, ..) in REAL {
        let Some(path) = shared(file) else { continue };
        let read = read_source(&Source::open(&path).unwrap().remove(0), &standard(), 2).unwrap();
        let create = |ending: &str| std::fs::File::create(out.join(format!("{file}{ending}"))).unwrap();
        super::write(&read.log, &mut create(".out.xes")).unwrap();
        crate::ocel::write(&read.log, &mut create(".out.jsonocel")).unwrap();
        assert!(read.log.event_count() > 0);
    }
}

/// The log as quick-xml reads it: events and their attributes one after the other, without nesting.
fn careful(text: &str) -> Vec<String> {
    use quick_xml::events::Event;
    let mut xml = quick_xml::Reader::from_str(text);
    let (mut trace, mut event) = (Vec::new(), Vec::new());
    let (mut in_event, mut events, mut all) = (false, Vec::new(), Vec::new());
    loop {
        let (tag, empty) = match xml.read_event().unwrap() {
            Event::Start(tag) => (tag, false),
            Event::Empty(tag) => (tag, true),
            Event::End(tag) => {
                match tag.local_name().as_ref() {
                    "event" => {
                        in_event = false;
                        events.push(std::mem::take(&mut event));
                    }
                    "trace" => {
                        for mut event in events.drain(..) {
                            event.extend(trace.iter().cloned());
                            event.sort();
                            all.push(event.join(" | "));
                        }
                        trace.clear();
                    }
                    _ => {}
                }
                continue;
            }
            Event::Eof => return all,
            _ => continue,
        };
        let value = |name: &str| {
            let value = tag.try_get_attribute(name).unwrap()?;
            Some(value.normalized_value(quick_xml::XmlVersion::Implicit1_0).unwrap().into_owned())
        };
        match tag.local_name().as_ref() {
            "event" if empty => unreachable!("the texts have no empty events"),
            "event" => in_event = true,
            "string" => {
                let (key, value) = (value("key").unwrap(), value("value").unwrap());
                if !value.is_empty() {
                    let (list, level) = if in_event { (&mut event, "") } else { (&mut trace, "case:") };
                    list.push(format!("{level}{key}={value:?}"));
                }
            }
            _ => {}
        }
    }
}

/// Something that may stand between two tags.
fn between() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => Just("\n\t\t".to_string()),
        2 => Just(String::new()),
        1 => Just("<!-- <trace > </event> \"'& -->".to_string()),
        1 => Just("<![CDATA[<trace >]]>".to_string()),
        1 => Just("<?pi <trace > ?>".to_string()),
        1 => Just(" text > ' \" \r\n".to_string()),
    ]
}

/// A tag of a string with one of the forms that XML allows.
fn string_tag(key: &'static str) -> impl Strategy<Value = String> {
    let value = prop_oneof![
        4 => "[a-e]{0,3}",
        1 => "[a-e<>&\"'\n\t é_x]{0,20}".prop_map(|text| {
            text.replace('&', "&amp;").replace('<', "&#60;").replace('"', "&quot;").replace('\'', "&#x27;")
        }),
        1 => "[a-c'>\n\r\t/= é]{0,30}".prop_map(|text| text.replace('\'', "&apos;")),
    ];
    (value, 0..6).prop_map(move |(value, form)| match form {
        0 => format!("<string key='{key}' value='{value}'/>"),
        1 => format!("<string value = \"{value}\"\n key='{key}' />"),
        2 => format!("<x:string key=\"{key}\" value=\"{value}\"></x:string>"),
        3 => format!("<string key=\"{key}\" value=\"{value}\" other=\"<\" />")
            .replace("other=\"<\"", "other='>'"),
        _ => format!("<string key=\"{key}\" value=\"{value}\"/>"),
    })
}

fn odd_log() -> impl Strategy<Value = String> {
    let key = prop::sample::select(vec!["a", "b", "c", "a/b"]);
    let attributes = prop::collection::btree_map(key, (0..1000u32).prop_map(|_| ()), 0..4)
        .prop_flat_map(|keys| keys.into_keys().map(|key| (between(), string_tag(key))).collect::<Vec<_>>());
    let joined = |tags: Vec<(String, String)>| tags.into_iter().map(|(a, b)| a + &b).collect::<String>();
    let event = (between(), attributes.clone()).prop_map(move |(between, tags)| {
        format!(
            "{between}<event>{}<date key='time:timestamp' value='2024-01-01T00:00:00Z'/></event>",
            joined(tags)
        )
    });
    let trace = (between(), attributes, prop::collection::vec(event, 0..4)).prop_map(
        move |(between, tags, events)| {
            format!("{between}<trace >{}{}</trace>", joined(tags), events.concat())
        },
    );
    prop::collection::vec(trace, 0..20).prop_map(|traces| {
        let mut text = String::from("<?xml version='1.0'?><log xmlns:x='http://www.xes-standard.org/'>");
        for (number, trace) in traces.into_iter().enumerate() {
            let named = format!("<trace ><string key='concept:name' value='N{number:04}'/>");
            text.push_str(&trace.replacen("<trace >", &named, usize::from(!trace.contains("<!--"))));
        }
        text + "</log>"
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]
    #[test]
    fn it_reads_what_a_general_reader_reads_with_any_number_of_threads(text in odd_log()) {
        let mut mapping = standard();
        mapping.columns.truncate(1);
        mapping.columns.push(column("time:timestamp", To::At));
        mapping.columns[0] = column("case:concept:name", To::Attribute);
        for name in ["case:a", "case:b", "case:c", "case:a/b"] {
            mapping.columns.push(column(name, To::Attribute));
        }
        let source = Source::of_bytes("log.xes", text.as_bytes()).unwrap().remove(0);
        let mut all = Vec::new();
        for threads in [1, 2, 5] {
            let job = job(threads);
            let rows = super::read(&source, &mapping, &job).unwrap();
            let mut read = Vec::new();
            for rows in rows {
                for row in 0..rows.len() {
                    let cells = rows.columns().iter().filter_map(|(slot, cells)| match (slot, cells.get(row)?) {
                        (throughline::log::Slot::Attribute(name), Value::Text(text)) => Some(format!("{name}={text:?}")),
                        _ => None,
                    });
                    let mut cells: Vec<String> = cells.collect();
                    cells.sort();
                    read.push(cells.join(" | "));
                }
            }
            prop_assert_eq!(&job.report.refusals(), &[]);
            all.push(read);
        }
        prop_assert_eq!(&all[0], &careful(&text));
        prop_assert_eq!(&all[0], &all[1]);
        prop_assert_eq!(&all[0], &all[2]);
    }
}
