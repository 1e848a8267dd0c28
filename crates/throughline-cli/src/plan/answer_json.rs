//! The first page of an answer as JSON, version 1: schema/plan.schema.json says its form.

use serde_json::{Value, json};
use throughline::sourcing::answer::{Answer, Assumption, Crossover, Deciding, Leaving, Spread, Standing};
use throughline::sourcing::appraisal::compared::Compared;
use throughline::sourcing::appraisal::flexibility::Flexibility;
use throughline::sourcing::assessment::Assessment;
use throughline::sourcing::question::Question;
use throughline::sourcing::unwritten::{self, Unwritten};
use throughline::statistics::spread::Mean;

pub(super) fn answer(question: &Question, answer: &Answer, ended: &str) -> String {
    let plan = &question.plan;
    let name = |place: usize| answer.standings[place].name.as_str();
    let drivers = answer.drivers.iter().map(|driver| {
        json!({
            "path": driver.path,
            "share": driver.share,
            "rank_correlation": driver.rank_correlation,
            "turns_at": driver.turns_at,
            "less_pounds_in_lowest_third": third(&driver.lowest),
            "less_pounds_in_highest_third": third(&driver.highest),
            "worth_pounds_per_need_met": driver.worth,
        })
    });
    let regret = answer.regret.as_ref().map(|regret| {
        json!({
            "options": regret.options,
            "courses": regret.scenarios,
            "pounds_per_need_met": regret.table.iter().map(|row| row.iter().map(|cell| cell.0 as f64 / 100.0).collect()).collect::<Vec<Vec<f64>>>(),
            "left_out": regret.left_out,
            "minimax": regret.minimax,
        })
    });
    crate::json::text(&json!({
        "version": 1,
        "plan": plan.name,
        "start": plan.start.to_string(),
        "days": plan.days,
        "seed": plan.seed,
        "made_by": super::json::made_by(question),
        "futures": answer.futures,
        "ended": ended,
        "says": answer.says,
        "options": answer.standings.iter().map(standing).collect::<Value>(),
        "leading": answer.leading.map(|(first, second)| [name(first), name(second)]),
        "drivers": drivers.collect::<Value>(),
        "halved_effects": answer.halved.as_ref().map(|of| json!({ "effects": of.effects, "less_pounds": compared(&of.costs), "futures": of.costs.futures })),
        "shares": answer.deciding.as_ref().map(|of| deciding(of, answer)),
        "crossovers": answer.crossovers.iter().map(|one| crossover(one, question, answer)).collect::<Value>(),
        "perfect_information_pounds_per_need_met": answer.perfect_information_pounds,
        "regret": regret,
        "assumptions": answer.register(plan).iter().map(assumption).collect::<Value>(),
        "unwritten": unwritten::of(question).iter().map(not_written).collect::<Value>(),
        "assessment": assessment(&Assessment::of(question, answer)),
    }))
}

/// The difference in a third of the futures, with half of its 95 % interval.
fn third(of: &Mean) -> Value {
    json!({ "mean": of.mean, "half_width_95": finite(of.half_width_95), "n": of.n })
}

fn deciding(of: &Deciding, answer: &Answer) -> Value {
    let numbers = of.numbers.iter().map(|one| {
        let shares = one.shares.as_ref();
        json!({
            "path": one.path,
            "alone": shares.map(|of| of.alone),
            "alone_low_95": shares.map(|of| of.alone_interval.0),
            "alone_high_95": shares.map(|of| of.alone_interval.1),
            "in_all": shares.map(|of| of.in_all),
            "in_all_low_95": shares.map(|of| of.in_all_interval.0),
            "in_all_high_95": shares.map(|of| of.in_all_interval.1),
        })
    });
    json!({
        "options": [&answer.standings[of.ways.0].name, &answer.standings[of.ways.1].name],
        "pairs_of_futures": of.rows,
        "numbers": numbers.collect::<Value>(),
        "together": of.together,
    })
}

fn crossover(of: &Crossover, question: &Question, answer: &Answer) -> Value {
    let points = of.points.iter().map(|point| {
        json!({
            "value": point.value,
            "pounds_per_need_met": point.pounds,
            "less_pounds": point.less_pounds,
            "half_width_95": point.half_width_pounds,
        })
    });
    json!({
        "path": question.plan.amounts[of.number].path,
        "options": [&answer.standings[of.ways.0].name, &answer.standings[of.ways.1].name],
        "futures": of.futures,
        "how": if of.through_futures { "through_futures" } else { "tried" },
        "at": of.at.map(|(at, _)| at),
        "low_95": of.at.map(|(_, (low, _))| low),
        "high_95": of.at.map(|(_, (_, high))| high),
        "points": points.collect::<Value>(),
        "no_verdict": of.no_verdict.as_ref().map(|none| json!({ "from": none.from, "to": none.to, "says": none.why })),
    })
}

fn assessment(of: &Assessment) -> Value {
    let ways = of.ways.iter().map(|way| {
        let exit = way.exit.iter().map(|(what, says)| json!({ "what": what, "says": says }));
        json!({
            "name": way.name,
            "kind": way.title,
            "differs": way.differs,
            "about": way.about,
            "local_evidence": way.evidence,
            "work_pounds_a_year": way.work_pounds_a_year,
            "exit": exit.collect::<Value>(),
        })
    });
    let pilot = of.pilot.iter().map(|pilot| {
        json!({ "path": pilot.path, "share": pilot.share, "measure": pilot.measure, "needs_to_halve_range": pilot.needs })
    });
    json!({ "options": ways.collect::<Value>(), "pilot": pilot.collect::<Value>() })
}

/// How much less the first of two costs for each need met.
fn compared(of: &Compared) -> Value {
    let (low, high) = of.interval_pence;
    json!({
        "less_pounds_mean": of.less_pence / 100.0,
        "low_95": finite(low / 100.0),
        "high_95": finite(high / 100.0),
        "less_p10": of.less_p10_p90.0 / 100.0,
        "less_p90": of.less_p10_p90.1 / 100.0,
        "costs_less_share": of.a_beats_b,
        "costs_more_share": of.b_beats_a,
    })
}

fn standing(of: &Standing) -> Value {
    let years = of
        .saving_by_year
        .iter()
        .map(|(year, saving)| json!({ "year": year, "pounds": spread(Some(*saving)) }));
    let lines =
        of.pounds_by_line.iter().map(|(line, pounds)| json!({ "line": line.name(), "pounds_mean": pounds }));
    let fares = of.fares.iter().map(|fares| {
        json!({
            "organisation": fares.name,
            "more_pounds_mean": fares.more_pence / 100.0,
            "gain_a_repeat_pounds": fares.gain_a_repeat_pence.map(|pence| pence / 100.0),
        })
    });
    // Where costs cannot be set against each other, nothing has paid for itself.
    let even = of.break_even.as_ref().filter(|_| of.no_verdict.is_none()).map(|even| {
        json!({ "p10": even.months_p10, "p50": even.months_p50, "p90": even.months_p90, "never": even.never })
    });
    let compared = of.against_base.as_ref().map(compared);
    json!({
        "name": of.name,
        "kind": of.title,
        "pounds_per_need_met": spread(of.pounds_per_need_met),
        "pounds_per_need_met_mean": finite(of.pounds_per_need_met_mean),
        "present_pounds": spread(of.present_pounds),
        "end_to_end_days_mean": spread(of.end_to_end_days),
        "end_to_end_days_p90": spread(of.end_to_end_days_p90),
        "faster_share": of.faster_share,
        "no_verdict": of.no_verdict,
        "gave_up_share": spread(of.gave_up_share),
        "met": spread(of.met),
        "open_share": spread(of.open_share),
        "repeats_per_need": spread(of.repeats_per_need),
        "begins_after_months": spread(of.begins_after_months),
        "never_begins_share": of.never_begins,
        "overwhelmed_share": of.overwhelmed,
        "busiest": of.margin.as_ref().map(|of| {
            json!({ "pool": of.pool, "share": spread(Some(of.share)), "share_with_chases": spread(Some(of.with_chases)), "bounded": of.bounded })
        }),
        "tips_over": of.margin.as_ref().and_then(|of| of.tips.as_ref()).map(|of| {
            json!({ "pool": of.pool, "overdue_needs": spread(Some(of.at)), "share_of_futures": of.over })
        }),
        "none_met_share": of.none_met,
        "saving_by_year": years.collect::<Value>(),
        "break_even_months": even,
        "saved_pounds_by_month": of.saved_by_month.iter().map(|month| spread(Some(*month))).collect::<Value>(),
        "against_base_pounds_per_need_met": compared,
        "pounds_by_line": lines.collect::<Value>(),
        "who_pays": fares.collect::<Value>(),
        "leaving": of.leaving.as_ref().map(|leaving| leaving_of(leaving, &of.name)),
        "own_time_pounds_mean": of.own_time_pounds,
    })
}

/// What being able to leave is worth; `null` where that is not enough to say, or nothing is agreed.
fn leaving_of(of: &Leaving, name: &str) -> Value {
    let worth = |of: &Flexibility| {
        let (low, high) = of.worth.interval_pence;
        json!({
            "pounds_per_need_met_mean": of.worth.less_pence / 100.0,
            "low_95": finite(low / 100.0),
            "high_95": finite(high / 100.0),
            "left_share": of.left_share,
            "ceiling_pounds_per_need_met": of.ceiling_pence / 100.0,
        })
    };
    let (free, agreed) = match of {
        Leaving::NotEnough(_) => (None, None),
        Leaving::Worth { free, agreed } => (Some(worth(free)), agreed.as_ref().map(worth)),
    };
    json!({ "says": of.says(name), "each_year_without_fees": free, "as_agreed": agreed })
}

/// Where futures lie; `null` is “grows without end”.
fn spread(of: Option<Spread>) -> Value {
    of.map_or(
        Value::Null,
        |of| json!({ "p10": finite(of.p10), "p50": finite(of.p50), "p90": finite(of.p90) }),
    )
}

fn finite(value: f64) -> Option<f64> {
    value.is_finite().then_some(value)
}

fn assumption(of: &Assumption<'_>) -> Value {
    let amount = of.amount;
    json!({
        "path": amount.path,
        "line": amount.line,
        "value": amount.value,
        "unit": amount.unit,
        "low": amount.range.map(|range| range.low),
        "high": amount.range.map(|range| range.high),
        "source": amount.source,
        "status": amount.known.name(),
        "grade": amount.grade.map(|grade| grade.name()),
        "owner": amount.owner,
        "date": amount.date.map(|date| date.to_string()),
        "share": of.driver.map(|driver| driver.share),
        "costs_the_same_at": of.driver.and_then(|driver| driver.turns_at),
    })
}

fn not_written(of: &Unwritten) -> Value {
    json!({
        "option": of.option,
        "what": of.what,
        "write": of.write,
        "default": of.figure.map(|figure| {
            json!({
                "name": figure.name,
                "unit": figure.unit,
                "low": figure.low.and_then(finite),
                "central": figure.central,
                "high": figure.high.and_then(finite),
                "grade": figure.grade.name(),
                "dated": figure.dated,
                "source": figure.source,
            })
        }),
    })
}
