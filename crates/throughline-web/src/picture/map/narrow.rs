//! The map where there is little room: one box below the other in the order that most steps keep, whose it is within the box, and below
//! that in words what follows. A line runs from each of these: on the right what goes further down, on the left what goes back up; lines
//! to the same box run together.

use std::collections::BTreeMap;

use throughline::wording::thousands;

use super::choose::{Edge, Graph, Kind, Limit, chosen};
use super::plate::{BOLD, LINE_PX, SMALL_PX, door, failure, figures, name_lines, time};
use super::wide::{classes, stroke_px, title};
use super::{Drawing, Put, letters};
use crate::picture::canvas::{Canvas, path, pixel};

/// No more nodes and lines than these are shown.
const MOST: (usize, usize) = (16, 32);
/// Between a box and the first line beside it, and between lines.
const TRACK_PX: f64 = 9.0;
/// Between two boxes.
const BETWEEN_PX: f64 = 26.0;
/// Room within a box, beside and above its words.
const INSIDE_PX: f64 = 9.0;
/// Where lines go into a box, from its top.
const ENTRY_PX: f64 = 15.0;

/// What is shown there is room for.
pub(super) fn graph(drawing: &Drawing) -> Graph {
    let limit = Limit::of(&drawing.steps, drawing.amount);
    let limit = Limit { nodes: limit.nodes.min(MOST.0), edges: limit.edges.min(MOST.1), ..limit };
    chosen(&drawing.steps, drawing.whole, limit)
}

/// Lines that run together: those to the same box of the same kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Bundle {
    back: bool,
    to: usize,
    fails: bool,
}

impl Bundle {
    fn of(edge: &Edge) -> Bundle {
        Bundle { back: edge.back, to: edge.to, fails: edge.fails() }
    }
}

/// Whether a step leads to the very next box, and so needs no line beside them.
fn is_next(edge: &Edge) -> bool {
    edge.to == edge.from + 1
}

/// For each bundle how many lines lie between it and the boxes; and how many there are on the left and on the right.
fn tracks(graph: &Graph) -> (BTreeMap<Bundle, usize>, [usize; 2]) {
    let mut reach: BTreeMap<Bundle, (usize, usize)> = BTreeMap::new();
    for edge in graph.edges.iter().filter(|edge| !is_next(edge)) {
        let (from, to) = (edge.from.min(edge.to), edge.from.max(edge.to));
        let own = reach.entry(Bundle::of(edge)).or_insert((from, to));
        *own = (own.0.min(from), own.1.max(to));
    }
    let mut order: Vec<(Bundle, (usize, usize))> = reach.into_iter().collect();
    // Short ones lie inside.
    order.sort_by_key(|(bundle, (from, to))| (to - from, *bundle));
    let mut taken: [Vec<Vec<(usize, usize)>>; 2] = [Vec::new(), Vec::new()];
    let mut found = BTreeMap::new();
    for (bundle, (from, to)) in order {
        let side = &mut taken[usize::from(!bundle.back)];
        let free = |track: &Vec<(usize, usize)>| track.iter().all(|own| own.1 < from || to < own.0);
        let track = side.iter().position(free).unwrap_or(side.len());
        if track == side.len() {
            side.push(Vec::new());
        }
        side[track].push((from, to));
        found.insert(bundle, track);
    }
    (found, taken.map(|side| side.len()))
}

/// A box: its head, and a row for each step that goes on from it.
struct Plate {
    top: f64,
    height: f64,
    head: Vec<(&'static str, String)>,
    rows: Vec<Row>,
}

/// What follows, in lines of words, and where they begin.
struct Row {
    edge: usize,
    top: f64,
    lines: Vec<String>,
    class: &'static str,
}

/// Draws it, below what is said of it; answers how high it is.
pub(super) fn drawn(canvas: &mut Canvas, drawing: &Drawing, graph: &Graph, put: Put) -> f64 {
    let (tracks, count) = tracks(graph);
    let gutter = |count: usize| if count == 0 { 2.0 } else { (count as f64 + 0.8) * TRACK_PX };
    let (left, right) = (put.left() + gutter(count[0]), put.right() - gutter(count[1]));
    let room = right - left - 2.0 * INSIDE_PX;
    let mut plates: Vec<Plate> = Vec::new();
    for node in 0..graph.nodes.len() {
        let top = plates.last().map_or(2.0, |last| last.top + last.height + BETWEEN_PX);
        plates.push(plate(graph, node, drawing.whole, (top, room)));
    }
    let sides = Sides { left, right, tracks };
    for (place, edge) in graph.edges.iter().enumerate() {
        line(canvas, graph, &plates, &sides, (place, edge));
    }
    for (node, plate) in plates.iter().enumerate() {
        boxed(canvas, graph, plate, &sides, node);
    }
    plates.last().map_or(0.0, |last| last.top + last.height + 4.0)
}

fn plate(graph: &Graph, own: usize, whole: bool, (top, room): (f64, f64)) -> Plate {
    let node = &graph.nodes[own];
    let mut head: Vec<(&'static str, String)> = Vec::new();
    if let Some(says) = door(node) {
        head.push(("tl-name tl-on-door", says));
    } else {
        let body = node.place().and_then(|place| place.organisation.as_ref());
        head.extend(name_lines(node.name(), room).into_iter().map(|name| ("tl-name", name)));
        head.extend(body.map(|body| ("tl-middle", letters::short(body, SMALL_PX, room))));
        head.extend(
            figures(node, whole)
                .into_iter()
                .map(|(fails, says)| (if fails { "tl-middle tl-fails" } else { "tl-middle" }, says)),
        );
    }
    let mut y = INSIDE_PX + head.len() as f64 * LINE_PX + 2.0;
    let mut rows = Vec::new();
    let on_door = node.place().is_none();
    let going = graph.edges.iter().enumerate().filter(|(_, edge)| edge.from == own);
    for (edge, step) in going {
        let lines =
            letters::lines(&says(graph, step), SMALL_PX * if step.fails() { BOLD } else { 1.0 }, room);
        let class = match (on_door, step.fails()) {
            (true, _) => "tl-text tl-on-door",
            (false, true) => "tl-text tl-fails",
            (false, false) => "tl-text",
        };
        y += 5.0;
        rows.push(Row { edge, top: y, lines, class });
        y += rows.last().map_or(0.0, |row| row.lines.len() as f64 * LINE_PX);
    }
    Plate { top, height: y + INSIDE_PX - 3.0, head, rows }
}

/// `↓ job raised: 14,591, after 17 hours, failure 81 %`.
fn says(graph: &Graph, edge: &Edge) -> String {
    let to = &graph.nodes[edge.to];
    let alike = graph.nodes.iter().filter(|other| other.name() == to.name()).count() > 1;
    let body = to.place().and_then(|place| place.organisation.as_ref()).filter(|_| alike);
    let body = body.map_or(String::new(), |body| format!(" ({})", letters::short(body, 1.0, 30.0)));
    let after = time(edge).map_or(String::new(), |after| match &after[..] {
        "at once" => format!(", {after}"),
        _ => format!(", after {after}"),
    });
    let failing = edge.failure.map_or(String::new(), |share| format!(", {}", failure(share)));
    let way = if edge.back { "↑ back to " } else { "↓ " };
    let name = letters::short(to.name(), 1.0, 40.0);
    format!("{way}{name}{body}: {}{after}{failing}", thousands(edge.count))
}

/// Where the boxes end, and the lines beside them.
struct Sides {
    left: f64,
    right: f64,
    tracks: BTreeMap<Bundle, usize>,
}

fn line(canvas: &mut Canvas, graph: &Graph, plates: &[Plate], sides: &Sides, (place, edge): (usize, &Edge)) {
    let (class, tip_class) = classes(edge);
    let wide = stroke_px(edge, graph);
    let half = 3.5 + wide / 2.0;
    let (from, to) = (&plates[edge.from], &plates[edge.to]);
    let (places, corners) = if is_next(edge) {
        let x = (sides.left + sides.right) / 2.0;
        let end = to.top - half;
        (
            vec![(x, from.top + from.height), (x, end)],
            [(x, to.top), (x - half, to.top - 1.6 * half), (x + half, to.top - 1.6 * half)],
        )
    } else {
        let row = from.rows.iter().find(|row| row.edge == place);
        let y = from.top + row.map_or(0.0, |row| row.top + LINE_PX / 2.0);
        let track = sides.tracks.get(&Bundle::of(edge)).copied().unwrap_or(0);
        let (side, away) = if edge.back { (sides.left, -1.0) } else { (sides.right, 1.0) };
        let x = side + away * (track as f64 + 1.0) * TRACK_PX;
        let entry = to.top + ENTRY_PX;
        let tip = (4.0 + 0.4 * wide).min(6.0);
        (
            vec![(side, y), (x, y), (x, entry), (side + away * 3.0, entry)],
            [(side, entry), (side + away * 1.5 * tip, entry - tip), (side + away * 1.5 * tip, entry + tip)],
        )
    };
    let stroke = format!("stroke-width:{}px", pixel(if is_next(edge) { wide } else { wide.min(5.0) }));
    let d = path(places.into_iter().map(|(x, y)| (x, y, false)));
    canvas.open("g", &[]);
    canvas.with_text("title", &[], &title(edge, graph));
    canvas.empty("path", &[("class", class.into()), ("style", (&stroke).into()), ("d", (&d).into())]);
    let d = format!("{}Z", path(corners.into_iter().map(|(x, y)| (x, y, false))));
    canvas.empty("path", &[("class", tip_class.into()), ("d", (&d).into())]);
    canvas.close("g");
}

fn boxed(canvas: &mut Canvas, graph: &Graph, plate: &Plate, sides: &Sides, node: usize) {
    let is_door = !matches!(graph.nodes[node].kind, Kind::Done(_));
    let at = [
        ("class", if is_door { "tl-door" } else { "tl-box" }.into()),
        ("x", sides.left.into()),
        ("y", plate.top.into()),
        ("width", (sides.right - sides.left).into()),
        ("height", plate.height.into()),
        ("rx", if is_door { 12.0 } else { 5.0 }.into()),
    ];
    canvas.empty("rect", &at);
    let middle = (sides.left + sides.right) / 2.0;
    for (line, (class, says)) in plate.head.iter().enumerate() {
        let y = plate.top + INSIDE_PX + line as f64 * LINE_PX + 11.0;
        canvas.label(class, (middle, y), says);
    }
    for row in &plate.rows {
        for (line, says) in row.lines.iter().enumerate() {
            let y = plate.top + row.top + line as f64 * LINE_PX + 12.0;
            canvas.label(row.class, (sides.left + INSIDE_PX, y), says);
        }
    }
}
