//! Patterns that were looked for: those found, with what they could also be; those looked for and not found; those that could not be tested.

use maud::{Markup, html};
use throughline::reading::{Finding, Verdict, counted, thousands};

use super::answer::said;

pub(super) fn list(all: &[Finding]) -> Markup {
    let of = |wanted: &[Verdict]| -> Vec<&Finding> {
        all.iter().filter(|finding| wanted.contains(&finding.verdict)).collect()
    };
    let (nothing, untested) = (of(&[Verdict::Nothing]), of(&[Verdict::NotEnough]));
    let count = |findings: &[&Finding]| counted(findings.len() as u64, "pattern", "patterns");
    html! {
        @for finding in of(&[Verdict::Found, Verdict::Rule]) { (one(finding)) }
        @if !nothing.is_empty() {
            details {
                summary { "Looked for, and no evidence found: " (count(&nothing)) }
                p { "That is no proof that there is none. The interval in each says how large an effect would have been missed." }
                ul { @for finding in nothing { li { strong { (said(&title(finding))) } ": " (said(&finding.says)) } } }
            }
        }
        @if !untested.is_empty() {
            details {
                summary { "Could not be tested: " (count(&untested)) }
                p { "What is missing, and would have to be there:" }
                ul { @for finding in untested { li { strong { (said(&title(finding))) } ": " (said(missing(finding))) } } }
            }
        }
    }
}

fn one(finding: &Finding) -> Markup {
    html! {
        div class="finding" {
            h4 { (said(&title(finding))) @if finding.verdict == Verdict::Rule { " (made by a rule)" } }
            p { (said(&finding.says)) }
            dl {
                @if let Some(needs) = finding.needs_affected { dt { "How many needs" } dd { "about " (thousands(needs)) } }
                dt { "Recorded by" } dd { (finding.who.says()) }
                dt { "Does a rule make this?" } dd { (finding.rule) }
                dt { "Could also be" } dd { (finding.could_also_be) }
                dt { "Look at" } dd { (finding.look_at) }
                @if let Some(q) = finding.q { dt { "Chance of as much without it, all tests counted" } dd { (chance(q)) } }
            }
        }
    }
}

/// What is missing for a test.
fn missing(finding: &Finding) -> &str {
    finding.says.trim_start_matches("Not enough to say: ")
}

fn title(finding: &Finding) -> String {
    let target = finding.target.as_ref().map_or(String::new(), |target| format!(": {target}"));
    let place = finding.place.as_ref().map_or(String::new(), |place| format!(", {place}"));
    super::sentence(&format!("{}{target}{place}", finding.called()))
}

fn chance(q: f64) -> String {
    if q < 0.001 { "under 1 in 1,000".to_string() } else { format!("{q:.3}") }
}
