#![allow(clippy::print_stdout, clippy::unwrap_used, missing_docs, clippy::print_stderr)]
use throughline::log::*;
use throughline_files::{job::Job, mapping::*, pseudonym::Key, times::TimeForm};
fn main() {
    let file = std::env::args().nth(1).unwrap();
    let threads: usize = std::env::args().nth(2).unwrap().parse().unwrap();
    let col = |n: &str, to: To| ColumnMap {
        name: n.into(),
        to,
        event: None,
        time: Some(TimeForm::Iso),
        because: String::new(),
    };
    let mut columns = vec![
        col("need", To::Need),
        col("at", To::At),
        col("activity", To::Field(Field::Activity)),
        col("worker", To::Field(Field::Worker)),
        col("organisation", To::Field(Field::Organisation)),
    ];
    if std::env::args().nth(3).is_some() {
        columns.push(col("cost", To::Field(Field::Pence)));
    }
    let m = Mapping {
        zone: "Europe/London".into(),
        columns,
        constants: vec![],
        closing: vec![],
        window_days: 30.0,
        part: None,
        delimiter: None,
        encoding: None,
    };
    let job = Job {
        threads,
        key: Key::new(b"0123456789abcdef"),
        report: Default::default(),
        progress: Default::default(),
    };
    let t = std::time::Instant::now();
    let path = std::path::PathBuf::from(&file);
    let given =
        if std::env::args().nth(3).as_deref() == Some("guess") { vec![] } else { vec![(path.clone(), m)] };
    let r = throughline_files::read::read(&[path], &given, "Europe/London", &job).unwrap();
    let log = r.log;
    eprintln!("built {:?} {} needs {} events", t.elapsed(), log.need_count(), log.event_count());
    let e = throughline::flow::edges::edges(&log, threads);
    eprintln!("edges {:?} {}", t.elapsed(), e.len());
}
