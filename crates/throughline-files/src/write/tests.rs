//! What is written, that it is whole or not there, and that reading it back gives the same log.

mod back;

use std::path::PathBuf;

use proptest::prelude::*;
use throughline::log::{Field, Holds, LogBuilder, Rows, Slot, Value, difference};
use throughline::time::{EARLIEST_US, Instant, LATEST_US};

use super::*;
use crate::job::tests::job;
use crate::mapping::{ColumnMap, Mapping, To};
use crate::source::Source;

/// One event of a made-up log.
#[derive(Debug, Clone)]
struct Event {
    need: String,
    at_us: i64,
    activity: String,
    /// How long it took, in microseconds, if it took time.
    took_us: Option<i64>,
    worker: String,
    person: String,
    minutes: Option<f64>,
    pence: Option<i64>,
    text: String,
    time: Option<i64>,
    whole: Option<i64>,
    real: Option<f64>,
    flag: Option<bool>,
    /// A number that is the same for all events of a need.
    ward: u8,
}

fn hostile() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,6}",
        2 => "[ -~]{0,12}",
        2 => "[\"',;\\|\t\n\rä日😀\u{a0}=+@-]{0,6}",
        1 => Just("\"\"".to_string()),
        1 => "[a-z ]{30,60}",
    ]
}

fn named() -> impl Strategy<Value = String> {
    hostile().prop_map(|name| if name.trim().is_empty() { "none".to_string() } else { name })
}

fn real() -> impl Strategy<Value = f64> {
    prop_oneof![
        any::<f64>().prop_filter("a number", |n| n.is_finite()),
        (-1000i32..1000).prop_map(|n| f64::from(n) / 8.0)
    ]
}

fn event() -> impl Strategy<Value = Event> {
    let time = EARLIEST_US..LATEST_US;
    let whole = any::<i64>().prop_filter("a number", |n| *n != i64::MIN);
    let first =
        (named(), prop_oneof![0..50i64, time.clone()], named(), prop::option::of(0..1_000_000_000_000i64));
    let second = (hostile(), hostile(), prop::option::of(real()), prop::option::of(whole.clone()), hostile());
    let third =
        (prop::option::of(time), prop::option::of(whole), prop::option::of(real()), any::<Option<bool>>());
    (first, second, third).prop_map(|(first, second, third)| {
        let (need, at_us, activity, took_us) = first;
        let (worker, person, minutes, pence, text) = second;
        let (time, whole, real, flag) = third;
        let ward = need.len() as u8;
        Event {
            need,
            at_us,
            activity,
            took_us,
            worker,
            person,
            minutes,
            pence,
            text,
            time,
            whole,
            real,
            flag,
            ward,
        }
    })
}

pub(crate) fn logs() -> impl Strategy<Value = Log> {
    (prop::collection::vec(event(), 1..60), prop::collection::vec(named(), 0..3)).prop_map(
        |(mut events, closing)| {
            // Some needs with several events, some events at one time.
            for place in 0..events.len() {
                if place % 3 > 0 {
                    events[place].need = events[place - 1].need.clone();
                    events[place].ward = events[place - 1].ward;
                }
                if place % 5 == 4 {
                    events[place].at_us = events[place - 1].at_us;
                }
            }
            log_of(&events, &closing, Names::Hostile)
        },
    )
}

/// Whether attributes have names that are hard to write as headers.
#[derive(Clone, Copy, PartialEq)]
enum Names {
    Plain,
    Hostile,
}

/// Names of attributes that would be taken for something else, or be tidied away.
const HOSTILE: [&str; 10] = [
    " padded ",
    "closing:tab",
    "case:ward",
    "event:case:ward",
    "event:plain",
    "person",
    "person_pseudonym",
    "need",
    "tab\tbed",
    "concept:name",
];

fn log_of(events: &[Event], closing: &[String], names: Names) -> Log {
    let mut rows = Rows::new();
    for event in events {
        let mut set = |slot: Slot, holds: Holds, value: Option<Value<'_>>| {
            let column = rows.column(slot, holds);
            if let Some(value) = value {
                rows.set(column, value);
            }
        };
        let ends = event.took_us.map(|took| event.at_us + took).filter(|us| *us <= LATEST_US);
        let attribute = |name: &str| Slot::Attribute(name.to_string());
        set(Slot::Need, Holds::Name, Some(Value::Text(&event.need)));
        set(Slot::Field(Field::Activity), Holds::Name, Some(Value::Text(&event.activity)));
        set(Slot::Field(Field::Until), Holds::Time, ends.map(|us| Value::Time(Instant(us))));
        set(Slot::Field(Field::Worker), Holds::Name, Some(Value::Text(&event.worker)));
        set(Slot::Field(Field::Person), Holds::Name, Some(Value::Text(&event.person)));
        set(Slot::Field(Field::Minutes), Holds::Real, event.minutes.map(Value::Real));
        set(Slot::Field(Field::Pence), Holds::Whole, event.pence.map(Value::Whole));
        set(attribute("text"), Holds::Name, Some(Value::Text(&event.text)));
        set(attribute("a time"), Holds::Time, event.time.map(|us| Value::Time(Instant(us))));
        set(attribute("whole, \"number\""), Holds::Whole, event.whole.map(Value::Whole));
        // Names that would mean something as headers.
        set(attribute("activity"), Holds::Real, event.real.map(Value::Real));
        set(attribute("yes [whole]"), Holds::Flag, event.flag.map(Value::Flag));
        if names == Names::Hostile {
            for (place, name) in HOSTILE.iter().enumerate() {
                let text = event.text.get(place % 3..).unwrap_or("");
                set(attribute(name), Holds::Name, Some(Value::Text(text)));
            }
        }
        let ward = Value::Whole(event.ward.into());
        set(Slot::NeedAttribute("ward".to_string()), Holds::Whole, Some(ward));
        rows.end_row(event.at_us);
    }
    let mut builder = LogBuilder::default();
    closing.iter().for_each(|activity| builder.closing(activity));
    builder.add(rows);
    builder.finish(1).unwrap()
}

/// The mapping of our own written form.
fn own_mapping(names: impl Iterator<Item = String>) -> Mapping {
    let to = |name: &str| match name {
        "need" => To::Need,
        "at" => To::At,
        "person_pseudonym" => To::Pseudonym,
        name if name.starts_with("case:") => To::NeedAttribute,
        name => Field::named(name).map_or(To::Attribute, To::Field),
    };
    let map =
        |name: String| ColumnMap { to: to(&name), name, event: None, time: None, because: String::new() };
    Mapping {
        zone: "Europe/London".to_string(),
        columns: names.map(map).collect(),
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

fn read_parquet(path: &Path) -> Log {
    let source = Source::open(path).unwrap().remove(0);
    let job = job(2);
    let sample = crate::parquet::sample(&source, 5).unwrap();
    let mapping = own_mapping(sample.columns.into_iter().map(|column| column.name));
    let mut builder = LogBuilder::default();
    for rows in crate::parquet::read(&source, &mapping, &job).unwrap() {
        builder.add(rows);
    }
    crate::parquet::closing(&source).unwrap().iter().flatten().for_each(|activity| builder.closing(activity));
    assert_eq!(job.report.refusals(), vec![]);
    builder.finish(2).unwrap()
}

fn read_columns(path: &Path) -> Log {
    crate::columns::read(&Source::open(path).unwrap().remove(0)).unwrap()
}

fn small() -> Log {
    let event = |need: &str, at_us, activity: &str| Event {
        need: need.to_string(),
        at_us,
        activity: activity.to_string(),
        took_us: (at_us > 0).then_some(1_000_000),
        worker: if at_us > 0 { String::new() } else { " Jo, \"the boss\"".to_string() },
        person: String::new(),
        minutes: Some(2.5),
        pence: None,
        text: "1".to_string(),
        time: Some(1_719_792_000_500_000),
        whole: Some(7),
        real: None,
        flag: Some(at_us > 0),
        ward: 3,
    };
    log_of(
        &[event("a", 0, "ask"), event("a,b", 5, "ask\nagain"), event("a", 1_000_000, "mend")],
        &[],
        Names::Plain,
    )
}

#[test]
fn csv_is_written_as_documented() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    write(&small(), &path).unwrap();
    let text = std::fs::read_to_string(&path).unwrap();
    let wanted = "need,at,until,activity,person_pseudonym,worker,minutes,pence,text [text],a time [time],\
                  \"whole, \"\"number\"\" [whole]\",activity [real],yes [whole] [flag],case:ward [whole]\n\
                  a,1970-01-01T00:00:00Z,,ask,,\" Jo, \"\"the boss\"\"\",2.5,,1,2024-07-01T00:00:00.5Z,7,,false,3\n\
                  a,1970-01-01T00:00:01Z,1970-01-01T00:00:02Z,mend,,,2.5,,1,2024-07-01T00:00:00.5Z,7,,true,3\n\
                  \"a,b\",1970-01-01T00:00:00.000005Z,1970-01-01T00:00:01.000005Z,\"ask\nagain\",,,2.5,,1,\
                  2024-07-01T00:00:00.5Z,7,,true,3\n";
    assert_eq!(text, wanted);
    write(&small(), &folder.path().join("log.csv.gz")).unwrap();
    let mut unpacked = String::new();
    let packed = Source::open(&folder.path().join("log.csv.gz")).unwrap().remove(0);
    io::Read::read_to_string(&mut packed.reader().unwrap(), &mut unpacked).unwrap();
    assert_eq!(unpacked, wanted);
}

#[test]
fn a_slice_is_written_without_what_it_leaves_out() {
    let log = small();
    let slice = log.keep(vec![1]);
    let folder = tempfile::tempdir().unwrap();
    for name in ["slice.throughline", "slice.parquet", "slice.csv"] {
        let path = folder.path().join(name);
        write(&slice, &path).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        assert!(memchr::memmem::find(&bytes, b"the boss").is_none(), "{name}");
    }
    let back = read_columns(&folder.path().join("slice.throughline"));
    assert_eq!((back.need_count(), difference(&slice, &back)), (1, None));
    assert_eq!(difference(&slice, &read_parquet(&folder.path().join("slice.parquet"))), None);
}

fn entries(folder: &Path) -> Vec<String> {
    let names = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name());
    names.map(|name| name.to_string_lossy().into_owned()).collect()
}

#[test]
fn what_fails_leaves_nothing_behind_and_the_old_file_alone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.csv");
    std::fs::write(&path, "what was there before").unwrap();
    let progress = Progress::default();
    progress.stop();
    let stopped = write_until_stopped(&small(), &path, &progress).unwrap_err().to_string();
    assert!(stopped.contains("log.csv") && stopped.contains("stopped before the end, as asked"), "{stopped}");
    assert_eq!(entries(folder.path()), ["log.csv"]);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "what was there before");
    write(&small(), &path).unwrap();
    assert!(std::fs::read_to_string(&path).unwrap().starts_with("need,at,"));
}

#[test]
fn what_cannot_be_written_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let says = |path: PathBuf| write(&small(), &path).unwrap_err().to_string();
    assert!(says(folder.path().join("log.doc")).contains("its ending does not say what to write"));
    assert!(says(folder.path().join("log.parquet.gz")).contains("not packed once more"));
    assert!(says(folder.path().join("nowhere/log.csv")).contains("make it first"));
    std::fs::create_dir(folder.path().join("folder.csv")).unwrap();
    assert!(says(folder.path().join("folder.csv")).contains("is a folder"));
    if Path::new("/dev/full").exists() {
        std::os::unix::fs::symlink("/dev/full", folder.path().join("full.csv")).unwrap();
        assert!(says(folder.path().join("full.csv")).contains("the disk is full; make room"));
    }
}

/// Writes more than [`a_full_disk_leaves_nothing_behind`] allows; does nothing on its own.
#[test]
fn writes_to_a_full_disk() {
    let Some(folder) = std::env::var_os("THROUGHLINE_FULL_DISK") else { return };
    let log = small();
    for name in ["log.csv", "log.parquet", "log.throughline"] {
        let error = write(&log, &Path::new(&folder).join(name)).unwrap_err().to_string();
        assert!(error.contains(name) && error.contains("larger than is allowed here"), "{error}");
    }
}

#[test]
#[cfg(unix)]
fn a_full_disk_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    // No file may have a single byte: the system's own way to say that there is no room.
    let run = std::process::Command::new("sh")
        .arg("-c")
        .arg("trap '' XFSZ; ulimit -f 0; exec \"$0\" write::tests::writes_to_a_full_disk --exact")
        .arg(std::env::current_exe().unwrap())
        .env("THROUGHLINE_FULL_DISK", folder.path())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&run.stdout);
    assert!(
        run.status.success() && said.contains("1 passed"),
        "{said}{}",
        String::from_utf8_lossy(&run.stderr)
    );
    assert_eq!(entries(folder.path()), Vec::<String>::new());
}
