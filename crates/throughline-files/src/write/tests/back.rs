//! What is written and read back without being told anything is the same log: made-up logs with hostile names, and every real
//! log beside the repository.

use super::*;

/// Every form that is written.
const FORMS: [&str; 9] =
    ["csv", "tsv", "csv.gz", "csv.zst", "parquet", "xes", "xes.gz", "jsonocel", "throughline"];

/// The log in a file, with a guessed mapping, and what was refused.
#[track_caller]
fn read(path: &Path) -> (Log, usize) {
    let reading = crate::read::read(&[path.to_path_buf()], &[], "Europe/London", &job(2));
    let reading = reading.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    (reading.log, reading.refused.len())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn every_form_gives_back_the_same_log(log in logs()) {
        let folder = tempfile::tempdir().unwrap();
        for form in FORMS {
            let path = folder.path().join(format!("log.{form}"));
            write(&log, &path).unwrap();
            let (back, refused) = read(&path);
            prop_assert_eq!(refused, 0, "{}", form);
            prop_assert_eq!(difference(&log, &back), None, "{}", form);
        }
    }
}

#[test]
#[allow(clippy::print_stderr)]
fn every_real_log_comes_back_from_every_form() {
    let shared = std::env::var_os("THROUGHLINE_SHARED").map(PathBuf::from);
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    let logs = shared.unwrap_or(beside).join("logs");
    let Ok(entries) = std::fs::read_dir(&logs) else {
        eprintln!("skipped: no real logs in {}", logs.display());
        return;
    };
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|ending| ending != "md"));
    paths.sort();
    assert!(paths.len() > 10, "{} has no logs", logs.display());
    let folder = tempfile::tempdir().unwrap();
    for path in paths {
        let (log, _) = read(&path);
        for form in ["csv", "parquet", "xes", "jsonocel", "throughline"] {
            let written = folder.path().join(format!("log.{form}"));
            write(&log, &written).unwrap();
            let (back, refused) = read(&written);
            assert_eq!((difference(&log, &back), refused), (None, 0), "{} as {form}", path.display());
            std::fs::remove_file(&written).unwrap();
        }
    }
}
