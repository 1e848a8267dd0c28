//! The shared work with Throughline, through its own measures: what a study computes, not code written for the comparison.
//!
//! `ours --file F --format csv|parquet|xes|columns --threads N` does the shared work and prints the digest. `--everything yes` runs
//! all measures instead, on the whole log and on two slices of it, and says what each took. `--to F.throughline` converts.

// The allocator of the product, so that what is measured is what people run.
#[path = "../../../crates/throughline-cli/src/memory.rs"]
mod memory;
mod shared;

use std::time::Instant;

use throughline::log::{Field, Log, Slice};
use throughline::measure::{MEASURES, readings};
use throughline::place::Calendar;
use throughline::reading::Ask;
use throughline_files::job::{Job, Progress, Report};
use throughline_files::mapping::{ColumnMap, Mapping, To};
use throughline_files::pseudonym::Key;
use throughline_files::times::TimeForm;

#[global_allocator]
static MEMORY: memory::LargePages = memory::LargePages;

fn main() {
    if let Err(problem) = run() {
        eprintln!("ours: {problem}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let order = answer::Order::read()?;
    let option =
        |name: &str| order.more.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str());
    let began = Instant::now();
    let key = Key::new(b"the comparison has no persons");
    let job = Job { threads: order.threads, key, report: Report::default(), progress: Progress::default() };
    // The shared work reads the columns it needs, as the tuned peer does; everything else reads what a guess finds.
    let everything_read = option("everything").is_some() || option("to").is_some();
    let table = ["csv", "parquet"].contains(&order.format.as_str());
    let mappings = if table && !everything_read { vec![(order.file.clone(), needed())] } else { Vec::new() };
    let read = throughline_files::read::read(std::slice::from_ref(&order.file), &mappings, "UTC", &job)?;
    if let Some(refused) = read.refused.first() {
        return Err(format!("{} rows refused, first {refused:?}", read.refused.len()).into());
    }
    let loaded = Instant::now();
    if let Some(path) = option("to") {
        throughline_files::write::write(&read.log, path.as_ref())?;
        let (load_s, write_s) = ((loaded - began).as_secs_f64(), loaded.elapsed().as_secs_f64());
        println!("{{\"load_s\":{load_s:.6},\"compute_s\":{write_s:.6}}}");
        return Ok(());
    }
    let ask = ask(&read.log, order.threads);
    if option("everything") == Some("yes") {
        everything(&read.log, &ask, (loaded - began).as_secs_f64())?;
    } else {
        shared::study(&read.log, &ask, order.check)?.report(began, loaded, order.check);
    }
    // The process ends here: the peers do not pay for giving their memory back one by one either.
    std::mem::forget(read);
    Ok(())
}

/// The four columns of the shared work.
fn needed() -> Mapping {
    let column = |name: &str, to: To| ColumnMap {
        name: name.into(),
        time: (to == To::At).then_some(TimeForm::Iso),
        to,
        event: None,
        because: String::new(),
    };
    let mut mapping = Mapping::new("UTC");
    mapping.columns = vec![
        column("need", To::Need),
        column("at", To::At),
        column("activity", To::Field(Field::Activity)),
        column("worker", To::Field(Field::Worker)),
    ];
    mapping
}

/// Every need counts as ended at its last event, as for the peers.
fn ask(log: &Log, threads: usize) -> Ask {
    let last_us = log.span(threads).map_or(0, |(_, last)| last.0);
    Ask {
        threads,
        zone: jiff::tz::TimeZone::UTC,
        now: throughline::time::Instant(last_us + 1),
        quiet_days: 0.0,
        repeat_days: vec![14.0, 30.0, 60.0],
        calendar: Calendar::office_hours(),
        seed: 1,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: throughline::demand::own_words::LEAST_PEOPLE,
    }
}

/// All measures, as a study makes them; then again on the needs of one organisation and on those of the second half. What each takes alone
/// is measured besides.
fn everything(log: &Log, ask: &Ask, load_s: f64) -> Result<(), Box<dyn std::error::Error>> {
    let whole = each_measure(log, ask);
    let second_year = log.span(ask.threads).map(|(first, last)| throughline::time::Instant((first.0 + last.0) / 2));
    let slices = [
        (
            "organisation",
            Slice { values: vec![("organisation".into(), "Neighbour Aid".into())], ..Slice::default() },
        ),
        ("second_half", Slice { since: second_year, ..Slice::default() }),
    ];
    let mut sliced = Vec::new();
    for (name, slice) in slices {
        let one = Instant::now();
        let part = log.slice(&slice, ask.threads)?;
        let slice_s = one.elapsed().as_secs_f64();
        let Took { each, all_s } = each_measure(&part, ask);
        let (events, s) = (part.event_count(), slice_s + all_s);
        sliced.push(format!(
            "\"{name}\":{{\"events\":{events},\"s\":{s:.6},\"slice_s\":{slice_s:.6},\"measures\":{{{each}}}}}"
        ));
    }
    let (Took { each, all_s }, sliced) = (whole, sliced.join(","));
    println!(
        "{{\"load_s\":{load_s:.6},\"compute_s\":{all_s:.6},\"measures\":{{{each}}},\"sliced\":{{{sliced}}}}}"
    );
    Ok(())
}

/// What the measures took: each alone, as JSON, and all of them together.
struct Took {
    each: String,
    all_s: f64,
}

fn each_measure(log: &Log, ask: &Ask) -> Took {
    let all = Instant::now();
    std::hint::black_box(readings(MEASURES, log, ask));
    let all_s = all.elapsed().as_secs_f64();
    let took = MEASURES.iter().map(|measure| {
        let one = Instant::now();
        std::hint::black_box((measure.read)(log, ask));
        format!("\"{}\":{:.6}", measure.name, one.elapsed().as_secs_f64())
    });
    let each = took.collect::<Vec<_>>().join(",");
    Took { each, all_s }
}
