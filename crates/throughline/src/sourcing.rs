//! Ways of arranging the work, and what is assumed about each: who does it, how, what is agreed and how far away it is are
//! separate dials. A plan is data; running it is not done here.

pub mod amount;
pub mod answer;
pub mod appraisal;
pub mod arrangement;
pub mod assessment;
pub mod back_test;
pub mod defaults;
pub mod follows;
pub mod identity;
pub mod ledger;
pub mod money;
pub mod outcome;
pub mod payoff;
pub mod plan;
pub mod question;
pub mod split;
pub mod together;
pub mod unwritten;
pub mod uses;
