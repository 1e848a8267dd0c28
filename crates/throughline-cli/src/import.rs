//! `throughline import`.

use throughline::error::Error;
use throughline::log::{Column, Log};
use throughline::wording::{counted, thousands};
use throughline_files::lines;
use throughline_store::{Store, is_export};

use crate::args::{Import, Input};
use crate::{Ended, data, folders, session, terminal};

pub(crate) fn run(import: &Import) -> Result<Ended, Error> {
    let files = &import.input.files;
    match (files.iter().filter(|file| session::is_everything(file)).count(), files.as_slice()) {
        (0, _) => others(import),
        (_, [file]) => {
            let store = Store::open(&import.data.place())?;
            if is_export(file) {
                store.import(file)?;
            } else {
                let path = file.clone();
                store.import_each(&file.display().to_string(), move |take| lines::read(&path, take))?;
            }
            data::show(&format!("{} is taken over", file.display()), &store.verify()?)?;
            Ok(Ended::Done)
        }
        _ => Err(Error::asked("an export of everything of a service is imported alone, into an empty place")),
    }
}

/// Logs of other systems. Persons get pseudonyms with the key of the service, so that they are the same whenever a log is imported.
fn others(import: &Import) -> Result<Ended, Error> {
    let store = import.data.there()?;
    let key = import.input.key.clone().unwrap_or_else(|| import.data.place().key_path());
    let input = folders::settled(&Input { key: Some(key), ..import.input.clone() })?;
    let job = session::job(&input)?;
    let reading = session::read(&input, &job)?;
    if is_of_everything(&reading.log) {
        return Err(Error::asked(
            "this is an export of everything of a service that was packed, cut or saved by another program, with people's words and keys in \
             clear; import the .jsonl or .parquet itself, alone and as it was written",
        ));
    }
    let taken = store.record(&reading.log)?;
    terminal::tell_problems(&[reading.warnings, reading.notes].concat(), &reading.refused);
    session::show(&format!(
        "{} taken in; {} there already. What people said in them was left out: it could not be erased with their key.\n",
        counted(taken.added, "event was", "events were"),
        thousands(taken.known)
    ))?;
    Ok(if reading.refused.is_empty() { Ended::Done } else { Ended::RowsRefused { strict: input.strict } })
}

/// Whether rows are those of an export of everything that was not known as one, by the columns that its lines have.
fn is_of_everything(log: &Log) -> bool {
    let columns = log.columns();
    let is_line = |column: &Column| match column {
        Column::Names(column) => column.names.iter().any(|value| value.starts_with("{\"")),
        _ => false,
    };
    columns.attributes.iter().chain(&columns.need_attributes).any(|(name, column)| {
        name == "sealed" || name.starts_with("event/what") || (name == "line" && is_line(column))
    })
}
