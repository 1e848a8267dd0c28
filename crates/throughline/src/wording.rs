//! How figures are written for people: commas between thousands, `1 need` but `2 needs`, shares as whole percentages.

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

/// A share as a whole percentage: `37 %`; below one percent `under 1 %`, unless it is nought.
pub fn percent(share: f64) -> String {
    let percent = share * 100.0;
    match percent {
        few if few > 0.0 && few < 1.0 => "under 1 %".to_string(),
        nearly if nearly > 99.0 && nearly < 100.0 => "over 99 %".to_string(),
        _ => format!("{percent:.0} %"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_read_as_people_write_them() {
        assert_eq!([thousands(999), thousands(1_000), thousands(1_234_567)], ["999", "1,000", "1,234,567"]);
    }

    #[test]
    fn a_share_is_never_rounded_to_nothing() {
        assert_eq!([percent(0.0), percent(0.004), percent(0.37)], ["0 %", "under 1 %", "37 %"]);
        assert_eq!([counted(1, "need", "needs"), counted(1_204, "need", "needs")], ["1 need", "1,204 needs"]);
    }
}
