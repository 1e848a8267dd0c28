//! Plans whose figures queueing theory says exactly, through the command: to four standard errors. Formulae as in Gross, Shortle,
//! Thompson and Harris, "Fundamentals of Queueing Theory", and Garnett, Mandelbaum and Reiman 2002 for those who give up.

use serde_json::Value;

use crate::run;

/// What the command says of a plan.
fn simulated(plan: &str) -> Value {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plan.toml");
    std::fs::write(&path, plan).unwrap();
    let path = path.display().to_string();
    let ran = run::throughline(["plan", &path, "--replicate", "40", "--seed", "5", "--json", "-"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    serde_json::from_str(&ran.out).unwrap()
}

#[track_caller]
fn is(figure: &Value, theory: f64) {
    let [mean, error] = ["mean", "standard_error"].map(|part| figure[part].as_f64().unwrap());
    assert!(error < 0.05 * theory, "{mean} ± {error} says little of {theory}");
    assert!((mean - theory).abs() <= 4.0 * error, "{mean} ± {error}, theory {theory}");
    let half = figure["half_width_95"].as_f64().unwrap();
    // Student's t of 39 degrees of freedom.
    assert!((half / error - 2.022_69).abs() < 1e-4, "{half}, {error}");
}

/// A pool of five, day and night, to which four come in an hour who take an hour each.
fn five(more: &str) -> String {
    format!(
        "[scenario]\nname = \"five\"\nweeks = 30\nwarm_up_days = 20\n\
         [demand.need]\nrate_per_hour = 4\n\
         [pool.desk]\nstaff = 5\n\
         [step.answer]\npool = \"desk\"\ntime = \"exp 1h\"\n{more}"
    )
}

#[test]
fn five_workers_wait_as_erlang_says() {
    let told = simulated(&five(""));
    // Erlang C with 4 of work offered to 5.
    let b = (1..=5).fold(1.0, |b, k| 4.0 * b / (f64::from(k) + 4.0 * b));
    let wait = b / (1.0 - 0.8 * (1.0 - b)) / (5.0 - 4.0);
    let desk = &told["stations"][0];
    is(&desk["wait_hours_mean"], wait);
    is(&desk["waiting_mean"], 4.0 * wait);
    is(&desk["utilisation"], 0.8);
    is(&told["whole"]["end_to_end_hours_mean"], wait + 1.0);
    is(&told["steps"][0]["wait_hours_mean"], wait);
}

#[test]
fn half_who_come_back_double_the_work() {
    // Two an hour of whom half come back, so four come in all; the queue is as if all were new (Jackson 1957).
    let plan = five("").replace("rate_per_hour = 4", "rate_per_hour = 2");
    let told = simulated(&format!("{plan}[failure]\nbase = 0.5\nreturn_delay = \"exp 20h\"\n"));
    let b = (1..=5).fold(1.0, |b, k| 4.0 * b / (f64::from(k) + 4.0 * b));
    let wait = b / (1.0 - 0.8 * (1.0 - b));
    is(&told["stations"][0]["wait_hours_mean"], wait);
    is(&told["stations"][0]["visits_per_need"], 2.0);
    is(&told["whole"]["repeats_per_need"], 1.0);
    is(&told["whole"]["end_to_end_hours_mean"], 2.0 * (wait + 1.0) + 20.0);
}

#[test]
fn who_gives_up_while_waiting_is_counted_as_erlang_a_says() {
    // Six come in an hour, which is more than five can do; whoever waits gives up after half an hour on average.
    let plan = five("patience = \"exp 30m\"\n").replace("rate_per_hour = 4", "rate_per_hour = 6");
    let told = simulated(&plan);
    let mut weights = vec![1.0];
    for n in 1..200 {
        let leaves = f64::from(n.min(5)) + 2.0 * f64::from((n - 5).max(0));
        weights.push(weights[n as usize - 1] * 6.0 / leaves);
    }
    let all: f64 = weights.iter().sum();
    let waiting =
        weights.iter().enumerate().skip(6).map(|(n, weight)| (n - 5) as f64 * weight / all).sum::<f64>();
    let busy = weights.iter().enumerate().map(|(n, weight)| n.min(5) as f64 * weight / all).sum::<f64>();
    let desk = &told["stations"][0];
    is(&desk["waiting_mean"], waiting);
    is(&desk["utilisation"], busy / 5.0);
    let hours = 30.0 * 7.0 * 24.0;
    is(&desk["left"], 2.0 * waiting * hours);
    is(&told["whole"]["gave_up"], 2.0 * waiting * hours);
    is(&told["whole"]["met"], busy * hours);
}
