//! Damaged and foreign files, and that nothing is copied. Round trips are tested with the other writers.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use arrow_array::{ArrayRef, RecordBatch};
use proptest::prelude::*;
use throughline::log::{CodeSlice, LogBuilder, Rows, Slot, Value, difference};

use super::*;

/// `count` events in needs of four, with a name, a number and a flag; some of them missing.
fn log(count: i64) -> Log {
    let mut rows = Rows::new();
    for n in 0..count {
        let mut set = |slot: Slot, holds: Holds, value: Value<'_>| {
            let column = rows.column(slot, holds);
            if n % 7 != 3 || slot_is_need(column) {
                rows.set(column, value);
            }
        };
        set(Slot::Need, Holds::Name, Value::Text(&format!("need {}", n / 4)));
        set(Slot::Field(Field::Activity), Holds::Name, Value::Text(&format!("step {}", n % 5)));
        set(Slot::Attribute("size".to_string()), Holds::Real, Value::Real(n as f64 / 2.0));
        set(Slot::Attribute("ok".to_string()), Holds::Flag, Value::Flag(n % 2 == 0));
        set(Slot::NeedAttribute("ward".to_string()), Holds::Whole, Value::Whole(n / 4));
        rows.end_row(n * 1_000_000);
    }
    let mut builder = LogBuilder::default();
    builder.add(rows);
    builder.closing("step 4");
    builder.finish(1).unwrap()
}

/// The need is the first column made.
fn slot_is_need(column: usize) -> bool {
    column == 0
}

fn source(path: &Path) -> Source {
    Source::open(path).unwrap().remove(0)
}

fn written(log: &Log) -> Vec<u8> {
    let mut out = Vec::new();
    write(log, &mut out).unwrap();
    out
}

fn error(bytes: Vec<u8>) -> String {
    of_bytes(bytes.into()).map(|_| ()).unwrap_err().to_string()
}

#[test]
fn everything_comes_back_and_the_cells_are_lent() {
    let mut columns = log(100).columns().clone();
    columns.out_of_order = 3;
    let needs_by_window_days = vec![(14.0, 9), (30.0, 7), (60.0, 6)];
    columns.linked = Some(Linked { window_days: 30.0, rows: 5, alone: 1, made: 2, needs_by_window_days });
    let log = Log::new(columns);
    let bytes = ::bytes::Bytes::from(written(&log));
    let back = of_bytes(bytes.clone()).unwrap();
    assert_eq!(difference(&log, &back), None);
    assert_eq!((back.columns().out_of_order, &back.columns().linked), (3, &log.columns().linked));
    assert_eq!(back.columns().closing, ["step 4"]);
    let file = bytes.as_ptr_range();
    assert!(file.contains(&back.at_us().as_ptr().cast()), "the times were copied");
    let Some(Column::Names(names)) = back.field(Field::Activity) else { panic!("no activities") };
    let CodeSlice::Bytes(codes) = names.codes.all() else { panic!("five names take a byte each") };
    assert!(file.contains(&codes.as_ptr()), "the codes were copied");
    assert_eq!(written(&log), written(&back));
}

/// Written before codes were narrow.
const LAYOUT_2: &[u8] = include_bytes!("../../../../fuzz/corpus/columns/five.throughline");

#[test]
fn a_file_of_layout_2_still_opens() {
    // Bytes of the program itself may begin anywhere; those that were read begin where numbers may.
    let old = of_bytes(::bytes::Bytes::copy_from_slice(LAYOUT_2)).unwrap();
    assert_eq!((old.event_count(), old.need_count()), (5, 4));
    let activity = old.names(Field::Activity).unwrap();
    assert!(matches!(activity.codes, CodeCells::Words(_)), "{:?}", activity.codes);
    assert_eq!(activity.get(0), Some("asks for a repair"));
    assert_eq!(activity.names.len(), 4);
    let again = of_bytes(written(&old).into()).unwrap();
    assert_eq!(difference(&old, &again), None);
}

#[test]
fn codes_of_every_width_come_back_as_narrow_as_they_were() {
    let log_of = |names: usize| {
        let mut rows = Rows::new();
        for n in 0..names * 2 {
            for (slot, every) in [(Slot::Need, 1), (Slot::Field(Field::Activity), 3)] {
                let column = rows.column(slot, Holds::Name);
                if n < names || n % every == 0 {
                    rows.set(column, Value::Text(&format!("name {}", n % names)));
                }
            }
            rows.end_row(n as i64 * 1_000_000);
        }
        let mut builder = LogBuilder::default();
        builder.add(rows);
        builder.finish(2).unwrap()
    };
    for (names, bytes) in [(5, 1), (255, 1), (256, 2), (65_535, 2), (65_536, 4)] {
        let log = log_of(names);
        let file = written(&log);
        let back = of_bytes(file.clone().into()).unwrap();
        assert_eq!(difference(&log, &back), None, "{names} names");
        let wide = match back.names(Field::Activity).unwrap().codes.all() {
            CodeSlice::Bytes(_) => 1,
            CodeSlice::Shorts(_) => 2,
            CodeSlice::Words(_) => 4,
        };
        assert_eq!(wide, bytes, "{names} names");
        assert_eq!(written(&back), file, "{names} names");
    }
}

#[test]
fn a_narrow_code_without_a_name_is_refused() {
    let with = |codes: CodeCells| {
        let mut columns = log(40).columns().clone();
        if let Some((_, Column::Names(activity))) = columns.fields.first_mut() {
            activity.codes = codes;
        }
        check::whole(&columns, 2)
    };
    // There are five names, and the widest code of each width says that there is none.
    assert_eq!(with(CodeCells::Bytes(Cells::from([4, u8::MAX].repeat(20)))), Ok(()));
    assert_eq!(with(CodeCells::Shorts(Cells::from([4, u16::MAX].repeat(20)))), Ok(()));
    assert_eq!(with(CodeCells::Words(Cells::from([4, u32::MAX].repeat(20)))), Ok(()));
    assert!(with(CodeCells::Bytes(Cells::from(vec![5; 40]))).is_err());
    assert!(with(CodeCells::Shorts(Cells::from(vec![u16::from(u8::MAX); 40]))).is_err());
    assert!(with(CodeCells::Words(Cells::from(vec![u32::from(u16::MAX); 40]))).is_err());
}

#[test]
fn an_empty_log_comes_back() {
    let empty = LogBuilder::default().finish(1).unwrap();
    let back = of_bytes(written(&empty).into()).unwrap();
    assert_eq!((back.need_count(), back.event_count()), (0, 0));
    assert_eq!(of_bytes(written(&Log::default()).into()).unwrap().need_count(), 0);
}

#[test]
fn a_large_file_is_mapped() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("log.throughline");
    let log = log(100_000);
    crate::write::write(&log, &path).unwrap();
    let mapped = of_bytes(bytes::mapped(&path)).unwrap();
    assert_eq!((difference(&log, &mapped), difference(&log, &read(&source(&path)).unwrap())), (None, None));
}

#[test]
fn another_programs_arrow_file_is_said_to_be_one() {
    let batch =
        RecordBatch::try_from_iter([("a", Arc::new(arrow_array::Int64Array::from(vec![1])) as ArrayRef)]);
    let batch = batch.unwrap();
    let mut out = Vec::new();
    let mut writer = arrow_ipc::writer::FileWriter::try_new(&mut out, &batch.schema()).unwrap();
    writer.write(&batch).unwrap();
    writer.finish().unwrap();
    drop(writer);
    let said = error(out);
    assert!(said.contains("not one that Throughline wrote; convert it to Parquet"), "{said}");
}

#[test]
fn what_does_not_fit_together_is_refused() {
    let good = || log(40).columns().clone();
    let said = |columns: Columns| check::whole(&columns, 2).unwrap_err();
    assert_eq!(check::whole(&good(), 2), Ok(()));
    let mut bad = good();
    bad.first_event = Cells::from(vec![0, 50]);
    assert_eq!(said(bad), "its needs and its events do not fit together");
    let mut bad = good();
    if let Some((_, Column::Names(activity))) = bad.fields.first_mut() {
        activity.codes = std::iter::repeat_n(77, 40).collect();
    }
    assert!(said(bad).contains("“activity” uses names that are not there"));
    let mut bad = good();
    bad.attributes[0].1 = Column::Real(Cells::from(vec![0.0]));
    assert!(said(bad).contains("“size” has 1 cells instead of 40"));
    let mut bad = good();
    let mut at_us = bad.at_us.to_vec();
    at_us.swap(1, 2);
    bad.at_us = at_us.into();
    assert!(said(bad).contains("not in order of time"));
    let mut bad = good();
    bad.at_us = Cells::from(vec![i64::MAX; 40]);
    assert!(said(bad).contains("outside the years"));
    let mut bad = good();
    bad.attributes.push(bad.attributes[0].clone());
    assert!(error(written(&Log::new(bad))).contains("attribute “size” is in it twice"));
}

#[test]
fn a_file_cut_short_is_a_sentence() {
    let whole = written(&log(40));
    for cut in (0..whole.len()).step_by(61) {
        let said = error(whole[..cut].to_vec());
        assert!(said.contains("the column file is damaged or was cut short"), "{said}");
    }
}

#[test]
fn no_changed_byte_goes_unnoticed() {
    let log = log(40);
    let whole = written(&log);
    let mut refused = 0;
    for place in 0..whole.len() {
        for bit in [1, 1 << (place % 8), 0xff] {
            let mut bytes = whole.clone();
            bytes[place] ^= bit;
            match of_bytes(bytes.into()) {
                // Between what is checked lie a few bytes of padding that nobody reads.
                Ok(same) => {
                    assert_eq!(difference(&log, &same), None, "byte {place} of {}", whole.len());
                    assert_eq!(log.columns().closing, same.columns().closing, "byte {place}");
                }
                Err(_) => refused += 1,
            }
        }
    }
    assert!(refused > whole.len() * 2, "{refused} of {} changes were found", whole.len() * 3);
    let mut changed = whole;
    let place = changed.len() / 2;
    changed[place] ^= 1;
    assert!(error(changed).contains("its checksums do not fit its bytes"));
}

#[test]
fn checksums_of_many_parts_are_those_of_the_bytes() {
    let bytes: Vec<u8> = (0..(9u32 << 20)).map(|n| (n.wrapping_mul(n) >> 7) as u8).collect();
    let mut summed = sums::Summed::of(Vec::new());
    bytes.chunks(1_000_003).for_each(|part| summed.write_all(part).unwrap());
    let says = summed.says(10, "about");
    let blocks = [(10, 4 << 20), (4 << 20, 9 << 20)];
    assert_eq!(sums::check(&says, "about", &blocks, &bytes), Ok(()));
    for place in [0, (4 << 20) - 1, 4 << 20, (9 << 20) - 1] {
        let mut changed = bytes.clone();
        changed[place] ^= 16;
        assert_eq!(sums::check(&says, "about", &blocks, &changed), Err("its checksums do not fit its bytes"));
    }
    assert!(sums::check(&says, "About", &blocks, &bytes).is_err());
    assert!(sums::check(&says, "about", &blocks[..1], &bytes).is_err());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn damage_is_never_a_panic(places in prop::collection::vec((0usize..1 << 20, any::<u8>()), 1..4)) {
        thread_local!(static WHOLE: Vec<u8> = written(&log(40)));
        let mut bytes = WHOLE.with(Clone::clone);
        for (place, byte) in places {
            let place = place % bytes.len();
            bytes[place] = byte;
        }
        // If it can be read at all, everything in it can be.
        // Without the checksums, as if the damage had been made to fit them.
        if let Ok(log) = log_of(bytes.into(), false) {
            // Ids are not looked through when a file is opened, so two may have become the same.
            let found = difference(&log, &log);
            prop_assert!(found.as_ref().is_none_or(|found| found.contains("two needs of the same id")), "{:?}", found);
        }
    }
}

/// How fast: `THROUGHLINE_SPEED=FILE cargo test --release -p throughline-files columns_speed -- --ignored --nocapture`.
#[test]
#[ignore = "needs a large file"]
fn columns_speed() {
    let Ok(path) = std::env::var("THROUGHLINE_SPEED") else { return };
    for _ in 0..3 {
        let start = std::time::Instant::now();
        let log = read(&source(Path::new(&path))).unwrap();
        assert!(log.event_count() > 0);
        println!("{path}: {} events opened in {:.3?}", log.event_count(), start.elapsed());
        let start = std::time::Instant::now();
        log_of(bytes::open(&source(Path::new(&path))).unwrap(), false).unwrap();
        println!("{path}: without looking at the checksums {:.3?}", start.elapsed());
    }
}
