//! `throughline inspect`.

use std::io::IsTerminal;
use std::path::Path;

use throughline::error::Error;

use crate::args::Inspect;
use crate::{Ended, session};

pub(crate) fn run(inspect: &Inspect) -> Result<Ended, Error> {
    let job = session::job(&inspect.input)?;
    let reading = session::read(&inspect.input, &job)?;
    let threads = session::threads(&inspect.input);
    // What goes to a file or a program is a mapping as it stands, with the rest in its comments.
    if std::io::stdout().is_terminal() {
        session::show(&throughline_files::inspect::report(&reading, threads))?;
    } else {
        session::write(Path::new("-"), &throughline_files::inspect::as_toml(&reading, threads))?;
    }
    Ok(if reading.refused.is_empty() {
        Ended::Done
    } else {
        Ended::RowsRefused { strict: inspect.input.strict }
    })
}
