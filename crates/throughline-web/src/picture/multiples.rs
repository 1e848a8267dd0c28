//! Small multiples: the same small chart for each of several names, on one scale, so that they compare.
//!
//! Lines for values over time, bars with their intervals for shares. Where the figures come from: each panel is one series, or one row of a
//! table, of a reading; `from_series` and the rows of `flow.ended_how` say which columns. Panels stand in the order they are given: nothing is
//! ranked.

use throughline::reading::Series;
use throughline::wording::{figure, whole};

use super::canvas::{Canvas, path};
use super::frame::{Drawn, Words, framed};
use super::rows::Rows;
use super::scale::Scale;
use super::{Put, days, letters};

const SMALL_PX: f64 = 13.0;
const PANEL_PX: f64 = 96.0;
/// One alone may be larger.
const ALONE_PX: f64 = 220.0;
/// More panels than this nobody reads; the rest is in the table.
const MOST: usize = 12;

/// Panels to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What the values are, such as `needs open` or `%`.
    pub unit: String,
    /// What the places along a panel are: `week`, `days since the need began`.
    pub along: String,
    /// Whether values over time are joined to a line; else each stands alone as a bar.
    pub lines: bool,
    /// The panels.
    pub panels: Vec<Panel>,
    /// From which day until which (since 1970-01-01) the values show the whole, if not from end to end.
    pub known: Option<(f64, f64)>,
}

/// One panel.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// What it is of.
    pub name: String,
    /// Its values, all panels at the same places.
    pub points: Vec<Point>,
}

/// One value.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// What its place is called, such as `2024-03-04`, `30`.
    pub name: String,
    /// The value; none where there is not enough to say.
    pub value: Option<f64>,
    /// Its 95 % interval.
    pub interval: Option<(f64, f64)>,
}

/// A column of several series with the same periods, a panel for each name; dates are those of the service's zone. Values are divided by
/// `divisor`, the figures of the unit that is shown.
pub fn from_series(all: &[(String, &Series, usize)], zone: &jiff::tz::TimeZone, divisor: f64) -> Vec<Panel> {
    let panel = |(name, series, column): &(String, &Series, usize)| {
        let point = |(start, values): &(throughline::time::Instant, Vec<Option<f64>>)| Point {
            name: start.in_zone(zone).date().to_string(),
            value: values
                .get(*column)
                .copied()
                .flatten()
                .filter(|value| value.is_finite())
                .map(|value| value / divisor),
            interval: None,
        };
        Panel { name: name.clone(), points: series.points.iter().map(point).collect() }
    };
    all.iter().map(panel).collect()
}

/// The panels as SVG. Without any value there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    svg_to(drawing, put, 0.0)
}

/// The largest value that is drawn.
pub fn reach(drawing: &Drawing) -> f64 {
    held(drawing).fold(0.0, f64::max)
}

/// The values of all panels, and the upper ends of their intervals.
fn held(drawing: &Drawing) -> impl Iterator<Item = f64> + '_ {
    let points = shown(drawing).iter().flat_map(|panel| &panel.points);
    points.flat_map(|point| [point.value, point.interval.map(|ends| ends.1)]).flatten()
}

/// The same with a scale that goes on to a value, if the panels do not.
pub fn svg_to(drawing: &Drawing, put: Put, to: f64) -> String {
    let mut canvas = Canvas::default();
    let there = shown(drawing).iter().any(|panel| panel.points.iter().any(|point| point.value.is_some()));
    let height_px = if there { drawn(&mut canvas, drawing, put, to) } else { 0.0 };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

fn shown(drawing: &Drawing) -> &[Panel] {
    &drawing.panels[..drawing.panels.len().min(MOST)]
}

/// Where a panel lies.
struct Place {
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    up: Scale,
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, put: Put, to: f64) -> f64 {
    let panels = shown(drawing);
    let beside = match (put.is_narrow(), panels.len(), drawing.lines) {
        (true, ..) | (_, 0 | 1, _) => 1,
        // Weeks need room from left to right.
        (_, _, true) => {
            if panels.len() > 4 {
                2
            } else {
                1
            }
        }
        (_, 2 | 4, false) => 2,
        _ => 3,
    };
    // Above a bar there must be room for its figure.
    let above = if drawing.lines { 1.0 } else { 1.16 };
    let held = || held(drawing).chain([0.0, to]).map(|value| value * above);
    let ticks = Scale::holding(held(), 0.0, 1.0).ticks();
    let wide = ticks.iter().map(|(_, name)| letters::width(name, SMALL_PX)).fold(0.0, f64::max) + 9.0;
    canvas.label("tl-quiet", (put.left(), SMALL_PX), &letters::short(&drawing.unit, SMALL_PX, put.room()));
    let high = if panels.len() == 1 { ALONE_PX } else { PANEL_PX };
    let each = (put.room() - 16.0 * (beside - 1) as f64) / beside as f64;
    let mut bottom = 18.0;
    for (row, together) in panels.chunks(beside).enumerate() {
        let top = 44.0 + row as f64 * (high + 68.0);
        for (column, panel) in together.iter().enumerate() {
            let left = put.left() + column as f64 * (each + 16.0);
            let place = Place {
                left: left + wide,
                right: left + each,
                top,
                bottom: top + high,
                up: Scale::holding(held(), top + high, top),
            };
            let name = letters::short(&panel.name, SMALL_PX, (each - wide) / 1.12);
            canvas.label("tl-strong", (left + wide, top - 10.0), &name);
            one(canvas, drawing, panel, &place);
        }
        bottom = top + high + 24.0;
    }
    canvas.label(
        "tl-end",
        (put.right(), bottom + 16.0),
        &letters::short(&drawing.along, SMALL_PX, put.room()),
    );
    bottom + 26.0
}

fn one(canvas: &mut Canvas, drawing: &Drawing, panel: &Panel, place: &Place) {
    let bottom = place.bottom;
    let ticks = place.up.ticks();
    let every = ticks.len().div_ceil(if place.bottom - place.top > PANEL_PX { 8 } else { 4 }).max(1);
    for (value, name) in ticks.into_iter().step_by(every) {
        let y = place.up.at(value);
        canvas.line("tl-grid", (place.left, y), (place.right, y));
        canvas.label("tl-tick-y", (place.left - 6.0, y + 4.5), &name);
    }
    canvas.line("tl-axis", (place.left, bottom), (place.right, bottom));
    if drawing.lines { line(canvas, panel, place, drawing.known) } else { bars(canvas, panel, place) }
}

/// The days of the points since 1970-01-01, if all their names are dates.
fn dates(panel: &Panel) -> Option<Vec<f64>> {
    panel.points.iter().map(|point| point.name.parse().ok().map(days::day_of)).collect()
}

fn line(canvas: &mut Canvas, panel: &Panel, place: &Place, known: Option<(f64, f64)>) {
    let days = dates(panel);
    let known = known.filter(|_| days.is_some());
    let at = days.unwrap_or_else(|| (0..panel.points.len()).map(|at| at as f64).collect());
    let along = Scale::within(at.iter().copied(), place.left + 3.0, place.right - 3.0);
    let (from, until) = known.unwrap_or((f64::NEG_INFINITY, f64::INFINITY));
    let place_up = |value: f64| place.up.at(value);
    let edges = known.map(|(from, until)| edges(canvas, (&at, &along), place, (from, until)));
    // What is not known to be whole is a thin line, which reaches to what is.
    let is_known = |place: usize| at.get(place).is_some_and(|day| (from..=until).contains(day));
    let is_thin = |place: usize| {
        let near = [Some(place), place.checked_sub(1), Some(place + 1)];
        near.into_iter().flatten().any(|near| near < at.len() && !is_known(near))
    };
    let kinds: [(&str, &dyn Fn(usize) -> bool); 2] = [("tl-line", &is_thin), ("tl-curve", &is_known)];
    for (class, shown) in kinds {
        let places = panel.points.iter().enumerate().scan(true, |broken, (place, point)| {
            let value = point.value.filter(|_| shown(place));
            let begins = std::mem::replace(broken, value.is_none());
            Some(value.map(|value| (along.at(at[place]), place_up(value), begins)))
        });
        let line = path(places.flatten());
        if !line.is_empty() {
            canvas.empty("path", &[("class", class.into()), ("d", (&line).into())]);
        }
    }
    if let Some(edges) = edges {
        edges.iter().for_each(|(x, y, says)| canvas.label("tl-note", (*x, *y), says));
    }
    let places = panel.points.iter().zip(&at).scan(true, |broken, (point, at)| {
        let begins = std::mem::replace(broken, point.value.is_none());
        Some(point.value.map(|value| (along.at(*at), place.up.at(value), begins)))
    });
    let places: Vec<(f64, f64, bool)> = places.flatten().collect();
    // One alone between missing ones has no line.
    for (number, (x, y, begins)) in places.iter().enumerate() {
        if *begins && places.get(number + 1).is_none_or(|next| next.2) {
            canvas.empty(
                "circle",
                &[("class", "tl-dot".into()), ("cx", (*x).into()), ("cy", (*y).into()), ("r", 2.5.into())],
            );
        }
    }
    let bottom = place.bottom;
    if dates(panel).is_some() && !at.is_empty() {
        let ends = (at[0], at[at.len() - 1]);
        let room = place.right - place.left;
        let mut free = place.left - 12.0;
        for tick in days::ticks(ends.0, ends.1, room) {
            let x = along.at(tick.day);
            let name = tick.year.map_or(tick.name.clone(), |year| format!("{} {year}", tick.name));
            let half = letters::width(&name, SMALL_PX) / 2.0;
            canvas.line("tl-axis", (x, bottom), (x, bottom + 4.0));
            if x - half >= free && x + half <= place.right {
                canvas.label("tl-tick", (x, bottom + 18.0), &name);
                free = x + half + 6.0;
            }
        }
    }
}

/// Grey where the values do not show the whole; answers what is to be said of that, and where.
fn edges(
    canvas: &mut Canvas,
    (at, along): (&[f64], &Scale),
    place: &Place,
    (from, until): (f64, f64),
) -> Vec<(f64, f64, String)> {
    let mut found = Vec::new();
    let mut grey = |left: f64, right: f64| {
        let sides = [("x", left.into()), ("y", place.top.into()), ("width", (right - left).into())];
        let [x, y, wide] = sides;
        canvas.empty(
            "rect",
            &[("class", "tl-lane".into()), x, y, wide, ("height", (place.bottom - place.top).into())],
        );
    };
    let (Some(first), Some(last)) = (at.first(), at.last()) else { return found };
    if from > *first {
        let right = if from >= *last { place.right } else { along.at(from) };
        grey(place.left, right);
        found.push((place.left + 4.0, place.top + 14.0, "the log begins".to_string()));
    }
    if until < *last && until > from {
        grey(along.at(until), place.right);
        let says = "not known yet";
        let x = place.right - 4.0 - letters::width(says, SMALL_PX);
        found.push((x, place.bottom - 8.0, says.to_string()));
    }
    found
}

fn bars(canvas: &mut Canvas, panel: &Panel, place: &Place) {
    let bottom = place.bottom;
    let each = (place.right - place.left) / panel.points.len().max(1) as f64;
    for (number, point) in panel.points.iter().enumerate() {
        let middle = place.left + (number as f64 + 0.5) * each;
        canvas.label("tl-tick", (middle, bottom + 18.0), &letters::short(&point.name, SMALL_PX, each));
        let Some(value) = point.value else {
            canvas.label("tl-tick", (middle, bottom - 6.0), "?");
            continue;
        };
        let y = place.up.at(value);
        let wide = (each * 0.5).min(34.0);
        let between = point
            .interval
            .map_or(String::new(), |(low, high)| format!(" ({} to {})", figure(low), figure(high)));
        let title = format!("{}, {}: {}{between}", panel.name, point.name, figure(value));
        let at = [
            ("class", "tl-value".into()),
            ("x", (middle - wide / 2.0).into()),
            ("y", y.into()),
            ("width", wide.into()),
            ("height", (bottom - y).max(0.0).into()),
        ];
        canvas.titled("rect", &at, &title);
        if let Some((low, high)) = point.interval {
            canvas.line("tl-whisker", (middle, place.up.at(low)), (middle, place.up.at(high)));
        }
        // Four digits are too many to read off bars; the table has them.
        let says = if value.abs() >= 1.0 { whole(value) } else { figure(value) };
        if letters::width(&says, SMALL_PX) <= each {
            let top = point.interval.map_or(y, |(_, high)| place.up.at(high).min(y));
            canvas.label("tl-middle", (middle, (top - 6.0).clamp(place.top + 8.0, bottom - 5.0)), &says);
        }
    }
}

/// The figures of the panels: a row for each place, a column for each panel.
pub fn rows(drawing: &Drawing) -> Rows {
    let mut rows = Rows { columns: vec![drawing.along.clone()], rows: Vec::new() };
    rows.columns.extend(drawing.panels.iter().map(|panel| panel.name.clone()));
    let places = drawing.panels.first().map_or(&[][..], |panel| &panel.points);
    let said = |point: Option<&Point>| {
        let value = point.and_then(|point| point.value).map_or("not enough to say".to_string(), figure);
        let between = point.and_then(|point| point.interval);
        between.map_or(value.clone(), |(low, high)| format!("{value} ({} to {})", figure(low), figure(high)))
    };
    let row = |(number, place): (usize, &Point)| {
        let mut row = vec![place.name.clone()];
        row.extend(drawing.panels.iter().map(|panel| said(panel.points.get(number))));
        row
    };
    rows.rows = places.iter().enumerate().map(row).collect();
    rows
}
