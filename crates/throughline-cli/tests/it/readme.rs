//! The README is true: its commands are what it says they are, and its output is what the command prints.

use crate::run;

fn readme() -> String {
    std::fs::read_to_string(crate::tidy::root().join("README.md")).unwrap()
}

/// The fenced blocks of a kind, such as `sh` or `toml`.
fn blocks(text: &str, kind: &str) -> Vec<String> {
    let fence = format!("```{kind}\n");
    text.split(&fence).skip(1).filter_map(|rest| rest.split("\n```").next()).map(str::to_string).collect()
}

#[test]
fn it_is_short() {
    assert!(readme().lines().count() < 150);
}

#[test]
fn setting_up_is_two_commands() {
    assert_eq!(blocks(&readme(), "sh")[0].lines().collect::<Vec<_>>(), ["cargo run -- demo", "cargo test"]);
}

#[test]
fn the_study_of_files_prints_what_the_readme_shows() {
    assert!(readme().contains("`cargo run -- study demo --html report.html`"));
    let folder = tempfile::tempdir().unwrap();
    let page = folder.path().join("report.html");
    let ran = run::throughline(["study".as_ref(), "demo".as_ref(), "--html".as_ref(), page.as_os_str()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(page.exists());
    let shown = &blocks(&readme(), "text")[0];
    let shown = shown.strip_suffix("\n…").expect("what follows is left out, and the README says so");
    let lines = |text: &str| text.lines().map(str::trim_end).map(str::to_string).collect::<Vec<_>>();
    let shown = lines(shown);
    assert!(shown.len() > 20, "too little is shown to be worth reading");
    assert_eq!(lines(&ran.out)[..shown.len()], shown, "put the new output into README.md");
}

#[test]
fn its_wide_table_and_its_mapping_give_what_it_says() {
    let (table, mapping) = (&blocks(&readme(), "csv")[0], &blocks(&readme(), "toml")[0]);
    let folder = tempfile::tempdir().unwrap();
    let (jobs, toml) = (folder.path().join("jobs.csv"), folder.path().join("jobs.toml"));
    std::fs::write(&jobs, format!("{table}\n")).unwrap();
    std::fs::write(&toml, mapping).unwrap();
    let guessed = run::study([&jobs]);
    assert_eq!(
        (guessed["log"]["events"].as_u64(), guessed["log"]["needs"].as_u64()),
        (Some(5), Some(2)),
        "{guessed}"
    );
    let told = run::study([jobs.as_os_str(), "--mapping".as_ref(), toml.as_os_str()]);
    assert_eq!((told["log"]["events"].as_u64(), told["log"]["needs"].as_u64()), (Some(5), Some(2)));
    assert_eq!(
        (told["log"]["organisations"].as_u64(), told["end_to_end"]["open"].as_u64()),
        (Some(1), Some(1))
    );
}

#[test]
fn every_file_it_names_is_there() {
    let readme = readme();
    let named = readme
        .split("](")
        .skip(1)
        .filter_map(|rest| rest.split(')').next())
        .filter(|link| !link.contains("://"));
    let missing: Vec<&str> = named.filter(|link| !crate::tidy::root().join(link).exists()).collect();
    assert_eq!(missing, [""; 0]);
}
