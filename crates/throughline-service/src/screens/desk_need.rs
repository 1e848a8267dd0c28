//! The need, as those who work on it see it: the whole story, and everything that can be done on it.

use maud::{Markup, html};
use throughline::contact::hand_over::{accept, bring_in, offer, refuse, take, withdraw};
use throughline::contact::work::{Done, answer, done, heard, promise, think_sorted};
use throughline::contact::{By, Channel, Event, Language, Need, Party, Reach, Seat};
use throughline::error::Error;
use throughline::time::Instant;

use super::Screen;
use crate::asked::Asked;
use crate::guard::{Door, ReadsNeed};
use crate::language::{day_and_time, how_long};
use crate::page::{desk, token};
use crate::reply::{Reply, Stop, problem};
use crate::words::{happened, who};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/desk/need/{reference}",
        get: Some(|door, asked| {
            let reads = ReadsNeed::of(door, asked, "need")?;
            Ok(Reply::Page(shown(&reads, asked, None)))
        }),
        post: None,
        guard: "works",
    },
    Screen { path: "/desk/need/{reference}/{deed}", get: None, post: Some(sent), guard: "works" },
];

fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsNeed::of(door, asked, "need")?;
    let deed = deed(&reads, asked)?;
    match reads.act(deed) {
        Ok(need)
            if throughline::contact::sharing::may_read(
                reads.works.account.role,
                &reads.works.seat(),
                &need,
            ) =>
        {
            Ok(Reply::See(format!("/desk/need/{}", need.reference)))
        }
        Ok(_) => Ok(Reply::See("/desk".to_string())),
        Err(why) if why.is_asked_wrong() => Ok(Reply::Page(shown(&reads, asked, Some(&why.to_string())))),
        Err(why) => Err(why.into()),
    }
}

/// What a form asks to be done, to be decided on the need as it is when it is done.
type Deed = Box<dyn FnMut(&Need) -> Result<Vec<Event>, Error> + Send>;

fn deed(reads: &ReadsNeed, asked: &Asked) -> Result<Deed, Stop> {
    let (now, seat, words) = (asked.now(), reads.works.seat(), asked.field("words"));
    Ok(match asked.part("deed")? {
        "answer" => Box::new(move |need| Ok(vec![answer(need, now, &seat, Channel::Web, &words)?])),
        "heard" => {
            let channel = Channel::named(&asked.field("channel")).unwrap_or(Channel::Phone);
            Box::new(move |need| Ok(vec![heard(need, now, &seat, channel, &words)?]))
        }
        "promise" => {
            let by = instant(&asked.field("by"), reads)?;
            Box::new(move |need| Ok(vec![promise(need, now, &seat, by, &words)?]))
        }
        "work" => work(asked, now, seat)?,
        "offer" => {
            let to = party(reads, asked)?;
            Box::new(move |need| Ok(vec![offer(need, now, &seat, to.clone(), &words)?]))
        }
        "bring-in" => {
            let whom = party(reads, asked)?;
            Box::new(move |need| Ok(vec![bring_in(need, now, &seat, whom.clone(), &words)?]))
        }
        "accept" => Box::new(move |need| Ok(vec![accept(need, now, &seat)?])),
        "refuse" => Box::new(move |need| Ok(vec![refuse(need, now, &seat, &words)?])),
        "withdraw" => Box::new(move |need| Ok(vec![withdraw(need, now, &seat)?])),
        "take" => Box::new(move |need| Ok(vec![take(need, now, &seat)?])),
        "think-sorted" => Box::new(move |need| Ok(vec![think_sorted(need, now, &seat, &words)?])),
        _ => return Err(Stop::NotFound),
    })
}

fn work(asked: &Asked, now: Instant, seat: Seat) -> Result<Deed, Stop> {
    let minutes = asked.field("minutes");
    let minutes = match minutes.trim() {
        "" => None,
        number => Some(number.parse::<f64>().map_err(|_| Stop::wrong("minutes are a number, such as 20"))?),
    };
    let value = match asked.field("value").as_str() {
        "yes" => Some(true),
        "no" => Some(false),
        _ => None,
    };
    let (activity, note) = (asked.field("activity"), asked.field("words"));
    Ok(Box::new(move |need| {
        Ok(vec![done(need, now, &seat, Done { activity: &activity, minutes, value, note: &note })?])
    }))
}

/// A civil date and time as browsers send it, in the zone of the service.
fn instant(written: &str, reads: &ReadsNeed) -> Result<Instant, Stop> {
    let wrong = || Stop::wrong("give the day and time by when, such as 2026-06-03T16:00");
    let civil: jiff::civil::DateTime = written.trim().parse().map_err(|_| wrong())?;
    let zoned = civil.to_zoned(reads.works.service.zone.clone()).map_err(|_| wrong())?;
    Ok(Instant(zoned.timestamp().as_microsecond()))
}

/// The team that was chosen, out of those that take part in the service.
fn party(reads: &ReadsNeed, asked: &Asked) -> Result<Party, Stop> {
    let chosen = asked.field("party");
    let all = reads.works.service.setup.parties();
    all.into_iter().find(|party| party.to_string() == chosen).ok_or_else(|| Stop::wrong("choose a team"))
}

fn shown(reads: &ReadsNeed, asked: &Asked, wrong: Option<&str>) -> Markup {
    let need = &reads.need;
    let zone = &reads.works.service.zone;
    let holds = need.holder.is_of(&reads.works.seat());
    let title = format!("Need {}", need.reference);
    let body = html! {
        @if let Some(wrong) = wrong { (problem("That was not done", wrong)) }
        (facts(reads, asked))
        (standing_offer(reads))
        h2 { "What happened" }
        ol.story {
            @for event in &reads.story {
                li.person[event.by == By::Person] {
                    p.when { (day_and_time(Language::English, event.at, zone)) }
                    p.what {
                        @if event.by == By::Person { "The person" } @else { (who(Language::English, &event.by)) }
                        ": " (happened(Language::English, event))
                    }
                    @if let Some(said) = &event.said { @if !said.words.is_empty() { p.words { (said.words) } } }
                }
            }
        }
        (talk(reads))
        (work_form(reads))
        @if holds && need.offer.is_none() { (hand_over(reads)) }
    };
    desk(&reads.works, &title, &body)
}

fn facts(reads: &ReadsNeed, asked: &Asked) -> Markup {
    let need = &reads.need;
    let said = |get: fn(&throughline::contact::Said) -> Option<&String>| {
        reads.story.iter().rev().filter_map(|event| event.said.as_ref()).find_map(get)
    };
    let name = said(|said| said.name.as_ref());
    html! {
        dl {
            dt { "Held by" } dd { (need.holder) }
            dt { "First words" } dd { (how_long(Language::English, need.opened_at, asked.now())) " ago" }
            @if let Some(name) = name { dt { "Name" } dd { (name) } }
            @if !need.reach.is_empty() {
                dt { "Reach them by" }
                @for reach in &need.reach {
                    dd { @match reach {
                        Reach::Phone(phone) => a href=(format!("tel:{}", phone.replace(' ', ""))) { (phone) },
                        Reach::Email(email) => a href=(format!("mailto:{email}")) { (email) },
                        Reach::Other(other) => (other),
                    } }
                }
            }
            @if need.language == Language::Welsh { dt { "Language" } dd { "Welsh: answer in Welsh" } }
            @if let Some(at) = need.sorted_at {
                dt { "Sorted" } dd { "by the person's word, " (day_and_time(Language::English, at, &reads.works.service.zone)) }
            }
        }
        @if need.holder.is_of(&reads.works.seat()) && need.holder != reads.works.seat().party() && need.offer.is_none() {
            (small_form(reads, "take", html! { button { "I take this" } }))
        }
    }
}

fn small_form(reads: &ReadsNeed, deed: &str, inside: Markup) -> Markup {
    html! {
        form method="post" action=(format!("/desk/need/{}/{deed}", reads.need.reference)) {
            (token(&reads.works))
            (inside)
        }
    }
}

/// An offer that stands: to us, or from us.
fn standing_offer(reads: &ReadsNeed) -> Markup {
    let Some(offer) = &reads.need.offer else { return html! {} };
    let seat = reads.works.seat();
    html! {
        div.panel {
            @if offer.to.is_of(&seat) {
                p { (offer.by.worker) ", " (offer.by.organisation) " asks you to take this on. Until you do, they hold it." }
                (small_form(reads, "accept", html! { button { "We take it" } }))
                (small_form(reads, "refuse", html! {
                    label for="refuse-words" { "Or say why not" }
                    textarea.small id="refuse-words" name="words" required {}
                    button.second { "We cannot take it" }
                }))
            } @else {
                p { "Offered to " (offer.to) ". Until they accept, " (reads.need.holder) " holds it." }
                @if reads.need.holder.is_of(&seat) {
                    (small_form(reads, "withdraw", html! { button.second { "Take the offer back" } }))
                }
            }
        }
    }
}

fn talk(reads: &ReadsNeed) -> Markup {
    html! {
        h2 { "Answer" }
        (small_form(reads, "answer", html! {
            label for="answer-words" { "To the person; they read it on their page" }
            textarea.small id="answer-words" name="words" required {}
            button { "Answer" }
        }))
        details {
            summary { "Say what happens next" }
            (small_form(reads, "promise", html! {
                label for="promise-words" { "What happens next" }
                textarea.small id="promise-words" name="words" required {}
                label for="by" { "By when" }
                input.short id="by" name="by" type="datetime-local" required;
                button { "Promise it" }
            }))
        }
        details {
            summary { "They told me something" }
            (small_form(reads, "heard", html! {
                label for="heard-words" { "In their words" }
                textarea.small id="heard-words" name="words" required {}
                fieldset {
                    legend { "How" }
                    @for (value, text) in [("phone", "On the telephone"), ("visit", "In person"), ("letter", "By letter")] {
                        label.choice { input type="radio" name="channel" value=(value) checked[value == "phone"]; (text) }
                    }
                }
                button { "Keep their words" }
            }))
        }
    }
}

fn work_form(reads: &ReadsNeed) -> Markup {
    html! {
        details {
            summary { "Something was done" }
            (small_form(reads, "work", html! {
                label for="activity" { "What was done, in a few words" }
                input id="activity" name="activity" required maxlength="80";
                label for="minutes" { "Minutes it took (if you know)" }
                input.short id="minutes" name="minutes" inputmode="numeric";
                fieldset {
                    legend { "Did it move the need on?" }
                    @for (value, text) in [("yes", "Yes"), ("no", "No: it was needed only because of how we work"), ("", "I cannot say")] {
                        label.choice { input type="radio" name="value" value=(value) checked[value.is_empty()]; (text) }
                    }
                }
                label for="note" { "What else there is to say" }
                textarea.small id="note" name="words" {}
                button { "Write it down" }
            }))
        }
        details {
            summary { "We think it is sorted" }
            (small_form(reads, "think-sorted", html! {
                p { "The person is asked. It stays open until they say so." }
                label for="think-words" { "What they should look at" }
                textarea.small id="think-words" name="words" {}
                button { "Ask them" }
            }))
        }
    }
}

fn hand_over(reads: &ReadsNeed) -> Markup {
    let own = reads.works.seat().team();
    let others = reads.works.service.setup.parties().into_iter().filter(|party| *party != own);
    let options = html! { @for party in others { option { (party) } } };
    html! {
        details {
            summary { "Offer it to somebody else" }
            (small_form(reads, "offer", html! {
                p { "You hold it until they accept." }
                label for="offer-party" { "To" }
                select id="offer-party" name="party" required { (options) }
                label for="offer-words" { "What they need to know, so that nobody asks the person again" }
                textarea.small id="offer-words" name="words" required {}
                button { "Offer it" }
            }))
        }
        details {
            summary { "Bring somebody in" }
            (small_form(reads, "bring-in", html! {
                p { "They see this need and can work on it. You keep it." }
                label for="bring-party" { "Whom" }
                select id="bring-party" name="party" required { (options) }
                label for="bring-words" { "What you ask of them" }
                textarea.small id="bring-words" name="words" required {}
                button { "Bring them in" }
            }))
        }
    }
}
