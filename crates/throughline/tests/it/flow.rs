//! Small logs with answers worked out by hand.

use throughline::reading::{Shape, Verdict};

use crate::logs::{MINUTE_US, ask, lines, log, number, read};

#[test]
fn an_event_without_an_activity_is_passed_over_in_edges_and_paths() {
    let log = log("need at activity
        1 0 a
        1 10 -
        1 30 b
        2 0 a
        2 10 b
        3 5 -");
    assert_eq!(lines(&read("flow.edges", &log, &ask(100))), ["a b 2 2 1200 1200"]);
    let variants = read("flow.variants", &log, &ask(100));
    assert_eq!(lines(&variants), ["2 a > b"]);
    assert_eq!(variants.excluded, [("needs that do not say what was done".to_string(), 1)]);
    assert_eq!(lines(&read("flow.activities", &log, &ask(100))), ["a 2 2", "b 2 2"]);
    assert_eq!(lines(&read("flow.starts", &log, &ask(100))), ["a 2"]);
    assert_eq!(lines(&read("flow.ends", &log, &ask(100))), ["b 2"]);
}

#[test]
fn ties_are_in_the_order_of_the_source() {
    let log = log("need at activity
        1 5 second
        1 5 third
        1 0 first");
    assert_eq!(lines(&read("flow.variants", &log, &ask(100))), ["1 first > second > third"]);
}

#[test]
fn an_event_without_a_worker_is_nobodys() {
    let log = log("need at activity worker
        1 0 a ann
        1 1 b bob
        1 2 c -
        1 3 d ann
        1 4 e bob
        1 5 f bob");
    let reading = read("flow.hand_overs", &log, &ask(100));
    assert_eq!(lines(&reading), ["ann bob 2"]);
    assert_eq!(reading.n, 3);
    assert_eq!(reading.excluded[0].1, 2);
    assert!(!reading.says.contains("ann"), "no worker is named in a sentence: {}", reading.says);
}

#[test]
fn work_waits_between_workers() {
    let log = log("need at activity worker
        1 0 a ann
        1 10 b bob
        1 12 c -
        1 13 d ann
        1 17 e bob
        2 0 a ann
        2 40 b bob
        2 41 c bob
        2 47 d ann");
    let reading = read("flow.between_workers", &log, &ask(100));
    // Ten, four and forty minutes; six the other way. Who comes after an event that names nobody is not known.
    assert_eq!(lines(&reading), ["ann bob 3 2 1080 600", "bob ann 1 1 360 360"]);
    let Shape::PerWorker(all) = &reading.shape else { panic!("{reading:?}") };
    let numbers: Vec<_> = all.numbers.iter().map(|number| (number.name, number.value)).collect();
    assert_eq!(numbers, [("hand_overs", Some(4.0)), ("mean_wait_s", Some(900.0))]);
    assert!(reading.says.contains("15 minutes on average, over 4 hand-overs"), "{}", reading.says);
    assert!(!reading.says.contains("ann"), "no worker is named in a sentence: {}", reading.says);
}

#[test]
fn crossings_between_teams_have_their_waits() {
    let log = log("need at activity team organisation
        1 0 a north council
        1 10 b south council
        1 40 c north council
        1 45 d north contractor
        2 0 a north council
        2 30 b south -
        2 31 c south contractor");
    assert_eq!(
        lines(&read("flow.between_teams", &log, &ask(100))),
        ["north south 2 2 1200 1200", "south north 1 1 1800 1800"]
    );
    let organisations = read("flow.between_organisations", &log, &ask(100));
    assert_eq!(lines(&organisations), ["council contractor 1 1 300 300"]);
    assert_eq!(organisations.excluded[0].1, 1);
}

#[test]
fn returns_are_stays_a_b_a() {
    // One need: n n s n s - n s n: stays n s n s (two returns), a break, n s n (one more).
    let log = log("need at activity team
        1 0 a n
        1 1 a n
        1 2 a s
        1 3 a n
        1 4 a s
        1 5 a -
        1 6 a n
        1 7 a s
        1 8 a n
        2 0 a n
        2 1 a s
        2 2 a w
        2 3 a n");
    assert_eq!(lines(&read("flow.returns", &log, &ask(100))), ["team n s 2 1", "team s n 1 1"]);
    // Three changes before the break, two after it, three in the second need; three of them are the way back.
    let bounces = lines(&read("flow.bounces", &log, &ask(100)));
    assert!(bounces[0].starts_with("team 8 3 0.375 0.13"), "{bounces:?}");
}

#[test]
fn rework_is_told_apart() {
    // x again at once by the same, again at once by another, after y by another again, and once by nobody known.
    let log = log("need at activity worker
        1 0 x ann
        1 1 x ann
        1 2 x bob
        1 3 y bob
        1 4 x ann
        1 5 x -");
    let kinds = lines(&read("flow.rework_kinds", &log, &ask(100)));
    let expected = [
        "worker self_loop same 1 1",
        "worker self_loop another 1 1",
        "worker self_loop unknown 1 1",
        "worker repetition same 0 0",
        "worker repetition another 1 1",
        "worker repetition unknown 0 0",
    ];
    assert_eq!(kinds, expected);
    assert_eq!(lines(&read("flow.rework", &log, &ask(100))), ["x 1 4"]);
}

#[test]
fn the_longest_wait_and_where_it_stood() {
    let log = log("need at activity team
        1 0 a n
        1 10 b s
        1 70 c n
        2 0 a n
        2 30 b s
        2 40 c s
        3 0 a n");
    let reading = read("flow.gaps", &log, &ask(100));
    assert_eq!(
        lines(&reading),
        ["activity b 1 3600 3600", "activity a 1 1800 1800", "team s 1 3600 3600", "team n 1 1800 1800"]
    );
    assert_eq!(number(&reading, "median_s"), Some(2700.0));
    let share = number(&reading, "share_of_time").unwrap();
    assert!((share - 90.0 / 110.0).abs() < 1e-12, "{share}");
    assert_eq!(reading.excluded[0].1, 1);
}

#[test]
fn work_side_by_side_covers_its_time_once() {
    // 0-10, 5-20 and 6-8 cover 20 minutes; 40-30 nothing; an event without an end nothing; in all 40 minutes.
    let log = log("need at until activity
        1 0 10 a
        1 5 20 a
        1 6 8 a
        1 39 30 a
        1 40 - a
        2 0 - a");
    let touch = throughline::flow::touch::touch(&log, 2);
    assert_eq!(
        touch.iter().map(|t| (t.touch_us, t.whole_us)).collect::<Vec<_>>(),
        [(20 * MINUTE_US, 40 * MINUTE_US)]
    );
    let reading = read("flow.touch", &log, &ask(100));
    assert_eq!((number(&reading, "touch_share"), reading.excluded[0].1), (Some(0.5), 1));
}

#[test]
fn variety_is_by_kind_of_demand() {
    let log = log("need at activity demand
        1 0 a heating
        1 1 b heating
        2 0 a heating
        2 1 b -
        3 0 a heating
        3 1 c heating
        4 0 a move");
    let found = lines(&read("flow.variety", &log, &ask(100)));
    assert!(found[0].starts_with("heating 3 2 0.6666666666666666 0.63651416829481"), "{found:?}");
    assert!(found[0].ends_with(" 2"), "{found:?}");
    assert_eq!(found[1], "move 1 1 1 0 1 1");
}

#[test]
fn the_week_is_that_of_the_services_clock() {
    // 2024-03-31T00:59Z is Sunday 0:59 in London; a minute later it is 2:00. 2024-10-27T00:30Z and T01:30Z are both 1:30.
    let log = log("need at activity kind
        1 28530779 a contact
        1 28530780 a work
        2 28833150 a contact
        2 28833210 a contact");
    let cells = |name| match read(name, &log, &ask(30_000_000)).shape {
        Shape::Matrix(matrix) => {
            let here =
                |(place, count): (usize, &f64)| (*count > 0.0).then_some((place / 24, place % 24, *count));
            matrix.cells.iter().enumerate().filter_map(here).collect::<Vec<_>>()
        }
        other => panic!("{other:?}"),
    };
    assert_eq!(cells("flow.week_hours"), [(6, 0, 1.0), (6, 1, 2.0), (6, 2, 1.0)]);
    assert_eq!(cells("flow.contact_hours"), [(6, 0, 1.0), (6, 1, 2.0)]);
}

#[test]
fn contacts_of_a_need_are_counted() {
    let log = log("need at activity kind
        1 0 a contact
        1 1 a work
        1 2 a contact
        1 3 a contact
        2 0 a contact
        3 0 a work");
    let reading = read("repeat_contact.contacts_per_need", &log, &ask(100));
    let found = ["mean", "median", "max", "share_three_or_more"].map(|name| number(&reading, name).unwrap());
    assert_eq!(found, [2.0, 2.0, 3.0, 0.5]);
    assert_eq!((reading.n, reading.excluded[0].1), (2, 1));
}

#[test]
fn a_measure_without_its_column_says_what_is_missing() {
    let log = log("need at
        1 0
        1 1");
    for measure in throughline::measure::MEASURES {
        let reading = (measure.read)(&log, &ask(100));
        let needs_no_column = [
            "end_to_end",
            "flow.weekly",
            "flow.gaps",
            "flow.working_time",
            "flow.open_work",
            "flow.week_hours",
        ];
        if needs_no_column.contains(&measure.name) {
            continue;
        }
        // Of patterns each says by itself that there is not enough to say.
        match &reading.shape {
            Shape::Findings(all) => {
                assert!(all.iter().all(|finding| finding.verdict == Verdict::NotEnough), "{all:?}");
                continue;
            }
            shape => assert_eq!(*shape, Shape::NotEnough, "{}", measure.name),
        }
        assert!(reading.says.starts_with("Not enough to say: "), "{}: {}", measure.name, reading.says);
    }
}

#[test]
fn an_empty_log_is_not_enough_to_say() {
    let log = throughline::log::Log::default();
    for measure in throughline::measure::MEASURES {
        assert_eq!((measure.read)(&log, &ask(100)).shape, Shape::NotEnough, "{}", measure.name);
    }
}

#[test]
fn names_of_measures_are_different_paths() {
    let mut names: Vec<&str> = throughline::measure::MEASURES.iter().map(|measure| measure.name).collect();
    names.sort_unstable();
    for pair in names.windows(2) {
        assert!(pair[0] != pair[1] && !pair[1].starts_with(&format!("{}.", pair[0])), "{pair:?}");
    }
}

#[test]
fn levels_are_not_added_up_and_the_worst_crossing_is_shown_by_what_it_was_chosen_by() {
    let log = log("need at activity worker team organisation
        1 0 a jo north city
        1 60 b al south trust
        1 120 c jo north city
        2 0 a jo north city
        2 2880 b kim west trust");
    let ask = ask(5_000);
    // Three hand-overs at each of three levels, of two needs.
    let bounces = read("flow.bounces", &log, &ask);
    assert_eq!((bounces.n, bounces.of), (2, "needs"));
    assert_eq!(read("flow.returns", &log, &ask).n, 2);
    assert!(bounces.says.contains("of 3 hand-overs between workers, "), "{}", bounces.says);
    let crossings = read("flow.between_organisations", &log, &ask).says;
    // 60 minutes and two days: their sum is what makes it the worst.
    assert!(
        crossings
            .contains("“city” and the first of “trust”: 2 days 1 hour in all, over 2 crossings. That time"),
        "{crossings}"
    );
}
