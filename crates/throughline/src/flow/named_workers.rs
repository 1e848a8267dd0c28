//! Of whom figures about workers are: records often name them in one organisation and not in another.

use crate::log::{Field, Log, NONE};
use crate::reading::percent;

/// More than this names nearly all of them: nothing is left to say.
const NEARLY_ALL: f64 = 0.95;
/// So many organisations that name few are told.
const TOLD: usize = 3;

/// How far the records name workers, as it follows a sentence; nothing where they nearly always do.
pub(super) fn named_workers(log: &Log, threads: usize) -> String {
    let Some(worker) = log.names(Field::Worker) else { return String::new() };
    let codes = worker.codes.all();
    let named = log
        .each_part(threads, |needs| needs.map(|need| codes.part(need.events).known().count()).sum::<usize>());
    if named.iter().sum::<usize>() as f64 >= NEARLY_ALL * log.event_count() as f64 {
        return String::new();
    }
    let organisation = log.names(Field::Organisation);
    let size = organisation.map_or(0, |column| column.names.len()) + 1;
    // For each organisation, and for events of none, how many events there are and how many name a worker.
    let parts = log.each_part(threads, |needs| {
        let mut counts = vec![(0_u64, 0_u64); size];
        for event in needs.flat_map(|need| need.events) {
            let of = organisation.map_or(NONE, |column| column.codes.at(event));
            let count = &mut counts[(of as usize).min(size - 1)];
            count.0 += 1;
            count.1 += u64::from(codes.at(event) != NONE);
        }
        counts
    });
    let mut counts = vec![(0, 0); size];
    for part in parts {
        counts.iter_mut().zip(part).for_each(|(all, part)| *all = (all.0 + part.0, all.1 + part.1));
    }
    let (all, named) = counts.iter().fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
    let share = |(all, named): (u64, u64)| named as f64 / all as f64;
    let mut few: Vec<(usize, (u64, u64))> = counts[..size - 1].iter().copied().enumerate().collect();
    few.retain(|(_, count)| count.0 > 0 && share(*count) < 0.5);
    few.sort_by_key(|(code, count)| (std::cmp::Reverse(count.0), *code));
    let few: Vec<String> = few
        .iter()
        .take(TOLD)
        .filter_map(|(code, count)| {
            let name = organisation?.names.get(*code as u32);
            Some(format!("{} of those of “{name}”", percent(share(*count))))
        })
        .collect();
    let of = if few.is_empty() { String::new() } else { format!(", {}", few.join(", ")) };
    format!(
        ", counting only those whom the records name ({} of events name one{of})",
        percent(share((all, named)))
    )
}
