//! The steps from one point to the next, below the plot: what the limits come from.

use super::super::canvas::{Canvas, path};
use super::super::marks::{Sign, mark};
use super::super::scale::Scale;
use super::super::{Put, letters};
use super::{Drawing, Plot, SMALL_PX, before};

/// How high the strip is, in pixels.
const STRIP_PX: f64 = 64.0;

/// What the upper line is called, where there is one.
pub(super) fn name(drawing: &Drawing) -> Option<String> {
    let [phase] = &drawing.phases[..] else { return None };
    let (_, most) = phase.step?;
    Some(format!("up to {}", throughline::wording::figure((most * 10.0).round() / 10.0)))
}

/// The strip, where the limits come from steps; answers where it ends.
pub(super) fn drawn(canvas: &mut Canvas, drawing: &Drawing, plot: &Plot, put: Put) -> f64 {
    let [phase] = &drawing.phases[..] else { return plot.bottom };
    let Some((usual, most)) = phase.step else { return plot.bottom };
    let steps: Vec<Option<f64>> = (0..drawing.points.len())
        .map(|place| {
            let point = &drawing.points[place];
            let one = place.checked_sub(1).and_then(|before| drawing.points[before].value);
            Some((point.value? - one?).abs()).filter(|_| !point.gap_before)
        })
        .collect();
    let (top, bottom) = (plot.bottom + 34.0, plot.bottom + 34.0 + STRIP_PX);
    let scale = Scale::holding(steps.iter().copied().flatten().chain([0.0, most]), bottom, top);
    let says = "how far each lies from the one before";
    canvas.label("tl-quiet", (put.left(), top - 10.0), says);
    canvas.line("tl-axis", (plot.left, bottom), (plot.right, bottom));
    let line = steps.iter().zip(&plot.xs).scan(true, |broken, (step, x)| {
        let begins = std::mem::replace(broken, step.is_none());
        Some(step.map(|step| (*x, scale.at(step), begins)))
    });
    canvas.open("g", &[("class", "tl-steps".into())]);
    canvas.empty("path", &[("class", "tl-line".into()), ("d", (&path(line.flatten())).into())]);
    let (from, to) = (before(plot, phase.places.start), before(plot, phase.places.end));
    for (value, class) in [(usual, "tl-centre"), (most, "tl-limit")] {
        canvas.line(class, (from, scale.at(value)), (to, scale.at(value)));
    }
    for ((step, x), point) in steps.iter().zip(&plot.xs).zip(&drawing.points) {
        if let Some(step) = step {
            let sign = if *step > most { Sign::Outside } else { Sign::Usual };
            let name = point.says.split(": ").next().unwrap_or("");
            let says = format!("{name}: step {}", throughline::wording::figure(*step));
            mark(canvas, sign, (*x, scale.at(*step)), 2.0, &says);
        }
    }
    canvas.close("g");
    let (says, room) = (name(drawing).unwrap_or_default(), put.right() - plot.right - 8.0);
    canvas.label("tl-text", (plot.right + 8.0, scale.at(most) + 4.5), &letters::short(&says, SMALL_PX, room));
    bottom
}
