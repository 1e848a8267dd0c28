//! A tornado: for each number that is not known, where a difference lies where it is low and where it is high, on one scale with nought and
//! the middle of all marked; what moves it most stands first.
//!
//! Low is empty within a broken line, high is filled, and each says which it is. Where the figures come from: the thirds of the futures of
//! the drivers of an answer.

use super::canvas::Canvas;
use super::frame::{Drawn, Words, framed};
use super::scale::Scale;
use super::{Put, letters};

const SMALL_PX: f64 = 13.0;
const LINE_PX: f64 = 17.0;
const BAR_PX: f64 = 12.0;
const ROW_PX: f64 = 2.0 * LINE_PX + 2.0 * LINE_PX + 14.0;

/// A tornado to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What is counted along the scale: `£ for each need met`.
    pub unit: String,
    /// The difference over all futures, and the same in words.
    pub middle: (f64, String),
    /// What it is to lie right of nought, and left of it.
    pub sides: [String; 2],
    /// What is said of low and of high.
    pub key: [String; 2],
    /// The numbers.
    pub rows: Vec<Row>,
}

/// One number.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is.
    pub name: String,
    /// What else is known of it.
    pub about: String,
    /// The difference where it is low, and the same in words.
    pub low: (f64, String),
    /// The difference where it is high, and the same in words.
    pub high: (f64, String),
}

/// The tornado as SVG. Without any number there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    let mut canvas = Canvas::default();
    let height_px = if drawing.rows.is_empty() { 0.0 } else { drawn(&mut canvas, drawing, put) };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, put: Put) -> f64 {
    let ends = || drawing.rows.iter().flat_map(|row| [&row.low, &row.high]);
    // On both sides there must be room for what the bars say.
    let says_px =
        ends().map(|end| letters::width(&end.1, SMALL_PX)).fold(0.0, f64::max).min(0.3 * put.room()) + 10.0;
    let (left, right) = (put.left() + says_px, put.right() - says_px);
    let values = ends().map(|end| end.0).chain([0.0, drawing.middle.0]);
    let scale = Scale::holding(values.filter(|value| value.is_finite()), left, right);
    let mut y = key(canvas, drawing, put);
    for (value, says) in [(drawing.middle.0, drawing.middle.1.as_str()), (0.0, "0: both cost the same")] {
        y += LINE_PX;
        marked(canvas, says, scale.at(value), put, y);
    }
    let marks = [("tl-before", drawing.middle.0, y - LINE_PX + 5.0), ("tl-centre", 0.0, y + 5.0)];
    let top = y + 12.0;
    let bottom = top + drawing.rows.len() as f64 * ROW_PX;
    let mut free = f64::NEG_INFINITY;
    for (tick, says) in scale.ticks() {
        let (x, half) = (scale.at(tick), letters::width(&says, SMALL_PX) / 2.0);
        canvas.line("tl-grid", (x, top), (x, bottom));
        if x - half >= free {
            canvas.label("tl-tick", (x, bottom + LINE_PX), &says);
            free = x + half + 10.0;
        }
    }
    for (class, value, from) in marks {
        canvas.line(class, (scale.at(value), from), (scale.at(value), bottom + 4.0));
    }
    for (place, row) in drawing.rows.iter().enumerate() {
        one(canvas, row, (&scale, drawing.middle.0), put, top + place as f64 * ROW_PX);
    }
    let mut y = bottom + LINE_PX;
    for says in [&drawing.unit, &drawing.sides[0], &drawing.sides[1]] {
        for line in letters::lines(says, SMALL_PX, put.room()) {
            y += LINE_PX;
            canvas.label("tl-quiet", (put.left(), y), &line);
        }
    }
    y + 8.0
}

/// What low and high are; answers where it ends.
fn key(canvas: &mut Canvas, drawing: &Drawing, put: Put) -> f64 {
    let mut y = 0.0;
    for (class, says) in [("tl-unknown", &drawing.key[0]), ("tl-dot", &drawing.key[1])] {
        bar(canvas, class, (put.left() + 1.0, put.left() + 25.0), y + 3.0, says);
        for line in letters::lines(says, SMALL_PX, put.room() - 34.0) {
            y += LINE_PX;
            canvas.label("tl-quiet", (put.left() + 33.0, y - 3.0), &line);
        }
    }
    y + 6.0
}

/// What a mark is, above it, as near as there is room.
fn marked(canvas: &mut Canvas, says: &str, x: f64, put: Put, y: f64) {
    let says = letters::short(says, SMALL_PX, put.room());
    let half = letters::width(&says, SMALL_PX) / 2.0;
    let x = x.clamp(put.left() + half, (put.right() - half).max(put.left() + half));
    canvas.label("tl-middle", (x, y), &says);
}

fn one(canvas: &mut Canvas, row: &Row, (scale, middle): (&Scale, f64), put: Put, y: f64) {
    let name = ending(&row.name, (put.room() - 8.0) / 1.15);
    canvas.label("tl-note tl-strong", (put.left(), y + SMALL_PX), &name);
    canvas.label(
        "tl-note tl-quiet",
        (put.left(), y + SMALL_PX + LINE_PX),
        &letters::short(&row.about, SMALL_PX, put.room()),
    );
    let from = scale.at(middle);
    for (place, (class, (value, says))) in
        [("tl-unknown", &row.low), ("tl-dot", &row.high)].into_iter().enumerate()
    {
        let top = y + (2 + place) as f64 * LINE_PX + 4.0;
        let to = scale.at(*value);
        bar(canvas, class, (from.min(to), from.max(to)), top, &format!("{}: {says}", row.name));
        let base = top + BAR_PX / 2.0 + 4.5;
        let is_left = to < from;
        let room = if is_left { to - 7.0 - put.left() } else { put.right() - to - 7.0 };
        let says = letters::short(says, SMALL_PX, room);
        let class = if is_left { "tl-end" } else { "tl-quiet" };
        canvas.label(class, (if is_left { to - 7.0 } else { to + 7.0 }, base), &says);
    }
}

fn bar(canvas: &mut Canvas, class: &str, (left, right): (f64, f64), top: f64, title: &str) {
    let sides = [("x", left.into()), ("y", top.into()), ("width", (right - left).max(1.0).into())];
    let [x, y, wide] = sides;
    canvas.titled("rect", &[("class", class.into()), x, y, wide, ("height", BAR_PX.into())], title);
}

/// The end of a path, which tells more than its beginning, where there is no room for all of it.
fn ending(path: &str, most: f64) -> String {
    if letters::width(path, SMALL_PX) <= most {
        return path.to_string();
    }
    let dots = path.char_indices().filter(|(_, letter)| *letter == '.');
    let ends = dots.map(|(at, _)| format!("…{}", &path[at..]));
    ends.into_iter()
        .find(|end| letters::width(end, SMALL_PX) <= most)
        .unwrap_or_else(|| letters::short(path, SMALL_PX, most))
}
