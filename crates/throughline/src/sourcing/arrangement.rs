//! Ways of arranging the work, each as what it changes of the service as it is. Everything that one does not change is the same
//! number of the same plan, so that nothing but the change can make a difference.
//!
//! Who does it, how it is done, what is agreed and how far away it is are separate dials ([`Dial`]), and every arrangement may turn
//! any of them. An arrangement is one file: what it is, which dial makes it what it is, and which numbers only local evidence can
//! give. All effects on people's needs are nought until the plan says otherwise: with no evidence none wins by construction.
//!
//! Source: simulation.md 4.5 and domain.md 5.3.

mod as_is;
mod collaboration;
mod insourced;
mod local_teams;
mod outsourcing;
mod redesigned;
mod shared_service;
mod single_task;
mod spin_out;

use super::amount::{Amount, Known};
use super::follows::Follows;
use super::money::Money;
use super::plan::{Number, Plan, Pool, Uplift, Way};
use super::question::Instead;
use crate::error::Error;

pub use local_teams::Teams;
pub use redesigned::Dip;
pub use shared_service::Merge;
pub use single_task::Task;

/// A kind of arrangement.
#[derive(Debug, PartialEq, Eq)]
pub struct Kind {
    /// As plans write it.
    pub name: &'static str,
    /// As people read it.
    pub title: &'static str,
    /// What differs from the service as it is.
    pub differs: &'static str,
    /// What only local evidence can say of it.
    pub evidence: &'static [&'static str],
    /// The dial that makes it what it is, as plans write it.
    pub turns: Option<&'static str>,
}

/// All kinds, in the order in which they are shown.
pub static KINDS: [&Kind; 9] = [
    &as_is::KIND,
    &redesigned::KIND,
    &outsourcing::KIND,
    &shared_service::KIND,
    &insourced::KIND,
    &spin_out::KIND,
    &collaboration::KIND,
    &local_teams::KIND,
    &single_task::KIND,
];

/// One way of arranging the work.
#[derive(Debug, Clone)]
pub struct Arrangement {
    /// Its name in the plan.
    pub name: String,
    /// Of which kind it is.
    pub kind: &'static Kind,
    /// What the plan says about it.
    pub about: String,
    /// In which line it begins; 0 where nobody wrote it.
    pub line: usize,
    /// The service as it is then.
    pub plan: Plan,
    /// Numbers that hold in place of the plan's own.
    pub instead: Vec<Instead>,
    /// What is agreed, and what it costs beside the work.
    pub money: Money,
}

/// Something that an arrangement changes.
#[derive(Debug, Clone)]
pub enum Dial {
    /// Who: a pool is another organisation's.
    Move {
        /// The pool.
        pool: usize,
        /// Whose it is then.
        organisation: String,
    },
    /// Who: several pools become one.
    Merge(Merge),
    /// Who: one or several pools become a team for each area.
    Teams(Teams),
    /// Who: one step is done by a pool of its own.
    Task(Task),
    /// How: where a step leads to.
    Ways {
        /// The step.
        step: usize,
        /// Where it leads to.
        next: Vec<Way>,
    },
    /// How and how far: a number of the plan.
    Number(Instead),
    /// How: everybody in some pools is slower at first.
    Dip(Dip),
    /// How: somebody helps for a while.
    Uplift(Uplift),
    /// What is agreed: after how many days a change of what is needed is made; at once where nobody says.
    ChangesAfter(Option<Number>),
    /// How: time in which nobody can work, because people meet.
    Meetings {
        /// Whose.
        pool: usize,
        /// As a share of paid time.
        share: Number,
    },
}

impl Arrangement {
    /// The service as it is.
    pub fn as_is(plan: &Plan) -> Arrangement {
        Arrangement {
            name: as_is::KIND.name.to_string(),
            kind: &as_is::KIND,
            about: String::new(),
            line: 0,
            plan: plan.clone(),
            instead: Vec::new(),
            money: Money::default(),
        }
    }

    /// Turns a dial. Numbers that follow from others (the staff of a team that was split off) are added to `amounts`.
    pub fn turn(&mut self, dial: Dial, amounts: &mut Vec<Amount>) -> Result<(), Error> {
        match dial {
            Dial::Move { pool, organisation } => outsourcing::hand_to(&mut self.plan, pool, organisation),
            Dial::Merge(merge) => {
                self.instead.extend(shared_service::merge(&mut self.plan, merge, amounts)?);
            }
            Dial::Teams(teams) => {
                self.instead.extend(local_teams::split(&mut self.plan, &teams, amounts)?);
            }
            Dial::Task(task) => single_task::part(&mut self.plan, task),
            Dial::Ways { step, next } => redesigned::lead_on(&mut self.plan, step, next),
            Dial::Number(instead) => self.instead.push(instead),
            Dial::Dip(dip) => redesigned::dip(&mut self.plan, &dip),
            Dial::Uplift(uplift) => insourced::help(&mut self.plan, uplift),
            Dial::ChangesAfter(days) => outsourcing::change_after(&mut self.plan, days),
            Dial::Meetings { pool, share } => collaboration::meet(&mut self.plan, pool, share),
        }
        Ok(())
    }
}

/// Work that is another organisation's than it was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// The pool that does it then.
    pub pool: String,
    /// Whose it was.
    pub from: String,
    /// Whose it is.
    pub to: String,
}

impl Arrangement {
    /// The work that another organisation does than where nothing is changed, in the order of the steps, each pool once.
    pub fn moved(&self, base: &Plan) -> Vec<Moved> {
        let mut all: Vec<Moved> = Vec::new();
        for (step, before) in self.plan.steps.iter().zip(&base.steps) {
            let (pool, before) = (&self.plan.pools[step.pool], &base.pools[before.pool]);
            let [from, to] = [before, pool].map(|pool| pool.organisation.clone());
            let moved = Moved { pool: pool.name.clone(), from, to };
            if moved.from != moved.to && !all.contains(&moved) {
                all.push(moved);
            }
        }
        all
    }

    /// Whoever's work the supplier does then, buys it where nobody says who buys: else the first organisation that is not the supplier.
    pub fn bought_by_whose_it_was(&mut self, base: &Plan) {
        let supplier = self.money.contract.as_ref().map(|contract| contract.supplier.as_str());
        let moved = self.moved(base).into_iter().find(|moved| supplier == Some(&moved.to));
        if self.money.buyer.is_none() {
            self.money.buyer = moved.map(|moved| moved.from);
        }
    }
}

/// What is made of pools, while its numbers are made.
struct Made<'a> {
    amounts: &'a mut Vec<Amount>,
    instead: Vec<Instead>,
    /// The pools.
    of: &'a [Pool],
    /// What is made of them is called.
    name: &'a str,
}

impl Made<'_> {
    /// A number that follows from others.
    fn follows(&mut self, path: String, unit: &'static str, follows: Follows, source: String) -> Number {
        let values: Vec<f64> = self.amounts.iter().map(|amount| amount.value).collect();
        let taken = Amount::taken(path, follows.value(&values));
        self.amounts.push(Amount { unit, source: Some(source), known: Known::Assumed, ..taken });
        let number = Number(self.amounts.len() - 1);
        self.instead.push(Instead::Follows(number, follows));
        number
    }

    /// The mean, by heads, of a number that each of the pools has.
    fn mean(&self, number: fn(&Pool) -> Number) -> Follows {
        Follows::Mean(self.of.iter().map(|pool| (number(pool), pool.staff)).collect())
    }

    /// The same as a number; that of the pool where it is only one.
    fn mean_of(&mut self, (what, unit): (&str, &'static str), number: fn(&Pool) -> Number) -> Number {
        match self.of {
            [one] => number(one),
            _ => {
                let path = format!("pool.{}.{what}", self.name);
                self.follows(path, unit, self.mean(number), "the mean of its pools, by heads".to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests;
