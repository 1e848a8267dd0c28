//! How many first words a second are taken, and how long each waits: `cargo run --release -p throughline-store --example receive --
//! FOLDER [SERVER]`, with 64 threads for ten seconds. The service does nothing else.

#![allow(clippy::print_stdout, reason = "this is where the result is told")]

use std::time::{Duration, Instant};

use throughline::contact::{By, Channel, Language, Party, Said};
use throughline::error::Error;
use throughline_store::{First, Place, Store};

const THREADS: usize = 64;
const LASTS: Duration = Duration::from_secs(10);

fn main() -> Result<(), Error> {
    let mut words = std::env::args().skip(1);
    let folder = words.next().ok_or_else(|| Error::asked("say in which folder: receive FOLDER [SERVER]"))?;
    let store = Store::open(&Place { folder: folder.into(), server: words.next() })?;
    let (store, start) = (&store, Instant::now());
    let mut waits = std::thread::scope(|scope| {
        let threads: Vec<_> =
            (0..THREADS).map(|thread| scope.spawn(move || received(store, thread, start))).collect();
        let all = threads.into_iter().map(|thread| thread.join().unwrap_or_else(|_| Ok(Vec::new())));
        all.collect::<Result<Vec<_>, Error>>().map(|waits| waits.concat())
    })?;
    waits.sort_unstable();
    let of = |share: usize| waits.get(waits.len() * share / 100).copied().unwrap_or_default();
    println!(
        "{:.0} a second; half waited {:?}, one in a hundred {:?} or more",
        waits.len() as f64 / start.elapsed().as_secs_f64(),
        of(50),
        of(99)
    );
    Ok(())
}

/// How long each of one thread's waited.
fn received(store: &Store, thread: usize, start: Instant) -> Result<Vec<Duration>, Error> {
    let mut waits = Vec::new();
    while start.elapsed() < LASTS {
        let before = Instant::now();
        let words = format!("the lift is stuck again, number {} of {thread}", waits.len());
        let first = First {
            said: Said::words(words),
            person: None,
            channel: Channel::Web,
            language: Language::English,
            place: None,
            holder: Party::team("Council", "Contact centre"),
            by: By::Person,
            token: None,
        };
        let now = throughline::time::Instant(start.elapsed().as_micros() as i64);
        store.receive(now, first)?;
        waits.push(before.elapsed());
    }
    Ok(waits)
}
