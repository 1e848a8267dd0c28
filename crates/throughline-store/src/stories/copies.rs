//! Backup and restore, export and import: from every store into every other.

use throughline::contact::person::say_more;
use throughline::contact::{By, Channel, File, Need, Said};

use super::{Schema, Told, first, hour, opened};
use crate::{List, Place, Seen, Store, restore};

/// Something of everything that a store keeps.
pub(super) fn lived_in(store: &Store) {
    for number in 0..30 {
        let need = opened(store, &format!("need {number}")).need;
        if number % 3 == 0 {
            let file = File { name: "damp.png".into(), media: "image/png".into() };
            store.add_file(hour(2), need, file, vec![number; 60_000]).unwrap();
        }
        let person = store.story(need).unwrap()[0].person;
        let seen = |at| Seen {
            at: hour(at),
            account: "efe".into(),
            organisation: "Council".into(),
            person: Some(person),
            need: (number % 2 == 0).then_some(need),
            screen: "need".into(),
        };
        store.saw(seen(3)).unwrap();
        if number % 10 == 0 {
            store.erase(hour(4), person, By::Person).unwrap();
        }
    }
    store.receive(hour(5), crate::First { token: Some("t1".into()), ..first("with a token") }).unwrap();
    store.put_document("page", "welcome", "Croeso ‘i bawb’ 🙂".into()).unwrap();
}

/// All that can be read of a store, as text.
pub(super) fn all_of(store: &Store) -> String {
    let list = List::HeldBy { organisation: "Council".into(), team: "Contact centre".into() };
    let mut all = format!("{:?}", store.documents("page").unwrap());
    for line in store.list(&list, 0, 1_000).unwrap() {
        let story = store.story(line.need).unwrap();
        let files: Vec<_> = story
            .iter()
            .filter_map(|event| match &event.what {
                throughline::contact::What::FileAdded { content, .. } => {
                    Some(store.file(event.person, content).unwrap())
                }
                _ => None,
            })
            .collect();
        let seen = store.seen_of(line.person, 9).unwrap();
        all += &format!("{line:?} {story:?} {files:?} {seen:?} {}\n", store.secret(line.need));
    }
    all + &format!(
        "{:?} {:?}",
        store.found("01632 960001").unwrap(),
        store.to_listen("Council", 2, 99).unwrap()
    )
}

pub(super) fn a_backup_is_restored_into_either_store(told: Told) {
    lived_in(&told.store);
    let folder = tempfile::tempdir().unwrap();
    let backup = folder.path().join("backup.sqlite");
    std::fs::write(&backup, "an older one").unwrap();
    let kept = told.store.backup(&backup).unwrap();
    assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 1, "something was left behind");
    let schema = Schema::new();
    let places = [None, schema.as_ref().map(|schema| schema.url.clone())];
    for server in places.into_iter().take(1 + usize::from(schema.is_some())) {
        let place = Place { folder: folder.path().join(format!("{}", server.is_some())), server };
        std::fs::create_dir(&place.folder).unwrap();
        std::fs::copy(told.place.key_path(), place.key_path()).unwrap();
        let verified = restore(&backup, &place).unwrap();
        assert_eq!((verified.events, &verified.head, verified.wrong), (kept.events, &kept.head, vec![]));
        let restored = Store::open(&place).unwrap();
        assert_eq!(all_of(&restored), all_of(&told.store));
        // It is a store like any other: it goes on from there, and a form sent again is still known.
        let form = crate::First { token: Some("t1".into()), ..first("with a token") };
        restored.receive(hour(6), form).unwrap();
        opened(&restored, "after the restore");
        let verified = restored.verify().unwrap();
        assert_eq!((verified.events, verified.wrong), (kept.events + 1, vec![]));
    }
}

pub(super) fn a_backup_is_not_restored_where_it_would_do_harm(told: Told) {
    opened(&told.store, "one");
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    told.store.backup(&at("backup.sqlite")).unwrap();
    let refused = |from: &str, to: &Place| {
        let why = restore(&at(from), to).unwrap_err();
        assert!(why.is_asked_wrong(), "{why}");
        why.to_string()
    };
    let place = Place::folder(at("data"));
    let why = refused("backup.sqlite", &place);
    assert!(why.contains("the key is missing, and a backup does not hold it"), "{why}");
    std::fs::create_dir(at("data")).unwrap();
    std::fs::write(place.key_path(), [7; 32]).unwrap();
    let why = refused("backup.sqlite", &place);
    assert!(why.contains("this is not the key of the service that made"), "{why}");
    let why = refused("backup.sqlite", &told.place);
    assert!(why.contains("the place to restore to is not empty"), "{why}");
    std::fs::write(at("words.txt"), "these are words, and no backup at all").unwrap();
    let why = refused("words.txt", &told.place);
    assert!(why.contains("words.txt: this is no backup"), "{why}");
    assert!(refused("nowhere.sqlite", &told.place).contains("this is no backup"));
    assert_eq!(told.store.verify().unwrap().events, 1);
    let nowhere = told.store.backup(&at("no folder/backup.sqlite")).unwrap_err().to_string();
    assert!(nowhere.contains("the backup cannot be written"), "{nowhere}");
}

/// An export without what differs by rights: the check of the key.
fn exported(store: &Store) -> Vec<String> {
    let mut out = Vec::new();
    store.export(&mut out).unwrap();
    String::from_utf8(out).unwrap().lines().map(String::from).collect()
}

pub(super) fn an_export_is_the_same_in_either_store(told: Told) {
    lived_in(&told.store);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.jsonl");
    let events = told.store.export(&mut std::fs::File::create(&file).unwrap()).unwrap();
    assert!(crate::is_export(&file));
    let before = exported(&told.store);
    // 3 of 30 people were erased, and 30 of 31 were seen.
    assert_eq!(before.iter().filter(|line| line.contains("\"words\":\"need ")).count(), 27);
    assert_eq!(before.iter().filter(|line| line.starts_with("{\"row\":\"seen\"")).count(), 30);
    let kept = told.store.verify().unwrap();
    for other in [Some(Told::on_sqlite()), Told::on_postgres()].into_iter().flatten() {
        assert_eq!(other.store.import(&file).unwrap(), events);
        assert_eq!(exported(&other.store), before);
        let verified = other.store.verify().unwrap();
        assert_eq!((verified.events, &verified.head, verified.wrong), (events, &kept.head, vec![]));
        let found = |store: &Store| store.found("01632 960001").unwrap();
        assert_eq!((found(&other.store), found(&told.store).len()), (found(&told.store), 28));
        let again = other.store.import(&file).unwrap_err();
        assert!(
            again.is_asked_wrong() && again.to_string().contains("there are events in this place already")
        );
        // It goes on from there: words of people who came along are sealed with the keys that came with them.
        let person = found(&other.store)[0];
        opened(&other.store, "after the import");
        let need = other.store.list(&List::OfPerson(person), 0, 1).unwrap()[0].need;
        let more = |need: &Need| say_more(need, hour(7), Channel::Web, Said::words("and more"));
        other.store.act(need, move |need| Ok(vec![more(need)?])).unwrap();
        let verified = other.store.verify().unwrap();
        assert_eq!((verified.events, verified.wrong), (events + 2, vec![]));
    }
}

pub(super) fn an_export_of_before_is_still_taken(told: Told) {
    lived_in(&told.store);
    let mut out = Vec::new();
    let events = told.store.export(&mut out).unwrap();
    // The first form had neither the sealed words nor the keys of people.
    let of_before = |line: &str| {
        let mut line: serde_json::Value = serde_json::from_str(line).unwrap();
        let fields = line.as_object_mut().unwrap();
        for added in ["key", "sealed", "lines"] {
            fields.shift_remove(added);
        }
        if let Some(version) = fields.get_mut("version") {
            *version = 1.into();
        }
        line.to_string() + "\n"
    };
    let text: String = std::str::from_utf8(&out).unwrap().lines().map(of_before).collect();
    assert!(text.starts_with("{\"throughline\":\"export\",\"version\":1}\n"), "{text}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("before.jsonl");
    std::fs::write(&file, text).unwrap();
    let other = Told::on_sqlite();
    assert!(crate::is_export(&file));
    assert_eq!(other.store.import(&file).unwrap(), events);
    let verified = other.store.verify().unwrap();
    assert_eq!((verified.events, verified.wrong), (events, vec![]));
    assert_ne!(verified.head, told.store.verify().unwrap().head);
    let words = |store: &Store| {
        let people = store.found("01632 960001").unwrap();
        let line = |person| store.list(&List::OfPerson(person), 0, 1).unwrap().remove(0);
        let story = |person| store.story(line(person).need).unwrap();
        people.into_iter().map(|person| format!("{:?}", story(person)[0].said)).collect::<Vec<_>>()
    };
    assert_eq!(words(&other.store), words(&told.store));
    assert_eq!(words(&other.store).len(), 28);
}

pub(super) fn an_export_that_was_altered_is_not_taken(told: Told) {
    opened(&told.store, "the lift is stuck");
    opened(&told.store, "two");
    told.store.put_document("page", "welcome", "come in".into()).unwrap();
    let mut out = Vec::new();
    told.store.export(&mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.jsonl");
    let empty = Told::on_sqlite();
    for (from, to) in [
        // The words in clear, what happened, and a hash.
        ("the lift is stuck", "the lift is fine"),
        ("\"channel\":\"web\"", "\"channel\":\"phone\""),
        ("\"hash\":\"", "\"hash\":\"0"),
        ("\"sealed\":\"", "\"sealed\":\"00"),
    ] {
        assert!(text.contains(from), "{from} in {text}");
        std::fs::write(&file, text.replacen(from, to, 1)).unwrap();
        let why = empty.store.import(&file).unwrap_err().to_string();
        assert!(why.contains("event 1 is not as it was exported"), "{from}: {why}");
        assert_eq!(empty.store.verify().unwrap().events, 0);
    }
    // What is in no chain is in the hash of the lines, and so is every line that was taken out.
    let without = |what: &str| {
        let kept: Vec<&str> = text.lines().filter(|line| !line.contains(what)).collect();
        assert_eq!(kept.len() + 1, text.lines().count(), "{what}");
        kept.join("\n")
    };
    for altered in [
        without("{\"row\":\"document\""),
        text.replacen("come in", "keep out", 1),
        text.replacen("\"lines\":\"", "\"lines\":\"0", 1),
    ] {
        std::fs::write(&file, altered).unwrap();
        let why = empty.store.import(&file).unwrap_err().to_string();
        assert!(why.contains("are not those that were exported"), "{why}");
        assert_eq!(empty.store.verify().unwrap().events, 0);
    }
    std::fs::write(&file, text.replacen("\"key\":\"", "\"key\":\"00", 1)).unwrap();
    let why = empty.store.import(&file).unwrap_err().to_string();
    assert!(why.contains("the key of event 1 has not 32 bytes"), "{why}");
    std::fs::write(&file, &text).unwrap();
    assert_eq!(empty.store.import(&file).unwrap(), 2);
}

pub(super) fn an_export_that_is_not_whole_is_not_taken(told: Told) {
    opened(&told.store, "one");
    opened(&told.store, "two");
    let mut out = Vec::new();
    told.store.export(&mut out).unwrap();
    let lines: Vec<&str> = std::str::from_utf8(&out).unwrap().lines().collect();
    let last = lines[lines.len() - 1];
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("all.jsonl");
    let empty = Told::on_sqlite();
    for (text, says) in [
        (lines[..3].join("\n"), "all.jsonl: it is cut short after 2 events"),
        ([lines[0], lines[2], last].join("\n"), "line 2: event 2 stands where event 1 should"),
        ([lines[0], lines[1], last].join("\n"), "1 of 2 events are there"),
        (lines[0].replace(":3}", ":9}"), "written by a newer version"),
        ([&lines[..2], &[lines[0]]].concat().join("\n"), "line 3: it is the first line of an export"),
        ([lines[0], "{\"row\":\"event\",\"cells\":[]}"].join("\n"), "there is no table “event”"),
        (
            [&lines[..], &[lines[1]]].concat().join("\n"),
            "it stands after the line that says that all is there",
        ),
        ("what people said".to_string(), "line 1 is not one of an export"),
    ] {
        std::fs::write(&file, text).unwrap();
        let why = empty.store.import(&file).unwrap_err().to_string();
        assert!(why.contains(says), "{why}");
        assert_eq!(empty.store.verify().unwrap().events, 0);
    }
}
