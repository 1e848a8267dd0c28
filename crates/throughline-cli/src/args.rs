//! The command line.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use throughline::demand::own_words::LEAST_PEOPLE;
use throughline_sim::deciding::FEWEST_ROWS;

use crate::folders::Folders;

/// Runs a public service as one system: studies what happened in it, from the first words to the moment a need is met.
#[derive(Parser)]
#[command(name = "throughline", version, about, arg_required_else_help = true)]
pub(crate) struct Arguments {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Subcommand)]
pub(crate) enum Command {
    /// Says what happened: how work flows, how long needs take, what comes back.
    Study(Box<Study>),
    /// Says what each column was taken for and why, how good the data are, and prints a mapping to start from.
    Inspect(Inspect),
    /// Tests a plain column of durations for the mark of a limit: do they pile up just before it?
    Threshold(Threshold),
    /// Simulates a service as a plan describes it, before anyone signs.
    Plan(Plan),
    /// Writes a log in another format: throughline convert IN OUT, by the ending of OUT: csv, tsv, parquet, xes, json (OCEL 2.0),
    /// throughline; `-` is CSV on standard output.
    Convert(Convert),
    /// Draws a capability chart of a plain column of numbers, with limits from their own variation: columns y; or r and n; or
    /// cases_between or days_between; or a name, n and r; a first column may be the date or index.
    Chart(Chart),
    /// Opens a running service of an invented place in your browser: say what you need, take it on, hand it over, have it sorted, and see it in
    /// the study. Nothing of it is kept, unless you say where.
    Demo(Demo),
    /// Runs a service: a front door open day and night, and the desk behind it.
    Serve(Serve),
    /// Makes an account for somebody who signs in to a service; prints the password once.
    Account(Account),
    /// Makes a key for pseudonyms of persons: throughline key FILE, or throughline key > FILE. Keep it, and keep it secret.
    Key(Key),
    /// Goes through everything that a service has kept: is it as it was kept, can it be read, do the lists say what the events say?
    Verify(Verify),
    /// Makes the lists of a service again from its events.
    Rebuild(Data),
    /// Writes a backup of a running service to a file: throughline backup DATA OUT. The key is not in it: keep DATA/key elsewhere.
    Backup(Backup),
    /// Restores a backup into an empty place: throughline restore BACKUP DATA. Put the key into DATA first.
    Restore(Restore),
    /// Writes what a service has kept to a file. A log to study, without words and names: OUT.parquet, csv, xes, json or throughline. Or
    /// everything, with what people said in clear, which `import` makes the same service of: OUT.jsonl, or OUT.parquet with --everything.
    Export(Export),
    /// Takes files into a service: an export of everything of another, into an empty place; or any log, as often as you like: what is there
    /// already is not taken again.
    Import(Import),
}

/// The zone where none is said.
pub(crate) const DEFAULT_ZONE: &str = "Europe/London";

/// What to read, and how.
#[derive(Clone, Args)]
pub(crate) struct Input {
    /// Files: csv, tsv, xlsx, xls, ods, parquet, xes, OCEL 2.0 (json, xml, sqlite), jsonl, throughline; packed with gz, zst or zip; `-` is
    /// standard input. Or a folder of such files; what its throughline.toml says (files, mapping, rates, target, change, hours, holidays) is used.
    #[arg(required = true, value_name = "FILE")]
    pub(crate) files: Vec<PathBuf>,
    /// What the folders among the files said: filled before anything is read.
    #[arg(skip)]
    pub(crate) folders: Folders,
    /// A mapping (see `inspect`): one for all files, or one for each in their order, or FILE=MAPPING.
    #[arg(long, value_name = "TOML")]
    pub(crate) mapping: Vec<String>,
    /// The service's time zone, for times that do not say theirs.
    #[arg(long, value_name = "ZONE", default_value = DEFAULT_ZONE)]
    pub(crate) zone: String,
    /// A file with the key that makes pseudonyms of persons (see `throughline key`); keep it. Without one a key is made up for this
    /// run only.
    #[arg(long, value_name = "FILE")]
    pub(crate) key: Option<PathBuf>,
    /// How many threads to use [default: all cores].
    #[arg(long, value_name = "N")]
    pub(crate) threads: Option<usize>,
    /// Fail (exit code 1) if any row is refused.
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Clone, Args)]
pub(crate) struct Study {
    #[command(flatten)]
    pub(crate) input: Input,
    /// Another log to compare with: both are studied, and what differs is said. May be given again, for a log of several files. Slices,
    /// targets, changes and rates hold for both.
    #[arg(long, value_name = "FILE")]
    pub(crate) against: Vec<PathBuf>,
    /// Only needs with this value in a column: organisation, team, kind (of demand), channel, service, place or any attribute. May be given
    /// again: several values of one KEY are alternatives, different KEYs must all hold.
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) slice: Vec<String>,
    /// Only needs opened on or after this day or time.
    #[arg(long, value_name = "DATE")]
    pub(crate) since: Option<String>,
    /// Only needs opened before this day or time.
    #[arg(long, value_name = "DATE")]
    pub(crate) until: Option<String>,
    /// The end of observation [default: the last event].
    #[arg(long, value_name = "DATE")]
    pub(crate) now: Option<String>,
    /// A need without an event for so many days is taken as ended, where the log does not say.
    #[arg(long, value_name = "DAYS", default_value_t = 30.0)]
    pub(crate) quiet_days: f64,
    /// What work costs: pay, times of activities, prices, money by the period (docs/rates.md).
    #[arg(long, value_name = "TOML")]
    pub(crate) rates: Option<PathBuf>,
    /// A target that exists outside (a law, a contract), to watch what it does to the records: a name, a limit in d, wd (working days, by
    /// --hours and --holidays), h or min, and the activities that start and stop its clock [default: the first event and the end of the
    /// need]. May be given again.
    #[arg(long, value_name = "NAME=56d:FROM..TO")]
    pub(crate) target: Vec<String>,
    /// When the service works, by its own clock, for working time and for limits in working days: “always”, or days and hours (of a day one
    /// stretch) [default: mon-fri 09:00-17:00].
    #[arg(long, value_name = "mon-fri 09:00-17:00, sat 10:00-13:00")]
    pub(crate) hours: Option<String>,
    /// Whose bank holidays are days off: england, wales, scotland, northern-ireland or none [default: none].
    #[arg(long, value_name = "WHOSE")]
    pub(crate) holidays: Option<String>,
    /// Writes the study as JSON (schema/study.schema.json); `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Writes the study as one page with pictures, to be sent, read on any screen, heard or printed; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) html: Option<PathBuf>,
    /// Writes the study as a workbook (XLSX): a sheet for each answer, with numbers, dates, and formulas to check; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) xlsx: Option<PathBuf>,
    /// Writes the picture of one answer: `capability=chart.svg`, `flow.map=map.svg`; a name that there is not is answered with those that
    /// there are. May be given again.
    #[arg(long, value_name = "NAME=FILE")]
    pub(crate) svg: Vec<String>,
    /// What the service is for, in the words of the people who need it: shown above everything, for it is what figures are judged against.
    #[arg(long, value_name = "TEXT")]
    pub(crate) purpose: Option<String>,
    /// A change that somebody made, with the day from which it held: before and after are compared. If it was made in some places only,
    /// say where (NAME=DATE@team=North, and @team=South for more): the others are compared with them. May be given again.
    #[arg(long, value_name = "NAME=DATE[@KEY=VALUE]")]
    pub(crate) change: Vec<String>,
    /// The seed of what is drawn by chance (bootstraps, permutations): the same seed, the same answer.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// Show words that at least so many people said alike. Those of fewer may tell who spoke: ask for them only where whoever reads the
    /// study may know that.
    #[arg(long, value_name = "PEOPLE", default_value_t = LEAST_PEOPLE, value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) words_from: u32,
}

#[derive(Args)]
pub(crate) struct Demo {
    /// Where to listen.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8420")]
    pub(crate) listen: SocketAddr,
    /// Keeps the place in this folder, and goes on with it the next time [default: a folder that goes when it is stopped].
    #[arg(long, value_name = "FOLDER")]
    pub(crate) keep: Option<PathBuf>,
    /// So many days of the past are there at the start.
    #[arg(long, value_name = "DAYS", default_value_t = 200, value_parser = clap::value_parser!(i64).range(1..=517))]
    pub(crate) days: i64,
    /// Do not open a browser.
    #[arg(long)]
    pub(crate) no_browser: bool,
}

#[derive(Args)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) data: Data,
    /// Where to listen. People should reach it by https only: put a server in front that does that, and say --https.
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8420")]
    pub(crate) listen: SocketAddr,
    /// People reach it by https: cookies are sent by no other way.
    #[arg(long)]
    pub(crate) https: bool,
}

#[derive(Args)]
pub(crate) struct Threshold {
    /// A CSV: one column of durations, or two, a value and how often it occurs; `-` is standard input.
    #[arg(value_name = "DURATIONS")]
    pub(crate) file: PathBuf,
    /// The limit: a duration of so much or less meets it.
    #[arg(long, value_name = "LIMIT", value_parser = limit)]
    pub(crate) at: i64,
    /// What the durations are counted in [default: by the name of the column; else minutes from 200 on, days below].
    #[arg(long, value_enum, value_name = "UNIT")]
    pub(crate) unit: Option<Unit>,
    /// So far before the limit they may pile up [default: 3 days (2 below 28, 1 below 14); of minutes and hours a 24th of the limit].
    #[arg(long, value_name = "N")]
    pub(crate) below: Option<i64>,
    /// So far after the limit they may have been taken from [default: 7 days (5, 2); of minutes and hours an 8th of the limit].
    #[arg(long, value_name = "N")]
    pub(crate) above: Option<i64>,
    /// The shortest duration looked at [default: a quarter of the limit, of minutes and hours five twelfths].
    #[arg(long, value_name = "N")]
    pub(crate) from: Option<i64>,
    /// The longest duration looked at [default: as far above the limit, more where comparisons need it].
    #[arg(long, value_name = "N")]
    pub(crate) to: Option<i64>,
    /// A cycle that durations follow; 0 for none [default: 7 days, 5 working days, 24 hours, none of minutes].
    #[arg(long, value_name = "N")]
    pub(crate) period: Option<i64>,
    /// Compare with places a multiple of so much away; more than 1 also allows for durations rounded to it [default: 5 for minutes,
    /// 1 else].
    #[arg(long, value_name = "N")]
    pub(crate) step: Option<i64>,
    /// The degree of the curve [default: 4; below 10 days 2, with the logarithm of the durations].
    #[arg(long, value_name = "N")]
    pub(crate) degree: Option<usize>,
    /// Another limit on the same durations, to keep comparisons away from; may be given again.
    #[arg(long, value_name = "LIMIT", value_parser = limit)]
    pub(crate) other: Vec<i64>,
    /// Writes the result as JSON; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Fail (exit code 1) if any line is refused.
    #[arg(long)]
    pub(crate) strict: bool,
}

/// A limit, as whole as durations are counted.
fn limit(text: &str) -> Result<i64, String> {
    text.trim().parse().map_err(|_| {
        "a limit is a whole number, of what the durations are counted in; of a part of a day count hours or minutes (--unit)".to_string()
    })
}

fn pairs(text: &str) -> Result<u32, String> {
    text.trim().parse().ok().filter(|pairs| (FEWEST_ROWS..=100_000).contains(pairs)).ok_or_else(|| {
        format!("shares are split by {FEWEST_ROWS} to 100000 pairs of futures, as those of fewer are too rough to say; write --shares {FEWEST_ROWS}")
    })
}

/// What durations are counted in.
#[derive(Clone, Copy, clap::ValueEnum)]
pub(crate) enum Unit {
    Days,
    WorkingDays,
    Hours,
    Minutes,
}

#[derive(Args)]
#[command(args_conflicts_with_subcommands = true, subcommand_negates_reqs = true)]
pub(crate) struct Plan {
    #[command(subcommand)]
    pub(crate) made: Option<MadePlan>,
    /// The plan, as docs/plan.md says.
    #[arg(value_name = "PLAN.toml", required = true)]
    pub(crate) plan: Option<PathBuf>,
    /// A file of a log, or a folder, as `study` reads them: what the plan writes as "fit" is taken from it. May be given again.
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub(crate) log: Vec<PathBuf>,
    /// A mapping of the log (see `inspect`): one for all files, or one for each in their order, or FILE=MAPPING.
    #[arg(long, value_name = "TOML", requires = "log")]
    pub(crate) mapping: Vec<String>,
    /// A need of the log without an event for so many days is taken as ended, where the log does not say.
    #[arg(long, value_name = "DAYS", default_value_t = 30.0, requires = "log")]
    pub(crate) quiet_days: f64,
    /// Simulates the service as it is so many times, and says every figure of every station with its standard error.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=1_000_000))]
    pub(crate) replicate: Option<u64>,
    /// What random numbers are drawn by, in place of what the plan says: the same seed, the same answer.
    #[arg(long, value_name = "N")]
    pub(crate) seed: Option<u64>,
    /// Looks for the value of a number, between two, at which the two ways that cost least cost the same: failure.per_handoff=0..1. May be
    /// given again.
    #[arg(long, value_name = "PATH=LOW..HIGH", conflicts_with = "replicate")]
    pub(crate) crossover: Vec<String>,
    /// Says how much of the difference between the two ways that cost least goes with each number alone, and how much together with others
    /// (Sobol' indices): by N more pairs of futures for each of the eight numbers that decide most, such as 128.
    #[arg(long, value_name = "N", value_parser = pairs, conflicts_with = "replicate")]
    pub(crate) shares: Option<u32>,
    /// Writes one run of an option as a log, by the ending of FILE, to be studied beside today's: as_is=run.csv. May be given again.
    #[arg(long, value_name = "NAME=FILE", conflicts_with = "replicate")]
    pub(crate) log_of: Vec<String>,
    /// Writes the answer as one page with pictures, to be sent, read on any screen, heard or printed.
    #[arg(long, value_name = "FILE", conflicts_with = "replicate")]
    pub(crate) html: Option<PathBuf>,
    /// Writes the answer as a workbook, a sheet for each part of it; `-` is standard output.
    #[arg(long, value_name = "FILE", conflicts_with = "replicate")]
    pub(crate) xlsx: Option<PathBuf>,
    /// Writes the result as JSON (schema/plan.schema.json); `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// How many threads to use [default: all cores].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
}

#[derive(Subcommand)]
pub(crate) enum MadePlan {
    /// Writes a plan to start from, fitted from a log: every number with its source, and what the log cannot say.
    New(NewPlan),
    /// Lists what is known of outsourcing elsewhere, each figure with its source and its grade: a plan takes one by "default:NAME".
    Defaults,
}

#[derive(Args)]
pub(crate) struct NewPlan {
    /// A file of the log, or a folder, as `study` reads them. May be given again.
    #[arg(long, required = true, value_name = "FILE", num_args = 1..)]
    pub(crate) log: Vec<PathBuf>,
    /// Where to write the plan; `-` is standard output.
    #[arg(long, value_name = "PLAN.toml", default_value = "-")]
    pub(crate) out: PathBuf,
    /// Holds the last quarter of the log back, and says how well a plan of the rest foretells it.
    #[arg(long)]
    pub(crate) back_test: bool,
    /// Begins the plan with the needs that are open when the log ends, in place of what warming up leaves open.
    #[arg(long)]
    pub(crate) open_needs: bool,
    /// A mapping (see `inspect`): one for all files, or one for each in their order, or FILE=MAPPING.
    #[arg(long, value_name = "TOML")]
    pub(crate) mapping: Vec<String>,
    /// The service's time zone, for times that do not say theirs.
    #[arg(long, value_name = "ZONE", default_value = DEFAULT_ZONE)]
    pub(crate) zone: String,
    /// A need without an event for so many days is taken as ended, where the log does not say.
    #[arg(long, value_name = "DAYS", default_value_t = 30.0)]
    pub(crate) quiet_days: f64,
    /// A person who comes back within so many days is back about the same.
    #[arg(long, value_name = "DAYS", default_value_t = 30.0)]
    pub(crate) repeat_days: f64,
    /// What the back-test's random numbers are drawn by.
    #[arg(long, value_name = "N", default_value_t = 1)]
    pub(crate) seed: u64,
    /// How many threads to use [default: all cores].
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// Fail (exit code 1) if any row is refused.
    #[arg(long)]
    pub(crate) strict: bool,
}

#[derive(Args)]
pub(crate) struct Inspect {
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Args)]
pub(crate) struct Convert {
    #[command(flatten)]
    pub(crate) input: Input,
}

#[derive(Args)]
pub(crate) struct Chart {
    /// A CSV file; `-` is standard input. An empty cell is a period without a value.
    #[arg(value_name = "SERIES.csv")]
    pub(crate) file: PathBuf,
    /// Which chart [default: by the columns]: xmr (single values), median (around the median), times (single durations), p (shares), u
    /// (rates), g (cases between rare events), t (days between), funnel (places side by side).
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<ChartKind>,
    /// Which rules look for signals of a change.
    #[arg(long, value_name = "RULES", value_enum, default_value = "wheeler")]
    pub(crate) rules: ChartRules,
    /// The column to chart, if there are several.
    #[arg(long, value_name = "NAME")]
    pub(crate) column: Option<String>,
    /// A new phase, accepted by a person, with its cause and its first point (a date or index of the first column, or the number of the
    /// point). May be given again.
    #[arg(long, value_name = "CAUSE=POINT")]
    pub(crate) split: Vec<String>,
    /// How many leading points of a phase set its limits, at least 12 [default: 20 for xmr and median, all for the others].
    #[arg(long, value_name = "N")]
    pub(crate) baseline: Option<usize>,
    /// Writes the chart as JSON; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) json: Option<PathBuf>,
    /// Draws the chart as a picture, with its title and sentences inside; `-` is standard output.
    #[arg(long, value_name = "FILE")]
    pub(crate) svg: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChartKind {
    Xmr,
    Median,
    Times,
    P,
    U,
    G,
    T,
    Funnel,
}

#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ChartRules {
    Wheeler,
    Mdc,
    Anhoej,
}

#[derive(Args)]
pub(crate) struct Key {
    /// Where to write it; a file that is there is never written over [default: standard output].
    #[arg(value_name = "FILE")]
    pub(crate) file: Option<PathBuf>,
}

/// Where a service keeps its data.
#[derive(Clone, Args)]
pub(crate) struct Data {
    /// The data folder of the service.
    #[arg(value_name = "DATA")]
    pub(crate) folder: PathBuf,
    /// A PostgreSQL server that keeps the data: postgres://user:password@host/database [default: what THROUGHLINE_DATABASE says, which
    /// nobody else on this machine can read; otherwise a file in DATA].
    #[arg(long, value_name = "URL")]
    pub(crate) database: Option<String>,
}

#[derive(Args)]
pub(crate) struct Account {
    #[command(flatten)]
    pub(crate) data: Data,
    /// By what they sign in.
    #[arg(value_name = "NAME")]
    pub(crate) name: String,
    /// What they are there for: worker, manager, commissioner or councillor.
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: String,
    /// What people are told they are called.
    #[arg(long, value_name = "NAME")]
    pub(crate) worker: String,
    /// Their organisation, one of service.toml.
    #[arg(long, value_name = "NAME")]
    pub(crate) organisation: String,
    /// Their team, one of that organisation in service.toml.
    #[arg(long, value_name = "NAME")]
    pub(crate) team: String,
}

#[derive(Args)]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) data: Data,
    /// A hash that you wrote down before: the event that has it must still be there.
    #[arg(long, value_name = "HASH")]
    pub(crate) hash: Option<String>,
}

#[derive(Args)]
pub(crate) struct Backup {
    #[command(flatten)]
    pub(crate) data: Data,
    /// The file to write; it appears when it is whole.
    #[arg(value_name = "OUT")]
    pub(crate) out: PathBuf,
}

#[derive(Args)]
pub(crate) struct Restore {
    /// The backup.
    #[arg(value_name = "BACKUP")]
    pub(crate) backup: PathBuf,
    #[command(flatten)]
    pub(crate) data: Data,
}

#[derive(Args)]
pub(crate) struct Export {
    #[command(flatten)]
    pub(crate) data: Data,
    /// The file to write; it appears when it is whole.
    #[arg(value_name = "OUT")]
    pub(crate) out: PathBuf,
    /// Writes everything, as lines of JSON (jsonl, which is always everything) or as Parquet: the file is readable by you only, for it has
    /// what people said in clear.
    #[arg(long)]
    pub(crate) everything: bool,
}

#[derive(Args)]
pub(crate) struct Import {
    #[command(flatten)]
    pub(crate) data: Data,
    #[command(flatten)]
    pub(crate) input: Input,
}
