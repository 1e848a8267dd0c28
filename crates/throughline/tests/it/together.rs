//! Who stays with a need, and how far it has to go.

use proptest::prelude::*;
use throughline::flow::continuity::continuity;
use throughline::flow::distance::distance;
use throughline::reading::{Ask, Shape};

use crate::logs::{ask, lines, log, read};

#[test]
fn continuity_is_that_of_bice_and_boxerman() {
    // Of four events one worker did three: (9 + 1 - 4) / (4 · 3). The second need is one worker's alone, the third too short.
    let log = log("need at worker organisation
        a 0 w x
        a 1 w x
        a 2 v y
        a 3 w x
        b 0 v -
        b 1 v x
        c 0 w x");
    let found = continuity(&log, 2);
    let of = |place: usize| {
        let at = &found[place];
        (at.needs, at.short, at.usual_share, at.index, at.by_one)
    };
    assert_eq!(found.len(), 2);
    assert_eq!(of(0), (2, 1, 0.875, 0.75, 0.5));
    assert_eq!(of(1), (1, 2, 0.75, 0.5, 0.0));
    let says = read("flow.continuity", &log, &ask(10)).says;
    assert!(says.contains("In 50 % of the 2 needs with two events or more, one worker"), "{says}");
}

#[test]
fn hops_are_changes_of_organisation() {
    let log = log("need at activity organisation team
        a 0 call council front
        a 1 sent contractor front
        a 2 sent-on - -
        a 3 panel-decides council back
        a 4 approved council back
        b 0 call council front
        c 0 call - -");
    assert_eq!(
        lines(&read("flow.distance", &log, &ask(10))),
        [
            "hops 2 1 0.5 2",
            "organisations 2 1.5 0.5 2",
            "teams 2 1.5 0.5 2",
            "approvals 3 0.6666666666666666 0.3333333333333333 2"
        ]
    );
}

#[test]
fn kilometres_from_place_to_place() {
    // One degree of the equator is 111.195 km; of a a place is missing in between, of b one is nowhere, c has one place.
    let table = "need at activity latitude longitude
        a 0 asked 0 10
        a 1 noted - -
        a 2 visited 0 11
        a 3 asked 0 10
        b 0 asked 0 20
        b 1 visited 0 0
        b 2 visited 0 20
        c 0 asked 5 5";
    let found = lines(&read("flow.distance", &log(table), &ask(10)));
    assert_eq!(found, ["kilometres 2 111.195 0.5 222.39"]);
    let stays = log(&table.replace("0 11", "0 10"));
    assert_eq!(read("flow.distance", &stays, &ask(10)).shape, Shape::NotEnough);
    let named = table.replace("0 11", "0 10").replace("activity", "organisation");
    let says = read("flow.distance", &log(&named), &ask(10)).says;
    assert!(says.contains("say where each need is, not where those who come set out from"), "{says}");
}

#[test]
fn logs_that_name_nobody_say_so() {
    let log = log("need at activity\n a 0 call\n a 1 done");
    for name in ["flow.continuity", "flow.distance"] {
        assert_eq!(read(name, &log, &ask(10)).shape, Shape::NotEnough);
    }
}

proptest! {
    /// Long needs are counted another way than short ones; both as plainly as can be.
    #[test]
    fn long_and_short_needs_are_counted_alike(events in prop::collection::vec((0..4u8, 0..5u8), 1..120)) {
        let mut table = "need at organisation worker\n".to_string();
        for (place, (need, who)) in events.iter().enumerate() {
            let who = if *who == 4 { "-".to_string() } else { who.to_string() };
            table += &format!("n{need} {place} {who} {who}\n");
        }
        let log = log(&table);
        let of = |need: u8| events.iter().filter(move |(n, who)| *n == need && *who < 4).map(|(_, who)| *who).collect::<Vec<_>>();
        let known: Vec<Vec<u8>> = (0..4).map(of).filter(|all| !all.is_empty()).collect();
        let hops: usize = known.iter().map(|all| all.windows(2).filter(|pair| pair[0] != pair[1]).count()).sum();
        let different: usize = known.iter().map(|all| (0..4).filter(|who| all.contains(who)).count()).sum();
        let found = distance(&log, &ask(1000));
        let sums: Vec<u64> = found.iter().map(|distance| distance.sum).collect();
        if known.is_empty() {
            prop_assert!(found.is_empty());
        } else {
            prop_assert_eq!(sums, [hops as u64, different as u64]);
        }
        for at in continuity(&log, 1) {
            prop_assert!((0.0..=1.0).contains(&at.usual_share) && (0.0..=1.0).contains(&at.index) && at.by_one <= at.usual_share);
        }
        let alone = Ask { threads: 1, ..ask(1000) };
        for name in ["flow.continuity", "flow.distance"] {
            prop_assert_eq!(read(name, &log, &alone), read(name, &log, &ask(1000)));
        }
    }
}
