//! Ranges on one scale: of each thing a line from where one future in ten lies below to where nine in ten do, a box none, and a
//! point in the middle. For arrangements of a plan, laid above each other so that what overlaps is seen to.

use super::canvas::Canvas;
use super::frame::{Drawn, Words, framed};
use super::scale::Scale;
use super::{Put, letters};

const SMALL_PX: f64 = 13.0;

/// Ranges to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// What it is called and says.
    pub words: Words,
    /// What is counted along the scale: `£ for each need met`.
    pub unit: String,
    /// From top to bottom.
    pub ranges: Vec<Range>,
}

/// One range.
#[derive(Debug, Clone, PartialEq)]
pub struct Range {
    /// What it is of.
    pub name: String,
    /// Where it begins, its middle, and where it ends; what is no number is not drawn.
    pub at: (f64, f64, f64),
    /// The same in words.
    pub says: String,
}

/// The ranges as SVG. Without any there is nothing but the words.
pub fn svg(drawing: &Drawing, put: Put) -> String {
    let mut canvas = Canvas::default();
    let height_px = if drawing.ranges.is_empty() { 0.0 } else { drawn(&mut canvas, drawing, put) };
    framed(&drawing.words, put, Drawn { canvas, height_px })
}

fn drawn(canvas: &mut Canvas, drawing: &Drawing, put: Put) -> f64 {
    let ends = drawing.ranges.iter().flat_map(|range| [range.at.0, range.at.1, range.at.2]);
    let scale = Scale::holding(ends.filter(|end| end.is_finite()), put.left() + 8.0, put.right() - 12.0);
    let row_px = 46.0;
    let (top, bottom) = (6.0, 6.0 + drawing.ranges.len() as f64 * row_px);
    for (tick, says) in scale.ticks() {
        canvas.line("tl-grid", (scale.at(tick), top), (scale.at(tick), bottom));
        canvas.label("tl-tick", (scale.at(tick), bottom + SMALL_PX + 4.0), &says);
    }
    for (place, range) in drawing.ranges.iter().enumerate() {
        let y = top + place as f64 * row_px;
        let says = format!("{}: {}", range.name, range.says);
        canvas.label(
            "tl-text",
            (put.left() + 8.0, y + SMALL_PX),
            &letters::short(&says, SMALL_PX, put.room() - 16.0),
        );
        one(canvas, range, &scale, y + 28.0);
    }
    canvas.label("tl-quiet", (put.left() + 8.0, bottom + 2.0 * SMALL_PX + 10.0), &drawing.unit);
    bottom + 2.0 * SMALL_PX + 20.0
}

fn one(canvas: &mut Canvas, range: &Range, scale: &Scale, y: f64) {
    let (low, middle, high) = range.at;
    if !(low.is_finite() && middle.is_finite()) {
        return;
    }
    // What grows without end goes to the edge.
    let right = if high.is_finite() { scale.at(high) } else { scale.at(f64::MAX) };
    canvas.line("tl-whisker", (scale.at(low), y), (right, y));
    for end in [scale.at(low), right] {
        canvas.line("tl-whisker", (end, y - 5.0), (end, y + 5.0));
    }
    let at =
        [("class", "tl-point".into()), ("cx", scale.at(middle).into()), ("cy", y.into()), ("r", 5.0.into())];
    canvas.titled("circle", &at, &format!("{}: {}", range.name, range.says));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_range_is_named_and_what_grows_without_end_reaches_the_edge() {
        let words = Words { id: "r".into(), title: "t".into(), about: String::new(), says: vec!["s".into()] };
        let range = |name: &str, high: f64| Range {
            name: name.into(),
            at: (1.0, 2.0, high),
            says: "1 – 2 – 3".into(),
        };
        let drawing = Drawing {
            words,
            unit: "days".into(),
            ranges: vec![range("a & b", 3.0), range("c", f64::INFINITY)],
        };
        for put in [Put::Alone, Put::OnPage, Put::Narrow] {
            let svg = svg(&drawing, put);
            assert!(svg.contains("a &amp; b: 1 – 2 – 3") && svg.matches("<circle").count() == 2, "{svg}");
            assert!(!svg.contains("NaN") && !svg.contains("inf"), "{svg}");
        }
    }
}
