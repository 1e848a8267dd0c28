//! `throughline rebuild`.

use throughline::error::Error;

use crate::args::Data;
use crate::{Ended, session};

pub(crate) fn run(kept: &Data) -> Result<Ended, Error> {
    let needs = kept.there()?.rebuild()?;
    session::show(&format!("The lists are made again from the events: {needs} needs.\n"))?;
    Ok(Ended::Done)
}
