//! The map of the flow across organisations: what follows what, how often and how soon, each organisation in a lane of its own.
//!
//! From top to bottom runs the order that most steps keep; a step against it is a return: broken, in another colour, with its arrow upwards.
//! The most frequent steps come first, and how many is an argument. Where the figures come from: the rows of `flow.map` (count, median, first
//! and last steps); the times of an activity are the sum of the steps into it, shown only where no step was left out. The layers and lines
//! are laid out by ELK (`layout`), which knows nothing of lanes: `layout` says how it keeps them.

mod choose;
mod layout;
mod order;

use throughline::time::plain;
use throughline::wording::{figure, percent, thousands};

use super::canvas::{Canvas, path, pixel};
use super::frame::{Drawn, Words, framed, framed_at};
use super::rows::Rows;
use super::{Put, letters};
use choose::{Graph, Node, chosen};
use layout::{Laid, Size, laid_out};

const SMALL_PX: f64 = 13.0;
const LINE_PX: f64 = 16.0;
/// The widest an activity is drawn.
const NODE_PX: f64 = 168.0;
/// Bold letters are so much wider.
const BOLD: f64 = 1.12;

/// A map to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// The steps, the most frequent first.
    pub steps: Vec<Step>,
    /// Whether these are all steps there are.
    pub whole: bool,
    /// How much of it is shown.
    pub amount: Amount,
}

/// How much of a map is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Amount {
    /// The most frequent steps, up to half of all.
    Few,
    /// Up to four in five.
    More,
    /// Up to nineteen in twenty.
    Most,
}

impl Amount {
    /// All, the least first.
    pub const ALL: [Amount; 3] = [Amount::Few, Amount::More, Amount::Most];
}

/// A step from one place to the next.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// From where; none where needs begin.
    pub from: Option<Place>,
    /// To where; none where needs end.
    pub to: Option<Place>,
    /// How often.
    pub count: u64,
    /// In how many needs.
    pub needs: u64,
    /// The median time between, in seconds.
    pub median_s: Option<f64>,
}

/// An activity of an organisation.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Who did it, where that is known.
    pub organisation: Option<String>,
    /// What was done.
    pub activity: String,
}

/// The map as SVG. Without steps there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    let graph = chosen(&drawing.steps, drawing.amount);
    let boxes: Vec<Plate> = graph.nodes.iter().map(|node| Plate::of(node, drawing.whole)).collect();
    let labels: Vec<String> = graph.edges.iter().map(|edge| label(edge.count, edge.median_s)).collect();
    let sizes = |size: &Plate| Size { width: size.width, height: size.height };
    let label_size = |says: &String| Size { width: letters::width(says, SMALL_PX) + 8.0, height: 17.0 };
    let laid = laid_out(
        &graph,
        &boxes.iter().map(sizes).collect::<Vec<_>>(),
        &labels.iter().map(label_size).collect::<Vec<_>>(),
    );
    let Some(laid) = laid else {
        return framed(&drawing.words, put, Drawn { canvas: Canvas::default(), height_px: 0.0 });
    };
    let mut canvas = Canvas::default();
    let (width, height_px) = drawn(&mut canvas, drawing, &Parts { graph, boxes, labels, laid }, put);
    framed_at(&drawing.words, put, Drawn { canvas, height_px }, width)
}

/// `184 · 1.9 days`.
fn label(count: u64, median_s: Option<f64>) -> String {
    let after = median_s.filter(|s| s.is_finite()).map_or(String::new(), |s| format!(" · {}", length(s)));
    format!("{}{after}", thousands(count))
}

/// A length of time in one unit: `1.9 days`, `20 minutes`, `at once`.
fn length(seconds: f64) -> String {
    let size = seconds.abs();
    let (unit, one, many) = match size {
        s if s >= 86_400.0 => (86_400.0, "day", "days"),
        s if s >= 3_600.0 => (3_600.0, "hour", "hours"),
        s if s >= 60.0 => (60.0, "minute", "minutes"),
        s if s < 1.0 => return "at once".to_string(),
        _ => (1.0, "second", "seconds"),
    };
    let value = size / unit;
    let value = if value < 9.95 { (value * 10.0).round() / 10.0 } else { value.round() };
    format!(
        "{}{} {}",
        if seconds < 0.0 { "-" } else { "" },
        figure(value),
        if value == 1.0 { one } else { many }
    )
}

/// A box and its lines.
struct Plate {
    lines: Vec<(&'static str, String)>,
    width: f64,
    height: f64,
}

impl Plate {
    fn of(node: &Node, whole: bool) -> Plate {
        let Some(place) = &node.place else {
            let says = if node.begins { "needs begin" } else { "needs end" };
            let lines = vec![("tl-name tl-on-door", format!("{}: {}", says, thousands(node.times)))];
            let width = letters::width(&lines[0].1, SMALL_PX) * BOLD + 28.0;
            return Plate { lines, width, height: 30.0 };
        };
        let mut names = letters::lines(&place.activity, SMALL_PX * BOLD, NODE_PX - 16.0);
        if names.len() > 3 {
            let rest = names.split_off(2).join(" ");
            names.push(letters::short(&rest, SMALL_PX * BOLD, NODE_PX - 16.0));
        }
        if names.is_empty() {
            names.push("(no name)".to_string());
        }
        let mut lines: Vec<(&'static str, String)> =
            names.into_iter().map(|name| ("tl-name", name)).collect();
        if whole {
            let times = if node.times == 1 { "time" } else { "times" };
            lines.push(("tl-middle", format!("{} {times}", thousands(node.times))));
        }
        if let Some((count, median_s)) = node.again {
            lines.push(("tl-middle", format!("{} straight again", thousands(count))));
            if let Some(s) = median_s.filter(|s| s.is_finite()) {
                lines.push(("tl-middle", format!("after {}", length(s))));
            }
        }
        let wide = |(class, says): &(&str, String)| {
            letters::width(says, SMALL_PX) * if *class == "tl-name" { BOLD } else { 1.0 }
        };
        let width = lines.iter().map(wide).fold(84.0, f64::max) + 16.0;
        let height = lines.len() as f64 * LINE_PX + 12.0;
        Plate { lines, width, height }
    }
}

/// All that a map is drawn from.
struct Parts {
    graph: Graph,
    boxes: Vec<Plate>,
    labels: Vec<String>,
    laid: Laid,
}

/// Draws it; answers how wide and how high it is.
fn drawn(canvas: &mut Canvas, drawing: &Drawing, parts: &Parts, put: Put) -> (f64, f64) {
    let laid = &parts.laid;
    let margin = put.left() + 8.0;
    let width = (laid.width + 2.0 * margin).max(if put.is_narrow() { 320.0 } else { 620.0 });
    let shift = (width - laid.width) / 2.0;
    // A page says it above the picture.
    let note = if put == Put::Alone { said(drawing, &parts.graph) } else { String::new() };
    let note = letters::lines(&note, SMALL_PX, width - 2.0 * margin);
    let note_px = if note.is_empty() { 0.0 } else { note.len() as f64 * 17.0 + 12.0 };
    for (place, line) in note.iter().enumerate() {
        canvas.label("tl-quiet", (margin, SMALL_PX + place as f64 * 17.0), line);
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

/// How much of the map is shown, and how to read it.
pub fn shown(drawing: &Drawing) -> String {
    said(drawing, &chosen(&drawing.steps, drawing.amount))
}

fn said(drawing: &Drawing, graph: &Graph) -> String {
    let share = percent(graph.shown as f64 / graph.all.max(1) as f64);
    let rest = if graph.shown < graph.all { "; rarer ones are not drawn" } else { "" };
    let returns = if graph.edges.iter().any(|edge| edge.back) { " Broken lines go back." } else { "" };
    let some = if drawing.whole { "" } else { " listed" };
    format!(
        "On each line: how often, and the middle of the times between. Shown are {share} of all steps{some}{rest}.{returns}"
    )
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
        let mut lines = letters::lines(name, SMALL_PX * BOLD, room);
        if lines.len() > 3 {
            let rest = lines.split_off(2).join(" ");
            lines.push(letters::short(&rest, SMALL_PX * BOLD, room));
        }
        (ends[0], ends[1], lines)
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

/// The steps: their lines, their tips, and their figures on top.
fn lines_of(canvas: &mut Canvas, parts: &Parts) {
    let most = parts.graph.edges.iter().map(|edge| edge.count).max().unwrap_or(1).max(1) as f64;
    let of_all = parts.graph.edges.iter().zip(&parts.laid.edges);
    for (edge, laid) in of_all.clone() {
        let class = if edge.back { "tl-return" } else { "tl-flow" };
        let wide = 1.3 + 4.7 * (edge.count as f64 / most);
        let stroke = format!("stroke-width:{}px", pixel(wide));
        for line in &laid.lines {
            let d = path(line.iter().map(|(x, y)| (*x, *y, false)));
            canvas.empty("path", &[("class", class.into()), ("style", (&stroke).into()), ("d", (&d).into())]);
        }
        tip(canvas, edge.back, laid, wide);
    }
    for ((edge, laid), says) in of_all.zip(&parts.labels) {
        let (x, y) = laid.label;
        let name = |node: usize| match &parts.graph.nodes[node].place {
            Some(place) => place.activity.clone(),
            None => "the door".to_string(),
        };
        let after = edge.median_s.map_or(String::new(), |s| format!(", half within {}", plain(s)));
        let title = format!(
            "{} → {}: {} in {} needs{after}",
            name(edge.from),
            name(edge.to),
            thousands(edge.count),
            thousands(edge.needs)
        );
        canvas.open("g", &[]);
        canvas.with_text("title", &[], &title);
        canvas.label("tl-middle tl-note", (x, y + 4.5), says);
        canvas.close("g");
    }
}

/// The tip of a step's arrow: where a line goes into its box from above, or from below where it goes back.
fn tip(canvas: &mut Canvas, back: bool, laid: &layout::Line, wide: f64) {
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
    canvas.empty(
        "path",
        &[("class", if back { "tl-tip-return" } else { "tl-tip" }.into()), ("d", (&d).into())],
    );
}

fn boxes(canvas: &mut Canvas, parts: &Parts) {
    for ((node, size), (x, y)) in parts.graph.nodes.iter().zip(&parts.boxes).zip(&parts.laid.nodes) {
        let door = node.place.is_none();
        let round = if door { 15.0 } else { 5.0 };
        let at = [
            ("class", if door { "tl-door" } else { "tl-box" }.into()),
            ("x", (*x).into()),
            ("y", (*y).into()),
            ("width", size.width.into()),
            ("height", size.height.into()),
            ("rx", round.into()),
        ];
        match &node.place {
            Some(Place { activity, organisation }) => {
                let by = organisation.as_ref().map_or(String::new(), |body| format!(", {body}"));
                canvas.titled("rect", &at, &format!("{activity}{by}"));
            }
            None => canvas.empty("rect", &at),
        }
        let above = if door { 19.5 } else { LINE_PX + 2.5 };
        for (line, (class, says)) in size.lines.iter().enumerate() {
            canvas.label(class, (x + size.width / 2.0, y + above + line as f64 * LINE_PX), says);
        }
    }
}

/// The figures of the map: all steps, shown or not.
pub fn rows(drawing: &Drawing) -> Rows {
    let mut rows = Rows::under(["from", "to", "times", "needs", "half of them within"]);
    let name = |place: &Option<Place>, door: &str| match place {
        None => door.to_string(),
        Some(Place { activity, organisation: Some(body) }) => format!("{activity} ({body})"),
        Some(Place { activity, .. }) => activity.clone(),
    };
    let row = |step: &Step| {
        let within = step.median_s.map_or(String::new(), plain);
        let [from, to] = [name(&step.from, "the need begins"), name(&step.to, "the need ends")];
        vec![from, to, thousands(step.count), thousands(step.needs), within]
    };
    rows.rows = drawing.steps.iter().map(row).collect();
    rows
}
