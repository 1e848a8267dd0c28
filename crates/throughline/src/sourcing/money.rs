//! The money dials of an option, and the bill of a run: every pound under its line, with who pays whom.
//!
//! Each dial is a number of the plan ([`Number`], in pounds, shares, months as named); where one is missing it is nought. Source: simulation.md 4.4
//! and 4.5. Where it misleads: staff are paid for the hours they are there, worked or not, so less work saves nothing until there are
//! fewer of them; prices are those of the start of the plan; after its term a contract is taken to go on as it was.

mod activity;
mod billing;
mod contract;
mod ending;
mod leaving;
mod nought;

/// How many days a month has on average.
pub const DAYS_A_MONTH: f64 = 365.25 / 12.0;

pub use activity::{Activity, DemandMonth, PoolMonth, StepMonth};
pub use billing::{Bill, COMMISSIONER, OTHERS, PEOPLE, STAFF, bill, buyer, is_organisation};
pub use contract::{Contract, Counts, Measured, PaidFor, Pays};
pub use ending::{Ended, Ending};
pub use leaving::Review;
pub use nought::Nought;

use super::amount::Amount;
use super::appraisal::caution;
use super::ledger::Line;
use super::plan::{Number, Plan};
use crate::error::Error;

/// The money of an option.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Money {
    /// Who buys and pays what no other body does; where nobody says, whose work the supplier does; `None` for the first organisation with
    /// a pool that is not the supplier.
    pub buyer: Option<String>,
    /// Costs that rise by steps with the number of staff.
    pub overheads: Vec<Overhead>,
    /// Sites, pounds a year.
    pub sites_pounds_per_year: Option<Number>,
    /// Buildings, equipment and systems, pounds a year.
    pub premises_pounds_per_year: Option<Number>,
    /// Boards, meetings and accounts of the arrangement, pounds a year.
    pub governance_pounds_per_year: Option<Number>,
    /// Risk that stays with the buyer, pounds a year as expected.
    pub retained_risk_pounds_per_year: Option<Number>,
    /// What is agreed with a supplier.
    pub contract: Option<Contract>,
    /// The contract that runs today and that this ends, if it does.
    pub ends: Option<Ended>,
    /// For how many months a supplier helps that does none of the work; then its contract is over.
    pub helps_months: Option<Number>,
    /// Changes of what is wanted.
    pub changes: Changes,
    /// Looking after the contract.
    pub monitoring: Monitoring,
    /// How many months it is prepared, beside those of choosing a supplier and moving the work: until all are over, all is as it was.
    pub prepared_in_months: Option<Number>,
    /// Choosing a supplier, or preparing whatever is done instead.
    pub procurement: Procurement,
    /// Moving the work.
    pub transition: Transition,
    /// What leaving at the end of a term costs, pounds.
    pub exit_pounds: Option<Number>,
    /// What choosing again then costs, pounds.
    pub retender_pounds: Option<Number>,
    /// The supplier may fail.
    pub failure: SupplierFailure,
    /// Value added tax on what the supplier is paid, as a share of the price.
    pub vat: Option<Number>,
    /// The share of that which the buyer cannot recover.
    pub vat_irrecoverable: Option<Number>,
    /// Additions for optimism, by line, as shares; never on a line with a range ([`Money::cautious_once`]).
    pub optimism_bias: Vec<(Line, Number)>,
    /// People's own time.
    pub own_time: OwnTime,
    /// What the arrangement costs bodies that are no part of it.
    pub other_bodies: Vec<OtherBody>,
}

/// A cost by steps: the first for the first `each_staff` people of an organisation or part of them, and so on.
#[derive(Debug, Clone, PartialEq)]
pub struct Overhead {
    /// Whose; `None` for all organisations, each by itself.
    pub organisation: Option<String>,
    /// How many staff make a step.
    pub each_staff: Number,
    /// What a step costs, pounds a year.
    pub pounds_per_year: Number,
}

/// Changes of what is wanted, as many as are expected.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Changes {
    /// How many in a year, beside those that the plan says of its needs ([`Plan::spec_changes`]).
    pub per_year: Option<Number>,
    /// The size of one, in points; one where it is missing.
    pub size_points: Option<Number>,
    /// What a point takes where own people do it, pounds.
    pub in_house_pounds_per_point: Option<Number>,
    /// How many days that takes; at once where nobody says: for the run, not the bill.
    pub in_house_lead_days: Option<Number>,
}

/// Looking after the contract, on the buyer's side.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Monitoring {
    /// As a share of what is paid under the contract.
    pub share: Option<Number>,
    /// Posts.
    pub posts: Option<Number>,
    /// What a post costs, pounds a year.
    pub pounds_per_post: Option<Number>,
}

/// Choosing a supplier.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Procurement {
    /// How many months it takes.
    pub months: Option<Number>,
    /// What it costs, pounds, evenly over these months.
    pub pounds: Option<Number>,
}

/// Moving the work; everything but double running is paid evenly over its months.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Transition {
    /// How many months it takes, after the choice.
    pub months: Option<Number>,
    /// Which pools are staffed twice meanwhile; empty for those of the supplier, of everybody where there is no contract.
    pub pools: Vec<usize>,
    /// How much of their cost is paid besides, as a share.
    pub double_running: Option<Number>,
    /// Moving staff to another employer, pounds.
    pub staff_transfer_pounds: Option<Number>,
    /// Systems and data, pounds.
    pub systems_pounds: Option<Number>,
    /// Pensions, pounds.
    pub pension_pounds: Option<Number>,
    /// Posts that end, pounds.
    pub redundancy_pounds: Option<Number>,
    /// How much longer work takes at first, as a share: for the run, not the bill.
    pub speed_loss: Option<Number>,
    /// After how many days half of that is made good: for the run, not the bill.
    pub learning_half_life_days: Option<Number>,
}

/// A supplier that fails.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct SupplierFailure {
    /// How often in a year, while the contract runs.
    pub hazard_per_year: Option<Number>,
    /// What stepping in costs, pounds; from then on the buyer pays the staff itself.
    pub step_in_pounds: Option<Number>,
}

/// The time of the people whose needs these are: valued, and never added to cash.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct OwnTime {
    /// Minutes for each contact.
    pub minutes_per_contact: Option<Number>,
    /// What an hour of it is worth, pounds.
    pub pounds_per_hour: Option<Number>,
}

/// What the arrangement costs a body that is no part of it, pounds each.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct OtherBody {
    /// Its name.
    pub name: String,
    /// For each need that arises.
    pub opened: Option<Number>,
    /// For each need that is met.
    pub met: Option<Number>,
    /// For each person who gives up.
    pub gave_up: Option<Number>,
    /// For each time that somebody comes back.
    pub repeat: Option<Number>,
    /// For each time that somebody asks what has become of it.
    pub chase: Option<Number>,
}

/// The value of a dial, nought where it is missing.
fn value(values: &[f64], dial: Option<Number>) -> f64 {
    dial.and_then(|Number(place)| values.get(place)).copied().unwrap_or(0.0)
}

/// A list with those of another that it does not have under the same name.
fn added<T: Clone, N: PartialEq>(mut own: Vec<T>, others: &[T], name: impl Fn(&T) -> N) -> Vec<T> {
    let missing: Vec<T> =
        others.iter().filter(|other| own.iter().all(|one| name(one) != name(other))).cloned().collect();
    own.extend(missing);
    own
}

/// A dial in whole months.
fn months(values: &[f64], dial: Option<Number>) -> u32 {
    value(values, dial).round().clamp(0.0, 1_200.0) as u32
}

impl Money {
    /// The same, with everything as in `base` of which nothing is said: number by number, a contract and overheads as a whole.
    pub fn where_silent(self, base: &Money) -> Money {
        let optimism_bias = added(self.optimism_bias, &base.optimism_bias, |(line, _)| *line);
        let bodies = self.other_bodies.into_iter().map(|body| {
            let same = base.other_bodies.iter().find(|other| other.name == body.name);
            same.map_or(body.clone(), |same| body.where_silent(same))
        });
        Money {
            buyer: self.buyer.or_else(|| base.buyer.clone()),
            overheads: if self.overheads.is_empty() { base.overheads.clone() } else { self.overheads },
            sites_pounds_per_year: self.sites_pounds_per_year.or(base.sites_pounds_per_year),
            premises_pounds_per_year: self.premises_pounds_per_year.or(base.premises_pounds_per_year),
            governance_pounds_per_year: self.governance_pounds_per_year.or(base.governance_pounds_per_year),
            retained_risk_pounds_per_year: self
                .retained_risk_pounds_per_year
                .or(base.retained_risk_pounds_per_year),
            contract: self.contract.or_else(|| base.contract.clone()),
            ends: None,
            helps_months: self.helps_months.or(base.helps_months),
            changes: self.changes.where_silent(&base.changes),
            monitoring: self.monitoring.where_silent(&base.monitoring),
            prepared_in_months: self.prepared_in_months.or(base.prepared_in_months),
            procurement: Procurement {
                months: self.procurement.months.or(base.procurement.months),
                pounds: self.procurement.pounds.or(base.procurement.pounds),
            },
            transition: self.transition.where_silent(&base.transition),
            exit_pounds: self.exit_pounds.or(base.exit_pounds),
            retender_pounds: self.retender_pounds.or(base.retender_pounds),
            failure: SupplierFailure {
                hazard_per_year: self.failure.hazard_per_year.or(base.failure.hazard_per_year),
                step_in_pounds: self.failure.step_in_pounds.or(base.failure.step_in_pounds),
            },
            vat: self.vat.or(base.vat),
            vat_irrecoverable: self.vat_irrecoverable.or(base.vat_irrecoverable),
            optimism_bias,
            own_time: OwnTime {
                minutes_per_contact: self.own_time.minutes_per_contact.or(base.own_time.minutes_per_contact),
                pounds_per_hour: self.own_time.pounds_per_hour.or(base.own_time.pounds_per_hour),
            },
            other_bodies: added(bodies.collect(), &base.other_bodies, |body| body.name.clone()),
        }
    }

    /// After how many months the arrangement begins, and a contract of its own with it: preparation, procurement and transition follow
    /// one another.
    pub fn starts_after_months(&self, values: &[f64]) -> u32 {
        self.moves_after_months(values) + months(values, self.transition.months)
    }

    /// After how many months the contract is paid.
    fn contract_after_months(&self, values: &[f64]) -> u32 {
        match self.contract.as_ref().and_then(|contract| contract.since) {
            Some([prepared, procurement, transition]) => {
                [prepared, procurement, transition].into_iter().map(|dial| months(values, dial)).sum()
            }
            None => self.starts_after_months(values),
        }
    }

    /// What an option has of this that says nothing of a contract: the one that runs today.
    pub fn running(mut self) -> Money {
        let since = [self.prepared_in_months, self.procurement.months, self.transition.months];
        if let Some(contract) = &mut self.contract {
            contract.since.get_or_insert(since);
        }
        self
    }

    /// After how many months the work begins to be moved.
    fn moves_after_months(&self, values: &[f64]) -> u32 {
        months(values, self.prepared_in_months) + months(values, self.procurement.months)
    }

    /// After how many months of the plan a supplier leaves that only helps, as agreed; `None` of one that does some of the work.
    pub fn help_ends_after_months(&self, plan: &Plan, values: &[f64]) -> Option<f64> {
        self.contract.as_ref().filter(|contract| !contract.does_work(plan))?;
        Some(f64::from(self.contract_after_months(values)) + value(values, Some(self.helps_months?)))
    }

    /// In which month, from 0 and however late, the supplier fails in a future that drew `u`, even between 0 and 1; `None` where it never
    /// does, or has left before. By the hazard: `-ln(1 - u) / hazard` years after the contract begins.
    pub fn fails_in(&self, plan: &Plan, values: &[f64], u: f64) -> Option<u32> {
        let hazard = value(values, self.failure.hazard_per_year);
        self.contract.as_ref().filter(|_| hazard > 0.0)?;
        let after = -12.0 * libm::log(1.0 - u.clamp(0.0, 1.0)) / hazard;
        let month = f64::from(self.contract_after_months(values)) + after.floor();
        let left = self.help_ends_after_months(plan, values).is_some_and(|left| month >= left);
        (!left).then_some(month as u32)
    }

    /// Has help end where whoever helps fails before it was to leave.
    pub fn help_ends_with(&self, plan: &Plan, values: &mut [f64], fails_in: Option<u32>) {
        let Some(month) = fails_in.filter(|_| self.help_ends_after_months(plan, values).is_some()) else {
            return;
        };
        for uplift in plan.demands.iter().filter_map(|demand| demand.failure.uplift) {
            let leaves_on_day = &mut values[uplift.leaves_on_day.0];
            *leaves_on_day = leaves_on_day.min(f64::from(month) * DAYS_A_MONTH);
        }
    }

    /// An error where a line bears an addition for optimism and a number it is made of has a range.
    pub fn cautious_once(&self, plan: &Plan) -> Result<(), Error> {
        for (line, Number(bias)) in &self.optimism_bias {
            let amount = |Number(place): Number| plan.amounts.get(place);
            let amounts: Vec<&Amount> = self.numbers_of(*line, plan).into_iter().filter_map(amount).collect();
            let bias = plan.amounts.get(*bias).map_or(0.0, |bias| bias.value);
            caution::once(line.name(), bias, &amounts)?;
        }
        Ok(())
    }

    /// Every number that the cash is made of, and when.
    pub(super) fn numbers(&self, plan: &Plan) -> Vec<Number> {
        let mut all: Vec<Number> = Line::ALL
            .into_iter()
            .filter(|line| *line != Line::OwnTime)
            .flat_map(|line| self.numbers_of(line, plan))
            .collect();
        all.extend(self.overheads.iter().map(|one| one.each_staff));
        all.extend(
            [self.prepared_in_months, self.procurement.months, self.transition.months].iter().flatten(),
        );
        all.extend(self.optimism_bias.iter().map(|(_, bias)| *bias));
        all.extend(self.contract.iter().flat_map(Contract::terms_in_numbers));
        all.extend(self.helps_months);
        all.extend(self.ends.iter().flat_map(|ended| ended.contract.terms_in_numbers()));
        all.extend(self.contract.iter().filter_map(|contract| contract.since).flatten().flatten());
        all
    }

    /// The numbers that a line is made of.
    fn numbers_of(&self, line: Line, plan: &Plan) -> Vec<Number> {
        let Money { monitoring, procurement, transition, failure, own_time, changes, .. } = self;
        let staff = || plan.pools.iter().flat_map(|pool| [pool.staff, pool.pounds_per_hour]);
        let optional = |dials: &[Option<Number>]| dials.iter().copied().flatten().collect::<Vec<Number>>();
        let contract = || self.contract.as_ref().map_or(vec![], Contract::numbers);
        match line {
            Line::ActivityTime => staff().collect(),
            Line::Fixed => {
                let overheads = self.overheads.iter().map(|one| one.pounds_per_year);
                staff().chain(overheads).chain(self.governance_pounds_per_year).collect()
            }
            Line::Premises => optional(&[self.sites_pounds_per_year, self.premises_pounds_per_year]),
            Line::ContractPrice | Line::VolumeAdjustment | Line::Deductions | Line::SupplierMargin => {
                contract()
            }
            Line::ChangeCharge => {
                let own = [changes.per_year, changes.size_points, changes.in_house_pounds_per_point];
                let charged = self
                    .contract
                    .as_ref()
                    .map(|contract| [contract.change_pounds_per_point, contract.change_uplift]);
                let all = [&own[..], &charged.unwrap_or_default()].concat();
                optional(&all).into_iter().chain(plan.spec_changes()).collect()
            }
            Line::Monitoring => optional(&[monitoring.share, monitoring.posts, monitoring.pounds_per_post]),
            Line::Procurement => optional(&[procurement.pounds]),
            Line::Transition => optional(&[
                transition.double_running,
                transition.staff_transfer_pounds,
                transition.systems_pounds,
                transition.pension_pounds,
            ]),
            Line::Redundancy => optional(&[transition.redundancy_pounds]),
            Line::IrrecoverableVat => optional(&[self.vat, self.vat_irrecoverable]),
            Line::ExitAndRetender => {
                let own = optional(&[self.exit_pounds, self.retender_pounds]);
                own.into_iter().chain(self.numbers_of_ending()).collect()
            }
            Line::SupplierFailure => optional(&[failure.hazard_per_year, failure.step_in_pounds]),
            Line::RetainedRisk => optional(&[self.retained_risk_pounds_per_year]),
            Line::CostToOtherBodies => {
                self.other_bodies.iter().flat_map(|body| optional(&body.each())).collect()
            }
            Line::OwnTime => optional(&[own_time.minutes_per_contact, own_time.pounds_per_hour]),
        }
    }
}

impl Changes {
    fn where_silent(self, base: &Changes) -> Changes {
        Changes {
            per_year: self.per_year.or(base.per_year),
            size_points: self.size_points.or(base.size_points),
            in_house_pounds_per_point: self.in_house_pounds_per_point.or(base.in_house_pounds_per_point),
            in_house_lead_days: self.in_house_lead_days.or(base.in_house_lead_days),
        }
    }
}

impl Monitoring {
    fn where_silent(self, base: &Monitoring) -> Monitoring {
        Monitoring {
            share: self.share.or(base.share),
            posts: self.posts.or(base.posts),
            pounds_per_post: self.pounds_per_post.or(base.pounds_per_post),
        }
    }
}

impl Transition {
    fn where_silent(self, base: &Transition) -> Transition {
        Transition {
            months: self.months.or(base.months),
            pools: if self.pools.is_empty() { base.pools.clone() } else { self.pools },
            double_running: self.double_running.or(base.double_running),
            staff_transfer_pounds: self.staff_transfer_pounds.or(base.staff_transfer_pounds),
            systems_pounds: self.systems_pounds.or(base.systems_pounds),
            pension_pounds: self.pension_pounds.or(base.pension_pounds),
            redundancy_pounds: self.redundancy_pounds.or(base.redundancy_pounds),
            speed_loss: self.speed_loss.or(base.speed_loss),
            learning_half_life_days: self.learning_half_life_days.or(base.learning_half_life_days),
        }
    }
}

impl OtherBody {
    fn where_silent(self, base: &OtherBody) -> OtherBody {
        OtherBody {
            name: self.name,
            opened: self.opened.or(base.opened),
            met: self.met.or(base.met),
            gave_up: self.gave_up.or(base.gave_up),
            repeat: self.repeat.or(base.repeat),
            chase: self.chase.or(base.chase),
        }
    }

    fn each(&self) -> [Option<Number>; 5] {
        [self.opened, self.met, self.gave_up, self.repeat, self.chase]
    }
}

#[cfg(test)]
mod stories;
