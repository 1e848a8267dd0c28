//! How often each test of what targets do to records is wrong on clean services, and how often it sees bent ones:
//! `cargo run --example detectors > docs/detectors.md` (a word after it: only the tests of that name). 200 clean and 200 bent services at each strength, from a fixed seed; a rate is
//! good to about 7 points at a half and 3 points near nought (Wilson's interval stands beside it).
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

mod studies;

use throughline::distortion::adjacent::{CURVE, adjacent};
use throughline::distortion::bursts::{days_with_bursts, of_days};
use throughline::distortion::changed_class::{self, Day, LEAST_CHANGES, LEAST_RATIO, changed, rise};
use throughline::distortion::counts::Counts;
use throughline::distortion::heaping::{ROUNDED, of_durations};
use throughline::distortion::hidden_queue::{self, Life};
use throughline::distortion::job_splitting::{Opened, growth};
use throughline::distortion::limit::{Decision, Limit, Unit, judge};
use throughline::distortion::near_limit::{
    Group, LEAST_DIFFERENCE, RARE, Side, compare, compare_like, group,
};
use throughline::distortion::period_end::{self, period_end};
use throughline::distortion::slowing::slowing;
use throughline::distortion::too_smooth::{Period, too_smooth};
use throughline::statistics::random::Random;
use throughline::statistics::share::wilson;
use throughline::time::DAY_US;

/// So many services at each strength.
const SERVICES: u32 = 200;

fn main() {
    println!("# How often the tests are wrong, and how often they see");
    println!();
    println!(
        "Made by `crates/throughline/examples/detectors`: {SERVICES} invented services a line, seeded. *Strength* is how much was bent; \
         at none the rate is that of false alarms. The functions are those that a study calls, with its gates. What a study says of all its \
         tests together stands at the end, with the false-discovery rate on top. Late clock starts are described and not tested: \
         there is no rate."
    );
    println!();
    println!("| test | service | strength | found | 95 % interval |");
    println!("|---|---|---|---|---|");
    limits();
    neighbours();
    rounding();
    coming_back();
    raised_again();
    changing_class();
    left_after();
    month_ends();
    bursts_of_entries();
    even_shares();
    queues();
    jobs();
    studies::whole_studies();
}

/// One line: how many of the services are found.
fn line(test: &str, service: &str, strength: &str, mut found: impl FnMut(&mut Random) -> bool) {
    if std::env::args().nth(1).is_some_and(|word| !test.contains(&word)) {
        return;
    }
    let mut random = Random::new(1, &format!("{test} {service} {strength}"));
    let count = (0..SERVICES).filter(|_| found(&mut random)).count();
    let share = count as f64 / f64::from(SERVICES);
    let (low, high) = wilson(share, f64::from(SERVICES)).unwrap_or((0.0, 1.0));
    println!(
        "| {test} | {service} | {strength} | {:.1} % | {:.1} to {:.1} |",
        share * 100.0,
        low * 100.0,
        high * 100.0
    );
}

/// Two exponential stages of a mean each.
fn stages(random: &mut Random, mean: f64) -> f64 {
    -mean * ((1.0 - random.unit()).ln() + (1.0 - random.unit()).ln())
}

/// What the durations of a service look like.
#[derive(Clone, Copy)]
enum Kind {
    /// Days without a week.
    Plain,
    /// Days, on some days of the week more than on others.
    Weekly,
    /// Minutes, 15 % of them rounded to five: an index of 160, as of minutes in hospital; above 175 there is no test.
    Minutes,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Kind::Plain => "days",
            Kind::Weekly => "days with a week in them",
            Kind::Minutes => "minutes, some rounded",
        }
    }

    fn limit(self) -> Limit {
        match self {
            Kind::Minutes => Limit::of(240, Unit::Minutes),
            _ => Limit::of(56, Unit::Days),
        }
    }

    fn duration(self, random: &mut Random) -> i64 {
        const WEEK: [f64; 7] = [1.0, 0.9, 0.8, 0.7, 0.9, 0.4, 0.3];
        match self {
            Kind::Plain => 8 + stages(random, 20.0) as i64,
            Kind::Weekly => loop {
                let days = 8 + stages(random, 20.0) as i64;
                if random.unit() < WEEK[days as usize % 7] {
                    return days;
                }
            },
            Kind::Minutes => {
                let minutes = 30 + stages(random, 75.0) as i64;
                if random.unit() < 0.15 { (minutes + 2) / 5 * 5 } else { minutes }
            }
        }
    }

    /// So many durations in the range, of which the share `moved` of those in the band after the limit is moved before it.
    fn counts(self, n: u64, moved: f64, random: &mut Random) -> Counts {
        let limit = self.limit();
        let mut counts = Counts::up_to(limit.window.to);
        let mut inside = 0;
        while inside < n {
            let mut duration = self.duration(random);
            let after = duration - limit.at;
            if after > 0 && after <= limit.window.above + 1 && random.unit() < moved {
                duration = limit.at - random.below(limit.window.below as usize + 1) as i64;
            }
            inside += u64::from((limit.window.from..=limit.window.to).contains(&duration));
            counts.add(duration, 1);
        }
        counts
    }
}

const KINDS: [Kind; 3] = [Kind::Plain, Kind::Weekly, Kind::Minutes];

fn limits() {
    let cases = [(10_000, 0.0), (2_000, 0.0), (500, 0.0), (10_000, 0.1), (2_000, 0.25), (500, 0.5)];
    for (n, moved) in cases {
        for kind in KINDS {
            let strength =
                strength(moved, |moved| format!("{:.0} % of those just after moved before", moved * 100.0));
            line("threshold bunching", &format!("{}, {n} in range", kind.name()), &strength, |random| {
                judge(&kind.counts(n, moved, random), &kind.limit(), false).decision == Decision::Flag
            });
        }
    }
}

fn strength(bent: f64, says: impl Fn(f64) -> String) -> String {
    if bent == 0.0 { "none".to_string() } else { says(bent) }
}

fn neighbours() {
    for (n, moved) in [(10_000, 0.0), (10_000, 0.25), (10_000, 0.5)] {
        let strength =
            strength(moved, |moved| format!("{:.0} % of those just after moved before", moved * 100.0));
        line("second opinion on the first day after", &format!("days, {n} in range"), &strength, |random| {
            let counts = Kind::Plain.counts(n, moved, random);
            adjacent(&counts, 57, CURVE).is_some_and(|p| p < RARE)
        });
    }
}

fn rounding() {
    for rounded in [0.0, 0.05, 0.1, 0.2] {
        let strength = strength(rounded, |rounded| format!("{:.0} % rounded to fives", rounded * 100.0));
        line("heaping", "3,000 minutes", &strength, |random| {
            let mut counts = Counts::up_to(2_000);
            for _ in 0..3_000 {
                let minutes = 30 + stages(random, 75.0) as i64;
                counts.add(if random.unit() < rounded { (minutes + 2) / 5 * 5 } else { minutes }, 1);
            }
            of_durations(&counts, 0, 2_000, 5).is_some_and(|found| found.index > ROUNDED && found.p < RARE)
        });
    }
}

/// Of so many how many, each with this chance.
fn drawn(of: u64, chance: f64, random: &mut Random) -> u64 {
    (0..of).filter(|_| random.unit() < chance).count() as u64
}

fn coming_back() {
    for near in [0.08, 0.15, 0.23] {
        let strength =
            strength(near - 0.08, |_| format!("{:.0} % come back near the limit, 8 % before", near * 100.0));
        line("closed and opened again", "200 near, 1,000 before", &strength, |random| {
            let near = Group { of: 200, with: drawn(200, near, random) };
            let before = Group { of: 1_000, with: drawn(1_000, 0.08, random) };
            compare(near, before).is_some_and(|found| found.p < RARE && found.difference >= LEAST_DIFFERENCE)
        });
    }
    line("closed and opened again", "a quick and a slow kind, 6,000 needs", "none", |random| {
        // The slow kind comes back more, wherever it ends.
        let mut kinds = [(Group::default(), Group::default()); 2];
        for _ in 0..6_000 {
            let slow = usize::from(random.unit() < 0.5);
            let days = [38.0, 58.0][slow] + 8.0 * normal(random);
            let again = random.unit() < [0.08, 0.25][slow];
            match group(days as i64, 56, 3) {
                Some(Side::Near) => kinds[slow].0.add(again),
                Some(Side::Before) => kinds[slow].1.add(again),
                None => {}
            }
        }
        compare_like(&kinds).is_some_and(|found| found.p < RARE && found.difference >= LEAST_DIFFERENCE)
    });
}

/// A standard normal number, nearly.
fn normal(random: &mut Random) -> f64 {
    (0..12).map(|_| random.unit()).sum::<f64>() - 6.0
}

fn exponential(random: &mut Random, mean: f64) -> f64 {
    -mean * (1.0 - random.unit()).ln()
}

fn raised_again() {
    for share in [0.05, 0.12, 0.2] {
        let strength = strength(share - 0.05, |_| format!("{:.0} % raised again, others 5 %", share * 100.0));
        line("cancelled and raised again", "200 cancelled, 1,000 others", &strength, |random| {
            let cancelled = Group { of: 200, with: drawn(200, share, random) };
            let others = Group { of: 1_000, with: drawn(1_000, 0.05, random) };
            compare(cancelled, others)
                .is_some_and(|found| found.p < RARE && found.difference >= LEAST_DIFFERENCE)
        });
    }
}

/// Whether a rise just before day 56 is spoken of, if the rate on a day of life is `rate`.
fn class_changes(random: &mut Random, rate: impl Fn(i64) -> f64) -> bool {
    let day = |day: i64| Day { at_risk: 1_000, changed: drawn(1_000, rate(day), random) };
    let days: Vec<Day> = (0..60).map(day).collect();
    let higher = changed(&days, 56).is_some_and(|found| {
        found.rates.p_higher < changed_class::RARE
            && found.rates.ratio >= LEAST_RATIO
            && found.changes.0 >= LEAST_CHANGES
    });
    higher && rise(&days, 56).is_some_and(|rise| rise.p() < changed_class::RARE && rise.ratio >= LEAST_RATIO)
}

fn left_after() {
    let days = |random: &mut Random, n: usize, duration: &dyn Fn(&mut Random) -> f64| {
        let mut ends = vec![0_u64; 1_001];
        (0..n).for_each(|_| ends[duration(random).clamp(0.0, 1_000.0) as usize] += 1);
        let mut at_risk = n as u64;
        let day = |ended: u64| {
            at_risk -= ended;
            Day { at_risk: at_risk + ended, changed: ended }
        };
        ends.into_iter().map(day).collect::<Vec<_>>()
    };
    let found = |days: &[Day]| slowing(days, 56, 7, &[]).is_some_and(|found| found.is);
    let peak = |random: &mut Random| {
        if random.unit() < 0.7 { 45.0 + 8.0 * normal(random) } else { exponential(random, 200.0) }
    };
    for n in [2_000, 10_000] {
        line("left after the limit", &format!("a quick and a slow kind, {n} needs"), "none", |random| {
            found(&days(random, n, &peak))
        });
        for left in [0.0, 0.5, 0.7] {
            let service = format!("two stages of 20 days and 8, {n} needs");
            let strength = strength(left, |left| format!("{:.0} % left for 120 days", left * 100.0));
            line("left after the limit", &service, &strength, |random| {
                found(&days(random, n, &|random| {
                    let days = 8.0 + stages(random, 20.0);
                    if days >= 57.0 && random.unit() < left { days + 120.0 } else { days }
                }))
            });
        }
    }
}

fn queues() {
    let us = |days: f64| (days * DAY_US as f64) as i64;
    // Needs that come by chance; of those of the first 300 days some are forgotten.
    let lives = |random: &mut Random, watched: f64, mean: f64, forgotten: f64| {
        let (mut lives, mut at) = (Vec::new(), 0.0);
        loop {
            at += exponential(random, 0.25);
            if at > watched {
                return lives;
            }
            let end = at + exponential(random, mean);
            let ended = end <= watched && !(at < 300.0 && random.unit() < forgotten);
            let last_us = us(if ended { end } else { at });
            lives.push(Life { first_us: us(at), last_us, ended, known_until_us: us(watched) });
        }
    };
    for (watched, mean, forgotten) in
        [(400.0, 200.0, 0.0), (900.0, 100.0, 0.0), (900.0, 20.0, 0.0), (900.0, 20.0, 0.1), (900.0, 20.0, 0.2)]
    {
        let strength =
            strength(forgotten, |share| format!("{:.0} % of the first 300 days forgotten", share * 100.0));
        let service = format!("4 a day for {watched} days, {mean} days each");
        line("hidden queue", &service, &strength, |random| {
            let lives = lives(random, watched, mean, forgotten);
            hidden_queue::judged(&[lives]).is_ok_and(|found| found.is())
        });
    }
}

fn jobs() {
    for grows in [0.0, 0.2, 0.4] {
        let strength = strength(grows, |grows| format!("{:.0} % more in the end", grows * 100.0));
        line("job splitting", "1,000 needs of one to three jobs", &strength, |random| {
            let need = |at: i64, random: &mut Random| {
                let more = 0.4 + 1.4 * grows * at as f64 / 1_000.0;
                Opened { at, jobs: (1 + drawn(2, more / 2.0, random)) as f64, kind: 0 }
            };
            let needs: Vec<Opened> = (0..1_000).map(|at| need(at, random)).collect();
            growth(&needs).is_ok_and(|found| found.is())
        });
    }
}

fn changing_class() {
    for (name, rate) in [
        ("in proportion to age", &(|day: i64| 0.004 * day as f64 / 28.0) as &dyn Fn(i64) -> f64),
        ("to age squared", &|day| 0.004 * (day as f64 / 28.0).powi(2)),
        ("doubling every three weeks", &|day| 0.002 * (day as f64 / 21.0).exp2()),
    ] {
        let service = format!("1,000 open needs, at a rate {name}");
        line("reclassification or pauses before the limit", &service, "none", |random| {
            class_changes(random, rate)
        });
    }
    for times in [1.0, 2.0, 4.0] {
        let strength = strength(times - 1.0, |_| format!("{times:.0} times as often"));
        line(
            "reclassification or pauses before the limit",
            "1,000 open needs, 0.4 % a day",
            &strength,
            |random| {
                class_changes(random, |day| if (52..=56).contains(&day) { 0.004 * times } else { 0.004 })
            },
        );
    }
}

fn month_ends() {
    for times in [1.0, 1.3, 1.8] {
        let strength = strength(times - 1.0, |_| format!("{times} times as many in the last two days"));
        line("rush at the end of the month", "18 months, 20 a day, more than chance", &strength, |random| {
            let day = |place: usize, random: &mut Random| {
                let last = place % 21 >= 19;
                // Days differ by more than chance: a busy day has half as many again as a quiet one.
                let busy = 0.04 * (0.8 + 0.4 * random.unit()) * if last { times } else { 1.0 };
                let count = drawn(500, busy, random) as f64;
                period_end::Day { day: place as i64, month: (place / 21) as i64, weekday: place % 5, count }
            };
            let days: Vec<_> = (0..18 * 21).map(|place| day(place, random)).collect();
            period_end(&days, random)
                .is_ok_and(|found| found.p < RARE && found.t > 2.326 && found.ratio >= 1.15)
        });
    }
}

fn bursts_of_entries() {
    for together in [0, 6, 10] {
        let strength = strength(f64::from(together), |_| {
            format!("on one day in four {together} of them within a minute")
        });
        line("entries in bursts", "10 workers, 20 days, 45 entries in eight hours", &strength, |random| {
            let day = |day: usize| {
                let mut times: Vec<f64> = (0..45).map(|_| random.unit() * 28_000.0).collect();
                let start = times[0];
                let burst = if day.is_multiple_of(4) { together as usize } else { 0 };
                times.iter_mut().take(burst).for_each(|time| *time = start + random.unit() * 60.0);
                times
            };
            let days: Vec<Vec<f64>> = (0..200).map(day).collect();
            of_days(days_with_bursts(&days, 1, 2), 200).1
        });
    }
}

fn even_shares() {
    for left in [1.0, 0.5, 0.25] {
        let strength = strength(1.0 - left, |_| format!("{:.0} % of the variation left", left * 100.0));
        line("too even", "24 months of 400, 95 % met", &strength, |random| {
            let periods: Vec<Period> = (0..24)
                .map(|_| {
                    let by_chance = drawn(400, 0.95, random) as f64 - 380.0;
                    Period { met: (380.0 + by_chance * left).round() as u64, of: 400 }
                })
                .collect();
            too_smooth(&periods).is_some_and(|found| found.p < RARE)
        });
    }
}
