//! Sheets made by hand (the parts of an XLSX are short), as people send them.

use std::io::Write;

use throughline::log::Field;
use throughline::time::Instant;

use super::*;
use crate::job::tests::job;
use crate::mapping::{ColumnMap, To};

/// An XLSX with these sheets (their XML rows), counting dates from 1904 or 1900.
pub(super) fn xlsx(sheets: &[(&str, &str)], from_1904: bool) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut part = |name: &str, text: String| {
        zip.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        zip.write_all(text.as_bytes()).unwrap();
    };
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    part("[Content_Types].xml", format!("<Types xmlns=\"{package}/content-types\"/>"));
    part(
        "_rels/.rels",
        format!(
            "<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
        ),
    );
    let names: String = sheets
        .iter()
        .enumerate()
        .map(|(n, (name, _))| format!("<sheet name=\"{name}\" sheetId=\"{0}\" r:id=\"r{0}\"/>", n + 1))
        .collect();
    part(
        "xl/workbook.xml",
        format!(
            "<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><workbookPr date1904=\"{}\"/><sheets>{names}</sheets></workbook>",
            u8::from(from_1904)
        ),
    );
    let targets: String = (1..=sheets.len())
        .map(|n| {
            format!(
                "<Relationship Id=\"r{n}\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
            )
        })
        .collect();
    part(
        "xl/_rels/workbook.xml.rels",
        format!("<Relationships xmlns=\"{package}/relationships\">{targets}</Relationships>"),
    );
    part(
        "xl/styles.xml",
        format!(
            "<styleSheet xmlns=\"{main}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
        ),
    );
    for (n, (_, rows)) in sheets.iter().enumerate() {
        part(
            &format!("xl/worksheets/sheet{}.xml", n + 1),
            format!("<worksheet xmlns=\"{main}\"><sheetData>{rows}</sheetData></worksheet>"),
        );
    }
    zip.finish().unwrap().into_inner()
}

/// A row of XML: texts, numbers (`=5`), dates (`@45292.5`), flags (`?1`) and empty cells.
pub(super) fn row(number: u32, cells: &[&str]) -> String {
    let cell = |(place, text): (usize, &&str)| {
        let at = format!("{}{number}", (b'A' + place as u8) as char);
        match text.split_at(text.len().min(1)) {
            ("", _) => String::new(),
            ("=", value) => format!("<c r=\"{at}\"><v>{value}</v></c>"),
            ("@", value) => format!("<c r=\"{at}\" s=\"1\"><v>{value}</v></c>"),
            ("?", value) => format!("<c r=\"{at}\" t=\"b\"><v>{value}</v></c>"),
            _ => format!("<c r=\"{at}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"),
        }
    };
    format!("<row r=\"{number}\">{}</row>", cells.iter().enumerate().map(cell).collect::<String>())
}

fn source(bytes: &[u8]) -> Source {
    Source::of_bytes("jobs.xlsx", bytes).unwrap().remove(0)
}

fn mapping(part: Option<&str>) -> Mapping {
    let map = |name: &str, to: To| ColumnMap {
        name: name.to_string(),
        to,
        event: None,
        time: None,
        because: String::new(),
    };
    Mapping {
        zone: "Europe/London".to_string(),
        columns: vec![
            map("Job", To::Need),
            map("When", To::At),
            map("What", To::Field(Field::Activity)),
            map("Urgent", To::Attribute),
        ],
        constants: Vec::new(),
        closing: Vec::new(),
        contacts: Vec::new(),
        window_days: 30.0,
        paired_by: None,
        part: part.map(str::to_string),
        delimiter: None,
        encoding: None,
    }
}

fn jobs() -> String {
    [
        row(1, &["Jobs of the week"]),
        row(3, &["Job", "When", "What", "Urgent"]),
        row(4, &["=12", "@45292.5", "visit", "?1"]),
        row(6, &["=13", "@45474.5", "mend", ""]),
        row(7, &["=14", "", "mend", ""]),
    ]
    .concat()
}

#[test]
fn the_table_is_found_below_its_title_and_on_its_sheet() {
    let notes = row(1, &["About this file"]) + &row(2, &["made by hand"]);
    let source = source(&xlsx(&[("Notes", &notes), ("Jobs", &jobs())], false));
    assert_eq!(source.format, crate::source::Format::Spreadsheet);
    let found = sample(&source, 2, None).unwrap();
    let names: Vec<&str> = found.columns.iter().map(|column| column.name.as_str()).collect();
    assert_eq!(names, ["Job", "When", "What", "Urgent"]);
    assert_eq!((found.rows, found.whole), (2, false));
    assert_eq!(found.columns[1].values[0].as_deref(), Some("2024-01-01T12:00:00"));
    assert!(
        found.notes[0].starts_with("sheet “Jobs”, headers in row 3 (what stands above"),
        "{:?}",
        found.notes
    );

    let job = job(1);
    let rows = read(&source, &mapping(None), &job).unwrap().remove(0);
    let at: Vec<String> = rows.at.iter().map(|us| Instant(us).to_string()).collect();
    assert_eq!(at, ["2024-01-01T12:00:00Z", "2024-07-01T11:00:00Z"]);
    let needs: Vec<_> = (0..2).map(|row| rows.columns()[0].1.get(row).map(|v| v.to_string())).collect();
    assert_eq!(needs, [Some("12".to_string()), Some("13".to_string())]);
    let refused = job.report.refusals();
    assert_eq!((refused.len(), refused[0].line, refused[0].column.as_str()), (1, 7, "When"));
}

#[test]
fn dates_may_be_counted_from_1904() {
    let at = |from_1904| {
        let source = source(&xlsx(&[("Jobs", &jobs())], from_1904));
        Instant(read(&source, &mapping(None), &job(1)).unwrap()[0].at.get(0)).to_string()
    };
    assert_eq!(
        (at(false), at(true)),
        ("2024-01-01T12:00:00Z".to_string(), "2028-01-02T12:00:00Z".to_string())
    );
}

#[test]
fn what_cannot_be_read_is_said() {
    let book = xlsx(&[("Jobs", &jobs()), ("Empty", "")], false);
    let says =
        |part| read(&source(&book), &mapping(Some(part)), &job(1)).map(|_| ()).unwrap_err().to_string();
    assert_eq!(says("Job"), "jobs.xlsx: there is no sheet “Job”; the sheets are “Jobs”, “Empty”");
    assert!(says("Empty").contains("no sheet holds a table"));
    let none = xlsx(&[("Notes", &row(1, &["only words"]))], false);
    assert!(sample(&source(&none), 5, None).unwrap_err().to_string().contains("no sheet holds a table"));
    for cut in (200..book.len()).step_by(400) {
        let Ok(mut sources) = Source::of_bytes("jobs.xlsx", &book[..cut]) else { continue };
        let said = sample(&sources.remove(0), 5, None).unwrap_err().to_string();
        assert!(said.starts_with("jobs.xlsx: the spreadsheet is damaged"), "{said}");
    }
}

/// A sound XLS of three rows.
const XLS: &[u8] = include_bytes!("../../../../fuzz/corpus/spreadsheet/small.xls");

fn at(bytes: &[u8], place: usize) -> usize {
    u32::from_le_bytes(bytes[place..place + 4].try_into().unwrap()) as usize
}

#[test]
fn an_xls_whose_parts_run_in_a_circle_is_refused() {
    assert_eq!(sample(&source(XLS), 5, None).unwrap().rows, 2);
    let (table, directory) = ((at(XLS, 76) + 1) * 512, at(XLS, 48));
    let mut harmed = XLS.to_vec();
    harmed[table + directory * 4..][..4].copy_from_slice(&(directory as u32).to_le_bytes());
    let said = sample(&source(&harmed), 5, None).unwrap_err().to_string();
    assert!(said.contains("in a circle"), "{said}");
}

#[test]
fn an_xls_with_a_cell_too_far_away_is_refused() {
    // A number: type 0x0203, 14 bytes, row, column.
    let place = memchr::memmem::find(XLS, &[3, 2, 14, 0]).unwrap();
    let mut harmed = XLS.to_vec();
    harmed[place + 4..place + 8].fill(0xff);
    let said = sample(&source(&harmed), 5, None).unwrap_err().to_string();
    assert!(said.contains("spread over more place"), "{said}");
    // Within a sheet, but laid out the three rows would be 16 million cells.
    harmed[place + 6..place + 8].copy_from_slice(&[255, 0]);
    let said = sample(&source(&harmed), 5, None).unwrap_err().to_string();
    assert!(said.contains("reach to row 65,536 and column IV, but nearly all of that is empty"), "{said}");
    // Some way off is well.
    harmed[place + 4..place + 8].copy_from_slice(&[0, 16, 255, 0]);
    assert!(!sample(&source(&harmed), 5, None).is_err_and(|error| error.to_string().contains("reach")));
}

#[test]
fn many_cells_are_well_where_the_file_has_them() {
    let laid = |cells, written| Laid { cells, written, rows: 65_536, columns: 256 };
    assert!(laid(16_777_216, 16_777_216).refused().is_none());
    assert!(laid(16_777_216, 600_000).refused().is_none());
    assert!(laid(16_777_216, 500_000).refused().is_some());
    assert!(laid(4_000_000, 1).refused().is_none());
    let mut all = laid(4_000_000, 1);
    all.add(laid(4_000_000, 1));
    assert!(all.refused().is_some());
    assert_eq!([1, 26, 27, 256, 16_384].map(letters), ["A", "Z", "AA", "IV", "XFD"]);
}

#[test]
fn a_value_in_the_last_corner_of_an_xlsx_costs_no_columns_and_is_not_dropped_silently() {
    let far = |number: u32| format!("<row r=\"{number}\"><c r=\"XFD{number}\"><v>7</v></c></row>");
    // Among the first rows it is a column of its own, the fifth.
    let near = source(&xlsx(&[("Jobs", &(jobs() + &far(9)))], false));
    let names: Vec<String> =
        sample(&near, 5, None).unwrap().columns.into_iter().map(|column| column.name).collect();
    assert_eq!(names.len(), 5, "{names:?}");
    // Far below it is named.
    let rows: String = (8..70).map(|number| row(number, &["=1", "@45292.5", "visit"])).collect();
    let below = source(&xlsx(&[("Jobs", &(jobs() + &rows + &far(1_048_576)))], false));
    assert_eq!(sample(&below, 5000, None).unwrap().columns.len(), 4);
    let job = job(1);
    read(&below, &mapping(None), &job).unwrap();
    let refused: Vec<(u64, String)> =
        job.report.refusals().into_iter().map(|refusal| (refusal.line, refusal.column)).collect();
    assert!(refused.contains(&(1_048_576, "XFD".to_string())), "{refused:?}");
}

#[test]
fn an_ods_that_repeats_more_than_there_can_be_is_refused() {
    let said = |rows: &str| {
        let text = format!(
            "#### content.xml\n<office:document-content><office:body><office:spreadsheet><table:table \
             table:name=\"S\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>\n#### \
             META-INF/manifest.xml\n<manifest:manifest/>"
        );
        let packed = crate::fuzz::parts::packed(text.as_bytes()).unwrap();
        sample(&source(&packed), 5, None).map(|sample| sample.rows).map_err(|error| error.to_string())
    };
    let cell = "<table:table-cell office:value-type=\"string\"";
    let head = format!(
        "<table:table-row>{0}><text:p>a</text:p></table:table-cell>{0}><text:p>b</text:p></table:table-cell></table:table-row>",
        cell
    );
    let many = format!(
        "{head}<table:table-row table:number-rows-repeated=\"1000000\">{cell} \
         table:number-columns-repeated=\"1000\"><text:p>x</text:p></table:table-cell></table:table-row>"
    );
    assert!(said(&many).unwrap_err().contains("repeated cells"));
    let blanks = format!(
        "{head}<table:table-row>{cell}><text:p>x<text:s text:c=\"4000000000\"/></text:p></table:table-cell></table:table-row>"
    );
    assert!(said(&blanks).unwrap_err().contains("repeated cells"));
    // The decoder would look for the end of the table for ever.
    let cut = format!("{head}<table:ta\u{1}le-row>");
    assert!(said(&cut).unwrap_err().contains("content.xml at byte"));
    // A value, then a very far one: as many cells as the file allows to be said, hardly any of them there.
    let far = format!(
        "{head}<table:table-row table:number-rows-repeated=\"20000\"><table:table-cell/></table:table-row><table:table-row><table:table-cell \
         table:number-columns-repeated=\"900\"/>{cell}><text:p>x</text:p></table:table-cell></table:table-row>"
    );
    assert!(
        said(&far)
            .unwrap_err()
            .contains("reach to row 20,002 and column AHQ, but nearly all of that is empty")
    );
    // The empty rows that every sheet ends with cost nothing.
    let usual = format!(
        "{head}{head}<table:table-row table:number-rows-repeated=\"1048574\"><table:table-cell \
         table:number-columns-repeated=\"16384\"/></table:table-row>"
    );
    assert_eq!(said(&usual), Ok(1));
}
