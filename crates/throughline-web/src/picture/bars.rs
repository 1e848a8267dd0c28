//! Bars: named amounts, the largest first, each with its name and figure beside it. The frequency chart (Pareto) of what people ask for,
//! and who pays for what, are such.
//!
//! What is failure is filled, what is value is light within a firm line, what nobody sorted is empty within a broken one: told apart in grey
//! as well. Where the figures come from: names and amounts are cells of the reading's table; parts of a bar are cells too, or an amount and
//! its share as the table has them; running shares are sums of the shares above.

use super::canvas::Canvas;
use super::frame::{Drawn, Words, framed};
use super::rows::Rows;
use super::{Put, letters};

const SMALL_PX: f64 = 13.0;
const BAR_PX: f64 = 20.0;
/// More bars than this nobody reads; the rest is in the table.
pub const SHOWN: usize = 20;

/// Bars to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What the bars are, such as `kind of demand`, and what the amounts are, such as `contacts`.
    pub of: (String, String),
    /// The bars, in the order in which they stand.
    pub bars: Vec<Bar>,
}

/// A bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// What it is of.
    pub name: String,
    /// Its parts, from left to right.
    pub parts: Vec<Part>,
    /// Its figure in words, which stands at its end.
    pub says: String,
}

/// A part of a bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it is.
    pub kind: Kind,
    /// How much.
    pub size: f64,
    /// What it says within the bar, if there is room, and when pointed at.
    pub says: String,
}

/// What a part of a bar is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// What is there, or is of value.
    Value,
    /// What need not have been.
    Failure,
    /// What nobody sorted.
    Unknown,
}

impl Kind {
    fn class(self) -> &'static str {
        match self {
            Kind::Value => "tl-value",
            Kind::Failure => "tl-failure",
            Kind::Unknown => "tl-unknown",
        }
    }
}

impl Bar {
    /// Its figure, with how much of it is failure, where that has no room inside.
    fn in_full(&self) -> String {
        let failure = self.parts.iter().filter(|part| part.kind == Kind::Failure && !part.says.is_empty());
        failure.fold(self.says.clone(), |says, part| format!("{says}, {}", part.says))
    }

    fn size(&self) -> f64 {
        self.parts.iter().map(|part| amount(part.size)).sum()
    }
}

/// An amount that has a length: what is no number or below nought has none.
pub(super) fn amount(value: f64) -> f64 {
    if value.is_finite() { value.clamp(0.0, 1e300) } else { 0.0 }
}

/// The bars as SVG. Without any there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    svg_to(drawing, put, 0.0)
}

/// The same where the whole length stands for an amount, if no bar is larger.
pub fn svg_to(drawing: &Drawing, put: Put, to: f64) -> String {
    let mut canvas = Canvas::default();
    let height_px = if drawing.bars.is_empty() { 0.0 } else { drawn(&mut canvas, drawing, put, to) };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

/// The largest amount.
pub fn reach(drawing: &Drawing) -> f64 {
    drawing.bars.iter().map(Bar::size).fold(0.0, f64::max)
}

/// Where names, bars and figures stand.
struct Places {
    /// The names stand above the bars, not beside them.
    above: bool,
    /// The figures too: they are too long to stand at the ends of the bars.
    figures_above: bool,
    names_px: f64,
    left: f64,
    right: f64,
    row_px: f64,
}

impl Places {
    fn of(shown: &[Bar], put: Put) -> Places {
        let above = put.is_narrow();
        let widest = shown.iter().map(|bar| letters::width(&bar.name, SMALL_PX)).fold(0.0, f64::max);
        let names_px = if above { put.room() } else { widest.min(0.34 * put.room()) };
        let says_px = shown.iter().map(|bar| letters::width(&bar.in_full(), SMALL_PX)).fold(0.0, f64::max);
        let figures_above = above && says_px > 0.3 * put.room();
        let left = if above { put.left() } else { put.left() + names_px + 10.0 };
        let says_px = if figures_above { 0.0 } else { says_px.min(0.42 * put.room()) + 10.0 };
        let row_px = BAR_PX
            + if figures_above {
                43.0
            } else if above {
                26.0
            } else {
                9.0
            };
        Places { above, figures_above, names_px, left, right: put.right() - says_px, row_px }
    }
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, put: Put, to: f64) -> f64 {
    let shown = &drawing.bars[..drawing.bars.len().min(SHOWN)];
    let most = shown.iter().map(Bar::size).fold(to, f64::max);
    let places = Places::of(shown, put);
    canvas.label(
        "tl-quiet",
        (places.left, SMALL_PX),
        &letters::short(&drawing.of.1, SMALL_PX, put.right() - places.left),
    );
    let top = 22.0;
    for (place, bar) in shown.iter().enumerate() {
        one(canvas, bar, &places, put, (top + place as f64 * places.row_px, most));
    }
    let bottom = top + shown.len() as f64 * places.row_px;
    if !places.above {
        canvas.line("tl-axis", (places.left, top - 2.0), (places.left, bottom - 4.0));
    }
    let rest = drawing.bars.len() - shown.len();
    if rest == 0 {
        return bottom + 8.0;
    }
    let more = format!(
        "and {} more, each of them less: they are in the table",
        throughline::wording::thousands(rest as u64)
    );
    canvas.label(
        "tl-quiet",
        (put.left(), bottom + SMALL_PX + 2.0),
        &letters::short(&more, SMALL_PX, put.room()),
    );
    bottom + SMALL_PX + 14.0
}

fn one(canvas: &mut Canvas, bar: &Bar, places: &Places, put: Put, (y, most): (f64, f64)) {
    let name = letters::short(&bar.name, SMALL_PX, places.names_px);
    let top = y + if places.figures_above {
        34.0
    } else if places.above {
        17.0
    } else {
        0.0
    };
    let base = top + BAR_PX / 2.0 + 4.5;
    match places.above {
        true => canvas.label("tl-text", (put.left(), y + SMALL_PX), &name),
        false => {
            let x = places.left - 10.0;
            let at = [
                ("class", "tl-text".into()),
                ("x", x.into()),
                ("y", base.into()),
                ("text-anchor", "end".into()),
            ];
            canvas.with_text("text", &at, &name);
        }
    }
    let mut x = places.left;
    let mut says = bar.says.clone();
    for part in &bar.parts {
        let long = if most > 0.0 { amount(part.size) / most * (places.right - places.left) } else { 0.0 };
        if long <= 0.0 {
            continue;
        }
        let sides = [("x", x.into()), ("y", top.into()), ("width", long.into()), ("height", BAR_PX.into())];
        let [left, up, wide, high] = sides;
        let title = format!("{}: {}", bar.name, part.says);
        canvas.titled("rect", &[("class", part.kind.class().into()), left, up, wide, high], &title);
        if letters::width(&part.says, SMALL_PX) + 10.0 <= long {
            let class = if part.kind == Kind::Failure { "tl-text tl-on-door" } else { "tl-text" };
            canvas.label(class, (x + 6.0, base), &part.says);
        } else if part.kind == Kind::Failure && !part.says.is_empty() {
            // What has no room inside is said at the end: how much failure there is, is what is asked.
            says = format!("{says}, {}", part.says);
        }
        x += long;
    }
    if places.figures_above {
        canvas.label(
            "tl-quiet",
            (put.left(), y + SMALL_PX + 16.0),
            &letters::short(&says, SMALL_PX, put.room()),
        );
        return;
    }
    // The amount comes first: what has no room beside it is in the table.
    let room = put.right() - x - 7.0;
    let says = if letters::width(&says, SMALL_PX) <= room { says } else { bar.says.clone() };
    canvas.label("tl-text", (x + 8.0, base), &letters::short(&says, SMALL_PX, room));
}

/// The figures of the bars.
pub fn rows(drawing: &Drawing) -> Rows {
    let mut rows = Rows::under([&drawing.of.0, &drawing.of.1, "of which"]);
    rows.rows = drawing
        .bars
        .iter()
        .map(|bar| {
            let parts: Vec<&str> =
                bar.parts.iter().map(|part| part.says.as_str()).filter(|says| !says.is_empty()).collect();
            vec![bar.name.clone(), bar.says.clone(), parts.join("; ")]
        })
        .collect();
    rows
}
