//! `throughline inspect`.

use throughline::error::Error;

use crate::args::Inspect;
use crate::{Ended, session};

pub(crate) fn run(inspect: &Inspect) -> Result<Ended, Error> {
    let job = session::job(&inspect.input)?;
    let reading = session::read(&inspect.input, &job)?;
    session::print(&throughline_files::inspect::report(&reading, session::threads(&inspect.input)))?;
    Ok(if reading.refused.is_empty() {
        Ended::Done
    } else {
        Ended::RowsRefused { strict: inspect.input.strict }
    })
}
