//! The figures of an answer as a table, whatever its shape.

use jiff::tz::TimeZone;
use maud::{Markup, html};
use throughline::demand::label_next;
use throughline::reading::{
    Chart, Item, Matrix, Measure, Number, Paths, Reading, Series, Shape, Table, counted, thousands,
};
use throughline::time::Instant;

use super::Report;
use crate::figures::{Unit, label, of_chart, of_matrix, unit, value, with_interval};

/// A path of more steps than this is cut.
const STEPS: usize = 30;

/// One table: headings, rows of cells, and whether each column holds numbers.
struct Cells {
    headings: Vec<String>,
    rows: Vec<Vec<String>>,
    numbers: Vec<bool>,
    /// How many rows there are in all.
    count: usize,
}

/// The table of an answer; none where its sentences hold everything.
pub(super) fn of(measure: &Measure, reading: &Reading, report: &Report<'_>) -> Option<Markup> {
    let (zone, most) = (report.zone, report.detail.rows);
    match &reading.shape {
        Shape::NotEnough | Shape::Findings(_) => None,
        // A list for those who sort, with the references of needs: it is in the data file and the workbook.
        Shape::Table(_) if measure.name == label_next::MEASURE.name => None,
        Shape::Numbers(all) => Some(shown(measure, &numbers(all, measure))),
        Shape::PerWorker(all) => Some(shown(measure, &numbers(&all.numbers, measure))),
        Shape::Table(table) => Some(shown(measure, &rows(table, measure, zone, most))),
        Shape::Series(series) => Some(shown(measure, &self::series(series, measure, zone, most))),
        Shape::Matrix(matrix) => Some(shown(measure, &self::matrix(matrix, measure, most))),
        Shape::Paths(paths) => Some(shown(measure, &self::paths(paths, most))),
        Shape::Distribution(all) => Some(html! {
            (shown(measure, &numbers(&all.numbers, measure)))
            (shown(measure, &rows(&all.curve, measure, zone, most)))
        }),
        Shape::Chart(chart) => Some(shown(measure, &self::chart(chart, measure, zone, most))),
    }
}

/// More columns than this nobody can follow: a few rows of them are turned, so that each is a column.
const COLUMNS: usize = 14;
/// So many rows can be turned.
const TURNED: usize = 6;

fn shown(measure: &Measure, cells: &Cells) -> Markup {
    if cells.headings.len() > COLUMNS && cells.rows.len() <= TURNED {
        return shown(measure, &turned(cells));
    }
    let class = |column: usize| cells.numbers.get(column).copied().unwrap_or(false).then_some("number");
    html! {
        @if cells.count > cells.rows.len() {
            p class="rests" {
                "The first " (cells.rows.len()) " of " (counted(cells.count as u64, "row", "rows")) "; all are in the data file (--json)."
            }
        }
        div class="wide" tabindex="0" role="group" aria-label={ "Figures: " (measure.asks) } {
            table {
                thead { tr { @for (column, heading) in cells.headings.iter().enumerate() { th scope="col" class=[class(column)] { (heading) } } } }
                tbody {
                    @for row in &cells.rows {
                        tr { @for (column, cell) in row.iter().enumerate() {
                            @if column == 0 { th scope="row" class=[class(column)] { bdi { (cell) } } } @else { td class=[class(column)] { bdi { (cell) } } }
                        } }
                    }
                }
            }
        }
    }
}

/// The same with a row for each column.
fn turned(cells: &Cells) -> Cells {
    let cell = |row: &Vec<String>, column: usize| row.get(column).cloned().unwrap_or_default();
    let row = |column: usize| {
        std::iter::once(cells.headings[column].clone())
            .chain(cells.rows.iter().map(|row| cell(row, column)))
            .collect()
    };
    let mut headings = vec![cells.headings[0].clone()];
    headings.extend(cells.rows.iter().map(|row| cell(row, 0)));
    let rows: Vec<Vec<String>> = (1..cells.headings.len()).map(row).collect();
    let numbers = (0..headings.len()).map(|column| column > 0).collect();
    Cells { count: rows.len(), headings, rows, numbers }
}

fn numbers(all: &[Number], measure: &Measure) -> Cells {
    let row = |number: &Number| vec![label(measure.name, number.name), with_interval(measure.name, number)];
    let headings = vec!["Figure".to_string(), "Value (95 % interval)".to_string()];
    Cells { headings, rows: all.iter().map(row).collect(), numbers: vec![false, true], count: all.len() }
}

fn rows(table: &Table, measure: &Measure, zone: &TimeZone, most: usize) -> Cells {
    let units: Vec<Unit> = table.columns.iter().map(|name| unit(measure.name, name)).collect();
    let row = |row: &Vec<Item>| row.iter().zip(&units).map(|(item, unit)| cell(item, *unit, zone)).collect();
    let is_name = |column: usize| table.rows.iter().any(|row| matches!(row.get(column), Some(Item::Name(_))));
    Cells {
        headings: table.columns.iter().map(|name| label(measure.name, name)).collect(),
        rows: table.rows.iter().take(most).map(row).collect(),
        numbers: (0..table.columns.len()).map(|column| !is_name(column)).collect(),
        count: table.rows.len(),
    }
}

fn cell(item: &Item, unit: Unit, zone: &TimeZone) -> String {
    let value = |unit, number| with_minus(value(unit, number));
    match item {
        Item::Name(name) => name.clone(),
        Item::Count(count) => thousands(*count),
        Item::Number(number) => value(unit, *number),
        Item::Seconds(number) => value(Unit::Seconds, *number),
        Item::Share(number) => value(Unit::Share, *number),
        Item::At(at) => day(*at, zone),
        Item::None => "–".to_string(),
    }
}

/// A minus sign, not a hyphen.
fn with_minus(figure: String) -> String {
    match figure.strip_prefix('-') {
        Some(size) => format!("−{size}"),
        None => figure,
    }
}

fn day(at: Instant, zone: &TimeZone) -> String {
    at.in_zone(zone).strftime("%-d %B %Y").to_string()
}

fn or_dash(unit: Unit, number: Option<f64>) -> String {
    number.map_or("–".to_string(), |number| with_minus(value(unit, number)))
}

fn series(series: &Series, measure: &Measure, zone: &TimeZone, most: usize) -> Cells {
    let units: Vec<Unit> = series.columns.iter().map(|name| unit(measure.name, name)).collect();
    let row = |(start, values): &(Instant, Vec<Option<f64>>)| {
        let values = values.iter().zip(&units).map(|(number, unit)| or_dash(*unit, *number));
        std::iter::once(day(*start, zone)).chain(values).collect()
    };
    let mut headings = vec![format!("{} from", super::sentence(series.period))];
    headings.extend(series.columns.iter().map(|name| label(measure.name, name)));
    let numbers = (0..headings.len()).map(|column| column > 0).collect();
    let rows = series.points.iter().rev().take(most).map(row).collect();
    Cells { headings, rows, numbers, count: series.points.len() }
}

fn matrix(matrix: &Matrix, measure: &Measure, most: usize) -> Cells {
    let unit = of_matrix(measure.unit);
    let columns = matrix.columns.len();
    let row = |(name, cells): (&String, &[f64])| {
        std::iter::once(name.clone()).chain(cells.iter().map(|cell| value(unit, *cell))).collect()
    };
    let mut headings = vec!["From".to_string()];
    headings.extend(matrix.columns.iter().cloned());
    Cells {
        headings,
        rows: matrix.rows.iter().zip(matrix.cells.chunks(columns.max(1))).take(most).map(row).collect(),
        numbers: (0..=columns).map(|column| column > 0).collect(),
        count: matrix.rows.len(),
    }
}

fn paths(paths: &Paths, most: usize) -> Cells {
    let row = |(path, needs): &(Vec<u32>, u64)| {
        let names = path.iter().take(STEPS).filter_map(|place| paths.names.get(*place as usize));
        let mut text = names.cloned().collect::<Vec<_>>().join(" → ");
        if path.len() > STEPS {
            text += &format!(" … and {}", counted((path.len() - STEPS) as u64, "more step", "more steps"));
        }
        vec![text, thousands(*needs)]
    };
    Cells {
        headings: vec!["Way".to_string(), "Needs".to_string()],
        rows: paths.paths.iter().take(most).map(row).collect(),
        numbers: vec![false, true],
        count: paths.count as usize,
    }
}

fn chart(chart: &Chart, measure: &Measure, zone: &TimeZone, most: usize) -> Cells {
    let unit = of_chart(measure.unit);
    let limits = |place: usize| match chart.limits_at(place) {
        (Some(low), Some(high)) => format!("{} to {}", value(unit, low), value(unit, high)),
        (None, Some(high)) => format!("up to {}", value(unit, high)),
        _ => "–".to_string(),
    };
    let limited = (0..chart.points.len()).any(|place| chart.limits_at(place).1.is_some());
    let row = |(place, point): (usize, &throughline::reading::ChartPoint)| {
        let mut row = vec![day(point.start, zone), or_dash(unit, point.value), thousands(point.n)];
        row.extend(limited.then(|| limits(place)));
        row
    };
    let from = format!("{} from", super::sentence(chart.period));
    let headings =
        [from.as_str(), "Value", "Rests on", "Limits"].into_iter().take(if limited { 4 } else { 3 });
    Cells {
        headings: headings.map(str::to_string).collect(),
        rows: chart.points.iter().enumerate().rev().take(most).map(row).collect(),
        numbers: vec![false, true, true, true],
        count: chart.points.len(),
    }
}
