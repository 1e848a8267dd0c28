//! The place in `demo/`: that it is what the maker makes, and that a study of it finds what is true of it and nothing that is not there.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::path::{Path, PathBuf};

use throughline_demo::found::{Studied, THERE};
use throughline_demo::{SEED, counted, files, place};

fn demo() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../demo")
}

/// What is committed is what the program makes, to the byte, and not too much for a repository.
#[test]
fn the_files_are_those_of_the_maker() {
    let folder = tempfile::tempdir().unwrap();
    files::write(folder.path(), SEED).unwrap();
    let mut bytes = 0;
    for name in files::NAMES {
        let [made, kept] = [folder.path(), &demo()].map(|folder| std::fs::read(folder.join(name)).unwrap());
        assert!(made == kept, "{name}: make it again with cargo run -p throughline-demo --example make");
        bytes += kept.len();
    }
    assert!(bytes < 8_000_000, "{bytes} bytes");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), files::NAMES.len());
}

/// Of each thing that is true the study says so within its interval; it finds the three marks on the records that were made
/// and nothing else; and no change where none was made.
#[test]
fn a_study_finds_what_is_true_and_nothing_else() {
    let counted = counted::counted(&place::place(SEED));
    let found = Studied::of(&demo(), 2).unwrap().found(&counted).unwrap();
    let missed: Vec<String> =
        found.checks.iter().filter(|check| !check.holds()).map(|check| format!("{check:?}")).collect();
    assert!(missed.is_empty(), "{}", missed.join("\n"));
    assert!(found.checks.len() >= 18, "{} checks", found.checks.len());
    for name in THERE {
        assert!(found.distortions.contains(&name), "{name} was made, and is not found");
    }
    let others: Vec<&&str> = found.distortions.iter().filter(|name| !THERE.contains(name)).collect();
    assert!(others.is_empty(), "found, and not made: {others:?}");
    assert!(found.no_changes.is_empty(), "changes where none was made: {:?}", found.no_changes);
}

/// Nothing of a real place is in it, and people do not all say the same.
#[test]
fn people_say_many_things() {
    let place = place::place(SEED);
    assert!((55_000..65_000).contains(&place.contacts.len()), "{} contacts", place.contacts.len());
    let mut said: std::collections::BTreeMap<_, std::collections::BTreeSet<&str>> = Default::default();
    for contact in &place.contacts {
        said.entry(contact.kind).or_default().insert(&contact.words);
    }
    for (kind, words) in said {
        assert!(words.len() >= 40, "{kind:?}: {} sentences", words.len());
    }
}

/// Another seed makes another place with the same truths.
#[test]
fn the_seed_decides() {
    let [one, again, other] = [1, 1, 2].map(place::place);
    assert_eq!(one.contacts.len(), again.contacts.len());
    assert_eq!(one.contacts[1000].words, again.contacts[1000].words);
    assert_ne!(one.contacts.len(), other.contacts.len());
}
