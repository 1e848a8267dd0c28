//! Tables with several rows a need as other systems head them: what is the need, what was done, when it began and ended, who did it.

use throughline::log::Field;

use super::exports::{column, read, says};
use super::odd::{activity, rows};
use crate::mapping::To;
use crate::read::Reading;

/// A log of twenty needs of three rows, one every second day; the rest of each row as written.
fn log(header: &str, rest: impl Fn(usize, usize) -> String) -> Reading {
    let row = |case: usize, step: usize| format!("W{:04},{}\n", 1000 + case, rest(case, step));
    read(&format!("{header}\n{}", rows(row)))
}

fn day(case: usize, step: usize) -> String {
    format!("{:02}/{:02}/2024", 1 + case, 1 + 2 * step)
}

fn named(reading: &Reading, field: Field) -> String {
    column(reading, &To::Field(field))
}

#[test]
fn a_step_of_a_workflow_is_what_was_done_and_its_two_dates_are_its_start_and_end() {
    let reading =
        log("Workflow ID,Person ID,Workflow Step,Step Status,Date Started,Date Completed", |case, step| {
            format!(
                "{},{},Completed,{} 09:00,{} 17:00",
                case % 7,
                activity(step),
                day(case, step),
                day(case, step)
            )
        });
    assert_eq!((column(&reading, &To::Need), reading.log.need_count()), ("Workflow ID".to_string(), 20));
    assert_eq!(named(&reading, Field::Activity), "Workflow Step");
    assert_eq!(
        (column(&reading, &To::At), named(&reading, Field::Until)),
        ("Date Started".into(), "Date Completed".into())
    );
    // A number that no list knows is the need where its rows are of several steps.
    let reading =
        log("Placement ID,Step,Date", |case, step| format!("{},{}", activity(step), day(case, step)));
    assert_eq!(column(&reading, &To::Need), "Placement ID");
}

#[test]
fn two_times_of_a_row_of_which_one_is_never_before_the_other_are_its_start_and_end() {
    for (start, end) in [
        ("Task Start", "Task End"),
        ("Started At", "Finished At"),
        ("Arrived", "Departed"),
        ("start_timestamp", "complete_timestamp"),
    ] {
        let reading = log(&format!("Case ID,Activity,{start},{end}"), |case, step| {
            format!("{},{} 09:00,{} 17:00", activity(step), day(case, step), day(case, step))
        });
        assert_eq!(
            (column(&reading, &To::At), named(&reading, Field::Until)),
            (start.to_string(), end.to_string())
        );
    }
    // What is the same in all rows of a need is when the need was opened, and not when the row began.
    let reading = log("Case ID,Activity,Opened,Changed", |case, step| {
        format!("{},{} 08:00,{} 17:00", activity(step), day(case, 0), day(case, step))
    });
    assert_eq!(
        (column(&reading, &To::At), named(&reading, Field::Until)),
        ("Changed".to_string(), String::new())
    );
}

#[test]
fn a_status_or_what_was_changed_is_what_was_done_and_no_row_a_contact() {
    let reading = log("number,incident_state,caller_id,contact_type,sys_updated_at", |case, step| {
        format!(
            "{},Caller {},Phone,{} 09:0{step}",
            ["New", "Active", "Closed"][step],
            case % 7,
            day(case, step)
        )
    });
    assert_eq!(
        (named(&reading, Field::Activity), named(&reading, Field::Kind)),
        ("incident_state".into(), String::new())
    );
    let changes = |field: fn(usize) -> &'static str| {
        log("Record ID,Field,Old Value,New Value,Modified By,Modified On", move |case, step| {
            let to = ["New", "Active", "Closed"][step];
            format!("{},Old,{to},Kim,{} 09:0{step}", field(step), day(case, step))
        })
    };
    assert_eq!(named(&changes(|_| "Status"), Field::Activity), "New Value");
    assert_eq!(named(&changes(|step| ["Status", "Owner", "Team"][step]), Field::Activity), "Field");
    // Where nothing says what the rows are, that each counts as a contact is said.
    let csv: String =
        (0..40).map(|row| format!("T{},{} 09:00,repair {row}\n", row % 9, day(row % 20, row % 3))).collect();
    let reading = read(&format!("Tenant Ref,Date,Notes\n{csv}"));
    assert!(says(&reading, "every row counts as a contact"), "{:?}", reading.notes);
}

#[test]
fn who_uses_a_system_did_the_work_and_a_service_of_each_row_is_a_need() {
    for user in ["User Name", "User", "Author", "Owner First Name"] {
        let reading = log(&format!("Case ID,Activity,Timestamp,{user}"), |case, step| {
            format!(
                "{},{} 09:0{step},{}",
                activity(step),
                day(case, step),
                ["Ann Bell", "Bob Carr"][(case + step) % 2]
            )
        });
        assert_eq!(
            (named(&reading, Field::Worker), named(&reading, Field::Person)),
            (user.to_string(), String::new())
        );
    }
    let csv: String = rows(|case, step| {
        format!("Case {case},{},C{},{} 09:00\n", activity(step), case % 7, day(case, step))
    });
    let csv: String = csv.clone() + &csv.replace("Case ", "Case 1");
    let reading = read(&format!("Service ID,Operation,Customer ID,Start Date\n{csv}"));
    assert_eq!(
        (column(&reading, &To::Need), named(&reading, Field::Service)),
        ("Service ID".to_string(), String::new())
    );
}

#[test]
fn keys_written_with_blanks_are_keys() {
    let reading = log(
        "case concept:name,case Vendor,event concept:name,event org:resource,event time:timestamp",
        |case, step| format!("v{},{},Kim,2024-03-{:02}T09:0{step}:00", case % 3, activity(step), 1 + case),
    );
    assert_eq!(
        (column(&reading, &To::Need), column(&reading, &To::At)),
        ("case concept:name".into(), "event time:timestamp".into())
    );
    assert_eq!(
        (named(&reading, Field::Activity), named(&reading, Field::Worker)),
        ("event concept:name".into(), "event org:resource".into())
    );
    assert_eq!(column(&reading, &To::NeedAttribute), "case Vendor");
}

#[test]
fn a_column_of_times_of_day_belongs_to_the_only_date_whatever_it_is_called() {
    for (date, clock, write) in [
        ("UDATE", "UTIME", ["14:05:02", "09:30:00", "17:45:10"]),
        ("Datum", "Uhrzeit", ["14:05", "09:30", "17:45"]),
        ("Date", "Heure", ["14h05", "9h30", "17h45"]),
        ("Date", "Time", ["140502", "093000", "174510"]),
    ] {
        let reading = log(&format!("Case ID,Activity,{date},{clock}"), |case, step| {
            format!("{},{},{}", activity(step), day(case, step), write[step])
        });
        assert_eq!(
            (column(&reading, &To::At), column(&reading, &To::AtTimeOfDay)),
            (date.to_string(), clock.to_string())
        );
    }
}

#[test]
fn dates_of_the_record_and_of_the_export_are_no_events() {
    let row = |row: usize, updated: usize| {
        format!(
            "S{row},{} 09:00,{} 10:00,{} 11:00,01/04/2025 06:00\n",
            day(row % 20, 0),
            day(row % 20, 1),
            day(row % 20, updated)
        )
    };
    let csv = |updated: usize| (0..30).map(|at| row(at, updated)).collect::<String>();
    let header = "Ticket ID,Created at,Solved at,Updated at,Extract Date";
    let reading = read(&format!("{header}\n{}", csv(3)));
    assert_eq!(
        (reading.log.event_count(), column(&reading, &To::NeedAttribute)),
        (60, "Updated at+Extract Date".to_string())
    );
    // With the closing it says the same, and may as well be one.
    let reading = read(&format!("{header}\n{}", csv(1).replace("11:00", "10:00")));
    assert_eq!(
        (reading.log.event_count(), column(&reading, &To::NeedAttribute)),
        (90, "Extract Date".to_string())
    );
}

#[test]
fn a_wait_is_no_work_and_a_parcels_weight_no_sampling() {
    let csv: String = (0..30)
        .map(|row| format!("S{row},{},{},{},{}\n", day(row % 20, 0), day(row % 20, 1), 60 + row, 2 + row))
        .collect();
    for wait in ["Waiting minutes", "First reply time in minutes", "Response Time (mins)"] {
        let reading = read(&format!("Ticket ID,Created at,Solved at,{wait},Weight\n{csv}"));
        assert_eq!(
            (named(&reading, Field::Minutes), named(&reading, Field::Weight)),
            (String::new(), String::new())
        );
    }
}

#[test]
fn dates_that_a_spreadsheet_turned_are_told() {
    let date = |row: usize| {
        let day = 1 + row % 28;
        if day > 12 { format!("{day:02}/03/2024") } else { format!("2024-{day:02}-03 00:00:00") }
    };
    let csv = |rows: usize| {
        (0..rows).map(|row| format!("R{},{},{}\n", row / 3, activity(row % 3), date(row))).collect::<String>()
    };
    let reading = read(&format!("Ref,Activity,Date\n{}", csv(84)));
    assert!(says(&reading, "day and month are exchanged"), "{:?}", reading.notes);
    assert!(!says(&read(&format!("Ref,Activity,Date\n{}", csv(15))), "exchanged"), "too few to say");
}
