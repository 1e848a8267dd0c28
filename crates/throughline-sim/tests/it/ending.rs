//! What it costs to end the contract that runs today, and where no verdict on money is given.

use throughline::sourcing::answer::Answer;
use throughline::sourcing::ledger::Line;
use throughline::sourcing::outcome::Outcome;
use throughline::sourcing::unwritten;
use throughline_sim::answered::answered;
use throughline_sim::crossover::crossover;
use throughline_sim::decide::decide;

use crate::arrangements::{asking, question};

/// £800,000 a year for four years, the plan three years long.
const TRADES: &str = r#"
[scenario]
start = "2026-04-01"
years = 3
[appraisal]
buyer = "Council"
[demand.a]
rate_per_hour = 1
[pool.p]
org = "Trades Ltd"
staff = 4
rate_per_hour = 20
calendar = "always"
[step.s]
pool = "p"
time = "exp 40m"
[option.as_is]
exit = { leave = 77_777, retender = 11_111 }
[option.as_is.contract]
supplier = "Trades Ltd"
kind = "fixed"
annual = 800_000
years = 4
break_fee = [0.5, 0.4, 0.3]
[option.home]
move = ["p -> Council"]
prepared_in_months = 6
[run]
outer = 2
"#;

fn answer(text: &str) -> Answer {
    asking(|asked| answered(&question(text), asked, |_| {}).unwrap().answer)
}

/// What each way pays for ending a contract, and the supplier's net, in pounds.
fn paid(text: &str) -> Vec<(f64, f64)> {
    let of = |one: &Outcome| {
        let exit = one.by_line.iter().find(|(line, _)| *line == Line::ExitAndRetender);
        let net = one.nets.iter().find(|(name, _)| name == "Trades Ltd");
        [exit.map_or(0, |(_, sum)| sum.0), net.map_or(0, |(_, net)| net.0)].map(|pence| pence as f64 / 100.0)
    };
    let outcomes = asking(|asked| decide(&question(text), asked, |_| {}).unwrap().outcomes);
    outcomes.iter().map(|all| of(&all[0])).map(|[exit, net]| (exit, net)).collect()
}

fn near(found: f64, wanted: f64) -> bool {
    (found - wanted).abs() < 1.0
}

#[test]
fn who_ends_todays_contract_before_its_term_pays_for_that() {
    // After 6 of 48 months: half a year in full (£400,000), half of the three years from the first break on (£1,200,000), and leaving.
    let all = paid(TRADES);
    assert!(near(all[0].0, 0.0) && near(all[1].0, 1_677_777.0), "{all:?}");
    // What the supplier is paid for that, and for half a year before; its people cost £80 for each hour of half a year. Under the plan as it is
    // it works for three years.
    let hours = |net: f64, paid: f64| (net + paid) / 80.0;
    assert!((hours(all[0].1, 2_400_000.0) / (3.0 * 8_766.0) - 1.0).abs() < 0.01, "{all:?}");
    assert!((hours(all[1].1, 2_000_000.0) / (183.0 * 24.0) - 1.0).abs() < 0.01, "{all:?}");
    // What the option itself says of leaving stands in place of what is said today.
    let own = TRADES.replace("prepared_in_months = 6", "prepared_in_months = 6\nexit = { leave = 55_555 }");
    assert!(near(paid(&own)[1].0, 1_655_555.0), "{:?}", paid(&own));
    // At a break only its fee: 0.4 of two years.
    let at_break = TRADES.replace("prepared_in_months = 6", "prepared_in_months = 24");
    assert!(near(paid(&at_break)[1].0, 640_000.0 + 77_777.0), "{:?}", paid(&at_break));
}

#[test]
fn what_ending_costs_is_asked_for_where_nobody_wrote_it() {
    let silent = TRADES.replace("break_fee = [0.5, 0.4, 0.3]\n", "");
    let all = unwritten::of(&question(&silent));
    let says: Vec<&str> = all.iter().map(|one| one.what.as_str()).collect();
    assert_eq!(says, ["ending today’s contract with Trades Ltd after 6 of 48 months"]);
    assert!(unwritten::of(&question(TRADES)).is_empty());
    assert!(near(paid(&silent)[1].0, 77_777.0), "what was written of leaving is paid");
    let told = answer(&silent).says;
    let wanted = "Not in the sums of home, as nobody wrote it: ending today’s contract with Trades Ltd after 6 of 48 months.";
    assert!(told.iter().any(|says| says.starts_with(wanted)), "{told:?}");
}

#[test]
fn a_contract_that_ends_with_its_term_or_is_agreed_anew_costs_nothing_to_end() {
    // It ends after two years: whoever stays until then has paid for leaving, in the bill of the service as it is; nobody is chosen again.
    let with_term = TRADES
        .replace("years = 4\nbreak_fee = [0.5, 0.4, 0.3]", "years = 2")
        .replace("prepared_in_months = 6", "prepared_in_months = 24");
    let at_end = paid(&with_term);
    assert!(near(at_end[0].0, 77_777.0 + 11_111.0) && near(at_end[1].0, 77_777.0), "{at_end:?}");
    let cautious = with_term.replace("exit = {", "optimism_bias = { exit_and_re_tender = 0.5 }\nexit = {");
    assert!(near(paid(&cautious)[1].0, 1.5 * 77_777.0), "{:?}", paid(&cautious));
    assert!(unwritten::of(&question(&with_term)).is_empty());
    let anew = TRADES.replace(
        "[option.home]\nmove = [\"p -> Council\"]\nprepared_in_months = 6",
        "[option.anew]\nprepared_in_months = 6\ncontract = { supplier = \"Trades Ltd\", kind = \"fixed\", annual = 700_000, years = 5 }",
    );
    assert!(near(paid(&anew)[1].0, 0.0), "{:?}", paid(&anew));
}

#[test]
fn work_that_comes_home_is_not_called_outsourcing() {
    let titles = |text: &str| -> Vec<&'static str> {
        question(text).arrangements.iter().map(|one| one.kind.name).collect()
    };
    assert_eq!(titles(TRADES), ["as_is", "redesigned"]);
    let out = TRADES.replace("[option.home]", "[option.home]\nkind = \"outsourcing\"");
    assert_eq!(titles(&out), ["as_is", "outsourcing"], "whoever says so is believed");
}

/// With two people at the desk more comes to it than they can do, and work that is not done costs nothing.
#[test]
fn a_crossover_gives_no_verdict_where_the_page_gives_none() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/plans/local_wins.toml");
    let question = question(&std::fs::read_to_string(path).unwrap());
    let amounts = &question.plan.amounts;
    let place = amounts.iter().position(|amount| amount.path == "pool.desk.staff").unwrap();
    let found = |low, high| asking(|asked| crossover(&question, place, (low, high), (1, 0), asked).unwrap());
    let part = found(2.0, 8.0);
    let none = part.no_verdict.clone().unwrap();
    // Eight an hour of half an hour each are four people's work.
    assert_eq!(none.to, 2.0);
    assert!((3.4..5.6).contains(&none.from), "{none:?}");
    assert!(part.points.iter().all(|point| point.value > none.from), "{:?}", part.points);
    let says = part.says(&amounts[place], ["local", "as_is"]);
    assert!(says.contains("there is no verdict: where it is 2.00, as_is leaves 61 %"), "{says}");
    let nowhere = found(1.0, 2.0);
    assert!(nowhere.points.is_empty() && nowhere.at.is_none());
    let says = nowhere.says(&amounts[place], ["local", "as_is"]);
    assert!(
        says.starts_with("No verdict on which of local and as_is costs less for each need met"),
        "{says}"
    );
    assert_eq!(found(7.0, 8.0).no_verdict, None);
}
