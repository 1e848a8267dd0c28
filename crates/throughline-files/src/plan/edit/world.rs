//! What the world may do, and which numbers go together, put into the text of a plan as forms say it.

use throughline::error::Error;
use toml_edit::{Array, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::{Said, document, made, plain, put_in, said_of, write};

/// Numbers that go together, as a form says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct GoTogether {
    /// What they are called together.
    pub name: String,
    /// Which they are, by their paths.
    pub of: Vec<String>,
    /// How much each two of them go together, as a rank correlation.
    pub rank: Said,
}

/// Another course that the world may take, as a form says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Course {
    /// Its name.
    pub name: String,
    /// How likely it is; empty where nobody gives it a chance.
    pub probability: String,
    /// A number that holds then: whether it is written as a multiple, which, and what is said of it.
    pub number: Option<(bool, String, Said)>,
}

/// How demands go on in every course, as a form says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OfDemands {
    /// Its name.
    pub name: String,
    /// By what share more needs arise each year; empty where nobody says.
    pub level: Said,
    /// How often in a year what is needed changes; empty where nobody says.
    pub spec_changes: Said,
    /// Of which kinds of needs.
    pub demands: Vec<String>,
}

/// The numbers that go together in a plan.
pub fn together(text: &str) -> Result<Vec<GoTogether>, Error> {
    let (document, _) = document(text)?;
    let Some(all) = document.get("correlation").and_then(Item::as_table_like) else { return Ok(Vec::new()) };
    let one = |(name, item): (&str, &Item)| {
        let table = item.as_table_like()?;
        let of = table.get("of").and_then(Item::as_array)?.iter().map(plain).collect();
        let rank = table.get("rank").and_then(said_of)?;
        Some(GoTogether { name: name.to_string(), of, rank })
    };
    Ok(all.iter().filter_map(one).collect())
}

/// The plan with numbers that go together: new ones, or those of this name said otherwise.
pub fn put_together(text: &str, one: &GoTogether, is_new: bool) -> Result<String, Error> {
    let (mut document, _) = document(text)?;
    let table = under(&mut document, "correlation", &one.name, is_new)?;
    put_in(table, "of", Value::Array(Array::from_iter(one.of.iter().map(String::as_str))));
    write(table.entry("rank").or_insert(Item::None), &one.rank);
    made(&document)
}

/// The plan with a course of the world: a new one, or that of this name said otherwise.
pub fn put_course(text: &str, course: &Course, is_new: bool) -> Result<String, Error> {
    let (mut document, _) = document(text)?;
    let table = under(&mut document, "drift", &course.name, is_new)?;
    match course.probability.trim() {
        "" => drop(table.remove("probability")),
        chance => {
            let item = table.entry("probability").or_insert(Item::None);
            let known = said_of(item).unwrap_or_default();
            write(item, &Said { value: chance.to_string(), ..known });
        }
    }
    if let Some((is_multiple, path, said)) = &course.number {
        let how = if *is_multiple { "times" } else { "set" };
        let numbers = table.entry(how).or_insert(Item::Value(Value::InlineTable(InlineTable::new())));
        let no_table = || Error::asked(format!("`drift.{}.{how}` is no table in this plan", course.name));
        let numbers = numbers.as_table_like_mut().ok_or_else(no_table)?;
        write(numbers.entry(path).or_insert(Item::None), said);
    }
    made(&document)
}

/// The plan in which these demands go on so.
pub fn put_of_demands(text: &str, of: &OfDemands) -> Result<String, Error> {
    let (mut document, _) = document(text)?;
    let table = under(&mut document, "drift", &of.name, true)?;
    for (key, said) in [("level_per_year", &of.level), ("spec_changes_per_year", &of.spec_changes)] {
        if !said.value.trim().is_empty() {
            write(table.entry(key).or_insert(Item::None), said);
        }
    }
    if table.is_empty() {
        return Err(Error::asked(
            "say by what share more needs arise each year, or how often what is needed changes",
        ));
    }
    if of.demands.is_empty() {
        return Err(Error::asked("say of which kinds of needs: choose at least one"));
    }
    for (name, demand) in demands(&mut document) {
        if of.demands.contains(&name) {
            put_in(demand, "drift", Value::from(of.name.trim()));
        }
    }
    made(&document)
}

/// The plan without a course of the world, or without how demands go on.
pub fn remove_course(text: &str, name: &str) -> Result<String, Error> {
    let (mut document, _) = document(text)?;
    let gone = || Error::asked(format!("there is no course called “{name}” in this plan any more"));
    let drifts = document.get_mut("drift").and_then(Item::as_table_like_mut).ok_or_else(gone)?;
    drifts.remove(name).ok_or_else(gone)?;
    for (_, demand) in demands(&mut document) {
        if demand.get("drift").and_then(Item::as_str) == Some(name) {
            demand.remove("drift");
        }
    }
    made(&document)
}

/// The tables of all kinds of needs, by their names.
fn demands(document: &mut DocumentMut) -> impl Iterator<Item = (String, &mut dyn TableLike)> {
    let all = document.get_mut("demand").and_then(Item::as_table_like_mut);
    all.into_iter().flat_map(|all| all.iter_mut()).filter_map(|(name, item)| {
        let name = name.get().to_string();
        Some((name, item.as_table_like_mut()?))
    })
}

/// The table of this name among those of a kind, made where it is to be new.
fn under<'a>(
    document: &'a mut DocumentMut,
    kind: &str,
    name: &str,
    is_new: bool,
) -> Result<&'a mut dyn TableLike, Error> {
    let name = name.trim();
    if name.is_empty() {
        return Err(Error::asked("say what it is called"));
    }
    let all = document.entry(kind).or_insert_with(|| {
        let mut table = Table::new();
        table.set_implicit(true);
        Item::Table(table)
    });
    let no_table = || Error::asked(format!("`{kind}` is no table in this plan"));
    let all = all.as_table_like_mut().ok_or_else(no_table)?;
    match (all.contains_key(name), is_new) {
        (true, true) => {
            return Err(Error::asked(format!("there is one called “{name}” already; choose another name")));
        }
        (false, false) => {
            return Err(Error::asked(format!("there is none called “{name}” in this plan any more")));
        }
        _ => {}
    }
    let one = all.entry(name).or_insert(Item::Table(Table::new()));
    one.as_table_like_mut().ok_or_else(no_table)
}
