//! Files that people add.

use throughline::contact::{By, File, What};
use throughline::time::{DAY_US, Instant};

use super::{Told, hour, opened};
use crate::{Budget, Store};

pub(super) fn a_file_comes_back_as_it_was(told: Told) {
    let store = &told.store;
    let need = opened(store, "a picture of the damp").need;
    let file = File { name: "damp.png".into(), media: "image/png".into() };
    store.add_file(hour(2), need, file.clone(), vec![7; 100_000]).unwrap();
    let story = store.story(need).unwrap();
    assert_eq!(story[1].said.as_ref().unwrap().file, Some(file));
    let What::FileAdded { content, bytes } = &story[1].what else { panic!("no file") };
    assert_eq!(*bytes, 100_000);
    assert_eq!(store.file(story[1].person, content).unwrap(), Some(vec![7; 100_000]));
    store.erase(hour(3), story[1].person, By::Person).unwrap();
    assert_eq!(store.file(story[1].person, content).unwrap(), None);
}

pub(super) fn of_files_that_arrive_at_once_no_more_are_kept_than_there_is_room_for(told: Told) {
    let store = &told.store;
    let need = opened(store, "a picture of the damp").need;
    let add = |number: usize| {
        let file = File { name: format!("{number}.txt"), media: "text/plain".into() };
        store.add_file(hour(2), need, file, vec![b'x'; 100 + number])
    };
    let added: Vec<_> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..24).map(|number| scope.spawn(move || add(number))).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    let refused: Vec<String> = added.into_iter().filter_map(Result::err).map(|why| why.to_string()).collect();
    assert_eq!((refused.len(), store.story(need).unwrap().len()), (4, 21));
    assert!(refused.iter().all(|why| why.contains("20 files and 50 MB")), "{refused:?}");
    assert_eq!(store.verify().unwrap().wrong, Vec::<String>::new());
}

pub(super) fn what_everybody_may_add_in_a_day_is_one_budget_for_all_processes(told: Told) {
    let other = Store::open(&told.place).unwrap();
    let uses = |store: &Store, at: i64, kb: u64| {
        let budget = Budget { name: "files", most: 1 << 20, within_us: DAY_US };
        store.uses(budget, Instant(at), kb << 10).unwrap()
    };
    let ours = &told.store;
    assert!(uses(ours, DAY_US, 600), "a megabyte is enough for one of them");
    assert!(!uses(&other, DAY_US + 1, 600), "and not for another, whichever process it is sent to");
    assert!(uses(&other, DAY_US + 2, 424) && !uses(ours, 2 * DAY_US - 1, 1));
    assert!(uses(ours, 2 * DAY_US, 1024) && !uses(&other, 2 * DAY_US, 1));
    assert!(uses(&other, DAY_US, 1024), "a clock that is set back keeps nobody's file out");
    drop(other);
    let again = told.again();
    assert!(!uses(&again.store, DAY_US + 9, 1), "a service that is started again goes on where it was");
}
