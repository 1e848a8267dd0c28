//! Tables that are empty, odd or broken.

use std::path::Path;

use super::Case;
use crate::run;

/// A log of good rows, with these after them: they begin in line 22.
fn log_with(rows: &str) -> String {
    let good = |n: usize| format!("{},step {},2024-03-{:02} 09:00\n", n / 4, n % 4, n + 1);
    format!("case,activity,time\n{}{rows}", (0..20).map(good).collect::<String>())
}

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
fn columns_that_an_odd_sign_divides() {
    let case = Case::new();
    let rows = "case,activity,time\n1,opened,2024-03-01 09:00\n1,closed,2024-03-02 09:00\n2,opened,2024-03-02 10:00\n";
    let file = case.file("odd.csv", rows.replace(',', "\u{1}"));
    let says = ["read as one column", "delimiter = \"\\u0001\"", "--mapping"];
    case.study(&file, 2, &says);
    // What the sentence says is enough.
    let mapping = case.file("odd.toml", "delimiter = \"\\u0001\"\n");
    let study = run::study([file.as_os_str(), "--mapping".as_ref(), mapping.as_os_str()]);
    assert_eq!((study["log"]["events"].as_u64(), study["log"]["needs"].as_u64()), (Some(3), Some(2)));
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
    assert_eq!(
        (&study["end_to_end"]["mean_s"], &study["flow"]["edges"][0]["mean_s"]),
        (&0.into(), &0.into())
    );
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
    let long = [b"9,opened,2024-03-01 09:00,".to_vec(), vec![b'x'; size], b"\n".to_vec()].concat();
    let row = |n: usize| format!("{},step,2024-03-{:02} 09:00,short\n", n / 4, n + 1);
    let (before, after) = ((0..10).map(row).collect::<String>(), (10..20).map(row).collect::<String>());
    let all = [b"case,activity,time,note\n", before.as_bytes(), &long, after.as_bytes()].concat();
    let ran = case.study(&case.file("cell.csv", all), 3, &["line 12"]);
    assert!(ran.out.contains("20 events"), "{}", ran.out);
}

#[test]
fn nul_bytes() {
    let case = Case::new();
    case.study(&case.file("nul.csv", vec![0; 100_000]), 2, &[]);
    case.study(&case.file("some.csv", log_with("9,op\0ened,2024-03-01 09:00\n")), 2, &["NUL"]);
}

#[test]
fn mixed_encodings() {
    let case = Case::new();
    // A line of UTF-8 and a line of Windows-1252 in one file.
    let mut bytes = "case,activity,time\n1,gemeldet für Müller,2024-03-01 09:00\n".as_bytes().to_vec();
    bytes.extend(b"2,gemeldet f\xfcr M\xfcller,2024-03-02 09:00\n");
    let ran = run::throughline([Path::new("study"), &case.file("mixed.csv", bytes)]);
    assert!(matches!(ran.code, Some(0 | 3)), "{}", ran.err);
    assert!(
        format!("{}{}", ran.out, ran.err).contains("UTF-8"),
        "nothing is said of it: {}{}",
        ran.out,
        ran.err
    );
}

#[test]
fn years_that_cannot_be() {
    let case = Case::new();
    let rows = "8,a,0000-01-01 00:00\n8,b,9999-12-31 23:59\n9,d,99999-01-01 00:00\n9,e,2024-13-45 09:00\n";
    let file = case.file("years.csv", log_with(rows));
    let ran = case.study(&file, 3, &["line 22", "0000-01-01"]);
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
    let file = case.file(
        "twice.csv",
        "case,activity,time,note,note,\n1,opened,2024-03-01 09:00,a,b,c\n1,closed,2024-03-02 09:00,d,e,f\n",
    );
    case.study(&file, 0, &[]);
    let slice = run::throughline([Path::new("study"), &file, Path::new("--slice"), Path::new("note (2)=b")]);
    assert_eq!(slice.code, Some(0), "{}", slice.err);
}
