//! Backup and restore, on every store and into every other.

use throughline::contact::{By, File};

use super::{Schema, Told, first, hour, opened};
use crate::{List, Place, Seen, Store, restore};

/// Something of everything that a store keeps.
fn lived_in(store: &Store) {
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
            person,
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
fn all_of(store: &Store) -> String {
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
