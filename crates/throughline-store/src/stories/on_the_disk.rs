//! A disk that is full: it is said, nothing is half kept, and when there is room again it goes on.

use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{first, hour, opened};
use crate::{Place, Store};

/// Set by a story for the process in which it is told on.
const INSIDE: &str = "THROUGHLINE_STORY_ON_A_SMALL_DISK";

/// Tells a story on in a process of its own, which another program starts. False where that program cannot.
fn told_by(program: &str, words: &[&str], story: &str) -> bool {
    if !Command::new(program).args(words).arg("true").output().is_ok_and(|ran| ran.status.success()) {
        return false;
    }
    let told = Command::new(program)
        .args(words)
        .arg(std::env::current_exe().unwrap())
        .args(["--exact", &format!("stories::on_the_disk::{story}"), "--nocapture"])
        .env(INSIDE, "yes")
        .output()
        .unwrap();
    let said = [told.stdout, told.stderr].map(|said| String::from_utf8_lossy(&said).into_owned()).concat();
    assert!(told.status.success() && said.contains("1 passed"), "{said}");
    true
}

/// A small disk in a folder, which only root can make, or who is root in a world of their own.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new(bytes: u32) -> Option<SmallDisk> {
        let folder = tempfile::tempdir().unwrap();
        let made = mount(&["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"], folder.path());
        made.then_some(SmallDisk(folder))
    }

    fn grow(&self, bytes: u32) {
        assert!(mount(&["-o", &format!("remount,size={bytes}")], self.0.path()));
    }
}

fn mount(words: &[&str], folder: &Path) -> bool {
    Command::new("mount").args(words).arg(folder).output().is_ok_and(|ran| ran.status.success())
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        drop(Command::new("umount").args(["--lazy"]).arg(self.0.path()).status());
    }
}

#[test]
fn in_a_folder_that_was_there_before_nobody_else_reads_what_is_kept() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o755)).unwrap();
    let store = Store::open(&Place::folder(folder.path())).unwrap();
    store.receive(hour(1), first("my heating is off")).unwrap();
    for file in std::fs::read_dir(folder.path()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{}", file.path().display());
    }
}

#[test]
fn a_full_disk_is_said_and_nothing_is_half_kept() {
    let Some(disk) = SmallDisk::new(1 << 20) else {
        assert!(std::env::var_os(INSIDE).is_none(), "root in a world of its own has no small disk");
        let words = ["--user", "--map-root-user", "--mount"];
        if !told_by("unshare", &words, "a_full_disk_is_said_and_nothing_is_half_kept") {
            println!(
                "skipped: a small disk is made by root, or where everybody may have a world of their own (unshare)"
            );
        }
        return;
    };
    let says = "this was not kept: the disk is full, and nothing was kept; make room and send it again";
    filled(&disk.0.path().join("data"), says, || disk.grow(8 << 20));
}

/// The same without a disk of its own, for whoever may make none: no file may grow beyond so much.
#[test]
fn files_that_may_not_grow_are_said_and_nothing_is_half_kept() {
    if std::env::var_os(INSIDE).is_none() {
        let script = "trap '' XFSZ && ulimit -S -f 2048 && prlimit --version > /dev/null && exec \"$@\"";
        if !told_by("sh", &["-c", script, "sh"], "files_that_may_not_grow_are_said_and_nothing_is_half_kept")
        {
            println!("skipped: prlimit is not here");
        }
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let says = "this was not kept: the disk cannot be read or written (disk I/O error); look whether it is broken, or whether \
                files may not grow here (ulimit -f)";
    filled(&folder.path().join("data"), says, || {
        let words = ["--pid", &std::process::id().to_string(), "--fsize=16777216:"];
        assert!(Command::new("prlimit").args(words).status().unwrap().success());
    });
}

/// Somebody writes until there is no room, which is said so; then there is more.
fn filled(folder: &Path, says: &str, more_room: impl Fn()) {
    let store = Store::open(&Place::folder(folder)).unwrap();
    let mut receipts = Vec::new();
    let words = "the damp is in the bedroom now ".repeat(300);
    let full = loop {
        match store.receive(hour(1), first(&format!("{words} {}", receipts.len()))) {
            Ok(receipt) => receipts.push(receipt),
            Err(why) => break why.to_string(),
        }
        assert!(receipts.len() < 1_000, "the disk is never full");
    };
    assert_eq!(full, says);
    assert!(receipts.len() > 5);
    let is_whole = |receipts: &[crate::Receipt]| {
        for (number, receipt) in receipts.iter().enumerate() {
            let said = store.story(receipt.need).unwrap()[0].said.clone().unwrap().words;
            assert_eq!(said, format!("{words} {number}"));
        }
        let verified = store.verify().unwrap();
        assert_eq!((verified.events, verified.wrong), (receipts.len() as u64, vec![]));
    };
    is_whole(&receipts);
    more_room();
    receipts.push(opened(&store, &format!("{words} {}", receipts.len())));
    is_whole(&receipts);
}

#[test]
fn the_log_beside_the_file_begins_anew_while_people_write_without_a_pause() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::open(&Place::folder(folder.path())).unwrap();
    let log = folder.path().join("throughline.sqlite-wal");
    // SQLite counts there how often it began anew.
    let begun = || {
        let mut start = [0; 16];
        let read = std::fs::File::open(&log).and_then(|mut log| log.read_exact(&mut start));
        read.map_or(0, |()| u32::from_be_bytes([start[12], start[13], start[14], start[15]]))
    };
    let (done, until) = (AtomicBool::new(false), Instant::now() + Duration::from_secs(60));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !done.load(Ordering::Relaxed) {
                    opened(&store, "my heating is off");
                }
            });
        }
        while begun() < 2 && Instant::now() < until {
            std::thread::sleep(Duration::from_millis(50));
        }
        done.store(true, Ordering::Relaxed);
    });
    assert!(begun() >= 2, "the log only grows: {} bytes", log.metadata().unwrap().len());
}
