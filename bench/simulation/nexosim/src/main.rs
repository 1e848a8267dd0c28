//! Network (b) of ../network.toml in NeXosim: one model for all stations, so that nothing is sent between models (a model for each
//! station is slower), its events scheduled by itself, one thread, random numbers from one stream.
//!
//! `network REPLICATIONS`: prints how many events there were, and the mean time from end to end.

use std::collections::VecDeque;
use std::time::Duration;

use nexosim::model::{Context, Model, schedulable};
use nexosim::ports::{EventSinkReader, Output, SinkState, event_slot};
use nexosim::simulation::{Mailbox, SimInit};
use nexosim::time::MonotonicTime;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1, StandardNormal};
use rand_xoshiro::Xoshiro256PlusPlus;
use serde::{Deserialize, Serialize};

const HOUR_NS: f64 = 3.6e12;
const DAY_NS: i64 = 86_400_000_000_000;
const WEEKS: i64 = 52;

/// Workers, mean hours of work, ways on.
const STATIONS: [(u32, f64, &[(f64, usize)]); 6] = [
    (15, 0.148, &[(0.7, 1), (0.1, 3)]),
    (40, 0.56, &[(0.6, 2), (0.3, 3)]),
    (60, 1.18, &[(0.18, 3), (0.3, 4), (0.5, 5)]),
    (40, 0.98, &[(0.2, 2)]),
    (20, 1.3, &[]),
    (10, 0.39, &[]),
];

#[derive(Clone, Copy, Serialize, Deserialize)]
struct Need {
    began_ns: i64,
    urgent: bool,
    station: u8,
}

#[derive(Default, Serialize, Deserialize)]
struct Station {
    free: u32,
    urgent: VecDeque<Need>,
    other: VecDeque<Need>,
}

#[derive(Clone, Copy, Default, Serialize, Deserialize)]
struct Report {
    events: u64,
    met: u64,
    hours: f64,
}

#[derive(Serialize, Deserialize)]
struct Network {
    stations: Vec<Station>,
    random: Xoshiro256PlusPlus,
    report: Report,
    out: Output<Report>,
}

fn now_ns(cx: &Context<Network>) -> i64 {
    let now = cx.time();
    now.as_secs() * 1_000_000_000 + i64::from(now.subsec_nanos())
}

/// Monday to Friday, 9 to 17.
fn is_open(now_ns: i64) -> bool {
    let (day, within) = (now_ns / DAY_NS % 7, now_ns % DAY_NS);
    day < 5 && (9 * DAY_NS / 24..17 * DAY_NS / 24).contains(&within)
}

/// How long until so much work is done that begins now.
fn lasts_ns(now_ns: i64, mut work_ns: i64) -> i64 {
    let mut day = now_ns / DAY_NS;
    let mut begins_ns = now_ns;
    loop {
        let closes_ns = day * DAY_NS + 17 * DAY_NS / 24;
        if begins_ns + work_ns <= closes_ns {
            return begins_ns + work_ns - now_ns;
        }
        work_ns -= closes_ns - begins_ns;
        day += if day % 7 == 4 { 3 } else { 1 };
        begins_ns = day * DAY_NS + 9 * DAY_NS / 24;
    }
}

#[Model]
impl Network {
    #[nexosim(init)]
    async fn init(&mut self, cx: &Context<Self>) {
        for urgent in [true, false] {
            self.next_arrival(urgent, cx);
        }
        cx.schedule_event(Duration::from_nanos((9 * DAY_NS / 24) as u64), schedulable!(Self::opens), ())
            .unwrap();
        let end = Duration::from_nanos((WEEKS * 7 * DAY_NS - 1) as u64);
        cx.schedule_event(end, schedulable!(Self::reports), ()).unwrap();
    }

    fn next_arrival(&mut self, urgent: bool, cx: &Context<Self>) {
        let between: f64 = Exp1.sample(&mut self.random);
        let hours = between * 24.0 / if urgent { 60.0 } else { 240.0 };
        let after = Duration::from_nanos((hours * HOUR_NS) as u64 + 1);
        cx.schedule_event(after, schedulable!(Self::arises), urgent).unwrap();
    }

    #[nexosim(schedulable)]
    async fn arises(&mut self, urgent: bool, cx: &Context<Self>) {
        self.report.events += 1;
        self.next_arrival(urgent, cx);
        self.comes(Need { began_ns: now_ns(cx), urgent, station: 0 }, cx);
    }

    #[nexosim(schedulable)]
    async fn returns(&mut self, need: Need, cx: &Context<Self>) {
        self.report.events += 1;
        self.comes(Need { station: 0, ..need }, cx);
    }

    #[nexosim(schedulable)]
    async fn opens(&mut self, _: (), cx: &Context<Self>) {
        for station in 0..STATIONS.len() {
            self.serves(station, cx);
        }
        let days = if now_ns(cx) / DAY_NS % 7 == 4 { 3 } else { 1 };
        cx.schedule_event(Duration::from_nanos((days * DAY_NS) as u64), schedulable!(Self::opens), ())
            .unwrap();
    }

    #[nexosim(schedulable)]
    async fn ends(&mut self, mut need: Need, cx: &Context<Self>) {
        self.report.events += 1;
        let station = usize::from(need.station);
        self.stations[station].free += 1;
        self.serves(station, cx);
        let mut at: f64 = self.random.random();
        for (chance, onward) in STATIONS[station].2 {
            if at < *chance {
                need.station = *onward as u8;
                return self.comes(need, cx);
            }
            at -= chance;
        }
        if self.random.random::<f64>() < 0.35 {
            let days: f64 = Exp1.sample(&mut self.random);
            let after = Duration::from_nanos((days * 5.0 * 24.0 * HOUR_NS) as u64 + 1);
            cx.schedule_event(after, schedulable!(Self::returns), need).unwrap();
        } else {
            self.report.met += 1;
            self.report.hours += (now_ns(cx) - need.began_ns) as f64 / HOUR_NS;
        }
    }

    #[nexosim(schedulable)]
    async fn reports(&mut self) {
        self.out.send(self.report).await;
    }

    fn comes(&mut self, need: Need, cx: &Context<Self>) {
        let station = &mut self.stations[usize::from(need.station)];
        if need.urgent { &mut station.urgent } else { &mut station.other }.push_back(need);
        self.serves(usize::from(need.station), cx);
    }

    fn serves(&mut self, place: usize, cx: &Context<Self>) {
        let now_ns = now_ns(cx);
        let station = &mut self.stations[place];
        while station.free > 0 && is_open(now_ns) {
            let Some(need) = station.urgent.pop_front().or_else(|| station.other.pop_front()) else { return };
            station.free -= 1;
            // A coefficient of variation of 1: the variance of the logarithm is ln 2.
            let (variance, normal): (f64, f64) = (2f64.ln(), StandardNormal.sample(&mut self.random));
            let hours = (STATIONS[place].1.ln() - variance / 2.0 + variance.sqrt() * normal).exp();
            let lasts = lasts_ns(now_ns, (hours * HOUR_NS) as i64 + 1);
            cx.schedule_event(Duration::from_nanos(lasts as u64), schedulable!(Self::ends), need).unwrap();
        }
    }
}

fn replication(seed: u64) -> Report {
    let free = |station: &(u32, f64, &[(f64, usize)])| Station { free: station.0, ..Station::default() };
    let mut network = Network {
        stations: STATIONS.iter().map(free).collect(),
        random: Xoshiro256PlusPlus::seed_from_u64(seed),
        report: Report::default(),
        out: Output::default(),
    };
    let (sink, mut out) = event_slot(SinkState::Enabled);
    network.out.connect_sink(sink);
    let mailbox = Mailbox::new();
    let mut simulation = SimInit::with_num_threads(1)
        .add_model(network, mailbox, "network")
        .init(MonotonicTime::EPOCH)
        .unwrap();
    simulation.step_until(Duration::from_nanos((WEEKS * 7 * DAY_NS) as u64)).unwrap();
    out.try_read().unwrap()
}

fn main() {
    let replications: u64 = std::env::args().nth(1).and_then(|count| count.parse().ok()).unwrap_or(1);
    let reports: Vec<Report> = (0..replications).map(|number| replication(7 + number)).collect();
    let events: u64 = reports.iter().map(|report| report.events).sum();
    let hours: f64 = reports.iter().map(|report| report.hours / report.met as f64).sum();
    println!(r#"{{"events": {events}, "end_to_end_hours_mean": {:.2}}}"#, hours / replications as f64);
}
