//! Is what was cancelled, or ended without access, raised again?
//!
//! Needs whose last activity speaks of cancelling, no access or withdrawing, against all other ended needs: the share after which the same
//! person opens another of the same kind within 28 days, the same day left out (duplicates are merged then); difference with
//! Newcombe's interval, one-sided Fisher p. Source: domain.md 4.2 G7; measures.md 2.4 for the comparison. Where it misleads: people change
//! their minds.

use super::come_back::{DAYS, compared};
use super::near_limit::{Group, LEAST_BEFORE, LEAST_NEAR, compare};
use super::pattern::{Looked, Pattern, Tested};
use super::reclassified::{activities, is_one};
use super::who::who;
use crate::flow::spans;
use crate::reading::Finding;
use crate::time::DAY_US;
use crate::wording::{percent, thousands};

pub(super) const PATTERN: Pattern = Pattern {
    name: "cancelled and raised again",
    statistic: "difference of shares",
    size_of: "share",
    could_also_be: "people who change their minds, or a booking system in which moving an appointment is cancelling and raising it",
    look_at: "a random thirty of those raised again: did the clock start anew, and what had been promised?",
    rule: "Does a rule or a system cancel (after a missed appointment, say)?",
    look,
};

const CANCELS: [&str; 6] = ["cancel", "no access", "withdrawn", "withdraw", "abandon", "no show"];

fn look(looked: &Looked<'_>, pattern: &'static Pattern) -> Tested {
    let log = looked.log;
    let cancels = activities(log, &CANCELS);
    if cancels.is_none() {
        return pattern.not_enough(looked, "no activity speaks of cancelling or of no access").into();
    }
    let returns = match looked.returns() {
        Ok(returns) => returns,
        Err(why) => return pattern.not_enough(looked, why).into(),
    };
    let parts = spans::each_part(log, looked.ask, |spans| {
        let (mut cancelled, mut others, mut events) = (Group::default(), Group::default(), Vec::new());
        for span in spans.filter(|span| span.ended.is_some()) {
            if span.last_us > looked.ask.now.0 - DAYS * DAY_US || !returns.knows(span.need) {
                continue;
            }
            let last = span.last_event;
            let next = returns.next(span.need, span.last_us + DAY_US);
            let again = next.is_some_and(|at_us| at_us - span.last_us <= DAYS * DAY_US);
            if is_one(&cancels, last) {
                cancelled.add(again);
                events.push(last);
            } else {
                others.add(again);
            }
        }
        (cancelled, others, events)
    });
    let (mut cancelled, mut others, mut events) = (Group::default(), Group::default(), Vec::new());
    for (one, other, more) in parts {
        cancelled = Group { of: cancelled.of + one.of, with: cancelled.with + one.with };
        others = Group { of: others.of + other.of, with: others.with + other.with };
        events.extend(more);
    }
    let found =
        compare(cancelled, others).filter(|_| cancelled.of >= LEAST_NEAR && others.of >= LEAST_BEFORE);
    let Some(found) = found else {
        let why = format!(
            "{} needs of known persons were cancelled and {} ended otherwise, watched for {DAYS} days since; {LEAST_NEAR} and \
             {LEAST_BEFORE} are needed",
            thousands(cancelled.of),
            thousands(others.of)
        );
        return pattern.not_enough(looked, &why).into();
    };
    let says = format!(
        "Of {} cancelled needs, {} were raised again by the same person within four weeks (not the same day); of others, {} came back.",
        thousands(cancelled.of),
        percent(found.near.share()),
        percent(found.before.share())
    );
    Finding { who: who(looked, events.into_iter()), ..compared(looked, pattern, &found, says) }.into()
}
