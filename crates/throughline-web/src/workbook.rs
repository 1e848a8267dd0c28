//! A study as a workbook: a sheet that says what matters first and leads to the others, one sheet for each answer, and one about the data.
//!
//! Like the page it works nothing out. Numbers are numbers, dates are dates in the service's zone, and a figure that follows from others on
//! its sheet (a share of two counts, a sum, the step from a point to the next) is a formula, so that a reader can check it.

mod grid;
mod names;
mod plan;

use jiff::tz::TimeZone;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Url, Workbook, Worksheet,
    XlsxError, column_number_to_name,
};
use throughline::error::Error;
use throughline::reading::{Measure, Reading, counted};
use throughline::time::Instant;

use crate::report::{Report, is_said, title};
use grid::{Cell, Follows, Grid, Shown};
pub use plan::plan;

/// A workbook cannot hold a longer text in a cell.
const LONGEST: usize = 32_000;
/// Facts stand beside each other in so many columns made one.
const WIDE: u16 = 7;
/// About so many letters go into them on a line.
const LETTERS_A_LINE: usize = 125;
const LINE_PT: f64 = 15.0;
/// The workbook's number of this size of paper.
const A4: u8 = 9;
/// So many refused rows are listed.
const REFUSED_SHOWN: usize = 100_000;

/// The workbook as bytes of an XLSX file.
pub fn workbook(report: &Report<'_>) -> Result<Vec<u8>, Error> {
    made(&title(report), |book| sheets(book, report))
}

/// A workbook of that title as bytes, with the sheets that somebody adds.
fn made(title: &str, add: impl FnOnce(&mut Workbook) -> Result<(), XlsxError>) -> Result<Vec<u8>, Error> {
    let bytes = || {
        let mut book = Workbook::new();
        // The same figures give the same bytes: no clock.
        let fixed = ExcelDateTime::from_ymd(2000, 1, 1)?;
        book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&fixed));
        add(&mut book)?;
        for sheet in book.worksheets_mut() {
            sheet.set_paper_size(A4).set_landscape().set_print_fit_to_pages(1, 0);
        }
        book.save_to_buffer()
    };
    bytes().map_err(|error| Error::failed(format!("the workbook could not be made: {error}")))
}

fn sheets(book: &mut Workbook, report: &Report<'_>) -> Result<(), XlsxError> {
    let forms = Forms::new();
    let said: Vec<&(&'static Measure, Reading)> =
        report.readings.iter().filter(|(_, reading)| is_said(reading)).collect();
    let names = names::sheets(said.iter().map(|(measure, _)| measure.name));
    front(book.add_worksheet(), report, &said, &names, &forms)?;
    for ((measure, reading), name) in said.iter().zip(&names) {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        answer(&mut Below { sheet, row: 0, forms: &forms, zone: report.zone }, measure, reading)?;
    }
    data(book.add_worksheet(), report, &forms)
}

/// The forms of cells.
struct Forms {
    title: Format,
    heading: Format,
    strong: Format,
    text: Format,
    link: Format,
    count: Format,
    number: Format,
    share: Format,
    pounds: Format,
    days: Format,
    day: Format,
    instant: Format,
}

impl Forms {
    fn new() -> Forms {
        let top = || Format::new().set_align(FormatAlign::Top);
        let number = |form: &str| Format::new().set_num_format(form);
        Forms {
            title: Format::new().set_bold().set_font_size(15),
            heading: Format::new().set_bold().set_text_wrap().set_border_bottom(FormatBorder::Thin),
            strong: top().set_bold(),
            text: top().set_text_wrap(),
            link: top()
                .set_text_wrap()
                .set_font_color("1F5A9E")
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            count: number("#,##0"),
            number: number("#,##0.###"),
            share: number("0.0%"),
            pounds: number("[$£-809]#,##0.00"),
            days: number("#,##0.### \"days\""),
            day: number("yyyy-mm-dd").set_align(FormatAlign::Left),
            instant: number("yyyy-mm-dd hh:mm").set_align(FormatAlign::Left),
        }
    }

    fn of(&self, shown: Shown) -> &Format {
        match shown {
            Shown::Plain | Shown::Seconds(_) => &self.number,
            Shown::Share => &self.share,
            Shown::Pounds => &self.pounds,
        }
    }
}

fn cut(text: &str) -> String {
    if text.chars().count() <= LONGEST {
        return text.to_string();
    }
    text.chars().take(LONGEST).chain(['…']).collect()
}

/// A sheet that is filled from above.
struct Below<'a> {
    sheet: &'a mut Worksheet,
    row: u32,
    forms: &'a Forms,
    zone: &'a TimeZone,
}

impl Below<'_> {
    fn title(&mut self, says: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, cut(says), &self.forms.title)?;
        self.row += 1;
        Ok(())
    }

    fn strong(&mut self, says: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, cut(says), &self.forms.strong)?;
        self.row += 1;
        Ok(())
    }

    /// A text over the columns from `first` on, as high as it needs.
    fn across(&mut self, first: u16, says: &str) -> Result<(), XlsxError> {
        self.sheet.merge_range(self.row, first, self.row, WIDE, &cut(says), &self.forms.text)?;
        let lines =
            says.chars().count().div_ceil(LETTERS_A_LINE - if first > 0 { 30 } else { 0 }).clamp(1, 25);
        self.sheet.set_row_height(self.row, LINE_PT * lines as f64)?;
        self.row += 1;
        Ok(())
    }

    /// A fact: what it is, and what is said of it.
    fn fact(&mut self, what: &str, says: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, what, &self.forms.strong)?;
        self.across(1, says)
    }

    /// A count that stands beside what it counts.
    fn count(&mut self, what: &str, count: u64, of: &str) -> Result<(), XlsxError> {
        self.sheet.write_string_with_format(self.row, 0, what, &self.forms.strong)?;
        self.sheet.write_number_with_format(self.row, 1, count as f64, &self.forms.count)?;
        self.sheet.write_string(self.row, 2, cut(of))?;
        self.row += 1;
        Ok(())
    }

    fn grid(&mut self, grid: &Grid) -> Result<(), XlsxError> {
        if grid.count > grid.rows.len() as u64 {
            let all = counted(grid.count, "row", "rows");
            self.strong(&format!(
                "The first {} of {all}; all are in the data file (--json).",
                grid.rows.len()
            ))?;
        }
        for (column, heading) in (0..).zip(&grid.columns) {
            self.sheet.write_string_with_format(self.row, column, cut(&heading.says), &self.forms.heading)?;
        }
        self.row += 1;
        let first = self.row;
        let whole_days =
            (0..grid.columns.len()).map(|column| self.whole_days(grid, column)).collect::<Vec<_>>();
        for cells in &grid.rows {
            for (column, cell) in cells.iter().enumerate() {
                let shown = grid.columns.get(column).map_or(Shown::Plain, |heading| heading.shown);
                let last = first + grid.rows.len() as u32 - 1;
                self.cell(column, cell, shown, whole_days[column], (first, last))?;
            }
            self.row += 1;
        }
        self.row += 1;
        Ok(())
    }

    /// Whether all dates of a column are days without a time.
    fn whole_days(&self, grid: &Grid, column: usize) -> bool {
        grid.rows.iter().all(|row| match row.get(column) {
            Some(Cell::At(at)) => at.in_zone(self.zone).strftime("%H:%M:%S").to_string() == "00:00:00",
            _ => true,
        })
    }

    fn cell(
        &mut self,
        place: usize,
        cell: &Cell,
        shown: Shown,
        whole_days: bool,
        (first, last): (u32, u32),
    ) -> Result<(), XlsxError> {
        let (row, column) = (self.row, place as u16);
        match cell {
            Cell::Nothing => {}
            Cell::Text(text) => drop(self.sheet.write_string(row, column, cut(text))?),
            Cell::Count(count) => {
                self.sheet.write_number_with_format(row, column, *count as f64, &self.forms.count)?;
            }
            Cell::Value(value) => {
                let value = shown.scaled(*value);
                self.sheet.write_number_with_format(row, column, value, self.forms.of(shown))?;
            }
            Cell::Other(value, of) => {
                let form =
                    if matches!(of, Shown::Seconds(_)) { &self.forms.days } else { self.forms.of(*of) };
                self.sheet.write_number_with_format(row, column, of.scaled(*value), form)?;
            }
            Cell::At(at) => self.at(column, *at, whole_days)?,
            Cell::Follows(follows, value) => {
                let formula =
                    Formula::new(formula(*follows, row, (first, last))).set_result(value.to_string());
                self.sheet.write_formula_with_format(row, column, formula, self.forms.of(shown))?;
            }
        }
        Ok(())
    }

    /// A date in the service's zone; as text where a workbook has no such date.
    fn at(&mut self, column: u16, at: Instant, whole_day: bool) -> Result<(), XlsxError> {
        let local = at.in_zone(self.zone);
        let form = if whole_day { &self.forms.day } else { &self.forms.instant };
        let date = u16::try_from(local.year()).ok().and_then(|year| {
            let day = ExcelDateTime::from_ymd(year, local.month() as u8, local.day() as u8).ok()?;
            day.and_hms(local.hour() as u16, local.minute() as u8, local.second() as u8).ok()
        });
        match date {
            Some(date) => self.sheet.write_datetime_with_format(self.row, column, &date, form)?,
            None => {
                self.sheet.write_string(self.row, column, local.strftime("%Y-%m-%d %H:%M").to_string())?
            }
        };
        Ok(())
    }
}

/// How a cell of a row follows from others of a grid; rows count from 0 here, from 1 in a workbook.
fn formula(follows: Follows, row: u32, (first, last): (u32, u32)) -> String {
    let name = |column: usize| column_number_to_name(column as u16);
    let at = |column: usize, row: u32| format!("{}{}", name(column), row + 1);
    match follows {
        Follows::Ratio { part, whole } => format!("={}/{}", at(part, row), at(whole, row)),
        Follows::ShareOfAll { part } => {
            let column = name(part);
            format!("={}/SUM({column}${}:{column}${})", at(part, row), first + 1, last + 1)
        }
        Follows::Step { of } => format!("=ABS({}-{})", at(of, row), at(of, row - 1)),
        Follows::Sum { of } => format!("=SUM({}:{})", at(of, first), at(of, row - 1)),
    }
}

/// The sheet that is seen first.
fn front(
    sheet: &mut Worksheet,
    report: &Report<'_>,
    said: &[&(&'static Measure, Reading)],
    names: &[String],
    forms: &Forms,
) -> Result<(), XlsxError> {
    sheet.set_name("Study")?;
    sheet.set_column_width(0, 48)?;
    (1..=WIDE).try_for_each(|column| sheet.set_column_width(column, 15).map(drop))?;
    let mut below = Below { sheet, row: 0, forms, zone: report.zone };
    below.title(&title(report))?;
    if let Some(purpose) = report.purpose {
        below.across(0, &format!("What it is for: {purpose}"))?;
    }
    below.across(0, report.holds)?;
    if let Some(slice) = report.slice {
        below.across(0, &format!("Only needs with {slice}."))?;
    }
    below.row += 1;
    below.strong("What matters first")?;
    let first =
        report.first.iter().filter_map(|name| report.find(name)).map(|(_, reading)| reading.says.as_str());
    first.chain(report.board).try_for_each(|says| below.across(0, says))?;
    below.row += 1;
    below.strong("The answers, each on a sheet of its own")?;
    for ((measure, reading), name) in said.iter().zip(names) {
        let link =
            Url::new(format!("internal:'{}'!A1", name.replace('\'', "''"))).set_text(cut(measure.asks));
        below.sheet.write_url_with_format(below.row, 0, link, &forms.link)?;
        below.across(1, &reading.says)?;
    }
    let missing: Vec<_> = report.readings.iter().filter(|(_, reading)| !is_said(reading)).collect();
    if !missing.is_empty() {
        below.row += 1;
        below.strong("Not enough to say")?;
        for (measure, reading) in missing {
            below.fact(measure.asks, reading.says.trim_start_matches("Not enough to say: "))?;
        }
    }
    Ok(())
}

/// An answer: what was asked and said, what it rests on, its figures, and how they are worked out.
fn answer(below: &mut Below<'_>, measure: &Measure, reading: &Reading) -> Result<(), XlsxError> {
    let grids = grid::of(measure, reading);
    widths(below.sheet, &grids)?;
    below.title(measure.asks)?;
    below.across(0, &reading.says)?;
    if !reading.sure.is_empty() {
        below.across(0, &format!("How sure that is: {}", reading.sure))?;
    }
    if reading.n > 0 && !reading.of.is_empty() {
        below.count("Rests on", reading.n, reading.of)?;
    }
    for (what, count) in &reading.excluded {
        below.count("Left out", *count, what)?;
    }
    below.row += 1;
    grids.iter().try_for_each(|grid| below.grid(grid))?;
    below.fact("What is counted", measure.unit)?;
    below.fact("How", measure.formula)?;
    below.fact("From", measure.source)?;
    below.fact("Where it misleads", measure.misleads)?;
    below.fact("Its name in the data file", measure.name)
}

/// Each column as wide as its longest cell, within reason.
fn widths(sheet: &mut Worksheet, grids: &[Grid]) -> Result<(), XlsxError> {
    let columns = grids.iter().map(|grid| grid.columns.len()).max().unwrap_or(0).max(usize::from(WIDE) + 1);
    for column in 0..columns {
        let letters = |grid: &Grid| {
            let texts = grid.rows.iter().filter_map(|row| match row.get(column) {
                Some(Cell::Text(text)) => Some(text.chars().count()),
                _ => None,
            });
            texts.max().unwrap_or(0)
        };
        let least = if column == 0 { 28 } else { 15 };
        let most = if column == 0 { 44 } else { 60 };
        let wide = grids.iter().map(letters).max().unwrap_or(0).clamp(least, most);
        sheet.set_column_width(column as u16, wide as f64)?;
    }
    Ok(())
}

/// The sheet about the data.
fn data(sheet: &mut Worksheet, report: &Report<'_>, forms: &Forms) -> Result<(), XlsxError> {
    sheet.set_name("Data")?;
    sheet.set_column_width(0, 48)?;
    (1..=WIDE).try_for_each(|column| sheet.set_column_width(column, 15).map(drop))?;
    let mut below = Below { sheet, row: 0, forms, zone: report.zone };
    below.title("How good are the data?")?;
    below.across(0, &format!("Read: {}.", report.files.join(", ")))?;
    report.notes.iter().try_for_each(|note| below.across(0, note))?;
    if report.refused.is_empty() {
        return below.across(0, "No row was refused.");
    }
    let count = report.refused.len();
    below.across(
        0,
        &format!(
            "{} refused and left out of everything else.",
            counted(count as u64, "row or value was", "rows or values were")
        ),
    )?;
    below.row += 1;
    let text = |text: &str| Cell::Text(text.to_string());
    let rows = report.refused.iter().take(REFUSED_SHOWN).map(|one| {
        vec![text(&one.file), Cell::Count(one.line), text(&one.column), text(&one.value), text(&one.reason)]
    });
    let columns = ["File", "Line or event", "Column", "Value", "Why"]
        .map(|says| grid::Heading { says: says.to_string(), shown: Shown::Plain });
    below.grid(&Grid { columns: columns.to_vec(), rows: rows.collect(), count: count as u64 })
}

#[cfg(test)]
mod tests;
