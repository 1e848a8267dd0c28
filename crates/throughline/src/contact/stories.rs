//! Whatever people and workers do, in whatever order: a need has one holder, only an acceptance moves it, and only the person
//! closes it.

use proptest::prelude::*;

use super::hand_over::{accept, bring_in, offer, refuse, take, withdraw};
use super::listening::{Class, Heard, listen};
use super::person::{Arriving, ask_to_put_right, not_sorted, say_more, sorted};
use super::sharing::{Role, may_give_link, may_read};
use super::work::{Done, answer, done, erase, heard, promise, think_sorted};
use super::{
    By, Channel, Event, Language, LiveRows, Need, NeedId, PersonId, Reference, Said, Seat, Told, What,
    receive,
};
use crate::error::Error;
use crate::flow::quiet::{THOUGHT_SORTED, quiet};
use crate::log::{Column, Field, Linking, Log, LogBuilder};
use crate::reading::Ask;
use crate::time::{DAY_US, HOUR_US, Instant};

/// What happened, as a log.
fn log_of(live: &LiveRows) -> Log {
    let mut builder = LogBuilder::new(Linking::default());
    builder.add(live.rows());
    builder.finish(1).unwrap()
}

fn seat(number: usize) -> Seat {
    let (worker, team, organisation) = [
        ("Asha", "Contact centre", "Council"),
        ("Efe", "Housing office", "Council"),
        ("Nia", "Planning", "Contractor"),
        ("Jo", "Advice", "Charity"),
    ][number % 4];
    Seat { worker: worker.into(), team: team.into(), organisation: organisation.into() }
}

fn opened() -> Event {
    let arriving = Arriving {
        need: NeedId(7),
        person: PersonId(9),
        reference: Reference::of_random(12345),
        channel: Channel::Web,
        language: Language::Welsh,
        place: Some("North".into()),
        holder: seat(0).team(),
        by: By::Person,
    };
    receive(Instant(0), Said::words("Mae fy ngwres wedi diffodd"), arriving).unwrap()
}

/// Somebody tries to do something; the need's rules say whether it can be.
fn attempt(need: &Need, now: Instant, deed: usize, who: usize, whom: usize) -> Result<Event, Error> {
    let (seat, other) = (seat(who), seat(whom));
    match deed % 13 {
        0 => say_more(need, now, Channel::Phone, Said::words("still cold")),
        1 => sorted(need, now, ""),
        2 => not_sorted(need, now, "it broke again"),
        3 => offer(need, now, &seat, other.team(), "please look at the boiler"),
        4 => accept(need, now, &seat),
        5 => refuse(need, now, &seat, "we do not do electric heaters"),
        6 => withdraw(need, now, &seat),
        7 => take(need, now, &seat),
        8 => bring_in(need, now, &seat, other.team(), "you know this estate"),
        9 => answer(need, now, &seat, Channel::Web, "we are coming at ten"),
        10 => promise(need, now, &seat, Instant(now.0 + HOUR_US), "somebody comes"),
        11 => think_sorted(need, now, &seat, "the boiler runs"),
        _ => done(
            need,
            now,
            &seat,
            Done { activity: "boiler looked at", minutes: Some(40.0), value: Some(true), note: "" },
        ),
    }
}

proptest! {
    #[test]
    fn one_holder_moved_by_acceptance_only_and_closed_by_the_person_only(
        deeds in prop::collection::vec((0_usize..13, 0_usize..4, 0_usize..4), 0..60)
    ) {
        let mut events = vec![opened()];
        let mut need = Need::of(&events).unwrap().unwrap();
        for (hour, (deed, who, whom)) in deeds.into_iter().enumerate() {
            let before = need.clone();
            let now = Instant((hour as i64 + 1) * HOUR_US);
            let Ok(event) = attempt(&need, now, deed, who, whom) else { continue };
            need.apply(&event).unwrap();
            if need.holder != before.holder {
                let What::Accepted { holder } = &event.what else { panic!("{:?} moved the holder", event.what) };
                prop_assert_eq!(holder, &need.holder);
                let asked = before.offer.as_ref().is_some_and(|offer| offer.to.is_of(&seat(who)));
                prop_assert!(asked || before.holder.is_of(&seat(who)));
            }
            if before.is_open() && !need.is_open() {
                prop_assert_eq!(&event.by, &By::Person);
            }
            prop_assert_eq!(need.opened_at, before.opened_at);
            prop_assert!(need.organisations().contains(&need.holder.organisation.as_str()));
            let written = serde_json::to_string(&event).unwrap();
            prop_assert_eq!(serde_json::from_str::<Event>(&written).unwrap(), event.clone());
            let name = event.what.name();
            let named = [format!("\"what\":\"{name}\""), format!("\"what\":{{\"{name}\":")];
            prop_assert!(named.iter().any(|named| written.contains(named)), "{} in {}", name, written);
            events.push(event);
        }
        prop_assert_eq!(Need::of(&events).unwrap().unwrap(), need);
        let mut live = LiveRows::default();
        events.iter().for_each(|event| live.add(event));
        prop_assert_eq!(log_of(&live).event_count(), events.len());
    }
}

/// Who takes part, worked out apart from [`Need`]: whoever holds or held it or was brought in, and whoever it is offered to now.
fn take_part(events: &[Event]) -> Vec<String> {
    let mut parties: Vec<&str> = Vec::new();
    for event in events {
        match &event.what {
            What::Opened { holder, .. } | What::Accepted { holder } => parties.push(&holder.organisation),
            What::BroughtIn { party } => parties.push(&party.organisation),
            _ => {}
        }
    }
    let answers = |what: &What| {
        matches!(what, What::Offered { .. } | What::Accepted { .. } | What::Refused { .. } | What::Withdrawn)
    };
    if let Some(What::Offered { to }) = events.iter().map(|event| &event.what).rfind(|what| answers(what)) {
        parties.push(&to.organisation);
    }
    parties.into_iter().map(str::to_string).collect()
}

proptest! {
    #[test]
    fn words_are_read_by_those_who_help_where_it_is_shared_and_by_nobody_else(
        deeds in prop::collection::vec((0_usize..13, 0_usize..4, 0_usize..4), 0..40)
    ) {
        let mut events = vec![opened()];
        let mut need = Need::of(&events).unwrap().unwrap();
        for (hour, (deed, who, whom)) in deeds.into_iter().enumerate() {
            let now = Instant((hour as i64 + 1) * HOUR_US);
            if let Ok(event) = attempt(&need, now, deed, who, whom) {
                need.apply(&event).unwrap();
                events.push(event);
            }
            let shared = take_part(&events);
            for (role, number) in Role::ALL.iter().flat_map(|(role, _)| (0..4).map(move |number| (*role, number))) {
                let helps = matches!(role, Role::Worker | Role::Manager);
                let takes_part = shared.contains(&seat(number).organisation);
                prop_assert_eq!(may_read(role, &seat(number), &need), helps && takes_part);
            }
        }
    }
}

#[test]
fn an_offer_moves_nothing_until_it_is_accepted_and_a_refusal_says_why() {
    let mut need = Need::of(&[opened()]).unwrap().unwrap();
    let at = |hours: i64| Instant(hours * HOUR_US);
    let no = offer(&need, at(1), &seat(2), seat(3).team(), "yours").unwrap_err().to_string();
    assert!(no.contains("is held by Contact centre, Council; only they can offer"), "{no}");
    need.apply(&offer(&need, at(1), &seat(0), seat(2).team(), "the boiler leaks").unwrap()).unwrap();
    assert_eq!(need.holder, seat(0).team());
    assert_eq!(need.organisations(), ["Contractor", "Council"]);
    let no = refuse(&need, at(2), &seat(2), " ").unwrap_err().to_string();
    assert!(no.contains("say why"), "{no}");
    need.apply(&refuse(&need, at(2), &seat(2), "not in our area").unwrap()).unwrap();
    assert_eq!((&need.holder, &need.offer), (&seat(0).team(), &None));
    need.apply(&offer(&need, at(3), &seat(0), seat(3).team(), "they know her").unwrap()).unwrap();
    assert!(
        accept(&need, at(4), &seat(2))
            .unwrap_err()
            .to_string()
            .contains("offered to Advice, Charity, not to you")
    );
    need.apply(&accept(&need, at(4), &seat(3)).unwrap()).unwrap();
    assert_eq!(need.holder.to_string(), "Jo, Advice, Charity");
    assert_eq!(need.organisations(), ["Charity", "Council"]);
}

/// What somebody does on a need as it then is.
type Deed<'a> = &'a dyn Fn(&Need) -> Result<Event, Error>;

/// A need after more events.
fn after(deeds: &[Deed<'_>]) -> Need {
    let mut need = Need::of(&[opened()]).unwrap().unwrap();
    deeds.iter().for_each(|deed| {
        let event = deed(&need).unwrap();
        need.apply(&event).unwrap();
    });
    need
}

#[test]
fn only_the_holder_promises_and_the_time_is_over_until_somebody_speaks_after_it() {
    let at = |hours: i64| Instant(hours * HOUR_US);
    let offered = after(&[&|need| offer(need, at(1), &seat(0), seat(2).team(), "the boiler leaks")]);
    let no = promise(&offered, at(2), &seat(2), at(9), "we come").unwrap_err().to_string();
    assert!(no.contains("is held by Contact centre, Council; only they can say what happens next"), "{no}");
    let mut need = after(&[&|need| promise(need, at(2), &seat(0), at(9), "we come")]);
    assert_eq!([at(9), Instant(at(9).0 + 1)].map(|now| need.is_overdue(now)), [false, true]);
    need.apply(&answer(&need, at(8), &seat(0), Channel::Web, "we are on our way").unwrap()).unwrap();
    assert!(need.is_overdue(at(10)), "what was said before its time does not keep it");
    need.apply(&answer(&need, at(11), &seat(0), Channel::Web, "we could not come").unwrap()).unwrap();
    assert!(!need.is_overdue(at(12)));
}

#[test]
fn a_team_asked_to_help_is_asked_until_it_does_something() {
    let at = |hours: i64| Instant(hours * HOUR_US);
    let mut need = after(&[&|need| bring_in(need, at(1), &seat(0), seat(1).team(), "who owns the pump?")]);
    assert_eq!(need.asked_to_help, [seat(1).team()]);
    need.apply(&heard(&need, at(2), &seat(1), Channel::Phone, "still cold").unwrap()).unwrap();
    need.apply(&answer(&need, at(3), &seat(0), Channel::Web, "we asked").unwrap()).unwrap();
    assert_eq!(need.asked_to_help, [seat(1).team()], "neither is theirs");
    need.apply(&answer(&need, at(4), &seat(1), Channel::Web, "the housing office does").unwrap()).unwrap();
    assert!(need.asked_to_help.is_empty());
}

#[test]
fn the_link_is_given_by_those_whose_part_does_not_end_and_nothing_is_done_on_what_is_erased() {
    let at = |hours: i64| Instant(hours * HOUR_US);
    let gives = |need: &Need| [0, 1, 2, 3].map(|number| may_give_link(Role::Worker, &seat(number), need));
    let mut need =
        after(&[&|need| offer(need, at(1), &seat(0), seat(2).team(), "the boiler leaks"), &|need| {
            bring_in(need, at(1), &seat(0), seat(3).team(), "they know her")
        }]);
    assert_eq!(gives(&need), [true, true, false, true]);
    assert!(!may_give_link(Role::Councillor, &seat(0), &need));
    need.apply(&accept(&need, at(2), &seat(2)).unwrap()).unwrap();
    assert_eq!(gives(&need), [true; 4]);
    need.apply(&erase(&need, at(3), By::Person)).unwrap();
    assert_eq!(gives(&need), [false; 4]);
    for deed in 3..13 {
        for who in 0..4 {
            assert!(attempt(&need, at(4), deed, who, 1).is_err(), "{deed} by {who}");
        }
    }
}

#[test]
fn what_listeners_say_stands_on_the_row_of_the_contact() {
    let need = Need::of(&[opened()]).unwrap().unwrap();
    let heard = |system, kind: &str, caused_by: Option<&str>| Heard {
        contact: 0,
        kind: kind.into(),
        system,
        organisation: Class::Value,
        team: (system == Class::Failure).then_some(Class::Other),
        step: None,
        caused_by: caused_by.map(Into::into),
        chance: 0.5,
    };
    let mut live = LiveRows::default();
    live.add(&opened());
    live.add(&say_more(&need, Instant(HOUR_US), Channel::Phone, Said::words("and?")).unwrap());
    let first = heard(Class::Failure, "my heating is off", Some("Contractor"));
    live.add(&listen(&need, Instant(2 * HOUR_US), &seat(1), first).unwrap());
    live.add(&listen(&need, Instant(3 * HOUR_US), &seat(3), heard(Class::Value, "cold", None)).unwrap());
    let log = log_of(&live);
    let named = |column: &Column| match column {
        Column::Names(names) => {
            (0..2).map(|row| names.get(row).unwrap_or("-").to_string()).collect::<Vec<_>>()
        }
        _ => panic!("no names"),
    };
    assert_eq!(named(log.field(Field::Demand).unwrap()), ["my heating is off", "-"]);
    assert_eq!(named(log.event_column("class@system").unwrap()), ["failure", "-"]);
    assert_eq!(named(log.event_column("class_2@system").unwrap()), ["value", "-"]);
    assert_eq!(named(log.event_column("class@own team").unwrap()), ["other", "-"]);
    assert!(log.event_column("class_2@own team").is_none(), "the second listener could not tell");
    assert_eq!(named(log.field(Field::CausedBy).unwrap()), ["Contractor", "-"]);
    let no = listen(&need, Instant(1), &seat(1), heard(Class::Other, "x", Some("Council")))
        .unwrap_err()
        .to_string();
    assert!(no.contains("only failure demand has a cause") || no.is_empty(), "{no}");
}

#[test]
fn whatever_the_person_says_opens_a_sorted_need_again() {
    let mut need = Need::of(&[opened()]).unwrap().unwrap();
    need.apply(&think_sorted(&need, Instant(1), &seat(0), "done").unwrap()).unwrap();
    assert!(need.is_open());
    need.apply(&sorted(&need, Instant(2), "thank you").unwrap()).unwrap();
    assert!(!need.is_open());
    assert!(sorted(&need, Instant(3), "").unwrap_err().to_string().contains("already told us"));
    need.apply(&say_more(&need, Instant(4), Channel::Web, Said::words("it is off again")).unwrap()).unwrap();
    assert!(need.is_open() && need.waits_for_answer());
}

#[test]
fn a_correction_asked_for_is_said_in_the_event_and_events_of_before_are_as_they_were() {
    let need = Need::of(&[opened()]).unwrap().unwrap();
    let words = || Said::words("it was Sunday");
    let more = say_more(&need, Instant(1), Channel::Web, words()).unwrap();
    let asks = ask_to_put_right(&need, Instant(1), Channel::Web, words()).unwrap();
    assert!(ask_to_put_right(&need, Instant(1), Channel::Web, Said::words(" ")).is_err());
    let written = |event: &Event| serde_json::to_string(&event.what).unwrap();
    assert_eq!(written(&more), r#"{"said_more":{"channel":"web"}}"#);
    assert_eq!(written(&asks), r#"{"said_more":{"channel":"web","put_right":true}}"#);
    for event in [more, asks] {
        assert_eq!(serde_json::from_str::<What>(&written(&event)).unwrap(), event.what);
    }
}

#[test]
fn what_is_thought_sorted_is_quiet_in_the_study_until_something_is_heard() {
    let mut need = Need::of(&[opened()]).unwrap().unwrap();
    let mut live = LiveRows::default();
    live.add(&opened());
    let ask = |now: i64| Ask {
        threads: 1,
        zone: crate::time::zone("UTC").unwrap(),
        now: Instant(now * DAY_US),
        quiet_days: 28.0,
        repeat_days: vec![30.0],
        calendar: crate::place::Calendar::office_hours(),
        seed: 1,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: 10,
    };
    assert!(log_of(&live).event_column(THOUGHT_SORTED).is_none(), "nobody thought so yet");
    let mut happens = |live: &mut LiveRows, event: Event| {
        need.apply(&event).unwrap();
        live.add(&event);
        need.clone()
    };
    let first = Need::of(&[opened()]).unwrap().unwrap();
    let now = happens(&mut live, think_sorted(&first, Instant(0), &seat(0), "done").unwrap());
    // To the day, as the desk says it of the need itself.
    let seen = |live: &LiveRows, days: i64| quiet(&log_of(live), &ask(days));
    assert_eq!([27, 28].map(|days| seen(&live, days)), [0, 1]);
    assert_eq!([27, 28].map(|days| now.quiet_since(ask(days).now, 28).is_some()), [false, true]);
    // It is no end: the need is open, though nobody has said a word yet that ends one.
    let told = crate::flow::end_to_end::end_to_end(&log_of(&live), &ask(99)).unwrap();
    assert_eq!((told.open, told.quiet, told.ended_by), (1, 1, [0, 0, 0]));
    let promise = promise(&now, Instant(DAY_US), &seat(0), Instant(2 * DAY_US), "we look again").unwrap();
    let now = happens(&mut live, promise);
    assert_eq!((seen(&live, 99), now.quiet_since(ask(99).now, 28)), (0, None));
    let now = happens(&mut live, think_sorted(&now, Instant(3 * DAY_US), &seat(0), "done").unwrap());
    assert_eq!([30, 31].map(|days| seen(&live, days)), [0, 1]);
    let now = happens(&mut live, not_sorted(&now, Instant(40 * DAY_US), "it is off").unwrap());
    assert_eq!((seen(&live, 99), now.is_open()), (0, true));
    let word = happens(&mut live, sorted(&now, Instant(41 * DAY_US), "").unwrap());
    assert_eq!((seen(&live, 99), word.is_open()), (0, false));
}

#[test]
fn who_was_told_of_an_answer_within_hours_has_it_in_time_later_or_not_yet() {
    let hour = |hours: i64| Instant(hours * HOUR_US);
    let opened = |number: i64, by: By| {
        let arriving = Arriving {
            need: NeedId(number),
            person: PersonId(number),
            reference: Reference::of_random(number.unsigned_abs()),
            channel: Channel::Web,
            language: Language::English,
            place: None,
            holder: seat(0).team(),
            by,
        };
        receive(Instant(0), Said::words("the lift is stuck"), arriving).unwrap()
    };
    let then = |event: Event, happens: &dyn Fn(&Need) -> Event| {
        let next = happens(&Need::of(std::slice::from_ref(&event)).unwrap().unwrap());
        [event, next]
    };
    let answered =
        |at: i64| move |need: &Need| answer(need, hour(at), &seat(0), Channel::Web, "we come").unwrap();
    let events = [
        then(opened(1, By::Person), &answered(24)),
        then(opened(2, By::Person), &answered(25)),
        then(opened(3, By::Person), &|need| {
            promise(need, hour(3), &seat(0), hour(9), "somebody comes").unwrap()
        }),
        then(opened(4, By::Person), &|need| sorted(need, hour(30), "it runs again").unwrap()),
        // Written down by a worker as they spoke; and one of which nobody has said anything.
        then(opened(5, By::Worker(seat(0))), &answered(40)),
        then(opened(6, By::Person), &|need| think_sorted(need, hour(2), &seat(0), "done?").unwrap()),
    ];
    let mut live = LiveRows::default();
    events.iter().flatten().for_each(|event| live.add(event));
    let log = log_of(&live);
    assert_eq!(Told::of(&log, 24, hour(23)), Told::default(), "it is not time yet");
    let told = Told::of(&log, 24, hour(24));
    assert_eq!((told.in_time, told.later, told.not_yet, told.sorted_before), (2, 0, 3, 0));
    let told = Told::of(&log, 24, hour(99));
    assert_eq!((told.in_time, told.later, told.not_yet, told.sorted_before, told.all()), (2, 1, 1, 1, 5));
}
