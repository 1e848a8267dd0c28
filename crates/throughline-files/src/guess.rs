//! Guessing a mapping from names and values, and saying why.

use crate::mapping::Mapping;
use crate::sample::Sample;
use crate::source::Format;

/// The mapping for a sample; problems a person must decide are returned beside it.
pub fn guess(sample: &Sample, format: Format, zone: &str) -> (Mapping, Vec<String>) {
    let _ = (sample, format, zone);
    (
        crate::mapping::Mapping {
            zone: zone.to_string(),
            columns: vec![],
            constants: vec![],
            closing: vec![],
            window_days: 30.0,
            part: None,
            delimiter: None,
            encoding: None,
        },
        vec![],
    )
}
