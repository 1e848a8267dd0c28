//! A plan: what can be said so far, the ways it compares, every number with where it is from; and its run, watched while it goes on.

use maud::{Markup, html};
use throughline::sourcing::amount::Amount;
use throughline::sourcing::question::Question;
use throughline::statistics::spread::Mean;
use throughline::time::Instant;
use throughline::wording::{counted, exactly, thousands, three};
use throughline_files::plan::write::HEAD;

use super::{around, carried, world};
use crate::asked::Asked;
use crate::guard::Door;
use crate::here::said_here;
use crate::language::day_and_time;
use crate::page::{desk, form};
use crate::plans::{Going, ReadsPlan, Run, Seen};
use crate::reply::{Reply, Stop, problem};

/// So many of the latest looks at a run are shown.
const MOST_SEEN: usize = 12;

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    page(&ReadsPlan::of(door, asked)?)
}

fn page(reads: &ReadsPlan) -> Result<Reply, Stop> {
    let kept = &reads.kept;
    let question = match reads.question() {
        Ok(question) => question,
        Err(Stop::Wrong(why)) => {
            let body = html! { (around(reads)) (problem("This plan cannot be read", &why)) p { a href=(reads.path("/text")) { "Its text" } } };
            return Ok(Reply::Page(desk(&reads.who, "A plan", &body)));
        }
        Err(stop) => return Err(stop),
    };
    let all = question.plan.written().count() as u64;
    let sourced = question.plan.written().filter(|amount| amount.source.is_some()).count() as u64;
    let body = html! {
        (around(reads))
        p.facts {
            (counted(question.arrangements.len() as u64, "way", "ways")) " of arranging the work; "
            (counted(all, "number", "numbers")) ", " (sourced) " with a source. It is " (kept.organisation) "’s"
            @if kept.is_shared { ", and shared with everybody who signs in" } "."
        }
        (of_itself(&kept.text))
        (answer(reads)?)
        (ways(reads, question))
        (numbers(reads, question))
        (world::courses(reads, question))
        (world::together(reads)?)
        (more(reads))
    };
    Ok(Reply::Page(said_here(desk(&reads.who, &question.plan.name, &body))))
}

/// What stands above everything else in the text: of a plan out of a log, what the log cannot say. How the text is to be read is for whoever
/// reads it.
fn of_itself(text: &str) -> Markup {
    let said = text.lines().map_while(|line| line.strip_prefix('#')).map(str::trim);
    let said: Vec<&str> = said.filter(|line| !line.is_empty() && !HEAD.contains(line)).collect();
    html! {
        @match said.as_slice() {
            [] => {}
            [one] => { p { bdi { (one) } } }
            all => { ul { @for line in all { li { bdi { (line) } } } } }
        }
    }
}

/// The run that goes on, else what the last one answered; and the button.
fn answer(reads: &ReadsPlan) -> Result<Markup, Stop> {
    let going = reads.who.service.plans.runs.of(&reads.id);
    let wrong = going.as_ref().and_then(|going| going.wrong());
    let runs = reads.runs()?;
    Ok(html! {
        h2 id="answer" { "What can be said" }
        @if let Some(going) = going.as_ref().filter(|_| wrong.is_none()) { (watched(reads, going)) }
        @else {
            @if let Some(wrong) = &wrong { (problem("The last run came to nothing", wrong)) }
            @match runs.first() {
                Some((number, run)) => { (last(reads, *number, run)) }
                None => { p { "Nothing yet: it has not been run." } }
            }
            @if reads.may_change {
                (form(&reads.who, &reads.path(""), &html! {
                    label.choice {
                        input type="checkbox" name="shares" value="yes";
                        span { "Also split what decides into what goes with each number alone, and together with others" br; span.hint { "It takes longer." } }
                    }
                    button name="do" value="run" { @if runs.is_empty() { "Run it" } @else { "Run it again" } }
                }))
            }
        }
        @if !runs.is_empty() { (earlier(reads, &runs)) }
    })
}

fn last(reads: &ReadsPlan, number: usize, run: &Run) -> Markup {
    html! {
        ul { @for sentence in &run.says { li { bdi { (sentence) } } } }
        p.facts { "Of " (run.ended) @if run.version != reads.kept.version() { ". The plan was changed since" } "." }
        p { a.button.second href=(reads.path(&format!("/answer/{number}"))) { "The whole answer, with pictures" } }
        @if !run.standings.is_empty() {
            p { "A run of each way in the study, beside today’s:" }
            ul.ways { @for (way, _) in &run.standings { li {
                a href=(reads.path(&one_run(number, way))) { bdi { (way) } span.unseen { ", a run in the study" } }
            } } }
        }
    }
}

/// The page of a run of one way in the study.
pub(crate) fn one_run(number: usize, way: &str) -> String {
    format!("/answer/{number}/study?way={}", query(way))
}

/// Runs, to be compared two by two.
fn earlier(reads: &ReadsPlan, runs: &[(usize, Run)]) -> Markup {
    let zone = &reads.who.service.zone;
    let named = |number: usize, run: &Run| {
        let at = day_and_time(throughline::contact::Language::English, Instant(run.at_us), zone);
        format!("Run {number}, {at}")
    };
    html! {
        details {
            summary { (counted(runs.len() as u64, "run", "runs")) " so far" }
            ul { @for (number, run) in runs { li {
                a href=(reads.path(&format!("/answer/{number}"))) { (named(*number, run)) }
                span.hint { ": " (run.ended) ", asked for by " (run.by) }
            } } }
            @if runs.len() > 1 {
                form method="get" action=(reads.path("/compare")) {
                    @for (name, label, chosen) in [("one", "Compare", 1), ("other", "with", 0)] {
                        label for=(name) { (label) }
                        select.short id=(name) name=(name) {
                            @for (place, (number, run)) in runs.iter().enumerate() {
                                option value=(number) selected[place == chosen] { (named(*number, run)) }
                            }
                        }
                    }
                    button.second { "Compare" }
                }
            }
        }
    }
}

/// A run while it goes on: with script it is looked at again by itself, without by pressing a button.
fn watched(reads: &ReadsPlan, going: &Going) -> Markup {
    let seen = going.seen();
    let done = going.done();
    html! {
        div.panel data-watched="" {
            p role="status" {
                @if done == 0 { "It waits for its turn, or has just begun." }
                @else { (thousands(done)) " of " (thousands(going.all.max(done))) " futures are run: those of the answer first, then what it rests on." }
            }
            progress max=(going.all.max(done)) value=(done) aria-label="Futures looked at" {}
            div.seen { @if let Some(latest) = seen.last() { (so_far(&seen, latest)) } }
            form method="get" action=(reads.path("")) { button.second { "Look again" } }
            @if reads.may_change {
                (form(&reads.who, &reads.path(""), &html! { button.second name="do" value="stop" { "Stop, and take what there is" } }))
            }
        }
        script src="/plan.js" defer {}
    }
}

fn pounds(mean: Option<&Mean>) -> String {
    match mean {
        Some(mean) if mean.half_width_95.is_finite() => {
            if mean.mean == 0.0 && mean.half_width_95 == 0.0 {
                return "£0".to_string();
            }
            let sign = if mean.mean < 0.0 { "−" } else { "" };
            format!("{sign}£{} ± {}", three(mean.mean.abs()), three(mean.half_width_95))
        }
        _ => "not enough to say".to_string(),
    }
}

/// What each need met costs so far, and how the interval of each difference shrinks.
fn so_far(seen: &[Seen], latest: &Seen) -> Markup {
    html! {
        div.wide tabindex="0" role="group" aria-label="So far" {
            table {
                caption { "For each need met, and how well the mean is known (95 %)" }
                thead { tr { th scope="col" { "after" } @for (name, _) in &latest.pounds { th scope="col" { bdi { (name) } } } } }
                tbody {
                    tr { th scope="row" { (counted(latest.futures as u64, "future", "futures")) } @for (_, mean) in &latest.pounds { td { (pounds(mean.as_ref())) } } }
                }
            }
        }
        @if !latest.less.is_empty() {
            div.wide tabindex="0" role="group" aria-label="Differences" {
                table {
                    caption { "Less than as it is, for each need met" }
                    thead { tr { th scope="col" { "after" } @for (name, _) in &latest.less { th scope="col" { bdi { (name) } } } } }
                    tbody { @for seen in seen.iter().rev().take(MOST_SEEN) { tr {
                        th scope="row" { (counted(seen.futures as u64, "future", "futures")) }
                        @for (_, mean) in &seen.less { td { (pounds(mean.as_ref())) } }
                    } } }
                }
            }
        }
    }
}

fn ways(reads: &ReadsPlan, question: &Question) -> Markup {
    html! {
        h2 id="ways" { "Ways of arranging the work" }
        ul.lines { @for way in &question.arrangements { li {
            p.snippet {
                @if way.line > 0 { a href=(reads.path(&format!("/way?name={}", query(&way.name)))) { bdi { (way.name) } } }
                @else { strong { (way.name) } }
                ": " (way.kind.title)
            }
            @if !way.about.is_empty() { p { bdi { (way.about) } } }
            p.facts { (way.kind.differs) }
        } } }
        @if reads.may_change { p { a.button.second href=(reads.path("/way")) { "Add another way" } } }
    }
}

/// A text as a value in an address.
pub(crate) fn query(text: &str) -> String {
    let byte = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(byte).collect()
}

/// Under which head of the list a number stands, by how its path begins; what begins otherwise stands under the last.
const HEADS: [(&str, &str); 9] = [
    ("demand", "What is asked for"),
    ("step", "What is done"),
    ("pool", "Who does the work"),
    ("handoff", "Handing over"),
    ("failure", "What happens when work is closed"),
    ("option", "Other ways of arranging it"),
    ("drift", "What the world may do"),
    ("correlation", "What goes together"),
    ("", "How it is appraised, and where people live"),
];

fn head(amount: &Amount) -> &'static str {
    let start = amount.path.split('.').next().unwrap_or_default();
    HEADS.iter().find(|(known, _)| *known == start).map_or(HEADS[8].1, |(_, head)| head)
}

fn numbers(reads: &ReadsPlan, question: &Question) -> Markup {
    let written: Vec<&Amount> = question.plan.written().collect();
    // What a plan may say and this one does not; numbers that follow from others have no place in it.
    let silent = |amount: &&Amount| {
        let may = ["demand.", "failure.", "pool.", "step.", "handoff."];
        amount.line == 0 && amount.source.is_none() && may.iter().any(|start| amount.path.starts_with(start))
    };
    let silent: Vec<&Amount> = question.plan.amounts.iter().filter(silent).collect();
    let heads = HEADS.iter().map(|(_, head)| *head);
    let heads = heads.filter(|head| written.iter().any(|amount| self::head(amount) == *head));
    html! {
        h2 id="numbers" { "Every number, and where it is from" }
        p { "Whoever disagrees with one opens it, changes it and says where the new one is from. Then the plan is run again." }
        @for head in heads {
            details {
                summary { (head) }
                (table(reads, written.iter().filter(|amount| self::head(amount) == head).copied()))
            }
        }
        @if !silent.is_empty() {
            details {
                summary { "What the plan does not say, and is taken" }
                (table(reads, silent.into_iter()))
            }
        }
    }
}

fn table<'a>(reads: &ReadsPlan, amounts: impl Iterator<Item = &'a Amount>) -> Markup {
    html! {
        div.wide tabindex="0" role="group" aria-label="Numbers" {
            table {
                thead { tr {
                    th scope="col" { "number" } th scope="col" { "value" } th scope="col" { "may lie between" }
                    th scope="col" { "known" } th scope="col" { "source" }
                } }
                tbody { @for amount in amounts { tr {
                    th scope="row" {
                        @if reads.may_change { a href=(reads.path(&format!("/number?path={}", query(&amount.path)))) { bdi { (amount.path) } } }
                        @else { bdi { (amount.path) } }
                    }
                    td { (exactly(amount.value)) " " (amount.unit) }
                    td { @match amount.range { Some(range) => { (exactly(range.low)) " and " (exactly(range.high)) } None => { "taken as exact" } } }
                    td { (amount.known.name()) }
                    td { bdi { (amount.source_told().unwrap_or("none".to_string())) } }
                } } }
            }
        }
    }
}

fn more(reads: &ReadsPlan) -> Markup {
    let shared = reads.kept.is_shared;
    html! {
        h2 { "More" }
        ul {
            li { a href=(reads.path("/text")) { "The plan’s text" } }
            li { a href=(reads.path("/file")) { "Take it away as a file" } ", to be run anywhere by " code { "throughline plan" } }
            li { a href=(reads.path("/history")) { "What was changed, by whom, and how it was before" } }
        }
        @if reads.may_change {
            form method="post" action=(reads.path("")) {
                (carried(reads))
                p.quiet {
                    @if shared { "Everybody who signs in reads this plan and its answers, contractors and councillors too." }
                    @else { "Only managers and commissioners of " (reads.kept.organisation) " read it, as it may hold what others bid." }
                }
                button.second name="do" value=(if shared { "keep" } else { "share" }) {
                    @if shared { "Share it no more" } @else { "Share it with everybody who signs in" }
                }
            }
        }
    }
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    match asked.field("do").as_str() {
        "run" => reads.runs_it(asked, asked.has("shares"))?,
        "stop" => reads.who.service.plans.runs.stop(&reads.id),
        "share" => reads.shares(asked, true)?,
        "keep" => reads.shares(asked, false)?,
        _ => return Err(Stop::wrong("say what is to be done: press one of the buttons of the plan’s page")),
    }
    Ok(Reply::See(format!("{}#answer", reads.path(""))))
}
