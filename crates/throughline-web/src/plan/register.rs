//! The register of assumptions on the page of a plan: every number that somebody wrote, with its line, those that decide most first.

use maud::{Markup, html};
use throughline::sourcing::answer::{Answer, Assumption};
use throughline::sourcing::question::Question;
use throughline::sourcing::unwritten;
use throughline::wording::percent;

use super::{Service, between, table, table_of};

pub(super) fn register(question: &Question, answer: &Answer, service: Option<&Service<'_>>) -> Markup {
    let all = answer.register(&question.plan);
    let owned = all.iter().any(|one| one.amount.owner.is_some());
    let dated = all.iter().any(|one| one.amount.date.is_some());
    let mut columns =
        vec!["number", "#line", "value", "range", "#goes with it", "costs the same at", "known", "source"];
    columns.extend(owned.then_some("owner"));
    columns.extend(dated.then_some("date"));
    let rows: Vec<Vec<String>> = all.iter().map(|one| row(one, owned, dated)).collect();
    html! {
        section {
            h2 id="register" { "What it rests on" }
            @match service {
                Some(_) => { p { "Whoever disagrees with a number opens it here by its name, says what it is and where that is from, and runs the plan again." } }
                None => { p { "Whoever disagrees with a number finds it in the plan by its line, changes it, and runs the plan again." } }
            }
            @if let Some((first, second)) = answer.leading {
                p class="rests" {
                    "Those that decide most stand first. “Goes with it” is the share of how the difference between "
                    bdi { (answer.standings[first].name) } " and " bdi { (answer.standings[second].name) }
                    " varies; “costs the same at” is what the number would have to be for the two to cost the same, by a straight line through the "
                    "futures: an estimate. --crossover looks for it."
                }
            }
            (table_of("Every number of the plan", &columns, &rows, service.map(|service| service.number)))
            (not_written(question))
        }
    }
}

/// What is in no sum, beside what is known of it elsewhere.
fn not_written(question: &Question) -> Markup {
    let all = unwritten::of(question);
    let rows =
        all.iter().map(|one| vec![one.option.clone(), one.what.to_string(), one.known(), one.write.clone()]);
    let rows: Vec<Vec<String>> = rows.collect();
    html! {
        @if !rows.is_empty() {
            h3 id="unwritten" { "What nobody wrote" }
            p {
                "None of this is in any sum. What is known of it comes from elsewhere, mostly from deals that were written about because they went "
                "wrong: it is taken only where somebody writes it into the plan."
            }
            (table("What nobody wrote of a contract", &["way", "what", "known elsewhere", "to have it counted, write"], &rows))
            p class="rests" {
                "Grade A: audit, statute or peer review. B: a sector body, or the press on one of A. C: what the owner of a case or a consultant says. D: "
                "a campaigner, vendor or blog. Judgement: nobody but us."
            }
        }
    }
}

fn row(one: &Assumption<'_>, owned: bool, dated: bool) -> Vec<String> {
    let amount = one.amount;
    let mut row = vec![
        amount.path.clone(),
        amount.line.to_string(),
        amount.told(amount.value),
        amount.range.map_or("taken as exact".to_string(), |range| between(amount, range)),
        one.driver.map_or("–".to_string(), |driver| percent(driver.share)),
        if amount.range.is_some() { one.costs_the_same_at() } else { "–".to_string() },
        amount.known.name().to_string(),
        amount.source_told().unwrap_or("none".to_string()),
    ];
    row.extend(owned.then(|| amount.owner.clone().unwrap_or("none".to_string())));
    row.extend(dated.then(|| amount.date.map_or("none".to_string(), |date| date.to_string())));
    row
}
