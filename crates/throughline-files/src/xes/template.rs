//! The tags of an event as they stood before, up to their values (why: see [`super::scan`]).

use super::events::Key;
use super::keys::Kind;
use super::tag::{self, Raw, Tag};

/// So many tags of an event are remembered.
const MOST: usize = 64;
/// So long may the bytes before a value be.
pub(super) const LONGEST: usize = 4096;

/// A tag as it stood before, up to its value.
struct Template {
    /// The bytes from the end of the tag before to the first byte of the value.
    before: Vec<u8>,
    quote: u8,
    /// The bytes after the value's quote.
    after: &'static [u8],
    key: Key,
    kind: Kind,
}

/// The tags of an event in the order in which they mostly come.
#[derive(Default)]
pub(super) struct Templates {
    all: Vec<Template>,
    /// The place where the event is.
    next: usize,
}

/// A tag that was known again.
pub(super) struct Known {
    pub(super) key: Key,
    pub(super) kind: Kind,
    pub(super) value: Raw,
    /// Where the tag ends.
    pub(super) end: usize,
    place: usize,
}

impl Templates {
    /// An event begins.
    pub(super) fn begin(&mut self) {
        self.next = 0;
    }

    /// The tag that starts at `at`, with any blanks before it, if it looks as one before and its value stands for itself.
    #[inline]
    pub(super) fn find(&self, bytes: &[u8], at: usize) -> Option<Known> {
        let ahead = self.all.get(self.next..)?;
        let (skipped, found) = ahead
            .iter()
            .take(4)
            .enumerate()
            .find(|(_, template)| bytes[at..].starts_with(&template.before))?;
        let value = tag::quoted(bytes, at + found.before.len(), found.quote).ok()?;
        let after = value.range.end + 1;
        if !value.plain || !bytes[after..].starts_with(found.after) {
            return None;
        }
        let (end, place) = (after + found.after.len(), self.next + skipped);
        Some(Known { key: found.key, kind: found.kind, value, end, place })
    }

    /// The tag that was found was read.
    #[inline]
    pub(super) fn took(&mut self, known: &Known) {
        self.next = known.place + 1;
    }

    /// Remembers how an attribute of the event was written. `from` is where the tag before it ended.
    pub(super) fn learn(&mut self, bytes: &[u8], from: usize, tag: &Tag, key: Key, kind: Kind) {
        let (Some(raw), true, true) = (&tag.value, tag.value_last, tag.closed) else { return };
        let after: &'static [u8] = match &bytes[raw.range.end + 1..tag.end] {
            b"/>" => b"/>",
            b" />" => b" />",
            _ => return,
        };
        let before = bytes[from..raw.range.start].to_vec();
        if before.len() > LONGEST || self.all.iter().any(|template| template.before == before) {
            return;
        }
        if self.all.len() >= MOST {
            self.all.pop();
        }
        let place = self.next.min(self.all.len());
        self.all.insert(place, Template { before, quote: bytes[raw.range.end], after, key, kind });
        self.next = place + 1;
    }
}
