//! Files of other writers, refusals, wide tables, and damaged files.

use std::sync::Arc;

use arrow_array::builder::{Int32Builder, ListBuilder};
use arrow_array::types::Int16Type;
use arrow_array::{
    ArrayRef, BooleanArray, Date32Array, DictionaryArray, Float64Array, Int64Array, LargeStringArray,
    StringArray, StringViewArray, TimestampMicrosecondArray, TimestampMillisecondArray,
    TimestampNanosecondArray, TimestampSecondArray,
};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding};
use parquet::file::properties::{WriterProperties, WriterVersion};
use throughline::log::{Field, Slot};
use throughline::time::Instant;

use super::*;
use crate::job::tests::job;
use crate::mapping::ColumnMap;

fn map(name: &str, to: To) -> ColumnMap {
    ColumnMap { name: name.to_string(), to, event: None, time: None, because: String::new() }
}

fn mapping(columns: Vec<ColumnMap>) -> Mapping {
    Mapping {
        zone: "Europe/London".to_string(),
        columns,
        constants: Vec::new(),
        closing: Vec::new(),
        contacts: Vec::new(),
        window_days: 30.0,
        paired_by: None,
        part: None,
        delimiter: None,
        encoding: None,
    }
}

fn plain() -> Vec<ColumnMap> {
    vec![map("id", To::Need), map("when", To::At), map("what", To::Field(Field::Activity))]
}

fn file(columns: Vec<(&str, ArrayRef)>, properties: WriterProperties) -> Source {
    let batch = RecordBatch::try_from_iter_with_nullable(
        columns.into_iter().map(|(name, array)| (name, array, true)),
    );
    let batch = batch.unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    source(&writer.into_inner().unwrap())
}

fn source(bytes: &[u8]) -> Source {
    Source::of_bytes("jobs.parquet", bytes).unwrap().remove(0)
}

/// The events, one a line: the time and every value with its column.
fn lines(rows: &[Rows]) -> Vec<String> {
    let name = |slot: &Slot| match slot {
        Slot::Need => "need".to_string(),
        Slot::Field(field) => field.name().to_string(),
        Slot::Attribute(name) => name.clone(),
        Slot::NeedAttribute(name) => format!("case:{name}"),
    };
    let line = |rows: &Rows, row: usize| {
        let values = rows
            .columns()
            .iter()
            .filter_map(|(slot, cells)| Some(format!("{}={}", name(slot), cells.get(row)?)));
        format!("{} {}", Instant(rows.at.get(row)), values.collect::<Vec<_>>().join(" "))
    };
    rows.iter().flat_map(|rows| (0..rows.len()).map(move |row| line(rows, row))).collect()
}

fn refused(job: &Job) -> Vec<String> {
    let refusals = job.report.refusals().into_iter();
    refusals.map(|r| format!("{} {} {} [{}] {}", r.file, r.line, r.column, r.value, r.reason)).collect()
}

const DAY: i64 = 86_400_000_000;
/// 2024-07-01T00:00:00Z.
const JULY: i64 = 1_719_792_000_000_000;

#[test]
fn every_form_of_text_and_every_packing_gives_the_same_rows() {
    let names =
        [Some("a b"), None, Some(""), Some("c"), Some("a b"), Some("a longer name than sixteen bytes")];
    let forms: [ArrayRef; 4] = [
        Arc::new(StringArray::from(names.to_vec())),
        Arc::new(LargeStringArray::from(names.to_vec())),
        Arc::new(StringViewArray::from(names.to_vec())),
        Arc::new(names.into_iter().collect::<DictionaryArray<Int16Type>>()),
    ];
    let at: ArrayRef =
        Arc::new(TimestampMicrosecondArray::from_iter_values((0..6).map(|n| JULY + n)).with_timezone("UTC"));
    let what: ArrayRef = Arc::new(StringArray::from(vec!["x"; 6]));
    let packings = [Compression::UNCOMPRESSED, Compression::SNAPPY, Compression::LZ4_RAW]
        .into_iter()
        .chain([Compression::ZSTD(Default::default()), Compression::GZIP(Default::default())]);
    let mut all = Vec::new();
    for packing in packings {
        for form in &forms {
            for dictionary in [true, false] {
                let properties = WriterProperties::builder()
                    .set_compression(packing)
                    .set_dictionary_enabled(dictionary)
                    .build();
                let columns =
                    vec![("id", Arc::clone(form)), ("when", Arc::clone(&at)), ("what", Arc::clone(&what))];
                all.push(lines(&read(&file(columns, properties), &mapping(plain()), &job(1)).unwrap()));
            }
        }
    }
    let first = "2024-07-01T00:00:00Z need=a b activity=x";
    assert_eq!((all[0].len(), all[0][0].as_str()), (6, first));
    assert_eq!(all[0][1], "2024-07-01T00:00:00.000001Z activity=x");
    assert!(all.iter().all(|rows| *rows == all[0]), "{all:#?}");
}

#[test]
fn every_form_of_time_is_read() {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(Int64Array::from(vec![Some(7), None]))),
        ("what", Arc::new(StringArray::from(vec!["x", "y"]))),
        ("when", Arc::new(TimestampMillisecondArray::from(vec![JULY / 1000, (JULY + DAY) / 1000]))),
        (
            "until",
            Arc::new(
                TimestampNanosecondArray::from(vec![Some((JULY + DAY) * 1000 + 1), None])
                    .with_timezone("UTC"),
            ),
        ),
        ("s", Arc::new(TimestampSecondArray::from(vec![JULY / 1_000_000; 2]).with_timezone("UTC"))),
        ("day", Arc::new(Date32Array::from(vec![(JULY / DAY) as i32; 2]))),
        ("text", Arc::new(StringArray::from(vec![" 01/07/2024 12:00", ""]))),
        ("number", Arc::new(Int64Array::from(vec![JULY / 1000; 2]))),
    ];
    let mut maps = plain();
    maps.extend(["s", "day"].map(|name| map(name, To::Attribute)));
    maps.push(map("until", To::Field(Field::Until)));
    let day_first = Some(crate::times::TimeForm::DayFirst);
    maps.push(ColumnMap { time: day_first, ..map("text", To::Field(Field::WrittenAt)) });
    let source = file(columns, WriterProperties::default());
    let job = job(1);
    // Times without a zone are the service's: London is an hour before UTC in July.
    assert_eq!(
        lines(&read(&source, &mapping(maps.clone()), &job).unwrap()),
        [
            "2024-06-30T23:00:00Z need=7 activity=x s=2024-07-01T00:00:00Z day=2024-06-30T23:00:00Z \
             until=2024-07-02T00:00:00Z written_at=2024-07-01T11:00:00Z",
            "2024-07-01T23:00:00Z activity=y s=2024-07-01T00:00:00Z day=2024-06-30T23:00:00Z",
        ]
    );
    maps.retain(|map| map.name != "when" && map.name != "until");
    maps.push(ColumnMap { time: Some(crate::times::TimeForm::EpochMillis), ..map("number", To::At) });
    let rows = read(&source, &mapping(maps), &job).unwrap();
    assert_eq!((rows[0].at.get(0), refused(&job)), (JULY, vec![]));
}

#[test]
fn columns_keep_their_types_and_persons_become_pseudonyms() {
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(StringArray::from(vec!["a", "a"]))),
        ("what", Arc::new(StringArray::from(vec![Some("x"), None]))),
        ("when", Arc::new(TimestampMicrosecondArray::from(vec![JULY, JULY]).with_timezone("UTC"))),
        ("tenant", Arc::new(StringArray::from(vec![Some("T1"), None]))),
        ("whole", Arc::new(Int64Array::from(vec![Some(1), None]))),
        ("real", Arc::new(Float64Array::from(vec![Some(0.5), None]))),
        ("flag", Arc::new(BooleanArray::from(vec![Some(false), None]))),
        ("text", Arc::new(StringArray::from(vec!["12", " 7 "]))),
        ("minutes", Arc::new(Float64Array::from(vec![Some(2.5), None]))),
    ];
    let mut maps = plain();
    maps.push(map("tenant", To::Field(Field::Person)));
    maps.extend(["whole", "real", "flag", "text"].map(|name| map(name, To::Attribute)));
    maps.push(map("minutes", To::Field(Field::Minutes)));
    let mut mapping = mapping(maps);
    mapping.constants = vec![(Field::Activity, "z".to_string()), (Field::Organisation, "Depot".to_string())];
    let source = file(columns, WriterProperties::default());
    let job = job(1);
    let rows = read(&source, &mapping, &job).unwrap();
    let person = job.key.pseudonym("T1");
    assert_eq!(
        lines(&rows),
        [
            format!(
                "2024-07-01T00:00:00Z need=a activity=x person={person} whole=1 real=0.5 flag=false text=12 minutes=2.5 \
                 organisation=Depot"
            ),
            "2024-07-01T00:00:00Z need=a activity=z text= 7  organisation=Depot".to_string(),
        ]
    );
    let sample = sample(&source, 1).unwrap();
    assert_eq!((sample.rows, sample.whole), (1, false));
    let holds: Vec<_> = sample.columns.iter().filter_map(|column| column.holds).collect();
    use throughline::log::Holds::{Flag, Name, Real, Time, Whole};
    assert_eq!(holds, [Name, Name, Time, Name, Whole, Real, Flag, Name, Real]);
    assert_eq!(sample.columns[2].values, [Some("2024-07-01T00:00:00Z".to_string())]);
}

#[test]
fn rows_that_cannot_be_used_are_refused_with_their_number() {
    let when = [Some(JULY), None, Some(JULY), Some(i64::MAX), Some(JULY)];
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(StringArray::from(vec!["a"; 5]))),
        ("what", Arc::new(StringArray::from(vec![Some("x"), Some("x"), None, Some("x"), Some("y")]))),
        ("when", Arc::new(TimestampMicrosecondArray::from(when.to_vec()).with_timezone("UTC"))),
        ("done", Arc::new(StringArray::from(vec!["2024-06-01", "", "", "", "soon"]))),
    ];
    let mut maps = plain();
    maps.push(map("done", To::Field(Field::Until)));
    let job = job(2);
    let rows = read(&file(columns, WriterProperties::default()), &mapping(maps), &job).unwrap();
    assert_eq!(lines(&rows), ["2024-07-01T00:00:00Z need=a activity=y"]);
    let starts = [
        "jobs.parquet 1 done [2024-07-01T00:00:00Z to 2024-05-31T23:00:00Z] ends before it starts",
        "jobs.parquet 2 when [] no time,",
        "jobs.parquet 3 what [] no activity,",
        "jobs.parquet 4 when [9223372036854775807] lies before the year 1 or after 30 December 9999, 22:00 UTC",
        "jobs.parquet 5 done [soon] ",
    ];
    let said = refused(&job);
    assert_eq!(said.len(), starts.len(), "{said:#?}");
    for (said, start) in said.iter().zip(starts) {
        assert!(said.starts_with(start), "{said} does not start with {start}");
    }
}

#[test]
fn a_wide_table_goes_row_by_row() {
    let mut list = ListBuilder::new(Int32Builder::new());
    list.append_value([Some(1), Some(2)]);
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(StringArray::from(vec!["a"]))),
        ("opened", Arc::new(TimestampMicrosecondArray::from(vec![JULY]).with_timezone("UTC"))),
        ("unused", Arc::new(StringArray::from(vec!["?"]))),
        ("closed", Arc::new(TimestampMicrosecondArray::from(vec![JULY + DAY]))),
        ("list", Arc::new(list.finish())),
    ];
    let maps = vec![
        map("id", To::Need),
        map("opened", To::Event("opened".to_string())),
        map("closed", To::Event("closed".to_string())),
        map("unused", To::Ignore),
    ];
    let job = job(1);
    let rows = read(&file(columns, WriterProperties::default()), &mapping(maps), &job).unwrap();
    assert_eq!(
        lines(&rows),
        ["2024-07-01T00:00:00Z activity=opened need=a", "2024-07-01T23:00:00Z activity=closed need=a"]
            .map(|line| line.replace("activity=opened need=a", "need=a activity=opened"))
            .map(|line| line.replace("activity=closed need=a", "need=a activity=closed"))
    );
    assert!(job.report.notes()[0].contains("“list” (List"), "{:?}", job.report.notes());
}

#[test]
fn one_thread_and_several_give_the_same_log() {
    let count = 130_000;
    let ids: ArrayRef =
        Arc::new(StringArray::from_iter_values((0..count).map(|n| format!("need {}", n * 7919 % 20_011))));
    let what: ArrayRef =
        Arc::new(StringArray::from_iter_values((0..count).map(|n| format!("step {}", n % 13))));
    let when: ArrayRef =
        Arc::new(TimestampMicrosecondArray::from_iter_values((0..count).map(|n| JULY + n * 977)));
    // Small row groups, and an odd number of them.
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(17_000)).build();
    let source = file(vec![("id", ids), ("when", when), ("what", what)], properties);
    let log = |threads| {
        let mut builder = throughline::log::LogBuilder::default();
        for rows in read(&source, &mapping(plain()), &job(threads)).unwrap() {
            builder.add(rows);
        }
        builder.finish(threads).unwrap()
    };
    let (one, three) = (log(1), log(3));
    assert_eq!((one.event_count(), one.need_count()), (count as usize, 20_011));
    assert_eq!(throughline::log::difference(&one, &three), None);
    // The numbering is the same, too, so that whatever is written from it is the same to the byte.
    let names =
        |log: &throughline::log::Log| format!("{:?}", log.columns().need_names.iter().collect::<Vec<_>>());
    assert_eq!(names(&one), names(&three));
}

#[test]
fn a_damaged_file_is_a_sentence() {
    let ids: ArrayRef = Arc::new(StringArray::from_iter_values((0..500).map(|n| n.to_string())));
    let when: ArrayRef = Arc::new(TimestampMicrosecondArray::from_iter_values(0..500));
    let columns = vec![("id", ids.clone()), ("when", when), ("what", ids)];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    let whole = writer.into_inner().unwrap();
    let mut sentences = 0;
    for cut in (4..whole.len()).step_by(97) {
        let error =
            read(&source(&whole[..cut]), &mapping(plain()), &job(2)).map(|_| ()).unwrap_err().to_string();
        assert!(error.starts_with("jobs.parquet: the Parquet file is damaged"), "{error}");
    }
    for place in (4..whole.len()).step_by(13) {
        let mut damaged = whole.clone();
        damaged[place] ^= 0x55;
        sentences += usize::from(read(&source(&damaged), &mapping(plain()), &job(2)).is_err());
    }
    assert!(sentences > 0);
}

/// How fast: `THROUGHLINE_SPEED=FILE cargo test --release -p throughline-files speed -- --ignored --nocapture`.
#[test]
#[ignore = "needs a large file"]
fn speed() {
    let Ok(path) = std::env::var("THROUGHLINE_SPEED") else { return };
    let source = Source::open(std::path::Path::new(&path)).unwrap().remove(0);
    let named = |name: &str| match name {
        "need" => To::Need,
        "at" => To::At,
        name => Field::named(name).map_or(To::Attribute, To::Field),
    };
    let sample = sample(&source, 10).unwrap();
    let mapping =
        mapping(sample.columns.iter().map(|column| map(&column.name, named(&column.name))).collect());
    for threads in [1, 2, 2, 2] {
        let start = std::time::Instant::now();
        let rows = read(&source, &mapping, &job(threads)).unwrap();
        let took = start.elapsed();
        let mut builder = throughline::log::LogBuilder::default();
        rows.into_iter().for_each(|rows| builder.add(rows));
        let start = std::time::Instant::now();
        let log = builder.finish(threads).unwrap();
        assert!(log.event_count() > 0);
        println!(
            "{path}, {threads} threads: {} events read in {took:.3?}, laid out in {:.3?}",
            log.event_count(),
            start.elapsed()
        );
    }
}

/// A file whose names are stored as differences, which some writers do unasked: a column with gaps and one without.
fn with_differences(rows: usize, encoding: Encoding, version: WriterVersion) -> Source {
    let ids: Vec<Option<String>> =
        (0..rows).map(|row| (row % 7 != 0).then(|| format!("job-{row}"))).collect();
    let whats: Vec<String> = (0..rows).map(|row| "abcdefgh"[..row % 8].to_string() + "x").collect();
    let properties = WriterProperties::builder()
        .set_writer_version(version)
        .set_dictionary_enabled(false)
        .set_encoding(encoding)
        .set_column_encoding("when".into(), Encoding::PLAIN)
        .set_data_page_row_count_limit(1000)
        .set_write_batch_size(500);
    let at: ArrayRef = Arc::new(
        TimestampMicrosecondArray::from_iter_values((0..rows).map(|row| JULY + row as i64))
            .with_timezone("UTC"),
    );
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("id", Arc::new(StringArray::from(ids))),
        ("when", at),
        ("what", Arc::new(StringArray::from(whats))),
    ];
    file(columns, properties.build())
}

#[test]
fn texts_stored_as_differences_are_read_in_both_versions_of_pages() {
    for rows in [1, 2, 129, 5000] {
        let plain = with_differences(rows, Encoding::PLAIN, WriterVersion::PARQUET_1_0);
        let plain = lines(&read(&plain, &mapping(self::plain()), &job(1)).unwrap());
        assert_eq!(plain.len(), rows);
        for encoding in [Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY] {
            for version in [WriterVersion::PARQUET_1_0, WriterVersion::PARQUET_2_0] {
                let source = with_differences(rows, encoding, version);
                assert_eq!(lines(&read(&source, &mapping(self::plain()), &job(1)).unwrap()), plain);
            }
        }
    }
}

#[test]
fn a_page_that_promises_more_than_it_holds_is_refused_before_memory_is_set_aside() {
    for encoding in [Encoding::DELTA_BYTE_ARRAY, Encoding::DELTA_LENGTH_BYTE_ARRAY] {
        let source = with_differences(150, encoding, WriterVersion::PARQUET_1_0);
        let mut bytes = source.disk().unwrap();
        let mut whole = Vec::new();
        std::io::Read::read_to_end(&mut bytes, &mut whole).unwrap();
        // The header of the differences of 150 texts without gaps: blocks of 128, 4 parts, 150 numbers.
        let header = [0x80, 0x01, 4, 0x96, 0x01];
        let place = whole.windows(header.len()).rposition(|window| window == header).unwrap();
        // 2^61 numbers: the first of them, the least difference and the widths of the parts are read as its count.
        whole[place + 3..place + 11].fill(0xff);
        whole[place + 11] = 0x1f;
        let error = read(&self::source(&whole), &mapping(plain()), &job(1)).err().unwrap();
        assert!(error.to_string().contains("too short for the values it says it has"), "{error}");
    }
}
