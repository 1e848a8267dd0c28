//! When each need opened, when its last event was, and whether it has ended: the one place where that is decided.
//!
//! A need has ended when its last event, or another at the same instant (systems write a closing and its note together), is the
//! person's word (kind `word`) or of an activity that the source calls closing. If
//! nothing in the whole log says either, a need is taken to have ended at its last event when nothing more has happened for
//! the quiet days before the end of observation: inferred, and said so. Anything else is open. The rule is that of the whole
//! log, not of the slice, so that slices add up.

use crate::log::{Field, Log, NameColumn, Needs};
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

    /// How long the need was watched until an instant (see [`Rule::watched_until`]), and whether it ended in that time; `None`
    /// if it opened after it.
    pub fn watched(&self, until: Instant) -> Option<(i64, bool)> {
        match self.ended {
            _ if self.first_us > until.0 => None,
            Some(_) if self.last_us <= until.0 => Some((self.length_us(), true)),
            _ => Some((until.0 - self.first_us, false)),
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
    /// Until when it is known whether a need has ended. Where an end is inferred from quiet days that is so many days before the
    /// end of observation: a need quiet for less may have ended or not, and taking it as still waiting would make every time look
    /// longer than it is.
    pub fn watched_until(&self, now: Instant) -> Instant {
        match self {
            Rule::Said { .. } => now,
            Rule::Quiet(days) => Instant(now.0.saturating_sub((days * DAY_US as f64) as i64)),
        }
    }

    /// The rule in words, to end a sentence with.
    pub fn says(&self) -> String {
        match self {
            Rule::Said { word: true, closing: false } => "ended by the person's word".to_string(),
            Rule::Said { word: false, .. } => "ended by a closing activity of the source".to_string(),
            Rule::Said { .. } => "ended by the person's word or a closing activity of the source".to_string(),
            Rule::Quiet(days) => {
                format!(
                    "ended when nothing more was heard for {days} days, which is inferred: no source says when a need ends"
                )
            }
        }
    }
}

/// The rule for a log.
pub fn rule(log: &Log, ask: &Ask) -> Rule {
    let word = log
        .names(Field::Kind)
        .and_then(|kind| kind.names.find("word").filter(|code| kind.codes.contains(code)));
    let closing = !log.columns().closing.is_empty();
    match (word, closing) {
        (None, false) => Rule::Quiet(ask.quiet_days),
        (word, closing) => Rule::Said { word: word.is_some(), closing },
    }
}

/// Runs `work` on the spans of parts of the needs side by side; the answers come back in the order of the needs. A need without
/// events is passed over.
pub fn each_part<T: Send>(log: &Log, ask: &Ask, work: impl Fn(Spans<'_>) -> T + Sync) -> Vec<T> {
    let reader = Reader::of(log, ask);
    log.each_part(ask.threads, |needs| work(Spans { reader: &reader, needs }))
}

/// What tells when a need ended.
struct Reader<'a> {
    at_us: &'a [i64],
    rule: Rule,
    quiet_before_us: i64,
    word: Option<(&'a NameColumn, u32)>,
    /// For each activity whether it is a closing one.
    closing: Option<(&'a NameColumn, Vec<bool>)>,
}

impl<'a> Reader<'a> {
    fn of(log: &'a Log, ask: &Ask) -> Reader<'a> {
        let named = &log.columns().closing;
        let is_closing =
            |column: &NameColumn| column.names.iter().map(|name| named.iter().any(|n| n == name)).collect();
        Reader {
            at_us: log.at_us(),
            rule: rule(log, ask),
            quiet_before_us: Rule::Quiet(ask.quiet_days).watched_until(ask.now).0,
            word: log.names(Field::Kind).and_then(|kind| Some((kind, kind.names.find("word")?))),
            closing: log.names(Field::Activity).map(|activity| (activity, is_closing(activity))),
        }
    }

    #[inline]
    fn ended(&self, events: std::ops::Range<usize>) -> Option<Ended> {
        let last_us = self.at_us[events.end - 1];
        if let Rule::Quiet(_) = self.rule {
            return (last_us <= self.quiet_before_us).then_some(Ended::Quiet);
        }
        let mut at_last = events.rev().take_while(|event| self.at_us[*event] == last_us);
        at_last.find_map(|event| self.says_ended(event))
    }

    #[inline]
    fn says_ended(&self, event: usize) -> Option<Ended> {
        if self.word.is_some_and(|(kind, word)| kind.codes[event] == word) {
            return Some(Ended::Word);
        }
        let closing = self.closing.as_ref();
        let closes =
            closing.and_then(|(activity, closing)| closing.get(activity.codes[event] as usize).copied());
        (closes == Some(true)).then_some(Ended::Closing)
    }
}

/// The spans of some needs, in their order.
pub struct Spans<'a> {
    reader: &'a Reader<'a>,
    needs: Needs<'a>,
}

impl Iterator for Spans<'_> {
    type Item = Span;

    #[inline]
    fn next(&mut self) -> Option<Span> {
        let need = self.needs.find(|need| !need.events.is_empty())?;
        let last = need.events.end - 1;
        let at_us = self.reader.at_us;
        Some(Span {
            need: need.index,
            first_us: at_us[need.events.start],
            last_us: at_us[last],
            ended: self.reader.ended(need.events),
        })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.needs.len()))
    }
}
