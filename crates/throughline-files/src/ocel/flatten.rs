//! From objects and events to the events of one need after another.

use std::collections::HashMap;

use jiff::tz::TimeZone;
use throughline::error::Error;
use throughline::reading::{counted, thousands};

use super::model::{Attribute, Event, Object, Ocel};
use crate::table::numbers::words;
use crate::times::{TimeForm, TimeReader};
use crate::xes::events::Events;
use crate::xes::keys::{Kind, Level};

const STANDARD: [&str; 2] = ["concept:name", "time:timestamp"];

/// The object type that is the need, and why.
pub(super) struct Choice {
    of_type: String,
    /// Why, where nobody said it.
    because: Option<String>,
    /// Where each object stands, by its id.
    objects: HashMap<String, usize>,
}

/// How events fall on the objects of one type.
struct Fall<'a> {
    of_type: &'a str,
    objects: u64,
    /// Events with exactly one object of the type.
    one: u64,
    /// Events with at least one.
    some: u64,
    /// Events counted once for each object.
    times: u64,
}

impl Choice {
    /// The type of the objects that are needs.
    pub(super) fn of_type(&self) -> &str {
        &self.of_type
    }

    /// The type `part`, or the one that suits best.
    pub(super) fn of(ocel: &Ocel, part: Option<&str>) -> Result<Choice, Error> {
        let mut objects = HashMap::with_capacity(ocel.objects.len());
        for (place, object) in ocel.objects.iter().enumerate() {
            objects.entry(object.id.clone()).or_insert(place);
        }
        let falls = falls(ocel, &objects);
        let names = || falls.iter().map(|fall| format!("“{}”", fall.of_type)).collect::<Vec<_>>().join(", ");
        if falls.is_empty() {
            return Err(Error::asked(
                "the log has no objects, so nothing in it can be a need; export it with its objects",
            ));
        }
        let events = ocel.events.len() as u64;
        let (of_type, because) = match part {
            Some(part) if falls.iter().any(|fall| fall.of_type == part) => (part.to_string(), None),
            Some(part) => {
                return Err(Error::asked(format!(
                    "the mapping takes objects of type “{part}” as the needs, but the log has {}; choose one of these as \
                     `part`",
                    names()
                )));
            }
            None => {
                let best = best(&falls);
                let because = format!(
                    "objects of type “{}” are taken as the needs: {} of {} have exactly one, and each has {:.1} events; if \
                     another of {} is what you follow, name it as `part` in the mapping",
                    best.of_type,
                    thousands(best.one),
                    counted(events, "event", "events"),
                    best.times as f64 / best.objects.max(1) as f64,
                    names()
                );
                (best.of_type.to_string(), Some(because))
            }
        };
        Ok(Choice { of_type, because, objects })
    }

    /// Why this type; nothing where the mapping says so, be it that of a person or the guess, which has said why.
    pub(super) fn because(&self) -> Option<String> {
        self.because.clone()
    }

    /// What the person who asked should know of the whole log.
    pub(super) fn notes(&self, ocel: &Ocel) -> Vec<String> {
        let mut notes: Vec<String> = self.because().into_iter().collect();
        let (mut shared, mut copies, mut unknown) = (0, 0, 0);
        for event in &ocel.events {
            let needs = self.needs_of(ocel, event).count() as u64;
            shared += u64::from(needs > 1);
            copies += needs.saturating_sub(1);
            unknown += event.objects.iter().filter(|id| !self.objects.contains_key(*id)).count() as u64;
        }
        if shared > 0 {
            notes.push(format!(
                "{} to several objects of type “{}” and count for each of them ({} more than the file has)",
                counted(shared, "event belongs", "events belong"),
                self.of_type,
                counted(copies, "event", "events")
            ));
        }
        if unknown > 0 {
            notes.push(format!(
                "{} of events to objects that the log does not list were left out",
                counted(unknown, "relation", "relations")
            ));
        }
        if self.objects.len() < ocel.objects.len() {
            let twice = (ocel.objects.len() - self.objects.len()) as u64;
            notes.push(format!(
                "{} listed again under an id that was there already: the first was kept",
                counted(twice, "object is", "objects are")
            ));
        }
        notes
    }

    /// The objects of the need's type that an event has, each once, as places in the log.
    fn needs_of<'a>(&'a self, ocel: &'a Ocel, event: &'a Event) -> impl Iterator<Item = usize> + 'a {
        let place =
            |id: &String| self.objects.get(id).copied().filter(|p| ocel.objects[*p].of_type == self.of_type);
        let once =
            move |(number, id): (usize, &String)| place(id).filter(|_| !event.objects[..number].contains(id));
        event.objects.iter().enumerate().filter_map(once)
    }

    /// Hands all events to `into`, need by need in the order in which the log lists them.
    pub(super) fn flatten(&self, ocel: &Ocel, into: &mut Events<'_>, zone: &TimeZone) {
        let mut of_need: Vec<Vec<u32>> = vec![Vec::new(); ocel.objects.len()];
        for (number, event) in ocel.events.iter().enumerate() {
            let mut any = false;
            for place in self.needs_of(ocel, event) {
                of_need[place].push(number as u32);
                any = true;
            }
            if !any {
                let reason = format!(
                    "the event has no object of type “{}”, so it belongs to no need; take another type as the need (`part` in \
                     the mapping) if these events matter",
                    self.of_type
                );
                into.refuse_other("objects", &event.id, number as u64 + 1, &reason);
            }
        }
        let names = Names::of(ocel);
        let mut reader = TimeReader::new(TimeForm::Iso, zone.clone());
        for (place, events) in of_need.iter().enumerate() {
            let object = &ocel.objects[place];
            if object.of_type != self.of_type || self.objects.get(&object.id) != Some(&place) {
                continue;
            }
            into.begin_trace();
            need(object, into, &mut reader);
            for number in events {
                self.event(ocel, *number as usize, into, &names);
                if into.enough() {
                    break;
                }
            }
            into.end_trace();
            if into.enough() {
                return;
            }
        }
    }

    fn event(&self, ocel: &Ocel, number: usize, into: &mut Events<'_>, names: &Names) {
        let event = &ocel.events[number];
        let line = number as u64 + 1;
        let mut set = |name: &str, kind: Kind, text: &str| {
            let key = into.key(Level::Event, name.as_bytes(), kind);
            into.set(key, kind, text.as_bytes(), (0, text.len()), || line);
        };
        set(STANDARD[0], Kind::Text, &event.of_type);
        set(STANDARD[1], Kind::Date, &event.time);
        for attribute in &event.attributes {
            set(&plain(&attribute.name), attribute.kind, &attribute.text);
        }
        let mut others: Vec<(&str, String)> = Vec::new();
        for id in &event.objects {
            let Some(object) = self.objects.get(id).map(|place| &ocel.objects[*place]) else { continue };
            if object.of_type == self.of_type {
                continue;
            }
            match others.iter_mut().find(|(of_type, _)| *of_type == object.of_type) {
                Some((_, ids)) => {
                    ids.push('+');
                    ids.push_str(id);
                }
                None => others.push((&object.of_type, id.clone())),
            }
        }
        for (of_type, ids) in others {
            set(&names.of_objects(of_type), Kind::Text, &ids);
        }
        into.end_event(|| line);
    }
}

/// The names of attributes of events, which columns of objects must not take.
struct Names<'a>(std::collections::HashSet<&'a str>);

impl<'a> Names<'a> {
    fn of(ocel: &'a Ocel) -> Names<'a> {
        let all = ocel.events.iter().flat_map(|event| &event.attributes);
        Names(all.map(|attribute| attribute.name.as_str()).collect())
    }

    fn of_objects(&self, of_type: &str) -> String {
        if self.0.contains(of_type) || STANDARD.contains(&of_type) {
            return format!("{of_type} (objects)");
        }
        of_type.to_string()
    }
}

/// The name of an attribute; one that would take the place of the event's type or time is marked.
fn plain(name: &str) -> String {
    if STANDARD.contains(&name) { format!("{name} (attribute)") } else { name.to_string() }
}

/// The attributes of a need: of each the last value in time.
fn need(object: &Object, into: &mut Events<'_>, reader: &mut TimeReader) {
    let key = into.key(Level::Trace, STANDARD[0].as_bytes(), Kind::Text);
    into.set_trace(key, Kind::Text, &object.id, 0);
    let mut last: Vec<(i64, &Attribute)> = Vec::new();
    for attribute in &object.attributes {
        let since = reader.read(attribute.time.trim().as_bytes()).unwrap_or(i64::MIN);
        match last.iter_mut().find(|(_, known)| known.name == attribute.name) {
            Some(known) if since >= known.0 => *known = (since, attribute),
            Some(_) => {}
            None => last.push((since, attribute)),
        }
    }
    for (_, attribute) in last {
        let key = into.key(Level::Trace, plain(&attribute.name).as_bytes(), attribute.kind);
        into.set_trace(key, attribute.kind, &attribute.text, 0);
    }
}

fn falls<'a>(ocel: &'a Ocel, objects: &HashMap<String, usize>) -> Vec<Fall<'a>> {
    let mut falls: Vec<Fall<'a>> = Vec::new();
    let mut number_of: HashMap<&str, usize> = HashMap::new();
    for object in &ocel.objects {
        let number = *number_of.entry(&object.of_type).or_insert_with(|| {
            falls.push(Fall { of_type: &object.of_type, objects: 0, one: 0, some: 0, times: 0 });
            falls.len() - 1
        });
        falls[number].objects += 1;
    }
    let mut here: Vec<u64> = vec![0; falls.len()];
    for event in &ocel.events {
        for id in &event.objects {
            if let Some(place) = objects.get(id) {
                here[number_of[ocel.objects[*place].of_type.as_str()]] += 1;
            }
        }
        for (fall, here) in falls.iter_mut().zip(&mut here) {
            fall.one += u64::from(*here == 1);
            fall.some += u64::from(*here > 0);
            fall.times += *here;
            *here = 0;
        }
    }
    falls
}

/// The type that gives most events exactly one object, among those whose objects have two events or more on average (if there
/// are any) and are not those who do the work; then the one that more events have; then the first.
fn best<'a, 'b>(falls: &'b [Fall<'a>]) -> &'b Fall<'a> {
    let several = |fall: &Fall<'_>| fall.times >= 2 * fall.objects;
    let rank = |fall: &Fall<'_>| (several(fall) && !works(fall.of_type), several(fall), fall.one, fall.some);
    let mut best = &falls[0];
    for fall in falls {
        if rank(fall) > rank(best) {
            best = fall;
        }
    }
    best
}

/// Whether objects of a type are those who do the work, or what they work with.
fn works(of_type: &str) -> bool {
    const WORKERS: [&str; 12] = [
        "employee",
        "worker",
        "resource",
        "user",
        "staff",
        "agent",
        "officer",
        "operator",
        "system",
        "machine",
        "team",
        "department",
    ];
    words(of_type).last().is_some_and(|last| WORKERS.contains(&last.strip_suffix('s').unwrap_or(last)))
}
