//! A pile before a limit: how often each duration occurs, and how often it would without the limit.
//!
//! Bars are what happened; where a pile was found, those of the last days before the limit are filled. The line is the curve through all durations further away.
//! Where the figures come from: `Finding::durations` of `distortion` (counts, the curve's expectation, the limit and both windows), and
//! `observed` and `expected` of the same finding. Never here: whether that is a pile. The finding says it.

use throughline::reading::Durations;
use throughline::wording::{figure, thousands};

use super::canvas::{Canvas, path};
use super::frame::{Drawn, Words, framed};
use super::rows::Rows;
use super::scale::Scale;
use super::{Put, letters};

const PLOT_PX: f64 = 260.0;
const SMALL_PX: f64 = 13.0;

/// A pile to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What was counted, such as `needs`.
    pub of: String,
    /// The durations.
    pub durations: Durations,
    /// Whether a pile was found: only then its bars are set apart.
    pub found: bool,
    /// What was observed and what was expected in the last stretch up to the limit.
    pub pile: Option<(f64, f64)>,
}

/// Where things lie.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    up: Scale,
    from: i64,
    each_px: f64,
}

impl Plot {
    /// The left side of a duration's bar.
    fn x(&self, duration: i64) -> f64 {
        (self.left + (duration - self.from) as f64 * self.each_px).clamp(self.left, self.right)
    }
}

/// The pile as SVG. Without any duration there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    let mut canvas = Canvas::default();
    let there = drawing.durations.each.iter().any(|(_, count, _)| *count > 0);
    let height_px = if there { drawn(&mut canvas, drawing, put) } else { 0.0 };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, put: Put) -> f64 {
    let Durations { unit, limit, each, .. } = &drawing.durations;
    let held = || {
        let expected = each.iter().filter_map(|(.., expected)| *expected);
        each.iter().map(|(_, count, _)| *count as f64).chain(expected).chain([0.0])
    };
    let ticks = Scale::holding(held(), 0.0, 1.0).ticks();
    let wide = ticks.iter().map(|(_, name)| letters::width(name, SMALL_PX)).fold(0.0, f64::max);
    let (left, right) = (put.left() + wide + 8.0, put.right());
    let top = 46.0;
    let bottom = top + PLOT_PX;
    let from = each.first().map_or(0, |(at, ..)| *at);
    let count = each.len().max(1) as f64;
    let plot = Plot {
        left,
        right,
        top,
        bottom,
        up: Scale::holding(held(), bottom, top),
        from,
        each_px: (right - left) / count,
    };
    canvas.label("tl-quiet", (put.left(), SMALL_PX), &letters::short(&drawing.of, SMALL_PX, put.room()));
    for (value, name) in plot.up.ticks() {
        let y = plot.up.at(value);
        canvas.line("tl-grid", (left, y), (right, y));
        canvas.label("tl-tick-y", (left - 7.0, y + 4.5), &name);
    }
    bars(canvas, drawing, &plot);
    canvas.line("tl-axis", (left, bottom), (right, bottom));
    curve(canvas, drawing, &plot);
    // The limit is at the end of its own bar: met is so many or fewer.
    let x = plot.x(limit + 1);
    canvas.line("tl-mark", (x, top - 8.0), (x, bottom));
    let says = format!("limit: {} {unit}", thousands(limit.unsigned_abs()));
    placed(canvas, "tl-strong", x, top - 13.0, &says, (put.left(), right));
    pile_says(canvas, drawing, &plot);
    let y = along(canvas, &plot, *limit, each.len());
    // Where the durations begin and end is what was looked at, not what there was.
    let last = each.last().map_or(from, |(at, ..)| *at);
    let says = format!("{unit} from beginning to end; looked at were those from {from} to {last}");
    let lines = letters::lines(&says, SMALL_PX, right - left);
    for (place, line) in lines.iter().enumerate() {
        canvas.label("tl-end", (right, y + 20.0 + 17.0 * place as f64), line);
    }
    y + 13.0 + 17.0 * lines.len() as f64
}

/// A text beside a place, on the side where there is room.
fn placed(canvas: &mut Canvas, class: &str, x: f64, y: f64, says: &str, (left, right): (f64, f64)) {
    let wide = letters::width(says, SMALL_PX) * 1.12;
    let end = x + 6.0 + wide > right && x - 6.0 - wide >= left;
    let (x, anchor) = if end { (x - 6.0, "end") } else { ((x + 6.0).min(right - wide).max(left), "start") };
    canvas.with_text(
        "text",
        &[("class", class.into()), ("x", x.into()), ("y", y.into()), ("text-anchor", anchor.into())],
        says,
    );
}

fn bars(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot) {
    let Durations { unit, limit, pile_from, each, .. } = &drawing.durations;
    let gap = if plot.each_px > 6.0 { 1.5 } else { 0.0 };
    for (duration, count, expected) in each.iter().filter(|(_, count, _)| *count > 0) {
        let y = plot.up.at(*count as f64);
        let near = drawing.found && (*pile_from..=*limit).contains(duration);
        let expected =
            expected.map_or(String::new(), |expected| format!("; {} expected", figure(round(expected))));
        let title = format!("{duration} {unit}: {}{expected}", thousands(*count));
        let class = if near { "tl-failure" } else { "tl-value" };
        let x = plot.x(*duration) + gap / 2.0;
        let wide = (plot.each_px - gap).max(0.1);
        let at = [
            ("class", class.into()),
            ("x", x.into()),
            ("y", y.into()),
            ("width", wide.into()),
            ("height", (plot.bottom - y).into()),
        ];
        canvas.titled("rect", &at, &title);
    }
}

/// An expectation as it is said: to a tenth.
fn round(expected: f64) -> f64 {
    (expected * 10.0).round() / 10.0
}

/// What was expected, with its name where the line ends.
fn curve(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot) {
    let places = drawing.durations.each.iter().scan(true, |broken, (at, _, expected)| {
        let begins = std::mem::replace(broken, expected.is_none());
        Some(expected.map(|expected| (plot.x(*at) + plot.each_px / 2.0, plot.up.at(expected), begins)))
    });
    let line = path(places.flatten());
    if line.is_empty() {
        return;
    }
    canvas.empty("path", &[("class", "tl-centre".into()), ("d", (&line).into())]);
}

/// What lies in the last stretch, and what the line is.
fn pile_says(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot) {
    let Durations { pile_from, limit, unit, .. } = &drawing.durations;
    let Some((observed, expected)) = drawing.pile.filter(|(a, b)| a.is_finite() && b.is_finite()) else {
        return;
    };
    let (pile, after) = (plot.x(*pile_from) - 8.0, plot.x(limit + 1) + 8.0);
    let days = format!("{pile_from} to {limit} {unit}:");
    let count = format!("{} {}", figure(observed), drawing.of);
    let line = format!("line: {} expected without the limit", figure(expected.round()));
    let wide = |lines: &[String]| lines.iter().map(|line| letters::width(line, SMALL_PX)).fold(0.0, f64::max);
    let room = plot.right - plot.left;
    let mut say = |lines: &[String], (x, anchor): (f64, &str)| {
        for (place, line) in lines.iter().enumerate() {
            let y = plot.top + 10.0 + 18.0 * place as f64;
            let at = [
                ("class", "tl-note".into()),
                ("x", x.into()),
                ("y", y.into()),
                ("text-anchor", anchor.into()),
            ];
            canvas.with_text("text", &at, &letters::short(line, SMALL_PX, room));
        }
    };
    // The count stands before the limit, where its bars are, and what was expected behind it, if there is room on both sides; over bars a
    // halo keeps the words readable.
    let both = [days.clone(), count.clone()];
    if pile - plot.left >= wide(&both) && plot.right - after >= wide(std::slice::from_ref(&line)) {
        say(&both, (pile, "end"));
        return say(&[line], (after, "start"));
    }
    let all = [format!("{days} {count}"), line];
    let place = if pile - plot.left >= wide(&all) {
        (pile, "end")
    } else if plot.right - after >= wide(&all) {
        (after, "start")
    } else {
        (plot.right, "end")
    };
    say(&all, place);
}

/// The durations below the plot: round ones, and the limit.
fn along(canvas: &mut Canvas, plot: &Plot, limit: i64, count: usize) -> f64 {
    let y = plot.bottom + 20.0;
    let widest = letters::width(&thousands((plot.from + count as i64).unsigned_abs()), SMALL_PX) + 12.0;
    let step = (0..).flat_map(|tens| [1, 2, 5].map(|times| times * 10_i64.pow(tens)));
    let step = step.take(30).find(|step| *step as f64 * plot.each_px >= widest).unwrap_or(1);
    let middle = |at: i64| plot.x(at) + plot.each_px / 2.0;
    let round = (plot.from..plot.from + count as i64).filter(|at| at % step == 0);
    let far = round.filter(|at| *at != limit && (middle(*at) - middle(limit)).abs() >= widest);
    let inside = |at: &i64| middle(*at) >= plot.left && middle(*at) + widest / 2.0 <= plot.right + 6.0;
    for at in far.filter(inside).chain([limit]) {
        let x = middle(at);
        canvas.line("tl-axis", (x, plot.bottom), (x, plot.bottom + 5.0));
        let name = thousands(at.unsigned_abs());
        let half = letters::width(&name, SMALL_PX) * 1.12 / 2.0;
        let x = x.min(plot.right - half);
        canvas.label(if at == limit { "tl-name" } else { "tl-tick" }, (x, y), &name);
    }
    y
}

/// The figures of the pile.
pub fn rows(drawing: &Drawing) -> Rows {
    let mut rows = Rows::under([drawing.durations.unit, &drawing.of, "expected without the limit"]);
    let expected =
        |expected: &Option<f64>| expected.map_or("not known".to_string(), |expected| figure(round(expected)));
    let row = |(at, count, curve): &(i64, u64, Option<f64>)| {
        vec![at.to_string(), thousands(*count), expected(curve)]
    };
    rows.rows = drawing.durations.each.iter().map(row).collect();
    rows
}
