//! Lines of lists: what a need is now, made from its events and kept only so that lists need not read all of them.

use throughline::contact::quiet::quiet_since;
use throughline::contact::{Language, Need, NeedId, Party, PersonId, Reference, is_overdue};
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
    /// The last time somebody answered the person or promised them something.
    pub answered_at: Option<Instant>,
    /// Teams that were asked to help and have not done anything on it since.
    pub asked_to_help: Vec<Party>,
    /// When what told who the person is was destroyed.
    pub erased_at: Option<Instant>,
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

    /// Whether the time of what was promised is over, and nobody has spoken to the person since that time.
    pub fn is_overdue(&self, now: Instant) -> bool {
        self.sorted_at.is_none() && is_overdue(self.promised_by, self.answered_at, now)
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
            answered_at: need.answered_at,
            asked_to_help: need.asked_to_help.clone(),
            erased_at: need.erased_at,
            language: need.language,
            place: need.place.clone(),
        }
    }
}

/// Which needs a list shows. Those that have waited longest since the first words come first. Where nobody can help any more, as what told
/// whose it is was destroyed, a need is only in the lists of its person and of what was sorted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum List {
    /// Open, held by this team.
    HeldBy {
        /// The organisation.
        organisation: String,
        /// The team.
        team: String,
    },
    /// Open, held by this team, and the person waits for an answer, or the time of what they were promised is over.
    Waiting {
        /// The organisation.
        organisation: String,
        /// The team.
        team: String,
        /// When that is asked.
        now: Instant,
    },
    /// Open, held by this team, and the person was answered or asked whether it is sorted.
    Answered {
        /// The organisation.
        organisation: String,
        /// The team.
        team: String,
        /// When that is asked.
        now: Instant,
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
    /// Open, and this team was asked to help and has not done anything on it since.
    AskedToHelp {
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
