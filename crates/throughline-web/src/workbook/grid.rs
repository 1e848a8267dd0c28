//! The figures of an answer as cells of a sheet: numbers as numbers, dates as dates, and a formula where a figure follows from its neighbours.

use std::borrow::Cow;

use throughline::reading::{
    Chart, Distribution, Finding, Item, Matrix, Measure, Number, Paths, Reading, Series, Shape, Table,
};
use throughline::time::Instant;

use crate::figures::{Unit, label, of_chart, of_matrix, unit};

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Text(String),
    Count(u64),
    /// A value as measures give it; it is shown in the unit of its column.
    Value(f64),
    /// A value of another unit than others of its column.
    Other(f64, Shown),
    At(Instant),
    /// What follows from other cells, with the value that it must have.
    Follows(Follows, f64),
    Nothing,
}

/// How a cell follows from others; columns count from 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Follows {
    /// One column of the row by another.
    Ratio { part: usize, whole: usize },
    /// A column of the row by the sum of that column.
    ShareOfAll { part: usize },
    /// The distance of a column from the row before.
    Step { of: usize },
    /// The sum of a column's cells, from the first row to the one above.
    Sum { of: usize },
}

/// Rows under headings.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Grid {
    pub(super) columns: Vec<Heading>,
    pub(super) rows: Vec<Vec<Cell>>,
    /// How many rows there are, here or not.
    pub(super) count: u64,
}

/// The heading of a column and how its values are shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Heading {
    pub(super) says: String,
    pub(super) shown: Shown,
}

/// How values are shown, and by what a value is multiplied to get there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shown {
    /// As text, or as a number in whatever form.
    Plain,
    Share,
    Pounds,
    /// Times in units of so many seconds.
    Seconds(f64),
}

impl Shown {
    /// The value in its unit.
    pub(super) fn scaled(self, value: f64) -> f64 {
        match self {
            Shown::Plain | Shown::Share => value,
            Shown::Pounds => value / 100.0,
            Shown::Seconds(each) => value / each,
        }
    }
}

/// More rows than this are for the data file.
const ROWS: usize = 100_000;
/// A share that follows from two counts is the same to so many parts.
const SAME: f64 = 1e-9;

/// The figures of an answer, one grid after another.
pub(super) fn of(measure: &Measure, reading: &Reading) -> Vec<Grid> {
    let mut grids = of_shape(measure, reading);
    // A chart from which other figures come is of times.
    grids.extend(
        reading.drawn.iter().flat_map(|drawn| [facts(drawn, Unit::Seconds), chart(drawn, Unit::Seconds)]),
    );
    grids
}

fn of_shape(measure: &Measure, reading: &Reading) -> Vec<Grid> {
    match &reading.shape {
        Shape::NotEnough => Vec::new(),
        Shape::Numbers(all) => vec![numbers(all, measure.name)],
        Shape::Table(table) => vec![self::table(table, measure.name)],
        Shape::PerWorker(all) => vec![numbers(&all.numbers, measure.name)],
        Shape::Series(all) => vec![series(all, measure.name)],
        Shape::Matrix(cells) => vec![matrix(cells, of_matrix(measure.unit))],
        Shape::Paths(all) => vec![paths(all)],
        Shape::Distribution(Distribution { numbers: all, curve, .. }) => {
            vec![numbers(all, measure.name), table(curve, measure.name)]
        }
        Shape::Findings(all) => vec![findings(all)],
        Shape::Chart(all) => vec![facts(all, of_chart(measure.unit)), chart(all, of_chart(measure.unit))],
    }
}

pub(super) fn heading(says: impl Into<String>, shown: Shown) -> Heading {
    let says = says.into();
    let unit = match shown {
        Shown::Plain | Shown::Share => "",
        Shown::Pounds => " (£)",
        Shown::Seconds(each) if each == DAY => " (days)",
        Shown::Seconds(each) if each == HOUR => " (hours)",
        Shown::Seconds(_) => " (minutes)",
    };
    Heading { says: format!("{says}{unit}"), shown }
}

pub(super) fn plain(says: &str) -> Heading {
    heading(says, Shown::Plain)
}

pub(super) const DAY: f64 = 86_400.0;
const HOUR: f64 = 3_600.0;

/// In what the values of a column are shown: times in days, hours or minutes, as suits the middle one.
fn shown(unit: Unit, values: impl Iterator<Item = f64>) -> Shown {
    match unit {
        Unit::Share => Shown::Share,
        Unit::Pence => Shown::Pounds,
        Unit::Seconds => {
            let mut all: Vec<f64> = values.map(f64::abs).filter(|value| *value > 0.0).collect();
            all.sort_by(f64::total_cmp);
            let middle = all.get(all.len() / 2).copied().unwrap_or(DAY);
            let each = if middle >= DAY {
                DAY
            } else if middle >= HOUR {
                HOUR
            } else {
                60.0
            };
            Shown::Seconds(each)
        }
        Unit::Minutes | Unit::Days | Unit::Kilometres | Unit::Plain => Shown::Plain,
    }
}

/// The label of a name, with its unit.
fn named(measure: &str, name: &str, unit: Unit, values: impl Iterator<Item = f64>) -> Heading {
    let in_units = match unit {
        Unit::Days => " (days)",
        Unit::Kilometres => " (km)",
        Unit::Minutes => " (minutes)",
        _ => "",
    };
    heading(format!("{}{in_units}", label(measure, name)), shown(unit, values))
}

pub(super) fn value(number: Option<f64>) -> Cell {
    number.filter(|number| number.is_finite()).map_or(Cell::Nothing, Cell::Value)
}

/// Each number has a unit of its own, and so a row of text for it.
fn numbers(all: &[Number], measure: &str) -> Grid {
    let row = |number: &Number| {
        let own = named(measure, number.name, unit(measure, number.name), number.value.into_iter());
        let scaled = |value: f64| Some(own.shown.scaled(value));
        let ends = number.interval;
        vec![
            Cell::Text(own.says.clone()),
            number.value.map_or(Cell::Text("not enough to say".to_string()), |known| value(scaled(known))),
            value(ends.and_then(|(low, _)| scaled(low))),
            value(ends.and_then(|(_, high)| scaled(high))),
        ]
    };
    let headings = ["Figure", "Value", "95 % interval from", "to"];
    Grid {
        columns: headings.map(plain).to_vec(),
        rows: all.iter().map(row).collect(),
        count: all.len() as u64,
    }
}

fn table(table: &Table, measure: &str) -> Grid {
    let columns = table.columns.iter().enumerate().map(|(place, name)| {
        named(
            measure,
            name,
            unit(measure, name),
            table.rows.iter().filter_map(move |row| row.get(place).and_then(Item::number)),
        )
    });
    let row = |row: &Vec<Item>| -> Vec<Cell> {
        let cell = |item: &Item| match item {
            Item::Name(name) => Cell::Text(name.clone()),
            Item::Count(count) => Cell::Count(*count),
            Item::Number(number) => value(Some(*number)),
            Item::Seconds(number) => Cell::Other(*number, Shown::Seconds(DAY)),
            Item::Share(number) => Cell::Other(*number, Shown::Share),
            Item::At(at) => Cell::At(*at),
            Item::None => Cell::Nothing,
        };
        row.iter().map(cell).collect()
    };
    let mut grid = Grid {
        columns: columns.collect(),
        rows: table.rows.iter().take(ROWS).map(row).collect(),
        count: table.rows.len() as u64,
    };
    follow(&mut grid);
    grid
}

/// Puts a formula where every share of a column follows from two counts of its row, or from a count and that count's sum.
fn follow(grid: &mut Grid) {
    // Of a table cut short no sum is right.
    if grid.rows.len() as u64 != grid.count {
        return;
    }
    let counts = |column: usize| {
        grid.rows.iter().all(|row| matches!(row[column], Cell::Count(_) | Cell::Nothing))
            && grid.rows.iter().any(|row| matches!(row[column], Cell::Count(_)))
    };
    let of_counts: Vec<usize> = (0..grid.columns.len()).filter(|column| counts(*column)).collect();
    let mut found = Vec::new();
    for (column, heading) in grid.columns.iter().enumerate() {
        let pairs = of_counts.iter().flat_map(|part| {
            let ratios = of_counts.iter().filter(move |whole| *whole != part);
            let ratios = ratios.map(|whole| Follows::Ratio { part: *part, whole: *whole });
            ratios.chain([Follows::ShareOfAll { part: *part }])
        });
        if heading.shown == Shown::Share
            && let Some(follows) = pairs.into_iter().find(|follows| always(grid, column, *follows))
        {
            found.push((column, follows));
        }
    }
    for (column, follows) in found {
        for row in &mut grid.rows {
            if let Cell::Value(value) = row[column] {
                row[column] = Cell::Follows(follows, value);
            }
        }
    }
}

/// Whether a column follows in each of its rows, of which some say more than nought or all.
fn always(grid: &Grid, column: usize, follows: Follows) -> bool {
    let count = |row: &[Cell], column: usize| match row[column] {
        Cell::Count(count) => Some(count as f64),
        _ => None,
    };
    let sum = |column: usize| grid.rows.iter().filter_map(|row| count(row, column)).sum::<f64>();
    let of_all = if let Follows::ShareOfAll { part } = follows { sum(part) } else { 0.0 };
    let wanted = |row: &[Cell]| match follows {
        Follows::Ratio { part, whole } => Some(count(row, part)? / count(row, whole)?),
        Follows::ShareOfAll { part } => Some(count(row, part)? / of_all),
        Follows::Step { .. } | Follows::Sum { .. } => None,
    };
    let mut telling = false;
    for row in &grid.rows {
        let Cell::Value(value) = row[column] else { continue };
        telling |= value > 0.0 && value < 1.0;
        let same = wanted(row).is_some_and(|wanted| (wanted - value).abs() <= SAME);
        if !same {
            return false;
        }
    }
    telling
}

fn series(series: &Series, measure: &str) -> Grid {
    let mut columns = vec![plain(&format!("{} from", crate::report::sentence(series.period)))];
    columns.extend(series.columns.iter().enumerate().map(|(place, name)| {
        named(
            measure,
            name,
            unit(measure, name),
            series.points.iter().filter_map(move |(_, values)| values.get(place).copied().flatten()),
        )
    }));
    let row = |(start, values): &(Instant, Vec<Option<f64>>)| {
        std::iter::once(Cell::At(*start)).chain(values.iter().map(|number| value(*number))).collect()
    };
    Grid {
        columns,
        rows: series.points.iter().take(ROWS).map(row).collect(),
        count: series.points.len() as u64,
    }
}

/// With a sum under each column.
fn matrix(matrix: &Matrix, unit: Unit) -> Grid {
    let width = matrix.columns.len().max(1);
    let shown = shown(unit, matrix.cells.iter().copied());
    let mut columns = vec![plain("From")];
    columns.extend(matrix.columns.iter().map(|name| heading(name.as_str(), shown)));
    let row = |(name, cells): (&String, &[f64])| -> Vec<Cell> {
        std::iter::once(Cell::Text(name.clone())).chain(cells.iter().map(|cell| value(Some(*cell)))).collect()
    };
    let mut rows: Vec<Vec<Cell>> =
        matrix.rows.iter().zip(matrix.cells.chunks(width)).take(ROWS).map(row).collect();
    let count = matrix.rows.len() as u64;
    if rows.len() as u64 == count && count > 1 {
        let sum = |column: usize| matrix.cells.iter().skip(column).step_by(width).sum::<f64>();
        let sums = (0..matrix.columns.len())
            .map(|column| Cell::Follows(Follows::Sum { of: column + 1 }, shown.scaled(sum(column))));
        rows.push(std::iter::once(Cell::Text("Together".to_string())).chain(sums).collect());
    }
    Grid { columns, rows, count }
}

fn paths(paths: &Paths) -> Grid {
    let row = |(path, needs): &(Vec<u32>, u64)| {
        let names: Vec<&str> =
            path.iter().filter_map(|place| paths.names.get(*place as usize).map(String::as_str)).collect();
        vec![Cell::Count(*needs), Cell::Count(path.len() as u64), Cell::Text(names.join(" → "))]
    };
    Grid {
        columns: ["Needs", "Steps", "Way"].map(plain).to_vec(),
        rows: paths.paths.iter().take(ROWS).map(row).collect(),
        count: paths.count,
    }
}

fn findings(all: &[Finding]) -> Grid {
    let headings = [
        "Pattern",
        "At",
        "Where",
        "Found",
        "What was found",
        "Needs affected",
        "Observed",
        "Expected",
        "Effect",
        "95 % interval from",
        "to",
        "What the effect is",
        "Chance if nothing was going on",
        "The same, all tests counted",
        "Recorded by",
        "Does a rule make this?",
        "Could also be",
        "Look at",
    ];
    let text = |text: &str| Cell::Text(text.to_string());
    let perhaps = |text: &Option<String>| text.clone().map_or(Cell::Nothing, Cell::Text);
    let row = |one: &Finding| {
        let ends = one.size.and_then(|(_, ends)| ends);
        vec![
            text(one.called()),
            perhaps(&one.target),
            perhaps(&one.place),
            text(one.verdict.name()),
            text(&one.says),
            one.needs_affected.map_or(Cell::Nothing, Cell::Count),
            value(one.observed),
            value(one.expected),
            value(one.size.map(|(size, _)| size)),
            value(ends.map(|(low, _)| low)),
            value(ends.map(|(_, high)| high)),
            if one.size.is_some() { text(one.size_of) } else { Cell::Nothing },
            value(one.p),
            value(one.q),
            text(one.who.says()),
            text(one.rule),
            text(one.could_also_be),
            text(one.look_at),
        ]
    };
    Grid {
        columns: headings.map(plain).to_vec(),
        rows: all.iter().take(ROWS).map(row).collect(),
        count: all.len() as u64,
    }
}

/// The centre and the limits of a chart.
fn facts(chart: &Chart, unit: Unit) -> Grid {
    let shown = of_points(chart, unit);
    let says = |what: &str| heading(what, shown).says;
    // What there is not has no row.
    let row = |(what, number): (&str, Option<f64>)| {
        number.map(|number| vec![Cell::Text(says(what)), value(Some(shown.scaled(number)))])
    };
    let text = |what: &str, says: &str| vec![Cell::Text(what.to_string()), Cell::Text(says.to_string())];
    let mut rows = vec![
        text("How much it can say", &chart.status.replace('_', " ")),
        text("Rules for signals", chart.rules),
    ];
    let figures = [
        ("Centre of the present phase", chart.centre),
        ("Lower limit", chart.lower),
        ("Upper limit", chart.upper),
        ("Mean step from a point to the next, screened", chart.range_centre),
        ("Upper limit of a step", chart.range_upper),
    ];
    rows.extend(figures.into_iter().filter_map(row));
    Grid { columns: ["Figure", "Value"].map(plain).to_vec(), count: rows.len() as u64, rows }
}

fn of_points(chart: &Chart, unit: Unit) -> Shown {
    shown(unit, chart.points.iter().filter_map(|point| point.value))
}

fn chart(chart: &Chart, unit: Unit) -> Grid {
    let shown = of_points(chart, unit);
    let signal = |place: u64| {
        let here = chart.signals.iter().filter(|signal| (signal.start..=signal.end).contains(&place));
        let rules: Vec<Cow<'_, str>> = here.map(|signal| signal.rule.into()).collect();
        if rules.is_empty() { Cell::Nothing } else { Cell::Text(rules.join(", ")) }
    };
    let mut before: Option<f64> = None;
    let mut rows = Vec::new();
    for (place, point) in chart.points.iter().take(ROWS).enumerate() {
        let number = point.value.filter(|number| number.is_finite());
        let step = match (before, number) {
            (Some(before), Some(number)) => {
                Cell::Follows(Follows::Step { of: 1 }, shown.scaled((number - before).abs()))
            }
            _ => Cell::Nothing,
        };
        before = number;
        let (lower, upper) = chart.limits_at(place);
        rows.push(vec![
            Cell::At(point.start),
            value(number),
            Cell::Count(point.n),
            step,
            value(lower),
            value(upper),
            signal(place as u64),
        ]);
    }
    Grid {
        columns: vec![
            plain(&format!("{} from", crate::report::sentence(chart.period))),
            heading("Value", shown),
            plain("Rests on"),
            heading("Step from the one before", shown),
            heading("Lower limit", shown),
            heading("Upper limit", shown),
            plain("Signal of a change"),
        ],
        rows,
        count: chart.points.len() as u64,
    }
}
