//! Writing XES 2.0 (IEEE 1849-2016): a trace a need, an event an event, under the keys of [`super::own`].

use std::io::{self, Write};

use throughline::error::Error;
use throughline::log::{Column, Log, Value};
use throughline::time::Instant;

use super::own;

const HEAD: &str = concat!(
    "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n",
    "<log xes.version=\"1849.2016\" xes.features=\"\" xmlns=\"http://www.xes-standard.org/\">\n",
    "\t<extension name=\"Concept\" prefix=\"concept\" uri=\"http://www.xes-standard.org/concept.xesext\"/>\n",
    "\t<extension name=\"Time\" prefix=\"time\" uri=\"http://www.xes-standard.org/time.xesext\"/>\n",
    "\t<extension name=\"Organizational\" prefix=\"org\" uri=\"http://www.xes-standard.org/org.xesext\"/>\n",
);

/// Writes the needs that are looked at, in their order, and all that is known of them and their events.
pub(crate) fn write(log: &Log, out: &mut dyn Write) -> Result<(), Error> {
    write_all(log, out).map_err(|error| Error::failed(format!("the log could not be written: {error}")))
}

fn write_all(log: &Log, out: &mut dyn Write) -> io::Result<()> {
    let columns = log.columns();
    let mut text = String::from(HEAD);
    attribute(&mut text, "\t", own::MARK, Value::Text("1"));
    for (number, activity) in columns.closing.iter().enumerate() {
        attribute(&mut text, "\t", &format!("{} {}", own::CLOSING, number + 1), Value::Text(activity));
    }
    let fields = columns.fields.iter().map(|(field, column)| (own::key_of_field(*field), column));
    let attributes = columns.attributes.iter().map(|(name, column)| (own::key_of_attribute(name), column));
    let of_events: Vec<(String, &Column)> = fields.chain(attributes).collect();
    let of_needs: Vec<(String, &Column)> =
        columns.need_attributes.iter().map(|(name, column)| (own::key_of_attribute(name), column)).collect();
    for need in log.needs() {
        text.push_str("\t<trace>\n");
        attribute(&mut text, "\t\t", "concept:name", Value::Text(log.need_name(need.index)));
        for (key, column) in &of_needs {
            if let Some(value) = column.get(need.index as usize) {
                attribute(&mut text, "\t\t", key, value);
            }
        }
        for event in need.events {
            text.push_str("\t\t<event>\n");
            attribute(&mut text, "\t\t\t", "time:timestamp", Value::Time(Instant(log.at_us()[event])));
            for (key, column) in &of_events {
                if let Some(value) = column.get(event) {
                    attribute(&mut text, "\t\t\t", key, value);
                }
            }
            text.push_str("\t\t</event>\n");
        }
        text.push_str("\t</trace>\n");
        if text.len() > 1 << 18 {
            out.write_all(text.as_bytes())?;
            text.clear();
        }
    }
    text.push_str("</log>\n");
    out.write_all(text.as_bytes())
}

/// One attribute, of the type of its value.
fn attribute(out: &mut String, indent: &str, key: &str, value: Value<'_>) {
    let tag = match value {
        Value::Text(_) => "string",
        Value::Time(_) => "date",
        Value::Whole(_) => "int",
        Value::Real(_) => "float",
        Value::Flag(_) => "boolean",
    };
    out.push_str(indent);
    out.push('<');
    out.push_str(tag);
    out.push_str(" key=\"");
    escape(out, key);
    out.push_str("\" value=\"");
    match value {
        Value::Text(text) => escape(out, text),
        Value::Real(number) => out.push_str(&real(number)),
        other => out.push_str(&other.to_string()),
    }
    out.push_str("\"/>\n");
}

/// A number as XML Schema has it.
fn real(number: f64) -> String {
    match number {
        f64::INFINITY => "INF".to_string(),
        f64::NEG_INFINITY => "-INF".to_string(),
        number => number.to_string(),
    }
}

/// A text as the value of an XML attribute. Line ends and tabs are written as references, or XML would make blanks of them.
fn escape(out: &mut String, text: &str) {
    for character in own::spelt(text).chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\n' => out.push_str("&#10;"),
            '\r' => out.push_str("&#13;"),
            '\t' => out.push_str("&#9;"),
            other => out.push(other),
        }
    }
}
