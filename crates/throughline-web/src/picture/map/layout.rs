//! Where everything of a map lies, by the ELK layered algorithm (Schulze, Spönemann and von Hanxleden, Journal of Visual Languages and
//! Computing 25, 2014), through `elkrs`.
//!
//! It knows no lanes, so they are said in what it knows. The figures of a step are a node of their own in the middle of it, so that no two
//! lie on each other. A first run, without lanes, gives the layers and the order within each. In the second that order is held, lane by
//! lane, and between two lanes stands a chain of points, one in each layer, whose line is kept straight before all others: what stands left
//! of it in every layer stands left of it in the picture. Returns are given turned round, so that nothing is left to break cycles.

use std::collections::VecDeque;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};

use super::choose::Graph;

/// How large something is, in pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Size {
    pub(super) width: f64,
    pub(super) height: f64,
}

/// A place, in pixels from the upper left corner.
pub(super) type Spot = (f64, f64);

/// Where a step lies.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Line {
    /// From the upper node to the figures, and from there to the lower node.
    pub(super) lines: [Vec<Spot>; 2],
    /// The middle of the figures.
    pub(super) label: Spot,
}

/// Where everything lies.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Laid {
    pub(super) width: f64,
    pub(super) height: f64,
    /// The upper left corner of each node.
    pub(super) nodes: Vec<Spot>,
    /// Each step.
    pub(super) edges: Vec<Line>,
    /// Where one lane ends and the next begins.
    pub(super) separators: Vec<f64>,
}

/// A lane is so wide in the positions that give the order; no picture is.
const LANE: f64 = 1e6;

/// So many layouts are kept.
const KEPT: usize = 100;
/// The layouts that were asked for last, the latest at the end: one page asks for the same several times, and so does the next one.
static LAST: Mutex<VecDeque<(String, Option<Laid>)>> = Mutex::new(VecDeque::new());

/// Lays it out; nothing without steps, or where the algorithm fails.
pub(super) fn laid_out(graph: &Graph, nodes: &[Size], labels: &[Size]) -> Option<Laid> {
    if graph.edges.is_empty() {
        return None;
    }
    let free = input(graph, nodes, labels, None);
    let lanes: Vec<usize> = graph.nodes.iter().map(|node| node.lane).collect();
    let asked = format!("{} lanes: {lanes:?} {free}", graph.lanes.len());
    let last = || LAST.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, known)) = last().iter().find(|(known, _)| *known == asked) {
        return known.clone();
    }
    let laid = laid_out_anew(graph, nodes, labels, &free);
    let mut last = last();
    if last.len() == KEPT {
        last.pop_front();
    }
    last.push_back((asked, laid.clone()));
    laid
}

/// `free` is the graph without lanes, as ELK reads it.
fn laid_out_anew(graph: &Graph, nodes: &[Size], labels: &[Size], free: &Value) -> Option<Laid> {
    let free = run(free)?;
    let order = match graph.lanes.len() {
        0 | 1 => return read(graph, labels, &free),
        _ => Order::of(graph, &free)?,
    };
    read(graph, labels, &run(&input(graph, nodes, labels, Some(&order)))?)
}

/// What the first run gives the second.
struct Order {
    /// How many layers there are.
    layers: usize,
    nodes: Vec<f64>,
    labels: Vec<f64>,
}

impl Order {
    fn of(graph: &Graph, free: &Value) -> Option<Order> {
        let spots = spots(free)?;
        let mut middles: Vec<i64> =
            spots.values().map(|(_, y, _, high)| (y + high / 2.0).round() as i64).collect();
        middles.sort_unstable();
        middles.dedup();
        let at = |name: String, lane: usize| spots.get(&name).map(|(x, ..)| lane as f64 * LANE + x);
        let nodes = (0..graph.nodes.len()).map(|node| at(format!("n{node}"), graph.nodes[node].lane));
        // The figures of a step stand where it arrives.
        let labels = graph.edges.iter().enumerate();
        let labels = labels.map(|(edge, step)| at(format!("l{edge}"), graph.nodes[step.to].lane));
        Some(Order {
            layers: middles.len(),
            nodes: nodes.collect::<Option<_>>()?,
            labels: labels.collect::<Option<_>>()?,
        })
    }
}

/// The graph as ELK reads it.
fn input(graph: &Graph, nodes: &[Size], labels: &[Size], order: Option<&Order>) -> Value {
    let mut children = Vec::new();
    let mut edges = Vec::new();
    let mut child = |id: String, size: Size, x: Option<f64>| {
        let mut node = json!({"id": id, "width": size.width, "height": size.height});
        if let Some(x) = x {
            node["layoutOptions"] = json!({"elk.position": format!("({x},0)")});
        }
        children.push(node);
    };
    for (node, size) in nodes.iter().enumerate() {
        child(format!("n{node}"), *size, order.map(|order| order.nodes[node]));
    }
    for (edge, size) in labels.iter().enumerate() {
        child(format!("l{edge}"), *size, order.map(|order| order.labels[edge]));
    }
    let layers = order.map_or(0, |order| order.layers);
    for lane in 1..graph.lanes.len().max(1) {
        for layer in 0..layers {
            let point = Size { width: 1.0, height: 1.0 };
            child(format!("s{lane}_{layer}"), point, Some((lane as f64 - 0.5) * LANE));
        }
    }
    let mut edge = |id: String, from: String, to: String, straight: u64| {
        let options = json!({"elk.layered.priority.straightness": straight.to_string()});
        edges.push(json!({"id": id, "sources": [from], "targets": [to], "layoutOptions": options}));
    };
    let most = graph.edges.iter().map(|edge| edge.count).max().unwrap_or(1).max(1) as f64;
    for (place, step) in graph.edges.iter().enumerate() {
        let (upper, lower) = (step.from.min(step.to), step.from.max(step.to));
        let straight = 1 + (20.0 * step.count as f64 / most) as u64;
        edge(format!("a{place}"), format!("n{upper}"), format!("l{place}"), straight);
        edge(format!("b{place}"), format!("l{place}"), format!("n{lower}"), straight);
    }
    for lane in 1..graph.lanes.len().max(1) {
        for layer in 1..layers {
            let (from, to) = (format!("s{lane}_{}", layer - 1), format!("s{lane}_{layer}"));
            edge(format!("c{lane}_{layer}"), from, to, 1000);
        }
    }
    json!({"id": "map", "layoutOptions": options(order.is_some()), "children": children, "edges": edges})
}

fn options(with_lanes: bool) -> Value {
    json!({
        "elk.algorithm": "org.eclipse.elk.layered",
        "elk.direction": "DOWN",
        "elk.edgeRouting": "ORTHOGONAL",
        "elk.randomSeed": "1",
        "elk.separateConnectedComponents": "false",
        "elk.padding": "[top=4,left=4,bottom=4,right=4]",
        "elk.layered.nodePlacement.strategy": "NETWORK_SIMPLEX",
        "elk.layered.crossingMinimization.semiInteractive": with_lanes.to_string(),
        "elk.layered.thoroughness": "20",
        "elk.layered.spacing.nodeNodeBetweenLayers": "20",
        "elk.layered.spacing.edgeNodeBetweenLayers": "12",
        "elk.layered.spacing.edgeEdgeBetweenLayers": "9",
        "elk.spacing.nodeNode": "18",
        "elk.spacing.edgeNode": "14",
        "elk.spacing.edgeEdge": "12",
    })
}

/// Runs the algorithm. It is a faithful port of one that throws, and says so by panicking: then there is no picture, and the table stands.
fn run(input: &Value) -> Option<Value> {
    let text = input.to_string();
    let laid = std::panic::catch_unwind(|| elkrs::create_elk().layout_json(&text).ok());
    laid.ok()?
}

/// Of each node its place and size.
fn spots(laid: &Value) -> Option<std::collections::HashMap<String, (f64, f64, f64, f64)>> {
    let spot = |node: &Value| {
        let number = |key: &str| node.get(key)?.as_f64().filter(|number| number.is_finite());
        let id = node.get("id")?.as_str()?.to_string();
        Some((id, (number("x")?, number("y")?, number("width")?, number("height")?)))
    };
    laid.get("children")?.as_array()?.iter().map(spot).collect()
}

fn read(graph: &Graph, labels: &[Size], laid: &Value) -> Option<Laid> {
    let spots = spots(laid)?;
    let number = |key: &str| laid.get(key)?.as_f64().filter(|number| number.is_finite());
    let nodes =
        (0..graph.nodes.len()).map(|node| spots.get(&format!("n{node}")).map(|spot| (spot.0, spot.1)));
    let lines: std::collections::HashMap<&str, &Value> = laid
        .get("edges")?
        .as_array()?
        .iter()
        .filter_map(|edge| Some((edge.get("id")?.as_str()?, edge.get("sections")?.get(0)?)))
        .collect();
    let line = |place: usize| {
        let spot = spots.get(&format!("l{place}"))?;
        Some(Line {
            lines: [
                points(lines.get(format!("a{place}").as_str())?)?,
                points(lines.get(format!("b{place}").as_str())?)?,
            ],
            label: (spot.0 + labels[place].width / 2.0, spot.1 + labels[place].height / 2.0),
        })
    };
    let separator = |lane: usize| {
        let chain =
            spots.iter().filter(|(id, _)| id.starts_with(&format!("s{lane}_"))).map(|(_, spot)| spot.0);
        let (sum, count) = chain.fold((0.0, 0.0), |(sum, count), x| (sum + x, count + 1.0));
        (count > 0.0).then_some(sum / count)
    };
    Some(Laid {
        width: number("width")?,
        height: number("height")?,
        nodes: nodes.collect::<Option<_>>()?,
        edges: (0..graph.edges.len()).map(line).collect::<Option<_>>()?,
        separators: (1..graph.lanes.len().max(1)).filter_map(separator).collect(),
    })
}

/// The places of a line, from its beginning to its end.
fn points(section: &Value) -> Option<Vec<Spot>> {
    let spot = |point: &Value| Some((point.get("x")?.as_f64()?, point.get("y")?.as_f64()?));
    let mut points = vec![spot(section.get("startPoint")?)?];
    for bend in section.get("bendPoints").and_then(Value::as_array).into_iter().flatten() {
        points.push(spot(bend)?);
    }
    points.push(spot(section.get("endPoint")?)?);
    Some(points)
}
