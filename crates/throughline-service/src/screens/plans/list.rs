//! All plans that somebody may read, and a new one: from what has happened here, from the example, or from a file.

use maud::{Markup, html};
use throughline::contact::sharing::may_arrange;
use throughline::log::Contents;
use throughline::reading::Ask;
use throughline_files::plan::write::write;
use throughline_sim::fit;

use crate::asked::Asked;
use crate::guard::{Door, SignedIn};
use crate::page::{desk, token};
use crate::plans::{Arranges, readable};
use crate::reply::{Reply, Stop, problem};
use crate::study::{ask, available_threads};

/// A plan whose every number is invented, to look at and to change.
const EXAMPLE: &str = include_str!("../../../../../demo/plan.toml");

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    page(&SignedIn::of(door, asked)?, asked, None)
}

fn page(who: &SignedIn, asked: &Asked, wrong: Option<&Markup>) -> Result<Reply, Stop> {
    let all = readable(who)?;
    let body = html! {
        @if let Some(wrong) = wrong { (wrong) }
        p { "A plan says how a service works and which other ways of arranging it are thought of. Each is simulated in the same futures, before anyone signs." }
        @if all.is_empty() { p { "There is no plan yet that you may read." } }
        @else {
            ul.lines { @for (id, kept) in &all { li {
                a href=(format!("/desk/plan/{id}")) { bdi { (kept.name()) } }
                @if let Some(last) = kept.changes.last() {
                    p.facts {
                        (kept.organisation) @if kept.is_shared { ", shared" } ". Last: " bdi { (last.what) }
                        ", " (throughline::time::Instant(last.at_us).day_in(&who.service.zone))
                    }
                }
            } } }
        }
        @if may_arrange(who.account.role) { (new(who, asked)) }
        @else { p.quiet { "Plans are made by managers and commissioners." } }
    };
    Ok(Reply::Page(desk(who, "Plans", &body)))
}

fn new(who: &SignedIn, asked: &Asked) -> Markup {
    let from = match asked.field("from") {
        from if from.is_empty() => "here".to_string(),
        from => from,
    };
    let choice = |value: &str, label: &str, hint: &str| {
        html! {
            label.choice {
                input type="radio" name="from" value=(value) checked[from == value];
                span { (label) br; span.hint { (hint) } }
            }
        }
    };
    html! {
        h2 { "A new plan" }
        form method="post" action="/desk/plans" enctype="multipart/form-data" {
            (token(who))
            fieldset {
                legend { "To start from" }
                (choice("here", "What has happened here", "Every number that the events say, with how sure it is, and what they cannot say. This may take a minute."))
                (choice("example", "The example", "Repairs, four ways. Every number is invented, to show the form."))
                (choice("file", "A file, or a text", "A plan as throughline plan reads it."))
            }
            label for="file" { "The file " span.hint { "(if from a file)" } }
            input id="file" name="file" type="file" accept=".toml,text/plain";
            label for="text" { "Or its text" }
            textarea.small id="text" name="text" spellcheck="false" { (asked.field("text")) }
            button { "Make the plan" }
        }
    }
}

pub(super) fn made(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let who = Arranges::of(door, asked)?;
    let done = match asked.field("from").as_str() {
        "here" => fitted(&who, asked).map(|text| (text, "made from what has happened here")),
        "example" => Ok((EXAMPLE.to_string(), "made from the example")),
        _ => sent(asked).map(|text| (text, "made from a file")),
    };
    let done = done.and_then(|(text, what)| who.makes(asked.now(), text, what.to_string()));
    match done {
        Ok(id) => Ok(Reply::See(format!("/desk/plan/{id}"))),
        Err(Stop::Wrong(says)) => page(&who, asked, Some(&problem("There is no new plan yet", &says))),
        Err(stop) => Err(stop),
    }
}

/// The file that was sent, or the text.
fn sent(asked: &Asked) -> Result<String, Stop> {
    match asked.files.iter().find(|file| !file.bytes.is_empty()) {
        Some(file) => String::from_utf8(file.bytes.clone()).map_err(|_| {
            Stop::wrong(format!("{} is not text; a plan is a text file, such as plan.toml", file.name))
        }),
        None => asked.wanted("text", "choose a file, or write the plan's text"),
    }
}

/// A plan out of the events here; what they cannot say is in comments above it.
fn fitted(who: &SignedIn, asked: &Asked) -> Result<String, Stop> {
    let service = &who.service;
    let threads = available_threads();
    let log = service.store.log(threads)?;
    let last = Contents::of(&log, threads).span.map_or(asked.now(), |(_, last)| last);
    let ask = Ask { repeat_days: vec![30.0], ..ask(&service.zone, last, service.setup.quiet_days) };
    let mut fitted = fit::fit(&log, &ask, &fit::Asked::default())?;
    fitted.plan.name = format!("{}, as it works", service.setup.name);
    let said: String =
        fitted.refused.iter().map(|sentence| format!("# {}\n", sentence.replace('\n', " "))).collect();
    Ok(said + &write(&fitted.plan))
}
