//! OCEL 2.0 as XML.

use std::io::{BufReader, Read};

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event as Markup};
use throughline::error::Error;

use super::model::{Attribute, Declared, Event, Object, Ocel};
use super::watched;
use crate::job::{Job, shorten};
use crate::source::Source;
use crate::xes::keys::Kind;

/// So deep may elements be nested: OCEL has five levels.
const DEEPEST: usize = 100;

/// What is being read.
#[derive(Default)]
struct Reading {
    ocel: Ocel,
    of_objects: Declared,
    of_events: Declared,
    /// The names of the elements that are open.
    open: Vec<String>,
    /// The type whose attributes are being declared.
    of_type: String,
    attribute: Option<Attribute>,
}

/// The whole log.
pub(super) fn read(source: &Source, job: Option<&Job>) -> Result<Ocel, Error> {
    let mut xml = Reader::from_reader(BufReader::with_capacity(1 << 18, watched::utf8(source, job)?));
    let mut reading = Reading::default();
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        let at = xml.buffer_position();
        let markup = xml.read_event_into(&mut buffer).map_err(|error| match error {
            quick_xml::Error::Io(error) => source.trouble(&error),
            error => broken(source, at, &error.to_string()),
        })?;
        let done = match markup {
            Markup::Start(tag) => {
                let name = name(&tag);
                reading.start(&name, &tag).and_then(|()| reading.deeper(name))
            }
            Markup::Empty(tag) => {
                let name = name(&tag);
                reading.start(&name, &tag).map(|()| reading.end(&name))
            }
            Markup::End(tag) => {
                reading.open.pop();
                reading.end(tag.local_name().as_ref());
                Ok(())
            }
            Markup::Text(part) => {
                reading.text(&part);
                Ok(())
            }
            Markup::CData(part) => {
                reading.text(&part);
                Ok(())
            }
            Markup::GeneralRef(reference) => resolve(&reference).map(|part| reading.text(&part)),
            Markup::DocType(_) => Err("the file declares a document type (<!DOCTYPE …>) or entities, which an event log \
                                       never needs and which can be made to fill the memory; remove the declaration"
                .to_string()),
            Markup::Eof => break,
            Markup::Decl(_) | Markup::PI(_) | Markup::Comment(_) => Ok(()),
        };
        done.map_err(|what| broken(source, at, &what))?;
    }
    if !reading.open.is_empty() {
        return Err(Error::failed(format!(
            "the file ends in the middle of the log (within <{}>); it was cut short while it was copied or exported: fetch it \
             again",
            shorten(&reading.open[reading.open.len() - 1])
        )));
    }
    if reading.ocel.events.is_empty() && reading.ocel.objects.is_empty() {
        return Err(Error::asked("this is not OCEL 2.0: there are no objects and no events in it"));
    }
    Ok(reading.ocel)
}

/// A sentence with the line, which is only looked for now that something is wrong.
fn broken(source: &Source, at: u64, what: &str) -> Error {
    let mut line = 1;
    if let Ok(reader) = source.reader() {
        let mut bytes = BufReader::with_capacity(1 << 16, reader).take(at);
        let mut block = vec![0; 1 << 16];
        while let Ok(read @ 1..) = bytes.read(&mut block) {
            line += memchr::memchr_iter(b'\n', &block[..read]).count();
        }
    }
    Error::failed(format!("near line {line} (byte {at}): {what}"))
}

fn name(tag: &BytesStart<'_>) -> String {
    tag.local_name().as_ref().to_string()
}

fn resolve(reference: &BytesRef<'_>) -> Result<String, String> {
    let raw = format!("&{};", &**reference);
    quick_xml::escape::unescape(&raw).map(|text| text.into_owned()).map_err(|_| {
        format!(
            "the reference {} cannot be read; only &amp; &lt; &gt; &quot; &apos; and character numbers are",
            shorten(&raw)
        )
    })
}

/// The value of an attribute of a tag.
fn value(tag: &BytesStart<'_>, name: &str) -> Result<String, String> {
    let found = tag.try_get_attribute(name).map_err(|error| error.to_string())?;
    match found {
        Some(found) => crate::xes::meaning(found.value.as_bytes()),
        None => Ok(String::new()),
    }
}

impl Reading {
    fn deeper(&mut self, name: String) -> Result<(), String> {
        if self.open.len() >= DEEPEST {
            return Err(format!("elements are nested more than {DEEPEST} deep, which no event log needs"));
        }
        self.open.push(name);
        Ok(())
    }

    fn within(&self, name: &str) -> bool {
        self.open.iter().any(|open| open == name)
    }

    fn start(&mut self, name: &str, tag: &BytesStart<'_>) -> Result<(), String> {
        let parent = self.open.last().map_or("", String::as_str);
        match (parent, name) {
            ("", "log") => {}
            ("", other) => {
                return Err(format!("the first element is <{}> rather than <log>", shorten(other)));
            }
            ("object-types", "object-type") | ("event-types", "event-type") => {
                self.of_type = value(tag, "name")?
            }
            ("attributes", "attribute") => self.attribute(tag)?,
            ("objects", "object") if !self.within("events") && !self.within("object") => {
                let (id, of_type) = (value(tag, "id")?, value(tag, "type")?);
                self.ocel.objects.push(Object { id, of_type, attributes: Vec::new() });
            }
            ("events", "event") => {
                let (id, of_type, time) = (value(tag, "id")?, value(tag, "type")?, value(tag, "time")?);
                self.ocel.events.push(Event { id, of_type, time, ..Event::default() });
            }
            ("objects", "relationship" | "object") if self.within("event") => {
                let id = value(tag, "object-id")?;
                if let Some(event) = self.ocel.events.last_mut() {
                    event.objects.push(id);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// An attribute begins: declared, or with a value.
    fn attribute(&mut self, tag: &BytesStart<'_>) -> Result<(), String> {
        let name = value(tag, "name")?;
        if self.within("object-types") {
            self.of_objects.add(&self.of_type, &name, &value(tag, "type")?);
        } else if self.within("event-types") {
            self.of_events.add(&self.of_type, &name, &value(tag, "type")?);
        } else {
            let declared = if self.within("events") {
                self.ocel.events.last().and_then(|event| self.of_events.kind(&event.of_type, &name))
            } else {
                self.ocel.objects.last().and_then(|object| self.of_objects.kind(&object.of_type, &name))
            };
            let (kind, time) = (declared.unwrap_or(Kind::Text), value(tag, "time")?);
            self.attribute = Some(Attribute { name, kind, text: String::new(), time });
        }
        Ok(())
    }

    fn text(&mut self, part: &str) {
        if let Some(attribute) = &mut self.attribute {
            attribute.text.push_str(part);
        }
    }

    fn end(&mut self, name: &str) {
        if name != "attribute" {
            return;
        }
        let Some(attribute) = self.attribute.take() else { return };
        let attributes = if self.within("events") {
            self.ocel.events.last_mut().map(|event| &mut event.attributes)
        } else {
            self.ocel.objects.last_mut().map(|object| &mut object.attributes)
        };
        if let Some(attributes) = attributes {
            attributes.push(attribute);
        }
    }
}
