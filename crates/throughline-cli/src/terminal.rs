//! The study on one page of a terminal: the sentences that matter first, then the steps most taken, then what could not be said.

use std::fmt::Write;

use jiff::tz::TimeZone;
use throughline::reading::{Finding, Item, Measure, Reading, Shape, Verdict, counted, thousands};
use throughline::time;
use throughline::wording::{headline, names_cut};
use throughline_files::job::Refusal;

use crate::session::plain;
use crate::study::Study;

/// Columns of a page that is kept or piped; a wider terminal is not filled, as long lines are hard to read.
const WIDTH: usize = 100;
/// A narrower terminal than this wraps by itself.
const LEAST_WIDTH: usize = 40;

/// So many sentences come first.
pub(crate) const SENTENCES: usize = 12;
/// What they are of, in order of consequence to the person the service is for; of each group the first that can be said.
pub(crate) const FIRST: [&[&str]; 15] = [
    &[KINDS],
    &["end_to_end"],
    &["demand.failure_share", "demand.from_words"],
    &["repeat_contact.repeats", "repeat_contact.one_stop"],
    &["purpose.scores"],
    &["capability[].end_to_end_weekly", "capability[].end_to_end_each"],
    &["cost.per_need"],
    &["cost.failure"],
    &["demand.boundary_loss", "flow.between_organisations", "flow.between_teams"],
    &["cost.failure_balance"],
    &["flow.bounces"],
    &["flow.gaps"],
    &["flow.rework"],
    &["flow.open_work"],
    &["flow.continuity", "flow.workers_per_need"],
];

/// What people ask for.
const KINDS: &str = "demand.kinds";

/// What is said only where somebody asked about a change.
const BEFORE_AFTER: &str = "before_after";

const STEPS_SHOWN: usize = 5;
const NOTES_SHOWN: usize = 5;
const MISSING_SHOWN: usize = 3;
const QUESTIONS_SHOWN: usize = 2;
const REFUSALS_SHOWN: usize = 5;
const FINDINGS_SHOWN: usize = 6;

/// The page.
pub(crate) fn page(study: &Study, zone: &TimeZone) -> String {
    let mut page = String::new();
    wrapped(&mut page, "", &study.files.join(", "));
    wrapped(&mut page, "", &holds(study, zone));
    if let Some(purpose) = &study.purpose {
        wrapped(&mut page, "", &format!("What it is for: {purpose}"));
    }
    if let Some(slice) = &study.slice {
        let _ = writeln!(page, "Only needs with {slice}.");
    }
    let _ = writeln!(page, "\nWhat happened");
    for (_, reading) in first(study) {
        wrapped(&mut page, "  · ", &sentence(reading));
    }
    // Of a single chart its own sentence says it.
    if let Some(board) = study.board.as_ref().filter(|board| board.charts > 1) {
        wrapped(&mut page, "  · ", &board.says());
    }
    changed(&mut page, study);
    findings(&mut page, study);
    steps(&mut page, study);
    missing(&mut page, study);
    if !study.notes.is_empty() || !study.refused.is_empty() {
        let _ = writeln!(page, "\nAbout the data");
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

/// The answers that matter first.
pub(crate) fn first(study: &Study) -> Vec<&(&'static Measure, Reading)> {
    let can_be_said = |name: &&str| {
        let named = study.readings.iter().find(|(measure, _)| measure.name == *name);
        named.filter(|(_, reading)| reading.shape != Shape::NotEnough)
    };
    // What people ask for comes first where the log is one of contacts.
    let of_contacts = study.log.contacts.is_some_and(|contacts| contacts * 2 > study.log.events);
    let groups = FIRST.iter().filter(|group| of_contacts || group[..] != [KINDS]);
    let said = groups.filter_map(|group| group.iter().find_map(can_be_said));
    said.take(SENTENCES).collect()
}

/// What the log holds.
pub(crate) fn holds(study: &Study, zone: &TimeZone) -> String {
    let log = &study.log;
    let mut parts = vec![counted(log.events, "event", "events"), counted(log.needs, "need", "needs")];
    let others = [
        (log.contacts, "contact", "contacts"),
        (log.people, "person", "people"),
        (log.activities, "activity", "activities"),
        (log.workers, "worker", "workers"),
        (log.organisations, "organisation", "organisations"),
    ];
    parts.extend(others.iter().filter_map(|(count, one, many)| count.map(|count| counted(count, one, many))));
    let mut says = parts.join(", ");
    if let Some((first, last)) = log.span {
        let day = |instant: time::Instant| instant.in_zone(zone).strftime("%-d %B %Y").to_string();
        let _ = write!(says, "; {} to {}", day(first), day(last));
    }
    says.push('.');
    study.warnings.iter().for_each(|warning| says.extend([" ", warning]));
    says
}

/// What a reading says, with what it rests on.
fn sentence(reading: &Reading) -> String {
    let mut says = headline(&reading.says).to_string();
    if reading.n > 0 && !reading.of.is_empty() {
        let of = if reading.n == 1 { one_of(reading.of) } else { reading.of.to_string() };
        let _ = write!(says, " (n = {} {of}", thousands(reading.n));
        let left_out: u64 = reading.excluded.iter().map(|(_, count)| count).sum();
        if left_out > 0 {
            let _ = write!(says, "; {} left out", thousands(left_out));
        }
        says.push(')');
    }
    says
}

/// The name of one of some things: `coded contact` of `coded contacts`.
fn one_of(things: &str) -> String {
    let mut changed = false;
    let one = |word: &str| {
        let one = match word {
            _ if changed => None,
            "people" => Some("person".to_string()),
            _ => match word.strip_suffix("ies") {
                Some(stem) => Some(format!("{stem}y")),
                None => word.strip_suffix('s').map(str::to_string),
            },
        };
        changed |= one.is_some();
        one.unwrap_or_else(|| word.to_string())
    };
    things.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// What came of the changes that were asked about.
fn changed(page: &mut String, study: &Study) {
    let before_after = study.readings.iter().find(|(measure, _)| measure.name == BEFORE_AFTER);
    if let Some((measure, reading)) = before_after.filter(|_| study.changes > 0) {
        let _ = writeln!(page, "\n{}", measure.asks);
        wrapped(page, "  · ", &sentence(reading));
    }
}

/// Patterns that were found, of every measure that looks for some: what it could also be, and where to look.
fn findings(page: &mut String, study: &Study) {
    for (measure, reading) in &study.readings {
        let Shape::Findings(all) = &reading.shape else { continue };
        let found = |finding: &&Finding| matches!(finding.verdict, Verdict::Found | Verdict::Rule);
        let shown: Vec<&Finding> = all.iter().filter(found).collect();
        let asked = || all.iter().filter(|finding| !found(finding) && finding.target.is_some());
        if shown.is_empty() && asked().next().is_none() {
            continue;
        }
        let _ = writeln!(page, "\n{}", measure.asks);
        wrapped(page, "  · ", &reading.says);
        for finding in shown.iter().take(FINDINGS_SHOWN) {
            let mut says = format!("{}: {}", finding.pattern, finding.says);
            if finding.verdict == Verdict::Found {
                let _ = write!(
                    says,
                    " Who acted: {}. {} Could also be: {}. Look at: {}{}",
                    finding.who.name(),
                    finding.rule,
                    finding.could_also_be,
                    finding.look_at,
                    if finding.look_at.ends_with('?') { "" } else { "." }
                );
            }
            wrapped(page, "  · ", &says);
        }
        more(page, shown.len(), FINDINGS_SHOWN);
        for (verdict, says) in
            [(Verdict::Nothing, "Looked for and not found"), (Verdict::NotEnough, "Not enough to say")]
        {
            let names: Vec<&str> =
                asked().filter(|one| one.verdict == verdict).map(|one| one.pattern).collect();
            if !names.is_empty() {
                wrapped(page, "  · ", &format!("{says}: {}.", names.join(", ")));
            }
        }
    }
}

/// The edges most taken.
fn steps(page: &mut String, study: &Study) {
    let Some((_, reading)) = study.readings.iter().find(|(measure, _)| measure.name == "flow.edges") else {
        return;
    };
    let Shape::Table(table) = &reading.shape else { return };
    let room = width() - 36;
    let _ =
        writeln!(page, "\n{:room$}{:>12}{:>10}{:>12}", "The steps most taken", "times", "needs", "median");
    for row in table.rows.iter().take(STEPS_SHOWN) {
        if let [
            Item::Name(from),
            Item::Name(to),
            Item::Count(count),
            Item::Count(needs),
            _,
            Item::Number(median_s),
        ] = &row[..]
        {
            let step = shortened(&format!("{from} → {to}"), room);
            let fill = room - step.chars().count();
            let _ = writeln!(
                page,
                "  {step}{:fill$}{:>10}{:>10}  {}",
                "",
                thousands(*count),
                thousands(*needs),
                short_span(*median_s)
            );
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
    let _ = writeln!(page, "\nNot enough to say");
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
        let Refusal { file, line, column, value, reason } = refusal;
        eprintln!(
            "{}",
            plain(&format!("refused: {file}, line {line}, column “{column}”: “{value}” {reason}"))
        );
    }
    if refused.len() > REFUSALS_SHOWN {
        eprintln!("… and {} more", thousands((refused.len() - REFUSALS_SHOWN) as u64));
    }
}
