//! Keys for pseudonyms: made by the command, never written over, and asked for with the very words to type.

use crate::run;

#[test]
fn a_key_is_made_once_and_never_written_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("service.key");
    let make = || run::throughline(["key".as_ref(), path.as_os_str()]);
    assert_eq!(make().code, Some(0));
    let key = std::fs::read_to_string(&path).unwrap();
    assert_eq!((key.trim().len(), key.trim().chars().all(|c| c.is_ascii_hexdigit())), (64, true));
    let again = make();
    assert_eq!(again.code, Some(2));
    assert!(again.err.contains("never written over"), "{}", again.err);
    assert_eq!(std::fs::read_to_string(&path).unwrap(), key);
    let [one, other] = [0, 1].map(|_| run::throughline(["key"]).out);
    assert!(one.len() == 65 && one != other);
}

#[test]
fn what_is_said_of_a_missing_key_can_be_typed() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("calls of may.csv");
    let table = folder.path().join("calls.csv");
    std::fs::write(
        &table,
        "case,activity,time,customer\n1,phone,2024-05-01 09:00,C7\n1,visit,2024-05-02 09:00,C7\n",
    )
    .unwrap();
    let words =
        ["convert".as_ref(), table.as_os_str(), out.as_os_str(), "--zone".as_ref(), "Europe/Paris".as_ref()];
    let ran = run::throughline(words);
    assert_eq!((ran.code, out.exists()), (Some(2), false), "{}", ran.err);
    let (_, line) = ran.err.trim_end().split_once("use it from now on: ").unwrap();
    let mut shell = std::process::Command::new("sh");
    let line = line.replace("throughline ", &format!("{} ", env!("CARGO_BIN_EXE_throughline")));
    let ran = run::ran(shell.args(["-c", &line]).current_dir(folder.path()).output().unwrap());
    assert_eq!((ran.code, out.exists()), (Some(0), true), "{}", ran.err);
    // The zone is not in the file, and that is said.
    assert!(ran.err.contains("say --zone Europe/Paris again"), "{}", ran.err);
    assert!(!std::fs::read_to_string(&out).unwrap().contains("C7"));
}

#[test]
fn a_key_that_is_not_there_or_too_short_says_how_to_make_one() {
    let ran = run::throughline(["study", "demo/repairs.csv", "--key", "nowhere.key"]);
    assert_eq!(ran.code, Some(2));
    assert!(ran.err.contains("make one with: throughline key nowhere.key"), "{}", ran.err);
}

#[test]
fn a_key_beside_the_exports_is_never_shown() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    std::fs::write(
        at("calls.csv"),
        "case,activity,time,customer\n1,phone,2024-05-01 09:00,C7\n1,visit,2024-05-02 09:00,C7\n",
    )
    .unwrap();
    assert_eq!(run::throughline(["key".as_ref(), at("service.key").as_os_str()]).code, Some(0));
    let key = std::fs::read_to_string(at("service.key")).unwrap().trim().to_string();
    std::fs::write(at("old key.txt"), format!("{}\n", key.to_uppercase())).unwrap();
    std::fs::write(at("about.txt"), format!("{key}\nthe key of the service\n")).unwrap();
    let (json, html) = (at("f.json"), at("f.html"));
    let outputs = ["--json".as_ref(), json.as_os_str(), "--html".as_ref(), html.as_os_str()];
    for with_key in [true, false] {
        let own = at("service.key");
        let key_words = with_key.then_some(["--key".as_ref(), own.as_os_str()]);
        let words = ["study".as_ref(), folder.path().as_os_str()].into_iter().chain(outputs);
        // The second time the outputs of the first lie in the folder too.
        let ran = run::throughline(words.chain(key_words.into_iter().flatten()));
        assert_eq!(ran.code, Some(0), "{}", ran.err);
        let files = [&json, &html].map(|path| std::fs::read_to_string(path).unwrap());
        let shown = [&ran.out, &ran.err, &files[0], &files[1]];
        assert!(shown.iter().all(|text| !text.to_lowercase().contains(&key)), "the key is shown");
        assert_eq!(files[0].contains("service.key"), !with_key);
    }
    for words in [
        ["study", "service.key"],
        ["inspect", "about.txt"],
        ["chart", "service.key"],
        ["study", "old key.txt"],
    ] {
        let ran = run::ran(run::command().current_dir(folder.path()).args(words).output().unwrap());
        assert!(ran.code == Some(2) && !ran.err.to_lowercase().contains(&key), "{words:?}: {}", ran.err);
    }
}
