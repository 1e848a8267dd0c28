//! Capability: what a service predictably achieves, by charts whose limits come from its own variation. Asked by whoever wants to know
//! whether something has changed, before acting as if it had.
//!
//! Terms: a **chart** is values in order of time with a centre and limits; a **phase** is a stretch of it with one set of limits; its
//! **baseline** is the points that set them; a **signal** is a pattern that chance seldom gives (which rules looked for it is part of
//! every answer). First come the formulae, on plain numbers; then the measures that chart a log. Never here: a target, a line to hit,
//! or a place above another.

mod against;
pub mod before_after;
pub mod board;
pub mod chance;
mod change_says;
pub mod changes;
pub mod chart;
mod compared;
pub(crate) mod drawn;
pub(crate) mod ended;
pub mod expected_time;
pub mod funnel;
pub mod opened;
pub mod percentiles;
pub mod periods;
pub mod phases;
pub mod rare;
pub mod rebase;
pub mod rules;
pub(crate) mod says;
pub mod season;
pub mod sentences;
pub mod several_places;
pub mod shares;
pub mod since;
pub mod single_times;
pub mod times;
mod waves;
pub mod weekly_time;
pub mod xmr;

/// From so many points on a median is shown.
pub const MEDIAN_POINTS: usize = 8;
/// From so many points on there are limits, which each new point still moves.
pub const LEAST_POINTS: usize = 12;
/// From so many points on limits are firm, and those of an XmR chart stay where they are.
pub const FIRM_POINTS: usize = 20;
