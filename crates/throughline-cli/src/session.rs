//! From the arguments to a log: threads, key, mappings, and reading with progress shown.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use throughline::error::Error;
use throughline::time::Instant;
use throughline::wording::{legible, set_apart};
use throughline_files::job::{Job, Progress};
use throughline_files::mapping::Mapping;
use throughline_files::pseudonym::Key;
use throughline_files::read::{self, Reading};
use throughline_files::source::unreadable;

use crate::args::Input;
use crate::progress::Shown;
use crate::signals;

/// A job as the arguments ask for it.
pub(crate) fn job(input: &Input) -> Result<Arc<Job>, Error> {
    if input.threads == Some(0) {
        return Err(Error::asked("--threads must be 1 or more"));
    }
    throughline::time::zone(&input.zone)?;
    let key = match &input.key {
        Some(path) => {
            let bytes = std::fs::read(path).map_err(|error| {
                Error::asked(match error.kind() {
                    std::io::ErrorKind::NotFound => format!(
                        "{}: there is no such key; make one with: throughline key {}",
                        path.display(),
                        in_shell(path)
                    ),
                    _ => return unreadable(path.display(), "the key", &error),
                })
            })?;
            if bytes.len() < 16 {
                return Err(Error::asked(format!(
                    "{}: a key of {} bytes is too short; make one with: throughline key another.key",
                    path.display(),
                    bytes.len()
                )));
            }
            Key::new(&bytes)
        }
        None => {
            // One for all logs of a run: a person who is in two of them is the same.
            static MADE_UP: OnceLock<[u8; 32]> = OnceLock::new();
            let bytes: [u8; 32] = random()?;
            Key::new(MADE_UP.get_or_init(|| bytes))
        }
    };
    Ok(Arc::new(Job { threads: threads(input), key, report: Default::default(), progress: progress() }))
}

/// A progress that Ctrl-C stops.
pub(crate) fn progress() -> Progress {
    Progress::stopped_by(signals::asked_to_stop())
}

/// Random bytes of the system.
pub(crate) fn random<const BYTES: usize>() -> Result<[u8; BYTES], Error> {
    let mut bytes = [0; BYTES];
    getrandom::fill(&mut bytes)
        .map_err(|error| Error::failed(format!("no random key could be made: {error}")))?;
    Ok(bytes)
}

/// A path as it is typed in a shell.
pub(crate) fn in_shell(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |letter: char| letter.is_alphanumeric() || "/._-:".contains(letter);
    if !text.is_empty() && text.chars().all(plain) {
        text
    } else {
        format!("'{}'", text.replace('\'', "'\\''"))
    }
}

/// How many threads to use.
pub(crate) fn threads(input: &Input) -> usize {
    // More threads than this help nobody, and a system can refuse to start them.
    input.threads.unwrap_or_else(cores).min(256)
}

/// How many threads this machine runs at once.
pub(crate) fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from).min(256)
}

/// A file that is read is never written over: not one of the inputs, a mapping or the key, under whatever name.
pub(crate) fn spare_inputs(out: &Path, input: &Input) -> Result<(), Error> {
    let mapping =
        |given: &String| PathBuf::from(given.split_once('=').map_or(given.as_str(), |(_, path)| path));
    let mappings: Vec<PathBuf> = input.mapping.iter().map(mapping).collect();
    let mut read = input.files.iter().chain(&mappings).chain(&input.key).chain(&input.folders.uses);
    match read.find(|file| out != Path::new("-") && read::same_file(file, out)) {
        Some(file) => Err(Error::asked(format!(
            "{}: would be written over {}, which is read; name another file",
            out.display(),
            file.display()
        ))),
        None => Ok(()),
    }
}

/// Whether a file is an export of everything of a service, in either form.
pub(crate) fn is_everything(file: &Path) -> bool {
    throughline_store::is_export(file) || throughline_files::lines::is_there(file)
}

/// Reads all files into one log.
pub(crate) fn read(input: &Input, job: &Arc<Job>) -> Result<Reading, Error> {
    if let Some(file) = input.files.iter().find(|file| is_everything(file)) {
        return Err(Error::asked(format!(
            "{}: this is an export of everything of a service, with people's words and keys in clear; `throughline export DATA log.parquet` \
             makes a log to study",
            file.display()
        )));
    }
    let mut mappings = mappings(input)?;
    // What the command line says comes first.
    mappings.extend(input.folders.mappings()?);
    input.folders.notes.iter().for_each(|note| job.report.note(note.clone()));
    let _shown = Shown::of(job);
    read::read_found(&input.files, &input.folders.found, &mappings, &input.zone, job)
}

/// The mappings given, each with its file.
pub(crate) fn mappings(input: &Input) -> Result<Vec<(PathBuf, Mapping)>, Error> {
    let mut mappings = Vec::new();
    let mut in_order = Vec::new();
    for given in &input.mapping {
        let named = given.split_once('=').and_then(|(file, mapping)| {
            Some((input.files.iter().find(|known| known.as_path() == Path::new(file))?, mapping))
        });
        match named {
            Some((file, path)) => mappings.push((file.clone(), mapping(Path::new(path))?)),
            None => in_order.push(mapping(Path::new(given))?),
        }
    }
    match (in_order.len(), input.files.len()) {
        (0, _) => {}
        (1, _) => {
            let one = &in_order[0];
            mappings.extend(input.files.iter().map(|file| (file.clone(), one.clone())));
        }
        (given, files) if given == files => mappings.extend(input.files.iter().cloned().zip(in_order)),
        (given, files) => {
            return Err(Error::asked(format!(
                "{given} mappings were given for {files} files; give one, one for each file, or FILE=MAPPING"
            )));
        }
    }
    Ok(mappings)
}

/// The mapping in a file.
pub(crate) fn mapping(path: &Path) -> Result<Mapping, Error> {
    let text =
        std::fs::read_to_string(path).map_err(|error| unreadable(path.display(), "the mapping", &error))?;
    Mapping::from_toml(&text, &path.display().to_string())
}

/// A day or a time of an option, in the service's zone.
pub(crate) fn instant(option: &str, text: &str, zone: &TimeZone) -> Result<Instant, Error> {
    if let Ok(instant) = text.parse::<jiff::Timestamp>() {
        return Ok(Instant(instant.as_microsecond()));
    }
    let civil = text.parse::<DateTime>().or_else(|_| text.parse::<jiff::civil::Date>().map(DateTime::from));
    let instant = civil.ok().and_then(|civil| zone.to_ambiguous_timestamp(civil).compatible().ok());
    instant.map(|instant| Instant(instant.as_microsecond())).ok_or_else(|| {
        Error::asked(format!(
            "{option} “{text}” is not a day or a time; write 2024-12-31 or 2024-12-31T14:05"
        ))
    })
}

/// A page for people, on standard output. Each line is a paragraph to a terminal, in which names are set apart.
pub(crate) fn show(page: &str) -> Result<(), Error> {
    let lines: Vec<String> = plain(page).split('\n').map(set_apart).collect();
    print(lines.join("\n").as_bytes())
}

/// Text without what would steer the terminal or turn the direction of writing: names come from files that anybody may have
/// written.
pub(crate) fn plain(text: &str) -> String {
    let steers = |letter: char| matches!(letter, '\t' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    legible(text)
        .chars()
        .map(|letter| if steers(letter) { char::REPLACEMENT_CHARACTER } else { letter })
        .collect()
}

/// Writes to standard output. A reader that has gone away (`| head`) is not an error.
fn print(bytes: &[u8]) -> Result<(), Error> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::failed(format!("standard output can't be written: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes to a file, or to standard output for `-`. The file appears only when it is whole.
pub(crate) fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<(), Error> {
    if path == Path::new("-") {
        return print(bytes.as_ref());
    }
    throughline_files::write::bytes(path, bytes.as_ref())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_name_steers_the_terminal() {
        assert_eq!(
            plain("caf\u{e9} \u{1b}[31mred\u{7}\r\n\u{202e}odd"),
            "caf\u{e9} \u{fffd}[31mred\u{fffd}\u{fffd}\n\u{fffd}odd"
        );
    }
}
