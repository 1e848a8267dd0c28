//! Differences as sentences, the clear ones of what matters most first.

use std::collections::HashSet;

use throughline::reading::{Amounts, Counted, Difference, Measure, Shape, counted};
use throughline::wording::thousands;

use super::Against;
use super::rounded::Rounded;
use crate::figures::{self, Unit, label, of_chart};

/// A difference in words.
pub struct Said {
    /// Of which answer.
    pub measure: &'static Measure,
    /// The sentence.
    pub says: String,
    /// Whether it is clear.
    pub is_clear: bool,
}

impl Against<'_> {
    /// Every difference that has an interval, as a sentence: what matters most first, and the clear ones before the others.
    pub fn said(&self) -> Vec<Said> {
        let mut all: Vec<(&'static Measure, Difference)> = Vec::new();
        for (measure, Amounts { figures: one, .. }) in self.all() {
            // The same figure can stand in two answers.
            let is_known = all.iter().any(|(other, known)| {
                other.name != measure.name && (known.here, known.there) == (one.here, one.there)
            });
            if one.interval.is_some() && !is_known {
                all.push((measure, one));
            }
        }
        let place =
            |name: &str| self.first.iter().position(|first| *first == name).unwrap_or(self.first.len());
        // Of the same figure for several names the first comes first, and the others after all else.
        let mut met = HashSet::new();
        let with_place = all.into_iter().map(|(measure, one)| {
            let again = !met.insert((measure.name, one.name, one.is_clear()));
            ((!one.is_clear(), again, place(measure.name)), (measure, one))
        });
        let mut order: Vec<_> = with_place.collect();
        order.sort_by_key(|(place, _)| *place);
        let said = |(measure, one): (&'static Measure, Difference)| Said {
            measure,
            says: sentence(measure, &one, &self.names),
            is_clear: one.is_clear(),
        };
        order.into_iter().map(|(_, one)| said(one)).collect()
    }

    /// Every figure that both have.
    fn all(&self) -> Vec<(&'static Measure, Amounts)> {
        let of = |measure: &'static Measure| {
            self.differences(measure.name).into_iter().map(move |one| (measure, one))
        };
        self.here.readings.iter().flat_map(|(measure, _)| of(measure)).collect()
    }

    /// How many differences have an interval, and how many of those are clear; so many would be by chance, as a sentence. And what could
    /// not be compared, as it is in one log only, or several times.
    pub fn chance(&self) -> String {
        let [first, second] = &self.names;
        let all = || self.here.readings.iter().map(|(measure, _)| self.compared(measure.name));
        let only = |count: usize, name: &str| match count {
            0 => String::new(),
            count => {
                format!(
                    " {} in {name} only.",
                    counted(count as u64, "row or figure is", "rows or figures are")
                )
            }
        };
        let several = match all().map(|one| one.several.len() as u64).sum() {
            0 => String::new(),
            several => format!(
                " {} in one log, and so not compared.",
                counted(several, "row occurs several times", "rows occur several times")
            ),
        };
        let here = all().map(|one| one.only_here.len()).sum();
        let there = all().map(|one| one.only_there.len()).sum();
        format!("{}{}{}{several}", self.judged(), only(here, first), only(there, second))
    }

    /// How many differences are clear.
    fn judged(&self) -> String {
        if self.shared.is_overlap() {
            return "No difference is called clear.".to_string();
        }
        let said = self.said();
        let clear = said.iter().filter(|one| one.is_clear).count() as u64;
        // One in twenty intervals of 95 % misses nought where nothing differs.
        let by_chance = match said.len() {
            0..20 => "under 1".to_string(),
            many => format!("about {}", thousands((many as f64 / 20.0).round() as u64)),
        };
        format!(
            "Of {} with an interval {}; if nothing differed, {by_chance} of them would be by chance.",
            counted(said.len() as u64, "difference", "differences"),
            if clear == 1 { "1 is clear".to_string() } else { format!("{} are clear", thousands(clear)) },
        )
    }

    /// What is to be said of the two as a whole, before any figure.
    pub fn as_a_whole(&self) -> Vec<String> {
        let [one, other] = &self.names;
        let [here, there] = self.needs();
        let all = self.all();
        let figures = counted(all.len() as u64, "figure", "figures");
        if all.is_empty() {
            return vec!["Nothing can be compared: the two have no figure in common.".to_string()];
        }
        let sizes =
            format!("{one} holds {} and {other} {}", counted(here, "need", "needs"), thousands(there));
        let same = all.iter().all(|(_, one)| one.figures.value() == 0.0);
        let mut says = Vec::new();
        match (same, here == there) {
            (true, true) => says.push(format!(
                "Nothing differs: {figures} can be compared, and each is the same in both, so every difference is 0."
            )),
            (true, false) => says.push(format!(
                "Only the sizes differ: {sizes}. {figures} can be compared, for each 100 needs where they are amounts, and each is the \
                 same in both."
            )),
            (false, false) => says.push(format!("{sizes}: amounts are compared for each 100 needs.")),
            (false, true) => {}
        }
        let judged = || all.iter().filter(|(_, one)| one.figures.interval.is_some());
        if !same && judged().count() > 0 && !judged().any(|(_, one)| one.figures.is_clear()) {
            says.push("Of what both can say with an interval, nothing is clearly different.".to_string());
        }
        if self.shares_no_activity() {
            says.push(
                "The two have no activity in common, so that neither steps nor ways can be compared one by one.".to_string(),
            );
        }
        says
    }

    fn shares_no_activity(&self) -> bool {
        let Some((_, here, there)) = self.both("flow.activities") else { return false };
        matches!((&here.shape, &there.shape), (Shape::Table(_), Shape::Table(_)))
            && self.differences("flow.activities").is_empty()
    }
}

/// What a figure is counted in.
pub(super) fn unit(one: &Difference, measure: &Measure) -> Unit {
    match one.of {
        Counted::AsNamed => figures::unit(measure.name, one.name),
        Counted::AsMeasured => of_chart(measure.unit),
        Counted::Seconds => Unit::Seconds,
        Counted::Share => Unit::Share,
    }
}

/// `Half of the needs take longer than 101 days in North and 80 days in South: 21 days more in North (95 % interval 14 to 28 days more).`
fn sentence(measure: &Measure, one: &Difference, names: &[String; 2]) -> String {
    let [first, second] = names;
    let rounded = Rounded::of(unit(one, measure), one.here, one.there);
    format!(
        "{} {} in {first} and {} in {second}: {}.",
        beginning(measure, one),
        rounded.figure(one.here),
        rounded.figure(one.there),
        apart(one, rounded, first)
    )
}

fn apart(one: &Difference, rounded: Rounded, first: &str) -> String {
    let value = rounded.apart(one.here, one.there);
    let way = |value: f64| if value < 0.0 { "less" } else { "more" };
    let Some((low, high)) = one.interval else {
        return format!("{} {} in {first}", rounded.size(value), way(value));
    };
    if one.is_clear() {
        // The end that is nearer to nought first.
        let (near, far) = if low > 0.0 { (low, high) } else { (high, low) };
        return format!(
            "{} {} in {first} (95 % interval {} to {} {})",
            rounded.size(value),
            way(value),
            rounded.size(near),
            rounded.size(far),
            way(near)
        );
    }
    format!(
        "no clear difference (95 % interval from {} less to {} more)",
        rounded.size(low.min(0.0)),
        rounded.size(high.max(0.0))
    )
}

/// How a sentence about a figure begins.
fn beginning(measure: &Measure, one: &Difference) -> String {
    if let Some(times) = beginning_of_times(measure.name, one.name) {
        return times.to_string();
    }
    let row = &one.row;
    let share = |of: &str| format!("The share of {of} is");
    match (measure.name, one.name) {
        ("expected_time", "open_older_than_p90_share") => {
            share("open needs that are older than nine of ten take in the same log")
        }
        ("repeat_contact.repeats", "share") => {
            share("needs that the same person follows with another soon after")
        }
        ("repeat_contact.one_stop", "share") => {
            share(&format!("needs dealt with in one go, without a further contact within {row} days,"))
        }
        ("repeat_contact.contacts_per_need", "mean_within_days") => {
            "The average number of contacts for a need is".to_string()
        }
        ("repeat_contact.contacts_per_need", _) => share("needs that take three contacts or more"),
        ("demand.failure_share", "share") => {
            share(&format!("failure demand in the contacts sorted{}", seen_from(row)))
        }
        ("demand.effort_share", "share") => {
            share(&format!("the time spent on contacts that goes on failure demand{}", seen_from(row)))
        }
        ("demand.kinds", "share") => share(&format!("contacts that ask for “{row}”")),
        ("demand.kinds", "failure_share") => {
            share(&format!("failure demand in contacts that ask for “{row}”"))
        }
        ("demand.from_words", "share") => {
            share(&format!("failure demand, judged from people's words{}", seen_from(row)))
        }
        ("purpose.scores", "mean_change") => "On average people's scores rose by".to_string(),
        ("purpose.scores", "share_improved_3_or_more") => share("needs that improved by 3 or more"),
        ("purpose.persistence", "share_still_sorted") => {
            share(&format!("needs still sorted {row} days after people called them so"))
        }
        ("flow.bounces", "share") => share(&format!("hand-overs between {row}s that come straight back")),
        ("cost.per_need", "mean_pence") => "On average a need that ended cost".to_string(),
        ("cost.failure", "share") => {
            share(&format!("the money in coded events that went on failure{}", seen_from(row)))
        }
        ("cost.value_work", "value_share_of_minutes") => {
            share("the coded minutes of work that moved a need on")
        }
        ("flow.ended_how", name) => {
            let days = name.split('_').nth(1).unwrap_or_default();
            share(&format!("needs that end with “{row}” within {days} days"))
        }
        (_, name) if row.is_empty() => format!("“{}” is", label(measure.name, name)),
        (_, name) => format!("“{}” of “{row}” is", label(measure.name, name)),
    }
}

/// The same of times from the first words to the end.
fn beginning_of_times(measure: &str, figure: &str) -> Option<&'static str> {
    Some(match (measure, figure) {
        ("end_to_end", "survival_median_s") | ("expected_time", "p50_s") => {
            "Half of the needs take longer than"
        }
        ("end_to_end", "survival_p90_s") | ("expected_time", "p90_s") => "One need in ten takes longer than",
        ("expected_time", "p75_s") => "One need in four takes longer than",
        ("expected_time", "p95_s") => "One need in twenty takes longer than",
        ("expected_time", "p98_s") => "One need in fifty takes longer than",
        ("expected_time", "open_age_p50_s") => "Half of the open needs have been open for longer than",
        _ => return None,
    })
}

/// From where contacts are judged, as the measures say it.
fn seen_from(row: &str) -> String {
    match row {
        "" => String::new(),
        "system" => ", seen from the whole system,".to_string(),
        "organisation" => ", seen from the organisation itself,".to_string(),
        boundary => format!(", seen from “{boundary}”,"),
    }
}
