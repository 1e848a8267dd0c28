//! Writes the log of the comparison at any size: `generate --events 10_000_000 --out DIR --formats csv,parquet,xes [--seed 42]`.
//! Eight events a need on average, 30 activities, 200 workers in 6 organisations, two years; CSV and Parquet in order of time
//! (needs shuffled, as in real logs), XES need by need. The same seed and size give the same bytes, in memory that grows only
//! with the needs under way at one time.

mod in_time;
mod needs;
mod service;
mod table;
mod text;

use std::error::Error;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use needs::Needs;
use table::Table;
use text::Text;

struct Order {
    events: u64,
    seed: u64,
    out: PathBuf,
    formats: Vec<String>,
}

fn main() {
    if let Err(problem) = order().and_then(|order| write(&order)) {
        eprintln!("generate: {problem}");
        std::process::exit(2);
    }
}

fn order() -> Result<Order, Box<dyn Error>> {
    let mut order = Order { events: 0, seed: 42, out: ".".into(), formats: vec!["csv".into()] };
    let mut words = std::env::args().skip(1);
    while let Some(word) = words.next() {
        let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
        match word.as_str() {
            "--events" => order.events = value.replace('_', "").parse()?,
            "--seed" => order.seed = value.parse()?,
            "--out" => order.out = value.into(),
            "--formats" => order.formats = value.split(',').map(str::to_string).collect(),
            _ => {
                return Err(
                    format!("{word} is not known; there are --events, --out, --formats and --seed").into()
                );
            }
        }
    }
    if order.events == 0 {
        return Err("say how many: --events 1_000_000".into());
    }
    if let Some(wrong) =
        order.formats.iter().find(|format| !["csv", "parquet", "xes"].contains(&format.as_str()))
    {
        return Err(format!("{wrong} is not a format; there are csv, parquet and xes").into());
    }
    Ok(order)
}

fn write(order: &Order) -> Result<(), Box<dyn Error>> {
    std::fs::create_dir_all(&order.out)?;
    let needs = Needs::with_events(order.seed, order.events);
    let wanted = |format: &str| order.formats.iter().any(|asked| asked == format);
    let path = |format: &str| order.out.join(format!("log-{}.{format}", order.events));
    if wanted("csv") || wanted("parquet") {
        let csv = wanted("csv").then(|| path("csv"));
        let parquet = wanted("parquet").then(|| path("parquet"));
        write_in_time(&needs, csv.as_deref(), parquet.as_deref())?;
    }
    if wanted("xes") {
        let mut out = BufWriter::with_capacity(1 << 20, File::create(part(&path("xes")))?);
        Text::new().xes(&mut out, &needs)?;
        out.flush()?;
        std::fs::rename(part(&path("xes")), path("xes"))?;
    }
    Ok(())
}

fn write_in_time(needs: &Needs, csv: Option<&Path>, parquet: Option<&Path>) -> Result<(), Box<dyn Error>> {
    let mut text = Text::new();
    let mut csv_out = match csv {
        Some(path) => Some(BufWriter::with_capacity(1 << 20, File::create(part(path))?)),
        None => None,
    };
    let mut table = match parquet {
        Some(path) => Some(Table::create(File::create(part(path))?)?),
        None => None,
    };
    if let Some(out) = &mut csv_out {
        out.write_all(text::CSV_HEADER)?;
    }
    in_time::each(needs, |need, event| -> Result<(), Box<dyn Error>> {
        if let Some(out) = &mut csv_out {
            text.csv_row(out, need, event)?;
        }
        if let Some(table) = &mut table {
            table.row(need, event)?;
        }
        Ok(())
    })?;
    if let (Some(mut out), Some(path)) = (csv_out, csv) {
        out.flush()?;
        std::fs::rename(part(path), path)?;
    }
    if let (Some(table), Some(path)) = (table, parquet) {
        table.finish()?;
        std::fs::rename(part(path), path)?;
    }
    Ok(())
}

/// The name of a file that is not whole yet.
fn part(path: &Path) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".part");
    name.into()
}
