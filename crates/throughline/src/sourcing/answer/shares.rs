//! How much of the difference between two arrangements goes with each of the numbers that decide, alone and together with others.

use crate::statistics::variance::Shares;
use crate::wording::{counted, percent};

/// What goes with one number.
#[derive(Debug, Clone, PartialEq)]
pub struct NumberShares {
    /// Its place among the plan's amounts.
    pub place: usize,
    /// Its path in the plan.
    pub path: String,
    /// The shares; `None` where the difference varies too little to say.
    pub shares: Option<Shares>,
}

/// What goes with the numbers that decide between two arrangements.
#[derive(Debug, Clone, PartialEq)]
pub struct Deciding {
    /// The places of the two among the arrangements compared.
    pub ways: (usize, usize),
    /// Those that decide most, in their order.
    pub numbers: Vec<NumberShares>,
    /// Numbers that decide and go together with others, by their paths: they have no shares of their own.
    pub together: Vec<String>,
    /// By so many pairs of futures.
    pub rows: usize,
}

/// A wider interval says too little of a share.
const WIDEST: f64 = 0.4;

impl NumberShares {
    /// As a sentence.
    pub fn says(&self) -> String {
        let path = &self.path;
        let Some(Shares { alone, alone_interval, in_all, in_all_interval }) = self.shares else {
            return format!("{path}: not enough to say.");
        };
        // A share is told as one, whatever chance makes of it; and alone no more than alone or with others.
        let told = |share: f64| percent(share.clamp(0.0, 1.0));
        let width = |(low, high): (f64, f64)| high.min(1.0) - low.max(0.0);
        if width(alone_interval).max(width(in_all_interval)) > WIDEST {
            let [(low, high), (all_low, all_high)] = [alone_interval, in_all_interval];
            return format!(
                "{path}: not enough to say by so few pairs; alone anything from {} to {}, alone or together with others from {} to {} (95 %).",
                told(low),
                told(high),
                told(all_low),
                told(all_high)
            );
        }
        let alone = alone.min(in_all);
        let ends = |(low, high): (f64, f64)| format!("95 %: {} to {}", told(low), told(high));
        format!(
            "{path}: {} of how the difference varies goes with it alone ({}), and {} with it alone or together with others ({}).",
            told(alone),
            ends(alone_interval),
            told(in_all),
            ends(in_all_interval)
        )
    }
}

impl Deciding {
    /// What they rest on, and what is left out.
    pub fn rests_on(&self) -> String {
        let rests = match self.numbers.len() {
            0 => "No number has shares to tell of: none goes with the difference, by itself, by more than chance would have it.".to_string(),
            _ => format!(
                "By {} for each number; what is left goes with other numbers and with luck.",
                counted(self.rows as u64, "pair of futures", "pairs of futures")
            ),
        };
        let left_out = match self.together.len() {
            0 => String::new(),
            _ => format!(
                " Numbers that go together with others have no shares of their own: {}.",
                self.together.join(", ")
            ),
        };
        rests + &left_out
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_told_as_shares() {
        let shares =
            Shares { alone: -0.01, alone_interval: (-0.1, 0.08), in_all: 0.4, in_all_interval: (0.3, 0.5) };
        let of = NumberShares { path: "pool.desk.staff".to_string(), shares: Some(shares), place: 0 };
        assert_eq!(
            of.says(),
            "pool.desk.staff: 0 % of how the difference varies goes with it alone (95 %: 0 % to 8 %), and 40 % with it alone or together with \
             others (95 %: 30 % to 50 %)."
        );
        let rough = Shares { in_all_interval: (0.1, 1.2), ..shares };
        assert_eq!(
            NumberShares { shares: Some(rough), ..of.clone() }.says(),
            "pool.desk.staff: not enough to say by so few pairs; alone anything from 0 % to 8 %, alone or together with others from 10 % to 100 % \
             (95 %)."
        );
        assert_eq!(NumberShares { shares: None, ..of }.says(), "pool.desk.staff: not enough to say.");
        let all = Deciding { ways: (0, 1), numbers: vec![], together: vec!["a".to_string()], rows: 64 };
        assert!(all.rests_on().starts_with("No number has shares to tell of"));
        assert!(
            all.rests_on().ends_with("Numbers that go together with others have no shares of their own: a.")
        );
    }
}
