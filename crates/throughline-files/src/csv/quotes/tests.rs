//! Marks that are missing or stray, in whole files.

use proptest::prelude::*;

use crate::job::{Refusal, tests::job};
use crate::mapping::{ColumnMap, Mapping, To};
use crate::source::Source;
use crate::times::TimeForm;
use throughline::log::{Field, Rows};

/// How many rows were read, and what was refused.
fn take(csv: &str, threads: usize) -> (usize, Vec<Refusal>) {
    let map = |(name, to): (&str, To)| {
        let time = (to == To::At).then_some(TimeForm::Iso);
        ColumnMap { name: name.to_string(), to, event: None, time, because: String::new() }
    };
    let columns =
        [("job", To::Need), ("date", To::At), ("what", To::Field(Field::Activity)), ("note", To::Attribute)];
    let mut mapping = Mapping::new("UTC");
    mapping.columns = columns.into_iter().map(map).collect();
    let job = job(threads);
    let source = Source::of_bytes("t.csv", csv.as_bytes()).unwrap().remove(0);
    let rows = crate::csv::read(&source, &mapping, &job).unwrap();
    (rows.iter().map(Rows::len).sum(), job.report.refusals())
}

fn rows(from: usize, to: usize) -> String {
    (from..to).map(|row| format!("J{row},2024-03-01 10:00,open,fine\n")).collect()
}

const HEADER: &str = "job,date,what,note\n";

#[test]
fn a_mark_that_closes_hundreds_of_lines_later_costs_one_line() {
    // The next mark opens a value, is the last of one, or stands alone.
    for after in [
        "J900,2024-03-01,open,\"later, too\"\n",
        "J900,2024-03-01,open,5\"\n",
        "J900,2024-03-01,\"open\",x\n",
    ] {
        let csv = format!(
            "{HEADER}{}J5,2024-03-01,open,\"oops\n{}{after}{}",
            rows(0, 5),
            rows(6, 400),
            rows(901, 910)
        );
        let (read, refused) = take(&csv, 1);
        assert_eq!(read, 5 + 394 + 1 + 9, "{after}");
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert_eq!(refused[0].line, 7);
        assert!(refused[0].reason.starts_with("the line opens a quotation mark that is not closed in it"));
    }
}

#[test]
fn text_behind_the_closing_mark_is_named_and_kept() {
    let csv = format!(
        "{HEADER}J1,2024-03-01,open,\"abc\"def\nJ2,2024-03-01,\"open\" ,\"x\" \nJ3,2024-03-01,open,\"a\"\"b\"\r\n"
    );
    let (read, refused) = take(&csv, 1);
    assert_eq!((read, refused.len()), (3, 1), "{refused:?}");
    assert_eq!((refused[0].line, refused[0].column.as_str(), refused[0].value.as_str()), (2, "note", ""));
    assert!(refused[0].reason.starts_with("a value has text behind its closing quotation mark"));
}

#[test]
fn a_mark_that_closes_a_line_or_two_below_costs_one_line_too() {
    for between in 0..4 {
        // It is closed at the end of a value of the same column, or of another.
        for after in ["J900,2024-03-01 10:00,open,5\"\n", "J900,2024-03-01 10:00,o\",x\n"] {
            let swallowed = rows(6, 6 + between);
            let csv = format!(
                "{HEADER}{}J5,2024-03-01 10:00,open,\"oops\n{swallowed}{after}{}",
                rows(0, 5),
                rows(901, 905)
            );
            let (read, refused) = take(&csv, 1);
            assert_eq!((read, refused.len()), (5 + between + 1 + 4, 1), "{between} {after} {refused:?}");
            assert_eq!(refused[0].line, 7);
        }
    }
}

#[test]
fn letters_of_a_few_lines_are_values_whatever_their_commas() {
    for letter in
        ["thanks\nA, B, C", "1,2,3,4\n5,6,7,8", "see\nJ6,on the 2nd,closed,by post", "a\n\nb", "x\n,,,\n,,"]
    {
        let csv = format!("{HEADER}J1,2024-03-01 10:00,open,\"{letter}\"\n{}", rows(2, 5));
        assert_eq!(take(&csv, 1), (4, Vec::new()), "{letter}");
    }
}

#[test]
fn rows_that_only_their_commas_tell_are_said() {
    let mut mapping = Mapping::new("UTC");
    let column = |name: &str, to| ColumnMap {
        name: name.to_string(),
        time: (to == To::At).then_some(TimeForm::Iso),
        to,
        event: None,
        because: String::new(),
    };
    mapping.columns = vec![column("date", To::At), column("what", To::Field(Field::Activity))];
    let said = |csv: String| {
        let job = job(2);
        let source = Source::of_bytes("t.csv", csv.as_bytes()).unwrap().remove(0);
        let rows = crate::csv::read(&source, &mapping, &job).unwrap();
        (rows.iter().map(Rows::len).sum::<usize>(), job.report.refusals().len(), job.report.notes())
    };
    // No value of what is swallowed has the form of its column: an empty date, words of other lengths.
    let head = "who,what,date,note\nAnn,open,2024-03-01,fine\n";
    let (read, refused, notes) =
        said(format!("{head}Bo,open,2024-03-01,\"oops\nCyd,shut,,ill\"\nDee,open,2024-03-02,x\n"));
    assert_eq!((read, refused), (3, 0));
    assert!(
        notes.iter().any(|note| note.starts_with("t.csv, line 3: a value of several lines has as many")),
        "{notes:?}"
    );
    let (read, _, notes) = said(format!("{head}Bo,open,2024-03-01,\"Dear all,\nthe lift is broken\"\n"));
    assert!(read == 2 && !notes.iter().any(|note| note.contains("several lines")), "{notes:?}");
}

#[test]
fn long_texts_and_addresses_are_values() {
    let letter = "Dear all,\nthe lift, again, is broken.\n\nA, B, C, D\nYours, K\n".repeat(60);
    let csv = format!(
        "{HEADER}J1,2024-03-01,open,\"{letter}\"\r\nJ2,2024-03-01,open,\"1 High St,\nLeeds, LS1\"\r\n"
    );
    assert_eq!(take(&csv, 1), (2, Vec::new()));
}

proptest! {
    #[test]
    fn a_stray_mark_costs_its_line_whatever_the_threads(
        places in prop::collection::btree_set(0usize..60, 0..6),
        quoted in prop::collection::btree_set(60usize..90, 1..8),
    ) {
        let mut csv = HEADER.to_string();
        for row in 0..90 {
            let note = match () {
                () if places.contains(&row) => "\"5 pipe",
                () if quoted.contains(&row) => "\"said, twice\"",
                () => "fine",
            };
            csv.push_str(&format!("J{row},2024-03-01 10:00,open,{note}\n"));
        }
        let (read, refused) = take(&csv, 1);
        // Two stray marks may close each other; then the line of the second is part of what is read again.
        let lines: Vec<u64> = refused.iter().map(|refusal| refusal.line).collect();
        prop_assert_eq!(read + refused.len(), 90, "{:?}", refused);
        prop_assert_eq!(lines, places.iter().map(|row| *row as u64 + 2).collect::<Vec<_>>());
        prop_assert_eq!(take(&csv, 3), (read, refused));
    }
}
