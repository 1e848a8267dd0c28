//! Any chart is drawn whole: well-formed, every point on it, nothing that was said becomes markup.

use proptest::prelude::*;
use quick_xml::events::Event;
use throughline::capability::chart::{Kind, Observations, chart};
use throughline::capability::rules::Rules;

use super::*;

fn words() -> Words {
    Words {
        id: "a".to_string(),
        title: "waits </title><script>alert(1)</script>".to_string(),
        about: "\"days\" & 'nights'".to_string(),
        says: vec!["Nothing <b>moved</b>.".to_string(), "\u{0}\u{ffff}]]>".to_string()],
    }
}

/// The chart of some values, drawn; dates of successive days where asked for.
fn drawing(
    kind: Kind,
    values: Vec<Option<f64>>,
    sizes: Vec<Option<f64>>,
    splits: &[usize],
    dated: bool,
) -> Drawing {
    let count = values.len();
    let found = chart(kind, Rules::Wheeler, &Observations { values, sizes, gaps: Vec::new() }, splits, None);
    let labels: Vec<String> = (0..count).map(|place| format!("<{place}> & \u{1}")).collect();
    let causes: Vec<(usize, String)> =
        splits.iter().map(|at| (*at, "a \"new\" <rota>".to_string())).collect();
    let days = (0..count).map(|place| 19_700.0 + 7.0 * place as f64).collect();
    plain(Plain {
        words: words(),
        unit: "<days>".to_string(),
        chart: &found,
        labels: &labels,
        across: if dated { Across::Days(days) } else { across(&[], &labels, true) },
        gaps: &[],
        monthly: count > 30,
        causes: &causes,
    })
}

/// The names of the elements, all text, and all values of attributes, of well-formed XML.
fn read(svg: &str) -> (Vec<String>, String, Vec<String>) {
    let mut reader = quick_xml::Reader::from_str(svg);
    reader.config_mut().check_end_names = true;
    let (mut names, mut text, mut attributes, mut depth) = (Vec::new(), String::new(), Vec::new(), 0);
    loop {
        let event = reader.read_event().unwrap();
        match &event {
            Event::Start(element) | Event::Empty(element) => {
                names.push(element.name().as_ref().to_string());
                for attribute in element.attributes() {
                    let attribute = attribute.unwrap();
                    attributes.push(attribute.value.to_string());
                }
                depth += i32::from(matches!(event, Event::Start(_)));
            }
            Event::End(_) => depth -= 1,
            Event::Text(part) => text.push_str(part),
            Event::GeneralRef(part) => {
                text.push_str(match &**part {
                    "lt" => "<",
                    "gt" => ">",
                    "amp" => "&",
                    "quot" => "\"",
                    "apos" => "'",
                    other => panic!("&{other};"),
                });
            }
            Event::Eof => break,
            other => panic!("{other:?}"),
        }
    }
    assert_eq!(depth, 0);
    (names, text, attributes)
}

/// The marks of the plot, without those of the steps.
fn marks_in(svg: &str) -> usize {
    let plot =
        svg.split("<g class=\"tl-open\">").nth(1).and_then(|plot| plot.split("</g>").next()).unwrap_or("");
    ["tl-point", "tl-run", "tl-outside"]
        .iter()
        .map(|class| plot.matches(&format!("class=\"{class}\"")).count())
        .sum()
}

#[test]
fn what_people_wrote_stays_text() {
    let values = (0..30).map(|place| Some(f64::from(place % 4))).collect();
    let svg = svg(&drawing(Kind::Xmr, values, Vec::new(), &[15], false), Put::Alone);
    let (names, text, _) = read(&svg);
    assert!(!names.iter().any(|name| ["script", "b", "rota"].contains(&name.as_str())), "{names:?}");
    for said in [
        "waits </title><script>alert(1)</script>",
        "a \"new\" <rota>",
        "Nothing <b>moved</b>.",
        "<29> & \u{fffd}: 1",
    ] {
        assert!(text.contains(said), "{said} in {text}");
    }
    assert!(!svg.contains("http://www.w3.org/1999/xlink") && !svg.contains("href") && !svg.contains("url("));
}

#[test]
fn it_is_an_image_with_a_title_and_what_it_says() {
    let values: Vec<Option<f64>> = (0..9).map(|place| Some(f64::from(place))).collect();
    let drawing = drawing(Kind::Xmr, values, Vec::new(), &[], true);
    let alone = svg(&drawing, Put::Alone);
    assert!(alone.contains("role=\"img\" aria-labelledby=\"a-title a-says\""));
    assert!(alone.contains("<title id=\"a-title\">") && alone.contains("<desc id=\"a-says\">"));
    assert!(alone.contains("<style>") && alone.contains("class=\"tl-title\""));
    // A page has title and sentences beside the picture, and the style once.
    let on_page = svg(&drawing, Put::OnPage);
    assert!(
        !on_page.contains("<style>") && !on_page.contains("class=\"tl-title\"") && on_page.contains("<desc")
    );
}

#[test]
fn a_missing_point_breaks_the_line() {
    let mut values: Vec<Option<f64>> = (0..15).map(|place| Some(f64::from(place % 3))).collect();
    let lines = |values: &[Option<f64>]| {
        let svg = svg(&drawing(Kind::Xmr, values.to_vec(), Vec::new(), &[], true), Put::Alone);
        let line = svg.split("class=\"tl-line\" d=\"").nth(1).unwrap().split('"').next().unwrap();
        (line.matches('M').count(), line.matches('L').count())
    };
    assert_eq!(lines(&values), (1, 14));
    values[7] = None;
    assert_eq!(lines(&values), (2, 12));
}

#[test]
fn provisional_limits_are_dashed() {
    let dashed = |count: usize| {
        let values = (0..count).map(|place| Some(f64::from(u8::from(place % 2 == 0)))).collect();
        let svg = svg(&drawing(Kind::Xmr, values, Vec::new(), &[], true), Put::Alone);
        svg.matches("class=\"tl-limit tl-soft\"").count()
    };
    assert_eq!([11, 12, 19, 20].map(dashed), [0, 2, 2, 0]);
}

proptest! {
    #[test]
    fn every_point_is_there_and_on_the_picture(
        values in prop::collection::vec(prop::option::weighted(0.9, prop_oneof![
            0.0..100.0_f64, Just(0.0), Just(1e300), Just(1e-300), Just(5.0),
        ]), 0..70),
        splits in prop::collection::vec(1_usize..60, 0..3),
        dated in any::<bool>(),
    ) {
        let splits: Vec<usize> = splits.into_iter().filter(|at| *at < values.len()).collect();
        for kind in [Kind::Xmr, Kind::Median, Kind::Times, Kind::Shares, Kind::Rates, Kind::CasesBetween, Kind::DaysBetween] {
            let sizes = match kind {
                Kind::Shares | Kind::Rates => values.iter().map(|value| value.map(|value| value + 20.0)).collect(),
                _ => Vec::new(),
            };
            let drawing = drawing(kind, values.clone(), sizes, &splits, dated);
            let there = drawing.points.iter().filter(|point| point.value.is_some()).count();
            let svg = svg(&drawing, Put::OnPage);
            let (_, text, attributes) = read(&svg);
            prop_assert_eq!(marks_in(&svg), there);
            prop_assert!(!text.contains("NaN") && !attributes.iter().any(|value| value.contains("NaN") || value.contains("inf")));
            for x in svg.split(" cx=\"").skip(1) {
                let x: f64 = x.split('"').next().unwrap().parse().unwrap();
                prop_assert!((0.0..=960.0).contains(&x));
            }
        }
    }
}
