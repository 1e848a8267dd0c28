//! Where the rows of a delimited file begin: below its header, below title rows and its header, or at once if it has none.
//!
//! The first line that is not blank is the header, unless the lines below it speak plainly against that. A title has at most
//! half as many values as the rows have; a row of data has a time (or a large number) in a column in which the other rows have
//! one too, as no header does. What is decided so is always said, and a mapping that names the columns of the first line has
//! the last word.

use jiff::tz::TimeZone;
use throughline::reading::counted;

use crate::job::shorten;
use crate::mapping::Mapping;
use crate::sample::distinct_names;
use crate::times::{TimeForm, TimeReader};

/// How many lines are looked at, and about how many values.
pub(super) const LINES: usize = 100;
pub(super) const CELLS: usize = 20_000;
/// A header stands among the first lines with text in them, or there is no title.
const TITLE_LINES: usize = 20;

/// One of the first lines.
pub(super) struct Line {
    /// Its number in the file, from 1.
    pub(super) number: u64,
    pub(super) cells: Vec<String>,
    /// Where it starts and where the one below it starts, in bytes of the text.
    pub(super) start: usize,
    pub(super) end: usize,
}

/// The names of the columns and where the first row starts.
pub(super) struct Header {
    pub(super) names: Vec<String>,
    pub(super) first_row: usize,
    /// What was decided that a person should know.
    pub(super) told: Vec<String>,
}

impl Line {
    fn filled(&self) -> usize {
        self.cells.iter().filter(|cell| !cell.trim().is_empty()).count()
    }
}

/// The header of a file that starts with these lines; none if all are blank.
pub(super) fn find(lines: &[Line], mapping: Option<&Mapping>) -> Option<Header> {
    let lines: Vec<&Line> = lines.iter().filter(|line| line.filled() > 0).collect();
    let first = *lines.first()?;
    let below = |header: &Line, told| Header {
        names: distinct_names(header.cells.clone()),
        first_row: header.end,
        told,
    };
    let plain = below(first, Vec::new());
    let named = |mapping: &Mapping| mapping.columns.iter().all(|map| plain.names.contains(&map.name));
    let Some(width) = width(&lines).filter(|_| !is_ours(&first.cells) && !mapping.is_some_and(named)) else {
        return Some(plain);
    };
    let is_title = |line: &Line| line.filled() * 2 <= width;
    let start = match lines.iter().take(TITLE_LINES).position(|line| !is_title(line)) {
        Some(found) if found > 0 || first.cells.len() != width => match header_below(&lines, found, width) {
            Some(header) => header,
            // Whole width and nearly no names, right above the data: a poor header rather than a title.
            None if first.cells.len() == width && is_data(&lines, found, width) => 0,
            None => found,
        },
        _ => 0,
    };
    let mut told = Vec::new();
    let headless = is_data(&lines, start, width);
    if start > 0 {
        told.push(title(&lines[..start], (!headless).then_some(lines[start].number)));
    }
    if !headless {
        return Some(below(lines[start], told));
    }
    told.push(format!(
        "there is no header, for line {} holds values as the lines below it do; the columns are called “column 1” to “column \
         {width}”. Put a line with names above it, or name these in a mapping",
        lines[start].number
    ));
    Some(Header { names: distinct_names(vec![String::new(); width]), first_row: lines[start].start, told })
}

/// Whether these are the names that we write above a log ourselves.
pub(super) fn is_ours(names: &[String]) -> bool {
    matches!(names, [need, at, ..] if need == "need" && at == "at")
}

/// The commonest number of values, if half of the lines have it and it makes a table.
fn width(lines: &[&Line]) -> Option<usize> {
    let count = |width: usize| lines.iter().filter(|line| line.cells.len() == width).count();
    let widths = lines.iter().map(|line| line.cells.len()).filter(|width| *width >= 2);
    let best = widths.max_by_key(|width| (count(*width), *width))?;
    let table = lines.iter().position(|line| line.cells.len() == best)?;
    (count(best) >= 2 && count(best) * 2 >= lines.len() - table).then_some(best)
}

/// The header below a title whose lines have dates too (`Period:`, from, to): the first line without gaps and without a digit,
/// where all above it have gaps and the one below it is a row.
fn header_below(lines: &[&Line], found: usize, width: usize) -> Option<usize> {
    let whole = |line: &Line| line.cells.len() == width && line.filled() == width;
    let header = lines.iter().take(TITLE_LINES).position(|line| whole(line))?;
    let words = lines[header].cells.iter().all(|cell| !cell.bytes().any(|byte| byte.is_ascii_digit()));
    (header > found && words && is_data(lines, header + 1, width)).then_some(header)
}

/// Whether the line at `place` is a row like those below it.
fn is_data(lines: &[&Line], place: usize, width: usize) -> bool {
    let below = lines.get(place + 1..).unwrap_or_default();
    let others: Vec<&&Line> = below.iter().filter(|line| line.cells.len() == width).collect();
    if others.is_empty() || lines[place].cells.len() != width {
        return false;
    }
    let mut kinds = Kinds::new();
    (0..width).any(|column| {
        let Some(kind) = kinds.of(&lines[place].cells[column]) else { return false };
        let below =
            others.iter().map(|line| line.cells[column].as_str()).filter(|cell| !cell.trim().is_empty());
        let below: Vec<bool> = below.map(|cell| kinds.of(cell) == Some(kind)).collect();
        // Some values may be bad; a header above a pivot table has dates too, but none below it.
        let alike = below.iter().filter(|alike| **alike).count();
        alike > 0 && alike * 2 >= below.len()
    })
}

/// What only data have.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Time,
    /// A number of days since 1900, or of seconds or less since 1970.
    Days,
    Epoch,
}

/// Reads the kinds of values.
struct Kinds([TimeReader; 3]);

impl Kinds {
    fn new() -> Kinds {
        let forms = [TimeForm::Iso, TimeForm::DayFirst, TimeForm::MonthFirst];
        Kinds(forms.map(|form| TimeReader::new(form, TimeZone::UTC)))
    }

    fn of(&mut self, cell: &str) -> Option<Kind> {
        let cell = cell.trim();
        if cell.len() < 5 || cell.len() > 40 || !cell.bytes().any(|byte| byte.is_ascii_digit()) {
            return None;
        }
        if cell.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
            match cell.parse::<f64>() {
                Ok(days) if (20_000.0..80_000.0).contains(&days) => return Some(Kind::Days),
                Ok(number) if number >= 300_000_000.0 => return Some(Kind::Epoch),
                _ => {}
            }
        }
        self.0.iter_mut().any(|reader| reader.read(cell.as_bytes()).is_ok()).then_some(Kind::Time)
    }
}

/// Says which lines were taken as a title.
fn title(lines: &[&Line], header: Option<u64>) -> String {
    let words = |line: &&Line| {
        let cells: Vec<&str> =
            line.cells.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).collect();
        format!("“{}”", shorten(&cells.join(" ")))
    };
    let (first, last) = (lines[0].number, lines[lines.len() - 1].number);
    let which =
        if first == last { format!("line {first} was") } else { format!("lines {first} to {last} were") };
    let shown: Vec<String> = lines.iter().take(3).map(words).collect();
    let more = match lines.len() - shown.len() {
        0 => String::new(),
        more => format!(" and {}", counted(more as u64, "more line", "more lines")),
    };
    let header = header.map(|line| format!("; the header is line {line}")).unwrap_or_default();
    format!("{which} taken as a title and left out: {}{more}{header}", shown.join(", "))
}
