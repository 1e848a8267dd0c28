//! `throughline study`: every measure, asked of one log.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use jiff::tz::TimeZone;
use throughline::capability::board::Board;
use throughline::cost::costing::unmatched;
use throughline::cost::doubts::doubts;
use throughline::distortion::threshold::unfit;
use throughline::error::Error;
use throughline::log::{Contents, Log, Marks, Slice, quality};
use throughline::measure::{MEASURES, readings_while};
use throughline::money::rates::{Rates, implausible};
use throughline::place::hours::WorkingHours;
use throughline::reading::{Affected, Ask, Change, Measure, Reading, Target};
use throughline::time::Instant;
use throughline_files::job::{Job, Refusal};
use throughline_files::read::{Reading as Reader, same_file};
use throughline_files::write;

use crate::args::Study as Arguments;
use crate::progress::Shown as Progress;
use crate::report::Shown;
use crate::{Ended, against, called, folders, json, report, session, terminal};

/// Everything a study found.
pub(crate) struct Study {
    /// The files, as they were named.
    pub(crate) files: Vec<String>,
    /// What the log holds.
    pub(crate) log: Contents,
    /// By what its needs are found again in another log; none where there is no other.
    pub(crate) marks: Marks,
    /// What was refused.
    pub(crate) refused: Vec<Refusal>,
    /// What makes everything else doubtful.
    pub(crate) warnings: Vec<String>,
    /// What else there is to say about the reading.
    pub(crate) notes: Vec<String>,
    /// How many changes were asked about.
    pub(crate) changes: usize,
    /// What the service is for, if somebody said so.
    pub(crate) purpose: Option<String>,
    /// How the slice was asked for, in words; nothing if everything was looked at.
    pub(crate) slice: Option<String>,
    /// All charts together: how many signals chance would give.
    pub(crate) board: Option<Board>,
    /// The answers, in the order of [`MEASURES`].
    pub(crate) readings: Vec<(&'static Measure, Reading)>,
}

pub(crate) fn run(arguments: &Arguments) -> Result<Ended, Error> {
    let other = (!arguments.against.is_empty()).then(|| against::settled(arguments)).transpose()?;
    let arguments = settled(&against::own(arguments.clone()))?;
    let outputs = outputs(&arguments)?;
    let zone = throughline::time::zone(&arguments.input.zone)?;
    let strict = arguments.input.strict;
    let refused = if let Some(other) = other {
        outputs.iter().try_for_each(|out| session::spare_inputs(&out.path, &other.input))?;
        against::can_be_made(&outputs)?;
        let both = against::Both { here: studied(&arguments, true)?, there: studied(&other, true)? };
        both.tell(&outputs, &zone)?;
        !(both.here.refused.is_empty() && both.there.refused.is_empty())
    } else {
        let study = studied(&arguments, false)?;
        tell(&study, &outputs, &zone)?;
        !study.refused.is_empty()
    };
    Ok(if refused { Ended::RowsRefused { strict } } else { Ended::Done })
}

/// Reads a log and asks it everything; `compared` says that it will be laid beside another.
fn studied(arguments: &Arguments, compared: bool) -> Result<Study, Error> {
    let input = &arguments.input;
    let zone = throughline::time::zone(&input.zone)?;
    let mut asked = slice(arguments, &zone)?;
    let targets = declared(arguments)?;
    let hours = working_hours(arguments)?;
    let now = arguments.now.as_ref().map(|now| session::instant("--now", now, &zone)).transpose()?;
    let mut changes = changes(arguments, &zone)?;
    quiet_can_be(arguments.quiet_days)?;
    let rates =
        arguments.rates.as_ref().map(|path| throughline_files::rates::read(path, &zone)).transpose()?;
    let job = session::job(input)?;
    let threads = session::threads(input);
    let reading = session::read(input, &job)?;
    as_in_the_log(&mut asked, &mut changes, &reading)?;
    let observed = reading.log.span(threads);
    let log = if asked.is_all() { reading.log } else { reading.log.slice(&asked, threads)? };
    if log.event_count() == 0 {
        return Err(Error::asked(
            "no need fits the slice; take a condition away, or see `throughline inspect` for the values",
        ));
    }
    targets.iter().find_map(|target| unfit(target, &log)).map_or(Ok(()), |unfit| Err(Error::asked(unfit)))?;
    places_known(&log, &changes, threads)?;
    let counts = Contents::of(&log, threads);
    let now = end_of_observation(now, counts.span, observed, &zone)?;
    let calendar = hours.between(counts.span.map_or(now, |(first, _)| first), now, &zone);
    let ask = Ask {
        threads,
        zone,
        now,
        quiet_days: arguments.quiet_days,
        repeat_days: vec![30.0, 14.0, 60.0],
        calendar,
        seed: arguments.seed,
        rates,
        targets,
        changes,
        words_from: arguments.words_from,
    };
    let mut notes = reading.notes;
    notes.extend(hours.doubt(&ask.calendar));
    notes.extend(quality::links(&log).map(|links| links.says));
    notes.extend(ask.rates.iter().flat_map(|rates| of_rates(&log, rates, &ask)));
    let readings = answered(&log, &ask, &job)?;
    Ok(Study {
        marks: if compared { Marks::of(&log, threads) } else { Marks::default() },
        board: Board::of_readings(readings.iter()),
        files: input.files.iter().map(|file| file.display().to_string()).collect(),
        log: counts,
        refused: reading.refused,
        warnings: reading.warnings,
        notes,
        changes: ask.changes.len(),
        purpose: arguments.purpose.clone(),
        slice: (!asked.is_all()).then(|| in_words(arguments)),
        readings: MEASURES.iter().copied().zip(readings).collect(),
    })
}

/// When the service works.
fn working_hours(arguments: &Arguments) -> Result<WorkingHours, Error> {
    let (hours, holidays) = (arguments.hours.as_deref(), arguments.holidays.as_deref());
    WorkingHours::written(("--hours", hours), ("--holidays", holidays))
}

/// The answers of all measures, in their order; meanwhile it is shown how many there are.
fn answered(log: &Log, ask: &Ask, job: &Job) -> Result<Vec<Reading>, Error> {
    let done = Arc::new(AtomicUsize::new(0));
    let _shown = Progress::of_measures(&done, MEASURES.len());
    let goes_on = |so_many| {
        done.store(so_many, Ordering::Relaxed);
        job.progress.go_on().is_ok()
    };
    let readings = readings_while(MEASURES, log, ask, goes_on);
    job.progress.go_on()?;
    Ok(readings.unwrap_or_default())
}

/// One thing to be written, and where.
pub(crate) struct Output<'a> {
    /// The option that asked for it.
    pub(crate) option: &'static str,
    pub(crate) path: PathBuf,
    pub(crate) what: What<'a>,
}

impl Output<'_> {
    /// Whether it goes to standard output.
    fn is_standard(&self) -> bool {
        self.path.as_os_str() == "-"
    }
}

pub(crate) enum What<'a> {
    Json,
    Page,
    Workbook,
    Picture(&'a str),
}

/// Everything to be written. Nothing is written over a file that is read, or over another output.
fn outputs(arguments: &Arguments) -> Result<Vec<Output<'_>>, Error> {
    let one = |option, path: &Option<PathBuf>, what| path.clone().map(|path| Output { option, path, what });
    let mut all: Vec<Output<'_>> = one("--json", &arguments.json, What::Json)
        .into_iter()
        .chain(one("--html", &arguments.html, What::Page))
        .chain(one("--xlsx", &arguments.xlsx, What::Workbook))
        .collect();
    for given in &arguments.svg {
        let (name, path) = report::named_file(given)?;
        all.push(Output { option: "--svg", path, what: What::Picture(name) });
    }
    for (place, out) in all.iter().enumerate() {
        session::spare_inputs(&out.path, &arguments.input)?;
        if let Some(other) = all[..place].iter().find(|other| same_file(&other.path, &out.path)) {
            let (one, other) = (other.option, out.option);
            return Err(Error::asked(if one == other {
                format!("{one} names the same file twice; name two")
            } else {
                format!("{one} and {other} name the same file; name two")
            }));
        }
    }
    // Said before the work begins, and not after it.
    all.iter().filter(|out| !out.is_standard()).try_for_each(|out| write::can_appear(&out.path))?;
    Ok(all)
}

/// The arguments with what folders among the files say, where the command line says nothing.
pub(crate) fn settled(arguments: &Arguments) -> Result<Arguments, Error> {
    let input = folders::settled(&arguments.input)?;
    let mut settled = Arguments { input, ..arguments.clone() };
    let folders = &settled.input.folders;
    settled.purpose = settled.purpose.or_else(|| folders.purpose.clone());
    settled.hours = settled.hours.or_else(|| folders.hours.clone());
    settled.holidays = settled.holidays.or_else(|| folders.holidays.clone());
    settled.rates = settled.rates.or_else(|| folders.rates.clone());
    if settled.target.is_empty() {
        settled.target.clone_from(&folders.target);
    }
    if settled.change.is_empty() {
        settled.change.clone_from(&folders.change);
    }
    Ok(settled)
}

/// The terminal's page, what was asked for, and what was refused.
fn tell(study: &Study, outputs: &[Output<'_>], zone: &TimeZone) -> Result<(), Error> {
    let shown = Shown::of(study, zone);
    let made = |out: &Output<'_>| {
        session::progress().go_on()?;
        match out.what {
            What::Json => Ok(json::study(study).into_bytes()),
            What::Page => Ok(shown.page().into_bytes()),
            What::Workbook => shown.workbook(),
            What::Picture(name) => Ok(shown.picture(name)?.into_bytes()),
        }
    };
    let all = all_made(outputs, made)?;
    deliver(&terminal::page(study, zone), outputs, all)?;
    terminal::tell_problems(&[], &study.refused);
    Ok(())
}

/// Everything that is to be written, made before the first of it is written: a picture that there is not leaves nothing half done.
pub(crate) fn all_made(
    outputs: &[Output<'_>],
    made: impl Fn(&Output<'_>) -> Result<Vec<u8>, Error>,
) -> Result<Vec<Vec<u8>>, Error> {
    let names: Vec<&str> = outputs.iter().map(|out| out.option).collect();
    let names = names.join(", ");
    let _shown = Progress::saying(move |elapsed| format!("making {names} … {:.0} s", elapsed.as_secs_f64()));
    outputs.iter().map(made).collect()
}

/// Shows the terminal's page, unless standard output is for something else, and writes what was made: no file appears before all are
/// whole, and none where somebody asked to stop.
pub(crate) fn deliver(page: &str, outputs: &[Output<'_>], made: Vec<Vec<u8>>) -> Result<(), Error> {
    let progress = Arc::new(session::progress());
    let (standard, files): (Vec<_>, Vec<_>) =
        outputs.iter().zip(&made).partition(|(out, _)| out.is_standard());
    progress.expect(files.iter().map(|(_, bytes)| bytes.len() as u64).sum());
    let names: Vec<String> = files.iter().map(|(out, _)| out.path.display().to_string()).collect();
    let shown = Progress::of_writing(names.join(", "), &progress);
    let ready = files.iter().map(|(out, bytes)| write::ready(&out.path, bytes, &progress));
    let ready = ready.collect::<Result<Vec<_>, Error>>();
    drop(shown);
    progress.go_on()?;
    if standard.is_empty() {
        session::show(page)?;
    }
    ready?.into_iter().try_for_each(write::Ready::put)?;
    standard.iter().try_for_each(|(out, bytes)| session::write(&out.path, bytes))
}

fn quiet_can_be(days: f64) -> Result<(), Error> {
    if days > 0.0 && days.is_finite() {
        return Ok(());
    }
    Err(Error::asked("--quiet-days must be more than nought"))
}

/// The targets that exist outside.
fn declared(arguments: &Arguments) -> Result<Vec<Target>, Error> {
    arguments.target.iter().map(|text| Target::parse(text)).collect()
}

/// The changes somebody named, in order of time.
fn changes(arguments: &Arguments, zone: &TimeZone) -> Result<Vec<Change>, Error> {
    let mut changes =
        arguments.change.iter().map(|given| change(given, zone)).collect::<Result<Vec<Change>, Error>>()?;
    changes.sort_by_key(|change| change.at);
    Ok(changes)
}

/// `NAME=DATE`, or `NAME=DATE@KEY=VALUE` of a change made in some places only, with more of them as `@KEY=VALUE`.
fn change(given: &str, zone: &TimeZone) -> Result<Change, Error> {
    let wants = |why: &str| {
        Error::asked(format!(
            "--change “{given}” {why}, as in --change \"new rota=2024-03-01\", or \"new rota=2024-03-01@team=North\" if it was made in some \
             places only"
        ))
    };
    // The name may hold a = or an @ of its own: the last = with a date behind it divides.
    let dated = given.rmatch_indices('=').find_map(|(at, _)| {
        let (date, places) =
            given[at + 1..].split_once('@').map_or((&given[at + 1..], None), |(d, p)| (d, Some(p)));
        let at_us = session::instant("--change", date, zone).ok()?;
        Some((given[..at].trim(), at_us, places))
    });
    let (name, at, places) = match dated {
        Some(found) if !found.0.is_empty() => found,
        _ => return Err(wants("wants NAME=DATE")),
    };
    let affected = places.map(|places| {
        let (column, values) = places.split_once('=').filter(|(column, _)| !column.is_empty())?;
        let values: Vec<String> = values.split(&format!("@{column}=")).map(str::to_string).collect();
        values.iter().all(|value| !value.is_empty()).then(|| Affected { column: column.to_string(), values })
    });
    match affected {
        Some(None) => Err(wants("wants KEY=VALUE behind the @")),
        affected => Ok(Change { name: name.to_string(), at, affected: affected.flatten() }),
    }
}

/// That the places of a change are in the log.
fn places_known(log: &Log, changes: &[Change], threads: usize) -> Result<(), Error> {
    for affected in changes.iter().filter_map(|change| change.affected.as_ref()) {
        for value in &affected.values {
            let values = vec![(affected.column.clone(), value.clone())];
            log.slice(&Slice { values, ..Slice::default() }, threads)
                .map_err(|error| Error::asked(format!("--change: {error}")))?;
        }
    }
    Ok(())
}

fn slice(arguments: &Arguments, zone: &TimeZone) -> Result<Slice, Error> {
    let mut slice = Slice {
        since: arguments.since.as_ref().map(|text| session::instant("--since", text, zone)).transpose()?,
        until: arguments.until.as_ref().map(|text| session::instant("--until", text, zone)).transpose()?,
        values: Vec::new(),
    };
    for given in &arguments.slice {
        let Some((key, value)) = given.split_once('=') else {
            return Err(Error::asked(format!(
                "--slice “{given}” wants KEY=VALUE, as in --slice team=Repairs"
            )));
        };
        slice.values.push((key.to_string(), value.to_string()));
    }
    if let (Some(since), Some(until)) = (slice.since, slice.until)
        && since >= until
    {
        return Err(Error::asked("--since must lie before --until"));
    }
    Ok(slice)
}

fn in_words(arguments: &Arguments) -> String {
    let mut words = arguments.slice.clone();
    words.extend(arguments.since.iter().map(|since| format!("opened since {since}")));
    words.extend(arguments.until.iter().map(|until| format!("opened before {until}")));
    words.join(", ")
}

/// When watching ended: as asked, else at the last event of the whole log, looked at or not.
fn end_of_observation(
    now: Option<Instant>,
    span: Option<(Instant, Instant)>,
    observed: Option<(Instant, Instant)>,
    zone: &TimeZone,
) -> Result<Instant, Error> {
    let last = span.map_or(Instant(0), |(_, last)| last);
    let observed = observed.map_or(Instant(0), |(_, last)| last);
    match now {
        Some(now) if span.is_some() && now < last => Err(Error::asked(format!(
            "--now lies before the last event ({}); give a later time, or keep later needs out with --until",
            last.in_zone(zone).strftime("%Y-%m-%dT%H:%M:%S")
        ))),
        now => Ok(now.unwrap_or(observed)),
    }
}

/// Puts the log's own names of columns where somebody gave those of their file.
fn as_in_the_log(asked: &mut Slice, changes: &mut [Change], reading: &Reader) -> Result<(), Error> {
    let called = |key: &str, values: &[String]| called::column(key, values, &reading.log, &reading.sources);
    let given = asked.values.clone();
    for (key, _) in &mut asked.values {
        let values: Vec<String> =
            given.iter().filter(|(other, _)| other == key).map(|(_, value)| value.clone()).collect();
        *key = called(key, &values)?;
    }
    for affected in changes.iter_mut().filter_map(|change| change.affected.as_mut()) {
        affected.column = called(&affected.column, &affected.values)?;
    }
    Ok(())
}

/// What there is to say about the rates themselves.
fn of_rates(log: &Log, rates: &Rates, ask: &Ask) -> Vec<String> {
    let slips = implausible(rates).into_iter().chain(doubts(log, rates, ask));
    unused(log, rates).into_iter().chain(slips).collect()
}

/// What the rates name that does not occur.
fn unused(log: &Log, rates: &Rates) -> Option<String> {
    let names = unmatched(log, rates);
    (!names.is_empty()).then(|| {
        let names = names.join(", ");
        format!("the rates name what does not occur in the log, so these lines count nothing: {names}")
    })
}
