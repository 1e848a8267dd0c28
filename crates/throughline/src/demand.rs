//! Demand: contacts, studied. What people ask for, how much of it is caused by a failure to do something or to do it right, whether
//! those who sort it agree, and whether it comes predictably. Asked by whoever can act on it.
//!
//! The words stay unchanged; a share of failure is never a target and never ranked.

pub mod agreement;
pub mod boundary_loss;
pub mod codes;
pub mod contacts;
pub mod contacts_per_need;
pub mod contacts_taken;
pub mod contacts_weekly;
pub mod effort_share;
pub mod failure_share;
pub mod failure_weekly;
pub mod few;
pub mod from_words;
pub mod kinds;
pub mod label_next;
pub mod on_the_way;
pub mod one_stop;
pub mod own_words;
pub mod words;
