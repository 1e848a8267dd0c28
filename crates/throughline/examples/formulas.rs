//! The formulae on plain numbers, for comparison with other tools: reads a JSON list of questions from standard input, writes the list
//! of answers. checks/statistics/compare.py asks it.
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use serde_json::{Value, json};
use throughline::capability::before_after::segmented;
use throughline::capability::several_places::effect;
use throughline::demand::words::models::{Classifier, Likely};
use throughline::demand::words::texts::Texts;
use throughline::distortion::counts::Counts;
use throughline::distortion::limit::{Limit, Unit, judge};
use throughline::statistics::agreement::{alpha, kappa};
use throughline::statistics::competing::{Competing, End};
use throughline::statistics::drift::drift;
use throughline::statistics::exact::{fisher_at_least, newcombe};
use throughline::statistics::many::false_discovery;
use throughline::statistics::poisson::{self, Design};
use throughline::statistics::predicted::{Estimate, lambda, powered, tuned};
use throughline::statistics::random::Random;
use throughline::statistics::share::wilson;
use throughline::statistics::survival::Survival;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let questions: Vec<Value> = serde_json::from_reader(std::io::stdin())?;
    let answers: Vec<Value> = questions.iter().map(answer).collect();
    println!("{}", Value::Array(answers));
    Ok(())
}

fn answer(question: &Value) -> Value {
    match question["what"].as_str().unwrap_or_default() {
        "share" => {
            let n = question["n"].as_f64().unwrap_or(0.0);
            json!(wilson(question["part"].as_f64().unwrap_or(0.0) / n, n))
        }
        "kappa" => {
            let found = kappa(&pairs(&question["pairs"], |value| value.as_u64().unwrap_or(0) as u32));
            found.map_or(Value::Null, |found| json!({"kappa": found.kappa, "error": found.error}))
        }
        "alpha" => {
            let things: Vec<Vec<u32>> = list(&question["things"]).iter().map(whole).collect();
            json!(alpha(&things, &mut Random::new(1, "alpha")).and_then(|found| found.alpha))
        }
        "share from predictions" => {
            let seen = pairs(&question["seen"], |value| value.as_f64().unwrap_or(f64::NAN));
            let others = reals(&question["others"]);
            let parts = |found: Option<Estimate>| {
                found.map(|found| [found.value, found.interval.0, found.interval.1])
            };
            json!({
                "plain": parts(powered(&seen, &others, 1.0)),
                "lambda": lambda(&seen, &others),
                "tuned": parts(tuned(&seen, &others)),
            })
        }
        "survival" => survival(question),
        "competing ends" => competing(question),
        "drift" => drift(&reals(&question["old"]), &reals(&question["new"]))
            .map_or(Value::Null, |d| json!(d.distance)),
        "words" => words(question),
        "counts" => counts(question),
        "series" => series(question),
        "places" => places(question),
        "two shares" => {
            let [a, a_of, b, b_of] =
                ["a", "a_of", "b", "b_of"].map(|key| question[key].as_u64().unwrap_or(0));
            let found = newcombe(a, a_of, b, b_of).map(|(difference, low, high)| [difference, low, high]);
            json!({"difference": found, "fisher": fisher_at_least(a, a_of, b, b_of)})
        }
        "many tests" => json!(false_discovery(&reals(&question["p"]))),
        "limits" => limits(question),
        other => json!({"unknown": other}),
    }
}

/// A Poisson regression: coefficients, their errors with a quasi scale, and that scale.
fn counts(question: &Value) -> Value {
    let rows: Vec<Vec<f64>> = list(&question["rows"]).iter().map(reals).collect();
    let mut design = Design::new(rows.first().map_or(0, Vec::len));
    rows.iter().for_each(|row| design.push(row));
    let found = poisson::fit(&design, &reals(&question["counts"]), Some(&reals(&question["offset"])));
    found.map_or(Value::Null, |fit| {
        let scale = fit.dispersion();
        let errors: Vec<f64> =
            (0..design.columns()).map(|column| fit.standard_error(column, scale)).collect();
        json!({"coefficients": fit.coefficients, "errors": errors, "dispersion": scale})
    })
}

/// A series with a step and a change of slope: estimates, and their errors plain and by Newey and West.
fn series(question: &Value) -> Value {
    let change = question["change"].as_u64().unwrap_or(0) as usize;
    let found = segmented(&reals(&question["values"]), change);
    found.map_or(Value::Null, |line| {
        let terms = line.terms.iter().map(|term| [term.estimate, term.standard_error, term.robust_error]);
        json!(terms.collect::<Vec<_>>())
    })
}

/// Changed places against others, over all periods.
fn places(question: &Value) -> Value {
    let table: Vec<Vec<f64>> = list(&question["table"]).iter().map(reals).collect();
    let changed: Vec<bool> = whole(&question["changed"]).into_iter().map(|changed| changed == 1).collect();
    let change = question["change"].as_u64().unwrap_or(0) as usize;
    effect(&table, &changed, change).map_or(Value::Null, |found| json!([found.effect, found.error, found.p]))
}

/// The test for the mark of a limit, on each of several lists of durations in days.
fn limits(question: &Value) -> Value {
    let limit = Limit::of(question["at"].as_i64().unwrap_or(56), Unit::Days);
    let one = |durations: &Value| {
        let mut counts = Counts::up_to(2_000);
        whole(durations).into_iter().for_each(|days| counts.add(i64::from(days), 1));
        let judged = judge(&counts, &limit, true);
        json!({"t": judged.bunch.map(|bunch| bunch.t), "decision": judged.decision.name()})
    };
    json!(list(&question["lists"]).iter().map(one).collect::<Vec<_>>())
}

fn survival(question: &Value) -> Value {
    let times = pairs(&question["times"], |value| value.as_i64().unwrap_or(0));
    let of = |ended: i64| times.iter().filter(|time| time.1 == ended).map(|time| time.0).collect();
    let curve = Survival::of(of(1), of(0));
    let at = |at: &i64| {
        let point = curve.at(*at);
        json!([point.share, point.interval()])
    };
    json!(whole(&question["at"]).into_iter().map(|time| at(&i64::from(time))).collect::<Vec<_>>())
}

fn competing(question: &Value) -> Value {
    let times = pairs(&question["times"], |value| value.as_i64().unwrap_or(0));
    let end = |code: i64| [End::Watched, End::Asked, End::Other][code.clamp(0, 2) as usize];
    let curve = Competing::of(times.iter().map(|(at, code)| (*at, end(*code))).collect());
    let shares = whole(&question["at"]).into_iter().map(|at| curve.at(i64::from(at)).share);
    json!(shares.collect::<Vec<_>>())
}

fn words(question: &Value) -> Value {
    let said: Vec<&str> = list(&question["texts"]).iter().filter_map(Value::as_str).collect();
    let codes = whole(&question["codes"]);
    let texts = Texts::of(&said, 2);
    let coded: Vec<(usize, u32)> = codes.iter().copied().enumerate().collect();
    let classifier = Classifier::learn(&texts, &coded, 2);
    let likely =
        Likely::learn(&texts, &coded.iter().map(|(text, code)| (*text, *code > 0)).collect::<Vec<_>>());
    let rest = codes.len()..texts.len();
    json!({
        "codes": rest.clone().map(|text| classifier.code(&texts, text)).collect::<Vec<_>>(),
        "probabilities": rest.map(|text| likely.probability(&texts, text)).collect::<Vec<_>>(),
    })
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn reals(value: &Value) -> Vec<f64> {
    list(value).iter().map(|value| value.as_f64().unwrap_or(f64::NAN)).collect()
}

fn whole(value: &Value) -> Vec<u32> {
    list(value).iter().map(|value| value.as_u64().unwrap_or(0) as u32).collect()
}

fn pairs<T>(value: &Value, of: impl Fn(&Value) -> T) -> Vec<(T, T)> {
    list(value).iter().map(|pair| (of(&pair[0]), of(&pair[1]))).collect()
}
