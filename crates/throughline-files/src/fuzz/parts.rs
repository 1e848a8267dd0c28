//! The parts of a packed spreadsheet, written one after the other so that a fuzzer can change them.

use std::collections::BTreeMap;
use std::io::Write;

/// What stands before the name of each part, at the start of a line.
pub(crate) const MARK: &str = "#### ";

const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006/relationships";

/// The parts, packed. What an XLSX cannot do without is added, unless the text has it, or is an ODS (has a `content.xml`).
pub(crate) fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut given: BTreeMap<String, &[u8]> = BTreeMap::new();
    let mut rest = bytes.strip_prefix(MARK.as_bytes())?;
    let between = format!("\n{MARK}");
    while !rest.is_empty() {
        let end = memchr::memmem::find(rest, between.as_bytes()).unwrap_or(rest.len());
        let part = &rest[..end];
        rest = rest.get(end + between.len()..).unwrap_or_default();
        let name_end = memchr::memchr(b'\n', part).unwrap_or(part.len());
        let name = String::from_utf8_lossy(&part[..name_end]).into_owned();
        given.insert(name, part.get(name_end + 1..).unwrap_or_default());
    }
    let usual = if given.contains_key("content.xml") { ods() } else { xlsx() };
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
    for (name, text) in &usual {
        zip.start_file(*name, stored).ok()?;
        zip.write_all(given.remove(*name).unwrap_or(text.as_bytes())).ok()?;
    }
    for (name, bytes) in given {
        zip.start_file(name, stored).ok()?;
        zip.write_all(bytes).ok()?;
    }
    zip.finish().ok().map(std::io::Cursor::into_inner)
}

fn ods() -> Vec<(&'static str, String)> {
    vec![("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_string())]
}

fn xlsx() -> Vec<(&'static str, String)> {
    let relation = |kind: &str, target: &str| {
        format!(
            "<Relationships xmlns=\"{PACKAGE}\"><Relationship Id=\"r1\" Type=\"{OFFICE}/{kind}\" Target=\"{target}\"/></Relationships>"
        )
    };
    vec![
        ("[Content_Types].xml", "<Types/>".to_string()),
        ("_rels/.rels", relation("officeDocument", "xl/workbook.xml")),
        (
            "xl/workbook.xml",
            format!(
                "<workbook xmlns=\"{MAIN}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"One\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            ),
        ),
        ("xl/_rels/workbook.xml.rels", relation("worksheet", "worksheets/sheet1.xml")),
        (
            "xl/styles.xml",
            format!(
                "<styleSheet xmlns=\"{MAIN}\"><cellXfs count=\"2\"><xf numFmtId=\"0\"/><xf numFmtId=\"22\"/></cellXfs></styleSheet>"
            ),
        ),
    ]
}
