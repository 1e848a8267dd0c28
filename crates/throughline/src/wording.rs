//! How figures are written for people: commas between thousands, `1 need` but `2 needs`, shares as whole percentages.

mod from_right;
mod legible;

pub use from_right::{Piece, pieces, set_apart};
pub use legible::legible;

/// A whole number with commas between thousands.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `1 need`, `1,204 needs`.
pub fn counted(number: u64, one: &str, many: &str) -> String {
    format!("{} {}", thousands(number), if number == 1 { one } else { many })
}

/// So many of what a reading rests on: `1 coded contact`, `1,204 coded contacts`.
pub fn things(number: u64, of: &str) -> String {
    let of = if number == 1 { one_of(of) } else { of.to_string() };
    format!("{} {of}", thousands(number))
}

/// The name of one of some things: `coded contact` of `coded contacts`.
fn one_of(things: &str) -> String {
    let mut changed = false;
    let one = |word: &str| {
        let one = match word {
            _ if changed => None,
            "people" => Some("person".to_string()),
            _ => match word.strip_suffix("ies") {
                Some(stem) => Some(format!("{stem}y")),
                None => word.strip_suffix('s').map(str::to_string),
            },
        };
        changed |= one.is_some();
        one.unwrap_or_else(|| word.to_string())
    };
    things.split(' ').map(one).collect::<Vec<_>>().join(" ")
}

/// To the nearest whole number, without a sign before nought: `29`, `-3`, `0`.
pub fn whole(value: f64) -> String {
    let text = format!("{value:.0}");
    if text == "-0" { "0".to_string() } else { text }
}

/// `1 day`, `30 days`, `0.5 days`.
pub fn days(count: f64) -> String {
    format!("{count} {}", if count == 1.0 { "day" } else { "days" })
}

/// With a capital letter at its start.
pub fn sentence_start(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| first.to_uppercase().chain(letters).collect())
}

/// The most letters of a name within a sentence.
const NAME_LETTERS: usize = 60;

/// The first sentence: what follows says how sure and since when.
pub fn headline(text: &str) -> &str {
    first_sentences(text, 1)
}

/// So many sentences from the first on.
pub fn first_sentences(text: &str, count: usize) -> &str {
    let ends = text.match_indices(". ").map(|(at, _)| at + 1).filter(|end| {
        text[end + 1..].starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit())
    });
    let end = ends.take(count).nth(count.saturating_sub(1));
    &text[..end.unwrap_or(text.len())]
}

/// A sentence whose names (what stands between “ and ”) are cut where they are longer than a sentence can bear.
pub fn names_cut(says: &str) -> String {
    let mut out = String::with_capacity(says.len());
    let mut rest = says;
    while let Some((before, name)) = rest.split_once('“') {
        let end = name.find('”').unwrap_or(name.len());
        out += before;
        out.push('“');
        match name[..end].char_indices().nth(NAME_LETTERS) {
            Some((cut, _)) => {
                out += name[..cut].trim_end();
                out.push('…');
            }
            None => out += &name[..end],
        }
        rest = &name[end..];
    }
    out + rest
}

/// A share as a whole percentage: `37 %`; below one percent `under 1 %`, unless it is nought.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        few if few > 0.0 && few < 1.0 => "under 1 %".to_string(),
        nearly if nearly > 99.0 && nearly < 100.0 => "over 99 %".to_string(),
        _ => format!("{percent:.0} %"),
    }
}

/// An estimate as it is told with the ends of its interval, all three to the same precision: none reads as if it lay outside its own interval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The value.
    pub value: String,
    /// The low end.
    pub low: String,
    /// The high end.
    pub high: String,
}

impl Told {
    /// `between 2.5 % and 2.9 %`.
    pub fn between(&self) -> String {
        format!("between {} and {}", self.low, self.high)
    }

    fn of((value, (low, high)): (f64, (f64, f64)), said: impl Fn(f64) -> String) -> Told {
        Told { value: said(value), low: said(low), high: said(high) }
    }
}

/// A share with its interval as percentages: whole ones, with a digit or two more where both ends would read alike and hide that they differ.
pub fn share(value: f64, (low, high): (f64, f64)) -> Told {
    let with = |digits: usize| move |share: f64| format!("{:.digits$} %", share * 100.0);
    // Nearly none must not read as none, nor nearly all as all.
    let honest = |text: &str, share: f64| {
        let read = text.trim_end_matches(" %").parse().unwrap_or(f64::NAN);
        (read != 0.0 || share == 0.0) && (read != 100.0 || share == 1.0)
    };
    let tells = |digits: &usize| {
        let (one, other) = (with(*digits)(low), with(*digits)(high));
        one != other && honest(&one, low) && honest(&other, high)
    };
    let alike = percent(low) == percent(high) && low != high;
    match (1..=4).find(tells).filter(|_| alike) {
        Some(digits) => Told::of((value, (low, high)), with(digits)),
        None => Told::of((value, (low, high)), percent),
    }
}

/// The ends of an interval of a share; see [`share`].
pub fn percents(interval: (f64, f64)) -> (String, String) {
    let said = share(interval.0, interval);
    (said.low, said.high)
}

/// A number with its interval, no more precise than that.
pub fn number(value: f64, interval: (f64, f64)) -> Told {
    let step = step(interval);
    Told::of((value, interval), |one| to_step(one, step))
}

/// To what an estimate is told: a power of ten of which its interval holds two to twenty; nought where it has no width.
pub fn step((low, high): (f64, f64)) -> f64 {
    let width = (high - low).abs();
    if width > 0.0 && width.is_finite() { 10f64.powf((width / 2.0).log10().floor()) } else { 0.0 }
}

/// The step of an estimate that has no interval: three of its digits count.
pub fn step_of(value: f64) -> f64 {
    if value != 0.0 && value.is_finite() { 10f64.powf(value.abs().log10().floor() - 2.0) } else { 0.0 }
}

/// A number with three digits that count: `340`, `1.86`, `208,000`.
pub fn three(value: f64) -> String {
    to_step(value, step_of(value))
}

/// A number that somebody wrote, as exact as they wrote it: `2,052,300`, `0.305`, `27.8`; to six places at most.
pub fn exactly(value: f64) -> String {
    if value.abs() >= 1e15 {
        return format!("{value:e}");
    }
    let text = format!("{:.6}", value.abs());
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let whole = whole.parse().map_or(whole.to_string(), thousands);
    let is_nought = whole == "0" && fraction.is_empty();
    let sign = if value < 0.0 && !is_nought { "-" } else { "" };
    let point = if fraction.is_empty() { "" } else { "." };
    format!("{sign}{whole}{point}{fraction}")
}

/// A number to the nearest of such steps: `11,200` in hundreds, `1.70` in hundredths. As a figure where there is no step.
pub fn to_step(value: f64, step: f64) -> String {
    if step <= 0.0 || !value.is_finite() || value.abs() >= 1e15 {
        return figure(value);
    }
    let digits = (-step.log10().round()).clamp(0.0, 12.0) as usize;
    let size = if step < 1.0 { value.abs() } else { (value.abs() / step).round() * step };
    let text = format!("{size:.digits$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let point = if fraction.is_empty() { "" } else { "." };
    let sign = if value < 0.0 && text.bytes().any(|digit| (b'1'..=b'9').contains(&digit)) { "-" } else { "" };
    format!("{sign}{}{point}{fraction}", thousands(whole.parse().unwrap_or(0)))
}

/// A figure with four digits that count, and commas between thousands: `1,686`, `95.9`, `0.0123`.
pub fn figure(value: f64) -> String {
    if !value.is_finite() {
        return "unknown".to_string();
    }
    let size = value.abs();
    if size >= 1e15 {
        return format!("{value:.3e}");
    }
    let digits = if size >= 1000.0 || size == 0.0 {
        0
    } else {
        (3 - size.log10().floor() as i32).clamp(0, 12) as usize
    };
    let text = format!("{size:.digits$}");
    let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
    let fraction = fraction.trim_end_matches('0');
    let point = if fraction.is_empty() { "" } else { "." };
    let whole = thousands(whole.parse().unwrap_or(0));
    let sign = if value < 0.0 && (whole != "0" || !fraction.is_empty()) { "-" } else { "" };
    format!("{sign}{whole}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_somebody_wrote_is_told_as_exactly() {
        let all = [
            (2_052_300.0, "2,052,300"),
            (0.305, "0.305"),
            (27.8, "27.8"),
            (-0.02, "-0.02"),
            (5.0, "5"),
            (0.1 + 0.2, "0.3"),
            (-1e-9, "0"),
        ];
        for (value, told) in all {
            assert_eq!(exactly(value), told);
        }
    }

    #[test]
    fn ends_that_read_alike_have_more_digits() {
        let said = |low, high| {
            let (low, high) = percents((low, high));
            format!("{low} to {high}")
        };
        assert_eq!(said(0.096, 0.104), "9.6 % to 10.4 %");
        assert_eq!(said(0.2, 0.3), "20 % to 30 %");
        assert_eq!(said(0.001, 0.0012), "0.10 % to 0.12 %");
        assert_eq!(said(0.9995, 0.9999), "99.95 % to 99.99 %");
        assert_eq!(said(0.0, 0.0), "0 % to 0 %");
    }

    /// 2.69 % is not 3 % beside 2.5 % and 2.9 %.
    #[test]
    fn an_estimate_is_as_precise_as_its_interval() {
        let said = |value, interval| {
            let one = share(value, interval);
            format!("{} ({} to {})", one.value, one.low, one.high)
        };
        assert_eq!(said(0.0269, (0.0251, 0.0289)), "2.7 % (2.5 % to 2.9 %)");
        assert_eq!(said(0.588, (0.564, 0.612)), "59 % (56 % to 61 %)");
        let said = |value, interval| {
            let one = number(value, interval);
            format!("{} ({} to {})", one.value, one.low, one.high)
        };
        assert_eq!(said(1.705, (1.694, 1.716)), "1.71 (1.69 to 1.72)");
        assert_eq!(said(12_080.0, (11_160.0, 13_000.0)), "12,100 (11,200 to 13,000)");
        assert_eq!(said(2.0, (1.5, 2.5)), "2.0 (1.5 to 2.5)");
        assert_eq!(said(-0.02, (-0.4, 0.3)), "0.0 (-0.4 to 0.3)");
        assert_eq!(said(7.0, (7.0, 7.0)), "7 (7 to 7)");
        assert_eq!(
            [three(339.83), three(208_338.8), three(1.9), three(0.0)],
            ["340", "208,000", "1.90", "0"]
        );
    }

    #[test]
    fn names_are_cut_and_nothing_else() {
        assert_eq!(
            names_cut("most after “visit”, then “repair done”."),
            "most after “visit”, then “repair done”."
        );
        let long = "ä".repeat(5_000);
        let cut = format!("after “{}…” and “b”; so", "ä".repeat(60));
        assert_eq!(names_cut(&format!("after “{long}” and “b”; so")), cut);
        let words = "long ".repeat(100);
        assert_eq!(names_cut(&words), words);
        assert_eq!(names_cut("an “open end"), "an “open end");
        assert_eq!([days(1.0), days(30.0), days(0.5)], ["1 day", "30 days", "0.5 days"]);
        assert_eq!([whole(-0.3), whole(-3.0), whole(28.6)], ["0", "-3", "29"]);
    }

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!([thousands(999), thousands(1_000), thousands(1_234_567)], ["999", "1,000", "1,234,567"]);
    }

    #[test]
    fn figures_have_four_digits() {
        let said =
            [1685.8, 95.9, -0.012_345, 0.0, 3.0, 999.96, 1_234_567.8, f64::NAN, 1e20, -1e-20, 0.952_899]
                .map(figure);
        let known = [
            "1,686",
            "95.9",
            "-0.01235",
            "0",
            "3",
            "1,000",
            "1,234,568",
            "unknown",
            "1.000e20",
            "0",
            "0.9529",
        ];
        assert_eq!(said, known);
    }

    #[test]
    fn a_share_is_never_rounded_to_nothing() {
        assert_eq!([percent(0.0), percent(0.004), percent(0.37)], ["0 %", "under 1 %", "37 %"]);
        let known = ["1 coded contact", "1 person", "2 people", "1 need scored twice"];
        let said = [
            things(1, "coded contacts"),
            things(1, "people"),
            things(2, "people"),
            things(1, "needs scored twice"),
        ];
        assert_eq!(said, known);
        assert_eq!([counted(1, "need", "needs"), counted(1_204, "need", "needs")], ["1 need", "1,204 needs"]);
    }
}
