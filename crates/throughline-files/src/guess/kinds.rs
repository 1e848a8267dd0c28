//! What kind of event the rows are where no column says what was done: a contact, or work; and which date of a row with several was one.

use throughline::log::Field;

use super::Guess;
use super::look::Looked;
use super::words::{CONTACTS, EMPTY_DATE_WORDS, ID_WORDS};
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

/// Names of dates at which a person got in touch, whatever else the row says; those that may also be sent need a word for arriving.
const GOT_IN_TOUCH: [&str; 11] = [
    "call",
    "phone call",
    "telephone call",
    "contact",
    "first contact",
    "initial contact",
    "enquiry",
    "inquiry",
    "complaint",
    "walk in",
    "interaction",
];
const ARRIVED: [&str; 5] = ["email", "letter", "message", "web form", "form"];

/// Words of the date at which a need was opened.
const OPENING: [&str; 14] = [
    "created",
    "opened",
    "open",
    "raised",
    "logged",
    "reported",
    "received",
    "requested",
    "registered",
    "submitted",
    "started",
    "create",
    "creation",
    "initiated",
];

/// Whether a name is that of a date at which a need was opened.
pub(super) fn opens(name: &str) -> bool {
    words(name).iter().any(|word| OPENING.contains(&word.as_str()))
}

/// Names of columns that say why a person got in touch.
const REASONS: [&str; 7] = [
    "call reason",
    "contact reason",
    "reason for contact",
    "reason for call",
    "reason for calling",
    "enquiry type",
    "inquiry type",
];

/// How people reached the service, by a word for it.
const CHANNELS: [(&str, &str); 9] = [
    ("call", "phone"),
    ("calls", "phone"),
    ("phone", "phone"),
    ("telephone", "phone"),
    ("email", "email"),
    ("letter", "letter"),
    ("webchat", "chat"),
    ("chat", "chat"),
    ("web form", "web"),
];

/// Of the dates of a row that are events the one at which a person got in touch, and how one can tell; none where nothing says it.
pub(super) fn contact(guess: &Guess<'_>, dates: &[usize], need: Option<usize>) -> Option<(usize, String)> {
    let kept = |place: usize| {
        let all = words(guess.columns[place].name);
        all.into_iter().filter(|word| !EMPTY_DATE_WORDS.contains(&word.as_str())).collect::<Vec<_>>()
    };
    let named = dates.iter().copied().find(|place| {
        let all = kept(*place);
        let arrives = |word: &String| ["received", "in"].contains(&word.as_str());
        let thing = all.iter().filter(|word| !arrives(word)).cloned().collect::<Vec<_>>().join(" ");
        GOT_IN_TOUCH.contains(&thing.as_str())
            || (ARRIVED.contains(&thing.as_str()) && all.iter().any(arrives))
    });
    if let Some(place) = named {
        return Some((place, "a contact by its name".to_string()));
    }
    let opening = dates.iter().copied().find(|place| opens(guess.columns[*place].name))?;
    let field = |field: Field| {
        let found = guess.maps.iter().flatten().find(|map| map.to == To::Field(field));
        found.map(|map| map.name.as_str())
    };
    if let Some(channel) = field(Field::Channel) {
        return Some((opening, format!("a contact, for “{channel}” says how it arrived")));
    }
    let why = |column: &&Looked<'_>| REASONS.contains(&column.label.as_str());
    if let Some(column) = guess.columns.iter().find(why) {
        return Some((opening, format!("a contact, for “{}” says why it was made", column.name)));
    }
    // What is raised or started is a job, also where the key of the row is the contact that led to it.
    if guess.columns[opening].has_word(&["raised", "started", "initiated"]) {
        return None;
    }
    let numbered =
        need.map(|place| &guess.columns[place]).filter(|column| CONTACTS.contains(&column.base.as_str()));
    numbered.map(|column| (opening, format!("a contact, for “{}” numbers contacts", column.name)))
}

/// How the contacts of a file arrived, where the names of its columns speak of one way only and no column says it.
pub(super) fn channel(guess: &Guess<'_>) -> Option<&'static str> {
    if guess.has(&To::Field(Field::Channel)) {
        return None;
    }
    // A number to ring somebody at says nothing of how they came.
    let told = guess
        .columns
        .iter()
        .filter(|column| column.time.is_some() || column.is_id || REASONS.contains(&column.label.as_str()));
    let mut found = told
        .flat_map(|column| CHANNELS.iter().filter(|(word, _)| column.has_word(&[word])))
        .map(|(_, channel)| *channel);
    let first = found.next()?;
    found.all(|other| other == first).then_some(first)
}

/// Whether anything says that the rows are contacts: how they arrived, or a name of getting in touch.
pub(super) fn says_contact(guess: &Guess<'_>) -> bool {
    guess.has(&To::Field(Field::Channel))
        || guess.columns.iter().any(|column| tells(&column.label, &REACHING_OUT).is_some())
}

/// The first of these words, or of more of them, in a name.
fn tells(label: &str, list: &[&str]) -> Option<String> {
    let padded = format!(" {label} ");
    list.iter()
        .find(|word| padded.contains(&format!(" {word} ")) || padded.contains(&format!(" {word}s ")))
        .map(ToString::to_string)
}

/// Kind and activity of all rows, by the names of the columns: that of the time (`visit date`) first, then that of the id
/// (`inspection no`). A file that says how people got in touch, or names nothing that is work, is one of contacts.
pub(super) fn of_rows(guess: &Guess<'_>, at: Option<usize>, id: Option<usize>) -> (&'static str, String) {
    let contact = ("contact", "contact".to_string());
    if guess.has(&To::Field(Field::Channel)) {
        return contact;
    }
    let label = |place: usize| guess.columns[place].label.as_str();
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
