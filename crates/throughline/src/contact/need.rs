//! A need as its events say it is. Nothing of it is kept; it is folded again whenever somebody asks.

use super::{Event, Language, NeedId, Party, PersonId, Reach, Reference, Seat, What};
use crate::error::Error;
use crate::time::Instant;

/// An offer that nobody has answered yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// To whom.
    pub to: Party,
    /// By whom.
    pub by: Seat,
    /// Since when.
    pub at: Instant,
}

/// What is so now, by the events so far.
#[derive(Debug, Clone, PartialEq)]
pub struct Need {
    /// Which.
    pub id: NeedId,
    /// Its name for people.
    pub reference: Reference,
    /// Whose.
    pub person: PersonId,
    /// The first words. The person's clock runs from here and is never paused.
    pub opened_at: Instant,
    /// Who holds it.
    pub holder: Party,
    /// An offer that stands.
    pub offer: Option<Offer>,
    /// Who else takes part: brought in, or held it before.
    pub taking_part: Vec<Party>,
    /// The last event.
    pub last_at: Instant,
    /// The last time the person said something.
    pub person_last_at: Instant,
    /// The last time somebody answered the person or promised them something.
    pub answered_at: Option<Instant>,
    /// When the person said that it was sorted, if that still stands.
    pub sorted_at: Option<Instant>,
    /// When staff said that they think it is, if that still stands.
    pub thought_sorted_at: Option<Instant>,
    /// By when the holder promised what happens next, if that still stands.
    pub promised_by: Option<Instant>,
    /// The language the person chose.
    pub language: Language,
    /// Where it is about.
    pub place: Option<String>,
    /// How to reach the person, where it may be read here.
    pub reach: Vec<Reach>,
    /// How many times the person spoke, the first words included.
    pub contacts: u32,
    /// How many "help me to …" sentences there are.
    pub statements: u32,
    /// Teams that were asked to help and have not done anything on it since.
    pub asked_to_help: Vec<Party>,
    /// When what told who the person is was destroyed.
    pub erased_at: Option<Instant>,
}

impl Need {
    /// The need of these events, in the order in which they were kept. An error says that they are not the events of a need.
    pub fn of<'a>(events: impl IntoIterator<Item = &'a Event>) -> Result<Option<Need>, Error> {
        let mut need: Option<Need> = None;
        for event in events {
            match &mut need {
                None => need = Some(Need::opened(event)?),
                Some(need) => need.apply(event)?,
            }
        }
        Ok(need)
    }

    fn opened(event: &Event) -> Result<Need, Error> {
        let What::Opened { reference, holder, language, place, .. } = &event.what else {
            return Err(Error::failed("the first event of a need does not open it"));
        };
        Ok(Need {
            id: event.need,
            reference: *reference,
            person: event.person,
            opened_at: event.at,
            holder: holder.clone(),
            offer: None,
            taking_part: Vec::new(),
            last_at: event.at,
            person_last_at: event.at,
            answered_at: None,
            sorted_at: None,
            thought_sorted_at: None,
            promised_by: None,
            language: *language,
            place: place.clone(),
            reach: event.said.as_ref().map_or_else(Vec::new, |said| said.reach.clone()),
            contacts: 1,
            statements: 0,
            asked_to_help: Vec::new(),
            erased_at: None,
        })
    }

    /// What is so after one more event.
    pub fn apply(&mut self, event: &Event) -> Result<(), Error> {
        if event.need != self.id || event.person != self.person {
            return Err(Error::failed(format!(
                "an event of another need stands among those of {}",
                self.reference
            )));
        }
        self.last_at = self.last_at.max(event.at);
        match &event.what {
            What::Opened { .. } => {
                return Err(Error::failed(format!("{} is opened twice", self.reference)));
            }
            What::SaidMore { .. } | What::NotSorted => {
                self.contacts += 1;
                self.person_spoke(event.at);
            }
            What::Answered { .. } => self.answered_at = Some(event.at),
            What::Promised { by } => {
                self.answered_at = Some(event.at);
                self.promised_by = Some(*by);
            }
            What::BroughtIn { party } => {
                self.takes_part(party.clone());
                self.asked_to_help.push(party.clone());
            }
            What::Offered { to } => self.offered(to, event)?,
            What::Accepted { holder } => {
                let before = std::mem::replace(&mut self.holder, holder.clone());
                self.takes_part(before);
                self.taking_part.retain(|party| party != holder);
                self.offer = None;
            }
            What::Refused { .. } | What::Withdrawn => self.offer = None,
            What::ThoughtSorted => {
                self.thought_sorted_at = Some(event.at);
                self.promised_by = None;
            }
            What::Sorted => {
                self.person_spoke(event.at);
                self.sorted_at = Some(event.at);
                self.promised_by = None;
            }
            What::HelpMeTo { .. } => self.statements += 1,
            What::ReachChanged => {
                self.reach = event.said.as_ref().map_or_else(Vec::new, |said| said.reach.clone());
            }
            What::LanguageChosen { language } => self.language = *language,
            What::Erased => {
                self.erased_at = Some(event.at);
                self.reach.clear();
            }
            What::Worked { .. } | What::Listened(_) | What::Scored { .. } | What::FileAdded { .. } => {}
        }
        if let Some(seat) = event.by.seat().filter(|_| is_help(&event.what)) {
            self.asked_to_help.retain(|asked| !asked.is_of(seat));
        }
        Ok(())
    }

    fn offered(&mut self, to: &Party, event: &Event) -> Result<(), Error> {
        let nobody = || Error::failed(format!("{} is offered by nobody who works on it", self.reference));
        let by = event.by.seat().ok_or_else(nobody)?.clone();
        self.offer = Some(Offer { to: to.clone(), by, at: event.at });
        Ok(())
    }

    /// Whatever the person says opens a sorted need again: they would not speak otherwise.
    fn person_spoke(&mut self, at: Instant) {
        self.person_last_at = at;
        self.sorted_at = None;
        self.thought_sorted_at = None;
    }

    fn takes_part(&mut self, party: Party) {
        if party != self.holder && !self.taking_part.contains(&party) {
            self.taking_part.push(party);
        }
    }

    /// Whether the person has not said that it is sorted.
    pub fn is_open(&self) -> bool {
        self.sorted_at.is_none()
    }

    /// Whether what told who the person is was destroyed. Nobody can help them any more: nobody knows who they are or what they said.
    pub fn is_erased(&self) -> bool {
        self.erased_at.is_some()
    }

    /// Whether the time of what was promised is over, and nobody has spoken to the person since that time.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.is_open() && is_overdue(self.promised_by, self.answered_at, now)
    }

    /// Whether the person spoke after anybody last answered them.
    pub fn waits_for_answer(&self) -> bool {
        self.is_open() && self.answered_at.is_none_or(|at| at < self.person_last_at)
    }

    /// Whether it is for those who work on it to speak next: not where the person was asked, since their last words, whether it is sorted.
    pub fn waits_for_us(&self) -> bool {
        self.waits_for_answer() && self.thought_sorted_at.is_none_or(|at| at < self.person_last_at)
    }

    /// The organisations that take part: the holder's, those brought in or that held it, and the one it is offered to.
    pub fn organisations(&self) -> Vec<&str> {
        let offered = self.offer.iter().map(|offer| &offer.to);
        let mut all: Vec<&str> = [&self.holder]
            .into_iter()
            .chain(&self.taking_part)
            .chain(offered)
            .map(|party| party.organisation.as_str())
            .collect();
        all.sort_unstable();
        all.dedup();
        all
    }
}

/// Whether the time of a promise is over by now, and nobody has spoken to the person since that time.
pub fn is_overdue(promised_by: Option<Instant>, answered_at: Option<Instant>, now: Instant) -> bool {
    promised_by.is_some_and(|by| by < now && answered_at.is_none_or(|at| at < by))
}

/// Whether it is what a team that was asked to help is asked for, or says that they do something else about it. Writing down what the
/// person said is not.
fn is_help(what: &What) -> bool {
    matches!(
        what,
        What::Answered { .. }
            | What::Promised { .. }
            | What::Worked { .. }
            | What::Accepted { .. }
            | What::ThoughtSorted
    )
}
