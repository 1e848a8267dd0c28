//! A person's words arriving, and what follows: the need, its holder, the hand-over, the person's word that it is sorted.
//!
//! Everything here is a decision without side effects: it is given what is known (a [`Need`], folded from its events), the
//! instant and what somebody wants to do, and answers the events that follow, or says in a sentence why they cannot. A store
//! keeps events; nothing else is ever kept of a need.
//!
//! * A need cannot be without a holder: [`receive`] names the first one in the same event that opens it.
//! * An offer moves nothing; only [`accept`](hand_over::accept) moves the holder, and a refusal has a reason.
//! * Only the person closes a need ([`person::sorted`]); staff may say that they think so, and the person's clock runs on.
//! * What may tell who somebody is stands in [`Said`] and nowhere else, so that it can be sealed and destroyed as one thing.
//!
//! Deliberately not here: sending anything, keeping anything, and a state that means "not ours".

mod event;
pub mod hand_over;
pub mod help_me_to;
mod holder;
mod lately;
pub mod listening;
mod need;
pub mod person;
pub mod quiet;
mod reference;
mod rows;
pub mod sharing;
#[cfg(test)]
mod stories;
mod told;
pub mod work;

pub use event::{By, Channel, Event, File, Language, NeedId, PersonId, Reach, Said, What};
pub use holder::{Party, Seat};
pub use lately::Lately;
pub use need::{Need, Offer, is_overdue};
pub use person::receive;
pub use reference::Reference;
pub use rows::LiveRows;
pub use told::Told;
