//! What waits for those who work on it: a promise whose time is over, a request to help. And what nobody can help with any more.

use throughline::contact::hand_over::{bring_in, offer};
use throughline::contact::{By, Channel, Event, Need, Party, work};
use throughline::error::Error;

use super::{Told, hour, opened, seat};
use crate::List;

fn here() -> (String, String) {
    ("Council".to_string(), "Contact centre".to_string())
}

pub(super) fn what_waits_for_us_is_listed_until_it_is_done(told: Told) {
    let store = &told.store;
    let need = opened(store, "my heating is off").need;
    let act = |decide: fn(&Need) -> Result<Event, Error>| {
        store.act(need, move |need| Ok(vec![decide(need)?])).unwrap()
    };
    let (organisation, team) = here();
    // How many wait, and how many have an answer, when that is asked at this hour.
    let lists = |now: i64| {
        let (organisation, team, now) = (organisation.clone(), team.clone(), hour(now));
        let waiting = List::Waiting { organisation: organisation.clone(), team: team.clone(), now };
        let answered = List::Answered { organisation, team, now, quiet_until: hour(0), quiet: false };
        [waiting, answered].map(|list| store.count(&list).unwrap())
    };
    assert_eq!(lists(1), [1, 0]);
    act(|need| work::promise(need, hour(2), &seat("Contact centre", "Council"), hour(5), "we come"));
    assert_eq!([lists(5), lists(6)], [[0, 1], [1, 0]], "until its time is over");
    act(|need| {
        work::answer(need, hour(7), &seat("Contact centre", "Council"), Channel::Web, "we could not come")
    });
    assert_eq!(lists(9), [0, 1], "somebody has spoken to them since");

    let asked = |team: &str| {
        store.count(&List::AskedToHelp { organisation: "Council".into(), team: team.into() }).unwrap()
    };
    let helps = Party::team("Council", "Housing office");
    act_with(store, need, move |need| {
        bring_in(need, hour(8), &seat("Contact centre", "Council"), helps.clone(), "who owns the pump?")
    });
    assert_eq!((asked("Housing office"), asked("Contact centre")), (1, 0));
    act(|need| work::answer(need, hour(9), &seat("Housing office", "Council"), Channel::Web, "we do"));
    assert_eq!(asked("Housing office"), 0);
    assert_eq!(store.verify().unwrap().wrong, Vec::<String>::new());
}

fn act_with(
    store: &crate::Store,
    need: throughline::contact::NeedId,
    decide: impl Fn(&Need) -> Result<Event, Error> + Send + 'static,
) {
    store.act(need, move |need| Ok(vec![decide(need)?])).unwrap();
}

pub(super) fn what_was_erased_is_in_no_list_of_work(told: Told) {
    let store = &told.store;
    let receipt = opened(store, "my heating is off");
    let (contractor, charity) = (Party::team("Contractor", "Planning"), Party::team("Charity", "Advice"));
    act_with(store, receipt.need, move |need| {
        offer(need, hour(2), &seat("Contact centre", "Council"), contractor.clone(), "a leak")
    });
    act_with(store, receipt.need, move |need| {
        bring_in(need, hour(3), &seat("Contact centre", "Council"), charity.clone(), "they know her")
    });
    let (organisation, team) = here();
    let all = || {
        let (organisation, team, now) = (organisation.clone(), team.clone(), hour(9));
        [
            List::HeldBy { organisation: organisation.clone(), team: team.clone() },
            List::Waiting { organisation, team, now },
            List::OfferedTo { organisation: "Contractor".into(), team: "Planning".into() },
            List::AskedToHelp { organisation: "Charity".into(), team: "Advice".into() },
            List::TakesPart { organisation: "Charity".into() },
        ]
        .map(|list| store.count(&list).unwrap())
    };
    assert_eq!(all(), [1; 5]);
    let line =
        store.list(&List::HeldBy { organisation: "Council".into(), team: "Contact centre".into() }, 0, 1);
    let person = line.unwrap()[0].person;
    store.erase(hour(4), person, By::Person).unwrap();
    assert_eq!(all(), [0; 5]);
    let line = &store.list(&List::OfPerson(person), 0, 9).unwrap()[0];
    assert_eq!(line.erased_at, Some(hour(4)));
    store.rebuild().unwrap();
    assert_eq!(all(), [0; 5]);
    assert_eq!(store.verify().unwrap().wrong, Vec::<String>::new());
}
