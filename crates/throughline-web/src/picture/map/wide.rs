//! The map with a lane for each organisation, side by side.

use throughline::time::plain;
use throughline::wording::thousands;

use super::choose::{Edge, Graph, Limit, chosen};
use super::layout::{self, Laid, Size, laid_out};
use super::plate::{LINE_PX, NOTE_PX, Plate, SMALL_PX, name_lines};
use super::{Amount, Drawing, Put, letters};
use crate::picture::canvas::{Canvas, path, pixel};

/// The widest an activity is drawn, and how wide it is where there is little room.
const NODE_PX: [f64; 2] = [150.0, 116.0];
/// With more lines than this the boxes are drawn narrow at once.
const MANY_EDGES: usize = 40;
/// What a page has room for, if the letters become no smaller than eleven of its pixels.
pub(super) const ROOM_PX: f64 = 1_120.0;
/// The first picture is not cut down to fewer lines than this to fit the page.
const LEAST_EDGES: usize = 8;

/// All that a map is drawn from.
pub(super) struct Parts {
    pub(super) graph: Graph,
    boxes: Vec<Plate>,
    labels: Vec<Plate>,
    laid: Laid,
}

impl Parts {
    /// Laid out so that it fits a page: with narrower boxes if need be; the first picture, with fewer lines too.
    pub(super) fn of(drawing: &Drawing) -> Option<Parts> {
        let mut limit = Limit::of(&drawing.steps, drawing.amount);
        loop {
            let graph = chosen(&drawing.steps, drawing.whole, limit);
            let mut found = None;
            // A layout of many lines takes its time, and is wide in any case.
            let tried = if graph.edges.len() > MANY_EDGES { &NODE_PX[1..] } else { &NODE_PX[..] };
            for most_px in tried.iter().copied() {
                let parts = Parts::laid(graph.clone(), drawing.whole, most_px)?;
                if parts.laid.width <= ROOM_PX {
                    return Some(parts);
                }
                found = Some(parts);
            }
            let edges = graph.edges.len();
            if drawing.amount != Amount::Few || edges <= LEAST_EDGES || edges > limit.edges {
                return found;
            }
            limit.edges = edges * 4 / 5;
        }
    }

    fn laid(graph: Graph, whole: bool, most_px: f64) -> Option<Parts> {
        let boxes: Vec<Plate> =
            graph.nodes.iter().map(|node| Plate::of(node, &graph, whole, most_px)).collect();
        let labels: Vec<Plate> = graph.edges.iter().map(Plate::of_step).collect();
        let size = |plate: &Plate| Size { width: plate.width, height: plate.height };
        let sizes = |plates: &[Plate]| plates.iter().map(size).collect::<Vec<_>>();
        let laid = laid_out(&graph, &sizes(&boxes), &sizes(&labels))?;
        Some(Parts { graph, boxes, labels, laid })
    }

    /// Whether a page has no room for it.
    pub(super) fn is_too_wide(&self) -> bool {
        self.laid.width > ROOM_PX
    }
}

/// Draws it, below what is said of it; answers how wide and how high it is.
pub(super) fn drawn(canvas: &mut Canvas, parts: &Parts, note: &str, put: Put) -> (f64, f64) {
    let laid = &parts.laid;
    let margin = put.left() + 8.0;
    let width = (laid.width + 2.0 * margin).max(620.0);
    let shift = (width - laid.width) / 2.0;
    let note = letters::lines(note, SMALL_PX, width - 2.0 * margin);
    let note_px = if note.is_empty() { 0.0 } else { note.len() as f64 * 17.0 + 12.0 };
    for (place, line) in note.iter().enumerate() {
        canvas.label("tl-quiet", (put.left(), SMALL_PX + place as f64 * 17.0), line);
    }
    let heads = heads(parts);
    let lines = heads.iter().map(|(_, _, lines)| lines.len()).max().unwrap_or(0);
    let head_px = if lines > 0 { lines as f64 * 17.0 + 14.0 } else { 0.0 };
    let mut inner = Canvas::default();
    lanes(&mut inner, &heads, head_px, laid.height);
    let top = note_px + head_px;
    let mut picture = Canvas::default();
    lines_of(&mut picture, parts);
    boxes(&mut picture, parts);
    inner.part(picture, head_px);
    let mut shifted = Canvas::default();
    shifted.open("g", &[("transform", (&format!("translate({} 0)", pixel(shift))).into())]);
    shifted.part(inner, 0.0);
    shifted.close("g");
    canvas.part(shifted, note_px);
    (width, top + laid.height + 14.0)
}

/// The lanes: from where to where, and the lines of their names.
fn heads(parts: &Parts) -> Vec<(f64, f64, Vec<String>)> {
    let lanes = &parts.graph.lanes;
    if lanes.is_empty() {
        return Vec::new();
    }
    let mut edges = vec![-8.0];
    edges.extend(&parts.laid.separators);
    edges.push(parts.laid.width + 8.0);
    let lane = |(name, ends): (&String, &[f64])| {
        let room = (ends[1] - ends[0] - 12.0).max(40.0);
        (ends[0], ends[1], name_lines(name, room))
    };
    lanes.iter().zip(edges.windows(2)).map(lane).collect()
}

fn lanes(canvas: &mut Canvas, heads: &[(f64, f64, Vec<String>)], head_px: f64, height: f64) {
    for (place, (from, to, lines)) in heads.iter().enumerate() {
        if place.is_multiple_of(2) {
            let sides = [("x", (*from).into()), ("y", 0.0.into())];
            let [x, y] = sides;
            let size = [("width", (to - from).into()), ("height", (head_px + height + 10.0).into())];
            let [width, high] = size;
            canvas.empty("rect", &[("class", "tl-lane".into()), x, y, width, high]);
        }
        for (line, says) in lines.iter().enumerate() {
            canvas.label("tl-name", ((from + to) / 2.0, 17.0 * (line + 1) as f64), says);
        }
    }
}

/// The classes of a step's line and of its tip.
pub(super) fn classes(edge: &Edge) -> (&'static str, &'static str) {
    match (edge.back, edge.fails()) {
        (false, false) => ("tl-flow", "tl-tip"),
        (false, true) => ("tl-flow tl-failing", "tl-tip tl-failing"),
        (true, false) => ("tl-return", "tl-tip-return"),
        (true, true) => ("tl-return tl-failing", "tl-tip-return tl-failing"),
    }
}

/// How wide the line of a step is.
pub(super) fn stroke_px(edge: &Edge, graph: &Graph) -> f64 {
    let most = graph.edges.iter().map(|edge| edge.count).max().unwrap_or(1).max(1) as f64;
    1.4 + 5.6 * (edge.count as f64 / most)
}

/// What a step says when it is pointed at.
pub(super) fn title(edge: &Edge, graph: &Graph) -> String {
    let name = |node: usize| graph.nodes[node].name();
    let after = edge.median_s.filter(|s| s.is_finite());
    let after = after.map_or(String::new(), |s| format!(", half within {}", plain(s)));
    let (count, needs) = (thousands(edge.count), thousands(edge.needs));
    format!("{} → {}: {count} in {needs} needs{after}", name(edge.from), name(edge.to))
}

/// The steps: their lines, their tips, and their figures on top.
fn lines_of(canvas: &mut Canvas, parts: &Parts) {
    let of_all = || parts.graph.edges.iter().zip(&parts.laid.edges);
    for (edge, laid) in of_all() {
        let (class, tip_class) = classes(edge);
        let wide = stroke_px(edge, &parts.graph);
        let stroke = format!("stroke-width:{}px", pixel(wide));
        for line in &laid.lines {
            let d = path(line.iter().map(|(x, y)| (*x, *y, false)));
            canvas.empty("path", &[("class", class.into()), ("style", (&stroke).into()), ("d", (&d).into())]);
        }
        tip(canvas, (edge.back, tip_class), laid, wide);
    }
    for ((edge, laid), plate) in of_all().zip(&parts.labels) {
        let (x, y) = laid.label;
        canvas.open("g", &[]);
        canvas.with_text("title", &[], &title(edge, &parts.graph));
        let first = y - (plate.lines.len() - 1) as f64 * NOTE_PX / 2.0 + 4.5;
        for (line, (class, says)) in plate.lines.iter().enumerate() {
            canvas.label(class, (x, first + line as f64 * NOTE_PX), says);
        }
        canvas.close("g");
    }
}

/// The tip of a step's arrow: where a line goes into its box from above, or from below where it goes back.
fn tip(canvas: &mut Canvas, (back, class): (bool, &str), laid: &layout::Line, wide: f64) {
    let end = if back {
        laid.lines.first().and_then(|line| line.first())
    } else {
        laid.lines.last().and_then(|line| line.last())
    };
    let Some((x, y)) = end else { return };
    let half = 4.0 + wide / 2.0;
    let away = if back { half * 1.6 } else { -half * 1.6 };
    let corners = [(*x, *y), (x - half, y + away), (x + half, y + away)];
    let d = format!("{}Z", path(corners.into_iter().map(|(x, y)| (x, y, false))));
    canvas.empty("path", &[("class", class.into()), ("d", (&d).into())]);
}

fn boxes(canvas: &mut Canvas, parts: &Parts) {
    for ((node, size), (x, y)) in parts.graph.nodes.iter().zip(&parts.boxes).zip(&parts.laid.nodes) {
        let door = node.place().is_none();
        let round = if door { 15.0 } else { 5.0 };
        let at = [
            ("class", if door { "tl-door" } else { "tl-box" }.into()),
            ("x", (*x).into()),
            ("y", (*y).into()),
            ("width", size.width.into()),
            ("height", size.height.into()),
            ("rx", round.into()),
        ];
        match node.place() {
            Some(place) => {
                let by = place.organisation.as_ref().map_or(String::new(), |body| format!(", {body}"));
                canvas.titled("rect", &at, &format!("{}{by}", place.activity));
            }
            None => canvas.empty("rect", &at),
        }
        let above = if door { 19.5 } else { LINE_PX + 2.5 };
        for (line, (class, says)) in size.lines.iter().enumerate() {
            canvas.label(class, (x + size.width / 2.0, y + above + line as f64 * LINE_PX), says);
        }
    }
}
