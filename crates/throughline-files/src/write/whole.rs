//! A file that appears under its name only when it is whole.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::{NamedTempFile, TempPath};
use throughline::error::Error;

use crate::job::Progress;

/// Lets `fill` write to a temporary file beside `path`, which takes the name only when all is on the disk. If anything goes
/// wrong, the temporary file is gone and what was under the name before is still there.
pub(super) fn write(
    path: &Path,
    progress: &Progress,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Error>,
) -> Result<(), Error> {
    ready(path, progress, fill)?.put()
}

/// The same, for nobody but its owner to read, from its first byte on.
pub(super) fn write_for_owner(
    path: &Path,
    progress: &Progress,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Error>,
) -> Result<(), Error> {
    ready_for(Readers::Owner, path, progress, fill)?.put()
}

/// Who may read what is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Readers {
    /// Whoever may read what stood there before, or whom the umask lets.
    Usual,
    Owner,
}

/// A file that is whole and has not taken its name yet.
pub(super) enum Ready {
    /// A temporary file, and the name it is to take.
    Beside { temporary: TempPath, path: PathBuf },
    /// A pipe or a device, which has no name to take: what was written is there.
    There,
}

/// Lets `fill` write to a temporary file beside `path`; it is on the disk when this ends.
pub(super) fn ready(
    path: &Path,
    progress: &Progress,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Error>,
) -> Result<Ready, Error> {
    ready_for(Readers::Usual, path, progress, fill)
}

fn ready_for(
    readers: Readers,
    path: &Path,
    progress: &Progress,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Error>,
) -> Result<Ready, Error> {
    let (made, path) = match Place::of(path)? {
        Place::Device(path) => {
            let file = File::options().write(true).open(&path).map_err(|error| cannot(&error))?;
            filled(file, progress, fill)?;
            return Ok(Ready::There);
        }
        Place::File { path, folder } => (beside(readers, &path, &folder)?, path),
    };
    let (file, temporary) = made.into_parts();
    let file = filled(file, progress, fill)?;
    // On the disk before it takes the name, so that a power cut leaves the old file or the new one, not an empty one.
    file.sync_all().map_err(|error| cannot(&error))?;
    progress.go_on()?;
    Ok(Ready::Beside { temporary, path })
}

impl Ready {
    /// Takes the name.
    pub(super) fn put(self) -> Result<(), Error> {
        let Ready::Beside { temporary, path } = self else { return Ok(()) };
        temporary.persist(&path).map_err(|error| cannot(&error.error))?;
        // The name itself is on the disk only when the folder is; where a folder cannot be opened so, there is nothing to do.
        if let Ok(folder) = File::open(folder_of(&path)) {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

/// Whether a file could be written here now.
pub(super) fn can_appear(path: &Path) -> Result<(), Error> {
    match Place::of(path)? {
        // To open a pipe would wait for whoever reads it.
        Place::Device(_) => Ok(()),
        Place::File { path, folder } => beside(Readers::Usual, &path, &folder).map(drop),
    }
}

/// Where something is written.
enum Place {
    /// A pipe or a device, which has no name to take.
    Device(PathBuf),
    File {
        path: PathBuf,
        folder: PathBuf,
    },
}

impl Place {
    fn of(path: &Path) -> Result<Place, Error> {
        // A link stays a link: what it points to is replaced.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
        let known = fs::metadata(&path).ok();
        if known.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(Error::asked("is a folder; give the file in it a name"));
        }
        if known.is_some_and(|known| !known.is_file()) {
            return Ok(Place::Device(path));
        }
        let folder = folder_of(&path);
        Ok(Place::File { path, folder })
    }
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_path_buf(),
        _ => PathBuf::from("."),
    }
}

/// A temporary file beside the one that is to be written.
fn beside(readers: Readers, path: &Path, folder: &Path) -> Result<NamedTempFile, Error> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".throughline-").suffix(".part");
    // A temporary file is its owner's if nothing else is said.
    if readers == Readers::Usual {
        builder.permissions(fs::metadata(path).map_or_else(|_| usual(), |known| known.permissions()));
    }
    builder.tempfile_in(folder).map_err(|error| cannot_in(folder, &error))
}

fn filled(
    file: File,
    progress: &Progress,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Error>,
) -> Result<File, Error> {
    let mut out = BufWriter::with_capacity(1 << 20, Watched::new(file, progress));
    fill(&mut out)?;
    let watched = out.into_inner().map_err(|error| cannot(error.error()))?;
    Ok(watched.out)
}

/// What a new file may be used for: by all whom the umask lets.
fn usual() -> Permissions {
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        Permissions::from_mode(0o666)
    }
    #[cfg(not(unix))]
    {
        // Windows knows only "read only or not"; an existing file that is not.
        fs::metadata(std::env::temp_dir()).map(|about| about.permissions()).unwrap_or_else(|_| unreachable!())
    }
}

fn cannot(error: &io::Error) -> Error {
    super::failed(&says(error))
}

/// The system's words, with what to do where that is known.
fn says(error: &io::Error) -> io::Error {
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            io::Error::other("the disk is full; make room or write to another place. Nothing was left behind")
        }
        io::ErrorKind::FileTooLarge => io::Error::other(
            "the file would be larger than is allowed here; write to another place. Nothing was left behind",
        ),
        _ => io::Error::other(error.to_string()),
    }
}

fn cannot_in(folder: &Path, error: &io::Error) -> Error {
    let there = folder.is_dir();
    let folder = folder.display();
    match error.kind() {
        // Some folders, such as those in which the system shows itself, hold no files of others.
        io::ErrorKind::NotFound if there => {
            Error::asked(format!("no file can be made in the folder {folder}; write to another place"))
        }
        io::ErrorKind::NotFound => Error::asked(format!("there is no folder {folder}; make it first")),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
            Error::asked(format!("this account may not write in {folder}; write to another place"))
        }
        _ => cannot(error),
    }
}

/// Passes bytes on until somebody asks to stop; errors come out as sentences.
pub(super) struct Watched<'a, W> {
    out: W,
    progress: &'a Progress,
}

impl<'a, W: Write> Watched<'a, W> {
    pub(super) fn new(out: W, progress: &'a Progress) -> Watched<'a, W> {
        Watched { out, progress }
    }
}

impl<W: Write> Write for Watched<'_, W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.progress.go_on().map_err(io::Error::other)?;
        let written = self.out.write(bytes).map_err(|error| match error.kind() {
            io::ErrorKind::Interrupted | io::ErrorKind::BrokenPipe => error,
            _ => says(&error),
        })?;
        self.progress.advance(written as u64).map_err(io::Error::other)?;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
