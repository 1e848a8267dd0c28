//! Keeps the events of a running service, and gives back what was kept: the events of a need, lists for the desk, a log for
//! the study. Two real stores, SQLite in a folder and PostgreSQL, behind one [`Store`]; the same stories are told on both.
//!
//! * Events are appended, never changed. Each carries the hash of the one before ([`record`]), so that [`Store::verify`] can
//!   tell whether anything was altered or is missing.
//! * One writer decides and commits for everybody who waits ([`writer`]): what is answered is on disk.
//! * What may tell who somebody is is sealed under a key of that person ([`key`]); erasing destroys the key, and the chain
//!   stays whole.
//! * Lists are a projection that [`Store::rebuild`] makes again from the events.

mod budget;
mod copy;
mod database;
mod export;
mod key;
mod line;
mod live;
mod postgres;
mod readers;
mod record;
mod recorded;
mod sqlite;
mod store;
#[cfg(test)]
mod stories;
mod verify;
mod writer;

pub use budget::Budget;
pub use copy::restore;
pub use export::{Exported, is_export};
pub use key::Key;
pub use line::{ContactLine, Line, List};
pub use record::Verified;
pub use recorded::Taken;
pub use store::{Account, First, Place, Receipt, Seen, Store};
