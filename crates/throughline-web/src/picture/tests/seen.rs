//! What is seen of a picture: where each element lies, as a viewer would place it.

use std::collections::BTreeSet;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::picture::letters;

/// A rectangle around something.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Around {
    pub(super) left: f64,
    pub(super) top: f64,
    pub(super) right: f64,
    pub(super) bottom: f64,
}

/// A text and its place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Text {
    pub(super) says: String,
    pub(super) own: Around,
}

/// A picture taken apart.
pub(super) struct Seen {
    /// Width and height of its own pixels.
    whole: (f64, f64),
    /// The class of each element with a place, and the place.
    placed: Vec<(String, Around)>,
    /// The texts.
    pub(super) texts: Vec<Text>,
    /// The names of all elements.
    pub(super) elements: BTreeSet<String>,
    /// The names of all attributes.
    pub(super) attributes: BTreeSet<String>,
    /// All values of attributes that hold no words.
    pub(super) numbers: String,
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let found = element.attributes().map(Result::unwrap).find(|own| own.key.as_ref() == name)?;
    Some(found.value.to_string())
}

fn number(element: &BytesStart<'_>, name: &str) -> f64 {
    attribute(element, name)
        .map_or(0.0, |value| value.parse().unwrap_or_else(|_| panic!("{name}=\"{value}\"")))
}

/// The places of a path of lines.
fn places(path: &str) -> Vec<(f64, f64)> {
    let pairs = path.split(['M', 'L', 'Z']).filter(|part| !part.is_empty());
    let place = |pair: &str| {
        let (x, y) = pair.split_once(' ').unwrap();
        (x.parse().unwrap(), y.parse().unwrap())
    };
    pairs.map(place).collect()
}

fn around(places: &[(f64, f64)]) -> Option<Around> {
    let fold = |of: fn(&(f64, f64)) -> f64, with: fn(f64, f64) -> f64| places.iter().map(of).reduce(with);
    Some(Around {
        left: fold(|place| place.0, f64::min)?,
        top: fold(|place| place.1, f64::min)?,
        right: fold(|place| place.0, f64::max)?,
        bottom: fold(|place| place.1, f64::max)?,
    })
}

impl Seen {
    pub(super) fn of(svg: &str) -> Seen {
        let mut reader = Reader::from_str(svg);
        reader.config_mut().check_end_names = true;
        let mut seen = Seen {
            whole: (0.0, 0.0),
            placed: Vec::new(),
            texts: Vec::new(),
            elements: BTreeSet::new(),
            attributes: BTreeSet::new(),
            numbers: String::new(),
        };
        let mut shifts = vec![(0.0, 0.0)];
        let mut text: Option<(BytesStart<'_>, String)> = None;
        loop {
            let event = reader.read_event().unwrap_or_else(|error| panic!("{error}: {svg}"));
            match event {
                Event::Start(element) => {
                    let name = element.name().as_ref().to_string();
                    let shift = seen.element(&element, *shifts.last().unwrap());
                    shifts.push(shift);
                    if name == "text" {
                        text = Some((element, String::new()));
                    }
                }
                Event::Empty(element) => drop(seen.element(&element, *shifts.last().unwrap())),
                Event::Text(part) => text.iter_mut().for_each(|(_, says)| says.push_str(&part)),
                // One letter, whichever.
                Event::GeneralRef(part) => text.iter_mut().for_each(|(_, says)| {
                    says.push(match &*part {
                        "lt" => '<',
                        "gt" => '>',
                        "quot" => '"',
                        "apos" => '\'',
                        _ => '&',
                    });
                }),
                Event::End(element) => {
                    let shift = shifts.pop().unwrap();
                    if element.name().as_ref() == "text" {
                        let (element, says) = text.take().unwrap();
                        seen.text(&element, says, shift);
                    }
                }
                Event::Eof => break,
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(shifts.len(), 1);
        seen
    }

    /// Takes an element in; answers how far what is inside it is shifted.
    fn element(&mut self, element: &BytesStart<'_>, (right, down): (f64, f64)) -> (f64, f64) {
        let name = element.name().as_ref().to_string();
        for own in element.attributes().map(Result::unwrap) {
            self.attributes.insert(own.key.as_ref().to_string());
            if !["aria-labelledby", "aria-label", "id"].contains(&own.key.as_ref()) {
                self.numbers.push_str(&own.value);
                self.numbers.push(' ');
            }
        }
        let of = |key: &str| number(element, key);
        let found = match name.as_str() {
            "svg" => {
                let box_px = attribute(element, "viewBox").unwrap();
                let sides: Vec<f64> = box_px.split(' ').map(|side| side.parse().unwrap()).collect();
                self.whole = (sides[2], sides[3]);
                None
            }
            "rect" => around(&[(of("x"), of("y")), (of("x") + of("width"), of("y") + of("height"))]),
            "line" => around(&[(of("x1"), of("y1")), (of("x2"), of("y2"))]),
            "circle" => {
                around(&[(of("cx") - of("r"), of("cy") - of("r")), (of("cx") + of("r"), of("cy") + of("r"))])
            }
            "path" => around(&places(&attribute(element, "d").unwrap())),
            _ => None,
        };
        if let Some(own) = found {
            let own = Around {
                left: own.left + right,
                top: own.top + down,
                right: own.right + right,
                bottom: own.bottom + down,
            };
            self.placed.push((attribute(element, "class").unwrap_or_default(), own));
        }
        self.elements.insert(name);
        let shift = attribute(element, "transform").map_or((0.0, 0.0), |shift| {
            let inside = shift.trim_start_matches("translate(").trim_end_matches(')').to_string();
            let (x, y) = inside.split_once(' ').unwrap();
            (x.parse().unwrap(), y.parse().unwrap())
        });
        (right + shift.0, down + shift.1)
    }

    fn text(&mut self, element: &BytesStart<'_>, says: String, (right, down): (f64, f64)) {
        let class = attribute(element, "class").unwrap_or_default();
        let is = |wanted: &[&str]| class.split(' ').any(|own| wanted.contains(&own));
        let size = if is(&["tl-title"]) {
            20.0
        } else if is(&["tl-says"]) {
            15.0
        } else {
            13.0
        };
        let wide = letters::width(&says, size);
        let middle = is(&["tl-tick", "tl-middle", "tl-name"]);
        let end = is(&["tl-tick-y", "tl-end"]) || attribute(element, "text-anchor").as_deref() == Some("end");
        let x = number(element, "x") + right;
        let left = if middle {
            x - wide / 2.0
        } else if end {
            x - wide
        } else {
            x
        };
        let y = number(element, "y") + down;
        let own = Around { left, top: y - 0.72 * size, right: left + wide, bottom: y + 0.2 * size };
        self.texts.push(Text { says, own });
    }

    /// How wide it is.
    pub(super) fn width(&self) -> f64 {
        self.whole.0
    }

    /// The places of the elements of a class.
    pub(super) fn boxes<'a>(&'a self, class: &'a str) -> impl Iterator<Item = Around> + 'a {
        self.placed.iter().filter(move |(own, _)| own.split(' ').any(|own| own == class)).map(|(_, own)| *own)
    }

    /// Whether any text is this.
    pub(super) fn says(&self, text: &str) -> bool {
        self.texts.iter().any(|own| own.says == text)
    }

    /// What lies outside.
    pub(super) fn outside(&self) -> Vec<String> {
        let inside = |own: &Around| {
            own.left >= -1.0
                && own.top >= -1.0
                && own.right <= self.whole.0 + 1.0
                && own.bottom <= self.whole.1 + 1.0
        };
        let texts = self.texts.iter().map(|text| (&text.says, &text.own));
        let all = self.placed.iter().map(|(class, own)| (class, own)).chain(texts);
        all.filter(|(_, own)| !inside(own))
            .map(|(what, own)| format!("{what} {own:?} of {:?}", self.whole))
            .collect()
    }

    /// Texts that lie on each other.
    pub(super) fn overlapping(&self) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for (place, one) in self.texts.iter().enumerate() {
            for other in &self.texts[place + 1..] {
                let (a, b) = (one.own, other.own);
                let apart = a.right <= b.left + 1.0
                    || b.right <= a.left + 1.0
                    || a.bottom <= b.top + 1.0
                    || b.bottom <= a.top + 1.0;
                if !apart && !one.says.is_empty() && !other.says.is_empty() {
                    found.push((one.says.clone(), other.says.clone()));
                }
            }
        }
        found
    }
}
