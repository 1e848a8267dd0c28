//! Steps: neighbouring events of one need, tallied by what the first and the second are called, with the exact median of the
//! times between them. Edges are steps between activities; boundaries are steps between teams or organisations.

use std::sync::Mutex;

use super::pairs::Pairs;
use crate::log::{Log, NONE, NameColumn, Needs};
use crate::reading::median;
use crate::time;

/// Steps from one name to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Code of the name that comes first.
    pub from: u32,
    /// Code of the name that follows.
    pub to: u32,
    /// How often.
    pub count: u64,
    /// In how many needs.
    pub needs: u64,
    /// Mean time between them.
    pub mean_s: f64,
    /// Median time between them.
    pub median_s: f64,
}

/// Steps between names, equal or not; an event without a name is passed over.
pub(super) fn between_any(log: &Log, column: &NameColumn, threads: usize) -> Vec<Step> {
    tally(log, column, threads, Tallies::of::<false>)
}

/// Steps between different names of events directly next to each other; an event without a name breaks the chain, so that no
/// hand-over is claimed that was not seen.
pub(super) fn between_different(log: &Log, column: &NameColumn, threads: usize) -> Vec<Step> {
    tally(log, column, threads, Tallies::of::<true>)
}

fn tally(
    log: &Log,
    column: &NameColumn,
    threads: usize,
    of: impl Fn(Needs<'_>, &NameColumn, &[i64]) -> Tallies + Sync,
) -> Vec<Step> {
    let parts = log.each_part(threads, |needs| of(needs, column, log.at_us()));
    let mut pairs = Pairs::new(column.names.len());
    let mut all: Vec<Tally> = Vec::new();
    for mut tally in parts.into_iter().flat_map(|part| part.tallies) {
        let number = pairs.number(tally.from, tally.to, all.len());
        match all.get_mut(number) {
            Some(known) => {
                known.needs += tally.needs;
                known.gaps_us.append(&mut tally.gaps_us);
            }
            None => all.push(tally),
        }
    }
    // The biggest first, so that no thread is left alone with one at the end; and the order of the answer.
    let rank = column.names.ranks();
    all.sort_by_key(|t| (std::cmp::Reverse(t.gaps_us.len()), rank[t.from as usize], rank[t.to as usize]));
    steps_of(all, threads)
}

/// What is counted of one pair.
struct Tally {
    from: u32,
    to: u32,
    needs: u64,
    last_need: u32,
    gaps_us: Vec<i64>,
}

struct Tallies {
    pairs: Pairs,
    tallies: Vec<Tally>,
}

impl Tallies {
    fn of<const DIFFERENT: bool>(needs: Needs<'_>, column: &NameColumn, at_us: &[i64]) -> Tallies {
        let mut all = Tallies { pairs: Pairs::new(column.names.len()), tallies: Vec::new() };
        let codes = &column.codes[..];
        for need in needs {
            let (mut from, mut from_us) = (NONE, 0);
            for (to, at) in codes[need.events.clone()].iter().zip(&at_us[need.events.clone()]) {
                if *to == NONE {
                    if DIFFERENT {
                        from = NONE;
                    }
                    continue;
                }
                if from != NONE && !(DIFFERENT && from == *to) {
                    all.add(from, *to, need.index, at - from_us);
                }
                (from, from_us) = (*to, *at);
            }
        }
        all
    }

    #[inline]
    fn add(&mut self, from: u32, to: u32, need: u32, gap_us: i64) {
        let number = self.pairs.number(from, to, self.tallies.len());
        if number == self.tallies.len() {
            self.tallies.push(Tally { from, to, needs: 0, last_need: NONE, gaps_us: Vec::new() });
        }
        let tally = &mut self.tallies[number];
        tally.needs += u64::from(tally.last_need != need);
        tally.last_need = need;
        tally.gaps_us.push(gap_us);
    }
}

/// The means and medians; the tallies are shared out between threads, one after the other.
fn steps_of(mut all: Vec<Tally>, threads: usize) -> Vec<Step> {
    let mut steps: Vec<Step> = all
        .iter()
        .map(|t| Step {
            from: t.from,
            to: t.to,
            count: t.gaps_us.len() as u64,
            needs: t.needs,
            mean_s: f64::NAN,
            median_s: f64::NAN,
        })
        .collect();
    let todo = Mutex::new(steps.iter_mut().zip(all.iter_mut()));
    let work = || {
        loop {
            // The lock is held only while the next one is taken; nobody can panic with it.
            let next = todo.lock().unwrap_or_else(std::sync::PoisonError::into_inner).next();
            let Some((step, tally)) = next else { return };
            let sum_us: i128 = tally.gaps_us.iter().map(|gap| i128::from(*gap)).sum();
            step.mean_s = sum_us as f64 / step.count as f64 / time::SECOND_US as f64;
            step.median_s = median(&mut tally.gaps_us).unwrap_or(f64::NAN) / time::SECOND_US as f64;
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.max(1) {
            scope.spawn(work);
        }
        work();
    });
    steps
}
