//! The study of what happens here, live: the same measures, sentences and pictures as `throughline study`, on the events so far.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::tz::TimeZone;
use maud::Markup;
use serde::{Deserialize, Serialize};
use throughline::capability::board::Board;
use throughline::demand::codes::{boundary_in_words, named_boundaries, seen_from};
use throughline::demand::few::few_as_one;
use throughline::demand::own_words::LEAST_PEOPLE;
use throughline::error::Error;
use throughline::log::{Contents, Field, Log, Slice};
use throughline::measure::{MEASURES, readings};
use throughline::money::rates::Rates;
use throughline::place::Calendar;
use throughline::place::hours::WorkingHours;
use throughline::reading::{Affected, Ask, Change, Measure, Reading, Target};
use throughline::time::{DAY_US, Instant};
use throughline_store::Store;
use throughline_web::report::{self, Detail, Report};

use crate::answers::Both;

/// Documents of changes.
const CHANGE: &str = "change";
/// So many studies are kept at hand.
const KEPT: usize = 16;
/// A study is taken for current for so long, if nothing happened since.
const CURRENT_US: i64 = DAY_US / 24;

/// A change that somebody made to how the work is done, as it was written down.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recorded {
    /// What it was, in a few words.
    pub name: String,
    /// From when on it held, in microseconds of UTC.
    pub at_us: i64,
    /// The organisation in which it was made, if not everywhere.
    pub organisation: Option<String>,
    /// Why it was made.
    pub reason: String,
    /// What was expected of it, written down before anybody knew.
    pub prediction: String,
    /// Who wrote it down.
    pub by: String,
    /// What everybody may read of it, beside how long things take; empty where nothing.
    #[serde(default)]
    pub told: Both,
}

/// Writes a change down.
pub fn record(store: &Store, change: &Recorded) -> Result<(), Error> {
    let body = serde_json::to_string(change).map_err(|why| Error::failed(why.to_string()))?;
    store.put_document(CHANGE, &format!("{:020} {}", change.at_us, change.name), body)
}

/// All changes, in order of time.
pub(crate) fn recorded(store: &Store) -> Result<Vec<Recorded>, Error> {
    let all = store.documents(CHANGE)?.into_iter().map(|(_, body)| {
        serde_json::from_str(&body).map_err(|why| Error::failed(format!("a change is damaged: {why}")))
    });
    all.collect()
}

/// What a study found.
pub(crate) struct Studied {
    /// What the events it rests on are.
    pub(crate) contents: Contents,
    /// All answers.
    pub(crate) readings: Vec<(&'static Measure, Reading)>,
    /// The kinds of demand that can be chosen, those of few people as one.
    pub(crate) kinds: Vec<String>,
    holds: String,
    first: Vec<&'static str>,
    board: Option<String>,
    slice: Option<String>,
    notes: Vec<String>,
}

impl Studied {
    /// As a report, with what stands above it.
    pub(crate) fn report<'a>(
        &'a self,
        names: &'a [String],
        purpose: Option<&'a str>,
        zone: &'a TimeZone,
        above: Option<&'a Markup>,
    ) -> Report<'a> {
        Report {
            files: names,
            holds: &self.holds,
            needs: self.contents.needs,
            purpose,
            slice: self.slice.as_deref(),
            first: &self.first,
            board: self.board.as_deref(),
            readings: &self.readings,
            notes: &self.notes,
            refused: &[],
            zone,
            detail: Detail::default(),
            above,
        }
    }

    /// An answer, if there is one.
    pub(crate) fn reading(&self, name: &str) -> Option<&Reading> {
        self.readings.iter().find(|(measure, _)| measure.name == name).map(|(_, reading)| reading)
    }

    /// What a measure of the study answers.
    pub(crate) fn answer(&self, measure: &Measure) -> Reading {
        self.reading(measure.name).cloned().unwrap_or_else(|| Reading::not_enough("it was not asked"))
    }
}

/// What is looked at.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Part {
    /// Which needs.
    pub(crate) slice: Slice,
    /// From where contacts are judged; from each boundary in turn, the widest first, where none is chosen.
    pub(crate) boundary: Option<String>,
}

/// Of what a study was made.
#[derive(PartialEq)]
struct Made {
    /// How many events had been kept: what a listener says of a contact is one, and no row of the log.
    kept: i64,
    /// How many rows the log has, those of other systems too.
    rows: usize,
    part: Part,
    changes: Vec<Recorded>,
}

/// What whoever runs the service says beside the events.
#[derive(Debug, Clone)]
pub(crate) struct Said {
    /// What work costs.
    pub(crate) rates: Option<Rates>,
    /// The targets that exist outside, by a law or a contract.
    pub(crate) targets: Vec<Target>,
    /// When the service works.
    pub(crate) hours: WorkingHours,
    /// After how many days without a word a need that is thought sorted is quiet.
    pub(crate) quiet_days: u32,
}

/// Studies that were made, so that looking again costs nothing while nothing happens.
pub(crate) struct Studies {
    said: Said,
    kept: Mutex<Vec<(Made, Instant, Arc<Studied>)>>,
}

impl Studies {
    /// None yet; they will know what is said beside the events.
    pub(crate) fn with(said: Said) -> Studies {
        Studies { said, kept: Mutex::default() }
    }

    /// The study of this part as things are now.
    pub(crate) fn of(
        &self,
        store: &Store,
        now: Instant,
        zone: &TimeZone,
        part: Part,
    ) -> Result<Arc<Studied>, Error> {
        let threads = available_threads();
        // Counted first: what is kept in between makes a study anew, and none is taken for newer than it is.
        let kept = store.events()?;
        let whole = store.log(threads)?;
        let made = Made { kept, rows: whole.event_count(), part, changes: recorded(store)? };
        let found = |kept: &[(Made, Instant, Arc<Studied>)]| {
            let found = kept.iter().find(|(known, at, _)| *known == made && now.0 - at.0 < CURRENT_US);
            found.map(|(_, _, studied)| Arc::clone(studied))
        };
        if let Some(studied) = found(&self.kept.lock().unwrap_or_else(PoisonError::into_inner)) {
            return Ok(studied);
        }
        let Part { slice, boundary } = &made.part;
        // Kinds that few have could tell who they are: those of the whole first, as they are what can be chosen, then those of the part.
        let log = few_as_one(&whole, LEAST_PEOPLE);
        let kinds = log
            .names(Field::Demand)
            .map_or(Vec::new(), |kinds| kinds.names.iter().map(str::to_string).collect());
        let log = if slice.is_all() { log } else { few_as_one(&log.slice(slice, threads)?, LEAST_PEOPLE) };
        let log = boundary.as_ref().map_or(Ok(log.clone()), |boundary| from(&log, boundary))?;
        let studied = Arc::new(studied(&log, now, zone, (slice, &made.changes), (self.said.clone(), kinds)));
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.insert(0, (made, now, Arc::clone(&studied)));
        kept.truncate(KEPT);
        Ok(studied)
    }

    /// A run of a plan, studied as what happens here is; the changes that were made here are not in it.
    pub(crate) fn of_run(&self, log: &Log, until: Instant, zone: &TimeZone) -> Studied {
        // What work costs here is not what it costs in the plan.
        let said = Said { rates: None, ..self.said.clone() };
        studied(log, until, zone, (&Slice::default(), &[]), (said, Vec::new()))
    }
}

/// How many threads can run at once.
pub(crate) fn available_threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// The log as seen from a boundary that contacts were sorted for.
fn from(log: &Log, boundary: &str) -> Result<Log, Error> {
    let known = named_boundaries(log);
    if known.iter().any(|name| name == boundary) {
        return Ok(seen_from(log, boundary));
    }
    let known: Vec<&str> = known.iter().map(|name| boundary_in_words(name)).collect();
    Err(Error::asked(match known.len() {
        0 => format!("no contact has been sorted as “{boundary}” sees it; look from everywhere"),
        _ => format!("no contact has been sorted as “{boundary}” sees it; choose {}", known.join(" or ")),
    }))
}

/// What is asked of the events here, as far as nobody says more.
pub(crate) fn ask(zone: &TimeZone, now: Instant, quiet_days: u32) -> Ask {
    Ask {
        threads: available_threads(),
        zone: zone.clone(),
        now,
        quiet_days: f64::from(quiet_days),
        repeat_days: vec![30.0, 14.0, 60.0],
        calendar: Calendar::office_hours(),
        seed: 1,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: LEAST_PEOPLE,
    }
}

fn studied(
    log: &Log,
    now: Instant,
    zone: &TimeZone,
    (slice, changes): (&Slice, &[Recorded]),
    (said, kinds): (Said, Vec<String>),
) -> Studied {
    let threads = available_threads();
    let contents = Contents::of(log, threads);
    let (began, last) = contents.span.unwrap_or((now, now));
    let Said { rates, targets, hours, quiet_days } = said;
    let ask = Ask {
        rates,
        targets,
        changes: changes.iter().map(change).collect(),
        calendar: hours.between(began, now.max(last), zone),
        ..ask(zone, now.max(last), quiet_days)
    };
    let readings: Vec<_> = MEASURES.iter().copied().zip(readings(MEASURES, log, &ask)).collect();
    let first = report::first(&readings, &contents, changes.len());
    Studied {
        holds: report::holds(&contents, &[], zone),
        first: first.iter().map(|(measure, _)| measure.name).collect(),
        board: Board::of_readings(readings.iter().map(|(_, reading)| reading))
            .filter(|board| board.charts > 1)
            .map(|board| board.says()),
        slice: in_words(slice, zone),
        notes: hours.doubt(&ask.calendar).into_iter().collect(),
        contents,
        readings,
        kinds,
    }
}

fn change(recorded: &Recorded) -> Change {
    let affected = recorded
        .organisation
        .clone()
        .map(|organisation| Affected { column: "organisation".to_string(), values: vec![organisation] });
    Change { name: recorded.name.clone(), at: Instant(recorded.at_us), affected }
}

fn in_words(slice: &Slice, zone: &TimeZone) -> Option<String> {
    let mut words: Vec<String> = slice.values.iter().map(|(key, value)| format!("{key} {value}")).collect();
    words.extend(slice.since.map(|since| format!("opened since {}", since.day_in(zone))));
    words.extend(slice.until.map(|until| format!("opened before {}", until.day_in(zone))));
    (!words.is_empty()).then(|| words.join(", "))
}
