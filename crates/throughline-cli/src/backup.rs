//! `throughline backup`.

use throughline::error::Error;

use crate::args::Backup;
use crate::{Ended, data, session};

pub(crate) fn run(backup: &Backup) -> Result<Ended, Error> {
    let store = backup.data.there()?;
    throughline_files::write::can_appear(&backup.out)?;
    let verified = store.backup(&backup.out)?;
    data::show(&format!("Kept in {}", backup.out.display()), &verified)?;
    session::show(&format!(
        "The key is not in it. Keep a copy of {} in another place than the backups: without it they cannot be read, with it \
         anybody can.\n",
        backup.data.place().key_path().display()
    ))?;
    Ok(Ended::Done)
}
