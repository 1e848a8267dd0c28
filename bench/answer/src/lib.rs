//! The answer to the shared work in one canonical form, so that programs can be compared at equal answers only. The same as
//! `peers/answer.py`: tables as lines of tab-separated fields sorted by their names, hashed with SHA-256, 16 digits of it kept.
//! Times are whole seconds (the generated log has no others); medians are doubled, so that they are whole numbers too.

use std::fmt::Write;
use std::time::Instant;

use sha2::{Digest as _, Sha256};

/// The order that every program of the comparison takes: `--file F --format csv|parquet|xes --threads N [--check yes]`.
pub struct Order {
    /// The file to read.
    pub file: std::path::PathBuf,
    /// Its format.
    pub format: String,
    /// How many threads may work.
    pub threads: usize,
    /// Whether all variants are to be hashed as well (costly at large sizes, so not in timed runs).
    pub check: bool,
    /// Anything else: names and values.
    pub more: Vec<(String, String)>,
}

impl Order {
    /// The order on the command line.
    pub fn read() -> Result<Order, String> {
        let mut order =
            Order { file: "".into(), format: String::new(), threads: 1, check: false, more: Vec::new() };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            let value = words.next().ok_or_else(|| format!("{word} needs a value"))?;
            match word.as_str() {
                "--file" => order.file = value.into(),
                "--format" => order.format = value,
                "--threads" => {
                    order.threads =
                        value.parse().map_err(|_| format!("{value} is not a number of threads"))?
                }
                "--check" => order.check = value == "yes",
                _ => order.more.push((word.trim_start_matches('-').to_string(), value)),
            }
        }
        if order.file.as_os_str().is_empty() { Err("say which --file".into()) } else { Ok(order) }
    }
}

/// The answer to the shared work.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    /// How many needs.
    pub needs: u64,
    /// How many events.
    pub events: u64,
    /// Sum over the needs of last minus first event, seconds.
    pub duration_sum_s: u64,
    /// Twice their median, seconds.
    pub duration_median2_s: u64,
    /// From, to, count, total seconds, twice the median in seconds.
    pub edges: Vec<(String, String, u64, u64, u64)>,
    /// Activities joined by U+001F, needs.
    pub variants: Vec<(String, u64)>,
    /// How many variants there are, if more than are listed.
    pub variant_count: u64,
    /// Worker before, worker after (another one), count.
    pub hand_overs: Vec<(String, String, u64)>,
    /// Activity, needs that have it more than once, executions beyond the first.
    pub rework: Vec<(String, u64, u64)>,
    /// Sum over the needs of different workers.
    pub workers_sum: u64,
    /// Most workers in one need.
    pub workers_max: u64,
    /// Monday (UTC) of the week of the last event, needs, twice the median duration in seconds.
    pub weeks: Vec<(String, u64, u64)>,
}

impl Answer {
    /// The digest as JSON.
    pub fn digest(&mut self, check: bool) -> String {
        self.edges.sort();
        self.hand_overs.sort();
        self.rework.sort();
        self.weeks.sort();
        let edges = hash(&self.edges, |line, (from, to, count, total, median)| {
            write!(line, "{from}\t{to}\t{count}\t{total}\t{median}")
        });
        let hand_overs =
            hash(&self.hand_overs, |line, (from, to, count)| write!(line, "{from}\t{to}\t{count}"));
        let rework =
            hash(&self.rework, |line, (name, needs, repeats)| write!(line, "{name}\t{needs}\t{repeats}"));
        let weeks =
            hash(&self.weeks, |line, (monday, needs, median)| write!(line, "{monday}\t{needs}\t{median}"));
        let mut json = format!(
            "{{\"needs\":{},\"events\":{},\"duration_sum_us\":{},\"duration_median_us\":{},\"edges\":{},\"edge_steps\":{},\
             \"edges_hash\":\"{edges}\",\"variants\":{},\"hand_over_pairs\":{},\"hand_overs\":{},\"hand_overs_hash\":\"{hand_overs}\",\
             \"rework_needs\":{},\"rework_repeats\":{},\"rework_hash\":\"{rework}\",\"workers_sum\":{},\"workers_max\":{},\
             \"weeks\":{},\"weeks_hash\":\"{weeks}\"",
            self.needs,
            self.events,
            self.duration_sum_s * 1_000_000,
            self.duration_median2_s * 500_000,
            self.edges.len(),
            self.edges.iter().map(|edge| edge.2).sum::<u64>(),
            self.variant_count.max(self.variants.len() as u64),
            self.hand_overs.len(),
            self.hand_overs.iter().map(|pair| pair.2).sum::<u64>(),
            self.rework.iter().map(|row| row.1).sum::<u64>(),
            self.rework.iter().map(|row| row.2).sum::<u64>(),
            self.workers_sum,
            self.workers_max,
            self.weeks.len(),
        );
        if check && self.variant_count <= self.variants.len() as u64 {
            self.variants.sort();
            let variants = hash(&self.variants, |line, (path, needs)| write!(line, "{path}\t{needs}"));
            json.push_str(&format!(",\"variants_hash\":\"{variants}\""));
        }
        json.push('}');
        json
    }

    /// Prints the report that `run.py` reads, given when the work began and when the file had been loaded. The digest is made
    /// after the clock has been read.
    pub fn report(mut self, began: Instant, loaded: Instant, check: bool) {
        let (load_s, compute_s) = ((loaded - began).as_secs_f64(), loaded.elapsed().as_secs_f64());
        println!("{{\"load_s\":{load_s:.6},\"compute_s\":{compute_s:.6},\"digest\":{}}}", self.digest(check));
    }
}

/// Twice the median: the two middle values added.
pub fn median2(values: &mut [u64]) -> u64 {
    let middle = values.len() / 2;
    if values.is_empty() {
        return 0;
    }
    let even = values.len().is_multiple_of(2);
    let (below, upper, _) = values.select_nth_unstable(middle);
    let lower = if even { below.iter().copied().max().unwrap_or(*upper) } else { *upper };
    lower + *upper
}

fn hash<T>(rows: &[T], line: impl Fn(&mut String, &T) -> std::fmt::Result) -> String {
    let (mut hasher, mut text) = (Sha256::new(), String::new());
    for row in rows {
        text.clear();
        if line(&mut text, row).is_ok() {
            text.push('\n');
            hasher.update(text.as_bytes());
        }
    }
    hasher.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_doubled_and_hashes_do_not_depend_on_order() {
        assert_eq!([median2(&mut [4, 1, 2]), median2(&mut [4, 1, 2, 3]), median2(&mut [])], [4, 5, 0]);
        let row = |name: &str| (name.to_string(), 1, 2);
        let mut one = Answer { rework: vec![row("a"), row("b")], ..Answer::default() };
        let mut two = Answer { rework: vec![row("b"), row("a")], ..Answer::default() };
        assert_eq!(one.digest(true), two.digest(true));
        assert_ne!(one.digest(true), Answer::default().digest(true));
    }
}
