//! What runs of a plan answered: each as a page, and two of them side by side.

use maud::{Markup, PreEscaped, html};
use throughline::sourcing::plan::Plan;
use throughline::wording::exactly;

use super::around;
use crate::asked::Asked;
use crate::guard::Door;
use crate::here::said_here;
use crate::page::desk;
use crate::plans::{ReadsPlan, Run};
use crate::reply::{Reply, Stop};

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::of(door, asked)?;
    let number = asked.part("run")?.parse().map_err(|_| Stop::NotFound)?;
    Ok(Reply::Page(PreEscaped(reads.page(number)?)))
}

pub(super) fn compared(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::of(door, asked)?;
    let runs = reads.runs()?;
    let run = |name: &str| {
        let number: usize = asked.query(name).and_then(|text| text.parse().ok()).ok_or(Stop::NotFound)?;
        runs.iter().find(|(known, _)| *known == number).ok_or(Stop::NotFound)
    };
    let ((one, first), (other, second)) = (run("one")?, run("other")?);
    let heads = [format!("Run {one}"), format!("Run {other}")];
    let body = html! {
        (around(&reads))
        (differences(first, second, &heads))
        h2 { "What was said" }
        @for (head, run) in heads.iter().zip([first, second]) {
            h3 { (head) }
            ul { @for sentence in &run.says { li { bdi { (sentence) } } } }
            p.facts { "Of " (run.ended) "." }
        }
        (figures(first, second, &heads))
    };
    Ok(Reply::Page(said_here(desk(&reads.who, "Two runs of a plan", &body))))
}

/// The numbers in which the two texts differ.
fn differences(first: &Run, second: &Run, heads: &[String; 2]) -> Markup {
    let plan = |run: &Run| run.question().ok().map(|question| question.plan);
    let (Some(one), Some(other)) = (plan(first), plan(second)) else {
        return html! { p { "One of the two texts cannot be read by this version of Throughline." } };
    };
    let of = |plan: &Plan, path: &str| {
        plan.written().find(|amount| amount.path == path).map(|amount| match amount.range {
            Some(range) => format!(
                "{} ({} to {}) {}",
                exactly(amount.value),
                exactly(range.low),
                exactly(range.high),
                amount.unit
            ),
            None => format!("{} {}", exactly(amount.value), amount.unit),
        })
    };
    let mut paths: Vec<&str> =
        one.written().chain(other.written()).map(|amount| amount.path.as_str()).collect();
    paths.sort_unstable();
    paths.dedup();
    let rows: Vec<_> = paths
        .into_iter()
        .map(|path| (path, of(&one, path), of(&other, path)))
        .filter(|(_, before, after)| before != after)
        .collect();
    html! {
        h2 { "In what the plans differ" }
        @if first.text == second.text { p { "In nothing: it is the same text." } }
        @else if rows.is_empty() { p { "In no number; in words, names or dates." } }
        @else {
            div.wide tabindex="0" role="group" aria-label="Numbers that differ" { table {
                thead { tr { th scope="col" { "number" } @for head in heads { th scope="col" { (head) } } } }
                tbody { @for (path, before, after) in rows { tr {
                    th scope="row" { bdi { (path) } }
                    @for text in [before, after] { td { (text.unwrap_or_else(|| "not there".to_string())) } }
                } } }
            } }
        }
    }
}

/// The figures of every way in both, side by side.
fn figures(first: &Run, second: &Run, heads: &[String; 2]) -> Markup {
    let lines = |run: &Run, way: &str| -> Vec<(String, String)> {
        run.standings.iter().find(|(name, _)| name == way).map_or(Vec::new(), |(_, lines)| lines.clone())
    };
    let mut ways: Vec<&String> = Vec::new();
    for (name, _) in first.standings.iter().chain(&second.standings) {
        if !ways.contains(&name) {
            ways.push(name);
        }
    }
    html! {
        h2 { "Figures" }
        p.hint { "One future in ten lies below the first figure, half below the second, nine in ten below the third." }
        @for way in ways {
            @let (one, other) = (lines(first, way), lines(second, way));
            @let names: Vec<&String> = one.iter().chain(other.iter().filter(|(name, _)| one.iter().all(|(known, _)| known != name))).map(|(name, _)| name).collect();
            div.wide tabindex="0" role="group" aria-label=(format!("Figures of {way}")) { table {
                caption { bdi { (way) } }
                thead { tr { th scope="col" { "figure" } @for head in heads { th scope="col" { (head) } } } }
                tbody { @for name in names { tr {
                    th scope="row" { (name) }
                    @for of in [&one, &other] { td { (of.iter().find(|(known, _)| known == name).map_or("–", |(_, text)| text.as_str())) } }
                } } }
            } }
        }
    }
}
