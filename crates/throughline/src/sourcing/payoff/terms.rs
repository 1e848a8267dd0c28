//! What a contract says beside its price: how long it binds, what leaving and changing it costs, and what looking after it takes.

use crate::error::Error;
use crate::money::Pence;
use crate::sourcing::split::evenly;
use crate::wording::counted;

/// A date at which the contract may be left before its end.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Break {
    /// After how many months.
    pub after_months: u32,
    /// The fee, as a share of what would still be paid until the end.
    pub fee_share: f64,
}

/// What a change of what was agreed takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Change {
    /// Days from asking to having it.
    pub lead_days: f64,
    /// The price of a change of size one, in pence.
    pub price_a_point: Pence,
    /// What is charged on top for managing it, as a share of that.
    pub fee_share: f64,
}

/// What looking after the contract takes on the buyer's side.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Monitoring {
    /// As a share of what is paid under the contract.
    pub share: f64,
    /// Full-time posts besides, in numbers of them.
    pub posts: f64,
    /// What a post costs a year, overhead included, in pence.
    pub post_a_year: Pence,
}

/// The terms of a contract.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// How long it binds, in months.
    pub months: u32,
    /// When it may be left earlier, in order of time.
    pub breaks: Vec<Break>,
    /// What a change takes.
    pub change: Change,
    /// What looking after it takes.
    pub monitoring: Monitoring,
}

impl Change {
    /// What a change of a size costs: `price * size * (1 + fee)`, in pence (simulation.md 4.4).
    pub fn charge(&self, size_points: f64) -> Pence {
        self.price_a_point.times(size_points * (1.0 + self.fee_share))
    }
}

impl Monitoring {
    /// What looking after the contract costs in a month in which so much was paid under it, in pence: a share of that, and a twelfth of
    /// the posts.
    pub fn cost(&self, paid: Pence, month: u32) -> Pence {
        paid.times(self.share) + evenly(self.post_a_year.times(self.posts), 12, month)
    }
}

impl Terms {
    /// Why its numbers make no sense, as the end of a sentence; `None` where they do.
    pub fn wrong(&self) -> Option<String> {
        let Terms { months, breaks, change, monitoring } = self;
        if *months == 0 {
            return Some("a contract lasts a month or more".to_string());
        }
        if let Some(late) = breaks.iter().find(|one| one.after_months == 0 || one.after_months >= *months) {
            return Some(format!(
                "a break after month {} lies outside its {months} months",
                late.after_months
            ));
        }
        if breaks.windows(2).any(|pair| pair[0].after_months >= pair[1].after_months) {
            return Some("its breaks are not in order of time".to_string());
        }
        let numbers = [
            ("the lead time of a change in days", change.lead_days),
            ("the fee on a change", change.fee_share),
            ("the share for monitoring", monitoring.share),
            ("the number of posts for monitoring", monitoring.posts),
            ("the price of a change in pence", change.price_a_point.0 as f64),
            ("the cost of a post in pence", monitoring.post_a_year.0 as f64),
        ];
        let fees = breaks.iter().map(|one| ("the fee of a break", one.fee_share));
        let mut all = numbers.into_iter().chain(fees);
        let wrong = all.find(|(_, value)| !(value.is_finite() && *value >= 0.0));
        wrong.map(|(name, value)| format!("{name} is {value}, and it is 0 or more"))
    }

    /// What leaving costs after so many months, where so much would still be paid until the end: nothing from the end on, the fee at a
    /// break. Between breaks it cannot be left: the error says when next.
    pub fn leaving(&self, after_months: u32, still_to_pay: Pence) -> Result<Pence, Error> {
        if after_months >= self.months {
            return Ok(Pence(0));
        }
        if let Some(here) = self.breaks.iter().find(|one| one.after_months == after_months) {
            return Ok(still_to_pay.times(here.fee_share));
        }
        let next = self.breaks.iter().map(|one| one.after_months).find(|month| *month > after_months);
        let next = next.unwrap_or(self.months);
        Err(Error::asked(format!(
            "the contract cannot be left after {}, next after {}; wait until then, or agree another break",
            counted(u64::from(after_months), "month", "months"),
            counted(u64::from(next), "month", "months")
        )))
    }
}
