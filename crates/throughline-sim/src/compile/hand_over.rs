//! What it takes to hand a need over, by giver, taker and class.

use throughline::sourcing::plan::Transit;

use super::{ClassOf, Compiler};
use crate::distribution::Distribution;
use crate::model::HandOver;

impl Compiler<'_> {
    pub(super) fn hand_over(&self, organisations: &[String], classes: &[ClassOf]) -> HandOver {
        let plan = &self.plan.hand_over;
        let transit = |of_kind: &[Transit], from: &String, to: &String| {
            let mut own = of_kind.iter().chain(&plan.transit_between);
            let own = own.find(|(giver, taker, _)| (giver, taker) == (from, to)).map(|(_, _, time)| time);
            match own.or(plan.transit.as_ref()) {
                // Within an organisation nothing is on its way.
                Some(time) if from != to => self.time(time),
                _ => Distribution::NONE,
            }
        };
        let transits = |of_kind: &[Transit]| -> Vec<Vec<Distribution>> {
            let from = |from| organisations.iter().map(|to| transit(of_kind, from, to)).collect();
            organisations.iter().map(from).collect()
        };
        let of_class = |class: &ClassOf| {
            let own = plan.transit_for.iter().find(|(kind, _)| *kind == class.demand);
            transits(own.map_or(&[][..], |(_, ways)| ways))
        };
        let differ = !plan.transit_for.is_empty();
        HandOver {
            between_pools: plan.between_pools,
            transit: transits(&[]),
            transit_for: if differ { classes.iter().map(of_class).collect() } else { Vec::new() },
            reread: plan.reread.as_ref().map_or(Distribution::NONE, |reread| self.time(reread)),
        }
    }
}
