//! The house rules, kept by the machine. Each rule is a small function; `planted` shows for each that it finds a violation.
//!
//! Sizes are ratchets: what is too large today is listed with its size, may only shrink, and must be taken off the list (or its
//! figure lowered) as soon as it does.

mod planted;
mod rules;
mod source;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rules::{FILE_LINES, FUNCTION_LINES};
use source::Source;

/// Files over the limit of lines of code, with their size. May only shrink.
const LARGE_FILES: &[(&str, usize)] = &[("crates/throughline-files/src/guess/words.rs", 609)];

/// Functions over the limit of lines of code, with their size. May only shrink.
const LONG_FUNCTIONS: &[(&str, usize)] = &[
    ("crates/throughline-files/src/csv/block.rs: take_records", 63),
    ("crates/throughline-files/src/guess/look.rs: at", 63),
    ("crates/throughline-files/src/table.rs: event", 62),
];

/// How many packages Cargo.lock has. May only shrink; to take one on, argue it in docs/decisions and raise this.
const PACKAGES: usize = 415;

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}

/// The files of the repository below a folder, from its root, in order of name; what is built or fetched is left out.
fn files_below(folder: &str, ending: &str) -> Vec<(String, PathBuf)> {
    let root = root();
    let mut found = Vec::new();
    let mut folders = vec![root.join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            let name = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            let made = [
                "target",
                ".git",
                "bench/data",
                "bench/target",
                "fuzz/target",
                "fuzz/corpus",
                "fuzz/artifacts",
            ];
            if made.contains(&name.as_str())
                || name.ends_with("/__pycache__")
                || name.ends_with("/node_modules")
                || name.ends_with(".venv")
            {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
            } else if name.ends_with(ending) {
                found.push((name, path));
            }
        }
    }
    found.sort();
    found
}

/// Every file of Rust of the workspace; read once for all rules.
fn sources() -> &'static [Source] {
    static SOURCES: OnceLock<Vec<Source>> = OnceLock::new();
    SOURCES.get_or_init(|| {
        let all = files_below("crates", ".rs");
        let read =
            |(name, path): &(String, PathBuf)| Source::of(name, &std::fs::read_to_string(path).unwrap());
        let mut all: Vec<Source> = all.iter().map(read).collect();
        let tests: Vec<String> = all.iter().flat_map(Source::files_of_tests).collect();
        all.iter_mut().for_each(|source| source.test |= tests.contains(&source.path));
        all
    })
}

fn library(source: &Source) -> bool {
    source.path.starts_with("crates/throughline/src/")
}

/// Fails with everything that was found.
#[track_caller]
fn clean(found: Vec<String>) {
    assert!(found.is_empty(), "\n{}\n", found.join("\n"));
}

fn each(kept: impl Fn(&Source) -> bool, rule: impl Fn(&Source) -> Vec<String>) -> Vec<String> {
    sources().iter().filter(|source| kept(source)).flat_map(rule).collect()
}

#[test]
fn every_file_says_what_it_is() {
    clean(each(|_| true, rules::opens_with_doc));
}

#[test]
fn names_are_those_of_the_field() {
    clean(each(|_| true, rules::named_by_the_field));
}

#[test]
fn every_test_asserts_something() {
    // The functions of one crate's tests may be used by all of them.
    let of_crate = |path: &str| path.split('/').nth(1).unwrap_or_default().to_string();
    let mut asserting: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for source in sources().iter().filter(|source| source.test) {
        asserting.entry(of_crate(&source.path)).or_default().extend(rules::asserting(source));
    }
    let others = |source: &Source| asserting.get(&of_crate(&source.path)).cloned().unwrap_or_default();
    clean(each(|_| true, |source| rules::tests_assert(source, &others(source))));
    clean(each(|_| true, rules::no_should_panic));
}

#[test]
fn nothing_is_half_done_or_commented_out() {
    clean(each(|_| true, rules::nothing_half_done));
    clean(each(|_| true, rules::no_code_in_comments));
}

#[test]
fn code_names_no_place() {
    clean(each(|_| true, rules::names_no_place));
}

#[test]
fn the_library_knows_nothing_of_the_world() {
    clean(each(library, rules::library_is_pure));
    let manifest = std::fs::read_to_string(root().join("crates/throughline/Cargo.toml")).unwrap();
    assert_eq!(
        dependencies(&manifest),
        ["jiff", "libm", "serde", "unicode-normalization"],
        "what the library depends on is argued in docs/decisions/0001, 0004, 0012, 0013, 0020, 0024"
    );
}

#[test]
fn the_command_holds_no_formula() {
    clean(each(
        |source| source.path.starts_with("crates/throughline-cli/src/"),
        rules::command_holds_no_formula,
    ));
}

/// What statistics go into a future or an answer.
const STATISTICS_OF_FUTURES: [&str; 9] =
    ["laws", "least_squares", "predicted", "random", "share", "spread", "survival", "tails", "variance"];

/// Whether what a file works out goes into a future or an answer to a plan.
fn of_futures(source: &Source) -> bool {
    let own = ["crates/throughline-sim/src/", "crates/throughline/src/sourcing"];
    let statistics = |name: &&str| source.path == format!("crates/throughline/src/statistics/{name}.rs");
    own.iter().any(|start| source.path.starts_with(start)) || STATISTICS_OF_FUTURES.iter().any(statistics)
}

#[test]
fn a_plan_has_the_same_futures_on_every_machine() {
    clean(each(of_futures, rules::same_on_every_machine));
    let known = |(file, _): &(String, usize)| STATISTICS_OF_FUTURES.contains(&file.as_str());
    let unknown = |source: &Source| {
        let found = rules::statistics_imported(source).into_iter().filter(|file| !known(file));
        let says = |(file, line)| {
            format!("{}:{line}: put statistics/{file}.rs into STATISTICS_OF_FUTURES", source.path)
        };
        found.map(says).collect()
    };
    clean(each(of_futures, unknown));
}

#[test]
fn rooms_import_only_rooms_above_them() {
    let rooms = rooms(&std::fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap());
    let all = sources();
    let library: Vec<&Source> = all.iter().filter(|source| library(source)).collect();
    clean(rooms_known(&rooms, &library));
    clean(library.iter().flat_map(|source| imports_of_later_rooms(&rooms, source)).collect());
}

#[test]
fn files_and_functions_are_short() {
    let all = sources();
    let files = all.iter().map(|source| (source.path.clone(), rules::file_size(source)));
    let long = all.iter().flat_map(rules::long_functions).collect();
    let mut found =
        ratchet("LARGE_FILES", LARGE_FILES, files.filter(|(_, lines)| *lines > FILE_LINES).collect());
    found.extend(ratchet("LONG_FUNCTIONS", LONG_FUNCTIONS, long));
    clean(found);
}

#[test]
fn no_more_packages_than_there_were() {
    let lock = std::fs::read_to_string(root().join("Cargo.lock")).unwrap();
    let packages = lock.matches("[[package]]").count();
    assert_eq!(
        packages, PACKAGES,
        "packages in Cargo.lock; fewer: lower PACKAGES; more: argue it in docs/decisions, then raise it"
    );
}

#[test]
fn every_measure_is_listed_and_explained() {
    let all = sources();
    let list = all.iter().find(|source| source.path == "crates/throughline/src/measure.rs").unwrap();
    let measures: Vec<&Source> =
        all.iter().filter(|source| library(source) && holds_measure(source)).collect();
    clean(measures.iter().flat_map(|source| unlisted(&list.text, source)).collect());
    clean(measures.iter().flat_map(|source| unexplained(source)).collect());
    assert_eq!(
        measures.len(),
        throughline::measure::MEASURES.len(),
        "files with a measure, and measures listed"
    );
    let names: Vec<&str> = throughline::measure::MEASURES.iter().map(|measure| measure.name).collect();
    clean(twice(&names));
}

#[test]
fn every_crate_takes_its_settings_from_the_workspace() {
    let manifests = files_below("crates", "/Cargo.toml");
    assert!(manifests.len() >= 3);
    clean(
        manifests
            .iter()
            .flat_map(|(name, path)| own_settings(name, &std::fs::read_to_string(path).unwrap()))
            .collect(),
    );
}

#[test]
fn no_file_knows_the_machine_it_was_written_on() {
    let mut found = Vec::new();
    for (name, path) in files_below("", "") {
        // The results of a benchmark say where they were measured.
        if let (false, Ok(text)) = (name == "bench/results.md", std::fs::read_to_string(&path)) {
            found.extend(paths_of_this_machine(&name, &text));
        }
    }
    clean(found);
}

/// The ordered rooms: the words in backticks of the first cells of the table under “## Rooms”.
fn rooms(architecture: &str) -> Vec<String> {
    let section =
        architecture.split("\n## ").find(|section| section.starts_with("Rooms")).unwrap_or_default();
    let rows = section.lines().filter(|line| line.starts_with("| `"));
    let cells = rows.filter_map(|line| line.split('|').nth(1));
    let words = cells.flat_map(|cell| {
        cell.split('`').skip(1).step_by(2).map(|room| room.trim_end_matches(".rs").to_string())
    });
    words.collect()
}

/// The room that a file of the library belongs to; none for the root of the crate.
fn room_of(path: &str) -> Option<&str> {
    let inside = path.split("/src/").nth(1)?;
    let room = inside.split('/').next()?.trim_end_matches(".rs");
    (room != "lib").then_some(room)
}

fn rooms_known(rooms: &[String], library: &[&Source]) -> Vec<String> {
    let built: Vec<&str> = library.iter().filter_map(|source| room_of(&source.path)).collect();
    let unknown = built.iter().filter(|room| !rooms.iter().any(|known| known == *room));
    let absent = rooms.iter().filter(|room| !built.contains(&room.as_str()));
    let unknown = unknown.map(|room| format!("ARCHITECTURE.md does not list the room `{room}`"));
    unknown
        .chain(absent.map(|room| format!("ARCHITECTURE.md lists a room that is not there, `{room}`")))
        .collect()
}

fn imports_of_later_rooms(rooms: &[String], source: &Source) -> Vec<String> {
    let place = |room: &str| rooms.iter().position(|known| known == room);
    let Some(own) = room_of(&source.path) else { return vec![] };
    let mut found = Vec::new();
    for (room, line) in rules::rooms_imported(source) {
        if place(&room) > place(own) {
            found.push(format!(
                "{}:{line}: `{own}` imports `{room}`, a room below it (ARCHITECTURE.md, Rooms)",
                source.path
            ));
        }
    }
    found
}

/// What is over the limit and not on the list, over its figure on the list, or better than the list says.
fn ratchet(list: &str, known: &[(&str, usize)], found: Vec<(String, usize)>) -> Vec<String> {
    let mut wrong = Vec::new();
    let mut sizes: BTreeMap<String, usize> = BTreeMap::new();
    for (name, lines) in found {
        let size = sizes.entry(name).or_default();
        *size = (*size).max(lines);
    }
    for (name, lines) in &sizes {
        match known.iter().find(|(known, _)| known == name) {
            None => wrong.push(format!(
                "{name} has {lines} lines of code; at most {FILE_LINES} a file and {FUNCTION_LINES} a function: cut it where its \
                 sense parts"
            )),
            Some((_, limit)) if lines > limit => {
                wrong.push(format!("{name} grew to {lines} lines of code from {limit}; it may only shrink"));
            }
            Some((_, limit)) if lines < limit => {
                wrong.push(format!("{name} shrank to {lines} lines of code: well done; put that in {list} (it says {limit})"));
            }
            Some(_) => {}
        }
    }
    let gone = known.iter().filter(|(name, _)| !sizes.contains_key(*name));
    wrong.extend(
        gone.map(|(name, _)| format!("{name} is short enough, or gone: well done; take it off {list}")),
    );
    wrong
}

fn holds_measure(source: &Source) -> bool {
    source.text.contains("\npub const MEASURE: Measure")
}

/// The path by which measure.rs names a measure.
fn unlisted(list: &str, source: &Source) -> Option<String> {
    let inside = source.path.split("/src/").nth(1).unwrap_or_default();
    let path = format!("{}::MEASURE", inside.trim_end_matches(".rs").replace('/', "::"));
    (!list.contains(&format!("&{path}"))).then(|| format!("{}: `{path}` is not in measure.rs", source.path))
}

/// A measure's file opens with question, formula, source and where it misleads.
fn unexplained(source: &Source) -> Option<String> {
    let about: String = source
        .text
        .lines()
        .take_while(|line| line.starts_with("//!"))
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase();
    let parts = ["question", "formula", "source", "mislead"];
    let missing: Vec<&str> = parts.into_iter().filter(|part| !about.contains(part)).collect();
    (!missing.is_empty())
        .then(|| format!("{}: its first lines do not say: {}", source.path, missing.join(", ")))
}

fn twice(names: &[&str]) -> Vec<String> {
    let more = names.iter().enumerate().filter(|(place, name)| names[..*place].contains(name));
    more.map(|(_, name)| format!("two measures are called {name}")).collect()
}

/// The names under `[dependencies]` of a manifest.
fn dependencies(manifest: &str) -> Vec<String> {
    let section =
        manifest.split("\n[").find(|section| section.starts_with("dependencies]")).unwrap_or_default();
    let names = section.lines().skip(1).filter_map(|line| line.split(['.', ' ', '=']).next());
    names.filter(|name| !name.is_empty() && !name.starts_with('#')).map(str::to_string).collect()
}

fn own_settings(name: &str, manifest: &str) -> Vec<String> {
    let settings = ["version", "edition", "rust-version", "license", "publish"]
        .map(|key| format!("{key}.workspace = true"));
    let lints = "[lints]\nworkspace = true".to_string();
    let missing = settings.into_iter().chain([lints]).filter(|line| !manifest.contains(line.as_str()));
    missing.map(|line| format!("{name}: wants `{}`", line.replace('\n', " "))).collect()
}

fn paths_of_this_machine(name: &str, text: &str) -> Vec<String> {
    // Put together here, so that this file does not find itself.
    let marks = [concat!("/wo", "rk/"), concat!("/home", "/"), concat!("/tmp", "/venv")];
    let lines = text.lines().enumerate().filter(|(_, line)| marks.iter().any(|mark| line.contains(mark)));
    lines
        .map(|(number, line)| format!("{name}:{}: a path of one machine: {}", number + 1, line.trim()))
        .collect()
}
