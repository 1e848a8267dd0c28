//! What each column was taken for and why, and how good the data are: the text of `throughline inspect`.

use std::fmt::Write as _;

use throughline::log::{Field, Log, quality};
use throughline::reading::{counted, thousands};
use throughline::time::Instant;

use crate::job::Refusal;
use crate::mapping::{Mapping, To, word};
use crate::read::{Reading, SourceRead};
use crate::source::Format;
use crate::times::TimeForm;

/// How many refused rows are shown.
const REFUSED_SHOWN: usize = 10;
/// Names of columns are padded to at most so many letters.
const WIDTH: usize = 32;

/// All there is to say about what was read, ending in the mapping of each source to start from: to be read on a terminal.
pub fn report(reading: &Reading, threads: usize) -> String {
    let mut out = says(reading, threads);
    for mapping in mappings(reading) {
        let _ = writeln!(out, "\n{mapping}");
    }
    out
}

/// The same as TOML, to be kept in a file and given as a mapping: all but the mapping is in comments. Of several sources the
/// mappings are comments, too, as each has to stand in a file of its own.
pub fn as_toml(reading: &Reading, threads: usize) -> String {
    let mut out = commented(&says(reading, threads));
    let mut mappings = mappings(reading);
    match (mappings.pop(), mappings.is_empty()) {
        (None, _) => {}
        (Some(only), true) => {
            let _ = writeln!(out, "\n{only}");
        }
        (Some(last), false) => {
            out.push_str(
                "\n# Each file has a mapping of its own. To edit one: throughline inspect FILE > FILE.toml, and then\n\
                 # --mapping FILE=FILE.toml.\n",
            );
            for mapping in mappings.iter().chain([&last]) {
                let _ = write!(out, "\n{}", commented(mapping));
            }
        }
    }
    out
}

fn mappings(reading: &Reading) -> Vec<String> {
    let mapped = |source: &SourceRead| Some(source.mapping.as_ref()?.to_toml(&source.name));
    reading.sources.iter().filter_map(mapped).collect()
}

fn commented(text: &str) -> String {
    let line = |line: &str| format!("{}\n", format!("# {}", one_line(line)).trim_end());
    text.lines().map(line).collect()
}

fn says(reading: &Reading, threads: usize) -> String {
    let mut out = String::new();
    let mappings = || reading.sources.iter().filter_map(|source| source.mapping.as_ref());
    let zone_name = mappings().next().map_or("Europe/London", |mapping| mapping.zone.as_str());
    // A mapping was read or guessed with a zone that is known, so this cannot fail; UTC would show the same instants.
    let zone = throughline::time::zone(zone_name).unwrap_or(jiff::tz::TimeZone::UTC);
    for source in &reading.sources {
        columns(&mut out, source);
    }
    span(&mut out, &reading.log, zone_name, &zone, threads);
    refused(&mut out, &reading.refused);
    if !reading.notes.is_empty() || !reading.warnings.is_empty() {
        out.push_str("\nTo know\n");
        reading.warnings.iter().for_each(|warning| wrapped(&mut out, "  ! ", warning));
        reading.notes.iter().for_each(|note| wrapped(&mut out, "  - ", note));
    }
    quality_of(&mut out, &quality::findings(&reading.log, &zone, threads));
    linking(&mut out, &reading.log);
    out
}

/// One source: its format and what its columns were taken for.
fn columns(out: &mut String, source: &SourceRead) {
    let events = counted(source.events, "event", "events");
    let _ = writeln!(out, "{}: {}, {events}", one_line(&source.name), format_name(source.format));
    let Some(mapping) = &source.mapping else {
        out.push_str("  Throughline's own columns: nothing had to be guessed.\n");
        return;
    };
    let rows: Vec<[String; 3]> = mapping
        .columns
        .iter()
        .map(|map| [one_line(&map.name), taken_for(mapping, map), one_line(&map.because)])
        .collect();
    let width = |place: usize| {
        let longest = rows.iter().map(|row| row[place].chars().count()).max().unwrap_or(0);
        longest.clamp(10, WIDTH)
    };
    let (names, meanings) = (width(0), width(1));
    let _ = writeln!(out, "  {:names$}  {:meanings$}  why", "column", "taken for");
    for [name, meaning, because] in &rows {
        let because = if because.is_empty() { "as the mapping says" } else { because };
        let _ = writeln!(out, "  {name:names$}  {meaning:meanings$}  {because}");
    }
    for (field, value) in &mapping.constants {
        let _ =
            writeln!(out, "  {:names$}  {:meanings$}  the same for every row: “{value}”", "", field.name());
    }
    if !mapping.contacts.is_empty() {
        let _ = writeln!(out, "  A person gets in touch in “{}”.", mapping.contacts.join("” and “"));
    }
    if !mapping.closing.is_empty() {
        let _ = writeln!(out, "  A need counts as ended after “{}”.", mapping.closing.join("” or “"));
    }
}

/// What a column was taken for, in a few words.
fn taken_for(mapping: &Mapping, map: &crate::mapping::ColumnMap) -> String {
    let wide = mapping.columns.iter().any(|map| matches!(map.to, To::Event(_)));
    let mut says = match &map.to {
        To::Event(activity) => format!("event “{}”", one_line(activity)),
        To::Ignore => "left out".to_string(),
        To::Attribute => "kept, one value an event".to_string(),
        To::NeedAttribute => "kept, one value a need".to_string(),
        other => word(other).replace('_', " "),
    };
    if let Some(event) = map.event.as_ref().filter(|_| wide) {
        let _ = write!(says, " of “{}”", one_line(event));
    }
    match &map.time {
        Some(TimeForm::YearFirst) => says.push_str(", year-month-day"),
        Some(TimeForm::DayFirst) => says.push_str(", day/month"),
        Some(TimeForm::MonthFirst) => says.push_str(", month/day"),
        Some(TimeForm::Custom(pattern)) => {
            let _ = write!(says, ", {}", one_line(pattern));
        }
        _ => {}
    }
    says
}

fn format_name(format: Format) -> &'static str {
    match format {
        Format::Csv => "text with delimiters (CSV)",
        Format::Spreadsheet => "spreadsheet",
        Format::Parquet => "Parquet",
        Format::Columns => "Throughline's columns",
        Format::Xes => "XES",
        Format::OcelJson => "OCEL 2.0 (JSON)",
        Format::OcelXml => "OCEL 2.0 (XML)",
        Format::OcelSqlite => "OCEL 2.0 (SQLite)",
        Format::JsonLines => "JSON",
    }
}

fn span(out: &mut String, log: &Log, zone_name: &str, zone: &jiff::tz::TimeZone, threads: usize) {
    let needs = counted(log.need_count() as u64, "need", "needs");
    let events = counted(log.event_count() as u64, "event", "events");
    let activities = log.names(Field::Activity).map_or(0, |names| names.names.len() as u64);
    let activities = counted(activities, "activity", "activities");
    let Some((first, last)) = log.span(threads) else { return };
    let at = |instant: Instant| instant.in_zone(zone).strftime("%-d %b %Y %H:%M").to_string();
    let length = throughline::time::plain((last.0 - first.0) as f64 / throughline::time::SECOND_US as f64);
    let _ = writeln!(
        out,
        "\n{events} of {needs}, {activities}, from {} to {} ({length}; times in {zone_name}).",
        at(first),
        at(last)
    );
}

fn refused(out: &mut String, refused: &[Refusal]) {
    if refused.is_empty() {
        out.push_str("\nNothing was refused.\n");
        return;
    }
    let _ = writeln!(out, "\nRefused: {}", counted(refused.len() as u64, "row or value", "rows or values"));
    for refusal in refused.iter().take(REFUSED_SHOWN) {
        let Refusal { file, column, value, reason, .. } = refusal;
        let value = if value.is_empty() { String::new() } else { format!("“{}” ", one_line(value)) };
        let _ = writeln!(
            out,
            "  {}, {}, column “{}”: {value}{reason}",
            one_line(file),
            refusal.place(),
            one_line(column)
        );
    }
    if refused.len() > REFUSED_SHOWN {
        let _ = writeln!(out, "  … and {} more", thousands((refused.len() - REFUSED_SHOWN) as u64));
    }
}

fn quality_of(out: &mut String, findings: &[quality::Finding]) {
    out.push_str("\nQuality\n");
    for finding in findings.iter().filter(|finding| finding.stands_out()) {
        wrapped(out, "  ! ", &format!("{} Look at {}", finding.says, ended(finding.look_at)));
    }
    for finding in findings.iter().filter(|finding| !finding.stands_out()) {
        wrapped(out, "  - ", &finding.says);
    }
}

/// A phrase with the mark that ends its sentence.
fn ended(phrase: &str) -> String {
    if phrase.ends_with(['.', '?']) { phrase.to_string() } else { format!("{phrase}.") }
}

fn linking(out: &mut String, log: &Log) {
    let Some(linked) = &log.columns().linked else { return };
    out.push_str("\nLinking\n");
    if linked.rows > 0 {
        let rows = counted(linked.rows, "row names", "rows name");
        let says = format!(
            "{rows} no need, only a person: linked within {} days of each other.",
            linked.window_days
        );
        wrapped(out, "  - ", &says);
    }
    if linked.alone > 0 {
        let rows = counted(linked.alone, "row names", "rows name");
        wrapped(out, "  - ", &format!("{rows} neither a need nor a person: each is a need of its own."));
    }
    let by_window: Vec<String> = linked
        .needs_by_window_days
        .iter()
        .map(|(days, needs)| format!("{days} days give {}", counted(*needs, "need", "needs")))
        .collect();
    wrapped(out, "  - ", &format!("How much it depends on the window: {}.", by_window.join(", ")));
}

/// A line of text without line ends and control characters, which a file could carry.
fn one_line(text: &str) -> String {
    text.chars().map(|letter| if letter.is_control() { ' ' } else { letter }).collect()
}

/// A text in lines of at most 110 letters; the first starts with `mark`, the others are indented as far.
fn wrapped(out: &mut String, mark: &str, text: &str) {
    let indent = " ".repeat(mark.len());
    let (mut line, mut start) = (String::new(), mark);
    for word in one_line(text).split_whitespace() {
        if !line.is_empty() && mark.len() + line.chars().count() + 1 + word.chars().count() > 110 {
            let _ = writeln!(out, "{start}{line}");
            line.clear();
            start = &indent;
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    let _ = writeln!(out, "{start}{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inspected(csv: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("jobs.csv");
        std::fs::write(&path, csv).unwrap();
        let job = crate::job::tests::job(1);
        let reading = crate::read::read(std::slice::from_ref(&path), &[], "Europe/London", &job).unwrap();
        report(&reading, 1).replace(&format!("{}/", folder.path().display()), "")
    }

    /// The parts of a report, split at empty lines.
    fn parts(report: &str) -> Vec<&str> {
        report.split("\n\n").collect()
    }

    #[test]
    fn a_wide_table() {
        let report = inspected(
            "job no,raised,completed,target date,operative\n\
             J1,13/01/2024 09:12,14/01/2024 10:07,20/01/2024,Kim\n\
             J2,14/01/2024 11:13,soon,21/01/2024,Lee\n\
             J3,15/01/2024 12:14,,22/01/2024,Kim\n",
        );
        let parts = parts(&report);
        assert_eq!(
            parts[0],
            "jobs.csv: text with delimiters (CSV), 4 events\n\
             \x20 column       taken for                     why\n\
             \x20 job no       need                          named like the number of a need; 3 different values in 3 rows\n\
             \x20 raised       event “raised”, day/month     a date when something happened: “raised”; day first: some first \
             numbers are over 12\n\
             \x20 completed    event “completed”, day/month  a date when something happened: “completed”; empty in 1 of 3; day \
             first: some first numbers are over 12\n\
             \x20 target date  kept, one value a need        a date that is only meant, not one when something happened\n\
             \x20 operative    worker                        named like who did it; 2 different values in 3 rows; a row names one for all its dates, so it goes with the first date of a row alone\n\
             \x20 A need counts as ended after “completed”."
        );
    }

    #[test]
    fn a_log_with_everything_to_say() {
        let report = inspected(
            "case,activity,timestamp,agent\n\
             1,visit,2024-01-01 09:00:00,Kim\n\
             1,visit,2024-01-01 09:00:00,Kim\n\
             1,call,2024-01-01 08:00:00,\n\
             2,visit,,Kim\n\
             2,visit,2024-03-31 01:30:00,Kim\n",
        );
        println!("{report}");
        let parts = parts(&report);
        assert!(parts[1].starts_with(
            "4 events of 2 needs, 2 activities, from 1 Jan 2024 08:00 to 31 Mar 2024 02:30 (90 days"
        ));
        assert!(
            parts[2].starts_with("Refused: 1 row or value\n  jobs.csv, line 5, column “timestamp”: "),
            "{}",
            parts[2]
        );
        assert!(parts[3].starts_with("To know\n  - jobs.csv: "), "{}", parts[3]);
        assert!(parts[4].starts_with("Quality\n  ! 1 event (25 %) stand twice or more"), "{}", parts[4]);
        let toml = report
            .split_once("\n# What the columns")
            .map(|(_, toml)| format!("# What the columns{toml}"))
            .unwrap();
        let mapping = Mapping::from_toml(&toml, "m.toml").unwrap();
        assert_eq!(mapping.columns.len(), 4);
    }

    #[test]
    fn contacts_show_how_much_the_window_matters() {
        let report = inspected(
            "tenant,date,channel\nT1,2024-01-01,phone\nT1,2024-01-20,phone\nT1,2024-03-10,web\nT2,2024-01-01,web\n",
        );
        let linking = parts(&report).into_iter().find(|part| part.starts_with("Linking")).unwrap();
        assert_eq!(
            linking,
            "Linking\n  - 4 rows name no need, only a person: linked within 30 days of each other.\n  - How much it depends on \
             the window: 14 days give 4 needs, 30 days give 3 needs, 60 days give 2 needs."
        );
    }
}
