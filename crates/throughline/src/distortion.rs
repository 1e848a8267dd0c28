//! What targets and limits do to the records: patterns that come about when the measure, not the person, is served.

pub mod adjacent;
pub mod bunching;
pub mod bursts;
pub mod changed_class;
pub mod counts;
pub mod heaping;
pub mod limit;
pub mod limit_words;
pub mod near_limit;
pub mod period_end;
pub mod too_smooth;
