//! Where a service keeps its data, as the command line names it.

use throughline::error::Error;
use throughline_store::{Place, Store, Verified};

use crate::args::Data;
use crate::session;

/// Where the server is, if the command line does not say: other users of a machine can read command lines.
const DATABASE: &str = "THROUGHLINE_DATABASE";

impl Data {
    pub(crate) fn place(&self) -> Place {
        let server = self.database.clone().or_else(|| std::env::var(DATABASE).ok());
        Place { folder: self.folder.clone(), server: server.filter(|server| !server.is_empty()) }
    }

    /// The store of a service that is there: nothing is made where somebody mistyped.
    pub(crate) fn there(&self) -> Result<Store, Error> {
        let place = self.place();
        if !place.key_path().is_file() {
            return Err(Error::asked(format!(
                "{}: there is no service here: the key is missing; name the data folder of a service, or put its key back as {}",
                self.folder.display(),
                place.key_path().display()
            )));
        }
        Store::open(&place)
    }
}

/// Shows what was found when everything was gone through; what is wrong is an error.
pub(crate) fn show(done: &str, verified: &Verified) -> Result<(), Error> {
    if let [first, more @ ..] = verified.wrong.as_slice() {
        let more: String = more.iter().map(|wrong| format!("\n  {wrong}")).collect();
        return Err(Error::failed(format!(
            "of {} events not all are as they were kept:\n  {first}{more}\nkeep these data as they are, and restore the last backup \
             elsewhere to compare",
            verified.events
        )));
    }
    session::show(&format!(
        "{done}: {} events, each as it was kept.\nThe last has the hash {}: write it down elsewhere, and a chain that was cut short can \
         be told.\n",
        verified.events, verified.head
    ))
}
