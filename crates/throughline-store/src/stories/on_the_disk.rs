//! A disk that is full: it is said, nothing is half kept, and when there is room again it goes on.

use std::io::Read;
use std::path::Path;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use super::{first, hour, opened};
use crate::{Place, Store};

/// A small disk in a folder, which only root can make.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new(bytes: u32) -> Option<SmallDisk> {
        let folder = tempfile::tempdir().unwrap();
        if mount(&["-t", "tmpfs", "-o", &format!("size={bytes}"), "tmpfs"], folder.path()) {
            return Some(SmallDisk(folder));
        }
        println!("skipped: a small disk can only be made as root");
        None
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
    let Some(disk) = SmallDisk::new(1 << 20) else { return };
    let store = Store::open(&Place::folder(disk.0.path().join("data"))).unwrap();
    let mut receipts = Vec::new();
    let words = "the damp is in the bedroom now ".repeat(300);
    let full = loop {
        match store.receive(hour(1), first(&format!("{words} {}", receipts.len()))) {
            Ok(receipt) => receipts.push(receipt),
            Err(why) => break why.to_string(),
        }
        assert!(receipts.len() < 1_000, "the disk is never full");
    };
    assert_eq!(
        full,
        "this was not kept: the disk is full, and nothing was kept; make room and send it again"
    );
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
    disk.grow(8 << 20);
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
