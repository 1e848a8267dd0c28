//! How long something takes: of which family lengths are drawn, and another in its place.

use maud::{Markup, html};
use throughline_files::plan::edit::{Length, length, put_length};

use super::shown::query;
use super::{around, carried, or_again};
use crate::asked::Asked;
use crate::guard::Door;
use crate::page::desk;
use crate::plans::ReadsPlan;
use crate::reply::{Reply, Stop};

/// How lengths of each family are drawn, as plans write it: the end of a sentence.
pub(super) fn drawn(family: &str) -> &'static str {
    match family {
        "fixed" => "always the same",
        "exp" => {
            "by an exponential: short ones are frequent, and how long it took says nothing of how long it still takes"
        }
        "uniform" => "evenly between two lengths",
        "lognormal" => "by a lognormal: most near the middle, few of them very long",
        "gamma" => "by a gamma: as a lognormal, with fewer that are very long",
        "weibull" => "by a Weibull: by its shape ever more, or ever less, likely to end the longer it took",
        "erlang" => "as the sum of equal exponential parts",
        "hyper" => "by one of two exponentials, as a chance says",
        "seen" => "as they were seen, evenly between neighbours",
        _ => "in a way that this version does not know",
    }
}

/// What a number of a family is, and how it is written.
fn asked_for(key: &str) -> (&'static str, &'static str) {
    match key {
        "length" => ("How long", "As 30m, 4h or 2d."),
        "mean" => ("The mean", "As 30m, 4h or 2d."),
        "low" => ("From", "As 30m, 4h or 2d."),
        "high" => ("To", "As 30m, 4h or 2d."),
        "variation" => ("How much they vary", "The standard deviation divided by the mean; such as 0.8."),
        "shape" => (
            "The shape",
            "Below 1: many short ones and some very long; above 1: most near the mean; such as 2.",
        ),
        "parts" => ("How many parts", "A whole number from 1 on."),
        "chance" => ("The chance of the first", "A share, such as 0.25."),
        "first_mean" => ("The mean of the first", "As 30m, 4h or 2d."),
        "second_mean" => ("The mean of the second", "As 30m, 4h or 2d."),
        _ => ("The lengths that were seen", "One after the other, such as 5m 7m 12m 40m."),
    }
}

/// Whether a number need not be said.
fn is_spared(family: &str, key: &str) -> bool {
    (family, key) == ("seen", "mean")
}

/// The length that is asked for, and where it stands.
fn found(reads: &ReadsPlan, path: Option<&str>) -> Result<(String, Length), Stop> {
    let path = path.ok_or(Stop::NotFound)?.trim().to_string();
    let found = length(&reads.kept.text, &path)?.ok_or(Stop::NotFound)?;
    Ok((path, found))
}

pub(super) fn shown(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    let (path, found) = found(&reads, asked.query("path"))?;
    let family = asked.query("family").map(str::to_string);
    if let Some(family) = family.filter(|family| Length::families().any(|known| known == *family)) {
        // Lengths that were seen have a mean of their own.
        let is_own = |key: &str| is_spared(&family, key) && found.family != family;
        let now = |key: &str| {
            found.part(key).filter(|_| !is_own(key)).map_or(String::new(), |said| said.value.clone())
        };
        let written: Vec<(&str, String)> = Length::keys(&family).iter().map(|key| (*key, now(key))).collect();
        return page(&reads, &path, &family, &written, "", &html! {});
    }
    let body = html! {
        (around(&reads))
        p { code { bdi { (path) } } }
        p { "Lengths are drawn " (drawn(&found.family)) "." }
        @if !found.parts.is_empty() {
            dl { @for (key, said) in &found.parts {
                dt { (asked_for(key).0) }
                dd { bdi { (said.value) } @if !said.low.is_empty() { ", between " (said.low) " and " (said.high) } @if !said.source.is_empty() { ". Source: " bdi { (said.source) } } }
            } }
        }
        h2 { "How else they may be drawn" }
        ul.lines { @for family in Length::families() { li {
            a href=(reads.path(&format!("/length?path={}&family={family}", query(&path)))) { (family) }
            @if family == found.family { " (as it is)" }
            p.facts { (drawn(family)) }
        } } }
    };
    Ok(Reply::Page(desk(&reads.who, "How long something takes", &body)))
}

fn page(
    reads: &ReadsPlan,
    path: &str,
    family: &str,
    written: &[(&str, String)],
    source: &str,
    wrong: &Markup,
) -> Result<Reply, Stop> {
    let body = html! {
        (around(reads))
        (wrong)
        p { code { bdi { (path) } } ", drawn " (drawn(family)) "." }
        form method="post" action=(reads.path("/length")) {
            (carried(reads))
            input type="hidden" name="path" value=(path);
            input type="hidden" name="family" value=(family);
            @for (key, value) in written {
                @let (label, hint) = asked_for(key);
                label for=(key) { (label) }
                p.hint id=(format!("{key}-hint")) { (hint) @if is_spared(family, key) { " Left empty it is that of the lengths." } }
                @if *key == "seen" { textarea.small id=(key) name=(key) required aria-describedby=(format!("{key}-hint")) { (value) } }
                @else { input.short id=(key) name=(key) value=(value) required[!is_spared(family, key)] aria-describedby=(format!("{key}-hint")) autocomplete="off"; }
            }
            label for="source" { "Where what you changed is from" }
            p.hint id="source-hint" { "What stays as it was keeps its range and its source. Each number has a form of its own for the rest." }
            input id="source" name="source" value=(source) aria-describedby="source-hint";
            button { "Draw them so" }
        }
    };
    Ok(Reply::Page(desk(&reads.who, "How long something takes", &body)))
}

pub(super) fn sent(door: &Door, asked: &Asked) -> Result<Reply, Stop> {
    let reads = ReadsPlan::to_change(door, asked)?;
    let given = asked.field("path");
    let (path, before) = found(&reads, Some(&given))?;
    let (family, source) = (asked.field("family"), asked.field("source"));
    let keys = Length::keys(&family);
    if keys.is_empty() {
        return Err(Stop::NotFound);
    }
    let written: Vec<(&str, String)> = keys.iter().map(|key| (*key, asked.field(key))).collect();
    let change = || {
        let text = put_length(&reads.kept.text, &path, &family, &written, &source)?;
        if text != reads.kept.text {
            reads.changes(asked, text, format!("{path}: {}, now {family}", before.family))?;
        }
        Ok(Reply::See(format!("{}#numbers", reads.path(""))))
    };
    or_again(change(), |wrong| page(&reads, &path, &family, &written, &source, wrong))
}
