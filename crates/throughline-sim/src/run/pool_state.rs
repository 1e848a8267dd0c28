//! A pool as it stands at an instant: open or not, who is free, who waits.

use std::collections::VecDeque;

use crate::hours::{Hours, NEVER_US};
use crate::model::{Help, Model};
use crate::waiting::{Line, Place};

/// A pool as it stands.
#[derive(Debug)]
pub(super) struct PoolState {
    pub(super) hours: usize,
    /// The stretch of open time that now lies in, or after.
    pub(super) stretch: usize,
    /// When that begins and ends, and when the next begins.
    pub(super) opens_us: i64,
    pub(super) closes_us: i64,
    pub(super) opens_next_us: i64,
    /// A bit for each worker who is free.
    pub(super) free: Vec<u64>,
    pub(super) free_count: u32,
    pub(super) line: Line,
    /// Who waits for one worker, by worker; empty where no step of the pool asks for the same worker.
    pub(super) own: Vec<VecDeque<Place>>,
    /// How many wait, for one worker or any.
    pub(super) waiting: u32,
    pub(super) since_us: i64,
    pub(super) waiting_us: i128,
    /// Who helps this pool: the helper, and when.
    pub(super) helpers: Vec<(usize, Help)>,
}

/// All pools before the clock starts: everybody free.
pub(super) fn states(model: &Model) -> Vec<PoolState> {
    let priorities = model.classes.iter().map(|class| usize::from(class.priority) + 1).max().unwrap_or(1);
    let asks_for_one =
        |pool| model.steps.iter().any(|step| step.same_worker_us.is_some() && step.pool == pool);
    let mut states: Vec<PoolState> = model
        .pools
        .iter()
        .enumerate()
        .map(|(place, pool)| {
            let workers = pool.workers as usize;
            let free = (0..workers.div_ceil(64)).map(|word| match workers - word * 64 {
                rest if rest >= 64 => u64::MAX,
                rest => (1 << rest) - 1,
            });
            PoolState {
                hours: pool.hours,
                stretch: 0,
                // Looked up when it is first asked for.
                opens_us: NEVER_US,
                closes_us: NEVER_US,
                opens_next_us: 0,
                free: free.collect(),
                free_count: pool.workers,
                line: Line::new(pool.rule, priorities),
                own: vec![VecDeque::new(); if asks_for_one(place) { workers } else { 0 }],
                waiting: 0,
                since_us: 0,
                waiting_us: 0,
                helpers: Vec::new(),
            }
        })
        .collect();
    for (helper, pool) in model.pools.iter().enumerate() {
        for help in &pool.helps {
            states[help.pool].helpers.push((helper, *help));
        }
    }
    states
}

impl PoolState {
    /// Counts who waits up to now.
    #[inline]
    pub(super) fn count_waiting(&mut self, now_us: i64, from_us: i64) {
        if self.waiting > 0 && now_us > from_us {
            let since_us = self.since_us.max(from_us);
            self.waiting_us += i128::from(self.waiting) * i128::from(now_us - since_us);
        }
        self.since_us = now_us;
    }

    /// Finds the stretch of open time that now lies in, or after.
    #[cold]
    pub(super) fn looks_up(&mut self, hours: &Hours, now_us: i64) {
        self.stretch = hours.place_at(self.stretch, now_us);
        (self.opens_us, self.closes_us) = hours.bounds(self.stretch).unwrap_or((NEVER_US, NEVER_US));
        self.opens_next_us = hours.opens_next(self.stretch).unwrap_or(NEVER_US);
        if now_us < self.opens_us {
            self.opens_next_us = self.opens_us;
        }
    }

    #[inline]
    pub(super) fn take_first_free(&mut self) -> Option<u32> {
        let word = self.free.iter().position(|word| *word != 0)?;
        let bit = self.free[word].trailing_zeros();
        self.take(word as u32 * 64 + bit);
        Some(word as u32 * 64 + bit)
    }

    #[inline]
    pub(super) fn take(&mut self, worker: u32) {
        self.free[worker as usize / 64] &= !(1 << (worker % 64));
        self.free_count -= 1;
    }

    #[inline]
    pub(super) fn is_free(&self, worker: u32) -> bool {
        self.free[worker as usize / 64] >> (worker % 64) & 1 == 1
    }

    #[inline]
    pub(super) fn gives_back(&mut self, worker: u32) {
        self.free[worker as usize / 64] |= 1 << (worker % 64);
        self.free_count += 1;
    }
}
