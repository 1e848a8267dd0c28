//! One reading: what every reader is told, and where it reports.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

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
    /// Which of these it is.
    pub counted: Counted,
    /// The column or key.
    pub column: String,
    /// The value, shortened.
    pub value: String,
    /// What is wrong with it and what to do.
    pub reason: String,
}

impl Refusal {
    /// `line 4`, or `event 4`.
    pub fn place(&self) -> String {
        let what = match self.counted {
            Counted::Lines => "line",
            Counted::Events => "event",
        };
        format!("{what} {}", self.line)
    }
}

/// What the number of a refusal counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Counted {
    /// Lines or rows.
    #[default]
    Lines,
    /// Events in the order of the file, where an event has no line that a reader would know.
    Events,
}

/// Refusals and notes, from all threads.
#[derive(Default)]
pub struct Report {
    refusals: Mutex<Vec<Refusal>>,
    notes: Mutex<Vec<String>>,
    warnings: Mutex<Vec<String>>,
}

impl Report {
    /// A row is refused.
    pub fn refuse(&self, refusal: Refusal) {
        let column = shorten(&refusal.column);
        lock(&self.refusals).push(Refusal { column, ..refusal });
    }

    /// Something the person who asked should know. The same note is kept once; long names in it are shortened.
    pub fn note(&self, note: impl Into<String>) {
        let (mut notes, note) = (lock(&self.notes), readable(&note.into()));
        if !notes.contains(&note) {
            notes.push(note);
        }
    }

    /// Something that makes all that is said of the log doubtful.
    pub fn warn(&self, warning: String) {
        lock(&self.warnings).push(readable(&warning));
    }

    /// All refusals, by file and line.
    pub fn refusals(&self) -> Vec<Refusal> {
        let mut all = lock(&self.refusals).clone();
        all.sort_by(|a, b| (&a.file, a.line, &a.column).cmp(&(&b.file, b.line, &b.column)));
        all
    }

    /// All warnings, in the order they were made.
    pub fn warnings(&self) -> Vec<String> {
        lock(&self.warnings).clone()
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

/// How far a reading or a writing is, in bytes of the files as they lie on disk; and whether to stop.
#[derive(Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    stop: Arc<AtomicBool>,
}

impl Progress {
    /// A progress that is asked to stop by `stop`, which others may have too.
    pub fn stopped_by(stop: Arc<AtomicBool>) -> Progress {
        Progress { stop, ..Progress::default() }
    }

    /// So many bytes are to be read or written.
    pub fn expect(&self, bytes: u64) {
        self.total.fetch_add(bytes, Ordering::Relaxed);
    }

    /// So many bytes have been. An error if the person asked to stop: call it once a block.
    pub fn advance(&self, bytes: u64) -> Result<(), Error> {
        self.done.fetch_add(bytes, Ordering::Relaxed);
        self.go_on()
    }

    /// An error if the person asked to stop.
    pub fn go_on(&self) -> Result<(), Error> {
        if self.stop.load(Ordering::Relaxed) {
            Err(Error::failed("stopped before the end, as asked"))
        } else {
            Ok(())
        }
    }

    /// Bytes done, and bytes to do; nought where nobody knows how many.
    pub fn state(&self) -> (u64, u64) {
        (self.done.load(Ordering::Relaxed), self.total.load(Ordering::Relaxed))
    }

    /// Asks all readers to stop.
    pub fn stop(&self) {
        self.stop.store(true, Ordering::Relaxed);
    }
}

/// The longest note, in characters: a table can have ten thousand columns to be named.
const LONGEST_NOTE: usize = 2_000;

/// A note with each name in it (between quotation marks) and itself cut to what a person reads.
fn readable(note: &str) -> String {
    let mut out = String::with_capacity(note.len());
    for (place, part) in note.split('“').enumerate() {
        match part.split_once('”') {
            Some((name, rest)) if place > 0 => out.extend(["“", &shorten(name), "”", rest]),
            _ if place > 0 => out.extend(["“", part]),
            _ => out.push_str(part),
        }
    }
    if let Some((end, _)) = out.char_indices().nth(LONGEST_NOTE) {
        out.truncate(end);
        out.push('…');
    }
    out
}

/// At most 120 characters of a value, for a message, and nothing that may be a secret key.
pub fn shorten(value: &str) -> String {
    let value = crate::pseudonym::without_keys(value);
    match value.char_indices().nth(120) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value,
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A job for a test of any reader or writer.
    pub(crate) fn job(threads: usize) -> Job {
        Job {
            threads,
            key: Key::new(b"a key for tests!"),
            report: Report::default(),
            progress: Progress::default(),
        }
    }

    #[test]
    fn names_in_notes_and_refusals_are_shortened() {
        let (report, long) = (Report::default(), "x".repeat(5_000));
        report.note(format!("a.csv: “{long}” is left out, and “b” too"));
        report.note("a.csv: “b” and “c");
        report.note("c".repeat(9_000));
        let refusal = |column: &str| Refusal {
            file: "a.csv".to_string(),
            line: 1,
            counted: Counted::Lines,
            column: column.to_string(),
            value: String::new(),
            reason: "is nothing".to_string(),
        };
        report.refuse(refusal(&long));
        let short = format!("{}…", "x".repeat(120));
        let notes = report.notes();
        assert_eq!(
            notes[..2],
            [format!("a.csv: “{short}” is left out, and “b” too"), "a.csv: “b” and “c".to_string()]
        );
        assert_eq!((notes[2].chars().count(), &report.refusals()[0].column), (2_001, &short));
    }
}
