//! How the work goes under each way of arranging it: the map of one run of each, as the study draws it, and the way into the study.

use maud::{Markup, PreEscaped, html};
use throughline::flow::map::MEASURE;
use throughline::reading::Reading;
use throughline::sourcing::answer::Answer;

use super::Around;
use crate::picture::map::Amount;
use crate::picture::{About, Picture, of_reading};

/// The maps of a page may have so many bytes together, so that it can be sent.
const MOST_BYTES: usize = 250_000;

pub(super) fn flows(answer: &Answer, around: &Around<'_>) -> Markup {
    if around.flows.is_empty() && around.service.is_none() {
        return html! {};
    }
    let mut room = MOST_BYTES;
    // The base first, beside which the others are read.
    let maps: Vec<Option<String>> = (0..answer.standings.len())
        .map(|place| {
            let map = map(place, &answer.standings[place].name, around.flows.get(place)?)?;
            room = room.checked_sub(map.len())?;
            Some(map)
        })
        .collect();
    let is_cut = around.flows.iter().zip(&maps).any(|(flow, map)| flow.is_answered() && map.is_none());
    html! {
        section {
            h2 id="flows" { "How the work goes" }
            @if maps.iter().any(Option::is_some) {
                p class="rests" {
                    "What follows what under each way, in one short run of it with every number as the plan has it, luck and all. Names are the plan’s."
                    @if is_cut { " Some maps are left out, so that this page stays light." }
                }
            }
            @for (place, (standing, map)) in answer.standings.iter().zip(&maps).enumerate() {
                @if let Some(map) = map {
                    details open[place == 0] {
                        summary { "The map of " bdi { (standing.name) } }
                        figure class="drawn" { (PreEscaped(map)) }
                    }
                }
                @if let Some(service) = &around.service {
                    p { a href=((service.run)(&standing.name)) { "Open a run of " bdi { (standing.name) } " in the study, beside today’s" } }
                }
            }
        }
    }
}

/// The map of a way, if its run has one.
fn map(place: usize, name: &str, flow: &Reading) -> Option<String> {
    let (mark, title) = (format!("way-{place}-"), format!("What way needs take under {name}"));
    let about = About {
        name: MEASURE.name,
        mark: &mark,
        title: &title,
        period: "",
        unit: MEASURE.unit,
        zone: &jiff::tz::TimeZone::UTC,
        amount: Amount::Few,
    };
    of_reading(&about, flow, None).as_ref().map(Picture::on_page)
}
