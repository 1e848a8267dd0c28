//! A matrix between organisations: who caused, who bore it; each cell with its figure and a bar.
//!
//! The filled part of a bar is what is certain, the part within a broken line what can be. Where the figures come from: the rows of
//! `cost.failure_balance` (contacts, least and most), and at the sides those of `cost.exported_failure`, which are not the sums of the cells:
//! one contact whose cause is uncertain counts once there. On a narrow page the same pairs stand below each other as bars.

use throughline::wording::figure;

use super::bars::{self, Bar, Kind, Part, amount};
use super::canvas::Canvas;
use super::frame::{Drawn, Words, framed};
use super::rows::Rows;
use super::{Put, letters};

const SMALL_PX: f64 = 13.0;
const CELL_PX: f64 = 46.0;
const BAR_PX: f64 = 10.0;
const LINE_PX: f64 = 17.0;
/// With more organisations than this a cell is too small to read: the pairs stand below each other then, as on a narrow page.
const MOST: usize = 7;
/// Beside the row of what others caused and each answered.
const OF_OTHERS: &str = "of others";

/// An amount between what is certain and what can be.
pub type Between = (f64, f64);

/// A matrix to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What the amounts are, such as `contacts`.
    pub of: String,
    /// What the rows and the columns do: `caused` and `answered`.
    pub roles: (String, String),
    /// The names of the rows and of the columns.
    pub names: Vec<String>,
    /// Row by row; none where there is nothing.
    pub cells: Vec<Option<Between>>,
    /// For each name what it caused and others answered, and what others caused and it answered; may be empty.
    pub sides: Vec<(Between, Between)>,
}

impl Drawing {
    fn cell(&self, row: usize, column: usize) -> Option<Between> {
        self.cells.get(row * self.names.len() + column).copied().flatten()
    }

    /// All pairs with an amount, the largest that is certain first.
    fn pairs(&self) -> Vec<(usize, usize, Between)> {
        let places =
            (0..self.names.len()).flat_map(|row| (0..self.names.len()).map(move |column| (row, column)));
        let mut pairs: Vec<_> =
            places.filter_map(|(row, column)| Some((row, column, self.cell(row, column)?))).collect();
        pairs.sort_by(|a, b| b.2.0.total_cmp(&a.2.0).then(b.2.1.total_cmp(&a.2.1)));
        pairs
    }
}

/// `12`, or `12 to 20`.
fn between((least, most): Between) -> String {
    let (low, high) = (figure(round(least)), figure(round(most)));
    if low == high { high } else { format!("{low} to {high}") }
}

/// To a tenth where it shows: weighted contacts need not be whole.
fn round(value: f64) -> f64 {
    if value.abs() < 100.0 { (value * 10.0).round() / 10.0 } else { value.round() }
}

/// The matrix as SVG. Without any amount there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    if put.is_narrow() || drawing.names.len() > MOST {
        return bars::svg(&below(drawing), put);
    }
    let mut canvas = Canvas::default();
    let there = drawing.cells.iter().flatten().any(|(_, most)| amount(*most) > 0.0);
    let height_px = if there { drawn(&mut canvas, drawing, put) } else { 0.0 };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

/// The pairs below each other.
fn below(drawing: &Drawing) -> bars::Drawing {
    let part = |kind, size, says: String| Part { kind, size, says };
    let bar = |(row, column, (least, most)): (usize, usize, Between)| {
        let (row, column) = (&drawing.names[row], &drawing.names[column]);
        let mut parts = vec![part(Kind::Failure, least, format!("{} certain", figure(round(least))))];
        if most > least {
            parts.push(part(Kind::Unknown, most - least, format!("up to {}", figure(round(most)))));
        }
        let (caused, answered) = &drawing.roles;
        Bar {
            name: format!("{caused} by {row}, {answered} by {column}"),
            parts,
            says: between((least, most)),
        }
    };
    bars::Drawing {
        words: drawing.words.clone(),
        of: (format!("{} by, {} by", drawing.roles.0, drawing.roles.1), drawing.of.clone()),
        bars: drawing.pairs().into_iter().map(bar).collect(),
    }
}

/// Where things lie.
struct Plot {
    left: f64,
    top: f64,
    cell_px: f64,
    /// The largest amount.
    most: f64,
    /// The lines that the amount of a cell takes.
    lines: usize,
}

impl Plot {
    /// How high a row is.
    fn row_px(&self) -> f64 {
        CELL_PX + LINE_PX * (self.lines - 1) as f64
    }
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, put: Put) -> f64 {
    let beside =
        drawing.names.iter().map(String::as_str).chain((!drawing.sides.is_empty()).then_some(OF_OTHERS));
    let widest = beside.map(|name| letters::width(name, SMALL_PX)).fold(0.0, f64::max);
    let names_px = widest.min(0.22 * put.room());
    let count = drawing.names.len() + usize::from(!drawing.sides.is_empty());
    let left = put.left() + names_px + 14.0;
    let cell_px = ((put.right() - left) / count as f64).min(170.0);
    let heads: Vec<Vec<String>> = drawing
        .names
        .iter()
        .map(|name| head(name, cell_px - 12.0))
        .chain([head("for others", cell_px - 12.0)])
        .collect();
    let lines = heads.iter().map(Vec::len).max().unwrap_or(1);
    let top = 24.0 + 17.0 * lines as f64 + 6.0;
    let most = drawing.cells.iter().flatten().map(|(_, most)| amount(*most)).fold(0.0, f64::max);
    let sides = drawing.sides.iter().flat_map(|(a, b)| [a.1, b.1]).map(amount).fold(0.0, f64::max);
    let borne = drawing.sides.iter().flat_map(|(a, b)| [*a, *b]);
    let mut shown = drawing.cells.iter().flatten().copied().chain(borne);
    // Where an amount and what it can be do not fit on one line, they have two.
    let broken = shown.any(|found| letters::width(&between(found), SMALL_PX) > cell_px - 8.0);
    let plot = Plot { left, top, cell_px, most: most.max(sides), lines: 1 + usize::from(broken) };
    let (caused, answered) = &drawing.roles;
    let can = drawing.cells.iter().flatten().any(|(least, most)| most > least);
    let bars = if can { "; filled is certain, broken can be" } else { "" };
    let says = format!("{}: {caused} by (left), {answered} by (above){bars}", drawing.of);
    canvas.label("tl-quiet", (put.left(), SMALL_PX), &letters::short(&says, SMALL_PX, put.room()));
    for (column, lines) in heads.iter().take(count).enumerate() {
        for (line, says) in lines.iter().enumerate() {
            let class = if column < drawing.names.len() { "tl-strong" } else { "tl-quiet" };
            canvas.label(class, (left + column as f64 * cell_px + 6.0, 37.0 + 17.0 * line as f64), says);
        }
    }
    for (row, name) in drawing.names.iter().enumerate() {
        let y = top + row as f64 * plot.row_px();
        canvas.line("tl-grid", (put.left(), y), (left + count as f64 * cell_px, y));
        canvas.label("tl-strong", (put.left(), y + 20.0), &letters::short(name, SMALL_PX / 1.12, names_px));
        for column in 0..drawing.names.len() {
            cell(canvas, drawing, &plot, (row, column));
        }
        if let Some((caused, _)) = drawing.sides.get(row) {
            side(canvas, *caused, &plot, (drawing.names.len(), row));
        }
    }
    let mut bottom = top + drawing.names.len() as f64 * plot.row_px();
    canvas.line("tl-axis", (put.left(), bottom), (left + count as f64 * cell_px, bottom));
    if !drawing.sides.is_empty() {
        canvas.label("tl-quiet", (put.left(), bottom + 20.0), OF_OTHERS);
        for (column, (_, answered)) in drawing.sides.iter().enumerate().take(drawing.names.len()) {
            side(canvas, *answered, &plot, (column, drawing.names.len()));
        }
        bottom += plot.row_px();
    }
    bottom + 8.0
}

/// A name above a column, in at most three lines.
fn head(name: &str, room: f64) -> Vec<String> {
    let mut lines = letters::lines(name, SMALL_PX * 1.12, room);
    if lines.len() > 3 {
        let rest = lines.split_off(2).join(" ");
        lines.push(letters::short(&rest, SMALL_PX * 1.12, room));
    }
    lines
}

fn cell(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot, (row, column): (usize, usize)) {
    let (x, y) = (plot.left + column as f64 * plot.cell_px + 6.0, plot.top + row as f64 * plot.row_px());
    let Some(found) = drawing.cell(row, column).filter(|(_, most)| amount(*most) > 0.0) else {
        canvas.label("tl-quiet", (x, y + 20.0), "none");
        return;
    };
    let full = plot.cell_px - 18.0;
    let long = |value: f64| amount(value) / plot.most * full;
    let (certain, can) = (long(found.0), long(found.1));
    let (caused, answered) = &drawing.roles;
    let title = format!(
        "{caused} by {}, {answered} by {}: {} {}",
        drawing.names[row],
        drawing.names[column],
        between(found),
        drawing.of
    );
    let size = |wide: f64| {
        [
            ("y", (y + 11.0 + LINE_PX * plot.lines as f64).into()),
            ("width", wide.into()),
            ("height", BAR_PX.into()),
        ]
    };
    if can > certain {
        let [top, width, height] = size(can - certain);
        let at = [("class", "tl-unknown".into()), ("x", (x + certain).into()), top, width, height];
        canvas.titled("rect", &at, &title);
    }
    if certain > 0.0 {
        // Its own failures are drawn lighter: they cost nobody else.
        let class = if row == column { "tl-value" } else { "tl-failure" };
        let [top, width, height] = size(certain);
        canvas.titled("rect", &[("class", class.into()), ("x", x.into()), top, width, height], &title);
    }
    amounts(canvas, found, plot, (x, y));
}

fn side(canvas: &mut Canvas, found: Between, plot: &Plot, (column, row): (usize, usize)) {
    let (x, y) = (plot.left + column as f64 * plot.cell_px + 6.0, plot.top + row as f64 * plot.row_px());
    amounts(canvas, found, plot, (x, y));
}

/// What is certain and what can be, on as many lines as the picture has for it.
fn amounts(canvas: &mut Canvas, found: Between, plot: &Plot, (x, y): (f64, f64)) {
    let says = between(found);
    let lines = match says.split_once(" to ") {
        Some((low, high)) if plot.lines > 1 => vec![low.to_string(), format!("to {high}")],
        _ => vec![says],
    };
    for (line, says) in lines.iter().enumerate() {
        let short = letters::short(says, SMALL_PX, plot.cell_px - 8.0);
        canvas.label("tl-text", (x, y + 20.0 + LINE_PX * line as f64), &short);
    }
}

/// The figures of the matrix.
pub fn rows(drawing: &Drawing) -> Rows {
    let (caused, answered) = &drawing.roles;
    let mut rows = Rows::under([&format!("{caused} by"), &format!("{answered} by"), &drawing.of]);
    let row = |(row, column, found): (usize, usize, Between)| {
        vec![drawing.names[row].clone(), drawing.names[column].clone(), between(found)]
    };
    rows.rows = drawing.pairs().into_iter().map(row).collect();
    rows
}
