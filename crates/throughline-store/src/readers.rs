//! The connections that read: as many as were needed at once so far, and at most [`MOST`]. Whoever finds none free waits for one.
//!
//! They are opened one at a time. A server starts a process for each, which takes its time; where many come at once after a quiet
//! while and each opens its own, all of them wait for all of these processes. So those who come meanwhile share what there is.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use throughline::error::Error;

use crate::database::{Database, Where};

/// More at once would not be faster, as they wait for the same processor and disk; and a server has only so many for all who use it.
const MOST: usize = 16;

/// All of them.
pub(crate) struct Readers {
    place: Where,
    kept: Mutex<Kept>,
    changed: Condvar,
}

#[derive(Default)]
struct Kept {
    free: Vec<Database>,
    /// How many there are: free, in use, or being opened.
    all: usize,
    /// Whether one is being opened.
    opening: bool,
    /// How often one could not be opened, and why the last could not.
    failures: u64,
    why: Option<Error>,
}

impl Readers {
    /// Those of a place, with a first one.
    pub(crate) fn of(place: Where, first: Database) -> Readers {
        let kept = Kept { free: vec![first], all: 1, ..Kept::default() };
        Readers { place, kept: Mutex::new(kept), changed: Condvar::new() }
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
        let mut kept = self.kept();
        // Whoever panics may have left something half asked.
        if asked.is_ok() && !database.is_lost() {
            kept.free.push(database);
        } else {
            kept.all -= 1;
        }
        drop(kept);
        self.changed.notify_one();
        asked.unwrap_or_else(|why| resume_unwind(why))
    }

    /// One that is free, or a new one; and whether it is new.
    fn one(&self) -> Result<(Database, bool), Error> {
        let mut kept = self.kept();
        let failures = kept.failures;
        loop {
            if let Some(database) = kept.free.pop() {
                return Ok((database, false));
            }
            // Whoever waits is told with the one who tried: one after the other they would wait many times as long.
            if let (Some(why), true) = (&kept.why, kept.failures != failures) {
                return Err(why.clone());
            }
            if kept.all < MOST && !kept.opening {
                break;
            }
            kept = self.changed.wait(kept).unwrap_or_else(PoisonError::into_inner);
        }
        (kept.all, kept.opening) = (kept.all + 1, true);
        drop(kept);
        let opened = self.open();
        let mut kept = self.kept();
        kept.opening = false;
        if let Err(why) = &opened {
            kept.all -= 1;
            kept.failures += 1;
            kept.why = Some(why.clone());
        }
        drop(kept);
        self.changed.notify_all();
        opened.map(|database| (database, true))
    }

    fn open(&self) -> Result<Database, Error> {
        // The client of PostgreSQL panics where the system can open nothing more.
        let opened = catch_unwind(AssertUnwindSafe(|| self.place.open()));
        opened.unwrap_or_else(|_| {
            Err(Error::failed("no connection to the store can be opened now; try again in a moment"))
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

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
    fn who_waits_while_one_is_opened_takes_one_that_comes_back() {
        let folder = tempfile::tempdir().unwrap();
        let readers = readers(&folder);
        readers.kept().opening = true;
        let (holds, waits) = (Barrier::new(2), AtomicBool::new(true));
        std::thread::scope(|scope| {
            scope.spawn(|| {
                readers.read(|database| {
                    holds.wait();
                    waits.store(false, Ordering::SeqCst);
                    database.head()
                })
            });
            holds.wait();
            readers.read(|database| database.head()).unwrap();
            assert!(!waits.load(Ordering::SeqCst), "it read before the other had ended");
        });
        assert_eq!(readers.kept().all, 1);
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
        let kept = readers.kept();
        assert_eq!((kept.free.len(), kept.failures, kept.opening), (1, 1, false));
    }
}
