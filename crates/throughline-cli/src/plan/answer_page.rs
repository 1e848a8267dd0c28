//! The first page of an answer for the terminal.

use std::fmt::Write;

use throughline::sourcing::amount::{Amount, Known};
use throughline::sourcing::answer::{Answer, Leaving, Standing};
use throughline::sourcing::money::is_organisation;
use throughline::sourcing::question::Question;
use throughline::sourcing::unwritten;
use throughline::wording::counted;

use crate::terminal;

/// So many of the numbers that decide are shown.
const DRIVERS: usize = 6;

pub(super) fn page(question: &Question, answer: &Answer, ended: &str) -> String {
    let mut page = String::new();
    let plan = &question.plan;
    let heading = format!(
        "{}: {} from {}, {} of arranging the work, {ended}.",
        plan.name,
        counted(u64::from(plan.days), "day", "days"),
        plan.start,
        counted(answer.standings.len() as u64, "way", "ways")
    );
    terminal::wrapped(&mut page, "", &heading);
    terminal::wrapped(&mut page, "", &question.read_from.stamp(plan.seed));
    page.push('\n');
    answer.says.iter().for_each(|sentence| terminal::wrapped(&mut page, "- ", sentence));
    let unsourced = question.plan.written().filter(|amount| amount.source.is_none()).count();
    if unsourced > 0 {
        let all = question.plan.written().count() as u64;
        let says =
            format!("{unsourced} of {} in this plan have no source.", counted(all, "number", "numbers"));
        terminal::wrapped(&mut page, "- ", &says);
    }
    for standing in &answer.standings {
        option(&mut page, standing);
    }
    drivers(&mut page, question, answer);
    regret(&mut page, answer);
    assumptions(&mut page, question);
    page.push('\n');
    terminal::wrapped(
        &mut page,
        "",
        "Ranges are of the futures: one in ten is below the first figure, half are below the second, nine in ten below the third. Money is in \
         prices of the start; times are by the person's clock, nights and weekends included, once an arrangement works.",
    );
    page
}

fn option(page: &mut String, standing: &Standing) {
    let title =
        if standing.name == standing.title { String::new() } else { format!(" ({})", standing.title) };
    let _ = writeln!(page, "\n{}{title}", standing.name);
    for (name, text) in standing.lines() {
        let _ = writeln!(page, "  {name:<34} {text}");
    }
    if let Some(says) = standing.pays_for_itself() {
        terminal::wrapped(page, "  ", &says);
    }
    if let Some(leaving @ Leaving::NotEnough(_)) = &standing.leaving {
        terminal::wrapped(page, "  ", &leaving.says(&standing.name));
    }
    for fares in standing.fares.iter().filter(|fares| is_organisation(&fares.name)) {
        terminal::wrapped(page, "  ", &fares.says());
    }
}

fn drivers(page: &mut String, question: &Question, answer: &Answer) {
    let Some((first, second)) = answer.leading else { return };
    let name = |place: usize| &answer.standings[place].name;
    let _ = writeln!(page, "\nWhat decides between {} and {}", name(first), name(second));
    if let Some(says) = answer.nothing_decides() {
        terminal::wrapped(page, "", says);
    }
    for driver in answer.drivers.iter().take(DRIVERS) {
        let says = driver.says(&question.plan.amounts[driver.place]);
        terminal::wrapped(page, "- ", &says);
    }
    if !answer.drivers.is_empty() {
        terminal::wrapped(page, "", &answer.by_chance());
    }
    // What was tried is said above.
    for of in answer.crossovers.iter().filter(|of| of.through_futures) {
        let says = of.says(&question.plan.amounts[of.number], [name(of.ways.0), name(of.ways.1)]);
        terminal::wrapped(page, "- ", &says);
    }
    let Some(deciding) = &answer.deciding else { return };
    let _ = writeln!(page, "\nHow much goes with each number alone, and together with others");
    deciding.numbers.iter().for_each(|one| terminal::wrapped(page, "- ", &one.says()));
    terminal::wrapped(page, "", &deciding.rests_on());
}

fn regret(page: &mut String, answer: &Answer) {
    let Some(regret) = &answer.regret else { return };
    let _ = writeln!(
        page,
        "\nWhat choosing it would cost more than the best, for each need met, on each course of the world"
    );
    for (place, option) in regret.options.iter().enumerate() {
        let cells: Vec<String> = regret
            .scenarios
            .iter()
            .zip(regret.table[place].iter().zip(&regret.left_out[place]))
            .map(|(name, (more, left_out))| match left_out {
                true => format!("{name}: leaves work undone"),
                false => format!("{name} {more}"),
            })
            .collect();
        let mark = if regret.minimax[place] { "; its worst is the smallest" } else { "" };
        terminal::wrapped(page, "- ", &format!("{option}: {}{mark}", cells.join(", ")));
    }
}

/// The numbers that are not known, and those with the weakest standing.
fn assumptions(page: &mut String, question: &Question) {
    let _ = writeln!(page, "\nWhat it rests on");
    for (name, status) in Known::NAMES {
        let all: Vec<&Amount> = question.plan.written().filter(|amount| amount.known == status).collect();
        if !all.is_empty() {
            let paths: Vec<&str> = all.iter().take(6).map(|amount| amount.path.as_str()).collect();
            let more = if all.len() > paths.len() { " …" } else { "" };
            terminal::wrapped(page, "- ", &format!("{} {name}: {}{more}", all.len(), paths.join(", ")));
        }
    }
    let unwritten = unwritten::of(question);
    if !unwritten.is_empty() {
        let _ = writeln!(page, "\nWhat nobody wrote, and so is in no sum");
        unwritten.iter().for_each(|one| terminal::wrapped(page, "- ", &one.says()));
    }
}
