//! Which answer gives which picture, with the answer's own figures.

use throughline::reading::{Chart, ChartPhase, ChartPoint, Number, Reading};

use super::*;
use crate::picture::map::Amount;

fn table(columns: Vec<&'static str>, rows: Vec<Vec<Item>>) -> Reading {
    Reading::of("It says so.".to_string(), 40, "needs", Shape::Table(Table { columns, keys: 1, rows }))
}

fn name(name: &str) -> Item {
    Item::Name(name.to_string())
}

fn picture(measure: &str, reading: &Reading, also: Option<&Reading>) -> Option<Picture> {
    let zone = TimeZone::UTC;
    let about = About {
        mark: "",
        name: measure,
        title: "a title",
        period: "in 2024",
        unit: "needs",
        zone: &zone,
        amount: Amount::More,
    };
    of_reading(&about, reading, also)
}

#[test]
fn where_there_is_nothing_to_draw_there_is_no_picture() {
    assert_eq!(picture("flow.edges", &Reading::not_enough("nothing happened"), None), None);
    let numbers = Shape::Numbers(vec![Number::exact("n", 3.0)]);
    assert_eq!(picture("cost.capacity", &Reading::of(String::new(), 3, "needs", numbers), None), None);
    // A table that no picture is made of, and one without rows.
    assert_eq!(picture("cost.ledger", &table(vec!["name"], vec![vec![name("a")]]), None), None);
    assert_eq!(picture("demand.kinds", &table(vec!["kind", "contacts"], Vec::new()), None), None);
    assert_eq!(
        picture("distortion", &Reading::of(String::new(), 0, "", Shape::Findings(Vec::new())), None),
        None
    );
}

/// Forty weeks of ten days, then twenty of five, with a change between.
fn before_and_after() -> Chart {
    let day = |place: usize| Instant(place as i64 * 7 * DAY_US);
    let point = |place: usize| ChartPoint {
        start: day(place),
        n: 12,
        value: Some(if place < 40 { 10.0 } else { 5.0 } * 86_400.0),
        limits: None,
    };
    Chart {
        period: "week",
        points: (0..60).map(point).collect(),
        status: "firm",
        centre: Some(5.0 * 86_400.0),
        lower: None,
        upper: Some(6.0 * 86_400.0),
        range_centre: None,
        range_upper: None,
        rules: "wheeler",
        signals: Vec::new(),
        splits: vec![(40, "one desk".to_string())],
        earlier: vec![ChartPhase { start: 0, centre: Some(10.0 * 86_400.0), lower: None, upper: None }],
        changes: Vec::new(),
        proposals: Vec::new(),
    }
}

#[test]
fn the_chart_behind_a_table_is_its_picture() {
    let reading = table(vec!["change"], vec![vec![name("one desk")]]);
    assert_eq!(picture("before_after", &reading, None), None);
    let reading = Reading { drawn: Some(before_and_after()), ..reading };
    let Some(Picture::Chart(found)) = picture("before_after", &reading, None) else { panic!() };
    let phases: Vec<_> = found.phases.iter().map(|phase| (phase.places.clone(), phase.centre)).collect();
    assert_eq!(phases, [(0..40, Some(10.0)), (40..60, Some(5.0))]);
    assert_eq!(
        (found.notes[0].at, found.notes[0].says.as_str(), found.unit.as_str()),
        (40, "one desk", "days")
    );
    let svg = Picture::Chart(found).svg(Put::OnPage);
    assert!(svg.contains(">middle before 10<") && svg.contains(">middle since 5<"), "{svg}");
}

#[test]
fn a_level_that_moved_is_asked_of_the_change_before_it() {
    let named = |changes: Vec<(u64, String)>| {
        let chart = Chart {
            splits: Vec::new(),
            earlier: Vec::new(),
            proposals: vec![(40, 47, false)],
            changes,
            ..before_and_after()
        };
        let reading = Reading::of(String::new(), 60, "weeks", Shape::Chart(chart));
        let Some(Picture::Chart(found)) = picture("capability[].end_to_end_weekly", &reading, None) else {
            panic!()
        };
        found.notes.into_iter().map(|note| note.says).collect::<Vec<_>>()
    };
    assert_eq!(named(Vec::new()), ["lower since? cause not recorded"]);
    let change = (38, "one desk".to_string());
    assert_eq!(named(vec![change]), ["one desk", "lower since? after “one desk”?"]);
}

#[test]
fn kinds_are_parted_by_the_share_of_failure_that_the_table_has() {
    let columns = vec!["kind", "contacts", "share", "failure_share"];
    let rows = vec![
        vec![name("mould"), Item::Count(300), Item::Number(0.75), Item::Number(0.6)],
        vec![name("a lock"), Item::Count(100), Item::Number(0.25), Item::None],
    ];
    let Some(Picture::Bars(found)) = picture("demand.kinds", &table(columns, rows), None) else { panic!() };
    let sizes = |bar: &Bar| bar.parts.iter().map(|part| (part.kind, part.size.round())).collect::<Vec<_>>();
    assert_eq!(sizes(&found.bars[0]), [(Kind::Failure, 180.0), (Kind::Value, 120.0)]);
    assert_eq!(sizes(&found.bars[1]), [(Kind::Unknown, 100.0)]);
    assert_eq!(found.bars[1].says, "100 · 25 % (so far 100 %)");
    assert_eq!(
        (found.words.id.as_str(), found.words.about.as_str()),
        ("picture-demand-kinds", "40 needs, in 2024")
    );
    assert_eq!(bars::rows(&found).rows[0], ["mould", "300 · 75 %", "failure 60 %; value 40 %"]);
}

#[test]
fn money_is_that_of_each_need() {
    let columns = vec![
        "payer",
        "pence_per_need",
        "failure_pence_per_need",
        "other_pence_per_need",
        "uncoded_pence_per_need",
    ];
    let pence = |all: [f64; 4]| all.map(Item::Number).to_vec();
    let rows = vec![
        [vec![name("council")], pence([1_000.0, 400.0, 600.0, 0.0])].concat(),
        [vec![Item::None], pence([50.0, 0.0, 0.0, 50.0])].concat(),
    ];
    let Some(Picture::Bars(found)) = picture("cost.by_payer", &table(columns, rows), None) else { panic!() };
    let said: Vec<&str> = found.bars[0].parts.iter().map(|part| part.says.as_str()).collect();
    assert_eq!(said, ["failure £4.00", "value or other £6.00"]);
    assert_eq!((found.bars[0].says.as_str(), found.bars[1].name.as_str()), ("£10.00", "payer not known"));
}

#[test]
fn the_sides_of_a_matrix_come_from_their_own_reading() {
    let columns = vec!["caused_by", "answered_by", "contacts_least", "contacts_most"];
    let rows = vec![
        vec![name("b"), name("a"), Item::Number(7.0), Item::Number(9.0)],
        vec![name("a"), name("a"), Item::Number(2.0), Item::Number(2.0)],
    ];
    let reading = table(columns, rows);
    let columns = vec![
        "organisation",
        "exported_contacts_least",
        "exported_contacts_most",
        "imported_contacts_least",
        "imported_contacts_most",
    ];
    let row = |body: &str, all: [f64; 4]| [vec![name(body)], all.map(Item::Number).to_vec()].concat();
    let also = table(columns, vec![row("a", [0.0, 0.0, 7.0, 9.0]), row("b", [7.0, 9.0, 0.0, 0.0])]);
    assert_eq!(beside("cost.failure_balance"), Some("cost.exported_failure"));
    let Some(Picture::Matrix(found)) = picture("cost.failure_balance", &reading, Some(&also)) else {
        panic!()
    };
    assert_eq!(found.names, ["b", "a"]);
    assert_eq!(found.cells, [None, Some((7.0, 9.0)), None, Some((2.0, 2.0))]);
    assert_eq!(found.sides, [((7.0, 9.0), (0.0, 0.0)), ((0.0, 0.0), (7.0, 9.0))]);
    let Some(Picture::Matrix(alone)) = picture("cost.failure_balance", &reading, None) else { panic!() };
    assert!(alone.sides.is_empty());
}

#[test]
fn a_map_knows_its_doors_and_whether_it_is_whole() {
    let columns =
        vec!["from_organisation", "from", "to_organisation", "to", "count", "needs", "mean_s", "median_s"];
    let step = |from: Item, to: Item, count| {
        let after = if from == Item::None || to == Item::None { Item::None } else { Item::Number(60.0) };
        let body = |side: &Item| if *side == Item::None { Item::None } else { name("council") };
        vec![body(&from), from, body(&to), to, Item::Count(count), Item::Count(count), after.clone(), after]
    };
    let rows = vec![
        step(Item::None, name("asks"), 5),
        step(name("asks"), name("done"), 5),
        step(name("done"), Item::None, 4),
    ];
    let reading = table(columns, rows);
    let Some(Picture::Map(found)) = picture("flow.map", &reading, None) else { panic!() };
    assert!(found.whole && found.steps[0].from.is_none() && found.steps[2].to.is_none());
    assert_eq!((found.steps[1].median_s, found.steps[1].failure), (Some(60.0), None));
    // What was said of the contacts that a step leads to.
    assert_eq!(beside("flow.map"), Some("demand.on_the_way"));
    let columns = vec!["from_organisation", "from", "to_organisation", "to", "failure_share"];
    let said = vec![name("council"), name("asks"), name("council"), name("done"), Item::Number(0.7)];
    let first = vec![Item::None, Item::None, name("council"), name("asks"), Item::Number(0.2)];
    let Some(Picture::Map(found)) = picture("flow.map", &reading, Some(&table(columns, vec![said, first])))
    else {
        panic!()
    };
    let failures: Vec<Option<f64>> = found.steps.iter().map(|step| step.failure).collect();
    assert_eq!(failures, [Some(0.2), Some(0.7), None]);
    let cut = reading.leaving_out("rarer steps (not in the list)", 3);
    let Some(Picture::Map(found)) = picture("flow.map", &cut, None) else { panic!() };
    assert!(!found.whole);
}
