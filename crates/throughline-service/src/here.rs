//! What a sentence of a study or a plan says to somebody at a command, as it is said on a screen of the service: nobody there has a command
//! line, and each of these things has its place here.

use maud::{Markup, PreEscaped};
use throughline::wording::sentence_start;

/// How a sentence says it at a command, and how here. Nothing where there is nothing to do: a page shows no more than it does.
const SAID: [(&str, &str); 32] = [
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
    (" (--json)", ""),
];

/// How a sentence of a plan says what to write in its file, and how whoever has forms in place of a file does the same.
const OF_A_PLAN: [(&str, &str); 15] = [
    ("; write [demand.NAME.failure.chase].", "; whoever knows better can add it in the plan’s text."),
    ("Give that zone (--zone, ", "Whoever runs the service can give that zone (“zone” in service.toml, "),
    ("`timezone`), or", "and in the plan’s text), or"),
    (", so write `holidays`.", ", so say in its text which country’s bank holidays it keeps."),
    ("write `buyer` in [appraisal] if", "say so in the plan’s text if"),
    ("Write it as `first` of a demand or among `next` of a step.", "Let one lead there, in the plan’s text."),
    ("in the months of `transition`, and those", "in the months in which the work moves, and those"),
    (
        "Write more years in [scenario], or fewer months there;",
        "Give the plan more years, in its text, or fewer months there;",
    ),
    ("write `rate_per_hour` for each pool", "say under “Who does the work” what an hour of each pool costs"),
    ("without `rate_per_hour` (", "without a price of its hours ("),
    (
        "Write it, or 0 where the work really costs nothing.",
        "Say it under “Who does the work”, or 0 where the work really costs nothing.",
    ),
    (
        ", or say with `patience` or `places` where it ends",
        ", or say in the plan’s text where it ends: how long people wait, or how many can",
    ),
    ("Let the chances of a `next` on the way come", "Let the chances of the ways on from a step come"),
    ("to have it counted, write", "to have it counted, add to this way in the plan’s text"),
    (
        "it is taken only where somebody writes it into the plan",
        "it is taken only where somebody adds it to the plan’s text",
    ),
];

/// The same of what differs from plan to plan: from where to where a sentence says it, and how it is said here.
const BETWEEN: [(&str, &str, &str); 2] = [
    ("write in [option.", "}.", "add a contract by open book to it in the plan’s text."),
    ("Write [option.", ".contract]", "Add a contract to it in the plan’s text"),
];

/// A stretch that is longer is none, and stays as it is, with what comes after it.
const LONGEST: usize = 400;

/// What the way is called in which nothing is changed: as plans write it, and as a screen says it.
const AS_IT_IS: (&str, &str) = ("as_is", "“as it is”");

/// What a way of arranging the work is called on a screen.
pub(crate) fn called(way: &str) -> &str {
    if way == AS_IT_IS.0 { AS_IT_IS.1 } else { way }
}

/// The same page, as it is said here.
pub(crate) fn said_here(page: Markup) -> Markup {
    let mut text = page.into_string();
    for (command, here) in SAID.into_iter().chain(OF_A_PLAN) {
        if text.contains(command) {
            text = text.replace(command, here);
        }
        // A page begins a sentence of the study with a capital.
        if command.starts_with(char::is_lowercase) {
            text = text.replace(&sentence_start(command), &sentence_start(here));
        }
    }
    for (from, until, here) in BETWEEN {
        while let Some((start, end)) = stretch(&text, from, until) {
            text.replace_range(start..end, here);
        }
    }
    PreEscaped(as_it_is(&text))
}

/// Where a stretch of the text begins and ends.
fn stretch(text: &str, from: &str, until: &str) -> Option<(usize, usize)> {
    let start = text.find(from)?;
    let end = start + text[start..].find(until)? + until.len();
    (end - start <= LONGEST).then_some((start, end))
}

/// The way in which nothing is changed, in words: not in addresses and fields, nor in the paths of its numbers.
fn as_it_is(text: &str) -> String {
    let (written, said) = AS_IT_IS;
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(place) = rest.find(written) {
        let (before, after) = (&rest[..place], &rest[place + written.len()..]);
        out.push_str(before);
        let begins =
            out.chars().next_back().is_none_or(|letter| matches!(letter, ' ' | '\n' | '>' | '(' | '“'));
        // A full stop may end a sentence, or go on with the path of a number.
        let ends = match after.chars().next() {
            Some('.') => {
                let path = |letter: char| letter.is_alphanumeric();
                !after[1..].starts_with(path) && !after[1..].starts_with("<wbr>")
            }
            Some(letter) => matches!(letter, ' ' | '\n' | '<' | ',' | ';' | ':' | ')' | '’' | '”'),
            None => true,
        };
        out.push_str(if begins && ends { said } else { written });
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    /// Sentences of the command alone: its own mistakes and its workbook.
    const OF_THE_COMMAND: [&str; 3] = ["distortion/threshold.rs", "throughline-web/src/workbook", "tests.rs"];

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

    fn all_sources() -> Vec<(String, String)> {
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let mut all = Vec::new();
        for folder in ["throughline/src", "throughline-sim/src", "throughline-web/src"] {
            sources(&crates.join(folder), &mut all);
        }
        // A sentence goes on in the next line of the source.
        let whole = |text: String| {
            let mut lines = text.split("\\\n");
            let first = lines.next().unwrap_or_default().to_string();
            lines.fold(first, |text, line| text + line.trim_start())
        };
        all.into_iter().map(|(name, text)| (name, whole(text))).collect()
    }

    #[test]
    fn every_option_that_a_sentence_names_is_said_otherwise_here() {
        let all = all_sources();
        let mut named = 0;
        for (file, text) in &all {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            for line in code.lines().filter(|line| names_an_option(line)) {
                named += 1;
                let mut said = SAID.iter().chain(&OF_A_PLAN);
                assert!(said.any(|(command, _)| line.contains(command)), "{file}: {line}");
            }
        }
        assert!(named >= 15, "the sentences are looked for where they are: {named}");
        for (command, here) in SAID.into_iter().chain(OF_A_PLAN) {
            assert!(all.iter().any(|(_, text)| text.contains(command)), "nobody says “{command}” any more");
            assert!(!here.contains("--"), "{here}");
        }
    }

    #[test]
    fn what_an_answer_or_a_fit_asks_to_be_written_is_said_otherwise_here() {
        let of_plans = ["src/sourcing/answer", "throughline-sim/src/fit", "throughline-web/src/plan"];
        let mut asked = 0;
        for (file, text) in all_sources() {
            let code = text.split("#[cfg(test)]").next().unwrap_or_default();
            let is_sentence = |line: &&str| !line.trim_start().starts_with("//");
            let asks = |line: &&str| line.contains("rite `") || line.contains("rite [");
            let is_of_a_plan = of_plans.iter().any(|of| file.contains(of));
            for line in code.lines().filter(|_| is_of_a_plan).filter(is_sentence).filter(asks) {
                asked += 1;
                let mut froms =
                    OF_A_PLAN.iter().map(|(from, _)| *from).chain(BETWEEN.iter().map(|(from, ..)| *from));
                assert!(froms.any(|from| line.contains(from)), "{file}: {line}");
            }
        }
        assert!(asked >= 4, "the sentences are looked for where they are: {asked}");
    }

    #[test]
    fn what_a_plan_is_to_say_is_told_to_whoever_has_forms() {
        let page = |text: &str| said_here(PreEscaped(text.to_string())).into_string();
        assert_eq!(
            page(
                "<li>Nothing costs anything in this plan: write `rate_per_hour` for each pool. Until then …</li>"
            ),
            "<li>Nothing costs anything in this plan: say under “Who does the work” what an hour of each pool costs. Until then …</li>"
        );
        // As a page has it, with its quotation marks.
        let left = "Firm is left paying. If Council is to pay what it costs, write in [option.out] contract = { kind = &quot;cost_plus&quot;, margin = \
            0.0, years = 5, supplier = &quot;Firm&quot; }.</li>";
        assert_eq!(
            page(left),
            "Firm is left paying. If Council is to pay what it costs, add a contract by open book to it in the plan’s text.</li>"
        );
    }

    #[test]
    fn the_way_that_changes_nothing_has_a_name_for_people() {
        let page = |text: &str| said_here(PreEscaped(text.to_string())).into_string();
        assert_eq!(
            page("<bdi>as_is</bdi> costs more; less than as_is. Under as_is, …"),
            "<bdi>“as it is”</bdi> costs more; less than “as it is”. Under “as it is”, …"
        );
        let kept = "<a href=\"/way?name=as_is\">option.as_is.own_time</a> <input value=\"as_is\"> [option.as_is] as_is.own_time has_as_is option.<wbr>as_is.<wbr>x";
        assert_eq!(page(kept), kept);
        assert_eq!((called("as_is"), called("local")), ("“as it is”", "local"));
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
