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

/// To the nearest whole number, without a sign before nought: `29`, `-3`, `0`.
pub fn whole(value: f64) -> String {
    let text = format!("{value:.0}");
    if text == "-0" { "0".to_string() } else { text }
}

/// `1 day`, `30 days`, `0.5 days`.
pub fn days(count: f64) -> String {
    format!("{count} {}", if count == 1.0 { "day" } else { "days" })
}

/// The most letters of a name within a sentence.
const NAME_LETTERS: usize = 60;

/// The first sentence: what follows says how sure and since when.
pub fn headline(text: &str) -> &str {
    let mut ends = text.match_indices(". ").map(|(at, _)| at + 1);
    let end = ends.find(|end| {
        text[end + 1..].starts_with(|first: char| first.is_uppercase() || first.is_ascii_digit())
    });
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

/// The ends of an interval as percentages: whole ones, with a digit or two more where both would read alike and hide that they differ.
pub fn percents((low, high): (f64, f64)) -> (String, String) {
    let whole = (percent(low), percent(high));
    if whole.0 != whole.1 || low == high {
        return whole;
    }
    let with = |digits: usize| {
        let one = |share: f64| format!("{:.digits$} %", share * 100.0);
        (one(low), one(high))
    };
    // Nearly none must not read as none, nor nearly all as all.
    let honest = |text: &str, share: f64| {
        let read = text.trim_end_matches(" %").parse().unwrap_or(f64::NAN);
        (read != 0.0 || share == 0.0) && (read != 100.0 || share == 1.0)
    };
    (1..=4)
        .map(with)
        .find(|(one, other)| one != other && honest(one, low) && honest(other, high))
        .unwrap_or(whole)
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
        assert_eq!([counted(1, "need", "needs"), counted(1_204, "need", "needs")], ["1 need", "1,204 needs"]);
    }
}
