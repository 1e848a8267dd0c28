//! Arrangements of a plan in the same futures: what each comes to, by figures that are known beforehand.

use std::sync::atomic::{AtomicBool, AtomicU64};

use proptest::prelude::*;
use throughline::money::Pence;
use throughline::sourcing::answer::{Answer, Standing};
use throughline::sourcing::appraisal::compared::Compared;
use throughline::sourcing::ledger::Line;
use throughline::sourcing::outcome::Outcome;
use throughline::sourcing::question::Question;
use throughline_files::plan::from_toml;
use throughline_sim::answered::answered;
use throughline_sim::decide::{Asked, decide};

/// Two pools, one after the other, always open: the council's costs £175,200 a year, the other £525,600.
const SERVICE: &str = r#"
[scenario]
name = "x"
start = "2025-04-01"
years = 2
[demand.n]
rate_per_day = 5
[pool.p]
org = "Council"
staff = 2
rate_per_hour = 10
[pool.q]
org = "WHOSE"
staff = 3
rate_per_hour = 20
[step.a]
pool = "p"
time = "1h"
next = { b = 1.0 }
[step.b]
pool = "q"
time = "2h"
[run]
outer = 2
"#;

pub(crate) fn question(text: &str) -> Question {
    from_toml(text, "p.toml").unwrap_or_else(|error| panic!("{error}\n{text}"))
}

pub(crate) fn asking<T>(ask: impl FnOnce(&Asked<'_>) -> T) -> T {
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    ask(&Asked { seed: 1, threads: 1, stop: &stop, done: &done })
}

/// What every way came to, in every future.
fn outcomes(text: &str) -> Vec<Vec<Outcome>> {
    asking(|asked| decide(&question(text), asked, |_| {}).unwrap().outcomes)
}

fn answer(text: &str) -> Answer {
    asking(|asked| answered(&question(text), asked, |_| {}).unwrap().answer)
}

fn of<'a>(answer: &'a Answer, name: &str) -> &'a Standing {
    answer.standings.iter().find(|standing| standing.name == name).unwrap()
}

fn line(outcome: &Outcome, line: Line) -> Pence {
    outcome.by_line.iter().find(|(of, _)| *of == line).map_or(Pence(0), |(_, sum)| *sum)
}

/// All that can be said of money.
const MONEY: &str = r#"
sites_per_year = 100_000
premises_per_year = 7_000
governance_per_year = 20_000
retained_risk_per_year = 5_000
overhead = { each_staff = 2, per_year = 900 }
change = { per_year = 6, size = 2, in_house_per_point = 2000 }
prepared_in_months = 1
procurement = { months = 2, cost = 30_000 }
transition = { months = 3, double_running = 0.3, it = 9_000, redundancy = 4_000, speed_loss = 0.2 }
exit = { leave = 3_000, retender = 5_000 }
failure_of_supplier = { per_year = 0.3, step_in = 80_000 }
vat_irrecoverable = 0.5
optimism_bias = { transition = 0.2 }
own_time = { minutes_per_contact = 12 }
other_bodies = { hospital = { met = 3 } }
monitoring = { share = 0.02, fte = 1 }
contract = { kind = "fixed", supplier = "Contractor", annual = 700_000, months = 6, index = 0.02, change = { per_point = 900 } }
"#;

#[test]
fn an_option_that_only_says_what_it_is_costs_what_its_base_does() {
    let service = SERVICE.replace("WHOSE", "Contractor");
    let appraisal = "[appraisal]\nvat = 0.2\nown_time_per_hour = 9\n";
    let all = outcomes(&format!(
        "{service}{appraisal}[option.as_is]\n{MONEY}[option.same]\nabout = \"nothing changes\"\n[option.too]\nbase = \"same\"\n\
         [option.none]\nsites_per_year = 0\n"
    ));
    assert_eq!(all[1], all[0]);
    assert_eq!(all[2], all[0]);
    assert!(all[0][0].by_line.len() >= 13, "{:?}", all[0][0].by_line);
    let saved = all[0][0].cash() - all[3][0].cash();
    // Without sites once it begins, after half a year.
    assert_eq!((saved, line(&all[3][0], Line::Premises)), (Pence(15_000_000), Pence(6_400_000)));
    // A chain: what the second does is on the terms of the first.
    let chain = outcomes(&format!(
        "{}[option.out]\nmove = [\"q -> Contractor\"]\ncontract = {{ kind = \"fixed\", supplier = \"Contractor\", annual = 700_000, years = 5 }}\n\
         [option.faster]\nbase = \"out\"\ntimes = {{ \"step.a.time.length\" = 0.9 }}\n",
        SERVICE.replace("WHOSE", "Council")
    ));
    for way in [1, 2] {
        assert_eq!(line(&chain[way][0], Line::ContractPrice), Pence(140_000_000));
        assert_eq!(chain[way][0].cash(), Pence(140_000_000 + 2 * 17_520_000));
    }
}

#[test]
fn a_contract_ends_where_its_supplier_has_no_pool_left() {
    let all = outcomes(&format!(
        "{}[option.as_is]\ncontract = {{ kind = \"fixed\", supplier = \"Contractor\", annual = 700_000, years = 5 }}\n\
         [option.back]\nmove = [\"q -> Council\"]\nprepared_in_months = 12\n",
        SERVICE.replace("WHOSE", "Contractor")
    ));
    assert_eq!(all[0][0].cash(), Pence(140_000_000 + 2 * 17_520_000));
    // A year as it was, then its own people.
    assert_eq!(all[1][0].cash(), Pence(70_000_000 + 52_560_000 + 2 * 17_520_000));
}

/// Own people keep the work and change what is specified; who helps is paid for the year of help, and what is at risk by what is achieved:
/// all needs are met, so all of it.
#[test]
fn who_only_helps_is_paid_while_they_help() {
    let plan = |contract: &str| {
        format!(
            "{}[option.helped]\nexpertise = {{ failure_times = 0.9, stays_months = 12 }}\nchange = {{ per_year = 12, in_house_per_point = 1000, in_house_lead_days = 9 }}\n\
             prepared_in_months = 3\ncontract = {{ {contract}, supplier = \"Advisers\", years = 1 }}\nexit = {{ leave = 50, retender = 7000 }}\n\
             [option.too]\nbase = \"helped\"\n",
            SERVICE.replace("WHOSE", "Council")
        )
    };
    let by = "kind = \"at_risk\", fee = 120_000, at_risk = 0.5, by = [{ measured = \"resolved\", nothing_at = 0.5, all_at = 0.9 }]";
    let question = question(&plan(by));
    assert_eq!(question.arrangements[1].kind.name, "insourced_expertise");
    let all = outcomes(&plan(by));
    let changes = all[1][0].by_line.iter().find(|(of, _)| *of == Line::ChangeCharge).unwrap().1;
    // Of two years 21 months, a point in each.
    assert_eq!(changes, Pence(21 * 100_000));
    // The fee of a year and, once, what leaving costs: its term ends as they leave, and nobody is chosen anew.
    let more = |text: &str, option: usize| {
        let all = outcomes(text);
        all[option][0].cash() - all[0][0].cash() - line(&all[option][0], Line::ChangeCharge)
    };
    assert_eq!(more(&plan(by), 1), Pence(12_000_000 + 5_000));
    assert_eq!(all[2], all[1]);
    assert!(all[1][0].reviews.is_empty(), "when it could first be left it is over");
    let stays = |months: &str| plan(by).replace("stays_months = 12", &format!("stays_months = {months}"));
    assert_eq!(more(&stays("0.4"), 1), Pence(400_000 + 5_000), "part of a month");
    assert_eq!(
        more(&stays("12.5"), 1),
        Pence(12_500_000 + 2 * 5_000 + 700_000),
        "a term ends before they leave"
    );
    assert_eq!(more(&stays("40"), 1), Pence(21_000_000 + 5_000 + 700_000), "the plan ends before they leave");
}

/// Who only helps can fail while it helps, and then its help ends; not when it has left.
#[test]
fn who_only_helps_fails_only_while_it_helps() {
    let plan = |per_year: &str, stays: u32| {
        format!(
            "{}[failure]\nbase = 0.5\nreturn_delay = \"5d\"\n[option.helped]\nexpertise = {{ failure_times = 0.1, stays_months = {stays}, fades_half_life_days = 1 }}\n\
             contract = {{ kind = \"at_risk\", fee = 12_000, at_risk = 0, by = [{{ measured = \"resolved\", nothing_at = 0.5, all_at = 0.9 }}], \
             supplier = \"Advisers\", years = 5 }}\nfailure_of_supplier = {{ per_year = {per_year}, step_in = 5000 }}\n",
            SERVICE.replace("WHOSE", "Council").replace("outer = 2", "outer = 8")
        )
    };
    let failed = |all: &[Vec<Outcome>]| {
        all[1].iter().filter(|one| line(one, Line::SupplierFailure) > Pence(0)).count()
    };
    let safe = outcomes(&plan("0", 24));
    let all = outcomes(&plan("1", 24));
    assert!(failed(&all) > 0);
    for (own, safe) in all[1].iter().zip(&safe[1]) {
        let fails = line(own, Line::SupplierFailure) > Pence(0);
        let fee = |one| line(one, Line::SupplierMargin) + line(one, Line::ContractPrice);
        assert_eq!(fails, fee(own) < fee(safe));
        assert_eq!(fails, own.met_by_month != safe.met_by_month, "its help ends with it");
    }
    // Within a month of a hundred years only a hazard of many a year fails.
    assert_eq!(failed(&outcomes(&plan("0.001", 1))), 0);
}

#[test]
fn what_a_contract_with_who_only_helps_cannot_say_is_said_with_its_line() {
    let says = |option: &str| {
        let text = format!("{}[option.helped]\n{option}\n", SERVICE.replace("WHOSE", "Council"));
        from_toml(&text, "plan.toml").unwrap_err().to_string()
    };
    let fee = "kind = \"at_risk\", fee = 120_000, at_risk = 0.5, by = [{ measured = \"resolved\", nothing_at = 0.5, all_at = 0.9 }], years = 1";
    let help = "expertise = { failure_times = 0.9, stays_months = 12 }";
    let fixed = says(&format!("{help}\ncontract = {{ kind = \"fixed\", annual = 9000, years = 1 }}"));
    assert!(fixed.contains("no pool is its") && fixed.contains("kind = \"at_risk\""), "{fixed}");
    let for_ever = says(&format!("contract = {{ {fee} }}"));
    assert!(
        for_ever.contains("nothing says for how long its fee is paid")
            && for_ever.contains("stays_months = 12"),
        "{for_ever}"
    );
    let changes = says(&format!("{help}\ncontract = {{ {fee}, change = {{ per_point = 9 }} }}"));
    assert!(changes.contains("own people make changes") && changes.contains("line"), "{changes}");
}

/// What is agreed today runs on from today under an option that says nothing of it, however long that takes to begin.
#[test]
fn a_contract_that_runs_today_is_not_begun_again() {
    let fee = "kind = \"at_risk\", fee = 12_000, at_risk = 0, by = [{ measured = \"resolved\", nothing_at = 0.5, all_at = 0.9 }], supplier = \"Advisers\"";
    let all = outcomes(&format!(
        "{}[option.as_is]\nexpertise = {{ failure_times = 0.5, stays_months = 9 }}\ncontract = {{ {fee} }}\n\
         [option.later]\nprepared_in_months = 6\nsites_per_year = 1200\n[option.now]\nsites_per_year = 1200\n\
         [option.other]\nmove = [\"q -> Firm\"]\ncontract = {{ kind = \"fixed\", supplier = \"Firm\", annual = 525_600, years = 9 }}\n",
        SERVICE.replace("WHOSE", "Council")
    ));
    let margin = |way: usize| line(&all[way][0], Line::SupplierMargin);
    assert_eq!(
        [margin(0), margin(1), margin(2), margin(3)],
        [Pence(900_000), Pence(900_000), Pence(900_000), Pence(0)]
    );
    assert_eq!(line(&all[1][0], Line::Premises), Pence(180_000), "18 months of sites");
}

/// With half of each effect it is what the plan with half of them written says, whether an option says the effect or the plan.
#[test]
fn half_of_the_effects_is_the_plan_with_half_of_them() {
    let plan = |effect: f64, own: f64, times: f64| {
        let service = SERVICE.replace("WHOSE", "Contractor").replace("outer = 2", "outer = 40");
        format!(
            "{service}[failure]\nbase = 0.1\nreturn_delay = \"2d\"\nper_handoff = {effect}\n[option.one_stop]\nnext = {{ a = {{}} }}\n\
             times = {{ \"step.a.time.length\" = 3 }}\n[option.told]\nset = {{ \"failure.per_handoff\" = {own} }}\n\
             [option.helped]\nbase = \"told\"\nexpertise = {{ failure_times = {times}, stays_months = 30 }}\n"
        )
    };
    let found = answer(&plan(1.0, 0.6, 0.5));
    let (first, second) = found.leading.unwrap();
    let halved = found.halved.unwrap();
    assert!(halved.effects.contains(&"failure.per_handoff".to_string()), "{:?}", halved.effects);
    let all = outcomes(&plan(0.5, 0.3, 0.75));
    let costs = |place: usize| -> Vec<Option<f64>> {
        all[place].iter().take(32).map(Outcome::pence_per_need_met).collect()
    };
    assert_eq!(halved.costs, Compared::where_both(&costs(first), &costs(second)).unwrap());
    assert!(
        found
            .says
            .iter()
            .any(|one| one.starts_with("If only half is true of what this plan says changes how often"))
    );
    assert_eq!(answer(&plan(0.0, 0.0, 1.0)).halved, None, "no effects");
}

/// What is paid before a contract begins is paid by whoever pays it today.
#[test]
fn nothing_is_saved_before_an_arrangement_begins() {
    let all = outcomes(&format!(
        "{}[option.out]\ncontract = {{ kind = \"fixed\", supplier = \"Contractor\", annual = 525_600, years = 5 }}\nprocurement = {{ months = 12 }}\n",
        SERVICE.replace("WHOSE", "Contractor")
    ));
    let by_year = |outcome: &Outcome| {
        [0..12, 12..24].map(|months| outcome.cash_by_month[months].iter().copied().sum::<Pence>())
    };
    // The contract costs what the contractor's people cost.
    assert_eq!(by_year(&all[1][0]), [Pence(70_080_000); 2]);
    assert_eq!(by_year(&all[0][0]), [Pence(70_080_000); 2]);
}

/// What people were busy with is part of the hours they are there, and no more than these is paid.
#[test]
fn staff_cost_their_paid_hours_however_long_one_piece_of_work_takes() {
    let all = outcomes(
        "[scenario]\nyears = 1\nstart = \"2025-04-01\"\n[demand.n]\nrate_per_day = 1\n[pool.p]\nstaff = 1\nrate_per_hour = 10\n\
         [step.a]\npool = \"p\"\ntime = \"500h\"\n[run]\nouter = 2\n[option.o]\nsites_per_year = 12\n",
    );
    assert_eq!(all[0][0].cash(), Pence(8_760_000));
    let idle = line(&all[0][0], Line::Fixed);
    assert!(idle < Pence(100_000), "{idle}: there is always more to do than one can");
    assert_eq!(line(&all[0][0], Line::ActivityTime) + idle, Pence(8_760_000));
}

/// A piece is paid £100 and takes two hours at £20, whoever does it where.
#[test]
fn a_supplier_gains_as_much_from_who_comes_back_in_teams_by_area() {
    let text = |how: &str| {
        format!(
            "{}[failure]\nbase = 0.3\nreturn_delay = \"1d\"\n[areas]\nn = 1\ns = 1\n[option.out]\nmove = [\"q -> Contractor\"]\n\
             contract = {{ kind = \"unit\", supplier = \"Contractor\", prices = {{ b = 100 }}, years = 5 }}\n{how}",
            SERVICE.replace("WHOSE", "Council").replace("staff = 3", "staff = 4")
        )
    };
    for how in ["", "split = { pools = [\"q\"] }\n"] {
        let found = answer(&text(how));
        let fares = of(&found, "out").fares.iter().find(|fares| fares.name == "Contractor").unwrap();
        let gain = fares.gain_a_repeat_pence.unwrap();
        assert!((gain - 6_000.0).abs() < 60.0, "{how}: {gain}");
    }
}

/// Whoever signs knows the plan's own rate: more than that is paid for, in a future as on another course of the world.
#[test]
fn a_volume_that_nobody_wrote_is_that_of_the_plans_own_rate() {
    let text = |demand: &str, volume: &str| {
        format!(
            "{}[option.out]\nmove = [\"q -> Contractor\"]\ncontract = {{ kind = \"fixed\", supplier = \"Contractor\", annual = 500_000, \
             years = 2, volume_band = 0.1, over_unit = 10, under_unit = 10{volume} }}\n",
            SERVICE.replace("WHOSE", "Council").replace("rate_per_day = 5", demand)
        )
    };
    let rate = "rate_per_day = { v = 5, lo = 1, hi = 9, dist = \"uniform\" }";
    let (silent, said) = (outcomes(&text(rate, "")), outcomes(&text(rate, ", volume = 1825")));
    assert_eq!(silent, said);
    assert!(
        silent[1].iter().any(|one| line(one, Line::VolumeAdjustment) != Pence(0)),
        "not both lie within the band"
    );
    // 96 a day, as many as were agreed.
    let found = outcomes(&text("between = \"15m\"", ""));
    assert_eq!(line(&found[1][0], Line::VolumeAdjustment), Pence(0));
}

/// Two pools of four, and what hand-overs, reading and asking add to what they have to do.
fn busy(days: u32, rate: f64, more: &str) -> String {
    format!(
        "[scenario]\ndays = {days}\n[demand.n]\nrate_per_day = {rate}\n{more}\n[pool.p]\norg = \"A\"\nstaff = 4\n[pool.q]\norg = \"B\"\n\
         staff = 4\n[step.a]\npool = \"p\"\ntime = \"exp 1h\"\nnext = {{ b = 1.0 }}\n[step.b]\npool = \"q\"\ntime = \"exp 1h\"\n[run]\nouter = 24\n"
    )
}

fn overwhelmed(text: &str) -> Vec<Vec<String>> {
    outcomes(text).remove(0).into_iter().map(|one| one.overwhelmed_by).collect()
}

#[test]
fn work_that_shows_only_in_a_run_overwhelms_all_the_same() {
    let fails = |effect: &str| {
        format!("[failure]\nbase = 0.2\nreturn_delay = \"exp 1d\"\n{effect}\n[handoff]\nreread = ")
    };
    let asks = "[failure]\nbase = 0\nchase = { after = \"1h\", per_day = 24, minutes = 30, pool = \"q\" }\n";
    for (days, rate, more) in [
        (60, 40.0, fails("per_handoff = 2.0") + "\"1h\""),
        (60, 40.0, fails("") + "\"5h\""),
        (15, 86.4, asks.to_string()),
    ] {
        let found = overwhelmed(&busy(days, rate, &more));
        assert!(found.iter().all(|by| by.contains(&"q".to_string())), "{more}: {found:?}");
    }
}

/// How much of what a pool can do is asked of it is known before anything runs: 72 hours of 96 a day. Each overdue need asks for 12 hours of
/// answers a day, half of what is spare, so three tip it over.
#[test]
fn what_is_left_of_what_a_pool_can_do_is_told() {
    let asks =
        "[failure]\nbase = 0\nchase = { after = \"WAIT\", per_day = 24, minutes = 30, pool = \"q\" }\n";
    let patient = answer(&busy(30, 72.0, &asks.replace("WAIT", "30d")));
    let margin = patient.standings[0].margin.as_ref().unwrap();
    for share in [margin.share, margin.with_chases] {
        assert!(
            (share.p10 - 0.75).abs() < 1e-9 && (share.p90 - 0.75).abs() < 1e-9,
            "nobody waits so long: {share:?}"
        );
    }
    let tips = margin.tips.as_ref().unwrap();
    assert!(tips.pool == "q" && (tips.at.p50 - 2.0).abs() < 1e-9 && tips.over == 0.0, "{tips:?}");
    assert!(!patient.says.iter().any(|says| says.contains("tips over") || says.contains("can do is asked")));
    let asking = answer(&busy(15, 86.4, &asks.replace("WAIT", "1h")));
    let tips = asking.standings[0].margin.as_ref().unwrap().tips.as_ref().unwrap();
    assert!(tips.over > 0.9, "{tips:?}");
    assert!(asking.says.iter().any(|says| says.contains("q tips over in")), "{:?}", asking.says);
    let full = answer(&busy(30, 0.97 * 96.0, ""));
    let near =
        |says: &String| says.contains("Under as_is 97 % of what") && says.contains("can do is asked of it");
    assert!(full.says.iter().any(near), "{:?}", full.says);
    assert!(full.standings[0].margin.as_ref().unwrap().tips.is_none());
}

/// What takes longer to prepare than the plan lasts is told with the line that says so.
#[test]
fn a_way_that_cannot_begin_in_time_is_told() {
    let text = |months: u32| {
        format!(
            "{}[option.late]\nprocurement = {{ months = {months} }}\n",
            SERVICE.replace("WHOSE", "Council")
        )
    };
    let late = answer(&text(40));
    let line = text(40).lines().position(|line| line.starts_with("procurement")).unwrap() + 1;
    let known = format!(
        "late does not begin within this plan: it is prepared for 40.0 months, most of them by `option.late.procurement.months` (line {line} of the plan), and the plan is over after 24.0"
    );
    assert!(late.says.iter().any(|says| says.starts_with(&known)), "{:#?}\n{known}", late.says);
    let in_time = answer(&text(20));
    assert!(
        !in_time.says.iter().any(|says| says.contains("late does not begin within")),
        "{:?}",
        in_time.says
    );
}

/// At 97 % queues are long and come and go; none grows without end.
#[test]
fn chance_is_not_taken_for_a_queue_that_grows() {
    for days in [30, 120, 365] {
        let found = overwhelmed(&busy(days, 0.97 * 96.0, ""));
        assert!(found.iter().all(Vec::is_empty), "{days}: {found:?}");
    }
    let one = busy(365, 0.97 * 24.0, "").replace("staff = 4", "staff = 1");
    let found = overwhelmed(&one);
    assert!(found.iter().all(Vec::is_empty), "{found:?}");
}

/// Where no need is met there is no cost of each, no time, and no queue that grows for want of any.
#[test]
fn a_future_without_a_need_that_is_met_has_no_cost_of_each() {
    let none = SERVICE.replace("WHOSE", "Council").replace("rate_per_day = 5", "rate_per_day = 1e-6");
    let found = answer(&format!("{none}[option.o]\nsites_per_year = 100\n"));
    for standing in &found.standings {
        assert!(standing.pounds_per_need_met.is_none() && standing.end_to_end_days.is_none());
        assert_eq!((standing.none_met, standing.overwhelmed), (1.0, 0.0));
    }
    assert_eq!((found.leading, &found.standings[1].against_base), (None, &None));
    assert_eq!(found.standings[0].present_pounds.map(|pounds| pounds.p50 > 1e6), Some(true));
    let says = "Under o no need was met in 100 % of futures";
    assert!(found.says.iter().any(|one| one.contains(says)), "{:?}", found.says);
    assert!(found.says.iter().all(|one| !one.contains("grows")), "{:?}", found.says);
}

/// A rate that is not known is another in each future: where money of later years is worth less, so is the whole.
#[test]
fn a_discount_with_a_range_is_drawn() {
    let text = "[appraisal]\ndiscount = { v = 0.035, lo = 0, hi = 0.5, dist = \"uniform\" }\n";
    let found =
        answer(&format!("{}{text}", SERVICE.replace("WHOSE", "Council").replace("outer = 2", "outer = 16")));
    let present = found.standings[0].present_pounds.unwrap();
    assert!(present.p10 < 0.9 * present.p90, "{present:?}");
    // At nothing a year, two years of £700,800.
    assert!(present.p90 < 1_401_600.0 && present.p90 > 1_200_000.0, "{present:?}");
    let text = format!("[appraisal]\ninflation = 0.02\n{}", SERVICE.replace("WHOSE", "Council"));
    let says = from_toml(&text, "p.toml").unwrap_err().to_string();
    assert!(says.starts_with("p.toml, line 2: `appraisal.inflation` has no part in a plan"), "{says}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn saving_before_it_begins_is_what_preparing_it_costs(
        (today, then) in (prop::bool::ANY, prop::bool::ANY),
        (moves, back) in (prop::bool::ANY, prop::bool::ANY),
        (prepared, procured, moved) in (0_u32..9, 0_u32..9, 1_u32..9),
        (cost, it) in (0_u32..50_000, 0_u32..50_000),
        price in 0_u32..900_000,
    ) {
        let contract = |supplier: &str| format!("contract = {{ kind = \"fixed\", supplier = \"{supplier}\", annual = {price}, years = 1 }}\n");
        let mut text = SERVICE.replace("WHOSE", if today { "Contractor" } else { "Council" });
        text += "[option.as_is]\nsites_per_year = 5000\n";
        text += &if today { contract("Contractor") } else { String::new() };
        text += &format!("[option.x]\nsites_per_year = 900\nprepared_in_months = {prepared}\nprocurement = {{ months = {procured}, cost = {cost} }}\n");
        text += &format!("transition = {{ months = {moved}, it = {it}, double_running = 0.5 }}\n");
        text += match (moves, back) {
            (true, false) => "move = [\"q -> Other\"]\n",
            (true, true) => "move = [\"q -> Council\"]\n",
            _ => "",
        };
        text += &if moves && !back && then { contract("Other") } else { String::new() };
        let all = outcomes(&text);
        let (base, x) = (&all[0][0], &all[1][0]);
        let begins = (prepared + procured + moved) as usize;
        let before = |outcome: &Outcome| outcome.cash_by_month[..begins].iter().copied().sum::<Pence>();
        let prepared = |outcome: &Outcome| line(outcome, Line::Procurement) + line(outcome, Line::Transition);
        prop_assert_eq!(before(x) - before(base), prepared(x));
        prop_assert_eq!(x.nets.iter().map(|(_, net)| *net).sum::<Pence>(), Pence(0));
    }
}
