//! Makes places of other seeds, studies each, and says how often what is true was found: `cargo run -p throughline-demo --example check --
//! 20`; with `-- SEED SEED+1` those seeds, one by one in full.

use std::collections::BTreeMap;
use std::io::Write;

use throughline_demo::found::{Studied, THERE};
use throughline_demo::{Trouble, counted, files, place};

fn main() -> Result<(), Trouble> {
    let mut given = std::env::args().skip(1).map(|number| number.parse::<u64>());
    let first = given.next().transpose()?.unwrap_or(20);
    let (from, until) = given.next().transpose()?.map_or((1, first + 1), |until| (first, until));
    let mut out = std::io::stdout().lock();
    let mut held: BTreeMap<String, u64> = BTreeMap::new();
    for seed in from..until {
        let folder = tempfile::tempdir()?;
        files::write(folder.path(), seed)?;
        let true_of_it = counted::counted(&place::place(seed));
        let found = Studied::of(folder.path(), 1)?.found(&true_of_it)?;
        writeln!(out, "seed {seed}")?;
        for check in &found.checks {
            *held.entry(check.asks.clone()).or_default() += u64::from(check.holds());
            let sign = if check.holds() { " " } else { "✗" };
            writeln!(
                out,
                "  {sign} {}: true {:.4}, said {:.4?} {:.4?}",
                check.asks, check.truth, check.says, check.between
            )?;
        }
        let other = |name: &&&'static str| !THERE.contains(name);
        for name in found.distortions.iter().filter(other) {
            *held.entry(format!("found though not made: {name}")).or_default() += 1;
            writeln!(out, "  ✗ found: {name}")?;
        }
        for name in &found.no_changes {
            *held.entry(format!("a change where none was made: {name}")).or_default() += 1;
            writeln!(out, "  ✗ changed: {name}")?;
        }
        out.flush()?;
    }
    writeln!(out, "of {} places:", until - from)?;
    held.iter().try_for_each(|(asks, times)| writeln!(out, "  {times:>3}  {asks}"))?;
    Ok(())
}
