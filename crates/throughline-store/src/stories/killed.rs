//! A service that is killed at any moment has kept whatever it gave a receipt for.
//!
//! This test starts itself again as a process that receives from many threads and prints each receipt when it has it; the parent
//! kills it (SIGKILL), opens the store again and looks for every receipt.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::Duration;

use throughline::contact::Reference;

use super::{Told, opened};
use crate::{List, Place, Store};

/// Where the process that will be killed is to receive: set by its parent only.
const IN: &str = "THROUGHLINE_STORY_RECEIVES_IN";
const ON: &str = "THROUGHLINE_STORY_RECEIVES_ON";
/// How many threads and how many words each, where it ends by itself.
const ONLY: &str = "THROUGHLINE_STORY_RECEIVES_ONLY";

/// How often it is killed; `THROUGHLINE_KILLS` says otherwise.
const KILLS: usize = 10;

/// What is printed of a receipt: between these marks, so that half a line is not taken for one.
const RECEIPT: &str = "receipt ";
const WHOLE: &str = " is kept";

#[test]
fn receives_until_it_is_killed() {
    let Ok(folder) = std::env::var(IN) else { return };
    let store = Store::open(&Place { folder: folder.into(), server: std::env::var(ON).ok() }).unwrap();
    let (threads, most) = std::env::var(ONLY).map_or((16, u32::MAX), |most| (1, most.parse().unwrap()));
    std::thread::scope(|scope| {
        for thread in 0..threads {
            let store = &store;
            scope.spawn(move || {
                for number in 0..most {
                    let words = format!("words {} {thread} {number}", std::process::id());
                    let receipt = opened(store, &words);
                    let line = format!("{RECEIPT}{} {words}{WHOLE}\n", receipt.reference);
                    std::io::stdout().lock().write_all(line.as_bytes()).unwrap();
                }
            });
        }
    });
    assert_ne!(most, u32::MAX, "it is killed before");
}

/// This test binary as a process that receives.
fn receiving(program: &str, words: &[&str], place: &Place) -> Command {
    let mut command = Command::new(program);
    command.args(words).args(["--exact", "stories::killed::receives_until_it_is_killed", "--nocapture"]);
    command.env(IN, &place.folder).stdout(Stdio::piped()).stderr(Stdio::null());
    if let Some(server) = &place.server {
        command.env(ON, server);
    }
    command
}

fn this_binary() -> String {
    std::env::current_exe().unwrap().to_str().unwrap().to_string()
}

/// Lets a process receive for a while, kills it, and answers the receipts that it gave.
fn killed_while_receiving(place: &Place, after: Duration) -> Vec<(Reference, String)> {
    let mut child = receiving(&this_binary(), &[], place).spawn().unwrap();
    let out = BufReader::new(child.stdout.take().unwrap());
    let reader = std::thread::spawn(move || {
        let receipt = |line: String| {
            let (_, line) = line.split_once(RECEIPT)?;
            let (reference, words) = line.strip_suffix(WHOLE)?.split_once(' ')?;
            Some((reference.parse().unwrap(), words.to_string()))
        };
        out.lines().map_while(Result::ok).filter_map(receipt).collect()
    });
    std::thread::sleep(after);
    child.kill().unwrap();
    child.wait().unwrap();
    reader.join().unwrap()
}

pub(super) fn all_who_receive_when_it_is_killed_are_found_again(told: Told) {
    let kills = std::env::var("THROUGHLINE_KILLS").map_or(KILLS, |kills| kills.parse().unwrap());
    let mut given: HashMap<Reference, String> = HashMap::new();
    let mut told = told;
    for kill in 0..kills {
        let random = u16::from_be_bytes(crate::key::random().unwrap());
        // Some while it starts, most while it receives.
        let receipts = killed_while_receiving(&told.place, Duration::from_millis(u64::from(random) % 250));
        told = told.again();
        for (reference, words) in &receipts {
            let need = told.store.need_of(*reference).unwrap().expect("a receipt was given and is not there");
            let story = told.store.story(need).unwrap();
            assert_eq!((story.len(), &story[0].said.as_ref().unwrap().words), (1, words), "kill {kill}");
        }
        given.extend(receipts);
        // What is wrong once stays wrong: it need not be looked for each time.
        if kill % 10 == 9 {
            assert_eq!(told.store.verify().unwrap().wrong, Vec::<String>::new(), "kill {kill}");
        }
    }
    assert_eq!(told.store.verify().unwrap().wrong, Vec::<String>::new());
    let list = List::HeldBy { organisation: "Council".into(), team: "Contact centre".into() };
    let lines = told.store.list(&list, 0, u32::MAX).unwrap();
    let words_of = |need| told.store.story(need).unwrap()[0].said.clone().unwrap().words;
    let mut words: Vec<String> = lines.iter().map(|line| words_of(line.need)).collect();
    words.sort();
    let all = words.len();
    words.dedup();
    assert_eq!(words.len(), all, "some words were kept twice");
    assert!(given.values().all(|said| words.binary_search(said).is_ok()));
    assert!(kills < 5 || given.len() > kills, "only {} receipts were given", given.len());
    println!("{kills} kills, {} receipts given, {all} needs kept", given.len());
}

/// The system is asked to bring the words to the disk, and says that it has, before anybody is told that they are kept.
#[test]
fn words_are_synced_before_a_receipt_is_given() {
    if Command::new("strace")
        .args(["-o", "/dev/null", "true"])
        .status()
        .map_or(true, |status| !status.success())
    {
        println!("skipped: strace is not here, or may not look at other processes");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let trace = folder.path().join("trace");
    let traced = ["-f", "-y", "-e", "trace=write,pwrite64,fsync,fdatasync", "-o", trace.to_str().unwrap()];
    let place = Place::folder(folder.path().join("data"));
    let mut command = receiving("strace", &[&traced[..], &[&this_binary()]].concat(), &place);
    assert!(command.env(ONLY, "20").output().unwrap().status.success());
    let trace = std::fs::read_to_string(trace).unwrap();
    let (mut receipts, mut written, mut synced) = (0, false, true);
    for line in trace.lines() {
        let of_log = line.contains("throughline.sqlite-wal>");
        if of_log && line.contains("write") {
            (written, synced) = (true, false);
        }
        if of_log && line.contains("sync(") && line.ends_with("= 0") {
            synced = true;
        }
        if line.contains("write(1<") && line.contains(RECEIPT) {
            assert!(written && synced, "told before it was on the disk: {line}");
            (receipts, written) = (receipts + 1, false);
        }
    }
    assert_eq!(receipts, 20);
}
