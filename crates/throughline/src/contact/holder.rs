//! Who holds a need: a person or a team, in an organisation.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Who can hold a need, be brought in, or be offered it: a team of an organisation, or one named worker in it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Party {
    /// The organisation.
    pub organisation: String,
    /// The team in it.
    pub team: String,
    /// The worker's own name as people are told it, where it is one person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker: Option<String>,
}

impl Party {
    /// A team, whoever of it is there.
    pub fn team(organisation: impl Into<String>, team: impl Into<String>) -> Party {
        Party { organisation: organisation.into(), team: team.into(), worker: None }
    }

    /// Whether somebody in this seat may act for it: the worker who is named, or anyone of the team.
    pub fn is_of(&self, seat: &Seat) -> bool {
        self.organisation == seat.organisation && self.team == seat.team
    }
}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Party { organisation, team, worker } = self;
        if let Some(worker) = worker {
            write!(f, "{worker}, ")?;
        }
        if team == organisation { f.write_str(team) } else { write!(f, "{team}, {organisation}") }
    }
}

/// Where a worker sits while doing something: who, in which team, of which organisation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Seat {
    /// The worker's own name, as people are told it.
    pub worker: String,
    /// The team.
    pub team: String,
    /// The organisation.
    pub organisation: String,
}

impl Seat {
    /// The worker as a holder.
    pub fn party(&self) -> Party {
        let Seat { worker, team, organisation } = self.clone();
        Party { organisation, team, worker: Some(worker) }
    }

    /// The worker's team as a holder.
    pub fn team(&self) -> Party {
        Party::team(&self.organisation, &self.team)
    }
}
