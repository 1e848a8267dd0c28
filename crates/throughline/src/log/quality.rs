//! Quality of a log: what a careful reader should know before believing a figure.
//!
//! Each finding counts what the columns show and says what it is consistent with, what else it could be, and where to look. It is
//! never an accusation, and no worker is named: a pattern is a question to the people who do the work. What is looked at: the same
//! event twice, rows out of order, times at midnight and many times in one second (written down later, all at once), times
//! and lengths on round numbers (estimated), no worker, one id for several people, the lag of writing down, and links that are not sure.
//!
//! Everything is counted in one pass over the needs and one over the times of each worker in order; only the latter are sorted.

mod events;
mod links;
mod workers;

use jiff::tz::TimeZone;

use super::Log;
use crate::wording::{counted, percent};
use events::Tally;
pub use links::links;
use workers::{Workers, WorkersTally};

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq)]
pub struct Finding {
    /// A short name, such as `duplicates`.
    pub name: &'static str,
    /// How many were found.
    pub count: u64,
    /// Of how many that were looked at.
    pub of: u64,
    /// What was found, what it is consistent with and what it could also be.
    pub says: String,
    /// Where to look to find out; empty where nothing stands out.
    pub look_at: &'static str,
}

impl Finding {
    /// Whether it stands out.
    pub fn stands_out(&self) -> bool {
        !self.look_at.is_empty()
    }
}

/// A share must be this far from what chance gives, in standard errors, before it stands out: with ten million events any share
/// differs from chance, so it must also be half as large again as expected.
const STANDARD_ERRORS: f64 = 4.0;
/// Fewer than this many show no pattern.
const ENOUGH: u64 = 50;

/// All that is looked at, in a fixed order. Midnight and the hours of a day are those of `zone`.
pub fn findings(log: &Log, zone: &TimeZone, threads: usize) -> Vec<Finding> {
    let tally = events::tally(log, zone, threads);
    let workers = Workers::of(log, zone).map(|workers| workers.tally(threads));
    let mut all = vec![duplicates(&tally), out_of_order(log), midnight(&tally), heaped_times(&tally)];
    all.extend(heaped_durations(&tally));
    all.extend(batches(&tally, workers.as_ref()));
    all.extend(missing_workers(&tally));
    all.extend(workers.as_ref().and_then(shared_ids));
    all.extend(written_late(&tally));
    all.extend(links(log));
    all
}

fn share(count: u64, of: u64) -> f64 {
    count as f64 / of.max(1) as f64
}

/// Whether `count` of `of` is plainly more than the share that chance gives.
fn beyond(count: u64, of: u64, chance: f64) -> bool {
    let error = (chance * (1.0 - chance) / of.max(1) as f64).sqrt();
    of >= ENOUGH && share(count, of) > chance + STANDARD_ERRORS * error && share(count, of) > 1.5 * chance
}

fn finding(
    name: &'static str,
    count: u64,
    of: u64,
    says: String,
    stands_out: bool,
    look_at: &'static str,
) -> Finding {
    Finding { name, count, of, says, look_at: if stands_out { look_at } else { "" } }
}

fn duplicates(tally: &Tally) -> Finding {
    let (count, of) = (tally.duplicates, tally.events);
    let says = match count {
        0 => "No event stands twice (same need, activity, time and worker).".to_string(),
        _ => format!(
            "{} ({}) stand twice or more, with the same need, activity, time and worker: consistent with an export that \
             joined tables or was run twice; could also be the same thing done several times at once.",
            counted(count, "event", "events"),
            percent(share(count, of)),
        ),
    };
    finding(
        "duplicates",
        count,
        of,
        says,
        count > 0,
        "the rows of one such need in the source, and how the export was made",
    )
}

fn out_of_order(log: &Log) -> Finding {
    let columns = log.columns();
    let (count, of) = (columns.out_of_order, columns.at_us.len() as u64);
    let says = match count {
        0 => "The events of every need stood in order of time.".to_string(),
        _ => format!(
            "{} ({}) stood after a later event of their need, and were put in order of time: consistent with an export sorted \
             by something else; could also be times corrected afterwards.",
            counted(count, "event", "events"),
            percent(share(count, of)),
        ),
    };
    let look_at = "a few needs with long histories: does the order of time make sense there?";
    finding("out_of_order", count, of, says, share(count, of) > 0.01, look_at)
}

fn midnight(tally: &Tally) -> Finding {
    let (count, of) = (tally.midnight, tally.events);
    let here = share(count, of);
    // By chance two minutes of 1,440.
    let stands_out = beyond(count, of, 2.0 / 1440.0) && here > 0.02;
    let says = match () {
        () if here > 0.98 && of > 0 => {
            "Times are dates only: nearly all lie at midnight, so nothing can be said about hours, and events of one day are in the \
             order of the source."
                .to_string()
        }
        () if stands_out => format!(
            "{} ({}) lie at midnight or in the last minute of a day: consistent with dates written down without a time, or all at \
             once at the end of a day; could also be work that a system does at night.",
            counted(count, "event", "events"),
            percent(here),
        ),
        () => format!("{} at midnight or in the last minute of a day.", counted(count, "event lies", "events lie")),
    };
    let look_at = "which activities these are, and whether somebody or a system writes them";
    finding("midnight", count, of, says, stands_out, look_at)
}

/// Whether times heap on some minutes: plainly more than chance gives (by half, as where Whipple's index of heaped ages, which
/// compares in the same way, is over 150: “rough” in the classes of the United Nations' Demographic Yearbook), and so many that
/// it matters: what is over chance is a twentieth of all events with a time of day.
fn heaped(count: u64, of: u64, chance: f64, events: u64) -> bool {
    beyond(count, of, chance) && count as f64 - chance * of as f64 >= 0.05 * events as f64
}

fn heaped_times(tally: &Tally) -> Finding {
    let (count, of) = (tally.on_five_minutes, tally.on_minutes);
    let (hours, events) = (tally.on_hours, tally.events - tally.midnight);
    // What the other minutes imply for the full hour: the mean of the eleven other multiples of five, or of the 48 between.
    let rest = ((count - hours) as f64 / 11.0).max((of - count) as f64 / 48.0) / of.max(1) as f64;
    let stands_out = heaped(count, of, 0.2, events) || heaped(hours, of, rest, events);
    let says = match () {
        () if stands_out => format!(
            "Of {} at a whole minute, {} lie on a multiple of five minutes (chance gives 20 %) and {} on the full hour (2 %): \
             consistent with times estimated afterwards; could also be appointments or a timetable.",
            counted(of, "time", "times"),
            percent(share(count, of)),
            percent(share(hours, of)),
        ),
        () => "Times of day do not heap on round minutes.".to_string(),
    };
    finding("heaped_times", count, of, says, stands_out, "whether people enter these times by hand, and when")
}

fn heaped_durations(tally: &Tally) -> Option<Finding> {
    let (count, of) = (tally.round_minutes, tally.minutes);
    if of == 0 {
        return None;
    }
    let stands_out = beyond(count, of, 0.2);
    let says = match () {
        () if stands_out => format!(
            "Of {} of whole minutes, {} are multiples of five (chance gives 20 %): consistent with lengths estimated afterwards; \
             could also be slots of a fixed length.",
            counted(of, "length of work", "lengths of work"),
            percent(share(count, of)),
        ),
        () => "Lengths of work do not heap on round minutes.".to_string(),
    };
    Some(finding(
        "heaped_durations",
        count,
        of,
        says,
        stands_out,
        "how the length of work is recorded: measured, or filled in",
    ))
}

fn batches(tally: &Tally, workers: Option<&WorkersTally>) -> Option<Finding> {
    let workers = workers?;
    let (count, of) = (workers.in_batches, tally.events);
    let stands_out = share(count, of) > 0.01;
    let who = if workers.named { "by one worker " } else { "" };
    let says = match count {
        0 => format!("Nowhere are there five or more events {who}in one second."),
        _ => format!(
            "{} ({}) came {who}in one second with four or more others: consistent with writing down later, all at once; could \
             also be a system that acts on many needs together.",
            counted(count, "event", "events"),
            percent(share(count, of)),
        ),
    };
    Some(finding(
        "batches",
        count,
        of,
        says,
        stands_out,
        "what happened in one such second, and who or what wrote it down",
    ))
}

fn missing_workers(tally: &Tally) -> Option<Finding> {
    let (count, of) = (tally.without_worker?, tally.events);
    let says = match count {
        0 => "Every event names its worker.".to_string(),
        _ => format!(
            "{} ({}) name no worker: consistent with work that a system does, or that people did not sign; hand-overs to and from \
             these events cannot be seen.",
            counted(count, "event", "events"),
            percent(share(count, of)),
        ),
    };
    let look_at = "which activities lack a worker: are they done by a system?";
    Some(finding("missing_workers", count, of, says, share(count, of) > 0.01, look_at))
}

fn shared_ids(workers: &WorkersTally) -> Option<Finding> {
    if !workers.named {
        return None;
    }
    let (count, of) = (workers.several_people, workers.workers);
    let says = match count {
        0 => "No worker id is busier than one person could be.".to_string(),
        _ => format!(
            "{} of {} {} active in 16 or more hours of a day again and again, or at three things at once: consistent with one id \
             that several people use; could also be a system, or work in shifts handed over under one name.",
            counted(count, "worker id", "worker ids"),
            of,
            if count == 1 { "is" } else { "are" },
        ),
    };
    let look_at =
        "the ids with the longest days: is each one person? If not, count them as a team and not as a worker";
    Some(finding("shared_worker_ids", count, of, says, count > 0, look_at))
}

fn written_late(tally: &Tally) -> Option<Finding> {
    let (count, of) = (tally.written_late, tally.written);
    if of == 0 {
        return None;
    }
    let stands_out = share(count, of) > 0.05 || tally.written_early > 0;
    let early = match tally.written_early {
        0 => String::new(),
        early => format!("; {} written down before it happened", counted(early, "event was", "events were")),
    };
    let says = format!(
        "{} ({}) were written down more than a day after they happened{early}: consistent with notes written up later; could also be \
         corrections, or an import.",
        counted(count, "event", "events"),
        percent(share(count, of)),
    );
    let look_at = "whether the later entries differ from the others in what they say";
    Some(finding("written_late", count, of, says, stands_out, look_at))
}

#[cfg(test)]
mod tests;
