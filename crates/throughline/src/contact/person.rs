//! What the person does: first words, more words, their own say whether it is sorted.

use super::{
    By, Channel, Event, File, Language, Need, NeedId, Party, PersonId, Reach, Reference, Said, What,
};
use crate::error::Error;
use crate::time::Instant;

/// The most words taken at once, in bytes: about 20 pages. More comes as a file.
pub const MOST_WORDS_BYTES: usize = 64 * 1024;

/// The most ways to reach somebody.
pub const MOST_WAYS: usize = 20;
/// The most bytes of a name, or of one way to reach somebody.
pub const MOST_WAY_BYTES: usize = 1_000;

/// The most files of one need.
pub const MOST_FILES: usize = 20;
/// The most bytes of all files of one need.
pub const MOST_FILE_BYTES: u64 = 50 * 1024 * 1024;

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
    not_too_much(said)
}

/// Words that are not more than can be taken at once, whoever says them.
pub(super) fn not_too_long(words: &str) -> Result<(), Error> {
    if words.len() > MOST_WORDS_BYTES {
        return Err(Error::asked(format!(
            "this is more than we can take at once ({} of at most {} characters); send the rest as a file, or afterwards",
            words.chars().count(),
            MOST_WORDS_BYTES
        )));
    }
    Ok(())
}

/// A form of any size may come from anybody, and each way to reach somebody is looked up and kept: a million of them would keep everybody
/// else waiting.
fn not_too_much(said: &Said) -> Result<(), Error> {
    not_too_long(&said.words)?;
    let ways = said.reach.iter().map(|(Reach::Email(way) | Reach::Phone(way) | Reach::Other(way))| way);
    if said.reach.len() > MOST_WAYS || ways.chain(&said.name).any(|text| text.len() > MOST_WAY_BYTES) {
        return Err(Error::asked(format!(
            "a name and a way to reach you have at most {MOST_WAY_BYTES} characters, and there are at most {MOST_WAYS} ways; put the rest into your words"
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
    Ok(by_person(need, now, What::SaidMore { channel, put_right: false }, Some(said)))
}

/// The person says what is wrong in what is held, and what is right. They speak, as with any other words, and wait for an answer.
pub fn ask_to_put_right(need: &Need, now: Instant, channel: Channel, said: Said) -> Result<Event, Error> {
    said_something(&said)?;
    Ok(by_person(need, now, What::SaidMore { channel, put_right: true }, Some(said)))
}

/// The person says that it is sorted, perhaps in words. Nobody else can.
pub fn sorted(need: &Need, now: Instant, words: &str) -> Result<Event, Error> {
    if !need.is_open() {
        return Err(Error::asked(format!("you have already told us that {} is sorted", need.reference)));
    }
    not_too_long(words)?;
    Ok(by_person(need, now, What::Sorted, (!words.trim().is_empty()).then(|| Said::words(words))))
}

/// The person says that it is not sorted, in words if they like.
pub fn not_sorted(need: &Need, now: Instant, words: &str) -> Result<Event, Error> {
    not_too_long(words)?;
    Ok(by_person(need, now, What::NotSorted, (!words.trim().is_empty()).then(|| Said::words(words))))
}

/// The person changes how to reach them.
pub fn reach(need: &Need, now: Instant, said: Said) -> Result<Event, Error> {
    not_too_much(&said)?;
    Ok(by_person(need, now, What::ReachChanged, Some(said)))
}

/// The person chooses the language they are answered in.
pub fn choose_language(need: &Need, now: Instant, language: Language) -> Event {
    by_person(need, now, What::LanguageChosen { language }, None)
}

/// Whether a need has room for one more file of so many bytes. Whoever opened one need could otherwise fill the disk that the words of
/// everybody are kept on.
pub fn has_room<'a>(story: impl IntoIterator<Item = &'a Event>, bytes: u64) -> bool {
    let files = story.into_iter().filter_map(|event| match event.what {
        What::FileAdded { bytes, .. } => Some(bytes),
        _ => None,
    });
    let (count, all) = files.fold((0, bytes), |(count, all), one| (count + 1, one.saturating_add(all)));
    count < MOST_FILES && all <= MOST_FILE_BYTES
}

/// A file that the person adds: `content` is under what its bytes are kept.
pub fn add_file(need: &Need, now: Instant, content: String, bytes: u64, file: File) -> Event {
    let said = Said { file: Some(file), ..Said::default() };
    by_person(need, now, What::FileAdded { content, bytes }, Some(said))
}
