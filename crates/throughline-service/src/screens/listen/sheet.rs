//! A sheet to listen with away from the screen: to print and tick, or as a spreadsheet to fill in and send back.

use maud::{Markup, html};
use throughline::contact::Language;
use throughline_files::filled;

use super::{Waiting, keep, waiting};
use crate::asked::Asked;
use crate::guard::{Door, Works};
use crate::language::day_and_time;
use crate::page::{desk, token};
use crate::reply::{Reply, Stop, sentence};
use crate::separated;

/// So many contacts are on a sheet: an afternoon's listening.
const MOST: usize = 50;
/// The columns of the spreadsheet. Those to be filled in come last.
const COLUMNS: [&str; 10] = [
    "need",
    "number",
    "when",
    "words",
    "kind",
    "system",
    "own organisation",
    "own team",
    "step",
    "caused by",
];
/// Where those begin.
const FIRST_TO_FILL_IN: usize = 4;
/// Those without which a sheet is not ours: one that was taken away before the teams were asked for has not that column.
const NEEDED: [&str; 7] = ["need", "number", "kind", "system", "own organisation", "step", "caused by"];

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let works = Works::of(door, asked)?;
    page(&works, asked, &html! {})
}

fn page(works: &Works, asked: &Asked, told: &Markup) -> Result<Reply, Stop> {
    let second = asked.query("second").is_some();
    let (_, found) = waiting(works, asked, second, 0, MOST)?;
    let way = if second { "?second=1" } else { "" };
    let body = html! {
        (told)
        div.screen {
            p {
                "Print this page and tick, or " a href=(format!("/desk/listen/sheet.xlsx{way}")) { "keep it as a spreadsheet" }
                " (XLSX; or " a href=(format!("/desk/listen/sheet.csv{way}")) { "as CSV" } "), fill in the last six columns and send it back here."
            }
            form method="post" action=(format!("/desk/listen/sheet{way}")) enctype="multipart/form-data" {
                (token(works))
                label for="sheet" { "The spreadsheet you filled in, saved as XLSX, ODS or CSV" }
                input id="sheet" name="sheet" type="file" accept=".xlsx,.ods,.csv" required;
                button { "Send it back" }
            }
            p { a href="/desk/listen" { "Back to listening" } }
        }
        h2 { "To listen to" }
        @if found.is_empty() { p { "Everything that was drawn has been listened to." } }
        @for one in &found { (line(works, one)) }
    };
    Ok(Reply::Page(desk(works, "A sheet to listen with", &body)))
}

/// One contact on paper.
fn line(works: &Works, one: &Waiting) -> Markup {
    let organisation = &works.account.seat.organisation;
    html! {
        section.sheet {
            p.when { (one.need.reference) ", contact " (one.number + 1) ", " (day_and_time(Language::English, one.contact.at, &works.service.zone)) }
            p.words { (one.contact.words) }
            p.blank { "What they ask for, in their words:" }
            @for boundary in ["The whole service", organisation, &one.contact.team] {
                p { (boundary) ":" @for class in ["value", "failure", "other"] { " " span.tick { "☐ " (class) } } }
            }
            p.blank { "If failure, which step, and by whom:" }
        }
    }
}

/// The contacts to listen to as rows, with the columns to be filled in.
fn rows(works: &Works, asked: &Asked) -> Result<Vec<Vec<String>>, Stop> {
    let (_, found) = waiting(works, asked, asked.query("second").is_some(), 0, MOST)?;
    let row = |one: &Waiting| {
        let when = day_and_time(Language::English, one.contact.at, &works.service.zone);
        let number = (one.number + 1).to_string();
        let mut row = vec![one.need.reference.to_string(), number, when, one.contact.words.clone()];
        row.resize(COLUMNS.len(), String::new());
        row
    };
    let head = COLUMNS.map(str::to_string).to_vec();
    Ok([head].into_iter().chain(found.iter().map(row)).collect())
}

pub(super) fn spreadsheet(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    Ok(Reply::Download {
        name: "listening.xlsx".to_string(),
        media: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_string(),
        bytes: throughline_web::sheet("listening", &rows(&Works::of(door, asked)?, asked)?)?,
    })
}

pub(super) fn separated(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    Ok(Reply::Download {
        name: "listening.csv".to_string(),
        media: "text/csv; charset=utf-8".to_string(),
        bytes: separated::written(&rows(&Works::of(door, asked)?, asked)?).into_bytes(),
    })
}

/// The rows of a file that was sent back, each with its line: a spreadsheet, or else text with separators.
fn read_back(bytes: &[u8]) -> Result<Vec<(usize, Vec<String>)>, Stop> {
    Ok(match filled::rows(bytes)? {
        Some(rows) => rows.into_iter().map(|row| (row.line as usize, row.cells)).collect(),
        None => separated::read(bytes),
    })
}

/// Reads a sheet that was filled in. Rows that say nothing yet are left; each row that cannot be kept says why. What was kept before is not
/// kept again.
pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let works = Works::of(door, asked)?;
    let file = asked.files.first().ok_or_else(|| Stop::wrong("choose the file that you filled in"))?;
    let mut rows = read_back(&file.bytes)?.into_iter();
    let (_, head) = rows.next().ok_or_else(|| Stop::wrong("there is nothing in this file"))?;
    let place = |column: &str| head.iter().position(|name| name.trim().eq_ignore_ascii_case(column));
    let missing: Vec<&str> = NEEDED.into_iter().filter(|column| place(column).is_none()).collect();
    if !missing.is_empty() {
        return Err(Stop::wrong(format!(
            "this is not our spreadsheet, or a column was taken out: {} not found",
            missing.join(", ")
        )));
    }
    let (mut kept, mut refused) = (0, Vec::new());
    for (line, row) in rows {
        let cell = |column: &str| place(column).and_then(|place| row.get(place)).cloned().unwrap_or_default();
        let says_something = COLUMNS[FIRST_TO_FILL_IN..].iter().any(|column| !cell(column).trim().is_empty());
        if !says_something {
            continue;
        }
        match keep(&works, asked, &cell("need"), &cell("number"), cell) {
            Ok(()) => kept += 1,
            Err(Stop::Wrong(why)) => refused.push((line, cell("need"), why)),
            Err(stop) => return Err(stop),
        }
    }
    page(&works, asked, &came_of_it(kept, &refused))
}

fn came_of_it(kept: usize, refused: &[(usize, String, String)]) -> Markup {
    html! {
        div.panel role="status" {
            p { strong { @if kept == 1 { "1 contact was kept." } @else { (kept) " contacts were kept." } } }
            @if !refused.is_empty() {
                p { "These rows were not:" }
                ul { @for (line, need, why) in refused { li { "Line " (line) ", " (need) ": " (sentence(why)) } } }
            }
        }
    }
}
