//! A capability chart: points in order of time, the middle and the limits of each phase, signals in another shape, changes that were named,
//! and below it, where there is room, the steps from one point to the next. Everything is named where it lies (`labels`).

mod labels;
mod steps;

use std::ops::Range;

use super::canvas::{Canvas, path};
use super::frame::{Drawn, Words, framed};
use super::marks::mark;
use super::scale::Scale;
use super::{Put, Rows, days, letters};

pub use super::drawn::{Plain, across, of_reading, plain};
pub use super::marks::Sign;

/// How high the plot is, in pixels.
const PLOT_PX: f64 = 300.0;
/// The size of small letters.
const SMALL_PX: f64 = 13.0;
/// Bold letters are so much wider.
const BOLD: f64 = 1.15;
/// Room inside the plot at both sides, so that no mark is cut.
const INSET: f64 = 14.0;

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
    /// The points.
    pub points: Vec<Point>,
    /// The phases, in order.
    pub phases: Vec<Stretch>,
    /// Changes, named, accepted or proposed.
    pub notes: Vec<Note>,
    /// What signals are called, each at one of its points.
    pub signals: Vec<(usize, String)>,
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
    /// The mean step from a point to the next, and the largest that is usual; none where limits do not come from steps.
    pub step: Option<(f64, f64)>,
}

/// A change of the level.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The first point since.
    pub at: usize,
    /// What it was.
    pub says: String,
    /// Whether a person named it; else it is proposed.
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
    let names = labels::of_limits(drawing);
    let step = steps::name(drawing);
    let wide = |says: &String| letters::width(says, SMALL_PX) * BOLD;
    let names_px = names.iter().map(|(_, says)| wide(says)).chain(step.iter().map(wide)).fold(0.0, f64::max);
    // Beside the plot where there is room for the names of its lines, else on them.
    let beside = !put.is_narrow();
    let right = if beside { put.right() - names_px.min(0.35 * put.room()) - 9.0 } else { put.right() - 2.0 };
    let ticks = Scale::holding(drawing.held(), 0.0, 1.0).ticks();
    let left = ticks.iter().map(|(_, name)| letters::width(name, SMALL_PX)).fold(0.0, f64::max);
    let left = put.left() + left + 8.0;
    let xs = xs(&drawing.across, drawing.points.len(), left + INSET, right - INSET);
    let notes = labels::notes(drawing, &xs, (put.left(), put.right()));
    let top = 22.0 + notes.high_px + 8.0;
    let bottom = top + PLOT_PX;
    let plot = Plot { left, right, top, bottom, xs, scale: Scale::holding(drawing.held(), bottom, top) };
    canvas.label("tl-quiet", (put.left(), SMALL_PX), &letters::short(&drawing.unit, SMALL_PX, put.room()));
    drawing.phases.iter().for_each(|phase| normal(canvas, phase, &plot));
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
    notes.write(canvas);
    labels::write(canvas, drawing, &plot, &names, beside.then(|| put.right() - plot.right - 8.0));
    let below = if put.is_narrow() { bottom } else { steps::drawn(canvas, drawing, &plot, put) };
    name_places(canvas, drawing, &plot, below) + 12.0
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

/// A light ground where all is normal.
fn normal(canvas: &mut Canvas, phase: &Stretch, plot: &Plot) {
    let Some(upper) = phase.upper else { return };
    let (from, to) = (before(plot, phase.places.start), before(plot, phase.places.end));
    let (top, bottom) = (plot.scale.at(upper), phase.lower.map_or(plot.bottom, |lower| plot.scale.at(lower)));
    let sides = [("x", from.into()), ("y", top.into())];
    let [x, y] = sides;
    let (wide, high) = ((to - from).max(0.0), (bottom - top).max(0.0));
    canvas.empty(
        "rect",
        &[("class", "tl-normal".into()), x, y, ("width", wide.into()), ("height", high.into())],
    );
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

/// The same months of the year before, as a line of their own.
fn season(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot) {
    let line = drawing.points.iter().zip(&plot.xs).scan(true, |broken, (point, x)| {
        let begins = std::mem::replace(broken, point.year_before.is_none());
        Some(point.year_before.map(|value| (*x, plot.scale.at(value), begins)))
    });
    let line = path(line.flatten());
    if !line.is_empty() {
        canvas.empty("path", &[("class", "tl-before".into()), ("d", (&line).into())]);
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

/// What the places are called, below all that is drawn; answers how far down it goes.
fn name_places(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot, bottom: f64) -> f64 {
    let y = bottom + 20.0;
    let mut tick = |x: f64, name: &str, below: Option<&str>| {
        canvas.line("tl-axis", (x, bottom), (x, bottom + 5.0));
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
            let inside = |x: f64, name: &str| x + letters::width(name, SMALL_PX) / 2.0 <= plot.right + INSET;
            for place in
                (0..names.len()).step_by(step).filter(|place| inside(plot.xs[*place], &shorts[*place]))
            {
                tick(plot.xs[place], &shorts[place], None);
            }
        }
    }
    down
}

#[cfg(test)]
mod tests;
