//! Lists of calls and requests as those keep them who run a service, with several dates in a row: what is a contact, and what is said once.

use throughline::log::{Field, Log};

use super::exports::{column, read, read_with, refused, says};
use crate::mapping::{Mapping, To};
use crate::read::Reading;

/// A log of calls in the form in which a manager keeps it; the columns after the reason are given.
fn calls(header: &str, sorted: impl Fn(usize) -> String) -> String {
    let row = |row: usize| {
        let closed =
            if row.is_multiple_of(5) { String::new() } else { format!("{:02}/04/2024", 1 + row % 28) };
        format!(
            "R{row},{:02}/03/2024,{:02}:{:02},C{},{},{},{},Resolved,{closed}\n",
            1 + row % 28,
            8 + row % 9,
            row % 60,
            row / 3,
            ["New repair", "Chasing repair", "chasing repair "][row % 3],
            sorted(row),
            ["Sam", "Jo"][row % 2],
        )
    };
    let rows: String = (0..60).map(row).collect();
    format!("Ref,Date of call,Time,Customer No,Reason for call,{header},Officer,Outcome,Closed date\n{rows}")
}

fn value_or_failure(row: usize) -> String {
    ["Value", "Failure", "Failure"][row % 3].to_string()
}

/// The values of a column of the events, in the order of the log.
fn values(log: &Log, name: &str) -> Vec<String> {
    let column = log.event_column(name).unwrap_or_else(|| panic!("no column {name}"));
    (0..log.event_count()).filter_map(|event| column.get(event).map(|value| value.to_string())).collect()
}

fn because(reading: &Reading, name: &str) -> String {
    let mapping = reading.sources[0].mapping.as_ref().unwrap();
    mapping.columns.iter().find(|map| map.name == name).unwrap().because.clone()
}

#[test]
fn a_log_of_calls_is_one_of_contacts_by_phone() {
    let reading = read(&calls("Value/Failure", value_or_failure));
    assert_eq!(refused(&reading), Vec::<String>::new());
    let mapping = reading.sources[0].mapping.as_ref().unwrap();
    assert_eq!(
        (&mapping.contacts[..], &mapping.closing[..]),
        (&["call".to_string()][..], &["closed".to_string()][..])
    );
    assert!(mapping.constants.contains(&(Field::Channel, "phone".to_string())), "{:?}", mapping.constants);
    assert!(
        because(&reading, "Date of call").contains("a contact by its name"),
        "{}",
        because(&reading, "Date of call")
    );
    let log = &reading.log;
    assert_eq!((log.need_count(), log.event_count()), (60, 108));
    // What was said of the call is said once, and the officer took the call and did not close it.
    assert_eq!(values(log, "kind"), vec!["contact"; 60]);
    for name in ["class", "demand", "worker"] {
        assert_eq!(values(log, name).len(), 60, "{name}");
    }
    assert_eq!(values(log, "class")[..3], ["Value", "Failure", "Failure"]);
    let (first, _) = log.span(1).unwrap();
    assert_eq!(first.to_string(), "2024-03-01T08:00:00Z", "the time of day stands beside the date");
    assert!(because(&reading, "Time").contains("beside"), "{}", because(&reading, "Time"));
    // The mapping as it is shown reads back to the same log.
    let shown = Mapping::from_toml(&mapping.to_toml("calls.csv"), "m.toml").unwrap();
    let again = read_with(calls("Value/Failure", value_or_failure).as_bytes(), Some(&shown), 1).unwrap();
    assert_eq!(throughline::log::difference(log, &again.log), None);
}

#[test]
fn what_calls_were_sorted_as_is_known_by_names_and_values() {
    let letters = |row: usize| ["V", "F", "F"][row % 3].to_string();
    let answers = |row: usize| ["N", "Y", "yes"][row % 3].to_string();
    let reading = read(&calls("Demand type", letters));
    assert_eq!(
        (column(&reading, &To::Class), values(&reading.log, "class").len()),
        ("Demand type".to_string(), 60)
    );
    assert_eq!(column(&reading, &To::Field(Field::Demand)), "Reason for call");
    let reading = read(&calls("Failure demand? Y/N", answers));
    assert_eq!(column(&reading, &To::IsFailure), "Failure demand? Y/N");
    assert_eq!(values(&reading.log, "class")[..3], ["value", "failure", "failure"]);
    assert!(says(&reading, "a yes is taken for failure, a no for value"), "{:?}", reading.notes);
    // Letters without a name that says so, and a failure of something else, are no codes.
    for (header, sorted) in [("Band", &letters as &dyn Fn(usize) -> String), ("Boiler failure", &answers)] {
        let reading = read(&calls(header, sorted));
        assert_eq!(
            (column(&reading, &To::Class), column(&reading, &To::IsFailure)),
            (String::new(), String::new())
        );
    }
    // One row an event: the column is renamed there, too.
    let log = "contact id,tenant,date,value or failure\nC1,T1,2024-03-01,failure\nC2,T2,2024-03-02,value\n";
    assert_eq!(values(&read(log).log, "class"), ["failure", "value"]);
}

#[test]
fn requests_that_say_how_they_arrived_are_contacts_and_jobs_are_not() {
    let rows = "R1,2024-03-01 09:00,2024-03-02 09:00,phone,Kim\nR2,2024-03-01 10:00,,web,Lee\n";
    let contacts = |header: &str| {
        read(&format!("{header}\n{rows}")).sources[0].mapping.as_ref().unwrap().contacts.clone()
    };
    assert_eq!(contacts("Request no,Created,Closed,Channel,Officer"), ["created"]);
    assert_eq!(contacts("Enquiry no,Logged,Closed,Area,Officer"), ["logged"]);
    assert_eq!(contacts("Case no,Email received,Closed,Area,Officer"), ["email received"]);
    assert_eq!(contacts("Job no,Raised,Closed,Area,Operative"), [""; 0]);
    assert_eq!(contacts("Job no,Raised,Letter sent,Area,Operative"), [""; 0]);
}

#[test]
fn who_did_it_stands_with_one_date_of_a_row() {
    let csv = "Job no,Raised,Raised by,Visited,Closed,Operative,Contractor\n\
        J1,2024-03-01 09:00,Jo,2024-03-02 09:00,2024-03-03 09:00,Kim,Fixit\n\
        J2,2024-03-01 10:00,,2024-03-02 09:00,,Lee,Fixit\n";
    let log = read(csv).log;
    let who = log.names(Field::Worker).unwrap();
    let workers: Vec<Option<&str>> = (0..log.event_count()).map(|event| who.get(event)).collect();
    // Who raised it has that date, so the operative has the next; where nobody is named, the first.
    assert_eq!(workers, [Some("Jo"), Some("Kim"), None, Some("Lee"), None]);
    assert_eq!(values(&log, "organisation").len(), 5, "whose job it is holds for all of it");
}

#[test]
fn many_agencies_of_one_place_are_teams() {
    let rows = |agencies: usize| -> String {
        let row = |row: usize| {
            format!(
                "R{row},2024-03-{:02} 09:00,2024-04-{:02} 09:00,Queue {}\n",
                1 + row % 28,
                1 + row % 28,
                row % agencies
            )
        };
        (0..200).map(row).collect()
    };
    let many = read(&format!("Request no,Created,Closed,agency_name\n{}", rows(90)));
    assert_eq!(column(&many, &To::Field(Field::Team)), "agency_name");
    assert!(because(&many, "agency_name").contains("90 are too many"), "{}", because(&many, "agency_name"));
    for (name, agencies) in [("agency_name", 9), ("contractor", 90)] {
        let reading = read(&format!("Request no,Created,Closed,{name}\n{}", rows(agencies)));
        assert_eq!(column(&reading, &To::Field(Field::Organisation)), name);
    }
}
