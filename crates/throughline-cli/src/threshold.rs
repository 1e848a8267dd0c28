//! `throughline threshold`: one limit, tested on a plain column of durations.

use std::fmt::Write;

use serde_json::{Value, json};
use throughline::distortion::counts::Counts;
use throughline::distortion::limit::{Decision, Judged, Limit, Unit, judge};
use throughline::distortion::limit_words::{Words, says};
use throughline::error::Error;
use throughline::reading::{counted, thousands};
use throughline_files::durations::{self, Durations};

use crate::args::{self, Threshold as Arguments};
use crate::{Ended, session, terminal};

pub(crate) fn run(arguments: &Arguments) -> Result<Ended, Error> {
    let out = arguments.json.as_deref();
    let file = out.filter(|out| out.as_os_str() != "-");
    if file.is_some_and(|out| throughline_files::read::same_file(&arguments.file, out)) {
        return Err(Error::asked(format!(
            "{}: would be written over; name another file for --json",
            arguments.file.display()
        )));
    }
    let durations = durations::read(&arguments.file)?;
    let (unit, why) = unit(arguments, &durations);
    let limit = limit(arguments, unit)?;
    let mut counts = Counts::up_to(limit.window.to);
    let mut broken = 0;
    for (value, count) in &durations.values {
        // Met is at or under the limit, so a part of a unit counts as begun.
        counts.add(value.ceil() as i64, *count);
        broken += if value.fract() == 0.0 { 0 } else { *count };
    }
    let judged = judge(&counts, &limit, true);
    let mut said = says(&judged, &limit, &Words::plain(&limit));
    if judged.decision == Decision::Flag {
        said.push_str(
            " Could also be a rule or a system that acts on that day, or people who keep their own limit: ask those who do the work before it is \
             made public.",
        );
    }
    for note in notes(&durations, &counts, broken, unit) {
        let _ = write!(said, " {note}");
    }
    if out.is_none_or(|out| out.as_os_str() != "-") {
        session::show(&page(arguments, &judged, &limit, &said, &why))?;
    }
    if let Some(out) = out {
        session::write(out, form(&judged, &limit, &said))?;
    }
    terminal::tell_problems(&[], &durations.refused);
    Ok(if durations.refused.is_empty() {
        Ended::Done
    } else {
        Ended::RowsRefused { strict: arguments.strict }
    })
}

/// The unit, and why it was taken.
fn unit(arguments: &Arguments, durations: &Durations) -> (Unit, String) {
    let given = arguments.unit.map(|unit| match unit {
        args::Unit::Days => Unit::Days,
        args::Unit::WorkingDays => Unit::WorkingDays,
        args::Unit::Hours => Unit::Hours,
        args::Unit::Minutes => Unit::Minutes,
    });
    if let Some(unit) = given {
        return (unit, String::new());
    }
    let name = durations.name.as_deref().unwrap_or_default().to_lowercase();
    let by_name = [
        ("working day", Unit::WorkingDays),
        ("working_day", Unit::WorkingDays),
        ("day", Unit::Days),
        ("hour", Unit::Hours),
        ("min", Unit::Minutes),
    ];
    let other = "--unit says another";
    match by_name.into_iter().find(|(word, _)| name.contains(word)) {
        Some((_, unit)) => (unit, format!("by the name of the column, {name}; {other}")),
        None if arguments.period == Some(7) => (Unit::Days, format!("as --period is 7; {other}")),
        None if arguments.step.is_some_and(|step| step > 1) || arguments.at >= 200 => {
            (Unit::Minutes, format!("since nothing says what they are; {other}"))
        }
        None => (Unit::Days, format!("since nothing says what they are; {other}")),
    }
}

fn limit(arguments: &Arguments, unit: Unit) -> Result<Limit, Error> {
    // Of a limit too small or too great the usual window says nothing; the sentence about it follows.
    let mut limit = Limit::of(arguments.at.clamp(1, 50_000), unit);
    limit.at = arguments.at;
    let window = &mut limit.window;
    // A window that reaches out of the usual range takes the range with it, and as much room beside it as is usual: the curve is fitted there.
    let beyond =
        |given: Option<i64>, room: i64| given.filter(|given| (room + 1..50_000).contains(given)).unwrap_or(0);
    let (earlier, later) = (limit.at - window.from, window.to - limit.at);
    if beyond(arguments.below, earlier) > 0 {
        window.from = (window.from - beyond(arguments.below, earlier) + window.below).max(0);
    }
    if beyond(arguments.above, later) > 0 {
        window.to += beyond(arguments.above, later) - window.above;
    }
    let places = [&mut window.below, &mut window.above, &mut window.from, &mut window.to];
    let given = [arguments.below, arguments.above, arguments.from, arguments.to];
    for (place, given) in places.into_iter().zip(given) {
        *place = given.unwrap_or(*place);
    }
    if let Some(step) = arguments.step {
        limit.step = step;
        limit.curve.round_to = if step > 1 { vec![step] } else { Vec::new() };
    }
    limit.curve.period = arguments.period.unwrap_or(limit.curve.period);
    if let Some(degree) = arguments.degree {
        limit.curve.degree = degree;
        limit.curve.logarithm = false;
    }
    limit.known.clone_from(&arguments.other);
    match limit.wrong() {
        Some(wrong) => Err(Error::asked(wrong)),
        None => Ok(limit),
    }
}

/// What else there is to say about the durations.
fn notes(durations: &Durations, counts: &Counts, broken: u64, unit: Unit) -> Vec<String> {
    let mut notes = Vec::new();
    if counts.negative() > 0 {
        notes.push(format!(
            "{} below nought and left out: look whether the end was taken for the start.",
            counted(counts.negative(), "duration is", "durations are")
        ));
    }
    if broken > 0 {
        notes.push(format!(
            "{} not whole; each {} begun counts, so that 55.3 meets a limit of 56 and 56.2 does not.",
            counted(broken, "duration is", "durations are"),
            unit.names().0
        ));
    }
    if !durations.refused.is_empty() {
        notes.push(format!(
            "{} refused and left out.",
            counted(durations.refused.len() as u64, "line was", "lines were")
        ));
    }
    notes
}

fn page(arguments: &Arguments, judged: &Judged, limit: &Limit, said: &str, why: &str) -> String {
    let mut page = String::new();
    terminal::wrapped(&mut page, "", said);
    page.push('\n');
    let Limit { window, curve, .. } = limit;
    let mut how = format!(
        "{}: {} {} in {}{}; {} of them from {} to {}. Looked at: {} before the limit and {} after; a curve of degree {}",
        arguments.file.display(),
        thousands(judged.all),
        if judged.all == 1 { "duration" } else { "durations" },
        limit.unit.names().1,
        if why.is_empty() { String::new() } else { format!(" ({why})") },
        thousands(judged.n),
        window.from,
        window.to,
        window.below,
        window.above,
        curve.degree,
    );
    if curve.logarithm {
        how.push_str(" with the logarithm of the durations");
    }
    if curve.period > 1 {
        let _ = write!(how, ", a cycle of {}", curve.period);
    }
    if !judged.round_to.is_empty() {
        let bases: Vec<String> = judged.round_to.iter().map(i64::to_string).collect();
        let _ = write!(how, ", rounding to {}", bases.join(", "));
    }
    let _ = write!(how, "; compared with places {} apart.", limit.step);
    terminal::wrapped(&mut page, "", &how);
    if let Some(bunch) = &judged.bunch {
        let mut numbers = format!(
            "excess {:.1} (standard error {:.1}), t {:.2}, p {}; share of what is expected {:.2}; missing after {:.1} (t {:.2})",
            bunch.excess,
            bunch.excess_se,
            bunch.t,
            short(bunch.p),
            bunch.b,
            bunch.missing,
            bunch.t_missing
        );
        if let Some(placebos) = &judged.placebos {
            let _ = write!(numbers, "; {} other places, p {}", placebos.count, short(placebos.p));
        }
        terminal::wrapped(&mut page, "", &numbers);
    }
    page
}

/// A chance in few digits.
fn short(p: f64) -> String {
    if p >= 0.001 {
        format!("{p:.3}")
    } else if p > 0.0 {
        format!("{p:.1e}")
    } else {
        "0".to_string()
    }
}

/// The result as JSON, with the names of knowledge/measures.md 2.1; what was not tested is null.
fn form(judged: &Judged, limit: &Limit, said: &str) -> String {
    let bunch = judged.bunch.as_ref();
    let real = |value: Option<f64>| value.filter(|value| value.is_finite()).map_or(Value::Null, |v| json!(v));
    let of = |number: fn(&throughline::distortion::bunching::Bunch) -> f64| real(bunch.map(number));
    let window = &limit.window;
    let form = json!({
        "at": limit.at,
        "unit": limit.unit.names().1,
        "below": window.below,
        "above": window.above,
        "from": window.from,
        "to": window.to,
        "period": limit.curve.period,
        "step": limit.step,
        "degree": limit.curve.degree,
        "logarithm": limit.curve.logarithm,
        "round_to": judged.round_to,
        "n": judged.n,
        "n_all": judged.all,
        "observed": bunch.map(|bunch| bunch.observed),
        "expected": of(|bunch| bunch.expected),
        "excess": of(|bunch| bunch.excess),
        "excess_se": of(|bunch| bunch.excess_se),
        "t": of(|bunch| bunch.t),
        "p": of(|bunch| bunch.p),
        "observed_after": bunch.map(|bunch| bunch.observed_after),
        "expected_after": of(|bunch| bunch.expected_after),
        "missing": of(|bunch| bunch.missing),
        "missing_se": of(|bunch| bunch.missing_se),
        "t_missing": of(|bunch| bunch.t_missing),
        "b": of(|bunch| bunch.b),
        "phi": of(|bunch| bunch.dispersion),
        "placebos": judged.placebos.map(|placebos| placebos.count),
        "p_placebo": real(judged.placebos.map(|placebos| placebos.p)),
        "max_placebo_t": real(judged.placebos.map(|placebos| placebos.largest_t)),
        "p_adjacent": real(judged.adjacent.filter(|_| judged.decision != Decision::NoTest)),
        "rounding_index": real(judged.rounding),
        "decision": judged.decision.name(),
        "says": said,
    });
    let mut text = serde_json::to_string_pretty(&form).unwrap_or_default();
    text.push('\n');
    text
}
