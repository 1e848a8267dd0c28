//! What is open when a run begins to be counted, where that is known: it takes the place of what warming up left open.
//!
//! Who waits, is on the way or is being worked on leaves without a trace (work in hand is ended, by nobody's need); who was away after a
//! closure that solved nothing comes back as they would have. Then every need that is known comes to its step, the one that has been open
//! for longest first. Work that had begun on it begins anew.

use super::Run;
use crate::draws::{Key, Purpose};
use crate::event_list::{Event, Kind};
use crate::model::OpenNeeds;

/// Needs that are open at the start have numbers of their own, after all that will arise.
const FIRST_NUMBER: u64 = 1 << 40;

impl Run<'_> {
    /// Has it happen at the start: a place after the last pool stands for that, and opens after all that open then.
    pub(super) fn awaits_start(&mut self) {
        if !self.model.open.is_empty() {
            let at = self.pools.len() as u32;
            self.later.push(Event::new(self.model.from_us, Kind::Opens, at, 0));
        }
    }

    /// The start: what warming up left open goes, and what is known to be open comes.
    #[cold]
    pub(super) fn starts(&mut self) {
        for slot in 0..self.needs.len() as u32 {
            self.is_left_out(slot);
        }
        let mut all = self.known_open();
        all.sort_by_key(|(age_us, class, _, number, _)| (std::cmp::Reverse(*age_us), *class, *number));
        for (age_us, class, step, number, key) in all {
            self.was_open(age_us, class, step, number, key);
        }
    }

    fn is_left_out(&mut self, slot: u32) {
        let need = self.needs[slot as usize];
        let away = !need.is_chase && need.life == 0;
        if !need.in_hand || away {
            return;
        }
        if need.waits {
            let pool = need.home as usize;
            self.pools[pool].count_waiting(self.now_us, self.model.from_us);
            self.pools[pool].waiting -= 1;
            self.done_with(slot);
        } else {
            // In work or on its way: it goes when that ends.
            let need = &mut self.needs[slot as usize];
            (need.is_gone, need.life) = (true, 0);
        }
    }

    /// Age, class, step, number and key of every need that is known.
    fn known_open(&self) -> Vec<(i64, u32, u32, u64, Key)> {
        let mut all = Vec::new();
        let mut number = FIRST_NUMBER;
        for OpenNeeds { class, step, count, age } in &self.model.open {
            for _ in 0..*count {
                let key = Key::of_stream(self.seed, self.replication, *class as u64).of_need(number);
                let age_us =
                    age.drawn_us(&mut key.draw(0, 0, Purpose::Age)).min(i64::MAX as f64 / 4.0) as i64;
                all.push((age_us, *class as u32, *step as u32, number, key));
                number += 1;
            }
        }
        all
    }

    fn was_open(&mut self, age_us: i64, class: u32, step: u32, number: u64, key: Key) {
        let opened_us = self.now_us - age_us;
        let slot = self.comes_in(key, number, class, opened_us);
        self.is_in_a_pass(slot, step as usize, opened_us);
        self.arrives(slot);
    }
}
