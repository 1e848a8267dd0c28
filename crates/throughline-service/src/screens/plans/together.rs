//! Numbers of a plan that go together: high where the others are high, or low.

use maud::{Markup, html};
use throughline::sourcing::amount::Amount;
use throughline_files::plan::edit::{GoTogether, Said, put_together, remove, together};

use super::{around, carried, or_again};
use crate::asked::Asked;
use crate::guard::Door;
use crate::page::desk;
use crate::plans::ReadsPlan;
use crate::reply::{Reply, Stop};

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    let all = together(&reads.kept.text)?;
    match asked.query("name") {
        None => page(&reads, &GoTogether::default(), true, &html! {}),
        Some(name) => {
            let known = all.iter().find(|one| one.name == name).ok_or(Stop::NotFound)?;
            page(&reads, known, false, &html! {})
        }
    }
}

fn page(reads: &ReadsPlan, now: &GoTogether, is_new: bool, wrong: &Markup) -> Result<Reply, Stop> {
    // What is exact goes with nothing, and what is written of options and courses is theirs.
    let may = |amount: &&Amount| amount.range.is_some() && amount.line > 0;
    let question = reads.question()?;
    let body = html! {
        (around(reads))
        (wrong)
        p { "Futures are drawn so that these numbers go together: where one is high, the others tend to be high too, or low where the figure is below 0. Numbers that nothing names are independent." }
        form method="post" action=(reads.path("/together")) {
            (carried(reads))
            @if is_new {
                label for="name" { "What they are called together" }
                p.hint id="name-hint" { "In a word or two, such as wages." }
                input.short id="name" name="name" value=(now.name) required aria-describedby="name-hint";
            } @else {
                input type="hidden" name="name" value=(now.name);
                input type="hidden" name="known" value="yes";
                p { strong { bdi { (now.name) } } }
            }
            fieldset {
                legend { "Which numbers" }
                p.hint { "Two at least, of those that are not known exactly." }
                @for amount in question.plan.amounts.iter().filter(may) {
                    label.choice {
                        input type="checkbox" name="of" value=(amount.path) checked[now.of.contains(&amount.path)];
                        bdi { (amount.path) }
                    }
                }
            }
            label for="rank" { "How much each two of them go together" }
            p.hint id="rank-hint" { "A rank correlation: 0 not at all, 0.7 much, −0.5 one high where the other is low." }
            input.short id="rank" name="rank" value=(now.rank.value) required aria-describedby="rank-hint" autocomplete="off";
            label for="source" { "Where that is from" }
            input id="source" name="source" value=(now.rank.source);
            button { "Keep it" }
            @if !is_new { button.second name="do" value="remove" formnovalidate { "Let them be independent again" } }
        }
    };
    Ok(Reply::Page(desk(&reads.who, "Numbers that go together", &body)))
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    let is_new = !asked.has("known");
    let name = asked.field("name").trim().to_string();
    let before = together(&reads.kept.text)?.into_iter().find(|one| one.name == name);
    let of = asked.all("of").map(str::to_string).collect();
    let rank = Said {
        value: asked.field("rank").trim().replace('−', "-"),
        source: asked.field("source").trim().to_string(),
        ..before.map(|before| before.rank).unwrap_or_default()
    };
    let now = GoTogether { name, of, rank };
    or_again(change(&reads, asked, &now, is_new), |wrong| page(&reads, &now, is_new, wrong))
}

fn change(reads: &ReadsPlan, asked: &Asked, now: &GoTogether, is_new: bool) -> Result<Reply, Stop> {
    let to = format!("{}#together", reads.path(""));
    if asked.field("do") == "remove" {
        let text = remove(&reads.kept.text, &["correlation", &now.name])?;
        reads.changes(asked, text, format!("{}: independent again", now.name))?;
        return Ok(Reply::See(to));
    }
    let text = put_together(&reads.kept.text, now, is_new)?;
    if text != reads.kept.text {
        reads.changes(
            asked,
            text,
            format!("{}: {} go together by {}", now.name, now.of.join(" and "), now.rank.value),
        )?;
    }
    Ok(Reply::See(to))
}
