//! Exports of tools that many services use, with the headers their makers document and invented rows: each is right unaided.

use throughline::log::Field;

use super::exports::{column, read, refused};
use crate::mapping::To;

/// What a file must be taken for: each column of events with its activity, and the columns of some fields.
fn check(csv: &str, need: &str, events: &[(&str, &str)], fields: &[(Field, &str)], closing: &[&str]) {
    let reading = read(csv);
    let mapping = reading.sources[0].mapping.as_ref().unwrap();
    assert_eq!(refused(&reading), Vec::<String>::new(), "{need}");
    assert_eq!(column(&reading, &To::Need), need);
    for (name, activity) in events {
        assert_eq!(column(&reading, &To::Event(activity.to_string())), *name, "{need}");
    }
    for (field, name) in fields {
        let found: Vec<&str> = mapping
            .columns
            .iter()
            .filter(|map| map.to == To::Field(*field))
            .map(|map| map.name.as_str())
            .collect();
        assert!(found.contains(name), "{need}: {} is {found:?}, not {name}", field.name());
    }
    assert_eq!(mapping.closing, closing, "{need}");
}

#[test]
fn reports_of_open311_and_fixmystreet() {
    check(
        include_str!("vendors/open311.csv"),
        "service_request_id",
        &[("requested_datetime", "requested"), ("updated_datetime", "updated")],
        &[(Field::Service, "service_name"), (Field::Organisation, "agency_responsible")],
        &[],
    );
    check(
        include_str!("vendors/fixmystreet.csv"),
        "Report ID",
        &[("Created", "created"), ("Acknowledged", "acknowledged"), ("Fixed", "fixed"), ("Closed", "closed")],
        &[(Field::Person, "User Name"), (Field::Demand, "Category"), (Field::Place, "Ward")],
        &["closed"],
    );
}

#[test]
fn housing_repairs() {
    check(
        include_str!("vendors/housing.csv"),
        "Works Order No",
        &[
            ("Date Reported", "reported"),
            ("Date Issued", "issued"),
            ("Date Attended", "attended"),
            ("Practical Completion Date", "practical completion"),
        ],
        &[(Field::Person, "Tenant Ref"), (Field::Organisation, "Contractor"), (Field::Worker, "Operative")],
        &["practical completion"],
    );
}

#[test]
fn help_desks() {
    check(
        include_str!("vendors/zendesk.csv"),
        "Id",
        &[("Created at", "created"), ("Assigned at", "assigned"), ("Solved at", "solved")],
        &[
            (Field::Person, "Requester id"),
            (Field::Worker, "Assignee"),
            (Field::Team, "Group"),
            (Field::Channel, "Via"),
        ],
        &["solved"],
    );
    check(
        include_str!("vendors/freshdesk.csv"),
        "Ticket ID",
        &[("Created time", "created"), ("Resolved time", "resolved"), ("Closed time", "closed")],
        &[
            (Field::Worker, "Agent"),
            (Field::Team, "Group"),
            (Field::Channel, "Source"),
            (Field::Demand, "Type"),
        ],
        &["closed"],
    );
    assert_ne!(column(&read(include_str!("vendors/freshdesk.csv")), &To::Field(Field::Person)), "Subject");
}

#[test]
fn service_desks() {
    check(
        include_str!("vendors/jira.csv"),
        "Issue key",
        &[("Created", "created"), ("Resolved", "resolved")],
        &[(Field::Demand, "Issue Type"), (Field::Worker, "Assignee"), (Field::Person, "Reporter")],
        &["resolved"],
    );
    check(
        include_str!("vendors/servicenow.csv"),
        "number",
        &[("opened_at", "opened"), ("resolved_at", "resolved"), ("closed_at", "closed")],
        &[
            (Field::Person, "caller_id"),
            (Field::Team, "assignment_group"),
            (Field::Channel, "contact_type"),
            (Field::Demand, "category"),
        ],
        &["closed"],
    );
    check(
        include_str!("vendors/salesforce.csv"),
        "Case Number",
        &[("Date/Time Opened", "opened"), ("Date/Time Closed", "closed")],
        &[(Field::Worker, "Case Owner"), (Field::Channel, "Case Origin"), (Field::Demand, "Type")],
        &["closed"],
    );
}
