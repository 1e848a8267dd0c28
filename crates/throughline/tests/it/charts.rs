//! The charts of a log whose times are known: forty weeks, twelve needs opened in each, quicker from the twenty-fifth on.

use throughline::log::Log;
use throughline::reading::{Ask, Change, Chart, Item, Reading, Shape};
use throughline::time::{DAY_US, Instant};

use crate::logs::{MINUTE_US, ask, log, number, read};

const DAY: i64 = 24 * 60;
const WEEKS: i64 = 40;
/// The first Monday after the epoch, noon; minutes.
const MONDAY: i64 = 4 * DAY + DAY / 2;

/// When the needs opened and how long each took, in minutes.
fn needs() -> Vec<(i64, i64)> {
    let need = |place: i64| {
        let (week, own) = (place / 12, place % 12);
        let usual = if week < 24 { 2 * DAY } else { DAY };
        (MONDAY + week * 7 * DAY + own % 4 * DAY, usual + own * 20 + week * 7 % 5 * 30)
    };
    (0..WEEKS * 12).map(need).collect()
}

fn known() -> Log {
    let event = |(place, (at, took)): (usize, (i64, i64))| {
        format!("{place} {at} contact\n{place} {} word\n", at + took)
    };
    log(&format!("need at kind\n{}", needs().into_iter().enumerate().map(event).collect::<String>()))
}

fn asked() -> Ask {
    ask(MONDAY + WEEKS * 7 * DAY)
}

#[track_caller]
fn chart(reading: &Reading) -> &Chart {
    match &reading.shape {
        Shape::Chart(chart) => chart,
        other => panic!("no chart but {other:?}: {}", reading.says),
    }
}

/// The medians by the week in which needs ended, by hand: week number, and seconds.
fn medians() -> Vec<(i64, f64)> {
    let week_of = |(at, took): &(i64, i64)| (at + took - (MONDAY - DAY / 2)).div_euclid(7 * DAY);
    let median = |week: i64| {
        let mut took: Vec<i64> =
            needs().iter().filter(|need| week_of(need) == week).map(|need| need.1).collect();
        took.sort_unstable();
        (took[(took.len() - 1) / 2] + took[took.len() / 2]) as f64 * 60.0 / 2.0
    };
    (1..WEEKS).map(|week| (week, median(week))).collect()
}

#[test]
fn weekly_medians_of_end_to_end_time() {
    let reading = read("capability[].end_to_end_weekly", &known(), &asked());
    let found = chart(&reading);
    // The first week is left out: what ended in it opened in it.
    let values: Vec<f64> = found.points.iter().map(|point| point.value.unwrap()).collect();
    assert_eq!(values, medians().iter().map(|(_, median)| *median).collect::<Vec<_>>());
    assert!(found.points.iter().all(|point| point.n == 12));
    assert_eq!((found.period, found.status, found.signals.is_empty()), ("week", "firm", false));
    let centre = values[..20].iter().sum::<f64>() / 20.0;
    assert!((found.centre.unwrap() - centre).abs() < 1e-6);
    let ranges: f64 = values[..20].windows(2).map(|pair| (pair[1] - pair[0]).abs()).sum::<f64>() / 19.0;
    assert!((found.upper.unwrap() - centre - 2.66 * ranges).abs() < 1e-6);
    // Week 24 is point 23, as week 0 is left out; the week before it happens to lie below the centre too, and the run begins there.
    assert_eq!(found.proposals, [(22, 29, false)]);
    let since = "A usual week since about 15 June 1970: about 28 hours; before it was about 2 days (39 weeks from 12 January 1970 to 11 \
                 October 1970).";
    assert_eq!(reading.says, since);
    assert!(
        reading.sure.contains("The level may have moved down about 15 June 1970; the cause is not recorded"),
        "{}",
        reading.sure
    );
}

/// A change that was named takes the place of a cause that is not recorded, and stands on the chart.
#[test]
fn a_named_change_may_be_why() {
    let reading = read("capability[].end_to_end_weekly", &known(), &changed(24 * 7));
    let found = chart(&reading);
    // The first point since: week 25, as week 0 is left out.
    assert_eq!(found.changes, [(24, "one desk".to_string())]);
    assert!(
        reading.says.contains("after “one desk”, which may be why; before it was about"),
        "{}",
        reading.says
    );
    assert!(
        !reading.sure.contains("not recorded") && reading.sure.contains("is not proven"),
        "{}",
        reading.sure
    );
    // One that took hold long before explains nothing.
    let early = read("capability[].end_to_end_weekly", &known(), &changed(8 * 7));
    assert!(early.sure.contains("the cause is not recorded"), "{}", early.sure);
}

#[test]
fn single_times_and_needs_opened() {
    // Where there is a chart by weeks, it says it.
    let each = read("capability[].end_to_end_each", &known(), &asked());
    assert!(each.shape == Shape::NotEnough && each.says.contains("here that one says it"), "{}", each.says);
    // Three a week are too few for one.
    let few: Vec<(i64, i64)> = needs().into_iter().step_by(4).collect();
    let event = |(place, (at, took)): (usize, &(i64, i64))| {
        format!("{place} {at} contact\n{place} {} word\n", at + took)
    };
    let rows: String = few.iter().enumerate().map(event).collect();
    let each = read("capability[].end_to_end_each", &log(&format!("need at kind\n{rows}")), &asked());
    let found = chart(&each);
    let mut ends: Vec<(i64, i64)> = few.iter().map(|(at, took)| (at + took, *took)).collect();
    ends.sort_unstable();
    let last = ends[ends.len() - found.points.len()..].iter().map(|(_, took)| *took as f64 * 60.0);
    assert!(found.points.len() > 100 && found.period == "need");
    assert_eq!(
        found.points.iter().map(|point| point.value.unwrap()).collect::<Vec<_>>(),
        last.collect::<Vec<_>>()
    );
    assert!(found.points.windows(2).all(|pair| pair[0].start <= pair[1].start));
    assert!(each.says.starts_with("A usual need"), "{}", each.says);
    let opened = read("capability[].needs_opened", &known(), &asked());
    // Twelve in every week: nothing varies, and nothing is said of limits.
    assert_eq!(
        (chart(&opened).status, chart(&opened).centre, chart(&opened).upper),
        ("not_enough_variation", None, None)
    );
}

#[test]
fn what_to_expect_and_what_is_open() {
    let reading = read("expected_time", &known(), &asked());
    // All have ended: plain order statistics of all of them.
    let mut took: Vec<f64> = needs().iter().map(|(_, took)| *took as f64 * 60.0).collect();
    took.sort_by(f64::total_cmp);
    assert_eq!(number(&reading, "n"), Some(took.len() as f64));
    assert_eq!(number(&reading, "p50_s"), Some(took[took.len().div_ceil(2) - 1]));
    assert_eq!(number(&reading, "p90_s"), Some(took[(took.len() * 9).div_ceil(10) - 1]));
    assert_eq!(number(&reading, "open"), Some(0.0));
}

/// What lifelines 0.30 says of the same needs (`KaplanMeierFitter`, percentiles of the curve and of its bounds): 200 opened every other
/// day, exponential times of 100 days in the mean, 41 of them still open.
#[test]
fn open_needs_are_part_of_what_to_expect() {
    const NOW: i64 = 420 * DAY;
    let mut table = "need at kind\n".to_string();
    for need in 0..200_i64 {
        let share = ((need * 37 % 200) as f64 + 0.5) / 200.0;
        let took = (-100.0 * 1440.0 * (1.0 - share).ln()).round() as i64;
        let opened = need * 2 * DAY;
        table += &format!("{need} {opened} contact\n");
        if opened + took <= NOW {
            table += &format!("{need} {} word\n", opened + took);
        }
    }
    let reading = read("expected_time", &log(&table), &ask(NOW));
    let Shape::Numbers(numbers) = &reading.shape else { panic!("{}", reading.says) };
    let of = |name: &str| {
        let found = numbers.iter().find(|number| number.name == name).unwrap();
        (found.value, found.interval)
    };
    let minutes = |at: f64, low: f64, high: f64| (Some(at * 60.0), Some((low * 60.0, high * 60.0)));
    assert_eq!(of("p50_s"), minutes(101_990.0, 81_578.0, 122_371.0));
    assert_eq!(of("p75_s"), minutes(204_013.0, 167_494.0, 257_295.0));
    assert_eq!(of("p90_s"), minutes(350_801.0, 270_805.0, 472_812.0));
    // Of the slowest twentieth only one end is known.
    assert_eq!((of("p95_s"), of("p98_s")), ((None, None), (None, None)));
    assert_eq!((reading.n, of("open").0), (200, Some(41.0)));
    assert!(
        reading.says.starts_with("Of all needs, those still open counted too, half end within 71 days")
            && reading
                .says
                .contains("Not known yet is how long it takes until 95 of 100, 98 of 100 have ended."),
        "{}",
        reading.says
    );
}

#[test]
fn one_open_need_has_no_half() {
    let mut table = "need at kind\n".to_string();
    (0..20).for_each(|need| {
        table += &format!("{need} {} contact\n{need} {} word\n", need * DAY, (need + 3) * DAY)
    });
    table += &format!("last {} contact\n", 19 * DAY);
    let says = read("expected_time", &log(&table), &ask(24 * DAY)).says;
    assert!(
        says.ends_with(" 1 need is open, so far for 5 days.") && !says.contains("half of them"),
        "{says}"
    );
    let each = read("capability[].end_to_end_each", &log(&table), &ask(24 * DAY)).says;
    assert!(
        each.contains("are equal to say what is normal; look at how these times") && !each.contains("rare"),
        "{each}"
    );
}

/// The clocks went forward on 30 March 2025: the week before 31 March is a full one all the same.
#[test]
fn a_week_in_which_clocks_go_forward_is_full() {
    // Monday 2 September 2024, noon UTC; minutes.
    let monday = 28_754_640_i64;
    let mut table = "need at kind\n".to_string();
    for day in 0..52 * 7 {
        table += &format!("{day} {} contact\n{day} {} word\n", monday + day * DAY, monday + day * DAY + 60);
    }
    let log = log(&table);
    let weeks_before = |change: &str| {
        let at: jiff::Timestamp =
            change.parse::<jiff::civil::Date>().unwrap().in_tz("Europe/London").unwrap().timestamp();
        let change =
            Change { name: "one desk".to_string(), at: Instant(at.as_microsecond()), affected: None };
        let reading =
            read("before_after", &log, &Ask { changes: vec![change], ..ask(monday + 52 * 7 * DAY) });
        let Shape::Table(table) = &reading.shape else { panic!("{}", reading.says) };
        let place = table.columns.iter().position(|column| *column == "weeks_before").unwrap();
        match table.rows.last().map(|row| &row[place]) {
            Some(Item::Count(weeks)) => *weeks,
            other => panic!("{other:?}"),
        }
    };
    let weeks = ["2025-03-24", "2025-03-30", "2025-03-31", "2025-04-07"].map(weeks_before);
    // The first week of the log begins in its middle.
    assert_eq!(weeks, [28, 28, 29, 30]);
}

fn changed(day: i64) -> Ask {
    let at = Instant(MONDAY * MINUTE_US - DAY_US / 2 + day * DAY_US);
    Ask { changes: vec![Change { name: "one desk".to_string(), at, affected: None }], ..asked() }
}

/// What came in rose by one need a week for 28 weeks, stood ten lower from then on, and rose no more.
#[test]
fn a_slope_before_and_after_where_there_are_weeks_enough() {
    let mut table = "need at kind\n".to_string();
    let (weeks, turned) = (58, 29);
    for week in 0..weeks {
        let many = if week < turned { 20 + week } else { 10 + turned } + [0, 1, 0, -1][week as usize % 4];
        for need in 0..many {
            let at = MONDAY - DAY / 2 + week * 7 * DAY + need * 60;
            table += &format!("{week}-{need} {at} contact\n{week}-{need} {} word\n", at + 30);
        }
    }
    let of = |day: i64, now: i64| {
        let asked = ask(MONDAY - DAY / 2 + now * DAY);
        let reading = read("before_after", &log(&table), &Ask { changes: changed(day).changes, ..asked });
        let Shape::Table(found) = &reading.shape else { panic!("{}", reading.says) };
        let row = found.rows.iter().position(|row| row[2] == Item::Name("needs_opened".to_string())).unwrap();
        let cell = |name: &str| match found.rows[row]
            [found.columns.iter().position(|column| *column == name).unwrap()]
        {
            Item::Number(number) => Some(number),
            _ => None,
        };
        let names = ["lines_step", "lines_step_low", "lines_step_high", "lines_slope_a_week"];
        (names.map(cell), format!("{} {}", reading.says, reading.sure))
    };
    let ([step, low, high, slope], says) = of(turned * 7, weeks * 7);
    let (step, slope) = (step.unwrap(), slope.unwrap());
    assert!((step - -10.0).abs() < 1.5 && (slope - -1.0).abs() < 0.05, "{step} {slope}");
    assert!(low.unwrap() < step && step < high.unwrap() && high.unwrap() < -5.0);
    assert!(
        says.contains("It was already rising before") && says.contains("With a line through each side"),
        "{says}"
    );
    // With fewer than 24 weeks after, no line.
    let (few, says) = of(turned * 7, (weeks - 6) * 7);
    assert_eq!(few, [None; 4]);
    assert!(!says.contains("line through"), "{says}");
}

#[test]
fn before_and_after_a_change() {
    // Said to hold from the Wednesday of week 24, in which the first quick needs ended: that week is left out.
    let reading = read("before_after", &known(), &changed(24 * 7 + 2));
    let Shape::Table(table) = &reading.shape else { panic!("{}", reading.says) };
    let cell = |row: usize, name: &str| {
        let place = table.columns.iter().position(|column| *column == name).unwrap();
        table.rows[row][place].number().unwrap_or_else(|| panic!("{name}"))
    };
    let mean = |weeks: std::ops::Range<i64>| {
        let own: Vec<f64> =
            medians().iter().filter(|(week, _)| weeks.contains(week)).map(|(_, s)| *s).collect();
        own.iter().sum::<f64>() / own.len() as f64
    };
    assert_eq!((cell(0, "weeks_before"), cell(0, "weeks_after")), (23.0, 15.0));
    let (before, after) = (mean(1..24), mean(25..40));
    assert!((cell(0, "mean_before") - before).abs() < 1e-6 && (cell(0, "mean_after") - after).abs() < 1e-6);
    assert!((cell(0, "difference") - (after - before)).abs() < 1e-6);
    assert!(cell(0, "low") < after - before && after - before < cell(0, "high") && cell(0, "high") < 0.0);
    assert!(cell(0, "p") < 1e-6 && cell(0, "signals_since") > 0.0);
    assert!(
        reading.says.contains(
            "take 1 day 3 hours or less in the average week, 1 day less than the 2 days 3 hours before"
        ) && reading.sure.contains("No place without the change"),
        "{} {}",
        reading.says,
        reading.sure
    );
    // The picture has the middles of the answer, on both sides of the change.
    let drawn = reading.drawn.as_ref().unwrap();
    assert_eq!((drawn.splits.clone(), drawn.points.len()), (vec![(24, "one desk".to_string())], 39));
    assert!((drawn.centre.unwrap() - after).abs() < 1e-6);
    assert!((drawn.earlier[0].centre.unwrap() - before).abs() < 1e-6);
    assert_eq!(drawn.points[23].value, None, "the week of the change");
}

#[test]
fn a_change_outside_the_log_is_said_to_be() {
    for day in [-40 * 365, 60 * 365] {
        let reading = read("before_after", &known(), &changed(day));
        assert_eq!(reading.shape, Shape::NotEnough);
        let says = &reading.says;
        assert!(
            says.contains("lies outside this log, which goes from 5 January 1970") && !says.contains("early"),
            "{says}"
        );
    }
    // Beside one inside, it is said once, and the other is answered.
    let mut both = changed(24 * 7 + 2);
    both.changes.extend(changed(60 * 365).changes);
    let says = read("before_after", &known(), &both).says;
    assert_eq!(says.matches("lies outside this log").count(), 1, "{says}");
    assert!(says.contains("than the 2 days 3 hours before") && !says.contains("too early"), "{says}");
}

#[test]
fn too_early_to_say() {
    let late = read("before_after", &known(), &changed(37 * 7));
    assert!(
        late.says.contains("too early to say") && late.says.contains("no proof of no effect"),
        "{}",
        late.says
    );
    assert_eq!(read("before_after", &known(), &asked()).shape, Shape::NotEnough);
    let few = log("need at kind\n1 5000 contact\n1 9000 word\n");
    for name in ["capability[].end_to_end_weekly", "capability[].needs_opened", "expected_time"] {
        assert_eq!(read(name, &few, &ask(10_000)).shape, Shape::NotEnough, "{name}");
    }
}
