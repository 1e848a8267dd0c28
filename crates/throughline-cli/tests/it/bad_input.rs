//! Bad input: each gives a sentence that says what and where and what to do, the right exit code, no panic, and leaves nothing behind.

mod cut_short;
mod disk;
mod hostile;
mod tables;

use std::path::{Path, PathBuf};

use crate::run::{self, Ran};

/// A folder for one case.
struct Case {
    folder: tempfile::TempDir,
}

impl Case {
    fn new() -> Case {
        Case { folder: tempfile::tempdir().unwrap() }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a file there.
    fn file(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    /// Studies a file and writes JSON beside it: the exit code must be this, and each of `marks` must be in what is said. Where it is
    /// 1 or 2, one sentence is said that names the file, nothing is printed, and no file is left.
    #[track_caller]
    fn study(&self, path: &Path, code: i32, marks: &[&str]) -> Ran {
        self.study_with(path, &[code], marks)
    }

    /// The same where a damaged file may be found out before the work begins (2) or in the midst of it (1).
    #[track_caller]
    fn damaged(&self, path: &Path, marks: &[&str]) -> Ran {
        self.study_with(path, &[1, 2], marks)
    }

    #[track_caller]
    fn study_with(&self, path: &Path, codes: &[i32], marks: &[&str]) -> Ran {
        let json = self.path("study.json");
        let before = run::names_in(self.folder.path());
        let ran = run::throughline([Path::new("study"), path, Path::new("--json"), &json]);
        let says = &ran.err;
        assert!(ran.code.is_some_and(|code| codes.contains(&code)), "exit {:?}, not {codes:?}: {says}", ran.code);
        assert!(!says.contains("panicked") && !says.contains("RUST_BACKTRACE"), "{says}");
        for mark in marks {
            assert!(says.to_lowercase().contains(&mark.to_lowercase()), "“{mark}” is not in what is said: {says}");
        }
        if matches!(ran.code, Some(1 | 2)) {
            let name = path.file_name().unwrap().to_string_lossy();
            assert_eq!(says.trim_end().lines().count(), 1, "one sentence: {says}");
            assert!(says.contains(&*name), "which file? {says}");
            assert!(says.len() < 1_000, "too long to read: {} bytes", says.len());
            assert_eq!(ran.out, "");
            assert_eq!(run::names_in(self.folder.path()), before, "something is left behind");
        }
        ran
    }
}
