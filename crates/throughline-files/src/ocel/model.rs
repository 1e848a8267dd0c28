//! What the three forms of OCEL 2.0 say alike.

use std::collections::HashMap;

use crate::xes::keys::Kind;

/// A log of events and objects.
#[derive(Debug, Default)]
pub(super) struct Ocel {
    pub(super) objects: Vec<Object>,
    /// In the order of the file.
    pub(super) events: Vec<Event>,
    /// Whether we wrote it ourselves.
    pub(super) own: bool,
    /// Closing activities, as we wrote them.
    pub(super) closing: Vec<String>,
}

/// An object.
#[derive(Debug, Default)]
pub(super) struct Object {
    pub(super) id: String,
    pub(super) of_type: String,
    pub(super) attributes: Vec<Attribute>,
}

/// An event.
#[derive(Debug, Default)]
pub(super) struct Event {
    pub(super) id: String,
    pub(super) of_type: String,
    /// As it is written; empty if it is not.
    pub(super) time: String,
    pub(super) attributes: Vec<Attribute>,
    /// The ids of its objects.
    pub(super) objects: Vec<String>,
}

/// A value of an event or an object.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Attribute {
    pub(super) name: String,
    pub(super) kind: Kind,
    pub(super) text: String,
    /// For an object: since when it has this value, as it is written.
    pub(super) time: String,
}

/// The types that attributes are declared to have, by the type of the event or object and the attribute's name.
#[derive(Debug, Default)]
pub(super) struct Declared(HashMap<String, HashMap<String, Kind>>);

impl Declared {
    /// An attribute of events or objects of this type is declared.
    pub(super) fn add(&mut self, of_type: &str, name: &str, kind: &str) {
        let kind = match kind.to_ascii_lowercase().as_str() {
            "time" | "date" | "timestamp" | "datetime" => Kind::Date,
            "integer" | "int" => Kind::Whole,
            "float" | "real" | "double" => Kind::Real,
            "boolean" | "bool" => Kind::Flag,
            _ => Kind::Text,
        };
        self.0.entry(of_type.to_string()).or_default().insert(name.to_string(), kind);
    }

    /// The type of an attribute, if it was declared.
    pub(super) fn kind(&self, of_type: &str, name: &str) -> Option<Kind> {
        self.0.get(of_type)?.get(name).copied()
    }
}
