//! Quiet: those who work on a need think that it is sorted, and its person has said nothing for so many days since.
//!
//! It is worked out whenever somebody looks and never kept, it is no end, and it is said wherever it is shown that it is inferred: only
//! the person's word closes a need, and people who gave up are quiet too. Something promised since takes it back, as whatever the
//! person says does.

use super::Need;
use crate::time::{DAY_US, Instant};

/// So many days, where a service does not say: FixMyStreet, the oldest service of its kind, asks people whether what they reported is put
/// right four weeks after they did.
pub const DAYS: u32 = 28;

/// When a need becomes quiet, if nothing more is heard: nothing where nobody thinks that it is sorted, or something was promised since.
pub fn quiet_from(
    thought_sorted_at: Option<Instant>,
    promised_by: Option<Instant>,
    quiet_days: u32,
) -> Option<Instant> {
    let asked = thought_sorted_at.filter(|_| promised_by.is_none())?;
    Some(Instant(asked.0.saturating_add(i64::from(quiet_days) * DAY_US)))
}

impl Need {
    /// Since when it is quiet, if it is now.
    pub fn quiet_since(&self, now: Instant, quiet_days: u32) -> Option<Instant> {
        quiet_from(self.thought_sorted_at, self.promised_by, quiet_days)
            .filter(|from| self.is_open() && *from <= now)
    }
}
