//! The person: everything they said to anybody that this organisation may read, what matters to them, how to reach them, who shares it.

use maud::{Markup, html};
use throughline::contact::{By, Event, Language, Need, Reach, What};

use super::desk_need::{as_workers_say, reach_line, who_did, whole_at};
use super::story::said_or_start;
use super::{Screen, today::snippet};
use crate::asked::Asked;
use crate::guard::{Door, ReadsNeed};
use crate::language::{day_and_time, how_long};
use crate::page::desk;
use crate::reply::{Reply, Stop};

pub(crate) const SCREENS: &[Screen] =
    &[Screen { path: "/desk/person/{reference}", get: Some(shown), post: None, guard: "works" }];

type Known = (Need, Vec<Event>);

/// An event of a need, with its number in the need from 1.
type Told<'a> = (&'a Need, usize, &'a Event);

fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsNeed::of(door, asked, "person")?;
    let needs = reads.works.reads_person(asked, reads.need.person, "person")?;
    let mut told: Vec<Told<'_>> = Vec::new();
    for (need, story) in &needs {
        told.extend(story.iter().enumerate().map(|(at, event)| (need, at + 1, event)));
    }
    told.sort_by_key(|(_, _, event)| event.at);
    let title = name(&told).unwrap_or_else(|| "Somebody who gave no name".to_string());
    let language = needs.last().map_or(Language::English, |(need, _)| need.language);
    let body = html! {
        p.quiet { "Everything that " (reads.works.seat().organisation) " takes part in. What others hold without us is not here." }
        @if needs.iter().all(|(need, _)| need.is_erased()) { p { "What told who this person is was deleted. What happened, without words, is still here." } }
        @else { (reach_line(&reach(&needs), language)) }
        (matters(&told))
        h2 { "What they need" }
        ol.lines { @for known in &needs { li { (one(known, asked)) } } }
        h2 { "Everything in order" }
        ol.story { @for (need, number, event) in &told { (line(need, *number, event, &reads)) } }
    };
    Ok(Reply::Page(desk(&reads.works, &title, &body)))
}

/// What they said last that they are called.
fn name(told: &[Told<'_>]) -> Option<String> {
    told.iter().rev().find_map(|(_, _, event)| event.said.as_ref()?.name.clone())
}

/// All ways to reach them, each once.
fn reach(needs: &[Known]) -> Vec<Reach> {
    let mut all: Vec<Reach> = Vec::new();
    for reach in needs.iter().rev().flat_map(|(need, _)| &need.reach) {
        if !all.contains(reach) {
            all.push(reach.clone());
        }
    }
    all
}

/// What matters to them, with how well they last said it is met.
fn matters(told: &[Told<'_>]) -> Markup {
    let sentences = told.iter().filter_map(|(need, _, event)| match (&event.what, &event.said) {
        (What::HelpMeTo { statement }, Some(said)) => Some((need.id, *statement, &said.words)),
        _ => None,
    });
    let last = |id, wanted: u32| {
        told.iter().rev().find_map(|(need, _, event)| match &event.what {
            What::Scored { statement, score } if *statement == wanted && need.id == id => Some(*score),
            _ => None,
        })
    };
    let sentences: Vec<_> = sentences.collect();
    html! {
        h2 { "What matters to them" }
        @if sentences.is_empty() { p.quiet { "Nobody has written down yet what matters to them. It goes on the page of a need." } }
        ul {
            @for (id, statement, words) in sentences {
                li { "Help me to … " (words) @if let Some(score) = last(id, statement) { ": met " (score) " of 10" } }
            }
        }
    }
}

fn one((need, story): &Known, asked: &Asked) -> Markup {
    let words = story.first().and_then(|event| event.said.as_ref()).map_or("", |said| &said.words);
    html! {
        p.snippet { a href=(format!("/desk/need/{}", need.reference)) { (snippet(words)) } }
        p.facts {
            (need.reference) ", first words " (how_long(Language::English, need.opened_at, asked.now())) " ago, held by " (need.holder) ". "
            @if need.is_erased() { "What told whose it is was deleted" } @else if need.is_open() { "Open" } @else { "Sorted, by their word" }
            @if need.waits_for_us() && !need.is_erased() { ". " span.mark { "Waits for an answer" } }
            ". Shared with " (need.organisations().join(", ")) "."
        }
    }
}

fn line(need: &Need, number: usize, event: &Event, reads: &ReadsNeed) -> Markup {
    let zone = &reads.works.service.zone;
    html! {
        li.person[event.by == By::Person] {
            p.when { (day_and_time(Language::English, event.at, zone)) ", " a href=(format!("/desk/need/{}", need.reference)) { (need.reference) } }
            p.what { (who_did(event)) ": " (as_workers_say(event)) }
            @if let Some(said) = &event.said { (said_or_start(Language::English, &said.words, &whole_at(need, number))) }
        }
    }
}
