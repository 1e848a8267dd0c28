//! Going through everything that was kept: does each record follow from the one before, can the words be read with the key of the
//! service, and do the lists say what the events say?

use std::collections::HashMap;

use throughline::contact::{Event, Need, NeedId, PersonId, What};
use throughline::error::Error;

use crate::copy::LINE;
use crate::database::Database;
use crate::key::Key;
use crate::line::Line;
use crate::record::{Head, Record, Verified, hexadecimal};

/// How many records are read at once where all are gone through.
pub(crate) const CHUNK: u32 = 5_000;

/// The most sentences about what is wrong.
const MOST_SAID: usize = 20;

/// Goes through the chain, and lets `each` look at every record. What `each` finds wrong is said with the rest.
pub(crate) fn chain(
    database: &mut Database,
    mut each: impl FnMut(&mut Database, &Record) -> Result<(), Error>,
) -> Result<Verified, Error> {
    let mut head = Head::EMPTY;
    let mut events = 0;
    let mut wrong = Vec::new();
    loop {
        let records = database.records_after(head.number, CHUNK)?;
        if records.is_empty() {
            break;
        }
        for record in records {
            if !record.follows(head) {
                wrong.push(format!(
                    "record {} does not follow from record {}: one of them was altered, or one between them is missing",
                    record.number, head.number
                ));
            } else if let Err(why) = each(database, &record) {
                wrong.push(why.to_string());
            }
            wrong.truncate(MOST_SAID);
            head = record.head();
            events += 1;
        }
    }
    Ok(Verified { events, head: hexadecimal(&head.hash), wrong })
}

/// Goes through everything, as it is at this moment.
pub(crate) fn everything(database: &mut Database, service: &Key) -> Result<Verified, Error> {
    let mut keys: HashMap<PersonId, Option<Key>> = HashMap::new();
    let mut needs: HashMap<NeedId, Option<Need>> = HashMap::new();
    let mut verified = chain(database, |database, record| {
        let key = match keys.get(&record.person) {
            _ if record.sealed.is_none() => &None,
            Some(key) => key,
            None => {
                let wrapped = database.key_of(record.person)?;
                let key = wrapped.map(|wrapped| service.unwrap(&wrapped)).transpose();
                let key = key.map_err(|why| why.at(format!("the key of person {}", record.person.0)));
                keys.entry(record.person).or_insert(key?)
            }
        };
        let event = record.event(key.as_ref())?;
        folded(&mut needs, &event)?;
        key.as_ref().map_or(Ok(()), |key| file_is_whole(database, key, &event))
    })?;
    // A key is gone only where a person was erased, and that is in the chain.
    let lost = |need: &&Need| !need.is_erased() && matches!(keys.get(&need.person), Some(None));
    for need in needs.values().flatten().filter(lost).take(MOST_SAID) {
        verified.wrong.push(format!(
            "what was said in {} cannot be read: the key of its person is gone, and nobody erased them",
            need.reference
        ));
    }
    // What the lists should say is known only where the events are whole.
    if !verified.wrong.is_empty() {
        return Ok(verified);
    }
    let mut differ = database.row_count(&LINE)?.abs_diff(needs.len() as u64);
    for need in needs.values().flatten() {
        differ += u64::from(database.line_of(need.id)? != Some(Line::of(need)));
    }
    if differ > 0 {
        verified.wrong.push(format!(
            "the lists differ from the events in {differ} needs; make them again with: throughline rebuild"
        ));
    }
    Ok(verified)
}

/// A file that somebody added is there as they added it.
fn file_is_whole(database: &mut Database, key: &Key, event: &Event) -> Result<(), Error> {
    let What::FileAdded { content, bytes } = &event.what else { return Ok(()) };
    let sealed = database.file(content)?;
    let whole = sealed.and_then(|sealed| key.open(&sealed, b"file").ok());
    if whole.is_some_and(|whole| whole.len() as u64 == *bytes) {
        return Ok(());
    }
    Err(Error::failed(format!("file {content} is missing, or was altered")))
}

/// Folds an event into its need; a need whose events make no sense is said once.
fn folded(needs: &mut HashMap<NeedId, Option<Need>>, event: &Event) -> Result<(), Error> {
    let need = match needs.remove(&event.need) {
        None => Need::of([event]),
        Some(None) => Ok(None),
        Some(Some(mut need)) => need.apply(event).map(|()| Some(need)),
    };
    let (need, outcome) = match need {
        Ok(need) => (need, Ok(())),
        Err(why) => (None, Err(why)),
    };
    needs.insert(event.need, need);
    outcome
}

/// The number of the record with this hash.
pub(crate) fn number_of(database: &mut Database, hash: &str) -> Result<Option<u64>, Error> {
    let mut number = 0;
    loop {
        let records = database.records_after(number, CHUNK)?;
        let Some(last) = records.last() else { return Ok(None) };
        if let Some(record) = records.iter().find(|record| hexadecimal(&record.hash) == hash) {
            return Ok(Some(record.number.unsigned_abs()));
        }
        number = last.number;
    }
}
