//! A waterfall: from one sum to another, what is more and what is less of each part, one below the other. For the cost of one way of
//! arranging the work beside another's.
//!
//! What is more is filled, what is less is empty within a broken line, and each says so with its sign. Where the scale does not begin at
//! nought the two sums are points, not bars: a bar cut off would look like a part of what it is. Where the figures come from: the lines of
//! a ledger under both.

use super::canvas::Canvas;
use super::frame::{Drawn, Words, framed};
use super::scale::Scale;
use super::{Put, letters};

const SMALL_PX: f64 = 13.0;
const BAR_PX: f64 = 18.0;

/// A waterfall to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What is counted along the scale: `£ million over the whole plan`.
    pub unit: String,
    /// The sum it begins with.
    pub from: Row,
    /// What is more, or below nought less, of each part.
    pub steps: Vec<Row>,
    /// The sum it ends with.
    pub to: Row,
}

/// A sum or a step.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// What it is of.
    pub name: String,
    /// How much.
    pub size: f64,
    /// The same in words.
    pub says: String,
}

/// The waterfall as SVG.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    let mut canvas = Canvas::default();
    let height_px = drawn(&mut canvas, drawing, put);
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

/// Where names, bars and figures stand.
struct Places {
    /// Where bars begin and end, as far as they go.
    scale: Scale,
    left: f64,
    names_px: f64,
    /// Whether the scale begins at nought.
    whole: bool,
}

/// A row, with the sums where its bar begins and ends.
struct Laid<'d> {
    row: &'d Row,
    from: f64,
    to: f64,
    is_sum: bool,
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, put: Put) -> f64 {
    let rows = laid(drawing);
    let says_px = rows.iter().map(|laid| letters::width(&laid.row.says, SMALL_PX)).fold(0.0, f64::max);
    let names_px = rows.iter().map(|laid| letters::width(&laid.row.name, SMALL_PX)).fold(0.0, f64::max);
    let names_px = if put.is_narrow() { put.room() } else { names_px.min(0.34 * put.room()) };
    let left = if put.is_narrow() { put.left() + 8.0 } else { put.left() + names_px + 12.0 };
    let right = put.right() - says_px.min(0.4 * put.room()) - 14.0;
    let ends = rows.iter().flat_map(|laid| [laid.from, laid.to]);
    let scale = Scale::holding(ends.filter(|end| *end != 0.0), left, right);
    let row_px = if put.is_narrow() { BAR_PX + 24.0 } else { BAR_PX + 9.0 };
    let whole = scale.value(0.0) <= 0.0;
    let places = Places { scale, left, names_px, whole };
    canvas.label("tl-quiet", (put.left(), SMALL_PX), &letters::short(&drawing.unit, SMALL_PX, put.room()));
    let top = 26.0;
    let bottom = top + rows.len() as f64 * row_px;
    let mut free = f64::NEG_INFINITY;
    for (tick, says) in places.scale.ticks() {
        let (x, half) = (places.scale.at(tick), letters::width(&says, SMALL_PX) / 2.0);
        canvas.line("tl-grid", (x, top - 4.0), (x, bottom));
        if x - half >= free && x - half >= put.left() && x + half <= put.right() {
            canvas.label("tl-tick", (x, bottom + 17.0), &says);
            free = x + half + 10.0;
        }
    }
    for (place, laid) in rows.iter().enumerate() {
        one(canvas, laid, &places, put, top + place as f64 * row_px);
        // From the end of one to the beginning of the next.
        if place + 1 < rows.len() {
            let (x, y) = (places.scale.at(laid.to), top + (place + 1) as f64 * row_px);
            let down = if put.is_narrow() { 17.0 } else { 0.0 };
            canvas.line("tl-before", (x, y - row_px + down + BAR_PX), (x, y + down));
        }
    }
    if whole {
        return bottom + 26.0;
    }
    let says = "The scale does not begin at nought: the two sums are points.";
    let lines = letters::lines(says, SMALL_PX, put.room());
    for (place, line) in lines.iter().enumerate() {
        canvas.label("tl-quiet", (put.left(), bottom + 38.0 + 17.0 * place as f64), line);
    }
    bottom + 30.0 + 17.0 * lines.len() as f64
}

fn laid(drawing: &Drawing) -> Vec<Laid<'_>> {
    let sum = |row| Laid { row, from: 0.0, to: row.size, is_sum: true };
    let mut so_far = drawing.from.size;
    let mut rows = vec![sum(&drawing.from)];
    for row in drawing.steps.iter().filter(|row| row.size.is_finite()) {
        rows.push(Laid { row, from: so_far, to: so_far + row.size, is_sum: false });
        so_far += row.size;
    }
    rows.push(sum(&drawing.to));
    rows
}

fn one(canvas: &mut Canvas, laid: &Laid<'_>, places: &Places, put: Put, y: f64) {
    let Laid { row, from, to, is_sum } = laid;
    let top = if put.is_narrow() { y + 17.0 } else { y };
    let base = top + BAR_PX / 2.0 + 4.5;
    let class = if *is_sum { "tl-strong" } else { "tl-text" };
    let room = if *is_sum { places.names_px / 1.15 } else { places.names_px };
    let name = letters::short(&row.name, SMALL_PX, room);
    if put.is_narrow() {
        canvas.label(class, (put.left(), y + SMALL_PX - 1.0), &name);
    } else {
        let at = [("class", class.into()), ("x", (places.left - 10.0).into()), ("y", base.into())];
        let [class, x, y] = at;
        canvas.with_text("text", &[class, x, y, ("text-anchor", "end".into())], &name);
    }
    let scale = &places.scale;
    let title = format!("{}: {}", row.name, row.says);
    let (x, end) = (scale.at(from.min(*to)), scale.at(from.max(*to)));
    if *is_sum && !places.whole {
        let at =
            [("class", "tl-point".into()), ("cx", scale.at(*to).into()), ("cy", (top + BAR_PX / 2.0).into())];
        let [class, x, y] = at;
        canvas.titled("circle", &[class, x, y, ("r", 6.0.into())], &title);
    } else {
        let class = match (is_sum, to >= from) {
            (true, _) => "tl-value",
            (false, true) => "tl-dot",
            (false, false) => "tl-unknown",
        };
        let sides = [("x", x.into()), ("y", top.into()), ("width", (end - x).max(1.0).into())];
        let [at, up, wide] = sides;
        canvas.titled("rect", &[("class", class.into()), at, up, wide, ("height", BAR_PX.into())], &title);
    }
    let room = put.right() - end - 12.0;
    canvas.label("tl-text", (end + 11.0, base), &letters::short(&row.says, SMALL_PX, room));
}
