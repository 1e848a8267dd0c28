//! What an option may say of money, and what is said of it where it is wrong.

use throughline::sourcing::amount::Amount;
use throughline::sourcing::money::{Contract, Counts, Pays};

use super::*;
use crate::plan::tree;

/// A service of two pools and two steps.
const SERVICE: &str = "
[demand.repair]
rate_per_day = 300
[pool.contact]
staff = 15
[pool.casework]
staff = 40
[step.answer]
pool = \"contact\"
time = \"5m\"
[step.assess]
pool = \"casework\"
time = \"1h\"
";

/// Reads the option `out` of a text, as a plan would.
fn read(text: &str) -> Result<(Money, Settings, Vec<Amount>), Error> {
    let text = format!("{SERVICE}{text}");
    let tree = tree::parsed(&text, "plan.toml")?;
    let root = Table::of(&tree, String::new(), "plan.toml")?;
    let names = Names::of(&root)?;
    let numbers = Numbers::default();
    let settings = settings(&root, &numbers)?;
    let options = root.table("option")?.map_or(Ok(None), |options| {
        let (name, item) = &options.all()[0];
        let table = options.named(name, item)?;
        let money = money(&table, &names, &numbers, &settings, &Money::default())?;
        table.done()?;
        Ok(Some(money))
    })?;
    Ok((options.unwrap_or_default(), settings, numbers.into_amounts()))
}

fn says(text: &str) -> String {
    read(text).unwrap_err().to_string()
}

#[test]
fn the_example_of_the_method_is_read() {
    let (money, settings, amounts) = read(
        "
[appraisal]
discount = { v = 0.035, source = \"Green Book Feb 2026\" }
convention = \"mid-year\"
vat = 0.2
own_time_per_hour = 8.50
[option.out]
procurement = { months = { v = 14, lo = 9, hi = 24, dist = \"pert\" }, cost = 420000 }
transition = { months = 4, double_running = 0.5, learning_half_life_days = 60, speed_loss = 0.2, pools = [\"casework\"] }
vat_irrecoverable = 0.05
exit = { leave = 30_000, retender = 200_000 }
failure_of_supplier = { per_year = 0.02, step_in = 400_000 }
overhead = [{ each_staff = 12, per_year = 45_000 }, { each_staff = 1, per_year = 900, org = \"contractor\" }]
change = { per_year = { v = 6, lo = 2, hi = 12, dist = \"pert\" }, size = 1.5, in_house_per_point = 2_000 }
sites_per_year = 84000
governance_per_year = 12000
optimism_bias = { contract_price = 0.1, exit_and_re_tender = 0.41, premises_and_it = 0.2 }
own_time = { minutes_per_contact = 12 }
other_bodies = { hospital = { gave_up = 40, repeat = 2 } }
[option.out.contract]
kind = \"fixed\"
annual = 6_900_000
volume_band = 0.05
over_unit = 38
years = 5
break_fee = [0.3, 0.2, 0.1]
change = { lead_days = 60, per_point = 9500 }
monitoring = { fte = 4, share = 0.02 }
",
    )
    .unwrap();
    let value = |number: Option<Number>| number.map(|Number(place)| amounts[place].value);
    let contract: &Contract = money.contract.as_ref().unwrap();
    let Pays::Fixed { pounds_per_year, band, over_pounds, units_per_year, .. } = contract.pays.clone() else {
        panic!("{contract:?}")
    };
    assert_eq!(value(Some(pounds_per_year)), Some(6_900_000.0));
    assert_eq!((value(band), value(over_pounds), units_per_year), (Some(0.05), Some(38.0), None));
    assert_eq!(
        (contract.counts.as_slice(), contract.supplier.as_str()),
        (&[Counts::Opened][..], "contractor")
    );
    assert_eq!(value(Some(contract.months)), Some(60.0));
    let fees: Vec<(u32, Option<f64>)> =
        contract.breaks.iter().map(|(month, fee)| (*month, value(Some(*fee)))).collect();
    assert_eq!(fees, [(12, Some(0.3)), (24, Some(0.2)), (36, Some(0.1))]);
    assert_eq!(
        (value(money.monitoring.posts), value(money.monitoring.pounds_per_post)),
        (Some(4.0), Some(50_000.0))
    );
    let taken = amounts.iter().find(|amount| amount.path.ends_with("monitoring.per_fte")).unwrap();
    assert_eq!((taken.line, taken.source.as_deref()), (0, None), "nobody said it");
    let months = &amounts[money.procurement.months.unwrap().0];
    assert_eq!((months.path.as_str(), months.range.is_some()), ("option.out.procurement.months", true));
    assert_eq!(
        (money.transition.pools.as_slice(), value(money.transition.speed_loss)),
        (&[1usize][..], Some(0.2))
    );
    assert_eq!((value(money.exit_pounds), value(money.retender_pounds)), (Some(30_000.0), Some(200_000.0)));
    assert_eq!((value(money.vat), value(money.own_time.pounds_per_hour)), (Some(0.2), Some(8.5)));
    assert_eq!(money.overheads[1].organisation.as_deref(), Some("contractor"));
    let biased: Vec<Line> = money.optimism_bias.iter().map(|(line, _)| *line).collect();
    assert_eq!(biased, [Line::ContractPrice, Line::ExitAndRetender, Line::Premises]);
    assert_eq!(money.other_bodies[0].name, "hospital");
    assert!(matches!(settings.discount, Discount::Flat(_)));
}

/// The page about it shows nothing that is not read, and leaves out no kind of contract.
#[test]
fn the_page_about_it_is_read() {
    const PAGE: &str = include_str!("../../../../../docs/plan-money.md");
    let example = PAGE.split("```toml\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let (money, settings, amounts) = read(example).unwrap();
    assert_eq!(money.buyer.as_deref(), Some("the council"));
    assert_eq!((settings.price_base.as_deref(), settings.year_starts_in), (Some("2026-27"), 4));
    assert!(amounts.iter().all(|amount| amount.line > 0), "the page leaves nothing to be taken");
    assert_eq!(money.optimism_bias[0].0, Line::Transition);
    for (name, _) in contract::KINDS {
        assert!(PAGE.contains(&format!("| `{name}` |")), "{name}");
    }
}

#[test]
fn every_kind_of_contract_is_read() {
    let contract = |text: &str| {
        let (money, ..) = read(&format!("[option.out]\ncontract = {{ {text}, years = 2 }}\n")).unwrap();
        money.contract.unwrap()
    };
    let unit = contract("kind = \"unit\", prices = { assess = 42, opened = 1.5 }, supplier = \"north\"");
    assert_eq!((unit.counts, unit.supplier.as_str()), (vec![Counts::Visits(1), Counts::Opened], "north"));
    assert!(matches!(contract("kind = \"cost_plus\", margin = 0.08").pays, Pays::CostPlus(_)));
    let target = contract("kind = \"target\", target = 100, fee = 5, share = 0.5, cap = 10");
    assert!(matches!(target.pays, Pays::Target { .. }));
    let by = "by = [{ measured = \"end_to_end_days\", nothing_at = 30, all_at = 10, weight = 2 }]";
    let at_risk = contract(&format!("kind = \"at_risk\", fee = 100, at_risk = 0.5, {by}"));
    assert!(matches!(at_risk.pays, Pays::AtRisk { by, .. } if by.len() == 1));
    let fixed = contract("kind = \"fixed\", annual = 10, counts = [\"assess\", \"answer\"]");
    assert_eq!(fixed.counts, [Counts::Visits(1), Counts::Visits(0)]);
}

#[test]
fn an_option_that_says_nothing_of_money_has_none() {
    let (money, settings, amounts) = read("[option.out]\n").unwrap();
    assert_eq!((money, settings, amounts), (Money::default(), Settings::default(), vec![]));
    let (_, settings, _) =
        read("[appraisal]\ndiscount = \"green-book-2022\"\nconvention = \"year-end\"\n").unwrap();
    assert_eq!(settings.convention, Convention::YearEnd);
    let rates =
        "[appraisal]\ndiscount = [{ until_year = 5, rate = 0.05 }, { until_year = 9, rate = 0.04 }]\n";
    let (_, settings, _) = read(rates).unwrap();
    assert!(matches!(settings.discount, Discount::Schedule(schedule) if schedule.rates.len() == 2));
}

#[test]
fn what_is_wrong_is_said_with_its_line() {
    let wrong = [
        (
            "[option.out]\nprocurment = { months = 4 }",
            "line 15: `option.out.procurment` is not known; did you mean `procurement`?",
        ),
        (
            "[option.out]\nprocurement = { month = 4 }",
            "`option.out.procurement.month` is not known; did you mean `months`?",
        ),
        ("[option.out]\ncontract = { annual = 4, years = 2 }", "[option.out.contract] says no `kind`"),
        (
            "[option.out]\ncontract = { kind = \"fix\", years = 2 }",
            "write one of fixed, unit, cost_plus, target, at_risk",
        ),
        ("[option.out]\ncontract = { kind = \"fixed\", annual = 4 }", "says no `years`; write years = 5"),
        (
            "[option.out]\ncontract = { kind = \"fixed\", annual = -4, years = 2 }",
            "`option.out.contract.annual` must be a number from 0 on",
        ),
        (
            "[option.out]\ncontract = { kind = \"unit\", prices = { asses = 4 }, years = 2 }",
            "did you mean “assess”?",
        ),
        (
            "[option.out]\ncontract = { kind = \"cost_plus\", margin = 0.1, annual = 4, years = 2 }",
            "`option.out.contract.annual` is not known",
        ),
        (
            "[option.out]\noptimism_bias = { price = 0.4 }",
            "`option.out.optimism_bias.price` is no line of the ledger; there are activity_time,",
        ),
        ("[option.out]\nvat_irrecoverable = 0.4", "write vat = … in [appraisal]"),
        ("[option.out]\noverhead = { per_year = 4 }", "{ each_staff = 12, per_year = 45000 }"),
        (
            "[option.out]\ntransition = { pools = \"contract\" }",
            "names “contract”, which there is not; did you mean “contact”?",
        ),
        ("[appraisal]\ndiscount = 3.5", "must be a share a year, such as 0.035"),
        ("[appraisal]\ndiscount = \"treasury\"", "no discount rates are called “treasury”"),
        ("[appraisal]\nyear_starts_in_month = 13", "a year has months 1 to 12"),
        ("[appraisal]\nrate = 3", "`appraisal.rate` is not known"),
    ];
    for (text, part) in wrong {
        let says = says(text);
        assert!(says.contains(part) && says.starts_with("plan.toml, line 1"), "{text}\n{says}");
    }
    let twice = "[option.out]\nmonitoring = { share = 0.1 }\ncontract = { kind = \"cost_plus\", margin = 0, years = 1, monitoring = { share = 0.1 } }";
    assert!(says(twice).contains("says `monitoring` twice"), "{}", says(twice));
}
