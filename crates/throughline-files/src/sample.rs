//! The first rows of a source, as its format sees them: what a mapping is guessed from.

use throughline::log::Holds;

/// Some rows of a source. All columns have a value (or none) for each row.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sample {
    /// The columns, in the order of the source. Formats with attributes of the case name those `case:KEY`.
    pub columns: Vec<SampleColumn>,
    /// How many rows were looked at.
    pub rows: usize,
    /// Whether these are all rows there are.
    pub whole: bool,
    /// What the format knows by itself and the person should know (delimiter and encoding found, object types to choose from).
    pub notes: Vec<String>,
}

/// One column of a sample.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SampleColumn {
    /// Its name in the source; `column 3` where it has none.
    pub name: String,
    /// Its values as text, `None` where there is none.
    pub values: Vec<Option<String>>,
    /// What the format itself says it holds, for formats with types.
    pub holds: Option<Holds>,
}
