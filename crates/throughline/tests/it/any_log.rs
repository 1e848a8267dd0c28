//! Whatever a log holds, every measure answers with figures or a sentence: no panic, nothing that is no number, and every estimate
//! inside its own interval.

use proptest::prelude::*;
use throughline::demand::codes::seen_from;
use throughline::demand::few::few_as_one;
use throughline::log::{Log, Slice};
use throughline::measure::MEASURES;
use throughline::reading::{Affected, Ask, Change, Item, Reading, Shape, Target};
use throughline::time::Instant;

use crate::cost::rates;
use crate::logs::{MINUTE_US, ask, log};

const HEAD: &str = "need at kind activity person worker team organisation role place class class_2 class@home weight label_chance \
                    minutes pence caused_by demand met score_start score_review status latitude longitude words";

/// What a cell of each column after the first two can hold: the usual, the missing, and what nobody should have written.
const CELLS: [&[&str]; 24] = [
    &["contact", "work", "word", "hand_over", "clock", "money", "-"],
    &["ask", "visit", "call", "sort", "close", "-"],
    &["p1", "p2", "p3", "p4", "p5", "p6", "-"],
    &["w1", "w2", "system", "-"],
    &["t1", "t2", "-"],
    &["centre", "contractor", "council", "-"],
    &["fitter", "clerk", "-"],
    &["north", "south", "-"],
    &["value", "failure", "value", "failure", "nobody_knows", "-"],
    &["value", "failure", "-", "-"],
    &["value", "failure", "-"],
    &["1", "1", "2.5", "0", "-1", "1e300", "inf", "NaN", "-"],
    &["1", "0.5", "0.01", "0", "2", "-"],
    &["5", "30", "0", "-5", "1e300", "inf", "-"],
    &["100", "0", "-100", "9223372036854775807", "-9223372036854775808", "-"],
    &["centre", "visit", "nobody", "-"],
    &["rent", "repair", "-"],
    &["yes", "no", "-"],
    &["0", "10", "5", "11", "-3", "ten", "-"],
    &["0", "10", "5", "-"],
    &["open", "waiting", "closed", "-"],
    &["51.5", "91", "inf", "-"],
    &["-0.1", "181", "-"],
    &["help", "nobody_came", "-"],
];

/// A few events, written down again for so many weeks.
fn tables() -> impl Strategy<Value = String> {
    let event = (0u16..20, 0u32..30_000, any::<[u8; 24]>());
    (prop::collection::vec(event, 1..40), 1u32..50, any::<bool>()).prop_map(|(events, weeks, usual)| {
        let mut table = format!("{HEAD}\n");
        for week in 0..weeks {
            for (need, minutes, cells) in &events {
                table += &format!("{} {}", u32::from(*need) + 20 * week, minutes + week * 10_080);
                for (choice, column) in cells.iter().zip(CELLS) {
                    // The first few are what one would expect.
                    let choices = if usual { &column[..2] } else { column };
                    table += &format!(" {}", choices[(usize::from(*choice) + week as usize) % choices.len()]);
                }
                table.push('\n');
            }
        }
        table
    })
}

/// Everything that can be asked of a log.
fn everything(weeks: i64) -> Ask {
    let at = Instant(weeks / 2 * 10_080 * MINUTE_US);
    let affected = Affected { column: "place".to_string(), values: vec!["north".to_string()] };
    let change = |affected| Change { name: "new rota".to_string(), at, affected };
    Ask {
        rates: Some(rates()),
        targets: ["all=14d", "hours=4h:ask..visit", "short=3wd"]
            .map(|text| Target::parse(text).unwrap())
            .to_vec(),
        changes: vec![change(None), change(Some(affected))],
        quiet_days: 5.0,
        ..ask(weeks * 10_080 + 100_000)
    }
}

/// What of a reading is no figure.
fn odd(reading: &Reading) -> Option<String> {
    let wrong = |what: &str, value: f64| (!value.is_finite()).then(|| format!("{what} is {value}"));
    let mut words = reading.says.split(|letter: char| !letter.is_alphanumeric());
    let of_words = words.find(|word| ["NaN", "inf"].contains(word)).map(|word| format!("says {word}"));
    let of_shape = match &reading.shape {
        Shape::Numbers(numbers) => numbers.iter().find_map(|number| {
            let value = number.value.and_then(|value| wrong(number.name, value));
            let interval = number.interval.and_then(|(low, high)| {
                let slack = 1e-9 * (1.0 + low.abs().max(high.abs()));
                let holds = number.value.is_none_or(|value| low <= value + slack && value <= high + slack);
                (!holds).then(|| format!("{} {:?} lies outside {low} to {high}", number.name, number.value))
            });
            value.or(interval)
        }),
        Shape::Table(table) => table.rows.iter().flatten().find_map(|item| match item {
            Item::Number(value) => wrong("a cell", *value),
            _ => None,
        }),
        Shape::Series(series) => series
            .points
            .iter()
            .flat_map(|(_, values)| values)
            .flatten()
            .find_map(|value| wrong("a point", *value)),
        Shape::Findings(findings) => findings.iter().find_map(|finding| {
            let p = finding.p.filter(|p| !(0.0..=1.0).contains(p)).map(|p| format!("p is {p}"));
            p.or_else(|| finding.statistic.and_then(|(name, value)| wrong(name, value)))
        }),
        _ => None,
    };
    of_words.or(of_shape)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_figure_is_one(table in tables(), weeks in 1i64..60) {
        let (log, ask) = (log(&table), everything(weeks));
        for measure in MEASURES {
            let reading = (measure.read)(&log, &ask);
            prop_assert!(!reading.says.is_empty(), "{}", measure.name);
            if let Some(odd) = odd(&reading) {
                prop_assert!(false, "{}: {odd}: {}\n{table}", measure.name, reading.says);
            }
            let alone = (measure.read)(&log, &Ask { threads: 1, ..ask.clone() });
            prop_assert_eq!(format!("{reading:?}"), format!("{alone:?}"), "{}", measure.name);
        }
    }

    /// The events of a small slice are laid together; what holds of the whole log must still be asked of the whole.
    #[test]
    fn a_slice_says_the_same_however_its_events_lie(table in tables(), weeks in 1i64..60, place in 0usize..5) {
        let (log, ask) = (log(&table), everything(weeks));
        let value = [("person", "p3"), ("team", "t2"), ("organisation", "contractor"), ("role", "clerk"), ("met", "no")][place];
        let later = log.span(2).map(|(first, last)| Instant(first.0 / 5 + last.0 / 5 * 4));
        for slice in [
            Slice { values: vec![(value.0.into(), value.1.into())], ..Slice::default() },
            Slice { since: later, ..Slice::default() },
        ] {
            let Ok(slice) = log.slice(&slice, 2) else { continue };
            let apart = log.keep(slice.needs().map(|need| need.index).collect());
            for (one, other) in [
                (apart.clone(), slice.clone()),
                (few_as_one(&apart, 2), few_as_one(&slice, 2)),
                (seen_from(&apart, "home"), seen_from(&slice, "home")),
            ] {
                for measure in MEASURES {
                    let told = |log: &Log| format!("{:?}", (measure.read)(log, &ask));
                    prop_assert_eq!(told(&one), told(&other), "{}", measure.name);
                }
            }
        }
    }
}
