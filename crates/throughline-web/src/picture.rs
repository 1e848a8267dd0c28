//! Pictures: pure functions from a chart to SVG. Asked by whoever wants to see at a glance what a chart says.
//!
//! What holds for all of them: the title and the sentences are inside as text, for those who hear a picture and those who find the file
//! alone in a folder; no script, no font, no colour from elsewhere; nothing is told by colour alone; text stands out from its ground at
//! 4.5 to 1, lines and points at 3 to 1, in light and dark; ticks lie on round numbers and real dates; the same chart gives the same
//! bytes. Never here: a line to hit, red and green, one place above another.

mod canvas;
pub mod chart;
mod colours;
mod days;
mod drawn;
mod frame;
pub mod funnel;
mod letters;
mod marks;
mod scale;

pub use frame::Words;

/// A picture of more points than this shows nothing: a point would be a tenth of a pixel wide.
pub const MOST_POINTS: usize = 10_000;

/// Where a picture is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Put {
    /// A file of its own: with its title, its sentences and its colours.
    Alone,
    /// A page, which shows the title and the sentences beside it, and has [`style`] in its head.
    OnPage,
}

/// The colours and letters of all pictures, for the head of a page.
pub fn style() -> String {
    colours::style()
}
