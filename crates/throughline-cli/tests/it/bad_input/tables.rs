//! Tables that are empty, odd or broken.

use std::path::Path;

use super::Case;
use crate::run;

#[test]
fn an_empty_file() {
    let case = Case::new();
    case.study(&case.file("empty.csv", ""), 2, &["empty"]);
    case.study(&case.file("blank.csv", "\n\n  \n"), 2, &[]);
}

#[test]
fn a_header_and_nothing_else() {
    let case = Case::new();
    case.study(&case.file("header.csv", "case,activity,time\n"), 2, &["no "]);
}

#[test]
fn no_column_of_times() {
    let case = Case::new();
    let file = case.file("staff.csv", "name,team,grade\nAnn,North,3\nBob,South,4\n");
    case.study(&file, 2, &["time", "name", "team", "grade"]);
}

#[test]
fn one_event() {
    let case = Case::new();
    let file = case.file("one.csv", "case,activity,time\n1,opened,2024-03-01 09:00\n");
    let ran = case.study(&file, 0, &[]);
    assert!(ran.out.contains("1 event, 1 need"), "{}", ran.out);
}

#[test]
fn all_events_at_one_time() {
    let case = Case::new();
    let rows: String = (0..100).map(|n| format!("{},step {},2024-03-01 09:00\n", n / 5, n % 5)).collect();
    let file = case.file("same.csv", format!("case,activity,time\n{rows}"));
    let ran = case.study(&file, 0, &[]);
    assert!(ran.out.contains("100 events, 20 needs"), "{}", ran.out);
    let study = run::study([&file]);
    assert_eq!((&study["end_to_end"]["mean_s"], &study["flow"]["edges"][0]["mean_s"]), (&0.into(), &0.into()));
}

#[test]
fn ten_thousand_columns() {
    let case = Case::new();
    let names: String = (0..10_000).map(|n| format!(",extra{n}")).collect();
    let row = |n: usize| format!("{n},opened,2024-03-{:02} 09:00{}\n", n + 1, ",x".repeat(10_000));
    let rows: String = (0..20).map(row).collect();
    let file = case.file("wide.csv", format!("case,activity,time{names}\n{rows}"));
    let ran = case.study(&file, 0, &[]);
    assert!(ran.out.contains("20 events"), "{}", ran.out);
}

/// 100 MB; 1 GB where THROUGHLINE_LARGE is set.
#[test]
fn one_line_of_a_hundred_megabytes() {
    let case = Case::new();
    let size = if std::env::var_os("THROUGHLINE_LARGE").is_some() { 1 << 30 } else { 100 << 20 };
    case.study(&case.file("line.csv", vec![b'x'; size]), 2, &[]);
    let row = [b"1,opened,2024-03-01 09:00,".to_vec(), vec![b'x'; size], b"\n2,opened,2024-03-02 09:00,short\n".to_vec()].concat();
    let file = case.file("cell.csv", [b"case,activity,time,note\n".to_vec(), row].concat());
    let ran = case.study(&file, 0, &[]);
    assert!(ran.out.contains("2 events"), "{}", ran.out);
}

#[test]
fn nul_bytes() {
    let case = Case::new();
    case.study(&case.file("nul.csv", vec![0; 100_000]), 2, &[]);
    let file = case.file("some.csv", "case,activity,time\n1,op\0ened,2024-03-01 09:00\n1,closed,2024-03-0\0 10:00\n");
    case.study(&file, 3, &["line 3"]);
}

#[test]
fn mixed_encodings() {
    let case = Case::new();
    // A line of UTF-8 and a line of Windows-1252 in one file.
    let mut bytes = "case,activity,time\n1,gemeldet für Müller,2024-03-01 09:00\n".as_bytes().to_vec();
    bytes.extend(b"2,gemeldet f\xfcr M\xfcller,2024-03-02 09:00\n");
    let ran = run::throughline([Path::new("study"), &case.file("mixed.csv", bytes)]);
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.err);
    assert!(format!("{}{}", ran.out, ran.err).contains("UTF-8"), "nothing is said of it: {}{}", ran.out, ran.err);
}

#[test]
fn years_that_cannot_be() {
    let case = Case::new();
    let rows = "1,a,0000-01-01 00:00\n2,b,9999-12-31 23:59\n3,c,2024-03-01 09:00\n3,d,99999-01-01 00:00\n4,e,2024-13-45 09:00\n";
    let file = case.file("years.csv", format!("case,activity,time\n{rows}"));
    let ran = case.study(&file, 3, &["line 2", "0000-01-01"]);
    assert!(ran.err.contains("99999") && ran.err.contains("2024-13-45"), "{}", ran.err);
}

#[test]
fn ends_before_starts() {
    let case = Case::new();
    let rows = "1,visit,2024-03-01 09:00,2024-03-01 10:00\n1,repair,2024-03-02 09:00,2024-03-01 08:00\n2,visit,2024-03-05 09:00,2024-03-05 10:00\n";
    let file = case.file("ends.csv", format!("case,activity,start,end\n{rows}"));
    case.study(&file, 3, &["line 3", "before"]);
}

#[test]
fn headers_that_are_the_same() {
    let case = Case::new();
    let file = case.file("twice.csv", "case,activity,time,note,note,\n1,opened,2024-03-01 09:00,a,b,c\n1,closed,2024-03-02 09:00,d,e,f\n");
    case.study(&file, 0, &[]);
    let slice = run::throughline([Path::new("study"), &file, Path::new("--slice"), Path::new("note (2)=b")]);
    assert_eq!(slice.code, Some(0), "{}", slice.err);
}
