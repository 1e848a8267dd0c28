//! The connections that read: as many as were needed at once so far, and at most [`MOST`]. Whoever finds none free waits in a line: the one
//! who has waited longest is given the next that comes back, so that nobody is passed by again and again.
//!
//! They are opened one at a time. A server starts a process for each, which takes its time; where many come at once after a quiet while
//! and each opens its own, all of them wait for all of these processes. So those who come meanwhile share what there is.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::mpsc::{Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};

use throughline::error::Error;

use crate::database::{Database, Where};

/// More at once would not be faster, as they wait for the same processor and disk; and a server has only so many for all who use it.
const MOST: usize = 16;

/// What somebody who waits is given: a connection, leave to open one, or why none can be opened.
enum Given {
    Free(Database),
    Leave,
    None(Error),
}

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
    /// Whether one is being opened.
    opening: bool,
    waiting: VecDeque<Sender<Given>>,
}

impl Kept {
    /// Whether whoever asks may open one now; it counts from then on.
    fn may_open(&mut self) -> bool {
        let may = self.all < MOST && !self.opening;
        if may {
            (self.all, self.opening) = (self.all + 1, true);
        }
        may
    }

    /// Lets the last of those who wait open one, if there may be another: those before it are given what comes back sooner.
    fn let_one_open(&mut self) {
        if !self.waiting.is_empty()
            && self.may_open()
            && let Some(last) = self.waiting.pop_back()
        {
            last.send(Given::Leave).ok();
        }
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
        let (mut database, is_new) = self.one()?;
        let asked = catch_unwind(AssertUnwindSafe(|| {
            let answer = ask(&mut database);
            if is_new || !database.is_lost() {
                return answer;
            }
            // The server may have been started again since this connection was last used.
            database = self.place.open()?;
            ask(&mut database)
        }));
        // Whoever panics may have left something half asked.
        self.give_back(Some(database).filter(|database| asked.is_ok() && !database.is_lost()));
        asked.unwrap_or_else(|why| resume_unwind(why))
    }

    /// One that is free, or a new one; and whether it is new.
    fn one(&self) -> Result<(Database, bool), Error> {
        let mut kept = self.kept();
        if let Some(database) = kept.free.pop() {
            return Ok((database, false));
        }
        if kept.may_open() {
            drop(kept);
            return self.open();
        }
        let (give, given) = channel();
        kept.waiting.push_back(give);
        drop(kept);
        match given.recv() {
            Ok(Given::Free(database)) => Ok((database, false)),
            Ok(Given::Leave) => self.open(),
            Ok(Given::None(why)) => Err(why),
            Err(_) => Err(no_connection()),
        }
    }

    /// Opens one, for whoever may. Where that cannot be, all who wait are told: one after the other they would wait many times as long.
    fn open(&self) -> Result<(Database, bool), Error> {
        // The client of PostgreSQL panics where the system can open nothing more.
        let opened = catch_unwind(AssertUnwindSafe(|| self.place.open()));
        let opened = opened.unwrap_or_else(|_| Err(no_connection()));
        let mut kept = self.kept();
        kept.opening = false;
        match &opened {
            Ok(_) => kept.let_one_open(),
            Err(why) => {
                kept.all -= 1;
                for waits in kept.waiting.drain(..) {
                    waits.send(Given::None(why.clone())).ok();
                }
            }
        }
        drop(kept);
        opened.map(|database| (database, true))
    }

    /// One is free again; or nothing, where it is lost.
    fn give_back(&self, database: Option<Database>) {
        let mut kept = self.kept();
        let Some(database) = database else {
            kept.all -= 1;
            return kept.let_one_open();
        };
        match kept.waiting.pop_front() {
            Some(first) => drop(first.send(Given::Free(database))),
            None => kept.free.push(database),
        }
    }
}

fn no_connection() -> Error {
    Error::failed("no connection to the store can be opened now; try again in a moment")
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
        let (first, is_new) = readers.one().unwrap();
        assert!(!is_new);
        // As if one were being opened, for as long as this takes.
        readers.kept().opening = true;
        let order = Mutex::new(Vec::new());
        std::thread::scope(|scope| {
            for number in 1..=3 {
                let (readers, order) = (&readers, &order);
                scope.spawn(move || {
                    let (database, _) = readers.one().unwrap();
                    order.lock().unwrap().push(number);
                    readers.give_back(Some(database));
                });
                while readers.kept().waiting.len() < number {
                    std::thread::yield_now();
                }
            }
            readers.give_back(Some(first));
        });
        assert_eq!(order.into_inner().unwrap(), [1, 2, 3]);
        let kept = readers.kept();
        assert_eq!((kept.all, kept.free.len()), (1, 1));
    }

    #[test]
    fn who_waits_for_one_that_is_lost_opens_another() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(&folder);
        let all: Vec<_> = (0..MOST).map(|_| readers.one().unwrap()).collect();
        std::thread::scope(|scope| {
            let waits = scope.spawn(|| readers.one().unwrap().1);
            while readers.kept().waiting.is_empty() {
                std::thread::yield_now();
            }
            readers.give_back(None);
            assert!(waits.join().unwrap(), "it is new");
        });
        assert_eq!((all.len(), readers.kept().all), (MOST, MOST));
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
