//! From the answer to a question to the picture that suits it: the one thing a page calls.
//!
//! A table serves better for most answers, and then there is no picture. Which columns of which reading a picture is drawn from stands here
//! and nowhere else; what each picture shows of them, in its own file.

use std::collections::BTreeMap;

use jiff::tz::TimeZone;
use throughline::money::Micropence;
use throughline::reading::{
    Distribution, Finding, Item, LEAST_FOR_HALF, Matrix, Reading, Series, Shape, Table, Verdict,
};
use throughline::time::{DAY_US, Instant, plain};
use throughline::wording::{counted, percent, thousands};

use super::bars::{self, Bar, Kind, Part};
use super::map::{self, Place, Step};
use super::{Put, Rows, Words, chart, curve, hours, matrix, multiples, of_both, pile};

/// What is said of an answer besides its figures.
#[derive(Debug, Clone)]
pub struct About<'a> {
    /// The measure's name, such as `flow.map`.
    pub name: &'a str,
    /// What tells this picture's id from that of another of the same answer on the same page: letters, digits and hyphens, or nothing.
    pub mark: &'a str,
    /// What the picture is called.
    pub title: &'a str,
    /// From when to when, and what else stands below the title.
    pub period: &'a str,
    /// The measure's unit.
    pub unit: &'a str,
    /// The service's zone, for dates.
    pub zone: &'a TimeZone,
    /// How much of a map is shown.
    pub amount: map::Amount,
}

/// A picture of any kind, ready to be drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Picture {
    /// Named amounts.
    Bars(bars::Drawing),
    /// Values over time with limits.
    Chart(chart::Drawing),
    /// A survival curve.
    Curve(curve::Drawing),
    /// The week by the hour.
    Hours(hours::Drawing),
    /// The flow.
    Map(map::Drawing),
    /// Who caused and who bore.
    Matrix(matrix::Drawing),
    /// The same small chart several times.
    Multiples(multiples::Drawing),
    /// A pile before a limit.
    Pile(pile::Drawing),
}

impl Picture {
    /// As SVG.
    pub fn svg(&self, put: Put) -> String {
        match self {
            Picture::Bars(drawing) => bars::svg(drawing, put),
            Picture::Chart(drawing) => chart::svg(drawing, put),
            Picture::Curve(drawing) => curve::svg(drawing, put),
            Picture::Hours(drawing) => hours::svg(drawing, put),
            Picture::Map(drawing) => map::svg(drawing, put),
            Picture::Matrix(drawing) => matrix::svg(drawing, put),
            Picture::Multiples(drawing) => multiples::svg(drawing, put),
            Picture::Pile(drawing) => pile::svg(drawing, put),
        }
    }

    /// As markup for a page, which has [`super::style`] in its head: readable from 320 pixels on.
    pub fn on_page(&self) -> String {
        match self {
            Picture::Map(drawing) => map::on_page(drawing),
            _ => of_both(|put| self.svg(put)),
        }
    }

    /// As SVG on the scale of another picture of the same answer, so that the two compare. `larger` is how much larger the other log is:
    /// bars of amounts are as long as they are for as many needs.
    pub fn svg_beside(&self, other: &Picture, larger: f64, put: Put) -> String {
        match (self, other) {
            (Picture::Chart(one), Picture::Chart(other)) if one.unit == other.unit => {
                chart::svg(&chart::Drawing { beside: other.reach(), ..one.clone() }, put)
            }
            (Picture::Curve(one), Picture::Curve(other)) => curve::svg_to(one, put, curve::reach(other)),
            (Picture::Multiples(one), Picture::Multiples(other)) if one.unit == other.unit => {
                multiples::svg_to(one, put, multiples::reach(other))
            }
            (Picture::Bars(one), Picture::Bars(other)) => bars::svg_to(one, put, bars::reach(other) / larger),
            _ => self.svg(put),
        }
    }

    /// The figures, for the table beside it.
    pub fn rows(&self) -> Rows {
        match self {
            Picture::Bars(drawing) => bars::rows(drawing),
            Picture::Chart(drawing) => chart::rows(drawing),
            Picture::Curve(drawing) => curve::rows(drawing),
            Picture::Hours(drawing) => hours::rows(drawing),
            Picture::Map(drawing) => map::rows(drawing),
            Picture::Matrix(drawing) => matrix::rows(drawing),
            Picture::Multiples(drawing) => multiples::rows(drawing),
            Picture::Pile(drawing) => pile::rows(drawing),
        }
    }
}

/// The measure whose reading belongs into the picture of another: the sides of a matrix are not the sums of its cells, and a step does not
/// know what people said.
pub fn beside(name: &str) -> Option<&'static str> {
    match name {
        "cost.failure_balance" => Some("cost.exported_failure"),
        "flow.map" => Some("demand.on_the_way"),
        _ => None,
    }
}

/// The picture that suits an answer; none where a table serves better, or where there is not enough to say. `also` is the reading of
/// [`beside`], if there is one.
pub fn of_reading(about: &About<'_>, reading: &Reading, also: Option<&Reading>) -> Option<Picture> {
    let words = words(about, reading);
    // The chart that the figures come from shows more than they do; all such are of times.
    if let Some(own) = &reading.drawn {
        return Some(Picture::Chart(chart::of_reading(words, own, "seconds", about.zone)));
    }
    match &reading.shape {
        Shape::Chart(own) => {
            let there = own.points.iter().filter(|point| point.value.is_some()).nth(1).is_some();
            there.then(|| Picture::Chart(chart::of_reading(words, own, about.unit, about.zone)))
        }
        Shape::Distribution(own) => of_curve(words, own),
        Shape::Matrix(own) => of_hours(words, own, reading.of),
        Shape::Series(own) => of_series(about, words, own),
        Shape::Table(own) => of_table(about, words, reading, own, also),
        Shape::Findings(all) => {
            let there =
                |verdict| all.iter().find(move |one| one.verdict == verdict && one.durations.is_some());
            of_finding(about, there(Verdict::Found).or_else(|| there(Verdict::Rule))?)
        }
        Shape::NotEnough | Shape::Numbers(_) | Shape::PerWorker(_) | Shape::Paths(_) => None,
    }
}

/// The picture of one pattern that was looked for: of the durations around a limit, where they were counted.
pub fn of_finding(about: &About<'_>, finding: &Finding) -> Option<Picture> {
    let durations =
        finding.durations.clone().filter(|own| own.each.iter().any(|(_, count, _)| *count > 0))?;
    let words = Words {
        id: format!("{}-{}-{}", id(about), letters_of(durations.unit), durations.limit),
        title: about.title.to_string(),
        about: about.period.to_string(),
        says: vec![finding.says.clone()],
    };
    let pile = finding.observed.zip(finding.expected);
    // What a rule makes is nobody's timing, and not set apart.
    let found = finding.verdict == Verdict::Found;
    Some(Picture::Pile(pile::Drawing { words, of: "needs".to_string(), durations, found, pile }))
}

fn id(about: &About<'_>) -> String {
    format!("picture-{}{}", about.mark, letters_of(about.name))
}

/// A name as an id: letters, digits and hyphens.
fn letters_of(name: &str) -> String {
    name.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { '-' }).collect()
}

fn words(about: &About<'_>, reading: &Reading) -> Words {
    let on = if reading.of.is_empty() {
        String::new()
    } else {
        format!("{} {}", thousands(reading.n), reading.of)
    };
    let apart = if on.is_empty() || about.period.is_empty() { "" } else { ", " };
    Words {
        id: id(about),
        title: about.title.to_string(),
        about: format!("{on}{apart}{}", about.period),
        says: vec![reading.says.clone()],
    }
}

/// `end_to_end`.
fn of_curve(words: Words, own: &Distribution) -> Option<Picture> {
    let table = Cells::of(&own.curve);
    let point = |row: usize| {
        let band = table.number(row, "low").zip(table.number(row, "high"));
        Some(curve::Point { s: table.number(row, "s")?, share: table.number(row, "share_open")?, band })
    };
    let points: Vec<curve::Point> = (0..own.curve.rows.len()).filter_map(point).collect();
    let number =
        |name: &str| own.numbers.iter().find(|number| number.name == name).and_then(|number| number.value);
    let name = |key: &str, share: f64, says: &str| {
        number(key).map(|s| (s, share, format!("{says} take longer than {}", plain(s))))
    };
    let named = [name("survival_median_s", 0.5, "half"), name("survival_p90_s", 0.1, "one in ten")];
    let named = named.into_iter().flatten().collect();
    // Of a few needs nothing is said, and a picture would say it all the same.
    let enough = number("n").is_none_or(|n| n >= LEAST_FOR_HALF as f64);
    (enough && points.len() > 1).then_some(Picture::Curve(curve::Drawing { words, points, named }))
}

/// `flow.week_hours` and `flow.contact_hours`.
fn of_hours(words: Words, own: &Matrix, of: &str) -> Option<Picture> {
    let week = own.rows.len() == 7 && own.columns.len() == 24;
    week.then(|| Picture::Hours(hours::Drawing { words, of: of.to_string(), matrix: own.clone() }))
}

/// `flow.open_work` and `flow.weekly`.
fn of_series(about: &About<'_>, words: Words, own: &Series) -> Option<Picture> {
    let columns: &[(&str, &str)] = match about.name {
        "flow.open_work" => &[("open", "open needs")],
        "flow.weekly" => &[("median_s", "half of the needs that ended had taken so many days or less")],
        _ => return None,
    };
    let place = |(column, name): &(&str, &str)| {
        let at = own.columns.iter().position(|own| own == column)?;
        Some((name.to_string(), own, at))
    };
    let all: Vec<(String, &Series, usize)> = columns.iter().filter_map(place).collect();
    let (divisor, unit) = if about.name == "flow.weekly" { (86_400.0, "days") } else { (1.0, "needs") };
    let panels = multiples::from_series(&all, about.zone, divisor);
    // A period is known if the whole of it is.
    let long_us = if own.period == "week" { 7 * DAY_US } else { DAY_US };
    let whole = |start: Instant| start >= own.known_from && start.0 + long_us <= own.known_until.0;
    let points = panels.iter().flat_map(|panel| panel.points.iter().zip(&own.points));
    let values = points.filter(|(point, (start, _))| point.value.is_some() && whole(*start)).count();
    let mut known = own.points.iter().map(|(start, _)| *start).filter(|start| whole(*start));
    let ends = known.next().map(|first| (first, known.next_back().unwrap_or(first)));
    let day = |at: Instant| super::days::day_of(at.in_zone(about.zone).date());
    (values > 1).then(|| {
        let (unit, along) = (unit.to_string(), own.period.to_string());
        let known = ends.map(|(first, last)| (day(first), day(last)));
        Picture::Multiples(multiples::Drawing { words, unit, along, lines: true, panels, known })
    })
}

fn of_table(
    about: &About<'_>,
    words: Words,
    reading: &Reading,
    own: &Table,
    also: Option<&Reading>,
) -> Option<Picture> {
    let cells = Cells::of(own);
    let bars = |of: &str, amounts: &str, bars: Vec<Bar>| {
        let drawing = bars::Drawing { words: words.clone(), of: (of.to_string(), amounts.to_string()), bars };
        // One bar says no more than its figure does.
        (drawing.bars.len() > 1).then_some(Picture::Bars(drawing))
    };
    match about.name {
        "demand.kinds" => {
            let counted = own.columns.get(1).copied().unwrap_or("contacts");
            bars("what people ask for", &format!("{counted} · share of all"), kinds(&cells, counted))
        }
        "cost.by_payer" => bars("who pays", "for each need that ended", payers(&cells)),
        "flow.activities" => bars("what is done", "events", counts(&cells, "name", "events")),
        "flow.starts" | "flow.ends" => bars("activity", "needs", counts(&cells, "name", "needs")),
        "flow.rework" => bars("what is done again", "times again", counts(&cells, "activity", "repeats")),
        "flow.ended_how" => ways(words, &cells),
        "flow.map" => {
            let whole = !reading.excluded.iter().any(|(what, _)| what.starts_with("rarer"));
            steps(words, &cells, also, (whole, about.amount))
        }
        "cost.failure_balance" => balance(words, &cells, also),
        _ => None,
    }
}

/// The cells of a table by the names of its columns.
struct Cells<'a> {
    table: &'a Table,
}

impl<'a> Cells<'a> {
    fn of(table: &'a Table) -> Cells<'a> {
        Cells { table }
    }

    fn rows(&self) -> std::ops::Range<usize> {
        0..self.table.rows.len()
    }

    fn item(&self, row: usize, column: &str) -> Option<&'a Item> {
        let at = self.table.columns.iter().position(|own| *own == column)?;
        self.table.rows.get(row)?.get(at)
    }

    fn name(&self, row: usize, column: &str) -> Option<&'a str> {
        match self.item(row, column)? {
            Item::Name(name) => Some(name),
            _ => None,
        }
    }

    fn number(&self, row: usize, column: &str) -> Option<f64> {
        self.item(row, column)?.number().filter(|number| number.is_finite())
    }

    fn count(&self, row: usize, column: &str) -> Option<u64> {
        match self.item(row, column)? {
            Item::Count(count) => Some(*count),
            _ => None,
        }
    }
}

fn counts(cells: &Cells<'_>, name: &str, count: &str) -> Vec<Bar> {
    let bar = |row: usize| {
        let (name, count) = (cells.name(row, name)?, cells.count(row, count)?);
        let parts = vec![Part { kind: Kind::Value, size: count as f64, says: String::new() }];
        Some(Bar { name: name.to_string(), parts, says: thousands(count) })
    };
    cells.rows().filter_map(bar).collect()
}

/// The rows of `demand.kinds`: contacts (or needs, as its second column says), their share, and the share of failure in those that were sorted.
fn kinds(cells: &Cells<'_>, counted: &str) -> Vec<Bar> {
    let sorted = cells.rows().any(|row| cells.number(row, "failure_share").is_some());
    let mut so_far = 0.0;
    let mut bar = |row: usize| {
        let (name, count) = (cells.name(row, "kind")?, cells.count(row, counted)?);
        let share = cells.number(row, "share");
        so_far += share.unwrap_or(0.0);
        let size = count as f64;
        let part = |kind, size, says: String| Part { kind, size, says };
        let parts = match cells.number(row, "failure_share") {
            Some(failure) => vec![
                part(Kind::Failure, size * failure, format!("failure {}", percent(failure))),
                part(Kind::Value, size * (1.0 - failure), format!("value {}", percent(1.0 - failure))),
            ],
            None if sorted => vec![part(Kind::Unknown, size, "too few sorted to say".to_string())],
            None => vec![part(Kind::Value, size, String::new())],
        };
        let share = share.map_or(String::new(), |share| match row {
            0 => format!(" · {}", percent(share)),
            _ => format!(" · {} (so far {})", percent(share), percent(so_far)),
        });
        Some(Bar { name: name.to_string(), parts, says: format!("{}{share}", thousands(count)) })
    };
    cells.rows().filter_map(&mut bar).collect()
}

/// The rows of `cost.by_payer`: pence for each need that ended.
fn payers(cells: &Cells<'_>) -> Vec<Bar> {
    let money = |pence: f64| Micropence::of_pence(pence).rounded().to_string();
    let bar = |row: usize| {
        let all = cells.number(row, "pence_per_need")?;
        let part = |kind, column: &str, called: &str| {
            let size = cells.number(row, column).filter(|size| *size > 0.0)?;
            Some(Part { kind, size, says: format!("{called} {}", money(size)) })
        };
        let parts = [
            part(Kind::Failure, "failure_pence_per_need", "failure"),
            part(Kind::Value, "other_pence_per_need", "value or other"),
            part(Kind::Unknown, "uncoded_pence_per_need", "nobody sorted"),
        ];
        let name = cells.name(row, "payer").unwrap_or("payer not known").to_string();
        Some(Bar { name, parts: parts.into_iter().flatten().collect(), says: money(all) })
    };
    cells.rows().filter_map(bar).collect()
}

/// The rows of `flow.ended_how`: a panel for each way.
fn ways(words: Words, cells: &Cells<'_>) -> Option<Picture> {
    let panel = |row: usize| {
        let point = |days: &str| {
            let share =
                |what: &str| cells.number(row, &format!("{what}_{days}_days")).map(|share| 100.0 * share);
            let interval = share("low").zip(share("high"));
            multiples::Point { name: days.to_string(), value: share("share"), interval }
        };
        let points = ["7", "30", "90", "365"].map(point).to_vec();
        let needs = counted(cells.count(row, "needs")?, "need", "needs");
        Some(multiples::Panel { name: format!("{} ({needs})", cells.name(row, "way")?), points })
    };
    let panels: Vec<multiples::Panel> = cells.rows().filter_map(panel).collect();
    (!panels.is_empty()).then(|| {
        let (unit, along) =
            ("% of all needs".to_string(), "within so many days (?: not known yet)".to_string());
        Picture::Multiples(multiples::Drawing { words, unit, along, lines: false, panels, known: None })
    })
}

/// The rows of `flow.map`, with those of `demand.on_the_way`.
fn steps(
    words: Words,
    cells: &Cells<'_>,
    also: Option<&Reading>,
    (whole, amount): (bool, map::Amount),
) -> Option<Picture> {
    let ends = |cells: &Cells<'_>, row: usize| {
        ["from", "to"].map(|side| {
            let activity = cells.name(row, side)?.to_string();
            let organisation = cells.name(row, &format!("{side}_organisation")).map(str::to_string);
            Some(Place { organisation, activity })
        })
    };
    let mut failures = BTreeMap::new();
    if let Some(Shape::Table(table)) = also.map(|reading| &reading.shape) {
        let said = Cells::of(table);
        let share = |row: usize| Some((ends(&said, row), said.number(row, "failure_share")?));
        failures.extend(said.rows().filter_map(share));
    }
    let step = |row: usize| {
        let both = ends(cells, row);
        let failure = failures.get(&both).copied();
        let [from, to] = both;
        let (count, needs) = (cells.count(row, "count")?, cells.count(row, "needs")?);
        Some(Step { from, to, count, needs, median_s: cells.number(row, "median_s"), failure })
    };
    let steps: Vec<Step> = cells.rows().filter_map(step).collect();
    (!steps.is_empty()).then_some(Picture::Map(map::Drawing { words, steps, whole, amount }))
}

/// The rows of `cost.failure_balance`, with those of `cost.exported_failure` at the sides.
fn balance(words: Words, cells: &Cells<'_>, also: Option<&Reading>) -> Option<Picture> {
    let mut names: Vec<String> = Vec::new();
    for row in cells.rows() {
        for side in ["caused_by", "answered_by"] {
            let name = cells.name(row, side)?;
            if !names.iter().any(|known| known == name) {
                names.push(name.to_string());
            }
        }
    }
    let at = |name: &str| names.iter().position(|known| known == name);
    let mut amounts = vec![None; names.len() * names.len()];
    for row in cells.rows() {
        let (by, to) = (at(cells.name(row, "caused_by")?)?, at(cells.name(row, "answered_by")?)?);
        let between = cells.number(row, "contacts_least").zip(cells.number(row, "contacts_most"));
        amounts[by * names.len() + to] = between.filter(|(_, most)| *most > 0.0);
    }
    let sides = also.and_then(|reading| match &reading.shape {
        Shape::Table(table) => {
            let sides = Cells::of(table);
            let of = |name: &String| {
                let row = sides.rows().find(|row| sides.name(*row, "organisation") == Some(name))?;
                let between = |what: &str| {
                    sides
                        .number(row, &format!("{what}_contacts_least"))
                        .zip(sides.number(row, &format!("{what}_contacts_most")))
                };
                between("exported").zip(between("imported"))
            };
            names.iter().map(of).collect::<Option<Vec<_>>>()
        }
        _ => None,
    });
    let there = amounts.iter().any(Option::is_some);
    let roles = ("caused".to_string(), "answered".to_string());
    let of = "contacts".to_string();
    let sides = sides.unwrap_or_default();
    there.then_some(Picture::Matrix(matrix::Drawing { words, of, roles, names, cells: amounts, sides }))
}

#[cfg(test)]
mod tests;
