//! First words, by a program: the reference, the secret of the link and who is responsible come back in the same breath.

use serde_json::json;
use throughline::contact::Language;

use super::{MOST, MOST_WORDS, Texts, checked, need, party, time, words};
use crate::asked::Asked;
use crate::guard::{Anybody, Door, HoldsLink};
use crate::reply::{Reply, Stop};
use crate::screens::next::answer_by;
use crate::screens::{Screen, start};

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/api/v1/needs",
    get: None,
    post: Some(|door, asked| sent(&Anybody::of(door, asked)?, door, asked)),
    guard: "anybody",
}];

/// What can be sent.
pub(super) const TEXTS: &Texts = &[
    ("words", MOST_WORDS),
    ("reach", MOST),
    ("name", MOST),
    ("language", MOST),
    ("area", MOST),
    ("once", MOST),
];

fn sent(who: &Anybody, door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    checked(asked, TEXTS)?;
    let (language, area) = (language(asked)?, asked.field("area"));
    let areas = &who.service.setup.areas;
    if asked.has("area") && !areas.contains(&area) {
        let known = if areas.is_empty() { "none".to_string() } else { areas.join(", ") };
        return Err(Stop::wrong(format!("there is no area “{area}” here; there are: {known}")));
    }
    let receipt = start::receive(who, asked, language, words(asked)?, area)?;
    // What they are told is read through the link that they have from now on.
    let parts = [("reference", receipt.reference.to_string()), ("secret", receipt.secret.clone())];
    let parts = parts.map(|(name, value)| (name.to_string(), value)).to_vec();
    let asked = Asked { parts, language, ..asked.clone() };
    let holds = HoldsLink::of(door, &asked)?;
    let facts = json!({
        "reference": receipt.reference,
        "secret": receipt.secret,
        "link": format!("{}{}", asked.origin, holds.path(&asked, "")),
        "holder": party(&holds.need.holder),
        "answered_by": time(answer_by(&holds)),
    });
    Ok(Reply::Made(facts, need::path(&holds, receipt.secret)))
}

fn language(asked: &Asked) -> Result<Language, Stop> {
    match asked.field("language").as_str() {
        "en" => Ok(Language::English),
        "cy" => Ok(Language::Welsh),
        "" if !asked.has("language") => Ok(Language::English),
        _ => Err(Stop::wrong("“language” is en or cy")),
    }
}
