//! Reading files into a log.

mod called_apart;
mod contacts;
mod counted_twice;
mod ends;
mod lifecycle;
mod same_events;
mod unnumbered;

use std::path::{Path, PathBuf};

use throughline::error::Error;
use throughline::log::{Field, Linking, Log, LogBuilder, Rows};
use throughline::wording::{counted, percent, thousands};

use crate::job::{Job, Refusal};
use crate::mapping::{Mapping, To};
use crate::sample::Sample;
use crate::source::{self, Format, Source};
use crate::{columns, csv, guess, jsonl, ocel, parquet, spreadsheet, xes};

/// What was read.
pub struct Reading {
    /// The log.
    pub log: Log,
    /// The sources, in their order.
    pub sources: Vec<SourceRead>,
    /// What was refused.
    pub refused: Vec<Refusal>,
    /// What makes all that is said of the log doubtful, to be shown above it.
    pub warnings: Vec<String>,
    /// What else there is to say.
    pub notes: Vec<String>,
    /// Whether all pseudonyms of persons were made before, so that no key of this run is in the log.
    pub pseudonyms_given: bool,
}

/// What was read of one source.
pub struct SourceRead {
    /// Its name.
    pub name: String,
    /// Its format.
    pub format: Format,
    /// The mapping used, given or guessed; none for our own columns, which need none.
    pub mapping: Option<Mapping>,
    /// How many events it gave.
    pub events: u64,
}

/// How many rows a mapping is guessed from.
const SAMPLE_ROWS: usize = 5_000;

/// Reads all files into one log. `mappings` by path; a file without one gets a guessed one.
pub fn read(
    paths: &[PathBuf],
    mappings: &[(PathBuf, Mapping)],
    zone: &str,
    job: &Job,
) -> Result<Reading, Error> {
    read_found(paths, &[], mappings, zone, job)
}

/// The same. Of the paths some were not named by anybody but `found` in a folder: those that are no logs are passed over, as in a zip.
pub fn read_found(
    paths: &[PathBuf],
    found: &[PathBuf],
    mappings: &[(PathBuf, Mapping)],
    zone: &str,
    job: &Job,
) -> Result<Reading, Error> {
    let mut passed_over: Vec<Error> = Vec::new();
    let sources = opened(paths, found, mappings, &mut passed_over, job)?;
    if let Some((source, ..)) = sources.iter().find(|(source, ..)| source.format == Format::Columns) {
        return match sources.len() {
            1 => own_columns(source, job),
            _ => Err(Error::asked(format!(
                "{}: a file of our own columns holds a whole log already; study it alone, or give the files it was made of",
                source.name
            ))),
        };
    }
    let mut read: Vec<SourceRead> = Vec::new();
    let mut all_rows: Vec<Vec<Rows>> = Vec::new();
    for (mut source, given, found) in sources {
        passed_over.append(&mut source.passed_over);
        let (mapping, rows) = match mapped(&source, given, zone, job) {
            Ok(read) => read,
            // Beside the data a zip or a folder often holds a leaflet, or a table without any times.
            Err(error) if error.is_asked_wrong() && (found || source.in_zip()) => {
                passed_over.push(error);
                continue;
            }
            Err(error) => return Err(error),
        };
        let events = rows.iter().map(|rows| rows.len() as u64).sum();
        all_rows.push(rows);
        read.push(SourceRead {
            name: source.name.clone(),
            format: source.format,
            mapping: Some(mapping),
            events,
        });
    }
    match (passed_over.len(), read.is_empty()) {
        (1, true) => return Err(passed_over.remove(0)),
        (_, true) => return Err(source::none_of(&passed_over)),
        _ => passed_over.iter().for_each(|file| job.report.note(format!("Passed over: {file}"))),
    }
    same_events::join(&mut read, &mut all_rows, job);
    counted_twice::warn(&read, &all_rows, job);
    called_apart::warn(&read, &all_rows, job);
    unnumbered::join(&read, &mut all_rows, job);
    ends::mark(&read, &mut all_rows, job);
    finish(read, all_rows, job)
}

/// A source, the mapping given for it, and whether it was found and not named.
type Opened = (Source, Option<Mapping>, bool);

/// All sources at some paths. Of those found, what is no log is passed over.
fn opened(
    paths: &[PathBuf],
    found: &[PathBuf],
    mappings: &[(PathBuf, Mapping)],
    passed_over: &mut Vec<Error>,
    job: &Job,
) -> Result<Vec<Opened>, Error> {
    let mut sources = Vec::new();
    for (place, path) in paths.iter().enumerate() {
        if paths[..place].iter().any(|before| same_file(before, path)) {
            return Err(Error::asked(format!(
                "{}: is named twice; every event in it would count double",
                path.display()
            )));
        }
        let given = mappings.iter().find(|(known, _)| known == path).map(|(_, mapping)| mapping.clone());
        let found = found.contains(path);
        match Source::open(path) {
            Ok(all) => {
                for source in all {
                    job.progress.expect(source.bytes());
                    sources.push((source, given.clone(), found));
                }
            }
            Err(error) if found && error.is_asked_wrong() => passed_over.push(error),
            Err(error) => return Err(error),
        }
    }
    Ok(sources)
}

/// The mapping of a source, given or guessed, and its rows.
pub(crate) fn mapped(
    source: &Source,
    given: Option<Mapping>,
    zone: &str,
    job: &Job,
) -> Result<(Mapping, Vec<Rows>), Error> {
    // A mapping may say no more than the sheet (or the object type), or what divides the columns: then these are guessed.
    let mapping = match given {
        Some(given) if given.columns.is_empty() && (given.part.is_some() || given.delimiter.is_some()) => {
            guessed(source, &given.zone, Some(&given), job)
        }
        given => given.map_or_else(|| guessed(source, zone, None, job), Ok),
    };
    let read = mapping.and_then(|mapping| {
        let mut rows = rows(source, &mapping, job)?;
        lifecycle::pair(&source.name, &mapping, &mut rows, job)?;
        contacts::mark(&mapping, &mut rows);
        Ok((mapping, rows))
    });
    // Whatever else is wrong with a file that was cut short under way follows from that.
    source.still_whole()?;
    read
}

fn finish(read: Vec<SourceRead>, all_rows: Vec<Vec<Rows>>, job: &Job) -> Result<Reading, Error> {
    let mappings = || read.iter().filter_map(|source| source.mapping.as_ref());
    let window_days = mappings().map(|mapping| mapping.window_days).next().unwrap_or(30.0);
    let mut builder = LogBuilder::new(Linking { window_days });
    all_rows.into_iter().flatten().for_each(|rows| builder.add(rows));
    mappings().flat_map(|mapping| &mapping.closing).for_each(|activity| builder.closing(activity));
    let refused = job.report.refusals();
    if builder.is_empty() {
        let names: Vec<&str> = read.iter().map(|source| source.name.as_str()).collect();
        return Err(match refused.first() {
            Some(first) => Error::asked(format!(
                "{}: every row was refused, so there is nothing to study; the first, {} column “{}”: “{}” {}",
                names.join(", "),
                first.place(),
                first.column,
                first.value,
                first.reason
            )),
            None => Error::asked(format!("{}: there are no events in it", names.join(", "))),
        });
    }
    let log = builder.finish(job.threads)?;
    if let Some(linked) = log.columns().linked.as_ref().filter(|linked| linked.rows > 0) {
        let by_window = |(days, needs): &(f64, u64)| format!("{} with {days} days", thousands(*needs));
        let needs = || linked.needs_by_window_days.iter().map(|(_, needs)| *needs);
        let (fewest, most) = (needs().min().unwrap_or(0), needs().max().unwrap_or(0));
        job.report.note(format!(
            "{} named no need and were linked by person{}: what comes within {} days of the last event is the same need. There are \
             then so many needs: {}. {} made so; nobody has confirmed that these rows belong together, and how sure it is shows only in the number of \
             needs: between those windows it differs by {}",
            counted(linked.rows, "row", "rows"),
            if log.names(Field::Demand).is_some() { " and kind of demand" } else { "" },
            linked.window_days,
            linked.needs_by_window_days.iter().map(by_window).collect::<Vec<_>>().join(", "),
            counted(linked.made.saturating_sub(linked.alone), "need was", "needs were"),
            percent((most - fewest) as f64 / most.max(1) as f64),
        ));
    }
    let person_made =
        |mapping: &Mapping| mapping.columns.iter().any(|column| column.to == To::Field(Field::Person));
    let pseudonyms_given = !mappings().any(person_made);
    let (warnings, notes) = (job.report.warnings(), job.report.notes());
    Ok(Reading { log, refused, warnings, notes, pseudonyms_given, sources: read })
}

/// Whether two paths lead to the same file, be it there already or to be written.
pub fn same_file(one: &Path, other: &Path) -> bool {
    one == other || real(one).is_some_and(|one| real(other) == Some(one))
}

/// The one path of a file among all that lead to it; of a file that is not there yet, by its folder.
fn real(path: &Path) -> Option<PathBuf> {
    let beside = || {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        Some(folder.canonicalize().ok()?.join(path.file_name()?))
    };
    path.canonicalize().ok().or_else(beside)
}

fn own_columns(source: &Source, job: &Job) -> Result<Reading, Error> {
    let log = columns::read(source)?;
    job.progress.advance(source.bytes())?;
    let events = log.event_count() as u64;
    let read = SourceRead { name: source.name.clone(), format: source.format, mapping: None, events };
    Ok(Reading {
        log,
        sources: vec![read],
        refused: Vec::new(),
        warnings: Vec::new(),
        notes: job.report.notes(),
        pseudonyms_given: true,
    })
}

/// The guessed mapping of a source, of which `like` says what it is to be read as; what a person should know is noted.
pub fn guessed(source: &Source, zone: &str, like: Option<&Mapping>, job: &Job) -> Result<Mapping, Error> {
    let mut sample = sample(source, SAMPLE_ROWS, like)?;
    if sample.columns.is_empty() {
        return Err(Error::asked(format!(
            "{}: there are no events in it; look whether the export finished, and what it was asked for",
            source.name
        )));
    }
    if source.format == Format::Csv && !sample.whole {
        for place in 0..sample.columns.len() {
            let values = sample.columns[place].values.iter().flatten().map(String::as_str);
            if guess::date_order(values) == guess::DateOrder::Either {
                sample.columns[place].whole_column = csv::different_values(source, place, like, job)?;
            }
        }
    }
    let (mut mapping, problems) = guess::guess(&sample, source.format, zone);
    mapping.part = sample.part.clone();
    mapping.delimiter = like.and_then(|like| like.delimiter);
    mapping.encoding = like.and_then(|like| like.encoding.clone());
    if source.format == Format::Parquet
        && let Some(closing) = parquet::closing(source)?
    {
        mapping.closing = closing;
    }
    let timed = mapping.columns.iter().any(|column| matches!(column.to, To::At | To::Event(_)));
    if !timed {
        let undivided = if source.format == Format::Csv { undivided(&sample) } else { None };
        let problems: Vec<String> = undivided.into_iter().chain(problems).collect();
        return Err(Error::asked(format!("{}: {}", source.name, problems.join("; "))));
    }
    // A table of contacts has one activity for all its rows; a log of XES is nothing but activities.
    let says_activity = mapping.columns.iter().any(|column| column.to == To::Field(Field::Activity))
        || mapping.constants.iter().any(|(field, _)| *field == Field::Activity);
    if source.format == Format::Xes && !says_activity {
        return Err(Error::asked(format!(
            "{}: no event says what was done: none has a concept:name; export the log with it, or name another key with \
             `as = \"activity\"` in the mapping",
            source.name
        )));
    }
    let unpaired = lifecycle::note(&sample, &mapping);
    let notes = sample.notes.iter().chain(&problems).chain(&unpaired);
    notes.for_each(|note| job.report.note(format!("{}: {note}", source.name)));
    Ok(mapping)
}

/// What to do where text with delimiters was read as one column; with what may divide it, if that can be seen.
fn undivided(sample: &Sample) -> Option<String> {
    let [one] = &sample.columns[..] else { return None };
    let times = |text: &str, sign: char| text.chars().filter(|letter| *letter == sign).count();
    let divides = |sign: &char| {
        let usual = sign.is_alphanumeric() || sign.is_whitespace() || "_-:./\"'".contains(*sign);
        let mut values = one.values.iter().flatten();
        !usual && values.all(|value| times(value, *sign) == times(&one.name, *sign))
    };
    let sign = one.name.chars().filter(char::is_ascii).find(divides);
    let written =
        sign.map_or("\"…\"".to_string(), |sign| toml::Value::String(sign.to_string()).to_string());
    Some(format!(
        "all of it was read as one column; if another sign divides its columns, write that into a file, delimiter = {written}, and give it with \
         --mapping"
    ))
}

fn sample(source: &Source, rows: usize, like: Option<&Mapping>) -> Result<Sample, Error> {
    let part = like.and_then(|like| like.part.as_deref());
    match source.format {
        Format::Csv => csv::sample(source, rows, like),
        Format::Spreadsheet => spreadsheet::sample(source, rows, part),
        Format::Parquet => parquet::sample(source, rows),
        Format::Xes => xes::sample(source, rows),
        Format::OcelJson | Format::OcelXml | Format::OcelSqlite => ocel::sample(source, rows, part),
        Format::JsonLines => jsonl::sample(source, rows),
        Format::Columns => Ok(Sample::default()),
    }
}

pub(crate) fn rows(source: &Source, mapping: &Mapping, job: &Job) -> Result<Vec<Rows>, Error> {
    match source.format {
        Format::Csv => csv::read(source, mapping, job),
        Format::Spreadsheet => spreadsheet::read(source, mapping, job),
        Format::Parquet => parquet::read(source, mapping, job),
        Format::Xes => xes::read(source, mapping, job),
        Format::OcelJson | Format::OcelXml | Format::OcelSqlite => ocel::read(source, mapping, job),
        Format::JsonLines => jsonl::read(source, mapping, job),
        Format::Columns => Ok(Vec::new()),
    }
}
