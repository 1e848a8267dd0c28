//! The annex for a delivery model assessment: what a plan and its answer give for it, folded on a screen and open on paper. What the plan
//! does not say is marked.

use maud::{Markup, html};
use throughline::sourcing::answer::{Answer, pounds};
use throughline::sourcing::assessment::{Assessment, Considered, Pilot};
use throughline::sourcing::question::Question;
use throughline::wording::{counted, percent};

use super::table;

const NOT_SAID: &str = "not said in this plan";

pub(super) fn assessment(question: &Question, answer: &Answer) -> Markup {
    let assessment = Assessment::of(question, answer);
    html! {
        section {
            h2 id="assessment" { "Annex: delivery model assessment" }
            p class="why" { "What this plan gives for one; what it does not say is marked." }
            (folded("Options considered", &counted(assessment.ways.len() as u64, "way of arranging the work", "ways of arranging the work"), &considered(&assessment)))
            (folded("Should-cost", "What the work costs at the plan's own rates", &should_cost(&assessment)))
            (folded("Sensitivity", "Which numbers decide", &sensitivity(answer)))
            (folded("Pilot", "What to try first on a small scale", &pilot(&assessment)))
            (folded("Exit", "What leaving each way takes", &exits(&assessment)))
        }
    }
}

fn folded(title: &str, says: &str, inside: &Markup) -> Markup {
    html! { article class="folded" { h3 { (title) } details { summary { (says) } div { (inside) } } } }
}

fn considered(assessment: &Assessment) -> Markup {
    let row = |way: &Considered| {
        let about = if way.about.is_empty() {
            way.differs.to_string()
        } else {
            format!("{} {}", way.about, way.differs)
        };
        vec![way.name.clone(), way.title.to_string(), about, way.evidence.join("; ")]
    };
    let rows: Vec<Vec<String>> = assessment.ways.iter().map(row).collect();
    let columns = ["way", "kind", "what changes", "what only local evidence can say"];
    html! {
        (table("Options considered", &columns, &rows))
        p class="rests" { "All were looked at in the same futures. Which others were thought of, and why they are not here, is " (NOT_SAID) "." }
    }
}

fn should_cost(assessment: &Assessment) -> Markup {
    let row = |way: &Considered| vec![way.name.clone(), pounds(way.work_pounds_a_year)];
    let rows: Vec<Vec<String>> = assessment.ways.iter().map(row).collect();
    html! {
        p {
            "Paid time, worked or idle, and what is fixed with it, whoever pays for it, for 365 days: the mean of the futures over the whole plan, "
            "the months before a way begins among them. It is what the work costs, not a price; a bid far from it is to be asked about."
        }
        (table("What the work costs a year", &["way", "#a year"], &rows))
    }
}

fn sensitivity(answer: &Answer) -> Markup {
    html! {
        @if answer.drivers.is_empty() {
            p { "Not enough to say: no number of the plan has a range, nothing costs anything, or there are too few futures." }
        } @else {
            p {
                "How far each number moves the difference is drawn under " a href="#drivers" { "What decides" } "; what each would have to be to turn "
                "the answer is in the register under " a href="#register" { "What it rests on" } "."
            }
        }
    }
}

fn pilot(assessment: &Assessment) -> Markup {
    let row = |pilot: &Pilot| {
        let needs = pilot.needs.map_or("not a matter of counting needs".to_string(), |needs| {
            throughline::wording::thousands(needs)
        });
        vec![pilot.path.clone(), percent(pilot.share), pilot.measure.to_string(), needs]
    };
    let rows: Vec<Vec<String>> = assessment.pilot.iter().map(row).collect();
    html! {
        @if rows.is_empty() {
            p { "No number decides enough to be worth a pilot of its own, or there is not enough to say." }
        } @else {
            p { "The numbers that decide most, to be found out on a small scale before anyone signs:" }
            (table("What to find out first", &["number", "#decides", "what to measure", "#needs to observe to halve its range"], &rows))
            p class="rests" {
                "So many needs, observed one after the other, make the 95 % interval half as wide as the range is now. Where the pilot is, how long it "
                "runs and who stops it when people are harmed is " (NOT_SAID) "."
            }
        }
    }
}

fn exits(assessment: &Assessment) -> Markup {
    html! {
        @for way in assessment.ways.iter().filter(|way| !way.exit.is_empty()) {
            h4 { bdi { (way.name) } }
            @let rows = way.exit.iter().map(|(what, says)| {
                vec![what.to_string(), says.clone().unwrap_or(NOT_SAID.to_string())]
            });
            (table(&format!("Leaving {}", way.name), &["what leaving takes", "what the plan says"], &rows.collect::<Vec<_>>()))
        }
    }
}
