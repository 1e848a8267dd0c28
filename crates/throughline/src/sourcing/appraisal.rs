//! What a plan's money comes to: discounted, by financial year, against the base and against each other, over many futures.
//!
//! Everything here takes plain rows of months or of futures in whole pence, the same futures for every option, and gives numbers with
//! the sentence that may be said of them. Source of the rules: the Green Book, and simulation.md 4.6, 4.7 and 5.

pub mod break_even;
pub mod caution;
pub mod compared;
pub mod discount;
pub mod financial_year;
pub mod flexibility;
pub mod regret;
pub mod settings;
pub mod who_pays;

use crate::error::Error;
use crate::money::Pence;

/// The mean of futures, in pence with a fraction. NaN without any.
fn mean(futures: &[Pence]) -> f64 {
    let sum: i128 = futures.iter().map(|pence| i128::from(pence.0)).sum();
    sum as f64 / futures.len() as f64
}

/// The value below or at which such a share of the futures lies, in order of size (the nearest rank: the `ceil(share * n)`-th
/// smallest). `None` without any.
fn ranked<T: Ord + Copy>(futures: impl IntoIterator<Item = T>, share: f64) -> Option<T> {
    let mut all: Vec<T> = futures.into_iter().collect();
    all.sort_unstable();
    let rank = (share * all.len() as f64).ceil().max(1.0) as usize;
    all.get(rank - 1).copied()
}

/// Of one future each, the smallest over the rows. An error unless there are rows, all of one length that is not nought.
fn least(rows: &[&[Pence]]) -> Result<Vec<Pence>, Error> {
    let futures = paired(rows)?;
    Ok((0..futures).filter_map(|future| rows.iter().map(|row| row[future]).min()).collect())
}

/// How many futures the rows have. An error unless there are rows, all of one length that is not nought.
fn paired(rows: &[&[Pence]]) -> Result<usize, Error> {
    let futures = rows.first().map_or(0, |row| row.len());
    if futures == 0 {
        return Err(Error::asked("there are no futures to compare; run the plan first"));
    }
    if let Some(other) = rows.iter().find(|row| row.len() != futures) {
        return Err(Error::asked(format!(
            "one option was run over {futures} futures and another over {}; run all of them over the same ones",
            other.len()
        )));
    }
    Ok(futures)
}
