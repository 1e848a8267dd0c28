//! A plain column of durations, or of durations and how often each occurs: for somebody who has only that.

use std::io::Read;
use std::path::Path;

use throughline::error::Error;

use crate::job::{Counted, Refusal, shorten};
use crate::source::{Format, Source};
use crate::table::numbers::is_no_value;

/// Most text that is read: two hundred million bytes are tens of millions of durations.
const MOST_BYTES: u64 = 200_000_000;

/// What a file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Durations {
    /// The durations, each with how often it occurs.
    pub values: Vec<(f64, u64)>,
    /// The name of their column, if there is a header.
    pub name: Option<String>,
    /// Whether a second column was taken for how often each occurs.
    pub counted: bool,
    /// Lines that could not be used.
    pub refused: Vec<Refusal>,
}

/// Reads the durations in a CSV (`;` and tabs will do): one column, or two, a value and a count.
pub fn read(path: &Path) -> Result<Durations, Error> {
    let sources = Source::open(path)?;
    let [source] = &sources[..] else {
        return Err(Error::asked(format!(
            "{}: holds {} files; give one with a column of durations",
            path.display(),
            sources.len()
        )));
    };
    if source.format != Format::Csv {
        return Err(Error::asked(format!(
            "{}: is not a CSV; save the column of durations as one",
            path.display()
        )));
    }
    let mut bytes = Vec::new();
    let reader = source.reader()?;
    reader.take(MOST_BYTES + 1).read_to_end(&mut bytes).map_err(|error| source.trouble(&error))?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(Error::asked(format!(
            "{}: is longer than {} MB; count how often each duration occurs, and give value,count",
            path.display(),
            MOST_BYTES / 1_000_000
        )));
    }
    let (text, _, _) = encoding_rs::UTF_8.decode(&bytes);
    of_text(&text, &path.display().to_string())
}

fn of_text(text: &str, name: &str) -> Result<Durations, Error> {
    let lines: Vec<(u64, &str)> =
        (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()).collect();
    let delimiter = delimiter(&lines);
    let cells = |line: &str| -> Vec<String> { cells(line, delimiter) };
    let Some((_, first)) = lines.first() else {
        return Err(Error::asked(format!("{name}: holds no durations")));
    };
    let first = cells(first);
    let header = first.iter().all(|cell| number(cell, delimiter).is_none()) && !first[0].is_empty();
    if first.len() > 2 {
        return Err(Error::asked(format!(
            "{name}: has {} columns; give one of durations, or two, value and count",
            first.len()
        )));
    }
    let counted = first.len() == 2;
    // What is no finite number is a sum that went wrong, not a duration that somebody forgot: as in a series, nothing is worked out.
    for (line, text) in &lines[usize::from(header)..] {
        let cells = cells(text);
        let endless = cells.iter().find(|cell| cell.parse::<f64>().is_ok_and(|number| !number.is_finite()));
        if let Some(cell) = endless.filter(|cell| !is_no_value(cell)) {
            return Err(Error::asked(format!(
                "{name}, line {line}: “{}” is not a number; leave the line out if it is not known",
                shorten(cell)
            )));
        }
    }
    let mut all = Durations { name: header.then(|| first[0].clone()), counted, ..Durations::default() };
    for (line, text) in &lines[usize::from(header)..] {
        match duration(&cells(text), first.len(), delimiter) {
            Ok(value) => all.values.push(value),
            Err(reason) => all.refused.push(Refusal {
                file: name.to_string(),
                line: *line,
                counted: Counted::Lines,
                column: first[0].clone(),
                value: shorten(text),
                reason,
            }),
        }
    }
    if all.values.is_empty() {
        return Err(Error::asked(match all.refused.first() {
            Some(refusal) => format!(
                "{name}: holds no durations; line {} is “{}”, which {}",
                refusal.line, refusal.value, refusal.reason
            ),
            None => {
                format!("{name}: has a header ({}) but no durations below it", crate::table::listed(&first))
            }
        }));
    }
    if counted {
        once_each(&all, name)?;
    }
    Ok(all)
}

/// A value that stands there more than once is no value with its count.
fn once_each(all: &Durations, name: &str) -> Result<(), Error> {
    let mut values: Vec<f64> = all.values.iter().map(|(value, _)| *value).collect();
    values.sort_by(f64::total_cmp);
    match values.windows(2).find(|pair| pair[0] == pair[1]) {
        Some(pair) => Err(Error::asked(format!(
            "{name}: {} stands there more than once, so the second column is no count; give only the column of durations",
            pair[0]
        ))),
        None => Ok(()),
    }
}

/// A tab or a semicolon if the first line has one, else a comma: so in a file with none of the former no comma is a decimal one.
fn delimiter(lines: &[(u64, &str)]) -> char {
    let first = lines.first().map_or("", |(_, line)| *line);
    ['\t', ';'].into_iter().find(|mark| first.contains(*mark)).unwrap_or(',')
}

fn cells(line: &str, delimiter: char) -> Vec<String> {
    let line = line.trim_start_matches('\u{feff}');
    line.split(delimiter).map(|cell| cell.trim().trim_matches('"').trim().to_string()).collect()
}

/// A number; with another delimiter than a comma, a comma may stand for the point.
fn number(cell: &str, delimiter: char) -> Option<f64> {
    let plain = if delimiter == ',' { cell.to_string() } else { cell.replacen(',', ".", 1) };
    plain.parse::<f64>().ok().filter(|number| number.is_finite())
}

fn duration(cells: &[String], columns: usize, delimiter: char) -> Result<(f64, u64), String> {
    if cells.len() != columns {
        return Err(format!("has {} values where there are {columns} columns", cells.len()));
    }
    let not_a_number = |cell: &str| {
        let why = if cell.is_empty() { "has no number" } else { "is not a number" };
        why.to_string()
    };
    let value = number(&cells[0], delimiter).ok_or_else(|| not_a_number(&cells[0]))?;
    let Some(cell) = cells.get(1) else { return Ok((value, 1)) };
    let count = number(cell, delimiter).ok_or_else(|| not_a_number(cell))?;
    if count < 0.0 || count.fract() != 0.0 || count > 1e15 {
        return Err("has no whole count of nought or more".to_string());
    }
    Ok((value, count as u64))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Durations, String> {
        of_text(text, "a.csv").map_err(|error| error.to_string())
    }

    #[test]
    fn one_column_with_and_without_a_header() {
        let with = read("days\n12\n13.5\n\n12\n").unwrap();
        assert_eq!(
            (with.values, with.name.as_deref()),
            (vec![(12.0, 1), (13.5, 1), (12.0, 1)], Some("days"))
        );
        assert_eq!(read("\u{feff}12\r\n13\r\n").unwrap().values, [(12.0, 1), (13.0, 1)]);
    }

    #[test]
    fn values_and_counts() {
        let counted = read("days;cases\n1,5;3\n2;0\n").unwrap();
        assert_eq!((counted.values, counted.counted), (vec![(1.5, 3), (2.0, 0)], true));
        assert!(read("days,again\n5,0\n5,1\n").unwrap_err().contains("5 stands there more than once"));
    }

    #[test]
    fn what_cannot_be_used_is_refused_line_by_line() {
        let some = read("days\n12\nsoon\n-3\nnan\n").unwrap();
        assert_eq!(some.values, [(12.0, 1), (-3.0, 1)]);
        let reasons: Vec<_> = some.refused.iter().map(|r| (r.line, r.reason.as_str())).collect();
        assert_eq!(reasons, [(3, "is not a number"), (5, "is not a number")]);
        let counts = read("days,cases\n1,-2\n2,1.5\n3\n4,x\n5,6\n").unwrap();
        assert_eq!((counts.values, counts.refused.len()), (vec![(5.0, 6)], 4));
    }

    #[test]
    fn what_is_not_finite_is_no_duration_as_it_is_no_value_of_a_series() {
        for cell in ["inf", "-inf", "1e999"] {
            let said = read(&format!("days\n12\n{cell}\n13\n")).unwrap_err();
            assert!(said.starts_with(&format!("a.csv, line 3: “{cell}” is not a number")), "{said}");
        }
    }

    #[test]
    fn files_without_durations_say_so() {
        assert!(read("").unwrap_err().contains("holds no durations"));
        assert!(read("days\n").unwrap_err().contains("has a header (“days”) but no durations"));
        assert!(read("days\nsoon\n").unwrap_err().contains("line 2 is “soon”, which is not a number"));
        assert!(read("a,b,c\n1,2,3\n").unwrap_err().contains("has 3 columns"));
    }
}
