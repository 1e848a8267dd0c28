//! How far it is from the person to whoever meets the need.
//!
//! Question: how many times does responsibility change organisation, through how many organisations and teams does the need
//! pass, and how often must somebody approve? Formula, for each need: hops = changes of organisation from one event to the next that
//! names one; organisations and teams = how many different ones; approvals = events whose activity names a decision by somebody else
//! ([`APPROVALS`]); kilometres from each place of the need to the next, where events have coordinates (`kilometres`). Means over needs,
//! shares with at least one, and the most. Source: exchange.md section 6 (hops, layers, approvals). Where it misleads: an approval called
//! something else is not seen; a hop can be the right one, when skill lies elsewhere. Contract layers need to be stated; a log does not
//! hold them.

use super::kilometres::{Kilometres, kilometres};
use super::returns::sentence;
use crate::log::{Field, Log, NONE, NameColumn};
use crate::reading::{Ask, Item, Measure, Reading, Shape, Table, counted, percent};
use crate::wording::figure;

/// The measure.
pub const MEASURE: Measure = Measure {
    name: "flow.distance",
    asks: "How far is it from the person to whoever meets the need?",
    unit: "times a need, kilometres",
    formula: "changes of organisation, different organisations, different teams, approvals, great circles from place to place, for each need; means and shares",
    source: "counted from the events",
    misleads: "An approval under another name is not seen; a hop to those who have the skill can be the right one.",
    read,
};

/// Words by which an activity is known as somebody else's decision, in small letters.
pub const APPROVALS: [&str; 8] =
    ["approv", "authoris", "authoriz", "sign off", "sign-off", "signed off", "panel", "permission"];

/// One kind of distance over all needs.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Distance {
    /// What is counted.
    pub name: &'static str,
    /// Needs of which it is known.
    pub needs: u64,
    /// The sum over them.
    pub sum: u64,
    /// How many of them have more than the least there can be.
    pub some: u64,
    /// The most of one need.
    pub most: u64,
}

fn read(log: &Log, ask: &Ask) -> Reading {
    let found = distance(log, ask);
    let between = kilometres(log, ask);
    let far = matches!(between, Kilometres::Between { .. });
    if found.is_empty() && !far {
        return Reading::not_enough(
            "no column says which team or organisation did it, and none where; name one in the mapping, to count hops between them",
        );
    }
    let row = |distance: &Distance| {
        vec![
            Item::Name(distance.name.to_string()),
            Item::Count(distance.needs),
            Item::Number(distance.mean()),
            Item::Number(distance.some as f64 / distance.needs as f64),
            Item::Number(distance.most as f64),
        ]
    };
    let mut rows: Vec<Vec<Item>> = found.iter().map(row).collect();
    let mut says: Vec<String> = found.iter().map(Distance::says).collect();
    let mut needs = found.first().map_or(0, |first| first.needs);
    if let Kilometres::Between { needs: known, sum_m, some, most_m } = between {
        let (mean_km, share) = (sum_m as f64 / 1_000.0 / known as f64, some as f64 / known as f64);
        says.push(format!(
            "kilometres from place to place {} on average, as the crow flies, over the {} with two places known",
            figure(mean_km),
            counted(known, "need", "needs")
        ));
        let name = Item::Name("kilometres".to_string());
        let most_km = most_m as f64 / 1_000.0;
        rows.push(vec![
            name,
            Item::Count(known),
            Item::Number(mean_km),
            Item::Number(share),
            Item::Number(most_km),
        ]);
        needs = needs.max(known);
    }
    let mut says = sentence(&says.join("; "));
    if between == Kilometres::OnePlaceEach {
        says += " Kilometres cannot be told: the coordinates say where each need is, not where those who come set out from; give latitude and \
                 longitude for each event.";
    }
    let columns = vec!["distance", "needs", "mean", "share_with_some", "most"];
    Reading::of(says, needs, "needs", Shape::Table(Table { columns, keys: 1, rows }))
        .leaving_out("needs that name none", log.need_count() as u64 - needs)
}

impl Distance {
    /// Counts one more need; `least` is the least there can be.
    fn add(&mut self, count: u64, least: u64) {
        self.needs += 1;
        self.sum += count;
        self.some += u64::from(count > least);
        self.most = self.most.max(count);
    }

    fn and(self, other: Distance) -> Distance {
        Distance {
            name: self.name,
            needs: self.needs + other.needs,
            sum: self.sum + other.sum,
            some: self.some + other.some,
            most: self.most.max(other.most),
        }
    }

    fn mean(&self) -> f64 {
        self.sum as f64 / self.needs as f64
    }

    fn says(&self) -> String {
        format!(
            "{} {:.1} {} ({} {})",
            match self.name {
                "hops" => "a need passes",
                "approvals" => "it takes",
                _ => "it goes through",
            },
            self.mean(),
            match self.name {
                "hops" => "times from one organisation to another on average",
                "approvals" => "approvals on average",
                "organisations" => "organisations on average",
                _ => "teams on average",
            },
            percent(self.some as f64 / self.needs as f64),
            match self.name {
                "hops" => "of needs at least once",
                "approvals" => "of needs at least one",
                _ => "of needs more than one",
            },
        )
    }
}

/// The distances that the log can tell: hops and organisations, teams, approvals.
pub fn distance(log: &Log, ask: &Ask) -> Vec<Distance> {
    let mut found = Vec::new();
    if let Some(column) = log.names(Field::Organisation) {
        let (hops, organisations) = changes_and_names(log, ask, column);
        found
            .extend([Distance { name: "hops", ..hops }, Distance { name: "organisations", ..organisations }]);
    }
    if let Some(column) = log.names(Field::Team) {
        found.push(Distance { name: "teams", ..changes_and_names(log, ask, column).1 });
    }
    if !found.is_empty()
        && let Some(column) = log.names(Field::Activity)
    {
        let is = |name: &str| {
            let name = name.to_lowercase();
            APPROVALS.iter().any(|word| name.contains(word))
        };
        let approval: Vec<bool> = column.names.iter().map(is).collect();
        if approval.contains(&true) {
            found.push(approvals(log, ask, column, &approval));
        }
    }
    found.retain(|distance| distance.needs > 0);
    found
}

/// How often the name changes from one event that has one to the next, and how many different names there are; of needs that have one.
fn changes_and_names(log: &Log, ask: &Ask, column: &NameColumn) -> (Distance, Distance) {
    let parts = log.each_part(ask.threads, |needs| {
        // For each name the need in which it was last seen.
        let mut seen = vec![u32::MAX; column.names.len()];
        let (mut all_changes, mut all_names) = (Distance::default(), Distance::default());
        for need in needs {
            let (mut last, mut changes, mut names) = (NONE, 0, 0);
            for code in column.codes.part(need.events).known() {
                changes += u64::from(code != last && last != NONE);
                last = code;
                names += u64::from(seen[code as usize] != need.index);
                seen[code as usize] = need.index;
            }
            if names > 0 {
                all_changes.add(changes, 0);
                all_names.add(names, 1);
            }
        }
        (all_changes, all_names)
    });
    let none = (Distance::default(), Distance::default());
    parts.into_iter().fold(none, |all, part| (all.0.and(part.0), all.1.and(part.1)))
}

/// How many events of each need are somebody else's decision.
fn approvals(log: &Log, ask: &Ask, activity: &NameColumn, is_approval: &[bool]) -> Distance {
    let parts = log.each_part(ask.threads, |needs| {
        let mut all = Distance::default();
        for need in needs {
            let codes = activity.codes.part(need.events).known();
            all.add(codes.filter(|code| is_approval[*code as usize]).count() as u64, 0);
        }
        all
    });
    let all = parts.into_iter().fold(Distance::default(), Distance::and);
    Distance { name: "approvals", ..all }
}
