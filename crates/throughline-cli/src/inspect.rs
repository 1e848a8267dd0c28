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
    let terminal = std::io::stdout().is_terminal();
    let says = match terminal {
        true => throughline_files::inspect::report(&reading, threads),
        false => throughline_files::inspect::as_toml(&reading, threads),
    };
    job.progress.go_on()?;
    if terminal {
        session::show(&says)?
    } else {
        session::write(Path::new("-"), says)?
    }
    Ok(if reading.refused.is_empty() {
        Ended::Done
    } else {
        Ended::RowsRefused { strict: inspect.input.strict }
    })
}
