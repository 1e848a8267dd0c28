//! The study, live: all of it, or of a part; and for each of those who answer for the service their three questions.

use maud::{Markup, PreEscaped, html};
use throughline::contact::sharing::{may_arrange, may_work};
use throughline::contact::{Language, Lately, Told};
use throughline::demand::codes::{boundary_in_words, named_boundaries};
use throughline::demand::own_words::LEAST_PEOPLE;
use throughline::log::{Column, Field, Log, Slice};
use throughline::reading::Shape;
use throughline::time::Instant;
use throughline::wording::{counted, thousands};
use throughline_web::report::{self, Report};

use super::Screen;
use crate::asked::Asked;
use crate::guard::{Service, SignedIn};
use crate::here::said_here;
use crate::language::day_and_time;
use crate::page::{desk, signed_in};
use crate::plans::{last_run, readable};
use crate::reply::{Reply, Stop, problem};
use crate::study::{Part, Studied, available_threads, recorded};

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
];

/// A question of somebody, and what says most of it.
type Question = (&'static str, AnsweredBy);

/// What a question is answered from.
enum AnsweredBy {
    /// The study: the first of these answers that can be given.
    Study(&'static [&'static str]),
    /// The plans of how the work could be arranged.
    Plans,
    /// What people and those who asked for changes were told, and what came of it.
    Promises,
}

/// Those who answer for the service, and what each wants to know (domain.md 7).
const WHO: [(&str, &str, [Question; 3]); 4] = [
    (
        "manager",
        "Service manager",
        [
            (
                "What are people asking for, and how much of it did we, or whom, cause?",
                AnsweredBy::Study(&["demand.kinds", "demand.failure_share"]),
            ),
            (
                "What is our true end-to-end capability, and did our change shift it?",
                AnsweredBy::Study(&["capability[].end_to_end_weekly", "end_to_end", "before_after"]),
            ),
            (
                "Which one predictable cause, if switched off, frees most time?",
                AnsweredBy::Study(&["cost.exported_failure", "demand.on_the_way", "flow.gaps"]),
            ),
        ],
    ),
    (
        "commissioner",
        "Commissioner",
        [
            (
                "What does a need met really cost, all in, by who pays?",
                AnsweredBy::Study(&["cost.per_need", "cost.by_payer", "flow.touch"]),
            ),
            (
                "Where do demands bounce between us and the contractor?",
                AnsweredBy::Study(&["flow.between_organisations", "flow.bounces", "demand.boundary_loss"]),
            ),
            (
                "What would another arrangement cost, with what certainty, and how do we get out?",
                AnsweredBy::Plans,
            ),
        ],
    ),
    (
        "contractor",
        "Contractor or partner",
        [
            (
                "Which failures reached us from upstream?",
                AnsweredBy::Study(&["cost.failure_balance", "cost.exported_failure", "demand.failure_share"]),
            ),
            (
                "What do we wait for, and what is sent back?",
                AnsweredBy::Study(&["demand.boundary_loss", "flow.returns", "flow.gaps"]),
            ),
            (
                "What change would save both of us?",
                AnsweredBy::Study(&["demand.on_the_way", "flow.rework", "demand.kinds"]),
            ),
        ],
    ),
    (
        "councillor",
        "Councillor or auditor",
        [
            (
                "Is it getting better for people, beyond chance?",
                AnsweredBy::Study(&[
                    "capability[].end_to_end_weekly",
                    "capability[].failure_share",
                    "purpose.scores",
                ]),
            ),
            ("Does any figure look produced by its target?", AnsweredBy::Study(&["distortion"])),
            ("What was promised, and what was delivered?", AnsweredBy::Promises),
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
    let (since, until) = (day("since")?, day("until")?);
    if since.zip(until).is_some_and(|(since, until)| since >= until) {
        return Err(Stop::wrong(
            "the day that needs are opened before is not after the day they are opened from",
        ));
    }
    Ok(Slice { since, until, values: PARTS.iter().filter_map(chosen).collect() })
}

/// The study of what was chosen. A part with few people in it would tell of one of them: it is open only where each of its needs is open to
/// whoever asks.
pub(super) fn studied(who: &SignedIn, asked: &Asked) -> Result<std::sync::Arc<Studied>, Stop> {
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
pub(super) fn views(who: &SignedIn) -> Markup {
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
    let studied = match studied(who, asked) {
        Err(Stop::Wrong(why)) => return to_mend(who, asked, &log, &why),
        studied => studied?,
    };
    // This page has the report's own foot: whoever studies must see here who they are, and be able to leave.
    let above = html! { div.desk { (views(who)) (today(service, &log, asked.now())) (choose(&log, &studied.kinds, asked)) (signed_in(who)) } };
    let names = [service.setup.name.clone()];
    let report = studied.report(&names, service.setup.purpose.as_deref(), &service.zone, Some(&above));
    Ok(Reply::Page(said_here(PreEscaped(report::page(&report)))))
}

/// What cannot be looked at is said above the form that asked for it, with what was chosen.
fn to_mend(who: &SignedIn, asked: &Asked, log: &Log, why: &str) -> Result<Reply, Stop> {
    let service = &who.service;
    let all = service.studies.of(&service.store, asked.now(), &service.zone, Part::default())?;
    let body = html! {
        (views(who))
        (problem("This cannot be looked at", why))
        (choose(log, &all.kinds, asked))
    };
    Ok(Reply::Again(desk(who, "Study", &body)))
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
        @for (question, answered) in questions {
            section.question {
                h2 { (question) }
                @match answered {
                    AnsweredBy::Study(answers) => (answer(&studied, &report, answers)),
                    AnsweredBy::Plans => (arrangements(who)?),
                    AnsweredBy::Promises => (promises(who, asked, &studied, &report)?),
                }
            }
        }
        p.quiet { (report.holds) " Every figure is worked out from the events alone." }
    };
    Ok(Reply::Page(said_here(desk(who, title, &body))))
}

/// What was promised, to people with their first words and of changes when they were made, and what was delivered.
fn promises(who: &SignedIn, asked: &Asked, studied: &Studied, report: &Report<'_>) -> Result<Markup, Stop> {
    let service = &who.service;
    let hours = service.setup.answer_hours;
    let log = service.store.log(available_threads())?;
    let told = Told::of(&log, hours, asked.now());
    let changes = recorded(&service.store)?;
    Ok(html! {
        p { "People are told that somebody answers within " (counted(u64::from(hours), "hour", "hours")) " of their first words. " (delivered(told)) }
        @if changes.is_empty() { p { "No change has been written down yet, and so nobody has said what to expect of one." } }
        @else {
            p { "Of changes it was written down beforehand what to expect:" }
            ul { @for change in &changes { li { bdi { (change.name) } ", " (Instant(change.at_us).day_in(&service.zone)) ": " bdi { (change.prediction) } } } }
            (answer(studied, report, &["before_after"]))
        }
    })
}

/// What came of what people are told, of those whose time is over.
fn delivered(told: Told) -> String {
    if told.all() == 0 {
        return "Of nobody is that time over yet.".to_string();
    }
    let sorted = match told.sorted_before {
        0 => String::new(),
        sorted => {
            format!("; {} sorted, by the word of their people, before that", counted(sorted, "was", "were"))
        }
    };
    format!(
        "Of {} whose time is over, {} answered by then, {} later, and {} not yet{sorted}.",
        counted(told.all(), "need", "needs"),
        counted(told.in_time, "was", "were"),
        thousands(told.later),
        thousands(told.not_yet),
    )
}

/// So many plans are told of, those that were changed last; the others are a press away.
const PLANS: usize = 5;

/// What the plans answer that somebody may read: of each the first sentence of its last run, over how many futures, and what it says of leaving.
fn arrangements(who: &SignedIn) -> Result<Markup, Stop> {
    let all = readable(who)?;
    let mut told = Vec::new();
    for (id, kept) in all.iter().take(PLANS) {
        told.push((id, kept, last_run(who, id)?));
    }
    Ok(html! {
        @if told.is_empty() { p { "There is no plan that you may read." } }
        @else { ul.lines { @for (id, kept, run) in &told { li {
            p.snippet { a href=(format!("/desk/plan/{id}")) { bdi { (kept.name()) } } }
            @match run {
                None => p { "It has not been run yet: its page does that." },
                Some((number, run)) => {
                    @for sentence in first_and_leaving(&run.says) { p { bdi { (sentence) } } }
                    p.facts {
                        "Of " (run.ended) @if run.version != kept.version() { ". The plan was changed since" } ". "
                        a href=(format!("/desk/plan/{id}/answer/{number}")) { "The whole answer: how sure it is, and what leaving costs" }
                    }
                }
            }
        } } } }
        p {
            @if may_arrange(who.account.role) { a href="/desk/plans" { @if told.is_empty() { "Begin a plan" } @else { "All plans, and a new one" } } }
            @else { a href="/desk/plans" { "All plans that you may read" } ". Managers and commissioners begin them." }
        }
    })
}

/// Of what an answer says its first sentence, and the first about leaving.
fn first_and_leaving(says: &[String]) -> Vec<&String> {
    let leaving =
        says.iter().skip(1).find(|sentence| sentence.to_lowercase().contains("being able to leave"));
    says.first().into_iter().chain(leaving).collect()
}

/// The first answer that can be given, with its picture; else what is missing for the first.
fn answer(studied: &Studied, report: &Report<'_>, names: &[&str]) -> Markup {
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
