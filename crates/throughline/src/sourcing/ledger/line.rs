//! The closed list of what money of a plan can be for.

/// What an entry is for. The same list holds for every option, so that a risk that one of them carries is seen to be nought in another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Line {
    /// Minutes of work at their rate.
    ActivityTime,
    /// Money by the period that goes with no single piece of work.
    Fixed,
    /// Buildings, equipment, systems.
    Premises,
    /// What a contract pays for the work.
    ContractPrice,
    /// What is paid, or paid back, as more or less came than was agreed.
    VolumeAdjustment,
    /// A change of what is wanted: what a supplier charges for it, or own people take.
    ChangeCharge,
    /// The buyer's own people who look after a contract.
    Monitoring,
    /// Choosing a supplier, on the buyer's side.
    Procurement,
    /// Moving the work: double running, staff transfer, pensions, systems, learning.
    Transition,
    /// Posts that end.
    Redundancy,
    /// Value added tax that the buyer cannot recover.
    IrrecoverableVat,
    /// What a contract keeps back for what was not achieved; below nought for the payer.
    Deductions,
    /// What a contract names as paid above the supplier's cost: margin, fee, gain share.
    SupplierMargin,
    /// Leaving a contract, and choosing again.
    ExitAndRetender,
    /// A supplier that fails: stepping in and replacing it.
    SupplierFailure,
    /// Risk that stays with the buyer whatever the contract says, at its expected cost.
    RetainedRisk,
    /// What the arrangement costs bodies that are no part of it.
    CostToOtherBodies,
    /// The time of the people whose needs these are. No cash, and never added to it.
    OwnTime,
}

impl Line {
    /// All of them, in the order above.
    pub const ALL: [Line; 18] = [
        Line::ActivityTime,
        Line::Fixed,
        Line::Premises,
        Line::ContractPrice,
        Line::VolumeAdjustment,
        Line::ChangeCharge,
        Line::Monitoring,
        Line::Procurement,
        Line::Transition,
        Line::Redundancy,
        Line::IrrecoverableVat,
        Line::Deductions,
        Line::SupplierMargin,
        Line::ExitAndRetender,
        Line::SupplierFailure,
        Line::RetainedRisk,
        Line::CostToOtherBodies,
        Line::OwnTime,
    ];

    /// As it is written for people.
    pub fn name(self) -> &'static str {
        match self {
            Line::ActivityTime => "activity time",
            Line::Fixed => "fixed",
            Line::Premises => "premises and IT",
            Line::ContractPrice => "contract price",
            Line::VolumeAdjustment => "volume adjustment",
            Line::ChangeCharge => "change charge",
            Line::Monitoring => "client-side monitoring",
            Line::Procurement => "procurement",
            Line::Transition => "transition",
            Line::Redundancy => "redundancy",
            Line::IrrecoverableVat => "irrecoverable VAT",
            Line::Deductions => "deductions",
            Line::SupplierMargin => "supplier margin",
            Line::ExitAndRetender => "exit and re-tender",
            Line::SupplierFailure => "supplier failure",
            Line::RetainedRisk => "retained risk",
            Line::CostToOtherBodies => "cost to other bodies",
            Line::OwnTime => "people's own time",
        }
    }

    /// Whether it is work at the plan's own rates: time of those who work, and what is paid whether they have work or not.
    pub fn is_work(self) -> bool {
        matches!(self, Line::ActivityTime | Line::Fixed)
    }

    /// Whether it is money that an organisation pays.
    pub fn is_cash(self) -> bool {
        self != Line::OwnTime
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_listed_once_under_a_name_of_its_own() {
        for (place, line) in Line::ALL.into_iter().enumerate() {
            assert_eq!(line as usize, place);
        }
        let names: std::collections::BTreeSet<&str> = Line::ALL.into_iter().map(Line::name).collect();
        assert_eq!(names.len(), Line::ALL.len());
        assert_eq!(Line::ALL.into_iter().filter(|line| !line.is_cash()).count(), 1);
    }
}
