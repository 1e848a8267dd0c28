//! Whether it stays sorted.
//!
//! Question: of the needs that people called sorted, how many are back with the same later on? Formula: for each need whose last event is
//! the person's word (and does not say in a column `met` that it was not), the time from that word to the opening of the person's next need of the same kind of demand, censored at the end of
//! observation; share still sorted = S(t) by Kaplan-Meier with the 95 % interval of log(-log S), at 30, 90, 180 and 365 days. Source:
//! domain.md 8.2 measure 12; Kaplan and Meier, JASA 53, 1958. Fewer than 30 still watched at a time: no number for it. Where it misleads:
//! people who moved away, died or gave up do not come back either; people whose records are not linked cannot be seen to.

use crate::demand::contacts::Words;
use crate::flow::repeats::{self, Openings, Within, within};
use crate::log::Log;
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted};
use crate::statistics::survival::Survival;
use crate::time::DAY_US;
use crate::wording;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "purpose.persistence",
    asks: "Does it stay sorted?",
    unit: "share of needs",
    formula: "S(t), Kaplan-Meier on the time from the person's word that it is sorted to their next need of the kind",
    source: "Kaplan and Meier, JASA 53, 1958",
    misleads: "People who moved away or gave up do not come back either; people not linked cannot be seen to.",
    read,
};

/// The times looked at.
const DAYS: [f64; 4] = [30.0, 90.0, 180.0, 365.0];

fn read(log: &Log, ask: &Ask) -> Reading {
    if let Some(circular) = repeats::circular(log) {
        return circular;
    }
    let words = Words::of(log);
    if !words.any() {
        return Reading::not_enough(
            "no event is of kind `word`, a person saying that it is sorted; ask people, and write down what they say and when",
        );
    }
    let Some(openings) = repeats::openings(log, ask) else {
        return Reading::not_enough(
            "no column says who a need is about; name one as `person` in the mapping",
        );
    };
    let Sorted { curve, n, unmet } = still_sorted(log, ask, &openings, &words);
    if n == 0 {
        let missing = "no need of a known person ended with the person's word that it is sorted";
        return Reading::not_enough(missing).leaving_out(UNMET, unmet);
    }
    let found = DAYS.map(|days| (days, within(&curve, days)));
    let Some((days, longest)) = found.iter().rev().find_map(|(days, found)| Some((days, (*found)?))) else {
        return Reading::not_enough(format!(
            "fewer than {} of the {} that people called sorted have been watched for {} days since",
            repeats::LEAST_WATCHED,
            counted(n, "need", "needs"),
            DAYS[0]
        ));
    };
    let same = if openings.by_kind { "with the same kind of demand" } else { "about anything" };
    let sorted = wording::share(1.0 - longest.share, (1.0 - longest.high, 1.0 - longest.low));
    let says = format!(
        "Of the needs that people called sorted, {} had not come back {same} {days} days later ({}).",
        sorted.value,
        sorted.between(),
    );
    let columns = vec!["days", "share_still_sorted", "low", "high", "watched"];
    let rows = found.iter().map(|(days, found)| row(*days, *found, &curve)).collect();
    Reading::of(says, n, "needs called sorted", Shape::Table(Table { columns, keys: 1, rows }))
        .leaving_out(UNMET, unmet)
}

/// Left out: the person's last word was that it is not sorted.
const UNMET: &str = "needs of which the person said at last that they were not met";

/// What became of the needs that people called sorted.
struct Sorted {
    curve: Survival,
    n: u64,
    unmet: u64,
}

/// The curve of needs that ended with the person's word that they are sorted, from that word on.
fn still_sorted(log: &Log, ask: &Ask, openings: &Openings, words: &Words<'_>) -> Sorted {
    let (mut back_us, mut watched_us, mut unmet) = (Vec::new(), Vec::new(), 0);
    for (place, opening) in openings.looked_at() {
        let last = log.need(opening.need).events.end - 1;
        let sorted_us = log.at_us()[last];
        if !words.is(last) || sorted_us > ask.now.0 {
            continue;
        }
        if words.says_unmet(last) {
            unmet += 1;
            continue;
        }
        // A need that opened before the word was said is not a coming back.
        match openings.next_after(place, sorted_us.saturating_sub(1)) {
            Some(next_us) => back_us.push(next_us - sorted_us),
            None => watched_us.push(ask.now.0 - sorted_us),
        }
    }
    let n = back_us.len() + watched_us.len();
    Sorted { curve: Survival::of(back_us, watched_us), n: n as u64, unmet }
}

fn row(days: f64, found: Option<Within>, curve: &Survival) -> Vec<Item> {
    let number = |value: Option<f64>| value.map_or(Item::None, Item::Number);
    vec![
        Item::Number(days),
        number(found.map(|found| 1.0 - found.share)),
        number(found.map(|found| 1.0 - found.high)),
        number(found.map(|found| 1.0 - found.low)),
        Item::Count(curve.waiting((days * DAY_US as f64) as i64)),
    ]
}
