//! One reading: what every reader is told, and where it reports.

use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use throughline::error::Error;

use crate::pseudonym::Key;

/// What every reader is told, and where it reports.
pub struct Job {
    /// How many threads may work.
    pub threads: usize,
    /// The key that makes pseudonyms of persons.
    pub key: Key,
    /// What was refused, and what else there is to say.
    pub report: Report,
    /// How far it is.
    pub progress: Progress,
}

/// A row, or a value, that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// The file.
    pub file: String,
    /// The line of the file, or the number of the row or event where it has no lines; from 1.
    pub line: u64,
    /// The column or key.
    pub column: String,
    /// The value, shortened.
    pub value: String,
    /// What is wrong with it and what to do.
    pub reason: String,
}

/// Refusals and notes, from all threads.
#[derive(Default)]
pub struct Report {
    refusals: Mutex<Vec<Refusal>>,
    notes: Mutex<Vec<String>>,
}

impl Report {
    /// A row is refused.
    pub fn refuse(&self, refusal: Refusal) {
        lock(&self.refusals).push(refusal);
    }

    /// Something the person who asked should know. The same note is kept once.
    pub fn note(&self, note: impl Into<String>) {
        let (mut notes, note) = (lock(&self.notes), note.into());
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    /// All refusals, by file and line.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut all = lock(&self.refusals).clone();
        all.sort_by(|a, b| (&a.file, a.line, &a.column).cmp(&(&b.file, b.line, &b.column)));
        all
    }

    /// All notes, in the order they were made.
    pub fn notes(&self) -> Vec<String> {
        lock(&self.notes).clone()
    }
}

/// A lock whose holder panicked still guards a plain list.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// How far a reading is, in bytes of the files as they lie on disk; and whether to stop.
#[derive(Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    stop: AtomicBool,
}

impl Progress {
    /// So many bytes are to be read.
    pub fn expect(&self, bytes: u64) {
        self.total.fetch_add(bytes, Ordering::Relaxed);
    }

    /// So many bytes have been read. An error if the person asked to stop: call it once a block.
    pub fn advance(&self, bytes: u64) -> Result<(), Error> {
        self.done.fetch_add(bytes, Ordering::Relaxed);
        if self.stop.load(Ordering::Relaxed) {
            Err(Error::failed("stopped before the end, as asked"))
        } else {
            Ok(())
        }
    }

    /// Bytes read, and bytes to read.
    pub fn state(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Asks all readers to stop.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// At most 120 characters of a value, for a message.
pub fn shorten(value: &str) -> String {
    match value.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_string(),
    }
}
