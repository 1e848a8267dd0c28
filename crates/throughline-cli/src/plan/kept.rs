//! One run of an arrangement as a log like any other, to be studied beside today's.

use std::path::{Path, PathBuf};

use throughline::error::Error;
use throughline::sourcing::question::Question;
use throughline_files::write;
use throughline_sim::kept::log_of;

/// Which option's log goes to which file, as `NAME=FILE`.
pub(super) fn sought(question: &Question, all: &[String]) -> Result<Vec<(usize, PathBuf)>, Error> {
    let one = |text: &String| {
        let (name, file) = text.split_once('=').ok_or_else(|| {
            Error::asked(format!("--log-of “{text}” is not NAME=FILE, such as outsourced=run.csv"))
        })?;
        let place = question.arrangements.iter().position(|option| option.name == name);
        let place = place.ok_or_else(|| {
            let names: Vec<&str> = question.arrangements.iter().map(|option| option.name.as_str()).collect();
            Error::asked(format!(
                "--log-of: “{name}” is no option of this plan; there are: {}",
                names.join(", ")
            ))
        })?;
        let file = PathBuf::from(file);
        write::check(&file)?;
        Ok((place, file))
    };
    all.iter().map(one).collect()
}

/// Runs the option once, with every number as the plan has it, and writes what happened.
pub(super) fn written(question: &Question, place: usize, file: &Path, threads: usize) -> Result<(), Error> {
    write::write(&log_of(question, place, threads)?, file)
}
