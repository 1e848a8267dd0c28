//! The figures of a picture as rows, for the table that stands beside it: written as the picture writes them.

/// Rows under named columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Rows {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// The rows, each as long as the columns.
    pub rows: Vec<Vec<String>>,
}

impl Rows {
    /// No rows yet, under these columns.
    pub(super) fn under<const N: usize>(columns: [&str; N]) -> Rows {
        Rows { columns: columns.map(str::to_string).to_vec(), rows: Vec::new() }
    }
}
