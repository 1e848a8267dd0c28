//! Pools at work: who comes waits or is served, who is free takes the next.

use super::Run;
use super::need::{NONE, Need};
use crate::draws::Purpose;
use crate::event_list::{Event, Kind};
use crate::hours::NEVER_US;
use crate::kept::What;
use crate::model::{AtClosing, Rule};
use crate::waiting::Place;

/// Whether a need still waits on that ticket.
#[inline]
fn waits(needs: &[Need], place: Place) -> bool {
    let need = &needs[place.slot as usize];
    need.waits && need.ticket == place.ticket
}

impl Run<'_> {
    /// Whether a pool is open now.
    #[inline]
    fn is_open(&mut self, pool: usize) -> bool {
        let state = &mut self.pools[pool];
        if self.now_us >= state.opens_next_us {
            state.looks_up(&self.model.hours[state.hours], self.now_us);
        }
        state.opens_us <= self.now_us && self.now_us < state.closes_us
    }

    /// How long a pool has been open until now.
    #[inline]
    fn open_us(&mut self, pool: usize) -> i64 {
        let state = &mut self.pools[pool];
        let hours = &self.model.hours[state.hours];
        if self.now_us >= state.opens_next_us {
            state.looks_up(hours, self.now_us);
        }
        hours.open_us(state.stretch, self.now_us)
    }

    /// A need, or a chase, comes to its step.
    pub(super) fn arrives(&mut self, slot: u32) {
        let need = &self.needs[slot as usize];
        if need.is_gone {
            return self.done_with(slot);
        }
        let pool = if need.is_chase {
            need.home as usize
        } else {
            let step = &self.model.steps[need.step as usize];
            if self.counts {
                self.tally.steps[need.step as usize][need.class as usize].arrived += 1;
            }
            step.pool
        };
        if self.counts {
            self.tally.pools[pool].arrived += 1;
        }
        let open_us = self.open_us(pool);
        let need = &mut self.needs[slot as usize];
        need.enabled_us = self.now_us;
        need.enabled_open_us = open_us;
        need.home = pool as u32;
        if self.waits_for_own_worker(slot, pool) {
            return;
        }
        if self.is_open(pool)
            && self.pools[pool].free_count > 0
            && self.next_in_line(pool).is_none()
            && let Some(worker) = self.pools[pool].take_first_free()
        {
            return self.begins(slot, pool, worker);
        }
        if self.model.pools[pool].places.is_some_and(|places| self.pools[pool].waiting >= places) {
            return self.is_turned_away(slot);
        }
        if !self.begins_elsewhere(slot, pool, 0) {
            self.joins(slot, pool);
        }
    }

    /// If the step asks for the worker who knows the need: whether they take it, or it waits for them.
    fn waits_for_own_worker(&mut self, slot: u32, pool: usize) -> bool {
        let need = &self.needs[slot as usize];
        if need.is_chase || need.worker == NONE || need.pool as usize != pool {
            return false;
        }
        let worker = need.worker;
        let Some(longest_us) = self.model.steps[need.step as usize].same_worker_us else { return false };
        if self.pools[pool].is_free(worker) && self.is_open(pool) {
            self.pools[pool].take(worker);
            self.begins(slot, pool, worker);
            return true;
        }
        if longest_us == 0 {
            return false;
        }
        let ticket = self.begins_to_wait(slot, pool);
        self.needs[slot as usize].waits_for_worker = true;
        self.pools[pool].own[worker as usize].push_back(Place { slot, ticket });
        let at_us = self.now_us.saturating_add(longest_us);
        self.later.push(Event::new(at_us, Kind::TakenByOthers, slot, ticket));
        true
    }

    /// Counts somebody who begins to wait, and gives them a ticket.
    fn begins_to_wait(&mut self, slot: u32, pool: usize) -> u32 {
        let state = &mut self.pools[pool];
        state.count_waiting(self.now_us, self.model.from_us);
        state.waiting += 1;
        let need = &mut self.needs[slot as usize];
        need.ticket = need.ticket.wrapping_add(1);
        need.waits = true;
        let ticket = need.ticket;
        let patience =
            if need.is_chase { None } else { self.model.steps[need.step as usize].patience.as_ref() };
        if let Some(patience) = patience {
            let most_us = patience.drawn_us(&mut need.key.draw(need.pass, need.visit, Purpose::Patience));
            let at_us = self.now_us.saturating_add(most_us.min(NEVER_US as f64) as i64);
            self.later.push(Event::new(at_us, Kind::Leaves, slot, ticket));
        }
        ticket
    }

    /// Joins the line of a pool.
    fn joins(&mut self, slot: u32, pool: usize) {
        let ticket = self.begins_to_wait(slot, pool);
        self.stands_in_line(slot, pool, ticket);
    }

    fn stands_in_line(&mut self, slot: u32, pool: usize, ticket: u32) {
        let need = &self.needs[slot as usize];
        let class = &self.model.classes[need.class as usize];
        let due_us = need.opened_us.saturating_add(class.promised_us);
        self.pools[pool].line.push(Place { slot, ticket }, usize::from(class.priority), due_us);
        for (_, help) in &self.pools[pool].helpers {
            if help.after_us > 0 {
                let at_us = need.enabled_us.saturating_add(help.after_us);
                self.later.push(Event::new(at_us, Kind::Overflows, slot, ticket));
            }
        }
    }

    /// Who is next in a pool's line.
    #[inline]
    fn next_in_line(&mut self, pool: usize) -> Option<Place> {
        let needs = &self.needs;
        self.pools[pool].line.first(|place| waits(needs, place))
    }

    /// Whether somebody of a pool that helps `pool` takes who has waited so long.
    fn begins_elsewhere(&mut self, slot: u32, pool: usize, waited_us: i64) -> bool {
        for place in 0..self.pools[pool].helpers.len() {
            let (helper, help) = self.pools[pool].helpers[place];
            let may = waited_us >= help.after_us
                || help.above.is_some_and(|above| self.pools[pool].waiting >= above);
            if may
                && self.pools[helper].free_count > 0
                && self.is_open(helper)
                && self.next_in_line(helper).is_none()
                && let Some(worker) = self.pools[helper].take_first_free()
            {
                self.begins(slot, helper, worker);
                return true;
            }
        }
        false
    }

    /// Counts how long somebody waited who is served now.
    #[inline]
    fn ends_to_wait(&mut self, slot: u32) {
        let (now_us, from_us) = (self.now_us, self.model.from_us);
        let need = &self.needs[slot as usize];
        let (home, waited_us) = (need.home as usize, now_us - need.enabled_us);
        if need.waits {
            let state = &mut self.pools[home];
            state.count_waiting(now_us, from_us);
            state.waiting -= 1;
            self.tally.pools[home].waits_us += i128::from((now_us - need.enabled_us.max(from_us)).max(0));
        }
        if !self.counts {
            return;
        }
        let enabled_open_us = need.enabled_open_us;
        // Who did not wait at all did not wait in open time.
        let waited_open_us =
            if waited_us == 0 { 0 } else { i128::from(self.open_us(home) - enabled_open_us) };
        let need = &self.needs[slot as usize];
        let of = &mut self.tally.pools[home];
        of.started += 1;
        of.waited_us += i128::from(waited_us);
        of.waited_open_us += waited_open_us;
        if !need.is_chase {
            let visits = &mut self.tally.steps[need.step as usize][need.class as usize];
            visits.started += 1;
            visits.waited_us += i128::from(waited_us);
            visits.waited_open_us += waited_open_us;
        }
    }

    /// A worker begins to work on a need, or to answer a chase.
    #[inline]
    fn begins(&mut self, slot: u32, pool: usize, worker: u32) {
        let now_us = self.now_us;
        self.ends_to_wait(slot);
        let work_us = self.work_us(slot, pool);
        let state = &self.pools[pool];
        let done_us = match self.model.pools[pool].at_closing {
            AtClosing::Pause => self.model.hours[state.hours].done_us(state.stretch, now_us, work_us),
            AtClosing::Finish => now_us + work_us,
        };
        self.count_work(pool, done_us, work_us);
        let need = &mut self.needs[slot as usize];
        need.ticket = need.ticket.wrapping_add(1);
        need.waits = false;
        need.waits_for_worker = false;
        need.pool = pool as u32;
        need.worker = worker;
        need.touched_us += work_us;
        need.known |= need.knew == (pool as u32, worker);
        let pool = pool as u32;
        let what = if need.is_chase {
            What::Answer { pool, worker }
        } else {
            let month = &mut self.tally.months[self.month];
            month.visits[need.step as usize] += 1;
            month.again[need.step as usize] += u64::from(need.pass > 0);
            What::Work { step: need.step, pool, worker }
        };
        self.keep(slot, what, now_us, done_us);
        self.ends.push(Event::new(done_us, Kind::Ends, slot, 0));
    }

    /// How long the work takes.
    #[inline]
    fn work_us(&mut self, slot: u32, pool: usize) -> i64 {
        let need = &mut self.needs[slot as usize];
        let of = &self.model.pools[pool];
        if need.is_chase {
            let chase = self.model.classes[need.class as usize].chase.as_ref();
            let mut draw = need.key.draw(need.pass, need.visit, Purpose::ChaseWork);
            return chase.map_or(0, |chase| (chase.work.drawn_us(&mut draw) * of.slowness) as i64);
        }
        let step = &self.model.steps[need.step as usize];
        let mut draw = need.key.draw(need.pass, need.visit, Purpose::Work);
        let mut us = self.work[need.step as usize].drawn_us(&mut draw) * of.slowness;
        if step.variety != 0.0 || need.complexity != 0.0 {
            let beyond = (need.complexity - step.spec).max(0.0);
            need.mismatch = need.mismatch.max(beyond);
            us *= 1.0 + step.variety * beyond;
        }
        if step.per_spec_gap != 0.0
            && let Some(changed) = &self.changed[need.class as usize]
        {
            us *= 1.0 + step.per_spec_gap * changed.not_made(self.now_us);
        }
        if let Some(learning) = of.learning
            && self.now_us >= learning.since_us
        {
            let lives = (self.now_us - learning.since_us) as f64 / learning.half_life_us;
            us *= 1.0 + learning.loss * libm::exp2(-lives);
        }
        if need.to_read {
            need.to_read = false;
            let mut draw = need.key.draw(need.pass, need.visit, Purpose::Reread);
            us += self.model.hand_over.reread.drawn_us(&mut draw);
        }
        // Rounded down, so that a year of it is at most a second short.
        us.min(NEVER_US as f64 / 2.0) as i64
    }

    /// Counts work that begins now: each month has what is done in it, and the whole what lies within what is counted.
    #[inline]
    fn count_work(&mut self, pool: usize, done_us: i64, work_us: i64) {
        // Nearly all work ends before a month does.
        if done_us <= self.turns_us && done_us <= self.model.until_us {
            self.tally.months[self.month].busy_us[pool] += work_us;
            self.tally.pools[pool].busy_us += if self.counts { i128::from(work_us) } else { 0 };
        } else {
            self.count_long_work(pool, done_us);
        }
    }

    #[cold]
    fn count_long_work(&mut self, pool: usize, done_us: i64) {
        let model = self.model;
        let ends_us = done_us.min(model.until_us);
        let hours = &model.hours[self.pools[pool].hours];
        let worked_us = |begins_us: i64, ends_us: i64| match model.pools[pool].at_closing {
            AtClosing::Pause => hours.between_us(begins_us, ends_us),
            AtClosing::Finish => (ends_us - begins_us).max(0),
        };
        let mut begins_us = self.now_us;
        for month in self.month.. {
            let until_us = model.months_us.get(month + 1).copied().unwrap_or(NEVER_US).min(ends_us);
            self.tally.months[month].busy_us[pool] += worked_us(begins_us, until_us);
            begins_us = until_us;
            if begins_us >= ends_us {
                break;
            }
        }
        let counted_us = worked_us(self.now_us.max(model.from_us), ends_us);
        self.tally.pools[pool].busy_us += i128::from(counted_us.max(0));
    }

    /// A pool opens: everybody who is free takes the next.
    pub(super) fn opens(&mut self, pool: usize) {
        if pool == self.pools.len() {
            return self.starts();
        }
        self.is_open(pool);
        let state = &self.pools[pool];
        if let Some(at_us) = self.model.hours[state.hours].opens_next(state.stretch) {
            self.later.push(Event::new(at_us, Kind::Opens, pool as u32, 0));
        }
        for worker in 0..self.pools[pool].own.len() as u32 {
            if self.pools[pool].is_free(worker) {
                self.serves_own(pool, worker);
            }
        }
        self.serves(pool);
    }

    /// A worker becomes free and takes the next.
    pub(super) fn becomes_free(&mut self, pool: usize, worker: u32) {
        self.pools[pool].gives_back(worker);
        self.takes_next(pool, worker);
    }

    /// A worker who is free: first who waits for them, then anybody.
    pub(super) fn takes_next(&mut self, pool: usize, worker: u32) {
        if !self.pools[pool].own.is_empty() && self.is_open(pool) && self.serves_own(pool, worker) {
            return;
        }
        self.serves(pool);
    }

    fn serves_own(&mut self, pool: usize, worker: u32) -> bool {
        while let Some(place) = self.pools[pool].own[worker as usize].pop_front() {
            if waits(&self.needs, place) && self.needs[place.slot as usize].waits_for_worker {
                self.pools[pool].take(worker);
                self.begins(place.slot, pool, worker);
                return true;
            }
        }
        false
    }

    /// As many as are free take the next from the line, or from the line of a pool they help.
    pub(super) fn serves(&mut self, pool: usize) {
        while self.pools[pool].free_count > 0 && self.is_open(pool) {
            let needs = &self.needs;
            let Some(place) =
                self.pools[pool].line.pop(|place| waits(needs, place)).or_else(|| self.next_to_help(pool))
            else {
                return;
            };
            let Some(worker) = self.pools[pool].take_first_free() else { return };
            self.begins(place.slot, pool, worker);
        }
    }

    /// Who of those who wait elsewhere may be served by this pool now: of the first of each line it helps the one who comes first by its own
    /// rule, wherever they wait.
    fn next_to_help(&mut self, pool: usize) -> Option<Place> {
        let mut next: Option<((i64, i64), usize)> = None;
        for place in 0..self.model.pools[pool].helps.len() {
            let help = self.model.pools[pool].helps[place];
            let Some(first) = self.next_in_line(help.pool) else { continue };
            let need = &self.needs[first.slot as usize];
            let many = help.above.is_some_and(|above| self.pools[help.pool].waiting > above);
            if self.now_us - need.enabled_us < help.after_us && !many {
                continue;
            }
            let class = &self.model.classes[need.class as usize];
            let before = match self.model.pools[pool].rule {
                Rule::Fifo => 0,
                Rule::Priority => i64::from(class.priority),
                Rule::DueDate => need.opened_us.saturating_add(class.promised_us),
            };
            let key = (before, need.enabled_us);
            if next.is_none_or(|(first, _)| key < first) {
                next = Some((key, help.pool));
            }
        }
        let (_, from) = next?;
        let needs = &self.needs;
        self.pools[from].line.pop(|place| waits(needs, place))
    }

    /// Somebody has waited for long enough that another pool may take the next of that line.
    pub(super) fn overflows(&mut self, slot: u32, ticket: u32) {
        if !waits(&self.needs, Place { slot, ticket }) {
            return;
        }
        let home = self.needs[slot as usize].home as usize;
        for place in 0..self.pools[home].helpers.len() {
            let (helper, _) = self.pools[home].helpers[place];
            self.serves(helper);
        }
    }

    /// Somebody has waited long enough for the worker who knows them.
    pub(super) fn taken_by_others(&mut self, slot: u32, ticket: u32) {
        if !waits(&self.needs, Place { slot, ticket }) || !self.needs[slot as usize].waits_for_worker {
            return;
        }
        let pool = self.needs[slot as usize].home as usize;
        self.needs[slot as usize].waits_for_worker = false;
        self.stands_in_line(slot, pool, ticket);
        self.serves(pool);
    }

    /// Somebody's patience is over.
    pub(super) fn leaves(&mut self, slot: u32, ticket: u32) {
        if !waits(&self.needs, Place { slot, ticket }) {
            return;
        }
        let need = self.needs[slot as usize];
        let home = need.home as usize;
        self.pools[home].count_waiting(self.now_us, self.model.from_us);
        self.pools[home].waiting -= 1;
        let waits_us = (self.now_us - need.enabled_us.max(self.model.from_us)).max(0);
        self.tally.pools[home].waits_us += i128::from(waits_us);
        if self.counts {
            self.tally.pools[home].left += 1;
        }
        self.needs[slot as usize].waits = false;
        self.gives_up(slot);
    }

    /// All places are taken.
    fn is_turned_away(&mut self, slot: u32) {
        let need = self.needs[slot as usize];
        if self.counts {
            self.tally.pools[need.home as usize].turned_away += 1;
        }
        if need.is_chase { self.done_with(slot) } else { self.gives_up(slot) }
    }
}
