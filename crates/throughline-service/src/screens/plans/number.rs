//! One number of a plan: what it is, between what it may lie, where it is from and how it is known.

use maud::{Markup, html};
use throughline::sourcing::amount::{Belief, Grade, Known};
use throughline_files::plan::edit::{Said, length, put, remove, said};

use super::length::drawn;
use super::{around, carried, or_again};
use crate::asked::Asked;
use crate::guard::Door;
use crate::here::called;
use crate::page::desk;
use crate::plans::ReadsPlan;
use crate::reply::{Reply, Stop};

/// The path that is asked for: a number's own, or the one under which a way of arranging the work, or a course of the world, differs in it.
fn path(asked: &Asked) -> Result<String, Stop> {
    let given = |name: &str| asked.query(name).map(str::trim).filter(|text| !text.is_empty());
    match (given("path"), given("way"), given("course"), given("how")) {
        (Some(path), None, None, _) => Ok(path.to_string()),
        (Some(path), Some(way), None, Some(how @ ("set" | "times"))) => {
            Ok(format!("option.{way}.{how}.{path}"))
        }
        (Some(path), None, Some(course), Some(how @ ("set" | "times"))) => {
            Ok(format!("drift.{course}.{how}.{path}"))
        }
        _ => Err(Stop::NotFound),
    }
}

/// A number that holds in place of the plan's own under a way of arranging the work, or on a course of the world.
struct Differs<'p> {
    /// Where such numbers stand: `option` or `drift`.
    kind: &'static str,
    /// The way, or the course.
    name: &'p str,
    /// How: `set` or `times`.
    how: &'p str,
    /// In place of which.
    of: &'p str,
}

impl Differs<'_> {
    /// The page of the way or the course.
    fn page(&self) -> String {
        let page = if self.kind == "option" { "way" } else { "course" };
        format!("/{page}?name={}", super::shown::query(self.name))
    }
}

/// What holds in place of the plan's own there; `None` for a number of the plan itself.
fn differs<'p>(reads: &ReadsPlan, path: &'p str) -> Option<Differs<'p>> {
    let question = reads.question().ok()?;
    let ways = question.arrangements.iter().map(|way| way.name.len());
    let courses = question.drifts.iter().map(|drift| drift.name.len());
    let (kind, rest, lengths): (_, _, Vec<usize>) = match path.split_once('.')? {
        ("option", rest) => ("option", rest, ways.collect()),
        ("drift", rest) => ("drift", rest, courses.collect()),
        _ => return None,
    };
    let goes_on = |length: &usize| {
        rest.get(*length..).is_some_and(|rest| rest.starts_with(".set.") || rest.starts_with(".times."))
    };
    let (name, rest) = rest.split_at(lengths.into_iter().filter(goes_on).max()?);
    let (how, of) = rest.trim_start_matches('.').split_once('.')?;
    Some(Differs { kind, name, how, of })
}

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    let path = path(asked)?;
    let known = said(&reads.kept.text, &path)?;
    if known.is_none() && differs(&reads, &path).is_none() {
        let question = reads.question()?;
        let amount = question.plan.amounts.iter().find(|amount| amount.path == path);
        let gone = || Stop::wrong("the plan no longer has this number: look for it in the plan");
        let amount = amount.ok_or_else(gone)?;
        let taken = Said { value: amount.value.to_string(), ..Said::default() };
        return page(&reads, &path, &taken, false, &html! {});
    }
    page(&reads, &path, &known.clone().unwrap_or_default(), known.is_some(), &html! {})
}

fn page(reads: &ReadsPlan, path: &str, now: &Said, is_there: bool, wrong: &Markup) -> Result<Reply, Stop> {
    let differs = differs(reads, path);
    let body = html! {
        (around(reads))
        (wrong)
        @if let Some(Differs { name, how, of, .. }) = differs {
            p { "Under " strong { bdi { (called(name)) } } ", in place of the plan’s own " code { bdi { (of) } } "." }
            @if how == "times" { p { "It is written as a multiple: 0.9 is a tenth less, 1.1 a tenth more." } }
        } @else {
            p { code { bdi { (path) } } @if let Some(unit) = unit(reads, path) { ", counted in " (unit) } @if !is_there { ": the plan says nothing of it; this is what is taken." } }
        }
        (of_a_length(reads, path))
        form method="post" action=(reads.path("/number")) {
            (carried(reads))
            input type="hidden" name="path" value=(path);
            label for="v" { "Its value" }
            p.hint id="v-hint" { "As the plan writes it: 300, 0.35 or 35%, £2,050,000; a length as 30m, 4h or 2d." }
            input.short id="v" name="v" value=(now.value) required aria-describedby="v-hint" autocomplete="off";
            fieldset {
                legend { "Between what it may lie" }
                p.hint id="range-hint" { "Left empty it is taken as exact, and no future differs in it." }
                label for="lo" { "From" }
                input.short id="lo" name="lo" value=(now.low) aria-describedby="range-hint" autocomplete="off";
                label for="hi" { "To" }
                input.short id="hi" name="hi" value=(now.high) aria-describedby="range-hint" autocomplete="off";
                label for="dist" { "How it lies there" }
                select.short id="dist" name="dist" {
                    option value="" { "not said (pert)" }
                    @for (name, belief) in Belief::NAMES { option value=(name) selected[now.belief == name] { (name) ": " (lies(belief)) } }
                }
            }
            label for="source" { "Where it is from" }
            input id="source" name="source" value=(now.source);
            label for="status" { "How it is known" }
            select.short id="status" name="status" {
                option value="" { "not said (assumed)" }
                @for (name, known) in Known::NAMES { option value=(name) selected[now.status == name] { (name) ": " (by(known)) } }
            }
            label for="grade" { "How good that source is" }
            select.short id="grade" name="grade" {
                option value="" { "not said" }
                @for (name, grade) in Grade::NAMES { option value=(name) selected[now.grade == name] { (name) ": " (from(grade)) } }
            }
            label for="owner" { "Who answers for it" }
            input.short id="owner" name="owner" value=(now.owner);
            label for="date" { "As of which day" }
            input.short id="date" name="date" type="date" value=(now.date);
            button { "Keep it" }
            @if is_there && differs.is_some() { button.second name="do" value="remove" formnovalidate { "Let it be the plan’s own again" } }
        }
    };
    Ok(Reply::Page(desk(&reads.who, "A number", &body)))
}

/// The way to another family, where the number is one of those by which lengths of time are drawn.
fn of_a_length(reads: &ReadsPlan, path: &str) -> Markup {
    let above = path.rsplit_once('.').map_or("", |(above, _)| above);
    let found = length(&reads.kept.text, above).ok().flatten();
    html! {
        @if let Some(found) = found {
            p {
                "Lengths are drawn " (drawn(&found.family)) ". "
                a href=(reads.path(&format!("/length?path={}", super::shown::query(above)))) { "Draw them otherwise" }
            }
        }
    }
}

/// What a number is counted in, if in anything.
fn unit(reads: &ReadsPlan, path: &str) -> Option<&'static str> {
    let question = reads.question().ok()?;
    let amount = question.plan.amounts.iter().find(|amount| amount.path == path)?;
    Some(amount.unit).filter(|unit| !unit.is_empty())
}

fn lies(belief: Belief) -> &'static str {
    match belief {
        Belief::Uniform => "anything between is as likely",
        Belief::Triangular => "a triangle, the value the likeliest",
        Belief::Pert => "around the value, the ends seldom",
        Belief::Normal => "a bell, 95 % between",
        Belief::Lognormal => "a bell with a long right side, 95 % between",
        Belief::Beta => "a share, 95 % between",
    }
}

fn from(grade: Grade) -> &'static str {
    match grade {
        Grade::A => "audit, statute or peer review",
        Grade::B => "a sector body, or the press on a source of grade A",
        Grade::C => "what the owner of a case or a consultant says",
        Grade::D => "a campaigner, vendor or blog",
        Grade::Judgement => "nobody but us",
    }
}

fn by(known: Known) -> &'static str {
    match known {
        Known::Measured => "from a log, a ledger or a count",
        Known::Quoted => "from a contract, a tariff, a study",
        Known::Judged => "by those who know the work",
        Known::Assumed => "by nobody, it had to be something",
    }
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    let path = asked.wanted("path", "say which number")?;
    let text = |name: &str| asked.field(name).trim().to_string();
    let now = Said {
        value: text("v"),
        low: text("lo"),
        high: text("hi"),
        belief: text("dist"),
        source: text("source"),
        status: text("status"),
        grade: text("grade"),
        owner: text("owner"),
        date: text("date"),
    };
    let is_there = said(&reads.kept.text, &path)?.is_some();
    or_again(change(&reads, asked, &path, &now), |wrong| page(&reads, &path, &now, is_there, wrong))
}

fn change(reads: &ReadsPlan, asked: &Asked, path: &str, now: &Said) -> Result<Reply, Stop> {
    let differs = differs(reads, path);
    let to = match &differs {
        Some(differs) => reads.path(&differs.page()),
        None => format!("{}#numbers", reads.path("")),
    };
    if let (true, Some(Differs { kind, name, how, of })) = (asked.field("do") == "remove", differs) {
        let text = remove(&reads.kept.text, &[kind, name, how, of])?;
        reads.changes(asked, text, format!("{path} is the plan’s own again"))?;
        return Ok(Reply::See(to));
    }
    if now.value.is_empty() {
        return Err(Stop::wrong("say the number’s value"));
    }
    let before = said(&reads.kept.text, path)?.unwrap_or_default();
    let text = put(&reads.kept.text, path, now)?;
    if text != reads.kept.text {
        reads.changes(asked, text, format!("{path}: {}", now.beside(&before)))?;
    }
    Ok(Reply::See(to))
}
