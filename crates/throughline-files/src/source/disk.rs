//! Where bytes lie: in a file at a path, or in a temporary file that we hold; read by position, counting what is taken.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use throughline::error::Error;

/// Where bytes lie.
#[derive(Debug, Clone)]
pub(super) enum Place {
    /// In a file at a path, opened when needed, so that many files do not use up the system's handles.
    Path(PathBuf),
    /// In an unnamed temporary file.
    Held(Arc<File>),
}

impl Place {
    /// The file at a path. A pipe is read into a temporary file, so that it can be read twice.
    pub(super) fn of(path: &Path) -> Result<Place, Error> {
        let name = path.display();
        let opened = File::open(path).and_then(|file| file.metadata().map(|about| (file, about)));
        let (mut file, about) = opened.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                Error::asked(format!("{name}: there is no such file; check the name and the folder"))
            }
            io::ErrorKind::PermissionDenied => Error::asked(format!(
                "{name}: this account may not read the file; ask its owner for permission, or copy it to a place of yours"
            )),
            io::ErrorKind::IsADirectory => is_a_folder(path),
            _ => Error::asked(format!("{name}: cannot be opened: {error}")),
        })?;
        if about.is_dir() {
            return Err(is_a_folder(path));
        }
        if about.is_file() {
            return Ok(Place::Path(path.to_path_buf()));
        }
        Place::hold(&mut file).map_err(|error| held(&error).at(name))
    }

    /// Keeps all the bytes in an unnamed temporary file, which is gone when nobody reads it any more.
    pub(super) fn hold(bytes: &mut dyn Read) -> io::Result<Place> {
        let mut file = tempfile::tempfile()?;
        io::copy(bytes, &mut file)?;
        file.flush()?;
        Ok(Place::Held(Arc::new(file)))
    }

    /// The file, with its cursor at the start.
    pub(super) fn file(&self) -> io::Result<File> {
        match self {
            Place::Path(path) => File::open(path),
            Place::Held(file) => {
                let mut file = file.try_clone()?;
                file.seek(SeekFrom::Start(0))?;
                Ok(file)
            }
        }
    }

    /// How long the file at a path is now, if it is still there.
    pub(super) fn len(&self) -> Option<u64> {
        match self {
            Place::Path(path) => std::fs::metadata(path).ok().map(|about| about.len()),
            Place::Held(_) => None,
        }
    }

    /// The bytes from the start; what is taken is added to `taken`.
    pub(super) fn open(&self, taken: &Arc<AtomicU64>) -> io::Result<Disk> {
        let file = match self {
            Place::Path(path) => Arc::new(File::open(path)?),
            Place::Held(file) => Arc::clone(file),
        };
        Disk::of(file, Arc::clone(taken))
    }
}

fn is_a_folder(path: &Path) -> Error {
    Error::asked(format!("{}: is a folder; name the files in it", path.display()))
}

/// Standard input, a pipe or an unpacked file could not be kept.
pub(super) fn held(error: &io::Error) -> Error {
    Error::failed(format!(
        "could not be kept in a temporary file in {} while it is read: {error}; set TMPDIR to a place with more room",
        std::env::temp_dir().display()
    ))
}

/// The bytes of a file, read by position: clones each have their own place, whoever else reads the same file.
#[derive(Debug, Clone)]
pub struct Disk {
    file: Arc<File>,
    len: u64,
    place: u64,
    taken: Arc<AtomicU64>,
}

impl Disk {
    pub(super) fn of(file: Arc<File>, taken: Arc<AtomicU64>) -> io::Result<Disk> {
        Ok(Disk { len: file.metadata()?.len(), file, place: 0, taken })
    }

    /// How many bytes there are.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// Reads from `place` on, without moving.
    pub fn read_at(&self, out: &mut [u8], place: u64) -> io::Result<usize> {
        #[cfg(unix)]
        let read = std::os::unix::fs::FileExt::read_at(&*self.file, out, place)?;
        #[cfg(windows)]
        let read = std::os::windows::fs::FileExt::seek_read(&*self.file, out, place)?;
        self.taken.fetch_add(read as u64, Ordering::Relaxed);
        Ok(read)
    }

    /// The same bytes, to be read from `place` on.
    pub fn from(&self, place: u64) -> Disk {
        Disk { place, ..self.clone() }
    }

    /// The file itself.
    pub fn file(&self) -> &Arc<File> {
        &self.file
    }
}

impl Read for Disk {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.read_at(out, self.place)?;
        self.place += read as u64;
        Ok(read)
    }
}

impl Seek for Disk {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(by) => self.len.checked_add_signed(by),
            SeekFrom::Current(by) => self.place.checked_add_signed(by),
        };
        self.place = place.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
        Ok(self.place)
    }
}
