//! Money is whole pence, never a float.

use std::fmt;

/// An amount of money in pence; negative when it is owed or refunded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Pence(pub i64);

impl fmt::Display for Pence {
    /// Pounds and pence, as in `-£1,234.05`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let pence = self.0.unsigned_abs();
        write!(f, "{sign}£{}.{:02}", crate::wording::thousands(pence / 100), pence % 100)
    }
}
