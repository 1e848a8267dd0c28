//! When each need opened, when its last event was, and whether it has ended: the one place where that is decided.
//!
//! A need has ended when its last event, or another at the same instant (systems write a closing and its note together), is the
//! person's word (kind `word`) or of an activity that the source calls closing. If nothing in the whole log says either, a need
//! is taken to have ended at its last event when nothing more has happened for the quiet days before the end of observation:
//! inferred, and said so. Not where a source says that it tells when needs end, and has told it of none yet
//! ([`SOURCE_SAYS_END`]): there they are open. Anything else is open.
//!
//! An invoice or a note written after the end does not open a need again: where events follow a closing, and nothing more has
//! happened for the quiet days, the need ended with its last closing. A contact that follows does open it again, for the person came
//! back, and so does an activity that says so (`reopened`).
//!
//! Of several files together one may say when a need ends and another not. What the other alone knows could then never end, so a
//! need of which every event is marked as from such a source ([`SOURCE_SAYS_END`]) ends by quiet days; one with an event from a
//! source that does say is open until that source says so. The rule is that of the whole log, not of the slice, so that slices
//! add up.

use crate::log::{CodeSlice, Column, Field, Log, NameColumn, Needs, SOURCE_SAYS_END};
use crate::reading::Ask;
use crate::wording::days;

/// Parts of an activity's name that say that a need is opened again, in small letters.
const REOPENINGS: [&str; 3] = ["reopen", "re-open", "re open"];

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
    /// When it ended; of an open one the same as `recorded_us`.
    pub last_us: i64,
    /// The event that ended it; of an open one its last.
    pub last_event: usize,
    /// Its last event, or the end of the event that ended last: later than the end where something was written afterwards.
    pub recorded_us: i64,
    /// How it ended; `None` if it is open.
    pub ended: Option<Ended>,
    /// Until when it is known whether it has ended: the end of observation, or, where that is inferred from quiet days, so many
    /// days before it. A need quiet for less may have ended or not, and taking it as still waiting would make every time look
    /// longer than it is.
    pub known_until_us: i64,
}

impl Span {
    /// From the first event to the end; of an open one so far.
    pub fn length_us(&self) -> i64 {
        self.last_us - self.first_us
    }

    /// From the first event to the end of the last: what pm4py calls the case duration.
    pub fn recorded_length_us(&self) -> i64 {
        self.recorded_us - self.first_us
    }

    /// How long the need was watched, and whether it ended in that time; `None` if it opened when it could no longer be seen
    /// whether it ends.
    pub fn watched(&self) -> Option<(i64, bool)> {
        match self.ended {
            _ if self.first_us > self.known_until_us => None,
            Some(_) if self.last_us <= self.known_until_us => Some((self.length_us(), true)),
            _ => Some((self.known_until_us - self.first_us, false)),
        }
    }
}

/// How ends are known in a log.
#[derive(Debug, Clone, PartialEq)]
pub enum Rule {
    /// From the person's word or closing activities.
    Said {
        /// The log has words of persons, or would have.
        word: bool,
        /// The log has closing activities.
        closing: bool,
    },
    /// From quiet of so many days.
    Quiet(f64),
    /// Of some needs from the person's word or closing activities; of those whose sources have neither, from quiet.
    BySource {
        /// The log has words of persons, or would have.
        word: bool,
        /// The log has closing activities.
        closing: bool,
        /// The days of quiet.
        quiet_days: f64,
    },
}

impl Rule {
    /// The rule as a sentence of its own.
    pub fn sentence(&self) -> String {
        format!("Needs are taken as {}.", self.says())
    }

    /// The rule in words, to end a sentence with.
    fn says(&self) -> String {
        let said = |word: bool, closing: bool| match (word, closing) {
            (true, false) => "ended by the person's word",
            (false, _) => "ended by a closing activity of the source",
            (true, true) => "ended by the person's word or a closing activity of the source",
        };
        match self {
            Rule::Said { word, closing } => said(*word, *closing).to_string(),
            Rule::Quiet(quiet_days) => format!(
                "ended when nothing more was heard for {}, which is inferred: no source says when a need ends",
                days(*quiet_days)
            ),
            Rule::BySource { word, closing, quiet_days } => format!(
                "{}; where no source of a need says when it ends, ended when nothing more was heard for {}, \
                 which is inferred",
                said(*word, *closing),
                days(*quiet_days)
            ),
        }
    }
}

/// The rule for a log.
pub fn rule(log: &Log, ask: &Ask) -> Rule {
    let whole = log.whole();
    let word = whole
        .names(Field::Kind)
        .and_then(|kind| kind.names.find("word").filter(|code| kind.codes.iter().any(|any| any == *code)));
    let closing = !log.columns().closing.is_empty();
    let says = |flag: u8| says_end(&whole).is_some_and(|says| says.contains(&flag));
    // A source that would say when a need ends, as a running service would, and of no need has yet.
    let none_yet = !closing && says(1);
    match (word.is_some() || none_yet, closing) {
        (false, false) => Rule::Quiet(ask.quiet_days),
        (word, closing) if says(0) => Rule::BySource { word, closing, quiet_days: ask.quiet_days },
        (word, closing) => Rule::Said { word, closing },
    }
}

/// Of each event whether its source says when a need ends; 0 where it does not. None where nobody had to ask.
fn says_end(log: &Log) -> Option<&[u8]> {
    match log.event_column(SOURCE_SAYS_END) {
        Some(Column::Flags(flags)) => Some(flags),
        _ => None,
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
    until_us: Option<&'a [i64]>,
    rule: Rule,
    says_end: Option<&'a [u8]>,
    now_us: i64,
    quiet_before_us: i64,
    word: Option<(CodeSlice<'a>, u32)>,
    contact: Option<(CodeSlice<'a>, u32)>,
    /// Of each activity whether it says that a need is opened again.
    reopening: Vec<bool>,
    /// For each activity whether it is a closing one.
    closing: Option<(CodeSlice<'a>, Vec<bool>)>,
}

impl<'a> Reader<'a> {
    fn of(log: &'a Log, ask: &Ask) -> Reader<'a> {
        let named = &log.columns().closing;
        let is_closing =
            |column: &NameColumn| column.names.iter().map(|name| named.iter().any(|n| n == name)).collect();
        let kind = |name: &str| {
            let kind = log.names(Field::Kind)?;
            Some((kind.codes.all(), kind.names.find(name)?))
        };
        let reopens = |name: &str| {
            let name = name.to_lowercase();
            REOPENINGS.iter().any(|word| name.contains(word))
        };
        let activity = log.names(Field::Activity);
        Reader {
            at_us: log.at_us(),
            until_us: match log.field(Field::Until) {
                Some(Column::Times(until_us)) => Some(until_us),
                _ => None,
            },
            rule: rule(log, ask),
            says_end: says_end(log),
            now_us: ask.now.0,
            quiet_before_us: ask.quiet_before_us(),
            word: kind("word"),
            contact: kind("contact"),
            reopening: activity.map_or(Vec::new(), |activity| activity.names.iter().map(reopens).collect()),
            closing: activity.map(|activity| (activity.codes.all(), is_closing(activity))),
        }
    }

    /// Whether the end of a need with these events is inferred from quiet.
    #[inline]
    fn by_quiet(&self, events: &std::ops::Range<usize>) -> bool {
        match (&self.rule, self.says_end) {
            (Rule::Quiet(_), _) => true,
            (Rule::BySource { .. }, Some(says)) => says[events.clone()].iter().all(|says| *says == 0),
            _ => false,
        }
    }

    #[inline]
    fn said(&self, events: std::ops::Range<usize>) -> Option<(usize, Ended)> {
        let last_at_us = self.at_us[events.end - 1];
        let mut at_last = events.rev().take_while(|event| self.at_us[*event] == last_at_us);
        at_last.find_map(|event| Some((event, self.says_ended(event)?)))
    }

    /// The event that ended a need before its last, if nothing that came after it opens the need again.
    fn said_earlier(&self, events: std::ops::Range<usize>) -> Option<(usize, Ended)> {
        for event in events.rev() {
            if let Some(ended) = self.says_ended(event) {
                return Some((event, ended));
            }
            if self.reopens(event) {
                return None;
            }
        }
        None
    }

    fn reopens(&self, event: usize) -> bool {
        let names_it =
            self.closing.as_ref().and_then(|(activity, _)| self.reopening.get(activity.at(event) as usize));
        names_it == Some(&true) || self.contact.is_some_and(|(kind, contact)| kind.at(event) == contact)
    }

    #[inline]
    fn says_ended(&self, event: usize) -> Option<Ended> {
        if self.word.is_some_and(|(kind, word)| kind.at(event) == word) {
            return Some(Ended::Word);
        }
        let closing = self.closing.as_ref();
        let closes =
            closing.and_then(|(activity, closing)| closing.get(activity.at(event) as usize).copied());
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
        // The latest of the events up to and with one, and of their ends.
        let latest_us = |event: usize| match self.reader.until_us {
            Some(until_us) => {
                let until_us = &until_us[need.events.start..=event];
                until_us.iter().fold(at_us[event], |last, until| last.max(*until))
            }
            None => at_us[event],
        };
        let recorded_us = latest_us(last);
        let quiet_before_us = self.reader.quiet_before_us;
        let (mut last_us, mut last_event) = (recorded_us, last);
        let (ended, known_until_us) = if self.reader.by_quiet(&need.events) {
            ((recorded_us <= quiet_before_us).then_some(Ended::Quiet), quiet_before_us)
        } else {
            let mut ended = self.reader.said(need.events.clone());
            if ended.is_none() && recorded_us <= quiet_before_us {
                ended = self.reader.said_earlier(need.events.clone());
                last_us = ended.map_or(recorded_us, |(event, _)| latest_us(event));
            }
            last_event = ended.map_or(last, |(event, _)| event);
            (ended.map(|(_, how)| how), self.reader.now_us)
        };
        let first_us = at_us[need.events.start];
        Some(Span { need: need.index, first_us, last_us, last_event, recorded_us, ended, known_until_us })
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, Some(self.needs.len()))
    }
}
