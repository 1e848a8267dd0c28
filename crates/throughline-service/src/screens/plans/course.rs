//! What the world may do: another course that it may take, and how demands go on in every course.

use maud::{Markup, html};
use throughline::sourcing::question::Question;
use throughline_files::plan::edit::{
    Course, OfDemands, Said, put_course, put_of_demands, remove_course, said,
};

use super::shown::query;
use super::way::{others, own_numbers};
use super::{around, carried, line, or_again};
use crate::asked::Asked;
use crate::guard::Door;
use crate::page::desk;
use crate::plans::ReadsPlan;
use crate::reply::{Reply, Stop};

/// The numbers of how demands go on.
const OF_DEMANDS: [&str; 2] = ["level_per_year", "spec_changes_per_year"];

/// What plans say of how demands go on, by name.
pub(super) fn of_demands(question: &Question) -> Vec<&str> {
    let mut all: Vec<&str> = question.plan.written().filter_map(|amount| goes_on(&amount.path)).collect();
    all.dedup();
    all
}

/// What a number of how demands go on stands under.
fn goes_on(path: &str) -> Option<&str> {
    let rest = path.strip_prefix("drift.")?;
    OF_DEMANDS.iter().find_map(|key| rest.strip_suffix(key)?.strip_suffix('.'))
}

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::of(door, asked)?;
    let question = reads.question()?;
    if let Some(name) = asked.query("name") {
        let is_course = question.drifts.iter().any(|drift| drift.name == name);
        if !is_course && !of_demands(question).contains(&name) {
            return Err(Stop::NotFound);
        }
        let chance = said(&reads.kept.text, &format!("drift.{name}.probability"))?.unwrap_or_default().value;
        return there(&reads, name, is_course.then_some(chance.as_str()), &html! {});
    }
    if !reads.may_change {
        return Err(Stop::NotFound);
    }
    match asked.query("of") {
        Some("demands") => of_demands_page(&reads, asked, &html! {}),
        _ => page(&reads, asked, &html! {}),
    }
}

fn page(reads: &ReadsPlan, asked: &Asked, wrong: &Markup) -> Result<Reply, Stop> {
    let chosen = asked.field("path");
    let body = html! {
        (around(reads))
        (wrong)
        p { "On another course of the world a number is not what the plan says, for every way of arranging the work alike. The answer says what each way would cost more there than the best." }
        form method="post" action=(reads.path("/course")) {
            (carried(reads))
            (line(asked, "name", "What it is called", "In a word or two, such as cold winters.", true))
            (line(asked, "probability", "How likely it is", "A share, such as 20%. Left empty it is a stress that nobody gives a chance.", false))
            label for="path" { "Which number is not what the plan says" }
            select id="path" name="path" {
                @for amount in others(reads.question()?) { option value=(amount.path) selected[chosen == amount.path] { (amount.path) } }
            }
            (how(asked.field("how") == "set"))
            (line(asked, "v", "How much", "As the plan writes it: 300, 0.35 or 35%; of so many times as much: 1.1 is a tenth more.", true))
            (line(asked, "lo", "Between", "Left empty it is taken as exact.", false))
            (line(asked, "hi", "and", "", false))
            (line(asked, "source", "Where it is from", "", false))
            button { "Add it" }
        }
        p { "More or fewer needs every year, whatever else the world does, are " a href=(reads.path("/course?of=demands")) { "how demands go on" } "." }
    };
    Ok(Reply::Page(desk(&reads.who, "Another course of the world", &body)))
}

/// Whether a number is another, or so many times as much.
fn how(is_set: bool) -> Markup {
    html! {
        fieldset {
            legend { "How" }
            label.choice { input type="radio" name="how" value="times" checked[!is_set]; "It is so many times as much" }
            label.choice { input type="radio" name="how" value="set" checked[is_set]; "It is another number" }
        }
    }
}

fn of_demands_page(reads: &ReadsPlan, asked: &Asked, wrong: &Markup) -> Result<Reply, Stop> {
    let chosen = |demand: &str| asked.all("demand").any(|value| value == demand);
    let body = html! {
        (around(reads))
        (wrong)
        p { "How demands go on in every future, and under every way of arranging the work." }
        form method="post" action=(reads.path("/course")) {
            (carried(reads))
            input type="hidden" name="of" value="demands";
            (line(asked, "name", "What it is called", "In a word or two, such as growth.", true))
            (line(asked, "v", "By what share more needs arise each year", "Such as 2%; below 0 where they become fewer. Left empty nothing is said of it.", false))
            (line(asked, "lo", "Between", "Left empty it is taken as exact.", false))
            (line(asked, "hi", "and", "", false))
            (line(asked, "changes", "How often in a year what is needed changes", "Such as 6: rules, prices, products. Left empty nothing is said of it.", false))
            (line(asked, "source", "Where that is from", "", false))
            fieldset {
                legend { "Of which kinds of needs" }
                @for demand in &reads.question()?.plan.demands { label.choice {
                    input type="checkbox" name="demand" value=(demand.name) checked[chosen(&demand.name)];
                    bdi { (demand.name) }
                } }
            }
            button { "Add it" }
        }
    };
    Ok(Reply::Page(desk(&reads.who, "How demands go on", &body)))
}

/// A course that is there, with the chance it has; without one for how demands go on.
fn there(reads: &ReadsPlan, name: &str, chance: Option<&str>, wrong: &Markup) -> Result<Reply, Stop> {
    let question = reads.question()?;
    let start = format!("drift.{name}.");
    let own: Vec<_> = question.plan.written().filter(|amount| amount.path.starts_with(&start)).collect();
    let body = html! {
        (around(reads))
        (wrong)
        p { @match chance { Some(_) => "A course that the world may take, for every way of arranging the work alike.", None => "How demands go on in every course of the world." } }
        (own_numbers(reads, &start, &own))
        @if reads.may_change { (change_it(reads, name, chance)?) }
    };
    Ok(Reply::Page(desk(&reads.who, name, &body)))
}

fn change_it(reads: &ReadsPlan, name: &str, chance: Option<&str>) -> Result<Markup, Stop> {
    Ok(html! {
        @if let Some(chance) = chance {
            h2 { "How likely it is" }
            form method="post" action=(reads.path("/course")) {
                (carried(reads))
                input type="hidden" name="name" value=(name);
                label for="probability" { "A share, such as 20%" }
                p.hint id="probability-hint" { "Left empty it is a stress that nobody gives a chance." }
                input.short id="probability" name="probability" value=(chance) aria-describedby="probability-hint" autocomplete="off";
                button.second name="do" value="likely" { "Keep it" }
            }
            h2 { "Another number that is not what the plan says" }
            form method="get" action=(reads.path("/number")) {
                input type="hidden" name="course" value=(name);
                label for="path" { "Which" }
                select id="path" name="path" { @for amount in others(reads.question()?) { option value=(amount.path) { (amount.path) } } }
                (how(false))
                button.second { "Say how much" }
            }
        }
        h2 { "Take it out" }
        form method="post" action=(reads.path("/course")) {
            (carried(reads))
            input type="hidden" name="name" value=(name);
            button.danger name="do" value="remove" { "Take it out of the plan" }
        }
    })
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    let name = asked.field("name").trim().to_string();
    let chance = asked.field("probability").trim().to_string();
    match asked.field("do").as_str() {
        "remove" => {
            let done = taken_out(&reads, asked, &name);
            let is_course = reads.question()?.drifts.iter().any(|drift| drift.name == name);
            or_again(done, |wrong| there(&reads, &name, is_course.then_some(chance.as_str()), wrong))
        }
        "likely" => {
            let done = likely(&reads, asked, (&name, &chance));
            or_again(done, |wrong| there(&reads, &name, Some(&chance), wrong))
        }
        _ if asked.field("of") == "demands" => {
            let done = adds(&reads, asked, put_of_demands(&reads.kept.text, &demands_sent(asked)), &name);
            or_again(done, |wrong| of_demands_page(&reads, asked, wrong))
        }
        _ => {
            let course = Course { name: name.clone(), probability: chance, number: Some(number_sent(asked)) };
            let done = adds(&reads, asked, put_course(&reads.kept.text, &course, true), &name);
            or_again(done, |wrong| page(&reads, asked, wrong))
        }
    }
}

fn taken_out(reads: &ReadsPlan, asked: &Asked, name: &str) -> Result<Reply, Stop> {
    let text = remove_course(&reads.kept.text, name)?;
    reads.changes(asked, text, format!("{name} was taken out"))?;
    Ok(Reply::See(format!("{}#courses", reads.path(""))))
}

fn likely(reads: &ReadsPlan, asked: &Asked, (name, chance): (&str, &str)) -> Result<Reply, Stop> {
    let course = Course { name: name.to_string(), probability: chance.to_string(), number: None };
    let text = put_course(&reads.kept.text, &course, false)?;
    if text != reads.kept.text {
        let what = if chance.is_empty() {
            "nobody gives it a chance".to_string()
        } else {
            format!("its chance is {chance}")
        };
        reads.changes(asked, text, format!("{name}: {what}"))?;
    }
    Ok(Reply::See(reads.path(&format!("/course?name={}", query(name)))))
}

fn adds(
    reads: &ReadsPlan,
    asked: &Asked,
    text: Result<String, throughline::error::Error>,
    name: &str,
) -> Result<Reply, Stop> {
    reads.changes(asked, text?, format!("{name} was added, which the world may do"))?;
    Ok(Reply::See(reads.path(&format!("/course?name={}", query(name)))))
}

/// What the form says of a number.
fn said_sent(asked: &Asked, value: &str) -> Said {
    let text = |name: &str| asked.field(name).trim().to_string();
    Said { value: text(value), source: text("source"), ..Said::default() }
}

fn ranged(asked: &Asked) -> Said {
    let text = |name: &str| asked.field(name).trim().to_string();
    Said { low: text("lo"), high: text("hi"), ..said_sent(asked, "v") }
}

/// Whether the number is written as a multiple, which it is, and what is said of it.
fn number_sent(asked: &Asked) -> (bool, String, Said) {
    (asked.field("how") != "set", asked.field("path"), ranged(asked))
}

fn demands_sent(asked: &Asked) -> OfDemands {
    OfDemands {
        name: asked.field("name"),
        level: ranged(asked),
        spec_changes: said_sent(asked, "changes"),
        demands: asked.all("demand").map(str::to_string).collect(),
    }
}
