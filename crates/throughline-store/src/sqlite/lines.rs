//! Lines of lists as SQLite keeps them: which are in a list, and a row as a line.

use rusqlite::Row;
use throughline::contact::{Language, NeedId, Party, PersonId, Reference};
use throughline::error::Error;
use throughline::time::Instant;

use crate::line::{Line, List};

/// What must hold of a line to be in a list, and the values it speaks of.
pub(super) fn condition(list: &List) -> (&'static str, Vec<rusqlite::types::Value>) {
    use rusqlite::types::Value::{Integer, Text};
    match list {
        List::HeldBy { organisation, team } => (
            "organisation = ?1 AND team = ?2 AND sorted_at IS NULL AND erased_at IS NULL",
            vec![Text(organisation.clone()), Text(team.clone())],
        ),
        List::Waiting { organisation, team, now } => (
            "organisation = ?1 AND team = ?2 AND sorted_at IS NULL AND erased_at IS NULL AND \
             ((waits <> 0 AND (thought_sorted_at IS NULL OR thought_sorted_at < person_last_at)) OR \
             (promised_by < ?3 AND (answered_at IS NULL OR answered_at < promised_by)))",
            vec![Text(organisation.clone()), Text(team.clone()), Integer(now.0)],
        ),
        List::Answered { organisation, team, now, quiet_until, quiet } => (
            match quiet {
                true => {
                    "organisation = ?1 AND team = ?2 AND sorted_at IS NULL AND erased_at IS NULL AND thought_sorted_at <= ?3 AND promised_by IS NULL"
                }
                false => {
                    "organisation = ?1 AND team = ?2 AND sorted_at IS NULL AND erased_at IS NULL AND (waits = 0 OR thought_sorted_at >= person_last_at) AND \
                     NOT COALESCE((promised_by < ?4 AND (answered_at IS NULL OR answered_at < promised_by)), 0) AND \
                     (thought_sorted_at IS NULL OR thought_sorted_at > ?3 OR promised_by IS NOT NULL)"
                }
            },
            {
                let values = vec![Text(organisation.clone()), Text(team.clone()), Integer(quiet_until.0)];
                // What is quiet was promised nothing.
                values.into_iter().chain((!quiet).then_some(Integer(now.0))).collect()
            },
        ),
        List::OfferedTo { organisation, team } => (
            "offered_organisation = ?1 AND offered_team = ?2 AND erased_at IS NULL",
            vec![Text(organisation.clone()), Text(team.clone())],
        ),
        List::AskedToHelp { organisation, team } => (
            "need IN (SELECT need FROM asked_to_help WHERE organisation = ?1 AND team = ?2) AND sorted_at IS NULL AND erased_at IS NULL",
            vec![Text(organisation.clone()), Text(team.clone())],
        ),
        List::TakesPart { organisation } => (
            "need IN (SELECT need FROM taking_part WHERE organisation = ?1) AND organisation <> ?1 AND sorted_at IS NULL AND erased_at IS NULL",
            vec![Text(organisation.clone())],
        ),
        List::SortedBefore { organisation, before } => {
            ("organisation = ?1 AND sorted_at < ?2", vec![Text(organisation.clone()), Integer(before.0)])
        }
        List::OfPerson(person) => ("person = ?1", vec![Integer(person.0)]),
    }
}

pub(super) fn line(row: &Row<'_>) -> rusqlite::Result<Line> {
    let wrong = |column: usize, why: Error| {
        rusqlite::Error::FromSqlConversionFailure(column, rusqlite::types::Type::Text, Box::new(why))
    };
    let reference: String = row.get("reference")?;
    let instant = |name: &str| row.get::<_, Option<i64>>(name).map(|at| at.map(Instant));
    let parties = |name: &str| -> rusqlite::Result<Vec<Party>> {
        let written: String = row.get(name)?;
        serde_json::from_str(&written).map_err(|why| wrong(18, Error::failed(why.to_string())))
    };
    let offered_to = match row.get("offered_organisation")? {
        None => None,
        Some(organisation) => {
            Some(Party { organisation, team: row.get("offered_team")?, worker: row.get("offered_worker")? })
        }
    };
    Ok(Line {
        need: NeedId(row.get("need")?),
        reference: reference.parse::<Reference>().map_err(|why| wrong(1, why))?,
        person: PersonId(row.get("person")?),
        opened_at: Instant(row.get("opened_at")?),
        holder: Party {
            organisation: row.get("organisation")?,
            team: row.get("team")?,
            worker: row.get("worker")?,
        },
        offered_to,
        taking_part: parties("taking_part")?,
        last_at: Instant(row.get("last_at")?),
        person_last_at: Instant(row.get("person_last_at")?),
        waits: row.get("waits")?,
        sorted_at: instant("sorted_at")?,
        thought_sorted_at: instant("thought_sorted_at")?,
        promised_by: instant("promised_by")?,
        answered_at: instant("answered_at")?,
        asked_to_help: parties("asked_to_help")?,
        erased_at: instant("erased_at")?,
        language: if row.get::<_, String>("language")? == "cy" { Language::Welsh } else { Language::English },
        place: row.get("place")?,
    })
}
