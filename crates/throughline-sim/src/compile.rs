//! From a plan and a value for each of its numbers to a model that can be run.

mod hand_over;
mod open;

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::tz::TimeZone;
use throughline::error::Error;
use throughline::sourcing::plan::{self, Arrives, Number, Opens, Plan, Shape, Time, mean_as_seen};
use throughline::time::{DAY_US, HOUR_US, Instant, zone};

use crate::arrivals::{Arrivals, BusyDays, PartOf};
use crate::distribution::Distribution;
use crate::hours::Hours;
use crate::model::{
    AtClosing, Chase, Class, Failure, Help, Learning, Model, Part, Pool, Rule, Step, Uplift, Way, Wrong,
};
use crate::spec_gap::SpecChanges;

/// The model of a plan, and the instant at which its clock is 0: as many days before the plan starts as it warms up. `values` has one
/// value for each of [`Plan::amounts`].
pub fn compile(plan: &Plan, values: &[f64]) -> Result<(Model, Instant), Error> {
    let zone = zone(&plan.zone)?;
    let first = plan.start.checked_sub(jiff::Span::new().days(plan.warm_up_days));
    let first = first.map_err(|_| Error::asked(format!("{} is too early to warm up before", plan.start)))?;
    let start = midnight(first, &zone)?;
    let from_us = midnight(plan.start, &zone)?.0 - start.0;
    let length_us = from_us + i64::from(plan.days) * DAY_US;
    let compiler = Compiler { plan, values, zone: &zone, start, from_us, length_us };
    let model = compiler.model()?;
    let line =
        |about| compiler.line(about).map_or(String::new(), |line| format!(" (line {line} of the plan)"));
    match model.wrong().or_else(|| crate::load::too_many(&model)) {
        Some(Wrong { says, about }) => Err(Error::asked(format!("{says}{}", line(about)))),
        None => Ok((model, compiler.start)),
    }
}

/// A class of needs in a plan's model: those of a demand, urgent or not, in an area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassOf {
    /// Which demand.
    pub demand: usize,
    /// Whether they are urgent.
    pub urgent: bool,
    /// In which area; 0 where there are none.
    pub area: usize,
}

/// The classes of a plan's model, in their order: the same for every arrangement, so that a need is the same need in all.
pub fn classes(plan: &Plan) -> Vec<ClassOf> {
    let areas = plan.areas.len().max(1);
    let of = |(demand, kind): (usize, &plan::Demand)| {
        let urgent = if kind.urgent.is_some() { vec![false, true] } else { vec![false] };
        urgent
            .into_iter()
            .flat_map(move |urgent| (0..areas).map(move |area| ClassOf { demand, urgent, area }))
    };
    plan.demands.iter().enumerate().flat_map(of).collect()
}

/// A step of a plan's model: one of the plan's, in an area where that differs. Those of the first area come first, in the plan's order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StepOf {
    /// Which of the plan.
    pub step: usize,
    /// In which area.
    pub area: usize,
}

/// The steps of a plan's model, in their order.
pub fn steps(plan: &Plan) -> Vec<StepOf> {
    let first = (0..plan.steps.len()).map(|step| StepOf { step, area: 0 });
    let others = plan
        .steps
        .iter()
        .enumerate()
        .flat_map(|(step, of)| (1..of.in_areas.len()).map(move |area| StepOf { step, area }));
    first.chain(others).collect()
}

struct Compiler<'a> {
    plan: &'a Plan,
    values: &'a [f64],
    zone: &'a TimeZone,
    start: Instant,
    from_us: i64,
    length_us: i64,
}

fn midnight(day: Date, zone: &TimeZone) -> Result<Instant, Error> {
    let at =
        day.to_zoned(zone.clone()).map_err(|_| Error::asked(format!("{day} does not begin in this zone")))?;
    Ok(Instant(at.timestamp().as_microsecond()))
}

/// Where a step of the plan stands in the model, for those of an area.
struct Places<'a> {
    steps: &'a [StepOf],
}

impl Places<'_> {
    fn step(&self, step: usize, area: usize) -> usize {
        let here = StepOf { step, area };
        self.steps.iter().position(|of| *of == here).unwrap_or(step)
    }
}

/// How far a table of open hours goes beyond a run: work that begins on its last day still ends.
const BEYOND_US: i64 = 400 * DAY_US;

impl Compiler<'_> {
    /// The line of the plan in which a part of the model stands, by a number of it that somebody wrote.
    fn line(&self, about: Part) -> Option<usize> {
        let plan = self.plan;
        let numbers: Vec<Number> = match about {
            Part::Whole => Vec::new(),
            Part::Pool(place) => vec![plan.pools[place].staff, plan.pools[place].shrinkage],
            Part::Step(place) => {
                let of = &plan.steps[steps(plan)[place].step];
                let ways = of.next_for.iter().flat_map(|(_, ways)| ways).chain(&of.next);
                ways.map(|way| way.chance).collect()
            }
            Part::Class(place) | Part::Arrivals(place) => {
                let of = &plan.demands[classes(plan)[place].demand];
                let rate =
                    if let Arrives::AtRandom { per_day, .. } = of.arrives { Some(per_day) } else { None };
                let base = matches!(about, Part::Class(_)).then_some(of.failure.base);
                base.into_iter().chain(rate).collect()
            }
        };
        numbers.into_iter().map(|Number(place)| plan.amounts[place].line).find(|line| *line > 0)
    }

    fn value(&self, Number(place): Number) -> f64 {
        self.values[place]
    }

    /// A share; a drawn one that a drawn factor made more than all is all.
    fn share(&self, number: Number) -> f64 {
        self.value(number).min(1.0)
    }

    fn us(&self, hours: Number) -> f64 {
        self.value(hours) * HOUR_US as f64
    }

    fn whole_us(&self, hours: Number) -> i64 {
        // Eight thousand years are never.
        self.us(hours).min(7e7 * HOUR_US as f64) as i64
    }

    fn model(&self) -> Result<Model, Error> {
        let organisations = self.plan.organisations();
        let (classes_of, steps_of) = (classes(self.plan), steps(self.plan));
        let places = Places { steps: &steps_of };
        let classes = classes_of.iter().map(|of| self.class(*of, &places)).collect::<Result<_, _>>()?;
        let steps = steps_of.iter().map(|of| self.step(*of, &classes_of, &places)).collect();
        let mut calendars: Vec<Opens> = Vec::new();
        let mut pools = Vec::new();
        for pool in &self.plan.pools {
            let hours = calendars.iter().position(|known| *known == pool.calendar).unwrap_or(calendars.len());
            if hours == calendars.len() {
                calendars.push(pool.calendar.clone());
            }
            pools.push(self.pool(pool, hours, &organisations));
        }
        Ok(Model {
            until_us: self.length_us,
            from_us: self.from_us,
            months_us: self.months()?,
            hours: calendars.iter().map(|opens| self.hours(opens)).collect(),
            hand_over: self.hand_over(&organisations, &classes_of),
            open: self.open(&classes_of, &places),
            organisations,
            pools,
            steps,
            classes,
        })
    }

    /// When each month begins: the day of the month on which the plan starts. Before the first there is the time of warming up, as one
    /// more.
    fn months(&self) -> Result<Vec<i64>, Error> {
        let mut months = if self.from_us > 0 { vec![0] } else { Vec::new() };
        for count in 0.. {
            let Ok(day) = self.plan.start.checked_add(jiff::Span::new().months(count)) else { break };
            let at_us = midnight(day, self.zone)?.0 - self.start.0;
            if at_us >= self.length_us {
                break;
            }
            months.push(at_us);
        }
        Ok(months)
    }

    fn hours(&self, opens: &Opens) -> Hours {
        match opens {
            Opens::Always => Hours::always(),
            Opens::Hours(calendar) => {
                let calendar = calendar.clone().without(self.plan.days_off.iter().copied());
                Hours::of(&calendar, self.zone, self.start, self.length_us + BEYOND_US)
            }
        }
    }

    fn time(&self, time: &Time) -> Distribution {
        match time {
            Time::Fixed(hours) => Distribution::Fixed { us: self.us(*hours) },
            Time::Exponential(mean) => Distribution::Exponential { mean_us: self.us(*mean) },
            Time::Uniform(low, high) => {
                Distribution::Uniform { low_us: self.us(*low), high_us: self.us(*high) }
            }
            Time::Erlang(parts, mean) => Distribution::Erlang { parts: *parts, mean_us: self.us(*mean) },
            Time::Hyperexponential(chance, means) => Distribution::Hyperexponential {
                chance: self.value(*chance),
                means_us: means.map(|mean| self.us(mean)),
            },
            Time::Lognormal(mean, variation) => {
                Distribution::lognormal(self.us(*mean), self.value(*variation))
            }
            Time::Gamma(mean, variation) => Distribution::gamma(self.us(*mean), self.value(*variation)),
            Time::Weibull(mean, shape) => Distribution::Weibull {
                shape: *shape,
                scale_us: self.us(*mean) / libm::tgamma(1.0 + 1.0 / shape),
            },
            Time::Seen(mean, hours) => {
                let as_seen = mean_as_seen(hours);
                let times = if as_seen > 0.0 { self.value(*mean) / as_seen } else { 1.0 };
                Distribution::Seen(hours.iter().map(|one| one * times * HOUR_US as f64).collect())
            }
        }
    }

    fn pool(&self, pool: &plan::Pool, hours: usize, organisations: &[String]) -> Pool {
        let learning = pool.learning.map(|learning| Learning {
            since_us: self.from_us + (self.value(learning.from_day) * DAY_US as f64) as i64,
            loss: self.value(learning.loss),
            half_life_us: self.value(learning.half_life_days) * DAY_US as f64,
        });
        let help = |help: &plan::Help| Help {
            pool: help.pool,
            after_us: self.whole_us(help.after_hours),
            above: help.above,
        };
        Pool {
            name: pool.name.clone(),
            organisation: organisations.iter().position(|name| *name == pool.organisation).unwrap_or(0),
            workers: self.value(pool.staff).round().max(0.0) as u32,
            hours,
            at_closing: if pool.finishes { AtClosing::Finish } else { AtClosing::Pause },
            rule: match pool.rule {
                plan::Rule::Fifo => Rule::Fifo,
                plan::Rule::Priority => Rule::Priority,
                plan::Rule::DueDate => Rule::DueDate,
            },
            // Who is away for a share of the time gets through as much less of it.
            slowness: self.value(pool.slowness)
                / (1.0 - self.value(pool.shrinkage) - pool.meetings.map_or(0.0, |share| self.value(share))),
            places: pool.places,
            helps: pool.helps.iter().map(help).collect(),
            learning: learning.filter(|learning| learning.loss > 0.0),
        }
    }

    fn step(&self, of: StepOf, classes: &[ClassOf], places: &Places<'_>) -> Step {
        let step = &self.plan.steps[of.step];
        let ways = |class: &ClassOf| -> Vec<Way> {
            let own = step.next_for.iter().find(|(kind, _)| *kind == class.demand).map(|(_, ways)| ways);
            let ways = own.unwrap_or(&step.next).iter();
            let mut ways: Vec<Way> = ways
                .map(|way| Way {
                    chance: self.value(way.chance),
                    step: places.step(way.step, class.area),
                    not_ours: way.not_ours,
                })
                .collect();
            // Values drawn for each chance may come to more than 1 together: then they share it.
            let sum: f64 = ways.iter().map(|way| way.chance).sum();
            if sum > 1.0 {
                ways.iter_mut().for_each(|way| way.chance /= sum);
            }
            ways
        };
        let delay = |class: &ClassOf| {
            let own = step.delay_for.iter().find(|(kind, _)| *kind == class.demand).map(|(_, delay)| delay);
            own.or(step.delay.as_ref()).map(|delay| self.time(delay)).filter(|delay| !delay.is_none())
        };
        let delays: Vec<Option<Distribution>> = classes.iter().map(delay).collect();
        let name = match step.in_areas.is_empty() {
            true => step.name.clone(),
            false => format!("{}, {}", step.name, self.plan.areas[of.area].name),
        };
        Step {
            name,
            pool: step.in_areas.get(of.area).copied().unwrap_or(step.pool),
            work: self.time(&step.time),
            variety: self.value(step.variety),
            per_spec_gap: self.value(step.per_spec_gap),
            spec: self.value(step.spec),
            next: classes.iter().map(ways).collect(),
            same_worker_us: step.same_worker_hours.map(|hours| self.whole_us(hours)),
            patience: step.patience.as_ref().map(|patience| self.time(patience)),
            delays: if delays.iter().any(Option::is_some) { delays } else { Vec::new() },
        }
    }

    /// Its name, and the share of its demand that it is.
    fn named(&self, of: ClassOf) -> (String, f64) {
        let demand = &self.plan.demands[of.demand];
        let urgent = demand.urgent.map_or(0.0, |share| self.share(share));
        let (mut name, mut share) = (demand.name.clone(), if of.urgent { urgent } else { 1.0 - urgent });
        if of.urgent {
            name.push_str(", urgent");
        }
        if let Some(area) = self.plan.areas.get(of.area) {
            let all: f64 = self.plan.areas.iter().map(|area| self.value(area.share)).sum();
            share *= self.value(area.share) / all;
            name = format!("{name}, {}", area.name);
        }
        (name, share)
    }

    /// Between which two shares of its demand an area lies, all areas side by side.
    fn lies(&self, area: usize) -> (f64, f64) {
        let shares: Vec<f64> = self.plan.areas.iter().map(|area| self.value(area.share)).collect();
        let until = |place: usize| shares[..place].iter().sum::<f64>() / shares.iter().sum::<f64>();
        (until(area), until(area + 1))
    }

    fn class(&self, class: ClassOf, places: &Places<'_>) -> Result<Class, Error> {
        let demand = &self.plan.demands[class.demand];
        let (name, share) = self.named(class);
        let complexity = demand.complexity.map_or(Distribution::NONE, |ends| {
            let [low_us, high_us] = ends.map(|end| self.value(end));
            Distribution::Uniform { low_us, high_us }
        });
        let of = &demand.failure;
        Ok(Class {
            name,
            arrivals: self.arrivals(class, share)?,
            first: places.step(demand.first, class.area),
            priority: self.rank(if class.urgent { 0 } else { demand.priority }),
            busy_days: self.busy_days(class.demand, share),
            promised_us: self.whole_us(demand.promised_hours),
            complexity,
            failure: Failure {
                base: self.share(of.base),
                per_hand_over: self.value(of.per_hand_over),
                per_mismatch: self.value(of.per_mismatch),
                unknown: self.value(of.unknown_worker),
                per_log_wait: self.value(of.per_log_wait),
                wait_scale_us: self.us(of.wait_scale_hours),
                per_spec_gap: self.value(of.per_spec_gap),
                spec_changes: self.spec_changes(demand),
                uplift: of.uplift.map(|uplift| self.uplift(uplift)),
                gives_up: self.share(of.give_up),
                returns: self.time(&demand.returns.after),
                back_to: places.step(demand.returns.to, class.area),
            },
            chase: demand.chase.as_ref().map(|chase| Chase {
                after_us: self.whole_us(chase.after_hours),
                per_day: self.value(chase.per_day),
                pool: chase.pool,
                work: self.time(&chase.time),
            }),
        })
    }

    /// Where a priority stands among those that the plan has: however far apart they are written, a line keeps no more places than that.
    fn rank(&self, priority: u64) -> u16 {
        let urgent = self.plan.demands.iter().any(|demand| demand.urgent.is_some()).then_some(0);
        let all = self.plan.demands.iter().map(|demand| demand.priority).chain(urgent);
        let before: BTreeSet<u64> = all.filter(|other| *other < priority).collect();
        u16::try_from(before.len()).unwrap_or(u16::MAX)
    }

    /// How what is needed moves away from what is specified; `None` where that makes no difference.
    fn spec_changes(&self, demand: &plan::Demand) -> Option<SpecChanges> {
        let changes = demand.spec_changes?;
        let own = SpecChanges {
            stream: self.plan.spec_changes().iter().position(|number| *number == changes.per_year)? as u64,
            per_year: self.value(changes.per_year),
            lead_us: changes.lead_days.map_or(0, |days| self.after_days_us(days)),
        };
        let mut of_work = self.plan.steps.iter().map(|step| self.value(step.per_spec_gap));
        let adds = self.value(demand.failure.per_spec_gap) != 0.0 || of_work.any(|share| share != 0.0);
        let matters = own.per_year > 0.0 && own.lead_us > 0 && adds;
        matters.then_some(own)
    }

    fn uplift(&self, uplift: plan::Uplift) -> Uplift {
        Uplift {
            times: self.value(uplift.times),
            leaves_us: self.from_us.saturating_add(self.after_days_us(uplift.leaves_on_day)),
            half_life_us: uplift.half_life_days.map(|days| self.value(days) * DAY_US as f64),
        }
    }

    /// Eight thousand years are never.
    fn after_days_us(&self, days: Number) -> i64 {
        (self.value(days) * DAY_US as f64).min(7e7 * HOUR_US as f64) as i64
    }

    fn arrivals(&self, class: ClassOf, share: f64) -> Result<Arrivals, Error> {
        match &self.plan.demands[class.demand].arrives {
            Arrives::Between(between) if self.plan.areas.is_empty() => {
                Ok(Arrivals::Between(self.time(between)))
            }
            // Urgent ones have a demand of their own, so an area is all that parts it.
            Arrives::Between(between) => Ok(Arrivals::Part(PartOf {
                between: self.time(between),
                stream: class.demand as u64,
                lies: self.lies(class.area),
            })),
            Arrives::AtRandom { per_day, shape, growth_per_year, day_dispersion } => {
                let per_day = self.value(*per_day) * share;
                let growth = growth_per_year.map_or(0.0, |growth| self.value(growth));
                if per_day == 0.0 {
                    Ok(Arrivals::None)
                } else if *shape == Shape::default() && growth == 0.0 && day_dispersion.is_none() {
                    Ok(Arrivals::Even { per_day })
                } else {
                    self.changing(per_day, shape, growth)
                }
            }
        }
    }

    /// How much busier some days are for a class that is such a share of its demand, all of which has the same busy days.
    fn busy_days(&self, demand: usize, share: f64) -> Option<BusyDays> {
        let Arrives::AtRandom { day_dispersion: Some(times), .. } = &self.plan.demands[demand].arrives else {
            return None;
        };
        let dispersion = self.value(*times);
        (dispersion > 1.0 && share > 0.0).then_some(BusyDays { stream: demand as u64, dispersion, share })
    }

    /// The count expected until the end of each hour, by the civil clock: the mean of each list of weights is 1, so that a year of
    /// even months has `per_day` times its days.
    fn changing(&self, per_day: f64, shape: &Shape, growth_per_year: f64) -> Result<Arrivals, Error> {
        let weight = |weights: &[f64], place: usize| match weights.len() {
            0 => 1.0,
            many => weights[place] * many as f64 / weights.iter().sum::<f64>(),
        };
        let mut counts = vec![(0, 0.0)];
        let mut count = 0.0;
        for hour in 0..self.length_us / HOUR_US {
            let civil = Instant(self.start.0 + hour * HOUR_US).in_zone(self.zone);
            let weekday = civil.date().weekday().to_monday_zero_offset() as usize;
            // The plan's rate is that of the day it starts.
            let years = (hour * HOUR_US - self.from_us) as f64 / (365.25 * DAY_US as f64);
            let rate = weight(&shape.hours, civil.hour() as usize)
                * weight(&shape.days, weekday)
                * weight(&shape.months, civil.month() as usize - 1);
            count += per_day / 24.0 * rate * libm::pow(1.0 + growth_per_year, years);
            counts.push(((hour + 1) * HOUR_US, count));
        }
        Ok(Arrivals::Changing(counts))
    }
}
