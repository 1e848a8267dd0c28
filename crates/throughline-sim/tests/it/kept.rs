//! What a run counts by itself, against what the study's own measures find in the log of its events: counts are equal, and times
//! to the microsecond.

use proptest::prelude::*;
use throughline::demand::codes::Codes;
use throughline::demand::contacts::Coded;
use throughline::demand::contacts_per_need::contacts_per_need;
use throughline::demand::failure_share::failure_share;
use throughline::flow::activities::activities;
use throughline::flow::between_organisations::between_organisations;
use throughline::flow::edges::edges;
use throughline::flow::end_to_end::end_to_end;
use throughline::flow::open_work::open_work;
use throughline::flow::spans;
use throughline::flow::touch::touch;
use throughline::log::{Column, Field, Linking, Log, LogBuilder};
use throughline::place::Calendar;
use throughline::reading::Ask;
use throughline::time::{DAY_US, HOUR_US, Instant};
use throughline_sim::arrivals::Arrivals;
use throughline_sim::distribution::Distribution;
use throughline_sim::kept::{ANSWER, Contact, GAVE_UP, Kept, MET, What, filled, log_of, rows};
use throughline_sim::model::{Chase, Failure, Model, Rule};
use throughline_sim::run::{Outcome, run};
use throughline_sim::tally::{ClassTally, Tally};

use crate::places::{class, exponential, hours, pool, service, step, way};
use crate::rules::everything;

/// Monday 5 January 2026, 0:00.
const START: Instant = Instant(1_767_571_200_000_000);

fn log(model: &Model, kept: &[Kept]) -> Log {
    let mut builder = LogBuilder::new(Linking::default());
    builder.add(rows(model, kept, START));
    builder.finish(2).unwrap()
}

/// What is asked at the end of the run. An answer may be given after the need was met, so nothing is taken as open only because
/// something was written down lately.
fn ask(model: &Model) -> Ask {
    Ask {
        threads: 2,
        zone: throughline::time::zone("Europe/London").unwrap(),
        now: Instant(START.0 + model.until_us),
        quiet_days: 0.0,
        repeat_days: vec![30.0],
        calendar: Calendar::office_hours(),
        seed: 1,
        rates: None,
        targets: Vec::new(),
        changes: Vec::new(),
        words_from: 5,
    }
}

fn sum<T: Copy + std::iter::Sum>(tally: &Tally, of: impl Fn(&ClassTally) -> T) -> T {
    tally.classes.iter().map(of).sum()
}

/// How many events of an activity the study finds.
fn events(log: &Log, activity: &str) -> u64 {
    let code = log.names(Field::Activity).unwrap().names.find(activity);
    let found = activities(log, 2);
    found.iter().find(|found| Some(found.code) == code).map_or(0, |found| found.events)
}

/// Counts, and the time to the person's word: of any model that is counted from its start.
fn needs_are_the_same(model: &Model, tally: &Tally, log: &Log) {
    let ask = ask(model);
    let found = end_to_end(log, &ask).unwrap();
    let [opened, met, gave_up] =
        [sum(tally, |of| of.opened), sum(tally, |of| of.met), sum(tally, |of| of.gave_up)];
    assert_eq!(found.n, opened);
    assert_eq!(found.open, sum(tally, |of| of.open));
    assert_eq!(found.ended_by, [met + gave_up, 0, 0]);
    let (_, periods) = open_work(log, &ask);
    assert_eq!(periods.iter().map(|period| period.arrivals).sum::<u64>(), opened);
    assert_eq!(periods.iter().map(|period| period.ends).sum::<u64>(), met + gave_up);
    assert_eq!(periods.last().unwrap().open, found.open);
    // The total time of those who were met.
    let activity = log.names(Field::Activity).unwrap();
    let met_code = activity.names.find(MET);
    let times_us = spans::each_part(log, &ask, |spans| {
        let met =
            spans.filter(|span| span.ended.is_some() && Some(activity.codes.at(span.last_event)) == met_code);
        met.map(|span| (span.need, span.length_us())).collect::<Vec<_>>()
    });
    let times_us = times_us.concat();
    assert_eq!(times_us.len() as u64, met);
    assert_eq!(
        times_us.iter().map(|(_, us)| i128::from(*us)).sum::<i128>(),
        sum(tally, |of| of.met_after_us)
    );
    for (place, class) in model.classes.iter().enumerate() {
        let of_class =
            times_us.iter().filter(|(need, _)| log.need_name(*need).starts_with(&format!("{} ", class.name)));
        let (many, us) =
            of_class.fold((0, 0), |(many, all_us), (_, us)| (many + 1, all_us + i128::from(*us)));
        assert_eq!((many, us), (tally.classes[place].met, tally.classes[place].met_after_us));
    }
}

/// What people asked, of any model that is counted from its start.
fn demand_is_the_same(model: &Model, tally: &Tally, log: &Log) {
    let [opened, repeats, chases, bounces]: [u64; 4] = [
        sum(tally, |of| of.opened),
        sum(tally, |of| of.repeats),
        sum(tally, |of| of.chases),
        sum(tally, |of| of.bounces),
    ];
    let failure = repeats + chases + bounces;
    assert_eq!(contacts_per_need(log, 2).iter().sum::<i64>() as u64, opened + failure);
    let codes = Codes::of(log).unwrap();
    let coded = Coded::of(log, &ask(model), &codes, 0);
    assert_eq!(failure_share(&coded).unwrap().counts, [opened, failure, 0, 0]);
    for (contact, count) in [
        (Contact::Value, opened),
        (Contact::Repeat, repeats),
        (Contact::Chase, chases),
        (Contact::Bounce, bounces),
    ] {
        assert_eq!(events(log, contact.activity()), count, "{contact:?}");
    }
    assert_eq!(events(log, GAVE_UP), sum(tally, |of| of.gave_up));
}

/// What was done and how long it took, of any model that is counted from its start.
fn work_is_the_same(model: &Model, tally: &Tally, log: &Log) {
    let started = |step: usize| tally.steps[step].iter().map(|visits| visits.started).sum::<u64>();
    for (place, step) in model.steps.iter().enumerate() {
        assert_eq!(events(log, &step.name), started(place), "{}", step.name);
    }
    let all: u64 = tally.pools.iter().map(|pool| pool.started).sum();
    assert_eq!(events(log, ANSWER), all - (0..model.steps.len()).map(started).sum::<u64>());
    let Some(Column::Real(minutes)) = log.field(Field::Minutes) else { panic!("no minutes") };
    let team = log.names(Field::Team).unwrap();
    for (place, pool) in model.pools.iter().enumerate() {
        let code = team.names.find(&pool.name);
        let of_team = minutes.iter().enumerate().filter(|(event, _)| Some(team.codes.at(*event)) == code);
        let us: i128 = of_team.map(|(_, minutes)| (minutes * 60e6).round() as i128).sum();
        assert_eq!(us, tally.pools[place].busy_us, "{}", pool.name);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn a_log_of_a_run_says_what_the_run_counted(
        many in 1_u32..5, few in 1_u32..4, rule in 0_u8..3, same_worker: bool, finish: bool,
        failing in 0.0_f64..0.9, seed: u64,
    ) {
        let mut model = everything((many, few, rule, same_worker, finish), failing);
        model.from_us = 0;
        let Outcome { tally, kept } = run(&model, seed, 1, true);
        let log = log(&model, &kept);
        needs_are_the_same(&model, &tally, &log);
        demand_is_the_same(&model, &tally, &log);
        work_is_the_same(&model, &tally, &log);
    }
}

/// Three organisations; whoever is let in is met before the run ends, so that nothing is cut off.
fn let_out(rule: Rule, chases: bool, gives_up: bool) -> Model {
    let mut pools = vec![pool("contact", 2), pool("casework", 4), pool("contractor", 3), pool("charity", 2)];
    (pools[2].organisation, pools[3].organisation) = (1, 2);
    pools.iter_mut().for_each(|pool| pool.rule = rule);
    let mut steps = vec![
        step("ask", 0, exponential(0.5), 2),
        step("decide", 1, Distribution::lognormal(hours(1.5), 0.9), 2),
        step("repair", 2, Distribution::gamma(hours(2.0), 0.7), 2),
        step("support", 3, Distribution::Uniform { low_us: 0.0, high_us: hours(3.0) }, 2),
    ];
    for class in 0..2 {
        steps[0].next[class] = vec![way(0.5, 1), way(0.2, 2), way(0.1, 3)];
        steps[1].next[class] = vec![way(0.4, 2), way(0.2, 3)];
        steps[2].next[class] = vec![way(0.15, 1), way(0.1, 3)];
        steps[2].next[class][1].not_ours = chases;
    }
    if gives_up {
        steps[0].patience = Some(exponential(2.0));
    }
    let until = |per_day: f64| {
        Arrivals::Changing(vec![(0, 0.0), (60 * DAY_US, per_day * 60.0), (400 * DAY_US, per_day * 60.0)])
    };
    let mut classes = vec![class("repair", until(40.0)), class("urgent", until(12.0))];
    classes[0].priority = 1;
    for one in &mut classes {
        one.failure = Failure {
            gives_up: if gives_up { 0.2 } else { 0.0 },
            ..Failure::even(0.3, exponential(48.0), 0)
        };
        one.chase =
            chases.then(|| Chase { after_us: 6 * HOUR_US, per_day: 1.5, pool: 0, work: exponential(0.1) });
    }
    let mut model = service(pools, steps, classes, 0, 400);
    model.hand_over.transit[0][1] = Distribution::Fixed { us: hours(4.0) };
    model
}

/// The time that needs stood before a step, by the study: the time to it from the end of whatever was before, summed.
fn stood_before_us(log: &Log, step: &str) -> i64 {
    let code = log.names(Field::Activity).unwrap().names.find(step);
    let to = edges(log, 2).into_iter().filter(|edge| Some(edge.to) == code);
    to.map(|edge| (edge.mean_s * edge.count as f64 * 1e6).round() as i64).sum()
}

#[test]
fn waits_and_hand_overs_of_the_log_are_those_of_the_run() {
    for (rule, chases, gives_up) in [
        (Rule::Fifo, false, false),
        (Rule::Priority, true, false),
        (Rule::DueDate, false, true),
        (Rule::Priority, true, true),
    ] {
        let model = let_out(rule, chases, gives_up);
        let Outcome { tally, kept } = run(&model, 11, 0, true);
        assert_eq!(sum(&tally, |of| of.open), 0);
        needs_are_the_same(&model, &tally, &log(&model, &kept));
        demand_is_the_same(&model, &tally, &log(&model, &kept));
        work_is_the_same(&model, &tally, &log(&model, &kept));
        // Whoever chases stands between two steps of a need and hides which follows which, so for that they are left out.
        let steps: Vec<Kept> = kept
            .iter()
            .copied()
            .filter(|event| {
                let aside = matches!(event.what, What::Contact(Contact::Chase | Contact::Bounce));
                !aside && !matches!(event.what, What::Answer { .. })
            })
            .collect();
        let log = log(&model, &steps);
        let crossings = between_organisations(&log, 2);
        let handed_over: u64 = crossings.iter().map(|step| step.count).sum();
        assert_eq!(handed_over, sum(&tally, |of| of.hand_overs));
        let organisation = |name: &str| log.names(Field::Organisation).unwrap().names.find(name);
        let ends = [organisation("organisation 1"), organisation("organisation 2")];
        let travelled = crossings.iter().find(|step| [Some(step.from), Some(step.to)] == ends);
        let travelled = travelled.map_or(0, |step| step.count as i64);
        let mut stood_us = 0;
        for (place, step) in model.steps.iter().enumerate() {
            let waited_us: i128 = tally.steps[place].iter().map(|visits| visits.waited_us).sum();
            let on_the_way_us = if place == 2 { travelled * 4 * HOUR_US } else { 0 };
            let found_us = stood_before_us(&log, &step.name);
            assert_eq!(i128::from(found_us - on_the_way_us), waited_us, "{}", step.name);
            stood_us += waited_us;
        }
        assert!(stood_us > 0 && handed_over > 0);
        // Nobody works on two steps of a need at once, and it never closes: what work covers is what was worked.
        if !gives_up {
            let touched_us: i128 = touch(&log, 2).iter().map(|touch| i128::from(touch.touch_us)).sum();
            assert_eq!(touched_us, sum(&tally, |of| of.touched_us));
        }
        let found = end_to_end(&log, &ask(&model)).unwrap();
        assert!(
            gives_up
                || (found.mean_s * found.n as f64 * 1e6).round() as i128 == sum(&tally, |of| of.met_after_us)
        );
        // The run keeps its distribution of times to a tenth of a percent.
        if !gives_up {
            let all = tally.classes.iter().skip(1).fold(tally.classes[0].clone(), |mut all, one| {
                all.add(one);
                all
            });
            let times_us = found.survival.ended_us();
            for share in [0.5, 0.9] {
                let found_us = times_us[(times_us.len() as f64 * share).ceil() as usize - 1] as f64;
                let kept_us = all.times.value_at_quantile(share) as f64;
                assert!((kept_us / found_us - 1.0).abs() < 0.001, "{share}: {kept_us}, {found_us}");
            }
        }
    }
}

#[test]
fn what_came_before_the_count_began_is_in_the_log_and_not_in_the_tally() {
    let model = everything((3, 2, 1, true, false), 0.3);
    let Outcome { tally, kept } = run(&model, 5, 0, true);
    let count = |what: What| {
        kept.iter().filter(|event| event.what == what && event.at_us >= model.from_us).count() as u64
    };
    assert_eq!(count(What::Contact(Contact::Value)), sum(&tally, |of| of.opened));
    assert_eq!(count(What::Contact(Contact::Repeat)), sum(&tally, |of| of.repeats));
    assert_eq!(count(What::Contact(Contact::Chase)), sum(&tally, |of| of.chases));
    assert_eq!(count(What::Contact(Contact::Bounce)), sum(&tally, |of| of.bounces));
    assert_eq!(count(What::Met), sum(&tally, |of| of.met));
    assert_eq!(count(What::GaveUp), sum(&tally, |of| of.gave_up));
    assert!(kept.iter().any(|event| event.at_us < model.from_us));
    assert!(end_to_end(&log(&model, &kept), &ask(&model)).unwrap().n > sum(&tally, |of| of.opened));
}

#[test]
fn a_run_for_a_screen_begins_with_the_plan_and_is_no_longer_than_it_may_be() {
    // 8 weeks of 20 needs a day: 1,120 in all.
    let text = "[scenario]\nstart = \"2026-04-01\"\nweeks = 8\nwarm_up_days = 10\n[demand.n]\nrate_per_day = 20\n\
        [pool.p]\nstaff = 9\n[step.a]\npool = \"p\"\ntime = \"exp 1h\"\n[option.more]\nset = { \"pool.p.staff\" = 12 }\n";
    let question = throughline_files::plan::from_toml(text, "p.toml").unwrap();
    let begins = Instant("2026-04-01T00:00:00Z".parse::<jiff::Timestamp>().unwrap().as_microsecond());
    let whole = filled(&question, 1, 1e6, 2).unwrap();
    assert_eq!(whole.cut_to_days, None);
    assert_eq!(whole.until, Instant(begins.0 + 56 * DAY_US));
    let (first, last) = whole.log.span(2).unwrap();
    assert!(first >= begins && last <= whole.until, "{first:?} {last:?}");
    let needs = whole.log.need_count();
    assert!((900..1_400).contains(&needs), "{needs}");
    assert!(log_of(&question, 1, 2).unwrap().need_count() > needs, "the warm-up is in the whole log");

    let cut = filled(&question, 1, 200.0, 2).unwrap();
    assert_eq!((cut.cut_to_days, cut.until), (Some(10), Instant(begins.0 + 10 * DAY_US)));
    assert!(cut.log.need_count() < needs / 3);
}
