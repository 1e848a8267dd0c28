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
    let done: Vec<(usize, Taken)> = std::thread::scope(|scope| {
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
    in_order(done, &stretches, reading)
}

/// The parts in the order of the text; one that began in the middle of a row is read again.
fn in_order(
    mut done: Vec<(usize, Taken)>,
    stretches: &Stretches,
    reading: (&Disk, &Plan<'_>, &Job),
) -> Result<Vec<Taken>, Error> {
    done.sort_by_key(|(which, _)| stretches.get(*which).start);
    for part in 1..done.len() {
        let from = done[part - 1].1.ended_at;
        if done[part].1.started_at != from {
            done[part].1 = stretches.take(done[part].0, Some(from), reading)?;
        }
    }
    Ok(done.into_iter().map(|(_, taken)| taken).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::csv::dialect::Dialect;
    use crate::csv::tests::{events, usual};
    use crate::job::tests::job;
    use crate::source::Source;
    use throughline::log::{Linking, LogBuilder};

    /// Rows with line ends in quoted texts, some of them long, so that stretches start within rows.
    fn text() -> String {
        let mut text = "need,at,activity,note\n".to_string();
        for row in 0..60_000_u32 {
            let need = row.wrapping_mul(0x9e37_79b9) % 9_000;
            let (minute, second) = (row / 60 % 60, row % 60);
            let note = match row % 7 {
                0 => format!(
                    "\"a\n{need},2024-01-01 00:00:00,open,b\n\"\"{}\"",
                    "c\n".repeat(row as usize % 90)
                ),
                _ => format!("said {row}"),
            };
            text += &format!(
                "{need},2024-01-0{} 0{}:{minute:02}:{second:02},step {},{note}\n",
                row % 5 + 1,
                row % 4,
                row % 11
            );
        }
        text
    }

    #[test]
    fn however_the_text_is_divided_it_is_the_same_log() {
        let text = text();
        let (job, mapping) = (job(2), usual());
        let source = Source::of_bytes("t.csv", text.as_bytes()).unwrap().remove(0);
        let (dialect, _, _) = Dialect::of(&source, Some(&mapping)).unwrap();
        let plan = Plan::new(&source, &dialect, &mapping).unwrap();
        let disk = source.disk().unwrap();
        let log = |parts: Vec<Taken>| {
            let mut builder = LogBuilder::new(Linking::default());
            parts.into_iter().for_each(|taken| builder.add(taken.rows));
            builder.finish(2).unwrap()
        };
        let whole = log(read(&disk, &plan, &crate::job::tests::job(1)).unwrap());
        assert_eq!(whole.event_count(), 60_000);
        for (count, divided) in [(1, 1), (1, 3), (2, 2), (3, 0)] {
            let stretches = Stretches::new(plan.first_row(), disk.len(), count);
            // As if a thread that had nothing to do came before the others had read anything.
            let more = (0..divided).filter_map(|_| stretches.divide()).count();
            assert_eq!(more, divided, "{} bytes", disk.len());
            let all = count as usize + more;
            let first = |which: usize| (which == 0).then_some(plan.first_row());
            let take = |which| (which, stretches.take(which, first(which), (&disk, &plan, &job)).unwrap());
            let parts =
                in_order((0..all).rev().map(take).collect(), &stretches, (&disk, &plan, &job)).unwrap();
            assert_eq!(parts.len(), all);
            let divided = log(parts);
            assert_eq!(events(&divided), events(&whole));
        }
    }

    #[test]
    fn what_is_left_is_halved_until_it_is_little() {
        let bytes = 80 << 20;
        let stretches = Stretches::new(100, bytes, 2);
        assert_eq!(stretches.end(0, 30 << 20), Some(100 + (bytes - 100) / 2));
        // 50 MiB are left of the second, ten of the first.
        let new = stretches.divide().unwrap();
        let (second, new) = (stretches.get(1), stretches.get(new));
        assert_eq!((second.end, new.end), (new.start, bytes));
        assert_eq!(new.start - second.start, new.end - new.start);
        stretches.give_up(0);
        assert!(stretches.divide().is_some() && stretches.divide().is_some());
        assert!(stretches.divide().is_none(), "ten of eighty are less than an eighth");
    }
}
