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
