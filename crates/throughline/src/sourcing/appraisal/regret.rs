//! What each option would cost more than the best one, in each scenario.
//!
//! Formula: the regret of an option in a scenario is its cost less the least cost there; the minimax options are those whose largest
//! regret is smallest (Savage 1951). Source: simulation.md 4.6 and 5. Where it misleads: it gives no scenario a chance, so a scenario
//! that nobody believes can decide; leaving out an option that never wins can change which one is marked; and it is no ranking. An option
//! that leaves work undone in a scenario which others do there is left out of it: it is not the best there, nor marked unless all are left out
//! of some.

use crate::error::Error;
use crate::money::Pence;
use crate::wording::counted;

/// So many options are told of in a sentence.
const TOLD: usize = 4;

/// Regrets, options by scenarios.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Regret {
    /// The names of the options.
    pub options: Vec<String>,
    /// The names of the scenarios.
    pub scenarios: Vec<String>,
    /// For each option in each scenario how much more it costs than the best one there.
    pub table: Vec<Vec<Pence>>,
    /// For each option the largest of these.
    pub largest: Vec<Pence>,
    /// For each option in each scenario whether it is left out: its cost there says nothing beside those of the others.
    pub left_out: Vec<Vec<bool>>,
    /// Whether an option's largest is as small as any of those that are left out nowhere.
    pub minimax: Vec<bool>,
}

impl Regret {
    /// The table of costs, a row for each option with a cost for each scenario, and as much whether it is left out there. An error unless it is full.
    pub fn of(
        options: &[&str],
        scenarios: &[&str],
        costs: &[Vec<Pence>],
        left_out: &[Vec<bool>],
    ) -> Result<Regret, Error> {
        if options.is_empty() || scenarios.is_empty() {
            return Err(Error::asked("regret needs at least one option and one scenario; name some"));
        }
        let full = |row: usize| row == scenarios.len();
        let costs_full = costs.len() == options.len() && costs.iter().all(|row| full(row.len()));
        let rest_full = left_out.len() == options.len() && left_out.iter().all(|row| full(row.len()));
        if !costs_full || !rest_full {
            return Err(Error::asked(format!(
                "regret needs a cost of each of {} options in each of {} scenarios; run the ones that are missing",
                options.len(),
                scenarios.len()
            )));
        }
        let least = |scenario: usize| {
            let all = || costs.iter().map(|row| row[scenario]);
            let kept = all().zip(left_out).filter(|(_, left_out)| !left_out[scenario]).map(|(cost, _)| cost);
            kept.min().or_else(|| all().min()).unwrap_or_default()
        };
        let best: Vec<Pence> = (0..scenarios.len()).map(least).collect();
        let regrets = |row: &Vec<Pence>| row.iter().zip(&best).map(|(cost, best)| *cost - *best).collect();
        let table: Vec<Vec<Pence>> = costs.iter().map(regrets).collect();
        let largest: Vec<Pence> =
            table.iter().map(|row| row.iter().copied().max().unwrap_or_default()).collect();
        let somewhere = |place: usize| left_out[place].iter().any(|left_out| *left_out);
        let all_are = (0..options.len()).all(somewhere);
        let kept = |place: &usize| all_are || !somewhere(*place);
        let smallest = (0..options.len()).filter(kept).map(|place| largest[place]).min();
        let minimax =
            (0..options.len()).map(|place| kept(&place) && Some(largest[place]) == smallest).collect();
        let left_out = left_out.to_vec();
        let names = |all: &[&str]| all.iter().map(|name| name.to_string()).collect();
        Ok(Regret { options: names(options), scenarios: names(scenarios), table, largest, left_out, minimax })
    }

    /// In a sentence: what each would cost more than the best at worst, those whose worst is smallest first.
    pub fn says(&self) -> String {
        let undone = |place: usize| self.left_out[place].iter().any(|left_out| *left_out);
        let worst = |place: usize| match undone(place) {
            true => format!("{} leaves work undone on some course", self.options[place]),
            false => format!("{} costs at most {} more", self.options[place], self.largest[place]),
        };
        let mut places: Vec<usize> = (0..self.options.len()).collect();
        places.sort_by_key(|place| (!self.minimax[*place], undone(*place), self.largest[*place]));
        let told: Vec<String> = places.iter().take(TOLD).map(|place| worst(*place)).collect();
        let more = places.len().saturating_sub(TOLD);
        format!(
            "Whichever of {} the world takes, and beside the way that costs least there, for each need met: {}{}.",
            counted(self.scenarios.len() as u64, "course", "courses"),
            told.join("; "),
            if more > 0 {
                format!("; and {}", counted(more as u64, "other way", "other ways"))
            } else {
                String::new()
            }
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(pence: &[i64]) -> Vec<Pence> {
        pence.iter().copied().map(Pence).collect()
    }

    #[test]
    fn a_textbook_table() {
        // Wikipedia, “Regret (decision theory)”: returns of three investments as interest rates rise, stay or fall; worst regrets 7, 5
        // and 11, so bonds are the minimax choice.
        let costs = [row(&[4, -4, -12]), row(&[2, -3, -8]), row(&[-3, -2, -1])];
        let options = ["stocks", "bonds", "money market"];
        let none = vec![vec![false; 3]; 3];
        let bonds = vec![vec![false; 3], vec![false, true, false], vec![false; 3]];
        let found = Regret::of(&options, &["rise", "stay", "fall"], &costs, &none).unwrap();
        assert_eq!(found.table, [row(&[7, 0, 0]), row(&[5, 1, 4]), row(&[0, 2, 11])]);
        assert_eq!(found.largest, row(&[7, 5, 11]));
        assert_eq!(found.minimax, [false, true, false]);
        let pence = |pence: i64| Pence(pence).to_string();
        assert_eq!(
            found.says(),
            format!(
                "Whichever of 3 courses the world takes, and beside the way that costs least there, for each need met: bonds costs at most {} \
                 more; stocks costs at most {} more; money market costs at most {} more.",
                pence(5),
                pence(7),
                pence(11)
            )
        );
        // Where bonds are left out of one, the worst are 7 and 11, and stocks are marked.
        let found = Regret::of(&options, &["rise", "stay", "fall"], &costs, &bonds).unwrap();
        assert_eq!((found.table[0].clone(), found.table[1].clone()), (row(&[7, 0, 0]), row(&[5, 1, 4])));
        assert_eq!(found.minimax, [true, false, false]);
        let all = Regret::of(&options, &["rise", "stay", "fall"], &costs, &vec![vec![true; 3]; 3]).unwrap();
        assert_eq!(
            all.says(),
            "Whichever of 3 courses the world takes, and beside the way that costs least there, for each need met: bonds leaves work undone on \
             some course; stocks leaves work undone on some course; money market leaves work undone on some course."
        );
        assert_eq!((all.minimax, all.left_out), (vec![false, true, false], vec![vec![true; 3]; 3]));
        assert!(
            Regret::of(&options, &["rising"], &costs, &none).unwrap_err().to_string().contains("3 options")
        );
        assert!(Regret::of(&[], &[], &[], &[]).is_err());
    }

    proptest! {
        #[test]
        fn in_each_scenario_somebody_regrets_nothing(costs in prop::collection::vec(prop::collection::vec(-1_000_000i64..1_000_000, 4), 1..6)) {
            let costs: Vec<Vec<Pence>> = costs.iter().map(|costs| row(costs)).collect();
            let names = ["a", "b", "c", "d", "e", "f"];
            let found = Regret::of(&names[..costs.len()], &["w", "x", "y", "z"], &costs, &vec![vec![false; 4]; costs.len()]).unwrap();
            for scenario in 0..4 {
                let column: Vec<Pence> = found.table.iter().map(|row| row[scenario]).collect();
                prop_assert_eq!(column.iter().min().copied(), Some(Pence(0)));
            }
            prop_assert!(found.minimax.contains(&true));
            // Exchanging the first and the last option exchanges their rows and nothing else.
            let last = costs.len() - 1;
            let (mut swapped, mut expected) = (costs.clone(), found.clone());
            swapped.swap(0, last);
            expected.table.swap(0, last);
            expected.largest.swap(0, last);
            expected.minimax.swap(0, last);
            prop_assert_eq!(Regret::of(&names[..costs.len()], &["w", "x", "y", "z"], &swapped, &vec![vec![false; 4]; costs.len()]).unwrap(), expected);
        }
    }
}
