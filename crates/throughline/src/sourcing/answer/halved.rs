//! What the two that cost least come to where every effect on failing is half of what the plan says: what goes together with failing, in a
//! log or in a judgement, need not cause it (simulation.md 4.8).
//!
//! Where it misleads: half is a convention; an effect that a trial has shown is halved too.

use std::collections::BTreeSet;

use super::per_need_met;
use crate::sourcing::appraisal::compared::Compared;
use crate::sourcing::outcome::Outcome;
use crate::sourcing::plan::{Number, Plan};
use crate::sourcing::question::{Instead, Question};
use crate::wording::counted;

/// So many effects are named.
const NAMED: usize = 3;

/// The leading two where effects are half.
#[derive(Debug, Clone, PartialEq)]
pub struct Halved {
    /// The effects, by their paths in the plan.
    pub paths: Vec<String>,
    /// What the two cost for each need met, in some futures.
    pub costs: Compared,
}

/// The effects on failing that this plan writes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Effects {
    /// On the logit of failing: without any they are nought.
    added: BTreeSet<Number>,
    /// How many times as often work fails while somebody helps: without any it is one.
    times: BTreeSet<Number>,
}

impl Effects {
    /// Of all ways of arranging the work, with what they say in place of the plan's own.
    pub fn of(question: &Question) -> Effects {
        let mut all = Effects::default();
        for arrangement in &question.arrangements {
            let Plan { demands, .. } = &arrangement.plan;
            all.times.extend(demands.iter().filter_map(|demand| Some(demand.failure.uplift?.times)));
            all.added.extend(demands.iter().flat_map(|demand| {
                let of = demand.failure;
                [of.per_hand_over, of.per_mismatch, of.unknown_worker, of.per_log_wait, of.per_spec_gap]
            }));
        }
        let everywhere = question.arrangements.iter().flat_map(|arrangement| &arrangement.instead);
        for one in everywhere.chain(question.drifts.iter().flat_map(|drift| &drift.instead)) {
            match one {
                Instead::Set(effect, own) if all.added.contains(effect) => _ = all.added.insert(*own),
                Instead::Set(effect, own) if all.times.contains(effect) => _ = all.times.insert(*own),
                _ => (),
            }
        }
        let says = |number: &Number, without: f64| {
            question
                .plan
                .amounts
                .get(number.0)
                .is_some_and(|amount| amount.range.is_some() || amount.value != without)
        };
        all.added.retain(|number| says(number, 0.0));
        all.times.retain(|number| says(number, 1.0));
        all
    }

    /// Whether the plan writes none.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.times.is_empty()
    }

    /// Makes each half of what it is.
    pub fn halve(&self, values: &mut [f64]) {
        self.added.iter().for_each(|Number(place)| values[*place] /= 2.0);
        self.times.iter().for_each(|Number(place)| values[*place] = f64::midpoint(values[*place], 1.0));
    }
}

impl Halved {
    /// Of what the two came to in futures in which these effects were half.
    pub(super) fn of(
        question: &Question,
        effects: &Effects,
        (first, second): (&[Outcome], &[Outcome]),
    ) -> Option<Halved> {
        let costs = Compared::where_both(&per_need_met(first), &per_need_met(second))?;
        let amounts =
            effects.added.iter().chain(&effects.times).map(|number| &question.plan.amounts[number.0]);
        Some(Halved { paths: amounts.map(|amount| amount.path.clone()).collect(), costs })
    }

    /// As a sentence, with the names of the two.
    pub fn says(&self, first: &str, second: &str) -> String {
        let mut named = self.paths.iter().take(NAMED).cloned().collect::<Vec<String>>().join(", ");
        if let more @ 1.. = self.paths.len().saturating_sub(NAMED) {
            named += &format!(" and {}", counted(more as u64, "more", "more"));
        }
        format!(
            "What goes together with failing need not cause it. With half of each effect on it that this plan says ({named}), for each need \
             met: {}",
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
    fn half_of_an_effect_is_nearer_to_none() {
        let effects = Effects { added: [Number(0), Number(2)].into(), times: [Number(1)].into() };
        let mut values = [0.4, 0.6, -1.0, 5.0];
        effects.halve(&mut values);
        assert_eq!(values, [0.2, 0.8, -0.5, 5.0]);
        assert!(!effects.is_empty() && Effects::default().is_empty());
    }

    #[test]
    fn some_effects_are_named() {
        let costs = Compared::of(&vec![Pence(100); 4 * SET], &vec![Pence(100); 4 * SET]).unwrap();
        let paths = |count: usize| (0..count).map(|place| format!("e{place}")).collect();
        let says = |count: usize| Halved { paths: paths(count), costs }.says("a", "b");
        assert!(
            says(1).contains("that this plan says (e0), for each need met: a and b cost the same"),
            "{}",
            says(1)
        );
        assert!(says(5).contains("(e0, e1, e2 and 2 more)"), "{}", says(5));
    }
}
