//! A source: one file (or one file within a zip, or standard input), what format it has and how it is packed.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use throughline::error::Error;

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

/// One file, or one file within another.
pub struct Source {
    /// What to call it in messages: the path as it was given, with the member for a zip.
    pub name: String,
    /// What it holds.
    pub format: Format,
    path: PathBuf,
}

impl Source {
    /// The sources at a path: one, or one for each file in a zip. `-` is standard input (kept in an unnamed temporary file, so
    /// that it can be read twice). Format by content first, then by the name's ending.
    pub fn open(path: &Path) -> Result<Vec<Source>, Error> {
        Err(Error::failed(format!("{}: not written yet", path.display())))
    }

    /// Its bytes, unpacked, from the start.
    pub fn reader(&self) -> Result<Box<dyn Read + Send>, Error> {
        Err(Error::failed(format!("{}: not written yet", self.path.display())))
    }

    /// The file itself, if it is not packed: to be read in several places at once.
    pub fn plain(&self) -> Result<Option<File>, Error> {
        Ok(None)
    }

    /// A file with its bytes, unpacked into an unnamed temporary file where need be.
    pub fn file(&self) -> Result<File, Error> {
        Err(Error::failed(format!("{}: not written yet", self.path.display())))
    }

    /// Its size on disk, for progress.
    pub fn bytes(&self) -> u64 {
        0
    }
}
