//! Which columns are charted of tables as people have them.

use super::*;
use crate::series::table;

fn read(text: &str, wanted: Wanted) -> Result<Series, String> {
    table("f.csv", text).and_then(|table| table.series(wanted, None)).map_err(|error| error.to_string())
}

fn any(text: &str) -> Series {
    read(text, Wanted::Any).unwrap()
}

#[test]
fn the_column_of_numbers_is_found() {
    let series = any("i,decided,days\n1,2012-01-03,201\n2,2012-01-03,193\n3,2012-01-09,\n");
    assert_eq!(
        (series.meaning, series.names, series.labels.len()),
        (Meaning::Single, vec!["days".to_string()], 3)
    );
    assert_eq!(series.values, [Some(201.0), Some(193.0), None]);
    assert_eq!(any("5\n6\n7\n").values, [Some(5.0), Some(6.0), Some(7.0)]);
    assert_eq!(any("5\n6\n7\n").labels, ["point 1", "point 2", "point 3"]);
    assert_eq!(any("week;y\n1;3,5\n2;4,5\n").values, [Some(3.5), Some(4.5)]);
    assert_eq!(any("y,y2\n1,5\n2,6\n").names, ["y"]);
    let percent = any("month,met\n2024-01,95%\n2024-02,96 %\n2024-03,n/a\n");
    assert_eq!(percent.values, [Some(0.95), Some(0.96), None]);
    assert_eq!(percent.notes, ["percentages in “met” are charted as shares: 95% is 0.95"]);
}

#[test]
fn names_decide() {
    assert_eq!(any("i,r,n\n1,2,3\n2,3,4\n").meaning, Meaning::Shares);
    assert_eq!(any("place,n,r\nA,30,2\nB,40,3\n").meaning, Meaning::Places);
    assert_eq!(any("place,n,r\nA,30,2\nB,40,3\n").labels, ["A", "B"]);
    assert_eq!(any("k,cases_between,days_between\n1,2,3\n2,2,3\n").meaning, Meaning::CasesBetween);
    let days =
        read("k,cases_between,days_between\n1,2,3\n2,2,4\n", Wanted::Only(Meaning::DaysBetween)).unwrap();
    assert_eq!(days.values, [Some(3.0), Some(4.0)]);
    let funnel = read("code,all,late\nA,30,2\nB,40,3\n", Wanted::Only(Meaning::Places)).unwrap();
    assert_eq!((funnel.names, funnel.notes.len()), (vec!["late".to_string(), "all".to_string()], 1));
}

#[test]
fn missing_periods_are_seen() {
    let gaps = |text: &str| any(text).periods.gaps;
    assert_eq!(gaps("m,y\n2024-01,1\n2024-02,2\n2024-04,3\n2024-05,3\n"), [false, false, true, false]);
    assert_eq!(gaps("m,y\nJan 2024,1\nFeb 2024,2\nApr 2024,3\nMay 2024,4\n"), [false, false, true, false]);
    assert_eq!(
        gaps("m,y\n01/01/2024,1\n08/01/2024,2\n15/01/2024,3\n29/01/2024,4\n"),
        [false, false, false, true]
    );
    assert_eq!(gaps("i,y\n1,1\n2,2\n4,3\n5,3\n"), [false, false, true, false]);
    let turned = any("m,y\n2024-03-01,3\n2024-02-01,2\n2024-01-01,1\n");
    assert_eq!(
        (turned.values, turned.labels[0].as_str()),
        (vec![Some(1.0), Some(2.0), Some(3.0)], "2024-01-01")
    );
}

#[test]
fn points_with_dates_are_charted_by_date() {
    let note = "the dates were not in order; the points are charted by date";
    let series = any("d,r,n\n2024-03-01,1,9\n2024-01-01,2,8\n2024-02-01,3,7\n2024-01-01,4,6\n");
    assert_eq!(series.labels, ["2024-01-01", "2024-01-01", "2024-02-01", "2024-03-01"]);
    assert_eq!(series.values, [2.0, 4.0, 3.0, 1.0].map(Some));
    assert_eq!(series.sizes, [8.0, 6.0, 7.0, 9.0].map(Some));
    assert!(series.dates.is_sorted() && series.notes == [note], "{series:?}");
    // Of one day the later rows are the older ones where the newest comes first.
    let series = any("d,y\n2024-03-01,4\n2024-02-01,3\n2024-02-01,2\n2024-01-01,1\n");
    assert_eq!(series.values, [1.0, 2.0, 3.0, 4.0].map(Some));
    assert_eq!(series.notes, ["the rows were newest first; they are charted oldest first"]);
    // Where nothing says when, the order of the file is all there is.
    let series = any("place,y\nc,3\na,1\nb,2\n");
    assert_eq!((series.values, series.notes.len()), (vec![Some(3.0), Some(1.0), Some(2.0)], 0));
    assert_eq!(any("x,y\n3,30\n1,10\n2,20\n").values, [30.0, 10.0, 20.0].map(Some));
}

#[test]
fn the_numbers_of_the_rows_are_no_values() {
    for wanted in [Meaning::CasesBetween, Meaning::DaysBetween] {
        let says = read("x,y\n0,\n1,\n2,\n", Wanted::Only(wanted)).unwrap_err();
        assert!(says.starts_with("f.csv: the column “y” is empty, and “x” only numbers the rows"), "{says}");
    }
    // Alone, or asked for, they may be.
    assert_eq!(any("1\n2\n3\n").values, [1.0, 2.0, 3.0].map(Some));
}

#[test]
fn what_cannot_be_charted_is_said() {
    let wrong = |text: &str, wanted: Wanted| read(text, wanted).unwrap_err();
    assert_eq!(
        wrong("i,y\n1,2\n2,many\n", Wanted::Any),
        "f.csv, line 3, column “y”: “many” is not a number; leave the cell empty if it is not known"
    );
    assert!(wrong("i,y\n1,2\n2,inf\n", Wanted::Any).contains("“inf” is not a number"));
    assert!(wrong("a,b,c\n1,2,5\n2,1,6\n3,8,1\n", Wanted::Any).contains("several columns of numbers (b, c)"));
    assert!(wrong("a,b\nx,z\ny,w\n", Wanted::Any).contains("no column of numbers"));
    assert!(
        wrong("days_between\n3\n-1\n", Wanted::Any)
            .contains("line 3, column “days_between”: “-1” is below nought")
    );
    assert!(wrong("r,n\n3,2\n1,4\n", Wanted::Any).contains("line 2: 3 of 2 is more than all"));
    assert!(wrong("y\n3\n2\n", Wanted::Only(Meaning::Shares)).contains("needs a column r"));
    assert!(wrong("p,n,r\nA,2.5,1\n", Wanted::Any).contains("not a whole number"));
}
