//! Ways of arranging the work, and what is assumed about each: who does it, how, what is agreed and how far away it is are
//! separate dials. A plan is data; running it is not done here.

pub mod amount;
pub mod ledger;
pub mod payoff;
pub mod plan;
pub mod split;
