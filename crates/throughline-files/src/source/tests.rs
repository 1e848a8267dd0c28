//! What is recognised, unpacked and refused.
use std::io::Write;
use std::path::PathBuf;

use super::*;

fn one(name: &str, bytes: &[u8]) -> Result<Source, Error> {
    Source::of_bytes(name, bytes).map(|mut all| {
        assert_eq!(all.len(), 1);
        all.remove(0)
    })
}

fn format(name: &str, bytes: &[u8]) -> Format {
    one(name, bytes).unwrap().format
}

fn says(name: &str, bytes: &[u8]) -> String {
    match Source::of_bytes(name, bytes) {
        Ok(sources) => panic!("{name} was taken for {:?}", sources[0].format),
        Err(error) => error.to_string(),
    }
}

fn text_of(source: &Source) -> Result<String, Error> {
    let mut text = String::new();
    source.reader()?.read_to_string(&mut text).map_err(|error| source.trouble(&error))?;
    Ok(text)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    out.write_all(bytes).unwrap();
    out.finish().unwrap()
}

fn zip_of(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        if name.ends_with('/') {
            out.add_directory(*name, zip::write::SimpleFileOptions::default()).unwrap();
        } else {
            out.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
            out.write_all(bytes).unwrap();
        }
    }
    out.finish().unwrap().into_inner()
}

/// Text that does not pack to nothing.
fn long_text() -> String {
    let mut state = 7u64;
    let mut line = |n: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        format!("{n},{state:x}\n")
    };
    (0..100_000).map(&mut line).collect()
}

#[test]
fn the_format_is_what_the_content_says() {
    assert_eq!(format("x", b"need,at\n1,2\n"), Format::Csv);
    assert_eq!(format("x.csv", b"PAR1rest"), Format::Parquet);
    assert_eq!(format("x.csv", b"ARROW1\0\0"), Format::Columns);
    assert_eq!(format("x.db", b"SQLite format 3\0rest"), Format::OcelSqlite);
    assert_eq!(
        format("x", b"\xef\xbb\xbf<?xml version=\"1.0\"?><!-- a <b> --><log><trace/></log>"),
        Format::Xes
    );
    assert_eq!(format("x", b"<xes:log><extension/></xes:log>"), Format::Xes);
    assert_eq!(format("x", b"<log>\n<object-types/></log>"), Format::OcelXml);
    assert_eq!(format("x.json", b" {\n \"objectTypes\": []}"), Format::OcelJson);
    assert_eq!(format("x.json", b"{\"id\":1}\n{\"id\":2,\"eventTypes\":0}"), Format::JsonLines);
    assert_eq!(format("x", b"[{\"id\":1}]"), Format::JsonLines);
    assert_eq!(format("x", b"[id],[at]\n1,2\n"), Format::Csv);
    let utf16: Vec<u8> = "\u{feff}<log><trace/></log>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(format("x", &utf16), Format::Xes);
    let utf16: Vec<u8> = "\u{feff}need;at\n1;2\n".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(format("x", &utf16), Format::Csv);
}

#[test]
fn types_at_the_end_of_a_long_object_are_found() {
    let filler = "{\"id\": 1},".repeat(50_000);
    let ocel = format!("{{\"events\": [{filler} {{}}], \"objectTypes\": []}}");
    assert_eq!(format("x.json", ocel.as_bytes()), Format::OcelJson);
    assert_eq!(format("x.json", ocel.replace("objectTypes", "other").as_bytes()), Format::JsonLines);
}

#[test]
fn every_real_log_is_recognised() {
    let shared = std::env::var("THROUGHLINE_SHARED")
        .unwrap_or_else(|_| concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared").to_string());
    let logs = PathBuf::from(shared).join("logs");
    let Ok(folder) = std::fs::read_dir(&logs) else {
        println!("skipped: there are no logs in {}", logs.display());
        return;
    };
    for entry in folder {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let wanted = match () {
            () if name.contains(".xes") => Format::Xes,
            () if name.ends_with(".csv") => Format::Csv,
            () if name.ends_with(".parquet") => Format::Parquet,
            () if name.ends_with(".jsonocel") => Format::OcelJson,
            () if name.ends_with(".xmlocel") => Format::OcelXml,
            () if name.ends_with(".sqlite") => Format::OcelSqlite,
            () => continue,
        };
        let sources = Source::open(&path).unwrap();
        assert_eq!((sources.len(), sources[0].format), (1, wanted), "{name}");
    }
}

#[test]
fn packed_files_unpack_to_the_same_bytes() {
    let text = long_text();
    let (first, second) = text.split_at(700_000);
    let twice = [gzip(first.as_bytes()), gzip(second.as_bytes())].concat();
    let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
    let zip = zip_of(&[("a/", b""), ("__MACOSX/a/._b.csv", b"x"), ("a/b.csv", text.as_bytes())]);
    let both = zip_of(&[("b.csv.gz", &twice)]);
    for (name, packed) in [("x.csv.gz", &twice), ("x.csv.zst", &zstd), ("x.zip", &zip), ("y.zip", &both)] {
        let source = one(name, packed).unwrap();
        assert_eq!(source.format, Format::Csv);
        assert!(source.is_packed() && source.plain().unwrap().is_none() && source.path().is_none());
        assert!(text_of(&source).unwrap() == text, "{name}");
        let taken = source.taken();
        assert!(
            taken > source.bytes() * 9 / 10 && taken < source.bytes() + 1000,
            "{taken} of {}",
            source.bytes()
        );
        let mut kept = String::new();
        source.file().unwrap().read_to_string(&mut kept).unwrap();
        assert!(kept == text && text_of(&source).unwrap() == text, "{name}");
    }
    assert_eq!(one("x.zip", &zip).unwrap().name, "x.zip/a/b.csv");
}

#[test]
fn each_file_of_a_zip_is_a_source() {
    let zip = zip_of(&[("jobs.csv", b"need,at\n"), ("log.xes", b"<log></log>"), (".DS_Store", b"1")]);
    let sources = Source::of_bytes("all.zip", &zip).unwrap();
    let found: Vec<_> = sources.iter().map(|source| (source.name.as_str(), source.format)).collect();
    assert_eq!(found, [("all.zip/jobs.csv", Format::Csv), ("all.zip/log.xes", Format::Xes)]);
    assert_eq!(text_of(&sources[1]).unwrap(), "<log></log>");
}

#[test]
fn a_spreadsheet_is_no_zip_of_files() {
    let sheet = zip_of(&[("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>")]);
    assert_eq!(format("export", &sheet), Format::Spreadsheet);
    let within = Source::of_bytes("all.zip", &zip_of(&[("jobs.xlsx", &sheet)])).unwrap();
    assert_eq!((within.len(), within[0].format), (1, Format::Spreadsheet));
    let letter = zip_of(&[("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<document/>")]);
    assert!(says("letter.docx", &letter).contains("a document, not a spreadsheet"));
}

#[test]
fn what_is_cut_short_is_said_when_it_is_read() {
    let text = long_text();
    let zip = zip_of(&[("b.csv", text.as_bytes())]);
    let zstd = zstd::encode_all(text.as_bytes(), 1).unwrap();
    for (name, packed) in [("x.csv.gz", gzip(text.as_bytes())), ("x.csv.zst", zstd)] {
        let source = one(name, &packed[..packed.len() / 2]).unwrap();
        for error in [text_of(&source).unwrap_err(), source.file().map(|_| ()).unwrap_err()] {
            let said = error.to_string();
            assert!(
                said.starts_with(&format!("{name}: the ")) && said.contains("stop in the middle"),
                "{said}"
            );
        }
    }
    let said = says("x.zip", &zip[..zip.len() / 2]);
    assert!(said.starts_with("x.zip: the zip is damaged or was cut short"), "{said}");
    let mut damaged = gzip(text.as_bytes());
    let middle = damaged.len() / 2;
    damaged[middle..middle + 50].fill(0xaa);
    let said = text_of(&one("x.csv.gz", &damaged).unwrap()).unwrap_err().to_string();
    assert!(said.contains("damaged"), "{said}");
}

#[test]
fn what_cannot_be_read_is_said_in_a_sentence() {
    assert!(says("x.csv", b"").contains("x.csv: the file is empty"));
    assert!(says("x.csv.gz", &gzip(b"")).contains("the file is empty"));
    assert!(says("x.zip", &zip_of(&[("a/", b"")])).contains("the zip holds no files"));
    assert!(says("x.zip", &zip_of(&[("y.zip", &zip_of(&[("z.csv", b"1")]))])).contains("zip within a zip"));
    assert!(says("x.xls", b"<html><table><tr><td>1").contains("is a web page"));
    assert!(says("x.pdf", b"%PDF-1.7").contains("is a PDF"));
    assert!(says("x.7z", b"7z\xbc\xaf\x27\x1c12").contains("7-Zip"));
    assert!(says("x.parquet", b"need,at").contains("does not begin as such a file does"));
    assert!(says("x", &[0, 1, 2, 3, 200, 201, 0, 0, 0, 0, 1, 5]).contains("neither text nor a format"));
    assert!(says("x", b"<svg/>").contains("first element is \u{201c}svg\u{201d}"));

    let folder = tempfile::tempdir().unwrap();
    let open = |path: &Path| Source::open(path).map(|_| ()).unwrap_err();
    let missing = open(&folder.path().join("missing.csv"));
    assert!(missing.is_asked_wrong() && missing.to_string().contains("there is no such file"), "{missing}");
    assert!(open(folder.path()).to_string().contains("is a folder"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let path = folder.path().join("secret.csv");
        std::fs::write(&path, "need,at").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o0)).unwrap();
        // The administrator may read everything.
        if File::open(&path).is_err() {
            assert!(open(&path).to_string().contains("may not read the file"));
        }
    }
}

#[test]
fn several_readers_do_not_disturb_each_other() {
    let source = one("standard input", b"need,at\n1,2024-01-01\n").unwrap();
    let mut first = source.reader().unwrap();
    first.read_exact(&mut [0; 5]).unwrap();
    assert_eq!(text_of(&source).unwrap(), "need,at\n1,2024-01-01\n");
    let mut rest = String::new();
    first.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "at\n1,2024-01-01\n");
}

#[test]
fn a_file_cut_short_while_it_is_read_is_not_taken_for_a_shorter_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("calls.csv");
    std::fs::write(&path, "case,activity,time\n1,a,2024-03-01\n").unwrap();
    let source = Source::open(&path).unwrap().remove(0);
    assert_eq!(source.still_whole(), Ok(()));
    let mut file = File::options().append(true).open(&path).unwrap();
    file.write_all(b"2,a,2024-03-02\n").unwrap();
    assert_eq!(source.still_whole(), Ok(()));
    file.set_len(20).unwrap();
    let said = source.still_whole().unwrap_err();
    assert!(
        !said.is_asked_wrong()
            && said.to_string().contains("cut short while it was read (20 bytes are left of 34)"),
        "{said}"
    );
    // A reader that had begun says so, too, whatever it made of the rest.
    let job = crate::job::tests::job(1);
    let said = crate::read::mapped(&source, None, "Europe/London", &job).err().unwrap();
    assert!(said.to_string().contains("was emptied or cut short while it was read"), "{said}");
}
