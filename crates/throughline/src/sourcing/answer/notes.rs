//! What a reader should know of a plan before believing what its money says: pools without a price, work that nobody pays for, parts that
//! nothing gets to, numbers that do nothing or cannot be meant.

use crate::sourcing::amount::Amount;
use crate::sourcing::arrangement::Arrangement;
use crate::sourcing::money::{DAYS_A_MONTH, Monitoring, Pays, SupplierFailure};
use crate::sourcing::outcome::Outcome;
use crate::sourcing::plan::{Number, Plan};
use crate::sourcing::question::Question;
use crate::time::plain;
use crate::wording::{counted, thousands, three};

/// Nobody's hour costs more than so many pounds: what does is a week's, a month's or a year's cost.
const POUNDS_AN_HOUR: f64 = 500.0;

/// Pools that work under some arrangement and count as free, as nobody wrote a rate for them, each once.
pub(super) fn unpriced(question: &Question) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for arrangement in &question.arrangements {
        let of = &arrangement.plan;
        let free = of.pools.iter().enumerate().filter(|(place, pool)| {
            works(of, *place)
                && !paid_by_price(arrangement, &pool.organisation)
                && has_no_rate(question, arrangement, pool.pounds_per_hour)
        });
        for (_, pool) in free {
            if !names.contains(&pool.name.as_str()) {
                names.push(&pool.name);
            }
        }
    }
    names
}

/// Whether an organisation is paid by a price, whatever the work costs it.
fn paid_by_price(arrangement: &Arrangement, organisation: &str) -> bool {
    let contract = arrangement.money.contract.as_ref().filter(|contract| contract.supplier == organisation);
    contract.is_some_and(|contract| matches!(contract.pays, Pays::Fixed { .. } | Pays::Unit(_)))
}

/// Whether a pool has anything to do.
fn works(plan: &Plan, pool: usize) -> bool {
    let step = plan.steps.iter().any(|step| step.pool == pool || step.in_areas.contains(&pool));
    let mut chases = plan.demands.iter().filter_map(|demand| demand.chase.as_ref());
    step || chases.any(|chase| chase.pool == pool) || !plan.pools[pool].helps.is_empty()
}

/// Whether nobody wrote a rate, or one of those that it is made of.
fn has_no_rate(question: &Question, arrangement: &Arrangement, rate: Number) -> bool {
    let amounts = &question.plan.amounts;
    let mut of = [rate].into();
    arrangement.made_of(&mut of);
    let silent = |number: &Number| {
        let amount = &amounts[number.0];
        amount.line == 0 && amount.value == 0.0 && amount.path.ends_with(".rate_per_hour")
    };
    of.iter().any(silent)
}

/// Sentences of who does another's work and is not paid for it, and of who buys though no pool is left to it.
pub(super) fn who_is_left_paying(question: &Question) -> Vec<String> {
    let mut says = Vec::new();
    for option in question.arrangements.iter().skip(1) {
        let name = &option.name;
        let supplier = option.money.contract.as_ref().map(|contract| contract.supplier.as_str());
        let moved = option.moved(&question.plan);
        let mut told: Vec<&str> = Vec::new();
        for one in moved
            .iter()
            .filter(|one| supplier != Some(one.to.as_str()) && !bought(question, &one.from, &one.to))
        {
            if told.contains(&one.to.as_str()) {
                continue;
            }
            told.push(&one.to);
            says.push(format!(
                "Under {name} {to} does work that was {from}’s (pool {pool}), and nobody pays it for that: {to} is left paying. If {from} is \
                 to pay what it costs, write in [option.{name}] contract = {{ kind = \"cost_plus\", margin = 0.0, years = 5, supplier = \"{to}\" }}.",
                to = one.to,
                from = one.from,
                pool = one.pool
            ));
        }
        let buyer = moved.iter().find(|one| supplier == Some(one.to.as_str())).map(|one| &one.from);
        let left = |buyer: &String| option.plan.pools.iter().any(|pool| pool.organisation == *buyer);
        if let Some(buyer) = buyer.filter(|buyer| question.settings.buyer.is_none() && !left(buyer)) {
            says.push(format!(
                "Under {name} {buyer} has no pool left and is taken to be who buys, as the work was its: write `buyer` in [appraisal] if \
                 somebody else does."
            ));
        }
    }
    says
}

/// Whether one buys today what another does: where it does the work itself, it spares that price.
fn bought(question: &Question, from: &str, to: &str) -> bool {
    let today = &question.arrangements[0].money;
    let buyer = question.settings.buyer.as_ref().or(today.buyer.as_ref());
    today.contract.as_ref().is_some_and(|contract| contract.supplier == from)
        && buyer.is_some_and(|buyer| buyer == to)
}

/// Sentences of steps that no need gets to and of pools that do nothing, under any arrangement.
pub(super) fn idle_parts(question: &Question) -> Vec<String> {
    let (plan, all) = (&question.plan, &question.arrangements);
    let reached: Vec<Vec<bool>> = all.iter().map(|option| reached(&option.plan)).collect();
    let lost = (0..plan.steps.len()).filter(|step| !reached.iter().any(|of| of[*step]));
    let mut says: Vec<String> = lost
        .map(|step| {
            let name = &plan.steps[step].name;
            format!(
                "No need gets to step {name}: no way leads there and no demand begins there, so nothing is done there. Write it as `first` \
                 of a demand or among `next` of a step."
            )
        })
        .collect();
    for (place, pool) in plan.pools.iter().enumerate() {
        let elsewhere = all.iter().skip(1).any(|option| {
            let there = option.plan.pools.iter().position(|other| other.name == pool.name);
            there.is_some_and(|there| works(&option.plan, there))
        });
        if !works(plan, place) && !elsewhere {
            says.push(format!(
                "Pool {} does nothing: no step, no answer to those who ask and no help is its, and it is paid all the same where it has a rate.",
                pool.name
            ));
        }
    }
    says
}

/// Sentences of numbers of the money that do nothing under any arrangement that has them: additions for optimism on what is not paid, and
/// double running of nothing.
pub(super) fn without_effect(question: &Question, outcomes: &[Vec<Outcome>]) -> Vec<String> {
    let amount = |Number(place): Number| &question.plan.amounts[place];
    let mut silent: Vec<(Number, String)> = Vec::new();
    let mut heard: Vec<Number> = Vec::new();
    for (arrangement, of) in question.arrangements.iter().zip(outcomes) {
        let money = &arrangement.money;
        for (line, bias) in &money.optimism_bias {
            let paid = of.iter().flat_map(|one| &one.by_line).any(|(of, sum)| of == line && sum.0 != 0);
            match paid {
                true => heard.push(*bias),
                false => silent.push((*bias, format!("adds to {}, for which nothing is paid", line.name()))),
            }
        }
        if let Some(twice) = money.transition.double_running {
            match twice_of_nothing(arrangement, amount) {
                None => heard.push(twice),
                Some(why) => silent.push((twice, why)),
            }
        }
    }
    // Options on the same base have the same numbers.
    silent.sort_by_key(|(number, _)| *number);
    silent.dedup_by_key(|(number, _)| *number);
    silent.retain(|(number, _)| !heard.contains(number) && amount(*number).value != 0.0);
    silent.iter().map(|(number, why)| format!("`{}` {why}: it does nothing.", amount(*number).path)).collect()
}

/// Why nothing is staffed twice while the work of an arrangement moves, as the end of a sentence.
fn twice_of_nothing<'q>(arrangement: &Arrangement, amount: impl Fn(Number) -> &'q Amount) -> Option<String> {
    let transition = &arrangement.money.transition;
    if transition.months.is_none_or(|months| amount(months).highest() < 0.5) {
        return Some("is paid in the months of `transition`, and those come to none".to_string());
    }
    let supplier = &arrangement.money.contract.as_ref().filter(|_| transition.pools.is_empty())?.supplier;
    let has_none = arrangement.plan.pools.iter().all(|pool| pool.organisation != *supplier);
    has_none.then(|| format!("is of the pools of {supplier}, which has none"))
}

/// Sentences of what an option says of a contract and has none: what is paid for it is paid under a contract.
pub(super) fn without_contract(question: &Question) -> Vec<String> {
    let base = &question.arrangements[0].money;
    let says = |option: &Arrangement| {
        let money = &option.money;
        if money.contract.is_some() {
            return None;
        }
        // What it has from the service as it is says nothing of its own.
        let is_base = std::ptr::eq(money, base);
        let own = |says: bool, same: bool| says && (is_base || !same);
        let posts = own(money.monitoring != Monitoring::default(), money.monitoring == base.monitoring);
        // Where today's contract ends, leaving it is paid.
        let leaves = money.exit_pounds.is_some() && money.ends.is_none();
        let exit = own(leaves, money.exit_pounds == base.exit_pounds)
            || own(money.retender_pounds.is_some(), money.retender_pounds == base.retender_pounds);
        let fails = own(money.failure != SupplierFailure::default(), money.failure == base.failure);
        let tax = own(money.vat_irrecoverable.is_some(), money.vat_irrecoverable == base.vat_irrecoverable);
        let keys = [
            (posts, "monitoring"),
            (exit, "exit"),
            (fails, "failure_of_supplier"),
            (tax, "vat_irrecoverable"),
        ];
        let keys: Vec<String> =
            keys.iter().filter(|(says, _)| *says).map(|(_, key)| format!("`{key}`")).collect();
        let name = &option.name;
        let own_posts = match posts {
            true => "; if own people look after the work, write what they cost as `governance_per_year`",
            false => "",
        };
        (!keys.is_empty()).then(|| {
            format!(
                "Not in the sums of {name}: {}, which {} paid under a contract, and {name} has none. Write [option.{name}.contract], or leave \
                 {} out{own_posts}.",
                keys.join(", "),
                if keys.len() == 1 { "is" } else { "are" },
                if keys.len() == 1 { "it" } else { "them" }
            )
        })
    };
    question.arrangements.iter().filter_map(says).collect()
}

/// A sentence where who buys is no organisation that does any of the work, under any arrangement.
pub(super) fn buys_and_is_not_there(question: &Question) -> Option<String> {
    let buyer = question.settings.buyer.as_ref()?;
    let mut there: Vec<String> = Vec::new();
    for name in question.arrangements.iter().flat_map(|option| option.plan.organisations()) {
        if !there.contains(&name) {
            there.push(name);
        }
    }
    (!there.contains(buyer)).then(|| {
        format!(
            "The `buyer` of [appraisal], {buyer}, does none of the work: it only pays. If it is to be one of those that do, write its name as \
             `org` says it: {}.",
            there.join(", ")
        )
    })
}

/// A sentence where a plan begins empty, or with less than it usually has open: it does not warm up for as long as needs take. `p90_days` is
/// the time by which nine in ten needs are met, in days, where there is one.
pub fn begins_empty(plan: &Plan, p90_days: Option<f64>) -> Option<String> {
    let of = |number: Number| plan.amounts.get(number.0).map_or(0.0, |amount| amount.value);
    let fails = plan.demands.iter().filter(|demand| of(demand.failure.base) > 0.0);
    let returns = fails.map(|demand| demand.returns.after.mean_hours(of) / 24.0).fold(0.0, f64::max);
    let takes = p90_days.filter(|days| days.is_finite()).unwrap_or(0.0).max(returns);
    let warms = f64::from(plan.warm_up_days);
    if !plan.open.is_empty() || takes <= warms {
        return None;
    }
    let enough = (2.0 * takes).ceil().max(1.0);
    let why = match returns < takes {
        true => format!("nine in ten needs take up to {}", plain(takes * 86_400.0)),
        false => format!("people come back after {} on average", plain(returns * 86_400.0)),
    };
    let begins = match plan.warm_up_days {
        0 => "This plan starts empty, as it says no `warm_up_days`".to_string(),
        days => format!(
            "This plan starts nearly empty, as it warms up for only {}",
            counted(u64::from(days), "day", "days")
        ),
    };
    Some(format!(
        "{begins}: {why}, so at first fewer wait and fewer come back than usual, and waits, work and cost are told too low. Write \
         warm_up_days = {enough} in [scenario], or what is open at its start in [open]."
    ))
}

/// Sentences of ways that do not begin before the plan ends, by what takes longest of what comes before.
pub(super) fn begins_too_late(question: &Question) -> Vec<String> {
    let plan = &question.plan;
    let months = f64::from(plan.days) / DAYS_A_MONTH;
    let says = |option: &Arrangement| {
        let money = &option.money;
        let before = [money.procurement.months, money.transition.months, money.prepared_in_months];
        let before: Vec<&Amount> =
            before.into_iter().flatten().map(|Number(place)| &plan.amounts[place]).collect();
        let takes: f64 = before.iter().map(|amount| amount.value).sum();
        let longest = before.iter().max_by(|one, other| one.value.total_cmp(&other.value))?;
        (takes >= months).then(|| {
            format!(
                "{} does not begin within this plan: it is prepared for {} months, most of them by `{}` (line {} of the plan), and the plan is over \
                 after {}. Write more years in [scenario], or fewer months there; until then it costs and does what is done now.",
                option.name,
                three(takes),
                longest.path,
                longest.line,
                three(months)
            )
        })
    };
    question.arrangements.iter().skip(1).filter_map(says).collect()
}

/// Sentences of numbers that cannot be meant as they stand.
pub(super) fn implausible(question: &Question) -> Vec<String> {
    // Of pools, and what options and courses of the world write in their place.
    let is_a_rate = |amount: &&Amount| {
        amount.line > 0 && amount.path.ends_with("rate_per_hour") && amount.unit.starts_with("pounds")
    };
    let rates = question.plan.amounts.iter().filter(is_a_rate);
    rates
        .filter(|amount| amount.highest() > POUNDS_AN_HOUR)
        .map(|amount| {
            format!(
                "`{}` is up to £{} for each hour of each worker. If that is what a year of one costs, divide it by the hours that are paid in a \
                 year: 1,950 at 37.5 a week.",
                amount.path,
                thousands(amount.highest().round() as u64)
            )
        })
        .collect()
}

/// Which steps needs get to.
fn reached(plan: &Plan) -> Vec<bool> {
    let mut reached = vec![false; plan.steps.len()];
    let mut to_do: Vec<usize> =
        plan.demands.iter().flat_map(|demand| [demand.first, demand.returns.to]).collect();
    while let Some(step) = to_do.pop() {
        if !std::mem::replace(&mut reached[step], true) {
            let of = &plan.steps[step];
            to_do.extend(
                of.next.iter().chain(of.next_for.iter().flat_map(|(_, ways)| ways)).map(|way| way.step),
            );
        }
    }
    reached
}
