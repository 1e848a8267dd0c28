//! How long something takes, as a form says it: of which family lengths are drawn, and by what numbers.

use throughline::error::Error;
use toml_edit::{InlineTable, Item, TableLike, Value};

use super::{Place, Said, document, made, put_in, replace, said_of, value, write};
use crate::plan::lengths::parts;

/// The families that a form offers: as plans write each, and the keys of its numbers.
const FAMILIES: [(&str, &[&str]); 9] = [
    ("fixed", &["length"]),
    ("exp", &["mean"]),
    ("uniform", &["low", "high"]),
    ("lognormal", &["mean", "variation"]),
    ("gamma", &["mean", "variation"]),
    ("weibull", &["mean", "shape"]),
    ("erlang", &["parts", "mean"]),
    ("hyper", &["chance", "first_mean", "second_mean"]),
    ("seen", &["mean", "seen"]),
];

/// How long something takes, as a plan says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Length {
    /// The family, as plans write it.
    pub family: String,
    /// Its numbers by their keys.
    pub parts: Vec<(String, Said)>,
}

impl Length {
    /// The names of all families.
    pub fn families() -> impl Iterator<Item = &'static str> {
        FAMILIES.iter().map(|(name, _)| *name)
    }

    /// The keys of a family's numbers; none of one that there is not.
    pub fn keys(family: &str) -> &'static [&'static str] {
        FAMILIES.iter().find(|(name, _)| *name == family).map_or(&[], |(_, keys)| *keys)
    }

    /// What stands under a key; the length of what always takes the same is its mean.
    pub fn part(&self, key: &str) -> Option<&Said> {
        let like = match key {
            "mean" => "length",
            "length" => "mean",
            other => other,
        };
        let at = |key: &str| self.parts.iter().find(|(known, _)| known == key).map(|(_, said)| said);
        at(key).or_else(|| at(like))
    }
}

/// How long something takes at a path such as `step.mend.time`; `None` where no length stands there.
pub fn length(text: &str, path: &str) -> Result<Option<Length>, Error> {
    let (document, _) = document(text)?;
    let place = Place::of(document.as_table(), path);
    if place.part.is_some() {
        return Ok(None);
    }
    Ok(place.item(document.as_table()).and_then(of_item))
}

fn of_item(item: &Item) -> Option<Length> {
    let all: Vec<(String, Said)> = match item.as_table_like() {
        None => {
            let plain = |(key, value): (String, String)| (key, Said { value, ..Said::default() });
            parts(item.as_str()?)?.into_iter().map(plain).collect()
        }
        Some(table) => {
            table.iter().filter_map(|(key, item)| Some((key.to_string(), said_of(item)?))).collect()
        }
    };
    // A length alone is always the same.
    let alone = || all.iter().any(|(key, _)| key == "length").then(|| "fixed".to_string());
    let family = all.iter().find(|(key, _)| key == "family").map(|(_, said)| said.value.clone());
    let family = family.or_else(alone)?;
    let keys = Length::keys(&family);
    let parts = all.into_iter().filter(|(key, _)| keys.contains(&key.as_str())).collect();
    Some(Length { family, parts })
}

/// The plan with lengths of another family there. What is said of a number that stays as it was is kept; a new one is said to be from
/// `source`. Lengths that were seen need no other mean than their own.
pub fn put_length(
    text: &str,
    path: &str,
    family: &str,
    written: &[(&str, String)],
    source: &str,
) -> Result<String, Error> {
    let no_length = || Error::asked(format!("`{path}` is no length of time in this plan"));
    let before = length(text, path)?.ok_or_else(no_length)?;
    let (mut document, _) = document(text)?;
    let item = Place::of(document.as_table(), path).entry(document.as_table_mut())?;
    let written =
        |key: &str| written.iter().find(|(known, _)| *known == key).map_or("", |(_, text)| text.trim());
    if family == "seen" && written("mean").is_empty() && !written("seen").is_empty() {
        replace(item, Value::from(format!("seen {}", written("seen"))));
        return made(&document);
    }
    let mut fresh = InlineTable::new();
    put_in(&mut fresh, "family", Value::from(family));
    for key in Length::keys(family) {
        let wanted = written(key);
        if wanted.is_empty() {
            let what =
                if family == "seen" { "lengths that were seen".to_string() } else { key.replace('_', " ") };
            return Err(Error::asked(format!("say the {what}")));
        }
        // These are read as they stand, without anything said of them.
        if ["seen", "parts", "shape"].contains(key) {
            put_in(&mut fresh, key, value(wanted));
            continue;
        }
        let known = before.part(key).filter(|known| known.value == wanted).cloned();
        let new = Said { value: wanted.to_string(), source: source.trim().to_string(), ..Said::default() };
        let entry = TableLike::entry(&mut fresh, key).or_insert(Item::None);
        write(entry, &known.unwrap_or(new));
    }
    replace(item, Value::InlineTable(fresh));
    made(&document)
}
