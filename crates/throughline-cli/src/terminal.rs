//! The study on one page of a terminal: the sentences that matter first, what else the events say, the patterns at limits, the steps most
//! taken, and what could not be said. Everything else is on the page that --html writes.

use std::fmt::Write;

use jiff::tz::TimeZone;
use throughline::reading::{Finding, Item, Reading, Shape, Verdict, counted, thousands};
use throughline::wording::{first_sentences, headline, names_cut, sentence_start, things};
use throughline_files::job::Refusal;
use throughline_web::report::{BEFORE_AFTER, HEADLINES, first, holds, is_clear_change};

use crate::session::plain;
use crate::study::Study;

/// Columns of a page that is kept or piped; a wider terminal is not filled, as long lines are hard to read.
const WIDTH: usize = 100;
/// A narrower terminal than this wraps by itself.
const LEAST_WIDTH: usize = 40;

/// So many sentences come below the first.
const OTHERS: usize = 5;

/// What limits did to the records.
const LIMITS: &str = "distortion";

const STEPS_SHOWN: usize = 3;
const NOTES_SHOWN: usize = 3;
const MISSING_SHOWN: usize = 2;
const QUESTIONS_SHOWN: usize = 1;
const REFUSALS_SHOWN: usize = 5;
const FINDINGS_SHOWN: usize = 4;
/// So many sentences of a finding are told.
const FINDING_SENTENCES: usize = 3;
/// Below so many columns the figures of a step stand under its name.
const NARROW: usize = 76;

/// The page.
pub(crate) fn page(study: &Study, zone: &TimeZone) -> String {
    let mut page = String::new();
    wrapped(&mut page, "", &study.files.join(", "));
    wrapped(&mut page, "", &holds(&study.log, &study.warnings, zone));
    if let Some(purpose) = &study.purpose {
        wrapped(&mut page, "", &format!("What it is for: {purpose}"));
    }
    if let Some(slice) = &study.slice {
        let _ = writeln!(page, "Only needs with {slice}.");
    }
    let first = first(&study.readings, &study.log, study.changes);
    let (head, others) = first
        .split_at(first.len().min(HEADLINES + usize::from(is_clear_change(&study.readings, study.changes))));
    heading(&mut page, "What happened");
    head.iter().for_each(|(_, reading)| wrapped(&mut page, "  · ", &sentence(reading)));
    if let Some((_, limits)) = study.readings.iter().find(|(measure, _)| measure.name == LIMITS)
        && looks_at_something(limits)
    {
        wrapped(&mut page, "  · ", headline(&limits.says));
    }
    changed(&mut page, study);
    // Of a single chart its own sentence says it.
    let board = study.board.as_ref().filter(|board| board.charts > 1);
    if !others.is_empty() || board.is_some() {
        heading(&mut page, "What else the events say");
        others.iter().take(OTHERS).for_each(|(_, reading)| wrapped(&mut page, "  · ", &sentence(reading)));
        board.iter().for_each(|board| wrapped(&mut page, "  · ", &board.says()));
        more(&mut page, others.len(), OTHERS);
    }
    findings(&mut page, study);
    steps(&mut page, study);
    missing(&mut page, study);
    if !study.notes.is_empty() || !study.refused.is_empty() {
        heading(&mut page, "About the data");
        for note in study.notes.iter().take(NOTES_SHOWN) {
            wrapped(&mut page, "  · ", note);
        }
        more(&mut page, study.notes.len(), NOTES_SHOWN);
        if !study.refused.is_empty() {
            let says = format!(
                "{} refused and left out of everything above; --json lists them all.",
                counted(study.refused.len() as u64, "row or value was", "rows or values were")
            );
            wrapped(&mut page, "  · ", &says);
        }
    }
    page.push('\n');
    wrapped(
        &mut page,
        "",
        "All of it with pictures, on one page: --html FILE. As data: --json FILE, --xlsx FILE.",
    );
    let _ = writeln!(page, "What each column was taken for: throughline inspect.");
    page
}

fn heading(page: &mut String, says: &str) {
    let _ = writeln!(page, "\n{says}");
}

/// What a reading says, with what it rests on.
fn sentence(reading: &Reading) -> String {
    let mut says = headline(&reading.says).to_string();
    if reading.n > 0 && !reading.of.is_empty() {
        let _ = write!(says, " (n = {}", things(reading.n, reading.of));
        let left_out: u64 = reading.excluded.iter().map(|(_, count)| count).sum();
        if left_out > 0 {
            let _ = write!(says, "; {} left out", thousands(left_out));
        }
        says.push(')');
    }
    says
}

/// What came of the changes that were asked about, where that is not among what matters first.
fn changed(page: &mut String, study: &Study) {
    let before_after = study.readings.iter().find(|(measure, _)| measure.name == BEFORE_AFTER);
    if let Some((measure, reading)) =
        before_after.filter(|_| study.changes > 0 && !is_clear_change(&study.readings, study.changes))
    {
        heading(page, measure.asks);
        wrapped(page, "  · ", &sentence(reading));
    }
}

/// Whether a reading of patterns found one, or looked for some at a limit that was named.
fn looks_at_something(reading: &Reading) -> bool {
    let Shape::Findings(all) = &reading.shape else { return false };
    all.iter().any(|finding| is_found(finding) || finding.target.is_some())
}

fn is_found(finding: &Finding) -> bool {
    matches!(finding.verdict, Verdict::Found | Verdict::Rule)
}

/// Patterns that were found, of every measure that looks for some, and how many were not.
fn findings(page: &mut String, study: &Study) {
    for (measure, reading) in &study.readings {
        let Shape::Findings(all) = &reading.shape else { continue };
        if !looks_at_something(reading) {
            continue;
        }
        heading(page, measure.asks);
        let shown: Vec<&Finding> = all.iter().filter(|finding| is_found(finding)).collect();
        for finding in shown.iter().take(FINDINGS_SHOWN) {
            let place = finding.place.as_ref().map_or(String::new(), |place| format!(" ({place})"));
            let says = first_sentences(&finding.says, FINDING_SENTENCES);
            wrapped(page, "  · ", &format!("{}{place}: {says}", sentence_start(finding.called())));
        }
        more(page, shown.len(), FINDINGS_SHOWN);
        let count = |verdict| all.iter().filter(|one| one.verdict == verdict).count() as u64;
        let (nothing, untested) = (count(Verdict::Nothing), count(Verdict::NotEnough));
        let mut says = Vec::new();
        if !shown.is_empty() {
            says.push("Each could also be something else".to_string());
        }
        if nothing > 0 {
            says.push(format!(
                "{} looked for, with no evidence found",
                counted(nothing, "pattern was", "patterns were")
            ));
        }
        if untested > 0 {
            says.push(format!("{untested} could not be tested"));
        }
        wrapped(
            page,
            "  · ",
            &format!("{}: what, where to look and what is missing is on the page (--html).", says.join("; ")),
        );
    }
}

/// The edges most taken.
fn steps(page: &mut String, study: &Study) {
    let Some((_, reading)) = study.readings.iter().find(|(measure, _)| measure.name == "flow.edges") else {
        return;
    };
    let Shape::Table(table) = &reading.shape else { return };
    let narrow = width() < NARROW;
    let room = width().saturating_sub(36);
    match narrow {
        true => heading(page, "The steps most taken"),
        false => heading(
            page,
            &format!("{:room$}{:>12}{:>10}{:>12}", "The steps most taken", "times", "needs", "median"),
        ),
    }
    for row in table.rows.iter().take(STEPS_SHOWN) {
        let [
            Item::Name(from),
            Item::Name(to),
            Item::Count(count),
            Item::Count(needs),
            _,
            Item::Number(median_s),
        ] = &row[..]
        else {
            continue;
        };
        let step = format!("{from} → {to}");
        let (times, needs, median) = (thousands(*count), thousands(*needs), short_span(*median_s));
        if narrow {
            wrapped(page, "  · ", &format!("{step}: {times} times, {needs} needs, median {}", median.trim()));
        } else {
            let step = shortened(&step, room);
            let fill = room - step.chars().count();
            let _ = writeln!(page, "  {step}{:fill$}{times:>10}{needs:>10}  {median}", "");
        }
    }
    more(page, table.rows.len(), STEPS_SHOWN);
}

/// `3.2 days`, `40 min`: one unit, for a table.
fn short_span(seconds: f64) -> String {
    let (size, unit) = match seconds.abs() {
        s if s < 60.0 => (seconds, "s"),
        s if s < 3600.0 => (seconds / 60.0, "min"),
        s if s < 86_400.0 => (seconds / 3600.0, "h"),
        _ => (seconds / 86_400.0, "days"),
    };
    if size.fract() == 0.0 || size.abs() >= 10.0 {
        format!("{size:>6.0} {unit}")
    } else {
        format!("{size:>6.1} {unit}")
    }
}

/// What cannot be said and what is missing; questions that miss the same thing stand together.
fn missing(page: &mut String, study: &Study) {
    let mut missing: Vec<(&str, Vec<&str>)> = Vec::new();
    for (measure, reading) in study.readings.iter().filter(|(_, reading)| reading.shape == Shape::NotEnough) {
        let why = reading.says.trim_start_matches("Not enough to say: ");
        match missing.iter_mut().find(|(known, _)| *known == why) {
            Some((_, asks)) => asks.push(measure.asks),
            None => missing.push((why, vec![measure.asks])),
        }
    }
    if missing.is_empty() {
        return;
    }
    heading(page, "Not enough to say");
    for (why, asks) in missing.iter().take(MISSING_SHOWN) {
        let more = match asks.len().saturating_sub(QUESTIONS_SHOWN) {
            0 => String::new(),
            more => format!(" (and {})", counted(more as u64, "more question", "more questions")),
        };
        let asks: Vec<&str> = asks.iter().take(QUESTIONS_SHOWN).copied().collect();
        wrapped(page, "  · ", &format!("{}{more} {why}", asks.join(" ")));
    }
    more(page, missing.len(), MISSING_SHOWN);
}

/// How many more there are than were shown.
fn more(page: &mut String, all: usize, shown: usize) {
    if all > shown {
        let _ = writeln!(page, "  … and {} more (--html)", thousands((all - shown) as u64));
    }
}

/// The columns of the page: those of the terminal, if it is one.
fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(std::io::stdout());
    terminal.map_or(WIDTH, |(columns, _)| usize::from(columns.0).clamp(LEAST_WIDTH, WIDTH))
}

fn shortened(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_string();
    }
    text.chars().take(width - 1).chain(['…']).collect()
}

/// A paragraph that hangs under its mark.
pub(crate) fn wrapped(page: &mut String, mark: &str, text: &str) {
    let (indent, width) = (mark.chars().count(), width());
    let mut line = mark.to_string();
    // A number stays on the line of its sign.
    let text = names_cut(text).replace(" %", "\u{a0}%");
    for word in text.split([' ', '\n']).filter(|word| !word.is_empty()) {
        if line.chars().count() + word.chars().count() + 1 > width && line.chars().count() > indent {
            let _ = writeln!(page, "{}", line.trim_end().replace('\u{a0}', " "));
            line = " ".repeat(indent);
        }
        line.push_str(word);
        line.push(' ');
    }
    let _ = writeln!(page, "{}", line.trim_end().replace('\u{a0}', " "));
}

/// Notes and the first refusals, on standard error.
#[allow(clippy::print_stderr, reason = "this is where problems are told")]
pub(crate) fn tell_problems(notes: &[String], refused: &[Refusal]) {
    for note in notes {
        eprintln!("{}", plain(note));
    }
    for refusal in refused.iter().take(REFUSALS_SHOWN) {
        let Refusal { file, column, value, reason, .. } = refusal;
        let place = refusal.place();
        eprintln!("{}", plain(&format!("refused: {file}, {place}, column “{column}”: “{value}” {reason}")));
    }
    if refused.len() > REFUSALS_SHOWN {
        eprintln!("… and {} more", thousands((refused.len() - REFUSALS_SHOWN) as u64));
    }
}
