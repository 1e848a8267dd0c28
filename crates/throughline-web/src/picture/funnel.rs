//! A funnel: places by how many cases they have, around the share of all together. Not a league table: nothing is ranked, and only
//! what lies outside has its name.

use throughline::capability::funnel::Funnel;
use throughline::wording::{figure, thousands};

use super::canvas::{Canvas, path};
use super::frame::{Drawn, Words, framed};
use super::marks::{Entry, Sign, legend, mark};
use super::scale::Scale;
use super::{Put, letters};

const PLOT_PX: f64 = 340.0;
const SMALL_PX: f64 = 13.0;
/// Room inside the plot at both sides, so that no mark is cut.
const INSET: f64 = 10.0;
/// The limits are worked out at so many sizes.
const STEPS: u32 = 160;

/// A funnel to be drawn.
pub struct Drawing<'a> {
    /// What it is called and says.
    pub words: Words,
    /// What the sizes are, such as `attendances`.
    pub cases: String,
    /// The funnel; none of too few places.
    pub funnel: Option<&'a Funnel>,
    /// The places in the order of the file: their names, and `r` of `n`.
    pub places: Vec<(String, Option<f64>, Option<f64>)>,
}

/// A place on the plot.
struct Spot<'a> {
    name: &'a str,
    x: f64,
    y: f64,
    sign: Sign,
    says: String,
}

/// The funnel as SVG. Without one there is nothing but its words.
pub fn svg(drawing: &Drawing<'_>, put: Put) -> String {
    let mut canvas = Canvas::default();
    let height_px = drawing.funnel.map_or(0.0, |funnel| drawn(&mut canvas, drawing, funnel, put));
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing<'_>, funnel: &Funnel, put: Put) -> f64 {
    let (left, right) = (put.left() + 52.0, put.right());
    let (top, bottom) = (26.0, 26.0 + PLOT_PX);
    let shares = drawing.places.iter().enumerate().flat_map(|(place, (_, r, n))| {
        let (lower, upper) = funnel.outer(place).unzip();
        [Funnel::share(*r, *n), lower, upper].map(|share| share.map(|share| 100.0 * share.clamp(0.0, 1.0)))
    });
    let up = Scale::holding(shares.flatten(), bottom, top);
    let sizes: Vec<f64> = drawing.places.iter().filter_map(|(.., n)| *n).collect();
    let along = Scale::of_sizes(sizes.iter().copied(), left + INSET, right - INSET);
    canvas.label("tl-quiet", (put.left(), SMALL_PX), "%");
    for (value, name) in up.ticks() {
        canvas.line("tl-grid", (left, up.at(value)), (right, up.at(value)));
        canvas.label("tl-tick-y", (left - 7.0, up.at(value) + 4.5), &name);
    }
    canvas.line("tl-axis", (left, bottom), (right, bottom));
    for (value, name) in along.ticks() {
        canvas.line("tl-axis", (along.at(value), bottom), (along.at(value), bottom + 5.0));
        canvas.label("tl-tick", (along.at(value), bottom + 20.0), &name);
    }
    let cases = letters::short(&drawing.cases, SMALL_PX, right - left);
    canvas.label("tl-end", (right, bottom + 40.0), &cases);
    let smallest = sizes.iter().copied().filter(|size| *size >= 1.0).fold(f64::INFINITY, f64::min);
    limits(canvas, funnel, smallest, &up, &along);
    let centre = up.at(100.0 * funnel.centre);
    canvas.line("tl-centre", (left, centre), (right, centre));
    let spots = spots(drawing, funnel, &up, &along);
    for spot in &spots {
        mark(canvas, spot.sign, (spot.x, spot.y), 4.0, &spot.says);
    }
    names(canvas, &spots, right);
    let mut entries = vec![(Entry::Point(Sign::Usual), "a place".to_string())];
    if spots.iter().any(|spot| spot.sign == Sign::Outside) {
        entries.push((Entry::Point(Sign::Outside), "a place outside the funnel".to_string()));
    }
    entries.push((Entry::Line("tl-centre"), format!("all together, {} %", figure(100.0 * funnel.centre))));
    let kind = if funnel.tau2 > 0.0 { "allowing for more than chance" } else { "exact" };
    entries.push((
        Entry::Line("tl-limit"),
        format!("limits by size, {kind} (2 of 1,000 steady places lie outside)"),
    ));
    legend(canvas, put, bottom + 54.0, &entries) + 8.0
}

/// The limits at every size from the smallest to the largest place.
fn limits(canvas: &mut Canvas, funnel: &Funnel, smallest: f64, up: &Scale, along: &Scale) {
    // From the smallest place on: nothing is known of smaller ones.
    let steps = (0..=STEPS).map(|step| along.value(f64::from(step) / f64::from(STEPS)).round());
    let sizes = std::iter::once(smallest).chain(steps.filter(|size| *size > smallest));
    let found: Vec<(f64, (f64, f64))> =
        sizes.filter_map(|size| Some((along.at(size), funnel.at_size(size as u64)?))).collect();
    for side in [|limits: (f64, f64)| limits.0, |limits: (f64, f64)| limits.1] {
        let at = |(x, limits): &(f64, (f64, f64))| (*x, up.at(100.0 * side(*limits).clamp(0.0, 1.0)), false);
        canvas.empty("path", &[("class", "tl-limit".into()), ("d", (&path(found.iter().map(at))).into())]);
    }
}

fn spots<'a>(drawing: &'a Drawing<'_>, funnel: &Funnel, up: &Scale, along: &Scale) -> Vec<Spot<'a>> {
    let spot = |(place, (name, r, n)): (usize, &'a (String, Option<f64>, Option<f64>))| {
        let (share, size) = (Funnel::share(*r, *n)?, (*n)?);
        let outside = funnel.is_outside(place, *r, *n)?;
        let percent = figure(100.0 * share);
        Some(Spot {
            name,
            x: along.at(size),
            y: up.at(100.0 * share),
            sign: if outside { Sign::Outside } else { Sign::Usual },
            says: format!(
                "{name}: {percent} % of {}{}",
                thousands(size as u64),
                if outside { "; outside the funnel" } else { "" }
            ),
        })
    };
    drawing.places.iter().enumerate().filter_map(spot).collect()
}

/// The names of the places outside, beside their marks; one that would lie on another is left to its mark and the sentences.
fn names(canvas: &mut Canvas, spots: &[Spot<'_>], right: f64) {
    let mut taken: Vec<(f64, f64, f64)> = Vec::new();
    for spot in spots.iter().filter(|spot| spot.sign == Sign::Outside) {
        let says = letters::short(spot.name, SMALL_PX, 180.0);
        let wide = letters::width(&says, SMALL_PX);
        let end = spot.x + 10.0 + wide > right;
        let from = if end { spot.x - 10.0 - wide } else { spot.x + 10.0 };
        let free = |(a, b, y): &(f64, f64, f64)| {
            (y - spot.y).abs() >= 15.0 || from > b + 6.0 || from + wide < a - 6.0
        };
        if taken.iter().all(free) {
            taken.push((from, from + wide, spot.y));
            let (x, anchor) = if end { (spot.x - 10.0, "end") } else { (spot.x + 10.0, "start") };
            let at = [("x", x.into()), ("y", (spot.y + 4.5).into()), ("text-anchor", anchor.into())];
            let [x, y, anchor] = at;
            canvas.with_text("text", &[("class", "tl-note".into()), x, y, anchor], &says);
        }
    }
}
