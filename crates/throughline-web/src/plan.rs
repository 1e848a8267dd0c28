//! The answer to a plan's question as one page that stands alone: what each way of arranging the work would do, how sure that is, and what it
//! rests on. It works nothing out.

mod assessment;
mod decides;
mod flows;
mod pictures;
mod register;

use maud::{DOCTYPE, Markup, html};
use throughline::reading::Reading;
use throughline::sourcing::amount::{Amount, Range};
use throughline::sourcing::answer::{Answer, Standing};
use throughline::sourcing::money::is_organisation;
use throughline::sourcing::question::Question;
use throughline::wording::{self, counted, three};

use crate::report::head;

/// What goes with an answer on its page.
#[derive(Default)]
pub struct Around<'a> {
    /// How the work goes under each arrangement, in their order: readings of `flow.map` of a run of each. None are drawn where there are none.
    pub flows: &'a [Reading],
    /// Where the page is part of a running service: what there is of it.
    pub service: Option<Service<'a>>,
}

/// What a page of a running service leads to.
pub struct Service<'a> {
    /// Stands above everything: the way back.
    pub above: &'a Markup,
    /// The address of a run of an arrangement in the study, by its name.
    pub run: &'a dyn Fn(&str) -> String,
    /// The address of a number, by its path, where whoever may changes it.
    pub number: &'a dyn Fn(&str) -> String,
}

/// The whole page; `ended` says how many futures were looked at, and why no more.
pub fn page(question: &Question, answer: &Answer, ended: &str, around: &Around<'_>) -> String {
    let plan = &question.plan;
    let stamp = question.read_from.stamp(plan.seed);
    let title = format!("{}: ways of arranging the work", plan.name);
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            (head(&title))
            body {
                a class="skip" href="#answers" { "Skip to the answers" }
                @if let Some(service) = &around.service { (service.above) }
                header {
                    p class="made" { "A plan by Throughline" }
                    h1 { bdi { (title) } }
                    p class="holds" {
                        (counted(u64::from(plan.days), "day", "days")) " from " (plan.start) "; " (ended) "."
                    }
                    p class="holds" { (stamp) }
                }
                main id="answers" {
                    (first(question, answer))
                    (side_by_side(answer))
                    (pictures::apart(answer))
                    (pictures::saved(answer))
                    (flows::flows(answer, around))
                    (each(question, answer))
                    (leaving(answer))
                    (decides::drivers(question, answer))
                    (decides::crossovers(question, answer))
                    (regret(answer))
                    (register::register(question, answer, around.service.as_ref()))
                    (assessment::assessment(question, answer))
                }
                footer { p { "Every figure follows from the numbers of this plan: it says what they would come to, not what will happen." } p { (stamp) } }
            }
        }
    };
    wording::legible(&page.into_string())
}

fn first(question: &Question, answer: &Answer) -> Markup {
    let unsourced = question.plan.written().filter(|amount| amount.source.is_none()).count() as u64;
    html! {
        section class="first" {
            h2 { "What can be said" }
            ul class="sentences" {
                @for sentence in &answer.says { li { bdi { (sentence) } } }
                @if unsourced > 0 {
                    li { (unsourced) " of " (counted(question.plan.written().count() as u64, "number", "numbers")) " in this plan have no source." }
                }
            }
            @if let Some(regret) = &answer.regret {
                p { bdi { (regret.says()) } " " a href="#regret" { "What each would cost more on each course" } }
            }
            p class="rests" {
                "Every way was looked at in the same futures. With no evidence none of them wins: every effect on people is nought until the plan says "
                "otherwise. People who give up cost nothing, and are no saving: they are counted beside."
            }
        }
    }
}

/// All of them in one table: a row for each figure.
fn side_by_side(answer: &Answer) -> Markup {
    let lines: Vec<Vec<(String, String)>> = answer.standings.iter().map(Standing::lines).collect();
    // In the order of the one that has most of them.
    let mut longest: Vec<&Vec<(String, String)>> = lines.iter().collect();
    longest.sort_by_key(|of| std::cmp::Reverse(of.len()));
    let mut names: Vec<&String> = Vec::new();
    for (name, _) in longest.into_iter().flatten() {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    let cell = |of: &[(String, String)], name: &String| {
        of.iter().find(|(known, _)| known == name).map_or("–".to_string(), |(_, text)| text.clone())
    };
    html! {
        section {
            h2 id="side-by-side" { "Side by side" }
            p class="rests" { "One future in ten lies below the first figure, half below the second, nine in ten below the third." }
            div class="wide" tabindex="0" role="group" aria-label="Figures of each way of arranging the work" {
                table {
                    thead { tr {
                        th scope="col" { "figure" }
                        @for standing in &answer.standings { th scope="col" { bdi { (standing.name) } } }
                    } }
                    tbody {
                        @for name in names {
                            tr {
                                th scope="row" { (name) }
                                @for of in &lines { td { (cell(of, name)) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn each(question: &Question, answer: &Answer) -> Markup {
    html! {
        section {
            h2 id="each" { "Each way" }
            @if answer.standings.iter().any(|standing| !standing.pounds_by_line.is_empty()) {
                p class="rests" {
                    "Activity time is what people are paid for while they work on needs, fixed what they and all else are paid for whether or not "
                    "they do: work that is spared moves from the one to the other."
                }
            }
            @for (place, (standing, arrangement)) in answer.standings.iter().zip(&question.arrangements).enumerate() {
                article {
                    h3 { bdi { (standing.name) } ": " (standing.title) }
                    @if !arrangement.about.is_empty() { p { bdi { (arrangement.about) } } }
                    p class="why" { (arrangement.kind.differs) }
                    @if let Some(says) = standing.pays_for_itself() { p { bdi { (says) } } }
                    @for fares in standing.fares.iter().filter(|fares| is_organisation(&fares.name)) { p { bdi { (fares.says()) } } }
                    (pictures::bill(place, question, answer))
                    p class="rests" { "What only local evidence can say of it: " (arrangement.kind.evidence.join("; ")) "." }
                }
            }
        }
    }
}

/// What being able to leave is worth, of those that bind.
fn leaving(answer: &Answer) -> Markup {
    let says: Vec<String> = answer
        .standings
        .iter()
        .filter_map(|standing| Some(standing.leaving.as_ref()?.says(&standing.name)))
        .collect();
    html! {
        @if !says.is_empty() {
            section {
                h2 id="leaving" { "What it is worth to be able to leave" }
                ul class="sentences" { @for sentence in &says { li { bdi { (sentence) } } } }
                p class="rests" {
                    "Left for the service as it is, at the review at the end of a year, where by the last twelve months that would save more than leaving "
                    "costs. Nobody foresees anything."
                }
            }
        }
    }
}

fn regret(answer: &Answer) -> Markup {
    let Some(regret) = &answer.regret else { return html! {} };
    html! {
        section {
            h2 id="regret" { "If the world takes another course" }
            p { "What choosing it would cost more than the best there, for each need met. The one whose worst is smallest is marked." }
            div class="wide" tabindex="0" role="group" aria-label="Regret of each way on each course" {
                table {
                    thead { tr { th scope="col" { "way" } @for course in &regret.scenarios { th scope="col" class="number" { bdi { (course) } } } } }
                    tbody { @for (place, option) in regret.options.iter().enumerate() {
                        tr {
                            th scope="row" { bdi { (option) } @if regret.minimax[place] { " (smallest worst)" } }
                            @for (more, left_out) in regret.table[place].iter().zip(&regret.left_out[place]) {
                                td class="number" { @if *left_out { "leaves work undone" } @else { (more) } }
                            }
                        }
                    } }
                }
            }
        }
    }
}

/// A table that can be scrolled sideways; `of` says what it holds, a column that begins with `#` holds numbers.
fn table(of: &str, columns: &[&str], rows: &[Vec<String>]) -> Markup {
    table_of(of, columns, rows, None)
}

/// The same; what stands first in each row may lead somewhere.
fn table_of(
    of: &str,
    columns: &[&str],
    rows: &[Vec<String>],
    leads: Option<&dyn Fn(&str) -> String>,
) -> Markup {
    let class = |column: &str| column.starts_with('#').then_some("number");
    html! {
        div class="wide" tabindex="0" role="group" aria-label=(of) {
            table {
                thead { tr { @for column in columns {
                    th scope="col" class=[class(column)] { bdi { (column.trim_start_matches('#')) } }
                } } }
                tbody { @for row in rows { tr { @for (place, (cell, column)) in row.iter().zip(columns).enumerate() {
                    @if place == 0 {
                        th scope="row" {
                            @match leads {
                                Some(to) => { a href=(to(cell)) { bdi { (breaking(cell)) } } }
                                None => { bdi { (breaking(cell)) } }
                            }
                        }
                    } @else {
                        td class=[class(column)] { bdi { (cell) } }
                    }
                } } } }
            }
        }
    }
}

/// The range of a number, with its unit once where that stands behind.
fn between(amount: &Amount, range: Range) -> String {
    let says_itself = ["share", "hours"].contains(&amount.unit);
    let low = if says_itself { amount.told(range.low) } else { three(range.low) };
    format!("{low} to {}", amount.told(range.high))
}

/// A path, which may go on in the next line after a dot; anything else as it is.
fn breaking(cell: &str) -> Markup {
    let is_path = cell.starts_with(char::is_alphabetic) && !cell.contains(' ');
    html! {
        @if is_path {
            @for part in cell.split_inclusive('.') { (part) wbr; }
        } @else {
            (cell)
        }
    }
}

#[cfg(test)]
mod tests;
