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

/// However many there are, each varies by itself: any two that are independent go together in few futures no more than by chance.
#[test]
fn many_numbers_vary_each_by_itself() {
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
    // In sets of eight a correlation of nothing has a variance of 1 / 7, over 32 futures of 1 / 28 = 0.036.
    let squares = (3..200).flat_map(|one| {
        let (a, b) = (&all[one], &all[one + 1]);
        a.chunks(32).zip(b.chunks(32)).map(|(a, b)| rank(a, b).powi(2)).collect::<Vec<f64>>()
    });
    let (n, sum) = squares.fold((0.0, 0.0), |(n, sum), square| (n + 1.0, sum + square));
    assert!((sum / n - 0.036).abs() < 0.004, "{}", sum / n);
}

/// Of a hundred numbers that both options use alike none is said to decide between them, whatever the seed.
#[test]
fn what_has_no_effect_does_not_decide() {
    let range = "{ v = 15, lo = 10, hi = 20, dist = \"uniform\" }";
    let pool = |place: usize| {
        format!(
            "[pool.x{place}]\nstaff = 1\nrate_per_hour = {range}\n[step.s{place}]\npool = \"x{place}\"\ntime = \"1m\"\n"
        )
    };
    let first: String = (0..100).map(pool).collect();
    let plan = format!(
        "[scenario]\nstart = \"2026-04-01\"\ndays = 2\n[demand.n]\nbetween = \"1h\"\n[pool.p]\nstaff = 1\nrate_per_hour = {range}\n\
         [step.a]\npool = \"p\"\ntime = \"1m\"\n{first}[option.other]\nset = {{ \"pool.p.rate_per_hour\" = {range} }}\n[run]\nouter = 32\n"
    );
    let (stop, done) = (AtomicBool::new(false), AtomicU64::new(0));
    let (mut false_ones, mut true_ones) = (0, 0);
    for seed in 0..40 {
        let question = from_toml(&plan, "p.toml").unwrap();
        let answer = answered(&question, &Asked { seed, threads: 2, stop: &stop, done: &done }, |_| {})
            .unwrap()
            .answer;
        assert_eq!(answer.may_decide, 102);
        let (yes, no): (Vec<_>, Vec<_>) =
            answer.drivers.iter().partition(|driver| driver.path.contains("pool.p."));
        true_ones += yes.len();
        false_ones += no.len();
    }
    // One page of twenty is expected to list one; of forty more than seven would do so in one case of a thousand.
    assert!(false_ones <= 7, "{false_ones}");
    assert!(true_ones > 60, "{true_ones} of 80");
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
outer = 256
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
    let both = "[correlation.rates]\nof = [\"pool.p.rate_per_hour\", \"option.other.set.pool.p.rate_per_hour\"]\nrank = -0.5\n";
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
