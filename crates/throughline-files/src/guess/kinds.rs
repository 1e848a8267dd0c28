//! What kind of event the rows are where no column says what was done: a contact, or work.

use throughline::log::Field;

use super::Guess;
use super::words::{EMPTY_DATE_WORDS, ID_WORDS};
use crate::mapping::To;
use crate::table::numbers::words;

/// Things that a service does, one a row.
const WORK: [&str; 22] = [
    "visit",
    "inspection",
    "appointment",
    "works order",
    "work order",
    "workorder",
    "job",
    "repair",
    "attendance",
    "survey",
    "treatment",
    "delivery",
    "collection",
    "assessment",
    "review",
    "task",
    "operation",
    "installation",
    "cleaning",
    "service visit",
    "site visit",
    "home visit",
];

/// Those of them that nobody is asked about when getting in touch.
const ON_SITE: [&str; 4] = ["visit", "inspection", "appointment", "survey"];

/// Ways in which people reach a service.
const REACHING_OUT: [&str; 17] = [
    "contact",
    "call",
    "caller",
    "phone",
    "telephone",
    "email",
    "letter",
    "message",
    "chat",
    "enquiry",
    "inquiry",
    "complaint",
    "web form",
    "form",
    "walk in",
    "interaction",
    "webchat",
];

/// Kind and activity of all rows, by the names of the columns: that of the time (`visit date`) first, then that of the id
/// (`inspection no`). A file that says how people got in touch, or names nothing that is work, is one of contacts.
pub(super) fn of_rows(guess: &Guess<'_>, at: Option<usize>, id: Option<usize>) -> (&'static str, String) {
    let contact = ("contact", "contact".to_string());
    if guess.has(&To::Field(Field::Channel)) {
        return contact;
    }
    let label = |place: usize| guess.columns[place].label.as_str();
    let tells = |label: &str, list: &[&str]| {
        let padded = format!(" {label} ");
        list.iter()
            .find(|word| padded.contains(&format!(" {word} ")) || padded.contains(&format!(" {word}s ")))
            .map(ToString::to_string)
    };
    let ids = guess.columns.iter().filter(|column| column.is_id).map(|column| column.label.as_str());
    let names = at.map(label).into_iter().chain(id.map(label)).chain(ids);
    for name in names {
        if tells(name, &REACHING_OUT).is_some() {
            return contact;
        }
        if let Some(work) = tells(name, &WORK) {
            return ("work", done(at.map(label), &work));
        }
    }
    // Other columns count less: a contact may be about a repair, but only a visit has an outcome of the visit.
    let labels = || guess.columns.iter().map(|column| column.label.as_str());
    if labels().any(|label| tells(label, &REACHING_OUT).is_some()) {
        return contact;
    }
    match labels().find_map(|label| tells(label, &ON_SITE)) {
        Some(work) => ("work", done(at.map(label), &work)),
        None => contact,
    }
}

/// What was done: as the date says (`completed date`), else as the thing is called (`visit`).
fn done(date: Option<&str>, work: &str) -> String {
    let silent =
        |word: &String| EMPTY_DATE_WORDS.contains(&word.as_str()) || ID_WORDS.contains(&word.as_str());
    let kept: Vec<String> =
        words(date.unwrap_or_default()).into_iter().filter(|word| !silent(word)).collect();
    if kept.is_empty() { work.to_string() } else { kept.join(" ") }
}
