//! How sure a log is that its rows belong where they are: the link probability that whoever joined the records gave them.

use super::{Finding, finding, share};
use crate::log::{Column, Field, Log};
use crate::wording::{counted, percent};

/// Links less likely than this to be right are counted apart.
const SURE: f64 = 0.9;

/// What the log says of its links; nothing where it has no link probability from 0 to 1.
pub fn links(log: &Log) -> Option<Finding> {
    let Some(Column::Real(chances)) = log.field(Field::LinkProbability) else { return None };
    let (mut of, mut sum, mut unsure) = (0_u64, 0.0, 0_u64);
    for event in log.needs().flat_map(|need| need.events) {
        let chance = chances[event];
        if (0.0..=1.0).contains(&chance) {
            of += 1;
            sum += chance;
            unsure += u64::from(chance < SURE);
        }
    }
    if of == 0 {
        return None;
    }
    let says = format!(
        "{} how likely it is that they belong to their need or person: {} on average; {} are less likely than {SURE}. A wrong link \
         makes people seem to come back who did not, a missed one hides those who did; links are used as they are, whatever their chance.",
        counted(of, "event says", "events say"),
        (sum / of as f64 * 1_000.0).round() / 1_000.0,
        percent(share(unsure, of)),
    );
    let look_at = "a random thirty of the links less likely than 0.9: are they of one person?";
    Some(finding("unsure_links", unsure, of, says, share(unsure, of) > 0.05, look_at))
}
