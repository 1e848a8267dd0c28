//! How often each test of what targets do to records is wrong on clean services, and how often it sees bent ones:
//! `cargo run --example detectors > docs/detectors.md`. 200 clean and 200 bent services at each strength, from a fixed seed; a rate is
//! good to about 7 points at a half and 3 points near nought (Wilson's interval stands beside it).
#![expect(clippy::print_stdout, reason = "printing is what this program is for")]

use throughline::distortion::adjacent::{CURVE, adjacent};
use throughline::distortion::bursts::burst;
use throughline::distortion::changed_class::{Day, LEAST_CHANGES, changed};
use throughline::distortion::counts::Counts;
use throughline::distortion::heaping::{ROUNDED, of_durations};
use throughline::distortion::limit::{Decision, Limit, Unit, judge};
use throughline::distortion::near_limit::{Group, LEAST_DIFFERENCE, RARE, compare};
use throughline::distortion::period_end::{self, period_end};
use throughline::distortion::too_smooth::{Period, too_smooth};
use throughline::statistics::random::Random;
use throughline::statistics::share::wilson;

/// So many services at each strength.
const SERVICES: u32 = 200;

fn main() {
    println!("# How often the tests are wrong, and how often they see");
    println!();
    println!(
        "Made by `crates/throughline/examples/detectors.rs`: {SERVICES} invented services a line, seeded. *Strength* is how much was bent; \
         at none the rate is that of false alarms. Not in the table: what is said of many tests at once, where the false-discovery rate comes \
         on top and only lowers false alarms."
    );
    println!();
    println!("| test | service | strength | found | 95 % interval |");
    println!("|---|---|---|---|---|");
    limits();
    neighbours();
    rounding();
    coming_back();
    changing_class();
    month_ends();
    bursts_of_entries();
    even_shares();
}

/// One line: how many of the services are found.
fn line(test: &str, service: &str, strength: &str, mut found: impl FnMut(&mut Random) -> bool) {
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
}

fn changing_class() {
    for times in [1.0, 2.0, 4.0] {
        let strength = strength(times - 1.0, |_| format!("{times:.0} times as often"));
        line(
            "reclassification or pauses before the limit",
            "1,000 open needs, 0.4 % a day",
            &strength,
            |random| {
                let day = |day: i64, random: &mut Random| {
                    let chance = if (52..=56).contains(&day) { 0.004 * times } else { 0.004 };
                    Day { at_risk: 1_000, changed: drawn(1_000, chance, random) }
                };
                let days: Vec<Day> = (0..60).map(|place| day(place, random)).collect();
                changed(&days, 56).is_some_and(|found| {
                    found.rates.p_higher < RARE
                        && found.rates.ratio >= 1.5
                        && found.changes.0 >= LEAST_CHANGES
                })
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
        let strength = strength(f64::from(together), |_| format!("{together} of them within a minute"));
        line("bursts, one day", "45 entries in eight hours", &strength, |random| {
            let mut times: Vec<f64> = (0..45).map(|_| random.unit() * 28_000.0).collect();
            let start = times[0];
            times.iter_mut().take(together as usize).for_each(|time| *time = start + random.unit() * 60.0);
            burst(&times, 28_800.0, random).is_some_and(|found| found.p() < RARE)
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
