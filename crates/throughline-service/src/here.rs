//! What a sentence of a study or a plan says to somebody at a command, as it is said on a screen of the service: nobody there has a command
//! line, and each of these things has its place here.

use maud::{Markup, PreEscaped};

/// How a sentence says it at a command, and how here. Nothing where there is nothing to do: a page shows no more than it does.
const SAID: [(&str, &str); 31] = [
    (
        "give a file with pay, prices and contracts (--rates, see docs/rates.md)",
        "whoever runs the service can give a file with pay, prices and contracts: “rates” in service.toml",
    ),
    (
        "declare one with --target NAME=56d",
        "whoever runs the service can declare one: “outside_targets” in service.toml",
    ),
    (
        "name each with the day from which it held (--change NAME=DATE)",
        "write each down under “Changes”, with the day from which it held",
    ),
    (
        "if it was made in some places only, say where (--change NAME=DATE@team=North)",
        "if it was made in one organisation only, say so under “Changes”",
    ),
    ("can name it (--change NAME=DATE)", "can write it down under “Changes”"),
    ("chart the days between them (throughline chart --kind t)", "look again when there are more"),
    ("; --zone says which", "; “zone” in service.toml says which"),
    (
        "ask with fewer (--quiet-days) or with a later end of",
        "look again when more time has passed, at a later end of",
    ),
    ("observation (--now)", "observation"),
    (
        "look at a stretch without such a change (--since, --until)",
        "look at days without such a change, chosen above the study",
    ),
    ("; whoever may read them can ask for them (`--words-from`)", ""),
    ("list them (--json, --xlsx)", "list them"),
    ("and look at those alone (--slice)", "and look at those alone"),
    ("; all are in the data file (--json)", ""),
    ("; everything is in the data file (--json)", ""),
    ("; the whole ones are in the data file (--json)", ""),
    (" --crossover looks for it.", ""),
    (" --crossover tries values, every other number as believed.", ""),
    ("(--purpose)", "(“purpose” in service.toml)"),
    // Words of columns and mappings: here nobody has a file to mend.
    (
        "no event says when the official clock started; record it as an event of kind `clock`",
        "no official clock is kept here: time is counted from the first words",
    ),
    (
        "no event says that the official clock was paused; record pauses as events of kind `clock`",
        "no official clock is kept here, and none can be stopped: time is counted from the first words",
    ),
    (
        "no column of the events numbers jobs (`job`, `job number`, `work order`, `ticket` or the like)",
        "here a need is one need, from the first words to the person’s word, and is not cut into orders of work",
    ),
    (
        "no event is of kind `word`, a person saying that it is sorted; ask people, and write down what they say and when",
        "nobody has said yet that their need is sorted",
    ),
    (
        "read a random sample of contacts and write in a column `class`",
        "listen to the contacts that are drawn, under “Listen”, and say of each:",
    ),
    (
        "no column says what people asked for, in their words; name one as `demand` in the mapping",
        "nobody has said yet what people asked for, in their words: that is done under “Listen”",
    ),
    (
        "no column holds what people said, word for word; name one as `words` in the mapping",
        "what people said is read by those who help them, and is not in the study",
    ),
    (
        "no column holds what people said; name one as `words` in the mapping",
        "what people said is read by those who help them, and is not in the study",
    ),
    (
        "no column says how many minutes a contact took; name one as `minutes` in the mapping",
        "nobody has written down how many minutes a contact took",
    ),
    (
        "no column says who did what; name one as `worker` in the mapping",
        "nobody who works on needs has done anything yet",
    ),
    (
        "no column says who did it; name one as `worker` in the mapping",
        "nobody who works on needs has done anything yet",
    ),
    (
        "no column says when work ended; name one as `until` in the mapping",
        "when work began and ended is not written down here, only how many minutes it took",
    ),
];

/// The same page, as it is said here.
pub(crate) fn said_here(page: Markup) -> Markup {
    let mut text = page.into_string();
    for (command, here) in SAID {
        if text.contains(command) {
            text = text.replace(command, here);
        }
    }
    PreEscaped(text)
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Sentences of the command alone: its own mistakes, its workbook, and two studies beside each other.
    const OF_THE_COMMAND: [&str; 4] =
        ["distortion/threshold.rs", "throughline-web/src/workbook", "report/against", "tests.rs"];

    fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.display().to_string();
            if path.is_dir() {
                sources(&path, found);
            } else if name.ends_with(".rs") && !OF_THE_COMMAND.iter().any(|known| name.contains(known)) {
                found.push((name, std::fs::read_to_string(&path).unwrap()));
            }
        }
    }

    /// Whether a line of code names an option of the command.
    fn names_an_option(line: &str) -> bool {
        let is_code = !line.trim_start().starts_with("//") && !line.contains("var(--");
        is_code
            && [" --", "(--", "`--"].iter().any(|before| {
                line.split(before)
                    .skip(1)
                    .any(|rest| rest.starts_with(|letter: char| letter.is_ascii_lowercase()))
            })
    }

    #[test]
    fn every_option_that_a_sentence_names_is_said_otherwise_here() {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut all = Vec::new();
        for folder in ["throughline/src", "throughline-web/src"] {
            sources(&crates.join(folder), &mut all);
        }
        let mut named = 0;
        for (file, text) in &all {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for line in code.lines().filter(|line| names_an_option(line)) {
                named += 1;
                assert!(SAID.iter().any(|(command, _)| line.contains(command)), "{file}: {line}");
            }
        }
        assert!(named >= 15, "the sentences are looked for where they are: {named}");
        for (command, here) in SAID {
            assert!(all.iter().any(|(_, text)| text.contains(command)), "nobody says “{command}” any more");
            assert!(!here.contains("--"), "{here}");
        }
    }

    #[test]
    fn a_page_says_what_to_do_here() {
        let page = said_here(PreEscaped(
            "<p>No target was declared; declare one with --target NAME=56d.</p>".into(),
        ));
        assert_eq!(
            page.into_string(),
            "<p>No target was declared; whoever runs the service can declare one: “outside_targets” in service.toml.</p>"
        );
    }
}
