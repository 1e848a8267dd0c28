//! Writing a log: CSV, Parquet, XES, OCEL 2.0 JSON and our own columns. A file appears under its name only when it is whole.

mod table;
mod whole;

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use throughline::error::Error;
use throughline::log::Log;

use crate::job::Progress;
pub(crate) use table::{Place, headers};

/// What a log can be written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Csv,
    Tsv,
    Parquet,
    Xes,
    Ocel,
    Columns,
}

/// How a written file is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Packing {
    Plain,
    Gzip,
    Zstd,
}

/// Writes the log in the format that the name's ending says; `-` is CSV on standard output.
pub fn write(log: &Log, path: &Path) -> Result<(), Error> {
    write_until_stopped(log, path, &Progress::default())
}

/// The same; it ends with an error, and leaves nothing behind, when `progress` is asked to stop.
pub fn write_until_stopped(log: &Log, path: &Path, progress: &Progress) -> Result<(), Error> {
    if path.as_os_str() == "-" {
        return to_standard_output(log, progress);
    }
    let (form, packing) = by_name(path)?;
    whole::write(path, progress, |out| match packing {
        Packing::Plain => form.write(log, out),
        Packing::Gzip => {
            let mut packed = flate2::write::GzEncoder::new(out, flate2::Compression::default());
            form.write(log, &mut packed)?;
            packed.finish().map(|_| ()).map_err(|error| failed(&error))
        }
        Packing::Zstd => {
            let mut packed = zstd::stream::write::Encoder::new(out, 3).map_err(|error| failed(&error))?;
            form.write(log, &mut packed)?;
            packed.finish().map(|_| ()).map_err(|error| failed(&error))
        }
    })
    .map_err(|error| error.at(path.display()))
}

/// Whether a log can be written under this name: known before a long reading starts.
pub fn check(path: &Path) -> Result<(), Error> {
    if path.as_os_str() == "-" { Ok(()) } else { by_name(path).map(|_| ()) }
}

/// Writes bytes; the file appears under its name only when it is whole.
pub fn bytes(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    ready(path, bytes, &Progress::default())?.put()
}

/// Lets `fill` write a file that nobody but its owner may read, and that appears under its name only when it is whole.
pub fn for_owner(
    path: &Path,
    progress: &Progress,
    fill: impl FnOnce(&mut (dyn Write + Send)) -> Result<(), Error>,
) -> Result<(), Error> {
    whole::write_for_owner(path, progress, fill).map_err(|error| error.at(path.display()))
}

/// Bytes written to the disk and ready to appear under their name: of several files none appears before all are ready.
pub struct Ready {
    path: PathBuf,
    file: whole::Ready,
}

/// Writes bytes without letting them appear; it ends with an error, and leaves nothing behind, when `progress` is asked to stop.
pub fn ready(path: &Path, bytes: &[u8], progress: &Progress) -> Result<Ready, Error> {
    let fill = |out: &mut (dyn Write + Send)| out.write_all(bytes).map_err(|error| failed(&error));
    let file = whole::ready(path, progress, fill).map_err(|error| error.at(path.display()))?;
    Ok(Ready { path: path.to_path_buf(), file })
}

impl Ready {
    /// Lets the file appear.
    pub fn put(self) -> Result<(), Error> {
        self.file.put().map_err(|error| error.at(self.path.display()))
    }
}

/// Whether a file could be written here now: known before a long reading starts.
pub fn can_appear(path: &Path) -> Result<(), Error> {
    whole::can_appear(path).map_err(|error| error.at(path.display()))
}

/// The log as CSV, for the doorways of fuzzing.
pub(crate) fn csv(log: &Log, out: &mut Vec<u8>) -> io::Result<()> {
    table::write(log, b',', out)
}

fn to_standard_output(log: &Log, progress: &Progress) -> Result<(), Error> {
    let mut out = whole::Watched::new(io::stdout().lock(), progress);
    match table::write(log, b',', &mut out).and_then(|()| out.flush()) {
        // Whoever reads has seen enough, as in `… | head`.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        done => done.map_err(|error| failed(&error).at("standard output")),
    }
}

fn failed(error: &io::Error) -> Error {
    Error::failed(format!("could not be written: {error}"))
}

impl Form {
    fn write(self, log: &Log, out: &mut (dyn Write + Send)) -> Result<(), Error> {
        match self {
            Form::Csv => table::write(log, b',', out).map_err(|error| failed(&error)),
            Form::Tsv => table::write(log, b'\t', out).map_err(|error| failed(&error)),
            Form::Parquet => crate::parquet::write(log, out),
            Form::Xes => crate::xes::write(log, out),
            Form::Ocel => crate::ocel::write(log, out),
            Form::Columns => crate::columns::write(log, out),
        }
    }
}

const ENDINGS: [(&str, Form); 8] = [
    (".csv", Form::Csv),
    (".tsv", Form::Tsv),
    (".parquet", Form::Parquet),
    (".xes", Form::Xes),
    (".json", Form::Ocel),
    (".jsonocel", Form::Ocel),
    (".throughline", Form::Columns),
    (".arrow", Form::Columns),
];

/// What the ending of a name asks for.
fn by_name(path: &Path) -> Result<(Form, Packing), Error> {
    let name = path.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
    let (inner, packing) = match (name.strip_suffix(".gz"), name.strip_suffix(".zst")) {
        (Some(inner), _) => (inner, Packing::Gzip),
        (_, Some(inner)) => (inner, Packing::Zstd),
        _ => (name.as_str(), Packing::Plain),
    };
    match ENDINGS.iter().find(|(ending, _)| inner.ends_with(ending)) {
        Some((_, Form::Parquet | Form::Columns)) if packing != Packing::Plain => Err(Error::asked(format!(
            "{}: Parquet and column files are not packed once more; leave out the last ending",
            path.display()
        ))),
        Some((_, form)) => Ok((*form, packing)),
        None => {
            let known: Vec<&str> = ENDINGS.iter().map(|(ending, _)| *ending).collect();
            Err(Error::asked(format!(
                "{}: its ending does not say what to write; use one of {} (text formats also with .gz or .zst), or - for CSV \
                 on standard output",
                path.display(),
                known.join(" ")
            )))
        }
    }
}

#[cfg(test)]
mod tests;
