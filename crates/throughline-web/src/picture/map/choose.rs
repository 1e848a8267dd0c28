//! Which steps of a map are shown: whole ways from where needs begin to where they end, the most frequent first.
//!
//! A way is as wide as its rarest step. Of each place the widest way to it and the widest way on from it are known; a step is as wide as the
//! widest way that goes through it. Steps are taken by that width, each with its way, so that at every moment each activity shown is
//! reached from a beginning and comes to an end by steps that are shown, and the first taken is the most frequent way of all. A step more
//! frequent than one that is shown is left out only where its own way would need rarer steps still, and there is no room for these.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::order::{lanes_in_order, order};
use super::{Amount, Place, Step};

/// What stands at the end of a line.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// Needs begin.
    Begins,
    /// Something is done.
    Done(Place),
    /// Needs end.
    Ends,
    /// Nothing more is known of them, and this was no end: they are open, or it was written down after the end.
    Stops,
}

/// An activity, or a door through which needs come or go.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Node {
    pub(super) kind: Kind,
    /// How many steps lead into it (from it, of the door through which they come).
    pub(super) times: u64,
    /// How it straight follows itself, if it does.
    pub(super) again: Option<Edge>,
    /// Its lane.
    pub(super) lane: usize,
}

impl Node {
    pub(super) fn place(&self) -> Option<&Place> {
        match &self.kind {
            Kind::Done(place) => Some(place),
            _ => None,
        }
    }

    /// What it is called in a sentence.
    pub(super) fn name(&self) -> &str {
        match &self.kind {
            Kind::Begins => "the need begins",
            Kind::Done(place) if place.activity.trim().is_empty() => "(no name)",
            Kind::Done(place) => &place.activity,
            Kind::Ends => "the need ends",
            Kind::Stops => "nothing further",
        }
    }
}

/// A step that is shown.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Edge {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) count: u64,
    pub(super) needs: u64,
    pub(super) median_s: Option<f64>,
    /// Of the contacts it leads to, the share that is failure demand, where enough were sorted.
    pub(super) failure: Option<f64>,
    /// Whether it goes against the order that most steps keep.
    pub(super) back: bool,
}

impl Edge {
    /// Whether most of what it leads to need not have been.
    pub(super) fn fails(&self) -> bool {
        self.failure.is_some_and(|share| share > 0.5)
    }
}

/// What is shown. The nodes stand in the order that most steps keep.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Graph {
    pub(super) nodes: Vec<Node>,
    pub(super) edges: Vec<Edge>,
    /// The names of the lanes, from left to right; none where no organisation is known, or too many.
    pub(super) lanes: Vec<String>,
    /// How many steps between activities are shown, and how many there are.
    pub(super) shown: u64,
    pub(super) all: u64,
}

/// How much is shown: the share of all steps between activities, and the most nodes and lines.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Limit {
    pub(super) share: f64,
    pub(super) nodes: usize,
    pub(super) edges: usize,
}

/// With no more activities than this the first picture can show nearly all there is.
const FEW_ACTIVITIES: usize = 15;

impl Limit {
    pub(super) fn of(steps: &[Step], amount: Amount) -> Limit {
        let places: BTreeSet<&Place> =
            steps.iter().flat_map(|step| [&step.from, &step.to]).flatten().collect();
        let (share, nodes, edges) = match amount {
            Amount::Few | Amount::More if places.len() <= FEW_ACTIVITIES => (0.9, 20, 36),
            Amount::Few => (0.5, 16, 24),
            Amount::More => (0.8, 20, 36),
            Amount::Most => (0.95, 30, 64),
        };
        Limit { share, nodes, edges }
    }
}

/// The steps that are shown, and what they join. `whole` says whether these are all steps there are.
pub(super) fn chosen(steps: &[Step], whole: bool, limit: Limit) -> Graph {
    let (kinds, edges) = numbered(steps, whole);
    let is = |wanted: &[Kind]| (0..kinds.len()).filter(|node| wanted.contains(&kinds[*node])).collect();
    let (begins, ends): (Vec<usize>, Vec<usize>) = (is(&[Kind::Begins]), is(&[Kind::Ends, Kind::Stops]));
    let into = widest(kinds.len(), &edges, &begins, |edge| (edge.from, edge.to));
    let out = widest(kinds.len(), &edges, &ends, |edge| (edge.to, edge.from));
    let inner = |edge: &Edge| {
        let done = |node: usize| matches!(kinds[node], Kind::Done(_));
        done(edge.from) && done(edge.to)
    };
    let all: u64 = edges.iter().filter(|edge| inner(edge)).map(|edge| edge.count).sum();
    let ways = Ways { edges: &edges, into, out };
    let sum = |taken: &BTreeSet<usize>| -> u64 {
        taken.iter().map(|place| &edges[*place]).filter(|edge| inner(edge)).map(|edge| edge.count).sum()
    };
    let mut taken = ways.taken(limit, |taken| sum(taken) as f64 >= limit.share * all as f64);
    // What straight follows itself stands in its box.
    let drawn: BTreeSet<usize> = taken.iter().map(|place| edges[*place].to).collect();
    let again = |edge: &Edge| edge.from == edge.to && drawn.contains(&edge.to);
    taken.extend((0..edges.len()).filter(|place| again(&edges[*place])));
    graph(&kinds, &edges, &taken, (sum(&taken), all))
}

/// What stands at the ends of the steps, and the steps by its numbers, the most frequent first.
fn numbered(steps: &[Step], whole: bool) -> (Vec<Kind>, Vec<Edge>) {
    let usable = |step: &&Step| step.count > 0 && (step.from.is_some() || step.to.is_some());
    let of = |place: &Option<Place>, door: Kind| place.clone().map_or(door, Kind::Done);
    let mut found: Vec<(Kind, Kind, &Step)> = steps
        .iter()
        .filter(usable)
        .map(|step| (of(&step.from, Kind::Begins), of(&step.to, Kind::Ends), step))
        .collect();
    found.sort_by(|a, b| (b.2.count, &a.0, &a.1).cmp(&(a.2.count, &b.0, &b.1)));
    let mut kinds: BTreeSet<Kind> =
        found.iter().flat_map(|(from, to, _)| [from.clone(), to.clone()]).collect();
    kinds.insert(Kind::Stops);
    let at: BTreeMap<&Kind, usize> = kinds.iter().enumerate().map(|(place, kind)| (kind, place)).collect();
    let edge = |(from, to, step): &(Kind, Kind, &Step)| Edge {
        from: at[from],
        to: at[to],
        count: step.count,
        needs: step.needs,
        median_s: step.median_s,
        failure: step.failure,
        back: false,
    };
    let mut edges: Vec<Edge> = found.iter().map(edge).collect();
    if whole {
        edges.extend(stops(&edges, &at));
        edges.sort_by_key(|edge| Reverse(edge.count));
    }
    (kinds.into_iter().collect(), edges)
}

/// From each activity the needs of which nothing more is known and which did not end there: more lead into it than out of it.
fn stops(edges: &[Edge], at: &BTreeMap<&Kind, usize>) -> Vec<Edge> {
    let stop = |(kind, node): (&&Kind, &usize)| {
        matches!(kind, Kind::Done(_)).then_some(())?;
        let sum = |of: fn(&Edge) -> usize| -> u64 {
            edges.iter().filter(|edge| of(edge) == *node).map(|edge| edge.count).sum()
        };
        let count = sum(|edge| edge.to).checked_sub(sum(|edge| edge.from)).filter(|count| *count > 0)?;
        let to = at[&Kind::Stops];
        Some(Edge { from: *node, to, count, needs: count, median_s: None, failure: None, back: false })
    };
    at.iter().filter_map(stop).collect()
}

/// Of each node how wide the widest way from (or to) the sources is, and the step with which it ends; without sources all ways are open.
fn widest(
    nodes: usize,
    edges: &[Edge],
    sources: &[usize],
    ends: fn(&Edge) -> (usize, usize),
) -> Vec<(u64, Option<usize>)> {
    if !edges.iter().any(|edge| sources.contains(&ends(edge).0)) {
        return vec![(u64::MAX, None); nodes];
    }
    let mut found = vec![(0, None); nodes];
    sources.iter().for_each(|source| found[*source].0 = u64::MAX);
    let mut onward: Vec<Vec<usize>> = vec![Vec::new(); nodes];
    // The most frequent first: what is reached by then is reached by no rarer step than this one.
    for (place, edge) in edges.iter().enumerate() {
        let (near, far) = ends(edge);
        onward[near].push(place);
        if found[near].0 == 0 || found[far].0 > 0 {
            continue;
        }
        found[far] = (edge.count, Some(place));
        let mut reached = VecDeque::from([far]);
        while let Some(node) = reached.pop_front() {
            for next in &onward[node] {
                let beyond = ends(&edges[*next]).1;
                if found[beyond].0 == 0 {
                    found[beyond] = (edge.count, Some(*next));
                    reached.push_back(beyond);
                }
            }
        }
    }
    found
}

/// All steps, the most frequent first, and the widest ways to and from their ends.
struct Ways<'a> {
    edges: &'a [Edge],
    into: Vec<(u64, Option<usize>)>,
    out: Vec<(u64, Option<usize>)>,
}

impl Ways<'_> {
    fn width(&self, place: usize) -> u64 {
        let edge = &self.edges[place];
        edge.count.min(self.into[edge.from].0).min(self.out[edge.to].0)
    }

    /// A step with the widest way to it and on from it.
    fn through(&self, place: usize) -> Vec<usize> {
        let mut way = vec![place];
        let mut node = self.edges[place].from;
        while let Some(step) = self.into[node].1 {
            way.push(step);
            node = self.edges[step].from;
        }
        node = self.edges[place].to;
        while let Some(step) = self.out[node].1 {
            way.push(step);
            node = self.edges[step].to;
        }
        way
    }

    /// The steps by width until there are enough of them and none is rarer than one left out; where there is no room for that, until
    /// there are enough; and where there is none for that, until the room is full. The first way is always there.
    fn taken(&self, limit: Limit, enough: impl Fn(&BTreeSet<usize>) -> bool) -> BTreeSet<usize> {
        let mut order: Vec<usize> = (0..self.edges.len()).filter(|place| self.width(*place) > 0).collect();
        let by_count = order.clone();
        order.sort_by_key(|place| Reverse(self.width(*place)));
        let (mut taken, mut at_least) = (BTreeSet::new(), None);
        for place in order {
            if taken.contains(&place) {
                continue;
            }
            if enough(&taken) {
                let rarest = taken.last().map_or(0, |last| self.edges[*last].count);
                let left = by_count.iter().find(|place| !taken.contains(*place));
                if left.is_none_or(|left| self.edges[*left].count <= rarest) {
                    return taken;
                }
                at_least.get_or_insert_with(|| taken.clone());
            }
            let mut more = taken.clone();
            more.extend(self.through(place));
            if !taken.is_empty() && !self.fits(&more, limit) {
                return at_least.unwrap_or(taken);
            }
            taken = more;
        }
        taken
    }

    fn fits(&self, taken: &BTreeSet<usize>, limit: Limit) -> bool {
        let edges = || taken.iter().map(|place| &self.edges[*place]);
        let nodes: BTreeSet<usize> = edges().flat_map(|edge| [edge.from, edge.to]).collect();
        nodes.len() <= limit.nodes && edges().filter(|edge| edge.from != edge.to).count() <= limit.edges
    }
}

fn graph(kinds: &[Kind], edges: &[Edge], taken: &BTreeSet<usize>, (shown, all): (u64, u64)) -> Graph {
    let used: BTreeSet<usize> =
        taken.iter().flat_map(|place| [edges[*place].from, edges[*place].to]).collect();
    let known: BTreeMap<usize, usize> = used.iter().enumerate().map(|(place, node)| (*node, place)).collect();
    let mut weights = vec![vec![0_u64; known.len()]; known.len()];
    for edge in taken.iter().map(|place| &edges[*place]) {
        weights[known[&edge.from]][known[&edge.to]] += edge.count;
    }
    let door = |door: Kind| used.iter().position(|node| kinds[*node] == door);
    let last: Vec<usize> = [door(Kind::Stops), door(Kind::Ends)].into_iter().flatten().collect();
    let order = order(&weights, door(Kind::Begins), &last);
    let used: Vec<usize> = used.into_iter().collect();
    let mut nodes: Vec<Node> = order.iter().map(|place| node(kinds, edges, used[*place])).collect();
    let mut at = vec![0; order.len()];
    order.iter().enumerate().for_each(|(place, node)| at[*node] = place);
    let edge = |place: &usize| {
        let edge = edges[*place];
        let (from, to) = (at[known[&edge.from]], at[known[&edge.to]]);
        Edge { from, to, back: from > to, ..edge }
    };
    let edges: Vec<Edge> = taken.iter().map(edge).filter(|edge| edge.from != edge.to).collect();
    let lanes = lanes_in_order(&mut nodes, &edges);
    Graph { nodes, edges, lanes, shown, all }
}

fn node(kinds: &[Kind], edges: &[Edge], own: usize) -> Node {
    let of_door = kinds[own] == Kind::Begins;
    let here = edges.iter().filter(|edge| if of_door { edge.from == own } else { edge.to == own });
    let again = edges.iter().find(|edge| edge.from == own && edge.to == own);
    Node {
        kind: kinds[own].clone(),
        times: here.map(|edge| edge.count).sum(),
        again: again.copied(),
        lane: 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The steps of needs, each the numbers of its activities and whether it ended.
    fn steps(needs: &[(Vec<u8>, bool)]) -> Vec<Step> {
        let place = |at: &u8| Some(Place { organisation: None, activity: at.to_string() });
        let mut counts: BTreeMap<(Option<Place>, Option<Place>), u64> = BTreeMap::new();
        for (way, ended) in needs.iter().filter(|(way, _)| !way.is_empty()) {
            let mut count = |from, to| *counts.entry((from, to)).or_default() += 1;
            count(None, place(&way[0]));
            way.windows(2).for_each(|pair| count(place(&pair[0]), place(&pair[1])));
            if *ended {
                count(place(&way[way.len() - 1]), None);
            }
        }
        let step =
            |((from, to), count)| Step { from, to, count, needs: count, median_s: None, failure: None };
        counts.into_iter().map(step).collect()
    }

    fn reached(graph: &Graph, from: &[Kind], ends: fn(&Edge) -> (usize, usize)) -> usize {
        let mut found: BTreeSet<usize> =
            (0..graph.nodes.len()).filter(|node| from.contains(&graph.nodes[*node].kind)).collect();
        for _ in 0..graph.nodes.len() {
            let next = graph.edges.iter().map(ends).filter(|(near, _)| found.contains(near));
            let next: Vec<usize> = next.map(|(_, far)| far).collect();
            found.extend(next);
        }
        found.extend((0..graph.nodes.len()).filter(|node| graph.nodes[*node].place().is_none()));
        found.len()
    }

    fn needs() -> impl Strategy<Value = Vec<(Vec<u8>, bool)>> {
        prop::collection::vec((prop::collection::vec(0..12_u8, 0..8), any::<bool>()), 1..60)
    }

    proptest! {
        #[test]
        fn every_activity_shown_is_reached_and_comes_to_an_end(needs in needs(), edges in 1..40_usize, share in 0.1..1.0_f64) {
            let graph = chosen(&steps(&needs), true, Limit { share, nodes: edges, edges });
            prop_assert_eq!(reached(&graph, &[Kind::Begins], |edge| (edge.from, edge.to)), graph.nodes.len());
            let ends = [Kind::Ends, Kind::Stops];
            prop_assert_eq!(reached(&graph, &ends, |edge| (edge.to, edge.from)), graph.nodes.len());
        }

        #[test]
        fn with_room_no_step_is_left_out_that_is_more_frequent_than_one_shown(needs in needs(), share in 0.1..1.0_f64) {
            let steps = steps(&needs);
            let graph = chosen(&steps, true, Limit { share, nodes: 1_000, edges: 1_000 });
            let again = graph.nodes.iter().filter_map(|node| node.again.as_ref());
            let shown: Vec<u64> = graph.edges.iter().chain(again).map(|edge| edge.count).collect();
            let rarest = graph.edges.iter().map(|edge| edge.count).min().unwrap_or(0);
            let more = |counts: &[u64]| counts.iter().filter(|count| **count > rarest).count();
            let (_, all) = numbered(&steps, true);
            let all: Vec<u64> = all.iter().map(|edge| edge.count).collect();
            prop_assert_eq!(more(&shown), more(&all));
        }
    }

    #[test]
    fn a_missing_activity_is_brought_in_before_a_rarer_step() {
        // Most go from 1 over 2 to 3; a few straight from 1 to 3.
        let needs = [vec![(vec![1, 2, 3], true); 90], vec![(vec![1, 3], true); 10]].concat();
        let graph = chosen(&steps(&needs), true, Limit { share: 0.5, nodes: 5, edges: 9 });
        let names: Vec<&str> = graph.nodes.iter().map(Node::name).collect();
        assert_eq!(names, ["the need begins", "1", "2", "3", "the need ends"]);
        assert!(graph.edges.iter().all(|edge| edge.count >= 90), "{graph:?}");
        // Beginnings and ends are no steps.
        assert_eq!((graph.shown, graph.all), (180, 190));
    }

    #[test]
    fn needs_that_stop_without_an_end_are_seen() {
        let needs = [vec![(vec![1, 2], false); 8], vec![(vec![1, 3], true); 9]].concat();
        let graph = chosen(&steps(&needs), true, Limit { share: 1.0, nodes: 9, edges: 9 });
        let stop = graph.nodes.iter().find(|node| node.kind == Kind::Stops).map(|node| node.times);
        assert_eq!(stop, Some(8));
    }
}
