//! Fills a place with live events until there are so many, for measurements: `cargo run --release -p throughline-store --example fill --
//! FOLDER EVENTS time|needs [SERVER]`. It is the invented place of the demo, told of many towns side by side: the same things happen in each
//! to other people under other references, and all of it is taken in by the store, in order of time, as it would have been, or need by
//! need, which takes a third of the time. Links to some of the needs are added to a file `links` in the folder.

#![allow(clippy::print_stdout, reason = "this is where the result is told")]

use std::io::Write;
use std::path::PathBuf;
use std::time::{Instant as Clock, SystemTime, UNIX_EPOCH};

use throughline::contact::{Event, NeedId, PersonId, Reference, What};
use throughline::error::Error;
use throughline::time::{DAY_US, Instant};
use throughline_demo::{SEED, live, place};
use throughline_store::{Place, Store};

/// As many days as the demo can tell.
const DAYS: i64 = 517;
/// About so many events are made at once.
const AT_ONCE: usize = 20_000;
/// Of so many needs one is linked to.
const LINKED: u64 = 500;

fn main() -> Result<(), Error> {
    let mut words = std::env::args().skip(1);
    let wrong = || {
        Error::asked(
            "say where, how many there are to be and in which order: fill FOLDER EVENTS time|needs [SERVER]",
        )
    };
    let folder = PathBuf::from(words.next().ok_or_else(wrong)?);
    let wanted: i64 = words.next().and_then(|word| word.parse().ok()).ok_or_else(wrong)?;
    let in_time = match words.next().as_deref() {
        Some("time") => true,
        Some("needs") => false,
        _ => return Err(wrong()),
    };
    let store = Store::open(&Place { folder: folder.clone(), server: words.next() })?;
    let before = store.events()?;
    let since = SystemTime::now().duration_since(UNIX_EPOCH).map_err(|why| Error::failed(why.to_string()))?;
    let until = Instant(since.as_micros() as i64 - DAY_US);
    let mut town = live::events(&place::place(SEED), SEED, DAYS, until)?;
    let towns = ((wanted - before).max(0) as u64).div_ceil(town.len() as u64) as i64;
    if !in_time {
        town.sort_by_key(|event| event.need);
    }
    if towns == 0 {
        println!("{before} events are there already");
        return Ok(());
    }
    let cannot = |why: std::io::Error| Error::failed(format!("the links cannot be written: {why}"));
    let mut links =
        std::fs::File::options().create(true).append(true).open(folder.join("links")).map_err(cannot)?;
    let (start, mut opened) = (Clock::now(), 0);
    for part in town.chunks((AT_ONCE / towns as usize).max(1)) {
        let mut events = Vec::new();
        for number in 0..towns {
            for event in part {
                events.push(elsewhere(&store, event, before, number)?);
            }
        }
        if in_time {
            events.sort_by_key(|event| event.at);
        }
        store.take_in(&events)?;
        for event in &events {
            let What::Opened { reference, .. } = &event.what else { continue };
            opened += 1;
            if opened % LINKED == 0 {
                writeln!(links, "/need/{reference}/{}", store.secret(event.need)).map_err(cannot)?;
            }
        }
    }
    println!("{} events of {towns} towns in {:.0} s", store.events()?, start.elapsed().as_secs_f64());
    Ok(())
}

/// An event of the demo as one of another town; what was there before the filling began has other numbers.
fn elsewhere(store: &Store, event: &Event, before: i64, town: i64) -> Result<Event, Error> {
    let number = |own: i64| (((before << 8) + town) << 20) + own;
    let mut event = event.clone();
    event.need = NeedId(spread(number(event.need.0)));
    event.person = PersonId(spread(number(event.person.0)));
    if let What::Opened { reference, .. } = &mut event.what {
        let mut one = event.need.0 as u64;
        *reference = Reference::of_random(one);
        while store.need_of(*reference)?.is_some() {
            one += 1;
            *reference = Reference::of_random(one);
        }
    }
    Ok(event)
}

/// Different numbers of 53 bits for different numbers, as far apart as those that the store draws: an odd factor loses none.
fn spread(number: i64) -> i64 {
    number.wrapping_mul(0x9e37_79b9_7f4a_7c15_u64 as i64) & ((1 << 53) - 1)
}
