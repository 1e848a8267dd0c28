//! Needs that are thought sorted and of which nothing more is heard.

use throughline::contact::person::say_more;
use throughline::contact::{Channel, Event, Need, Said, work};
use throughline::error::Error;

use super::{Told, hour, opened, seat};
use crate::List;

pub(super) fn a_need_that_is_thought_sorted_is_quiet_until_something_is_heard(told: Told) {
    let store = &told.store;
    let need = opened(store, "my heating is off").need;
    let act = |decide: fn(&Need) -> Result<Event, Error>| {
        store.act(need, move |need| Ok(vec![decide(need)?])).unwrap()
    };
    let centre = || seat("Contact centre", "Council");
    let (organisation, team) = (centre().organisation, centre().team);
    let waiting = List::Waiting { organisation: organisation.clone(), team: team.clone(), now: hour(9) };
    // How many wait, how many have an answer, and how many are quiet: those thought sorted until this hour.
    let lists = |until: i64| {
        let answered = |quiet| List::Answered {
            organisation: organisation.clone(),
            team: team.clone(),
            now: hour(9),
            quiet_until: hour(until),
            quiet,
        };
        [&waiting, &answered(false), &answered(true)].map(|list| store.count(list).unwrap())
    };
    assert_eq!(lists(9), [1, 0, 0]);
    act(|need| work::think_sorted(need, hour(2), &seat("Contact centre", "Council"), "the boiler runs"));
    assert_eq!((lists(1), lists(2)), ([0, 1, 0], [0, 0, 1]));
    let days = |now: i64| store.act(need, |_| Ok(Vec::new())).unwrap().quiet_since(hour(now), 1);
    assert_eq!((days(25), days(26)), (None, Some(hour(26))));
    // Something more is promised: it is not at rest.
    act(|need| {
        work::promise(need, hour(3), &seat("Contact centre", "Council"), hour(9), "we look at it once more")
    });
    assert_eq!((lists(9), days(26)), ([0, 1, 0], None));
    act(|need| work::think_sorted(need, hour(4), &seat("Contact centre", "Council"), "it runs"));
    assert_eq!(lists(9), [0, 0, 1]);
    let line = store.list(&List::HeldBy { organisation: organisation.clone(), team: team.clone() }, 0, 1);
    assert_eq!(line.unwrap()[0].quiet_since(hour(30), 1), Some(hour(28)));
    act(|need| say_more(need, hour(5), Channel::Web, Said::words("it is off again")));
    assert_eq!((lists(9), days(99)), ([1, 0, 0], None));
}
