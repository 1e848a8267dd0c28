//! `throughline convert`.

use std::path::PathBuf;

use throughline::error::Error;
use throughline::log::Field;

use crate::args::{Convert, Input};
use crate::{Ended, session, terminal};

pub(crate) fn run(convert: &Convert) -> Result<Ended, Error> {
    let (out, files) = match convert.input.files.split_last() {
        Some((out, files)) if !files.is_empty() => (out.clone(), files.to_vec()),
        _ => {
            return Err(Error::asked(
                "convert wants what to read and what to write: throughline convert IN OUT",
            ));
        }
    };
    throughline_files::write::check(&out)?;
    let input: Input = only(&convert.input, files);
    session::spare_inputs(&out, &input)?;
    let job = session::job(&input)?;
    let reading = session::read(&input, &job)?;
    if input.key.is_none() && reading.log.field(Field::Person).is_some() && !reading.pseudonyms_given {
        return Err(Error::asked(
            "this log has persons; give --key FILE (16 random bytes or more), so that their pseudonyms can be joined with \
             those of other files later",
        ));
    }
    throughline_files::write::write_until_stopped(&reading.log, &out, &job.progress)?;
    terminal::tell_problems(&reading.notes, &reading.refused);
    Ok(if reading.refused.is_empty() { Ended::Done } else { Ended::RowsRefused { strict: input.strict } })
}

fn only(input: &Input, files: Vec<PathBuf>) -> Input {
    Input {
        files,
        mapping: input.mapping.clone(),
        zone: input.zone.clone(),
        key: input.key.clone(),
        threads: input.threads,
        strict: input.strict,
    }
}
