//! Whole exports as people have them, read without any help.

use proptest::prelude::*;
use throughline::error::Error;
use throughline::log::{Column, Field};

use crate::job::tests::job;
use crate::mapping::{ColumnMap, Mapping, To};
use crate::read::Reading;

pub(super) fn read_with(csv: &[u8], mapping: Option<&Mapping>, threads: usize) -> Result<Reading, Error> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("export.csv");
    std::fs::write(&path, csv).unwrap();
    let given: Vec<_> = mapping.map(|mapping| (path.clone(), mapping.clone())).into_iter().collect();
    crate::read::read(std::slice::from_ref(&path), &given, "Europe/London", &job(threads))
}

pub(super) fn read(csv: &str) -> Reading {
    read_with(csv.as_bytes(), None, 1).unwrap_or_else(|error| panic!("{error}\n{csv}"))
}

pub(super) fn column(reading: &Reading, to: &To) -> String {
    let mapping = reading.sources[0].mapping.as_ref().unwrap();
    let found = mapping.columns.iter().filter(|map| map.to == *to).map(|map| map.name.clone());
    found.collect::<Vec<_>>().join("+")
}

/// The line, column and value of what was refused.
pub(super) fn refused(reading: &Reading) -> Vec<String> {
    let one =
        |refusal: &crate::job::Refusal| format!("{} {} “{}”", refusal.line, refusal.column, refusal.value);
    reading.refused.iter().map(one).collect()
}

pub(super) fn says(reading: &Reading, what: &str) -> bool {
    reading.notes.iter().any(|note| note.contains(what))
}

const ROWS: &str = "J1,2024-03-01 09:00,raised,Kim\n\
    J1,2024-03-02 10:00,done,Lee\n\
    J2,soon,raised,Kim\n\
    J2,2024-03-04 11:00,done,Kim\n";

#[test]
fn title_rows_are_left_out_and_lines_stay_true() {
    let titles = [
        "Repairs report\nGenerated 1 March 2024\n\n",
        "Repairs report,,,\n\"Generated: Friday, 1 March 2024\",,,\n,,,\n",
        "Repairs report\r\nArea: North, East\r\n\r\n",
        "Repairs report,,,\nPeriod:,01/03/2024,31/03/2024,\n,,,\n",
    ];
    for title in titles {
        let reading = read(&format!("{title}job no,date,activity,operative\n{ROWS}"));
        assert_eq!(reading.log.event_count(), 3, "{title}");
        assert_eq!(refused(&reading), ["7 date “soon”"], "{title}");
        assert!(
            says(&reading, "lines 1 to 2 were taken as a title and left out: “Repairs report”"),
            "{title}"
        );
        assert!(says(&reading, "the header is line 4"), "{:?}", reading.notes);
    }
}

#[test]
fn semicolons_are_found_below_a_title_with_commas() {
    let rows = ROWS.replace(',', ";");
    let reading = read(&format!("Repairs, all areas\njob no;date;activity;operative\n{rows}"));
    assert_eq!((reading.log.event_count(), column(&reading, &To::At).as_str()), (3, "date"));
    assert!(
        says(&reading, "line 1 was taken as a title and left out: “Repairs, all areas”"),
        "{:?}",
        reading.notes
    );
}

#[test]
fn a_title_of_many_commas_is_no_header() {
    let reading = read(&format!("Repairs in North, South, East\njob no,date,activity,operative\n{ROWS}"));
    assert_eq!((reading.log.event_count(), refused(&reading)), (3, vec!["5 date “soon”".to_string()]));
    assert!(says(&reading, "line 1 was taken as a title"), "{:?}", reading.notes);
    // A header that lacks a name stays one; its rows are refused as before.
    let error =
        read_with(format!("job no,date,activity\n{ROWS}").as_bytes(), None, 1).err().unwrap().to_string();
    assert!(error.contains("a header (job no, date, activity)") || error.contains("has 3"), "{error}");
}

#[test]
fn without_a_header_no_row_is_eaten() {
    let rows = format!("{ROWS}{}", ROWS.replace("soon", "2024-03-03").repeat(10));
    let reading = read(&rows);
    assert_eq!((reading.log.event_count(), refused(&reading)), (43, vec!["3 column 2 “soon”".to_string()]));
    assert!(says(&reading, "there is no header, for line 1 holds values"), "{:?}", reading.notes);
    assert_eq!(column(&reading, &To::Field(Field::Activity)), "column 3");
    assert!(says(&reading, "“column 3” was taken as what was done"), "{:?}", reading.notes);
    let reading = read(&format!("Repairs report\n\n{rows}"));
    assert_eq!((reading.log.event_count(), refused(&reading)), (43, vec!["5 column 2 “soon”".to_string()]));
    assert!(says(&reading, "line 1 was taken as a title"), "{:?}", reading.notes);
}

#[test]
fn a_mapping_that_names_the_first_line_has_the_last_word() {
    let mut mapping = Mapping::new("Europe/London");
    let to = [To::Need, To::At, To::Field(Field::Activity), To::Field(Field::Worker)];
    for (name, to) in ["J0", "2024-02-01", "first", "Ann"].into_iter().zip(to) {
        let (name, because) = (name.to_string(), String::new());
        mapping.columns.push(ColumnMap { name, to, event: None, time: None, because });
    }
    let reading =
        read_with(format!("J0,2024-02-01,first,Ann\n{ROWS}").as_bytes(), Some(&mapping), 1).unwrap();
    assert_eq!(reading.log.event_count(), 3);
}

#[test]
fn headers_stay_headers() {
    // Poor headers, a header of few words over wide rows, and one row below it.
    for header in ["job no,date,activity,", "job no,date,activity,1", "2023,date,activity,2024"] {
        let reading = read(&format!("{header}\n{ROWS}"));
        assert_eq!((reading.log.event_count(), refused(&reading).len()), (3, 1), "{header}");
        assert_eq!(column(&reading, &To::At), "date", "{header}");
    }
    let reading = read("job no,date,activity\nJ1,2024-03-01,raised\n");
    assert_eq!((reading.log.event_count(), reading.refused.len()), (1, 0));
}

#[test]
fn the_delimiter_may_be_declared_or_unusual() {
    for (before, delimiter) in
        [("", "^"), ("", "~"), ("", "|"), ("sep=;\n", ";"), ("\"sep=|\"\r\n", "|"), ("SEP=#\n", "#")]
    {
        let rows = ROWS.replace(',', delimiter);
        let header = ["job no", "date", "activity", "operative"].join(delimiter);
        let reading = read(&format!("{before}{header}\n{rows}"));
        let line = 4 + before.lines().count();
        assert_eq!(reading.log.event_count(), 3, "{delimiter}");
        assert_eq!(refused(&reading), [format!("{line} date “soon”")], "{delimiter}");
    }
}

#[test]
fn a_first_row_longer_than_the_head_is_read() {
    let long = "x".repeat(3 << 20);
    let reading =
        read(&format!("job no,date,activity,note\nJ1,2024-03-01,raised,{long}\nJ1,2024-03-02,done,y\n"));
    assert_eq!((reading.log.event_count(), reading.refused.len()), (2, 0));
}

/// A rota of visits: a date, and the times of day at which a visit began and ended; the night round goes past midnight, one end was not written.
#[test]
fn a_visit_ends_on_the_day_it_began_or_after_midnight() {
    for (start, end) in
        [("Start Time", "End Time"), ("Arrived", "Departed"), ("From", "To"), ("Time In", "Time Out")]
    {
        let csv = format!(
            "Client Ref,Visit Date,{end},{start},Carer,Task\n\
             C1,01/07/2024,09:30,09:00,Jo,wash\nC1,01/07/2024,00:15,23:30,Al,settle\n\
             C2,13/07/2024,,10:00,Jo,wash\nC2,14/07/2024,13:30,14:00,Jo,lunch\n"
        );
        let reading = read(&csv);
        let Some(Column::Times(until)) = reading.log.field(Field::Until) else {
            panic!("{start}: no end was taken")
        };
        let minutes = |event: usize| (until[event] - reading.log.at_us()[event]) / 60_000_000;
        assert_eq!((minutes(0), minutes(1)), (30, 45), "{start}");
        assert_eq!(until[2], throughline::time::MISSING_US, "{start}");
        assert_eq!(refused(&reading), [format!("5 {end} “2024-07-14T13:00:00Z to 2024-07-14T12:30:00Z”")]);
        let says = "1 event ends at an earlier time of day than it began, with no date of its own; taken as the next day";
        assert!(reading.notes.iter().any(|note| note.contains(says)), "{:?}", reading.notes);
        let mapping = reading.sources[0].mapping.as_ref().unwrap();
        let shown = Mapping::from_toml(&mapping.to_toml("x.csv"), "m.toml").unwrap();
        assert_eq!(read_with(csv.as_bytes(), Some(&shown), 1).unwrap().log.event_count(), 3);
    }
}

#[test]
fn a_date_and_its_time_of_day_are_paired_for_each_event() {
    let csv = "request id,Created Date,Created Time,Closed Date,Time Closed,Due Date\n\
        R1,01/03/2024,09:15,15/03/2024,16:40,20/03/2024\n\
        R2,02/03/2024,23:15,02/03/2024,23:40,20/03/2024\n\
        R3,03/03/2024,10:00,03/03/2024,,20/03/2024\n\
        R4,04/03/2024,10:00,05/03/2024,late,20/03/2024\n";
    let reading = read(csv);
    let mapping = reading.sources[0].mapping.as_ref().unwrap();
    let pairs: Vec<_> = mapping.columns.iter().filter(|map| map.to == To::AtTimeOfDay).collect();
    let pairs: Vec<_> = pairs.iter().map(|map| (map.name.as_str(), map.event.as_deref())).collect();
    assert_eq!(pairs, [("Created Time", Some("created")), ("Time Closed", Some("closed"))]);
    assert_eq!(refused(&reading), ["5 Time Closed “late”"]);
    let (first, last) = reading.log.span(1).unwrap();
    assert_eq!(
        (first.to_string().as_str(), last.to_string().as_str()),
        ("2024-03-01T09:15:00Z", "2024-03-15T16:40:00Z")
    );
    // The mapping as it is shown reads back to the same.
    let shown = Mapping::from_toml(&mapping.to_toml("x.csv"), "m.toml").unwrap();
    assert_eq!(
        read_with(csv.as_bytes(), Some(&shown), 1).unwrap().log.event_count(),
        reading.log.event_count()
    );
    let mut lost = shown.clone();
    lost.columns.retain(|map| map.name != "Closed Date");
    let error = read_with(csv.as_bytes(), Some(&lost), 1).err().unwrap().to_string();
    assert!(
        error.contains(
            "“Time Closed” is the time of day of “closed”, but no column is the date of that event"
        ),
        "{error}"
    );
}

#[test]
fn start_and_end_have_their_times_of_day() {
    let csv = "job no,Start Date,Start Time,End Date,End Time,task\n\
        J1,01/03/2024,09:00,01/03/2024,10:30,fix\nJ1,13/03/2024,09:00,13/03/2024,late,fix\n";
    let reading = read(csv);
    assert_eq!(refused(&reading), ["3 End Time “late”"]);
    let ends = reading.log.event_column("until").unwrap().get(0).unwrap().to_string();
    assert_eq!(ends, "2024-03-01T10:30:00Z");
}

#[test]
fn a_wide_table_without_a_header_and_times_as_numbers_without_one() {
    let rows = |row: fn(usize) -> String| (0..20).map(row).collect::<String>();
    let wide =
        read(&rows(|row| format!("R{row},2024-03-{:02} 09:00,2024-04-{:02} 10:00,leak\n", row + 1, row + 1)));
    assert_eq!((wide.log.event_count(), wide.log.need_count()), (40, 20));
    assert!(says(&wide, "“column 1” was taken as the number of the need"), "{:?}", wide.notes);
    let numbers = read(&rows(|row| {
        format!("{},{},{}\n", 1000 + row / 2, 1_709_301_742 + row * 977, ["open", "done"][row % 2])
    }));
    assert_eq!((numbers.log.event_count(), numbers.log.need_count()), (20, 10));
    assert!(says(&numbers, "“column 2” was taken for times (seconds since 1970)"), "{:?}", numbers.notes);
}

#[test]
fn visits_are_work_and_calls_are_contacts() {
    let kind = |csv: &str| {
        let mapping = read(csv).sources[0].mapping.clone().unwrap();
        let of = |field| {
            mapping.constants.iter().find(|(known, _)| *known == field).map(|(_, value)| value.clone())
        };
        (of(Field::Kind), of(Field::Activity))
    };
    let said = |kind: &str, activity: &str| (Some(kind.to_string()), Some(activity.to_string()));
    assert_eq!(
        kind("tenant,visit date,operative\nT1,2024-03-01,Kim\nT2,2024-03-02,Lee\n"),
        said("work", "visit")
    );
    assert_eq!(
        kind("inspection no,tenant,date\nI1,T1,2024-03-01\nI2,T2,2024-03-02\n"),
        said("work", "inspection")
    );
    assert_eq!(kind("visit id,tenant,date\nV1,T1,2024-03-01\nV2,T1,2024-03-02\n"), said("work", "visit"));
    assert_eq!(
        kind("job no,tenant,completed\nJ1,T1,2024-03-01\nJ2,T2,2024-03-02\n"),
        said("work", "completed")
    );
    assert_eq!(
        kind("tenant,date,channel\nT1,2024-03-01,phone\nT2,2024-03-02,web\n"),
        said("contact", "contact")
    );
    assert_eq!(
        kind("call id,tenant,date,job\nC1,T1,2024-03-01,J1\nC2,T2,2024-03-02,J2\n"),
        said("contact", "contact")
    );
    assert_eq!(
        kind("tenant,date,site visit channel\nT1,2024-03-01,phone\nT2,2024-03-02,web\n").0.as_deref(),
        Some("contact")
    );
}

#[test]
fn a_mark_in_the_first_row_hides_neither_the_rows_nor_their_meaning() {
    for rows in [100, 40_000] {
        let below: String =
            (0..rows).map(|row| format!("J{},2024-03-01 10:00,open,fine\n", row / 2)).collect();
        let reading = read(&format!("job no,date,activity,note\nJ0,2024-03-01,open,\"oops\n{below}"));
        assert_eq!((reading.log.event_count(), reading.refused.len()), (rows, 1));
        assert_eq!((reading.refused[0].line, column(&reading, &To::At).as_str()), (2, "date"));
    }
}

#[test]
fn what_is_below_the_header_is_said_as_it_is() {
    let error = |csv: &str| read_with(csv.as_bytes(), None, 1).err().unwrap().to_string();
    assert!(error("case,date\n\n").contains("there is a header (“case”, “date”) but no row below it"));
    let said = error("case,date,activity\n1\n2\n");
    assert!(
        said.contains(
            "nothing below the header (“case”, “date”, “activity”) is a row of as many values: look in line 2"
        ),
        "{said}"
    );
}

/// A log of three columns with `bad` among many good times.
fn with_times(good: impl Fn(usize) -> String, bad: &[&str]) -> String {
    let mut csv = String::from("case,timestamp,activity\n");
    for row in 0..200 {
        csv.push_str(&format!("c{},{},a{}\n", row / 4, good(row), row % 4));
    }
    for value in bad {
        csv.push_str(&format!("c0,{value},a0\n"));
    }
    csv
}

#[test]
fn a_few_bad_times_are_refused_and_hide_nothing() {
    let bad = ["unknown", "TBC", "20249999"];
    let forms: [fn(usize) -> String; 7] = [
        |row| format!("202403{:02}", row % 28 + 1),
        |row| format!("202403{:02}1422{:02}", row % 28 + 1, row % 60),
        |row| format!("{}", 1_709_301_742 + row * 3600),
        |row| format!("{}", 1_709_301_742_123_456 + row * 3_600_000_000),
        |row| format!("{}", 1_709_301_742_123_456_789 + row * 3_600_000_000_000),
        |row| format!("Mar {} 2024 10:{:02} PM", row % 28 + 1, row % 60),
        |row| format!("{} March 2024 22:{:02}", row % 28 + 1, row % 60),
    ];
    for form in forms {
        let reading = read(&with_times(form, &bad));
        let wrong: Vec<String> =
            bad.iter().enumerate().map(|(at, value)| format!("{} timestamp “{value}”", 202 + at)).collect();
        assert_eq!((reading.log.event_count(), refused(&reading)), (200, wrong), "{}", form(0));
        let (first, last) = reading.log.span(1).unwrap();
        assert!([first, last].iter().all(|at| at.to_string().starts_with("2024-03")), "{first} {last}");
    }
}

#[test]
fn numbers_rounded_by_a_spreadsheet_are_explained() {
    let error = read_with(with_times(|_| "1.7093E+12".to_string(), &[]).as_bytes(), None, 1).err().unwrap();
    assert!(error.to_string().contains("“1.7093E+12” was rounded by a spreadsheet"), "{error}");
    let reading = read(&with_times(|row| format!("{}", 1_709_301_742 + row), &["-5", "1.7E+9"]));
    assert_eq!(refused(&reading), ["202 timestamp “-5”", "203 timestamp “1.7E+9”"]);
}

/// Somebody may call the columns of a table what this product calls them; that does not make its persons pseudonyms.
#[test]
fn a_table_in_our_words_is_not_one_we_wrote() {
    let csv = "need,at,activity,person,minutes,weight,caused_by,class\n\
               J1,2024-03-01 09:00,asked,Mary Smith,6,10,Contractor,failure\n\
               J1,2024-03-02 09:00,closed,,inf,,,\n\
               J2,2024-03-02 09:00,asked,Ann Hill,5,1,,value\n";
    let reading = read(csv);
    assert_eq!(column(&reading, &To::Field(Field::Person)), "person");
    assert_eq!(column(&reading, &To::Pseudonym), "");
    for field in [Field::Minutes, Field::Weight, Field::CausedBy] {
        assert_eq!(column(&reading, &To::Field(field)), field.name());
    }
    assert_eq!(refused(&reading), ["3 minutes “inf”"]);
    assert_eq!(reading.sources[0].mapping.as_ref().unwrap().closing, ["closed"]);
}

#[test]
fn one_row_of_a_wide_table_is_one_need_whatever_its_id_is_called() {
    let rows = |id: fn(usize) -> String| -> String {
        let row =
            |row: usize| format!("{},2024-03-{:02} 10:00,2024-04-{:02} 10:00,T\n", id(row), row + 1, row + 1);
        (0..20).map(row).collect()
    };
    let numbered = read(&format!("Job,Opened,Closed,Team\n{}", rows(|row| format!("J{row}"))));
    assert_eq!(column(&numbered, &To::Need), "Job");
    let unnumbered = read(&format!("Note,Opened,Closed,Team\n{}", rows(|_| String::new())));
    for reading in [numbered, unnumbered] {
        assert_eq!((reading.log.need_count(), reading.log.event_count()), (20, 40));
    }
}

#[test]
fn a_row_that_was_closed_before_it_was_opened_is_refused() {
    let csv = "Job number,Opened,Closed\nJ0,2024-02-01,2024-01-01\nJ1,2024-01-02,2024-02-04\nJ2,2024-01-02,2024-01-02\n";
    let reading = read(csv);
    assert_eq!(refused(&reading), ["2 Closed “2024-01-01”"]);
    assert_eq!(reading.log.need_count(), 2);
}

/// Found by the fuzzer: a column that counts up is looked for by its steps, and this step has no number.
#[test]
fn the_least_and_the_greatest_whole_number_are_values_like_others() {
    let reading = read(&format!(
        "job,date,activity,n\nJ1,2024-03-01 09:00,raised,{}\nJ1,2024-03-02 09:00,done,{}\n",
        i64::MIN,
        i64::MAX
    ));
    assert_eq!((reading.log.event_count(), refused(&reading).len()), (2, 0));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn no_row_is_lost_above_the_rows(title in prop::collection::vec("[A-Z][a-z ]{0,12}", 0..4), headed in any::<bool>(), rows in 2usize..30) {
        let mut csv: String = title.iter().map(|line| format!("{line}\n")).collect();
        if headed {
            csv.push_str("case,timestamp,activity,note\n");
        }
        for row in 0..rows {
            csv.push_str(&format!("c{},2024-03-{:02} 10:00,{},n\n", row / 2, row % 28 + 1, ["open", "close"][row % 2]));
        }
        let reading = read(&csv);
        prop_assert_eq!((reading.log.event_count(), reading.refused.len()), (rows, 0), "{}", csv);
        prop_assert_eq!(says(&reading, "taken as a title"), !title.is_empty());
        prop_assert_eq!(says(&reading, "there is no header"), !headed);
    }
}

/// What numbered rows of four days these are: opened, and closed as the function says.
fn closed_by(closed: impl Fn(usize) -> String) -> String {
    let row = |row: usize| {
        let day = row % 4 + 1;
        format!("J{row},2024-03-0{day} 09:00,{},repair\n", closed(row))
    };
    format!("Job No,Date Raised,Date Closed,Type\n{}", (0..40).map(row).collect::<String>())
}

#[test]
fn the_last_day_there_is_stands_for_no_end_yet() {
    for mark in ["9999-12-31 00:00", "9999-12-31T23:59:59Z", "31/12/9999"] {
        let reading = read(&closed_by(|row| match row % 10 {
            0 => "2024-03-09 10:00".to_string(),
            _ => mark.to_string(),
        }));
        assert_eq!((reading.log.event_count(), refused(&reading)), (44, Vec::new()), "{mark}");
        assert_eq!(column(&reading, &To::Event("closed".to_string())), "Date Closed", "{mark}");
        assert!(says(&reading, "stands in 36 of 40 rows looked at"), "{mark}: {:?}", reading.notes);
    }
}

#[test]
fn seconds_counted_from_nought_are_taken_where_the_mapping_says_so() {
    let csv = "case,at,activity\nA,0,start\nA,90,end\n";
    let toml = |form: &str| {
        format!(
            "[[column]]\nname = \"case\"\nas = \"need\"\n[[column]]\nname = \"at\"\nas = \"at\"\ntime = \"{form}\"\n\
             [[column]]\nname = \"activity\"\nas = \"activity\"\n"
        )
    };
    let read = |form| read_with(csv.as_bytes(), Some(&Mapping::from_toml(&toml(form), "m.toml").unwrap()), 1);
    assert_eq!(read("seconds_from_0").unwrap().log.at_us(), [0, 90_000_000]);
    let said = read("epoch_seconds").err().unwrap().to_string();
    assert!(said.contains("if it is meant, say `time = \"seconds_from_0\"`"), "{said}");
}

/// An export with its open jobs first: thousands of rows have no date of closing, and the last ones do.
#[test]
fn what_only_the_last_rows_have_is_seen() {
    // Of the shorter one the last rows reach into the first.
    for jobs in [9_000, 5_100] {
        let mut csv = "Job number,Raised,Completed\n".to_string();
        for job in 0..jobs {
            let day = 1 + job % 28;
            let closed =
                if job < 5_000 { String::new() } else { format!("{day:02}/{:02}/2024", 2 + job % 6) };
            csv += &format!("J{job},{day:02}/{:02}/2024,{closed}\n", 1 + job % 6);
        }
        let reading = read(&csv);
        assert_eq!((reading.log.event_count(), reading.log.need_count()), (2 * jobs - 5_000, jobs));
        assert_eq!(column(&reading, &To::Event("completed".into())), "Completed");
    }
}

#[test]
fn a_batch_raised_on_one_day_keeps_its_beginning() {
    let row = |job: u32| {
        let done = if job % 7 == 3 { String::new() } else { format!("{:02}/05/2024 10:00", 1 + job % 28) };
        format!("G{job},01/04/2024,{done},Gas,01/06/2024\n")
    };
    let rows: String = (0..100).map(row).collect();
    let reading = read(&format!("Job number,Raised,Completed,Trade,Report created\n{rows}"));
    assert_eq!((reading.log.need_count(), reading.log.event_count()), (100, 186));
    assert_eq!(reading.refused.len(), 0);
}

#[test]
fn what_an_open_job_has_cost_is_kept() {
    let reading = read(
        "Job number,Raised,Completed,Cost\nJ1,01/04/2024,13/05/2024,10.00\nJ2,02/04/2024,,20.00\n\
         J3,03/04/2024,15/05/2024,30.00\nJ4,14/04/2024,16/05/2024,\n",
    );
    let Some(Column::Whole(pence)) = reading.log.field(Field::Pence) else { panic!("no money") };
    assert_eq!(pence.iter().filter(|pence| **pence != i64::MIN).sum::<i64>(), 6_000);
    // With what was done, where that is known, else with what was done last.
    assert_eq!((pence[1], pence[2]), (1_000, 2_000));
}
