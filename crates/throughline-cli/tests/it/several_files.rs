//! What people really have: contacts in one file and jobs in another, joined by need and person, packed or piped, with a mapping
//! each; and slices of all of it. The answers were counted by hand.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::run;

/// Five contacts of three persons. P2 never says a number: both contacts belong to one need, by person and kind.
const CONTACTS: &str = "\
Contact ID,Customer Ref,Case Ref,Received,Channel,Reason,Taken by
C1,P1,J1,01/03/2024 09:10,Phone,my heating is off,Ann
C2,P2,,01/03/2024 10:00,Web,water is coming in,Bob
C3,P1,J1,15/03/2024 11:00,Phone,my heating is off,Bob
C4,P2,,20/03/2024 08:30,Phone,water is coming in,Ann
C5,P3,J3,28/03/2024 16:45,Email,there is mould,Cat
";
/// Three jobs of a row each, eight dates: of J1 three, of J2 two (it is not done), of J3 three.
const JOBS: &str = "\
Job No,Tenant,Raised,Visited,Completed,Trade,Contractor
J1,P1,01/03/2024 09:30,04/03/2024 10:30,04/03/2024 11:45,Plumber,Acme
J2,P2,01/03/2024 10:30,13/03/2024 08:40,,Roofer,Acme
J3,P3,29/03/2024 09:00,31/03/2024 01:30,02/04/2024 10:00,Damp,Best
";

/// A folder with both files, and their paths.
fn both() -> (tempfile::TempDir, PathBuf, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let (contacts, jobs) = (folder.path().join("contacts.csv"), folder.path().join("jobs.csv"));
    std::fs::write(&contacts, CONTACTS).unwrap();
    std::fs::write(&jobs, JOBS).unwrap();
    (folder, contacts, jobs)
}

/// Events, needs, contacts and people.
fn counts(study: &Value) -> [Value; 4] {
    ["events", "needs", "contacts", "people"].map(|key| study["log"][key].clone())
}

#[test]
fn contacts_and_jobs_are_joined_by_need_and_person() {
    let (_folder, contacts, jobs) = both();
    let study = run::study([&contacts, &jobs]);
    // P2's two contacts name no need; J2 is theirs, so they are of J2.
    assert_eq!(counts(&study), [json!(13), json!(3), json!(5), json!(3)]);
    let edges = study["flow"]["edges"].as_array().unwrap();
    let step = edges.iter().find(|edge| edge["from"] == "contact" && edge["to"] == "raised").unwrap();
    assert_eq!((&step["count"], &step["needs"], &step["median_s"]), (&json!(3), &json!(3), &json!(1800)));
}

#[test]
fn slices_of_several_files_keep_whole_needs() {
    let (_folder, contacts, jobs) = both();
    let slice = |words: &[&str]| {
        let files = [contacts.to_str().unwrap(), jobs.to_str().unwrap()];
        let study = run::study(files.into_iter().chain(words.iter().copied()));
        (study["log"]["events"].as_u64().unwrap(), study["log"]["needs"].as_u64().unwrap())
    };
    assert_eq!(slice(&["--slice", "organisation=Acme"]), (9, 2));
    assert_eq!(slice(&["--slice", "organisation=Best"]), (4, 1));
    assert_eq!(slice(&["--slice", "channel=Web"]), (4, 1));
    assert_eq!(slice(&["--slice", "channel=Web", "--slice", "channel=Email"]), (8, 2));
    assert_eq!(slice(&["--slice", "channel=Phone", "--slice", "organisation=Acme"]), (9, 2));
    assert_eq!(slice(&["--since", "2024-03-15"]), (4, 1));
    assert_eq!(slice(&["--until", "2024-03-15", "--slice", "demand=my heating is off"]), (5, 1));
}

#[test]
fn a_closing_word_of_one_file_does_not_keep_the_needs_of_another_open() {
    let (folder, _, jobs) = both();
    // N1 and N2 are in no job: quiet since March they have ended; J2 is a job not done, and waits.
    let calls = folder.path().join("calls.csv");
    std::fs::write(
        &calls,
        "Case Ref,Received,Channel\nN1,01/03/2024 09:00,Phone\nN2,02/03/2024 09:00,Web\nN2,05/03/2024 10:00,Phone\n\
         J2,02/03/2024 09:00,Phone\n",
    )
    .unwrap();
    let ended = |study: &Value| {
        ["n", "open", "ended_by_closing", "ended_by_quiet"]
            .map(|key| study["end_to_end"][key].as_u64().unwrap())
    };
    let words = [calls.to_str().unwrap(), jobs.to_str().unwrap(), "--now", "2024-05-01"];
    let study = run::study(words);
    assert_eq!(ended(&study), [5, 1, 2, 2]);
    let note = study["notes"]
        .as_array()
        .unwrap()
        .iter()
        .find(|note| note.as_str().unwrap().contains("calls.csv: nothing"));
    assert!(note.unwrap().as_str().unwrap().contains("jobs.csv does"), "{note:?}");
    // Whatever it is written as, and however often it is read.
    let key = folder.path().join("key");
    std::fs::write(&key, [7; 32]).unwrap();
    for name in ["both.csv", "both.xes", "both.parquet", "both.json", "both.throughline"] {
        let written = folder.path().join(name);
        let ran = run::throughline([
            "convert",
            words[0],
            words[1],
            written.to_str().unwrap(),
            "--key",
            key.to_str().unwrap(),
        ]);
        assert!(written.is_file(), "{}", ran.err);
        assert_eq!(
            ended(&run::study([written.to_str().unwrap(), "--now", "2024-05-01"])),
            [5, 1, 2, 2],
            "{name}"
        );
    }
}

#[test]
fn packed_and_piped_files_are_the_same_files() {
    let (folder, contacts, jobs) = both();
    let plain = run::study([&contacts, &jobs]);
    let gzip = |text: &str| {
        let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        packed.write_all(text.as_bytes()).unwrap();
        packed.finish().unwrap()
    };
    let packed = folder.path().join("jobs.csv.gz");
    std::fs::write(&packed, gzip(JOBS)).unwrap();
    assert_eq!(run::study([&contacts, &packed])["flow"], plain["flow"]);
    let zip = folder.path().join("both.zip");
    let mut members = zip::ZipWriter::new(std::fs::File::create(&zip).unwrap());
    for (name, text) in [("contacts.csv", CONTACTS), ("jobs.csv", JOBS)] {
        members.start_file(name, zip::write::SimpleFileOptions::default()).unwrap();
        members.write_all(text.as_bytes()).unwrap();
    }
    members.finish().unwrap();
    assert_eq!(run::study([&zip])["flow"], plain["flow"]);
    for piped in [JOBS.as_bytes().to_vec(), gzip(JOBS)] {
        let mut command = run::command();
        command.arg("study").arg(&contacts).args(["-", "--json", "-"]);
        let mut child =
            command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(&piped).unwrap();
        let ran = run::ran(child.wait_with_output().unwrap());
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        assert_eq!(serde_json::from_str::<Value>(&ran.out).unwrap()["flow"], plain["flow"]);
    }
}

/// The mapping that `inspect` prints of a file, written beside it.
fn mapping_of(file: &Path) -> PathBuf {
    let path = file.with_extension("toml");
    std::fs::write(&path, run::throughline([Path::new("inspect"), file]).out).unwrap();
    path
}

#[test]
fn each_file_has_a_mapping_of_its_own() {
    let (_folder, contacts, jobs) = both();
    let guessed = run::study([&contacts, &jobs]);
    let mappings = [mapping_of(&contacts), mapping_of(&jobs)];
    let [of_contacts, of_jobs] = mappings.each_ref().map(|path| path.to_str().unwrap());
    let files = [contacts.to_str().unwrap(), jobs.to_str().unwrap()];
    let study = |words: &[&str]| run::study(files.iter().chain(words));
    assert_eq!(study(&["--mapping", of_contacts, "--mapping", of_jobs])["flow"], guessed["flow"]);
    let named = format!("{}={of_jobs}", files[1]);
    assert_eq!(study(&["--mapping", &named])["flow"], guessed["flow"]);
    // One mapping is for all files, and the jobs have no such columns.
    let words = ["study", files[0], files[1], "--mapping", of_contacts];
    let ran = run::throughline(words);
    assert_eq!(ran.code, Some(2), "{}", ran.err);
    assert!(ran.err.contains("jobs.csv") && ran.err.contains("Contact ID"), "{}", ran.err);
}

#[test]
fn inspect_says_how_much_linking_depends_on_the_window() {
    let (_folder, contacts, _) = both();
    let said = run::throughline([Path::new("inspect"), &contacts]).out;
    assert!(said.contains("14 days give 4 needs, 30 days give 3 needs, 60 days give 3 needs"), "{said}");
}
