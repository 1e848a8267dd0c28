//! How futures are spread over what is not known.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use throughline::sourcing::appraisal::compared::SET;
use throughline_files::plan::from_toml;
use throughline_sim::answered::answered;
use throughline_sim::decide::{Asked, decide};
use throughline_sim::deciding::deciding;

const PLAN: &str = r#"
[scenario]
start = "2026-04-01"
days = 1
[demand.n]
rate_per_day = { v = 1, lo = 0, hi = 2, dist = "uniform" }
[pool.p]
staff = 1
rate_per_hour = { v = 15, lo = 10, hi = 20, dist = "uniform" }
[pool.q]
staff = 1
rate_per_hour = { v = 40, lo = 30, hi = 50, dist = "uniform" }
[step.a]
pool = "p"
time = "1m"
next = { b = 0.5 }
[step.b]
pool = "q"
time = "1m"
[run]
outer = 4000
"#;

/// For each number with a range (the two rates of the pools, then that of the demand), in each future, from 0 at its low end to 1 at its
/// high end.
fn spread(more: &str) -> Vec<Vec<f64>> {
    let question = from_toml(&format!("{PLAN}{more}"), "p.toml").unwrap();
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let drawn =
        decide(&question, &Asked { seed: 5, threads: 2, stop: &stop, done: &done }, |_| {}).unwrap().drawn;
    let amounts = question.plan.amounts.iter().enumerate();
    let ranges = amounts.filter_map(|(place, amount)| Some((place, amount.range?)));
    ranges
        .map(|(place, range)| {
            drawn.iter().map(|future| (future[place] - range.low) / (range.high - range.low)).collect()
        })
        .collect()
}

/// The rank correlation of two even numbers.
fn rank(one: &[f64], other: &[f64]) -> f64 {
    let n = one.len() as f64;
    one.iter().zip(other).map(|(a, b)| 12.0 * (a - 0.5) * (b - 0.5)).sum::<f64>() / n
}

#[test]
fn every_set_is_even_in_every_number_and_no_two_sets_are_alike() {
    let all = spread("");
    assert_eq!(all.len(), 3);
    for number in &all {
        for set in number.chunks(SET) {
            let mut eighths: Vec<usize> = set.iter().map(|value| (value * SET as f64) as usize).collect();
            eighths.sort_unstable();
            assert_eq!(eighths, (0..SET).collect::<Vec<_>>(), "one in each eighth");
        }
        let mut firsts: Vec<u64> = number.chunks(SET).map(|set| set[0].to_bits()).collect();
        firsts.sort_unstable();
        firsts.dedup();
        assert!(firsts.len() > 490, "{} of 500", firsts.len());
        // Where in its eighth a set's first point lies is even too: 500 of them have a standard error of 0.013.
        let inside = number.chunks(SET).map(|set| (set[0] * SET as f64).fract()).sum::<f64>() / 500.0;
        assert!((inside - 0.5).abs() < 0.05, "{inside}");
    }
    assert!(rank(&all[0], &all[1]).abs() < 0.05 && rank(&all[1], &all[2]).abs() < 0.05);
}

/// The sequence has no dimension for so many; those beyond it vary all the same, and can go together.
#[test]
fn numbers_beyond_the_sequence_vary_too() {
    let pool = |place: usize| {
        format!(
            "[pool.x{place}]\nstaff = 1\nrate_per_hour = {{ v = 15, lo = 10, hi = 20, dist = \"uniform\" }}\n"
        )
    };
    let pools: String = (0..270).map(pool).collect();
    let more = format!(
        "{pools}[correlation.wages]\nof = [\"pool.x0.rate_per_hour\", \"pool.x269.rate_per_hour\"]\nrank = 0.8\n"
    );
    let all = spread(&more);
    assert_eq!(all.len(), 273);
    for number in &all {
        // The standard error of the mean of 4,000 even numbers is 0.0046.
        let mean = number.iter().sum::<f64>() / number.len() as f64;
        assert!((mean - 0.5).abs() < 0.025, "{mean}");
        assert!((rank(number, number) - 1.0).abs() < 0.08);
    }
    let ends = (&all[2], &all[271]);
    assert!((rank(ends.0, ends.1) - 0.8).abs() < 0.06, "{}", rank(ends.0, ends.1));
    assert!(rank(&all[270], &all[269]).abs() < 0.08);
}

#[test]
fn numbers_that_go_together_are_drawn_together_and_the_others_as_before() {
    let alone = spread("");
    let both = spread(
        "[correlation.wages]\nof = [\"pool.p.rate_per_hour\", \"pool.q.rate_per_hour\"]\nrank = 0.8\n",
    );
    assert_eq!(alone[2], both[2]);
    // The first of them stays where it was, but for what the normal and back leave of its last digits.
    assert!(alone[0].iter().zip(&both[0]).all(|(alone, both)| (alone - both).abs() < 1e-6));
    // The standard error over 4,000 futures is below 0.01.
    assert!((rank(&both[0], &both[1]) - 0.8).abs() < 0.03, "{}", rank(&both[0], &both[1]));
    assert!(rank(&both[0], &both[2]).abs() < 0.05);
    let mean = both[1].iter().sum::<f64>() / 4000.0;
    assert!((mean - 0.5).abs() < 0.01, "{mean}");
}

/// Needs come by the clock and are all met, so what each costs differs by the two rates alone, of which one is twice as far off as the
/// other: its square is four fifths of both squares, and nothing goes with both together.
#[test]
fn the_shares_of_a_sum_are_its_squares() {
    let plan = r#"
[scenario]
start = "2026-04-01"
days = 30
[demand.n]
between = "6h"
[pool.p]
staff = 1
rate_per_hour = { v = 20, lo = 18, hi = 22, dist = "uniform" }
[step.a]
pool = "p"
time = "1h"
[option.other]
set = { "pool.p.rate_per_hour" = { v = 19, lo = 18, hi = 20, dist = "uniform" } }
[run]
outer = 64
"#;
    let question = from_toml(plan, "p.toml").unwrap();
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let asked = Asked { seed: 5, threads: 2, stop: &stop, done: &done };
    let answer = answered(&question, &asked, |_| {}).unwrap().answer;
    let found = deciding(&question, &answer, 512, &asked).unwrap().unwrap();
    let known = [("pool.p.rate_per_hour", 0.8), ("option.other.set.pool.p.rate_per_hour", 0.2)];
    assert_eq!(found.numbers.len(), 2, "{found:?}");
    for (one, (path, share)) in found.numbers.iter().zip(known) {
        assert_eq!(one.path, path);
        let shares = one.shares.unwrap();
        for (value, (low, high)) in
            [(shares.alone, shares.alone_interval), (shares.in_all, shares.in_all_interval)]
        {
            assert!((value - share).abs() < high - low && high - low < 0.25, "{path}: {shares:?}");
        }
    }
    assert_eq!(found.rows, 512);
    // Numbers that go together have none, and then no future is looked at for them.
    let both = "[correlation.rates]\nof = [\"pool.p.rate_per_hour\", \"option.other.set.pool.p.rate_per_hour\"]\nrank = 0.5\n";
    let both = from_toml(&format!("{plan}{both}"), "p.toml").unwrap();
    let of_both = answered(&both, &asked, |_| {}).unwrap().answer;
    let before = done.load(Ordering::Relaxed);
    let none = deciding(&both, &of_both, 512, &asked).unwrap().unwrap();
    assert_eq!((none.numbers.len(), none.together.len(), none.rows), (0, 2, 0));
    assert_eq!(done.load(Ordering::Relaxed), before);
    // The same from one thread as from two.
    let one = Asked { threads: 1, ..asked };
    assert_eq!(deciding(&question, &answer, 512, &one).unwrap().unwrap(), found);
}
