//! What a limit judged says: for a councillor, with what it does not say.

use super::bunching::Bunch;
use super::limit::{Decision, Judged, LEAST, LEAST_SHARE, Limit, MOST, RARE, RARE_PLACEBO, Unit, Why};
use crate::statistics::poisson::NoFit;
use crate::statistics::share::Z_95;
use crate::wording::{percent, thousands};

/// What is counted, and the limit in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// What the limit is called in the sentence: `The limit is 56 days`.
    pub opening: String,
    /// What is counted: `durations`, `needs`.
    pub things: &'static str,
}

impl Words {
    /// The words for durations of which nothing more is known.
    pub fn plain(limit: &Limit) -> Words {
        Words { opening: format!("The limit is {}.", limit.unit.counted(limit.at)), things: "durations" }
    }
}

/// A limit of so many days or hours is short enough to be looked at in a finer unit.
const LONGEST_IN_HOURS: i64 = 7;

/// The sentence.
pub fn says(judged: &Judged, limit: &Limit, words: &Words) -> String {
    let said = match judged.decision {
        Decision::Flag => found(judged, limit, words),
        Decision::RuleMade | Decision::NoTest => no_test(judged, limit, words),
        Decision::NoEvidence => nothing(judged, limit, words),
    };
    format!("{} {said}{}", words.opening, rounding(judged))
}

fn found(judged: &Judged, limit: &Limit, words: &Words) -> String {
    let Some(bunch) = &judged.bunch else { return String::new() };
    let (_, many) = limit.unit.names();
    let from = if judged.taken_from_after() {
        "Fewer than expected come just after it: they seem to be taken from there."
    } else {
        "What comes just after it is about as expected: they are extra, or come from further away."
    };
    format!(
        "{} {} came in {many} {} to {}; nearby {many} suggest about {}. So about {} ({} to {}) more came then than nearby {many} suggest. {from} \
         This does not say they were late or wrong.{}",
        thousands(bunch.observed),
        words.things,
        limit.at - limit.window.below,
        limit.at,
        rounded(bunch.expected),
        rounded(bunch.excess),
        rounded(bunch.excess - Z_95 * bunch.excess_se),
        rounded(bunch.excess + Z_95 * bunch.excess_se),
        on_one_day(judged, limit),
    )
}

/// Where nearly all that is too many falls on the limit itself, a rule is the first thing to ask about.
fn on_one_day(judged: &Judged, limit: &Limit) -> String {
    match judged.on_the_limit {
        Some(share) if share >= MOST => format!(
            " Nearly all of them fall on {} itself, as a rule or a system would make it: ask that first.",
            limit.unit.counted(limit.at)
        ),
        _ => String::new(),
    }
}

/// Why what is too many is not spoken of; nothing where little is.
fn too_many(judged: &Judged, bunch: &Bunch, many: &str, words: &Words) -> String {
    if judged.why == Why::Weekdays {
        format!(
            " There are about {} more than nearby {many} suggest, but the weekdays on which these {} start and end explain it.",
            rounded(bunch.excess),
            words.things
        )
    } else if bunch.p >= RARE {
        String::new()
    } else if judged.hump {
        format!(
            " There are about {} more than nearby {many} suggest, but more than expected come just after it too, or well before it: a hump \
             stands around it, as where one kind of work takes about so long.",
            rounded(bunch.excess)
        )
    } else if bunch.b < LEAST_SHARE {
        format!(
            " There are about {} more than nearby {many} suggest, which is {} of them: too small a share to speak of.",
            rounded(bunch.excess),
            percent(bunch.b)
        )
    } else if judged.placebos.is_some_and(|placebos| placebos.p > RARE_PLACEBO) {
        format!(
            " There are about {} more than nearby {many} suggest, but as much is found in other places, where no limit is.",
            rounded(bunch.excess)
        )
    } else {
        format!(
            " There are about {} more than nearby {many} suggest: too few to speak of.",
            rounded(bunch.excess)
        )
    }
}

fn nothing(judged: &Judged, limit: &Limit, words: &Words) -> String {
    let Some(bunch) = &judged.bunch else { return String::new() };
    let (_, many) = limit.unit.names();
    let few = too_many(judged, bunch, many, words);
    let miss = judged.would_see().map_or(String::new(), |(moved, share)| {
        let after = limit.unit.counted(limit.window.above);
        let of = if share < 1.0 {
            format!(
                "fewer than about {} ({} of those expected in the {after} after it)",
                rounded(moved),
                percent(share)
            )
        } else {
            format!(
                "fewer than about {}, which is more than all that are expected in the {after} after it",
                rounded(moved)
            )
        };
        format!(
            " With these {} {} we would miss a shift of {of} at least one time in five.",
            thousands(judged.n),
            words.things
        )
    });
    format!(
        "No evidence found that it changes when work is recorded: {} {} came in {many} {} to {}, and nearby {many} suggest about {}.{few}{miss}",
        thousands(bunch.observed),
        words.things,
        limit.at - limit.window.below,
        limit.at,
        rounded(bunch.expected),
    )
}

fn no_test(judged: &Judged, limit: &Limit, words: &Words) -> String {
    let (_, many) = limit.unit.names();
    let things = words.things;
    let (from, to) = (limit.window.from, limit.window.to);
    match judged.why {
        Why::OneDuration(duration, count) if judged.decision == Decision::RuleMade => format!(
            "{} of {} {things} are of exactly {}: a rule or a system seems to make this. Ask who set it; it is no sign of anybody's \
             timing.",
            thousands(count),
            thousands(judged.all),
            limit.unit.counted(duration)
        ),
        Why::OneDuration(duration, count) => format!(
            "No test: {} of {} {things} are of exactly {}, so nothing can be seen near the limit.",
            thousands(count),
            thousands(judged.all),
            limit.unit.counted(duration)
        ),
        Why::TooFew => format!(
            "No test: {} of {} {things} lie between {from} and {to} {many}. With {LEAST} there we could see only large effects{}.",
            thousands(judged.n),
            thousands(judged.all),
            if judged.all > 10 * judged.n && judged.all >= LEAST {
                "; most lie elsewhere, so look whether the limit is in the unit of the durations"
            } else {
                "; come back when there are more, or put similar services together"
            }
        ),
        Why::TooFewPlacebos(places) => format!(
            "No test: the range {from} to {to} {many} holds {places} other places to compare with, and 19 are needed; widen it."
        ),
        Why::Rounded(base) => format!(
            "No test: so many {things} are rounded to multiples of {base} {many} that nothing finer can be told (index {:.0}, where \
             100 is no rounding); record times as they happen.",
            judged.rounding.unwrap_or(f64::NAN)
        ),
        Why::FewDistinct(distinct) => format!(
            "No test: only {distinct} different durations occur between {from} and {to} {many}; record in a finer unit."
        ),
        Why::FewBelow(distinct) => few_below(distinct, limit, things),
        // Far out in a thin tail the parts of the curve come to the same.
        Why::NoFit(NoFit::Singular { .. }) => format!(
            "No test: no smooth curve can be laid through these {things}: too few of them lie in parts of {from} to {to} {many}."
        ),
        Why::NoFit(why) => format!("No test: no smooth curve can be laid through these {things}: {why}."),
        Why::Judged | Why::Weekdays => String::new(),
    }
}

/// Too few different durations lie before the limit to lay a curve through.
fn few_below(distinct: usize, limit: &Limit, things: &str) -> String {
    let are = match distinct {
        0 => format!("no {things} are"),
        1 => format!("{things} of only one length are"),
        _ => format!("{things} of only {distinct} lengths are"),
    };
    let finer = match limit.unit {
        Unit::Days | Unit::WorkingDays if limit.at <= LONGEST_IN_HOURS => {
            "; record times of day, and give the limit in hours"
        }
        Unit::Hours if limit.at <= LONGEST_IN_HOURS => "; give the limit in minutes",
        _ => "",
    };
    let shorter = limit.unit.counted(limit.at - limit.window.below);
    format!(
        "No test: {are} shorter than {shorter}, so nothing tells how many to expect up to the limit{finer}."
    )
}

fn rounding(judged: &Judged) -> String {
    match judged.rounding {
        Some(index)
            if judged.bunch.is_some() && !judged.round_to.is_empty() && index > super::heaping::ROUNDED =>
        {
            format!(
                " Many are on round numbers (index {index:.0}, where 100 is none too many); the test allows for that, but precision is \
             lost."
            )
        }
        _ => String::new(),
    }
}

/// A number as people say it: whole.
fn rounded(number: f64) -> String {
    let sign = if number <= -0.5 { "-" } else { "" };
    format!("{sign}{}", thousands(number.abs().round() as u64))
}

#[cfg(test)]
mod tests {
    use super::super::counts::Counts;
    use super::super::limit::judge;
    use super::*;

    fn said(counts: &[(i64, u64)], at: i64) -> String {
        let limit = Limit::of(at, Unit::Days);
        let mut all = Counts::up_to(limit.window.to);
        counts.iter().for_each(|(duration, count)| all.add(*duration, *count));
        says(&judge(&all, &limit, true), &limit, &Words::plain(&limit))
    }

    #[test]
    fn what_is_found_and_what_is_not() {
        let level: Vec<(i64, u64)> = (1..=120).map(|duration| (duration, 100)).collect();
        let mut moved = level.clone();
        moved.push((56, 120));
        moved
            .iter_mut()
            .filter(|(duration, _)| (57..=63).contains(duration))
            .for_each(|(_, count)| *count -= 17);
        let found = said(&moved, 56);
        assert!(
            found.starts_with("The limit is 56 days. 520 durations came in days 53 to 56; nearby days suggest about 400. So about 120 ("),
            "{found}"
        );
        assert!(found.contains("taken from there. This does not say they were late or wrong."), "{found}");
        let nothing = said(&level, 56);
        assert!(
            nothing.contains("No evidence found") && nothing.contains("we would miss a shift of"),
            "{nothing}"
        );
    }

    #[test]
    fn why_there_is_no_test() {
        assert!(said(&[], 56).contains("No test: 0 of 0 durations"));
        let elsewhere: Vec<(i64, u64)> = (200..=900).map(|duration| (duration, 5)).collect();
        assert!(said(&elsewhere, 56).contains("look whether the limit is in the unit"));
        assert!(said(&[(60, 500)], 60).contains("a rule or a system seems to make this"));
        assert!(said(&[(0, 500)], 60).contains("No test: 500 of 500 durations are of exactly 0 days"));
        assert!(said(&[(20, 300), (30, 300), (41, 300)], 56).contains("only 3 different durations"));
    }

    #[test]
    fn short_limits_and_humps_say_why_nothing_is_said() {
        let falling: Vec<(i64, u64)> = (0..=40).map(|duration| (duration, 900 >> (duration / 4))).collect();
        for at in [1, 2, 3] {
            let said = said(&falling, at);
            let why = "so nothing tells how many to expect up to the limit; record times of day, and give the limit in hours.";
            assert!(said.contains("No test: ") && said.contains(why), "{said}");
        }
        let hump = |duration: i64| 60 + (400.0 * (-((duration - 57) as f64 / 3.0).powi(2)).exp()) as u64;
        let hump: Vec<(i64, u64)> = (1..=120).map(|duration| (duration, hump(duration))).collect();
        let said = said(&hump, 56);
        assert!(said.contains("No evidence found") && said.contains("a hump stands around it"), "{said}");
        assert!(!said.contains(") more came then"), "{said}");
    }

    /// The words of a regression are not those of durations.
    #[test]
    fn a_curve_that_cannot_be_laid_is_said_in_words_of_durations() {
        let limit = Limit::of(56, Unit::Days);
        let mut judged = judge(&Counts::up_to(98), &limit, false);
        judged.why = Why::NoFit(NoFit::Singular { column: 3 });
        let said = says(&judged, &limit, &Words::plain(&limit));
        assert!(
            said.contains("too few of them lie in parts of 14 to 98 days") && !said.contains("causes"),
            "{said}"
        );
    }

    /// The words that no output may hold.
    #[test]
    fn nobody_is_accused() {
        let level: Vec<(i64, u64)> =
            (1..=120).map(|duration| (duration, if duration == 56 { 300 } else { 100 })).collect();
        for said in [said(&level, 56), said(&level, 30), said(&[(60, 500)], 60)] {
            for word in ["fraud", "cheat", "gaming", "gamed", "manipulat"] {
                assert!(!said.to_lowercase().contains(word), "{said}");
            }
        }
    }
}
