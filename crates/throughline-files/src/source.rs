//! A source: one file (or one file within a zip, or standard input), what format it has and how it is packed.
//!
//! What a file is, is decided by its content first ([`kind`]); its name only decides where the content cannot tell. A packed
//! source is unpacked as it is read, on a thread of its own ([`unpack`]); nothing is held in memory but a few blocks.

mod decoded;
mod disk;
mod kind;
mod made;
mod unpack;

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use throughline::error::Error;

pub(crate) use decoded::Decoded;
pub use disk::Disk;
use disk::Place;
use kind::Kind;
use unpack::{Member, Packing};

/// What a source holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Text with delimiters.
    Csv,
    /// XLSX, XLS or ODS.
    Spreadsheet,
    /// Apache Parquet.
    Parquet,
    /// Throughline's own columns: an Arrow IPC file laid out by need.
    Columns,
    /// XES 1.0 or 2.0.
    Xes,
    /// OCEL 2.0 as JSON.
    OcelJson,
    /// OCEL 2.0 as XML.
    OcelXml,
    /// OCEL 2.0 as SQLite.
    OcelSqlite,
    /// JSON, one object a line (or one array of objects).
    JsonLines,
}

/// How much of a file is looked at to see what it is, in bytes.
const HEAD: usize = 1 << 16;

/// One file, or one file within another.
pub struct Source {
    /// What to call it in messages: the path as it was given, with the member for a zip.
    pub name: String,
    /// What it holds.
    pub format: Format,
    /// Files beside it in its zip that are no logs, each a sentence; said once, by the first source of the zip.
    pub passed_over: Vec<Error>,
    place: Place,
    member: Option<Member>,
    packing: Packing,
    bytes: u64,
    /// How long the file was (that of a zip) when it was opened.
    file_bytes: u64,
    taken: Arc<AtomicU64>,
    unpacked: Mutex<Option<Arc<File>>>,
}

impl Source {
    /// The sources at a path: one, or one for each file in a zip. `-` is standard input (kept in an unnamed temporary file, so
    /// that it can be read twice). Format by content first, then by the name's ending.
    pub fn open(path: &Path) -> Result<Vec<Source>, Error> {
        let (name, place) = if path.as_os_str() == "-" {
            (
                "standard input".to_string(),
                Place::hold(&mut io::stdin().lock()).map_err(|error| disk::held(&error))?,
            )
        } else {
            (path.display().to_string(), Place::of(path)?)
        };
        Source::all_in(name, place)
    }

    /// Whether a study that Throughline wrote lies at a path.
    pub(crate) fn is_study(path: &Path) -> bool {
        let head = |mut file: &File| {
            let mut head = Vec::new();
            file.by_ref().take(HEAD as u64).read_to_end(&mut head).map(|_| head)
        };
        File::open(path).is_ok_and(|file| {
            head(&file).is_ok_and(|head| {
                made::is_study(&head) || (head.starts_with(b"PK") && made::is_workbook(&file))
            })
        })
    }

    fn all_in(name: String, place: Place) -> Result<Vec<Source>, Error> {
        let taken = Arc::new(AtomicU64::new(0));
        let disk = place
            .open(&taken)
            .map_err(|error| Error::failed(format!("{name}: {}", unpack::sentence(&error))))?;
        if disk.is_empty() {
            return Err(Error::asked(format!("{name}: the file is empty; look whether the export finished")));
        }
        let mut source = Source {
            format: Format::Csv,
            passed_over: Vec::new(),
            place,
            member: None,
            packing: Packing::Plain,
            bytes: disk.len(),
            file_bytes: disk.len(),
            taken,
            unpacked: Mutex::new(None),
            name,
        };
        let (kind, packing) = source.look()?;
        source.packing = packing;
        match kind {
            Kind::Zip if packing == Packing::Plain => source.members(disk),
            Kind::Zip => {
                Err(Error::asked(format!("{}: is a zip packed once more; unpack it once", source.name)))
            }
            Kind::Of(format) => {
                source.format = format;
                Ok(vec![source])
            }
        }
    }

    /// One source for each file in a zip that can be a log; what cannot (a leaflet, an empty file) is passed over and named.
    fn members(&self, disk: Disk) -> Result<Vec<Source>, Error> {
        let (mut sources, mut passed_over) = (Vec::new(), Vec::new());
        for (path, member) in Member::all(disk).map_err(|error| error.at(&self.name))? {
            let mut source = Source {
                name: format!("{}/{path}", self.name),
                format: Format::Csv,
                passed_over: Vec::new(),
                place: self.place.clone(),
                packing: Packing::Plain,
                bytes: member.packed_bytes(),
                file_bytes: self.file_bytes,
                member: Some(member),
                taken: Arc::clone(&self.taken),
                unpacked: Mutex::new(None),
            };
            match source.look() {
                Ok((Kind::Of(format), packing)) => {
                    (source.format, source.packing) = (format, packing);
                    sources.push(source);
                }
                Ok((Kind::Zip, _)) => passed_over.push(Error::asked(format!(
                    "{}: is a zip within a zip; unpack the outer one",
                    source.name
                ))),
                Err(error) if error.is_asked_wrong() => passed_over.push(error),
                Err(error) => return Err(error),
            }
        }
        match sources.first_mut() {
            Some(first) => first.passed_over = passed_over,
            None => return Err(self.without_logs(passed_over)),
        }
        Ok(sources)
    }

    fn without_logs(&self, mut passed_over: Vec<Error>) -> Error {
        match passed_over.len() {
            0 => Error::asked(format!("{}: the zip holds no files", self.name)),
            1 => passed_over.remove(0),
            _ => none_of(&passed_over),
        }
    }

    /// Whether it is a file in a zip, where people put other things beside their logs.
    pub(crate) fn in_zip(&self) -> bool {
        self.member.is_some()
    }

    /// What the source is and how it is packed, by its first bytes and its name.
    fn look(&self) -> Result<(Kind, Packing), Error> {
        let head = self.head(Packing::Plain)?;
        let packing = Packing::of(&head);
        let head = if packing == Packing::Plain { head } else { self.head(packing)? };
        if head.is_empty() {
            return Err(Error::asked(format!(
                "{}: the file is empty; look whether the export finished",
                self.name
            )));
        }
        let sheets = self.member.is_none() && packing == Packing::Plain && head.starts_with(b"PK");
        if made::is_study(&head) || (sheets && self.place.open(&self.taken).is_ok_and(made::is_workbook)) {
            return Err(Error::asked(format!(
                "{}: is a study that Throughline wrote, not a log; give the files that it was made of",
                self.name
            )));
        }
        let has =
            |words: &[&str]| self.stream(packing, |bytes| kind::find_any(bytes, words)).unwrap_or(false);
        let kind =
            kind::of(&head, &packing.inner_name(&self.name), has).map_err(|error| error.at(&self.name))?;
        Ok((kind, packing))
    }

    fn head(&self, packing: Packing) -> Result<Vec<u8>, Error> {
        let mut head = Vec::new();
        let looked = self.stream(packing, |bytes| bytes.take(HEAD as u64).read_to_end(&mut head).map(|_| ()));
        match looked {
            // A file that is cut short can still be recognised; reading it will say where it ends.
            Err(_) if head.len() >= 16 => Ok(head),
            Err(error) => Err(self.trouble(&error)),
            Ok(()) => Ok(head),
        }
    }

    /// Does `work` on the bytes, taken as packed so.
    fn stream<T>(
        &self,
        packing: Packing,
        work: impl FnOnce(&mut dyn Read) -> io::Result<T>,
    ) -> io::Result<T> {
        match &self.member {
            Some(member) => member.clone().stream(packing, self.bytes, work),
            None => packing.stream(self.place.open(&self.taken)?, self.bytes, work),
        }
    }

    /// Its bytes, unpacked, from the start. Errors while reading are sentences; put the source's name before them
    /// ([`Source::trouble`]).
    pub fn reader(&self) -> Result<Box<dyn Read + Send>, Error> {
        self.taken.store(0, Ordering::Relaxed);
        if let Some(file) = self.unpacked_before() {
            return Ok(Box::new(Disk::of(file, Arc::default()).map_err(|error| self.trouble(&error))?));
        }
        let disk = self.place.open(&self.taken).map_err(|error| self.trouble(&error))?;
        let (packing, packed_bytes) = (self.packing, self.bytes);
        match &self.member {
            None if packing == Packing::Plain => Ok(Box::new(disk)),
            None => Ok(Box::new(unpack::Blocks::of(move |out| packing.stream(disk, packed_bytes, out)))),
            Some(member) => {
                let member = member.clone();
                Ok(Box::new(unpack::Blocks::of(move |out| member.stream(packing, packed_bytes, out))))
            }
        }
    }

    /// The file itself, if it is not packed: to be read in several places at once. Read it by position (or map it): for
    /// standard input all files given out share one cursor.
    pub fn plain(&self) -> Result<Option<File>, Error> {
        if self.is_packed() {
            Ok(None)
        } else {
            self.place.file().map(Some).map_err(|error| self.trouble(&error))
        }
    }

    /// Whether it has to be unpacked.
    pub fn is_packed(&self) -> bool {
        self.member.is_some() || self.packing != Packing::Plain
    }

    /// Where it lies, if it is a file of its own that is not packed (and not standard input).
    pub fn path(&self) -> Option<&Path> {
        match &self.place {
            Place::Path(path) if !self.is_packed() => Some(path),
            _ => None,
        }
    }

    /// A file with its bytes, unpacked into an unnamed temporary file where need be (once, however often it is asked for).
    /// Its cursor is at the start; read it by position if there are several readers.
    pub fn file(&self) -> Result<File, Error> {
        if let Some(file) = self.plain()? {
            return Ok(file);
        }
        let mut file = match self.unpacked_before() {
            Some(file) => file,
            None => {
                let file = Arc::new(self.unpack()?);
                *self.unpacked.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&file));
                file
            }
        }
        .try_clone()
        .map_err(|error| self.trouble(&error))?;
        file.seek(SeekFrom::Start(0)).map_err(|error| self.trouble(&error))?;
        Ok(file)
    }

    /// Its bytes, unpacked, to be read at any place and by several readers.
    pub fn disk(&self) -> Result<Disk, Error> {
        let disk = match self.is_packed() {
            false => self.place.open(&self.taken),
            true => Disk::of(Arc::new(self.file()?), Arc::default()),
        };
        disk.map_err(|error| self.trouble(&error))
    }

    fn unpacked_before(&self) -> Option<Arc<File>> {
        self.unpacked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn unpack(&self) -> Result<File, Error> {
        let mut file = tempfile::tempfile().map_err(|error| disk::held(&error))?;
        self.stream(self.packing, |bytes| {
            io::copy(bytes, &mut file).map(|_| ()).map_err(|error| match error.kind() {
                io::ErrorKind::StorageFull => io::Error::other(disk::held(&error)),
                _ => error,
            })
        })
        .map_err(|error| self.trouble(&error))?;
        Ok(file)
    }

    /// Whether the file is still as long as when it was opened, to be asked when all is read: readers take the end of a file for
    /// its end, so that one which is emptied or written anew on the way would look like a shorter log. One that grows is read up
    /// to where it was.
    pub(crate) fn still_whole(&self) -> Result<(), Error> {
        match self.place.len() {
            Some(now) if now < self.file_bytes => Err(Error::failed(format!(
                "{}: was emptied or cut short while it was read ({now} bytes are left of {}); wait until the export has finished, \
                 and ask again",
                self.name, self.file_bytes
            ))),
            _ => Ok(()),
        }
    }

    /// Its size on disk, for progress.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// How many bytes on disk its readers have taken since this was last asked, packed or not: what to give to
    /// [`crate::job::Progress::advance`] once a block. Opening a reader starts anew. Files from [`Source::plain`] do not count.
    pub fn taken(&self) -> u64 {
        self.taken.swap(0, Ordering::Relaxed)
    }

    /// What went wrong while reading, as a sentence with the source's name.
    pub fn trouble(&self, error: &io::Error) -> Error {
        Error::failed(format!("{}: {}", self.name, unpack::sentence(error)))
    }

    /// A source of these bytes, kept in an unnamed temporary file: for fuzzing and tests.
    #[doc(hidden)]
    pub fn of_bytes(name: &str, bytes: &[u8]) -> Result<Vec<Source>, Error> {
        Source::all_in(name.to_string(), Place::hold(&mut &bytes[..]).map_err(|error| disk::held(&error))?)
    }
}

/// Why a file that was named could not be read, and what to do.
pub fn unreadable(name: impl std::fmt::Display, what: &str, error: &io::Error) -> Error {
    Error::asked(match error.kind() {
        io::ErrorKind::NotFound => {
            format!("{name}: there is no such file; check the name and the folder of {what}")
        }
        io::ErrorKind::PermissionDenied => format!(
            "{name}: this account may not read {what}; ask its owner for permission, or copy it to a place of yours"
        ),
        io::ErrorKind::IsADirectory => {
            format!("{name}: this is a folder, and {what} is a file; name a file in it")
        }
        io::ErrorKind::InvalidData => format!("{name}: {what} must be text in UTF-8; save it so"),
        _ => format!("{name}: {what} can't be read: {error}"),
    })
}

/// How many files of a zip are named that cannot be read.
const NAMED: usize = 3;

/// Of several files none is a log: one sentence for all of them.
pub(crate) fn none_of(files: &[Error]) -> Error {
    let mut named: Vec<String> = files.iter().take(NAMED).map(Error::to_string).collect();
    if files.len() > NAMED {
        named.push(format!("and {} more", files.len() - NAMED));
    }
    Error::asked(format!("none of the {} files is a log or a table: {}", files.len(), named.join(" | ")))
}

#[cfg(test)]
mod tests;
