//! How much cheaper a price has to be, where an arrangement changes how often people have to come back.
//!
//! Question: a supplier offers the same contact for less; at which price cut does a need cost as much as before? Formula: with f the
//! share of contacts that are failure demand, phi = f / (1 - f) of them for each value demand, k what one costs against a value demand,
//! m what looking after the contract and its variations add as a share of the price, a need costs `u (1 + k phi0)` in-house and
//! `u (1 - s)(1 + k phi1)(1 + m)` outside, so that `s = 1 - (1 + k phi0) / ((1 + k phi1)(1 + m))` is where they meet. Source: domain.md
//! 5.3; docs/outsourcing-identity.md works it. Where it misleads: it takes unit cost and share as given and steady, and knows nothing of
//! moving, time or quality; k is 1 unless somebody measured it; and it cuts both ways.

use crate::error::Error;

/// What is compared, all as shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// The share of failure demand in contacts now.
    pub failure_now: f64,
    /// The share of failure demand under the other arrangement.
    pub failure_then: f64,
    /// What looking after the contract and its variations add, of the price.
    pub on_top: f64,
    /// What a failure contact costs, against a value demand.
    pub failure_cost_ratio: f64,
}

/// How many failure contacts there are for each value demand: `f / (1 - f)`.
pub fn failure_contacts_each(failure_share: f64) -> f64 {
    failure_share / (1.0 - failure_share)
}

impl Compared {
    /// An error where its numbers make no sense.
    pub fn checked(self) -> Result<Compared, Error> {
        let share = |share: f64| (0.0..1.0).contains(&share);
        let more = |value: f64| value.is_finite() && value >= 0.0;
        if !share(self.failure_now) || !share(self.failure_then) {
            return Err(Error::asked(format!(
                "failure demand is {} of contacts now and {} then; both are shares from 0 to below 1",
                self.failure_now, self.failure_then
            )));
        }
        if !more(self.on_top) || !more(self.failure_cost_ratio) {
            return Err(Error::asked(format!(
                "the contract adds {} of its price and a failure contact costs {} of a value demand; both are 0 or more",
                self.on_top, self.failure_cost_ratio
            )));
        }
        Ok(self)
    }

    /// What a need takes at a share of failure demand, in costs of a value demand.
    fn contacts(&self, failure_share: f64) -> f64 {
        1.0 + self.failure_cost_ratio * failure_contacts_each(failure_share)
    }

    /// The price cut at which a need costs as much as now; below nought, by how much more may be charged.
    pub fn break_even_cut(&self) -> f64 {
        1.0 - self.contacts(self.failure_now) / (self.contacts(self.failure_then) * (1.0 + self.on_top))
    }

    /// What a need costs under the other arrangement at a price cut, against now: 1 is as much.
    pub fn cost_of_a_need(&self, cut: f64) -> f64 {
        (1.0 - cut) * self.contacts(self.failure_then) * (1.0 + self.on_top) / self.contacts(self.failure_now)
    }

    /// The other direction: the share of failure demand at which a price cut comes to nothing. `None` where the cut is lost even with none of
    /// it, is the whole price, or failure contacts cost nothing.
    pub fn break_even_failure(&self, cut: f64) -> Option<f64> {
        let contacts = self.contacts(self.failure_now) / ((1.0 - cut) * (1.0 + self.on_top));
        let each = (contacts - 1.0) / self.failure_cost_ratio;
        (each.is_finite() && each >= 0.0).then(|| each / (1.0 + each))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn compared(failure_now: f64, failure_then: f64) -> Compared {
        Compared { failure_now, failure_then, on_top: 0.08, failure_cost_ratio: 1.0 }
    }

    fn percent(share: f64) -> String {
        format!("{:.1} %", 100.0 * share)
    }

    #[test]
    fn the_worked_figures() {
        assert_eq!(percent(compared(0.3, 0.4).break_even_cut()), "20.6 %");
        assert_eq!(percent(compared(0.3, 0.3).break_even_cut()), "7.4 %");
        // Ten points less failure demand, and 5.8 % more can be charged.
        assert_eq!(percent(-compared(0.3, 0.2).break_even_cut()), "5.8 %");
        // A failure contact that costs nothing: what is on top is all that counts.
        let free = Compared { failure_cost_ratio: 0.0, ..compared(0.3, 0.9) };
        assert_eq!(percent(free.break_even_cut()), "7.4 %");
        assert_eq!(free.break_even_failure(0.1), None);
        assert!(compared(0.3, 1.0).checked().unwrap_err().to_string().contains("shares from 0 to below 1"));
        assert!(Compared { on_top: -0.1, ..compared(0.3, 0.3) }.checked().is_err());
        assert_eq!(compared(0.3, 0.4).checked(), Ok(compared(0.3, 0.4)));
    }

    /// Every figure of the page is one that this file works out.
    #[test]
    fn the_page_says_the_same() {
        const PAGE: &str = include_str!("../../../../docs/outsourcing-identity.md");
        let said = |sentence: String| assert!(PAGE.contains(&sentence), "the page does not say: {sentence}");
        let cut = |then: f64, ratio: f64| {
            Compared { failure_cost_ratio: ratio, ..compared(0.3, then) }.break_even_cut()
        };
        for (share, contacts) in [(0.2, "0.25"), (0.3, "0.43"), (0.4, "0.67")] {
            assert_eq!(format!("{:.2}", failure_contacts_each(share)), contacts);
            said(format!("| {:.0} % | {contacts} |", 100.0 * share));
        }
        for then in [0.1, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5] {
            let cell = |ratio: f64| match cut(then, ratio) {
                cut if cut < 0.0 => format!("{} more", percent(-cut)),
                cut => percent(cut),
            };
            said(format!("| {:.0} % | {} | {} | {} |", 100.0 * then, cell(0.5), cell(1.0), cell(2.0)));
        }
        said(format!("a price cut of **{}**", percent(cut(0.4, 1.0))));
        said(format!("a price cut of **{}** all the same", percent(cut(0.3, 1.0))));
        said(format!("may charge **{} more**", percent(-cut(0.2, 1.0))));
        for (price_cut, words) in [(0.05, "5 %"), (0.10, "10 %"), (0.20, "20 %")] {
            let share = compared(0.3, 0.3).break_even_failure(price_cut).unwrap();
            said(format!("| {words} | {} |", percent(share)));
        }
    }

    proptest! {
        #[test]
        fn both_directions_meet(now in 0.0..0.9f64, then in 0.0..0.9f64, on_top in 0.0..0.5f64, failure_cost_ratio in 0.1..3.0f64) {
            let compared = Compared { failure_now: now, failure_then: then, on_top, failure_cost_ratio }.checked().unwrap();
            let cut = compared.break_even_cut();
            prop_assert!((compared.cost_of_a_need(cut) - 1.0).abs() < 1e-9);
            let back = compared.break_even_failure(cut).unwrap_or(0.0);
            prop_assert!((back - then).abs() < 1e-7, "{} {}", back, then);
            // Now and then exchanged, and nothing on top: what one saves the other costs.
            let there = Compared { on_top: 0.0, ..compared };
            let here = Compared { failure_now: then, failure_then: now, ..there };
            prop_assert!(((1.0 - there.break_even_cut()) * (1.0 - here.break_even_cut()) - 1.0).abs() < 1e-9);
        }
    }
}
