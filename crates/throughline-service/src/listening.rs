//! Which contacts are listened to, and what a listener may say of one.
//!
//! Contacts are drawn by a stated chance, by a hash of the need and the number of the contact: nobody chooses which, the same are drawn
//! whoever asks, and no list of them is kept. A new chance holds for contacts from then on; those before keep theirs, so that each is weighed
//! by the chance it really had.

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use throughline::contact::listening::{Class, Heard};
use throughline::contact::{Event, Need, NeedId, Seat, What};
use throughline::error::Error;
use throughline::time::Instant;
use throughline_store::Store;

/// Documents that say how an organisation listens.
const LISTENING: &str = "listening";
/// Documents of the kinds of demand that listeners have used, each under its words.
const KIND: &str = "kind of demand";
/// So many may listen to one contact: whether they agree is known by two.
const LISTENERS: usize = 2;

/// How an organisation listens: from when on one in how many contacts is drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Plan {
    steps: Vec<(i64, u32)>,
}

impl Plan {
    /// The plan of an organisation. Where none was made, every contact is drawn.
    pub(crate) fn of(store: &Store, organisation: &str) -> Result<Plan, Error> {
        let Some(body) = store.document(LISTENING, organisation)? else { return Ok(Plan::default()) };
        serde_json::from_str(&body)
            .map_err(|why| Error::failed(format!("the plan to listen is damaged: {why}")))
    }

    /// One in how many contacts of that time is drawn.
    pub(crate) fn one_in(&self, at: Instant) -> u32 {
        self.steps.iter().rev().find(|(from, _)| *from <= at.0).map_or(1, |(_, one_in)| (*one_in).max(1))
    }

    /// With what chance a contact is listened to; `None` where it was not drawn.
    pub(crate) fn drawn(&self, need: NeedId, number: u32, at: Instant) -> Option<f64> {
        let chance = 1.0 / f64::from(self.one_in(at));
        (lot(need, number) < chance).then_some(chance)
    }

    /// Another chance from now on.
    pub(crate) fn change(
        mut self,
        store: &Store,
        organisation: &str,
        now: Instant,
        one_in: u32,
    ) -> Result<(), Error> {
        self.steps.push((now.0, one_in));
        let body = serde_json::to_string(&self).map_err(|why| Error::failed(why.to_string()))?;
        store.put_document(LISTENING, organisation, body)
    }
}

/// A number from 0 to 1 that a contact has by itself.
fn lot(need: NeedId, number: u32) -> f64 {
    let hash: [u8; 32] = Sha256::digest([&need.0.to_be_bytes()[..], &number.to_be_bytes()].concat()).into();
    let [first, ..] = hash.as_chunks::<8>().0 else { return 0.0 };
    (u64::from_be_bytes(*first) >> 11) as f64 / (1_u64 << 53) as f64
}

/// The kinds of demand used so far, in the words of people.
pub(crate) fn kinds(store: &Store) -> Result<Vec<String>, Error> {
    Ok(store.documents(KIND)?.into_iter().map(|(kind, _)| kind).collect())
}

/// Remembers a kind of demand.
pub(crate) fn used(store: &Store, kind: &str) -> Result<(), Error> {
    store.put_document(KIND, kind.trim(), String::new())
}

/// A contact as a listener hears it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Contact {
    /// Its place in the story.
    pub(crate) place: usize,
    /// When it was.
    pub(crate) at: Instant,
    /// The words; nothing where the person only pressed a button.
    pub(crate) words: String,
    /// The organisation that answered it, and its team.
    pub(crate) organisation: String,
    pub(crate) team: String,
    /// Who listened to it.
    listeners: Vec<Seat>,
}

impl Contact {
    /// The contact of this number in a story.
    pub(crate) fn of(story: &[Event], number: u32) -> Option<Contact> {
        let is_contact = |event: &Event| {
            matches!(event.what, What::Opened { .. } | What::SaidMore { .. } | What::NotSorted)
        };
        let mut contacts = story.iter().enumerate().filter(|(_, event)| is_contact(event));
        let (place, event) = contacts.nth(usize::try_from(number).ok()?)?;
        let then = Need::of(&story[..=place]).ok().flatten()?;
        let heard = |event: &Event| match &event.what {
            What::Listened(heard) if heard.contact == number => event.by.seat().cloned(),
            _ => None,
        };
        let answers = event.by.seat().map_or_else(|| then.holder.clone(), Seat::team);
        Some(Contact {
            place,
            at: event.at,
            words: event.said.as_ref().map_or_else(String::new, |said| said.words.clone()),
            organisation: answers.organisation,
            team: answers.team,
            listeners: story.iter().filter_map(heard).collect(),
        })
    }

    /// Whether this listener may sort it, or why not.
    pub(crate) fn open_to(&self, seat: &Seat) -> Result<(), Error> {
        if self.organisation != seat.organisation {
            return Err(Error::asked(format!(
                "{} answered this; those who work there listen to it",
                self.organisation
            )));
        }
        if self.listeners.contains(seat) {
            return Err(Error::asked("you have sorted this contact already"));
        }
        if self.listeners.len() >= LISTENERS {
            return Err(Error::asked("two people have sorted this contact already"));
        }
        Ok(())
    }
}

/// What a listener says, from fields of a form or cells of a sheet.
pub(crate) fn heard(contact: u32, chance: f64, field: impl Fn(&str) -> String) -> Result<Heard, Error> {
    let given = |name: &str| Some(field(name).trim().to_string()).filter(|value| !value.is_empty());
    let class = |name: &str| match field(name).trim().to_lowercase().as_str() {
        "value" => Ok(Some(Class::Value)),
        "failure" => Ok(Some(Class::Failure)),
        "other" => Ok(Some(Class::Other)),
        // As the screen has it.
        "" | "cannot tell" => Ok(None),
        written => Err(Error::asked(format!("“{written}” is none of value, failure and other"))),
    };
    let must = |name: &str, whose: &str| {
        let missing =
            || Error::asked(format!("say whether it was value, failure or other, as {whose} sees it"));
        class(name)?.ok_or_else(missing)
    };
    let caused_by = given("caused by").filter(|by| !by.eq_ignore_ascii_case("cannot tell"));
    let heard = Heard {
        contact,
        kind: given("kind").unwrap_or_default(),
        system: must("system", "the whole service")?,
        organisation: must("own organisation", "your own organisation")?,
        team: class("own team")?,
        step: given("step"),
        caused_by,
        chance,
    };
    if heard.step.is_some() && !heard.is_failure() {
        return Err(Error::asked(
            "only failure demand has a step that caused it: mark it as failure, or leave the step out",
        ));
    }
    Ok(heard)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_share_drawn_is_the_chance_and_a_change_leaves_what_was_before() {
        let plan = Plan { steps: vec![(100, 5), (200, 2)] };
        let share =
            |at: i64| (0..10_000).filter(|need| plan.drawn(NeedId(*need), 0, Instant(at)).is_some()).count();
        assert_eq!(share(99), 10_000);
        assert!((1_850..2_150).contains(&share(150)), "{}", share(150));
        assert!((4_800..5_200).contains(&share(300)), "{}", share(300));
        assert_eq!(plan.drawn(NeedId(7), 3, Instant(150)), plan.drawn(NeedId(7), 3, Instant(199)));
    }

    #[test]
    fn a_cause_needs_a_failure_and_a_word_that_is_no_class_is_told() {
        let said = |system: &'static str, step: &'static str| {
            move |name: &str| match name {
                "kind" => "my heating is off".to_string(),
                "system" | "own organisation" => system.to_string(),
                "own team" if system == "other" => "Failure".to_string(),
                "step" => step.to_string(),
                _ => String::new(),
            }
        };
        assert_eq!(
            heard(0, 0.5, said("Failure ", "visit missed")).unwrap().step.as_deref(),
            Some("visit missed")
        );
        let team = heard(0, 0.5, said("other", "visit missed")).unwrap();
        assert_eq!((team.team, team.is_failure()), (Some(Class::Failure), true));
        assert_eq!(heard(0, 0.5, said("value", "")).unwrap().team, None);
        let cannot_tell = |name: &str| match name {
            "own team" | "caused by" => "Cannot tell".to_string(),
            name => said("failure", "")(name),
        };
        let heard_so = heard(0, 0.5, cannot_tell).unwrap();
        assert_eq!((heard_so.team, heard_so.caused_by), (None, None));
        assert!(
            heard(0, 0.5, said("value", "visit missed"))
                .unwrap_err()
                .to_string()
                .contains("only failure demand")
        );
        assert!(
            heard(0, 0.5, said("avoidable", "")).unwrap_err().to_string().contains("“avoidable” is none of")
        );
        assert!(
            heard(0, 0.5, said("", "")).unwrap_err().to_string().contains("as the whole service sees it")
        );
    }
}
