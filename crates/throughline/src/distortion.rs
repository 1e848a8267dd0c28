//! What targets and limits do to the records: patterns that come about when the measure, not the person, is served.
//!
//! Question: does a target change when and how work is recorded? Formula: one test for each pattern and limit, in its own file. Every pattern is looked for by its own file, near the limits that were
//! declared (`Ask::targets`) or, where none was, near customary marks at which a pile is found; all tests of one study are one family,
//! under false-discovery control (Benjamini and Hochberg, q = 0.05). Sources: measures.md section 2, domain.md 4.2. A finding says
//! "consistent with": who acted and whether a rule makes it are asked before it is made public. Where it misleads: a rule, a rhythm of
//! the week, hard cases, and people who keep their own limits look the same.

pub mod adjacent;
mod after_breach;
pub mod bunching;
pub mod bursts;
pub mod changed_class;
pub mod clocks;
mod come_back;
pub mod counts;
mod entry_bursts;
mod even_shares;
pub mod heaping;
pub mod hidden_queue;
mod job_splitting;
mod late_start;
pub mod limit;
pub mod limit_words;
mod lives;
mod marks;
mod month_end;
pub mod near_limit;
mod pattern;
mod pauses;
pub mod period_end;
mod raised_again;
mod reclassified;
mod rounded_times;
pub mod threshold;
pub mod too_smooth;
mod who;

use crate::log::Log;
use crate::reading::{Ask, Finding, Measure, Reading, Shape, Verdict, counted};
use crate::statistics::many::false_discovery;
use pattern::{Looked, Pattern, Tested};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "distortion",
    asks: "What do targets and limits do to the records?",
    unit: "findings",
    formula: "one test for each pattern and limit (see each finding); Benjamini-Hochberg q over all of them, found if q <= 0.05",
    source: "measures.md section 2; Benjamini and Hochberg, JRSS B 57, 1995",
    misleads: "A rule, a rhythm of the week, hard cases and people who keep their own limits look the same: ask who acted.",
    read,
};

/// The patterns that need no limit, or look at those found by the first.
const PATTERNS: &[&Pattern] = &[
    &rounded_times::PATTERN,
    &come_back::PATTERN,
    &pauses::PATTERN,
    &reclassified::PATTERN,
    &after_breach::PATTERN,
    &even_shares::PATTERN,
    &raised_again::PATTERN,
    &job_splitting::PATTERN,
    &month_end::PATTERN,
    &hidden_queue::PATTERN,
    &late_start::PATTERN,
    &entry_bursts::PATTERN,
];

/// Found is what holds at this false-discovery rate over all tests.
const DISCOVERY: f64 = 0.05;

fn read(log: &Log, ask: &Ask) -> Reading {
    if log.need_count() == 0 || log.event_count() == 0 {
        return Reading::not_enough("there are no needs in this log");
    }
    let mut looked = Looked::of(log, ask);
    let mut tested = threshold::look(&mut looked);
    for pattern in PATTERNS {
        let mut more = (pattern.look)(&looked, pattern);
        tested.findings.append(&mut more.findings);
        tested.others.append(&mut more.others);
    }
    let (tests, findings) = judged_together(tested);
    let mut says = sentence(tests, &findings);
    if looked.working.ahead_us != 0 {
        says.push_str(
            " Dates seem to be written in another zone than the one asked for, and are read as they were written; --zone says which.",
        );
    }
    Reading::of(says, log.need_count() as u64, "needs", Shape::Findings(findings))
}

/// All tests as one family: how many there were, and the findings with their q, what matters most first.
fn judged_together(tested: Tested) -> (usize, Vec<Finding>) {
    let Tested { mut findings, others } = tested;
    let tested: Vec<usize> = (0..findings.len()).filter(|place| findings[*place].p.is_some()).collect();
    let p: Vec<f64> = tested.iter().filter_map(|place| findings[*place].p).chain(others).collect();
    for (place, q) in tested.iter().zip(false_discovery(&p)) {
        let finding = &mut findings[*place];
        finding.q = Some(q);
        if finding.verdict == Verdict::Found && q > DISCOVERY {
            finding.verdict = Verdict::Nothing;
            finding.says = format!(
                "{} But of {} tests made here as much is to be expected somewhere by chance alone.",
                finding.says,
                p.len()
            );
        }
    }
    let rank = |finding: &Finding| match finding.verdict {
        Verdict::Found => 0,
        Verdict::Rule => 1,
        Verdict::Nothing => 2,
        Verdict::NotEnough => 3,
    };
    findings.sort_by_key(rank);
    (p.len(), findings)
}

fn sentence(tests: usize, findings: &[Finding]) -> String {
    let with = |verdict: Verdict| findings.iter().filter(move |finding| finding.verdict == verdict);
    let found: Vec<&str> = {
        let mut names: Vec<&str> = with(Verdict::Found).map(|finding| finding.pattern).collect();
        names.dedup();
        names
    };
    let count = with(Verdict::Found).count();
    let rules = match with(Verdict::Rule).count() {
        0 => String::new(),
        1 => " Once a rule or a system seems to make the times.".to_string(),
        rules => format!(" In {rules} places a rule or a system seems to make the times."),
    };
    let made = counted(tests as u64, "test was made", "tests were made");
    match count {
        0 if tests == 0 => format!("No test of what targets do to records could be made.{rules}"),
        0 => format!("{made} of what targets do to records, and none shows anything beyond chance.{rules}"),
        _ => format!(
            "{made} of what targets do to records; {} {} beyond chance ({}), of which about {:.1} may still be chance: ask who acted, \
             and whether a rule makes it, before saying more.{rules}",
            count,
            if count == 1 { "shows something" } else { "show something" },
            found.join(", "),
            DISCOVERY * count as f64
        ),
    }
}
