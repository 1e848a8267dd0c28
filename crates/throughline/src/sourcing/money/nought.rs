//! Why a line of the ledger is nought under an arrangement: it cannot arise there, nobody wrote it, or it was written and came to nothing.

use super::{Changes, Money, Monitoring, Pays};
use crate::sourcing::ledger::Line;

/// Why a line is nought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Nought {
    /// There is no contract, or none of a kind that has it.
    CannotArise,
    /// Nobody wrote it, so nobody knows: it counts as nought.
    NotWritten,
    /// It was written, and nothing came of it.
    CameToNothing,
}

impl Nought {
    /// As the beginning of a sentence that goes on with the lines.
    pub fn says(self) -> &'static str {
        match self {
            Nought::CannotArise => "Nought, as it cannot arise without such a contract",
            Nought::NotWritten => "Nought, as nobody wrote it",
            Nought::CameToNothing => "Nought though it was written: nothing came of it in these futures",
        }
    }
}

impl Money {
    /// Why a line is nought under this money. Of changes of what is wanted this sees only its own: a plan may say them of its needs.
    pub fn why_nought(&self, line: Line) -> Nought {
        let written = |is_written: bool| if is_written { Nought::CameToNothing } else { Nought::NotWritten };
        let agreed = |is_written: bool| match self.contract {
            None => Nought::CannotArise,
            Some(_) => written(is_written),
        };
        let pays = self.contract.as_ref().map(|contract| &contract.pays);
        let paid_so = |is_so: bool| if is_so { Nought::CameToNothing } else { Nought::CannotArise };
        let moving = &self.transition;
        match line {
            Line::ActivityTime | Line::Fixed => Nought::CameToNothing,
            Line::Premises => {
                written(self.premises_pounds_per_year.is_some() || self.sites_pounds_per_year.is_some())
            }
            Line::ContractPrice => paid_so(pays.is_some()),
            Line::VolumeAdjustment => match pays {
                Some(Pays::Fixed { over_pounds, under_pounds, .. }) => {
                    written(over_pounds.is_some() || under_pounds.is_some())
                }
                _ => Nought::CannotArise,
            },
            Line::ChangeCharge => written(self.changes != Changes::default()),
            Line::Monitoring => agreed(self.monitoring != Monitoring::default()),
            Line::Procurement => written(self.procurement.pounds.is_some()),
            Line::Transition => written(
                moving.double_running.is_some()
                    || moving.staff_transfer_pounds.is_some()
                    || moving.systems_pounds.is_some()
                    || moving.pension_pounds.is_some(),
            ),
            Line::Redundancy => written(moving.redundancy_pounds.is_some()),
            Line::IrrecoverableVat => agreed(self.vat_irrecoverable.is_some()),
            Line::Deductions => paid_so(matches!(pays, Some(Pays::Target { .. } | Pays::AtRisk { .. }))),
            Line::SupplierMargin => {
                paid_so(matches!(pays, Some(Pays::CostPlus(_) | Pays::Target { .. } | Pays::AtRisk { .. })))
            }
            // Today's contract ends, if not one of its own.
            Line::ExitAndRetender if self.contract.is_none() && self.ends.is_some() => {
                let breaks = self.ends.as_ref().is_some_and(|ended| !ended.contract.breaks.is_empty());
                written(breaks || self.exit_pounds.is_some())
            }
            Line::ExitAndRetender => agreed(self.exit_pounds.is_some() || self.retender_pounds.is_some()),
            Line::SupplierFailure => agreed(self.failure.hazard_per_year.is_some()),
            Line::RetainedRisk => written(self.retained_risk_pounds_per_year.is_some()),
            Line::CostToOtherBodies => written(!self.other_bodies.is_empty()),
            Line::OwnTime => written(self.own_time.minutes_per_contact.is_some()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sourcing::plan::Number;

    #[test]
    fn a_line_is_nought_for_a_reason() {
        let silent = Money::default();
        for line in [Line::Monitoring, Line::SupplierMargin, Line::Deductions, Line::IrrecoverableVat] {
            assert_eq!(silent.why_nought(line), Nought::CannotArise, "{line:?}");
        }
        for line in [Line::Procurement, Line::RetainedRisk, Line::Premises, Line::ChangeCharge] {
            assert_eq!(silent.why_nought(line), Nought::NotWritten, "{line:?}");
        }
        let said = Money { sites_pounds_per_year: Some(Number(0)), ..Money::default() };
        assert_eq!(said.why_nought(Line::Premises), Nought::CameToNothing);
    }
}
