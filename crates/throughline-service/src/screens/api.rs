//! The same front door for programs of people: an app, a kiosk. JSON is sent and given; the guards are those of the pages, there is no
//! cookie, and no page of another host may ask in a browser's name. `/api/v1/openapi.json` describes it.
//!
//! What is sent is an object of texts, and nothing that is not known: each file here says which [`Texts`] it takes, and the description is
//! made from the same list.

pub(super) mod description;
pub(super) mod need;
pub(super) mod needs;
pub(super) mod place;
mod shapes;

use serde_json::{Value, json};
use throughline::contact::Party;
use throughline::time::Instant;

use crate::asked::Asked;
use crate::reply::Stop;

/// What can be sent: names of texts, and the most letters of each.
type Texts = [(&'static str, usize)];

/// The most letters of words: they fit into what is taken at once, whatever the letters are.
const MOST_WORDS: usize = 16_000;
/// The most letters of anything else.
const MOST: usize = 200;

/// Says what is wrong with what was sent: a name that is not known, or a text that is too long.
fn checked(asked: &Asked, texts: &Texts) -> Result<(), Stop> {
    let names: Vec<&str> = texts.iter().map(|(name, _)| *name).collect();
    asked.only(&names)?;
    let most = |name: &str| texts.iter().find(|(known, _)| *known == name).map_or(0, |(_, most)| *most);
    match asked.fields.iter().find(|(name, value)| value.chars().count() > most(name)) {
        Some((name, _)) => Err(Stop::wrong(format!("“{name}” is too long: at most {} letters", most(name)))),
        None => Ok(()),
    }
}

/// The words, which have to say something that can be seen.
fn words(asked: &Asked) -> Result<String, Stop> {
    let words = asked.field("words");
    let seen = |letter: char| !letter.is_whitespace() && !letter.is_control() && letter != '\u{feff}';
    if words.contains(seen) {
        Ok(words)
    } else {
        Err(Stop::wrong("write what you need, in your own words, as “words”"))
    }
}

/// An instant as programs read it.
fn time(at: Instant) -> Value {
    at.timestamp().to_string().into()
}

fn party(party: &Party) -> Value {
    json!({ "organisation": party.organisation, "team": party.team, "worker": party.worker })
}
