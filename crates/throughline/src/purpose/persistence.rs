//! Whether it stays sorted.
//!
//! Question: of the needs that people called sorted, how many are back with the same later on? Formula: for each need whose last event is
//! the person's word, the time from that word to the opening of the person's next need of the same kind of demand, censored at the end of
//! observation; share still sorted = S(t) by Kaplan-Meier with the 95 % interval of log(-log S), at 30, 90, 180 and 365 days. Source:
//! domain.md 8.2 measure 12; Kaplan and Meier, JASA 53, 1958. Fewer than 30 still watched at a time: no number for it. Where it misleads:
//! people who moved away, died or gave up do not come back either; people whose records are not linked cannot be seen to.

use crate::flow::repeats::{self, within};
use crate::log::{Field, Log};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};
use crate::statistics::survival::Survival;
use crate::time::DAY_US;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "purpose.persistence",
    asks: "Does it stay sorted?",
    unit: "share of needs",
    formula: "S(t), Kaplan-Meier on the time from the person's word that it is sorted to their next need of the kind",
    source: "domain.md 8.2, measure 12; Kaplan and Meier, JASA 53, 1958",
    misleads: "People who moved away or gave up do not come back either; people not linked cannot be seen to.",
    read,
};

/// The times looked at.
const DAYS: [f64; 4] = [30.0, 90.0, 180.0, 365.0];

fn read(log: &Log, ask: &Ask) -> Reading {
    if let Some(circular) = repeats::circular(log) {
        return circular;
    }
    let word = log.names(Field::Kind).and_then(|kind| Some((kind, kind.names.find("word")?)));
    let Some((kind, word)) = word else {
        return Reading::not_enough(
            "no event is of kind `word`, a person saying that it is sorted; ask people, and write down what they say and when",
        );
    };
    let Some(openings) = repeats::openings(log, ask) else {
        return Reading::not_enough(
            "no column says who a need is about; name one as `person` in the mapping",
        );
    };
    let (mut back_us, mut watched_us) = (Vec::new(), Vec::new());
    for (place, opening) in openings.opened.iter().enumerate() {
        let events = log.need(opening.need).events;
        let last = events.end - 1;
        let sorted_us = log.at_us()[last];
        if kind.codes[last] != word || sorted_us > ask.now.0 {
            continue;
        }
        // A need that opened before the word was said is not a coming back.
        let mut later = place;
        while openings.next(later).is_some_and(|next| next.at_us < sorted_us) {
            later += 1;
        }
        match openings.next(later) {
            Some(next) => back_us.push(next.at_us - sorted_us),
            None => watched_us.push(ask.now.0 - sorted_us),
        }
    }
    let n = back_us.len() + watched_us.len();
    if n == 0 {
        return Reading::not_enough(
            "no need of a known person ended with the person's word that it is sorted",
        );
    }
    let curve = Survival::of(back_us, watched_us);
    let found = DAYS.map(|days| (days, within(&curve, days)));
    let Some((days, longest)) = found.iter().rev().find_map(|(days, found)| Some((days, (*found)?))) else {
        return Reading::not_enough(format!(
            "fewer than {} of the {} that people called sorted have been watched for {} days since",
            repeats::LEAST_WATCHED,
            counted(n as u64, "need", "needs"),
            DAYS[0]
        ));
    };
    let same = if openings.by_kind { "with the same kind of demand" } else { "about anything" };
    let says = format!(
        "Of the needs that people called sorted, {} had not come back {same} {days} days later (between {} and {}).",
        percent(1.0 - longest.share),
        percent(1.0 - longest.high),
        percent(1.0 - longest.low),
    );
    let row = |(days, found): &(f64, Option<repeats::Within>)| {
        let number = |value: Option<f64>| value.map_or(Item::None, Item::Number);
        vec![
            Item::Number(*days),
            number(found.map(|found| 1.0 - found.share)),
            number(found.map(|found| 1.0 - found.high)),
            number(found.map(|found| 1.0 - found.low)),
            Item::Count(curve.waiting((days * DAY_US as f64) as i64)),
        ]
    };
    let columns = vec!["days", "share_still_sorted", "low", "high", "watched"];
    let table = Table { columns, rows: found.iter().map(row).collect() };
    Reading::of(says, n as u64, "needs called sorted", Shape::Table(table))
}
