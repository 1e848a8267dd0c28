//! Whether two records are of one person: how much each field that agrees or does not speaks for it, and what links that were missed or
//! wrong do to a rate.
//!
//! Formula (Fellegi and Sunter, Journal of the American Statistical Association 64, 1969): weight in bits = sum over fields of log2(m/u)
//! where a field agrees and log2((1 - m)/(1 - u)) where it does not, with m the chance that it agrees for one person and u for two;
//! posterior odds = prior odds × 2^weight. A rate of repeats found by links is about true rate × recall / precision (measures.md 3.6),
//! so the true one is the found one × precision / recall. Where it misleads: fields are taken for independent; m and u must come from
//! pairs that people have looked at, and differ between groups (young people move more often).

/// One field of two records that are compared.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// The chance that the field agrees if the records are of one person; above 0 and below 1.
    pub m: f64,
    /// The chance that it agrees if they are of two.
    pub u: f64,
    /// Whether it agrees.
    pub agrees: bool,
}

/// How much the fields speak for one person, in bits; fields that a record lacks are left out. None if a chance is not between 0 and 1.
pub fn match_weight(fields: &[Compared]) -> Option<f64> {
    let inside = |chance: f64| chance > 0.0 && chance < 1.0;
    let weight = |field: &Compared| {
        let odds = if field.agrees { field.m / field.u } else { (1.0 - field.m) / (1.0 - field.u) };
        (inside(field.m) && inside(field.u)).then(|| odds.log2())
    };
    fields.iter().map(weight).sum()
}

/// The chance that two records are of one person, if so large a share of all pairs is (`prior`) and the fields weigh so much. None if
/// the prior is not between 0 and 1.
pub fn posterior(prior: f64, match_weight: f64) -> Option<f64> {
    let odds = prior / (1.0 - prior) * match_weight.exp2();
    let usable = prior > 0.0 && prior < 1.0 && !match_weight.is_nan();
    // Odds of infinity are a chance of 1.
    usable.then(|| if odds.is_finite() { odds / (1.0 + odds) } else { 1.0 })
}

/// The rate that would be found if no link were missed or wrong, cut to 1: of the links found so many are right (`precision`), and of
/// the right ones so many are found (`recall`). None if these are not shares above nought.
pub fn without_missed_links(rate: f64, precision: f64, recall: f64) -> Option<f64> {
    let share = |value: f64| value > 0.0 && value <= 1.0;
    (share(precision) && share(recall) && rate >= 0.0).then(|| (rate * precision / recall).min(1.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_hand() {
        let field = |agrees| Compared { m: 0.8, u: 0.1, agrees };
        assert_eq!(match_weight(&[field(true), field(true)]), Some(6.0));
        assert!((match_weight(&[field(false)]).unwrap() - (0.2_f64 / 0.9).log2()).abs() < 1e-12);
        // Odds of 1 to 63 times 2^6 are 64 to 63.
        assert!((posterior(1.0 / 64.0, 6.0).unwrap() - 64.0 / 127.0).abs() < 1e-12);
        assert_eq!(posterior(0.5, 5_000.0), Some(1.0));
        assert_eq!(without_missed_links(0.2, 1.0, 0.8), Some(0.25));
    }

    #[test]
    fn what_is_no_chance_gives_nothing() {
        assert_eq!(match_weight(&[Compared { m: 1.0, u: 0.1, agrees: false }]), None);
        assert_eq!((posterior(0.0, 3.0), posterior(1.0, 3.0), posterior(0.1, f64::NAN)), (None, None, None));
        assert_eq!((without_missed_links(0.2, 0.9, 0.0), without_missed_links(-1.0, 0.9, 0.9)), (None, None));
        assert_eq!(match_weight(&[]), Some(0.0));
    }
}
