//! Logs to fit: real ones beside the repository, the demo place, and the kept events of a run.

use std::path::{Path, PathBuf};

use throughline::log::{Linking, Log, LogBuilder};
use throughline::place::Calendar;
use throughline::reading::Ask;
use throughline::sourcing::plan::Plan;
use throughline::time::Instant;
use throughline_files::job::{Job, Progress, Report};
use throughline_files::mapping::Mapping;
use throughline_files::plan::from_toml;
use throughline_files::plan::write::write;
use throughline_files::pseudonym::Key;
use throughline_sim::compile::compile;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The real log of that name, if it is there; says so if not.
pub(crate) fn real(name: &str) -> Option<Log> {
    let shared = std::env::var_os("THROUGHLINE_SHARED").map(PathBuf::from);
    let path = shared.unwrap_or_else(|| root().join("../shared")).join("logs").join(name);
    if !path.is_file() {
        eprintln!("skipped: {} is not there; set THROUGHLINE_SHARED", path.display());
        return None;
    }
    Some(read(&[path], &[]))
}

/// The demo place.
pub(crate) fn demo() -> Log {
    let folder = root().join("demo");
    let files = ["contacts.xlsx", "jobs.csv", "office.csv"].map(|name| folder.join(name));
    let mapped = ["jobs", "office"].map(|name| {
        let text = std::fs::read_to_string(folder.join(format!("{name}.toml"))).unwrap();
        (folder.join(format!("{name}.csv")), Mapping::from_toml(&text, name).unwrap())
    });
    read(&files, &mapped)
}

fn read(files: &[PathBuf], mappings: &[(PathBuf, Mapping)]) -> Log {
    let job =
        Job { threads: 2, key: Key::new(b"test"), report: Report::default(), progress: Progress::default() };
    throughline_files::read::read(files, mappings, "Europe/Amsterdam", &job).unwrap().log
}

/// What is asked of a log, as of its end.
pub(crate) fn ask(log: &Log, zone: &str) -> Ask {
    Ask {
        threads: 2,
        zone: throughline::time::zone(zone).unwrap(),
        now: log.span(2).map_or(Instant(0), |(_, last)| last),
        quiet_days: 90.0,
        repeat_days: vec![30.0, 14.0, 60.0],
        calendar: Calendar::office_hours(),
        seed: 1,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: 10,
    }
}

/// The events of a run as a log.
pub(crate) fn of_rows(rows: throughline::log::Rows) -> Log {
    let mut builder = LogBuilder::new(Linking::default());
    builder.add(rows);
    builder.finish(1).unwrap()
}

/// That a plan written and read again is the same plan: the same text, the same model, and as many numbers with the same said of them.
pub(crate) fn written_and_read(plan: &Plan) {
    let written = write(plan);
    let again = from_toml(&written, "written").unwrap_or_else(|error| panic!("{error}\n{written}")).plan;
    assert_eq!(write(&again), written);
    let model = |plan: &Plan| format!("{:?}", compile(plan, &plan.values()).unwrap());
    assert!(model(&again) == model(plan), "another model: {written}");
    let said = |plan: &Plan| {
        let mut all: Vec<String> = plan
            .amounts
            .iter()
            .map(|one| {
                format!(
                    "{} {} {} {:?} {:?} {:?}",
                    one.path, one.value, one.unit, one.range, one.source, one.known
                )
            })
            .collect();
        all.sort();
        all
    };
    let (again, plan) = (said(&again), said(plan));
    let only = |one: &[String], other: &[String]| -> Vec<String> {
        one.iter().filter(|line| !other.contains(line)).cloned().collect()
    };
    assert_eq!((only(&again, &plan), only(&plan, &again)), (Vec::new(), Vec::new()));
    assert_eq!(again.len(), plan.len());
}
