//! Files made to do harm: entities that multiply, nesting without end, archives that unpack to more than the disk holds.

use std::io::Write;

use flate2::{Compress, Compression, FlushCompress};

use super::Case;

#[test]
fn a_billion_laughs() {
    let case = Case::new();
    let entity = |n: u32| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10));
    let entities: String = (1..10).map(entity).collect();
    let xes = format!(
        "<?xml version=\"1.0\"?><!DOCTYPE log [<!ENTITY l0 \"ha\">{entities}]><log xes.version=\"1.0\"><trace>\
         <string key=\"concept:name\" value=\"&l9;\"/><event><string key=\"concept:name\" value=\"&l9;\"/>\
         <date key=\"time:timestamp\" value=\"2024-03-01T09:00:00Z\"/></event></trace></log>"
    );
    case.damaged(&case.file("laughs.xes", xes), &["DOCTYPE"]);
}

#[test]
fn nesting_without_end() {
    let case = Case::new();
    let deep = |open: &str, close: &str| format!("{}{}", open.repeat(10_000), close.repeat(10_000));
    let nested = deep("<list key=\"a\"><values>", "</values></list>");
    let xes = format!("<log xes.version=\"1.0\"><trace><event>{nested}</event></trace></log>");
    case.damaged(&case.file("deep.xes", xes), &["deep"]);
    let json = format!(
        "{{\"case\": 1, \"activity\": \"a\", \"time\": \"2024-03-01\", \"more\": {}}}\n",
        deep("[", "]")
    );
    case.damaged(&case.file("deep.jsonl", json), &["deep"]);
    let ocel = format!("{{\"objectTypes\": {}, \"eventTypes\": []}}", deep("[", "]"));
    case.damaged(&case.file("deep.json", ocel), &[]);
}

/// 5 GB of zeros in 5 MB.
#[test]
fn a_bomb() {
    let case = Case::new();
    let block = vec![0; 1 << 20];
    let mut deflate = Compress::new(Compression::fast(), false);
    let mut packed = Vec::with_capacity(1 << 20);
    deflate.compress_vec(&block, &mut packed, FlushCompress::Full).unwrap();
    let mut bomb = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff];
    (0..5_000).for_each(|_| bomb.extend(&packed));
    case.damaged(&case.file("bomb.csv.gz", &bomb), &[]);
}

/// A file in a zip: its name, how it begins, and a block that follows so many times.
struct Member<'a> {
    name: &'a str,
    head: &'a str,
    block: String,
    times: u32,
}

/// Deflated, so that more of the same can follow.
fn deflated(text: &str) -> Vec<u8> {
    let mut deflate = Compress::new(Compression::best(), false);
    let mut packed = Vec::with_capacity(text.len() + 1_024);
    deflate.compress_vec(text.as_bytes(), &mut packed, FlushCompress::Full).unwrap();
    packed
}

/// A zip put together by hand, as to pack so much would take long. It has no checksums: nobody gets to the end of it.
fn zip_of(members: &[Member<'_>]) -> Vec<u8> {
    let (mut out, mut directory) = (Vec::new(), Vec::new());
    let number =
        |bytes: &mut Vec<u8>, number: usize, size: usize| bytes.extend(&number.to_le_bytes()[..size]);
    for Member { name, head, block, times } in members {
        let (begins, start) = (deflated(head), out.len());
        let repeated = deflated(block);
        let packed = begins.len() + repeated.len() * *times as usize + 2;
        // Version, flags, deflated, time, date, no checksum, both sizes, the length of the name and of nothing more.
        let mut about = Vec::new();
        for (value, size) in [(20, 2), (0, 2), (8, 2), (0, 2), (0x21, 2), (0, 4), (packed, 4)] {
            number(&mut about, value, size);
        }
        number(&mut about, head.len() + block.len() * *times as usize, 4);
        number(&mut about, name.len(), 2);
        number(&mut about, 0, 2);
        out.extend(b"PK\x03\x04");
        out.extend(&about);
        out.extend(name.as_bytes());
        out.extend(&begins);
        (0..*times).for_each(|_| out.extend(&repeated));
        out.extend([3, 0]);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&about);
        directory.extend([0; 10]);
        number(&mut directory, start, 4);
        directory.extend(name.as_bytes());
    }
    let start = out.len();
    out.extend(&directory);
    out.extend(b"PK\x05\x06\0\0\0\0");
    number(&mut out, members.len(), 2);
    number(&mut out, members.len(), 2);
    number(&mut out, directory.len(), 4);
    number(&mut out, start, 4);
    number(&mut out, 0, 2);
    out
}

/// 1.3 GB of rows in 1.4 MB; and 20 MB of zeros in 20 kB, which no text has.
#[test]
fn a_zip_that_unpacks_to_far_more_than_it_should() {
    let case = Case::new();
    let row = format!("1,opened,2024-03-01 09:00,{}\n", "x".repeat(1 << 20));
    let rows = Member { name: "log.csv", head: "case,activity,time,note\n", block: row, times: 1_300 };
    let bomb = zip_of(&[rows]);
    assert!(bomb.len() < 3_000_000, "{}", bomb.len());
    let says =
        ["log.csv: unpacks to more than 200 times its size and more than 1 GiB", "unpacking was stopped"];
    case.study(&case.file("rows.zip", bomb), 1, &says);
    let zeros = Member { name: "log.csv", head: "\0", block: "\0".repeat(1 << 20), times: 20 };
    case.study(&case.file("zeros.zip", zip_of(&[zeros])), 2, &["NUL byte"]);
}

/// Thirty million rows in 4 MB.
#[test]
fn a_spreadsheet_that_unpacks_to_far_more_than_it_should() {
    let case = Case::new();
    let part = |name, head| Member { name, head, block: String::new(), times: 0 };
    let row = "<row r=\"2\"><c r=\"A2\"><v>1</v></c></row>";
    let book = zip_of(&[
        part("[Content_Types].xml", "<Types/>"),
        part("xl/workbook.xml", "<workbook/>"),
        Member {
            block: row.repeat(27_000),
            times: 1_300,
            ..part("xl/worksheets/sheet1.xml", "<worksheet><sheetData>")
        },
    ]);
    assert!(book.len() < 10_000_000, "{}", book.len());
    let says =
        ["unpacks to more than 200 times its size and more than 1 GiB, as no spreadsheet does", "not opened"];
    case.study(&case.file("rows.xlsx", book), 1, &says);
}

#[test]
fn a_zip_with_names_that_lead_elsewhere() {
    let case = Case::new();
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    archive.start_file("../../outside.csv", zip::write::SimpleFileOptions::default()).unwrap();
    archive.write_all(b"case,activity,time\n1,opened,2024-03-01 09:00\n").unwrap();
    let bytes = archive.finish().unwrap().into_inner();
    let ran = case.study(&case.file("slip.zip", bytes), 0, &[]);
    assert!(ran.out.contains("1 event"), "{}", ran.out);
    assert!(!case.path("../outside.csv").exists() && !case.path("../../outside.csv").exists());
}

#[test]
fn what_is_not_what_it_is_called() {
    let case = Case::new();
    for name in [
        "log.parquet",
        "log.xlsx",
        "log.sqlite",
        "log.xes",
        "log.json",
        "log.throughline",
        "log.csv.gz",
        "log.zip",
    ] {
        let noise: Vec<u8> = (0..5_000_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        case.damaged(&case.file(name, noise), &[]);
    }
}

#[test]
fn xes_that_does_not_say_what_was_done() {
    let case = Case::new();
    let file = case.file(
        "silent.xes",
        "<log><trace><string key='concept:name' value='1'/><event><date key='time:timestamp' value='2024-03-01T09:00:00Z'/>\
         </event></trace></log>",
    );
    case.study(&file, 2, &["no event says what was done", "concept:name"]);
}
