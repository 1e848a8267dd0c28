//! What an arrangement pays for ending the contract that runs today before its term is over.

use throughline::sourcing::ledger::{Entry, Ledger, Line, OptionPlace, Party};
use throughline::sourcing::money::OTHERS;

use super::Lived;

impl Lived {
    /// The entries of it, and who pays for the service in them: everybody but today's supplier. `None` where it ends no contract, does not begin
    /// within the plan, or the supplier has failed before.
    pub(super) fn ends_contract_of(&self, base: &Lived) -> Option<(Ledger, Vec<Party>)> {
        let supplier = base.supplier.as_deref()?;
        let is_over = base.fails_in.is_some_and(|month| month <= self.begins_after_months);
        if is_over || self.begins_after_months as usize >= self.months.len() {
            return None;
        }
        let paid = match (self.ending, self.spared) {
            (Some(ending), _) => {
                let (fee, exit) = ending.costs(&base.paid);
                vec![(ending.after_months, supplier, fee), (ending.after_months, OTHERS, exit)]
            }
            (None, Some((month, retender))) => vec![(month, OTHERS, -retender)],
            (None, None) => return None,
        };
        let mut ledger = Ledger::default();
        let payer = ledger.party(&base.buyer);
        for (month, name, amount) in paid {
            let payee = ledger.party(name);
            ledger.add(Entry {
                option: OptionPlace(0),
                month,
                payer,
                payee,
                line: Line::ExitAndRetender,
                need: None,
                amount,
            });
        }
        Some((ledger, vec![payer]))
    }
}
