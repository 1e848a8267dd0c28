//! A survival curve: the share still open at each time since the beginning, with its band.
//!
//! Where the figures come from: the rows of the curve of `end_to_end` (`s`, `share_open`, `low`, `high`), and its numbers
//! `survival_median_s` and `survival_p90_s` for the two places that are named. It is drawn as far as all but two in a hundred are known to
//! have ended, or to its end; the table has the rest.

use throughline::time::plain;
use throughline::wording::percent;

use super::canvas::{Canvas, path};
use super::frame::{Drawn, Words, framed};
use super::rows::Rows;
use super::scale::Scale;
use super::{Put, letters};

const PLOT_PX: f64 = 280.0;
const SMALL_PX: f64 = 13.0;
/// Below this share of open needs a curve tells nothing that can be seen.
const TAIL: f64 = 0.02;

/// A share that is over at once is named from here on.
const DROP: f64 = 0.03;

/// The rectangle of a text that begins at x and stands on y.
fn around(x: f64, y: f64, says: &str) -> [f64; 4] {
    [x, y - 11.0, x + letters::width(says, SMALL_PX), y + 4.0]
}

/// A curve to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// The points, in order of time.
    pub points: Vec<Point>,
    /// Places on the curve that are named: seconds, the share still open there, and what is said.
    pub named: Vec<(f64, f64, String)>,
}

/// A point of the curve.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// Seconds since the beginning.
    pub s: f64,
    /// The share still open.
    pub share: f64,
    /// Its 95 % interval.
    pub band: Option<(f64, f64)>,
}

/// Where things lie.
struct Plot {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    along: Scale,
    /// Seconds of a unit, and the unit.
    unit: (f64, &'static str),
}

impl Plot {
    fn x(&self, s: f64) -> f64 {
        self.along.at(s / self.unit.0)
    }

    fn y(&self, share: f64) -> f64 {
        let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
        self.bottom - share * (self.bottom - self.top)
    }
}

/// The curve as SVG. Without two points there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    svg_to(drawing, put, 0.0)
}

/// The same with an axis that goes on to so many seconds, if the curve does not.
pub fn svg_to(drawing: &Drawing, put: Put, to_s: f64) -> String {
    let mut canvas = Canvas::default();
    let shown = shown(&drawing.points);
    let height_px = if shown.len() < 2 { 0.0 } else { drawn(&mut canvas, drawing, (shown, to_s), put) };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

/// How many seconds of it are drawn.
pub fn reach(drawing: &Drawing) -> f64 {
    shown(&drawing.points).last().map_or(0.0, |point| point.s)
}

/// The points up to the first at which next to nothing is open.
fn shown(points: &[Point]) -> &[Point] {
    let end = points.iter().position(|point| point.share < TAIL).map_or(points.len(), |at| at + 1);
    let known =
        points[..end].iter().take_while(|point| point.s.is_finite() && point.share.is_finite()).count();
    &points[..known]
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, (points, to_s): (&[Point], f64), put: Put) -> f64 {
    let longest = points.last().map_or(1.0, |point| point.s).max(to_s);
    let unit = match longest {
        s if s >= 2.0 * 86_400.0 => (86_400.0, "days"),
        s if s >= 7_200.0 => (3_600.0, "hours"),
        s if s >= 120.0 => (60.0, "minutes"),
        _ => (1.0, "seconds"),
    };
    let (left, right, top) = (put.left() + 50.0, put.right() - 10.0, 28.0);
    let bottom = top + PLOT_PX;
    let along = Scale::within([0.0, longest / unit.0].into_iter(), left, right);
    let plot = Plot { left, right, top, bottom, along, unit };
    canvas.label("tl-quiet", (put.left(), SMALL_PX), "still open");
    for tenths in [0_u8, 25, 50, 75, 100] {
        let y = plot.y(f64::from(tenths) / 100.0);
        canvas.line("tl-grid", (left, y), (right, y));
        canvas.label("tl-tick-y", (left - 7.0, y + 4.5), &format!("{tenths} %"));
    }
    band(canvas, points, &plot);
    // It begins with all of them: what is over at once falls straight down.
    let mut all = steps(points, &plot, |point| Some(point.share));
    let over = points.first().filter(|point| point.s == 0.0).map_or(0.0, |point| 1.0 - point.share);
    if over > 0.0 {
        all.insert(0, (plot.x(0.0), plot.y(1.0), false));
    }
    let line = path(all.into_iter());
    canvas.empty("path", &[("class", "tl-curve".into()), ("d", (&line).into())]);
    canvas.line("tl-axis", (left, bottom), (right, bottom));
    let mut taken = Vec::new();
    if over >= DROP {
        let says = format!("{} over at once: nothing is known after their first moment", percent(over));
        for (place, line) in letters::lines(&says, SMALL_PX, right - left - 12.0).iter().enumerate() {
            let (x, y) = (left + 9.0, top + 14.0 + 17.0 * place as f64);
            canvas.label("tl-note", (x, y), line);
            taken.push(around(x, y, line));
        }
    }
    name(canvas, drawing, points, &plot, taken);
    let ticks = plot.along.ticks();
    let wide = ticks.iter().map(|(_, name)| letters::width(name, SMALL_PX)).fold(0.0, f64::max) + 10.0;
    let mut free = f64::NEG_INFINITY;
    for (value, says) in ticks {
        let x = plot.along.at(value);
        canvas.line("tl-axis", (x, bottom), (x, bottom + 5.0));
        if x - wide / 2.0 >= free && x + wide / 2.0 <= put.right() + 5.0 {
            canvas.label("tl-tick", (x, bottom + 20.0), &says);
            free = x + wide / 2.0;
        }
    }
    canvas.label("tl-end", (right, bottom + 40.0), &format!("{} since the need began", unit.1));
    bottom + 50.0
}

/// The places of a step line: it stays until the next point.
fn steps(points: &[Point], plot: &Plot, of: impl Fn(&Point) -> Option<f64>) -> Vec<(f64, f64, bool)> {
    let mut last: Option<f64> = None;
    let mut places = Vec::new();
    for point in points {
        let Some(value) = of(point).or(last) else { continue };
        let x = plot.x(point.s);
        if let Some(last) = last {
            places.push((x, plot.y(last), false));
        }
        places.push((x, plot.y(value), false));
        last = Some(value);
    }
    places
}

/// The 95 % band around the curve.
fn band(canvas: &mut Canvas, points: &[Point], plot: &Plot) {
    let mut around = steps(points, plot, |point| point.band.map(|band| band.1));
    let mut below = steps(points, plot, |point| point.band.map(|band| band.0));
    below.reverse();
    around.append(&mut below);
    if !around.is_empty() {
        let whole = format!("{}Z", path(around.into_iter()));
        canvas.empty("path", &[("class", "tl-band".into()), ("d", (&whole).into())]);
    }
}

/// The places that are named: a line from each axis to the curve, and its words beside it, clear of the curve and of other words.
fn name(canvas: &mut Canvas, drawing: &Drawing, points: &[Point], plot: &Plot, mut taken: Vec<[f64; 4]>) {
    let longest = plot.along.value(1.0) * plot.unit.0;
    for (s, share, says) in drawing.named.iter().filter(|(s, ..)| s.is_finite() && *s <= longest) {
        let (x, y) = (plot.x(*s), plot.y(*share));
        canvas.line("tl-mark", (plot.left, y), (x, y));
        canvas.line("tl-mark", (x, y), (x, plot.bottom));
        canvas.empty(
            "circle",
            &[("class", "tl-dot".into()), ("cx", x.into()), ("cy", y.into()), ("r", 4.5.into())],
        );
        // Right of the place, above the curve that only falls; else left of it, below the curve; each in one line or in several.
        let sides = [plot.right - x - 10.0, x - plot.left - 14.0];
        let widths = [1.0, 0.6, 0.4].map(|part| part * (plot.right - plot.left));
        let mut forms = Vec::new();
        for width in widths {
            for (side, room) in sides.into_iter().enumerate() {
                let lines = letters::lines(says, SMALL_PX, width.min(room));
                let wide = lines.iter().map(|line| letters::width(line, SMALL_PX)).fold(0.0, f64::max);
                let high = 17.0 * lines.len().saturating_sub(1) as f64;
                let whole = lines.join(" ") == says.split_whitespace().collect::<Vec<_>>().join(" ");
                let at = if side == 0 { (x + 10.0, y - 9.0 - high) } else { (x - 10.0 - wide, y + 19.0) };
                let own = [at.0, at.1 - 11.0, at.0 + wide, at.1 + high + 4.0];
                let inside = own[1] >= plot.top && own[3] <= plot.bottom - 2.0 && wide <= room;
                if whole && inside && lines.len() <= 3 {
                    forms.push((lines, at, own));
                }
            }
        }
        let clear = |own: &[f64; 4]| {
            let apart = |other: &[f64; 4]| {
                own[2] <= other[0] || other[2] <= own[0] || own[3] <= other[1] || other[3] <= own[1]
            };
            let under = |point: &&Point| {
                let (x, y) = (plot.x(point.s), plot.y(point.share));
                x > own[0] - 3.0 && x < own[2] + 3.0 && y > own[1] - 3.0 && y < own[3] + 3.0
            };
            taken.iter().all(apart) && points.iter().find(under).is_none()
        };
        let place = forms.iter().position(|(.., own)| clear(own)).or_else(|| {
            // Rather on the curve than nowhere, but on no other words.
            let apart =
                |a: &[f64; 4], b: &[f64; 4]| a[2] <= b[0] || b[2] <= a[0] || a[3] <= b[1] || b[3] <= a[1];
            forms.iter().position(|(.., own)| taken.iter().all(|other| apart(own, other)))
        });
        if let Some((lines, (x, y), own)) = place.map(|place| forms.swap_remove(place)) {
            for (place, line) in lines.iter().enumerate() {
                canvas.label("tl-note", (x, y + 17.0 * place as f64), line);
            }
            taken.push(own);
        }
    }
}

/// The figures of the curve.
pub fn rows(drawing: &Drawing) -> Rows {
    let mut rows = Rows::under(["since the need began", "still open", "95 % interval"]);
    let row = |point: &Point| {
        let band = point
            .band
            .map_or("not known".to_string(), |(low, high)| format!("{} to {}", percent(low), percent(high)));
        vec![plain(point.s), percent(point.share), band]
    };
    rows.rows = drawing.points.iter().map(row).collect();
    rows
}
