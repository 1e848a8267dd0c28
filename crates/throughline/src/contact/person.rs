//! What the person does: first words, more words, their own say whether it is sorted.

use super::{By, Channel, Event, File, Language, Need, NeedId, Party, PersonId, Reference, Said, What};
use crate::error::Error;
use crate::time::Instant;

/// The most words taken at once, in bytes: about 20 pages. More comes as a file.
pub const MOST_WORDS_BYTES: usize = 64 * 1024;

/// What is known when words arrive that open a need.
#[derive(Debug, Clone, PartialEq)]
pub struct Arriving {
    /// A number that no need has.
    pub need: NeedId,
    /// Whose it is: one already known, or a new number.
    pub person: PersonId,
    /// A reference that no need has.
    pub reference: Reference,
    /// How the words arrived.
    pub channel: Channel,
    /// The language the person chose.
    pub language: Language,
    /// Where it is about.
    pub place: Option<String>,
    /// Who holds needs that arrive here, until they hand them on.
    pub holder: Party,
    /// Who wrote it down: the person, or the worker who took the call.
    pub by: By,
}

/// The event that opens a need. Words are the only thing that is asked for.
pub fn receive(now: Instant, said: Said, arriving: Arriving) -> Result<Event, Error> {
    let Arriving { need, person, reference, channel, language, place, holder, by } = arriving;
    said_something(&said)?;
    let what = What::Opened { reference, channel, holder, language, place };
    Ok(Event { need, person, at: now, by, what, said: Some(said) })
}

fn said_something(said: &Said) -> Result<(), Error> {
    if said.words.trim().is_empty() {
        return Err(Error::asked("there are no words; write what you need, in your own words"));
    }
    if said.words.len() > MOST_WORDS_BYTES {
        return Err(Error::asked(format!(
            "this is more than we can take at once ({} of at most {} characters); send the rest as a file, or afterwards",
            said.words.chars().count(),
            MOST_WORDS_BYTES
        )));
    }
    Ok(())
}

fn by_person(need: &Need, now: Instant, what: What, said: Option<Said>) -> Event {
    Event { need: need.id, person: need.person, at: now, by: By::Person, what, said }
}

/// The person says more. A need that was sorted is open again.
pub fn say_more(need: &Need, now: Instant, channel: Channel, said: Said) -> Result<Event, Error> {
    said_something(&said)?;
    Ok(by_person(need, now, What::SaidMore { channel }, Some(said)))
}

/// The person says that it is sorted, perhaps in words. Nobody else can.
pub fn sorted(need: &Need, now: Instant, words: &str) -> Result<Event, Error> {
    if !need.is_open() {
        return Err(Error::asked(format!("you have already told us that {} is sorted", need.reference)));
    }
    Ok(by_person(need, now, What::Sorted, (!words.trim().is_empty()).then(|| Said::words(words))))
}

/// The person says that it is not sorted, in words if they like.
pub fn not_sorted(need: &Need, now: Instant, words: &str) -> Result<Event, Error> {
    Ok(by_person(need, now, What::NotSorted, (!words.trim().is_empty()).then(|| Said::words(words))))
}

/// The person changes how to reach them.
pub fn reach(need: &Need, now: Instant, said: Said) -> Result<Event, Error> {
    Ok(by_person(need, now, What::ReachChanged, Some(said)))
}

/// The person chooses the language they are answered in.
pub fn choose_language(need: &Need, now: Instant, language: Language) -> Event {
    by_person(need, now, What::LanguageChosen { language }, None)
}

/// A file that the person adds: `content` is under what its bytes are kept.
pub fn add_file(need: &Need, now: Instant, content: String, bytes: u64, file: File) -> Event {
    let said = Said { file: Some(file), ..Said::default() };
    by_person(need, now, What::FileAdded { content, bytes }, Some(said))
}
