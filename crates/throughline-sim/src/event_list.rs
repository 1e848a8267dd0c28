//! What is still to happen, the soonest first: a heap in which each place has four below it, which is quicker than two on
//! today's machines (fewer levels, and the four lie next to each other).

/// Something that will happen. Two at the same instant happen in the order of their kind, then of what they happen to: the
/// order is total, so it is the same on every machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) at_us: i64,
    what: u64,
}

/// What kind of thing happens, in the order in which things of one instant do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub(crate) enum Kind {
    /// A pool opens.
    Opens,
    /// Work ends.
    Ends,
    /// What was handed over arrives.
    Arrives,
    /// Somebody comes back whose need was closed and not met.
    Returns,
    /// The worker who knows the need has been waited for long enough.
    TakenByOthers,
    /// It has waited so long that another pool may take it.
    Overflows,
    /// Somebody who waits leaves.
    Leaves,
    /// Somebody asks what has become of their need.
    Chases,
}

const KINDS: [Kind; 8] = [
    Kind::Opens,
    Kind::Ends,
    Kind::Arrives,
    Kind::Returns,
    Kind::TakenByOthers,
    Kind::Overflows,
    Kind::Leaves,
    Kind::Chases,
];

impl Event {
    /// Of `slot` (a pool, or a need in hand); the ticket says whether it still holds when it comes.
    #[inline]
    pub(crate) fn new(at_us: i64, kind: Kind, slot: u32, ticket: u32) -> Event {
        Event { at_us, what: (kind as u64) << 60 | u64::from(slot & 0x0fff_ffff) << 32 | u64::from(ticket) }
    }

    #[inline]
    pub(crate) fn kind(self) -> Kind {
        KINDS[(self.what >> 60) as usize & 7]
    }

    #[inline]
    pub(crate) fn slot(self) -> u32 {
        (self.what >> 32) as u32 & 0x0fff_ffff
    }

    #[inline]
    pub(crate) fn ticket(self) -> u32 {
        self.what as u32
    }

    /// The event of that order.
    #[inline]
    fn of(order: u128) -> Event {
        Event { at_us: (order >> 64) as i64, what: order as u64 }
    }

    #[inline]
    fn order(self) -> u128 {
        u128::from(self.at_us as u64) << 64 | u128::from(self.what)
    }

    /// Whether it happens before another.
    #[inline]
    pub(crate) fn is_before(self, other: Event) -> bool {
        self.order() < other.order()
    }
}

/// The events to come, as the numbers that order them.
#[derive(Debug, Default)]
pub(crate) struct EventList {
    orders: Vec<u128>,
}

impl EventList {
    /// The soonest.
    #[inline]
    pub(crate) fn first(&self) -> Option<Event> {
        self.orders.first().map(|order| Event::of(*order))
    }

    /// Adds one.
    #[inline]
    pub(crate) fn push(&mut self, event: Event) {
        let order = event.order();
        let mut place = self.orders.len();
        self.orders.push(order);
        while place > 0 {
            let above = (place - 1) / 4;
            if self.orders[above] <= order {
                break;
            }
            self.orders[place] = self.orders[above];
            place = above;
        }
        self.orders[place] = order;
    }

    /// Takes the soonest out.
    #[inline]
    pub(crate) fn pop(&mut self) -> Option<Event> {
        let last = self.orders.pop()?;
        let Some(first) = self.orders.first().copied() else { return Some(Event::of(last)) };
        let mut place = 0;
        loop {
            let below = place * 4 + 1;
            let (least, order) = match self.orders.get(below..) {
                // All four, compared in pairs: no step waits for more than two others.
                Some([a, b, c, d, ..]) => {
                    let left = if b < a { (1, *b) } else { (0, *a) };
                    let right = if d < c { (3, *d) } else { (2, *c) };
                    if right.1 < left.1 { right } else { left }
                }
                Some(few @ [_, ..]) => {
                    few.iter().copied().enumerate().min_by_key(|(_, order)| *order).unwrap_or((0, last))
                }
                _ => break,
            };
            if order >= last {
                break;
            }
            self.orders[place] = order;
            place = below + least;
        }
        self.orders[place] = last;
        Some(Event::of(first))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn events_come_out_in_order(at in prop::collection::vec((0_i64..50, 0_usize..8, 0_u32..5, 0_u32..3), 0..200), takes in 0_usize..150) {
            let mut list = EventList::default();
            let all: Vec<Event> =
                at.iter().map(|(at, kind, slot, ticket)| Event::new(*at, KINDS[*kind], *slot, *ticket)).collect();
            // Some are taken out before all are in.
            let (early, late) = all.split_at(all.len() / 2);
            early.iter().for_each(|event| list.push(*event));
            let mut sorted: Vec<Event> = early.to_vec();
            sorted.sort_by_key(|event| event.order());
            let taken = takes.min(sorted.len());
            for expected in sorted.drain(..taken) {
                prop_assert_eq!(list.pop(), Some(expected));
            }
            late.iter().for_each(|event| list.push(*event));
            sorted.extend(late);
            sorted.sort_by_key(|event| (event.at_us, event.kind(), event.slot(), event.ticket()));
            for expected in sorted {
                prop_assert_eq!(list.first(), Some(expected));
                prop_assert_eq!(list.pop(), Some(expected));
            }
            prop_assert_eq!(list.pop(), None);
        }
    }
}
