//! The study, live: all of it, or of a part; for each of those who answer for the service their three questions; and the changes that were
//! made, with what was expected of them.

use maud::{Markup, PreEscaped, html};
use throughline::contact::sharing::{Role, may_look_after, may_work};
use throughline::contact::{Language, Lately};
use throughline::demand::codes::{boundary_in_words, named_boundaries};
use throughline::demand::own_words::LEAST_PEOPLE;
use throughline::log::{Column, Field, Log, Slice};
use throughline::reading::Shape;
use throughline::time::Instant;
use throughline_web::report;

use super::Screen;
use crate::answers::Both;
use crate::asked::Asked;
use crate::guard::{Service, SignedIn};
use crate::language::day_and_time;
use crate::page::{desk, signed_in, token};
use crate::reply::{Reply, Stop};
use crate::study::{Part, Recorded, Studied, available_threads, record, recorded};

pub(crate) const SCREENS: &[Screen] = &[
    Screen {
        path: "/desk/study",
        get: Some(|door, asked| whole(&SignedIn::of(door, asked)?, asked)),
        post: None,
        guard: "signed in",
    },
    Screen {
        path: "/desk/study/for/{who}",
        get: Some(|door, asked| questions(&SignedIn::of(door, asked)?, asked)),
        post: None,
        guard: "signed in",
    },
    Screen {
        path: "/desk/changes",
        get: Some(|door, asked| changes(&SignedIn::of(door, asked)?, asked)),
        post: Some(|door, asked| changed(&SignedIn::of(door, asked)?, asked)),
        guard: "signed in",
    },
];

/// A question of somebody, and the answers that say most of it: the first that can be given.
type Question = (&'static str, &'static [&'static str]);

/// Those who answer for the service, and what each wants to know (domain.md 7).
const WHO: [(&str, &str, [Question; 3]); 4] = [
    (
        "manager",
        "Service manager",
        [
            (
                "What are people asking for, and how much of it did we, or whom, cause?",
                &["demand.kinds", "demand.failure_share"],
            ),
            (
                "What is our true end-to-end capability, and did our change shift it?",
                &["capability[].end_to_end_weekly", "end_to_end", "before_after"],
            ),
            (
                "Which one predictable cause, if switched off, frees most time?",
                &["cost.exported_failure", "demand.on_the_way", "flow.gaps"],
            ),
        ],
    ),
    (
        "commissioner",
        "Commissioner",
        [
            (
                "What does a need met really cost, all in, by who pays?",
                &["cost.per_need", "cost.by_payer", "flow.touch"],
            ),
            (
                "Where do demands bounce between us and the contractor?",
                &["flow.between_organisations", "flow.bounces", "demand.boundary_loss"],
            ),
            ("How long does it take for people, whoever holds it?", &["end_to_end", "flow.distance"]),
        ],
    ),
    (
        "contractor",
        "Contractor or partner",
        [
            (
                "Which failures reached us from upstream?",
                &["cost.failure_balance", "cost.exported_failure", "demand.failure_share"],
            ),
            (
                "What do we wait for, and what is sent back?",
                &["demand.boundary_loss", "flow.returns", "flow.gaps"],
            ),
            ("What change would save both of us?", &["demand.on_the_way", "flow.rework", "demand.kinds"]),
        ],
    ),
    (
        "councillor",
        "Councillor or auditor",
        [
            (
                "Is it getting better for people, beyond chance?",
                &["capability[].end_to_end_weekly", "capability[].failure_share", "purpose.scores"],
            ),
            ("Does any figure look produced by its target?", &["distortion"]),
            (
                "What was promised, and what was delivered?",
                &["before_after", "repeat_contact.one_stop", "end_to_end"],
            ),
        ],
    ),
];

/// What can be looked at: the name in the address, the label, the column.
const PARTS: [(&str, &str, Field); 4] = [
    ("organisation", "Organisation", Field::Organisation),
    ("team", "Team", Field::Team),
    ("place", "Area", Field::Place),
    ("demand", "What was asked for", Field::Demand),
];

fn slice(who: &SignedIn, asked: &Asked) -> Result<Slice, Stop> {
    let day = |name: &str| match asked.query(name).map(str::trim) {
        None | Some("") => Ok::<_, Stop>(None),
        Some(written) => {
            let wrong = || Stop::wrong(format!("“{written}” is not a day; write it as 2026-06-03"));
            let date: jiff::civil::Date = written.parse().map_err(|_| wrong())?;
            let start = date.to_zoned(who.service.zone.clone()).map_err(|_| wrong())?;
            Ok(Some(Instant(start.timestamp().as_microsecond())))
        }
    };
    let chosen = |(name, ..): &(&str, &str, Field)| {
        let value = asked.query(name).filter(|value| !value.is_empty())?;
        Some(((*name).to_string(), value.to_string()))
    };
    Ok(Slice {
        since: day("since")?,
        until: day("until")?,
        values: PARTS.iter().filter_map(chosen).collect(),
    })
}

/// The study of what was chosen. A part with few people in it would tell of one of them: it is open only where each of its needs is open to
/// whoever asks.
fn studied(who: &SignedIn, asked: &Asked) -> Result<std::sync::Arc<Studied>, Stop> {
    let (service, seat) = (&who.service, &who.account.seat);
    let slice = slice(who, asked)?;
    let own = ("organisation".to_string(), seat.organisation.clone());
    let open = slice.is_all() || (may_work(who.account.role) && slice.values.contains(&own));
    let boundary = asked.query("boundary").filter(|name| !name.is_empty()).map(str::to_string);
    let part = Part { slice, boundary };
    let studied = service.studies.of(&service.store, asked.now(), &service.zone, part)?;
    let people = studied.contents.people.unwrap_or(0);
    if open || people == 0 && studied.contents.needs == 0 || people >= u64::from(LEAST_PEOPLE) {
        return Ok(studied);
    }
    Err(Stop::NotYours(format!(
        "There are fewer than {LEAST_PEOPLE} people in this part, so that it could tell who one of them is. Choose a larger part."
    )))
}

/// The ways to other views of the same study.
fn views(who: &SignedIn) -> Markup {
    html! {
        link rel="stylesheet" href="/pictures.css";
        nav aria-label="Study" {
            @if may_work(who.account.role) { a href="/desk" { "Back to the desk" } }
            a href="/desk/study" { "Everything" }
            @for (name, title, _) in WHO { a href=(format!("/desk/study/for/{name}")) { (title) } }
            a href="/desk/changes" { "Changes" }
            a href="/desk/plans" { "Plans" }
        }
    }
}

/// What can be chosen to be looked at, of what occurs.
fn choose(log: &Log, kinds: &[String], asked: &Asked) -> Markup {
    let values = |field: Field| match log.field(field) {
        _ if field == Field::Demand => {
            let mut all: Vec<&str> = kinds.iter().map(String::as_str).collect();
            all.sort_unstable();
            all
        }
        Some(Column::Names(names)) => {
            let mut all: Vec<&str> = names.names.iter().collect();
            all.sort_unstable();
            all
        }
        _ => Vec::new(),
    };
    html! {
        form method="get" role="search" aria-label="What to look at" {
            label { "Opened from" input type="date" name="since" value=[asked.query("since")]; }
            label { "and before" input type="date" name="until" value=[asked.query("until")]; }
            @for (name, title, field) in PARTS {
                @let all = values(field);
                @if !all.is_empty() {
                    label {
                        (title)
                        select name=(name) {
                            option value="" { "All" }
                            @for value in all { option value=(value) selected[asked.query(name) == Some(value)] { (value) } }
                        }
                    }
                }
            }
            @let boundaries = named_boundaries(log);
            @if boundaries.len() > 1 {
                label {
                    "Judged as seen from"
                    select name="boundary" {
                        option value="" { "Each in turn" }
                        @for name in &boundaries {
                            option value=(name) selected[asked.query("boundary") == Some(name)] { (boundary_in_words(name)) }
                        }
                    }
                }
            }
            button { "Look" }
            @if let Some(name) = asked.query("boundary").filter(|name| !name.is_empty()) {
                p.quiet {
                    "What is value and what is failure is said here as seen from " (boundary_in_words(name))
                    ": what is failure to one may have been caused by another."
                }
            }
        }
    }
}

/// What happened today, in the whole of the service: of a part, so few could tell who it was.
fn today(service: &Service, log: &Log, now: Instant) -> Markup {
    let midnight = now.in_zone(&service.zone).date().to_zoned(service.zone.clone());
    let from = midnight.map_or(now, |start| Instant(start.timestamp().as_microsecond()));
    let Lately { opened, sorted } = Lately::of(log, from, now);
    let at = day_and_time(Language::English, now, &service.zone);
    html! { div role="region" aria-label="Today" { p.quiet { "As of " (at) ": " (opened) " opened today, " (sorted) " sorted today, by the word of their people." } } }
}

fn whole(who: &SignedIn, asked: &Asked) -> Result<Reply, Stop> {
    let service = &who.service;
    let log = service.store.log(available_threads())?;
    if log.event_count() == 0 {
        let body = html! { p { "Nothing has happened yet: not enough to say. The first need will be here as soon as it is sent." } };
        return Ok(Reply::Page(desk(who, "Study", &body)));
    }
    let studied = studied(who, asked)?;
    // This page has the report's own foot: whoever studies must see here who they are, and be able to leave.
    let above = html! { div.desk { (views(who)) (today(service, &log, asked.now())) (choose(&log, &studied.kinds, asked)) (signed_in(who)) } };
    let names = [service.setup.name.clone()];
    let report = studied.report(&names, service.setup.purpose.as_deref(), &service.zone, Some(&above));
    Ok(Reply::Page(PreEscaped(report::page(&report))))
}

fn questions(who: &SignedIn, asked: &Asked) -> Result<Reply, Stop> {
    let name = asked.part("who")?;
    let (_, title, questions) = WHO.iter().find(|(known, ..)| *known == name).ok_or(Stop::NotFound)?;
    let service = &who.service;
    let studied = studied(who, asked)?;
    let names = [service.setup.name.clone()];
    let report = studied.report(&names, None, &service.zone, None);
    let body = html! {
        (views(who))
        @for (question, answers) in questions {
            section.question {
                h2 { (question) }
                (answer(&studied, &report, answers))
            }
        }
        p.quiet { (report.holds) " Every figure is worked out from the events alone." }
    };
    Ok(Reply::Page(desk(who, title, &body)))
}

/// The first answer that can be given, with its picture; else what is missing for the first.
fn answer(studied: &Studied, report: &report::Report<'_>, names: &[&str]) -> Markup {
    let answered = names.iter().find(|name| {
        studied.reading(name).is_some_and(|reading| reading.is_answered() && says_something(reading))
    });
    match answered.or(names.first()).and_then(|name| report::answer(report, name)) {
        Some(answer) => answer,
        None => html! { p { "Not enough to say." } },
    }
}

/// Whether there is more in it than that nothing was found.
fn says_something(reading: &throughline::reading::Reading) -> bool {
    !matches!(&reading.shape, Shape::Table(table) if table.rows.is_empty())
}

fn changes(who: &SignedIn, asked: &Asked) -> Result<Reply, Stop> {
    let service = &who.service;
    let all = recorded(&service.store)?;
    let studied = studied(who, asked)?;
    let names = [service.setup.name.clone()];
    let report = studied.report(&names, None, &service.zone, None);
    let body = html! {
        (views(who))
        p { "A change is written down when it is made, with what you expect of it. Then the events say what came before and after." }
        @if !all.is_empty() {
            ol.lines { @for change in &all { li {
                p.snippet { strong { (change.name) } ", " (Instant(change.at_us).day_in(&service.zone)) }
                p { "Why: " (change.reason) }
                p { "Expected: " (change.prediction) }
                @for text in [&change.told.english, &change.told.welsh] { @if !text.is_empty() { p { "Everybody reads: " (text) } } }
                p.facts { "Written down by " (change.by) @if let Some(organisation) = &change.organisation { ". Made in " (organisation) " only" } }
            } } }
            @if let Some(answer) = report::answer(&report, report::BEFORE_AFTER) { h2 { "Before and after" } (answer) }
        }
        @if may_write(who) { (form(who)) }
        @else { p.quiet { "Changes are written down by those who decide on them: managers and commissioners." } }
    };
    Ok(Reply::Page(desk(who, "Changes", &body)))
}

/// A change is read by everybody in public, and what is written stays: only those who decide on changes write them down.
fn may_write(who: &SignedIn) -> bool {
    matches!(who.account.role, Role::Manager | Role::Commissioner)
}

fn form(who: &SignedIn) -> Markup {
    html! {
        h2 { "Write a change down" }
        form method="post" action="/desk/changes" {
            (token(who))
            label for="name" { "What is changed, in a few words" }
            input id="name" name="name" required maxlength="80";
            label for="at" { "From which day on" }
            input.short id="at" name="at" type="date" required;
            label for="organisation" { "Where" }
            select.short id="organisation" name="organisation" {
                option value="" { "Everywhere" }
                @for organisation in &who.service.setup.organisations { option { (organisation.name) } }
            }
            label for="reason" { "Why" }
            textarea.small id="reason" name="reason" required {}
            label for="prediction" { "What you expect, and how you would know" }
            textarea.small id="prediction" name="prediction" required {}
            @if may_look_after(who.account.role) {
            label for="english" { "What everybody may read of it on “How we are doing” " span.hint { "(if anything)" } }
            textarea.small id="english" name="english" lang="en" maxlength="1000" {}
            label for="welsh" { "The same in Welsh" }
            textarea.small id="welsh" name="welsh" lang="cy" maxlength="1000" {}
            }
            button { "Write it down" }
        }
    }
}

fn changed(who: &SignedIn, asked: &Asked) -> Result<Reply, Stop> {
    if !may_write(who) {
        return Err(Stop::NotYours("Only managers and commissioners write changes down.".to_string()));
    }
    let service = &who.service;
    let written = asked.wanted("at", "say from which day on the change holds")?;
    let wrong = || Stop::wrong(format!("“{written}” is not a day; write it as 2026-06-03"));
    let date: jiff::civil::Date = written.trim().parse().map_err(|_| wrong())?;
    let start = date.to_zoned(service.zone.clone()).map_err(|_| wrong())?;
    let organisation = asked.field("organisation");
    let change = Recorded {
        name: asked.wanted("name", "say what is changed, in a few words")?.trim().to_string(),
        at_us: start.timestamp().as_microsecond(),
        organisation: service
            .setup
            .organisations
            .iter()
            .map(|known| known.name.clone())
            .find(|known| *known == organisation),
        reason: asked.wanted("reason", "say why the change is made")?,
        prediction: asked.wanted("prediction", "say what you expect of it, before anybody knows")?,
        by: format!("{}, {}", who.account.seat.team, who.account.seat.organisation),
        told: Both { english: asked.field("english"), welsh: asked.field("welsh") },
    };
    // What everybody reads is for those to decide who look after the service.
    let tells = !change.told.english.trim().is_empty() || !change.told.welsh.trim().is_empty();
    if tells && !may_look_after(who.account.role) {
        return Err(Stop::NotYours(
            "What everybody may read of a change is written by a manager.".to_string(),
        ));
    }
    // What was expected stays as it was written down before anybody knew; pressed twice, it is written once.
    let alike = |known: &&Recorded| known.at_us == change.at_us && known.name == change.name;
    match recorded(&service.store)?.iter().find(alike) {
        Some(known) if *known == change => {}
        Some(_) => {
            let wrong = "a change of that name and day is written down already, and stays as it is; give this one another name";
            return Err(Stop::wrong(wrong));
        }
        None => record(&service.store, &change)?,
    }
    Ok(Reply::See("/desk/changes".to_string()))
}
