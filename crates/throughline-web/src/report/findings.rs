//! Patterns that were looked for: those found, with what they could also be, then those of which there is no evidence.

use maud::{Markup, html};
use throughline::reading::{Finding, Verdict, counted, thousands};

use super::answer::said;

pub(super) fn list(all: &[Finding]) -> Markup {
    let told = |finding: &&Finding| matches!(finding.verdict, Verdict::Found | Verdict::Rule);
    let (found, others): (Vec<&Finding>, Vec<&Finding>) = all.iter().partition(told);
    html! {
        @for finding in found { (one(finding)) }
        @if !others.is_empty() {
            details {
                summary { "Looked for without finding evidence: " (counted(others.len() as u64, "pattern", "patterns")) }
                ul { @for finding in others { li { strong { (said(&sentence(finding))) } ": " (said(&finding.says)) } } }
            }
        }
    }
}

fn one(finding: &Finding) -> Markup {
    html! {
        div class="finding" {
            h4 { (said(&sentence(finding))) @if finding.verdict == Verdict::Rule { " (made by a rule)" } }
            p { (said(&finding.says)) }
            dl {
                @if let Some(needs) = finding.needs_affected { dt { "Needs affected" } dd { (thousands(needs)) } }
                dt { "Who acted" } dd { (finding.who.name()) }
                dt { "Does a rule make this?" } dd { (finding.rule) }
                dt { "Could also be" } dd { (finding.could_also_be) }
                dt { "Look at" } dd { (finding.look_at) }
                @if let Some(q) = finding.q { dt { "Chance of as much without it, all tests counted" } dd { (chance(q)) } }
            }
        }
    }
}

fn sentence(finding: &Finding) -> String {
    let target = finding.target.as_ref().map_or(String::new(), |target| format!(" at {target}"));
    let place = finding.place.as_ref().map_or(String::new(), |place| format!(", {place}"));
    let text = format!("{}{target}{place}", finding.pattern);
    super::sentence(&text)
}

fn chance(q: f64) -> String {
    if q < 0.001 { "under 1 in 1,000".to_string() } else { format!("{q:.3}") }
}
