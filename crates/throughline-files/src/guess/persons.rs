//! Who it is about; and what else says who somebody is.

use throughline::log::Field;

use super::Guess;
use super::look::Looked;
use crate::mapping::To;

/// Who it is about.
const PERSONS: [&str; 36] = [
    "person",
    "customer",
    "tenant",
    "resident",
    "citizen",
    "client",
    "patient",
    "service user",
    "applicant",
    "claimant",
    "household",
    "member",
    "caller",
    "party",
    "account",
    "subscriber",
    "student",
    "pupil",
    "leaseholder",
    "complainant",
    "requester",
    "requestor",
    "reporter",
    "nhs",
    "ni",
    "nino",
    "national insurance",
    "hospital",
    "mrn",
    "crn",
    "subject",
    "beneficiary",
    "occupant",
    "kunde",
    "kunden",
    "klant",
];

/// Words of those who do the work: their names are not those of the people it is about.
const AT_WORK: [&str; 20] = [
    "owner",
    "agent",
    "officer",
    "assignee",
    "handler",
    "worker",
    "caseworker",
    "technician",
    "staff",
    "employee",
    "operator",
    "engineer",
    "author",
    "adviser",
    "advisor",
    "inspector",
    "surveyor",
    "analyst",
    "resolver",
    "modified",
];

/// Words that say who somebody is: such a column is a person's id or is left out.
const IDENTIFYING: [&str; 40] = [
    "tel",
    "contact name",
    "person name",
    "applicant name",
    "claimant name",
    "passport",
    "passport number",
    "bank account",
    "account number",
    "sort code",
    "ni number",
    "ni no",
    "nhs number",
    "nhs no",
    "national insurance number",
    "next of kin",
    "email",
    "e mail",
    "email address",
    "phone",
    "telephone",
    "mobile",
    "phone number",
    "telephone number",
    "mobile number",
    "surname",
    "forename",
    "first name",
    "last name",
    "full name",
    "customer name",
    "tenant name",
    "client name",
    "resident name",
    "patient name",
    "caller name",
    "date of birth",
    "dob",
    "birth date",
    "birthday",
];

/// Takes the column of the person, and leaves the others out.
pub(super) fn decide(guess: &mut Guess<'_>) {
    if !guess.has(&To::Field(Field::Person)) {
        // Of several rows a need the user is who made them; of one, who came with it.
        let alone = guess.need().is_none_or(|need| guess.columns[need].is_unique());
        let alone = alone && !guess.has(&To::Field(Field::Activity));
        let fits = |column: &Looked<'_>| {
            let short = |word: &str| word.len() > 4;
            let uses = || column.fits(&["user"], |_| false).filter(|_| alone);
            let fits = column.fits(&PERSONS, short).or_else(uses).filter(|_| !column.has_word(&AT_WORK))?;
            // A person's name has spaces where an id has none; both must become pseudonyms.
            // The subject of a ticket is what it is about, in words, not whom.
            let in_words = column.label == "subject" && column.is_spoken();
            (column.looks_like_ids_or_names() && !column.label.ends_with("type") && !in_words)
                .then_some(fits + usize::from(column.is_id) * 500)
        };
        let best = guess
            .free()
            .filter_map(|(place, column)| Some((fits(column)?, place)))
            .max_by_key(|(fits, place)| (*fits, usize::MAX - *place));
        let best = best.map(|(_, place)| place).or_else(|| {
            let known = |column: &Looked<'_>| {
                column.fits(&IDENTIFYING, |_| true).is_some() && !column.has_word(&AT_WORK)
            };
            guess
                .free()
                .find(|(_, c)| known(c) && !c.is_birth() && c.time.is_none() && c.filled > 0)
                .map(|(place, _)| place)
        });
        if let Some(place) = best {
            let because = format!(
                "says who it is about, by its name; made a pseudonym; {}",
                guess.columns[place].counts()
            );
            guess.take(place, To::Field(Field::Person), because);
        }
    }
    let telling: Vec<usize> = guess
        .free()
        .filter(|(_, column)| {
            let names_somebody =
                column.fits(&PERSONS, |word| word.len() > 4).is_some() && !column.has_word(&AT_WORK);
            let another =
                names_somebody && column.looks_like_ids_or_names() && !column.label.ends_with("type");
            // Who owns a ticket may be called so; anybody else's first name tells who they are.
            let at_work = column.label == "owner first name";
            column.is_birth() || (column.fits(&IDENTIFYING, |_| true).is_some() && !at_work) || another
        })
        .map(|(place, _)| place)
        .collect();
    for place in telling {
        let because = "says who somebody is, so it is left out; make it `person` for a pseudonym or `attribute` to keep it";
        guess.take(place, To::Ignore, because.to_string());
    }
}
