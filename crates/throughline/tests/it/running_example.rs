//! The example that every process-mining tool knows, against pm4py 2.7: `discover_dfg`, `discover_performance_dfg`,
//! `get_start_activities`, `get_end_activities`, `get_variants`, `get_rework_cases_per_activity`,
//! `discover_handover_of_work_network` (times its divisor of 36 steps, diagonal left out), `get_all_case_durations` on
//! `running-example.csv`, run on 22 November 2026. Mean, median and p90 of the durations by pandas.

use throughline::log::{Field, Holds, Linking, Log, LogBuilder, Rows, Slot, Value};

use crate::logs::{ask, lines, number, read};

/// The file's log; `None` where it is not there.
fn log() -> Option<Log> {
    let default = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared");
    let shared = std::env::var("THROUGHLINE_SHARED").unwrap_or_else(|_| default.to_string());
    let path = std::path::Path::new(&shared).join("logs/running-example.csv");
    let Ok(text) = std::fs::read_to_string(&path) else {
        #[expect(clippy::print_stderr, reason = "a skipped test says so")]
        {
            eprintln!("skipped: {} is not there; set THROUGHLINE_SHARED", path.display());
        }
        return None;
    };
    let mut rows = Rows::new();
    let [need, activity, worker] = [Slot::Need, Slot::Field(Field::Activity), Slot::Field(Field::Worker)]
        .map(|slot| rows.column(slot, Holds::Name));
    // No quotes: number, activity, worker, time, activity, worker, cost, need, creator.
    for line in text.lines().skip(1) {
        let cells: Vec<&str> = line.split(',').collect();
        rows.set(activity, Value::Text(cells[1]));
        rows.set(worker, Value::Text(cells[2]));
        rows.set(need, Value::Text(cells[7]));
        rows.end_row(cells[3].parse::<jiff::Timestamp>().unwrap().as_microsecond());
    }
    let mut builder = LogBuilder::new(Linking::default());
    builder.add(rows);
    builder.finish(2).ok()
}

/// The rows of a measure's reading, where the file is there.
fn read_lines(name: &str) -> Option<Vec<String>> {
    Some(lines(&read(name, &log()?, &ask(30_000_000))))
}

#[test]
fn edges_starts_and_ends_are_those_of_pm4py() {
    let edges = [
        "check ticket decide 6 4 181960 129300",
        "examine casually check ticket 4 3 47970 48120",
        "decide pay compensation 3 3 514160 521400",
        "decide reinitiate request 3 2 66400 91800",
        "decide reject request 3 3 154240 97560",
        "register request examine casually 3 3 32240 3840",
        "check ticket examine casually 2 2 92430 92430",
        "examine casually decide 2 2 375420 375420",
        "examine thoroughly check ticket 2 2 309090 309090",
        "register request check ticket 2 2 39120 39120",
        "check ticket examine thoroughly 1 1 95820 95820",
        "examine thoroughly decide 1 1 76740 76740",
        "register request examine thoroughly 1 1 83040 83040",
        "reinitiate request check ticket 1 1 252900 252900",
        "reinitiate request examine casually 1 1 73080 73080",
        "reinitiate request examine thoroughly 1 1 2880 2880",
    ];
    let Some(mut found) = read_lines("flow.edges") else { return };
    // Equal counts are in the order of the names.
    assert!(found[2].starts_with("decide pay") && found[3].starts_with("decide reinitiate"));
    found.sort();
    let mut expected = edges.map(str::to_string).to_vec();
    expected.sort();
    assert_eq!(found, expected);
    assert_eq!(read_lines("flow.starts").unwrap(), ["register request 6"]);
    assert_eq!(read_lines("flow.ends").unwrap(), ["pay compensation 3", "reject request 3"]);
}

#[test]
fn variants_are_those_of_pm4py() {
    let Some(found) = read_lines("flow.variants") else { return };
    assert_eq!(
        found,
        [
            "1 register request > check ticket > examine casually > decide > pay compensation",
            "1 register request > check ticket > examine thoroughly > decide > reject request",
            "1 register request > examine casually > check ticket > decide > pay compensation",
            "1 register request > examine casually > check ticket > decide > reinitiate request > check ticket > \
             examine casually > decide > reinitiate request > examine casually > check ticket > decide > reject request",
            "1 register request > examine casually > check ticket > decide > reinitiate request > examine thoroughly > \
             check ticket > decide > pay compensation",
            "1 register request > examine thoroughly > check ticket > decide > reject request",
        ]
    );
}

#[test]
fn rework_is_that_of_pm4py() {
    let needs = ["check ticket 2 3", "decide 2 3", "examine casually 1 2", "reinitiate request 1 1"];
    let Some(found) = read_lines("flow.rework") else { return };
    assert_eq!(found, needs);
}

#[test]
fn hand_overs_are_those_of_pm4py() {
    let Some(mut found) = read_lines("flow.hand_overs") else { return };
    assert_eq!(found[0], "Sara Ellen 4");
    found.sort();
    let expected = "Ellen Mike 3, Ellen Sara 1, Mike Ellen 2, Mike Pete 1, Mike Sara 3, Mike Sean 2, Pete Mike 2, \
        Pete Sara 3, Pete Sue 1, Sara Ellen 4, Sara Mike 2, Sara Pete 1, Sara Sean 1, Sara Sue 1, Sean Pete 1, \
        Sean Sara 2, Sue Mike 1, Sue Pete 1";
    assert_eq!(found.join(", "), expected);
    let workers = read("flow.workers_per_need", &log().unwrap(), &ask(30_000_000));
    let numbers = ["mean", "median", "max"].map(|name| number(&workers, name).unwrap());
    assert!((numbers[0] - 26.0 / 6.0).abs() < 1e-12 && numbers[1..] == [4.5, 5.0], "{numbers:?}");
}

#[test]
fn durations_are_those_of_pm4py() {
    let Some(log) = log() else { return };
    let reading = read("end_to_end", &log, &ask(30_000_000));
    let found = ["n", "open", "mean_s", "median_s", "p90_s", "ended_by_quiet"]
        .map(|name| number(&reading, name).unwrap());
    assert_eq!(found, [6.0, 0.0, 966_890.0, 815_940.0, 1_472_610.0, 6.0]);
}
