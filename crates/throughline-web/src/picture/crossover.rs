//! A crossover: what two things come to as one number takes other values, and where they meet. For the cost of the leading two ways of
//! arranging the work.
//!
//! One line is firm and the other broken, each named at its end; the points are the values that were tried. Where the figures come from:
//! the points of a crossover of an answer, and what the plan says of the number.

use super::canvas::{Canvas, path};
use super::frame::{Drawn, Words, framed};
use super::scale::Scale;
use super::{Put, letters};

const SMALL_PX: f64 = 13.0;
const LINE_PX: f64 = 17.0;
const PLOT_PX: f64 = 250.0;
/// Between the lines and the ends of the plot there is room for their names.
const NAME_PX: f64 = 24.0;

/// A crossover to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What is counted upwards: `£ for each need met`.
    pub unit: String,
    /// What the number is, and what it is counted in.
    pub along: String,
    /// The names of the two.
    pub names: [String; 2],
    /// Each value tried, the lowest first, with what both come to there.
    pub points: Vec<(f64, [f64; 2])>,
    /// The value at which they meet with the ends of its interval, and the same in words.
    pub at: Option<(f64, (f64, f64), String)>,
    /// What the plan takes it to be, and the same in words.
    pub plan: (f64, String),
}

/// The crossover as SVG. Without two points there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    let mut canvas = Canvas::default();
    let known =
        |point: &&(f64, [f64; 2])| point.0.is_finite() && point.1.iter().all(|pounds| pounds.is_finite());
    let points: Vec<(f64, [f64; 2])> = drawing.points.iter().filter(known).copied().collect();
    let height_px = if points.len() < 2 { 0.0 } else { drawn(&mut canvas, drawing, &points, put) };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, points: &[(f64, [f64; 2])], put: Put) -> f64 {
    let top = 3.0 * LINE_PX + 14.0;
    let bottom = top + PLOT_PX;
    let held = || points.iter().flat_map(|point| point.1);
    let ticks = Scale::holding(held(), 0.0, 1.0).ticks();
    let left =
        put.left() + ticks.iter().map(|tick| letters::width(&tick.1, SMALL_PX)).fold(0.0, f64::max) + 9.0;
    let right = put.right() - 14.0;
    let up = Scale::holding(held(), bottom - NAME_PX, top + NAME_PX);
    let along = Scale::between(points.iter().map(|point| point.0), left, right);
    canvas.label("tl-quiet", (put.left(), SMALL_PX), &letters::short(&drawing.unit, SMALL_PX, put.room()));
    if let Some((_, (low, high), _)) = &drawing.at {
        let sides = [("x", along.at(*low).into()), ("y", top.into()), ("height", PLOT_PX.into())];
        let [x, y, high_px] = sides;
        let wide = (along.at(*high) - along.at(*low)).max(0.0);
        canvas.empty("rect", &[("class", "tl-lane".into()), x, y, high_px, ("width", wide.into())]);
    }
    for (tick, says) in ticks {
        canvas.line("tl-grid", (left, up.at(tick)), (right, up.at(tick)));
        canvas.label("tl-tick-y", (left - 6.0, up.at(tick) + 4.5), &says);
    }
    let at = drawing.at.as_ref().map(|(value, _, says)| (*value, says.as_str(), "tl-centre"));
    let marks = [at, Some((drawing.plan.0, drawing.plan.1.as_str(), "tl-mark"))];
    for (place, (value, says, class)) in marks.into_iter().flatten().enumerate() {
        let y = (place + 2) as f64 * LINE_PX;
        let inside = (points[0].0..=points[points.len() - 1].0).contains(&value);
        let x = along.at(value);
        if inside {
            canvas.line(class, (x, y + 5.0), (x, bottom));
        }
        let says = if inside { says.to_string() } else { format!("{says}, beyond what was tried") };
        let says = letters::short(&says, SMALL_PX, put.room());
        let half = letters::width(&says, SMALL_PX) / 2.0;
        let x = x.clamp(put.left() + half, (put.right() - half).max(put.left() + half));
        canvas.label("tl-middle", (x, y), &says);
    }
    lines(canvas, drawing, points, (&along, &up));
    canvas.line("tl-axis", (left, bottom), (right, bottom));
    let mut free = f64::NEG_INFINITY;
    for (tick, says) in along.ticks() {
        let (x, half) = (along.at(tick), letters::width(&says, SMALL_PX) / 2.0);
        canvas.line("tl-axis", (x, bottom), (x, bottom + 4.0));
        if x - half >= free && x - half >= put.left() && x + half <= put.right() {
            canvas.label("tl-tick", (x, bottom + 18.0), &says);
            free = x + half + 10.0;
        }
    }
    canvas.label(
        "tl-end",
        (right, bottom + 36.0),
        &letters::short(&drawing.along, SMALL_PX, right - put.left()),
    );
    bottom + 44.0
}

fn lines(canvas: &mut Canvas, drawing: &Drawing, points: &[(f64, [f64; 2])], (along, up): (&Scale, &Scale)) {
    for (which, class) in ["tl-curve", "tl-limit"].into_iter().enumerate() {
        let places = points.iter().map(|(value, pounds)| (along.at(*value), up.at(pounds[which]), false));
        let line = path(places.clone());
        canvas.empty("path", &[("class", class.into()), ("d", (&line).into())]);
        for (x, y, _) in places {
            canvas.empty(
                "circle",
                &[("class", "tl-point".into()), ("cx", x.into()), ("cy", y.into()), ("r", 3.5.into())],
            );
        }
    }
    // Named at the end where they lie further apart, the upper above and the lower below.
    let apart = |point: &(f64, [f64; 2])| (point.1[0] - point.1[1]).abs();
    let (first, last) = (&points[0], &points[points.len() - 1]);
    let is_right = apart(last) >= apart(first);
    let end = if is_right { last } else { first };
    let upper = usize::from(end.1[1] > end.1[0]);
    let (from, to) = (along.at(first.0), along.at(last.0));
    for which in [0, 1] {
        let y = up.at(end.1[which]) + if which == upper { -9.0 } else { 19.0 };
        let room = 0.8 * (to - from);
        let says = letters::short(&drawing.names[which], SMALL_PX, room);
        let x = if is_right { to - letters::width(&says, SMALL_PX) } else { from + 4.0 };
        canvas.label("tl-note", (x, y), &says);
    }
}
