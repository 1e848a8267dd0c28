//! `throughline key`.

use std::io::Write;
use std::path::Path;

use throughline::error::Error;

use crate::args::Key;
use crate::{Ended, session};

/// How many random bytes a key has, written as twice as many letters.
const BYTES: usize = 32;

pub(crate) fn run(key: &Key) -> Result<Ended, Error> {
    let bytes: [u8; BYTES] = session::random()?;
    let mut text: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    text.push('\n');
    let Some(path) = key.file.as_ref().filter(|path| path.as_os_str() != "-") else {
        session::write(Path::new("-"), &text)?;
        return Ok(Ended::Done);
    };
    let mut options = std::fs::File::options();
    // A key that is lost or replaced cannot be had again, and with it goes the link between files.
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let made = options.open(path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Error::asked(format!(
            "{}: is there already, and a key is never written over; name another file",
            path.display()
        )),
        _ => Error::asked(format!("{}: the key can't be written: {error}", path.display())),
    });
    let written = made?.write_all(text.as_bytes());
    written.map_err(|error| {
        // What is there is no key.
        let _ = std::fs::remove_file(path);
        Error::failed(format!("{}: the key can't be written: {error}", path.display()))
    })?;
    Ok(Ended::Done)
}
