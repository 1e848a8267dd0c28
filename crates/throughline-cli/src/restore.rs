//! `throughline restore`.

use throughline::error::Error;

use crate::args::Restore;
use crate::{Ended, data};

pub(crate) fn run(restore: &Restore) -> Result<Ended, Error> {
    let verified = throughline_store::restore(&restore.backup, &restore.data.place())?;
    data::show(&format!("Restored into {}", restore.data.folder.display()), &verified)?;
    Ok(Ended::Done)
}
