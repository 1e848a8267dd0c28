//! Drawing by chance, from the library's own generator: the same on every machine.

use throughline::statistics::random::Random;

/// One of some things, each as likely as the others.
pub(crate) fn one<'a, T: ?Sized>(from: &[&'a T], random: &mut Random) -> &'a T {
    from[random.below(from.len())]
}

/// One of some things, as likely as it weighs.
pub(crate) fn weighted<T: Copy>(from: &[(T, f64)], random: &mut Random) -> T {
    let mut left = random.unit() * from.iter().map(|(_, weight)| weight).sum::<f64>();
    for (thing, weight) in from {
        left -= weight;
        if left < 0.0 {
            return *thing;
        }
    }
    from[from.len() - 1].0
}

/// Yes, with this chance.
pub(crate) fn chance(of: f64, random: &mut Random) -> bool {
    random.unit() < of
}

/// From `low` up to, not including, `high`.
pub(crate) fn between(low: f64, high: f64, random: &mut Random) -> f64 {
    low + (high - low) * random.unit()
}

/// Of a normal distribution of mean 0 and deviation 1 (Box and Muller, The Annals of Mathematical Statistics 29, 1958).
fn normal(random: &mut Random) -> f64 {
    let radius = (-2.0 * (1.0 - random.unit()).ln()).sqrt();
    radius * (std::f64::consts::TAU * random.unit()).cos()
}

/// Of a log-normal distribution with this median and this deviation of its logarithm.
pub(crate) fn skewed(median: f64, deviation: f64, random: &mut Random) -> f64 {
    median * (deviation * normal(random)).exp()
}

/// Of an exponential distribution with this mean.
pub(crate) fn wait(mean: f64, random: &mut Random) -> f64 {
    -mean * (1.0 - random.unit()).ln()
}

/// How many come where so many come on average (Knuth).
pub(crate) fn count(mean: f64, random: &mut Random) -> usize {
    let (limit, mut product, mut count) = ((-mean).exp(), random.unit(), 0);
    while product > limit {
        product *= random.unit();
        count += 1;
    }
    count
}
