//! Exports that are a little odd and plain to people.

use throughline::log::Field;

use super::exports::{column, read, read_with, refused, says};
use crate::mapping::To;

/// Rows of a log: sixty events of twenty cases, the columns as the function writes them.
pub(super) fn rows(row: impl Fn(usize, usize) -> String) -> String {
    (0..20)
        .flat_map(|case| (0..3).map(move |step| (case, step)))
        .map(|(case, step)| row(case, step))
        .collect()
}

pub(super) fn activity(step: usize) -> &'static str {
    ["open", "work", "close"][step]
}

#[test]
fn the_number_of_an_event_is_not_what_was_done() {
    let csv = rows(|case, step| {
        format!("{},{case},{},2024-03-{:02} 0{step}:00,Kim\n", case * 3 + step, activity(step), 1 + case)
    });
    let reading = read(&format!("EventID,CaseID,EventType,EventTime,Agent\n{csv}"));
    assert_eq!(column(&reading, &To::Field(Field::Activity)), "EventType");
    assert_eq!((column(&reading, &To::Need).as_str(), reading.log.need_count()), ("CaseID", 20));
}

#[test]
fn what_was_done_is_told_by_its_values_where_its_name_says_nothing() {
    let csv =
        rows(|case, step| format!("V{case},{},{:02}.02.2024 1{step}:12,Kim\n", activity(step), 1 + case));
    let reading = read(&format!("Ref,Ablauf,Date,Officer\n{csv}"));
    assert_eq!(column(&reading, &To::Field(Field::Activity)), "Ablauf");
    assert!(says(&reading, "“Ablauf” was taken as what was done"), "{:?}", reading.notes);
    // What is the same for all of a need is not what was done in it.
    let csv =
        rows(|case, step| format!("V{case},{},{:02}.02.2024 1{step}:12,Kim\n", activity(case % 3), 1 + case));
    let error = read_with(format!("Ref,Priority,Date,Officer\n{csv}").as_bytes(), None, 1).err().unwrap();
    assert!(error.to_string().contains("no column says what was done"), "{error}");
}

#[test]
fn dates_of_several_forms_in_one_column_are_read_where_nothing_is_guessed() {
    let csv = rows(|case, step| {
        let (day, month) = (1 + case, 3 + step);
        let date = match step {
            0 => format!("{day:02}/{month:02}/2024 16:16"),
            1 => format!("2024-{month:02}-{day:02} 16:16"),
            _ => format!("{day} May 2024 16:16"),
        };
        format!("R{case},{},{date}\n", activity(step))
    });
    let reading = read(&format!("Reference,Activity,Date\n{csv}"));
    assert_eq!((reading.log.event_count(), refused(&reading)), (60, vec![]));
    assert!(says(&reading, "“Date” is written in more than one form"), "{:?}", reading.notes);
    // Where none is over twelve, what does not begin with the year could be either, and is refused.
    let csv = rows(|case, step| {
        let day = 1 + case % 12;
        let date =
            if case == 7 { format!("{day:02}/05/2024") } else { format!("2024-04-{day:02} 0{step}:00") };
        format!("R{case},{},{date}\n", activity(step))
    });
    let reading = read(&format!("Reference,Activity,Date\n{csv}"));
    assert_eq!((reading.log.event_count(), reading.refused.len()), (57, 3));
}

#[test]
fn clocks_with_full_stops_and_summer_time_are_read() {
    let read_at = |form: fn(usize, usize) -> String| {
        let reading = read(&format!(
            "case,activity,when\n{}",
            rows(|case, step| format!("{case},{},{}\n", activity(step), form(case, step)))
        ));
        assert_eq!(refused(&reading), Vec::<String>::new());
        reading.log.span(1).unwrap().0.to_string()
    };
    assert_eq!(
        read_at(|case, step| format!("{:02}/03/24 14.3{step}", 13 + case % 9)),
        "2024-03-13T14:30:00Z"
    );
    assert_eq!(
        read_at(|case, step| format!("2024-06-{:02} 14:3{step} BST", 1 + case)),
        "2024-06-01T13:30:00Z"
    );
}

#[test]
fn a_column_of_times_that_cannot_be_read_is_named() {
    let csv = "id,at,activity\n1,0000-01-01 00:00,a\n1,the day after,b\n";
    let error = read_with(csv.as_bytes(), None, 1).err().unwrap().to_string();
    assert!(
        error.contains("(“at” is named so, but “0000-01-01 00:00” is no time that could be read)"),
        "{error}"
    );
}

#[test]
fn the_first_and_the_second_visit_are_called_so() {
    let csv = "Ref;Log date;1st visit;2nd visit;Changed by\nR1;31-Mar-24;03-Apr-24;18-Apr-24;Kim\nR2;27-Jan-24;30-Jan-24;04-Feb-24;Lee\n";
    let reading = read(csv);
    assert_eq!(column(&reading, &To::Event("1st visit".to_string())), "1st visit");
    assert_eq!(column(&reading, &To::Field(Field::Worker)), "Changed by");
}
