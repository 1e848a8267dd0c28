//! Who read what of a person. Of their own organisation a manager sees the account; of others, which organisation.

use maud::html;
use throughline::contact::Language;

use crate::asked::Asked;
use crate::guard::{Door, LooksAfter, ReadsNeed};
use crate::language::day_and_time;
use crate::page::desk;
use crate::reply::{Reply, Stop};

/// So many readings are shown, the latest first.
const MOST: u32 = 500;

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let after = LooksAfter::of(door, asked)?;
    let reads = ReadsNeed::of(door, asked, "who read it")?;
    let store = &after.service.store;
    let seen = store.seen_of(reads.need.person, MOST)?;
    let zone = &after.service.zone;
    let own = &after.account.seat.organisation;
    let body = html! {
        p { a href=(format!("/desk/need/{}", reads.need.reference)) { "Back to " (reads.need.reference) } }
        p { "Every time somebody at a desk was shown words of this person, on any of their needs." }
        div.wide tabindex="0" role="region" aria-label="Who read what" {
            table {
                thead { tr { th { "When" } th { "Organisation" } th { "Who" } th { "On which page" } } }
                tbody {
                    @for seen in &seen {
                        tr {
                            td { (day_and_time(Language::English, seen.at, zone)) }
                            td { (seen.organisation) }
                            td { @if seen.organisation == *own { (seen.account) } @else { "known to them" } }
                            td { (seen.screen) }
                        }
                    }
                }
            }
        }
        @if seen.len() == MOST as usize { p.quiet { "The last " (MOST) " are shown." } }
    };
    Ok(Reply::Page(desk(&after, "Who read what", &body)))
}
