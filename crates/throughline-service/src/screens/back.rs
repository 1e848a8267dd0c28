//! Come back to something. A reference is a name, not a key: it says that we have it, and how to get in again, and nothing else.

use maud::{Markup, html};
use throughline::contact::Reference;

use super::Screen;
use crate::asked::Asked;
use crate::guard::Anybody;
use crate::page::{Page, page};
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[Screen {
    path: "/back",
    get: Some(|door, asked| shown(&Anybody::of(door, asked)?, asked)),
    post: None,
    guard: "anybody",
}];

/// What the reference that was written says.
enum Written {
    Nothing,
    NotOurs,
    Unknown,
    Known(Reference),
    /// It was, and all that told whose it is was destroyed.
    Erased(Reference),
}

fn written(who: &Anybody, asked: &Asked) -> Result<Written, Stop> {
    let Some(text) = asked.query("reference").filter(|text| !text.trim().is_empty()) else {
        return Ok(Written::Nothing);
    };
    let Ok(reference) = text.parse::<Reference>() else { return Ok(Written::NotOurs) };
    Ok(match who.is_erased(reference)? {
        None => Written::Unknown,
        Some(false) => Written::Known(reference),
        Some(true) => Written::Erased(reference),
    })
}

fn shown(who: &Anybody, asked: &Asked) -> Result<Reply, Stop> {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let written = written(who, asked)?;
    let wrong = match written {
        Written::NotOurs => Some(say(
            "a reference has eight letters and digits, such as ABCD-2345; check each of them, or call us",
            "mae gan gyfeirnod wyth llythyren a rhif, megis ABCD-2345; gwiriwch bob un, neu ffoniwch ni",
        )),
        Written::Unknown => Some(say(
            "we have nothing under this reference; check each letter and digit, or call us",
            "nid oes gennym ddim o dan y cyfeirnod hwn; gwiriwch bob llythyren a rhif, neu ffoniwch ni",
        )),
        Written::Nothing | Written::Known(_) | Written::Erased(_) => None,
    };
    let body = html! {
        @if let Some(wrong) = wrong { (problem(say("Not found", "Heb ei ganfod"), wrong)) }
        @if let Written::Known(reference) = &written { (we_have_it(who, asked, *reference)) }
        @if let Written::Erased(reference) = &written {
            div.panel {
                p.reference { (reference) }
                p { strong { (say("It was destroyed.", "Fe'i dinistriwyd.")) } " " (say(
                    "What was said under this reference, and whose it was, is gone: its person asked for that, or we might not keep it any longer. Nobody can bring it back, and its link opens nothing. If you need something, tell us anew.",
                    "Mae'r hyn a ddywedwyd o dan y cyfeirnod hwn, a phwy oedd piau ef, wedi mynd: gofynnodd y person am hynny, neu ni allem ei gadw'n hirach. Ni all neb ei adfer, ac nid yw ei ddolen yn agor dim. Os oes angen rhywbeth arnoch, dywedwch wrthym o'r newydd."
                )) }
                p { a href=(asked.to("/")) { (say("Tell us what you need", "Dywedwch beth sydd ei angen arnoch")) } }
            }
        }
        form method="get" action=(asked.to("/back")) {
            label for="reference" { (say("Your reference", "Eich cyfeirnod")) }
            p.hint id="reference-hint" { (say(
                "Eight letters and digits. Small letters, blanks and hyphens make no difference.",
                "Wyth llythyren a rhif. Nid yw llythrennau bach, bylchau a chysylltnodau yn gwneud gwahaniaeth."
            )) }
            input.short id="reference" name="reference" aria-describedby="reference-hint" autocomplete="off" spellcheck="false"
                maxlength="40" value=(asked.query("reference").unwrap_or_default());
            button { (say("Look", "Chwilio")) }
        }
    };
    let title = say("Come back to something", "Dod yn ôl at rywbeth");
    Ok(Reply::Page(page(&who.service.setup, asked, Page { title, public: true, body })))
}

fn we_have_it(who: &Anybody, asked: &Asked, reference: Reference) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let phone = &who.service.setup.phone;
    html! {
        div.panel {
            p.reference { (reference) }
            p { strong { (say("We have it.", "Mae gennym ni.")) } " " (say(
                "A reference is only a name, so nothing more is shown here: anybody could have seen it.",
                "Dim ond enw yw cyfeirnod, felly ni ddangosir dim mwy yma: gallai unrhyw un fod wedi'i weld."
            )) }
            p { (say("To read it and say more:", "I'w ddarllen a dweud mwy:")) }
            ul {
                li { (say(
                    "open the link you were given when you told us: it is in your bookmarks or in the history of your browser;",
                    "agorwch y ddolen a gawsoch pan ddywedoch wrthym: mae yn eich nodau tudalen neu yn hanes eich porwr;"
                )) }
                li {
                    (say("or call ", "neu ffoniwch ")) a href=(format!("tel:{}", phone.replace(' ', ""))) { (phone) }
                    (say(" and say the reference. We ask how you said we can reach you, and give you the link again there.",
                         " a dweud y cyfeirnod. Byddwn yn gofyn sut y dywedoch y gallwn gysylltu â chi, ac yn rhoi'r ddolen i chi eto yno."))
                }
            }
        }
    }
}
