//! Lines of lists: what a need is now, made from its events and kept only so that lists need not read all of them.

use throughline::contact::quiet::quiet_since;
use throughline::contact::{Language, Need, NeedId, Party, PersonId, Reference};
use throughline::time::Instant;

/// A need in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Which.
    pub need: NeedId,
    /// Its name for people.
    pub reference: Reference,
    /// Whose.
    pub person: PersonId,
    /// The first words.
    pub opened_at: Instant,
    /// Who holds it.
    pub holder: Party,
    /// To whom it is offered.
    pub offered_to: Option<Party>,
    /// Who else takes part.
    pub taking_part: Vec<Party>,
    /// The last event.
    pub last_at: Instant,
    /// The last time the person spoke.
    pub person_last_at: Instant,
    /// Whether they wait for an answer.
    pub waits: bool,
    /// When the person said that it was sorted.
    pub sorted_at: Option<Instant>,
    /// When staff said that they think it is.
    pub thought_sorted_at: Option<Instant>,
    /// By when something was promised.
    pub promised_by: Option<Instant>,
    /// The language the person chose.
    pub language: Language,
    /// Where it is about.
    pub place: Option<String>,
}

impl Line {
    /// Whether it is for us to speak next: not where the person was asked, since their last words, whether it is sorted.
    pub fn waits_for_us(&self) -> bool {
        self.waits && self.thought_sorted_at.is_none_or(|at| at < self.person_last_at)
    }

    /// Since when it is quiet, if it is now ([`throughline::contact::quiet`]).
    pub fn quiet_since(&self, now: Instant, quiet_days: u32) -> Option<Instant> {
        quiet_since(self.thought_sorted_at, self.promised_by, (now, quiet_days))
            .filter(|_| self.sorted_at.is_none())
    }

    /// The line of a need.
    pub fn of(need: &Need) -> Line {
        Line {
            need: need.id,
            reference: need.reference,
            person: need.person,
            opened_at: need.opened_at,
            holder: need.holder.clone(),
            offered_to: need.offer.as_ref().map(|offer| offer.to.clone()),
            taking_part: need.taking_part.clone(),
            last_at: need.last_at,
            person_last_at: need.person_last_at,
            waits: need.waits_for_answer(),
            sorted_at: need.sorted_at,
            thought_sorted_at: need.thought_sorted_at,
            promised_by: need.promised_by,
            language: need.language,
            place: need.place.clone(),
        }
    }
}

/// Which needs a list shows. Those that have waited longest since the first words come first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Open, held by this team.
    HeldBy {
        /// The organisation.
        organisation: String,
        /// The team.
        team: String,
    },
    /// Open, held by this team, and the person waits for an answer.
    Waiting {
        /// The organisation.
        organisation: String,
        /// The team.
        team: String,
    },
    /// Open, held by this team, and the person was answered or asked whether it is sorted.
    Answered {
        /// The organisation.
        organisation: String,
        /// The team.
        team: String,
        /// Those in which somebody thought so until this instant, and nothing was heard since, are quiet.
        quiet_until: Instant,
        /// Whether those are listed, or the others.
        quiet: bool,
    },
    /// Open or not, offered to this team.
    OfferedTo {
        /// The organisation.
        organisation: String,
        /// The team.
        team: String,
    },
    /// Open, held by somebody else, and this organisation takes part.
    TakesPart {
        /// The organisation.
        organisation: String,
    },
    /// All of one person.
    OfPerson(PersonId),
    /// Held by this organisation, and sorted before this instant by the person's word.
    SortedBefore {
        /// The organisation.
        organisation: String,
        /// The instant.
        before: Instant,
    },
}

/// A contact that can be listened to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactLine {
    /// Of which need.
    pub need: NeedId,
    /// Its number in the need: 0 is the first words.
    pub number: u32,
    /// When it was.
    pub at: Instant,
    /// The organisation that answered it.
    pub organisation: String,
    /// How many listened to it.
    pub listeners: u32,
}
