//! Numbers that follow from others of the plan: those of a pool that is made of several, or of a part of one. They are worked out in
//! every future from what the others are there, so that whatever is drawn for a source, or whatever the world does to it, reaches them.

use super::plan::Number;

/// How a number follows from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Follows {
    /// It is all of them together.
    Sum(Vec<Number>),
    /// It is their mean, each counted as often as its number of heads says: pairs of the number and the heads.
    Mean(Vec<(Number, Number)>),
    /// It is a part of all of them together, in whole people.
    Part {
        /// Those who are parted.
        of: Vec<Number>,
        /// The share of each part; divided by the sum of all.
        shares: Vec<Number>,
        /// Which part it is.
        place: usize,
    },
}

impl Follows {
    /// What it is where every number of the plan has this value.
    pub fn value(&self, values: &[f64]) -> f64 {
        let of = |number: &Number| values[number.0];
        match self {
            Follows::Sum(all) => all.iter().map(of).sum(),
            Follows::Mean(pairs) => {
                let heads: f64 = pairs.iter().map(|(_, heads)| of(heads)).sum();
                pairs.iter().map(|(one, heads)| of(one) * of(heads)).sum::<f64>() / heads.max(1.0)
            }
            Follows::Part { of: all, shares, place } => {
                let shares: Vec<f64> = shares.iter().map(of).collect();
                parted(all.iter().map(of).sum(), &shares)[*place]
            }
        }
    }

    /// From which numbers it follows.
    pub fn sources(&self) -> Vec<Number> {
        match self {
            Follows::Sum(all) => all.clone(),
            Follows::Mean(pairs) => pairs.iter().flat_map(|(one, heads)| [*one, *heads]).collect(),
            Follows::Part { of, shares, .. } => of.iter().chain(shares).copied().collect(),
        }
    }
}

/// How many of `staff` go to each part, by its share: whole people, none lost.
pub(super) fn parted(staff: f64, shares: &[f64]) -> Vec<f64> {
    let all: f64 = shares.iter().sum();
    let (mut so_far, mut given) = (0.0, 0.0);
    let part = |share: &f64| {
        so_far += share;
        let upto = (staff * so_far / all).round();
        let part = upto - given;
        given = upto;
        part
    };
    shares.iter().map(part).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn they_are_what_the_sources_make_them() {
        // Rates of 20 and 30, of 4 and 12 people; shares of 1 and 3.
        let values = [20.0, 30.0, 4.0, 12.0, 1.0, 3.0];
        let of = |places: &[usize]| places.iter().copied().map(Number).collect::<Vec<_>>();
        let mean = Follows::Mean(vec![(Number(0), Number(2)), (Number(1), Number(3))]);
        assert_eq!(mean.value(&values), 27.5);
        assert_eq!(Follows::Sum(of(&[2, 3])).value(&values), 16.0);
        let part = Follows::Part { of: of(&[2, 3]), shares: of(&[4, 5]), place: 1 };
        assert_eq!((part.value(&values), part.sources()), (12.0, of(&[2, 3, 4, 5])));
        assert_eq!(parted(5.0, &[1.0, 1.0]), [3.0, 2.0], "nobody is lost");
    }
}
