//! Where needs go next: the share of visits to a step that were followed by each other step of the same pass; what remains closed it.
//!
//! Each share with the 95 % interval of Wilson; by kind where chi square asks for it (p < 0.001) and some
//! share differs by five in a hundred. The last visit of a need that is
//! still open says nothing. Ways seen in fewer than [`LEAST_SHARE`] of the visits are left to the frequent ones, and said. Where
//! it misleads: where a need goes is taken to depend on where it is and of which kind it is, and not on where it was before.

use std::collections::BTreeMap;

use throughline::sourcing::amount::{Belief, Known};
use throughline::sourcing::plan::Way;
use throughline::statistics::share::wilson;
use throughline::statistics::tails::chi_squared_above;
use throughline::wording::counted;

use super::choice::Choice;
use super::sheet::{Found, Sheet};
use super::traces::{Trace, Visit};

/// A way that a smaller share takes is left out.
pub(super) const LEAST_SHARE: f64 = 0.002;
/// Fewer visits of a kind than this have no ways of their own.
const LEAST_FOR_KIND: f64 = 100.0;
/// A kind whose shares all differ by less has no ways of its own either.
const LEAST_DIFFERENCE: f64 = 0.05;

/// How often each way was taken, `None` the end of the pass.
type Counts = BTreeMap<Option<usize>, f64>;

/// The ways on from each step.
pub(super) struct Routing {
    /// By step, then by kind.
    counts: Vec<Vec<Counts>>,
    /// How often each step was the first of a pass; by kind.
    pub(super) first: Vec<BTreeMap<usize, u64>>,
    /// The same of passes after somebody came back.
    pub(super) first_again: Vec<BTreeMap<usize, u64>>,
}

impl Routing {
    pub(super) fn of(traces: &[Trace], choice: &Choice, until_us: i64) -> Routing {
        let known_us = known_us(traces, until_us);
        let kinds = choice.kinds.len();
        let mut routing = Routing {
            counts: vec![vec![Counts::new(); kinds]; choice.steps.len()],
            first: vec![BTreeMap::new(); kinds],
            first_again: vec![BTreeMap::new(); kinds],
        };
        for trace in traces {
            for (number, pass) in trace.passes.iter().enumerate() {
                let visits = &trace.visits[pass.visits.clone()];
                let first = if number == 0 { &mut routing.first } else { &mut routing.first_again };
                *first[trace.kind].entry(visits[0].step).or_default() += 1;
                for pair in visits.windows(2).filter(|pair| pair[0].end_us <= known_us) {
                    *routing.counts[pair[0].step][trace.kind].entry(Some(pair[1].step)).or_default() += 1.0;
                }
                let known = |last: &&Visit| pass.closed_us.is_some() && last.end_us <= known_us;
                if let Some(last) = visits.last().filter(known) {
                    *routing.counts[last.step][trace.kind].entry(None).or_default() += 1.0;
                }
            }
        }
        routing.lets_all_out();
        routing
    }

    /// A step from which nobody was seen to get to an end gets one way out.
    fn lets_all_out(&mut self) {
        loop {
            let sum = |counts: &[Counts]| -> Counts {
                let mut all = Counts::new();
                counts.iter().flatten().for_each(|(way, count)| *all.entry(*way).or_default() += count);
                all
            };
            let ways: Vec<Counts> = self.counts.iter().map(|counts| sum(counts)).collect();
            // What is too rare is left out, so it must not be the only way.
            let often = |step: usize, count: f64| count >= LEAST_SHARE * ways[step].values().sum::<f64>();
            let mut out = vec![false; ways.len()];
            let leads = |step: usize, out: &[bool]| {
                ways[step].iter().any(|(way, count)| often(step, *count) && way.is_none_or(|way| out[way]))
                    || ways[step].is_empty()
            };
            while let Some(step) = (0..out.len()).find(|step| !out[*step] && leads(*step, &out)) {
                out[step] = true;
            }
            let Some(step) = out.iter().position(|out| !out) else { return };
            let all: f64 = ways[step].values().sum();
            let share = (LEAST_SHARE * all * 2.0).max(0.5);
            for counts in &mut self.counts[step] {
                *counts.entry(None).or_default() += share;
            }
        }
    }

    /// All kinds together.
    fn all_kinds(&self, step: usize) -> Counts {
        let mut all = Counts::new();
        self.counts[step].iter().flatten().for_each(|(way, count)| *all.entry(*way).or_default() += count);
        all
    }

    /// The ways on from a step, and those of kinds that differ. Where a kind begins says nothing of where it goes on.
    pub(super) fn ways(
        &self,
        step: usize,
        choice: &Choice,
        sheet: &mut Sheet,
    ) -> (Vec<Way>, Vec<(usize, Vec<Way>)>) {
        let all = self.all_kinds(step);
        let path = format!("step.{}.next", choice.steps[step].name);
        let ways = added(&all, &path, choice, sheet);
        let mut of_kind: Vec<Counts> = Vec::new();
        for (entry, kind) in choice.kind_before.iter().enumerate() {
            of_kind.resize(of_kind.len().max(kind + 1), Counts::new());
            for (way, count) in &self.counts[step][entry] {
                *of_kind[*kind].entry(*way).or_default() += count;
            }
        }
        if !differ(&of_kind, &all) {
            return (ways, Vec::new());
        }
        let mut own = Vec::new();
        for (entry, name) in choice.kinds.iter().enumerate() {
            let counts = &of_kind[choice.kind_before[entry]];
            if counts.values().sum::<f64>() >= LEAST_FOR_KIND {
                let path = format!("step.{}.next_for.{name}", choice.steps[step].name);
                own.push((entry, added(counts, &path, choice, sheet)));
            }
        }
        (ways, own)
    }
}

/// Whether kinds go on in shares that differ by more than chance, and by enough to matter.
fn differ(of_kind: &[Counts], all: &Counts) -> bool {
    let n: f64 = all.values().sum();
    let frequent: Vec<(&Counts, f64)> = of_kind
        .iter()
        .map(|counts| (counts, counts.values().sum()))
        .filter(|(_, sum)| *sum >= LEAST_FOR_KIND)
        .collect();
    let usual: Vec<(&Option<usize>, f64)> = all
        .iter()
        .map(|(way, count)| (way, count / n))
        .filter(|(_, share)| share * LEAST_FOR_KIND >= 1.0)
        .collect();
    let (mut statistic, mut largest) = (0.0, 0.0_f64);
    for (counts, sum) in &frequent {
        for (way, share) in &usual {
            let seen = counts.get(way).copied().unwrap_or(0.0);
            let expected = share * sum;
            statistic += (seen - expected) * (seen - expected) / expected;
            largest = largest.max((seen / sum - share).abs());
        }
    }
    let free = frequent.len().saturating_sub(1) * usual.len().saturating_sub(1);
    let sure = free > 0 && chi_squared_above(statistic, free as f64).is_some_and(|p| p < 0.001);
    sure && largest >= LEAST_DIFFERENCE
}

/// Up to when nearly every visit is known to be followed by another or to have closed the pass: what goes on slowly would else be
/// missing among the last ones. Never less than half of the visits.
fn known_us(traces: &[Trace], until_us: i64) -> i64 {
    let mut gaps_us: Vec<i64> = Vec::new();
    let mut ends_us: Vec<i64> = Vec::new();
    for trace in traces {
        gaps_us.extend(trace.visits.windows(2).map(|pair| (pair[1].end_us - pair[0].end_us).max(0)));
        ends_us.extend(trace.visits.iter().map(|visit| visit.end_us));
    }
    gaps_us.sort_unstable();
    ends_us.sort_unstable();
    let nearly_all = gaps_us.get(gaps_us.len() * 99 / 100).copied().unwrap_or(0);
    let half = ends_us.get(ends_us.len() / 2).copied().unwrap_or(until_us);
    (until_us - nearly_all).max(half)
}

fn added(counts: &Counts, path: &str, choice: &Choice, sheet: &mut Sheet) -> Vec<Way> {
    let all: f64 = counts.values().sum();
    let often = |count: f64| count >= LEAST_SHARE * all;
    let kept: f64 = counts.values().copied().filter(|count| often(*count)).sum();
    let left = all - kept;
    let mut ways = Vec::new();
    for (way, count) in counts.iter().filter(|(_, count)| often(**count)) {
        let Some(step) = *way else { continue };
        let path = format!("{path}.{}", choice.steps[step].name);
        // As many decimals as fit, so that chances never come to more than 1.
        let share = ((count / kept) * 1e6).floor() / 1e6;
        let chance = sheet.add(Found {
            path: &path,
            unit: "share",
            value: if *count == kept { 1.0 } else { share },
            interval: wilson(count / kept, kept),
            belief: Belief::Beta,
            n: kept as u64,
            known: Known::Measured,
            guard: if left > 0.0 {
                counted(
                    left as u64,
                    "other visit took a rare way, which is left out of these shares",
                    "other visits took rare ways, which are left out of these shares",
                )
            } else {
                String::new()
            },
        });
        ways.push(Way { chance, step, not_ours: false });
    }
    ways
}
