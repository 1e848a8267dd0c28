//! How long every measure takes on a log already in memory: `cargo run --release --example speed [events] [threads] [rounds] [measure]`.
//! The log is invented from a fixed seed: 8 events a need, 30 activities, 200 workers, 20 teams, 6 organisations. The least of
//! some rounds is printed, because anything above it is the machine's other work.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use std::time::Instant as Stopwatch;

use throughline::log::{Field, Linking, Log, LogBuilder, RowCells, Rows, Slot};
use throughline::measure::MEASURES;
use throughline::place::Calendar;
use throughline::reading::Ask;
use throughline::time::{self, DAY_US, Instant, SECOND_US};

fn main() -> Result<(), throughline::error::Error> {
    let argument =
        |place: usize, or: usize| std::env::args().nth(place).and_then(|a| a.parse().ok()).unwrap_or(or);
    let (events, threads, rounds) = (argument(1, 10_000_000), argument(2, 2), argument(3, 3));
    let started = Stopwatch::now();
    let log = invented(events, 42)?;
    println!(
        "{} events, {} needs, made in {:.2} s",
        log.event_count(),
        log.need_count(),
        started.elapsed().as_secs_f64()
    );
    let now = log.span(threads).map_or(Instant(0), |(_, last)| last);
    let zone = time::zone("Europe/London")?;
    let calendar = Calendar::office_hours();
    let ask = Ask {
        threads,
        zone,
        now,
        quiet_days: 30.0,
        repeat_days: vec![30.0, 14.0, 60.0],
        calendar,
        seed: 1,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: throughline::demand::own_words::LEAST_PEOPLE,
    };
    let mut all = 0.0;
    println!("{:>11} {:>11}", "least", "processor");
    let only = std::env::args().nth(4);
    for measure in MEASURES.iter().filter(|measure| only.as_ref().is_none_or(|only| measure.name == only)) {
        let mut least = f64::INFINITY;
        let worked = processor_s();
        let mut says = String::new();
        for _ in 0..rounds.max(1) {
            let started = Stopwatch::now();
            let reading = (measure.read)(&log, &ask);
            least = least.min(started.elapsed().as_secs_f64());
            says = reading.says;
        }
        all += least;
        let worked = (processor_s() - worked) / rounds.max(1) as f64;
        println!("{:>8.1} ms {:>8.1} ms  {:<28} {says}", least * 1e3, worked * 1e3, measure.name);
    }
    println!("{:>8.1} ms              all, on {threads} threads", all * 1e3);
    Ok(())
}

/// The seconds that processors have worked for this program so far, where the system tells (in hundredths); else nought. On a
/// machine with other work this is steadier than the clock.
fn processor_s() -> f64 {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let ticks = stat.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    ticks.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// A small generator with a fixed sequence (Steele, Lea and Flood, OOPSLA 2014: SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn below(&mut self, bound: u32) -> u32 {
        ((u128::from(self.next()) * u128::from(bound)) >> 64) as u32
    }

    /// Exponential with mean one.
    fn wait(&mut self) -> f64 {
        -(1.0 - (self.next() >> 11) as f64 / (1u64 << 53) as f64).ln()
    }
}

/// An invented log: each of 12 kinds of demand has its own path, from which one step in eight departs.
fn invented(events: usize, seed: u64) -> Result<Log, throughline::error::Error> {
    let mut random = Random(seed);
    let mut rows = Rows::new();
    let mut columns = Vec::new();
    let named = [
        (Field::Activity, "activity", 30),
        (Field::Worker, "worker", 200),
        (Field::Team, "team", 20),
        (Field::Organisation, "organisation", 6),
        (Field::Demand, "demand", 12),
        (Field::Kind, "kind", 0),
        (Field::Person, "person", (events / 24) as u32),
    ];
    for (field, name, count) in named {
        let column = rows.column(Slot::Field(field), field.holds());
        for number in 0..count {
            intern(&mut rows, column, &format!("{name} {number}"));
        }
        columns.push(column);
    }
    ["contact", "work"].into_iter().for_each(|kind| _ = intern(&mut rows, columns[5], kind));
    let need_column = rows.column(Slot::Need, throughline::log::Holds::Name);
    let opened_us = 1_600_000_000 * SECOND_US;
    for need in 0..events.div_ceil(8) {
        let need_code = intern(&mut rows, need_column, &format!("need {need}"));
        let mut at_us = opened_us + need as i64 * (3 * 365 * DAY_US / (events as i64 / 8).max(1));
        let kind = random.below(12);
        let person = random.below((events / 24).max(1) as u32);
        let mut worker = random.below(200);
        for step in 0..8.min(events - need * 8) as u32 {
            let departs = random.below(8) == 0;
            let activity = if departs { random.below(30) } else { (kind * 5 + step * (1 + kind % 3)) % 30 };
            worker = if random.below(3) == 0 { worker } else { random.below(200) };
            at_us += (random.wait() * DAY_US as f64) as i64 / SECOND_US * SECOND_US;
            let contact = u32::from(step % 4 != 0);
            let codes = [activity, worker, worker % 20, worker % 6, kind, contact, person];
            columns.iter().zip(codes).for_each(|(column, code)| push(&mut rows, *column, code));
            push(&mut rows, need_column, need_code);
            rows.at.push(at_us);
        }
    }
    let mut builder = LogBuilder::new(Linking::default());
    builder.add(rows);
    builder.finish(2)
}

fn intern(rows: &mut Rows, column: usize, name: &str) -> u32 {
    match rows.cells(column) {
        RowCells::Names(cells) => cells.names.intern(name.as_bytes()),
        _ => unreachable!("all columns here hold names"),
    }
}

fn push(rows: &mut Rows, column: usize, code: u32) {
    if let RowCells::Names(cells) = rows.cells(column) {
        cells.codes.push(code);
    }
}
