//! Who read what of a person, and who looked and found nobody. Of their own organisation a manager sees the account; of others, which organisation.

use maud::{Markup, html};
use throughline::contact::Language;
use throughline_store::Seen;

use crate::asked::Asked;
use crate::guard::{Door, LooksAfter, ReadsNeed};
use crate::language::day;
use crate::page::desk;
use crate::reply::{Reply, Stop};

/// So many readings are gone through, the latest first.
const MOST: u32 = 2_000;

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let after = LooksAfter::of(door, asked)?;
    let reads = ReadsNeed::of(door, asked, "who read it")?;
    let seen = after.service.store.seen_of(reads.need.person, MOST)?;
    let body = html! {
        p { a href=(format!("/desk/need/{}", reads.need.reference)) { "Back to " (reads.need.reference) } }
        p { "Every time somebody at a desk was shown words of this person, on any of their needs, and on which page; and when they were looked for and nothing was shown. Of other organisations you see which; who it was is known to them." }
        (by_day(&after, &seen))
        @if seen.len() == MOST as usize { p.quiet { "What is longer ago is not shown." } }
    };
    Ok(Reply::Page(desk(&after, "Who read what", &body)))
}

/// What was looked for and belongs to nobody whom we know, of the manager's own organisation.
pub(super) fn of_nobody(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let after = LooksAfter::of(door, asked)?;
    let mut seen = after.service.store.seen_of_nobody(MOST)?;
    seen.retain(|seen| seen.organisation == after.account.seat.organisation);
    let body = html! {
        p { "Searches that found nobody, and questions asked in public that were read before everybody could. What was searched for is not kept." }
        @if seen.is_empty() { p.quiet { "There are none." } }
        (by_day(&after, &seen))
    };
    Ok(Reply::Page(desk(&after, "What was looked for", &body)))
}

fn by_day(after: &LooksAfter, seen: &[Seen]) -> Markup {
    let own = &after.account.seat.organisation;
    let mut days: Vec<(String, Vec<(String, usize)>)> = Vec::new();
    for seen in seen {
        let on = day(Language::English, seen.at, &after.service.zone);
        let who = if seen.organisation == *own {
            format!("{}, {own}", seen.account)
        } else {
            seen.organisation.clone()
        };
        let what = format!("{who}: {}", seen.screen);
        if days.last().is_none_or(|(last, _)| *last != on) {
            days.push((on, Vec::new()));
        }
        let Some((_, lines)) = days.last_mut() else { continue };
        match lines.iter_mut().find(|(known, _)| *known == what) {
            Some((_, times)) => *times += 1,
            None => lines.push((what, 1)),
        }
    }
    html! {
        @for (on, lines) in &days {
            h2 { (on) }
            ul { @for (what, times) in lines { li { (what) @if *times > 1 { ", " (times) " times" } } } }
        }
    }
}
