//! What is wrong with the disk: a folder, a missing file, no permission, no room; and Ctrl-C, which leaves nothing behind either.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use super::Case;
use crate::run;

#[test]
fn a_folder() {
    let case = Case::new();
    std::fs::create_dir(case.path("exports")).unwrap();
    case.study(&case.path("exports"), 2, &["is a folder"]);
}

#[test]
fn a_missing_file() {
    let case = Case::new();
    case.study(&case.path("nowhere.csv"), 2, &["no such file"]);
}

/// A log, a key, a mapping, rates or a folder that this account may not read. Root may read everything, so that there the command runs as
/// nobody.
#[cfg(unix)]
#[test]
fn no_permission() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let case = Case::new();
    let mode =
        |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    mode(&case.path(""), 0o755);
    let open = case.file("open.csv", "case,activity,time\n1,opened,2024-03-01 09:00\n");
    let closed = case.file("closed.csv", "case,activity,time\n1,opened,2024-03-01 09:00\n");
    let folder = case.path("exports");
    std::fs::create_dir(&folder).unwrap();
    [&closed, &folder].into_iter().for_each(|path| mode(path, 0o000));
    let root = std::fs::read(&closed).is_ok();
    // Nobody may not get at the folder of the build.
    let built = case.path("throughline");
    if root {
        std::fs::copy(env!("CARGO_BIN_EXE_throughline"), &built).unwrap();
        mode(&built, 0o755);
    }
    let program = if root { &built } else { Path::new(env!("CARGO_BIN_EXE_throughline")) };
    let told = |words: &[&std::ffi::OsStr]| {
        let mut command = Command::new(program);
        command.current_dir(case.path("")).stdin(Stdio::null()).arg("study").args(words);
        if root {
            command.uid(65_534).gid(65_534);
        }
        run::ran(command.output().unwrap())
    };
    let (open, closed) = (open.as_os_str(), closed.as_os_str());
    assert_eq!(told(&[open]).code, Some(0));
    let all: [&[&std::ffi::OsStr]; 5] = [
        &[closed],
        &[open, "--key".as_ref(), closed],
        &[open, "--mapping".as_ref(), closed],
        &[open, "--rates".as_ref(), closed],
        &[folder.as_os_str()],
    ];
    for words in all {
        let ran = told(words);
        assert_eq!(ran.code, Some(2), "{words:?}: {}", ran.err);
        assert!(
            ran.err.contains("may not read") && ran.err.contains("ask its owner"),
            "{words:?}: {}",
            ran.err
        );
    }
    // So that it can be removed.
    mode(&folder, 0o755);
}

/// A limit on the size of files stands for a full disk: writing fails in the midst.
#[cfg(target_os = "linux")]
#[test]
fn no_room_to_write() {
    let case = Case::new();
    let key = case.file("key", [7; 32]);
    let out = |name: &str| case.path(name).display().to_string();
    let key = format!("--key {}", key.display());
    let converted = ["out.csv", "out.parquet", "out.xes", "out.json", "out.throughline"];
    let converted = converted.map(|name| (name, format!("convert demo/repairs.csv {} {key}", out(name))));
    let studied =
        [("json", "study.json"), ("html", "study.html"), ("xlsx", "study.xlsx"), ("svg flow.map", "map.svg")];
    let studied = studied.map(|(option, name)| {
        let divided = if option.contains(' ') { "=" } else { " " };
        (name, format!("study demo/repairs.csv --{option}{divided}{}", out(name)))
    });
    for (name, words) in converted.into_iter().chain(studied) {
        // Blocks of 512 bytes or 1 kB: either is too little for the demo.
        let line = format!("ulimit -f 8; exec {} {words}", env!("CARGO_BIN_EXE_throughline"));
        let mut shell = Command::new("sh");
        let ran = run::ran(shell.args(["-c", &line]).current_dir(crate::tidy::root()).output().unwrap());
        assert_eq!(ran.code, Some(1), "{name}: {}", ran.err);
        assert!(ran.err.contains(name) && !ran.err.contains("panicked"), "{name}: {}", ran.err);
        assert!(ran.err.contains("larger than is allowed here"), "{name}: {}", ran.err);
        assert_eq!(run::names_in(case.path("").as_path()), ["key"], "{name}: something is left behind");
    }
}

#[test]
fn nowhere_to_write() {
    let case = Case::new();
    let out = case.path("no/such/folder/study.json");
    let ran =
        run::throughline(["study".as_ref(), "demo/repairs.csv".as_ref(), "--json".as_ref(), out.as_os_str()]);
    assert!(matches!(ran.code, Some(1 | 2)), "{}", ran.err);
    assert!(ran.err.contains("no/such/folder"), "{}", ran.err);
}

/// One file under two names, and a folder of the system's own, are told before the work begins.
#[cfg(target_os = "linux")]
#[test]
fn outputs_that_cannot_be_are_said_first() {
    let case = Case::new();
    let log =
        case.file("log.csv", "case,activity,time\n1,opened,2024-03-01 09:00\n1,closed,2024-03-02 09:00\n");
    std::fs::create_dir(case.path("p")).unwrap();
    let says = |words: &[&str], code: i32, says: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_throughline"));
        command.arg("study").arg(&log).args(words).current_dir(case.path("")).stdin(Stdio::null());
        let ran = run::ran(command.output().unwrap());
        assert_eq!(ran.code, Some(code), "{words:?}: {}", ran.err);
        assert!(ran.err.contains(says) && ran.out.is_empty(), "{words:?}: {}{}", ran.err, ran.out);
        assert_eq!(run::names_in(case.path("p").as_path()), [""; 0], "{words:?}");
    };
    says(&["--html", "p/A.html", "--json", "./p/A.html"], 2, "--json and --html name the same file");
    says(&["--html", "p/A.html", "--svg", "end_to_end=p/../p/A.html"], 2, "name the same file");
    says(&["--html", "p/A.html", "--json", "q/A.json"], 2, "there is no folder");
    says(&["--html", "p/A.html", "--json", "/proc/x.json"], 2, "no file can be made in the folder /proc");
    says(&["--html", "p/A.html", "--json", "p"], 2, "is a folder");
    says(&["--html", "log.csv"], 2, "would be written over");
    says(&["--against", "log.csv", "--html", "p/A.html", "--xlsx", "p/A.xlsx"], 2, "--xlsx is of one log");
}

/// A study is stopped while it reads and while it works things out.
#[cfg(unix)]
#[test]
fn ctrl_c_stops_a_study() {
    let case = Case::new();
    let rows: String = (0..60_000)
        .map(|n| {
            format!("{},step {},w{},2024-03-{:02} 09:{:02}:00\n", n / 8, n % 30, n % 17, n % 28 + 1, n % 60)
        })
        .collect();
    let input = case.file("large.csv", format!("case,activity,worker,time\n{}", rows.repeat(40)));
    let mut stopped = 0;
    for wait in [200, 300, 400, 600, 1_000] {
        let outputs = ["page.html", "study.json"].map(|name| case.path(name));
        let child = Command::new(env!("CARGO_BIN_EXE_throughline"))
            .args(["study".as_ref(), input.as_os_str(), "--html".as_ref(), outputs[0].as_os_str()])
            .args(["--json".as_ref(), outputs[1].as_os_str()])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(wait));
        let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(interrupted.success(), "there was nobody to be stopped");
        let ran = run::ran(child.wait_with_output().unwrap());
        match ran.code {
            // It was over before it could be stopped: then all of it is there.
            Some(0) => outputs.iter().for_each(|output| std::fs::remove_file(output).unwrap()),
            // It had not begun, and nothing listened yet.
            None => assert_eq!(run::names_in(case.path("").as_path()), ["large.csv"]),
            Some(code) => {
                stopped += 1;
                assert_eq!((code, ran.out.as_str()), (1, ""), "after {wait} ms: {}", ran.err);
                assert!(ran.err.contains("stopped before the end"), "{}", ran.err);
                assert_eq!(ran.err.lines().count(), 1, "{}", ran.err);
                assert_eq!(run::names_in(case.path("").as_path()), ["large.csv"], "after {wait} ms");
            }
        }
    }
    assert!(stopped > 0, "stopped {stopped} times");
}

/// Stopped while reading, and stopped while writing.
#[cfg(unix)]
#[test]
fn ctrl_c_leaves_nothing_behind() {
    let case = Case::new();
    let rows: String = (0..60_000)
        .map(|n| format!("{},step {},2024-03-{:02} 09:{:02}:00,{n:040}\n", n / 8, n % 30, n % 28 + 1, n % 60))
        .collect();
    let input = case.file("large.csv", format!("case,activity,time,note\n{}", rows.repeat(40)));
    for wait_for_output in [false, true] {
        let out = case.path("out.csv");
        let mut child = Command::new(env!("CARGO_BIN_EXE_throughline"))
            .args(["convert".as_ref(), input.as_os_str(), out.as_os_str()])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let started = Instant::now();
        if wait_for_output {
            while run::names_in(case.path("").as_path()).len() == 1
                && started.elapsed() < Duration::from_secs(60)
            {
                std::thread::sleep(Duration::from_millis(2));
            }
        } else {
            std::thread::sleep(Duration::from_millis(150));
        }
        let interrupted = Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        assert!(interrupted.success(), "it was over before it could be stopped");
        let ended = child.wait().unwrap();
        assert_ne!(ended.code(), Some(0), "it went on to the end (stopped while writing: {wait_for_output})");
        assert_eq!(
            run::names_in(case.path("").as_path()),
            ["large.csv"],
            "stopped while writing: {wait_for_output}"
        );
    }
}
