//! A file on disk, read by several threads side by side.
//!
//! Each thread begins with an equal stretch of the text. Threads seldom get equally much of a machine, so one that is done takes
//! the second half of what the slowest has left. A stretch starts after the first line end in it; should that lie within a
//! quoted field, the stretch before ends somewhere else than this one started, which shows, and it is read again from the right
//! place. So the result is the same however the text was divided.

use std::io::{BufRead, BufReader};
use std::sync::{Mutex, PoisonError};

use throughline::error::Error;

use super::block::{End, Plan, Span, Taken};
use crate::job::Job;
use crate::source::Disk;

/// Below so many bytes a thread more costs more than it saves.
const STRETCH_BYTES: u64 = 1 << 20;
/// What is left of a stretch is not divided if it is less than this part of the text: what is read apart has to be joined.
const DIVIDED_PART: u64 = 8;

/// The stretches of a text, which the threads that read it divide between them.
pub(super) struct Stretches {
    all: Mutex<Vec<Stretch>>,
    bytes: u64,
}

#[derive(Clone, Copy)]
struct Stretch {
    start: u64,
    /// Up to where it is being read.
    reading: u64,
    end: u64,
}

impl Stretches {
    /// `count` equal stretches of the bytes from `first` on.
    fn new(first: u64, bytes: u64, count: u64) -> Stretches {
        let bound = |part: u64| first + (bytes - first) * part / count;
        let stretch = |part| Stretch { start: bound(part), reading: bound(part), end: bound(part + 1) };
        Stretches { all: Mutex::new((0..count).map(stretch).collect()), bytes }
    }

    fn with<T>(&self, work: impl FnOnce(&mut Vec<Stretch>) -> T) -> T {
        work(&mut self.all.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn get(&self, which: usize) -> Stretch {
        self.with(|all| all[which])
    }

    /// Where a stretch ends, now that it is being read up to `reading`; nothing if it ends with the text.
    pub(super) fn end(&self, which: usize, reading: u64) -> Option<u64> {
        self.with(|all| {
            all[which].reading = reading.max(all[which].reading);
            Some(all[which].end).filter(|end| *end < self.bytes)
        })
    }

    /// Divides the stretch of which most is left; answers the new one.
    fn divide(&self) -> Option<usize> {
        self.with(|all| {
            let left = |stretch: &Stretch| stretch.end.saturating_sub(stretch.reading);
            let longest = all.iter_mut().max_by_key(|stretch| left(stretch))?;
            if left(longest) < (self.bytes / DIVIDED_PART).max(STRETCH_BYTES) {
                return None;
            }
            let middle = longest.reading + left(longest) / 2;
            let new = Stretch { start: middle, reading: middle, end: longest.end };
            longest.end = middle;
            all.push(new);
            Some(all.len() - 1)
        })
    }

    /// A stretch has nothing left, whatever became of it.
    fn give_up(&self, which: usize) {
        self.with(|all| all[which].reading = all[which].end);
    }

    /// Reads one; from its first line on, or from where it is known to start.
    fn take(
        &self,
        which: usize,
        from: Option<u64>,
        (disk, plan, job): (&Disk, &Plan<'_>, &Job),
    ) -> Result<Taken, Error> {
        let stretch = self.get(which);
        let start = match from {
            Some(start) => start,
            None => {
                // The byte before the stretch may be the line end, so the search starts there.
                let mut text = BufReader::with_capacity(1 << 12, disk.from(stretch.start - 1));
                let passed = text.skip_until(plan.newline()).map_err(|error| plan.trouble(&error))?;
                stretch.start - 1 + passed as u64
            }
        };
        let bytes = stretch.end.saturating_sub(start);
        let taken = plan.take(disk.from(start), Span { start, end: End::Of(self, which), bytes }, job);
        self.give_up(which);
        taken
    }
}

/// All rows of a text, in its order, in as many parts as it was read in.
pub(super) fn read(disk: &Disk, plan: &Plan<'_>, job: &Job) -> Result<Vec<Taken>, Error> {
    let (first, bytes) = (plan.first_row(), disk.len());
    let count = ((bytes - first.min(bytes)) / STRETCH_BYTES).clamp(1, job.threads.max(1) as u64);
    let stretches = Stretches::new(first, bytes.max(first), count);
    let reading = (disk, plan, job);
    let mut done: Vec<(usize, Taken)> = std::thread::scope(|scope| {
        let stretches = &stretches;
        let thread = move |own: usize| {
            let mut done = vec![(own, stretches.take(own, (own == 0).then_some(first), reading)?)];
            while let Some(more) = stretches.divide() {
                done.push((more, stretches.take(more, None, reading)?));
            }
            Ok(done)
        };
        let running: Vec<_> = (0..count as usize).map(|own| scope.spawn(move || thread(own))).collect();
        let all = running
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
            .collect::<Result<Vec<_>, Error>>()?;
        Ok::<_, Error>(all.into_iter().flatten().collect())
    })?;
    done.sort_by_key(|(which, _)| stretches.get(*which).start);
    for part in 1..done.len() {
        let from = done[part - 1].1.ended_at;
        if done[part].1.started_at != from {
            done[part].1 = stretches.take(done[part].0, Some(from), reading)?;
        }
    }
    Ok(done.into_iter().map(|(_, taken)| taken).collect())
}
