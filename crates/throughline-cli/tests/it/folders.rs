//! A folder of exports: what is read, what is passed over, what its `throughline.toml` says; and rows of several files that are one event
//! or one need. The answers were counted by hand.

use std::path::Path;

use serde_json::{Value, json};

use crate::run;

const CONTACTS: &str = "\
Contact reference,Request number,Customer number,Contact date,Channel,Reason for contact,What they said,Team
C1,R1,P1,01/03/2024 09:10,Phone,my heating is off,no heating,Repairs
C2,R2,P2,01/03/2024 10:00,Web,water is coming in,\"a leak, in the kitchen\",Repairs
C3,R1,P1,15/03/2024 11:00,Phone,my heating is off,where is my repair,Repairs
C4,R3,P3,20/03/2024 08:30,Phone,there is mould,mould again,Repairs
";
/// Two of the contacts, sorted. C9 is no contact of the export.
const SORTED: &str = "\
Contact reference,Contact date,What they said,class,Caused by
C3,15/03/2024 11:00,where is my repair,failure,Contractor
C1,01/03/2024 09:10,no heating,value,
C9,02/03/2024 09:10,is anybody there,value,
";
/// The job of R2 does not say so. It begins a day after P2 got in touch and goes on for longer than a month.
const JOBS: &str = "\
Job,Client ref,Tenant,Raised,Closed
J1,R1,P1,01/03/2024 12:00,16/03/2024 12:00
J2,,P2,02/03/2024 12:00,20/04/2024 12:00
J3,,P7,02/03/2024 12:00,03/03/2024 12:00
";
const JOBS_MAPPING: &str = r#"
closing = ["closed"]
set = { organisation = "Contractor", kind = "work" }
column = [
    { name = "Client ref", as = "need" },
    { name = "Tenant", as = "person" },
    { name = "Raised", as = "event", event = "raised", time = "day_first" },
    { name = "Closed", as = "event", event = "closed", time = "day_first" },
]
"#;

/// A folder with these files.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    folder
}

fn place(settings: &str) -> tempfile::TempDir {
    folder(&[
        ("contacts.csv", CONTACTS),
        ("jobs.csv", JOBS),
        ("jobs.toml", JOBS_MAPPING),
        ("sorted.csv", SORTED),
        ("leaflet.md", "How to read these files\n"),
        ("throughline.toml", settings),
    ])
}

const SETTINGS: &str = "mapping = [\"jobs.csv=jobs.toml\"]\ntarget = [\"repair=28d:raised..closed\"]\n";

fn log(path: &Path) -> [Value; 4] {
    let study = run::study([path]);
    ["events", "needs", "contacts", "people"].map(|key| study["log"][key].clone())
}

#[test]
fn a_folder_is_read_with_what_it_says_of_itself() {
    let folder = place(SETTINGS);
    // Four contacts and one that only the sheet knows; six dates of jobs. The job that names no request is of R2; that of P7 is its own.
    assert_eq!(log(folder.path()), [json!(11), json!(5), json!(5), json!(4)]);
    let page = run::study([folder.path()]).to_string();
    for said in [
        "mapping “jobs.csv=jobs.toml”; target “repair=28d:raised..closed”",
        "leaflet.md",
        "2 of its 3 rows are in",
        "2 rows name no need; 1 of them joined a numbered one of the same person",
        "28 days from “raised” to “closed”",
    ] {
        assert!(page.contains(said), "{said}: {page}");
    }
}

#[test]
fn what_is_sorted_on_another_sheet_counts_once() {
    let folder = place(SETTINGS);
    let study = run::study([folder.path()]);
    let notes: Vec<&str> = study["notes"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(
        notes.iter().any(|note| note.contains("same “Contact reference” in the same minute")),
        "{notes:?}"
    );
    let csv = folder.path().join("out.csv");
    let key = folder.path().join("a.key");
    std::fs::write(&key, [7; 32]).unwrap();
    let words =
        ["convert".as_ref(), folder.path().as_os_str(), csv.as_os_str(), "--key".as_ref(), key.as_os_str()];
    let ran = run::throughline(words);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let written = std::fs::read_to_string(csv).unwrap();
    let of = |reference: &str| written.lines().filter(|line| line.contains(reference)).collect::<Vec<_>>();
    // The contact keeps its team, which the sheet does not have, and has the class, which the export does not have.
    let asked = of("C3,").into_iter().chain(of("C3")).next().unwrap();
    assert!(
        asked.contains("Repairs") && asked.contains("failure") && asked.contains("Contractor"),
        "{written}"
    );
    assert_eq!(of("where is my repair").len(), 1, "{written}");
}

#[test]
fn the_command_line_comes_first() {
    let folder = place(SETTINGS);
    let words = [folder.path().as_os_str(), "--target".as_ref(), "mine=7d:raised..closed".as_ref()];
    let page = run::study::<&std::ffi::OsStr>(words).to_string();
    assert!(page.contains("mine (7 days from") && !page.contains("repair (28 days from"), "{page}");
}

#[test]
fn only_the_files_that_are_named_are_read() {
    let folder = place(&format!("files = [\"contacts.csv\", \"jobs.csv\"]\n{SETTINGS}"));
    assert_eq!(log(folder.path()), [json!(10), json!(4), json!(4), json!(4)]);
    let page = run::throughline(["study".as_ref(), folder.path().as_os_str()]).out.replace("\n    ", " ");
    assert!(page.contains("does not name them: leaflet.md, sorted.csv"), "{page}");
    let missing = place("files = [\"calls.csv\"]\n");
    let ran = run::throughline(["study".as_ref(), missing.path().as_os_str()]);
    assert!(ran.code == Some(2) && ran.err.contains("calls.csv: there is no such file"), "{}", ran.err);
}

#[test]
fn a_folder_that_says_nothing_is_read_as_it_is() {
    let plain = folder(&[("contacts.csv", CONTACTS), ("leaflet.md", "How to read these files\n")]);
    assert_eq!(log(plain.path()), [json!(4), json!(3), json!(4), json!(3)]);
    let inspected = run::throughline(["inspect".as_ref(), plain.path().as_os_str()]);
    assert!(inspected.code == Some(0) && inspected.out.contains("Contact reference"), "{}", inspected.err);
    let nothing = folder(&[("leaflet.md", "How to read these files\n")]);
    let ran = run::throughline(["study".as_ref(), nothing.path().as_os_str()]);
    assert_eq!(ran.code, Some(2), "{}", ran.out);
    assert!(ran.err.contains("leaflet.md"), "{}", ran.err);
}

#[test]
fn a_word_that_nobody_knows_is_said_with_its_line() {
    let folder = place("targets = []\n");
    let ran = run::throughline(["study".as_ref(), folder.path().as_os_str()]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("throughline.toml, line 1") && ran.err.contains("`targets`"), "{}", ran.err);
}

/// Running numbers are in many files: the same number at another time is another event.
#[test]
fn the_same_number_at_another_time_is_another_event() {
    let other = SORTED.replace("/03/2024", "/05/2024");
    let two = folder(&[("contacts.csv", CONTACTS), ("sorted.csv", &other)]);
    assert_eq!(log(two.path())[0], json!(7));
}

/// What a study left in the folder is not read by the next one, and may be written again.
#[test]
fn our_own_outputs_are_passed_over() {
    let plain = folder(&[("contacts.csv", CONTACTS), ("package.json", "{\n  \"name\": \"x\"\n}\n")]);
    let at = |name: &str| plain.path().join(name);
    let picture = format!("flow.map={}", at("map.svg").display());
    let study = || {
        run::throughline([
            "study".as_ref(),
            plain.path().as_os_str(),
            "--json".as_ref(),
            at("study.json").as_os_str(),
            "--html".as_ref(),
            at("study.html").as_os_str(),
            "--xlsx".as_ref(),
            at("study.xlsx").as_os_str(),
            "--svg".as_ref(),
            picture.as_ref(),
        ])
    };
    for round in 0..2 {
        let ran = study();
        assert_eq!(ran.code, Some(0), "round {round}: {}", ran.err);
    }
    assert_eq!(log(plain.path()), [json!(4), json!(3), json!(4), json!(3)]);
    let notes = run::study([plain.path()])["notes"].to_string();
    for said in ["as Throughline wrote them: map.svg, study.html, study.json, study.xlsx", "package.json"] {
        assert!(notes.contains(said), "{said}: {notes}");
    }
    for name in ["study.json", "study.html", "study.xlsx", "map.svg"] {
        let ran = run::throughline(["study".as_ref(), at(name).as_os_str()]);
        assert!(ran.code == Some(2) && ran.err.contains("that Throughline wrote"), "{name}: {}", ran.err);
    }
}

/// A copy, or the same in another format, is said above everything.
#[test]
fn a_file_that_is_in_another_is_said_loudly() {
    let two = folder(&[("contacts.csv", CONTACTS), ("copy.csv", CONTACTS)]);
    let html = two.path().join("page.html");
    let ran =
        run::throughline(["study".as_ref(), two.path().as_os_str(), "--html".as_ref(), html.as_os_str()]);
    let says = "Look at this first: all 4 events of";
    let page = ran.out.replace('\n', " ");
    assert!(page.find(says).is_some_and(|at| at < page.find("What happened").unwrap_or(0)), "{page}");
    assert!(std::fs::read_to_string(html).unwrap().contains(says));
    let study = run::study([two.path()]);
    let notes = study["notes"].to_string();
    assert!(notes.contains("copy.csv are in") && notes.contains("counted twice"), "{notes}");
    let other = CONTACTS.replace("/03/2024", "/05/2024");
    let apart = folder(&[("contacts.csv", CONTACTS), ("other.csv", &other)]);
    assert!(!run::study([apart.path()])["notes"].to_string().contains("Look at this first"));
    // Two exports whose periods overlap.
    let rows = |from: u32, until: u32| -> String {
        let row =
            |job: u32| format!("J{job},2024-{:02}-{:02}T09:00,done,P{job}\n", 1 + job / 28, 1 + job % 28);
        format!("job no,date,activity,tenant\n{}", (from..until).map(row).collect::<String>())
    };
    let overlapping = folder(&[("first.csv", &rows(0, 100)), ("second.csv", &rows(80, 200))]);
    let notes = run::study([overlapping.path()])["notes"].to_string();
    let says = [
        "Look at this first: 20 of the 100 events of ",
        "first.csv are in ",
        "second.csv too, so they are counted twice",
    ];
    assert!(says.iter().all(|says| notes.contains(says)), "{notes}");
}
