//! What many do within one commit: each sees what those before did, all of it is kept, and where it does not come about nothing is.

use std::sync::Barrier;

use throughline::contact::hand_over::{accept, offer};
use throughline::contact::person::Arriving;
use throughline::contact::{
    By, Channel, Event, Language, Need, NeedId, Party, PersonId, Reference, Said, receive,
};
use throughline::error::Error;

use super::{Told, first, hour, opened, seat};
use crate::database::LooksFor;
use crate::writer::Desk;
use crate::{First, List};

/// More needs than a server is told of at once.
const MANY: i64 = 700;

/// The first words of a person, who has the number of their need.
fn words_of(number: i64) -> Result<Event, Error> {
    let arriving = Arriving {
        need: NeedId(number),
        person: PersonId(number),
        reference: Reference::of_random(number as u64),
        channel: Channel::Web,
        language: Language::English,
        place: None,
        holder: Party::team("Council", "Contact centre"),
        by: By::Person,
    };
    receive(hour(1), Said::words(format!("words {number}")), arriving)
}

fn arrives(desk: &mut Desk<'_>, number: i64) -> Result<Need, Error> {
    desk.welcome(PersonId(number))?;
    desk.keep(words_of(number)?)
}

pub(super) fn within_one_commit_each_sees_what_those_before_did(told: Told) {
    let looks_for = |number: i64| LooksFor {
        form: Some(format!("form {number}")),
        reference: Some(Reference::of_random(number as u64)),
    };
    // What was looked for ahead, and what was not.
    for (number, ahead) in [(1, looks_for(1)), (2, LooksFor::default()), (3, looks_for(9))] {
        let seen = told.store.writer.ask_for(ahead, move |desk| {
            let form = format!("form {number}");
            let reference = Reference::of_random(number as u64).to_string();
            let before = (desk.database.once(&form)?, desk.database.need_of(&reference)?);
            let need = arrives(desk, number)?;
            desk.database.put_once(&form, need.id)?;
            desk.database.put_document("page", &form, "Croeso")?;
            desk.database.put_document("page", &form, "Croeso i bawb")?;
            Ok((
                before,
                (desk.database.once(&form)?, desk.database.need_of(&reference)?, desk.story(need.id)?.len()),
                (desk.database.key_of(need.person)?.is_some(), desk.database.document("page", &form)?),
                desk.database.lines(&List::OfPerson(need.person), 0, 9)?.len(),
            ))
        });
        let need = Some(NeedId(number));
        let expected = ((None, None), (need, need, 1), (true, Some("Croeso i bawb".to_string())), 1);
        assert_eq!(seen.unwrap(), expected);
    }
    assert_eq!(told.store.to_listen("Council", 2, 9).unwrap().len(), 3);
    let verified = told.store.verify().unwrap();
    assert_eq!((verified.events, verified.wrong), (3, vec![]));
}

pub(super) fn many_who_share_a_commit_are_all_kept(told: Told) {
    let store = &told.store;
    let kept = store.writer.ask(|desk| {
        let (giver, taker) = (seat("Contact centre", "Council"), seat("Planning", "Contractor"));
        for number in 1..=MANY {
            let mut need = arrives(desk, number)?;
            if number % 2 == 0 {
                let to = Party::team("Contractor", "Planning");
                need = desk.keep(offer(&need, hour(2), &giver, to, "a leak under the boiler")?)?;
            }
            if number % 4 == 0 {
                desk.keep(accept(&need, hour(3), &taker)?)?;
            }
        }
        Ok(desk.head().number)
    });
    assert_eq!(kept.unwrap(), MANY + MANY / 2 + MANY / 4);
    let verified = store.verify().unwrap();
    assert_eq!((verified.events as i64, verified.wrong), (MANY + MANY / 2 + MANY / 4, vec![]));
    let count = |list| store.count(&list).unwrap() as i64;
    let of = |team: &str, organisation: &str| List::HeldBy {
        organisation: organisation.into(),
        team: team.into(),
    };
    assert_eq!(count(of("Contact centre", "Council")), MANY - MANY / 4);
    assert_eq!(count(of("Planning", "Contractor")), MANY / 4);
    assert_eq!(count(List::TakesPart { organisation: "Council".into() }), MANY / 4);
    assert_eq!(store.to_listen("Council", 2, u32::MAX).unwrap().len() as i64, MANY);
    let story = store.story(NeedId(MANY)).unwrap();
    assert_eq!(story[0].said.as_ref().unwrap().words, format!("words {MANY}"));
}

pub(super) fn of_a_commit_that_breaks_nothing_is_kept(told: Told) {
    let store = &told.store;
    opened(store, "one");
    for many in [1, MANY] {
        let broke = store.writer.ask(move |desk| -> Result<(), Error> {
            for number in 1..=many {
                let need = arrives(desk, number)?;
                desk.database.put_once(&format!("form {number}"), need.id)?;
                desk.database.put_document("page", "welcome", "Croeso")?;
            }
            Err(Error::failed("it breaks"))
        });
        assert_eq!(broke.unwrap_err().to_string(), "this was not kept: it breaks");
    }
    // Two that cannot both be: neither is there, and what comes after is.
    let twice = store.writer.ask(|desk| {
        desk.database.put_once("form", NeedId(1))?;
        desk.database.put_once("form", NeedId(2))
    });
    assert!(twice.unwrap_err().to_string().starts_with("this was not kept: the store does not work"));
    assert_eq!(store.document("page", "welcome").unwrap(), None);
    assert_eq!(
        store.writer.ask(|desk| Ok((desk.database.once("form 1")?, desk.database.once("form")?))),
        Ok((None, None))
    );
    opened(store, "two");
    let verified = store.verify().unwrap();
    assert_eq!((verified.events, verified.wrong), (2, vec![]));
    assert_eq!(store.count(&List::OfPerson(PersonId(1))).unwrap(), 0);
}

pub(super) fn a_form_sent_many_times_at_once_is_one_contact(told: Told) {
    let store = &told.store;
    let form = First { token: Some("t1".into()), ..first("once") };
    let together = Barrier::new(16);
    let receipts: Vec<_> = std::thread::scope(|scope| {
        let send = || {
            together.wait();
            store.receive(hour(1), form.clone()).unwrap()
        };
        let threads: Vec<_> = (0..16).map(|_| scope.spawn(send)).collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert!(receipts.iter().all(|receipt| *receipt == receipts[0]), "{receipts:?}");
    assert_eq!(store.verify().unwrap().events, 1);
}
