//! When rows happened, while reading: in whole seconds of four bytes as long as these are exact (nearly all sources write no more),
//! else in microseconds of eight. Memory touched for the first time is dear.

use super::rows::retain;
use crate::time::SECOND_US;

/// When each row happened, in microseconds of UTC; no row is without. It widens by itself when an instant is no whole second
/// from 1970 to 2106.
#[derive(Debug, Clone)]
pub enum Instants {
    /// Seconds since 1970.
    Seconds(Vec<u32>),
    /// Microseconds since 1970.
    Microseconds(Vec<i64>),
}

impl Default for Instants {
    fn default() -> Instants {
        Instants::Seconds(Vec::new())
    }
}

impl From<Vec<i64>> for Instants {
    fn from(at_us: Vec<i64>) -> Instants {
        Instants::Microseconds(at_us)
    }
}

/// An instant in whole seconds, if it is that and fits; else some other number, and `false`.
#[inline]
fn seconds(us: i64) -> (u32, bool) {
    // Before 1970 they are far too large as numbers without a sign.
    let seconds = us as u64 / SECOND_US as u64;
    (seconds as u32, u64::from(seconds as u32) * SECOND_US as u64 == us as u64)
}

#[inline]
pub(super) fn microseconds(seconds: u32) -> i64 {
    i64::from(seconds) * SECOND_US
}

impl Instants {
    /// How many there are.
    pub fn len(&self) -> usize {
        match self {
            Instants::Seconds(at) => at.len(),
            Instants::Microseconds(at) => at.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// When a row happened, in microseconds.
    ///
    /// # Panics
    /// If there is no such row.
    #[inline]
    pub fn get(&self, row: usize) -> i64 {
        match self {
            Instants::Seconds(at) => microseconds(at[row]),
            Instants::Microseconds(at) => at[row],
        }
    }

    /// All of them, in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = i64> + '_ {
        (0..self.len()).map(|row| self.get(row))
    }

    /// Adds a row.
    pub fn push(&mut self, us: i64) {
        self.extend(&[us]);
    }

    /// Adds rows.
    pub fn extend(&mut self, all_us: &[i64]) {
        if let Instants::Seconds(at) = self {
            let (before, mut exact) = (at.len(), true);
            at.extend(all_us.iter().map(|us| {
                let (seconds, is_exact) = seconds(*us);
                exact &= is_exact;
                seconds
            }));
            if exact {
                return;
            }
            at.truncate(before);
        }
        self.widened().extend_from_slice(all_us);
    }

    /// Gives a row another instant.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn set(&mut self, row: usize, us: i64) {
        match (self, seconds(us)) {
            (Instants::Seconds(at), (seconds, true)) => at[row] = seconds,
            (all, _) => all.widened()[row] = us,
        }
    }

    /// Keeps the rows for which `keep` says so.
    pub fn retain(&mut self, keep: &[bool]) {
        match self {
            Instants::Seconds(at) => retain(at, 0, keep),
            Instants::Microseconds(at) => retain(at, 0, keep),
        }
    }

    /// Keeps room for so many more.
    pub fn reserve(&mut self, more: usize) {
        match self {
            Instants::Seconds(at) => at.reserve(more),
            Instants::Microseconds(at) => at.reserve(more),
        }
    }

    /// In microseconds, with the same room.
    pub(super) fn widened(&mut self) -> &mut Vec<i64> {
        if let Instants::Seconds(at) = self {
            let mut wider = Vec::with_capacity(at.capacity());
            wider.extend(at.iter().map(|seconds| microseconds(*seconds)));
            *self = Instants::Microseconds(wider);
        }
        match self {
            Instants::Microseconds(at) => at,
            Instants::Seconds(_) => unreachable!("they have just been widened"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn whatever_fits_or_not_is_kept(
            all_us in prop::collection::vec(prop_oneof![
                9 => (0i64..=u32::MAX.into()).prop_map(|seconds| seconds * SECOND_US),
                1 => any::<i64>(),
            ], 0..40),
            runs in 1usize..9,
            other in any::<i64>(),
        ) {
            let mut kept = Instants::default();
            all_us.chunks(runs).for_each(|run| kept.extend(run));
            prop_assert_eq!(kept.iter().collect::<Vec<_>>(), all_us.clone());
            let narrow = all_us.iter().all(|us| us % SECOND_US == 0 && (0..=i64::from(u32::MAX)).contains(&(us / SECOND_US)));
            prop_assert_eq!(matches!(kept, Instants::Seconds(_)), narrow);
            if let Some(last) = all_us.len().checked_sub(1) {
                let keep: Vec<bool> = (0..=last).map(|row| row % 3 != 1).collect();
                kept.set(0, other);
                kept.retain(&keep);
                let mut want = all_us;
                want[0] = other;
                let want: Vec<i64> = want.into_iter().zip(keep).filter(|(_, keep)| *keep).map(|(us, _)| us).collect();
                prop_assert_eq!(kept.iter().collect::<Vec<_>>(), want);
            }
        }
    }
}
