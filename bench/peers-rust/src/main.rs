//! The shared work with the crate `process_mining`, as an expert who uses it would write it: its XES import with only the needed
//! attributes, its directly-follows graph and its variants; what the crate has not (times of edges, hand-overs, rework, weeks)
//! by loops over its `EventLog`. It has no reader for CSV, so rows are read with the `csv` crate and put into its `EventLog`.

mod load;
mod study;

use std::time::Instant;

fn main() {
    if let Err(problem) = run() {
        eprintln!("process_mining: {problem}");
        std::process::exit(1);
    }
}

fn run() -> Result<(), Box<dyn std::error::Error>> {
    let order = answer::Order::read()?;
    rayon::ThreadPoolBuilder::new().num_threads(order.threads).build_global()?;
    let began = Instant::now();
    let log = match order.format.as_str() {
        "xes" => load::xes(&order.file)?,
        "csv" => load::csv(&order.file)?,
        other => return Err(format!("the crate has no reader for {other} logs of cases").into()),
    };
    let loaded = Instant::now();
    study::study(&log)?.report(began, loaded, order.check);
    Ok(())
}
