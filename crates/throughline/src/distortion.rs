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
pub mod job_splitting;
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
pub mod slowing;
pub mod threshold;
pub mod too_smooth;
pub mod weekdays;
mod who;

use crate::log::Log;
use crate::reading::{Ask, Finding, Measure, Reading, Shape, Verdict, Who, counted};
use crate::statistics::many::false_discovery;
use pattern::{Looked, Pattern, Tested};

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "distortion",
    asks: "What do targets and limits do to the records?",
    unit: "findings",
    formula: "one test for each pattern and limit (see each finding); Benjamini-Hochberg q over all of them, found if q <= 0.05",
    source: "Benjamini and Hochberg, JRSS B 57, 1995",
    misleads: "A rule, a rhythm of the week, hard cases and people who keep their own limits look the same: ask those who do the work.",
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
    // What one organisation did is its place, and not that of all who work on the needs.
    for finding in &mut tested.findings {
        if let Who::OtherBody(Some(name)) = &finding.who {
            finding.place = Some(name.clone());
        }
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
///
/// A test whose gates (size, placebos, numbers) fail is never spoken of, however small its chance: it stands in the family with a
/// chance of 1, which is still one that is not too small. Its own small chance, common in large logs, would only raise the rank of
/// everybody else's, and let through what chance alone gives.
fn judged_together(tested: Tested) -> (usize, Vec<Finding>) {
    let Tested { mut findings, others } = tested;
    let in_family = |finding: &Finding| {
        let gated = finding.verdict != Verdict::Found && finding.p.is_some_and(|p| p < limit::RARE);
        if gated { Some(1.0) } else { finding.p }
    };
    let tested: Vec<usize> = (0..findings.len()).filter(|place| findings[*place].p.is_some()).collect();
    let p: Vec<f64> = tested.iter().filter_map(|place| in_family(&findings[*place])).chain(others).collect();
    for (place, q) in tested.iter().zip(false_discovery(&p)) {
        let finding = &mut findings[*place];
        finding.q = Some(q);
        if finding.verdict == Verdict::Found && q > DISCOVERY {
            finding.verdict = Verdict::Nothing;
            finding.needs_affected = None;
            finding.says = format!(
                "{} But of {} tests made here as much is to be expected somewhere by chance alone.",
                finding.says.replacen(" Consistent with", " Taken alone it would be consistent with", 1),
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

/// The names of the patterns of some findings, each once.
fn names<'a>(findings: impl Iterator<Item = &'a Finding>) -> String {
    let mut names: Vec<&str> = findings.map(Finding::called).collect();
    names.dedup();
    names.join("; ")
}

fn sentence(tests: usize, findings: &[Finding]) -> String {
    let with = |verdict: Verdict| findings.iter().filter(move |finding| finding.verdict == verdict);
    // What has no chance was not tested: it is a description.
    let found = || with(Verdict::Found).filter(|finding| finding.p.is_some());
    let described = || with(Verdict::Found).filter(|finding| finding.p.is_none());
    let described = match described().count() {
        0 => String::new(),
        count => format!(
            " Besides, {} described, not tested ({}).",
            if count == 1 { "one thing is".to_string() } else { format!("{count} things are") },
            names(described())
        ),
    };
    let rules = match with(Verdict::Rule).count() {
        0 => String::new(),
        1 => " Once a rule or a system seems to make the times.".to_string(),
        rules => format!(" In {rules} places a rule or a system seems to make the times."),
    };
    let made = counted(tests as u64, "test was made", "tests were made");
    match found().count() {
        0 if tests == 0 => format!("No test of what targets do to records could be made.{described}{rules}"),
        0 => format!(
            "{made} of what targets do to records, and none shows anything beyond chance.{described}{rules}"
        ),
        count => format!(
            "{made} of what targets do to records; {count} {} beyond chance: {}. Ask those who do the work, and whether a rule makes it, before \
             saying more; about {:.1} of them may still be chance.{described}{rules}",
            if count == 1 { "shows something" } else { "show something" },
            names(found()),
            DISCOVERY * count as f64
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::statistics::random::Random;

    fn finding(pattern: &'static str, verdict: Verdict, p: Option<f64>) -> Finding {
        Finding {
            pattern,
            target: None,
            verdict,
            statistic: None,
            p,
            q: None,
            needs_affected: None,
            place: None,
            period: None,
            threshold: None,
            observed: None,
            expected: None,
            size: None,
            size_of: "needs",
            durations: None,
            who: Who::NotKnown,
            rule: "",
            says: String::new(),
            could_also_be: "",
            look_at: "",
        }
    }

    /// 40 tests of which nothing is true, beside 20 large ones that fail the size gate: in a family with the small chances of those, one of the
    /// 40 got through in a third of all studies.
    #[test]
    fn tests_that_cannot_be_shown_do_not_help_others_through() {
        let mut random = Random::new(1, "family");
        let mut wrong = 0;
        for _ in 0..400 {
            let clean = (0..40).map(|_| {
                let p = random.unit();
                finding("clean", if p < 0.01 { Verdict::Found } else { Verdict::Nothing }, Some(p))
            });
            let below_the_gate = (0..20).map(|_| finding("small", Verdict::Nothing, Some(1e-9)));
            let findings: Vec<Finding> = clean.chain(below_the_gate).collect();
            let (tests, findings) = judged_together(Tested { findings, others: Vec::new() });
            assert_eq!(tests, 60);
            wrong += usize::from(findings.iter().any(|finding| finding.verdict == Verdict::Found));
        }
        assert!(wrong <= 30, "{wrong} of 400");
    }

    /// What does not hold over all tests is not said to be consistent with anything.
    #[test]
    fn what_chance_gives_is_consistent_with_nothing() {
        let says = "It is 1.4 times as often. Consistent with the limit changing how needs are recorded."
            .to_string();
        let found = Finding { says, ..finding("pauses", Verdict::Found, Some(0.008)) };
        let (_, findings) = judged_together(Tested { findings: vec![found], others: vec![0.5; 20] });
        assert_eq!(findings[0].verdict, Verdict::Nothing);
        assert_eq!(
            findings[0].says,
            "It is 1.4 times as often. Taken alone it would be consistent with the limit changing how needs are recorded. But of 21 tests \
             made here as much is to be expected somewhere by chance alone."
        );
    }

    #[test]
    fn every_pattern_has_plain_words() {
        for pattern in PATTERNS.iter().copied().chain([&threshold::PATTERN]) {
            let called = finding(pattern.name, Verdict::Nothing, None).called();
            assert_ne!(called, pattern.name, "people are told a pattern in plain words");
        }
    }

    #[test]
    fn a_description_is_no_test() {
        let late = || finding("late clock start", Verdict::Found, None);
        let (tests, findings) = judged_together(late().into());
        assert_eq!(
            sentence(tests, &findings),
            "No test of what targets do to records could be made. Besides, one thing is described, not tested (clocks that start after the first words)."
        );
        let findings = vec![late(), finding("threshold bunching", Verdict::Found, Some(1e-6))];
        let (tests, findings) = judged_together(Tested { findings, others: vec![0.4] });
        let says = sentence(tests, &findings);
        assert!(
            says.starts_with("2 tests were made of what targets do to records; 1 shows something beyond chance: more end just before")
                && says.contains("about 0.1 of them may still be chance")
                && says.ends_with("(clocks that start after the first words)."),
            "{says}"
        );
    }
}
