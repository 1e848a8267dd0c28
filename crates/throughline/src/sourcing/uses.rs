//! Which numbers of a plan an arrangement uses: what it costs and comes to can hang on no other. People's own time is left out, as it is
//! never in the cash.

use std::collections::BTreeSet;

use super::arrangement::Arrangement;
use super::money::Money;
use super::plan::{Arrives, Demand, Number, Plan, Pool, Step, Time};
use super::question::{Instead, Question};

/// A list of numbers.
type Numbers = BTreeSet<Number>;

/// The numbers that what either of two arrangements costs can hang on, by their places: until one begins to work, all is as in the
/// base, and what ending its contract costs goes by what that pays.
pub fn of_either(question: &Question, (one, other): (usize, usize)) -> Numbers {
    let of = |place: usize| question.arrangements[place].uses();
    let mut used: Numbers = of(one).into_iter().chain(of(other)).collect();
    let needs_base = |money: &Money| money.begins_later() || money.ends.is_some();
    if [one, other].iter().any(|place| needs_base(&question.arrangements[*place].money)) {
        used.extend(of(0));
    }
    for drift in &question.drifts {
        // Without the course the number itself holds, so nothing is taken away.
        let by_course: Vec<Numbers> = drift.instead.iter().map(|one| one.reaches(&used)).collect();
        if by_course.iter().any(|numbers| !numbers.is_empty()) {
            used.extend(by_course.into_iter().flatten());
            used.extend(drift.probability);
        }
    }
    used
}

impl Arrangement {
    /// Every number that it uses.
    pub fn uses(&self) -> Numbers {
        let mut used: Numbers =
            self.plan.numbers().into_iter().chain(self.money.numbers(&self.plan)).collect();
        self.made_of(&mut used);
        used
    }

    /// From some of its numbers to those of the plan that they are made of: from the last dial to the first, as what is set stands in place
    /// of what was there, which then matters no more.
    pub(super) fn made_of(&self, used: &mut Numbers) {
        for one in self.instead.iter().rev() {
            let reached = one.reaches(used);
            if let Instead::Set(number, _) | Instead::Follows(number, _) = one {
                used.remove(number);
            }
            used.extend(reached);
        }
    }
}

impl Instead {
    /// What it brings in, if it is about a number that is used.
    fn reaches(&self, used: &Numbers) -> Numbers {
        match self {
            Instead::Set(number, more) | Instead::Times(number, more) | Instead::Plus(number, more) => {
                used.contains(number).then_some(*more).into_iter().collect()
            }
            Instead::Follows(number, follows) if used.contains(number) => {
                follows.sources().into_iter().collect()
            }
            // Its own number holds; only what the world does to the sources reaches it.
            Instead::Follows(..) | Instead::RisesWith(..) => Numbers::new(),
        }
    }
}

impl Money {
    /// Whether there are months until it begins to work.
    fn begins_later(&self) -> bool {
        self.prepared_in_months.or(self.procurement.months).or(self.transition.months).is_some()
    }
}

impl Plan {
    fn numbers(&self) -> Vec<Number> {
        let mut all: Vec<Number> = self.areas.iter().map(|area| area.share).collect();
        self.demands.iter().for_each(|demand| of_demand(demand, &mut all));
        self.pools.iter().for_each(|pool| of_pool(pool, &mut all));
        self.steps.iter().for_each(|step| of_step(step, &mut all));
        let over = &self.hand_over;
        let of_kinds = over.transit_for.iter().flat_map(|(_, ways)| ways);
        let between = over.transit_between.iter().chain(of_kinds).map(|(_, _, time)| time);
        for time in between.chain(&over.transit).chain(&over.reread) {
            all.extend(of_time(time));
        }
        for open in &self.open {
            all.push(open.count);
            all.extend(of_time(&open.age));
        }
        all
    }
}

fn of_time(time: &Time) -> Vec<Number> {
    match time {
        Time::Fixed(mean)
        | Time::Exponential(mean)
        | Time::Erlang(_, mean)
        | Time::Weibull(mean, _)
        | Time::Seen(mean, _) => {
            vec![*mean]
        }
        Time::Uniform(one, other) | Time::Lognormal(one, other) | Time::Gamma(one, other) => {
            vec![*one, *other]
        }
        Time::Hyperexponential(chance, [one, other]) => vec![*chance, *one, *other],
    }
}

fn of_demand(demand: &Demand, all: &mut Vec<Number>) {
    match &demand.arrives {
        Arrives::AtRandom { per_day, growth_per_year, day_dispersion, .. } => {
            all.push(*per_day);
            all.extend(growth_per_year.iter().chain(day_dispersion));
        }
        Arrives::Between(time) => all.extend(of_time(time)),
    }
    let of = &demand.failure;
    all.extend([of.base, of.per_hand_over, of.per_mismatch, of.unknown_worker, of.per_log_wait]);
    all.extend([of.wait_scale_hours, of.per_spec_gap, of.give_up, demand.promised_hours]);
    all.extend(of.uplift.iter().flat_map(|help| [help.times, help.leaves_on_day]));
    all.extend(of.uplift.iter().filter_map(|help| help.half_life_days));
    all.extend(
        demand.spec_changes.iter().flat_map(|changes| [Some(changes.per_year), changes.lead_days]).flatten(),
    );
    all.extend(demand.urgent);
    all.extend(demand.complexity.iter().flatten());
    all.extend(of_time(&demand.returns.after));
    if let Some(chase) = &demand.chase {
        all.extend([chase.after_hours, chase.per_day]);
        all.extend(of_time(&chase.time));
    }
}

fn of_pool(pool: &Pool, all: &mut Vec<Number>) {
    all.extend([pool.staff, pool.shrinkage, pool.slowness, pool.pounds_per_hour]);
    all.extend(pool.meetings);
    all.extend(pool.helps.iter().map(|help| help.after_hours));
    if let Some(learning) = &pool.learning {
        all.extend([learning.from_day, learning.loss, learning.half_life_days]);
    }
}

fn of_step(step: &Step, all: &mut Vec<Number>) {
    all.extend(of_time(&step.time));
    let ways = step.next_for.iter().flat_map(|(_, ways)| ways).chain(&step.next);
    all.extend(ways.map(|way| way.chance));
    all.extend(step.same_worker_hours);
    let delays = step.delay.iter().chain(step.delay_for.iter().map(|(_, delay)| delay));
    for time in step.patience.iter().chain(delays) {
        all.extend(of_time(time));
    }
    all.extend([step.variety, step.spec, step.per_spec_gap]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sourcing::follows::Follows;

    #[test]
    fn what_is_set_stands_in_place_of_what_was_there() {
        let used: Numbers = [0, 1].map(Number).into();
        let of = |one: Instead| one.reaches(&used);
        assert_eq!(of(Instead::Times(Number(0), Number(7))), [Number(7)].into());
        assert_eq!(of(Instead::Times(Number(5), Number(7))), Numbers::new(), "of a number that is not used");
        assert_eq!(of(Instead::Follows(Number(1), Follows::Sum(vec![Number(8)]))), [Number(8)].into());
    }
}
