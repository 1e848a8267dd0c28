//! What each column was taken for and why, and how good the data are.

/// Stub.
pub fn report(reading: &crate::read::Reading, _threads: usize) -> String {
    reading.sources.iter().filter_map(|s| s.mapping.as_ref()).map(|m| m.to_toml("")).collect()
}
