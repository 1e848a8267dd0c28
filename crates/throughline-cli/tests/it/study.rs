//! `throughline study` of the demo: the same whatever the machine does, and slices that add up.

use std::path::Path;
use std::process::Stdio;

use crate::run;

const DEMO: &str = "demo/repairs.csv";

#[test]
fn the_same_input_gives_the_same_bytes() {
    let json = |threads: &str| run::throughline(["study", DEMO, "--json", "-", "--threads", threads]).out;
    let page = |threads: &str| run::throughline(["study", DEMO, "--threads", threads]).out;
    let (first, first_page) = (json("1"), page("1"));
    assert!(first.len() > 10_000 && first_page.len() > 1_000);
    for threads in ["1", "2", "3", "16"] {
        assert!(json(threads) == first, "{threads} threads give another JSON");
        assert!(page(threads) == first_page, "{threads} threads give another page");
    }
}

#[test]
fn slices_add_up() {
    let whole = run::study([DEMO]);
    let kinds = [
        "my heating is off",
        "water is coming in",
        "there is mould",
        "my door won't lock",
        "the lights have gone",
        "a window won't shut",
    ];
    let parts: Vec<_> =
        kinds.iter().map(|kind| run::study([DEMO, "--slice", &format!("demand={kind}")])).collect();
    for pointer in ["/log/events", "/log/needs", "/log/contacts", "/end_to_end/n", "/end_to_end/open"] {
        let of =
            |study: &serde_json::Value| study.pointer(pointer).and_then(serde_json::Value::as_u64).unwrap();
        assert_eq!(parts.iter().map(of).sum::<u64>(), of(&whole), "{pointer}");
    }
    // A kind is the kind of demand, unless it is one of events.
    let by = |slice: &str| run::study([DEMO, "--slice", slice])["log"].clone();
    assert_eq!(by("kind=there is mould"), by("demand=there is mould"));
    assert_eq!(by("kind=contact")["needs"], whole["log"]["needs"]);
    let (before, after) =
        (run::study([DEMO, "--until", "2024-01-01"]), run::study([DEMO, "--since", "2024-01-01"]));
    let needs = |study: &serde_json::Value| study["log"]["needs"].as_u64().unwrap();
    assert_eq!(needs(&before) + needs(&after), needs(&whole));
    assert!(needs(&before) > 0 && needs(&after) > 0);
}

/// Sixty people of the North have a need; half of them come back twenty days later with one of the South. Something happens until December.
#[test]
fn a_slice_sees_who_comes_back_elsewhere_and_is_watched_as_long_as_the_log() {
    let mut csv = "Case ID,Tenant,Activity,When,Area\n".to_string();
    for person in 0..60 {
        csv += &format!(
            "A{person},P{person},Reported,2024-03-01T09:00,North\nA{person},P{person},Closed,2024-03-03T09:00,North\n"
        );
        if person % 2 == 0 {
            csv += &format!(
                "B{person},P{person},Reported,2024-03-21T09:00,South\nB{person},P{person},Closed,2024-03-22T09:00,South\n"
            );
        }
    }
    csv += "C1,Q1,Reported,2024-12-01T09:00,East\nC1,Q1,Closed,2024-12-02T09:00,East\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("areas.csv");
    std::fs::write(&file, csv).unwrap();
    let file = file.to_str().unwrap();
    let north = run::study([file, "--slice", "Area=North"]);
    let share = north["repeat_contact"]["repeats"]["within"][0]["share"].clone();
    assert_eq!(share, serde_json::json!(0.5), "{}", north["repeat_contact"]);
    assert_eq!(north["log"]["needs"], 60);
    let before = run::study([file, "--until", "2024-03-02"]);
    assert_eq!(before["repeat_contact"]["repeats"]["within"][0]["share"], share);
}

#[test]
fn standard_input_is_a_file_too() {
    let input = std::fs::File::open(crate::tidy::root().join(DEMO)).unwrap();
    let mut command = run::command();
    let piped =
        run::ran(command.args(["study", "-", "--json", "-"]).stdin(Stdio::from(input)).output().unwrap());
    assert_eq!(piped.code, Some(0), "{}", piped.err);
    let piped: serde_json::Value = serde_json::from_str(&piped.out).unwrap();
    assert_eq!(piped["flow"], run::study([DEMO])["flow"]);
}

#[test]
fn the_json_is_written_beside_the_page() {
    let folder = tempfile::tempdir().unwrap();
    let json = folder.path().join("study.json");
    let ran = run::throughline(["study", DEMO, "--json", json.to_str().unwrap()]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    assert!(ran.out.contains("What happened"));
    // How far it is is for terminals: nothing of it gets into a pipe.
    assert_eq!(ran.err, "");
    let written: serde_json::Value = serde_json::from_str(&std::fs::read_to_string(&json).unwrap()).unwrap();
    assert_eq!(written, run::study([DEMO]));
    assert_eq!(run::names_in(folder.path()), ["study.json"]);
}

#[test]
fn nobody_is_named() {
    let ran = run::throughline(["study", DEMO, "--json", "-"]);
    let ids = std::fs::read_to_string(crate::tidy::root().join(DEMO)).unwrap();
    let id = ids.lines().nth(1).and_then(|line| line.split(',').nth(4)).unwrap();
    assert!(id.starts_with('R') && !ran.out.contains(id), "the id of a person got past the door");
}

#[test]
fn no_worker_is_looked_at_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("jobs.csv");
    let row = |at: usize| format!("J{at},2024-01-0{},visit,W{},North\n", at % 9 + 1, at % 3);
    let rows: String = (0..30).map(row).collect();
    std::fs::write(&file, format!("Job number,At,Activity,Operative,Area\n{rows}")).unwrap();
    let file = file.to_str().unwrap();
    for words in
        [["--slice", "worker=W1"], ["--slice", "Operative=W1"], ["--change", "rota=2024-01-05@operative=W1"]]
    {
        let ran = run::throughline([&["study", file][..], &words[..]].concat());
        assert_eq!(ran.code, Some(2), "{words:?}: {}", ran.out);
        assert!(ran.err.contains("nothing is shown of single workers"), "{words:?}: {}", ran.err);
    }
    // The header of the file, in any case, is as good as the name that mappings use.
    let needs = |slice: &str| run::study([file, "--slice", slice])["log"]["needs"].clone();
    for slice in ["place=North", "Area=North", "area=North", "Place=North"] {
        assert_eq!(needs(slice), 30, "{slice}");
    }
    let ran = run::throughline(["study", file, "--slice", "Colour=red"]);
    assert!(ran.err.contains("there is no “Colour” to slice by"), "{}", ran.err);
}

/// A list of single contacts: what people ask for comes first, and nobody is told that half of the needs take longer than nothing.
#[test]
fn a_list_of_contacts_says_what_people_ask_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calls.csv");
    let row = |at: usize| {
        let day = jiff::civil::date(2024, 1, 1).checked_add(jiff::Span::new().days((at / 4) as i64)).unwrap();
        // One in ten rings again two days later.
        let person = if at % 10 == 9 { at - 8 } else { at };
        format!("{day} 09:{:02},N{person},{}\n", at % 60, ["rent", "repair", "rent"][person % 3])
    };
    let rows: String = (0..600).map(row).collect();
    std::fs::write(&file, format!("Call Date,Customer ID,Reason for call\n{rows}")).unwrap();
    let ran = run::throughline(["study", file.to_str().unwrap(), "--now", "2024-09-01"]);
    let page = ran.out.split_whitespace().collect::<Vec<_>>().join(" ");
    let said = page.split("What happened · ").nth(1).unwrap();
    assert!(said.contains("rent") && said.find("rent") < said.find("one event only"), "{page}");
    assert!(
        page.contains(
            "480 of 540 needs have one event only, so that there is nothing to time in them; of the 60 needs"
        ),
        "{page}"
    );
    assert!(!page.contains("longer than 0 seconds"), "{page}");
    assert!(page.contains("were linked by person and kind of demand"), "{page}");
    assert!(page.contains("540 needs were made so;") && page.contains("it differs by 0 %"), "{page}");
}

#[test]
fn a_wrong_command_line_is_exit_2() {
    let says = |words: &[&str], mark: &str| {
        let ran = run::throughline(words);
        assert_eq!(ran.code, Some(2), "{words:?}: {}", ran.err);
        assert!(ran.err.contains(mark), "{words:?}: {}", ran.err);
        assert_eq!(ran.out, "", "{words:?}");
    };
    says(&["study"], "FILE");
    says(&["study", DEMO, "--threads", "0"], "--threads");
    says(&["study", DEMO, "--slice", "team"], "KEY=VALUE");
    says(&["study", DEMO, "--slice", "colour=red"], "colour");
    says(&["study", DEMO, "--slice", "kind=damp"], "no “demand” is “damp”; there is “");
    says(&["study", DEMO, "--slice", "team=Nobody"], "no “team” is “Nobody”; there is “");
    says(&["study", DEMO, "--since", "soon"], "--since");
    says(&["study", DEMO, "--since", "2025-01-01", "--until", "2024-01-01"], "before");
    says(&["study", DEMO, "--zone", "Europe/Atlantis"], "Atlantis");
    says(&["study", DEMO, "--mapping", "nowhere.toml"], "nowhere.toml");
    says(&["study", DEMO, "--key", "nowhere.key"], "nowhere.key");
    says(&["convert", DEMO], "convert IN OUT");
    says(&["convert", DEMO, "out.docx"], "docx");
}

#[test]
fn refused_rows_are_named_and_exit_is_3() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("calls.csv");
    std::fs::write(&file, "case,activity,time\n1,opened,2024-03-01 09:00\n1,called,2024-02-30 09:00\n1,called,2024-03-02 09:00\n\
         1,closed,2024-03-03 09:00\n2,opened,2024-03-04 09:00\n2,closed,2024-03-05 09:00\n").unwrap();
    let ran = run::throughline([Path::new("study"), &file]);
    assert_eq!(ran.code, Some(3), "{}", ran.err);
    assert!(
        ran.err.contains("line 3") && ran.err.contains("time") && ran.err.contains("2024-02-30"),
        "{}",
        ran.err
    );
    let strict = run::throughline([Path::new("study"), &file, Path::new("--strict")]);
    assert_eq!(strict.code, Some(1), "{}", strict.err);
}

#[test]
fn a_change_in_some_places_is_compared_with_the_others() {
    let found = run::study(["demo/repairs.csv", "--change", "one desk=2024-01-15@demand=there is mould"]);
    let row = &found["before_after"][0];
    assert_eq!(row["changed_in"], "demand=there is mould");
    assert!(row["others"].as_u64().unwrap() > 1, "{row}");
    // A name may hold the signs that divide.
    let found = run::study(["demo/repairs.csv", "--change", "a=b@home=2024-01-15"]);
    assert_eq!(
        (&found["before_after"][0]["change"], &found["before_after"][0]["changed_in"]),
        (&"a=b@home".into(), &serde_json::Value::Null)
    );
    for (change, says) in [
        ("one desk=2024-01-15@team", "wants KEY=VALUE behind the @"),
        ("one desk=2024-01-15@team=", "wants KEY=VALUE behind the @"),
        ("one desk=2024-01-15@nobody=North", "there is no “nobody” to slice by"),
        ("one desk=2024-01-15@demand=North", "no “demand” is “North”"),
        ("one desk", "wants NAME=DATE"),
        ("=2024-01-15", "wants NAME=DATE"),
        ("one desk=soon", "wants NAME=DATE"),
    ] {
        let ran = run::throughline(["study", "demo/repairs.csv", "--change", change]);
        assert_eq!(ran.code, Some(2), "{change}: {}", ran.out);
        assert!(ran.err.contains(says), "{change}: {}", ran.err);
    }
}
