//! `throughline plan new`: a plan to start from, out of a log, every number with its source; and how well it would have foretold the
//! log's own last quarter.

use std::fmt::Write;
use std::path::Path;

use throughline::error::Error;
use throughline::log::{Contents, Log};
use throughline::place::Calendar;
use throughline::reading::Ask;
use throughline::sourcing::amount::Known;
use throughline::sourcing::plan::{Plan, Pool};
use throughline::time::Instant;
use throughline::wording::{counted, sentence_start, thousands, three};
use throughline_files::plan::write::write;
use throughline_sim::back_test::{BackTest, Foretold, Runs, back_test};
use throughline_sim::fit::{Asked, Estimate, Fitted, fit};

use crate::args::{Input, NewPlan};
use crate::{Ended, folders, session, terminal};

/// So many numbers of those with the same warning are shown on the terminal.
const SHOWN: usize = 2;
/// So many replications of the time held back: enough for a band of 95 %.
const REPLICATIONS: u64 = 40;

pub(super) fn run(arguments: &NewPlan) -> Result<Ended, Error> {
    let input = folders::settled(&input(arguments))?;
    session::spare_inputs(&arguments.out, &input)?;
    let job = session::job(&input)?;
    let reading = session::read(&input, &job)?;
    let ask = ask(arguments, &input, &reading.log)?;
    let asked = Asked { open_needs: arguments.open_needs, ..Asked::default() };
    let mut fitted = fit(&reading.log, &ask, &asked)?;
    job.progress.go_on()?;
    fitted.plan.name =
        arguments.log.iter().map(|file| file.display().to_string()).collect::<Vec<_>>().join(", ");
    let tested = match arguments.back_test {
        false => None,
        true => {
            let runs = Runs { seed: arguments.seed, replications: REPLICATIONS, threads: ask.threads };
            Some(back_test(&reading.log, &ask, &runs)?)
        }
    };
    fitted.plan.back_test =
        tested.as_ref().map(|test| format!("Back-test of the fitted numbers: {}", test.says));
    job.progress.go_on()?;
    session::write(&arguments.out, text(&fitted))?;
    if arguments.out.as_path() != Path::new("-") {
        session::show(&page(&fitted, tested.as_ref(), arguments))?;
    }
    terminal::tell_problems(&[], &reading.refused);
    Ok(match reading.refused.is_empty() {
        true => Ended::Done,
        false => Ended::RowsRefused { strict: input.strict },
    })
}

pub(super) fn input(arguments: &NewPlan) -> Input {
    Input {
        files: arguments.log.clone(),
        folders: Default::default(),
        mapping: arguments.mapping.clone(),
        zone: arguments.zone.clone(),
        key: None,
        threads: arguments.threads.map(usize::from),
        strict: arguments.strict,
    }
}

pub(super) fn ask(arguments: &NewPlan, input: &Input, log: &Log) -> Result<Ask, Error> {
    let threads = session::threads(input);
    let last = Contents::of(log, threads).span.map_or(Instant(0), |(_, last)| last);
    Ok(Ask {
        threads,
        zone: throughline::time::zone(&input.zone)?,
        now: last,
        quiet_days: arguments.quiet_days,
        repeat_days: vec![arguments.repeat_days],
        calendar: Calendar::office_hours(),
        seed: arguments.seed,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: throughline::demand::own_words::LEAST_PEOPLE,
    })
}

/// The plan as TOML, with what the log cannot say in comments above.
fn text(fitted: &Fitted) -> String {
    let mut text = String::new();
    for sentence in &fitted.refused {
        let _ = writeln!(text, "# {}", sentence.replace('\n', " "));
    }
    text.push_str(&write(&fitted.plan));
    text
}

fn page(fitted: &Fitted, tested: Option<&BackTest>, arguments: &NewPlan) -> String {
    let mut page = String::new();
    let plan = &fitted.plan;
    let says = format!(
        "{}: a plan of {}, {} and {}; {} estimated.",
        arguments.out.display(),
        counted(plan.demands.len() as u64, "kind of need", "kinds of needs"),
        counted(plan.pools.len() as u64, "pool", "pools"),
        counted(plan.steps.len() as u64, "step", "steps"),
        counted(fitted.table.len() as u64, "number", "numbers")
    );
    terminal::wrapped(&mut page, "", &says);
    fitted.refused.iter().for_each(|sentence| terminal::wrapped(&mut page, "- ", sentence));
    page.push('\n');
    // What to be careful of once, with the numbers it is about.
    let mut guards: Vec<(&str, Vec<String>)> = Vec::new();
    for estimate in &fitted.table {
        match guards.iter_mut().find(|(guard, _)| *guard == estimate.guard) {
            Some((_, all)) => all.push(told(estimate)),
            None => guards.push((&estimate.guard, vec![told(estimate)])),
        }
    }
    guards.sort_by_key(|(guard, _)| guard.is_empty());
    for (guard, all) in guards {
        let more = match all.len().saturating_sub(SHOWN) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        // First the numbers: what is said before them would be read as if they were what was left out.
        let careful = if guard.is_empty() { "nothing to be careful of beside the range" } else { guard };
        let says = format!("{}{more}. {}.", all[..all.len().min(SHOWN)].join("; "), sentence_start(careful));
        terminal::wrapped(&mut page, "- ", &says);
    }
    terminal::wrapped(&mut page, "", "Every number stands in the plan with its range and where it is from.");
    terminal::wrapped(&mut page, "", &still_to_write(plan));
    if let Some(test) = tested {
        page.push('\n');
        terminal::wrapped(&mut page, "", &test.says);
        for (name, foretold) in [
            ("with needs that arise by chance", &test.drawn),
            ("with needs that arise when they did", &test.given),
        ] {
            distances(&mut page, name, foretold);
        }
    }
    page
}

/// What no log says, and a decision needs.
fn still_to_write(plan: &Plan) -> String {
    let of = |keep: fn(&Plan, &Pool) -> bool| -> Vec<String> {
        plan.pools.iter().filter(|pool| keep(plan, pool)).map(|pool| pool.name.clone()).collect()
    };
    let guessed = of(|plan, pool| plan.amounts[pool.staff.0].known == Known::Assumed);
    let unpriced = of(|plan, pool| plan.amounts[pool.pounds_per_hour.0].value == 0.0);
    let mut wanted = Vec::new();
    if !guessed.is_empty() {
        wanted.push(format!(
            "`staff` of {}, which is a guess and what it costs rests on it",
            guessed.join(", ")
        ));
    }
    if !unpriced.is_empty() {
        wanted.push(format!("`rate_per_hour` of {}", unpriced.join(", ")));
    }
    wanted.push("an [option.NAME] for each other way of arranging the work (docs/plan.md)".to_string());
    format!("To decide by it, still write: {}.", wanted.join("; "))
}

fn told(estimate: &Estimate) -> String {
    let interval =
        estimate.interval.map_or(String::new(), |(low, high)| format!("{} to {}, ", three(low), three(high)));
    let unit = if estimate.unit.is_empty() { String::new() } else { format!(" {}", estimate.unit) };
    let (path, value, known) = (&estimate.path, three(estimate.value), estimate.known.name());
    format!("{path} {value}{unit} ({interval}{known}, n = {})", thousands(estimate.n))
}

fn distances(page: &mut String, name: &str, foretold: &Foretold) {
    let says = format!(
        "How far the plan is off what happened, {name} (in brackets how far one half of what happened is off the other):"
    );
    terminal::wrapped(page, "", &says);
    for distance in &foretold.distances {
        let told = |value: Option<f64>| {
            value.map_or("not enough to say".to_string(), |value| distance.of.told(value))
        };
        let says = format!("{}: {} ({})", distance.of.says(), told(distance.value), told(distance.floor));
        terminal::wrapped(page, "- ", &says);
    }
}
