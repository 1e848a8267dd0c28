//! `throughline verify`.

use throughline::error::Error;
use throughline::wording::thousands;

use crate::args::Verify;
use crate::{Ended, data, session};

pub(crate) fn run(verify: &Verify) -> Result<Ended, Error> {
    let store = verify.data.there()?;
    data::show("Gone through", &store.verify()?)?;
    if let Some(hash) = &verify.hash {
        let number = store.number_of(hash.trim())?.ok_or_else(|| {
            Error::failed(format!(
                "no event has the hash {hash}: it was not copied whole, or the end of the chain was cut off, or all of it made anew; restore \
                 the last backup elsewhere to compare"
            ))
        })?;
        session::show(&format!("Event {} has the hash that you wrote down.\n", thousands(number)))?;
    }
    Ok(Ended::Done)
}
