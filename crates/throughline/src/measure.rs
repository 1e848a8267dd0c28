//! The list of all measures: one line each. The command, the page, the JSON and the manual follow from it.

use crate::flow;
use crate::reading::Measure;

/// All measures, in the order in which a study shows them.
pub const MEASURES: &[&Measure] = &[&flow::edges::MEASURE];
