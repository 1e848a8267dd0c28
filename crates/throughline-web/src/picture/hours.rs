//! The week by the hour: a square for each hour of each day, as large as what happened in it.
//!
//! The area of a square stands for its count; the largest fills its place. Where the figures come from: the cells of a matrix reading with
//! the days as rows and the hours as columns (`flow.week_hours`, `flow.contact_hours`).

use throughline::reading::Matrix;
use throughline::wording::figure;

use super::bars::amount;
use super::canvas::Canvas;
use super::frame::{Drawn, Words, framed};
use super::rows::Rows;
use super::{Put, letters};

const SMALL_PX: f64 = 13.0;

/// A week to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What was counted, such as `events`.
    pub of: String,
    /// Days by hours.
    pub matrix: Matrix,
}

/// The week as SVG. Without any count there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    let mut canvas = Canvas::default();
    let cells = &drawing.matrix.cells;
    let there = is_whole(drawing) && cells.iter().any(|cell| amount(*cell) > 0.0);
    let height_px = if there { drawn(&mut canvas, drawing, put) } else { 0.0 };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

/// Whether there is a cell for each hour of each day.
fn is_whole(drawing: &Drawing) -> bool {
    let Matrix { rows, columns, cells } = &drawing.matrix;
    cells.len() == rows.len() * columns.len()
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, put: Put) -> f64 {
    let Matrix { rows, columns, cells } = &drawing.matrix;
    let called = |day: &str| if put.is_narrow() { day.chars().take(3).collect() } else { day.to_string() };
    let names: Vec<String> = rows.iter().map(|day| called(day)).collect();
    let wide =
        names.iter().map(|name| letters::width(name, SMALL_PX)).fold(0.0, f64::max).min(0.3 * put.room());
    let left = put.left() + wide + 8.0;
    let each = (put.right() - left) / columns.len() as f64;
    let high = each.clamp(18.0, 34.0);
    let top = 28.0;
    let most = cells.iter().copied().map(amount).fold(0.0, f64::max);
    for (place, name) in names.iter().enumerate() {
        let y = top + (place as f64 + 0.5) * high;
        canvas.line("tl-grid", (left, y), (put.right(), y));
        let x = left - 8.0;
        canvas.label("tl-tick-y", (x, y + 4.5), &letters::short(name, SMALL_PX, wide));
    }
    // Sides are roots, so that areas compare.
    let full = each.min(high) - 2.0;
    for (place, cell) in cells.iter().enumerate() {
        let (row, column) = (place / columns.len(), place % columns.len());
        let side = (amount(*cell) / most).sqrt() * full;
        if side <= 0.0 {
            continue;
        }
        let (x, y) = (left + (column as f64 + 0.5) * each, top + (row as f64 + 0.5) * high);
        let title = format!("{} {}: {} {}", rows[row], columns[column], figure(*cell), drawing.of);
        let side = side.max(1.2);
        let at = [
            ("x", (x - side / 2.0).into()),
            ("y", (y - side / 2.0).into()),
            ("width", side.into()),
            ("height", side.into()),
        ];
        let [x, y, width, height] = at;
        canvas.titled("rect", &[("class", "tl-dot".into()), x, y, width, height], &title);
    }
    let bottom = top + rows.len() as f64 * high;
    let widest = columns.iter().map(|name| letters::width(name, SMALL_PX)).fold(0.0, f64::max) + 8.0;
    let step =
        [1, 2, 3, 4, 6, 12].into_iter().find(|step| *step as f64 * each >= widest).unwrap_or(columns.len());
    for (place, name) in columns.iter().enumerate().step_by(step) {
        let x = left + place as f64 * each;
        canvas.line("tl-axis", (x, bottom), (x, bottom + 5.0));
        canvas.label("tl-quiet", (x + 1.0, bottom + 19.0), name);
    }
    canvas.line("tl-axis", (left, bottom), (put.right(), bottom));
    let says = format!("the largest square: {} {}", figure(most), drawing.of);
    canvas.label("tl-quiet", (put.left(), SMALL_PX), &letters::short(&says, SMALL_PX, put.room()));
    bottom + 30.0
}

/// The figures of the week.
pub fn rows(drawing: &Drawing) -> Rows {
    let Matrix { rows, columns, cells } = &drawing.matrix;
    let mut found = Rows { columns: vec!["day".to_string()], rows: Vec::new() };
    found.columns.extend(columns.iter().cloned());
    if !is_whole(drawing) {
        return found;
    }
    let lines = cells.chunks(columns.len().max(1));
    let row = |(name, cells): (&String, &[f64])| {
        let mut row = vec![name.clone()];
        row.extend(cells.iter().map(|cell| figure(*cell)));
        row
    };
    found.rows = rows.iter().zip(lines).map(row).collect();
    found
}
