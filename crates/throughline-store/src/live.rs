//! Everything that happened as a log, read on from where it was read before.

use std::panic::resume_unwind;
use std::sync::{Arc, PoisonError};

use throughline::contact::{Event, LiveRows};
use throughline::error::Error;
use throughline::log::{Field, Linking, Log, LogBuilder, RowCells, Slot};

use crate::record::without_words;
use crate::recorded::RecordedRows;
use crate::store::Store;
use crate::verify::CHUNK;

/// The log as far as it was read.
#[derive(Default)]
pub(crate) struct Live {
    rows: LiveRows,
    /// The number of the last event that was read.
    number: i64,
    recorded: RecordedRows,
    log: Option<Arc<Log>>,
}

impl Store {
    /// Everything that happened, as a log. What was read before is not read again.
    pub fn log(&self, threads: usize) -> Result<Arc<Log>, Error> {
        let mut live = self.live.lock().unwrap_or_else(PoisonError::into_inner);
        let mut fresh = live.log.is_none();
        self.read(|database| {
            loop {
                let bodies = database.bodies_after(live.number, CHUNK)?;
                let Some((last, _)) = bodies.last() else { break };
                // All of them or none, so that none is added twice when it is tried again.
                events(&bodies, threads)?.iter().flatten().for_each(|event| live.rows.add(event));
                live.number = *last;
                fresh = true;
            }
            loop {
                let more = database.recorded_after(live.recorded.number, CHUNK)?;
                if more.is_empty() {
                    return Ok(());
                }
                live.recorded.add(&more)?;
                fresh = true;
            }
        })?;
        if let (Some(log), false) = (&live.log, fresh) {
            return Ok(Arc::clone(log));
        }
        let mut builder = LogBuilder::new(Linking::default());
        let own = live.rows.rows();
        // A need of the service is closed by the person's word alone, whatever the activities of other systems are called.
        let activity = |(slot, _): &&(Slot, RowCells)| *slot == Slot::Field(Field::Activity);
        let activities = own.columns().iter().find(activity).and_then(|(_, cells)| cells.names());
        for closing in &live.recorded.closing {
            if activities.is_none_or(|names| names.find(closing).is_none()) {
                builder.closing(closing);
            }
        }
        builder.add(own);
        builder.add(live.recorded.rows.clone());
        let log = Arc::new(builder.finish(threads)?);
        live.log = Some(Arc::clone(&log));
        Ok(log)
    }
}

/// The events of these records, each half or part of them read by a thread of its own.
fn events(bodies: &[(i64, String)], threads: usize) -> Result<Vec<Vec<Event>>, Error> {
    let part = bodies.len().div_ceil(threads.max(1));
    let read = |part: &[(i64, String)]| -> Result<Vec<Event>, Error> {
        part.iter().map(|(number, body)| without_words(*number, body)).collect()
    };
    std::thread::scope(|scope| {
        let parts: Vec<_> = bodies.chunks(part).map(|part| scope.spawn(move || read(part))).collect();
        parts.into_iter().map(|part| part.join().unwrap_or_else(|why| resume_unwind(why))).collect()
    })
}
