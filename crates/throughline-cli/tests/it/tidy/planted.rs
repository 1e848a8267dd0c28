//! For each rule a violation, planted in a string, that it must find, and something like it that it must let be.

use super::rules::*;
use super::source::Source;
use super::{
    dependencies, imports_of_later_rooms, own_settings, paths_of_this_machine, ratchet, rooms, rooms_known,
    twice,
};
use super::{unexplained, unlisted};

fn of(text: &str) -> Source {
    Source::of("crates/throughline/src/flow/edges.rs", text)
}

/// The rule finds so many things in this text.
#[track_caller]
fn finds(rule: fn(&Source) -> Vec<String>, text: &str, count: usize) {
    let found = rule(&of(text));
    assert_eq!(found.len(), count, "in {text}\n{found:?}");
}

#[test]
fn a_file_without_a_word_about_itself() {
    finds(opens_with_doc, "use std::fmt;", 1);
    finds(opens_with_doc, "//! Edges.\nuse std::fmt;", 0);
}

#[test]
fn a_name_that_says_nothing() {
    finds(named_by_the_field, "mod helpers;\nmod path { pub mod util {} }", 2);
    finds(named_by_the_field, "mod edges;\nconst TYPES: [&str; 1] = [\"types\"];", 0);
    assert_eq!(named_by_the_field(&Source::of("crates/throughline/src/common/a.rs", "")).len(), 1);
}

#[test]
fn lines_of_code_are_counted_without_docs_comments_and_tests() {
    let text = "//! About.\n\n/// Doc.\n// why\nfn a() {\n    let s = \"two\nlines\";\n}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\n";
    assert_eq!(file_size(&of(text)), 4);
    let outside = "#[cfg(test)]\nuse a::{b, c};\nfn d() {}\n";
    assert_eq!(file_size(&of(outside)), 1);
    assert_eq!(file_size(&Source::of("crates/throughline/src/log/tests.rs", "fn a() {}")), 0);
}

#[test]
fn a_file_that_is_declared_a_test() {
    let declares = of("mod a;\n#[cfg(test)]\npub(crate) mod made;\n#[cfg(test)]\nmod tests { fn b() {} }");
    assert_eq!(declares.files_of_tests(), ["crates/throughline/src/flow/edges/made.rs"]);
}

#[test]
fn a_function_that_is_too_long() {
    let body = "    let a = 1;\n".repeat(FUNCTION_LINES);
    let found = long_functions(&of(&format!("impl A {{ fn long() {{\n{body}}}\nfn short() {{}} }}")));
    assert_eq!(found, [("crates/throughline/src/flow/edges.rs: long".to_string(), FUNCTION_LINES + 2)]);
    assert_eq!(long_functions(&of(&format!("#[cfg(test)] mod tests {{ fn long() {{\n{body}}} }}"))), []);
}

#[test]
fn a_test_that_asserts_nothing() {
    let idle = |text: &str| tests_assert(&of(text), &["fits".to_string()]).len();
    assert_eq!(idle("#[test]\nfn runs() { let _ = work(); }"), 1);
    assert_eq!(idle("proptest! { #[test] fn runs(a in 0..9) { work(a); } }"), 1);
    assert_eq!(idle("#[test]\nfn runs() { let s = \"assert!(true)\"; }"), 1);
    assert_eq!(
        idle("fn work() { assert!(true) }\n#[cfg(test)]\nmod tests { #[test]\nfn runs() { work(); } }"),
        1
    );
    assert_eq!(idle("#[test]\nfn runs() { assert_eq!(work(), 1); }"), 0);
    assert_eq!(idle("#[test]\nfn runs() { fits(work()); }"), 0);
    let through = "mod tests { fn check() { prop_assert!(true) }\nfn twice() { check() }\n#[test]\n#[ignore]\nfn runs() { twice(); } }";
    assert_eq!(idle(&format!("#[cfg(test)]\n{through}")), 0);
    assert_eq!(idle("#[test]\nfn runs() -> Result<(), Error> { work()?; Ok(()) }"), 0);
    finds(no_should_panic, "#[test]\n#[should_panic]\nfn runs() {}", 1);
}

#[test]
fn what_is_half_done() {
    finds(nothing_half_done, "fn a() { todo!() }\nfn b() { dbg!(1); }", 2);
    finds(nothing_half_done, "fn a() { let s = \"todo!()\"; } // todo!()", 0);
    finds(no_code_in_comments, "fn a() {\n    // let b = work(3);\n    // self.work();\n}", 2);
    finds(
        no_code_in_comments,
        "// Two things; the second is why.\n// It waits for the next one;\nfn a() {}",
        0,
    );
}

#[test]
fn a_place_in_code() {
    finds(names_no_place, "fn is_leeds() -> bool { name == \"Leeds City Council\" }", 2);
    finds(
        names_no_place,
        "fn a() { zone(\"Europe/London\"); misleads(); }\n#[cfg(test)]\nmod tests { fn b() { \"Leeds\" } }",
        0,
    );
}

#[test]
fn a_library_that_reaches_for_the_world() {
    finds(
        library_is_pure,
        "use std::fs::File;\nfn a() { std::time::SystemTime::now(); jiff::Timestamp::now(); println!(\"\"); }",
        4,
    );
    finds(
        library_is_pure,
        "const PAGE: &str = \"<div class='a'>\";\nconst Q: &str = \"SELECT * FROM a\";",
        2,
    );
    finds(
        library_is_pure,
        "use std::fmt;\n/// Not std::fs.\nfn a(now: Instant) { write!(f, \"selected\"); }",
        0,
    );
}

#[test]
fn a_formula_in_the_command() {
    finds(command_holds_no_formula, "fn a() { x.sqrt() }\nfn median(values: &[f64]) {}", 2);
    finds(command_holds_no_formula, "fn a() { let median_s = row.median_s; }", 0);
}

#[test]
fn a_future_that_differs_between_machines() {
    finds(
        same_on_every_machine,
        "use statrs::distribution::Beta;\nfn a(x: f64) { x.ln(); 2.0_f64.powi(3); }",
        3,
    );
    finds(same_on_every_machine, "fn a(all: &[f64]) { all.iter().copied().map(f64::exp); }", 1);
    finds(
        same_on_every_machine,
        "/// Not x.ln().\nfn a(x: f64) { libm::log(x).sqrt(); sin(x); self.exp; }\n#[cfg(test)]\nmod tests { fn b(x: f64) { x.ln(); } }",
        0,
    );
    let found =
        statistics_imported(&of("use crate::statistics::tails::normal_above;\nuse super::statistics;"));
    assert_eq!(found, [("tails".to_string(), 1)]);
}

const MAP: &str = "# Map\n\n## Rooms, in order\n| room | what |\n|---|---|\n| `error`, `time` | x |\n| `log` | `flow` is not here |\n\
                   | `flow` | y |\n| `measure.rs` | z |\n\n## Absences\n| `later` |\n";

#[test]
fn the_order_is_read_from_the_map() {
    assert_eq!(rooms(MAP), ["error", "time", "log", "flow", "measure"]);
    let flow = of("");
    assert_eq!(rooms_known(&rooms(MAP), &[&flow]).len(), 4);
    assert_eq!(rooms_known(&["log".to_string()], &[&flow]).len(), 2);
}

#[test]
fn an_import_of_a_later_room() {
    let later = |path: &str, text: &str| imports_of_later_rooms(&rooms(MAP), &Source::of(path, text)).len();
    let log = "crates/throughline/src/log/names.rs";
    assert_eq!(later(log, "use crate::flow::edges;"), 1);
    assert_eq!(later(log, "use crate::{time::{self, Instant}, flow::edges, measure};"), 2);
    assert_eq!(later(log, "fn a() { crate::flow::edges() }"), 1);
    assert_eq!(later(log, "use super::super::flow;"), 1);
    assert_eq!(later("crates/throughline/src/log.rs", "use super::flow;"), 1);
    assert_eq!(
        later(log, "use super::flow;\nuse crate::{time, error};\n// use crate::flow;\nuse crate::log::Log;"),
        0
    );
    assert_eq!(later("crates/throughline/src/measure.rs", "use crate::{flow, log};"), 0);
}

#[test]
fn a_ratchet_only_tightens() {
    let check = |found: &[(&str, usize)]| {
        let found = found.iter().map(|(name, lines)| (name.to_string(), *lines)).collect();
        ratchet("LIST", &[("a", 500)], found).join("; ")
    };
    assert_eq!(check(&[("a", 500)]), "");
    assert!(check(&[("a", 501)]).contains("may only shrink"));
    assert!(check(&[("a", 480)]).contains("put that in LIST"));
    assert!(check(&[]).contains("take it off LIST"));
    assert!(check(&[("a", 500), ("b", 401)]).contains("b has 401"));
}

#[test]
fn a_measure_that_is_not_listed_or_not_explained() {
    let edges = of(
        "//! Question: what? Formula: count. Source: a book. Where it misleads: here.\npub const MEASURE: Measure = 1;",
    );
    assert_eq!(unlisted("&flow::edges::MEASURE,", &edges), None);
    assert!(unlisted("&flow::ends::MEASURE,", &edges).is_some());
    assert_eq!(unexplained(&edges), None);
    assert!(
        unexplained(&of("//! Question: what? Formula: count."))
            .is_some_and(|says| says.ends_with("source, mislead"))
    );
    assert_eq!(twice(&["a", "b", "a"]).len(), 1);
}

#[test]
fn a_manifest_with_settings_of_its_own() {
    let good = "[package]\nversion.workspace = true\nedition.workspace = true\nrust-version.workspace = true\nlicense.workspace = true\n\
                publish.workspace = true\n\n[dependencies]\njiff.workspace = true\nserde = \"1\"\n\n[lints]\nworkspace = true\n";
    assert_eq!(own_settings("a", good), [""; 0]);
    assert_eq!(own_settings("a", &good.replace("edition.workspace = true", "edition = \"2021\"")).len(), 1);
    assert_eq!(dependencies(good), ["jiff", "serde"]);
}

#[test]
fn a_path_of_one_machine() {
    assert_eq!(paths_of_this_machine("a", concat!("cd /wo", "rk/main\nls ../shared")).len(), 1);
}
