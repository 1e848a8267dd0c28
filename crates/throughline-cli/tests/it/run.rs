//! The built command, run as a person would run it, and folders to run it in.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

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
