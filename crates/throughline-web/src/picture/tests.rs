//! Every picture, of whatever it is given: well-formed, all of it inside, no word on another, and where it must be.

mod drawings;
mod seen;

use proptest::prelude::*;

use self::drawings::*;
use self::seen::Seen;
use super::*;

const ON_PAGE: [Put; 2] = [Put::OnPage, Put::Narrow];

/// What must hold of every picture.
fn sound(picture: &Picture) -> Result<(), TestCaseError> {
    sound_svg(|put| picture.svg(put))?;
    let rows = picture.rows();
    prop_assert!(rows.rows.iter().all(|row| row.len() == rows.columns.len()), "{rows:?}");
    Ok(())
}

/// The same of one that is no answer of a study.
fn sound_svg(svg: impl Fn(Put) -> String) -> Result<(), TestCaseError> {
    for put in [Put::Alone, Put::OnPage, Put::Narrow] {
        let svg = svg(put);
        let seen = Seen::of(&svg);
        for word in ["NaN", "inf"] {
            prop_assert!(!seen.numbers.contains(word), "{word}");
        }
        prop_assert!(!seen.elements.contains("script"), "{svg}");
        let links = ["href", "xlink:href"].iter().any(|name| seen.attributes.contains(*name));
        prop_assert!(!links && !seen.numbers.contains("url("), "{svg}");
        let outside = seen.outside();
        prop_assert!(outside.is_empty(), "{put:?}: {outside:?}");
        if ON_PAGE.contains(&put) {
            let over = seen.overlapping();
            prop_assert!(over.is_empty(), "{put:?}: {over:?}");
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn bars_are_sound(picture in bars_of_anything()) {
        sound(&picture)?;
    }

    #[test]
    fn piles_are_sound(picture in pile_of_anything()) {
        sound(&picture)?;
    }

    #[test]
    fn curves_are_sound(picture in curve_of_anything()) {
        sound(&picture)?;
    }

    #[test]
    fn charts_are_sound(picture in chart_of_anything()) {
        sound(&picture)?;
    }

    #[test]
    fn weeks_are_sound(picture in week_of_anything()) {
        sound(&picture)?;
    }

    #[test]
    fn matrices_are_sound(picture in matrix_of_anything()) {
        sound(&picture)?;
    }

    #[test]
    fn multiples_are_sound(picture in multiples_of_anything()) {
        sound(&picture)?;
    }

    #[test]
    fn fans_are_sound(drawing in fan_of_anything()) {
        sound_svg(|put| fan::svg(&drawing, put))?;
    }

    #[test]
    fn waterfalls_are_sound(drawing in waterfall_of_anything()) {
        sound_svg(|put| waterfall::svg(&drawing, put))?;
    }

    #[test]
    fn tornados_are_sound(drawing in tornado_of_anything()) {
        sound_svg(|put| tornado::svg(&drawing, put))?;
    }

    #[test]
    fn crossovers_are_sound(drawing in crossover_of_anything()) {
        sound_svg(|put| crossover::svg(&drawing, put))?;
    }
}

proptest! {
    // Each is three layouts, unoptimised.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn maps_are_sound(picture in map_of_anything()) {
        sound(&picture)?;
    }
}

#[test]
fn bars_are_as_long_as_their_amounts() {
    let bar = |name: &str, size| bars::Bar {
        name: name.to_string(),
        parts: vec![bars::Part { kind: bars::Kind::Value, size, says: String::new() }],
        says: size.to_string(),
    };
    let of = ("kind".to_string(), "contacts".to_string());
    let drawing = bars::Drawing { words: words(), of, bars: vec![bar("a", 40.0), bar("b", 10.0)] };
    let seen = Seen::of(&bars::svg(&drawing, Put::OnPage));
    let long: Vec<f64> = seen.boxes("tl-value").map(|own| own.right - own.left).collect();
    assert!((long[0] / long[1] - 4.0).abs() < 0.01, "{long:?}");
}

#[test]
fn a_waterfall_goes_from_one_sum_to_the_other() {
    let row = |name: &str, size| waterfall::Row { name: name.to_string(), size, says: size.to_string() };
    let (from, to) = (row("before", 100.0), row("after", 80.0));
    let steps = vec![row("more", 30.0), row("less", -50.0)];
    let drawing = waterfall::Drawing { words: words(), unit: "£".to_string(), from, steps, to };
    let seen = Seen::of(&waterfall::svg(&drawing, Put::OnPage));
    let [sums, more, less] =
        ["tl-value", "tl-dot", "tl-unknown"].map(|class| seen.boxes(class).collect::<Vec<_>>());
    let per = (sums[0].right - sums[0].left) / 100.0;
    assert!((more[0].left - sums[0].right).abs() < 0.2, "what is more begins where the first sum ends");
    assert!((less[0].right - more[0].right).abs() < 0.2 && (less[0].left - sums[1].right).abs() < 0.2);
    assert!(((more[0].right - more[0].left) / per - 30.0).abs() < 0.5);
    // Where it is cut, no bar says that it is the whole.
    let steps = vec![row("more", 1.0), row("less", -2.0)];
    let drawing = waterfall::Drawing { steps, to: row("after", 99.0), ..drawing };
    let seen = Seen::of(&waterfall::svg(&drawing, Put::OnPage));
    assert_eq!((seen.boxes("tl-value").count(), seen.boxes("tl-point").count()), (0, 2));
    assert!(seen.texts.iter().any(|text| text.says.starts_with("The scale does not begin at nought")));
}

#[test]
fn fans_share_one_scale_and_say_where_they_cross() {
    let fan = |name: &str, each: f64, from| fan::Fan {
        name: name.to_string(),
        months: (1..=24)
            .map(|month| f64::from(month) * each)
            .map(|sum| (sum - 5.0, sum, sum + 5.0))
            .collect(),
        from,
        says: String::new(),
    };
    let fans = vec![fan("a", 10.0, Some(1)), fan("b", -5.0, None)];
    let drawing = fan::Drawing { words: words(), unit: "£".to_string(), fans };
    for put in ON_PAGE {
        let seen = Seen::of(&fan::svg(&drawing, put));
        let lines: Vec<_> = seen.boxes("tl-curve").skip(1).collect();
        let high = |own: &seen::Around| own.bottom - own.top;
        assert!((high(&lines[0]) / high(&lines[1]) - 2.0).abs() < 0.02, "{lines:?}");
        assert_eq!((seen.boxes("tl-mark").count(), seen.boxes("tl-centre").count()), (1, 2));
        assert!(seen.says("month 1") && seen.says("24"));
    }
}

#[test]
fn a_tornado_reaches_from_the_middle_to_both_sides() {
    let row = |low: f64, high: f64| tornado::Row {
        name: "option.a.very.long.path.of.a.number.that.has.no.room.on.a.telephone.at.all".to_string(),
        about: "0.1 to 0.3".to_string(),
        low: (low, format!("low {low}")),
        high: (high, format!("high {high}")),
    };
    let drawing = tornado::Drawing {
        words: words(),
        unit: "£".to_string(),
        middle: (2.0, "all: 2".to_string()),
        sides: ["right".to_string(), "left".to_string()],
        key: ["low".to_string(), "high".to_string()],
        rows: vec![row(-2.0, 6.0), row(3.0, 1.0)],
    };
    let seen = Seen::of(&tornado::svg(&drawing, Put::Narrow));
    // The first of each stands in the key.
    let low: Vec<_> = seen.boxes("tl-unknown").skip(1).collect();
    let high: Vec<_> = seen.boxes("tl-dot").skip(1).collect();
    assert!((low[0].right - high[0].left).abs() < 0.2 && (low[1].left - high[1].right).abs() < 0.2);
    let nought = seen.boxes("tl-centre").next().unwrap();
    assert!(low[0].left < nought.left && high[1].left > nought.left);
    assert!(
        seen.texts.iter().any(|text| text.says.starts_with("….") || text.says.starts_with("…")),
        "{:?}",
        seen.texts
    );
    assert!(seen.says("low -2") && seen.says("high 6"));
}

#[test]
fn a_crossover_marks_where_they_meet_and_what_the_plan_says() {
    let drawing = crossover::Drawing {
        words: words(),
        unit: "£ for each need met".to_string(),
        along: "failure.base, share".to_string(),
        names: ["north".to_string(), "south".to_string()],
        points: vec![(0.0, [10.0, 12.0]), (0.5, [12.0, 12.5]), (1.0, [15.0, 13.0])],
        at: Some((0.6, (0.5, 0.7), "both cost the same at 0.6".to_string())),
        plan: (0.25, "the plan: 0.25".to_string()),
    };
    let seen = Seen::of(&crossover::svg(&drawing, Put::Narrow));
    assert_eq!(seen.boxes("tl-point").count(), 6);
    let [meet, plan] = ["tl-centre", "tl-mark"].map(|class| seen.boxes(class).next().unwrap());
    let all = seen.boxes("tl-curve").next().unwrap();
    let part = |own: &seen::Around| (own.left - all.left) / (all.right - all.left);
    assert!((part(&meet) - 0.6).abs() < 0.01 && (part(&plan) - 0.25).abs() < 0.01);
    assert!(seen.says("north") && seen.says("south") && seen.says("both cost the same at 0.6"));
    let beyond = crossover::Drawing { plan: (2.0, "the plan: 2".to_string()), ..drawing };
    let seen = Seen::of(&crossover::svg(&beyond, Put::OnPage));
    assert_eq!(seen.boxes("tl-mark").count(), 0);
    assert!(seen.says("the plan: 2, beyond what was tried"));
}

#[test]
fn the_areas_of_squares_are_the_counts() {
    let mut cells = vec![0.0; 7 * 24];
    (cells[10], cells[60]) = (100.0, 25.0);
    let seen = Seen::of(&week(cells).svg(Put::OnPage));
    let sides: Vec<f64> = seen.boxes("tl-dot").map(|own| own.right - own.left).collect();
    assert_eq!(sides.len(), 2);
    assert!((sides[0] / sides[1] - 2.0).abs() < 0.02, "{sides:?}");
}

#[test]
fn the_limit_stands_behind_the_last_day_that_meets_it() {
    let each = (20..40).map(|at| (at, if at == 28 { 90 } else { 10 }, Some(12.0))).collect();
    let seen = Seen::of(&pile(28, each, true).svg(Put::OnPage));
    let filled: Vec<_> = seen.boxes("tl-failure").collect();
    let limit = seen.boxes("tl-mark").next().unwrap();
    assert_eq!(filled.len(), 4);
    assert!(filled.iter().all(|bar| bar.right <= limit.left + 0.1));
    assert!(seen.boxes("tl-value").any(|bar| bar.left >= limit.left));
    assert!(seen.says("limit: 28 days") && seen.says("line: 121 expected without the limit"));
    // Where nothing was found nothing is set apart.
    let each = (20..40).map(|at| (at, 10, None)).collect();
    let seen = Seen::of(&pile(28, each, false).svg(Put::OnPage));
    assert_eq!((seen.boxes("tl-failure").count(), seen.boxes("tl-centre").count()), (0, 0));
}

#[test]
fn half_lies_half_way_up() {
    let points = [(0.0, 1.0), (10.0, 0.5), (20.0, 0.0)];
    let point = |(days, share): (f64, f64)| curve::Point { s: days * 86_400.0, share, band: None };
    let named = vec![(10.0 * 86_400.0, 0.5, "half".to_string())];
    let drawing = curve::Drawing { words: words(), points: points.map(point).to_vec(), named };
    let seen = Seen::of(&curve::svg(&drawing, Put::OnPage));
    let (all, dot) = (seen.boxes("tl-curve").next().unwrap(), seen.boxes("tl-dot").next().unwrap());
    let middle = ((dot.left + dot.right) / 2.0, (dot.top + dot.bottom) / 2.0);
    assert!((middle.0 - (all.left + all.right) / 2.0).abs() < 0.2, "{middle:?} in {all:?}");
    assert!((middle.1 - (all.top + all.bottom) / 2.0).abs() < 0.2, "{middle:?} in {all:?}");
}

#[test]
fn each_organisation_has_its_own_lane() {
    let picture = service();
    let seen = Seen::of(&picture.svg(Put::OnPage));
    let lanes: Vec<_> =
        seen.texts.iter().filter(|text| ["Front", "Middle", "Back"].contains(&&text.says[..])).collect();
    assert_eq!(lanes.iter().map(|text| &text.says[..]).collect::<Vec<_>>(), ["Front", "Middle", "Back"]);
    // The boxes of an organisation lie between the middles of its neighbours' lanes.
    let middle = |says: &str| {
        seen.texts.iter().find(|text| text.says == says).map(|text| (text.own.left + text.own.right) / 2.0)
    };
    let at = |says: &str| middle(says).unwrap_or_else(|| panic!("{says}"));
    assert!(at("asks") < at("Middle") && at("chases") < at("Middle"));
    assert!(at("job raised") > at("Front") && at("job raised") < at("Back"));
    assert!(at("repaired") > at("Middle") && at("no access") > at("Middle"));
    // What goes back is set apart: chasing leads to a new appointment.
    assert_eq!(seen.boxes("tl-tip-return").count(), 1);
    assert!(seen.says("15") && seen.says("2 days"), "{:?}", seen.texts);
}

#[test]
fn more_of_a_map_is_more() {
    let shown = |amount| {
        let Picture::Map(drawing) = many(25, amount) else { unreachable!() };
        map::steps_shown(&drawing)
    };
    let [few, more, most] = map::Amount::ALL.map(shown);
    assert!(few < more && more < most, "{few} {more} {most}");
}

#[test]
fn a_page_has_both_forms_and_each_id_once() {
    let page = week(vec![1.0; 7 * 24]).on_page();
    assert!(page.contains("<div class=\"tl-wide\">") && page.contains("<div class=\"tl-narrow\">"));
    for id in ["a-title", "a-says", "a-narrow-title", "a-narrow-says"] {
        assert_eq!(page.matches(&format!(" id=\"{id}\"")).count(), 1, "{id}");
    }
    let map = service().on_page();
    assert!(map.contains("<div class=\"tl-map-wide\">\n<p>On each line: how often"));
    assert!(map.contains("<div class=\"tl-map-narrow\">\n<p>On each line: how often"));
    assert!(!map.contains("tl-scroll"));
}

#[test]
fn the_first_map_of_six_organisations_fits_a_page() {
    let page = many(25, map::Amount::Few).on_page();
    let svg = &page[page.find("<svg").unwrap()..page.find("</svg>").unwrap() + 6];
    let wide = Seen::of(svg).width();
    assert!(wide <= 1_160.0, "{wide}");
    assert!(!page.contains("tl-scroll") && !page.contains("scroll it sideways"));
}

#[test]
fn failure_has_its_colour_and_its_word_and_no_return_has_it_for_coming_back() {
    let seen = Seen::of(&service().svg(Put::OnPage));
    assert!(seen.says("failure 80 %"));
    assert_eq!((seen.boxes("tl-failing").count() > 0, seen.boxes("tl-return").count() > 0), (true, true));
    let both = seen.boxes("tl-return").filter(|own| seen.boxes("tl-failing").any(|other| other == *own));
    assert_eq!(both.count(), 0);
}

#[test]
fn in_one_column_each_box_says_whose_it_is_and_what_follows() {
    let seen = Seen::of(&service().svg(Put::Narrow));
    assert!(seen.says("Front") && seen.says("Middle") && seen.says("Back"));
    assert!(seen.says("↓ job raised: 100, after 29 minutes"), "{:?}", seen.texts);
    let lines: Vec<&str> = seen.texts.iter().map(|text| &text.says[..]).collect();
    assert!(lines.iter().any(|says| says.starts_with("↑ back to booked: 15")), "{lines:?}");
}

#[test]
fn small_letters_can_be_read_on_a_small_screen() {
    // 13 of a picture's own pixels, shown on 320 of the screen's.
    assert!(13.0 * 320.0 / Put::Narrow.width() >= 11.0);
    // The style changes to the narrow form below 660, of which a page's margins take 32.
    assert!(13.0 * (660.0 - 32.0) / Put::OnPage.width() >= 11.0);
    assert!(style().contains("@media (max-width:660px)"));
}

#[test]
fn the_markup_is_as_it_was_looked_at() {
    let mut cells = vec![0.0; 7 * 24];
    (cells[9], cells[33], cells[34]) = (4.0, 2.0, 1.0);
    insta::assert_snapshot!("week", week(cells).svg(Put::Narrow));
    insta::assert_snapshot!("map", service().svg(Put::OnPage));
    insta::assert_snapshot!("matrix", small_matrix().svg(Put::OnPage));
    insta::assert_snapshot!("bars", small_bars().svg(Put::OnPage));
}
