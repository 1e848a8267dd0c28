//! The need, as those who work on it see it: who it is and what they said, what was promised, what can be done now, the whole story.

mod deeds;
mod forms;

use maud::{Markup, html};
use throughline::contact::{By, Event, Language, Need, Party, Reach, What};
use throughline::time::Instant;
use throughline::wording::days;

use self::deeds::deed;
use super::Screen;
use super::story::{START_BYTES, in_parts, said_or_start, start_of};
use crate::asked::Asked;
use crate::guard::{Door, ReadsNeed};
use crate::language::{day, day_and_time, how_long};
use crate::outstanding::{refusal, request, to_put_right};
use crate::page::{desk, form, once_field};
use crate::reply::{Reply, Stop, problem};
use crate::words::{happened, who};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/desk/need/{reference}",
        get: Some(|door, asked| {
            let reads = ReadsNeed::of(door, asked, "need")?;
            View { reads: &reads, asked, failed: None }.page()
        }),
        post: None,
        guard: "works",
    },
    Screen { path: "/desk/need/{reference}/{deed}", get: None, post: Some(sent), guard: "works" },
    Screen { path: "/desk/need/{reference}/words/{number}", get: Some(whole), post: None, guard: "works" },
    Screen { path: "/desk/need/{reference}/file/{content}", get: Some(file), post: None, guard: "works" },
];

fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsNeed::of(door, asked, "need")?;
    let done = deed(&reads, asked).and_then(|deed| reads.act(asked, deed).map_err(Stop::from));
    match done {
        Ok(need) if reads.works.may_read(&need) => Ok(Reply::See(format!("/desk/need/{}", need.reference))),
        Ok(_) => Ok(Reply::See("/desk".to_string())),
        Err(Stop::Wrong(why)) => {
            View { reads: &reads, asked, failed: Some((asked.part("deed")?, why)) }.page()
        }
        Err(stop) => Err(stop),
    }
}

/// A file of the person. It is only ever kept, never shown in our name.
fn file(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsNeed::of(door, asked, "file")?;
    let wanted = asked.part("content")?;
    let of_this_need =
        |event: &&Event| matches!(&event.what, What::FileAdded { content, .. } if content == wanted);
    let event = reads.story.iter().find(of_this_need).ok_or(Stop::NotFound)?;
    let bytes = reads.works.service.store.file(reads.need.person, wanted)?.ok_or(Stop::NotFound)?;
    let file = event.said.as_ref().and_then(|said| said.file.clone()).ok_or(Stop::NotFound)?;
    Ok(Reply::Download { name: file.name, media: file.media, bytes })
}

/// One thing that was said, whole: on the page of the need a long one stands with its start.
fn whole(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsNeed::of(door, asked, "need")?;
    let number: usize = asked.part("number")?.parse().map_err(|_| Stop::NotFound)?;
    let event = number.checked_sub(1).and_then(|at| reads.story.get(at)).ok_or(Stop::NotFound)?;
    let said = event.said.as_ref().filter(|said| !said.words.is_empty()).ok_or(Stop::NotFound)?;
    let need = format!("/desk/need/{}", reads.need.reference);
    let body = html! {
        p.when { (day_and_time(Language::English, event.at, &reads.works.service.zone)) }
        p.what { (who_did(event)) ": " (as_workers_say(event)) }
        (in_parts(asked, &said.words, &whole_at(&reads.need, number)))
        p { a href=(format!("{need}#e{number}")) { "Back to " (reads.need.reference) } }
    };
    Ok(Reply::Page(desk(&reads.works, "What was said", &body)))
}

/// Where all of what was said in an event is read.
pub(super) fn whole_at(need: &Need, number: usize) -> String {
    format!("/desk/need/{}/words/{number}", need.reference)
}

/// Who did it, as workers say.
pub(super) fn who_did(event: &Event) -> String {
    if event.by == By::Person { "The person".to_string() } else { who(Language::English, &event.by) }
}

/// The need as it is shown, perhaps after a form that failed: which, and why.
struct View<'a> {
    reads: &'a ReadsNeed,
    asked: &'a Asked,
    failed: Option<(&'a str, String)>,
}

impl View<'_> {
    fn page(&self) -> Result<Reply, Stop> {
        let body = html! {
            @if let Some((_, why)) = &self.failed { (problem("That was not done; what you wrote is still below", why)) }
            div.two {
                div {
                    @if let Some(at) = self.reads.need.erased_at { (self.erased(at)) } @else {
                        (self.words())
                        (self.to_put_right())
                        (self.now())
                        (self.request())
                        (self.standing_offer())
                        h2 { "What I can do now" }
                        (forms::talk(self))
                        (forms::work(self))
                        @if self.holds() && self.reads.need.offer.is_none() { (forms::hand_over(self)) }
                    }
                }
                div {
                    @if !self.reads.need.is_erased() { (forms::help_me_to(self)) }
                    (self.taking_part())
                    (self.story())
                    (self.seen_by()?)
                }
            }
        };
        Ok(Reply::Page(desk(&self.reads.works, &format!("Need {}", self.reads.need.reference), &body)))
    }

    fn holds(&self) -> bool {
        self.reads.need.holder.is_of(&self.reads.works.seat())
    }

    /// What was typed into a field of a form that failed.
    fn typed(&self, deed: &str, field: &str) -> String {
        if self.failed(deed) { self.asked.field(field) } else { String::new() }
    }

    fn failed(&self, deed: &str) -> bool {
        self.failed.as_ref().is_some_and(|(failed, _)| *failed == deed)
    }

    fn form(&self, deed: &str, inside: &Markup) -> Markup {
        let inside = html! { (once_field(self.asked)) (inside) };
        form(&self.reads.works, &format!("/desk/need/{}/{deed}", self.reads.need.reference), &inside)
    }

    fn at(&self, at: Instant) -> String {
        day_and_time(Language::English, at, &self.reads.works.service.zone)
    }

    /// What there is to know where what told whose need it is was deleted: nobody can help them any more.
    fn erased(&self, at: Instant) -> Markup {
        html! {
            div.panel {
                p { strong { "What told who this person is was deleted on " (self.at(at)) "." } }
                p { "Their words, their name, how to reach them and what was written to them are gone, and their link opens nothing. Nothing more can be done on this need. What happened, without words, is still here." }
                p { "Held until then by " (self.reads.need.holder) "." }
            }
        }
    }

    /// What the team of whoever looks is asked to help with, until it does something.
    fn request(&self) -> Markup {
        let (need, seat) = (&self.reads.need, self.reads.works.seat());
        let is_asked = need.asked_to_help.iter().any(|party| party.is_of(&seat));
        let asks = request(&self.reads.story, &seat).filter(|_| is_asked);
        let number = asks.and_then(|asks| self.numbered().find(|(_, event)| *event == asks));
        html! {
            @if let Some((number, event)) = number {
                div.panel {
                    p { span.mark { (who_did(event)) " asks " (seat.team) " to help" } ", " (self.at(event.at)) }
                    (self.said(number, event))
                    p.hint { "It stays on your Today until somebody of " (seat.team) " answers the person or writes down what was done." }
                }
            }
        }
    }

    /// Who it is, their first words, and the last they said.
    fn words(&self) -> Markup {
        let need = &self.reads.need;
        let name = self.reads.story.iter().rev().find_map(|event| event.said.as_ref()?.name.as_ref());
        let mut spoke = self.numbered().filter(|(_, event)| spoken(event).is_some());
        let first = spoke.next();
        let last = spoke.last();
        html! {
            p {
                strong { (name.map_or("Somebody who gave no name", String::as_str)) }
                ", " (how_long(Language::English, need.opened_at, self.asked.now())) " since their first words. "
                a href=(format!("/desk/person/{}", need.reference)) { "All we know of this person" }
                ". " a href="#story" { "What happened so far" }
            }
            @for (title, event) in [("First words, ", first), ("Last words, ", last)] {
                @if let Some((number, event)) = event {
                    p.when { (title) (self.at(event.at)) }
                    (self.said(number, event))
                }
            }
            (reach_line(&need.reach, need.language))
        }
    }

    /// The events, each with its number from 1.
    fn numbered(&self) -> impl Iterator<Item = (usize, &Event)> {
        self.reads.story.iter().enumerate().map(|(at, event)| (at + 1, event))
    }

    /// What was said in an event; of what is long its start.
    fn said(&self, number: usize, event: &Event) -> Markup {
        let words = event.said.as_ref().map_or("", |said| &said.words);
        said_or_start(Language::English, words, &whole_at(&self.reads.need, number))
    }

    /// What the person asks to be put right, until somebody tells them.
    fn to_put_right(&self) -> Markup {
        let asked = to_put_right(&self.reads.story);
        html! {
            @if !asked.is_empty() {
                div.panel {
                    @for (number, event) in asked {
                        p { span.mark { "The person asks for this to be put right" } ", " (self.at(event.at)) }
                        (self.said(number, event))
                    }
                    p { "It stays here until somebody answers them." }
                    (self.form("put-right", &html! {
                        label for="put-right-words" { "What was put right (if there is more to say)" }
                        textarea.small id="put-right-words" name="words" maxlength="20000" { (self.typed("put-right", "words")) }
                        (forms::person_reads())
                        button { "Tell them that it is put right" }
                    }))
                }
            }
        }
    }

    /// Who holds it, what became of the last offer, and what the person was told last.
    fn now(&self) -> Markup {
        let need = &self.reads.need;
        let seat = self.reads.works.seat();
        let quiet_days = self.reads.works.service.setup.quiet_days;
        html! {
            div.panel {
                p { "Held by " strong { (need.holder) } }
                (self.refused())
                @if let Some(at) = need.sorted_at { p { "Sorted, by the person's word, on " (self.at(at)) ". Whatever they say next opens it again." } }
                @if need.waits_for_us() { p.mark { "The person waits for an answer." } }
                @if let Some(by) = need.promised_by {
                    p {
                        "Promised by " (self.at(by))
                        @if need.is_overdue(self.asked.now()) { " " span.mark { "(that time is over: tell them what became of it, or promise anew)" } }
                        @else if by < self.asked.now() { " (that time is over)" }
                        ":"
                    }
                    (self.last(|what| matches!(what, What::Promised { .. })))
                }
                @if let Some(at) = need.thought_sorted_at {
                    p { "We asked on " (self.at(at)) " whether it is sorted; they have not said." }
                    @if let Some(since) = need.quiet_since(self.asked.now(), quiet_days) {
                        p {
                            "Quiet since " (self.at(since)) ": nothing was heard for " (days(f64::from(quiet_days)))
                            " after we asked. That is inferred: it stays open, and only their word ends it."
                        }
                    }
                    (self.last(|what| matches!(what, What::ThoughtSorted)))
                }
                @if self.holds() && need.holder != seat.party() && need.offer.is_none() {
                    (self.form("take", &html! {
                        input type="hidden" name="holder" value=(need.holder);
                        button { "I take this" }
                    }))
                }
            }
        }
    }

    /// What was said with the last event of a kind.
    fn last(&self, is: fn(&What) -> bool) -> Markup {
        let last = self.numbered().filter(|(_, event)| is(&event.what)).last();
        last.map_or_else(|| html! {}, |(number, event)| self.said(number, event))
    }

    /// That an offer was refused, and why, until something else is done.
    fn refused(&self) -> Markup {
        let Some(Event { at, by, what: What::Refused { reason }, .. }) = refusal(&self.reads.story) else {
            return html! {};
        };
        let on = day(Language::English, *at, &self.reads.works.service.zone);
        let start = start_of(reason, START_BYTES);
        html! {
            p {
                span.mark { (who(Language::English, by)) " refused on " (on) ": " }
                @match start { None => (reason), Some(start) => { (start) " …" } }
            }
        }
    }

    /// An offer that stands: to us, or from us.
    fn standing_offer(&self) -> Markup {
        let Some(offer) = &self.reads.need.offer else { return html! {} };
        let seat = self.reads.works.seat();
        html! {
            div.panel {
                @if offer.to.is_of(&seat) {
                    p { (offer.by.worker) ", " (offer.by.organisation) " asks you to take this on. Until you do, they hold it." }
                    (self.last(|what| matches!(what, What::Offered { .. })))
                    (self.form("accept", &html! { button { "We take it" } }))
                    (self.form("refuse", &html! {
                        label for="refuse-words" { "Or say why not, and who could" }
                        textarea.small id="refuse-words" name="words" required { (self.typed("refuse", "words")) }
                        (forms::person_reads())
                        button.second { "We cannot take it" }
                    }))
                } @else {
                    p { "Offered to " (offer.to) ". Until they accept, " (self.reads.need.holder) " holds it." }
                    @if self.holds() { (self.form("withdraw", &html! { button.second { "Take the offer back" } })) }
                }
            }
        }
    }

    fn taking_part(&self) -> Markup {
        let need = &self.reads.need;
        let parties: Vec<&Party> = need.taking_part.iter().collect();
        html! {
            h2 { "Who takes part" }
            ul {
                li { (need.holder) ", responsible for it" }
                @if let Some(offer) = &need.offer { li { (offer.to) ", asked to take it on" } }
                @for party in parties { li { (party) } }
            }
            p.quiet { "Everybody who works on needs in " (need.organisations().join(", ")) " can read this page, and nobody else. That they did is written down, and the person sees it." }
        }
    }

    fn story(&self) -> Markup {
        html! {
            h2 id="story" { "What happened" }
            ol.story { @for (number, event) in self.numbered() { (self.line(number, event)) } }
        }
    }

    fn line(&self, number: usize, event: &Event) -> Markup {
        let reference = self.reads.need.reference;
        html! {
            li.person[event.by == By::Person || spoken(event).is_some()] id=(format!("e{number}")) {
                p.when { (self.at(event.at)) }
                p.what { (who_did(event)) ": " (as_workers_say(event)) }
                (self.said(number, event))
                @if let Some(said) = &event.said {
                    @if let (Some(file), What::FileAdded { content, bytes }) = (&said.file, &event.what) {
                        p { a href=(format!("/desk/need/{reference}/file/{content}")) { (file.name) } " (" (bytes.div_ceil(1024)) " KB)" }
                    }
                }
            }
        }
    }

    /// Which organisations read it, for those who look after the service.
    fn seen_by(&self) -> Result<Markup, Stop> {
        let works = &self.reads.works;
        if !throughline::contact::sharing::may_look_after(works.account.role) {
            return Ok(html! {});
        }
        let seen = works.service.store.seen_of(self.reads.need.person, 1_000)?;
        let mut last = std::collections::BTreeMap::new();
        // Those who looked and were shown nothing read nothing; they stand on the page of everything.
        for seen in seen.into_iter().rev().filter(|seen| seen.need.is_some()) {
            last.insert(seen.organisation, seen.at);
        }
        Ok(html! {
            details {
                summary { "Who read anything of this person" }
                ul { @for (organisation, at) in last { li { (organisation) ", last on " (day(Language::English, at, &works.service.zone)) } } }
                p { a href=(format!("/desk/looking-after/seen/{}", self.reads.need.reference)) { "When, and on which page" } }
            }
        })
    }
}

/// The words of the person in an event, whoever wrote them down.
pub(super) fn spoken(event: &Event) -> Option<&str> {
    let spoke =
        matches!(event.what, What::Opened { .. } | What::SaidMore { .. } | What::NotSorted | What::Sorted);
    let said = event.said.as_ref().filter(|said| spoke && !said.words.is_empty())?;
    Some(&said.words)
}

/// What happened, in words for those who work on it.
pub(super) fn as_workers_say(event: &Event) -> String {
    match (&event.what, &event.by) {
        (What::Opened { channel, .. }, By::Worker(_)) => {
            format!("wrote down what is needed ({})", channel.name())
        }
        (What::SaidMore { put_right: true, .. }, _) => "asks for this to be put right".to_string(),
        (What::SaidMore { channel, .. }, By::Worker(_)) => {
            format!("wrote down what the person said ({})", channel.name())
        }
        (What::ThoughtSorted, _) => "asked the person whether it is sorted".to_string(),
        (What::Listened(_), _) => "listened to these words".to_string(),
        (What::HelpMeTo { statement }, _) => format!("wrote down what matters ({statement})"),
        (What::Scored { statement, score }, _) => format!("what matters ({statement}) is met {score} of 10"),
        _ => happened(Language::English, event),
    }
}

/// A link that writes to an address. In an address as people type it there may be what would begin another field of the letter.
pub(super) fn mailto(email: &str) -> String {
    format!("mailto:{}", escaped(email).replace("%40", "@"))
}

/// Text as it may stand in an address.
pub(super) fn escaped(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

/// How to reach somebody, and in which language.
pub(super) fn reach_line(reach: &[Reach], language: Language) -> Markup {
    html! {
        p {
            @if reach.is_empty() { "They gave no way to reach them: they come back to their page. " }
            @for reach in reach {
                @match reach {
                    Reach::Phone(phone) => a href=(format!("tel:{}", phone.replace(' ', ""))) { (phone) },
                    Reach::Email(email) => a href=(mailto(email)) { (email) },
                    Reach::Other(other) => (other),
                }
                ". "
            }
            @if language == Language::Welsh { strong { "Answer in Welsh." } }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_begins_no_other_field_of_the_letter() {
        assert_eq!(mailto("ann@example.org"), "mailto:ann@example.org");
        assert_eq!(mailto("a?bcc=x&y@example.org"), "mailto:a%3Fbcc%3Dx%26y@example.org");
    }
}
