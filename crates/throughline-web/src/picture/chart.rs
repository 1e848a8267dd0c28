//! A capability chart: points in order of time, the middle and the limits of each phase, signals in another shape.

use std::ops::Range;

use super::canvas::{Canvas, path};
use super::frame::{Drawn, Words, framed};
use super::marks::{Entry, legend, mark};
use super::scale::Scale;
use super::{Put, Rows, days, letters};

pub use super::drawn::{Plain, across, of_reading, plain};
pub use super::marks::Sign;

/// How high the plot is, in pixels.
const PLOT_PX: f64 = 320.0;
/// The size of small letters.
const SMALL_PX: f64 = 13.0;
/// Room inside the plot at both sides, so that no mark is cut.
const INSET: f64 = 14.0;
/// Notes above the plot take at most so many rows; of more only the lines are drawn.
const NOTE_ROWS: usize = 3;

/// More points than this lie so close that their lines must be thin.
const DENSE: usize = 500;

/// A chart to be drawn. Places count from 0.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What the values are, as `days` or `% of calls`.
    pub unit: String,
    /// Where the points lie from left to right.
    pub across: Across,
    /// What the first and the last point are called.
    pub ends: (String, String),
    /// The points.
    pub points: Vec<Point>,
    /// The phases, in order.
    pub phases: Vec<Stretch>,
    /// Changes of the level, accepted or proposed.
    pub notes: Vec<Note>,
    /// What another chart reaches that this one is to be compared with: the scale holds it too.
    pub beside: Option<(f64, f64)>,
}

impl Drawing {
    /// All values that the scale must hold.
    fn held(&self) -> impl Iterator<Item = f64> + '_ {
        let points = self.points.iter();
        let points = points.flat_map(|point| [point.value, point.lower, point.upper, point.year_before]);
        let phases = self.phases.iter().flat_map(|phase| [phase.centre, phase.lower, phase.upper]);
        points.chain(phases).flatten().chain(self.beside.into_iter().flat_map(|(low, high)| [low, high]))
    }

    /// The lowest and the highest value; none of a chart without any.
    pub fn reach(&self) -> Option<(f64, f64)> {
        let values = self.held().filter(|value| value.is_finite()).map(|value| (value, value));
        values.reduce(|(low, high), (value, _)| (low.min(value), high.max(value)))
    }
}

/// Where the points lie from left to right.
#[derive(Debug, Clone, PartialEq)]
pub enum Across {
    /// By their date: days since 1970-01-01.
    Days(Vec<f64>),
    /// By a number, such as a year.
    Numbers(Vec<f64>),
    /// One beside the other, each with its name.
    Order(Vec<String>),
}

/// A point.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its value; none where it is missing.
    pub value: Option<f64>,
    /// Its own lower limit, where points have different ones; none where it cannot lie below it.
    pub lower: Option<f64>,
    /// Its own upper limit.
    pub upper: Option<f64>,
    /// What it means.
    pub sign: Sign,
    /// Whether a period is missing before it.
    pub gap_before: bool,
    /// The value of the same month a year before, to see the season.
    pub year_before: Option<f64>,
    /// What it says when pointed at.
    pub says: String,
}

/// A phase.
#[derive(Debug, Clone, PartialEq)]
pub struct Stretch {
    /// Its points.
    pub places: Range<usize>,
    /// Its middle.
    pub centre: Option<f64>,
    /// Its lower limit; none where values cannot lie below it, or where each point has its own.
    pub lower: Option<f64>,
    /// Its upper limit.
    pub upper: Option<f64>,
    /// Whether middle and limits stay where they are.
    pub firm: bool,
}

/// A change of the level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The first point since.
    pub at: usize,
    /// What it was.
    pub says: String,
    /// Whether a person accepted it; else it is proposed.
    pub accepted: bool,
}

/// The plot: from values and places to pixels.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    xs: Vec<f64>,
    scale: Scale,
}

/// The chart as SVG. Without any value there is nothing but its words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    let mut canvas = Canvas::default();
    let height_px = if drawing.points.iter().any(|point| point.value.is_some()) {
        drawn(&mut canvas, drawing, put)
    } else {
        0.0
    };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

/// The figures of the chart.
pub fn rows(drawing: &Drawing) -> Rows {
    let mut rows = Rows::under(["when", &drawing.unit, "limits, and whether it is a signal"]);
    // What a point says when pointed at is all that the picture knows of it: its name, its value, and the rest.
    let row = |point: &Point| {
        let (name, rest) = point.says.rsplit_once(": ").unwrap_or(("", &point.says));
        let (value, more) = rest.split_once("; ").unwrap_or((rest, ""));
        vec![name.to_string(), value.to_string(), more.to_string()]
    };
    rows.rows = drawing.points.iter().map(row).collect();
    rows
}

/// Draws all of it; answers how high it is.
fn drawn(canvas: &mut Canvas, drawing: &Drawing, put: Put) -> f64 {
    let labels = labels_of_limits(drawing);
    let right = labels.iter().map(|(_, says)| letters::width(says, SMALL_PX)).fold(0.0, f64::max);
    // A pixel more than the widest label takes, so that rounding does not cut it.
    let right = put.right() - right.min(220.0).min(0.35 * put.room()) - 9.0;
    let names = Scale::holding(drawing.held(), 0.0, 1.0).ticks();
    let left = names.iter().map(|(_, name)| letters::width(name, SMALL_PX)).fold(0.0, f64::max);
    let left = put.left() + left + 8.0;
    let xs = xs(&drawing.across, drawing.points.len(), left + INSET, right - INSET);
    let (notes, rows) = notes(drawing, &xs, (left, right), put.right());
    let top = 22.0 + 18.0 * rows as f64 + 6.0;
    let bottom = top + PLOT_PX;
    let plot = Plot { left, right, top, bottom, xs, scale: Scale::holding(drawing.held(), bottom, top) };
    canvas.label("tl-quiet", (put.left(), SMALL_PX), &letters::short(&drawing.unit, SMALL_PX, put.room()));
    grid(canvas, &plot);
    note_lines(canvas, drawing, &plot);
    season(canvas, drawing, &plot);
    let dense = drawing.points.len() > DENSE;
    canvas.open("g", &[("class", if dense { "tl-dense" } else { "tl-open" }.into())]);
    let line = drawing.points.iter().zip(&plot.xs).scan(true, |broken, (point, x)| {
        let begins = *broken || point.gap_before;
        *broken = point.value.is_none();
        Some(point.value.map(|value| (*x, plot.scale.at(value), begins)))
    });
    canvas.empty("path", &[("class", "tl-line".into()), ("d", (&path(line.flatten())).into())]);
    drawing.phases.iter().for_each(|phase| limits(canvas, drawing, phase, &plot));
    marks(canvas, drawing, &plot);
    canvas.close("g");
    for (x, y, end, says) in notes {
        let anchor = if end { "end" } else { "start" };
        canvas.with_text(
            "text",
            &[("class", "tl-note".into()), ("x", x.into()), ("y", y.into()), ("text-anchor", anchor.into())],
            &says,
        );
    }
    name_limits(canvas, &labels, &plot, put.right() - plot.right - 8.0);
    name_old_limits(canvas, drawing, &plot);
    let y = name_places(canvas, drawing, &plot);
    legend(canvas, put, y + 14.0, &entries(drawing)) + 8.0
}

/// Where each point lies.
fn xs(across: &Across, count: usize, left: f64, right: f64) -> Vec<f64> {
    let by_number: Vec<f64>;
    let places = match across {
        Across::Days(all) | Across::Numbers(all) => all,
        Across::Order(_) => {
            by_number = (0..count).map(|place| place as f64).collect();
            &by_number
        }
    };
    let scale = Scale::within(places.iter().copied(), left, right);
    (0..count).map(|place| places.get(place).map_or(left, |at| scale.at(*at))).collect()
}

fn grid(canvas: &mut Canvas, plot: &Plot) {
    for (value, name) in plot.scale.ticks() {
        let y = plot.scale.at(value);
        canvas.line("tl-grid", (plot.left, y), (plot.right, y));
        canvas.label("tl-tick-y", (plot.left - 7.0, y + 4.5), &name);
    }
    canvas.line("tl-axis", (plot.left, plot.bottom), (plot.right, plot.bottom));
}

/// Between a point and the one before it; at the plot's edges the edge.
fn before(plot: &Plot, place: usize) -> f64 {
    match place.checked_sub(1).map(|before| plot.xs[before]) {
        None => plot.left,
        Some(_) if place >= plot.xs.len() => plot.right,
        Some(before) => (before + plot.xs[place]) / 2.0,
    }
}

/// The middle and the limits of a phase.
fn limits(canvas: &mut Canvas, drawing: &Drawing, phase: &Stretch, plot: &Plot) {
    let (from, to) = (before(plot, phase.places.start), before(plot, phase.places.end));
    let soft = if phase.firm { "" } else { " tl-soft" };
    let mut level = |value: Option<f64>, class: &str| {
        if let Some(value) = value {
            let y = plot.scale.at(value);
            canvas.line(&format!("{class}{soft}"), (from, y), (to, y));
        }
    };
    level(phase.centre, "tl-centre");
    level(phase.lower, "tl-limit");
    level(phase.upper, "tl-limit");
    for side in [|point: &Point| point.lower, |point: &Point| point.upper] {
        let mut begins = true;
        let steps = phase.places.clone().flat_map(|place| {
            let own = side(&drawing.points[place]);
            let from = std::mem::replace(&mut begins, own.is_none());
            let step = own.map(|value| {
                let y = plot.scale.at(value);
                [(before(plot, place), y, from), (before(plot, place + 1), y, false)]
            });
            step.into_iter().flatten().collect::<Vec<_>>()
        });
        let steps = path(steps);
        if !steps.is_empty() {
            canvas.empty("path", &[("class", (&format!("tl-limit{soft}")).into()), ("d", (&steps).into())]);
        }
    }
}

fn marks(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot) {
    let radius = match drawing.points.len() {
        ..=80 => 4.0,
        81..=200 => 3.0,
        201..=DENSE => 2.0,
        _ => 1.2,
    };
    for (point, x) in drawing.points.iter().zip(&plot.xs) {
        if let Some(value) = point.value {
            mark(canvas, point.sign, (*x, plot.scale.at(value)), radius, &point.says);
        }
    }
}

/// A short stroke where the same month of the year before lay.
fn season(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot) {
    for (point, x) in drawing.points.iter().zip(&plot.xs) {
        if let Some(value) = point.year_before {
            let y = plot.scale.at(value);
            canvas.line("tl-before", (x - 5.0, y), (x + 5.0, y));
        }
    }
}

/// Three digits are enough beside a line.
fn short_figure(value: f64) -> String {
    let size = value.abs();
    let unit = if size > 0.0 && size < 1000.0 { 10_f64.powi(size.log10().floor() as i32 - 2) } else { 1.0 };
    throughline::wording::figure((value / unit).round() * unit)
}

/// What the lines of the last phase are called, by their height.
fn labels_of_limits(drawing: &Drawing) -> Vec<(f64, String)> {
    let Some(phase) = drawing.phases.last() else { return Vec::new() };
    let own = &drawing.points[phase.places.clone()];
    let last = own.iter().rfind(|point| point.lower.or(point.upper).is_some());
    let named = |name: &str, value: Option<f64>| {
        value.map(|value| (value, format!("{name} {}", short_figure(value))))
    };
    let upper = named("upper", phase.upper.or(last.and_then(|point| point.upper)));
    let lower = named("lower", phase.lower.or(last.and_then(|point| point.lower)));
    [upper, named("middle", phase.centre), lower].into_iter().flatten().collect()
}

/// The names of the lines at their right end, moved apart where they would lie on each other.
fn name_limits(canvas: &mut Canvas, labels: &[(f64, String)], plot: &Plot, room: f64) {
    const APART: f64 = 16.0;
    let mut ys: Vec<f64> = labels.iter().map(|(value, _)| plot.scale.at(*value)).collect();
    for place in 1..ys.len() {
        ys[place] = ys[place].max(ys[place - 1] + APART);
    }
    // What was pushed below the plot pushes back.
    let mut most = plot.bottom;
    for y in ys.iter_mut().rev() {
        *y = y.min(most);
        most = *y - APART;
    }
    for ((_, says), y) in labels.iter().zip(ys) {
        canvas.label("tl-text", (plot.right + 8.0, y + 4.5), &letters::short(says, SMALL_PX, room));
    }
}

/// The figures of the phases before the last, at an end of their lines where no point lies; without room they are left to the points.
fn name_old_limits(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot) {
    let Some((_, old)) = drawing.phases.split_last() else { return };
    let mut taken: Vec<(f64, f64)> = drawing
        .points
        .iter()
        .zip(&plot.xs)
        .filter_map(|(point, x)| Some((*x, plot.scale.at(point.value?))))
        .collect();
    for phase in old {
        let (from, to) = (before(plot, phase.places.start), before(plot, phase.places.end));
        for value in [phase.upper, phase.centre, phase.lower].into_iter().flatten() {
            let says = short_figure(value);
            let (wide, line) = (letters::width(&says, SMALL_PX), plot.scale.at(value));
            let free = |(x, y): &(f64, f64)| {
                let clear = |(px, py): &(f64, f64)| {
                    *px < x - 6.0 || *px > x + wide + 6.0 || *py < y - 16.0 || *py > y + 6.0
                };
                *x >= from && x + wide <= to && *y < plot.bottom - 2.0 && taken.iter().all(clear)
            };
            let [left, right] = [from + 5.0, to - 5.0 - wide];
            let ends = [(left, line - 5.0), (left, line + 15.0), (right, line - 5.0), (right, line + 15.0)];
            if let Some((x, y)) = ends.into_iter().find(free) {
                canvas.label("tl-note", (x, y), &says);
                taken.extend([0.0, 0.5, 1.0].map(|part| (x + part * wide, y - 5.0)));
            }
        }
    }
}

/// The lines of the notes.
fn note_lines(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot) {
    for note in &drawing.notes {
        let x = before(plot, note.at.min(plot.xs.len()));
        let class = if note.accepted { "tl-split" } else { "tl-moved" };
        canvas.line(class, (x, plot.top - 4.0), (x, plot.bottom));
    }
}

/// A text above the plot: where, whether it ends or begins there, and what it says.
type Placed = (f64, f64, bool, String);

/// The texts of the notes, in rows so that none lies on another; and how many rows.
fn notes(drawing: &Drawing, xs: &[f64], (left, right): (f64, f64), edge: f64) -> (Vec<Placed>, usize) {
    let mut taken: Vec<f64> = Vec::new();
    let mut found = Vec::new();
    for note in &drawing.notes {
        let (Some(x), Some(before)) = (xs.get(note.at), note.at.checked_sub(1).map(|before| xs[before]))
        else {
            continue;
        };
        let x = (x + before) / 2.0;
        let says = letters::short(&note.says, SMALL_PX, (right - left) * 0.6);
        let wide = letters::width(&says, SMALL_PX);
        let end = x + 5.0 + wide > edge;
        let (from, to) = if end { (x - 5.0 - wide, x - 5.0) } else { (x + 5.0, x + 5.0 + wide) };
        let row = taken.iter().position(|taken| *taken <= from).unwrap_or(taken.len());
        if row >= NOTE_ROWS {
            continue;
        }
        if row == taken.len() {
            taken.push(0.0);
        }
        taken[row] = to + 12.0;
        found.push((if end { x - 5.0 } else { x + 5.0 }, 22.0 + 18.0 * row as f64 + 13.0, end, says));
    }
    (found, taken.len())
}

/// What the places are called, below the plot; answers how far down it goes.
fn name_places(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot) -> f64 {
    let y = plot.bottom + 20.0;
    let mut tick = |x: f64, name: &str, below: Option<&str>| {
        canvas.line("tl-axis", (x, plot.bottom), (x, plot.bottom + 5.0));
        canvas.label("tl-tick", (x, y), name);
        below.into_iter().for_each(|below| canvas.label("tl-tick", (x, y + 16.0), below));
    };
    let (from, to) = (plot.left + INSET, plot.right - INSET);
    let mut down = y;
    match &drawing.across {
        Across::Days(all) => {
            let scale = Scale::within(all.iter().copied(), from, to);
            let ends =
                all.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(a, b), day| (a.min(*day), b.max(*day)));
            for found in days::ticks(ends.0, ends.1, to - from) {
                down = down.max(if found.year.is_some() { y + 16.0 } else { y });
                tick(scale.at(found.day), &found.name, found.year.as_deref());
            }
        }
        Across::Numbers(all) => {
            let scale = Scale::within(all.iter().copied(), from, to);
            scale.ticks().into_iter().for_each(|(value, _)| tick(scale.at(value), &value.to_string(), None));
        }
        Across::Order(names) => {
            let shorts: Vec<String> =
                names.iter().map(|name| letters::short(name, SMALL_PX, 110.0)).collect();
            let wide = shorts.iter().map(|name| letters::width(name, SMALL_PX)).fold(20.0, f64::max) + 14.0;
            let each = (to - from) / (names.len().max(2) - 1) as f64;
            let step = (1..).flat_map(|tens| [1, 2, 5].map(|times| times * 10_usize.pow(tens - 1)));
            let step = step.take(24).find(|step| *step as f64 * each >= wide).unwrap_or(names.len().max(1));
            for place in (0..names.len()).step_by(step) {
                tick(plot.xs[place], &shorts[place], None);
            }
        }
    }
    down += 20.0;
    let room = (plot.right - plot.left) / 2.0 - 10.0;
    let said = |name: &str, end: &str| letters::short(&format!("{name}: {end}"), SMALL_PX, room);
    canvas.label("tl-quiet", (plot.left, down), &said("first", &drawing.ends.0));
    canvas.label("tl-end", (plot.right, down), &said("last", &drawing.ends.1));
    down
}

/// What is on this chart, and so in its legend.
fn entries(drawing: &Drawing) -> Vec<(Entry, String)> {
    let signed = |sign: Sign| drawing.points.iter().any(|point| point.value.is_some() && point.sign == sign);
    let has_limits = |phase: &Stretch| {
        phase.upper.is_some()
            || drawing.points[phase.places.clone()].iter().any(|point| point.upper.is_some())
    };
    let mut all = vec![(signed(Sign::Usual), Entry::Point(Sign::Usual), "a point")];
    all.push((signed(Sign::Outside), Entry::Point(Sign::Outside), "signal: outside the limits"));
    all.push((
        signed(Sign::Run),
        Entry::Point(Sign::Run),
        "signal: part of a run or cluster that chance seldom gives",
    ));
    let phases = &drawing.phases;
    let centre = |firm: bool| phases.iter().any(|phase| phase.centre.is_some() && phase.firm == firm);
    let limits = |firm: bool| phases.iter().any(|phase| has_limits(phase) && phase.firm == firm);
    all.push((centre(true), Entry::Line("tl-centre"), "the middle"));
    all.push((limits(true), Entry::Line("tl-limit"), "limits from its own variation"));
    all.push((limits(false), Entry::Line("tl-limit tl-soft"), "provisional: from fewer than 20 points"));
    all.push((
        centre(false) && !limits(false),
        Entry::Line("tl-centre tl-soft"),
        "the middle, too few points for limits",
    ));
    let noted = |accepted: bool| drawing.notes.iter().any(|note| note.accepted == accepted);
    all.push((noted(false), Entry::Line("tl-moved"), "where the level may have moved"));
    let before = drawing.points.iter().any(|point| point.year_before.is_some());
    all.push((before, Entry::Stroke, "the same month a year before"));
    all.into_iter().filter(|(there, ..)| *there).map(|(_, entry, says)| (entry, says.to_string())).collect()
}

#[cfg(test)]
mod tests;
