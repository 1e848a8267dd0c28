//! `throughline inspect`.

use std::io::IsTerminal;
use std::path::Path;

use throughline::error::Error;

use crate::args::Inspect;
use crate::{Ended, folders, session};

pub(crate) fn run(inspect: &Inspect) -> Result<Ended, Error> {
    let input = folders::settled(&inspect.input)?;
    let job = session::job(&input)?;
    let reading = session::read(&input, &job)?;
    let threads = session::threads(&input);
    // What goes to a file or a program is a mapping as it stands, with the rest in its comments.
    if std::io::stdout().is_terminal() {
        session::show(&throughline_files::inspect::report(&reading, threads))?;
    } else {
        session::write(Path::new("-"), throughline_files::inspect::as_toml(&reading, threads))?;
    }
    Ok(if reading.refused.is_empty() {
        Ended::Done
    } else {
        Ended::RowsRefused { strict: inspect.input.strict }
    })
}
