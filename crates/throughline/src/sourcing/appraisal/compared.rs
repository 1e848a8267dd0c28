//! Two options over the same futures: by how much one costs less, how sure that is, and how often it does.
//!
//! Formula: over the paired differences `d = B - A` of each future their mean and its interval by Student's t over the means of sets
//! ([`mean`]), and the share of futures in which A costs less. Where the interval holds nought, or there are fewer than 32 futures, it
//! says that it cannot tell. Source: simulation.md 4.7 and 5. Where it misleads: give one amount for each draw of what is not known (the
//! mean of its replications), as replications of one draw are no futures of their own; the interval is of the mean and shrinks as more
//! futures are drawn, the share does not, so a difference may be sure and small; and neither knows what the plan leaves out.

use super::paired;
use crate::error::Error;
use crate::money::{Pence, in_three};
use crate::statistics::spread::Mean;
use crate::wording::{counted, percent, step};

/// With fewer futures than this nothing is told.
pub const FEWEST_FUTURES: usize = 32;

/// Futures come in sets of so many, one after the other. Inside a set they are spread evenly over what is not known, so they are not
/// independent of each other; sets are.
pub const SET: usize = 8;

/// The mean over futures in their order, of those in which the value is known; `None` where it is in none.
pub fn mean(values: &[Option<f64>]) -> Option<Mean> {
    let known: Vec<Vec<f64>> =
        values.chunks(SET).map(|set| set.iter().flatten().copied().collect()).collect();
    Mean::of_sets(known.iter().map(Vec::as_slice))
}

/// A difference below so many pence is none: amounts for each need are compared with their fractions, and whole pence were rounded.
const SAME_PENCE: f64 = 0.01;

/// By how many pence two amounts differ, as far as that is no rounding.
pub(crate) fn different(pence: f64) -> f64 {
    if pence.abs() < SAME_PENCE { 0.0 } else { pence }
}

/// Two options compared; the first is A, the second B.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Compared {
    /// Over how many futures.
    pub futures: usize,
    /// How much less A costs than B on average, in pence; below nought it costs more.
    pub less_pence: f64,
    /// The 95 % interval of that; of endless width with one future.
    pub interval_pence: (f64, f64),
    /// How much less A costs in one future of ten at most, and in nine of ten at most, in pence.
    pub less_p10_p90: (f64, f64),
    /// The share of futures in which A costs less.
    pub a_beats_b: f64,
    /// The share of futures in which B costs less; in the rest they cost the same.
    pub b_beats_a: f64,
}

/// What can be told of two options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The first costs less on average.
    First,
    /// The second does.
    Second,
    /// The futures do not tell.
    CannotTell,
}

impl Compared {
    /// Compares what two options cost in each future, the same futures in the same order.
    pub fn of(a: &[Pence], b: &[Pence]) -> Result<Compared, Error> {
        paired(&[a, b])?;
        let pairs = a.iter().zip(b);
        Ok(Compared::by(&pairs.map(|(a, b)| Some((*b - *a).0 as f64)).collect::<Vec<_>>()))
    }

    /// The same of amounts in pence with their fractions, over the futures in which both are known; `None` where there is none.
    pub fn where_both(a: &[Option<f64>], b: &[Option<f64>]) -> Option<Compared> {
        let differences: Vec<Option<f64>> = a.iter().zip(b).map(|(a, b)| Some((*b)? - (*a)?)).collect();
        differences.iter().any(Option::is_some).then(|| Compared::by(&differences))
    }

    /// By how much A costs less in each future.
    fn by(less: &[Option<f64>]) -> Compared {
        let less: Vec<Option<f64>> = less.iter().map(|less| less.map(different)).collect();
        let (less_pence, half) =
            mean(&less).map_or((f64::NAN, f64::INFINITY), |of| (of.mean, of.half_width_95));
        let less: Vec<f64> = less.into_iter().flatten().collect();
        let mut in_order = less.clone();
        in_order.sort_by(f64::total_cmp);
        // As many futures lie below as above, so that exchanging the two changes nothing.
        let tenth = less.len().div_ceil(10) - 1;
        let share =
            |wins: fn(&f64) -> bool| less.iter().filter(|less| wins(less)).count() as f64 / less.len() as f64;
        Compared {
            futures: less.len(),
            less_pence,
            interval_pence: (less_pence - half, less_pence + half),
            less_p10_p90: (in_order[tenth], in_order[less.len() - 1 - tenth]),
            a_beats_b: share(|less| *less > 0.0),
            b_beats_a: share(|less| *less < 0.0),
        }
    }

    /// Which costs less on average, if that can be told.
    pub fn verdict(&self) -> Verdict {
        let (low, high) = self.interval_pence;
        if self.futures < FEWEST_FUTURES || (low <= 0.0 && high >= 0.0) {
            Verdict::CannotTell
        } else if low > 0.0 {
            Verdict::First
        } else {
            Verdict::Second
        }
    }

    /// Whether the mean and all of its interval are below a penny, so that no verdict could be written in money.
    pub fn is_the_same_to_the_penny(&self) -> bool {
        let (low, high) = self.interval_pence;
        self.futures >= FEWEST_FUTURES && low.abs().max(high.abs()) < 1.0
    }

    /// The same with the two exchanged.
    pub fn turned(self) -> Compared {
        let (low, high) = self.interval_pence;
        Compared {
            futures: self.futures,
            less_pence: -self.less_pence,
            less_p10_p90: (-self.less_p10_p90.1, -self.less_p10_p90.0),
            interval_pence: (-high, -low),
            a_beats_b: self.b_beats_a,
            b_beats_a: self.a_beats_b,
        }
    }

    /// As a sentence, with the names of the two; the same one whichever of them is given first.
    pub fn says(&self, a: &str, b: &str) -> String {
        match self.verdict() {
            _ if self.a_beats_b + self.b_beats_a == 0.0 => {
                let (a, b) = if a <= b { (a, b) } else { (b, a) };
                format!(
                    "{a} and {b} cost the same in every one of {}.",
                    counted(self.futures as u64, "future", "futures")
                )
            }
            _ if self.is_the_same_to_the_penny() => {
                let (a, b) = if a <= b { (a, b) } else { (b, a) };
                let futures = counted(self.futures as u64, "future", "futures");
                format!("{a} and {b} cost the same to the penny, on average over {futures}.")
            }
            Verdict::First => format!("{}: {}.", self.costs_less(a, b), self.spread()),
            Verdict::Second => self.turned().says(b, a),
            Verdict::CannotTell if a <= b => self.unsure(a, b),
            Verdict::CannotTell => self.turned().unsure(b, a),
        }
    }

    fn told(&self, pence: f64) -> String {
        let (low, high) = self.interval_pence;
        in_three(pence / 100.0, step((low / 100.0, high / 100.0)))
    }

    /// In how many futures the first costs less and by how much on average, as the begin of a sentence; where it costs less on average it
    /// may do so in few futures all the same.
    pub fn costs_less(&self, a: &str, b: &str) -> String {
        format!(
            "{a} costs less than {b} in {} of futures, {} less on average",
            percent(self.a_beats_b),
            self.told(self.less_pence)
        )
    }

    /// How far futures lie apart, and then how well their mean is known, as the end of a sentence.
    pub fn spread(&self) -> String {
        let ((low, high), (p10, p90)) = (self.interval_pence, self.less_p10_p90);
        format!(
            "{} to {} less from one future in ten to nine in ten; how well the mean over futures is known: {} to {} (95 %, {})",
            self.told(p10),
            self.told(p90),
            self.told(low),
            self.told(high),
            counted(self.futures as u64, "future", "futures")
        )
    }

    fn unsure(&self, a: &str, b: &str) -> String {
        let futures = counted(self.futures as u64, "future", "futures");
        if self.futures < FEWEST_FUTURES {
            return format!(
                "Cannot tell whether {a} or {b} costs less: {futures} of at least {FEWEST_FUTURES}."
            );
        }
        let (low, high) = self.interval_pence;
        format!(
            "Cannot tell whether {a} or {b} costs less: on average over futures {a} costs between {} more and {} less (95 %), and of \
             {futures} {a} costs less in {} and {b} in {}.",
            self.told(-low),
            self.told(high),
            percent(self.a_beats_b),
            percent(self.b_beats_a)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn row(pence: impl IntoIterator<Item = i64>) -> Vec<Pence> {
        pence.into_iter().map(Pence).collect()
    }

    #[test]
    fn the_interval_is_that_of_sets() {
        // Eight futures that are alike are worth one: Student's own data (see `spread`), in hundredths of an hour.
        let each = |hundredths: [i64; 10]| row(hundredths.into_iter().flat_map(|one| [one; SET]));
        let first = each([70, -160, -20, -120, -10, 340, 370, 80, 0, 200]);
        let second = each([190, 80, 110, 10, -10, 440, 550, 160, 460, 340]);
        let found = Compared::of(&first, &second).unwrap();
        assert!((found.less_pence - 158.0).abs() < 1e-9);
        let (low, high) = found.interval_pence;
        assert!((low - 70.01142).abs() < 1e-4 && (high - 245.98858).abs() < 1e-4, "{low} {high}");
        assert_eq!((found.a_beats_b, found.b_beats_a, found.verdict()), (0.9, 0.0, Verdict::First));
        let few = Compared::of(&first[..24], &second[..24]).unwrap();
        assert_eq!(few.verdict(), Verdict::CannotTell);
        assert!(
            few.says("A", "B")
                .starts_with("Cannot tell whether A or B costs less: 24 futures of at least 32")
        );
        // A future that is not known leaves its set smaller, and moves none into another.
        let known: Vec<Option<f64>> = first.iter().map(|pence| Some(pence.0 as f64)).collect();
        let mut less = known.clone();
        less[3] = None;
        let (all, less) = (mean(&known).unwrap(), mean(&less).unwrap());
        assert!(less.n == 79 && (less.standard_error / all.standard_error - 1.0).abs() < 0.05);
    }

    #[test]
    fn a_sure_difference_says_how_often() {
        // In 71 of 100 futures A costs £1,000 less, in 29 £500 more: £565 less on average.
        let a = row(vec![0; 100]);
        let b = row((0..100).map(|at| if at < 71 { 100_000 } else { -50_000 }));
        let found = Compared::of(&a, &b).unwrap();
        assert_eq!(found.verdict(), Verdict::First);
        let says = found.says("in-house", "outsourced");
        assert!(
            says.starts_with("in-house costs less than outsourced in 71 % of futures, £600 less on average: -£500 to £1,000 less from one"),
            "{says}"
        );
    }

    #[test]
    fn a_difference_below_a_penny_is_none_in_money() {
        // A third of a penny for each need, in every future: sure, and no amount that anybody could pay.
        let (a, b) = (vec![Some(1_000.0); 64], vec![Some(1_000.3); 64]);
        let found = Compared::where_both(&a, &b).unwrap();
        assert_eq!(found.verdict(), Verdict::First);
        assert_eq!(
            found.says("new", "as_is"),
            "as_is and new cost the same to the penny, on average over 64 futures."
        );
        // Two pence are told.
        let found = Compared::where_both(&a, &vec![Some(1_002.0); 64]).unwrap();
        assert!(
            found.says("new", "as_is").contains("£0.02 less on average"),
            "{}",
            found.says("new", "as_is")
        );
    }

    #[test]
    fn an_interval_about_nought_cannot_tell() {
        let a = row(vec![0; 96]);
        let b = row((0..96).map(|at| if (at / SET).is_multiple_of(2) { 10_000 } else { -9_000 }));
        let says = Compared::of(&a, &b).unwrap().says("A", "B");
        assert!(
            says.starts_with(
                "Cannot tell whether A or B costs less: on average over futures A costs between £"
            ),
            "{says}"
        );
        assert!(says.ends_with("of 96 futures A costs less in 50 % and B in 50 %."), "{says}");
        let same = Compared::of(&a, &a).unwrap();
        assert_eq!((same.verdict(), same.a_beats_b), (Verdict::CannotTell, 0.0));
        assert!(
            Compared::of(&a, &b[1..]).unwrap_err().to_string().contains("96 futures and another over 95")
        );
        assert!(Compared::of(&[], &[]).is_err());
        // A future in which one is not known is left out; a thousandth of a penny is no difference, a tenth is.
        let (one, other) =
            ([Some(4.0), None, Some(7.001), Some(3.0)], [Some(4.1), Some(1.0), Some(7.0), None]);
        let found = Compared::where_both(&one, &other).unwrap();
        assert_eq!((found.futures, found.a_beats_b, found.b_beats_a), (2, 0.5, 0.0));
        assert_eq!(Compared::where_both(&one[1..2], &other[1..2]), None);
        assert_eq!(Compared::of(&a[..1], &b[..1]).unwrap().verdict(), Verdict::CannotTell);
    }

    proptest! {
        /// Exchanging the options changes nothing but their names.
        #[test]
        fn it_is_symmetric(pairs in prop::collection::vec((-100_000i64..100_000, -100_000i64..100_000), 1..90), shift in -200_000i64..200_000) {
            let a = row(pairs.iter().map(|pair| pair.0));
            let b = row(pairs.iter().map(|pair| pair.1 + shift));
            let (one, other) = (Compared::of(&a, &b).unwrap(), Compared::of(&b, &a).unwrap());
            prop_assert_eq!(one.says("north", "south"), other.says("south", "north"));
            prop_assert_eq!(one.turned(), other);
        }
    }
}
