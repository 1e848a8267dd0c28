//! Zips as people send them: the data, and beside them what comes along.

use std::io::Write;

use crate::run;

const CALLS: &[u8] =
    b"case,activity,time\n1,phone,2024-03-01 09:00\n1,visit,2024-03-02 10:00\n2,phone,2024-03-04 11:00\n";

/// A zip of these files, in a folder of its own.
fn zip_of(files: &[(&str, &[u8])]) -> (tempfile::TempDir, String) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("sent.zip");
    let mut zip = zip::ZipWriter::new(std::fs::File::create(&path).unwrap());
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap();
    let path = path.to_str().unwrap().to_string();
    (folder, path)
}

const LEAFLETS: [(&str, &[u8]); 6] = [
    ("README.md", b"# Calls\n\nExported on 3 March 2024, every day at noon.\nAsk Kim; see [the wiki].\n\n* phone\n* web, too\n"),
    ("README.txt", b"Calls of the repairs line.\n"),
    ("__MACOSX/._calls.csv", b"\0\x05\x16\x07"),
    ("docs/.DS_Store", b"\0\0\0\x01Bud1"),
    ("empty.csv", b""),
    ("form.pdf", b"%PDF-1.7\n"),
];

#[test]
fn what_lies_beside_the_data_is_named_and_passed_over() {
    let (_folder, path) = zip_of(&[&LEAFLETS[..], &[("calls.csv", CALLS)]].concat());
    let study = run::study([&path]);
    assert_eq!(study["log"]["events"], 3);
    let notes: Vec<&str> =
        study["notes"].as_array().unwrap().iter().filter_map(|note| note.as_str()).collect();
    let passed_over =
        |name: &str| notes.iter().any(|note| note.starts_with("Passed over: ") && note.contains(name));
    for name in ["README.md", "README.txt", "empty.csv: the file is empty", "form.pdf: is a PDF"] {
        assert!(passed_over(name), "{name} is not named: {notes:?}");
    }
    // What a system adds was not sent by anybody.
    assert!(!passed_over("MACOSX") && !passed_over("DS_Store"), "{notes:?}");
}

#[test]
fn a_zip_without_data_is_one_sentence() {
    let (_folder, path) = zip_of(&LEAFLETS);
    let ran = run::throughline(["study", &path]);
    assert_eq!((ran.code, ran.err.lines().count()), (Some(2), 1), "{}", ran.err);
    assert!(
        ran.err.contains("none of the 4 files is a log or a table") && ran.err.contains("and 1 more"),
        "{}",
        ran.err
    );
}

#[test]
fn damaged_data_in_a_zip_are_not_passed_over() {
    let (_folder, path) = zip_of(&[("calls.csv", CALLS), ("jobs.parquet", b"PAR1 and no more")]);
    let ran = run::throughline(["study", &path]);
    assert_eq!(ran.code, Some(1), "{}", ran.err);
    assert!(ran.err.contains("jobs.parquet"), "{}", ran.err);
}
