//! The tables as text: the contractor's, the shared office's, the listeners' and the charity's.

use std::fmt::Write as _;

use crate::kind::{Body, Kind};
use crate::listening::{Listened, Scored};
use crate::place::Place;
use crate::when::{self, Minute};

/// The contact centre's reference of a contact, by its place among them.
pub(crate) fn reference(contact: usize) -> String {
    format!("C{:06}", 400_001 + contact)
}

/// The council's number of a request.
pub(crate) fn request(need: u32) -> String {
    format!("RQ{:06}", 100_000 + need)
}

/// The number of a customer: not in any order that says something.
pub(crate) fn customer(person: u32) -> String {
    format!("{:06}", 100_000 + (u64::from(person) * 611_953 + 7_919) % 899_981)
}

/// As the contractor writes an instant.
fn day_first(at: Minute) -> String {
    when::civil(at).strftime("%d/%m/%Y %H:%M").to_string()
}

fn either(at: Option<Minute>) -> String {
    at.map_or(String::new(), day_first)
}

/// The contractor's trades.
fn trade(kind: Kind) -> &'static str {
    match kind {
        Kind::Heating => "Gas",
        Kind::Damp => "Damp",
        Kind::Leak => "Plumber",
        Kind::Door => "Joiner",
        _ => "Electrician",
    }
}

/// The contractor's jobs.
pub(super) fn jobs(place: &Place) -> String {
    let mut out = String::from("Job No,Client Ref,Tenant,Trade,List,Raised,First Visit,Closed\r\n");
    for (number, job) in place.jobs.iter().enumerate() {
        let _ = write!(
            out,
            "J{:05},{},{},{},{},{},{},{}\r\n",
            10_001 + number,
            if job.reference { request(job.need) } else { String::new() },
            customer(job.person),
            trade(job.kind),
            if job.planned { "Planned works" } else { "Responsive" },
            day_first(job.raised),
            either(job.visited),
            either(job.closed),
        );
    }
    out
}

/// What the columns of the contractor's jobs are.
pub(super) const JOBS_MAPPING: &str = r#"# What the columns of the contractor's jobs become (throughline inspect prints such a file to start from).
# “Client Ref” is the council's request number, where somebody typed it in; the other jobs are linked by tenant.
zone = "Europe/London"
closing = ["job closed"]
set = { organisation = "Repairs contractor", kind = "work" }
column = [
    { name = "Job No", as = "attribute" },
    { name = "Client Ref", as = "need" },
    { name = "Tenant", as = "person" },
    { name = "Trade", as = "attribute" },
    { name = "List", as = "attribute" },
    { name = "Raised", as = "event", event = "job raised", time = "day_first" },
    { name = "First Visit", as = "event", event = "first visit", time = "day_first" },
    { name = "Closed", as = "event", event = "job closed", time = "day_first" },
]
"#;

/// The shared office's steps.
pub(super) fn office(place: &Place) -> String {
    let mut out = String::from("Request,Section,Step,Done on,Minutes\n");
    for step in &place.steps {
        let at = when::civil(step.at).strftime("%Y-%m-%d %H:%M");
        let (need, minutes) = (request(step.need), f64::from(step.tenths) / 10.0);
        let _ = writeln!(out, "{need},{},{},{at},{minutes:.1}", step.team, step.done);
    }
    out
}

/// What the columns of the shared office's steps are.
pub(super) const OFFICE_MAPPING: &str = r#"# What the columns of the shared office's steps become.
zone = "Europe/London"
closing = ["answer given"]
set = { organisation = "Shared office", kind = "work" }
column = [
    { name = "Request", as = "need" },
    { name = "Section", as = "team" },
    { name = "Step", as = "activity" },
    { name = "Done on", as = "at", time = "iso" },
    { name = "Minutes", as = "minutes" },
]
"#;

/// A text as a cell of a table.
fn quoted(text: &str) -> String {
    if text.contains([',', '"']) { format!("\"{}\"", text.replace('"', "\"\"")) } else { text.to_string() }
}

/// The sample that was listened to.
pub(super) fn listening(place: &Place, listened: &[Listened]) -> String {
    let mut out = String::from(
        "Contact reference,Request number,Contact date,What they said,class@system,class@own organisation,class_2@system,Caused by,label_chance\n",
    );
    for one in listened {
        let contact = &place.contacts[one.contact];
        let _ = writeln!(
            out,
            "{},{},{},{},{},{},{},{},{}",
            reference(one.contact),
            request(contact.need),
            day_first(contact.at),
            quoted(&contact.words),
            one.system,
            one.own,
            one.second.unwrap_or(""),
            one.cause.map_or("", Body::name),
            one.chance,
        );
    }
    out
}

/// The scores.
pub(super) fn scores(place: &Place, scored: &[Scored]) -> String {
    let mut out = String::from(
        "Contact reference,Request number,Customer number,Contact date,score_start,score_review\n",
    );
    for one in scored {
        let contact = &place.contacts[one.contact];
        let review = one.review.map_or(String::new(), |score| score.to_string());
        let (reference, need) = (reference(one.contact), request(contact.need));
        let _ = writeln!(
            out,
            "{reference},{need},{},{},{},{review}",
            customer(contact.person),
            day_first(contact.at),
            one.start
        );
    }
    out
}
