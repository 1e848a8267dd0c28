//! The measures of the shared work, and their readings as the comparison's answer.

use answer::Answer;
use throughline::log::Log;
use throughline::measure::{MEASURES, readings};
use throughline::reading::{Ask, Item, Measure, Reading, Shape};

/// The measures of the shared work.
const SHARED: [&str; 7] = [
    "end_to_end",
    "flow.weekly",
    "flow.edges",
    "flow.variants",
    "flow.rework",
    "flow.hand_overs",
    "flow.workers_per_need",
];

/// Runs the measures of the shared work. The paths are written out only to `check` them, as by the peers.
pub fn study(log: &Log, ask: &Ask, check: bool) -> Result<Answer, String> {
    let mut answer =
        Answer { needs: log.need_count() as u64, events: log.event_count() as u64, ..Answer::default() };
    let asked: Vec<&Measure> =
        MEASURES.iter().copied().filter(|measure| SHARED.contains(&measure.name)).collect();
    let readings = readings(&asked, log, ask);
    let read: Vec<(&str, Reading)> = asked.iter().map(|measure| measure.name).zip(readings).collect();
    let read = &read[..];
    for row in table("flow.edges", read)? {
        let count = row.count("count")?;
        let total = (row.number("mean_s")? * count as f64).round() as u64;
        let median2 = doubled(row.number("median_s")?);
        answer.edges.push((row.name("from")?, row.name("to")?, count, total, median2));
    }
    for row in table("flow.hand_overs", read)? {
        answer.hand_overs.push((row.name("from")?, row.name("to")?, row.count("count")?));
    }
    for row in table("flow.rework", read)? {
        answer.rework.push((row.name("activity")?, row.count("needs")?, row.count("repeats")?));
    }
    let lengths = numbers("end_to_end", read)?;
    answer.duration_sum_s = (find(&lengths, "mean_s")? * answer.needs as f64).round() as u64;
    answer.duration_median2_s = doubled(find(&lengths, "median_s")?);
    let workers = numbers("flow.workers_per_need", read)?;
    let of = |name: &str| find(&workers, name);
    answer.workers_sum = (of("mean")? * answer.needs as f64).round() as u64;
    answer.workers_max = of("max")? as u64;
    variants(&mut answer, read, check)?;
    weeks(&mut answer, read, ask)?;
    Ok(answer)
}

fn variants(answer: &mut Answer, read: &[(&str, Reading)], check: bool) -> Result<(), String> {
    let Shape::Paths(paths) = shape("flow.variants", read)? else {
        return Err("flow.variants gives no paths".into());
    };
    answer.variant_count = paths.count;
    if !check {
        return Ok(());
    }
    answer.variants = paths
        .paths
        .iter()
        .map(|(path, needs)| {
            let names: Vec<&str> = path.iter().map(|place| paths.names[*place as usize].as_str()).collect();
            (names.join("\u{1f}"), *needs)
        })
        .collect();
    Ok(())
}

fn weeks(answer: &mut Answer, read: &[(&str, Reading)], ask: &Ask) -> Result<(), String> {
    let Shape::Series(series) = shape("flow.weekly", read)? else {
        return Err("flow.weekly gives no series".into());
    };
    let place = |name: &str| {
        series.columns.iter().position(|column| *column == name).ok_or(format!("flow.weekly has no {name}"))
    };
    let (n, median) = (place("n")?, place("median_s")?);
    for (start, values) in &series.points {
        if let (Some(n), Some(median)) = (values[n], values[median])
            && n > 0.0
        {
            let monday = start.in_zone(&ask.zone).date();
            answer.weeks.push((monday.to_string(), n as u64, doubled(median)));
        }
    }
    Ok(())
}

fn doubled(median: f64) -> u64 {
    (2.0 * median).round() as u64
}

fn shape<'a>(name: &str, read: &'a [(&str, Reading)]) -> Result<&'a Shape, String> {
    let (_, reading) =
        read.iter().find(|(measure, _)| *measure == name).ok_or(format!("there is no measure {name}"))?;
    if reading.shape == Shape::NotEnough {
        Err(format!("{name}: {}", reading.says))
    } else {
        Ok(&reading.shape)
    }
}

fn find(numbers: &[(&'static str, f64)], name: &str) -> Result<f64, String> {
    numbers
        .iter()
        .find(|(known, _)| *known == name)
        .map(|(_, value)| *value)
        .ok_or(format!("no number {name}"))
}

fn numbers(measure: &str, read: &[(&str, Reading)]) -> Result<Vec<(&'static str, f64)>, String> {
    let numbers = match shape(measure, read)? {
        Shape::Numbers(numbers) => numbers,
        Shape::Distribution(distribution) => &distribution.numbers,
        _ => return Err(format!("{measure} gives no numbers")),
    };
    Ok(numbers.iter().filter_map(|number| Some((number.name, number.value?))).collect())
}

/// A row of a table with the names of its columns.
struct Row<'a> {
    columns: &'a [&'static str],
    items: &'a [Item],
}

fn table<'a>(measure: &str, read: &'a [(&str, Reading)]) -> Result<Vec<Row<'a>>, String> {
    let table = match shape(measure, read)? {
        Shape::Table(table) => table,
        Shape::PerWorker(all) => &all.table,
        _ => return Err(format!("{measure} gives no table")),
    };
    Ok(table.rows.iter().map(|items| Row { columns: &table.columns, items }).collect())
}

impl Row<'_> {
    fn item(&self, name: &str) -> Result<&Item, String> {
        let place = self.columns.iter().position(|column| *column == name);
        place.map(|place| &self.items[place]).ok_or(format!("no column {name}"))
    }

    fn name(&self, column: &str) -> Result<String, String> {
        match self.item(column)? {
            Item::Name(name) => Ok(name.clone()),
            other => Err(format!("{column} holds {other:?}, not a name")),
        }
    }

    fn count(&self, column: &str) -> Result<u64, String> {
        match self.item(column)? {
            Item::Count(count) => Ok(*count),
            other => Err(format!("{column} holds {other:?}, not a count")),
        }
    }

    fn number(&self, column: &str) -> Result<f64, String> {
        match self.item(column)? {
            Item::Number(number) => Ok(*number),
            other => Err(format!("{column} holds {other:?}, not a number")),
        }
    }
}
