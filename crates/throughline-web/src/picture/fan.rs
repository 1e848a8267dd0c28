//! Fans: for each thing a line over months with a band about it, all on one scale with nought marked. For what each way of arranging the
//! work has saved so far: the line is the middle future, eight futures in ten lie in the band.
//!
//! Where the figures come from: `saved_by_month` of an answer, and the month from which its middle stays above nought.

use super::canvas::{Canvas, path};
use super::frame::{Drawn, Words, framed};
use super::scale::Scale;
use super::{Put, letters};

const SMALL_PX: f64 = 13.0;
const LINE_PX: f64 = 17.0;
const PLOT_PX: f64 = 170.0;
const GAP_PX: f64 = 18.0;
/// What is said of a fan is cut after so many lines.
const LINES: usize = 4;
/// Ticks stand so many months apart; the first that leaves few enough is taken.
const MONTHS: [usize; 9] = [1, 2, 3, 6, 12, 24, 60, 120, 240];
const MOST_TICKS: usize = 4;

/// Fans to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What is counted upwards: `£ thousand saved so far`.
    pub unit: String,
    /// From left to right.
    pub fans: Vec<Fan>,
}

/// One fan.
#[derive(Debug, Clone, PartialEq)]
pub struct Fan {
    /// What it is of.
    pub name: String,
    /// Of each month from the first on: one future in ten lies below, the middle, nine in ten lie below. At the start all are nought.
    pub months: Vec<(f64, f64, f64)>,
    /// From which month on, counted from 1, the middle stays above nought; `None` where it does not.
    pub from: Option<usize>,
    /// What it comes to, in words.
    pub says: String,
}

/// The fans as SVG. Without any there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    let mut canvas = Canvas::default();
    let height_px = if drawing.fans.is_empty() { 0.0 } else { drawn(&mut canvas, drawing, put) };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

/// Where a fan lies.
struct Place {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    up: Scale,
    along: Scale,
    months: usize,
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, put: Put) -> f64 {
    let fans = &drawing.fans;
    let beside = match fans.len() {
        _ if put.is_narrow() => 1,
        2 | 4 => 2,
        count => count.min(3),
    };
    let months = fans.iter().map(|fan| fan.months.len()).max().unwrap_or(0).max(1);
    let held = || fans.iter().flat_map(|fan| &fan.months).flat_map(|month| [month.0, month.1, month.2]);
    let scale = |from: f64, to: f64| Scale::holding(held().chain([0.0]), from, to);
    let ticks_px =
        scale(0.0, 1.0).ticks().iter().map(|tick| letters::width(&tick.1, SMALL_PX)).fold(0.0, f64::max);
    let mut y = key(canvas, drawing, put) + 12.0;
    let each = (put.room() - GAP_PX * (beside - 1) as f64) / beside as f64;
    for together in fans.chunks(beside) {
        let says = |fan: &Fan| letters::lines(&fan.says, SMALL_PX, each - 4.0);
        let lines = together.iter().map(|fan| says(fan).len()).max().unwrap_or(0).min(LINES);
        let top = y + LINE_PX * (lines + 1) as f64 + 12.0;
        let bottom = top + PLOT_PX;
        for (column, fan) in together.iter().enumerate() {
            let left = put.left() + column as f64 * (each + GAP_PX);
            canvas.label(
                "tl-strong",
                (left, y + SMALL_PX),
                &letters::short(&fan.name, SMALL_PX, each / 1.15),
            );
            for (line, text) in says(fan).iter().take(LINES).enumerate() {
                canvas.label("tl-text", (left, y + SMALL_PX + LINE_PX * (line + 1) as f64), text);
            }
            let (left, right) = (left + ticks_px + 9.0, left + each - 3.0);
            let along = Scale::within([0.0, months as f64].into_iter(), left, right);
            one(canvas, fan, &Place { left, right, top, bottom, up: scale(bottom, top), along, months });
        }
        y = bottom + 48.0;
    }
    y
}

/// What is counted, and what line and band are; answers where it ends.
fn key(canvas: &mut Canvas, drawing: &Drawing, put: Put) -> f64 {
    let left = put.left();
    canvas.label("tl-quiet", (left, SMALL_PX), &letters::short(&drawing.unit, SMALL_PX, put.room()));
    let (line, band) = ("the middle future", "eight futures in ten");
    let y = 2.0 * LINE_PX;
    canvas.line("tl-curve", (left, y - 4.0), (left + 24.0, y - 4.0));
    canvas.label("tl-quiet", (left + 31.0, y), line);
    let (x, y) = match put.is_narrow() {
        true => (left, y + LINE_PX),
        false => (left + 31.0 + letters::width(line, SMALL_PX) + 20.0, y),
    };
    let sides = [("x", x.into()), ("y", (y - 10.0).into()), ("width", 24.0.into()), ("height", 11.0.into())];
    let [at, top, wide, high] = sides;
    canvas.empty("rect", &[("class", "tl-band".into()), at, top, wide, high]);
    canvas.label("tl-quiet", (x + 31.0, y), band);
    y
}

fn one(canvas: &mut Canvas, fan: &Fan, place: &Place) {
    let Place { left, right, top, bottom, up, along, .. } = place;
    for (value, says) in up.ticks() {
        let class = if value == 0.0 { "tl-centre" } else { "tl-grid" };
        canvas.line(class, (*left, up.at(value)), (*right, up.at(value)));
        canvas.label("tl-tick-y", (left - 6.0, up.at(value) + 4.5), &says);
    }
    months(canvas, place);
    let known = |value: &(f64, f64, f64)| [value.0, value.1, value.2].iter().all(|value| value.is_finite());
    let start = [(0.0, 0.0, 0.0)];
    let all: Vec<&(f64, f64, f64)> =
        start.iter().chain(fan.months.iter().take_while(|month| known(month))).collect();
    let places = |of: fn(&(f64, f64, f64)) -> f64| {
        let at =
            |(month, value): (usize, &&(f64, f64, f64))| (along.at(month as f64), up.at(of(value)), false);
        all.iter().enumerate().map(at).collect::<Vec<_>>()
    };
    let (low, middle, high) = (places(|month| month.0), places(|month| month.1), places(|month| month.2));
    let around = format!("{}Z", path(high.iter().chain(low.iter().rev()).copied()));
    canvas.empty("path", &[("class", "tl-band".into()), ("d", (&around).into())]);
    for edge in [low, high] {
        let edge = path(edge.into_iter());
        canvas.empty("path", &[("class", "tl-line".into()), ("d", (&edge).into())]);
    }
    let line = path(middle.into_iter());
    canvas.empty("path", &[("class", "tl-curve".into()), ("d", (&line).into())]);
    if let Some(month) = fan.from {
        let x = along.at(month as f64);
        let says = format!("month {month}");
        canvas.line("tl-mark", (x, *top), (x, *bottom));
        // Right of the line where there is room.
        let wide = letters::width(&says, SMALL_PX);
        let at = if x + 6.0 + wide <= *right { x + 6.0 } else { x - 6.0 - wide };
        canvas.label("tl-note", (at, bottom - 8.0), &says);
    }
}

/// The scale of months.
fn months(canvas: &mut Canvas, place: &Place) {
    let Place { left, right, bottom, along, months, .. } = place;
    let step = MONTHS.into_iter().find(|step| months / step <= MOST_TICKS).unwrap_or(*months);
    canvas.line("tl-axis", (*left, *bottom), (*right, *bottom));
    for month in (0..=*months).step_by(step.max(1)) {
        let x = along.at(month as f64);
        canvas.line("tl-axis", (x, *bottom), (x, bottom + 4.0));
        let says = month.to_string();
        let half = letters::width(&says, SMALL_PX) / 2.0;
        canvas.label("tl-tick", (x.min(right + 2.0 - half), bottom + 17.0), &says);
    }
    canvas.label("tl-end", (*right, bottom + 34.0), "months since the start");
}
