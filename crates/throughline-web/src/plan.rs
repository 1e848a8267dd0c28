//! The answer to a plan's question as one page that stands alone: what each way of arranging the work would do, how sure that is, and what it
//! rests on. It works nothing out.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use throughline::sourcing::amount::Amount;
use throughline::sourcing::answer::{Answer, Spread, Standing, pounds};
use throughline::sourcing::money::is_organisation;
use throughline::sourcing::question::Question;
use throughline::wording::{self, counted, three};

use crate::picture::{Words, of_both, ranges};
use crate::report::{footer, head};

/// The whole page; `ended` says how many futures were looked at, and why no more.
pub fn page(question: &Question, answer: &Answer, ended: &str) -> String {
    let plan = &question.plan;
    let title = format!("{}: ways of arranging the work", plan.name);
    let page = html! {
        (DOCTYPE)
        html lang="en-GB" {
            (head(&title))
            body {
                a class="skip" href="#answers" { "Skip to the answers" }
                header {
                    p class="made" { "A plan by Throughline" }
                    h1 { bdi { (title) } }
                    p class="holds" {
                        (counted(u64::from(plan.days), "day", "days")) " from " (plan.start) "; " (ended) "; seed " (plan.seed) "."
                    }
                }
                main id="answers" {
                    (first(question, answer))
                    (side_by_side(answer))
                    (pictures(answer))
                    (each(question, answer))
                    (leaving(answer))
                    (drivers(question, answer))
                    (regret(answer))
                    (register(question))
                }
                (footer())
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

fn pictures(answer: &Answer) -> Markup {
    let drawing = |id: &str,
                   title: &str,
                   unit: &str,
                   of: &dyn Fn(&Standing) -> Option<Spread>,
                   told: &dyn Fn(f64) -> String| {
        let range = |standing: &Standing| {
            let spread = of(standing)?;
            let at = (spread.p10, spread.p50, spread.p90);
            Some(ranges::Range { name: standing.name.clone(), at, says: spread.told(told) })
        };
        ranges::Drawing {
            words: Words {
                id: id.to_string(),
                title: title.to_string(),
                about: counted(answer.futures as u64, "future", "futures"),
                says: vec!["The point is the middle future; one in ten lies left of each line, one in ten right of it.".to_string()],
            },
            unit: unit.to_string(),
            ranges: answer.standings.iter().filter_map(range).collect(),
        }
    };
    let day = |days: f64| throughline::time::plain(days * 86_400.0);
    let mut all = vec![drawing(
        "plan-days",
        "First words to met, the mean of a future",
        "days",
        &|one| one.end_to_end_days,
        &day,
    )];
    if answer.leading.is_some() {
        let cost = drawing(
            "plan-cost",
            "What each need met costs",
            "pounds",
            &|one| one.pounds_per_need_met,
            &pounds,
        );
        all.insert(0, cost);
    }
    html! {
        section {
            h2 id="pictures" { "How far apart they lie" }
            div class="pictures" {
                @for drawing in &all {
                    figure {
                        figcaption { (drawing.words.title) }
                        div class="drawn" { (PreEscaped(of_both(|put| ranges::svg(drawing, put)))) }
                        p class="rests" { (drawing.words.says[0]) " The figures are in the table above." }
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
            @for (standing, arrangement) in answer.standings.iter().zip(&question.arrangements) {
                article {
                    h3 { bdi { (standing.name) } ": " (standing.title) }
                    @if !arrangement.about.is_empty() { p { bdi { (arrangement.about) } } }
                    p class="why" { (arrangement.kind.differs) }
                    @if let Some(even) = standing.break_even.as_ref().filter(|_| standing.pounds_per_need_met_mean != 0.0) { p { (even.says()) } }
                    @for fares in standing.fares.iter().filter(|fares| is_organisation(&fares.name)) { p { bdi { (fares.says()) } } }
                    @if !standing.pounds_by_line.is_empty() {
                        div class="wide" tabindex="0" role="group" aria-label={ "Money of " (standing.name) } {
                            table {
                                thead { tr { th scope="col" { "for what, over the whole plan" } th scope="col" class="number" { "mean" } } }
                                tbody { @for (line, sum) in &standing.pounds_by_line {
                                    tr { th scope="row" { (line.name()) } td class="number" { (pounds(*sum)) } }
                                } }
                            }
                        }
                    }
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

fn drivers(question: &Question, answer: &Answer) -> Markup {
    let Some((first, second)) = answer.leading else { return html! {} };
    html! {
        section {
            h2 id="drivers" { "What decides" }
            @if answer.drivers.is_empty() {
                p { "Not enough to say: no number of the plan has a range, or there are fewer than 32 futures." }
            } @else {
                p { "Between " bdi { (answer.standings[first].name) } " and " bdi { (answer.standings[second].name) } ", by the numbers that are not known:" }
                ul { @for driver in answer.drivers.iter().take(10) { li { bdi { (driver.says(&question.plan.amounts[driver.place])) } } } }
            }
            @if let Some(worth) = answer.perfect_information_pounds.filter(|worth| *worth >= 0.005) {
                p { "To know the future before choosing would be worth " (pounds(worth)) " for each need met: no study of it is worth more." }
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
                            @for more in &regret.table[place] { td class="number" { (more) } }
                        }
                    } }
                }
            }
        }
    }
}

/// Every number that somebody wrote, with its line in the plan.
fn register(question: &Question) -> Markup {
    let range = |amount: &Amount| match amount.range {
        Some(range) => format!("{} to {}", three(range.low), three(range.high)),
        None => "taken as exact".to_string(),
    };
    html! {
        section {
            h2 id="register" { "What it rests on" }
            p { "Whoever disagrees with a number finds it in the plan by its line, changes it, and runs the plan again." }
            div class="wide" tabindex="0" role="group" aria-label="Every number of the plan" {
                table {
                    thead { tr {
                        th scope="col" { "number" } th scope="col" class="number" { "line" } th scope="col" class="number" { "value" }
                        th scope="col" { "in" } th scope="col" { "range" } th scope="col" { "known" } th scope="col" { "source" }
                    } }
                    tbody { @for amount in question.plan.written() {
                        tr {
                            th scope="row" { bdi { (amount.path) } }
                            td class="number" { (amount.line) }
                            td class="number" { (three(amount.value)) }
                            td { (amount.unit) }
                            td { (range(amount)) }
                            td { (amount.known.name()) }
                            td { bdi { (amount.source.as_deref().unwrap_or("none")) } }
                        }
                    } }
                }
            }
        }
    }
}
