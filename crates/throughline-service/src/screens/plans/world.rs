//! On a plan's page: the courses that the world may take, and the numbers that go together.

use maud::{Markup, html};
use throughline::sourcing::question::Question;
use throughline_files::plan::edit;

use super::course::of_demands;
use super::shown::query;
use crate::plans::ReadsPlan;
use crate::reply::Stop;

/// What the world may do, and how demands go on meanwhile.
pub(super) fn courses(reads: &ReadsPlan, question: &Question) -> Markup {
    let to = |name: &str| reads.path(&format!("/course?name={}", query(name)));
    let going_on = of_demands(question);
    html! {
        h2 id="courses" { "What the world may do" }
        @if question.drifts.is_empty() { p { "The plan looks at no other course than its own." } }
        @else {
            p { "Courses that it may take, for every way of arranging the work alike:" }
            ul { @for drift in &question.drifts { li {
                a href=(to(&drift.name)) { bdi { (drift.name) } }
                @if drift.probability.is_none() { span.hint { ", a stress that nobody gives a chance" } }
            } } }
        }
        @if !going_on.is_empty() {
            p { "How demands go on in all of them:" }
            ul { @for name in going_on { li { a href=(to(name)) { bdi { (name) } } } } }
        }
        @if reads.may_change { p {
            a href=(reads.path("/course")) { "Add another course" } ", or "
            a href=(reads.path("/course?of=demands")) { "how demands go on" } "."
        } }
    }
}

/// Numbers that go together.
pub(super) fn together(reads: &ReadsPlan) -> Result<Markup, Stop> {
    let all = edit::together(&reads.kept.text)?;
    Ok(html! {
        h2 id="together" { "Numbers that go together" }
        @if all.is_empty() { p { "None: each is drawn for itself." } }
        @else {
            ul { @for one in &all { li {
                @if reads.may_change { a href=(reads.path(&format!("/together?name={}", query(&one.name)))) { bdi { (one.name) } } }
                @else { strong { bdi { (one.name) } } }
                ", by " (one.rank.value) ": " bdi { (one.of.join(", ")) }
            } } }
        }
        @if reads.may_change { p { a href=(reads.path("/together")) { "Let numbers go together" } } }
    })
}
