//! The order from top to bottom that most steps keep, and the lanes from left to right that make steps between them short.
//!
//! The first is the linear ordering problem: begun as Eades, Lin and Smyth do (Information Processing Letters 47, 1993), then each node is
//! moved to where most of its steps go forward, as long as that gains anything. The second is tried out whole: seven lanes have 5,040 orders.

use std::collections::BTreeMap;

use super::choose::{Edge, Node};

/// With more organisations than this there are no lanes: none would be as wide as a box. Their names stand in the boxes then.
const MOST_LANES: usize = 7;

/// The nodes in the order that most steps keep; `first` and `last` stay where they are.
pub(super) fn order(weights: &[Vec<u64>], first: Option<usize>, last: &[usize]) -> Vec<usize> {
    let mut left: Vec<usize> =
        (0..weights.len()).filter(|node| Some(*node) != first && !last.contains(node)).collect();
    let mut order: Vec<usize> = first.into_iter().collect();
    while !left.is_empty() {
        let surplus = |node: usize| {
            let flow = |from: usize, to: usize| i128::from(weights[from][to]);
            let rest = left.iter().filter(|other| **other != node);
            let begun: i128 = first.map_or(0, |first| flow(first, node));
            rest.map(|other| flow(node, *other) - flow(*other, node)).sum::<i128>() + begun
        };
        let best =
            (0..left.len()).max_by_key(|place| (surplus(left[*place]), std::cmp::Reverse(left[*place])));
        order.extend(best.map(|place| left.remove(place)));
    }
    order.extend(last);
    let ends = (usize::from(first.is_some()), order.len() - last.len());
    while moved(&mut order, weights, ends) {}
    order
}

/// Moves one node to where it gains most; answers whether any did.
fn moved(order: &mut Vec<usize>, weights: &[Vec<u64>], (from, to): (usize, usize)) -> bool {
    let mut best: (i128, usize, usize) = (0, 0, 0);
    for place in from..to {
        let node = order[place];
        // What is gained by swapping it with each neighbour in turn.
        let gain = |before: usize, after: usize| {
            i128::from(weights[after][before]) - i128::from(weights[before][after])
        };
        let mut sum = 0;
        for (target, other) in order.iter().enumerate().take(to).skip(place + 1) {
            sum += gain(node, *other);
            best = if sum > best.0 { (sum, place, target) } else { best };
        }
        sum = 0;
        for target in (from..place).rev() {
            sum += gain(order[target], node);
            best = if sum > best.0 { (sum, place, target) } else { best };
        }
    }
    if best.0 > 0 {
        let node = order.remove(best.1);
        order.insert(best.2, node);
    }
    best.0 > 0
}

/// Gives each node its lane; answers the names of the lanes from left to right, none where no organisation is known, or too many.
pub(super) fn lanes_in_order(nodes: &mut [Node], edges: &[Edge]) -> Vec<String> {
    let mut found: BTreeMap<Option<&String>, usize> = BTreeMap::new();
    let mut names: Vec<Option<&String>> = Vec::new();
    for place in nodes.iter().filter_map(Node::place) {
        let body = place.organisation.as_ref();
        found.entry(body).or_insert_with(|| {
            names.push(body);
            names.len() - 1
        });
    }
    if names.iter().all(Option::is_none) || names.len() > MOST_LANES {
        return Vec::new();
    }
    let of = |node: &Node| node.place().and_then(|place| found.get(&place.organisation.as_ref()).copied());
    let lane: Vec<Option<usize>> = nodes.iter().map(of).collect();
    let count = names.len();
    let mut between = vec![vec![0_u64; count]; count];
    let mut begins = vec![0_u64; count];
    for edge in edges {
        match (lane[edge.from], lane[edge.to]) {
            (Some(from), Some(to)) => between[from][to] += edge.count,
            (None, Some(to)) => begins[to] += edge.count,
            _ => {}
        }
    }
    let best = best_order(&between, &begins);
    let named = |lane: &usize| names[*lane].cloned().unwrap_or_else(|| "organisation not known".to_string());
    let lanes: Vec<String> = best.iter().map(named).collect();
    let mut at = vec![0; count];
    best.iter().enumerate().for_each(|(place, lane)| at[*lane] = place);
    // A door stands in the lane to which most of its steps go.
    let home = |door: usize| {
        let mut sums = vec![0_u64; count];
        for edge in edges.iter().filter(|edge| edge.from == door || edge.to == door) {
            let other = if edge.from == door { edge.to } else { edge.from };
            lane[other].into_iter().for_each(|lane| sums[lane] += edge.count);
        }
        (0..count).max_by_key(|lane| (sums[*lane], std::cmp::Reverse(*lane))).unwrap_or(0)
    };
    let homes: Vec<usize> =
        (0..nodes.len()).map(|node| at[lane[node].unwrap_or_else(|| home(node))]).collect();
    nodes.iter_mut().zip(homes).for_each(|(node, lane)| node.lane = lane);
    lanes
}

/// The order of lanes in which steps between them go least far, those where needs begin further left.
fn best_order(between: &[Vec<u64>], begins: &[u64]) -> Vec<usize> {
    let first: Vec<usize> = (0..begins.len()).collect();
    let far = |order: &[usize]| {
        let mut at = vec![0_u128; order.len()];
        order.iter().enumerate().for_each(|(place, lane)| at[*lane] = place as u128);
        let mut sum = 0;
        for from in 0..order.len() {
            sum += at[from] * u128::from(begins[from]);
            for to in 0..order.len() {
                // Steps between lanes count before where needs begin.
                sum += at[from].abs_diff(at[to]) * u128::from(between[from][to]) * 10;
            }
        }
        sum
    };
    let mut best = (far(&first), first.clone());
    let mut order = first;
    while next_order(&mut order) {
        let found = far(&order);
        if found < best.0 {
            best = (found, order.clone());
        }
    }
    best.1
}

/// The next order in the order of dictionaries; nothing after the last.
fn next_order(order: &mut [usize]) -> bool {
    let Some(place) = order.windows(2).rposition(|pair| pair[0] < pair[1]) else { return false };
    let larger = order.iter().rposition(|other| *other > order[place]).unwrap_or(place);
    order.swap(place, larger);
    order[place + 1..].reverse();
    true
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_path_with_a_return_keeps_its_order() {
        // 0 begins, 1 to 3 follow, 3 comes back to 1 now and then, 4 ends.
        let mut weights = vec![vec![0; 5]; 5];
        for (from, to, count) in [(0, 2, 10), (2, 1, 10), (1, 3, 12), (3, 2, 4), (3, 4, 8)] {
            weights[from][to] = count;
        }
        assert_eq!(order(&weights, Some(0), &[4]), [0, 2, 1, 3, 4]);
    }

    #[test]
    fn lanes_that_hand_over_often_lie_side_by_side() {
        // 0 and 2 hand over to each other, 1 only to 0; needs begin in 2.
        let between = [vec![0, 5, 50], vec![5, 0, 0], vec![60, 0, 0]];
        assert_eq!(best_order(&between, &[0, 0, 100]), [2, 0, 1]);
    }

    proptest! {
        #[test]
        fn every_node_is_there_once_and_at_least_half_goes_forward(
            cells in prop::collection::vec(prop::collection::vec(0..50_u64, 7), 7),
        ) {
            let found = order(&cells, None, &[]);
            let mut sorted = found.clone();
            sorted.sort_unstable();
            prop_assert_eq!(sorted, (0..7).collect::<Vec<_>>());
            let (mut forward, mut back) = (0, 0);
            for (place, from) in found.iter().enumerate() {
                for (other, to) in found.iter().enumerate() {
                    match place.cmp(&other) {
                        std::cmp::Ordering::Less => forward += cells[*from][*to],
                        std::cmp::Ordering::Greater => back += cells[*from][*to],
                        std::cmp::Ordering::Equal => {}
                    }
                }
            }
            prop_assert!(forward >= back, "{forward} {back}");
        }
    }
}
