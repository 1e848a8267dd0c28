//! Where a new phase may have begun: proposed, never applied.
//!
//! Formula (measures.md 1.6): the first 20 points (at least 12) of a phase give the centre; of the points after them the first run of
//! eight useful ones on one side proposes a new phase from the first of the run; its limits need 12 points since; with those the search
//! goes on from there. Why not applied: with two true changes automatic rebasing found three, and a slow decline rebased month by month
//! never shows. A person accepts, with a dated cause, the expectation that it lasts, and 12 points; the old limits stay in view.

use super::rules::first_run;
use super::{FIRM_POINTS, LEAST_POINTS};

/// The run that proposes a phase.
const RUN: usize = 8;

/// A phase that may have begun. Places count from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Proposal {
    /// The first point of the run.
    pub start: usize,
    /// The point with which it could first be known.
    pub detected_at: usize,
    /// 1 up, -1 down.
    pub direction: i8,
    /// How many points there are from the start on.
    pub points: usize,
    /// The centre left.
    pub old_centre: f64,
    /// Whether there are the 12 points that limits need.
    pub ready: bool,
}

/// The proposals for a phase from `first` on, its values in order; `centre` answers the centre of some of them, given as places.
/// `most` points make a baseline.
pub fn proposals(
    values: &[Option<f64>],
    first: usize,
    most: usize,
    centre: impl Fn(std::ops::Range<usize>) -> Option<f64>,
) -> Vec<Proposal> {
    let present: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(place, value)| Some((place, (*value)?))).collect();
    let mut found = Vec::new();
    let mut from = 0;
    loop {
        let left = &present[from..];
        let baseline = left.len().min(most.clamp(LEAST_POINTS, FIRM_POINTS));
        if baseline < LEAST_POINTS {
            return found;
        }
        let Some(old_centre) = centre(left[0].0..left[baseline - 1].0 + 1) else { return found };
        let Some(run) = first_run(&left[baseline..], old_centre, RUN) else { return found };
        let start = run.places[0];
        // The search goes on from the run: what lies before it is not looked at again.
        from += left.partition_point(|(place, _)| *place < start);
        let points = present.len() - from;
        found.push(Proposal {
            start: first + start,
            detected_at: first + run.places[RUN - 1],
            direction: run.side,
            points,
            old_centre,
            ready: points >= LEAST_POINTS,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::super::rules::runs_of;
    use super::*;

    fn proposed(values: &[f64], most: usize) -> Vec<(usize, usize, i8, usize, bool)> {
        let values: Vec<Option<f64>> = values.iter().copied().map(Some).collect();
        let centre = |places: std::ops::Range<usize>| {
            let n = places.len() as f64;
            Some(values[places].iter().flatten().sum::<f64>() / n)
        };
        let all = proposals(&values, 0, most, centre);
        all.iter().map(|p| (p.start, p.detected_at, p.direction, p.points, p.ready)).collect()
    }

    #[test]
    fn two_steps_are_proposed_one_after_the_other() {
        let mut values: Vec<f64> = (0..20).map(|place| f64::from((place + 1) % 2)).collect();
        values.extend((0..24).map(|place| 10.0 + f64::from(place % 2)));
        values.extend([0.0; 9]);
        assert_eq!(proposed(&values, 20), [(20, 27, 1, 33, true), (44, 51, -1, 9, false)]);
        // Twelve points make a baseline too, and find the same steps here.
        assert_eq!(proposed(&values, 12).len(), 2);
    }

    /// What the search says is what one over all the rest says each time; and it is done with many points at once.
    #[test]
    fn going_on_from_the_run_changes_nothing() {
        let slowly = |values: &[Option<f64>]| {
            let present: Vec<(usize, f64)> =
                values.iter().enumerate().filter_map(|(place, value)| Some((place, (*value)?))).collect();
            let (mut found, mut from) = (Vec::new(), 0);
            while present.len() - from > 20 {
                let left = &present[from..];
                let centre = left[..20].iter().map(|(_, value)| value).sum::<f64>() / 20.0;
                let runs = runs_of(&left[20..], centre);
                let Some(run) = runs.iter().find(|run| run.places.len() >= RUN) else { break };
                found.push((run.places[0], run.places[RUN - 1], run.side));
                from = present.iter().position(|(place, _)| *place == run.places[0]).unwrap();
            }
            found
        };
        let mut random = crate::statistics::random::Random::new(5, "rebase");
        let mut values: Vec<Option<f64>> = Vec::new();
        for place in 0..3000 {
            let level = f64::from((place / 150) % 3);
            values.push((random.below(10) > 0).then(|| level + random.below(4) as f64 / 2.0));
        }
        let centre = |places: std::ops::Range<usize>| {
            let all: Vec<f64> = values[places].iter().flatten().copied().collect();
            Some(all.iter().sum::<f64>() / all.len() as f64)
        };
        let quick: Vec<_> =
            proposals(&values, 0, 20, centre).iter().map(|p| (p.start, p.detected_at, p.direction)).collect();
        assert!(quick.len() > 10, "{quick:?}");
        assert_eq!(quick, slowly(&values));
    }

    #[test]
    fn a_run_within_the_baseline_proposes_nothing() {
        let mut values = vec![0.0; 9];
        values.extend([1.0; 11]);
        assert_eq!(proposed(&values, 20), []);
        assert_eq!(proposed(&values[..11], 20), []);
        assert_eq!(proposed(&[], 20), []);
    }
}
