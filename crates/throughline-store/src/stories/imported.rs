//! Logs of other systems, beside the service's own events.

use throughline::log::{Field, Holds, Linking, Log, LogBuilder, Rows, Slot, Value, difference};

use super::{Told, hour, opened};
use crate::{Store, Taken};

/// Rows of a system that closes its cases: `lines` are a case, an hour and an activity.
pub(super) fn log_of(lines: &[(&str, i64, &str)], closing: Option<&str>) -> Log {
    let mut rows = Rows::new();
    let need = rows.column(Slot::Need, Holds::Name);
    let activity = rows.column(Slot::Field(Field::Activity), Holds::Name);
    let words = rows.column(Slot::Field(Field::Words), Holds::Name);
    let minutes = rows.column(Slot::Field(Field::Minutes), Holds::Real);
    let booked = rows.column(Slot::Attribute("booked for".into()), Holds::Time);
    let size = rows.column(Slot::NeedAttribute("rooms".into()), Holds::Whole);
    for (case, at, done) in lines {
        rows.set(need, Value::Text(case));
        rows.set(activity, Value::Text(done));
        rows.set(words, Value::Text("what somebody said"));
        rows.set(minutes, Value::Real(30.0));
        rows.set(booked, Value::Time(hour(at + 24)));
        rows.set(size, Value::Whole(3));
        rows.end_row(hour(*at).0);
    }
    let mut builder = LogBuilder::new(Linking::default());
    closing.into_iter().for_each(|activity| builder.closing(activity));
    builder.add(rows);
    builder.finish(1).unwrap()
}

const LINES: [(&str, i64, &str); 5] =
    [("c1", 1, "call"), ("c1", 2, "visit"), ("c1", 2, "visit"), ("c2", 3, "call"), ("c1", 9, "closed")];

pub(super) fn a_log_that_is_taken_in_twice_is_there_once(told: Told) {
    let store: &Store = &told.store;
    let log = log_of(&LINES, Some("closed"));
    assert_eq!(store.record(&log).unwrap(), Taken { added: 5, known: 0 });
    assert_eq!(store.record(&log).unwrap(), Taken { added: 0, known: 5 });
    let back = store.log(1).unwrap();
    let unlike = difference(&back, &log).unwrap();
    assert!(unlike.contains("words"), "{unlike}");
    assert!(back.field(Field::Words).is_none());
    assert_eq!((back.event_count(), back.columns().closing.as_slice()), (5, &["closed".to_string()][..]));
    // A later export of the same system has more.
    let more = [&LINES[..], &[("c2", 12, "visit")]].concat();
    assert_eq!(store.record(&log_of(&more, Some("closed"))).unwrap(), Taken { added: 1, known: 5 });
    opened(store, "one of our own");
    let log = store.log(1).unwrap();
    assert_eq!((log.event_count(), log.need_count()), (7, 3));
    assert!(told.again().store.log(1).is_ok_and(|again| difference(&again, &log).is_none()));
}
