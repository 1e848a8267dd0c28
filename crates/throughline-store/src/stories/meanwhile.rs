//! What is done beside a service to which people write without a pause: a backup, and a log that is taken in.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::imported::log_of;
use super::{Told, opened};
use crate::{Place, Receipt, Store, restore};

/// What people were given, with their words, in the order in which they were.
type Given = Mutex<Vec<(Receipt, String)>>;

/// Four people write without a pause while something is done. Answers what came of it, and all that they were given.
fn while_people_write<T>(store: &Store, done: impl FnOnce(&Given) -> T) -> (T, Vec<(Receipt, String)>) {
    let (given, over) = (Given::default(), AtomicBool::new(false));
    let came_of_it = std::thread::scope(|scope| {
        for person in 0..4 {
            let (given, over) = (&given, &over);
            scope.spawn(move || {
                for number in 0_u32.. {
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let words = format!("words {person} {number}");
                    let receipt = opened(store, &words);
                    given.lock().unwrap().push((receipt, words));
                }
            });
        }
        // Whatever breaks, they stop, or this had no end.
        let came_of_it = catch_unwind(AssertUnwindSafe(|| done(&given)));
        over.store(true, Ordering::Relaxed);
        came_of_it
    });
    (came_of_it.unwrap_or_else(|why| resume_unwind(why)), given.into_inner().unwrap())
}

/// Waits until so many more were given something; answers how many there are.
fn until_more(given: &Given, more: usize) -> usize {
    let count = || given.lock().unwrap().len();
    let (wanted, end) = (count() + more, Instant::now() + Duration::from_secs(60));
    while count() < wanted {
        assert!(Instant::now() < end, "nobody is given anything any more");
        std::thread::yield_now();
    }
    count()
}

/// Every one of them is there, with its link and its words.
fn all_there(store: &Store, given: &[(Receipt, String)]) {
    for (receipt, words) in given {
        let need = store.linked(receipt.reference, &receipt.secret).unwrap();
        let need = need.expect("a receipt was given and is not there");
        assert_eq!(&store.story(need).unwrap()[0].said.as_ref().unwrap().words, words);
    }
}

pub(super) fn a_backup_taken_while_people_write_has_all_that_was_given_before(told: Told) {
    let folder = tempfile::tempdir().unwrap();
    let file = |round: usize| folder.path().join(format!("{round}.sqlite"));
    let (backups, given) = while_people_write(&told.store, |given| {
        let taken = |round| (until_more(given, 50), told.store.backup(&file(round)).unwrap());
        let taken: Vec<_> = (0..3).map(taken).collect();
        until_more(given, 10);
        taken
    });
    for (round, (before, kept)) in backups.into_iter().enumerate() {
        let place = Place::folder(folder.path().join(format!("restored {round}")));
        std::fs::create_dir(&place.folder).unwrap();
        std::fs::copy(told.place.key_path(), place.key_path()).unwrap();
        let verified = restore(&file(round), &place).unwrap();
        assert_eq!((verified.events, verified.head, verified.wrong), (kept.events, kept.head, vec![]));
        assert!((before as u64..given.len() as u64).contains(&kept.events), "{} of {before}", kept.events);
        all_there(&Store::open(&place).unwrap(), &given[..before]);
    }
    all_there(&told.store, &given);
    let verified = told.store.verify().unwrap();
    assert_eq!((verified.events, verified.wrong), (given.len() as u64, vec![]));
}

pub(super) fn a_log_taken_in_twice_at_once_while_people_write_is_there_once(told: Told) {
    // More than are taken in with one commit.
    let cases: Vec<String> = (0..6_000).map(|number| format!("c{number}")).collect();
    let lines: Vec<(&str, i64, &str)> = cases.iter().map(|case| (case.as_str(), 1, "call")).collect();
    let log = &log_of(&lines, None);
    let other = Store::open(&told.place).unwrap();
    let (taken, given) = while_people_write(&told.store, |given| {
        until_more(given, 10);
        let taken = std::thread::scope(|scope| {
            let both = [&told.store, &other].map(|store| scope.spawn(move || store.record(log).unwrap()));
            both.map(|one| one.join().unwrap())
        });
        until_more(given, 10);
        taken
    });
    assert_eq!(taken.map(|one| one.added).iter().sum::<u64>(), 6_000);
    assert_eq!(taken.map(|one| one.known).iter().sum::<u64>(), 6_000);
    assert_eq!(other.record(log).unwrap().added, 0);
    all_there(&told.store, &given);
    assert_eq!(told.store.log(1).unwrap().event_count(), 6_000 + given.len());
    assert_eq!(told.store.verify().unwrap().wrong, Vec::<String>::new());
}
