//! The changes that were made to how the work is done, with what was expected of them, and what came before and after.

use maud::{Markup, html};
use throughline::contact::sharing::{Role, may_look_after};
use throughline::time::Instant;
use throughline_web::report;

use super::Screen;
use super::study::{studied, views};
use crate::answers::Both;
use crate::asked::Asked;
use crate::guard::SignedIn;
use crate::here::said_here;
use crate::page::{desk, token};
use crate::reply::{Reply, Stop, problem};
use crate::study::{Recorded, record, recorded};

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/desk/changes",
    get: Some(|door, asked| shown(&SignedIn::of(door, asked)?, asked, None)),
    post: Some(|door, asked| sent(&SignedIn::of(door, asked)?, asked)),
    guard: "signed in",
}];

fn shown(who: &SignedIn, asked: &Asked, wrong: Option<&str>) -> Result<Reply, Stop> {
    let service = &who.service;
    let all = recorded(&service.store)?;
    let studied = studied(who, asked)?;
    let names = [service.setup.name.clone()];
    let report = studied.report(&names, None, &service.zone, None);
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Nothing was written down yet; what you wrote is still below", wrong)) }
        (views(who))
        p { "A change is written down when it is made, with what you expect of it. Then the events say what came before and after." }
        @if !all.is_empty() {
            ol.lines { @for change in &all { li {
                p.snippet { strong { (change.name) } ", " (Instant(change.at_us).day_in(&service.zone)) }
                p { "Why: " (change.reason) }
                p { "Expected: " (change.prediction) }
                @for text in [&change.told.english, &change.told.welsh] { @if !text.is_empty() { p { "Everybody reads: " (text) } } }
                p.facts { "Written down by " (change.by) @if let Some(organisation) = &change.organisation { ". Made in " (organisation) " only" } }
            } } }
            @if let Some(answer) = report::answer(&report, report::BEFORE_AFTER) { h2 { "Before and after" } (answer) }
        }
        @if may_write(who) { (form(who, asked)) }
        @else { p.quiet { "Changes are written down by those who decide on them: managers and commissioners." } }
    };
    Ok(Reply::Page(said_here(desk(who, "Changes", &body))))
}

/// A change is read by everybody in public, and what is written stays: only those who decide on changes write them down.
fn may_write(who: &SignedIn) -> bool {
    matches!(who.account.role, Role::Manager | Role::Commissioner)
}

/// The form, with what was typed into it.
fn form(who: &SignedIn, asked: &Asked) -> Markup {
    let organisation = asked.field("organisation");
    html! {
        h2 { "Write a change down" }
        form method="post" action="/desk/changes" {
            (token(who))
            label for="name" { "What is changed, in a few words" }
            input id="name" name="name" value=(asked.field("name")) required maxlength="80";
            label for="at" { "From which day on" }
            input.short id="at" name="at" type="date" value=(asked.field("at")) required;
            label for="organisation" { "Where" }
            select.short id="organisation" name="organisation" {
                option value="" { "Everywhere" }
                @for known in &who.service.setup.organisations { option selected[known.name == organisation] { (known.name) } }
            }
            label for="reason" { "Why" }
            textarea.small id="reason" name="reason" required { (asked.field("reason")) }
            label for="prediction" { "What you expect, and how you would know" }
            textarea.small id="prediction" name="prediction" required { (asked.field("prediction")) }
            @if may_look_after(who.account.role) {
                label for="english" { "What everybody may read of it on “How we are doing” " span.hint { "(if anything)" } }
                textarea.small id="english" name="english" lang="en" maxlength="1000" { (asked.field("english")) }
                label for="welsh" { "The same in Welsh" }
                textarea.small id="welsh" name="welsh" lang="cy" maxlength="1000" { (asked.field("welsh")) }
            }
            button { "Write it down" }
        }
    }
}

fn sent(who: &SignedIn, asked: &Asked) -> Result<Reply, Stop> {
    if !may_write(who) {
        return Err(Stop::NotYours("Only managers and commissioners write changes down.".to_string()));
    }
    match written(who, asked) {
        Ok(()) => Ok(Reply::See("/desk/changes".to_string())),
        Err(Stop::Wrong(wrong)) => shown(who, asked, Some(&wrong)),
        Err(stop) => Err(stop),
    }
}

fn written(who: &SignedIn, asked: &Asked) -> Result<(), Stop> {
    let service = &who.service;
    let written = asked.wanted("at", "say from which day on the change holds")?;
    let wrong = || Stop::wrong(format!("“{written}” is not a day; write it as 2026-06-03"));
    let date: jiff::civil::Date = written.trim().parse().map_err(|_| wrong())?;
    let start = date.to_zoned(service.zone.clone()).map_err(|_| wrong())?;
    let organisation = asked.field("organisation");
    let change = Recorded {
        name: asked.wanted("name", "say what is changed, in a few words")?.trim().to_string(),
        at_us: start.timestamp().as_microsecond(),
        organisation: service
            .setup
            .organisations
            .iter()
            .map(|known| known.name.clone())
            .find(|known| *known == organisation),
        reason: asked.wanted("reason", "say why the change is made")?,
        prediction: asked.wanted("prediction", "say what you expect of it, before anybody knows")?,
        by: format!("{}, {}", who.account.seat.team, who.account.seat.organisation),
        told: Both { english: asked.field("english"), welsh: asked.field("welsh") },
    };
    // What everybody reads is for those to decide who look after the service.
    let tells = !change.told.english.trim().is_empty() || !change.told.welsh.trim().is_empty();
    if tells && !may_look_after(who.account.role) {
        return Err(Stop::NotYours(
            "What everybody may read of a change is written by a manager.".to_string(),
        ));
    }
    // What was expected stays as it was written down before anybody knew; pressed twice, it is written once.
    let alike = |known: &&Recorded| known.at_us == change.at_us && known.name == change.name;
    match recorded(&service.store)?.iter().find(alike) {
        Some(known) if *known == change => {}
        Some(_) => {
            let wrong = "a change of that name and day is written down already, and stays as it is; give this one another name";
            return Err(Stop::wrong(wrong));
        }
        None => record(&service.store, &change)?,
    }
    Ok(())
}
