//! Listening: somebody reads what a person said and sorts it: what kind of demand, value or failure at each boundary, and what
//! caused it. The words stay as they are. A second listener may sort the same contact without seeing the first; how far they
//! agree is a measure of the study (`demand/agreement`).

use serde::{Deserialize, Serialize};

use super::{By, Event, Need, Seat, What};
use crate::error::Error;
use crate::time::Instant;

/// The most characters of a kind of demand or of a cause. They stand in the study, where many read them.
const MOST_CHARACTERS: usize = 120;

/// What a contact is, as seen from a boundary.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// What the service is there for.
    Value,
    /// Caused by a failure to do something, or to do it right.
    Failure,
    /// Neither.
    Other,
}

impl Class {
    /// The name used in logs.
    pub fn name(self) -> &'static str {
        match self {
            Class::Value => "value",
            Class::Failure => "failure",
            Class::Other => "other",
        }
    }
}

/// How one listener sorted one contact.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Heard {
    /// Which contact of the need: 0 is the first words, 1 the next the person said.
    pub contact: u32,
    /// The kind of demand, in the person's words: "my heating is off".
    pub kind: String,
    /// As the whole system sees it.
    pub system: Class,
    /// As the organisation that answered it sees it.
    pub organisation: Class,
    /// As the team that answered it sees it, where the listener could tell. Written only then, so that events of before stay as they
    /// are.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team: Option<Class>,
    /// The step that caused it, where it is failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step: Option<String>,
    /// The organisation that caused it, where it is failure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caused_by: Option<String>,
    /// With what chance the contact was drawn to be listened to.
    pub chance: f64,
}

impl Heard {
    /// Whether it is failure from any boundary.
    pub fn is_failure(&self) -> bool {
        [Some(self.system), Some(self.organisation), self.team].contains(&Some(Class::Failure))
    }
}

/// A listener sorted a contact. What the words are is not changed by it.
pub fn listen(need: &Need, now: Instant, seat: &Seat, heard: Heard) -> Result<Event, Error> {
    if heard.contact >= need.contacts {
        return Err(Error::asked(format!("{} has no contact {}", need.reference, heard.contact + 1)));
    }
    if heard.kind.trim().is_empty() {
        return Err(Error::asked(
            "say what was asked for, in the person's words, such as “my heating is off”",
        ));
    }
    let written = [Some(&heard.kind), heard.step.as_ref(), heard.caused_by.as_ref()];
    if written.into_iter().flatten().any(|text| text.chars().count() > MOST_CHARACTERS) {
        return Err(Error::asked(format!(
            "what was asked for and what caused it have at most {MOST_CHARACTERS} characters; whole sentences stay with the words"
        )));
    }
    if !(heard.chance > 0.0 && heard.chance <= 1.0) {
        return Err(Error::asked("the chance of being drawn is above 0 and at most 1"));
    }
    if heard.caused_by.is_some() && !heard.is_failure() {
        return Err(Error::asked(
            "only failure demand has a cause: mark it as failure at one boundary, or leave the cause out",
        ));
    }
    let (by, what) = (By::Worker(seat.clone()), What::Listened(Box::new(heard)));
    Ok(Event { need: need.id, person: need.person, at: now, by, what, said: None })
}
