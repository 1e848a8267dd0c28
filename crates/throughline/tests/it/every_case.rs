//! Every case of the reference is a test: each that the index lists is named in one of these files, and so is each identity of the
//! table V1 of the domain notes.

use std::path::Path;

use serde_json::Value;

use crate::reference::shared;

/// The text of all tests, of the library and of the crates beside it that read the reference.
fn tests() -> String {
    let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let folders = ["throughline/tests/it", "throughline-cli/tests/it", "throughline-files/src"];
    let files = folders.iter().flat_map(|folder| std::fs::read_dir(crates.join(folder)).unwrap());
    let text = |file: std::io::Result<std::fs::DirEntry>| {
        std::fs::read_to_string(file.unwrap().path()).unwrap_or_default()
    };
    files.map(text).collect()
}

#[test]
fn every_case_is_named_in_a_test() {
    let Some(index) = shared("reference/index.share.json") else { return };
    let index: Value = serde_json::from_str(&std::fs::read_to_string(index).unwrap()).unwrap();
    let tests = tests();
    let ids: Vec<&str> = index.as_array().unwrap().iter().filter_map(|case| case["id"].as_str()).collect();
    let missing: Vec<&&str> = ids.iter().filter(|id| !tests.contains(**id)).collect();
    assert!(ids.len() >= 50 && missing.is_empty(), "{} cases, no test names {missing:?}", ids.len());
}

#[test]
fn every_published_figure_has_a_test() {
    let Some(notes) = shared("knowledge/domain.md") else { return };
    let notes = std::fs::read_to_string(notes).unwrap();
    let known = notes.lines().filter_map(|line| line.strip_prefix("| V1.")?.split_whitespace().next());
    let known: Vec<&str> = known.collect();
    let tests = tests();
    let missing: Vec<&&str> =
        known.iter().filter(|number| !tests.contains(&format!("fn v1_{number}_"))).collect();
    assert!(known.len() >= 12 && missing.is_empty(), "{known:?}, no test for {missing:?}");
}
