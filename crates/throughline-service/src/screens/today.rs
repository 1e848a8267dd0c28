//! Today: what I took or wrote on last; what is offered to us; what we are asked to help with; the people who wait for an answer of my team, then those who have one, the longest wait since their first
//! words on top; where we help. And the way to one need, by its reference.

use maud::{Markup, html};
use throughline::contact::sharing::may_work;
use throughline::contact::{Event, Language, Party, Reference, Seat};
use throughline::time::{DAY_US, Instant};
use throughline::wording::days;
use throughline_store::{Line, List};

use super::Screen;
use super::call::NOTHING_SHOWN;
use crate::asked::Asked;
use crate::guard::{Door, SignedIn, Works};
use crate::language::{day_and_time, how_long};
use crate::outstanding::{refusal, request, to_put_right};
use crate::page::desk;
use crate::reply::{Reply, Stop, problem};
use crate::words::who;

pub(crate) const SCREENS: &[Screen] =
    &[Screen { path: "/desk", get: Some(first), post: None, guard: "signed in" }];

/// So many lines of a list are shown at once.
const SHOWN: u32 = 50;

fn first(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let signed_in = SignedIn::of(door, asked)?;
    if !may_work(signed_in.account.role) {
        return Ok(Reply::See("/desk/study".to_string()));
    }
    let works = Works::of(door, asked)?;
    let written = asked.query("reference").map(str::trim).filter(|written| !written.is_empty());
    match written.map(str::parse::<Reference>) {
        Some(Ok(reference)) if is_open_to(&works, asked, reference)? => {
            Ok(Reply::See(format!("/desk/need/{reference}")))
        }
        Some(Ok(reference)) => shown(&works, asked, Some(&not_open_to(&works, reference))),
        Some(Err(why)) => shown(&works, asked, Some(&why.to_string())),
        None => shown(&works, asked, None),
    }
}

/// Whether there is a need of this reference that this seat may read. That one was looked for and not shown is written down, as in a call.
fn is_open_to(works: &Works, asked: &Asked, reference: Reference) -> Result<bool, Stop> {
    let known = works.service.store.need_of(reference)?;
    let person = match known.map(|need| (need, works.reads_without_words(need))) {
        Some((_, Ok(_))) => return Ok(true),
        Some((need, Err(Stop::NotFound))) => Some(works.person_of(need)?),
        Some((_, Err(why))) => return Err(why),
        None => None,
    };
    works.looked_for(asked, person, NOTHING_SHOWN)?;
    Ok(false)
}

/// The same sentence whether there is such a need or not: that somebody told us something is open only to those who take part.
fn not_open_to(works: &Works, reference: Reference) -> String {
    let own = &works.account.seat.organisation;
    format!(
        "no need {reference} is open to {own}; check each letter and digit, or ask the person who answers them: whoever holds it can bring you in"
    )
}

fn shown(works: &Works, asked: &Asked, wrong: Option<&str>) -> Result<Reply, Stop> {
    let seat = works.seat();
    let (organisation, team) = (seat.organisation.clone(), seat.team.clone());
    let now = asked.now();
    let waiting = List::Waiting { organisation: organisation.clone(), team: team.clone(), now };
    let quiet_days = works.service.setup.quiet_days;
    let quiet_until = Instant(asked.now().0 - i64::from(quiet_days) * DAY_US);
    let held = |quiet| List::Answered {
        organisation: organisation.clone(),
        team: team.clone(),
        now,
        quiet_until,
        quiet,
    };
    let (answered, quiet) = (held(false), held(true));
    let offered = List::OfferedTo { organisation: organisation.clone(), team: team.clone() };
    let asked_to_help = List::AskedToHelp { organisation: organisation.clone(), team: team.clone() };
    let helping = List::TakesPart { organisation: organisation.clone() };
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Not found", wrong)) }
        (by_reference(asked))
        (just_now(works, asked)?)
        (list(works, asked, ("offered", "Offered to us"), &offered, Some("Nobody asks us to take anything on."))?)
        (list(works, asked, ("asked", &format!("Asked to help ({})", seat.team)), &asked_to_help, None)?)
        (list(works, asked, ("waiting", &format!("Wait for an answer of ours ({})", seat.team)), &waiting, Some("Everybody has an answer."))?)
        (list(works, asked, ("answered", "With us, answered or asked whether it is sorted"), &answered, Some("Nothing else is with us."))?)
        (list(works, asked, ("quiet", &format!("Quiet: thought sorted, and nothing heard for {}", days(f64::from(quiet_days)))), &quiet, None)?)
        (list(works, asked, ("helping", "Where we take part"), &helping, Some("We take part in nothing that others hold."))?)
    };
    Ok(Reply::Page(desk(works, "Today", &body)))
}

/// Whoever is on the telephone reads the reference out: a long list is no way to it.
fn by_reference(asked: &Asked) -> Markup {
    html! {
        form.quiet method="get" action="/desk" role="search" {
            label for="reference" { "Open by its reference" }
            input.reference-field id="reference" name="reference" autocomplete="off" spellcheck="false" maxlength="40"
                value=(asked.query("reference").unwrap_or_default());
            button.second { "Open" }
        }
    }
}

/// What this worker took or wrote on last.
fn just_now(works: &Works, asked: &Asked) -> Result<Markup, Stop> {
    let seat = works.seat();
    let shown = works.just_now(asked, |need, story| Shown::of(Line::of(&need), &story, &seat))?;
    Ok(html! {
        @if !shown.is_empty() {
            h2 id="just-now" { "What you did just now" }
            p.quiet { "What you took or wrote on last. Only you see this list." }
            ol.lines { @for need in &shown { li { (one(works, asked, need)) } } }
        }
    })
}

/// A need in a list, with what its story says beside its line.
struct Shown {
    line: Line,
    first_words: String,
    /// The team that refused it last, if nothing was done about that yet.
    refused_by: Option<Party>,
    /// Whether the person asks for something to be put right.
    asks_to_put_right: bool,
    /// Who asks the team of whoever looks to help, and in which words, until that team does something.
    asks_for_help: Option<(String, String)>,
}

impl Shown {
    fn of(line: Line, story: &[Event], seat: &Seat) -> Shown {
        let asks_for_help = line.asked_to_help.iter().any(|party| party.is_of(seat));
        let said = story.first().and_then(|event| event.said.as_ref());
        Shown {
            line,
            first_words: said.map(|said| said.words.clone()).unwrap_or_default(),
            refused_by: refusal(story).and_then(|event| event.by.seat()).map(Seat::team),
            asks_to_put_right: !to_put_right(story).is_empty(),
            asks_for_help: request(story, seat).filter(|_| asks_for_help).map(|event| {
                let words = event.said.as_ref().map(|said| snippet(&said.words));
                (who(Language::English, &event.by), words.unwrap_or_default())
            }),
        }
    }
}

/// A list, from where the address says; the others begin at their longest wait. An empty one is not there at all where nothing is said of it.
fn list(
    works: &Works,
    asked: &Asked,
    (name, title): (&str, &str),
    list: &List,
    nothing: Option<&str>,
) -> Result<Markup, Stop> {
    let store = &works.service.store;
    let count = store.count(list)?;
    if count == 0 && nothing.is_none() {
        return Ok(html! {});
    }
    let from = if asked.query("list") == Some(name) { from(asked, count) } else { 0 };
    let (lines, seat) = (store.list(list, from, SHOWN)?, works.seat());
    let lines = lines.into_iter().map(|line| (line.need, line));
    let shown = works.reads_each(asked, lines, "today", usize::MAX, |line, _, story| {
        Some(Shown::of(line, &story, &seat))
    })?;
    Ok(html! {
        h2 id=(name) { (title) " " span.quiet { "(" (count) ")" } }
        @if let Some(nothing) = nothing.filter(|_| shown.is_empty()) { p.quiet { (nothing) } }
        ol.lines start=(from + 1) { @for need in &shown { li { (one(works, asked, need)) } } }
        @if count > u64::from(SHOWN) { (pages(name, title, from, count)) }
    })
}

/// Where a list begins: a whole number of pages from its start, and not behind its end.
fn from(asked: &Asked, count: u64) -> u32 {
    let wanted: u32 = asked.query("from").and_then(|from| from.trim().parse().ok()).unwrap_or(0);
    let last = u32::try_from(count.saturating_sub(1)).unwrap_or(u32::MAX);
    wanted.min(last) / SHOWN * SHOWN
}

/// The ways to the rest of a list.
fn pages(name: &str, title: &str, from: u32, count: u64) -> Markup {
    let to = |from: u32| format!("/desk?list={name}&from={from}#{name}");
    let end = (u64::from(from) + u64::from(SHOWN)).min(count);
    html! {
        nav aria-label=(format!("Pages of: {title}")) {
            span { (from + 1) " to " (end) " of " (count) ", the longest wait first. " }
            @if from > 0 { a href=(to(from - SHOWN)) { "The " (SHOWN) " that have waited longer" } " " }
            @if end < count { a href=(to(from + SHOWN)) { "Those that have waited less" } }
        }
    }
}

fn one(works: &Works, asked: &Asked, need: &Shown) -> Markup {
    let Shown { line, first_words, refused_by, asks_to_put_right, asks_for_help } = need;
    let zone = &works.service.zone;
    let now = asked.now();
    html! {
        p.snippet { a href=(format!("/desk/need/{}", line.reference)) { (snippet(first_words)) } }
        @if let Some((by, words)) = asks_for_help { p.snippet { span.mark { (by) " asks for your help: " } (words) } }
        p.facts {
            (line.reference) ", first words " (how_long(Language::English, line.opened_at, now)) " ago, held by " (line.holder)
            @if line.erased_at.is_some() { ". What told whose it is was deleted" }
            @if line.waits_for_us() { ". " span.mark { "Waits for an answer" } }
            @if *asks_to_put_right { ". " span.mark { "Asks for something to be put right" } }
            @if let Some(team) = refused_by { ". " span.mark { "Refused by " (team) } }
            @if let Some(by) = line.promised_by {
                ". Promised by " (day_and_time(Language::English, by, zone))
                @if line.is_overdue(now) { " " span.mark { "(that time is over, and nobody has told them more)" } }
                @else if by < now { " (that time is over)" }
            }
            @if line.thought_sorted_at.is_some() { ". We think it is sorted; the person has not said" }
            @if line.quiet_since(now, works.service.setup.quiet_days).is_some() { ". Quiet, which we infer: it is open until they say" }
            @if let Some(to) = &line.offered_to { ". Offered to " (to) }
        }
    }
}

/// The first words, cut at a word.
pub(super) fn snippet(words: &str) -> String {
    const LETTERS: usize = 120;
    let flat = words.split_whitespace().collect::<Vec<_>>().join(" ");
    if flat.is_empty() {
        return "(no words)".to_string();
    }
    if flat.chars().count() <= LETTERS {
        return flat;
    }
    let cut: String = flat.chars().take(LETTERS).collect();
    format!("{} …", cut.rsplit_once(' ').map_or(cut.as_str(), |(whole, _)| whole))
}
