//! Who waits for a pool, in the order in which they are served. Who has left, or was taken by somebody else, is passed over when
//! their turn comes: their ticket is no longer the one they wait on.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};

use crate::model::Rule;

/// One who waits: which slot, and on which ticket.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) slot: u32,
    pub(crate) ticket: u32,
}

/// A line of people.
#[derive(Debug)]
pub(crate) enum Line {
    /// A line for each priority; one where it is no matter.
    Lines(Vec<VecDeque<Place>>),
    /// By when they were promised, then by when they came.
    Due(BinaryHeap<Reverse<(i64, u64, Place)>>, u64),
}

impl Line {
    pub(crate) fn new(rule: Rule, priorities: usize) -> Line {
        match rule {
            Rule::Fifo => Line::Lines(vec![VecDeque::new()]),
            Rule::Priority => Line::Lines(vec![VecDeque::new(); priorities.max(1)]),
            Rule::DueDate => Line::Due(BinaryHeap::new(), 0),
        }
    }

    #[inline]
    pub(crate) fn push(&mut self, place: Place, priority: usize, due_us: i64) {
        match self {
            Line::Lines(lines) => {
                let last = lines.len() - 1;
                lines[priority.min(last)].push_back(place);
            }
            Line::Due(heap, came) => {
                *came += 1;
                heap.push(Reverse((due_us, *came, place)));
            }
        }
    }

    /// Who is next of those of whom `waits` holds; the others in front are forgotten.
    #[inline]
    pub(crate) fn first(&mut self, waits: impl Fn(Place) -> bool) -> Option<Place> {
        match self {
            Line::Lines(lines) => lines.iter_mut().find_map(|line| {
                while let Some(place) = line.front().copied() {
                    if waits(place) {
                        return Some(place);
                    }
                    line.pop_front();
                }
                None
            }),
            Line::Due(heap, _) => loop {
                let Reverse((_, _, place)) = *heap.peek()?;
                if waits(place) {
                    return Some(place);
                }
                heap.pop();
            },
        }
    }

    /// Takes the next one out.
    #[inline]
    pub(crate) fn pop(&mut self, waits: impl Fn(Place) -> bool) -> Option<Place> {
        let place = self.first(&waits)?;
        match self {
            Line::Lines(lines) => {
                // `first` left it at the front of the first line that has anybody.
                lines.iter_mut().find_map(VecDeque::pop_front);
            }
            Line::Due(heap, _) => {
                heap.pop();
            }
        }
        Some(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(rule: Rule, gone: &[u32]) -> Vec<u32> {
        let mut line = Line::new(rule, 2);
        // Slot, priority, due.
        for (slot, priority, due) in [(0, 1, 50), (1, 0, 90), (2, 1, 10), (3, 0, 50)] {
            line.push(Place { slot, ticket: 0 }, priority, due);
        }
        std::iter::from_fn(|| line.pop(|place| !gone.contains(&place.slot))).map(|place| place.slot).collect()
    }

    #[test]
    fn each_rule_serves_in_its_order_and_passes_over_who_has_gone() {
        assert_eq!(order(Rule::Fifo, &[]), [0, 1, 2, 3]);
        assert_eq!(order(Rule::Priority, &[]), [1, 3, 0, 2]);
        assert_eq!(order(Rule::DueDate, &[]), [2, 0, 3, 1]);
        assert_eq!(order(Rule::Fifo, &[0, 2]), [1, 3]);
        assert_eq!(order(Rule::Priority, &[1]), [3, 0, 2]);
        assert_eq!(order(Rule::DueDate, &[2, 1]), [0, 3]);
    }
}
