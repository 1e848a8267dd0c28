//! A study of the files, asked about everything that is true of the place: does it say so, and does it say what is not there?

use std::path::Path;
use std::sync::Arc;

use jiff::tz::TimeZone;
use throughline::log::Log;
use throughline::measure::{MEASURES, readings};
use throughline::place::Calendar;
use throughline::reading::{Affected, Ask, Change, Finding, Item, Reading, Shape, Target, Verdict};
use throughline::time::{DAY_US, Instant};
use throughline_files::folder::Folder;
use throughline_files::job::Job;
use throughline_files::mapping::Mapping;
use throughline_files::pseudonym::Key;

use crate::counted::Counted;
use crate::kind::{Body, LETTINGS};
use crate::{Trouble, truth};

/// One thing that is true, and what the study says of it.
#[derive(Debug, Clone)]
pub struct Check {
    /// What is asked.
    pub asks: String,
    /// What is true.
    pub truth: f64,
    /// What the study says.
    pub says: Option<f64>,
    /// Between which two values it says that it lies.
    pub between: Option<(f64, f64)>,
}

impl Check {
    /// Whether the truth lies where the study says.
    pub fn holds(&self) -> bool {
        self.between.is_some_and(|(low, high)| low <= self.truth && self.truth <= high)
    }
}

/// Everything that was asked of one study.
#[derive(Debug, Clone)]
pub struct Found {
    /// What is true, and what was said of it.
    pub checks: Vec<Check>,
    /// The distortions that were found, by name.
    pub distortions: Vec<&'static str>,
    /// What was not changed and seems to have, by the service.
    pub no_changes: Vec<String>,
}

/// The distortions that are there.
pub const THERE: [&str; 3] = ["threshold bunching", "closed and opened again", "hidden queue"];

/// A study of a folder of the place.
pub struct Studied {
    log: Log,
    ask: Ask,
    all: Vec<Reading>,
}

impl Studied {
    /// Studies the files in a folder as the command does.
    pub fn of(path: &Path, threads: usize) -> Result<Studied, Trouble> {
        let folder = Folder::at(path, None)?;
        let zone = throughline::time::zone("Europe/London")?;
        let job = Arc::new(Job {
            threads,
            key: Key::new(b"a key for an invented place alone"),
            report: Default::default(),
            progress: Default::default(),
        });
        let mut mappings = Vec::new();
        for given in &folder.settings.mapping {
            let (file, mapping) = given.split_once('=').ok_or("a mapping without a file")?;
            let text = std::fs::read_to_string(path.join(mapping))?;
            mappings.push((path.join(file), Mapping::from_toml(&text, mapping)?));
        }
        let log = throughline_files::read::read(&folder.files, &mappings, "Europe/London", &job)?.log;
        let now = log.span(threads).map_or(Instant(0), |(_, last)| last);
        let rates = folder.settings.rates.as_ref().map(|rates| path.join(rates));
        let ask = Ask {
            threads,
            now,
            quiet_days: 30.0,
            repeat_days: vec![30.0, 14.0, 60.0],
            calendar: Calendar::office_hours(),
            seed: 1,
            rates: rates.map(|rates| throughline_files::rates::read(&rates, &zone)).transpose()?,
            targets: folder
                .settings
                .target
                .iter()
                .map(|text| Target::parse(text))
                .collect::<Result<_, _>>()?,
            changes: vec![change(LETTINGS, &zone)?],
            words_from: throughline::demand::own_words::LEAST_PEOPLE,
            zone,
        };
        let all = readings(MEASURES, &log, &ask);
        Ok(Studied { log, ask, all })
    }

    fn reading(&self, name: &str) -> Option<&Reading> {
        MEASURES.iter().position(|measure| measure.name == name).map(|place| &self.all[place])
    }

    /// The rows of a measure's table.
    fn rows(&self, name: &str) -> Vec<Row<'_>> {
        match self.reading(name).map(|reading| &reading.shape) {
            Some(Shape::Table(table)) => {
                table.rows.iter().map(|cells| Row { columns: &table.columns, cells }).collect()
            }
            _ => Vec::new(),
        }
    }

    fn number(&self, name: &str, of: &str) -> (Option<f64>, Option<(f64, f64)>) {
        let Some(Shape::Numbers(numbers)) = self.reading(name).map(|reading| &reading.shape) else {
            return (None, None);
        };
        let number = numbers.iter().find(|number| number.name == of);
        (number.and_then(|number| number.value), number.and_then(|number| number.interval))
    }

    fn findings(&self) -> &[Finding] {
        match self.reading("distortion").map(|reading| &reading.shape) {
            Some(Shape::Findings(findings)) => findings,
            _ => &[],
        }
    }

    /// What is true, beside what the study says.
    pub fn found(&self, counted: &Counted) -> Result<Found, Trouble> {
        let mut checks = self.counts(counted);
        checks.extend(self.demand(counted));
        checks.extend(self.balance(counted));
        checks.extend(self.records(counted));
        checks.extend(self.money(counted));
        checks.push(self.redesign(counted));
        let (value, interval) = self.number("purpose.scores", "mean_change");
        checks.push(check("points by which things got better", truth::BETTER, value, interval));
        let found = self.findings().iter().filter(|finding| finding.verdict == Verdict::Found);
        let distortions = found.map(|finding| finding.pattern).collect();
        Ok(Found { checks, distortions, no_changes: self.no_changes()? })
    }

    /// What is counted must come out as it is, but for the jobs that carry no reference.
    fn counts(&self, counted: &Counted) -> Vec<Check> {
        let within = |share: f64, says: f64| Some((says * (1.0 - share), says * (1.0 + share)));
        let kind = self.log.names(throughline::log::Field::Kind);
        let contact = kind.and_then(|kind| Some((kind, kind.names.find("contact")?)));
        let contacts = contact.map_or(0.0, |(kind, code)| {
            self.log
                .needs()
                .flat_map(|need| need.events)
                .filter(|event| kind.codes.at(*event) == code)
                .count() as f64
        });
        let crossings = self.reading("flow.between_organisations").map_or(0.0, |reading| reading.n as f64);
        let needs = self.log.need_count() as f64;
        vec![
            check("contacts", counted.contacts as f64, Some(contacts), within(0.0, contacts)),
            check("needs", counted.needs as f64, Some(needs), within(0.01, needs)),
            check(
                "crossings between organisations",
                counted.crossings as f64,
                Some(crossings),
                within(0.02, crossings),
            ),
        ]
    }

    fn demand(&self, counted: &Counted) -> Vec<Check> {
        let rows = self.rows("demand.failure_share");
        let seen = |boundary: &str, truth: f64| {
            let row = rows.iter().find(|row| row.is("boundary", boundary));
            let asks = format!("share of failure seen from {boundary}");
            check(
                &asks,
                truth,
                row.and_then(|row| row.number("share")),
                row.and_then(|row| row.between("low", "high")),
            )
        };
        let once = self.rows("repeat_contact.one_stop");
        let once = once.first();
        let says = once.and_then(|row| row.number("share"));
        vec![
            seen("system", counted.failure[0]),
            seen("own organisation", counted.failure[1]),
            check(
                "share dealt with in one go",
                counted.one_stop,
                says,
                once.and_then(|row| row.between("low", "high")),
            ),
        ]
    }

    /// The study gives what is certain and what can be of the contacts sorted; that they are a sample comes on top, and is worked out here.
    fn balance(&self, counted: &Counted) -> Vec<Check> {
        let rows = self.rows("cost.failure_balance");
        let one = |((by, to), count): (&(Body, Body), &u64)| {
            let row =
                rows.iter().find(|row| row.is("caused_by", by.name()) && row.is("answered_by", to.name()));
            let chance = if *to == Body::Charity { truth::LISTENED.0 } else { truth::LISTENED.1 };
            let range = row.and_then(|row| row.between("contacts_least", "contacts_most"));
            let spread = |contacts: f64| 1.96 * (contacts * (1.0 - chance) / chance).sqrt();
            let between = range.map(|(least, most)| (least - spread(least), most + spread(most)));
            let asks = format!("contacts that {} caused and {} answered", by.name(), to.name());
            check(&asks, *count as f64, range.map(|(least, most)| (least + most) / 2.0), between)
        };
        counted.balance.iter().filter(|(_, count)| **count >= 300).map(one).collect()
    }

    /// What the limit did, and the queue that no closed job shows.
    fn records(&self, counted: &Counted) -> Vec<Check> {
        let size = |pattern: &str| {
            let found = |finding: &&Finding| finding.pattern == pattern && finding.verdict == Verdict::Found;
            self.findings().iter().find(found).and_then(|finding| finding.size)
        };
        let of = |asks: &str, truth: f64, pattern: &str| {
            let size = size(pattern);
            check(asks, truth, size.map(|size| size.0), size.and_then(|size| size.1))
        };
        vec![
            of("jobs closed inside the limit that would have been later", counted.moved as f64, THERE[0]),
            of(
                "more of those closed just inside it come back, of like with like",
                counted.come_back[0],
                THERE[1],
            ),
            of("days hidden in a queue that no closed need shows", counted.hidden_days, THERE[2]),
        ]
    }

    fn money(&self, counted: &Counted) -> Vec<Check> {
        let rows = self.rows("cost.ledger");
        let mut checks = Vec::new();
        for (payer, pence) in &counted.pence {
            let paid = rows.iter().filter(|row| row.is("payer", payer)).filter_map(|row| row.number("pence"));
            let says = paid.sum::<f64>();
            let within = Some((says * 0.999, says * 1.001));
            checks.push(check(&format!("pence that {payer} paid"), *pence, Some(says), within));
        }
        let (value, interval) = self.number("cost.per_need", "mean_pence");
        checks.push(check("pence a need that ended cost", counted.mean_pence, value, interval));
        checks
    }

    fn redesign(&self, counted: &Counted) -> Check {
        let rows = self.rows("before_after");
        let row = rows.iter().find(|row| row.is("measure", "end_to_end_weekly"));
        let days = |seconds: f64| -seconds * 1e6 / DAY_US as f64;
        let between =
            row.and_then(|row| row.between("low", "high")).map(|(low, high)| (days(high), days(low)));
        let says = row.and_then(|row| row.number("difference")).map(days);
        check("days by which lettings became quicker", counted.lettings_days, says, between)
    }

    /// Services in which nothing was changed, asked as if something had been.
    fn no_changes(&self) -> Result<Vec<String>, Trouble> {
        let mut seem = Vec::new();
        for service in ["Rents and benefits", "Advice"] {
            let ask = Ask { changes: vec![change(service, &self.ask.zone)?], ..self.ask.clone() };
            let measure =
                MEASURES.iter().find(|measure| measure.name == "before_after").ok_or("no such measure")?;
            let reading = (measure.read)(&self.log, &ask);
            let Shape::Table(table) = &reading.shape else { continue };
            let rows = table.rows.iter().map(|cells| Row { columns: &table.columns, cells });
            for row in rows {
                if row.between("low", "high").is_some_and(|(low, high)| low > 0.0 || high < 0.0) {
                    seem.push(format!("{service}: {}", row.name("measure").unwrap_or("")));
                }
            }
        }
        Ok(seem)
    }
}

/// A change of a service on the day on which lettings were redesigned.
fn change(service: &str, zone: &TimeZone) -> Result<Change, Trouble> {
    let at = truth::REDESIGN_FROM.to_zoned(zone.clone())?.timestamp();
    let affected = Affected { column: "service".to_string(), values: vec![service.to_string()] };
    Ok(Change { name: "redesigned".to_string(), at: Instant(at.as_microsecond()), affected: Some(affected) })
}

fn check(asks: &str, truth: f64, says: Option<f64>, between: Option<(f64, f64)>) -> Check {
    Check { asks: asks.to_string(), truth, says, between }
}

/// One row of a table.
struct Row<'a> {
    columns: &'a [&'static str],
    cells: &'a [Item],
}

impl<'a> Row<'a> {
    fn cell(&self, column: &str) -> Option<&'a Item> {
        self.columns.iter().position(|known| *known == column).and_then(|place| self.cells.get(place))
    }

    fn name(&self, column: &str) -> Option<&'a str> {
        match self.cell(column)? {
            Item::Name(name) => Some(name),
            _ => None,
        }
    }

    fn is(&self, column: &str, name: &str) -> bool {
        self.name(column) == Some(name)
    }

    fn number(&self, column: &str) -> Option<f64> {
        self.cell(column)?.number()
    }

    fn between(&self, low: &str, high: &str) -> Option<(f64, f64)> {
        Some((self.number(low)?, self.number(high)?))
    }
}
