//! Which activity directly follows which, how often, in how many needs, and how long it takes.
//!
//! Question: what happens next, and how long does the person wait for it? Formula: for each pair of events next to each other
//! in one need (order of time, ties in the order of the source), count(a, b), the needs with at least one, and the mean and
//! median of time(b) - time(a). Source: van der Aalst, *Process Mining*, 2nd ed. 2016, section 6.2 (directly-follows);
//! equal to pm4py's `discover_dfg` and `discover_performance_dfg`. Where it misleads: in a log with work in parallel, a
//! follows b says nothing of a causing b; and the time of an edge holds the work of b where only its end was written down.

use super::pairs::Pairs;
use crate::log::{Field, Log, NONE, NameColumn, Needs};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, median};
use crate::time;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.edges",
    asks: "What directly follows what, and after how long?",
    unit: "times, needs, seconds",
    formula: "count, needs, mean and median of time(b) - time(a) over events a, b next to each other in a need",
    source: "van der Aalst, Process Mining, 2nd ed. 2016, section 6.2",
    misleads: "Following is not causing; with parallel work neighbours can be unrelated.",
    read,
};

/// One edge, as counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Edge {
    /// Code of the activity that comes first.
    pub from: u32,
    /// Code of the activity that follows.
    pub to: u32,
    /// How often.
    pub count: u64,
    /// In how many needs.
    pub needs: u64,
    /// Mean time between them.
    pub mean_s: f64,
    /// Median time between them.
    pub median_s: f64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let Some(activity) = log.names(Field::Activity) else {
        return Reading::not_enough("no column says what was done; name one as `activity` in the mapping");
    };
    let edges = edges(log, ask.threads);
    let steps: u64 = edges.iter().map(|edge| edge.count).sum();
    let name = |code: u32| activity.names.get(code).to_string();
    let Some(top) = edges.first() else {
        return Reading::not_enough("no need has two events, so nothing follows anything");
    };
    let says = format!(
        "The commonest step is from “{}” to “{}”: {} in {}, half of them within {}.",
        name(top.from),
        name(top.to),
        counted(top.count, "time", "times"),
        counted(top.needs, "need", "needs"),
        time::plain(top.median_s),
    );
    let row = |edge: &Edge| {
        vec![
            Item::Name(name(edge.from)),
            Item::Name(name(edge.to)),
            Item::Count(edge.count),
            Item::Count(edge.needs),
            Item::Number(edge.mean_s),
            Item::Number(edge.median_s),
        ]
    };
    let table = Table {
        columns: vec!["from", "to", "count", "needs", "mean_s", "median_s"],
        rows: edges.iter().map(row).collect(),
    };
    Reading::of(says, steps, "steps", Shape::Table(table))
}

/// All edges, most frequent first, ties by the names. Events without an activity are passed over.
pub fn edges(log: &Log, threads: usize) -> Vec<Edge> {
    let Some(activity) = log.names(Field::Activity) else { return Vec::new() };
    let parts = log.each_part(threads, |needs| Part::of(needs, activity, log.at_us()));

    let mut all = Pairs::new(activity.names.len());
    let mut pieces: Vec<Vec<&[i64]>> = Vec::new();
    let mut found: Vec<Tally> = Vec::new();
    for part in &parts {
        for (tally, gaps) in part.tallies.iter().zip(part.gaps_of_each()) {
            let number = all.number(tally.from, tally.to, found.len());
            if number == found.len() {
                found.push(Tally { count: 0, needs: 0, sum_us: 0, ..*tally });
                pieces.push(Vec::new());
            }
            found[number].count += tally.count;
            found[number].needs += tally.needs;
            found[number].sum_us += tally.sum_us;
            pieces[number].push(gaps);
        }
    }
    let medians = medians(&pieces, threads);
    let mut edges: Vec<Edge> = found
        .iter()
        .zip(medians)
        .map(|(tally, median_us)| Edge {
            from: tally.from,
            to: tally.to,
            count: tally.count,
            needs: tally.needs,
            mean_s: tally.sum_us as f64 / tally.count as f64 / time::SECOND_US as f64,
            median_s: median_us / time::SECOND_US as f64,
        })
        .collect();
    let rank = activity.names.ranks();
    edges.sort_by_key(|e| (std::cmp::Reverse(e.count), rank[e.from as usize], rank[e.to as usize]));
    edges
}

/// What is counted of one edge in one part.
struct Tally {
    from: u32,
    to: u32,
    count: u64,
    needs: u64,
    last_need: u32,
    sum_us: i128,
}

/// The edges of some needs, with all their times, those of one edge next to each other.
struct Part {
    tallies: Vec<Tally>,
    gaps_us: Vec<i64>,
}

impl Part {
    fn of(needs: Needs<'_>, activity: &NameColumn, at_us: &[i64]) -> Part {
        let mut pairs = Pairs::new(activity.names.len());
        let mut tallies: Vec<Tally> = Vec::new();
        let mut numbers: Vec<u32> = Vec::new();
        let codes = &activity.codes[..];
        for need in needs.clone() {
            let mut before: Option<(u32, i64)> = None;
            for (code, at) in codes[need.events.clone()].iter().zip(&at_us[need.events.clone()]) {
                if *code == NONE {
                    continue;
                }
                if let Some((from, from_us)) = before {
                    let number = pairs.number(from, *code, tallies.len());
                    if number == tallies.len() {
                        tallies.push(Tally {
                            from,
                            to: *code,
                            count: 0,
                            needs: 0,
                            last_need: NONE,
                            sum_us: 0,
                        });
                    }
                    let tally = &mut tallies[number];
                    tally.count += 1;
                    tally.sum_us += i128::from(at - from_us);
                    tally.needs += u64::from(tally.last_need != need.index);
                    tally.last_need = need.index;
                    numbers.push(number as u32);
                }
                before = Some((*code, *at));
            }
        }
        let mut next: Vec<usize> = Vec::with_capacity(tallies.len());
        let mut start = 0;
        for tally in &tallies {
            next.push(start);
            start += tally.count as usize;
        }
        let mut gaps_us = vec![0; numbers.len()];
        let mut number = numbers.iter();
        for need in needs {
            let mut before: Option<i64> = None;
            for (code, at) in codes[need.events.clone()].iter().zip(&at_us[need.events.clone()]) {
                if *code == NONE {
                    continue;
                }
                if let Some(from_us) = before
                    && let Some(number) = number.next()
                {
                    let next = &mut next[*number as usize];
                    gaps_us[*next] = at - from_us;
                    *next += 1;
                }
                before = Some(*at);
            }
        }
        Part { tallies, gaps_us }
    }

    fn gaps_of_each(&self) -> impl Iterator<Item = &[i64]> {
        let mut rest = &self.gaps_us[..];
        self.tallies.iter().map(move |tally| {
            let (gaps, after) = rest.split_at(tally.count as usize);
            rest = after;
            gaps
        })
    }
}

/// The median of each group of pieces; groups are shared out between threads.
fn medians(pieces: &[Vec<&[i64]>], threads: usize) -> Vec<f64> {
    let next = std::sync::atomic::AtomicUsize::new(0);
    let work = || {
        let (mut mine, mut gaps) = (Vec::new(), Vec::new());
        loop {
            let group = next.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
            let Some(pieces) = pieces.get(group) else { return mine };
            gaps.clear();
            pieces.iter().for_each(|piece| gaps.extend_from_slice(piece));
            mine.push((group, median(&mut gaps).unwrap_or(f64::NAN)));
        }
    };
    let mut all = vec![f64::NAN; pieces.len()];
    std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads.max(1)).map(|_| scope.spawn(work)).collect();
        for (group, median) in running.into_iter().flat_map(crate::log::join) {
            all[group] = median;
        }
    });
    all
}
