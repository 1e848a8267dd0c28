//! `throughline inspect`.

use std::io::IsTerminal;

use throughline::error::Error;

use crate::args::Inspect;
use crate::{Ended, session};

pub(crate) fn run(inspect: &Inspect) -> Result<Ended, Error> {
    let job = session::job(&inspect.input)?;
    let reading = session::read(&inspect.input, &job)?;
    let threads = session::threads(&inspect.input);
    // What goes to a file or a program is a mapping as it stands, with the rest in its comments.
    session::show(&match std::io::stdout().is_terminal() {
        true => throughline_files::inspect::report(&reading, threads),
        false => throughline_files::inspect::as_toml(&reading, threads),
    })?;
    Ok(if reading.refused.is_empty() {
        Ended::Done
    } else {
        Ended::RowsRefused { strict: inspect.input.strict }
    })
}
