//! What was promised at signing and what was delivered, in cases that are known; and where each result falls in what would have been
//! expected from what was known at signing.
//!
//! Formula: delivered over promised, as a place in the distribution of `achieved / claimed` (of gross savings) or `(achieved - looking
//! after the contract - procurement) / claimed` (of net ones), each by its default's range ([`super::defaults`]), all apart from each
//! other, over 1,024 points of a Halton sequence (Halton 1960). Where a case was looked at before its term was over, the promise is
//! taken whole and by the part of the term that had passed, and only what holds for both is said. Source: domain.md 2.4 (the cases, in
//! `back_test.tsv`). Where it misleads: the cases are known because somebody wrote about them; shares of a contract of an unknown
//! price stand for sums; and the default `realised_of_claimed` was made from
//! these very cases, so it is never tested on them.

use std::sync::OnceLock;

use super::amount::Amount;
use super::amount::Grade;
use super::defaults::default;
use crate::error::Error;
use crate::wording::{counted, percent};

/// What a sum counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// Savings before what it took to make them.
    Gross,
    /// Savings less that.
    Net,
}

/// A case.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Case {
    /// Its name.
    pub name: &'static str,
    /// What its sums count.
    pub measure: Measure,
    /// What was promised at signing, in millions of pounds; `None` where no sum is known.
    pub promised_million: Option<f64>,
    /// What was delivered.
    pub delivered_million: Option<f64>,
    /// How much of the term had passed by then, as a share.
    pub share_of_term: f64,
    /// How good its source is.
    pub grade: Grade,
    /// Its source: code and name.
    pub source: &'static str,
    /// What else is to be known of it.
    pub note: &'static str,
}

const TABLE: &str = include_str!("back_test.tsv");

/// All cases, in the order of the table.
pub fn cases() -> &'static [Case] {
    static ALL: OnceLock<Vec<Case>> = OnceLock::new();
    ALL.get_or_init(|| TABLE.lines().skip(1).filter_map(Case::of_line).collect())
}

/// Where a result falls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Falls {
    /// Below nine tenths of what was to be expected: worse.
    Below,
    /// Within the middle eight tenths.
    Within,
    /// Above nine tenths: better.
    Above,
    /// Before the end of the term, and one or the other by what is taken of the rest.
    CannotTell,
    /// Something that would be needed was never reported.
    NotKnown,
}

/// A case and where its result falls.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Placed {
    /// The case.
    pub case: Case,
    /// What was delivered of what was promised: of the whole, and of the part whose time had come.
    pub ratio: Option<(f64, f64)>,
    /// Which share of what was to be expected lies below these.
    pub place: Option<(f64, f64)>,
    /// The middle of what was to be expected.
    pub middle: f64,
    /// Where it falls.
    pub falls: Falls,
}

/// What was to be expected of a measure at signing: delivered over promised, in order of size.
#[derive(Debug, Clone, PartialEq)]
pub struct Expected {
    ratios: Vec<f64>,
}

/// How many points a distribution is made of.
const POINTS: u32 = 1_024;

/// The share of a Halton sequence in a base: the digits of `place` behind the point, turned round.
fn halton(mut place: u32, base: u32) -> f64 {
    let (mut share, mut digit) = (0.0, 1.0 / f64::from(base));
    while place > 0 {
        share += digit * f64::from(place % base);
        place /= base;
        digit /= f64::from(base);
    }
    share
}

impl Expected {
    /// By the ranges of the defaults.
    pub fn of(measure: Measure) -> Result<Expected, Error> {
        let named = |name: &str| -> Result<Amount, Error> {
            let default = default(name)?;
            Ok(Amount { range: default.range(), ..Amount::taken(name, default.central.unwrap_or(0.0)) })
        };
        let [achieved, claimed] = [named("saving_achieved")?, named("saving_claimed")?];
        let taken_off = match measure {
            Measure::Gross => vec![],
            Measure::Net => vec![(named("client_side")?, 5), (named("buyer_procurement_cost")?, 7)],
        };
        let ratio = |place: u32| {
            let off: f64 = taken_off.iter().map(|(amount, base)| amount.at(halton(place, *base))).sum();
            (achieved.at(halton(place, 2)) - off) / claimed.at(halton(place, 3))
        };
        let mut ratios: Vec<f64> = (1..=POINTS).map(ratio).collect();
        ratios.sort_by(f64::total_cmp);
        Ok(Expected { ratios })
    }

    /// The ratio below which such a share lies.
    pub fn at(&self, share: f64) -> f64 {
        let place = (share * self.ratios.len() as f64) as usize;
        self.ratios.get(place.min(self.ratios.len().saturating_sub(1))).copied().unwrap_or(f64::NAN)
    }

    /// Which share lies below a ratio.
    pub fn below(&self, ratio: f64) -> f64 {
        self.ratios.partition_point(|one| *one < ratio) as f64 / self.ratios.len() as f64
    }

    /// Where a result falls.
    fn place(&self, case: &Case) -> Placed {
        let (Some(promised), Some(delivered)) = (case.promised_million, case.delivered_million) else {
            return Placed {
                case: *case,
                ratio: None,
                place: None,
                middle: self.at(0.5),
                falls: Falls::NotKnown,
            };
        };
        let (whole, by_then) = (delivered / promised, delivered / (promised * case.share_of_term));
        let place = (self.below(whole), self.below(by_then));
        let falls = |place: f64| match place {
            low if low < 0.1 => Falls::Below,
            high if high > 0.9 => Falls::Above,
            _ => Falls::Within,
        };
        let (one, other) = (falls(place.0), falls(place.1));
        let falls = if one == other { one } else { Falls::CannotTell };
        Placed { case: *case, ratio: Some((whole, by_then)), place: Some(place), middle: self.at(0.5), falls }
    }
}

/// All cases placed, each by its own measure.
pub fn placed() -> Result<Vec<Placed>, Error> {
    let (gross, net) = (Expected::of(Measure::Gross)?, Expected::of(Measure::Net)?);
    let place = |case: &Case| match case.measure {
        Measure::Gross => gross.place(case),
        Measure::Net => net.place(case),
    };
    Ok(cases().iter().map(place).collect())
}

/// What the cases together say of the defaults. It never says that they are validated: so few cases, found because somebody wrote about them,
/// cannot.
pub fn says(placed: &[Placed]) -> String {
    let count = |falls: Falls| placed.iter().filter(|one| one.falls == falls).count() as u64;
    let [below, within, above, untold, unknown] =
        [Falls::Below, Falls::Within, Falls::Above, Falls::CannotTell, Falls::NotKnown].map(count);
    let told = below + within + above;
    let rest =
        format!("{untold} cannot be told before the end of the term, and {unknown} have no sums to compare.");
    if told == 0 {
        return format!("No result can be placed; {rest}");
    }
    let missed = match below + above {
        0 => "None was missed, and so few cannot validate anything.",
        _ => "The ranges missed the others: they are not validated.",
    };
    let [promise, middle] = off(placed).map(|off| format!("{off:.2}"));
    format!(
        "Of {} that can be placed, {within} fell within the middle 80 % of what was to be expected ({}; a sound range would hold about 80 %), \
         {below} below it and {above} above. {missed} The middle of the ranges was off by {middle} of what was promised on average, \
         the promise taken at its word by {promise}. {rest}",
        counted(told, "result", "results"),
        percent(within as f64 / told as f64)
    )
}

/// By how much of what was promised the promise itself, and the middle of the ranges, were off on average where a result can be told.
fn off(placed: &[Placed]) -> [f64; 2] {
    let told = placed.iter().filter(|one| !matches!(one.falls, Falls::CannotTell | Falls::NotKnown));
    let ratios: Vec<(f64, f64)> = told.filter_map(|one| Some((one.ratio?.0, one.middle))).collect();
    let mean = |off: fn(&(f64, f64)) -> f64| ratios.iter().map(off).sum::<f64>() / ratios.len() as f64;
    [mean(|(ratio, _)| (1.0 - ratio).abs()), mean(|(ratio, middle)| (middle - ratio).abs())]
}

impl Case {
    /// A line of the table; `None` if it is none, which a test keeps from happening.
    fn of_line(line: &'static str) -> Option<Case> {
        let cells: Vec<&str> = line.split('\t').collect();
        let [name, measure, promised, delivered, share, grade, source, note] = cells.try_into().ok()?;
        let number = |text: &str| if text.is_empty() { Some(None) } else { text.parse().ok().map(Some) };
        let measure = match measure {
            "gross" => Measure::Gross,
            "net" => Measure::Net,
            _ => return None,
        };
        let (_, grade) = *Grade::NAMES.iter().find(|(name, _)| *name == grade)?;
        Some(Case {
            name,
            measure,
            promised_million: number(promised)?,
            delivered_million: number(delivered)?,
            share_of_term: share.parse().ok()?,
            grade,
            source,
            note,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_a_case() {
        assert_eq!(cases().len(), TABLE.lines().count() - 1);
        for case in cases() {
            assert!(case.share_of_term > 0.0 && case.share_of_term <= 1.0, "{}", case.name);
            assert!(case.promised_million.is_none_or(|promised| promised > 0.0), "{}", case.name);
            assert!(!case.source.is_empty() && !case.note.is_empty(), "{}", case.name);
        }
    }

    #[test]
    fn a_halton_sequence_is_the_published_one() {
        let first = |base| (1..=4).map(|place| halton(place, base)).collect::<Vec<_>>();
        assert_eq!(first(2), [0.5, 0.25, 0.75, 0.125]);
        assert!((first(3)[3] - 4.0 / 9.0).abs() < 1e-12 && (first(3)[2] - 1.0 / 9.0).abs() < 1e-12);
    }

    #[test]
    fn ratios_are_those_of_the_reports() {
        let placed = placed().unwrap();
        let ratio = |place: usize| placed[place].ratio.unwrap();
        // 36 % of the gross saving; 70 %; 8 % of the whole promise.
        assert_eq!(format!("{:.2}", ratio(0).0), "0.36");
        assert_eq!(format!("{:.2}", ratio(3).0), "0.70");
        assert_eq!(format!("{:.2} {:.2}", ratio(4).0, ratio(4).1), "0.08 0.17");
        assert_eq!(placed[1].falls, Falls::Below);
        assert_eq!(placed[2].falls, Falls::Below);
        assert!(placed.iter().skip(6).all(|one| one.falls == Falls::NotKnown));
    }

    #[test]
    fn what_was_to_be_expected_is_in_order_and_net_is_less() {
        let (gross, net) = (Expected::of(Measure::Gross).unwrap(), Expected::of(Measure::Net).unwrap());
        for share in [0.1, 0.5, 0.9] {
            assert!(net.at(share) < gross.at(share));
            assert!((gross.below(gross.at(share)) - share).abs() < 0.01);
        }
        // Both are perts: 0 5 10 % over 10 20 30 %, whose middles are 5 and 20.
        assert!((gross.at(0.5) - 0.25).abs() < 0.02, "{}", gross.at(0.5));
        assert!(gross.at(0.0) >= 0.0 && gross.at(1.0) <= 1.0);
    }

    /// The page has every case, where it falls, and the same last word.
    #[test]
    fn the_page_says_the_same() {
        const PAGE: &str = include_str!("../../../../docs/outsourcing-back-test.md");
        let said = |text: String| assert!(PAGE.contains(&text), "the page does not say: {text}");
        let placed = placed().unwrap();
        for one in &placed {
            said(row(one));
            said(format!("- **{}**: {}. {}", one.case.name, one.case.note, one.case.source));
        }
        said(says(&placed));
        for (name, measure) in [("gross", Measure::Gross), ("net", Measure::Net)] {
            let expected = Expected::of(measure).unwrap();
            let [low, middle, high] = [0.1, 0.5, 0.9].map(|share| format!("{:.2}", expected.at(share)));
            said(format!("| {name} | {low} | {middle} | {high} |"));
        }
        assert!(says(&placed).contains("not validated") && !PAGE.contains("is validated"));
    }

    /// A case as the page's table has it.
    fn row(one: &Placed) -> String {
        let sum =
            |million: Option<f64>| million.map_or("not known".to_string(), |million| format!("{million}"));
        let both = |pair: Option<(f64, f64)>, told: fn(f64) -> String| match pair {
            None => String::new(),
            Some((one, other)) if one == other => told(one),
            Some((one, other)) => format!("{} to {}", told(one), told(other)),
        };
        let falls = match one.falls {
            Falls::Below => "**below: missed**",
            Falls::Within => "within",
            Falls::Above => "**above: missed**",
            Falls::CannotTell => "cannot tell",
            Falls::NotKnown => "no sums",
        };
        let measure = if one.case.measure == Measure::Gross { "gross" } else { "net" };
        let cells = [
            one.case.name.to_string(),
            measure.to_string(),
            sum(one.case.promised_million),
            sum(one.case.delivered_million),
            both(one.ratio, |ratio| format!("{ratio:.2}")),
            both(one.place, percent),
            falls.to_string(),
            one.case.grade.name().to_string(),
        ];
        format!("| {} |", cells.join(" | "))
    }

    #[test]
    fn none_missed_is_no_validation_either() {
        let case = Case {
            promised_million: Some(100.0),
            delivered_million: Some(25.0),
            share_of_term: 1.0,
            ..cases()[0]
        };
        let one = Expected::of(Measure::Gross).unwrap().place(&case);
        assert_eq!(one.falls, Falls::Within);
        assert!(says(&[one]).contains("so few cannot validate anything"));
        assert!(says(&[]).starts_with("No result can be placed;"));
    }
}
