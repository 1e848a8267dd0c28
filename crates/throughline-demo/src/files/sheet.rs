//! The contact centre's spreadsheet: one sheet, real dates, its own headings.

use std::path::Path;

use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, XlsxError};

use super::tables::{customer, reference, request};
use crate::Trouble;
use crate::place::Place;
use crate::when::{self, Minute};

const HEADINGS: [(&str, f64); 12] = [
    ("Contact reference", 16.0),
    ("Request number", 15.0),
    ("Contact date", 17.0),
    ("Channel", 10.0),
    ("Customer number", 16.0),
    ("Reason for contact", 28.0),
    ("What they said", 60.0),
    ("Service", 20.0),
    ("Team", 24.0),
    ("Organisation", 16.0),
    ("Taken by", 9.0),
    ("Minutes", 9.0),
];

/// So many people answer.
const ADVISERS: u64 = 34;

fn date(at: Minute) -> Result<ExcelDateTime, XlsxError> {
    let at = when::civil(at);
    let day = ExcelDateTime::from_ymd(at.year() as u16, at.month() as u8, at.day() as u8)?;
    day.and_hms(at.hour() as u16, at.minute() as u8, 0)
}

/// Writes the contacts.
pub(super) fn contacts(place: &Place, path: &Path) -> Result<(), Trouble> {
    let mut book = Workbook::new();
    // The day on which it was made is that of the export, not of today: the same seed gives the same bytes.
    book.set_properties(&DocProperties::new().set_creation_datetime(&date(when::END)?));
    let sheet = book.add_worksheet();
    sheet.set_name("Contacts")?;
    sheet.set_freeze_panes(1, 0)?;
    let (bold, dates) = (Format::new().set_bold(), Format::new().set_num_format("dd/mm/yyyy hh:mm"));
    for (column, (heading, width)) in (0..).zip(HEADINGS) {
        sheet.write_string_with_format(0, column, heading, &bold)?;
        sheet.set_column_width(column, width)?;
    }
    for (row, (place, contact)) in (1..).zip(place.contacts.iter().enumerate()) {
        // Whoever is free answers: a hash of the reference, for nothing depends on it.
        let adviser = (place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
        sheet.write_string(row, 0, reference(place))?;
        sheet.write_string(row, 1, request(contact.need))?;
        sheet.write_datetime_with_format(row, 2, date(contact.at)?, &dates)?;
        sheet.write_string(row, 3, contact.channel)?;
        sheet.write_string(row, 4, customer(contact.person))?;
        sheet.write_string(row, 5, contact.kind.reason())?;
        sheet.write_string(row, 6, &contact.words)?;
        sheet.write_string(row, 7, contact.service)?;
        sheet.write_string(row, 8, contact.team)?;
        sheet.write_string(row, 9, contact.body.name())?;
        sheet.write_string(row, 10, format!("CC{:02}", adviser % ADVISERS + 1))?;
        sheet.write_number(row, 11, f64::from(contact.tenths) / 10.0)?;
    }
    book.save(path)?;
    Ok(())
}
