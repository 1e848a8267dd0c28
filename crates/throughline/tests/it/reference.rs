//! Reading the shared reference: cases with inputs, and answers computed by tools that nobody here wrote. Looked for in
//! THROUGHLINE_SHARED; where they are missing a test says that it was skipped.

use std::path::PathBuf;

use serde_json::Value;

/// A file of the shared folder; `None`, and a line saying so, where it is not there.
pub(crate) fn shared(name: &str) -> Option<PathBuf> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let root = std::env::var("THROUGHLINE_SHARED").unwrap_or_else(|_| default.to_string());
    let path = PathBuf::from(root).join(name);
    if !path.exists() {
        eprintln!("skipped: {} is not there; set THROUGHLINE_SHARED", path.display());
        return None;
    }
    Some(path)
}

/// What is expected of a case that may have no table, such as a study of how often something happens.
pub(crate) fn expected(id: &str) -> Option<Value> {
    let path = shared(&format!("reference/{id}.share.json"))?;
    let case: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    Some(case["expected"].clone())
}

/// One case: what is expected, and the rows of its first table under the names of their columns.
pub(crate) struct Case {
    pub(crate) expected: Value,
    names: Vec<String>,
    rows: Vec<Vec<String>>,
}

impl Case {
    /// The case of this id.
    pub(crate) fn named(id: &str) -> Option<Case> {
        let expected = expected(id)?;
        let table = shared(&format!("reference/{id}.share.csv"))?;
        let text = std::fs::read_to_string(table).unwrap();
        let mut rows = text.lines().map(|line| line.split(',').map(str::to_string).collect::<Vec<_>>());
        let names = rows.next().unwrap();
        Some(Case { expected, names, rows: rows.collect() })
    }

    /// The cells of a column, row by row.
    pub(crate) fn column(&self, name: &str) -> Vec<&str> {
        let place = self.names.iter().position(|known| known == name).unwrap();
        self.rows.iter().map(|row| row[place].as_str()).collect()
    }

    /// All cells, row by row.
    pub(crate) fn rows(&self) -> &[Vec<String>] {
        &self.rows
    }

    /// A number that is expected, by its JSON pointer.
    pub(crate) fn number(&self, pointer: &str) -> f64 {
        self.expected.pointer(pointer).and_then(Value::as_f64).unwrap_or_else(|| panic!("no {pointer}"))
    }
}

/// Fails unless the number is the expected one within a share of it.
#[track_caller]
pub(crate) fn near(what: &str, found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance * expected.abs().max(1e-9),
        "{what}: {found}, not {expected}"
    );
}
