//! `throughline verify`.

use throughline::error::Error;

use crate::args::Data;
use crate::{Ended, data};

pub(crate) fn run(kept: &Data) -> Result<Ended, Error> {
    data::show("Gone through", &kept.there()?.verify()?)?;
    Ok(Ended::Done)
}
