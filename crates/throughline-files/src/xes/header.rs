//! What a log says about itself before its traces.
//!
//! Classifiers are reported, not applied: events are named by `concept:name` unless the mapping says otherwise. Globals are not
//! used to fill in what events lack: the standard has them promise that the attribute is always there, pm4py does not fill
//! either, and in real logs they say `UNKNOWN` or 1970.

use super::own;
use super::tag;
use crate::job::shorten;

/// What a log says about itself.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Header {
    classifiers: Vec<String>,
    unknown: Vec<String>,
    /// Whether we wrote the log ourselves.
    pub(super) own: bool,
    /// The activities after which a need counts as ended, as we wrote them.
    pub(super) closing: Vec<String>,
}

impl Header {
    /// An element of the log itself other than traces and events.
    pub(super) fn element(&mut self, local: &[u8], key: Option<&[u8]>, value: Option<&[u8]>) {
        let meaning =
            |bytes: Option<&[u8]>| bytes.and_then(|bytes| tag::meaning(bytes).ok()).unwrap_or_default();
        match (local, key) {
            (b"classifier", _) => {
                let said = format!("“{}” = {}", shorten(&meaning(key)), shorten(&meaning(value)));
                if self.classifiers.len() < 10 && !self.classifiers.contains(&said) {
                    self.classifiers.push(said);
                }
            }
            (b"string", Some(key)) if key == own::MARK.as_bytes() => self.own = true,
            (b"string", Some(key)) if key.starts_with(own::CLOSING.as_bytes()) => {
                self.closing.push(own::unspelt(&meaning(value)));
            }
            _ => {}
        }
    }

    /// An element that XES does not have, in a trace or an event.
    pub(super) fn unknown(&mut self, local: &[u8]) {
        let name = format!("<{}>", shorten(&tag::text(local)));
        if self.unknown.len() < 10 && !self.unknown.contains(&name) {
            self.unknown.push(name);
        }
    }

    /// What is to be known from another part of the same log.
    pub(super) fn join(&mut self, other: Header) {
        for name in other.unknown {
            if !self.unknown.contains(&name) {
                self.unknown.push(name);
            }
        }
        self.classifiers.extend(other.classifiers);
        self.closing.extend(other.closing);
    }

    /// What the person who asked should know.
    pub(super) fn notes(&self) -> Vec<String> {
        let mut notes = Vec::new();
        if self.own {
            notes.push(own::note(&self.closing));
        }
        if !self.classifiers.is_empty() {
            notes.push(format!(
                "this log has classifiers ({}); events are named by concept:name alone unless the mapping says otherwise: the values of two \
                 keys that it has `as = \"activity\"` are joined with +",
                self.classifiers.join("; ")
            ));
        }
        if !self.unknown.is_empty() {
            notes.push(format!("elements that XES does not have were left out: {}", self.unknown.join(", ")));
        }
        notes
    }
}
