//! The built command, run as a person would run it, and folders to run it in.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::{Mutex, OnceLock};

use serde_json::Value;

/// What a run did.
pub(crate) struct Ran {
    /// The exit code; none if a signal ended it.
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

/// The command, to be run at the root of the repository.
pub(crate) fn command() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
    command.current_dir(crate::tidy::root()).stdin(Stdio::null());
    command
}

/// Runs the command with these words.
pub(crate) fn throughline<S: AsRef<std::ffi::OsStr>>(words: impl IntoIterator<Item = S>) -> Ran {
    ran(command().args(words).output().unwrap())
}

pub(crate) fn ran(output: Output) -> Ran {
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
    Ran { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
}

/// The JSON of a study of these words; it must have been done, with or without rows refused.
#[track_caller]
pub(crate) fn study<S: AsRef<std::ffi::OsStr>>(words: impl IntoIterator<Item = S>) -> Value {
    let ran = ran(command().arg("study").args(words).args(["--json", "-"]).output().unwrap());
    assert!(matches!(ran.code, Some(0 | 3)), "exit {:?}: {}", ran.code, ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

/// What a study of a log says without any other words, on the terminal and as JSON.
pub(crate) struct Studied {
    pub(crate) terminal: String,
    pub(crate) json: Value,
}

/// The study of a log, done once for all tests of a run: many ask something of each real log.
pub(crate) fn studied(log: &Path) -> &'static Studied {
    static STUDIED: Mutex<BTreeMap<PathBuf, &'static OnceLock<Studied>>> = Mutex::new(BTreeMap::new());
    let done = *STUDIED.lock().unwrap().entry(log.to_path_buf()).or_insert_with(|| Box::leak(Box::default()));
    done.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let json = folder.path().join("study.json");
        let ran = throughline(["study".as_ref(), log.as_os_str(), "--json".as_ref(), json.as_os_str()]);
        assert!(matches!(ran.code, Some(0 | 3)), "{}: exit {:?}: {}", log.display(), ran.code, ran.err);
        let json = serde_json::from_str(&std::fs::read_to_string(json).unwrap()).unwrap();
        Studied { terminal: ran.out, json }
    })
}

/// The real logs beside the repository, if they are there; says so if not.
#[allow(clippy::print_stderr)]
pub(crate) fn real_logs() -> Option<PathBuf> {
    let shared = std::env::var_os("THROUGHLINE_SHARED").map(PathBuf::from);
    let logs = shared.unwrap_or_else(|| crate::tidy::root().join("../shared")).join("logs");
    if !logs.is_dir() {
        eprintln!("skipped: no real logs in {}", logs.display());
        return None;
    }
    Some(logs)
}

/// The files in a folder, by name.
pub(crate) fn names_in(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> =
        entries.map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}
