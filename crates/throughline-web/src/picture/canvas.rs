//! SVG as it is written: elements with attributes, everything escaped, numbers rounded to a tenth of a pixel.

use std::fmt::Write;

use quick_xml::escape::escape;
use throughline::wording::{legible, set_apart};

/// A value of an attribute.
pub(super) enum Value<'a> {
    Text(&'a str),
    Pixels(f64),
}

impl<'a> From<&'a str> for Value<'a> {
    fn from(text: &'a str) -> Value<'a> {
        Value::Text(text)
    }
}

impl<'a> From<&'a String> for Value<'a> {
    fn from(text: &'a String) -> Value<'a> {
        Value::Text(text)
    }
}

impl From<f64> for Value<'_> {
    fn from(pixels: f64) -> Value<'static> {
        Value::Pixels(pixels)
    }
}

/// SVG so far.
#[derive(Default)]
pub(super) struct Canvas {
    text: String,
}

type Attributes<'a> = [(&'a str, Value<'a>)];

impl Canvas {
    /// Opens an element.
    pub(super) fn open(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.start(name, attributes);
        self.text.push_str(">\n");
    }

    /// Closes an element.
    pub(super) fn close(&mut self, name: &str) {
        let _ = writeln!(self.text, "</{name}>");
    }

    /// An element with nothing inside.
    pub(super) fn empty(&mut self, name: &str, attributes: &Attributes<'_>) {
        self.start(name, attributes);
        self.text.push_str("/>\n");
    }

    /// An element with text inside.
    pub(super) fn with_text(&mut self, name: &str, attributes: &Attributes<'_>, says: &str) {
        self.start(name, attributes);
        let _ = writeln!(self.text, ">{}</{name}>", written(&set_apart(says)));
    }

    /// An element that says what it is when pointed at.
    pub(super) fn titled(&mut self, name: &str, attributes: &Attributes<'_>, title: &str) {
        self.start(name, attributes);
        let _ = writeln!(self.text, "><title>{}</title></{name}>", written(&set_apart(title)));
    }

    /// A line from one place to another.
    pub(super) fn line(&mut self, class: &str, from: (f64, f64), to: (f64, f64)) {
        self.empty(
            "line",
            &[
                ("class", class.into()),
                ("x1", from.0.into()),
                ("y1", from.1.into()),
                ("x2", to.0.into()),
                ("y2", to.1.into()),
            ],
        );
    }

    /// Text at a place.
    pub(super) fn label(&mut self, class: &str, at: (f64, f64), says: &str) {
        self.with_text("text", &[("class", class.into()), ("x", at.0.into()), ("y", at.1.into())], says);
    }

    /// The colours and letters. They are ours, and hold nothing to escape.
    pub(super) fn style(&mut self, style: &str) {
        let _ = writeln!(self.text, "<style>\n{style}</style>");
    }

    fn start(&mut self, name: &str, attributes: &Attributes<'_>) {
        let _ = write!(self.text, "<{name}");
        for (key, value) in attributes {
            let _ = match value {
                Value::Text(text) => write!(self.text, " {key}=\"{}\"", written(text)),
                Value::Pixels(pixels) => write!(self.text, " {key}=\"{}\"", pixel(*pixels)),
            };
        }
    }

    /// What another canvas holds, so far down.
    pub(super) fn part(&mut self, other: Canvas, down: f64) {
        if !other.text.is_empty() {
            self.open("g", &[("transform", (&format!("translate(0 {})", pixel(down))).into())]);
            self.text.push_str(&other.text);
            self.close("g");
        }
    }

    /// A whole element that was written by another canvas.
    pub(super) fn whole(&mut self, written: &str) {
        self.text.push_str(written);
    }

    /// All of it.
    pub(super) fn done(self) -> String {
        self.text
    }
}

/// Text as XML has it: escaped, and without the characters that XML cannot hold at all.
fn written(text: &str) -> String {
    escape(legible(text).as_str()).into_owned()
}

/// A length in pixels, to a tenth.
pub(super) fn pixel(pixels: f64) -> String {
    let text = format!("{pixels:.1}");
    let text = text.strip_suffix(".0").unwrap_or(&text);
    if text == "-0" { "0".to_string() } else { text.to_string() }
}

/// A path through some places: lines from one to the next, begun anew where `broken` says so.
pub(super) fn path(places: impl Iterator<Item = (f64, f64, bool)>) -> String {
    let mut path = String::new();
    for (x, y, broken) in places {
        let _ =
            write!(path, "{}{} {}", if broken || path.is_empty() { "M" } else { "L" }, pixel(x), pixel(y));
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_said_stays_text() {
        let mut canvas = Canvas::default();
        canvas.with_text(
            "text",
            &[("class", "a\"><script".into())],
            "</text><script>alert(1)</script>&\0\u{1b}",
        );
        let text = canvas.done();
        assert_eq!(
            text,
            "<text class=\"a&quot;&gt;&lt;script\">&lt;/text&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;\u{fffd}\u{fffd}</text>\n"
        );
    }

    #[test]
    fn pixels_are_tenths() {
        assert_eq!([0.04, -0.04, 12.0, 12.26, -3.5].map(pixel), ["0", "0", "12", "12.3", "-3.5"]);
        let places = [(0.0, 1.0, false), (2.0, 3.0, false), (4.0, 5.0, true)];
        assert_eq!(path(places.into_iter()), "M0 1L2 3M4 5");
    }
}
