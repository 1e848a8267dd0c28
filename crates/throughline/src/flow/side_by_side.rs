//! Pieces of work of different sizes, shared out between threads.

use std::sync::{Mutex, PoisonError};

/// Does `work` on every item; a thread takes the next one when it is done with the last, and keeps to itself what `room` gave it
/// to work in. Put the biggest first.
pub(crate) fn side_by_side<T: Send, R>(
    items: impl Iterator<Item = T> + Send,
    threads: usize,
    room: impl Fn() -> R + Sync,
    work: impl Fn(&mut R, T) + Sync,
) {
    let todo = Mutex::new(items);
    let work = || {
        let mut room = room();
        loop {
            // The lock is held only while the next item is taken, and its guard is dropped before the work.
            let next = todo.lock().unwrap_or_else(PoisonError::into_inner).next();
            match next {
                Some(item) => work(&mut room, item),
                None => return,
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.max(1) {
            scope.spawn(work);
        }
        work();
    });
}

/// The sum of some times.
pub(super) fn sum(times_us: &[i64]) -> i128 {
    // Sixteen of the longest times there are still fit 64 bits; the sum of all may not.
    times_us.chunks(16).map(|chunk| i128::from(chunk.iter().sum::<i64>())).sum()
}

/// The median and the sum of some times.
pub(super) fn median_and_sum(times_us: &mut [i64]) -> (Option<f64>, i128) {
    let sum = sum(times_us);
    (crate::reading::median(times_us), sum)
}
