//! When a need has ended, and what follows from it.

use throughline::flow::end_to_end::end_to_end;
use throughline::flow::spans::{Rule, rule};
use throughline::log::{Holds, LogBuilder, RowCells, SOURCE_SAYS_END, Slot};
use throughline::reading::Shape;
use throughline::statistics::survival::Survival;

use crate::logs::{MINUTE_US, ask, builder, lines, log, number, read, rows};

const DAY: i64 = 1440;

#[test]
fn an_end_is_the_persons_word_or_a_closing_activity_at_the_end() {
    let mut builder = builder(
        "need at activity kind
        1 0 ask contact
        1 10 sorted word
        2 0 ask contact
        2 20 close work
        3 0 ask contact
        3 5 close work
        3 30 reopen work
        4 0 ask contact",
    );
    builder.closing("close");
    let log = builder.finish(1).unwrap();
    let ask = ask(100 * DAY);
    assert_eq!(rule(&log, &ask), Rule::Said { word: true, closing: true });
    let all = end_to_end(&log, &ask).unwrap();
    assert_eq!((all.n, all.open, all.ended_by), (4, 2, [1, 1, 0]));
    // Two ended after 10 and 20 minutes; of the four still waiting then, one, and then one of three.
    let shares: Vec<(i64, f64)> = all.survival.points().map(|p| (p.at_us / MINUTE_US, p.share)).collect();
    assert_eq!(shares.len(), 2);
    assert!(shares[0] == (10, 0.75) && shares[1].0 == 20 && (shares[1].1 - 0.5).abs() < 1e-12, "{shares:?}");
}

#[test]
fn what_is_written_after_the_end_does_not_open_a_need_again() {
    let of = |rows: &str| {
        let mut builder = builder(&format!("need at activity kind\n{rows}"));
        builder.closing("done");
        let log = builder.finish(1).unwrap();
        end_to_end(&log, &ask(100 * DAY)).unwrap()
    };
    // Done after ten minutes, the invoice two days later and nothing more: the time to the end is ten minutes.
    let all = of("1 0 ask contact\n1 10 done work\n1 2880 invoice work");
    assert_eq!((all.open, all.ended_by, all.written_after), (0, [0, 1, 0], 1));
    assert_eq!(all.survival.ended_us(), [10 * MINUTE_US]);
    assert_eq!((all.n, all.mean_s), (1, 2880.0 * 60.0), "as recorded it is the whole time");
    // So is it where the closing is written twice: the last one counts.
    let all = of("1 0 ask contact\n1 10 done work\n1 20 look work\n1 30 done work\n1 40 invoice work");
    assert_eq!(all.survival.ended_us(), [30 * MINUTE_US]);
    // The person came back, or it says so: open. And so is one in which something was written lately.
    for rows in [
        "1 0 ask contact\n1 10 done work\n1 2880 call contact",
        "1 0 ask contact\n1 10 done work\n1 2880 Job_re-opened work\n1 2900 note work",
        "1 0 ask contact\n1 10 done work\n1 142560 visit work",
    ] {
        let all = of(rows);
        assert_eq!((all.open, all.written_after), (1, 0), "{rows}");
    }
    let says = {
        let mut builder = builder("need at activity\n1 0 ask\n1 10 done\n1 2880 invoice\n2 0 ask\n2 20 done");
        builder.closing("done");
        read("end_to_end", &builder.finish(1).unwrap(), &ask(100 * DAY)).says
    };
    assert!(
        says.contains("In 1 need something was written afterwards, and then nothing for 30 days"),
        "{says}"
    );
}

#[test]
fn without_any_word_quiet_days_end_a_need() {
    let log = log("need at activity
        1 0 a
        1 1440 b
        2 0 a
        2 43200 b");
    let mut ask = ask(40 * DAY);
    let reading = read("end_to_end", &log, &ask);
    assert_eq!([number(&reading, "open"), number(&reading, "ended_by_quiet")], [Some(1.0), Some(1.0)]);
    assert!(reading.says.contains("inferred"), "{}", reading.says);
    ask.quiet_days = 10.0;
    assert_eq!(number(&read("end_to_end", &log, &ask), "open"), Some(0.0));
}

#[test]
fn the_quiet_days_have_their_caveats() {
    let table = "need at activity\n1 0 a\n1 1440 b\n2 7200 a";
    // A log of five days with thirty quiet days says nothing of ends; one of forty says how its last thirty count.
    let short = read("end_to_end", &log(table), &ask(5 * DAY));
    assert!(short.says.starts_with("Whether any of the 2 needs has ended cannot be known"), "{}", short.says);
    assert!(!read("end_to_end", &log(table), &ask(40 * DAY)).says.contains("cannot be known"));
    let open = read("flow.open_work", &log(table), &ask(40 * DAY)).sure;
    assert!(
        open.contains("Whatever was heard of in the last 30 days counts as open, ended or not"),
        "{open}"
    );
}

#[test]
fn where_ends_are_inferred_nobody_is_watched_in_the_last_quiet_days() {
    // Every day a need that takes an hour; two that take three days and span the end of watching, 30 days before day 40.
    let mut rows: String =
        (0..40).map(|day| format!("{day} {} a\n{day} {} b\n", day * DAY, day * DAY + 60)).collect();
    rows += &format!("x {} a\nx {} b\ny {} a\ny {} b\n", 9 * DAY, 12 * DAY, 8 * DAY, 11 * DAY);
    let all = end_to_end(&log(&format!("need at activity\n{rows}")), &ask(40 * DAY)).unwrap();
    // Of those opened on days 0 to 10 (the one of day 10 just opened), ten ended after an hour, and x, y and the last are open.
    assert_eq!((all.n, all.open, all.opened_later), (42, 32, 29));
    assert_eq!((all.survival.waiting(0), all.survival.waiting(60 * MINUTE_US)), (13, 12));
    let point = all.survival.at(60 * MINUTE_US);
    assert!((point.share - 2.0 / 12.0).abs() < 1e-12, "{point:?}");
}

#[test]
fn the_rule_is_that_of_the_whole_log_in_every_slice() {
    let mut builder = builder(
        "need at activity
        1 0 ask
        1 20 close
        2 0 ask
        2 5 look",
    );
    builder.closing("close");
    let log = builder.finish(1).unwrap();
    let ask = ask(100 * DAY);
    assert_eq!(rule(&log.keep(vec![1]), &ask), rule(&log, &ask));
    assert_eq!(end_to_end(&log.keep(vec![1]), &ask).unwrap().open, 1);
}

#[test]
fn a_need_whose_sources_never_say_ends_by_quiet() {
    // Needs 1 and 2 are of jobs, 3 to 5 of contacts alone; 6 is of both.
    let mut rows = rows(
        "need at activity
        1 0 raised
        1 20 closed
        2 0 raised
        3 0 phone
        3 30 phone
        4 144000 phone
        5 86400 phone
        6 0 raised
        6 5 phone",
    );
    let column = rows.column(Slot::Attribute(SOURCE_SAYS_END.to_string()), Holds::Flag);
    let RowCells::Flags(says) = rows.cells(column) else { panic!("no flags") };
    says.copy_from_slice(&[2, 2, 2, 0, 0, 0, 0, 2, 0]);
    let mut builder = LogBuilder::default();
    builder.add(rows);
    builder.closing("closed");
    let log = builder.finish(1).unwrap();
    let ask = ask(100 * DAY);
    let days = Rule::BySource { word: false, closing: true, quiet_days: 30.0 };
    assert_eq!(rule(&log, &ask), days);
    let all = end_to_end(&log, &ask).unwrap();
    // Open: 2 and 6, which a closing would end, and 4, which was heard of on day 100; of 4 it cannot be seen yet.
    assert_eq!((all.n, all.open, all.ended_by, all.opened_later), (6, 3, [0, 1, 2], 1));
    let reading = read("end_to_end", &log, &ask);
    assert!(
        reading.says.contains("where no source of a need says when it ends, ended when nothing"),
        "{}",
        reading.says
    );
    assert_eq!(rule(&log.keep(vec![0]), &ask), days);
}

#[test]
fn needs_after_the_end_of_observation_are_not_on_the_curve() {
    let log = log("need at activity
        1 0 a
        1 10 b
        2 5 a
        2 200 b
        3 150 a");
    let mut ask = ask(100);
    ask.quiet_days = 0.0;
    let all = end_to_end(&log, &ask).unwrap();
    assert_eq!((all.n, all.open, all.opened_later), (3, 2, 1));
    assert_eq!(all.survival.waiting(0), 2);
    let reading = read("end_to_end", &log, &ask);
    assert_eq!(number(&reading, "mean_s"), Some((10.0 + 195.0 + 0.0) * 60.0 / 3.0));
}

#[test]
fn the_curve_and_its_median_are_those_of_lifelines() {
    // lifelines 0.30.3, KaplanMeierFitter().fit(times, ended): curve, confidence_interval_, median_survival_times of both.
    let times = [
        (5, 1),
        (8, 1),
        (12, 1),
        (12, 1),
        (20, 0),
        (23, 1),
        (27, 1),
        (30, 0),
        (33, 1),
        (43, 1),
        (45, 1),
        (45, 0),
    ];
    let of = |ended| times.iter().filter(|(_, e)| *e == ended).map(|(at, _)| *at).collect::<Vec<i64>>();
    let curve = Survival::of(of(1), of(0));
    assert_eq!(curve.time_of(0.5), Some((27, Some(8), Some(45))));
    let expected = [
        (8, [0.8333333333, 0.4817149422, 0.9555093657]),
        (12, [0.6666666667, 0.3370189325, 0.8597117991]),
        (20, [0.6666666667, 0.3370189325, 0.8597117991]),
        (23, [0.5714285714, 0.2538027805, 0.7958126875]),
        (27, [0.4761904762, 0.1822899884, 0.7236870412]),
        (30, [0.4761904762, 0.1822899884, 0.7236870412]),
        (33, [0.3571428571, 0.0982653493, 0.6332245968]),
        (43, [0.2380952381, 0.0401542269, 0.5269891032]),
        (45, [0.1190476190, 0.0069315152, 0.4021079420]),
    ];
    for (at, expected) in expected {
        let point = curve.at(at);
        let (low, high) = point.interval().unwrap();
        for (found, expected) in [point.share, low, high].into_iter().zip(expected) {
            assert!((found - expected).abs() < 1e-9, "at {at}: {found}, not {expected}");
        }
    }
    // The times 1 to 20, all ended: lifelines has the median's interval as 5 to 15. (It has the median as 11, because its
    // product of shares comes to a hair over one half at 10.)
    assert_eq!(Survival::of((1..=20).collect(), Vec::new()).time_of(0.5), Some((10, Some(5), Some(15))));
}

#[test]
fn the_curve_shown_is_short_and_falls() {
    let rows: String =
        (0..3000).map(|need| format!("{need} 0 a\n{need} {} b\n", need * 7 % 3001 * 60)).collect();
    let log = log(&format!("need at activity\n{rows}"));
    let curve = lines(&read("end_to_end", &log, &ask(10_000 * DAY)));
    assert!((100..=200).contains(&curve.len()), "{}", curve.len());
    let shares: Vec<f64> =
        curve.iter().map(|line| line.split(' ').nth(1).unwrap().parse().unwrap()).collect();
    assert!(shares.windows(2).all(|pair| pair[1] <= pair[0]), "{shares:?}");
    assert_eq!((shares[0] < 1.0, shares[shares.len() - 1]), (true, 0.0));
}

#[test]
fn open_work_is_what_came_less_what_went() {
    // Thursday 1 January 1970, and the two days after it, in London (an hour ahead of UTC in that year).
    let log = log("need at activity
        1 0 a
        1 1500 b
        2 60 a
        3 1400 a
        3 1420 b");
    let mut ask = ask(3000);
    ask.quiet_days = 0.5;
    let found = lines(&read("flow.open_work", &log, &ask));
    // Need 3 begins at 23:20 UTC, which is 0:20 on the second.
    assert_eq!(
        found,
        ["1969-12-31T23:00:00Z 1 2 1", "1970-01-01T23:00:00Z 0 1 2", "1970-01-02T23:00:00Z 0 0 0"]
    );
}

#[test]
fn weeks_begin_on_monday_on_the_services_clock() {
    // In London Monday 3 June 2024 begins at 23:00 UTC on Sunday: 28622820 minutes.
    let log = log("need at activity
        1 28622759 a
        1 28622819 b
        2 28622700 a
        2 28622820 b
        3 28632600 a
        3 28632899 b");
    let mut ask = ask(30_000_000);
    ask.quiet_days = 1.0;
    let found = lines(&read("flow.weekly", &log, &ask));
    assert_eq!(found, ["2024-05-26T23:00:00Z 1 3600 3600", "2024-06-02T23:00:00Z 2 12570 12570"]);
}

#[test]
fn one_time_far_from_all_others_does_not_fill_the_series() {
    let years = |years: i64| years * 365 * DAY;
    let log =
        log(&format!("need at activity\n1 {} a\n1 0 b\n2 0 a\n2 5 b\n3 {} a", years(-1960), years(7000)));
    let ask = ask(100 * DAY);
    assert_eq!(lines(&read("flow.weekly", &log, &ask)).len(), 1);
    assert_eq!(lines(&read("flow.open_work", &log, &ask)).len(), 3);
    for measure in throughline::measure::MEASURES {
        assert!(!(measure.read)(&log, &ask).says.is_empty(), "{}", measure.name);
    }
}

#[test]
fn time_by_opening_keeps_open_needs_in_view() {
    // From the epoch: 10 January 2024, 10 May, 10 July.
    let [january, may, july] = [19_732, 19_853, 19_914];
    let mut rows = "need at activity kind\n".to_string();
    for (opened, ended) in [(january, 1..=6), (may, 1..=5), (july, 1..=40)] {
        for days in ended {
            let need = format!("n{opened}_{days}");
            rows += &format!(
                "{need} {} asks contact\n{need} {} says word\n",
                opened * DAY,
                (opened + days) * DAY
            );
        }
    }
    rows += &format!("open {} asks contact\n", july * DAY);
    let reading = read("flow.by_opening", &log(&rows), &ask(20_100 * DAY));
    let Shape::Table(table) = &reading.shape else { panic!("{reading:?}") };
    let days = |days: i64| Some((days * 86_400) as f64);
    let row = |place: usize| [2, 3, 4, 7].map(|column: usize| table.rows[place][column].number());
    // Half of six have ended after the third; five are too few; of 41, one of them open, 20 are left after day 21 and 4 after day 37.
    assert_eq!(row(0), [Some(6.0), Some(0.0), days(3), None]);
    assert_eq!(row(1), [Some(5.0), Some(0.0), None, None]);
    assert_eq!(row(2), [Some(41.0), Some(1.0), days(21), days(37)]);
    let starts: Vec<String> =
        lines(&reading).iter().map(|line| line.split(' ').take(5).collect::<Vec<_>>().join(" ")).collect();
    assert_eq!(
        starts,
        [
            "January to March 2024 2024-01-01T00:00:00Z",
            "April to June 2024 2024-03-31T23:00:00Z",
            "July to September 2024 2024-06-30T23:00:00Z",
        ]
    );
    let start = "Half of the needs opened in January to March 2024 take longer than 3 days";
    assert!(reading.says.starts_with(start), "{}", reading.says);
    assert!(
        reading.says.contains(", of those opened in July to September 2024 than 21 days"),
        "{}",
        reading.says
    );
    assert!(reading.sure.contains("Of 1 quarter the half is not said"), "{}", reading.sure);
    assert_eq!(reading.n, 52);
}

#[test]
fn of_a_long_log_time_by_opening_is_told_by_the_year() {
    let mut rows = "need at activity kind\n".to_string();
    for (year, opened) in [(2020, 18_300), (2024, 19_800)] {
        for need in 0..6 {
            let (at, end) = (opened * DAY, (opened + 2) * DAY);
            rows += &format!("{year}_{need} {at} asks contact\n{year}_{need} {end} says word\n");
        }
    }
    let found = lines(&read("flow.by_opening", &log(&rows), &ask(20_100 * DAY)));
    let starts: Vec<&str> = found.iter().map(|line| &line[..36]).collect();
    assert_eq!(starts, ["2020 2020-01-01T00:00:00Z 6 0 172800", "2024 2024-01-01T00:00:00Z 6 0 172800"]);
}

#[test]
fn working_time_stands_beside_the_persons_clock() {
    // Friday 5 January 2024, 16:00 to Monday 8 January, 10:00, in winter: two working hours of 66.
    let log = log("need at activity
        1 28407840 a
        1 28411800 b");
    let reading = read("flow.working_time", &log, &ask(30_000_000));
    assert_eq!(number(&reading, "working_median_s"), Some(2.0 * 3600.0));
    assert_eq!(number(&reading, "median_s"), Some(66.0 * 3600.0));
}

#[test]
fn coming_back_is_by_person_and_kind() {
    // 40 people whose first need is followed after 10 days by one of the same kind, 40 by one of another kind.
    let mut rows = String::new();
    for person in 0..80 {
        let kind = if person < 40 { "heating" } else { "move" };
        rows += &format!("p{person}a 0 a p{person} heating\np{person}b {} a p{person} {kind}\n", 10 * DAY);
    }
    let log = log(&format!("need at activity person demand\n{rows}"));
    let reading = read("repeat_contact.repeats", &log, &ask(200 * DAY));
    assert_eq!([number(&reading, "n"), number(&reading, "came_back")], [Some(160.0), Some(40.0)]);
    assert!((number(&reading, "share").unwrap() - 0.25).abs() < 1e-12);
    // So soon after the first that hardly anybody has been watched for 30 days.
    let early = read("repeat_contact.repeats", &log, &ask(12 * DAY));
    assert_eq!(number(&early, "share"), None);
    assert!(early.says.starts_with("Too few"), "{}", early.says);
}

/// Aalen and Johansen's shares, worked out by hand: of ten needs four are done, two cancelled, four still open.
#[test]
fn each_way_to_end_takes_its_share() {
    let mut table = "need at activity\n".to_string();
    for (need, (day, way)) in
        [(1, "done"), (2, "done"), (3, "gone"), (5, "done"), (8, "gone"), (20, "done")].iter().enumerate()
    {
        table += &format!("{need} 0 ask\n{need} {} {way}\n", day * DAY);
    }
    // Open ones, watched for 4, 6, 40 and 40 days: now is day 40.
    for (need, opened) in [(10, 36), (11, 34), (12, 0), (13, 0)] {
        table += &format!("{need} {} ask\n", opened * DAY);
    }
    let mut builder = builder(&table);
    builder.closing("done");
    builder.closing("gone");
    let reading = read("flow.ended_how", &builder.finish(1).unwrap(), &ask(40 * DAY));
    let rows = lines(&reading);
    assert_eq!(rows.len(), 2, "{rows:?}");
    let share = |row: usize, place: usize| rows[row].split(' ').nth(place).unwrap().parse::<f64>().unwrap();
    assert!(rows[0].starts_with("done 4 ") && rows[1].starts_with("gone 2 "), "{rows:?}");
    // By hand: 10, 9 and 8 are watched on days 1 to 3, 6 on day 5, 4 on day 8, 3 on day 20.
    let after_day_3 = 0.7;
    let done_7 = 0.2 + after_day_3 / 6.0;
    assert!((share(0, 2) - done_7).abs() < 1e-9 && (share(1, 2) - 0.1).abs() < 1e-9, "{rows:?}");
    let after_day_5 = after_day_3 * 5.0 / 6.0;
    let gone_30 = 0.1 + after_day_5 / 4.0;
    let done_30 = done_7 + after_day_5 * 0.75 / 3.0;
    assert!((share(0, 5) - done_30).abs() < 1e-9 && (share(1, 5) - gone_30).abs() < 1e-9, "{rows:?}");
    assert!(reading.says.starts_with("Of all needs, within 30 days of opening: 46 % ("), "{}", reading.says);
    // One way alone is what end-to-end time tells.
    let only = read("flow.ended_how", &log("need at activity\n1 0 a\n1 9 b"), &ask(40 * DAY));
    assert!(only.says.contains("no two ways to end are known"), "{}", only.says);
}
