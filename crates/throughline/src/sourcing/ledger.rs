//! The ledger of a plan: one entry for each month, payer, payee, line, kind of need and option, in whole pence. Every total is a sum
//! of entries, so however they are parted, by organisation, by line, by need or by option, it comes to the same penny.
//!
//! People's own time is valued in pence as well and stands in the same ledger, but a total keeps it beside cash ([`Total`]): nothing
//! here adds the two.

mod line;

use std::collections::BTreeMap;

pub use line::Line;

use super::split::by_weight;
use crate::error::Error;
use crate::money::Pence;

/// An organisation, or anybody else who pays or is paid; its place in [`Ledger::names`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Party(pub u16);

/// A kind of need; its place among the kinds of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NeedKind(pub u16);

/// A way of arranging the work; its place among the options of the plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct OptionPlace(pub u16);

/// One entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The option it belongs to.
    pub option: OptionPlace,
    /// The month, from 0 at the start of the plan.
    pub month: u32,
    /// Whose money it is.
    pub payer: Party,
    /// Who gets it.
    pub payee: Party,
    /// What it is for.
    pub line: Line,
    /// The kind of need it was spent on; `None` where it is for several and was not split.
    pub need: Option<NeedKind>,
    /// How much; below nought is paid back.
    pub amount: Pence,
}

/// A total. Cash and people's own time are never added to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Total {
    /// What organisations pay.
    pub cash: Pence,
    /// People's own time, at what the plan says an hour of it is worth.
    pub own_time: Pence,
}

/// All entries, and who pays and is paid.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ledger {
    names: Vec<String>,
    entries: Vec<Entry>,
}

impl Total {
    /// The total of entries, the same in any order.
    pub fn of<'e>(entries: impl IntoIterator<Item = &'e Entry>) -> Total {
        let (mut cash, mut own_time) = (0i128, 0i128);
        for entry in entries {
            let amount = i128::from(entry.amount.0);
            if entry.line.is_cash() { cash += amount } else { own_time += amount }
        }
        let pence = |sum: i128| Pence(sum.clamp(i128::from(i64::MIN), i128::from(i64::MAX)) as i64);
        Total { cash: pence(cash), own_time: pence(own_time) }
    }
}

impl Ledger {
    /// The party of that name, taken on if it is new. At most 65,536 of them; more share the last place.
    pub fn party(&mut self, name: &str) -> Party {
        let place = self.names.iter().position(|known| known == name).unwrap_or_else(|| {
            self.names.push(name.to_string());
            self.names.len() - 1
        });
        Party(u16::try_from(place).unwrap_or(u16::MAX))
    }

    /// The names of all who pay or are paid, in the order they were taken on.
    pub fn names(&self) -> &[String] {
        &self.names
    }

    /// All entries, in the order they were made.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Adds an entry; none of nought.
    pub fn add(&mut self, entry: Entry) {
        if entry.amount != Pence(0) {
            self.entries.push(entry);
        }
    }

    /// Adds an entry split over kinds of need by weight, without losing a penny ([`by_weight`]).
    pub fn add_split(&mut self, entry: Entry, weights: &[(NeedKind, u64)]) -> Result<(), Error> {
        let plain: Vec<u64> = weights.iter().map(|(_, weight)| *weight).collect();
        for ((need, _), amount) in weights.iter().zip(by_weight(entry.amount, &plain)?) {
            self.add(Entry { need: Some(*need), amount, ..entry });
        }
        Ok(())
    }

    /// The total of everything.
    pub fn total(&self) -> Total {
        Total::of(&self.entries)
    }

    /// Totals by anything that can be said of an entry: its line, its payer, its month, or several of these.
    pub fn by<K: Ord>(&self, key: impl Fn(&Entry) -> K) -> BTreeMap<K, Total> {
        let mut parts: BTreeMap<K, Vec<&Entry>> = BTreeMap::new();
        for entry in &self.entries {
            parts.entry(key(entry)).or_default().push(entry);
        }
        parts.into_iter().map(|(key, entries)| (key, Total::of(entries))).collect()
    }

    /// By who pays.
    pub fn by_organisation(&self) -> BTreeMap<Party, Total> {
        self.by(|entry| entry.payer)
    }

    /// By what it is for.
    pub fn by_line(&self) -> BTreeMap<Line, Total> {
        self.by(|entry| entry.line)
    }

    /// By kind of need; `None` for what is for several.
    pub fn by_need(&self) -> BTreeMap<Option<NeedKind>, Total> {
        self.by(|entry| entry.need)
    }

    /// By option.
    pub fn by_option(&self) -> BTreeMap<OptionPlace, Total> {
        self.by(|entry| entry.option)
    }

    /// The cash of one option that these parties together pay to others less what others pay to them, for each of so many months.
    /// What they pay each other cancels out: of one body this is its budget, of all public bodies together the public purse.
    pub fn cash_a_month(&self, option: OptionPlace, bodies: &[Party], months: u32) -> Vec<Pence> {
        let mut sums = vec![Pence(0); months as usize];
        for (entry, pays) in self.paid_by(option, bodies) {
            if let Some(sum) = sums.get_mut(entry.month as usize) {
                *sum += pays;
            }
        }
        sums
    }

    /// The same cash by what it is for; lines of nought are left out.
    pub fn cash_by_line(&self, option: OptionPlace, bodies: &[Party]) -> Vec<(Line, Pence)> {
        let mut sums: BTreeMap<Line, Pence> = BTreeMap::new();
        for (entry, pays) in self.paid_by(option, bodies) {
            *sums.entry(entry.line).or_default() += pays;
        }
        sums.into_iter().filter(|(_, sum)| *sum != Pence(0)).collect()
    }

    /// The cash of one option that goes between these parties and others: each entry with what they pay by it, below nought what they
    /// are paid.
    fn paid_by<'l>(
        &'l self,
        option: OptionPlace,
        bodies: &'l [Party],
    ) -> impl Iterator<Item = (&'l Entry, Pence)> {
        let of_option =
            self.entries.iter().filter(move |entry| entry.option == option && entry.line.is_cash());
        of_option.filter_map(|entry| match (bodies.contains(&entry.payer), bodies.contains(&entry.payee)) {
            (true, false) => Some((entry, entry.amount)),
            (false, true) => Some((entry, -entry.amount)),
            _ => None,
        })
    }

    /// The cash that each party pays less what it is paid, under one option, in the order of [`Ledger::names`]. Over all parties it
    /// comes to nought: what one pays another gets.
    pub fn net(&self, option: OptionPlace) -> Vec<Pence> {
        let mut net = vec![Pence(0); self.names.len()];
        for entry in self.entries.iter().filter(|entry| entry.option == option && entry.line.is_cash()) {
            for (party, amount) in [(entry.payer, entry.amount), (entry.payee, -entry.amount)] {
                if let Some(sum) = net.get_mut(usize::from(party.0)) {
                    *sum += amount;
                }
            }
        }
        net
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const BASE: OptionPlace = OptionPlace(0);

    /// A month in which a council pays a contractor 10.00, who pays its people 8.50; another body pays 1.25; a person waits for 3.00.
    fn month() -> (Ledger, [Party; 4]) {
        let mut ledger = Ledger::default();
        let parties = ["council", "contractor", "people", "hospital"].map(|name| ledger.party(name));
        let [council, contractor, people, hospital] = parties;
        for (payer, payee, line, pence) in [
            (council, contractor, Line::ContractPrice, 1000),
            (contractor, people, Line::ActivityTime, 850),
            (hospital, people, Line::CostToOtherBodies, 125),
            (people, people, Line::OwnTime, 300),
            (council, people, Line::Fixed, 0),
        ] {
            let amount = Pence(pence);
            ledger.add(Entry { option: BASE, month: 0, payer, payee, line, need: None, amount });
        }
        (ledger, parties)
    }

    #[test]
    fn a_month_by_hand() {
        let (ledger, [council, contractor, _, hospital]) = month();
        assert_eq!(ledger.total(), Total { cash: Pence(1975), own_time: Pence(300) });
        assert_eq!(ledger.entries().len(), 4, "an entry of nought is none");
        assert_eq!(ledger.net(BASE), [1000, -150, -975, 125].map(Pence));
        assert_eq!(ledger.cash_a_month(BASE, &[council], 1), [Pence(1000)]);
        // The price is paid within the two, so together they pay the contractor's people.
        assert_eq!(ledger.cash_a_month(BASE, &[council, contractor], 1), [Pence(850)]);
        assert_eq!(ledger.cash_a_month(BASE, &[council, hospital], 2), [Pence(1125), Pence(0)]);
    }

    #[test]
    fn a_split_entry_keeps_its_pennies() {
        let (mut ledger, [council, contractor, ..]) = month();
        let before = ledger.total().cash;
        let entry = Entry {
            option: BASE,
            month: 3,
            payer: council,
            payee: contractor,
            line: Line::Fixed,
            need: None,
            amount: Pence(100),
        };
        ledger.add_split(entry, &[(NeedKind(0), 1), (NeedKind(1), 2), (NeedKind(2), 0)]).unwrap();
        let parts = ledger.by_need();
        assert_eq!(parts[&Some(NeedKind(0))].cash, Pence(33));
        assert_eq!(parts[&Some(NeedKind(1))].cash, Pence(67));
        assert_eq!(ledger.total().cash - before, Pence(100));
        assert!(ledger.add_split(entry, &[(NeedKind(0), 0)]).is_err());
    }

    fn entries() -> impl Strategy<Value = Vec<Entry>> {
        let one = (
            0u16..3,
            0u32..60,
            0u16..5,
            0u16..5,
            0..Line::ALL.len(),
            0u16..4,
            -1_000_000_000i64..1_000_000_000,
        );
        let entry = one.prop_map(|(option, month, payer, payee, line, need, pence)| Entry {
            option: OptionPlace(option),
            month,
            payer: Party(payer),
            payee: Party(payee),
            line: Line::ALL[line],
            need: (need > 0).then_some(NeedKind(need)),
            amount: Pence(pence),
        });
        prop::collection::vec(entry, 0..80)
    }

    fn sum<K>(parts: BTreeMap<K, Total>) -> Total {
        let cash = parts.values().map(|total| total.cash).sum();
        Total { cash, own_time: parts.values().map(|total| total.own_time).sum() }
    }

    proptest! {
        #[test]
        fn every_total_is_the_same_penny_however_it_is_parted(entries in entries()) {
            let mut ledger = Ledger::default();
            for party in 0..5 {
                ledger.party(&format!("body {party}"));
            }
            entries.iter().for_each(|entry| ledger.add(*entry));
            let total = ledger.total();
            prop_assert_eq!(sum(ledger.by_organisation()), total);
            prop_assert_eq!(sum(ledger.by_line()), total);
            prop_assert_eq!(sum(ledger.by_need()), total);
            prop_assert_eq!(sum(ledger.by_option()), total);
            prop_assert_eq!(sum(ledger.by(|entry| (entry.month, entry.payer, entry.payee, entry.line))), total);
            let mut turned = Ledger::default();
            entries.iter().rev().for_each(|entry| turned.add(*entry));
            prop_assert_eq!(turned.total(), total);
            for option in (0..3).map(OptionPlace) {
                prop_assert_eq!(ledger.net(option).into_iter().sum::<Pence>(), Pence(0));
                let all: Vec<Party> = (0..5).map(Party).collect();
                prop_assert!(ledger.cash_a_month(option, &all, 60).iter().all(|cash| *cash == Pence(0)));
                let one: Pence = ledger.cash_a_month(option, &[Party(1)], 60).into_iter().sum();
                prop_assert_eq!(one, ledger.net(option)[1]);
                let by_line = ledger.cash_by_line(option, &[Party(1)]);
                prop_assert_eq!(by_line.iter().map(|(_, sum)| *sum).sum::<Pence>(), one);
            }
        }
    }
}
