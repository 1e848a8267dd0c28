//! The one writer. It takes whoever waits, decides for each in turn, commits once for all of them, and only then answers: what is
//! answered is on disk (group commit). While it syncs, the next ones gather.
//!
//! If something breaks, nothing of the batch was kept; each task is then tried again alone, on a new connection if the old one was
//! lost, so that one bad task does not hurt the others. A commit whose answer was lost is looked for before it is tried again; where
//! that cannot be seen, nobody is told that it was kept or that it was not.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use throughline::contact::{Event, Need, NeedId, PersonId, What};
use throughline::error::Error;

use crate::database::{Database, LooksFor, Where};
use crate::key::Key;
use crate::line::{ContactLine, Line};
use crate::record::{Head, Record};

/// How often the log is folded back into the data.
const FOLDED_EVERY: Duration = Duration::from_millis(500);
/// The most tasks in one commit.
const BATCH: usize = 256;

/// How many needs and keys are remembered within one commit.
const MOST_REMEMBERED: usize = 20_000;

/// How long those of one commit wait for a server that has gone away, and how long between two looks.
const PATIENCE: Duration = Duration::from_secs(20);
const PAUSE: Duration = Duration::from_millis(100);

/// What a task works with: the store within one commit.
pub(crate) struct Desk<'a> {
    pub(crate) database: &'a mut Database,
    pub(crate) key: &'a Key,
    head: Head,
    needs: HashMap<NeedId, Need>,
    keys: HashMap<PersonId, Option<Key>>,
}

impl Desk<'_> {
    /// A need as it is now.
    pub(crate) fn need(&mut self, id: NeedId) -> Result<Need, Error> {
        if let Some(need) = self.needs.get(&id) {
            return Ok(need.clone());
        }
        let need = Need::of(&self.story(id)?)?.ok_or_else(|| Error::asked("there is no such need"))?;
        self.needs.insert(id, need.clone());
        Ok(need)
    }

    /// What happened to a need so far, without what was said.
    pub(crate) fn story(&mut self, id: NeedId) -> Result<Vec<Event>, Error> {
        self.database.records_of(id)?.iter().map(|record| record.event(None)).collect()
    }

    /// A person's key, if it was not destroyed.
    pub(crate) fn key_of(&mut self, person: PersonId) -> Result<Option<Key>, Error> {
        if let Some(key) = self.keys.get(&person) {
            return Ok(key.clone());
        }
        let key = self.database.key_of(person)?.map(|wrapped| self.key.unwrap(&wrapped)).transpose()?;
        self.keys.insert(person, key.clone());
        Ok(key)
    }

    /// Gives a person who is not known yet a key.
    pub(crate) fn welcome(&mut self, person: PersonId) -> Result<(), Error> {
        self.welcome_with(person, Key::new()?)
    }

    /// The same with the key that they had elsewhere.
    pub(crate) fn welcome_with(&mut self, person: PersonId, key: Key) -> Result<(), Error> {
        self.database.put_key(person, &self.key.wrap(&key)?)?;
        self.keys.insert(person, Some(key));
        Ok(())
    }

    /// Destroys a person's key.
    pub(crate) fn forget(&mut self, person: PersonId) -> Result<(), Error> {
        self.keys.insert(person, None);
        self.database.forget(person)
    }

    /// Whether a person has a key.
    pub(crate) fn knows(&mut self, person: PersonId) -> Result<bool, Error> {
        self.key_of(person).map(|key| key.is_some())
    }

    /// Keeps a file of a person; answers under what.
    pub(crate) fn keep_file(&mut self, person: PersonId, bytes: &[u8]) -> Result<String, Error> {
        let sealed = self.sealed_file(person, bytes)?;
        let content = crate::key::content(&sealed);
        self.database.put_file(&content, person, &sealed)?;
        Ok(content)
    }

    /// Keeps a file of a person under the name that it had elsewhere.
    pub(crate) fn keep_file_as(
        &mut self,
        person: PersonId,
        content: &str,
        bytes: &[u8],
    ) -> Result<(), Error> {
        let sealed = self.sealed_file(person, bytes)?;
        self.database.put_file(content, person, &sealed)
    }

    fn sealed_file(&mut self, person: PersonId, bytes: &[u8]) -> Result<Vec<u8>, Error> {
        let key = self.key_of(person)?;
        key.ok_or_else(|| Error::asked("what told who this person is was erased"))?.seal(bytes, b"file")
    }

    /// The end of the chain.
    pub(crate) fn head(&self) -> Head {
        self.head
    }

    /// Lets go of what was remembered, where that has become much.
    pub(crate) fn rest(&mut self) {
        if self.needs.len() + self.keys.len() > MOST_REMEMBERED {
            self.needs.clear();
            self.keys.clear();
        }
    }

    /// Takes in an event that happened before: whose it is becomes known with the one that opens a need, and they are given a key then.
    pub(crate) fn take(&mut self, event: Event) -> Result<Need, Error> {
        if matches!(event.what, What::Opened { .. }) && !self.knows(event.person)? {
            self.welcome(event.person)?;
        }
        self.keep(event)
    }

    /// Keeps an event, next in the chain. A clock that was set back does not put it before what came earlier.
    pub(crate) fn keep(&mut self, mut event: Event) -> Result<Need, Error> {
        let known = self.known(&event)?;
        if let Some(need) = &known {
            event.at = event.at.max(need.last_at);
        }
        let key = self.key_of(event.person)?;
        let record = Record::of(&event, self.head, key.as_ref())?;
        self.keep_record(&record, &event, known)
    }

    /// The need of an event that comes next, as it is before it.
    pub(crate) fn known(&mut self, event: &Event) -> Result<Option<Need>, Error> {
        match event.what {
            What::Opened { .. } => Ok(None),
            _ => self.need(event.need).map(Some),
        }
    }

    /// Keeps an event in the record of it that comes next in the chain.
    pub(crate) fn keep_record(
        &mut self,
        record: &Record,
        event: &Event,
        known: Option<Need>,
    ) -> Result<Need, Error> {
        self.database.append(record)?;
        self.head = record.head();
        for reach in event.said.iter().flat_map(|said| &said.reach) {
            use throughline::contact::Reach::{Email, Phone};
            if let Email(reach) | Phone(reach) = reach {
                let found_by = self.key.found_by(reach);
                self.database.put_found(&found_by, event.person)?;
            }
        }
        let need = project(self.database, known, event)?;
        self.database.put_line(&Line::of(&need))?;
        self.needs.insert(need.id, need.clone());
        Ok(need)
    }
}

/// The need after an event; what can be listened to is kept on the way.
pub(crate) fn project(database: &mut Database, known: Option<Need>, event: &Event) -> Result<Need, Error> {
    let mut need = match known {
        None => Need::of([event])?.ok_or_else(|| Error::failed("an event opens no need"))?,
        Some(mut need) => {
            need.apply(event)?;
            need
        }
    };
    // Words of a person stand with their events; a need in memory has no use for them.
    need.reach.clear();
    match &event.what {
        What::Opened { .. } | What::SaidMore { .. } | What::NotSorted => {
            let organisation = event.by.seat().map_or(&need.holder.organisation, |seat| &seat.organisation);
            let contact = ContactLine {
                need: need.id,
                number: need.contacts - 1,
                at: event.at,
                organisation: organisation.clone(),
                listeners: 0,
            };
            database.put_contact(&contact)?;
        }
        What::Listened(heard) => database.add_listener(need.id, heard.contact)?,
        _ => {}
    }
    Ok(need)
}

/// What is done within a commit. It may be done again if the commit did not come about.
type Work = dyn FnMut(&mut Desk<'_>) -> Result<(), Error> + Send;

/// Something to do within a commit, and whom to tell.
struct Task {
    /// What it will look for.
    looks_for: LooksFor,
    /// Does it.
    run: Box<Work>,
    /// Tells the one who waits; with an error if it could not be kept.
    tell: Box<dyn FnOnce(Result<(), Error>) + Send>,
}

/// The writer's end for everybody else.
pub(crate) struct Writer {
    tasks: Option<Sender<Task>>,
    writer: Option<JoinHandle<()>>,
    /// Folds the log back, until the sender goes.
    folding: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Writer {
    /// Starts the writer.
    pub(crate) fn start(place: Where, key: Key) -> Result<Writer, Error> {
        let database = place.open_to_write()?;
        let (tasks, waiting) = channel();
        let long = Arc::new(AtomicBool::new(false));
        let folding = match &place {
            Where::File(_) => Some(folds(place.open()?, Arc::clone(&long))?),
            // A server does that by itself.
            Where::Server(_) => None,
        };
        let run = move || Running { place, key, database, long }.until_all_is_done(&waiting);
        Ok(Writer { tasks: Some(tasks), writer: Some(thread("writer", run)?), folding })
    }

    /// Does something within a commit, and waits until it is on disk.
    pub(crate) fn ask<T: Send + 'static>(
        &self,
        work: impl FnMut(&mut Desk<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        self.ask_for(LooksFor::default(), work)
    }

    /// The same for work of which it is known what it will look for.
    pub(crate) fn ask_for<T: Send + 'static>(
        &self,
        looks_for: LooksFor,
        mut work: impl FnMut(&mut Desk<'_>) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let done: Arc<Mutex<Option<T>>> = Arc::default();
        let slot = Arc::clone(&done);
        let (told, wait) = channel();
        let task = Task {
            looks_for,
            run: Box::new(move |desk| {
                let answer = work(desk)?;
                *slot.lock().unwrap_or_else(PoisonError::into_inner) = Some(answer);
                Ok(())
            }),
            // Whoever asked may have gone away; the event is kept all the same.
            tell: Box::new(move |outcome| drop(told.send(outcome))),
        };
        let gone = || Error::failed("the store has stopped, and nothing was kept; start the service again");
        self.tasks.as_ref().and_then(|tasks| tasks.send(task).ok()).ok_or_else(gone)?;
        wait.recv().map_err(|_| gone())??;
        done.lock().unwrap_or_else(PoisonError::into_inner).take().ok_or_else(gone)
    }
}

impl Drop for Writer {
    /// Waits until everything that was asked is on disk.
    fn drop(&mut self) {
        self.tasks.take();
        // A thread that panicked has already been told of by those who waited. One after the other: of two connections that close
        // at once neither is the last, and the last folds the whole log back.
        drop(self.writer.take().map(JoinHandle::join));
        if let Some((until, thread)) = self.folding.take() {
            drop(until);
            drop(thread.join());
        }
    }
}

/// Folds the log back until the sender goes, and says where it is long.
fn folds(mut database: Database, long: Arc<AtomicBool>) -> Result<(Sender<()>, JoinHandle<()>), Error> {
    let (until, ended) = channel();
    let fold = move || {
        while let Err(RecvTimeoutError::Timeout) = ended.recv_timeout(FOLDED_EVERY) {
            // What cannot be folded back now, on a full disk say, is the next time; nothing is lost meanwhile. Of a long log the
            // writer folds back what was written meanwhile: that is little after the second time.
            if database.fold_back().unwrap_or(false) {
                database.fold_back().ok();
                long.store(true, Ordering::Relaxed);
            }
        }
    };
    Ok((until, thread("folding", fold)?))
}

fn thread(name: &str, run: impl FnOnce() + Send + 'static) -> Result<JoinHandle<()>, Error> {
    let thread = std::thread::Builder::new().name(name.to_string()).spawn(run);
    thread.map_err(|why| Error::failed(format!("no thread can be started: {why}")))
}

struct Running {
    place: Where,
    key: Key,
    database: Database,
    /// Whether the log has become long: where people write without a pause, only the writer can let it begin anew.
    long: Arc<AtomicBool>,
}

/// Why a commit did not come about.
struct Broken {
    why: Error,
    /// Whether nothing was kept for certain, so that it can be tried again.
    nothing_kept: bool,
}

impl From<Error> for Broken {
    /// Whatever breaks before the commit itself left nothing behind.
    fn from(why: Error) -> Broken {
        Broken { why, nothing_kept: true }
    }
}

impl Running {
    fn until_all_is_done(mut self, waiting: &Receiver<Task>) {
        while let Ok(first) = waiting.recv() {
            let mut batch = vec![first];
            batch.extend(waiting.try_iter().take(BATCH - 1));
            self.serve(batch);
            if self.long.swap(false, Ordering::Relaxed) {
                self.database.fold_back().ok();
            }
        }
    }

    /// All of them in one commit; if that does not come about, each alone.
    fn serve(&mut self, mut batch: Vec<Task>) {
        let until = Instant::now() + PATIENCE;
        match self.commit(&mut batch, until) {
            Ok(outcomes) => batch.into_iter().zip(outcomes).for_each(|(task, outcome)| (task.tell)(outcome)),
            Err(Broken { nothing_kept: true, .. }) => {
                batch.into_iter().for_each(|task| self.alone(task, until));
            }
            Err(Broken { why, .. }) => {
                let why = why.at(
                    "it cannot be seen now whether this was kept; look whether it is there before you send it again",
                );
                batch.into_iter().for_each(|task| (task.tell)(Err(why.clone())));
            }
        }
    }

    fn alone(&mut self, task: Task, until: Instant) {
        let mut one = [task];
        let mut outcome = self.commit(&mut one, until);
        if outcome.as_ref().is_err_and(|broken| broken.nothing_kept) && self.database.is_lost() {
            outcome = self.commit(&mut one, until);
        }
        let [task] = one;
        let not_kept = |broken: Broken| broken.why.at("this was not kept");
        (task.tell)(outcome.map_err(not_kept).and_then(|mut all| all.remove(0)));
    }

    /// Runs tasks and commits. A task that refuses (its asking was wrong) wrote nothing and hinders nobody; one that fails breaks the
    /// whole commit.
    fn commit(&mut self, batch: &mut [Task], until: Instant) -> Result<Vec<Result<(), Error>>, Broken> {
        self.connected(until)?;
        // A beginning that failed half way must not hold the door shut for what comes after.
        let looks_for: Vec<&LooksFor> = batch.iter().map(|task| &task.looks_for).collect();
        let begun = self.database.begin().and_then(|start| {
            self.database.look_ahead(&looks_for)?;
            Ok(start)
        });
        let start = begun.inspect_err(|_| drop(self.database.roll_back()))?;
        let mut desk = Desk {
            database: &mut self.database,
            key: &self.key,
            head: start,
            needs: HashMap::new(),
            keys: HashMap::new(),
        };
        let mut outcomes = Vec::with_capacity(batch.len());
        for task in batch {
            match (task.run)(&mut desk) {
                Err(why) if !why.is_asked_wrong() => {
                    // It is lost anyway; why it failed is what people should know.
                    drop(self.database.roll_back());
                    return Err(why.into());
                }
                outcome => outcomes.push(outcome),
            }
        }
        let end = desk.head;
        let Err(why) = self.database.commit() else { return Ok(outcomes) };
        drop(self.database.roll_back());
        if !self.database.is_lost() {
            return Err(why.into());
        }
        match self.was_kept(start, end, until) {
            Ok(true) => Ok(outcomes),
            Ok(false) => Err(why.into()),
            Err(_) => Err(Broken { why, nothing_kept: false }),
        }
    }

    /// Connects again where the connection was lost, as soon as the server is there again.
    fn connected(&mut self, until: Instant) -> Result<(), Error> {
        while self.database.is_lost() {
            match self.place.open_to_write() {
                Ok(database) => self.database = database,
                Err(why) if Instant::now() >= until => return Err(why),
                Err(_) => std::thread::sleep(PAUSE),
            }
        }
        Ok(())
    }

    /// Whether a commit whose answer was lost came about.
    fn was_kept(&mut self, start: Head, end: Head, until: Instant) -> Result<bool, Error> {
        // What adds no event can be done twice.
        if start == end {
            return Ok(false);
        }
        self.connected(until)?;
        // Whoever holds the lock knows that the old commit is over, one way or the other.
        self.database.begin()?;
        let after = self.database.records_after(end.number - 1, 1)?;
        self.database.roll_back()?;
        Ok(after.first().is_some_and(|record| record.head() == end))
    }
}
