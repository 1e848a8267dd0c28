//! The markup of XES, block by block.
//!
//! XES is XML, but of a narrow sort: everything is in the attributes of small tags, and a log of gigabytes repeats the same few
//! dozen tags millions of times. A general XML reader spends its time on finding that out again and again, so this one
//! looks at the bytes itself. It takes all of XML that a log may have (comments, CDATA, processing instructions, prefixes,
//! either quote, references) except a DTD, which is refused: logs have none, and entities that expand are how a small file fills a
//! machine's memory. That it reads what quick-xml reads is a property test.
//!
//! Nested attributes are kept under `parent/child`; a `list` or `container` has no value of its own, and members of a list with
//! equal keys become `parent/child`, `parent/child (2)` and so on. Elements lie on a stack of our own, of limited depth.
//!
//! **Templates.** The attributes of events come in nearly the same order every time. The bytes from the end of one tag to the value
//! of the next (`⏎⇥⇥<string key="org:resource" value="`) are remembered for each place in the event; where the same bytes stand
//! at the same place of the stack they mean the same, so that one comparison takes the place of reading the tag.

use throughline::error::Error;

use super::events::{Events, Key};
use super::header::Header;
use super::keys::{Kind, Level};
use super::tag::{self, Tag, Unread};
use crate::job::shorten;

/// So deep may elements be nested: real logs have three or four levels.
const DEEPEST: usize = 100;
/// So many different keys may a log have: each becomes a column as long as the log.
const MOST_KEYS: usize = 20_000;
/// So many tags of an event are remembered.
const MOST_TEMPLATES: usize = 64;

/// An element that is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Log,
    Trace,
    Event,
    /// An attribute, or the `values` of a list: attributes in it are nested.
    Attribute(Level),
    /// Something that is not read.
    Aside,
}

struct Open {
    place: Place,
    /// Where its name starts among the names of open elements.
    name: usize,
    /// How long the path of keys was before it.
    path: usize,
}

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

/// Reads the markup and hands on what it finds.
pub(super) struct Scanner<'a> {
    pub(super) events: Events<'a>,
    pub(super) header: Header,
    open: Vec<Open>,
    names: Vec<u8>,
    path: Vec<u8>,
    templates: Vec<Template>,
    /// The place among the templates where the event is.
    next: usize,
    /// Newlines, and bytes, before the block.
    pub(super) lines: u64,
    pub(super) bytes: u64,
    /// A place in the block, and the newlines before it: lines of traces are asked for in rising order.
    counted: (usize, u64),
    event_line: u64,
    /// Where the event that is open starts in the block; none if it started before.
    event_at: Option<usize>,
    root_seen: bool,
}

fn newlines(bytes: &[u8]) -> u64 {
    memchr::memchr_iter(b'\n', bytes).count() as u64
}

impl<'a> Scanner<'a> {
    /// At the start of a file.
    pub(super) fn new(events: Events<'a>) -> Scanner<'a> {
        Scanner {
            events,
            header: Header::default(),
            open: Vec::new(),
            names: Vec::new(),
            path: Vec::new(),
            templates: Vec::new(),
            next: 0,
            lines: 0,
            bytes: 0,
            counted: (0, 0),
            event_line: 0,
            event_at: None,
            root_seen: false,
        }
    }

    /// Within the log, between two traces. `root` is the name of its element with any prefix.
    pub(super) fn within(events: Events<'a>, root: &[u8]) -> Scanner<'a> {
        let mut scanner = Scanner::new(events);
        scanner.root_seen = true;
        scanner.open.push(Open { place: Place::Log, name: 0, path: 0 });
        scanner.names.extend_from_slice(root);
        scanner
    }

    /// Whether it stands within the log, between two traces.
    pub(super) fn between_traces(&self) -> bool {
        matches!(self.open.as_slice(), [Open { place: Place::Log, .. }])
    }

    /// Whether the log has begun.
    pub(super) fn started(&self) -> bool {
        self.root_seen
    }

    /// Whether it stands after the end of the log.
    pub(super) fn after_log(&self) -> bool {
        self.root_seen && self.open.is_empty()
    }

    /// The name of the log's element, while it is open.
    pub(super) fn root(&self) -> &[u8] {
        let end = self.open.get(1).map_or(self.names.len(), |second| second.name);
        &self.names[..end]
    }

    /// Reads the block as far as its tags are whole; answers how far that is. What is left must come again at the start of
    /// the next block. Stops early before the first trace if `header_only`, or when there are events enough for a sample.
    pub(super) fn feed(&mut self, bytes: &[u8], header_only: bool) -> Result<usize, Error> {
        let mut at = 0;
        self.counted = (0, 0);
        loop {
            if self.in_event()
                && let Some(after) = self.template(bytes, at)
            {
                at = after;
                continue;
            }
            let Some(tag) = memchr::memchr(b'<', &bytes[at..]).map(|ahead| at + ahead) else {
                // Text between tags means nothing in XES. Its white space is part of a template, though: it is kept while it
                // may still be one.
                if bytes.len() - at > 4096 || !self.in_event() {
                    at = bytes.len();
                }
                break;
            };
            if header_only && self.between_traces() && is_trace(&bytes[tag..]) {
                at = tag;
                break;
            }
            match self.markup(bytes, at, tag)? {
                Some(after) => at = after,
                None => {
                    at = if self.in_event() && tag - at <= 4096 { at } else { tag };
                    break;
                }
            }
            if self.events.enough() {
                break;
            }
        }
        if self.event_at.is_some() {
            self.event_line = self.event_line(bytes);
            self.event_at = None;
        }
        self.lines += newlines(&bytes[..at]);
        self.bytes += at as u64;
        Ok(at)
    }

    fn in_event(&self) -> bool {
        matches!(self.open.last(), Some(Open { place: Place::Event, .. }))
    }

    fn line(&self, bytes: &[u8], at: usize) -> u64 {
        self.lines + newlines(&bytes[..at]) + 1
    }

    /// The line of a place in the block that does not lie before the last one asked for.
    fn next_line(&mut self, bytes: &[u8], at: usize) -> u64 {
        let (from, before) = self.counted;
        self.counted = (at, before + newlines(&bytes[from..at]));
        self.lines + self.counted.1 + 1
    }

    fn event_line(&self, bytes: &[u8]) -> u64 {
        self.event_at.map_or(self.event_line, |at| self.line(bytes, at))
    }

    /// Reads an attribute of the event that looks as one before; answers where it ends.
    #[inline]
    fn template(&mut self, bytes: &[u8], at: usize) -> Option<usize> {
        let ahead = self.templates.get(self.next..)?;
        let (skipped, found) = ahead
            .iter()
            .take(4)
            .enumerate()
            .find(|(_, template)| bytes[at..].starts_with(&template.before))?;
        let start = at + found.before.len();
        let value = tag::quoted(bytes, start, found.quote).ok()?;
        let after = value.range.end + 1;
        if !value.plain || !bytes[after..].starts_with(found.after) {
            return None;
        }
        if self.events.plan.own && memchr::memmem::find(&bytes[value.range.clone()], b"_x").is_some() {
            return None;
        }
        let (key, kind, end) = (found.key, found.kind, after + found.after.len());
        self.next += skipped + 1;
        let (lines, place) = (self.lines, (value.range.start, value.range.end));
        self.events.set(key, kind, bytes, place, || lines + newlines(&bytes[..start]) + 1);
        Some(end)
    }

    /// Remembers how an attribute of the event was written.
    fn learn(&mut self, bytes: &[u8], from: usize, tag: &Tag, key: Key, kind: Kind) {
        let (Some(raw), true, true) = (&tag.value, tag.value_last, tag.closed) else { return };
        let after: &'static [u8] = match &bytes[raw.range.end + 1..tag.end] {
            b"/>" => b"/>",
            b" />" => b" />",
            _ => return,
        };
        let before = bytes[from..raw.range.start].to_vec();
        if before.len() > 4096 || self.templates.iter().any(|template| template.before == before) {
            return;
        }
        let template = Template { before, quote: bytes[raw.range.end], after, key, kind };
        if self.templates.len() >= MOST_TEMPLATES {
            self.templates.pop();
        }
        let place = self.next.min(self.templates.len());
        self.templates.insert(place, template);
        self.next = place + 1;
    }

    /// Reads what starts with the `<` at `at`; answers where it ends, or nothing if it goes on after the block. `from` is where the
    /// tag before it ended.
    fn markup(&mut self, bytes: &[u8], from: usize, at: usize) -> Result<Option<usize>, Error> {
        match bytes.get(at + 1) {
            None => Ok(None),
            Some(b'/') => match tag::end(bytes, at) {
                Ok((name, end)) => self.close(bytes, at, &bytes[name]).map(|()| Some(end)),
                Err(unread) => self.unread(bytes, at, unread),
            },
            Some(b'?') => Ok(memchr::memmem::find(&bytes[at + 2..], b"?>").map(|ahead| at + 2 + ahead + 2)),
            Some(b'!') => self.declared(bytes, at),
            Some(_) => match tag::start(bytes, at) {
                Ok(tag) => self.open(bytes, from, at, &tag).map(|()| Some(tag.end)),
                Err(unread) => self.unread(bytes, at, unread),
            },
        }
    }

    fn unread(&self, bytes: &[u8], at: usize, unread: Unread) -> Result<Option<usize>, Error> {
        match unread {
            Unread::Cut => Ok(None),
            Unread::Broken(what) => Err(self.broken(bytes, at, what)),
        }
    }

    /// A sentence about the markup at `at`.
    #[cold]
    pub(super) fn broken(&self, bytes: &[u8], at: usize, what: &str) -> Error {
        Error::failed(format!(
            "line {} (byte {}): the markup is broken: {what}. Export the log again, or repair the file there",
            self.line(bytes, at),
            self.bytes + at as u64 + 1,
        ))
    }

    /// Comments and CDATA are passed over; a DTD is refused.
    fn declared(&self, bytes: &[u8], at: usize) -> Result<Option<usize>, Error> {
        let rest = &bytes[at..];
        for (open, close) in [(&b"<!--"[..], &b"-->"[..]), (b"<![CDATA[", b"]]>")] {
            if rest.starts_with(open) {
                return Ok(memchr::memmem::find(&rest[open.len()..], close)
                    .map(|ahead| at + open.len() + ahead + close.len()));
            }
            if open.starts_with(rest) {
                return Ok(None);
            }
        }
        Err(Error::failed(format!(
            "line {}: the file declares a document type (<!DOCTYPE …>) or entities, which an event log never needs and which \
             can be made to fill the memory; remove the declaration",
            self.line(bytes, at)
        )))
    }

    /// A start tag. `from` is where the tag before it ended.
    fn open(&mut self, bytes: &[u8], from: usize, at: usize, tag: &Tag) -> Result<(), Error> {
        let local = &bytes[tag.local.clone()];
        let path = self.path.len();
        let place = match self.open.last().map(|open| open.place) {
            None => self.begin(bytes, at, local).map(|()| Place::Log)?,
            Some(Place::Log) => self.in_log(bytes, at, tag, local)?,
            Some(Place::Aside) => Place::Aside,
            Some(Place::Trace) if local == b"event" => {
                self.next = 0;
                self.event_at = Some(at);
                Place::Event
            }
            Some(Place::Trace) => self.attribute(bytes, from, at, tag, Level::Trace)?,
            Some(Place::Event) => self.attribute(bytes, from, at, tag, Level::Event)?,
            Some(Place::Attribute(level)) if local == b"values" && tag.key.is_none() => {
                Place::Attribute(level)
            }
            Some(Place::Attribute(level)) => self.attribute(bytes, from, at, tag, level)?,
        };
        if tag.closed {
            self.left(bytes, place);
            self.path.truncate(path);
            return Ok(());
        }
        if self.open.len() >= DEEPEST {
            return Err(Error::failed(format!(
                "line {}: elements are nested more than {DEEPEST} deep, which no event log needs; the file is damaged or \
                 was made to do harm",
                self.line(bytes, at)
            )));
        }
        self.open.push(Open { place, name: self.names.len(), path });
        self.names.extend_from_slice(&bytes[tag.qualified.clone()]);
        Ok(())
    }

    fn begin(&mut self, bytes: &[u8], at: usize, local: &[u8]) -> Result<(), Error> {
        if self.root_seen {
            return Err(self.broken(bytes, at, "something follows after the end of the log"));
        }
        if local != b"log" {
            return Err(Error::asked(format!(
                "line {}: this is not an XES log: its first element is <{}> rather than <log>",
                self.line(bytes, at),
                shorten(&tag::text(local))
            )));
        }
        self.root_seen = true;
        Ok(())
    }

    /// An element of the log itself.
    fn in_log(&mut self, bytes: &[u8], at: usize, tag: &Tag, local: &[u8]) -> Result<Place, Error> {
        match local {
            b"trace" => {
                self.events.begin_trace();
                return Ok(Place::Trace);
            }
            b"event" => {
                let line = self.line(bytes, at);
                let reason =
                    "the event stands outside of every trace, so it belongs to no need; move it into one";
                self.events.refuse_other("event", "", line, reason);
            }
            _ => {
                let [key, value] =
                    [&tag.key, &tag.value].map(|raw| raw.as_ref().map(|r| &bytes[r.range.clone()]));
                self.header.element(local, key, value);
            }
        }
        Ok(Place::Aside)
    }

    /// An attribute of a trace or an event, or nested in one.
    fn attribute(
        &mut self,
        bytes: &[u8],
        from: usize,
        at: usize,
        tag: &Tag,
        level: Level,
    ) -> Result<Place, Error> {
        let local = &bytes[tag.local.clone()];
        let kind = match local {
            b"string" | b"id" => Some(Kind::Text),
            b"date" => Some(Kind::Date),
            b"int" => Some(Kind::Whole),
            b"float" => Some(Kind::Real),
            b"boolean" => Some(Kind::Flag),
            b"list" | b"container" => None,
            _ => {
                self.header.unknown(local);
                return Ok(Place::Aside);
            }
        };
        let Some(raw) = &tag.key else {
            return Err(self.broken(bytes, at, "an attribute without a key"));
        };
        let top = self.path.is_empty();
        if !top {
            self.path.push(b'/');
        }
        let key = &bytes[raw.range.clone()];
        let own = self.events.plan.own && memchr::memmem::find(key, b"_x").is_some();
        if raw.plain && !own {
            self.path.extend_from_slice(key);
        } else {
            let key = tag::meaning(key).map_err(|what| self.broken(bytes, at, &what))?;
            let key = if own { super::own::unspelt(&key) } else { key };
            self.path.extend_from_slice(key.as_bytes());
        }
        let (Some(kind), Some(raw)) = (kind, &tag.value) else {
            return Ok(Place::Attribute(level));
        };
        let key = self.numbered(level, kind, top)?;
        self.value(bytes, at, raw, level, key, kind)?;
        if top && level == Level::Event {
            self.learn(bytes, from, tag, key, kind);
        }
        Ok(Place::Attribute(level))
    }

    /// The key of the path; of a nested path that the event has already, the next one that is free.
    fn numbered(&mut self, level: Level, kind: Kind, top: bool) -> Result<Key, Error> {
        let mut key = self.events.key(level, &self.path, kind);
        let mut number = 1;
        while !top && self.events.has(key) {
            number += 1;
            let path = [&self.path, format!(" ({number})").as_bytes()].concat();
            key = self.events.key(level, &path, kind);
        }
        if self.events.keys() > MOST_KEYS {
            return Err(Error::failed(format!(
                "the log has more than {MOST_KEYS} different keys, each of which would be a column; the ids of things may stand \
                 where keys belong"
            )));
        }
        Ok(key)
    }

    fn value(
        &mut self,
        bytes: &[u8],
        at: usize,
        raw: &tag::Raw,
        level: Level,
        key: Key,
        kind: Kind,
    ) -> Result<(), Error> {
        let meaning;
        let own = self.events.plan.own && memchr::memmem::find(&bytes[raw.range.clone()], b"_x").is_some();
        let (text, place) = if raw.plain && !own {
            (bytes, (raw.range.start, raw.range.end))
        } else {
            let said =
                tag::meaning(&bytes[raw.range.clone()]).map_err(|what| self.broken(bytes, at, &what))?;
            meaning = if own { super::own::unspelt(&said) } else { said };
            (meaning.as_bytes(), (0, meaning.len()))
        };
        let lines = self.lines;
        let line = || lines + newlines(&bytes[..at]) + 1;
        match level {
            Level::Event => self.events.set(key, kind, text, place, line),
            Level::Trace => {
                let line = self.next_line(bytes, at);
                self.events.set_trace(key, kind, &tag::text(&text[place.0..place.1]), line);
            }
        }
        Ok(())
    }

    /// An end tag.
    fn close(&mut self, bytes: &[u8], at: usize, name: &[u8]) -> Result<(), Error> {
        let Some(open) = self.open.pop() else {
            return Err(self.broken(bytes, at, "an end tag without a start tag"));
        };
        if &self.names[open.name..] != name {
            let what = format!(
                "</{}> where </{}> should stand",
                shorten(&tag::text(name)),
                shorten(&tag::text(&self.names[open.name..]))
            );
            return Err(self.broken(bytes, at, &what));
        }
        self.names.truncate(open.name);
        self.path.truncate(open.path);
        self.left(bytes, open.place);
        Ok(())
    }

    /// An element has ended.
    fn left(&mut self, bytes: &[u8], place: Place) {
        match place {
            Place::Event => {
                let (at, line, lines) = (self.event_at, self.event_line, self.lines);
                self.events.end_event(|| at.map_or(line, |at| lines + newlines(&bytes[..at]) + 1));
                self.event_at = None;
            }
            Place::Trace => self.events.end_trace(),
            Place::Log | Place::Attribute(_) | Place::Aside => {}
        }
    }
}

/// Whether a start tag of a trace begins here.
fn is_trace(bytes: &[u8]) -> bool {
    match tag::name(bytes, 1) {
        Ok((name, local)) => &bytes[local..name.end] == b"trace",
        Err(_) => false,
    }
}
