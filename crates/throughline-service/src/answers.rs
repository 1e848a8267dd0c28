//! Answers that people here have written, and which of them fit what somebody says.
//!
//! An answer is a document of kind `answer`; who was shown which, and whether it helped, is a document of kind `suggested` for each
//! need, so that pressing twice counts once and no count can be lost between two processes. The index ([`index`]) is in memory,
//! made from the store at start and when an answer changes. It is a help and never a gate: where it breaks, nothing is found.

mod floor;
mod index;
#[cfg(test)]
mod made;
mod terms;

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, PoisonError, RwLock};

use serde::{Deserialize, Serialize};
use throughline::contact::{Language, NeedId};
use throughline::error::Error;
use throughline_store::Store;

use index::{Index, Wanted};

/// Documents of answers.
const ANSWER: &str = "answer";
/// Documents that say what was suggested for a need.
const SUGGESTED: &str = "suggested";
/// At most so many are suggested: more is a list to work through.
pub const MOST: usize = 3;

/// Words at which the index breaks, for a test that looks whether anything else does.
const BREAKS: Option<&str> = if cfg!(test) { Some("at these words the index breaks") } else { None };

/// One text in both languages; empty where it is missing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Both {
    /// In English.
    #[serde(default)]
    pub english: String,
    /// In Welsh.
    #[serde(default)]
    pub welsh: String,
}

impl Both {
    /// The text in a language; empty where it is missing.
    pub fn say(&self, language: Language) -> &str {
        language.say(&self.english, &self.welsh)
    }
}

/// An answer that somebody wrote.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answer {
    /// What it answers, as people say it: "My heating is off".
    pub title: Both,
    /// Other ways to ask for it, each on a line of its own: "No hot water".
    #[serde(default)]
    pub also: Both,
    /// The answer.
    pub words: Both,
    /// Who wrote it, as people are told: a name.
    pub by: String,
    /// Of which organisation they are.
    pub organisation: String,
    /// When it was written or last changed, in microseconds of UTC.
    pub written_us: i64,
    /// By when somebody looks at it again, in microseconds of UTC.
    #[serde(default)]
    pub review_us: Option<i64>,
}

impl Answer {
    /// The ways to ask for it in a language: its title, and the others.
    pub fn ways(&self, language: Language) -> impl Iterator<Item = &str> {
        let also = self.also.say(language).lines().filter(|way| !way.trim().is_empty());
        std::iter::once(self.title.say(language)).chain(also)
    }

    /// Whether it is there in a language.
    pub fn is_in(&self, language: Language) -> bool {
        !self.title.say(language).trim().is_empty() && !self.words.say(language).trim().is_empty()
    }
}

/// An answer with the name it is kept under, and the language it was found in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Under what it is kept.
    pub name: String,
    /// The answer.
    pub answer: Answer,
    /// The language to show it in.
    pub language: Language,
}

/// How often an answer was shown, and whether it helped.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Uses {
    /// To so many needs it was shown.
    pub shown: u64,
    /// So many people said that it sorted it.
    pub sorted: u64,
    /// So many said that they still needed help.
    pub not_sorted: u64,
}

/// What was suggested for a need, and what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Suggested {
    /// The names of the answers that were shown.
    pub(crate) answers: Vec<String>,
    /// The one that sorted it.
    #[serde(default)]
    pub(crate) sorted_by: Option<String>,
    /// Whether the person said that they still need help.
    #[serde(default)]
    pub(crate) still: bool,
}

impl Suggested {
    /// Whether the person has not said yet.
    pub(crate) fn is_asked(&self) -> bool {
        self.sorted_by.is_none() && !self.still
    }
}

/// All answers, with the index over them. It can be asked from many threads at once.
#[derive(Default)]
pub struct Answers {
    index: RwLock<Arc<Index>>,
}

impl Answers {
    /// The answers of a store. Where they cannot be read none is found, and everything else goes on.
    pub fn of(store: &Store) -> Answers {
        let answers = Answers::default();
        // The next refresh tries again.
        answers.refresh(store).ok();
        answers
    }

    /// These answers, each with the name it is kept under.
    pub fn made_of(answers: Vec<(String, Answer)>) -> Result<Answers, Error> {
        Ok(Answers { index: RwLock::new(Arc::new(Index::of(answers)?)) })
    }

    /// Reads the answers again; the index is made anew only if they changed.
    pub fn refresh(&self, store: &Store) -> Result<(), Error> {
        let answers = store.documents(ANSWER)?;
        let answers: Vec<(String, Answer)> =
            answers.into_iter().map(|(name, body)| Ok((name, read(&body)?))).collect::<Result<_, Error>>()?;
        if answers != self.index().answers {
            let index = Index::of(answers)?;
            *self.index.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(index);
        }
        Ok(())
    }

    /// Keeps an answer under a name, and finds it from now on.
    pub fn put(&self, store: &Store, name: &str, answer: &Answer) -> Result<(), Error> {
        store.put_document(ANSWER, name, json(answer)?)?;
        self.refresh(store)
    }

    /// Takes an answer away.
    pub(crate) fn remove(&self, store: &Store, name: &str) -> Result<(), Error> {
        store.drop_document(ANSWER, name)?;
        self.refresh(store)
    }

    /// The answer of a name.
    pub fn named(&self, name: &str) -> Option<Answer> {
        self.index().answers.iter().find(|(known, _)| known == name).map(|(_, answer)| answer.clone())
    }

    /// All of them with their names, by name.
    pub fn all(&self) -> Vec<(String, Answer)> {
        self.index().answers.clone()
    }

    /// The answers that fit what somebody says, the best first: in their language, or in the other one where it has none.
    /// None where nothing fits well, and where the index breaks: a suggestion may never stand between a person and their reference.
    pub fn find(&self, language: Language, words: &str) -> Vec<Found> {
        self.best(language, words, Wanted { most: MOST, fitting: true })
    }

    /// The answers that have anything of what somebody looks for, the best first.
    pub fn search(&self, language: Language, words: &str, most: usize) -> Vec<Found> {
        self.best(language, words, Wanted { most, fitting: false })
    }

    fn best(&self, language: Language, words: &str, wanted: Wanted) -> Vec<Found> {
        let index = self.index();
        let other = match language {
            Language::English => Language::Welsh,
            Language::Welsh => Language::English,
        };
        let found = catch_unwind(AssertUnwindSafe(|| {
            assert!(BREAKS.is_none_or(|breaks| !words.contains(breaks)), "a test broke the index");
            let own = index.find(language, words, wanted);
            if own.is_empty() { index.find(other, words, wanted) } else { own }
        }));
        found.unwrap_or_default()
    }

    fn index(&self) -> Arc<Index> {
        Arc::clone(&self.index.read().unwrap_or_else(PoisonError::into_inner))
    }
}

/// How often each answer was shown and helped, by its name.
pub fn uses(store: &Store) -> Result<BTreeMap<String, Uses>, Error> {
    let mut uses: BTreeMap<String, Uses> = BTreeMap::new();
    for (_, body) in store.documents(SUGGESTED)? {
        let Suggested { answers, sorted_by, still } = read(&body)?;
        for answer in answers {
            let sorted = sorted_by.as_ref() == Some(&answer);
            let one = uses.entry(answer).or_default();
            one.shown += 1;
            one.sorted += u64::from(sorted);
            one.not_sorted += u64::from(still);
        }
    }
    Ok(uses)
}

/// What was suggested for a need.
pub(crate) fn suggested(store: &Store, need: NeedId) -> Result<Option<Suggested>, Error> {
    store.document(SUGGESTED, &need.0.to_string())?.map(|body| read(&body)).transpose()
}

/// Answers that are suggested, as a document that is kept with first words; nothing where there are none.
pub(crate) fn to_suggest(answers: Vec<String>) -> Option<(&'static str, String)> {
    if answers.is_empty() {
        return None;
    }
    // Words are kept, whatever becomes of what is suggested for them.
    let body = json(&Suggested { answers, ..Suggested::default() }).ok()?;
    Some((SUGGESTED, body))
}

/// Keeps what became of what was suggested for a need.
pub(crate) fn suggest(store: &Store, need: NeedId, suggested: &Suggested) -> Result<(), Error> {
    store.put_document(SUGGESTED, &need.0.to_string(), json(suggested)?)
}

fn json<T: Serialize>(value: &T) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|why| Error::failed(format!("this cannot be written: {why}")))
}

fn read<T: for<'a> Deserialize<'a>>(body: &str) -> Result<T, Error> {
    serde_json::from_str(body).map_err(|why| Error::failed(format!("a document is damaged: {why}")))
}
