//! Made-up logs of every kind of column, with names and values that are hard to write, for tests that write and read back.

use proptest::prelude::*;
use throughline::log::{Field, Holds, Linking, Log, LogBuilder, Rows, Slot, Value};
use throughline::time::{EARLIEST_US, Instant, LATEST_US};

/// A value that does not borrow.
#[derive(Debug, Clone)]
enum Made {
    Text(String),
    Time(i64),
    Whole(i64),
    Real(f64),
    Flag(bool),
}

impl Made {
    fn value(&self) -> Value<'_> {
        match self {
            Made::Text(text) => Value::Text(text),
            Made::Time(us) => Value::Time(Instant(*us)),
            Made::Whole(number) => Value::Whole(*number),
            Made::Real(number) => Value::Real(*number),
            Made::Flag(flag) => Value::Flag(*flag),
        }
    }
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-c]{1,3}",
        "\\PC{1,12}",
        "[\\x00-\\x1f<>&\"'_x0-9A-F /é\u{fffe}\u{10ffff}]{1,12}",
        Just(" a  b ".to_string()),
        Just("_x0041_ &#10; ]]> <!-- \r\n\t".to_string()),
        Just("007".to_string()),
        Just("true".to_string()),
        Just("2024-01-01".to_string()),
    ]
}

fn time() -> impl Strategy<Value = i64> {
    prop_oneof![
        5 => (0i64..5).prop_map(|day| day * 86_400_000_000),
        1 => EARLIEST_US..LATEST_US,
        1 => Just(EARLIEST_US),
        1 => Just(LATEST_US)
    ]
}

fn made(holds: Holds) -> BoxedStrategy<Option<Made>> {
    let value = match holds {
        Holds::Name => text().prop_map(Made::Text).boxed(),
        Holds::Time => time().prop_map(Made::Time).boxed(),
        Holds::Whole => (i64::MIN + 1..=i64::MAX).prop_map(Made::Whole).boxed(),
        Holds::Real => prop_oneof![
            any::<f64>().prop_filter("NaN is missing", |x| !x.is_nan()),
            Just(f64::INFINITY),
            Just(3.0),
            Just(-0.0)
        ]
        .prop_map(Made::Real)
        .boxed(),
        Holds::Flag => any::<bool>().prop_map(Made::Flag).boxed(),
    };
    prop::option::weighted(0.8, value).boxed()
}

fn holds() -> impl Strategy<Value = Holds> {
    prop::sample::select(vec![Holds::Name, Holds::Time, Holds::Whole, Holds::Real, Holds::Flag])
}

fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        text(),
        prop::sample::select(vec![
            "",
            "concept:name",
            "time:timestamp",
            "org:resource",
            "until",
            "throughline:team",
            "throughline:attribute:x",
            "throughline:log",
            "case:x",
            "a/b",
            "a",
            "team",
            "need",
            "ocel:eid",
        ])
        .prop_map(str::to_string)
    ]
}

type Cells = Vec<Option<Made>>;

/// Columns of `count` cells under names.
fn columns(count: usize) -> impl Strategy<Value = Vec<(String, Holds, Cells)>> {
    let column = (name(), holds()).prop_flat_map(move |(name, holds)| {
        (Just(name), Just(holds), prop::collection::vec(made(holds), count))
    });
    prop::collection::vec(column, 0..4).prop_map(|mut columns| {
        columns.sort_by(|a, b| a.0.cmp(&b.0));
        columns.dedup_by(|a, b| a.0 == b.0);
        columns
    })
}

fn fields(count: usize) -> impl Strategy<Value = Vec<(Field, Cells)>> {
    let all: Vec<Field> = Field::ALL.iter().map(|(field, _, _)| *field).collect();
    prop::sample::subsequence(all, 0..8).prop_flat_map(move |fields| {
        fields
            .into_iter()
            .map(|field| (Just(field), prop::collection::vec(made(field.holds()), count)))
            .collect::<Vec<_>>()
    })
}

/// Any log.
pub(crate) fn log() -> impl Strategy<Value = Log> {
    (1usize..4, 1usize..12).prop_flat_map(|(needs, events)| {
        (
            prop::collection::btree_set(text(), needs),
            prop::collection::vec((0..needs, time()), events),
            fields(events),
            columns(events),
            columns(needs),
            prop::collection::btree_set(text(), 0..3),
        )
            .prop_map(|(ids, events, fields, attributes, of_needs, closing)| {
                let ids: Vec<String> = ids.into_iter().collect();
                let mut rows = Rows::new();
                let need = rows.column(Slot::Need, Holds::Name);
                for (place, (id, at_us)) in events.iter().enumerate() {
                    rows.set(need, Value::Text(&ids[*id]));
                    for (field, cells) in &fields {
                        set(&mut rows, Slot::Field(*field), field.holds(), &cells[place]);
                    }
                    for (name, holds, cells) in &attributes {
                        set(&mut rows, Slot::Attribute(name.clone()), *holds, &cells[place]);
                    }
                    for (name, holds, cells) in &of_needs {
                        set(&mut rows, Slot::NeedAttribute(name.clone()), *holds, &cells[*id]);
                    }
                    rows.end_row(*at_us);
                }
                let mut builder = LogBuilder::new(Linking::default());
                builder.add(rows);
                closing.iter().for_each(|activity| builder.closing(activity));
                builder.finish(1).unwrap()
            })
    })
}

fn set(rows: &mut Rows, slot: Slot, holds: Holds, made: &Option<Made>) {
    let column = rows.column(slot, holds);
    if let Some(made) = made {
        rows.set(column, made.value());
    }
}
