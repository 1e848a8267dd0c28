//! What share of hand-overs come straight back.
//!
//! Question: when work is handed over, how often is the next hand-over the one back? Formula: at each level (worker, team,
//! organisation), returns a, b, a divided by all changes from one to another; 95 % interval by Wilson. Source: boundary loss
//! (bounce rate), domain.md 8.2 measure 6; Wilson, JASA 22, 1927. Where it misleads: the interval takes hand-overs as
//! independent, which several of one need are not quite; and a hand-over just before the end of the log has had no time to
//! come back.

use super::returns::{returns, sentence};
use crate::log::{Field, Log};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};
use crate::statistics::share::wilson;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.bounces",
    asks: "How much of what is handed over comes straight back?",
    unit: "share of hand-overs",
    formula: "returns a, b, a divided by changes from one to another; 95 % interval by Wilson",
    source: "boundary loss; Wilson, Probable inference, JASA 22, 1927",
    misleads: "Hand-overs of one need are not independent; the latest have had little time to come back.",
    read,
};

fn read(log: &Log, ask: &Ask) -> Reading {
    let (mut rows, mut said) = (Vec::new(), Vec::new());
    for level in [Field::Worker, Field::Team, Field::Organisation] {
        let Some(column) = log.names(level) else { continue };
        let found = returns(log, column, ask.threads);
        let back: u64 = found.between.iter().map(|r| r.count).sum();
        if found.hand_overs == 0 {
            continue;
        }
        let share = back as f64 / found.hand_overs as f64;
        let Some((low, high)) = wilson(share, found.hand_overs as f64) else { continue };
        said.push(format!(
            "{} of {} between {}s",
            percent(share),
            counted(found.hand_overs, "hand-over", "hand-overs"),
            level.name()
        ));
        rows.push(vec![
            Item::Name(level.name().to_string()),
            Item::Count(found.hand_overs),
            Item::Count(back),
            Item::Number(share),
            Item::Number(low),
            Item::Number(high),
        ]);
    }
    if rows.is_empty() {
        return Reading::not_enough(
            "no work is seen to change hands; name the columns of worker, team or organisation in the mapping",
        );
    }
    let table =
        Table { columns: vec!["level", "hand_overs", "returns", "share", "low", "high"], keys: 1, rows };
    let says = sentence(&format!("{} come straight back", said.join(", ")));
    // Each level counts its own hand-overs (they are in the table); what all of them rest on is the needs.
    Reading::of(says, log.need_count() as u64, "needs", Shape::Table(table))
}
