//! Files that end too early, each made whole first so that it is the cut that is found.

use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use super::Case;
use crate::run;

/// The demo's text.
fn demo() -> Vec<u8> {
    std::fs::read(crate::tidy::root().join("demo/repairs.csv")).unwrap()
}

/// The first part of a file beside it.
fn cut(case: &Case, whole: &Path, share: f64) -> PathBuf {
    let bytes = std::fs::read(whole).unwrap();
    let name = format!("cut-{}", whole.file_name().unwrap().to_string_lossy());
    case.file(&name, &bytes[..(bytes.len() as f64 * share) as usize])
}

/// The demo, converted.
fn converted(case: &Case, name: &str) -> PathBuf {
    let (key, out) = (case.file("key", [7; 32]), case.path(name));
    let ran = run::throughline(["convert".as_ref(), "demo/repairs.csv".as_ref(), out.as_os_str(), "--key".as_ref(), key.as_os_str()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    out
}

#[test]
fn a_gzip() {
    let case = Case::new();
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(&demo()).unwrap();
    let whole = case.file("repairs.csv.gz", packed.finish().unwrap());
    case.study(&whole, 0, &[]);
    for share in [0.1, 0.5, 0.999] {
        case.damaged(&cut(&case, &whole, share), &["cut short"]);
    }
}

#[test]
fn a_zip() {
    let case = Case::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("repairs.csv", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(&demo()).unwrap();
    let whole = case.file("repairs.zip", archive.finish().unwrap().into_inner());
    case.study(&whole, 0, &[]);
    case.damaged(&cut(&case, &whole, 0.5), &["zip"]);
}

#[test]
fn a_parquet() {
    let case = Case::new();
    let whole = converted(&case, "repairs.parquet");
    case.study(&whole, 0, &[]);
    for share in [0.01, 0.5, 0.999] {
        case.damaged(&cut(&case, &whole, share), &["Parquet"]);
    }
}

#[test]
fn our_own_columns() {
    let case = Case::new();
    let whole = converted(&case, "repairs.throughline");
    case.study(&whole, 0, &[]);
    for share in [0.01, 0.5, 0.999] {
        case.damaged(&cut(&case, &whole, share), &[]);
    }
}

#[test]
fn an_xes() {
    let case = Case::new();
    let whole = converted(&case, "repairs.xes");
    case.study(&whole, 0, &[]);
    for share in [0.1, 0.5, 0.999] {
        case.damaged(&cut(&case, &whole, share), &["ends"]);
    }
}

#[test]
fn a_spreadsheet() {
    let case = Case::new();
    let whole = case.file("calls.xlsx", xlsx(&[["case", "activity", "time"], ["1", "opened", "2024-03-01 09:00"], ["1", "closed", "2024-03-02 10:00"]]));
    let ran = case.study(&whole, 0, &[]);
    assert!(ran.out.contains("2 events"), "{}", ran.out);
    case.damaged(&cut(&case, &whole, 0.5), &[]);
}

#[test]
fn a_database() {
    let case = Case::new();
    // The header of a database of pages of 4096 bytes, and nothing after it.
    let header = [b"SQLite format 3\0\x10\0\x01\x01\0\x40\x20\x20".as_slice(), &[0; 76]].concat();
    case.damaged(&case.file("log.sqlite", &header), &[]);
    case.damaged(&case.file("few.sqlite", &header[..20]), &[]);
    if let Some(logs) = run::real_logs() {
        let bytes = std::fs::read(logs.join("ocel20_example.sqlite")).unwrap();
        case.damaged(&case.file("half.sqlite", &bytes[..bytes.len() / 2]), &[]);
    }
}

/// The least that is a spreadsheet: one sheet of texts.
fn xlsx(rows: &[[&str; 3]]) -> Vec<u8> {
    let cell = |text: &&str| format!("<c t=\"inlineStr\"><is><t>{text}</t></is></c>");
    let row = |row: &[&str; 3]| format!("<row>{}</row>", row.iter().map(cell).collect::<String>());
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let package = "http://schemas.openxmlformats.org/package/2006";
    let kind = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let parts = [
        (
            "[Content_Types].xml",
            format!(
                "<Types xmlns=\"{package}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Override PartName=\"/xl/workbook.xml\" ContentType=\"{kind}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/worksheets/sheet1.xml\" ContentType=\"{kind}.worksheet+xml\"/></Types>"
            ),
        ),
        ("_rels/.rels", format!("<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>")),
        ("xl/workbook.xml", format!("<workbook xmlns=\"{main}\" xmlns:r=\"{office}\"><sheets><sheet name=\"Calls\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships xmlns=\"{package}/relationships\"><Relationship Id=\"r1\" Type=\"{office}/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>")),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{}</sheetData></worksheet>", rows.iter().map(row).collect::<String>())),
    ];
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, text) in parts {
        archive.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        archive.write_all(text.as_bytes()).unwrap();
    }
    archive.finish().unwrap().into_inner()
}
