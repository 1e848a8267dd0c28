//! What is kept, and what is deleted: needs that were sorted long ago, and a person who asks for it.

use maud::{Markup, html};
use throughline::contact::{By, Language, Need, PersonId, Reference};
use throughline::time::{DAY_US, Instant};
use throughline_store::{Line, List};

use crate::asked::Asked;
use crate::guard::{Door, LooksAfter, ReadsNeed};
use crate::language::{day, how_long};
use crate::page::{desk, form};
use crate::reply::{Reply, Stop, problem};

/// Sorted so many days ago, if nobody says otherwise: six years, as long as a claim can be made (Limitation Act 1980).
const KEPT_DAYS: i64 = 6 * 365;
/// No longer ago than a century.
const MOST_DAYS: i64 = 36_500;
/// So many lines are shown.
const MOST: u32 = 100;

pub(super) fn list(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    page(&LooksAfter::of(door, asked)?, asked, None)
}

fn page(after: &LooksAfter, asked: &Asked, wrong: Option<&str>) -> Result<Reply, Stop> {
    let written = asked.query("days").map(str::trim).filter(|days| !days.is_empty());
    let can_be = |days: &i64| (0..=MOST_DAYS).contains(days);
    let days = written.map_or(Some(KEPT_DAYS), |days| days.parse().ok().filter(can_be));
    let organisation = after.account.seat.organisation.clone();
    let before = |days: i64| Instant(asked.now().0 - days * DAY_US);
    let found = match days {
        Some(days) => sorted_before(after, &List::SortedBefore { organisation, before: before(days) })?,
        None => Vec::new(),
    };
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Nobody was found", wrong)) }
        @if asked.query("done").is_some() { div.panel role="status" { p { "It is deleted. What happened stays, without words and without who it was." } } }
        @if days.is_none() { (problem("Nothing was looked for", &format!("give a whole number of days, from 0 to {MOST_DAYS}"))) }
        h2 { "A person asks for it" }
        (form(after, "/desk/looking-after/keep", &html! {
            label for="reference" { "The reference of one of their needs" }
            input.short id="reference" name="reference" autocomplete="off" required value=(asked.field("reference"));
            button { "Look at what would be deleted" }
        }))
        h2 { "Sorted long ago" }
        form method="get" action="/desk/looking-after/keep" {
            label for="days" { "Sorted more than so many days ago" }
            input.short id="days" name="days" inputmode="numeric" value=(written.map_or(KEPT_DAYS.to_string(), str::to_string));
            button.second { "Show them" }
        }
        @if found.is_empty() && days.is_some() { p.quiet { "There are none." } }
        ol.lines { @for line in &found { li { (sorted_line(line, asked)) } } }
    };
    Ok(Reply::Page(desk(after, "What to keep, and what to delete", &body)))
}

/// The needs of a list that are not deleted yet.
fn sorted_before(after: &LooksAfter, list: &List) -> Result<Vec<Line>, Stop> {
    let (mut found, mut gone_through) = (Vec::new(), 0);
    loop {
        let lines = after.service.store.list(list, gone_through, MOST)?;
        gone_through += MOST;
        let last = lines.len() < MOST as usize;
        for line in lines {
            if !after.reads_without_words(line.need)?.is_erased() {
                found.push(line);
            }
        }
        if last || found.len() >= MOST as usize {
            return Ok(found);
        }
    }
}

fn sorted_line(line: &Line, asked: &Asked) -> Markup {
    let ago = line.sorted_at.map(|at| how_long(Language::English, at, asked.now()));
    html! {
        p.snippet { a href=(format!("/desk/looking-after/erase/{}", line.reference)) { (line.reference) } }
        p.facts { "Sorted " (ago.unwrap_or_default()) " ago, held by " (line.holder) }
    }
}

pub(super) fn find(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let after = LooksAfter::of(door, asked)?;
    match asked.field("reference").parse::<Reference>() {
        Ok(reference) => Ok(Reply::See(format!("/desk/looking-after/erase/{reference}"))),
        Err(why) => page(&after, asked, Some(&why.to_string())),
    }
}

/// What would be deleted, and whether this manager may.
struct Whole {
    after: LooksAfter,
    reference: Reference,
    person: PersonId,
    name: Option<String>,
    needs: Vec<Need>,
    /// Whether others hold something of this person that this organisation takes no part in.
    others: bool,
}

impl Whole {
    fn of(door: &Door, asked: &Asked) -> Result<Whole, Stop> {
        let after = LooksAfter::of(door, asked)?;
        let reads = ReadsNeed::of(door, asked, "delete")?;
        let person = reads.need.person;
        let known = after.reads_person(asked, person, "delete")?;
        let all = after.service.store.count(&List::OfPerson(person))?;
        let said = known
            .iter()
            .rev()
            .flat_map(|(_, story)| story.iter().rev())
            .filter_map(|event| event.said.as_ref());
        Ok(Whole {
            reference: reads.need.reference,
            person,
            name: said.into_iter().find_map(|said| said.name.clone()),
            others: all > known.len() as u64,
            needs: known.into_iter().map(|(need, _)| need).collect(),
            after,
        })
    }
}

impl Whole {
    /// Why it is not for this organisation to delete now, if it is not: whoever holds an open need is helping this person.
    fn not_yet(&self) -> Option<String> {
        let own = &self.after.account.seat.organisation;
        let open = |need: &&Need| !need.is_erased() && need.is_open() && need.holder.organisation != *own;
        let need = self.needs.iter().find(open)?;
        Some(format!(
            "{} is still open, and {} holds it: their managers delete it, or it is sorted first",
            need.reference, need.holder
        ))
    }
}

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    Ok(confirm(&Whole::of(door, asked)?, None))
}

fn confirm(whole: &Whole, wrong: Option<&str>) -> Reply {
    let Whole { after, reference, name, needs, others, .. } = whole;
    let zone = &after.service.zone;
    let mut organisations: Vec<&str> = needs.iter().flat_map(Need::organisations).collect();
    organisations.sort_unstable();
    organisations.dedup();
    let body = html! {
        @if let Some(wrong) = wrong { (problem("Nothing was deleted", wrong)) }
        p { strong { (name.as_deref().unwrap_or("Somebody who gave no name")) } }
        ol.lines {
            @for need in needs {
                li {
                    a href=(format!("/desk/need/{}", need.reference)) { (need.reference) } ", first words " (day(Language::English, need.opened_at, zone))
                    ", held by " (need.holder) ". "
                    @if need.is_erased() { "Deleted already." } @else if need.is_open() { span.mark { "Still open: nobody could help them any more." } } @else { "Sorted." }
                }
            }
        }
        @if *others {
            p.mark { "Somebody else helps this person too, without your organisation. It is not yours alone to delete: the person can ask each of them." }
        } @else if needs.iter().all(|need| need.is_erased()) {
            p { "There is nothing left to delete." }
        } @else if let Some(why) = whole.not_yet() {
            p.mark { (why) "." }
        } @else {
            p { "Deleted for good: all words, names, addresses and files of this person, for " (organisations.join(", ")) ". What happened and when stays for the study, and so does what was written as the name of a step, the reason of a refusal or the kind of what was asked for." }
            p { "Nobody can bring it back, and their link opens nothing any more." }
            (form(after, &format!("/desk/looking-after/erase/{reference}"), &html! {
                label.choice { input type="checkbox" name="sure" value="yes" required; "They asked for it, or we may not keep it any longer" }
                button.danger { "Delete it for good" }
            }))
        }
    };
    Reply::Page(desk(after, "Delete what tells who somebody is", &body))
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let whole = Whole::of(door, asked)?;
    if whole.others {
        return Ok(confirm(&whole, Some("somebody else helps this person too")));
    }
    if let Some(why) = whole.not_yet() {
        return Ok(confirm(&whole, Some(&why)));
    }
    if asked.field("sure") != "yes" {
        return Ok(confirm(
            &whole,
            Some("tick that they asked for it, or that it may not be kept any longer"),
        ));
    }
    whole.after.service.store.erase(asked.now(), whole.person, By::Worker(whole.after.seat()))?;
    Ok(Reply::See("/desk/looking-after/keep?done=1".to_string()))
}
