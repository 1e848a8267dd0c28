//! The marks of points, a shape for each meaning, and the legend that explains those which are there.

use super::canvas::Canvas;
use super::{Put, letters};

/// What a point means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sign {
    /// A point like the others.
    Usual,
    /// One of several in a row that chance seldom gives.
    Run,
    /// Outside the limits.
    Outside,
}

/// The mark of a point, and what it says when pointed at.
pub(super) fn mark(canvas: &mut Canvas, sign: Sign, (x, y): (f64, f64), radius: f64, says: &str) {
    match sign {
        Sign::Usual => canvas.titled(
            "circle",
            &[("class", "tl-point".into()), ("cx", x.into()), ("cy", y.into()), ("r", radius.into())],
            says,
        ),
        Sign::Run => {
            let half = radius + 0.5;
            let sides = [("x", (x - half).into()), ("y", (y - half).into())];
            let [left, top] = sides;
            let size = 2.0 * half;
            canvas.titled(
                "rect",
                &[("class", "tl-run".into()), left, top, ("width", size.into()), ("height", size.into())],
                says,
            );
        }
        Sign::Outside => {
            let reach = radius + 3.5;
            let corners = [(x, y - reach), (x + reach, y), (x, y + reach), (x - reach, y)];
            let path = super::canvas::path(corners.into_iter().map(|(x, y)| (x, y, false)));
            canvas.titled(
                "path",
                &[("class", "tl-outside".into()), ("d", (&format!("{path}Z")).into())],
                says,
            );
        }
    }
}

/// One entry of a legend.
pub(super) enum Entry {
    Point(Sign),
    Line(&'static str),
}

/// The legend from `y` on; answers how far down it goes.
pub(super) fn legend(canvas: &mut Canvas, put: Put, y: f64, entries: &[(Entry, String)]) -> f64 {
    const SIZE: f64 = 13.0;
    let (mut x, mut y) = (put.left(), y + SIZE);
    for (entry, says) in entries {
        let wide = 34.0 + letters::width(says, SIZE) + 18.0;
        if x > put.left() && x + wide > put.right() + 18.0 {
            (x, y) = (put.left(), y + SIZE + 8.0);
        }
        let middle = y - 4.5;
        match entry {
            Entry::Point(sign) => mark(canvas, *sign, (x + 14.0, middle), 4.0, says),
            Entry::Line(class) => canvas.line(class, (x, middle), (x + 27.0, middle)),
        }
        canvas.label("tl-text", (x + 34.0, y), &letters::short(says, SIZE, put.room() - 34.0));
        x += wide;
    }
    y + 6.0
}
