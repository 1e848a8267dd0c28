//! The page and the workbook of a plan's answer, made of a small question without running anything.

use std::io::Cursor;

use calamine::{Data, Reader, Xlsx};
use throughline::money::Pence;
use throughline::reading::{Item, Reading, Shape, Table};
use throughline::sourcing::answer::{Answer, Crossover, Looked, Point};
use throughline::sourcing::appraisal::regret::Regret;
use throughline::sourcing::ledger::Line;
use throughline::sourcing::outcome::{Needs, Outcome, Times};
use throughline::sourcing::question::Question;

use super::{Around, Service, page};

/// A desk whose work may go to a contractor, or be done by one more.
const PLAN: &str = r#"
[scenario]
name = "a desk & more"
start = "2026-04-01"
years = 1
[demand.question]
rate_per_hour = { v = 8, lo = 7, hi = 9, dist = "pert", source = "counted", status = "measured", owner = "Ada", date = "2026-02-03" }
[failure]
base = { v = 0.2, lo = 0.1, hi = 0.3, dist = "pert", source = "asked 300", status = "judged" }
[pool.desk]
org = "Council"
staff = 5
rate_per_hour = 20
[step.answer]
pool = "desk"
time = "exp 30m"
[option.more]
set = { "pool.desk.staff" = 6 }
[option.outside]
kind = "outsourcing"
move = ["desk -> Firm"]
exit = { leave = 30000 }
[option.outside.contract]
supplier = "Firm"
kind = "fixed"
annual = 900000
years = 3
break_fee = [0.3, 0.2]
"#;

const FUTURES: usize = 36;

fn outcome(by_line: &[(Line, i64)], nets: &[(&str, i64)], supplier: Option<&str>) -> Outcome {
    let cash: i64 = by_line.iter().map(|(_, pounds)| pounds * 100).sum();
    let month = |month: i64| Pence(cash * (month + 1) / 12 - cash * month / 12);
    Outcome {
        cash_by_month: (0..12).map(month).collect(),
        met_by_month: vec![10_000.0 / 12.0; 12],
        reviews: Vec::new(),
        by_line: by_line.iter().map(|(line, pounds)| (*line, Pence(pounds * 100))).collect(),
        work: Pence(80_000_000),
        nets: nets.iter().map(|(name, pounds)| (name.to_string(), Pence(pounds * 100))).collect(),
        own_time: Pence(0),
        supplier: supplier.map(str::to_string),
        supplier_repeats: None,
        begins_after_months: 0,
        needs: Needs { opened: 10_000.0, met: 10_000.0, gave_up: 0.0, repeats: 500.0, chases: 0.0 },
        times: Some(Times { mean_hours: 48.0, median_hours: 40.0, p90_hours: 90.0 }),
        ..Outcome::default()
    }
}

/// Both numbers with a range go through their ranges; what the contractor costs follows the second.
fn answered() -> (Question, Answer) {
    let question = throughline_files::plan::from_toml(PLAN, "p.toml").unwrap();
    let places = ["demand.question.rate_per_hour", "failure.base"]
        .map(|path| question.plan.amounts.iter().position(|amount| amount.path == path).unwrap());
    let mut drawn = Vec::new();
    let mut outcomes = vec![Vec::new(); 3];
    for future in 0..FUTURES {
        let mut values = question.plan.values();
        let rate = 168.0 + 48.0 * ((future * 7) % FUTURES) as f64 / (FUTURES - 1) as f64;
        let base = 0.1 + 0.2 * future as f64 / (FUTURES - 1) as f64;
        (values[places[0]], values[places[1]]) = (rate, base);
        drawn.push(values);
        let price = (900_000.0 + 1_000_000.0 * (base - 0.22)) as i64;
        let own = [(Line::ActivityTime, 700_000), (Line::Fixed, 200_000)];
        outcomes[0].push(outcome(&own, &[("Council", 900_000), ("staff", -900_000)], None));
        let more = [(Line::ActivityTime, 700_000), (Line::Fixed, 380_000)];
        outcomes[1].push(outcome(&more, &[("Council", 1_080_000), ("staff", -1_080_000)], None));
        let nets = [("Council", price), ("staff", -900_000), ("Firm", 900_000 - price)];
        outcomes[2].push(outcome(&[(Line::ContractPrice, price)], &nets, Some("Firm")));
    }
    let looked = Looked { drawn: &drawn, outcomes: &outcomes, courses: &[], halved: None };
    let mut answer = Answer::of(&question, &looked).unwrap();
    let point = |value: f64, pounds: [f64; 2]| Point {
        value,
        pounds,
        less_pounds: pounds[1] - pounds[0],
        half_width_pounds: 0.5,
    };
    let ways = answer.leading.unwrap();
    let points = vec![point(0.0, [68.0, 90.0]), point(0.22, [90.0, 90.0]), point(0.4, [108.0, 90.0])];
    let at = Some((0.22, (0.21, 0.23)));
    assert!(answer.crossovers.iter().all(|of| of.through_futures && of.number == places[1]), "what decides");
    assert_eq!(answer.crossovers.len(), 1);
    let tried = Crossover {
        number: places[1],
        ways,
        points,
        at,
        futures: FUTURES,
        no_verdict: None,
        through_futures: false,
    };
    answer.crossovers.insert(0, tried);
    (question, answer)
}

fn made() -> String {
    let (question, answer) = answered();
    page(&question, &answer, "36 futures", &Around::default())
}

/// The words of the page, without its style, pictures and marks.
fn words(page: &str) -> String {
    let body = &page[page.find("<body").unwrap()..];
    let mut text = String::new();
    let mut rest = body;
    while let Some(start) = rest.find("<svg") {
        text.push_str(&rest[..start]);
        text.push_str("[picture]");
        rest = &rest[start + rest[start..].find("</svg>").unwrap() + 6..];
    }
    text.push_str(rest);
    let mut plain = String::new();
    let mut inside = false;
    for letter in text.chars() {
        match letter {
            '<' => inside = true,
            '>' => {
                inside = false;
                plain.push('\n');
            }
            letter if !inside => plain.push(letter),
            _ => {}
        }
    }
    let lines: Vec<&str> = plain.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    lines.join("\n")
}

#[test]
fn the_page_as_it_is_read() {
    let (question, _) = answered();
    let stamp = question.read_from.stamp(question.plan.seed);
    let page = made();
    assert_eq!(page.matches(&stamp).count(), 2);
    insta::assert_snapshot!(words(&page.replace(&stamp, "STAMP")));
}

#[test]
fn every_picture_is_named_and_every_id_stands_once() {
    let page = made();
    assert_eq!(page.matches("<svg").count(), page.matches("role=\"img\"").count());
    for id in
        ["plan-saved", "plan-bill-1", "plan-bill-2", "plan-decides", "plan-crossover-0", "plan-crossover-1"]
    {
        for form in ["", "-narrow"] {
            assert_eq!(page.matches(&format!(" id=\"{id}{form}-title\"")).count(), 1, "{id}{form}");
        }
    }
    assert!(!page.contains("plan-bill-0"), "the base is not compared with itself");
    assert!(!page.contains("NaN") && !page.contains("Infinity"));
}

/// A desk without a contract beside one with a fixed price: what neither says, and what neither can have.
#[test]
fn a_line_that_is_nought_says_why() {
    let page = made();
    let text = words(&page);
    let outside = &text[text.find("outside\n: Outsourcing").unwrap_or(0)..];
    for says in [
        "Nought, as it cannot arise without such a contract: deductions, supplier margin.",
        "Nought, as nobody wrote it: premises and IT, volume adjustment, change charge, client-side monitoring, procurement, transition, redundancy, \
         irrecoverable VAT, supplier failure, retained risk, cost to other bodies.",
        "Nought though it was written: nothing came of it in these futures: exit and re-tender.",
    ] {
        assert!(outside.contains(says), "{says}\n{outside}");
    }
}

#[test]
fn without_costs_no_money_is_drawn() {
    let (question, mut answer) = answered();
    (answer.leading, answer.crossovers) = (None, Vec::new());
    let page = page(&question, &answer, "36 futures", &Around::default());
    for id in ["plan-saved-title", "plan-decides-title", "plan-crossover", "plan-cost-title"] {
        assert!(!page.contains(id), "{id}");
    }
}

/// What a run of a way says of what follows what: in at the desk, and sorted there.
fn flow() -> Reading {
    let columns =
        vec!["from_organisation", "from", "to_organisation", "to", "count", "needs", "mean_s", "median_s"];
    let name = |name: &str| Item::Name(name.to_string());
    let row = |from: Option<[&str; 2]>, to: Option<[&str; 2]>| {
        let ends = |end: Option<[&str; 2]>| end.map_or([Item::None, Item::None], |names| names.map(name));
        let mut cells = [ends(from), ends(to)].concat();
        cells.extend([Item::Count(90), Item::Count(80), Item::Number(60.0), Item::Number(60.0)]);
        cells
    };
    let (answers, sorted) = (["Council", "answer"], ["Council", "says it is sorted"]);
    let rows = vec![row(None, Some(answers)), row(Some(answers), Some(sorted)), row(Some(sorted), None)];
    Reading::of("one step".into(), 180, "steps", Shape::Table(Table { columns, keys: 4, rows }))
}

#[test]
fn how_the_work_goes_is_drawn_and_leads_into_the_study_where_there_is_one() {
    let (question, answer) = answered();
    let flows = [flow(), Reading::not_enough("it cannot be run"), flow()];
    let alone = page(&question, &answer, "36 futures", &Around { flows: &flows, service: None });
    assert_eq!(alone.matches("tl-map-wide\"").count(), 2, "of the two that could be run");
    assert!(alone.contains("The map of <bdi>outside</bdi>") && !alone.contains("The map of <bdi>more</bdi>"));
    assert!(!alone.contains("in the study, beside"), "a file leads nowhere");
    assert!(alone.contains("finds it in the plan by its line"));

    let above = maud::html! { nav { "back" } };
    let (run, number) = (|way: &str| format!("/run/{way}"), |path: &str| format!("/number/{path}"));
    let service = Some(Service { above: &above, run: &run, number: &number });
    let served = page(&question, &answer, "36 futures", &Around { flows: &flows, service });
    for way in ["as_is", "more", "outside"] {
        assert!(served.contains(&format!("href=\"/run/{way}\"")), "{way}");
    }
    let number = "<a href=\"/number/failure.base\"><bdi>failure.<wbr>base<wbr></bdi></a>";
    assert!(served.contains(number), "every number leads to where it is changed");
    assert!(!served.contains("by its line, changes it"));
}

#[test]
fn what_another_course_would_do_is_said_near_the_top() {
    let (question, mut answer) = answered();
    let costs = [vec![Pence(9_000), Pence(9_500)], vec![Pence(9_200), Pence(9_100)]];
    let none = vec![vec![false; 2]; 2];
    answer.regret = Some(Regret::of(&["as_is", "more"], &["its own", "busier"], &costs, &none).unwrap());
    let page = page(&question, &answer, "36 futures", &Around::default());
    let place = |text: &str| page.find(text).unwrap_or_else(|| panic!("{text}"));
    let says = "more costs at most £2.00 more; as_is costs at most £4.00 more.";
    assert!(place(says) < place("id=\"side-by-side\"") && place("href=\"#regret\"") < place("id=\"regret\""));
}

fn sheet(name: &str) -> Vec<Vec<Data>> {
    let (question, answer) = answered();
    let bytes = crate::workbook::plan(&question, &answer, "36 futures").unwrap();
    let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
    book.worksheet_range(name).unwrap().rows().map(<[Data]>::to_vec).collect()
}

/// The rows below the heads that begin so.
fn below(sheet: &[Vec<Data>], first: &str) -> (Vec<String>, Vec<Vec<Data>>) {
    let at = sheet.iter().position(|row| row[0] == Data::String(first.into())).unwrap();
    (sheet[at].iter().map(ToString::to_string).collect(), sheet[at + 1..].to_vec())
}

#[test]
fn a_workbook_has_a_sheet_for_each_part() {
    let (question, answer) = answered();
    let bytes = crate::workbook::plan(&question, &answer, "36 futures").unwrap();
    assert_eq!(bytes, crate::workbook::plan(&question, &answer, "36 futures").unwrap(), "no clock is in it");
    let book = Xlsx::new(Cursor::new(bytes)).unwrap();
    let names = [
        "Plan",
        "Side by side",
        "Money by line",
        "Saving by year",
        "Savings by month",
        "What decides",
        "Crossovers",
        "Who pays",
        "Assumptions",
        "Not written",
    ];
    assert_eq!(book.sheet_names(), names, "no regret without courses");
}

#[test]
fn its_numbers_are_numbers_under_heads_with_units() {
    let (heads, rows) = below(&sheet("Side by side"), "Way");
    assert_eq!(
        heads[2..5],
        [
            "Each need met costs: one future in ten is below (£)",
            "Each need met costs: the middle future (£)",
            "Each need met costs: nine futures in ten are below (£)",
        ]
    );
    assert_eq!(rows[0][3], Data::Float(90.0));
    let days =
        heads.iter().position(|head| head == "First words to met, mean: the middle future (days)").unwrap();
    assert_eq!(rows[2][days], Data::Float(2.0));
    let (heads, rows) = below(&sheet("Money by line"), "For what");
    assert_eq!(heads, ["For what", "as_is (£)", "more (£)", "outside (£)"]);
    assert_eq!(rows.len(), 18, "every line of cash, nought or not, and their sum");
    assert_eq!(rows[0][1], Data::Float(700_000.0));
    assert_eq!(rows[17][2], Data::Float(1_080_000.0), "{:?}", rows[17]);
    let (_, rows) = below(&sheet("Savings by month"), "Way");
    assert_eq!(rows.iter().filter(|row| row[0] == Data::String("outside".into())).count(), 12);
    let (heads, rows) = below(&sheet("Assumptions"), "Number");
    assert_eq!(rows[0][0], Data::String("failure.base".into()), "what decides most stands first");
    let owner = heads.iter().position(|head| head == "Owner").unwrap();
    assert_eq!(rows[1][owner], Data::String("Ada".into()));
    assert!(matches!(rows[1][owner + 1], Data::DateTime(_)), "{:?}", rows[1]);
}
