//! When each need opened, when its last event was, and whether it has ended: the one place where that is decided.
//!
//! A need has ended when its last event is the person's word (kind `word`) or of an activity that the source calls closing. If
//! nothing in the whole log says either, a need is taken to have ended at its last event when nothing more has happened for
//! the quiet days before the end of observation: inferred, and said so. Anything else is open. The rule is that of the whole
//! log, not of the slice, so that slices add up.

use crate::log::{Field, Log, Needs};
use crate::reading::Ask;
use crate::time::{DAY_US, Instant};

/// How it is known that a need ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// By the person's word.
    Word,
    /// By an activity that the source calls closing.
    Closing,
    /// Inferred: nothing more was heard.
    Quiet,
}

/// One need in time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The need's number.
    pub need: u32,
    /// Its first event.
    pub first_us: i64,
    /// Its last event.
    pub last_us: i64,
    /// How it ended; `None` if it is open.
    pub ended: Option<Ended>,
}

impl Span {
    /// From the first to the last event: what pm4py calls the case duration.
    pub fn length_us(&self) -> i64 {
        self.last_us - self.first_us
    }

    /// How long the need has been seen by `now`, and whether it ended in that time; `None` if it opened after `now`.
    pub fn seen_by(&self, now: Instant) -> Option<(i64, bool)> {
        match self.ended {
            _ if self.first_us > now.0 => None,
            Some(_) if self.last_us <= now.0 => Some((self.length_us(), true)),
            _ => Some((now.0 - self.first_us, false)),
        }
    }
}

/// How ends are known in a log.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// From the person's word or closing activities.
    Said {
        /// The log has words of persons.
        word: bool,
        /// The log has closing activities.
        closing: bool,
    },
    /// From quiet of so many days.
    Quiet(f64),
}

impl Rule {
    /// The rule in words, to end a sentence with.
    pub fn says(&self) -> String {
        match self {
            Rule::Said { word: true, closing: false } => "ended by the person's word".to_string(),
            Rule::Said { word: false, .. } => "ended by a closing activity of the source".to_string(),
            Rule::Said { .. } => "ended by the person's word or a closing activity of the source".to_string(),
            Rule::Quiet(days) => {
                format!("ended when nothing more was heard for {days} days, which is inferred: no source says when a need ends")
            }
        }
    }
}

/// The rule for a log.
pub fn rule(log: &Log, ask: &Ask) -> Rule {
    let word = log.names(Field::Kind).and_then(|kind| kind.names.find("word").filter(|code| kind.codes.contains(code)));
    let closing = !log.columns().closing.is_empty();
    match (word, closing) {
        (None, false) => Rule::Quiet(ask.quiet_days),
        (word, closing) => Rule::Said { word: word.is_some(), closing },
    }
}

/// Every need of a log in time, in the order of the needs. A need without events is passed over.
pub fn spans(log: &Log, ask: &Ask) -> Vec<Span> {
    let rule = rule(log, ask);
    let mut parts = log.each_part(ask.threads, |needs| part(log, needs, ask, &rule));
    match parts.len() {
        1 => parts.remove(0),
        _ => parts.concat(),
    }
}

fn part(log: &Log, needs: Needs<'_>, ask: &Ask, rule: &Rule) -> Vec<Span> {
    let at_us = log.at_us();
    let kind = log.names(Field::Kind);
    let word = kind.and_then(|kind| kind.names.find("word"));
    let activity = log.names(Field::Activity);
    let is_closing: Vec<bool> = activity.map_or(Vec::new(), |activity| {
        activity.names.iter().map(|name| log.columns().closing.iter().any(|closing| closing == name)).collect()
    });
    let quiet_before_us = ask.now.0.saturating_sub((ask.quiet_days * DAY_US as f64) as i64);
    let span = |need: crate::log::Need| {
        let last = need.events.end.checked_sub(1).filter(|last| *last >= need.events.start)?;
        let (first_us, last_us) = (at_us[need.events.start], at_us[last]);
        let ended = match rule {
            Rule::Quiet(_) => (last_us <= quiet_before_us).then_some(Ended::Quiet),
            Rule::Said { .. } => {
                let says_so = word.is_some() && kind.map(|kind| kind.codes[last]) == word;
                let closes = || activity.and_then(|activity| is_closing.get(activity.codes[last] as usize)) == Some(&true);
                if says_so { Some(Ended::Word) } else { closes().then_some(Ended::Closing) }
            }
        };
        Some(Span { need: need.index, first_us, last_us, ended })
    };
    needs.filter_map(span).collect()
}
