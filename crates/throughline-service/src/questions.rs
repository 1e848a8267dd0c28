//! Questions that people ask in public: documents that somebody here lets through.

use serde::{Deserialize, Serialize};
use throughline::contact::Language;
use throughline::error::Error;
use throughline_store::Store;

/// Documents of questions.
const QUESTION: &str = "question";

/// A question asked in public. Nothing of it is shown until somebody lets it through.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Question {
    /// The question, in the words of who asks.
    pub(crate) words: String,
    /// What they want to be called in public; empty where they said nothing.
    #[serde(default)]
    pub(crate) name: String,
    /// The language they asked in.
    pub(crate) language: Language,
    /// When, in microseconds of UTC.
    pub(crate) asked_us: i64,
    /// Whether somebody let it through.
    #[serde(default)]
    pub(crate) is_public: bool,
    /// Why somebody hid it; empty where nobody did.
    #[serde(default)]
    pub(crate) hidden: String,
    /// The reference of the need it was moved to: of the question itself nothing is in public then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) moved_to: Option<String>,
    /// The answer in public.
    #[serde(default)]
    pub(crate) answer: Option<PublicAnswer>,
}

/// What somebody here answered in public.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PublicAnswer {
    /// The answer.
    pub(crate) words: String,
    /// Who answered, as people are told.
    pub(crate) by: String,
    /// Of which organisation.
    pub(crate) organisation: String,
    /// When, in microseconds of UTC.
    pub(crate) at_us: i64,
}

/// What stands in public in place of a question that was moved to a need, and of its answer.
pub(crate) fn in_private(language: Language, phone: &str, reference: &str) -> (&'static str, String) {
    match language {
        Language::English => (
            "(A question that is answered in private.)",
            format!("If this was yours: call {phone} and say {reference}. Somebody is responsible for it."),
        ),
        Language::Welsh => (
            "(Cwestiwn sy'n cael ei ateb yn breifat.)",
            format!(
                "Os mai chi a'i gofynnodd: ffoniwch {phone} a dweud {reference}. Mae rhywun yn gyfrifol amdano."
            ),
        ),
    }
}

/// Keeps a question under a name.
pub(crate) fn put(store: &Store, name: &str, question: &Question) -> Result<(), Error> {
    let body = serde_json::to_string(question).map_err(|why| Error::failed(why.to_string()))?;
    store.put_document(QUESTION, name, body)
}

/// All questions with their names, the latest first.
pub(crate) fn all(store: &Store) -> Result<Vec<(String, Question)>, Error> {
    let mut all: Vec<(String, Question)> = read(store, QUESTION)?;
    all.sort_by_key(|(_, question)| std::cmp::Reverse(question.asked_us));
    Ok(all)
}

fn read<T: for<'a> Deserialize<'a>>(store: &Store, kind: &str) -> Result<Vec<(String, T)>, Error> {
    let damaged = |why: serde_json::Error| Error::failed(format!("a document is damaged: {why}"));
    let documents = store.documents(kind)?.into_iter();
    documents.map(|(name, body)| Ok((name, serde_json::from_str(&body).map_err(damaged)?))).collect()
}
