//! All events in order of time, with only the needs in memory that are under way.

use std::cmp::Reverse;
use std::collections::BinaryHeap;

use crate::needs::{Event, Needs};

/// Calls `with` for every event of every need in order of time (ties: the earlier need first).
pub fn each<E>(needs: &Needs, mut with: impl FnMut(u64, &Event) -> Result<(), E>) -> Result<(), E> {
    let mut waiting: BinaryHeap<Reverse<(i64, u64, u32)>> = BinaryHeap::new();
    let mut slots: Vec<std::vec::IntoIter<Event>> = Vec::new();
    let mut free: Vec<u32> = Vec::new();
    let mut opening = Vec::new();
    let mut next_need = 0;
    if needs.count() > 0 {
        needs.events(0, &mut opening);
    }
    loop {
        while let Some(first) = opening.first()
            && waiting.peek().is_none_or(|Reverse((at_s, _, _))| first.at_s <= *at_s)
        {
            let slot = free.pop().unwrap_or_else(|| {
                slots.push(Vec::new().into_iter());
                (slots.len() - 1) as u32
            });
            waiting.push(Reverse((first.at_s, next_need, slot)));
            slots[slot as usize] = std::mem::take(&mut opening).into_iter();
            next_need += 1;
            if next_need < needs.count() {
                needs.events(next_need, &mut opening);
            }
        }
        let Some(Reverse((_, need, slot))) = waiting.pop() else { return Ok(()) };
        let events = &mut slots[slot as usize];
        if let Some(event) = events.next() {
            with(need, &event)?;
        }
        match events.as_slice().first() {
            Some(event) => waiting.push(Reverse((event.at_s, need, slot))),
            None => free.push(slot),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_event_comes_once_and_in_order_of_time() {
        let needs = Needs::with_events(1, 20_000);
        let mut seen = Vec::new();
        each(&needs, |need, event| -> Result<(), ()> {
            seen.push((event.at_s, need, event.activity, event.worker, event.pence));
            Ok(())
        })
        .expect("nothing fails");
        assert!(seen.is_sorted_by_key(|row| (row.0, row.1)));
        let mut expected = Vec::new();
        let mut events = Vec::new();
        for need in 0..needs.count() {
            needs.events(need, &mut events);
            expected.extend(events.iter().map(|e| (e.at_s, need, e.activity, e.worker, e.pence)));
        }
        expected.sort_unstable();
        seen.sort_unstable();
        assert_eq!(seen, expected);
    }
}
