//! What an arrangement came to in one future: money by month, who pays, and what became of people's needs.

use super::ledger::Line;
use super::money::Review;
use super::payoff::Repeats;
use crate::money::Pence;

/// One arrangement in one future; the mean of that future's replications.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Outcome {
    /// What each month of the plan cost all who pay for the service, in prices of its start: not its supplier's own costs.
    pub cash_by_month: Vec<Pence>,
    /// How many needs were met in each of these.
    pub met_by_month: Vec<f64>,
    /// When it would be looked at again, and what leaving it would cost.
    pub reviews: Vec<Review>,
    /// The same money for the whole plan by what it was for.
    pub by_line: Vec<(Line, Pence)>,
    /// What the work came to at the plan's own rates, worked or idle, whoever pays for it: of what a supplier does this is the
    /// supplier's cost, not its price.
    pub work: Pence,
    /// What each organisation, and everybody else who pays or is paid, pays less what it is paid, by name.
    pub nets: Vec<(String, Pence)>,
    /// People's own time, never added to cash.
    pub own_time: Pence,
    /// Who does what is contracted, where there is a contract.
    pub supplier: Option<String>,
    /// What the supplier gained from people who came back.
    pub supplier_repeats: Option<Repeats>,
    /// After how many months the arrangement began: until then everything is as it was.
    pub begins_after_months: u32,
    /// What became of people's needs over the whole plan.
    pub needs: Needs,
    /// How many people each pool has, and how many of them are busy on average, once the arrangement works.
    pub posts: Vec<Posts>,
    /// What is asked of each pool once the arrangement works.
    pub loads: Vec<Load>,
    /// Which pools cannot keep up: their queue grows for as long as the run goes on.
    pub overwhelmed_by: Vec<String>,
    /// How long it took them once the arrangement works, from first words to met; `None` where a queue grows for as long as the run
    /// goes on, or nobody's need was met.
    pub times: Option<Times>,
}

/// The people of a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Posts {
    /// The pool.
    pub pool: String,
    /// How many there are.
    pub staff: f64,
    /// How many of them are busy, on average over the hours that are paid.
    pub busy: f64,
}

/// What is asked of a pool.
#[derive(Debug, Clone, PartialEq)]
pub struct Load {
    /// The pool.
    pub pool: String,
    /// Work that comes as a share of what can be done, with the pools that help it where that is less: worked out before anything runs, those
    /// who ask what has become of their need left out.
    pub share: f64,
    /// The same with the answers to those who asked in the run.
    pub with_chases: f64,
    /// With how many overdue needs at once the answers take all that is spare; `None` where nobody asks here.
    pub tips_at: Option<f64>,
    /// Whether its queue ends by itself: all places are taken, or all who wait give up in time.
    pub bounded: bool,
}

/// What became of people's needs.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Needs {
    /// How many arose.
    pub opened: f64,
    /// How many were met.
    pub met: f64,
    /// How many people gave up.
    pub gave_up: f64,
    /// How often somebody came back because a closed need was not met.
    pub repeats: f64,
    /// How often somebody asked what had become of theirs.
    pub chases: f64,
}

/// How long needs took that were met, in hours from first words.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Times {
    /// The mean.
    pub mean_hours: f64,
    /// Half took at most this.
    pub median_hours: f64,
    /// Nine in ten took at most this.
    pub p90_hours: f64,
}

impl Needs {
    /// How many were neither met nor given up at the end, of those that arose.
    pub fn open(&self) -> f64 {
        (self.opened - self.met - self.gave_up).max(0.0)
    }

    /// Of those that arose, the share that is open at the end.
    pub fn open_share(&self) -> f64 {
        self.open() / self.opened.max(1.0)
    }

    /// The share of those that came to an end in which the person gave up.
    pub fn gave_up_share(&self) -> Option<f64> {
        let ended = self.met + self.gave_up;
        (ended > 0.0).then(|| self.gave_up / ended)
    }
}

impl Outcome {
    /// Whether the arrangement begins to work before the plan ends.
    pub fn begins(&self) -> bool {
        (self.begins_after_months as usize) < self.cash_by_month.len()
    }

    /// Whether a queue grows for as long as the run goes on.
    pub fn overwhelmed(&self) -> bool {
        !self.overwhelmed_by.is_empty()
    }

    /// All cash, not discounted.
    pub fn cash(&self) -> Pence {
        self.cash_by_month.iter().copied().sum()
    }

    /// Pence for each need met, all that was paid included; `None` where none was met.
    pub fn pence_per_need_met(&self) -> Option<f64> {
        (self.needs.met > 0.0).then(|| self.cash().0 as f64 / self.needs.met)
    }

    /// The same in pounds.
    pub fn pounds_per_need_met(&self) -> Option<f64> {
        Some(self.pence_per_need_met()? / 100.0)
    }

    /// The mean of replications of one future; `None` of none.
    pub fn mean(all: &[Outcome]) -> Option<Outcome> {
        let first = all.first()?;
        if all.len() == 1 {
            return Some(first.clone());
        }
        let n = all.len() as f64;
        let number = |of: fn(&Outcome) -> f64| all.iter().map(of).sum::<f64>() / n;
        let pence = |sum: Pence| sum.times(1.0 / n);
        let month = |month: usize| pence(all.iter().map(|one| one.cash_by_month[month]).sum());
        let line = |line: &Line| {
            pence(
                all.iter()
                    .flat_map(|one| &one.by_line)
                    .filter(|(of, _)| of == line)
                    .map(|(_, sum)| *sum)
                    .sum(),
            )
        };
        let net = |name: &String| {
            pence(
                all.iter().flat_map(|one| &one.nets).filter(|(of, _)| of == name).map(|(_, sum)| *sum).sum(),
            )
        };
        let repeats = all.iter().map(|one| one.supplier_repeats).collect::<Option<Vec<Repeats>>>();
        Some(Outcome {
            cash_by_month: (0..first.cash_by_month.len()).map(month).collect(),
            met_by_month: mean_met(first, all),
            reviews: mean_reviews(first, all),
            by_line: Line::ALL
                .iter()
                .map(|one| (*one, line(one)))
                .filter(|(_, sum)| *sum != Pence(0))
                .collect(),
            work: pence(all.iter().map(|one| one.work).sum()),
            nets: first.nets.iter().map(|(name, _)| (name.clone(), net(name))).collect(),
            own_time: pence(all.iter().map(|one| one.own_time).sum()),
            supplier: first.supplier.clone(),
            supplier_repeats: repeats.map(super::appraisal::who_pays::repeats_of),
            begins_after_months: first.begins_after_months,
            needs: Needs {
                opened: number(|one| one.needs.opened),
                met: number(|one| one.needs.met),
                gave_up: number(|one| one.needs.gave_up),
                repeats: number(|one| one.needs.repeats),
                chases: number(|one| one.needs.chases),
            },
            posts: (0..first.posts.len())
                .map(|pool| Posts { busy: number_of_posts(all, pool), ..first.posts[pool].clone() })
                .collect(),
            loads: (0..first.loads.len()).map(|pool| mean_load(all, pool)).collect(),
            overwhelmed_by: by_any(all),
            times: mean_times(all),
        })
    }
}

/// Their means over replications, if all have them.
fn mean_times(all: &[Outcome]) -> Option<Times> {
    let times = all.iter().map(|one| one.times).collect::<Option<Vec<Times>>>()?;
    let mean = |of: fn(&Times) -> f64| times.iter().map(of).sum::<f64>() / times.len() as f64;
    Some(Times {
        mean_hours: mean(|times| times.mean_hours),
        median_hours: mean(|times| times.median_hours),
        p90_hours: mean(|times| times.p90_hours),
    })
}

/// The pools that cannot keep up in some replication.
fn by_any(all: &[Outcome]) -> Vec<String> {
    let pools: std::collections::BTreeSet<&String> = all.iter().flat_map(|one| &one.overwhelmed_by).collect();
    pools.into_iter().cloned().collect()
}

/// What is asked of a pool, on average over replications: only who asks differs between them.
fn mean_load(all: &[Outcome], pool: usize) -> Load {
    let with_chases = all.iter().map(|one| one.loads[pool].with_chases).sum::<f64>() / all.len() as f64;
    Load { with_chases, ..all[0].loads[pool].clone() }
}

/// How many of a pool are busy, on average over replications.
fn number_of_posts(all: &[Outcome], pool: usize) -> f64 {
    all.iter().map(|one| one.posts[pool].busy).sum::<f64>() / all.len() as f64
}

/// Needs met by month, of replications of one future.
fn mean_met(first: &Outcome, all: &[Outcome]) -> Vec<f64> {
    let month = |month: usize| all.iter().map(|one| one.met_by_month[month]).sum::<f64>();
    (0..first.met_by_month.len()).map(|number| month(number) / all.len() as f64).collect()
}

/// The reviews of replications of one future, which have the same dates: fees differ.
fn mean_reviews(first: &Outcome, all: &[Outcome]) -> Vec<Review> {
    let review = |place: usize| {
        let fees = all.iter().map(|one| one.reviews[place].fee).collect::<Option<Vec<Pence>>>();
        let fee = fees.map(|fees| fees.into_iter().sum::<Pence>().times(1.0 / all.len() as f64));
        Review { fee, ..first.reviews[place] }
    };
    (0..first.reviews.len()).map(review).collect()
}
