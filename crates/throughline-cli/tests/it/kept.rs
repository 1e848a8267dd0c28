//! What a service has kept: gone through, backed up, restored, exported, imported, by the built command.

use std::path::Path;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use throughline::contact::{By, Channel, Language, Party, Said, What};
use throughline::time::Instant;
use throughline_store::{First, Place, Receipt, Store};

use crate::run::{self, Ran};

/// A service in this folder to which three people spoke.
fn service(folder: &Path) -> Store {
    let store = Store::open(&Place::folder(folder)).unwrap();
    for words in ["my heating is off", "the lift is stuck", "the damp is back"] {
        speaks(&store, words);
    }
    store
}

/// Somebody says something, and is given a receipt.
fn speaks(store: &Store, words: &str) -> Receipt {
    let first = First {
        said: Said::words(words),
        person: None,
        channel: Channel::Web,
        language: Language::English,
        place: None,
        holder: Party::team("Council", "Contact centre"),
        by: By::Person,
        token: None,
    };
    store.receive(Instant(1_717_000_000_000_000), first).unwrap()
}

/// Runs the command in a folder, without any database of whoever runs the tests.
fn at(folder: &Path, words: &[&str]) -> Ran {
    let mut command = run::command();
    run::ran(command.current_dir(folder).env_remove("THROUGHLINE_DATABASE").args(words).output().unwrap())
}

#[test]
fn a_backup_is_restored_and_gone_through() {
    let folder = tempfile::tempdir().unwrap();
    service(&folder.path().join("data"));
    let ran = |words: &[&str]| at(folder.path(), words);
    let verified = ran(&["verify", "data"]);
    assert_eq!(verified.code, Some(0), "{}", verified.err);
    assert!(verified.out.starts_with("Gone through: 3 events, each as it was kept."), "{}", verified.out);
    let hash = verified.out.split("hash ").nth(1).unwrap()[..64].to_string();
    let again = ran(&["verify", "data", "--hash", &hash]);
    assert!(again.out.ends_with("Event 3 has the hash that you wrote down.\n"), "{}", again.out);
    let other = ran(&["verify", "data", "--hash", &hash.replace(&hash[..2], "zz")]);
    assert!(other.code == Some(1) && other.err.contains("no event has the hash"), "{}", other.err);
    let rebuilt = ran(&["rebuild", "data"]);
    assert_eq!(rebuilt.out, "The lists are made again from the events: 3 needs.\n", "{}", rebuilt.err);
    let kept = ran(&["backup", "data", "monday.sqlite"]);
    assert_eq!(kept.code, Some(0), "{}", kept.err);
    assert!(kept.out.contains("The key is not in it. Keep a copy of data/key"), "{}", kept.out);
    let refused = ran(&["restore", "monday.sqlite", "again"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("again/key: the key is missing"), "{}", refused.err);
    std::fs::create_dir(folder.path().join("again")).unwrap();
    std::fs::copy(folder.path().join("data/key"), folder.path().join("again/key")).unwrap();
    let restored = ran(&["restore", "monday.sqlite", "again"]);
    assert_eq!(restored.code, Some(0), "{}", restored.err);
    let head = |ran: &Ran| ran.out.split("hash ").nth(1).unwrap()[..64].to_string();
    assert_eq!(head(&restored), head(&verified));
    let twice = ran(&["restore", "monday.sqlite", "again"]);
    assert!(twice.code == Some(2) && twice.err.contains("is not empty"), "{}", twice.err);
}

#[test]
fn an_export_goes_from_service_to_service() {
    let folder = tempfile::tempdir().unwrap();
    service(&folder.path().join("data"));
    let ran = |words: &[&str]| at(folder.path(), words);
    let exported = ran(&["export", "data", "all.jsonl"]);
    assert_eq!(exported.code, Some(0), "{}", exported.err);
    let text = std::fs::read_to_string(folder.path().join("all.jsonl")).unwrap();
    for name in ["all.jsonl", "data/key"] {
        use std::os::unix::fs::PermissionsExt;
        let about = std::fs::metadata(folder.path().join(name)).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, 0o600, "{name}");
    }
    let last = text.lines().last().unwrap_or_default();
    assert!(text.contains("my heating is off") && last.starts_with("{\"events\":3,\"lines\":\""), "{text}");
    let imported = ran(&["import", "other", "all.jsonl"]);
    assert_eq!(imported.code, Some(0), "{}", imported.err);
    assert!(imported.out.starts_with("all.jsonl is taken over: 3 events"), "{}", imported.out);
    assert!(exported.out.starts_with("all.jsonl has everything: 3 events, with what people said in clear"));
    let refused = ran(&["import", "other", "all.jsonl"]);
    assert_eq!(refused.code, Some(2));
    assert!(refused.err.contains("there are events in this place already"), "{}", refused.err);
    for out in ["log.parquet", "log.csv"] {
        let exported = ran(&["export", "data", out]);
        assert_eq!(exported.code, Some(0), "{}", exported.err);
        let studied = ran(&["study", out]);
        assert_eq!(studied.code, Some(0), "{}", studied.err);
        assert!(studied.out.contains("3 needs"), "{}", studied.out);
        assert!(exported.out.starts_with(&format!("{out} is a log to study: without what people said")));
    }
    assert!(!std::fs::read_to_string(folder.path().join("log.csv")).unwrap().contains("heating"));
    let refused = ran(&["export", "data", "log.docx"]);
    assert!(refused.code == Some(2) && refused.err.contains("its ending does not say"), "{}", refused.err);
}

#[test]
fn everything_has_the_same_last_hash_after_an_export_and_an_import_in_either_form() {
    let folder = tempfile::tempdir().unwrap();
    let store = service(&folder.path().join("data"));
    let need = speaks(&store, "the roof lets water in").need;
    let file = throughline::contact::File { name: "roof.png".into(), media: "image/png".into() };
    store.add_file(Instant(1_717_000_100_000_000), need, file, vec![7; 40_000]).unwrap();
    let person = store.story(speaks(&store, "please forget me").need).unwrap()[0].person;
    store.erase(Instant(1_717_000_200_000_000), person, By::Person).unwrap();
    let ran = |words: &[&str]| at(folder.path(), words);
    let head = |ran: &Ran| {
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        ran.out.split("hash ").nth(1).unwrap()[..64].to_string()
    };
    let before = head(&ran(&["verify", "data"]));
    for (out, new) in [("all.jsonl", "from-lines"), ("all.parquet", "from-parquet")] {
        let exported = ran(&["export", "data", out, "--everything"]);
        assert!(exported.out.starts_with(&format!("{out} has everything: 7 events")), "{}", exported.err);
        use std::os::unix::fs::PermissionsExt;
        let about = std::fs::metadata(folder.path().join(out)).unwrap();
        assert_eq!(about.permissions().mode() & 0o777, 0o600, "{out} has what people said in clear");
        let imported = ran(&["import", new, out]);
        assert!(imported.out.starts_with(&format!("{out} is taken over: 7 events")), "{}", imported.err);
        assert_eq!(
            (head(&imported), head(&ran(&["verify", new]))),
            (before.clone(), before.clone()),
            "{out}"
        );
        let known = ran(&["verify", new, "--hash", &before]);
        assert!(known.out.ends_with("Event 7 has the hash that you wrote down.\n"), "{}", known.out);
        let there = Store::open(&Place::folder(folder.path().join(new))).unwrap();
        let story = there.story(need).unwrap();
        assert_eq!(story, store.story(need).unwrap());
        let What::FileAdded { content, .. } = &story[1].what else { panic!("no file") };
        assert_eq!(there.file(story[0].person, content).unwrap(), Some(vec![7; 40_000]));
        let refused = ran(&["import", new, out]);
        assert!(refused.code == Some(2) && refused.err.contains("there are events in this place already"));
        // What came over goes elsewhere again, and is the same.
        let again = format!("again.{out}");
        assert_eq!(ran(&["export", new, &again, "--everything"]).code, Some(0));
        assert_eq!(head(&ran(&["import", &format!("{new}-again"), &again])), before);
    }
    // The log to study is another thing, and no service is made of it.
    assert_eq!(ran(&["export", "data", "log.parquet"]).code, Some(0));
    let refused = ran(&["import", "nowhere", "log.parquet"]);
    assert!(refused.code == Some(2) && refused.err.contains("there is no service here"), "{}", refused.err);
    let refused = ran(&["export", "data", "all.csv", "--everything"]);
    assert!(refused.code == Some(2) && refused.err.contains("end the name with .jsonl or .parquet"));
}

#[test]
fn an_export_of_everything_is_not_taken_for_a_log() {
    let folder = tempfile::tempdir().unwrap();
    service(&folder.path().join("data"));
    let ran = |words: &[&str]| at(folder.path(), words);
    assert_eq!(ran(&["export", "data", "all.jsonl"]).code, Some(0));
    let text = std::fs::read_to_string(folder.path().join("all.jsonl")).unwrap();
    let headless: String = text.lines().skip(1).map(|line| format!("{line}\n")).collect();
    std::fs::write(folder.path().join("headless.jsonl"), headless).unwrap();
    let refused = ran(&["import", "data", "headless.jsonl"]);
    assert_eq!(refused.code, Some(2), "{}", refused.out);
    assert!(refused.err.contains("this is an export of everything of a service"), "{}", refused.err);
    let refused = ran(&["study", "all.jsonl"]);
    assert_eq!(refused.code, Some(2), "{}", refused.out);
    assert!(
        refused.err.contains("all.jsonl: this is an export of everything of a service"),
        "{}",
        refused.err
    );
    // Other systems have events with parts too.
    let other = "{\"id\":\"1\",\"time\":\"2024-05-01T09:00:00Z\",\"activity\":\"phone\",\"event\":{\"kind\":\"call\"}}\n";
    std::fs::write(folder.path().join("other.jsonl"), other).unwrap();
    let taken = ran(&["import", "data", "other.jsonl"]);
    assert!(taken.out.starts_with("1 event was taken in"), "{}{}", taken.out, taken.err);
}

#[test]
fn a_log_is_imported_as_often_as_anybody_likes() {
    let folder = tempfile::tempdir().unwrap();
    service(&folder.path().join("data"));
    let ran = |words: &[&str]| at(folder.path(), words);
    let calls = "case,activity,time,customer\n1,phone,2024-05-01 09:00,Customer seven\n\
                 1,phone,2024-05-01 09:00,Customer seven\n2,visit,2024-05-02 09:00,Customer eight\n";
    std::fs::write(folder.path().join("calls.csv"), calls).unwrap();
    let taken = ran(&["import", "data", "calls.csv"]);
    assert_eq!(taken.code, Some(0), "{}", taken.err);
    assert!(taken.out.starts_with("3 events were taken in; 0 there already."), "{}", taken.out);
    std::fs::write(
        folder.path().join("calls.csv"),
        format!("{calls}2,phone,2024-05-03 09:00,Customer eight\n"),
    )
    .unwrap();
    let taken = ran(&["import", "data", "calls.csv"]);
    assert!(taken.out.starts_with("1 event was taken in; 3 there already."), "{}", taken.out);
    assert_eq!(ran(&["export", "data", "log.csv"]).code, Some(0));
    let log = std::fs::read_to_string(folder.path().join("log.csv")).unwrap();
    assert_eq!((log.lines().count(), log.contains("Customer")), (1 + 3 + 4, false), "{log}");
    let nowhere = ran(&["import", "nowhere", "calls.csv"]);
    assert_eq!((nowhere.code, folder.path().join("nowhere").exists()), (Some(2), false));
    assert!(nowhere.err.contains("nowhere: there is no service here"), "{}", nowhere.err);
}

#[test]
fn a_log_is_imported_and_a_backup_taken_while_people_write() {
    let folder = tempfile::tempdir().unwrap();
    let store = service(&folder.path().join("data"));
    let rows: String = (0..6_000).map(|case| format!("{case},phone,2024-05-01 09:00,C{case}\n")).collect();
    std::fs::write(folder.path().join("calls.csv"), format!("case,activity,time,customer\n{rows}")).unwrap();
    let (over, given) = (AtomicBool::new(false), Mutex::new(Vec::new()));
    // The commands are processes of their own, beside the one that people write to.
    let ran = std::thread::scope(|scope| {
        for person in 0..2 {
            let (store, over, given) = (&store, &over, &given);
            scope.spawn(move || {
                while !over.load(Ordering::Relaxed) {
                    let receipt = speaks(store, &format!("the lift is stuck, says {person}"));
                    given.lock().unwrap().push(receipt);
                }
            });
        }
        // Each of them begins, and the last ends, while people write.
        let written = |than: usize| {
            while given.lock().unwrap().len() <= than {
                std::thread::yield_now();
            }
        };
        let commands = [
            ["import", "data", "calls.csv"],
            ["import", "data", "calls.csv"],
            ["backup", "data", "b.sqlite"],
        ];
        let ran = commands.map(|words| {
            let before = given.lock().unwrap().len();
            written(before);
            (before + 1, at(folder.path(), &words))
        });
        let many = given.lock().unwrap().len();
        written(many);
        over.store(true, Ordering::Relaxed);
        ran
    });
    let [(_, taken), (_, again), (before, kept)] = ran;
    assert!(
        taken.out.starts_with("6,000 events were taken in; 0 there already."),
        "{}{}",
        taken.out,
        taken.err
    );
    assert!(
        again.out.starts_with("0 events were taken in; 6,000 there already."),
        "{}{}",
        again.out,
        again.err
    );
    assert_eq!(kept.code, Some(0), "{}", kept.err);
    let given = given.into_inner().unwrap();
    assert!(before < given.len(), "people wrote: {before}, {}", given.len());
    assert!(given.iter().all(|receipt| store.linked(receipt.reference, &receipt.secret).unwrap().is_some()));
    assert_eq!(store.log(1).unwrap().event_count(), 3 + given.len() + 6_000);
    drop(store);
    std::fs::create_dir(folder.path().join("again")).unwrap();
    std::fs::copy(folder.path().join("data/key"), folder.path().join("again/key")).unwrap();
    let restored = at(folder.path(), &["restore", "b.sqlite", "again"]);
    assert_eq!(restored.code, Some(0), "{}", restored.err);
    let again = Store::open(&Place::folder(folder.path().join("again"))).unwrap();
    assert!(
        given[..before]
            .iter()
            .all(|receipt| again.linked(receipt.reference, &receipt.secret).unwrap().is_some())
    );
    assert_eq!(again.verify().unwrap().wrong, Vec::<String>::new());
}

#[test]
fn what_was_altered_is_said() {
    let folder = tempfile::tempdir().unwrap();
    service(&folder.path().join("data"));
    let file = folder.path().join("data/throughline.sqlite");
    let bytes = std::fs::read(&file).unwrap();
    // As somebody would who has the file and not our word for it: one letter of one event.
    let event = b"\"channel\":\"web\"";
    let place = bytes.windows(event.len()).position(|window| window == event).unwrap();
    let mut altered = bytes;
    altered[place + 11] = b'W';
    std::fs::write(&file, altered).unwrap();
    let verified = at(folder.path(), &["verify", "data"]);
    assert_eq!(verified.code, Some(1), "{}{}", verified.out, verified.err);
    assert!(verified.err.contains("does not follow from record"), "{}", verified.err);
    assert!(verified.err.contains("restore the last backup"), "{}", verified.err);
}
