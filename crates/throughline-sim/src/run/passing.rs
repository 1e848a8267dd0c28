//! What happens to a need when work on it ends: it goes on, is handed over, is closed; comes back, or was met.

use super::need::Need;
use super::{Onward, Run};
use crate::distribution::exponential;
use crate::draws::Purpose;
use crate::event_list::{Event, Kind};
use crate::hours::NEVER_US;
use crate::kept::{Contact, What};
use crate::model::{MOST_STEPS, Pass};

impl Run<'_> {
    /// A pass begins at a front door.
    pub(super) fn begins_pass(&mut self, slot: u32, step: usize) {
        self.is_in_a_pass(slot, step, self.now_us);
        self.comes_to_step(slot);
    }

    /// Is in a pass that began at an instant, and at a step of it.
    pub(super) fn is_in_a_pass(&mut self, slot: u32, step: usize, began_us: i64) {
        let need = &mut self.needs[slot as usize];
        need.visit = 0;
        need.hand_overs = 0;
        need.mismatch = 0.0;
        need.chased = 0;
        need.known = false;
        need.pass_began_us = began_us;
        need.step = step as u32;
        self.lives = self.lives.wrapping_add(1);
        need.life = self.lives;
        self.chases_next(slot);
    }

    /// To the line of its step, at once or after it has lain there.
    fn comes_to_step(&mut self, slot: u32) {
        let need = &self.needs[slot as usize];
        let step = &self.model.steps[need.step as usize];
        let Some(Some(delay)) = step.delays.get(need.class as usize) else { return self.arrives(slot) };
        let open_us = delay.drawn_us(&mut need.key.draw(need.pass, need.visit, Purpose::Transit));
        let hours = &self.model.hours[self.model.pools[step.pool].hours];
        let at_us = hours.later_us(self.now_us, open_us.min(NEVER_US as f64 / 2.0) as i64);
        self.later.push(Event::new(at_us, Kind::Arrives, slot, 0));
    }

    /// Work ends: the worker takes the next, and the need goes on; it goes on first where its next step waits for this worker, who would
    /// else turn to a stranger while it comes to them.
    pub(super) fn ends(&mut self, slot: u32) {
        self.tally.events += 1;
        let need = &self.needs[slot as usize];
        let only_ends = need.is_chase || need.is_gone;
        let (pool, worker) = (need.pool as usize, need.worker);
        if !only_ends && self.is_for_the_same_worker(slot) {
            self.pools[pool].gives_back(worker);
            self.goes_on(slot);
            if self.pools[pool].is_free(worker) {
                self.takes_next(pool, worker);
            }
            return;
        }
        self.becomes_free(pool, worker);
        if only_ends {
            return self.done_with(slot);
        }
        self.goes_on(slot);
    }

    /// Where a need goes next; `None` where its pass is closed.
    #[inline]
    fn way_on(&self, need: &Need) -> Option<Onward> {
        let ways = &self.ways[need.step as usize * self.model.classes.len() + need.class as usize];
        if ways.is_empty() || need.visit >= MOST_STEPS {
            return None;
        }
        let at = need.key.draw(need.pass, need.visit, Purpose::Route).unit();
        // Counted, not looked for: where to stop nobody could foretell.
        ways.get(ways.iter().map(|way| usize::from(way.until <= at)).sum::<usize>()).copied()
    }

    /// Whether the next step of a need whose work ends waits for the same worker, and it comes to it at this instant.
    fn is_for_the_same_worker(&self, slot: u32) -> bool {
        let need = &self.needs[slot as usize];
        if self.pools[need.pool as usize].own.is_empty() {
            return false;
        }
        let Some(way) = self.way_on(need) else { return false };
        let step = &self.model.steps[way.step as usize];
        let lies_there = step.delays.get(need.class as usize).is_some_and(Option::is_some);
        step.pool == need.pool as usize && step.same_worker_us.is_some() && !lies_there
    }

    fn goes_on(&mut self, slot: u32) {
        let need = &self.needs[slot as usize];
        let class = need.class as usize;
        match self.way_on(need) {
            Some(way) => {
                if way.not_ours {
                    if self.counts {
                        self.tally.classes[class].bounces += 1;
                    }
                    self.keep(slot, What::Contact(Contact::Bounce), self.now_us, self.now_us);
                }
                self.goes_to(slot, way.step as usize);
            }
            None => self.closes(slot),
        }
    }

    /// To the next step; handed over if that is another organisation's (or another pool's, where that is asked for).
    fn goes_to(&mut self, slot: u32, step: usize) {
        let model = self.model;
        let need = &mut self.needs[slot as usize];
        let (from, to) = (need.pool as usize, model.steps[step].pool);
        let [giver, taker] = [from, to].map(|pool| model.pools[pool].organisation);
        need.step = step as u32;
        need.visit += 1;
        if giver != taker || (model.hand_over.between_pools && from != to) {
            need.hand_overs += 1;
            need.to_read = !model.hand_over.reread.is_none();
            if self.counts {
                self.tally.classes[need.class as usize].hand_overs += 1;
            }
            let transit = model.hand_over.transit(need.class as usize, giver, taker);
            if !transit.is_none() {
                let us = transit.drawn_us(&mut need.key.draw(need.pass, need.visit, Purpose::Transit));
                let at_us = self.now_us.saturating_add(us.min(NEVER_US as f64) as i64);
                self.later.push(Event::new(at_us, Kind::Arrives, slot, 0));
                return;
            }
        }
        self.comes_to_step(slot);
    }

    /// A pass is closed: it was met, or its person comes back, or gives up.
    fn closes(&mut self, slot: u32) {
        let need = &mut self.needs[slot as usize];
        let class = need.class as usize;
        let failure = &self.model.classes[class].failure;
        let pass = Pass {
            hand_overs: need.hand_overs,
            mismatch: need.mismatch,
            unknown: need.pass > 0 && !need.known,
            took_us: self.now_us - need.pass_began_us,
            spec_gap: self.changed[class].as_ref().map_or(0.0, |changed| changed.not_made(self.now_us)),
            closed_us: self.now_us,
        };
        // Nobody chases what was closed.
        need.life = 0;
        if self.counts {
            self.tally.classes[class].closed += 1;
        }
        let chance = failure.chance(&pass);
        let fails = chance > 0.0 && need.key.draw(need.pass, 0, Purpose::Fails).unit() < chance;
        if !fails || need.pass >= MOST_STEPS {
            return self.is_met(slot);
        }
        if failure.gives_up > 0.0 && need.key.draw(need.pass, 0, Purpose::GivesUp).unit() < failure.gives_up {
            return self.gives_up(slot);
        }
        let us = failure.returns.drawn_us(&mut need.key.draw(need.pass, 0, Purpose::Returns));
        let at_us = self.now_us.saturating_add(us.min(NEVER_US as f64) as i64);
        self.later.push(Event::new(at_us, Kind::Returns, slot, 0));
    }

    /// Somebody comes back whose need was closed and not met.
    pub(super) fn returns(&mut self, slot: u32) {
        self.tally.events += 1;
        let need = &mut self.needs[slot as usize];
        need.pass += 1;
        need.knew = (need.pool, need.worker);
        let class = need.class as usize;
        self.tally.months[self.month].repeats[class] += 1;
        if self.counts {
            self.tally.classes[class].repeats += 1;
        }
        self.keep(slot, What::Contact(Contact::Repeat), self.now_us, self.now_us);
        self.begins_pass(slot, self.model.classes[class].failure.back_to);
    }

    fn is_met(&mut self, slot: u32) {
        let need = &self.needs[slot as usize];
        let class = need.class as usize;
        let took_us = self.now_us - need.opened_us;
        let month = &mut self.tally.months[self.month];
        month.met[class] += 1;
        month.met_after_us[class] += took_us;
        if self.counts {
            let of = &mut self.tally.classes[class];
            of.met += 1;
            of.met_after_us += i128::from(took_us);
            of.touched_us += i128::from(need.touched_us);
            self.took_us[class].push(took_us);
        }
        self.keep(slot, What::Met, self.now_us, self.now_us);
        self.done_with(slot);
    }

    /// The person gives up, and is counted.
    pub(super) fn gives_up(&mut self, slot: u32) {
        let class = self.needs[slot as usize].class as usize;
        self.tally.months[self.month].gave_up[class] += 1;
        if self.counts {
            self.tally.classes[class].gave_up += 1;
        }
        self.keep(slot, What::GaveUp, self.now_us, self.now_us);
        self.done_with(slot);
    }

    /// When somebody will next ask what has become of their need.
    fn chases_next(&mut self, slot: u32) {
        let need = &mut self.needs[slot as usize];
        let class = &self.model.classes[need.class as usize];
        let Some(chase) = class.chase.as_ref().filter(|chase| chase.per_day > 0.0) else { return };
        let from_us = self.now_us.max(need.pass_began_us.saturating_add(chase.after_us));
        let days = exponential(&mut need.key.draw(need.pass, need.chased, Purpose::Chase)) / chase.per_day;
        need.chased += 1;
        let (life, at_us) =
            (need.life, from_us.saturating_add((days * throughline::time::DAY_US as f64) as i64));
        self.later.push(Event::new(at_us, Kind::Chases, slot, life));
    }

    /// Somebody asks what has become of their need: it is answered, and nothing more is done.
    pub(super) fn chases(&mut self, slot: u32, life: u32) {
        let need = self.needs[slot as usize];
        if !need.in_hand || need.life != life || self.tally.burst {
            return;
        }
        let class = need.class as usize;
        self.tally.months[self.month].chases[class] += 1;
        if self.counts {
            self.tally.classes[class].chases += 1;
        }
        self.keep(slot, What::Contact(Contact::Chase), self.now_us, self.now_us);
        self.chases_next(slot);
        let Some(pool) = self.model.classes[class].chase.as_ref().map(|chase| chase.pool) else { return };
        let asks = self.slot();
        let ticket = self.needs[asks as usize].ticket;
        let chase = &mut self.needs[asks as usize];
        *chase = Need::new(need.key, need.number, need.class, ticket, self.now_us);
        (chase.is_chase, chase.home, chase.pass, chase.visit) = (true, pool as u32, need.pass, need.chased);
        self.arrives(asks);
    }
}
