//! What must hold for every log.

use std::collections::BTreeMap;

use proptest::prelude::*;
use throughline::log::{Field, Log, Slice};
use throughline::measure::MEASURES;
use throughline::reading::{Ask, Reading, Shape};

use crate::logs::{ask, lines, log, read};

/// An event of a generated log, without its need's events sharing a time.
#[derive(Debug, Clone)]
struct Event {
    need: u8,
    minutes: u16,
    codes: [Option<u8>; 6],
}

const HEAD: &str = "need at activity worker team organisation kind person";

fn table(events: &[Event]) -> String {
    let mut text = format!("{HEAD}\n");
    for event in events {
        let name = |code: Option<u8>, names: &str| match code {
            Some(code) => format!("{}{}", names, code),
            None => "-".to_string(),
        };
        let kind = event.codes[4]
            .map_or("-", |code| ["contact", "work", "word", "work", "contact"][code as usize % 5]);
        text += &format!("{} {}", event.need, event.minutes);
        for (place, names) in ["act", "wor", "tea", "org"].into_iter().enumerate() {
            text += &format!(" {}", name(event.codes[place], names));
        }
        text += &format!(" {kind} {}\n", name(event.codes[5], "per"));
    }
    text
}

/// Events no two of which in the same need happen at the same time, so that their order is given by time alone.
fn events() -> impl Strategy<Value = Vec<Event>> {
    let code = || prop::option::weighted(0.85, 0u8..5);
    let event = (0u8..12, any::<u16>(), [code(), code(), code(), code(), code(), code()]);
    prop::collection::vec(event, 1..120).prop_map(|events| {
        let different: BTreeMap<(u8, u16), [Option<u8>; 6]> =
            events.into_iter().map(|(need, minutes, codes)| ((need, minutes), codes)).collect();
        different.into_iter().map(|((need, minutes), codes)| Event { need, minutes, codes }).collect()
    })
}

fn everything(log: &Log, ask: &Ask) -> Vec<Reading> {
    MEASURES.iter().map(|measure| (measure.read)(log, ask)).collect()
}

/// Rows of names and then counts, as a sum can be made of: the counts by the names.
fn counts(log: &Log, name: &str, names: usize, counts: usize) -> BTreeMap<String, Vec<u64>> {
    let mut all = BTreeMap::new();
    let reading = read(name, log, &ask(70_000));
    if reading.shape != Shape::NotEnough {
        for line in lines(&reading) {
            let cells: Vec<&str> = line.split(' ').collect();
            let numbers = cells[names..names + counts].iter().map(|cell| cell.parse().unwrap()).collect();
            all.insert(cells[..names].join(" "), numbers);
        }
    }
    all
}

/// Measures whose rows are names followed by counts: how many of each.
const SUMS: [(&str, usize, usize); 11] = [
    ("flow.activities", 1, 2),
    ("flow.starts", 1, 1),
    ("flow.ends", 1, 1),
    ("flow.edges", 2, 2),
    ("flow.rework", 1, 2),
    ("flow.rework_kinds", 3, 2),
    ("flow.hand_overs", 2, 1),
    ("flow.between_workers", 2, 2),
    ("flow.between_teams", 2, 2),
    ("flow.between_organisations", 2, 2),
    ("flow.returns", 3, 2),
];

/// What else adds up: needs by their path, events by the hour of the week. Noughts say nothing.
fn paths_and_hours(log: &Log) -> BTreeMap<String, u64> {
    let mut all = BTreeMap::new();
    let paths = read("flow.variants", log, &ask(70_000));
    if matches!(paths.shape, Shape::Paths(_)) {
        for line in lines(&paths) {
            let (needs, path) = line.split_once(' ').unwrap();
            all.insert(path.to_string(), needs.parse().unwrap());
        }
    }
    if let Shape::Matrix(hours) = read("flow.week_hours", log, &ask(70_000)).shape {
        let hours = hours.cells.iter().enumerate().filter(|(_, count)| **count > 0.0);
        all.extend(hours.map(|(hour, count)| (format!("hour {hour} of the week"), *count as u64)));
    }
    all
}

/// How many needs ended in each week in which any did.
fn ended_by_week(log: &Log) -> BTreeMap<String, u64> {
    let Shape::Series(weeks) = read("flow.weekly", log, &ask(70_000)).shape else { return BTreeMap::new() };
    let ended = weeks.points.iter().map(|(start, values)| (start.to_string(), values[0].unwrap() as u64));
    ended.filter(|(_, ended)| *ended > 0).collect()
}

fn added(one: BTreeMap<String, u64>, other: BTreeMap<String, u64>) -> BTreeMap<String, u64> {
    let mut sum = one;
    other.into_iter().for_each(|(key, count)| *sum.entry(key).or_default() += count);
    sum
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_rows_does_not_matter(events in events(), seed in any::<u64>()) {
        let mut other = events.clone();
        // A fixed shuffle by a seed.
        other.sort_by_key(|e| (seed ^ u64::from(e.minutes) << 8 ^ u64::from(e.need)).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        // Codes follow the order of rows, but shown paths carry all names: compare what is read, not codes.
        let (one, two) = (log(&table(&events)), log(&table(&other)));
        for (a, b) in everything(&one, &ask(70_000)).iter().zip(everything(&two, &ask(70_000))) {
            prop_assert_eq!(&a.says, &b.says);
            if matches!(a.shape, Shape::Paths(_)) {
                prop_assert_eq!(lines(a), lines(&b));
            } else {
                prop_assert_eq!(format!("{:?}", a), format!("{:?}", b));
            }
        }
    }

    #[test]
    fn any_number_of_threads_gives_the_same(events in events()) {
        let log = log(&table(&events));
        let with = |threads| everything(&log, &Ask { threads, ..ask(70_000) });
        let one = format!("{:?}", with(1));
        prop_assert_eq!(&one, &format!("{:?}", with(2)));
        prop_assert_eq!(&one, &format!("{:?}", with(5)));
    }

    #[test]
    fn parts_by_need_add_up_to_the_whole(events in events(), cut in 0u8..12) {
        let whole = log(&table(&events));
        let (low, high): (Vec<Event>, Vec<Event>) = events.into_iter().partition(|event| event.need < cut);
        let halves = [low, high].map(|half| log(&table(&half)));
        for (name, names, numbers) in SUMS {
            let mut sum: BTreeMap<String, Vec<u64>> = BTreeMap::new();
            for (key, part) in halves.iter().flat_map(|half| counts(half, name, names, numbers)) {
                let all = sum.entry(key).or_insert_with(|| vec![0; numbers]);
                all.iter_mut().zip(part).for_each(|(all, part)| *all += part);
            }
            let mut found = counts(&whole, name, names, numbers);
            // A level that a half does not know has no rows there, and rows of noughts say nothing.
            sum.retain(|_, numbers| numbers.iter().any(|number| *number > 0));
            found.retain(|_, numbers| numbers.iter().any(|number| *number > 0));
            // Nor does it say there that nobody knows who did it, as the whole does.
            sum.retain(|key, _| !key.ends_with(" unknown"));
            found.retain(|key, _| !key.ends_with(" unknown"));
            prop_assert_eq!(found, sum, "{}", name);
        }
        let [low, high] = [&halves[0], &halves[1]].map(paths_and_hours);
        prop_assert_eq!(paths_and_hours(&whole), added(low, high));
    }

    #[test]
    fn slices_by_time_add_up(events in events(), cut in any::<u16>()) {
        let whole = log(&table(&events));
        let at = throughline::time::Instant(i64::from(cut) * crate::logs::MINUTE_US);
        let before = whole.slice(&Slice { until: Some(at), ..Slice::default() }, 2).unwrap();
        let after = whole.slice(&Slice { since: Some(at), ..Slice::default() }, 2).unwrap();
        for (name, names, numbers) in SUMS {
            let [a, b] = [&before, &after].map(|slice| counts(slice, name, names, numbers));
            let total = |map: &BTreeMap<String, Vec<u64>>| map.values().map(|numbers| numbers[0]).sum::<u64>();
            prop_assert_eq!(total(&counts(&whole, name, names, numbers)), total(&a) + total(&b), "{}", name);
        }
        for tally in [paths_and_hours, ended_by_week] {
            prop_assert_eq!(tally(&whole), added(tally(&before), tally(&after)));
        }
        let ask = ask(70_000);
        let n = |log: &Log| throughline::flow::end_to_end::end_to_end(log, &ask).map_or([0; 2], |all| [all.n, all.open]);
        let ([n, open], [n_before, open_before], [n_after, open_after]) = (n(&whole), n(&before), n(&after));
        prop_assert_eq!((n, open), (n_before + n_after, open_before + open_after));
    }

    #[test]
    fn the_kinds_of_rework_add_up_to_its_repeats(events in events()) {
        let log = log(&table(&events));
        if log.names(Field::Worker).is_some() {
            let repeats: u64 = counts(&log, "flow.rework", 1, 2).values().map(|numbers| numbers[1]).sum();
            let kinds = counts(&log, "flow.rework_kinds", 3, 2);
            let of_workers: u64 = kinds.iter().filter(|(key, _)| key.starts_with("worker")).map(|(_, n)| n[0]).sum();
            prop_assert_eq!(repeats, of_workers);
        }
    }
}
