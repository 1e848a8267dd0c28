//! Repairs: the council takes them, the contractor does them, and says when they are done.

use super::{Class, Job, Maker, next_day, weekday};
use crate::draw;
use crate::kind::{Body, Kind};
use crate::truth::{
    LIMIT_DAYS, LIMIT_FROM, LIMIT_MOVES, LIMIT_TEMPTS_DAYS, LIMIT_WITHIN_DAYS, MOVED_UNFINISHED,
    NOBODY_COMES, NOT_PASSED_ON, REFERENCE_MISSING, REPAIR_FAILS,
};
use crate::when::{self, DAY, DAYS, Minute};

/// The days of a job, raised to closed: median, deviation of the logarithm.
fn days_of(kind: Kind) -> (f64, f64) {
    match kind {
        Kind::Heating => (3.5, 0.8),
        Kind::Leak => (5.0, 0.9),
        Kind::Electrics => (11.0, 0.7),
        Kind::Door => (20.0, 0.6),
        _ => (30.0, 0.6),
    }
}

/// Who is the cause of somebody's having to ask where a repair is.
const WAITING: [(Body, f64); 2] = [(Body::Contractor, 0.65), (Body::Council, 0.35)];

/// When a job is closed.
struct Closing {
    at: Minute,
    moved: bool,
}

impl Maker {
    /// A repair; `again` after a job that was closed and was not right, which is whose doing.
    pub(super) fn repair(&mut self, kind: Kind, person: u32, day: i64, again: Option<Body>) {
        let need = self.new_need(kind);
        let class = again.map_or(Class::Value, Class::Failure);
        let asked = self.told(need, person, (kind, again.is_some()), day, class);
        let lost = draw::chance(NOT_PASSED_ON, &mut self.random);
        let passed_on = if lost { self.not_passed_on((need, person), asked) } else { asked };
        let delay = draw::wait(0.3 * DAY as f64, &mut self.random) as Minute + 8;
        let raised = when::open_hours(passed_on + delay, &mut self.random);
        let closing = self.closing(kind, raised);
        let visit = draw::between(0.3, 0.95, &mut self.random) * (closing.at - raised) as f64;
        let visited = when::open_hours(raised + visit as Minute, &mut self.random);
        self.place.jobs.push(Job {
            need,
            reference: !draw::chance(REFERENCE_MISSING, &mut self.random),
            person,
            kind,
            planned: false,
            raised,
            visited: Some(visited).filter(|at| *at < closing.at),
            closed: Some(closing.at),
            moved: closing.moved,
        });
        self.waits((need, person), raised, closing.at);
        self.comes_back(kind, person, &closing);
    }

    /// A damp home that is put on the list for planned works, and waits.
    pub(super) fn planned(&mut self, person: u32, day: i64) {
        let need = self.new_need(Kind::Damp);
        let asked = self.contact(need, person, Kind::Damp, day, Class::Value);
        let raised = when::open_hours(asked + DAY, &mut self.random);
        let reference = !draw::chance(REFERENCE_MISSING, &mut self.random);
        let kind = Kind::Damp;
        let job = Job {
            need,
            reference,
            person,
            kind,
            planned: true,
            raised,
            visited: None,
            closed: None,
            moved: false,
        };
        self.place.jobs.push(job);
        self.place.planned += 1;
        self.chased((need, person), Kind::WhereRepair, when::day(raised), DAYS, 150.0, &WAITING);
    }

    /// The council does not pass it on until the person has asked.
    fn not_passed_on(&mut self, need: (u32, u32), asked: Minute) -> Minute {
        self.place.not_passed_on += 1;
        let day = when::day(asked) + draw::between(4.0, 12.0, &mut self.random) as i64;
        self.contact(need.0, need.1, Kind::WhereRepair, day, Class::Failure(Body::Council))
    }

    /// When it is closed: by itself, or inside the limit.
    fn closing(&mut self, kind: Kind, raised: Minute) -> Closing {
        let (median, deviation) = days_of(kind);
        let days = draw::skewed(median, deviation, &mut self.random);
        let at = when::open_hours(raised + 90 + (days * DAY as f64) as Minute, &mut self.random);
        let over = when::day(at) - when::day(raised) - LIMIT_DAYS;
        let tempts = (1..=LIMIT_TEMPTS_DAYS).contains(&over) && when::day(at) >= when::day_of(LIMIT_FROM);
        if !tempts || !draw::chance(LIMIT_MOVES, &mut self.random) {
            return Closing { at, moved: false };
        }
        let last = when::day(raised) + LIMIT_DAYS;
        let inside: Vec<i64> =
            (last - LIMIT_WITHIN_DAYS + 1..=last).filter(|day| !when::is_weekend(*day)).collect();
        if inside.is_empty() {
            return Closing { at, moved: false };
        }
        let day = inside[self.random.below(inside.len())];
        Closing { at: when::in_hours(day, &mut self.random), moved: true }
    }

    /// What the person does until it is closed.
    fn waits(&mut self, need: (u32, u32), raised: Minute, closed: Minute) {
        let (from, until) = (when::day(raised), when::day(closed));
        if until > from + 1 && draw::chance(NOBODY_COMES, &mut self.random) {
            let day =
                from + 1 + (draw::between(0.2, 0.9, &mut self.random) * (until - from - 1) as f64) as i64;
            if weekday(day) < until {
                self.contact(need.0, need.1, Kind::NobodyCame, day, Class::Failure(Body::Contractor));
            }
        }
        self.chased(need, Kind::WhereRepair, from, until, 13.0, &WAITING);
    }

    /// What was closed and is not right comes back as something new.
    fn comes_back(&mut self, kind: Kind, person: u32, closing: &Closing) {
        let chance = if closing.moved { MOVED_UNFINISHED } else { REPAIR_FAILS };
        if draw::chance(chance, &mut self.random) {
            let day = next_day(closing.at) + draw::between(1.0, 20.0, &mut self.random) as i64;
            if day < DAYS {
                self.repair(kind, person, day, Some(Body::Contractor));
            }
        }
    }
}
