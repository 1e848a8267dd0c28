//! Columns as the person who asks calls them: by the name that mappings use, or by the header of their own file.

use throughline::error::Error;
use throughline::log::{Field, Log};
use throughline_files::mapping::To;
use throughline_files::read::SourceRead;

/// The name in the log of what somebody calls `key`, where these are the values they look for. A kind is the kind of demand, unless one of
/// the values is a kind of event. No worker is looked at alone: what one person does is the doing of the whole, and a
/// figure for one would be used against them.
pub(crate) fn column(
    key: &str,
    values: &[String],
    log: &Log,
    sources: &[SourceRead],
) -> Result<String, Error> {
    let found = known(key, log, sources);
    let of_event =
        |value: &String| log.names(Field::Kind).is_some_and(|kind| kind.names.find(value).is_some());
    if found == Field::Kind.name() && log.field(Field::Demand).is_some() && !values.iter().any(of_event) {
        return Ok(Field::Demand.name().to_string());
    }
    if found == Field::Worker.name() {
        return Err(Error::asked(format!(
            "“{key}” says who did the work, and nothing is shown of single workers: look at a team, a role or an organisation"
        )));
    }
    Ok(found)
}

fn known(key: &str, log: &Log, sources: &[SourceRead]) -> String {
    let same = |name: &str| name.trim().to_lowercase() == key.trim().to_lowercase();
    let columns = log.columns();
    let attributes = || columns.attributes.iter().chain(&columns.need_attributes).map(|(name, _)| name);
    if Field::named(key).is_some() || attributes().any(|name| name == key) {
        return key.to_string();
    }
    let field = Field::ALL.iter().map(|(_, name, _)| name.to_string()).find(|name| same(name));
    let attribute = || attributes().find(|name| same(name)).cloned();
    let header = || {
        let all =
            sources.iter().filter_map(|source| source.mapping.as_ref()).flat_map(|mapping| &mapping.columns);
        all.filter(|column| same(&column.name)).find_map(|column| match &column.to {
            To::Field(field) => Some(field.name().to_string()),
            To::Class | To::IsFailure => Some("class".to_string()),
            _ => None,
        })
    };
    field.or_else(attribute).or_else(header).unwrap_or_else(|| key.to_string())
}
