//! How to reach you: what we have, and how to change it.

use maud::{Markup, html};
use throughline::contact::person::reach;
use throughline::contact::{Reach, Said};

use super::{Screen, start};
use crate::asked::Asked;
use crate::guard::HoldsLink;
use crate::page::{Page, once_field, page};
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/need/{reference}/{secret}/reach",
    get: Some(|door, asked| Ok(Reply::Page(shown(&HoldsLink::of(door, asked)?, asked, None)))),
    post: Some(|door, asked| sent(&HoldsLink::of(door, asked)?, asked)),
    guard: "link",
}];

/// The form, with what we have or, after one that failed, with what was typed.
fn shown(holds: &HoldsLink, asked: &Asked, wrong: Option<&str>) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let known: Vec<&str> = holds.need.reach.iter().map(way).collect();
    let ways = if wrong.is_some() { asked.field("reach") } else { known.join("\n") };
    let body = html! {
        @if let Some(wrong) = wrong { (problem(say("Nothing was kept yet", "Nid oes dim wedi'i gadw eto"), wrong)) }
        form method="post" action=(holds.path(asked, "/reach")) {
            label for="reach" { (say("Each way on a line of its own", "Pob ffordd ar linell ei hun")) }
            p.hint id="reach-hint" { (say(
                "A phone number, an email address, or in your own words when and how is best. What stands here is all we use; empty it, and we write to this page only.",
                "Rhif ffôn, cyfeiriad e-bost, neu yn eich geiriau eich hun pryd a sut sydd orau. Yr hyn sydd yma yw'r cyfan a ddefnyddiwn; gwagiwch ef, ac ysgrifennwn at y dudalen hon yn unig."
            )) }
            textarea.small id="reach" name="reach" aria-describedby="reach-hint" maxlength="1000" { (ways) }
            (once_field(asked))
            button { (say("Keep this", "Cadw hyn")) }
        }
        p { a href=(holds.path(asked, "")) { (say("Back to your need", "Yn ôl at eich angen")) } }
    };
    let title = say("How we reach you", "Sut rydym yn cysylltu â chi");
    page(&holds.service.setup, asked, Page { title, public: false, body })
}

/// A way as it was written.
pub(super) fn way(reach: &Reach) -> &str {
    match reach {
        Reach::Email(way) | Reach::Phone(way) | Reach::Other(way) => way,
    }
}

fn sent(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    let (now, ways) = (asked.now(), start::reach(&asked.field("reach")));
    if start::too_much(&ways) {
        let wrong = asked.language.say(
            "this is more than we can keep: at most 20 ways, each on a line of its own and not longer than 1,000 letters",
            "mae hyn yn fwy nag y gallwn ei gadw: 20 ffordd ar y mwyaf, pob un ar linell ei hun a heb fod yn hwy na 1,000 o lythrennau",
        );
        return Ok(Reply::Page(shown(holds, asked, Some(wrong))));
    }
    if ways != holds.need.reach {
        let said = Said { reach: ways, ..Said::default() };
        holds.act(asked, move |need| Ok(vec![reach(need, now, said.clone())?]))?;
    }
    Ok(Reply::See(holds.path(asked, "")))
}
