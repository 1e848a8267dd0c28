//! Pictures of anything: names of any length and script, numbers that are none, nothing at all.

use proptest::prelude::*;
use throughline::capability::chart::{Kind, Observations, chart as of_values};
use throughline::capability::rules::Rules;
use throughline::reading::{Durations, Matrix};

use crate::picture::*;

pub(super) fn words() -> Words {
    Words {
        id: "a".to_string(),
        title: "waits </title><script>alert(1)</script>".to_string(),
        about: "\"days\" & 'nights'".to_string(),
        says: vec!["Nothing <b>moved</b>.".to_string()],
    }
}

/// Names as people and systems write them.
pub(super) fn name() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z]{1,9}( [a-z]{1,9}){0,3}",
        1 => Just("Mrs O'Neill said: <script>alert(1)</script> & \"more\"".to_string()),
        1 => Just("شكوى عن التدفئة المركزية".to_string()),
        1 => Just("🔧🏠 רטיבות בקיר".to_string()),
        1 => Just("n".repeat(200)),
        1 => Just("a very long name ".repeat(12)),
        1 => Just(String::new()),
        1 => Just("\u{0}\u{1b}\u{ffff}]]>".to_string()),
    ]
}

/// Numbers, and what is none.
pub(super) fn number() -> impl Strategy<Value = f64> {
    prop_oneof![
        6 => 0.0..5_000.0_f64,
        1 => Just(0.0),
        1 => Just(7.0),
        1 => Just(f64::NAN),
        1 => Just(f64::INFINITY),
        1 => Just(-3.0),
        1 => Just(1e300),
        1 => Just(1e-300),
    ]
}

pub(super) fn bars_of_anything() -> impl Strategy<Value = Picture> {
    let kind = prop_oneof![Just(bars::Kind::Value), Just(bars::Kind::Failure), Just(bars::Kind::Unknown)];
    let part = (kind, number(), name()).prop_map(|(kind, size, says)| bars::Part { kind, size, says });
    let bar = (name(), prop::collection::vec(part, 0..4), name()).prop_map(|(name, parts, says)| bars::Bar {
        name,
        parts,
        says,
    });
    (prop::collection::vec(bar, 0..30), name()).prop_map(|(bars, of)| {
        Picture::Bars(bars::Drawing { words: words(), of: ("kind".to_string(), of), bars })
    })
}

pub(super) fn pile(limit: i64, each: Vec<(i64, u64, Option<f64>)>, found: bool) -> Picture {
    let durations = Durations { unit: "days", limit, pile_from: limit - 3, taken_to: limit + 7, each };
    let of = "needs".to_string();
    Picture::Pile(pile::Drawing { words: words(), of, durations, found, pile: Some((210.0, 121.0)) })
}

pub(super) fn pile_of_anything() -> impl Strategy<Value = Picture> {
    let each = (prop_oneof![Just(0_u64), 0..500_u64, Just(u64::MAX)], prop::option::of(number()));
    (0..300_i64, prop::collection::vec(each, 0..400), 0.0..1.0_f64, any::<bool>()).prop_map(
        |(from, each, part, found)| {
            let limit = from + (part * each.len() as f64) as i64;
            let each =
                each.into_iter().enumerate().map(|(at, (count, curve))| (from + at as i64, count, curve));
            pile(limit, each.collect(), found)
        },
    )
}

pub(super) fn curve_of_anything() -> impl Strategy<Value = Picture> {
    let point = (0.0..1e8_f64, 0.0..1.0_f64, prop::option::of((0.0..1.0_f64, 0.0..1.0_f64)), 0..30_u8);
    (prop::collection::vec(point, 0..60), prop::collection::vec((number(), 0.0..1.0_f64), 0..2)).prop_map(
        |(mut points, named)| {
            points.sort_by(|a, b| a.0.total_cmp(&b.0));
            let mut shares: Vec<f64> = points.iter().map(|point| point.1).collect();
            shares.sort_by(|a, b| b.total_cmp(a));
            let point = |((s, _, band, odd), share): (&(f64, f64, _, u8), f64)| curve::Point {
                s: *s,
                share: if *odd == 0 { f64::NAN } else { share },
                band: *band,
            };
            let points = points.iter().zip(shares).map(point).collect();
            let named =
                named.into_iter().map(|(s, share)| (s, share, "half take longer than 6 days".to_string()));
            Picture::Curve(curve::Drawing { words: words(), points, named: named.collect() })
        },
    )
}

pub(super) fn week(cells: Vec<f64>) -> Picture {
    let rows = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
    let columns = (0..24).map(|hour| format!("{hour:02}:00")).collect();
    let matrix = Matrix { rows: rows.map(str::to_string).to_vec(), columns, cells };
    Picture::Hours(hours::Drawing { words: words(), of: "events".to_string(), matrix })
}

pub(super) fn week_of_anything() -> impl Strategy<Value = Picture> {
    prop_oneof![prop::collection::vec(number(), 168), prop::collection::vec(number(), 0..4)].prop_map(week)
}

pub(super) fn matrix_of_anything() -> impl Strategy<Value = Picture> {
    let between = (number(), number()).prop_map(|(least, more)| (least, least + more)).boxed();
    (prop::collection::vec(name(), 0..10), any::<bool>()).prop_flat_map(move |(names, with_sides)| {
        let count = names.len();
        let cells = prop::collection::vec(prop::option::of(between.clone()), count * count);
        let sides =
            prop::collection::vec((between.clone(), between.clone()), if with_sides { count } else { 0 });
        (Just(names), cells, sides).prop_map(|(names, cells, sides)| {
            let roles = ("caused".to_string(), "answered".to_string());
            let of = "contacts".to_string();
            Picture::Matrix(matrix::Drawing { words: words(), of, roles, names, cells, sides })
        })
    })
}

/// A value and its interval.
type Value = (Option<f64>, Option<(f64, f64)>);

pub(super) fn chart_of_anything() -> impl Strategy<Value = Picture> {
    let value = prop_oneof![8 => 0.0..100.0_f64, 1 => Just(0.0), 1 => Just(5.0), 1 => Just(4_000.0)];
    let values = prop::collection::vec(prop::option::weighted(0.9, value), 0..70);
    let causes = prop::collection::vec((1_usize..60, name()), 0..3);
    (values, causes, any::<bool>()).prop_map(|(values, causes, dated)| {
        let count = values.len();
        let causes: Vec<(usize, String)> = causes.into_iter().filter(|(at, _)| *at < count).collect();
        let splits: Vec<usize> = causes.iter().map(|(at, _)| *at).collect();
        let found = of_values(Kind::Xmr, Rules::Wheeler, &Observations::of(values), &splits, None);
        let labels: Vec<String> = (0..count).map(|place| format!("point {place}")).collect();
        let days = (0..count).map(|place| 19_700.0 + 7.0 * place as f64).collect();
        Picture::Chart(chart::plain(chart::Plain {
            words: words(),
            unit: "days".to_string(),
            chart: &found,
            labels: &labels,
            across: if dated { chart::Across::Days(days) } else { chart::across(&[], &labels, true) },
            gaps: &[],
            monthly: count > 30,
            causes: &causes,
        }))
    })
}

pub(super) fn multiples_of_anything() -> impl Strategy<Value = Picture> {
    let value = (prop::option::of(number()), prop::option::of((0.0..9.0_f64, 9.0..99.0_f64))).boxed();
    (any::<bool>(), 0..50_usize, name()).prop_flat_map(move |(lines, count, unit)| {
        let panel = (name(), prop::collection::vec(value.clone(), if lines { count } else { count.min(6) }));
        prop::collection::vec(panel, 0..15).prop_map(move |panels| {
            let day = |at: usize| format!("2024-{:02}-{:02}", 1 + at / 28 % 12, 1 + at % 28);
            let point = |(at, (value, interval)): (usize, Value)| multiples::Point {
                name: if lines { day(at) } else { at.to_string() },
                value,
                interval,
            };
            let panel = |(name, values): (String, Vec<_>)| multiples::Panel {
                name,
                points: values.into_iter().enumerate().map(point).collect(),
            };
            let panels = panels.into_iter().map(panel).collect();
            let along = "week".to_string();
            Picture::Multiples(multiples::Drawing {
                words: words(),
                unit: unit.clone(),
                along,
                lines,
                panels,
                known: Some((19_730.0, 19_740.0)).filter(|_| count % 2 == 0),
            })
        })
    })
}

pub(super) fn map_of_anything() -> impl Strategy<Value = Picture> {
    let counts = prop_oneof![4 => 1..2_000_u64, 1 => Just(0_u64), 1 => Just(1_u64 << 40)];
    let failures = prop::option::of(0.0..1.0_f64);
    (1..60_usize, 0..9_usize, prop::collection::vec(name(), 60)).prop_flat_map(
        move |(activities, bodies, names)| {
            let side = prop::option::weighted(0.9, 0..activities);
            let step = (side.clone(), side, (counts.clone(), failures.clone()), prop::option::of(number()));
            (prop::collection::vec(step, 0..150), any::<prop::sample::Index>()).prop_map(
                move |(steps, amount)| {
                    let place = |at: usize| map::Place {
                        organisation: (bodies > 0 && at % 7 != 6)
                            .then(|| format!("{} {}", names[at % bodies], at % bodies)),
                        activity: names[at].clone(),
                    };
                    let step = |(from, to, (count, failure), median_s): (
                        Option<usize>,
                        Option<usize>,
                        _,
                        Option<f64>,
                    )| {
                        map::Step {
                            from: from.map(place),
                            to: to.map(place),
                            count,
                            needs: count.min(900),
                            median_s,
                            failure,
                        }
                    };
                    let steps = steps.into_iter().map(step).collect();
                    let amount = *amount.get(&map::Amount::ALL);
                    Picture::Map(map::Drawing { words: words(), steps, whole: true, amount })
                },
            )
        },
    )
}

/// A small service of three organisations.
pub(super) fn service() -> Picture {
    let place = |name: &str| {
        let organisation = match name {
            "asks" | "chases" => "Front",
            "job raised" | "closed" => "Middle",
            _ => "Back",
        };
        map::Place { organisation: Some(organisation.to_string()), activity: name.to_string() }
    };
    let step = |(from, to, count, days): (&str, &str, u64, f64)| map::Step {
        from: (!from.is_empty()).then(|| place(from)),
        to: (!to.is_empty()).then(|| place(to)),
        count,
        needs: count,
        median_s: (!from.is_empty() && !to.is_empty()).then_some(days * 86_400.0),
        failure: (to == "chases").then_some(0.8),
    };
    let all = [
        ("", "asks", 100, 0.0),
        ("asks", "job raised", 100, 0.02),
        ("job raised", "booked", 100, 1.0),
        ("booked", "repaired", 80, 6.0),
        ("booked", "no access", 20, 7.0),
        ("no access", "chases", 20, 1.5),
        ("chases", "booked", 15, 2.0),
        ("repaired", "closed", 90, 3.0),
        ("closed", "", 90, 0.0),
        ("repaired", "repaired", 4, 1.0),
    ];
    let steps = all.map(step).to_vec();
    let amount = map::Amount::Most;
    Picture::Map(map::Drawing { words: words(), steps, whole: true, amount })
}

/// A service of six organisations with so many activities, each mostly followed by the next of the same organisation.
pub(super) fn many(activities: usize, amount: map::Amount) -> Picture {
    let place = |at: usize| map::Place {
        organisation: Some(format!("Organisation {}", at % 6)),
        activity: format!("activity {at}"),
    };
    let step = |from: Option<usize>, to: Option<usize>, count: usize| map::Step {
        from: from.map(place),
        to: to.map(place),
        count: count as u64,
        needs: count as u64,
        median_s: Some(7_200.0),
        failure: None,
    };
    let mut steps = vec![step(None, Some(0), 5_000)];
    for at in 0..activities {
        let count = 4_000 / (at + 1);
        let to = |away: usize| Some((at + away) % activities);
        steps.extend(
            [(6, count), (1, count / 2), (7, count / 5), (activities - 3, count / 9)]
                .map(|(away, count)| step(Some(at), to(away), count)),
        );
        steps.push(step(Some(at), None, count / 3));
    }
    Picture::Map(map::Drawing { words: words(), steps, whole: true, amount })
}

pub(super) fn small_matrix() -> Picture {
    let names = ["Council", "Contractor"].map(str::to_string).to_vec();
    let cells = vec![Some((12.0, 20.0)), None, Some((70.0, 84.0)), None];
    let sides = vec![((0.0, 0.0), (70.0, 84.0)), ((70.0, 84.0), (0.0, 0.0))];
    let roles = ("caused".to_string(), "answered".to_string());
    Picture::Matrix(matrix::Drawing {
        words: words(),
        of: "contacts".to_string(),
        roles,
        names,
        cells,
        sides,
    })
}

pub(super) fn small_bars() -> Picture {
    let part = |kind, size, says: &str| bars::Part { kind, size, says: says.to_string() };
    let bar =
        |name: &str, parts, says: &str| bars::Bar { name: name.to_string(), parts, says: says.to_string() };
    let first =
        vec![part(bars::Kind::Failure, 60.0, "failure 60 %"), part(bars::Kind::Value, 40.0, "value 40 %")];
    let all = vec![
        bar("there is mould", first, "100 · 50 %"),
        bar("my door won't lock", vec![part(bars::Kind::Unknown, 9.0, "too few sorted to say")], "9 · 5 %"),
    ];
    let of = ("what people ask for".to_string(), "contacts".to_string());
    Picture::Bars(bars::Drawing { words: words(), of, bars: all })
}

pub(super) fn fan_of_anything() -> impl Strategy<Value = fan::Drawing> {
    let month = (number(), number(), number());
    let one = (name(), prop::collection::vec(month, 0..60), prop::option::of(1..60_usize), name());
    let fan = one.prop_map(|(name, months, from, says)| fan::Fan {
        name,
        from: from.filter(|from| *from <= months.len()),
        months,
        says,
    });
    (prop::collection::vec(fan, 0..6), name()).prop_map(|(fans, unit)| fan::Drawing {
        words: words(),
        unit,
        fans,
    })
}

pub(super) fn waterfall_of_anything() -> impl Strategy<Value = waterfall::Drawing> {
    let row = || {
        (name(), number(), any::<bool>(), name()).prop_map(|(name, size, less, says)| waterfall::Row {
            name,
            size: if less { -size } else { size },
            says,
        })
    };
    (row(), prop::collection::vec(row(), 0..18), row(), name())
        .prop_map(|(from, steps, to, unit)| waterfall::Drawing { words: words(), unit, from, steps, to })
}

pub(super) fn tornado_of_anything() -> impl Strategy<Value = tornado::Drawing> {
    let end = || (number(), name());
    let row = (name(), name(), end(), end()).prop_map(|(name, about, low, high)| tornado::Row {
        name,
        about,
        low,
        high,
    });
    (prop::collection::vec(row, 0..9), end(), [name(), name()], [name(), name()], name()).prop_map(
        |(rows, middle, sides, key, unit)| tornado::Drawing {
            words: words(),
            unit,
            middle,
            sides,
            key,
            rows,
        },
    )
}

pub(super) fn crossover_of_anything() -> impl Strategy<Value = crossover::Drawing> {
    let points = prop::collection::btree_map(-1_000..1_000_i32, [number(), number()], 0..16);
    let at = prop::option::of((0.0..1.0_f64, 0.0..1.0_f64, name()));
    (points, at, (number(), name()), [name(), name()], (name(), name())).prop_map(
        |(points, at, plan, names, (unit, along))| {
            let points: Vec<(f64, [f64; 2])> =
                points.into_iter().map(|(value, pounds)| (f64::from(value) / 100.0, pounds)).collect();
            let (low, high) =
                (points.first().map_or(0.0, |one| one.0), points.last().map_or(1.0, |one| one.0));
            let value = |part: f64| low + part * (high - low);
            let at = at.map(|(part, half, says)| {
                let ends = (value((part - half).max(0.0)), value((part + half).min(1.0)));
                (value(part), ends, says)
            });
            crossover::Drawing { words: words(), unit, along, names, points, at, plan }
        },
    )
}
