//! A PostgreSQL server that goes away while the store writes: nothing that was answered is lost, and nothing is kept twice.
//!
//! The server that `THROUGHLINE_POSTGRES` names is started again under everybody, so these tests are a binary of their own.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed; one that is skipped says so"
)]

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::os::unix::net::UnixStream;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use throughline::contact::{By, Channel, Language, NeedId, Party, Said};
use throughline::time::Instant;
use throughline_store::{First, List, Place, Store};

/// One at a time: one of them starts the server again.
static ALONE: Mutex<()> = Mutex::new(());

/// The server, with an empty schema of this name.
fn server(schema: &str) -> Option<String> {
    let Ok(server) = std::env::var("THROUGHLINE_POSTGRES") else {
        println!("skipped: THROUGHLINE_POSTGRES is not set");
        return None;
    };
    let mut client = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    client.batch_execute(&format!("DROP SCHEMA IF EXISTS {schema} CASCADE; CREATE SCHEMA {schema}")).unwrap();
    Some(server)
}

fn place(folder: &tempfile::TempDir, server: &str, schema: &str) -> Place {
    let with = if server.contains('?') { '&' } else { '?' };
    let server = Some(format!("{server}{with}options=-csearch_path%3D{schema}"));
    Place { folder: folder.path().to_path_buf(), server }
}

fn first(words: &str) -> First {
    First {
        said: Said::words(words),
        person: None,
        channel: Channel::Web,
        language: Language::English,
        place: None,
        holder: Party::team("Council", "Contact centre"),
        by: By::Person,
        token: None,
    }
}

fn words_of(store: &Store, need: NeedId) -> String {
    store.story(need).unwrap()[0].said.clone().unwrap().words
}

/// The words of all needs, in order.
fn all_words(store: &Store) -> Vec<String> {
    let list = List::HeldBy { organisation: "Council".into(), team: "Contact centre".into() };
    let lines = store.list(&list, 0, u32::MAX).unwrap();
    let mut words: Vec<String> = lines.iter().map(|line| words_of(store, line.need)).collect();
    words.sort();
    words
}

#[test]
fn a_server_is_started_again_while_everybody_writes() {
    let _alone = ALONE.lock();
    let Some(server) = server("started_again") else { return };
    let Ok(restart) = std::env::var("THROUGHLINE_POSTGRES_RESTART") else {
        println!("skipped: THROUGHLINE_POSTGRES_RESTART does not say how to start the server again");
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&place(&folder, &server, "started_again")).unwrap();
    let over = AtomicBool::new(false);
    let write = |thread: usize| {
        let mut given = Vec::new();
        for number in 0.. {
            if over.load(Ordering::Relaxed) {
                break;
            }
            let words = format!("words {thread} {number}");
            match store.receive(Instant(0), first(&words)) {
                Ok(receipt) => given.push((receipt.need, words)),
                Err(why) => println!("{words}: {why}"),
            }
        }
        given
    };
    let given: Vec<(NeedId, String)> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..8).map(|thread| scope.spawn(move || write(thread))).collect();
        for _ in 0..3 {
            std::thread::sleep(Duration::from_millis(700));
            assert!(Command::new(&restart).output().unwrap().status.success());
        }
        std::thread::sleep(Duration::from_millis(700));
        over.store(true, Ordering::Relaxed);
        threads.into_iter().flat_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(given.len() > 100, "only {} receipts were given", given.len());
    for (need, words) in &given {
        assert_eq!(&words_of(&store, *need), words);
    }
    let mut kept = all_words(&store);
    let all = kept.len();
    kept.dedup();
    assert_eq!(kept.len(), all, "some words were kept twice");
    assert_eq!(store.verify().unwrap().wrong, Vec::<String>::new());
    println!("{} receipts given, {all} needs kept", given.len());
}

/// When a connection is cut.
#[derive(Clone, Copy, PartialEq)]
enum Cut {
    Never,
    BeforeTheCommit,
    BeforeItsAnswer,
}

/// Stands between the store and the server, and cuts the connection at one commit.
struct Between {
    address: String,
    cut: Arc<Mutex<Cut>>,
}

impl Between {
    fn new(server: &str) -> Between {
        let config: postgres::Config = server.parse().unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let user = config.get_user().unwrap();
        let address = format!("postgres://{user}@127.0.0.1:{port}/{}", config.get_dbname().unwrap());
        let cut = Arc::new(Mutex::new(Cut::Never));
        let shared = Arc::clone(&cut);
        std::thread::spawn(move || {
            for client in listener.incoming() {
                let (client, config, cut) = (client.unwrap(), config.clone(), Arc::clone(&shared));
                std::thread::spawn(move || carry(&client, &config, &cut));
            }
        });
        Between { address, cut }
    }
}

/// Carries one connection until an end closes or it is cut.
fn carry(client: &TcpStream, config: &postgres::Config, cut: &Mutex<Cut>) {
    let postgres::config::Host::Unix(folder) = &config.get_hosts()[0] else { panic!("wants a local socket") };
    let port = config.get_ports().first().copied().unwrap_or(5432);
    let server = UnixStream::connect(folder.join(format!(".s.PGSQL.{port}"))).unwrap();
    let muted = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let (mut from, mut to, mut bytes) = (&server, client, [0; 65_536]);
            while let Ok(read @ 1..) = from.read(&mut bytes) {
                if muted.load(Ordering::SeqCst) {
                    break;
                }
                to.write_all(&bytes[..read]).unwrap();
            }
            drop(client.shutdown(Shutdown::Both));
        });
        let (mut from, mut to, mut bytes) = (client, &server, [0; 65_536]);
        while let Ok(read @ 1..) = from.read(&mut bytes) {
            if bytes[..read].windows(7).any(|word| word == b"COMMIT\0") {
                match std::mem::replace(&mut *cut.lock().unwrap(), Cut::Never) {
                    Cut::Never => {}
                    Cut::BeforeTheCommit => break,
                    Cut::BeforeItsAnswer => muted.store(true, Ordering::SeqCst),
                }
            }
            to.write_all(&bytes[..read]).unwrap();
        }
        drop(client.shutdown(Shutdown::Both));
        drop(server.shutdown(Shutdown::Both));
    });
}

#[test]
fn a_commit_whose_answer_was_lost_is_neither_lost_nor_doubled() {
    let _alone = ALONE.lock();
    let Some(server) = server("answer_lost") else { return };
    let between = Between::new(&server);
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&place(&folder, &between.address, "answer_lost")).unwrap();
    let mut expected = Vec::new();
    for (number, cut) in [Cut::BeforeItsAnswer, Cut::BeforeTheCommit, Cut::Never].into_iter().enumerate() {
        let words = format!("words {number}");
        *between.cut.lock().unwrap() = cut;
        let receipt = store.receive(Instant(0), first(&words)).unwrap();
        assert!(*between.cut.lock().unwrap() == Cut::Never, "nothing was cut");
        assert_eq!(words_of(&store, receipt.need), words);
        expected.push(words);
    }
    assert_eq!(all_words(&store), expected);
    assert_eq!(store.verify().unwrap().wrong, Vec::<String>::new());
}

#[test]
fn a_writer_whose_waiting_was_cancelled_goes_on() {
    let _alone = ALONE.lock();
    let Some(server) = server("cancelled") else { return };
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&place(&folder, &server, "cancelled")).unwrap();
    let mut other = postgres::Client::connect(&server, postgres::NoTls).unwrap();
    other
        .batch_execute("BEGIN; SELECT pg_advisory_xact_lock('cancelled.event'::regclass::oid::bigint)")
        .unwrap();
    let receipt = std::thread::scope(|scope| {
        let waits = scope.spawn(|| store.receive(Instant(0), first("words")));
        let cancel =
            "SELECT pg_cancel_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted";
        while other.execute(cancel, &[]).unwrap() == 0 {
            std::thread::sleep(Duration::from_millis(10));
        }
        std::thread::sleep(Duration::from_millis(200));
        other.batch_execute("COMMIT").unwrap();
        waits.join().unwrap()
    });
    assert_eq!(words_of(&store, receipt.unwrap().need), "words");
    assert_eq!(all_words(&store).len(), 1);
}

#[test]
fn what_is_wrong_with_a_server_is_said() {
    let _alone = ALONE.lock();
    let folder = tempfile::tempdir().unwrap();
    let says = |server: &str| {
        let place = Place { folder: folder.path().to_path_buf(), server: Some(server.to_string()) };
        Store::open(&place).err().unwrap().to_string()
    };
    let said = says("postgres//nonsense:secret@");
    assert!(said.contains("write it as postgres://user:password@host"), "{said}");
    let said = says("postgres://me:secret@127.0.0.1:9/data");
    assert_eq!(
        said,
        "the PostgreSQL server at 127.0.0.1:9, database data: no server answers there; start it, or look at the address in --database"
    );
    let said = says("postgres://me:secret@127.0.0.1:9/data?sslmode=require");
    assert!(said.contains("without TLS") && !said.contains("secret"), "{said}");
    let Some(server) = server("wrong") else { return };
    let said = says(&server.replace("/postgres?", "/nowhere?"));
    assert!(said.contains("database nowhere: there is no such database; make it with: createdb"), "{said}");
}
