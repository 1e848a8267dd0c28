//! A change made in some places only, beside those where it was not: a log of which every step is known.

use throughline::log::Log;
use throughline::reading::{Affected, Ask, Change, Reading, Shape};
use throughline::time::{DAY_US, Instant};

use crate::logs::{MINUTE_US, ask, log, read};

const DAY: i64 = 24 * 60;
const WEEKS: i64 = 44;
/// The first Monday after the epoch, noon; minutes.
const MONDAY: i64 = 4 * DAY + DAY / 2;
const CHANGED_FROM: i64 = 22;

/// What is known of a log: how many places, of which how many changed, and by how many minutes a week those drew away before.
struct Known {
    places: i64,
    changed: i64,
    apart: i64,
}

impl Known {
    /// Twelve needs a week in each place. From the change on everybody is quicker by 12 hours, the changed places by 24 more.
    fn log(&self) -> Log {
        let mut table = "need at kind place\n".to_string();
        for place in 0..self.places {
            for week in 0..WEEKS {
                for own in 0..12 {
                    let at = MONDAY + week * 7 * DAY + own % 4 * DAY;
                    let noise = (place * 37 + week * 53 + own * 11) % 240;
                    let since = week >= CHANGED_FROM;
                    let quicker =
                        if since { DAY / 2 } else { 0 } + if since && place < self.changed { DAY } else { 0 };
                    let apart = if place < self.changed { self.apart * week.min(CHANGED_FROM) } else { 0 };
                    let took = 2 * DAY + noise + 20 * place - quicker + apart;
                    table += &format!(
                        "{place}-{week}-{own} {at} contact p{place:02}\n{place}-{week}-{own} {} word -\n",
                        at + took
                    );
                }
            }
        }
        // A need of two places: in neither.
        table += &format!(
            "both {} contact p00\nboth {} work p01\nboth {} word -\n",
            MONDAY + 9 * DAY,
            MONDAY + 9 * DAY + 5,
            MONDAY + 10 * DAY
        );
        log(&table)
    }

    fn read(&self) -> Reading {
        let values = (0..self.changed).map(|place| format!("p{place:02}")).collect();
        let affected = Some(Affected { column: "place".to_string(), values });
        let at = Instant((MONDAY - DAY / 2) * MINUTE_US + CHANGED_FROM * 7 * DAY_US);
        let asked = ask(MONDAY + WEEKS * 7 * DAY);
        let asked = Ask { changes: vec![Change { name: "one desk".to_string(), at, affected }], ..asked };
        read("before_after", &self.log(), &asked)
    }
}

/// A cell of the row of end-to-end times.
fn cell(reading: &Reading, name: &str) -> Option<f64> {
    let Shape::Table(table) = &reading.shape else { panic!("{}", reading.says) };
    let place = table.columns.iter().position(|column| *column == name).unwrap();
    table.rows[0][place].number()
}

/// All that is said, and how sure it is.
fn told(reading: &Reading) -> String {
    format!("{} {}", reading.says, reading.sure)
}

#[test]
fn what_happened_everywhere_is_taken_out() {
    let reading = Known { places: 12, changed: 5, apart: 0 }.read();
    let hours = |name: &str| cell(&reading, name).unwrap() / 3_600.0;
    // Thirty-six hours less where the desk came, of which twelve came everywhere.
    assert!((hours("difference") + 36.0).abs() < 0.5, "{}", hours("difference"));
    assert!((hours("against_others") + 24.0).abs() < 0.5, "{}", hours("against_others"));
    assert!(
        hours("against_low") < -24.0 + 0.5
            && hours("against_high") > -24.0 - 0.5
            && hours("against_high") < 0.0
    );
    assert_eq!((cell(&reading, "others"), cell(&reading, "ways")), (Some(7.0), Some(792.0)));
    // Only the true choice of five of twelve differs as much.
    assert!((cell(&reading, "ways_p").unwrap() - 1.0 / 792.0).abs() < 1e-12);
    let (low, high) = (hours("by_place_low"), hours("by_place_high"));
    assert!(low < -23.5 && high > -24.5 && low > -26.0 && high < -22.0, "{low} {high}");
    assert!(cell(&reading, "apart_before_t").unwrap().abs() <= 2.0);
    for says in [
        "Before the change both moved alike",
        "Beside the 7 places (place) that did not change",
        "0.1 of 100 ways",
        "What else changed",
    ] {
        assert!(told(&reading).contains(says), "{says}: {}", told(&reading));
    }
    assert!(!told(&reading).contains("No place without the change was compared"));
    assert_eq!(
        reading.excluded,
        [("needs of several places, or of none, where places were compared".to_string(), 1)]
    );
}

#[test]
fn places_that_drew_apart_before_are_no_fair_comparison() {
    let reading = Known { places: 12, changed: 5, apart: 40 }.read();
    assert!(cell(&reading, "apart_before_t").unwrap() > 2.0);
    assert!(
        told(&reading).contains("already drawing apart before, by 40 minutes a week"),
        "{}",
        told(&reading)
    );
}

#[test]
fn few_places_give_no_test_by_choosing_anew() {
    let reading = Known { places: 3, changed: 1, apart: 0 }.read();
    assert_eq!((cell(&reading, "ways"), cell(&reading, "by_place_low")), (Some(3.0), None));
    assert!(
        told(&reading).contains("With 3 ways to choose the changed places there are too few"),
        "{}",
        told(&reading)
    );
    assert!(cell(&reading, "against_others").is_some());
}

#[test]
fn without_another_place_nothing_is_compared() {
    let reading = Known { places: 2, changed: 2, apart: 0 }.read();
    assert_eq!((cell(&reading, "others"), cell(&reading, "against_others")), (Some(0.0), None));
    assert!(cell(&reading, "difference").is_some());
    assert!(
        told(&reading).contains("Nothing was compared: no need belongs to another place alone"),
        "{}",
        told(&reading)
    );
}
