//! What nobody wrote of a contract, beside what is known of it elsewhere: choosing a supplier, looking after it, changing it, leaving it, and
//! the tax on it. None of it is in any sum until it is written: nothing is held against a way of arranging the work by default.
//!
//! Source of the figures: [`super::defaults`] (domain.md 5.1), each with its grade. Where it misleads: they are of other places and mostly of
//! deals that were written about because they went wrong.

use super::arrangement::Arrangement;
use super::defaults::{Figure, all};
use super::money::{Contract, Money, Pays};
use super::plan::Number;
use super::question::{Question, in_future};
use crate::wording::{counted, exactly};

/// Something that a plan does not say of a contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Unwritten {
    /// The way that has the contract.
    pub option: String,
    /// What is not said.
    pub what: String,
    /// What is known of it elsewhere, where anything is.
    pub figure: Option<&'static Figure>,
    /// How to write it in [option.NAME].
    pub write: String,
}

/// Of every way that ends today's contract before its term is over, and of every way with a contract that begins with it, with somebody who
/// does some of the work.
pub fn of(question: &Question) -> Vec<Unwritten> {
    let is_new = |option: &&Arrangement| {
        let contract = option.money.contract.as_ref();
        contract.is_some_and(|contract| contract.since.is_none() && contract.does_work(&option.plan))
    };
    let options = question.arrangements.iter().skip(1);
    options
        .flat_map(|option| {
            let own = Some(option).filter(is_new).map_or(Vec::new(), |option| of_option(question, option));
            of_ending(question, option).into_iter().chain(own)
        })
        .collect()
}

/// What ending today's contract before its term costs, where nobody wrote when it may be left.
fn of_ending(question: &Question, option: &Arrangement) -> Option<Unwritten> {
    let believed: Vec<f64> = question.plan.amounts.iter().map(|amount| amount.value).collect();
    let ending = option.money.ending(&in_future(&believed, &[], &option.instead))?;
    let ended = option.money.ends.as_ref().filter(|ended| ended.contract.breaks.is_empty())?;
    let base = &question.arrangements[0].name;
    Some(Unwritten {
        option: option.name.clone(),
        what: format!(
            "ending today’s contract with {} after {} of {}",
            ended.contract.supplier,
            ending.into_months,
            counted(u64::from(ending.term_months), "month", "months")
        ),
        figure: all().iter().find(|one| one.name == "early_exit_cost"),
        write: format!(
            "break_fee = [\"default:early_exit_cost\"] in [option.{base}.contract], a share of what would still be paid for each year of its term, \
             0 where it may be left for nothing"
        ),
    })
}

/// Whether something is written, what it is, the default that tells of it, and how to write it.
type Asked = (bool, &'static str, &'static str, String);

fn of_option(question: &Question, option: &Arrangement) -> Vec<Unwritten> {
    let Some(contract) = &option.money.contract else { return Vec::new() };
    let mut asked: Vec<Asked> = of_choosing(question, &option.money, contract).into();
    asked.extend(of_running(&option.money, contract));
    let one = |(is_written, what, figure, write): Asked| {
        let figure = all().iter().find(|one| one.name == figure);
        (!is_written).then(|| Unwritten {
            option: option.name.clone(),
            what: what.to_string(),
            figure,
            write,
        })
    };
    asked.into_iter().filter_map(one).collect()
}

fn of_choosing(question: &Question, money: &Money, contract: &Contract) -> [Asked; 2] {
    [
        (
            money.procurement.months.is_some(),
            "how long choosing a supplier takes",
            "procurement_time",
            "procurement = { months = \"default:procurement_time\" }".to_string(),
        ),
        (
            money.procurement.pounds.is_some(),
            "what choosing a supplier costs",
            "buyer_procurement_cost",
            cost_of_choosing(question, contract),
        ),
    ]
}

fn of_running(money: &Money, contract: &Contract) -> [Asked; 5] {
    let priced = contract.change_pounds_per_point.is_some();
    [
        (
            money.monitoring.share.is_some() || money.monitoring.posts.is_some(),
            "looking after the contract",
            "client_side",
            "monitoring = { share = \"default:client_side\" }".to_string(),
        ),
        (
            priced,
            "what a change of what is wanted costs",
            "minor_change_price_spread",
            "change = { per_year = …, in_house_per_point = … } and contract.change = { per_point = … }, in pounds"
                .to_string(),
        ),
        (
            !priced || contract.change_uplift.is_some(),
            "the fee on a change",
            "change_management_fee",
            "contract.change = { uplift = \"default:change_management_fee\" } beside its per_point".to_string(),
        ),
        (
            !contract.breaks.is_empty(),
            "what leaving before the end of the term costs",
            "early_exit_cost",
            "contract.break_fee = [\"default:early_exit_cost\"], a share for each year of the term".to_string(),
        ),
        (
            money.vat_irrecoverable.is_some(),
            "tax that the buyer cannot recover",
            "",
            "vat_irrecoverable = …, and vat = 0.2 in [appraisal]; who keeps the buyer’s books knows the share"
                .to_string(),
        ),
    ]
}

/// How to write what choosing a supplier costs: in pounds where the price is known, as the default is a share of it.
fn cost_of_choosing(question: &Question, contract: &Contract) -> String {
    let value = |Number(place): Number| question.plan.amounts[place].value;
    let figure = all().iter().find(|one| one.name == "buyer_procurement_cost");
    match (&contract.pays, figure.and_then(|figure| Some([figure.central?, figure.low?, figure.high?]))) {
        (Pays::Fixed { pounds_per_year, .. }, Some(shares)) => {
            let whole = value(*pounds_per_year) * value(contract.months) / 12.0;
            let [v, lo, hi] = shares.map(|share| (share * whole).round());
            format!(
                "procurement = {{ cost = {{ v = {v}, lo = {lo}, hi = {hi} }} }}, which is that of its price over a term"
            )
        }
        _ => "procurement = { cost = … }, in pounds: that share of what the contract comes to".to_string(),
    }
}

/// A sentence for each way of which something is not written.
pub fn sentences(all: &[Unwritten]) -> Vec<String> {
    let by_option = all.chunk_by(|one, other| one.option == other.option);
    by_option
        .map(|of| {
            let what: Vec<&str> = of.iter().map(|one| one.what.as_str()).collect();
            format!(
                "Not in the sums of {}, as nobody wrote it: {}. What is known of it elsewhere stands under “What nobody wrote”.",
                of[0].option,
                what.join(", ")
            )
        })
        .collect()
}

impl Unwritten {
    /// What is known of it elsewhere: its range, unit, grade and source.
    pub fn known(&self) -> String {
        let Some(figure) = self.figure else { return "there is no default".to_string() };
        let is_share = figure.unit.starts_with("share");
        let number = |value: f64| match is_share {
            true => format!("{} %", exactly(value * 100.0)),
            false => exactly(value),
        };
        let range = match (figure.central, figure.low, figure.high) {
            (Some(central), Some(low), Some(high)) => {
                format!("{}, from {} to {}", number(central), number(low), number(high))
            }
            (_, Some(low), Some(high)) => format!("from {} to {}", number(low), number(high)),
            (Some(central), ..) => number(central),
            _ => "no figure".to_string(),
        };
        let unit = figure.unit.strip_prefix("share ").unwrap_or(figure.unit);
        format!("{range} {unit} (grade {}: {}, {})", figure.grade.name(), figure.source, figure.dated)
    }

    /// As one sentence.
    pub fn says(&self) -> String {
        format!("{}: {}. Known elsewhere: {}. Write {}.", self.option, self.what, self.known(), self.write)
    }
}
