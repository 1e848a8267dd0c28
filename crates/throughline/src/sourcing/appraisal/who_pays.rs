//! Who pays and who gains, by organisation, against the base.
//!
//! Formula: for each organisation the mean over futures of what it pays less what it is paid ([`Ledger::net`]), under the option less
//! under the base, with the 10 % and the 90 % point; over all organisations it comes to nought, as what one pays another gets. For a
//! supplier beside it what it gains from each repeat, from its payoff. Source: simulation.md 4.4 and 5. Where it misleads: a saving of
//! one body that another pays for is none for both together; people's own time is no cash and stands apart; and what a supplier gains
//! from a repeat is what the contract makes worth its while, not what it does.
//!
//! [`Ledger::net`]: crate::sourcing::ledger::Ledger::net

use super::{mean, paired, ranked};
use crate::error::Error;
use crate::money::{Pence, in_three};
use crate::sourcing::payoff::Repeats;
use crate::wording::sentence_start;

/// What one organisation pays net in each future, under the base and under the option, and what repeats brought it as a supplier.
#[derive(Debug, Clone, Copy)]
pub struct Nets<'n> {
    /// Its name.
    pub name: &'n str,
    /// Under the base, for each future.
    pub base: &'n [Pence],
    /// Under the option, for the same futures.
    pub option: &'n [Pence],
    /// Of a supplier under the option, over all months and futures ([`repeats_of`]).
    pub repeats: Option<Repeats>,
}

/// How one organisation fares.
#[derive(Debug, Clone, PartialEq)]
pub struct Fares {
    /// Its name.
    pub name: String,
    /// What it pays net under the base, the mean in pence; below nought it is paid.
    pub base_pence: f64,
    /// What it pays net under the option.
    pub option_pence: f64,
    /// What it pays more under the option; below nought it gains.
    pub more_pence: f64,
    /// The 10 % and the 90 % point of that.
    pub more_p10_p90: (Pence, Pence),
    /// The 10 % point of what it pays net under the option.
    pub option_p10: Pence,
    /// Of a supplier: what it gains from one repeat, in pence; `None` where there is none or nobody knows what one costs it.
    pub gain_a_repeat_pence: Option<f64>,
    /// Whether it does none of the work that is in the plan: what it is paid is then no gain.
    pub only_helps: bool,
}

/// Less than a pound over a whole plan is nothing.
const AS_MUCH_PENCE: f64 = 100.0;

impl Fares {
    /// Below this its mean says nothing: a hundredth of how far its sums lie from the base.
    fn as_much_pence(&self) -> f64 {
        let (low, high) = self.more_p10_p90;
        AS_MUCH_PENCE.max((low.0 as f64).abs().max((high.0 as f64).abs()) / 100.0)
    }

    /// By how much it pays more, or less, without a sign; `None` where that is nothing.
    pub fn told(&self) -> Option<String> {
        (self.more_pence.abs() >= self.as_much_pence()).then(|| told(self.more_pence.abs()))
    }

    /// As a sentence. Every amount has three digits that count, so that the same amount is written the same way wherever it stands.
    pub fn says(&self) -> String {
        let (low, high) = (self.more_p10_p90.0.0 as f64, self.more_p10_p90.1.0 as f64);
        let as_much = self.told().is_none();
        let differs = low.abs().max(high.abs()) >= AS_MUCH_PENCE;
        let name = sentence_start(&self.name);
        let mut says = match self.more_pence {
            more if self.only_helps && more < 0.0 => {
                format!("{name} is paid {}, and what its own people cost it is not in this plan", told(-more))
            }
            _ if as_much && differs => {
                format!("{name} pays as much as in the base on average over futures, and not in each")
            }
            _ if as_much => format!("{name} pays as much as in the base"),
            more if more > 0.0 => format!("{name} pays {} more than in the base", told(more)),
            less => format!("{name} is {} better off than in the base", told(-less)),
        };
        if low != high && differs {
            let (low, high) = if self.more_pence < 0.0 { (-high, -low) } else { (low, high) };
            says += &format!(" (10 to 90 %: {} to {})", told(low), told(high));
        }
        if let Some(gain) = self.gain_a_repeat_pence.filter(|_| !self.only_helps) {
            let verb = if gain < 0.0 { "costs" } else { "earns" };
            says += &format!("; each person who has to come back {verb} it {}", told(gain.abs()));
        }
        says + "."
    }
}

/// An amount in pence, as pounds.
fn told(pence: f64) -> String {
    in_three(pence / 100.0, 0.0)
}

/// How each organisation fares. An error unless all have the same futures, and cash goes only from one to another; a penny for each of
/// them may be lost where a future is the mean of several replications, rounded.
pub fn of(organisations: &[Nets<'_>]) -> Result<Vec<Fares>, Error> {
    let rows: Vec<&[Pence]> = organisations.iter().flat_map(|one| [one.base, one.option]).collect();
    let futures = paired(&rows)?;
    for future in 0..futures {
        for (what, row) in [("base", 0), ("option", 1)] {
            let sum: Pence = rows.iter().skip(row).step_by(2).map(|row| row[future]).sum();
            if sum.0.unsigned_abs() > organisations.len() as u64 {
                return Err(Error::asked(format!(
                    "what organisations pay and are paid under the {what} differs by {sum} in future {}; name everybody who is paid",
                    future + 1
                )));
            }
        }
    }
    Ok(organisations.iter().map(fares).collect())
}

fn fares(one: &Nets<'_>) -> Fares {
    let more: Vec<Pence> = one.base.iter().zip(one.option).map(|(base, option)| *option - *base).collect();
    let point = |share| ranked(more.iter().copied(), share).unwrap_or_default();
    let each = |repeats: Repeats| {
        let gained = repeats.gained.filter(|_| repeats.count > 0)?;
        Some(gained.0 as f64 / repeats.count as f64)
    };
    Fares {
        name: one.name.to_string(),
        base_pence: mean(one.base),
        option_pence: mean(one.option),
        more_pence: mean(&more),
        more_p10_p90: (point(0.1), point(0.9)),
        option_p10: ranked(one.option.iter().copied(), 0.1).unwrap_or_default(),
        gain_a_repeat_pence: one.repeats.and_then(each),
        only_helps: false,
    }
}

/// Repeats over months and futures together; what is not known of one is not known of all.
pub fn repeats_of(all: impl IntoIterator<Item = Repeats>) -> Repeats {
    let none = Repeats { count: 0, paid: Some(Pence(0)), gained: Some(Pence(0)) };
    let both = |one: Option<Pence>, other: Option<Pence>| Some(one? + other?);
    all.into_iter().fold(none, |sum, one| Repeats {
        count: sum.count + one.count,
        paid: both(sum.paid, one.paid),
        gained: both(sum.gained, one.gained),
    })
}

/// The heading and a line for each organisation, in pounds with three figures, apart by tabs.
pub fn table(all: &[Fares]) -> String {
    let mut text = "organisation\tbase\toption\tmore\tgain a repeat\n".to_string();
    for one in all {
        let gain = one.gain_a_repeat_pence.map(told).unwrap_or_default();
        let [base, option, more] = [one.base_pence, one.option_pence, one.more_pence].map(told);
        text += &format!("{}\t{base}\t{option}\t{more}\t{gain}\n", one.name);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(pence: &[i64]) -> Vec<Pence> {
        pence.iter().copied().map(Pence).collect()
    }

    #[test]
    fn a_saving_of_one_that_another_pays_for() {
        // The council paid its people £1,000; now it pays a contractor £900, who pays people £700, and a hospital pays £150 more.
        let rows = [[100_000, 90_000], [0, -20_000], [-100_000, -85_000], [0, 15_000]]
            .map(|[base, option]| (row(&[base; 2]), row(&[option; 2])));
        let repeats = Repeats { count: 40, paid: Some(Pence(20_000)), gained: Some(Pence(1_600)) };
        let names = ["the council", "contractor", "people", "hospital"];
        let nets: Vec<Nets<'_>> = names
            .iter()
            .zip(&rows)
            .map(|(name, (base, option))| Nets {
                name,
                base,
                option,
                repeats: (*name == "contractor").then_some(repeats),
            })
            .collect();
        let found = of(&nets).unwrap();
        assert_eq!(
            found.iter().map(|one| one.more_pence).collect::<Vec<_>>(),
            [-10_000.0, -20_000.0, 15_000.0, 15_000.0]
        );
        assert_eq!(found[0].says(), "The council is £100 better off than in the base.");
        let rows = [row(&[0; 10]), (0..10).map(|place| Pence((place - 5) * 1_000_000 + 500_100)).collect()];
        let even = Nets { name: "bidder", base: &rows[0], option: &rows[1], repeats: None };
        let says = fares(&even).says();
        assert!(
            says.starts_with(
                "Bidder pays as much as in the base on average over futures, and not in each (10 to 90 %: -£"
            ),
            "{says}"
        );
        let helps = Fares { only_helps: true, ..found[1].clone() };
        assert_eq!(
            helps.says(),
            "Contractor is paid £200, and what its own people cost it is not in this plan."
        );
        assert_eq!(
            found[1].says(),
            "Contractor is £200 better off than in the base; each person who has to come back earns it £0.40."
        );
        assert_eq!(found[3].says(), "Hospital pays £150 more than in the base.");
        assert!(table(&found).contains("contractor\t£0\t-£200\t-£200\t£0.40"), "{}", table(&found));
        // A future that is the mean of two replications: halves of a penny, rounded for each.
        let nearly = [row(&[100_001; 2]), row(&[-99_999; 2])];
        let nearly = nearly.each_ref().map(|row| Nets { name: "one", base: row, option: row, repeats: None });
        assert!(of(&nearly).is_ok());
        let short = of(&nets[..3]).unwrap_err().to_string();
        assert!(short.contains("differs by -£150.00 in future 1"), "{short}");
    }

    #[test]
    fn what_is_not_known_of_one_month_is_not_known_of_all() {
        let known = Repeats { count: 2, paid: Some(Pence(10)), gained: Some(Pence(4)) };
        assert_eq!(
            repeats_of([known, known]),
            Repeats { count: 4, paid: Some(Pence(20)), gained: Some(Pence(8)) }
        );
        assert_eq!(repeats_of([known, Repeats { gained: None, ..known }]).gained, None);
        assert_eq!(repeats_of([]).count, 0);
    }

    proptest! {
        #[test]
        fn what_one_gains_others_pay(nets in prop::collection::vec((-1_000_000i64..1_000_000, -1_000_000i64..1_000_000), 1..40)) {
            let (base, option) = (row(&nets.iter().map(|net| net.0).collect::<Vec<_>>()), row(&nets.iter().map(|net| net.1).collect::<Vec<_>>()));
            let opposite = |row: &[Pence]| row.iter().map(|pence| -*pence).collect::<Vec<_>>();
            let (base_of_other, option_of_other) = (opposite(&base), opposite(&option));
            let one = Nets { name: "one", base: &base, option: &option, repeats: None };
            let other = Nets { name: "other", base: &base_of_other, option: &option_of_other, repeats: None };
            let found = of(&[one, other]).unwrap();
            prop_assert_eq!(found[0].more_pence, -found[1].more_pence);
            // Base and option exchanged: who gained now pays.
            let turned = of(&[Nets { base: &option, option: &base, ..one }, Nets { base: &option_of_other, option: &base_of_other, ..other }]).unwrap();
            prop_assert_eq!(turned[0].more_pence, -found[0].more_pence);
            prop_assert!(found[0].more_p10_p90.0 <= found[0].more_p10_p90.1);
        }
    }
}
