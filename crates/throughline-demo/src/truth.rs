//! What is true of the place by construction: the constants it is made with. Whatever else is known of it is counted from what was
//! made ([`crate::counted`]).

use jiff::civil::{Date, date};

/// From this day on the contractor's contract has a limit of 28 days, and jobs that would have been closed a little later are closed
/// just inside it.
pub const LIMIT_FROM: Date = date(2024, 1, 8);
/// The limit, in days from the job's being raised to its being closed.
pub const LIMIT_DAYS: i64 = 28;
/// Jobs of so many days more than the limit are tempting.
pub const LIMIT_TEMPTS_DAYS: i64 = 7;
/// So many of those are closed inside it.
pub const LIMIT_MOVES: f64 = 0.7;
/// They are closed in the last days up to the limit.
pub const LIMIT_WITHIN_DAYS: i64 = 3;
/// Of those so many are not done, and the person has to come back.
pub const MOVED_UNFINISHED: f64 = 0.6;
/// Of all other repairs so many fail again.
pub const REPAIR_FAILS: f64 = 0.07;

/// From this day on the council's lettings are done another way.
pub const REDESIGN_FROM: Date = date(2024, 3, 4);
/// The median days of a need of lettings before, and after.
pub const LETTINGS_DAYS: (f64, f64) = (34.0, 20.0);
/// The deviation of the logarithm of those days.
pub const LETTINGS_SPREAD: f64 = 0.45;

/// So many homes and households there are.
pub const PERSONS: usize = 15_000;
/// How many minutes somebody at the council answers for, the median, and the deviation of their logarithm.
pub const CONTACT_MINUTES: (f64, f64) = (6.2, 0.5);

/// So many repairs are not passed on until the person asks.
pub const NOT_PASSED_ON: f64 = 0.06;
/// So many jobs of the contractor do not carry the council's reference.
pub const REFERENCE_MISSING: f64 = 0.08;
/// In the first days the council asks everybody to report damp: so many do on a day besides those who would have …
pub const PLANNED_A_DAY: f64 = 11.0;
/// … for so many days. Their homes are put on a list for planned works, of which nobody says when it ends: a queue that no closed job shows.
pub const PLANNED_DAYS: i64 = 63;
/// So many appointments are not kept.
pub const NOBODY_COMES: f64 = 0.16;

/// A contact at the charity about somebody else's doing is drawn for listening with this chance, any other with the second.
pub const LISTENED: (f64, f64) = (0.08, 0.025);
/// So many of those are sorted by a second person.
pub const TWICE: f64 = 0.2;
/// The second person sees so many differently.
pub const SEEN_DIFFERENTLY: f64 = 0.05;
/// Of so many failures the listener cannot say who caused them.
pub const CAUSE_NOT_KNOWN: f64 = 0.06;

/// So many people whom the charity helps are asked for a score at the start; of those so many again.
pub const SCORED: (f64, f64) = (0.4, 0.7);
/// How much better things are on average, in points of 0 to 10.
pub const BETTER: f64 = 2.4;

/// What an hour of somebody who answers for the council costs.
pub const CONTACT_HOUR_POUNDS: f64 = 18.60;
/// What an hour of the shared office costs.
pub const OFFICE_HOUR_POUNDS: f64 = 21.40;
/// What an hour of the charity costs.
pub const CHARITY_HOUR_POUNDS: f64 = 16.20;
/// So many minutes of each of the three are paid for in a year.
pub const PAID_MINUTES: [f64; 3] = [290_000.0, 300_000.0, 70_000.0];
/// Of an hour paid so much can be worked.
pub const PRACTICAL_SHARE: f64 = 0.8;
/// A share on top of pay.
pub const OVERHEAD: f64 = 0.15;
/// What the contractor is paid for a job that is closed.
pub const JOB_POUNDS: f64 = 68.0;
/// What the council pays in the two years for those who look after the contract.
pub const CLIENT_SIDE_POUNDS: f64 = 84_000.0;
