//! The connections that read: as many as were needed at once so far, and at most [`MOST`]. Whoever finds none free and may open none
//! waits in a line: the one who has waited longest is given the next that comes back, so that nobody is passed by again and again.
//!
//! A server starts a process for each, which takes its time: where many people come at once after a quiet while, all of them wait for all
//! of these processes. So a service opens them before anybody comes.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use throughline::error::Error;

use crate::database::{Database, Where};

/// More at once would not be faster, as they wait for the same processor and disk; and a server has only so many for all who use it.
const MOST: usize = 16;

/// All of them.
pub(crate) struct Readers {
    place: Where,
    kept: Mutex<Kept>,
}

#[derive(Default)]
struct Kept {
    free: Vec<Database>,
    /// How many there are: free, in use, or being opened.
    all: usize,
    /// Who waits. They are given a connection, or nothing where they may open one.
    waiting: VecDeque<Sender<Option<Database>>>,
}

impl Kept {
    /// Whether there is room for one more, which is counted from then on.
    fn has_room(&mut self) -> bool {
        let room = self.all < MOST;
        self.all += usize::from(room);
        room
    }
}

impl Readers {
    /// Those of a place, with a first one.
    pub(crate) fn of(place: Where, first: Database) -> Readers {
        let kept = Kept { free: vec![first], all: 1, ..Kept::default() };
        Readers { place, kept: Mutex::new(kept) }
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Reads with one of them.
    pub(crate) fn read<T>(&self, mut ask: impl FnMut(&mut Database) -> Result<T, Error>) -> Result<T, Error> {
        let mut database = self.one();
        let asked = catch_unwind(AssertUnwindSafe(|| {
            if let Some(kept) = &mut database {
                let answer = ask(kept);
                if !kept.is_lost() {
                    return answer;
                }
                // The server may have been started again since this connection was last used.
            }
            ask(database.insert(self.place.open()?))
        }));
        // Whoever panics may have left something half asked.
        self.give_back(database.filter(|database| asked.is_ok() && !database.is_lost()));
        asked.unwrap_or_else(|why| resume_unwind(why))
    }

    /// Opens all that there may be, as long as that can be done.
    pub(crate) fn open_all(&self) {
        while self.kept().has_room() {
            let opened = self.place.open().ok();
            let none = opened.is_none();
            self.give_back(opened);
            if none {
                return;
            }
        }
    }

    /// One that was used before; nothing where there is room for a new one.
    fn one(&self) -> Option<Database> {
        let mut kept = self.kept();
        if let Some(database) = kept.free.pop() {
            return Some(database);
        }
        if kept.has_room() {
            return None;
        }
        let (give, given) = channel();
        kept.waiting.push_back(give);
        drop(kept);
        // The line lasts as long as whoever waits in it.
        given.recv().ok().flatten()
    }

    /// One is free again; or nothing, where it is lost and there is room for another.
    fn give_back(&self, database: Option<Database>) {
        let mut kept = self.kept();
        match (kept.waiting.pop_front(), database) {
            (Some(give), database) => drop(give.send(database)),
            (None, Some(database)) => kept.free.push(database),
            (None, None) => kept.all -= 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    /// Those of a new file in a folder.
    fn readers(folder: &tempfile::TempDir) -> Readers {
        let place = Where::File(folder.path().join("throughline.sqlite"));
        let first = place.open().unwrap();
        Readers::of(place, first)
    }

    #[test]
    fn so_many_read_at_once_and_no_more() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(&folder);
        // All that there may be are in use at the same moment, or the first would wait for ever.
        let together = Barrier::new(MOST);
        std::thread::scope(|scope| {
            for _ in 0..MOST {
                scope.spawn(|| {
                    let read = readers.read(|database| {
                        together.wait();
                        database.head()
                    });
                    assert!(read.is_ok());
                });
            }
        });
        let (reading, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 * MOST {
                scope.spawn(|| {
                    let read = readers.read(|database| {
                        most.fetch_max(reading.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                        let head = database.head();
                        reading.fetch_sub(1, Ordering::SeqCst);
                        head
                    });
                    assert!(read.is_ok());
                });
            }
        });
        assert!((1..=MOST).contains(&most.into_inner()));
        let kept = readers.kept();
        assert_eq!((kept.all, kept.free.len()), (MOST, MOST));
    }

    #[test]
    fn who_has_waited_longest_is_given_the_next() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(&folder);
        let first = readers.one();
        assert!(first.is_some() && (1..MOST).all(|_| readers.one().is_none()), "there is room for as many");
        let order = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for number in 1..=3 {
                let (readers, order) = (&readers, &order);
                scope.spawn(move || {
                    let database = readers.one();
                    order.lock().unwrap().push(number);
                    readers.give_back(database);
                });
                while readers.kept().waiting.len() < number {
                    std::thread::yield_now();
                }
            }
            readers.give_back(first);
        });
        assert_eq!(order.into_inner().unwrap(), [1, 2, 3]);
        assert_eq!(readers.kept().free.len(), 1);
    }

    #[test]
    fn all_are_opened_before_anybody_comes() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(&folder);
        readers.open_all();
        let kept = readers.kept();
        assert_eq!((kept.all, kept.free.len()), (MOST, MOST));
        drop(kept);
        // One of which the place is gone is not counted.
        let lost = readers.one().filter(|_| false);
        readers.give_back(lost);
        drop(folder);
        readers.open_all();
        assert_eq!(readers.kept().all, MOST - 1);
    }

    #[test]
    fn one_who_breaks_takes_no_place_from_the_others() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(&folder);
        for _ in 0..2 * MOST {
            let broke = catch_unwind(AssertUnwindSafe(|| {
                readers.read(|_| -> Result<(), Error> { panic!("broken") })
            }));
            assert!(broke.is_err());
        }
        assert_eq!(readers.kept().all, 0);
        assert!(readers.read(|database| database.head()).is_ok());
    }

    #[test]
    fn what_cannot_be_opened_is_said_and_tried_again() {
        let folder = tempfile::tempdir().unwrap();
        let first = readers(&folder).kept().free.pop().unwrap();
        let place = folder.path().join("later");
        let readers = Readers::of(Where::File(place.join("throughline.sqlite")), first);
        readers.kept().free.clear();
        assert!(readers.read(|database| database.head()).is_err());
        std::fs::create_dir(&place).unwrap();
        assert!(readers.read(|database| database.head()).is_ok());
        // The first one, which was taken away, counts still.
        let kept = readers.kept();
        assert_eq!((kept.free.len(), kept.all), (1, 2));
    }
}
