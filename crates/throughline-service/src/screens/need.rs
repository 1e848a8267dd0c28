//! Your need: one story across all organisations, who is responsible, what happens next; say more; your say whether it is sorted.

use maud::{Markup, html};
use throughline::contact::person::{not_sorted, say_more, sorted};
use throughline::contact::{Channel, Language, Need, Said};
use throughline::wording::days;

use super::next::next;
use super::start::wrong_with;
use super::story::story;
use super::{Screen, start, suggested};
use crate::asked::Asked;
use crate::guard::HoldsLink;
use crate::page::{Page, once_field, page};
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/need/{reference}/{secret}",
        get: Some(|door, asked| Ok(Reply::Page(shown(&HoldsLink::of(door, asked)?, asked, None)))),
        post: None,
        guard: "link",
    },
    Screen {
        path: "/need/{reference}/{secret}/more",
        get: None,
        post: Some(|door, asked| more(&HoldsLink::of(door, asked)?, asked)),
        guard: "link",
    },
    Screen {
        path: "/need/{reference}/{secret}/sorted",
        get: None,
        post: Some(|door, asked| does(&HoldsLink::of(door, asked)?, asked, is_sorted)),
        guard: "link",
    },
    Screen {
        path: "/need/{reference}/{secret}/not-sorted",
        get: None,
        post: Some(|door, asked| does(&HoldsLink::of(door, asked)?, asked, is_not_sorted)),
        guard: "link",
    },
];

fn shown(holds: &HoldsLink, asked: &Asked, wrong: Option<&str>) -> Markup {
    let language = asked.language;
    let say = |english: &'static str, welsh: &'static str| language.say(english, welsh);
    let need = &holds.need;
    let is_new = asked.query("new").is_some();
    let title = match (is_new, need.is_open()) {
        (true, _) => say("We have it", "Mae gennym ni"),
        (false, true) => say("Your need", "Eich angen"),
        (false, false) => say("Sorted, by your word", "Wedi'i ddatrys, yn ôl eich gair"),
    };
    let body = html! {
        @if let Some(wrong) = wrong { (problem(say("Nothing was sent yet", "Nid oes dim wedi'i anfon eto"), wrong)) }
        // Whoever wrote what cannot wait for an answer still has to call.
        @if is_new { (start::emergency(&holds.service.setup, language)) }
        div.panel {
            p.quiet { (say("Your reference", "Eich cyfeirnod")) }
            p.reference { (need.reference) }
            p { (say("Responsible for it now: ", "Yn gyfrifol amdano nawr: ")) strong { (need.holder) } }
            p { (next(holds, asked)) }
        }
        (suggested::does_this_help(holds, asked))
        @if is_new {
            p { (say(
                "Keep this page: its address is the way back, and whoever has it can read this. Bookmark it, or write the reference down; on the telephone we find you by it.",
                "Cadwch y dudalen hon: ei chyfeiriad yw'r ffordd yn ôl, a gall pwy bynnag sydd ag ef ddarllen hyn. Rhowch nod tudalen arni, neu ysgrifennwch y cyfeirnod; ar y ffôn byddwn yn dod o hyd i chi drwyddo."
            )) }
        }
        (also(holds, asked))
        h2 id="story" { (say("What has happened so far", "Beth sydd wedi digwydd hyd yma")) }
        (story(holds, asked))
        (says_sorted(holds, asked))
        h2 { (say("Say more", "Dywedwch fwy")) }
        form method="post" action=(holds.path(asked, "/more")) {
            label for="words" { (say("What else should we know?", "Beth arall ddylem ni ei wybod?")) }
            textarea.small id="words" name="words" required maxlength="20000" { (asked.field("words")) }
            (once_field(asked))
            button.second { (say("Send", "Anfon")) }
        }
    };
    page(&holds.service.setup, asked, Page { title, public: false, body })
}

/// What else can be done here.
fn also(holds: &HoldsLink, asked: &Asked) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    html! {
        ul.ways {
            li { a href=(holds.path(asked, "/talk")) { (say("Talk now", "Siarad nawr")) } }
            li { a href=(holds.path(asked, "/file")) { (say("Add a picture or a file", "Ychwanegu llun neu ffeil")) } }
            li { a href=(holds.path(asked, "/reach")) {
                @if holds.need.reach.is_empty() { (say("Tell us how to reach you", "Dywedwch sut i gysylltu â chi")) }
                @else { (say("Change how we reach you", "Newid sut rydym yn cysylltu â chi")) }
            } }
            li { a href=(holds.path(asked, "/record")) { (say("Everything we hold about this", "Popeth sydd gennym am hyn")) } }
        }
    }
}

fn says_sorted(holds: &HoldsLink, asked: &Asked) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let need = &holds.need;
    html! {
        h2 { (say("Is it sorted?", "Ydy e wedi'i ddatrys?")) }
        @if need.is_open() {
            @if need.thought_sorted_at.is_some() {
                p { (say("We think so. Only you can say.", "Rydym ni'n credu hynny. Dim ond chi all ddweud.")) }
            }
            @if need.quiet_since(asked.now(), holds.service.setup.quiet_days).is_some() {
                p { (is_quiet(asked.language, holds.service.setup.quiet_days)) }
            }
            form method="post" action=(holds.path(asked, "/sorted")) { button { (say("It is sorted", "Mae wedi'i ddatrys")) } }
        }
        @if need.thought_sorted_at.is_some() || !need.is_open() {
            form method="post" action=(holds.path(asked, "/not-sorted")) {
                (once_field(asked))
                label for="why" { (say("If not: what is still wrong?", "Os na: beth sy'n dal o'i le?")) }
                textarea.small id="why" name="words" maxlength="20000" {}
                button.second { (say("It is not sorted", "Nid yw wedi'i ddatrys")) }
            }
        }
    }
}

/// What quiet is, to the person whose need it is.
fn is_quiet(language: Language, quiet_days: u32) -> String {
    match language {
        Language::English => format!(
            "We have heard nothing from you for {} since, so we call it quiet. That is our guess and not your word: it stays \
             open, and you can say here at any time that it is not sorted.",
            days(f64::from(quiet_days))
        ),
        Language::Welsh => format!(
            "Nid ydym wedi clywed gennych ers {quiet_days} diwrnod, felly rydym yn ei alw'n dawel. Ein dyfaliad ni yw hynny, nid eich gair \
             chi: mae'n aros ar agor, a gallwch ddweud yma ar unrhyw adeg nad yw wedi'i ddatrys."
        ),
    }
}

fn more(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    match say(holds, asked, Channel::Web)? {
        Some(wrong) => Ok(Reply::Page(shown(holds, asked, Some(wrong)))),
        None => Ok(Reply::See(holds.path(asked, ""))),
    }
}

/// The person says more; answers what has to be put right first.
pub(super) fn say(holds: &HoldsLink, asked: &Asked, channel: Channel) -> Result<Option<&'static str>, Stop> {
    let words = asked.field("words");
    let wrong = wrong_with(asked.language, &words);
    if wrong.is_none() {
        let now = asked.now();
        holds.act(asked, move |need| Ok(vec![say_more(need, now, channel, Said::words(&words))?]))?;
    }
    Ok(wrong)
}

/// Something the person does by one press.
fn does(
    holds: &HoldsLink,
    asked: &Asked,
    deed: fn(&HoldsLink, &Asked) -> Result<(), Stop>,
) -> Result<Reply, Stop> {
    deed(holds, asked)?;
    Ok(Reply::See(holds.path(asked, "")))
}

/// The person says that it is sorted, perhaps in words.
pub(super) fn is_sorted(holds: &HoldsLink, asked: &Asked) -> Result<(), Stop> {
    let (now, words) = (asked.now(), asked.field("words"));
    // Pressed twice, it is sorted once.
    let decide =
        move |need: &Need| if need.is_open() { Ok(vec![sorted(need, now, &words)?]) } else { Ok(Vec::new()) };
    holds.act(asked, decide)?;
    Ok(())
}

/// The person says that it is not sorted, in words if they like.
pub(super) fn is_not_sorted(holds: &HoldsLink, asked: &Asked) -> Result<(), Stop> {
    let (now, words) = (asked.now(), asked.field("words"));
    holds.act(asked, move |need| Ok(vec![not_sorted(need, now, &words)?]))?;
    Ok(())
}
