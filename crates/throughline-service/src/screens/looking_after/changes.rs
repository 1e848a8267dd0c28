//! What was changed in how things are done here. Everybody reads it beside how long it takes, so that they can see what came of it.

use maud::html;
use throughline::contact::Language;
use throughline::time::Instant;

use crate::answers::Both;
use crate::asked::Asked;
use crate::guard::{Door, LooksAfter};
use crate::language::day;
use crate::page::{desk, form, once_field};
use crate::questions::{Changed, changes, put_change};
use crate::reply::{Reply, Stop, problem};

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    page(&LooksAfter::of(door, asked)?, asked, None)
}

fn page(after: &LooksAfter, asked: &Asked, wrong: Option<&str>) -> Result<Reply, Stop> {
    let zone = &after.service.zone;
    let typed = |name: &str| asked.field(name);
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Nothing was kept; what you wrote is still below", wrong)) }
        p { "Everybody reads it on " a href="/how-we-are-doing" { "How we are doing" } "." }
        (form(after, "/desk/looking-after/changes", &html! {
            label for="english" { "What was changed, in English" }
            textarea.small id="english" name="english" lang="en" maxlength="1000" { (typed("english")) }
            label for="welsh" { "In Welsh" }
            textarea.small id="welsh" name="welsh" lang="cy" maxlength="1000" { (typed("welsh")) }
            label for="from" { "From which day on" }
            input.short id="from" name="from" type="date" required value=(typed("from"));
            (once_field(asked))
            button { "Keep it" }
        }))
        h2 { "So far" }
        @let all = changes(&after.service.store)?;
        @if all.is_empty() { p.quiet { "Nothing yet." } }
        ul.lines {
            @for changed in &all {
                li {
                    @for text in [&changed.words.english, &changed.words.welsh] { @if !text.is_empty() { p.snippet { (text) } } }
                    p.facts {
                        "From " (day(Language::English, Instant(changed.from_us), zone))
                        @if changed.words.welsh.is_empty() { ". " span.mark { "Missing Welsh." } }
                        @if changed.words.english.is_empty() { ". " span.mark { "Missing English." } }
                    }
                }
            }
        }
    };
    Ok(Reply::Page(desk(after, "What we changed", &body)))
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let after = LooksAfter::of(door, asked)?;
    let words = Both { english: asked.field("english"), welsh: asked.field("welsh") };
    if words.english.trim().is_empty() && words.welsh.trim().is_empty() {
        return page(&after, asked, Some("say what was changed, in at least one language"));
    }
    let from = asked.field("from").parse::<jiff::civil::Date>().ok();
    let Some(from) = from.and_then(|day| day.to_zoned(after.service.zone.clone()).ok()) else {
        return page(&after, asked, Some("give the day from which on it is done the new way"));
    };
    let changed = Changed { words, from_us: from.timestamp().as_microsecond() };
    put_change(&after.service.store, &asked.field("once"), &changed)?;
    Ok(Reply::See("/desk/looking-after/changes".to_string()))
}
