//! The words of a map: what stands in a box and on a line, and how much room it takes.

use throughline::wording::{figure, percent, thousands};

use super::choose::{Edge, Graph, Kind, Node};
use super::letters;

pub(super) const SMALL_PX: f64 = 13.0;
pub(super) const LINE_PX: f64 = 16.0;
/// Bold letters are so much wider.
pub(super) const BOLD: f64 = 1.12;
/// The words of a line stand so much closer.
pub(super) const NOTE_PX: f64 = 15.0;
/// A name takes at most so many lines.
const NAME_LINES: usize = 3;

/// A line of words: its classes and what it says.
pub(super) type Says = (&'static str, String);

/// A box, or the figures on a line.
pub(super) struct Plate {
    pub(super) lines: Vec<Says>,
    pub(super) width: f64,
    pub(super) height: f64,
}

impl Plate {
    /// The box of a node, at most so wide; where there are no lanes it says whose it is.
    pub(super) fn of(node: &Node, graph: &Graph, whole: bool, most_px: f64) -> Plate {
        if let Some(says) = door(node) {
            let width = letters::width(&says, SMALL_PX) * BOLD + 28.0;
            return Plate { lines: vec![("tl-name tl-on-door", says)], width, height: 30.0 };
        }
        let room = most_px - 16.0;
        let mut lines: Vec<Says> =
            name_lines(node.name(), room).into_iter().map(|name| ("tl-name", name)).collect();
        let own = node.place().and_then(|place| place.organisation.as_ref());
        if let Some(body) = own.filter(|_| graph.lanes.is_empty()) {
            lines.push(("tl-middle", letters::short(body, SMALL_PX, room)));
        }
        lines.extend(
            figures(node, whole)
                .into_iter()
                .map(|(fails, says)| (if fails { "tl-middle tl-fails" } else { "tl-middle" }, says)),
        );
        let width = lines.iter().map(wide).fold(84.0 - 16.0, f64::max) + 16.0;
        let height = lines.len() as f64 * LINE_PX + 12.0;
        Plate { lines, width, height }
    }

    /// The figures of a step: how often, the time between, and how much of it is failure demand.
    pub(super) fn of_step(edge: &Edge) -> Plate {
        let mut lines = vec![("tl-middle tl-note", thousands(edge.count))];
        lines.extend(time(edge).map(|after| ("tl-middle tl-note", after)));
        let class = if edge.fails() { "tl-middle tl-note tl-fails" } else { "tl-middle tl-note" };
        lines.extend(edge.failure.map(|share| (class, failure(share))));
        let width = lines.iter().map(wide).fold(0.0, f64::max) + 8.0;
        let height = lines.len() as f64 * NOTE_PX + 2.0;
        Plate { lines, width, height }
    }
}

fn wide((class, says): &Says) -> f64 {
    let bold = class.split(' ').any(|own| ["tl-name", "tl-fails"].contains(&own));
    letters::width(says, SMALL_PX) * if bold { BOLD } else { 1.0 }
}

/// A name in lines no wider than this.
pub(super) fn name_lines(name: &str, room: f64) -> Vec<String> {
    let mut names = letters::lines(name, SMALL_PX * BOLD, room);
    if names.len() > NAME_LINES {
        let rest = names.split_off(NAME_LINES - 1).join(" ");
        names.push(letters::short(&rest, SMALL_PX * BOLD, room));
    }
    names
}

/// What a door says; nothing where something is done.
pub(super) fn door(node: &Node) -> Option<String> {
    let says = match node.kind {
        Kind::Begins => "needs begin",
        Kind::Ends => "needs end",
        Kind::Stops => "nothing further",
        Kind::Done(_) => return None,
    };
    Some(format!("{says}: {}", thousands(node.times)))
}

/// How often something is done, and how it straight follows itself; and of each line whether it is failure that it speaks of. The times
/// are known only where all steps are.
pub(super) fn figures(node: &Node, whole: bool) -> Vec<(bool, String)> {
    let mut lines = Vec::new();
    if whole {
        let times = if node.times == 1 { "time" } else { "times" };
        lines.push((false, format!("{} {times}", thousands(node.times))));
    }
    if let Some(again) = &node.again {
        lines.push((false, format!("{} straight again", thousands(again.count))));
        lines.extend(time(again).map(|after| match &after[..] {
            "at once" => (false, after),
            _ => (false, format!("after {after}")),
        }));
        lines.extend(again.failure.map(|share| (again.fails(), failure(share))));
    }
    lines
}

/// `failure 81 %`.
pub(super) fn failure(share: f64) -> String {
    format!("failure {}", percent(share))
}

/// The middle of the times between.
pub(super) fn time(edge: &Edge) -> Option<String> {
    edge.median_s.filter(|s| s.is_finite()).map(length)
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
