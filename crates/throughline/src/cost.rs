//! What a need met really costs, who pays it, and what of it is the cost of failure. Prices and rates come from the person who
//! asks, with how they are known; nothing is priced that was not seen.

pub mod by_payer;
pub mod capacity;
pub mod causes;
pub mod concentration;
pub mod costing;
pub mod doubts;
pub mod exported_failure;
pub mod failure;
pub mod failure_balance;
pub mod ledger;
pub mod per_need;
pub mod touch_bounds;
pub mod value_work;
