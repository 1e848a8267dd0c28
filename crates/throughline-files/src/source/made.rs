//! What Throughline wrote itself and is no log: a study as data, page, picture or workbook. People keep them beside their exports.

use std::io::{self, Read, Seek};

use zip::ZipArchive;

/// Whether a text with this beginning is a study (or a chart, or a test of a limit) as JSON, page or picture.
pub(super) fn is_study(head: &[u8]) -> bool {
    let has = |words: &[&str]| words.iter().all(|word| memchr::memmem::find(head, word.as_bytes()).is_some());
    let start = &head[..head.len().min(400)];
    let starts = |word: &str| memchr::memmem::find(start, word.as_bytes()).is_some();
    match head.trim_ascii_start().first() {
        Some(b'{') if starts("\"version\": 1") => has(&["\"said_purpose\":"]) || has(&["\"caution\":"]),
        Some(b'{') if starts("\"kind\":") => has(&["\"rules\":", "\"phases\":", "\"proposals\":"]),
        Some(b'{') => starts("\"n\":") && has(&["\"excess_se\":", "\"p_placebo\":"]),
        Some(b'<') => {
            has(&[" – Throughline</title>"]) || (starts("<svg") && starts("aria-labelledby=\"picture-"))
        }
        _ => false,
    }
}

/// Whether a spreadsheet is a study as a workbook, by the names of its sheets.
pub(super) fn is_workbook(file: impl Read + Seek) -> bool {
    let sheets = || -> io::Result<String> {
        let mut archive = ZipArchive::new(file)?;
        let mut text = String::new();
        archive.by_name("xl/workbook.xml")?.take(1 << 20).read_to_string(&mut text)?;
        Ok(text)
    };
    sheets().is_ok_and(|text| {
        text.contains("name=\"Study\"")
            && text.contains("name=\"Data\"")
            && text.contains("name=\"Time from end to end\"")
    })
}
