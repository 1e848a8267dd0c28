//! `throughline export`: everything that a service keeps, to be the same service elsewhere; or a log of it, to study.

use std::path::Path;

use throughline::contact::By;
use throughline::error::Error;
use throughline_files::lines::{self, Row};
use throughline_files::write::{check, for_owner, write_until_stopped};
use throughline_store::{Exported, Store};

use crate::args::Export;
use crate::{Ended, session};

/// As what everything is written.
#[derive(Clone, Copy)]
enum Form {
    JsonLines,
    Parquet,
}

pub(crate) fn run(export: &Export) -> Result<Ended, Error> {
    let out = &export.out;
    let form = form(out, export.everything)?;
    if form.is_none() {
        check(out)?;
    }
    let store = export.data.there()?;
    match form {
        Some(form) => everything(&store, out, form)?,
        None => log(&store, out)?,
    }
    Ok(Ended::Done)
}

/// As what everything is written under this name; nothing where a log is.
fn form(out: &Path, everything: bool) -> Result<Option<Form>, Error> {
    let ends = |known: &str| out.extension().is_some_and(|ending| ending.eq_ignore_ascii_case(known));
    match everything {
        _ if ends("jsonl") => Ok(Some(Form::JsonLines)),
        true if ends("parquet") => Ok(Some(Form::Parquet)),
        true => Err(Error::asked(format!(
            "{}: everything is written as lines of JSON or as Parquet; end the name with .jsonl or .parquet",
            out.display()
        ))),
        false => Ok(None),
    }
}

fn everything(store: &Store, out: &Path, form: Form) -> Result<(), Error> {
    let mut events = 0;
    for_owner(out, &session::progress(), |file| {
        match form {
            Form::JsonLines => events = store.export(file)?,
            Form::Parquet => lines::write(file, |put| {
                events = store.export_each(&mut |line| put(row(line)))?;
                Ok(())
            })?,
        }
        Ok(())
    })?;
    session::show(&format!(
        "{} has everything: {events} events, with what people said in clear, and the keys of the people, readable by you only. Give it to \
         nobody who may not read that, and remove it when it has served. `throughline import NEW {}` makes the same service of it.\n",
        out.display(),
        out.display()
    ))
}

/// A line of an export as a row, with what it says in columns.
fn row(line: &Exported<'_>) -> Row {
    let json = line.json.to_string();
    let Some((number, event)) = line.event else { return Row { line: json, ..Row::default() } };
    let seat = match &event.by {
        By::Worker(seat) => Some(seat),
        By::Person => None,
    };
    let words = event.said.as_ref().map(|said| said.words.clone()).filter(|words| !words.is_empty());
    Row {
        line: json,
        numbers: [number, event.need.0, event.person.0].map(Some),
        at_us: Some(event.at.0),
        texts: [
            Some(event.what.name().to_string()),
            seat.map(|seat| seat.organisation.clone()),
            seat.map(|seat| seat.team.clone()),
            seat.map(|seat| seat.worker.clone()),
            words,
        ],
    }
}

fn log(store: &Store, out: &Path) -> Result<(), Error> {
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let log = store.log(threads)?;
    write_until_stopped(&log, out, &session::progress())?;
    if out.as_os_str() == "-" {
        return Ok(());
    }
    session::show(&format!(
        "{} is a log to study: without what people said, without what tells who somebody is, and no service can be made of it. For that, \
         write everything: throughline export … all.parquet --everything\n",
        out.display()
    ))
}
