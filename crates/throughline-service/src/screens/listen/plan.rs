//! How contacts are drawn, and whether listeners agree.

use maud::html;
use throughline::contact::sharing::may_look_after;
use throughline::demand::agreement::{LEAST_DOUBLE, MEASURE};
use throughline::reading::Shape;

use crate::asked::Asked;
use crate::guard::{Door, LooksAfter, Works};
use crate::listening::Plan;
use crate::page::{desk, form};
use crate::reply::{Reply, Stop, problem};
use crate::study::Part;

/// At most so few are drawn: one in a thousand says nothing within a year.
const MOST: u32 = 1_000;

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    page(&Works::of(door, asked)?, asked, None)
}

fn page(works: &Works, asked: &Asked, wrong: Option<&str>) -> Result<Reply, Stop> {
    let store = &works.service.store;
    let organisation = &works.account.seat.organisation;
    let one_in = Plan::of(store, organisation)?.one_in(asked.now());
    let studied = works.service.studies.of(store, asked.now(), &works.service.zone, Part::default())?;
    let agreement = studied.answer(&MEASURE);
    let typed = if wrong.is_some() { asked.field("one_in") } else { one_in.to_string() };
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Nothing was changed", wrong)) }
        h2 { "How contacts are drawn" }
        p {
            @if one_in == 1 { "Every contact that " (organisation) " answers is listened to." }
            @else { "Of the contacts that " (organisation) " answers, one in " (one_in) " is listened to." }
            @if one_in > 1 { " Chance draws them, nobody chooses. The study weighs each by its chance." }
        }
        @if may_look_after(works.account.role) {
            (form(works, "/desk/listen/plan", &html! {
                label for="one-in" { "From now on, listen to one in" }
                input.short id="one-in" name="one_in" inputmode="numeric" required value=(typed);
                p.hint { "Contacts that came before keep the chance they had." }
                button { "Change it" }
            }))
        }
        h2 { "Do listeners agree?" }
        @if matches!(agreement.shape, Shape::Table(_)) {
            p { (agreement.says) }
            @if !agreement.sure.is_empty() { p.quiet { (agreement.sure) } }
        } @else {
            p { "It is too early to say: that takes " (LEAST_DOUBLE) " contacts that two people sorted without seeing each other's answers." }
        }
        p { a href="/desk/listen" { "Back to listening" } }
    };
    Ok(Reply::Page(desk(works, "How we listen", &body)))
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let works = LooksAfter::of(door, asked)?;
    let store = &works.service.store;
    let organisation = &works.account.seat.organisation;
    match asked.field("one_in").trim().parse() {
        Ok(one_in @ 1..=MOST) => {
            Plan::of(store, organisation)?.change(store, organisation, asked.now(), one_in)?;
            Ok(Reply::See("/desk/listen/plan".to_string()))
        }
        _ => page(&works, asked, Some(&format!("give a whole number from 1 (every contact) to {MOST}"))),
    }
}
