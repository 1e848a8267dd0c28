//! Quiet: those who work on a need think that it is sorted, and its person has said nothing for so many days since.
//!
//! It is worked out whenever somebody looks and never kept, it is no end, and it is said wherever it is shown that it is inferred: only
//! the person's word closes a need, and people who gave up are quiet too. Something promised since takes it back, as whatever the
//! person says does.

use super::Need;
use crate::time::{DAY_US, Instant};

/// So many days, where a service does not say: FixMyStreet asks people whether what they reported is put
/// right four weeks after they did.
pub const DAYS: u32 = 28;

/// Since when an open need is quiet, if it is now: nothing where nobody thinks that it is sorted, or something was promised since.
pub fn quiet_since(
    thought_sorted_at: Option<Instant>,
    promised_by: Option<Instant>,
    (now, quiet_days): (Instant, u32),
) -> Option<Instant> {
    let asked = thought_sorted_at.filter(|_| promised_by.is_none())?;
    Some(Instant(asked.0.saturating_add(i64::from(quiet_days) * DAY_US))).filter(|from| *from <= now)
}

impl Need {
    /// Since when it is quiet, if it is now.
    pub fn quiet_since(&self, now: Instant, quiet_days: u32) -> Option<Instant> {
        quiet_since(self.thought_sorted_at, self.promised_by, (now, quiet_days)).filter(|_| self.is_open())
    }
}
