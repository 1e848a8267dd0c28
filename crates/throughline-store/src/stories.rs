//! The same stories, told on every store there is.

use std::sync::Arc;

use throughline::contact::hand_over::{accept, offer};
use throughline::contact::person::{say_more, sorted};
use throughline::contact::{By, Channel, Language, Party, Reach, Said, Seat, work};
use throughline::time::{HOUR_US, Instant};

use crate::{First, List, Place, Receipt, Seen, Store};

mod copies;
mod files;
mod gone;
mod imported;
mod killed;
mod meanwhile;
mod migrated;
mod on_the_disk;
mod quiet;
mod together;
mod waits_for_us;

use copies::{
    a_backup_is_not_restored_where_it_would_do_harm, a_backup_is_restored_into_either_store,
    an_export_is_the_same_in_either_store, an_export_of_before_is_still_taken,
    an_export_that_is_not_whole_is_not_taken, an_export_that_was_altered_is_not_taken,
};
use files::{
    a_file_comes_back_as_it_was, of_files_that_arrive_at_once_no_more_are_kept_than_there_is_room_for,
    what_everybody_may_add_in_a_day_is_one_budget_for_all_processes,
};
use gone::files_and_keys_that_are_gone_are_noticed;
use imported::a_log_that_is_taken_in_twice_is_there_once;
use killed::all_who_receive_when_it_is_killed_are_found_again;
use meanwhile::{
    a_backup_taken_while_people_write_has_all_that_was_given_before,
    a_log_taken_in_twice_at_once_while_people_write_is_there_once,
};
use migrated::tables_take_the_next_step_with_all_that_is_in_them;
use quiet::a_need_that_is_thought_sorted_is_quiet_until_something_is_heard;
use together::{
    a_form_sent_many_times_at_once_is_one_contact, many_who_share_a_commit_are_all_kept,
    of_a_commit_that_breaks_nothing_is_kept, within_one_commit_each_sees_what_those_before_did,
};
use waits_for_us::{what_waits_for_us_is_listed_until_it_is_done, what_was_erased_is_in_no_list_of_work};

/// A store of its own for one story; the place goes when the story ends.
struct Told {
    store: Store,
    place: Place,
    of_its_own: Box<dyn std::any::Any>,
}

impl Told {
    fn on_sqlite() -> Told {
        let folder = tempfile::tempdir().unwrap();
        let place = Place::folder(folder.path().join("data"));
        Told { store: Store::open(&place).unwrap(), place, of_its_own: Box::new(folder) }
    }

    /// None where no server is named.
    fn on_postgres() -> Option<Told> {
        let (folder, schema) = (tempfile::tempdir().unwrap(), Schema::new()?);
        let place = Place { folder: folder.path().join("data"), server: Some(schema.url.clone()) };
        Some(Told { store: Store::open(&place).unwrap(), place, of_its_own: Box::new((folder, schema)) })
    }

    /// The same store, closed and opened again.
    fn again(self) -> Told {
        let Told { store, place, of_its_own } = self;
        drop(store);
        Told { store: Store::open(&place).unwrap(), place, of_its_own }
    }

    /// Runs SQL past the store, as somebody who wants to alter it would.
    fn tamper(&self, sql: &str) -> Result<(), String> {
        past_the_store(&self.place, sql)
    }
}

/// Runs SQL where a store keeps what it has.
fn past_the_store(place: &Place, sql: &str) -> Result<(), String> {
    match &place.server {
        None => {
            let file = place.folder.join("throughline.sqlite");
            let connection = rusqlite::Connection::open(file).unwrap();
            connection.execute_batch(sql).map_err(|why| why.to_string())
        }
        Some(url) => {
            let mut client = ::postgres::Client::connect(url, ::postgres::NoTls).unwrap();
            client.batch_execute(sql).map_err(|why| why.as_db_error().unwrap().message().to_string())
        }
    }
}

/// A schema of its own on the server that `THROUGHLINE_POSTGRES` names.
pub(crate) struct Schema {
    server: String,
    name: String,
    pub(crate) url: String,
}

impl Schema {
    /// None, and said so, where no server is named.
    pub(crate) fn new() -> Option<Schema> {
        let Ok(server) = std::env::var("THROUGHLINE_POSTGRES") else {
            println!("skipped: THROUGHLINE_POSTGRES is not set");
            return None;
        };
        let name = format!("story_{:016x}", u64::from_be_bytes(crate::key::random().unwrap()));
        let with = if server.contains('?') { '&' } else { '?' };
        let url = format!("{server}{with}options=-csearch_path%3D{name}");
        let schema = Schema { server, name, url };
        schema.run(&format!("CREATE SCHEMA {}", schema.name));
        Some(schema)
    }

    fn run(&self, sql: &str) {
        let mut client = ::postgres::Client::connect(&self.server, ::postgres::NoTls).unwrap();
        client.batch_execute(sql).unwrap();
    }
}

impl Drop for Schema {
    fn drop(&mut self) {
        self.run(&format!("SET client_min_messages = warning; DROP SCHEMA {} CASCADE", self.name));
    }
}

fn seat(team: &str, organisation: &str) -> Seat {
    Seat { worker: "Efe".into(), team: team.into(), organisation: organisation.into() }
}

fn first(words: &str) -> First {
    let said = Said { reach: vec![Reach::Phone("01632 960001".into())], ..Said::words(words) };
    First {
        said,
        person: None,
        channel: Channel::Web,
        language: Language::English,
        place: None,
        holder: Party::team("Council", "Contact centre"),
        by: By::Person,
        token: None,
    }
}

fn hour(hours: i64) -> Instant {
    Instant(hours * HOUR_US)
}

fn opened(store: &Store, words: &str) -> Receipt {
    store.receive(hour(1), first(words)).unwrap()
}

/// Tells each story on each store.
macro_rules! stories {
    ($($story:ident),* $(,)?) => {
        mod sqlite {
            $(#[test]
            fn $story() {
                super::$story(super::Told::on_sqlite());
            })*
        }
        mod postgres {
            $(#[test]
            fn $story() {
                if let Some(told) = super::Told::on_postgres() {
                    super::$story(told);
                }
            })*
        }
    };
}

stories!(
    words_are_there_again_after_the_service_stopped,
    a_form_sent_twice_is_one_contact,
    a_hand_over_is_seen_in_the_lists_of_both,
    a_person_is_erased_and_the_chain_stays_whole,
    a_refusal_keeps_nothing,
    lists_made_again_are_the_same,
    many_at_once_are_each_kept_once,
    a_form_sent_many_times_at_once_is_one_contact,
    within_one_commit_each_sees_what_those_before_did,
    many_who_share_a_commit_are_all_kept,
    of_a_commit_that_breaks_nothing_is_kept,
    a_file_comes_back_as_it_was,
    of_files_that_arrive_at_once_no_more_are_kept_than_there_is_room_for,
    what_everybody_may_add_in_a_day_is_one_budget_for_all_processes,
    the_log_goes_on_from_where_it_was_read,
    a_clock_set_back_changes_no_order,
    who_read_what_is_written_down,
    an_event_that_is_altered_is_noticed,
    words_that_cannot_be_read_are_noticed,
    files_and_keys_that_are_gone_are_noticed,
    two_processes_write_one_chain,
    a_document_is_given_to_one_of_all_who_take_it,
    many_processes_start_at_once,
    tables_take_the_next_step_with_all_that_is_in_them,
    a_backup_is_restored_into_either_store,
    a_backup_is_not_restored_where_it_would_do_harm,
    a_need_that_is_thought_sorted_is_quiet_until_something_is_heard,
    what_waits_for_us_is_listed_until_it_is_done,
    what_was_erased_is_in_no_list_of_work,
    an_export_is_the_same_in_either_store,
    an_export_of_before_is_still_taken,
    an_export_that_was_altered_is_not_taken,
    an_export_that_is_not_whole_is_not_taken,
    a_log_that_is_taken_in_twice_is_there_once,
    a_backup_taken_while_people_write_has_all_that_was_given_before,
    a_log_taken_in_twice_at_once_while_people_write_is_there_once,
    all_who_receive_when_it_is_killed_are_found_again,
);

fn words_are_there_again_after_the_service_stopped(told: Told) {
    let receipt = opened(&told.store, "my heating is off");
    let told = told.again();
    assert_eq!(told.store.need_of(receipt.reference).unwrap(), Some(receipt.need));
    assert_eq!(told.store.linked(receipt.reference, &receipt.secret).unwrap(), Some(receipt.need));
    assert_eq!(told.store.linked(receipt.reference, &"0".repeat(32)).unwrap(), None);
    let story = told.store.story(receipt.need).unwrap();
    assert_eq!(story[0].said.as_ref().unwrap().words, "my heating is off");
    let found = told.store.found("+44 1632 960 001").unwrap();
    assert_eq!(found, [story[0].person]);
    let verified = told.store.verify().unwrap();
    assert_eq!((verified.events, verified.wrong), (1, vec![]));
}

fn a_form_sent_twice_is_one_contact(told: Told) {
    let form = First { token: Some("t1".into()), ..first("once") };
    let send = |at, beside: &str| {
        told.store.receive_with(hour(at), form.clone(), Some(("suggested", beside.to_string()))).unwrap()
    };
    let (one, two) = (send(1, "an answer"), send(2, "another"));
    assert_eq!(one, two);
    let beside = told.store.document("suggested", &one.need.0.to_string()).unwrap();
    assert_eq!(beside.as_deref(), Some("an answer"));
    assert_eq!(told.store.verify().unwrap().events, 1);
}

fn a_hand_over_is_seen_in_the_lists_of_both(told: Told) {
    let store = &told.store;
    let need = opened(store, "the boiler leaks").need;
    let centre = List::HeldBy { organisation: "Council".into(), team: "Contact centre".into() };
    let planning = List::HeldBy { organisation: "Contractor".into(), team: "Planning".into() };
    let offered = List::OfferedTo { organisation: "Contractor".into(), team: "Planning".into() };
    let giver = seat("Contact centre", "Council");
    let to = Party::team("Contractor", "Planning");
    store
        .act(need, move |need| Ok(vec![offer(need, hour(2), &giver, to.clone(), "a leak under the boiler")?]))
        .unwrap();
    let count = |list: &List| store.count(list).unwrap();
    assert_eq!((count(&centre), count(&planning), count(&offered)), (1, 0, 1));
    let taker = seat("Planning", "Contractor");
    store.act(need, move |need| Ok(vec![accept(need, hour(3), &taker)?])).unwrap();
    assert_eq!((count(&centre), count(&planning), count(&offered)), (0, 1, 0));
    let line = &store.list(&planning, 0, 10).unwrap()[0];
    assert_eq!((line.holder.to_string().as_str(), line.waits), ("Efe, Planning, Contractor", true));
    assert_eq!(
        count(&List::Waiting { organisation: "Contractor".into(), team: "Planning".into(), now: hour(3) }),
        1
    );
    assert_eq!(count(&List::TakesPart { organisation: "Council".into() }), 1);
    store.act(need, |need| Ok(vec![sorted(need, hour(4), "thank you")?])).unwrap();
    assert_eq!((count(&planning), count(&List::OfPerson(line.person))), (0, 1));
}

fn a_person_is_erased_and_the_chain_stays_whole(told: Told) {
    let store = &told.store;
    let need = opened(store, "please forget me").need;
    let person = store.story(need).unwrap()[0].person;
    store.erase(hour(5), person, By::Person).unwrap();
    let story = store.story(need).unwrap();
    assert_eq!(story.len(), 2);
    assert!(story.iter().all(|event| event.said.is_none()));
    assert_eq!(store.found("01632960001").unwrap(), []);
    assert_eq!(store.verify().unwrap().wrong, Vec::<String>::new());
    let more = store.act(need, |need| Ok(vec![say_more(need, hour(6), Channel::Web, Said::words("again"))?]));
    assert!(more.unwrap_err().to_string().contains("was erased"));
    assert_eq!(store.log(1).unwrap().event_count(), 1);
}

fn a_refusal_keeps_nothing(told: Told) {
    let store = &told.store;
    let need = opened(store, "one").need;
    let stranger = seat("Planning", "Contractor");
    let refused = store.act(need, move |need| Ok(vec![accept(need, hour(2), &stranger)?]));
    assert!(refused.unwrap_err().is_asked_wrong());
    assert!(store.receive(hour(2), first("  ")).unwrap_err().is_asked_wrong());
    assert_eq!(store.verify().unwrap().events, 1);
}

fn lists_made_again_are_the_same(told: Told) {
    let store = &told.store;
    let needs: Vec<_> = (0..5).map(|number| opened(store, &format!("need {number}")).need).collect();
    store.act(needs[2], |need| Ok(vec![sorted(need, hour(4), "")?])).unwrap();
    store
        .act(needs[3], |need| Ok(vec![say_more(need, hour(4), Channel::Phone, Said::words("and now?"))?]))
        .unwrap();
    let list = List::HeldBy { organisation: "Council".into(), team: "Contact centre".into() };
    let before = (store.list(&list, 0, 100).unwrap(), store.to_listen("Council", 2, 100).unwrap());
    assert_eq!((before.0.len(), before.1.len()), (4, 6));
    assert_eq!(store.rebuild().unwrap(), 5);
    assert_eq!((store.list(&list, 0, 100).unwrap(), store.to_listen("Council", 2, 100).unwrap()), before);
}

fn many_at_once_are_each_kept_once(told: Told) {
    let store = Arc::new(told.store);
    let threads: Vec<_> = (0..16)
        .map(|thread| {
            let store = Arc::clone(&store);
            std::thread::spawn(move || {
                (0..20).map(|number| opened(&store, &format!("words {thread} {number}"))).collect::<Vec<_>>()
            })
        })
        .collect();
    let receipts: Vec<_> = threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect();
    let mut words: Vec<String> = receipts
        .iter()
        .map(|receipt| store.story(receipt.need).unwrap()[0].said.clone().unwrap().words)
        .collect();
    words.sort();
    words.dedup();
    assert_eq!(words.len(), 320);
    let verified = store.verify().unwrap();
    assert_eq!((verified.events, verified.wrong), (320, vec![]));
}

fn the_log_goes_on_from_where_it_was_read(told: Told) {
    let store = &told.store;
    assert!(store.log(1).is_ok_and(|log| log.event_count() == 0));
    let need = opened(store, "one").need;
    assert_eq!(store.log(1).unwrap().event_count(), 1);
    let giver = seat("Contact centre", "Council");
    store
        .act(need, move |need| Ok(vec![work::answer(need, hour(2), &giver, Channel::Web, "we come")?]))
        .unwrap();
    opened(store, "two");
    let log = store.log(2).unwrap();
    assert_eq!((log.event_count(), log.need_count()), (3, 2));
    assert!(Arc::ptr_eq(&log, &store.log(2).unwrap()));
}

fn a_clock_set_back_changes_no_order(told: Told) {
    let store = &told.store;
    let need = opened(store, "one").need;
    store.act(need, |need| Ok(vec![sorted(need, hour(-9), "")?])).unwrap();
    let story = store.story(need).unwrap();
    assert_eq!((story[0].at, story[1].at), (hour(1), hour(1)));
}

fn who_read_what_is_written_down(told: Told) {
    let store = &told.store;
    let need = opened(store, "one").need;
    let person = store.story(need).unwrap()[0].person;
    let seen = |at: i64| Seen {
        at: hour(at),
        account: "efe".into(),
        organisation: "Council".into(),
        person: Some(person),
        need: Some(need),
        screen: "need".into(),
    };
    // A search that found nobody belongs to nobody.
    let nobody = Seen { person: None, need: None, screen: "search, nothing shown".into(), ..seen(4) };
    store.saw(seen(2)).unwrap();
    store.saw_all(vec![seen(3), nobody.clone()]).unwrap();
    assert_eq!(store.seen_of(person, 10).unwrap(), [seen(3), seen(2)]);
    assert_eq!(store.seen_of_nobody(10).unwrap(), [nobody]);
}

fn an_event_that_is_altered_is_noticed(told: Told) {
    opened(&told.store, "one");
    opened(&told.store, "two");
    for sql in ["UPDATE event SET body = '{}'", "DELETE FROM event"] {
        let refused = told.tamper(sql).unwrap_err();
        assert!(refused.contains("events are never"), "{refused}");
    }
    let trigger = match told.place.server {
        None => "DROP TRIGGER event_is_not_changed",
        Some(_) => "DROP TRIGGER event_is_kept ON event",
    };
    told.tamper(trigger).unwrap();
    told.tamper("UPDATE event SET body = replace(body, 'web', 'phone') WHERE number = 1").unwrap();
    let wrong = told.store.verify().unwrap().wrong;
    assert_eq!(wrong.len(), 1, "{wrong:?}");
    assert!(wrong[0].starts_with("record 1 does not follow from record 0"), "{wrong:?}");
}

fn words_that_cannot_be_read_are_noticed(told: Told) {
    opened(&told.store, "one");
    told.tamper("UPDATE line SET team = 'Another'").unwrap();
    let wrong = told.store.verify().unwrap().wrong;
    assert!(wrong.len() == 1 && wrong[0].contains("differ from the events in 1 needs"), "{wrong:?}");
    told.store.rebuild().unwrap();
    assert_eq!(told.store.verify().unwrap().wrong, Vec::<String>::new());
    let Told { store, place, of_its_own } = told;
    drop(store);
    let key = std::fs::read(place.key_path()).unwrap();
    std::fs::remove_file(place.key_path()).unwrap();
    let missing = Store::open(&place).err().unwrap().to_string();
    assert!(missing.contains("the key of these data is missing; put it back"), "{missing}");
    std::fs::write(place.key_path(), [1; 32]).unwrap();
    let wrong = Store::open(&place).err().unwrap().to_string();
    assert!(wrong.contains("this is not the key of these data"), "{wrong}");
    std::fs::write(place.key_path(), key).unwrap();
    assert!(Store::open(&place).is_ok());
    drop(of_its_own);
}

fn many_processes_start_at_once(told: Told) {
    let schema = told.place.server.as_ref().and_then(|_| Schema::new());
    let server = schema.as_ref().map(|schema| schema.url.clone());
    let place = Place { folder: told.place.folder.join("new"), server };
    std::thread::scope(|scope| {
        for number in 0..8 {
            let place = &place;
            scope.spawn(move || opened(&Store::open(place).unwrap(), &format!("words {number}")));
        }
    });
    let verified = Store::open(&place).unwrap().verify().unwrap();
    assert_eq!((verified.events, verified.wrong), (8, vec![]));
}

fn two_processes_write_one_chain(told: Told) {
    let other = Store::open(&told.place).unwrap();
    let write = |store: &Store, who: &str| {
        for number in 0..50 {
            let need = opened(store, &format!("words {who} {number}")).need;
            store
                .act(need, |need| Ok(vec![say_more(need, hour(2), Channel::Web, Said::words("and more"))?]))
                .unwrap();
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| write(&told.store, "of one"));
        scope.spawn(|| write(&other, "of the other"));
    });
    let half_way = told.store.verify().unwrap().head;
    let verified = other.verify().unwrap();
    assert_eq!((verified.events, verified.wrong), (200, vec![]));
    assert_eq!(told.store.number_of(&half_way).unwrap(), Some(200));
    assert_eq!(told.store.number_of("00").unwrap(), None);
    assert_eq!(other.log(1).unwrap().event_count(), 200);
}

fn a_document_is_given_to_one_of_all_who_take_it(told: Told) {
    let other = Store::open(&told.place).unwrap();
    for number in 0..20 {
        let name = format!("challenge {number}");
        told.store.put_document("begun", &name, format!("state {number}")).unwrap();
        let took: Vec<_> = std::thread::scope(|scope| {
            let stores = [&told.store, &other, &told.store, &other].map(|store| {
                let name = &name;
                scope.spawn(move || store.take_document("begun", name).unwrap())
            });
            stores.into_iter().filter_map(|taking| taking.join().unwrap()).collect()
        });
        assert_eq!(took, [format!("state {number}")]);
    }
    assert_eq!(other.take_document("begun", "none").unwrap(), None);
}
