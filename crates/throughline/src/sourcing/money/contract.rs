//! What is agreed with a supplier, as numbers of the plan; and the month that a payoff is worked out from.

use super::activity::{Activity, DemandMonth};
use super::value;
use crate::error::Error;
use crate::money::Pence;
use crate::sourcing::payoff::at_risk::PaidBy;
use crate::sourcing::payoff::terms::{Break, Change, Monitoring, Terms};
use crate::sourcing::payoff::unit::UnitPrice;
use crate::sourcing::payoff::{AtRisk, CostPlus, Counted, Fixed, Happened, Payoff, Target, Unit};
use crate::sourcing::plan::{Arrives, Number, Plan};

/// A contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Contract {
    /// The organisation that does the work: that of the pools it staffs. Of one whose fee is at risk there need be none: it helps the
    /// service's own people.
    pub supplier: String,
    /// How it is paid.
    pub pays: Pays,
    /// What is counted: what the volume of a fixed price adds up, or each unit that has a price.
    pub counts: Vec<Counts>,
    /// How long a term is, in months.
    pub months: Number,
    /// Of one that runs today, and so however an option is prepared: the months of the service as it is before it began. `None` of one that
    /// begins with its option.
    pub since: Option<[Option<Number>; 3]>,
    /// After how many months it may be left, and the fee as a share of what would still be paid.
    pub breaks: Vec<(u32, Number)>,
    /// By how much its prices rise a year beyond all prices, as a share.
    pub index_per_year: Option<Number>,
    /// Days from asking for a change to having it.
    pub change_lead_days: Option<Number>,
    /// What a point of change costs, pounds.
    pub change_pounds_per_point: Option<Number>,
    /// What is charged on top of that for managing it, as a share.
    pub change_uplift: Option<Number>,
}

/// What a contract counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counts {
    /// Needs that arise.
    Opened,
    /// How often a step is done, failure demand included: its place in [`Plan::steps`].
    Visits(usize),
}

/// How a supplier is paid; each is one of [`Payoff`].
#[derive(Debug, Clone, PartialEq)]
pub enum Pays {
    /// A price by the year.
    Fixed {
        /// Pounds a year.
        pounds_per_year: Number,
        /// Units agreed for a year; where it is missing, what the plan expects to be opened in 365 days.
        units_per_year: Option<Number>,
        /// Half the width of the band, as a share.
        band: Option<Number>,
        /// Pounds more for a unit above it.
        over_pounds: Option<Number>,
        /// Pounds less for a unit below it.
        under_pounds: Option<Number>,
    },
    /// Pounds for each unit, in the order of [`Contract::counts`].
    Unit(Vec<Number>),
    /// Cost and a margin, as a share of it.
    CostPlus(Number),
    /// Cost and a fee, what lies off the target shared.
    Target {
        /// The target, pounds a year.
        target_pounds_per_year: Number,
        /// The fee, pounds a year.
        fee_pounds_per_year: Option<Number>,
        /// The supplier's share.
        share: Number,
        /// The most it gains or loses by that, pounds a year.
        cap_pounds_per_year: Number,
    },
    /// Cost and a fee, part of it at risk.
    AtRisk {
        /// The fee, pounds a year.
        fee_pounds_per_year: Number,
        /// The share at risk.
        at_risk: Number,
        /// What it hangs on.
        by: Vec<PaidFor>,
    },
}

/// Something that a fee hangs on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PaidFor {
    /// What is measured of a month.
    pub measured: Measured,
    /// Where nothing is earned.
    pub nothing_at: Number,
    /// Where all of it is.
    pub all_at: Number,
    /// How much it counts beside the others; one where it is missing.
    pub weight: Option<Number>,
}

/// What can be measured of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// Needs met, as a share of needs met and given up.
    Resolved,
    /// Mean days from first words to sorted.
    EndToEndDays,
    /// People who came back, as a share of those who came for the first time or again.
    Repeats,
    /// Times that somebody asked what has become of it, for each need that arose.
    Chases,
}

impl Measured {
    /// As plans write it.
    pub const NAMES: [(&'static str, Measured); 4] = [
        ("resolved", Measured::Resolved),
        ("end_to_end_days", Measured::EndToEndDays),
        ("repeats", Measured::Repeats),
        ("chases", Measured::Chases),
    ];

    /// Whether more of it is better for people.
    pub fn more_is_better(self) -> bool {
        self == Measured::Resolved
    }

    fn name(self) -> &'static str {
        Measured::NAMES[self as usize].0
    }

    /// Of a month; `None` where there was nothing to measure it on.
    fn of(self, month: &DemandMonth) -> Option<f64> {
        let share = |part: f64, whole: u64| (whole > 0).then(|| part / whole as f64);
        match self {
            Measured::Resolved => share(month.met as f64, month.met + month.gave_up),
            Measured::EndToEndDays => share(month.end_to_end_days, month.met),
            Measured::Repeats => share(month.repeats as f64, month.opened + month.repeats),
            Measured::Chases => share(month.chases as f64, month.opened),
        }
    }
}

fn pounds(values: &[f64], dial: Option<Number>) -> Pence {
    Pence(1).times(100.0 * value(values, dial))
}

impl Contract {
    /// Whether its supplier does any of the work, and does not only help.
    pub fn does_work(&self, plan: &Plan) -> bool {
        plan.pools.iter().any(|pool| pool.organisation == self.supplier)
    }

    /// Every number that its price is made of.
    pub(super) fn numbers(&self) -> Vec<Number> {
        let mut all: Vec<Number> = match &self.pays {
            Pays::Fixed { pounds_per_year, units_per_year, band, over_pounds, under_pounds } => {
                [Some(*pounds_per_year), *units_per_year, *band, *over_pounds, *under_pounds]
                    .into_iter()
                    .flatten()
                    .collect()
            }
            Pays::Unit(prices) => prices.clone(),
            Pays::CostPlus(margin) => vec![*margin],
            Pays::Target { target_pounds_per_year, fee_pounds_per_year, share, cap_pounds_per_year } => {
                let rest = [*target_pounds_per_year, *share, *cap_pounds_per_year];
                rest.into_iter().chain(*fee_pounds_per_year).collect()
            }
            Pays::AtRisk { fee_pounds_per_year, at_risk, .. } => vec![*fee_pounds_per_year, *at_risk],
        };
        all.extend(self.index_per_year);
        all
    }

    /// Every number of its terms, and what a fee hangs on.
    pub(super) fn terms_in_numbers(&self) -> Vec<Number> {
        let mut all = vec![self.months];
        all.extend(self.breaks.iter().map(|(_, fee)| *fee));
        if let Pays::AtRisk { by, .. } = &self.pays {
            all.extend(
                by.iter().flat_map(|one| [Some(one.nothing_at), Some(one.all_at), one.weight]).flatten(),
            );
        }
        all
    }

    /// The payoff in pence at these values; an error where its numbers make no sense.
    pub fn payoff(&self, plan: &Plan, values: &[f64]) -> Result<Payoff, Error> {
        let of = |number: &Number| value(values, Some(*number));
        let pence = |number: &Number| pounds(values, Some(*number));
        let payoff = match &self.pays {
            Pays::Fixed { pounds_per_year, units_per_year, band, over_pounds, under_pounds } => {
                let all_alike = over_pounds.is_none() && under_pounds.is_none();
                Payoff::Fixed(Fixed {
                    price_a_year: pence(pounds_per_year),
                    units_a_year: units_per_year.as_ref().map_or_else(|| expected_a_year(plan), of),
                    band: if all_alike { f64::INFINITY } else { value(values, *band) },
                    over_each: pounds(values, *over_pounds),
                    under_each: pounds(values, *under_pounds),
                })
            }
            Pays::Unit(prices) => {
                let price = |(each, counts): (&Number, &Counts)| UnitPrice {
                    unit: counts.name(plan),
                    price: pence(each),
                };
                Payoff::Unit(Unit { prices: prices.iter().zip(&self.counts).map(price).collect() })
            }
            Pays::CostPlus(margin) => Payoff::CostPlus(CostPlus { margin: of(margin) }),
            Pays::Target { target_pounds_per_year, fee_pounds_per_year, share, cap_pounds_per_year } => {
                Payoff::Target(Target {
                    target_a_year: pence(target_pounds_per_year),
                    fee_a_year: pounds(values, *fee_pounds_per_year),
                    share: of(share),
                    cap_a_year: pence(cap_pounds_per_year),
                })
            }
            Pays::AtRisk { fee_pounds_per_year, at_risk, by } => {
                let paid_by = |one: &PaidFor| PaidBy {
                    name: one.measured.name().to_string(),
                    nothing_at: of(&one.nothing_at),
                    all_at: of(&one.all_at),
                    weight: one.weight.as_ref().map_or(1.0, of),
                };
                let by = by.iter().map(paid_by).collect();
                Payoff::AtRisk(AtRisk { fee_a_year: pence(fee_pounds_per_year), at_risk: of(at_risk), by })
            }
        };
        match payoff.wrong() {
            None => Ok(payoff),
            Some(says) => {
                Err(Error::asked(format!("the contract with {} makes no sense: {says}", self.supplier)))
            }
        }
    }

    /// Its terms at these values; `monitoring` is what the buyer spends on it.
    pub fn terms(&self, values: &[f64], monitoring: &super::Monitoring) -> Terms {
        let one_break = |(after_months, fee): &(u32, Number)| Break {
            after_months: *after_months,
            fee_share: value(values, Some(*fee)),
        };
        Terms {
            months: super::months(values, Some(self.months)),
            breaks: self.breaks.iter().map(one_break).collect(),
            change: Change {
                lead_days: value(values, self.change_lead_days),
                price_a_point: pounds(values, self.change_pounds_per_point),
                fee_share: value(values, self.change_uplift),
            },
            monitoring: Monitoring {
                share: value(values, monitoring.share),
                posts: value(values, monitoring.posts),
                post_a_year: pounds(values, monitoring.pounds_per_post),
            },
        }
    }

    /// What happened in a month as far as the contract goes by it: as it was, or had nobody come back.
    pub(super) fn happened(
        &self,
        payoff: &Payoff,
        month: &Activity,
        supplier_cost: Pence,
        repeats_too: bool,
    ) -> Happened {
        let all = month.all_demands();
        let count = |counts: &Counts| match counts {
            Counts::Opened => all.opened,
            Counts::Visits(step) => {
                let step = month.steps.get(*step).copied().unwrap_or_default();
                if repeats_too { step.visits } else { step.visits.saturating_sub(step.repeats) }
            }
        };
        let units =
            self.counts.iter().map(|counts| Counted { count: count(counts), ..Counted::default() }).collect();
        // Where there was nothing to measure, nothing is earned.
        let measured = match (&self.pays, payoff) {
            (Pays::AtRisk { by, .. }, Payoff::AtRisk(terms)) => {
                let pairs = by.iter().zip(&terms.by);
                pairs.map(|(one, terms)| one.measured.of(&all).unwrap_or(terms.nothing_at)).collect()
            }
            _ => Vec::new(),
        };
        Happened { supplier_cost, units, measured }
    }
}

impl Counts {
    fn name(self, plan: &Plan) -> String {
        match self {
            Counts::Opened => "need opened".to_string(),
            Counts::Visits(step) => plan.steps.get(step).map_or(String::new(), |step| step.name.clone()),
        }
    }
}

/// How many needs whoever signs expects in 365 days: by the plan's own numbers, not by what a future draws or drifts to, and without
/// growth.
fn expected_a_year(plan: &Plan) -> f64 {
    let of = |number: Number| plan.amounts.get(number.0).map_or(0.0, |amount| amount.value);
    let per_day = plan.demands.iter().map(|demand| match &demand.arrives {
        Arrives::AtRandom { per_day, .. } => of(*per_day),
        Arrives::Between(between) => 24.0 / between.mean_hours(of),
    });
    365.0 * per_day.sum::<f64>()
}
