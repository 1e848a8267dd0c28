//! One way of arranging the work: a new one, by the kind that it is; or one that is there, and in which numbers it differs.

use maud::{Markup, html};
use throughline::sourcing::amount::Amount;
use throughline::sourcing::arrangement::{Arrangement, KINDS, Kind};
use throughline::sourcing::question::Question;
use throughline::wording::exactly;
use throughline_files::plan::edit::{Agreed, Help, NewWay, put_way, remove};

use super::shown::query;
use super::{around, carried, line, or_again};
use crate::asked::Asked;
use crate::guard::Door;
use crate::here::{called, said_here};
use crate::page::desk;
use crate::plans::ReadsPlan;
use crate::reply::{Reply, Stop};

/// Contracts that a form of few fields can say: as plans write each, its label, what its price is.
const AGREED: [(&str, &str); 3] = [
    ("fixed", "A fixed price: pounds a year"),
    ("unit", "A price for each need that arises: pounds"),
    ("cost_plus", "What it costs by an open book, and a margin: 5%"),
];

/// What is turned where somebody only helps.
const HELPS: &str = "contract";

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::of(door, asked)?;
    let question = reads.question()?;
    if let Some(name) = asked.query("name") {
        let way = question.arrangements.iter().find(|way| way.name == name).ok_or(Stop::NotFound)?;
        let page = desk(&reads.who, called(&way.name), &there(&reads, question, way));
        return Ok(Reply::Page(said_here(page)));
    }
    if !reads.may_change {
        return Err(Stop::NotFound);
    }
    match asked.query("kind").and_then(kind) {
        Some(kind) => page(&reads, question, kind, asked, &html! {}),
        None => Ok(Reply::Page(desk(&reads.who, "Another way", &kinds(&reads)))),
    }
}

fn kind(name: &str) -> Option<&'static Kind> {
    KINDS.into_iter().skip(1).find(|kind| kind.name == name)
}

fn kinds(reads: &ReadsPlan) -> Markup {
    html! {
        (around(reads))
        p { "Of which kind is it? None is better than another until the numbers say so." }
        ul.lines { @for kind in KINDS.iter().skip(1) { li {
            a href=(reads.path(&format!("/way?kind={}", kind.name))) { (kind.title) }
            p.facts { (kind.differs) }
        } } }
        p.quiet { "Several dials can be turned at once, and contracts say more than these forms ask: " a href=(reads.path("/text")) { "in the plan’s text" } "." }
    }
}

fn page(
    reads: &ReadsPlan,
    question: &Question,
    kind: &Kind,
    asked: &Asked,
    wrong: &Markup,
) -> Result<Reply, Stop> {
    let plan = &question.plan;
    let turns = kind.turns.unwrap_or_default();
    let chosen: Vec<&str> = asked.all("pool").collect();
    let body = html! {
        (around(reads))
        (wrong)
        p { (kind.differs) }
        p.quiet { "What only local evidence can say of it: " (kind.evidence.join("; ")) "." }
        @if turns == "split" && plan.areas.is_empty() {
            p { "This plan does not say in which areas people live. Add " code { "[areas]" } " to " a href=(reads.path("/text")) { "its text" } " first, such as " code { "north = 0.5" } " and " code { "south = 0.5" } "." }
        }
        form method="post" action=(reads.path("/way")) {
            (carried(reads))
            input type="hidden" name="kind" value=(kind.name);
            (line(asked, "name", "What it is called", "In a word or two; answers name it so.", false))
            label for="about" { "What it is, in a sentence" }
            textarea.small id="about" name="about" { (asked.field("about")) }
            @if ["move", "merge", "split", "meetings"].contains(&turns) {
                fieldset {
                    legend { @match turns { "move" => { "Whose work goes" } "merge" => { "Who becomes one" } "split" => { "Who works by area" } _ => { "Who meets" } } }
                    @for pool in &plan.pools { label.choice {
                        input type="checkbox" name="pool" value=(pool.name) checked[chosen.contains(&pool.name.as_str())];
                        bdi { (pool.name) ", " (pool.organisation) }
                    } }
                }
            }
            @if ["move", "merge", "task"].contains(&turns) { (line(asked, "organisation", "To which organisation", "", false)) }
            @if turns == HELPS { (line(asked, "organisation", "Who helps", "Own people keep the work.", false)) }
            @if turns == "task" {
                label for="step" { "Which step is done there" }
                select.short id="step" name="step" { @for step in &plan.steps { option value=(step.name) selected[asked.field("step") == step.name] { (step.name) } } }
                (line(asked, "staff", "By how many people", "", false))
                (line(asked, "rate", "What an hour of one costs, in pounds", "", false))
            }
            @if turns == "split" { (line(asked, "overflow", "After how long the others help", "Such as 2d; empty: never.", false)) }
            @if turns == "meetings" { (line(asked, "meetings", "The share of their time that it takes", "Such as 4%.", false)) }
            (line(asked, "months", "How many months until it works", "", false))
            (line(asked, "cost", "What preparing it costs once, in pounds", "", false))
            @if turns == "move" { (agreed(asked)) }
            @if turns == HELPS { (help(asked)) }
            button { "Add it" }
        }
    };
    Ok(Reply::Page(desk(&reads.who, kind.title, &body)))
}

fn agreed(asked: &Asked) -> Markup {
    html! {
        label for="agreed" { "What is agreed" }
        select.short id="agreed" name="agreed" {
            option value="" { "Nothing is said yet" }
            @for (name, label) in AGREED { option value=(name) selected[asked.field("agreed") == name] { (label) } }
        }
        (line(asked, "price", "Its price", "", false))
        (line(asked, "years", "For how many years", "", false))
        (line(asked, "source", "Where the price is from", "Such as: the bid of 3 May.", false))
    }
}

fn help(asked: &Asked) -> Markup {
    html! {
        (line(asked, "stays", "For how many months they help", "The fee is paid as long.", false))
        (line(asked, "failure_times", "How many times as often work fails meanwhile", "Such as 0.8; 1 where nothing says that their help makes a difference.", false))
        (line(asked, "fee", "Their fee, pounds a year", "", false))
        (line(asked, "at_risk", "Which share of it hangs on needs that are met", "Such as 50%.", false))
        (line(asked, "nothing_at", "At which share of needs met nothing of that is earned", "Of needs met and given up, in a month; such as 60%.", false))
        (line(asked, "all_at", "At which share all of it is", "Such as 90%.", false))
        (line(asked, "source", "Where the fee is from", "Such as: their letter of 3 May.", false))
    }
}

fn there(reads: &ReadsPlan, question: &Question, way: &Arrangement) -> Markup {
    let start = format!("option.{}.", way.name);
    let own: Vec<_> = question.plan.written().filter(|amount| amount.path.starts_with(&start)).collect();
    html! {
        (around(reads))
        p { strong { (way.kind.title) } ". " (way.kind.differs) }
        @if !way.about.is_empty() { p { bdi { (way.about) } } }
        h2 { "Its numbers" }
        @if own.is_empty() { p { "It says none of its own: all are the plan’s." } }
        @else { (own_numbers(reads, &start, &own)) }
        @if reads.may_change { (differ(reads, question, way)) }
    }
}

/// The numbers that a way of arranging the work, or a course of the world, has of its own: those whose paths have this start.
pub(super) fn own_numbers(reads: &ReadsPlan, start: &str, own: &[&Amount]) -> Markup {
    html! {
        div.wide tabindex="0" role="group" aria-label="Its numbers" { table {
            thead { tr { th scope="col" { "number" } th scope="col" { "value" } th scope="col" { "known" } th scope="col" { "source" } } }
            tbody { @for amount in own { tr {
                @let path = amount.path.strip_prefix(start).unwrap_or(&amount.path);
                th scope="row" {
                    @if reads.may_change { a href=(reads.path(&format!("/number?path={}", query(&amount.path)))) { bdi { (path) } } }
                    @else { bdi { (path) } }
                }
                td { (exactly(amount.value)) " " (amount.unit) }
                td { (amount.known.name()) }
                td { bdi { (amount.source_told().unwrap_or("none".to_string())) } }
            } } }
        } }
    }
}

/// Numbers of the plan itself: what a way of arranging the work, or a course of the world, may have otherwise.
pub(super) fn others(question: &Question) -> impl Iterator<Item = &Amount> {
    let may = ["demand.", "failure.", "pool.", "step.", "handoff."];
    let known = move |path: &str| may.iter().any(|start| path.starts_with(start));
    question
        .plan
        .amounts
        .iter()
        .filter(move |amount| known(&amount.path) && amount.source.as_deref().is_none_or(|_| amount.line > 0))
}

/// Another number in which it differs; and taking it out.
fn differ(reads: &ReadsPlan, question: &Question, way: &Arrangement) -> Markup {
    html! {
        h2 { "Another number in which it differs" }
        form method="get" action=(reads.path("/number")) {
            input type="hidden" name="way" value=(way.name);
            label for="path" { "Which" }
            select id="path" name="path" {
                @for amount in others(question) {
                    option value=(amount.path) { (amount.path) }
                }
            }
            fieldset {
                legend { "How" }
                label.choice { input type="radio" name="how" value="set" checked; "It is another number" }
                label.choice { input type="radio" name="how" value="times"; "It is so many times as much" }
            }
            button.second { "Say how much" }
        }
        h2 { "Take it out" }
        form method="post" action=(reads.path("/way")) {
            (carried(reads))
            input type="hidden" name="name" value=(way.name);
            button.danger name="do" value="remove" { "Take this way out of the plan" }
        }
    }
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    let name = asked.field("name").trim().to_string();
    if asked.field("do") == "remove" {
        let text = remove(&reads.kept.text, &["option", &name])?;
        reads.changes(asked, text, format!("{name} was taken out"))?;
        return Ok(Reply::See(format!("{}#ways", reads.path(""))));
    }
    let kind = kind(&asked.field("kind")).ok_or(Stop::NotFound)?;
    let question = reads.question()?;
    let change = || {
        let text = put_way(&reads.kept.text, &new(asked, kind))?;
        reads.changes(asked, text, format!("{name} was added"))?;
        Ok(Reply::See(reads.path(&format!("/way?name={}", query(&name)))))
    };
    or_again(change(), |wrong| page(&reads, question, kind, asked, wrong))
}

fn new(asked: &Asked, kind: &'static Kind) -> NewWay {
    let text = |name: &str| asked.field(name).trim().to_string();
    let agreed =
        Agreed { kind: text("agreed"), price: text("price"), years: text("years"), source: text("source") };
    NewWay {
        name: text("name"),
        kind,
        about: text("about"),
        pools: asked.all("pool").map(str::to_string).collect(),
        organisation: text("organisation"),
        task: [text("step"), text("staff"), text("rate")],
        overflow_after: text("overflow"),
        meetings: text("meetings"),
        months: text("months"),
        cost: text("cost"),
        agreed: AGREED.iter().any(|(name, _)| *name == agreed.kind).then_some(agreed),
        help: (kind.turns == Some(HELPS)).then(|| Help {
            months: text("stays"),
            failure_times: text("failure_times"),
            fee: text("fee"),
            at_risk: text("at_risk"),
            nothing_and_all_at: [text("nothing_at"), text("all_at")],
            source: text("source"),
        }),
    }
}
