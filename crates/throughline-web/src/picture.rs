//! Pictures: pure functions from a chart to SVG. Asked by whoever wants to see at a glance what a chart says.
//!
//! What holds for all of them: the title and the sentences are inside as text, for those who hear a picture and those who find the file
//! alone in a folder; no script, no font, no colour from elsewhere; nothing is told by colour alone; text stands out from its ground at
//! 4.5 to 1, lines and points at 3 to 1, in light and dark; ticks lie on round numbers and real dates; the same chart gives the same
//! bytes. Never here: a line to hit, red and green, one place above another.

mod answer;
pub mod bars;
mod canvas;
pub mod chart;
mod colours;
pub mod crossover;
pub mod curve;
mod days;
mod drawn;
pub mod fan;
mod frame;
pub mod funnel;
pub mod hours;
mod letters;
pub mod map;
mod marks;
pub mod matrix;
pub mod multiples;
pub mod pile;
pub mod ranges;
mod rows;
mod scale;
pub mod tornado;
pub mod waterfall;

pub use answer::{About, Picture, beside, of_finding, of_reading};
pub use frame::Words;
pub use rows::Rows;

/// A picture of more points than this shows nothing: a point would be a tenth of a pixel wide.
pub const MOST_POINTS: usize = 10_000;

/// Where a picture is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// A file of its own: with its title, its sentences and its colours.
    Alone,
    /// A page, which shows the title and the sentences beside it, and has [`style`] in its head.
    OnPage,
    /// The same where there is little room, as on a telephone: [`of_both`] puts the two beside each other, and the page's width chooses.
    Narrow,
}

impl Put {
    /// How wide a picture is, in its own pixels. Small letters are 13 of these high: 11 of the screen's and more from 320 of them on
    /// where it is narrow, and from 620 on a page.
    pub(crate) fn width(self) -> f64 {
        match self {
            Put::Alone => 960.0,
            Put::OnPage => 720.0,
            Put::Narrow => 360.0,
        }
    }

    /// Where what is drawn begins: a page has its own margins.
    pub(crate) fn left(self) -> f64 {
        match self {
            Put::Alone => frame::MARGIN,
            Put::OnPage | Put::Narrow => 2.0,
        }
    }

    /// Where it ends.
    pub(crate) fn right(self) -> f64 {
        self.width() - self.left()
    }

    /// The room between.
    pub(crate) fn room(self) -> f64 {
        self.right() - self.left()
    }

    pub(crate) fn is_narrow(self) -> bool {
        self == Put::Narrow
    }
}

/// A picture for a page in both its forms; [`style`] shows the one there is room for, and hides the other from eyes and ears.
pub fn of_both(svg: impl Fn(Put) -> String) -> String {
    format!(
        "<div class=\"tl-wide\">\n{}</div>\n<div class=\"tl-narrow\">\n{}</div>\n",
        svg(Put::OnPage),
        svg(Put::Narrow)
    )
}

/// The colours and letters of all pictures, for the head of a page.
pub fn style() -> String {
    colours::style()
}

#[cfg(test)]
mod tests;
