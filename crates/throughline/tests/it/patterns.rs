//! Patterns that targets make, looked for in invented services: clean ones, where none may be found, and ones bent in a known way.

use throughline::log::{Field, Holds, Linking, Log, LogBuilder, Rows, Slot, Value};
use throughline::measure::MEASURES;
use throughline::reading::{Ask, Finding, Shape, Target, Verdict};
use throughline::statistics::random::Random;
use throughline::time::{DAY_US, Instant, SECOND_US};

use crate::logs::ask;

const HOUR_US: i64 = 3600 * SECOND_US;
/// The service runs for two years, and is watched a year more.
const YEARS_DAYS: usize = 730;

/// A service that keeps no limits: needs, with what is done on each.
struct Service {
    rows: Rows,
    random: Random,
    needs: u64,
}

impl Service {
    fn new(seed: u64) -> Service {
        Service { rows: Rows::new(), random: Random::new(seed, "service"), needs: 0 }
    }

    fn chance(&mut self, share: f64) -> bool {
        self.random.unit() < share
    }

    /// How long a need takes: two exponential stages of 26 days, and four.
    fn days(&mut self) -> i64 {
        let stages = -26.0 * ((1.0 - self.random.unit()).ln() + (1.0 - self.random.unit()).ln());
        4 + stages as i64
    }

    /// Some instant of an ordinary working day, so many days after the first day.
    fn at(&mut self, day: i64) -> i64 {
        let in_day = self.random.below(8 * 3600) as i64 * SECOND_US;
        day * DAY_US + 9 * HOUR_US + in_day
    }

    fn event(&mut self, need: &str, at_us: i64, activity: &str, more: &[(&str, &str)]) {
        let need_column = self.rows.column(Slot::Need, Holds::Name);
        self.rows.set(need_column, Value::Text(need));
        for (name, value) in [("activity", activity)].iter().chain(more) {
            let slot = match Field::named(name) {
                Some(field) => Slot::Field(field),
                None => Slot::Attribute(name.to_string()),
            };
            let column = self.rows.column(slot, Holds::Name);
            self.rows.set(column, Value::Text(value));
        }
        self.rows.end_row(at_us);
    }

    /// A need of a person that opens on a day and ends after so many.
    fn need(&mut self, person: &str, opens: i64, days: i64) -> String {
        self.needs += 1;
        let name = format!("n{}", self.needs);
        let at_us = self.at(opens);
        self.event(&name, at_us, "asks", &[("kind", "contact"), ("person", person), ("worker", "w1")]);
        let ends_us = if days == 0 { at_us + HOUR_US } else { self.at(opens + days) };
        self.event(&name, ends_us, "decided", &[("kind", "work"), ("person", person), ("worker", "w2")]);
        name
    }

    fn log(self) -> Log {
        let mut builder = LogBuilder::new(Linking::default());
        builder.closing("decided");
        builder.closing("cancelled");
        builder.add(self.rows);
        builder.finish(2).unwrap()
    }
}

fn asked(targets: &[&str]) -> Ask {
    let targets = targets.iter().map(|text| Target::parse(text).unwrap()).collect();
    let now = Instant(1100 * DAY_US);
    Ask { now, targets, ..ask(0) }
}

fn findings(log: &Log, ask: &Ask) -> Vec<Finding> {
    let measure = MEASURES.iter().find(|measure| measure.name == "distortion").unwrap();
    let reading = (measure.read)(log, ask);
    match reading.shape {
        Shape::Findings(findings) => findings,
        shape => panic!("{shape:?}"),
    }
}

#[track_caller]
fn of<'a>(findings: &'a [Finding], pattern: &str) -> &'a Finding {
    findings.iter().find(|finding| finding.pattern == pattern).unwrap_or_else(|| panic!("no {pattern}"))
}

const TARGET: &str = "decision=56d";

/// `count` needs, of each of which `bend` may change how many days it takes.
fn service(seed: u64, count: usize, bend: impl Fn(&mut Service, i64) -> i64) -> Service {
    let mut service = Service::new(seed);
    for person in 0..count {
        let opens = service.random.below(YEARS_DAYS) as i64;
        let days = service.days();
        let days = bend(&mut service, days);
        service.need(&format!("p{person}"), opens, days);
    }
    service
}

#[test]
fn nothing_is_found_in_a_clean_service() {
    for seed in 1..=3 {
        let log = service(seed, 4_000, |_, days| days).log();
        for ask in [asked(&[TARGET]), asked(&[])] {
            let all = findings(&log, &ask);
            let found: Vec<_> = all.iter().filter(|finding| finding.verdict == Verdict::Found).collect();
            assert!(found.is_empty(), "{found:?}");
        }
        let said = of(&findings(&log, &asked(&[TARGET])), "threshold bunching").says.clone();
        assert!(said.contains("No evidence found") && said.contains("we would miss"), "{said}");
    }
}

#[test]
fn a_third_moved_before_the_limit_is_found_with_and_without_a_declaration() {
    let bend = |service: &mut Service, days: i64| {
        if (57..=64).contains(&days) && service.chance(0.4) {
            53 + service.random.below(4) as i64
        } else {
            days
        }
    };
    let log = service(4, 4_000, bend).log();
    let all = findings(&log, &asked(&[TARGET]));
    let declared = of(&all, "threshold bunching");
    assert_eq!(declared.verdict, Verdict::Found, "{declared:?}");
    assert_eq!(declared.who.name(), "staff");
    assert_eq!(declared.threshold.as_deref(), Some("56 days"));
    let (size, interval) = declared.size.unwrap();
    let (low, high) = interval.unwrap();
    assert!(low < size && size < high && declared.q.unwrap() <= 0.05);
    assert!(declared.says.contains("This does not say they were late or wrong."), "{}", declared.says);
    let scanned = findings(&log, &asked(&[]));
    let scanned: Vec<_> = scanned.iter().filter(|finding| finding.verdict == Verdict::Found).collect();
    assert!(scanned.len() == 1 && scanned[0].threshold.as_deref() == Some("56 days"), "{scanned:?}");
}

#[test]
fn closed_inside_the_limit_and_back_again() {
    let mut service = Service::new(5);
    for person in 0..6_000 {
        let person = format!("p{person}");
        let opens = service.random.below(YEARS_DAYS) as i64;
        let days = service.days();
        service.need(&person, opens, days);
        let back = if (53..=56).contains(&days) { 0.3 } else { 0.06 };
        if service.chance(back) {
            let after = 1 + service.random.below(25) as i64;
            // Their second need is short, so that it does not lie near the limit.
            service.need(&person, opens + days + after, 3);
        }
    }
    let all = findings(&service.log(), &asked(&[TARGET]));
    let found = of(&all, "closed and opened again");
    assert_eq!(found.verdict, Verdict::Found, "{found:?}");
    assert!((0.14..0.36).contains(&found.size.unwrap().0), "{found:?}");
}

/// Events in the middle of needs: on a day of life with this chance, more often in the five days before the limit.
fn with_middle(seed: u64, times_as_often: f64, event: impl Fn(&mut Service, &str, i64)) -> Log {
    let mut service = Service::new(seed);
    for person in 0..5_000 {
        let opens = service.random.below(YEARS_DAYS) as i64;
        let days = service.days();
        let need = service.need(&format!("p{person}"), opens, days);
        let day = (0..days).find(|day| {
            let chance = if (52..=56).contains(day) { 0.006 * times_as_often } else { 0.006 };
            service.random.unit() < chance
        });
        if let Some(day) = day {
            // After the opening and before the end, whatever the time of day.
            event(&mut service, &need, (opens + day) * DAY_US + 17 * HOUR_US + 1);
        }
    }
    service.log()
}

#[test]
fn pauses_and_changes_of_category_before_the_limit() {
    let pause = |service: &mut Service, need: &str, at_us: i64| {
        service.event(need, at_us, "clock paused", &[("kind", "clock"), ("worker", "w1")]);
    };
    let change = |service: &mut Service, need: &str, at_us: i64| {
        service.event(
            need,
            at_us - 1,
            "looked at",
            &[("kind", "work"), ("worker", "w1"), ("priority", "high")],
        );
        service.event(need, at_us, "looked at", &[("kind", "work"), ("worker", "w1"), ("priority", "low")]);
    };
    for (times, verdict) in [(1.0, Verdict::Nothing), (5.0, Verdict::Found)] {
        let paused = findings(&with_middle(6, times, pause), &asked(&[TARGET]));
        assert_eq!(of(&paused, "pauses before the limit").verdict, verdict, "{paused:?}");
        let changed = findings(&with_middle(7, times, change), &asked(&[TARGET]));
        let finding = of(&changed, "reclassification before the limit");
        assert_eq!(finding.verdict, verdict, "{finding:?}");
        let (ratio, interval) = finding.size.unwrap();
        let (low, high) = interval.unwrap();
        assert!(low < times && times < high && low < ratio && ratio < high, "{finding:?}");
    }
}

#[test]
fn what_has_missed_the_limit_is_left() {
    let bend =
        |service: &mut Service, days: i64| if days > 56 && service.chance(0.7) { days + 120 } else { days };
    let log = service(8, 6_000, bend).log();
    let all = findings(&log, &asked(&[TARGET]));
    let found = of(&all, "left after the limit");
    assert_eq!(found.verdict, Verdict::Found, "{found:?}");
    assert!(found.size.unwrap().0 < 0.6, "{found:?}");
}

#[test]
fn more_ends_in_the_last_days_of_a_month() {
    let mut service = Service::new(9);
    for person in 0..9_000 {
        let opens = service.random.below(YEARS_DAYS) as i64;
        let days = service.days();
        let date = |day: i64| Instant(day * DAY_US).in_zone(&jiff::tz::TimeZone::UTC).date();
        let left = |day: i64| i64::from(date(day).last_of_month().day()) - i64::from(date(day).day());
        // What would end up to a week before the end of a month is put off to it, half of the time.
        let wait = left(opens + days);
        let days = if (2..8).contains(&wait) && service.chance(0.5) { days + wait - 1 } else { days };
        service.need(&format!("p{person}"), opens, days);
    }
    let all = findings(&service.log(), &asked(&[]));
    let found = of(&all, "rush at the end of the month");
    assert_eq!(found.verdict, Verdict::Found, "{found:?}");
    assert!(found.size.unwrap().0 > 1.5, "{found:?}");
}

#[test]
fn what_is_cancelled_and_raised_again() {
    let mut service = Service::new(10);
    for person in 0..2_000 {
        let person = format!("p{person}");
        let opens = service.random.below(YEARS_DAYS) as i64;
        let days = service.days();
        let cancelled = service.chance(0.2);
        let need = service.need(&person, opens, days);
        if cancelled {
            service.event(&need, (opens + days) * DAY_US + 18 * HOUR_US, "cancelled", &[("worker", "w3")]);
        }
        if service.chance(if cancelled { 0.4 } else { 0.05 }) {
            service.need(&person, opens + days + 3, 5);
        }
    }
    let all = findings(&service.log(), &asked(&[]));
    let found = of(&all, "cancelled and raised again");
    assert_eq!(found.verdict, Verdict::Found, "{found:?}");
    assert!((0.25..0.45).contains(&found.size.unwrap().0), "{found:?}");
}

#[test]
fn a_clock_that_starts_late() {
    let mut service = Service::new(11);
    for person in 0..500 {
        let opens = service.random.below(YEARS_DAYS) as i64;
        let need = service.need(&format!("p{person}"), opens, 20);
        let late = if person % 4 == 0 { 3 } else { 0 };
        service.event(
            &need,
            (opens + late) * DAY_US + 17 * HOUR_US + 5,
            "clock started",
            &[("kind", "clock")],
        );
    }
    let all = findings(&service.log(), &asked(&[]));
    let found = of(&all, "late clock start");
    assert_eq!((found.verdict, found.needs_affected), (Verdict::Found, Some(125)), "{found:?}");
    assert_eq!(found.size.map(|(share, _)| share), Some(0.25));
}

/// Where only pauses and their ends are recorded nobody knows when the clock started, whatever they are called.
#[test]
fn a_restart_is_no_start() {
    for (pause, again) in [
        ("clock paused", "clock restarted"),
        ("on hold", "off hold"),
        ("clock stopped", "clock started again"),
        ("awaiting tenant", "tenant replied"),
        ("question sent", "answer received"),
    ] {
        let mut service = Service::new(13);
        for person in 0..300 {
            let opens = service.random.below(YEARS_DAYS) as i64;
            let need = service.need(&format!("p{person}"), opens, 20);
            for (activity, day) in [(pause, 5), (again, 9)] {
                let at_us = (opens + day) * DAY_US + 17 * HOUR_US + 5;
                service.event(&need, at_us, activity, &[("kind", "clock")]);
            }
        }
        let all = findings(&service.log(), &asked(&[]));
        let found = of(&all, "late clock start");
        assert_eq!(found.verdict, Verdict::NotEnough, "{found:?}");
        assert!(found.says.contains("a pause or its end is no start"), "{found:?}");
    }
}

/// A rule that closes a fifth on day 28 is found there and not at a mark whose window holds that day.
#[test]
fn a_rule_beside_a_mark_is_found_where_it_is() {
    let bend = |service: &mut Service, days: i64| if service.chance(0.2) { 28 } else { days };
    let log = service(14, 3_000, bend).log();
    let all = findings(&log, &asked(&[]));
    let found = of(&all, "threshold bunching");
    assert_eq!(found.threshold.as_deref(), Some("28 days"), "{found:?}");
    let rule = found.verdict == Verdict::Rule || found.says.contains("as a rule or a system would make it");
    assert!(rule, "{found:?}");
    let declared = findings(&log, &asked(&["decision=30d"]));
    let found = of(&declared, "threshold bunching");
    assert_eq!(found.verdict, Verdict::Rule, "{found:?}");
    assert!(found.says.contains("are of exactly 28 days"), "{found:?}");
}

#[test]
fn work_cut_into_more_and_more_jobs() {
    for (grows, verdict) in [(0.0, Verdict::Nothing), (1.0, Verdict::Found)] {
        let mut service = Service::new(12);
        for person in 0..1_500 {
            let opens = service.random.below(YEARS_DAYS) as i64;
            let need = service.need(&format!("p{person}"), opens, 20);
            let more = 0.4 + grows * opens as f64 / YEARS_DAYS as f64;
            let jobs = 1 + i64::from(service.chance(more / 2.0)) + i64::from(service.chance(more / 2.0));
            for job in 0..jobs {
                let at_us = (opens + 1 + job) * DAY_US + 17 * HOUR_US;
                service.event(&need, at_us, "job done", &[("job_number", &format!("{need}-{job}"))]);
            }
        }
        let all = findings(&service.log(), &asked(&[]));
        let finding = of(&all, "job splitting");
        assert_eq!(finding.verdict, verdict, "{finding:?}");
    }
}

/// Workers who enter twenty things a day; on one day in three each of them enters half of them within a minute.
#[test]
fn entries_in_bursts() {
    for (workers, bursts, verdict) in
        [(12, false, Verdict::Nothing), (12, true, Verdict::Found), (1, true, Verdict::NotEnough)]
    {
        let mut service = Service::new(13);
        for day in 0..40_i64 {
            for worker in 0..workers {
                let burst = bursts && (day + worker) % 3 == 0;
                let minute = service.at(day);
                for entry in 0..20 {
                    let need = format!("n{day}-{worker}-{entry}");
                    let at_us =
                        if burst && entry < 10 { minute + entry * 4 * SECOND_US } else { service.at(day) };
                    service.event(&need, at_us, "called", &[("worker", &format!("w{worker}"))]);
                }
            }
        }
        let all = findings(&service.log(), &asked(&[]));
        let finding = of(&all, "entries in bursts");
        assert_eq!(finding.verdict, verdict, "{finding:?}");
        assert!(!format!("{finding:?}").contains("w1"), "nobody is named: {finding:?}");
    }
}

/// A quarter of the needs of the first 300 days is never ended, and the others are quick; or a twelfth of all, and ever more is open.
#[test]
fn a_queue_that_closed_needs_do_not_show() {
    for (until, one_in, verdict) in [(300, 4, Verdict::Found), (1_090, 12, Verdict::NotEnough)] {
        let mut service = Service::new(14);
        for person in 0..6_000 {
            let opens = service.random.below(1_090) as i64;
            let name = format!("n{person}");
            let at_us = service.at(opens);
            service.event(&name, at_us, "asks", &[("kind", "contact")]);
            let left = opens < until && person % one_in == 0;
            if !left && opens < 1_090 {
                let at_us = service.at(opens + 5);
                service.event(&name, at_us, "decided", &[("kind", "work")]);
            }
        }
        let all = findings(&service.log(), &asked(&[]));
        let found = of(&all, "hidden queue");
        assert_eq!(found.verdict, verdict, "{found:?}");
        if verdict == Verdict::Found {
            assert!(found.expected.unwrap() < 7.0 && found.observed.unwrap() > 40.0, "{found:?}");
        } else {
            assert!(found.says.contains("changes by a tenth"), "{found:?}");
        }
    }
}

/// Most needs end about day 45, others take long: the pace falls steeply near the limit, and nobody is left because of it.
#[test]
fn a_pace_that_falls_after_most_have_ended_is_innocent() {
    for seed in 21..24 {
        let mut service = Service::new(seed);
        for person in 0..4_000 {
            let opens = service.random.below(YEARS_DAYS) as i64;
            let normal = (0..12).map(|_| service.random.unit()).sum::<f64>() - 6.0;
            let days = if service.chance(0.7) {
                45.0 + 8.0 * normal
            } else {
                -200.0 * (1.0 - service.random.unit()).ln()
            };
            service.need(&format!("p{person}"), opens, (days as i64).clamp(0, 360));
        }
        let all = findings(&service.log(), &asked(&[TARGET]));
        let found = of(&all, "left after the limit");
        assert_eq!(found.verdict, Verdict::Nothing, "{found:?}");
    }
}

/// People chase in the last days before the limit, and what they say is coded: their codes are no category of the need.
#[test]
fn codes_of_contacts_are_no_category() {
    let chase = |service: &mut Service, need: &str, at_us: i64| {
        service.event(need, at_us - 1, "chases", &[("kind", "contact"), ("class", "value")]);
        service.event(need, at_us, "chases", &[("kind", "contact"), ("class", "failure")]);
    };
    let all = findings(&with_middle(22, 5.0, chase), &asked(&[TARGET]));
    let finding = of(&all, "reclassification before the limit");
    assert_eq!(finding.verdict, Verdict::NotEnough, "{finding:?}");
    assert!(finding.says.contains("no column"), "{finding:?}");
}

/// Priorities are often whole numbers.
#[test]
fn a_priority_that_is_a_number_changes_too() {
    let change = |service: &mut Service, need: &str, at_us: i64| {
        for (before_us, priority) in [(1, 1), (0, 2)] {
            let column = service.rows.column(Slot::Attribute("priority".to_string()), Holds::Whole);
            service.rows.set(column, Value::Whole(priority));
            service.event(need, at_us - before_us, "looked at", &[("kind", "work")]);
        }
    };
    let all = findings(&with_middle(23, 5.0, change), &asked(&[TARGET]));
    let finding = of(&all, "reclassification before the limit");
    assert_eq!(finding.verdict, Verdict::Found, "{finding:?}");
    assert!(finding.says.contains("a category or priority was changed"), "{finding:?}");
    // Nine in the last days are too few, whatever their chance.
    let mut service = Service::new(24);
    for person in 0..2_000 {
        let opens = service.random.below(YEARS_DAYS) as i64;
        let need = service.need(&format!("p{person}"), opens, 60);
        if person < 9 {
            change(&mut service, &need, (opens + 54) * DAY_US + 17 * HOUR_US);
        }
    }
    let all = findings(&service.log(), &asked(&[TARGET]));
    let finding = of(&all, "reclassification before the limit");
    assert_eq!((finding.verdict, finding.p), (Verdict::NotEnough, None), "{finding:?}");
    assert!(finding.says.contains("9 times in the last 5 days"), "{finding:?}");
}

/// A quick kind of which few come back and a slow kind of which many do: nothing happens at the limit.
#[test]
fn slow_kinds_that_come_back_more_are_innocent() {
    let mut service = Service::new(25);
    for person in 0..6_000 {
        let slow = service.chance(0.5);
        let normal = (0..12).map(|_| service.random.unit()).sum::<f64>() - 6.0;
        let (mean, back, kind) = if slow { (58.0, 0.25, "adapt") } else { (38.0, 0.08, "repair") };
        let days = (mean + 8.0 * normal) as i64;
        let opens = service.random.below(YEARS_DAYS) as i64;
        let person = format!("p{person}");
        let need = service.need(&person, opens, days);
        let asked_us = (opens + days) * DAY_US;
        service.event(&need, asked_us, "seen", &[("demand", kind), ("kind", "work")]);
        if service.chance(back) {
            let need = service.need(&person, opens + days + 9, 3);
            service.event(&need, asked_us + 10 * DAY_US, "seen", &[("demand", kind), ("kind", "work")]);
        }
    }
    let all = findings(&service.log(), &asked(&[TARGET]));
    let finding = of(&all, "closed and opened again");
    assert_eq!(finding.verdict, Verdict::Nothing, "{finding:?}");
    assert!(finding.size.unwrap().0.abs() < 0.05, "{finding:?}");
}

#[test]
fn coming_back_is_not_said_where_it_cannot_be_seen() {
    // Nobody is known.
    let mut service = Service::new(26);
    for need in 0..1_500 {
        let (opens, days) = (service.random.below(YEARS_DAYS) as i64, 30 + service.random.below(27) as i64);
        let name = format!("n{need}");
        let ends = ["asks", "decided"].iter().zip([opens, opens + days]);
        ends.for_each(|(activity, day)| service.event(&name, day * DAY_US, activity, &[]));
    }
    let all = findings(&service.log(), &asked(&[TARGET]));
    let finding = of(&all, "closed and opened again");
    assert!(finding.verdict == Verdict::NotEnough && finding.says.contains("person"), "{finding:?}");
    // The limit is on a part of the need.
    let log = self::service(27, 1_500, |_, days| days).log();
    let all = findings(&log, &asked(&["first=56d:asks..asks"]));
    let finding = of(&all, "closed and opened again");
    assert_eq!(finding.verdict, Verdict::NotEnough, "{finding:?}");
    assert!(finding.says.contains("a part of the need"), "{finding:?}");
}

/// Nearly all of exactly nought days: no test, and so nobody affected by what was not found.
#[test]
fn no_test_affects_nobody() {
    let log = service(30, 1_000, |service, days| if service.chance(0.95) { 0 } else { days }).log();
    let all = findings(&log, &asked(&[TARGET]));
    let finding = of(&all, "threshold bunching");
    assert_eq!((finding.verdict, finding.needs_affected), (Verdict::NotEnough, None), "{finding:?}");
}

/// Three targets on one clock are all tested.
#[test]
fn other_targets_do_not_silence_one() {
    let log = service(28, 4_000, |_, days| days).log();
    let all = findings(&log, &asked(&["a=14d", "b=20d", "c=28d"]));
    let tests: Vec<_> = all.iter().filter(|finding| finding.pattern == "threshold bunching").collect();
    assert!(tests.len() == 3 && tests.iter().all(|finding| finding.p.is_some()), "{tests:?}");
}

/// A run that enters notes at five sharp once a week is one sitting each time, however many notes there are.
#[test]
fn notes_of_one_run_are_not_rounding() {
    let mut service = Service::new(29);
    for day in 0..120_i64 {
        for note in 0..12 {
            let need = format!("n{day}-{note}");
            let at_us = service.at(day);
            service.event(&need, at_us, "asks", &[("worker", "w1")]);
            if day % 7 != 0 {
                continue;
            }
            let run_us = day * DAY_US + 17 * HOUR_US + note * 4 * SECOND_US;
            service.event(&need, run_us, "noted", &[("worker", "w1")]);
        }
    }
    let all = findings(&service.log(), &asked(&[]));
    let finding = of(&all, "rounded times");
    assert_eq!(finding.verdict, Verdict::Nothing, "{finding:?}");
}

/// All on one day: a rule, never a pile.
#[test]
fn a_rule_is_called_a_rule() {
    let log = service(15, 2_000, |_, _| 60).log();
    for ask in [asked(&["penalty=60d"]), asked(&[])] {
        let all = findings(&log, &ask);
        let rule = of(&all, "threshold bunching");
        assert_eq!(
            (rule.verdict, rule.p, rule.needs_affected),
            (Verdict::Rule, None, Some(2_000)),
            "{rule:?}"
        );
        assert!(
            all.iter()
                .all(|finding| finding.pattern != "threshold bunching" || finding.verdict == Verdict::Rule)
        );
    }
}

#[test]
fn the_same_findings_with_any_number_of_threads_and_without_accusing_anybody() {
    let bend = |service: &mut Service, days: i64| {
        if (57..=63).contains(&days) && service.chance(0.5) { 56 } else { days }
    };
    let log = service(16, 3_000, bend).log();
    for targets in [vec![], vec![TARGET, "late=30wd", "soon=4h", "asking=20d:asks..asks"]] {
        let one = findings(&log, &Ask { threads: 1, ..asked(&targets) });
        let many = findings(&log, &Ask { threads: 7, ..asked(&targets) });
        assert_eq!(one, many);
        for finding in &one {
            let said =
                format!("{} {} {} {}", finding.says, finding.could_also_be, finding.look_at, finding.rule)
                    .to_lowercase();
            for word in ["fraud", "cheat", "gaming", "gamed", "manipulat", "nan", "inf "] {
                assert!(!said.contains(word), "{said}");
            }
        }
    }
}

#[test]
fn a_target_that_does_not_fit_says_what_there_is() {
    let log = service(17, 30, |_, days| days).log();
    let target = Target::parse("a=56d:asks..decide").unwrap();
    let said = throughline::distortion::threshold::unfit(&target, &log).unwrap();
    assert!(said.contains("“decide”") && said.contains("decided"), "{said}");
    let all = findings(&log, &asked(&["a=56d:asks..decide", "b=56d"]));
    assert!(
        all.iter().any(|finding| finding.says.contains("no event in this log is of the activity “decide”"))
    );
    assert!(of(&all, "threshold bunching").verdict == Verdict::NotEnough);
}
