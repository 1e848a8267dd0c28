//! `throughline convert`.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use throughline::error::Error;
use throughline::log::{Field, Log};

use crate::args::{Convert, DEFAULT_ZONE, Input};
use crate::progress::Shown;
use crate::{Ended, folders, session, terminal};

pub(crate) fn run(convert: &Convert) -> Result<Ended, Error> {
    let (out, files) = match convert.input.files.split_last() {
        Some((out, files)) if !files.is_empty() => (out.clone(), files.to_vec()),
        _ => {
            return Err(Error::asked(
                "convert wants what to read and what to write: throughline convert IN OUT (`-` as OUT is CSV on standard output)",
            ));
        }
    };
    throughline_files::write::check(&out)?;
    if files.iter().any(|file| file.as_os_str() == "-") && std::io::stdin().is_terminal() {
        return Err(Error::asked(
            "convert is to read standard input, and that is this terminal; pipe the file in, as in: throughline convert - \
             out.parquet < calls.csv",
        ));
    }
    let input = folders::settled(&Input { files, ..convert.input.clone() })?;
    session::spare_inputs(&out, &input)?;
    let job = session::job(&input)?;
    let reading = session::read(&input, &job)?;
    if input.key.is_none() && reading.log.field(Field::Person).is_some() && !reading.pseudonyms_given {
        let mut words: Vec<String> = convert.input.files.iter().map(|file| session::in_shell(file)).collect();
        words.extend(
            input.mapping.iter().map(|given| format!("--mapping {}", session::in_shell(given.as_ref()))),
        );
        if input.zone != DEFAULT_ZONE {
            words.push(format!("--zone {}", input.zone));
        }
        return Err(Error::asked(format!(
            "this log has persons, whose pseudonyms need a key, so that they can be joined with those of other files later; make \
             one and use it from now on: throughline key service.key && throughline convert {} --key service.key",
            words.join(" ")
        )));
    }
    written(&reading.log, &out)?;
    let mut notes = [reading.warnings, reading.notes].concat();
    if input.zone != DEFAULT_ZONE && out.as_os_str() != "-" {
        notes.push(format!(
            "{}: keeps instants and no zone; say --zone {} again when you study it",
            out.display(),
            input.zone
        ));
    }
    terminal::tell_problems(&notes, &reading.refused);
    Ok(if reading.refused.is_empty() { Ended::Done } else { Ended::RowsRefused { strict: input.strict } })
}

/// Writes the log, and shows how far that is; but not between the lines of what goes to the terminal itself.
fn written(log: &Log, out: &Path) -> Result<(), Error> {
    let progress = Arc::new(session::progress());
    let _shown = (out.as_os_str() != "-").then(|| Shown::of_writing(out.display().to_string(), &progress));
    throughline_files::write::write_until_stopped(log, out, &progress)
}
