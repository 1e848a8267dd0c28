//! Rows as sources give them, and the events that come of them.

use proptest::prelude::*;
use throughline::log::{Field, RowCells, Slot};

use super::*;
use crate::job::tests::job;
use crate::mapping::{ColumnMap, To};
use crate::times::TimeForm;

fn map(name: &str, to: To) -> ColumnMap {
    ColumnMap { name: name.to_string(), to, event: None, time: None, because: String::new() }
}

fn field(name: &str, field: Field) -> ColumnMap {
    map(name, To::Field(field))
}

fn mapping(columns: Vec<ColumnMap>) -> Mapping {
    Mapping {
        zone: "Europe/London".to_string(),
        columns,
        constants: Vec::new(),
        closing: Vec::new(),
        contacts: Vec::new(),
        window_days: 30.0,
        paired_by: None,
        part: None,
        delimiter: None,
        encoding: None,
    }
}

/// Reads rows of texts whose columns are those of the mapping; line numbers start at 2.
fn read(mapping: &Mapping, job: &Job, rows: &[&[&str]]) -> Rows {
    let columns: Vec<String> = mapping.columns.iter().map(|map| map.name.clone()).collect();
    let mut table = Table::new("jobs.csv", &columns, mapping, job).unwrap();
    for (place, row) in rows.iter().enumerate() {
        let cells: Vec<Cell<'_>> = row.iter().map(|text| Cell::Text(text)).collect();
        table.row(place as u64 + 2, &cells);
    }
    table.finish()
}

/// The events of rows, one a line: the time and every value with its column.
fn lines(rows: &Rows) -> Vec<String> {
    let name = |slot: &Slot| match slot {
        Slot::Need => "need".to_string(),
        Slot::Field(field) => field.name().to_string(),
        Slot::Attribute(name) => name.clone(),
        Slot::NeedAttribute(name) => format!("case:{name}"),
    };
    let line = |row: usize| {
        let cell = |(slot, cells): &(Slot, RowCells)| Some(format!("{}={}", name(slot), cells.get(row)?));
        let values: Vec<String> = rows.columns().iter().filter_map(cell).collect();
        format!("{} {}", Instant(rows.at.get(row)), values.join(" "))
    };
    (0..rows.len()).map(line).collect()
}

fn refused(job: &Job) -> Vec<String> {
    let say = |r: Refusal| format!("{} {} {} [{}] {}", r.file, r.line, r.column, r.value, r.reason);
    job.report.refusals().into_iter().map(say).collect()
}

#[test]
fn a_row_is_an_event_with_its_values() {
    let mapping = mapping(vec![
        map("job", To::Need),
        ColumnMap { time: Some(TimeForm::DayFirst), ..map("when", To::At) },
        field("what", Field::Activity),
        field("hours", Field::Minutes),
        field("cost", Field::Pence),
        map("urgency", To::Attribute),
        map("case:ward", To::NeedAttribute),
    ]);
    let job = job(1);
    let rows = read(
        &mapping,
        &job,
        &[
            &["J1", "03/07/2024 09:30", "visit", "1.5", "£1,012.50", "1", " Elm "],
            &["J1", "04/07/2024", "fix", "0:45", "n/a", "2", ""],
        ],
    );
    assert_eq!(
        lines(&rows),
        [
            "2024-07-03T08:30:00Z need=J1 activity=visit minutes=90 pence=101250 urgency=1 case:ward= Elm ",
            "2024-07-03T23:00:00Z need=J1 activity=fix minutes=45 urgency=2",
        ]
    );
    assert_eq!((refused(&job), job.report.notes()), (vec![], vec![]));
    assert!(
        rows.columns().iter().any(|(_, cells)| matches!(cells, RowCells::Whole(_))),
        "urgency is whole numbers"
    );
}

#[test]
fn what_cannot_be_used_is_refused_and_says_why() {
    let mapping = mapping(vec![
        map("job", To::Need),
        map("at", To::At),
        field("what", Field::Activity),
        field("ended", Field::Until),
        field("mins", Field::Minutes),
    ]);
    let job = job(1);
    let rows = read(
        &mapping,
        &job,
        &[
            &["J1", "", "visit", "", ""],
            &["J1", "soon", "visit", "", ""],
            &["J1", "2024-01-01", "", "", ""],
            &["J1", "2024-01-02", "visit", "2024-01-01", ""],
            &["", "2024-01-03", "visit", "later", "a while"],
            &["J1", "0000-01-01", "visit"],
        ],
    );
    assert_eq!(lines(&rows), ["2024-01-03T00:00:00Z activity=visit"]);
    let said = refused(&job);
    let starts = [
        "jobs.csv 2 at [] no time,",
        "jobs.csv 3 at [soon] ",
        "jobs.csv 4 what [] no activity,",
        "jobs.csv 5 ended [2024-01-02T00:00:00Z to 2024-01-01T00:00:00Z] ends before it starts",
        "jobs.csv 6 ended [later] ",
        "jobs.csv 6 mins [a while] is not a length of time (such as 90, 1:30 or 1.5 h); the event was kept without it",
        "jobs.csv 7 at [0000-01-01] ",
    ];
    assert_eq!(said.len(), starts.len(), "{said:#?}");
    for (said, start) in said.iter().zip(starts) {
        assert!(said.starts_with(start), "{said} does not start with {start}");
    }
}

#[test]
fn each_date_of_a_wide_row_is_an_event() {
    let mapping = mapping(vec![
        map("id", To::Need),
        map("opened", To::Event("opened".to_string())),
        map("closed", To::Event("closed".to_string())),
        map("checked", To::Event("checked".to_string())),
        field("team", Field::Team),
        ColumnMap { event: Some("closed".to_string()), ..field("by", Field::Worker) },
        ColumnMap { event: Some("closed".to_string()), ..field("cost", Field::Pence) },
        map("ward", To::NeedAttribute),
    ]);
    let job = job(1);
    let rows = read(
        &mapping,
        &job,
        &[
            &["7", "2024-01-01", "2024-01-03", "2024-01-02", "A", "Kim", "3", "Elm"],
            &["8", "2024-01-01", "", "never", "A", "Kim", "3", "Elm"],
            &["9", "", " ", "", "A", "Kim", "3", "Elm"],
        ],
    );
    assert_eq!(
        lines(&rows),
        [
            "2024-01-01T00:00:00Z need=7 activity=opened team=A case:ward=Elm",
            "2024-01-02T00:00:00Z need=7 activity=checked team=A case:ward=Elm",
            "2024-01-03T00:00:00Z need=7 activity=closed team=A worker=Kim pence=300 case:ward=Elm",
            "2024-01-01T00:00:00Z need=8 activity=opened team=A pence=300 case:ward=Elm",
        ]
    );
    let said = refused(&job);
    assert_eq!(said.len(), 2);
    assert!(said[0].starts_with("jobs.csv 3 checked [never] "), "{said:?}");
    assert_eq!(said[1], format!("jobs.csv 4 opened [] {NO_DATES}"));
}

#[test]
fn columns_that_belong_together_are_joined() {
    let mut mapping = mapping(vec![
        map("area", To::Need),
        map("number", To::Need),
        map("date", To::At),
        map("clock", To::AtTimeOfDay),
        field("action", Field::Activity),
        field("result", Field::Activity),
        field("officer", Field::Worker),
        field("second officer", Field::Worker),
        field("tenant", Field::Person),
    ]);
    mapping.constants =
        vec![(Field::Organisation, "Landlord".to_string()), (Field::Minutes, "20".to_string())];
    let job = job(1);
    let rows = read(
        &mapping,
        &job,
        &[
            &["N", "12", "2024-07-01", "2:05 pm", "visit", "done", "", "Jo", "T1"],
            &["", "13", "2024-07-01", "", "visit", "", "Al", "Jo", "T1"],
            &["", "14", "2024-07-01", "half past", "visit", "", "Al", "Jo", "T1"],
        ],
    );
    let person = job.key.pseudonym("T1");
    assert_eq!(
        lines(&rows),
        [
            format!(
                "2024-07-01T13:05:00Z need=N+12 activity=visit+done worker=Jo person={person} organisation=Landlord minutes=20"
            ),
            format!(
                "2024-06-30T23:00:00Z need=13 activity=visit worker=Al person={person} organisation=Landlord minutes=20"
            ),
        ]
    );
    assert_eq!(
        refused(&job),
        [
            "jobs.csv 4 clock [half past] is not a time of day (such as 14:05 or 2:05 pm); it belongs to “2024-07-01” in “date”"
        ]
    );
    // The date that has none is kept, at midnight, and it is said.
    let notes = job.report.notes();
    assert!(notes.iter().any(|note| note.contains("1 date without a time of day")), "{notes:?}");
}

#[test]
fn cells_with_types_are_read_by_what_is_wanted() {
    let columns = ["id", "when", "what", "took", "ok", "size"].map(String::from);
    let mapping = mapping(vec![
        map("id", To::Need),
        map("when", To::At),
        field("what", Field::Activity),
        field("took", Field::Minutes),
        map("ok", To::Attribute),
        map("size", To::Attribute),
    ]);
    let job = job(1);
    let mut table = Table::new("jobs.xlsx", &columns, &mapping, &job).unwrap();
    let noon = jiff::civil::datetime(2024, 7, 1, 12, 0, 0, 0);
    let hour = jiff::civil::datetime(1899, 12, 30, 1, 0, 0, 0);
    let visit = Cell::Text("visit");
    let flag = Cell::Flag(true);
    table.row(2, &[Cell::Real(12.0), Cell::Civil(noon), visit, Cell::Civil(hour), flag, Cell::Real(0.5)]);
    table.row(3, &[Cell::Whole(13), Cell::Time(Instant(0)), visit, Cell::Real(5.0), flag, Cell::Whole(2)]);
    table.row(4, &[Cell::Whole(13), Cell::Flag(false), visit]);
    table.row(5, &[Cell::Whole(13), Cell::Time(Instant(i64::MAX)), visit]);
    assert_eq!(
        lines(&table.finish()),
        [
            "2024-07-01T11:00:00Z need=12 activity=visit minutes=60 ok=true size=0.5",
            "1970-01-01T00:00:00Z need=13 activity=visit minutes=5 ok=true size=2",
        ]
    );
    assert_eq!(job.report.refusals().len(), 2);
}

#[test]
fn a_mapping_that_cannot_work_is_a_sentence() {
    let job = job(1);
    let error = |columns: Vec<ColumnMap>| {
        let names = ["id", "date", "what"].map(String::from);
        Table::new("a.csv", &names, &mapping(columns), &job)
            .err()
            .map(|error| error.to_string())
            .unwrap_or_default()
    };
    let nothing = error(vec![map("id", To::Need)]);
    assert!(
        nothing.starts_with("a.csv: no column says when things happened; name one with `as = \"at\"`"),
        "{nothing}"
    );
    assert!(nothing.ends_with("The columns are “id”, “date”, “what”"), "{nothing}");
    assert!(error(vec![map("when", To::At)]).contains("“when” that is not there"));
    assert!(error(vec![map("date", To::At)]).contains("no column says what was done"));
    assert!(error(vec![map("date", To::At), map("id", To::At)]).contains("two columns with `as = \"at\"`"));
    let wide = vec![map("date", To::Event("a".to_string())), field("what", Field::Activity)];
    assert!(error(wide).contains("each date of a wide table names its own"));
}

#[test]
fn odd_dates_and_columns_left_out_are_noted() {
    let mapping = mapping(vec![map("at", To::At), field("what", Field::Activity)]);
    let job = job(1);
    let columns = ["at", "what", "colour"].map(String::from);
    let mut table = Table::new("a.csv", &columns, &mapping, &job).unwrap();
    for (line, at) in [(2, "1900-01-01"), (3, "9999-12-30"), (4, "2024-03-31 01:30"), (5, "2024-10-27 01:30")]
    {
        table.row(line, &[Cell::Text(at), Cell::Text("x"), Cell::Text("red")]);
    }
    assert_eq!(table.finish().len(), 4);
    let notes = job.report.notes();
    assert_eq!(notes[0], "a.csv: left out, because the mapping does not name them: “colour”");
    assert!(
        notes[1].starts_with("a.csv: “at”: 1 time lies in an hour that the clocks of Europe/London skipped"),
        "{notes:?}"
    );
    assert!(notes[2].contains("had twice in autumn; taken as the first"));
    assert!(
        notes[3].starts_with(
            "a.csv: 2 times lie before 1950 or after 2100 (the first is “1900-01-01” in line 2)"
        )
    );
}

#[test]
fn attributes_are_typed_only_where_that_loses_nothing() {
    let columns =
        ["whole", "zeros", "real", "money", "exp", "time", "flag", "mixed", "tag [text]", "big [real]"];
    let mut maps = vec![map("at", To::At), field("what", Field::Activity)];
    maps.extend(columns.iter().map(|name| map(name, To::Attribute)));
    let job = job(1);
    let rows = read(
        &mapping(maps),
        &job,
        &[
            &[
                "2024-01-01",
                "x",
                "1",
                "007",
                "1.5",
                "1.10",
                "1e5",
                "2024-01-01T00:00:00Z",
                "true",
                "1",
                "5",
                "3",
            ],
            &[
                "2024-01-01",
                "x",
                "-20",
                "008",
                "2",
                "2.25",
                "2",
                "2024-01-01T00:00:00.5Z",
                "false",
                "a",
                "6",
                "1e300",
            ],
            &["", "x", "refused", "", "", "", "", "", "", "", "", ""],
        ],
    );
    let holds: Vec<_> = rows.columns().iter().skip(1).map(|(_, cells)| cells.holds()).collect();
    use throughline::log::Holds::{Flag, Name, Real, Time, Whole};
    assert_eq!(holds, [Whole, Name, Real, Name, Name, Time, Flag, Name, Name, Real]);
    let slots: Vec<_> = rows.columns().iter().skip(9).map(|(slot, _)| slot.clone()).collect();
    assert_eq!(slots, [Slot::Attribute("tag".to_string()), Slot::Attribute("big".to_string())]);
}

proptest! {
    /// Typing never changes what a value looks like, in however many pieces the source was read.
    #[test]
    fn typing_keeps_the_text(
        texts in prop::collection::vec(prop_oneof!["[0-9]{1,3}", "-?[0-9]{1,2}\\.[0-9]{1,2}", "true|false", "[a-c]?"], 1..30),
        cut in 0usize..30,
    ) {
        let mapping = mapping(vec![map("at", To::At), field("what", Field::Activity), map("a", To::Attribute)]);
        let job = job(1);
        let all: Vec<[&str; 3]> = texts.iter().map(|text| ["2024-01-01", "x", text.as_str()]).collect();
        let all: Vec<&[&str]> = all.iter().map(|row| &row[..]).collect();
        let (first, second) = all.split_at(cut.min(all.len()));
        let shown = |pieces: Vec<Rows>| {
            let mut builder = throughline::log::LogBuilder::default();
            pieces.into_iter().for_each(|rows| builder.add(rows));
            let log = builder.finish(1).unwrap();
            let column = &log.columns().attributes[0].1;
            (0..column.len()).map(|place| column.get(place).map(|v| v.to_string()).unwrap_or_default()).collect::<Vec<_>>()
        };
        prop_assert_eq!(&shown(vec![read(&mapping, &job, &all)]), &texts);
        prop_assert_eq!(&shown(vec![read(&mapping, &job, first), read(&mapping, &job, second)]), &texts);
    }
}
