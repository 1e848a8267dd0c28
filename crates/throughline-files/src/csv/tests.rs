//! CSV: dialects, odd cells, refused rows, and the same log whatever the blocks and threads.

use super::*;
use crate::job::tests::job;
use crate::mapping::{ColumnMap, To};
use crate::times::TimeForm;
use proptest::prelude::*;
use throughline::log::{Field, Linking, Log, LogBuilder};

fn mapping(columns: &[(&str, To)]) -> Mapping {
    let column = |(name, to): &(&str, To)| ColumnMap {
        name: name.to_string(),
        to: to.clone(),
        event: None,
        time: Some(TimeForm::Iso),
        because: String::new(),
    };
    Mapping {
        zone: "Europe/London".into(),
        columns: columns.iter().map(column).collect(),
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

pub(super) fn usual() -> Mapping {
    let activity = To::Field(Field::Activity);
    mapping(&[("need", To::Need), ("at", To::At), ("activity", activity), ("note", To::Attribute)])
}

fn take(bytes: &[u8], mapping: &Mapping, threads: usize) -> Result<(Log, Vec<Refusal>), Error> {
    let job = job(threads);
    let source = Source::of_bytes("t.csv", bytes)?.remove(0);
    let mut builder = LogBuilder::new(Linking::default());
    read(&source, mapping, &job)?.into_iter().for_each(|rows| builder.add(rows));
    Ok((builder.finish(threads)?, job.report.refusals()))
}

pub(super) fn events(log: &Log) -> Vec<String> {
    let cell = |name: &str, event| {
        log.event_column(name).and_then(|c| c.get(event)).map_or("-".into(), |v| v.to_string())
    };
    let row = |need: throughline::log::Need| {
        let name = log.need_name(need.index).to_string();
        need.events
            .map(|event| {
                format!(
                    "{name} {} {} {}",
                    log.at_us()[event] / 1_000_000,
                    cell("activity", event),
                    cell("note", event)
                )
            })
            .collect::<Vec<_>>()
    };
    log.needs().flat_map(row).collect()
}

const ROWS: &str = "need,at,activity,note\n\
    1,2024-01-01 00:00:00,open,\"a, \"\"b\"\"\nc\"\n\
    2,2024-01-01 00:00:01,open,\n\
    1,2024-01-01 00:00:02,close,x\n";

#[test]
fn the_same_table_in_every_dress() {
    let want = events(&take(ROWS.as_bytes(), &usual(), 1).unwrap().0);
    assert_eq!(want, ["1 1704067200 open a, \"b\"\nc", "1 1704067202 close x", "2 1704067201 open -"]);
    let utf16: Vec<u8> =
        [0xff, 0xfe].into_iter().chain(ROWS.encode_utf16().flat_map(u16::to_le_bytes)).collect();
    let big: Vec<u8> = ROWS.encode_utf16().flat_map(u16::to_be_bytes).collect();
    // Only the ends of rows change: the line end within the quoted text is text.
    let semicolons = ROWS.replace("need,at,activity,note", "need;at;activity;note").replace("00,o", "00;o");
    let semicolons =
        semicolons.replace("1,2024", "1;2024").replace("2,2024", "2;2024").replace(",open,", ";open;");
    let semicolons = semicolons.replace(";open,", ";open;").replace(",close,", ";close;");
    let dresses: [Vec<u8>; 6] = [
        [b"\xef\xbb\xbf", ROWS.as_bytes()].concat(),
        utf16,
        big,
        semicolons.into_bytes(),
        ROWS.trim_end().as_bytes().to_vec(),
        ROWS.replace("note\n", "note\r\n").replace(",\n", ",\r\n").replace("x\n", "x\r\n").into_bytes(),
    ];
    for (number, dress) in dresses.iter().enumerate() {
        let (log, refused) = take(dress, &usual(), 2).unwrap();
        assert_eq!((events(&log), refused.len()), (want.clone(), 0), "dress {number}");
    }
}

#[test]
fn windows_1252_is_read_value_by_value() {
    let text = b"need,at,activity,note\n1,2024-01-01,caf\xe9,\xc3\xa9\n";
    let (log, _) = take(text, &usual(), 1).unwrap();
    assert_eq!(events(&log), ["1 1704067200 caf\u{e9} \u{e9}"]);
}

#[test]
fn what_is_refused_says_where() {
    let text = "need,at,activity,note\n1,2024-01-01,open,x\n2,soon,open,y\n3,2024-01-03,,z\n4,2024-01-04\n\n5,2024-01-05,close,\"two\nlines\"\n6,2024-13-01,open,\n";
    let (log, refused) = take(text.as_bytes(), &usual(), 1).unwrap();
    assert_eq!(log.event_count(), 2);
    let said: Vec<String> =
        refused.iter().map(|r| format!("{} {} “{}” {}", r.line, r.column, r.value, r.reason)).collect();
    assert_eq!(said.len(), 4, "{said:#?}");
    assert!(said[0].starts_with("3 at “soon” is no date or time written year, month, day"), "{}", said[0]);
    assert!(said[1].starts_with("4 activity “” no activity"), "{}", said[1]);
    assert!(
        said[2].starts_with("5 (the whole line) “” the line has 2 fields where the header has 4"),
        "{}",
        said[2]
    );
    assert!(said[3].starts_with("9 at “2024-13-01”"), "{}", said[3]);
}

#[test]
fn a_mark_that_is_never_closed_costs_one_line() {
    let text = "need,at,activity,note\n1,2024-01-01,open,\"x\n2,2024-01-02,open,y\n";
    let (log, refused) = take(text.as_bytes(), &usual(), 1).unwrap();
    assert_eq!(events(&log), ["2 1704153600 open y"]);
    assert_eq!((refused.len(), refused[0].line), (1, 2));
}

#[test]
fn a_very_long_line_is_refused_and_the_rest_is_read() {
    let mut text = b"need,at,activity,note\n1,2024-01-01,open,".to_vec();
    text.resize(text.len() + (65 << 20), b'x');
    text.extend(b"\n2,2024-01-02,open,y\n3,2024-13-02,open,y\n");
    let (log, refused) = take(&text, &usual(), 2).unwrap();
    assert_eq!(events(&log), ["2 1704153600 open y"]);
    assert_eq!(refused.iter().map(|r| r.line).collect::<Vec<_>>(), [2, 4]);
}

#[test]
fn persons_are_pseudonyms_and_numbers_are_read() {
    let text = "need,at,activity,who,cost\n1,2024-01-01,open,Ann,£12.50\n1,2024-01-02,close,Ann,free\n";
    let columns = [
        ("need", To::Need),
        ("at", To::At),
        ("activity", To::Field(Field::Activity)),
        ("who", To::Field(Field::Person)),
        ("cost", To::Field(Field::Pence)),
    ];
    let (log, refused) = take(text.as_bytes(), &mapping(&columns), 1).unwrap();
    let person = log.names(Field::Person).unwrap();
    assert_eq!(person.get(0), Some(job(1).key.pseudonym("Ann").as_str()));
    assert_eq!(log.field(Field::Pence).unwrap().get(0), Some(throughline::log::Value::Whole(1250)));
    assert_eq!((refused.len(), refused[0].value.as_str(), log.event_count()), (1, "free", 2));
}

/// A table of over three ranges in which line ends stand within quotes everywhere.
fn large(seed: u64) -> String {
    let mut text = String::from("need,at,activity,note\n");
    let mut state = seed | 1;
    while text.len() < (3 << 20) + 5000 {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        let note = ["plain", "\"a\n\"\"b\"\",c\n1,2024-01-01,open,d\"", "", "\"\n\n\n\"", "5\" pipe"]
            [state as usize % 5];
        let day = 1 + state / 7 % 31;
        text.push_str(&format!(
            "N{},2024-02-{day:02} 00:00:00,act {},{note}\n",
            state / 11 % 5000,
            state / 13 % 9
        ));
    }
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6))]
    #[test]
    fn any_number_of_threads_reads_the_same(seed in any::<u64>()) {
        let text = large(seed);
        let (one, refused_one) = take(text.as_bytes(), &usual(), 1).unwrap();
        let (three, refused_three) = take(text.as_bytes(), &usual(), 3).unwrap();
        prop_assert_eq!(refused_one, refused_three);
        prop_assert_eq!(events(&one), events(&three));
        prop_assert_eq!(&one.columns().need_names, &three.columns().need_names);
    }
}

proptest! {
    #[test]
    fn nothing_panics(bytes in prop::collection::vec(any::<u8>(), 1..400), table in "[a1,\"\n\r;é-]{1,200}") {
        for text in [&bytes[..], table.as_bytes(), &[ROWS.as_bytes(), &bytes].concat()] {
            if let Ok(mut sources) = Source::of_bytes("t.csv", text) {
                let source = sources.remove(0);
                if source.format == crate::source::Format::Csv {
                    let _ = sample(&source, 10, None);
                    let read = read(&source, &usual(), &job(2));
                    prop_assert!(read.is_err() || read.is_ok_and(|rows| rows.len() < 3));
                }
            }
        }
    }
}

/// A quotation mark that is never closed, and more lines below it than are looked at at once: they are named with their lines and end soon.
#[test]
fn an_open_mark_above_very_many_lines_ends_soon() {
    let mut text = format!("{ROWS}4,2024-01-01 00:00:03,open,\"x\n").into_bytes();
    let before = memchr::memchr_iter(b'\n', &text).count() as u64;
    text.extend(b"y,\n".repeat(RECORD_BYTES / 3 + 1_000));
    let job = job(1);
    let source = Source::of_bytes("t.csv", &text).unwrap().remove(0);
    let stopped = match read(&source, &usual(), &job) {
        Err(error) => error.to_string(),
        Ok(_) => String::new(),
    };
    let first = format!("the first, line {before} column “(the whole line)”");
    assert!(stopped.contains("nearly every row is refused") && stopped.contains(&first), "{stopped}");
}
