//! One replication of a model: the loop over what happens, in order.
//!
//! A need in hand has a slot. Whoever waits holds a ticket; what was to happen to somebody on an older ticket (their patience,
//! say) has no more to do. Work ends in a list of its own, apart from what lies further ahead, because that list stays short.

mod need;
mod open;
mod passing;
mod pool_state;
mod pools;

use std::borrow::Cow;

use crate::arrivals::Stream;
use crate::draws::{Key, Purpose};
use crate::event_list::{Event, EventList, Kind};
use crate::hours::NEVER_US;
use crate::kept::{Contact, Kept, What};
use crate::model::{Model, Way};
use crate::quick::Quick;
use crate::spec_gap::Changed;
use crate::tally::Tally;
use need::Need;
use pool_state::PoolState;

/// What a replication came to.
#[derive(Debug)]
pub struct Outcome {
    /// What was counted.
    pub tally: Tally,
    /// Every event, if it was asked for.
    pub kept: Vec<Kept>,
}

/// So many needs and questions may be in hand at once: where those who ask make more who ask, a queue would fill the memory.
pub const MOST_AT_ONCE: usize = 4_000_000;

/// Runs one replication of a model in which nothing is [`Model::wrong`]; `keep` asks for its events too.
pub fn run(model: &Model, seed: u64, replication: u64, keep: bool) -> Outcome {
    run_ready(&Ready::new(model), seed, replication, keep)
}

/// A model made ready for many replications.
pub(crate) struct Ready<'a> {
    pub(crate) model: &'a Model,
    /// How long the work takes, by step.
    work: Vec<Quick<'a>>,
    /// The ways on, by step and then by class.
    ways: Vec<Vec<Onward>>,
    /// Whether a run goes on when more wait at once than it can hold: then nobody asks any more.
    goes_on: bool,
}

/// A way on, and the chance of it and those before it together.
#[derive(Debug, Clone, Copy)]
struct Onward {
    until: f64,
    step: u32,
    not_ours: bool,
}

impl<'a> Ready<'a> {
    pub(crate) fn new(model: &'a Model) -> Ready<'a> {
        let onward = |ways: &Vec<Way>| {
            let mut until = 0.0;
            let way = |way: &Way| {
                until += way.chance;
                Onward { until, step: way.step as u32, not_ours: way.not_ours }
            };
            ways.iter().map(way).collect()
        };
        Ready {
            model,
            work: model.steps.iter().map(|step| Quick::new(&step.work)).collect(),
            ways: model.steps.iter().flat_map(|step| step.next.iter().map(onward)).collect(),
            goes_on: false,
        }
    }

    /// The same, for whoever wants to know what can be known where those who ask have a queue feed itself: needs arise and work is done to the
    /// end. Who would have asked later stands behind all who wait then, and is not answered before the run is over.
    pub(crate) fn going_on(self) -> Ready<'a> {
        Ready { goes_on: true, ..self }
    }
}

pub(crate) fn run_ready(ready: &Ready<'_>, seed: u64, replication: u64, keep: bool) -> Outcome {
    let mut run = Run::new(ready, seed, replication, keep);
    run.fill();
    run.through();
    run.finished()
}

/// The replication as it stands.
struct Run<'a> {
    model: &'a Model,
    seed: u64,
    replication: u64,
    work: &'a [Quick<'a>],
    ways: &'a [Vec<Onward>],
    goes_on: bool,
    /// Whether it ends before its time.
    is_cut: bool,
    now_us: i64,
    /// Whether now lies within what is counted.
    counts: bool,
    month: usize,
    /// When one of these two changes next.
    turns_us: i64,
    ends: EventList,
    later: EventList,
    streams: Vec<Stream<'a>>,
    /// By class, when what is needed changed.
    changed: Vec<Option<Changed>>,
    /// The next need of each class.
    coming: Vec<(i64, u64, Key)>,
    needs: Vec<Need>,
    free_slots: Vec<u32>,
    /// How many passes have begun.
    lives: u32,
    pools: Vec<PoolState>,
    tally: Tally,
    /// How long the needs of each class took that were met. Put into their distribution at the end: it is so large that it would
    /// drive all else from the processor's cache.
    took_us: Vec<Vec<i64>>,
    kept: Option<Vec<Kept>>,
}

impl<'a> Run<'a> {
    fn new(ready: &'a Ready<'a>, seed: u64, replication: u64, keep: bool) -> Run<'a> {
        let model = ready.model;
        let streams = model.classes.iter().enumerate().map(|(class, of)| {
            let arrivals = match of.busy_days {
                None => Cow::Borrowed(&of.arrivals),
                Some(busy) => Cow::Owned(busy.drawn(&of.arrivals, seed, replication)),
            };
            Stream::new(arrivals, (seed, replication, class as u64))
        });
        let changed = model.classes.iter().map(|of| {
            of.failure.spec_changes.map(|changes| changes.drawn(seed, replication, model.until_us))
        });
        Run {
            model,
            seed,
            replication,
            work: &ready.work,
            ways: &ready.ways,
            goes_on: ready.goes_on,
            is_cut: false,
            now_us: 0,
            counts: false,
            month: 0,
            turns_us: 0,
            ends: EventList::default(),
            later: EventList::default(),
            streams: streams.collect(),
            changed: changed.collect(),
            coming: Vec::new(),
            needs: Vec::new(),
            free_slots: Vec::new(),
            lives: 0,
            pools: pool_state::states(model),
            tally: Tally::new(model),
            took_us: vec![Vec::new(); model.classes.len()],
            kept: keep.then(Vec::new),
        }
    }

    /// What is known before the clock starts.
    fn fill(&mut self) {
        self.coming = self.streams.iter_mut().map(Stream::next).collect();
        self.awaits_start();
        for (pool, state) in self.pools.iter().enumerate() {
            // A pool that is open from the start needs no opening.
            if let Some(at_us) = self.model.hours[state.hours].opens_first().filter(|at_us| *at_us > 0) {
                self.later.push(Event::new(at_us, Kind::Opens, pool as u32, 0));
            } else if let Some(at_us) = self.model.hours[state.hours].opens_next(0) {
                self.later.push(Event::new(at_us, Kind::Opens, pool as u32, 0));
            }
        }
    }

    /// Everything that happens, in order.
    fn through(&mut self) {
        let until_us = self.model.until_us;
        let mut soonest = self.soonest_coming();
        while !self.is_cut {
            let (end, late) = (self.ends.first(), self.later.first());
            let (event, ends) = match (end, late) {
                (Some(end), Some(late)) if late.is_before(end) => (Some(late), false),
                (Some(end), _) => (Some(end), true),
                (None, late) => (late, false),
            };
            let arrival_us = soonest.map_or(NEVER_US, |class: usize| self.coming[class].0);
            match event.filter(|event| event.at_us <= arrival_us) {
                Some(event) if event.at_us < until_us => {
                    if ends {
                        self.ends.pop();
                    } else {
                        self.later.pop();
                    }
                    self.comes_to(event.at_us);
                    self.happens(event);
                }
                None if arrival_us < until_us => {
                    self.comes_to(arrival_us);
                    if let Some(class) = soonest {
                        self.arises(class);
                    }
                    soonest = self.soonest_coming();
                }
                _ => break,
            }
        }
        self.comes_to(until_us);
    }

    fn soonest_coming(&self) -> Option<usize> {
        (0..self.coming.len()).min_by_key(|class| (self.coming[*class].0, *class))
    }

    /// The clock goes on.
    #[inline]
    fn comes_to(&mut self, at_us: i64) {
        self.now_us = at_us;
        if at_us >= self.turns_us {
            self.turns(at_us);
        }
    }

    /// Counting begins, or a month.
    #[cold]
    fn turns(&mut self, at_us: i64) {
        let model = self.model;
        self.counts = at_us >= model.from_us;
        self.month = model.months_us.partition_point(|from_us| *from_us <= at_us).saturating_sub(1);
        let next = [(!self.counts).then_some(model.from_us), model.months_us.get(self.month + 1).copied()];
        self.turns_us = next.into_iter().flatten().min().unwrap_or(NEVER_US);
    }

    #[inline]
    fn happens(&mut self, event: Event) {
        let slot = event.slot();
        match event.kind() {
            Kind::Ends => self.ends(slot),
            Kind::Opens => self.opens(slot as usize),
            Kind::Arrives => self.arrives(slot),
            Kind::Returns => self.returns(slot),
            Kind::TakenByOthers => self.taken_by_others(slot, event.ticket()),
            Kind::Overflows => self.overflows(slot, event.ticket()),
            Kind::Leaves => self.leaves(slot, event.ticket()),
            Kind::Chases => self.chases(slot, event.ticket()),
        }
    }

    /// A need arises.
    fn arises(&mut self, class: usize) {
        let (_, number, key) = self.coming[class];
        self.coming[class] = self.streams[class].next();
        self.tally.events += 1;
        self.tally.months[self.month].opened[class] += 1;
        if self.counts {
            self.tally.classes[class].opened += 1;
        }
        let of = &self.model.classes[class];
        let slot = self.comes_in(key, number, class as u32, self.now_us);
        self.begins_pass(slot, of.first);
    }

    /// A need is put into a slot, with its complexity and its first words.
    #[inline]
    fn comes_in(&mut self, key: Key, number: u64, class: u32, opened_us: i64) -> u32 {
        let slot = self.slot();
        let need = &mut self.needs[slot as usize];
        *need = Need::new(key, number, class, need.ticket, opened_us);
        let complexity = &self.model.classes[class as usize].complexity;
        if !complexity.is_none() {
            need.complexity = complexity.drawn_us(&mut need.key.draw(0, 0, Purpose::Complexity));
        }
        self.keep(slot, What::Contact(Contact::Value), opened_us, opened_us);
        slot
    }

    /// A slot to put a need in.
    fn slot(&mut self) -> u32 {
        self.free_slots.pop().unwrap_or_else(|| {
            self.needs.push(Need::new(Key::of_stream(0, 0, 0), 0, 0, 0, 0));
            self.tally.burst |= self.needs.len() > MOST_AT_ONCE;
            self.is_cut = self.tally.burst && !(self.goes_on && self.needs.len() < MOST_AT_ONCE / 4 * 5);
            self.tally.cut |= self.is_cut;
            (self.needs.len() - 1) as u32
        })
    }

    /// Gives a slot back.
    fn done_with(&mut self, slot: u32) {
        let need = &mut self.needs[slot as usize];
        need.ticket = need.ticket.wrapping_add(1);
        need.in_hand = false;
        need.waits = false;
        self.free_slots.push(slot);
    }

    #[inline]
    fn keep(&mut self, slot: u32, what: What, at_us: i64, until_us: i64) {
        if self.kept.is_some() {
            self.keeps(slot, what, at_us, until_us);
        }
    }

    #[cold]
    fn keeps(&mut self, slot: u32, what: What, at_us: i64, until_us: i64) {
        let Need { number, class, .. } = self.needs[slot as usize];
        self.kept.get_or_insert_default().push(Kept { number, class, what, at_us, until_us });
    }

    /// What is still open is counted, and time that was cut off by the end.
    fn finished(mut self) -> Outcome {
        let (from_us, until_us) = (self.model.from_us, self.model.until_us);
        for need in self.needs.iter().filter(|need| need.in_hand && !need.is_gone) {
            if !need.is_chase {
                self.tally.classes[need.class as usize].open += 1;
            }
            if need.waits {
                let waits = until_us - need.enabled_us.max(from_us);
                self.tally.pools[need.home as usize].waits_us += i128::from(waits.max(0));
            }
        }
        for (of, took_us) in self.tally.classes.iter_mut().zip(&self.took_us) {
            for took_us in took_us {
                // It grows to hold any length, so it takes all.
                let _ = of.times.record(*took_us as u64);
            }
        }
        for (pool, state) in self.pools.iter_mut().enumerate() {
            state.count_waiting(until_us, from_us);
            let of = &mut self.tally.pools[pool];
            of.waiting_us = state.waiting_us;
            let open_us = self.model.hours[state.hours].between_us(from_us, until_us);
            of.open_us = i128::from(open_us) * i128::from(self.model.pools[pool].workers);
        }
        Outcome { tally: self.tally, kept: self.kept.unwrap_or_default() }
    }
}
