//! A total in whole pence, parted over months or kinds of need so that the parts add up to it again.

use crate::error::Error;
use crate::money::Pence;

/// Parts in proportion to weights, by largest remainder (Hamilton's method): each part is the whole pence of its exact share, and the
/// pennies left over go to the largest fractions, the earlier of two equal ones first. The parts add up to the total, and none is a
/// penny or more from its exact share. An error if there is nothing to part it over.
pub fn by_weight(total: Pence, weights: &[u64]) -> Result<Vec<Pence>, Error> {
    let all: u128 = weights.iter().map(|weight| u128::from(*weight)).sum();
    if all == 0 {
        return Err(Error::asked(format!(
            "{total} cannot be split over weights that are all 0; name what it is to be split by, or leave it in one line"
        )));
    }
    let (sign, size) = (total.0.signum(), u128::from(total.0.unsigned_abs()));
    let exact = |weight: &u64| size * u128::from(*weight);
    let mut parts: Vec<u128> = weights.iter().map(|weight| exact(weight) / all).collect();
    let left = size - parts.iter().sum::<u128>();
    let mut order: Vec<usize> = (0..weights.len()).collect();
    order.sort_by_key(|place| std::cmp::Reverse(exact(&weights[*place]) % all));
    for place in order.into_iter().take(left as usize) {
        parts[place] += 1;
    }
    // No part is larger than the total, which fits; its sign comes back last, as the most negative total has no positive twin.
    Ok(parts.into_iter().map(|part| Pence((part as i128 * i128::from(sign)) as i64)).collect())
}

/// The part of one of `count` equal periods, from 0: `total * (place + 1) / count - total * place / count` in whole pence, so that
/// periods 0 to `count - 1` add up to the total and lie at most a penny apart. Nought if `count` is.
pub fn evenly(total: Pence, count: u32, place: u32) -> Pence {
    if count == 0 {
        return Pence(0);
    }
    let until = |periods: u32| i128::from(total.0) * i128::from(periods) / i128::from(count);
    let place = place % count;
    Pence((until(place + 1) - until(place)) as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_pound_in_three_and_a_worked_split() {
        let parts = |total: i64, weights: &[u64]| -> Vec<i64> {
            by_weight(Pence(total), weights).unwrap().iter().map(|part| part.0).collect()
        };
        assert_eq!(parts(100, &[1, 1, 1]), [34, 33, 33]);
        assert_eq!(parts(-100, &[1, 1, 1]), [-34, -33, -33]);
        // Exact shares 42.5, 25.5, 17, 0: one penny is left for two halves, and the first gets it.
        assert_eq!(parts(85, &[5, 3, 2, 0]), [43, 25, 17, 0]);
        assert_eq!(parts(i64::MIN, &[u64::MAX]), [i64::MIN]);
        assert!(by_weight(Pence(1), &[0, 0]).unwrap_err().to_string().contains("weights that are all 0"));
        assert_eq!((0..3).map(|place| evenly(Pence(100), 3, place).0).collect::<Vec<_>>(), [33, 33, 34]);
        assert_eq!(evenly(Pence(100), 0, 1), Pence(0));
    }

    proptest! {
        #[test]
        fn no_penny_is_lost(total in any::<i64>(), weights in prop::collection::vec(0u64..1_000_000, 1..20)) {
            prop_assume!(weights.iter().any(|weight| *weight > 0));
            let parts = by_weight(Pence(total), &weights).unwrap();
            prop_assert_eq!(parts.iter().copied().sum::<Pence>(), Pence(total));
            let all: u64 = weights.iter().sum();
            for (part, weight) in parts.iter().zip(&weights) {
                let off = i128::from(part.0) * i128::from(all) - i128::from(total) * i128::from(*weight);
                prop_assert!(off.unsigned_abs() < u128::from(all), "{} of {}", part, weight);
            }
        }

        #[test]
        fn equal_months_add_up(total in any::<i64>(), count in 1u32..400) {
            let parts: Vec<Pence> = (0..count).map(|place| evenly(Pence(total), count, place)).collect();
            prop_assert_eq!(parts.iter().copied().sum::<Pence>(), Pence(total));
            let (least, most) = (parts.iter().min().unwrap().0, parts.iter().max().unwrap().0);
            prop_assert!(most - least <= 1);
        }
    }
}
