//! Which steps of a map are shown: the most frequent, until enough of all steps is there; and for each activity the one most frequent step
//! into it and out of it, so that none hangs in the air.

use std::collections::{BTreeMap, BTreeSet};

use super::order::{lanes_in_order, order};
use super::{Amount, Place, Step};

/// An activity, or a door through which needs come or go.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    /// None for a door.
    pub(super) place: Option<Place>,
    /// Whether it is the door through which needs come.
    pub(super) begins: bool,
    /// How many steps lead into it (from it, of the door through which they come).
    pub(super) times: u64,
    /// How often it straight follows itself, and after how many seconds.
    pub(super) again: Option<(u64, Option<f64>)>,
    /// Its lane.
    pub(super) lane: usize,
}

/// A step that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) count: u64,
    pub(super) needs: u64,
    pub(super) median_s: Option<f64>,
    /// Whether it goes against the order that most steps keep.
    pub(super) back: bool,
}

/// What is shown. The nodes stand in the order that most steps keep.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    /// The names of the lanes, from left to right; none where no organisation is known.
    pub(super) lanes: Vec<String>,
    /// How many steps are shown, and how many there are.
    pub(super) shown: u64,
    pub(super) all: u64,
}

/// The share of all steps, and the most activities and lines.
fn bounds(amount: Amount) -> (f64, usize, usize) {
    match amount {
        Amount::Few => (0.5, 10, 16),
        Amount::More => (0.8, 18, 36),
        Amount::Most => (0.95, 27, 64),
    }
}

/// A place, or the door in or out.
type Key<'a> = (Option<&'a Place>, bool);

fn keys(step: &Step) -> (Key<'_>, Key<'_>) {
    ((step.from.as_ref(), step.from.is_none()), (step.to.as_ref(), false))
}

/// The steps that are shown, and what they join.
pub(super) fn chosen(steps: &[Step], amount: Amount) -> Graph {
    let (share, most_nodes, most_edges) = bounds(amount);
    let usable = |step: &&Step| step.count > 0 && (step.from.is_some() || step.to.is_some());
    let mut sorted: Vec<&Step> = steps.iter().filter(usable).collect();
    sorted.sort_by(|a, b| (b.count, &a.from, &a.to).cmp(&(a.count, &b.from, &b.to)));
    let all: u64 = sorted.iter().map(|step| step.count).sum();
    let mut nodes: BTreeMap<Key<'_>, usize> = BTreeMap::new();
    let mut taken: Vec<usize> = Vec::new();
    let mut shown = 0;
    // Where needs begin and end is always there, if it is known.
    for door in [(None, true), (None, false)] {
        let known = sorted.iter().any(|step| keys(step).0 == door || keys(step).1 == door);
        known.then(|| nodes.insert(door, nodes.len()));
    }
    for (place, step) in sorted.iter().enumerate() {
        if shown as f64 >= share * all as f64 || taken.len() >= most_edges {
            break;
        }
        let (from, to) = keys(step);
        let new =
            usize::from(!nodes.contains_key(&from)) + usize::from(from != to && !nodes.contains_key(&to));
        if nodes.len() + new <= most_nodes {
            for key in [from, to] {
                let next = nodes.len();
                nodes.entry(key).or_insert(next);
            }
            taken.push(place);
            shown += step.count;
        }
    }
    joined(&sorted, &nodes, &mut taken);
    // A door that nothing leads through is not drawn.
    let used: BTreeSet<Key<'_>> =
        taken.iter().flat_map(|place| <[_; 2]>::from(keys(sorted[*place]))).collect();
    let nodes = used.into_iter().enumerate().map(|(place, key)| (key, place)).collect();
    shown = taken.iter().map(|place| sorted[*place].count).sum();
    graph(&sorted, &nodes, &taken, (shown, all))
}

/// Adds for each node the most frequent step into it and out of it, where none is taken.
fn joined(sorted: &[&Step], nodes: &BTreeMap<Key<'_>, usize>, taken: &mut Vec<usize>) {
    for key in nodes.keys() {
        for into in [true, false] {
            let fits = |step: &Step| {
                let (from, to) = keys(step);
                let (own, other) = if into { (to, from) } else { (from, to) };
                own == *key && other != *key && nodes.contains_key(&other)
            };
            if !taken.iter().any(|place| fits(sorted[*place])) {
                taken.extend(sorted.iter().position(|step| fits(step)));
            }
        }
    }
    taken.sort_unstable();
    taken.dedup();
    bridged(sorted, nodes, taken);
}

/// Adds the most frequent steps between parts that would hang apart, as long as there are any.
fn bridged(sorted: &[&Step], nodes: &BTreeMap<Key<'_>, usize>, taken: &mut Vec<usize>) {
    let mut part: Vec<usize> = (0..nodes.len()).collect();
    let ends = |place: usize| {
        let (from, to) = keys(sorted[place]);
        nodes.get(&from).copied().zip(nodes.get(&to).copied())
    };
    let mut join = |place: usize| {
        let Some((from, to)) = ends(place) else { return false };
        let (one, other) = (part[from], part[to]);
        part.iter_mut().filter(|part| **part == other).for_each(|part| *part = one);
        one != other
    };
    for place in taken.iter() {
        join(*place);
    }
    taken.extend((0..sorted.len()).filter(|place| join(*place)));
    taken.sort_unstable();
}

fn graph(
    sorted: &[&Step],
    known: &BTreeMap<Key<'_>, usize>,
    taken: &[usize],
    (shown, all): (u64, u64),
) -> Graph {
    let mut weights = vec![vec![0_u64; known.len()]; known.len()];
    for step in taken.iter().map(|place| sorted[*place]) {
        let (from, to) = keys(step);
        weights[known[&from]][known[&to]] += step.count;
    }
    let door = |begins: bool| known.get(&(None, begins)).copied();
    let order = order(&weights, door(true), door(false));
    let mut at = vec![0; known.len()];
    order.iter().enumerate().for_each(|(place, node)| at[*node] = place);
    let mut nodes: Vec<Option<Node>> = vec![None; known.len()];
    for (key, place) in known {
        nodes[at[*place]] = Some(node(sorted, *key));
    }
    let mut nodes: Vec<Node> = nodes.into_iter().flatten().collect();
    let edge = |step: &&Step| {
        let (from, to) = keys(step);
        let (from, to) = (at[known[&from]], at[known[&to]]);
        let Step { count, needs, median_s, .. } = **step;
        Edge { from, to, count, needs, median_s, back: from > to }
    };
    let of_taken = taken.iter().map(|place| &sorted[*place]);
    let edges: Vec<Edge> = of_taken.map(edge).filter(|edge| edge.from != edge.to).collect();
    let lanes = lanes_in_order(&mut nodes, &edges);
    Graph { nodes, edges, lanes, shown, all }
}

fn node(sorted: &[&Step], key: Key<'_>) -> Node {
    let mut node = Node { place: key.0.cloned(), begins: key.1, times: 0, again: None, lane: 0 };
    for step in sorted {
        let (from, to) = keys(step);
        if (if key.1 { from } else { to }) == key {
            node.times += step.count;
        }
        if from == key && to == key {
            node.again = Some((step.count, step.median_s));
        }
    }
    node
}
