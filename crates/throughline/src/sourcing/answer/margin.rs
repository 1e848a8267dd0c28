//! How near an arrangement is to what its pools can do, and with how many overdue needs those who ask what has become of theirs take up all
//! that is spare: beyond that, the queue feeds itself.
//!
//! Formula: [`super::super::outcome::Load`], which a simulation works out before it runs; over futures, the pool of which most is asked in the
//! mean. Source: simulation.md 4.3 (chasing as positive feedback). Where it misleads: it is of means, so a pool well below what it can do
//! still has long queues where its work comes in bursts.

use super::{Answer, Spread, Standing};
use crate::sourcing::outcome::{Load, Outcome};
use crate::wording::{percent, three};

/// Above this share of what can be done, little more makes a queue grow.
const NEAR: f64 = 0.95;

/// How much is left of what an arrangement can do, over the futures.
#[derive(Debug, Clone, PartialEq)]
pub struct Margin {
    /// The pool of which most is asked, of what it can do.
    pub pool: String,
    /// What is asked of it as a share of that, those who ask what has become of their need left out.
    pub share: Spread,
    /// The same with the answers to them.
    pub with_chases: Spread,
    /// Whether its queue ends by itself, as those who wait give up or are turned away.
    pub bounded: bool,
    /// Where people ask, and it tips over.
    pub tips: Option<Tips>,
}

/// Where those who ask what has become of their need can take up all that is spare.
#[derive(Debug, Clone, PartialEq)]
pub struct Tips {
    /// The pool that answers them; of several, the one that tips over first.
    pub pool: String,
    /// With how many overdue needs at once.
    pub at: Spread,
    /// In how many futures there were so many, as a share.
    pub over: f64,
}

impl Margin {
    /// Of one arrangement in all futures; `None` of none.
    pub(super) fn of(outcomes: &[Outcome]) -> Option<Margin> {
        let mean = |pool: &str, of: fn(&Load) -> f64| {
            loads(outcomes, pool).map(of).sum::<f64>() / loads(outcomes, pool).count() as f64
        };
        let spread = |pool: &str, of: fn(&Load) -> f64| Spread::of(loads(outcomes, pool).map(of));
        let pools: Vec<&Load> = outcomes.first()?.loads.iter().collect();
        let busiest = pools.iter().max_by(|one, other| {
            mean(&one.pool, |load| load.with_chases).total_cmp(&mean(&other.pool, |load| load.with_chases))
        })?;
        let tips_at = |load: &Load| load.tips_at.unwrap_or(f64::INFINITY);
        let asked = pools.iter().filter(|load| load.tips_at.is_some());
        let first =
            asked.min_by(|one, other| mean(&one.pool, tips_at).total_cmp(&mean(&other.pool, tips_at)));
        let tips = first.and_then(|load| {
            let over = loads(outcomes, &load.pool).filter(|load| load.share < 1.0 && load.with_chases >= 1.0);
            let over = over.count() as f64 / outcomes.len() as f64;
            Some(Tips { pool: load.pool.clone(), at: spread(&load.pool, tips_at)?, over })
        });
        Some(Margin {
            pool: busiest.pool.clone(),
            share: spread(&busiest.pool, |load| load.share)?,
            with_chases: spread(&busiest.pool, |load| load.with_chases)?,
            bounded: busiest.bounded,
            tips,
        })
    }

    /// The pool and what is asked of it, for a line of figures.
    pub(super) fn told(&self) -> String {
        format!("{}: {}", self.pool, self.with_chases.told(percent))
    }
}

impl Tips {
    /// The pool and with how many overdue needs it tips over, for a line of figures.
    pub(super) fn told(&self) -> String {
        format!("{}: {}", self.pool, self.at.told(|overdue| three(overdue.floor())))
    }
}

/// What is asked of a pool, in each future that has it.
fn loads<'o>(outcomes: &'o [Outcome], pool: &'o str) -> impl Iterator<Item = &'o Load> {
    outcomes.iter().flat_map(move |one| one.loads.iter().filter(move |load| load.pool == pool))
}

impl Answer {
    /// Sentences of arrangements that are nearly at what they can do, or that tip over.
    pub(super) fn near_the_edge(&self) -> Vec<String> {
        self.standings.iter().flat_map(|standing| [near(standing), tips_over(standing)]).flatten().collect()
    }
}

/// Of those whose queue grows in most futures anyway, that is said already.
fn near(standing: &Standing) -> Option<String> {
    let margin = standing.margin.as_ref().filter(|margin| !margin.bounded && standing.overwhelmed < 0.5)?;
    let share = margin.with_chases.p50;
    (share >= NEAR).then(|| {
        format!(
            "Under {} {} of what {} can do is asked of it in the middle future: with a little more work, or a few people away, its queue grows \
             without end.",
            standing.name,
            percent(share),
            margin.pool
        )
    })
}

fn tips_over(standing: &Standing) -> Option<String> {
    let tips = standing.margin.as_ref()?.tips.as_ref().filter(|tips| tips.over > 0.0)?;
    Some(format!(
        "Under {} {} tips over in {} of futures: with more than about {} overdue at once, answering those who ask what has become of their need \
         takes all the time that was spare, and the queue feeds itself.",
        standing.name,
        tips.pool,
        percent(tips.over),
        three(tips.at.p50.floor())
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(pool: &str, share: f64, chases: f64, tips_at: Option<f64>) -> Load {
        Load { pool: pool.to_string(), share, with_chases: share + chases, tips_at, bounded: false }
    }

    fn future(loads: Vec<Load>) -> Outcome {
        Outcome { loads, ..Outcome::default() }
    }

    #[test]
    fn the_busiest_pool_is_told_and_the_one_that_tips_over() {
        let one = |trades: f64, asks: f64| {
            future(vec![load("contact", 0.6, asks, Some(300.0)), load("trades", trades, 0.0, None)])
        };
        let margin = Margin::of(&[one(0.7, 0.05), one(0.8, 0.05), one(0.9, 0.4), one(0.8, 0.05)]).unwrap();
        assert_eq!((margin.pool.as_str(), margin.share.p50, margin.share.p90), ("trades", 0.8, 0.9));
        assert_eq!(margin.told(), "trades: 70 % – 80 % – 90 %");
        let tips = margin.tips.unwrap();
        assert_eq!((tips.pool.as_str(), tips.at.p50, tips.over), ("contact", 300.0, 0.25));
        assert_eq!(tips.told(), "contact: 300");
        assert_eq!(Margin::of(&[]), None);
        assert_eq!(Margin::of(&[Outcome::default()]), None);
    }
}
