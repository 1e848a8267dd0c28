//! What a workbook holds, read back by a library of others.

use std::io::Cursor;

use calamine::{Data, Range, Reader, Xlsx};
use throughline::measure::MEASURES;
use throughline::reading::{Item, Matrix, Number, Series, Shape, Table};

use super::*;
use crate::report::{Detail, Refused};

const NAME: &str = "=1+1 <script> \u{202e}שלום 🔥";

fn readings() -> Vec<(&'static Measure, Reading)> {
    let named = |name: &str| *MEASURES.iter().find(|measure| measure.name == name).unwrap();
    let row = |name: &str, count: u64, share: f64| {
        vec![
            Item::Name(name.into()),
            Item::Count(count),
            Item::Number(share),
            Item::At(Instant(1_719_833_400_000_000)),
        ]
    };
    let kinds = Table {
        columns: vec!["kind", "contacts", "share", "first"],
        keys: 1,
        rows: vec![row(NAME, 3, 0.75), row("other", 1, 0.25)],
    };
    let numbers = vec![
        Number { name: "median_s", value: Some(2.0 * 86_400.0), interval: Some((86_400.0, 3.0 * 86_400.0)) },
        Number { name: "mean_pence", value: None, interval: None },
    ];
    let hours = Matrix {
        rows: vec!["Monday".into(), "Tuesday".into()],
        columns: vec!["0".into(), "1".into()],
        cells: vec![1.0, 2.0, 3.0, 4.0],
    };
    let weekly = Series {
        period: "week",
        columns: vec!["median_s"],
        points: vec![(Instant(0), vec![Some(7_200.0)]), (Instant(604_800_000_000), vec![None])],
        known_from: Instant(0),
        known_until: Instant(i64::MAX),
    };
    vec![
        (
            named("demand.kinds"),
            Reading::of(format!("Most ask for {NAME}."), 4, "contacts", Shape::Table(kinds))
                .leaving_out("odd ones", 2),
        ),
        (named("end_to_end"), Reading::of("Two days.".into(), 4, "needs", Shape::Numbers(numbers))),
        (named("flow.week_hours"), Reading::of("Mondays.".into(), 10, "events", Shape::Matrix(hours))),
        (named("flow.weekly"), Reading::of("Weeks.".into(), 2, "needs", Shape::Series(weekly))),
        (named("cost.per_need"), Reading::not_enough("there are no rates.")),
    ]
}

fn book() -> Xlsx<Cursor<Vec<u8>>> {
    Xlsx::new(Cursor::new(made())).unwrap()
}

fn made() -> Vec<u8> {
    let refused = [Refused {
        file: "a.csv".into(),
        line: 7,
        column: "at".into(),
        value: "x".repeat(40_000),
        reason: "is no time".into(),
    }];
    let bytes = workbook(&Report {
        files: &["a.csv".to_string()],
        holds: "4 events.",
        needs: 1,
        purpose: Some("Keep me warm"),
        slice: None,
        first: &["end_to_end"],
        board: None,
        readings: &readings(),
        notes: &["a note".to_string()],
        refused: &refused,
        zone: &throughline::time::zone("Europe/London").unwrap(),
        detail: Detail::default(),
        above: None,
    });
    bytes.unwrap()
}

/// The row below the headings that begin so, and that many more.
fn below(sheet: &Range<Data>, first: &str, count: usize) -> Vec<Vec<Data>> {
    let at = sheet.rows().position(|row| row[0] == Data::String(first.into())).unwrap();
    sheet.rows().skip(at + 1).take(count).map(<[Data]>::to_vec).collect()
}

#[test]
fn each_answer_has_a_sheet_and_what_cannot_be_said_is_told() {
    let mut book = book();
    let names =
        ["Study", "Kinds of demand", "Time from end to end", "Hours of events", "Time by week", "Data"];
    assert_eq!(book.sheet_names(), names);
    let front = book.worksheet_range("Study").unwrap();
    let texts: Vec<String> = front.used_cells().map(|(_, _, cell)| cell.to_string()).collect();
    for says in ["Two days.", "there are no rates."] {
        assert!(texts.iter().any(|text| text.contains(says)), "{says} is not in {texts:?}");
    }
    let data = book.worksheet_range("Data").unwrap();
    let refused = &below(&data, "File", 1)[0];
    assert_eq!(refused[1], Data::Float(7.0));
    assert!(refused[3].to_string().ends_with('…'), "a value too long for a cell is cut, and says so");
}

#[test]
fn numbers_are_numbers_and_dates_are_dates_in_the_zone() {
    let mut book = book();
    let kinds = book.worksheet_range("Kinds of demand").unwrap();
    let rows = below(&kinds, "Kind of demand", 2);
    assert_eq!(rows[0][0], Data::String(NAME.into()), "a name is text, whatever it begins with");
    assert_eq!((&rows[0][1], &rows[1][2]), (&Data::Float(3.0), &Data::Float(0.25)));
    let Data::DateTime(first) = &rows[0][3] else { panic!("{rows:?}") };
    // 2024-07-01 11:30 UTC is 12:30 in London.
    assert!((first.as_f64() - 45_474.520_833_333).abs() < 1e-6, "{first}");
    let numbers = below(&book.worksheet_range("Time from end to end").unwrap(), "Figure", 2);
    assert_eq!(
        numbers[0][..4],
        [Data::String("Half take longer than (days)".into()), 2.0.into(), 1.0.into(), 3.0.into()]
    );
    assert_eq!(numbers[1][1], Data::String("not enough to say".into()));
    let weeks = below(&book.worksheet_range("Time by week").unwrap(), "Week from", 2);
    assert_eq!((&weeks[0][1], &weeks[1][1]), (&Data::Float(2.0), &Data::Empty), "two hours, and nothing");
}

#[test]
fn what_follows_from_its_neighbours_is_a_formula() {
    let mut book = book();
    let formulas = |book: &mut Xlsx<_>, sheet: &str| -> Vec<String> {
        let all = book.worksheet_formula(sheet).unwrap();
        all.used_cells().map(|(_, _, formula)| formula.clone()).collect()
    };
    let kinds = formulas(&mut book, "Kinds of demand");
    assert_eq!(kinds, ["B7/SUM(B$7:B$8)", "B8/SUM(B$7:B$8)"]);
    assert_eq!(formulas(&mut book, "Hours of events").len(), 2, "a sum under each hour");
    let hours = below(&book.worksheet_range("Hours of events").unwrap(), "From", 3);
    assert_eq!(hours[2][..3], [Data::String("Together".into()), 4.0.into(), 6.0.into()]);
}

#[test]
fn the_same_study_gives_the_same_bytes() {
    assert!(made() == made());
}

#[test]
fn a_share_that_only_looks_alike_is_no_formula() {
    let row = |part: u64, share: f64| vec![Item::Count(part), Item::Count(2 * part), Item::Number(share)];
    let table = |rows: Vec<Vec<Item>>| {
        let reading = Reading::of(
            String::new(),
            1,
            "needs",
            Shape::Table(Table { columns: vec!["a", "b", "share"], keys: 1, rows }),
        );
        grid::of(MEASURES[0], &reading)
            .remove(0)
            .rows
            .into_iter()
            .map(|row| row[2].clone())
            .collect::<Vec<Cell>>()
    };
    let ratio = Follows::Ratio { part: 0, whole: 1 };
    assert_eq!(table(vec![row(1, 0.5), row(2, 0.5)]), vec![Cell::Follows(ratio, 0.5); 2]);
    assert_eq!(table(vec![row(1, 0.5), row(2, 0.6)]), [Cell::Value(0.5), Cell::Value(0.6)]);
    assert_eq!(
        table(vec![row(0, 0.0), row(0, 1.0)]),
        [Cell::Value(0.0), Cell::Value(1.0)],
        "nothing by nothing"
    );
}
