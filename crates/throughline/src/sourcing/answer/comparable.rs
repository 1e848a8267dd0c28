//! Whether what two arrangements cost can be set against each other: work that is not done costs nothing, so whoever leaves it
//! undone looks cheap.
//!
//! Rule: one leaves clearly more undone than another
//! - where in more than one future of ten, and in two at least, its queue grows without end, the other's does not, and a point more of
//!   needs is open at the end (every figure is told from one in ten to nine in ten);
//! - or where the share of needs open at the end is on average more than two points larger.
//!
//! Then the difference in cost is no verdict. Where it misleads: both lines are drawn by judgement; below them work that is not done
//! still costs nothing; and whoever gives up is not open, and is told of beside.

use super::per_need_met;
use crate::sourcing::outcome::Outcome;
use crate::wording::percent;

/// What one arrangement leaves undone that another does not.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Undone {
    /// The share of futures in which its queue grows without end and the other's does not.
    pub overwhelmed: f64,
    /// Of the needs that arose, the share that is open at the end, on average over futures.
    pub open: f64,
    /// The same of the other.
    pub other_open: f64,
}

/// By so much more of the needs that arose must be open at the end.
const CLEARLY: f64 = 0.02;
/// And in a future in which its queue grows without end, so much more.
const MORE: f64 = 0.01;
/// In more than this share of futures must a queue grow without end.
const OFTEN: f64 = 0.1;

impl Undone {
    /// What one leaves undone that the other does not, over the same futures; `None` where that is not clearly more.
    pub fn of(one: &[Outcome], other: &[Outcome]) -> Option<Undone> {
        let n = one.len().max(1) as f64;
        let open = |all: &[Outcome]| all.iter().map(|one| one.needs.open_share()).sum::<f64>() / n;
        // A queue that grows and leaves as little open as the other's leaves nothing undone within the plan.
        let leaves_more =
            |one: &Outcome, other: &Outcome| one.needs.open_share() > other.needs.open_share() + MORE;
        let alone = one.iter().zip(other);
        let alone =
            alone.filter(|(one, other)| one.overwhelmed() && !other.overwhelmed() && leaves_more(one, other));
        let alone = alone.count();
        let undone = Undone { overwhelmed: alone as f64 / n, open: open(one), other_open: open(other) };
        let clearly = (alone > 1 && undone.overwhelmed > OFTEN) || undone.open > undone.other_open + CLEARLY;
        clearly.then_some(undone)
    }

    /// As a sentence without its end, with the names of the two.
    pub fn says(&self, one: &str, other: &str) -> String {
        let open = (self.open > self.other_open + CLEARLY).then(|| {
            let [own, others] = [self.open, self.other_open].map(percent);
            format!("{one} leaves {own} of needs open at the end, {other} {others}")
        });
        let grows = (self.overwhelmed > 0.0).then(|| {
            let share = percent(self.overwhelmed);
            format!("in {share} of futures the queue of {one} grows without end and that of {other} does not")
        });
        open.into_iter().chain(grows).collect::<Vec<_>>().join("; ")
    }
}

/// Which arrangements do the work, by their places: those that leave clearly more undone than another are left out, unless all do.
pub fn that_do_the_work(outcomes: &[Vec<Outcome>]) -> Vec<usize> {
    let does = |place: &usize| outcomes.iter().all(|other| Undone::of(&outcomes[*place], other).is_none());
    let kept: Vec<usize> = (0..outcomes.len()).filter(does).collect();
    if kept.is_empty() { (0..outcomes.len()).collect() } else { kept }
}

/// The two that cost least for each need met, the cheaper first, of those that do the work.
pub fn best_two(outcomes: &[Vec<Outcome>]) -> Option<(usize, usize)> {
    let cost = |place: usize| {
        let known: Vec<f64> = per_need_met(&outcomes[place]).into_iter().flatten().collect();
        (!known.is_empty()).then(|| (place, known.iter().sum::<f64>() / known.len() as f64))
    };
    let mut order: Vec<(usize, f64)> = that_do_the_work(outcomes).into_iter().filter_map(cost).collect();
    order.sort_by(|(_, one), (_, other)| one.total_cmp(other));
    Some((order.first()?.0, order.get(1)?.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Pence;
    use crate::sourcing::outcome::Needs;

    /// One future: what is paid, of a hundred needs so many met, and whether a queue grows without end.
    fn future(pence: i64, met: f64, overwhelmed: bool) -> Outcome {
        let overwhelmed_by = if overwhelmed { vec!["desk".to_string()] } else { Vec::new() };
        let needs = Needs { opened: 100.0, met, ..Needs::default() };
        Outcome { cash_by_month: vec![Pence(pence)], needs, overwhelmed_by, ..Outcome::default() }
    }

    #[test]
    fn who_leaves_the_work_undone_is_not_among_the_best() {
        let does = vec![future(100_000, 100.0, false); 40];
        let dearer = vec![future(110_000, 99.0, false); 40];
        let starved = vec![future(30_000, 61.0, true); 40];
        assert_eq!(best_two(&[starved.clone(), dearer.clone(), does.clone()]), Some((2, 1)));
        assert_eq!(best_two(&[does.clone(), starved.clone()]), None, "only one does the work");
        assert_eq!(best_two(&[starved.clone(), starved.clone()]), Some((0, 1)), "all leave as much undone");
        let undone = Undone::of(&starved, &does).unwrap();
        assert_eq!(
            undone.says("bought", "as_is"),
            "bought leaves 39 % of needs open at the end, as_is 0 %; in 100 % of futures the queue of bought grows without end and \
             that of as_is does not"
        );
        let often = Undone { overwhelmed: 0.2, open: 0.01, other_open: 0.0 };
        assert_eq!(
            often.says("bought", "as_is"),
            "in 20 % of futures the queue of bought grows without end and that of as_is does not"
        );
        // A queue that grows in one future of forty, or a point more left open, decides nothing.
        let mut once = does.clone();
        once[0] = future(100_000, 99.5, true);
        assert!(Undone::of(&once, &does).is_none() && Undone::of(&dearer, &does).is_none());
    }
}
