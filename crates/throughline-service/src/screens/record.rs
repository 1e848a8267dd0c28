//! Your record: everything we hold about a need, who saw it, a copy, what is wrong in it, your language, and having it destroyed.

use std::collections::BTreeMap;

use maud::{Markup, html};
use serde_json::json;
use throughline::contact::person::{ask_to_put_right, choose_language};
use throughline::contact::{By, Channel, Language, Said, Seat, What};
use throughline::time::Instant;
use throughline_store::Seen;

use super::Screen;
use super::reach::way;
use super::start::wrong_with;
use super::story::{Lines, earlier_lines, lines_before};
use crate::accounts;
use crate::asked::{Asked, to};
use crate::guard::{Anybody, HoldsLink};
use crate::known_as::KnownAs;
use crate::language::day_and_time;
use crate::page::{Page, once_field, page};
use crate::reply::{Reply, Stop, problem};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/need/{reference}/{secret}/record",
        get: Some(|door, asked| shown(&HoldsLink::of(door, asked)?, asked, None)),
        post: Some(|door, asked| put_right(&HoldsLink::of(door, asked)?, asked)),
        guard: "link",
    },
    Screen {
        path: "/need/{reference}/{secret}/record/copy",
        get: Some(|door, asked| copy(&HoldsLink::of(door, asked)?, asked)),
        post: None,
        guard: "link",
    },
    Screen {
        path: "/need/{reference}/{secret}/record/language",
        get: None,
        post: Some(|door, asked| language(&HoldsLink::of(door, asked)?, asked)),
        guard: "link",
    },
    Screen {
        path: "/need/{reference}/{secret}/record/erase",
        get: Some(|door, asked| Ok(Reply::Page(sure(&HoldsLink::of(door, asked)?, asked)))),
        post: Some(|door, asked| erase(&HoldsLink::of(door, asked)?, asked)),
        guard: "link",
    },
    Screen {
        path: "/erased",
        get: Some(|door, asked| Ok(Reply::Page(erased(&Anybody::of(door, asked)?, asked)))),
        post: None,
        guard: "anybody",
    },
];

fn shown(holds: &HoldsLink, asked: &Asked, wrong: Option<&str>) -> Result<Reply, Stop> {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let seen = holds.seen()?;
    let body = html! {
        @if let Some(wrong) = wrong { (problem(say("Nothing was sent yet", "Nid oes dim wedi'i anfon eto"), wrong)) }
        (held(holds, asked))
        h2 { (say("Who has opened it, or looked for you", "Pwy sydd wedi'i agor, neu wedi chwilio amdanoch")) }
        (who_saw(holds, asked, &seen)?)
        h2 { (say("Take a copy", "Cymryd copi")) }
        p { (say("Everything above and each event, as a file that programs can read.", "Popeth uchod a phob digwyddiad, fel ffeil y gall rhaglenni ei darllen.")) }
        p { a.button.second href=(holds.path(asked, "/record/copy")) { (say("Get a copy (JSON)", "Cael copi (JSON)")) } }
        h2 { (say("Something is wrong", "Mae rhywbeth o'i le")) }
        form method="post" action=(holds.path(asked, "/record")) {
            label for="words" { (say("What is wrong, and what is right?", "Beth sydd o'i le, a beth sy'n gywir?")) }
            p.hint id="words-hint" { (say(
                "Those who are responsible read this and put it right. What was written before stays beside it, so that everybody can see what changed.",
                "Mae'r rhai sy'n gyfrifol yn darllen hyn ac yn ei gywiro. Mae'r hyn a ysgrifennwyd o'r blaen yn aros wrth ei ochr, fel y gall pawb weld beth newidiodd."
            )) }
            textarea.small id="words" name="words" required maxlength="20000" aria-describedby="words-hint" { (asked.field("words")) }
            (once_field(asked))
            button.second { (say("Ask for it to be put right", "Gofyn iddo gael ei gywiro")) }
        }
        (language_choice(holds, asked))
        h2 { (say("Have it destroyed", "Ei ddinistrio")) }
        p { a href=(holds.path(asked, "/record/erase")) { (say("Destroy what tells who I am", "Dinistrio'r hyn sy'n dweud pwy ydw i")) } }
        p { a href=(holds.path(asked, "")) { (say("Back to your need", "Yn ôl at eich angen")) } }
    };
    let title = say("Everything we hold about this", "Popeth sydd gennym am hyn");
    Ok(Reply::Page(page(&holds.service.setup, asked, Page { title, public: false, body })))
}

fn held(holds: &HoldsLink, asked: &Asked) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let need = &holds.need;
    let name =
        holds.story.iter().rev().filter_map(|event| event.said.as_ref()).find_map(|said| said.name.as_ref());
    let heard = holds.story.iter().filter(|event| matches!(event.what, What::Listened(_))).count();
    let mut with: Vec<String> = need.taking_part.iter().map(ToString::to_string).collect();
    let Lines { shown, earlier } = lines_before(holds, asked, usize::MAX);
    with.extend(need.offer.iter().map(|offer| offer.to.to_string()));
    html! {
        dl {
            dt { (say("Reference", "Cyfeirnod")) } dd { (need.reference) }
            @if let Some(name) = name { dt { (say("What we call you", "Beth rydym yn eich galw")) } dd { (name) } }
            dt { (say("How we reach you", "Sut rydym yn cysylltu â chi")) }
            @if need.reach.is_empty() { dd { (say("Only by this page", "Trwy'r dudalen hon yn unig")) } }
            @for reach in &need.reach { dd { (way(reach)) } }
            @if let Some(place) = &need.place { dt { (say("Area", "Ardal")) } dd { (place) } }
            dt { (say("Responsible", "Yn gyfrifol")) } dd { (need.holder) }
            @if !with.is_empty() {
                dt { (say("Shared with", "Wedi'i rannu gyda")) }
                @for party in with { dd { (party) } }
            }
        }
        details {
            summary { (say("All that was said and done", "Popeth a ddywedwyd ac a wnaed")) }
            (earlier_lines(holds, asked, earlier))
            ol.story { @for line in &shown { (line) } }
        }
        @if heard > 0 {
            p { (say(
                "Somebody also wrote down whether what you told us could have been spared you. It is in the copy.",
                "Ysgrifennodd rhywun hefyd a allai'r hyn a ddywedoch wrthym fod wedi'i arbed i chi. Mae yn y copi."
            )) }
        }
    }
}

/// Those who can sign in, by what they sign in with: that may be an address of theirs, and people are told their name.
struct Seats {
    /// As it was, from when on that is written down.
    then: KnownAs,
    /// As it is now.
    now: BTreeMap<String, Seat>,
}

impl Seats {
    fn of(holds: &HoldsLink) -> Result<Seats, Stop> {
        let store = &holds.service.store;
        let all = accounts::all(store)?.into_iter();
        Ok(Seats {
            then: KnownAs::of(store)?,
            now: all.map(|account| (account.name, account.seat)).collect(),
        })
    }

    /// Who it was, as people were told then, with their team. Of whose account was taken away before that was written down only the
    /// organisation is known.
    fn who(&self, asked: &Asked, seen: &Seen) -> (String, String) {
        let then = self.then.at(&seen.account, seen.at);
        let now = || self.now.get(&seen.account).filter(|_| !self.then.knows(&seen.account));
        let seat = then.or_else(now).filter(|seat| seat.organisation == seen.organisation);
        let nobody =
            || asked.language.say("Somebody whose account is closed", "Rhywun y mae ei gyfrif wedi'i gau");
        match seat {
            Some(seat) => (seat.worker.clone(), format!("{}, {}", seat.team, seat.organisation)),
            None => (nobody().to_string(), seen.organisation.clone()),
        }
    }
}

/// Who opened it, each once, the latest first.
fn who_saw(holds: &HoldsLink, asked: &Asked, seen: &[Seen]) -> Result<Markup, Stop> {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let seats = Seats::of(holds)?;
    let mut each: BTreeMap<(String, String), (u64, Instant)> = BTreeMap::new();
    for one in seen {
        let (times, last) = each.entry(seats.who(asked, one)).or_insert((0, one.at));
        *times += 1;
        *last = (*last).max(one.at);
    }
    let mut each: Vec<_> = each.into_iter().collect();
    each.sort_by_key(|(_, (_, last))| std::cmp::Reverse(*last));
    Ok(html! {
        @if each.is_empty() { p.quiet { (say("Nobody yet.", "Neb eto.")) } }
        @else {
            div.wide tabindex="0" role="region" aria-label=(say("Table", "Tabl")) { table {
                thead { tr {
                    th scope="col" { (say("Who", "Pwy")) }
                    th scope="col" { (say("Of", "O")) }
                    th scope="col" { (say("Times", "Sawl gwaith")) }
                    th scope="col" { (say("Last", "Diwethaf")) }
                } }
                tbody { @for ((who, of), (times, last)) in each { tr {
                    td { (who) } td { (of) } td { (times) }
                    td { (day_and_time(asked.language, last, &holds.service.zone)) }
                } } }
            } }
        }
    })
}

fn language_choice(holds: &HoldsLink, asked: &Asked) -> Markup {
    let chosen = holds.need.language;
    html! {
        h2 { (asked.language.say("Your language", "Eich iaith")) }
        form method="post" action=(holds.path(asked, "/record/language")) {
            fieldset {
                legend { (asked.language.say("We answer you in", "Rydym yn eich ateb yn")) }
                @for (language, name) in [(Language::English, "English"), (Language::Welsh, "Cymraeg")] {
                    label.choice lang=(language.code()) {
                        input type="radio" name="language" value=(language.code()) checked[chosen == language]; (name)
                    }
                }
            }
            button.second { (asked.language.say("Keep this", "Cadw hyn")) }
        }
    }
}

fn language(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    let chosen = match asked.field("language").as_str() {
        "cy" => Language::Welsh,
        _ => Language::English,
    };
    let now = asked.now();
    holds.act(asked, move |need| {
        Ok(if need.language == chosen { Vec::new() } else { vec![choose_language(need, now, chosen)] })
    })?;
    let path = holds.path(&Asked::default(), "/record");
    Ok(Reply::See(to(chosen, &path)))
}

fn copy(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    let (seen, seats) = (holds.seen()?, Seats::of(holds)?);
    let at =
        |at: Instant| jiff::Timestamp::from_microsecond(at.0).map(|at| at.to_string()).unwrap_or_default();
    let seen: Vec<_> = seen
        .iter()
        .map(|one| {
            let (who, of) = seats.who(asked, one);
            json!({"at": at(one.at), "who": who, "of": of, "organisation": one.organisation, "screen": one.screen})
        })
        .collect();
    let events: Vec<_> =
        holds.story.iter().map(|event| json!({"at": at(event.at), "event": event})).collect();
    let need = &holds.need;
    let copy = json!({
        "reference": need.reference.to_string(),
        "language": need.language.code(),
        "place": need.place,
        "responsible": need.holder.to_string(),
        "events": events,
        "opened_by": seen,
    });
    let bytes = serde_json::to_vec_pretty(&copy).map_err(|why| Stop::Failed(why.to_string()))?;
    let name = format!("{}.json", need.reference);
    Ok(Reply::Download { name, media: "application/json".to_string(), bytes })
}

fn put_right(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    let (now, words) = (asked.now(), asked.field("words"));
    if let Some(wrong) = wrong_with(asked.language, &words) {
        return shown(holds, asked, Some(wrong));
    }
    holds
        .act(asked, move |need| Ok(vec![ask_to_put_right(need, now, Channel::Web, Said::words(&words))?]))?;
    Ok(Reply::See(holds.path(asked, "")))
}

fn sure(holds: &HoldsLink, asked: &Asked) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let body = html! {
        p { (say(
            "Your words, your name, how to reach you, your files and what was written to you are destroyed, here and in anything else you have told us. They cannot be brought back, by you or by us, and this page is gone.",
            "Dinistrir eich geiriau, eich enw, sut i gysylltu â chi, eich ffeiliau a'r hyn a ysgrifennwyd atoch, yma ac mewn unrhyw beth arall yr ydych wedi'i ddweud wrthym. Ni ellir eu hadfer, gennych chi na gennym ni, ac mae'r dudalen hon wedi mynd."
        )) }
        p { (say(
            "What stays: that somebody needed something, when, what was done and by whom. It says nothing of you. What workers wrote as the name of a step, as the reason of a refusal or as the kind of what you asked for stays too.",
            "Beth sy'n aros: bod rhywun angen rhywbeth, pryd, beth a wnaed a chan bwy. Nid yw'n dweud dim amdanoch chi. Mae'r hyn a ysgrifennodd gweithwyr fel enw cam, fel rheswm dros wrthod neu fel y math o beth y gofynnoch amdano yn aros hefyd."
        )) }
        @if holds.need.is_open() {
            p { strong { (say(
                "You have not said that it is sorted. After this we cannot help you with it any more.",
                "Nid ydych wedi dweud ei fod wedi'i ddatrys. Ar ôl hyn ni allwn eich helpu ag ef mwyach."
            )) } }
        }
        p { a href=(holds.path(asked, "/record/copy")) { (say("Take a copy first", "Cymryd copi yn gyntaf")) } }
        form method="post" action=(holds.path(asked, "/record/erase")) {
            button.danger { (say("Yes, destroy it", "Ie, dinistrio")) }
        }
        p { a href=(holds.path(asked, "/record")) { (say("No, keep it", "Na, ei gadw")) } }
    };
    let title = say("Destroy it?", "Ei ddinistrio?");
    page(&holds.service.setup, asked, Page { title, public: false, body })
}

fn erase(holds: &HoldsLink, asked: &Asked) -> Result<Reply, Stop> {
    holds.service.store.erase(asked.now(), holds.need.person, By::Person)?;
    Ok(Reply::See(asked.to("/erased")))
}

fn erased(who: &Anybody, asked: &Asked) -> Markup {
    let say = |english: &'static str, welsh: &'static str| asked.language.say(english, welsh);
    let body = html! {
        p { (say(
            "What told who you are was destroyed. The link does not open anything any more. If you need something, tell us anew.",
            "Dinistriwyd yr hyn a ddywedodd pwy ydych. Nid yw'r ddolen yn agor dim mwyach. Os oes angen rhywbeth arnoch, dywedwch wrthym o'r newydd."
        )) }
        p { a.button href=(asked.to("/")) { (say("Tell us what you need", "Dywedwch beth sydd ei angen arnoch")) } }
    };
    page(
        &who.service.setup,
        asked,
        Page { title: say("It is destroyed", "Mae wedi'i ddinistrio"), public: false, body },
    )
}
