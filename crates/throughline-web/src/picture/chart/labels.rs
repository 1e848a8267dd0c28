//! The words of a chart, each where what it names lies: lines at their right end, signals at their points, changes above the plot. None lies on
//! another; what finds no room is left to the table.

use super::super::canvas::Canvas;
use super::super::letters;
use super::{Drawing, Plot, SMALL_PX, before};

/// Lines of text lie so far apart.
const LINE_PX: f64 = 17.0;
/// Notes above the plot take at most so many lines; of more only the lines of the notes are drawn.
const NOTE_LINES: usize = 4;
/// A point under a text is as bad as so many places that would have been better.
const POINT_RANKS: usize = 6;
/// So far from what it names a text lies at most, in steps of a line.
const AWAY: usize = 3;

/// The rectangles that texts have taken: left, top, right, bottom.
#[derive(Default)]
struct Taken {
    all: Vec<[f64; 4]>,
}

/// The rectangle of a text that begins at x and stands on y.
fn around(x: f64, y: f64, says: &str) -> [f64; 4] {
    [x, y - 0.8 * SMALL_PX, x + letters::width(says, SMALL_PX), y + 0.28 * SMALL_PX]
}

fn apart(a: &[f64; 4], b: &[f64; 4]) -> bool {
    a[2] <= b[0] - 2.0 || b[2] <= a[0] - 2.0 || a[3] <= b[1] || b[3] <= a[1]
}

impl Taken {
    /// Puts a text at one of some places, the best first, that lies on no other text and on few points.
    fn put(
        &mut self,
        canvas: &mut Canvas,
        says: &str,
        places: impl Iterator<Item = (f64, f64)>,
        within: &[f64; 4],
        points: &[(f64, f64)],
    ) {
        let inside = |own: &[f64; 4]| {
            own[0] >= within[0] - 0.5
                && own[1] >= within[1] - 0.5
                && own[2] <= within[2] + 0.5
                && own[3] <= within[3] + 0.5
        };
        let under = |own: &[f64; 4]| {
            let hit = |(x, y): &&(f64, f64)| {
                *x > own[0] - 5.0 && *x < own[2] + 5.0 && *y > own[1] - 5.0 && *y < own[3] + 5.0
            };
            points.iter().filter(hit).count()
        };
        let free = places
            .enumerate()
            .map(|(rank, (x, y))| ((x, y), around(x, y, says), rank))
            .filter(|(_, own, _)| inside(own) && self.all.iter().all(|taken| apart(taken, own)));
        if let Some(((x, y), own, _)) = free.min_by_key(|(_, own, rank)| POINT_RANKS * under(own) + rank) {
            canvas.label("tl-note", (x, y), says);
            self.all.push(own);
        }
    }
}

/// As many digits as a line needs beside its neighbours: whole numbers from ten on, else a tenth.
fn figure_beside(value: f64, finer: bool) -> String {
    let size = value.abs();
    let power = if size > 0.0 { size.log10().floor() as i32 } else { 0 };
    let unit = 10_f64.powi(if finer { power.min(3) - 2 } else { (power - 1).min(0) });
    throughline::wording::figure((value / unit).round() * unit)
}

/// What the lines of the last phase are called, by their height, the highest first.
pub(super) fn of_limits(drawing: &Drawing) -> Vec<(f64, String)> {
    let Some(phase) = drawing.phases.last() else { return Vec::new() };
    let own = &drawing.points[phase.places.clone()];
    let last = own.iter().rfind(|point| point.lower.or(point.upper).is_some());
    let upper = phase.upper.or(last.and_then(|point| point.upper));
    let lower = phase.lower.or(last.and_then(|point| point.lower));
    let soft = if phase.firm || upper.is_none() { "" } else { ", so far" };
    let since = if drawing.phases.len() > 1 { " since" } else { "" };
    let lines = [("upper limit", upper), ("middle", phase.centre), ("lower limit", lower)];
    let all: Vec<(&str, f64)> = lines.into_iter().filter_map(|(name, value)| Some((name, value?))).collect();
    let said = |finer: bool| all.iter().map(|(_, value)| figure_beside(*value, finer)).collect::<Vec<_>>();
    let rough = said(false);
    // Lines that lie close to each other need more digits to be told apart.
    let size = all.first().map_or(0.0, |(_, value)| value.abs());
    let close =
        size < 10.0 && all.first().zip(all.last()).is_some_and(|(one, other)| one.1 - other.1 < 0.35 * size);
    let alike = rough.windows(2).any(|pair| pair[0] == pair[1]);
    let figures = if all.len() > 1 && (alike || close) { said(true) } else { rough };
    let name = |(name, figure): (&str, String)| match name {
        "middle" => format!("middle{since} {figure}"),
        name => format!("{name} {figure}{soft}"),
    };
    let named = all.iter().zip(figures).map(|((line, value), figure)| (*value, name((line, figure))));
    named.collect()
}

/// Places above and below a line from one end to the other, for a text so wide; none where it is wider than the line is long.
fn along(y: f64, (from, to): (f64, f64), wide: f64) -> Vec<(f64, f64)> {
    const STEPS: u8 = 8;
    let room = to - from - 8.0 - wide;
    let steps = (0..=STEPS).filter(|_| room >= 0.0);
    let xs = steps.map(|step| from + 4.0 + f64::from(step) / f64::from(STEPS) * room);
    xs.flat_map(|x| [y + 15.0, y - 5.0].map(|y| (x, y))).collect()
}

/// All words in and beside the plot; `beside` is the room right of it, if the names of lines stand there.
pub(super) fn write(
    canvas: &mut Canvas,
    drawing: &Drawing,
    plot: &Plot,
    names: &[(f64, String)],
    beside: Option<f64>,
) {
    let mut taken = Taken::default();
    let points: Vec<(f64, f64)> = drawing
        .points
        .iter()
        .zip(&plot.xs)
        .filter_map(|(point, x)| Some((*x, plot.scale.at(point.value?))))
        .collect();
    let within = [plot.left, plot.top - 4.0, plot.right, plot.bottom - 2.0];
    match beside {
        Some(room) => names_beside(canvas, names, plot, room),
        None => {
            let from = drawing.phases.last().map_or(plot.left, |phase| before(plot, phase.places.start));
            for (value, says) in names {
                let places = along(plot.scale.at(*value), (from, plot.right), letters::width(says, SMALL_PX));
                taken.put(canvas, says, places.into_iter().rev(), &within, &points);
            }
        }
    }
    old_limits(canvas, drawing, plot, (&mut taken, &within, &points));
    for (at, says) in &drawing.signals {
        let Some((x, y)) =
            plot.xs.get(*at).zip(drawing.points[*at].value).map(|(x, v)| (*x, plot.scale.at(v)))
        else {
            continue;
        };
        let wide = letters::width(says, SMALL_PX);
        // Outwards from the middle, where the fewest points are; else across it.
        let middle =
            drawing.phases.iter().rfind(|phase| phase.places.contains(at)).and_then(|phase| phase.centre);
        let up = middle.is_none_or(|middle| y <= plot.scale.at(middle));
        let away = |step: usize, up: bool| {
            let step = step as f64 * LINE_PX;
            if up { y - 11.0 - step } else { y + 20.0 + step }
        };
        let xs = [x - wide / 2.0, x + 9.0, x - 9.0 - wide];
        let side = [(x + 10.0, y + 4.5), (x - 10.0 - wide, y + 4.5)];
        let around =
            (0..AWAY).flat_map(|step| [away(step, up), away(step, !up)]).flat_map(|y| xs.map(|x| (x, y)));
        let clamp = |(x, y): (f64, f64)| (x.min(plot.right - wide).max(plot.left), y);
        taken.put(canvas, says, side.into_iter().chain(around.map(clamp)), &within, &points);
    }
    if let Some((x, value)) =
        drawing.points.iter().zip(&plot.xs).rev().find_map(|(point, x)| Some((*x, point.year_before?)))
    {
        let says = "the year before";
        let (y, wide) = (plot.scale.at(value), letters::width(says, SMALL_PX));
        let places = (0..AWAY).flat_map(|step| [y - 9.0 - 17.0 * step as f64, y + 18.0 + 17.0 * step as f64]);
        taken.put(canvas, says, places.map(|y| ((x - wide).max(plot.left), y)), &within, &points);
    }
}

/// The names of the lines at their right end, moved apart where they would lie on each other.
fn names_beside(canvas: &mut Canvas, names: &[(f64, String)], plot: &Plot, room: f64) {
    let mut ys: Vec<f64> = names.iter().map(|(value, _)| plot.scale.at(*value)).collect();
    for place in 1..ys.len() {
        ys[place] = ys[place].max(ys[place - 1] + LINE_PX);
    }
    // What was pushed below the plot pushes back.
    let mut most = plot.bottom;
    for y in ys.iter_mut().rev() {
        *y = y.min(most);
        most = *y - LINE_PX;
    }
    for ((_, says), y) in names.iter().zip(ys) {
        let class = if says.starts_with("middle") { "tl-strong" } else { "tl-text" };
        canvas.label(class, (plot.right + 8.0, y + 4.5), &letters::short(says, SMALL_PX, room));
    }
}

/// The middles of the phases before the last, at an end of their lines.
fn old_limits(
    canvas: &mut Canvas,
    drawing: &Drawing,
    plot: &Plot,
    (taken, within, points): (&mut Taken, &[f64; 4], &[(f64, f64)]),
) {
    let Some((_, old)) = drawing.phases.split_last() else { return };
    for phase in old {
        let (from, to) = (before(plot, phase.places.start), before(plot, phase.places.end));
        let named =
            [("upper limit", phase.upper), ("middle before", phase.centre), ("lower limit", phase.lower)];
        for (name, value) in named.into_iter().filter_map(|(name, value)| Some((name, value?))) {
            let says = format!("{name} {}", figure_beside(value, false));
            let (wide, line) = (letters::width(&says, SMALL_PX), plot.scale.at(value));
            taken.put(canvas, &says, along(line, (from, to), wide).into_iter(), within, points);
        }
    }
}

/// The texts above the plot, and how high they are.
pub(super) struct Notes {
    /// Where each line begins, and what it says.
    lines: Vec<(f64, f64, String)>,
    /// How high they are.
    pub(super) high_px: f64,
}

/// The texts of the notes beside their lines, below each other where they would lie on each other.
pub(super) fn notes(drawing: &Drawing, xs: &[f64], (left, right): (f64, f64)) -> Notes {
    let mut taken: Vec<[f64; 4]> = Vec::new();
    let mut lines = Vec::new();
    for note in &drawing.notes {
        let (Some(x), Some(before)) = (xs.get(note.at), note.at.checked_sub(1).map(|before| xs[before]))
        else {
            continue;
        };
        let x = (x + before) / 2.0;
        let to_right = right - x >= x - left || letters::width(&note.says, SMALL_PX) + 7.0 <= right - x;
        let room = if to_right { right - x } else { x - left } - 7.0;
        let own = letters::lines(&note.says, SMALL_PX, room);
        let place = |row: usize, at: usize, says: &str| {
            let x = if to_right { x + 5.0 } else { x - 5.0 - letters::width(says, SMALL_PX) };
            around(x, 22.0 + LINE_PX * (row + at) as f64 + SMALL_PX, says)
        };
        let fits = |row: &usize| {
            let places = own.iter().enumerate().map(|(at, says)| place(*row, at, says));
            places.into_iter().all(|own| taken.iter().all(|other| apart(other, &own)))
        };
        let row = (0..=NOTE_LINES).find(fits).unwrap_or(NOTE_LINES);
        if row + own.len() > NOTE_LINES {
            continue;
        }
        for (at, says) in own.iter().enumerate() {
            let own = place(row, at, says);
            lines.push((own[0], own[1] + 0.8 * SMALL_PX, says.clone()));
            taken.push(own);
        }
    }
    let high_px = taken.iter().map(|own| own[3] - 22.0).fold(0.0, f64::max);
    Notes { lines, high_px }
}

impl Notes {
    pub(super) fn write(&self, canvas: &mut Canvas) {
        for (x, y, says) in &self.lines {
            canvas.label("tl-note", (*x, *y), says);
        }
    }
}
