//! What the two that cost least come to where every effect on failing is half of what the plan says: what goes together with failing, in a
//! log or in a judgement, need not cause it (simulation.md 4.8).
//!
//! Where it misleads: half is a convention; an effect that a trial has shown is halved too.

use std::collections::BTreeSet;

use crate::sourcing::appraisal::compared::Compared;
use crate::sourcing::plan::{Failure, Number, Plan};
use crate::sourcing::question::{Instead, Question, in_future};
use crate::wording::counted;

/// So many effects are named.
const NAMED: usize = 3;

/// Two arrangements where effects are half.
#[derive(Debug, Clone, PartialEq)]
pub struct Halved {
    /// The effects, as they are named in the plan, with the arrangement where it is one's own.
    pub effects: Vec<String>,
    /// What the two cost for each need met, in some futures.
    pub costs: Compared,
}

/// Makes what is added to failing half of what it is in a future, and has the base and help differ half as much from what they are without
/// an arrangement (`usual`).
pub fn halve(plan: &Plan, values: &mut [f64], usual: &[f64]) {
    let of = |numbers: fn(&Failure) -> Vec<Number>| -> BTreeSet<Number> {
        plan.demands.iter().flat_map(|demand| numbers(&demand.failure)).collect()
    };
    of(added).iter().for_each(|Number(place)| values[*place] /= 2.0);
    of(times).iter().for_each(|Number(place)| values[*place] = f64::midpoint(values[*place], 1.0));
    of(|failure| vec![failure.base])
        .iter()
        .for_each(|Number(place)| values[*place] = f64::midpoint(values[*place], usual[*place]));
}

/// Added to the logit of failing: without any it is nought.
fn added(of: &Failure) -> Vec<Number> {
    vec![of.per_hand_over, of.per_mismatch, of.unknown_worker, of.per_log_wait, of.per_spec_gap]
}

/// How many times as often work fails while somebody helps: without any it is one.
fn times(of: &Failure) -> Vec<Number> {
    of.uplift.iter().map(|uplift| uplift.times).collect()
}

/// The effects on failing that an arrangement has, by their names.
fn effects(question: &Question, place: usize) -> BTreeSet<String> {
    let arrangement = &question.arrangements[place];
    let usual = question.plan.values();
    let values = in_future(&usual, &[], &arrangement.instead);
    let varies =
        |number: Number| question.plan.amounts.get(number.0).is_some_and(|amount| amount.range.is_some());
    let said = |number: Number| {
        arrangement
            .instead
            .iter()
            .any(|one| matches!(one, Instead::Set(of, own) if *of == number && varies(*own)))
    };
    let path = |number: Number| question.plan.amounts[number.0].path.clone();
    let mut all = BTreeSet::new();
    for failure in arrangement.plan.demands.iter().map(|demand| &demand.failure) {
        let is = |number: Number, without: f64| values[number.0] != without || varies(number) || said(number);
        all.extend(added(failure).into_iter().filter(|number| is(*number, 0.0)).map(path));
        all.extend(times(failure).into_iter().filter(|number| is(*number, 1.0)).map(path));
        let base = failure.base;
        let changed = values[base.0] != usual[base.0] || said(base);
        all.extend(changed.then(|| format!("{} under {}", path(base), arrangement.name)));
    }
    all
}

impl Halved {
    /// The effects on failing that either of two arrangements has; none where there is nothing to halve.
    pub fn effects(question: &Question, (first, second): (usize, usize)) -> Vec<String> {
        effects(question, first).union(&effects(question, second)).cloned().collect()
    }

    /// As a sentence, with the names of the two.
    pub fn says(&self, first: &str, second: &str) -> String {
        let mut named = self.effects.iter().take(NAMED).cloned().collect::<Vec<String>>().join(", ");
        if let more @ 1.. = self.effects.len().saturating_sub(NAMED) {
            named += &format!(" and {}", counted(more as u64, "more", "more"));
        }
        format!(
            "If only half is true of what this plan says changes how often work fails ({named}), as what goes together need not be a cause, \
             then for each need met: {}",
            self.costs.says(first, second)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Pence;
    use crate::sourcing::appraisal::compared::SET;

    #[test]
    fn some_effects_are_named() {
        let costs = Compared::of(&vec![Pence(100); 4 * SET], &vec![Pence(100); 4 * SET]).unwrap();
        let effects = |count: usize| (0..count).map(|place| format!("e{place}")).collect();
        let says = |count: usize| Halved { effects: effects(count), costs }.says("a", "b");
        assert!(says(1).contains("how often work fails (e0), as what goes"), "{}", says(1));
        assert!(
            says(1).ends_with("then for each need met: a and b cost the same in every one of 32 futures."),
            "{}",
            says(1)
        );
        assert!(says(5).contains("(e0, e1, e2 and 2 more)"), "{}", says(5));
    }
}
