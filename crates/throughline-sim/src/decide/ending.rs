//! What an arrangement pays for ending the contract that runs today before its term is over.

use throughline::sourcing::ledger::{Entry, Ledger, Line, OptionPlace, Party};
use throughline::sourcing::money::OTHERS;

use super::Lived;

impl Lived {
    /// The entries of it, and who pays for the service in them: everybody but today's supplier. `None` where it ends no contract, does not begin
    /// within the plan, or the supplier has failed before.
    pub(super) fn ends_contract_of(&self, base: &Lived) -> Option<(Ledger, Vec<Party>)> {
        let ending = self.ending?;
        let supplier = base.supplier.as_deref()?;
        let is_over = base.fails_in.is_some_and(|month| month <= ending.after_months);
        if is_over || ending.after_months as usize >= self.months.len() {
            return None;
        }
        let mut ledger = Ledger::default();
        let payer = ledger.party(&base.buyer);
        let (fee, exit) = ending.costs(&base.paid);
        for (name, amount) in [(supplier, fee), (OTHERS, exit)] {
            let payee = ledger.party(name);
            ledger.add(Entry {
                option: OptionPlace(0),
                month: ending.after_months,
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
