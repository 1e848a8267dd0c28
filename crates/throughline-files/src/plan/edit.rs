//! Changes to the text of a plan, as forms make them: all else in it stays as it was written, comments and order too. What comes out has
//! been read as a plan: where it makes none, nothing is changed and the reader's own sentence says why.

mod length;
mod way;
mod world;

use throughline::error::Error;
use throughline::sourcing::question::Question;
use toml_edit::{DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::from_toml;
use super::lengths::parts;
use super::otherwise::divides_thousands;

pub use length::{Length, length, put_length};
pub use way::{Agreed, Help, NewWay, put_way};
pub use world::{
    Course, GoTogether, OfDemands, put_course, put_of_demands, put_together, remove_course, together,
};

/// What a plan is called in messages.
const CALLED: &str = "the plan";

/// A number as a plan says it, every part as it is written there; empty where the plan says nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Said {
    /// Its value: `300`, `2h`.
    pub value: String,
    /// The low end of where it is believed to lie.
    pub low: String,
    /// The high end.
    pub high: String,
    /// What lies between: `pert`, `uniform` and so on.
    pub belief: String,
    /// Where it is from.
    pub source: String,
    /// How it is known: `measured`, `quoted`, `judged`, `assumed`.
    pub status: String,
    /// How good its source is: `A` to `D`, or `judgement`.
    pub grade: String,
    /// Who answers for it.
    pub owner: String,
    /// As of which day.
    pub date: String,
}

impl Said {
    /// Its parts: the key that plans write each under, what it is called, and what is said.
    fn parts(&self) -> [(&'static str, &'static str, &str); 9] {
        [
            ("v", "", &self.value),
            ("lo", "from: ", &self.low),
            ("hi", "to: ", &self.high),
            ("dist", "how it lies: ", &self.belief),
            ("source", "source: ", &self.source),
            ("status", "known: ", &self.status),
            ("grade", "grade: ", &self.grade),
            ("owner", "who answers: ", &self.owner),
            ("date", "as of: ", &self.date),
        ]
    }

    /// What is said otherwise than before, part by part: `5, now 4; source: nothing said, now counted`.
    pub fn beside(&self, before: &Said) -> String {
        let told = |text: &str| if text.is_empty() { "nothing said".to_string() } else { text.to_string() };
        let differs = before.parts().into_iter().zip(self.parts()).filter(|(before, now)| before != now);
        let part =
            |((_, called, before), (_, _, now))| format!("{called}{}, now {}", told(before), told(now));
        let parts: Vec<String> = differs.map(part).collect();
        if parts.is_empty() { "written otherwise, and says the same".to_string() } else { parts.join("; ") }
    }
}

/// What a plan says of the number at a path (`pool.contact.staff`); `None` where it says nothing of it.
pub fn said(text: &str, path: &str) -> Result<Option<Said>, Error> {
    let (document, _) = document(text)?;
    let place = Place::of(document.as_table(), path);
    let Some(item) = place.item(document.as_table()) else { return Ok(None) };
    if let Some(part) = &place.part {
        let all = item.as_str().and_then(parts).unwrap_or_default();
        let found = all.into_iter().find(|(name, _)| name == part);
        return Ok(found.map(|(_, value)| Said { value, ..Said::default() }));
    }
    Ok(said_of(item))
}

/// What an item says of a number; `None` where it is none.
fn said_of(item: &Item) -> Option<Said> {
    let Some(table) = item.as_table_like() else {
        return item.as_value().map(|value| Said { value: plain(value), ..Said::default() });
    };
    let under = |key: &str| table.get(key).and_then(Item::as_value).map(plain).unwrap_or_default();
    let [value, low, high, belief, source, status, grade, owner, date] =
        ["v", "lo", "hi", "dist", "source", "status", "grade", "owner", "date"].map(under);
    let said = Said { value, low, high, belief, source, status, grade, owner, date };
    table.contains_key("v").then_some(said)
}

/// The plan with something else said of the number at a path.
pub fn put(text: &str, path: &str, said: &Said) -> Result<String, Error> {
    let (mut document, question) = document(text)?;
    let place = Place::of(document.as_table(), path);
    if !place.is_different() && question.plan.amounts.iter().all(|known| known.path != path) {
        return Err(Error::asked(format!("`{path}` is no number of this plan")));
    }
    let item = place.entry(document.as_table_mut())?;
    if let Some(part) = &place.part {
        let written = item.as_str().unwrap_or_default().to_string();
        let mut spelt =
            spelt_out(&written).ok_or_else(|| Error::asked(format!("`{path}` is no number of this plan")))?;
        write(spelt.entry(part).or_insert(Item::None), said);
        replace(item, Value::InlineTable(spelt.into_inline_table()));
    } else {
        write(item, said);
    }
    made(&document)
}

/// The plan without what stands under these keys.
pub fn remove(text: &str, keys: &[&str]) -> Result<String, Error> {
    let (mut document, _) = document(text)?;
    let gone = || Error::asked(format!("`{}` is not in this plan any more", keys.join(".")));
    let (last, above) = keys.split_last().ok_or_else(gone)?;
    let mut table: &mut dyn TableLike = document.as_table_mut();
    for key in above {
        table = table.get_mut(key).and_then(Item::as_table_like_mut).ok_or_else(gone)?;
    }
    table.remove(last).ok_or_else(gone)?;
    made(&document)
}

/// The text as what can be changed, and what it asks.
fn document(text: &str) -> Result<(DocumentMut, Question), Error> {
    // The reader is asked first: its sentence has the line.
    let question = from_toml(text, CALLED)?;
    let document = text.parse().map_err(|error| Error::asked(format!("{CALLED}: {error}")))?;
    Ok((document, question))
}

/// A changed plan, if it is still one.
fn made(document: &DocumentMut) -> Result<String, Error> {
    let text = document.to_string();
    from_toml(&text, CALLED)?;
    Ok(text)
}

/// Where a number stands.
struct Place {
    /// The keys to it from the root.
    keys: Vec<String>,
    /// Which part it is, where it stands in a text such as `lognormal 12m variation 0.7`.
    part: Option<String>,
}

impl Place {
    /// The place of a path; names of pools and steps may have dots in them, so keys that are there are taken whole.
    fn of(root: &Table, path: &str) -> Place {
        let (mut table, mut rest): (&dyn TableLike, &str) = (root, path);
        let mut keys: Vec<String> = Vec::new();
        loop {
            let begins = |key: &str| {
                rest.strip_prefix(key).is_some_and(|more| more.is_empty() || more.starts_with('.'))
            };
            let all = table.iter().filter(|(key, item)| begins(key) && !item.is_none());
            let Some((key, item)) = all.max_by_key(|(key, _)| key.len()) else {
                // What an option sets is named by its whole path; every other key has a word of its own.
                while let Some((word, more)) = rest.split_once('.') {
                    if keys.last().is_some_and(|key| key == "set" || key == "times") {
                        break;
                    }
                    keys.push(word.to_string());
                    rest = more;
                }
                keys.push(rest.to_string());
                return Place { keys, part: None };
            };
            keys.push(key.to_string());
            rest = rest[key.len()..].trim_start_matches('.');
            if rest.is_empty() {
                return Place { keys, part: None };
            }
            match item.as_table_like() {
                Some(inner) => table = inner,
                None => return Place { keys, part: Some(rest.to_string()) },
            }
        }
    }

    /// Whether it is a number that one way of arranging the work, or one course of the world, has in place of the plan's.
    fn is_different(&self) -> bool {
        let of = ["option", "drift"].contains(&self.keys[0].as_str());
        self.keys.get(2).is_some_and(|key| of && (key == "set" || key == "times"))
    }

    fn item<'a>(&self, root: &'a Table) -> Option<&'a Item> {
        let (last, above) = self.keys.split_last()?;
        let mut table: &dyn TableLike = root;
        for key in above {
            table = table.get(key)?.as_table_like()?;
        }
        table.get(last)
    }

    /// The item there, made where it is not.
    fn entry<'a>(&self, root: &'a mut Table) -> Result<&'a mut Item, Error> {
        let no_table = || Error::asked(format!("`{}` is no number of this plan", self.keys.join(".")));
        let (last, above) = self.keys.split_last().ok_or_else(no_table)?;
        let mut table: &mut dyn TableLike = root;
        for key in above {
            let inner = table.entry(key).or_insert(Item::Table(Table::new()));
            table = inner.as_table_like_mut().ok_or_else(no_table)?;
        }
        Ok(table.entry(last).or_insert(Item::None))
    }
}

/// A length of time that was written as a text, in parts.
fn spelt_out(text: &str) -> Option<Table> {
    let mut table = Table::new();
    for (name, written) in parts(text)? {
        table.insert(&name, Item::Value(value(&written)));
    }
    Some(table)
}

/// Writes a number: plainly where there is no more to say than its value.
fn write(item: &mut Item, said: &Said) {
    let only_value = said.parts().iter().skip(1).all(|(_, _, text)| text.trim().is_empty());
    let mut fresh = InlineTable::new();
    let keeps_more = item.as_table_like().is_some_and(|table| {
        table.iter().any(|(key, _)| !said.parts().iter().any(|(known, _, _)| *known == key))
    });
    if only_value && !keeps_more {
        return replace(item, value(&said.value));
    }
    let table: &mut dyn TableLike = match item.as_table_like_mut() {
        Some(there) => there,
        None => &mut fresh,
    };
    for (key, _, text) in said.parts() {
        let of_words = !["v", "lo", "hi"].contains(&key);
        match text.trim() {
            "" => {
                table.remove(key);
            }
            text if of_words => put_in(table, key, Value::from(text)),
            text => put_in(table, key, value(text)),
        }
    }
    if !fresh.is_empty() {
        replace(item, Value::InlineTable(fresh));
    }
}

fn put_in(table: &mut dyn TableLike, key: &str, value: Value) {
    replace(table.entry(key).or_insert(Item::None), value);
}

/// Puts a value in place of another; what stands after it in its line, such as a comment, stays.
fn replace(item: &mut Item, mut value: Value) {
    if let Some(before) = item.as_value() {
        *value.decor_mut() = before.decor().clone();
    }
    *item = Item::Value(value);
}

/// A value as people write it: a number may have commas between thousands, a pound sign or a per cent sign, anything else is a text.
fn value(written: &str) -> Value {
    let bare = written.trim().trim_start_matches('£');
    if !divides_thousands(bare.trim_end_matches('%').trim_end()) {
        return Value::from(written.trim());
    }
    let bare = bare.replace(',', "");
    if let Some(whole) = bare.parse::<i64>().ok().filter(|_| !bare.starts_with('+')) {
        return Value::from(whole);
    }
    let share = bare.strip_suffix('%').and_then(|percent| percent.trim().parse::<f64>().ok());
    // Through text, so that 30 % is 0.3 and not what dividing makes of it.
    let share = share.and_then(|percent| format!("{:.6}", percent / 100.0).parse().ok());
    match share.or_else(|| bare.parse::<f64>().ok()).filter(|number| number.is_finite()) {
        Some(number) => Value::from(number),
        None => Value::from(written.trim()),
    }
}

/// A value without quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.value().clone(),
        Value::Integer(whole) => whole.value().to_string(),
        Value::Float(number) => number.value().to_string(),
        other => other.to_string().trim().to_string(),
    }
}

#[cfg(test)]
mod tests;
