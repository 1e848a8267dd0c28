//! The text of a plan, as it is and as it was, to read, change, take away and go back to.

use maud::{Markup, html};
use throughline::time::Instant;

use super::{around, carried, or_again};
use crate::asked::Asked;
use crate::guard::Door;
use crate::language::day_and_time;
use crate::page::desk;
use crate::plans::ReadsPlan;
use crate::reply::{Reply, Stop};

/// Which text is asked for: as it was after so many changes, else as it is.
fn version(reads: &ReadsPlan, asked: &Asked) -> usize {
    asked.query("version").and_then(|text| text.parse().ok()).unwrap_or(reads.kept.version())
}

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::of(door, asked)?;
    let version = version(&reads, asked);
    let text = reads.text_of(version)?;
    if version != reads.kept.version() || !reads.may_change {
        let body = html! { (around(&reads)) div.wide tabindex="0" role="group" aria-label="The text" { pre { (text) } } };
        return Ok(Reply::Page(desk(&reads.who, "The plan’s text", &body)));
    }
    page(&reads, &text, &html! {})
}

fn page(reads: &ReadsPlan, text: &str, wrong: &Markup) -> Result<Reply, Stop> {
    let body = html! {
        (around(reads))
        (wrong)
        form method="post" action=(reads.path("/text")) {
            (carried(reads))
            label for="text" { "The plan" }
            p.hint id="text-hint" { "All that the forms change is here, and more: courses of the world, calendars, contracts. What cannot be read is not kept, and you are told the line." }
            textarea.code id="text" name="text" rows="30" spellcheck="false" aria-describedby="text-hint" { (text) }
            label for="what" { "What you changed, in a few words" }
            input id="what" name="what" maxlength="200";
            button { "Keep it" }
        }
    };
    Ok(Reply::Page(desk(&reads.who, "The plan’s text", &body)))
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    let text = asked.field("text");
    let change = || {
        let what = match asked.field("what").trim() {
            "" => "the text was changed".to_string(),
            what => what.to_string(),
        };
        if text.trim() != reads.kept.text.trim() {
            reads.changes(asked, text.clone(), what)?;
        }
        Ok(Reply::See(reads.path("")))
    };
    or_again(change(), |wrong| page(&reads, &text, wrong))
}

pub(super) fn file(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::of(door, asked)?;
    let text = reads.text_of(version(&reads, asked))?;
    Ok(Reply::Download {
        name: "plan.toml".to_string(),
        media: "application/toml".to_string(),
        bytes: text.into_bytes(),
    })
}

pub(super) fn history(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::of(door, asked)?;
    let zone = &reads.who.service.zone;
    let body = html! {
        (around(&reads))
        ol.lines { @for (place, change) in reads.kept.changes.iter().enumerate().rev() {
            @let version = place + 1;
            li {
                p.snippet { bdi { (change.what) } }
                p.facts { (day_and_time(throughline::contact::Language::English, Instant(change.at_us), zone)) ", " (change.by) }
                p {
                    a href=(reads.path(&format!("/text?version={version}"))) { "The text then" span.unseen { " (" (version) ")" } } " "
                    a href=(reads.path(&format!("/file?version={version}"))) { "as a file" span.unseen { " (" (version) ")" } }
                }
                @if reads.may_change && version != reads.kept.version() {
                    form method="post" action=(reads.path("/history")) {
                        (carried(&reads))
                        input type="hidden" name="to" value=(version);
                        button.link { "Go back to it" span.unseen { " (" (version) ")" } }
                    }
                }
            }
        } }
    };
    Ok(Reply::Page(desk(&reads.who, "What was changed", &body)))
}

pub(super) fn back(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    let to: usize = asked.field("to").parse().map_err(|_| Stop::wrong("say which text to go back to"))?;
    let text = reads.text_of(to)?;
    reads.changes(asked, text, format!("back to how it was after change {to}"))?;
    Ok(Reply::See(reads.path("")))
}
